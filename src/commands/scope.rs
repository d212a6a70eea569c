//! Which cards a command is pointed at: paths, decks, queries.

use std::path::{Path, PathBuf};

use super::failure::Failure;
use crate::deck::nearest;
use crate::model::DeckId;
use crate::query::{Query, QueryError, Term, WORDS};
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

/// Reads the words of a query. Cards that stand side by side are meant together, since none is two;
/// each must be there.
///
/// # Errors
/// A card that is not there, with the nearest; a query that cannot be read.
pub(crate) fn query_of(store: &Store, words: &[&str]) -> Result<Query, Failure> {
    let as_card = |word: &&str| match Query::parse(word) {
        Ok(Query::Term(Term::Card(key))) => Some(key),
        _ => None,
    };
    let cards: Option<Vec<_>> = words.iter().map(as_card).collect();
    let Some(cards) = cards.filter(|cards| !cards.is_empty()) else {
        let error = match Query::parse(&words.join(" ")) {
            Ok(query) => return Ok(query),
            Err(error) => error,
        };
        let card = match &error {
            QueryError::Word { .. } => card_of_a_deck(store, words)?,
            _ => None,
        };
        return Err(match card {
            Some(card) => no_card(store, &[card])?,
            None => unreadable(error),
        });
    };
    for (key, word) in cards.iter().zip(words) {
        if store.card(key)?.is_none() && store.notes_named(&key.note)? == 0 {
            return Err(no_card(store, &[(*word).to_owned()])?);
        }
    }
    let mut terms: Vec<Query> = cards.into_iter().map(|key| Query::Term(Term::Card(key))).collect();
    Ok(if terms.len() == 1 { terms.remove(0) } else { Query::Any(terms) })
}

/// The word that is written as a card of a deck that is there, and is the name of none.
fn card_of_a_deck(store: &Store, words: &[&str]) -> Result<Option<String>, Failure> {
    let installed = store.deck_ids()?;
    let is_one = |word: &&&str| {
        let deck = word.split_once(':').map(|(deck, _)| deck);
        deck.is_some_and(|deck| installed.iter().any(|(_, id)| id.as_str() == deck))
    };
    Ok(words.iter().find(is_one).map(|word| (*word).to_owned()))
}

/// The error for cards that are not there, with the nearest.
pub(crate) fn no_card(store: &Store, words: &[String]) -> Result<Failure, Failure> {
    let word = words.join(" ");
    let failure = Failure::mend(format!("no card fits `{word}`"));
    let meant = match (words.len(), word.split_once(':')) {
        (1, Some((deck, of))) => {
            let installed = store.deck_ids()?;
            let as_word = match installed.iter().any(|(_, id)| id.as_str() == deck) {
                true => None,
                false => nearest(deck, WORDS).map(|near| format!("{near}:{of}")),
            };
            match as_word {
                None => {
                    nearest(&word, store.all_keys()?.iter().map(String::as_str)).map(str::to_owned)
                }
                near => near,
            }
        }
        (1, None) => card_called(store, &word)?,
        _ => None,
    };
    Ok(match meant {
        Some(meant) => failure.hint(format!("Did you mean `{meant}`?")),
        None => failure.hint("`pauk card list` shows all cards."),
    })
}

/// The card whose name without its deck is nearest to a word.
fn card_called(store: &Store, word: &str) -> Result<Option<String>, Failure> {
    let keys = store.all_keys()?;
    let names = keys.iter().filter_map(|key| key.split_once(':').map(|(_, name)| name));
    let Some(near) = nearest(word, names) else { return Ok(None) };
    Ok(keys.iter().find(|key| key.split_once(':').is_some_and(|it| it.1 == near)).cloned())
}

/// The error for words that no card fits, where one of them is neither a deck nor anything of the
/// search language: likely a deck or a card was meant.
pub(crate) fn missed(store: &Store, words: &[String]) -> Result<Option<Missed>, Failure> {
    let installed = store.deck_ids()?;
    let bare = words.iter().find(|word| match Target::of(word) {
        Target::Query(_) => false,
        Target::Path(_) | Target::Deck(_) => decks_of(&installed, word).is_empty(),
    });
    let Some(word) = bare else { return Ok(None) };
    let failure = Failure::mend(format!("no card fits `{}`", words.join(" ")));
    let deck = deck_meant(&installed, word).map(str::to_owned);
    let meant = match deck {
        None => card_called(store, word)?,
        deck => deck,
    };
    Ok(Some(match meant {
        Some(meant) => {
            Missed { failure: failure.hint(format!("Did you mean `{meant}`?")), near: true }
        }
        None => Missed { failure: failure.hint("`pauk deck list` shows your decks."), near: false },
    }))
}

/// Words that no card fits.
#[derive(Debug)]
pub(crate) struct Missed {
    pub(crate) failure: Failure,
    /// Whether something is there that was likely meant.
    pub(crate) near: bool,
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
    if word.trim().is_empty() {
        return blank();
    }
    let failure =
        Failure::mend(format!("`{word}` is neither a file or folder nor a deck you have"));
    match deck_meant(installed, word) {
        Some(deck) => failure.hint(format!("Did you mean `{deck}`?")),
        None if installed.is_empty() => {
            failure.hint("No deck is installed yet; `pauk deck add FILE` brings one in.")
        }
        None => failure.hint("`pauk deck list` shows your decks."),
    }
}

/// The deck or tree that a word was meant to be: by its whole name, or by the last part of it.
fn deck_meant<'d>(installed: &'d [(DeckNumber, DeckId)], word: &str) -> Option<&'d str> {
    let ids = || installed.iter().map(|(_, id)| id.as_str());
    let trees = installed.iter().map(|(_, id)| id.tree());
    let last = |id: &'d str| id.rsplit('/').next().unwrap_or(id);
    nearest(word, ids().chain(trees)).or_else(|| {
        let near = nearest(word, ids().map(last))?;
        ids().find(|id| last(id) == near)
    })
}

/// The error for a word that says nothing, as a variable of the shell is that was never set.
pub(crate) fn blank() -> Failure {
    Failure::usage("an empty word names no card and no deck")
        .hint("Leave it out for all cards, or name a deck, a card or a query.")
}

/// The error for a query that cannot be read, with the nearest word.
fn unreadable(error: QueryError) -> Failure {
    let hint = match &error {
        QueryError::Word { word, known } => match nearest(word, known.iter().copied()) {
            Some(near) => format!("Did you mean `{near}:`? A card is written deck/id:card-id."),
            None => format!(
                "Search words are {}; a card is written deck/id:card-id.",
                known.iter().map(|word| format!("{word}:")).collect::<Vec<_>>().join(" ")
            ),
        },
        QueryError::Value { word, found, known } => match nearest(found, known.iter().copied()) {
            Some(near) => format!("Did you mean `{word}:{near}`?"),
            None => format!("`{word}:` knows {}.", known.join(", ")),
        },
        QueryError::Quote | QueryError::Open => "Close it.".to_owned(),
        QueryError::Close | QueryError::Dangling { .. } | QueryError::Deep { .. } => {
            "Queries look like `deck:halperin is:due -tag:usa`.".to_owned()
        }
        QueryError::Number { .. } => "Write a number, as in `rated:7` or `prop:ease<2`.".to_owned(),
        QueryError::Comparison { .. } => "Compare with <, <=, =, !=, >= or >.".to_owned(),
    };
    Failure::usage(error).hint(hint)
}
