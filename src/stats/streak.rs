//! Study days in a row.

use crate::model::Day;

/// Study days in a row with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Streak {
    /// Up to today, or up to yesterday while today is young.
    pub(crate) now: u32,
    pub(crate) longest: u32,
}

/// The streaks among days in ascending order; days after today do not count, doubles do no harm.
pub(crate) fn streak(days: impl IntoIterator<Item = Day>, today: Day) -> Streak {
    let mut streak = Streak::default();
    let mut last: Option<Day> = None;
    for day in days.into_iter().filter(|day| *day <= today) {
        match last.map(|last| day.since(last)) {
            Some(0) => {}
            Some(1) => streak.now += 1,
            Some(_) | None => streak.now = 1,
        }
        streak.longest = streak.longest.max(streak.now);
        last = Some(day);
    }
    if last.is_none_or(|last| today.since(last) > 1) {
        streak.now = 0;
    }
    streak
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(days: &[i64]) -> (u32, u32) {
        let streak = streak(days.iter().map(|day| Day::from_number(*day)), Day::from_number(100));
        (streak.now, streak.longest)
    }

    #[test]
    fn a_streak_ends_with_a_day_without_an_answer_but_not_before_the_day_is_over() {
        assert_eq!(of(&[]), (0, 0));
        assert_eq!(of(&[90, 91, 92, 98, 99]), (2, 3));
        assert_eq!(of(&[98, 99, 99, 100, 101]), (3, 3));
        assert_eq!(of(&[97, 98]), (0, 2));
    }
}
