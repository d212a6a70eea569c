//! A deck: what its file says about itself, and its notes in the author's order.

use super::{DeckId, Note};

/// One whole deck, checked.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Deck {
    pub(crate) id: DeckId,
    pub(crate) title: String,
    pub(crate) lang: Lang,
    pub(crate) version: Option<String>,
    pub(crate) authors: Vec<String>,
    pub(crate) license: Option<String>,
    pub(crate) source: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) tags: Vec<String>,
    /// One entity and its other spellings, in the file's order.
    pub(crate) aliases: Vec<(String, Vec<String>)>,
    /// Named stocks of wrong choices, in the file's order.
    pub(crate) pools: Vec<(String, Vec<String>)>,
    pub(crate) notes: Vec<Note>,
}

/// The language of a deck as a BCP 47 tag; it decides how answers are folded and dates are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lang(String);

impl Lang {
    /// `None` where `tag` has not the form of a BCP 47 tag: parts of one to eight letters or
    /// digits joined by `-`, the first of two or three letters.
    pub(crate) fn new(tag: &str) -> Option<Self> {
        let mut parts = tag.split('-');
        let first = parts.next()?;
        let language =
            (2..=3).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_alphabetic());
        let rest = parts.all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
        });
        (language && rest).then(|| Self(tag.to_owned()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the language is German, in whatever region.
    pub(crate) fn is_german(&self) -> bool {
        self.is("de")
    }

    /// Whether the language is the one with this tag, in whatever region.
    pub(crate) fn is(&self, language: &str) -> bool {
        self.0.split('-').next().unwrap_or("").eq_ignore_ascii_case(language)
    }
}

impl Default for Lang {
    fn default() -> Self {
        Self("en".to_owned())
    }
}
