//! The log as lines of JSON, out of this file.

use std::io::Write;

use super::event_row::{EVENT_COLUMNS, EventRow};
use super::log::Log;
use super::log_lines::{FORMAT, Header, TextRow};
use super::names::Names;
use super::texts::each_text;
use super::wire::Line;
use super::{Store, StoreError};

impl Store {
    /// Writes the whole log: a header, the texts, the events of each device in their order.
    ///
    /// # Errors
    /// What the disk or the writer says.
    pub(crate) fn export_log(&self, out: &mut impl Write) -> Result<(), StoreError> {
        let failed = |source| StoreError::File { path: "the exported log".into(), source };
        let mut say = |line: &dyn erased::Line| -> Result<(), StoreError> {
            out.write_all(line.to_json().as_bytes())
                .and_then(|()| out.write_all(b"\n"))
                .map_err(failed)
        };
        say(&Header { pauk: "log".to_owned(), version: FORMAT })?;
        each_text(&self.connection, |hash, body| say(&TextRow { text: hash, body: body.into() }))?;
        let log = Log::of(&self.connection)?;
        let mut events =
            self.connection.prepare(&format!("select {EVENT_COLUMNS} from event order by id"))?;
        let mut rows = events.query([])?;
        let mut names = Names::default();
        while let Some(row) = rows.next()? {
            let row = EventRow::read(row)?;
            let key = row.card().map(|card| names.of(&self.connection, card)).transpose()?;
            say(&Line::of(&row.to_event(&log, key.cloned())?)?)?;
        }
        Ok(())
    }
}

/// Lines of different types behind one closure.
mod erased {
    /// What can be written as a line.
    pub(super) trait Line {
        fn to_json(&self) -> String;
    }

    impl<T: serde::Serialize> Line for T {
        fn to_json(&self) -> String {
            crate::escape::to_json(self)
        }
    }
}
