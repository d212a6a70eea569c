//! Sums over answers: by day, by mode, and what share of the scheduled ones was known.

use std::collections::BTreeMap;

use crate::model::{Day, Mode, Quality};
use crate::schedule::Stage;

/// Answers that are alike in all that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tallied {
    pub(crate) day: Day,
    pub(crate) mode: Mode,
    /// Of the card before the answer.
    pub(crate) stage: Stage,
    pub(crate) quality: Quality,
    pub(crate) count: u64,
    /// The time that all of them took, in milliseconds.
    pub(crate) ms: u64,
}

/// How many were known, and how many not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Rate {
    /// Quality 3 and above.
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

impl Rate {
    pub(crate) fn add(&mut self, passed: bool, count: u64) {
        if passed {
            self.passed += count;
        } else {
            self.failed += count;
        }
    }

    pub(crate) fn count(self) -> u64 {
        self.passed + self.failed
    }

    /// Passed ÷ all, from 0 to 1; `None` of nothing.
    pub(crate) fn share(self) -> Option<f64> {
        (self.count() > 0).then(|| self.passed as f64 / self.count() as f64)
    }

    fn and(self, other: Self) -> Self {
        Self { passed: self.passed + other.passed, failed: self.failed + other.failed }
    }
}

/// What share of scheduled reviews was known. First answers and relearning are not in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Retention {
    /// Interval before the answer below 21 days.
    pub(crate) young: Rate,
    pub(crate) mature: Rate,
}

impl Retention {
    pub(crate) fn add(&mut self, stage: Stage, quality: Quality, count: u64) {
        match stage {
            Stage::New | Stage::Learning => {}
            Stage::Young => self.young.add(quality.passes(), count),
            Stage::Mature => self.mature.add(quality.passes(), count),
        }
    }

    pub(crate) fn all(self) -> Rate {
        self.young.and(self.mature)
    }

    pub(crate) fn and(self, other: Self) -> Self {
        Self { young: self.young.and(other.young), mature: self.mature.and(other.mature) }
    }
}

/// What happened on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct DayFigures {
    /// Answers of every mode but import.
    pub(crate) reviews: u64,
    /// Among them those below quality 3.
    pub(crate) failed: u64,
    /// Among them first answers in the schedule.
    pub(crate) new: u64,
    /// The time of them all, in milliseconds.
    pub(crate) ms: u64,
    pub(crate) retention: Retention,
    /// Answers that were given in another program; counted nowhere else.
    pub(crate) imported: u64,
    /// First answers in another program.
    pub(crate) imported_new: u64,
}

impl DayFigures {
    fn add(&mut self, row: Tallied) {
        if row.mode == Mode::Import {
            self.imported += row.count;
            self.imported_new += if row.stage == Stage::New { row.count } else { 0 };
            return;
        }
        self.reviews += row.count;
        self.ms += row.ms;
        self.failed += if row.quality.passes() { 0 } else { row.count };
        if row.mode.is_scheduled() {
            self.new += if row.stage == Stage::New { row.count } else { 0 };
            self.retention.add(row.stage, row.quality, row.count);
        }
    }
}

/// Sums over answers. Answers of other programs are kept apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Answers {
    /// Days on which something was answered.
    pub(crate) by_day: BTreeMap<Day, DayFigures>,
    /// By [`Mode::place`].
    of_modes: [Rate; Mode::ALL.len()],
}

impl Answers {
    pub(crate) fn add(&mut self, row: Tallied) {
        self.add_day(row.day, [row].into_iter());
    }

    /// Adds rows of one day.
    pub(crate) fn add_day(&mut self, day: Day, rows: impl Iterator<Item = Tallied>) {
        let figures = self.by_day.entry(day).or_default();
        for row in rows {
            self.of_modes[row.mode.place()].add(row.quality.passes(), row.count);
            figures.add(row);
        }
    }

    /// All answers of a mode, whatever the card's stage, for the modes that came.
    pub(crate) fn by_mode(&self) -> impl Iterator<Item = (Mode, Rate)> {
        let modes = Mode::ALL.into_iter().zip(self.of_modes);
        modes.filter(|(_, rate)| rate.count() > 0)
    }

    pub(crate) fn reviews(&self) -> u64 {
        self.by_day.values().map(|day| day.reviews).sum()
    }

    /// Study days with an answer.
    pub(crate) fn days(&self) -> u64 {
        self.by_day.values().filter(|day| day.reviews > 0).count() as u64
    }

    /// In milliseconds.
    pub(crate) fn ms(&self) -> u64 {
        self.by_day.values().map(|day| day.ms).sum()
    }

    pub(crate) fn retention(&self) -> Retention {
        self.by_day.values().fold(Retention::default(), |sum, day| sum.and(day.retention))
    }

    pub(crate) fn on(&self, day: Day) -> DayFigures {
        self.by_day.get(&day).copied().unwrap_or_default()
    }
}

/// Sums over the answers of one deck, whatever their day. Answers of other programs are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Totals {
    pub(crate) reviews: u64,
    /// The time of them all, in milliseconds.
    pub(crate) ms: u64,
    pub(crate) retention: Retention,
}

impl Totals {
    pub(crate) fn add(&mut self, row: Tallied) {
        if row.mode == Mode::Import {
            return;
        }
        self.reviews += row.count;
        self.ms += row.ms;
        if row.mode.is_scheduled() {
            self.retention.add(row.stage, row.quality, row.count);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Grade;

    fn row(day: i64, mode: Mode, stage: Stage, grade: Grade, count: u64) -> Tallied {
        let day = Day::from_number(day);
        Tallied { day, mode, stage, quality: grade.quality(), count, ms: count * 1000 }
    }

    #[test]
    fn only_scheduled_reviews_of_known_cards_count_for_retention() {
        let mut answers = Answers::default();
        for mode in Mode::ALL {
            for stage in Stage::ALL {
                answers.add(row(0, mode, stage, Grade::Good, 3));
                answers.add(row(0, mode, stage, Grade::Again, 1));
            }
        }
        let retention = answers.retention();
        assert_eq!(retention.young, Rate { passed: 6, failed: 2 });
        assert_eq!(retention.mature, Rate { passed: 6, failed: 2 });
        assert_eq!(retention.all().share(), Some(0.75));
        assert_eq!(answers.on(Day::from_number(0)).new, 8);
    }

    #[test]
    fn answers_of_another_program_are_counted_apart() {
        let mut answers = Answers::default();
        answers.add(row(0, Mode::Import, Stage::New, Grade::Good, 5));
        answers.add(row(1, Mode::Drill, Stage::Young, Grade::Again, 2));
        assert_eq!((answers.reviews(), answers.days(), answers.ms()), (2, 1, 2000));
        assert_eq!(answers.on(Day::from_number(0)).imported, 5);
        assert_eq!(answers.on(Day::from_number(1)).failed, 2);
        assert_eq!(answers.retention().all().share(), None);
    }
}
