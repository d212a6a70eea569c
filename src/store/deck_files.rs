//! The files that decks were brought in from: one that stayed the same makes the same deck, and need
//! not be read again.

use std::collections::HashMap;
use std::io::{self, Read};

use rusqlite::{Connection, named_params};

use super::install::DeckPlan;
use super::names::deck_id_in;
use super::texts::Hashing;
use super::{Store, StoreError};
use crate::model::DeckId;

/// Tells a deck file, as this version of pauk reads it, from every other: the first 16 bytes of a
/// SHA-256.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct FileHash(pub(super) [u8; 16]);

/// Another version may read the same file in another way.
const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "\n");

impl FileHash {
    /// Of a file that is read here.
    ///
    /// # Errors
    /// Whatever reading says.
    pub(crate) fn reading(file: &mut impl Read) -> io::Result<Self> {
        let mut hashing = Hashing::behind(VERSION);
        io::copy(file, &mut hashing)?;
        Ok(Self(hashing.finish()))
    }

    pub(crate) fn of(file: &[u8]) -> Self {
        let mut hashing = Hashing::behind(VERSION);
        hashing.add(file);
        Self(hashing.finish())
    }
}

impl Store {
    /// The decks that hold just what stood in the file that they were brought in from, by that file.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn decks_by_file(&self) -> Result<HashMap<FileHash, DeckId>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select file, id
             from deck not indexed
             where file is not null and contents is not null",
        )?;
        let mut rows = statement.query([])?;
        let mut decks = HashMap::new();
        while let Some(row) = rows.next()? {
            decks.insert(row.get(0)?, deck_id_in(row, 1)?);
        }
        Ok(decks)
    }
}

/// Keeps from which file a deck came that holds what was planned.
pub(super) fn keep_file(connection: &Connection, plan: &DeckPlan) -> Result<(), StoreError> {
    // Somebody may have changed the deck since it was planned.
    connection
        .prepare_cached("update deck set file = :file where id = :id and contents = :contents")?
        .execute(named_params! {
            ":file": plan.new_file, ":id": plan.id.as_str(), ":contents": plan.hash,
        })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::Incoming;
    use super::*;
    use crate::deck::parse;
    use crate::model::{Day, DeviceId, Moment};

    fn plans(store: &Store, front: &str, file: &[u8]) -> Vec<DeckPlan> {
        let text = format!(
            "[deck]\nid = \"d\"\ntitle = \"D\"\n[[card]]\nid = \"a\"\nfront = \"{front}\"\nback = \"B\"\n"
        );
        let deck = parse(text).deck.unwrap();
        store.plan(&[Incoming { deck: &deck, file: Some(FileHash::of(file)) }]).unwrap()
    }

    fn known(store: &Store) -> Vec<FileHash> {
        store.decks_by_file().unwrap().into_keys().collect()
    }

    #[test]
    fn a_file_is_not_kept_for_a_deck_that_changed_since_it_was_planned() {
        let mut store = Store::in_memory(DeviceId([7; 16])).unwrap();
        let (at, day) = (Moment::new(1_795_000_000_000, 0), Day::from_number(20_000));
        let first = plans(&store, "one?", b"first");
        store.install(&first, at, day).unwrap();
        assert_eq!(known(&store), [FileHash::of(b"first")]);
        // The same deck in another file.
        let late = plans(&store, "one?", b"late");
        let second = plans(&store, "two?", b"second");
        store.install(&second, at, day).unwrap();
        store.install(&late, at, day).unwrap();
        assert_eq!(known(&store), [FileHash::of(b"second")]);
        let other = plans(&store, "two?", b"other");
        store.install(&other, at, day).unwrap();
        assert_eq!(known(&store), [FileHash::of(b"other")]);
    }

    #[test]
    fn a_hash_is_the_same_in_however_many_parts_the_file_comes() {
        let mut parts = (&b"a"[..]).chain(&b"b"[..]).chain(&b"c"[..]);
        assert_eq!(FileHash::reading(&mut parts).unwrap(), FileHash::of(b"abc"));
        assert_ne!(FileHash::of(b"abc"), FileHash::of(b"abcd"));
    }
}
