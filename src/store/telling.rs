//! The whole history, told answer by answer as it is read: of a million answers only what the fold
//! says of each is held, twenty bytes an answer.
//!
//! The log is read to its end and folded (`all_cards.rs`), then read backwards, and each answer is
//! told with what became of its card.

use foldhash::{HashMap, HashMapExt};

use super::all_cards::AllCards;
use super::event_row::EventRow;
use super::names::Names;
use super::timeline::{GRACE, TimelineRow};
use super::walk::{Order, each_row_in_order};
use super::{CardNumber, Store, StoreError};
use crate::model::{CardKey, Day, Ease, EventId, Interval, Memory, Mode, Moment, Quality};
use crate::schedule::{Step, What};

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
        Self::between(&step.before, &step.after, step.undone)
    }

    fn between(before: &Memory, after: &Memory, undone: bool) -> Self {
        Self {
            interval_before: before.interval,
            interval: after.interval,
            ease_before: before.ease,
            ease: after.ease,
            repetitions: after.repetitions,
            undone,
        }
    }
}

impl From<TimelineRow> for Told {
    fn from(row: TimelineRow) -> Self {
        Self {
            outcome: Outcome::between(&row.before, &row.after, row.undone),
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
        }
    }
}

/// What the fold says of all answers.
pub(super) struct Fates<'a> {
    cards: AllCards<'a>,
    /// In the order of the log.
    in_order: Vec<Outcome>,
    /// Of the cards that are folded apart.
    apart: HashMap<EventId, Outcome>,
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

    /// What became of each answer; `None` where the log is not in its order.
    pub(super) fn fates(&self) -> Result<Option<Fates<'_>>, StoreError> {
        let cards = AllCards::of(&self.connection)?;
        if !cards.is_in_order() {
            return Ok(None);
        }
        let (mut in_order, mut apart) = (Vec::new(), HashMap::new());
        cards.fold(
            |_| true,
            |home, step| {
                if cards.is_apart(home) {
                    apart.insert(step.event.id, Outcome::of(&step));
                } else {
                    in_order.push(Outcome::of(&step));
                }
                Ok(())
            },
        )?;
        Ok(Some(Fates { cards, in_order, apart }))
    }

    /// Tells the answers, each with its fate.
    pub(super) fn tell_by<E: From<StoreError>>(
        &self,
        fates: Fates<'_>,
        from: Option<Day>,
        mut tell: impl FnMut(Told) -> Result<(), E>,
    ) -> Result<(), E> {
        let connection = &self.connection;
        let Fates { cards, mut in_order, apart } = fates;
        let names = Names::all(connection)?;
        let mut failed = None;
        each_row_in_order(connection, &cards.log, Order::NewestFirst, |_, row| {
            let row = EventRow::read(row)?;
            let Some((home, event)) = cards.counted(&row)? else { return Ok(true) };
            let What::Review(answered) = event.what else { return Ok(true) };
            let outcome = match cards.is_apart(home) {
                true => apart.get(&event.id).copied(),
                false => in_order.pop(),
            };
            let outcome =
                outcome.ok_or_else(|| StoreError::value("an answer counts to no card"))?;
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
                key: names.of(home)?.clone(),
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
