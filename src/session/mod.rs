//! The review loop without terminal and without store: what is asked next, and what an input does.
//!
//! The machine takes picks from outside when it wants them, puts one card after the other, and
//! says for every input what is to be done. It reads no clock: times come in as moments.

mod card;
mod machine;
mod marking;
mod stock;
mod summary;

pub(crate) use card::{Card, Pick};
pub(crate) use machine::{
    Action, Answered, Input, Left, Options, Session, Show, Want, mode_on, proposed,
};
