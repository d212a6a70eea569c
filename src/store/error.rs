//! What can go wrong with the database, told apart by what the learner can do about it.

use std::error::Error;
use std::io;
use std::path::PathBuf;

use rusqlite::ErrorCode;

/// A failure of the store.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    #[error("there is no database at {}", path.display())]
    Missing { path: PathBuf },
    #[error("{} is not a pauk database", path.display())]
    Foreign { path: PathBuf },
    #[error("{} was written by a newer pauk (schema {found}; this one knows {known})", path.display())]
    Newer { path: PathBuf, found: i64, known: i64 },
    #[error("{} is locked{}", path.display(), by.as_deref().map(|by| format!(" by {by}")).unwrap_or_default())]
    Locked { path: PathBuf, by: Option<String> },
    #[error("{} cannot be written", path.display())]
    ReadOnly { path: PathBuf },
    #[error("the disk is full; {} was not changed", path.display())]
    Full { path: PathBuf },
    #[error("{} is damaged: {detail}", path.display())]
    Damaged { path: PathBuf, detail: String },
    #[error("{} is beyond repair: no event in it can be read", path.display())]
    BeyondRepair { path: PathBuf },
    #[error("{} cannot be opened: {detail}", path.display())]
    Unreachable { path: PathBuf, detail: String },
    #[error("the disk reports an error at {}: {detail}", path.display())]
    Disk { path: PathBuf, detail: String },
    #[error("line {line}: event {id} is known with other contents")]
    Conflict { line: u64, id: String },
    #[error("the deck {deck} stands in a file, which would take out again whatever else came in")]
    InFile { deck: String },
    #[error("a value in the database makes no sense: {detail}")]
    Value { detail: String },
    #[error("the migration of {} failed: {detail}", path.display())]
    Migration { path: PathBuf, detail: String },
    #[error("the database answered: {0}")]
    Sqlite(rusqlite::Error),
    #[error("{}: {}", path.display(), in_words(source))]
    File { path: PathBuf, source: io::Error },
}

/// What the system says of a file, without the names that only pauk knows.
pub(crate) fn in_words(error: &io::Error) -> String {
    let words = match error.kind() {
        io::ErrorKind::NotFound => "there is no such file or folder",
        io::ErrorKind::PermissionDenied => "its permissions do not allow it",
        io::ErrorKind::AlreadyExists => "it exists already",
        io::ErrorKind::StorageFull => "the disk is full",
        io::ErrorKind::IsADirectory => "it is a folder",
        io::ErrorKind::NotADirectory => "a part of the path is no folder",
        io::ErrorKind::ReadOnlyFilesystem => "the disk is read-only",
        // Who makes a file beside its place puts the name of that one around what was said.
        _ => return error.source().map_or_else(|| error.to_string(), ToString::to_string),
    };
    words.to_owned()
}

impl StoreError {
    /// Whether what stands in the file is wrong, rather than the way to it.
    pub(crate) fn is_damage(&self) -> bool {
        match self {
            Self::Damaged { .. }
            | Self::BeyondRepair { .. }
            | Self::Value { .. }
            | Self::Sqlite(_) => true,
            Self::Missing { .. }
            | Self::Foreign { .. }
            | Self::Newer { .. }
            | Self::Locked { .. }
            | Self::ReadOnly { .. }
            | Self::Full { .. }
            | Self::Unreachable { .. }
            | Self::Disk { .. }
            | Self::Conflict { .. }
            | Self::InFile { .. }
            | Self::Migration { .. }
            | Self::File { .. } => false,
        }
    }

    pub(super) fn value(detail: impl Into<String>) -> Self {
        Self::Value { detail: detail.into() }
    }

    /// Gives an error of SQLite its path and its meaning for the learner.
    pub(super) fn at(self, path: &std::path::Path) -> Self {
        let Self::Sqlite(error) = self else { return self };
        let path = path.to_path_buf();
        let detail = error.to_string();
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                Self::Locked { by: super::holder::of(&path), path }
            }
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::ReadOnly { path },
            Some(ErrorCode::DiskFull) => Self::Full { path },
            Some(ErrorCode::DatabaseCorrupt) => Self::Damaged { path, detail },
            Some(ErrorCode::NotADatabase) => Self::Foreign { path },
            Some(ErrorCode::CannotOpen) => Self::Unreachable { path, detail },
            Some(ErrorCode::SystemIoFailure) => Self::Disk { path, detail },
            _ => Self::Sqlite(error),
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}
