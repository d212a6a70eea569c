//! The log over all devices, from either end.

use rusqlite::fallible_streaming_iterator::FallibleStreamingIterator;
use rusqlite::{Connection, Row, Rows};

use super::StoreError;
use super::log::Log;
use crate::model::{EventId, Hlc};

/// From which end the log is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    OldestFirst,
    NewestFirst,
}

/// All events of a device, the oldest first.
pub(super) const SQL_EVENTS_UP: &str = "
    select id, hlc, kind, card, back, day, head, behind, duration, body
    from event
    where id >= ?1
    and id < ?2
    order by id";

/// As [`SQL_EVENTS_UP`], of each only the first columns: most of the time goes into columns.
pub(super) const SQL_HEADS_UP: &str = "
    select id, hlc, kind, card
    from event
    where id >= ?1
    and id < ?2
    order by id";

/// All events of a device, the newest first.
pub(super) const SQL_EVENTS_DOWN: &str = "
    select id, hlc, kind, card, back, day, head, behind, duration, body
    from event
    where id >= ?1
    and id < ?2
    order by id desc";

/// Shows every row of the log with its place as long as `see` wants more: a merge over the devices,
/// each of which is taken to be in its order.
pub(super) fn each_row_in_order(
    connection: &Connection,
    log: &Log,
    order: Order,
    see: impl FnMut((Hlc, EventId), &Row<'_>) -> Result<bool, StoreError>,
) -> Result<(), StoreError> {
    let sql = match order {
        Order::OldestFirst => SQL_EVENTS_UP,
        Order::NewestFirst => SQL_EVENTS_DOWN,
    };
    merge(connection, log, sql, order, see)
}

/// As [`each_row_in_order`], the oldest first; of each row its id, clock, kind and card.
pub(super) fn each_head_in_order(
    connection: &Connection,
    log: &Log,
    see: impl FnMut((Hlc, EventId), &Row<'_>) -> Result<bool, StoreError>,
) -> Result<(), StoreError> {
    merge(connection, log, SQL_HEADS_UP, Order::OldestFirst, see)
}

fn merge(
    connection: &Connection,
    log: &Log,
    sql: &str,
    order: Order,
    mut see: impl FnMut((Hlc, EventId), &Row<'_>) -> Result<bool, StoreError>,
) -> Result<(), StoreError> {
    let mut statements = (0..log.devices())
        .map(|_| connection.prepare(sql))
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let mut ways = Vec::new();
    for (device, statement) in statements.iter_mut().enumerate() {
        ways.push(InOrder::begin(statement.query(log.span(device))?, log)?);
    }
    loop {
        let places = ways.iter().enumerate().filter_map(|(at, way)| Some((way.place?, at)));
        let next = match order {
            Order::OldestFirst => places.min(),
            Order::NewestFirst => places.max(),
        };
        let Some((place, at)) = next else { return Ok(()) };
        let way = &mut ways[at];
        if let Some(row) = way.rows.get()
            && !see(place, row)?
        {
            return Ok(());
        }
        way.go_on(log)?;
    }
}

/// The rows of one device, and the place of the one that comes next.
struct InOrder<'a> {
    rows: Rows<'a>,
    place: Option<(Hlc, EventId)>,
}

impl<'a> InOrder<'a> {
    fn begin(rows: Rows<'a>, log: &Log) -> Result<Self, StoreError> {
        let mut way = Self { rows, place: None };
        way.go_on(log)?;
        Ok(way)
    }

    fn go_on(&mut self, log: &Log) -> Result<(), StoreError> {
        self.place = match self.rows.next()? {
            Some(row) => Some((row.get(1)?, log.global(row.get(0)?)?)),
            None => None,
        };
        Ok(())
    }
}
