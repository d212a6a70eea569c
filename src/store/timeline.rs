//! What was answered and when, with the memory before and after each answer.
//!
//! Nothing of this is stored: it is what the fold sees on its way.

use std::collections::BTreeSet;

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use super::all_cards::AllCards;
use super::event_row::EventRow;
use super::log::Log;
use super::past::{Homes, events_of_all, for_each_event, for_each_event_with_words};
use super::walk::{Order, each_row_in_order};
use super::{CardNumber, Store, StoreError};
use crate::model::{CardKey, Day, EventId, EventKind, Hlc, Memory, Mode, Moment, Quality};
use crate::schedule::{Answered, CardEvent, Effect, Step, What, replay, retracted};

/// The events of less than this part of all cards are looked up: that takes several times as long as
/// to pass over them, and all of the others are spared.
const PART: usize = 4;

/// A log merged from other devices need not be in the order of its days: so many are looked at
/// beyond the day that was asked for.
pub(super) const GRACE: u32 = 7;

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
        self.timeline_of_each([card])
    }

    /// The wrong answers to a card that were said in words and still stand, oldest first. Its other
    /// answers are not read.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn wrong_answers(&self, card: CardNumber) -> Result<Vec<String>, StoreError> {
        let log = Log::of(&self.connection)?;
        let mut events = Vec::new();
        let mut said = HashMap::new();
        for_each_event_with_words(&self.connection, card, |row| {
            let Some(event) = row.for_fold(&log)? else { return Ok(()) };
            if let What::Review(Answered { quality, .. }) = event.what
                && !quality.passes()
                && let Some(response) = row.body()?.into_response()
            {
                said.insert(event.id, response);
            }
            events.push(event);
            Ok(())
        })?;
        events.sort_unstable_by_key(|event| (event.hlc, event.id));
        for id in retracted(&events) {
            said.remove(&id);
        }
        Ok(events.iter().filter_map(|event| said.remove(&event.id)).collect())
    }

    /// Whether so many cards are so large a part of all that their events are better found by going
    /// through the whole log.
    pub(super) fn are_much(&self, cards: usize) -> Result<bool, StoreError> {
        let all: usize = self
            .connection
            .prepare_cached("select coalesce(max(number), 0) from card")?
            .query_row([], |row| row.get(0))?;
        Ok(cards * PART >= all)
    }

    /// All answers to these cards, newest first.
    pub(super) fn timeline_of_each(
        &self,
        cards: impl IntoIterator<Item = CardNumber>,
    ) -> Result<Vec<TimelineRow>, StoreError> {
        let mut rows = Vec::new();
        for card in cards {
            rows.extend(self.folded(card)?);
        }
        rows.sort_unstable_by_key(|row| std::cmp::Reverse((row.hlc, row.id)));
        Ok(rows)
    }

    /// Whether there are so many answers from a study day on.
    pub(super) fn are_answers_since(&self, from: Day, many: usize) -> Result<bool, StoreError> {
        let (log, mut count) = (Log::of(&self.connection)?, 0);
        each_row_in_order(&self.connection, &log, Order::NewestFirst, |_, row| {
            let row = EventRow::read_for_fold(row)?;
            count += usize::from(row.kind() == 1 && row.day() >= from);
            Ok(count < many && row.day().plus(GRACE) >= from)
        })?;
        Ok(count >= many)
    }

    /// Walks back while `more` holds of the day and of the number of answers seen to cards that are
    /// wanted, then folds the cards that were met; newest first.
    pub(super) fn timeline_of_newest(
        &self,
        wants: impl Fn(CardNumber) -> bool,
        more: impl Fn(Day, usize) -> bool,
    ) -> Result<Vec<TimelineRow>, StoreError> {
        let (log, homes) = (Log::of(&self.connection)?, Homes::all(&self.connection)?);
        let mut met = BTreeSet::new();
        let mut seen: HashSet<EventId> = HashSet::new();
        each_row_in_order(&self.connection, &log, Order::NewestFirst, |(_, id), row| {
            let row = EventRow::read_for_fold(row)?;
            if !more(row.day(), seen.len()) && !more(row.day().plus(GRACE), seen.len()) {
                return Ok(false);
            }
            if let (1, Some(card)) = (row.kind(), row.card()) {
                let home = homes.of(card);
                if wants(home) {
                    met.insert(home);
                    seen.insert(id);
                }
            }
            Ok(true)
        })?;
        let mut rows = self.timeline_of_each(met)?;
        rows.retain(|row| seen.contains(&row.id));
        Ok(rows)
    }

    /// Day and quality of the answers that still stand, from a day on, by card, in no order. Only
    /// cards of which something was taken back are folded: whatever takes an answer back comes after
    /// it.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(super) fn answers_since(
        &self,
        from: Day,
    ) -> Result<HashMap<CardNumber, Vec<(Day, Quality)>>, StoreError> {
        let (log, homes) = (Log::of(&self.connection)?, Homes::all(&self.connection)?);
        let mut answers: HashMap<CardNumber, Vec<(Day, Quality)>> = HashMap::new();
        // Cards of which something was taken back.
        let mut taken_back = BTreeSet::new();
        each_row_in_order(&self.connection, &log, Order::NewestFirst, |_, row| {
            let row = EventRow::read_for_fold(row)?;
            if row.day().plus(GRACE) < from {
                return Ok(false);
            }
            let (Some(card), 1..=2) = (row.card(), row.kind()) else { return Ok(true) };
            let home = homes.of(card);
            match row.for_fold(&log)? {
                Some(CardEvent { what: What::Review(answered), day, .. }) if day >= from => {
                    answers.entry(home).or_default().push((day, answered.quality));
                }
                Some(CardEvent { what: What::Retract { .. }, .. }) => _ = taken_back.insert(home),
                Some(_) | None => {}
            }
            Ok(true)
        })?;
        for (card, mut events) in events_of_all(&self.connection, &log, taken_back)? {
            let mut of_card = Vec::new();
            replay(&mut events, |step| {
                if !step.undone && step.event.day >= from {
                    of_card.push((step.event.day, step.answered.quality));
                }
            });
            answers.insert(card, of_card);
        }
        Ok(answers)
    }

    /// Shows every answer to these cards that still stands, with what goes with its card. Those of one
    /// card come in their order.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn each_answer<T>(
        &self,
        cards: &HashMap<CardNumber, T>,
        mut see: impl FnMut(&T, &Step<'_>),
    ) -> Result<(), StoreError> {
        let mut watch = |home: CardNumber, step: Step<'_>| {
            if !step.undone
                && let Some(with) = cards.get(&home)
            {
                see(with, &step);
            }
        };
        if !self.are_much(cards.len())? {
            let log = Log::of(&self.connection)?;
            let events = events_of_all(&self.connection, &log, cards.keys().copied())?;
            for (home, mut events) in events {
                replay(&mut events, |step| watch(home, step));
            }
            return Ok(());
        }
        let wanted = |home| cards.contains_key(&home);
        AllCards::of(&self.connection)?.fold(wanted, |home, step| {
            watch(home, step);
            Ok(())
        })?;
        Ok(())
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
                    mode: step.answered.mode,
                    quality: step.answered.quality,
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
