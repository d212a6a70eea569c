//! What is wrong with a file as a whole: it has no text, or does not go together with another file.
//!
//! Who reads files says why; here it becomes a problem like those of what stands in the text.

use crate::model::{DeckId, NoteKey};

use super::problem::{Findings, Problem};
use super::source::Source;
use super::{MOST_PROBLEMS, codes, parse};

/// A file or folder of which nothing can be read.
pub(crate) fn unreadable(why: &str, help: &str) -> Vec<Problem> {
    alone(codes::UNREADABLE, why, help)
}

/// A file of more bytes than are read.
pub(crate) fn too_large() -> Vec<Problem> {
    alone(codes::FILE_SIZE, "the file is larger than 16 MB", "Make several decks of it.")
}

const BOM: &[u8] = "\u{feff}".as_bytes();

/// A file that is no text at the byte `at`, which its first line without text shows.
pub(crate) fn no_text(bytes: &[u8], at: usize) -> Vec<Problem> {
    let (bytes, at) = match bytes.strip_prefix(BOM) {
        Some(rest) => (rest, at.saturating_sub(BOM.len())),
        None => (bytes, at),
    };
    let (before, after) = bytes.split_at(at.min(bytes.len()));
    let above = memchr::memchr_iter(b'\n', before).count();
    let start = memchr::memrchr(b'\n', before).map_or(0, |end| end + 1);
    let end = memchr::memchr(b'\n', after).unwrap_or(after.len());
    let line = String::from_utf8_lossy(&bytes[start..before.len() + end]);
    let mut findings = Findings::up_to(1);
    let help = "Save the file as UTF-8 in your editor.";
    findings.add(before.len() - start, codes::NO_TEXT, "it is not UTF-8 text", help);
    let above = u32::try_from(above).unwrap_or(u32::MAX);
    let problems = findings.into_problems(&Source::new(line)).into_iter();
    let below = |problem: Problem| Problem { line: problem.line.saturating_add(above), ..problem };
    problems.map(below).collect()
}

/// Why a deck that holds by itself cannot come in beside another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Clash {
    /// The other file has the same deck id.
    Id { id: DeckId, other: String },
    /// The card says that it had a name that another card in another file says of itself.
    Was { key: NoteKey, was: NoteKey, other: NoteKey, place: String },
    /// As above, where the other card is installed.
    Installed { key: NoteKey, was: NoteKey, other: NoteKey },
}

/// The clashes of the deck that `text` holds, at their places.
pub(crate) fn clashes(text: impl Into<String>, clashes: &[Clash]) -> Vec<Problem> {
    let parsed = parse(text);
    let notes = parsed.deck.as_ref().map_or(&[][..], |deck| &deck.notes);
    let places = &parsed.places;
    let was_of = |key: &NoteKey| {
        let index = notes.iter().position(|note| note.id == key.note);
        index.map_or(0, |index| places.field(index, "was"))
    };
    let mut findings = Findings::up_to(MOST_PROBLEMS);
    for clash in clashes {
        if findings.must_leave_out() {
            break;
        }
        match clash {
            Clash::Id { id, other } => {
                let message = format!("the deck `{id}` stands in two files: here and in {other}");
                let help = "One file is one whole deck: give one of them another id.";
                findings.add(places.id(), codes::DOUBLE_DECK, message, help);
            }
            Clash::Was { key, was, other, place } => {
                let message =
                    format!("both `{key}` and `{other}` in {place} say that they were `{was}`");
                let help = "A history can follow one card only: take the `was` from one of them.";
                findings.add(was_of(key), codes::WAS, message, help);
            }
            Clash::Installed { key, was, other } => {
                let message = format!(
                    "both `{key}` and `{other}`, which is installed, say that they were `{was}`"
                );
                let help = format!(
                    "A history can follow one card only: take the `was` from one of them, or take \
                     the other deck out first with `pauk deck remove {}`.",
                    other.deck
                );
                findings.add(was_of(key), codes::WAS, message, help);
            }
        }
    }
    findings.into_problems(places.source())
}

fn alone(code: &'static str, message: &str, help: &str) -> Vec<Problem> {
    let mut findings = Findings::up_to(1);
    findings.add(0, code, message, help);
    findings.into_problems(&Source::default())
}
