//! Appending to the log, and reading events back out of it.

use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior, named_params};

use super::fold::Fold;
use super::wire::{Body, kind_code};
use super::{CardNumber, Store, StoreError};
use crate::model::{
    CardKey, Day, DeviceId, Event, EventId, EventKind, Hlc, LoggedEvent, Memory, Mode, Moment,
    Quality,
};
use crate::schedule::{CardEvent, What};

/// How many bits of an event's id in the database are its own number.
const SEQ_BITS: u32 = 40;

/// More devices than this are nobody's: every grade looks at each of them.
const MOST_DEVICES: usize = 10_000;

/// A review that was taken back or brought back.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Undone {
    pub(crate) review: EventId,
    pub(crate) card: CardKey,
    /// The memory as it is now.
    pub(crate) memory: Memory,
}

impl Store {
    /// Appends an event and folds what it touches, in one transaction; when this returns, it is
    /// on disk. For an event of a card the memory before and after it comes back.
    ///
    /// # Errors
    /// An event of a card that is not known; whatever the disk says.
    pub(crate) fn record(&mut self, event: Event) -> Result<(EventId, Memory, Memory), StoreError> {
        let path = self.path.clone();
        self.record_here(event).map_err(|error| error.at(&path))
    }

    /// Appends several events, all or none.
    ///
    /// # Errors
    /// As [`Store::record`].
    pub(crate) fn record_all(&mut self, events: Vec<Event>) -> Result<(), StoreError> {
        let path = self.path.clone();
        self.record_all_here(events).map_err(|error| error.at(&path))
    }

    fn record_all_here(&mut self, events: Vec<Event>) -> Result<(), StoreError> {
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let log = Log::of(&transaction)?;
        let mut fold = Fold::new(&transaction);
        for event in events {
            let logged = log.number(&transaction, event)?;
            let card = match card_of(&logged.event.kind) {
                Some(key) => Some(
                    card_number(&transaction, key)?
                        .ok_or_else(|| StoreError::value(format!("no card is called {key}")))?,
                ),
                None => None,
            };
            if let Some(card) = card {
                fold.touch(card)?;
            }
            log.insert(&transaction, &logged, card)?;
            if let Some(card) = card {
                fold.append(card, &logged)?;
            }
            if let EventKind::Config { key, value } = &logged.event.kind {
                super::fold::apply_setting(&transaction, key, value.as_deref())?;
            }
        }
        fold.settle()?;
        transaction.commit()?;
        Ok(())
    }

    fn record_here(&mut self, event: Event) -> Result<(EventId, Memory, Memory), StoreError> {
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let log = Log::of(&transaction)?;
        let mut fold = Fold::new(&transaction);
        let logged = log.number(&transaction, event)?;
        let result = match card_of(&logged.event.kind) {
            Some(key) => {
                let card = card_number(&transaction, key)?
                    .ok_or_else(|| StoreError::value(format!("no card is called {key}")))?;
                let before = fold.touch(card)?;
                log.insert(&transaction, &logged, Some(card))?;
                let after = fold.append(card, &logged)?;
                (logged.id, before, after)
            }
            None => {
                log.insert(&transaction, &logged, None)?;
                (logged.id, Memory::NEW, Memory::NEW)
            }
        };
        fold.settle()?;
        if let EventKind::Config { key, value } = &logged.event.kind {
            super::fold::apply_setting(&transaction, key, value.as_deref())?;
        }
        transaction.commit()?;
        Ok(result)
    }

    /// Takes back the latest review that is not taken back yet, whoever wrote it and when.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn undo(&mut self, at: Moment, day: Day) -> Result<Option<Undone>, StoreError> {
        let Some((target, key)) = self.latest(Latest::Review)? else { return Ok(None) };
        self.retract(target, key, at, day).map(Some)
    }

    /// Takes back one event of a card.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn retract(
        &mut self,
        target: EventId,
        card: CardKey,
        at: Moment,
        day: Day,
    ) -> Result<Undone, StoreError> {
        let kind = EventKind::Retract { card: card.clone(), target };
        let (_, _, memory) = self.record(Event { at, day, kind })?;
        Ok(Undone { review: target, card, memory })
    }

    /// Brings back the review that was taken back last, unless something was reviewed since.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn redo(&mut self, at: Moment, day: Day) -> Result<Option<Undone>, StoreError> {
        let Some((retraction, key)) = self.latest(Latest::Retraction)? else { return Ok(None) };
        let review = self.target_of(retraction)?;
        let undone = self.retract(retraction, key, at, day)?;
        Ok(Some(Undone { review, ..undone }))
    }

    fn target_of(&self, id: EventId) -> Result<EventId, StoreError> {
        let log = Log::of(&self.connection)?;
        let number =
            log.local(id).ok_or_else(|| StoreError::value(format!("no event is called {id}")))?;
        let body: Option<String> = self
            .connection
            .prepare_cached("select body from event where id = :id")?
            .query_row(named_params! {":id": number}, |row| row.get("body"))?;
        Body::from_column(body.as_deref())?.target()
    }

    /// The newest event of the wanted sort that still stands. Each device's events are walked
    /// from its newest on, so nothing is scanned.
    fn latest(&self, wanted: Latest) -> Result<Option<(EventId, CardKey)>, StoreError> {
        let mut newest = self.newest_first()?;
        let mut gone = std::collections::HashSet::new();
        while let Some(row) = newest.next_event()? {
            let id = row.id;
            match row.kind {
                1 => match wanted {
                    Latest::Review if !gone.contains(&id) => return self.with_key(id, row.card),
                    Latest::Review => {}
                    Latest::Retraction if gone.contains(&id) => {}
                    Latest::Retraction => return Ok(None),
                },
                2 if !gone.contains(&id) => {
                    let target = self.target_of(id)?;
                    let of_review = self.kind_of(target)? == Some(1);
                    match wanted {
                        Latest::Retraction if of_review => return self.with_key(id, row.card),
                        Latest::Retraction | Latest::Review => {
                            gone.insert(target);
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(None)
    }

    fn kind_of(&self, id: EventId) -> Result<Option<i64>, StoreError> {
        let Some(number) = Log::of(&self.connection)?.local(id) else { return Ok(None) };
        Ok(self
            .connection
            .prepare_cached("select kind from event where id = :id")?
            .query_row(named_params! {":id": number}, |row| row.get("kind"))
            .optional()?)
    }

    fn with_key(
        &self,
        id: EventId,
        card: Option<CardNumber>,
    ) -> Result<Option<(EventId, CardKey)>, StoreError> {
        match card {
            Some(card) => Ok(Some((id, self.key_of(card)?))),
            None => Ok(None),
        }
    }

    /// All events, the newest first, read from the end of each device's own.
    pub(super) fn newest_first(&self) -> Result<NewestFirst<'_>, StoreError> {
        let log = Log::of(&self.connection)?;
        let mut heads = Vec::new();
        for device in 0..log.devices.len() {
            let start = log.span(device).1;
            heads.push(Head { device, below: start, row: None });
        }
        let mut newest = NewestFirst { connection: &self.connection, log, heads };
        for at in 0..newest.heads.len() {
            newest.advance(at)?;
        }
        Ok(newest)
    }
}

#[derive(Debug, Clone, Copy)]
enum Latest {
    Review,
    Retraction,
}

/// A merge over the devices, each walked backwards along the primary key.
pub(super) struct NewestFirst<'a> {
    connection: &'a Connection,
    log: Log,
    heads: Vec<Head>,
}

struct Head {
    device: usize,
    below: i64,
    row: Option<EventHead>,
}

/// An event as far as a walk needs it.
#[derive(Debug, Clone, Copy)]
pub(super) struct EventHead {
    pub(super) id: EventId,
    pub(super) hlc: Hlc,
    pub(super) kind: i64,
    pub(super) card: Option<CardNumber>,
    pub(super) day: Day,
}

/// One device's newest event below a bound.
pub(super) const SQL_EVENT_BELOW: &str = "
    select id, hlc, kind, card, day
    from event
    where id < :below
    and id >= :from
    order by id desc
    limit 1";

impl NewestFirst<'_> {
    pub(super) fn next_event(&mut self) -> Result<Option<EventHead>, StoreError> {
        let newest = self
            .heads
            .iter()
            .enumerate()
            .filter_map(|(at, head)| head.row.map(|row| ((row.hlc, row.id), at)))
            .max();
        let Some((_, at)) = newest else { return Ok(None) };
        let row = self.heads[at].row;
        self.advance(at)?;
        Ok(row)
    }

    fn advance(&mut self, at: usize) -> Result<(), StoreError> {
        let head = &mut self.heads[at];
        let from = self.log.span(head.device).0;
        let log = &self.log;
        let row = self
            .connection
            .prepare_cached(SQL_EVENT_BELOW)?
            .query_row(named_params! {":below": head.below, ":from": from}, |row| {
                let number: i64 = row.get("id")?;
                Ok((number, row.get("hlc")?, row.get("kind")?, row.get("card")?, row.get("day")?))
            })
            .optional()?;
        head.row = match row {
            Some((number, hlc, kind, card, day)) => {
                head.below = number;
                Some(EventHead { id: log.global(number)?, hlc, kind, card, day })
            }
            None => None,
        };
        Ok(())
    }
}

/// The devices of the file, by number, and which of them writes.
#[derive(Debug, Clone)]
pub(super) struct Log {
    devices: Vec<DeviceId>,
    own: usize,
}

impl Log {
    pub(super) fn of(connection: &Connection) -> Result<Self, StoreError> {
        let mut statement =
            connection.prepare_cached("select number, id from device order by number")?;
        let mut devices = Vec::new();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let number: usize = row.get("number")?;
            if number != devices.len() {
                return Err(StoreError::value("the numbers of the devices have a gap"));
            }
            devices.push(DeviceId(row.get("id")?));
        }
        let own: usize = connection
            .prepare_cached("select device from home where one = 1")?
            .query_row([], |row| row.get("device"))?;
        Ok(Self { devices, own })
    }

    /// The log of one device of a damaged file, by its number there.
    pub(super) fn alone(number: i64, id: DeviceId) -> Self {
        let own = usize::try_from(number).unwrap_or_default();
        Self { devices: vec![id; own + 1], own }
    }

    /// The first id of the device's events, and the one after its last.
    pub(super) fn span(&self, device: usize) -> (i64, i64) {
        let device = device as i64;
        (device << SEQ_BITS, (device + 1) << SEQ_BITS)
    }

    /// The id in the database; `None` for a device that is not known.
    pub(super) fn local(&self, id: EventId) -> Option<i64> {
        let device = self.devices.iter().position(|device| *device == id.device)?;
        Some((device as i64) << SEQ_BITS | id.seq as i64)
    }

    /// The inverse of [`Log::local`].
    pub(super) fn global(&self, number: i64) -> Result<EventId, StoreError> {
        let seq = (number & ((1 << SEQ_BITS) - 1)) as u64;
        usize::try_from(number >> SEQ_BITS)
            .ok()
            .and_then(|device| self.devices.get(device))
            .map(|device| EventId { device: *device, seq })
            .ok_or_else(|| StoreError::value("an event of a device that is not known"))
    }

    /// The number of a device, which is given one where it has none.
    pub(super) fn intern(
        &mut self,
        connection: &Connection,
        device: DeviceId,
    ) -> Result<usize, StoreError> {
        if let Some(at) = self.devices.iter().position(|known| *known == device) {
            return Ok(at);
        }
        if self.devices.len() >= MOST_DEVICES {
            return Err(StoreError::value(format!("more than {MOST_DEVICES} devices")));
        }
        connection
            .prepare_cached("insert into device (number, id) values (:number, :id)")?
            .execute(named_params! {":number": self.devices.len(), ":id": device.0})?;
        self.devices.push(device);
        Ok(self.devices.len() - 1)
    }

    /// Gives an event its place at the end of this device's log.
    pub(super) fn number(
        &self,
        connection: &Connection,
        event: Event,
    ) -> Result<LoggedEvent, StoreError> {
        let mut seen = Hlc::default();
        let mut seq = 1;
        for device in 0..self.devices.len() {
            let (from, below) = self.span(device);
            let last = connection
                .prepare_cached(SQL_EVENT_BELOW)?
                .query_row(named_params! {":below": below, ":from": from}, |row| {
                    Ok((row.get::<_, i64>("id")?, row.get::<_, Hlc>("hlc")?))
                })
                .optional()?;
            if let Some((id, hlc)) = last {
                seen = seen.max(hlc);
                if device == self.own {
                    seq = self.global(id)?.seq + 1;
                }
            }
        }
        let id = EventId { device: self.devices[self.own], seq };
        Ok(LoggedEvent { id, hlc: Hlc::after(seen, event.at), version: 1, event, more: None })
    }

    /// Writes the row. The device must be known.
    pub(super) fn insert(
        &self,
        connection: &Connection,
        logged: &LoggedEvent,
        card: Option<CardNumber>,
    ) -> Result<(), StoreError> {
        let row = EventRow::of(self, logged, card)?;
        connection.prepare_cached(SQL_INSERT)?.execute(row.parameters().as_slice())?;
        Ok(())
    }
}

const SQL_INSERT: &str = "
    insert into event
        (id, hlc, kind, version, card, day, zone, behind, mode, quality, duration, body)
    values
        (:id, :hlc, :kind, :version, :card, :day, :zone, :behind, :mode, :quality, :duration, :body)";

/// A row of the log as the table has it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct EventRow {
    pub(super) id: i64,
    hlc: Hlc,
    kind: i64,
    version: u32,
    card: Option<CardNumber>,
    day: Day,
    zone: i16,
    behind: i64,
    mode: Option<Mode>,
    quality: Option<Quality>,
    duration: Option<u32>,
    body: Option<String>,
}

/// Every column of the log.
pub(super) const EVENT_COLUMNS: &str =
    "id, hlc, kind, version, card, day, zone, behind, mode, quality, duration, body";

impl EventRow {
    pub(super) fn of(
        log: &Log,
        logged: &LoggedEvent,
        card: Option<CardNumber>,
    ) -> Result<Self, StoreError> {
        let review = match &logged.event.kind {
            EventKind::Review { review, .. } => Some(review),
            EventKind::Retract { .. }
            | EventKind::Set { .. }
            | EventKind::Deck { .. }
            | EventKind::Config { .. }
            | EventKind::Quiz { .. }
            | EventKind::Unknown { .. } => None,
        };
        let id = log
            .local(logged.id)
            .ok_or_else(|| StoreError::value("an event of a device that is not known"))?;
        Ok(Self {
            id,
            hlc: logged.hlc,
            kind: kind_code(&logged.event.kind),
            version: logged.version,
            card,
            day: logged.event.day,
            zone: logged.event.at.offset_minutes(),
            behind: (logged.hlc.bits() >> 16) - logged.event.at.utc_ms(),
            mode: review.map(|review| review.mode),
            quality: review.map(|review| review.quality),
            duration: review.and_then(|review| review.duration_ms),
            body: Body::of(&logged.event.kind, logged.more.as_deref())?.to_column(),
        })
    }

    /// Whether both say the same, in whatever order their fields stand.
    pub(super) fn says_what(&self, other: &Self) -> Result<bool, StoreError> {
        if self == other {
            return Ok(true);
        }
        let bare = |row: &Self| Self { body: None, ..row.clone() };
        let body = |row: &Self| Body::from_column(row.body.as_deref());
        Ok(bare(self) == bare(other) && body(self)? == body(other)?)
    }

    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            hlc: row.get("hlc")?,
            kind: row.get("kind")?,
            version: row.get("version")?,
            card: row.get("card")?,
            day: row.get("day")?,
            zone: row.get("zone")?,
            behind: row.get("behind")?,
            mode: row.get("mode")?,
            quality: row.get("quality")?,
            duration: row.get("duration")?,
            body: row.get("body")?,
        })
    }

    fn parameters(&self) -> Vec<(&'static str, &dyn rusqlite::ToSql)> {
        vec![
            (":id", &self.id),
            (":hlc", &self.hlc),
            (":kind", &self.kind),
            (":version", &self.version),
            (":card", &self.card),
            (":day", &self.day),
            (":zone", &self.zone),
            (":behind", &self.behind),
            (":mode", &self.mode),
            (":quality", &self.quality),
            (":duration", &self.duration),
            (":body", &self.body),
        ]
    }

    pub(super) fn card(&self) -> Option<CardNumber> {
        self.card
    }

    fn body(&self) -> Result<Body, StoreError> {
        Body::from_column(self.body.as_deref())
    }

    /// As far as the fold needs it; `None` where the fold passes it over.
    pub(super) fn for_fold(&self, log: &Log) -> Result<Option<CardEvent>, StoreError> {
        let what = match self.kind {
            1 => {
                let (Some(mode), Some(quality)) = (self.mode, self.quality) else {
                    return Err(StoreError::value("a review has no mode or no quality"));
                };
                What::Review { mode, quality, duration_ms: self.duration.unwrap_or(0) }
            }
            2 => What::Retract { target: self.body()?.target()? },
            3 => match self.body()?.change()? {
                Some(change) => What::Set(change),
                None => return Ok(None),
            },
            _ => return Ok(None),
        };
        Ok(Some(CardEvent { hlc: self.hlc, id: log.global(self.id)?, day: self.day, what }))
    }

    /// The whole event; `key` is that of its card.
    pub(super) fn to_event(
        &self,
        log: &Log,
        key: Option<CardKey>,
    ) -> Result<LoggedEvent, StoreError> {
        let body = self.body()?;
        let kind = body.kind(self.kind, key, self.mode.zip(self.quality), self.duration)?;
        let more = match kind {
            EventKind::Unknown { .. } => None,
            EventKind::Review { .. }
            | EventKind::Retract { .. }
            | EventKind::Set { .. }
            | EventKind::Deck { .. }
            | EventKind::Config { .. }
            | EventKind::Quiz { .. } => body.more(),
        };
        let at = Moment::new((self.hlc.bits() >> 16) - self.behind, i64::from(self.zone));
        Ok(LoggedEvent {
            id: log.global(self.id)?,
            hlc: self.hlc,
            version: self.version,
            event: Event { at, day: self.day, kind },
            more,
        })
    }
}

/// The card that an event is about.
pub(super) fn card_of(kind: &EventKind) -> Option<&CardKey> {
    match kind {
        EventKind::Review { card, .. }
        | EventKind::Retract { card, .. }
        | EventKind::Set { card, .. } => Some(card),
        EventKind::Deck { .. }
        | EventKind::Config { .. }
        | EventKind::Quiz { .. }
        | EventKind::Unknown { .. } => None,
    }
}

/// The number of a card that is known.
pub(super) fn card_number(
    connection: &Connection,
    key: &CardKey,
) -> Result<Option<CardNumber>, StoreError> {
    Ok(connection
        .prepare_cached(
            "select card.number as number
             from deck
             join note on note.deck = deck.number and note.id = :note
             join card on card.note = note.number and card.variant = :variant
             where deck.id = :deck",
        )?
        .query_row(
            named_params! {
                ":deck": key.note.deck.as_str(),
                ":note": key.note.note.as_str(),
                ":variant": key.variant,
            },
            |row| row.get("number"),
        )
        .optional()?)
}
