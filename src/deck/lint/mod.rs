//! What is legal in a deck but poor for learning.
//!
//! A rule names what a teacher would mend; where only the teacher can know, it keeps silent, since
//! a warning that is often wrong is soon read no more. Nothing is refused here.

mod aliases;
mod asked;
mod choices;
mod entities;
mod figures;
mod gaps;
mod giveaway;
mod lists;
mod phrase;
mod right_elsewhere;
mod same_question;
mod short;

#[cfg(test)]
mod trial;

use crate::model::Deck;

use super::codes;
use super::places::Places;
use super::problem::{Findings, Problem};

use entities::Entities;

/// The findings of all rules, in the order of their places.
pub(crate) fn lint(deck: &Deck, places: &Places) -> Vec<Problem> {
    let mut findings = Findings::all();
    let subject = Subject { deck, places, entities: Entities::new(&deck.aliases) };
    let all = asked::all(deck, &subject.entities);
    same_question::check(&subject, &all, &mut findings);
    right_elsewhere::check(&subject, &all, &mut findings);
    giveaway::check(&subject, &mut findings);
    short::check(&subject, &mut findings);
    lists::check(&subject, &mut findings);
    choices::check(&subject, &mut findings);
    gaps::check(&subject, &mut findings);
    aliases::check(&subject, &mut findings);
    sources(&subject, &mut findings);
    findings.into_problems(places.source())
}

/// What the rules look at.
struct Subject<'d> {
    deck: &'d Deck,
    places: &'d Places,
    entities: Entities,
}

fn sources(subject: &Subject<'_>, findings: &mut Findings) {
    if subject.deck.source.is_some() {
        return;
    }
    for (index, note) in subject.deck.notes.iter().enumerate() {
        if note.cite.is_none() {
            let message = format!("nothing says where the answer of `{}` comes from", note.id);
            let help = "Say where it stands, `cite = \"…\"`, or name one `source` in [deck].";
            let at = subject.places.note(index);
            findings.add(at, codes::NO_SOURCE, message, help);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::trial::linted;

    const CARD: &str = "[[card]]\nid = 'a'\nfront = 'Who?'\nback = 'Somebody'\n";

    #[test]
    fn a_card_without_cite_in_a_deck_without_source_is_found() {
        let text = format!("[deck]\nid = 'd'\ntitle = 'D'\n\n{CARD}");
        let expected = "L010 5:1 nothing says where the answer of `a` comes from";
        assert_eq!(linted(&text), [expected]);
    }

    #[test]
    fn a_cite_or_a_source_will_do() {
        let cited = format!("[deck]\nid = 'd'\ntitle = 'D'\n\n{CARD}cite = 'p. 1'\n");
        let sourced = format!("[deck]\nid = 'd'\ntitle = 'D'\nsource = 'A book'\n\n{CARD}");
        assert_eq!(linted(&cited), [""; 0]);
        assert_eq!(linted(&sourced), [""; 0]);
    }
}
