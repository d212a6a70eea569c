//! Events as they are written: the body of a row, and a line of the exported log.
//!
//! Fields are only ever added. What this pauk does not know is kept and given back unchanged.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::StoreError;
use crate::model::{
    CardChange, CardKey, Event, EventId, EventKind, Hlc, LoggedEvent, Mode, Moment, Quality, Review,
};

/// What an event says beside the columns that every event has.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Body {
    #[serde(skip_serializing_if = "Option::is_none")]
    response: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suspended: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    flagged: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    buried_until: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unburied: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reset: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deck: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contents: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    results: Option<Value>,
    #[serde(flatten)]
    more: Map<String, Value>,
}

/// One line of an exported log that is an event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Line {
    event: String,
    hlc: i64,
    at: String,
    day: String,
    kind: String,
    #[serde(default = "first", skip_serializing_if = "is_first")]
    version: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    card: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mode: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    quality: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ms: Option<u32>,
    #[serde(flatten)]
    body: Body,
}

fn first() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_first(version: &u32) -> bool {
    *version == 1
}

/// A field of an event may have so many bytes: no answer, text or setting that pauk takes in has
/// more.
const LARGEST_FIELD: usize = 1 << 20;

/// The kinds of events by their number in the database and their word in the log.
const KINDS: [(i64, &str); 6] =
    [(1, "review"), (2, "retract"), (3, "set"), (4, "deck"), (5, "config"), (6, "quiz")];

/// The number of the kind in the database; 0 for one of a newer pauk.
pub(super) fn kind_code(kind: &EventKind) -> i64 {
    match kind {
        EventKind::Unknown { .. } => 0,
        EventKind::Review { .. } => 1,
        EventKind::Retract { .. } => 2,
        EventKind::Set { .. } => 3,
        EventKind::Deck { .. } => 4,
        EventKind::Config { .. } => 5,
        EventKind::Quiz { .. } => 6,
    }
}

impl Body {
    /// The body of an event, with what a newer pauk said beside it.
    ///
    /// # Errors
    /// A verdict or a rest that is no JSON.
    pub(super) fn of(kind: &EventKind, more: Option<&str>) -> Result<Self, StoreError> {
        let more = match more {
            Some(json) => object(json)?,
            None => Map::new(),
        };
        let body = Self { more, ..Self::default() };
        Ok(match kind {
            EventKind::Review { review, .. } => Self {
                response: review.response.clone(),
                verdict: review.verdict.as_deref().map(json).transpose()?,
                ..body
            },
            EventKind::Retract { target, .. } => Self { target: Some(target.to_string()), ..body },
            EventKind::Set { change, .. } => match change {
                CardChange::Suspended(on) => Self { suspended: Some(*on), ..body },
                CardChange::Flagged(on) => Self { flagged: Some(*on), ..body },
                CardChange::BuriedUntil(Some(day)) => {
                    Self { buried_until: Some(day.to_string()), ..body }
                }
                CardChange::BuriedUntil(None) => Self { unburied: Some(true), ..body },
                CardChange::Reset => Self { reset: Some(true), ..body },
                CardChange::Field { name, value } => {
                    Self { field: Some(name.clone()), value: value.clone(), ..body }
                }
            },
            EventKind::Deck { deck, contents } => {
                Self { deck: Some(deck.to_string()), contents: contents.clone(), ..body }
            }
            EventKind::Config { key, value } => {
                Self { key: Some(key.clone()), value: value.clone(), ..body }
            }
            EventKind::Quiz { results } => Self { results: Some(json(results)?), ..body },
            EventKind::Unknown { json, .. } => Self { more: object(json)?, ..Self::default() },
        })
    }

    /// What an event says beside its columns, as it stands in the row; `None` where there is nothing
    /// to say, as in most answers.
    ///
    /// # Errors
    /// As [`Body::of`].
    pub(super) fn column_of(
        kind: &EventKind,
        more: Option<&str>,
    ) -> Result<Option<String>, StoreError> {
        match kind {
            EventKind::Review { review: Review { response: None, verdict: None, .. }, .. }
                if more.is_none() =>
            {
                Ok(None)
            }
            kind => Ok(Self::of(kind, more)?.to_column()),
        }
    }

    /// As it stands in the row; `None` where there is nothing to say.
    pub(super) fn to_column(&self) -> Option<String> {
        (*self != Self::default())
            .then(|| serde_json::to_string(self).expect("a body holds only what JSON can hold"))
    }

    /// The inverse of [`Body::to_column`].
    pub(super) fn from_column(column: Option<&str>) -> Result<Self, StoreError> {
        column.map_or_else(
            || Ok(Self::default()),
            |text| {
                serde_json::from_str(text)
                    .map_err(|error| StoreError::value(format!("the body of an event: {error}")))
            },
        )
    }

    /// Refuses a field that is larger than any that pauk writes. What a newer pauk may say, and
    /// the results of a quiz, are bounded by the line.
    fn check_sizes(&self) -> Result<(), StoreError> {
        let verdict = self.verdict.as_ref().map(Value::to_string);
        let fields = [
            ("response", &self.response),
            ("verdict", &verdict),
            ("target", &self.target),
            ("buried_until", &self.buried_until),
            ("field", &self.field),
            ("deck", &self.deck),
            ("contents", &self.contents),
            ("key", &self.key),
            ("value", &self.value),
        ];
        for (name, value) in fields {
            let bytes = value.as_ref().map_or(0, String::len);
            if bytes > LARGEST_FIELD {
                return Err(StoreError::value(format!(
                    "`{name}` holds {bytes} bytes; a field holds up to {LARGEST_FIELD}"
                )));
            }
        }
        Ok(())
    }

    /// What is left after the fields of a known kind: for a newer pauk.
    pub(super) fn more(&self) -> Option<String> {
        (!self.more.is_empty()).then(|| Value::Object(self.more.clone()).to_string())
    }

    /// The change that a `set` event makes; `None` where it is one of a newer pauk.
    pub(super) fn change(&self) -> Result<Option<CardChange>, StoreError> {
        if let Some(on) = self.suspended {
            return Ok(Some(CardChange::Suspended(on)));
        }
        if let Some(on) = self.flagged {
            return Ok(Some(CardChange::Flagged(on)));
        }
        if let Some(day) = &self.buried_until {
            let day = day.parse().map_err(|error| StoreError::value(format!("{error}")))?;
            return Ok(Some(CardChange::BuriedUntil(Some(day))));
        }
        if self.unburied == Some(true) {
            return Ok(Some(CardChange::BuriedUntil(None)));
        }
        if self.reset == Some(true) {
            return Ok(Some(CardChange::Reset));
        }
        Ok(self.field.clone().map(|name| CardChange::Field { name, value: self.value.clone() }))
    }

    /// What was answered in words, where it was.
    pub(super) fn into_response(self) -> Option<String> {
        self.response
    }

    /// What was said, and how that was marked, as JSON.
    pub(super) fn into_said(self) -> (Option<String>, Option<String>) {
        (self.response, self.verdict.map(|verdict| verdict.to_string()))
    }

    pub(super) fn target(&self) -> Result<EventId, StoreError> {
        self.target
            .as_deref()
            .ok_or_else(|| StoreError::value("a retraction names no event"))?
            .parse()
            .map_err(|error| StoreError::value(format!("{error}")))
    }

    /// The event's kind as the database has it, with its columns.
    pub(super) fn kind(
        &self,
        code: i64,
        card: Option<CardKey>,
        answer: Option<(Mode, Quality)>,
        duration_ms: Option<u32>,
    ) -> Result<EventKind, StoreError> {
        let needs_card = || card.clone().ok_or_else(|| StoreError::value("an event names no card"));
        Ok(match code {
            1 => {
                let (mode, quality) = answer
                    .ok_or_else(|| StoreError::value("a review has no mode or no quality"))?;
                let response = self.response.clone();
                let verdict = self.verdict.as_ref().map(Value::to_string);
                let review = Review { mode, quality, response, verdict, duration_ms };
                EventKind::Review { card: needs_card()?, review }
            }
            2 => EventKind::Retract { card: needs_card()?, target: self.target()? },
            3 => match self.change()? {
                Some(change) => EventKind::Set { card: needs_card()?, change },
                None => self.unknown("set", card.as_ref()),
            },
            4 => match &self.deck {
                Some(deck) => EventKind::Deck {
                    deck: deck
                        .parse()
                        .map_err(|error| StoreError::value(format!("deck `{deck}`: {error}")))?,
                    contents: self.contents.clone(),
                },
                None => self.unknown("deck", None),
            },
            5 => match &self.key {
                Some(key) => EventKind::Config { key: key.clone(), value: self.value.clone() },
                None => self.unknown("config", None),
            },
            6 => match &self.results {
                Some(results) => EventKind::Quiz { results: results.to_string() },
                None => self.unknown("quiz", None),
            },
            _ => {
                let kind = self.more.get("kind").and_then(Value::as_str).unwrap_or("unknown");
                self.unknown(kind, None)
            }
        })
    }

    /// The whole body as an event that this pauk only keeps.
    fn unknown(&self, kind: &str, card: Option<&CardKey>) -> EventKind {
        let mut value = serde_json::to_value(self).expect("a body holds only what JSON can hold");
        if let Value::Object(map) = &mut value {
            map.insert("kind".to_owned(), kind.into());
            if let Some(card) = card {
                map.insert("card".to_owned(), card.to_string().into());
            }
        }
        EventKind::Unknown { kind: kind.to_owned(), json: value.to_string() }
    }
}

fn json(text: &str) -> Result<Value, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::value(format!("JSON: {error}")))
}

fn object(text: &str) -> Result<Map<String, Value>, StoreError> {
    match json(text)? {
        Value::Object(map) => Ok(map),
        _ => Err(StoreError::value("JSON that is no object")),
    }
}

impl Line {
    /// The line that says this event.
    ///
    /// # Errors
    /// As [`Body::of`].
    pub(super) fn of(logged: &LoggedEvent) -> Result<Self, StoreError> {
        let kind = &logged.event.kind;
        let mut body = Body::of(kind, logged.more.as_deref())?;
        let (card, review) = match kind {
            EventKind::Review { card, review } => (Some(card), Some(review)),
            EventKind::Retract { card, .. } | EventKind::Set { card, .. } => (Some(card), None),
            EventKind::Deck { .. }
            | EventKind::Config { .. }
            | EventKind::Quiz { .. }
            | EventKind::Unknown { .. } => (None, None),
        };
        let word = match kind {
            EventKind::Unknown { kind, .. } => kind.clone(),
            EventKind::Review { .. }
            | EventKind::Retract { .. }
            | EventKind::Set { .. }
            | EventKind::Deck { .. }
            | EventKind::Config { .. }
            | EventKind::Quiz { .. } => {
                let code = kind_code(kind);
                let known = KINDS.iter().find(|(known, _)| *known == code);
                known.map_or("unknown", |(_, word)| word).to_owned()
            }
        };
        body.more.shift_remove("kind");
        let card = card.map(ToString::to_string).or_else(|| {
            body.more.shift_remove("card").and_then(|card| card.as_str().map(ToOwned::to_owned))
        });
        Ok(Self {
            event: logged.id.to_string(),
            hlc: logged.hlc.bits(),
            at: logged.event.at.to_string(),
            day: logged.event.day.to_string(),
            kind: word,
            version: logged.version,
            card,
            mode: review.map(|review| review.mode.name().to_owned()),
            quality: review.map(|review| i64::from(review.quality.get())),
            ms: review.and_then(|review| review.duration_ms),
            body,
        })
    }

    /// The event that the line says.
    ///
    /// # Errors
    /// What makes no sense, in words for the learner.
    pub(super) fn read(self) -> Result<LoggedEvent, StoreError> {
        let wrong = |what: String| StoreError::value(what);
        self.body.check_sizes()?;
        let id: EventId = self.event.parse().map_err(|error| wrong(format!("{error}")))?;
        let hlc = Hlc::from_bits(self.hlc).ok_or_else(|| wrong("a negative hlc".to_owned()))?;
        let at: Moment = self.at.parse().map_err(|error| wrong(format!("{error}")))?;
        let day = self.day.parse().map_err(|error| wrong(format!("{error}")))?;
        let code = KINDS.iter().find(|(_, word)| *word == self.kind).map_or(0, |(code, _)| *code);
        let card = self.card.as_deref().map(str::parse::<CardKey>).transpose();
        let mode = self.mode.as_deref().map(Mode::from_name);
        let kind = match (code, card, mode) {
            (0, _, _) | (1, _, Some(None)) => self.kept(),
            (_, Err(error), _) => return Err(wrong(format!("card: {error}"))),
            (_, Ok(card), mode) => {
                let quality = match self.quality {
                    Some(number) => Some(
                        Quality::new(number)
                            .ok_or_else(|| wrong(format!("{number} is no quality from 0 to 5")))?,
                    ),
                    None => None,
                };
                self.body.kind(code, card, mode.flatten().zip(quality), self.ms)?
            }
        };
        let more = match kind {
            EventKind::Unknown { .. } => None,
            _ => self.body.more(),
        };
        Ok(LoggedEvent { id, hlc, version: self.version, event: Event { at, day, kind }, more })
    }

    /// The line as an event that this pauk only keeps.
    fn kept(&self) -> EventKind {
        let mut value = serde_json::to_value(self).expect("a line holds only what JSON can hold");
        if let Value::Object(map) = &mut value {
            for known in ["event", "hlc", "at", "day", "version"] {
                // In their order: written and read again, the line is the same.
                map.shift_remove(known);
            }
        }
        EventKind::Unknown { kind: self.kind.clone(), json: value.to_string() }
    }
}
