//! The lines of a written log, read and checked: what each says, before anything is done with it.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::BufRead;
use std::sync::mpsc::{Receiver, SyncSender};

use serde::{Deserialize, Serialize};

use super::StoreError;
use super::record::card_of;
use super::texts::TextHash;
use super::wire::Line;
use crate::model::{CardKey, EventId, LoggedEvent, Variant};

/// The version of the written log. Fields are added without a new version.
pub(super) const FORMAT: u32 = 1;

/// The first line of a written log.
pub(super) const HEADER: &str = r#"{"pauk":"log","version":1}"#;

/// No device writes so many events; one that claims to would leave it no numbers for more.
const HIGHEST_NUMBER: u64 = EventId::END / 2;

/// Longest line that is read, in bytes: a text of the largest deck fits.
const LONGEST_LINE: u64 = 64 << 20;

/// Longest line of an event, in bytes: the results of the longest quiz fit.
const LONGEST_EVENT: usize = 16 << 20;

/// So many bytes of lines are handed on at a time.
const BATCH: usize = 128 << 10;

/// A text of the log by its hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct TextRow<'a> {
    pub(super) text: TextHash,
    pub(super) body: Cow<'a, str>,
}

/// The first line.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Header {
    pub(super) pauk: String,
    pub(super) version: u32,
}

/// What a line says.
#[derive(Debug)]
pub(super) enum Said {
    /// A text that is what its hash says.
    Text { hash: TextHash, text: String },
    /// With the place of its card among those that the log names, in the order in which it names
    /// them.
    Event { logged: Box<LoggedEvent>, card: Option<usize> },
}

/// Lines with their numbers.
pub(super) type Batch = Vec<(u64, Said)>;

/// What the one who reads a log shares with the one who writes.
pub(super) struct Ahead {
    pub(super) sender: SyncSender<Result<Batch, StoreError>>,
    /// Batches that were written: memory is given back where it was taken.
    pub(super) done: Receiver<Batch>,
}

/// Reads a log to its end or to its first mistake, and hands on what it says until nobody wants
/// any more. All that a line says of itself is checked here; what it is for the database is looked at
/// where it is written.
pub(super) fn read_ahead(input: &mut impl BufRead, ahead: &Ahead) {
    if let Err(error) = hand_on(input, ahead) {
        // Who does not listen any more has found a mistake already.
        let _ = ahead.sender.send(Err(error));
    }
}

fn hand_on(input: &mut impl BufRead, ahead: &Ahead) -> Result<(), StoreError> {
    let mut lines = Lines { input, number: 0, line: Vec::new() };
    match lines.next_line()? {
        Some(line) => check_header(line)?,
        None => return Err(StoreError::value("the log is empty: not even a header")),
    }
    let mut names = Names::default();
    let (mut batch, mut bytes) = (Vec::new(), 0);
    loop {
        let (said, length) = match lines.next_line()? {
            Some(line) => (read(line, &mut names), line.len()),
            None => break,
        };
        let number = lines.number;
        match said {
            Ok(said) => batch.push((number, said)),
            Err(error) => {
                // What stands before the mistake is looked at first.
                let _ = ahead.sender.send(Ok(batch));
                return Err(in_line(error, number));
            }
        }
        bytes += length;
        if bytes >= BATCH {
            bytes = 0;
            if ahead.sender.send(Ok(std::mem::take(&mut batch))).is_err() {
                return Ok(());
            }
            ahead.done.try_iter().for_each(drop);
        }
    }
    let _ = ahead.sender.send(Ok(batch));
    Ok(())
}

/// The cards that a log names, by the two parts of their names.
#[derive(Debug, Default)]
struct Names {
    places: HashMap<String, HashMap<Box<str>, usize>>,
    count: usize,
}

impl Names {
    /// The place of a card, in the order in which cards were asked for first.
    fn place(&mut self, key: &CardKey) -> usize {
        let name = match key.variant {
            Variant::Plain => Cow::Borrowed(key.note.note.as_str()),
            variant => Cow::Owned(format!("{}{variant}", key.note.note)),
        };
        let deck = key.note.deck.as_str();
        if let Some(place) = self.places.get(deck).and_then(|cards| cards.get(name.as_ref())) {
            return *place;
        }
        let place = self.count;
        self.count += 1;
        self.places.entry(deck.to_owned()).or_default().insert(name.into_owned().into(), place);
        place
    }
}

fn read(line: &str, names: &mut Names) -> Result<Said, StoreError> {
    if line.len() > LONGEST_EVENT {
        // Read as nothing but a text, so that a long line of anything else fills no memory.
        return text(
            serde_json::from_str(line)
                .map_err(|_| StoreError::value("longer than 16 MB, and no text of a log"))?,
        );
    }
    if line.starts_with("{\"text\":") {
        return text(serde_json::from_str(line).map_err(|error| no_text(&error))?);
    }
    match serde_json::from_str::<Line>(line) {
        Ok(line) => event(line, names),
        Err(error) => other(line, &error),
    }
}

/// A line that is no event as it stands: a text whose fields come in another order, or a mistake.
fn other(line: &str, error: &serde_json::Error) -> Result<Said, StoreError> {
    let value: serde_json::Value = serde_json::from_str(line)
        .map_err(|error| StoreError::value(format!("no JSON: {error}")))?;
    if value.get("text").is_none() || value.get("event").is_some() {
        return Err(StoreError::value(format!("no event of a log: {error}")));
    }
    text(serde_json::from_value(value).map_err(|error| no_text(&error))?)
}

fn no_text(error: &serde_json::Error) -> StoreError {
    StoreError::value(format!("no text of a log: {error}"))
}

fn text(row: TextRow<'_>) -> Result<Said, StoreError> {
    let TextRow { text: hash, body } = row;
    if TextHash::of(&body) != hash {
        return Err(StoreError::value(format!("the text {hash} is not what its hash says")));
    }
    Ok(Said::Text { hash, text: body.into_owned() })
}

fn event(line: Line, names: &mut Names) -> Result<Said, StoreError> {
    let logged = line.read()?;
    if logged.id.seq > HIGHEST_NUMBER {
        let wrong = format!("{}: no device wrote so many events", logged.id);
        return Err(StoreError::value(wrong));
    }
    let card = card_of(&logged.event.kind).map(|key| names.place(key));
    Ok(Said::Event { logged: Box::new(logged), card })
}

/// Says in which line a mistake stands; a failure of the disk stays what it is.
pub(super) fn in_line(error: StoreError, number: u64) -> StoreError {
    match error {
        StoreError::Value { detail } => StoreError::value(format!("line {number}: {detail}")),
        other => other,
    }
}

fn check_header(line: &str) -> Result<(), StoreError> {
    match serde_json::from_str::<Header>(line) {
        Ok(Header { pauk, version }) if pauk == "log" && version == FORMAT => Ok(()),
        Ok(Header { pauk, version }) if pauk == "log" => Err(StoreError::value(format!(
            "line 1: the log has version {version}; this pauk reads version {FORMAT}"
        ))),
        _ => Err(StoreError::value(
            "line 1: this is no log of pauk; its first line is {\"pauk\":\"log\",\"version\":1}",
        )),
    }
}

struct Lines<'a, R> {
    input: &'a mut R,
    number: u64,
    line: Vec<u8>,
}

impl<R: BufRead> Lines<'_, R> {
    fn next_line(&mut self) -> Result<Option<&str>, StoreError> {
        loop {
            self.number += 1;
            self.line.clear();
            std::io::Read::take(&mut *self.input, LONGEST_LINE)
                .read_until(b'\n', &mut self.line)
                .map_err(|source| StoreError::File { path: "the log".into(), source })?;
            if self.line.is_empty() {
                return Ok(None);
            }
            if !self.line.trim_ascii().is_empty() {
                break;
            }
        }
        let number = self.number;
        let wrong = |detail: &str| StoreError::value(format!("line {number}: {detail}"));
        if self.line.len() as u64 == LONGEST_LINE {
            return Err(wrong("longer than 64 MB"));
        }
        let text = std::str::from_utf8(&self.line).map_err(|_| wrong("not UTF-8"))?;
        Ok(Some(text.trim_start_matches('\u{feff}').trim()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards_have_places_in_the_order_in_which_they_are_named() {
        let mut names = Names::default();
        let named = ["a:x", "a:x#2", "b:x", "a:y", "a:x#reverse", "b:x", "a:x#2", "a:x"];
        let places = named.map(|name| names.place(&name.parse().unwrap()));
        assert_eq!(places, [0, 1, 2, 3, 4, 2, 1, 0]);
    }

    #[test]
    fn a_text_that_is_not_what_its_hash_says_is_refused() {
        let row = TextRow { text: TextHash::of("one"), body: "other".into() };
        assert!(text(row).unwrap_err().to_string().contains("is not what its hash says"));
    }
}
