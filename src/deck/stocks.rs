//! The pools and aliases of a deck, ready for the many choices that draw from them.
//!
//! Each pool is folded once, however many cards name it. What a pool must hold is not known here.

use std::collections::{HashMap, HashSet};

use super::entities::Entities;
use super::header::Named;
use super::sameness;

/// Pools by their names, each with the forms in which its choices are compared with what is right.
#[derive(Debug, Default)]
pub(super) struct Stocks<'d> {
    pools: &'d [Named],
    forms: HashMap<&'d str, HashSet<String>>,
    pub(super) entities: Entities,
}

impl<'d> Stocks<'d> {
    pub(super) fn new(pools: &'d [Named], aliases: &[Named]) -> Self {
        let forms = pools.iter().map(|(name, stock)| {
            let forms = stock.iter().map(|choice| sameness::typed(choice));
            (name.as_str(), forms.collect())
        });
        Self { pools, forms: forms.collect(), entities: Entities::new(aliases) }
    }

    /// The forms of the choices in the pool with this name.
    pub(super) fn forms(&self, name: &str) -> Option<&HashSet<String>> {
        self.forms.get(name)
    }

    /// The names of the first pools, for suggestions.
    pub(super) fn names(&self) -> impl Iterator<Item = &'d str> {
        const MOST: usize = 1_000;
        self.pools.iter().take(MOST).map(|(name, _)| name.as_str())
    }
}
