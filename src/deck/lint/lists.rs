//! Lists that are too long to be recalled, or whose question leaves open how many there are.
//!
//! A list is scored by its items, so learners must know when it is complete. Orders and matches
//! show their items and are left alone.

use crate::model::Kind;

use super::super::codes;
use super::numerals;
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
        if !numerals::may_name(&Phrase::new(ask), count, &subject.deck.lang) {
            let message = format!("the question does not say that {count} items are wanted");
            let help =
                format!("Name the number in `ask`: \"Name the {}\".", numerals::written(count));
            let help = format!("{help} Without it nobody knows when the list is complete.");
            let at = subject.places.field(index, "ask");
            findings.add(at, codes::UNNAMED_NUMBER, message, help);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::trial::{card, linted};

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
        for ask in ["Both places?", "Die beiden Orte?", "Zwei Orte?", "Die zwei?", "Ein Paar?"] {
            assert_eq!(list(ask, "'k', 'l'"), [""; 0], "{ask}");
        }
        assert_eq!(list("Fünf?", "'k', 'l', 'm', 'n', 'o'"), [""; 0]);
    }

    #[test]
    fn the_number_may_be_a_word_of_the_language_of_the_deck() {
        let found = |lang, ask| {
            linted(&format!(
                "[deck]\nid = 'd'\ntitle = 'D'\nsource = 'S'\nlang = '{lang}'\n[[card]]\nid = 'c'\n\
                 kind = 'list'\nask = '{ask}'\nitems = ['k', 'l', 'm']\n"
            ))
        };
        assert_eq!(found("fr", "Nommez les trois pays"), [""; 0]);
        assert_eq!(found("fi", "Nimeä maat"), [""; 0]);
        let expected = "L005 9:7 the question does not say that 3 items are wanted";
        assert_eq!(found("fr", "Nommez les pays"), [expected]);
    }
}
