//! The order of a day: which due card is most at risk, and how new cards are mixed in.
//!
//! Pure. `store` reads candidates from an index by the buckets defined here; nobody ever builds
//! the list of all due cards.

use std::cmp::Ordering;

use crate::model::{Day, Interval};

/// How many buckets there are: one for each power of two of the interval, up to the cap.
pub(crate) const BUCKETS: u32 = 16;

/// The bucket of an interval: the whole part of its binary logarithm.
///
/// Within a bucket the card that is overdue longest is nearly the one most at risk, so an index
/// on (bucket, due) yields candidates from which [`riskier`] picks exactly.
pub(crate) fn bucket(interval: Interval) -> u32 {
    interval.days().max(1).ilog2()
}

/// The shortest interval of a bucket.
pub(crate) fn shortest(bucket: u32) -> Interval {
    Interval::from_days(1 << bucket.min(BUCKETS - 1))
}

/// A card that is due, as far as its place in the day needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DueCard {
    pub(crate) due: Day,
    pub(crate) interval: Interval,
}

impl DueCard {
    /// Whether this card has waited at least as long in proportion to its interval as another.
    pub(crate) fn waited_as_long(self, other: Self, today: Day) -> bool {
        scaled(today, self, other) >= scaled(today, other, self)
    }
}

/// Days that a card waited, times the interval of the other: a/b > c/d as a·d > c·b.
fn scaled(today: Day, card: DueCard, by: DueCard) -> u64 {
    u64::from(today.since(card.due)) * u64::from(by.interval.days().max(1))
}

/// Puts the card first that has waited longer in proportion to its interval: of two cards due
/// yesterday the one with interval 2 is more likely forgotten than the one with interval 200.
pub(crate) fn riskier(today: Day, one: DueCard, other: DueCard) -> Ordering {
    // Equal shares go by the shorter interval.
    scaled(today, other, one)
        .cmp(&scaled(today, one, other))
        .then(one.interval.cmp(&other.interval))
        .then(one.due.cmp(&other.due))
}

/// From which stock the next card is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Stock {
    Due,
    New,
}

/// How far the day has come with both stocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Progress {
    pub(crate) due_done: u32,
    pub(crate) due_total: u32,
    pub(crate) new_done: u32,
    pub(crate) new_total: u32,
}

impl Progress {
    /// The stock that lags behind, so that new cards are spread evenly among the due ones; due
    /// cards first. `None` when both are done.
    pub(crate) fn next(self) -> Option<Stock> {
        let due_left = self.due_done < self.due_total;
        let new_left = self.new_done < self.new_total;
        let share = |done: u32, of: u32| u64::from(done) * u64::from(of);
        match (due_left, new_left) {
            (false, false) => None,
            (true, false) => Some(Stock::Due),
            (false, true) => Some(Stock::New),
            (true, true) => {
                let due_lags = share(self.due_done, self.new_total + 1)
                    < share(self.new_done + 1, self.due_total);
                Some(if due_lags { Stock::Due } else { Stock::New })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(due: i64, interval: u64) -> DueCard {
        DueCard { due: Day::from_number(due), interval: Interval::from_days(interval) }
    }

    #[test]
    fn the_card_that_waited_longest_for_its_interval_comes_first() {
        let today = Day::from_number(100);
        let mut cards = [card(99, 200), card(90, 200), card(99, 2), card(100, 1), card(98, 40)];
        cards.sort_by(|one, other| riskier(today, *one, *other));
        assert_eq!(cards, [card(99, 2), card(98, 40), card(90, 200), card(99, 200), card(100, 1)]);
    }

    #[test]
    fn new_cards_are_spread_evenly_among_due_ones() {
        let mut progress = Progress { due_total: 6, new_total: 2, ..Progress::default() };
        let mut order = String::new();
        while let Some(stock) = progress.next() {
            match stock {
                Stock::Due => {
                    order.push('d');
                    progress.due_done += 1;
                }
                Stock::New => {
                    order.push('n');
                    progress.new_done += 1;
                }
            }
        }
        assert_eq!(order, "ddnddndd");
    }

    #[test]
    fn every_interval_has_its_bucket() {
        for days in [0, 1, 2, 3, 4, 1000, 36_500] {
            let bucket = bucket(Interval::from_days(days));
            assert!(bucket < BUCKETS);
            assert!(shortest(bucket) <= Interval::from_days(days.max(1)));
        }
        assert_eq!(bucket(Interval::from_days(6)), 2);
    }
}
