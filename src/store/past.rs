//! The events that count to a card, read from the log: from the one that came in last, each leads
//! to the one before it. That takes a few bytes of a row; an index over the log would be half as
//! large as the log and one more page to write with every answer.

use std::collections::BinaryHeap;

use foldhash::{HashMap, HashMapExt};
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
    let mut next = Way::back(connection, card)?;
    while let Some(way) = next {
        let mut rows = statement.query([way.at])?;
        let row = rows.next()?.ok_or_else(broken)?;
        next = way.pass(row)?;
        see(row)?;
    }
    Ok(())
}

/// Where the way back over the events of a card has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Way {
    /// The event that comes next.
    at: i64,
    card: CardNumber,
    passed: u64,
    /// An event that was passed: where the way comes by it once more, it would never end.
    mark: Option<i64>,
}

impl Way {
    /// Begins with the event of the card that came in last.
    fn back(connection: &Connection, card: CardNumber) -> Result<Option<Self>, StoreError> {
        let latest = latest_of(connection, card)?;
        Ok(latest.map(|at| Self { at, card, passed: 0, mark: None }))
    }

    /// Passes the event, whose row this is.
    fn pass(mut self, row: &Row<'_>) -> Result<Option<Self>, StoreError> {
        if EventRow::card_of_row(row)? != Some(self.card) || self.mark == Some(self.at) {
            return Err(broken());
        }
        self.passed += 1;
        if self.passed.is_power_of_two() {
            self.mark = Some(self.at);
        }
        Ok(EventRow::before_row(row)?.map(|before| Self { at: before, ..self }))
    }
}

/// All events that count to these cards, by card. The ways back are gone together, the latest event
/// first, so that each page of the log is read once.
pub(super) fn events_of_all(
    connection: &Connection,
    log: &Log,
    homes: impl IntoIterator<Item = CardNumber>,
) -> Result<HashMap<CardNumber, Vec<CardEvent>>, StoreError> {
    let mut ways = BinaryHeap::new();
    let mut home_by_name = HashMap::new();
    for home in homes {
        for number in numbers_of(connection, home)? {
            ways.extend(Way::back(connection, number)?);
            if number != home {
                home_by_name.insert(number, home);
            }
        }
    }
    let mut events: HashMap<CardNumber, Vec<CardEvent>> = HashMap::new();
    let mut statement = connection.prepare_cached(SQL_EVENT)?;
    while let Some(way) = ways.pop() {
        let mut rows = statement.query([way.at])?;
        let row = rows.next()?.ok_or_else(broken)?;
        let home = home_by_name.get(&way.card).copied().unwrap_or(way.card);
        let event = EventRow::read_for_fold(row)?.for_fold(log)?;
        events.entry(home).or_default().extend(event);
        ways.extend(way.pass(row)?);
    }
    Ok(events)
}

/// How many events are met on the ways back of all cards, and of how many that name a card.
///
/// # Errors
/// A way that leads to no event, to one of another card, or twice to one.
pub(super) fn met_on_ways_back(connection: &Connection) -> Result<(usize, usize), StoreError> {
    let mut statement = connection
        .prepare("select id, card, back from event where card is not null order by id")?;
    let mut rows = statement.query([])?;
    // Each with its card and with the one before it, until it is met.
    let mut events: Vec<(i64, CardNumber, Option<i64>)> = Vec::new();
    while let Some(row) = rows.next()? {
        let (id, back): (i64, Option<i64>) = (row.get(0)?, row.get(2)?);
        events.push((id, row.get(1)?, back.map(|back| id.wrapping_sub(back))));
    }
    let mut is_met = vec![false; events.len()];
    let mut met = 0;
    let mut statement =
        connection.prepare("select card, latest from state where latest is not null")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (card, mut next): (CardNumber, Option<i64>) = (row.get(0)?, row.get(1)?);
        while let Some(id) = next {
            let at = events.binary_search_by_key(&id, |event| event.0).map_err(|_| broken())?;
            let (_, of, before) = events[at];
            if of != card || std::mem::replace(&mut is_met[at], true) {
                return Err(broken());
            }
            met += 1;
            next = before;
        }
    }
    Ok((met, events.len()))
}

pub(super) fn broken() -> StoreError {
    StoreError::value("the way back from event to event of a card is broken")
}

/// The homes of all cards, for whoever goes through the whole log.
pub(super) struct Homes {
    /// Of the cards that have another name now.
    elsewhere: HashMap<CardNumber, CardNumber>,
}

impl Homes {
    pub(super) fn all(connection: &Connection) -> Result<Self, StoreError> {
        let mut statement =
            connection.prepare("select number, home from card where home <> number")?;
        let homes = statement.query_map([], |row| Ok((row.get("number")?, row.get("home")?)))?;
        Ok(Self { elsewhere: homes.collect::<rusqlite::Result<_>>()? })
    }

    pub(super) fn of(&self, card: CardNumber) -> CardNumber {
        self.elsewhere.get(&card).copied().unwrap_or(card)
    }
}

/// The card to which the events of this one count.
pub(super) fn home_of(connection: &Connection, card: CardNumber) -> Result<CardNumber, StoreError> {
    Ok(connection
        .prepare_cached("select home from card where number = :card")?
        .query_row(named_params! {":card": card}, |row| row.get("home"))?)
}
