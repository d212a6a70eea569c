//! What a paper is to be made of: so many questions of this deck, that tag, that kind.
//!
//! The values and what fits them; how the file is read stands in `outline`, how the sections are
//! met in `select`.

use std::fmt;

use super::limit::TimeLimit;
use super::outline;
use super::paper::Entry;
use crate::deck::Problem;
use crate::model::Importance;
use crate::spelling;

/// A checked blueprint: it asks for at least one question, and never for fewer than its sections.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Blueprint {
    pub(crate) title: Option<String>,
    /// How many questions in all; as many as the sections want where it is not said.
    pub(crate) questions: Option<usize>,
    pub(crate) time: Option<TimeLimit>,
    pub(crate) sections: Vec<Section>,
}

/// So many questions for which all conditions hold; of the words of one condition, one must.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Section {
    pub(crate) count: usize,
    pub(crate) decks: Vec<String>,
    pub(crate) tags: Vec<String>,
    pub(crate) kinds: Vec<String>,
    pub(crate) importance: Vec<Importance>,
}

impl Blueprint {
    /// The largest file that is read, in bytes.
    pub(crate) const LARGEST_FILE: usize = outline::LARGEST_FILE;

    /// Reads a blueprint file.
    ///
    /// # Errors
    /// All its problems, in the order of their places.
    pub(crate) fn parse(text: &str) -> Result<Self, Vec<Problem>> {
        outline::read(text)
    }

    /// How many questions the sections want together.
    pub(super) fn in_sections(&self) -> usize {
        self.sections.iter().map(|section| section.count).sum()
    }
}

impl Section {
    /// Whether the card may be asked in this section.
    pub(super) fn fits(&self, entry: &Entry) -> bool {
        let among = |wanted: &[String], holds: &dyn Fn(&String) -> bool| {
            wanted.is_empty() || wanted.iter().any(holds)
        };
        among(&self.decks, &|deck| entry.key.note.deck.is_within(deck))
            && among(&self.tags, &|tag| {
                let tag = spelling::fold(tag);
                entry.tags.iter().any(|own| spelling::fold(own) == tag)
            })
            && among(&self.kinds, &|kind| entry.note.kind.name() == kind)
            && (self.importance.is_empty() || self.importance.contains(&entry.note.importance))
    }
}

impl fmt::Display for Section {
    /// The conditions: ``deck `halperin/daten`, tag `usa`, kind date``.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quoted = |words: &[String]| {
            let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
            words.join(" or ")
        };
        let mut parts = Vec::new();
        if !self.decks.is_empty() {
            parts.push(format!("deck {}", quoted(&self.decks)));
        }
        if !self.tags.is_empty() {
            parts.push(format!("tag {}", quoted(&self.tags)));
        }
        if !self.kinds.is_empty() {
            parts.push(format!("kind {}", self.kinds.join(" or ")));
        }
        if !self.importance.is_empty() {
            let levels: Vec<String> =
                self.importance.iter().map(|level| level.get().to_string()).collect();
            parts.push(format!("importance {}", levels.join(" or ")));
        }
        if parts.is_empty() {
            parts.push("any card".to_owned());
        }
        f.write_str(&parts.join(", "))
    }
}
