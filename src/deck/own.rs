//! The learner's own fields of a note: laid over the author's text, and found by comparing.
//!
//! Field by field, so that an author's later change to another field still comes through.

use std::collections::BTreeMap;

use toml::{Table, Value};

use super::print::print_note;
use crate::model::DeckId;

/// Why an own text cannot be laid over the author's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum OwnError {
    #[error("a text is no note")]
    NoNote,
    #[error("with the own field the note does not hold: {message}")]
    Invalid { message: String },
}

/// The author's text of a note with the learner's own fields in it. Each own field is a TOML
/// value; an empty one takes the field away.
///
/// # Errors
/// Where the result would be no valid note; the author's text stands then.
pub(crate) fn overlay(author: &str, own: &BTreeMap<String, String>) -> Result<String, OwnError> {
    let mut card = entry(author)?;
    for (field, value) in own {
        if value.is_empty() {
            card.remove(field);
            continue;
        }
        let parsed = format!("value = {value}").parse::<Table>();
        let value = parsed.ok().and_then(|mut table| table.remove("value"));
        card.insert(field.clone(), value.ok_or(OwnError::NoNote)?);
    }
    let text = with_entry(card);
    // Any deck will do: a note's text is the same in all of them.
    let deck: DeckId = "own".parse().map_err(|_| OwnError::NoNote)?;
    match super::parse_note(&text, &deck) {
        Ok(note) => Ok(print_note(&note)),
        Err(problems) => Err(OwnError::Invalid {
            message: problems.first().map(|problem| problem.message.clone()).unwrap_or_default(),
        }),
    }
}

/// The fields in which an edited text differs from the author's, each with its value as TOML;
/// `None` where the edit took the field away.
///
/// # Errors
/// A text that is no note.
pub(crate) fn differences(
    author: &str,
    edited: &str,
) -> Result<BTreeMap<String, Option<String>>, OwnError> {
    let (author, mut edited) = (entry(author)?, entry(edited)?);
    let mut found = BTreeMap::new();
    for (field, value) in author {
        match edited.remove(&field) {
            Some(same) if same == value => {}
            Some(other) => {
                found.insert(field, Some(other.to_string()));
            }
            None => {
                found.insert(field, None);
            }
        }
    }
    found.extend(edited.into_iter().map(|(field, value)| (field, Some(value.to_string()))));
    Ok(found)
}

fn entry(text: &str) -> Result<Table, OwnError> {
    let mut file: Table = text.parse().map_err(|_| OwnError::NoNote)?;
    match file.remove("card") {
        Some(Value::Array(mut cards)) if cards.len() == 1 => match cards.pop() {
            Some(Value::Table(card)) => Ok(card),
            _ => Err(OwnError::NoNote),
        },
        _ => Err(OwnError::NoNote),
    }
}

fn with_entry(card: Table) -> String {
    let mut file = Table::new();
    file.insert("card".to_owned(), Value::Array(vec![Value::Table(card)]));
    file.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const AUTHOR: &str = "[[card]]\nid = \"a\"\nfront = \"F\"\nback = \"B\"\nhint = \"H\"\n";

    #[test]
    fn own_fields_are_found_and_laid_over_a_later_text() {
        let edited =
            "[[card]]\nid = \"a\"\nfront = \"F\"\nback = \"mine \\\"x\\\"\\n2\"\nnote = \"N\"\n";
        let found = differences(AUTHOR, edited).unwrap();
        assert_eq!(found.keys().collect::<Vec<_>>(), ["back", "hint", "note"]);
        let own: BTreeMap<String, String> =
            found.into_iter().map(|(field, value)| (field, value.unwrap_or_default())).collect();
        let later = AUTHOR.replace("\"F\"", "\"New front\"");
        let expected = edited.replace("\"F\"", "\"New front\"");
        let deck = "d".parse().unwrap();
        assert_eq!(
            super::super::parse_note(&overlay(&later, &own).unwrap(), &deck),
            super::super::parse_note(&expected, &deck)
        );
    }

    #[test]
    fn an_own_field_that_no_longer_fits_is_refused() {
        let cloze = "[[card]]\nid = \"a\"\ntext = \"{{gap}} in a text\"\n";
        let own = BTreeMap::from([("back".to_owned(), "\"B\"".to_owned())]);
        assert!(matches!(overlay(cloze, &own), Err(OwnError::Invalid { .. })));
    }
}
