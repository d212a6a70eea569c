//! Reads a date as people write it, in either language, into what it says.
//!
//! One text may have several readings (`4/11/1956` in an English deck); all are given, and
//! `compare` takes the best. Two-digit years stay short, since only the answer knows the century.
//! A text that is more than one date is read as a span, never as one of them.

use super::span::spans;
use super::token::{Mark, Token, tokens};
use crate::model::{Lang, Season};

/// A year as it was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Year {
    Missing,
    /// The last two figures.
    Short(u32),
    Full(i32),
}

/// How much of a date was said beside the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Whole,
    Season(Season),
    /// `day` is missing where none was said; one that no calendar has is kept.
    Month {
        month: u32,
        day: Option<u32>,
    },
    /// A day alone, as the first half of `13.–27. Oktober`.
    Day(u32),
}

/// What a text says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    Moment(Year, Part),
    /// The first year of a decade, `Short` where the century was not said.
    Decade(Year),
    /// 20 for the years from 1900.
    Century(i32),
    /// From one moment to another.
    Span((Year, Part), (Year, Part)),
}

/// A text as it can be read: at least one reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reading {
    pub(super) readings: Vec<Said>,
    /// A name in it is misspelt.
    pub(super) slipped: bool,
}

/// Why a text is not one date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unread {
    NoDate,
    Several,
    Negated,
    /// `vor 1953`: the date is named, but as a limit.
    Limited,
}

/// Reads `text`; the language decides whether the month may stand before the day in figures.
pub(super) fn read(text: &str, lang: &Lang) -> Result<Reading, Unread> {
    let (tokens, slipped) = tokens(text)?;
    let mut readings = moments(&tokens, lang);
    readings.extend(age(&tokens));
    readings.extend(spans(&tokens, lang));
    readings.dedup();
    if !readings.is_empty() {
        return Ok(Reading { readings, slipped });
    }
    let figures =
        tokens.iter().filter(|token| matches!(token, Token::Figures { length: 3.., .. })).count();
    let joined = tokens
        .iter()
        .any(|token| matches!(token, Token::Mark(Mark::Or | Mark::And | Mark::Stroke)));
    Err(if figures > 1 || joined { Unread::Several } else { Unread::NoDate })
}

/// Decades and centuries.
fn age(tokens: &[Token]) -> Option<Said> {
    match plain(tokens)[..] {
        [Token::Decade { first, length }] if length > 2 => {
            Some(Said::Decade(Year::Full(first as i32)))
        }
        [Token::Decade { first, .. }] => Some(Said::Decade(Year::Short(first))),
        [Token::Decade { first, length: 0..=2 }, Token::Century(century)]
        | [Token::Century(century), Token::Decade { first, length: 0..=2 }] => {
            Some(Said::Decade(Year::Full((century - 1) * 100 + first as i32)))
        }
        [Token::Century(century)] => Some(Said::Century(century)),
        _ => None,
    }
}

/// Readings as one moment, from its year down.
pub(super) fn moments(tokens: &[Token], lang: &Lang) -> Vec<Said> {
    let mut found = in_figures(tokens, lang);
    if found.is_empty() {
        found = in_words(&plain(tokens));
    }
    found.into_iter().map(|(year, part)| Said::Moment(year, part)).collect()
}

/// The tokens without points and commas, which say nothing beside names.
fn plain(tokens: &[Token]) -> Vec<Token> {
    let is_pause = |token: &&Token| matches!(token, Token::Mark(Mark::Point | Mark::Comma));
    tokens.iter().filter(|token| !is_pause(token)).copied().collect()
}

/// `13.8.1961`, `1961-08-13`, `10/1962`, `1962-10`: figures with one and the same sign between.
fn in_figures(tokens: &[Token], lang: &Lang) -> Vec<(Year, Part)> {
    use Token::Figures as F;
    let is_sign = |mark: &Mark| matches!(mark, Mark::Point | Mark::Stroke | Mark::Hyphen);
    // `13.8.61.` and `13.8.'61`
    let tokens: Vec<Token> = match tokens {
        [rest @ .., Token::Mark(Mark::Point)] => rest.to_vec(),
        [rest @ .., Token::Short(value)] => [rest, &[F { value: *value, length: 2 }]].concat(),
        _ => tokens.to_vec(),
    };
    let dated = |day: u32, month: u32| Part::Month { month, day: Some(day) };
    match tokens[..] {
        [
            F { value: year, length: 4 },
            Token::Mark(one),
            F { value: month, length: 1..=2 },
            Token::Mark(two),
            F { value: day, length: 1..=2 },
        ] if is_sign(&one) && one == two => {
            vec![(Year::Full(year as i32), dated(day, month))]
        }
        [
            F { value: first, length: 1..=2 },
            Token::Mark(one),
            F { value: second, length: 1..=2 },
            Token::Mark(two),
            F { value, length },
        ] if is_sign(&one) && one == two => {
            let year = year(value, length);
            let mut orders = vec![(year, dated(first, second))];
            if !lang.is_german() && first <= 12 {
                orders.push((year, dated(second, first)));
                orders.retain(|(_, part)| matches!(part, Part::Month { month: 1..=12, .. }));
            }
            orders
        }
        [
            F { value: first, length: 1..=2 },
            F { value: second, length: 1..=2 },
            F { value, length: length @ 4 },
        ] => {
            vec![(year(value, length), dated(first, second))]
        }
        [
            F { value: month @ 1..=12, length: 1..=2 },
            Token::Mark(sign),
            F { value, length: length @ 4 },
        ] if is_sign(&sign) => {
            vec![(year(value, length), Part::Month { month, day: None })]
        }
        [
            F { value, length: length @ 4 },
            Token::Mark(Mark::Hyphen),
            F { value: month @ 1..=12, length: 2 },
        ] => {
            vec![(year(value, length), Part::Month { month, day: None })]
        }
        // `10/62`; `10.11` is rather a day.
        [
            F { value: month @ 1..=12, length: 1..=2 },
            Token::Mark(sign @ (Mark::Stroke | Mark::Point)),
            F { value, length: 2 },
        ] if sign == Mark::Stroke || value > 12 => {
            vec![(Year::Short(value), Part::Month { month, day: None })]
        }
        // `13.8.`: a day without its year.
        [
            F { value: day, length: 1..=2 },
            Token::Mark(Mark::Point),
            F { value: month @ 1..=12, length: 1..=2 },
        ] => {
            vec![(Year::Missing, dated(day, month))]
        }
        _ => Vec::new(),
    }
}

/// `13 August 1961`, `August 13 1961`, `Herbst 1962`, `1953`, `August`, `13`.
fn in_words(tokens: &[Token]) -> Vec<(Year, Part)> {
    use Token::{Figures, Month, Ranked, Season};
    let of_month = |month: u8, day: Option<u32>| Part::Month { month: month.into(), day };
    match *tokens {
        [Figures { value, length }, Token::Before] => {
            vec![(Year::Full(-(value as i32)), Part::Whole)]
                .into_iter()
                .filter(|_| length < 5)
                .collect()
        }
        [ref rest @ .., Figures { value, .. }, Token::Before] => in_words(rest)
            .into_iter()
            .filter(|(year, _)| *year == Year::Missing)
            .map(|(_, part)| (Year::Full(-(value as i32)), part))
            .collect(),
        [Figures { value, length: length @ 1..=4 }] => {
            let mut readings = vec![(year(value, length), Part::Whole)];
            if length < 3 {
                readings.push((Year::Missing, Part::Day(value)));
            }
            readings
        }
        [Token::Short(value)] => vec![(Year::Short(value), Part::Whole)],
        [Ranked(day)] => vec![(Year::Missing, Part::Day(day))],
        [Month(month)] => vec![(Year::Missing, of_month(month, None))],
        [Season(season)] => vec![(Year::Missing, Part::Season(season))],
        [Season(season), Figures { value, length }]
        | [Figures { value, length: length @ 4 }, Season(season)] => {
            vec![(year(value, length), Part::Season(season))]
        }
        [Season(season), Token::Short(value)] => vec![(Year::Short(value), Part::Season(season))],
        // A winter is named by both its years.
        [
            Season(crate::model::Season::Winter),
            Figures { value, length: 4 },
            Token::Mark(Mark::Stroke),
            Figures { value: next, .. },
        ] if (value + 1) % 100 == next % 100 => {
            vec![(year(value, 4), Part::Season(crate::model::Season::Winter))]
        }
        [Month(month), Figures { value, length }] => {
            let mut readings = vec![(year(value, length), of_month(month, None))];
            if length < 3 && value < 32 {
                readings.push((Year::Missing, of_month(month, Some(value))));
            }
            readings
        }
        [Month(month), Token::Short(value)] => vec![(Year::Short(value), of_month(month, None))],
        [Figures { value, length: length @ 4 }, Month(month)] => {
            vec![(year(value, length), of_month(month, None))]
        }
        [Month(month), Ranked(day)]
        | [Ranked(day), Month(month)]
        | [Figures { value: day, length: 1..=2 }, Month(month)] => {
            vec![(Year::Missing, of_month(month, Some(day)))]
        }
        [
            Figures { value: day, length: 1..=2 } | Ranked(day),
            Month(month),
            Figures { value, length },
        ]
        | [
            Month(month),
            Figures { value: day, length: 1..=2 } | Ranked(day),
            Figures { value, length },
        ] => {
            vec![(year(value, length), of_month(month, Some(day)))]
        }
        [
            Figures { value, length: length @ 4 },
            Month(month),
            Figures { value: day, length: 1..=2 } | Ranked(day),
        ]
        | [
            Figures { value, length: length @ 4 },
            Figures { value: day, length: 1..=2 } | Ranked(day),
            Month(month),
        ] => {
            vec![(year(value, length), of_month(month, Some(day)))]
        }
        [
            Figures { value: day, length: 1..=2 } | Ranked(day),
            Month(month),
            Token::Short(value),
        ]
        | [
            Month(month),
            Figures { value: day, length: 1..=2 } | Ranked(day),
            Token::Short(value),
        ] => {
            vec![(Year::Short(value), of_month(month, Some(day)))]
        }
        _ => Vec::new(),
    }
}

fn year(value: u32, length: usize) -> Year {
    if length > 2 { Year::Full(value as i32) } else { Year::Short(value) }
}
