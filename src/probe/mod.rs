//! What the fuzzer calls: every way in for what somebody else wrote, with what must hold of it.
//!
//! Each function takes any bytes and panics where a promise is broken. Not for use as a library:
//! it is public for `fuzz/` and `tests/corpus.rs` alone and promises nothing. Like those, it uses
//! neither disk nor clock.

mod decks;
mod log;
mod marking;
mod search;
mod tables;
mod talk;

pub use decks::{blueprint, deck, lint};
pub use log::log;
pub use marking::marking;
pub use search::query;
pub use tables::table;
pub use talk::{quiz, review};

use crate::escape::is_hostile;
use crate::model::{Day, Deck, DeviceId, Moment};
use crate::store::{Incoming, Store};

/// A way in: the name of its fuzz target and corpus, and its door.
pub type Door = (&'static str, fn(&[u8]));

/// All ways in.
pub const DOORS: [Door; 9] = [
    ("blueprint", blueprint),
    ("deck", deck),
    ("lint", lint),
    ("log", log),
    ("marking", marking),
    ("query", query),
    ("quiz", quiz),
    ("review", review),
    ("table", table),
];

/// The study day of all probes.
const TODAY: i64 = 20_780;

/// A deck with a card of every kind.
const EVERYTHING: &str = include_str!("everything.toml");

fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}

fn everything() -> Deck {
    crate::deck::parse(EVERYTHING).deck.expect("the deck of the probes holds")
}

/// A store in memory with the deck in it.
fn stocked(deck: Deck) -> Store {
    let mut store = Store::in_memory(DeviceId([1; 16])).expect("memory suffices");
    let plans = store.plan(&[Incoming { deck: &deck, file: None }]).expect("memory suffices");
    store.install(&plans, moment(0), Day::from_number(TODAY - 3)).expect("memory suffices");
    store
}

fn moment(step: i64) -> Moment {
    Moment::new((TODAY - 3) * 86_400_000 + step, 60)
}

#[track_caller]
fn assert_clean(text: &str) {
    assert!(!text.chars().any(is_hostile), "it would speak to the terminal: {text:?}");
}

#[track_caller]
fn assert_sound(store: &Store) {
    for check in store.doctor().expect("memory can be looked at") {
        assert!(check.ok, "{}: {}", check.name, check.detail);
    }
}
