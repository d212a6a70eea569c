//! What is summed up of answers and cards, so the whole history and all cards are counted without
//! reading them.
//!
//! `ahead.rs` says when the sums may lack the latest answers, `kept.rs` reads both as one.

use std::collections::BTreeMap;

use rusqlite::{Connection, named_params};

use super::ahead::summed_up;
use super::kept::Kept;
use super::packed::{Packed, tidy_all};
use super::standing::lapses_code;
use super::state::{Counted, StateRow};
use super::tally::{Sort, TIMED_MS, detail_code};
use super::{CardNumber, DeckNumber, StoreError};
use crate::model::Day;
use crate::schedule::{Detail, Stage, Step};

/// More differences of answers weigh.
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
#[derive(Debug, Clone, Default)]
pub(super) struct Sums {
    /// Answers and what is known of them.
    pub(super) tally: BTreeMap<(Day, DeckNumber), Packed>,
    /// Numbers in `tally`.
    held: usize,
    /// Cards by what they are alike in, and by their lapses where they have any.
    pub(super) standing: BTreeMap<DeckNumber, Packed>,
    /// Cards by the day from which they are asked, and by deck.
    pub(super) load: BTreeMap<Day, Packed>,
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

    /// Counts a card `times` times as what it is.
    pub(super) fn stands(
        &mut self,
        deck: DeckNumber,
        counted: Option<Counted>,
        times: i64,
    ) -> Result<(), StoreError> {
        let Some(Counted { alike, lapses, ready }) = counted else { return Ok(()) };
        let standing = self.standing.entry(deck).or_default();
        standing.add(alike.code(), times);
        if lapses > 0 {
            standing.add(lapses_code(lapses), times);
        }
        if let Some(day) = ready {
            self.load.entry(day).or_default().add(deck.as_packed()?, times);
        }
        Ok(())
    }

    /// The sums of the cards as they are.
    pub(super) fn of_cards(connection: &Connection) -> Result<Self, StoreError> {
        let mut sums = Self::default();
        let mut statement = connection.prepare("select card from state")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            if let Some(row) = StateRow::read(connection, row.get("card")?)? {
                sums.stands(row.place.deck, row.counted(), 1)?;
            }
        }
        Ok(sums)
    }

    /// Without what comes never; how many numbers are left.
    pub(super) fn tidy(&mut self) -> usize {
        tidy_all(&mut self.tally) + tidy_all(&mut self.standing) + tidy_all(&mut self.load)
    }

    /// Whether so many differences of answers are held that they weigh.
    pub(super) fn are_many(&self) -> bool {
        self.held > MOST_HELD
    }

    /// Adds the differences to the sums of a file.
    pub(super) fn add(self, connection: &Connection) -> Result<(), StoreError> {
        Kept::of(self).add(connection)
    }
}

/// Sums up anew what follows from the cards as they are and from the answers by day and deck.
pub(super) fn sum_up_anew(connection: &Connection) -> Result<(), StoreError> {
    let tally = Kept::all(connection)?.tally;
    clear(connection)?;
    Kept::of(Sums { tally, ..Sums::of_cards(connection)? }).add(connection)
}

/// Empties all sums; they lack no event, since all is to be counted.
pub(super) fn clear(connection: &Connection) -> Result<(), StoreError> {
    Kept::clear(connection)?;
    summed_up(connection)
}
