//! What is kept of an interrupted quiz, as JSON, and how it is gone on with.
//!
//! Kept are the answers and which cards were asked, not the questions: these are made again from
//! the paper's number. A question whose card is gone or was changed meanwhile is dropped, and the
//! learner is told which.

use super::answer;
use super::draw::{Draw, Form};
use super::input::{Ending, Feedback, Word};
use super::kept::{Head, Kept, KeptEnding, KeptItem, KeptResponse, KeptWord, SCHEMA};
use super::limit::TimeLimit;
use super::paper::{Entry, Item, Paper, PaperNumber};
use super::sitting::{Sitting, Slot};
use crate::escape;
use crate::grading::Response;
use crate::model::CardKey;

/// A quiz that was left, before its cards are at hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Progress {
    kept: Kept,
    form: Form,
    keys: Vec<CardKey>,
}

/// A quiz to go on with.
#[derive(Debug, Clone)]
pub(crate) struct Resumed {
    pub(crate) sitting: Sitting,
    pub(crate) dropped: Vec<Dropped>,
}

/// A question that cannot be asked any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Dropped {
    /// Its number on the paper as it was, from 1.
    pub(crate) number: usize,
    pub(crate) key: CardKey,
    pub(crate) lost: Lost,
}

/// Why a question cannot be asked any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lost {
    Gone,
    Changed,
}

/// Why a quiz cannot be gone on with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ProgressError {
    #[error("the interrupted quiz cannot be read: {reason}")]
    Form { reason: String },
    #[error("the interrupted quiz is of the form `{found}`, and this pauk reads `{SCHEMA}`")]
    Schema { found: String },
    #[error("no question of the interrupted quiz is left as it was")]
    NothingLeft,
}

impl Progress {
    /// What is to be kept of `sitting`, whose paper was drawn in `form`.
    pub(crate) fn of(sitting: &Sitting, form: Form) -> Self {
        let paper = sitting.paper();
        let item = |(item, slot): (&Item, &Slot)| KeptItem {
            card: item.key.to_string(),
            fingerprint: item.fingerprint.clone(),
            response: slot.response.clone().map(KeptResponse::from),
            word: slot.word.map(KeptWord::from),
        };
        let kept = Kept {
            schema: SCHEMA.to_owned(),
            number: paper.number.get(),
            title: paper.title.clone(),
            choices: match form {
                Form::AsWritten => false,
                Form::Choices => true,
            },
            feedback_each: match sitting.feedback() {
                Feedback::End => false,
                Feedback::Each => true,
            },
            limit_seconds: paper.time.map(|limit| limit.ms() / 1000),
            elapsed_ms: sitting.elapsed_ms(),
            question: sitting.number(),
            ended: sitting.ending().map(|ending| match ending {
                Ending::HandedIn => KeptEnding::HandedIn,
                Ending::TimeOut => KeptEnding::TimeOut,
            }),
            items: paper.items.iter().zip(&sitting.slots).map(item).collect(),
        };
        let keys = paper.items.iter().map(|item| item.key.clone()).collect();
        Self { kept, form, keys }
    }

    pub(crate) fn to_json(&self) -> String {
        escape::to_json(&self.kept)
    }

    pub(crate) fn from_json(text: &str) -> Result<Self, ProgressError> {
        let form = |error: String| ProgressError::Form { reason: error };
        let head: Head = serde_json::from_str(text).map_err(|error| form(error.to_string()))?;
        if head.schema != SCHEMA {
            return Err(ProgressError::Schema { found: escape::clean_line(&head.schema) });
        }
        let kept: Kept = serde_json::from_str(text).map_err(|error| form(error.to_string()))?;
        let keys: Result<Vec<CardKey>, _> =
            kept.items.iter().map(|item| item.card.parse()).collect();
        let keys = keys.map_err(|error: crate::model::IdError| form(error.to_string()))?;
        Ok(Self { form: if kept.choices { Form::Choices } else { Form::AsWritten }, kept, keys })
    }

    /// The cards that were asked.
    pub(crate) fn keys(&self) -> &[CardKey] {
        &self.keys
    }

    /// In which form the cards were asked, to be kept again with the next interruption.
    pub(crate) fn form(&self) -> Form {
        self.form
    }

    /// Makes the paper again from the same cards; `cards` and `class` as in [`Draw`].
    pub(crate) fn resume(
        &self,
        cards: &[Entry],
        class: &[Entry],
    ) -> Result<Resumed, ProgressError> {
        let Self { kept, form, keys } = self;
        let draw = Draw { cards, class, form: *form, number: PaperNumber::new(kept.number) };
        let paper = draw.again(keys);
        let (mut items, mut slots, mut dropped) = (Vec::new(), Vec::new(), Vec::new());
        let mut at = 0;
        let mut remade = paper.items.into_iter().peekable();
        for (place, (key, kept_item)) in keys.iter().zip(&kept.items).enumerate() {
            if place + 1 == kept.question {
                at = items.len();
            }
            let mut lose =
                |lost| dropped.push(Dropped { number: place + 1, key: key.clone(), lost });
            let Some(item) = remade.next_if(|item| item.key == *key) else {
                lose(Lost::Gone);
                continue;
            };
            let response = kept_item.response.clone().map(Response::from);
            let fits =
                response.as_ref().is_none_or(|response| answer::check(&item, response).is_ok());
            if item.fingerprint != kept_item.fingerprint || !fits {
                lose(Lost::Changed);
                continue;
            }
            items.push(item);
            slots.push(Slot { response, word: kept_item.word.map(Word::from) });
        }
        if items.is_empty() {
            return Err(ProgressError::NothingLeft);
        }
        let time = kept.limit_seconds.and_then(TimeLimit::from_seconds);
        let paper = Paper { title: kept.title.clone(), time, items, ..paper };
        let feedback = if kept.feedback_each { Feedback::Each } else { Feedback::End };
        let ending = kept.ended.map(|ended| match ended {
            KeptEnding::HandedIn => Ending::HandedIn,
            KeptEnding::TimeOut => Ending::TimeOut,
        });
        let sitting = Sitting::resumed(paper, feedback, slots, at, kept.elapsed_ms, ending);
        Ok(Resumed { sitting, dropped })
    }
}
