//! Values near a number or a date, of the same precision and written in the same way.
//!
//! They are only plausible; whether one of them would count as right after all, the caller asks
//! the marking.

use crate::model::{DateAnswer, DatePoint, NumberAnswer, Season};
use crate::question::{date_text, number_text};

/// How many steps away from the right value are looked at, on either side.
const STEPS: i64 = 12;

/// How many values count as lying around the right one.
const AROUND: usize = 6;

/// Numbers without a unit that are rather years.
const YEARS: std::ops::Range<f64> = 1000.0..2100.0;

/// Beyond this the decimal figures of a number are not all its own.
const LARGEST: f64 = 1e15;

/// Numbers near the answer with as many figures: those that lie around it, then those beyond.
pub(super) fn numbers(key: &NumberAnswer, german: bool) -> Vec<Vec<String>> {
    let is_year = key.unit.is_none() && key.answer.fract() == 0.0 && YEARS.contains(&key.answer);
    let read = if is_year { Decimal::whole(key.answer) } else { Decimal::of(key.answer) };
    let Some(Decimal { figures, exponent }) = read else {
        return Vec::new();
    };
    let size = figures.abs();
    let step = if is_year || size < 10 { 1 } else { (size / 6).max(1) };
    let written = |figures: i64| {
        let number = number_text(Decimal { figures, exponent }.value(), german);
        match &key.unit {
            Some(unit) => format!("{number} {unit}"),
            None => number,
        }
    };
    let near = |distance: i64| {
        let sides = [figures + distance * step, figures - distance * step];
        let same_sign =
            |other: &i64| other.signum() == figures.signum() || figures == 0 && *other > 0;
        // A last figure of 0 would be left out and show another precision.
        let same_places = |other: &i64| exponent >= 0 || other % 10 != 0;
        sides.into_iter().filter(move |other| same_sign(other) && same_places(other))
    };
    around_and_beyond((1..=STEPS).flat_map(near).map(written).collect())
}

/// Dates near the answer at its precision: those around it, then those beyond.
pub(super) fn dates(answer: DateAnswer, german: bool) -> Vec<Vec<String>> {
    let moved: Vec<DateAnswer> = match answer {
        DateAnswer::Point(point) => {
            steps(1).map(|by| DateAnswer::Point(later(point, by))).collect()
        }
        DateAnswer::Decade(first) => steps(10).map(|by| DateAnswer::Decade(first + by)).collect(),
        DateAnswer::Season(year, season) => {
            let others = SEASONS.into_iter().filter(|other| *other != season);
            let same_year = others.map(|other| DateAnswer::Season(year, other));
            same_year.chain(steps(1).map(|by| DateAnswer::Season(year + by, season))).collect()
        }
        DateAnswer::Range(from, to) => steps(1)
            .map(|by| DateAnswer::Range(years_later(from, by), years_later(to, by)))
            .collect(),
    };
    let is_of_our_era = |date: &DateAnswer| match date {
        DateAnswer::Point(point) | DateAnswer::Range(point, _) => point.year > 0,
        DateAnswer::Season(year, _) | DateAnswer::Decade(year) => *year > 0,
    };
    let written = moved.into_iter().filter(is_of_our_era).map(|date| date_text(date, german));
    around_and_beyond(written.collect())
}

/// A finite number as whole figures times a power of ten, without zeros at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Decimal {
    figures: i64,
    exponent: i32,
}

impl Decimal {
    fn whole(number: f64) -> Option<Self> {
        let figures = number.to_string().parse().ok()?;
        Some(Self { figures, exponent: 0 })
    }

    fn of(number: f64) -> Option<Self> {
        if number.abs() >= LARGEST {
            return None;
        }
        let text = number.to_string();
        let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
        let mut figures: i64 = format!("{whole}{decimals}").parse().ok()?;
        let mut exponent = -i32::try_from(decimals.len()).ok()?;
        while figures != 0 && figures % 10 == 0 {
            figures /= 10;
            exponent += 1;
        }
        // 1962 and 20 have all their figures; only round numbers from 100 on are read as round.
        if exponent == 1 {
            (figures, exponent) = (figures * 10, 0);
        }
        Some(Self { figures, exponent })
    }

    fn value(self) -> f64 {
        let text = format!("{}e{}", self.figures, self.exponent);
        text.parse().expect("whole figures with an exponent are a number")
    }
}

/// The steps ±1, ±2 and so on, of so many units.
fn steps(unit: i32) -> impl Iterator<Item = i32> {
    (1..=6).flat_map(move |by| [by * unit, -by * unit])
}

/// The point so many steps of its precision later: days of the same month, months, years.
fn later(point: DatePoint, by: i32) -> DatePoint {
    match (point.month, point.day) {
        (Some(_), Some(day)) => {
            // Every month has 28 days, so what is moved stays in the calendar.
            let moved = (i32::from(day) - 1 + 3 * by).rem_euclid(28) + 1;
            DatePoint { day: u8::try_from(moved).ok(), ..point }
        }
        (Some(month), None) => {
            let months = i32::from(month) - 1 + by;
            let month = u8::try_from(months.rem_euclid(12) + 1).ok();
            DatePoint { year: point.year + months.div_euclid(12), month, day: None }
        }
        (None, _) => years_later(point, by),
    }
}

fn years_later(point: DatePoint, by: i32) -> DatePoint {
    let day = point.day.map(|day| if point.month == Some(2) { day.min(28) } else { day });
    DatePoint { year: point.year + by, day, ..point }
}

/// The nearest values on both sides, more of them than are wanted: so chance takes now more from
/// one side and now from the other, and the right one does not always lie in the middle.
fn around_and_beyond(mut values: Vec<String>) -> Vec<Vec<String>> {
    let beyond = values.split_off(values.len().min(AROUND));
    vec![values, beyond]
}

const SEASONS: [Season; 4] = [Season::Spring, Season::Summer, Season::Autumn, Season::Winter];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Tolerance;

    fn around(answer: f64, unit: Option<&str>) -> Vec<String> {
        let unit = unit.map(str::to_owned);
        let key =
            NumberAnswer { answer, tolerance: Tolerance::Absolute(0.0), unit, partial: Vec::new() };
        numbers(&key, true).swap_remove(0)
    }

    #[test]
    fn numbers_nearby_have_as_many_figures() {
        assert_eq!(around(4.0, None), ["5", "3", "6", "2", "7", "1"]);
        assert_eq!(around(1900.0, None), ["1901", "1899", "1902", "1898", "1903", "1897"]);
        assert_eq!(around(2.5, Some("t")), ["2,9 t", "2,1 t", "3,3 t", "1,7 t", "3,7 t", "1,3 t"]);
        assert_eq!(around(300.0, None), ["400", "200", "500", "100", "600", "700"]);
        assert_eq!(around(0.0, None), ["1", "2", "3", "4", "5", "6"]);
    }

    #[test]
    fn dates_nearby_have_the_same_precision() {
        let point = |year, month, day| DateAnswer::Point(DatePoint { year, month, day });
        let around = |date| dates(date, false).swap_remove(0)[..3].to_vec();
        assert_eq!(around(point(1962, None, None)), ["1963", "1961", "1964"]);
        assert_eq!(
            around(point(1961, Some(12), None)),
            ["January 1962", "November 1961", "February 1962"]
        );
        assert_eq!(
            around(point(1961, Some(8), Some(31))),
            ["6 August 1961", "28 August 1961", "9 August 1961"]
        );
        assert_eq!(around(DateAnswer::Decade(1960)), ["1970s", "1950s", "1980s"]);
        assert_eq!(
            around(DateAnswer::Season(1970, Season::Spring)),
            ["summer 1970", "autumn 1970", "winter 1970"]
        );
    }
}
