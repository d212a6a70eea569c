//! Bringing decks in, updating them and removing them.

use std::collections::HashSet;

use rusqlite::{OptionalExtension, TransactionBehavior, named_params};

use super::contents::{Contents, Entry, apply, known_notes};
use super::event_row::EventRow;
use super::fold::Fold;
use super::names::intern_deck;
use super::renames::{note_renames, settle_homes};
use super::texts::{Body, TextHash, Texts, number_of};
use super::{DeckNumber, Store, StoreError};
use crate::deck;
use crate::model::{Day, Deck, DeckId, Event, EventKind, Hlc, Moment, NoteKey};

/// What bringing a deck in changes, counted in `[[card]]` entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct DeckChange {
    pub(crate) added: usize,
    pub(crate) changed: usize,
    pub(crate) unchanged: usize,
    /// Under another name before, with its history.
    pub(crate) moved: usize,
    pub(crate) retired: usize,
    /// Back, with its history.
    pub(crate) restored: usize,
}

/// A deck that is to come in, and what that changes.
#[derive(Debug, Clone)]
pub(crate) struct DeckPlan {
    pub(crate) id: DeckId,
    pub(crate) change: DeckChange,
    contents: Contents,
    /// In the order of the contents.
    texts: Vec<String>,
    /// Whether anything differs from what is installed.
    differs: bool,
}

impl DeckPlan {
    /// Whether bringing the deck in would write anything.
    pub(crate) fn differs(&self) -> bool {
        self.differs
    }
}

impl Store {
    /// What bringing these decks in together would change.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn plan(&self, decks: &[&Deck]) -> Result<Vec<DeckPlan>, StoreError> {
        let claimed: HashSet<NoteKey> =
            decks.iter().flat_map(|deck| &deck.notes).flat_map(|note| note.was.clone()).collect();
        decks.iter().map(|deck| self.plan_one(deck, decks, &claimed)).collect()
    }

    fn plan_one(
        &self,
        deck: &Deck,
        decks: &[&Deck],
        claimed: &HashSet<NoteKey>,
    ) -> Result<DeckPlan, StoreError> {
        let known: Option<(DeckNumber, Option<TextHash>)> = self
            .connection
            .prepare_cached("select number, contents from deck where id = :id")?
            .query_row(named_params! {":id": deck.id.as_str()}, |row| {
                Ok((row.get("number")?, row.get("contents")?))
            })
            .optional()?;
        let mut before = match known {
            Some((number, _)) => known_notes(&self.connection, number)?,
            None => Default::default(),
        };
        let mut change = DeckChange::default();
        let mut texts = Vec::with_capacity(deck.notes.len());
        let mut entries = Vec::with_capacity(deck.notes.len());
        let mut text = String::new();
        for note in &deck.notes {
            text.clear();
            deck::add_note(note, &mut text);
            let hash = TextHash::of(&text);
            let old = before.remove(note.id.as_str()).filter(|old| old.text.is_some());
            match old {
                Some(old) if !old.live => change.restored += 1,
                Some(old) if old.text == number_of(&self.connection, hash)? => {
                    change.unchanged += 1;
                }
                Some(_) => change.changed += 1,
                None if self.was_elsewhere(&note.was, decks)? => change.moved += 1,
                None => change.added += 1,
            }
            let was = note.was.iter().map(ToString::to_string).collect();
            entries.push(Entry { id: note.id.to_string(), hash, was });
            texts.push(text.clone());
        }
        change.retired = before
            .iter()
            .filter(|(id, old)| {
                let moved = id
                    .parse()
                    .is_ok_and(|id| claimed.contains(&NoteKey { deck: deck.id.clone(), note: id }));
                old.live && !moved
            })
            .count();
        let contents = Contents { header: deck::print_header(deck), notes: entries };
        let installed = known.and_then(|(_, contents)| contents);
        let differs = installed != Some(TextHash::of(&contents.to_text()));
        Ok(DeckPlan { id: deck.id.clone(), change, contents, texts, differs })
    }

    /// Whether a note had one of these names, and no deck holds that name any more once `decks`
    /// are in.
    fn was_elsewhere(&self, was: &[NoteKey], decks: &[&Deck]) -> Result<bool, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select note.live as live
             from deck join note on note.deck = deck.number
             where deck.id = :deck and note.id = :note",
        )?;
        for key in was {
            let live: Option<bool> = statement
                .query_row(
                    named_params! {":deck": key.deck.as_str(), ":note": key.note.as_str()},
                    |row| row.get("live"),
                )
                .optional()?;
            let leaves = match decks.iter().find(|deck| deck.id == key.deck) {
                Some(deck) => deck.notes.iter().all(|note| note.id != key.note),
                None => live == Some(false),
            };
            if live.is_some() && leaves {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Brings planned decks in, all or none. Decks that do not differ write nothing.
    ///
    /// # Errors
    /// Whatever the disk says; nothing is brought in then.
    pub(crate) fn install(
        &mut self,
        plans: &[DeckPlan],
        at: Moment,
        day: Day,
    ) -> Result<(), StoreError> {
        let path = self.path.clone();
        self.install_here(plans, at, day).map_err(|error| error.at(&path))
    }

    fn install_here(&mut self, plans: &[DeckPlan], at: Moment, day: Day) -> Result<(), StoreError> {
        if plans.iter().all(|plan| !plan.differs) {
            return Ok(());
        }
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut texts = Texts::new(&transaction)?;
        let mut fold = Fold::new(&transaction)?;
        for plan in plans.iter().filter(|plan| plan.differs) {
            for (entry, text) in plan.contents.notes.iter().zip(&plan.texts) {
                texts.keep(entry.hash, &Body::of(text))?;
            }
            let json = plan.contents.to_text();
            let hash = TextHash::of(&json);
            texts.keep(hash, &Body::of(&json))?;
            let held = Held { contents: &plan.contents, hash };
            let kind = EventKind::Deck { deck: plan.id.clone(), contents: Some(hash.to_string()) };
            write_deck(&mut fold, &plan.id, Some(held), Event { at, day, kind })?;
        }
        settle_homes(&mut fold)?;
        fold.settle()?;
        drop(texts);
        transaction.commit()?;
        Ok(())
    }

    /// Removes a deck; its cards are retired and keep their history.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn remove_deck(
        &mut self,
        deck: &DeckId,
        at: Moment,
        day: Day,
    ) -> Result<(), StoreError> {
        let path = self.path.clone();
        self.remove_here(deck, at, day).map_err(|error| error.at(&path))
    }

    fn remove_here(&mut self, deck: &DeckId, at: Moment, day: Day) -> Result<(), StoreError> {
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut fold = Fold::new(&transaction)?;
        let kind = EventKind::Deck { deck: deck.clone(), contents: None };
        write_deck(&mut fold, deck, None, Event { at, day, kind })?;
        settle_homes(&mut fold)?;
        fold.settle()?;
        transaction.commit()?;
        Ok(())
    }
}

/// Writes an event of a deck at the end of this device's log, and does what it says.
fn write_deck(
    fold: &mut Fold<'_>,
    deck: &DeckId,
    held: Option<Held<'_>>,
    event: Event,
) -> Result<(), StoreError> {
    let day = event.day;
    let logged = fold.log.number(fold.connection, event)?;
    let row = EventRow::of(&fold.log, &logged, None)?;
    fold.append(row)?;
    let number = fold.log.local(logged.id).unwrap_or_default();
    hold(fold, deck, held, (logged.hlc, number), day)
}

/// What a deck is to hold, with the hash that the event names.
#[derive(Debug, Clone, Copy)]
pub(super) struct Held<'c> {
    pub(super) contents: &'c Contents,
    pub(super) hash: TextHash,
}

/// Makes a deck hold these contents, as the event says.
pub(super) fn hold(
    fold: &mut Fold<'_>,
    deck: &DeckId,
    held: Option<Held<'_>>,
    event: (Hlc, i64),
    day: Day,
) -> Result<(), StoreError> {
    let number = intern_deck(fold.connection, deck.as_str())?;
    fold.connection
        .prepare_cached(
            "update deck set contents = :contents, header = :header, event = :event
             where number = :deck",
        )?
        .execute(named_params! {
            ":deck": number, ":contents": held.map(|held| held.hash), ":event": event.1,
            ":header": held.map(|held| &held.contents.header),
        })?;
    let contents = held.map(|held| held.contents);
    apply(fold, number, contents, day)?;
    match contents {
        Some(contents) => note_renames(fold, number, contents, event, day),
        None => Ok(()),
    }
}
