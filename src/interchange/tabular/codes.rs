//! The codes of what may be wrong with a table, besides those of decks. One that was released keeps
//! its meaning for ever.

/// The file is no table of text.
pub(super) const FILE: &str = "T001";
/// A quotation mark is never closed.
pub(super) const UNCLOSED: &str = "T002";
/// A row has more cells than the table has columns.
pub(super) const RAGGED: &str = "T003";
/// There is no question.
pub(super) const NO_QUESTION: &str = "T004";
/// There is no answer.
pub(super) const NO_ANSWER: &str = "T005";
/// A cell makes no sense for the kind of card.
pub(super) const CELL: &str = "T006";
/// The kind is not known.
pub(super) const KIND: &str = "T007";
/// Two rows have one id.
pub(super) const DOUBLE: &str = "T008";
/// A deck has no name that makes an id, or there are too many of them or of its cards.
pub(super) const DECK: &str = "T009";
