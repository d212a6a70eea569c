//! The form of a question, German or English: what it begins with.
//!
//! The lists are closed. A question that begins with a word that is not listed is of no form.

use crate::spelling::fold;

use super::phrase::Phrase;

/// Whether the word, folded, asks for something: `who`, `welche`.
pub(super) fn is_question_word(folded: &str) -> bool {
    QUESTION_WORDS.contains(&folded)
}

/// Whether a question word stands at the beginning, or behind a preposition there: `In which year`.
pub(super) fn asks_for_something(ask: &str) -> bool {
    Phrase::new(ask).words().take(2).any(is_question_word)
}

/// Whether some sentence of the question is to be answered with yes or no.
pub(super) fn asks_for_yes_or_no(ask: &str) -> bool {
    let phrase = Phrase::new(ask);
    let sentences = ask.split_inclusive(['?', '.', '!', ':', ';']);
    OFFERS.iter().any(|offer| phrase.contains(&Phrase::new(offer)))
        || sentences.filter_map(|text| text.strip_suffix('?')).any(begins_with_verb)
}

fn begins_with_verb(sentence: &str) -> bool {
    let mut words = sentence.split_whitespace();
    let (first, next) = (fold(words.next().unwrap_or("")), words.next().unwrap_or(""));
    if first == "was" {
        // `Was Ford …`, but `Was heißt …`
        return next.starts_with(char::is_uppercase)
            || AFTER_ENGLISH_WAS.contains(&fold(next).as_str());
    }
    let verb = first.strip_suffix("nt").unwrap_or(&first);
    VERBS.contains(&first.as_str()) || VERBS.contains(&verb)
}

/// Question words, folded.
const QUESTION_WORDS: &[&str] = &[
    "what", "when", "where", "which", "who", "whom", "whose", "why", "how", "wer", "wen", "wem",
    "wessen", "was", "wann", "warum", "wo", "woher", "wohin", "wie", "wieso", "weshalb", "wozu",
    "wodurch", "womit", "wofuer", "woran", "worauf", "woraus", "worin", "worueber", "wovon",
    "wovor", "wieviel", "wieviele", "welche", "welchem", "welchen", "welcher", "welches",
];

/// What offers both answers.
const OFFERS: &[&str] = &[
    "yes or no",
    "true or false",
    "right or wrong",
    "ja oder nein",
    "wahr oder falsch",
    "richtig oder falsch",
];

/// Verbs that questions begin with, folded; `was` is a question word too.
const VERBS: &[&str] = &[
    "is", "are", "were", "do", "does", "did", "has", "have", "had", "can", "cant", "could", "will",
    "wont", "would", "shall", "should", "may", "might", "must", "ist", "sind", "war", "waren",
    "waere", "wird", "werden", "wurde", "wurden", "wuerde", "hat", "haben", "hatte", "hatten",
    "haette", "kann", "koennen", "konnte", "konnten", "darf", "duerfen", "durfte", "durften",
    "soll", "sollen", "sollte", "sollten", "muss", "muessen", "musste", "mussten", "wollen",
    "wollte", "wollten", "gibt", "gab", "stimmt", "trifft", "gehoert", "gehoerte", "gilt", "galt",
    "liegt", "lag", "steht", "stand", "kommt", "kam", "geht", "ging", "bleibt", "blieb", "besteht",
    "bestand", "lebt", "lebte", "fuehrt", "fuehrte", "beginnt", "begann", "endet", "endete",
    "nahm", "trat", "bedeutet", "heisst", "hiess", "braucht",
];

/// What follows `was` in English where it has no capital.
const AFTER_ENGLISH_WAS: &[&str] = &[
    "a", "all", "an", "any", "he", "her", "his", "it", "its", "she", "that", "the", "their",
    "there", "this",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verb_at_the_beginning_asks_for_yes_or_no() {
        for ask in [
            "Was it?",
            "Was Ford there?",
            "Isn't it so?",
            "Did he come? Say why.",
            "Ist Kuba eine Insel?",
            "Kuba ist eine Insel. Stimmt das?",
            "Cuba is an island: true or false",
        ] {
            assert!(asks_for_yes_or_no(ask), "{ask}");
        }
    }

    #[test]
    fn any_other_beginning_does_not() {
        for ask in [
            "Was heißt yes?",
            "Was antwortet man?",
            "Which word negates?",
            "Yes auf Deutsch?",
            "ja",
            "Is",
            "War es Ford",
            "",
        ] {
            assert!(!asks_for_yes_or_no(ask), "{ask}");
        }
    }
}
