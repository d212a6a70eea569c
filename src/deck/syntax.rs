//! From text to TOML tables, with every error of syntax.
//!
//! A file that is no TOML is read again entry by entry, because one bracket left open would
//! otherwise swallow all that follows it: so each broken entry is named, and the sound ones are
//! still checked. What the tables mean is not decided here.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, Error};

use super::advice;
use super::codes;
use super::problem::Findings;
use super::source::Source;

/// A stretch of the file that was read by itself: the whole file where it is sound.
pub(super) struct Piece<'s> {
    /// What is to be added to the spans in `table`.
    pub(super) base: usize,
    pub(super) table: DeTable<'s>,
}

/// The readable pieces of a file.
pub(super) struct Pieces<'s> {
    pub(super) sound: Vec<Piece<'s>>,
    /// Whether everything but cards could be read, so that what is missing is truly missing.
    pub(super) head_is_whole: bool,
    /// What is wrong where every piece is sound: a table stands twice, say.
    pub(super) together: Option<Error>,
}

/// In a longer entry only the first error is looked for: junk can have one at every byte.
const LONG_PIECE: usize = 64 << 10;

/// A broken file of more entries than a deck may have cards is looked through no further.
const MOST_PIECES: usize = 100_000;

/// Keys are `a.b` at most; far more would only be written to exhaust the stack.
const DEEPEST_KEY: usize = 8;

/// `text` is that of `source`, perhaps with filler in place of characters that may not stand.
pub(super) fn read<'s>(text: &'s str, source: &Source, findings: &mut Findings) -> Pieces<'s> {
    if let Some(at) = too_deep(text) {
        let message = format!("a key of more than {DEEPEST_KEY} parts");
        let help = "Use the keys that a deck has; none of them has more than two parts.";
        findings.add(at, codes::SYNTAX, message, help);
        return Pieces { sound: Vec::new(), head_is_whole: false, together: None };
    }
    match DeTable::parse(text) {
        Ok(table) => Pieces {
            sound: vec![Piece { base: 0, table: table.into_inner() }],
            head_is_whole: true,
            together: None,
        },
        Err(first) => piecewise(text, first, source, findings),
    }
}

fn piecewise<'s>(
    text: &'s str,
    first: Error,
    source: &Source,
    findings: &mut Findings,
) -> Pieces<'s> {
    let mut pieces = Pieces { sound: Vec::new(), head_is_whole: true, together: Some(first) };
    let ranges = entries(text);
    pieces.head_is_whole = ranges.len() <= MOST_PIECES;
    for range in ranges.into_iter().take(MOST_PIECES) {
        if findings.must_leave_out() {
            pieces.head_is_whole = false;
            break;
        }
        let base = range.start;
        let part = &text[range];
        let (table, errors) = if part.len() <= LONG_PIECE {
            DeTable::parse_recoverable(part)
        } else {
            match DeTable::parse(part) {
                Ok(table) => (table, Vec::new()),
                Err(error) => (Spanned::new(0..0, DeTable::new()), vec![error]),
            }
        };
        if errors.is_empty() {
            let table = table.into_inner();
            pieces.sound.push(Piece { base, table });
            continue;
        }
        pieces.together = None;
        pieces.head_is_whole &= part.trim_start().starts_with(CARD);
        for (at, error) in telling(errors, base, source) {
            advice::report(at, &error, text, findings);
        }
    }
    pieces
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
fn telling(errors: Vec<Error>, base: usize, source: &Source) -> Vec<(usize, Error)> {
    let mut placed: Vec<(usize, Error)> = errors
        .into_iter()
        .map(|error| (base + error.span().map_or(0, |span| span.start), error))
        .collect();
    placed.sort_by_key(|(at, _)| *at);
    placed.dedup_by_key(|(at, _)| source.line(*at));
    let opened = placed.iter().position(|(_, error)| is_about_brackets(error.message()));
    placed.truncate(opened.map_or(placed.len(), |at| at + 1));
    placed
}

fn is_about_brackets(message: &str) -> bool {
    message.contains("array elements")
        || message.contains("key-value pairs")
        || message.contains("unclosed")
}

/// Where a key begins to have more parts than any deck needs, strings and comments passed over.
fn too_deep(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut dots = 0;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'.' => dots += 1,
            b'"' | b'\'' => {
                at = end_of_string(bytes, at);
                continue;
            }
            b'#' => {
                at += bytes[at..].iter().take_while(|&&b| b != b'\n').count();
                continue;
            }
            b'\n' | b'=' | b',' | b'[' | b'{' => dots = 0,
            _ => {}
        }
        if dots >= DEEPEST_KEY {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// Behind the string that opens at `start`, or at the end of its line if it never closes.
fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let quote = bytes[start];
    let long = bytes[start..].starts_with(&[quote; 3]);
    let mut at = start + if long { 3 } else { 1 };
    while let Some(&byte) = bytes.get(at) {
        if byte == b'\\' && quote == b'"' {
            at += 2;
        } else if long && bytes[at..].starts_with(&[quote; 3]) {
            return at + bytes[at..].iter().take_while(|&&b| b == quote).count();
        } else if !long && byte == quote {
            return at + 1;
        } else if !long && byte == b'\n' {
            return at;
        } else {
            at += 1;
        }
    }
    bytes.len()
}
