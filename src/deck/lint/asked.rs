//! What each card asks and what counts as right, for comparing cards with one another.
//!
//! Where the answer depends on what is shown with the question (an order, a match, a choice among
//! statements), that belongs to the question.

use crate::model::{ClozePart, DateAnswer, Deck, Kind};

use super::super::dates;
use super::super::entities::Entities;
use super::phrase::Phrase;
use super::wording::Wording;

/// One question of a deck.
pub(super) struct Asked {
    /// The index of its note.
    pub(super) note: usize,
    /// The field where the question stands.
    pub(super) field: &'static str,
    pub(super) question: Wording,
    pub(super) answer: Answer,
}

/// What counts as right, ready for comparing.
pub(super) enum Answer {
    /// Any of these, compared by folded form and as phrases.
    OneOf(Vec<String>),
    /// All of these, each in any of its forms.
    All(Vec<Vec<String>>),
    /// What is shown with the question, arranged just so.
    Arranged(Vec<Vec<String>>),
    Number(f64),
    Date(DateAnswer),
}

/// Clozes with more numbers than this are lists in disguise; comparing each would be slow.
const MOST_GAPS: usize = 20;

pub(super) fn all(deck: &Deck, entities: &Entities) -> Vec<Asked> {
    let mut asked = Vec::with_capacity(deck.notes.len());
    for (note, entry) in deck.notes.iter().enumerate() {
        for (field, question, answer) in questions(&entry.kind, &|text| entities.forms(text)) {
            if !question.is_empty() {
                asked.push(Asked { note, field, question, answer });
            }
        }
    }
    asked
}

/// The questions of a note, to be found among those of others.
pub(super) fn wordings(kind: &Kind) -> Vec<Wording> {
    let questions = questions(kind, &|_| Vec::new());
    questions.into_iter().map(|(_, question, _)| question).collect()
}

impl Answer {
    /// The texts each of which is right by itself.
    pub(super) fn single_forms(&self) -> impl Iterator<Item = &str> {
        let forms = match self {
            Self::OneOf(forms) => forms.as_slice(),
            Self::All(_) | Self::Arranged(_) | Self::Number(_) | Self::Date(_) => &[],
        };
        forms.iter().map(String::as_str)
    }

    /// Whether nothing that is right for one could be meant by the other.
    pub(super) fn contradicts(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::OneOf(own), Self::OneOf(others)) => !own.iter().any(|text| {
                let phrase = Phrase::new(text);
                others.iter().any(|other| {
                    let other_phrase = Phrase::new(other);
                    text == other
                        || phrase.contains(&other_phrase)
                        || other_phrase.contains(&phrase)
                })
            }),
            (Self::All(own), Self::All(others)) => !is_among(own, others) && !is_among(others, own),
            (Self::Arranged(own), Self::Arranged(other)) => own != other,
            (Self::Number(own), Self::Number(other)) => own != other,
            (Self::Date(own), Self::Date(other)) => {
                let (own, other) = (dates::write(own), dates::write(other));
                !own.starts_with(&other) && !other.starts_with(&own)
            }
            // The same fact in another kind of card can hardly be told from another fact.
            (
                Self::OneOf(_) | Self::All(_) | Self::Arranged(_) | Self::Number(_) | Self::Date(_),
                _,
            ) => false,
        }
    }
}

/// Whether each of `own` has a form that one of `others` has.
fn is_among(own: &[Vec<String>], others: &[Vec<String>]) -> bool {
    let is_known = |form: &String| others.iter().flatten().any(|other| other == form);
    own.iter().all(|forms| forms.iter().any(is_known))
}

/// Field, question and answer of each card of a note; `forms` says by which forms a text is compared.
fn questions(
    kind: &Kind,
    forms: &dyn Fn(&str) -> Vec<String>,
) -> Vec<(&'static str, Wording, Answer)> {
    let one_of =
        |texts: &[&String]| Answer::OneOf(texts.iter().flat_map(|text| forms(text)).collect());
    match kind {
        Kind::Basic { front, back, reverse } => {
            let mut found = vec![("front", Wording::new(front), one_of(&[back]))];
            if *reverse {
                found.push(("back", Wording::new(back), one_of(&[front])));
            }
            found
        }
        Kind::Cloze { cloze, .. } => {
            let numbers = cloze.numbers();
            let asked = numbers.iter().filter(|_| numbers.len() <= MOST_GAPS);
            asked
                .map(|number| {
                    let answers: Vec<Vec<String>> =
                        cloze.answers(*number).into_iter().map(forms).collect();
                    ("text", hidden(&cloze.parts, *number), Answer::All(answers))
                })
                .collect()
        }
        Kind::Typed { ask, key } => {
            let answers: Vec<&String> = std::iter::once(&key.answer).chain(&key.accept).collect();
            vec![("ask", Wording::new(ask), one_of(&answers))]
        }
        Kind::Number { ask, key } => vec![("ask", Wording::new(ask), Answer::Number(key.answer))],
        Kind::Date { ask, answer, .. } => vec![("ask", Wording::new(ask), Answer::Date(*answer))],
        Kind::Choice(choice) => {
            if is_about_options(&Phrase::new(&choice.ask)) {
                let groups = [choice.right.clone(), choice.wrong.clone()];
                return vec![arranged(&choice.ask, groups.map(sorted).to_vec())];
            }
            let answer = match &choice.right[..] {
                [right] => one_of(&[right]),
                rights => Answer::All(rights.iter().map(|text| forms(text)).collect()),
            };
            vec![("ask", Wording::new(&choice.ask), answer)]
        }
        Kind::List { ask, items, .. } => {
            let items = items.iter().map(|item| {
                let all = std::iter::once(&item.preferred).chain(&item.variants);
                all.flat_map(|form| forms(form)).collect()
            });
            vec![("ask", Wording::new(ask), Answer::All(items.collect()))]
        }
        Kind::Order { ask, items } => {
            let groups = items.iter().cloned().map(sorted).collect();
            vec![arranged(ask, groups)]
        }
        Kind::Match { ask, pairs, .. } => {
            let pairs = pairs.iter().map(|(left, right)| vec![left.clone(), right.clone()]);
            let mut pairs: Vec<Vec<String>> = pairs.collect();
            pairs.sort();
            vec![arranged(ask, pairs)]
        }
    }
}

/// The question together with all that is shown, and how it belongs together.
fn arranged(ask: &str, groups: Vec<Vec<String>>) -> (&'static str, Wording, Answer) {
    let shown = sorted(groups.concat());
    let question = Wording::new(&format!("{ask} {}", shown.join(" ")));
    ("ask", question, Answer::Arranged(groups))
}

fn sorted(mut texts: Vec<String>) -> Vec<String> {
    texts.sort();
    texts
}

/// The text of a cloze as it is shown while the gaps with this number are asked.
fn hidden(parts: &[ClozePart], asked: u16) -> Wording {
    let shown: String = parts
        .iter()
        .map(|part| match part {
            ClozePart::Text(text) => text.as_str(),
            ClozePart::Gap { number, .. } if *number == asked => " gap0gap ",
            ClozePart::Gap { answer, .. } => answer.as_str(),
        })
        .collect();
    Wording::new(&shown)
}

/// Whether the question can be answered only with its options in view: "Which of these is right?"
fn is_about_options(question: &Phrase) -> bool {
    const WORDS: [&str; 18] = [
        "folgenden",
        "folgende",
        "folgendes",
        "following",
        "these",
        "diesen",
        "dieser",
        "diese",
        "aussage",
        "aussagen",
        "statement",
        "statements",
        "stimmt",
        "trifft",
        "correct",
        "true",
        "richtig",
        "passt",
    ];
    WORDS.iter().any(|word| question.has_word(word))
}
