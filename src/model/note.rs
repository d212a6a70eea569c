//! A note: one `[[card]]` entry of a deck, and the cards that it becomes.

use super::{DeckId, NoteId, NoteKey, Variant};

/// One entry of a deck, checked.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Note {
    pub(crate) id: NoteId,
    pub(crate) kind: Kind,
    /// Earlier names of the note, whose history follows.
    pub(crate) was: Vec<NoteKey>,
    pub(crate) tags: Vec<String>,
    /// What helps, asked for with one key.
    pub(crate) hint: Option<String>,
    /// What is explained after the answer.
    pub(crate) note: Option<String>,
    /// Where in the source the answer stands.
    pub(crate) cite: Option<String>,
    pub(crate) importance: Importance,
    /// Files that belong to the note; kept, not yet shown.
    pub(crate) media: Vec<String>,
}

impl Note {
    /// The cards that this note becomes, in the order in which they are met.
    pub(crate) fn variants(&self) -> Vec<Variant> {
        match &self.kind {
            Kind::Basic { reverse: true, .. } => vec![Variant::Plain, Variant::Reverse],
            Kind::Cloze { cloze, .. } => cloze.numbers().into_iter().map(Variant::Gap).collect(),
            Kind::Basic { reverse: false, .. }
            | Kind::Typed { .. }
            | Kind::Number { .. }
            | Kind::Date { .. }
            | Kind::Choice { .. }
            | Kind::List { .. }
            | Kind::Order { .. }
            | Kind::Match { .. } => vec![Variant::Plain],
        }
    }

    /// As [`Note::variants`]; `None` for a plain card alone, which most notes become.
    pub(crate) fn variants_but_plain(&self) -> Option<Box<[Variant]>> {
        let variants = self.variants();
        (variants[..] != [Variant::Plain]).then(|| variants.into())
    }

    /// The note's key within `deck`.
    pub(crate) fn key(&self, deck: &DeckId) -> NoteKey {
        NoteKey { deck: deck.clone(), note: self.id.clone() }
    }
}

/// How much a note matters for the exam: 1 little, 2 (the default), 3 much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Importance(u8);

impl Importance {
    /// `None` for what is not from 1 to 3.
    pub(crate) fn new(value: i64) -> Option<Self> {
        (1..=3).contains(&value).then_some(Self(value as u8))
    }

    pub(crate) fn get(self) -> u8 {
        self.0
    }
}

impl Default for Importance {
    fn default() -> Self {
        Self(2)
    }
}

/// What is asked, how it is answered, and what is right.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    Basic {
        front: String,
        back: String,
        reverse: bool,
    },
    Cloze {
        cloze: Cloze,
        typed: bool,
    },
    Typed {
        ask: String,
        key: TypedAnswer,
    },
    Number {
        ask: String,
        key: NumberAnswer,
    },
    Date {
        ask: String,
        answer: DateAnswer,
        circa: Option<u32>,
    },
    Choice(Choice),
    List {
        ask: String,
        items: Vec<Item>,
        ordered: bool,
    },
    /// `items` in the right order; those of one inner list are tied.
    Order {
        ask: String,
        items: Vec<Vec<String>>,
    },
    Match {
        ask: String,
        pairs: Vec<(String, String)>,
        extra: Vec<String>,
    },
}

impl Kind {
    /// The word for the kind in decks, queries and reports.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Basic { .. } => "basic",
            Self::Cloze { .. } => "cloze",
            Self::Typed { .. } => "typed",
            Self::Number { .. } => "number",
            Self::Date { .. } => "date",
            Self::Choice(_) => "choice",
            Self::List { .. } => "list",
            Self::Order { .. } => "order",
            Self::Match { .. } => "match",
        }
    }

    /// Whether marking an answer compares words, so that it must know what the other cards of the deck
    /// say; `typed` where what is mostly thought is to be typed as well.
    pub(crate) fn compares_words(&self, typed: bool) -> bool {
        match self {
            Self::Typed { .. } | Self::List { .. } => true,
            Self::Cloze { typed: always, .. } => *always || typed,
            Self::Basic { .. } => typed,
            Self::Number { .. }
            | Self::Date { .. }
            | Self::Choice(_)
            | Self::Order { .. }
            | Self::Match { .. } => false,
        }
    }

    /// The place of the kind in [`Kind::NAMES`].
    pub(crate) fn code(&self) -> u8 {
        Self::NAMES.iter().position(|name| *name == self.name()).unwrap_or(0) as u8
    }

    /// Every word that [`Kind::name`] may give.
    pub(crate) const NAMES: [&'static str; 9] =
        ["basic", "cloze", "typed", "number", "date", "choice", "list", "order", "match"];
}

/// A text with gaps, as it stands between `{{` and `}}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cloze {
    /// The text in its written form, with the braces.
    pub(crate) source: String,
    pub(crate) parts: Vec<ClozePart>,
}

/// A stretch of a cloze: plain text, or a gap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ClozePart {
    Text(String),
    Gap {
        /// From 1; gaps of one number are asked together.
        number: u16,
        answer: String,
        hint: Option<String>,
    },
}

impl Cloze {
    /// The numbers of the gaps, ascending, each once.
    pub(crate) fn numbers(&self) -> Vec<u16> {
        let mut numbers: Vec<u16> = self
            .parts
            .iter()
            .filter_map(|part| match part {
                ClozePart::Gap { number, .. } => Some(*number),
                ClozePart::Text(_) => None,
            })
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    /// The answers of the gaps with this number, in the order of the text.
    pub(crate) fn answers(&self, wanted: u16) -> Vec<&str> {
        self.parts
            .iter()
            .filter_map(|part| match part {
                ClozePart::Gap { number, answer, .. } if *number == wanted => Some(answer.as_str()),
                ClozePart::Gap { .. } | ClozePart::Text(_) => None,
            })
            .collect()
    }
}

/// What a typed answer is measured by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TypedAnswer {
    /// The preferred form, which is shown.
    pub(crate) answer: String,
    pub(crate) accept: Vec<String>,
    /// Answers after which is asked back once, each with the question to ask.
    pub(crate) prompt: Vec<(String, String)>,
    /// Known wrong answers, each with its feedback.
    pub(crate) reject: Vec<(String, String)>,
    pub(crate) strict: bool,
}

/// What a number is measured by. All values are finite.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct NumberAnswer {
    pub(crate) answer: f64,
    pub(crate) tolerance: Tolerance,
    pub(crate) unit: Option<String>,
    /// (distance, score): at most that far away earns the score, above 0 and below 1.
    pub(crate) partial: Vec<(f64, f64)>,
}

/// How far from the answer a number may lie, ends included.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Tolerance {
    Absolute(f64),
    /// Of the answer, in per cent.
    Percent(f64),
}

/// A date at the precision that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DateAnswer {
    /// A year, a month or a day.
    Point(DatePoint),
    Season(i32, Season),
    /// The first year of the decade: 1960.
    Decade(i32),
    /// Both ends included; `from` is not after `to`.
    Range(DatePoint, DatePoint),
}

/// A year, with a month, with a day. A day never stands without a month and exists in the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct DatePoint {
    pub(crate) year: i32,
    /// 1 to 12.
    pub(crate) month: Option<u8>,
    /// 1 to 31.
    pub(crate) day: Option<u8>,
}

/// A quarter of the year; winter is December to February.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Season {
    Spring,
    Summer,
    Autumn,
    Winter,
}

/// One or several right ones among wrong ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) ask: String,
    /// At least one.
    pub(crate) right: Vec<String>,
    pub(crate) wrong: Vec<String>,
    /// The name of a pool of the deck from which wrong ones are drawn too.
    pub(crate) pool: Option<String>,
    /// How many are shown, right and wrong together; all where it is not said and no pool is named, else 4.
    pub(crate) show: Option<usize>,
}

/// An item of a list, in its preferred form and the others that count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Item {
    pub(crate) preferred: String,
    pub(crate) variants: Vec<String>,
}
