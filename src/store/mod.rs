//! The database: the log of all events, and the caches folded from it.
//!
//! One struct over one connection. It keeps facts and answers questions about them; what a
//! session is, and what a learner is shown, it does not know.

mod ahead;
mod all_cards;
mod backup;
mod claims;
mod columns;
mod conflicts;
mod contents;
mod counts;
mod deck_files;
mod differences;
mod doctor;
mod due;
mod error;
mod event_row;
mod exchange;
mod find;
mod fold;
mod gather;
mod holder;
mod ids;
mod import;
mod install;
mod kept;
mod latest;
mod library;
mod log;
mod log_lines;
mod moment;
mod names;
mod narrow;
mod newcomers;
mod open;
mod own;
mod packed;
mod past;
mod phrases;
mod place;
mod quizzes;
mod record;
mod remains;
mod renames;
mod replays;
mod running;
mod salvage;
mod schema;
mod settings;
mod siblings;
mod sift;
mod standing;
mod state;
mod sums;
mod tally;
mod telling;
#[cfg(test)]
mod tests;
mod texts;
mod timeline;
mod transaction;
mod undo;
mod walk;
mod wire;

pub(crate) use backup::{Backup, backup_folder, list_backups, newest_whole, restore};
pub(crate) use claims::{Contest, Holding};
pub(crate) use conflicts::copies_beside;
pub(crate) use counts::{DeckCounts, ScopeCounts};
pub(crate) use deck_files::FileHash;
pub(crate) use doctor::Check;
pub(crate) use due::{Candidate, Limits, Scope};
pub(crate) use error::{StoreError, in_words};
pub(crate) use find::{BareCard, CardRow, Search};
pub(crate) use gather::{Coming, ComingNote, Gathered};
pub(crate) use import::Imported;
pub(crate) use install::{DeckChange, DeckPlan, Incoming};
pub(crate) use open::{Access, is_there, make_folder};
pub(crate) use salvage::{Salvaged, salvage};
pub(crate) use tally::{Count, Pace};
pub(crate) use telling::{Outcome, Telling, Told};
pub(crate) use undo::Undone;

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::PathBuf;
use std::rc::Rc;

use rusqlite::Connection;

use crate::model::{CardKey, CardNumber, Deck, NoteNumber};
use moment::Moment;
use state::Surrounded;

/// The learner's database.
#[derive(Debug)]
pub(crate) struct Store {
    connection: Connection,
    path: PathBuf,
    /// The decks' own tables as they were read last, with their text.
    headers: RefCell<HashMap<DeckNumber, (String, Rc<Deck>)>>,
    /// The card that was read last, or whose name was: it is the one that is answered next.
    named: RefCell<Option<Named>>,
    /// The log as this program wrote it last.
    remembered: Option<log::Remembered>,
    /// The moment that is read from, while it is one.
    moment: RefCell<Option<Moment>>,
}

/// A card with its name. Neither ever changes.
#[derive(Debug, Clone)]
struct Named {
    key: CardKey,
    card: CardNumber,
    /// Its row, where that was read after this program wrote last.
    row: Option<Surrounded>,
}

impl Store {
    fn of(connection: Connection, path: PathBuf) -> Self {
        Self {
            connection,
            path,
            headers: RefCell::default(),
            named: RefCell::default(),
            remembered: None,
            moment: RefCell::default(),
        }
    }
}

/// A text of a note by its number in this file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct TextNumber(i64);

/// A deck by its number in this file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct DeckNumber(i64);
