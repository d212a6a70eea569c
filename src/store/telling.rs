//! The whole history, told answer by answer as it is read: of a million answers only what the fold
//! says of each is held, twenty bytes an answer.
//!
//! The log is read to its end and folded (`all_cards.rs`), then read backwards, and each answer is
//! told with what became of its card.

use foldhash::{HashMap, HashMapExt, HashSet};

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

/// Which answers are told; all of them where nothing is said.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Telling<'a> {
    /// Only those to these cards.
    pub(crate) of: Option<&'a HashSet<CardNumber>>,
    /// Only those from this study day on.
    pub(crate) from: Option<Day>,
    /// At most so many, the newest.
    pub(crate) limit: Option<usize>,
}

impl Telling<'_> {
    fn wants(&self, home: CardNumber) -> bool {
        self.of.is_none_or(|cards| cards.contains(&home))
    }

    fn limit(&self) -> usize {
        self.limit.unwrap_or(usize::MAX)
    }
}

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
    /// Tells answers, newest first.
    ///
    /// # Errors
    /// What `tell` says; whatever the disk says. Most that can be wrong in a log is found before
    /// anything is told.
    pub(crate) fn tell_answers<E: From<StoreError>>(
        &self,
        which: &Telling<'_>,
        mut tell: impl FnMut(Told) -> Result<(), E>,
    ) -> Result<(), E> {
        let _together = self.read_together()?;
        if self.are_many(which)?
            && let Some(fates) = self.fates(which)?
        {
            return self.tell_by(fates, which, tell);
        }
        let (limit, is_since) = (which.limit(), |day| which.from.is_none_or(|from| day >= from));
        let rows = match which.of {
            Some(cards) if !self.are_much(cards.len())? => {
                self.timeline_of_each(cards.iter().copied())?
            }
            _ => self.timeline_of_newest(
                |home| which.wants(home),
                |day, seen| is_since(day) && seen < limit,
            )?,
        };
        let rows = rows.into_iter().filter(|row| is_since(row.day));
        rows.take(limit).try_for_each(|row| tell(row.into()))
    }

    /// Whether so many answers are wanted that each is better told as it is read.
    fn are_many(&self, which: &Telling<'_>) -> Result<bool, StoreError> {
        let are_few_cards = match which.of {
            Some(cards) => !self.are_much(cards.len())?,
            None => false,
        };
        if are_few_cards || which.limit() < MANY {
            return Ok(false);
        }
        match which.from {
            Some(day) => self.are_answers_since(day, MANY),
            None => Ok(true),
        }
    }

    /// What became of each answer to the cards that are wanted; `None` where the log is not in its
    /// order.
    pub(super) fn fates(&self, which: &Telling<'_>) -> Result<Option<Fates<'_>>, StoreError> {
        let cards = AllCards::of(&self.connection)?;
        if !cards.is_in_order() {
            return Ok(None);
        }
        let (mut in_order, mut apart) = (Vec::new(), HashMap::new());
        let wants = |home| which.wants(home);
        cards.fold(wants, |home, step| {
            if cards.is_apart(home) {
                apart.insert(step.event.id, Outcome::of(&step));
            } else {
                in_order.push(Outcome::of(&step));
            }
            Ok(())
        })?;
        Ok(Some(Fates { cards, in_order, apart }))
    }

    /// Tells the answers, each with its fate.
    pub(super) fn tell_by<E: From<StoreError>>(
        &self,
        fates: Fates<'_>,
        which: &Telling<'_>,
        mut tell: impl FnMut(Told) -> Result<(), E>,
    ) -> Result<(), E> {
        let connection = &self.connection;
        let Fates { cards, mut in_order, apart } = fates;
        let names = Names::all(connection)?;
        let (mut failed, mut left) = (None, which.limit());
        each_row_in_order(connection, &cards.log, Order::NewestFirst, |_, row| {
            if left == 0 {
                return Ok(false);
            }
            let home = cards.home_of_row(row)?.filter(|home| which.wants(*home));
            let Some(home) = home else { return Ok(true) };
            let row = EventRow::read(row)?;
            let Some(event) = row.for_fold(&cards.log)? else { return Ok(true) };
            let What::Review(answered) = event.what else { return Ok(true) };
            let outcome = match cards.is_apart(home) {
                true => apart.get(&event.id).copied(),
                false => in_order.pop(),
            };
            let outcome =
                outcome.ok_or_else(|| StoreError::value("an answer counts to no card"))?;
            if let Some(from) = which.from
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
            left -= 1;
            failed = told.err();
            Ok(failed.is_none())
        })?;
        failed.map_or(Ok(()), Err)
    }
}
