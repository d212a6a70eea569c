//! The written names of decks, notes and cards, and their numbers in this file.

use foldhash::{HashMap, HashMapExt};
use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::{CardNumber, DeckNumber, NoteNumber, StoreError};
use crate::model::{CardKey, Day, DeckId, NoteId, NoteKey, Variant};

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

/// The id of a deck.
pub(super) fn deck_id(connection: &Connection, deck: DeckNumber) -> Result<DeckId, StoreError> {
    let id: String = connection
        .prepare_cached("select id from deck where number = :deck")?
        .query_row(named_params! {":deck": deck}, |row| row.get("id"))?;
    id.parse().map_err(|error| StoreError::value(format!("`{id}`: {error}")))
}

/// The id of a deck in the column at this place.
pub(super) fn deck_id_in(row: &Row<'_>, at: usize) -> Result<DeckId, StoreError> {
    let id = row.get_ref(at)?.as_str().map_err(rusqlite::Error::from)?;
    id.parse().map_err(|error| StoreError::value(format!("`{id}`: {error}")))
}

/// The id of a note in the column at this place.
pub(super) fn note_id_in(row: &Row<'_>, at: usize) -> Result<NoteId, StoreError> {
    let id = row.get_ref(at)?.as_str().map_err(rusqlite::Error::from)?;
    id.parse().map_err(|error| StoreError::value(format!("`{id}`: {error}")))
}

/// The number of a note, which is given one where it has none.
pub(super) fn intern_note(
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
    if let Some(number) = super::record::card_number(connection, key)? {
        return Ok(number);
    }
    let deck = intern_deck(connection, key.note.deck.as_str())?;
    let note = intern_note(connection, deck, key.note.note.as_str(), day)?;
    insert_card(connection, note, key.variant, false)
}

/// A new card under this number; its events count to itself.
pub(super) const SQL_INSERT_CARD: &str = "
    insert into card (number, note, variant, live, home)
    values (?1, ?2, ?3, ?4, ?1)";

/// The number of the card that comes next.
pub(super) fn next_card(connection: &Connection) -> rusqlite::Result<CardNumber> {
    connection
        .prepare_cached("select coalesce(max(number), 0) + 1 from card")?
        .query_row([], |row| row.get(0))
}

/// Makes a card.
pub(super) fn insert_card(
    connection: &Connection,
    note: NoteNumber,
    variant: Variant,
    live: bool,
) -> Result<CardNumber, StoreError> {
    let number = next_card(connection)?;
    connection.prepare_cached(SQL_INSERT_CARD)?.execute((number, note, variant, live))?;
    Ok(number)
}

/// The written name of a card.
pub(super) const SQL_KEY: &str = "
    select deck.id as deck, note.id as note, card.variant as variant
    from card
    join note on note.number = card.note
    join deck on deck.number = note.deck
    where card.number = :card";

/// The names of all cards, for whoever goes through the whole log.
#[derive(Debug)]
pub(super) struct Names(HashMap<CardNumber, CardKey>);

impl Names {
    pub(super) fn all(connection: &Connection) -> Result<Self, StoreError> {
        let mut decks: HashMap<DeckNumber, DeckId> = HashMap::new();
        let mut statement = connection.prepare("select number, id from deck")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            decks.insert(row.get(0)?, deck_id_in(row, 1)?);
        }
        let mut keys = HashMap::new();
        let mut statement = connection.prepare(
            "select card.number, note.deck, note.id, card.variant
             from card
             join note on note.number = card.note",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let deck = decks.get(&row.get(1)?).cloned();
            let deck =
                deck.ok_or_else(|| StoreError::value("a note of a deck that is not there"))?;
            let note = NoteKey { deck, note: note_id_in(row, 2)? };
            keys.insert(row.get(0)?, CardKey { note, variant: row.get(3)? });
        }
        Ok(Self(keys))
    }

    /// # Errors
    /// A number that no card has.
    pub(super) fn of(&self, card: CardNumber) -> Result<&CardKey, StoreError> {
        self.0.get(&card).ok_or_else(|| StoreError::value(format!("no card is number {}", card.0)))
    }
}

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
