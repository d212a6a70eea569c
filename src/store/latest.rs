//! Which event of each card came in last: there the way back over all its events begins.

use std::collections::{BTreeMap, HashSet};

use rusqlite::{Connection, OptionalExtension, named_params};

use super::past::broken;
use super::{CardNumber, StoreError};

/// The events that came in last, of cards whose rows do not say it yet.
#[derive(Debug, Default)]
pub(super) struct Latest(BTreeMap<CardNumber, i64>);

impl Latest {
    pub(super) fn is(&mut self, card: CardNumber, event: i64) {
        self.0.insert(card, event);
    }

    /// Whether an event of the card came in that its row does not say yet.
    pub(super) fn knows(&self, card: CardNumber) -> bool {
        self.0.contains_key(&card)
    }

    /// What a row shall say that is written now.
    pub(super) fn take(&mut self, card: CardNumber) -> Option<i64> {
        self.0.remove(&card)
    }

    pub(super) fn of(
        &self,
        connection: &Connection,
        card: CardNumber,
    ) -> Result<Option<i64>, StoreError> {
        match self.0.get(&card) {
            Some(event) => Ok(Some(*event)),
            None => latest_of(connection, card),
        }
    }

    /// Writes them all: what reads the events of a card begins there.
    pub(super) fn write(&mut self, connection: &Connection) -> Result<(), StoreError> {
        for (card, event) in std::mem::take(&mut self.0) {
            set_latest(connection, card, event)?;
        }
        Ok(())
    }
}

/// The event of a card that came in last.
pub(super) const SQL_LATEST: &str = "
    select latest
    from state
    where card = :card";

/// The event of a card that came in last, as the file says it.
pub(super) fn latest_of(
    connection: &Connection,
    card: CardNumber,
) -> Result<Option<i64>, StoreError> {
    Ok(connection
        .prepare_cached(SQL_LATEST)?
        .query_row(named_params! {":card": card}, |row| row.get(0))
        .optional()?
        .flatten())
}

/// Says which event of a card came in last, whether anything else is known of the card or not.
fn set_latest(connection: &Connection, card: CardNumber, event: i64) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "insert into state
                 (card, deck, class, position, siblings, repetitions, ease, interval, bucket,
                  lapses, reviews, suspended, flagged, latest)
             select card.number, note.deck, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, :event
             from card
             join note on note.number = card.note
             where card.number = :card
             on conflict (card) do update set latest = excluded.latest",
        )?
        .execute(named_params! {":card": card, ":event": event})?;
    Ok(())
}

/// Finds which event of each card came in last, from the log alone: it is on the way back from no
/// other one.
pub(super) fn find_latest(connection: &Connection) -> Result<(), StoreError> {
    let mut statement =
        connection.prepare("select id, card, back from event where card is not null")?;
    let passed: HashSet<i64> = statement
        .query_map([], |row| {
            let (id, back): (i64, Option<i64>) = (row.get(0)?, row.get(2)?);
            Ok(back.map(|back| id.wrapping_sub(back)))
        })?
        .flat_map(Result::transpose)
        .collect::<rusqlite::Result<_>>()?;
    let mut found = HashSet::new();
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (id, card): (i64, CardNumber) = (row.get(0)?, row.get(1)?);
        if !passed.contains(&id) {
            if !found.insert(card) {
                return Err(broken());
            }
            set_latest(connection, card, id)?;
        }
    }
    Ok(())
}
