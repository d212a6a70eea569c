//! One `[[card]]` entry, read into a note.
//!
//! Here is what all cards have in common; what belongs to one kind is read by that kind. Whether
//! the entry goes together with the others of its deck is not seen here.

use crate::model::{DeckId, Importance, Note, NoteKey};

use super::characters::shown;
use super::fields::{Fields, Texts, weight};
use super::problem::Findings;
use super::questions::{self, Asked};
use super::stocks::Stocks;
use super::table::Field;
use super::{codes, ids, keys};

/// What an entry is read against.
#[derive(Clone, Copy)]
pub(super) struct Surroundings<'d> {
    /// `None` where the deck's own id is wrong.
    pub(super) deck: Option<&'d DeckId>,
    /// `None` where the pools are not at hand, and a name is taken as it is.
    pub(super) pools: Option<&'d Stocks<'d>>,
}

/// An entry with what is needed to compare it with the others.
pub(super) struct Entry<'a> {
    draft: Option<Draft<'a>>,
    /// As it is written, which holds, and where.
    pub(super) id: Option<(&'a str, usize)>,
    pub(super) was: Vec<(NoteKey, usize)>,
}

/// All that makes a note, for the most part in the texts of the file: who only checks makes none.
struct Draft<'a> {
    id: &'a str,
    asked: Asked<'a>,
    tags: Texts<'a>,
    hint: Option<&'a str>,
    note: Option<&'a str>,
    cite: Option<&'a str>,
    importance: Importance,
    media: Texts<'a>,
}

impl Entry<'_> {
    /// Takes the note out, if the entry makes one.
    pub(super) fn note(&mut self) -> Option<Note> {
        let draft = self.draft.take()?;
        Some(Note {
            id: draft.id.parse().ok()?,
            kind: draft.asked.kept(),
            was: self.was.iter().map(|(key, _)| key.clone()).collect(),
            tags: draft.tags.kept(),
            hint: draft.hint.map(str::to_owned),
            note: draft.note.map(str::to_owned),
            cite: draft.cite.map(str::to_owned),
            importance: draft.importance,
            media: draft.media.kept(),
        })
    }
}

pub(super) const LARGEST_FIELD: usize = 64 << 10;
const LARGEST_CARD: usize = 1 << 20;

pub(super) fn read<'a>(
    fields: &Fields<'a>,
    surroundings: Surroundings<'_>,
    findings: &mut Findings,
) -> Entry<'a> {
    let bytes = check_sizes(fields, findings);
    if bytes > LARGEST_CARD {
        let message = format!("a card holds {bytes} bytes; it may hold up to {LARGEST_CARD}");
        findings.add(fields.at, codes::SIZE, message, "Make several cards of it.");
    }
    let id = ids::note_id(fields, findings);
    let was = ids::was(fields, surroundings.deck, findings);
    let form = keys::form(fields, findings);
    let asked = form.and_then(|form| questions::asked(form, fields, surroundings.pools, findings));
    let tags = fields.texts("tags", findings);
    let hint = fields.optional_text("hint", findings);
    let note = fields.optional_text("note", findings);
    let cite = fields.optional_text("cite", findings);
    let importance = importance(fields, findings);
    let media = fields.texts("media", findings);
    let draft = match (id, asked) {
        (Some((id, _)), Some(asked)) => {
            Some(Draft { id, asked, tags, hint, note, cite, importance, media })
        }
        _ => None,
    };
    Entry { draft, id, was }
}

/// Reports fields that are too large; gives the bytes of all together.
pub(super) fn check_sizes(fields: &Fields<'_>, findings: &mut Findings) -> usize {
    let weights = fields.table.fields().iter().map(|field| weight(&field.value.held));
    let (mut sum, mut largest) = (0, 0);
    for bytes in weights {
        sum += bytes;
        largest = largest.max(bytes);
    }
    if largest <= LARGEST_FIELD {
        return sum;
    }
    for Field { key, value, .. } in fields.table.by_key() {
        let bytes = weight(&value.held);
        if bytes > LARGEST_FIELD {
            let name = shown(&key.text);
            let message =
                format!("`{name}` holds {bytes} bytes; a field holds up to {LARGEST_FIELD}");
            let help = "Shorten it, or make several of it.";
            findings.add(key.at, codes::SIZE, message, help);
        }
    }
    sum
}

fn importance(fields: &Fields<'_>, findings: &mut Findings) -> Importance {
    let Some(value) = fields.integer("importance", findings) else {
        return Importance::default();
    };
    Importance::new(value).unwrap_or_else(|| {
        let help = "Write 1 for little, 2 for the usual or 3 for much.";
        let message = format!("the importance {value} is not from 1 to 3");
        findings.add(fields.at("importance"), codes::IMPORTANCE, message, help);
        Importance::default()
    })
}
