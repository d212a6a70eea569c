//! What other programs write, read into notes.
//!
//! Here stands how their files are laid out and what their words mean; whether a card holds is
//! decided by the rules of decks, and where it goes by whoever asked.

mod foreign;
mod markup;
mod naming;
mod tabular;

pub(crate) use tabular::{Format, Found, Options, Role, Shape, Tabular, encoding, is_of_file};
