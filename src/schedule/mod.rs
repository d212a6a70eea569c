//! When a card is asked again: SM-2 exactly, and the replay of a card's events into its memory.
//!
//! Floor 1, pure: a memory and a grade go in, a memory comes out. What is due today, and in what
//! order, is `queue`'s to say.

mod bands;
mod detail;
mod explain;
mod replay;
mod sm2;
mod stage;
mod step;

pub(crate) use bands::{Alike, Band, EASE_BANDS, INTERVAL_BANDS, band_of};
pub(crate) use detail::Detail;
pub(crate) use explain::explain;
pub(crate) use replay::{Answered, CardEvent, Folded, Standing, Step, What, replay, retracted};
pub(crate) use stage::Stage;
pub(crate) use step::{Effect, answer};
