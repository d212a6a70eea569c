//! The words between a session and whoever holds it: what is shown, what comes in, what is to do.

use foldhash::HashSet;

use super::card::Card;
use crate::given::Given;
use crate::grading::Marked;
use crate::model::{CardChange, CardKey, CardNumber, Day, EventId, Quality, Review};
use crate::queue::Stock;

/// How a session is run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) day: Day,
    /// No schedule is touched.
    pub(crate) cram: bool,
    /// Ends after so much time spent on answers, in milliseconds.
    pub(crate) budget_ms: Option<u64>,
}

/// What is left to ask, the card that is shown among it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Left {
    pub(crate) due: u32,
    pub(crate) new: u32,
    pub(crate) drill: u32,
}

impl Left {
    pub(crate) fn all(self) -> u32 {
        self.due + self.new + self.drill
    }
}

/// What the learner does.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Input {
    /// Show the answer.
    Reveal,
    Answer(Given),
    /// A grade, with the time the learner took where the front end measured it.
    Grade(Quality, Option<u32>),
    /// Take the proposed grade, Good where none is proposed.
    Proposed,
    /// The marking is wrong: the answer was right.
    WasRight,
    /// The marking is wrong: the answer was wrong.
    WasWrong,
    Hint,
    Undo,
    Skip,
    Bury,
    Suspend,
    Flag,
    Edit,
    Info,
    Why,
    Help,
    Quit,
}

/// What is to be done about an input.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Action {
    /// Show the state as it is now.
    Show,
    /// Show the hint.
    Hint(String),
    /// The program asks back once.
    AskBack(String),
    /// Record the answer, then call [`super::Session::recorded`].
    Record {
        key: CardKey,
        review: Review,
    },
    /// Record the change, then call [`super::Session::changed`].
    Change {
        key: CardKey,
        change: CardChange,
    },
    /// Take this event back, or the last review of any session where none is named; then call
    /// [`super::Session::undone`].
    Undo(Option<(EventId, CardKey)>),
    Edit(CardKey),
    Info(CardKey),
    Why(CardKey),
    Help,
    /// It makes no sense now, and why.
    Refused(String),
    Quit,
}

/// A stock that is to be filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Want {
    pub(crate) stock: Stock,
    /// Cards that the session has seen and that are not to come again.
    pub(crate) passed: HashSet<CardNumber>,
}

/// An answer that is shown, with what was given and how it was judged.
#[derive(Debug, Clone)]
pub(crate) struct Answered {
    pub(crate) marked: Option<Marked>,
    pub(crate) response: Option<String>,
    /// From the question to the answer, in milliseconds.
    pub(super) thought_ms: u32,
}

/// What there is to show.
#[derive(Debug)]
pub(crate) enum Show<'a> {
    Question {
        card: &'a Card,
        asked_back: Option<&'a str>,
    },
    Answer {
        card: &'a Card,
        answered: &'a Answered,
    },
    /// Nothing is asked at the moment.
    Nothing,
}
