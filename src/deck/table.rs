//! What a file holds before it means anything: texts, numbers, lists and tables with their places.
//!
//! Texts are borrowed from the file wherever it writes them as they are. Which tables a file may
//! open, and what a field means, is decided elsewhere.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::fmt;

use toml::value::Datetime;

use super::words::{Word, trace, word_of};

/// A key as it was written, and where.
#[derive(Debug, Clone)]
pub(super) struct Key<'t> {
    pub(super) text: Cow<'t, str>,
    pub(super) at: usize,
}

/// A value and the stretch of the file that it takes.
#[derive(Debug, Clone)]
pub(super) struct Value<'t> {
    pub(super) at: usize,
    /// In bytes, with quotes; 0 where nobody asks.
    pub(super) width: usize,
    pub(super) held: Held<'t>,
}

impl<'t> Value<'t> {
    /// The text, if it is one.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.held {
            Held::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The entries, if it is a list.
    pub(super) fn list(&self) -> Option<&[Self]> {
        match &self.held {
            Held::List(list) => Some(&list.entries),
            _ => None,
        }
    }
}

/// What a value is.
#[derive(Debug, Clone)]
pub(super) enum Held<'t> {
    /// Owned only where escapes stand in it.
    Text(Cow<'t, str>),
    Integer(Integer<'t>),
    /// As it was written, without underscores.
    Float(Cow<'t, str>),
    Boolean(bool),
    Datetime(Datetime),
    List(List<'t>),
    Table(Table<'t>),
}

/// A whole number of any size.
#[derive(Debug, Clone)]
pub(super) struct Integer<'t> {
    /// With its sign, without prefix and underscores.
    pub(super) digits: Cow<'t, str>,
    pub(super) radix: u32,
}

/// The entries of a list.
#[derive(Debug, Clone, Default)]
pub(super) struct List<'t> {
    pub(super) entries: Vec<Value<'t>>,
    /// Whether each entry was opened by a header in two brackets.
    pub(super) of_tables: bool,
}

/// Fields in the order of the file, each key once.
#[derive(Debug, Clone, Default)]
pub(super) struct Table<'t> {
    fields: Vec<Field<'t>>,
    /// Where each key stands in `fields`, once they are many.
    index: Option<Box<Index<'t>>>,
    /// A bit for each key; most keys that are asked for are not there, and seen so at once.
    traces: u64,
    pub(super) opened: Opened,
}

#[derive(Debug, Clone)]
struct Index<'t>(HashMap<Cow<'t, str>, usize>);

/// How a table came to be; it decides what may be added to it later.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Opened {
    /// By a longer key or header only, never by its own.
    pub(super) implicit: bool,
    /// By a key with a dot.
    pub(super) dotted: bool,
    /// In braces.
    pub(super) inline: bool,
}

/// A key with its value.
#[derive(Debug, Clone)]
pub(super) struct Field<'t> {
    pub(super) key: Key<'t>,
    /// Where it is a key that cards have.
    pub(super) word: Option<Word>,
    pub(super) value: Value<'t>,
}

/// Up to here a key is looked for in the fields themselves.
const FEW: usize = 32;

impl<'t> Table<'t> {
    pub(super) fn new(opened: Opened) -> Self {
        Self { opened, ..Self::default() }
    }

    pub(super) fn fields(&self) -> &[Field<'t>] {
        &self.fields
    }

    /// The fields by the alphabet of their keys; of many, few are put in order where few are asked
    /// for.
    pub(super) fn by_key(&self) -> impl Iterator<Item = &Field<'t>> {
        let keys = self.fields.iter().enumerate();
        let mut heap: BinaryHeap<_> =
            keys.map(|(at, field)| Reverse((field.key.text.as_ref(), at))).collect();
        std::iter::from_fn(move || heap.pop()).map(|Reverse((_, at))| &self.fields[at])
    }

    /// The fields by their places; what was opened from below first stands elsewhere.
    pub(super) fn by_place(&self) -> Vec<&Field<'t>> {
        let mut fields: Vec<_> = self.fields.iter().collect();
        fields.sort_by_key(|field| field.key.at);
        fields
    }

    #[inline(always)]
    pub(super) fn get(&self, key: &str) -> Option<&Value<'t>> {
        self.find(key).map(|at| &self.fields[at].value)
    }

    /// The place of a key among the fields. Most are written where they are asked for, and known to
    /// the compiler with their traces.
    #[inline(always)]
    pub(super) fn find(&self, key: &str) -> Option<usize> {
        if self.traces & (1 << trace(key)) == 0 {
            None
        } else {
            self.search(key, word_of(trace(key), key))
        }
    }

    fn search(&self, key: &str, word: Option<Word>) -> Option<usize> {
        match (&self.index, word) {
            (None, Some(_)) => self.fields.iter().position(|field| field.word == word),
            (None, None) => self.fields.iter().position(|field| field.key.text == key),
            (Some(index), _) => index.0.get(key).copied(),
        }
    }

    pub(super) fn field_mut(&mut self, at: usize) -> &mut Field<'t> {
        &mut self.fields[at]
    }

    /// Adds a field, unless its key is there already.
    #[inline]
    pub(super) fn add(&mut self, key: Key<'t>, value: Value<'t>) -> Option<()> {
        let trace = trace(&key.text);
        let word = word_of(trace, &key.text);
        if self.traces & (1 << trace) != 0 && self.search(&key.text, word).is_some() {
            return None;
        }
        self.put(trace, Field { key, word, value });
        Some(())
    }

    /// Adds a field whose key is not there yet.
    pub(super) fn push(&mut self, key: Key<'t>, value: Value<'t>) {
        let trace = trace(&key.text);
        self.put(trace, Field { word: word_of(trace, &key.text), key, value });
    }

    #[inline]
    fn put(&mut self, trace: usize, field: Field<'t>) {
        self.traces |= 1 << trace;
        if self.fields.len() >= FEW {
            self.enter(field.key.text.clone());
        }
        self.fields.push(field);
    }

    /// Enters the key of the next field in the index, which is made where there is none yet.
    #[cold]
    fn enter(&mut self, key: Cow<'t, str>) {
        let fields = &self.fields;
        let index = self.index.get_or_insert_with(|| {
            let keys = fields.iter().map(|field| field.key.text.clone());
            Box::new(Index(keys.zip(0..).collect()))
        });
        index.0.insert(key, fields.len());
    }

    /// Makes room for the fields of another table.
    pub(super) fn clear(&mut self) {
        self.fields.clear();
        *self = Self { fields: std::mem::take(&mut self.fields), ..Self::default() };
    }

    /// The table as it is, leaving room behind for the next.
    pub(super) fn take(&mut self) -> Self {
        let opened = std::mem::take(&mut self.opened);
        let traces = std::mem::take(&mut self.traces);
        let index = self.index.take();
        let fields = match index {
            None => self.fields.drain(..).collect(),
            Some(_) => std::mem::take(&mut self.fields),
        };
        Self { fields, index, traces, opened }
    }
}

impl fmt::Display for Integer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let prefix = match self.radix {
            2 => "0b",
            8 => "0o",
            16 => "0x",
            _ => "",
        };
        write!(f, "{prefix}{}", self.digits)
    }
}
