//! All texts, sieved for what a search asks for.
//!
//! It takes as long as the disk and SQLite take to hand the texts out, so in a large database
//! helpers share the work, each with a connection of its own. They see the same texts: theirs is a
//! moment that is not before that of the search, and texts are only ever added. Which of them
//! belong to cards is asked elsewhere, of the moment of the search.

use std::collections::HashSet;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicI64, Ordering};
use std::thread;

use rusqlite::{Connection, OpenFlags, TransactionState};

use super::phrases::codes_with;
use super::texts::last_number;
use super::{StoreError, TextNumber, open, place, schema};
use crate::spelling::{Needle, Sieve};

/// So many texts are sieved by one before there are others for it.
const PART: i64 = 1_024;

/// A database of fewer pages is sieved before a helper has begun.
const MANY_PAGES: i64 = 4096;

const MOST_HELPERS: usize = 3;

/// The texts of notes that may hold all needles; in all others they do not stand.
pub(super) fn texts_that_may_hold(
    connection: &Connection,
    needles: &[Needle],
) -> Result<HashSet<TextNumber>, StoreError> {
    let helpers = if is_worth_helpers(connection)? {
        let processors = thread::available_parallelism().map_or(1, usize::from);
        MOST_HELPERS.min(processors - 1)
    } else {
        0
    };
    with_helpers(helpers, connection, needles)
}

/// Whether the file is large, and the connection sees one moment of it.
fn is_worth_helpers(connection: &Connection) -> Result<bool, StoreError> {
    let pages: i64 = connection.query_row("pragma page_count", [], |row| row.get("page_count"))?;
    let state = connection.transaction_state(Some("main"))?;
    let holds_still = !connection.is_autocommit() && state == TransactionState::Read;
    Ok(pages >= MANY_PAGES && holds_still)
}

fn with_helpers(
    count: usize,
    connection: &Connection,
    needles: &[Needle],
) -> Result<HashSet<TextNumber>, StoreError> {
    let path = connection.path().filter(|path| !path.is_empty());
    let place = place::known(connection)?;
    let parts = Parts { next: AtomicI64::new(0), last: last_number(connection)?.0 };
    thread::scope(|scope| {
        let help = || match path.and_then(|path| second(path, place.as_deref())) {
            Some(connection) => sift(&connection, needles, &parts),
            // Where there is none, the others do all.
            None => Ok(HashSet::new()),
        };
        let helpers: Vec<_> = (0..count).map(|_| scope.spawn(help)).collect();
        let mut found = sift(connection, needles, &parts)?;
        for helper in helpers {
            found.extend(helper.join().unwrap_or_else(|panic| resume_unwind(panic))?);
        }
        Ok(found)
    })
}

/// A second connection, if this is still the file in that place and no newer pauk has changed its
/// tables.
fn second(path: &str, place: Option<&str>) -> Option<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).ok()?;
    open::configure(&connection).ok()?;
    connection.execute_batch("begin").ok()?;
    let is_same = place::known(&connection).ok()?.as_deref() == place
        && open::version(&connection).ok()? == schema::VERSION;
    is_same.then_some(connection)
}

/// The numbers of all texts, to be shared out in parts.
struct Parts {
    next: AtomicI64,
    /// The highest number of a text.
    last: i64,
}

impl Parts {
    /// From where on the next part goes; it ends before [`PART`] more.
    fn next(&self) -> Option<i64> {
        Some(self.next.fetch_add(PART, Ordering::Relaxed)).filter(|from| *from <= self.last)
    }
}

/// Sieves one part after the other, as long as there are any.
fn sift(
    connection: &Connection,
    needles: &[Needle],
    parts: &Parts,
) -> Result<HashSet<TextNumber>, StoreError> {
    let mut sieve = Sieve::new(needles, codes_with);
    let mut found = HashSet::new();
    let mut statement = connection
        .prepare_cached("select number, body from text where number >= ?1 and number < ?2")?;
    while let Some(from) = parts.next() {
        let mut rows = statement.query((from, from + PART))?;
        while let Some(row) = rows.next()? {
            let body = row.get_ref(1)?.as_bytes().map_err(rusqlite::Error::from)?;
            if sieve.may_hold(body).map_err(rusqlite::Error::from)? {
                found.insert(row.get(0)?);
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::super::phrases::Kept;
    use super::super::{Access, Store};
    use super::*;
    use crate::model::DeviceId;

    fn keep(connection: &Connection, number: u32, body: &str) {
        let mut keep =
            connection.prepare("insert into text (number, body) values (?1, ?2)").unwrap();
        keep.execute((number, Kept::of(body))).unwrap();
    }

    fn found(count: usize, connection: &Connection, letters: &str) -> HashSet<TextNumber> {
        with_helpers(count, connection, &[Needle::anywhere(letters)]).unwrap()
    }

    #[test]
    fn helpers_find_what_one_finds_and_see_no_earlier_moment() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pauk.db");
        let writer = Store::open(&path, Access::Write, |_| DeviceId([7; 16])).unwrap();
        for number in 0..2000 {
            let body = format!("[[card]]\nid = \"c{number}\"\nfront = \"Größe {}\"\n", number % 7);
            keep(&writer.connection, number, &body);
        }
        let reader = Store::open(&path, Access::Read, |_| DeviceId([7; 16])).unwrap();
        let alone = found(0, &reader.connection, "groesse3");
        assert_eq!(alone.len(), 286);
        // What comes later may be seen by a helper; what was there is.
        keep(&writer.connection, 5000, "front = \"Größe 3\"\n");
        let together = found(3, &reader.connection, "groesse3");
        assert!(alone.is_subset(&together) && together.len() <= 287, "{}", together.len());
        assert_eq!(found(0, &reader.connection, "groesse3"), alone);
        assert_eq!(found(3, &reader.connection, "groesse9"), HashSet::new());
    }

    #[test]
    fn what_counts_only_behind_a_word_is_found_behind_a_phrase_with_it() {
        let store = Store::in_memory(DeviceId([7; 16])).unwrap();
        for (number, body) in [
            "[[card]]\nid = \"cuba\"\nfront = \"Cuba?\"\nback = \"B\"\ntags = [\"x\", \"Cuba\"]\n",
            "[[card]]\nid = \"n\"\nask = \"A\"\naccept = [\"a\"]\ntags = [\"cuba\"]\n",
            "[[card]]\ntags=['cuba']\n",
            "[[card]]\nid = \"b\"\nfront = \"Cuba\"\ntags = [\"x\"]\n",
            "[[card]]\nid = \"b\"\nfront = \"Cuba\"\nback = \"B\"\n",
        ]
        .into_iter()
        .enumerate()
        {
            keep(&store.connection, number as u32, body);
        }
        let needles = [Needle::behind("tags", "cuba")];
        let found = with_helpers(0, &store.connection, &needles).unwrap();
        assert_eq!(found, HashSet::from([0, 1, 2].map(TextNumber)));
    }

    #[test]
    fn another_file_in_the_place_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pauk.db");
        let store = Store::open(&path, Access::Write, |_| DeviceId([7; 16])).unwrap();
        let place = place::known(&store.connection).unwrap();
        let path = path.to_str().unwrap();
        assert!(second(path, place.as_deref()).is_some());
        assert!(second(path, Some("elsewhere")).is_none());
        assert!(second("there/is/none.db", place.as_deref()).is_none());
    }

    #[test]
    fn each_number_is_in_one_part() {
        for last in [0, 1, PART - 1, PART, PART + 1, 5 * PART] {
            let parts = Parts { next: AtomicI64::new(0), last };
            let starts: Vec<i64> = std::iter::from_fn(|| parts.next()).collect();
            assert_eq!(starts, (0..=last / PART).map(|part| part * PART).collect::<Vec<_>>());
        }
    }

    #[test]
    fn only_a_large_file_that_holds_still_is_worth_helpers() {
        let store = Store::in_memory(DeviceId([7; 16])).unwrap();
        assert!(!is_worth_helpers(&store.connection).unwrap());
    }
}
