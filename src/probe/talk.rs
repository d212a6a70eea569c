//! The protocol of another program: a review and a quiz in JSON lines.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

use serde_json::Value;

use super::{assert_clean, assert_sound, everything, stocked};
use crate::commands::rehearsal;
use crate::store::{Store, StoreError, Telling};

/// A review of one card of every kind is held with these lines.
///
/// # Panics
/// Where it says what is no line of the protocol, does not end, or leaves a store unsound.
pub fn review(bytes: &[u8]) {
    let mut store = stocked(everything());
    let heard = Heard::default();
    rehearsal::review(&mut store, bytes, heard.clone()).expect("memory suffices");
    assert_eq!(heard.events().last().map(String::as_str), Some("end"));
    assert_logged(&store, &heard);
}

/// A practice test of one card of every kind is taken with these lines.
///
/// # Panics
/// As in [`review`].
pub fn quiz(bytes: &[u8]) {
    let mut store = stocked(everything());
    let heard = Heard::default();
    rehearsal::quiz(&mut store, bytes, heard.clone()).expect("memory suffices");
    let last = heard.events().pop();
    let left = store.unfinished_quiz().expect("memory suffices").is_some();
    assert_eq!(last.as_deref(), Some(if left { "left" } else { "end" }));
    assert_sound(&store);
}

/// Every answer that was told as recorded is there.
fn assert_logged(store: &Store, heard: &Heard) {
    let told = heard.events().iter().filter(|said| *said == "recorded").count();
    let mut held = 0;
    let count = |_| {
        held += 1;
        Ok::<(), StoreError>(())
    };
    store.tell_answers(&Telling::default(), count).expect("memory suffices");
    assert_eq!(held, told, "what is told is not what is held");
    assert_sound(store);
}

/// What was said, line by line.
#[derive(Debug, Clone, Default)]
struct Heard(Rc<RefCell<Vec<u8>>>);

impl Heard {
    /// What each line tells; every line is an object that says so, and clean.
    fn events(&self) -> Vec<String> {
        let said = String::from_utf8(self.0.borrow().clone()).expect("the protocol is text");
        assert!(said.is_empty() || said.ends_with('\n'), "half a line: {said:?}");
        let event = |line: &str| {
            assert_clean(line);
            let line: Value = serde_json::from_str(line).expect("each line is one object");
            line["event"].as_str().expect("each line is an event").to_owned()
        };
        said.lines().map(event).collect()
    }
}

impl Write for Heard {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
