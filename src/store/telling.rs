//! The whole history, told answer by answer as it is read: of a million answers only what the fold
//! says of each is held, twenty bytes an answer.
//!
//! The log is read twice. Forwards, each card goes on from answer to answer; backwards, each answer
//! is told with what became of its card. Where something was taken back, all events of the card are
//! folded by the rule; where a log is not in its order, so is every card.

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};
use rusqlite::Connection;

use super::event_row::EventRow;
use super::log::Log;
use super::names::{deck_id_in, note_id_in};
use super::past::{events_of, other_names};
use super::timeline::{GRACE, TimelineRow};
use super::walk::{Order, each_row_in_order};
use super::{CardNumber, Store, StoreError};
use crate::model::{CardKey, Day, Ease, EventId, Hlc, Interval, Mode, Moment, NoteKey, Quality};
use crate::schedule::{CardEvent, Folded, Step, What, replay};

/// From so many answers on they are told as they are read.
const MANY: usize = 10_000;

/// An answer as it is told.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Told {
    pub(crate) id: EventId,
    pub(crate) at: Moment,
    pub(crate) day: Day,
    pub(crate) card: CardNumber,
    pub(crate) key: CardKey,
    pub(crate) mode: Mode,
    pub(crate) quality: Quality,
    pub(crate) response: Option<String>,
    /// As JSON.
    pub(crate) verdict: Option<String>,
    pub(crate) duration_ms: Option<u32>,
    pub(crate) outcome: Outcome,
}

/// What an answer made of its card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) interval_before: Interval,
    pub(crate) interval: Interval,
    pub(crate) ease_before: Ease,
    pub(crate) ease: Ease,
    pub(crate) repetitions: u32,
    /// Taken back since.
    pub(crate) undone: bool,
}

impl Outcome {
    fn of(step: &Step<'_>) -> Self {
        Self {
            interval_before: step.before.interval,
            interval: step.after.interval,
            ease_before: step.before.ease,
            ease: step.after.ease,
            repetitions: step.after.repetitions,
            undone: step.undone,
        }
    }
}

impl From<TimelineRow> for Told {
    fn from(row: TimelineRow) -> Self {
        let TimelineRow { before, after, undone, .. } = row;
        Self {
            id: row.id,
            at: row.at,
            day: row.day,
            card: row.card,
            key: row.key,
            mode: row.mode,
            quality: row.quality,
            response: row.response,
            verdict: row.verdict,
            duration_ms: row.duration_ms,
            outcome: Outcome {
                interval_before: before.interval,
                interval: after.interval,
                ease_before: before.ease,
                ease: after.ease,
                repetitions: after.repetitions,
                undone,
            },
        }
    }
}

/// What the fold says of all answers.
pub(super) struct Fates {
    /// Of each answer in the order of the log.
    in_order: Vec<Outcome>,
    /// The cards some event of which was taken back.
    apart: HashSet<CardNumber>,
    /// Of their answers.
    of_apart: HashMap<EventId, Outcome>,
}

impl Store {
    /// Tells every answer, or those from a study day on, newest first.
    ///
    /// # Errors
    /// What `tell` says; whatever the disk says. Most that can be wrong in a log is found before
    /// anything is told.
    pub(crate) fn tell_answers<E: From<StoreError>>(
        &self,
        from: Option<Day>,
        mut tell: impl FnMut(Told) -> Result<(), E>,
    ) -> Result<(), E> {
        let _together = self.read_together()?;
        let are_many = match from {
            Some(day) => self.are_answers_since(day, MANY)?,
            None => true,
        };
        if are_many && let Some(fates) = self.fates()? {
            return self.tell_by(fates, from, tell);
        }
        let rows = match from {
            Some(day) => self.timeline_since(day)?,
            None => self.timeline_newest(usize::MAX)?,
        };
        rows.into_iter().try_for_each(|row| tell(row.into()))
    }

    /// Goes on with each card from answer to answer; `None` where the log is not in its order.
    pub(super) fn fates(&self) -> Result<Option<Fates>, StoreError> {
        let connection = &self.connection;
        let log = Log::of(connection)?;
        let homes = other_names(connection)?;
        let mut fates =
            Fates { in_order: Vec::new(), apart: HashSet::new(), of_apart: HashMap::new() };
        let mut cards: HashMap<CardNumber, Folded> = HashMap::new();
        let mut last: Option<(Hlc, EventId)> = None;
        let mut is_in_order = true;
        each_row_in_order(connection, &log, Order::OldestFirst, |row| {
            let row = EventRow::read_for_fold(row)?;
            let Some((home, event)) = counting(&row, &log, &homes)? else { return Ok(true) };
            let place = (event.hlc, event.id);
            is_in_order = last.is_none_or(|last| last < place);
            last = Some(place);
            let card = cards.entry(home).or_insert(Folded::NEW);
            match event.what {
                What::Retract { .. } => {
                    fates.apart.insert(home);
                }
                What::Review(_) | What::Set(_) => {
                    // Texts of one's own change no card.
                    let _ = card.go_on(&event, |step| fates.in_order.push(Outcome::of(&step)));
                }
            }
            Ok(is_in_order)
        })?;
        if !is_in_order {
            return Ok(None);
        }
        for home in &fates.apart {
            let mut events = events_of(connection, &log, *home)?;
            replay(&mut events, |step| {
                fates.of_apart.insert(step.event.id, Outcome::of(&step));
            });
        }
        Ok(Some(fates))
    }

    /// Tells the answers, each with its fate.
    pub(super) fn tell_by<E: From<StoreError>>(
        &self,
        mut fates: Fates,
        from: Option<Day>,
        mut tell: impl FnMut(Told) -> Result<(), E>,
    ) -> Result<(), E> {
        let connection = &self.connection;
        let log = Log::of(connection)?;
        let homes = other_names(connection)?;
        let keys = keys(connection)?;
        let mut failed = None;
        each_row_in_order(connection, &log, Order::NewestFirst, |row| {
            let row = EventRow::read(row)?;
            let Some((home, event)) = counting(&row, &log, &homes)? else { return Ok(true) };
            let What::Review(answered) = event.what else { return Ok(true) };
            let in_order = fates.in_order.pop();
            let outcome = match fates.apart.contains(&home) {
                true => fates.of_apart.get(&event.id).copied(),
                false => in_order,
            };
            let (Some(outcome), Some(key)) = (outcome, keys.get(&home)) else {
                return Err(StoreError::value("an answer counts to no card"));
            };
            if let Some(from) = from
                && event.day < from
            {
                return Ok(event.day.plus(GRACE) >= from);
            }
            let (response, verdict) = row.said()?;
            let told = tell(Told {
                id: event.id,
                at: row.at(),
                day: event.day,
                card: home,
                key: key.clone(),
                mode: answered.mode,
                quality: answered.quality,
                response,
                verdict,
                duration_ms: answered.duration_ms,
                outcome,
            });
            failed = told.err();
            Ok(failed.is_none())
        })?;
        failed.map_or(Ok(()), Err)
    }
}

/// An event that the fold counts, with the card that it counts to.
fn counting(
    row: &EventRow,
    log: &Log,
    homes: &HashMap<CardNumber, CardNumber>,
) -> Result<Option<(CardNumber, CardEvent)>, StoreError> {
    let Some(card) = row.card() else { return Ok(None) };
    Ok(row.for_fold(log)?.map(|event| (homes.get(&card).copied().unwrap_or(card), event)))
}

/// The written names of all cards.
fn keys(connection: &Connection) -> Result<HashMap<CardNumber, CardKey>, StoreError> {
    let mut statement = connection.prepare(
        "select card.number, deck.id, note.id, card.variant
         from card
         join note on note.number = card.note
         join deck on deck.number = note.deck",
    )?;
    let mut rows = statement.query([])?;
    let mut keys = HashMap::new();
    while let Some(row) = rows.next()? {
        let note = NoteKey { deck: deck_id_in(row, 1)?, note: note_id_in(row, 2)? };
        keys.insert(row.get(0)?, CardKey { note, variant: row.get(3)? });
    }
    Ok(keys)
}
