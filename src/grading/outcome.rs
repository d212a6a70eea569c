//! The verdicts that marking gives, each with the score and the grade that belong to it.
//!
//! The map from score to grade stands here alone: 0.75 and above is hard, below is again, because
//! with three of four parts recalled a card was recalled with difficulty, with less it was not.

use crate::model::{Grade, Score, Verdict, VerdictKind};

/// The score of a right answer with a typing error.
pub(super) const SLIP: f64 = 0.9;

/// The score of an answer that is half right or half said.
pub(super) const HALF: f64 = 0.5;

/// Scores from here on propose hard, those below again.
const RECALLED: f64 = 0.75;

pub(super) fn exact() -> Verdict {
    let reason = "the preferred answer".to_owned();
    Verdict { kind: VerdictKind::Exact, score: Score::FULL, reason, proposed: Some(Grade::Good) }
}

pub(super) fn variant(reason: &str) -> Verdict {
    let reason = reason.to_owned();
    Verdict { kind: VerdictKind::Variant, score: Score::FULL, reason, proposed: Some(Grade::Good) }
}

pub(super) fn slip(reason: &str) -> Verdict {
    slip_of(Score::from_fraction(SLIP), reason)
}

/// A slip in a part of the answer, which costs less than one in the whole.
pub(super) fn slip_of(score: Score, reason: &str) -> Verdict {
    Verdict {
        kind: VerdictKind::Slip,
        score,
        reason: reason.to_owned(),
        proposed: Some(Grade::Hard),
    }
}

/// Too little was said, and the program asks back: no grade yet.
pub(super) fn incomplete(reason: &str) -> Verdict {
    let score = Score::from_fraction(HALF);
    Verdict { kind: VerdictKind::Incomplete, score, reason: reason.to_owned(), proposed: None }
}

/// The verdict as it must stand when the program has asked back once already.
pub(super) fn settled(verdict: Verdict) -> Verdict {
    let proposed = Some(verdict.proposed.unwrap_or(grade(verdict.score)));
    Verdict { proposed, ..verdict }
}

/// A part of the answer is right; `score` lies between nothing and full.
pub(super) fn partial(score: Score, reason: &str) -> Verdict {
    let proposed = Some(grade(score));
    Verdict { kind: VerdictKind::Partial, score, reason: reason.to_owned(), proposed }
}

pub(super) fn wrong(reason: &str) -> Verdict {
    let reason = reason.to_owned();
    Verdict { kind: VerdictKind::Wrong, score: Score::NONE, reason, proposed: Some(Grade::Again) }
}

/// Right, partial or wrong by the score alone.
pub(super) fn scored(score: Score, reason: &str) -> Verdict {
    match score {
        Score::FULL => exact(),
        Score::NONE => wrong(reason),
        _ => partial(score, reason),
    }
}

/// Whether the answer counts as right, be it with a typing error.
pub(super) fn passes(verdict: &Verdict) -> bool {
    match verdict.kind {
        VerdictKind::Exact | VerdictKind::Variant | VerdictKind::Slip => true,
        VerdictKind::Incomplete | VerdictKind::Partial | VerdictKind::Wrong => false,
    }
}

fn grade(score: Score) -> Grade {
    if score >= Score::from_fraction(RECALLED) { Grade::Hard } else { Grade::Again }
}
