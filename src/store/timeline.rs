//! What was answered and when, with the memory before and after each answer.
//!
//! Nothing of this is stored: it is what the fold sees on its way.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::fold::{for_each_event, home_of};
use super::log::Log;
use super::{CardNumber, Store, StoreError};
use crate::model::{CardKey, Day, EventId, EventKind, Hlc, Memory, Mode, Moment, Quality};
use crate::schedule::{Effect, replay};

/// An answer in the history.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TimelineRow {
    pub(crate) id: EventId,
    pub(crate) hlc: Hlc,
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
    pub(crate) before: Memory,
    pub(crate) after: Memory,
    pub(crate) effect: Effect,
    pub(crate) undone: bool,
}

impl Store {
    /// All answers to a card, newest first.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn timeline_of(&self, card: CardNumber) -> Result<Vec<TimelineRow>, StoreError> {
        let mut rows = self.folded(card)?;
        rows.sort_unstable_by_key(|row| std::cmp::Reverse((row.hlc, row.id)));
        Ok(rows)
    }

    /// The answers from a study day on, newest first.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn timeline_since(&self, from: Day) -> Result<Vec<TimelineRow>, StoreError> {
        let rows = self.timeline_of_newest(|day, _| day >= from)?;
        Ok(rows.into_iter().filter(|row| row.day >= from).collect())
    }

    /// The newest `count` answers, newest first.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn timeline_newest(&self, count: usize) -> Result<Vec<TimelineRow>, StoreError> {
        let mut rows = self.timeline_of_newest(|_, seen| seen < count)?;
        rows.truncate(count);
        Ok(rows)
    }

    /// Walks back while `more` holds of the day and of the number of answers seen, then folds the
    /// cards that were met.
    fn timeline_of_newest(
        &self,
        more: impl Fn(Day, usize) -> bool,
    ) -> Result<Vec<TimelineRow>, StoreError> {
        let mut newest = self.newest_first()?;
        let mut homes = BTreeSet::new();
        let mut wanted: HashSet<EventId> = HashSet::new();
        // A log merged from other devices need not be in the order of its days: a week's grace.
        while let Some(event) = newest.next_event()? {
            if !more(event.day, wanted.len()) && !more(event.day.plus(7), wanted.len()) {
                break;
            }
            if let (1, Some(card)) = (event.kind, event.card) {
                homes.insert(home_of(&self.connection, card)?);
                wanted.insert(event.id);
            }
        }
        let mut rows = Vec::with_capacity(wanted.len());
        for home in homes {
            let folded = self.folded(home)?;
            rows.extend(folded.into_iter().filter(|row| wanted.contains(&row.id)));
        }
        rows.sort_unstable_by_key(|row| std::cmp::Reverse((row.hlc, row.id)));
        Ok(rows)
    }

    fn folded(&self, home: CardNumber) -> Result<Vec<TimelineRow>, StoreError> {
        let log = Log::of(&self.connection)?;
        let key = self.key_of(home)?;
        let mut events = Vec::new();
        let mut said = HashMap::new();
        for_each_event(&self.connection, home, |row| {
            let Some(event) = row.for_fold(&log)? else { return Ok(()) };
            let logged = row.to_event(&log, Some(key.clone()))?;
            if let EventKind::Review { review, .. } = logged.event.kind {
                said.insert(event.id, (logged.event.at, review));
            }
            events.push(event);
            Ok(())
        })?;
        let mut rows = Vec::new();
        replay(&mut events, |step| {
            if let Some((at, review)) = said.remove(&step.event.id) {
                rows.push(TimelineRow {
                    id: step.event.id,
                    hlc: step.event.hlc,
                    at,
                    day: step.event.day,
                    card: home,
                    key: key.clone(),
                    mode: step.mode,
                    quality: step.quality,
                    response: review.response,
                    verdict: review.verdict,
                    duration_ms: review.duration_ms,
                    before: step.before,
                    after: step.after,
                    effect: step.effect,
                    undone: step.undone,
                });
            }
        });
        Ok(rows)
    }
}
