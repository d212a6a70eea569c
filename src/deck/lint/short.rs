//! Answers of the wrong size: too long to type, or so small that a coin could give them.
//!
//! Both measure something else than memory. The options of choices are weighed elsewhere.

use crate::model::{ClozePart, Kind};

use super::super::codes;
use super::form::{asks_for_something, asks_for_yes_or_no};
use super::phrase::Phrase;
use super::{Findings, Subject};

const MOST_WORDS: usize = 8;

/// Yes and no, true and false, folded.
const VERDICTS: &[&str] =
    &["ja", "nein", "yes", "no", "wahr", "falsch", "true", "false", "richtig", "unwahr"];

/// With these an answer may go on: `Yes, because …`.
const OPENERS: &[&str] = &["ja", "nein", "yes", "no"];

pub(super) fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for (index, note) in subject.deck.notes.iter().enumerate() {
        let at = |key| subject.places.field(index, key);
        if let Some((key, words)) = longest_typed(&note.kind)
            && words > MOST_WORDS
        {
            let message = format!("an answer of {words} words is to be typed");
            let help = "Ask for one thing of a few words, or make a basic card of it.";
            findings.add(at(key), codes::LONG_ANSWER, message, help);
        }
        if is_yes_or_no(&note.kind) {
            let key = if matches!(note.kind, Kind::Basic { .. }) { "front" } else { "ask" };
            let help = "Ask for what makes it so: who, what, when, why.";
            let message = "the question is answered with yes or no";
            findings.add(at(key), codes::YES_OR_NO, message, help);
        }
    }
}

/// Whether the question is to be answered with yes or no, and is.
///
/// An answer alone says little: `yes` answers `Which word affirms?` too.
pub(super) fn is_yes_or_no(kind: &Kind) -> bool {
    match kind {
        Kind::Basic { front, back, .. } => {
            asks_for_yes_or_no(front) && (is_verdict(back) || opens_with_verdict(back))
        }
        Kind::Typed { ask, key } => asks_for_yes_or_no(ask) && is_verdict(&key.answer),
        Kind::Choice(choice) => {
            let is_right = choice.right.iter().all(|option| is_verdict(option));
            let offers_nothing_else =
                choice.pool.is_none() && choice.wrong.iter().all(|option| is_verdict(option));
            is_right
                && (asks_for_yes_or_no(&choice.ask)
                    || offers_nothing_else && !asks_for_something(&choice.ask))
        }
        Kind::Cloze { .. }
        | Kind::Number { .. }
        | Kind::Date { .. }
        | Kind::List { .. }
        | Kind::Order { .. }
        | Kind::Match { .. } => false,
    }
}

/// The field with the answers that are typed, and the words of the longest.
fn longest_typed(kind: &Kind) -> Option<(&'static str, usize)> {
    let words = |text: &str| text.split_whitespace().count();
    match kind {
        Kind::Typed { key, .. } => Some(("answer", words(&key.answer))),
        Kind::Cloze { cloze, typed: true } => {
            let gaps = cloze.parts.iter().filter_map(|part| match part {
                ClozePart::Gap { answer, .. } => Some(words(answer)),
                ClozePart::Text(_) => None,
            });
            Some(("text", gaps.max()?))
        }
        Kind::Basic { .. }
        | Kind::Cloze { typed: false, .. }
        | Kind::Number { .. }
        | Kind::Date { .. }
        | Kind::Choice(_)
        | Kind::List { .. }
        | Kind::Order { .. }
        | Kind::Match { .. } => None,
    }
}

fn is_verdict(text: &str) -> bool {
    let phrase = Phrase::new(text);
    let mut words = phrase.words();
    let first = words.next().is_some_and(|word| VERDICTS.contains(&word));
    first && words.next().is_none()
}

fn opens_with_verdict(text: &str) -> bool {
    let Some((first, _)) = text.split_once([',', '.', ';', ':', '!', '–', '—']) else {
        return false;
    };
    OPENERS.contains(&first.trim().to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::super::trial::card;

    #[test]
    fn a_typed_answer_of_nine_words_is_found() {
        let nine = "kind = 'typed'\nask = 'What?'\nanswer = 'one two three four five six seven eight nine'";
        let expected = "L003 5:10 an answer of 9 words is to be typed";
        assert_eq!(card(nine), [expected]);
        let gap = "typed = true\ntext = 'It is known that he went {{on and on and on and on and on}} \
                   until the evening came and all were tired'";
        assert_eq!(card(gap), ["L003 4:8 an answer of 9 words is to be typed"]);
    }

    #[test]
    fn a_typed_answer_of_eight_words_is_fine() {
        let eight =
            "kind = 'typed'\nask = 'What?'\nanswer = 'one two three four five six seven eight'";
        assert_eq!(card(eight), [""; 0]);
    }

    #[test]
    fn yes_or_no_is_found_in_every_kind() {
        let message = "the question is answered with yes or no";
        for (lines, place) in [
            ("front = 'Was it?'\nback = 'Ja.'", "3:9"),
            ("front = 'Was it?'\nback = 'No, it was not.'", "3:9"),
            ("kind = 'typed'\nask = 'Was it?'\nanswer = 'True'", "4:7"),
            ("front = 'Er kam. Stimmt das?'\nback = 'nein'", "3:9"),
            ("ask = 'Was it?'\nright = 'falsch'\nwrong = ['wahr']", "3:7"),
            ("ask = 'Was it?'\nright = 'yes'\nwrong = ['no', 'maybe']", "3:7"),
            ("ask = 'He came.'\nright = 'true'\nwrong = ['false']", "3:7"),
        ] {
            assert_eq!(card(lines), [format!("L006 {place} {message}")], "{lines}");
        }
    }

    #[test]
    fn yes_and_no_may_be_the_words_that_are_asked_for() {
        for lines in [
            "front = 'Was heißt yes?'\nback = 'ja'",
            "front = 'ja'\nback = 'yes'\nreverse = true",
            "kind = 'typed'\nask = 'Which word negates?'\nanswer = 'no'",
            "ask = 'Which word negates?'\nright = 'no'\nwrong = ['yes', 'true']",
        ] {
            assert_eq!(card(lines), [""; 0], "{lines}");
        }
    }

    #[test]
    fn an_answer_that_only_begins_like_yes_or_no_is_fine() {
        for lines in [
            "front = 'How many?'\nback = 'No more than three'",
            "front = 'Which plan?'\nback = 'Yes Minister'",
            "ask = 'Which word?'\nright = 'true'\nwrong = ['loyal', 'honest']",
        ] {
            assert_eq!(card(lines), [""; 0], "{lines}");
        }
    }
}
