//! The fields of one table, read with their types.
//!
//! A field that is missing or of the wrong type reads as nothing: the wrong type has been reported
//! by then, and what must be there is checked where the fields are known. So a reader can go on to
//! the next field and find all problems of a card at once.

use std::borrow::Cow;
use std::fmt;

use super::problem::Findings;
use super::table::{Held, Key, Table, Value};
use super::{characters, codes};

/// A table of the file and where it stands.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a> {
    pub(super) table: &'a Table<'a>,
    /// Where the table begins.
    pub(super) at: usize,
}

/// What a value is, for messages.
#[derive(Clone, Copy)]
pub(super) enum Name<'a> {
    Field(&'a str),
    EntryOf(&'a str),
}

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(key) => write!(f, "`{}`", characters::shown(key)),
            Self::EntryOf(key) => write!(f, "an entry of `{}`", characters::shown(key)),
        }
    }
}

impl<'a> Fields<'a> {
    #[inline]
    pub(super) fn get(&self, key: &str) -> Option<&'a Value<'a>> {
        self.table.get(key)
    }

    /// Where the value of `key` stands, or the table where there is none.
    pub(super) fn at(&self, key: &str) -> usize {
        self.get(key).map_or(self.at, |value| value.at)
    }

    /// Where the byte `offset` of the text that `key` holds stands; escapes make it the whole text.
    pub(super) fn within(&self, key: &str, offset: usize) -> usize {
        let at = self.at(key);
        let Some(value) = self.get(key) else {
            return at;
        };
        match &value.held {
            Held::Text(Cow::Borrowed(text)) => {
                // One or three quotes on either side, and a line break behind three.
                let quotes = value.width - text.len();
                at + quotes.div_ceil(2) + offset
            }
            _ => at,
        }
    }

    /// The text that `key` holds; empty counts as not given.
    #[inline]
    pub(super) fn optional_text(&self, key: &str, findings: &mut Findings) -> Option<&'a str> {
        let value = self.get(key)?;
        if let Some(text) = sound_text(value) {
            return Some(text);
        }
        let text = self.any_text(Name::Field(key), value, findings)?;
        (!is_blank(text)).then_some(text)
    }

    /// The text that `key` holds, which must not be empty.
    #[inline]
    pub(super) fn text(&self, key: &str, findings: &mut Findings) -> Option<&'a str> {
        self.full_text(Name::Field(key), self.get(key)?, findings)
    }

    /// The texts in the list that `key` holds.
    #[inline]
    pub(super) fn texts(&self, key: &str, findings: &mut Findings) -> Texts<'a> {
        match self.get(key) {
            None => Texts(&[]),
            Some(value) => self.texts_of(key, value, findings),
        }
    }

    fn texts_of(&self, key: &str, value: &'a Value<'a>, findings: &mut Findings) -> Texts<'a> {
        let entries = self.list_of(key, value, findings);
        for entry in entries {
            self.full_text(Name::EntryOf(key), entry, findings);
        }
        Texts(entries)
    }

    /// The entries of the list that `key` holds.
    #[inline]
    pub(super) fn list(&self, key: &str, findings: &mut Findings) -> &'a [Value<'a>] {
        match self.get(key) {
            None => &[],
            Some(value) => self.list_of(key, value, findings),
        }
    }

    fn list_of(&self, key: &str, value: &'a Value<'a>, findings: &mut Findings) -> &'a [Value<'a>] {
        match &value.held {
            Held::List(list) => &list.entries,
            other => {
                let example = format!("`{key} = [\"…\", \"…\"]`");
                let help = format!("Write a list in brackets, {example}.");
                self.wrong_type(Name::Field(key), value, "a list", other, &help, findings);
                &[]
            }
        }
    }

    #[inline]
    pub(super) fn flag(&self, key: &str, findings: &mut Findings) -> bool {
        self.get(key).is_some_and(|value| self.flag_of(key, value, findings))
    }

    fn flag_of(&self, key: &str, value: &Value<'_>, findings: &mut Findings) -> bool {
        match &value.held {
            Held::Boolean(flag) => *flag,
            other => {
                let help = format!("Write `{key} = true` or leave the line out.");
                let wanted = "true or false";
                self.wrong_type(Name::Field(key), value, wanted, other, &help, findings);
                false
            }
        }
    }

    #[inline]
    pub(super) fn integer(&self, key: &str, findings: &mut Findings) -> Option<i64> {
        self.integer_of(key, self.get(key)?, findings)
    }

    fn integer_of(&self, key: &str, value: &Value<'_>, findings: &mut Findings) -> Option<i64> {
        match &value.held {
            Held::Integer(number) => {
                // Beyond 64 bits the nearest end will do: no field allows so much.
                let end = if number.digits.starts_with('-') { i64::MIN } else { i64::MAX };
                Some(i64::from_str_radix(&number.digits, number.radix).unwrap_or(end))
            }
            other => {
                let help = format!("Write a whole number without quotes, `{key} = 2`.");
                let wanted = "a whole number";
                self.wrong_type(Name::Field(key), value, wanted, other, &help, findings);
                None
            }
        }
    }

    /// The text of a value that must be one and must not be empty.
    #[inline]
    pub(super) fn full_text(
        &self,
        name: Name<'_>,
        value: &'a Value<'_>,
        findings: &mut Findings,
    ) -> Option<&'a str> {
        match sound_text(value) {
            Some(text) => Some(text),
            None => self.doubtful_text(name, value, findings),
        }
    }

    fn doubtful_text(
        &self,
        name: Name<'_>,
        value: &'a Value<'_>,
        findings: &mut Findings,
    ) -> Option<&'a str> {
        let text = self.any_text(name, value, findings)?;
        if !is_blank(text) {
            return Some(text);
        }
        let help = "Write the text between the quotes, or take the line or entry out.";
        findings.add(value.at, codes::EMPTY, format!("{name} is empty"), help);
        None
    }

    /// The text of a key that a deck's author chose.
    pub(super) fn key(
        &self,
        table: &str,
        key: &Key<'_>,
        findings: &mut Findings,
    ) -> Option<String> {
        check_characters(key.at, &key.text, findings);
        if !key.text.trim().is_empty() {
            return Some(key.text.to_string());
        }
        let message = format!("a name in `{table}` is empty");
        let help = "Write the name before the equals sign, in quotes where it has other \
                    characters than letters, digits and dashes.";
        findings.add(key.at, codes::EMPTY, message, help);
        None
    }

    fn any_text(
        &self,
        name: Name<'_>,
        value: &'a Value<'_>,
        findings: &mut Findings,
    ) -> Option<&'a str> {
        match &value.held {
            Held::Text(text) => {
                check_characters(value.at, text, findings);
                Some(text)
            }
            other => {
                let help = "Put the text between double quotes, also where it is a number.";
                self.wrong_type(name, value, "a text", other, help, findings);
                None
            }
        }
    }

    pub(super) fn wrong_type(
        &self,
        name: Name<'_>,
        value: &Value<'_>,
        wanted: &str,
        found: &Held<'_>,
        help: &str,
        findings: &mut Findings,
    ) {
        let message = format!("{name} must be {wanted}, not {}", type_name(found));
        findings.add(value.at, codes::TYPE, message, help);
    }
}

/// The texts of a list, those of the file until they are kept.
#[derive(Debug, Clone, Copy)]
pub(super) struct Texts<'a>(&'a [Value<'a>]);

impl<'a> Texts<'a> {
    /// All entries but those that were reported as no text or as an empty one.
    pub(super) fn kept(self) -> Vec<String> {
        let texts = self.0.iter().filter_map(Value::text).filter(|text| !is_blank(text));
        texts.map(str::to_owned).collect()
    }
}

/// The text of a value, where a glance shows that it is one, not blank, and written as it is.
#[inline]
fn sound_text<'a>(value: &'a Value<'_>) -> Option<&'a str> {
    match &value.held {
        Held::Text(Cow::Borrowed(text)) if text.as_bytes().first()?.is_ascii_graphic() => {
            Some(text)
        }
        _ => None,
    }
}

/// Whether there is nothing to be seen in a text.
fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

/// A forbidden character that stands in the file itself has been reported there; only escapes
/// (which make a text an owned one) can bring in others.
#[expect(clippy::ptr_arg, reason = "whether the text is owned is what tells it has escapes")]
fn check_characters(at: usize, text: &Cow<'_, str>, findings: &mut Findings) {
    let Cow::Owned(text) = text else {
        return;
    };
    for c in text.chars().filter(|&c| characters::is_forbidden(c)) {
        forbidden(at, c, findings);
    }
}

pub(super) fn forbidden(at: usize, c: char, findings: &mut Findings) {
    let message = format!("the character U+{:04X} is not allowed", u32::from(c));
    let help = "Take it out; it is invisible, so typing the place anew is surest.";
    findings.add(at, codes::CHARACTER, message, help);
}

fn type_name(value: &Held<'_>) -> &'static str {
    match value {
        Held::Text(_) => "a text",
        Held::Integer(_) => "a whole number",
        Held::Float(_) => "a number",
        Held::Boolean(_) => "true or false",
        Held::Datetime(_) => "a date",
        Held::List(_) => "a list",
        Held::Table(_) => "a table",
    }
}

/// The bytes of all texts in a value, as deep as a deck has any.
#[inline]
pub(super) fn weight(value: &Held<'_>) -> usize {
    fn below(value: &Held<'_>, depth: usize) -> usize {
        match value {
            Held::Text(text) => text.len(),
            Held::List(list) if depth > 0 => {
                list.entries.iter().map(|entry| below(&entry.held, depth - 1)).sum()
            }
            Held::Table(table) if depth > 0 => table
                .fields()
                .iter()
                .map(|field| field.key.text.len() + below(&field.value.held, depth - 1))
                .sum(),
            _ => 0,
        }
    }
    match value {
        Held::Text(text) => text.len(),
        nested => below(nested, 3),
    }
}
