//! What is counted of an answer beside its quality: at what hour it was given, on what kind of
//! card, how long it took.

use super::{Stage, Step};
use crate::model::{Kind, Mode};

/// One fact of an answer that is counted by day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Detail {
    /// The hour of the wall clock.
    Hour { hour: u8, passed: bool },
    /// A scheduled review of a young or mature card of this kind, by its place in [`Kind::NAMES`].
    Kind { kind: u8, mature: bool, passed: bool },
    /// The time it took, in tenths of a second rounded down.
    Time { tenths: u32 },
}

const KINDS: u32 = 64;
const TIMES: u32 = 128;

impl Detail {
    /// The facts of an answer. Undone answers and those of other programs have none.
    pub(crate) fn of(step: &Step<'_>, kind: Option<u8>) -> impl Iterator<Item = Self> + use<> {
        let answered = step.answered;
        let passed = answered.quality.passes();
        let counts = !step.undone && answered.mode != Mode::Import;
        let mature = match Stage::of(&step.before) {
            Stage::New | Stage::Learning => None,
            Stage::Young => Some(false),
            Stage::Mature => Some(true),
        };
        let of_kind = kind.zip(mature).filter(|_| answered.mode.is_scheduled());
        let facts = [
            Some(Self::Hour { hour: answered.hour.min(23), passed }),
            of_kind.map(|(kind, mature)| Self::Kind { kind, mature, passed }),
            answered.duration_ms.map(|ms| Self::Time { tenths: ms / 100 }),
        ];
        facts.into_iter().flatten().filter(move |_| counts)
    }

    /// As one number, in the order of the facts.
    pub(crate) fn code(self) -> u32 {
        match self {
            Self::Hour { hour, passed } => u32::from(hour) * 2 + u32::from(!passed),
            Self::Kind { kind, mature, passed } => {
                KINDS + u32::from(kind) * 4 + u32::from(mature) * 2 + u32::from(!passed)
            }
            Self::Time { tenths } => TIMES + tenths,
        }
    }

    /// The inverse of [`Detail::code`]; `None` for a number that it never gives.
    pub(crate) fn from_code(code: u32) -> Option<Self> {
        let passed = code.is_multiple_of(2);
        match code {
            0..48 => Some(Self::Hour { hour: (code / 2) as u8, passed }),
            KINDS..TIMES => {
                let kind = (code - KINDS) / 4;
                let mature = (code - KINDS) % 4 >= 2;
                let known = (kind as usize) < Kind::NAMES.len();
                known.then_some(Self::Kind { kind: kind as u8, mature, passed })
            }
            TIMES.. => Some(Self::Time { tenths: code - TIMES }),
            48..KINDS => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_of_a_detail_can_be_read_back() {
        let mut known = 0;
        for code in 0..1_000 {
            if let Some(detail) = Detail::from_code(code) {
                assert_eq!(detail.code(), code);
                known += 1;
            }
        }
        assert_eq!(known, 48 + 9 * 4 + 872);
        let longest = Detail::Time { tenths: u32::MAX / 100 };
        assert_eq!(Detail::from_code(longest.code()), Some(longest));
    }
}
