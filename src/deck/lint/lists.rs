//! Lists that are too long to be recalled, or whose question leaves open how many there are.
//!
//! A list is scored by its items, so learners must know when it is complete. Orders and matches
//! show their items and are left alone.

use crate::model::Kind;

use super::super::codes;
use super::phrase::Phrase;
use super::{Findings, Subject};

const MOST_ITEMS: usize = 5;

pub(super) fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for (index, note) in subject.deck.notes.iter().enumerate() {
        let Kind::List { ask, items, .. } = &note.kind else {
            continue;
        };
        let count = items.len();
        if count > MOST_ITEMS {
            let message = format!("a list of {count} items is hard to recall whole");
            let help = "Make several cards of it, or ask for groups of up to five.";
            let at = subject.places.field(index, "items");
            findings.add(at, codes::LONG_LIST, message, help);
        }
        if !names_number(&Phrase::new(ask), count) {
            let message = format!("the question does not say that {count} items are wanted");
            let help = format!("Name the number in `ask`: \"Name the {}\".", written(count));
            let help = format!("{help} Without it nobody knows when the list is complete.");
            let at = subject.places.field(index, "ask");
            findings.add(at, codes::UNNAMED_NUMBER, message, help);
        }
    }
}

/// The number in English, then in German with the stem of its inflected forms.
const NUMBERS: [(&str, &str); 13] = [
    ("", ""),
    ("one", "ein"),
    ("two", "zwei"),
    ("three", "drei"),
    ("four", "vier"),
    ("five", "fuenf"),
    ("six", "sechs"),
    ("seven", "sieben"),
    ("eight", "acht"),
    ("nine", "neun"),
    ("ten", "zehn"),
    ("eleven", "elf"),
    ("twelve", "zwoelf"),
];

/// What German numbers end in where they are inflected: `die dreie`, `zweier Mächte`, `viererlei`.
const ENDINGS: [&str; 6] = ["", "e", "en", "er", "erlei", "ern"];

fn names_number(ask: &Phrase, count: usize) -> bool {
    let figure = count.to_string();
    ask.words()
        .any(|word| word == figure || is_number_word(word, count) || (count == 2 && is_both(word)))
}

fn is_number_word(word: &str, count: usize) -> bool {
    let Some((english, german)) = NUMBERS.get(count) else {
        return false;
    };
    word == *english
        || word
            .strip_prefix(german)
            .is_some_and(|ending| !german.is_empty() && ENDINGS.contains(&ending))
}

fn is_both(word: &str) -> bool {
    matches!(word, "both" | "pair" | "beide" | "beiden" | "beider" | "beides" | "paar")
}

fn written(count: usize) -> String {
    match NUMBERS.get(count) {
        Some((english, _)) if !english.is_empty() => (*english).to_owned(),
        Some(_) | None => count.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::trial::card;

    fn list(ask: &str, items: &str) -> Vec<String> {
        card(&format!("kind = 'list'\nask = '{ask}'\nitems = [{items}]"))
    }

    #[test]
    fn a_list_of_six_items_is_found() {
        assert_eq!(
            list("Name the six.", "'k', 'l', 'm', 'n', 'o', 'p'"),
            ["L004 5:9 a list of 6 items is hard to recall whole"]
        );
    }

    #[test]
    fn a_number_that_is_not_named_is_found() {
        let expected = ["L005 4:7 the question does not say that 3 items are wanted"];
        for ask in ["Name the places.", "Nenne zwei Orte.", "Was geschah 1933?", "Dreist?"] {
            assert_eq!(list(ask, "'k', 'l', 'm'"), expected, "{ask}");
        }
    }

    #[test]
    fn the_number_may_be_a_figure_or_a_word_of_either_language() {
        for ask in [
            "Name 3 places.",
            "Name the three places.",
            "Nenne die drei Orte.",
            "Die Namen dreier Orte?",
            "Drei!",
            "Dreierlei Orte?",
        ] {
            assert_eq!(list(ask, "'k', 'l', 'm'"), [""; 0], "{ask}");
        }
        for ask in ["Both places?", "Die beiden Orte?", "Zwei Orte?", "Die zwei?"] {
            assert_eq!(list(ask, "'k', 'l'"), [""; 0], "{ask}");
        }
        assert_eq!(list("Fünf?", "'k', 'l', 'm', 'n', 'o'"), [""; 0]);
    }
}
