//! From events to caches: only what stands here writes `state` and, through it, the sums.
//!
//! A fold is told which cards change. Where the newest event of a card is added, it goes on from
//! the card's row. Where the past changes (a retraction, a merge, another name, another kind), the
//! card is touched: what it counted before is taken from the sums, and all its events are folded
//! afresh when the fold settles.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use foldhash::{HashMap, HashMapExt};
use rusqlite::{CachedStatement, Connection, named_params};

use super::ahead::Ahead;
use super::contents::{Made, make_cards};
use super::event_row::{EventRow, SQL_INSERT};
use super::latest::Latest;
use super::log::Log;
use super::own::fold_own;
use super::past::{SQL_RENAMED, events_of, home_of};
use super::running::{Met, Running, Touched, is_simple};
use super::state::{Place, StateRow, Surrounded, forget};
use super::sums::Subject;
use super::texts::TextHash;
use super::{CardNumber, DeckNumber, NoteNumber, StoreError, TextNumber};
use crate::model::{CardChange, CardKey, DeckId, LoggedEvent, Memory};
use crate::schedule::{CardEvent, What, replay};

/// The cards whose events change in one transaction.
pub(super) struct Fold<'a> {
    pub(super) connection: &'a Connection,
    pub(super) log: Log,
    /// A row of a card that holds, where one was read before.
    pub(super) read: Option<(CardNumber, Surrounded)>,
    /// By home.
    cards: HashMap<CardNumber, Touched>,
    /// Writes an event, where one was written.
    insert: Option<CachedStatement<'a>>,
    /// What the sums lack.
    ahead: Ahead,
    latest: Latest,
    /// Whether events may count to other cards than before.
    moved: bool,
    /// What texts make that were kept in this transaction, with their numbers, as far as it is known.
    pub(super) made: HashMap<TextHash, (TextNumber, Made)>,
    /// The deck whose id was asked for last.
    deck: Option<(DeckNumber, DeckId)>,
}

/// What became of an event that was to be written.
pub(super) enum Appended {
    /// Its id was taken: by the same event or by another one.
    Known(EventRow),
    /// It stands in the log now; `first` where it is the first of its card here.
    New { row: EventRow, first: bool },
}

impl<'a> Fold<'a> {
    /// Of whatever changes; the sums follow at its end.
    pub(super) fn new(connection: &'a Connection) -> Result<Self, StoreError> {
        let mut ahead = Ahead::of(connection)?;
        ahead.follow(connection)?;
        Ok(Self::with(connection, Log::of(connection)?, ahead))
    }

    /// Of events that this device writes, with the log as it stands and what the sums lack of it.
    pub(super) fn with(connection: &'a Connection, log: Log, ahead: Ahead) -> Self {
        Self {
            connection,
            log,
            read: None,
            cards: HashMap::new(),
            insert: None,
            ahead,
            latest: Latest::default(),
            moved: false,
            made: HashMap::new(),
            deck: None,
        }
    }

    /// The sums follow when the fold settles.
    pub(super) fn sums_follow(&mut self) -> Result<(), StoreError> {
        self.ahead.follow(self.connection)
    }

    /// To be called before the past of a card changes; gives its memory as it is.
    pub(super) fn touch(&mut self, card: CardNumber) -> Result<Memory, StoreError> {
        let home = home_of(self.connection, card)?;
        let (memory, _) = self.take_back(home)?;
        self.cards.insert(home, Touched::Afresh(None));
        Ok(memory)
    }

    /// Takes what a card counts from the sums; gives its memory and all its events.
    fn take_back(&mut self, home: CardNumber) -> Result<(Memory, Vec<CardEvent>), StoreError> {
        self.leave(home);
        self.latest.write(self.connection)?;
        let all = events_of(self.connection, &self.log, home)?;
        let mut counted = all.clone();
        match self.cards.get(&home) {
            Some(Touched::Afresh(_)) => return Ok((replay(&mut counted, |_| {}).memory, all)),
            Some(Touched::Late(late)) => counted.retain(|event| !late.contains(&event.id)),
            Some(Touched::GoesOn(_)) | None => {}
        }
        // The row is read again when the card is written: to ask for its deck alone is dearer.
        let subject = match StateRow::read_surrounded(self.connection, home)? {
            Some(found) => found.subject,
            None => Subject::of(self.connection, home)?,
        };
        let sums = &mut self.ahead.sums;
        let folded = replay(&mut counted, |step| sums.count(subject, &step, -1));
        Ok((folded.memory, all))
    }

    /// Adds an event that is the newest of all on this device; gives the memory before and after.
    pub(super) fn add(
        &mut self,
        card: CardNumber,
        logged: &LoggedEvent,
    ) -> Result<(Memory, Memory), StoreError> {
        let row = EventRow::of(&self.log, logged, Some(card))?;
        let Some(event) = row.for_fold(&self.log)? else {
            self.append(row)?;
            return Ok((Memory::NEW, Memory::NEW));
        };
        if self.goes_on(card, &event)? {
            self.append(row)?;
            return self.go_on(card, &event);
        }
        let home = home_of(self.connection, card)?;
        let (before, mut events) = self.take_back(home)?;
        self.append(row)?;
        events.push(event);
        let after = replay(&mut events, |_| {}).memory;
        self.cards.insert(home, Touched::Afresh(Some(events)));
        Ok((before, after))
    }

    /// Writes an event where its id is not taken yet; for an event of a card, behind the one that
    /// came in before it. Its device must be known.
    pub(super) fn append(&mut self, mut row: EventRow) -> Result<Appended, StoreError> {
        let mut running = match row.card().and_then(|card| self.cards.get_mut(&card)) {
            Some(Touched::GoesOn(running)) => Some(running),
            Some(Touched::Late(_) | Touched::Afresh(_)) | None => None,
        };
        let before = match (&running, row.card()) {
            (Some(running), _) => running.latest,
            (None, Some(card)) => self.latest.of(self.connection, card)?,
            (None, None) => None,
        };
        row.back = before.map(|before| row.id.wrapping_sub(before));
        let insert = match &mut self.insert {
            Some(insert) => insert,
            none => none.insert(self.connection.prepare_cached(SQL_INSERT)?),
        };
        if !row.insert(insert)? {
            return Ok(Appended::Known(row));
        }
        self.ahead.goes_on(row.id);
        match (&mut running, row.card()) {
            (Some(running), _) => running.latest = Some(row.id),
            (None, Some(card)) => self.latest.is(card, row.id),
            (None, None) => {}
        }
        Ok(Appended::New { row, first: before.is_none() })
    }

    /// Keeps which event of a card came in last, before the card goes on no more.
    fn leave(&mut self, home: CardNumber) {
        if let Some(Touched::GoesOn(running)) = self.cards.get_mut(&home)
            && let Some(event) = running.latest.take()
        {
            self.latest.is(home, event);
        }
    }

    /// Looks for a card that a log names; gives its number and that of its home. Where nothing ever
    /// happened to it, it will go on from its row.
    pub(super) fn meet(
        &mut self,
        key: &CardKey,
    ) -> Result<Option<(CardNumber, CardNumber)>, StoreError> {
        let Some(Met { card, home, running }) = Met::by_name(self.connection, key)? else {
            return Ok(None);
        };
        if let Some(running) = running {
            self.goes_on_from(card, running);
        }
        Ok(Some((card, home)))
    }

    /// The card will go on from its row, of which no event of it was known; where one came in since,
    /// it will not.
    pub(super) fn goes_on_from(&mut self, card: CardNumber, running: Running) {
        if !self.latest.knows(card) {
            self.cards.entry(card).or_insert_with(|| Touched::GoesOn(Box::new(running)));
        }
    }

    /// Counts an event that was just written and may have any place among those of its card; `first`
    /// where no event of the card was here before it.
    pub(super) fn merge(
        &mut self,
        home: CardNumber,
        event: &CardEvent,
        first: bool,
    ) -> Result<(), StoreError> {
        let touched = match self.cards.entry(home) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => {
                place.insert(if first && !was_renamed(self.connection, home)? {
                    let mut running = Running::of(self.connection, home)?;
                    running.latest = self.latest.take(home).or(running.latest);
                    Touched::GoesOn(Box::new(running))
                } else {
                    Touched::Late(Vec::new())
                })
            }
        };
        match touched {
            Touched::GoesOn(running) => {
                let follows = running.newest.is_none_or(|newest| newest < event.hlc);
                if follows && is_simple(&event.what) {
                    running.go_on(event, &mut self.ahead.sums)?;
                    self.ahead.follow_if_many(self.connection)?;
                } else {
                    self.leave(home);
                    self.cards.insert(home, Touched::Late(vec![event.id]));
                }
            }
            Touched::Late(late) => late.push(event.id),
            Touched::Afresh(known) => *known = None,
        }
        Ok(())
    }

    /// Takes what cards counted whose events did not come in their order; they are folded afresh.
    pub(super) fn all_is_merged(&mut self) -> Result<(), StoreError> {
        let mut late: Vec<CardNumber> = self
            .cards
            .iter()
            .filter(|(_, touched)| matches!(touched, Touched::Late(_)))
            .map(|(card, _)| *card)
            .collect();
        late.sort_unstable();
        for card in late {
            self.touch(card)?;
        }
        Ok(())
    }

    /// Whether the card can go on from its row by this event, which is newer than all others.
    fn goes_on(&mut self, card: CardNumber, event: &CardEvent) -> Result<bool, StoreError> {
        if !is_simple(&event.what) {
            return Ok(false);
        }
        if let Some(known) = self.cards.get(&card) {
            return Ok(matches!(known, Touched::GoesOn(_)));
        }
        // Without a row there may be events that no deck has a card for, with another home the
        // row is another card's.
        let read = self.read.take().filter(|(read, _)| *read == card);
        let found = match read {
            Some((_, row)) => Some(row),
            None => StateRow::read_surrounded(self.connection, card)?,
        };
        match found {
            Some(found) if found.home == card => {
                self.cards.insert(card, Touched::GoesOn(Box::new(Running::from_row(found))));
                Ok(true)
            }
            Some(_) | None => Ok(false),
        }
    }

    fn go_on(
        &mut self,
        home: CardNumber,
        event: &CardEvent,
    ) -> Result<(Memory, Memory), StoreError> {
        let Some(Touched::GoesOn(running)) = self.cards.get_mut(&home) else {
            return Err(StoreError::value("a card goes on that is folded afresh"));
        };
        let before = running.row.folded.memory;
        running.go_on(event, &mut self.ahead.sums)?;
        let after = running.row.folded.memory;
        self.ahead.follow_if_many(self.connection)?;
        Ok((before, after))
    }

    /// The id of a deck.
    pub(super) fn deck_id(&mut self, deck: DeckNumber) -> Result<DeckId, StoreError> {
        if let Some((known, id)) = &self.deck
            && *known == deck
        {
            return Ok(id.clone());
        }
        let id = super::names::deck_id(self.connection, deck)?;
        self.deck = Some((deck, id.clone()));
        Ok(id)
    }

    /// Names lead to other cards than before: cards that went on are folded afresh too.
    pub(super) fn names_moved(&mut self) {
        self.moved = true;
        for touched in self.cards.values_mut() {
            if let Touched::Afresh(known) = touched {
                *known = None;
            }
        }
    }

    /// Folds a card afresh whose events were counted under another name until now; nothing of it
    /// is counted at present.
    pub(super) fn include(&mut self, card: CardNumber) {
        self.cards.entry(card).or_insert(Touched::Afresh(None));
    }

    /// To be called before a note becomes one of another kind, or its kind becomes known.
    pub(super) fn kind_changes(&mut self, note: NoteNumber) -> Result<(), StoreError> {
        let mut statement =
            self.connection.prepare_cached("select distinct home from card where note = :note")?;
        let homes: Vec<CardNumber> = statement
            .query_map(named_params! {":note": note}, |row| row.get("home"))?
            .collect::<rusqlite::Result<_>>()?;
        for home in homes {
            self.touch(home)?;
        }
        Ok(())
    }

    /// Brings a card's row in line with its deck; its memory is left as it is.
    pub(super) fn refresh(&mut self, card: CardNumber) -> Result<(), StoreError> {
        match self.cards.get_mut(&card) {
            Some(Touched::Afresh(known)) => {
                *known = None;
                return Ok(());
            }
            Some(Touched::Late(_)) => return Ok(()),
            Some(Touched::GoesOn(running)) => {
                running.row.place = Place::of(self.connection, card)?;
                return Ok(());
            }
            None => {}
        }
        if home_of(self.connection, card)? != card {
            return Ok(());
        }
        let place = Place::of(self.connection, card)?;
        let before = StateRow::read(self.connection, card)?;
        let folded = match before {
            Some(row) => row.folded,
            None => replay(&mut events_of(self.connection, &self.log, card)?, |_| {}),
        };
        let row = StateRow { place, folded };
        if before == Some(row) {
            return Ok(());
        }
        self.write(card, before, &row, None)
    }

    /// Counts so many cards in each deck that were just made; nothing ever happened to them.
    pub(super) fn stand_anew(
        &mut self,
        cards: &BTreeMap<DeckNumber, i64>,
    ) -> Result<(), StoreError> {
        for (deck, cards) in cards {
            self.ahead.sums.stands(*deck, StateRow::new_in(*deck).counted(), *cards)?;
        }
        Ok(())
    }

    /// Writes what the touched cards are now, and the sums where they are to follow; gives the log
    /// back, and what the sums lack of it.
    pub(super) fn settle(mut self) -> Result<(Log, Ahead), StoreError> {
        self.all_is_merged()?;
        // An own text may make other cards of a note, and another kind, so there may be more to do.
        while !self.cards.is_empty() {
            let mut notes = BTreeSet::new();
            let mut touched: Vec<_> = std::mem::take(&mut self.cards).into_iter().collect();
            touched.sort_unstable_by_key(|(home, _)| *home);
            for (home, touched) in touched {
                let owns = match touched {
                    Touched::GoesOn(running) => {
                        let Running { row, before, latest, .. } = *running;
                        self.write(home, before, &row, latest)?;
                        false
                    }
                    Touched::Afresh(events) => self.fold_afresh(home, events)?,
                    Touched::Late(_) => self.fold_afresh(home, None)?,
                };
                if owns || self.moved {
                    notes.insert(note_of(self.connection, home)?);
                }
            }
            self.latest.write(self.connection)?;
            for note in notes {
                if fold_own(self.connection, &self.log, note)? {
                    self.sums_follow()?;
                    make_cards(&mut self, note)?;
                }
            }
        }
        self.latest.write(self.connection)?;
        let ahead = self.ahead.settle(self.connection)?;
        Ok((self.log, ahead))
    }

    /// Folds all events of a card; where they are known, nothing but them has changed. Whether one
    /// of them gives its note an own text.
    fn fold_afresh(
        &mut self,
        home: CardNumber,
        known: Option<Vec<CardEvent>>,
    ) -> Result<bool, StoreError> {
        let found = StateRow::read_surrounded(self.connection, home)?;
        let before = found.map(|found| found.row);
        let kept_place = before.filter(|_| known.is_some()).map(|row| row.place);
        let mut events = match known {
            Some(events) => events,
            None => {
                self.latest.write(self.connection)?;
                events_of(self.connection, &self.log, home)?
            }
        };
        let owns =
            events.iter().any(|event| matches!(event.what, What::Set(CardChange::Field { .. })));
        let (subject, is_home) = match found {
            Some(found) => (found.subject, found.home == home),
            None => (Subject::of(self.connection, home)?, home_of(self.connection, home)? == home),
        };
        let sums = &mut self.ahead.sums;
        let folded = replay(&mut events, |step| sums.count(subject, &step, 1));
        self.ahead.follow_if_many(self.connection)?;
        if is_home {
            let place = match kept_place {
                Some(place) => place,
                None => Place::of(self.connection, home)?,
            };
            let latest = self.latest.take(home);
            self.write(home, before, &StateRow { place, folded }, latest)?;
        } else {
            // It has another name now and counts there.
            self.ahead.sums.stands(subject.deck, before.and_then(|row| row.counted()), -1)?;
            forget(self.connection, home)?;
        }
        Ok(owns)
    }

    /// Writes a card's row, and counts it as what it is now; `before` is its row as it was, where it
    /// had one.
    fn write(
        &mut self,
        card: CardNumber,
        before: Option<StateRow>,
        row: &StateRow,
        latest: Option<i64>,
    ) -> Result<(), StoreError> {
        let stood = before.map(|before| (before.place.deck, before.counted()));
        let stands = (row.place.deck, row.counted());
        if stood != Some(stands) {
            if let Some((deck, counted)) = stood {
                self.ahead.sums.stands(deck, counted, -1)?;
            }
            self.ahead.sums.stands(stands.0, stands.1, 1)?;
        }
        match before.filter(|before| before.place == row.place) {
            Some(before) => row.update(self.connection, card, &before, latest),
            None => row.write(self.connection, card, latest),
        }
    }
}

/// Whether events of another name count to the card.
fn was_renamed(connection: &Connection, home: CardNumber) -> Result<bool, StoreError> {
    Ok(connection.prepare_cached(SQL_RENAMED)?.exists(named_params! {":card": home})?)
}

/// The note of a card.
pub(super) fn note_of(connection: &Connection, card: CardNumber) -> Result<NoteNumber, StoreError> {
    Ok(connection
        .prepare_cached("select note from card where number = :card")?
        .query_row(named_params! {":card": card}, |row| row.get("note"))?)
}
