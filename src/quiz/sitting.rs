//! A sitting: one learner with one paper against the clock.
//!
//! A pure machine. Inputs come with the milliseconds that have passed since it was begun or gone
//! on with; it says what is to be shown. Nothing is marked here, and nothing is lost by an input
//! that makes no sense: it is refused with a reason.

use super::answer;
use super::input::{Ending, Feedback, Input, Outcome, Word};
use super::paper::{Item, Paper};
use crate::grading::Response;

/// What there is of the learner for one question.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Slot {
    pub(super) response: Option<Response>,
    pub(super) word: Option<Word>,
}

/// A paper with the answers given so far.
#[derive(Debug, Clone)]
pub(crate) struct Sitting {
    paper: Paper,
    feedback: Feedback,
    pub(super) slots: Vec<Slot>,
    /// The place of the open question, from 0.
    at: usize,
    elapsed_ms: u64,
    /// What the clock said last.
    clock_ms: u64,
    ending: Option<Ending>,
}

impl Sitting {
    /// Begins; the time limit is that of the paper.
    pub(crate) fn new(paper: Paper, feedback: Feedback) -> Self {
        let slots = vec![Slot::default(); paper.items.len()];
        Self { paper, feedback, slots, at: 0, elapsed_ms: 0, clock_ms: 0, ending: None }
    }

    /// Goes on where it was left; the clock begins at 0 again.
    pub(super) fn resumed(
        paper: Paper,
        feedback: Feedback,
        slots: Vec<Slot>,
        at: usize,
        elapsed_ms: u64,
        ending: Option<Ending>,
    ) -> Self {
        let at = at.min(slots.len().saturating_sub(1));
        Self { paper, feedback, slots, at, elapsed_ms, clock_ms: 0, ending }
    }

    pub(crate) fn paper(&self) -> &Paper {
        &self.paper
    }

    pub(crate) fn feedback(&self) -> Feedback {
        self.feedback
    }

    pub(crate) fn ending(&self) -> Option<Ending> {
        self.ending
    }

    /// The number of the open question.
    pub(crate) fn number(&self) -> usize {
        self.at + 1
    }

    /// The open question.
    pub(crate) fn item(&self) -> Option<&Item> {
        self.paper.items.get(self.at)
    }

    pub(crate) fn response(&self, number: usize) -> Option<&Response> {
        self.slots.get(number.checked_sub(1)?)?.response.as_ref()
    }

    /// The numbers of the questions without an answer.
    pub(crate) fn unanswered(&self) -> Vec<usize> {
        (1..=self.slots.len()).filter(|number| self.response(*number).is_none()).collect()
    }

    /// The numbers of the answers that wait for the learner's own mark.
    pub(crate) fn waiting(&self) -> Vec<usize> {
        let waits = |number: &usize| {
            let slot = &self.slots[number - 1];
            self.paper.items[number - 1].is_self_marked()
                && slot.response.is_some()
                && slot.word.is_none()
        };
        (1..=self.slots.len()).filter(waits).collect()
    }

    /// The time spent on the paper.
    pub(crate) fn elapsed_ms(&self) -> u64 {
        self.elapsed_ms
    }

    /// The time left, where there is a limit.
    pub(crate) fn remaining_ms(&self) -> Option<u64> {
        self.paper.time.map(|limit| limit.ms().saturating_sub(self.elapsed_ms))
    }

    /// Takes an input at `clock_ms`, counted from the beginning of this run. What comes when the
    /// time is over comes too late.
    pub(crate) fn apply(&mut self, input: Input, clock_ms: u64) -> Outcome {
        match self.ending {
            Some(ending) => self.apply_after(input, ending),
            None => {
                self.pass(clock_ms);
                match self.ending {
                    Some(ending) => Outcome::Ended(ending),
                    None => self.apply_during(input),
                }
            }
        }
    }

    /// Only steps forward count, so a clock that is set back never gives more time.
    fn pass(&mut self, clock_ms: u64) {
        self.elapsed_ms = self.elapsed_ms.saturating_add(clock_ms.saturating_sub(self.clock_ms));
        self.clock_ms = clock_ms;
        if let Some(limit) = self.paper.time
            && self.elapsed_ms >= limit.ms()
        {
            self.elapsed_ms = limit.ms();
            self.ending = Some(Ending::TimeOut);
        }
    }

    fn apply_during(&mut self, input: Input) -> Outcome {
        match input {
            Input::Answer(number, response) => self.answer(number, response),
            Input::Clear(number) => match self.changeable(number) {
                Ok(at) => {
                    self.slots[at] = Slot::default();
                    self.at = at;
                    Outcome::Show
                }
                Err(reason) => Outcome::Refused(reason),
            },
            Input::Skip => {
                self.advance();
                Outcome::Show
            }
            Input::Go(number) => match self.place(number) {
                Ok(at) => {
                    self.at = at;
                    Outcome::Show
                }
                Err(reason) => Outcome::Refused(reason),
            },
            Input::HandIn => {
                self.ending = Some(Ending::HandedIn);
                Outcome::Ended(Ending::HandedIn)
            }
            Input::Judge(number, word) => match self.feedback {
                Feedback::Each => self.judge(number, word),
                Feedback::End => {
                    Outcome::Refused("answers are marked when the paper is handed in".to_owned())
                }
            },
            Input::Tick => Outcome::Show,
        }
    }

    fn apply_after(&mut self, input: Input, ending: Ending) -> Outcome {
        match input {
            Input::Judge(number, word) => self.judge(number, word),
            Input::HandIn | Input::Tick => Outcome::Ended(ending),
            Input::Answer(..) | Input::Clear(_) | Input::Skip | Input::Go(_) => {
                Outcome::Refused("the paper has been handed in".to_owned())
            }
        }
    }

    fn answer(&mut self, number: usize, response: Response) -> Outcome {
        let at = match self.changeable(number) {
            Ok(at) => at,
            Err(reason) => return Outcome::Refused(reason),
        };
        if let Err(reason) = answer::check(&self.paper.items[at], &response) {
            return Outcome::Refused(reason);
        }
        self.slots[at] = Slot { response: Some(response), word: None };
        self.at = at;
        self.advance();
        match self.feedback {
            Feedback::End => Outcome::Show,
            Feedback::Each => Outcome::Feedback(number),
        }
    }

    fn judge(&mut self, number: usize, word: Word) -> Outcome {
        match self.place(number) {
            Err(reason) => Outcome::Refused(reason),
            Ok(at) if !self.paper.items[at].is_self_marked() => {
                Outcome::Refused(format!("question {number} is marked by the program"))
            }
            Ok(at) if self.slots[at].response.is_none() => {
                Outcome::Refused(format!("question {number} has no answer"))
            }
            Ok(at) => {
                self.slots[at].word = Some(word);
                self.ending.map_or(Outcome::Show, Outcome::Ended)
            }
        }
    }

    /// Opens the next question without an answer, from the start again after the last one; stays
    /// where there is none.
    fn advance(&mut self) {
        let count = self.slots.len();
        let next = (1..count).map(|step| (self.at + step) % count);
        if let Some(next) = next.into_iter().find(|at| self.slots[*at].response.is_none()) {
            self.at = next;
        }
    }

    fn place(&self, number: usize) -> Result<usize, String> {
        let count = self.slots.len();
        let there = number.checked_sub(1).filter(|at| *at < count);
        there.ok_or_else(|| format!("there is no question {number}; they count from 1 to {count}"))
    }

    /// The place of a question whose answer may still be given or changed.
    fn changeable(&self, number: usize) -> Result<usize, String> {
        let at = self.place(number)?;
        match self.feedback {
            Feedback::Each if self.slots[at].response.is_some() => {
                Err(format!("question {number} has been answered, and the answer was shown"))
            }
            Feedback::Each | Feedback::End => Ok(at),
        }
    }
}
