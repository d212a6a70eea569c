//! From events to caches: only what stands here writes `state` and, through it, the sums.
//!
//! A fold is told which cards change. Where the newest event of a card is added, it goes on from
//! the card's row. Where the past changes (a retraction, a merge, another name, another kind), the
//! card is touched: what it counted before is taken from the sums, and all its events are folded
//! afresh when the fold settles.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, named_params};

use super::contents::make_cards;
use super::event_row::EventRow;
use super::log::Log;
use super::own::fold_own;
use super::past::{SQL_RENAMED, events_of, home_of};
use super::state::{Place, StateRow};
use super::sums::{Subject, Sums};
use super::{CardNumber, DeckNumber, NoteNumber, StoreError};
use crate::model::{CardChange, DeckId, EventId, Hlc, LoggedEvent, Memory};
use crate::schedule::{Alike, CardEvent, Folded, What, replay};

/// The cards whose events change in one transaction.
pub(super) struct Fold<'a> {
    pub(super) connection: &'a Connection,
    pub(super) log: Log,
    /// By home.
    cards: BTreeMap<CardNumber, Touched>,
    sums: Sums,
    /// Whether events may count to other cards than before.
    moved: bool,
    /// Whether the index over the events of each card is put off.
    unindexed: bool,
    /// The deck whose id was asked for last.
    deck: Option<(DeckNumber, DeckId)>,
}

/// What is known of a card that changes.
enum Touched {
    /// It goes on from its row by events that come after all others.
    GoesOn(Box<Running>),
    /// These of its events are not counted yet; the others are.
    Late(Vec<EventId>),
    /// It is counted nowhere, and its events are to be folded afresh.
    Afresh,
}

struct Running {
    row: StateRow,
    subject: Subject,
    /// How the card was counted when the fold came upon it.
    before: Option<Alike>,
    /// Whether the card had a row then.
    known: bool,
    /// The reading of the clock at its newest event, where there is one.
    newest: Option<Hlc>,
}

impl<'a> Fold<'a> {
    pub(super) fn new(connection: &'a Connection) -> Result<Self, StoreError> {
        Ok(Self {
            connection,
            log: Log::of(connection)?,
            cards: BTreeMap::new(),
            sums: Sums::default(),
            moved: false,
            unindexed: false,
            deck: None,
        })
    }

    /// To be called before the past of a card changes; gives its memory as it is.
    pub(super) fn touch(&mut self, card: CardNumber) -> Result<Memory, StoreError> {
        self.index_events()?;
        let home = home_of(self.connection, card)?;
        let mut events = events_of(self.connection, &self.log, home)?;
        match self.cards.get(&home) {
            Some(Touched::Afresh) => return Ok(replay(&mut events, |_| {}).memory),
            Some(Touched::Late(late)) => events.retain(|event| !late.contains(&event.id)),
            Some(Touched::GoesOn(_)) | None => {}
        }
        let subject = Subject::of(self.connection, home)?;
        let sums = &mut self.sums;
        let folded = replay(&mut events, |step| sums.count(subject, &step, -1));
        self.cards.insert(home, Touched::Afresh);
        Ok(folded.memory)
    }

    /// Adds an event that is the newest of all on this device; gives the memory before and after.
    pub(super) fn add(
        &mut self,
        card: CardNumber,
        logged: &LoggedEvent,
    ) -> Result<(Memory, Memory), StoreError> {
        let row = EventRow::of(&self.log, logged, Some(card))?;
        let Some(event) = row.for_fold(&self.log)? else {
            row.insert(self.connection)?;
            return Ok((Memory::NEW, Memory::NEW));
        };
        let home = home_of(self.connection, card)?;
        if self.goes_on(home, &event)? {
            row.insert(self.connection)?;
            return self.go_on(home, &event);
        }
        let before = self.touch(home)?;
        row.insert(self.connection)?;
        let mut events = events_of(self.connection, &self.log, home)?;
        Ok((before, replay(&mut events, |_| {}).memory))
    }

    /// Counts an event that was just written and may have any place among those of its card.
    pub(super) fn merge(&mut self, home: CardNumber, event: &CardEvent) -> Result<(), StoreError> {
        if !self.cards.contains_key(&home) {
            let touched = if self.is_first(home, event.id)? {
                Touched::GoesOn(Box::new(Running::of(self.connection, home)?))
            } else {
                Touched::Late(Vec::new())
            };
            self.cards.insert(home, touched);
        }
        match self.cards.get_mut(&home) {
            Some(Touched::GoesOn(running)) => {
                let follows = running.newest.is_none_or(|newest| newest < event.hlc);
                if follows && is_simple(&event.what) {
                    self.go_on(home, event)?;
                } else {
                    self.cards.insert(home, Touched::Late(vec![event.id]));
                }
            }
            Some(Touched::Late(late)) => late.push(event.id),
            Some(Touched::Afresh) | None => {}
        }
        Ok(())
    }

    /// Whether no other event counts to a card than this one. While a first log comes in, only
    /// events of the log itself are there, and the fold knows their cards.
    fn is_first(&self, home: CardNumber, event: EventId) -> Result<bool, StoreError> {
        if self.unindexed {
            return Ok(true);
        }
        let mut other = self
            .connection
            .prepare_cached("select 1 from event where card = :card and id <> :id limit 1")?;
        let id = self.log.local(event);
        if other.exists(named_params! {":card": home, ":id": id})? {
            return Ok(false);
        }
        Ok(!self.connection.prepare_cached(SQL_RENAMED)?.exists(named_params! {":card": home})?)
    }

    /// Does without the index over the events of each card until it is asked for, where there are
    /// none yet: to sort a million of them once is quicker than to find the place of each.
    pub(super) fn put_off_index(&mut self) -> Result<(), StoreError> {
        let known = self
            .connection
            .prepare("select 1 from event where card is not null limit 1")?
            .exists([])?;
        if !known {
            self.connection.execute_batch("drop index event_of_card")?;
            self.unindexed = true;
        }
        Ok(())
    }

    fn index_events(&mut self) -> Result<(), StoreError> {
        if self.unindexed {
            self.unindexed = false;
            self.connection.execute_batch(
                "create index event_of_card on event (card) where card is not null",
            )?;
        }
        Ok(())
    }

    /// Takes what cards counted whose events did not come in their order; they are folded afresh.
    pub(super) fn all_is_merged(&mut self) -> Result<(), StoreError> {
        self.index_events()?;
        let late: Vec<CardNumber> = self
            .cards
            .iter()
            .filter(|(_, touched)| matches!(touched, Touched::Late(_)))
            .map(|(card, _)| *card)
            .collect();
        for card in late {
            self.touch(card)?;
        }
        Ok(())
    }

    /// Whether the card can go on by this event, which is newer than all others.
    fn goes_on(&mut self, home: CardNumber, event: &CardEvent) -> Result<bool, StoreError> {
        if !is_simple(&event.what) {
            return Ok(false);
        }
        match self.cards.entry(home) {
            Entry::Occupied(known) => Ok(matches!(known.get(), Touched::GoesOn(_))),
            Entry::Vacant(unknown) => {
                let running = Running::of(self.connection, home)?;
                // Without a row there may be events that no deck has a card for.
                let known = running.known;
                if known {
                    unknown.insert(Touched::GoesOn(Box::new(running)));
                }
                Ok(known)
            }
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
        let (sums, subject) = (&mut self.sums, running.subject);
        running
            .row
            .folded
            .go_on(event, |step| sums.count(subject, &step, 1))
            .ok_or_else(|| StoreError::value("a card goes on by what changes its past"))?;
        running.newest = Some(event.hlc);
        let after = running.row.folded.memory;
        self.sums.flush_if_many(self.connection)?;
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
    }

    /// Folds a card afresh whose events were counted under another name until now; nothing of it
    /// is counted at present.
    pub(super) fn include(&mut self, card: CardNumber) {
        self.cards.entry(card).or_insert(Touched::Afresh);
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
            Some(Touched::Afresh | Touched::Late(_)) => return Ok(()),
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
        self.write(card, before.and_then(|row| row.alike()), &row)
    }

    /// The row of a card that was just made and that nothing ever happened to.
    pub(super) fn make(&mut self, card: CardNumber, place: Place) -> Result<(), StoreError> {
        self.write(card, None, &StateRow { place, folded: Folded::NEW })
    }

    /// Writes what the touched cards are now, and the sums.
    pub(super) fn settle(mut self) -> Result<(), StoreError> {
        self.all_is_merged()?;
        // An own text may make other cards of a note, and another kind, so there may be more to do.
        while !self.cards.is_empty() {
            let mut notes = BTreeSet::new();
            for (home, touched) in std::mem::take(&mut self.cards) {
                let owns = match touched {
                    Touched::GoesOn(running) => {
                        self.write(home, running.before, &running.row)?;
                        false
                    }
                    Touched::Afresh | Touched::Late(_) => self.fold_afresh(home)?,
                };
                if owns || self.moved {
                    notes.insert(note_of(self.connection, home)?);
                }
            }
            for note in notes {
                if fold_own(self.connection, &self.log, note)? {
                    make_cards(&mut self, note)?;
                }
            }
        }
        self.sums.apply(self.connection)
    }

    /// Folds all events of a card. Whether one of them gives its note an own text.
    fn fold_afresh(&mut self, home: CardNumber) -> Result<bool, StoreError> {
        let before = StateRow::read(self.connection, home)?;
        let mut events = events_of(self.connection, &self.log, home)?;
        let owns =
            events.iter().any(|event| matches!(event.what, What::Set(CardChange::Field { .. })));
        let subject = Subject::of(self.connection, home)?;
        let sums = &mut self.sums;
        let folded = replay(&mut events, |step| sums.count(subject, &step, 1));
        self.sums.flush_if_many(self.connection)?;
        let before = before.and_then(|row| row.alike());
        if home_of(self.connection, home)? == home {
            let place = Place::of(self.connection, home)?;
            self.write(home, before, &StateRow { place, folded })?;
        } else {
            // It has another name now and counts there.
            self.sums.stands(subject.deck, before, -1);
            self.connection
                .prepare_cached("delete from state where card = :card")?
                .execute(named_params! {":card": home})?;
        }
        Ok(owns)
    }

    /// Writes a card's row, and counts it as what it is now.
    fn write(
        &mut self,
        card: CardNumber,
        before: Option<Alike>,
        row: &StateRow,
    ) -> Result<(), StoreError> {
        let after = row.alike();
        if before != after {
            self.sums.stands(row.place.deck, before, -1);
            self.sums.stands(row.place.deck, after, 1);
        }
        row.write(self.connection, card)
    }
}

impl Running {
    /// A card as its row says; a new one where it has none.
    fn of(connection: &Connection, home: CardNumber) -> Result<Self, StoreError> {
        let known = StateRow::read(connection, home)?;
        let row = match known {
            Some(row) => row,
            None => StateRow { place: Place::of(connection, home)?, folded: Folded::NEW },
        };
        Ok(Self {
            subject: Subject::of(connection, home)?,
            before: known.and_then(|row| row.alike()),
            known: known.is_some(),
            newest: None,
            row,
        })
    }
}

/// Whether an event changes nothing of what was before it, and no text.
fn is_simple(what: &What) -> bool {
    match what {
        What::Review(_) => true,
        What::Retract { .. } | What::Set(CardChange::Field { .. }) => false,
        What::Set(_) => true,
    }
}

fn note_of(connection: &Connection, card: CardNumber) -> Result<NoteNumber, StoreError> {
    Ok(connection
        .prepare_cached("select note from card where number = :card")?
        .query_row(named_params! {":card": card}, |row| row.get("note"))?)
}

/// Sets or unsets a setting.
pub(super) fn apply_setting(
    connection: &Connection,
    key: &str,
    value: Option<&str>,
) -> Result<(), StoreError> {
    match value {
        Some(value) => connection
            .prepare_cached(
                "insert into setting (key, value) values (:key, :value)
                 on conflict (key) do update set value = excluded.value",
            )?
            .execute(named_params! {":key": key, ":value": value})?,
        None => connection
            .prepare_cached("delete from setting where key = :key")?
            .execute(named_params! {":key": key})?,
    };
    Ok(())
}
