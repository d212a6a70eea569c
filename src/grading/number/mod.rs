//! Numbers: reads a quantity as it is written in the deck's language, and measures it.
//!
//! A decimal text becomes the nearest float in one step, so equal quantities are equal floats.
//! `read` knows the notations, `unit` what counts as the same unit. There are no slips: a figure is
//! right or wrong.

mod read;
#[cfg(test)]
mod tests;
mod unit;

pub(crate) use self::read::leading;
use self::read::{Quantity, Unread, is_second, read, scale, words_of};
use super::outcome;
use crate::model::{Lang, NumberAnswer, Score, Tolerance, Verdict};
use crate::spelling::clean;

/// What a text says to the question for a number.
pub(super) enum Marking {
    Judged(Verdict),
    /// No number can be read from it.
    Unreadable,
}

/// Marks `text` by the key; `ask` is the question, in whose words a number without unit may stand.
pub(super) fn mark(key: &NumberAnswer, ask: &str, lang: &Lang, text: &str) -> Marking {
    let quantity = match read(text, lang) {
        Ok(quantity) => quantity,
        Err(Unread::NoNumber) => return Marking::Unreadable,
        Err(Unread::Two) => return Marking::Judged(outcome::wrong("two answers at once")),
        Err(Unread::Negated) => return Marking::Judged(outcome::wrong("the answer is negated")),
    };
    if clean(text) == format_value(key.answer, lang) {
        return Marking::Judged(outcome::exact());
    }
    let wanted = unit::Wanted::new(key.unit.as_deref(), ask);
    match value_of(&quantity, key, &wanted, lang) {
        Some(value) => Marking::Judged(measure(key, value)),
        None if quantity.after.iter().any(|word| is_second(word)) => {
            Marking::Judged(outcome::wrong("two answers at once"))
        }
        None if key.unit.is_none() => Marking::Unreadable,
        None => Marking::Judged(outcome::wrong("not the unit that was asked for")),
    }
}

/// The number so many thousands or millions of which a word says, where it says nothing else.
pub(crate) fn scaled(number: f64, word: &str, lang: &Lang) -> Option<f64> {
    let words = words_of(word);
    // One letter alone is rather metres than millions.
    let [word] = &words[..] else { return None };
    let exponent = scale(word, lang).filter(|_| word.len() > 1)?;
    format!("{number}e{exponent}").parse().ok()
}

/// The answer with its unit, for display: `2.500.000.000 Dollar`.
pub(super) fn preferred(key: &NumberAnswer, lang: &Lang) -> String {
    let value = format_value(key.answer, lang);
    key.unit.as_ref().map_or(value.clone(), |unit| format!("{value} {unit}"))
}

fn measure(key: &NumberAnswer, value: f64) -> Verdict {
    let distance = (value - key.answer).abs();
    if distance == 0.0 {
        return outcome::variant("the right number");
    }
    // Only sums round; eight units in the last place cover the subtraction and the percentage.
    let slack = 8.0 * f64::EPSILON * value.abs().max(key.answer.abs());
    let tolerance = match key.tolerance {
        Tolerance::Absolute(tolerance) => tolerance,
        Tolerance::Percent(percent) => key.answer.abs() * percent / 100.0,
    };
    if tolerance > 0.0 && distance <= tolerance + slack {
        return outcome::variant("near enough");
    }
    let near = key.partial.iter().filter(|(most, _)| *most > 0.0 && distance <= most + slack);
    match near.map(|(_, score)| *score).max_by(f64::total_cmp) {
        Some(score) => outcome::partial(Score::from_fraction(score), "not far off"),
        None => outcome::wrong("another number"),
    }
}

/// The value that the key is compared with; `None` where the words around name something else.
fn value_of(
    quantity: &Quantity,
    key: &NumberAnswer,
    wanted: &unit::Wanted,
    lang: &Lang,
) -> Option<f64> {
    let scaled = |exponent: i32| format!("{}e{exponent}", quantity.decimal).parse::<f64>().ok();
    let fits = |after: &[String]| {
        (quantity.before.is_empty() && wanted.is_met_by(after))
            || (after.is_empty() && wanted.is_met_by(&quantity.before))
    };
    if fits(&quantity.after) {
        return scaled(0);
    }
    let (first, rest) = quantity.after.split_first()?;
    let exponent = scale(first, lang)?;
    // Where the unit itself begins with a scale (`Millionen Tonnen`), the answer counts in it.
    let unit_words = words_of(key.unit.as_deref().unwrap_or(""));
    if let Some((own, counted)) = unit_words.split_first()
        && let Some(own) = scale(own, lang).filter(|_| own.len() > 1)
    {
        let counted = counted.join(" ");
        let is_met =
            unit::Wanted::new(Some(&counted), "").is_met_by(rest) && quantity.before.is_empty();
        return is_met.then(|| scaled(exponent - own)).flatten();
    }
    fits(rest).then(|| scaled(exponent)).flatten()
}

/// The value as it is written in the language, grouped from five figures on.
fn format_value(value: f64, lang: &Lang) -> String {
    let (group, point) = if lang.is_german() { ('.', ',') } else { (',', '.') };
    let plain = format!("{}", value.abs());
    let (whole, decimals) = plain.split_once('.').unwrap_or((plain.as_str(), ""));
    let mut written = String::from(if value < 0.0 { "-" } else { "" });
    for (index, figure) in whole.chars().enumerate() {
        if index > 0 && whole.len() > 4 && (whole.len() - index) % 3 == 0 {
            written.push(group);
        }
        written.push(figure);
    }
    if !decimals.is_empty() {
        written.push(point);
        written.push_str(decimals);
    }
    written
}
