//! The codes of all problems, in one place, so that no two rules share one.
//!
//! A code that was released keeps its meaning for ever, because people quote it in scripts: a rule
//! that goes leaves its number unused.

/// The file is larger than a deck may be.
pub(super) const FILE_SIZE: &str = "E001";
/// The text is no TOML.
pub(super) const SYNTAX: &str = "E002";
/// A character stands in the file that no deck may hold.
pub(super) const CHARACTER: &str = "E003";
/// A field or a card is too large, or there are too many cards.
pub(super) const SIZE: &str = "E004";
/// Something required is missing.
pub(super) const MISSING: &str = "E005";
/// A value has the wrong type.
pub(super) const TYPE: &str = "E006";
/// A key is not known at its place.
pub(super) const UNKNOWN: &str = "E007";
/// A text is no id.
pub(super) const ID: &str = "E008";
/// Two cards have one id.
pub(super) const DOUBLE_ID: &str = "E009";
/// An earlier name cannot be what it says.
pub(super) const WAS: &str = "E010";
/// The language is no BCP 47 tag.
pub(super) const LANG: &str = "E011";
/// The importance is not 1, 2 or 3.
pub(super) const IMPORTANCE: &str = "E012";
/// A text that is needed is empty.
pub(super) const EMPTY: &str = "E013";
/// The kind is not known, or the fields do not say it.
pub(super) const KIND: &str = "E014";
/// A key belongs to another kind of card.
pub(super) const STRAY: &str = "E015";
/// The gaps of a cloze do not hold.
pub(super) const CLOZE: &str = "E016";
/// The options of a choice do not hold.
pub(super) const CHOICE: &str = "E017";
/// A pool is named that the deck does not have.
pub(super) const UNKNOWN_POOL: &str = "E018";
/// A number, its tolerance or its partial scores do not hold.
pub(super) const NUMBER: &str = "E019";
/// A text is no date.
pub(super) const DATE: &str = "E020";
/// The items of a list or an order do not hold.
pub(super) const ITEMS: &str = "E021";
/// The pairs of a match do not hold.
pub(super) const PAIRS: &str = "E022";
/// An answer that is asked back or rejected can never be met.
pub(super) const TYPED: &str = "E023";
/// An alias does not hold.
pub(super) const ALIAS: &str = "E024";
/// A pool does not hold.
pub(super) const POOL: &str = "E025";
/// There are more problems than are listed.
pub(super) const MORE: &str = "E026";
/// A file or folder cannot be read, or holds no deck.
pub(super) const UNREADABLE: &str = "E027";
/// A file is no text.
pub(super) const NO_TEXT: &str = "E028";
/// Two files have one deck id.
pub(super) const DOUBLE_DECK: &str = "E029";

/// The answer stands in the question.
pub(super) const GIVEN_AWAY: &str = "L001";
/// Two cards ask the same with different answers.
pub(super) const TWO_ANSWERS: &str = "L002";
/// A typed answer is long.
pub(super) const LONG_ANSWER: &str = "L003";
/// A list has many items.
pub(super) const LONG_LIST: &str = "L004";
/// A list's question does not say how many items there are.
pub(super) const UNNAMED_NUMBER: &str = "L005";
/// A question is answered with yes or no.
pub(super) const YES_OR_NO: &str = "L006";
/// A choice has fewer than two wrong options.
pub(super) const FEW_OPTIONS: &str = "L007";
/// A wrong option is accepted as right elsewhere.
pub(super) const RIGHT_ELSEWHERE: &str = "L008";
/// The right option is the longest by far.
pub(super) const LONG_RIGHT: &str = "L009";
/// Nothing says where the answer comes from.
pub(super) const NO_SOURCE: &str = "L010";
/// An alias belongs to two entities.
pub(super) const SHARED_ALIAS: &str = "L011";
/// More than half of a cloze is gaps.
pub(super) const MOSTLY_GAPS: &str = "L012";
/// A gap is numbered in Anki's way.
pub(super) const ANKI_GAP: &str = "L013";
