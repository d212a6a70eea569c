//! What a learner does in a sitting, and what comes of it.
//!
//! Only the words of that conversation; what each does in which state, the sitting decides.

use crate::grading::Response;

/// When the learner hears how an answer was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Feedback {
    /// When the paper is handed in; until then every answer can be changed.
    End,
    /// After each answer, which then stands.
    Each,
}

/// What the learner does. Questions are named by their numbers on the paper, from 1.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Input {
    Answer(usize, Response),
    /// Takes an answer back.
    Clear(usize),
    /// Leaves the question for later.
    Skip,
    Go(usize),
    HandIn,
    /// The learner's own mark of an answer that the program cannot mark.
    Judge(usize, Word),
    /// Nothing but that time has passed.
    Tick,
}

/// The learner's own mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Word {
    Right,
    Half,
    Wrong,
}

/// What is to be done about an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Show the question that is open now.
    Show,
    /// Show how the answer to the question with this number was.
    Feedback(usize),
    /// The paper has been handed in.
    Ended(Ending),
    /// Nothing has happened; say why.
    Refused(String),
}

/// How a sitting came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    HandedIn,
    /// What was there by then was handed in.
    TimeOut,
}
