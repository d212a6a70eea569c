//! Answers counted by day and deck: by mode, stage and quality, and by what else is known of them.
//!
//! Kept in the answer's own transaction, so the whole history is summed up without reading it:
//! once in full, once without the decks for what is said of all, once without the days for what is
//! said of each deck. A row holds all its sums, packed by their numbers; what is known beside the
//! sort of the answers stands behind the sorts, or in a table of its own where it is of all decks.

use std::cmp::Reverse;

use rusqlite::named_params;

use super::kept::each_sums_while;
use super::packed::{Pairs, Total};
use super::{DeckNumber, Store, StoreError};
use crate::model::{Day, Mode, Quality};
use crate::schedule::{Detail, Stage};

/// Answers that are alike, with the time they took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) mode: Mode,
    pub(crate) stage: Stage,
    pub(crate) quality: Quality,
    pub(crate) count: u64,
    pub(crate) ms: u64,
}

/// A sort of answers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sort {
    pub(super) mode: Mode,
    pub(super) stage: Stage,
    pub(super) quality: Quality,
}

impl Sort {
    /// The even number of the sort, below [`TIMED_MS`]: their count is packed under it, their
    /// milliseconds under the next.
    pub(super) fn code(self) -> u32 {
        ((self.mode.place() as u32) << 6)
            | ((self.stage as u32) << 4)
            | (u32::from(self.quality.get()) << 1)
    }

    fn of_code(code: u32) -> Option<Self> {
        Some(Self {
            mode: *Mode::ALL.get((code >> 6) as usize)?,
            stage: *Stage::ALL.get(((code >> 4) & 3) as usize)?,
            quality: Quality::new(i64::from((code >> 1) & 7))?,
        })
    }
}

/// Under this number stand the milliseconds of the answers whose time is a detail.
pub(super) const TIMED_MS: u32 = 511;

/// Behind the numbers of sorts come those of details.
const DETAILS: u32 = 512;

/// The number under which a detail is counted.
pub(super) fn detail_code(detail: Detail) -> u32 {
    DETAILS + detail.code()
}

/// The sorts of answers among packed sums.
pub(super) fn sorts(packed: &[u8], mut see: impl FnMut(Count)) -> Result<(), StoreError> {
    let mut pairs = Pairs::of(packed);
    while let Some((code, count)) = pairs.next_if(|code| code < TIMED_MS) {
        let ms = pairs.next_if(|next| next == code + 1).map_or(0, |(_, ms)| ms);
        if let Some(Sort { mode, stage, quality }) = Sort::of_code(code) {
            see(Count { mode, stage, quality, count, ms });
        }
    }
    pairs.assert_sound()
}

/// No deck has a lower number.
const FIRST_DECK: DeckNumber = DeckNumber(i64::MIN);

/// The tally from a day on.
pub(super) const SQL_TALLY: &str = "
    select sums, day, deck
    from tally
    where day >= :from
    order by day, deck";

/// The tally of all decks from a day on.
pub(super) const SQL_TALLY_OF_DAY: &str = "
    select sums, day
    from tally_of_day
    where day >= :from
    order by day";

/// What is known of the answers of all decks from a day on.
pub(super) const SQL_DETAIL_OF_DAY: &str = "
    select sums, day
    from detail_of_day
    where day >= :from
    order by day";

/// The tally of each deck.
const SQL_TALLY_OF_DECK: &str = "
    select sums, deck
    from tally_of_deck
    order by deck";

/// The days before another, the latest first.
pub(super) const SQL_DAYS_BACK: &str = "
    select sums, day
    from tally_of_day
    where day < :before
    order by day desc";

/// What was answered on a day, by deck.
pub(super) const SQL_TALLY_ON: &str = "
    select sums, day, deck
    from tally
    where day = :day
    order by deck";

impl Store {
    /// Shows the tally of this day and those after it, by day, for the decks that count.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn each_tally(
        &self,
        from: Day,
        counts: impl Fn(DeckNumber) -> bool,
        mut see: impl FnMut(Day, DeckNumber, Count),
    ) -> Result<(), StoreError> {
        self.each_sums_from(from, |(day, deck), sums| {
            if counts(deck) {
                sorts(sums, |count| see(day, deck, count))?;
            }
            Ok(())
        })
    }

    /// Shows the packed sums of this day and those after it, by day and deck.
    fn each_sums_from(
        &self,
        from: Day,
        see: impl FnMut((Day, DeckNumber), &[u8]) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let params = named_params! {":from": from};
        self.each_sums(SQL_TALLY, params, |kept| &kept.tally, (from, FIRST_DECK).., see)
    }

    /// Shows what was answered on a day, by deck.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(super) fn each_tally_on(
        &self,
        day: Day,
        mut see: impl FnMut(DeckNumber, Count),
    ) -> Result<(), StoreError> {
        let params = named_params! {":day": day};
        let range = (day, FIRST_DECK)..=(day, DeckNumber(i64::MAX));
        self.each_sums(
            SQL_TALLY_ON,
            params,
            |kept| &kept.tally,
            range,
            |(_, deck), sums| sorts(sums, |count| see(deck, count)),
        )
    }

    /// Shows the tally of all decks together, of this day and those after it, day by day.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn each_tally_of_day(
        &self,
        from: Day,
        mut see: impl FnMut(Day, &[Count]),
    ) -> Result<(), StoreError> {
        let params = named_params! {":from": from};
        let mut counts = Vec::new();
        self.each_sums(
            SQL_TALLY_OF_DAY,
            params,
            |kept| &kept.tally_of_day,
            from..,
            |day, sums| {
                counts.clear();
                sorts(sums, |count| counts.push(count))?;
                // What they lack may take all away that was there.
                if !counts.is_empty() {
                    see(day, &counts);
                }
                Ok(())
            },
        )
    }

    /// The tally of each deck, all its days together.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn tally_of_decks(&self) -> Result<Vec<(DeckNumber, Count)>, StoreError> {
        let mut tally = Vec::new();
        self.each_sums(
            SQL_TALLY_OF_DECK,
            [],
            |kept| &kept.tally_of_deck,
            ..,
            |deck, sums| sorts(sums, |count| tally.push((deck, count))),
        )?;
        Ok(tally)
    }

    /// Shows the details of the answers from a day on: each with how often it came, and gives the
    /// milliseconds that were measured. Of all decks together, or of those that are named.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn each_detail(
        &self,
        from: Day,
        decks: Option<&dyn Fn(DeckNumber) -> bool>,
        mut see: impl FnMut(Detail, u64),
    ) -> Result<u64, StoreError> {
        let mut total = Total::default();
        match decks {
            Some(counts) => {
                self.each_sums_from(
                    from,
                    |(_, deck), sums| {
                        if counts(deck) { total.add(sums) } else { Ok(()) }
                    },
                )?
            }
            None => {
                let params = named_params! {":from": from};
                let see = |_, sums: &[u8]| total.add(sums);
                self.each_sums(SQL_DETAIL_OF_DAY, params, |kept| &kept.detail_of_day, from.., see)?;
            }
        }
        let mut ms = 0;
        for (code, count) in total.iter() {
            if code == TIMED_MS {
                ms = count;
            } else if let Some(detail) = code.checked_sub(DETAILS).and_then(Detail::from_code) {
                see(detail, count);
            }
        }
        Ok(ms)
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
        let lacking = self.lacking()?;
        let lacking = lacking.tally_of_day.range(..before).rev();
        let mut statement = self.connection.prepare_cached(SQL_DAYS_BACK)?;
        let rows = statement.query(named_params! {":before": before})?;
        each_sums_while(rows, lacking.map(|(day, sums)| (Reverse(*day), sums)), |day, sums| {
            let mut here = false;
            sorts(sums, |count| here |= count.mode != Mode::Import)?;
            Ok(!here || more(day.0))
        })
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
        self.each_tally_of_day(today.minus(30), |_, rows| {
            count += rows.iter().map(|row| row.count).sum::<u64>();
            ms += rows.iter().map(|row| row.ms).sum::<u64>();
        })?;
        if count < 20 || ms < count * 500 {
            return Ok(usual);
        }
        let review_ms = ms / count;
        Ok(Pace { review_ms, new_ms: review_ms * 5 / 2 })
    }
}

#[cfg(test)]
mod tests {
    use super::super::packed::Packed;
    use super::*;

    #[test]
    fn the_sorts_of_a_day_can_be_read_back_and_end_before_the_details() {
        let mut sums = Packed::default();
        let mut given = Vec::new();
        for mode in Mode::ALL {
            for stage in Stage::ALL {
                for quality in 0..=5 {
                    let quality = Quality::new(quality).unwrap();
                    let (count, ms) = (given.len() as u64 + 1, given.len() as u64 % 3 * 1000);
                    let code = Sort { mode, stage, quality }.code();
                    assert!(code + 1 < TIMED_MS);
                    sums.add(code, count as i64);
                    sums.add(code + 1, ms as i64);
                    given.push(Count { mode, stage, quality, count, ms });
                }
            }
        }
        sums.add(TIMED_MS, 77);
        sums.add(detail_code(Detail::Hour { hour: 0, passed: true }), 5);
        let mut read = Vec::new();
        sorts(&sums.merged(&[]).unwrap(), |count| read.push(count)).unwrap();
        assert_eq!(read, given);
    }
}
