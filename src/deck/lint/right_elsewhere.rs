//! A wrong option that is right somewhere: on a card that asks the same, or as another spelling of
//! the card's own right option.
//!
//! That a wrong option is the answer of another question is as it should be, and pools live by it.

use std::collections::HashMap;

use crate::model::{Choice, Kind};

use super::super::characters::shown;
use super::super::{codes, sameness};
use super::asked::Asked;
use super::choices::wrong_options;
use super::wording::Wording;
use super::{Findings, Subject};

/// The notes that accept an answer to a question.
type Accepted<'a> = HashMap<(&'a Wording, &'a str), Vec<usize>>;

pub(super) fn check(subject: &Subject<'_>, all: &[Asked], findings: &mut Findings) {
    if !subject.deck.notes.iter().any(|note| matches!(note.kind, Kind::Choice(_))) {
        return;
    }
    let mut accepted = Accepted::new();
    for asked in all {
        for form in asked.answer.single_forms() {
            let notes = accepted.entry((&asked.question, form)).or_default();
            notes.push(asked.note);
        }
    }
    for (index, note) in subject.deck.notes.iter().enumerate() {
        if let Kind::Choice(choice) = &note.kind {
            check_choice(index, choice, &accepted, subject, findings);
        }
    }
}

fn check_choice(
    index: usize,
    choice: &Choice,
    accepted: &Accepted<'_>,
    subject: &Subject<'_>,
    findings: &mut Findings,
) {
    check_own(index, choice, subject, findings);
    let question = Wording::new(&choice.ask);
    for (wrong, field) in wrong_options(choice, subject) {
        let at = subject.places.field(index, field);
        let forms = subject.entities.forms(wrong);
        let elsewhere = forms.iter().find_map(|form| {
            let notes = accepted.get(&(&question, form.as_str()))?;
            notes.iter().find(|note| **note != index)
        });
        if let Some(other) = elsewhere {
            let line = subject.places.source().line(subject.places.note(*other));
            let message = format!(
                "the wrong option `{}` is right on `{}` in line {line}, which asks the same",
                shown(wrong),
                subject.deck.notes[*other].id
            );
            let help = "Put another option in its place, or tell the questions apart.";
            findings.add(at, codes::RIGHT_ELSEWHERE, message, help);
        }
    }
}

/// Finds wrong options of the card itself that spell a right one; a pool may hold them.
fn check_own(index: usize, choice: &Choice, subject: &Subject<'_>, findings: &mut Findings) {
    for wrong in &choice.wrong {
        let folded = sameness::typed(wrong);
        let mut rights = choice.right.iter();
        let Some(right) = rights.find(|right| subject.entities.forms(right).contains(&folded))
        else {
            continue;
        };
        let message = format!(
            "the wrong option `{}` is another spelling of `{}`, which is right",
            shown(wrong),
            shown(right)
        );
        let help = "Put another option in its place, or mend the alias; it is never shown.";
        let at = subject.places.field(index, "wrong");
        findings.add(at, codes::RIGHT_ELSEWHERE, message, help);
    }
}

#[cfg(test)]
mod tests {
    use super::super::trial::{cards, linted};

    const CHOICE: &str = "[[card]]\nid = 'a'\nask = 'Who came to Kiel?'\nright = 'Nixon'\n\
                          wrong = ['Ford', 'Taft']\n";

    #[test]
    fn a_wrong_option_that_another_card_accepts_is_found() {
        let typed = "[[card]]\nid = 'b'\nkind = 'typed'\nask = 'Who came to Kiel?'\n\
                     answer = 'Nixon'\naccept = ['ford']\n";
        assert_eq!(
            cards(&format!("{CHOICE}{typed}")),
            ["L008 5:9 the wrong option `Ford` is right on `b` in line 7, which asks the same"]
        );
    }

    #[test]
    fn a_wrong_option_that_spells_the_right_one_is_found() {
        let head = "[deck]\nid = 'd'\ntitle = 'D'\nsource = 'S'\n[aliases]\nNixon = ['Tricky Dick']\n\
                    [pools]\np = ['tricky dick', 'Nixon', 'Taft', 'Polk']\n";
        let card = "[[card]]\nid = 'a'\nask = 'Who?'\nright = 'Nixon'\n";
        assert_eq!(linted(&format!("{head}{card}pool = 'p'\n")), [""; 0]);
        let found = linted(&format!("{head}{card}wrong = ['tricky dick', 'Taft', 'Polk']\n"));
        let message =
            "the wrong option `tricky dick` is another spelling of `Nixon`, which is right";
        assert_eq!(found, [format!("L008 13:9 {message}")]);
    }

    #[test]
    fn a_wrong_option_that_answers_another_question_is_fine() {
        let other =
            "[[card]]\nid = 'b'\nkind = 'typed'\nask = 'Who came to Lagos?'\nanswer = 'Ford'\n";
        assert_eq!(cards(&format!("{CHOICE}{other}")), [""; 0]);
    }
}
