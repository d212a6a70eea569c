//! The database: the log of all events, and the caches folded from it.
//!
//! One struct over one connection. It keeps facts and answers questions about them; what a
//! session is, and what a learner is shown, it does not know.

mod backup;
mod columns;
mod conflicts;
mod contents;
mod counts;
mod doctor;
mod due;
mod error;
mod exchange;
mod find;
mod fold;
mod holder;
mod install;
mod library;
mod log;
mod names;
mod open;
mod place;
mod quizzes;
mod renames;
mod salvage;
mod schema;
mod settings;
mod siblings;
mod standing;
mod tally;
#[cfg(test)]
mod tests;
mod timeline;
mod wire;

pub(crate) use backup::{Backup, backup_folder, list_backups, restore};
pub(crate) use conflicts::copies_beside;
pub(crate) use counts::{DeckCounts, ScopeCounts};
pub(crate) use doctor::Check;
pub(crate) use due::{Candidate, Limits, Scope};
pub(crate) use error::StoreError;
pub(crate) use exchange::Imported;
pub(crate) use find::CardRow;
pub(crate) use install::{DeckChange, DeckPlan};
pub(crate) use log::Undone;
pub(crate) use open::{Access, make_folder};
pub(crate) use salvage::{Salvaged, salvage};
pub(crate) use tally::{DayRow, Pace};
pub(crate) use timeline::TimelineRow;

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::PathBuf;

use rusqlite::Connection;

use crate::model::Deck;

/// The learner's database.
#[derive(Debug)]
pub(crate) struct Store {
    connection: Connection,
    path: PathBuf,
    /// The decks' own tables as they were read last, with the hash of the contents they stood in.
    headers: RefCell<HashMap<DeckNumber, ([u8; 16], Deck)>>,
}

/// A card by its number in this file; the number never leaves the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct CardNumber(i64);

/// A note by its number in this file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct NoteNumber(i64);

/// A deck by its number in this file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct DeckNumber(i64);
