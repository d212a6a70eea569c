//! Practice tests: the one that was left, and the results of those that were handed in.

use rusqlite::{OptionalExtension, named_params};

use super::log::Log;
use super::replays::events_of_kind;
use super::{Store, StoreError};
use crate::model::{Day, EventKind};

impl Store {
    /// What was kept of a practice test that was left.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn unfinished_quiz(&self) -> Result<Option<String>, StoreError> {
        Ok(self
            .connection
            .prepare_cached("select body from unfinished where one = 1")?
            .query_row([], |row| row.get("body"))
            .optional()?)
    }

    /// Keeps a practice test in case it is left; on disk when this returns. `None` forgets it.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn keep_quiz(&mut self, body: Option<&str>) -> Result<(), StoreError> {
        let done = match body {
            Some(body) => self
                .connection
                .prepare_cached(
                    "insert into unfinished (one, body) values (1, :body)
                     on conflict (one) do update set body = excluded.body",
                )?
                .execute(named_params! {":body": body}),
            None => self.connection.prepare_cached("delete from unfinished")?.execute([]),
        };
        done.map(drop).map_err(|error| StoreError::from(error).at(&self.path))
    }

    /// The results of all practice tests that were handed in, oldest first, each with its day.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn quizzes(&self) -> Result<Vec<(Day, String)>, StoreError> {
        let log = Log::of(&self.connection)?;
        let events = events_of_kind(&self.connection, &log, 6)?;
        Ok(events
            .into_iter()
            .filter_map(|(_, _, day, kind)| match kind {
                EventKind::Quiz { results } => Some((day, results)),
                EventKind::Review { .. }
                | EventKind::Retract { .. }
                | EventKind::Set { .. }
                | EventKind::Deck { .. }
                | EventKind::Config { .. }
                | EventKind::Unknown { .. } => None,
            })
            .collect())
    }
}
