//! Reads one number as it is written in the deck's language: figures, words, scales.
//!
//! It says what stands around the number and leaves to others what that is worth.

use crate::grading::numeral::cardinal;
use crate::grading::words;
use crate::model::Lang;
use crate::spelling::{self, clean, is_dash};

/// A number and what stands around it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Quantity {
    /// Decimal digits with `.`, as written, without a scale: `2.5` for `2,5 Mrd.`
    pub(super) decimal: String,
    /// Folded words before the number, rounding words dropped.
    pub(super) before: Vec<String>,
    /// Folded words behind the number: a scale, a unit.
    pub(super) after: Vec<String>,
}

/// Why a text is not one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unread {
    NoNumber,
    Two,
    Negated,
}

/// Reads `text` as one number in the language of the deck.
pub(super) fn read(text: &str, lang: &Lang) -> Result<Quantity, Unread> {
    let lower = clean(text).to_lowercase();
    let plain: String = lower.chars().filter(|c| !"«»\"„“”()[]".contains(*c)).collect();
    let folded: Vec<String> = words_of(&plain);
    if folded.iter().any(|word| words::is_negation(word)) {
        return Err(Unread::Negated);
    }
    match plain.find(|c: char| c.is_ascii_digit()) {
        Some(start) => read_figures(&plain, start, lang),
        None => read_words(&folded, lang),
    }
}

/// Whether a word behind the number shows that there is another one.
pub(super) fn is_second(folded: &str) -> bool {
    let has_figure = folded.contains(|c: char| c.is_ascii_digit());
    has_figure
        || cardinal(folded).is_some()
        || words::joiner(folded).is_some()
        || matches!(folded, "bis" | "to")
}

fn read_figures(text: &str, start: usize, lang: &Lang) -> Result<Quantity, Unread> {
    let Figures { before, decimal, after } = figures(text, start, lang).ok_or(Unread::Two)?;
    let before = without_rounding(&words_of(before)).to_vec();
    Ok(Quantity { decimal, before, after: words_of(after) })
}

/// The number in figures with which a clean text begins, as it is written in the language, and what
/// stands behind it; a scale is left there.
pub(crate) fn leading<'a>(text: &'a str, lang: &Lang) -> Option<(f64, &'a str)> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let Figures { before, decimal, after } = figures(text, start, lang)?;
    let number: f64 = decimal.parse().ok()?;
    (before.trim().is_empty() && number.is_finite()).then_some((number, after.trim()))
}

/// Figures with their sign, and the text around them.
struct Figures<'a> {
    before: &'a str,
    decimal: String,
    after: &'a str,
}

/// The figures that begin in this place; `None` where they are two numbers in this language.
fn figures<'a>(text: &'a str, start: usize, lang: &Lang) -> Option<Figures<'a>> {
    let length = body_length(&text[start..]);
    let (mut before, body, mut after) =
        (&text[..start], &text[start..start + length], &text[start + length..]);
    let mut decimal = plain_decimal(body, lang)?;
    let point = if lang.is_german() { ',' } else { '.' };
    if before.ends_with(point) && !decimal.contains('.') {
        decimal = format!("0.{body}");
        before = &before[..before.len() - point.len_utf8()];
    }
    if let Some((fraction, rest)) = proper_fraction(body, after) {
        (decimal, after) = (fraction, rest);
    }
    let unsigned = before.trim_end();
    if let Some(rest) = unsigned.strip_suffix(is_dash).or_else(|| unsigned.strip_suffix("minus")) {
        (before, decimal) = (rest, format!("-{decimal}"));
    } else if let Some(rest) = unsigned.strip_suffix('+') {
        before = rest;
    }
    Some(Figures { before, decimal, after })
}

/// Length in bytes of the figures at the start of `text` with all that can part or group them.
fn body_length(text: &str) -> usize {
    let figures = |from: usize| text[from..].bytes().take_while(u8::is_ascii_digit).count();
    let mut end = figures(0);
    let mut last = end;
    while let Some(separator) =
        text[end..].chars().next().filter(|c| matches!(c, '.' | ',' | ' ' | '\'' | '’'))
    {
        let next = figures(end + separator.len_utf8());
        // A blank only groups; otherwise two numbers stand side by side.
        if next == 0 || separator == ' ' && (next != 3 || last > 3) {
            break;
        }
        end += separator.len_utf8() + next;
        last = next;
    }
    end
}

/// The figures without grouping and with a decimal point; `None` where the language cannot read them.
fn plain_decimal(body: &str, lang: &Lang) -> Option<String> {
    let (group, point) = if lang.is_german() { ('.', ',') } else { (',', '.') };
    let body: String = body.chars().filter(|c| *c != ' ').collect();
    let (whole, decimals) =
        body.split_once(point).map_or((body.as_str(), None), |(whole, rest)| (whole, Some(rest)));
    if decimals.is_some_and(|decimals| !decimals.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    let join =
        |whole: &str| decimals.map_or(whole.to_owned(), |decimals| format!("{whole}.{decimals}"));
    let parts: Vec<&str> = whole.split([group, '\'', '’']).collect();
    let groups = parts.len() > 1
        && (1..=3).contains(&parts[0].len())
        && !parts[0].starts_with('0')
        && parts[1..].iter().all(|part| part.len() == 3);
    match parts[..] {
        [_] => Some(join(whole)),
        _ if groups => Some(join(&parts.concat())),
        // What cannot group three figures is decimal in both languages: 2.5 Mrd.
        [whole, fraction] if decimals.is_none() && body.contains(group) => {
            Some(format!("{whole}.{fraction}"))
        }
        _ => None,
    }
}

/// `3/4`, but not `4/3` or `6/2`, which are rather two answers.
fn proper_fraction<'a>(body: &str, after: &'a str) -> Option<(String, &'a str)> {
    let below = after.strip_prefix('/')?;
    let length = below.bytes().take_while(u8::is_ascii_digit).count();
    let (above, under) = (body.parse::<u32>().ok()?, below[..length].parse::<u32>().ok()?);
    (above > 0 && above < under)
        .then(|| (format!("{}", f64::from(above) / f64::from(under)), &below[length..]))
}

fn read_words(folded: &[String], lang: &Lang) -> Result<Quantity, Unread> {
    let words = without_rounding(folded);
    let (negative, words) = match words {
        [minus, rest @ ..] if minus == "minus" => (true, rest),
        _ => (false, words),
    };
    let (value, rest) = match words {
        [tens, ones, rest @ ..] if cardinal(&format!("{tens}{ones}")).is_some() => {
            (cardinal(&format!("{tens}{ones}")), rest)
        }
        [first, ..] if scale(first, lang).is_some() && first.len() > 2 => (Some(1), words),
        [first, rest @ ..] => (cardinal(first).or_else(|| compound(first)), rest),
        [] => (None, words),
    };
    let value = value.ok_or(Unread::NoNumber)?;
    if rest.iter().any(|word| is_second(word) && word != "/") {
        return Err(Unread::Two);
    }
    let sign = if negative { "-" } else { "" };
    Ok(Quantity { decimal: format!("{sign}{value}"), before: Vec::new(), after: rest.to_vec() })
}

/// `dreihundert`, `zweitausend`.
fn compound(folded: &str) -> Option<u32> {
    let hundreds = folded.strip_suffix("hundert").and_then(cardinal).map(|count| count * 100);
    hundreds.or_else(|| folded.strip_suffix("tausend").and_then(cardinal).map(|count| count * 1000))
}

/// The power of ten that a word scales by, in the language of the deck.
pub(super) fn scale(folded: &str, lang: &Lang) -> Option<i32> {
    let german = || match folded {
        "hundert" => Some(2),
        "tausend" | "tsd" => Some(3),
        "million" | "millionen" | "mio" | "mill" => Some(6),
        "milliarde" | "milliarden" | "mrd" | "md" => Some(9),
        "billion" | "billionen" | "bio" => Some(12),
        "billiarde" | "billiarden" => Some(15),
        "trillion" | "trillionen" => Some(18),
        _ => None,
    };
    let english = || match folded {
        "hundred" => Some(2),
        "thousand" | "k" => Some(3),
        "million" | "millions" | "m" | "mn" | "mln" => Some(6),
        "billion" | "billions" | "bn" => Some(9),
        "trillion" | "trillions" | "tn" => Some(12),
        _ => None,
    };
    if lang.is_german() { german() } else { english() }
}

fn without_rounding(folded: &[String]) -> &[String] {
    let rounding = [
        "rund",
        "etwa",
        "ca",
        "circa",
        "zirka",
        "c",
        "ungefaehr",
        "annaehernd",
        "about",
        "around",
        "approximately",
        "approx",
        "roughly",
        "some",
        "~",
        "≈",
        "das",
        "es",
        "war",
        "waren",
        "sind",
        "ist",
        "it",
        "that",
        "was",
        "is",
        "were",
        "there",
        "are",
        "ich",
        "glaube",
        "i",
        "think",
        "a",
        "the",
        "die",
        "in",
        "im",
        "at",
        "on",
        "nach",
    ];
    let kept = folded.iter().position(|word| !rounding.contains(&word.as_str()));
    &folded[kept.unwrap_or(folded.len())..]
}

/// The folded words of a text.
pub(super) fn words_of(text: &str) -> Vec<String> {
    let spaced = text.replace('~', " ~ ").replace('≈', " ≈ ");
    spelling::words(&spaced).into_iter().map(|word| word.folded).collect()
}
