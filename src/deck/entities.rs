//! The entities of a deck under all their spellings.
//!
//! Whoever checks choices and looks for what is poor must see that two names mean one thing. Which
//! alias is doubtful is not judged here.

use std::collections::{HashMap, HashSet};

use super::sameness;

/// Which spellings belong together.
#[derive(Debug, Default)]
pub(super) struct Entities {
    entries: HashMap<String, Vec<usize>>,
    spellings: Vec<Vec<String>>,
}

/// So many other spellings of a right option are looked at: many choices over an alias that was
/// written to be endless would take for ever.
const MOST_SPELLINGS: usize = 500;

impl Entities {
    pub(super) fn new(aliases: &[(String, Vec<String>)]) -> Self {
        let mut entries: HashMap<String, Vec<usize>> = HashMap::new();
        let mut spellings = Vec::with_capacity(aliases.len());
        for (index, (entity, others)) in aliases.iter().enumerate() {
            let all: Vec<String> = std::iter::once(entity).chain(others).cloned().collect();
            for spelling in &all {
                let owners = entries.entry(sameness::typed(spelling)).or_default();
                if owners.last() != Some(&index) {
                    owners.push(index);
                }
            }
            spellings.push(all);
        }
        Self { entries, spellings }
    }

    /// The other ways to write `text`, where it is the name of an entity.
    pub(super) fn spellings(&self, text: &str) -> impl Iterator<Item = &str> {
        let owners = match self.entries.is_empty() {
            true => &[],
            false => self.owners(&sameness::typed(text)),
        };
        owners.iter().flat_map(|index| self.spellings[*index].iter().map(String::as_str))
    }

    /// The forms by which `text` is compared: its own and those of its entity's other spellings.
    pub(super) fn forms(&self, text: &str) -> Vec<String> {
        let mut forms = vec![sameness::typed(text)];
        forms.extend(self.spellings(text).map(sameness::typed));
        forms
    }

    /// The forms of all that is right where these options are: of each its own and those of its
    /// entity's other spellings. None of them is ever shown as a wrong one.
    pub(super) fn forms_of_right(&self, right: &[String]) -> HashSet<String> {
        let others = right.iter().flat_map(|text| self.spellings(text).take(MOST_SPELLINGS));
        right.iter().map(String::as_str).chain(others).map(sameness::typed).collect()
    }

    fn owners(&self, folded: &str) -> &[usize] {
        self.entries.get(folded).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entity_has_all_its_spellings_under_each_of_them() {
        let entry = ("Mao Zedong".to_owned(), vec!["Mao".to_owned()]);
        let entities = Entities::new(&[entry]);
        let found: Vec<&str> = entities.spellings("MAO").collect();
        assert_eq!(found, ["Mao Zedong", "Mao"]);
        assert_eq!(entities.spellings("Stalin").count(), 0);
        assert_eq!(entities.forms("Stalin"), ["stalin"]);
    }
}
