//! What the decks hold: texts by hash, notes, and the cards that they become.
//!
//! A deck's contents are a text themselves, a list of ids and hashes, so the log that names their
//! hash carries everything that is needed to make the deck again.

use std::collections::{BTreeMap, HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension, named_params};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::fold::{Fold, own_of, refresh_state};
use super::log::Log;
use super::{CardNumber, DeckNumber, NoteNumber, Store, StoreError};
use crate::deck;
use crate::model::{CardKey, Day, Deck, DeckId, Hlc, Note, NoteKey, Variant};

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

/// The number of a deck, which is given one where it has none.
pub(super) fn intern_deck(connection: &Connection, id: &str) -> Result<DeckNumber, StoreError> {
    let known = connection
        .prepare_cached("select number from deck where id = :id")?
        .query_row(named_params! {":id": id}, |row| row.get("number"))
        .optional()?;
    match known {
        Some(number) => Ok(number),
        None => {
            connection
                .prepare_cached("insert into deck (id) values (:id)")?
                .execute(named_params! {":id": id})?;
            Ok(DeckNumber(connection.last_insert_rowid()))
        }
    }
}

fn intern_note(
    connection: &Connection,
    deck: DeckNumber,
    id: &str,
    day: Day,
) -> Result<NoteNumber, StoreError> {
    let known = connection
        .prepare_cached("select number from note where deck = :deck and id = :id")?
        .query_row(named_params! {":deck": deck, ":id": id}, |row| row.get("number"))
        .optional()?;
    match known {
        Some(number) => Ok(number),
        None => {
            connection
                .prepare_cached(
                    "insert into note (deck, id, position, live, added)
                     values (:deck, :id, 0, 0, :day)",
                )?
                .execute(named_params! {":deck": deck, ":id": id, ":day": day})?;
            Ok(NoteNumber(connection.last_insert_rowid()))
        }
    }
}

/// The number of a card, whether its deck is known or not.
pub(super) fn intern_card(
    connection: &Connection,
    key: &CardKey,
    day: Day,
) -> Result<CardNumber, StoreError> {
    if let Some(number) = super::log::card_number(connection, key)? {
        return Ok(number);
    }
    let deck = intern_deck(connection, key.note.deck.as_str())?;
    let note = intern_note(connection, deck, key.note.note.as_str(), day)?;
    insert_card(connection, note, key.variant, false)
}

fn insert_card(
    connection: &Connection,
    note: NoteNumber,
    variant: Variant,
    live: bool,
) -> Result<CardNumber, StoreError> {
    connection
        .prepare_cached(
            "insert into card (note, variant, live, home)
             values (:note, :variant, :live, (select coalesce(max(number), 0) + 1 from card))",
        )?
        .execute(named_params! {":note": note, ":variant": variant, ":live": live})?;
    Ok(CardNumber(connection.last_insert_rowid()))
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

fn cards_of(
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

/// A note's text as the learner sees it, and what it is made of.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct NoteContent {
    pub(crate) key: NoteKey,
    /// With the learner's own fields in it.
    pub(crate) text: String,
    /// As the author wrote it.
    pub(crate) author: String,
    /// The fields that are the learner's own.
    pub(crate) own: Vec<String>,
}

/// `None` where the deck does not hold the note now, or its text never came.
fn effective(
    connection: &Connection,
    note: NoteNumber,
) -> Result<Option<(bool, NoteContent)>, StoreError> {
    let content = content_of(connection, note)?;
    Ok(content.filter(|(live, _)| *live))
}

/// The content of a note whose text is known, and whether the deck holds it now.
fn content_of(
    connection: &Connection,
    note: NoteNumber,
) -> Result<Option<(bool, NoteContent)>, StoreError> {
    let row: Option<(String, String, bool, String)> = connection
        .prepare_cached(SQL_NOTE_TEXT)?
        .query_row(named_params! {":note": note}, |row| {
            Ok((row.get("deck")?, row.get("id")?, row.get("live")?, row.get("body")?))
        })
        .optional()?;
    let Some((deck, id, live, author)) = row else { return Ok(None) };
    let own: BTreeMap<String, String> = connection
        .prepare_cached(SQL_OWN)?
        .query_map(named_params! {":note": note}, |row| Ok((row.get("field")?, row.get("value")?)))?
        .collect::<rusqlite::Result<_>>()?;
    let key: NoteKey = format!("{deck}:{id}")
        .parse()
        .map_err(|error| StoreError::value(format!("`{deck}:{id}`: {error}")))?;
    let text = if own.is_empty() {
        author.clone()
    } else {
        deck::overlay(&author, &own).unwrap_or_else(|_| author.clone())
    };
    let own = own.into_keys().collect();
    Ok(Some((live, NoteContent { key, text, author, own })))
}

/// The author's text of a note.
pub(super) const SQL_NOTE_TEXT: &str = "
    select deck.id as deck, note.id as id, note.live as live, text.body as body
    from note
    join deck on deck.number = note.deck
    join text on text.hash = note.hash
    where note.number = :note";

/// The learner's own texts of a note.
pub(super) const SQL_OWN: &str = "
    select field, value
    from own
    where note = :note";

/// Says which note earlier names lead to. The latest event that names one holds.
pub(super) fn note_renames(
    connection: &Connection,
    deck: DeckNumber,
    contents: &Contents,
    log: &Log,
    event: (Hlc, i64),
    day: Day,
) -> Result<(), StoreError> {
    for entry in contents.notes.iter().filter(|entry| !entry.was.is_empty()) {
        let note = intern_note(connection, deck, &entry.id, day)?;
        for was in &entry.was {
            let Ok(was) = was.parse::<NoteKey>() else { continue };
            let old = intern_deck(connection, was.deck.as_str())?;
            let known: Option<(Hlc, i64)> = connection
                .prepare_cached("select hlc, event from renamed where deck = :deck and id = :id")?
                .query_row(named_params! {":deck": old, ":id": was.note.as_str()}, |row| {
                    Ok((row.get("hlc")?, row.get("event")?))
                })
                .optional()?;
            if let Some(known) = known
                && !is_later(log, event, known)?
            {
                continue;
            }
            connection
                .prepare_cached(
                    "insert into renamed (deck, id, note, hlc, event)
                     values (:deck, :id, :note, :hlc, :event)
                     on conflict (deck, id) do update
                     set note = excluded.note, hlc = excluded.hlc, event = excluded.event",
                )?
                .execute(named_params! {
                    ":deck": old, ":id": was.note.as_str(), ":note": note,
                    ":hlc": event.0, ":event": event.1,
                })?;
        }
    }
    Ok(())
}

/// Whether an event comes after another in the order of the log.
fn is_later(log: &Log, one: (Hlc, i64), other: (Hlc, i64)) -> Result<bool, StoreError> {
    Ok((one.0, log.global(one.1)?) > (other.0, log.global(other.1)?))
}

/// Gives every card that was renamed its home: the note its name leads to now. A name that the
/// decks hold again leads to itself.
pub(super) fn settle_homes(connection: &Connection, fold: &mut Fold<'_>) -> Result<(), StoreError> {
    let leads = renames(connection)?;
    if leads.is_empty() {
        return Ok(());
    }
    let mut moves = Vec::new();
    for old in leads.keys() {
        let target = end_of(*old, &leads);
        for (card, variant, _) in cards_of(connection, *old)? {
            let home = match target {
                Some(target) if target != *old => cards_of(connection, target)?
                    .into_iter()
                    .find(|(_, other, _)| *other == variant)
                    .map_or(card, |(home, _, _)| home),
                Some(_) | None => card,
            };
            if super::fold::home_of(connection, card)? != home {
                moves.push((card, home));
            }
        }
    }
    for (card, home) in &moves {
        fold.touch(*card)?;
        fold.touch(*home)?;
    }
    for (card, home) in &moves {
        connection
            .prepare_cached("update card set home = :home where number = :card")?
            .execute(named_params! {":card": card, ":home": home})?;
    }
    if moves.is_empty() {
        return Ok(());
    }
    fold.reread()?;
    for (card, home) in &moves {
        fold.include(*card)?;
        fold.include(*home)?;
    }
    Ok(())
}

/// Where each earlier name leads, and whether the name is held by a deck now.
fn renames(connection: &Connection) -> Result<HashMap<NoteNumber, (NoteNumber, bool)>, StoreError> {
    let mut statement = connection.prepare_cached(
        "select old.number as old, renamed.note as note, old.live as live
         from renamed
         join note as old on old.deck = renamed.deck and old.id = renamed.id",
    )?;
    let rows = statement
        .query_map([], |row| Ok((row.get("old")?, (row.get("note")?, row.get("live")?))))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The end of a chain of names; `None` where it runs in a circle.
fn end_of(
    start: NoteNumber,
    leads: &HashMap<NoteNumber, (NoteNumber, bool)>,
) -> Option<NoteNumber> {
    let mut seen = HashSet::new();
    let mut at = start;
    while let Some((next, live)) = leads.get(&at) {
        if *live {
            return Some(at);
        }
        if !seen.insert(at) {
            return None;
        }
        at = *next;
    }
    Some(at)
}

/// A deck as the database knows it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DeckRow {
    pub(crate) number: DeckNumber,
    pub(crate) id: DeckId,
    /// The deck's own tables as TOML.
    pub(crate) header: String,
    /// Cards that the deck holds now.
    pub(crate) cards: u64,
    pub(crate) notes: u64,
}

impl Store {
    /// The numbers and ids of all installed decks, by id.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn deck_ids(&self) -> Result<Vec<(DeckNumber, DeckId)>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("select number, id from deck where contents is not null order by id")?;
        let rows = statement.query_and_then([], |row| {
            let id: String = row.get("id")?;
            let id = id.parse().map_err(|error| StoreError::value(format!("`{id}`: {error}")))?;
            Ok((row.get("number")?, id))
        })?;
        rows.collect()
    }

    /// All installed decks, by id.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn decks(&self) -> Result<Vec<DeckRow>, StoreError> {
        self.deck_ids()?
            .into_iter()
            .map(|(number, id)| {
                let (notes, cards) = self
                    .connection
                    .prepare_cached(
                        "select count(distinct note.number) as notes, count(card.number) as cards
                         from note
                         left join card on card.note = note.number and card.live = 1
                         where note.deck = :deck
                         and note.live = 1",
                    )?
                    .query_row(named_params! {":deck": number}, |row| {
                        Ok((row.get("notes")?, row.get("cards")?))
                    })?;
                let header = self.deck_contents(number)?.header;
                Ok(DeckRow { number, id, header, cards, notes })
            })
            .collect()
    }

    pub(super) fn deck_contents(&self, deck: DeckNumber) -> Result<Contents, StoreError> {
        let text: String = self
            .connection
            .prepare_cached(
                "select text.body as body
                 from deck join text on text.hash = deck.contents
                 where deck.number = :deck",
            )?
            .query_row(named_params! {":deck": deck}, |row| row.get("body"))?;
        Contents::read(&text)
    }

    /// The deck's own tables: title, language, aliases, pools; no notes.
    ///
    /// # Errors
    /// Whatever the disk says, and a header of a newer pauk.
    pub(crate) fn header(&self, deck: DeckNumber) -> Result<Deck, StoreError> {
        let header = self.deck_contents(deck)?.header;
        deck::parse_header(&header).map_err(|problems| {
            let why = problems.first().map_or("", |problem| problem.message.as_str());
            StoreError::value(format!("a deck was written by a newer pauk: {why}"))
        })
    }

    /// The notes of a deck in its order.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn notes_of(&self, deck: DeckNumber) -> Result<Vec<NoteContent>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select number from note where deck = :deck and live = 1 order by position",
        )?;
        let numbers: Vec<NoteNumber> = statement
            .query_map(named_params! {":deck": deck}, |row| row.get("number"))?
            .collect::<rusqlite::Result<_>>()?;
        let mut notes = Vec::with_capacity(numbers.len());
        for number in numbers {
            notes.extend(content_of(&self.connection, number)?.map(|(_, content)| content));
        }
        Ok(notes)
    }

    /// What a note says; `None` where its text never came.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn content(&self, note: NoteNumber) -> Result<Option<NoteContent>, StoreError> {
        Ok(content_of(&self.connection, note)?.map(|(_, content)| content))
    }

    /// The note that a text says, as far as this pauk can read it.
    pub(crate) fn read_note(content: &NoteContent) -> Option<Note> {
        deck::parse_note(&content.text, &content.key.deck).ok()
    }

    /// The written name of a card.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn key_of(&self, card: CardNumber) -> Result<CardKey, StoreError> {
        key_of(&self.connection, card)
    }

    /// The own texts of a note as the log says them, for comparison with the cache.
    pub(super) fn own_from_log(
        &self,
        note: NoteNumber,
    ) -> Result<BTreeMap<String, String>, StoreError> {
        own_of(&self.connection, note)
    }
}

/// The written name of a card.
pub(super) const SQL_KEY: &str = "
    select deck.id as deck, note.id as note, card.variant as variant
    from card
    join note on note.number = card.note
    join deck on deck.number = note.deck
    where card.number = :card";

pub(super) fn key_of(connection: &Connection, card: CardNumber) -> Result<CardKey, StoreError> {
    let (deck, note, variant): (String, String, Variant) =
        connection.prepare_cached(SQL_KEY)?.query_row(named_params! {":card": card}, |row| {
            Ok((row.get("deck")?, row.get("note")?, row.get("variant")?))
        })?;
    let note = format!("{deck}:{note}")
        .parse()
        .map_err(|error| StoreError::value(format!("`{deck}:{note}`: {error}")))?;
    Ok(CardKey { note, variant })
}
