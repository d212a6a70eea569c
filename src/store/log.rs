//! The devices that write the log, and the numbers of their events.

use rusqlite::{Connection, OptionalExtension, named_params};

use super::StoreError;
use super::ahead::Ahead;
use crate::model::{DeviceId, Event, EventId, Hlc, LoggedEvent};

/// How many bits of an event's id in the database are its own number.
pub(super) const SEQ_BITS: u32 = 40;

/// More devices than this are nobody's: every grade looks at each of them.
const MOST_DEVICES: usize = 10_000;

/// The devices of the file, by number, and which of them writes.
#[derive(Debug, Clone)]
pub(super) struct Log {
    devices: Vec<DeviceId>,
    own: usize,
    /// Where the log ends, once it was asked for.
    end: Option<End>,
}

/// Where the log ends.
#[derive(Debug, Clone, Copy)]
struct End {
    /// The number of this device's last event.
    seq: u64,
    /// The latest reading of the clock at the last event of any device.
    hlc: Hlc,
}

/// One device's newest event below a bound.
pub(super) const SQL_LAST: &str = "
    select id, hlc
    from event
    where id < :below
    and id >= :from
    order by id desc
    limit 1";

/// The log as the last transaction of this connection left it, and what the sums lacked of it then.
#[derive(Debug)]
pub(super) struct Remembered {
    log: Log,
    ahead: Ahead,
    mark: Mark,
}

/// Moves whenever anything is written, be it by this connection or by another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    others: i64,
    own: u64,
}

impl Mark {
    /// In a transaction that holds the lock.
    pub(super) fn of(connection: &Connection) -> Result<Self, StoreError> {
        let others =
            connection.prepare_cached("pragma data_version")?.query_row([], |row| row.get(0))?;
        Ok(Self { others, own: connection.total_changes() })
    }
}

impl Remembered {
    /// Whether nothing was written since.
    pub(super) fn holds(&self, mark: Mark) -> bool {
        self.mark == mark
    }

    /// To be called in the transaction that wrote last, before it is committed; `mark` is of the
    /// same transaction, while which nobody else writes.
    pub(super) fn keep(connection: &Connection, log: Log, ahead: Ahead, mark: Mark) -> Self {
        Self { log, ahead, mark: Mark { own: connection.total_changes(), ..mark } }
    }

    /// What the sums lacked.
    pub(super) fn ahead(&self) -> &Ahead {
        &self.ahead
    }
}

impl Log {
    /// As it was left, with what the sums lacked, where nothing was written since; read anew
    /// otherwise.
    pub(super) fn recall(
        connection: &Connection,
        remembered: Option<Remembered>,
        mark: Mark,
    ) -> Result<(Self, Ahead), StoreError> {
        match remembered {
            Some(mut last) if last.holds(mark) => {
                // Whoever writes twice may do so a hundred times.
                last.ahead.know(connection)?;
                Ok((last.log, last.ahead))
            }
            Some(_) | None => Ok((Self::of(connection)?, Ahead::of(connection)?)),
        }
    }

    pub(super) fn of(connection: &Connection) -> Result<Self, StoreError> {
        let mut statement =
            connection.prepare_cached("select number, id from device order by number")?;
        let mut devices = Vec::new();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let number: usize = row.get("number")?;
            if number != devices.len() {
                return Err(StoreError::value("the numbers of the devices have a gap"));
            }
            devices.push(DeviceId(row.get("id")?));
        }
        let own: usize = connection
            .prepare_cached("select device from home where one = 1")?
            .query_row([], |row| row.get("device"))?;
        Ok(Self { devices, own, end: None })
    }

    /// The log of one device of a damaged file, by its number there.
    pub(super) fn alone(number: i64, id: DeviceId) -> Self {
        let own = usize::try_from(number).unwrap_or_default();
        Self { devices: vec![id; own + 1], own, end: None }
    }

    /// How many devices are known.
    pub(super) fn devices(&self) -> usize {
        self.devices.len()
    }

    /// The first id of the device's events, and the one after its last.
    pub(super) fn span(&self, device: usize) -> (i64, i64) {
        let device = device as i64;
        (device << SEQ_BITS, (device + 1) << SEQ_BITS)
    }

    /// The id in the database; `None` for a device that is not known.
    pub(super) fn local(&self, id: EventId) -> Option<i64> {
        let device = self.devices.iter().position(|device| *device == id.device)?;
        Some((device as i64) << SEQ_BITS | id.seq as i64)
    }

    /// The inverse of [`Log::local`].
    pub(super) fn global(&self, number: i64) -> Result<EventId, StoreError> {
        let seq = (number & ((1 << SEQ_BITS) - 1)) as u64;
        usize::try_from(number >> SEQ_BITS)
            .ok()
            .and_then(|device| self.devices.get(device))
            .map(|device| EventId { device: *device, seq })
            .ok_or_else(|| StoreError::value("an event of a device that is not known"))
    }

    /// The number of a device, which is given one where it has none.
    pub(super) fn intern(
        &mut self,
        connection: &Connection,
        device: DeviceId,
    ) -> Result<usize, StoreError> {
        if let Some(at) = self.devices.iter().position(|known| *known == device) {
            return Ok(at);
        }
        if self.devices.len() >= MOST_DEVICES {
            return Err(StoreError::value(format!("more than {MOST_DEVICES} devices")));
        }
        connection
            .prepare_cached("insert into device (number, id) values (:number, :id)")?
            .execute(named_params! {":number": self.devices.len(), ":id": device.0})?;
        self.devices.push(device);
        self.end = None;
        Ok(self.devices.len() - 1)
    }

    /// Gives an event its place at the end of this device's log, where it is to be written next.
    pub(super) fn number(
        &mut self,
        connection: &Connection,
        event: Event,
    ) -> Result<LoggedEvent, StoreError> {
        let end = match self.end {
            Some(end) => end,
            None => self.find_end(connection)?,
        };
        let id = EventId { device: self.devices[self.own], seq: end.seq + 1 };
        let hlc = Hlc::after(end.hlc, event.at);
        self.end = Some(End { seq: id.seq, hlc });
        Ok(LoggedEvent { id, hlc, version: 1, event, more: None })
    }

    fn find_end(&self, connection: &Connection) -> Result<End, StoreError> {
        let mut end = End { seq: 0, hlc: Hlc::default() };
        let mut last = connection.prepare_cached(SQL_LAST)?;
        for device in 0..self.devices.len() {
            let (from, below) = self.span(device);
            let found = last
                .query_row(named_params! {":below": below, ":from": from}, |row| {
                    Ok((row.get::<_, i64>(0)?, row.get::<_, Hlc>(1)?))
                })
                .optional()?;
            if let Some((id, hlc)) = found {
                end.hlc = end.hlc.max(hlc);
                if device == self.own {
                    end.seq = self.global(id)?.seq;
                }
            }
        }
        Ok(end)
    }
}
