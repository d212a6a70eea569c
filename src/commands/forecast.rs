//! `pauk forecast`: what the coming days will bring.

use clap::Args;
use serde_json::{Value, json};

use super::context::{Context, print, print_json};
use super::failure::Failure;
use super::respite::{start, usual};
use crate::absence::{Load, Offer, project};
use crate::model::Day;
use crate::stats::Cards;
use crate::store::{Access, Pace};
use crate::ui::{forecast_lines, plural};

/// Show what the coming days will bring
///
/// All days are played through by the rules of the schedule: what is due, what comes again, new
/// cards up to the limit, breaks and catching up, with as much forgotten as in the last ninety
/// days. Siblings and limits of single decks are left out.
#[derive(Debug, Args)]
pub(crate) struct ForecastArgs {
    /// How many days, today among them
    #[arg(long, value_name = "N", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=3650))]
    days: u32,
}

pub(crate) fn run(context: &Context, args: &ForecastArgs) -> Result<(), Failure> {
    let store = context.store(Access::Read)?;
    let settings = context.settings(&store)?;
    let today = context.today(&settings);
    let breaks = settings.breaks();
    // A break to come is spread by the load that is usual now.
    let usual = usual(&store, today)?;
    let offer = |day| Offer::on(day, &breaks, settings.catch_up(), usual);
    let loads = project(&start(&store, &settings, today)?, today, args.days, offer);
    let mut cards = Cards::default();
    let last = today.plus(args.days - 1);
    store.each_ready(last, |_, day, count| {
        *cards.due.entry(day).or_default() += count;
    })?;
    let scheduled = cards.forecast(today, args.days);
    let pace = store.pace(today)?;
    if context.global.json {
        return print_json(&document(&loads, &scheduled, &pace));
    }
    let days: Vec<(Load, u64)> = loads.iter().map(|load| (*load, minutes(load, &pace))).collect();
    let layout = context.layout(&settings);
    let mut lines = forecast_lines(&layout, &days);
    let sum: u64 = days.iter().map(|(_, minutes)| minutes).sum();
    let said = format!(
        "{} of {} are scheduled now; the rest is expected. About {} min in all.",
        plural(scheduled.iter().map(|(_, due)| due).sum(), "review"),
        loads.iter().map(|load| u64::from(load.reviews)).sum::<u64>(),
        sum
    );
    lines.extend(layout.wrap(&said, ""));
    print(&lines)
}

/// What a day takes, rounded up.
fn minutes(load: &Load, pace: &Pace) -> u64 {
    let ms = u64::from(load.reviews) * pace.review_ms + u64::from(load.new) * pace.new_ms;
    ms.div_ceil(60_000)
}

fn document(loads: &[Load], scheduled: &[(Day, u64)], pace: &Pace) -> Value {
    let days = loads.iter().zip(scheduled).map(|(load, (day, due))| {
        json!({
            "day": day.to_string(), "due": due, "reviews": load.reviews, "new": load.new,
            "waiting": load.waiting, "minutes": minutes(load, pace),
        })
    });
    json!({"schema": "pauk/forecast/1", "days": days.collect::<Vec<_>>()})
}
