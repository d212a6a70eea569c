//! Choices: right ones ticked count for, wrong ones against, so that ticking everything earns nothing.

use super::{ItemMark, ItemState, outcome};
use crate::model::{Choice, Score, Verdict};

/// Marks the ticked texts: (right − wrong) ÷ all right ones, not below 0.
pub(super) fn mark(choice: &Choice, ticked: &[String]) -> (Verdict, Vec<ItemMark>) {
    let mut different: Vec<&String> = Vec::new();
    for text in ticked {
        if !different.contains(&text) {
            different.push(text);
        }
    }
    let mut items: Vec<ItemMark> = Vec::new();
    for right in &choice.right {
        let is_ticked = different.contains(&right);
        let state = if is_ticked { ItemState::Right } else { ItemState::Missing };
        items.push(ItemMark {
            given: is_ticked.then(|| right.clone()),
            expected: Some(right.clone()),
            state,
        });
    }
    let wrong = different.iter().filter(|text| !choice.right.contains(text));
    items.extend(wrong.map(|text| ItemMark::superfluous(text)));

    let right = ItemMark::count(&items, ItemState::Right);
    let wrong = ItemMark::count(&items, ItemState::Wrong);
    let reason = match (different.len(), wrong) {
        (0, _) => "nothing was ticked".to_owned(),
        (_, 0) => format!("{right} of {}", choice.right.len()),
        _ => format!("{right} of {}, and {wrong} that does not belong", choice.right.len()),
    };
    let score =
        if right > wrong { Score::ratio(right - wrong, choice.right.len()) } else { Score::NONE };
    (outcome::scored(score, &reason), items)
}
