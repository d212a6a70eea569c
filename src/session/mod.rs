//! The review loop without terminal and without store: what is asked next, and what an input does.
//!
//! The machine takes picks from outside when it wants them, puts one card after the other, and
//! says for every input what is to be done. It reads no clock: times come in as moments.

mod card;
mod machine;
mod marking;
mod stock;
mod summary;
mod talk;

pub(crate) use card::{Card, Pick};
pub(crate) use machine::{Session, mode_on, proposed};
pub(crate) use talk::{Action, Answered, Input, Left, Options, Show, Want};
