//! Sums over cards as they stand now: how far they have come, how they spread, when they are due.

use std::collections::BTreeMap;

use crate::model::{Day, Due, Memory};
use crate::schedule::Stage;

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
pub(super) fn band_of(bands: &[Band], value: u32) -> usize {
    bands.iter().rposition(|band| value >= band.from).unwrap_or(0)
}

/// Each card is in exactly one of the first five; leeches are in one of them too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct CardCounts {
    pub(crate) new: u64,
    pub(crate) learning: u64,
    pub(crate) young: u64,
    pub(crate) mature: u64,
    pub(crate) suspended: u64,
    /// Forgotten at least as often as the threshold says.
    pub(crate) leech: u64,
}

impl CardCounts {
    pub(crate) fn add(&mut self, memory: &Memory, suspended: bool, leech_threshold: u32) {
        let count = match (suspended, Stage::of(memory)) {
            (true, _) => &mut self.suspended,
            (false, Stage::New) => &mut self.new,
            (false, Stage::Learning) => &mut self.learning,
            (false, Stage::Young) => &mut self.young,
            (false, Stage::Mature) => &mut self.mature,
        };
        *count += 1;
        self.leech += u64::from(memory.lapses >= leech_threshold);
    }

    pub(crate) fn total(&self) -> u64 {
        self.new + self.learning + self.young + self.mature + self.suspended
    }
}

/// What is said of all cards together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Cards {
    pub(crate) counts: CardCounts,
    /// Cards in review by band of [`INTERVAL_BANDS`].
    pub(crate) intervals: [u64; INTERVAL_BANDS.len()],
    /// Cards in review by band of [`EASE_BANDS`].
    pub(crate) eases: [u64; EASE_BANDS.len()],
    /// Cards by the day on which they are due; suspended ones are not.
    pub(crate) due: BTreeMap<Day, u64>,
    /// Cards by the day on which they came in.
    pub(crate) added: BTreeMap<Day, u64>,
}

impl Cards {
    pub(crate) fn add(
        &mut self,
        memory: &Memory,
        suspended: bool,
        added: Day,
        leech_threshold: u32,
    ) {
        self.counts.add(memory, suspended, leech_threshold);
        *self.added.entry(added).or_default() += 1;
        let Due::On(due) = memory.due else { return };
        if suspended {
            return;
        }
        *self.due.entry(due).or_default() += 1;
        self.intervals[band_of(&INTERVAL_BANDS, memory.interval.days())] += 1;
        self.eases[band_of(&EASE_BANDS, u32::from(memory.ease.hundredths()))] += 1;
    }

    /// Cards due on each of the days from today on; what is overdue is due today.
    pub(crate) fn forecast(&self, today: Day, days: u32) -> Vec<(Day, u64)> {
        let mut forecast: Vec<(Day, u64)> = (0..days).map(|day| (today.plus(day), 0)).collect();
        for (day, count) in &self.due {
            if let Some((_, sum)) = forecast.get_mut(day.since(today) as usize) {
                *sum += count;
            }
        }
        forecast
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Ease, Interval};

    fn card(repetitions: u32, interval: u64, due: i64) -> Memory {
        Memory {
            repetitions,
            interval: Interval::from_days(interval),
            ease: Ease::from_hundredths(236),
            due: Due::On(Day::from_number(due)),
            reviews: 1,
            ..Memory::NEW
        }
    }

    #[test]
    fn each_card_is_counted_once_and_overdue_ones_are_due_today() {
        let mut cards = Cards::default();
        let added = Day::from_number(1);
        cards.add(&Memory::NEW, false, added, 8);
        cards.add(&card(0, 1, 95), false, added, 8);
        cards.add(&card(2, 6, 100), false, added, 8);
        cards.add(&card(4, 40, 102), false, added, 8);
        cards.add(&Memory { lapses: 8, ..card(4, 40, 101) }, true, added, 8);
        let expected =
            CardCounts { new: 1, learning: 1, young: 1, mature: 1, suspended: 1, leech: 1 };
        assert_eq!((cards.counts, cards.counts.total()), (expected, 5));
        let forecast = cards.forecast(Day::from_number(100), 3);
        assert_eq!(forecast.iter().map(|(_, due)| *due).collect::<Vec<_>>(), [2, 0, 1]);
        assert_eq!(cards.intervals, [1, 1, 0, 1, 0, 0, 0, 0]);
        assert_eq!(cards.eases, [0, 0, 0, 0, 0, 3, 0]);
        assert_eq!(cards.added[&added], 5);
    }
}
