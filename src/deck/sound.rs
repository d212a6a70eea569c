//! Decks in which nothing is wrong, checked while they are read.
//!
//! Most files are a head with cards behind it, and hold. Such a file takes no more memory than a
//! card, since neither tables nor notes are kept. Where something may be wrong, nothing is said
//! here: the file is read once more, whole, by who words it. The rules are the same for both.

use std::hash::{BuildHasher, RandomState};

use crate::model::Deck;

use super::characters;
use super::document::{MOST_CARDS, Parts, head};
use super::entry::{self, Surroundings};
use super::fields::Fields;
use super::ids::Names;
use super::places::Marks;
use super::problem::Findings;
use super::reader::{Header, OneByOne};
use super::source::Source;
use super::stocks::Stocks;
use super::table::{Held, Table, Value};

/// Reads a deck in which nothing is wrong; `None` where something may be. No note is kept but those
/// that had another name.
pub(super) fn deck(source: &Source<'_>) -> Option<Deck> {
    let text = source.text();
    if characters::forbidden_in(text).next().is_some() {
        return None;
    }
    let mut findings = Findings::up_to(1);
    let mut tables = OneByOne::of(text);
    let (root, first) = before_cards(&mut tables)?;
    let parts = Parts::of_head(&root, &mut findings);
    let mut head = head(&parts, &mut Marks::default(), &mut findings);
    let stocks = Stocks::new(&head.pools, &head.aliases);
    let surroundings = Surroundings { deck: head.id.as_ref(), pools: Some(&stocks) };
    let mut ids = Ids::of(text.len() / SHORT_CARD);
    let mut names = Names::default();
    let mut notes = Vec::new();
    let mut next = first;
    while let Some(Header { key, is_array, at }) = next {
        let is_card = is_array && key.text == "card";
        if !findings.is_empty() || !is_card || ids.hashes.len() == MOST_CARDS {
            return None;
        }
        let fields = Fields { table: tables.table(), at };
        let mut entry = entry::read(&fields, surroundings, &mut findings);
        ids.add(entry.id?.0);
        if !entry.was.is_empty() {
            notes.extend(entry.note());
            names.add(None, entry.was, source, &mut findings);
        }
        next = tables.next()?;
    }
    names.check_was(surroundings.deck, source, &mut findings);
    let are_apart = ids.sort();
    let mut was = notes.iter().flat_map(|note| &note.was);
    let is_here =
        was.any(|key| surroundings.deck == Some(&key.deck) && ids.may_hold(key.note.as_str()));
    if !findings.is_empty() || !are_apart || is_here {
        return None;
    }
    head.deck.as_mut()?.notes = notes;
    head.deck()
}

/// The tables before the first card as those of one file, and the header of that card, if any.
fn before_cards<'t>(tables: &mut OneByOne<'t>) -> Option<(Table<'t>, Option<Header<'t>>)> {
    let mut root = Table::default();
    let mut next = tables.next()?;
    while let Some(Header { key, at, .. }) = next.take_if(|header| !header.is_array) {
        let held = Held::Table(std::mem::take(tables.table()));
        root.add(key, Value { at, width: 0, held })?;
        next = tables.next()?;
    }
    Some((root, next))
}

/// A short card takes hardly fewer bytes than this.
const SHORT_CARD: usize = 128;

/// Ids by their hashes alone: two that may be the same are for who compares them whole.
struct Ids {
    hashed: RandomState,
    hashes: Vec<u64>,
}

impl Ids {
    /// With room for so many.
    fn of(count: usize) -> Self {
        Self { hashed: RandomState::new(), hashes: Vec::with_capacity(count) }
    }

    fn add(&mut self, id: &str) {
        self.hashes.push(self.hashed.hash_one(id));
    }

    /// Puts them in order, in which they can be asked for; says whether no two are the same.
    fn sort(&mut self) -> bool {
        self.hashes.sort_unstable();
        self.hashes.windows(2).all(|two| two[0] != two[1])
    }

    fn may_hold(&self, id: &str) -> bool {
        self.hashes.binary_search(&self.hashed.hash_one(id)).is_ok()
    }
}
