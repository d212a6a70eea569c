//! `pauk due`: what is due, fast enough for a shell prompt. Only reads.

use clap::Args;
use serde_json::json;

use super::context::{Context, print, print_json};
use super::deck::refuse;
use super::desk::{Cut, Supply};
use super::failure::Failure;
use super::files::{Look, read};
use super::scope::{Target, point};
use crate::model::DeckId;
use crate::store::Access;
use crate::ui::{columns, day_in_words};

/// Show what is due, new and left to drill today
///
/// Exits with 1 where nothing is.
#[derive(Debug, Args)]
pub(crate) struct DueArgs {
    /// Decks or a query; all decks where it is left out
    #[arg(value_name = "DECK|QUERY")]
    targets: Vec<String>,
    /// Only the number of cards
    #[arg(long, conflicts_with = "prompt")]
    count: bool,
    /// One short line for a shell prompt, nothing where nothing is due
    #[arg(long)]
    prompt: bool,
}

pub(crate) fn run(context: &Context, args: &DueArgs) -> Result<(), Failure> {
    let store = context.store(Access::Read)?;
    let settings = context.settings(&store)?;
    let today = context.today(&settings);
    let targets: Vec<Target> = args.targets.iter().map(|word| Target::of(word)).collect();
    let decks = decks_in_files(context, &targets)?;
    let pointed = point(&store, &targets, &decks)?;
    let supply = Supply::new(&store, &settings, &pointed, Cut::plain(today))?;
    let total = supply.counts.total();
    let sum = total.due + total.new + total.drill;
    if context.global.json {
        let decks: Vec<_> = pointed
            .decks
            .iter()
            .map(|(number, id)| {
                let counts = supply.counts.decks.get(number).copied().unwrap_or_default();
                json!({
                    "deck": id.to_string(), "due": counts.due, "new": counts.new,
                    "drill": counts.drill,
                })
            })
            .collect();
        let next = supply.next_due(&store)?;
        print_json(&json!({
            "schema": "pauk/due/1", "day": today.to_string(), "decks": decks,
            "total": {"due": total.due, "new": total.new, "drill": total.drill},
            "next_due": next.map(|day| day.to_string()),
        }))?;
    } else if args.count {
        print(&[sum.to_string()])?;
    } else if args.prompt {
        let parts: Vec<String> = [(total.due, "due"), (total.new, "new"), (total.drill, "again")]
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}"))
            .collect();
        if !parts.is_empty() {
            print(&[parts.join(" ")])?;
        }
    } else if sum == 0 {
        let mut lines = vec!["Nothing is due.".to_owned()];
        if let Some(next) = supply.next_due(&store)? {
            lines.push(format!("The next card is due {}.", day_in_words(next, today)));
        }
        print(&lines)?;
    } else {
        let mut table =
            vec![vec!["deck".to_owned(), "due".to_owned(), "new".to_owned(), "again".to_owned()]];
        for (number, id) in &pointed.decks {
            let counts = supply.counts.decks.get(number).copied().unwrap_or_default();
            if counts.due + counts.new + counts.drill > 0 {
                table.push(vec![
                    id.to_string(),
                    counts.due.to_string(),
                    counts.new.to_string(),
                    counts.drill.to_string(),
                ]);
            }
        }
        table.push(vec![
            "total".to_owned(),
            total.due.to_string(),
            total.new.to_string(),
            total.drill.to_string(),
        ]);
        print(&columns(&table, &[1, 2, 3]))?;
    }
    if sum == 0 { Err(Failure::silent()) } else { Ok(()) }
}

/// The decks of the paths among the targets, which must hold.
fn decks_in_files(context: &Context, targets: &[Target]) -> Result<Vec<DeckId>, Failure> {
    let paths = targets.iter().filter_map(|target| match target {
        Target::Path(path) => Some(path.clone()),
        Target::Deck(_) | Target::Query(_) => None,
    });
    let files = read(&paths.collect::<Vec<_>>(), Look::Errors);
    refuse(context, &files, "pauk/due/1", "nothing was counted")?;
    Ok(files.into_iter().filter_map(|file| file.deck).map(|deck| deck.id).collect())
}
