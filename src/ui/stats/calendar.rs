//! The calendar: a week a column, a weekday a row, the darker the more was answered.

use super::super::layout::Layout;
use crate::model::Day;
use crate::stats::{Answers, Shades};

const MARKS: [char; 5] = ['·', '░', '▒', '▓', '█'];
const WEEKDAYS: [&str; 7] = ["Mon", "", "Wed", "", "Fri", "", "Sun"];
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// At most a year up to today, as many weeks as there is room for.
pub(super) fn calendar(
    layout: &Layout,
    answers: &Answers,
    today: Day,
    width: usize,
) -> Vec<String> {
    let cell = if width >= 112 { 2 } else { 1 };
    let weeks = (width.saturating_sub(6) / cell).min(53) as u32;
    let monday = today.minus(u32::from(today.weekday()));
    let first = monday.minus(7 * weeks.saturating_sub(1));
    let shown = |day: Day| answers.on(day).reviews;
    let shades = Shades::of(answers.by_day.range(first..=today).map(|(_, day)| day.reviews));
    let mut lines = vec![format!("      {}", months(first, weeks, cell))];
    for (weekday, name) in WEEKDAYS.iter().enumerate() {
        let mut row = String::new();
        for week in 0..weeks {
            let day = first.plus(7 * week + weekday as u32);
            let mark = if day > today { ' ' } else { MARKS[shades.level(shown(day))] };
            row.extend(std::iter::repeat_n(mark, cell));
        }
        lines.push(format!("  {name:<3} {}", layout.good(&row)));
    }
    let mut steps: Vec<String> = Vec::new();
    let mut last = 0;
    for (mark, most) in MARKS[1..].iter().zip(shades.up_to) {
        if most > last {
            steps.push(format!("{mark} up to {most}"));
            last = most;
        }
    }
    let legend = format!("answers a day: · none, {}", steps.join(", "));
    let narrow = Layout { width: Some(width), ..*layout };
    lines.extend(narrow.wrap(&legend, "  ").iter().map(|line| layout.dim(line)));
    lines
}

/// The months over the weeks in which they begin, where the name has room.
fn months(first: Day, weeks: u32, cell: usize) -> String {
    let mut row = String::new();
    let mut last = 0;
    for week in 0..weeks {
        let sunday = first.plus(7 * week + 6);
        let month = sunday.month();
        let at = week as usize * cell;
        if month != last && (week > 0 || sunday.day_of_month() <= 7) && row.len() <= at {
            row.push_str(&" ".repeat(at - row.len()));
            if at + 3 <= weeks as usize * cell {
                row.push_str(MONTHS[usize::from(month) - 1]);
                row.push(' ');
            }
        }
        last = month;
    }
    row.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::super::layout::Paint;
    use super::*;
    use crate::model::{Grade, Mode};
    use crate::schedule::Stage;
    use crate::stats::Tallied;

    #[test]
    fn weeks_stand_side_by_side_and_end_with_today() {
        let plain = Layout { paint: Paint::Plain, width: Some(30) };
        let today: Day = "2026-11-24".parse().unwrap();
        let mut answers = Answers::default();
        for (day, count) in [(today, 8), (today.minus(1), 2), (today.minus(9), 4)] {
            let (mode, stage, quality) = (Mode::Review, Stage::New, Grade::Good.quality());
            answers.add(Tallied { day, mode, stage, quality, count, ms: 0 });
        }
        let drawn = calendar(&plain, &answers, today, 14);
        assert_eq!(
            drawn,
            [
                "         Nov",
                "  Mon ·······░",
                "      ·······█",
                "  Wed ······· ",
                "      ······· ",
                "  Fri ······· ",
                "      ······· ",
                "  Sun ·····▓· ",
                "  answers a",
                "  day: · none,",
                "  ░ up to 2, ▓",
                "  up to 4, █",
                "  up to 8"
            ]
        );
    }
}
