//! Answers that are like the answer of a card, and might be mistaken for it.
//!
//! Whether one of them would count as right, or says the same by another name, is seen to where
//! they are picked.

use std::collections::HashSet;

use super::near;
use super::paper::{Entry, Item};
use crate::model::{Deck, Kind, Note, Variant};
use crate::spelling;

/// What sort of answer a card wants: only answers of one sort stand beside each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Back,
    Front,
    Gap,
    Typed,
    Number,
    Date,
}

/// The sort of the card's answer with its text; numbers and dates are written by the question.
pub(super) fn answer(note: &Note, variant: Variant) -> Option<(Sort, Option<&str>)> {
    match &note.kind {
        Kind::Basic { front, back, .. } => match variant {
            Variant::Reverse => Some((Sort::Front, Some(front))),
            Variant::Plain | Variant::Gap(_) => Some((Sort::Back, Some(back))),
        },
        Kind::Cloze { cloze, .. } => match variant {
            Variant::Gap(number) => match cloze.answers(number)[..] {
                [gap] => Some((Sort::Gap, Some(gap))),
                _ => None,
            },
            Variant::Plain | Variant::Reverse => None,
        },
        Kind::Typed { key, .. } => Some((Sort::Typed, Some(&key.answer))),
        Kind::Number { .. } => Some((Sort::Number, None)),
        Kind::Date { .. } => Some((Sort::Date, None)),
        Kind::Choice(_) | Kind::List { .. } | Kind::Order { .. } | Kind::Match { .. } => None,
    }
}

/// Texts that may stand beside the right one, the better ones first.
pub(super) fn tiers(
    written: &Item,
    sort: Sort,
    right: &str,
    class: &[&Entry],
    names: &Names,
) -> Vec<Vec<String>> {
    let german = written.deck.lang.is_german();
    match &written.note.kind {
        Kind::Number { key, .. } => near::numbers(key, german),
        Kind::Date { answer, .. } => near::dates(*answer, german),
        Kind::Typed { key, .. } => {
            let known: Vec<String> = key.reject.iter().map(|(text, _)| text.clone()).collect();
            let mut tiers = vec![known];
            tiers.extend(fellows(written, sort, right, class, names));
            tiers
        }
        Kind::Basic { .. } | Kind::Cloze { .. } => fellows(written, sort, right, class, names),
        Kind::Choice(_) | Kind::List { .. } | Kind::Order { .. } | Kind::Match { .. } => Vec::new(),
    }
}

/// Answers of the same form: first from pools that hold the right one, then from cards of the deck
/// that ask with the same word or share a tag, then of the same sort, then of any sort.
fn fellows(
    written: &Item,
    sort: Sort,
    right: &str,
    class: &[&Entry],
    names: &Names,
) -> Vec<Vec<String>> {
    let names = names.of_text(right);
    let mut pool = Vec::new();
    for (_, entries) in &written.deck.pools {
        if entries.iter().any(|entry| names.contains(&spelling::core(entry))) {
            pool.extend(entries.iter().cloned());
        }
    }
    let (mut asked_alike, mut kin, mut same, mut other) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let opening = opening(&written.note);
    for entry in class.iter().filter(|entry| entry.deck.id == written.deck.id) {
        let Some((its_sort, Some(text))) = answer(&entry.note, entry.key.variant) else {
            continue;
        };
        if !is_alike(text, right) {
            continue;
        }
        let is_asked_alike = opening.is_some() && opening == self::opening(&entry.note);
        let shares_tag = entry.note.tags.iter().any(|tag| written.note.tags.contains(tag));
        let is_of_a_front = its_sort == Sort::Front || sort == Sort::Front;
        let tier = match (its_sort == sort, is_asked_alike, shares_tag) {
            (true, true, _) => &mut asked_alike,
            (true, false, true) => &mut kin,
            (true, false, false) => &mut same,
            (false, ..) if is_of_a_front => continue,
            (false, ..) => &mut other,
        };
        tier.push(text.to_owned());
    }
    vec![pool, asked_alike, kin, same, other]
}

/// The word with which the question begins: who asks `Warum?` wants a reason.
fn opening(note: &Note) -> Option<String> {
    let ask = match &note.kind {
        Kind::Basic { front: ask, .. } | Kind::Typed { ask, .. } => ask,
        Kind::Cloze { .. }
        | Kind::Number { .. }
        | Kind::Date { .. }
        | Kind::Choice(_)
        | Kind::List { .. }
        | Kind::Order { .. }
        | Kind::Match { .. } => return None,
    };
    ask.split_whitespace().next().map(spelling::fold)
}

/// Whether the texts look alike: both with or without figures and an initial capital, and neither
/// much longer than the other.
fn is_alike(text: &str, right: &str) -> bool {
    let has_figure = |text: &str| text.contains(|c: char| c.is_ascii_digit());
    let is_capital = |text: &str| text.starts_with(char::is_uppercase);
    let (one, other) = (text.chars().count(), right.chars().count());
    has_figure(text) == has_figure(right)
        && is_capital(text) == is_capital(right)
        && one.max(other) <= 2 * one.min(other) + 6
}

/// Who bears which names in a deck, by its aliases; all folded.
pub(super) struct Names(Vec<HashSet<String>>);

impl Names {
    pub(super) fn of(deck: &Deck) -> Self {
        let entities = deck.aliases.iter().map(|(entity, aliases)| {
            std::iter::once(entity).chain(aliases).map(|form| spelling::core(form)).collect()
        });
        Self(entities.collect())
    }

    /// The text itself and the other names of what bears it as a name.
    pub(super) fn of_text(&self, text: &str) -> HashSet<String> {
        let folded = spelling::core(text);
        let bearers = self.0.iter().filter(|forms| forms.contains(&folded));
        let mut names: HashSet<String> = bearers.flatten().cloned().collect();
        names.insert(folded);
        names
    }
}
