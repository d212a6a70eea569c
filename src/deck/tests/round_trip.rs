//! Printing and parsing lead back to each other, shown on a deck that uses every field.

use super::super::*;

/// Every field of every kind.
const EVERYTHING: &str = include_str!("everything.toml");

fn sound(text: &str) -> Deck {
    let parsed = parse(text);
    assert_eq!(parsed.problems, [], "{text}");
    parsed.deck.unwrap()
}

#[test]
fn a_printed_deck_is_read_as_the_same_deck() {
    let deck = sound(EVERYTHING);
    let printed = print(&deck);
    assert_eq!(sound(&printed), deck);
    assert_eq!(print(&sound(&printed)), printed);
}

#[test]
fn a_note_is_read_alone_as_within_its_deck() {
    let deck = sound(EVERYTHING);
    for note in &deck.notes {
        assert_eq!(parse_note(&print_note(note), &deck.id), Ok(note.clone()));
    }
}

#[test]
fn a_header_is_read_alone_as_the_deck_without_its_notes() {
    let mut deck = sound(EVERYTHING);
    let header = parse_header(&print_header(&deck)).unwrap();
    deck.notes.clear();
    assert_eq!(header, deck);
}
