//! The log as lines of JSON: out of this file, and into it.
//!
//! Importing is a union of sets: an event that is known is passed over, a new one is kept, and
//! afterwards the cards it touches are folded anew. The order of the lines does not matter.

use std::collections::BTreeSet;
use std::io::{BufRead, Write};

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, named_params};
use serde::{Deserialize, Serialize};

use super::contents::{Contents, hash_bytes, hash_of, hash_text};
use super::fold::{Fold, apply_setting};
use super::install::hold;
use super::log::{EVENT_COLUMNS, EventRow, Log, card_of};
use super::names::intern_card;
use super::renames::settle_homes;
use super::wire::Line;
use super::{CardNumber, Store, StoreError};
use crate::model::{CardKey, Day, DeckId, EventId, EventKind, Hlc};

/// The version of the written log. Fields are added without a new version.
const FORMAT: u32 = 1;

/// The first line of a written log.
pub(super) const HEADER: &str = r#"{"pauk":"log","version":1}"#;

/// No device writes so many events; one that claims to would leave it no numbers for more.
const HIGHEST_NUMBER: u64 = EventId::END / 2;

/// Longest line that is read, in bytes: a text of the largest deck fits.
const LONGEST_LINE: u64 = 64 << 20;

/// Longest line of an event, in bytes: the results of the longest quiz fit.
const LONGEST_EVENT: usize = 16 << 20;

/// What an import brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Imported {
    pub(crate) events: usize,
    /// Already here.
    pub(crate) known: usize,
    pub(crate) texts: usize,
    /// Of kinds that only a newer pauk understands; kept.
    pub(crate) unknown: usize,
}

/// A text of the log by its hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TextRow {
    pub(crate) text: String,
    pub(crate) body: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct Header {
    pauk: String,
    version: u32,
}

impl Store {
    /// Writes the whole log: a header, the texts, the events of each device in their order.
    ///
    /// # Errors
    /// What the disk or the writer says.
    pub(crate) fn export_log(&self, out: &mut impl Write) -> Result<(), StoreError> {
        let failed = |source| StoreError::File { path: "the exported log".into(), source };
        let mut say = |line: &dyn erased::Line| -> Result<(), StoreError> {
            out.write_all(line.to_json().as_bytes())
                .and_then(|()| out.write_all(b"\n"))
                .map_err(failed)
        };
        say(&Header { pauk: "log".to_owned(), version: FORMAT })?;
        let mut texts = self.connection.prepare("select hash, body from text order by hash")?;
        let mut rows = texts.query([])?;
        while let Some(row) = rows.next()? {
            say(&TextRow { text: hash_text(row.get("hash")?), body: row.get("body")? })?;
        }
        let log = Log::of(&self.connection)?;
        let mut events =
            self.connection.prepare(&format!("select {EVENT_COLUMNS} from event order by id"))?;
        let mut rows = events.query([])?;
        while let Some(row) = rows.next()? {
            let row = EventRow::read(row)?;
            let key = row.card().map(|card| self.key_of(card)).transpose()?;
            say(&Line::of(&row.to_event(&log, key)?)?)?;
        }
        Ok(())
    }

    /// Reads a log and keeps what is new in it, all or nothing.
    ///
    /// # Errors
    /// A line that makes no sense, with its number; an event that is known with other contents.
    pub(crate) fn import_log(&mut self, input: &mut impl BufRead) -> Result<Imported, StoreError> {
        let path = self.path.clone();
        self.import_here(input).map_err(|error| error.at(&path))
    }

    fn import_here(&mut self, input: &mut impl BufRead) -> Result<Imported, StoreError> {
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut import = Import {
            connection: &transaction,
            log: Log::of(&transaction)?,
            fold: Fold::new(&transaction),
            decks: BTreeSet::new(),
            settings: false,
            count: Imported::default(),
        };
        let mut lines = Lines { input, number: 0 };
        match lines.next_line()? {
            Some(line) => check_header(&line)?,
            None => return Err(StoreError::value("the log is empty: not even a header")),
        }
        while let Some(line) = lines.next_line()? {
            import.line(&line).map_err(|error| in_line(error, lines.number))?;
        }
        let count = import.finish()?;
        transaction.commit()?;
        Ok(count)
    }
}

/// Says in which line a mistake stands; a failure of the disk stays what it is.
fn in_line(error: StoreError, number: u64) -> StoreError {
    match error {
        StoreError::Value { detail } => StoreError::value(format!("line {number}: {detail}")),
        other => other,
    }
}

fn check_header(line: &str) -> Result<(), StoreError> {
    match serde_json::from_str::<Header>(line) {
        Ok(Header { pauk, version }) if pauk == "log" && version == FORMAT => Ok(()),
        Ok(Header { pauk, version }) if pauk == "log" => Err(StoreError::value(format!(
            "line 1: the log has version {version}; this pauk reads version {FORMAT}"
        ))),
        _ => Err(StoreError::value(
            "line 1: this is no log of pauk; its first line is {\"pauk\":\"log\",\"version\":1}",
        )),
    }
}

struct Lines<'a, R> {
    input: &'a mut R,
    number: u64,
}

impl<R: BufRead> Lines<'_, R> {
    fn next_line(&mut self) -> Result<Option<String>, StoreError> {
        loop {
            self.number += 1;
            let number = self.number;
            let wrong = |detail: &str| StoreError::value(format!("line {number}: {detail}"));
            let mut bytes = Vec::new();
            std::io::Read::take(&mut *self.input, LONGEST_LINE)
                .read_until(b'\n', &mut bytes)
                .map_err(|source| StoreError::File { path: "the log".into(), source })?;
            if bytes.is_empty() {
                return Ok(None);
            }
            if bytes.len() as u64 == LONGEST_LINE {
                return Err(wrong("longer than 64 MB"));
            }
            let text = String::from_utf8(bytes).map_err(|_| wrong("not UTF-8"))?;
            let text = text.trim_start_matches('\u{feff}').trim();
            if !text.is_empty() {
                return Ok(Some(text.to_owned()));
            }
        }
    }
}

struct Import<'a> {
    connection: &'a Connection,
    log: Log,
    fold: Fold<'a>,
    decks: BTreeSet<String>,
    settings: bool,
    count: Imported,
}

impl Import<'_> {
    fn line(&mut self, line: &str) -> Result<(), StoreError> {
        if line.len() > LONGEST_EVENT {
            // Read as nothing but a text, so that a long line of anything else fills no memory.
            let row = serde_json::from_str(line)
                .map_err(|_| StoreError::value("longer than 16 MB, and no text of a log"))?;
            return self.text(&row);
        }
        let value: serde_json::Value = serde_json::from_str(line)
            .map_err(|error| StoreError::value(format!("no JSON: {error}")))?;
        if value.get("text").is_some() && value.get("event").is_none() {
            let row = serde_json::from_value(value)
                .map_err(|error| StoreError::value(format!("no text of a log: {error}")))?;
            return self.text(&row);
        }
        let line: Line = serde_json::from_value(value)
            .map_err(|error| StoreError::value(format!("no event of a log: {error}")))?;
        self.event(line)
    }

    fn text(&mut self, row: &TextRow) -> Result<(), StoreError> {
        if hash_of(&row.body) != row.text {
            return Err(StoreError::value(format!(
                "the text {} is not what its hash says",
                row.text
            )));
        }
        let hash = hash_bytes(&row.text).ok_or_else(|| StoreError::value("a hash that is none"))?;
        self.count.texts += self
            .connection
            .prepare_cached(
                "insert into text (hash, body) values (:hash, :body) on conflict do nothing",
            )?
            .execute(named_params! {":hash": hash, ":body": row.body})?;
        Ok(())
    }

    fn event(&mut self, line: Line) -> Result<(), StoreError> {
        let logged = line.read()?;
        if logged.id.seq > HIGHEST_NUMBER {
            return Err(StoreError::value(format!(
                "{}: no device wrote so many events",
                logged.id
            )));
        }
        self.log.intern(self.connection, logged.id.device)?;
        let day = logged.event.day;
        let card = match card_of(&logged.event.kind) {
            Some(key) => Some(intern_card(self.connection, key, day)?),
            None => None,
        };
        if let Some(known) = self.known(&logged, card)? {
            if !known {
                return Err(StoreError::Conflict { id: logged.id.to_string() });
            }
            self.count.known += 1;
            return Ok(());
        }
        if let Some(card) = card {
            self.fold.touch(card)?;
        }
        self.log.insert(self.connection, &logged, card)?;
        self.count.events += 1;
        match &logged.event.kind {
            EventKind::Deck { deck, .. } => {
                self.decks.insert(deck.to_string());
            }
            EventKind::Config { .. } => self.settings = true,
            EventKind::Unknown { .. } => self.count.unknown += 1,
            EventKind::Review { .. }
            | EventKind::Retract { .. }
            | EventKind::Set { .. }
            | EventKind::Quiz { .. } => {}
        }
        Ok(())
    }

    /// `Some(true)` for an event that is here already, `Some(false)` for one that is here with
    /// other contents.
    fn known(
        &self,
        logged: &crate::model::LoggedEvent,
        card: Option<CardNumber>,
    ) -> Result<Option<bool>, StoreError> {
        let row = EventRow::of(&self.log, logged, card)?;
        let known = self
            .connection
            .prepare_cached(
                "select id, hlc, kind, version, card, day, zone, behind, mode, quality, duration, body
                 from event where id = :id",
            )?
            .query_row(named_params! {":id": row.id}, EventRow::read)
            .optional()?;
        known.map(|known| known.says_what(&row)).transpose()
    }

    fn finish(mut self) -> Result<Imported, StoreError> {
        for deck in std::mem::take(&mut self.decks) {
            replay_deck(self.connection, &self.log, &deck)?;
        }
        if self.settings {
            replay_settings(self.connection, &self.log)?;
        }
        self.fold.reread()?;
        settle_homes(self.connection, &mut self.fold)?;
        self.fold.settle()?;
        Ok(self.count)
    }
}

/// The events of a kind that are about no card, in the order of the log.
pub(super) fn events_of_kind(
    connection: &Connection,
    log: &Log,
    code: i64,
) -> Result<Vec<(Hlc, i64, Day, EventKind)>, StoreError> {
    let mut statement = connection.prepare_cached(
        "select id, hlc, kind, version, card, day, zone, behind, mode, quality, duration, body
         from event
         where card is null and kind = :kind",
    )?;
    let mut rows = statement.query(named_params! {":kind": code})?;
    let mut events = Vec::new();
    while let Some(row) = rows.next()? {
        let row = EventRow::read(row)?;
        let logged = row.to_event(log, None::<CardKey>)?;
        events.push((logged.id, logged.hlc, row.id, logged.event.day, logged.event.kind));
    }
    events.sort_unstable_by_key(|(id, hlc, ..)| (*hlc, *id));
    Ok(events.into_iter().map(|(_, hlc, number, day, kind)| (hlc, number, day, kind)).collect())
}

/// Makes a deck what all its events say, one after the other.
pub(super) fn replay_deck(
    connection: &Connection,
    log: &Log,
    wanted: &str,
) -> Result<(), StoreError> {
    for (hlc, number, day, kind) in events_of_kind(connection, log, 4)? {
        let EventKind::Deck { deck, contents } = kind else { continue };
        if deck.as_str() != wanted {
            continue;
        }
        replay_contents(connection, log, &deck, contents.as_deref(), (hlc, number), day)?;
    }
    Ok(())
}

fn replay_contents(
    connection: &Connection,
    log: &Log,
    deck: &DeckId,
    hash: Option<&str>,
    event: (Hlc, i64),
    day: Day,
) -> Result<(), StoreError> {
    let Some(hash) = hash else {
        return hold(connection, log, deck, None, event, day);
    };
    let bytes = hash_bytes(hash)
        .ok_or_else(|| StoreError::value(format!("the contents of {deck} have no hash")))?;
    let text: Option<String> = connection
        .prepare_cached("select body from text where hash = :hash")?
        .query_row(named_params! {":hash": bytes}, |row| row.get("body"))
        .optional()?;
    let Some(text) = text else {
        return Err(StoreError::value(format!(
            "the contents of {deck} are named and do not come along; export the log anew"
        )));
    };
    let contents = Contents::read(&text)?;
    for entry in &contents.notes {
        let known = hash_bytes(&entry.hash).is_some_and(|hash| {
            connection
                .prepare_cached("select 1 from text where hash = :hash")
                .and_then(|mut statement| statement.exists(named_params! {":hash": hash}))
                .unwrap_or(false)
        });
        let fits = entry.id.parse::<crate::model::NoteId>().is_ok();
        if !known || !fits {
            return Err(StoreError::value(format!(
                "the text of {deck}:{} is named and does not come along; export the log anew",
                entry.id
            )));
        }
    }
    hold(connection, log, deck, Some(&contents), event, day)
}

/// Makes the settings what all their events say.
pub(super) fn replay_settings(connection: &Connection, log: &Log) -> Result<(), StoreError> {
    connection.execute("delete from setting", [])?;
    for (_, _, _, kind) in events_of_kind(connection, log, 5)? {
        if let EventKind::Config { key, value } = kind {
            apply_setting(connection, &key, value.as_deref())?;
        }
    }
    Ok(())
}

/// Lines of different types behind one closure.
mod erased {
    /// What can be written as a line.
    pub(super) trait Line {
        fn to_json(&self) -> String;
    }

    impl<T: serde::Serialize> Line for T {
        fn to_json(&self) -> String {
            crate::escape::to_json(self)
        }
    }
}
