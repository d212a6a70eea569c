//! The page: its head, its tiles, its charts.

use super::chart::{Cell, Column, Line, calendar, columns, lines};
use super::tables::{decks, hardest, retention};
use crate::escape;
use crate::model::Day;
use crate::schedule::{Band, EASE_BANDS, INTERVAL_BANDS};
use crate::stats::{FORECAST, Figures, Rate, Retention, Shades, TIME_BANDS};

const STYLE: &str = include_str!("page.css");
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// How many days the load looks back.
const PAST: u32 = 60;

/// All figures as one page.
pub(crate) fn standing_html(figures: &Figures) -> String {
    let title = format!("Where I stand · {}", figures.today);
    let mut limits: Vec<String> = figures.filter.iter().map(|words| text(words)).collect();
    limits.extend(figures.since.map(|day| format!("answers since {day}")));
    let limits = match limits.is_empty() {
        true => String::new(),
        false => format!("<p class=\"soft\">{}</p>\n", limits.join(" · ")),
    };
    let sections = [
        section("Calendar", "wide", &heat_map(figures)),
        section("Answers a day", "", &load(figures)),
        section("Due in the coming days", "", &forecast(figures)),
        section("Retention over time", "", &over_time(figures)),
        section("Growth", "", &growth(figures)),
        section("Intervals", "", &banded(&INTERVAL_BANDS, &figures.cards.intervals, "cards")),
        section("Ease", "", &banded(&EASE_BANDS, &figures.cards.eases, "cards")),
        section("Answer times", "", &banded(&TIME_BANDS, &figures.details.time_bands(), "answers")),
        section("Hour of day", "", &hours(figures)),
        section("Retention", "", &retention(figures)),
        section("Decks", "", &decks(figures)),
        section("Hardest cards", "wide long", &hardest(figures)),
    ];
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <style>\n{STYLE}</style>\n</head>\n<body>\n<header>\n<h1>Where I stand · <time>{}</time></h1>\n{limits}{}</header>\n<main>\n{}</main>\n\
         <footer class=\"soft\">Retention is the share of scheduled reviews that were known; first answers, relearning, \
         drills, cramming, tests and imports are not in it. Mature cards had an interval of 21 days or more.</footer>\n\
         </body>\n</html>\n",
        figures.today,
        tiles(figures),
        sections.concat(),
    )
}

/// A text of a deck: without controls, its marks escaped.
pub(super) fn text(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for c in escape::clean_line(text).chars() {
        match c {
            '&' => written.push_str("&amp;"),
            '<' => written.push_str("&lt;"),
            '>' => written.push_str("&gt;"),
            '"' => written.push_str("&quot;"),
            '\'' => written.push_str("&#39;"),
            other => written.push(other),
        }
    }
    written
}

/// `93.4 %`, or a dash of nothing.
pub(super) fn share(known: Rate) -> String {
    known.share().map_or_else(|| "–".to_owned(), |share| format!("{:.1} %", share * 100.0))
}

fn section(title: &str, class: &str, body: &str) -> String {
    if body.is_empty() {
        return String::new();
    }
    format!("<section class=\"{class}\">\n<h2>{title}</h2>\n{body}</section>\n")
}

fn tiles(figures: &Figures) -> String {
    let answers = &figures.answers;
    let today = answers.on(figures.today);
    let counts = &figures.cards.counts;
    let tile = |value: String, name: &str| format!("<li><b>{value}</b>{name}</li>\n");
    let tiles = [
        tile(today.reviews.to_string(), "answers today"),
        tile(figures.streak.now.to_string(), "days in a row"),
        tile(share(answers.retention().all()), "known of reviews"),
        tile(answers.reviews().to_string(), "answers in all"),
        tile(format!("{:.1} h", answers.ms() as f64 / 3_600_000.0), "spent"),
        tile(format!("{} / {}", counts.total() - counts.new, counts.total()), "cards begun"),
        tile(counts.mature.to_string(), "mature cards"),
        tile(counts.leech.to_string(), "leeches"),
    ];
    format!("<ul class=\"tiles\">\n{}</ul>\n", tiles.concat())
}

fn heat_map(figures: &Figures) -> String {
    let today = figures.today;
    let weeks = 53;
    let first = today.minus(u32::from(today.weekday())).minus(7 * (weeks - 1));
    let answers = &figures.answers;
    let counts = answers.by_day.range(first..=today).map(|(_, day)| day.reviews);
    let shades = Shades::of(counts);
    let mut cells = Vec::new();
    let mut months = Vec::new();
    for ago in 0..=today.since(first) {
        let day = first.plus(ago);
        let count = answers.on(day).reviews;
        let title = format!("{day}: {count} answers");
        let week = ago / 7;
        cells.push(Cell { week, weekday: day.weekday(), level: shades.level(count), title });
        if day.day_of_month() == 1 && week + 2 < weeks {
            months.push((week, MONTHS[usize::from(day.month()) - 1]));
        }
    }
    let drawn = calendar("Answers a day over the last year", weeks, &cells, &months);
    let days = answers.by_day.range(first..=today).filter(|(_, day)| day.reviews > 0).count();
    let said = match days {
        0 => "No answers in the last year.".to_owned(),
        1 => "1 day with answers in the last year:".to_owned(),
        days => format!("{days} days with answers in the last year:"),
    };
    format!(
        "<div class=\"scroll latest\">{drawn}</div><p class=\"soft\">{said}{}</p>\n",
        shades_said(&shades)
    )
}

/// What each shade stands for; a shade that no day has is left out.
fn shades_said(shades: &Shades) -> String {
    let mut last = 0;
    let mut said = String::new();
    for (level, most) in (1..).zip(shades.up_to) {
        if most > last {
            said.push_str(&format!("<span class=\"key l{level}\"></span>up to {most}"));
            last = most;
        }
    }
    said
}

fn load(figures: &Figures) -> String {
    let days = (0..PAST).rev().map(|ago| {
        let day = figures.today.minus(ago);
        let done = figures.answers.on(day);
        let title = format!(
            "{day}: {} answers, {} not known, {:.0} min",
            done.reviews,
            done.failed,
            done.ms as f64 / 60_000.0
        );
        Column {
            name: named(day, ago),
            title,
            parts: vec![done.reviews - done.failed, done.failed],
        }
    });
    let drawn = columns("Answers on each of the last sixty days", &days.collect::<Vec<_>>());
    format!(
        "{drawn}<p class=\"soft\"><span class=\"key a\"></span>known<span class=\"key b\"></span>not known, of all answers</p>\n"
    )
}

fn forecast(figures: &Figures) -> String {
    let forecast = figures.cards.forecast(figures.today, FORECAST);
    let sum: u64 = forecast.iter().map(|(_, due)| due).sum();
    let days = forecast.iter().zip(0..).map(|((day, due), ahead)| Column {
        name: named(*day, ahead),
        title: format!("{day}: {due} due"),
        parts: vec![*due],
    });
    let drawn = columns("Cards due on each of the next thirty days", &days.collect::<Vec<_>>());
    format!(
        "{drawn}<p class=\"soft\">{sum} cards as scheduled now; overdue ones are due today.</p>\n"
    )
}

/// Every tenth day has its name.
fn named(day: Day, away: u32) -> String {
    if away.is_multiple_of(10) && away != 50 { short(day) } else { String::new() }
}

/// `23 Nov`.
fn short(day: Day) -> String {
    format!("{} {}", day.day_of_month(), MONTHS[usize::from(day.month()) - 1])
}

/// By week, from the first answer on.
fn over_time(figures: &Figures) -> String {
    let by_day = &figures.answers.by_day;
    let Some(first) = by_day.iter().find(|(_, day)| day.retention.all().count() > 0) else {
        return String::new();
    };
    let first = *first.0;
    let weeks = figures.today.since(first) / 7 + 1;
    let of_week = |week: u32| {
        let days = by_day.range(first.plus(week * 7)..first.plus(week * 7 + 7));
        days.fold(Retention::default(), |sum, (_, day)| sum.and(day.retention))
    };
    let line = |class, rate: fn(Retention) -> Rate| Line {
        class,
        points: (0..weeks)
            .map(|week| {
                let x = f64::from(week) / f64::from(weeks.max(2) - 1);
                (x, rate(of_week(week)).share().map(|share| share * 100.0))
            })
            .collect(),
    };
    let both = [line("a", |known| known.young), line("b", |known| known.mature)];
    let names = ends(first, figures.today);
    let drawn = lines("Retention by week in percent", (0, 100), "%", &both, &names);
    format!(
        "{drawn}<p class=\"soft\"><span class=\"key a\"></span>young<span class=\"key b\"></span>mature (dashed), by week</p>\n"
    )
}

/// Cards that came in and cards that were answered for the first time, summed up.
fn growth(figures: &Figures) -> String {
    let (added, by_day) = (&figures.cards.added, &figures.answers.by_day);
    let firsts = [added.keys().next(), by_day.keys().next()];
    let Some(first) = firsts.into_iter().flatten().min().copied() else { return String::new() };
    let days = figures.today.since(first).max(1);
    let (mut came, mut begun) = (0, 0);
    let (mut came_in, mut begun_in) = (Vec::new(), Vec::new());
    for ahead in 0..=days {
        let day = first.plus(ahead);
        let answered = figures.answers.on(day);
        came += added.get(&day).copied().unwrap_or(0);
        begun += answered.new + answered.imported_new;
        let x = f64::from(ahead) / f64::from(days);
        came_in.push((x, Some(came as f64)));
        begun_in.push((x, Some(begun as f64)));
    }
    let both = [Line { class: "a", points: begun_in }, Line { class: "b", points: came_in }];
    let top = came.max(begun).max(2).next_multiple_of(2);
    let drawn = lines("Cards over time", (0, top), "", &both, &ends(first, figures.today));
    format!(
        "{drawn}<p class=\"soft\"><span class=\"key a\"></span>begun<span class=\"key b\"></span>in the decks (dashed)</p>\n"
    )
}

fn ends(first: Day, last: Day) -> Vec<(f64, String)> {
    vec![(0.0, first.to_string()), (1.0, last.to_string())]
}

fn banded(bands: &[Band], counts: &[u64], what: &str) -> String {
    let sum: u64 = counts.iter().sum();
    if sum == 0 {
        return String::new();
    }
    let column = |(band, count): (&Band, &u64)| Column {
        name: band.name.to_owned(),
        title: format!(
            "{}: {count} {what}, {:.0} %",
            band.name,
            *count as f64 * 100.0 / sum as f64
        ),
        parts: vec![*count],
    };
    columns(
        &format!("{sum} {what} by size"),
        &bands.iter().zip(counts).map(column).collect::<Vec<_>>(),
    )
}

fn hours(figures: &Figures) -> String {
    let hours = &figures.details.hours;
    if hours.iter().all(|known| known.count() == 0) {
        return String::new();
    }
    let column = |(hour, known): (usize, &Rate)| Column {
        name: if hour % 3 == 0 { format!("{hour} h") } else { String::new() },
        title: format!("{hour} h: {} answers, {} known", known.count(), share(*known)),
        parts: vec![known.passed, known.failed],
    };
    let drawn = columns(
        "Answers by hour of day",
        &hours.iter().enumerate().map(column).collect::<Vec<_>>(),
    );
    let since = figures.details.from.map_or_else(String::new, |day| format!(", since {day}"));
    format!(
        "{drawn}<p class=\"soft\"><span class=\"key a\"></span>known<span class=\"key b\"></span>not known{since}</p>\n"
    )
}
