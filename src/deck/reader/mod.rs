//! TOML, read straight into tables.
//!
//! Decks are read whole at every check and card by card at every search, so this is the fast way
//! for all that is sound. What it does not take is given to the `toml` crate, which says what is
//! wrong: no error is worded here.

mod numbers;
mod one_by_one;
mod strings;
mod tables;
mod values;

use std::borrow::Cow;

use super::table::{Key, Table};

pub(super) use one_by_one::{Header, OneByOne};

use tables::Tables;

/// Keys are `a.b` at most; far more would only be written to exhaust the stack.
pub(super) const DEEPEST_KEY: usize = 8;

/// Where the reading stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stop {
    /// Where the line or the value of several lines begins that was not taken.
    pub(super) statement: usize,
    pub(super) reason: Reason,
}

/// Why the reading stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    /// It is not written as it has to be.
    Form,
    /// The key that stands here, or a table of that name, stands before.
    Double { at: usize },
}

/// Reads `text` from `start` on; all places are those in `text`. It holds no forbidden characters.
pub(super) fn read(text: &str, start: usize) -> Result<Table<'_>, Stop> {
    Reader { text, bytes: text.as_bytes(), at: start }.document()
}

struct Reader<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
}

impl<'t> Reader<'t> {
    fn document(mut self) -> Result<Table<'t>, Stop> {
        let mut tables = Tables::default();
        let mut path = Vec::new();
        loop {
            self.pass_blank();
            let statement = self.at;
            let stop = |reason| Stop { statement, reason };
            let Some(first) = self.peek() else {
                return tables.finish().map_err(|at| stop(Reason::Double { at }));
            };
            let taken = if first == b'[' {
                let is_array = self.bytes[self.at..].starts_with(b"[[");
                let key = self.header(is_array, &mut path).ok_or(stop(Reason::Form))?;
                tables.open(&mut path, key, is_array, statement)
            } else {
                let key = self.assigned(&mut path).ok_or(stop(Reason::Form))?;
                let value = self.value(0).ok_or(stop(Reason::Form))?;
                tables.add(&path, key, value)
            };
            taken.map_err(|at| stop(Reason::Double { at }))?;
            self.end_of_line().ok_or(stop(Reason::Form))?;
        }
    }

    /// `[a.b]` or `[[a.b]]`; what stands before the last key goes into `path`.
    fn header(&mut self, is_array: bool, path: &mut Vec<Key<'t>>) -> Option<Key<'t>> {
        let brackets = if is_array { 2 } else { 1 };
        self.at += brackets;
        let key = self.key(path)?;
        for _ in 0..brackets {
            self.expect(b']')?;
        }
        Some(key)
    }

    /// `a.b =`, with what surrounds the sign.
    #[inline]
    fn assigned(&mut self, path: &mut Vec<Key<'t>>) -> Option<Key<'t>> {
        let key = self.key(path)?;
        self.expect(b'=')?;
        self.pass_spaces();
        Some(key)
    }

    /// A key with the spaces around it; all parts but the last go into `path`.
    #[inline]
    fn key(&mut self, path: &mut Vec<Key<'t>>) -> Option<Key<'t>> {
        path.clear();
        let mut part = self.simple_key()?;
        while self.peek() == Some(b'.') {
            self.at += 1;
            path.push(part);
            if path.len() == DEEPEST_KEY {
                return None;
            }
            part = self.simple_key()?;
        }
        Some(part)
    }

    /// A key without dots, with the spaces around it.
    #[inline(always)]
    fn simple_key(&mut self) -> Option<Key<'t>> {
        self.pass_spaces();
        let at = self.at;
        while self.peek().is_some_and(|byte| BARE[usize::from(byte)]) {
            self.at += 1;
        }
        let text = match &self.text[at..self.at] {
            "" => self.quoted_key()?,
            bare => bare.into(),
        };
        self.pass_spaces();
        Some(Key { text, at })
    }

    fn quoted_key(&mut self) -> Option<Cow<'t, str>> {
        match self.peek()? {
            b'"' if !self.is_long() => self.basic(),
            b'\'' if !self.is_long() => self.literal(),
            _ => None,
        }
    }

    /// What may stand behind a statement, up to the end of its line.
    #[inline]
    fn end_of_line(&mut self) -> Option<()> {
        self.pass_spaces();
        match self.peek() {
            None => Some(()),
            Some(b'\n') => {
                self.at += 1;
                Some(())
            }
            Some(b'#') => {
                self.pass_comment();
                Some(())
            }
            Some(_) => None,
        }
    }

    /// Passes over spaces, comments and ends of lines.
    #[inline]
    fn pass_blank(&mut self) {
        loop {
            match self.peek() {
                Some(b' ' | b'\t' | b'\n') => self.at += 1,
                Some(b'#') => self.pass_comment(),
                _ => return,
            }
        }
    }

    #[inline]
    fn pass_spaces(&mut self) {
        while let Some(b' ' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    fn pass_comment(&mut self) {
        let rest = &self.bytes[self.at..];
        self.at += memchr::memchr(b'\n', rest).unwrap_or(rest.len());
    }

    #[inline]
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    #[inline]
    fn expect(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    /// Whether the quote here is the first of three.
    #[inline]
    fn is_long(&self) -> bool {
        matches!(self.bytes[self.at..], [first, second, third, ..] if first == second && first == third)
    }
}

/// Which bytes may stand in a key without quotes.
const BARE: [bool; 256] = {
    let mut bare = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        let c = byte as u8;
        bare[byte] = c.is_ascii_alphanumeric() || c == b'-' || c == b'_';
        byte += 1;
    }
    bare
};
