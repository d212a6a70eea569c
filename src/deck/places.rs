//! Where each note and field of a deck stands in its file.
//!
//! The model knows no places; they are kept beside it for what is said about a deck that holds.

use super::source::Source;

/// The places of a deck's notes, fields, aliases and pools, in the order of the deck.
#[derive(Debug, Clone, Default)]
pub(crate) struct Places {
    source: Source,
    marks: Marks,
}

/// Byte offsets in the text.
#[derive(Debug, Clone, Default)]
pub(super) struct Marks {
    pub(super) notes: Vec<NotePlaces>,
    /// For each alias entry its spellings.
    pub(super) aliases: Vec<Vec<usize>>,
}

/// Where a note begins, and where the values of its fields stand.
#[derive(Debug, Clone)]
pub(super) struct NotePlaces {
    at: usize,
    fields: Vec<(&'static str, usize)>,
}

impl NotePlaces {
    pub(super) fn new(at: usize, fields: Vec<(&'static str, usize)>) -> Self {
        Self { at, fields }
    }
}

impl Places {
    pub(super) fn new(source: Source, marks: Marks) -> Self {
        Self { source, marks }
    }

    pub(super) fn source(&self) -> &Source {
        &self.source
    }

    /// Where the note with this index has the value of `key`, or begins.
    pub(super) fn field(&self, note: usize, key: &str) -> usize {
        let Some(places) = self.marks.notes.get(note) else {
            return 0;
        };
        let field = places.fields.iter().find(|(name, _)| *name == key);
        field.map_or(places.at, |(_, at)| *at)
    }

    /// Where the note with this index begins.
    pub(super) fn note(&self, note: usize) -> usize {
        self.marks.notes.get(note).map_or(0, |places| places.at)
    }

    /// Where a spelling of an alias entry stands.
    pub(super) fn alias(&self, entry: usize, spelling: usize) -> usize {
        let entry = self.marks.aliases.get(entry);
        entry.and_then(|spellings| spellings.get(spelling)).copied().unwrap_or(0)
    }
}
