//! Values: strings, numbers, dates, lists, tables in braces.

use toml::value::Datetime;

use super::super::table::{Held, Key, List, Opened, Table, Value};
use super::tables::add_inline;
use super::{Reader, numbers};

/// Nothing in a deck is nested more than three deep; here the `toml` crate stops.
const DEEPEST: usize = 80;

impl<'t> Reader<'t> {
    /// The value that begins here, within so many lists and tables.
    pub(super) fn value(&mut self, depth: usize) -> Option<Value<'t>> {
        let at = self.at;
        let held = match self.peek()? {
            b'"' | b'\'' => Held::Text(self.string()?),
            b'[' | b'{' if depth == DEEPEST => return None,
            b'[' => Held::List(self.list(depth + 1)?),
            b'{' => Held::Table(self.inline_table(depth + 1)?),
            _ => self.bare()?,
        };
        Some(Value { at, width: self.at - at, held })
    }

    fn list(&mut self, depth: usize) -> Option<List<'t>> {
        let mut list = List::default();
        self.at += 1;
        loop {
            self.pass_blank();
            if self.peek()? == b']' {
                break;
            }
            list.entries.push(self.value(depth)?);
            self.pass_blank();
            match self.peek()? {
                b',' => self.at += 1,
                b']' => break,
                _ => return None,
            }
        }
        self.at += 1;
        Some(list)
    }

    fn inline_table(&mut self, depth: usize) -> Option<Table<'t>> {
        let mut table = Table::new(Opened { inline: true, ..Opened::default() });
        let mut path: Vec<Key<'t>> = Vec::new();
        self.at += 1;
        loop {
            self.pass_blank();
            if self.peek()? == b'}' {
                break;
            }
            let key = self.key(&mut path)?;
            self.pass_blank();
            self.expect(b'=')?;
            self.pass_blank();
            let value = self.value(depth)?;
            add_inline(&mut table, &mut path, key, value)?;
            self.pass_blank();
            match self.peek()? {
                b',' => self.at += 1,
                b'}' => break,
                _ => return None,
            }
        }
        self.at += 1;
        Some(table)
    }

    /// What stands without quotes: true, false, a number, a date.
    fn bare(&mut self) -> Option<Held<'t>> {
        let from = self.at;
        self.pass_word();
        let word = &self.text[from..self.at];
        match word {
            "true" => return Some(Held::Boolean(true)),
            "false" => return Some(Held::Boolean(false)),
            _ => {}
        }
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 || !matches!(word.as_bytes().get(digits), Some(b'-' | b':')) {
            return numbers::number(word);
        }
        if let [b' ', b'0'..=b'9', ..] = self.bytes[self.at..] {
            self.at += 1;
            self.pass_word();
        }
        self.text[from..self.at].parse::<Datetime>().ok().map(Held::Datetime)
    }

    fn pass_word(&mut self) {
        let is_of_word = |byte: &u8| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'_' | b'.' | b':')
        };
        while self.bytes.get(self.at).is_some_and(is_of_word) {
            self.at += 1;
        }
    }
}
