//! `pauk history`: what was answered, newest first.

use std::borrow::Cow;
use std::io;

use clap::Args;
use foldhash::HashSet;
use serde::Serialize;
use serde_json::Value;

use super::card::numbers_of;
use super::context::{Context, JsonList, print, say};
use super::failure::Failure;
use super::scope::missed;
use super::settings::Settings;
use crate::escape::{clean_line, to_json};
use crate::model::{CardNumber, Day, Mode};
use crate::store::{Access, Outcome, Store, Telling, Told};
use crate::ui::{Layout, Mark, columns, duration_in_words, life_lines, width_of};

/// How many answers are told where nothing says how many.
const SHOWN: usize = 50;

/// Show what was answered, newest first
#[derive(Debug, Args)]
pub(crate) struct HistoryArgs {
    /// A card, a deck or a query
    #[arg(value_name = "CARD|QUERY")]
    query: Vec<String>,
    /// Only from this day on: a date, or a number of days
    #[arg(long, value_name = "D")]
    since: Option<String>,
    /// At most so many
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// As comma-separated values
    #[arg(long, conflicts_with = "json")]
    csv: bool,
}

pub(crate) fn run(context: &Context, args: &HistoryArgs) -> Result<(), Failure> {
    let store = context.store(Access::Read)?;
    let settings = context.settings(&store)?;
    let today = context.today(&settings);
    let since = args.since.as_deref().map(|text| since_day(text, today)).transpose()?;
    let whole = context.global.json || args.csv;
    let layout = context.layout(&settings);
    // Who reads a screen wants the newest; a program that reads lines wants all of them.
    let is_long = layout.width.is_some() && !whole && since.is_none() && args.query.is_empty();
    let limit = args.limit.or(is_long.then_some(SHOWN + 1));
    let cards = match &args.query[..] {
        [] => None,
        words => Some(named(&store, &settings, words, today)?),
    };
    let which = Telling { of: cards.as_ref(), from: since, limit };
    if whole {
        let mut report = None;
        store.tell_answers(&which, |told| {
            // A log that cannot be read is found before anything is written.
            let report = match &mut report {
                Some(report) => report,
                none => none.insert(Report::begin(args.csv)?),
            };
            report.tell(&told)
        })?;
        return report.map_or_else(|| Report::begin(args.csv), Ok)?.end();
    }
    let mut rows = Vec::new();
    store.tell_answers(&which, |told| {
        rows.push(told);
        Ok::<(), Failure>(())
    })?;
    if rows.is_empty() {
        let all = cards.is_none() && since.is_none() && args.limit.is_none();
        let nothing = if all { "Nothing was answered yet." } else { "No answer fits." };
        return print(&[nothing.to_owned()]);
    }
    if args.limit.is_none() && is_long && rows.len() > SHOWN {
        rows.truncate(SHOWN);
        say(&format!("the newest {SHOWN}; --limit says how many"));
    }
    let life = match rows.iter().all(|row| row.card == rows[0].card) && !args.query.is_empty() {
        true => life_lines(&layout, &rows.iter().rev().map(mark_of).collect::<Vec<_>>()),
        false => Vec::new(),
    };
    let mut lines = life;
    lines.extend(told(&layout, &rows));
    print(&lines)
}

/// An answer a line; two lines where one has no room for what was answered.
fn told(layout: &Layout, rows: &[Told]) -> Vec<String> {
    let facts = |row: &Told| {
        [
            row.at.to_string().chars().take(16).collect::<String>().replace('T', " "),
            if row.outcome.undone { "undone".to_owned() } else { row.quality.grade().to_string() },
            row.mode.name().to_owned(),
            between(&row.outcome),
            row.duration_ms.map_or_else(String::new, |ms| duration_in_words(u64::from(ms))),
        ]
    };
    let response = |row: &Told| row.response.as_deref().map(clean_line).unwrap_or_default();
    let whole = |row: &Told| {
        let [at, grade, mode, interval, time] = facts(row);
        vec![at, row.key.to_string(), grade, mode, interval, time]
    };
    let mut table: Vec<Vec<String>> = rows.iter().map(whole).collect();
    let widest = columns(&table, &[]).iter().map(|line| width_of(line)).max().unwrap_or(0);
    let width = layout.width.unwrap_or(widest);
    if widest <= width {
        table.iter_mut().zip(rows).for_each(|(cells, row)| cells.push(response(row)));
        return columns(&table, &[]).iter().map(|line| layout.cut(line, width)).collect();
    }
    let head = |row: &Told| {
        let [at, grade, _, interval, time] = facts(row);
        vec![at, grade, interval, time]
    };
    let heads = columns(&rows.iter().map(head).collect::<Vec<_>>(), &[]);
    let mut lines = Vec::new();
    for (head, row) in heads.iter().zip(rows) {
        lines.push(layout.cut(head, width));
        lines.extend(layout.wrap(&format!("{}  {}", row.mode.name(), row.key), "    "));
        if row.response.is_some() {
            lines.push(layout.cut(&format!("    {}", response(row)), width));
        }
    }
    lines
}

/// The interval before and after.
fn between(outcome: &Outcome) -> String {
    format!("{} → {} d", outcome.interval_before.days(), outcome.interval.days())
}

/// The mark of an answer in the life of its card.
fn mark_of(row: &Told) -> Mark {
    match row.mode {
        _ if row.outcome.undone => Mark::Undone,
        Mode::Drill | Mode::Cram | Mode::Quiz => Mark::Outside,
        Mode::Review | Mode::Ahead | Mode::Import => Mark::Scheduled(row.quality.grade()),
    }
}

/// The cards that words name.
fn named(
    store: &Store,
    settings: &Settings,
    words: &[String],
    today: Day,
) -> Result<HashSet<CardNumber>, Failure> {
    let cards = numbers_of(store, settings, words, today)?;
    if cards.is_empty()
        && let Some(missed) = missed(store, words)?
    {
        return Err(missed.failure);
    }
    Ok(cards.into_iter().collect())
}

/// A date, or a number of days of which today is the last.
pub(crate) fn since_day(text: &str, today: Day) -> Result<Day, Failure> {
    if let Ok(day) = text.parse() {
        return Ok(day);
    }
    match text.trim_end_matches('d').parse::<u32>() {
        Ok(days) => Ok(today.minus(days.saturating_sub(1))),
        Err(_) => Err(Failure::usage(format!("`{text}` is neither a date nor a number of days"))
            .hint("Write 2026-11-23, or 7 for the last seven days.")),
    }
}

/// An answer as programs read it, field by field.
#[derive(Debug, Serialize)]
struct Line<'a> {
    review: String,
    at: String,
    day: String,
    card: String,
    mode: &'static str,
    grade: &'static str,
    quality: u8,
    response: Option<&'a str>,
    verdict: Option<Value>,
    duration_ms: Option<u32>,
    interval_before: u32,
    interval: u32,
    ease_before: u16,
    ease: u16,
    repetitions: u32,
    scheduler: &'static str,
    device: String,
    undone: bool,
}

impl<'a> Line<'a> {
    fn of(told: &'a Told) -> Self {
        let verdict = |verdict: &str| serde_json::from_str(verdict).ok();
        let Outcome { interval_before, interval, ease_before, ease, repetitions, undone } =
            told.outcome;
        Self {
            review: told.id.to_string(),
            at: told.at.to_string(),
            day: told.day.to_string(),
            card: told.key.to_string(),
            mode: told.mode.name(),
            grade: told.quality.grade().name(),
            quality: told.quality.get(),
            response: told.response.as_deref(),
            verdict: told.verdict.as_deref().and_then(verdict),
            duration_ms: told.duration_ms,
            interval_before: interval_before.days(),
            interval: interval.days(),
            ease_before: ease_before.hundredths(),
            ease: ease.hundredths(),
            repetitions,
            scheduler: "sm2",
            device: told.id.device.to_string(),
            undone,
        }
    }

    /// In the order of [`COLUMNS`].
    fn cells(self) -> [Cow<'a, str>; COLUMNS.len()] {
        let number = |number: u32| number.to_string();
        [
            self.review.into(),
            self.at.into(),
            self.day.into(),
            clean_line(&self.card).into(),
            self.mode.into(),
            self.grade.into(),
            number(self.quality.into()).into(),
            self.response.map(clean_line).unwrap_or_default().into(),
            self.verdict.map(|verdict| clean_line(&to_json(&verdict))).unwrap_or_default().into(),
            self.duration_ms.map(number).unwrap_or_default().into(),
            number(self.interval_before).into(),
            number(self.interval).into(),
            number(self.ease_before.into()).into(),
            number(self.ease.into()).into(),
            number(self.repetitions).into(),
            self.scheduler.into(),
            self.device.into(),
            self.undone.to_string().into(),
        ]
    }
}

/// All answers for programs, written as they come.
enum Report {
    Csv(Box<csv::Writer<io::StdoutLock<'static>>>),
    Json(JsonList),
}

impl Report {
    fn begin(csv: bool) -> Result<Self, Failure> {
        if !csv {
            return JsonList::begin("pauk/history/1", "reviews").map(Self::Json);
        }
        let mut writer = csv::Writer::from_writer(io::stdout().lock());
        writer.write_record(COLUMNS).map_err(failed)?;
        Ok(Self::Csv(Box::new(writer)))
    }

    fn tell(&mut self, told: &Told) -> Result<(), Failure> {
        let line = Line::of(told);
        match self {
            Self::Csv(writer) => {
                writer.write_record(line.cells().iter().map(|it| it.as_bytes())).map_err(failed)
            }
            Self::Json(list) => list.add(&line),
        }
    }

    fn end(self) -> Result<(), Failure> {
        match self {
            Self::Csv(mut writer) => Ok(writer.flush()?),
            Self::Json(list) => list.end(),
        }
    }
}

fn failed(error: csv::Error) -> Failure {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => Failure::from(error),
        other => Failure::mend(format!("{other:?}")),
    }
}

const COLUMNS: [&str; 18] = [
    "review",
    "at",
    "day",
    "card",
    "mode",
    "grade",
    "quality",
    "response",
    "verdict",
    "duration_ms",
    "interval_before",
    "interval",
    "ease_before",
    "ease",
    "repetitions",
    "scheduler",
    "device",
    "undone",
];
