//! Answers counted by day, deck, mode, stage and quality.
//!
//! Kept in the answer's own transaction, so the whole history is summed up without reading it:
//! once in full, once without the decks for what is said of all, once without the days for what is
//! said of each deck.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::packed::{Packed, unpack};
use super::{DeckNumber, Store, StoreError};
use crate::model::{Day, Mode, Quality};
use crate::schedule::Stage;

/// What answers that are counted together have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct TallyKey {
    pub(super) day: Day,
    pub(super) deck: DeckNumber,
    pub(super) mode: Mode,
    pub(super) stage: Stage,
    pub(super) quality: Quality,
}

/// Answers that are alike, with the time they took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) mode: Mode,
    pub(crate) stage: Stage,
    pub(crate) quality: Quality,
    pub(crate) count: u64,
    pub(crate) ms: u64,
}

/// Adds differences to the sums, and takes away what counts nothing any more.
pub(super) fn add(
    connection: &Connection,
    differences: &BTreeMap<TallyKey, (i64, i64)>,
) -> Result<(), StoreError> {
    let mut of_day: BTreeMap<Day, Packed> = BTreeMap::new();
    let mut of_deck: BTreeMap<_, (i64, i64)> = BTreeMap::new();
    for (key, (count, ms)) in differences.iter().filter(|(_, sum)| **sum != (0, 0)) {
        let TallyKey { day, deck, mode, stage, quality } = *key;
        change(
            connection,
            &WHOLE,
            &[&day, &deck, &mode, &(stage as i64), &quality],
            (*count, *ms),
        )?;
        let sums = of_day.entry(day).or_default();
        let sort = Sort { mode, stage, quality };
        sums.add(sort.code(), *count);
        sums.add(sort.code() + 1, *ms);
        let sum = of_deck.entry((deck, mode, stage, quality)).or_default();
        *sum = (sum.0 + count, sum.1 + ms);
    }
    for (day, difference) in of_day {
        add_to_day(connection, day, difference)?;
    }
    for ((deck, mode, stage, quality), sum) in of_deck {
        change(connection, &OF_DECK, &[&deck, &mode, &(stage as i64), &quality], sum)?;
    }
    Ok(())
}

/// A sort of answers.
#[derive(Debug, Clone, Copy)]
struct Sort {
    mode: Mode,
    stage: Stage,
    quality: Quality,
}

impl Sort {
    /// The even number of the sort: their count is packed under it, their milliseconds under the
    /// next.
    fn code(self) -> u32 {
        let mode = Mode::ALL.iter().position(|mode| *mode == self.mode).unwrap_or(0) as u32;
        (mode << 6) | ((self.stage as u32) << 4) | (u32::from(self.quality.get()) << 1)
    }

    fn of_code(code: u32) -> Option<Self> {
        Some(Self {
            mode: *Mode::ALL.get((code >> 6) as usize)?,
            stage: *Stage::ALL.get(((code >> 4) & 3) as usize)?,
            quality: Quality::new(i64::from((code >> 1) & 7))?,
        })
    }
}

fn add_to_day(connection: &Connection, day: Day, mut sum: Packed) -> Result<(), StoreError> {
    let known: Option<Vec<u8>> = connection
        .prepare_cached("select counts from tally_of_day where day = :day")?
        .query_row(named_params! {":day": day}, |row| row.get("counts"))
        .optional()?;
    if let Some(known) = known {
        sum.add_packed(&known)?;
    }
    if sum.is_empty() {
        connection
            .prepare_cached("delete from tally_of_day where day = :day")?
            .execute(named_params! {":day": day})?;
        return Ok(());
    }
    connection
        .prepare_cached(
            "insert into tally_of_day (day, counts) values (:day, :counts)
             on conflict (day) do update set counts = excluded.counts",
        )?
        .execute(named_params! {":day": day, ":counts": sum.pack()})?;
    Ok(())
}

/// The sorts of answers of a day.
fn sorts(packed: &[u8], mut see: impl FnMut(Count)) -> Result<(), StoreError> {
    let mut open: Option<Count> = None;
    unpack(packed, |code, value| {
        if code % 2 == 1 {
            if let Some(count) = &mut open {
                count.ms = value;
            }
            return;
        }
        if let Some(whole) = open.take() {
            see(whole);
        }
        open = Sort::of_code(code).map(|Sort { mode, stage, quality }| Count {
            mode,
            stage,
            quality,
            count: value,
            ms: 0,
        });
    })?;
    if let Some(whole) = open {
        see(whole);
    }
    Ok(())
}

/// A table of sums: how to add to a row of it, and how to take one away that counts nothing.
struct Table {
    add: &'static str,
    tidy: &'static str,
}

const WHOLE: Table = Table {
    add: "insert into tally (day, deck, mode, stage, quality, count, ms)
          values (?1, ?2, ?3, ?4, ?5, ?6, ?7)
          on conflict (day, deck, mode, stage, quality)
          do update set count = count + excluded.count, ms = ms + excluded.ms",
    tidy: "delete from tally
           where day = ?1 and deck = ?2 and mode = ?3 and stage = ?4 and quality = ?5
           and count = 0",
};

const OF_DECK: Table = Table {
    add: "insert into tally_of_deck (deck, mode, stage, quality, count, ms)
          values (?1, ?2, ?3, ?4, ?5, ?6)
          on conflict (deck, mode, stage, quality)
          do update set count = count + excluded.count, ms = ms + excluded.ms",
    tidy: "delete from tally_of_deck
           where deck = ?1 and mode = ?2 and stage = ?3 and quality = ?4 and count = 0",
};

fn change(
    connection: &Connection,
    table: &Table,
    key: &[&dyn rusqlite::ToSql],
    (count, ms): (i64, i64),
) -> Result<(), StoreError> {
    let mut values = key.to_vec();
    values.extend([&count as &dyn rusqlite::ToSql, &ms]);
    connection.prepare_cached(table.add)?.execute(values.as_slice())?;
    if count <= 0 {
        connection.prepare_cached(table.tidy)?.execute(key)?;
    }
    Ok(())
}

/// The tally from a day on.
pub(super) const SQL_TALLY: &str = "
    select day, deck, mode, stage, quality, count, ms
    from tally
    where day >= :from
    order by day, deck, mode, stage, quality";

/// The tally of all decks from a day on.
pub(super) const SQL_TALLY_OF_DAY: &str = "
    select day, counts
    from tally_of_day
    where day >= :from
    order by day";

/// The days before another, the latest first.
pub(super) const SQL_DAYS_BACK: &str = "
    select day, counts
    from tally_of_day
    where day < :before
    order by day desc";

impl Store {
    /// The tally of this day and those after it, by day.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn tally(&self, from: Day) -> Result<Vec<(Day, DeckNumber, Count)>, StoreError> {
        let mut statement = self.connection.prepare_cached(SQL_TALLY)?;
        let rows = statement.query_and_then(named_params! {":from": from}, |row| {
            Ok((row.get(0)?, row.get(1)?, count(row, 2)?))
        })?;
        rows.collect()
    }

    /// The tally of all decks together, of this day and those after it, by day.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn tally_of_days(&self, from: Day) -> Result<Vec<(Day, Count)>, StoreError> {
        let mut statement = self.connection.prepare_cached(SQL_TALLY_OF_DAY)?;
        let mut rows = statement.query(named_params! {":from": from})?;
        let mut tally = Vec::new();
        while let Some(row) = rows.next()? {
            let day = row.get(0)?;
            let packed = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
            sorts(packed, |count| tally.push((day, count)))?;
        }
        Ok(tally)
    }

    /// The tally of each deck, all its days together.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn tally_of_decks(&self) -> Result<Vec<(DeckNumber, Count)>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select deck, mode, stage, quality, count, ms
             from tally_of_deck
             order by deck, mode, stage, quality",
        )?;
        let rows = statement.query_and_then([], |row| Ok((row.get(0)?, count(row, 1)?)))?;
        rows.collect()
    }

    /// Shows the days before `before` on which something was answered here, the latest first, as
    /// long as `more` says so.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn days_back(
        &self,
        before: Day,
        mut more: impl FnMut(Day) -> bool,
    ) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare_cached(SQL_DAYS_BACK)?;
        let mut rows = statement.query(named_params! {":before": before})?;
        while let Some(row) = rows.next()? {
            let packed = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
            let mut here = false;
            sorts(packed, |count| here |= count.mode != Mode::Import)?;
            if here && !more(row.get(0)?) {
                break;
            }
        }
        Ok(())
    }
}

/// What is counted, in the columns from `at` on.
fn count(row: &Row<'_>, at: usize) -> Result<Count, StoreError> {
    let stage: usize = row.get(at + 1)?;
    Ok(Count {
        mode: row.get(at)?,
        stage: *Stage::ALL
            .get(stage)
            .ok_or_else(|| StoreError::value(format!("{stage} is no stage")))?,
        quality: row.get(at + 2)?,
        count: row.get(at + 3)?,
        ms: row.get(at + 4)?,
    })
}

/// How long the learner takes for an answer, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pace {
    pub(crate) review_ms: u64,
    /// For a new card, with its repetitions of the first day.
    pub(crate) new_ms: u64,
}

impl Store {
    /// The pace of the last thirty study days; usual values where little was answered.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn pace(&self, today: Day) -> Result<Pace, StoreError> {
        let usual = Pace { review_ms: 8_000, new_ms: 20_000 };
        let (mut count, mut ms) = (0, 0);
        for (_, row) in self.tally_of_days(today.minus(30))? {
            count += row.count;
            ms += row.ms;
        }
        if count < 20 || ms < count * 500 {
            return Ok(usual);
        }
        let review_ms = ms / count;
        Ok(Pace { review_ms, new_ms: review_ms * 5 / 2 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sorts_of_a_day_can_be_read_back() {
        let mut sums = Packed::default();
        let mut given = Vec::new();
        for mode in Mode::ALL {
            for stage in Stage::ALL {
                for quality in 0..=5 {
                    let quality = Quality::new(quality).unwrap();
                    let (count, ms) = (given.len() as u64 + 1, given.len() as u64 % 3 * 1000);
                    let code = Sort { mode, stage, quality }.code();
                    sums.add(code, count as i64);
                    sums.add(code + 1, ms as i64);
                    given.push(Count { mode, stage, quality, count, ms });
                }
            }
        }
        let mut read = Vec::new();
        sorts(&sums.pack(), |count| read.push(count)).unwrap();
        assert_eq!(read, given);
    }
}
