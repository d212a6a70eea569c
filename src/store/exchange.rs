//! The log as lines of JSON: out of this file, and into it.
//!
//! Importing is a union of sets: an event that is known is passed over, a new one is kept, and
//! afterwards the cards it touches are folded anew. The order of the lines does not matter.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::io::{BufRead, Write};

use rusqlite::{Connection, Statement, TransactionBehavior, named_params};
use serde::{Deserialize, Serialize};

use super::contents::{Contents, SQL_KEEP_TEXT, hash_bytes, hash_of, hash_text, text_of};
use super::event_row::{EVENT_COLUMNS, EventRow, SQL_INSERT_IF_NEW};
use super::fold::{Fold, apply_setting};
use super::install::hold;
use super::log::Log;
use super::names::intern_card;
use super::past::home_of;
use super::record::card_of;
use super::renames::settle_homes;
use super::wire::Line;
use super::{CardNumber, Store, StoreError};
use crate::model::{CardKey, Day, DeckId, EventId, EventKind, Hlc, LoggedEvent, Variant};

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
        // Every row that is pointed to is made here before the one that points, and a large log
        // touches more pages than are usually held.
        self.connection.execute_batch("pragma foreign_keys = off; pragma cache_size = -8000;")?;
        let imported = self.import_all(input);
        self.connection.execute_batch("pragma foreign_keys = on; pragma cache_size = -2000;")?;
        imported
    }

    fn import_all(&mut self, input: &mut impl BufRead) -> Result<Imported, StoreError> {
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut import = Import::new(&transaction)?;
        let mut lines = Lines { input, number: 0, line: Vec::new() };
        match lines.next_line()? {
            Some(line) => check_header(line)?,
            None => return Err(StoreError::value("the log is empty: not even a header")),
        }
        while let Some(line) = lines.next_line()? {
            if let Err(error) = import.line(line) {
                return Err(in_line(error, lines.number));
            }
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
    line: Vec<u8>,
}

impl<R: BufRead> Lines<'_, R> {
    fn next_line(&mut self) -> Result<Option<&str>, StoreError> {
        loop {
            self.number += 1;
            self.line.clear();
            std::io::Read::take(&mut *self.input, LONGEST_LINE)
                .read_until(b'\n', &mut self.line)
                .map_err(|source| StoreError::File { path: "the log".into(), source })?;
            if self.line.is_empty() {
                return Ok(None);
            }
            if !self.line.trim_ascii().is_empty() {
                break;
            }
        }
        let number = self.number;
        let wrong = |detail: &str| StoreError::value(format!("line {number}: {detail}"));
        if self.line.len() as u64 == LONGEST_LINE {
            return Err(wrong("longer than 64 MB"));
        }
        let text = std::str::from_utf8(&self.line).map_err(|_| wrong("not UTF-8"))?;
        Ok(Some(text.trim_start_matches('\u{feff}').trim()))
    }
}

struct Import<'a> {
    connection: &'a Connection,
    fold: Fold<'a>,
    insert: Statement<'a>,
    keep_text: Statement<'a>,
    /// The numbers of cards that were met and of their homes, by the two parts of their names.
    cards: HashMap<String, HashMap<Box<str>, (CardNumber, CardNumber)>>,
    /// The latest event of each deck that this log brought first, and that was done at once.
    held: HashMap<String, (Hlc, EventId)>,
    /// Decks whose events are to be gone through in their order at the end.
    decks: BTreeSet<String>,
    settings: bool,
    count: Imported,
}

impl<'a> Import<'a> {
    fn new(connection: &'a Connection) -> Result<Self, StoreError> {
        let mut fold = Fold::new(connection)?;
        fold.put_off_index()?;
        Ok(Self {
            connection,
            fold,
            insert: connection.prepare(SQL_INSERT_IF_NEW)?,
            keep_text: connection.prepare(SQL_KEEP_TEXT)?,
            cards: HashMap::new(),
            held: HashMap::new(),
            decks: BTreeSet::new(),
            settings: false,
            count: Imported::default(),
        })
    }

    fn line(&mut self, line: &str) -> Result<(), StoreError> {
        if line.len() > LONGEST_EVENT {
            // Read as nothing but a text, so that a long line of anything else fills no memory.
            let row = serde_json::from_str(line)
                .map_err(|_| StoreError::value("longer than 16 MB, and no text of a log"))?;
            return self.text(&row);
        }
        if line.starts_with("{\"text\":") {
            let row = serde_json::from_str(line)
                .map_err(|error| StoreError::value(format!("no text of a log: {error}")))?;
            return self.text(&row);
        }
        match serde_json::from_str::<Line>(line) {
            Ok(line) => self.event(line),
            Err(error) => self.other_line(line, &error),
        }
    }

    /// A line that is no event as it stands: a text whose fields come in another order, or a
    /// mistake.
    fn other_line(&mut self, line: &str, error: &serde_json::Error) -> Result<(), StoreError> {
        let value: serde_json::Value = serde_json::from_str(line)
            .map_err(|error| StoreError::value(format!("no JSON: {error}")))?;
        if value.get("text").is_none() || value.get("event").is_some() {
            return Err(StoreError::value(format!("no event of a log: {error}")));
        }
        let row = serde_json::from_value(value)
            .map_err(|error| StoreError::value(format!("no text of a log: {error}")))?;
        self.text(&row)
    }

    fn text(&mut self, row: &TextRow) -> Result<(), StoreError> {
        if hash_of(&row.body) != row.text {
            return Err(StoreError::value(format!(
                "the text {} is not what its hash says",
                row.text
            )));
        }
        let hash = hash_bytes(&row.text).ok_or_else(|| StoreError::value("a hash that is none"))?;
        self.count.texts +=
            self.keep_text.execute(named_params! {":hash": hash, ":body": row.body})?;
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
        self.fold.log.intern(self.connection, logged.id.device)?;
        let card = match card_of(&logged.event.kind) {
            Some(key) => Some(self.card(key, logged.event.day)?),
            None => None,
        };
        let row = EventRow::of(&self.fold.log, &logged, card.map(|(card, _)| card))?;
        if self.insert.execute(row.parameters())? == 0 {
            let same = match EventRow::by_id(self.connection, row.id)? {
                Some(known) => known.says_what(&row)?,
                None => false,
            };
            if !same {
                return Err(StoreError::Conflict { id: logged.id.to_string() });
            }
            self.count.known += 1;
            return Ok(());
        }
        self.count.events += 1;
        if let Some((card, home)) = card {
            match row.for_fold(&self.fold.log)? {
                Some(event) => self.fold.merge(home, &event)?,
                None => {
                    self.fold.touch(card)?;
                }
            }
        }
        match &logged.event.kind {
            EventKind::Deck { deck, contents } => self.deck(deck, contents.as_deref(), &logged)?,
            EventKind::Config { .. } => self.settings = true,
            EventKind::Unknown { .. } => self.count.unknown += 1,
            EventKind::Review { .. }
            | EventKind::Retract { .. }
            | EventKind::Set { .. }
            | EventKind::Quiz { .. } => {}
        }
        Ok(())
    }

    /// Does at once what the event of a deck says that nobody here has heard of, where its texts
    /// are here and its events come in their order; else the deck is left for the end.
    fn deck(
        &mut self,
        deck: &DeckId,
        contents: Option<&str>,
        logged: &LoggedEvent,
    ) -> Result<(), StoreError> {
        let place = (logged.hlc, logged.id);
        let follows = match self.held.get(deck.as_str()) {
            Some(last) => *last < place,
            None => !self.is_known(deck)?,
        };
        let contents = contents.map(|hash| self.whole(hash)).transpose()?;
        if !follows || self.decks.contains(deck.as_str()) || matches!(contents, Some(None)) {
            self.decks.insert(deck.to_string());
            return Ok(());
        }
        self.held.insert(deck.to_string(), place);
        let number = self.fold.log.local(logged.id).unwrap_or_default();
        let contents = contents.flatten();
        hold(&mut self.fold, deck, contents.as_ref(), (logged.hlc, number), logged.event.day)
    }

    /// Whether an event said before what a deck holds.
    fn is_known(&self, deck: &DeckId) -> Result<bool, StoreError> {
        Ok(self
            .connection
            .prepare_cached("select 1 from deck where id = :id and event is not null")?
            .exists(named_params! {":id": deck.as_str()})?)
    }

    /// The contents of a hash, where they and all their texts are here.
    fn whole(&self, hash: &str) -> Result<Option<Contents>, StoreError> {
        let Some(bytes) = hash_bytes(hash) else { return Ok(None) };
        let Some(text) = text_of(self.connection, bytes)? else { return Ok(None) };
        let contents = Contents::read(&text)?;
        let mut known = self.connection.prepare_cached("select 1 from text where hash = :hash")?;
        for entry in &contents.notes {
            let Some(hash) = hash_bytes(&entry.hash) else { return Ok(None) };
            if !known.exists(named_params! {":hash": hash})? {
                return Ok(None);
            }
        }
        Ok(Some(contents))
    }

    /// The numbers of a card and of its home; each is looked up once.
    fn card(&mut self, key: &CardKey, day: Day) -> Result<(CardNumber, CardNumber), StoreError> {
        let deck = key.note.deck.as_str();
        let name = match key.variant {
            Variant::Plain => Cow::Borrowed(key.note.note.as_str()),
            variant => Cow::Owned(format!("{}{variant}", key.note.note)),
        };
        if let Some(known) = self.cards.get(deck).and_then(|cards| cards.get(name.as_ref())) {
            return Ok(*known);
        }
        let card = intern_card(self.connection, key, day)?;
        let home = home_of(self.connection, card)?;
        self.cards
            .entry(deck.to_owned())
            .or_default()
            .insert(name.into_owned().into(), (card, home));
        Ok((card, home))
    }

    fn finish(mut self) -> Result<Imported, StoreError> {
        self.cards = HashMap::new();
        self.fold.all_is_merged()?;
        for deck in std::mem::take(&mut self.decks) {
            replay_deck(&mut self.fold, &deck)?;
        }
        if self.settings {
            replay_settings(self.connection, &self.fold.log)?;
        }
        settle_homes(&mut self.fold)?;
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
pub(super) fn replay_deck(fold: &mut Fold<'_>, wanted: &str) -> Result<(), StoreError> {
    for (hlc, number, day, kind) in events_of_kind(fold.connection, &fold.log, 4)? {
        let EventKind::Deck { deck, contents } = kind else { continue };
        if deck.as_str() != wanted {
            continue;
        }
        replay_contents(fold, &deck, contents.as_deref(), (hlc, number), day)?;
    }
    Ok(())
}

fn replay_contents(
    fold: &mut Fold<'_>,
    deck: &DeckId,
    hash: Option<&str>,
    event: (Hlc, i64),
    day: Day,
) -> Result<(), StoreError> {
    let Some(hash) = hash else {
        return hold(fold, deck, None, event, day);
    };
    let bytes = hash_bytes(hash)
        .ok_or_else(|| StoreError::value(format!("the contents of {deck} have no hash")))?;
    let Some(text) = text_of(fold.connection, bytes)? else {
        return Err(StoreError::value(format!(
            "the contents of {deck} are named and do not come along; export the log anew"
        )));
    };
    hold(fold, deck, Some(&Contents::read(&text)?), event, day)
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
