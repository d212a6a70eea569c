//! Answers counted by day, deck, mode, stage and quality.
//!
//! Kept in the answer's own transaction, so the whole history is summed up without reading it.

use std::collections::BTreeMap;

use rusqlite::{Connection, named_params};

use super::{DeckNumber, Store, StoreError};
use crate::model::{Day, Mode, Quality};
use crate::schedule::{Stage, Step};

/// A row of the tally.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DayRow {
    pub(crate) day: Day,
    pub(crate) deck: DeckNumber,
    pub(crate) mode: Mode,
    pub(crate) stage: Stage,
    pub(crate) quality: Quality,
    pub(crate) count: u64,
    pub(crate) ms: u64,
}

type Key = (Day, DeckNumber, Mode, Stage, Quality);

/// What is to be added to the tally and taken from it.
#[derive(Debug, Default)]
pub(super) struct Difference(BTreeMap<Key, (i64, i64)>);

impl Difference {
    /// Counts a review `times` times: 1 to add it, -1 to take it away. Undone ones count nothing.
    pub(super) fn count(&mut self, deck: DeckNumber, step: &Step<'_>, times: i64) {
        if step.undone {
            return;
        }
        let stage = Stage::of(&step.before);
        let entry =
            self.0.entry((step.event.day, deck, step.mode, stage, step.quality)).or_default();
        entry.0 += times;
        entry.1 += times * i64::from(step.duration_ms);
    }

    pub(super) fn apply(self, connection: &Connection) -> Result<(), StoreError> {
        let mut add = connection.prepare_cached(
            "insert into tally (day, deck, mode, stage, quality, count, ms)
             values (:day, :deck, :mode, :stage, :quality, :count, :ms)
             on conflict (day, deck, mode, stage, quality)
             do update set count = count + excluded.count, ms = ms + excluded.ms",
        )?;
        let mut tidy = connection.prepare_cached(
            "delete from tally
             where day = :day and deck = :deck and mode = :mode and stage = :stage
             and quality = :quality and count = 0",
        )?;
        for ((day, deck, mode, stage, quality), (count, ms)) in self.0 {
            if (count, ms) == (0, 0) {
                continue;
            }
            add.execute(named_params! {
                ":day": day, ":deck": deck, ":mode": mode, ":stage": stage as i64,
                ":quality": quality, ":count": count, ":ms": ms,
            })?;
            if count < 0 {
                tidy.execute(named_params! {
                    ":day": day, ":deck": deck, ":mode": mode, ":stage": stage as i64,
                    ":quality": quality,
                })?;
            }
        }
        Ok(())
    }

    /// The rows that a tally made of these counts alone would have.
    pub(super) fn into_rows(self) -> Vec<DayRow> {
        self.0
            .into_iter()
            .filter(|(_, (count, _))| *count != 0)
            .map(|((day, deck, mode, stage, quality), (count, ms))| DayRow {
                day,
                deck,
                mode,
                stage,
                quality,
                count: count as u64,
                ms: ms as u64,
            })
            .collect()
    }
}

/// The tally from a day on.
pub(super) const SQL_TALLY: &str = "
    select day, deck, mode, stage, quality, count, ms
    from tally
    where day >= :from
    order by day, deck, mode, stage, quality";

impl Store {
    /// The tally of this day and those after it, by day.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn tally(&self, from: Day) -> Result<Vec<DayRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(SQL_TALLY)?;
        let rows = statement.query_and_then(named_params! {":from": from}, |row| {
            let stage: usize = row.get("stage")?;
            Ok(DayRow {
                day: row.get("day")?,
                deck: row.get("deck")?,
                mode: row.get("mode")?,
                stage: *Stage::ALL
                    .get(stage)
                    .ok_or_else(|| StoreError::value(format!("{stage} is no stage")))?,
                quality: row.get("quality")?,
                count: row.get("count")?,
                ms: row.get("ms")?,
            })
        })?;
        rows.collect()
    }
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
        for row in self.tally(today.minus(30))? {
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
