//! Spans: two moments with a word or a dash between them, which may share a month or a century.

use super::read::{Part, Said, Year, moments};
use super::token::{Mark, Token};
use crate::model::Lang;

/// Readings as a span: two moments with `bis`, a dash or the like between them.
pub(super) fn spans(tokens: &[Token], lang: &Lang) -> Vec<Said> {
    let joins = |token: &Token| {
        matches!(token, Token::Mark(Mark::To | Mark::Hyphen | Mark::Stroke | Mark::And))
    };
    let at = (1..tokens.len().max(1)).filter(|&index| joins(&tokens[index]));
    let both = at.flat_map(|index| {
        let (first, last) = (moments(&tokens[..index], lang), moments(&tokens[index + 1..], lang));
        first.into_iter().flat_map(move |first| {
            last.clone().into_iter().filter_map(move |last| span(first, last))
        })
    });
    both.collect()
}

/// Joins two moments; what the first leaves out it takes from the last, and a short last year
/// takes its century from the first.
fn span(first: Said, last: Said) -> Option<Said> {
    let (Said::Moment(from_year, from), Said::Moment(to_year, to)) = (first, last) else {
        return None;
    };
    if to_year == Year::Missing || is_a_month(first, last) {
        return None;
    }
    let from = match (from_year, from, to) {
        (Year::Missing, Part::Day(day), Part::Month { month, day: Some(_) }) => {
            Part::Month { month, day: Some(day) }
        }
        (_, Part::Day(_), _) => return None,
        _ => from,
    };
    let to_year = match (from_year, to_year) {
        (Year::Full(from), Year::Short(to)) => {
            let to = from - from.rem_euclid(100) + to as i32;
            Year::Full(if to < from { to + 100 } else { to })
        }
        _ => to_year,
    };
    let from_year = if from_year == Year::Missing { to_year } else { from_year };
    Some(Said::Span((from_year, from), (to_year, to)))
}

/// `10/1962` is a month: nobody writes two years so.
fn is_a_month(first: Said, last: Said) -> bool {
    matches!(
        (first, last),
        (Said::Moment(Year::Short(1..=12), Part::Whole), Said::Moment(Year::Full(_), Part::Whole))
    )
}
