//! The values of pauk: what a deck, a card, a grade, a day and a memory are.
//!
//! Floor 0. Nothing here reads a file, a clock or a database, and nothing here knows how it is
//! written down or shown; the floors above convert at their edge.

mod day;
mod deck;
mod event;
mod grade;
mod id;
mod memory;
mod note;
mod verdict;

pub(crate) use day::{Day, Moment, Rollover};
pub(crate) use deck::{Deck, Lang};
pub(crate) use event::{
    CardChange, DeviceId, Event, EventId, EventKind, Hlc, LoggedEvent, Mode, Review,
};
pub(crate) use grade::{Grade, Quality};
pub(crate) use id::{CardKey, CardNumber, DeckId, IdError, NoteId, NoteKey, NoteNumber, Variant};
pub(crate) use memory::{Due, Ease, Interval, Memory};
pub(crate) use note::{
    Choice, Cloze, ClozePart, DateAnswer, DatePoint, Importance, Item, Kind, Note, NumberAnswer,
    Season, Tolerance, TypedAnswer,
};
pub(crate) use verdict::{Score, Verdict, VerdictKind};
