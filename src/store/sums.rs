//! What is summed up of answers and cards, and kept in the transaction that changes it: so the
//! whole history and all cards are counted without reading them.

use std::collections::BTreeMap;

use rusqlite::{Connection, named_params};

use super::packed::Packed;
use super::tally::{Sort, TIMED_MS, detail_code};
use super::{CardNumber, DeckNumber, StoreError};
use crate::model::Day;
use crate::schedule::{Alike, Detail, Stage, Step};

/// So many differences are held at once; then they are written.
const MOST_HELD: usize = 8_000;

/// Under what the answers to a card are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Subject {
    pub(super) deck: DeckNumber,
    /// The kind of its note, where it is known.
    pub(super) kind: Option<u8>,
}

/// The deck of a card and the kind of its note.
pub(super) const SQL_SUBJECT: &str = "
    select note.deck as deck, note.kind as kind
    from card
    join note on note.number = card.note
    where card.number = :card";

impl Subject {
    pub(super) fn of(connection: &Connection, card: CardNumber) -> Result<Self, StoreError> {
        Ok(connection
            .prepare_cached(SQL_SUBJECT)?
            .query_row(named_params! {":card": card}, |row| {
                Ok(Self { deck: row.get("deck")?, kind: row.get("kind")? })
            })?)
    }
}

/// What is to be added to the sums and taken from them.
#[derive(Debug, Default)]
pub(super) struct Sums {
    /// Answers and what is known of them.
    tally: BTreeMap<(Day, DeckNumber), Packed>,
    /// Numbers in `tally`.
    held: usize,
    /// Cards by what they are alike in.
    standing: BTreeMap<DeckNumber, Packed>,
}

impl Sums {
    /// Counts a review `times` times: 1 to add it, -1 to take it away. Undone ones count nothing.
    pub(super) fn count(&mut self, subject: Subject, step: &Step<'_>, times: i64) {
        if step.undone {
            return;
        }
        let answered = step.answered;
        let ms = times * i64::from(answered.duration_ms.unwrap_or(0));
        let sums = self.tally.entry((step.event.day, subject.deck)).or_default();
        let before = sums.len();
        let sort =
            Sort { mode: answered.mode, stage: Stage::of(&step.before), quality: answered.quality };
        sums.add(sort.code(), times);
        sums.add(sort.code() + 1, ms);
        for detail in Detail::of(step, subject.kind) {
            sums.add(detail_code(detail), times);
            if let Detail::Time { .. } = detail {
                sums.add(TIMED_MS, ms);
            }
        }
        self.held += sums.len() - before;
    }

    /// Counts a card `times` times under what it is alike.
    pub(super) fn stands(&mut self, deck: DeckNumber, alike: Option<Alike>, times: i64) {
        if let Some(alike) = alike {
            self.standing.entry(deck).or_default().add(alike.code(), times);
        }
    }

    /// Writes the differences where so many have come together that they weigh.
    pub(super) fn flush_if_many(&mut self, connection: &Connection) -> Result<(), StoreError> {
        if self.held > MOST_HELD {
            std::mem::take(self).apply(connection)?;
        }
        Ok(())
    }

    pub(super) fn apply(self, connection: &Connection) -> Result<(), StoreError> {
        super::tally::add(connection, &self.tally, self.standing)
    }

    /// What was counted, by day and deck, without what comes never.
    pub(super) fn into_tally(self) -> BTreeMap<(Day, DeckNumber), Packed> {
        let mut tally = self.tally;
        tally.values_mut().for_each(Packed::tidy);
        tally
    }
}

/// Empties all sums.
pub(super) fn clear(connection: &Connection) -> Result<(), StoreError> {
    connection
        .execute_batch("delete from tally; delete from tally_of_day; delete from tally_of_deck;")?;
    Ok(())
}
