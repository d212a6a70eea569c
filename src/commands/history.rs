//! `pauk history`: what was answered, newest first.

use clap::Args;
use serde_json::{Value, json};

use super::card::{no_card, rows_of};
use super::context::{Context, print, print_json};
use super::failure::Failure;
use crate::escape::clean_line;
use crate::model::{CardKey, Day, Mode};
use crate::store::{Access, Store, TimelineRow};
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
    let limit =
        args.limit.or((!whole && since.is_none() && args.query.is_empty()).then_some(SHOWN));
    let mut rows = if args.query.is_empty() {
        match (since, limit) {
            (Some(day), _) => store.timeline_since(day)?,
            (None, Some(limit)) => store.timeline_newest(limit)?,
            (None, None) => store.timeline_newest(usize::MAX)?,
        }
    } else {
        of_cards(&store, &rows_of(&store, &settings, &args.query, today)?, &args.query)?
    };
    rows.retain(|row| since.is_none_or(|day| row.day >= day));
    rows.truncate(limit.unwrap_or(usize::MAX));
    if context.global.json {
        let reviews: Vec<Value> = rows.iter().map(to_json).collect();
        return print_json(&json!({"schema": "pauk/history/1", "reviews": reviews}));
    }
    if args.csv {
        return csv(&rows);
    }
    if rows.is_empty() {
        return print(&["Nothing was answered yet.".to_owned()]);
    }
    let layout = context.layout(&settings);
    let life = match rows.iter().all(|row| row.card == rows[0].card) && !args.query.is_empty() {
        true => life_lines(&layout, &rows.iter().rev().map(mark_of).collect::<Vec<_>>()),
        false => Vec::new(),
    };
    let mut lines = life;
    lines.extend(told(&layout, &rows));
    print(&lines)
}

/// An answer a line; two lines where one has no room for what was answered.
fn told(layout: &Layout, rows: &[TimelineRow]) -> Vec<String> {
    let facts = |row: &TimelineRow| {
        [
            row.at.to_string().chars().take(16).collect::<String>().replace('T', " "),
            if row.undone { "undone".to_owned() } else { row.quality.grade().to_string() },
            row.mode.name().to_owned(),
            format!("{} → {} d", row.before.interval.days(), row.after.interval.days()),
            row.duration_ms.map_or_else(String::new, |ms| duration_in_words(u64::from(ms))),
        ]
    };
    let response = |row: &TimelineRow| row.response.as_deref().map(clean_line).unwrap_or_default();
    let whole = |row: &TimelineRow| {
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
    let head = |row: &TimelineRow| {
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

/// The mark of an answer in the life of its card.
fn mark_of(row: &TimelineRow) -> Mark {
    match row.mode {
        _ if row.undone => Mark::Undone,
        Mode::Drill | Mode::Cram | Mode::Quiz => Mark::Outside,
        Mode::Review | Mode::Ahead | Mode::Import => Mark::Scheduled(row.quality.grade()),
    }
}

fn of_cards(
    store: &Store,
    cards: &[crate::store::CardRow],
    words: &[String],
) -> Result<Vec<TimelineRow>, Failure> {
    if cards.is_empty() && words.len() == 1 && words[0].parse::<CardKey>().is_ok() {
        return Err(no_card(store, words)?);
    }
    let mut rows = Vec::new();
    for card in cards {
        rows.extend(store.timeline_of(card.number)?);
    }
    rows.sort_by_key(|row| std::cmp::Reverse((row.hlc, row.id)));
    Ok(rows)
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

fn to_json(row: &TimelineRow) -> Value {
    let verdict: Option<Value> =
        row.verdict.as_deref().and_then(|verdict| serde_json::from_str(verdict).ok());
    json!({
        "review": row.id.to_string(), "at": row.at.to_string(), "day": row.day.to_string(),
        "card": row.key.to_string(), "mode": row.mode.name(),
        "grade": row.quality.grade().name(), "quality": row.quality.get(),
        "response": row.response, "verdict": verdict, "duration_ms": row.duration_ms,
        "interval_before": row.before.interval.days(), "interval": row.after.interval.days(),
        "ease_before": row.before.ease.hundredths(), "ease": row.after.ease.hundredths(),
        "repetitions": row.after.repetitions, "scheduler": "sm2",
        "device": row.id.device.to_string(), "undone": row.undone,
    })
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

fn csv(rows: &[TimelineRow]) -> Result<(), Failure> {
    let mut writer = csv::Writer::from_writer(std::io::stdout().lock());
    let failed = |error: csv::Error| match error.into_kind() {
        csv::ErrorKind::Io(error) => Failure::from(error),
        other => Failure::mend(format!("{other:?}")),
    };
    writer.write_record(COLUMNS).map_err(failed)?;
    for row in rows {
        let value = to_json(row);
        let cells = COLUMNS.map(|column| match &value[column] {
            Value::Null => String::new(),
            Value::String(text) => clean_line(text),
            other => clean_line(&crate::escape::to_json(other)),
        });
        writer.write_record(cells).map_err(failed)?;
    }
    writer.flush()?;
    Ok(())
}
