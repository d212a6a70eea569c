//! The dates that a card may ask for: `1962-10-14`, `1962-10`, `1962-autumn`, `1962`, `1960s`,
//! `1955/1961`.
//!
//! Reading and writing stand side by side, since each is the other's inverse. What learners type
//! is read elsewhere.

use crate::model::{DateAnswer, DatePoint, Season};

/// Why a text is no date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum DateError {
    #[error("the date cannot be read")]
    Form,
    #[error("a year goes from 1 to 9999")]
    Year,
    #[error("a year is written with four digits")]
    Digits,
    #[error("there is no month {found}")]
    Month { found: u8 },
    #[error("{year:04}-{month:02} has no day {found}")]
    Day { year: i32, month: u8, found: u8 },
    #[error("a decade begins with a year that ends in 0")]
    Decade,
    #[error("the range ends before it begins")]
    Reversed,
}

impl DateError {
    pub(super) fn help(&self) -> &'static str {
        match self {
            Self::Form => {
                "Write a day \"1962-10-14\", a month \"1962-10\", a season \"1962-autumn\" (spring, \
                 summer, autumn, winter), a year \"1962\", a decade \"1960s\" or a range \
                 \"1955/1961\"."
            }
            Self::Year => "Write a year from \"0001\" to \"9999\".",
            Self::Digits => {
                "Write all four digits, \"0814\" for the year 814; in a range those of both years, \
                 \"1962/1963\"."
            }
            Self::Month { .. } => "Write the month as a number from 01 to 12.",
            Self::Day { .. } => "Write a day that the calendar has, or the month alone.",
            Self::Decade => "Write the first year of the decade, \"1960s\".",
            Self::Reversed => "Write the earlier date first, \"1955/1961\".",
        }
    }
}

pub(super) fn read(text: &str) -> Result<DateAnswer, DateError> {
    let text = text.trim();
    if let Some((from, to)) = text.split_once('/') {
        return range(point(from.trim())?, point(to.trim())?);
    }
    if let Some(decade) = text.strip_suffix('s').filter(|year| is_digits(year, 4)) {
        let first = year(decade)?;
        return if first % 10 == 0 {
            Ok(DateAnswer::Decade(first))
        } else {
            Err(DateError::Decade)
        };
    }
    if let Some((before, word)) = text.split_once('-')
        && let Some(season) = season(word)
    {
        return Ok(DateAnswer::Season(year(before)?, season));
    }
    point(text).map(DateAnswer::Point)
}

/// A year that was written without quotes.
pub(super) fn whole_year(number: i64) -> Result<DateAnswer, DateError> {
    match i32::try_from(number) {
        Ok(year @ 100..=9999) => Ok(DateAnswer::Point(DatePoint { year, month: None, day: None })),
        Ok(1..=99) => Err(DateError::Digits),
        Ok(_) | Err(_) => Err(DateError::Year),
    }
}

/// A day of the calendar.
pub(super) fn day(year: i32, month: u8, day: u8) -> Result<DateAnswer, DateError> {
    checked(year, Some(month), Some(day)).map(DateAnswer::Point)
}

/// The written form; [`read`] leads back from it.
pub(super) fn write(date: &DateAnswer) -> String {
    match date {
        DateAnswer::Point(point) => write_point(*point),
        DateAnswer::Season(year, season) => format!("{year:04}-{}", season_name(*season)),
        DateAnswer::Decade(year) => format!("{year:04}s"),
        DateAnswer::Range(from, to) => format!("{}/{}", write_point(*from), write_point(*to)),
    }
}

/// Whether nothing finer than years is asked for, so that "some years either way" makes sense.
pub(super) fn is_of_years(date: &DateAnswer) -> bool {
    match date {
        DateAnswer::Point(point) => point.month.is_none(),
        DateAnswer::Season(..) => false,
        DateAnswer::Decade(_) => true,
        DateAnswer::Range(from, to) => from.month.is_none() && to.month.is_none(),
    }
}

fn write_point(point: DatePoint) -> String {
    let year = point.year;
    match (point.month, point.day) {
        (None, _) => format!("{year:04}"),
        (Some(month), None) => format!("{year:04}-{month:02}"),
        (Some(month), Some(day)) => format!("{year:04}-{month:02}-{day:02}"),
    }
}

fn range(from: DatePoint, to: DatePoint) -> Result<DateAnswer, DateError> {
    let first = (from.year, from.month.unwrap_or(1), from.day.unwrap_or(1));
    let last = (to.year, to.month.unwrap_or(12), to.day.unwrap_or(31));
    if first <= last { Ok(DateAnswer::Range(from, to)) } else { Err(DateError::Reversed) }
}

fn point(text: &str) -> Result<DatePoint, DateError> {
    let mut parts = text.splitn(3, '-');
    let year = year(parts.next().unwrap_or(""))?;
    let mut two_digits = || match parts.next() {
        None => Ok(None),
        Some(part) if is_digits(part, 2) => Ok(part.parse::<u8>().ok()),
        Some(_) => Err(DateError::Form),
    };
    let month = two_digits()?;
    let day = two_digits()?;
    checked(year, month, day)
}

fn year(text: &str) -> Result<i32, DateError> {
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(DateError::Form);
    }
    match text.parse() {
        Ok(year @ 1..=9999) if is_digits(text, 4) || is_digits(text, 3) => Ok(year),
        Ok(1..=9999) => Err(DateError::Digits),
        Ok(_) => Err(DateError::Year),
        Err(_) => Err(DateError::Form),
    }
}

fn is_digits(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn checked(year: i32, month: Option<u8>, day: Option<u8>) -> Result<DatePoint, DateError> {
    if !(1..=9999).contains(&year) {
        return Err(DateError::Year);
    }
    if let Some(found) = month.filter(|month| !(1..=12).contains(month)) {
        return Err(DateError::Month { found });
    }
    if let (Some(month), Some(found)) = (month, day)
        && !(1..=days(year, month)).contains(&found)
    {
        return Err(DateError::Day { year, month, found });
    }
    Ok(DatePoint { year, month, day })
}

fn days(year: i32, month: u8) -> u8 {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn season(word: &str) -> Option<Season> {
    match word.to_ascii_lowercase().as_str() {
        "spring" => Some(Season::Spring),
        "summer" => Some(Season::Summer),
        "autumn" | "fall" => Some(Season::Autumn),
        "winter" => Some(Season::Winter),
        _ => None,
    }
}

fn season_name(season: Season) -> &'static str {
    match season {
        Season::Spring => "spring",
        Season::Summer => "summer",
        Season::Autumn => "autumn",
        Season::Winter => "winter",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_written_as_it_was_read() {
        for text in [
            "1962-10-14",
            "1962-10",
            "1962-autumn",
            "1962-spring",
            "1962-summer",
            "1962-winter",
            "1962",
            "0814",
            "1960s",
            "1955/1961",
            "1955-05/1961-08-13",
            "1962-01/1962",
        ] {
            assert_eq!(write(&read(text).unwrap()), text);
        }
    }

    #[test]
    fn fall_is_autumn_and_three_digits_are_a_year() {
        assert_eq!(read("1962-fall"), read("1962-autumn"));
        assert_eq!(read("814"), read("0814"));
        assert_eq!(whole_year(1962), read("1962"));
    }

    #[test]
    fn what_is_no_date_says_why() {
        for (text, error) in [
            ("", DateError::Form),
            ("soon", DateError::Form),
            ("14.10.1962", DateError::Form),
            ("1962-10-14-1", DateError::Form),
            ("1962-1", DateError::Form),
            ("1962-herbst", DateError::Form),
            ("+1962", DateError::Form),
            ("1955/", DateError::Form),
            ("62", DateError::Digits),
            ("44", DateError::Digits),
            ("1962/63", DateError::Digits),
            ("01962", DateError::Digits),
            ("0000", DateError::Year),
            ("19620", DateError::Year),
            ("1962-13", DateError::Month { found: 13 }),
            ("1962-00", DateError::Month { found: 0 }),
            ("1962-02-29", DateError::Day { year: 1962, month: 2, found: 29 }),
            ("1965s", DateError::Decade),
            ("1961/1955", DateError::Reversed),
            ("1961-03/1961-02", DateError::Reversed),
        ] {
            assert_eq!(read(text), Err(error), "{text}");
        }
    }

    #[test]
    fn leap_days_follow_the_calendar() {
        assert!(read("2000-02-29").is_ok() && read("1964-02-29").is_ok());
        assert!(read("1900-02-29").is_err());
    }

    #[test]
    fn only_years_decades_and_ranges_of_years_are_of_years() {
        for (text, expected) in [
            ("1962", true),
            ("1960s", true),
            ("1955/1961", true),
            ("1962-10", false),
            ("1962-autumn", false),
            ("1955-01/1961", false),
        ] {
            assert_eq!(is_of_years(&read(text).unwrap()), expected, "{text}");
        }
    }
}
