//! What is wrong with a deck: problems for people, with a place and a way out.
//!
//! Rules only note an offset, a code and two sentences; the place is worked out once at the end,
//! for all of them in one walk through the text. Nothing is printed here.

use super::codes;
use super::source::{AROUND, Source};

/// One thing that is wrong with a deck, or poor in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    /// `E001` and on for what is wrong, `L001` and on for what is poor.
    pub(crate) code: &'static str,
    pub(crate) severity: Severity,
    /// From 1.
    pub(crate) line: u32,
    /// From 1, in characters.
    pub(crate) column: u32,
    /// The line itself, at most 400 characters of it; it begins at most 200 before the column.
    pub(crate) source: String,
    /// Lower case, without a full stop.
    pub(crate) message: String,
    /// A sentence that says what to do.
    pub(crate) help: String,
}

/// Whether a deck with the problem is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Severity {
    Error,
    Warning,
}

impl Problem {
    /// The column within [`Problem::source`], from 1: another one where a long line was cut.
    pub(crate) fn caret(&self) -> u32 {
        self.column.min(AROUND as u32 + 1)
    }
}

/// A problem that has not been placed yet.
#[derive(Debug)]
struct Draft {
    at: usize,
    code: &'static str,
    message: String,
    help: String,
}

/// The problems found so far.
#[derive(Debug)]
pub(super) struct Findings {
    drafts: Vec<Draft>,
    limit: usize,
    has_more: bool,
}

impl Findings {
    /// Keeps the first `limit` problems and says that there are more, so that a hostile file cannot
    /// fill the memory.
    pub(super) fn up_to(limit: usize) -> Self {
        Self { drafts: Vec::new(), limit, has_more: false }
    }

    /// Keeps all problems.
    pub(super) fn all() -> Self {
        Self::up_to(usize::MAX)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.drafts.is_empty()
    }

    /// Notes that there is more than was looked for.
    pub(super) fn leave_out(&mut self) {
        self.has_more = true;
    }

    /// Whether there is no room for what might be found next; that it is left out is said at the end.
    pub(super) fn must_leave_out(&mut self) -> bool {
        self.has_more |= self.drafts.len() >= self.limit;
        self.has_more
    }

    pub(super) fn add(
        &mut self,
        at: usize,
        code: &'static str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        if self.drafts.len() < self.limit {
            self.drafts.push(Draft { at, code, message: message.into(), help: help.into() });
        } else {
            self.has_more = true;
        }
    }

    /// All problems in the order of their places.
    pub(super) fn into_problems(mut self, source: &Source<'_>) -> Vec<Problem> {
        if self.drafts.is_empty() && !self.has_more {
            return Vec::new();
        }
        self.drafts.sort_by_key(|draft| (draft.at, draft.code));
        if self.has_more {
            self.drafts.push(Draft {
                at: self.drafts.last().map_or(0, |last| last.at),
                code: codes::MORE,
                message: format!("only the first {} problems are listed", self.drafts.len()),
                help: "Mend these first, then check the deck again.".to_owned(),
            });
        }
        let spots = source.spots(self.drafts.iter().map(|draft| draft.at));
        let placed = self.drafts.into_iter().zip(spots);
        placed
            .map(|(draft, spot)| Problem {
                code: draft.code,
                severity: if draft.code.starts_with('E') {
                    Severity::Error
                } else {
                    Severity::Warning
                },
                line: spot.line,
                column: spot.column,
                source: source.excerpt(spot),
                message: draft.message,
                help: draft.help,
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn problems_come_in_the_order_of_their_places() {
        let source = Source::new("ab\ncd\n");
        let mut findings = Findings::up_to(9);
        findings.add(4, codes::EMPTY, "later", "");
        findings.add(0, "L001", "sooner", "");
        let problems = findings.into_problems(&source);
        let found: Vec<_> =
            problems.iter().map(|p| (p.severity, p.line, p.column, p.source.as_str())).collect();
        assert_eq!(found, [(Severity::Warning, 1, 1, "ab"), (Severity::Error, 2, 2, "cd")]);
    }

    #[test]
    fn what_is_over_the_limit_is_said_to_be_there() {
        let mut findings = Findings::up_to(1);
        for at in 0..3 {
            findings.add(at, codes::EMPTY, "x", "");
        }
        let problems = findings.into_problems(&Source::new("abc"));
        assert_eq!(problems.len(), 2);
        assert_eq!(problems[1].message, "only the first 1 problems are listed");
    }

    #[test]
    fn the_caret_stands_where_the_column_is_in_the_shown_part() {
        let source = Source::new("x".repeat(1000));
        let mut findings = Findings::up_to(9);
        findings.add(5, codes::EMPTY, "", "");
        findings.add(500, codes::EMPTY, "", "");
        let carets: Vec<_> = findings.into_problems(&source).iter().map(Problem::caret).collect();
        assert_eq!(carets, [6, 201]);
    }
}
