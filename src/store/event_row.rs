//! A row of the log, between the table and the values of pauk.

use rusqlite::{Connection, OptionalExtension, Row};

use super::log::Log;
use super::wire::{Body, kind_code};
use super::{CardNumber, StoreError};
use crate::model::{CardKey, Day, Event, EventKind, Hlc, LoggedEvent, Mode, Moment, Quality};
use crate::schedule::{Answered, CardEvent, What};

/// In the order of [`EVENT_COLUMNS`].
const SQL_INSERT: &str = "
    insert into event
        (id, hlc, kind, version, card, day, zone, behind, mode, quality, duration, body)
    values
        (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";

/// As [`SQL_INSERT`], for events that may be here already.
pub(super) const SQL_INSERT_IF_NEW: &str = "
    insert into event
        (id, hlc, kind, version, card, day, zone, behind, mode, quality, duration, body)
    values
        (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
    on conflict (id) do nothing";

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

    /// Reads a row of [`EVENT_COLUMNS`].
    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self { body: row.get(11)?, ..Self::without_body(row)? })
    }

    /// As [`EventRow::read`], without what was said in an answer.
    pub(super) fn read_for_fold(row: &Row<'_>) -> rusqlite::Result<Self> {
        let bare = Self::without_body(row)?;
        if bare.kind == 1 { Ok(bare) } else { Ok(Self { body: row.get(11)?, ..bare }) }
    }

    /// By the places of the columns: finding a million rows' columns by name takes longer than all
    /// the rest.
    fn without_body(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            hlc: row.get(1)?,
            kind: row.get(2)?,
            version: row.get(3)?,
            card: Self::card_of_row(row)?,
            day: row.get(5)?,
            zone: row.get(6)?,
            behind: row.get(7)?,
            mode: row.get(8)?,
            quality: row.get(9)?,
            duration: row.get(10)?,
            body: None,
        })
    }

    /// The card of a row of [`EVENT_COLUMNS`].
    pub(super) fn card_of_row(row: &Row<'_>) -> rusqlite::Result<Option<CardNumber>> {
        row.get(4)
    }

    /// The values of [`SQL_INSERT_IF_NEW`].
    pub(super) fn parameters(&self) -> [&dyn rusqlite::ToSql; 12] {
        [
            &self.id,
            &self.hlc,
            &self.kind,
            &self.version,
            &self.card,
            &self.day,
            &self.zone,
            &self.behind,
            &self.mode,
            &self.quality,
            &self.duration,
            &self.body,
        ]
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

    /// Writes the row. Its device must be known.
    pub(super) fn insert(&self, connection: &Connection) -> Result<(), StoreError> {
        connection.prepare_cached(SQL_INSERT)?.execute(self.parameters())?;
        Ok(())
    }

    /// The row of an id.
    pub(super) fn by_id(connection: &Connection, id: i64) -> Result<Option<Self>, StoreError> {
        Ok(connection
            .prepare_cached(
                "select id, hlc, kind, version, card, day, zone, behind, mode, quality, duration, body
                 from event where id = ?1",
            )?
            .query_row([id], Self::read)
            .optional()?)
    }

    /// When it happened by the wall clock.
    fn at(&self) -> Moment {
        Moment::new((self.hlc.bits() >> 16) - self.behind, i64::from(self.zone))
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
                let hour = self.at().hour();
                What::Review(Answered { mode, quality, duration_ms: self.duration, hour })
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
        let at = self.at();
        Ok(LoggedEvent {
            id: log.global(self.id)?,
            hlc: self.hlc,
            version: self.version,
            event: Event { at, day: self.day, kind },
            more,
        })
    }
}
