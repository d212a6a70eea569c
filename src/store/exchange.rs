//! The log as lines of JSON, out of this file.

use std::io::Write;

use super::event_row::{EVENT_COLUMNS, EventRow};
use super::log::Log;
use super::log_lines::{FORMAT, Header, TextRow};
use super::names::Names;
use super::texts::each_text;
use super::wire::Line;
use super::{Store, StoreError};

/// So many bytes of lines are handed on at once.
const AT_ONCE: usize = 64 << 10;

impl Store {
    /// Writes the whole log: a header, the texts, the events of each device in their order.
    ///
    /// # Errors
    /// What the disk or the writer says.
    pub(crate) fn export_log(&self, out: &mut impl Write) -> Result<(), StoreError> {
        let failed = |source| StoreError::File { path: "the exported log".into(), source };
        let mut lines = Vec::with_capacity(2 * AT_ONCE);
        let mut say = |line: &dyn erased::Line| -> Result<(), StoreError> {
            line.add_to(&mut lines);
            lines.push(b'\n');
            if lines.len() >= AT_ONCE {
                out.write_all(&lines).map_err(failed)?;
                lines.clear();
            }
            Ok(())
        };
        say(&Header { pauk: "log".to_owned(), version: FORMAT })?;
        each_text(&self.connection, |hash, body| say(&TextRow { text: hash, body: body.into() }))?;
        let log = Log::of(&self.connection)?;
        let mut events =
            self.connection.prepare(&format!("select {EVENT_COLUMNS} from event order by id"))?;
        let mut rows = events.query([])?;
        let names = Names::all(&self.connection)?;
        while let Some(row) = rows.next()? {
            let row = EventRow::read(row)?;
            let key = row.card().map(|card| names.of(card)).transpose()?;
            say(&Line::of(&row.to_event(&log, key.cloned())?)?)?;
        }
        out.write_all(&lines).map_err(failed)
    }
}

/// Lines of different types behind one closure.
mod erased {
    /// What can be written as a line.
    pub(super) trait Line {
        fn add_to(&self, lines: &mut Vec<u8>);
    }

    impl<T: serde::Serialize> Line for T {
        fn add_to(&self, lines: &mut Vec<u8>) {
            crate::escape::add_json(lines, self);
        }
    }
}
