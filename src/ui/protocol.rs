//! JSON lines with another program: one object a line, each way.
//!
//! Here is what review and quiz have in common: how lines are read and written, and the fields of
//! an answer. What may be said when is theirs.

use std::io::{self, BufRead, Write};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::hearing::{Heard, TOO_LONG, hear};
use crate::escape::to_json;
use crate::given::Given;

/// Both ends of the talk.
pub(super) struct Protocol<R, W> {
    input: R,
    out: W,
}

/// What the other program said.
#[derive(Debug)]
pub(super) enum Said<T> {
    Line(T),
    /// No line of the protocol, and why.
    Refused(String),
    End,
}

/// The fields of an answer; exactly one of them is given.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Answer {
    text: Option<String>,
    choices: Option<Vec<usize>>,
    items: Option<Vec<String>>,
    order: Option<Vec<usize>>,
    pairs: Option<Vec<(usize, usize)>>,
}

impl<R: BufRead, W: Write> Protocol<R, W> {
    pub(super) fn new(input: R, out: W) -> Self {
        Self { input, out }
    }

    pub(super) fn say(&mut self, value: &Value) -> io::Result<()> {
        self.out.write_all(to_json(value).as_bytes())?;
        self.out.write_all(b"\n")?;
        self.out.flush()
    }

    /// The next line that is not blank.
    pub(super) fn hear<T: DeserializeOwned>(&mut self) -> io::Result<Said<T>> {
        loop {
            let bytes = match hear(&mut self.input)? {
                Heard::Line(bytes) => bytes,
                Heard::TooLong => return Ok(Said::Refused(TOO_LONG.to_owned())),
                Heard::End => return Ok(Said::End),
            };
            let Ok(text) = String::from_utf8(bytes) else {
                return Ok(Said::Refused("a line that is not UTF-8".to_owned()));
            };
            if text.trim().is_empty() {
                continue;
            }
            return Ok(match serde_json::from_str(&text) {
                Ok(line) => Said::Line(line),
                Err(error) => Said::Refused(format!("not understood: {error}")),
            });
        }
    }
}

impl Answer {
    pub(super) fn given(self) -> Result<Given, String> {
        let given = [
            self.text.map(Given::Text),
            self.choices.map(Given::Choices),
            self.items.map(Given::Items),
            self.order.map(Given::Order),
            self.pairs.map(Given::Pairs),
        ];
        let mut given: Vec<Given> = given.into_iter().flatten().collect();
        match (given.pop(), given.is_empty()) {
            (Some(one), true) => Ok(one),
            _ => Err("an answer has one of text, choices, items, order, pairs".to_owned()),
        }
    }
}
