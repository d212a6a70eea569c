//! What the decks hold: notes, and the cards that they become.

use std::collections::{BTreeMap, HashMap};
use std::io::BufWriter;
use std::rc::Rc;

use rusqlite::types::Value;
use rusqlite::{Connection, Statement, named_params};
use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};

use super::fold::Fold;
use super::ids::Ids;
use super::library::content_of;
use super::names::{SQL_INSERT_CARD, insert_card, next_card};
use super::packed::{Unpacking, push_whole};
use super::state::StateRow;
use super::texts::{Hashing, TextHash, is_kept, number_of, text_of};
use super::{CardNumber, DeckNumber, NoteNumber, StoreError, TextNumber};
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
    pub(super) hash: TextHash,
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

    /// As bytes.
    pub(super) fn pack(&self) -> Vec<u8> {
        pack(&self.header, self.notes.iter().map(Entry::as_listed))
    }

    /// What [`Contents::pack`] packed.
    pub(super) fn unpack(packed: &[u8]) -> Result<Self, StoreError> {
        let mut notes = Vec::new();
        let header = each_packed(packed, |id, hash, was| {
            let was = was.into_iter().map(str::to_owned).collect();
            notes.push(Entry { id: id.to_owned(), hash, was });
        })?;
        Ok(Self { header: header.to_owned(), notes })
    }
}

/// An entry that lies somewhere else.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Listed<'a> {
    id: &'a str,
    hash: TextHash,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    was: &'a [String],
}

impl Entry {
    fn as_listed(&self) -> Listed<'_> {
        Listed { id: &self.id, hash: self.hash, was: &self.was }
    }
}

/// Contents as bytes: each text behind its length, each number as LEB128, each hash as it is.
fn pack<'a>(header: &str, entries: impl ExactSizeIterator<Item = Listed<'a>>) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(header.len() + 32 * entries.len());
    push_text(&mut bytes, header);
    for Listed { id, hash, was } in entries {
        push_text(&mut bytes, id);
        bytes.extend(hash.0);
        push_whole(&mut bytes, was.len() as u64);
        was.iter().for_each(|was| push_text(&mut bytes, was));
    }
    bytes
}

/// Contents to which notes are added, in half the room.
#[derive(Debug)]
pub(super) struct Growing {
    pub(super) header: String,
    pub(super) ids: Ids,
    hashes: Vec<TextHash>,
    /// The former names of those that have some.
    was: HashMap<usize, Vec<String>>,
}

impl Growing {
    pub(super) fn new(header: String) -> Self {
        Self { header, ids: Ids::default(), hashes: Vec::new(), was: HashMap::new() }
    }

    pub(super) fn from(Contents { header, notes }: Contents) -> Self {
        let mut growing = Self::new(header);
        for Entry { id, hash, was } in notes {
            if !was.is_empty() {
                growing.was.insert(growing.len(), was);
            }
            growing.push(&id, hash);
        }
        growing
    }

    pub(super) fn len(&self) -> usize {
        self.hashes.len()
    }

    pub(super) fn push(&mut self, id: &str, hash: TextHash) {
        self.ids.push(id);
        self.hashes.push(hash);
    }

    /// Puts another text in the place of the one of a note; gives the one that was there.
    pub(super) fn replace(&mut self, at: usize, hash: TextHash) -> TextHash {
        std::mem::replace(&mut self.hashes[at], hash)
    }

    fn entries(&self) -> impl ExactSizeIterator<Item = Listed<'_>> + Clone {
        self.hashes.iter().enumerate().map(|(at, hash)| {
            let was = self.was.get(&at).map_or(&[][..], Vec::as_slice);
            Listed { id: self.ids.get(at), hash: *hash, was }
        })
    }

    /// That of the text of these contents.
    pub(super) fn hash(&self) -> TextHash {
        let mut hasher = Hashing::default();
        let written = serde_json::to_writer(BufWriter::new(&mut hasher), self);
        written.expect("contents hold only what JSON can hold");
        TextHash(hasher.finish())
    }

    /// As bytes.
    pub(super) fn pack(&self) -> Vec<u8> {
        pack(&self.header, self.entries())
    }

    pub(super) fn to_contents(&self) -> Contents {
        let entry = |Listed { id, hash, was }: Listed<'_>| {
            let (id, was) = (id.to_owned(), was.to_vec());
            Entry { id, hash, was }
        };
        Contents { header: self.header.clone(), notes: self.entries().map(entry).collect() }
    }
}

/// As [`Contents`] are.
impl Serialize for Growing {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Entries<'a>(&'a Growing);

        impl Serialize for Entries<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_seq(self.0.entries())
            }
        }

        let mut contents = serializer.serialize_struct("Contents", 2)?;
        contents.serialize_field("header", &self.header)?;
        contents.serialize_field("notes", &Entries(self))?;
        contents.end()
    }
}

/// How many notes packed contents hold.
pub(super) fn count_packed(packed: &[u8]) -> Result<u64, StoreError> {
    let mut notes = 0;
    each_packed(packed, |_, _, _| notes += 1)?;
    Ok(notes)
}

/// Shows the notes of packed contents, each with its hash and its former names; gives the header.
fn each_packed<'a>(
    packed: &'a [u8],
    mut see: impl FnMut(&'a str, TextHash, Vec<&'a str>),
) -> Result<&'a str, StoreError> {
    let mut rest = Unpacking::of(packed);
    let header = rest.text()?;
    while !rest.is_empty() {
        let (id, hash) = (rest.text()?, TextHash(rest.array()?));
        let was = (0..rest.whole()?).map(|_| rest.text()).collect::<Result<_, _>>()?;
        see(id, hash, was);
    }
    Ok(header)
}

fn push_text(bytes: &mut Vec<u8>, text: &str) {
    push_whole(bytes, text.len() as u64);
    bytes.extend_from_slice(text.as_bytes());
}

/// What a note's text makes, whichever deck holds it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Made {
    /// The kind of the note.
    kind: u8,
    /// Its cards; `None` is a plain one alone.
    variants: Option<Box<[Variant]>>,
}

impl Made {
    /// `None` where only its deck can say, or where the text is that of no note.
    pub(super) fn of(text: &str) -> Option<Self> {
        if deck::is_plain_card(text) {
            return Some(Self::new(0, None));
        }
        let deck: DeckId = "any".parse().ok()?;
        Self::of_note(&deck::parse_note(text, &deck).ok()?)
    }

    /// As [`Made::of`], of a text that is read already.
    pub(super) fn of_note(note: &Note) -> Option<Self> {
        // What it was before may stand in the way of what it is in another deck.
        note.was.is_empty().then(|| Self::by(note))
    }

    fn by(note: &Note) -> Self {
        Self::new(note.kind.code(), note.variants_but_plain())
    }

    /// By the code of the kind and the cards; `None` is a plain one alone.
    pub(super) fn new(kind: u8, variants: Option<Box<[Variant]>>) -> Self {
        Self { kind, variants }
    }

    fn variants(&self) -> &[Variant] {
        self.variants.as_deref().unwrap_or(&[Variant::Plain])
    }
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
    let (mut refreshed, mut changed) = (Vec::new(), Vec::new());
    let entries = contents.map_or(&[][..], |contents| &contents.notes);
    let mut new_notes = NewNotes::new(connection, day)?;
    for (position, entry) in entries.iter().enumerate() {
        let position = position as i64;
        let Some(old) = before.remove(&entry.id) else {
            new_notes.add(fold, deck, entry, position)?;
            continue;
        };
        let text = text_named(fold, deck, entry)?;
        if old.live && old.text == text && old.position == position {
            continue;
        }
        connection
            .prepare_cached(
                "update note
                 set text = :text, position = :position, live = 1, added = min(added, :day)
                 where number = :note",
            )?
            .execute(named_params! {
                ":note": old.number, ":text": text, ":position": position, ":day": day,
            })?;
        if old.live && old.text == text {
            refreshed
                .extend(cards_of(connection, old.number)?.into_iter().map(|(card, _, _)| card));
        } else {
            changed.push(old.number);
        }
    }
    new_notes.settle(fold)?;
    for old in before.into_values().filter(|old| old.live) {
        connection
            .prepare_cached("update note set live = 0 where number = :note")?
            .execute(named_params! {":note": old.number})?;
        changed.push(old.number);
    }
    for note in changed {
        make_cards(fold, note)?;
    }
    for card in refreshed {
        fold.refresh(card)?;
    }
    Ok(())
}

/// So many new notes are written together at most.
const MOST_NOTES: usize = 2_048;

/// Fewer rows than that are written one by one.
const FEW_ROWS: usize = 8;

/// Notes that this file has never heard of, with their cards. Until they are settled no others may be
/// made: theirs are numbered one behind the other.
pub(super) struct NewNotes<'a> {
    connection: &'a Connection,
    day: Day,
    note: Statement<'a>,
    notes: Statement<'a>,
    card: Statement<'a>,
    plain_cards: Statement<'a>,
    next_note: NoteNumber,
    next_card: CardNumber,
    /// Those that wait to be written.
    waiting: Vec<NewNote>,
    /// How many cards each deck gets.
    cards: BTreeMap<DeckNumber, i64>,
}

struct NewNote {
    deck: DeckNumber,
    id: String,
    text: Option<TextNumber>,
    position: i64,
    /// What the text makes, where that is known to anybody.
    made: Option<Made>,
}

impl NewNote {
    fn kind(&self) -> Option<u8> {
        self.made.as_ref().map(|made| made.kind)
    }

    fn variants(&self) -> &[Variant] {
        self.made.as_ref().map_or(&[][..], Made::variants)
    }

    fn is_plain(&self) -> bool {
        self.variants() == [Variant::Plain]
    }

    /// Whether one of its deck and kind stands behind another one, in the deck and with its text.
    fn is_followed_by(&self, other: &Self) -> bool {
        self.deck == other.deck
            && self.kind() == other.kind()
            && self.position + 1 == other.position
            && self.text.zip(other.text).is_some_and(|(text, next)| text.0 + 1 == next.0)
    }
}

impl<'a> NewNotes<'a> {
    pub(super) fn new(connection: &'a Connection, day: Day) -> Result<Self, StoreError> {
        Ok(Self {
            connection,
            day,
            note: connection.prepare(
                "insert into note (deck, id, text, position, live, added, kind)
                 values (?1, ?2, ?3, ?4, 1, ?5, ?6)",
            )?,
            notes: connection.prepare(
                "insert or fail into note (deck, id, text, position, live, added, kind)
                 select ?1, value, ?3 + rowid - 1, ?4 + rowid - 1, 1, ?5, ?6
                 from rarray(?2)",
            )?,
            card: connection.prepare(SQL_INSERT_CARD)?,
            plain_cards: connection.prepare(
                "insert or fail into card (number, note, variant, live, home)
                 select number - ?1 + ?3, number, 0, 1, number - ?1 + ?3
                 from note
                 where number between ?1 and ?2",
            )?,
            next_note: connection.query_row(
                "select coalesce(max(number), 0) + 1 from note",
                [],
                |row| row.get(0),
            )?,
            next_card: next_card(connection)?,
            waiting: Vec::new(),
            cards: BTreeMap::new(),
        })
    }

    fn add(
        &mut self,
        fold: &mut Fold<'_>,
        deck: DeckNumber,
        entry: &Entry,
        position: i64,
    ) -> Result<(), StoreError> {
        if NoteId::check(&entry.id).is_err() {
            return Err(missing(fold, deck, &entry.id)?);
        }
        let (text, made) = match fold.made.get(&entry.hash) {
            Some((text, made)) => (Some(*text), Some(made.clone())),
            None => match text_named(fold, deck, entry)? {
                Some(number) => {
                    let text = text_of(fold.connection, number)?;
                    let note = deck::parse_note(&text, &fold.deck_id(deck)?).ok();
                    (Some(number), note.as_ref().map(Made::by))
                }
                None => (None, None),
            },
        };
        self.add_known(deck, entry.id.clone(), (text, made), position)
    }

    /// Adds a note of which is known what its text makes, where that is known to anybody.
    pub(super) fn add_known(
        &mut self,
        deck: DeckNumber,
        id: String,
        (text, made): (Option<TextNumber>, Option<Made>),
        position: i64,
    ) -> Result<(), StoreError> {
        self.waiting.push(NewNote { deck, id, text, position, made });
        if self.waiting.len() == MOST_NOTES { self.write() } else { Ok(()) }
    }

    /// Writes what waits: first all notes, then the cards that they make, then the rows of these.
    fn write(&mut self) -> Result<(), StoreError> {
        let mut waiting = std::mem::take(&mut self.waiting);
        if waiting.is_empty() {
            return Ok(());
        }
        for alike in waiting.chunk_by_mut(NewNote::is_followed_by) {
            self.write_notes(alike)?;
        }
        self.write_cards(&waiting)
    }

    /// Notes that follow each other.
    fn write_notes(&mut self, notes: &mut [NewNote]) -> Result<(), StoreError> {
        let kind = notes[0].kind();
        if notes.len() < FEW_ROWS {
            for NewNote { deck, id, text, position, .. } in notes {
                self.note.execute((*deck, &*id, *text, *position, self.day, kind))?;
            }
            return Ok(());
        }
        let NewNote { deck, text, position, .. } = notes[0];
        let ids = notes.iter_mut().map(|note| Value::Text(std::mem::take(&mut note.id)));
        let ids = Rc::new(ids.collect::<Vec<_>>());
        self.notes.execute((deck, ids, text, position, self.day, kind))?;
        self.notes.clear_bindings();
        Ok(())
    }

    /// The cards of the notes that were written next, and the rows of these cards.
    fn write_cards(&mut self, notes: &[NewNote]) -> Result<(), StoreError> {
        let (note, card) = (self.next_note, self.next_card);
        self.next_note.0 += notes.len() as i64;
        let last = NoteNumber(self.next_note.0 - 1);
        let all_plain = notes.iter().all(NewNote::is_plain);
        if all_plain {
            self.plain_cards.execute((note, last, card))?;
        }
        for (of, number) in notes.iter().zip(note.0..) {
            let variants = of.variants();
            *self.cards.entry(of.deck).or_default() += variants.len() as i64;
            for variant in variants {
                if !all_plain {
                    self.card.execute((self.next_card, NoteNumber(number), *variant, true))?;
                }
                self.next_card.0 += 1;
            }
        }
        StateRow::insert_new(self.connection, (note, last), card, all_plain)
    }

    /// Writes what waits, and counts all.
    pub(super) fn settle(mut self, fold: &mut Fold<'_>) -> Result<(), StoreError> {
        self.write()?;
        fold.stand_anew(&self.cards)
    }
}

/// The number of the text that an entry names; `None` where that text is here and is no note's.
fn text_named(
    fold: &mut Fold<'_>,
    deck: DeckNumber,
    entry: &Entry,
) -> Result<Option<TextNumber>, StoreError> {
    let text = number_of(fold.connection, entry.hash)?;
    if text.is_none() && !is_kept(fold.connection, entry.hash)? {
        return Err(missing(fold, deck, &entry.id)?);
    }
    Ok(text)
}

fn missing(fold: &mut Fold<'_>, deck: DeckNumber, id: &str) -> Result<StoreError, StoreError> {
    let deck = fold.deck_id(deck)?;
    Ok(StoreError::value(format!(
        "the text of {deck}:{id} is named and does not come along; export the log anew"
    )))
}

pub(super) struct KnownNote {
    pub(super) number: NoteNumber,
    pub(super) text: Option<TextNumber>,
    pub(super) position: i64,
    pub(super) live: bool,
}

pub(super) fn known_notes(
    connection: &Connection,
    deck: DeckNumber,
) -> Result<HashMap<String, KnownNote>, StoreError> {
    let mut statement = connection
        .prepare_cached("select number, id, text, position, live from note where deck = :deck")?;
    let rows = statement.query_map(named_params! {":deck": deck}, |row| {
        Ok((
            row.get("id")?,
            KnownNote {
                number: row.get("number")?,
                text: row.get("text")?,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_text_makes_is_known_where_it_is_that_of_a_note() {
        let note = "[[card]]\nid = \"a\"\nfront = \"F\"\nback = \"B\"\n";
        let by_note = Made::of_note(&deck::parse_note(note, &"d".parse().unwrap()).unwrap());
        assert!(by_note.is_some());
        assert_eq!(Made::of(note), by_note);
        let both = Made::of(&format!("{note}reverse = true\n")).unwrap();
        assert_eq!(both.variants(), [Variant::Plain, Variant::Reverse]);
        for text in ["no TOML", "", "{\"header\":\"\",\"notes\":[]}"] {
            assert_eq!(Made::of(text), None, "{text}");
        }
    }

    #[test]
    fn growing_contents_are_those_that_they_become() {
        let hash = |text: &str| TextHash::of(text);
        let mut contents =
            Contents { header: "[deck]\nid = \"ä\"\n".to_owned(), notes: Vec::new() };
        let mut growing = Growing::from(contents.clone());
        for (id, was) in [("a", &[][..]), ("", &["x:y"]), ("long-one", &["p", "q:r"]), ("b", &[])] {
            let was: Vec<String> = was.iter().map(|was: &&str| (*was).to_owned()).collect();
            contents.notes.push(Entry { id: id.to_owned(), hash: hash(id), was });
            let same = Growing::from(contents.clone());
            assert_eq!(same.hash(), TextHash::of(&contents.to_text()));
            assert_eq!(same.pack(), contents.pack());
            assert_eq!(same.to_contents(), contents);
            growing.push(id, hash("other"));
            assert_eq!(growing.replace(growing.len() - 1, hash(id)), hash("other"));
        }
        contents.notes.iter_mut().for_each(|entry| entry.was.clear());
        assert_eq!(growing.to_contents(), contents);
        assert_eq!(growing.hash(), TextHash::of(&contents.to_text()));
        assert_eq!(growing.ids.iter().collect::<Vec<_>>(), ["a", "", "long-one", "b"]);
    }
}
