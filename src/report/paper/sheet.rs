//! What a question looks like on paper: its text with blanks, and the room to answer.
//!
//! The room goes by the kind of question, and only roughly by the length of the answer, so that it
//! gives nothing away.

use crate::model::{ClozePart, Kind, Variant};
use crate::question::Expects;
use crate::quiz::Item;

/// A stretch of the question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    Text(&'a str),
    /// A gap to be filled, with the author's hint.
    Blank(Option<&'a str>),
}

/// The room to answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Room<'a> {
    /// In the blanks of the question.
    Blanks,
    Lines(usize),
    /// A short line, with the unit behind it.
    Short(Option<&'a str>),
    /// A line for each item, numbered where their order counts.
    Items {
        count: usize,
        ordered: bool,
    },
    /// A box before each option.
    Boxes {
        options: &'a [String],
        many: bool,
    },
    /// A box before each item, for its number.
    Order(&'a [String]),
    /// Two columns; a box before each of the left, for a letter of the right.
    Columns {
        left: &'a [String],
        right: &'a [String],
    },
}

/// Longer typed answers, in characters, get a second line.
const ONE_LINE: usize = 60;

/// The question in pieces: a cloze with its gaps as blanks, else one text.
pub(super) fn pieces(item: &Item) -> Vec<Piece<'_>> {
    match (&item.note.kind, item.key.variant) {
        (Kind::Cloze { cloze, .. }, Variant::Gap(asked)) => {
            cloze.parts.iter().map(|part| of_cloze(part, asked)).collect()
        }
        (
            Kind::Cloze { .. }
            | Kind::Basic { .. }
            | Kind::Typed { .. }
            | Kind::Number { .. }
            | Kind::Date { .. }
            | Kind::Choice(_)
            | Kind::List { .. }
            | Kind::Order { .. }
            | Kind::Match { .. },
            _,
        ) => vec![Piece::Text(&item.question.prompt)],
    }
}

pub(super) fn room(item: &Item) -> Room<'_> {
    let length = item.question.answer.chars().count();
    match (&item.question.expects, &item.note.kind) {
        (_, Kind::Cloze { .. }) => Room::Blanks,
        (Expects::Reveal, _) => Room::Lines(match length {
            0..=80 => 2,
            81..=160 => 3,
            _ => 5,
        }),
        (Expects::Text, Kind::Number { key, .. }) => Room::Short(key.unit.as_deref()),
        (Expects::Text, Kind::Date { .. }) => Room::Short(None),
        (Expects::Text, _) => Room::Lines(if length > ONE_LINE { 2 } else { 1 }),
        (Expects::Items { count, ordered }, _) => Room::Items { count: *count, ordered: *ordered },
        (Expects::Choices { options, many }, _) => Room::Boxes { options, many: *many },
        (Expects::Order { items, .. }, _) => Room::Order(items),
        (Expects::Pairs { left, right }, _) => {
            Room::Columns { left: &left.shown, right: &right.shown }
        }
    }
}

/// `a` for 0, `z` for 25, `aa` for 26.
pub(super) fn letter(place: usize) -> String {
    let last = char::from(b'a' + (place % 26) as u8);
    match place / 26 {
        0 => last.to_string(),
        rest => format!("{}{last}", letter(rest - 1)),
    }
}

fn of_cloze(part: &ClozePart, asked: u16) -> Piece<'_> {
    match part {
        ClozePart::Text(text) => Piece::Text(text),
        ClozePart::Gap { number, hint, .. } if *number == asked => Piece::Blank(hint.as_deref()),
        ClozePart::Gap { answer, .. } => Piece::Text(answer),
    }
}
