//! Numbers as cells say them: `1453`, `1453±1`, `1618..1648`, `3.5 km`.
//!
//! Figures are read as those that a learner types are, by the language of the deck. What could be
//! another number as well is none: a card would ask for something that nobody meant.

use super::codes;
use super::note::{Wrong, excerpt};
use crate::grading::{leading_number, scaled_number};
use crate::model::{Lang, Tolerance};
use crate::spelling::{clean, is_dash};

/// A number with what is right beside it.
#[derive(Debug, PartialEq)]
pub(super) struct Number {
    pub(super) answer: f64,
    pub(super) tolerance: Tolerance,
    pub(super) unit: String,
}

impl Number {
    /// Reads a cell; `None` where it is not certain which number it says.
    pub(super) fn read(cell: &str, lang: &Lang) -> Option<Self> {
        let cell = clean(cell);
        let cell = cell.strip_suffix('.').unwrap_or(&cell);
        let parts = |parting: &str| cell.split_once(parting);
        let number = if let Some((from, to)) = parts("..") {
            Self::range(Leading::of(from, lang)?, Leading::of(to, lang)?)?
        } else if let Some((answer, off)) = ["±", "+-", "+/-"].into_iter().find_map(parts) {
            Self::about(Leading::of(answer, lang)?, Leading::of(off, lang)?)?
        } else {
            let first = Leading::of(cell, lang)?;
            match behind_dash(cell, first.unit) {
                Some(to) => Self::range(Leading { unit: "", ..first }, Leading::of(to, lang)?)?,
                None => Self::of(first.number, Tolerance::Absolute(0.0), first.unit),
            }
        };
        if !number.unit.is_empty() && !is_unit(&number.unit) {
            return None;
        }
        Some(number.scaled(lang))
    }

    fn of(answer: f64, tolerance: Tolerance, unit: &str) -> Self {
        Self { answer, tolerance, unit: unit.to_owned() }
    }

    fn range(from: Leading<'_>, to: Leading<'_>) -> Option<Self> {
        let unit = from.unit_with(&to)?;
        let (answer, off) =
            (f64::midpoint(from.number, to.number), (to.number - from.number) / 2.0);
        (off >= 0.0).then(|| Self::of(answer, Tolerance::Absolute(off), unit))
    }

    fn about(answer: Leading<'_>, off: Leading<'_>) -> Option<Self> {
        if off.number < 0.0 {
            return None;
        }
        // Per cent of per cent could be either.
        if off.unit == "%" {
            let share = Tolerance::Percent(off.number);
            return (answer.unit != "%").then(|| Self::of(answer.number, share, answer.unit));
        }
        let unit = answer.unit_with(&off)?;
        Some(Self::of(answer.number, Tolerance::Absolute(off.number), unit))
    }

    /// The same number without a scale that stands for its unit: `2.5 million`.
    fn scaled(self, lang: &Lang) -> Self {
        let scale = |number| scaled_number(number, &self.unit, lang);
        let Some(answer) = scale(self.answer) else { return self };
        let tolerance = match self.tolerance {
            Tolerance::Absolute(off) => Tolerance::Absolute(scale(off).unwrap_or(off)),
            Tolerance::Percent(share) => Tolerance::Percent(share),
        };
        Self::of(answer, tolerance, "")
    }
}

/// The number with which a text begins.
struct Leading<'a> {
    number: f64,
    /// What stands behind it.
    unit: &'a str,
}

impl<'a> Leading<'a> {
    fn of(text: &'a str, lang: &Lang) -> Option<Self> {
        let text = text.trim();
        let (number, unit) = leading_number(text, lang)?;
        // Beyond figures below ten these are rather two years, or a day of a month.
        let figures = text[..text.len() - unit.len()].trim();
        let parts = figures.split_once('/');
        let is_fraction = |(above, below): (&str, &str)| {
            above.trim_start_matches(|c: char| !c.is_ascii_digit()).len() == 1 && below.len() == 1
        };
        parts.is_none_or(is_fraction).then_some(Self { number, unit })
    }

    /// The unit of two numbers, which stands behind the second or behind both.
    fn unit_with(&self, second: &Self) -> Option<&'a str> {
        (self.unit.is_empty() || self.unit == second.unit).then_some(second.unit)
    }
}

/// What stands behind the dash of a range of which the first number was read: `1914-1918`, `10 – 20`.
fn behind_dash<'a>(cell: &str, rest: &'a str) -> Option<&'a str> {
    let to = rest.strip_prefix(is_dash)?;
    // `10 -20` is rather a number below zero.
    let is_apart = cell[..cell.len() - rest.len()].ends_with(' ');
    (!is_apart || to.starts_with(' ')).then_some(to)
}

/// Whether a text names a unit: it begins like one, and no other number stands in it.
fn is_unit(text: &str) -> bool {
    let begins = |c: char| c.is_alphabetic() || "%‰°′″$€£¥₽".contains(c);
    let is_power = |before: &str| before.ends_with('^') || before.ends_with("^-");
    // `m2` and `cm3`, but neither `e6` nor `x4`.
    let is_square = |before: &str, digits: &str| {
        ["2", "3"].contains(&digits)
            && before.ends_with(char::is_alphabetic)
            && !["e", "E", "x", "X"].contains(&before)
    };
    let mut rest = 0;
    while let Some(at) = text[rest..].find(|c: char| c.is_ascii_digit()) {
        let at = rest + at;
        let count = text[at..].bytes().take_while(u8::is_ascii_digit).count();
        if !is_power(&text[..at]) && !is_square(&text[..at], &text[at..at + count]) {
            return false;
        }
        rest = at + count;
    }
    text.starts_with(begins) && !text.contains(['|', ';', '=', '<', '>', '~', '+'])
}

/// What to write instead of a cell that says no number for certain.
pub(super) fn no_number(cell: &str, lang: &Lang) -> Wrong {
    let message = format!("it is not certain which number `{}` is", excerpt(cell));
    let (thousands, unit) =
        if lang.is_german() { ("1.453", "3,5 km") } else { ("1,453", "3.5 km") };
    let help = match cell.contains('|') {
        true => {
            "A number has one answer: write a range, `1453..1454`, or make the card `typed`, of \
                 which several answers are right."
                .to_owned()
        }
        false => format!(
            "Write `1453` or `{thousands}`, `1453±1`, `1453±10%`, `1618..1648` or `{unit}`; --lang \
             says in which language numbers are written."
        ),
    };
    Wrong::new(codes::CELL, message, help)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(cell: &str, lang: &str) -> Option<String> {
        let number = Number::read(cell, &Lang::new(lang).unwrap())?;
        let tolerance = match number.tolerance {
            Tolerance::Absolute(0.0) => String::new(),
            Tolerance::Absolute(off) => format!("±{off}"),
            Tolerance::Percent(share) => format!("±{share}%"),
        };
        let unit = if number.unit.is_empty() { "" } else { " " };
        Some(format!("{}{tolerance}{unit}{}", number.answer, number.unit))
    }

    #[test]
    fn numbers_are_written_in_the_language_of_the_deck() {
        for (cell, english, german) in [
            ("1453", "1453", "1453"),
            ("1,000", "1000", "1"),
            ("1.000", "1", "1000"),
            ("10,000 km", "10000 km", "10 km"),
            ("1,234,567.5", "1234567.5", "-"),
            ("1.234.567,5", "-", "1234567.5"),
            ("3,5", "3.5", "3.5"),
            ("1 000", "1000", "1000"),
            ("1\u{a0}000\u{202f}000 km", "1000000 km", "1000000 km"),
            ("1'000", "1000", "1000"),
            ("−5 °C", "-5 °C", "-5 °C"),
            ("+.5", "0.5", "-"),
            ("2.3 million", "2300000", "2300000"),
            ("1 billion", "1000000000", "1000000000000"),
            ("2.3 million tonnes", "2.3 million tonnes", "2.3 million tonnes"),
            ("1453.", "1453", "1453"),
        ] {
            assert_eq!(said(cell, "en").as_deref().unwrap_or("-"), english, "{cell}");
            assert_eq!(said(cell, "de").as_deref().unwrap_or("-"), german, "{cell}");
        }
    }

    #[test]
    fn ranges_and_tolerances_are_read() {
        for (cell, wanted) in [
            ("1618..1648", "1633±15"),
            ("1914-1918", "1916±2"),
            ("10–20", "15±5"),
            ("10 – 20 km", "15±5 km"),
            ("-20--10 °C", "-15±5 °C"),
            ("5-10%", "7.5±2.5 %"),
            ("3 km..5 km", "4±1 km"),
            ("2..3 million", "2500000±500000"),
            ("1453±1", "1453±1"),
            ("1,453 +/- 1", "1453±1"),
            ("1453 ± 10%", "1453±10%"),
            ("100 km ± 2.5 %", "100±2.5% km"),
            ("3,5±0,5 km", "3.5±0.5 km"),
            ("2 million±10%", "2000000±10%"),
            ("1/2", "0.5"),
            ("-3/4 km", "-0.75 km"),
            ("7 m2", "7 m2"),
            ("9.8 m/s^2", "9.8 m/s^2"),
            ("5 €", "5 €"),
        ] {
            assert_eq!(said(cell, "en").as_deref(), Some(wanted), "{cell}");
        }
    }

    #[test]
    fn what_could_be_another_number_is_none() {
        for cell in [
            "1e6",
            "1E+06",
            "1453|1454",
            "1914-18",
            "10 -20",
            "1914/1918",
            "9/11",
            "4/3",
            "1,2,3",
            "1.2.3",
            "1,00,000",
            "1234 567",
            "3 or 4",
            "1453, 1454",
            "1453;1454",
            "3x4",
            "3 × 4",
            "5 km-6 km",
            "5 km|6 km",
            "5 ft 10 in",
            "5½",
            "~5",
            "ca. 5",
            "$5",
            "2020-11-23",
            "1...9",
            "9..1",
            "5±-1",
            "50%±5%",
            "100 km±5",
            "2 million±50000",
            "1453±1±2",
            "1-2-3",
            "5+",
            "5=5",
            "many",
            "",
            "--5",
            &"9".repeat(400),
        ] {
            assert_eq!(said(cell, "en"), None, "{cell}");
        }
    }
}
