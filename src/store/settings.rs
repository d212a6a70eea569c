//! The settings that travel with the log.

use super::{Store, StoreError};

impl Store {
    /// Every setting that was set.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn settings(&self) -> Result<Vec<(String, String)>, StoreError> {
        let mut statement =
            self.connection.prepare_cached("select key, value from setting order by key")?;
        let rows = statement.query_map([], |row| Ok((row.get("key")?, row.get("value")?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}
