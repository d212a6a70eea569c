//! Two cards that ask the same with different answers: whoever knows one fails the other.
//!
//! Two cards that ask the same with the same answer are merely more work, and are let pass.

use std::collections::HashMap;

use super::super::codes;
use super::asked::Asked;
use super::wording::Wording;
use super::{Findings, Subject};

pub(super) fn check(subject: &Subject<'_>, all: &[Asked], findings: &mut Findings) {
    let notes = &subject.deck.notes;
    let mut firsts: HashMap<&Wording, &Asked> = HashMap::new();
    for asked in all {
        let first = *firsts.entry(&asked.question).or_insert(asked);
        if first.note == asked.note || !asked.answer.contradicts(&first.answer) {
            continue;
        }
        let place = subject.places.field(first.note, first.field);
        let message = format!(
            "`{}` asks the same as `{}` in line {} with another answer",
            notes[asked.note].id,
            notes[first.note].id,
            subject.places.source().line(place)
        );
        let help = "Tell the questions apart by what each of them wants to know.";
        let at = subject.places.field(asked.note, asked.field);
        findings.add(at, codes::TWO_ANSWERS, message, help);
    }
}

#[cfg(test)]
mod tests {
    use super::super::trial::cards;

    /// Two cards, of which the second begins in line 5.
    fn two(first: &str, second: &str) -> Vec<String> {
        cards(&format!("[[card]]\nid = 'a'\n{first}\n[[card]]\nid = 'b'\n{second}\n"))
    }

    #[test]
    fn one_question_with_two_answers_is_found() {
        assert_eq!(
            two(
                "front = 'Who came to Kiel?'\nback = 'Nixon'",
                "front = 'who came to Kiel'\nback = 'Ford'"
            ),
            ["L002 7:9 `b` asks the same as `a` in line 4 with another answer"]
        );
    }

    #[test]
    fn two_answers_are_found_in_all_kinds() {
        for (first, second) in [
            ("kind = 'number'\nask = 'Q?'\nanswer = 4", "kind = 'number'\nask = 'Q?'\nanswer = 5"),
            (
                "kind = 'date'\nask = 'Q?'\nanswer = '1962'",
                "kind = 'date'\nask = 'Q?'\nanswer = '1963'",
            ),
            (
                "kind = 'typed'\nask = 'Q?'\nanswer = 'Nixon'",
                "ask = 'Q?'\nright = 'Ford'\nwrong = ['Taft', 'Polk']",
            ),
            (
                "kind = 'list'\nask = 'Q, two?'\nitems = ['k', 'l']",
                "kind = 'list'\nask = 'Q, two?'\nitems = ['k', 'm']",
            ),
            (
                "text = 'The capital of the country is {{Bonn}}.'",
                "text = 'The capital of the country is {{Wien}}.'",
            ),
            (
                "front = 'Kiel'\nback = 'a port there'\nreverse = true",
                "front = 'Lagos'\nback = 'a port there'\nreverse = true",
            ),
        ] {
            let found = two(first, second);
            assert_eq!(found.len(), 1, "{found:?}");
            assert!(found[0].starts_with("L002"), "{found:?}");
        }
    }

    #[test]
    fn the_same_answer_in_another_form_is_fine() {
        for (first, second) in [
            (
                "front = 'Q?'\nback = 'President Nixon'",
                "kind = 'typed'\nask = 'Q?'\nanswer = 'Nixon'",
            ),
            (
                "kind = 'date'\nask = 'Q?'\nanswer = '1962'",
                "kind = 'date'\nask = 'Q?'\nanswer = '1962-10'",
            ),
            (
                "kind = 'date'\nask = 'Q?'\nanswer = '1962'",
                "front = 'Q?'\nback = 'in the year of the crisis'",
            ),
            (
                "kind = 'list'\nask = 'Q, two?'\nitems = ['k', 'l']",
                "kind = 'list'\nask = 'Q, two?'\nitems = ['l', 'k']",
            ),
            ("front = 'Kiel'\nback = 'a port'", "front = 'Lagos'\nback = 'a port'"),
        ] {
            assert_eq!(two(first, second), [""; 0], "{first} {second}");
        }
    }

    #[test]
    fn questions_that_one_sign_tells_apart_are_fine() {
        for (first, second) in [
            ("front = 'Was ist C?'\nback = 'k'", "front = 'Was ist C++?'\nback = 'l'"),
            ("front = '2 + 2'\nback = '4'", "front = '2 - 2'\nback = '0'"),
            ("front = 'sie'\nback = 'they'", "front = 'Sie'\nback = 'you'"),
            ("front = 'Masse'\nback = 'mass'", "front = 'Maße'\nback = 'measures'"),
        ] {
            assert_eq!(two(first, second), [""; 0], "{first} {second}");
        }
        assert_eq!(two("front = '+'\nback = 'k'", "front = '+'\nback = 'l'").len(), 1);
    }

    #[test]
    fn what_is_shown_with_the_question_belongs_to_it() {
        let order = |items| format!("kind = 'order'\nask = 'Sort.'\nitems = {items}");
        assert_eq!(two(&order("['k', 'l']"), &order("['m', 'n']")), [""; 0]);
        assert_eq!(two(&order("['k', 'l']"), &order("['l', 'k']")).len(), 1);
        let choice = |right, wrong| {
            format!(
                "ask = 'Which statement is right?'\nright = '{right}'\nwrong = ['k', '{wrong}']"
            )
        };
        assert_eq!(two(&choice("m", "l"), &choice("n", "l")), [""; 0]);
        assert_eq!(two(&choice("m", "l"), &choice("l", "m")).len(), 1);
        let pairs =
            |left, right| format!("ask = 'Join.'\npairs = [['k', '{left}'], ['l', '{right}']]");
        assert_eq!(two(&pairs("m", "n"), &pairs("n", "m")).len(), 1);
        assert_eq!(two(&pairs("m", "n"), &pairs("m", "o")), [""; 0]);
    }
}
