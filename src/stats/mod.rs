//! Figures of learning: sums over answers and over cards.
//!
//! Floor 2, pure: rows go in, figures come out. Where rows come from is `store`'s matter, how
//! figures look is that of `ui` and `report`. What each figure means stands in
//! `docs/statistics.md`; a test counts them all again from the history.

mod answers;
mod cards;
mod confusion;
mod details;
mod hardest;
mod shade;
mod streak;

pub(crate) use answers::{Answers, DayFigures, Rate, Retention, Tallied, Totals};
pub(crate) use cards::{CardCounts, Cards, FORECAST};
pub(crate) use confusion::confusions;
pub(crate) use details::{Details, TIME_BANDS};
pub(crate) use hardest::Hardest;
pub(crate) use shade::Shades;
pub(crate) use streak::{Streak, streak};

use crate::model::{Day, DeckId, Memory};

/// All that is said of a learner's standing.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Figures {
    pub(crate) today: Day,
    /// Only answers from this day on are counted, where there is one.
    pub(crate) since: Option<Day>,
    /// What the figures are limited to, as it was asked for.
    pub(crate) filter: Option<String>,
    pub(crate) streak: Streak,
    pub(crate) answers: Answers,
    pub(crate) cards: Cards,
    /// By deck id.
    pub(crate) decks: Vec<DeckFigures>,
    pub(crate) details: Details,
    /// The hardest first.
    pub(crate) hardest: Vec<HardCard>,
}

/// What is said of one deck.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DeckFigures {
    pub(crate) deck: DeckId,
    pub(crate) cards: CardCounts,
    pub(crate) answers: Totals,
    /// Cards that are due today or were due earlier.
    pub(crate) due: u64,
}

/// A card that is often forgotten.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct HardCard {
    pub(crate) card: String,
    pub(crate) question: String,
    pub(crate) answer: String,
    pub(crate) memory: Memory,
    /// Wrong answers that were given, with how often, the most frequent first.
    pub(crate) confusions: Vec<(String, u64)>,
}
