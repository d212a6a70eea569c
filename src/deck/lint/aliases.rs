//! An alias that belongs to two entities: nobody can say which of them was meant.
//!
//! Aliases that do not hold at all were refused when the deck was read.

use std::collections::HashMap;

use super::super::characters::shown;
use super::super::{codes, sameness};
use super::{Findings, Subject};

pub(super) fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let aliases = &subject.deck.aliases;
    let mut owners: HashMap<String, usize> = HashMap::new();
    for (index, (entity, _)) in aliases.iter().enumerate() {
        owners.entry(sameness::typed(entity)).or_insert(index);
    }
    for (index, (entity, spellings)) in aliases.iter().enumerate() {
        for (nth, spelling) in spellings.iter().enumerate() {
            let owner = *owners.entry(sameness::typed(spelling)).or_insert(index);
            if owner == index {
                continue;
            }
            let other = &aliases[owner].0;
            let message = format!(
                "the alias `{}` of `{}` belongs to `{}` too",
                shown(spelling),
                shown(entity),
                shown(other)
            );
            let help = "Leave it to one of the two, or write it out on the cards that accept it.";
            let at = subject.places.alias(index, nth);
            findings.add(at, codes::SHARED_ALIAS, message, help);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::trial::linted;

    const HEAD: &str = "[deck]\nid = 'd'\ntitle = 'D'\nsource = 'S'\n[aliases]\n";

    #[test]
    fn an_alias_of_two_entities_is_found() {
        let text = format!("{HEAD}George = ['Bush', 'Bush junior']\nHerbert = ['H. W.', 'bush']\n");
        let expected = "L011 7:21 the alias `bush` of `Herbert` belongs to `George` too";
        assert_eq!(linted(&text), [expected]);
    }

    #[test]
    fn an_alias_that_is_another_entity_is_found() {
        let text = format!("{HEAD}George = ['Herbert']\nHerbert = ['H. W.']\n");
        let expected = "L011 6:11 the alias `Herbert` of `George` belongs to `Herbert` too";
        assert_eq!(linted(&text), [expected]);
    }

    #[test]
    fn aliases_of_their_own_are_fine() {
        let text = format!("{HEAD}George = ['Bush junior']\nHerbert = ['Bush senior', 'H. W.']\n");
        assert_eq!(linted(&text), [""; 0]);
    }
}
