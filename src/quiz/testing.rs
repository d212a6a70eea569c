//! Cards for the tests: the shipped decks, and decks written in the test.

use std::rc::Rc;

use super::paper::Entry;
use crate::deck;
use crate::model::CardKey;

/// Every card of the German decks.
pub(crate) fn halperin() -> Vec<Entry> {
    let files = [
        include_str!("../../decks/halperin/akteure.toml"),
        include_str!("../../decks/halperin/daten.toml"),
        include_str!("../../decks/halperin/argumente.toml"),
        include_str!("../../decks/halperin/irrtuemer.toml"),
    ];
    files.into_iter().flat_map(entries).collect()
}

/// The cards of the German deck `d`, of which the text gives all but the head.
pub(crate) fn of(rest: &str) -> Vec<Entry> {
    entries(&format!("[deck]\nid = \"d\"\ntitle = \"D\"\nlang = \"de\"\n{rest}"))
}

/// Every card of a deck file.
pub(crate) fn entries(file: &str) -> Vec<Entry> {
    let parsed = deck::parse(file);
    let deck = parsed.deck.unwrap_or_else(|| panic!("the deck holds: {:?}", parsed.problems));
    let head = Rc::new(crate::model::Deck { notes: Vec::new(), ..deck.clone() });
    let mut entries = Vec::new();
    for note in &deck.notes {
        for variant in note.variants() {
            let key = CardKey { note: note.key(&deck.id), variant };
            let tags = note.tags.iter().chain(&deck.tags).cloned().collect();
            entries.push(Entry { key, note: note.clone(), deck: Rc::clone(&head), tags });
        }
    }
    entries
}
