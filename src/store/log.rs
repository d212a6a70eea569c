//! The devices that write the log, and the numbers of their events.

use rusqlite::{Connection, OptionalExtension, named_params};

use super::StoreError;
use super::walk::SQL_EVENT_BELOW;
use crate::model::{DeviceId, Event, EventId, Hlc, LoggedEvent};

/// How many bits of an event's id in the database are its own number.
const SEQ_BITS: u32 = 40;

/// More devices than this are nobody's: every grade looks at each of them.
const MOST_DEVICES: usize = 10_000;

/// The devices of the file, by number, and which of them writes.
#[derive(Debug, Clone)]
pub(super) struct Log {
    devices: Vec<DeviceId>,
    own: usize,
}

impl Log {
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
        Ok(Self { devices, own })
    }

    /// The log of one device of a damaged file, by its number there.
    pub(super) fn alone(number: i64, id: DeviceId) -> Self {
        let own = usize::try_from(number).unwrap_or_default();
        Self { devices: vec![id; own + 1], own }
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
        Ok(self.devices.len() - 1)
    }

    /// Gives an event its place at the end of this device's log.
    pub(super) fn number(
        &self,
        connection: &Connection,
        event: Event,
    ) -> Result<LoggedEvent, StoreError> {
        let mut seen = Hlc::default();
        let mut seq = 1;
        for device in 0..self.devices.len() {
            let (from, below) = self.span(device);
            let last = connection
                .prepare_cached(SQL_EVENT_BELOW)?
                .query_row(named_params! {":below": below, ":from": from}, |row| {
                    Ok((row.get::<_, i64>(0)?, row.get::<_, Hlc>(1)?))
                })
                .optional()?;
            if let Some((id, hlc)) = last {
                seen = seen.max(hlc);
                if device == self.own {
                    seq = self.global(id)?.seq + 1;
                }
            }
        }
        let id = EventId { device: self.devices[self.own], seq };
        Ok(LoggedEvent { id, hlc: Hlc::after(seen, event.at), version: 1, event, more: None })
    }
}
