//! Marking: what the program says of an answer, for every kind of card that it can mark.
//!
//! It proposes and gives its reason; the learner may overrule. It knows no clock, no schedule and
//! no screen: whether a good answer was an easy one, the caller decides by the time it took.

mod choice;
mod cloze;
mod date;
mod difference;
#[cfg(test)]
mod gold;
mod item;
mod lexicon;
mod list;
#[cfg(test)]
mod mark_tests;
mod matching;
mod number;
mod numeral;
mod order;
mod outcome;
mod phrase;
mod slip;
mod text;
mod typed;
#[cfg(test)]
mod typed_tests;
mod words;

pub(crate) use self::difference::Difference;
pub(crate) use self::item::{ItemMark, ItemState};
pub(crate) use self::lexicon::Lexicon;
pub(crate) use self::number::{leading as leading_number, scaled as scaled_number};
pub(crate) use self::text::accepts;

use crate::model::{Kind, Note, Variant, Verdict};

/// Answers with more characters than this are wrong, whatever stands in them.
const LONGEST_ANSWER: usize = 1000;

/// What the learner entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Response {
    Text(String),
    /// The items of a list as typed, or the gaps of one number, gap by gap.
    Texts(Vec<String>),
    /// The texts of the ticked choices.
    Choices(Vec<String>),
    /// Numbers of the deck's items from 0, in the order given; tied items have numbers of their own.
    Order(Vec<usize>),
    /// Left and right side as numbered in the deck from 0; `extra` goes on after the pairs.
    Pairs(Vec<(usize, usize)>),
}

/// The mark of an answer with all that is shown beside it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Marked {
    pub(crate) verdict: Verdict,
    /// Set where the program asks back: the question.
    pub(crate) ask: Option<String>,
    /// What the author says to a known wrong answer.
    pub(crate) feedback: Option<String>,
    /// The right answer in its preferred form.
    pub(crate) preferred: String,
    /// What was typed against the right form that it comes nearest to.
    pub(crate) difference: Option<Difference>,
    /// Each item of a list, an order, a match, a choice or a cloze with several gaps.
    pub(crate) items: Vec<ItemMark>,
    /// The answer is no number, or no date: the caller may ask once more before it counts.
    pub(crate) unreadable: bool,
}

impl Marked {
    fn plain(verdict: Verdict, preferred: String) -> Self {
        let items = Vec::new();
        Self {
            verdict,
            ask: None,
            feedback: None,
            preferred,
            difference: None,
            items,
            unreadable: false,
        }
    }
}

/// Marks `response` to the card `variant` of `note`; `earlier` is the first answer where this is
/// the answer to asking back. A response that does not fit the kind of card is wrong.
pub(crate) fn mark(
    note: &Note,
    variant: Variant,
    lexicon: &Lexicon,
    response: &Response,
    earlier: Option<&str>,
) -> Marked {
    let of_items = |(verdict, items): (Verdict, Vec<ItemMark>), preferred: Vec<&str>| Marked {
        items,
        ..Marked::plain(verdict, preferred.join(", "))
    };
    match (&note.kind, response) {
        (_, Response::Text(text)) => text::mark(note, variant, lexicon, text, earlier),
        (Kind::Cloze { cloze, .. }, Response::Texts(texts)) => {
            let gaps = match variant {
                Variant::Gap(number) => cloze.answers(number),
                Variant::Plain | Variant::Reverse => Vec::new(),
            };
            cloze::mark(&gaps, lexicon, texts)
        }
        (Kind::List { items, ordered, .. }, Response::Texts(texts)) => {
            let preferred = items.iter().map(|item| item.preferred.as_str()).collect();
            of_items(list::mark(items, *ordered, lexicon, texts), preferred)
        }
        (Kind::Choice(choice), Response::Choices(ticked)) => of_items(
            choice::mark(choice, ticked),
            choice.right.iter().map(String::as_str).collect(),
        ),
        (Kind::Order { items, .. }, Response::Order(given)) => of_items(
            order::mark(items, given),
            items.iter().flatten().map(String::as_str).collect(),
        ),
        (Kind::Match { pairs, extra, .. }, Response::Pairs(joined)) => of_items(
            matching::mark(pairs, extra, joined),
            pairs.iter().map(|(left, _)| left.as_str()).collect(),
        ),
        (
            _,
            Response::Texts(_) | Response::Choices(_) | Response::Order(_) | Response::Pairs(_),
        ) => Marked::plain(outcome::wrong("not an answer to this kind of card"), String::new()),
    }
}

fn is_too_long(text: &str) -> bool {
    text.chars().nth(LONGEST_ANSWER).is_some()
}
