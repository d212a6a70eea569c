//! The events that count to a card, read from the log: from the one that came in last, each leads
//! to the one before it. That takes a few bytes of a row; an index over the log would be half as
//! large as the log and one more page to write with every answer.

use rusqlite::{Connection, Row, named_params};

use super::event_row::{EventRow, SQL_EVENT};
use super::latest::latest_of;
use super::log::Log;
use super::{CardNumber, StoreError};
use crate::schedule::CardEvent;

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

/// The events of a card that say something in words.
pub(super) const SQL_WITH_WORDS: &str = "
    select id, hlc, kind, card, back, day, head, behind, duration, body
    from event
    where card = ?1
    and body is not null";

/// As [`for_each_event`], only of those that say something in words, in no order.
pub(super) fn for_each_event_with_words(
    connection: &Connection,
    home: CardNumber,
    mut see: impl FnMut(EventRow) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(SQL_WITH_WORDS)?;
    for number in numbers_of(connection, home)? {
        let mut rows = statement.query([number])?;
        while let Some(row) = rows.next()? {
            see(EventRow::read(row)?)?;
        }
    }
    Ok(())
}

fn each_row(
    connection: &Connection,
    home: CardNumber,
    mut see: impl FnMut(&Row<'_>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    for number in numbers_of(connection, home)? {
        each_row_of(connection, number, &mut see)?;
    }
    Ok(())
}

/// The numbers of the cards whose events count to this one.
fn numbers_of(connection: &Connection, home: CardNumber) -> Result<Vec<CardNumber>, StoreError> {
    let mut numbers = Vec::new();
    if home_of(connection, home)? == home {
        numbers.push(home);
    }
    let mut statement = connection.prepare_cached(SQL_RENAMED)?;
    let mut rows = statement.query(named_params! {":card": home})?;
    while let Some(row) = rows.next()? {
        numbers.push(row.get("number")?);
    }
    Ok(numbers)
}

/// Sees every row of the log that names this card, the one that came in last first.
pub(super) fn each_row_of(
    connection: &Connection,
    card: CardNumber,
    mut see: impl FnMut(&Row<'_>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(SQL_EVENT)?;
    let mut next = latest_of(connection, card)?;
    // Where the way back comes by the same event twice, it would never end.
    let (mut passed, mut far, mut mark) = (0u64, 1u64, None);
    while let Some(id) = next {
        let mut rows = statement.query([id])?;
        let row = rows.next()?.filter(|_| mark != Some(id)).ok_or_else(broken)?;
        if EventRow::card_of_row(row)? != Some(card) {
            return Err(broken());
        }
        passed += 1;
        if passed == far {
            (far, mark) = (far * 2, Some(id));
        }
        next = EventRow::before_row(row)?;
        see(row)?;
    }
    Ok(())
}

pub(super) fn broken() -> StoreError {
    StoreError::value("the way back from event to event of a card is broken")
}

/// The card to which the events of this one count.
pub(super) fn home_of(connection: &Connection, card: CardNumber) -> Result<CardNumber, StoreError> {
    Ok(connection
        .prepare_cached("select home from card where number = :card")?
        .query_row(named_params! {":card": card}, |row| row.get("home"))?)
}
