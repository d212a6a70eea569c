//! Copies of the database, taken while it is in use, and put back.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::open::{beside, make_folder};
use super::{Access, Store, StoreError};
use crate::model::{Day, DeviceId, Moment};

/// How many daily copies are kept.
const KEPT: usize = 14;

/// A copy of the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Backup {
    pub(crate) path: PathBuf,
    /// What it is called: the day, or the moment it was asked for.
    pub(crate) name: String,
    /// In bytes.
    pub(crate) size: u64,
}

/// The folder beside the database in which its copies lie.
pub(crate) fn backup_folder(database: &Path) -> PathBuf {
    let stem = database.file_stem().unwrap_or_default().to_owned();
    let mut name = stem;
    name.push("-backups");
    database.with_file_name(name)
}

/// All copies of a database, newest first.
///
/// # Errors
/// A folder that cannot be read.
pub(crate) fn list_backups(database: &Path) -> Result<Vec<Backup>, StoreError> {
    let folder = backup_folder(database);
    let error = |source| StoreError::File { path: folder.clone(), source };
    let entries = match std::fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(missing) if missing.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(other) => return Err(error(other)),
    };
    let mut backups = Vec::new();
    for entry in entries {
        let entry = entry.map_err(error)?;
        let path = entry.path();
        let name = path.file_stem().map(|name| name.to_string_lossy().into_owned());
        let is_copy = path.extension().is_some_and(|ending| ending == "db");
        if let (Some(name), true) = (name, is_copy) {
            let size = entry.metadata().map_err(error)?.len();
            backups.push(Backup { path, name, size });
        }
    }
    backups.sort_unstable_by(|one, other| other.name.cmp(&one.name));
    Ok(backups)
}

impl Store {
    /// Takes the copy of a day, unless there is one or nothing ever happened; the oldest of
    /// more than fourteen daily copies go.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn backup_daily(&self, day: Day) -> Result<Option<Backup>, StoreError> {
        let target = backup_folder(&self.path).join(format!("{day}.db"));
        if target.exists() || self.is_empty()? {
            return Ok(None);
        }
        let made = self.backup_to(&target)?;
        let daily: Vec<Backup> = list_backups(&self.path)?
            .into_iter()
            .filter(|backup| backup.name.parse::<Day>().is_ok())
            .collect();
        for old in daily.iter().skip(KEPT) {
            std::fs::remove_file(&old.path)
                .map_err(|source| StoreError::File { path: old.path.clone(), source })?;
        }
        Ok(Some(made))
    }

    /// Takes a copy now, which is kept until somebody deletes it.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn backup_now(&self, at: Moment) -> Result<Backup, StoreError> {
        let stamp: String =
            at.to_string().chars().take(19).map(|c| if c == ':' { '-' } else { c }).collect();
        let folder = backup_folder(&self.path);
        let mut target = folder.join(format!("{stamp}.db"));
        let mut number = 2;
        while target.exists() {
            target = folder.join(format!("{stamp}-{number}.db"));
            number += 1;
        }
        self.backup_to(&target)
    }

    fn backup_to(&self, target: &Path) -> Result<Backup, StoreError> {
        let error = |source| StoreError::File { path: target.to_path_buf(), source };
        let folder = backup_folder(&self.path);
        make_folder(&folder)?;
        let half = beside(target, ".half");
        copy(&self.connection, &half).map_err(|error| error.at(&half))?;
        std::fs::rename(&half, target).map_err(error)?;
        let size = std::fs::metadata(target).map_err(error)?.len();
        let name = target.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Backup { path: target.to_path_buf(), name, size })
    }

    fn is_empty(&self) -> Result<bool, StoreError> {
        Ok(!self.connection.prepare("select 1 from event limit 1")?.exists([])?)
    }
}

/// Copies a database that is in use into a new file, as one file without a log beside it.
pub(super) fn copy(connection: &Connection, target: &Path) -> Result<(), StoreError> {
    let error = |source| StoreError::File { path: target.to_path_buf(), source };
    match std::fs::remove_file(target) {
        Err(other) if other.kind() != std::io::ErrorKind::NotFound => return Err(error(other)),
        Ok(()) | Err(_) => {}
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let file = options.open(target).map_err(error)?;
    let mut copy = Connection::open_with_flags(target, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    rusqlite::backup::Backup::new(connection, &mut copy)?.run_to_completion(
        1024,
        Duration::ZERO,
        None,
    )?;
    drop(copy);
    file.sync_all().map_err(error)
}

/// Opens a copy to look into it.
///
/// # Errors
/// A copy that is no database of this pauk.
pub(crate) fn read_backup(backup: &Backup) -> Result<Store, StoreError> {
    Store::open(&backup.path, Access::Read, |_| DeviceId([0; 16]))
}

/// Puts a copy in the place of the database; the present one is kept beside it under the name
/// that comes back, `None` where there was none.
///
/// # Errors
/// Whatever the disk says; the present database is untouched then.
pub(crate) fn restore(
    backup: &Backup,
    database: &Path,
    at: Moment,
) -> Result<Option<PathBuf>, StoreError> {
    let error = |source| StoreError::File { path: database.to_path_buf(), source };
    let half = beside(database, ".restoring");
    let source = read_backup(backup)?;
    copy(&source.connection, &half).map_err(|error| error.at(&half))?;
    let kept = if database.exists() {
        // What stands in the write-ahead log goes into the file before the file is set aside.
        let settled = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_WRITE)
            .and_then(|connection| {
                connection.busy_timeout(Duration::from_secs(5))?;
                connection.execute_batch("pragma wal_checkpoint(truncate)")
            });
        let stamp: String =
            at.to_string().chars().take(19).map(|c| if c == ':' { '-' } else { c }).collect();
        let mut kept = beside(database, &format!(".before-restore-{stamp}"));
        let mut number = 2;
        while kept.exists() {
            kept = beside(database, &format!(".before-restore-{stamp}-{number}"));
            number += 1;
        }
        std::fs::rename(database, &kept).map_err(error)?;
        for ending in ["-wal", "-shm"] {
            let from = beside(database, ending);
            if from.exists() && settled.is_err() {
                std::fs::rename(&from, beside(&kept, ending)).map_err(error)?;
            } else if from.exists() {
                std::fs::remove_file(&from).map_err(error)?;
            }
        }
        Some(kept)
    } else {
        None
    };
    std::fs::rename(&half, database).map_err(error)?;
    Ok(kept)
}
