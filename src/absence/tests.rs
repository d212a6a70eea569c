//! Stories of learners who went away.

use super::*;
use crate::model::Memory;

const USUAL_DAYS: u32 = 120;

fn day(number: u32) -> Day {
    Day::from_number(20_000).plus(number)
}

/// A learner who began ten cards a day and forgets every eighth.
fn learner() -> Start {
    Start { cards: Vec::new(), new: vec![(2_000, 10)], forgotten: 120 }
}

fn away(from: u32, to: u32) -> Break {
    Break::new(day(from), day(to)).unwrap()
}

/// The mean of the reviews a day over the thirty days before `until`.
fn usual(loads: &[Load], until: usize) -> u32 {
    loads[until - 30..until].iter().map(|load| load.reviews).sum::<u32>() / 30
}

#[test]
fn no_day_after_a_break_of_two_weeks_brings_more_than_half_as_much_again_as_usual() {
    let before = project(&learner(), day(0), USUAL_DAYS, |_| Offer::AS_USUAL);
    let usual = usual(&before, USUAL_DAYS as usize);
    let breaks = [away(USUAL_DAYS, USUAL_DAYS + 13)];
    let loads = project(&learner(), day(0), 300, |day| Offer::on(day, &breaks, None, usual));
    let (during, after) = loads[USUAL_DAYS as usize..].split_at(14);
    assert!(during.iter().all(|load| load.reviews + load.new == 0));
    let peak = after[..90].iter().map(|load| load.reviews).max().unwrap();
    assert!(peak * 2 <= usual * 3, "a peak of {peak} with {usual} as usual");
    let unplanned = project(&learner(), day(0), 300, |day| Offer {
        reviews: breaks[0].holds(day).then_some(0),
        new: if breaks[0].holds(day) { NewCards::None } else { NewCards::AsUsual },
        reason: None,
    });
    let unplanned = unplanned.iter().map(|load| load.reviews).max().unwrap();
    assert!(unplanned > usual * 4, "without a plan {unplanned} come on one day");
}

#[test]
fn catching_up_after_two_weeks_unplanned_stays_below_half_as_much_again_and_ends() {
    let mut start = learner();
    start.new = vec![(0, 0)];
    start.cards = (0..600)
        .map(|number: u32| Memory {
            repetitions: 3,
            reviews: 3,
            interval: crate::model::Interval::from_days(u64::from(8 + number % 40)),
            due: crate::model::Due::On(day(0).minus(14).plus(number % 42)),
            ..Memory::NEW
        })
        .collect();
    let usual = 600 / 28;
    let backlog = plan(&start, day(0), usual, None).unwrap();
    assert_eq!(backlog.due, 222);
    assert!(backlog.loads.iter().all(|load| load.reviews * 2 <= usual * 3), "{backlog:?}");
    assert!(backlog.loads.iter().any(|load| load.waiting == 0));
    let three = plan(&start, day(0), usual, Some(3)).unwrap();
    assert_eq!((three.plan.days, three.loads.len()), (3, 3));
    assert!(three.plan.reviews > backlog.plan.reviews);
    assert_eq!(three.loads.last().map(|load| load.waiting), Some(0));
}

#[test]
fn nothing_due_needs_no_plan() {
    assert_eq!(plan(&learner(), day(0), 10, None), None);
}

#[test]
fn no_new_card_comes_whose_first_repetitions_fall_into_the_break() {
    let breaks = [away(20, 21)];
    let brings_new: Vec<u32> = (0..32)
        .filter(|number| Offer::on(day(*number), &breaks, None, 20).new == NewCards::AsUsual)
        .collect();
    let expected: Vec<u32> = (0..13).chain(15..19).chain(30..32).collect();
    assert_eq!(brings_new, expected);
}

#[test]
fn a_break_comes_before_a_plan_and_without_either_a_day_is_as_usual() {
    let plan = CatchUp { from: day(8), days: 5, reviews: 33 };
    let breaks = [away(10, 11)];
    let on = |number| Offer::on(day(number), &breaks, Some(plan), 20);
    assert_eq!(on(10).reason, Some(Reason::During(breaks[0])));
    assert_eq!((on(8).reviews, on(8).new), (Some(33), NewCards::WhenNothingWaits));
    assert_eq!(on(13).reason, Some(Reason::After(breaks[0])));
    assert_eq!(on(13).reviews, Some(28));
    assert_eq!(Offer::on(day(13), &[], None, 20), Offer::AS_USUAL);
}

#[test]
fn breaks_and_plans_are_written_as_they_are_read() {
    for text in ["2026-12-24..2027-01-02", "2026-12-24..2026-12-24"] {
        assert_eq!(text.parse::<Break>().unwrap().to_string(), text);
    }
    for text in ["", "2026-12-24", "2026-12-24..2026-12-23", "2026-01-01..2028-01-01"] {
        assert!(text.parse::<Break>().is_err(), "{text}");
    }
    let plan: CatchUp = "2026-11-23 14 120".parse().unwrap();
    assert_eq!((plan.to_string().as_str(), plan.days), ("2026-11-23 14 120", 14));
    for text in ["", "2026-11-23 0 5", "2026-11-23 14", "2026-11-23 14 120 1"] {
        assert!(text.parse::<CatchUp>().is_err(), "{text}");
    }
}
