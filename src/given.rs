//! What a learner gives for an answer, in the numbers of a screen, and what it means in the deck.
//!
//! Screens count from 1 what they show in some order; marking counts from 0 as the deck has it.

use crate::grading::Response;
use crate::question::Expects;

/// More of an answer is not recorded, in bytes; no card has a field of more.
const LONGEST_RECORDED: usize = 64 << 10;

/// What the learner gave, in the numbers of the screen, which count from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Given {
    Text(String),
    Items(Vec<String>),
    Choices(Vec<usize>),
    Order(Vec<usize>),
    Pairs(Vec<(usize, usize)>),
}

impl Given {
    /// As it is recorded in the history.
    pub(crate) fn to_text(&self, expects: &Expects) -> String {
        recorded(self.in_words(expects))
    }

    fn in_words(&self, expects: &Expects) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Items(items) => items.join("; "),
            Self::Choices(numbers) => match expects {
                Expects::Choices { options, .. } => {
                    // Each once, however often it is named.
                    let mut chosen: Vec<&str> = Vec::new();
                    for number in numbers {
                        let option = options.get(number.wrapping_sub(1)).map(String::as_str);
                        chosen.extend(option.filter(|option| !chosen.contains(option)));
                    }
                    chosen.join("; ")
                }
                Expects::Reveal
                | Expects::Text
                | Expects::Items { .. }
                | Expects::Order { .. }
                | Expects::Pairs { .. } => String::new(),
            },
            Self::Order(numbers) => match expects {
                Expects::Order { items, .. } => {
                    let ordered: Vec<&str> = numbers
                        .iter()
                        .filter_map(|number| items.get(number.wrapping_sub(1)))
                        .map(String::as_str)
                        .collect();
                    ordered.join("; ")
                }
                Expects::Reveal
                | Expects::Text
                | Expects::Items { .. }
                | Expects::Choices { .. }
                | Expects::Pairs { .. } => String::new(),
            },
            Self::Pairs(pairs) => match expects {
                Expects::Pairs { left, right } => {
                    let joined: Vec<String> = pairs
                        .iter()
                        .filter_map(|(l, r)| {
                            let left = left.shown.get(l.wrapping_sub(1))?;
                            let right = right.shown.get(r.wrapping_sub(1))?;
                            Some(format!("{left} – {right}"))
                        })
                        .collect();
                    joined.join("; ")
                }
                Expects::Reveal
                | Expects::Text
                | Expects::Items { .. }
                | Expects::Choices { .. }
                | Expects::Order { .. } => String::new(),
            },
        }
    }
}

/// An answer in words as it goes to the history: cut where nobody would read on.
pub(crate) fn recorded(mut words: String) -> String {
    if words.len() > LONGEST_RECORDED {
        words.truncate(words.floor_char_boundary(LONGEST_RECORDED));
        words.push('…');
    }
    words
}

/// Translates what was given into the numbers of the deck. `Err` says why it is no answer to what
/// was asked.
pub(crate) fn respond(expects: &Expects, given: &Given) -> Result<Response, String> {
    match (expects, given) {
        (Expects::Reveal | Expects::Text, Given::Text(text)) => Ok(Response::Text(text.clone())),
        (Expects::Items { count: 1, .. }, Given::Text(text)) => {
            Ok(Response::Texts(vec![text.clone()]))
        }
        (Expects::Items { .. }, Given::Items(items)) => Ok(Response::Texts(items.clone())),
        (Expects::Choices { options, .. }, Given::Choices(numbers)) => {
            let mut texts = Vec::new();
            for number in numbers {
                let text = pick(options, *number, "choice")?;
                if !texts.contains(text) {
                    texts.push(text.clone());
                }
            }
            Ok(Response::Choices(texts))
        }
        (Expects::Choices { options, .. }, Given::Text(text)) => {
            // A front end that types: the option's own words, or nothing.
            let chosen: Vec<String> =
                options.iter().filter(|option| *option == text).cloned().collect();
            if chosen.is_empty() && !text.trim().is_empty() {
                return Err("this is none of the choices; name them by their numbers".to_owned());
            }
            Ok(Response::Choices(chosen))
        }
        (Expects::Order { numbers, .. }, Given::Order(given)) => {
            let mut order = Vec::new();
            for number in given {
                let at = *pick(numbers, *number, "item")?;
                if order.contains(&at) {
                    return Err(format!("item {number} is named twice"));
                }
                order.push(at);
            }
            Ok(Response::Order(order))
        }
        (Expects::Pairs { left, right }, Given::Pairs(given)) => {
            let mut pairs: Vec<(usize, usize)> = Vec::new();
            for (one, other) in given {
                let joined = (
                    *pick(&left.numbers, *one, "left side")?,
                    *pick(&right.numbers, *other, "right side")?,
                );
                if pairs.iter().any(|pair| pair.0 == joined.0) {
                    return Err(format!("left side {one} is joined twice"));
                }
                pairs.push(joined);
            }
            Ok(Response::Pairs(pairs))
        }
        (Expects::Items { .. }, Given::Text(text)) if text.trim().is_empty() => {
            Ok(Response::Texts(Vec::new()))
        }
        (Expects::Order { .. }, Given::Text(text)) if text.trim().is_empty() => {
            Ok(Response::Order(Vec::new()))
        }
        (Expects::Pairs { .. }, Given::Text(text)) if text.trim().is_empty() => {
            Ok(Response::Pairs(Vec::new()))
        }
        (Expects::Reveal, _) => Err("this card is answered by revealing it".to_owned()),
        (Expects::Text, _) => Err("this card wants a text".to_owned()),
        (Expects::Items { .. }, _) => Err("this card wants items".to_owned()),
        (Expects::Choices { .. }, _) => Err("this card wants numbers of choices".to_owned()),
        (Expects::Order { .. }, _) => Err("this card wants an order of numbers".to_owned()),
        (Expects::Pairs { .. }, _) => Err("this card wants pairs of numbers".to_owned()),
    }
}

fn pick<'a, T>(shown: &'a [T], number: usize, what: &str) -> Result<&'a T, String> {
    number
        .checked_sub(1)
        .and_then(|at| shown.get(at))
        .ok_or_else(|| format!("there is no {what} {number}; they count from 1 to {}", shown.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_that_is_named_a_thousand_times_is_recorded_once() {
        let options = vec!["x".repeat(1000), "y".to_owned()];
        let expects = Expects::Choices { options, many: true };
        let given = Given::Choices([1, 2].repeat(1000));
        assert_eq!(given.to_text(&expects), format!("{}; y", "x".repeat(1000)));
    }

    #[test]
    fn a_very_long_answer_is_recorded_in_part() {
        let given = Given::Text("ä".repeat(1 << 19));
        let text = given.to_text(&Expects::Text);
        assert_eq!((text.len(), text.chars().last()), ((64 << 10) + 3, Some('…')));
        let given = Given::Items(vec!["a".to_owned(), "b".to_owned()]);
        assert_eq!(given.to_text(&Expects::Items { count: 2, ordered: false }), "a; b");
    }
}
