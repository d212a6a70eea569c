//! A card's text in the learner's editor. What is changed there is the learner's own, field by
//! field, and survives updates of the deck.

use std::fmt;
use std::io::Write;
use std::process::Command;

use super::context::{Context, say};
use super::deck::say_problems;
use super::failure::Failure;
use super::settings::Settings;
use crate::deck::{Problem, differences, parse_note};
use crate::model::{CardChange, CardKey, Day, Event, EventKind};
use crate::store::Store;
use crate::ui::confirm;

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Edited {
    Changed,
    Unchanged,
}

/// Opens the text of a card's note, and records what was changed in it.
///
/// # Errors
/// No editor; a text that does not hold, which is kept in a file that the error names.
pub(crate) fn edit_card(
    context: &Context,
    store: &mut Store,
    settings: &Settings,
    key: &CardKey,
    today: Day,
) -> Result<Edited, Failure> {
    let row = store.card(key)?.ok_or_else(|| Failure::mend(format!("no card is called {key}")))?;
    let before = row.content.text.clone();
    let head = "# Your own text of this card. What you change here is yours and survives updates\n# of the deck; the id stays. Save and leave to keep it, leave without saving to drop it.\n\n";
    let mut file = tempfile::Builder::new().prefix("pauk-").suffix(".toml").tempfile()?;
    file.write_all(head.as_bytes())?;
    file.write_all(before.as_bytes())?;
    file.flush()?;
    let edited = loop {
        open(context, settings, file.path())?;
        let text = std::fs::read(file.path()).map_err(|error| {
            Failure::file(file.path(), &error)
                .hint("The editor left nothing to read; the card is as it was.")
        })?;
        let text = String::from_utf8_lossy(&text).into_owned();
        let Err(fault) = holds(&text, key) else { break text };
        match &fault {
            Fault::Problems(problems) => say_problems(context, file.path(), problems),
            Fault::OtherId(_) => say(&format!("the text does not hold: {fault}")),
        }
        if !confirm("Edit it again?").is_ok_and(|again| again == Some(true)) {
            let kept =
                file.into_temp_path().keep().map_err(|error| Failure::mend(error.to_string()))?;
            return Err(Failure::mend(format!("the card is as it was: {fault}"))
                .hint(format!("Your text is kept in {}.", kept.display())));
        }
    };
    let author = differences(&row.content.author, &edited).map_err(Failure::mend)?;
    let mut events = Vec::new();
    for (name, value) in &author {
        // An empty value takes the field away.
        let value = Some(value.clone().unwrap_or_default());
        events.push((name.clone(), value));
    }
    for name in row.content.own.iter().filter(|name| !author.contains_key(*name)) {
        events.push((name.clone(), None));
    }
    if before.trim() == edited.replace(head, "").trim() || events.is_empty() {
        return Ok(Edited::Unchanged);
    }
    let at = context.now();
    let events = events
        .into_iter()
        .map(|(name, value)| {
            let change = CardChange::Field { name, value };
            Event { at, day: today, kind: EventKind::Set { card: row.key.clone(), change } }
        })
        .collect();
    store.record_all(events)?;
    Ok(Edited::Changed)
}

/// Why an edited text cannot be that of the card.
#[derive(Debug)]
enum Fault {
    /// It does not hold; at least one.
    Problems(Vec<Problem>),
    /// The note's id became another one.
    OtherId(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Problems(problems) => match problems.first() {
                Some(problem) => write!(f, "line {}: {}", problem.line, problem.message),
                None => f.write_str("it is no card"),
            },
            Self::OtherId(why) => f.write_str(why),
        }
    }
}

/// Whether an edited text is a note with the same id.
fn holds(text: &str, key: &CardKey) -> Result<(), Fault> {
    let note = parse_note(text, &key.note.deck).map_err(Fault::Problems)?;
    if note.id == key.note.note {
        return Ok(());
    }
    Err(Fault::OtherId(format!("the id is `{}` and must stay `{}`", note.id, key.note.note)))
}

/// Runs the editor on a file, without a shell.
pub(crate) fn open(
    context: &Context,
    settings: &Settings,
    path: &std::path::Path,
) -> Result<(), Failure> {
    let fallback = if cfg!(windows) { "notepad" } else { "vi" };
    let set = Some(settings.get("editor")).filter(|editor| !editor.is_empty());
    let editor =
        set.or(context.var("VISUAL")).or(context.var("EDITOR")).unwrap_or(fallback).to_owned();
    let mut words = editor.split_whitespace();
    let program = words.next().unwrap_or(fallback);
    let status = Command::new(program).args(words).arg(path).status().map_err(|error| {
        Failure::mend(format!("the editor `{program}` did not start: {error}"))
            .hint("Set $EDITOR, or `pauk config set editor PROGRAM`.")
    })?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::mend(format!("the editor `{program}` ended with {status}"))
            .hint("Nothing was changed."))
    }
}
