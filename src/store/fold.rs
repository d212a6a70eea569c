//! From events to caches: only what stands here writes `state`, `tally`, `own` and `setting`.
//!
//! A fold touches a card before its events change and settles it afterwards: what the card
//! counted before is taken from the tally, what it counts now is added.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, named_params};

use super::log::{EVENT_COLUMNS, EventRow, Log};
use super::tally::Difference;
use super::{CardNumber, DeckNumber, NoteNumber, StoreError};
use crate::model::{CardChange, LoggedEvent, Memory, Variant};
use crate::queue;
use crate::schedule::{CardEvent, Folded, What, replay};

/// The cards whose events change in one transaction.
pub(super) struct Fold<'a> {
    connection: &'a Connection,
    log: Option<Log>,
    /// By home, the events of each touched card.
    cards: BTreeMap<CardNumber, Vec<CardEvent>>,
    difference: Difference,
    /// Whether events may count to other cards than before.
    moved: bool,
}

impl<'a> Fold<'a> {
    pub(super) fn new(connection: &'a Connection) -> Self {
        Self {
            connection,
            log: None,
            cards: BTreeMap::new(),
            difference: Difference::default(),
            moved: false,
        }
    }

    /// To be called before the events of a card change; gives its memory as it is.
    pub(super) fn touch(&mut self, card: CardNumber) -> Result<Memory, StoreError> {
        let home = home_of(self.connection, card)?;
        if let Some(events) = self.cards.get_mut(&home) {
            return Ok(replay(events, |_| {}).memory);
        }
        let mut events = self.read(home)?;
        let deck = deck_of(self.connection, home)?;
        let difference = &mut self.difference;
        let folded = replay(&mut events, |step| difference.count(deck, &step, -1));
        self.cards.insert(home, events);
        Ok(folded.memory)
    }

    /// After an event was written that is the newest of a touched card.
    pub(super) fn append(
        &mut self,
        card: CardNumber,
        logged: &LoggedEvent,
    ) -> Result<Memory, StoreError> {
        let home = home_of(self.connection, card)?;
        let log = self.log()?.clone();
        let Some(events) = self.cards.get_mut(&home) else {
            return Err(StoreError::value("a card was changed that was not touched"));
        };
        let row = EventRow::of(&log, logged, Some(card))?;
        events.extend(row.for_fold(&log)?);
        Ok(replay(events, |_| {}).memory)
    }

    /// Forgets what was read of the touched cards, so that settling reads their events anew.
    pub(super) fn reread(&mut self) -> Result<(), StoreError> {
        let touched: Vec<CardNumber> = self.cards.keys().copied().collect();
        self.log = None;
        self.moved = true;
        self.cards.clear();
        for card in touched {
            let home = home_of(self.connection, card)?;
            for card in [card, home] {
                let events = self.read(card)?;
                self.cards.insert(card, events);
            }
        }
        Ok(())
    }

    /// Settles a card too whose events were counted under another name until now.
    pub(super) fn include(&mut self, card: CardNumber) -> Result<(), StoreError> {
        if !self.cards.contains_key(&card) {
            let events = self.read(card)?;
            self.cards.insert(card, events);
        }
        Ok(())
    }

    /// Writes what the touched cards are now.
    pub(super) fn settle(mut self) -> Result<(), StoreError> {
        for (home, mut events) in std::mem::take(&mut self.cards) {
            let deck = deck_of(self.connection, home)?;
            let difference = &mut self.difference;
            let folded = replay(&mut events, |step| difference.count(deck, &step, 1));
            let has_own =
                |event: &CardEvent| matches!(event.what, What::Set(CardChange::Field { .. }));
            if self.moved || events.iter().any(has_own) {
                settle_own(self.connection, home)?;
            }
            write_state(self.connection, home, &folded)?;
        }
        self.difference.apply(self.connection)
    }

    fn log(&mut self) -> Result<&Log, StoreError> {
        if self.log.is_none() {
            self.log = Some(Log::of(self.connection)?);
        }
        self.log.as_ref().ok_or_else(|| StoreError::value("the log has no devices"))
    }

    fn read(&mut self, home: CardNumber) -> Result<Vec<CardEvent>, StoreError> {
        let connection = self.connection;
        events_of(connection, self.log()?, home)
    }
}

/// The events of a card, and those of the cards that it was before.
pub(super) const SQL_EVENTS_OF_CARD: &str = "
    select id, hlc, kind, version, card, day, zone, behind, mode, quality, duration, body
    from event
    where card = :card";

/// Earlier names of a card.
pub(super) const SQL_RENAMED: &str = "
    select number
    from card
    where home = :card
    and home <> number";

/// All events that count to this card, in no order.
pub(super) fn events_of(
    connection: &Connection,
    log: &Log,
    home: CardNumber,
) -> Result<Vec<CardEvent>, StoreError> {
    let mut events = Vec::new();
    for_each_event(connection, home, |row| {
        events.extend(row.for_fold(log)?);
        Ok(())
    })?;
    Ok(events)
}

/// Sees every row of the log that counts to this card.
pub(super) fn for_each_event(
    connection: &Connection,
    home: CardNumber,
    mut see: impl FnMut(EventRow) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut numbers = Vec::new();
    if home_of(connection, home)? == home {
        numbers.push(home);
    }
    let mut statement = connection.prepare_cached(SQL_RENAMED)?;
    let mut rows = statement.query(named_params! {":card": home})?;
    while let Some(row) = rows.next()? {
        numbers.push(row.get("number")?);
    }
    debug_assert!(SQL_EVENTS_OF_CARD.contains(EVENT_COLUMNS));
    let mut statement = connection.prepare_cached(SQL_EVENTS_OF_CARD)?;
    for number in numbers {
        let mut rows = statement.query(named_params! {":card": number})?;
        while let Some(row) = rows.next()? {
            see(EventRow::read(row)?)?;
        }
    }
    Ok(())
}

/// The card to which the events of this one count.
pub(super) fn home_of(connection: &Connection, card: CardNumber) -> Result<CardNumber, StoreError> {
    Ok(connection
        .prepare_cached("select home from card where number = :card")?
        .query_row(named_params! {":card": card}, |row| row.get("home"))?)
}

fn deck_of(connection: &Connection, card: CardNumber) -> Result<DeckNumber, StoreError> {
    Ok(connection
        .prepare_cached(
            "select note.deck as deck
             from card
             join note on note.number = card.note
             where card.number = :card",
        )?
        .query_row(named_params! {":card": card}, |row| row.get("deck"))?)
}

/// The row of `state` for a card; a card that was renamed has none.
fn write_state(
    connection: &Connection,
    card: CardNumber,
    folded: &Folded,
) -> Result<(), StoreError> {
    if home_of(connection, card)? != card {
        connection
            .prepare_cached("delete from state where card = :card")?
            .execute(named_params! {":card": card})?;
        return Ok(());
    }
    let place = Place::of(connection, card)?;
    let Folded { memory, standing } = folded;
    let ready = match memory.due {
        crate::model::Due::New => standing.buried_until,
        crate::model::Due::On(due) => Some(standing.buried_until.map_or(due, |day| day.max(due))),
    };
    connection.prepare_cached(SQL_WRITE_STATE)?.execute(named_params! {
        ":card": card,
        ":deck": place.deck,
        ":class": place.class(standing.suspended, memory.is_new()),
        ":position": place.position,
        ":siblings": place.siblings,
        ":repetitions": memory.repetitions,
        ":ease": memory.ease,
        ":interval": memory.interval,
        ":bucket": queue::bucket(memory.interval),
        ":due": memory.due,
        ":ready": ready,
        ":lapses": memory.lapses,
        ":reviews": memory.reviews,
        ":last": memory.last,
        ":drill": memory.drill,
        ":suspended": standing.suspended,
        ":flagged": standing.flagged,
        ":buried": standing.buried_until,
    })?;
    Ok(())
}

const SQL_WRITE_STATE: &str = "
    insert into state
        (card, deck, class, position, siblings, repetitions, ease, interval, bucket, due, ready,
         lapses, reviews, last, drill, suspended, flagged, buried)
    values
        (:card, :deck, :class, :position, :siblings, :repetitions, :ease, :interval, :bucket, :due,
         :ready, :lapses, :reviews, :last, :drill, :suspended, :flagged, :buried)
    on conflict (card) do update set
        deck = excluded.deck, class = excluded.class, position = excluded.position,
        siblings = excluded.siblings, repetitions = excluded.repetitions, ease = excluded.ease,
        interval = excluded.interval, bucket = excluded.bucket, due = excluded.due,
        ready = excluded.ready, lapses = excluded.lapses, reviews = excluded.reviews,
        last = excluded.last, drill = excluded.drill, suspended = excluded.suspended,
        flagged = excluded.flagged, buried = excluded.buried";

/// Where a card stands.
pub(super) const SQL_PLACE: &str = "
    select note.deck as deck, note.position as position, card.variant as variant,
        card.live as live,
        exists (
            select 1 from card as other
            where other.note = card.note and other.number <> card.number
            and other.live = 1
        ) as siblings
    from card
    join note on note.number = card.note
    where card.number = :card";

/// Where a card stands in its deck.
pub(super) struct Place {
    deck: DeckNumber,
    position: i64,
    live: bool,
    siblings: bool,
}

impl Place {
    pub(super) fn of(connection: &Connection, card: CardNumber) -> Result<Self, StoreError> {
        Ok(connection.prepare_cached(SQL_PLACE)?.query_row(
            named_params! {":card": card},
            |row| {
                let position: i64 = row.get("position")?;
                let variant: Variant = row.get("variant")?;
                Ok(Self {
                    deck: row.get("deck")?,
                    position: (position << 10) + i64::from(variant.code()),
                    live: row.get("live")?,
                    siblings: row.get("siblings")?,
                })
            },
        )?)
    }

    fn class(&self, suspended: bool, new: bool) -> i64 {
        match (self.live, suspended, new) {
            (false, _, _) => 3,
            (true, true, _) => 2,
            (true, false, true) => 0,
            (true, false, false) => 1,
        }
    }
}

/// Brings a card's row in line with its deck; its memory is left as it is.
pub(super) fn refresh_state(connection: &Connection, card: CardNumber) -> Result<(), StoreError> {
    if home_of(connection, card)? != card {
        return Ok(());
    }
    let row: Option<(bool, Option<i64>)> = connection
        .prepare_cached("select suspended, due from state where card = :card")?
        .query_row(named_params! {":card": card}, |row| {
            Ok((row.get("suspended")?, row.get("due")?))
        })
        .optional()?;
    let Some((suspended, due)) = row else {
        let log = Log::of(connection)?;
        let mut events = events_of(connection, &log, card)?;
        return write_state(connection, card, &replay(&mut events, |_| {}));
    };
    let place = Place::of(connection, card)?;
    connection
        .prepare_cached(
            "update state
             set deck = :deck, class = :class, position = :position, siblings = :siblings
             where card = :card",
        )?
        .execute(named_params! {
            ":card": card,
            ":deck": place.deck,
            ":class": place.class(suspended, due.is_none()),
            ":position": place.position,
            ":siblings": place.siblings,
        })?;
    Ok(())
}

/// Folds the learner's own texts of the note that a card belongs to, and makes its cards anew.
fn settle_own(connection: &Connection, card: CardNumber) -> Result<(), StoreError> {
    let note: NoteNumber = connection
        .prepare_cached("select note from card where number = :card")?
        .query_row(named_params! {":card": card}, |row| row.get("note"))?;
    if fold_own(connection, note)? {
        super::contents::make_cards(connection, note)?;
    }
    Ok(())
}

/// The own texts as the events of all cards of the note say; the latest of each field holds.
pub(super) fn own_of(
    connection: &Connection,
    note: NoteNumber,
) -> Result<BTreeMap<String, String>, StoreError> {
    let log = Log::of(connection)?;
    let mut statement = connection
        .prepare_cached("select number from card where note = :note and home = number")?;
    let homes: Vec<CardNumber> = statement
        .query_map(named_params! {":note": note}, |row| row.get("number"))?
        .collect::<rusqlite::Result<_>>()?;
    let mut events = Vec::new();
    for home in homes {
        events.extend(events_of(connection, &log, home)?);
    }
    events.sort_unstable_by_key(|event| (event.hlc, event.id));
    let retracted = crate::schedule::retracted(&events);
    let mut own = BTreeMap::new();
    for event in events {
        if retracted.contains(&event.id) {
            continue;
        }
        if let What::Set(CardChange::Field { name, value }) = event.what {
            match value {
                Some(value) => own.insert(name, value),
                None => own.remove(&name),
            };
        }
    }
    Ok(own)
}

/// Whether anything changed by it.
fn fold_own(connection: &Connection, note: NoteNumber) -> Result<bool, StoreError> {
    let own = own_of(connection, note)?;
    let known: BTreeMap<String, String> = connection
        .prepare_cached("select field, value from own where note = :note")?
        .query_map(named_params! {":note": note}, |row| Ok((row.get("field")?, row.get("value")?)))?
        .collect::<rusqlite::Result<_>>()?;
    if own == known {
        return Ok(false);
    }
    connection
        .prepare_cached("delete from own where note = :note")?
        .execute(named_params! {":note": note})?;
    let mut insert = connection
        .prepare_cached("insert into own (note, field, value) values (:note, :field, :value)")?;
    for (field, value) in own {
        insert.execute(named_params! {":note": note, ":field": field, ":value": value})?;
    }
    Ok(true)
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
