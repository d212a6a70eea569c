//! Taking back the latest review, and bringing it back.

use std::collections::HashSet;

use rusqlite::{OptionalExtension, named_params};

use super::event_row::EventRow;
use super::log::Log;
use super::walk::{Order, each_row_in_order};
use super::wire::Body;
use super::{CardNumber, Store, StoreError};
use crate::model::{CardKey, Day, Event, EventId, EventKind, Memory, Moment};

/// A review that was taken back or brought back.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Undone {
    pub(crate) review: EventId,
    pub(crate) card: CardKey,
    /// The memory as it is now.
    pub(crate) memory: Memory,
}

impl Store {
    /// Takes back the latest reviews that are not taken back yet, so many at most, whoever wrote them
    /// and when; each is on disk before the next.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn undo(
        &mut self,
        count: u32,
        at: Moment,
        day: Day,
    ) -> Result<Vec<Undone>, StoreError> {
        let reviews = self.latest(Latest::Review, count)?;
        reviews.into_iter().map(|(target, key)| self.retract(target, key, at, day)).collect()
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
        let Some((retraction, key)) = self.latest(Latest::Retraction, 1)?.pop() else {
            return Ok(None);
        };
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

    /// The newest events of the wanted sort that still stand, so many at most, the newest first.
    /// The log is walked from its newest event on, so no more of it is read than that takes.
    fn latest(&self, wanted: Latest, count: u32) -> Result<Vec<(EventId, CardKey)>, StoreError> {
        let log = Log::of(&self.connection)?;
        let mut gone = HashSet::new();
        let mut found = Vec::new();
        each_row_in_order(&self.connection, &log, Order::NewestFirst, |(_, id), row| {
            if found.len() == count as usize {
                return Ok(false);
            }
            let row = EventRow::read_for_fold(row)?;
            match row.kind() {
                1 => match wanted {
                    Latest::Review if gone.contains(&id) => {}
                    Latest::Review => found.extend(self.with_key(id, row.card())?),
                    Latest::Retraction if gone.contains(&id) => {}
                    Latest::Retraction => return Ok(false),
                },
                2 if !gone.contains(&id) => {
                    let target = row.body()?.target()?;
                    let of_review = self.kind_of(&log, target)? == Some(1);
                    match wanted {
                        Latest::Retraction if of_review => {
                            found.extend(self.with_key(id, row.card())?);
                        }
                        Latest::Retraction | Latest::Review => {
                            gone.insert(target);
                        }
                    }
                }
                _ => {}
            }
            Ok(true)
        })?;
        Ok(found)
    }

    fn kind_of(&self, log: &Log, id: EventId) -> Result<Option<i64>, StoreError> {
        let Some(number) = log.local(id) else { return Ok(None) };
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
}

#[derive(Debug, Clone, Copy)]
enum Latest {
    Review,
    Retraction,
}
