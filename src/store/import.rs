//! A log of lines of JSON, into this file.
//!
//! Importing is a union of sets: an event that is known is passed over, a new one is kept, and
//! afterwards the cards it touches are what all their events say. The order of the lines does not
//! matter.

use std::collections::{BTreeMap, HashMap};
use std::io::BufRead;
use std::sync::mpsc::{channel, sync_channel};

use rusqlite::{Connection, OptionalExtension, Statement, TransactionBehavior, named_params};

use super::contents::{Contents, Entry, Made};
use super::event_row::{EventRow, SQL_EVENT};
use super::fold::{Appended, Fold};
use super::install::{Held, hold};
use super::log_lines::{Ahead, Said, in_line, read_ahead};
use super::names::intern_card;
use super::newcomers::Newcomers;
use super::open::KEPT_FOR_NAMES;
use super::record::card_of;
use super::renames::settle_homes;
use super::replays::{replay_deck, replay_settings};
use super::texts::{HASHES_IN_ORDER, Keeping, TextHash, Texts, contents_of, is_kept};
use super::{CardNumber, NoteNumber, Store, StoreError};
use crate::model::{CardKey, Day, DeckId, EventId, EventKind, Hlc, LoggedEvent, NoteKey};

/// How many batches of lines wait at most.
const BATCHES: usize = 2;

/// What so many texts of a log make is known without reading them again.
const MOST_TEXTS: usize = 200_000;

/// What an import brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Imported {
    pub(crate) events: usize,
    /// Already here.
    pub(crate) known: usize,
    pub(crate) texts: usize,
    /// Of kinds that only a newer pauk understands; kept.
    pub(crate) unknown: usize,
    /// Notes that their decks held and do not hold any more, by what the log says.
    pub(crate) taken_out: usize,
}

impl Store {
    /// Reads a log and keeps what is new in it, all or nothing.
    ///
    /// # Errors
    /// A line that makes no sense, with its number; an event that is known with other contents.
    pub(crate) fn import_log(
        &mut self,
        input: &mut (impl BufRead + Send),
    ) -> Result<Imported, StoreError> {
        let path = self.path.clone();
        self.import_here(input).map_err(|error| error.at(&path))
    }

    fn import_here(&mut self, input: &mut (impl BufRead + Send)) -> Result<Imported, StoreError> {
        self.in_bulk(KEPT_FOR_NAMES, |store| store.import_all(input))?
    }

    /// Lines are read and checked by one thread, and written by another.
    fn import_all(&mut self, input: &mut (impl BufRead + Send)) -> Result<Imported, StoreError> {
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut import = Import::new(&transaction)?;
        std::thread::scope(|scope| {
            let (sender, receiver) = sync_channel(BATCHES);
            let (back, done) = channel();
            scope.spawn(move || read_ahead(input, &Ahead { sender, done }));
            for batch in receiver {
                let mut batch = batch?;
                for (number, said) in &mut batch {
                    import.line = *number;
                    import.take(said).map_err(|error| in_line(error, *number))?;
                }
                // Who has read to the end takes nothing back.
                let _ = back.send(batch);
            }
            Ok::<(), StoreError>(())
        })?;
        let count = import.finish()?;
        transaction.commit()?;
        Ok(count)
    }
}

struct Import<'a> {
    connection: &'a Connection,
    /// The line that is taken in.
    line: u64,
    fold: Fold<'a>,
    texts: Texts<'a>,
    /// Finds an event by its id.
    known: Statement<'a>,
    /// Whether the last event was here already.
    was_known: bool,
    /// The numbers of the cards that the log names and of their homes, in their order there.
    cards: Vec<(CardNumber, CardNumber)>,
    /// The latest event of each deck that this log brought first, and that was done at once.
    held: HashMap<String, (Hlc, EventId)>,
    /// The cards of decks that this log brought, where it named one of them since.
    newcomers: HashMap<String, Option<Newcomers>>,
    /// Decks whose events are to be gone through in their order at the end, with the line that named
    /// each last.
    decks: BTreeMap<String, u64>,
    settings: bool,
    count: Imported,
}

impl<'a> Import<'a> {
    fn new(connection: &'a Connection) -> Result<Self, StoreError> {
        Ok(Self {
            connection,
            line: 0,
            fold: Fold::new(connection)?,
            texts: Texts::new(connection, HASHES_IN_ORDER)?,
            known: connection.prepare(SQL_EVENT)?,
            was_known: false,
            cards: Vec::new(),
            held: HashMap::new(),
            newcomers: HashMap::new(),
            decks: BTreeMap::new(),
            settings: false,
            count: Imported::default(),
        })
    }

    /// Takes in what a line says.
    fn take(&mut self, said: &mut Said) -> Result<(), StoreError> {
        match said {
            Said::Text { hash, text } => self.text(*hash, text),
            Said::Event { logged, card } => self.event(logged, *card),
        }
    }

    /// Keeps a text; where it is new and that of a note, it is looked what it makes.
    fn text(&mut self, hash: TextHash, text: &str) -> Result<(), StoreError> {
        let Keeping::New(number) = self.texts.keep_text(hash, text)? else { return Ok(()) };
        self.count.texts += 1;
        if let Some(number) = number
            && self.fold.made.len() < MOST_TEXTS
            && let Some(made) = Made::of(text)
        {
            self.fold.made.insert(hash, (number, made));
        }
        Ok(())
    }

    fn event(&mut self, logged: &LoggedEvent, card: Option<usize>) -> Result<(), StoreError> {
        self.fold.log.intern(self.connection, logged.id.device)?;
        let card = match card_of(&logged.event.kind).zip(card) {
            Some((key, place)) => Some(self.card(key, place, logged.event.day)?),
            None => None,
        };
        let row = EventRow::of(&self.fold.log, logged, card.map(|(card, _)| card))?;
        // Behind one that was known comes mostly another one.
        if self.was_known && self.is_known(&row, logged)? {
            return Ok(());
        }
        let (row, first) = match self.fold.append(row)? {
            Appended::New { row, first } => (row, first),
            Appended::Known(row) => {
                self.was_known = true;
                return match self.is_known(&row, logged)? {
                    true => Ok(()),
                    false => Err(self.conflict(logged)),
                };
            }
        };
        self.was_known = false;
        self.count.events += 1;
        if let Some((card, home)) = card {
            match row.for_fold(&self.fold.log)? {
                Some(event) => self.fold.merge(home, &event, first)?,
                None => {
                    self.fold.touch(card)?;
                }
            }
        }
        match &logged.event.kind {
            EventKind::Deck { deck, contents } => {
                self.texts.settle()?;
                self.deck(deck, contents.as_deref(), logged)?;
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

    /// Whether an event is here already; it is counted then.
    ///
    /// # Errors
    /// An event that is here with other contents.
    fn is_known(&mut self, row: &EventRow, logged: &LoggedEvent) -> Result<bool, StoreError> {
        let Some(known) = self.known.query_row([row.id], EventRow::read).optional()? else {
            return Ok(false);
        };
        if !known.says_what(row)? {
            return Err(self.conflict(logged));
        }
        self.count.known += 1;
        Ok(true)
    }

    fn conflict(&self, logged: &LoggedEvent) -> StoreError {
        StoreError::Conflict { line: self.line, id: logged.id.to_string() }
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
        let follows = !self.decks.contains_key(deck.as_str())
            && match self.held.get(deck.as_str()) {
                Some(last) => *last < place,
                None => !self.is_deck_known(deck)?,
            };
        let said = match contents {
            _ if !follows => None,
            Some(hash) => self.whole(hash)?.map(Some),
            None => Some(None),
        };
        let Some(said) = said else {
            self.decks.insert(deck.to_string(), self.line);
            return Ok(());
        };
        self.held.insert(deck.to_string(), place);
        let number = self.fold.log.local(logged.id).unwrap_or_default();
        let held = said.as_ref().map(|(contents, hash)| Held { contents, hash: *hash });
        hold(&mut self.fold, deck, held, (logged.hlc, number), logged.event.day)?;
        if let Some((contents, _)) = said {
            if contents.notes.iter().any(|entry| !entry.was.is_empty()) {
                // Names may lead to other cards than before, in whatever deck.
                self.newcomers.clear();
            }
            self.forget_what_is_made(&contents);
        }
        self.newcomers.insert(deck.to_string(), None);
        Ok(())
    }

    /// Few texts are held by two decks.
    fn forget_what_is_made(&mut self, contents: &Contents) {
        let made = &mut self.fold.made;
        for Entry { hash, .. } in &contents.notes {
            made.remove(hash);
        }
        if made.is_empty() {
            made.shrink_to_fit();
        }
    }

    /// Whether an event said before what a deck holds.
    fn is_deck_known(&self, deck: &DeckId) -> Result<bool, StoreError> {
        Ok(self
            .connection
            .prepare_cached("select 1 from deck where id = :id and event is not null")?
            .exists(named_params! {":id": deck.as_str()})?)
    }

    /// The contents of a hash, where they and all their texts are here.
    fn whole(&self, hash: &str) -> Result<Option<(Contents, TextHash)>, StoreError> {
        let Ok(hash) = hash.parse() else { return Ok(None) };
        let Some(contents) = contents_of(self.connection, hash)? else { return Ok(None) };
        for Entry { hash, .. } in &contents.notes {
            if !self.fold.made.contains_key(hash) && !is_kept(self.connection, *hash)? {
                return Ok(None);
            }
        }
        Ok(Some((contents, hash)))
    }

    /// The numbers of a card and of its home; each is looked up once.
    fn card(
        &mut self,
        key: &CardKey,
        place: usize,
        day: Day,
    ) -> Result<(CardNumber, CardNumber), StoreError> {
        if let Some(known) = self.cards.get(place) {
            return Ok(*known);
        }
        let met = match self.newcomer(key)? {
            Some(card) => (card, card),
            None => match self.fold.meet(key)? {
                Some(met) => met,
                // A new card is its own home.
                None => {
                    let card = intern_card(self.connection, key, day)?;
                    (card, card)
                }
            },
        };
        self.cards.push(met);
        Ok(met)
    }

    /// The number of a card that came with this log, where nothing happened to it before.
    fn newcomer(&mut self, key: &CardKey) -> Result<Option<CardNumber>, StoreError> {
        let CardKey { note: NoteKey { deck, note }, variant } = key;
        let Some(of_deck) = self.newcomers.get_mut(deck.as_str()) else { return Ok(None) };
        let of_deck = match of_deck {
            Some(known) => known,
            none => none.insert(Newcomers::of(self.connection, deck)?),
        };
        let Some((card, running)) = of_deck.find(note, *variant) else { return Ok(None) };
        self.fold.goes_on_from(card, running);
        Ok(Some(card))
    }

    fn finish(mut self) -> Result<Imported, StoreError> {
        self.texts.settle()?;
        self.cards = Vec::new();
        self.newcomers = HashMap::new();
        self.fold.made = foldhash::HashMap::default();
        self.fold.all_is_merged()?;
        let mut held = Vec::new();
        for (deck, line) in std::mem::take(&mut self.decks) {
            if !self.held.contains_key(&deck) {
                held.extend(notes_held(self.connection, &deck)?);
            }
            replay_deck(&mut self.fold, &deck).map_err(|error| in_line(error, line))?;
        }
        if self.settings {
            replay_settings(self.connection, &self.fold.log)?;
        }
        settle_homes(&mut self.fold)?;
        self.fold.settle()?;
        self.count.taken_out = count_taken_out(self.connection, &held)?;
        Ok(self.count)
    }
}

/// The notes that a deck holds.
fn notes_held(connection: &Connection, deck: &str) -> Result<Vec<NoteNumber>, StoreError> {
    let mut statement = connection.prepare_cached(
        "select note.number
         from deck
         join note on note.deck = deck.number
         where deck.id = :deck
         and note.live = 1",
    )?;
    let rows = statement.query_map(named_params! {":deck": deck}, |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How many of these notes no deck holds any more, and none under another name.
fn count_taken_out(connection: &Connection, held: &[NoteNumber]) -> Result<usize, StoreError> {
    let mut statement = connection.prepare_cached(
        "select exists (
             select 1
             from note
             join card on card.note = note.number and card.home = card.number
             where note.number = :note
             and note.live = 0
         )",
    )?;
    let mut count = 0;
    for note in held {
        let is_out: bool = statement.query_row(named_params! {":note": note}, |row| row.get(0))?;
        count += usize::from(is_out);
    }
    Ok(count)
}
