//! A break and a plan to catch up, as they are written in the settings.

use std::fmt;
use std::str::FromStr;

use crate::model::Day;

/// Days without study, the first and the last among them. Written `2026-12-24..2027-01-02`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Break {
    from: Day,
    to: Day,
}

/// Why there is no such break.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BreakError {
    #[error("`{0}` is no break; it is written 2026-12-24..2027-01-02")]
    Form(String),
    #[error("a break cannot end on {to}, before it begins on {from}")]
    Backwards { from: Day, to: Day },
    #[error("a break of {days} days is longer than a year")]
    Long { days: u32 },
}

impl Break {
    pub(crate) fn new(from: Day, to: Day) -> Result<Self, BreakError> {
        let away = Self { from, to };
        match away.days() {
            _ if to < from => Err(BreakError::Backwards { from, to }),
            days @ 367.. => Err(BreakError::Long { days }),
            _ => Ok(away),
        }
    }

    pub(crate) fn from(&self) -> Day {
        self.from
    }

    pub(crate) fn to(&self) -> Day {
        self.to
    }

    pub(crate) fn days(&self) -> u32 {
        self.to.since(self.from) + 1
    }

    pub(crate) fn holds(&self, day: Day) -> bool {
        self.from <= day && day <= self.to
    }
}

impl fmt::Display for Break {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.from, self.to)
    }
}

impl FromStr for Break {
    type Err = BreakError;

    fn from_str(text: &str) -> Result<Self, BreakError> {
        let form = || BreakError::Form(text.to_owned());
        let (from, to) = text.split_once("..").ok_or_else(form)?;
        Self::new(from.parse().map_err(|_| form())?, to.parse().map_err(|_| form())?)
    }
}

/// A plan to catch up: from a day on, for so many days, at most so many reviews a day. Written
/// `2026-11-23 14 120`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CatchUp {
    pub(crate) from: Day,
    pub(crate) days: u32,
    pub(crate) reviews: u32,
}

/// Why a text is no plan.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is no plan; it is written 2026-11-23 14 120: first day, days, reviews a day")]
pub(crate) struct CatchUpError {
    found: String,
}

impl CatchUp {
    pub(crate) fn holds(&self, day: Day) -> bool {
        self.from <= day && day <= self.last()
    }

    pub(crate) fn last(&self) -> Day {
        self.from.plus(self.days.saturating_sub(1))
    }
}

impl fmt::Display for CatchUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.from, self.days, self.reviews)
    }
}

impl FromStr for CatchUp {
    type Err = CatchUpError;

    fn from_str(text: &str) -> Result<Self, CatchUpError> {
        let parts: Vec<&str> = text.split(' ').collect();
        let plan = match parts.as_slice() {
            [from, days, reviews] => match (from.parse(), days.parse(), reviews.parse()) {
                (Ok(from), Ok(days @ 1..=366), Ok(reviews)) => Some(Self { from, days, reviews }),
                _ => None,
            },
            _ => None,
        };
        plan.ok_or_else(|| CatchUpError { found: text.to_owned() })
    }
}
