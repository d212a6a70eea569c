//! A transaction whose statements are kept: beginning and ending one is parsed once, not once an
//! answer.

use rusqlite::Connection;

/// What is read while this lives is read from one moment. Dropping it ends it.
#[derive(Debug)]
pub(super) struct Transaction<'a> {
    connection: &'a Connection,
}

impl<'a> Transaction<'a> {
    /// Begins one that takes its lock with the first row that is read.
    pub(super) fn begin(connection: &'a Connection) -> rusqlite::Result<Self> {
        connection.prepare_cached("begin")?.execute([])?;
        Ok(Self { connection })
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        // Nothing was written, so there is nothing to lose where this fails.
        let _ = self
            .connection
            .prepare_cached("rollback")
            .and_then(|mut statement| statement.execute([]));
    }
}
