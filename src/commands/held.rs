//! What is held back today, and how long the rest will take, in words and minutes.

use super::desk::Supply;
use crate::absence::{NewCards, Reason};
use crate::session::Left;
use crate::store::{Pace, ScopeCounts};
use crate::ui::plural;

/// Sentences on what is held back.
pub(crate) fn held_back(supply: &Supply) -> Vec<String> {
    let counts = &supply.counts;
    let mut sentences: Vec<String> =
        supply.offer.reason.map(|why| why_less(why, counts)).into_iter().collect();
    if let Some(Reason::During(_)) = supply.offer.reason {
        return sentences;
    }
    if counts.due_held > 0 && supply.offer.reviews.is_none() {
        sentences.push(format!(
            "{} beyond today's limit (`pauk config set reviews-per-day`).",
            plural(u64::from(counts.due_held), "due card")
        ));
    }
    if counts.new_held > 0 && supply.offer.new == NewCards::AsUsual {
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

/// What a break or a plan does to the day, and how it is taken back.
fn why_less(reason: Reason, counts: &ScopeCounts) -> String {
    let waiting = plural(u64::from(counts.due_held), "due card");
    match reason {
        Reason::During(away) => format!(
            "You are on a break until {}; {waiting} wait (`pauk break remove {} {}` ends it).",
            away.to(),
            away.from(),
            away.to()
        ),
        Reason::Before(away) => format!(
            "No new cards today: they would come again during your break from {} to {}.",
            away.from(),
            away.to()
        ),
        Reason::After(away) => format!(
            "After your break until {} the load is spread; {waiting} wait (`pauk break remove {} {}` lifts it).",
            away.to(),
            away.from(),
            away.to()
        ),
        Reason::CatchingUp(plan) => format!(
            "Catching up until {}, {} a day; {waiting} wait (`pauk break catch-up --off` lifts it).",
            plan.last(),
            plural(u64::from(plan.reviews), "review")
        ),
    }
}

/// Minutes for what is left at the learner's pace, rounded up.
pub(crate) fn minutes_for(left: Left, pace: &Pace) -> u32 {
    let ms = u64::from(left.due + left.drill) * pace.review_ms + u64::from(left.new) * pace.new_ms;
    u32::try_from(ms.div_ceil(60_000)).unwrap_or(u32::MAX)
}
