//! Ids of notes, many of them in little room.

use std::hash::{BuildHasher, RandomState};

use hashbrown::HashTable;

/// Ids in an order, one behind the other.
#[derive(Debug, Default)]
pub(super) struct Ids {
    text: String,
    /// Where each ends.
    ends: Vec<u32>,
}

impl Ids {
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn push(&mut self, id: &str) {
        self.text.push_str(id);
        self.ends.push(u32::try_from(self.text.len()).expect("a deck holds no 4 GB of ids"));
    }

    /// The id in this place.
    pub(super) fn get(&self, at: usize) -> &str {
        let end = |at: usize| self.ends[at] as usize;
        &self.text[at.checked_sub(1).map_or(0, end)..end(at)]
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|at| self.get(at))
    }
}

/// The places of ids by what they are. Ids come from outside: the hasher is one for which nobody can
/// choose them to collide.
#[derive(Debug)]
pub(super) struct Places {
    places: HashTable<u32>,
    hasher: RandomState,
}

impl Places {
    /// Of all that are there; of several that are alike one is found.
    pub(super) fn of(ids: &Ids) -> Self {
        let (hasher, mut places) = (RandomState::new(), HashTable::with_capacity(ids.len()));
        for (place, id) in (0..).zip(ids.iter()) {
            let hash = |place: &u32| hasher.hash_one(ids.get(*place as usize));
            places.insert_unique(hasher.hash_one(id), place, hash);
        }
        Self { places, hasher }
    }

    /// The place of an id among those that were there, where it is one that fits.
    pub(super) fn find(&self, ids: &Ids, id: &str, fits: impl Fn(usize) -> bool) -> Option<usize> {
        let is_there = |place: &u32| ids.get(*place as usize) == id && fits(*place as usize);
        self.places.find(self.hasher.hash_one(id), is_there).map(|place| *place as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_id_is_found_in_its_place_and_no_other() {
        let mut ids = Ids::default();
        ["a", "", "ä-long-one", "b", "a"].iter().for_each(|id| ids.push(id));
        let places = Places::of(&ids);
        ids.push("later");
        assert_eq!(ids.iter().collect::<Vec<_>>(), ["a", "", "ä-long-one", "b", "a", "later"]);
        for (id, at) in [("", Some(1)), ("ä-long-one", Some(2)), ("b", Some(3)), ("later", None)] {
            assert_eq!(places.find(&ids, id, |_| true), at, "{id}");
        }
        assert_eq!(places.find(&ids, "a", |at| at > 2), Some(4));
        assert_eq!(places.find(&ids, "a", |at| at < 2), Some(0));
        assert_eq!(places.find(&ids, "a", |at| at == 2), None);
    }
}
