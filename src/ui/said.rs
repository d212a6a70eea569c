//! The lines of a session that come with every answer, as other programs read them.
//!
//! They borrow what they say and are written as they are, without a tree of values between.

use std::fmt::Display;

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::jsonl::verdict;
use super::scene::{Outcome, Recorded};
use crate::model::{CardKey, Day, DeckId, EventId};
use crate::question::Expects;
use crate::session::{Answered, Card, Left, proposed};

/// A question.
#[derive(Serialize)]
pub(super) struct QuestionLine<'a> {
    event: &'static str,
    #[serde(serialize_with = "as_text")]
    card: &'a CardKey,
    #[serde(serialize_with = "as_text")]
    deck: &'a DeckId,
    kind: &'static str,
    question: &'a str,
    hint: bool,
    drill: bool,
    tags: &'a [String],
    #[serde(flatten)]
    expected: Expected<'a>,
    left: LeftFields,
}

#[derive(Serialize)]
struct LeftFields {
    due: u32,
    new: u32,
    drill: u32,
}

impl<'a> QuestionLine<'a> {
    pub(super) fn of(card: &'a Card, left: Left) -> Self {
        let Left { due, new, drill } = left;
        Self {
            event: "question",
            card: &card.key,
            deck: &card.key.note.deck,
            kind: card.question.kind,
            question: &card.question.prompt,
            hint: card.note.hint.is_some(),
            drill: card.pick.repeat,
            tags: &card.tags,
            expected: Expected::of(&card.question.expects),
            left: LeftFields { due, new, drill },
        }
    }
}

/// How a question is answered: a word, behind what goes with it.
#[derive(Default, Serialize)]
pub(super) struct Expected<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    choices: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    many: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ordered: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    items: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    columns: Option<[&'a [String]; 2]>,
    expects: &'static str,
}

impl<'a> Expected<'a> {
    pub(super) fn of(expects: &'a Expects) -> Self {
        match expects {
            Expects::Reveal => Self { expects: "reveal", ..Self::default() },
            Expects::Text => Self { expects: "text", ..Self::default() },
            Expects::Choices { options, many } => Self {
                choices: Some(options),
                many: Some(*many),
                expects: "choices",
                ..Self::default()
            },
            Expects::Items { count, ordered } => Self {
                count: Some(*count),
                ordered: Some(*ordered),
                expects: "items",
                ..Self::default()
            },
            Expects::Order { items, .. } => {
                Self { items: Some(items), expects: "order", ..Self::default() }
            }
            Expects::Pairs { left, right } => Self {
                columns: Some([&left.shown, &right.shown]),
                expects: "pairs",
                ..Self::default()
            },
        }
    }
}

/// An answer that is shown.
#[derive(Serialize)]
pub(super) struct AnswerLine<'a> {
    event: &'static str,
    #[serde(serialize_with = "as_text")]
    card: &'a CardKey,
    answer: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    filled: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cite: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    proposed: Option<&'static str>,
    #[serde(serialize_with = "as_intervals")]
    next: &'a [Outcome],
}

impl<'a> AnswerLine<'a> {
    pub(super) fn of(card: &'a Card, answered: &'a Answered, outcomes: &'a [Outcome]) -> Self {
        Self {
            event: "answer",
            card: &card.key,
            answer: &card.question.answer,
            filled: card.question.filled.as_deref(),
            note: card.note.note.as_deref(),
            // As at a terminal: the source of the deck where the card names none.
            cite: card.note.cite.as_deref().or(card.deck.source.as_deref()),
            verdict: answered.marked.as_ref().map(verdict),
            proposed: proposed(answered).map(|grade| grade.name()),
            next: outcomes,
        }
    }
}

/// An answer that is on disk.
#[derive(Serialize)]
pub(super) struct RecordedLine<'a> {
    event: &'static str,
    #[serde(serialize_with = "as_text")]
    review: EventId,
    #[serde(serialize_with = "as_text")]
    card: &'a CardKey,
    grade: &'static str,
    quality: u8,
    interval: u32,
    #[serde(serialize_with = "as_text_or_null")]
    due: Option<Day>,
    ease: u16,
    repetitions: u32,
    drill: bool,
    again_today: bool,
}

impl<'a> RecordedLine<'a> {
    pub(super) fn of(recorded: &'a Recorded) -> Self {
        Self {
            event: "recorded",
            review: recorded.review,
            card: &recorded.key,
            grade: recorded.quality.grade().name(),
            quality: recorded.quality.get(),
            interval: recorded.interval,
            due: recorded.due,
            ease: recorded.ease,
            repetitions: recorded.repetitions,
            drill: recorded.drill,
            again_today: recorded.again_today,
        }
    }
}

fn as_text<S: Serializer>(value: &impl Display, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

fn as_text_or_null<S: Serializer>(
    value: &Option<impl Display>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => serializer.collect_str(value),
        None => serializer.serialize_none(),
    }
}

/// The interval of each grade by its name.
fn as_intervals<S: Serializer>(outcomes: &&[Outcome], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(outcomes.iter().map(|outcome| (outcome.grade.name(), outcome.interval)))
}
