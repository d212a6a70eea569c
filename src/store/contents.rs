//! What the decks hold: texts by hash, notes, and the cards that they become.
//!
//! A deck's contents are a text themselves, a list of ids and hashes, so the log that names their
//! hash carries everything that is needed to make the deck again.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, named_params};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::fold::Fold;
use super::library::content_of;
use super::names::insert_card;
use super::state::Place;
use super::{CardNumber, DeckNumber, NoteNumber, StoreError};
use crate::deck;
use crate::model::{Day, DeckId, Note, NoteId, Variant};

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

/// What a note's text makes, whichever deck holds it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Made {
    /// The kind of the note.
    kind: u8,
    cards: Cards,
}

/// The cards of a note.
#[derive(Debug, Clone, PartialEq)]
enum Cards {
    Plain,
    Others(Box<[Variant]>),
}

impl Made {
    /// `None` where only its deck can say, or where the text is that of no note.
    pub(super) fn of(text: &str) -> Option<Self> {
        if text.starts_with('{') {
            return None;
        }
        let deck: DeckId = "any".parse().ok()?;
        // What it was before may stand in the way of what it is in that deck.
        let note = deck::parse_note(text, &deck).ok().filter(|note| note.was.is_empty())?;
        Some(Self::by(&note))
    }

    fn by(note: &Note) -> Self {
        let variants = note.variants();
        let cards = match variants[..] {
            [Variant::Plain] => Cards::Plain,
            _ => Cards::Others(variants.into()),
        };
        Self { kind: note.kind.code(), cards }
    }

    fn variants(&self) -> &[Variant] {
        match &self.cards {
            Cards::Plain => &[Variant::Plain],
            Cards::Others(variants) => variants,
        }
    }
}

/// Keeps a text unless it is kept already.
pub(super) const SQL_KEEP_TEXT: &str = "
    insert into text (hash, body) values (:hash, :body) on conflict do nothing";

/// Keeps a text under its hash.
pub(super) fn keep_text(connection: &Connection, text: &str) -> Result<String, StoreError> {
    let hash = hash_of(text);
    let bytes = hash_bytes(&hash).ok_or_else(|| StoreError::value("a hash that is none"))?;
    connection
        .prepare_cached(SQL_KEEP_TEXT)?
        .execute(named_params! {":hash": bytes, ":body": text})?;
    Ok(hash)
}

/// Brings the notes and cards of a deck in line with its contents; `None` retires them all.
///
/// # Errors
/// A text that is named and not there.
pub(super) fn apply(
    fold: &mut Fold<'_>,
    deck: DeckNumber,
    contents: Option<&Contents>,
    day: Day,
) -> Result<(), StoreError> {
    let connection = fold.connection;
    let mut before = known_notes(connection, deck)?;
    let mut refreshed = Vec::new();
    let entries = contents.map_or(&[][..], |contents| &contents.notes);
    for (position, entry) in entries.iter().enumerate() {
        let hash =
            hash_bytes(&entry.hash).ok_or_else(|| StoreError::value("a note's hash is no hash"))?;
        let position = position as i64;
        let Some(old) = before.remove(&entry.id) else {
            new_note(fold, deck, entry, (hash, position), day)?;
            continue;
        };
        if old.live && old.hash == Some(hash) && old.position == position {
            continue;
        }
        if old.hash != Some(hash) && text_of(connection, hash)?.is_none() {
            return Err(missing(fold, deck, &entry.id)?);
        }
        connection
            .prepare_cached(
                "update note
                 set hash = :hash, position = :position, live = 1, added = min(added, :day)
                 where number = :note",
            )?
            .execute(named_params! {
                ":note": old.number, ":hash": hash, ":position": position, ":day": day,
            })?;
        if old.live && old.hash == Some(hash) {
            refreshed
                .extend(cards_of(connection, old.number)?.into_iter().map(|(card, _, _)| card));
        } else {
            make_cards(fold, old.number)?;
        }
    }
    for old in before.into_values().filter(|old| old.live) {
        connection
            .prepare_cached("update note set live = 0 where number = :note")?
            .execute(named_params! {":note": old.number})?;
        make_cards(fold, old.number)?;
    }
    for card in refreshed {
        fold.refresh(card)?;
    }
    Ok(())
}

/// A note that this file has never heard of, with its cards.
fn new_note(
    fold: &mut Fold<'_>,
    deck: DeckNumber,
    entry: &Entry,
    (hash, position): ([u8; 16], i64),
    day: Day,
) -> Result<(), StoreError> {
    let connection = fold.connection;
    if entry.id.parse::<NoteId>().is_err() {
        return Err(missing(fold, deck, &entry.id)?);
    }
    let made = match fold.made.get(&hash) {
        Some(made) => Some(made.clone()),
        None => match text_of(connection, hash)? {
            Some(text) => {
                let note = deck::parse_note(&text, &fold.deck_id(deck)?).ok();
                note.as_ref().map(Made::by)
            }
            None => return Err(missing(fold, deck, &entry.id)?),
        },
    };
    connection
        .prepare_cached(
            "insert into note (deck, id, hash, position, live, added, kind)
             values (:deck, :id, :hash, :position, 1, :day, :kind)",
        )?
        .execute(named_params! {
            ":deck": deck, ":id": entry.id, ":hash": hash, ":position": position, ":day": day,
            ":kind": made.as_ref().map(|made| made.kind),
        })?;
    let number = NoteNumber(connection.last_insert_rowid());
    let variants = made.as_ref().map_or(&[][..], Made::variants);
    for variant in variants {
        let card = insert_card(connection, number, *variant, true)?;
        let position = Place::position(position, *variant);
        let siblings = variants.len() > 1;
        fold.make(card, Place { deck, position, live: true, siblings })?;
    }
    Ok(())
}

fn missing(fold: &mut Fold<'_>, deck: DeckNumber, id: &str) -> Result<StoreError, StoreError> {
    let deck = fold.deck_id(deck)?;
    Ok(StoreError::value(format!(
        "the text of {deck}:{id} is named and does not come along; export the log anew"
    )))
}

/// A text by its hash.
pub(super) fn text_of(
    connection: &Connection,
    hash: [u8; 16],
) -> Result<Option<String>, StoreError> {
    Ok(connection
        .prepare_cached("select body from text where hash = :hash")?
        .query_row(named_params! {":hash": hash}, |row| row.get("body"))
        .optional()?)
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
pub(super) fn make_cards(fold: &mut Fold<'_>, note: NoteNumber) -> Result<(), StoreError> {
    let connection = fold.connection;
    // A text of a newer pauk makes no cards until a newer pauk reads it.
    let read = match content_of(connection, note)? {
        Some((live, content)) => deck::parse_note(&content.text, &content.key.deck)
            .ok()
            .map(|note| (note.kind.code(), if live { note.variants() } else { Vec::new() })),
        None => None,
    };
    let (kind, wanted) = match read {
        Some((kind, wanted)) => (Some(kind), wanted),
        None => (None, Vec::new()),
    };
    let known_kind: Option<u8> = connection
        .prepare_cached("select kind from note where number = :note")?
        .query_row(named_params! {":note": note}, |row| row.get("kind"))?;
    if known_kind != kind {
        fold.kind_changes(note)?;
        connection
            .prepare_cached("update note set kind = :kind where number = :note")?
            .execute(named_params! {":note": note, ":kind": kind})?;
    }
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
        fold.refresh(card)?;
    }
    Ok(())
}

/// The kinds of all notes whose text is known, as the learner sees them. No sum is brought in line.
pub(super) fn fill_kinds(connection: &Connection) -> Result<(), StoreError> {
    let mut statement = connection.prepare("select number from note")?;
    let mut update = connection.prepare("update note set kind = :kind where number = :note")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let note: NoteNumber = row.get("number")?;
        let kind = match content_of(connection, note)? {
            Some((_, content)) => {
                deck::parse_note(&content.text, &content.key.deck).ok().map(|note| note.kind.code())
            }
            None => None,
        };
        update.execute(named_params! {":note": note, ":kind": kind})?;
    }
    Ok(())
}
