//! How much there is to ask, by deck, and what is held back; counted in the indexes.

use std::collections::{BTreeMap, HashMap, HashSet};

use rusqlite::{OptionalExtension, named_params};

use super::due::{Limits, Room, Scope, room_of, take_room};
use super::packed::packed_in;
use super::standing::each_alike;
use super::{DeckNumber, Store, StoreError};
use crate::model::Day;
use crate::schedule::Stage;

/// What one deck has to ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct DeckCounts {
    pub(crate) due: u32,
    pub(crate) new: u32,
    pub(crate) drill: u32,
}

/// What a scope has to ask today, and what is held back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct ScopeCounts {
    pub(crate) decks: BTreeMap<DeckNumber, DeckCounts>,
    /// What was counted in all decks together and stands in none of `decks`.
    pub(crate) together: DeckCounts,
    /// New cards beyond today's limit.
    pub(crate) new_held: u32,
    /// Due cards beyond today's limit.
    pub(crate) due_held: u32,
    /// Due cards whose sibling comes today.
    pub(crate) siblings_held: u32,
}

impl ScopeCounts {
    pub(crate) fn total(&self) -> DeckCounts {
        self.decks.values().fold(self.together, |sum, deck| DeckCounts {
            due: sum.due + deck.due,
            new: sum.new + deck.new,
            drill: sum.drill + deck.drill,
        })
    }
}

/// When the next cards are due with intervals of one bucket.
pub(super) const SQL_NEXT_DUE: &str = "
    select ready, deck
    from state
    where class = 1
    and bucket = :bucket
    and ready > :today
    order by ready";

/// How many cards with intervals of one bucket are asked up to a day.
pub(super) const SQL_DUE_OF_BUCKET: &str = "
    select count(*)
    from state
    where class = 1
    and bucket = ?1
    and ready <= ?2";

/// The decks of the cards with intervals of one bucket that are asked up to a day, one row a card:
/// that is quicker than to group them, as few are of one day and deck.
pub(super) const SQL_DECKS_OF_BUCKET: &str = "
    select deck
    from state
    where class = 1
    and bucket = ?1
    and ready <= ?2";

/// What the cards of a deck are counted as.
pub(super) const SQL_STANDING_OF_DECK: &str = "
    select standing
    from tally_of_deck
    where deck = :deck";

/// New cards of a deck that have siblings or were buried, in the deck's order.
pub(super) const SQL_ODD_NEW: &str = "
    select state.card, card.note, state.deck, siblings, repetitions, ease, interval, due, lapses,
        reviews, last, drill, ready, position
    from state
    join card on card.number = state.card
    where state.deck = :deck
    and state.class = 0
    and (state.siblings = 1 or state.ready is not null)
    order by state.position";

/// The next deck with new cards that have siblings or were buried.
pub(super) const SQL_NEXT_ODD_NEW: &str = "
    select deck
    from state
    where class = 0
    and (siblings = 1 or ready is not null)
    and deck >= ?1
    order by deck
    limit 1";

impl Store {
    /// What the scope has to ask today, by deck.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn counts(
        &self,
        scope: &Scope,
        today: Day,
        horizon: Day,
        limits: &Limits,
    ) -> Result<ScopeCounts, StoreError> {
        let mut counts = ScopeCounts::default();
        let mut rooms = self.rooms(&limits.reviews, today, Room::Reviews)?;
        let due_of = self.due_by_deck(horizon)?;
        let with_siblings = self.decks_with_due_siblings(horizon)?;
        for deck in &scope.decks {
            let due = due_of.get(deck).copied().unwrap_or(0);
            let held = if with_siblings.contains(deck) {
                self.siblings_held(*deck, today, horizon)?
            } else {
                0
            };
            let free = due.saturating_sub(held);
            let taken = free.min(room_of(&rooms, *deck));
            take_room(&mut rooms, *deck, taken);
            counts.siblings_held += held;
            counts.due_held += free - taken;
            counts.decks.insert(*deck, DeckCounts { due: taken, ..DeckCounts::default() });
        }
        self.count_new(scope, today, limits, &mut counts)?;
        for candidate in self.drills(scope, today)? {
            counts.decks.entry(candidate.deck).or_default().drill += 1;
        }
        Ok(counts)
    }

    /// What all decks together have to ask today, where no limit holds for reviews; `all` is every
    /// deck. To tell the due cards apart by deck takes twice as long.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn counts_together(
        &self,
        all: &Scope,
        today: Day,
        horizon: Day,
        limits: &Limits,
    ) -> Result<ScopeCounts, StoreError> {
        let mut counts = ScopeCounts::default();
        for deck in self.decks_with_due_siblings(horizon)? {
            counts.siblings_held += self.siblings_held(deck, today, horizon)?;
        }
        counts.together.due = self.due_of_all(horizon)?.saturating_sub(counts.siblings_held);
        self.count_new(all, today, limits, &mut counts)?;
        counts.together.drill = self.drills(all, today)?.len() as u32;
        Ok(counts)
    }

    /// The new cards that may come today, and those that are held back.
    fn count_new(
        &self,
        scope: &Scope,
        today: Day,
        limits: &Limits,
        counts: &mut ScopeCounts,
    ) -> Result<(), StoreError> {
        let mut rooms = self.new_rooms(scope, today, limits)?;
        let with_odd = self.decks_with_odd_new()?;
        for deck in &scope.decks {
            let all = self.new_of(*deck)?;
            // Cards without siblings that were not buried come; only the others are looked at.
            let free =
                if with_odd.contains(deck) { all - self.odd_new_held(*deck, today)? } else { all };
            let taken = free.min(room_of(&rooms, *deck));
            take_room(&mut rooms, *deck, taken);
            counts.decks.entry(*deck).or_default().new = taken;
            counts.new_held += all - taken;
        }
        Ok(())
    }

    /// How many new cards a deck holds.
    fn new_of(&self, deck: DeckNumber) -> Result<u32, StoreError> {
        let mut statement = self.connection.prepare_cached(SQL_STANDING_OF_DECK)?;
        let mut rows = statement.query(named_params! {":deck": deck})?;
        let mut new = 0;
        while let Some(row) = rows.next()? {
            each_alike(packed_in(row)?, |alike, count| {
                if alike.stage == Stage::New && !alike.suspended {
                    new += u32::try_from(count).unwrap_or(u32::MAX);
                }
            })?;
        }
        Ok(new)
    }

    /// The decks that have new cards with siblings or buried ones, found by leaps over the index.
    fn decks_with_odd_new(&self) -> Result<HashSet<DeckNumber>, StoreError> {
        let mut statement = self.connection.prepare_cached(SQL_NEXT_ODD_NEW)?;
        let mut decks = HashSet::<DeckNumber>::new();
        let mut from = DeckNumber(0);
        while let Some(deck) = statement.query_row([from], |row| row.get(0)).optional()? {
            decks.insert(deck);
            from = DeckNumber(deck.0 + 1);
        }
        Ok(decks)
    }

    /// How many of the new cards that have siblings or were buried do not come today.
    fn odd_new_held(&self, deck: DeckNumber, today: Day) -> Result<u32, StoreError> {
        let mut statement = self.connection.prepare_cached(SQL_ODD_NEW)?;
        let mut rows = statement.query(named_params! {":deck": deck})?;
        let mut notes = HashSet::new();
        let mut held = 0;
        while let Some(row) = rows.next()? {
            let comes = match self.new_of_row(row, today, &HashSet::new())? {
                Some(candidate) => notes.insert(candidate.note),
                None => false,
            };
            held += u32::from(!comes);
        }
        Ok(held)
    }

    fn due_of_all(&self, horizon: Day) -> Result<u32, StoreError> {
        let mut statement = self.connection.prepare_cached(SQL_DUE_OF_BUCKET)?;
        let mut due = 0;
        for bucket in self.buckets()?.into_iter().filter(|bucket| bucket.first <= horizon) {
            due += statement.query_row((bucket.number, horizon), |row| row.get::<_, u32>(0))?;
        }
        Ok(due)
    }

    fn due_by_deck(&self, horizon: Day) -> Result<HashMap<DeckNumber, u32>, StoreError> {
        let mut due: HashMap<DeckNumber, u32> = HashMap::new();
        let mut statement = self.connection.prepare_cached(SQL_DECKS_OF_BUCKET)?;
        for bucket in self.buckets()?.into_iter().filter(|bucket| bucket.first <= horizon) {
            let mut rows = statement.query((bucket.number, horizon))?;
            // Cards of a day lie together by deck.
            let mut run: Option<(DeckNumber, u32)> = None;
            while let Some(row) = rows.next()? {
                let deck = row.get(0)?;
                run = match run {
                    Some((same, cards)) if same == deck => Some((deck, cards + 1)),
                    ended => {
                        add_run(&mut due, ended);
                        Some((deck, 1))
                    }
                };
            }
            add_run(&mut due, run);
        }
        Ok(due)
    }

    /// The day on which the next card of the scope is due after `today`.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn next_due(&self, scope: &Scope, today: Day) -> Result<Option<Day>, StoreError> {
        let decks: HashSet<DeckNumber> = scope.decks.iter().copied().collect();
        let mut next: Option<Day> = None;
        let mut statement = self.connection.prepare_cached(SQL_NEXT_DUE)?;
        for bucket in self.buckets()? {
            let mut rows =
                statement.query(named_params! {":bucket": bucket.number, ":today": today})?;
            while let Some(row) = rows.next()? {
                let day: Day = row.get(0)?;
                if next.is_some_and(|next| next <= day) {
                    break;
                }
                if decks.contains(&row.get(1)?) {
                    next = Some(day);
                    break;
                }
            }
        }
        Ok(next)
    }
}

/// Adds cards of one deck that were met in a row.
fn add_run(due: &mut HashMap<DeckNumber, u32>, run: Option<(DeckNumber, u32)>) {
    if let Some((deck, cards)) = run {
        *due.entry(deck).or_default() += cards;
    }
}
