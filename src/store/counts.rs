//! How much there is to ask, by deck, and what is held back; counted in the indexes.

use std::collections::BTreeMap;

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};
use rusqlite::{OptionalExtension, named_params};

use super::due::{Limits, Room, Scope, room_of, take_room};
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
    /// New cards beyond today's limit.
    pub(crate) new_held: u32,
    /// Due cards beyond today's limit.
    pub(crate) due_held: u32,
    /// Due cards whose sibling comes today.
    pub(crate) siblings_held: u32,
}

impl ScopeCounts {
    pub(crate) fn total(&self) -> DeckCounts {
        self.decks.values().fold(DeckCounts::default(), |sum, deck| DeckCounts {
            due: sum.due + deck.due,
            new: sum.new + deck.new,
            drill: sum.drill + deck.drill,
        })
    }
}

/// New cards of a deck that have siblings or were buried, in the deck's order.
pub(super) const SQL_ODD_NEW: &str = "
    select state.card, card.note, state.deck, siblings, repetitions, ease, interval, due, lapses,
        reviews, last, drill, ready, position
    from state indexed by state_odd_new
    join card not indexed on card.number = state.card
    where state.deck = :deck
    and state.class = 0
    and (state.siblings = 1 or state.ready is not null)
    order by state.position";

/// The next deck with new cards that have siblings or were buried.
pub(super) const SQL_NEXT_ODD_NEW: &str = "
    select deck
    from state indexed by state_odd_new
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
        let _together = self.read_together()?;
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
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn new_of(&self, deck: DeckNumber) -> Result<u32, StoreError> {
        let mut new = 0;
        self.each_alike_of(deck, |alike, count| {
            if alike.stage == Stage::New && !alike.suspended {
                new += u32::try_from(count).unwrap_or(u32::MAX);
            }
        })?;
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
            let comes = match self.new_of_row(row, today, &|_| true)? {
                Some(candidate) => notes.insert(candidate.note),
                None => false,
            };
            held += u32::from(!comes);
        }
        Ok(held)
    }

    fn due_by_deck(&self, horizon: Day) -> Result<HashMap<DeckNumber, u32>, StoreError> {
        let mut due: HashMap<DeckNumber, u32> = HashMap::new();
        self.each_ready(horizon, |deck, _, cards| {
            *due.entry(deck).or_default() += u32::try_from(cards).unwrap_or(u32::MAX);
        })?;
        Ok(due)
    }

    /// The day on which the next card of the scope is due after `today`.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn next_due(&self, scope: &Scope, today: Day) -> Result<Option<Day>, StoreError> {
        let decks: HashSet<DeckNumber> = scope.decks.iter().copied().collect();
        self.first_ready(today.plus(1), |deck| decks.contains(&deck))
    }
}
