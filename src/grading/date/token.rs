//! Cuts a written date into what can bear a meaning: figures, names and signs.
//!
//! Words that say nothing are dropped here; a word that is not known makes the text unreadable,
//! because it might say anything.

use super::names;
use super::read::Unread;
use crate::grading::numeral::{ordinal, roman};
use crate::grading::words::{self, Joiner};
use crate::model::Season;
use crate::spelling::{clean, fold, is_dash};

/// A sign or word between the parts of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Point,
    Comma,
    Stroke,
    /// A hyphen between two figures, as in `1962-10`.
    Hyphen,
    /// `bis`, or a dash that cannot be a hyphen.
    To,
    And,
    Or,
}

/// A part of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    /// A number and how many figures it is written with, 1 to 4.
    Figures {
        value: u32,
        length: usize,
    },
    /// A day as a rank: `4th`, `dreizehnter`.
    Ranked(u32),
    /// A year of two figures behind an apostrophe.
    Short(u32),
    Month(u8),
    Season(Season),
    /// `1960er` (length 4), `60s` (length 2)
    Decade {
        first: u32,
        length: usize,
    },
    Century(i32),
    /// Before the common era.
    Before,
    Mark(Mark),
}

/// The tokens of a text in order, and whether a name among them is misspelt.
pub(super) fn tokens(text: &str) -> Result<(Vec<Token>, bool), Unread> {
    let pieces = pieces(text);
    let mut found = Vec::new();
    let mut slipped = false;
    let mut limited = false;
    let mut unknown = false;
    let mut index = 0;
    while let Some(piece) = pieces.get(index) {
        index += 1;
        let next = |ahead: usize| pieces.get(index + ahead).map(String::as_str);
        if let Some((length, token)) = era(piece, &next) {
            index += length - 1;
            found.extend(token);
        } else if let Some(mark) = mark(piece) {
            found.push(Token::Mark(mark));
        } else if piece.starts_with(|c: char| c.is_ascii_digit()) || piece.starts_with('\'') {
            match figures(piece) {
                Some(token) => found.push(token),
                None => unknown = true,
            }
        } else if words::is_negation(piece) {
            return Err(Unread::Negated);
        } else if names::is_limit(piece) {
            limited = true;
        } else if is_century(piece) {
            match rank_at_end(&mut found) {
                Some(rank) => found.push(Token::Century(rank)),
                None => unknown = true,
            }
        } else if names::is_filler(piece) {
            // It says nothing.
        } else if let Some(month) = names::month(piece) {
            slipped |= month.slipped;
            found.push(Token::Month(month.value));
        } else if let Some(season) = names::season(piece) {
            slipped |= season.slipped;
            found.push(Token::Season(season.value));
        } else if let Some(first) = names::decade(piece) {
            found.push(Token::Decade { first, length: 2 });
        } else if let Some(rank) = ordinal(piece) {
            found.push(Token::Ranked(rank));
        } else if let Some(month) = roman(piece) {
            found.push(Token::Figures { value: month, length: 2 });
        } else {
            unknown = true;
        }
    }
    if limited {
        return Err(Unread::Limited);
    }
    if unknown || found.is_empty() { Err(Unread::NoDate) } else { Ok((found, slipped)) }
}

/// The text cut into runs of figures (with the letters that follow them), words and signs.
fn pieces(text: &str) -> Vec<String> {
    let cleaned = clean(text).to_lowercase().replace('’', "'");
    let letters: Vec<char> = cleaned.chars().collect();
    let mut pieces: Vec<String> = Vec::new();
    let mut index = 0;
    while index < letters.len() {
        let start = index;
        let run = |from: usize, wanted: fn(char) -> bool| {
            letters[from..].iter().take_while(|c| wanted(**c)).count()
        };
        let c = letters[index];
        let digit_follows = letters.get(index + 1).is_some_and(char::is_ascii_digit);
        if c.is_ascii_digit() || c == '\'' && digit_follows {
            index += 1;
            index += run(index, |c| c.is_ascii_digit());
            let suffix = index
                + usize::from(
                    letters.get(index) == Some(&'\'') && letters.get(index + 1) == Some(&'s'),
                );
            index = suffix + run(suffix, char::is_alphabetic);
            pieces.push(letters[start..index].iter().collect());
        } else if c.is_alphabetic() {
            index += run(index, char::is_alphabetic);
            pieces.push(fold(&letters[start..index].iter().collect::<String>()));
        } else {
            index += 1;
            let figure = |at: Option<&char>| at.is_some_and(char::is_ascii_digit);
            if c == '-' && start > 0 && figure(letters.get(start - 1)) && digit_follows {
                pieces.push("-".to_owned());
            } else if is_dash(c) {
                // `1960er-Jahre`, `mid-1950s` and `13-Aug-1961` hold a hyphen, `Mai-Juni` a span.
                let before = start.checked_sub(1).map(|before| letters[before]);
                let after = letters.get(index).copied();
                let is_letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
                let is_part = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
                let is_prefix = |last: &String| {
                    let is_decade =
                        last.starts_with(|c: char| c.is_ascii_digit()) && last.ends_with("er");
                    is_decade || names::decade(last).is_some() || names::is_filler(last)
                };
                let ties =
                    is_letter(before) != is_letter(after) || pieces.last().is_some_and(is_prefix);
                let is_hyphen = c == '-' && ties && is_part(before) && is_part(after);
                pieces.push(if is_hyphen { String::new() } else { "bis".to_owned() });
            } else if matches!(c, '.' | ',' | ';' | '/' | '&' | '+' | '|' | '\\' | '~') {
                pieces.push(c.to_string());
            } else if c.is_ascii_punctuation()
                && matches!(c, '*' | '=' | '<' | '>' | '^' | '%' | '#' | '$' | '_' | '@')
            {
                pieces.push("?".to_owned());
            }
        }
    }
    pieces.retain(|piece| !piece.is_empty());
    while pieces.last().is_some_and(|last| matches!(last.as_str(), "," | ";")) {
        pieces.pop();
    }
    pieces
}

fn mark(piece: &str) -> Option<Mark> {
    match piece {
        "." => Some(Mark::Point),
        "," | ";" => Some(Mark::Comma),
        "-" => Some(Mark::Hyphen),
        "bis" | "to" | "till" | "through" => Some(Mark::To),
        "/" | "\\" | "|" => Some(Mark::Stroke),
        _ => words::joiner(piece).map(|joiner| match joiner {
            Joiner::And => Mark::And,
            Joiner::Or => Mark::Or,
        }),
    }
}

/// How many pieces name an era (`v. Chr.`, `BC`), if they do, and what it says.
fn era<'a>(
    piece: &str,
    next: &impl Fn(usize) -> Option<&'a str>,
) -> Option<(usize, Option<Token>)> {
    let skips = |from: usize| from + usize::from(next(from - 1) == Some("."));
    let of_christ = || {
        let name = skips(1);
        let is_named =
            next(name - 1).is_some_and(|name| matches!(name, "chr" | "christus" | "christi"));
        is_named.then(|| skips(name + 1))
    };
    match piece {
        "bc" | "bce" => Some((1, Some(Token::Before))),
        "ad" | "ce" => Some((1, None)),
        "v" | "vor" => Some((of_christ()?, Some(Token::Before))),
        "n" | "nach" => Some((of_christ()?, None)),
        _ => None,
    }
}

fn is_century(piece: &str) -> bool {
    matches!(piece, "jahrhundert" | "jahrhunderts" | "jh" | "jhd" | "jhdt" | "jhs" | "century")
}

/// Takes the number before `century` from the end of the tokens.
fn rank_at_end(found: &mut Vec<Token>) -> Option<i32> {
    if found.last() == Some(&Token::Mark(Mark::Point)) {
        found.pop();
    }
    match found.pop()? {
        Token::Figures { value: rank @ 1..=30, length: 1..=2 } | Token::Ranked(rank @ 1..=30) => {
            Some(rank as i32)
        }
        _ => None,
    }
}

/// `1961`, `'61`, `13th`, `1960er`, `60s`.
fn figures(piece: &str) -> Option<Token> {
    let digits = piece.trim_start_matches('\'');
    let length = digits.bytes().take_while(u8::is_ascii_digit).count();
    let value: u32 = digits[..length].parse().ok().filter(|_| length <= 4)?;
    let is_apostrophised = digits.len() < piece.len();
    match digits[length..].trim_start_matches('\'') {
        "" if is_apostrophised => (length == 2).then_some(Token::Short(value)),
        "" => Some(Token::Figures { value, length }),
        "er" | "ern" | "erjahre" | "erjahren" | "s" => (value.is_multiple_of(10)
            && matches!(length, 2 | 4))
        .then_some(Token::Decade { first: value, length }),
        "st" | "nd" | "rd" | "th" | "te" | "ten" | "ter" => {
            (length < 3).then_some(Token::Ranked(value))
        }
        _ => None,
    }
}
