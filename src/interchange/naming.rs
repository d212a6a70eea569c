//! Ids for what came without one: of decks by their names, of cards by what they ask.
//!
//! The same name always makes the same id, whatever stands beside it in the file, so that what comes
//! again is known again.

use deunicode::deunicode_char;
use sha2::{Digest, Sha256};

use crate::model::{DeckId, NoteId};

/// The readable part of a card's id, in characters. An id is kept three times, so it is short.
const LONGEST_WORDS: usize = 18;

/// The readable part of a deck's id for one level of its name.
const LONGEST_LEVEL: usize = 60;

/// The id of a deck: the levels of its name, parted by `::` as Anki does, in the letters of ids.
/// `None` where no letter is left.
pub(crate) fn deck_id(name: &str) -> Option<DeckId> {
    let levels: Vec<String> = name
        .split("::")
        .map(|level| words(level, LONGEST_LEVEL))
        .filter(|level| !level.is_empty())
        .collect();
    levels.join("/").parse().ok()
}

/// The last level of a deck's name, as people read it.
pub(super) fn title(name: &str) -> &str {
    name.rsplit("::").map(str::trim).find(|level| !level.is_empty()).unwrap_or(name)
}

/// Adds the id of a card that is known by its text: some of its words, and a hash of all of it.
pub(super) fn push_id_of(text: &str, id: &mut String) {
    push_words(text, LONGEST_WORDS, id);
    if !id.is_empty() {
        id.push('-');
    }
    push_hash(text, 8, id);
}

/// Adds the id of a card that another program knows by a name of its own.
pub(super) fn push_id_by(name: &str, id: &mut String) {
    if NoteId::check(name).is_ok() {
        id.push_str(name);
        return;
    }
    id.push_str("x-");
    push_hash(name, 12, id);
}

/// Adds so many characters, five bits each, of the SHA-256 of a text.
fn push_hash(text: &str, length: usize, id: &mut String) {
    // Without those that are mistaken for others.
    const CHARACTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let hash = Sha256::digest(text);
    let mut bits = u64::from_be_bytes(std::array::from_fn(|at| hash[at]));
    for _ in 0..length.min(12) {
        id.push(char::from(CHARACTERS[(bits >> 59) as usize]));
        bits <<= 5;
    }
}

fn words(text: &str, longest: usize) -> String {
    let mut words = String::new();
    push_words(text, longest, &mut words);
    words
}

/// Adds the words of a text in the letters of ids, joined by `-`, as many as have room; of a first
/// one that has none its beginning.
fn push_words(text: &str, longest: usize, id: &mut String) {
    let start = id.len();
    let mut gap = false;
    for c in text.chars() {
        let mut letter = [0; 4];
        let letters =
            if c.is_ascii() { Some(&*c.encode_utf8(&mut letter)) } else { deunicode_char(c) };
        for letter in letters.unwrap_or(" ").bytes() {
            if !letter.is_ascii_alphanumeric() {
                // An apostrophe parts no words.
                gap |= letter != b'\'';
                continue;
            }
            if id.len() - start + usize::from(gap) >= longest {
                // What stands behind the last gap is no whole word, unless one begins here.
                let whole = if gap {
                    id.len()
                } else {
                    id[start..].rfind('-').map_or(id.len(), |at| start + at)
                };
                id.truncate(whole);
                return;
            }
            if gap && id.len() > start {
                id.push('-');
            }
            gap = false;
            id.push(char::from(letter.to_ascii_lowercase()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deck_has_the_levels_of_its_name() {
        let id = |name| deck_id(name).map(|id| id.to_string());
        assert_eq!(id("Dějiny::České").as_deref(), Some("dejiny/ceske"));
        assert_eq!(id("My  deck (new)").as_deref(), Some("my-deck-new"));
        assert_eq!(id("日本史").as_deref(), Some("ri-ben-shi"));
        assert_eq!(id("a::::b").as_deref(), Some("a/b"));
        assert_eq!(id("?!"), None);
        assert_eq!(id(&"x::".repeat(200)), None);
        assert_eq!(title("a::b::"), "b");
    }

    #[test]
    fn a_card_is_known_by_all_of_its_text() {
        let id = |text: &str| {
            let mut id = String::new();
            push_id_of(text, &mut id);
            assert!(NoteId::check(&id).is_ok(), "{id}");
            id
        };
        let first = id("When did the Hundred Years' War begin, and end?");
        assert!(first.starts_with("when-did-the-") && first.len() == 21, "{first}");
        assert_eq!(first, id("When did the Hundred Years' War begin, and end?"));
        assert_ne!(first, id("When did the Hundred Years' War begin, and end."));
        assert_eq!(id("?").len(), 8);
        assert!(id(&"donau".repeat(9)).starts_with("donaudonaudonaudon-"));
        assert!(id("one two three four five").starts_with("one-two-three-four-"));
        assert!(id("Größe").starts_with("grosse-"), "{}", id("Größe"));
    }

    #[test]
    fn a_foreign_name_that_is_no_id_becomes_one() {
        let id = |name: &str| {
            let mut id = String::new();
            push_id_by(name, &mut id);
            assert!(NoteId::check(&id).is_ok(), "{id}");
            id
        };
        assert_eq!(id("003cd02692"), "003cd02692");
        assert_eq!(id("eXUs^b}`w8").len(), 14);
        assert_ne!(id("A"), id("a"));
    }
}
