//! What one answer does to a memory, by the mode and the day of the answer.
//!
//! Shown outcomes and recorded ones both come from here, so what is shown is what is stored.

use super::sm2::Sm2;
use crate::model::{Day, Due, Memory, Mode, Quality};

/// What an answer did to the schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// SM-2 took its step.
    Repeated,
    /// Passed before it was due: counted, and nothing else changed.
    Early,
    /// Failed: it starts again at one day.
    Lapsed,
    /// Outside the schedule.
    Unscheduled,
}

/// The memory after an answer of `quality` on `day`.
///
/// A pass before the day the card is due is counted and changes nothing else; a fail always
/// lapses. Drills and cramming leave the schedule alone. A wrong answer in a practice test makes
/// the card due that day, a new one too.
pub(crate) fn answer(memory: Memory, mode: Mode, day: Day, quality: Quality) -> (Memory, Effect) {
    match mode {
        Mode::Cram => (memory, Effect::Unscheduled),
        Mode::Drill => (with_drill(memory, day, quality), Effect::Unscheduled),
        Mode::Quiz => (after_quiz(memory, day, quality), Effect::Unscheduled),
        Mode::Review | Mode::Ahead | Mode::Import => scheduled(memory, day, quality),
    }
}

fn scheduled(memory: Memory, day: Day, quality: Quality) -> (Memory, Effect) {
    let counted = Memory {
        reviews: memory.reviews.saturating_add(1),
        last: Some(memory.last.map_or(day, |last| last.max(day))),
        ..with_drill(memory, day, quality)
    };
    let early = matches!(memory.due, Due::On(due) if day < due);
    if early && quality.passes() {
        return (counted, Effect::Early);
    }
    let Sm2 { repetitions, ease, interval } =
        Sm2 { repetitions: memory.repetitions, ease: memory.ease, interval: memory.interval }
            .repeat(quality);
    let lapsed = !quality.passes() && memory.reviews > 0;
    let after = Memory {
        repetitions,
        ease,
        interval,
        due: Due::On(day.plus(interval.days())),
        lapses: memory.lapses.saturating_add(u32::from(lapsed)),
        ..counted
    };
    (after, if quality.passes() { Effect::Repeated } else { Effect::Lapsed })
}

fn with_drill(memory: Memory, day: Day, quality: Quality) -> Memory {
    Memory { drill: quality.drills_again().then_some(day), ..memory }
}

fn after_quiz(memory: Memory, day: Day, quality: Quality) -> Memory {
    match memory.due {
        Due::On(due) if !quality.passes() => Memory { due: Due::On(due.min(day)), ..memory },
        Due::New if !quality.passes() => Memory { due: Due::On(day), ..memory },
        Due::On(_) | Due::New => memory,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Grade;

    const TODAY: &str = "2026-11-23";

    fn today() -> Day {
        TODAY.parse().unwrap()
    }

    fn after(grades: &[(u32, Mode, Grade)]) -> Memory {
        grades.iter().fold(Memory::NEW, |memory, (days, mode, grade)| {
            answer(memory, *mode, today().plus(*days), grade.quality()).0
        })
    }

    #[test]
    fn a_pass_before_the_due_day_is_counted_and_changes_nothing_else() {
        let before = after(&[(0, Mode::Review, Grade::Good), (1, Mode::Review, Grade::Good)]);
        let (passed, effect) = answer(before, Mode::Ahead, today().plus(3), Grade::Easy.quality());
        assert_eq!(effect, Effect::Early);
        let counted = Memory { reviews: 3, last: Some(today().plus(3)), ..before };
        assert_eq!(passed, counted);
    }

    #[test]
    fn a_fail_before_the_due_day_lapses() {
        let failed = after(&[
            (0, Mode::Review, Grade::Good),
            (1, Mode::Review, Grade::Good),
            (3, Mode::Ahead, Grade::Again),
        ]);
        assert_eq!((failed.repetitions, failed.interval.days(), failed.lapses), (0, 1, 1));
        assert_eq!(failed.due, Due::On(today().plus(4)));
        assert!(failed.drills_on(today().plus(3)));
    }

    #[test]
    fn the_first_answer_of_a_new_card_is_no_lapse() {
        assert_eq!(after(&[(0, Mode::Review, Grade::Again)]).lapses, 0);
        let twice = [(0, Mode::Review, Grade::Again), (1, Mode::Review, Grade::Again)];
        assert_eq!(after(&twice).lapses, 1);
    }

    #[test]
    fn a_drill_ends_with_a_four_and_leaves_the_schedule_alone() {
        let hard = after(&[(0, Mode::Review, Grade::Hard)]);
        assert!(hard.drills_on(today()));
        let still = answer(hard, Mode::Drill, today(), Grade::Hard.quality()).0;
        assert_eq!(still, hard);
        let done = answer(hard, Mode::Drill, today(), Grade::Good.quality()).0;
        assert_eq!(done, Memory { drill: None, ..hard });
    }

    #[test]
    fn cramming_changes_nothing_at_all() {
        let before = after(&[(0, Mode::Review, Grade::Good)]);
        for grade in Grade::ALL {
            assert_eq!(answer(before, Mode::Cram, today().plus(1), grade.quality()).0, before);
            assert_eq!(answer(Memory::NEW, Mode::Cram, today(), grade.quality()).0, Memory::NEW);
        }
    }

    #[test]
    fn a_wrong_answer_in_a_test_makes_the_card_due_and_a_right_one_changes_nothing() {
        let before = after(&[(0, Mode::Review, Grade::Good), (1, Mode::Review, Grade::Good)]);
        let wrong = answer(before, Mode::Quiz, today().plus(2), Grade::Again.quality()).0;
        assert_eq!(wrong, Memory { due: Due::On(today().plus(2)), ..before });
        assert_eq!(answer(before, Mode::Quiz, today().plus(2), Grade::Good.quality()).0, before);
        let new = answer(Memory::NEW, Mode::Quiz, today(), Grade::Again.quality()).0;
        assert_eq!(new, Memory { due: Due::On(today()), ..Memory::NEW });
        let failed = answer(new, Mode::Review, today(), Grade::Again.quality()).0;
        assert_eq!((failed.lapses, failed.interval.days()), (0, 1));
    }

    #[test]
    fn a_late_pass_uses_the_scheduled_interval() {
        let late = after(&[
            (0, Mode::Review, Grade::Good),
            (1, Mode::Review, Grade::Good),
            (100, Mode::Review, Grade::Good),
        ]);
        assert_eq!(late.interval.days(), 15);
        assert_eq!(late.due, Due::On(today().plus(115)));
    }

    #[test]
    fn a_day_that_went_back_does_not_move_the_last_day_back() {
        let memory = after(&[(5, Mode::Review, Grade::Good), (0, Mode::Review, Grade::Again)]);
        assert_eq!(memory.last, Some(today().plus(5)));
        assert_eq!(memory.due, Due::On(today().plus(1)));
    }
}
