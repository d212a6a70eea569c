//! Answers: whether one fits its question, and what it reads like.
//!
//! An answer is kept in the numbers and texts of the deck, never in those of a screen, so that it
//! outlives the way in which its question was shown.

use super::paper::Item;
use crate::given::recorded;
use crate::grading::Response;
use crate::model::Kind;
use crate::question::Expects;

/// Whether the question can be answered so; `Err` says why not.
pub(super) fn check(item: &Item, response: &Response) -> Result<(), String> {
    match (&item.question.expects, response) {
        (Expects::Reveal | Expects::Text, Response::Text(_)) => Ok(()),
        (Expects::Items { .. }, Response::Texts(_)) => Ok(()),
        (Expects::Choices { options, .. }, Response::Choices(ticked)) => {
            match ticked.iter().find(|text| !options.contains(text)) {
                Some(text) => Err(format!("`{text}` is none of the choices")),
                None => Ok(()),
            }
        }
        (Expects::Order { numbers, .. }, Response::Order(given)) => {
            let fits = given.iter().all(|number| numbers.contains(number)) && are_different(given);
            if fits { Ok(()) } else { Err("an item is named twice or is not there".to_owned()) }
        }
        (Expects::Pairs { left, right }, Response::Pairs(pairs)) => {
            let (ones, others): (Vec<usize>, Vec<usize>) = pairs.iter().copied().unzip();
            let known = ones.iter().all(|number| left.numbers.contains(number))
                && others.iter().all(|number| right.numbers.contains(number));
            let fits = known && are_different(&ones);
            if fits {
                Ok(())
            } else {
                Err("a left side is joined twice or a side is not there".to_owned())
            }
        }
        (Expects::Reveal | Expects::Text, _) => Err("this question wants a text".to_owned()),
        (Expects::Items { .. }, _) => Err("this question wants items".to_owned()),
        (Expects::Choices { .. }, _) => Err("this question wants choices".to_owned()),
        (Expects::Order { .. }, _) => Err("this question wants an order".to_owned()),
        (Expects::Pairs { .. }, _) => Err("this question wants pairs".to_owned()),
    }
}

/// The answer in words, as it is recorded.
pub(crate) fn given_text(item: &Item, response: &Response) -> String {
    recorded(in_words(item, response))
}

fn in_words(item: &Item, response: &Response) -> String {
    match response {
        Response::Text(text) => text.clone(),
        Response::Texts(texts) | Response::Choices(texts) => texts.join("; "),
        Response::Order(given) => match &item.note.kind {
            Kind::Order { items, .. } => {
                let flat: Vec<&str> = items.iter().flatten().map(String::as_str).collect();
                let named = given.iter().filter_map(|number| flat.get(*number).copied());
                named.collect::<Vec<_>>().join("; ")
            }
            Kind::Basic { .. }
            | Kind::Cloze { .. }
            | Kind::Typed { .. }
            | Kind::Number { .. }
            | Kind::Date { .. }
            | Kind::Choice(_)
            | Kind::List { .. }
            | Kind::Match { .. } => String::new(),
        },
        Response::Pairs(given) => match &item.note.kind {
            Kind::Match { pairs, extra, .. } => {
                let rights: Vec<&String> =
                    pairs.iter().map(|(_, right)| right).chain(extra).collect();
                let joined = given.iter().filter_map(|(one, other)| {
                    Some(format!("{} – {}", pairs.get(*one)?.0, rights.get(*other)?))
                });
                joined.collect::<Vec<_>>().join("; ")
            }
            Kind::Basic { .. }
            | Kind::Cloze { .. }
            | Kind::Typed { .. }
            | Kind::Number { .. }
            | Kind::Date { .. }
            | Kind::Choice(_)
            | Kind::List { .. }
            | Kind::Order { .. } => String::new(),
        },
    }
}

fn are_different(numbers: &[usize]) -> bool {
    numbers.iter().enumerate().all(|(at, number)| !numbers[..at].contains(number))
}
