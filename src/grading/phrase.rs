//! Whole texts word by word: the same in another writing, a part of another, or two joined.

use super::numeral::{numeral, ordinal};
use super::slip;
use super::words::{self, Joiner};
use crate::spelling::{Word, clean, is_dash, without_lead};

/// Whether both say the same word for word, numerals in whatever writing; the article of
/// `Wilhelm der Zweite` goes with the numeral.
pub(super) fn is_same_text(one: &[Word], other: &[Word]) -> bool {
    let plain = |words: &[Word]| -> Vec<String> {
        let is_ranked =
            |index: usize| words.get(index + 1).is_some_and(|next| ordinal(&next.folded).is_some());
        let is_article = |word: &Word| {
            ["der", "die", "das", "den", "dem", "the"].contains(&word.folded.as_str())
        };
        let kept = words
            .iter()
            .enumerate()
            .filter(|(index, word)| !(is_article(word) && is_ranked(*index)));
        kept.map(|(_, word)| {
            if word.folded == "&" || word.folded == "and" {
                "und".to_owned()
            } else {
                word.folded.clone()
            }
        })
        .collect()
    };
    let (one, other) = (plain(one), plain(other));
    one.len() == other.len() && one.iter().zip(&other).all(|(one, other)| slip::is_same(one, other))
}

/// The words written together, but never figure to figure or numeral to numeral: `U-2` is `U2`,
/// `9/11` is not `911`.
pub(super) fn run_together(words: &[Word]) -> String {
    let mut run = String::new();
    let mut last: Option<&Word> = None;
    for word in words.iter().filter(|word| !matches!(word.folded.as_str(), "/" | "\\" | "|")) {
        let is_numeral = |word: &Word| numeral(&word.folded).is_some();
        if last.is_some_and(|last| is_numeral(last) && is_numeral(word))
            || run.ends_with(char::is_numeric) && word.folded.starts_with(char::is_numeric)
        {
            run.push(' ');
        }
        run.push_str(&word.folded);
        last = Some(word);
    }
    run
}

/// How many times the text joins two things by `and` or a sign, and how many times by `or`.
pub(super) fn joints(text: &str, words: &[Word]) -> [usize; 2] {
    let mut joints = [0, 0];
    for (index, word) in words.iter().enumerate() {
        let between = index > 0 && index + 1 < words.len();
        match words::joiner(&word.folded) {
            Some(Joiner::And) if between => joints[0] += 1,
            Some(Joiner::Or) => joints[1] += 1,
            Some(Joiner::And) | None => {}
        }
    }
    joints[0] += answers(&clean(text)).saturating_sub(1);
    joints
}

/// How many things the text names with commas or dashes between them; an opinion is none of them.
fn answers(cleaned: &str) -> usize {
    let letters: Vec<char> = cleaned.chars().collect();
    let parts_here = |index: usize| {
        let before = index.checked_sub(1).map(|before| letters[before]);
        let around = (before, letters.get(index + 1).copied());
        match letters[index] {
            ',' | ';' | '\u{3001}' | '\u{FF0C}' => {
                !matches!(around, (Some('0'..='9'), Some('0'..='9')))
            }
            c => is_dash(c) && matches!(around, (Some(' '), Some(' '))),
        }
    };
    let mut parts = vec![String::new()];
    for (index, &c) in letters.iter().enumerate() {
        match parts.last_mut() {
            Some(part) if !parts_here(index) => part.push(c),
            Some(_) | None => parts.push(String::new()),
        }
    }
    if parts.len() == 1 {
        return 1;
    }
    let is_opinion = |text: &str| words::is_opinion(&crate::spelling::words(text));
    let names = |index: &usize| {
        let part = &parts[*index];
        // `it was, I think, Kennedy`
        let leads =
            || parts.get(index + 1).is_some_and(|next| is_opinion(&format!("{part} {next}")));
        part.contains(char::is_alphanumeric) && !is_opinion(part) && !leads()
    };
    (0..parts.len()).filter(names).count()
}

/// Whether `typed` says some words of the form and no others, and leaves out no negation.
pub(super) fn is_part(form: &[Word], typed: &[Word]) -> bool {
    let typed = without_lead(typed);
    let mut missing: Vec<&Word> = without_lead(form).iter().collect();
    let all_found = typed.iter().all(|word| {
        let found = missing.iter().position(|wanted| slip::is_same(&wanted.folded, &word.folded));
        found.map(|index| missing.remove(index)).is_some()
    });
    let negates = |word: &&Word| {
        words::is_negation(&word.folded)
            || words::negation_length(&word.folded) == word.folded.len()
    };
    all_found && !missing.is_empty() && !missing.iter().any(negates)
}
