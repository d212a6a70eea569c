//! The numbered migrations, and what version a file has.

use rusqlite_migration::{M, Migrations};

/// Every migration in order; they are only ever added to.
const STEPS: &[M<'static>] =
    &[M::up(include_str!("../../migrations/0001_the_log_and_its_caches.sql"))];

pub(super) const MIGRATIONS: Migrations<'static> = Migrations::from_slice(STEPS);

/// The version of the schema that this pauk writes.
pub(super) const VERSION: i64 = STEPS.len() as i64;

/// Marks a file as pauk's (`PRAGMA application_id`): the letters `pauk`.
pub(super) const APPLICATION_ID: i64 = 0x7061_756b;
