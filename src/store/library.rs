//! Reading decks and notes back, with the learner's own fields in them.

use std::collections::BTreeMap;
use std::rc::Rc;

use foldhash::HashSet;
use rusqlite::{Connection, OptionalExtension, named_params};

use super::log::Log;
use super::names::{deck_id, deck_id_in, key_of, note_id_in};
use super::own::own_of;
use super::phrases::NoteText;
use super::texts::notes_held;
use super::{CardNumber, DeckNumber, Named, NoteNumber, Store, StoreError};
use crate::deck;
use crate::model::{CardKey, Deck, DeckId, Note, NoteKey};

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

/// The content of a note whose text is known, and whether the deck holds it now.
pub(super) fn content_of(
    connection: &Connection,
    note: NoteNumber,
) -> Result<Option<(bool, NoteContent)>, StoreError> {
    let row: Option<(String, String, bool, NoteText<'_>)> = connection
        .prepare_cached(SQL_NOTE_TEXT)?
        .query_row(named_params! {":note": note}, |row| {
            Ok((row.get("deck")?, row.get("id")?, row.get("live")?, row.get("body")?))
        })
        .optional()?;
    let Some((deck, id, live, NoteText(author))) = row else { return Ok(None) };
    let own = own_texts(connection, note)?;
    let key: NoteKey = format!("{deck}:{id}")
        .parse()
        .map_err(|error| StoreError::value(format!("`{deck}:{id}`: {error}")))?;
    Ok(Some((live, NoteContent::new(key, author.into_owned(), own))))
}

/// The learner's own texts of a note, by field.
pub(super) fn own_texts(
    connection: &Connection,
    note: NoteNumber,
) -> Result<BTreeMap<String, String>, StoreError> {
    Ok(connection
        .prepare_cached(SQL_OWN)?
        .query_map(named_params! {":note": note}, |row| Ok((row.get("field")?, row.get("value")?)))?
        .collect::<rusqlite::Result<_>>()?)
}

impl NoteContent {
    /// What the author wrote with the learner's own fields in it.
    pub(super) fn new(key: NoteKey, author: String, own: BTreeMap<String, String>) -> Self {
        let text = if own.is_empty() {
            author.clone()
        } else {
            deck::overlay(&author, &own).unwrap_or_else(|_| author.clone())
        };
        let own = own.into_keys().collect();
        Self { key, text, author, own }
    }
}

/// The author's text of a note.
pub(super) const SQL_NOTE_TEXT: &str = "
    select deck.id as deck, note.id as id, note.live as live, text.body as body
    from note
    join deck on deck.number = note.deck
    join text on text.number = note.text
    where note.number = :note";

/// The notes that a deck holds and whose texts are known, as the file has them.
pub(super) const SQL_NOTES_OF: &str = "
    select note.position, note.number, note.id, text.body
    from note
    join text on text.number = note.text
    where note.deck = ?1
    and live = 1";

/// The learner's own texts of a note.
pub(super) const SQL_OWN: &str = "
    select field, value
    from own
    where note = :note";

/// The deck's own tables.
pub(super) const SQL_HEADER: &str = "
    select header
    from deck
    where number = :deck";

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

/// Cards of a deck that go on under another name and that it holds nevertheless.
const SQL_RENAMED_AWAY: &str = "
    select count(*)
    from card indexed by card_renamed
    join note on note.number = card.note
    where card.home <> card.number
    and card.live = 1
    and note.deck = :deck";

impl Store {
    /// The numbers and ids of all installed decks, by id.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn deck_ids(&self) -> Result<Vec<(DeckNumber, DeckId)>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("select number, id from deck not indexed where contents is not null")?;
        let mut rows = statement.query([])?;
        let mut decks = Vec::new();
        while let Some(row) = rows.next()? {
            decks.push((row.get(0)?, deck_id_in(row, 1)?));
        }
        decks.sort_by(|(_, one), (_, other)| one.cmp(other));
        Ok(decks)
    }

    /// All installed decks, by id.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn decks(&self) -> Result<Vec<DeckRow>, StoreError> {
        self.deck_ids()?
            .into_iter()
            .map(|(number, id)| {
                let notes = notes_held(&self.connection, number)?;
                let cards = self.cards_of(number)?;
                Ok(DeckRow { number, id, header: self.header_text(number)?, cards, notes })
            })
            .collect()
    }

    /// How many cards a deck holds: those that can be asked, and those that go on under another name.
    fn cards_of(&self, deck: DeckNumber) -> Result<u64, StoreError> {
        let mut cards = 0;
        self.each_alike_of(deck, |_, count| cards += count)?;
        let renamed: u64 = self
            .connection
            .prepare_cached(SQL_RENAMED_AWAY)?
            .query_row(named_params! {":deck": deck}, |row| row.get(0))?;
        Ok(cards + renamed)
    }

    fn header_text(&self, deck: DeckNumber) -> Result<String, StoreError> {
        let text: Option<String> = self
            .connection
            .prepare_cached(SQL_HEADER)?
            .query_row(named_params! {":deck": deck}, |row| row.get("header"))?;
        text.ok_or_else(|| StoreError::value("a deck that is not installed has no tables"))
    }

    /// The deck's own tables: title, language, aliases, pools; no notes.
    ///
    /// # Errors
    /// Whatever the disk says, and a header of a newer pauk.
    pub(crate) fn header(&self, deck: DeckNumber) -> Result<Rc<Deck>, StoreError> {
        self.header_of(deck, &self.header_text(deck)?)
    }

    /// The deck's own tables as they were when it or one of its cards was read last.
    ///
    /// # Errors
    /// As [`Store::header`].
    pub(crate) fn header_as_seen(&self, deck: DeckNumber) -> Result<Rc<Deck>, StoreError> {
        let seen = self.headers.borrow().get(&deck).map(|(_, header)| Rc::clone(header));
        seen.map_or_else(|| self.header(deck), Ok)
    }

    /// The tables that a text says; they are read out of it where it changed since the last time.
    pub(super) fn header_of(&self, deck: DeckNumber, text: &str) -> Result<Rc<Deck>, StoreError> {
        if let Some((known, header)) = self.headers.borrow().get(&deck)
            && known == text
        {
            return Ok(Rc::clone(header));
        }
        let header = deck::parse_header(text).map_err(|problems| {
            let why = problems.first().map_or("", |problem| problem.message.as_str());
            StoreError::value(format!("a deck was written by a newer pauk: {why}"))
        })?;
        let header = Rc::new(header);
        self.headers.borrow_mut().insert(deck, (text.to_owned(), Rc::clone(&header)));
        Ok(header)
    }

    /// The notes of a deck in its order.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn notes_of(&self, deck: DeckNumber) -> Result<Vec<NoteContent>, StoreError> {
        let _together = self.read_together()?;
        let id = deck_id(&self.connection, deck)?;
        let own = self.notes_with_own_texts()?;
        let mut statement = self.connection.prepare_cached(SQL_NOTES_OF)?;
        let mut rows = statement.query([deck])?;
        let mut notes = Vec::new();
        while let Some(row) = rows.next()? {
            let NoteText(author) = row.get(3)?;
            let key = NoteKey { deck: id.clone(), note: note_id_in(row, 2)? };
            let number: NoteNumber = row.get(1)?;
            let own = match own.contains(&number) {
                true => own_texts(&self.connection, number)?,
                false => BTreeMap::new(),
            };
            let position: i64 = row.get(0)?;
            notes.push((position, NoteContent::new(key, author.into_owned(), own)));
        }
        notes.sort_by_key(|(position, _)| *position);
        Ok(notes.into_iter().map(|(_, content)| content).collect())
    }

    /// The notes of which fields are the learner's own.
    pub(super) fn notes_with_own_texts(&self) -> Result<HashSet<NoteNumber>, StoreError> {
        Ok(self
            .connection
            .prepare_cached("select distinct note from own")?
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?)
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
        if let Some(named) = self.named.borrow().as_ref().filter(|named| named.card == card) {
            return Ok(named.key.clone());
        }
        let key = key_of(&self.connection, card)?;
        *self.named.borrow_mut() = Some(Named { key: key.clone(), card, row: None });
        Ok(key)
    }

    /// The own texts of a note as the log says them, for comparison with the cache.
    pub(super) fn own_from_log(
        &self,
        note: NoteNumber,
    ) -> Result<BTreeMap<String, String>, StoreError> {
        own_of(&self.connection, &Log::of(&self.connection)?, note)
    }
}
