//! Earlier names that decks claim for their cards as they come in: whose they are by then.
//!
//! A history follows one card only, and stays where its name still is. What the names lead to once the
//! decks are in is settled elsewhere.

use std::collections::{BTreeMap, HashSet};

use rusqlite::{OptionalExtension, named_params};

use super::install::Incoming;
use super::names::{deck_id_in, note_id_in};
use super::texts::text_of;
use super::{Store, StoreError, TextNumber};
use crate::deck;
use crate::model::{DeckId, NoteKey};

/// A name that a card of another deck, which stays as it is, says it had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Contest {
    /// Which of the decks claims the name too, and for which card.
    pub(crate) coming: usize,
    pub(crate) key: NoteKey,
    pub(crate) was: NoteKey,
    pub(crate) other: NoteKey,
}

/// A deck that still holds cards under names that another deck says its own cards had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Holding {
    pub(crate) deck: DeckId,
    pub(crate) cards: usize,
    /// Whether it holds no others.
    pub(crate) is_all: bool,
}

/// What became of the earlier names of a note.
#[derive(Debug, Default)]
pub(super) struct Former<'d> {
    /// Whether one of them was there, and no deck holds it any more.
    pub(super) left: bool,
    /// Those that a deck still holds.
    pub(super) held: Vec<&'d NoteKey>,
}

impl Store {
    /// The names that these decks claim, although a card of another deck claims them and goes on
    /// doing so.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn contests(&self, decks: &[Incoming<'_>]) -> Result<Vec<Contest>, StoreError> {
        let coming: HashSet<&DeckId> = decks.iter().map(|coming| &coming.deck.id).collect();
        let mut found = Vec::new();
        for (at, Incoming { deck, .. }) in decks.iter().enumerate() {
            for note in &deck.notes {
                for was in &note.was {
                    let claimant = self.claimant(was)?;
                    let other = claimant.filter(|other| !coming.contains(&other.deck));
                    let contest = |other| Contest {
                        coming: at,
                        key: note.key(&deck.id),
                        was: was.clone(),
                        other,
                    };
                    found.extend(other.map(contest));
                }
            }
        }
        Ok(found)
    }

    /// The card that is there and says that it had this name.
    fn claimant(&self, was: &NoteKey) -> Result<Option<NoteKey>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select deck.id, note.id, note.text
             from deck as old
             join renamed on renamed.deck = old.number
             join note on note.number = renamed.note
             join deck on deck.number = note.deck
             where old.id = :deck and renamed.id = :id and note.live and note.text is not null",
        )?;
        let mut rows = statement
            .query(named_params! {":deck": was.deck.as_str(), ":id": was.note.as_str()})?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let key = NoteKey { deck: deck_id_in(row, 0)?, note: note_id_in(row, 1)? };
        let text: TextNumber = row.get(2)?;
        // The name leads there still where the card no longer says so.
        let note = deck::parse_note(&text_of(&self.connection, text)?, &key.deck).ok();
        Ok(note.filter(|note| note.was.contains(was)).map(|_| key))
    }

    /// What became of these earlier names once `decks` are in.
    pub(super) fn former<'d>(
        &self,
        was: &'d [NoteKey],
        decks: &[Incoming<'_>],
    ) -> Result<Former<'d>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select note.live as live
             from deck join note on note.deck = deck.number
             where deck.id = :deck and note.id = :note",
        )?;
        let mut former = Former::default();
        for key in was {
            let live: Option<bool> = statement
                .query_row(
                    named_params! {":deck": key.deck.as_str(), ":note": key.note.as_str()},
                    |row| row.get("live"),
                )
                .optional()?;
            let Some(live) = live else { continue };
            let leaves = match decks.iter().find(|coming| coming.deck.id == key.deck) {
                Some(coming) => coming.deck.notes.iter().all(|note| note.id != key.note),
                None => !live,
            };
            if leaves {
                former.left = true;
            } else {
                former.held.push(key);
            }
        }
        Ok(former)
    }

    /// The decks that hold so many earlier names each.
    pub(super) fn holdings(
        &self,
        held: BTreeMap<&DeckId, usize>,
    ) -> Result<Vec<Holding>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select count(*) from deck join note on note.deck = deck.number
             where deck.id = ?1 and note.live",
        )?;
        let mut holdings = Vec::with_capacity(held.len());
        for (deck, cards) in held {
            let all: u64 = statement.query_row([deck.as_str()], |row| row.get(0))?;
            holdings.push(Holding { deck: deck.clone(), cards, is_all: cards as u64 >= all });
        }
        Ok(holdings)
    }
}
