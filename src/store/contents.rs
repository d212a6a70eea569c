//! What the decks hold: texts by hash, notes, and the cards that they become.
//!
//! A deck's contents are a text themselves, a list of ids and hashes, so the log that names their
//! hash carries everything that is needed to make the deck again.

use std::collections::HashMap;

use rusqlite::{Connection, named_params};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::fold::refresh_state;
use super::library::effective;
use super::names::{insert_card, intern_note};
use super::{CardNumber, DeckNumber, NoteNumber, StoreError};
use crate::deck;
use crate::model::{Day, Variant};

/// What a deck holds, as its text by hash says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Contents {
    /// The deck's own tables as TOML.
    pub(super) header: String,
    pub(super) notes: Vec<Entry>,
}

/// A note in the contents of a deck.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    pub(super) id: String,
    pub(super) hash: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) was: Vec<String>,
}

impl Contents {
    pub(super) fn to_text(&self) -> String {
        serde_json::to_string(self).expect("contents hold only what JSON can hold")
    }

    pub(super) fn read(text: &str) -> Result<Self, StoreError> {
        serde_json::from_str(text)
            .map_err(|error| StoreError::value(format!("the contents of a deck: {error}")))
    }
}

/// The first 16 bytes of the SHA-256 of a text, as 32 hexadecimal digits.
pub(crate) fn hash_of(text: &str) -> String {
    Sha256::digest(text.as_bytes())[..16].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes of a written hash; `None` for what is none.
pub(super) fn hash_bytes(hash: &str) -> Option<[u8; 16]> {
    hash.parse::<crate::model::DeviceId>().ok().map(|bytes| bytes.0)
}

pub(super) fn hash_text(bytes: [u8; 16]) -> String {
    crate::model::DeviceId(bytes).to_string()
}

/// Keeps a text under its hash.
pub(super) fn keep_text(connection: &Connection, text: &str) -> Result<String, StoreError> {
    let hash = hash_of(text);
    let bytes = hash_bytes(&hash).ok_or_else(|| StoreError::value("a hash that is none"))?;
    connection
        .prepare_cached(
            "insert into text (hash, body) values (:hash, :body) on conflict do nothing",
        )?
        .execute(named_params! {":hash": bytes, ":body": text})?;
    Ok(hash)
}

/// Brings the notes and cards of a deck in line with its contents; `None` retires them all.
pub(super) fn apply(
    connection: &Connection,
    deck: DeckNumber,
    contents: Option<&Contents>,
    day: Day,
) -> Result<(), StoreError> {
    let mut before = known_notes(connection, deck)?;
    let mut refreshed = Vec::new();
    let entries = contents.map_or(&[][..], |contents| &contents.notes);
    for (position, entry) in entries.iter().enumerate() {
        let hash =
            hash_bytes(&entry.hash).ok_or_else(|| StoreError::value("a note's hash is no hash"))?;
        let old = before.remove(&entry.id);
        let position = position as i64;
        if old
            .as_ref()
            .is_some_and(|old| old.live && old.hash == Some(hash) && old.position == position)
        {
            continue;
        }
        let note = match &old {
            Some(old) => old.number,
            None => intern_note(connection, deck, &entry.id, day)?,
        };
        connection
            .prepare_cached(
                "update note
                 set hash = :hash, position = :position, live = 1, added = min(added, :day)
                 where number = :note",
            )?
            .execute(named_params! {
                ":note": note, ":hash": hash, ":position": position, ":day": day,
            })?;
        if old.as_ref().is_some_and(|old| old.live && old.hash == Some(hash)) {
            refreshed.extend(cards_of(connection, note)?.into_iter().map(|(card, _, _)| card));
        } else {
            make_cards(connection, note)?;
        }
    }
    for old in before.into_values().filter(|old| old.live) {
        connection
            .prepare_cached("update note set live = 0 where number = :note")?
            .execute(named_params! {":note": old.number})?;
        make_cards(connection, old.number)?;
    }
    for card in refreshed {
        refresh_state(connection, card)?;
    }
    Ok(())
}

pub(super) struct KnownNote {
    pub(super) number: NoteNumber,
    pub(super) hash: Option<[u8; 16]>,
    pub(super) position: i64,
    pub(super) live: bool,
}

pub(super) fn known_notes(
    connection: &Connection,
    deck: DeckNumber,
) -> Result<HashMap<String, KnownNote>, StoreError> {
    let mut statement = connection
        .prepare_cached("select number, id, hash, position, live from note where deck = :deck")?;
    let rows = statement.query_map(named_params! {":deck": deck}, |row| {
        Ok((
            row.get("id")?,
            KnownNote {
                number: row.get("number")?,
                hash: row.get("hash")?,
                position: row.get("position")?,
                live: row.get("live")?,
            },
        ))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The cards of a note, live or not, by variant.
pub(super) fn cards_of(
    connection: &Connection,
    note: NoteNumber,
) -> Result<Vec<(CardNumber, Variant, bool)>, StoreError> {
    let mut statement = connection.prepare_cached(
        "select number, variant, live from card where note = :note order by variant",
    )?;
    let rows = statement.query_map(named_params! {":note": note}, |row| {
        Ok((row.get("number")?, row.get("variant")?, row.get("live")?))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Makes the cards of a note what its text says now, the learner's own text included.
pub(super) fn make_cards(connection: &Connection, note: NoteNumber) -> Result<(), StoreError> {
    let wanted = match effective(connection, note)? {
        // A text of a newer pauk makes no cards until a newer pauk reads it.
        Some((_, text)) => match deck::parse_note(&text.text, &text.key.deck) {
            Ok(note) => note.variants(),
            Err(_) => Vec::new(),
        },
        None => Vec::new(),
    };
    let known = cards_of(connection, note)?;
    for variant in &wanted {
        if !known.iter().any(|(_, known, _)| known == variant) {
            insert_card(connection, note, *variant, true)?;
        }
    }
    let mut update =
        connection.prepare_cached("update card set live = :live where number = :card")?;
    for (card, variant, live) in &known {
        if wanted.contains(variant) != *live {
            update.execute(named_params! {":card": card, ":live": !live})?;
        }
    }
    for (card, _, _) in cards_of(connection, note)? {
        refresh_state(connection, card)?;
    }
    Ok(())
}
