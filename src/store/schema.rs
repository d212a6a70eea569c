//! The numbered migrations, and what version a file has.

use rusqlite_migration::{HookError, M, Migrations};

use super::doctor::refold;

/// The version of the schema that this pauk writes.
pub(super) const VERSION: i64 = 3;

/// Marks a file as pauk's (`PRAGMA application_id`): the letters `pauk`.
pub(super) const APPLICATION_ID: i64 = 0x7061_756b;

/// Every migration in order; they are only ever added to. The fold fills the caches that they bring
/// in the transaction of the last.
pub(super) fn migrations() -> Migrations<'static> {
    Migrations::new(vec![
        M::up(include_str!("../../migrations/0001_the_log_and_its_caches.sql")),
        M::up(include_str!("../../migrations/0002_sums_for_statistics.sql")),
        M::up_with_hook(include_str!("../../migrations/0003_a_smaller_log.sql"), |transaction| {
            refold(transaction).map_err(|error| HookError::Hook(error.to_string()))
        }),
    ])
}
