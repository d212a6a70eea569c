//! A transaction whose statements are kept: beginning and ending one is parsed once, not once an
//! answer.

use rusqlite::Connection;

/// What is read while this lives is read from one moment. Dropping it takes back what was written.
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

    /// Begins one that takes the lock of those who write at once.
    pub(super) fn immediate(connection: &'a Connection) -> rusqlite::Result<Self> {
        connection.prepare_cached("begin immediate")?.execute([])?;
        Ok(Self { connection })
    }

    /// Keeps what was written: it is on disk when this returns.
    pub(super) fn commit(self) -> rusqlite::Result<()> {
        self.connection.prepare_cached("commit")?.execute([])?;
        Ok(())
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        if self.connection.is_autocommit() {
            return;
        }
        // What was written is taken back at the latest when the connection is closed.
        let _ = self
            .connection
            .prepare_cached("rollback")
            .and_then(|mut statement| statement.execute([]));
    }
}
