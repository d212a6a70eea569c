//! What was done in a session, for its end.

use crate::model::{CardKey, Grade, Quality};

/// The sums of a session.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Summary {
    entries: Vec<Entry>,
}

#[derive(Debug, Clone, PartialEq)]
struct Entry {
    key: CardKey,
    quality: Quality,
    drill: bool,
    ms: u32,
}

impl Summary {
    pub(super) fn add(&mut self, key: CardKey, quality: Quality, drill: bool, ms: u32) {
        self.entries.push(Entry { key, quality, drill, ms });
    }

    /// Takes back the last answer to a card.
    pub(super) fn take_back(&mut self, key: &CardKey) {
        if let Some(at) = self.entries.iter().rposition(|entry| entry.key == *key) {
            self.entries.remove(at);
        }
    }

    /// How many answers were recorded, drills among them.
    pub(crate) fn reviewed(&self) -> usize {
        self.entries.len()
    }

    /// How many of them were drills.
    pub(crate) fn drilled(&self) -> usize {
        self.entries.iter().filter(|entry| entry.drill).count()
    }

    /// How often each grade was given, drills among them.
    pub(crate) fn grades(&self) -> [(Grade, usize); 4] {
        Grade::ALL.map(|grade| {
            let given = self.entries.iter().filter(|entry| entry.quality.grade() == grade);
            (grade, given.count())
        })
    }

    /// How often a card was not recalled.
    pub(crate) fn again(&self) -> usize {
        self.entries.iter().filter(|entry| entry.quality.grade() == Grade::Again).count()
    }

    /// The time spent on the answers, in milliseconds.
    pub(crate) fn ms(&self) -> u64 {
        self.entries.iter().map(|entry| u64::from(entry.ms)).sum()
    }

    /// The cards that were hard, hardest first: those with most answers below 4.
    pub(crate) fn hardest(&self, most: usize) -> Vec<(&CardKey, usize)> {
        let mut hard: Vec<(&CardKey, usize)> = Vec::new();
        for entry in self.entries.iter().filter(|entry| entry.quality.drills_again()) {
            match hard.iter_mut().find(|(key, _)| *key == &entry.key) {
                Some((_, count)) => *count += 1,
                None => hard.push((&entry.key, 1)),
            }
        }
        hard.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        hard.truncate(most);
        hard
    }
}
