//! The search language: which cards are meant.
//!
//! Anki's words, because people know them. Pure: a text becomes a [`Query`], and a query says of
//! the facts of one card whether they fit. Where the facts come from is `store`'s matter.

mod matches;
mod parse;

pub(crate) use matches::CardFacts;
pub(crate) use parse::{QueryError, WORDS};

use crate::model::{CardKey, Day, DeckId, Grade};
use crate::spelling::Needle;

/// A search, ready to be asked of cards.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Query {
    /// All of them hold; of none, so an empty query fits every card.
    All(Vec<Query>),
    /// One of them holds.
    Any(Vec<Query>),
    Not(Box<Query>),
    Term(Term),
}

/// One condition.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Term {
    /// The deck or one below it.
    Deck(Pattern),
    Tag(Pattern),
    Kind(String),
    Is(State),
    Property(Property, Comparison, i64),
    /// Answered in the last so many study days, today among them, with this grade if one is named.
    Rated(u32, Option<Grade>),
    /// Came in during the last so many study days, today among them.
    Added(u32),
    /// The words stand somewhere in the note.
    Text(Pattern),
    /// This card, or every card of a note where no variant is named.
    Card(CardKey),
}

/// What a card may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Due,
    New,
    Review,
    Learning,
    Drill,
    Suspended,
    Buried,
    Leech,
    Flagged,
}

impl State {
    const ALL: [(&'static str, Self); 9] = [
        ("due", Self::Due),
        ("new", Self::New),
        ("review", Self::Review),
        ("learning", Self::Learning),
        ("drill", Self::Drill),
        ("suspended", Self::Suspended),
        ("buried", Self::Buried),
        ("leech", Self::Leech),
        ("flagged", Self::Flagged),
    ];
}

/// A number that a card has. Ease counts in hundredths, `due` in days from today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Property {
    Lapses,
    Ease,
    Interval,
    Repetitions,
    Reviews,
    Due,
    Importance,
}

impl Property {
    const ALL: [(&'static str, Self); 9] = [
        ("lapses", Self::Lapses),
        ("ease", Self::Ease),
        ("interval", Self::Interval),
        ("ivl", Self::Interval),
        ("repetitions", Self::Repetitions),
        ("reps", Self::Repetitions),
        ("reviews", Self::Reviews),
        ("due", Self::Due),
        ("importance", Self::Importance),
    ];
}

/// How a number is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Less,
    AtMost,
    Equal,
    Unequal,
    AtLeast,
    More,
}

/// Words in which `*` stands for anything, compared without regard to case and umlaut spelling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pattern {
    /// The folded stretches between the stars.
    pieces: Vec<String>,
}

/// Whether a tag of some deck is what it is asked for.
type TagOfDecks<'a> = dyn Fn(&dyn Fn(&String) -> bool) -> bool + 'a;

impl Pattern {
    /// The stretches of letters and figures of which it is made.
    fn runs(&self) -> impl Iterator<Item = &str> {
        let runs = self.pieces.iter().flat_map(|piece| piece.split(|c: char| !c.is_alphanumeric()));
        runs.filter(|run| !run.is_empty())
    }
}

impl Query {
    /// Reads a query.
    ///
    /// # Errors
    /// What cannot be read, with what could have been meant.
    pub(crate) fn parse(text: &str) -> Result<Self, QueryError> {
        parse::parse(text)
    }

    /// Whether the card fits.
    pub(crate) fn fits(&self, card: &CardFacts<'_>, today: Day) -> bool {
        matches::fits(self, card, today)
    }

    /// The conditions that every card fulfils that fits; there may be others.
    pub(crate) fn required(&self) -> Vec<&Term> {
        match self {
            Self::All(parts) => parts.iter().flat_map(Self::required).collect(),
            Self::Term(term) => vec![term],
            Self::Any(_) | Self::Not(_) => Vec::new(),
        }
    }

    /// Whether a card of this deck may fit.
    pub(crate) fn may_be_in(&self, deck: &DeckId) -> bool {
        self.required().into_iter().all(|term| match term {
            Term::Deck(pattern) => pattern.is_deck(deck),
            Term::Card(key) => key.note.deck == *deck,
            Term::Tag(_)
            | Term::Kind(_)
            | Term::Is(_)
            | Term::Property(..)
            | Term::Rated(..)
            | Term::Added(_)
            | Term::Text(_) => true,
        })
    }

    /// Whether the words of the notes must be looked at.
    pub(crate) fn needs_text(&self) -> bool {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().any(Self::needs_text),
            Self::Not(part) => part.needs_text(),
            Self::Term(term) => match term {
                Term::Text(_) | Term::Tag(_) => true,
                Term::Property(Property::Importance, ..) => true,
                Term::Deck(_)
                | Term::Kind(_)
                | Term::Is(_)
                | Term::Property(..)
                | Term::Rated(..)
                | Term::Added(_)
                | Term::Card(_) => false,
            },
        }
    }

    /// Stretches of letters and figures, folded, that stand in the text of every card that fits,
    /// those of tags behind their key; none where the query does not say so. `of_deck` says whether
    /// some tag of a deck fits: such tags stand in no card.
    pub(crate) fn needles(&self, of_deck: &TagOfDecks<'_>) -> Vec<Needle> {
        match self {
            Self::All(parts) => parts.iter().flat_map(|part| part.needles(of_deck)).collect(),
            Self::Term(Term::Text(pattern)) => pattern.runs().map(Needle::anywhere).collect(),
            Self::Term(Term::Tag(pattern)) if !of_deck(&|tag| pattern.is_all_of(tag)) => {
                pattern.runs().map(|run| Needle::behind("tags", run)).collect()
            }
            Self::Any(_) | Self::Not(_) | Self::Term(_) => Vec::new(),
        }
    }

    /// Whether past answers must be looked at, and for how many days.
    pub(crate) fn rated_days(&self) -> Option<u32> {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().filter_map(Self::rated_days).max(),
            Self::Not(part) => part.rated_days(),
            Self::Term(Term::Rated(days, _)) => Some(*days),
            Self::Term(_) => None,
        }
    }
}
