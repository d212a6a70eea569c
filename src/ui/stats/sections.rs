//! What each section says.

use super::super::layout::{Layout, columns, width_of};
use super::super::words::{duration_in_words, plural};
use super::Section;
use super::calendar::calendar;
use super::chart::{Bar, bars, bars_of, columns_of};
use crate::escape::clean_line;
use crate::model::Day;
use crate::schedule::{Band, EASE_BANDS, INTERVAL_BANDS};
use crate::stats::{Details, FORECAST, Figures, Rate, Retention, TIME_BANDS};

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// How many days the bars of the past and of the future show.
const DAYS: u32 = 14;

/// Today, and what is counted.
pub(super) fn head(layout: &Layout, figures: &Figures) -> Vec<String> {
    let today = figures.answers.on(figures.today);
    let mut lines = Vec::new();
    let mut limits: Vec<String> = figures.filter.iter().map(|words| clean_line(words)).collect();
    limits.extend(figures.since.map(|day| format!("answers since {day}")));
    if !limits.is_empty() {
        lines.extend(layout.wrap(&limits.join(" · "), "").iter().map(|line| layout.dim(line)));
    }
    let said = match today.reviews {
        0 => "Today: nothing yet.".to_owned(),
        count => format!(
            "Today: {} in {}, {} new, {} not known.",
            plural(count, "answer"),
            duration_in_words(today.ms),
            today.new,
            today.failed
        ),
    };
    lines.extend(layout.wrap(&said, ""));
    let streak = figures.streak;
    let said = format!(
        "Streak: {}, the longest {}.",
        plural(u64::from(streak.now), "day"),
        plural(u64::from(streak.longest), "day")
    );
    lines.extend(layout.wrap(&said, ""));
    let answers = &figures.answers;
    let said = format!(
        "In all: {} on {}, {}.",
        plural(answers.reviews(), "answer"),
        plural(answers.days(), "day"),
        duration_in_words(answers.ms())
    );
    lines.extend(layout.wrap(&said, ""));
    lines
}

/// The sections that have something to say, each no wider than `width`.
pub(super) fn all(layout: &Layout, figures: &Figures, width: usize) -> Vec<Section> {
    let mut sections = vec![cards(layout, figures, width)];
    if figures.answers.reviews() > 0 {
        sections.push(retention(layout, figures, width));
        sections.push(Section {
            title: "Calendar",
            lines: calendar(layout, &figures.answers, figures.today, width),
        });
        sections.push(past(layout, figures, width));
    }
    sections.push(forecast(layout, figures, width));
    if figures.cards.intervals.iter().any(|count| *count > 0) {
        let lines = banded(layout, &INTERVAL_BANDS, &figures.cards.intervals, width);
        sections.push(Section { title: "Intervals of cards in review", lines });
        let lines = banded(layout, &EASE_BANDS, &figures.cards.eases, width);
        sections.push(Section { title: "Ease of cards in review", lines });
    }
    if figures.details.hours.iter().any(|known| known.count() > 0) {
        sections.push(times(layout, &figures.details, width));
        sections.push(hours(layout, &figures.details, width));
    }
    if !figures.hardest.is_empty() {
        sections.push(hardest(layout, figures, width));
    }
    if figures.decks.len() > 1 {
        sections.push(decks(layout, figures, width));
    }
    sections
}

fn cards(layout: &Layout, figures: &Figures, width: usize) -> Section {
    let counts = &figures.cards.counts;
    let rows = [
        ("new", counts.new),
        ("learning", counts.learning),
        ("young", counts.young),
        ("mature", counts.mature),
        ("suspended", counts.suspended),
    ];
    let mut lines = counted(layout, &rows, counts.total(), width);
    let leeches = match counts.leech {
        0 => "no leeches".to_owned(),
        1 => "1 leech (`pauk leeches`)".to_owned(),
        count => format!("{count} leeches (`pauk leeches`)"),
    };
    let narrow = Layout { width: Some(width), ..*layout };
    lines.extend(narrow.wrap(&format!("{} · {leeches}", plural(counts.total(), "card")), "  "));
    Section { title: "Cards", lines }
}

fn counted(layout: &Layout, rows: &[(&str, u64)], all: u64, width: usize) -> Vec<String> {
    let bar = |(label, value): &(&str, u64)| Bar {
        label: (*label).to_owned(),
        value: *value,
        said: format!("{value}  {:>4}", percent(*value, all)),
    };
    bars(layout, &rows.iter().map(bar).collect::<Vec<_>>(), width)
}

fn percent(part: u64, all: u64) -> String {
    (part * 100 + all / 2)
        .checked_div(all)
        .map_or_else(|| "–".to_owned(), |share| format!("{share} %"))
}

fn banded(layout: &Layout, bands: &[Band], counts: &[u64], width: usize) -> Vec<String> {
    let rows: Vec<(&str, u64)> =
        bands.iter().zip(counts).map(|(band, count)| (band.name, *count)).collect();
    counted(layout, &rows, counts.iter().sum(), width)
}

fn retention(layout: &Layout, figures: &Figures, width: usize) -> Section {
    let known = figures.answers.retention();
    let mut rows = vec![
        rated("young cards", known.young),
        rated("mature cards", known.mature),
        rated("all", known.all()),
    ];
    let kinds = figures.details.kinds.iter().filter(|(_, known)| known.all().count() > 0);
    rows.extend(kinds.map(|(kind, known): (_, &Retention)| rated(kind, known.all())));
    let mut lines = bars_of(layout, &rows, 1000, width);
    let narrow = Layout { width: Some(width), ..*layout };
    if let (true, Some(day)) = (rows.len() > 3, figures.details.from) {
        let said = format!("kinds of cards since {day}");
        lines.extend(narrow.wrap(&said, "  ").iter().map(|line| layout.dim(line)));
    }
    let others: Vec<String> = figures
        .answers
        .by_mode()
        .filter(|(mode, _)| !mode.is_scheduled())
        .map(|(mode, known)| format!("{} {}", mode.name(), ratio(known)))
        .collect();
    if !others.is_empty() {
        let said = format!("apart from these: {}", others.join(", "));
        lines.extend(narrow.wrap(&said, "  ").iter().map(|line| layout.dim(line)));
    }
    Section { title: "Retention: known of scheduled reviews", lines }
}

/// A bar in thousandths.
fn rated(label: &str, known: Rate) -> Bar {
    let value = (known.share().unwrap_or(0.0) * 1000.0).round() as u64;
    let share = match known.share() {
        Some(_) => format!("{}.{} %", value / 10, value % 10),
        None => "–".to_owned(),
    };
    Bar { label: label.to_owned(), value, said: format!("{share}  {:>9}", ratio(known)) }
}

/// `93/100`.
fn ratio(known: Rate) -> String {
    format!("{}/{}", known.passed, known.count())
}

fn past(layout: &Layout, figures: &Figures, width: usize) -> Section {
    let rows: Vec<Bar> = (0..DAYS)
        .rev()
        .map(|ago| {
            let day = figures.today.minus(ago);
            let done = figures.answers.on(day);
            let minutes = (done.ms + 30_000) / 60_000;
            let said = format!("{}  {:>3} min", done.reviews, minutes);
            Bar { label: weekday(day), value: done.reviews, said }
        })
        .collect();
    Section { title: "Answers and minutes a day", lines: bars(layout, &rows, width) }
}

/// `Mon 23`.
fn weekday(day: Day) -> String {
    format!("{} {:>2}", WEEKDAYS[usize::from(day.weekday())], day.day_of_month())
}

fn forecast(layout: &Layout, figures: &Figures, width: usize) -> Section {
    let forecast = figures.cards.forecast(figures.today, FORECAST);
    let rows: Vec<Bar> = forecast
        .iter()
        .take(DAYS as usize)
        .map(|(day, due)| Bar { label: weekday(*day), value: *due, said: due.to_string() })
        .collect();
    let mut lines = bars(layout, &rows, width);
    let sum: u64 = forecast.iter().map(|(_, due)| due).sum();
    let narrow = Layout { width: Some(width), ..*layout };
    let said = format!(
        "{} due in 30 days as scheduled now; `pauk forecast` counts what comes of them and of new cards",
        plural(sum, "card")
    );
    lines.extend(narrow.wrap(&said, "  ").iter().map(|line| layout.dim(line)));
    Section { title: "Due in the coming days", lines }
}

fn times(layout: &Layout, details: &Details, width: usize) -> Section {
    let seconds = |ms: Option<u64>| {
        ms.map_or_else(|| "–".to_owned(), |ms| format!("{}.{} s", ms / 1000, ms % 1000 / 100))
    };
    let mut lines = banded(layout, &TIME_BANDS, &details.time_bands(), width);
    let said = format!(
        "half within {}, nine of ten within {}, mean {}{}",
        seconds(details.percentile_ms(50)),
        seconds(details.percentile_ms(90)),
        seconds(details.mean_ms()),
        since(details)
    );
    let narrow = Layout { width: Some(width), ..*layout };
    lines.extend(narrow.wrap(&said, "  ").iter().map(|line| layout.dim(line)));
    Section { title: "Answer times", lines }
}

fn since(details: &Details) -> String {
    details.from.map_or_else(String::new, |day| format!(" · since {day}"))
}

fn hours(layout: &Layout, details: &Details, width: usize) -> Section {
    let counts: Vec<u64> = details.hours.iter().map(|known| known.count()).collect();
    let each = if width >= 52 { 2 } else { 1 };
    let axis: String = (0..24).step_by(6).map(|hour| format!("{hour:<w$}", w = 6 * each)).collect();
    let mut lines = vec![
        format!("  {}", layout.accent(&columns_of(&counts, each))),
        format!("  {}", axis.trim_end()),
    ];
    let mut busiest: Vec<usize> = (0..24).filter(|hour| counts[*hour] > 0).collect();
    busiest.sort_by_key(|hour| std::cmp::Reverse(counts[*hour]));
    let said: Vec<String> = busiest
        .iter()
        .take(3)
        .map(|hour| {
            let known = details.hours[*hour];
            let answers = plural(known.count(), "answer");
            format!("{hour} h: {answers}, {} known", percent(known.passed, known.count()))
        })
        .collect();
    let narrow = Layout { width: Some(width), ..*layout };
    let said = format!("{}{}", said.join(" · "), since(details));
    lines.extend(narrow.wrap(&said, "  ").iter().map(|line| layout.dim(line)));
    Section { title: "Hour of day", lines }
}

fn hardest(layout: &Layout, figures: &Figures, width: usize) -> Section {
    let mut lines = Vec::new();
    for card in &figures.hardest {
        let memory = &card.memory;
        let head = format!(
            "{} · ease {} · {}",
            plural(u64::from(memory.lapses), "lapse"),
            memory.ease,
            card.card
        );
        let narrow = Layout { width: Some(width), ..*layout };
        lines.extend(narrow.hang(&head, "  ", "    "));
        let question = format!("{} = {}", clean_line(&card.question), clean_line(&card.answer));
        let cut = narrow.cut(&question, width.saturating_sub(4));
        lines.push(layout.dim(&format!("    {cut}")));
    }
    Section { title: "Hardest cards", lines }
}

fn decks(layout: &Layout, figures: &Figures, width: usize) -> Section {
    let mut rows = vec![["", "cards", "due", "known", "answers"].map(str::to_owned).to_vec()];
    for deck in &figures.decks {
        let known = deck.answers.retention.all();
        rows.push(vec![
            deck.deck.to_string(),
            deck.cards.total().to_string(),
            deck.due.to_string(),
            percent(known.passed, known.count()),
            deck.answers.reviews.to_string(),
        ]);
    }
    let numbers =
        columns(&rows.iter().map(|row| row[1..].to_vec()).collect::<Vec<_>>(), &[0, 1, 2, 3]);
    let widest = numbers.iter().map(|line| width_of(line)).max().unwrap_or(0);
    let room = width.saturating_sub(widest + 4).max(8);
    let narrow = Layout { width: Some(width), ..*layout };
    let named = figures.decks.iter().map(|deck| width_of(deck.deck.as_str())).max().unwrap_or(0);
    if room < named.min(24) {
        let mut lines = vec![format!("  {}", numbers[0])];
        for (row, numbers) in rows.iter().zip(&numbers).skip(1) {
            lines.extend(narrow.wrap(&row[0], "  "));
            lines.push(format!("  {numbers}"));
        }
        return Section { title: "Decks", lines };
    }
    for row in &mut rows {
        row[0] = format!("  {}", narrow.cut(&row[0], room));
    }
    Section { title: "Decks", lines: columns(&rows, &[1, 2, 3, 4]) }
}
