//! Pairs: how many left sides were joined to their right side.

use super::{ItemMark, ItemState, outcome};
use crate::model::{Score, Verdict};

/// Marks the joined pairs, both sides counted from 0; `extra` goes on counting after the pairs.
///
/// A left side that is joined to two right sides is a hedge and counts as wrong.
pub(super) fn mark(
    pairs: &[(String, String)],
    extra: &[String],
    joined: &[(usize, usize)],
) -> (Verdict, Vec<ItemMark>) {
    let rights: Vec<&String> = pairs.iter().map(|(_, right)| right).chain(extra).collect();
    let mut marks = Vec::new();
    for (number, (left, right)) in pairs.iter().enumerate() {
        let mut to: Vec<usize> =
            joined.iter().filter(|(from, _)| *from == number).map(|(_, to)| *to).collect();
        to.sort_unstable();
        to.dedup();
        let texts: Vec<&str> =
            to.iter().filter_map(|&to| rights.get(to)).map(|text| text.as_str()).collect();
        let expected = Some(format!("{left} – {right}"));
        let given = (!texts.is_empty()).then(|| format!("{left} – {}", texts.join(", ")));
        let state = match texts[..] {
            [] => ItemState::Missing,
            [text] if text == right => ItemState::Right,
            _ => ItemState::Wrong,
        };
        marks.push(ItemMark { given, expected, state });
    }
    let right = ItemMark::count(&marks, ItemState::Right);
    let score = if right == 0 { Score::NONE } else { Score::ratio(right, pairs.len()) };
    (outcome::scored(score, &format!("{right} of {} pairs", pairs.len())), marks)
}
