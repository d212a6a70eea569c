//! What is only seen answer by answer: how long it took, at what hour, on what kind of card.

use std::collections::BTreeMap;

use super::answers::{Rate, Retention, is_scheduled};
use super::cards::{Band, band_of};
use crate::model::{Day, Mode, Moment, Quality};
use crate::schedule::Stage;

/// Answer times in milliseconds.
pub(crate) const TIME_BANDS: [Band; 6] = [
    Band { from: 0, name: "under 2 s" },
    Band { from: 2_000, name: "2–4 s" },
    Band { from: 5_000, name: "5–9 s" },
    Band { from: 10_000, name: "10–19 s" },
    Band { from: 20_000, name: "20–59 s" },
    Band { from: 60_000, name: "1 min +" },
];

/// One answer, as far as the details need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) at: Moment,
    pub(crate) mode: Mode,
    /// Of the card before the answer.
    pub(crate) stage: Stage,
    pub(crate) quality: Quality,
    /// In milliseconds, where it was measured.
    pub(crate) duration_ms: Option<u32>,
    /// The kind of the card, where it is known.
    pub(crate) kind: Option<&'static str>,
}

/// Details of the answers from a day on. Answers of other programs are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Details {
    /// The first day that was looked at; `None` for all.
    pub(crate) from: Option<Day>,
    /// Answers by the hour of local time at which they were given.
    pub(crate) hours: [Rate; 24],
    /// Retention by kind of card.
    pub(crate) kinds: BTreeMap<&'static str, Retention>,
    /// How often each answer time came, in tenths of a second rounded down.
    times: BTreeMap<u32, u64>,
    ms: u64,
}

impl Details {
    pub(crate) fn new(from: Option<Day>) -> Self {
        let (hours, kinds) = ([Rate::default(); 24], BTreeMap::new());
        Self { from, hours, kinds, times: BTreeMap::new(), ms: 0 }
    }

    pub(crate) fn add(&mut self, answer: Answer) {
        if answer.mode == Mode::Import {
            return;
        }
        self.hours[usize::from(answer.at.hour())].add(answer.quality, 1);
        if let Some(ms) = answer.duration_ms {
            *self.times.entry(ms / 100).or_default() += 1;
            self.ms += u64::from(ms);
        }
        if let Some(kind) = answer.kind
            && is_scheduled(answer.mode)
        {
            self.kinds.entry(kind).or_default().add(answer.stage, answer.quality, 1);
        }
    }

    /// Answers whose time was measured.
    pub(crate) fn timed(&self) -> u64 {
        self.times.values().sum()
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
        self.times.iter().find_map(|(tenths, count)| {
            seen += count;
            (seen >= rank).then_some(u64::from(*tenths) * 100)
        })
    }

    /// Answers by band of [`TIME_BANDS`].
    pub(crate) fn time_bands(&self) -> [u64; TIME_BANDS.len()] {
        let mut bands = [0; TIME_BANDS.len()];
        for (tenths, count) in &self.times {
            bands[band_of(&TIME_BANDS, tenths.saturating_mul(100))] += count;
        }
        bands
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Grade;

    fn answer(mode: Mode, ms: u32, grade: Grade) -> Answer {
        Answer {
            at: "2026-11-23T18:30:00+01:00".parse().unwrap(),
            mode,
            stage: Stage::Young,
            quality: grade.quality(),
            duration_ms: Some(ms),
            kind: Some("date"),
        }
    }

    #[test]
    fn times_are_ranked_and_hours_are_those_of_the_wall_clock() {
        let mut details = Details::new(None);
        for ms in [1_000, 2_000, 3_000, 4_050, 90_000] {
            details.add(answer(Mode::Review, ms, Grade::Good));
        }
        details.add(answer(Mode::Import, 7_000, Grade::Again));
        details.add(answer(Mode::Cram, 9_000, Grade::Again));
        assert_eq!(details.percentile_ms(50), Some(3_000));
        assert_eq!(details.percentile_ms(90), Some(90_000));
        assert_eq!(details.mean_ms(), Some(18_175));
        assert_eq!(details.time_bands(), [1, 3, 1, 0, 0, 1]);
        assert_eq!(details.hours[18], Rate { passed: 5, failed: 1 });
        assert_eq!(details.kinds["date"].young, Rate { passed: 5, failed: 0 });
    }

    #[test]
    fn nothing_has_no_middle() {
        let details = Details::new(None);
        assert_eq!((details.mean_ms(), details.percentile_ms(50)), (None, None));
    }
}
