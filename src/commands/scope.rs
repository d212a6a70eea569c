//! Which cards a command is pointed at: paths, decks, queries.

use std::path::{Path, PathBuf};

use super::failure::Failure;
use crate::deck::nearest;
use crate::model::DeckId;
use crate::query::{Query, QueryError, Term};
use crate::store::{DeckNumber, Store};

/// A word of the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    Path(PathBuf),
    Deck(String),
    Query(String),
}

impl Target {
    /// What holds `:`, quotes or parentheses is a query; what is there is a path; the rest is a
    /// deck.
    pub(crate) fn of(word: &str) -> Self {
        let queries = word.contains([':', '"', '(', ')']);
        if queries && !Path::new(word).exists() {
            Self::Query(word.to_owned())
        } else if Path::new(word).exists() {
            Self::Path(PathBuf::from(word))
        } else {
            Self::Deck(word.to_owned())
        }
    }
}

/// The decks and the query that a command line names.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Pointed {
    /// Every installed deck where none is named.
    pub(crate) decks: Vec<(DeckNumber, DeckId)>,
    pub(crate) query: Option<Query>,
    /// Whether nothing at all was named.
    pub(crate) all: bool,
}

/// Resolves decks and queries; `from_paths` are the decks of paths that were brought in.
///
/// # Errors
/// A word that is no deck, with the nearest; a query that cannot be read.
pub(crate) fn point(
    store: &Store,
    targets: &[Target],
    from_paths: &[DeckId],
) -> Result<Pointed, Failure> {
    let installed = store.deck_ids()?;
    let mut words = Vec::new();
    let mut wanted: Vec<(DeckNumber, DeckId)> =
        installed.iter().filter(|(_, id)| from_paths.contains(id)).cloned().collect();
    let mut named = !from_paths.is_empty();
    for target in targets {
        match target {
            Target::Path(_) => named = true,
            Target::Query(text) => words.push(text.as_str()),
            Target::Deck(word) => {
                named = true;
                let found = decks_of(&installed, word);
                if found.is_empty() {
                    return Err(no_deck(&installed, word));
                }
                wanted.extend(found);
            }
        }
    }
    wanted.sort_by(|one, other| one.1.cmp(&other.1));
    wanted.dedup();
    let query = if words.is_empty() { None } else { Some(query_of(store, &words)?) };
    let all = !named && query.is_none();
    Ok(Pointed { decks: if named { wanted } else { installed }, query, all })
}

/// Reads the words of a query; one that names a single card must name one that is there.
fn query_of(store: &Store, words: &[&str]) -> Result<Query, Failure> {
    let query = parse_query(&words.join(" "))?;
    if let (Query::Term(Term::Card(key)), [word]) = (&query, words)
        && store.card(key)?.is_none()
        && store.notes_named(&key.note)? == 0
    {
        return Err(super::card::no_card(store, &[(*word).to_owned()])?);
    }
    Ok(query)
}

/// The deck of this id and those below it; `*` stands for anything.
fn decks_of(installed: &[(DeckNumber, DeckId)], word: &str) -> Vec<(DeckNumber, DeckId)> {
    let word = word.trim_end_matches('/');
    if let Some(ancestor) = word.strip_suffix("/*") {
        return decks_of(installed, ancestor);
    }
    installed.iter().filter(|(_, id)| id.is_within(word)).cloned().collect()
}

/// The error for a deck that is not there.
pub(crate) fn no_deck(installed: &[(DeckNumber, DeckId)], word: &str) -> Failure {
    let failure =
        Failure::mend(format!("`{word}` is neither a file or folder nor a deck you have"));
    let trees = installed.iter().map(|(_, id)| id.tree());
    match nearest(word, installed.iter().map(|(_, id)| id.as_str()).chain(trees)) {
        Some(deck) => failure.hint(format!("Did you mean `{deck}`?")),
        None if installed.is_empty() => {
            failure.hint("No deck is installed yet; `pauk deck add FILE` brings one in.")
        }
        None => failure.hint("`pauk deck list` shows your decks."),
    }
}

/// Reads a query.
///
/// # Errors
/// What cannot be read, with the nearest word.
pub(crate) fn parse_query(text: &str) -> Result<Query, Failure> {
    Query::parse(text).map_err(|error| {
        let hint = match &error {
            QueryError::Word { word, known } => match nearest(word, known.iter().copied()) {
                Some(near) => format!("Did you mean `{near}:`? A card is written deck/id:card-id."),
                None => format!(
                    "Search words are {}; a card is written deck/id:card-id.",
                    known.iter().map(|word| format!("{word}:")).collect::<Vec<_>>().join(" ")
                ),
            },
            QueryError::Value { word, found, known } => match nearest(found, known.iter().copied())
            {
                Some(near) => format!("Did you mean `{word}:{near}`?"),
                None => format!("`{word}:` knows {}.", known.join(", ")),
            },
            QueryError::Quote | QueryError::Open => "Close it.".to_owned(),
            QueryError::Close | QueryError::Dangling { .. } | QueryError::Deep { .. } => {
                "Queries look like `deck:halperin is:due -tag:usa`.".to_owned()
            }
            QueryError::Number { .. } => {
                "Write a number, as in `rated:7` or `prop:ease<2`.".to_owned()
            }
            QueryError::Comparison { .. } => "Compare with <, <=, =, !=, >= or >.".to_owned(),
        };
        Failure::usage(error).hint(hint)
    })
}
