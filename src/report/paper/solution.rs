//! What a marker needs for a question: the answer, what else counts, and how points are parted.

use super::labels::Words;
use super::sheet::letter;
use crate::model::{DateAnswer, DatePoint, Deck, Item, Kind, NumberAnswer, Tolerance};
use crate::question::{Expects, number_text};
use crate::quiz;
use crate::spelling;

/// The answer to a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Solution {
    pub(super) answer: Vec<Line>,
    /// Sentences without a full stop.
    pub(super) rules: Vec<String>,
}

/// A line of the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) text: String,
    /// Other forms that are right.
    pub(super) also: Vec<String>,
}

pub(super) fn of(item: &quiz::Item, words: Words) -> Solution {
    let german = item.deck.lang.is_german();
    let answer = &item.question.answer;
    let (answer, rules) = match &item.note.kind {
        Kind::Basic { .. } | Kind::Cloze { .. } => {
            let also = other_names(&item.deck, answer);
            (vec![Line { text: answer.clone(), also }], Vec::new())
        }
        Kind::Typed { key, .. } => {
            let mut also = key.accept.clone();
            also.extend(other_names(&item.deck, &key.answer));
            also.dedup();
            (vec![Line { text: key.answer.clone(), also }], Vec::new())
        }
        Kind::Number { key, .. } => (plain([answer.clone()]), rules_of_number(key, german, words)),
        Kind::Date { answer: date, circa, .. } => {
            (plain([answer.clone()]), rules_of_date(*date, *circa, words))
        }
        Kind::Choice(choice) => {
            let rule = (choice.right.len() > 1).then(|| words.rule_of_choices().to_owned());
            (plain(ticked(item, &choice.right)), rule.into_iter().collect())
        }
        Kind::List { items, ordered, .. } => {
            let line = |(at, item): (usize, &Item)| {
                let mark = if *ordered { format!("{}.", at + 1) } else { "–".to_owned() };
                Line { text: format!("{mark} {}", item.preferred), also: item.variants.clone() }
            };
            let in_order = ordered.then(|| words.in_order().trim_end_matches('.').to_owned());
            let rules = in_order.into_iter().chain([words.rule_of_list(items.len())]);
            (items.iter().enumerate().map(line).collect(), rules.collect())
        }
        Kind::Order { items, .. } => {
            let boxes = format!("{}: {}", words.boxes_downwards(), ranks(item, items));
            let lines = std::iter::once(boxes).chain(answer.lines().map(str::to_owned));
            (plain(lines), vec![words.rule_of_order().to_owned()])
        }
        Kind::Match { .. } => (plain(joined(item)), vec![words.rule_of_match().to_owned()]),
    };
    Solution { answer, rules }
}

fn plain(lines: impl IntoIterator<Item = String>) -> Vec<Line> {
    lines.into_iter().map(|text| Line { text, also: Vec::new() }).collect()
}

/// The other spellings of what bears this name, by the deck's aliases.
fn other_names(deck: &Deck, name: &str) -> Vec<String> {
    let folded = spelling::core(name);
    let forms = |(entity, aliases): &(String, Vec<String>)| -> Vec<String> {
        std::iter::once(entity).chain(aliases).cloned().collect()
    };
    let bearers = deck
        .aliases
        .iter()
        .map(forms)
        .filter(|forms| forms.iter().any(|form| spelling::core(form) == folded));
    bearers.flatten().filter(|form| form != name).collect()
}

fn rules_of_number(key: &NumberAnswer, german: bool, words: Words) -> Vec<String> {
    let mut rules = match key.tolerance {
        Tolerance::Absolute(0.0) | Tolerance::Percent(0.0) => Vec::new(),
        Tolerance::Absolute(distance) => vec![words.within(&number_text(distance, german))],
        Tolerance::Percent(percent) => {
            vec![words.within(&format!("{} %", number_text(percent, german)))]
        }
    };
    for (distance, share) in &key.partial {
        rules.push(
            words.partial_within(&number_text(*distance, german), &number_text(*share, german)),
        );
    }
    rules
}

fn rules_of_date(answer: DateAnswer, circa: Option<u32>, words: Words) -> Vec<String> {
    let mut rules: Vec<String> =
        circa.map(|years| words.within(&words.years(years))).into_iter().collect();
    match answer {
        DateAnswer::Point(DatePoint { month: Some(_), .. }) | DateAnswer::Season(..) => {
            rules.push(words.rule_of_date().to_owned());
        }
        DateAnswer::Range(..) => rules.push(words.rule_of_range().to_owned()),
        DateAnswer::Point(DatePoint { month: None, .. }) | DateAnswer::Decade(_) => {}
    }
    rules
}

/// The right options with their letters.
fn ticked(item: &quiz::Item, right: &[String]) -> Vec<String> {
    match &item.question.expects {
        Expects::Choices { options, .. } => {
            let right = options.iter().enumerate().filter(|(_, option)| right.contains(option));
            right.map(|(at, option)| format!("{}) {option}", letter(at))).collect()
        }
        Expects::Reveal
        | Expects::Text
        | Expects::Items { .. }
        | Expects::Order { .. }
        | Expects::Pairs { .. } => Vec::new(),
    }
}

/// What is to be written into the boxes, from top to bottom: tied items bear one number.
fn ranks(item: &quiz::Item, groups: &[Vec<String>]) -> String {
    let flat: Vec<usize> = groups
        .iter()
        .enumerate()
        .flat_map(|(rank, group)| group.iter().map(move |_| rank + 1))
        .collect();
    match &item.question.expects {
        Expects::Order { numbers, .. } => {
            let ranks =
                numbers.iter().filter_map(|number| flat.get(*number)).map(ToString::to_string);
            ranks.collect::<Vec<_>>().join(", ")
        }
        Expects::Reveal
        | Expects::Text
        | Expects::Items { .. }
        | Expects::Choices { .. }
        | Expects::Pairs { .. } => String::new(),
    }
}

/// `1 – C` for each of the left column, with both in words.
fn joined(item: &quiz::Item) -> Vec<String> {
    match &item.question.expects {
        Expects::Pairs { left, right } => {
            let pair = |(at, number): (usize, &usize)| {
                let other = right.numbers.iter().position(|place| place == number)?;
                let (one, two) = (left.shown.get(at)?, right.shown.get(other)?);
                Some(format!("{} – {}: {one} – {two}", at + 1, letter(other).to_uppercase()))
            };
            left.numbers.iter().enumerate().filter_map(pair).collect()
        }
        Expects::Reveal
        | Expects::Text
        | Expects::Items { .. }
        | Expects::Choices { .. }
        | Expects::Order { .. } => Vec::new(),
    }
}
