//! Sums over cards as they stand now: how far they have come, how they spread, when they are due.

use std::collections::BTreeMap;

use crate::model::Day;
use crate::schedule::{Alike, EASE_BANDS, INTERVAL_BANDS, Stage};

/// How many days a forecast shows, today among them, where nothing else is asked for.
pub(crate) const FORECAST: u32 = 30;

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
    /// Counts so many cards that are alike; leeches are counted apart.
    pub(crate) fn add(&mut self, alike: Alike, cards: u64) {
        let count = match (alike.suspended, alike.stage) {
            (true, _) => &mut self.suspended,
            (false, Stage::New) => &mut self.new,
            (false, Stage::Learning) => &mut self.learning,
            (false, Stage::Young) => &mut self.young,
            (false, Stage::Mature) => &mut self.mature,
        };
        *count += cards;
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
    /// Cards by the day from which they are asked: due, or later where they are buried; suspended
    /// ones are not.
    pub(crate) due: BTreeMap<Day, u64>,
    /// Cards by the day on which they came in.
    pub(crate) added: BTreeMap<Day, u64>,
}

impl Cards {
    /// Counts so many cards that are alike.
    pub(crate) fn add(&mut self, alike: Alike, cards: u64) {
        self.counts.add(alike, cards);
        if !alike.suspended && alike.stage != Stage::New {
            self.intervals[alike.interval] += cards;
            self.eases[alike.ease] += cards;
        }
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

    fn alike(stage: Stage, suspended: bool) -> Alike {
        Alike { suspended, stage, interval: 3, ease: 5 }
    }

    #[test]
    fn each_card_is_counted_once_and_only_answered_ones_have_an_interval() {
        let mut cards = Cards::default();
        for stage in Stage::ALL {
            cards.add(alike(stage, false), 2);
        }
        cards.add(alike(Stage::Mature, true), 1);
        let expected =
            CardCounts { new: 2, learning: 2, young: 2, mature: 2, suspended: 1, leech: 0 };
        assert_eq!((cards.counts, cards.counts.total()), (expected, 9));
        assert_eq!(cards.intervals, [0, 0, 0, 6, 0, 0, 0, 0]);
        assert_eq!(cards.eases, [0, 0, 0, 0, 0, 6, 0]);
    }

    #[test]
    fn what_is_overdue_is_due_today() {
        let mut cards = Cards::default();
        cards.due.extend(
            [(95, 1), (100, 1), (102, 4), (103, 9)].map(|(day, n)| (Day::from_number(day), n)),
        );
        let forecast = cards.forecast(Day::from_number(100), 3);
        assert_eq!(forecast.iter().map(|(_, due)| *due).collect::<Vec<_>>(), [2, 0, 4]);
    }
}
