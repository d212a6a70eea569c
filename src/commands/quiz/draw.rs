//! Drawing the paper that the arguments ask for from the cards of the store.

use std::collections::HashMap;
use std::rc::Rc;

use super::TakeArgs;
use crate::commands::context::Context;
use crate::commands::desk::search;
use crate::commands::failure::Failure;
use crate::commands::scope::Pointed;
use crate::commands::settings::Settings;
use crate::model::Day;
use crate::quiz::{Blueprint, Draw, Entry, Form, Paper, PaperNumber};
use crate::store::Store;

/// So many questions where nothing says how many.
const USUAL: usize = 20;

/// The paper that the arguments ask for.
pub(super) fn draw(
    context: &Context,
    store: &Store,
    settings: &Settings,
    pointed: &Pointed,
    args: &TakeArgs,
    blueprint: Option<&Blueprint>,
    today: Day,
) -> Result<Paper, Failure> {
    let cards = entries(store, settings, pointed, today)?;
    let whole = Pointed { decks: pointed.decks.clone(), query: None, all: pointed.all };
    let class =
        if pointed.query.is_none() { Vec::new() } else { entries(store, settings, &whole, today)? };
    let number = match args.seed {
        Some(number) => PaperNumber::new(number),
        None => PaperNumber::from_seed(context.seed),
    };
    let form = if args.choices { Form::Choices } else { Form::AsWritten };
    let draw = Draw { cards: &cards, class: &class, form, number };
    let paper = match (blueprint, args.count) {
        (Some(blueprint), _) => draw.of_blueprint(blueprint),
        (None, Some(count)) => draw.of_count(count as usize),
        (None, None) => draw.of_count(draw.most().min(USUAL)),
    };
    paper.map_err(|error| {
        Failure::mend(error).hint("`pauk card list QUERY` shows the cards that fit.")
    })
}

/// The cards that may be asked: those of the decks that are not suspended.
pub(super) fn entries(
    store: &Store,
    settings: &Settings,
    pointed: &Pointed,
    today: Day,
) -> Result<Vec<Entry>, Failure> {
    let mut headers = HashMap::new();
    let mut entries = Vec::new();
    for row in store.find(&search(settings, pointed, today))? {
        if row.suspended {
            continue;
        }
        let Some(note) = row.note else { continue };
        let deck = match headers.get(&row.deck) {
            Some(deck) => Rc::clone(deck),
            None => {
                let deck = store.header(row.deck)?;
                headers.insert(row.deck, Rc::clone(&deck));
                deck
            }
        };
        entries.push(Entry { key: row.key, note, deck, tags: row.tags });
    }
    Ok(entries)
}
