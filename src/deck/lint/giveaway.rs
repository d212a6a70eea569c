//! Questions in which the answer stands.
//!
//! The answer counts by whole words, whatever case and marks. A question that lists alternatives
//! must hold the answer, so it is let pass.

use std::collections::HashMap;

use crate::model::{Choice, Cloze, ClozePart, DateAnswer, DatePoint, Kind};

use super::super::characters::shown;
use super::super::codes;
use super::figures;
use super::phrase::Phrase;
use super::{Findings, Subject};

pub(super) fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for (index, note) in subject.deck.notes.iter().enumerate() {
        for (key, answer) in given_away(&note.kind, subject) {
            let message = format!("the answer `{}` stands in the question", shown(&answer));
            let help = "Word the question so that it does not name what it asks for.";
            let at = subject.places.field(index, key);
            findings.add(at, codes::GIVEN_AWAY, message, help);
        }
    }
}

/// The answers that stand in the question, with the field where they do.
fn given_away(kind: &Kind, subject: &Subject<'_>) -> Vec<(&'static str, String)> {
    match kind {
        Kind::Basic { front, back, reverse } => {
            let mut found = Vec::new();
            let question = Phrase::new(front);
            if holds(&question, back) {
                found.push(("front", back.clone()));
            }
            let question = Phrase::new(back);
            if *reverse && found.is_empty() && holds(&question, front) {
                found.push(("back", front.clone()));
            }
            found
        }
        Kind::Typed { ask, key } => {
            let question = Phrase::new(ask);
            let own = std::iter::once(&key.answer).chain(&key.accept);
            let aliases = own.clone().flat_map(|text| subject.entities.spellings(text));
            let mut all = own.map(String::as_str).chain(aliases);
            let found = all.find(|answer| holds(&question, answer));
            found.map(|answer| ("ask", answer.to_owned())).into_iter().collect()
        }
        Kind::Number { ask, key } => figures::standing_in(ask, key.answer)
            .map(|figure| ("ask", figure))
            .into_iter()
            .collect(),
        Kind::Date { ask, answer, .. } => {
            date(&Phrase::new(ask), answer).map(|year| ("ask", year)).into_iter().collect()
        }
        Kind::Choice(choice) => {
            option(choice).map(|right| ("ask", right.clone())).into_iter().collect()
        }
        Kind::Cloze { cloze, .. } => {
            gap(cloze).map(|answer| ("text", answer.to_owned())).into_iter().collect()
        }
        Kind::List { .. } | Kind::Order { .. } | Kind::Match { .. } => Vec::new(),
    }
}

fn holds(question: &Phrase, answer: &str) -> bool {
    let answer = Phrase::core(answer);
    answer.is_telling() && question.contains(&answer) && !question.offers(&answer)
}

/// A right option that stands in the question, where none of the wrong ones does.
fn option(choice: &Choice) -> Option<&String> {
    let question = Phrase::new(&choice.ask);
    if choice.wrong.iter().any(|wrong| holds(&question, wrong)) {
        return None;
    }
    choice.right.iter().find(|right| holds(&question, right))
}

/// The answer of a gap that stands in the text too, or in a gap that is shown meanwhile.
fn gap(cloze: &Cloze) -> Option<&str> {
    let mut shown: HashMap<Phrase, u16> = HashMap::new();
    let mut around = Vec::new();
    for part in &cloze.parts {
        match part {
            ClozePart::Text(text) => around.push(Phrase::new(text)),
            ClozePart::Gap { number, answer, .. } => {
                let asked = Phrase::core(answer);
                if !asked.is_telling() {
                    continue;
                }
                match shown.get(&asked) {
                    Some(other) if other != number => return Some(answer),
                    Some(_) => {}
                    None => {
                        shown.insert(asked, *number);
                    }
                }
            }
        }
    }
    cloze.parts.iter().find_map(|part| match part {
        ClozePart::Gap { answer, .. } if around.iter().any(|text| holds(text, answer)) => {
            Some(answer.as_str())
        }
        ClozePart::Gap { .. } | ClozePart::Text(_) => None,
    })
}

/// The year of the answer where it stands in the question. Where a day, month or season is asked
/// for expressly, the year may stand.
fn date(ask: &Phrase, answer: &DateAnswer) -> Option<String> {
    let (years, is_finer): (Vec<i32>, bool) = match answer {
        DateAnswer::Point(DatePoint { year, month, .. }) => (vec![*year], month.is_some()),
        DateAnswer::Season(year, _) => (vec![*year], true),
        DateAnswer::Decade(year) => (vec![*year], false),
        DateAnswer::Range(from, to) => (vec![from.year, to.year], false),
    };
    if is_finer && FINER.iter().any(|word| ask.has_word(word)) {
        return None;
    }
    let is_decade = matches!(answer, DateAnswer::Decade(_));
    years.into_iter().map(|year| format!("{year:04}")).find(|year| {
        let is_named = |ending: &str| ask.has_word(&format!("{year}{ending}"));
        is_named("") || (is_decade && DECADES.into_iter().any(is_named))
    })
}

const DECADES: [&str; 4] = ["s", "er", "ern", "ers"];

/// Words that ask for more than the year, folded.
const FINER: [&str; 12] = [
    "monat",
    "monats",
    "month",
    "tag",
    "tage",
    "day",
    "datum",
    "date",
    "jahreszeit",
    "season",
    "monate",
    "months",
];

#[cfg(test)]
mod tests {
    use super::super::trial::card;

    #[test]
    fn an_answer_in_the_question_is_found_in_every_kind() {
        for (lines, place, answer) in [
            (
                "front = 'Which crisis was the Cuban crisis?'\nback = 'the Cuban Crisis'",
                "3:9",
                "the Cuban Crisis",
            ),
            ("front = 'Suez'\nback = 'where the Suez Canal ends'\nreverse = true", "4:8", "Suez"),
            (
                "kind = 'typed'\nask = 'Who won with Nelson’s ship, Nelson said?'\nanswer = 'the admiral'\naccept = ['nelson']",
                "4:7",
                "nelson",
            ),
            ("kind = 'number'\nask = 'How many are the 2’500 men?'\nanswer = 2500", "4:7", "2’500"),
            ("kind = 'number'\nask = 'How many are the 1.500 men?'\nanswer = 1500", "4:7", "1.500"),
            ("kind = 'number'\nask = 'Wie viele der 3 Gründe?'\nanswer = 3", "4:7", "3"),
            ("kind = 'date'\nask = 'When was the crisis of 1962?'\nanswer = '1962'", "4:7", "1962"),
            ("kind = 'date'\nask = 'Which decade, the 1960s?'\nanswer = '1960s'", "4:7", "1960"),
            (
                "kind = 'date'\nask = 'Wann war die Krise von 1962?'\nanswer = '1962-10'",
                "4:7",
                "1962",
            ),
            ("kind = 'date'\nask = 'How long from 1955 on?'\nanswer = '1955/1961'", "4:7", "1955"),
            (
                "ask = 'Whose was the Truman doctrine?'\nright = 'Truman'\nwrong = ['Ford', 'Taft']",
                "3:7",
                "Truman",
            ),
            ("text = 'Die Mauer in {{Berlin}} teilte ganz Berlin.'", "3:8", "Berlin"),
            ("text = 'Wer nach {{Berlin}} zog, blieb meist in {{Berlin}}.'", "3:8", "Berlin"),
        ] {
            let expected = format!("L001 {place} the answer `{answer}` stands in the question");
            assert_eq!(card(lines), [expected], "{lines}");
        }
    }

    #[test]
    fn a_question_that_gives_nothing_away_is_fine() {
        for lines in [
            "front = 'Was tat Moskau?'\nback = 'Es lieferte Waffen.'",
            "front = 'Was it Ford or Taft?'\nback = 'Taft'",
            "front = 'Is EU law binding?'\nback = 'EU'",
            "front = 'What is meant by not?'\nback = 'not'",
            "kind = 'number'\nask = 'Wie viele am 3. Oktober, um 3:30, 3-mal, 13 oder B3?'\nanswer = 3",
            "kind = 'number'\nask = 'How many of 1.5 million?'\nanswer = 5",
            "kind = 'date'\nask = 'In welchem Monat 1962 war die Krise?'\nanswer = '1962-10'",
            "kind = 'date'\nask = 'When, after 1961?'\nanswer = '1962'",
            "ask = 'Who won, Truman or Dewey?'\nright = 'Truman'\nwrong = ['Dewey', 'Taft']",
            "ask = 'Truman, Dewey: who won?'\nright = 'Truman'\nwrong = ['Dewey', 'Taft']",
            "text = 'Er zog nach {{1::Berlin}} und blieb dann lange in {{1::Berlin}}.'",
            "text = 'Berliner leben seit langer Zeit in {{Berlin}}.'",
        ] {
            assert_eq!(card(lines), [""; 0], "{lines}");
        }
    }
}
