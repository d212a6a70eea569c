//! Several gaps of one number: each is judged as a typed answer, the score is their mean.

use super::lexicon::Lexicon;
use super::typed::{self, Key};
use super::{ItemMark, ItemState, Marked, is_too_long, outcome};
use crate::model::{Score, Verdict, VerdictKind};

/// Marks the texts gap by gap; what is not there is empty.
pub(super) fn mark(gaps: &[&str], lexicon: &Lexicon, texts: &[String]) -> Marked {
    let judged: Vec<(Verdict, ItemMark)> = gaps
        .iter()
        .enumerate()
        .map(|(index, gap)| one(gap, lexicon, texts.get(index).map_or("", String::as_str)))
        .collect();
    let sum: usize =
        judged.iter().map(|(verdict, _)| usize::from(verdict.score.thousandths())).sum();
    let score = if sum == 0 { Score::NONE } else { Score::ratio(sum, gaps.len() * 1000) };
    let all =
        |wanted: &[VerdictKind]| judged.iter().all(|(verdict, _)| wanted.contains(&verdict.kind));
    let verdict = if gaps.is_empty() || sum == 0 {
        outcome::wrong("no gap is right")
    } else if all(&[VerdictKind::Exact]) {
        outcome::exact()
    } else if all(&[VerdictKind::Exact, VerdictKind::Variant]) {
        outcome::variant("right in another form")
    } else if all(&[VerdictKind::Exact, VerdictKind::Variant, VerdictKind::Slip]) {
        outcome::slip_of(score, "a typing error")
    } else {
        let right = judged.iter().filter(|(verdict, _)| outcome::passes(verdict)).count();
        outcome::partial(score, &format!("{right} of {} gaps", gaps.len()))
    };
    let items = judged.into_iter().map(|(_, item)| item).collect();
    Marked { items, ..Marked::plain(verdict, gaps.join(", ")) }
}

fn one(gap: &str, lexicon: &Lexicon, text: &str) -> (Verdict, ItemMark) {
    let verdict = if is_too_long(text) {
        outcome::wrong("too long")
    } else {
        typed::judge(&Key::plain(gap), lexicon, text, None).verdict
    };
    let state = match verdict.kind {
        VerdictKind::Exact | VerdictKind::Variant | VerdictKind::Slip => ItemState::Right,
        _ if text.trim().is_empty() => ItemState::Missing,
        VerdictKind::Incomplete | VerdictKind::Partial | VerdictKind::Wrong => ItemState::Wrong,
    };
    let given = (!text.trim().is_empty()).then(|| text.to_owned());
    (verdict, ItemMark { given, expected: Some(gap.to_owned()), state })
}
