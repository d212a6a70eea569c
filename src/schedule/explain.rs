//! The arithmetic behind a date, line by line, so that a reader can redo it by hand.

use super::sm2::ease_change;
use super::step::{Effect, answer};
use crate::model::{Day, Due, Ease, Memory, Mode, Quality};

/// How one answer led from one memory to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Explanation {
    /// Sentences in the order of the calculation.
    pub(crate) lines: Vec<String>,
    pub(crate) after: Memory,
}

/// Explains the answer of `quality` on `day`.
pub(crate) fn explain(before: Memory, mode: Mode, day: Day, quality: Quality) -> Explanation {
    let (after, effect) = answer(before, mode, day, quality);
    let lines = match effect {
        Effect::Repeated => repeated(before, after, day, quality),
        Effect::Lapsed => lapsed(before, after, day, quality),
        Effect::Early => vec![
            format!("quality {} on {day}, before the due day {}", quality.get(), due(before)),
            format!(
                "a pass before the due day is counted and changes nothing else: due {}",
                due(after)
            ),
        ],
        Effect::Unscheduled => vec![format!(
            "quality {} in mode {}: no effect on the schedule",
            quality.get(),
            mode.name()
        )],
    };
    let mut lines = lines;
    let counts = matches!(mode, Mode::Review | Mode::Ahead | Mode::Import);
    if counts && quality.drills_again() {
        lines.push("below 4: asked again the same day until it scores at least 4".to_owned());
    }
    Explanation { lines, after }
}

fn due(memory: Memory) -> String {
    match memory.due {
        Due::New => "none".to_owned(),
        Due::On(day) => day.to_string(),
    }
}

fn repeated(before: Memory, after: Memory, day: Day, quality: Quality) -> Vec<String> {
    let change = ease_change(quality);
    let sum = i64::from(before.ease.hundredths()) + change;
    let sign = if change < 0 { '-' } else { '+' };
    let floor = if sum < i64::from(Ease::FLOOR.hundredths()) {
        format!(", not below {}", Ease::FLOOR)
    } else {
        String::new()
    };
    let interval = match after.repetitions {
        1 => "interval after the first pass = 1 day".to_owned(),
        2 => "interval after the second pass = 6 days".to_owned(),
        n => format!(
            "interval after pass {n} = {} × {} = {}, rounded up{} = {}",
            days(before.interval.days()),
            after.ease,
            product(before.interval.days(), after.ease),
            if capped(before, after) { ", at most 36500 days" } else { "" },
            days(after.interval.days()),
        ),
    };
    vec![
        format!("quality {} on {day}", quality.get()),
        format!(
            "ease = {} {sign} {}.{:02}{floor} = {}",
            before.ease,
            change.abs() / 100,
            change.abs() % 100,
            after.ease
        ),
        interval,
        format!("due = {day} + {} = {}", days(after.interval.days()), due(after)),
    ]
}

fn capped(before: Memory, after: Memory) -> bool {
    u64::from(before.interval.days()) * u64::from(after.ease.hundredths())
        > u64::from(after.interval.days()) * 100
}

/// `6 × 2.36` as it is before rounding: `14.16`.
fn product(interval: u32, ease: Ease) -> String {
    let hundredths = u64::from(interval) * u64::from(ease.hundredths());
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

fn lapsed(before: Memory, after: Memory, day: Day, quality: Quality) -> Vec<String> {
    let count = if after.lapses > before.lapses {
        format!("a lapse, the {}; ", ordinal(after.lapses))
    } else {
        String::new()
    };
    vec![
        format!("quality {} on {day}: not recalled", quality.get()),
        format!("{count}repetitions start again at 0, the ease stays {}", after.ease),
        format!("due = {day} + 1 day = {}", due(after)),
    ]
}

fn days(days: u32) -> String {
    if days == 1 { "1 day".to_owned() } else { format!("{days} days") }
}

fn ordinal(number: u32) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        (0 | 4..=u32::MAX, _) => "th",
    };
    format!("{number}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Grade;

    #[test]
    fn the_arithmetic_can_be_redone_by_hand() {
        let start: Day = "2026-11-23".parse().unwrap();
        let one = explain(Memory::NEW, Mode::Review, start, Grade::Good.quality());
        assert_eq!(
            one.lines,
            [
                "quality 4 on 2026-11-23",
                "ease = 2.50 + 0.00 = 2.50",
                "interval after the first pass = 1 day",
                "due = 2026-11-23 + 1 day = 2026-11-24",
            ]
        );
        let two = explain(one.after, Mode::Review, start.plus(1), Grade::Good.quality());
        let three = explain(two.after, Mode::Review, start.plus(7), Grade::Hard.quality());
        assert_eq!(
            three.lines,
            [
                "quality 3 on 2026-11-30",
                "ease = 2.50 - 0.14 = 2.36",
                "interval after pass 3 = 6 days × 2.36 = 14.16, rounded up = 15 days",
                "due = 2026-11-30 + 15 days = 2026-12-15",
                "below 4: asked again the same day until it scores at least 4",
            ]
        );
        let four = explain(three.after, Mode::Review, start.plus(30), Grade::Again.quality());
        assert_eq!(
            four.lines[1],
            "a lapse, the 1st; repetitions start again at 0, the ease stays 2.36"
        );
    }
}
