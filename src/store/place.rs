//! Which device writes in this file, and whether the file is a copy.
//!
//! A device numbers its events densely, so two machines must never write as one device. A copied
//! or restored file lies in another place than the one it was written in, and gets a new device.

use std::path::Path;
use std::time::UNIX_EPOCH;

use rusqlite::{Connection, OptionalExtension, named_params};

use super::StoreError;
use super::ahead::catch_up;
use crate::model::DeviceId;

/// What tells this file from a copy of it: the file's number in its file system and the time of
/// its birth, where the system knows them. Renaming a file changes neither.
pub(super) fn of(path: &Path) -> Result<String, StoreError> {
    let error = |source| StoreError::File { path: path.to_path_buf(), source };
    let data = std::fs::metadata(path).map_err(error)?;
    let born = data
        .created()
        .ok()
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
        .map_or(0, |age| age.as_nanos());
    Ok(format!("{}.{born}", number(&data, path)))
}

#[cfg(unix)]
fn number(data: &std::fs::Metadata, _path: &Path) -> String {
    use std::os::unix::fs::MetadataExt;
    data.ino().to_string()
}

#[cfg(not(unix))]
fn number(_data: &std::fs::Metadata, path: &Path) -> String {
    path.display().to_string()
}

/// Whether a device of this very file writes in it.
pub(super) fn is_settled(connection: &Connection, place: &str) -> Result<bool, StoreError> {
    Ok(known(connection)?.as_deref() == Some(place))
}

/// The place that was noted when a device settled in the file.
pub(super) fn known(connection: &Connection) -> Result<Option<String>, StoreError> {
    Ok(connection
        .query_row("select place from home where one = 1", [], |row| row.get("place"))
        .optional()?)
}

/// Makes sure that a device of this very file writes in it; `fresh` gives the id of a new one. For
/// a copy it is told the place, so that no two copies get one id even where chance and time are
/// pinned.
pub(super) fn settle(
    connection: &Connection,
    place: &str,
    fresh: impl FnOnce(&str) -> DeviceId,
) -> Result<(), StoreError> {
    if is_settled(connection, place)? {
        return Ok(());
    }
    let is_copy = connection.prepare("select 1 from home")?.exists([])?;
    if is_copy {
        // Sums lack nothing but events of the device that writes, which is another one from now on.
        catch_up(connection)?;
    }
    let id = fresh(if is_copy { place } else { "" });
    connection.execute(
        "insert into device (number, id) values ((select coalesce(max(number) + 1, 0) from device), :id)",
        named_params! {":id": id.0},
    )?;
    connection.execute(
        "insert into home (one, device, place, summed)
         select 1, number, :place, null
         from device
         where id = :id
         on conflict (one) do update
         set device = excluded.device, place = excluded.place, summed = excluded.summed",
        named_params! {":id": id.0, ":place": place},
    )?;
    Ok(())
}
