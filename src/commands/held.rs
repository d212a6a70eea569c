//! What is held back today, and how long the rest will take, in words and minutes.

use crate::session::Left;
use crate::store::{Pace, ScopeCounts};
use crate::ui::plural;

/// Sentences on what is held back.
pub(crate) fn held_back(counts: &ScopeCounts) -> Vec<String> {
    let mut sentences = Vec::new();
    if counts.due_held > 0 {
        sentences.push(format!(
            "{} beyond today's limit (`pauk config set reviews-per-day`).",
            plural(u64::from(counts.due_held), "due card")
        ));
    }
    if counts.new_held > 0 {
        sentences.push(format!(
            "{} for later days (`--new N` brings more, `pauk config set new-per-day` sets how many a day).",
            plural(u64::from(counts.new_held), "new card")
        ));
    }
    if counts.siblings_held > 0 {
        sentences.push(format!(
            "{} for another day, because a card of the same note comes today.",
            plural(u64::from(counts.siblings_held), "due card")
        ));
    }
    sentences
}

/// Minutes for what is left at the learner's pace, rounded up.
pub(crate) fn minutes_for(left: Left, pace: &Pace) -> u32 {
    let ms = u64::from(left.due + left.drill) * pace.review_ms + u64::from(left.new) * pace.new_ms;
    u32::try_from(ms.div_ceil(60_000)).unwrap_or(u32::MAX)
}
