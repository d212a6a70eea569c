//! Identities: of a deck, of a note in it, and of a card made from that note.
//!
//! An identity is what the author wrote, never a position and never a text, so a card keeps its
//! history through every edit. The written form of a card is `deck/id:card-id#variant`.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// Why a text is no identity.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum IdError {
    #[error("an id is empty")]
    Empty,
    #[error("`{found}` is not allowed in an id; it may hold a-z, 0-9 and `-`")]
    Character { found: char },
    #[error("an id is longer than {limit} characters")]
    TooLong { limit: usize },
    #[error("a card is written `deck:card` or `deck:card#variant`")]
    NotACard,
    #[error("`{found}` is no variant; it is `reverse` or the number of a gap from 1 to 999")]
    Variant { found: String },
}

/// Longest identity in bytes, of a deck or a note.
const LONGEST: usize = 200;

fn check_segment(text: &str) -> Result<(), IdError> {
    if text.is_empty() {
        return Err(IdError::Empty);
    }
    if text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-')) {
        return Ok(());
    }
    match text.chars().find(|c| !matches!(c, 'a'..='z' | '0'..='9' | '-')) {
        Some(found) => Err(IdError::Character { found }),
        None => Ok(()),
    }
}

/// The identity of a deck: segments of `[a-z0-9-]` joined by `/`. Copies share one text: a session
/// keeps the identity of a card in half a dozen places.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct DeckId(Arc<str>);

impl DeckId {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The first segment: the tree that the deck belongs to, for which daily limits are counted.
    pub(crate) fn tree(&self) -> &str {
        self.0.split('/').next().unwrap_or(&self.0)
    }

    /// Whether this deck is `ancestor` itself or lies below it in the tree.
    pub(crate) fn is_within(&self, ancestor: &str) -> bool {
        self.0.strip_prefix(ancestor).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

impl FromStr for DeckId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        if text.len() > LONGEST {
            return Err(IdError::TooLong { limit: LONGEST });
        }
        for segment in text.split('/') {
            check_segment(segment)?;
        }
        Ok(Self(text.into()))
    }
}

impl fmt::Display for DeckId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The identity of a note within its deck: `[a-z0-9-]`. Copies share one text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct NoteId(Arc<str>);

impl NoteId {
    /// Whether `text` is one.
    pub(crate) fn check(text: &str) -> Result<(), IdError> {
        if text.len() > LONGEST {
            return Err(IdError::TooLong { limit: LONGEST });
        }
        check_segment(text)
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for NoteId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        Self::check(text)?;
        Ok(Self(text.into()))
    }
}

impl fmt::Display for NoteId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The identity of a note across all decks, written `deck:note`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct NoteKey {
    pub(crate) deck: DeckId,
    pub(crate) note: NoteId,
}

impl FromStr for NoteKey {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let (deck, note) = text.split_once(':').ok_or(IdError::NotACard)?;
        Ok(Self { deck: deck.parse()?, note: note.parse()? })
    }
}

impl fmt::Display for NoteKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.deck.as_str())?;
        f.write_str(":")?;
        f.write_str(self.note.as_str())
    }
}

/// Which of the cards of a note: the only one, the reverse one, or that of a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Variant {
    /// The note's one card, or the front of a reversible one.
    Plain,
    /// The second card of a reversible note: `#reverse`.
    Reverse,
    /// The card of a cloze's number, from 1 to 999: `#1`.
    Gap(u16),
}

impl Variant {
    /// The highest number that a gap of a cloze may carry.
    pub(crate) const LAST_GAP: u16 = 999;

    /// A number for storage: 0 plain, 1 to 999 a gap, 1000 the reverse.
    pub(crate) fn code(self) -> u16 {
        match self {
            Self::Plain => 0,
            Self::Gap(number) => number,
            Self::Reverse => Self::LAST_GAP + 1,
        }
    }

    /// The inverse of [`Variant::code`].
    pub(crate) fn from_code(code: u16) -> Option<Self> {
        match code {
            0 => Some(Self::Plain),
            1..=Self::LAST_GAP => Some(Self::Gap(code)),
            1000 => Some(Self::Reverse),
            _ => None,
        }
    }
}

impl fmt::Display for Variant {
    /// What stands behind the note's id: nothing, `#reverse` or `#1`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain => Ok(()),
            Self::Reverse => f.write_str("#reverse"),
            Self::Gap(number) => write!(f, "#{number}"),
        }
    }
}

/// The identity of a card, written `deck:note`, `deck:note#reverse` or `deck:note#2`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct CardKey {
    pub(crate) note: NoteKey,
    pub(crate) variant: Variant,
}

impl FromStr for CardKey {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let Some((note, variant)) = text.split_once('#') else {
            return Ok(Self { note: text.parse()?, variant: Variant::Plain });
        };
        let variant = match variant {
            "reverse" => Variant::Reverse,
            number => match number.parse() {
                Ok(gap @ 1..=Variant::LAST_GAP) if !number.starts_with(['0', '+']) => {
                    Variant::Gap(gap)
                }
                _ => return Err(IdError::Variant { found: number.to_owned() }),
            },
        };
        Ok(Self { note: note.parse()?, variant })
    }
}

impl fmt::Display for CardKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.note.fmt(f)?;
        self.variant.fmt(f)
    }
}

/// A card by its number in the learner's file, which is told apart quicker than its identity; the
/// number never leaves the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct CardNumber(pub(crate) i64);

/// A note by its number in the learner's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct NoteNumber(pub(crate) i64);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_key_reads_what_it_writes() {
        for text in ["a:b", "halperin/irrtuemer:antrieb", "x/y/z:k-1#reverse", "d:c#12"] {
            assert_eq!(text.parse::<CardKey>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_card_key_says_why() {
        assert_eq!("a".parse::<CardKey>(), Err(IdError::NotACard));
        assert_eq!("A:b".parse::<CardKey>(), Err(IdError::Character { found: 'A' }));
        assert_eq!("a//b:c".parse::<CardKey>(), Err(IdError::Empty));
        for variant in ["0", "1000", "01", "+1", "", "rev"] {
            let found = variant.to_owned();
            assert_eq!(
                format!("a:b#{variant}").parse::<CardKey>(),
                Err(IdError::Variant { found })
            );
        }
    }

    #[test]
    fn a_deck_is_within_itself_and_its_ancestors_only() {
        let deck: DeckId = "halperin/daten".parse().unwrap();
        assert!(deck.is_within("halperin") && deck.is_within("halperin/daten"));
        assert!(!deck.is_within("halp") && !deck.is_within("halperin/daten/x"));
        assert_eq!(deck.tree(), "halperin");
    }

    #[test]
    fn the_code_of_a_variant_leads_back_to_it() {
        for variant in [Variant::Plain, Variant::Reverse, Variant::Gap(1), Variant::Gap(999)] {
            assert_eq!(Variant::from_code(variant.code()), Some(variant));
        }
        assert_eq!(Variant::from_code(1001), None);
    }
}
