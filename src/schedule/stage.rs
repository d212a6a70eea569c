//! How far a card had come when it was answered.

use crate::model::Memory;

/// From this interval on a card counts as mature, in days.
const MATURE: u32 = 21;

/// How far a card has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Stage {
    /// Never answered.
    New,
    /// Failed last time.
    Learning,
    /// Interval below 21 days.
    Young,
    Mature,
}

impl Stage {
    pub(crate) const ALL: [Self; 4] = [Self::New, Self::Learning, Self::Young, Self::Mature];

    /// Of a card with this memory; what counts for an answer is the memory before it.
    pub(crate) fn of(memory: &Memory) -> Self {
        if memory.is_new() {
            Self::New
        } else if memory.repetitions == 0 {
            Self::Learning
        } else if memory.interval.days() < MATURE {
            Self::Young
        } else {
            Self::Mature
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Day, Due, Interval};

    #[test]
    fn a_card_is_mature_from_21_days_on() {
        let after = |repetitions, days| Memory {
            repetitions,
            interval: Interval::from_days(days),
            due: Due::On(Day::from_number(0)),
            ..Memory::NEW
        };
        assert_eq!(Stage::of(&Memory::NEW), Stage::New);
        assert_eq!(Stage::of(&after(0, 1)), Stage::Learning);
        assert_eq!(Stage::of(&after(1, 1)), Stage::Young);
        assert_eq!(Stage::of(&after(3, 20)), Stage::Young);
        assert_eq!(Stage::of(&after(3, 21)), Stage::Mature);
    }
}
