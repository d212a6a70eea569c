//! What is summed up of answers and cards, and kept in the transaction that changes it: so the
//! whole history and all cards are counted without reading them.
//!
//! An answer changes a sum in each of six tables, and each would be a page to write. So what an
//! answer changes is written as one row of `difference`, and when a few dozen have come together
//! they are added to the sums. `kept.rs` reads both as one.

use std::collections::BTreeMap;

use rusqlite::{Connection, named_params};

use super::kept::Kept;
use super::packed::{Packed, Unpacking, packed_in, push_signed, push_whole, tidy_all};
use super::standing::lapses_code;
use super::state::{Counted, StateRow};
use super::tally::{Sort, TIMED_MS, detail_code};
use super::{CardNumber, DeckNumber, StoreError};
use crate::model::Day;
use crate::schedule::{Detail, Stage, Step};

/// So many differences of answers are held at once; then they are added to the sums.
const MOST_HELD: usize = 8_000;

/// What changes no more numbers than this waits as a row, as an answer does and its undo.
const FEW: usize = 64;

/// So many rows wait at most.
const MOST_WAITING: i64 = 64;

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

    /// Adds the differences to the sums where so many have come together that they weigh.
    pub(super) fn add_if_many(&mut self, connection: &Connection) -> Result<(), StoreError> {
        if self.held > MOST_HELD {
            std::mem::take(self).add(connection)?;
        }
        Ok(())
    }

    /// Keeps the differences: few wait for others, many are added to the sums.
    pub(super) fn keep(mut self, connection: &Connection) -> Result<(), StoreError> {
        let numbers = self.tidy();
        if numbers == 0 {
            return Ok(());
        }
        if numbers > FEW {
            return self.add(connection);
        }
        connection
            .prepare_cached("insert into difference (sums) values (?1)")?
            .execute([self.packed()])?;
        // They are numbered from 1.
        if connection.last_insert_rowid() >= MOST_WAITING {
            Self::add_waiting(connection)?;
        }
        Ok(())
    }

    /// Adds the differences to the sums, with those that wait: alone they could take away what is
    /// not there yet.
    pub(super) fn add(mut self, connection: &Connection) -> Result<(), StoreError> {
        self.take_up(connection)?;
        connection.prepare_cached("delete from difference")?.execute([])?;
        Kept::of(self).add(connection)
    }

    /// Adds to the sums what waits.
    pub(super) fn add_waiting(connection: &Connection) -> Result<(), StoreError> {
        Self::default().add(connection)
    }

    /// What waits to be added to the sums.
    pub(super) fn waiting(connection: &Connection) -> Result<Self, StoreError> {
        let mut waiting = Self::default();
        waiting.take_up(connection)?;
        Ok(waiting)
    }

    fn take_up(&mut self, connection: &Connection) -> Result<(), StoreError> {
        let mut statement = connection.prepare_cached(SQL_WAITING)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            self.add_packed(packed_in(row)?)?;
        }
        Ok(())
    }

    /// Without what comes never; how many numbers are left.
    pub(super) fn tidy(&mut self) -> usize {
        tidy_all(&mut self.tally) + tidy_all(&mut self.standing) + tidy_all(&mut self.load)
    }

    /// As one value: the tally by day and deck, the standing by deck, and the load by day, each
    /// after the number of its entries.
    fn packed(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(64);
        push_whole(&mut bytes, self.tally.len() as u64);
        for ((day, deck), sums) in &self.tally {
            push_signed(&mut bytes, day.number());
            push_signed(&mut bytes, deck.0);
            sums.push_to(&mut bytes);
        }
        push_whole(&mut bytes, self.standing.len() as u64);
        for (deck, sums) in &self.standing {
            push_signed(&mut bytes, deck.0);
            sums.push_to(&mut bytes);
        }
        push_whole(&mut bytes, self.load.len() as u64);
        for (day, sums) in &self.load {
            push_signed(&mut bytes, day.number());
            sums.push_to(&mut bytes);
        }
        bytes
    }

    /// Adds what [`Sums::packed`] gave.
    fn add_packed(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        let mut bytes = Unpacking::of(bytes);
        for _ in 0..bytes.whole()? {
            let key = (Day::from_number(bytes.signed()?), DeckNumber(bytes.signed()?));
            bytes.add_to(self.tally.entry(key).or_default())?;
        }
        for _ in 0..bytes.whole()? {
            let deck = DeckNumber(bytes.signed()?);
            bytes.add_to(self.standing.entry(deck).or_default())?;
        }
        for _ in 0..bytes.whole()? {
            let day = Day::from_number(bytes.signed()?);
            bytes.add_to(self.load.entry(day).or_default())?;
        }
        bytes.end()
    }
}

/// What waits to be added to the sums: few rows at any time.
const SQL_WAITING: &str = "select sums from difference";

/// Sums up anew what follows from the cards as they are and from the answers by day and deck.
pub(super) fn sum_up_anew(connection: &Connection) -> Result<(), StoreError> {
    let tally = Kept::all(connection)?.tally;
    clear(connection)?;
    Kept::of(Sums { tally, ..Sums::of_cards(connection)? }).add(connection)
}

/// Empties all sums.
pub(super) fn clear(connection: &Connection) -> Result<(), StoreError> {
    connection.execute_batch("delete from difference;")?;
    Kept::clear(connection)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some() -> Sums {
        let day = Day::from_number;
        Sums {
            tally: BTreeMap::from([
                ((day(-3), DeckNumber(1)), Packed::from_iter([(7, -1), (511, -90_000)])),
                ((day(20_000), DeckNumber(300)), Packed::from_iter([(0, 1), (70_000, 1 << 60)])),
            ]),
            held: 0,
            standing: BTreeMap::from([(DeckNumber(300), Packed::from_iter([(2, -1), (900, 1)]))]),
            load: BTreeMap::from([(day(20_001), Packed::from_iter([(300, -(1 << 60))]))]),
        }
    }

    #[test]
    fn what_waits_can_be_read_back_and_is_refused_where_it_is_damaged() {
        let bytes = some().packed();
        let mut read = Sums::default();
        read.add_packed(&bytes).unwrap();
        let parts = |sums: Sums| (sums.tally, sums.standing, sums.load);
        assert_eq!(parts(read), parts(some()));
        for end in 0..bytes.len() {
            assert!(Sums::default().add_packed(&bytes[..end]).is_err(), "cut at {end}");
        }
        let more = [&bytes[..], &[0]].concat();
        assert!(Sums::default().add_packed(&more).is_err());
    }
}
