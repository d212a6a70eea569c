//! How an interrupted quiz is written: the wire form of its state and of the answers in it.
//!
//! Version 1. Fields are only ever added; whoever changes the meaning of one raises the version.

use serde::{Deserialize, Serialize};

use super::input::Word;
use crate::grading::Response;

pub(super) const SCHEMA: &str = "pauk/quiz-progress/1";

/// What every version says first.
#[derive(Deserialize)]
pub(super) struct Head {
    pub(super) schema: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) schema: String,
    pub(super) number: u64,
    pub(super) title: String,
    pub(super) choices: bool,
    pub(super) feedback_each: bool,
    pub(super) limit_seconds: Option<u64>,
    pub(super) elapsed_ms: u64,
    /// The open one, from 1.
    pub(super) question: usize,
    pub(super) ended: Option<KeptEnding>,
    pub(super) items: Vec<KeptItem>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum KeptEnding {
    HandedIn,
    TimeOut,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct KeptItem {
    pub(super) card: String,
    pub(super) fingerprint: String,
    pub(super) response: Option<KeptResponse>,
    pub(super) word: Option<KeptWord>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum KeptResponse {
    Text(String),
    Texts(Vec<String>),
    Choices(Vec<String>),
    Order(Vec<usize>),
    Pairs(Vec<(usize, usize)>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum KeptWord {
    Right,
    Half,
    Wrong,
}

impl From<Response> for KeptResponse {
    fn from(response: Response) -> Self {
        match response {
            Response::Text(text) => Self::Text(text),
            Response::Texts(texts) => Self::Texts(texts),
            Response::Choices(texts) => Self::Choices(texts),
            Response::Order(numbers) => Self::Order(numbers),
            Response::Pairs(pairs) => Self::Pairs(pairs),
        }
    }
}

impl From<KeptResponse> for Response {
    fn from(kept: KeptResponse) -> Self {
        match kept {
            KeptResponse::Text(text) => Self::Text(text),
            KeptResponse::Texts(texts) => Self::Texts(texts),
            KeptResponse::Choices(texts) => Self::Choices(texts),
            KeptResponse::Order(numbers) => Self::Order(numbers),
            KeptResponse::Pairs(pairs) => Self::Pairs(pairs),
        }
    }
}

impl From<Word> for KeptWord {
    fn from(word: Word) -> Self {
        match word {
            Word::Right => Self::Right,
            Word::Half => Self::Half,
            Word::Wrong => Self::Wrong,
        }
    }
}

impl From<KeptWord> for Word {
    fn from(kept: KeptWord) -> Self {
        match kept {
            KeptWord::Right => Self::Right,
            KeptWord::Half => Self::Half,
            KeptWord::Wrong => Self::Wrong,
        }
    }
}
