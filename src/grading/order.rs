//! Orders: how much of the right order is kept, whatever stands between.

use super::{ItemMark, ItemState, outcome};
use crate::model::{Score, Verdict};

/// Marks the order in which the items were put; `given` counts the deck's items from 0, those of
/// an inner list one by one.
///
/// The score is (L − 1) ÷ (n − 1), L the longest subsequence in order with tied items
/// interchangeable, n all items: so the worst order earns nothing.
pub(super) fn mark(items: &[Vec<String>], given: &[usize]) -> (Verdict, Vec<ItemMark>) {
    let ranked: Vec<(usize, &String)> = items
        .iter()
        .enumerate()
        .flat_map(|(rank, tied)| tied.iter().map(move |text| (rank, text)))
        .collect();
    let mut placed: Vec<usize> = Vec::new();
    for &number in given {
        if number < ranked.len() && !placed.contains(&number) {
            placed.push(number);
        }
    }
    let ranks: Vec<usize> = placed.iter().map(|&number| ranked[number].0).collect();
    let kept = in_order(&ranks, |_| 1.0);

    let mut marks: Vec<ItemMark> = Vec::new();
    for (index, &number) in placed.iter().enumerate() {
        let text = ranked[number].1.clone();
        let state = if kept.contains(&index) { ItemState::Right } else { ItemState::Wrong };
        marks.push(ItemMark { given: Some(text.clone()), expected: Some(text), state });
    }
    let missing = (0..ranked.len()).filter(|number| !placed.contains(number));
    marks.extend(missing.map(|number| ItemMark::missing(ranked[number].1)));

    let score = match (kept.len(), ranked.len()) {
        (0, _) => Score::NONE,
        (kept, all) => {
            if all == 1 {
                Score::FULL
            } else {
                Score::ratio(kept - 1, all - 1)
            }
        }
    };
    (outcome::scored(score, &format!("{} of {} in order", kept.len(), ranked.len())), marks)
}

/// The places of a heaviest subsequence of `ranks` that never descends.
pub(super) fn in_order(ranks: &[usize], weight: impl Fn(usize) -> f64) -> Vec<usize> {
    // For each place the weight of the best subsequence that ends there, and the place before.
    let mut best: Vec<(f64, Option<usize>)> = Vec::with_capacity(ranks.len());
    for (place, rank) in ranks.iter().enumerate() {
        let before = (0..place).filter(|&earlier| ranks[earlier] <= *rank);
        let last = before.max_by(|&one, &other| best[one].0.total_cmp(&best[other].0));
        best.push((weight(place) + last.map_or(0.0, |last| best[last].0), last));
    }
    let mut place = (0..best.len()).max_by(|&one, &other| best[one].0.total_cmp(&best[other].0));
    let mut kept = Vec::new();
    while let Some(at) = place {
        kept.push(at);
        place = best[at].1;
    }
    kept.reverse();
    kept
}
