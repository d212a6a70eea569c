//! From what the learner gave to a verdict.

use super::card::Card;
use crate::given::{Given, respond};
use crate::grading::{Marked, mark};

/// Marks what was given. `Err` says why it is no answer to what was asked; nothing happens then.
pub(super) fn judge(card: &Card, given: &Given, earlier: Option<&str>) -> Result<Marked, String> {
    let response = respond(&card.question.expects, given)?;
    Ok(mark(&card.note, card.key.variant, &card.lexicon, &response, earlier))
}
