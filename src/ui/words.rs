//! Numbers, days and durations as people say them.

use crate::model::Day;

/// `1 card`, `2 cards`.
pub(crate) fn plural(count: u64, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}

/// `today`, `tomorrow`, `in 6 days`, with the date.
pub(crate) fn day_in_words(day: Day, today: Day) -> String {
    match day.number() - today.number() {
        0 => "today".to_owned(),
        1 => format!("tomorrow ({day})"),
        days @ 2.. => format!("in {days} days ({day})"),
        -1 => format!("yesterday ({day})"),
        days => format!("{} days ago ({day})", -days),
    }
}

/// `40 s`, `12 min`, `1 h 05 min`.
pub(crate) fn duration_in_words(ms: u64) -> String {
    let seconds = (ms + 500) / 1000;
    match seconds {
        0..=89 => format!("{seconds} s"),
        90..=3599 => format!("{} min", (seconds + 30) / 60),
        _ => format!("{} h {:02} min", seconds / 3600, seconds % 3600 / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_durations_are_said_as_people_say_them() {
        let today: Day = "2026-11-23".parse().unwrap();
        assert_eq!(day_in_words(today.plus(1), today), "tomorrow (2026-11-24)");
        assert_eq!(day_in_words(today.plus(6), today), "in 6 days (2026-11-29)");
        assert_eq!(day_in_words(today.minus(3), today), "3 days ago (2026-11-20)");
        assert_eq!(duration_in_words(40_400), "40 s");
        assert_eq!(duration_in_words(720_000), "12 min");
        assert_eq!(duration_in_words(3_900_000), "1 h 05 min");
        assert_eq!(plural(1, "card"), "1 card");
        assert_eq!(plural(0, "card"), "0 cards");
    }
}
