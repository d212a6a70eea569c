//! Opening a database: making it, migrating it, refusing what is not ours.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::moment::Moment;
use super::{Store, StoreError, place, schema};
use crate::model::DeviceId;

/// How long to wait for another program that holds the database.
const BUSY: Duration = Duration::from_secs(5);

/// So many kB of pages are kept where most rows that are written follow each other.
pub(super) const KEPT_IN_ORDER: u32 = 5_000;

/// So many kB of pages are kept where cards are found by their names.
pub(super) const KEPT_FOR_NAMES: u32 = 8_000;

/// What a command will do with the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    Write,
}

impl Store {
    /// Opens the database, making or migrating it where `access` is to write; `device` gives the
    /// id of a new device for the place of the file, where the file has none of its own.
    ///
    /// # Errors
    /// A missing file where it is only read, a file that is not ours, damaged, locked or newer.
    pub(crate) fn open(
        path: &Path,
        access: Access,
        device: impl FnMut(&str) -> DeviceId,
    ) -> Result<Self, StoreError> {
        let opened = match access {
            Access::Read => match open_to_read(path) {
                // What an older pauk wrote is migrated first, whatever is to be done with it.
                // Closing it brings what was written into the file, which who only reads may not.
                Ok(None) => open_to_write(path, device).and_then(|migrated| {
                    drop(migrated);
                    open_to_read(path)
                }),
                opened => opened,
            },
            Access::Write => open_to_write(path, device).map(Some),
        };
        match opened.map_err(|error| error.at(path))? {
            Some(store) => Ok(store),
            None => Err(StoreError::Migration {
                path: path.to_path_buf(),
                detail: "another program took it back while it was migrated".to_owned(),
            }),
        }
    }

    /// An empty database in memory, for commands that read where there is nothing yet.
    ///
    /// # Errors
    /// Only what SQLite itself may fail with.
    pub(crate) fn empty() -> Result<Self, StoreError> {
        Self::in_memory(DeviceId([0; 16]))
    }

    /// An empty database in memory that writes as this device.
    ///
    /// # Errors
    /// Only what SQLite itself may fail with.
    pub(crate) fn in_memory(device: DeviceId) -> Result<Self, StoreError> {
        let mut connection = Connection::open_in_memory()?;
        configure_to_write(&connection)?;
        migrate(&mut connection, Path::new(":memory:"))?;
        place::settle(&connection, "memory", |_| device)?;
        Ok(Self::of(connection, PathBuf::from(":memory:")))
    }

    /// Does work that writes much. Every row that is pointed to must be made in it before the one that
    /// points, for that is not looked after here, and so many kB of pages are kept.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(super) fn in_bulk<T>(
        &mut self,
        kept: u32,
        work: impl FnOnce(&mut Self) -> T,
    ) -> Result<T, StoreError> {
        self.connection
            .execute_batch(&format!("pragma foreign_keys = off; pragma cache_size = -{kept};"))?;
        let done = work(self);
        self.connection.execute_batch("pragma foreign_keys = on; pragma cache_size = -2000;")?;
        Ok(done)
    }

    /// Makes ready for a session: what is read and written from here on is one card after the other.
    /// Each takes pages that no other asks for soon, and to keep one costs memory that the system
    /// has to clear first; a hundred hold what every card asks for.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn go_card_by_card(&self) -> Result<(), StoreError> {
        self.connection.execute_batch("pragma cache_size = -400;")?;
        Ok(())
    }
}

pub(super) fn configure(connection: &Connection) -> Result<(), StoreError> {
    connection.busy_timeout(BUSY)?;
    connection.execute_batch(
        "pragma foreign_keys = on;
         pragma trusted_schema = off;
         pragma temp_store = memory;
         pragma synchronous = full;
         pragma wal_autocheckpoint = 0;",
    )?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

/// As [`configure`], so that one statement can write many rows.
fn configure_to_write(connection: &Connection) -> Result<(), StoreError> {
    configure(connection)?;
    rusqlite::vtab::array::load_module(connection)?;
    Ok(())
}

/// `None` for a database of an older pauk.
fn open_to_read(path: &Path) -> Result<Option<Store>, StoreError> {
    if !is_there(path)? || is_blank(path) {
        return Err(StoreError::Missing { path: path.to_path_buf() });
    }
    refuse_foreign(path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    finish_journal(path)?;
    let connection = Connection::open_with_flags(path, flags)?;
    let connection = match configure(&connection).and_then(|()| version(&connection)) {
        Ok(_) => connection,
        // A folder that cannot be written has no room for the shared memory of the write-ahead
        // log; where there is no such log, the file can be read as it lies.
        Err(_) if !beside(path, "-wal").exists() => {
            let connection =
                Connection::open_with_flags(immutable(path), flags | OpenFlags::SQLITE_OPEN_URI)?;
            configure(&connection)?;
            connection
        }
        Err(error) => return Err(error),
    };
    if check_version(&connection, path)? < schema::VERSION {
        return Ok(None);
    }
    // A command that only reads sees one moment of the database, and takes its locks once.
    // It reads most pages once, and the system keeps them: to keep many here too costs more than to
    // ask for one again, since each takes memory that the system has to clear first.
    connection.execute_batch("pragma cache_size = -100; begin")?;
    let store = Store::of(connection, path.to_path_buf());
    *store.moment.borrow_mut() = Some(Moment::default());
    Ok(Some(store))
}

/// Takes back what a crash left half-written: who only reads may not. While a log is written
/// ahead there is no such journal; it is there where the file was just made or put back.
fn finish_journal(path: &Path) -> Result<(), StoreError> {
    if beside(path, "-journal").exists() {
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        configure(&connection)?;
        version(&connection)?;
    }
    Ok(())
}

/// The file as a URI that promises SQLite that nobody changes it.
fn immutable(path: &Path) -> String {
    let escaped: String = path
        .to_string_lossy()
        .chars()
        .map(|c| match c {
            '?' => "%3f".to_owned(),
            '#' => "%23".to_owned(),
            '%' => "%25".to_owned(),
            c => c.to_string(),
        })
        .collect();
    format!("file:{escaped}?immutable=1")
}

pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Opens the file that lies at the path when all is done: a copy may be put back in its place
/// while this waits for the lock.
fn open_to_write(
    path: &Path,
    mut device: impl FnMut(&str) -> DeviceId,
) -> Result<Store, StoreError> {
    make_file(path, &mut device)?;
    let mut place = place::of(path)?;
    let mut store = open_in_place(path, &place, &mut device)?;
    // Where a file system gives a file another number each time, asking more often is no use.
    for _ in 0..3 {
        let now = place::of(path)?;
        if now == place {
            break;
        }
        place = now;
        store = open_in_place(path, &place, &mut device)?;
    }
    Ok(store)
}

fn open_in_place(
    path: &Path,
    place: &str,
    device: &mut impl FnMut(&str) -> DeviceId,
) -> Result<Store, StoreError> {
    refuse_foreign(path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags)?;
    configure_to_write(&connection)?;
    let found = check_version(&connection, path)?;
    if found > 0 && found < schema::VERSION {
        keep_a_copy(&connection, path, found)?;
    }
    if journal(&connection)? != "wal" {
        connection.execute_batch("pragma journal_mode = wal;")?;
    }
    if found < schema::VERSION {
        migrate(&mut connection, path)?;
    }
    if !place::is_settled(&connection, place)? {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        place::settle(&transaction, place, device)?;
        transaction.commit()?;
    }
    Ok(Store::of(connection, path.to_path_buf()))
}

fn journal(connection: &Connection) -> Result<String, StoreError> {
    Ok(connection.query_row("pragma journal_mode", [], |row| row.get("journal_mode"))?)
}

/// A new database for the learner's eyes only, where there is none: made beside its place and
/// named when it is whole, so that a crash leaves no half of one and two makers make one.
fn make_file(path: &Path, device: &mut impl FnMut(&str) -> DeviceId) -> Result<(), StoreError> {
    let there = is_there(path)?;
    let blank = is_blank(path);
    if there && !blank {
        return Ok(());
    }
    let error = |source| StoreError::File { path: path.to_path_buf(), source };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder {
        make_folder(folder)?;
    }
    let file = tempfile::Builder::new()
        .prefix(".pauk-")
        .tempfile_in(folder.unwrap_or(Path::new(".")))
        .map_err(error)?
        .into_temp_path();
    let mut connection = Connection::open_with_flags(&file, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    configure_to_write(&connection)?;
    // Nobody knows of the file yet: it is on the disk as a whole before it gets its name.
    connection.execute_batch("pragma synchronous = off; pragma journal_mode = memory;")?;
    migrate(&mut connection, path)?;
    let place = place::of(&file)?;
    place::settle(&connection, &place, device)?;
    // The list of tables at the front, and no pages of tables that migrations made and dropped.
    connection.execute_batch("vacuum; pragma journal_mode = wal;")?;
    connection.close().map_err(|(_, error)| error)?;
    std::fs::File::open(&file).and_then(|file| file.sync_all()).map_err(error)?;
    if blank {
        return file.persist(path).map_err(|failed| error(failed.error));
    }
    match file.persist_noclobber(path) {
        Err(failed) if failed.error.kind() != std::io::ErrorKind::AlreadyExists => {
            Err(error(failed.error))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Whether there is a file, which is not known of one that may not be looked at.
///
/// # Errors
/// What keeps from looking: a folder that may not be entered, a file in the place of one.
pub(crate) fn is_there(path: &Path) -> Result<bool, StoreError> {
    match std::fs::metadata(path) {
        Ok(_) => Ok(true),
        Err(missing) if missing.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(source) => Err(StoreError::File { path: path.to_path_buf(), source }),
    }
}

/// An empty file that was never a database of ours: a name that somebody has reserved. Where
/// copies lie beside it, it was one and somebody has emptied it.
fn is_blank(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|data| data.is_file() && data.len() == 0)
        && !super::backup::backup_folder(path).exists()
        && !beside(path, "-wal").exists()
}

/// A folder, with those above it, for the learner's eyes only.
pub(crate) fn make_folder(folder: &Path) -> Result<(), StoreError> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(folder).map_err(|failed| {
        let source = match failed.kind() {
            std::io::ErrorKind::AlreadyExists => std::io::ErrorKind::NotADirectory.into(),
            _ => failed,
        };
        StoreError::File { path: folder.to_path_buf(), source }
    })
}

/// Looks at the first bytes before SQLite does, so that nothing that is no database is touched.
fn refuse_foreign(path: &Path) -> Result<(), StoreError> {
    use std::io::Read;

    let error = |source| StoreError::File { path: path.to_path_buf(), source };
    let foreign = || StoreError::Foreign { path: path.to_path_buf() };
    if !std::fs::metadata(path).map_err(error)?.is_file() {
        return Err(foreign());
    }
    let mut head = Vec::new();
    std::fs::File::open(path).map_err(error)?.take(16).read_to_end(&mut head).map_err(error)?;
    if head.is_empty() {
        // A database is named only when it is whole: somebody else has emptied it.
        let detail = "it is empty".to_owned();
        return Err(StoreError::Damaged { path: path.to_path_buf(), detail });
    }
    if head == b"SQLite format 3\0" { Ok(()) } else { Err(foreign()) }
}

pub(super) fn version(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection.query_row("pragma user_version", [], |row| row.get("user_version"))?)
}

/// The version of a database of ours that this pauk can read.
fn check_version(connection: &Connection, path: &Path) -> Result<i64, StoreError> {
    let found = version(connection)?;
    let id: i64 =
        connection.query_row("pragma application_id", [], |row| row.get("application_id"))?;
    if id != schema::APPLICATION_ID
        && connection.prepare("select 1 from sqlite_schema")?.exists([])?
    {
        return Err(StoreError::Foreign { path: path.to_path_buf() });
    }
    if found > schema::VERSION {
        return Err(StoreError::Newer { path: path.to_path_buf(), found, known: schema::VERSION });
    }
    Ok(found)
}

fn migrate(connection: &mut Connection, path: &Path) -> Result<(), StoreError> {
    connection.pragma_update(None, "application_id", schema::APPLICATION_ID)?;
    // A migration makes tables anew that others point to.
    connection.execute_batch("pragma foreign_keys = off")?;
    let migrated = schema::migrations().to_latest(connection);
    connection.execute_batch("pragma foreign_keys = on")?;
    let failed = match migrated {
        Ok(()) => return Ok(()),
        Err(error) => error,
    };
    // Another program may have been faster.
    if version(connection)? == schema::VERSION {
        return Ok(());
    }
    Err(match failed {
        // What the disk or another program is to blame for; other answers are about the migration.
        rusqlite_migration::Error::RusqliteError { err, .. } if is_from_outside(&err) => {
            StoreError::Sqlite(err)
        }
        other => StoreError::Migration { path: path.to_path_buf(), detail: other.to_string() },
    })
}

/// Whether SQLite was kept from its work.
fn is_from_outside(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode as Code;

    matches!(
        error.sqlite_error_code(),
        Some(
            Code::DatabaseBusy
                | Code::DatabaseLocked
                | Code::DiskFull
                | Code::SystemIoFailure
                | Code::ReadOnly
                | Code::CannotOpen
                | Code::PermissionDenied
                | Code::OutOfMemory
                | Code::DatabaseCorrupt
                | Code::NotADatabase
                | Code::OperationInterrupted
        )
    )
}

/// Copies the file beside itself before its first migration.
fn keep_a_copy(connection: &Connection, path: &Path, found: i64) -> Result<(), StoreError> {
    let copy = beside(path, &format!(".schema-{found}"));
    if copy.exists() {
        return Ok(());
    }
    let error = |source| StoreError::File { path: copy.clone(), source };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let half = super::backup::half_in(folder.unwrap_or(Path::new("."))).map_err(error)?;
    super::backup::copy(connection, &half)?;
    half.persist(&copy).map_err(|failed| error(failed.error))
}
