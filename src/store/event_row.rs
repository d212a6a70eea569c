//! A row of the log, between the table and the values of pauk.

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Row, Statement};

use super::log::Log;
use super::wire::{Body, kind_code};
use super::{CardNumber, StoreError};
use crate::model::{CardKey, Day, Event, EventKind, Hlc, LoggedEvent, Mode, Moment, Quality};
use crate::schedule::{Answered, CardEvent, What};

/// In the order of [`EVENT_COLUMNS`].
pub(super) const SQL_INSERT: &str = "
    insert into event (id, hlc, kind, card, back, day, head, behind, duration, body)
    values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
    on conflict (id) do nothing";

/// A row of the log as the table has it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct EventRow {
    pub(super) id: i64,
    hlc: Hlc,
    kind: i64,
    card: Option<CardNumber>,
    /// The id less that of the card's event before this one in the file.
    pub(super) back: Option<i64>,
    day: Day,
    head: Head,
    /// Milliseconds by which the wall clock stood behind the hlc.
    behind: i64,
    duration: Option<u32>,
    body: Option<String>,
}

/// What takes a few bits in every event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Head {
    answer: Option<(Mode, Quality)>,
    /// Minutes east of UTC.
    zone: i16,
    version: u32,
}

/// How many bits an answer takes.
const ANSWER_BITS: u32 = 6;

/// How many bits a zone takes: less than a day each way.
const ZONE_BITS: u32 = 12;

/// Qualities are counted up to here within a mode.
const QUALITIES: i64 = 6;

impl Head {
    /// As one number: what is usual takes the lowest bits.
    fn code(self) -> i64 {
        let answer = match self.answer {
            Some((mode, quality)) => 1 + mode.place() as i64 * QUALITIES + i64::from(quality.get()),
            None => 0,
        };
        let zone = i64::from(self.zone);
        let zone = if zone < 0 { -2 * zone - 1 } else { 2 * zone };
        let version = i64::from(self.version.wrapping_sub(1));
        answer | (zone << ANSWER_BITS) | (version << (ANSWER_BITS + ZONE_BITS))
    }

    /// The inverse of [`Head::code`]; `None` for a number that it never gives.
    fn of_code(code: i64) -> Option<Self> {
        let answer = match code & ((1 << ANSWER_BITS) - 1) {
            0 => None,
            answer => {
                let (mode, quality) = ((answer - 1) / QUALITIES, (answer - 1) % QUALITIES);
                Some((*Mode::ALL.get(mode as usize)?, Quality::new(quality)?))
            }
        };
        let zone = ((code >> ANSWER_BITS) & ((1 << ZONE_BITS) - 1)) as i16;
        let zone = if zone % 2 == 0 { zone / 2 } else { -(zone / 2) - 1 };
        let version = u32::try_from(code >> (ANSWER_BITS + ZONE_BITS)).ok()?.wrapping_add(1);
        Some(Self { answer, zone, version })
    }
}

impl ToSql for Head {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.code().into())
    }
}

impl FromSql for Head {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let code = i64::column_result(value)?;
        Self::of_code(code).ok_or(FromSqlError::OutOfRange(code))
    }
}

/// Every column of the log.
pub(super) const EVENT_COLUMNS: &str =
    "id, hlc, kind, card, back, day, head, behind, duration, body";

/// One event.
pub(super) const SQL_EVENT: &str = "
    select id, hlc, kind, card, back, day, head, behind, duration, body
    from event
    where id = ?1";

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
            card,
            back: None,
            day: logged.event.day,
            head: Head {
                answer: review.map(|review| (review.mode, review.quality)),
                zone: logged.event.at.offset_minutes(),
                version: logged.version,
            },
            behind: (logged.hlc.bits() >> 16) - logged.event.at.utc_ms(),
            duration: review.and_then(|review| review.duration_ms),
            body: Body::column_of(&logged.event.kind, logged.more.as_deref())?,
        })
    }

    /// Reads a row of [`EVENT_COLUMNS`].
    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self { body: row.get(9)?, ..Self::without_body(row)? })
    }

    /// As [`EventRow::read`], without what was said in an answer.
    pub(super) fn read_for_fold(row: &Row<'_>) -> rusqlite::Result<Self> {
        let bare = Self::without_body(row)?;
        if bare.kind == 1 { Ok(bare) } else { Ok(Self { body: row.get(9)?, ..bare }) }
    }

    /// By the places of the columns: finding a million rows' columns by name takes longer than all
    /// the rest.
    fn without_body(row: &Row<'_>) -> rusqlite::Result<Self> {
        let (hlc, head, behind): (Hlc, Head, i64) = (row.get(1)?, row.get(6)?, row.get(7)?);
        let day: i64 = row.get(5)?;
        let number = local_date(hlc, head, behind).saturating_add(day);
        let day = Day::from_number(number);
        if day.number() != number {
            return Err(FromSqlError::OutOfRange(number).into());
        }
        let kind = row.get(2)?;
        // A review and nothing else has a quality: a damaged kind is found by it.
        if head.answer.is_some() != (kind == 1) {
            return Err(FromSqlError::OutOfRange(kind).into());
        }
        Ok(Self {
            id: row.get(0)?,
            hlc,
            kind,
            card: Self::card_of_row(row)?,
            back: row.get(4)?,
            day,
            head,
            behind,
            duration: row.get(8)?,
            body: None,
        })
    }

    /// The kind of a row of [`EVENT_COLUMNS`].
    pub(super) fn kind_of_row(row: &Row<'_>) -> rusqlite::Result<i64> {
        row.get(2)
    }

    /// The card of a row of [`EVENT_COLUMNS`].
    pub(super) fn card_of_row(row: &Row<'_>) -> rusqlite::Result<Option<CardNumber>> {
        row.get(3)
    }

    /// The id of the event of the same card that came in before that of a row of [`EVENT_COLUMNS`].
    pub(super) fn before_row(row: &Row<'_>) -> rusqlite::Result<Option<i64>> {
        let (id, back): (i64, Option<i64>) = (row.get(0)?, row.get(4)?);
        Ok(back.map(|back| id.wrapping_sub(back)))
    }

    /// Writes the row where its id is not taken yet; whether it was written. Its device must be
    /// known.
    pub(super) fn insert(&self, statement: &mut Statement<'_>) -> rusqlite::Result<bool> {
        let day = self.day.number() - local_date(self.hlc, self.head, self.behind);
        let values: [&dyn ToSql; 10] = [
            &self.id,
            &self.hlc,
            &self.kind,
            &self.card,
            &self.back,
            &day,
            &self.head,
            &self.behind,
            &self.duration,
            &self.body,
        ];
        Ok(statement.execute(values)? > 0)
    }

    /// Whether both say the same, in whatever order their fields stand.
    pub(super) fn says_what(&self, other: &Self) -> Result<bool, StoreError> {
        let bare = |row: &Self| Self { body: None, back: None, ..row.clone() };
        let body = |row: &Self| Body::from_column(row.body.as_deref());
        Ok(bare(self) == bare(other) && body(self)? == body(other)?)
    }

    /// When it happened by the wall clock.
    pub(super) fn at(&self) -> Moment {
        Moment::new((self.hlc.bits() >> 16) - self.behind, i64::from(self.head.zone))
    }

    pub(super) fn day(&self) -> Day {
        self.day
    }

    pub(super) fn kind(&self) -> i64 {
        self.kind
    }

    pub(super) fn card(&self) -> Option<CardNumber> {
        self.card
    }

    pub(super) fn body(&self) -> Result<Body, StoreError> {
        Body::from_column(self.body.as_deref())
    }

    /// What was said in an answer, and how that was marked, as JSON.
    pub(super) fn said(&self) -> Result<(Option<String>, Option<String>), StoreError> {
        match self.body {
            Some(_) => Ok(self.body()?.into_said()),
            None => Ok((None, None)),
        }
    }

    /// As far as the fold needs it; `None` where the fold passes it over.
    pub(super) fn for_fold(&self, log: &Log) -> Result<Option<CardEvent>, StoreError> {
        let what = match self.kind {
            1 => {
                let Some((mode, quality)) = self.head.answer else {
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
        let kind = body.kind(self.kind, key, self.head.answer, self.duration)?;
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
            version: self.head.version,
            event: Event { at, day: self.day, kind },
            more,
        })
    }
}

/// The number of the day that the local clock said.
fn local_date(hlc: Hlc, head: Head, behind: i64) -> i64 {
    let local = (hlc.bits() >> 16).saturating_sub(behind);
    local.saturating_add(i64::from(head.zone) * 60_000).div_euclid(86_400_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_of_an_event_can_be_read_back_from_its_code() {
        let answers: Vec<Option<(Mode, Quality)>> = Mode::ALL
            .into_iter()
            .flat_map(|mode| (0..=5).map(move |quality| Quality::new(quality).map(|it| (mode, it))))
            .chain([None])
            .collect();
        assert_eq!(answers.len(), 37);
        for answer in answers {
            for zone in [0, 1, -1, 60, -570, 1439, -1439] {
                for version in [0, 1, 2, 77, u32::MAX] {
                    let head = Head { answer, zone, version };
                    assert_eq!(Head::of_code(head.code()), Some(head));
                }
            }
        }
        for wrong in [-1, 37, 63, 1 << 50] {
            assert_eq!(Head::of_code(wrong), None);
        }
        let usual =
            Head { answer: Some((Mode::Import, Quality::new(5).unwrap())), zone: 0, version: 1 };
        assert!(usual.code() < 128, "it takes one byte");
    }
}
