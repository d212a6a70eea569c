//! `pauk break`: days away, and catching up afterwards.
//!
//! A break and a plan are settings of the log. They limit what a day offers and move nothing, so
//! taking them back restores everything.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::context::{Context, print, print_json, say};
use super::failure::Failure;
use super::respite::{last_day, start, usual};
use super::settings::Settings;
use crate::absence::{Backlog, Break, plan};
use crate::model::{Day, Event, EventKind};
use crate::store::{Access, Store};
use crate::ui::{Layout, columns, duration_in_words, plural};

/// Plan days away, and catch up afterwards
///
/// A break brings no cards on its days, no new cards before it whose first repetitions would fall
/// into it, and spreads the load after it. Nothing is rescheduled: removing the break restores
/// everything.
#[derive(Debug, Args)]
pub(crate) struct BreakArgs {
    #[command(subcommand)]
    command: BreakCommand,
}

#[derive(Debug, Subcommand)]
enum BreakCommand {
    /// Plan a break, from its first to its last day
    Add(Days),
    /// List the breaks and the plan to catch up
    List,
    /// Take a break back
    Remove(Days),
    /// Work off what has piled up, most at risk first, in so many reviews a day
    ///
    /// Without --days over as few days as need no more than 1.4 times the usual reviews a day.
    /// New cards wait until nothing else does.
    CatchUp {
        /// Over so many days
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=120))]
        days: Option<u32>,
        /// Say what would be planned, and plan nothing
        #[arg(long)]
        dry_run: bool,
        /// Take the plan back
        #[arg(long, conflicts_with_all = ["days", "dry_run"])]
        off: bool,
    },
}

#[derive(Debug, Args)]
struct Days {
    /// The first day, as 2026-12-24
    from: Day,
    /// The last day
    to: Day,
}

pub(crate) fn run(context: &Context, args: &BreakArgs) -> Result<(), Failure> {
    match &args.command {
        BreakCommand::Add(days) => add(context, days),
        BreakCommand::List => list(context),
        BreakCommand::Remove(days) => remove(context, days),
        BreakCommand::CatchUp { off: true, .. } => lift(context),
        BreakCommand::CatchUp { days, dry_run, off: false } => catch_up(context, *days, *dry_run),
    }
}

fn add(context: &Context, days: &Days) -> Result<(), Failure> {
    let away = break_of(days)?;
    let mut store = context.store(Access::Write)?;
    let settings = context.settings(&store)?;
    let today = context.today(&settings);
    if away.to() < today {
        return Err(Failure::mend(format!("the break ended on {}, which is past", away.to()))
            .hint("`pauk break catch-up` helps after days away that were not planned."));
    }
    set(context, &mut store, today, format!("break.{away}"), Some("on".to_owned()))?;
    if context.global.json {
        return print_json(&json!({"schema": "pauk/break-add/1", "break": break_json(away)}));
    }
    let said = [
        format!("A break of {}, {away}.", plural(u64::from(away.days()), "day")),
        "No cards come on its days, no new ones before it that would come again during it, and \
         the load is spread after it."
            .to_owned(),
        format!("`pauk break remove {} {}` takes it back.", away.from(), away.to()),
    ];
    let layout = context.layout(&settings);
    print(&said.iter().flat_map(|text| layout.wrap(text, "")).collect::<Vec<_>>())
}

fn break_of(days: &Days) -> Result<Break, Failure> {
    Break::new(days.from, days.to).map_err(|error| {
        Failure::usage(error).hint("Write the first day and the last: 2026-12-24 2027-01-02.")
    })
}

fn remove(context: &Context, days: &Days) -> Result<(), Failure> {
    let away = break_of(days)?;
    let mut store = context.store(Access::Write)?;
    let settings = context.settings(&store)?;
    if !settings.breaks().contains(&away) {
        return Err(Failure::mend(format!("there is no break {away}"))
            .hint("`pauk break list` shows the breaks."));
    }
    set(context, &mut store, context.today(&settings), format!("break.{away}"), None)?;
    if context.global.json {
        return print_json(&json!({"schema": "pauk/break-remove/1", "break": break_json(away)}));
    }
    print(&[format!("The break {away} is taken back.")])
}

fn list(context: &Context) -> Result<(), Failure> {
    let store = context.store(Access::Read)?;
    let settings = context.settings(&store)?;
    let today = context.today(&settings);
    let plan = settings.catch_up().filter(|plan| plan.last() >= today);
    let breaks = settings.breaks();
    if context.global.json {
        let breaks: Vec<Value> = breaks.into_iter().map(break_json).collect();
        let plan = plan.map(|plan| {
            json!({"from": plan.from.to_string(), "to": plan.last().to_string(),
                "days": plan.days, "reviews": plan.reviews})
        });
        return print_json(
            &json!({"schema": "pauk/break-list/1", "breaks": breaks, "catch_up": plan}),
        );
    }
    let mut rows: Vec<Vec<String>> = Vec::new();
    for away in breaks {
        let state = match (away.holds(today), away.to() < today, away.is_followed_by(today)) {
            (true, ..) => "now",
            (_, true, true) => "past, its load is being spread",
            (_, true, false) => "past",
            (_, false, _) => "to come",
        };
        let days = plural(u64::from(away.days()), "day");
        rows.push(vec![away.to_string(), days, state.to_owned()]);
    }
    if let Some(plan) = plan {
        let days = format!("{}..{}", plan.from, plan.last());
        let reviews = format!("catching up, {} a day", plural(u64::from(plan.reviews), "review"));
        rows.push(vec![days, plural(u64::from(plan.days), "day"), reviews]);
    }
    if rows.is_empty() {
        return print(&["No break is planned.".to_owned()]);
    }
    print(&columns(&rows, &[1]))
}

fn catch_up(context: &Context, days: Option<u32>, dry_run: bool) -> Result<(), Failure> {
    let access = if dry_run { Access::Read } else { Access::Write };
    let mut store = context.store(access)?;
    let settings = context.settings(&store)?;
    let today = context.today(&settings);
    let last = last_day(&store, today)?;
    let usual = usual(&store, last.unwrap_or(today))?;
    let Some(backlog) = plan(&start(&store, &settings, today)?, today, usual, days) else {
        if context.global.json {
            return print_json(&no_plan_json(0, usual, dry_run));
        }
        let said = "Nothing is due, so there is nothing to catch up.";
        return print(&context.layout(&settings).wrap(said, ""));
    };
    if !dry_run {
        let (key, value) = ("catch-up".to_owned(), backlog.plan.to_string());
        set(context, &mut store, today, key, Some(value))?;
    }
    let pace = store.pace(today)?.review_ms;
    if context.global.json {
        return print_json(&plan_json(&backlog, usual, pace, dry_run));
    }
    print(&plan_lines(&context.layout(&settings), &backlog, usual, pace, dry_run))
}

/// As [`plan_json`], where there is no plan.
fn no_plan_json(due: usize, usual: u32, dry_run: bool) -> Value {
    json!({
        "schema": "pauk/break-catch-up/1", "due": due, "usual": usual, "dry_run": dry_run,
        "plan": null, "by_day": [],
    })
}

fn plan_json(backlog: &Backlog, usual: u32, pace: u64, dry_run: bool) -> Value {
    let plan = backlog.plan;
    let minutes = |reviews: u32| (u64::from(reviews) * pace).div_ceil(60_000);
    json!({
        "schema": "pauk/break-catch-up/1", "due": backlog.due, "usual": usual, "dry_run": dry_run,
        "plan": {
            "from": plan.from.to_string(), "to": plan.last().to_string(), "days": plan.days,
            "reviews": plan.reviews, "minutes": minutes(plan.reviews),
        },
        "by_day": backlog.loads.iter().map(|load| json!({
            "day": load.day.to_string(), "reviews": load.reviews, "waiting": load.waiting,
            "minutes": minutes(load.reviews),
        })).collect::<Vec<_>>(),
    })
}

fn plan_lines(
    layout: &Layout,
    backlog: &Backlog,
    usual: u32,
    pace: u64,
    dry_run: bool,
) -> Vec<String> {
    let plan = backlog.plan;
    let time = |reviews: u32| duration_in_words(u64::from(reviews) * pace);
    let mut lines = layout.wrap(
        &format!(
            "{} wait, about {}. Usual were {} a day, about {}.",
            plural(u64::from(backlog.due), "due card"),
            time(backlog.due),
            plural(u64::from(usual), "review"),
            time(usual)
        ),
        "",
    );
    let said = format!(
        "{}: {} until {}, at most {} a day, about {}; most at risk first.",
        if dry_run { "The plan would be" } else { "The plan" },
        plural(u64::from(plan.days), "day"),
        plan.last(),
        plural(u64::from(plan.reviews), "review"),
        time(plan.reviews)
    );
    lines.extend(layout.wrap(&said, "").iter().map(|line| layout.bold(line)));
    let sum: u32 = backlog.loads.iter().map(|load| load.reviews).sum();
    let left_over = backlog.loads.iter().filter(|load| load.waiting > 0).count() as u64;
    let said = format!(
        "What it costs: {} in all, with what falls due meanwhile; new cards wait as long as due \
         ones do, {}; the card least at risk comes {} late.",
        time(sum),
        plural(left_over, "day"),
        plural(left_over, "day")
    );
    lines.extend(layout.wrap(&said, ""));
    let taken_back = if dry_run {
        "`pauk break catch-up` without --dry-run plans it."
    } else {
        "`pauk break catch-up --off` takes it back."
    };
    lines.extend(layout.wrap(taken_back, ""));
    lines
}

fn lift(context: &Context) -> Result<(), Failure> {
    let mut store = context.store(Access::Write)?;
    let settings = context.settings(&store)?;
    let today = context.today(&settings);
    let had = settings.catch_up().is_some();
    if had {
        set(context, &mut store, today, "catch-up".to_owned(), None)?;
    } else {
        say("there was no plan to catch up");
    }
    if context.global.json {
        let usual = usual(&store, last_day(&store, today)?.unwrap_or(today))?;
        let due = start(&store, &settings, today)?.due(today);
        return print_json(&no_plan_json(due, usual, false));
    }
    print(&["Days bring all that is due.".to_owned()])
}

fn set(
    context: &Context,
    store: &mut Store,
    day: Day,
    key: String,
    value: Option<String>,
) -> Result<(), Failure> {
    store.record(Event { at: context.now(), day, kind: EventKind::Config { key, value } })?;
    Ok(())
}

fn break_json(away: Break) -> Value {
    json!({
        "from": away.from().to_string(), "to": away.to().to_string(), "days": away.days(),
    })
}

/// How bad it is after an absence, and what helps; `None` where there was none, it did no harm, or
/// something is done about it already.
pub(crate) fn after_absence(
    store: &Store,
    settings: &Settings,
    due: u32,
    today: Day,
) -> Result<Option<String>, Failure> {
    let Some(last) = last_day(store, today)? else { return Ok(None) };
    let away = today.since(last).saturating_sub(1);
    if away < 3 {
        return Ok(None);
    }
    let usual = usual(store, last)?;
    if due < 20 || due <= usual * 2 {
        return Ok(None);
    }
    let pace = store.pace(today)?.review_ms;
    let days = super::respite::start(store, settings, today)
        .map(|start| plan(&start, today, usual, None))?
        .map(|backlog| backlog.plan);
    Ok(days.map(|plan| {
        format!(
            "You were away for {}: {} wait, {} usual days of work. `pauk break catch-up` spreads \
             them over {}, about {} a day.",
            plural(u64::from(away), "day"),
            plural(u64::from(due), "due card"),
            due.div_ceil(usual.max(1)),
            plural(u64::from(plan.days), "day"),
            duration_in_words(u64::from(plan.reviews) * pace)
        )
    }))
}
