//! Dates: reads what was said, measures it against the answer, and says what is wrong with it.
//!
//! `token` and `read` know how people write dates, `compare` knows what counts. Nothing here
//! knows today's date.

mod compare;
mod names;
mod read;
mod span;
#[cfg(test)]
pub(super) mod testing;
#[cfg(test)]
mod tests;
mod token;
mod written;

use self::compare::Nearness;
use self::read::{Said, Unread};
pub(super) use self::written::preferred;
use super::outcome;
use crate::model::{DateAnswer, DatePoint, Lang, Score, Verdict};
use crate::spelling::{clean, core};

/// What a text says to the question for a date.
pub(super) enum Marking {
    Judged(Verdict),
    /// Too little was said; the question to ask back.
    Asking(Verdict, &'static str),
    /// No date can be read from it.
    Unreadable,
}

/// Marks `text`, which completes the `earlier` answer where there is one.
pub(super) fn mark(
    answer: &DateAnswer,
    circa: u32,
    lang: &Lang,
    text: &str,
    earlier: Option<&str>,
) -> Marking {
    let alone = mark_one(answer, circa, lang, text);
    let Some(earlier) = earlier else {
        return alone;
    };
    let settled = |marking: Marking| match marking {
        Marking::Asking(verdict, _) | Marking::Judged(verdict) => {
            Marking::Judged(outcome::settled(verdict))
        }
        Marking::Unreadable => Marking::Unreadable,
    };
    if core(text) == core(earlier) {
        return Marking::Judged(outcome::wrong("nothing new was said"));
    }
    let both = match answer {
        DateAnswer::Range(..) => [format!("{earlier} – {text}"), format!("{text} – {earlier}")],
        DateAnswer::Point(_) | DateAnswer::Season(..) | DateAnswer::Decade(_) => {
            [format!("{earlier} {text}"), format!("{text} {earlier}")]
        }
    };
    let joined = both.into_iter().map(|both| mark_one(answer, circa, lang, &both));
    let score = |marking: &Marking| match marking {
        Marking::Judged(verdict) | Marking::Asking(verdict, _) => verdict.score,
        Marking::Unreadable => Score::NONE,
    };
    // The answer alone is taken where the two together say no more.
    settled(joined.fold(alone, |best, next| if score(&next) > score(&best) { next } else { best }))
}

fn mark_one(answer: &DateAnswer, circa: u32, lang: &Lang, text: &str) -> Marking {
    let reading = match read::read(text, lang) {
        Ok(reading) => reading,
        Err(Unread::NoDate) => return Marking::Unreadable,
        Err(Unread::Several) => return Marking::Judged(outcome::wrong("two answers at once")),
        Err(Unread::Negated) => return Marking::Judged(outcome::wrong("the answer is negated")),
        Err(Unread::Limited) => {
            return Marking::Judged(outcome::wrong("before or after is no date"));
        }
    };
    let near = reading.readings.iter().map(|said| compare::nearness(answer, circa, said));
    // `1905-06` may be a month or two years; where a year was asked, it is not one year.
    let may_hedge =
        matches!(answer, DateAnswer::Point(DatePoint { month: None, .. }) | DateAnswer::Decade(_))
            && reading.readings.iter().any(|said| match said {
                Said::Span(..) => compare::nearness(answer, circa, said) == Nearness::Hedged,
                Said::Moment(..) | Said::Decade(_) | Said::Century(_) => false,
            });
    let best = if may_hedge { Some(Nearness::Hedged) } else { near.max() };
    match best {
        Some(Nearness::Right) if reading.slipped => {
            Marking::Judged(outcome::slip("a typing error in a name"))
        }
        Some(Nearness::Right) if clean(text) == preferred(answer, lang) => {
            Marking::Judged(outcome::exact())
        }
        Some(Nearness::Right) => Marking::Judged(outcome::variant("the right date")),
        Some(Nearness::Coarse) => {
            let reason = match answer {
                DateAnswer::Range(..) => "only one end is right",
                DateAnswer::Point(_) | DateAnswer::Season(..) => "only a coarser part is right",
                DateAnswer::Decade(_) => "only the century is right",
            };
            Marking::Judged(outcome::partial(Score::from_fraction(outcome::HALF), reason))
        }
        Some(Nearness::Incomplete) => match answer {
            DateAnswer::Range(..) => Marking::Asking(
                outcome::incomplete("only one end"),
                "That is one end. From when to when?",
            ),
            DateAnswer::Point(_) | DateAnswer::Season(..) | DateAnswer::Decade(_) => {
                Marking::Asking(outcome::incomplete("the year is missing"), "In which year?")
            }
        },
        Some(Nearness::Hedged) => Marking::Judged(outcome::wrong("two answers at once")),
        Some(Nearness::Wrong) | None => Marking::Judged(outcome::wrong("another date")),
    }
}
