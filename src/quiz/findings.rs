//! What is wrong with a blueprint file, and the values in it, read with their types.
//!
//! A value that cannot be read is reported and reads as nothing, so that a reader goes on and finds
//! all problems at once. What the keys mean is not known here.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::deck::{Problem, Severity, nearest};
use crate::escape;

pub(super) const SYNTAX: &str = "B001";
pub(super) const UNKNOWN: &str = "B002";
pub(super) const VALUE: &str = "B003";
pub(super) const MISSING: &str = "B004";
pub(super) const COUNT: &str = "B005";

/// A paper with more questions than this was not meant.
const MOST_QUESTIONS: i64 = 10_000;

/// More problems at once help nobody.
const MOST_PROBLEMS: usize = 100;

pub(super) type Value<'a> = Spanned<DeValue<'a>>;

/// The problems found so far.
pub(super) struct Findings<'t> {
    text: &'t str,
    problems: Vec<Problem>,
}

impl<'t> Findings<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        Self { text, problems: Vec::new() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.problems.is_empty()
    }

    pub(super) fn add(&mut self, at: usize, code: &'static str, message: String, help: &str) {
        if self.problems.len() == MOST_PROBLEMS {
            return;
        }
        // Places come from the parser, which never cuts a character in two.
        let before = self.text.get(..at).unwrap_or("");
        let start = before.rfind('\n').map_or(0, |end| end + 1);
        let line = before.matches('\n').count() + 1;
        let column = before[start..].chars().count() + 1;
        let source = self.text[start..].lines().next().unwrap_or("");
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        self.problems.push(Problem {
            code,
            severity: Severity::Error,
            line: number(line),
            column: number(column),
            source: escape::clean_line(source),
            message: escape::clean_line(&message),
            help: help.to_owned(),
        });
    }

    pub(super) fn in_order(mut self) -> Vec<Problem> {
        self.problems.sort_by_key(|problem| (problem.line, problem.column));
        self.problems
    }

    pub(super) fn unknown_keys(
        &mut self,
        table: &DeTable<'_>,
        known: &[&'static str],
        place: &str,
    ) {
        for key in table.keys().filter(|key| !known.contains(&key.get_ref().as_ref())) {
            let help = match nearest(key.get_ref(), known.iter().copied()) {
                Some(meant) => format!("Did you mean `{meant}`?"),
                None => format!("Take it out; {place} has {}.", known.join(", ")),
            };
            let message = format!("`{}` is no key of {place}", key.get_ref());
            self.add(key.span().start, UNKNOWN, message, &help);
        }
    }

    /// A text that is not empty.
    pub(super) fn text(&mut self, key: &str, value: &Value<'_>) -> Option<String> {
        match value.get_ref() {
            DeValue::String(text) if !text.trim().is_empty() => Some(text.to_string()),
            DeValue::String(_) => {
                let message = format!("`{key}` is empty");
                self.add(
                    value.span().start,
                    VALUE,
                    message,
                    "Write the text, or take the line out.",
                );
                None
            }
            DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_)
            | DeValue::Array(_)
            | DeValue::Table(_) => {
                let message = format!("`{key}` must be a text");
                self.add(value.span().start, VALUE, message, "Put it between double quotes.");
                None
            }
        }
    }

    /// A number of questions.
    pub(super) fn count(&mut self, key: &str, value: &Value<'_>) -> Option<usize> {
        match self.integer(value) {
            Some(count @ 1..=MOST_QUESTIONS) => usize::try_from(count).ok(),
            Some(_) | None => {
                let message = format!("`{key}` must be a whole number from 1 to {MOST_QUESTIONS}");
                let help = format!("Write it without quotes, `{key} = 5`.");
                self.add(value.span().start, VALUE, message, &help);
                None
            }
        }
    }

    pub(super) fn integer(&self, value: &Value<'_>) -> Option<i64> {
        match value.get_ref() {
            DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix()).ok(),
            DeValue::String(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_)
            | DeValue::Array(_)
            | DeValue::Table(_) => None,
        }
    }
}
