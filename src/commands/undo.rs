//! `pauk undo` and `pauk redo`: the last reviews, whichever session they were in.

use clap::Args;
use serde_json::json;

use super::context::{Context, print, print_json};
use super::failure::Failure;
use super::review::due_day;
use crate::store::{Access, Undone};
use crate::ui::day_in_words;

/// Take back the last reviews, also of earlier sessions
#[derive(Debug, Args)]
pub(crate) struct UndoArgs {
    /// How many
    #[arg(value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    count: u32,
}

/// Bring back the review that was taken back last
#[derive(Debug, Args)]
pub(crate) struct RedoArgs {}

pub(crate) fn undo(context: &Context, args: &UndoArgs) -> Result<(), Failure> {
    let mut store = context.store(Access::Write)?;
    let settings = context.settings(&store)?;
    let today = context.today(&settings);
    let undone = store.undo(args.count, context.now(), today)?;
    if undone.is_empty() {
        return Err(Failure::mend("there is no review to undo"));
    }
    report(context, "pauk/undo/1", "undone", &undone, today)
}

pub(crate) fn redo(context: &Context) -> Result<(), Failure> {
    let mut store = context.store(Access::Write)?;
    let settings = context.settings(&store)?;
    let today = context.today(&settings);
    match store.redo(context.now(), today)? {
        Some(one) => report(context, "pauk/redo/1", "redone", &[one], today),
        None => Err(Failure::mend("there is no undone review to bring back")
            .hint("Only what was undone last can come back, and only until the next review.")),
    }
}

fn report(
    context: &Context,
    schema: &str,
    word: &str,
    undone: &[Undone],
    today: crate::model::Day,
) -> Result<(), Failure> {
    if context.global.json {
        let reviews: Vec<_> = undone
            .iter()
            .map(|one| {
                json!({
                    "review": one.review.to_string(), "card": one.card.to_string(),
                    "due": due_day(one.memory).map(|day| day.to_string()),
                    "interval": one.memory.interval.days(),
                    "ease": one.memory.ease.hundredths(),
                    "repetitions": one.memory.repetitions,
                })
            })
            .collect();
        return print_json(&json!({"schema": schema, "reviews": reviews}));
    }
    let lines: Vec<String> = undone
        .iter()
        .map(|one| {
            let due = match due_day(one.memory) {
                Some(day) => format!("due {}", day_in_words(day, today)),
                None => "new again".to_owned(),
            };
            format!("{word}: {} ({due})", one.card)
        })
        .collect();
    print(&lines)
}
