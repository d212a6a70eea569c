//! Screens: how a session is shown and how inputs come in.
//!
//! Three of them over one trait: a terminal, lines (pipes, screen readers), and JSON lines for
//! other programs. None of them knows the store.

mod entry;
mod hearing;
mod jsonl;
mod layout;
mod life;
mod lines;
mod protocol;
mod quiz;
mod raw;
mod said;
mod scene;
mod signals;
mod stats;
mod telling;
mod terminal;
mod words;

pub(crate) use entry::Grades;
pub(crate) use jsonl::{Jsonl, verdict};
pub(crate) use layout::{Layout, Paint, columns, terminal_width, width_of};
pub(crate) use life::{Mark, life_lines};
pub(crate) use lines::Lines;
pub(crate) use quiz::{
    JsonlQuiz, Judged, LineSource, PeopleQuiz, QuizCame, QuizOpening, QuizScreen, Sheet,
    TerminalSource, result_json,
};
pub(crate) use scene::{Ending, Notice, Opening, Outcome, Recorded, Scene};
pub(crate) use signals::leave_in_order;
pub(crate) use stats::{forecast_lines, stats_lines};
pub(crate) use terminal::{Terminal, confirm};
pub(crate) use words::{day_in_words, duration_in_words, plural};

use std::io;

use crate::session::Input;

/// What came in.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Came {
    Input(Input),
    /// Something that is no input; why is said to whoever gave it.
    Refused(String),
    /// Ctrl-C.
    Interrupted,
    /// The end of the input.
    End,
}

/// Where a session is shown.
pub(crate) trait Screen {
    /// Whether it says how long the rest will take; to know that, the last thirty days are read.
    fn says_minutes(&self) -> bool {
        true
    }
    /// Before the first question.
    fn opening(&mut self, opening: &Opening) -> io::Result<()>;
    /// A question or an answer.
    fn show(&mut self, scene: &Scene<'_>) -> io::Result<()>;
    /// Waits for what the learner does about the scene.
    fn input(&mut self, scene: &Scene<'_>) -> io::Result<Came>;
    /// Something happened.
    fn notice(&mut self, notice: &Notice) -> io::Result<()>;
    /// After the last question.
    fn ending(&mut self, ending: &Ending) -> io::Result<()>;
    /// Gives the terminal to another program, and takes it back.
    fn pause(&mut self) -> io::Result<()> {
        Ok(())
    }
    fn resume(&mut self) -> io::Result<()> {
        Ok(())
    }
}
