//! Cards by query, with what is known of each.

use std::collections::HashMap;

use rusqlite::{Row, named_params};

use super::due::memory;
use super::library::NoteContent;
use super::{CardNumber, DeckNumber, NoteNumber, Store, StoreError};
use crate::model::{CardKey, Day, Grade, Kind, Memory, Note, NoteKey, Variant};
use crate::query::{CardFacts, Query};

/// A card with what is known of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CardRow {
    pub(crate) number: CardNumber,
    pub(crate) note_number: NoteNumber,
    pub(crate) deck: DeckNumber,
    pub(crate) key: CardKey,
    pub(crate) content: NoteContent,
    /// `None` where only a newer pauk can read the text.
    pub(crate) note: Option<Note>,
    pub(crate) memory: Memory,
    pub(crate) suspended: bool,
    pub(crate) flagged: bool,
    pub(crate) buried_until: Option<Day>,
    /// The study day on which its note came in.
    pub(crate) added: Day,
    /// Whether its deck holds it now.
    pub(crate) live: bool,
    tags: Vec<String>,
}

impl CardRow {
    /// The tags of the card and of its deck.
    pub(crate) fn tags(&self) -> &[String] {
        &self.tags
    }
}

const COLUMNS: &str = "state.card, card.note, state.deck, deck.id as deck_id, note.id as note_id,
    card.variant, note.added, class, repetitions, ease, interval, due, lapses, reviews, last,
    drill, suspended, flagged, buried";

const TABLES: &str = "from state
    join card on card.number = state.card
    join note on note.number = card.note
    join deck on deck.number = note.deck";

struct Bare {
    number: CardNumber,
    note: NoteNumber,
    deck: DeckNumber,
    key: CardKey,
    added: Day,
    class: i64,
    memory: Memory,
    suspended: bool,
    flagged: bool,
    buried_until: Option<Day>,
}

impl Bare {
    fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        let (deck, note): (String, String) = (row.get("deck_id")?, row.get("note_id")?);
        let variant: Variant = row.get("variant")?;
        let name = format!("{deck}:{note}");
        let note = name
            .parse::<NoteKey>()
            .map_err(|error| StoreError::value(format!("`{name}`: {error}")))?;
        Ok(Self {
            number: row.get("card")?,
            note: row.get("note")?,
            deck: row.get("deck")?,
            key: CardKey { note, variant },
            added: row.get("added")?,
            class: row.get("class")?,
            memory: memory(row)?,
            suspended: row.get("suspended")?,
            flagged: row.get("flagged")?,
            buried_until: row.get("buried")?,
        })
    }
}

impl Store {
    /// The cards that fit a query and that their decks hold now, in the order of the decks.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn find(
        &self,
        query: &Query,
        today: Day,
        leech_threshold: u32,
    ) -> Result<Vec<CardRow>, StoreError> {
        let mut found = Vec::new();
        self.each_found(query, today, leech_threshold, |bare, content, note, tags| {
            found.push(row(bare, content, note, tags));
        })?;
        Ok(found)
    }

    fn each_found(
        &self,
        query: &Query,
        today: Day,
        leech_threshold: u32,
        mut see: impl FnMut(Bare, NoteContent, Option<Note>, Vec<String>),
    ) -> Result<(), StoreError> {
        let rated = match query.rated_days() {
            Some(days) => self.rated_since(today.minus(days - 1))?,
            None => HashMap::new(),
        };
        let mut deck_tags: HashMap<DeckNumber, Vec<String>> = HashMap::new();
        let mut statement = self.connection.prepare_cached(&format!(
            "select {COLUMNS} {TABLES} where class < 3 order by deck.id, state.position"
        ))?;
        let mut rows = statement.query([])?;
        while let Some(sql_row) = rows.next()? {
            let bare = Bare::read(sql_row)?;
            let none = Vec::new();
            let mut facts = CardFacts {
                key: &bare.key,
                kind: "",
                tags: &none,
                importance: 0,
                text: "",
                memory: bare.memory,
                suspended: bare.suspended,
                flagged: bare.flagged,
                buried_until: bare.buried_until,
                added: bare.added,
                rated: rated.get(&bare.number).map_or(&[], Vec::as_slice),
                leech_threshold,
            };
            if !query.needs_text() && !query.fits(&facts, today) {
                continue;
            }
            let Some(content) = self.content(bare.note)? else { continue };
            let note = Self::read_note(&content);
            let mut tags = note.as_ref().map(|note| note.tags.clone()).unwrap_or_default();
            let of_deck = deck_tags.entry(bare.deck).or_insert_with(|| {
                self.header(bare.deck).map(|deck| deck.tags).unwrap_or_default()
            });
            for tag in of_deck.iter() {
                if !tags.contains(tag) {
                    tags.push(tag.clone());
                }
            }
            facts.tags = &tags;
            facts.kind = note.as_ref().map_or("", |note| note.kind.name());
            facts.importance = note.as_ref().map_or(0, |note| note.importance.get());
            let words = note.as_ref().map(words).unwrap_or_default();
            facts.text = &words;
            if query.fits(&facts, today) {
                see(bare, content, note, tags);
            }
        }
        Ok(())
    }

    /// Day and grade of every answer from a day on, by card.
    fn rated_since(&self, from: Day) -> Result<HashMap<CardNumber, Vec<(Day, Grade)>>, StoreError> {
        let mut rated: HashMap<CardNumber, Vec<(Day, Grade)>> = HashMap::new();
        for row in self.timeline_since(from)? {
            if !row.undone {
                rated.entry(row.card).or_default().push((row.day, row.quality.grade()));
            }
        }
        Ok(rated)
    }

    /// One card by its name, also one that was renamed or is not asked any more.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn card(&self, key: &CardKey) -> Result<Option<CardRow>, StoreError> {
        let Some(number) = super::log::card_number(&self.connection, key)? else {
            return Ok(None);
        };
        self.card_by_number(super::fold::home_of(&self.connection, number)?)
    }

    /// One card.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn card_by_number(&self, number: CardNumber) -> Result<Option<CardRow>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached(&format!("select {COLUMNS} {TABLES} where state.card = :card"))?;
        let mut rows = statement.query(named_params! {":card": number})?;
        let Some(sql_row) = rows.next()? else { return Ok(None) };
        let bare = Bare::read(sql_row)?;
        let Some(content) = self.content(bare.note)? else { return Ok(None) };
        let note = Self::read_note(&content);
        let mut tags = note.as_ref().map(|note| note.tags.clone()).unwrap_or_default();
        if bare.class < 3 {
            for tag in self.header(bare.deck).map(|deck| deck.tags).unwrap_or_default() {
                if !tags.contains(&tag) {
                    tags.push(tag);
                }
            }
        }
        Ok(Some(row(bare, content, note, tags)))
    }

    /// How many notes that a deck holds have this name: none or one.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn notes_named(&self, key: &NoteKey) -> Result<u32, StoreError> {
        Ok(self
            .connection
            .prepare_cached(
                "select count(*) as count
                 from deck join note on note.deck = deck.number
                 where deck.id = :deck and note.id = :note and note.live = 1",
            )?
            .query_row(
                named_params! {":deck": key.deck.as_str(), ":note": key.note.as_str()},
                |row| row.get("count"),
            )?)
    }

    /// The name of the live card nearest to a name that no card has.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn all_keys(&self) -> Result<Vec<String>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "select deck.id as deck_id, note.id as note_id, card.variant {TABLES} where class < 3"
        ))?;
        let rows = statement.query_map([], |row| {
            let (deck, note): (String, String) = (row.get("deck_id")?, row.get("note_id")?);
            let variant: Variant = row.get("variant")?;
            Ok(format!("{deck}:{note}{variant}"))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

fn row(bare: Bare, content: NoteContent, note: Option<Note>, tags: Vec<String>) -> CardRow {
    CardRow {
        number: bare.number,
        note_number: bare.note,
        deck: bare.deck,
        key: bare.key,
        content,
        note,
        memory: bare.memory,
        suspended: bare.suspended,
        flagged: bare.flagged,
        buried_until: bare.buried_until,
        added: bare.added,
        live: bare.class < 3,
        tags,
    }
}

/// All words of a note that a search looks at.
fn words(note: &Note) -> String {
    let mut words: Vec<&str> = Vec::new();
    match &note.kind {
        Kind::Basic { front, back, .. } => words.extend([front.as_str(), back]),
        Kind::Cloze { cloze, .. } => words.push(&cloze.source),
        Kind::Typed { ask, key } => {
            words.extend([ask.as_str(), &key.answer]);
            words.extend(key.accept.iter().map(String::as_str));
        }
        Kind::Number { ask, .. } | Kind::Date { ask, .. } => words.push(ask),
        Kind::Choice(choice) => {
            words.push(&choice.ask);
            words.extend(choice.right.iter().chain(&choice.wrong).map(String::as_str));
        }
        Kind::List { ask, items, .. } => {
            words.push(ask);
            words.extend(items.iter().map(|item| item.preferred.as_str()));
        }
        Kind::Order { ask, items } => {
            words.push(ask);
            words.extend(items.iter().flatten().map(String::as_str));
        }
        Kind::Match { ask, pairs, extra } => {
            words.push(ask);
            words.extend(pairs.iter().flat_map(|(left, right)| [left.as_str(), right]));
            words.extend(extra.iter().map(String::as_str));
        }
    }
    words.extend([&note.hint, &note.note, &note.cite].into_iter().flatten().map(String::as_str));
    words.join("\n")
}
