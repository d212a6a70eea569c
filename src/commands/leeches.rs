//! `pauk leeches`: the cards that are forgotten again and again, and what may be wrong with them.

use std::collections::{HashMap, HashSet};

use clap::Args;
use serde_json::{Value, json};

use super::card::{numbers_of, pointed_by};
use super::context::{Context, print, print_json};
use super::desk::search;
use super::failure::Failure;
use super::scope::missed;
use super::stats::hard_card;
use crate::deck::{Problem, keep_what_counts, lint, parse, print_header, print_note};
use crate::model::{Note, NoteId, NoteKey};
use crate::query::{Query, State, Term};
use crate::stats::HardCard;
use crate::store::{Access, BareCard, DeckNumber, Store};
use crate::ui::{Layout, plural};

/// How many wrong answers are named.
const CONFUSIONS: usize = 5;

/// List the cards that you keep forgetting, with what may be wrong with them
///
/// A card is a leech from 8 lapses on; `pauk config set leech-threshold` changes it. Named are the
/// wrong answers that you gave, and what `pauk deck lint` says of the card.
#[derive(Debug, Args)]
pub(crate) struct LeechesArgs {
    /// A deck or a query; every card where it is left out
    #[arg(value_name = "DECK|QUERY")]
    query: Vec<String>,
}

pub(crate) fn run(context: &Context, args: &LeechesArgs) -> Result<(), Failure> {
    let store = context.store(Access::Read)?;
    let settings = context.settings(&store)?;
    let today = context.today(&settings);
    let mut pointed = pointed_by(&store, &args.query)?;
    let is_leech = Query::Term(Term::Is(State::Leech));
    pointed.query = Some(Query::All(pointed.query.into_iter().chain([is_leech]).collect()));
    let mut cards = store.find_bare(&search(&settings, &pointed, today))?;
    if cards.is_empty()
        && let Some(missed) = missed(&store, &args.query)?
        && numbers_of(&store, &settings, &args.query, today)?.is_empty()
    {
        return Err(missed.failure);
    }
    cards.sort_by_key(|card| std::cmp::Reverse(card.memory.lapses));
    let hints = hints(&store, &cards)?;
    let mut leeches = Vec::new();
    for card in &cards {
        if let Some(hard) = hard_card(&store, card.memory, card.number)? {
            let hints = hints.get(&card.key.note).cloned().unwrap_or_default();
            leeches.push((hard, hints, card.standing.suspended));
        }
    }
    if context.global.json {
        let cards: Vec<Value> = leeches.iter().map(to_json).collect();
        return print_json(&json!({"schema": "pauk/leeches/1", "cards": cards}));
    }
    if leeches.is_empty() {
        return print(&["No card is a leech.".to_owned()]);
    }
    let layout = context.layout(&settings);
    let mut lines: Vec<String> = leeches.iter().flat_map(|leech| told(&layout, leech)).collect();
    lines.extend(layout.wrap(
        "A card that does not stick is better split, reworded or given a hint: `pauk card edit`.",
        "",
    ));
    print(&lines)
}

type Leech = (HardCard, Vec<Problem>, bool);

fn told(layout: &Layout, (card, hints, suspended): &Leech) -> Vec<String> {
    let mut lines: Vec<String> =
        layout.wrap(&card.card, "").iter().map(|line| layout.bold(line)).collect();
    let suspended = if *suspended { ", suspended" } else { "" };
    let state = format!(
        "{} in {}, ease {}{suspended}",
        plural(u64::from(card.memory.lapses), "lapse"),
        plural(u64::from(card.memory.reviews), "review"),
        card.memory.ease
    );
    lines.extend(layout.wrap(&state, "  "));
    lines.extend(layout.hang(&card.question, "  question  ", "            "));
    lines.extend(layout.hang(&card.answer, "  answer    ", "            "));
    if !card.confusions.is_empty() {
        let wrong = card.confusions.iter().take(CONFUSIONS);
        let wrong: Vec<String> = wrong
            .map(|(text, count)| format!("{count} × {}", crate::escape::clean_line(text)))
            .collect();
        lines.extend(layout.hang(&wrong.join(" · "), "  you said  ", "            "));
    }
    for hint in hints {
        let said = format!("{} ({})", hint.message, hint.code);
        lines.extend(layout.hang(&said, "  lint      ", "            "));
        lines.extend(layout.wrap(&hint.help, "            "));
    }
    lines.push(String::new());
    lines
}

fn to_json((card, hints, suspended): &Leech) -> Value {
    json!({
        "card": card.card, "question": card.question, "answer": card.answer,
        "lapses": card.memory.lapses, "reviews": card.memory.reviews,
        "ease": card.memory.ease.hundredths(), "interval": card.memory.interval.days(),
        "suspended": suspended,
        "confusions": card.confusions.iter()
            .map(|(text, count)| json!({"answer": text, "count": count})).collect::<Vec<_>>(),
        "hints": hints.iter().map(|hint| json!({
            "code": hint.code, "message": hint.message, "help": hint.help,
        })).collect::<Vec<_>>(),
    })
}

/// What `deck lint` says of the notes of these cards.
fn hints(store: &Store, cards: &[BareCard]) -> Result<HashMap<NoteKey, Vec<Problem>>, Failure> {
    let mut wanted: HashMap<DeckNumber, HashSet<&NoteKey>> = HashMap::new();
    for card in cards {
        wanted.entry(card.deck).or_default().insert(&card.key.note);
    }
    let mut hints: HashMap<NoteKey, Vec<Problem>> = HashMap::new();
    for (deck, wanted) in wanted {
        linted(store, deck, &wanted, &mut hints)?;
    }
    Ok(hints)
}

/// The findings in the notes of a deck that are wanted: these are written out with the others that
/// count, and each finding belongs to the note within whose lines it stands.
fn linted(
    store: &Store,
    deck: DeckNumber,
    wanted: &HashSet<&NoteKey>,
    hints: &mut HashMap<NoteKey, Vec<Problem>>,
) -> Result<(), Failure> {
    let header = store.header(deck)?;
    let key = |note: &NoteId| NoteKey { deck: header.id.clone(), note: note.clone() };
    let mut notes: Vec<Note> = store.notes_of(deck)?.iter().filter_map(Store::read_note).collect();
    keep_what_counts(&mut notes, |note| wanted.contains(&key(note)));
    let lines = |text: &str| text.matches('\n').count() as u32;
    let mut text = print_header(&header);
    let mut line = lines(&text);
    let mut starts = Vec::new();
    for note in notes {
        text.push('\n');
        let printed = print_note(&note);
        starts.push((line + 1, note.id));
        line += 1 + lines(&printed);
        text.push_str(&printed);
    }
    let parsed = parse(text);
    let Some(deck) = parsed.deck else { return Ok(()) };
    for problem in lint(&deck, &parsed.places) {
        let at = starts.partition_point(|(line, _)| *line < problem.line);
        if let Some((_, note)) = at.checked_sub(1).and_then(|at| starts.get(at)) {
            hints.entry(key(note)).or_default().push(problem);
        }
    }
    Ok(())
}
