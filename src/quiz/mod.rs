//! A practice test: a paper drawn from cards, sat against the clock, and marked at its end.
//!
//! Pure. [`Draw`] makes a [`Paper`] of the same bytes wherever its number is the same; a
//! [`Sitting`] takes answers and the time that has passed; [`Results`] says what it came to.
//! Where cards come from, what time it is and how a question looks are not known here.

mod answer;
mod blueprint;
mod choices;
mod draw;
mod fellows;
mod findings;
mod input;
mod kept;
mod limit;
mod near;
mod outline;
mod paper;
mod progress;
mod result;
mod select;
mod sitting;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

pub(crate) use answer::given_text;
pub(crate) use blueprint::Blueprint;
pub(crate) use draw::{Draw, Form};
pub(crate) use input::{Ending, Feedback, Input, Outcome, Word};
pub(crate) use limit::TimeLimit;
pub(crate) use paper::{Entry, Item, Paper, PaperNumber};
pub(crate) use progress::{Lost, Progress};
pub(crate) use result::{Mark, Results, Tally};
pub(crate) use sitting::Sitting;
