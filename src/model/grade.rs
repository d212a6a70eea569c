//! How well a card was recalled: the learner's four grades and SM-2's six qualities.

use std::fmt;

/// What the learner presses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Grade {
    /// Not recalled.
    Again,
    /// Recalled with difficulty.
    Hard,
    Good,
    Easy,
}

impl Grade {
    pub(crate) const ALL: [Self; 4] = [Self::Again, Self::Hard, Self::Good, Self::Easy];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Again => "again",
            Self::Hard => "hard",
            Self::Good => "good",
            Self::Easy => "easy",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grade| grade.name() == name)
    }

    /// The quality that stands for the grade where only four are told apart.
    pub(crate) fn quality(self) -> Quality {
        Quality(match self {
            Self::Again => 1,
            Self::Hard => 3,
            Self::Good => 4,
            Self::Easy => 5,
        })
    }
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The quality of a recall as SM-2 counts it: 0 (blackout) to 5 (perfect).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Quality(u8);

impl Quality {
    /// `None` for what is not from 0 to 5.
    pub(crate) fn new(value: i64) -> Option<Self> {
        (0..=5).contains(&value).then_some(Self(value as u8))
    }

    pub(crate) fn get(self) -> u8 {
        self.0
    }

    /// The grade among four that this quality falls under.
    pub(crate) fn grade(self) -> Grade {
        match self.0 {
            0..=2 => Grade::Again,
            3 => Grade::Hard,
            4 => Grade::Good,
            _ => Grade::Easy,
        }
    }

    /// Whether the card was recalled at all: 3 and above.
    pub(crate) fn passes(self) -> bool {
        self.0 >= 3
    }

    /// Whether the card is to be asked again the same day: below 4.
    pub(crate) fn drills_again(self) -> bool {
        self.0 < 4
    }
}
