//! Copies of the database, taken while it is in use, and put back.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::open::{beside, make_folder};
use super::{Access, Store, StoreError};
use crate::model::{Day, DeviceId, Moment};

/// How many daily copies are kept.
const KEPT: usize = 14;

/// A copy in the making that is older by so much than a finished one is nobody's any more.
const ABANDONED: Duration = Duration::from_secs(3600);

const HALF_PREFIX: &str = ".pauk-";
const HALF_SUFFIX: &str = ".half";

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
    /// Takes the copy of a day, unless there is one, nothing ever happened or there is no file to
    /// copy; the oldest of more than fourteen daily copies go, and what was left of copies that
    /// nobody finished.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn backup_daily(&self, day: Day) -> Result<Option<Backup>, StoreError> {
        let target = backup_folder(&self.path).join(format!("{day}.db"));
        if target.exists() || self.connection.path().is_none_or(str::is_empty) || self.is_empty()? {
            return Ok(None);
        }
        let Some(made) = self.backup_to(&target)? else { return Ok(None) };
        let daily: Vec<Backup> = list_backups(&self.path)?
            .into_iter()
            .filter(|backup| backup.name.parse::<Day>().is_ok())
            .collect();
        for old in daily.iter().skip(KEPT) {
            std::fs::remove_file(&old.path)
                .map_err(|source| StoreError::File { path: old.path.clone(), source })?;
        }
        // What cannot go now goes with a later copy.
        let _ = clear_abandoned_halves(&made.path);
        Ok(Some(made))
    }

    /// Takes a copy now, which is kept until somebody deletes it.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn backup_now(&self, at: Moment) -> Result<Backup, StoreError> {
        let stamp = stamp(at);
        let folder = backup_folder(&self.path);
        let mut number = 1;
        loop {
            let name = if number == 1 { stamp.clone() } else { format!("{stamp}-{number}") };
            if let Some(made) = self.backup_to(&folder.join(format!("{name}.db")))? {
                return Ok(made);
            }
            number += 1;
        }
    }

    /// `None` where there is such a file already; it stays as it is.
    fn backup_to(&self, target: &Path) -> Result<Option<Backup>, StoreError> {
        let error = |source| StoreError::File { path: target.to_path_buf(), source };
        if target.exists() {
            return Ok(None);
        }
        let folder = backup_folder(&self.path);
        make_folder(&folder)?;
        // A name of its own: two programs may make the copy of a day at once.
        let half = half_in(&folder).map_err(error)?;
        copy(&self.connection, &half).map_err(|error| error.at(target))?;
        match half.persist_noclobber(target) {
            Ok(()) => {}
            Err(failed) if failed.error.kind() == std::io::ErrorKind::AlreadyExists => {
                return Ok(None);
            }
            Err(failed) => return Err(error(failed.error)),
        }
        let size = std::fs::metadata(target).map_err(error)?.len();
        let name = target.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Some(Backup { path: target.to_path_buf(), name, size }))
    }

    fn is_empty(&self) -> Result<bool, StoreError> {
        Ok(!self.connection.prepare("select 1 from event limit 1")?.exists([])?)
    }
}

/// An empty file for a copy in the making, for the learner's eyes only; it goes where the copy
/// fails.
pub(super) fn half_in(folder: &Path) -> std::io::Result<tempfile::TempPath> {
    let half =
        tempfile::Builder::new().prefix(HALF_PREFIX).suffix(HALF_SUFFIX).tempfile_in(folder)?;
    Ok(half.into_temp_path())
}

/// Takes away what lies beside a copy that was just made and was left by a program that ended while
/// it made another one.
fn clear_abandoned_halves(made: &Path) -> std::io::Result<()> {
    let now = std::fs::metadata(made)?.modified()?;
    for entry in made.parent().unwrap_or(Path::new(".")).read_dir()? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        // Beside a copy may lie what SQLite wrote of it first.
        if name.starts_with(HALF_PREFIX) && name.contains(HALF_SUFFIX) {
            let age = now.duration_since(entry.metadata()?.modified()?).unwrap_or_default();
            if age > ABANDONED {
                std::fs::remove_file(entry.path())?;
            }
        }
    }
    Ok(())
}

/// Copies a database that is in use into an empty file, as one file without a log beside it.
pub(super) fn copy(connection: &Connection, target: &Path) -> Result<(), StoreError> {
    let error = |source| StoreError::File { path: target.to_path_buf(), source };
    let mut copy = Connection::open_with_flags(target, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    rusqlite::backup::Backup::new(connection, &mut copy)?.run_to_completion(
        1024,
        Duration::ZERO,
        None,
    )?;
    copy.close().map_err(|(_, error)| error)?;
    std::fs::File::open(target).and_then(|file| file.sync_all()).map_err(error)
}

/// Opens a copy to look into it.
///
/// # Errors
/// A copy that is no database of this pauk.
pub(crate) fn read_backup(backup: &Backup) -> Result<Store, StoreError> {
    Store::open(&backup.path, Access::Read, |_| DeviceId([0; 16]))
}

/// The newest copy of a database that is sound and has any events, with their number.
///
/// # Errors
/// A folder that cannot be read.
pub(crate) fn newest_whole(database: &Path) -> Result<Option<(Backup, u64)>, StoreError> {
    let whole = |backup: &Backup| -> Result<Option<u64>, StoreError> {
        let store = read_backup(backup)?;
        if !store.is_intact()? {
            return Ok(None);
        }
        let count = "select count(*) from event";
        Ok(Some(store.connection.query_row(count, [], |row| row.get(0))?))
    };
    for backup in list_backups(database)? {
        // One that cannot be opened is no way back.
        if let Ok(Some(events @ 1..)) = whole(&backup) {
            return Ok(Some((backup, events)));
        }
    }
    Ok(None)
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
    let source = read_backup(backup)?;
    let folder = database.parent().filter(|folder| !folder.as_os_str().is_empty());
    let half = half_in(folder.unwrap_or(Path::new("."))).map_err(error)?;
    copy(&source.connection, &half).map_err(|error| error.at(database))?;
    Connection::open_with_flags(&half, OpenFlags::SQLITE_OPEN_READ_WRITE)
        .and_then(|made| made.execute_batch("pragma journal_mode = wal"))?;
    if !database.exists() {
        half.persist_noclobber(database).map_err(|failed| error(failed.error))?;
        return Ok(None);
    }
    let (held, kept) = set_aside(database, &format!("before-restore-{}", stamp(at)))?;
    half.persist(database).map_err(|failed| error(failed.error))?;
    drop(held);
    Ok(Some(kept))
}

/// A moment as part of a file's name.
pub(super) fn stamp(at: Moment) -> String {
    at.to_string().chars().take(19).map(|c| if c == ':' { '-' } else { c }).collect()
}

/// Gives the database a second name beside it, `why` at its end, whole and without a log, so that
/// its own name can be given to another file. Nobody can write in it while what comes back is
/// held: `None` where it is too damaged for SQLite to hold it.
pub(super) fn set_aside(
    database: &Path,
    why: &str,
) -> Result<(Option<Connection>, PathBuf), StoreError> {
    let error = |source| StoreError::File { path: database.to_path_buf(), source };
    let held = match hold_alone(database) {
        Ok(held) => Some(held),
        Err(failed) => match StoreError::from(failed).at(database) {
            // Somebody writes in it: what is written next would go into a file without a name.
            locked @ StoreError::Locked { .. } => return Err(locked),
            full @ (StoreError::Full { .. }
            | StoreError::Disk { .. }
            | StoreError::ReadOnly { .. }) => return Err(full),
            _ => None,
        },
    };
    let mut kept = beside(database, &format!(".{why}"));
    let mut number = 2;
    while kept.exists() {
        kept = beside(database, &format!(".{why}-{number}"));
        number += 1;
    }
    // A second name where the file system has them, so that the first is never without a file.
    std::fs::hard_link(database, &kept)
        .or_else(|_| std::fs::rename(database, &kept))
        .map_err(error)?;
    // Where it could be held, these are empty; left beside another file they would harm it.
    for ending in ["-wal", "-shm", "-journal"] {
        let from = beside(database, ending);
        if from.exists() {
            std::fs::rename(&from, beside(&kept, ending)).map_err(error)?;
        }
    }
    Ok((held, kept))
}

/// Writes what stands in the log beside the file into it, and keeps everybody else out.
fn hold_alone(database: &Path) -> rusqlite::Result<Connection> {
    let held = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    held.busy_timeout(Duration::from_secs(5))?;
    // Only who is alone may leave the write-ahead log. To write it into the file, the list of
    // tables need not make sense.
    held.execute_batch(
        "pragma writable_schema = on;
         pragma journal_mode = delete;
         begin exclusive;",
    )?;
    Ok(held)
}
