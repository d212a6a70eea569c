//! The deck format: from text to a checked deck and back.
//!
//! A file that does not hold yields all its problems at once; printing is the inverse of parsing.
//! Files are read and shown elsewhere: everything here is text in, values out.

mod advice;
mod characters;
mod choice;
mod cloze;
mod codes;
mod dates;
mod document;
mod drafted;
mod entities;
mod entry;
mod fields;
mod header;
mod ids;
mod items;
mod keys;
mod kinds;
mod lint;
mod nearest;
mod number;
mod own;
mod places;
mod print;
mod problem;
mod questions;
mod reader;
mod sameness;
mod sound;
mod source;
mod stocks;
mod syntax;
mod table;
mod too_deep;
mod typed;
mod whole;
mod words;
mod written;

#[cfg(test)]
mod tests;

use crate::model::{Deck, DeckId, Note};

pub(crate) use document::MOST_CARDS;
pub(crate) use drafted::{Drafted, SoundEntry, is_plain_card};
pub(crate) use kinds::Form;
pub(crate) use lint::{keep_what_counts, lint};
pub(crate) use nearest::nearest;
pub(crate) use own::{differences, overlay};
pub(crate) use places::Places;
pub(crate) use print::{add_note, print, print_header, print_note};
pub(crate) use problem::{Problem, Severity};
pub(crate) use sameness::typed as typed_form;
pub(crate) use whole::{Clash, clashes, no_text, too_large, unreadable};

use places::Marks;
use problem::Findings;
use source::Source;

/// What a file holds.
#[derive(Debug)]
pub(crate) struct Parsed {
    /// `None` where one of the problems is an error.
    pub(crate) deck: Option<Deck>,
    /// In the order of their places.
    pub(crate) problems: Vec<Problem>,
    pub(crate) places: Places,
}

/// The largest file that is read, in bytes.
pub(crate) const LARGEST_FILE: usize = 16 << 20;

/// More problems at once help nobody.
pub(crate) const MOST_PROBLEMS: usize = 1_000;

/// Reads a whole deck and checks all of it.
pub(crate) fn parse(text: impl Into<String>) -> Parsed {
    let text = text.into();
    let mut findings = Findings::up_to(MOST_PROBLEMS);
    if text.len() > LARGEST_FILE {
        let message =
            format!("the file has {} bytes; a deck may have up to {LARGEST_FILE}", text.len());
        findings.add(0, codes::FILE_SIZE, message, "Make several decks of it.");
        let source = Source::default();
        let problems = findings.into_problems(&source);
        let places = Places::new(source, Marks::default());
        return Parsed { deck: None, problems, places };
    }
    let source = Source::new(text);
    let (deck, marks) = document::deck(&source, &mut findings);
    let problems = findings.into_problems(&source);
    Parsed {
        deck: deck.filter(|_| problems.is_empty()),
        problems,
        places: Places::new(source, marks),
    }
}

/// Looks for what is wrong with a deck: as [`parse`], but only notes that had another name are kept,
/// and the places of none.
pub(crate) fn check(text: impl Into<String>) -> Parsed {
    let text = text.into();
    if text.len() <= LARGEST_FILE
        && let Some(deck) = sound::deck(&Source::new(text.as_str()))
    {
        return Parsed { deck: Some(deck), problems: Vec::new(), places: Places::default() };
    }
    let Parsed { mut deck, problems, .. } = parse(text);
    if let Some(deck) = &mut deck {
        deck.notes.retain(|note| !note.was.is_empty());
        deck.notes.shrink_to_fit();
    }
    Parsed { deck, problems, places: Places::default() }
}

/// Reads one `[[card]]` entry of the deck with the id `deck`, as [`print_note`] writes it; a pool
/// is taken as it is named.
pub(crate) fn parse_note(text: &str, deck: &DeckId) -> Result<Note, Vec<Problem>> {
    alone(text, |source, findings| document::note(source, deck, findings))
}

/// Reads `[deck]`, `[aliases]` and `[pools]`, as [`print_header`] writes them, into a deck without
/// notes.
pub(crate) fn parse_header(text: &str) -> Result<Deck, Vec<Problem>> {
    alone(text, document::head_alone)
}

fn alone<T>(
    text: &str,
    read: impl FnOnce(&Source<'_>, &mut Findings) -> Option<T>,
) -> Result<T, Vec<Problem>> {
    let source = Source::new(text);
    let mut findings = Findings::up_to(MOST_PROBLEMS);
    let found = read(&source, &mut findings);
    let problems = findings.into_problems(&source);
    match found {
        Some(found) if problems.is_empty() => Ok(found),
        Some(_) | None => Err(problems),
    }
}
