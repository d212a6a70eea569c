//! `pauk stats`: where the learner stands.

mod gather;
mod json;

pub(crate) use gather::{hard_card, tallied};

use std::path::PathBuf;

use clap::Args;

use super::context::{Context, print, print_json};
use super::failure::Failure;
use super::history::since_day;
use super::written::{Eyes, write_whole};
use crate::report::standing_html;
use crate::store::Access;
use crate::ui::stats_lines;
use gather::Growth;

/// Show where you stand: retention, load, forecast, hardest cards
///
/// What each figure means is said in docs/statistics.md. Answers count from the first one on, or
/// from the day that --since names; cards, forecast and streak are always those of today. Hours,
/// answer times and kinds of cards look at the last 90 days, unless a query or --since says
/// otherwise.
#[derive(Debug, Args)]
pub(crate) struct StatsArgs {
    /// A deck or a query; every card where it is left out
    #[arg(value_name = "DECK|QUERY")]
    query: Vec<String>,
    /// Only answers from this day on: a date, or a number of days
    #[arg(long, value_name = "D")]
    since: Option<String>,
    /// Write a page for the browser instead, with everything in one file
    #[arg(long, value_name = "FILE", conflicts_with = "json")]
    html: Option<PathBuf>,
}

pub(crate) fn run(context: &Context, args: &StatsArgs) -> Result<(), Failure> {
    let store = context.store(Access::Read)?;
    let settings = context.settings(&store)?;
    let today = context.today(&settings);
    let since = args.since.as_deref().map(|text| since_day(text, today)).transpose()?;
    let growth = if args.html.is_some() { Growth::Shown } else { Growth::Hidden };
    let figures = gather::figures(&store, &settings, &args.query, since, today, growth)?;
    if let Some(path) = &args.html {
        write_whole(path, &standing_html(&figures), Eyes::Own)?;
        let path = crate::escape::clean_line(&path.display().to_string());
        return print(&[format!("{path} is written; it opens in any browser.")]);
    }
    if context.global.json {
        return print_json(&json::document(&figures));
    }
    print(&stats_lines(&context.layout(&settings), &figures))
}
