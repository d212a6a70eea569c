//! How much there is to ask, by deck, and what is held back; counted in the indexes.

use std::collections::{BTreeMap, HashSet};

use rusqlite::{OptionalExtension, named_params};

use super::due::{Limits, Room, Scope, room_of, take_room};
use super::{DeckNumber, Store, StoreError};
use crate::model::Day;

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

/// How many cards of a deck are due with intervals of one bucket.
pub(super) const SQL_COUNT_DUE: &str = "
    select count(*) as due
    from state
    where deck = :deck
    and class = 1
    and bucket = :bucket
    and ready <= :horizon";

/// When the next card of a deck is due with intervals of one bucket.
pub(super) const SQL_NEXT_DUE: &str = "
    select ready
    from state
    where deck = :deck
    and class = 1
    and bucket = :bucket
    and ready > :today
    order by ready
    limit 1";

/// How many new cards a deck has.
pub(super) const SQL_COUNT_NEW: &str = "
    select count(*) as new
    from state
    where deck = :deck
    and class = 0";

impl Store {
    /// What the scope has to ask today.
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
        for deck in &scope.decks {
            let mut due = 0;
            for bucket in self.buckets(*deck)? {
                due += self.count_due(*deck, bucket, horizon)?;
            }
            let held = if due == 0 { 0 } else { self.siblings_held(*deck, today, horizon)? };
            let free = due.saturating_sub(held);
            let taken = free.min(room_of(&rooms, *deck));
            take_room(&mut rooms, *deck, taken);
            counts.siblings_held += held;
            counts.due_held += free - taken;
            counts.decks.insert(*deck, DeckCounts { due: taken, ..DeckCounts::default() });
        }
        for candidate in self.new_cards(scope, today, limits, u32::MAX, &HashSet::new())? {
            counts.decks.entry(candidate.deck).or_default().new += 1;
        }
        for candidate in self.drills(scope, today)? {
            counts.decks.entry(candidate.deck).or_default().drill += 1;
        }
        counts.new_held = self.new_in(scope)?.saturating_sub(counts.total().new);
        Ok(counts)
    }

    fn new_in(&self, scope: &Scope) -> Result<u32, StoreError> {
        let mut statement = self.connection.prepare_cached(SQL_COUNT_NEW)?;
        let mut sum = 0;
        for deck in &scope.decks {
            sum += statement
                .query_row(named_params! {":deck": deck}, |row| row.get::<_, u32>("new"))?;
        }
        Ok(sum)
    }

    fn count_due(&self, deck: DeckNumber, bucket: u32, horizon: Day) -> Result<u32, StoreError> {
        Ok(self.connection.prepare_cached(SQL_COUNT_DUE)?.query_row(
            named_params! {":deck": deck, ":bucket": bucket, ":horizon": horizon},
            |row| row.get("due"),
        )?)
    }

    /// The day on which the next card of the scope is due after `today`.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn next_due(&self, scope: &Scope, today: Day) -> Result<Option<Day>, StoreError> {
        let mut next: Option<Day> = None;
        let mut statement = self.connection.prepare_cached(SQL_NEXT_DUE)?;
        for deck in &scope.decks {
            for bucket in self.buckets(*deck)? {
                let day: Option<Day> = statement
                    .query_row(
                        named_params! {":deck": deck, ":bucket": bucket, ":today": today},
                        |row| row.get("ready"),
                    )
                    .optional()?;
                next = match (next, day) {
                    (Some(next), Some(day)) => Some(next.min(day)),
                    (next, day) => next.or(day),
                };
            }
        }
        Ok(next)
    }
}
