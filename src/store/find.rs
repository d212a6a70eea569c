//! Cards by query, with what is known of each.

use std::collections::BTreeMap;

use foldhash::{HashMap, HashMapExt, HashSet};
use rusqlite::{Row, named_params};

use super::library::{NoteContent, own_texts};
use super::names::{deck_id, deck_id_in, note_id_in};
use super::narrow::narrowed;
use super::phrases::NoteText;
use super::sift::texts_that_may_hold;
use super::state::{StateRow, Surrounded};
use super::{CardNumber, DeckNumber, Named, NoteNumber, Store, StoreError, TextNumber};
use crate::model::{CardKey, Day, DeckId, Grade, Kind, Memory, Note, NoteKey, Variant};
use crate::query::{CardFacts, Query, Term};
use crate::schedule::{Folded, Standing};
use crate::spelling::Needle;

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
    /// The tags of the card and of its deck.
    pub(crate) tags: Vec<String>,
}

/// All that is known of a card beside its text, read by their places: from the sixth on a row of
/// `state`.
pub(super) const COLUMNS: &str = "state.card, card.note, note.id, card.variant, note.added,
    state.deck, class, state.position, siblings, repetitions, ease, interval, due, lapses, reviews,
    last, drill, suspended, flagged, buried";

/// How many they are.
const BEHIND: usize = 20;

const TABLES: &str = "from state
    join card on card.number = state.card
    join note on note.number = card.note";

/// So few notes are looked for one by one; of more, all notes are gone through.
const FEW: usize = 1_000;

/// The notes that have a text.
pub(super) const SQL_OF_TEXT: &str = "
    select number
    from note
    where text = ?1
    and live = 1";

/// One card with its texts: the columns of [`COLUMNS`], the author's text, the id of its deck, the
/// deck's own tables, whether the learner has own texts, and what else an answer needs of it.
pub(super) const SQL_CARD: &str = "
    select state.card, card.note, note.id, card.variant, note.added,
        state.deck, class, state.position, siblings, repetitions, ease, interval, due, lapses,
        reviews, last, drill, suspended, flagged, buried,
        text.body, deck.id, deck.header, exists (select 1 from own where own.note = card.note),
        latest, home, note.deck, note.kind
    from state not indexed
    join card not indexed on card.number = state.card
    join note not indexed on note.number = card.note
    join text on text.number = note.text
    join deck not indexed on deck.number = state.deck
    where state.card = ?1
    and class < 4";

/// What is known of a card beside its texts.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct BareCard {
    pub(crate) number: CardNumber,
    pub(crate) note_number: NoteNumber,
    pub(crate) deck: DeckNumber,
    pub(crate) key: CardKey,
    /// The kind of its note, by its place in [`Kind::NAMES`].
    pub(crate) kind: Option<u8>,
    pub(crate) memory: Memory,
    pub(crate) standing: Standing,
    /// The study day on which its note came in.
    pub(crate) added: Day,
}

struct Bare {
    number: CardNumber,
    note: NoteNumber,
    key: CardKey,
    added: Day,
    state: StateRow,
}

impl Bare {
    /// Reads [`COLUMNS`]; `deck` gives the id of a deck.
    fn read(
        row: &Row<'_>,
        deck: impl FnOnce(DeckNumber) -> Result<DeckId, StoreError>,
    ) -> Result<Self, StoreError> {
        let state = StateRow::of(row, 5)?;
        let note = NoteKey { deck: deck(state.place.deck)?, note: note_id_in(row, 2)? };
        Ok(Self {
            number: row.get(0)?,
            note: row.get(1)?,
            key: CardKey { note, variant: row.get(3)? },
            added: row.get(4)?,
            state,
        })
    }
}

impl Store {
    /// The cards that a search finds, in the order of the decks.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn find(&self, search: &Search<'_>) -> Result<Vec<CardRow>, StoreError> {
        let found = self.look(search, Wanted::Texts)?;
        let with_text = |Found { bare, text, .. }| {
            text.map(|Text { content, note, tags }| card_row(bare, content, note, tags))
        };
        Ok(found.into_iter().filter_map(with_text).collect())
    }

    /// As [`Store::find`], without the texts, which are read only where the query looks at them.
    ///
    /// # Errors
    /// As [`Store::find`].
    pub(crate) fn find_bare(&self, search: &Search<'_>) -> Result<Vec<BareCard>, StoreError> {
        let found = self.look(search, Wanted::Nothing)?;
        Ok(found.into_iter().map(|Found { bare, kind, .. }| bare_card(bare, kind)).collect())
    }

    fn look(&self, search: &Search<'_>, wanted: Wanted) -> Result<Vec<Found>, StoreError> {
        let mut look = Look {
            store: self,
            search,
            wanted,
            rated: match search.query.rated_days() {
                Some(days) => self.rated_since(search.today.minus(days - 1))?,
                None => HashMap::new(),
            },
            only_rated: search.query.required().iter().any(|term| matches!(term, Term::Rated(..))),
            decks: HashMap::new(),
            own: self.notes_with_own_texts()?,
            found: Vec::new(),
        };
        let installed = self.deck_ids()?;
        let within = narrowed(search, &installed);
        for (number, id) in installed {
            look.decks.insert(number, (id, self.tags_of_deck(number)));
        }
        let with_texts = format!(
            "select {COLUMNS}, note.kind, text.body {TABLES}
             left join text on text.number = note.text"
        );
        match search.query.needles(&|tag| look.decks.values().any(|(_, tags)| tags.iter().any(tag)))
        {
            needles if needles.is_empty() => {
                let sql = if look.reads_texts() {
                    format!("{with_texts} where {within}")
                } else {
                    format!("select {COLUMNS}, note.kind {TABLES} where {within}")
                };
                let mut statement = self.connection.prepare(&sql)?;
                let mut rows = statement.query([])?;
                while let Some(row) = rows.next()? {
                    look.at(row)?;
                }
            }
            needles => {
                let sql = format!("{with_texts} where note.number = :note and {within}");
                let mut statement = self.connection.prepare(&sql)?;
                for note in self.notes_that_may_hold(&needles, &look.own)? {
                    let mut rows = statement.query(named_params! {":note": note})?;
                    while let Some(row) = rows.next()? {
                        look.at(row)?;
                    }
                }
            }
        }
        let mut found = look.found;
        found.sort_by(|one, other| {
            let place = |found: &Found| found.bare.state.place.position;
            (&one.bare.key.note.deck, place(one)).cmp(&(&other.bare.key.note.deck, place(other)))
        });
        Ok(found)
    }

    /// Notes whose texts may hold all of these; in all others they do not stand. What the learner
    /// wrote stands elsewhere, so notes with `own` texts always may.
    fn notes_that_may_hold(
        &self,
        needles: &[Needle],
        own: &HashSet<NoteNumber>,
    ) -> Result<Vec<NoteNumber>, StoreError> {
        let texts = texts_that_may_hold(&self.connection, needles)?;
        let mut notes = Vec::new();
        if texts.len() + own.len() <= FEW {
            let mut statement = self.connection.prepare_cached(SQL_OF_TEXT)?;
            for text in texts {
                let rows = statement.query_map([text], |row| row.get(0))?;
                for note in rows {
                    notes.push(note?);
                }
            }
            notes.extend(own);
            notes.sort_unstable();
            notes.dedup();
            return Ok(notes);
        }
        let mut statement =
            self.connection.prepare_cached("select number, text from note where live = 1")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let text: Option<TextNumber> = row.get(1)?;
            let may_hold = text.is_some_and(|text| texts.contains(&text));
            if may_hold || (!own.is_empty() && own.contains(&row.get(0)?)) {
                notes.push(row.get(0)?);
            }
        }
        Ok(notes)
    }

    /// Day and grade of every answer from a day on, by card.
    fn rated_since(&self, from: Day) -> Result<HashMap<CardNumber, Vec<(Day, Grade)>>, StoreError> {
        let rated = self
            .answers_since(from)?
            .into_iter()
            .map(|(card, answers)| {
                let grades = answers.into_iter().map(|(day, quality)| (day, quality.grade()));
                (card, grades.collect())
            })
            .collect();
        Ok(rated)
    }

    /// One card by its name, also one that was renamed or is not asked any more.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn card(&self, key: &CardKey) -> Result<Option<CardRow>, StoreError> {
        let _together = self.read_together()?;
        let Some(number) = super::record::card_number(&self.connection, key)? else {
            return Ok(None);
        };
        self.card_by_number(super::past::home_of(&self.connection, number)?)
    }

    /// One card.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn card_by_number(&self, number: CardNumber) -> Result<Option<CardRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(SQL_CARD)?;
        let mut rows = statement.query([number])?;
        let Some(sql_row) = rows.next()? else { return Ok(None) };
        let bare = Bare::read(sql_row, |_| self.deck_id_like_last(sql_row, 21))?;
        let has_own: bool = sql_row.get(23)?;
        let own =
            if has_own { own_texts(&self.connection, bare.note)? } else { BTreeMap::default() };
        let NoteText(author) = sql_row.get(BEHIND)?;
        let content = NoteContent::new(bare.key.note.clone(), author.into_owned(), own);
        let note = Self::read_note(&content);
        let row = Some(Surrounded::of(bare.state, sql_row, 24)?);
        *self.named.borrow_mut() = Some(Named { key: bare.key.clone(), card: number, row });
        let place = bare.state.place;
        let header = if place.live { sql_row.get_ref(22)?.as_str().ok() } else { None };
        let tags = match header {
            Some(text) => {
                self.header_of(place.deck, text).map(|deck| all_tags(note.as_ref(), &deck.tags))
            }
            None => Ok(all_tags(note.as_ref(), &[])),
        };
        // Only a newer pauk can read tables that this one cannot.
        let tags = tags.unwrap_or_else(|_| all_tags(note.as_ref(), &[]));
        Ok(Some(card_row(bare, content, note, tags)))
    }

    /// The id of a deck in the column at this place, which is mostly that of the last card.
    fn deck_id_like_last(&self, row: &Row<'_>, at: usize) -> Result<DeckId, StoreError> {
        let named = self.named.borrow();
        let last = named.as_ref().map(|named| &named.key.note.deck);
        match last.filter(|last| row.get_ref(at).is_ok_and(|id| id.as_str() == Ok(last.as_str()))) {
            Some(last) => Ok(last.clone()),
            None => deck_id_in(row, at),
        }
    }

    /// The tags that all cards of a deck have; none where only a newer pauk can read its tables.
    fn tags_of_deck(&self, deck: DeckNumber) -> Vec<String> {
        self.header(deck).map(|deck| deck.tags.clone()).unwrap_or_default()
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

    /// The names of all cards that are asked or may be.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn all_keys(&self) -> Result<Vec<String>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "select deck.id as deck_id, note.id as note_id, card.variant {TABLES}
             join deck on deck.number = note.deck
             where class < 3"
        ))?;
        let rows = statement.query_map([], |row| {
            let (deck, note): (String, String) = (row.get("deck_id")?, row.get("note_id")?);
            let variant: Variant = row.get("variant")?;
            Ok(format!("{deck}:{note}{variant}"))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

/// The tags of a note and of its deck, each once.
fn all_tags(note: Option<&Note>, of_deck: &[String]) -> Vec<String> {
    let mut tags = note.map(|note| note.tags.clone()).unwrap_or_default();
    for tag in of_deck {
        if !tags.contains(tag) {
            tags.push(tag.clone());
        }
    }
    tags
}

/// Which cards are looked for, of those that their decks hold now.
#[derive(Debug, Clone)]
pub(crate) struct Search<'q> {
    pub(crate) query: &'q Query,
    /// Every installed deck where none is named.
    pub(crate) decks: Option<HashSet<DeckNumber>>,
    pub(crate) today: Day,
    /// From so many lapses on a card is a leech.
    pub(crate) leech_threshold: u32,
}

/// What is wanted of the cards that are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Nothing,
    Texts,
}

/// A card that was found.
struct Found {
    bare: Bare,
    kind: Option<u8>,
    /// Where it was wanted.
    text: Option<Text>,
}

/// What a card says.
struct Text {
    content: NoteContent,
    note: Option<Note>,
    tags: Vec<String>,
}

/// A search on its way.
struct Look<'a> {
    store: &'a Store,
    search: &'a Search<'a>,
    wanted: Wanted,
    rated: HashMap<CardNumber, Vec<(Day, Grade)>>,
    /// Whether only cards that were `rated` can fit.
    only_rated: bool,
    /// With the tags that all their cards have.
    decks: HashMap<DeckNumber, (DeckId, Vec<String>)>,
    /// Notes of which fields are the learner's own.
    own: HashSet<NoteNumber>,
    found: Vec<Found>,
}

impl Look<'_> {
    /// Takes the card in where it fits.
    fn at(&mut self, sql_row: &Row<'_>) -> Result<(), StoreError> {
        if self.only_rated && !self.rated.contains_key(&sql_row.get(0)?) {
            return Ok(());
        }
        let bare = Bare::read(sql_row, |deck| match self.decks.get(&deck) {
            Some((id, _)) => Ok(id.clone()),
            None => deck_id(&self.store.connection, deck),
        })?;
        let (place, memory) = (bare.state.place, bare.state.folded.memory);
        let Standing { suspended, flagged, buried_until } = bare.state.folded.standing;
        let none = Vec::new();
        let kind: Option<u8> = sql_row.get(BEHIND)?;
        let mut facts = CardFacts {
            key: &bare.key,
            kind: kind.and_then(|kind| Kind::NAMES.get(usize::from(kind))).copied().unwrap_or(""),
            tags: &none,
            importance: 0,
            text: "",
            memory,
            suspended,
            flagged,
            buried_until,
            added: bare.added,
            rated: self.rated.get(&bare.number).map_or(&[], Vec::as_slice),
            leech_threshold: self.search.leech_threshold,
        };
        let &Search { query, today, .. } = self.search;
        if !query.needs_text() {
            if !query.fits(&facts, today) {
                return Ok(());
            }
            if self.wanted == Wanted::Nothing {
                self.found.push(Found { bare, kind, text: None });
                return Ok(());
            }
        }
        let Some(content) = self.content(&bare, sql_row)? else { return Ok(()) };
        let note = Store::read_note(&content);
        let of_deck = self.decks.get(&place.deck).map_or(&[][..], |(_, tags)| tags);
        let tags = all_tags(note.as_ref(), of_deck);
        facts.tags = &tags;
        facts.importance = note.as_ref().map_or(0, |note| note.importance.get());
        let words = note.as_ref().map(words).unwrap_or_default();
        facts.text = &words;
        if query.fits(&facts, today) {
            let text = (self.wanted == Wanted::Texts).then_some(Text { content, note, tags });
            self.found.push(Found { bare, kind, text });
        }
        Ok(())
    }

    /// Whether rows come with their texts.
    fn reads_texts(&self) -> bool {
        self.wanted == Wanted::Texts || self.search.query.needs_text()
    }

    /// What the note says, where rows come with their texts.
    fn content(&self, bare: &Bare, row: &Row<'_>) -> Result<Option<NoteContent>, StoreError> {
        if self.own.contains(&bare.note) {
            return self.store.content(bare.note);
        }
        let author: Option<NoteText<'_>> = row.get(BEHIND + 1)?;
        Ok(author.map(|author| {
            let author = author.0.into_owned();
            let key = bare.key.note.clone();
            NoteContent { key, text: author.clone(), author, own: Vec::new() }
        }))
    }
}

fn bare_card(bare: Bare, kind: Option<u8>) -> BareCard {
    let StateRow { place, folded: Folded { memory, standing } } = bare.state;
    BareCard {
        number: bare.number,
        note_number: bare.note,
        deck: place.deck,
        key: bare.key,
        kind,
        memory,
        standing,
        added: bare.added,
    }
}

fn card_row(bare: Bare, content: NoteContent, note: Option<Note>, tags: Vec<String>) -> CardRow {
    let StateRow { place, folded: Folded { memory, standing } } = bare.state;
    CardRow {
        number: bare.number,
        note_number: bare.note,
        deck: place.deck,
        key: bare.key,
        content,
        note,
        memory,
        suspended: standing.suspended,
        flagged: standing.flagged,
        buried_until: standing.buried_until,
        added: bare.added,
        live: place.live,
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
