//! The numbered migrations, and what version a file has.

use rusqlite::Connection;
use rusqlite_migration::{HookError, M, Migrations};

use super::ahead::catch_up;
use super::doctor::refold;
use super::{StoreError, sums, texts};

/// The version of the schema that this pauk writes.
pub(super) const VERSION: i64 = 9;

/// Marks a file as pauk's (`PRAGMA application_id`): the letters `pauk`.
pub(super) const APPLICATION_ID: i64 = 0x7061_756b;

/// Every migration in order; they are only ever added to. The fold fills the caches that they bring
/// in the transaction of the last.
pub(super) fn migrations() -> Migrations<'static> {
    Migrations::new(vec![
        M::up(include_str!("../../migrations/0001_the_log_and_its_caches.sql")),
        M::up(include_str!("../../migrations/0002_sums_for_statistics.sql")),
        M::up(include_str!("../../migrations/0003_a_smaller_log.sql")),
        M::up(include_str!("../../migrations/0004_sums_a_few_dozen_answers_at_a_time.sql")),
        M::up(include_str!("../../migrations/0005_texts_by_number.sql")),
        M::up_with_hook(
            include_str!("../../migrations/0006_what_texts_share.sql"),
            |transaction| pack_texts(transaction).map_err(hook_error),
        ),
        M::up(include_str!("../../migrations/0007_files_of_decks.sql")),
        M::up(include_str!("../../migrations/0008_sums_behind_the_log.sql")),
        M::up_with_hook(
            include_str!("../../migrations/0009_whether_sums_lack_anything.sql"),
            |transaction| {
                catch_up(transaction).and_then(|()| fill_caches(transaction)).map_err(hook_error)
            },
        ),
    ])
}

/// Packs what the migrations left as it was.
fn pack_texts(connection: &Connection) -> Result<(), StoreError> {
    texts::pack_phrases(connection)?;
    texts::pack_contents(connection)
}

/// Fills what the migrations left empty.
fn fill_caches(connection: &Connection) -> Result<(), StoreError> {
    let is_empty = |table: &str| -> rusqlite::Result<bool> {
        Ok(!connection.prepare(&format!("select 1 from {table}"))?.exists([])?)
    };
    // The third migration empties `state`, the fourth makes `standing`: with rows in them, they did
    // not run just now.
    if is_empty("state")? {
        refold(connection)
    } else if is_empty("standing")? {
        sums::sum_up_anew(connection)
    } else {
        Ok(())
    }
}

/// What SQLite answered stays what it is: a damaged file or a full disk is not the migration's fault.
fn hook_error(error: StoreError) -> HookError {
    match error {
        StoreError::Sqlite(error) => HookError::RusqliteError(error),
        other => HookError::Hook(other.to_string()),
    }
}
