//! What can still be read of a damaged database, brought into a new one.
//!
//! Events and texts are read from both ends of their tables and, between, one by one; what goes
//! wrong is passed over. The new file imports them as a log, so only what makes sense comes in,
//! and every cache is folded anew. A file of whose log nothing is left is not replaced by an empty
//! one. Whether a file needs this is not decided here.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{BufReader, BufWriter, Read, Seek, Write};
use std::path::{Path, PathBuf};

use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, named_params};

use super::backup::{set_aside, stamp};
use super::contents::Contents;
use super::event_row::{EVENT_COLUMNS, EventRow};
use super::log::{Log, SEQ_BITS};
use super::log_lines::{HEADER, TextRow};
use super::names::key_of;
use super::remains::Remains;
use super::texts::{TextHash, of_note, written};
use super::wire::Line;
use super::{Access, Store, StoreError, open, schema};
use crate::model::{DeviceId, EventKind, Moment};

/// As [`EVENT_COLUMNS`], from the log of the first two schemas.
const FORMER_COLUMNS: &str = "id, hlc, kind, card, null as back,
    day - (((hlc >> 16) - behind + zone * 60000)
        - (((hlc >> 16) - behind + zone * 60000) % 86400000 + 86400000) % 86400000) / 86400000,
    coalesce(1 + mode * 6 + quality, 0)
        + (case when zone < 0 then -2 * zone - 1 else 2 * zone end << 6)
        + (((version - 1) & 0xffffffff) << 18),
    behind, duration, body";

/// The tables that are read here.
const TABLES: [&str; 7] = ["device", "event", "text", "contents", "deck", "note", "card"];

/// Where texts lie.
struct Shelf {
    table: &'static str,
    /// The column by which a text is found.
    key: &'static str,
    /// The keys that other tables name.
    named: &'static str,
    read: fn(ValueRef<'_>) -> Result<Cow<'_, str>, StoreError>,
}

const NOTES: Shelf = Shelf {
    table: "text",
    key: "number",
    named: "select text from note where text not null",
    read: of_note,
};

const CONTENTS: Shelf = Shelf {
    table: "contents",
    key: "hash",
    named: "select contents from deck where contents not null",
    read: written,
};

/// The shelves of a schema.
fn shelves(connection: &Connection) -> Result<Vec<Shelf>, StoreError> {
    if connection.prepare("select hash from text").is_ok() {
        // Those of the first four.
        let (key, named) = ("hash", "select hash from note where hash not null");
        return Ok(vec![Shelf { key, named, read: written, ..NOTES }]);
    }
    let packed = if open::version(connection)? == 5 { written } else { of_note };
    Ok(vec![Shelf { read: packed, ..NOTES }, CONTENTS])
}

/// What a salvage brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Salvaged {
    pub(crate) events: usize,
    pub(crate) texts: usize,
    /// Events that are missing, cannot be read or make no sense.
    pub(crate) lost: usize,
    /// Whether nobody knows how many more are lost.
    pub(crate) uncertain: bool,
    /// Where the damaged file is kept.
    pub(crate) kept: PathBuf,
}

impl Salvaged {
    /// Whether every event there was is there again.
    pub(crate) fn is_everything(&self) -> bool {
        self.lost == 0 && !self.uncertain
    }
}

/// Puts a new database with all that can be read in the place of a damaged one, which is kept.
///
/// # Errors
/// A file of whose log nothing can be read; whatever the disk says. The damaged file is where it was
/// then.
pub(crate) fn salvage(
    path: &Path,
    at: Moment,
    device: impl FnMut(&str) -> DeviceId,
) -> Result<Salvaged, StoreError> {
    let error = |source| StoreError::File { path: path.to_path_buf(), source };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = tempfile::Builder::new()
        .prefix(".pauk-")
        .tempdir_in(folder.unwrap_or(Path::new(".")))
        .map_err(error)?;
    let mut file = tempfile::tempfile_in(&folder).map_err(error)?;
    let found = {
        let copy = folder.path().join("damaged.db");
        copy_whole(path, &copy).map_err(error)?;
        let mut out = BufWriter::new(&mut file);
        let found = Old::open(&copy).and_then(|old| old.write_log(&mut out));
        let found = found.map_err(|failed| beyond_repair(failed.at(path), path))?;
        out.flush().map_err(error)?;
        found
    };
    file.rewind().map_err(error)?;
    let made = folder.path().join("salvaged.db");
    let mut store = Store::open(&made, Access::Write, device)?;
    let imported = store.import_log(&mut BufReader::new(file))?;
    if imported.events == 0 {
        return Err(StoreError::BeyondRepair { path: path.to_path_buf() });
    }
    // Only the file gets the name, and closing says nothing of what it could not bring into it.
    (store.connection.execute_batch("pragma wal_checkpoint(truncate)"))
        .map_err(|failed| StoreError::from(failed).at(path))?;
    store.connection.close().map_err(|(_, failed)| StoreError::from(failed).at(path))?;
    let (held, kept) = set_aside(path, &format!("damaged-{}", stamp(at)))?;
    std::fs::rename(made, path).map_err(error)?;
    drop(held);
    let Found { texts, lost, uncertain } = found;
    Ok(Salvaged { events: imported.events, texts, lost, uncertain, kept })
}

/// What an error means that came of reading: a disk that is full says nothing of the file.
fn beyond_repair(failed: StoreError, path: &Path) -> StoreError {
    if failed.is_damage() { StoreError::BeyondRepair { path: path.to_path_buf() } } else { failed }
}

/// What was found in a damaged file.
struct Found {
    texts: usize,
    lost: usize,
    uncertain: bool,
}

/// A copy of a damaged file; the file itself is not touched.
struct Old {
    connection: Connection,
    /// By number.
    devices: BTreeMap<i64, DeviceId>,
    /// Whether there may be devices that cannot be read.
    lacks_devices: bool,
    /// How the columns of the log are read.
    columns: &'static str,
    shelves: Vec<Shelf>,
}

/// Copies a file with its log, and makes it as long as its head says: SQLite reads nothing of one
/// that was cut.
fn copy_whole(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::copy(from, to)?;
    let log = open::beside(from, "-wal");
    if log.exists() {
        std::fs::copy(log, open::beside(to, "-wal"))?;
    }
    let mut head = Vec::new();
    let file = std::fs::OpenOptions::new().read(true).write(true).open(to)?;
    std::io::Read::take(&file, 32).read_to_end(&mut head)?;
    if let (Some(size), Some(count)) = (head.get(16..18), head.get(28..32)) {
        let size = size.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte));
        let count = count.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte));
        let length = file.metadata()?.len();
        // A head that was itself damaged must not fill the disk.
        let wanted = (size * count).min(length.saturating_mul(16).max(1 << 24));
        if size >= 512 && length < wanted {
            file.set_len(wanted)?;
        }
    }
    Ok(())
}

/// Says of the tables that are read here what a sound database of that version says of them: where
/// the place of a table is right, a damaged word in its definition costs nothing.
fn name_tables(connection: &Connection) -> Result<(), StoreError> {
    let found: usize = connection.query_row("pragma user_version", [], |row| row.get(0))?;
    let known = schema::VERSION as usize;
    let mut sound = Connection::open_in_memory()?;
    schema::migrations()
        .to_version(&mut sound, if (1..=known).contains(&found) { found } else { known })
        .map_err(|error| StoreError::value(error.to_string()))?;
    for name in TABLES {
        let sql: Option<String> = sound
            .query_row(
                "select sql from sqlite_schema where type = 'table' and name = :name",
                named_params! {":name": name},
                |row| row.get("sql"),
            )
            .optional()?;
        // Not every version has all of them.
        let Some(sql) = sql else { continue };
        connection.execute(
            "update sqlite_schema set type = 'table', name = :name, tbl_name = :name, sql = :sql
             where type = 'table' and (name = :name or tbl_name = :name)
                or name = :name and tbl_name = :name",
            named_params! {":name": name, ":sql": sql},
        )?;
    }
    Ok(())
}

/// The devices that can be read, and whether there may be others.
fn devices(connection: &Connection) -> Result<(BTreeMap<i64, DeviceId>, bool), StoreError> {
    let mut devices = BTreeMap::new();
    // The index of the ids says the same once more, on another page.
    if let Ok(mut statement) = connection.prepare("select number, id from device order by id") {
        let mut rows = statement.query([])?;
        while let Ok(Some(row)) = rows.next() {
            if let (Ok(number), Ok(id)) = (row.get("number"), row.get("id")) {
                devices.insert(number, DeviceId(id));
            }
        }
    }
    let mut lacking = false;
    let mut statement = connection.prepare("select id from device where number = :number")?;
    // A row that cannot be read is passed over; devices are numbered densely.
    for number in 0..10_000 {
        match statement.query_row(named_params! {":number": number}, |row| row.get("id")) {
            Ok(id) => _ = devices.insert(number, DeviceId(id)),
            Err(rusqlite::Error::QueryReturnedNoRows) => break,
            Err(_) => lacking |= !devices.contains_key(&number),
        }
    }
    Ok((devices, lacking))
}

impl Old {
    fn open(path: &Path) -> Result<Self, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(path, flags)?;
        connection.execute_batch("pragma trusted_schema = off;")?;
        if connection.prepare("select 1 from sqlite_schema").is_err() {
            // What of the list of tables makes sense is enough, and what these are is known.
            connection.execute_batch("pragma writable_schema = on;")?;
            name_tables(&connection).unwrap_or_default();
            drop(connection);
            connection = Connection::open_with_flags(path, flags)?;
            connection
                .execute_batch("pragma trusted_schema = off; pragma writable_schema = on;")?;
        }
        connection.execute_batch("pragma query_only = on;")?;
        let (devices, lacks_devices) = devices(&connection)?;
        let former = connection.prepare("select mode from event").is_ok();
        let columns = if former { FORMER_COLUMNS } else { EVENT_COLUMNS };
        let shelves = shelves(&connection)?;
        Ok(Self { connection, devices, lacks_devices, columns, shelves })
    }

    /// Writes what makes sense as a log.
    fn write_log(&self, out: &mut impl Write) -> Result<Found, StoreError> {
        let failed = |source| StoreError::File { path: "the salvaged log".into(), source };
        writeln!(out, "{HEADER}").map_err(failed)?;
        let texts = self.texts()?;
        for (hash, text) in &texts {
            let row = TextRow { text: *hash, body: text.into() };
            writeln!(out, "{}", crate::escape::to_json(&row)).map_err(failed)?;
        }
        // Each device by itself, so that one that is lost takes no other with it.
        let logs: BTreeMap<i64, Log> =
            self.devices.iter().map(|(number, id)| (*number, Log::alone(*number, *id))).collect();
        let remains = Remains::of(&self.connection, self.columns, self.devices.keys().copied())?;
        let mut lost = remains.lost;
        for (id, row) in &remains.events {
            match logs.get(&(id >> SEQ_BITS)).and_then(|log| self.line(log, row, &texts)) {
                Some(line) => writeln!(out, "{line}").map_err(failed)?,
                None => lost += 1,
            }
        }
        // Those of a device that is not known are counted only where all events were met.
        let uncertain = remains.uncertain || !remains.is_whole && self.lacks_devices;
        Ok(Found { texts: texts.len(), lost, uncertain })
    }

    /// An event as a line of a log; `None` where it makes no sense or names what is lost.
    fn line(
        &self,
        log: &Log,
        row: &EventRow,
        texts: &BTreeMap<TextHash, String>,
    ) -> Option<String> {
        let key = match row.card() {
            Some(card) => Some(key_of(&self.connection, card).ok()?),
            None => None,
        };
        let logged = row.to_event(log, key).ok()?;
        if let EventKind::Deck { contents: Some(hash), .. } = &logged.event.kind {
            let contents = Contents::read(texts.get(&hash.parse().ok()?)?).ok()?;
            let whole = contents.notes.iter().all(|entry| texts.contains_key(&entry.hash));
            whole.then_some(())?;
        }
        let line = crate::escape::to_json(&Line::of(&logged).ok()?);
        serde_json::from_str::<Line>(&line).ok()?.read().ok()?;
        Some(line)
    }

    /// The texts by their hashes, which are those of what can be read.
    fn texts(&self) -> Result<BTreeMap<TextHash, String>, StoreError> {
        let mut found = BTreeMap::new();
        for Shelf { table, key, named, read } in &self.shelves {
            let mut keep = |row: &Row<'_>| {
                if let Ok(Ok(text)) = row.get_ref(0).map(read) {
                    found.insert(TextHash::of(&text), text.into_owned());
                }
            };
            for order in ["asc", "desc"] {
                let mut statement = self
                    .connection
                    .prepare(&format!("select body from {table} order by {key} {order}"))?;
                let mut rows = statement.query([])?;
                while let Ok(Some(row)) = rows.next() {
                    keep(row);
                }
            }
            let mut keys: Vec<Value> = Vec::new();
            let mut statement = self.connection.prepare(named)?;
            let mut rows = statement.query([])?;
            while let Ok(Some(row)) = rows.next() {
                keys.extend(row.get::<_, Value>(0));
            }
            let mut one =
                self.connection.prepare(&format!("select body from {table} where {key} = ?1"))?;
            for key in keys {
                let mut rows = one.query([key])?;
                while let Ok(Some(row)) = rows.next() {
                    keep(row);
                }
            }
        }
        Ok(found)
    }
}
