//! The log may run ahead of the sums.
//!
//! An answer changes a sum in each of six tables, and each would be a page to write. So an answer
//! is written to the log alone, with its card's row, and the sums follow when a session ends, or
//! when a hundred events have come together. What they lack is known from the log: `home.summed`
//! is the last event of this device that they count. A program that goes on writing remembers what
//! the events after it change; others fold their cards with them and without, which comes to the
//! same. What a program writes first may be all that it writes: that is kept as one row
//! (`differences.rs`), so nobody has to fold for it. Where no event but those of rows is lacking,
//! `home.summed` is null, and nobody looks into the log.
//!
//! Only what is said of single cards runs ahead. Whoever changes what many events count to (another
//! deck, another kind or name, a log that comes in) lets the sums follow with it.

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::differences::{take_up, wait, waiting};
use super::log::Log;
use super::past::{events_of, home_of};
use super::state::{Place, StateRow};
use super::sums::{Subject, Sums};
use super::{CardNumber, StoreError};
use crate::model::EventId;
use crate::schedule::replay;

/// So many events run ahead at most while it is known what the sums lack of them.
const MOST_KNOWN: usize = 128;

/// So many run ahead at most where whoever reads the sums has to count them.
const MOST_UNKNOWN: usize = 16;

/// So many rows wait at most.
const MOST_WAITING: usize = 64;

/// What changes no more numbers than this waits as a row.
const FEW: usize = 64;

/// The events of cards that the sums lack and no row counts.
pub(super) const SQL_AHEAD: &str = "
    select event.id, event.card
    from home
    join event
        on event.id > max(home.summed, ifnull((select max(number) from difference), 0))
        and event.id < (home.device + 1) << 40
    where home.one = 1
    and event.card is not null";

/// How far the log is ahead, and what the sums lack.
#[derive(Debug)]
pub(super) struct Ahead {
    /// What the sums lack, where it is known; else what this transaction changes in them.
    pub(super) sums: Sums,
    is_known: bool,
    /// Whether the file says that events are to be counted from the log.
    is_told: bool,
    /// Events that no row counts, and the first and last of them that this program wrote.
    events: usize,
    first: i64,
    last: i64,
    /// Whether no event was left uncounted when this program wrote for the first time.
    was_level: bool,
    /// Whether the sums are to follow when the transaction ends.
    follow: bool,
}

impl Ahead {
    /// Where nothing is remembered of a file: what its sums lack is not counted as long as nobody
    /// asks. A command that writes one event has no need to.
    pub(super) fn of(connection: &Connection) -> Result<Self, StoreError> {
        let is_told = is_told(connection)?;
        let events = if is_told { uncounted(connection)?.len() } else { 0 };
        Ok(Self {
            sums: Sums::default(),
            is_known: false,
            is_told,
            events,
            first: 0,
            last: 0,
            was_level: events == 0,
            follow: false,
        })
    }

    /// Counts what the sums lack, if that is not known yet. What was written by then must be folded.
    pub(super) fn know(&mut self, connection: &Connection) -> Result<(), StoreError> {
        if self.is_known {
            return Ok(());
        }
        if self.is_told {
            self.sums = lacking(connection)?;
        } else {
            // Nothing but what waits came before this transaction.
            take_up(connection, &mut self.sums)?;
        }
        self.is_known = true;
        Ok(())
    }

    /// What the sums lack, where it is known.
    pub(super) fn known(&self) -> Option<&Sums> {
        self.is_known.then_some(&self.sums)
    }

    /// The sums follow when the transaction ends; it must be known what they lack before anything
    /// changes but single cards.
    pub(super) fn follow(&mut self, connection: &Connection) -> Result<(), StoreError> {
        self.follow = true;
        self.know(connection)
    }

    /// An event of this device was written.
    pub(super) fn goes_on(&mut self, event: i64) {
        if self.events == 0 {
            self.first = event;
        }
        self.events += 1;
        self.last = event;
    }

    /// Whether the sums lack nothing.
    pub(super) fn is_level(&self) -> bool {
        self.events == 0
    }

    /// Lets the sums follow in part where so much has come together that it weighs.
    pub(super) fn follow_if_many(&mut self, connection: &Connection) -> Result<(), StoreError> {
        if self.is_known && self.sums.are_many() {
            self.follow = true;
            std::mem::take(&mut self.sums).add(connection)?;
        }
        Ok(())
    }

    /// Whether what this transaction changes may wait as a row.
    fn may_wait(&mut self, connection: &Connection) -> Result<bool, StoreError> {
        Ok(self.sums.tidy() <= FEW && waiting(connection)? < MOST_WAITING)
    }

    /// Lets the sums follow where they are to, as part of the transaction that wrote the events; gives
    /// how far the log is ahead then.
    pub(super) fn settle(mut self, connection: &Connection) -> Result<Self, StoreError> {
        // What this program writes next is written by one that knows what the sums lack.
        let is_first = !self.is_known;
        if is_first && self.was_level && self.events > 0 {
            if self.may_wait(connection)? {
                wait(connection, self.last, &self.sums)?;
                self.events = 0;
            } else {
                self.follow = true;
            }
        }
        let most = if is_first { MOST_UNKNOWN } else { MOST_KNOWN };
        if self.follow || self.events > most {
            self.know(connection)?;
            std::mem::take(&mut self.sums).add(connection)?;
            summed_up(connection)?;
            (self.events, self.follow, self.is_told) = (0, false, false);
            return Ok(self);
        }
        if is_first {
            self.sums = Sums::default();
        }
        if self.events > 0 && !self.is_told {
            summed(connection, Some(self.first - 1))?;
            self.is_told = true;
        }
        Ok(self)
    }
}

/// Whether the file says that events are to be counted from the log.
fn is_told(connection: &Connection) -> Result<bool, StoreError> {
    Ok(connection.prepare_cached("select 1 from home where summed is not null")?.exists([])?)
}

/// The events of cards that the sums lack and no row counts.
fn uncounted(connection: &Connection) -> Result<Vec<(i64, CardNumber)>, StoreError> {
    let mut statement = connection.prepare_cached(SQL_AHEAD)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What the sums of a file lack: what waits, and what is counted from its log.
pub(super) fn lacking(connection: &Connection) -> Result<Sums, StoreError> {
    let mut sums = Sums::default();
    take_up(connection, &mut sums)?;
    if !is_told(connection)? {
        return Ok(sums);
    }
    let uncounted = uncounted(connection)?;
    if uncounted.is_empty() {
        return Ok(sums);
    }
    let log = Log::of(connection)?;
    let (mut events, mut homes) = (BTreeSet::new(), BTreeSet::new());
    for (event, card) in uncounted {
        events.insert(log.global(event)?);
        homes.insert(home_of(connection, card)?);
    }
    for home in homes {
        count(&mut sums, connection, &log, home, &events)?;
    }
    Ok(sums)
}

/// Lets the sums of a file follow its log.
pub(super) fn catch_up(connection: &Connection) -> Result<(), StoreError> {
    lacking(connection)?.add(connection)?;
    summed_up(connection)
}

/// Counts what a card counts with these events and not without them.
fn count(
    sums: &mut Sums,
    connection: &Connection,
    log: &Log,
    home: CardNumber,
    events: &BTreeSet<EventId>,
) -> Result<(), StoreError> {
    let subject = Subject::of(connection, home)?;
    let place = Place::of(connection, home)?;
    let mut with = events_of(connection, log, home)?;
    let mut without = with.clone();
    without.retain(|event| !events.contains(&event.id));
    for (events, times) in [(&mut without, -1), (&mut with, 1)] {
        let folded = replay(events, |step| sums.count(subject, &step, times));
        sums.stands(place.deck, StateRow { place, folded }.counted(), times)?;
    }
    Ok(())
}

/// The sums count all that the log says; nothing waits.
pub(super) fn summed_up(connection: &Connection) -> Result<(), StoreError> {
    connection.prepare_cached("delete from difference")?.execute([])?;
    summed(connection, None)
}

/// Says up to which event of this device the sums count; `None` where with the rows that wait they
/// count all.
fn summed(connection: &Connection, event: Option<i64>) -> Result<(), StoreError> {
    connection.prepare_cached("update home set summed = ?1")?.execute([event])?;
    Ok(())
}
