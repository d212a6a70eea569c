//! Measures what was said against the date that is right.
//!
//! Right at the stated precision or finer is right; where only a coarser part holds, it is half
//! right. The year is the coarsest part that counts: with another year nothing holds.

use super::read::{Part, Said, Year};
use crate::model::{DateAnswer, DatePoint, Season};

/// How near a reading comes, from the worst up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Nearness {
    Wrong,
    /// Two dates where one was asked.
    Hedged,
    /// Everything holds, but the year or one end was not said.
    Incomplete,
    /// Only a coarser part holds.
    Coarse,
    Right,
}

/// The nearness of one reading; `circa` is the years that the answer may be off.
pub(super) fn nearness(answer: &DateAnswer, circa: u32, said: &Said) -> Nearness {
    match (*answer, *said) {
        (DateAnswer::Range(from, to), Said::Span(first, last)) => {
            let first = end(DateAnswer::Point(from), circa, first, from.year);
            let last = end(DateAnswer::Point(to), circa, last, to.year);
            match (first, last) {
                (Nearness::Right, Nearness::Right) => Nearness::Right,
                (Nearness::Right, _)
                | (_, Nearness::Right)
                | (Nearness::Coarse, Nearness::Coarse) => Nearness::Coarse,
                _ => Nearness::Wrong,
            }
        }
        (DateAnswer::Range(from, to), Said::Moment(year, part)) => {
            let one = |point: DatePoint| {
                end(DateAnswer::Point(point), circa, (year, part), point.year) == Nearness::Right
            };
            if one(from) || one(to) { Nearness::Incomplete } else { Nearness::Wrong }
        }
        (DateAnswer::Range(from, to), Said::Decade(first)) => {
            let first = decade(first, from.year);
            let is_it = from.month.is_none()
                && to.month.is_none()
                && from.year.abs_diff(first) <= circa
                && to.year.abs_diff(first + 9) <= circa;
            if is_it { Nearness::Right } else { Nearness::Wrong }
        }
        (DateAnswer::Range(..), Said::Century(_)) => Nearness::Wrong,
        (DateAnswer::Decade(first), Said::Span((from, Part::Whole), (to, Part::Whole))) => {
            let is_near = |year: Year, right: i32| {
                resolved(year, first).is_some_and(|year| year.abs_diff(right) <= circa)
            };
            let is_it = is_near(from, first) && is_near(to, first + 9);
            if is_it { Nearness::Right } else { Nearness::Hedged }
        }
        (_, Said::Span(..)) => Nearness::Hedged,
        (DateAnswer::Decade(first), Said::Decade(said)) => {
            right_if(decade(said, first).abs_diff(first) <= circa)
        }
        (DateAnswer::Point(point), Said::Decade(said)) => {
            half_if(point.month.is_none() && in_decade(point.year, decade(said, point.year)))
        }
        (DateAnswer::Season(..), Said::Decade(_)) => Nearness::Wrong,
        (DateAnswer::Decade(year), Said::Century(century)) => half_if(in_century(year, century)),
        (DateAnswer::Point(point), Said::Century(century)) => {
            half_if(point.month.is_none() && in_century(point.year, century))
        }
        (DateAnswer::Season(..), Said::Century(_)) => Nearness::Wrong,
        (
            DateAnswer::Point(DatePoint { year, .. })
            | DateAnswer::Season(year, _)
            | DateAnswer::Decade(year),
            Said::Moment(said, part),
        ) => end(*answer, circa, (said, part), year),
    }
}

/// The nearness of one moment to an answer that is no range; short years are read near `century`.
fn end(answer: DateAnswer, circa: u32, (said, part): (Year, Part), century: i32) -> Nearness {
    let finer = holds(answer, part);
    let Some(year) = resolved(said, century) else {
        let says_more_than_nothing = matches!(part, Part::Month { .. } | Part::Season(_));
        let asks_for_more = !matches!(
            answer,
            DateAnswer::Decade(_) | DateAnswer::Point(DatePoint { month: None, .. })
        );
        return if finer && says_more_than_nothing && asks_for_more {
            Nearness::Incomplete
        } else {
            Nearness::Wrong
        };
    };
    let year_holds = match answer {
        DateAnswer::Decade(first) => {
            in_decade(year, first)
                || year.abs_diff(first) <= circa
                || year.abs_diff(first + 9) <= circa
        }
        DateAnswer::Point(DatePoint { year: right, .. }) | DateAnswer::Season(right, _) => {
            right.abs_diff(year) <= circa
        }
        DateAnswer::Range(..) => false,
    };
    match (year_holds, finer) {
        (false, _) => Nearness::Wrong,
        (true, true) => Nearness::Right,
        (true, false) => Nearness::Coarse,
    }
}

/// Whether month, day and season were said as finely as asked, and rightly.
fn holds(answer: DateAnswer, part: Part) -> bool {
    match (answer, part) {
        (DateAnswer::Season(_, season), Part::Season(said)) => season == said,
        (DateAnswer::Season(_, season), Part::Month { month, .. }) => {
            season_of(month) == Some(season)
        }
        (DateAnswer::Season(..), Part::Whole | Part::Day(_)) => false,
        (
            DateAnswer::Point(DatePoint { month: Some(month), day: None, .. }),
            Part::Month { month: said, .. },
        ) => u32::from(month) == said,
        (
            DateAnswer::Point(DatePoint { month: Some(month), day: Some(day), .. }),
            Part::Month { month: said, day: said_day },
        ) => u32::from(month) == said && said_day == Some(day.into()),
        (
            DateAnswer::Point(DatePoint { month: Some(_), .. }),
            Part::Whole | Part::Season(_) | Part::Day(_),
        ) => false,
        (
            DateAnswer::Point(DatePoint { month: None, .. })
            | DateAnswer::Decade(_)
            | DateAnswer::Range(..),
            part,
        ) => match part {
            Part::Month { month, .. } => (1..=12).contains(&month),
            Part::Whole | Part::Season(_) => true,
            Part::Day(_) => false,
        },
    }
}

/// Spring is March to May, and so on by whole months.
fn season_of(month: u32) -> Option<Season> {
    match month {
        3..=5 => Some(Season::Spring),
        6..=8 => Some(Season::Summer),
        9..=11 => Some(Season::Autumn),
        12 | 1 | 2 => Some(Season::Winter),
        _ => None,
    }
}

/// The year in full, in the century of `near` where only two figures were said.
fn resolved(year: Year, near: i32) -> Option<i32> {
    match year {
        Year::Missing => None,
        Year::Short(short) => Some(near - near.rem_euclid(100) + short as i32),
        Year::Full(year) => Some(year),
    }
}

fn decade(first: Year, near: i32) -> i32 {
    // A decade always has a year.
    resolved(first, near).unwrap_or(near)
}

fn in_decade(year: i32, first: i32) -> bool {
    (first..first + 10).contains(&year)
}

/// The 20th century holds 1900 to 2000, since people count it both ways.
fn in_century(year: i32, century: i32) -> bool {
    ((century - 1) * 100..=century * 100).contains(&year)
}

fn right_if(is_right: bool) -> Nearness {
    if is_right { Nearness::Right } else { Nearness::Wrong }
}

fn half_if(holds: bool) -> Nearness {
    if holds { Nearness::Coarse } else { Nearness::Wrong }
}
