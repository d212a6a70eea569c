//! What is only seen answer by answer: how long it took, at what hour, on what kind of card.

use std::collections::BTreeMap;

use super::answers::{Rate, Retention};
use crate::model::{Day, Kind};
use crate::schedule::{Band, Detail, band_of};

/// Answer times in milliseconds.
pub(crate) const TIME_BANDS: [Band; 6] = [
    Band { from: 0, name: "under 2 s" },
    Band { from: 2_000, name: "2–4 s" },
    Band { from: 5_000, name: "5–9 s" },
    Band { from: 10_000, name: "10–19 s" },
    Band { from: 20_000, name: "20–59 s" },
    Band { from: 60_000, name: "1 min +" },
];

/// From here on an answer took long, in tenths of a second.
const LONG: u32 = 1_200;

/// Details of the answers from a day on. Answers of other programs are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Details {
    /// The first day that was looked at; `None` for all.
    pub(crate) from: Option<Day>,
    /// Answers by the hour of local time at which they were given.
    pub(crate) hours: [Rate; 24],
    /// Retention by kind of card.
    pub(crate) kinds: BTreeMap<&'static str, Retention>,
    /// How often each answer time came that is below [`LONG`], by tenths of a second rounded down.
    short: Vec<u64>,
    /// The same of longer ones.
    long: BTreeMap<u32, u64>,
    ms: u64,
}

impl Details {
    pub(crate) fn new(from: Option<Day>) -> Self {
        let (hours, kinds) = ([Rate::default(); 24], BTreeMap::new());
        Self { from, hours, kinds, short: vec![0; LONG as usize], long: BTreeMap::new(), ms: 0 }
    }

    /// Counts a fact that so many answers share.
    pub(crate) fn add(&mut self, detail: Detail, count: u64) {
        match detail {
            Detail::Hour { hour, passed } => self.hours[usize::from(hour)].add(passed, count),
            Detail::Kind { kind, mature, passed } => {
                let retention = self.kinds.entry(Kind::NAMES[usize::from(kind)]).or_default();
                let rate = if mature { &mut retention.mature } else { &mut retention.young };
                rate.add(passed, count);
            }
            Detail::Time { tenths } if tenths < LONG => self.short[tenths as usize] += count,
            Detail::Time { tenths } => *self.long.entry(tenths).or_default() += count,
        }
    }

    /// Adds the time of answers whose time was measured, in milliseconds.
    pub(crate) fn add_ms(&mut self, ms: u64) {
        self.ms += ms;
    }

    /// Answers whose time was measured.
    pub(crate) fn timed(&self) -> u64 {
        self.times().map(|(_, count)| count).sum()
    }

    /// Answer times with how often they came, ascending.
    fn times(&self) -> impl Iterator<Item = (u32, u64)> {
        let short = self.short.iter().enumerate().map(|(tenths, count)| (tenths as u32, *count));
        let long = self.long.iter().map(|(tenths, count)| (*tenths, *count));
        short.filter(|(_, count)| *count > 0).chain(long)
    }

    /// In milliseconds, rounded down; `None` of nothing.
    pub(crate) fn mean_ms(&self) -> Option<u64> {
        self.ms.checked_div(self.timed())
    }

    /// The time that at least `percent` of the answers did not exceed, in milliseconds rounded
    /// down to tenths of a second; `None` of nothing.
    pub(crate) fn percentile_ms(&self, percent: u64) -> Option<u64> {
        let rank = (self.timed() * percent).div_ceil(100).max(1);
        let mut seen = 0;
        self.times().find_map(|(tenths, count)| {
            seen += count;
            (seen >= rank).then_some(u64::from(tenths) * 100)
        })
    }

    /// Answers by band of [`TIME_BANDS`].
    pub(crate) fn time_bands(&self) -> [u64; TIME_BANDS.len()] {
        let mut bands = [0; TIME_BANDS.len()];
        for (tenths, count) in self.times() {
            bands[band_of(&TIME_BANDS, tenths.saturating_mul(100))] += count;
        }
        bands
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_ranked_and_the_rest_is_summed_up() {
        let mut details = Details::new(None);
        for tenths in [10, 20, 30, 40, 9_000] {
            details.add(Detail::Time { tenths }, 1);
            details.add_ms(u64::from(tenths) * 100 + 10);
        }
        details.add(Detail::Hour { hour: 18, passed: true }, 5);
        details.add(Detail::Hour { hour: 18, passed: false }, 1);
        details.add(Detail::Kind { kind: 4, mature: false, passed: true }, 5);
        assert_eq!(details.percentile_ms(50), Some(3_000));
        assert_eq!(details.percentile_ms(90), Some(900_000));
        assert_eq!(details.mean_ms(), Some(182_010));
        assert_eq!(details.time_bands(), [1, 3, 0, 0, 0, 1]);
        assert_eq!(details.hours[18], Rate { passed: 5, failed: 1 });
        assert_eq!(details.kinds["date"].young, Rate { passed: 5, failed: 0 });
    }

    #[test]
    fn nothing_has_no_middle() {
        let details = Details::new(None);
        assert_eq!((details.mean_ms(), details.percentile_ms(50)), (None, None));
    }
}
