//! One `[[card]]` entry, read into a note.
//!
//! Here is what all cards have in common; what belongs to one kind is read by that kind. Whether
//! the entry goes together with the others of its deck is not seen here.

use crate::model::{DeckId, Importance, Note, NoteId, NoteKey};

use super::characters::shown;
use super::fields::{Fields, weight};
use super::kinds::{self, Form};
use super::places::NotePlaces;
use super::problem::Findings;
use super::{codes, ids, keys, questions};

/// What an entry is read against.
#[derive(Clone, Copy)]
pub(super) struct Surroundings<'d> {
    /// `None` where the deck's own id is wrong.
    pub(super) deck: Option<&'d DeckId>,
    /// `None` where the pools are not at hand, and a name is taken as it is.
    pub(super) pools: Option<&'d [(String, Vec<String>)]>,
}

/// An entry with what is needed to compare it with the others.
pub(super) struct Entry {
    pub(super) note: Option<Note>,
    pub(super) id: Option<(NoteId, usize)>,
    pub(super) was: Vec<(NoteKey, usize)>,
    pub(super) places: NotePlaces,
}

const LARGEST_FIELD: usize = 64 << 10;
const LARGEST_CARD: usize = 1 << 20;

pub(super) fn read(
    fields: &Fields<'_>,
    surroundings: Surroundings<'_>,
    findings: &mut Findings,
) -> Entry {
    let bytes = check_sizes(fields, findings);
    if bytes > LARGEST_CARD {
        let message = format!("a card holds {bytes} bytes; it may hold up to {LARGEST_CARD}");
        findings.add(fields.at, codes::SIZE, message, "Make several cards of it.");
    }
    if fields.get("id").is_none() {
        let help = "Add a line `id = \"…\"`; the card keeps its history by it, whatever its text.";
        findings.add(fields.at, codes::MISSING, "a card has no `id`", help);
    }
    let id = ids::note_id(fields, findings);
    let was = ids::was(fields, surroundings.deck, findings);
    let form = keys::form(fields, findings);
    let kind = form.and_then(|form| questions::kind(form, fields, surroundings.pools, findings));
    let tags = fields.texts("tags", findings);
    let hint = fields.optional_text("hint", findings);
    let explanation = fields.optional_text("note", findings);
    let cite = fields.optional_text("cite", findings);
    let importance = importance(fields, findings);
    let media = fields.texts("media", findings);
    let note = id.clone().zip(kind).map(|(id, kind)| Note {
        id,
        kind,
        was: was.iter().map(|(key, _)| key.clone()).collect(),
        tags,
        hint,
        note: explanation,
        cite,
        importance,
        media,
    });
    Entry { note, id: id.map(|id| (id, fields.at("id"))), was, places: places(fields, form) }
}

/// Reports fields that are too large; gives the bytes of all together.
pub(super) fn check_sizes(fields: &Fields<'_>, findings: &mut Findings) -> usize {
    let mut sum = 0;
    for (key, value) in fields.table {
        let bytes = weight(value.get_ref());
        sum += bytes;
        if bytes > LARGEST_FIELD {
            let key_text = shown(key.get_ref());
            let message =
                format!("`{key_text}` holds {bytes} bytes; a field holds up to {LARGEST_FIELD}");
            let help = "Shorten it, or make several of it.";
            findings.add(fields.place(key), codes::SIZE, message, help);
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

fn places(fields: &Fields<'_>, form: Option<Form>) -> NotePlaces {
    let found = fields.table.iter().filter_map(|(key, value)| {
        let own = form.into_iter().flat_map(Form::fields);
        let mut known = kinds::COMMON.into_iter().chain(own);
        let name = known.find(|name| *name == key.get_ref())?;
        Some((name, fields.place(value)))
    });
    NotePlaces::new(fields.at, found.collect())
}
