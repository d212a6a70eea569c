//! Days away: breaks that are planned, and catching up after any absence.
//!
//! Floor 2, pure. Both only limit what a day offers; no due day is ever moved, so taking a break
//! or a plan back restores everything. What a limit leads to is played through in `projection`.

mod catch_up;
mod days;
mod projection;
#[cfg(test)]
mod tests;

pub(crate) use catch_up::{Backlog, plan};
pub(crate) use days::{Break, CatchUp};
pub(crate) use projection::{Load, Start, project};

use crate::model::Day;

/// How much more than usual a day may bring after an absence, in hundredths.
const MORE: u32 = 140;

/// The least that counts as usual, in reviews a day.
const LEAST: u32 = 20;

/// For how long the load is spread after a break, in days: four times as long as it was, because
/// cards that were answered together come together again.
const AFTER: std::ops::RangeInclusive<u32> = 7..=120;

/// What a day may bring because of breaks and catching up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Offer {
    /// At most so many reviews, first answers not among them; `None` for as many as are due.
    pub(crate) reviews: Option<u32>,
    pub(crate) new: NewCards,
    pub(crate) reason: Option<Reason>,
}

/// Whether a day brings new cards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NewCards {
    AsUsual,
    /// Only where no due card is left over for another day.
    WhenNothingWaits,
    None,
}

/// Why a day is not as usual.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
    During(Break),
    /// A new card of the day would be repeated during the break.
    Before(Break),
    After(Break),
    CatchingUp(CatchUp),
}

impl Offer {
    pub(crate) const AS_USUAL: Self = Self { reviews: None, new: NewCards::AsUsual, reason: None };

    /// What `day` may bring; `usual` is the usual number of reviews a day.
    ///
    /// A break comes before a plan, and a plan before what follows a break.
    pub(crate) fn on(day: Day, breaks: &[Break], catch_up: Option<CatchUp>, usual: u32) -> Self {
        let with = |reviews, new, reason| Self { reviews, new, reason: Some(reason) };
        if let Some(away) = breaks.iter().find(|away| away.holds(day)) {
            return with(Some(0), NewCards::None, Reason::During(*away));
        }
        if let Some(plan) = catch_up.filter(|plan| plan.holds(day)) {
            let reason = Reason::CatchingUp(plan);
            return with(Some(plan.reviews), NewCards::WhenNothingWaits, reason);
        }
        let repeated =
            |away: &&Break| FIRST_REPETITIONS.iter().any(|later| away.holds(day.plus(*later)));
        let before = breaks.iter().find(repeated);
        if let Some(away) = breaks.iter().find(|away| away.is_followed_by(day)) {
            let new = if before.is_some() { NewCards::None } else { NewCards::WhenNothingWaits };
            return with(Some(at_most(usual)), new, Reason::After(*away));
        }
        match before {
            Some(away) => with(None, NewCards::None, Reason::Before(*away)),
            None => Self::AS_USUAL,
        }
    }
}

/// How many days after a first answer the next two come, where both are passed.
const FIRST_REPETITIONS: [u32; 2] = [1, 7];

/// The most reviews of a day after an absence.
pub(crate) fn at_most(usual: u32) -> u32 {
    (usual.max(LEAST) * MORE).div_ceil(100)
}

impl Break {
    /// Whether the load of the break is still spread on this day.
    pub(crate) fn is_followed_by(&self, day: Day) -> bool {
        day > self.to() && day <= self.to().plus(self.spread())
    }

    fn spread(&self) -> u32 {
        (4 * self.days()).clamp(*AFTER.start(), *AFTER.end())
    }
}
