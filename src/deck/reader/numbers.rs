//! Numbers as TOML writes them. None is converted: how large one may be is not known here.

use std::borrow::Cow;

use super::super::table::{Held, Integer};

/// The number that `word` writes.
pub(super) fn number(word: &str) -> Option<Held<'_>> {
    if let Some((radix, written)) = prefixed(word) {
        let (digits, rest) = digits(written, radix)?;
        let digits = plain(digits);
        return rest.is_empty().then_some(Held::Integer(Integer { digits, radix }));
    }
    let unsigned = word.strip_prefix(['+', '-']).unwrap_or(word);
    if matches!(unsigned, "inf" | "nan") {
        return Some(Held::Float(word.into()));
    }
    let (whole, mut rest) = digits(unsigned, 10)?;
    if whole.len() > 1 && whole.starts_with('0') {
        return None;
    }
    if rest.is_empty() {
        return Some(Held::Integer(Integer { digits: plain(word), radix: 10 }));
    }
    if let Some(fraction) = rest.strip_prefix('.') {
        rest = digits(fraction, 10)?.1;
    }
    if let Some(exponent) = rest.strip_prefix(['e', 'E']) {
        let unsigned = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        rest = digits(unsigned, 10)?.1;
    }
    rest.is_empty().then(|| Held::Float(plain(word)))
}

fn prefixed(word: &str) -> Option<(u32, &str)> {
    let radix = match word.get(..2)? {
        "0x" => 16,
        "0o" => 8,
        "0b" => 2,
        _ => return None,
    };
    Some((radix, &word[2..]))
}

/// The digits at the beginning, between which single underscores may stand, and what follows.
fn digits(text: &str, radix: u32) -> Option<(&str, &str)> {
    let is_digit = |c: char| c.is_digit(radix);
    let end = text.find(|c| c != '_' && !is_digit(c)).unwrap_or(text.len());
    let (found, rest) = text.split_at(end);
    let is_sound =
        found.starts_with(is_digit) && found.ends_with(is_digit) && !found.contains("__");
    is_sound.then_some((found, rest))
}

fn plain(written: &str) -> Cow<'_, str> {
    if written.contains('_') { written.replace('_', "").into() } else { written.into() }
}
