//! A log of another machine.

use super::{assert_sound, everything, stocked};
use crate::model::DeviceId;
use crate::store::{Imported, Store, StoreError};

/// A log is merged whole or not at all; what is exported then brings nothing new, and makes the
/// same of an empty store.
///
/// # Panics
/// Where that is not so, or the reason is no reason for the learner.
pub fn log(bytes: &[u8]) {
    let mut store = stocked(everything());
    let before = exported(&store);
    match store.import_log(&mut &*bytes) {
        Err(StoreError::Value { .. } | StoreError::Conflict { .. }) => {
            assert_eq!(exported(&store), before, "a log was refused and left something");
        }
        Err(other) => panic!("no reason for the learner: {other}"),
        Ok(_) => {
            let after = exported(&store);
            let again = store.import_log(&mut after.as_bytes()).expect("its own log is read");
            let Imported { events, texts, unknown, known: _, taken_out } = again;
            assert_eq!(
                (events, texts, unknown, taken_out),
                (0, 0, 0, 0),
                "its own log brings something"
            );
            assert_eq!(exported(&store), after, "its own log changes it");
            assert_sound(&store);
            let mut other = Store::in_memory(DeviceId([2; 16])).expect("memory suffices");
            other.import_log(&mut after.as_bytes()).expect("the log of another is read");
            assert_eq!(
                lines(&exported(&other)),
                lines(&after),
                "another makes something else of it"
            );
            assert_sound(&other);
        }
    }
}

fn exported(store: &Store) -> String {
    let mut out = Vec::new();
    store.export_log(&mut out).expect("memory suffices");
    String::from_utf8(out).expect("a log is text")
}

/// The lines in one order: devices are numbered as they come.
fn lines(log: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = log.lines().collect();
    lines.sort_unstable();
    lines
}
