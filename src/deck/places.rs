//! Where each note and field of a deck stands in its file.
//!
//! The model knows no places; they are kept beside it for what is said about a deck that holds.

use super::fields::Fields;
use super::source::Source;
use super::words::{Word, word};

/// The places of a deck's notes, fields, aliases and pools, in the order of the deck.
#[derive(Debug, Clone, Default)]
pub(crate) struct Places {
    source: Source<'static>,
    marks: Marks,
}

/// Byte offsets in the text.
#[derive(Debug, Clone, Default)]
pub(super) struct Marks {
    /// Where each note begins, and its first field in `fields`.
    notes: Vec<(usize, usize)>,
    /// The fields of all notes in a row, with the places of their values.
    fields: Vec<(Word, usize)>,
    /// The deck's id.
    pub(super) id: usize,
    /// For each alias entry its spellings.
    pub(super) aliases: Vec<Vec<usize>>,
}

impl Marks {
    /// Makes room for so many notes.
    pub(super) fn reserve(&mut self, notes: usize) {
        const FIELDS: usize = 4;
        self.notes.reserve(notes);
        self.fields.reserve(notes * FIELDS);
    }

    /// Notes where the next note and its fields stand.
    pub(super) fn add(&mut self, note: &Fields<'_>) {
        self.notes.push((note.at, self.fields.len()));
        let fields = note.table.fields().iter();
        self.fields.extend(fields.filter_map(|field| Some((field.word?, field.value.at))));
    }
}

impl Places {
    pub(super) fn new(source: Source<'static>, marks: Marks) -> Self {
        Self { source, marks }
    }

    pub(super) fn source(&self) -> &Source<'static> {
        &self.source
    }

    /// Where the note with this index has the value of `key`, or begins.
    pub(super) fn field(&self, note: usize, key: &str) -> usize {
        let Some((at, first)) = self.marks.notes.get(note).copied() else {
            return 0;
        };
        let behind = self.marks.notes.get(note + 1).map_or(self.marks.fields.len(), |next| next.1);
        let word = word(key);
        let mut fields = self.marks.fields[first..behind].iter();
        fields.find(|(found, _)| Some(*found) == word).map_or(at, |(_, at)| *at)
    }

    /// Where the deck's id stands.
    pub(super) fn id(&self) -> usize {
        self.marks.id
    }

    /// Where the note with this index begins.
    pub(super) fn note(&self, note: usize) -> usize {
        self.marks.notes.get(note).map_or(0, |(at, _)| *at)
    }

    /// Where a spelling of an alias entry stands.
    pub(super) fn alias(&self, entry: usize, spelling: usize) -> usize {
        let entry = self.marks.aliases.get(entry);
        entry.and_then(|spellings| spellings.get(spelling)).copied().unwrap_or(0)
    }
}
