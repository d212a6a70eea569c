//! Cards that are alike in all that is counted of them: how far they have come, and the stretches
//! of intervals and eases they lie in.

use super::{Folded, Stage};

/// A stretch of numbers with its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Band {
    /// Its first number; it goes up to the first of the next band.
    pub(crate) from: u32,
    pub(crate) name: &'static str,
}

/// Intervals in days.
pub(crate) const INTERVAL_BANDS: [Band; 8] = [
    Band { from: 1, name: "1 d" },
    Band { from: 2, name: "2–6 d" },
    Band { from: 7, name: "7–20 d" },
    Band { from: 21, name: "21–59 d" },
    Band { from: 60, name: "60–119 d" },
    Band { from: 120, name: "120–239 d" },
    Band { from: 240, name: "240–364 d" },
    Band { from: 365, name: "1 year +" },
];

/// Ease in hundredths.
pub(crate) const EASE_BANDS: [Band; 7] = [
    Band { from: 130, name: "1.30–1.49" },
    Band { from: 150, name: "1.50–1.69" },
    Band { from: 170, name: "1.70–1.89" },
    Band { from: 190, name: "1.90–2.09" },
    Band { from: 210, name: "2.10–2.29" },
    Band { from: 230, name: "2.30–2.49" },
    Band { from: 250, name: "2.50 +" },
];

/// The number of the band that a value lies in; the first where it lies before all.
pub(crate) fn band_of(bands: &[Band], value: u32) -> usize {
    bands.iter().rposition(|band| value >= band.from).unwrap_or(0)
}

/// What cards that are counted together have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Alike {
    pub(crate) suspended: bool,
    pub(crate) stage: Stage,
    /// A number of [`INTERVAL_BANDS`].
    pub(crate) interval: usize,
    /// A number of [`EASE_BANDS`].
    pub(crate) ease: usize,
}

impl Alike {
    pub(crate) fn of(card: &Folded) -> Self {
        let Folded { memory, standing } = card;
        Self {
            suspended: standing.suspended,
            stage: Stage::of(memory),
            interval: band_of(&INTERVAL_BANDS, memory.interval.days()),
            ease: band_of(&EASE_BANDS, u32::from(memory.ease.hundredths())),
        }
    }

    /// As one number, as it is counted in the database.
    pub(crate) fn code(self) -> u32 {
        let stage = if self.suspended { 4 } else { 0 } + self.stage as u32;
        (stage << 8) | ((self.interval as u32) << 4) | self.ease as u32
    }

    /// The inverse of [`Alike::code`]; `None` for a number that it never gives.
    pub(crate) fn from_code(code: u32) -> Option<Self> {
        let code = code as usize;
        let (stage, interval, ease) = (code >> 8, (code >> 4) & 15, code & 15);
        let fits = stage < 8 && interval < INTERVAL_BANDS.len() && ease < EASE_BANDS.len();
        fits.then(|| Self { suspended: stage >= 4, stage: Stage::ALL[stage % 4], interval, ease })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_of_what_is_alike_can_be_read_back() {
        let mut seen = std::collections::HashSet::new();
        for suspended in [false, true] {
            for stage in Stage::ALL {
                for interval in 0..INTERVAL_BANDS.len() {
                    for ease in 0..EASE_BANDS.len() {
                        let alike = Alike { suspended, stage, interval, ease };
                        assert_eq!(Alike::from_code(alike.code()), Some(alike));
                        assert!(seen.insert(alike.code()));
                    }
                }
            }
        }
        for wrong in [u32::MAX, 8 << 8, 8 << 4, 7] {
            assert_eq!(Alike::from_code(wrong), None);
        }
    }

    #[test]
    fn a_value_lies_in_the_last_band_that_begins_before_it() {
        assert_eq!(band_of(&INTERVAL_BANDS, 0), 0);
        assert_eq!(band_of(&INTERVAL_BANDS, 20), 2);
        assert_eq!(band_of(&INTERVAL_BANDS, 21), 3);
        assert_eq!(band_of(&EASE_BANDS, 999), 6);
    }
}
