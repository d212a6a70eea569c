//! The events that count to a card, read from the log.

use rusqlite::{Connection, Row, named_params};

use super::event_row::{EVENT_COLUMNS, EventRow};
use super::log::Log;
use super::{CardNumber, StoreError};
use crate::schedule::CardEvent;

/// The events of a card, and those of the cards that it was before.
pub(super) const SQL_EVENTS_OF_CARD: &str = "
    select id, hlc, kind, version, card, day, zone, behind, mode, quality, duration, body
    from event
    where card = :card";

/// Earlier names of a card.
pub(super) const SQL_RENAMED: &str = "
    select number
    from card
    where home = :card
    and home <> number";

/// All events that count to this card, in no order.
pub(super) fn events_of(
    connection: &Connection,
    log: &Log,
    home: CardNumber,
) -> Result<Vec<CardEvent>, StoreError> {
    let mut events = Vec::new();
    each_row(connection, home, |row| {
        events.extend(EventRow::read_for_fold(row)?.for_fold(log)?);
        Ok(())
    })?;
    Ok(events)
}

/// Sees every row of the log that counts to this card.
pub(super) fn for_each_event(
    connection: &Connection,
    home: CardNumber,
    mut see: impl FnMut(EventRow) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    each_row(connection, home, |row| see(EventRow::read(row)?))
}

fn each_row(
    connection: &Connection,
    home: CardNumber,
    mut see: impl FnMut(&Row<'_>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut numbers = Vec::new();
    if home_of(connection, home)? == home {
        numbers.push(home);
    }
    let mut statement = connection.prepare_cached(SQL_RENAMED)?;
    let mut rows = statement.query(named_params! {":card": home})?;
    while let Some(row) = rows.next()? {
        numbers.push(row.get("number")?);
    }
    debug_assert!(SQL_EVENTS_OF_CARD.contains(EVENT_COLUMNS));
    let mut statement = connection.prepare_cached(SQL_EVENTS_OF_CARD)?;
    for number in numbers {
        let mut rows = statement.query(named_params! {":card": number})?;
        while let Some(row) = rows.next()? {
            see(row)?;
        }
    }
    Ok(())
}

/// The card to which the events of this one count.
pub(super) fn home_of(connection: &Connection, card: CardNumber) -> Result<CardNumber, StoreError> {
    Ok(connection
        .prepare_cached("select home from card where number = :card")?
        .query_row(named_params! {":card": card}, |row| row.get("home"))?)
}
