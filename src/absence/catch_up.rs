//! How to catch up: over how many days, with how many reviews a day.

use super::{CatchUp, Load, NewCards, Offer, Start, at_most, project};
use crate::model::Day;

/// The longest plan, in days.
const LONGEST: u32 = 120;

/// What waits, and how it is worked off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Backlog {
    /// Cards that are due today.
    pub(crate) due: u32,
    pub(crate) plan: CatchUp,
    /// What each day of the plan brings.
    pub(crate) loads: Vec<Load>,
}

/// The plan from today on: over `days` days where they are given, else over as few as need no more
/// than 1.4 times the usual reviews a day, up to 120. `None` where nothing is due.
pub(crate) fn plan(start: &Start, today: Day, usual: u32, days: Option<u32>) -> Option<Backlog> {
    let due = start.due(today) as u32;
    if due == 0 {
        return None;
    }
    let days = days.unwrap_or_else(|| days_needed(start, today, at_most(usual))).clamp(1, LONGEST);
    let reviews = fewest(start, today, days, due);
    let plan = CatchUp { from: today, days, reviews };
    Some(Backlog { due, plan, loads: loads(start, today, days, reviews) })
}

/// In how many days nothing waits any more with so many reviews a day.
fn days_needed(start: &Start, today: Day, reviews: u32) -> u32 {
    let loads = loads(start, today, LONGEST, reviews);
    loads.iter().position(|load| load.waiting == 0).map_or(LONGEST, |at| at as u32 + 1)
}

/// The fewest reviews a day with which nothing waits at the end of so many days.
fn fewest(start: &Start, today: Day, days: u32, due: u32) -> u32 {
    let done = |reviews| loads(start, today, days, reviews).iter().any(|load| load.waiting == 0);
    let (mut too_few, mut enough) = (0, due);
    while !done(enough) {
        (too_few, enough) = (enough, enough * 2);
    }
    while enough - too_few > 1 {
        let middle = too_few + (enough - too_few) / 2;
        if done(middle) {
            enough = middle;
        } else {
            too_few = middle;
        }
    }
    enough
}

fn loads(start: &Start, today: Day, days: u32, reviews: u32) -> Vec<Load> {
    let new = NewCards::WhenNothingWaits;
    project(start, today, days, |_| Offer { reviews: Some(reviews), new, reason: None })
}
