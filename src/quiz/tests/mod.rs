//! The quiz as a whole, told from outside.

mod papers;
mod sittings;
