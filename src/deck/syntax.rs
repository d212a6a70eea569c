//! From text to TOML tables, with every error of syntax.
//!
//! A file that is no TOML is read again entry by entry, because one bracket left open would
//! otherwise swallow all that follows it: so each broken entry is named, and the sound ones are
//! still checked. What the tables mean is not decided here.

use std::ops::Range;

use toml::de::{DeTable, DeValue, Error};

use super::advice;
use super::codes;
use super::problem::Findings;
use super::reader::{self, DEEPEST_KEY, Reason, Stop};
use super::source::Source;
use super::table::{Held, Integer, Key, List, Table, Value};
use super::too_deep::too_deep;

/// The readable pieces of a file.
pub(super) struct Pieces<'s> {
    /// Each a stretch of the file that was read by itself: the whole file where it is sound.
    pub(super) sound: Vec<Table<'s>>,
    /// Whether everything but cards could be read, so that what is missing is truly missing.
    pub(super) head_is_whole: bool,
    /// What is wrong where every piece is sound, and where: a table stands twice, say.
    pub(super) together: Option<(usize, String)>,
}

/// In a longer entry only the first error is looked for: junk can have one at every byte.
const LONG_PIECE: usize = 64 << 10;

/// A broken file of more entries than a deck may have cards is looked through no further.
const MOST_PIECES: usize = 100_000;

/// So much of a file that does not hold is given to the `toml` crate, in bytes. It takes half a
/// second for a million of them where nearly each is a token.
const MOST_BROKEN: usize = 1 << 20;

/// `text` is that of `source`, perhaps with filler in place of characters that may not stand.
pub(super) fn read<'s>(text: &'s str, source: &Source<'_>, findings: &mut Findings) -> Pieces<'s> {
    match reader::read(text, 0) {
        Ok(table) => whole(table),
        Err(stop) => with_faults(text, stop, source, findings),
    }
}

fn whole(table: Table<'_>) -> Pieces<'_> {
    Pieces { sound: vec![table], head_is_whole: true, together: None }
}

fn with_faults<'s>(
    text: &'s str,
    stop: Stop,
    source: &Source<'_>,
    findings: &mut Findings,
) -> Pieces<'s> {
    if let Some(at) = too_deep(text) {
        let message = format!("a key of more than {DEEPEST_KEY} parts");
        let help = "Use the keys that a deck has; none of them has more than two parts.";
        findings.add(at, codes::SYNTAX, message, help);
        return Pieces { sound: Vec::new(), head_is_whole: false, together: None };
    }
    let first = if text.len() <= MOST_BROKEN {
        match DeTable::parse(text) {
            Ok(table) => return whole(copied(table.into_inner(), 0)),
            Err(error) => (start_of(&error), error.message().to_owned()),
        }
    } else {
        first_fault(text, stop)
    };
    piecewise(text, first, stop, source, findings)
}

fn piecewise<'s>(
    text: &'s str,
    first: (usize, String),
    whole: Stop,
    source: &Source<'_>,
    findings: &mut Findings,
) -> Pieces<'s> {
    let mut pieces = Pieces { sound: Vec::new(), head_is_whole: true, together: Some(first) };
    let ranges = entries(text);
    pieces.head_is_whole = ranges.len() <= MOST_PIECES;
    let mut broken = 0;
    for range in ranges.into_iter().take(MOST_PIECES) {
        if findings.must_leave_out() {
            pieces.head_is_whole = false;
            break;
        }
        let is_whole = range.len() == text.len();
        let read =
            if is_whole { Err(whole) } else { reader::read(&text[..range.end], range.start) };
        let stop = match read {
            Ok(table) => {
                pieces.sound.push(table);
                continue;
            }
            Err(stop) => stop,
        };
        let part = &text[range.clone()];
        broken += if part.len() > MOST_BROKEN { LONG_PIECE } else { part.len() };
        if broken > MOST_BROKEN {
            findings.leave_out();
            pieces.head_is_whole = false;
            break;
        }
        let faults = match second_opinion(part, range.start, stop, source) {
            Ok(table) => {
                pieces.sound.push(table);
                continue;
            }
            Err(faults) => faults,
        };
        pieces.together = None;
        pieces.head_is_whole &= part.trim_start().starts_with(CARD);
        for (at, message) in faults {
            advice::report(at, &message, text, findings);
        }
    }
    pieces
}

/// What the `toml` crate makes of an entry that was not taken: its tables all the same, or what is
/// wrong with it, each with its place.
fn second_opinion<'s>(
    part: &'s str,
    base: usize,
    stop: Stop,
    source: &Source<'_>,
) -> Result<Table<'s>, Vec<(usize, String)>> {
    if part.len() > MOST_BROKEN {
        let stop = Stop { statement: stop.statement - base, ..stop };
        let (at, message) = first_fault(part, stop);
        return Err(vec![(base + at, message)]);
    }
    if part.len() > LONG_PIECE {
        return match DeTable::parse(part) {
            Ok(table) => Ok(copied(table.into_inner(), base)),
            Err(error) => Err(vec![(base + start_of(&error), error.message().to_owned())]),
        };
    }
    let (table, errors) = DeTable::parse_recoverable(part);
    if errors.is_empty() {
        Ok(copied(table.into_inner(), base))
    } else {
        Err(telling(errors, base, source))
    }
}

/// The fault by which the reading of a long text stopped, with no more of the text than is needed.
fn first_fault(text: &str, stop: Stop) -> (usize, String) {
    let at = match stop.reason {
        Reason::Double { at } => return (at, advice::DOUBLE.to_owned()),
        Reason::Form => stop.statement,
    };
    let end = text.floor_char_boundary(at + LONG_PIECE);
    match DeTable::parse(&text[at..end]) {
        // At its very end the text lacks only what was cut off.
        Err(error) if end == text.len() || at + start_of(&error) + 1 < end => {
            (at + start_of(&error), error.message().to_owned())
        }
        Ok(_) | Err(_) => (at, "the line cannot be read".to_owned()),
    }
}

fn start_of(error: &Error) -> usize {
    error.span().map_or(0, |span| span.start)
}

/// The tables of the `toml` crate as our own; `base` is added to all places.
pub(super) fn copied<'s>(table: DeTable<'s>, base: usize) -> Table<'s> {
    let mut copy = Table::default();
    for (key, value) in table {
        let at = base + key.span().start;
        copy.push(Key { text: key.into_inner(), at }, copied_value(value, base));
    }
    copy
}

fn copied_value<'s>(value: toml::Spanned<DeValue<'s>>, base: usize) -> Value<'s> {
    let span = value.span();
    let held = match value.into_inner() {
        DeValue::String(text) => Held::Text(text),
        DeValue::Integer(number) => {
            let digits = number.as_str().to_owned().into();
            Held::Integer(Integer { digits, radix: number.radix() })
        }
        DeValue::Float(number) => Held::Float(number.as_str().to_owned().into()),
        DeValue::Boolean(flag) => Held::Boolean(flag),
        DeValue::Datetime(moment) => Held::Datetime(moment),
        DeValue::Array(list) => {
            let entries = list.into_iter().map(|entry| copied_value(entry, base)).collect();
            Held::List(List { entries, of_tables: false })
        }
        DeValue::Table(table) => Held::Table(copied(table, base)),
    };
    Value { at: base + span.start, width: span.len(), held }
}

const CARD: &str = "[[card]]";

/// The stretches of the text that begin with a header, and what stands before the first.
fn entries(text: &str) -> Vec<Range<usize>> {
    let mut starts = vec![0];
    let mut quote: Option<&str> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let is_card = line.trim() == CARD;
        if is_card || (quote.is_none() && is_header(line.trim_start())) {
            starts.push(at);
            quote = None;
        }
        quote = match quote {
            Some(open) => (line.matches(open).count() % 2 == 0).then_some(open),
            None => ["\"\"\"", "'''"].into_iter().find(|mark| line.matches(mark).count() % 2 == 1),
        };
        at += line.len();
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let ranges = starts.iter().copied().zip(ends);
    ranges.map(|(from, to)| from..to).filter(|range| !range.is_empty()).collect()
}

/// `[deck]`, `[[card]]` and their like, also misspelt; `[card.prompt]` belongs to the card before.
fn is_header(line: &str) -> bool {
    line.starts_with('[') && {
        let name = line.trim_start_matches('[').trim_start();
        name.starts_with(|c: char| c.is_alphabetic()) && !name.starts_with("card.")
    }
}

/// The errors worth telling: the first of each line, and none after a bracket left open, from
/// where on everything reads wrong.
fn telling(errors: Vec<Error>, base: usize, source: &Source<'_>) -> Vec<(usize, String)> {
    let mut placed: Vec<(usize, String)> =
        errors.iter().map(|error| (base + start_of(error), error.message().to_owned())).collect();
    placed.sort_by_key(|(at, _)| *at);
    placed.dedup_by_key(|(at, _)| source.line(*at));
    let opened = placed.iter().position(|(_, error)| is_about_brackets(error));
    placed.truncate(opened.map_or(placed.len(), |at| at + 1));
    placed
}

fn is_about_brackets(message: &str) -> bool {
    message.contains("array elements")
        || message.contains("key-value pairs")
        || message.contains("unclosed")
}
