//! The tables of sums: one row a key, its sums packed. What they lack is read with them, so nobody
//! sees that the log is ahead.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::RangeBounds;

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Params, Row, Rows, params_from_iter};

use super::ahead::lacking;
use super::packed::{Packed, packed_in, tidy_all};
use super::sums::Sums;
use super::tally::TIMED_MS;
use super::{DeckNumber, Store, StoreError};
use crate::model::Day;

/// Sums by what they are kept under, a field for each table.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Kept {
    /// Answers and what is known of them.
    pub(super) tally: BTreeMap<(Day, DeckNumber), Packed>,
    /// The answers of all decks.
    pub(super) tally_of_day: BTreeMap<Day, Packed>,
    /// What is known of the answers of all decks.
    pub(super) detail_of_day: BTreeMap<Day, Packed>,
    /// The answers of all days.
    pub(super) tally_of_deck: BTreeMap<DeckNumber, Packed>,
    /// Cards by what they are alike in, and by their lapses where they have any.
    pub(super) standing: BTreeMap<DeckNumber, Packed>,
    /// Cards by deck, under the day from which they are asked.
    pub(super) load: BTreeMap<Day, Packed>,
}

impl Kept {
    /// The same sums under everything that they are kept under.
    pub(super) fn of(sums: Sums) -> Self {
        let Sums { tally, standing, load, .. } = sums;
        let mut kept = Self { standing, load, ..Self::default() };
        for ((day, deck), sums) in &tally {
            let of_day = kept.tally_of_day.entry(*day).or_default();
            let details = kept.detail_of_day.entry(*day).or_default();
            let of_deck = kept.tally_of_deck.entry(*deck).or_default();
            for (number, times) in sums.iter() {
                if number < TIMED_MS {
                    of_day.add(number, times);
                    of_deck.add(number, times);
                } else {
                    details.add(number, times);
                }
            }
        }
        kept.tally = tally;
        kept.tidy();
        kept
    }

    /// All sums of a file.
    pub(super) fn all(connection: &Connection) -> Result<Self, StoreError> {
        let mut kept = Self::of(lacking(connection)?);
        add_all(connection, &TALLY, &mut kept.tally)?;
        add_all(connection, &TALLY_OF_DAY, &mut kept.tally_of_day)?;
        add_all(connection, &DETAIL_OF_DAY, &mut kept.detail_of_day)?;
        add_all(connection, &TALLY_OF_DECK, &mut kept.tally_of_deck)?;
        add_all(connection, &STANDING, &mut kept.standing)?;
        add_all(connection, &LOAD, &mut kept.load)?;
        kept.tidy();
        Ok(kept)
    }

    /// Without what comes never.
    fn tidy(&mut self) {
        tidy_all(&mut self.tally);
        tidy_all(&mut self.tally_of_day);
        tidy_all(&mut self.detail_of_day);
        tidy_all(&mut self.tally_of_deck);
        tidy_all(&mut self.standing);
        tidy_all(&mut self.load);
    }

    /// Adds these, which are differences, to the sums of a file.
    pub(super) fn add(&self, connection: &Connection) -> Result<(), StoreError> {
        write(connection, &TALLY, &self.tally)?;
        write(connection, &TALLY_OF_DAY, &self.tally_of_day)?;
        write(connection, &DETAIL_OF_DAY, &self.detail_of_day)?;
        write(connection, &TALLY_OF_DECK, &self.tally_of_deck)?;
        write(connection, &STANDING, &self.standing)?;
        write(connection, &LOAD, &self.load)
    }

    /// Empties the sums of a file.
    pub(super) fn clear(connection: &Connection) -> Result<(), StoreError> {
        for table in [TALLY, TALLY_OF_DAY, DETAIL_OF_DAY, TALLY_OF_DECK, STANDING, LOAD] {
            connection.execute(table.clear, [])?;
        }
        Ok(())
    }
}

impl DeckNumber {
    /// As a number under which something is packed.
    ///
    /// # Errors
    /// A number that no deck was ever given.
    pub(super) fn as_packed(self) -> Result<u32, StoreError> {
        u32::try_from(self.0)
            .map_err(|_| StoreError::value(format!("no deck has the number {}", self.0)))
    }

    /// The inverse of [`DeckNumber::as_packed`].
    pub(super) fn of_packed(number: u32) -> Self {
        Self(i64::from(number))
    }
}

/// How a table of sums is read and written. What its rows are told apart by comes first among the
/// parameters, and behind the sums among the columns.
pub(super) struct Table {
    pub(super) read: &'static str,
    read_all: &'static str,
    write: &'static str,
    delete: &'static str,
    clear: &'static str,
}

macro_rules! table {
    ($name:literal, $columns:literal, $marks:literal) => {
        Table {
            read: concat!("select sums from ", $name, " where (", $columns, ") = (", $marks, ")"),
            read_all: concat!("select sums, ", $columns, " from ", $name),
            write: concat!(
                "insert into ",
                $name,
                " (",
                $columns,
                ", sums) values (",
                $marks,
                ", ?)
                 on conflict do update set sums = excluded.sums"
            ),
            delete: concat!("delete from ", $name, " where (", $columns, ") = (", $marks, ")"),
            clear: concat!("delete from ", $name),
        }
    };
}

pub(super) const TALLY: Table = table!("tally", "day, deck", "?1, ?2");
pub(super) const TALLY_OF_DAY: Table = table!("tally_of_day", "day", "?1");
pub(super) const DETAIL_OF_DAY: Table = table!("detail_of_day", "day", "?1");
pub(super) const TALLY_OF_DECK: Table = table!("tally_of_deck", "deck", "?1");
pub(super) const STANDING: Table = table!("standing", "deck", "?1");
pub(super) const LOAD: Table = table!("load", "day", "?1");

/// What the rows of a table of sums are told apart by.
pub(super) trait Key: Copy + Ord {
    fn numbers(self) -> impl Iterator<Item = i64>;

    /// As it stands in the columns behind the first one.
    fn read(row: &Row<'_>) -> rusqlite::Result<Self>;
}

impl Key for Day {
    fn numbers(self) -> impl Iterator<Item = i64> {
        std::iter::once(self.number())
    }

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        row.get(1)
    }
}

impl Key for DeckNumber {
    fn numbers(self) -> impl Iterator<Item = i64> {
        std::iter::once(self.0)
    }

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        row.get(1)
    }
}

impl Key for (Day, DeckNumber) {
    fn numbers(self) -> impl Iterator<Item = i64> {
        [self.0.number(), self.1.0].into_iter()
    }

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok((row.get(1)?, row.get(2)?))
    }
}

/// The last ones first.
impl<K: Key> Key for Reverse<K> {
    fn numbers(self) -> impl Iterator<Item = i64> {
        self.0.numbers()
    }

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self(K::read(row)?))
    }
}

/// Adds differences to the sums of a table, and takes away what counts nothing any more.
fn write<K: Key>(
    connection: &Connection,
    table: &Table,
    differences: &BTreeMap<K, Packed>,
) -> Result<(), StoreError> {
    let mut read = connection.prepare_cached(table.read)?;
    for (key, difference) in differences {
        let known: Option<Vec<u8>> =
            read.query_row(params_from_iter(key.numbers()), |row| row.get(0)).optional()?;
        let sums = difference.merged(known.as_deref().unwrap_or_default())?;
        if sums.is_empty() {
            connection.prepare_cached(table.delete)?.execute(params_from_iter(key.numbers()))?;
        } else {
            let values = key.numbers().map(Value::Integer).chain([Value::Blob(sums)]);
            connection.prepare_cached(table.write)?.execute(params_from_iter(values))?;
        }
    }
    Ok(())
}

/// Adds all sums of a table to those that are known.
fn add_all<K: Key>(
    connection: &Connection,
    table: &Table,
    known: &mut BTreeMap<K, Packed>,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare(table.read_all)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        known.entry(K::read(row)?).or_default().add_packed(packed_in(row)?)?;
    }
    Ok(())
}

impl Store {
    /// Shows the packed sums that a statement selects, by their keys, with what they lack in
    /// the same range of the table.
    pub(super) fn each_sums<K: Key>(
        &self,
        sql: &str,
        params: impl Params,
        table: impl FnOnce(&Kept) -> &BTreeMap<K, Packed>,
        range: impl RangeBounds<K>,
        mut see: impl FnMut(K, &[u8]) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let lacking = self.lacking()?;
        let lacking = table(&lacking).range(range);
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query(params)?;
        each_sums_while(rows, lacking.map(|(key, sums)| (*key, sums)), |key, sums| {
            see(key, sums)?;
            Ok(true)
        })
    }
}

/// Shows packed sums, those in rows and those that they lack, which both come by their keys, as long
/// as `see` wants more.
pub(super) fn each_sums_while<'a, K: Key>(
    mut rows: Rows<'_>,
    lacking: impl Iterator<Item = (K, &'a Packed)>,
    mut see: impl FnMut(K, &[u8]) -> Result<bool, StoreError>,
) -> Result<(), StoreError> {
    let mut lacking = lacking.peekable();
    while let Some(row) = rows.next()? {
        let key = K::read(row)?;
        while let Some((before, sums)) = lacking.next_if(|(it, _)| *it < key) {
            if !see(before, &sums.merged(&[])?)? {
                return Ok(());
            }
        }
        let more = match lacking.next_if(|(it, _)| *it == key) {
            Some((_, sums)) => see(key, &sums.merged(packed_in(row)?)?)?,
            None => see(key, packed_in(row)?)?,
        };
        if !more {
            return Ok(());
        }
    }
    for (key, sums) in lacking {
        if !see(key, &sums.merged(&[])?)? {
            break;
        }
    }
    Ok(())
}
