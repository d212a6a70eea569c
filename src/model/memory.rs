//! What is remembered of a card between two reviews.

use super::Day;

/// The ease factor of SM-2 in hundredths: 130 to 65535, 250 for a new card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Ease(u16);

impl Ease {
    pub(crate) const FLOOR: Self = Self(130);
    pub(crate) const START: Self = Self(250);

    /// Clamped to the floor and to what 16 bits hold.
    pub(crate) fn from_hundredths(hundredths: i64) -> Self {
        Self(hundredths.clamp(i64::from(Self::FLOOR.0), i64::from(u16::MAX)) as u16)
    }

    pub(crate) fn hundredths(self) -> u16 {
        self.0
    }
}

impl std::fmt::Display for Ease {
    /// `2.50`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

/// Days from one review to the next: 0 (never reviewed) to 36,500.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) struct Interval(u32);

impl Interval {
    /// A hundred years: what is due later is not due.
    pub(crate) const CAP: u32 = 36_500;

    pub(crate) fn from_days(days: u64) -> Self {
        Self(days.min(u64::from(Self::CAP)) as u32)
    }

    pub(crate) fn days(self) -> u32 {
        self.0
    }
}

/// When a card is to be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Due {
    /// Never answered: whenever there is room for a new card.
    New,
    On(Day),
}

/// The memory of one card under SM-2, without a floating point number in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Memory {
    /// Passes in a row on days when the card was due.
    pub(crate) repetitions: u32,
    pub(crate) ease: Ease,
    pub(crate) interval: Interval,
    pub(crate) due: Due,
    /// Fails of a card that had been answered before.
    pub(crate) lapses: u32,
    /// Answers that counted for the schedule, early passes among them; no drills.
    pub(crate) reviews: u32,
    /// The study day of the last such answer.
    pub(crate) last: Option<Day>,
    /// The study day on which the card is still to be drilled, until it scores at least 4.
    pub(crate) drill: Option<Day>,
}

impl Memory {
    /// Of a card that was never answered.
    pub(crate) const NEW: Self = Self {
        repetitions: 0,
        ease: Ease::START,
        interval: Interval(0),
        due: Due::New,
        lapses: 0,
        reviews: 0,
        last: None,
        drill: None,
    };

    pub(crate) fn is_new(&self) -> bool {
        self.due == Due::New
    }

    /// Whether the card is still to be drilled on `today`.
    pub(crate) fn drills_on(&self, today: Day) -> bool {
        self.drill == Some(today)
    }
}
