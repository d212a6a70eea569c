//! `pauk alias`: answers that learners called right, as spellings for the author to take over.

use std::collections::{BTreeMap, BTreeSet};

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::context::{Context, print, print_json, say};
use super::failure::Failure;
use super::scope::{Target, point};
use crate::escape::clean_line;
use crate::model::{Deck, DeckId, Kind, Note, Variant};
use crate::spelling;
use crate::store::{Access, Store, Telling, Told};

/// Spellings that the marking should know
#[derive(Debug, Args)]
pub(crate) struct AliasArgs {
    #[command(subcommand)]
    command: AliasCommand,
}

#[derive(Debug, Subcommand)]
enum AliasCommand {
    /// List answers that were marked wrong and called right, as TOML to paste into the deck
    Propose {
        /// Decks; all where it is left out
        #[arg(value_name = "DECK")]
        decks: Vec<String>,
    },
}

pub(crate) fn run(context: &Context, args: &AliasArgs) -> Result<(), Failure> {
    let AliasCommand::Propose { decks } = &args.command;
    propose(context, decks)
}

/// Spellings by deck, and in it by the answer that they stand for.
type Proposals = BTreeMap<DeckId, BTreeMap<String, Proposal>>;

#[derive(Debug, Default)]
struct Proposal {
    /// As the deck has them now.
    known: Vec<String>,
    /// Each with how often it was given.
    new: BTreeMap<String, usize>,
    cards: BTreeSet<String>,
}

fn propose(context: &Context, words: &[String]) -> Result<(), Failure> {
    let store = context.store(Access::Read)?;
    let targets: Vec<Target> = words.iter().map(|word| Target::Deck(word.clone())).collect();
    let pointed = point(&store, &targets, &[])?;
    let mut proposals = Proposals::new();
    let mut headers = BTreeMap::new();
    for (number, id) in &pointed.decks {
        headers.insert(id.clone(), store.header(*number)?);
    }
    store.tell_answers(&Telling::default(), |told| {
        let Some(deck) = headers.get(&told.key.note.deck) else { return Ok(()) };
        if let Some((answer, given)) = overruled(&store, &told)? {
            let of_deck = proposals.entry(told.key.note.deck.clone()).or_default();
            let proposal = of_deck.entry(answer.clone()).or_insert_with(|| Proposal {
                known: known_aliases(deck, &answer),
                ..Proposal::default()
            });
            *proposal.new.entry(given).or_default() += 1;
            proposal.cards.insert(told.key.to_string());
        }
        Ok::<(), Failure>(())
    })?;
    if context.global.json {
        return print_json(
            &json!({"schema": "pauk/alias-propose/1", "decks": as_json(&proposals)}),
        );
    }
    if proposals.is_empty() {
        say("No answer that was marked wrong was called right (the key `y` after a verdict).");
        return Ok(());
    }
    print(&as_toml(&proposals))
}

/// The answer and what was given for it, where the marking did not accept it and the learner did.
fn overruled(store: &Store, told: &Told) -> Result<Option<(String, String)>, Failure> {
    let marked_down = told
        .verdict
        .as_deref()
        .and_then(|verdict| serde_json::from_str::<Value>(verdict).ok())
        .is_some_and(|verdict| matches!(verdict["kind"].as_str(), Some("wrong" | "incomplete")));
    let called_right = told.quality.get() >= 4;
    let given = told.response.as_deref().map(str::trim).unwrap_or_default();
    if told.outcome.undone || !marked_down || !called_right || given.is_empty() {
        return Ok(None);
    }
    let Some(note) = store.card_by_number(told.card)?.and_then(|card| card.note) else {
        return Ok(None);
    };
    Ok(answer_of(&note, told.key.variant).map(|answer| (answer, given.to_owned())))
}

/// The one answer of a card that is typed as words.
fn answer_of(note: &Note, variant: Variant) -> Option<String> {
    match (&note.kind, variant) {
        (Kind::Typed { key, .. }, _) => Some(key.answer.clone()),
        (Kind::Basic { back, .. }, Variant::Plain) => Some(back.clone()),
        (Kind::Basic { front, .. }, Variant::Reverse) => Some(front.clone()),
        (Kind::Cloze { cloze, .. }, Variant::Gap(number)) => match cloze.answers(number)[..] {
            [one] => Some(one.to_owned()),
            _ => None,
        },
        (
            Kind::Basic { .. }
            | Kind::Cloze { .. }
            | Kind::Number { .. }
            | Kind::Date { .. }
            | Kind::Choice(_)
            | Kind::List { .. }
            | Kind::Order { .. }
            | Kind::Match { .. },
            _,
        ) => None,
    }
}

fn known_aliases(deck: &Deck, answer: &str) -> Vec<String> {
    let folded = spelling::fold(answer);
    let of_answer = deck.aliases.iter().find(|(entity, _)| spelling::fold(entity) == folded);
    of_answer.map(|(_, aliases)| aliases.clone()).unwrap_or_default()
}

fn as_json(proposals: &Proposals) -> Vec<Value> {
    proposals
        .iter()
        .map(|(deck, answers)| {
            let answers: Vec<Value> = answers
                .iter()
                .map(|(answer, proposal)| {
                    json!({
                        "answer": answer, "known": proposal.known,
                        "given": proposal.new.iter().map(|(given, times)| json!({
                            "text": given, "times": times,
                        })).collect::<Vec<_>>(),
                        "cards": proposal.cards,
                    })
                })
                .collect();
            json!({"deck": deck.to_string(), "answers": answers})
        })
        .collect()
}

/// Lines for the table `[aliases]` of each deck: what it has, and what is new.
fn as_toml(proposals: &Proposals) -> Vec<String> {
    let quoted = |text: &str| toml::Value::String(clean_line(text)).to_string();
    let mut lines = Vec::new();
    for (deck, answers) in proposals {
        lines.push(format!("# {deck}"));
        lines.push("[aliases]".to_owned());
        for (answer, proposal) in answers {
            let times: usize = proposal.new.values().sum();
            let cards: Vec<&str> = proposal.cards.iter().map(String::as_str).collect();
            lines.push(format!("# {} ({times}×)", cards.join(", ")));
            let spellings: Vec<String> = proposal
                .known
                .iter()
                .chain(proposal.new.keys())
                .map(|spelling| quoted(spelling))
                .collect();
            lines.push(format!("{} = [{}]", quoted(answer), spellings.join(", ")));
        }
        lines.push(String::new());
    }
    lines
}
