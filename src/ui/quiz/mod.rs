//! Screens of a practice test: a terminal, lines, and JSON lines for other programs.

mod jsonl;
mod people;

pub(crate) use jsonl::{JsonlQuiz, result_json};
pub(super) use people::clock;
pub(crate) use people::{LineSource, PeopleQuiz, TerminalSource};

use std::io;

use crate::given::Given;
use crate::quiz::{Item, Mark, Results, Word};

/// A question of a paper that is put to the learner.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sheet<'a> {
    pub(crate) item: &'a Item,
    /// From 1.
    pub(crate) number: usize,
    pub(crate) of: usize,
    /// What was answered before.
    pub(crate) given: Option<&'a str>,
    pub(crate) unanswered: usize,
}

/// What the learner does about a question.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum QuizCame {
    Given(Given),
    /// Answered in thought; the learner marks it when the paper is handed in.
    Thought,
    Skip,
    Go(usize),
    Clear,
    HandIn,
    /// The time is over.
    TimeOut,
    /// Leave, to go on another time.
    Leave,
    Interrupted,
    Refused(String),
}

/// What the learner says of an answer of their own.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Judged {
    Word(Word),
    Leave,
    Interrupted,
    Refused(String),
}

/// Before the first question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct QuizOpening {
    pub(crate) title: String,
    pub(crate) paper: u64,
    pub(crate) questions: usize,
    pub(crate) points: u32,
    pub(crate) seconds: Option<u64>,
    /// Sentences on questions that were dropped since the quiz was left.
    pub(crate) dropped: Vec<String>,
}

/// How long is left, in milliseconds, asked whenever the clock is drawn; `None` without a limit.
pub(crate) type Remaining<'a> = &'a dyn Fn() -> Option<u64>;

/// Where a practice test is shown.
pub(crate) trait QuizScreen {
    fn opening(&mut self, opening: &QuizOpening) -> io::Result<()>;
    /// Shows a question and waits for what the learner does.
    fn ask(&mut self, sheet: &Sheet<'_>, remaining: Remaining<'_>) -> io::Result<QuizCame>;
    /// How an answer was.
    fn feedback(&mut self, sheet: &Sheet<'_>, mark: &Mark) -> io::Result<()>;
    /// Shows the right answer and waits for the learner's own mark.
    fn judge(&mut self, sheet: &Sheet<'_>) -> io::Result<Judged>;
    fn refused(&mut self, reason: &str) -> io::Result<()>;
    /// The paper was left; it can be gone on with where it is kept.
    fn left(&mut self, kept: bool) -> io::Result<()>;
    fn result(&mut self, results: &Results, timed_out: bool, ms: u64) -> io::Result<()>;
}
