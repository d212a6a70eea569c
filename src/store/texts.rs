//! Texts by their hash: those of notes, which have a number, and those that say what a deck holds.
//!
//! What a deck holds is a text as well, a list of ids and hashes, so the log that names its hash
//! carries everything that is needed to make the deck again. It is kept packed.

use std::borrow::Cow;
use std::fmt;
use std::hash::BuildHasher;
use std::io::{self, Write};
use std::rc::Rc;
use std::str::FromStr;

use foldhash::fast::RandomState;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, OptionalExtension, Statement};
use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Serialize, Serializer};
use sha2::{Digest, Sha256};

use super::contents::{Contents, count_packed};
use super::phrases::{Kept, NoteText};
use super::{DeckNumber, StoreError, TextNumber};
use crate::model::DeviceId;

/// The first 16 bytes of the SHA-256 of a text, written as 32 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct TextHash(pub(super) [u8; 16]);

impl TextHash {
    pub(super) fn of(text: &str) -> Self {
        Self(first_half(Sha256::new_with_prefix(text)))
    }
}

/// A hash of what is written into it.
#[derive(Debug, Default)]
pub(super) struct Hashing(Sha256);

impl Hashing {
    /// With something that stands before all else.
    pub(super) fn behind(prefix: &str) -> Self {
        Self(Sha256::new_with_prefix(prefix))
    }

    pub(super) fn add(&mut self, part: &[u8]) {
        self.0.update(part);
    }

    pub(super) fn finish(self) -> [u8; 16] {
        first_half(self.0)
    }
}

impl Write for Hashing {
    fn write(&mut self, part: &[u8]) -> io::Result<usize> {
        self.add(part);
        Ok(part.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The first 16 bytes of a SHA-256.
fn first_half(hasher: Sha256) -> [u8; 16] {
    let mut half = [0; 16];
    half.copy_from_slice(&hasher.finalize()[..16]);
    half
}

impl fmt::Display for TextHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Both are 16 bytes, written in the same way.
        DeviceId(self.0).fmt(f)
    }
}

/// Why a text is no hash.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is no hash; it is written as 32 hexadecimal digits")]
pub(super) struct HashError {
    found: String,
}

impl FromStr for TextHash {
    type Err = HashError;

    fn from_str(text: &str) -> Result<Self, HashError> {
        match text.parse::<DeviceId>() {
            Ok(bytes) => Ok(Self(bytes.0)),
            Err(_) => Err(HashError { found: text.to_owned() }),
        }
    }
}

impl Serialize for TextHash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TextHash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

/// A text as a file keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Body {
    /// That of a note, or of something that only a newer pauk knows.
    Note(Kept),
    /// What a deck holds.
    Packed(Vec<u8>),
    /// JSON that cannot be made again from what is packed.
    Json(String),
}

/// Whether a text is that of a note, or of something that only a newer pauk knows, and not what a deck
/// holds.
fn is_of_note(text: &str) -> bool {
    !text.starts_with('{')
}

impl Body {
    pub(super) fn of(text: &str) -> Self {
        if is_of_note(text) {
            return Self::Note(Kept::of(text));
        }
        match Contents::read(text) {
            Ok(contents) if contents.to_text() == text => Self::Packed(contents.pack()),
            Ok(_) | Err(_) => Self::Json(text.to_owned()),
        }
    }
}

/// So many texts wait at most until they are written: one statement that reads many rows takes half as
/// long as one for each row.
const MOST_BODIES: usize = 2_048;

/// So many bytes of them at most, and what the last one has.
const MOST_BYTES: usize = 1 << 20;

/// So many hashes wait at most until they are written, where they come in no order: a page into which
/// many go at once is written once.
pub(super) const HASHES_IN_NO_ORDER: usize = 114_688;

/// As [`HASHES_IN_NO_ORDER`], where they mostly come in theirs, as in a log.
pub(super) const HASHES_IN_ORDER: usize = 4_096;

/// Texts that are kept one after the other. What waits is seen by nobody else until all is settled.
pub(super) struct Texts<'a> {
    find: Statement<'a>,
    hash: Statement<'a>,
    texts: Statement<'a>,
    contents: Statement<'a>,
    /// The number of the next text.
    next: TextNumber,
    /// The highest hash of all that do not wait.
    highest: Option<TextHash>,
    /// Those that wait: of the last texts that have numbers.
    hashes: Vec<TextHash>,
    /// So many of them at most.
    most_hashes: usize,
    /// Where each of them stands there.
    places: HashTable<u32>,
    hasher: RandomState,
    /// The texts that wait: the last of those that have numbers.
    bodies: Vec<Value>,
    /// How many bytes they have.
    bytes: usize,
}

/// What became of a text; those of notes have numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keeping {
    /// It was here before.
    Known(Option<TextNumber>),
    /// It is here now.
    New(Option<TextNumber>),
}

impl<'a> Texts<'a> {
    pub(super) fn new(connection: &'a Connection, most_hashes: usize) -> Result<Self, StoreError> {
        let last = last_number(connection)?;
        Ok(Self {
            find: connection.prepare(SQL_NUMBER)?,
            hash: connection.prepare("insert into text_hash (hash, text) values (?1, ?2)")?,
            // SQLite gives a row that names no number the next one, without looking for it first.
            texts: connection
                .prepare("insert or fail into text (body) select value from rarray(?1)")?,
            contents: connection.prepare(
                "insert into contents (hash, body) values (?1, ?2) on conflict do nothing",
            )?,
            next: TextNumber(last.0 + 1),
            highest: connection
                .query_row("select max(hash) from text_hash", [], |row| row.get(0))?,
            hashes: Vec::new(),
            most_hashes,
            places: HashTable::new(),
            hasher: RandomState::default(),
            bodies: Vec::new(),
            bytes: 0,
        })
    }

    /// Keeps a text unless it is kept already; only then it is packed.
    pub(super) fn keep_text(&mut self, hash: TextHash, text: &str) -> Result<Keeping, StoreError> {
        if is_of_note(text) {
            self.keep_note(hash, || Kept::of(text))
        } else {
            self.keep(hash, Body::of(text))
        }
    }

    /// As [`Texts::keep_text`], of a text that is packed.
    pub(super) fn keep(&mut self, hash: TextHash, body: Body) -> Result<Keeping, StoreError> {
        let new = match body {
            Body::Note(text) => return self.keep_note(hash, || text),
            Body::Packed(packed) => self.contents.execute((hash, packed))?,
            Body::Json(json) => self.contents.execute((hash, json))?,
        };
        Ok(if new == 0 { Keeping::Known(None) } else { Keeping::New(None) })
    }

    fn keep_note(
        &mut self,
        hash: TextHash,
        text: impl FnOnce() -> Kept,
    ) -> Result<Keeping, StoreError> {
        if Some(hash) <= self.highest
            && let Some(known) = self.find.query_row([hash], |row| row.get(0)).optional()?
        {
            return Ok(Keeping::Known(Some(known)));
        }
        let number = self.next;
        let first = number.0 - self.hashes.len() as i64;
        let (hashes, hasher) = (&self.hashes, &self.hasher);
        let place = self.places.entry(
            hasher.hash_one(hash),
            |place| hashes[*place as usize] == hash,
            |place| hasher.hash_one(hashes[*place as usize]),
        );
        match place {
            Entry::Occupied(known) => {
                return Ok(Keeping::Known(Some(TextNumber(first + i64::from(*known.get())))));
            }
            Entry::Vacant(new) => _ = new.insert(hashes.len() as u32),
        }
        self.hashes.push(hash);
        let text = text();
        self.bytes += text.len();
        self.bodies.push(text.into());
        self.next = TextNumber(number.0 + 1);
        if self.bodies.len() == MOST_BODIES || self.bytes >= MOST_BYTES {
            self.write_bodies()?;
        }
        if self.hashes.len() == self.most_hashes {
            self.write_hashes()?;
        }
        Ok(Keeping::New(Some(number)))
    }

    /// Writes what waits.
    pub(super) fn settle(&mut self) -> Result<(), StoreError> {
        self.write_bodies()?;
        self.write_hashes()
    }

    fn write_bodies(&mut self) -> Result<(), StoreError> {
        self.bytes = 0;
        if !self.bodies.is_empty() {
            self.texts.execute([Rc::new(std::mem::take(&mut self.bodies))])?;
            self.texts.clear_bindings();
        }
        Ok(())
    }

    fn write_hashes(&mut self) -> Result<(), StoreError> {
        let hashes = std::mem::take(&mut self.hashes);
        let first = self.next.0 - hashes.len() as i64;
        let mut places: Vec<u32> = std::mem::take(&mut self.places).into_iter().collect();
        places.sort_unstable_by_key(|place| hashes[*place as usize]);
        for place in places {
            let number = TextNumber(first + i64::from(place));
            let hash = hashes[place as usize];
            self.hash.execute((hash, number))?;
            self.highest = self.highest.max(Some(hash));
        }
        Ok(())
    }
}

/// The number of the text that came last; nothing where there is none.
pub(super) fn last_number(connection: &Connection) -> rusqlite::Result<TextNumber> {
    connection.query_row("select coalesce(max(number), 0) from text", [], |row| row.get(0))
}

/// The number of a note's text.
pub(super) const SQL_NUMBER: &str = "
    select text
    from text_hash
    where hash = ?1";

/// The number of a note's text by its hash.
pub(super) fn number_of(
    connection: &Connection,
    hash: TextHash,
) -> Result<Option<TextNumber>, StoreError> {
    Ok(connection.prepare_cached(SQL_NUMBER)?.query_row([hash], |row| row.get(0)).optional()?)
}

/// Whether a text is here, be it that of a note or not.
pub(super) fn is_kept(connection: &Connection, hash: TextHash) -> Result<bool, StoreError> {
    Ok(connection
        .prepare_cached(
            "select 1 from text_hash where hash = ?1
             union all
             select 1 from contents where hash = ?1",
        )?
        .exists([hash])?)
}

/// A note's text.
pub(super) fn text_of(connection: &Connection, number: TextNumber) -> Result<String, StoreError> {
    let text: NoteText<'_> = connection
        .prepare_cached("select body from text where number = ?1")?
        .query_row([number], |row| row.get(0))?;
    Ok(text.0.into_owned())
}

/// What a deck holds, by the hash of its text.
pub(super) fn contents_of(
    connection: &Connection,
    hash: TextHash,
) -> Result<Option<Contents>, StoreError> {
    let mut statement = connection.prepare_cached("select body from contents where hash = ?1")?;
    let mut rows = statement.query([hash])?;
    match rows.next()? {
        Some(row) => read_contents(row.get_ref(0)?).map(Some),
        None => Ok(None),
    }
}

/// How many notes a deck holds.
pub(super) fn notes_held(connection: &Connection, deck: DeckNumber) -> Result<u64, StoreError> {
    let mut statement = connection.prepare_cached(
        "select contents.body
         from deck
         join contents on contents.hash = deck.contents
         where deck.number = ?1",
    )?;
    let mut rows = statement.query([deck])?;
    match rows.next()?.map(|row| row.get_ref(0)).transpose()? {
        Some(ValueRef::Blob(packed)) => count_packed(packed),
        Some(json) => Ok(read_contents(json)?.notes.len() as u64),
        None => Ok(0),
    }
}

/// What a deck holds as `contents` has it.
fn read_contents(body: ValueRef<'_>) -> Result<Contents, StoreError> {
    match body {
        ValueRef::Blob(packed) => Contents::unpack(packed),
        json => Contents::read(json.as_str().map_err(rusqlite::Error::from)?),
    }
}

/// Every text with its hash and whether it is that of a note, in the order of the hashes.
pub(super) const SQL_ALL: &str = "
    select hash, body, 1 from text_hash left join text on text.number = text_hash.text
    union all
    select hash, body, 0 from contents
    order by hash";

/// Shows every text with its hash, in the order of the hashes. Contents are seen as their JSON.
///
/// # Errors
/// A hash whose text is not there; whatever the disk says.
pub(super) fn each_text(
    connection: &Connection,
    mut see: impl FnMut(TextHash, &str) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare(SQL_ALL)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let read = if row.get(2)? { of_note } else { written };
        see(row.get(0)?, &read(row.get_ref(1)?)?)?;
    }
    Ok(())
}

/// The text of a note as it was written.
pub(super) fn of_note(body: ValueRef<'_>) -> Result<Cow<'_, str>, StoreError> {
    Ok(NoteText::read(body).map_err(rusqlite::Error::from)?.0)
}

/// What a deck holds as it was written. The texts of the first five schemas are read so, all.
pub(super) fn written(body: ValueRef<'_>) -> Result<Cow<'_, str>, StoreError> {
    match body {
        ValueRef::Blob(_) => Ok(read_contents(body)?.to_text().into()),
        text => Ok(text.as_str().map_err(rusqlite::Error::from)?.into()),
    }
}

/// Moves the texts of notes into the table that the sixth migration made for them.
pub(super) fn pack_phrases(connection: &Connection) -> Result<(), StoreError> {
    {
        let mut read = connection.prepare("select number, body from text order by number")?;
        let mut write =
            connection.prepare("insert into text_after (number, body) values (?1, ?2)")?;
        let mut rows = read.query([])?;
        while let Some(row) = rows.next()? {
            let text = row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
            write.execute((row.get::<_, TextNumber>(0)?, Kept::of(text)))?;
        }
    }
    connection.execute_batch("drop table text; alter table text_after rename to text;")?;
    Ok(())
}

/// Packs what decks hold where it is JSON.
pub(super) fn pack_contents(connection: &Connection) -> Result<(), StoreError> {
    let mut json = connection.prepare("select hash from contents where typeof(body) = 'text'")?;
    let hashes: Vec<TextHash> =
        json.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let mut read = connection.prepare("select body from contents where hash = ?1")?;
    let mut write = connection.prepare("update contents set body = ?2 where hash = ?1")?;
    for hash in hashes {
        let json: String = read.query_row([hash], |row| row.get(0))?;
        if let Body::Packed(packed) = Body::of(&json) {
            write.execute((hash, packed))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::contents::Entry;
    use super::*;
    use crate::store::Store;

    fn contents() -> Contents {
        let entry = |id: &str, was: &[&str]| Entry {
            id: id.to_owned(),
            hash: TextHash::of(id),
            was: was.iter().map(|was| (*was).to_owned()).collect(),
        };
        let notes = vec![entry("a", &[]), entry("größe", &["d:b", "e/f:c"])];
        Contents { header: "[deck]\nid = \"d\"\n".to_owned(), notes }
    }

    #[test]
    fn a_hash_is_the_first_half_of_the_sha_256() {
        let hash = TextHash::of("abc");
        assert_eq!(hash.to_string(), "ba7816bf8f01cfea414140de5dae2223");
        assert_eq!(hash.to_string().parse::<TextHash>().unwrap(), hash);
        for wrong in ["", "ba78", "BA7816BF8F01CFEA414140DE5DAE2223", &"g".repeat(32)] {
            assert!(wrong.parse::<TextHash>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_a_deck_holds_is_packed_only_where_the_same_text_comes_back() {
        let json = contents().to_text();
        let Body::Packed(packed) = Body::of(&json) else { panic!("it is packed") };
        assert!(packed.len() < json.len());
        assert_eq!(Contents::unpack(&packed).unwrap(), contents());
        assert_eq!(count_packed(&packed).unwrap(), 2);
        let newer = json.replace("{\"header\"", "{\"more\":1,\"header\"");
        for other in [newer, json.replace(':', ": "), "{ }".to_owned(), "{".to_owned()] {
            assert_eq!(Body::of(&other), Body::Json(other));
        }
        let note = "[[card]]\n";
        assert_eq!(Body::of(note), Body::Note(Kept::of(note)));
    }

    #[test]
    fn what_is_packed_and_cut_or_lengthened_makes_no_sense() {
        let packed = contents().pack();
        for length in 0..packed.len() {
            // Where one note ends, less is left but nothing is broken.
            let part = Contents::unpack(&packed[..length]);
            let count = count_packed(&packed[..length]);
            assert_eq!(part.as_ref().ok().map(|it| it.notes.len() as u64), count.ok(), "{length}");
            assert!(part.is_err() || part.is_ok_and(|it| it.notes.len() < 2), "{length}");
        }
        for more in [&[1][..], &[0xff; 12], &[1, 0xff, 0]] {
            assert!(Contents::unpack(&[&packed[..], more].concat()).is_err(), "{more:?}");
        }
        assert!(Contents::unpack(&[]).is_err());
    }

    #[test]
    fn every_text_is_kept_once_and_comes_back_as_it_was() {
        for settles in [false, true] {
            keep_and_read(settles);
        }
    }

    fn keep_and_read(settles: bool) {
        let store = Store::in_memory(DeviceId([7; 16])).unwrap();
        let json = contents().to_text();
        let texts = ["[[card]]\n", "", json.as_str(), "{\"more\": 1}"];
        let mut keep = Texts::new(&store.connection, HASHES_IN_ORDER).unwrap();
        for text in texts {
            let body = Body::of(text);
            let kept = keep.keep(TextHash::of(text), body.clone()).unwrap();
            let Keeping::New(number) = kept else { panic!("{text}") };
            assert_eq!(number.is_some(), matches!(body, Body::Note(_)));
            let again = keep.keep(TextHash::of(text), body.clone()).unwrap();
            assert_eq!(again, Keeping::Known(number));
            if settles {
                keep.settle().unwrap();
                assert_eq!(keep.keep(TextHash::of(text), body).unwrap(), Keeping::Known(number));
            }
        }
        keep.settle().unwrap();
        let mut seen = Vec::new();
        let see = |hash: TextHash, text: &str| {
            seen.push((hash, text.to_owned()));
            Ok(())
        };
        each_text(&store.connection, see).unwrap();
        let mut wanted = texts.map(|text| (TextHash::of(text), text.to_owned()));
        wanted.sort();
        assert_eq!(seen, wanted);
        assert_eq!(contents_of(&store.connection, TextHash::of(&json)).unwrap(), Some(contents()));
    }

    #[test]
    fn large_texts_wait_for_no_others() {
        let store = Store::in_memory(DeviceId([7; 16])).unwrap();
        let mut keep = Texts::new(&store.connection, HASHES_IN_ORDER).unwrap();
        let half = "x".repeat(MOST_BYTES / 2);
        for (text, written) in [("a", 0), ("b", 2), ("c", 2), ("d", 4)] {
            let text = text.to_owned() + &half;
            keep.keep_text(TextHash::of(&text), &text).unwrap();
            assert_eq!(last_number(&store.connection).unwrap(), TextNumber(written));
        }
    }

    #[test]
    fn a_hash_without_its_text_and_a_text_without_its_hash_are_found() {
        for lost in ["delete from text", "delete from text_hash"] {
            let store = Store::in_memory(DeviceId([7; 16])).unwrap();
            let (one, other) = (Body::of("[[card]]\n"), Body::of("{}"));
            let mut keep = Texts::new(&store.connection, HASHES_IN_ORDER).unwrap();
            keep.keep(TextHash::of("[[card]]\n"), one).unwrap();
            keep.keep(TextHash::of("{}"), other).unwrap();
            keep.settle().unwrap();
            let is_sound = || {
                let checks = store.doctor().unwrap();
                checks.iter().all(|check| check.name != "texts" || check.ok)
            };
            assert!(is_sound());
            store.connection.execute(lost, []).unwrap();
            assert!(!is_sound(), "{lost}");
        }
    }
}
