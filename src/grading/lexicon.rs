//! What a deck knows by name: its aliases, and what its cards want to hear.
//!
//! Marking asks it which other names of an answer count, and whether a near miss is in truth the
//! answer of another card. It is built once for a deck and never changes while cards are asked.

use std::collections::{HashMap, HashSet};

#[cfg(test)]
use crate::model::Deck;
use crate::model::{Kind, Lang, Note};
use crate::spelling::core;

/// Backs of plain cards that have more words than this are sentences, not names.
const LONGEST_BACK: usize = 5;

/// The names of a deck, folded.
#[derive(Debug, Clone)]
pub(crate) struct Lexicon {
    lang: Lang,
    /// Each entity with all its spellings as the author wrote them.
    entities: Vec<Vec<String>>,
    /// A folded spelling and the entities that bear it.
    bearers: HashMap<String, Vec<usize>>,
    /// Folded answers of all cards, their other names included.
    answers: HashSet<String>,
}

impl Lexicon {
    /// The aliases of a deck in the language `lang`; no card is known yet.
    pub(crate) fn new(lang: &Lang, aliases: &[(String, Vec<String>)]) -> Self {
        let mut lexicon = Self {
            lang: lang.clone(),
            entities: Vec::new(),
            bearers: HashMap::new(),
            answers: HashSet::new(),
        };
        for (index, (entity, others)) in aliases.iter().enumerate() {
            let names: Vec<String> = std::iter::once(entity).chain(others).cloned().collect();
            for name in &names {
                lexicon.bearers.entry(core(name)).or_default().push(index);
            }
            lexicon.entities.push(names);
        }
        lexicon
    }

    /// Everything that `deck` knows.
    #[cfg(test)]
    pub(crate) fn of(deck: &Deck) -> Self {
        let mut lexicon = Self::new(&deck.lang, &deck.aliases);
        for note in &deck.notes {
            lexicon.learn(note);
        }
        lexicon
    }

    /// Adds what the cards of `note` want to hear.
    pub(crate) fn learn(&mut self, note: &Note) {
        let is_name = |text: &&str| text.split_whitespace().count() <= LONGEST_BACK;
        let wanted: Vec<&str> = match &note.kind {
            Kind::Basic { back, front, reverse } => {
                let front = reverse.then_some(front.as_str());
                front.into_iter().chain([back.as_str()]).filter(is_name).collect()
            }
            Kind::Cloze { cloze, typed: true } => {
                cloze.numbers().into_iter().flat_map(|number| cloze.answers(number)).collect()
            }
            Kind::Typed { key, .. } => std::iter::once(key.answer.as_str())
                .chain(key.accept.iter().map(String::as_str))
                .collect(),
            Kind::Choice(choice) => choice.right.iter().map(String::as_str).collect(),
            Kind::List { items, .. } => items
                .iter()
                .flat_map(|item| std::iter::once(&item.preferred).chain(&item.variants))
                .map(String::as_str)
                .collect(),
            Kind::Cloze { typed: false, .. }
            | Kind::Number { .. }
            | Kind::Date { .. }
            | Kind::Order { .. }
            | Kind::Match { .. } => Vec::new(),
        };
        for name in wanted {
            let folded = core(name);
            let others: Vec<String> = self.other_names(&folded).map(core).collect();
            self.answers.extend(others);
            self.answers.insert(folded);
        }
    }

    /// The language in which answers are read.
    pub(super) fn lang(&self) -> &Lang {
        &self.lang
    }

    /// Every spelling of what bears the name `folded`, which is folded without its lead.
    pub(super) fn other_names(&self, folded: &str) -> impl Iterator<Item = &str> {
        let bearers = self.bearers.get(folded).map_or(&[][..], Vec::as_slice);
        bearers.iter().flat_map(|&entity| &self.entities[entity]).map(String::as_str)
    }

    /// Whether some card of the deck wants to hear this, folded without its lead.
    pub(super) fn is_an_answer(&self, folded: &str) -> bool {
        self.answers.contains(folded)
    }
}
