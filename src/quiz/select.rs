//! Which cards serve which section of a blueprint.
//!
//! Sections may want the same cards, so taking the first that fits can fail where a solution
//! exists. A section that finds no free card therefore takes one from another section that can
//! replace it, over as many sections as need be: augmenting paths, the sections as stations. Where
//! no path is left, the sections on the way want more cards together than fit them, and are named.

use std::collections::VecDeque;

/// What a section wants: so many, and which of the candidates fit.
#[derive(Debug, Clone)]
pub(super) struct Demand {
    pub(super) count: usize,
    pub(super) fits: Vec<bool>,
}

/// Sections that want more together than there is for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shortage {
    /// Their places in the blueprint, from 0, ascending.
    pub(super) sections: Vec<usize>,
    /// How many cards they want together.
    pub(super) wanted: usize,
    /// How many cards fit at least one of them, one of each note.
    pub(super) fitting: usize,
}

/// For each section the candidates that it gets, or all sections that fall short. Candidates are
/// tried in their order, so a shuffled order makes a random choice.
pub(super) fn select(
    demands: &[Demand],
    candidates: usize,
) -> Result<Vec<Vec<usize>>, Vec<Shortage>> {
    let mut holders: Vec<Option<usize>> = vec![None; candidates];
    let mut shortages: Vec<Shortage> = Vec::new();
    for (section, demand) in demands.iter().enumerate() {
        for _ in 0..demand.count {
            let Err(reached) = extend(section, demands, &mut holders) else {
                continue;
            };
            let shortage = shortage(reached, demands, candidates);
            // A wider circle of sections says all that a narrower one in it says.
            shortages.retain(|known| !known.sections.iter().all(|s| shortage.sections.contains(s)));
            shortages.push(shortage);
            break;
        }
    }
    if !shortages.is_empty() {
        shortages.sort_by(|one, other| one.sections.cmp(&other.sections));
        return Err(shortages);
    }
    let mut chosen = vec![Vec::new(); demands.len()];
    for (candidate, holder) in holders.into_iter().enumerate() {
        if let Some(section) = holder {
            chosen[section].push(candidate);
        }
    }
    Ok(chosen)
}

/// Gives `section` one more candidate. `Err` holds the sections from which none could be had.
fn extend(
    section: usize,
    demands: &[Demand],
    holders: &mut [Option<usize>],
) -> Result<(), Vec<usize>> {
    // For each section reached: which one wants a candidate of it, and which candidate.
    let mut came_from: Vec<Option<(usize, usize)>> = vec![None; demands.len()];
    let mut reached = vec![section];
    let mut waiting = VecDeque::from([section]);
    while let Some(taker) = waiting.pop_front() {
        let fitting = |candidate: &usize| demands[taker].fits[*candidate];
        if let Some(free) = (0..holders.len()).find(|c| holders[*c].is_none() && fitting(c)) {
            hand_on(free, taker, &came_from, holders);
            return Ok(());
        }
        for candidate in (0..holders.len()).filter(fitting) {
            if let Some(holder) = holders[candidate]
                && !reached.contains(&holder)
            {
                came_from[holder] = Some((taker, candidate));
                reached.push(holder);
                waiting.push_back(holder);
            }
        }
    }
    Err(reached)
}

/// `taker` gets the free candidate and gives up the one for which it was reached, and so on.
fn hand_on(
    free: usize,
    taker: usize,
    came_from: &[Option<(usize, usize)>],
    holders: &mut [Option<usize>],
) {
    let (mut candidate, mut taker) = (free, taker);
    loop {
        holders[candidate] = Some(taker);
        let Some((next, given_up)) = came_from[taker] else {
            return;
        };
        (candidate, taker) = (given_up, next);
    }
}

fn shortage(mut sections: Vec<usize>, demands: &[Demand], candidates: usize) -> Shortage {
    sections.sort_unstable();
    let wanted = sections.iter().map(|section| demands[*section].count).sum();
    let fits =
        |candidate: &usize| sections.iter().any(|section| demands[*section].fits[*candidate]);
    let fitting = (0..candidates).filter(fits).count();
    Shortage { sections, wanted, fitting }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn demand(count: usize, fits: &str) -> Demand {
        Demand { count, fits: fits.bytes().map(|b| b == b'x').collect() }
    }

    /// Tries every way to serve the sections one card after the other.
    fn can_be_met(
        demands: &[Demand],
        taken: &mut Vec<bool>,
        section: usize,
        got: usize,
        from: usize,
    ) -> bool {
        let Some(demand) = demands.get(section) else {
            return true;
        };
        if got == demand.count {
            return can_be_met(demands, taken, section + 1, 0, 0);
        }
        (from..taken.len()).any(|candidate| {
            if taken[candidate] || !demand.fits[candidate] {
                return false;
            }
            taken[candidate] = true;
            let met = can_be_met(demands, taken, section, got + 1, candidate + 1);
            taken[candidate] = false;
            met
        })
    }

    #[test]
    fn a_section_gives_way_where_another_has_no_choice() {
        let demands = [demand(2, "xxx."), demand(1, "x..."), demand(1, ".x..")];
        assert_eq!(select(&demands, 4).unwrap_err().len(), 1);
        let demands = [demand(2, "xxxx"), demand(1, "x..."), demand(1, ".x..")];
        assert_eq!(select(&demands, 4), Ok(vec![vec![2, 3], vec![0], vec![1]]));
    }

    #[test]
    fn a_shortage_names_the_sections_that_want_the_same_cards() {
        let demands = [demand(1, "..xx"), demand(2, "xx.."), demand(1, "xx..")];
        let shortage = Shortage { sections: vec![1, 2], wanted: 3, fitting: 2 };
        assert_eq!(select(&demands, 4), Err(vec![shortage]));
    }

    fn small() -> impl Strategy<Value = (usize, Vec<Demand>)> {
        (1_usize..=7).prop_flat_map(|candidates| {
            let fits = prop::collection::vec(any::<bool>(), candidates);
            let demand = (0_usize..=3, fits).prop_map(|(count, fits)| Demand { count, fits });
            (Just(candidates), prop::collection::vec(demand, 1..=4))
        })
    }

    proptest! {
        #[test]
        fn a_blueprint_is_met_exactly_where_any_search_can_meet_it((candidates, demands) in small()) {
            let possible = can_be_met(&demands, &mut vec![false; candidates], 0, 0, 0);
            match select(&demands, candidates) {
                Ok(chosen) => {
                    prop_assert!(possible);
                    let mut all: Vec<usize> = chosen.iter().flatten().copied().collect();
                    for (demand, chosen) in demands.iter().zip(&chosen) {
                        prop_assert_eq!(chosen.len(), demand.count);
                        prop_assert!(chosen.iter().all(|candidate| demand.fits[*candidate]));
                    }
                    all.sort_unstable();
                    all.dedup();
                    prop_assert_eq!(all.len(), chosen.iter().map(Vec::len).sum::<usize>());
                }
                Err(shortages) => {
                    prop_assert!(!possible);
                    for shortage in shortages {
                        prop_assert!(shortage.wanted > shortage.fitting);
                    }
                }
            }
        }
    }
}
