//! The settings that travel with the log.

use rusqlite::{Connection, named_params};

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

/// Sets or unsets a setting.
pub(super) fn apply_setting(
    connection: &Connection,
    key: &str,
    value: Option<&str>,
) -> Result<(), StoreError> {
    match value {
        Some(value) => connection
            .prepare_cached(
                "insert into setting (key, value) values (:key, :value)
                 on conflict (key) do update set value = excluded.value",
            )?
            .execute(named_params! {":key": key, ":value": value})?,
        None => connection
            .prepare_cached("delete from setting where key = :key")?
            .execute(named_params! {":key": key})?,
    };
    Ok(())
}
