//! What is summed up of answers and cards, and kept in the transaction that changes it: so the
//! whole history and all cards are counted without reading them.

use std::collections::BTreeMap;

use rusqlite::{Connection, named_params};

use super::facts::Facts;
use super::tally::TallyKey;
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
    /// Answers and their milliseconds.
    pub(super) tally: BTreeMap<TallyKey, (i64, i64)>,
    pub(super) details: BTreeMap<(Day, DeckNumber), Facts>,
    /// Facts in `details`.
    held: usize,
    standing: BTreeMap<(DeckNumber, i64), i64>,
}

impl Sums {
    /// Counts a review `times` times: 1 to add it, -1 to take it away. Undone ones count nothing.
    pub(super) fn count(&mut self, subject: Subject, step: &Step<'_>, times: i64) {
        if step.undone {
            return;
        }
        let answered = step.answered;
        let (day, deck) = (step.event.day, subject.deck);
        let key = TallyKey {
            day,
            deck,
            mode: answered.mode,
            stage: Stage::of(&step.before),
            quality: answered.quality,
        };
        let ms = i64::from(answered.duration_ms.unwrap_or(0));
        let entry = self.tally.entry(key).or_default();
        entry.0 += times;
        entry.1 += times * ms;
        let mut facts = Detail::of(step, subject.kind).peekable();
        if facts.peek().is_some() {
            let of_day = self.details.entry((day, deck)).or_default();
            let before = of_day.counts.len();
            for detail in facts {
                of_day.counts.add(detail.code(), times);
                if let Detail::Time { .. } = detail {
                    of_day.ms += times * ms;
                }
            }
            self.held += of_day.counts.len() - before;
        }
    }

    /// Counts a card `times` times under what it is alike.
    pub(super) fn stands(&mut self, deck: DeckNumber, alike: Option<Alike>, times: i64) {
        if let Some(alike) = alike {
            *self.standing.entry((deck, alike.code())).or_default() += times;
        }
    }

    /// Writes the differences where so many have come together that they weigh.
    pub(super) fn flush_if_many(&mut self, connection: &Connection) -> Result<(), StoreError> {
        if self.tally.len() + self.held > MOST_HELD {
            std::mem::take(self).apply(connection)?;
        }
        Ok(())
    }

    pub(super) fn apply(self, connection: &Connection) -> Result<(), StoreError> {
        super::tally::add(connection, &self.tally)?;
        for ((day, deck), facts) in &self.details {
            super::facts::add(connection, *day, *deck, facts)?;
        }
        for ((deck, alike), count) in self.standing {
            if count != 0 {
                stand(connection, deck, alike, count)?;
            }
        }
        Ok(())
    }
}

fn stand(
    connection: &Connection,
    deck: DeckNumber,
    alike: i64,
    count: i64,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "insert into standing (deck, alike, count) values (:deck, :alike, :count)
             on conflict (deck, alike) do update set count = count + excluded.count",
        )?
        .execute(named_params! {":deck": deck, ":alike": alike, ":count": count})?;
    if count < 0 {
        connection
            .prepare_cached(
                "delete from standing where deck = :deck and alike = :alike and count = 0",
            )?
            .execute(named_params! {":deck": deck, ":alike": alike})?;
    }
    Ok(())
}

/// Empties all sums.
pub(super) fn clear(connection: &Connection) -> Result<(), StoreError> {
    connection.execute_batch(
        "delete from tally; delete from tally_of_day; delete from tally_of_deck;
         delete from detail; delete from standing;",
    )?;
    Ok(())
}
