//! What the marking says of an answer.

use super::Grade;

/// How an answer was judged, with the reason, for the learner to see and to overrule.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Verdict {
    pub(crate) kind: VerdictKind,
    pub(crate) score: Score,
    /// Why, in a short sentence for the learner; never the whole answer.
    pub(crate) reason: String,
    /// The grade that is proposed; none while the program is asking back.
    pub(crate) proposed: Option<Grade>,
}

/// The six outcomes of marking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum VerdictKind {
    /// The preferred answer.
    Exact,
    /// Right in another form.
    Variant,
    /// Right but for a typing error.
    Slip,
    /// Too little was said.
    Incomplete,
    /// Some of it is right.
    Partial,
    Wrong,
}

impl VerdictKind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Variant => "variant",
            Self::Slip => "slip",
            Self::Incomplete => "incomplete",
            Self::Partial => "partial",
            Self::Wrong => "wrong",
        }
    }
}

/// How much of an answer is right, in thousandths: 0 to 1000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Score(u16);

impl Score {
    pub(crate) const NONE: Self = Self(0);
    pub(crate) const FULL: Self = Self(1000);

    /// The nearest thousandth of `part` / `whole`; full where `whole` is 0.
    pub(crate) fn ratio(part: usize, whole: usize) -> Self {
        if whole == 0 || part >= whole {
            return Self::FULL;
        }
        Self(((part * 1000 + whole / 2) / whole) as u16)
    }

    /// From a fraction, clamped to 0 and 1.
    pub(crate) fn from_fraction(fraction: f64) -> Self {
        Self((fraction.clamp(0.0, 1.0) * 1000.0).round() as u16)
    }

    pub(crate) fn thousandths(self) -> u16 {
        self.0
    }

    pub(crate) fn fraction(self) -> f64 {
        f64::from(self.0) / 1000.0
    }
}
