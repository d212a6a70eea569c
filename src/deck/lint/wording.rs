//! Questions as they are told apart: by their words, with case, accents and signs.
//!
//! `C`, `C++` and `C#` ask for three things, and so do `Masse` and `Maße`. Only what no question
//! turns on is folded: blanks, quotation marks, the kind of a dash, the mark at the end, and whether
//! a question word at the beginning has a capital.

use crate::spelling::{clean, is_dash};

use super::form::is_question_word;

/// A question in the form in which it is compared with others.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Wording(String);

impl Wording {
    pub(super) fn new(text: &str) -> Self {
        let mut row = String::with_capacity(text.len());
        for c in clean(text).chars() {
            match c {
                '"' | '«' | '»' | '‹' | '›' | '„' | '“' | '”' | '‚' | '‘' => {}
                // `its` and `it's`, `f` and `f'`; before a word it quotes.
                '\'' | '’' if !row.ends_with(char::is_alphanumeric) => {}
                '\'' | '’' => row.push('\''),
                ' ' if row.is_empty() || row.ends_with(' ') => {}
                c => row.push(if is_dash(c) { '-' } else { c }),
            }
        }
        Self(with_small_start(without_end(row.trim_end())))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The question without what ends a sentence; a mark that is all there is stays.
fn without_end(row: &str) -> &str {
    let asked = row.strip_suffix(['?', '…']).unwrap_or(row).trim_end();
    let bare = asked.trim_end_matches(['.', '!', ':', ' ']);
    // `5.` is not `5`, and neither is `n!` `n`.
    let ends_in_a_word = bare.chars().rev().take(2).filter(|c| c.is_alphabetic()).count() == 2;
    match (ends_in_a_word, asked.is_empty()) {
        (true, _) => bare,
        (false, false) => asked,
        (false, true) => row,
    }
}

/// `Who came` as `who came`; alone, `WHO` may be a name.
fn with_small_start(row: &str) -> String {
    match row.split_once(' ') {
        Some((first, rest)) if is_question_word(&first.to_lowercase()) => {
            format!("{} {rest}", first.to_lowercase())
        }
        Some(_) | None => row.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_question_turns_on_is_folded() {
        for (one, other) in [
            ("Who came to Kiel?", "who  came to Kiel"),
            ("Was heißt „weg“?", "was heißt \"weg\""),
            ("Que veut dire « non » ?", "Que veut dire “non”?"),
            ("Er kam …", "Er kam."),
            ("2 – 2", "2 - 2"),
            ("Gru\u{308}n?", "Grün"),
            ("It’s", "It's"),
        ] {
            assert_eq!(Wording::new(one), Wording::new(other), "{one}");
        }
    }

    #[test]
    fn case_accents_and_signs_tell_questions_apart() {
        for (one, other) in [
            ("Was ist C?", "Was ist C++?"),
            ("Was ist C?", "Was ist C#?"),
            ("2 + 2", "2 - 2"),
            ("2 + 2", "2/2"),
            ("Was ist +?", "Was ist -?"),
            ("Was macht ??", "Was macht ?"),
            ("sie", "Sie"),
            ("Was heißt weg?", "Was heißt Weg?"),
            ("Masse", "Maße"),
            ("résumé", "resume"),
            ("its", "it's"),
            ("f(x)", "f'(x)"),
            ("5", "5."),
            ("n", "n!"),
            ("who", "WHO"),
            ("+", "?"),
        ] {
            assert_ne!(Wording::new(one), Wording::new(other), "{one}");
        }
    }
}
