//! What is legal in a deck but poor for learning.
//!
//! A rule names what a teacher would mend; where only the teacher can know, it keeps silent, since
//! a warning that is often wrong is soon read no more. Nothing is refused here.

mod aliases;
mod asked;
mod choices;
mod figures;
mod form;
mod gaps;
mod giveaway;
mod lists;
mod numerals;
mod phrase;
mod right_elsewhere;
mod same_question;
mod short;
mod wording;

#[cfg(test)]
mod trial;

use std::collections::HashSet;

use crate::model::{Deck, Kind, Note, NoteId};

use super::codes;
use super::entities::Entities;
use super::places::Places;
use super::problem::{Findings, Problem};

use wording::Wording;

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

/// Takes out of the notes of a deck those without which [`lint`] finds the same in the notes that are
/// `wanted`: left are these, and those that ask the same as one of them.
pub(crate) fn keep_what_counts(notes: &mut Vec<Note>, wanted: impl Fn(&NoteId) -> bool) {
    let mut questions = HashSet::new();
    for note in notes.iter().filter(|note| wanted(&note.id)) {
        questions.extend(asked::wordings(&note.kind));
        if let Kind::Choice(choice) = &note.kind {
            questions.insert(Wording::new(&choice.ask));
        }
    }
    notes.retain(|note| {
        let asks_the_same =
            || asked::wordings(&note.kind).iter().any(|question| questions.contains(question));
        wanted(&note.id) || asks_the_same()
    });
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
    use super::super::{parse, print};
    use super::trial::linted;
    use super::{keep_what_counts, lint};
    use crate::model::{Deck, NoteId};

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

    /// What is found in the notes that are wanted, without the places.
    fn found(deck: &Deck, wanted: &NoteId) -> Vec<(&'static str, String)> {
        let parsed = parse(print(deck));
        let deck = parsed.deck.unwrap();
        let at = deck.notes.iter().position(|note| note.id == *wanted).unwrap();
        let line = |at: usize| parsed.places.source().line(parsed.places.note(at));
        let lines = line(at)..deck.notes.get(at + 1).map_or(u32::MAX, |_| line(at + 1));
        lint(&deck, &parsed.places)
            .into_iter()
            .filter(|problem| lines.contains(&problem.line))
            .map(|problem| {
                (problem.code, problem.message.split(" in line ").next().unwrap().into())
            })
            .collect()
    }

    #[test]
    fn in_each_note_the_same_is_found_where_only_the_notes_that_count_are_kept() {
        let text = "[deck]\nid = 'd'\ntitle = 'D'\n\n\
            [[card]]\nid = 'a'\nfront = 'Who came?'\nback = 'Ford'\n\n\
            [[card]]\nid = 'b'\nfront = 'Who came'\nback = 'Taft'\n\n\
            [[card]]\nid = 'c'\nfront = 'Who went?'\nback = 'Polk'\nreverse = true\n\n\
            [[card]]\nid = 'd'\nfront = 'Polk'\nback = 'A president'\n\n\
            [[card]]\nid = 'e'\nask = 'WHO came?'\nright = 'Polk'\nwrong = ['Ford', 'Nixon']\n\n\
            [[card]]\nid = 'f'\nask = 'Which of these is right?'\nright = 'Ja'\nwrong = ['Nein', 'Doch']\n\n\
            [[card]]\nid = 'g'\nkind = 'typed'\nask = 'Which of these is right'\nanswer = 'Nein'\n\n\
            [[card]]\nid = 'h'\ntext = '{{Ford}} met {{Taft}} in Kiel.'\n\n\
            [[card]]\nid = 'i'\ntext = '{{Polk}} met {{Taft}} in Kiel.'\n";
        let deck = parse(text).deck.unwrap();
        let mut several = 0;
        for wanted in deck.notes.iter().map(|note| &note.id) {
            let mut few = deck.clone();
            keep_what_counts(&mut few.notes, |note| note == wanted);
            assert!(few.notes.len() < deck.notes.len(), "{wanted}");
            let all = found(&deck, wanted);
            several += usize::from(all.len() > 1);
            assert_eq!(found(&few, wanted), all, "{wanted}");
        }
        assert!(several > 3, "the rules find too little to tell");
    }
}
