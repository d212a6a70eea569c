//! The few cards that are forgotten most, picked in one pass without keeping the others.

use std::cmp::Reverse;

use crate::model::Memory;

/// The hardest of all cards that were shown to it.
#[derive(Debug, Clone)]
pub(crate) struct Hardest<K> {
    most: usize,
    /// The hardest first.
    found: Vec<(Memory, K)>,
}

impl<K: Ord> Hardest<K> {
    /// At most `most` cards are kept.
    pub(crate) fn new(most: usize) -> Self {
        Self { most, found: Vec::new() }
    }

    /// Looks at a card; one that was never forgotten is not hard. Of two cards that is harder
    /// which was forgotten more often, then the one with the lower ease, then the shorter
    /// interval, then the earlier key.
    pub(crate) fn see(&mut self, memory: Memory, key: K) {
        if memory.lapses == 0 {
            return;
        }
        let rank = |memory: &Memory| (Reverse(memory.lapses), memory.ease, memory.interval);
        let at = self.found.partition_point(|(known, k)| (rank(known), k) <= (rank(&memory), &key));
        if at < self.most {
            self.found.truncate(self.most - 1);
            self.found.insert(at, (memory, key));
        }
    }

    /// Whether a card that was forgotten so often may still be among them.
    pub(crate) fn wants(&self, lapses: u32) -> bool {
        self.found.len() < self.most
            || self.found.last().is_some_and(|(last, _)| lapses >= last.lapses)
    }

    pub(crate) fn into_vec(self) -> Vec<(Memory, K)> {
        self.found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Ease;

    #[test]
    fn the_most_forgotten_come_first_and_the_rest_is_dropped() {
        let mut hardest = Hardest::new(3);
        for (key, lapses, ease) in [(1, 2, 250), (2, 0, 130), (3, 5, 250), (4, 5, 130), (5, 1, 130)]
        {
            let ease = Ease::from_hundredths(ease);
            hardest.see(Memory { lapses, ease, ..Memory::NEW }, key);
        }
        let keys: Vec<i32> = hardest.into_vec().into_iter().map(|(_, key)| key).collect();
        assert_eq!(keys, [4, 3, 1]);
    }
}
