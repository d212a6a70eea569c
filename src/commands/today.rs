//! Bare `pauk`: what is to be done today, and how.

use serde_json::json;

use super::breaks::after_absence;
use super::context::{Context, print, print_json};
use super::desk::{Cut, Supply};
use super::failure::Failure;
use super::held::{held_back, minutes_for};
use super::scope::point;
use crate::model::{Day, Mode};
use crate::session::Left;
use crate::stats;
use crate::store::{Access, Store};
use crate::ui::{columns, day_in_words, duration_in_words, plural};

pub(crate) fn run(context: &Context) -> Result<(), Failure> {
    let store = context.store(Access::Read)?;
    context.tell_conflicts()?;
    let settings = context.settings(&store)?;
    let today = context.today(&settings);
    let pointed = point(&store, &[], &[])?;
    let supply = Supply::new(&store, &settings, &pointed, Cut::plain(today))?;
    let total = supply.counts.total();
    let left = Left { due: total.due, new: total.new, drill: total.drill };
    let minutes = minutes_for(left, &store.pace(today)?);
    let done = done_on(&store, today)?;
    let streak = streak(&store, today)?;
    let next = supply.next_due(&store)?;
    let todo = match (pointed.decks.is_empty(), left.all()) {
        (true, _) => "pauk review FILE|FOLDER",
        (false, 0) => "nothing",
        (false, _) => "pauk review",
    };
    if context.global.json {
        let decks: Vec<_> = pointed
            .decks
            .iter()
            .map(|(number, id)| {
                let counts = supply.counts.decks.get(number).copied().unwrap_or_default();
                json!({"deck": id.to_string(), "due": counts.due, "new": counts.new, "drill": counts.drill})
            })
            .collect();
        return print_json(&json!({
            "schema": "pauk/today/1", "day": today.to_string(), "due": total.due,
            "new": total.new, "drill": total.drill, "minutes": minutes, "streak": streak,
            "reviewed": done.0, "reviewed_ms": done.1, "next_due": next.map(|day| day.to_string()),
            "held_back": {
                "new": supply.counts.new_held, "due": supply.counts.due_held,
                "siblings": supply.counts.siblings_held,
            },
            "exams": [], "next": todo, "decks": decks,
        }));
    }
    let layout = context.layout(&settings);
    if pointed.decks.is_empty() {
        let mut lines = vec![layout.bold("pauk has no decks yet.")];
        for (first, does) in [
            ("  pauk review FILE|FOLDER   ", "brings decks in and starts"),
            ("  pauk deck new FILE        ", "writes a deck to start from"),
            ("  pauk --help               ", "lists everything"),
        ] {
            lines.extend(layout.hang(does, first, &" ".repeat(first.len())));
        }
        return print(&lines);
    }
    let mut lines = Vec::new();
    if left.all() == 0 {
        lines.push(layout.bold("Nothing is due."));
        if let (Some(next), None) = (next, supply.offer.reason) {
            lines.push(format!("The next card is due {}.", day_in_words(next, today)));
        }
    } else {
        let mut parts = Vec::new();
        for (count, word) in [(left.due, "due"), (left.new, "new"), (left.drill, "again")] {
            if count > 0 {
                parts.push(format!("{count} {word}"));
            }
        }
        let head = format!("{} · about {} min", parts.join(" · "), minutes.max(1));
        lines.push(layout.bold(&head));
        let table: Vec<Vec<String>> = pointed
            .decks
            .iter()
            .filter_map(|(number, id)| {
                let counts = supply.counts.decks.get(number)?;
                let said: Vec<String> =
                    [(counts.due, "due"), (counts.new, "new"), (counts.drill, "again")]
                        .into_iter()
                        .filter(|(count, _)| *count > 0)
                        .map(|(count, word)| format!("{count} {word}"))
                        .collect();
                (!said.is_empty()).then(|| vec![format!("  {id}"), said.join(", ")])
            })
            .collect();
        lines.extend(columns(&table, &[]));
    }
    if supply.offer.reason.is_none()
        && let Some(said) = after_absence(&store, &settings, total.due, today)?
    {
        lines.extend(layout.wrap(&said, ""));
    }
    lines.extend(held_back(&supply).iter().flat_map(|text| layout.wrap(text, "")));
    if done.0 > 0 {
        lines.push(format!(
            "Today: {} in {}.",
            plural(done.0, "answer"),
            duration_in_words(done.1)
        ));
    }
    if streak > 0 {
        lines.push(format!("Streak: {}.", plural(u64::from(streak), "day")));
    }
    if left.all() > 0 {
        lines.push(format!("Next: {}", layout.accent("pauk review")));
    }
    print(&lines)
}

/// Answers of a day, and the time they took in milliseconds.
fn done_on(store: &Store, today: Day) -> Result<(u64, u64), Failure> {
    let mut done = (0, 0);
    store.each_tally_of_day(today, |day, rows| {
        if day == today {
            let here = rows.iter().filter(|row| row.mode != Mode::Import);
            done = here.fold(done, |(count, ms), row| (count + row.count, ms + row.ms));
        }
    })?;
    Ok(done)
}

/// Study days in a row up to today, or to yesterday while today is young.
fn streak(store: &Store, today: Day) -> Result<u32, Failure> {
    let mut days = Vec::new();
    store.days_back(today.plus(1), |day| {
        let next = days.last().copied().unwrap_or(today);
        days.push(day);
        next.since(day) <= 1
    })?;
    Ok(stats::streak(days.into_iter().rev(), today).now)
}
