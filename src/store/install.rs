//! Bringing decks in, updating them and removing them.

use std::collections::{BTreeMap, HashSet};

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, named_params};

use super::claims::Holding;
use super::contents::{Contents, Entry, Made, apply, known_notes};
use super::deck_files::{FileHash, keep_file};
use super::event_row::EventRow;
use super::fold::Fold;
use super::names::intern_deck;
use super::open::KEPT_IN_ORDER;
use super::renames::{note_renames, settle_homes};
use super::texts::{Body, HASHES_IN_NO_ORDER, Keeping, TextHash, Texts, number_of};
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
    /// That of the contents.
    pub(super) hash: TextHash,
    /// In the order of the contents, with what each makes.
    texts: Vec<(String, Option<Made>)>,
    /// Whether anything differs from what is installed.
    differs: bool,
    /// The decks that still hold its new cards under their earlier names.
    pub(crate) holdings: Vec<Holding>,
    /// The file in which the deck stands, where it was brought in from another one.
    pub(super) new_file: Option<FileHash>,
}

impl DeckPlan {
    /// Whether bringing the deck in would write anything.
    pub(crate) fn differs(&self) -> bool {
        self.differs
    }
}

/// A deck that is to come in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Incoming<'d> {
    pub(crate) deck: &'d Deck,
    /// The file in which it stands, where it stands in one.
    pub(crate) file: Option<FileHash>,
}

impl Store {
    /// What bringing these decks in together would change.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn plan(&self, decks: &[Incoming<'_>]) -> Result<Vec<DeckPlan>, StoreError> {
        let notes = decks.iter().flat_map(|coming| &coming.deck.notes);
        let claimed: HashSet<NoteKey> = notes.flat_map(|note| note.was.clone()).collect();
        decks.iter().map(|coming| self.plan_one(*coming, decks, &claimed)).collect()
    }

    fn plan_one(
        &self,
        Incoming { deck, file }: Incoming<'_>,
        decks: &[Incoming<'_>],
        claimed: &HashSet<NoteKey>,
    ) -> Result<DeckPlan, StoreError> {
        let known: Option<(DeckNumber, Option<TextHash>, Option<FileHash>)> = self
            .connection
            .prepare_cached("select number, contents, file from deck where id = :id")?
            .query_row(named_params! {":id": deck.id.as_str()}, |row| {
                Ok((row.get("number")?, row.get("contents")?, row.get("file")?))
            })
            .optional()?;
        let (mut before, installed, known_file) = match known {
            Some((number, contents, file)) => {
                (known_notes(&self.connection, number)?, contents, file)
            }
            None => Default::default(),
        };
        let mut change = DeckChange::default();
        let mut texts = Vec::with_capacity(deck.notes.len());
        let mut entries = Vec::with_capacity(deck.notes.len());
        let mut text = String::new();
        let mut held: BTreeMap<&DeckId, usize> = BTreeMap::new();
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
                None => {
                    let former = self.former(&note.was, decks)?;
                    match former.left {
                        true => change.moved += 1,
                        false => change.added += 1,
                    }
                    for name in former.held {
                        *held.entry(&name.deck).or_default() += 1;
                    }
                }
            }
            let was = note.was.iter().map(ToString::to_string).collect();
            entries.push(Entry { id: note.id.to_string(), hash, was });
            texts.push((text.clone(), Made::of_note(note)));
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
        let hash = TextHash::of(&contents.to_text());
        let differs = installed != Some(hash);
        Ok(DeckPlan {
            id: deck.id.clone(),
            change,
            contents,
            hash,
            texts,
            differs,
            holdings: self.holdings(held)?,
            new_file: file.filter(|file| differs || known_file != Some(*file)),
        })
    }

    /// Brings planned decks in, all or none. Of decks that do not differ nothing is written but from
    /// which file they came, where that is another one.
    ///
    /// # Errors
    /// Whatever the disk says; nothing is brought in then.
    pub(crate) fn install(
        &mut self,
        plans: &[DeckPlan],
        at: Moment,
        day: Day,
    ) -> Result<(), StoreError> {
        if !plans.iter().any(|plan| plan.differs || plan.new_file.is_some()) {
            return Ok(());
        }
        let path = self.path.clone();
        self.in_bulk(KEPT_IN_ORDER, |store| store.install_here(plans, at, day))?
            .map_err(|error| error.at(&path))
    }

    fn install_here(&mut self, plans: &[DeckPlan], at: Moment, day: Day) -> Result<(), StoreError> {
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let news: Vec<&DeckPlan> = plans.iter().filter(|plan| plan.differs).collect();
        if !news.is_empty() {
            install_all(&transaction, &news, at, day)?;
        }
        for plan in plans.iter().filter(|plan| plan.new_file.is_some()) {
            keep_file(&transaction, plan)?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// Removes decks, all or none; their cards are retired and keep their history.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn remove_decks(
        &mut self,
        decks: &[DeckId],
        at: Moment,
        day: Day,
    ) -> Result<(), StoreError> {
        let path = self.path.clone();
        self.remove_here(decks, at, day).map_err(|error| error.at(&path))
    }

    fn remove_here(&mut self, decks: &[DeckId], at: Moment, day: Day) -> Result<(), StoreError> {
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut fold = Fold::new(&transaction)?;
        for deck in decks {
            let kind = EventKind::Deck { deck: deck.clone(), contents: None };
            write_deck(&mut fold, deck, None, Event { at, day, kind })?;
        }
        settle_homes(&mut fold)?;
        fold.settle()?;
        transaction.commit()?;
        Ok(())
    }
}

/// Writes what the decks hold, and makes them hold it.
fn install_all(
    connection: &Connection,
    plans: &[&DeckPlan],
    at: Moment,
    day: Day,
) -> Result<(), StoreError> {
    let mut texts = Texts::new(connection, HASHES_IN_NO_ORDER)?;
    let mut fold = Fold::new(connection)?;
    for plan in plans {
        for (entry, (text, made)) in plan.contents.notes.iter().zip(&plan.texts) {
            if let (Keeping::New(Some(number)), Some(made)) =
                (texts.keep_text(entry.hash, text)?, made)
            {
                fold.made.insert(entry.hash, (number, made.clone()));
            }
        }
        texts.keep(plan.hash, Body::Packed(plan.contents.pack()))?;
        texts.settle()?;
        let held = Held { contents: &plan.contents, hash: plan.hash };
        let contents = Some(plan.hash.to_string());
        let kind = EventKind::Deck { deck: plan.id.clone(), contents };
        write_deck(&mut fold, &plan.id, Some(held), Event { at, day, kind })?;
        fold.made.clear();
    }
    settle_homes(&mut fold)?;
    fold.settle()?;
    Ok(())
}

/// Writes an event of a deck at the end of this device's log, and does what it says.
pub(super) fn write_deck(
    fold: &mut Fold<'_>,
    deck: &DeckId,
    held: Option<Held<'_>>,
    event: Event,
) -> Result<(), StoreError> {
    let day = event.day;
    let number = write_event(fold, event)?;
    hold(fold, deck, held, number, day)
}

/// As [`write_deck`], of a deck whose notes are those that it is to hold already.
pub(super) fn write_filled(
    fold: &mut Fold<'_>,
    deck: &DeckId,
    held: (&str, TextHash),
    event: Event,
) -> Result<(), StoreError> {
    let (_, number) = write_event(fold, event)?;
    say_what_is_held(fold.connection, deck, Some(held), number)?;
    Ok(())
}

fn write_event(fold: &mut Fold<'_>, event: Event) -> Result<(Hlc, i64), StoreError> {
    let logged = fold.log.number(fold.connection, event)?;
    let row = EventRow::of(&fold.log, &logged, None)?;
    fold.append(row)?;
    Ok((logged.hlc, fold.log.local(logged.id).unwrap_or_default()))
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
    let said = held.map(|held| (held.contents.header.as_str(), held.hash));
    let number = say_what_is_held(fold.connection, deck, said, event.1)?;
    let contents = held.map(|held| held.contents);
    apply(fold, number, contents, day)?;
    match contents {
        Some(contents) => note_renames(fold, number, contents, event, day),
        None => Ok(()),
    }
}

/// Notes what a deck is to hold, by its header and the hash of all of it, and which event says so.
fn say_what_is_held(
    connection: &Connection,
    deck: &DeckId,
    held: Option<(&str, TextHash)>,
    event: i64,
) -> Result<DeckNumber, StoreError> {
    let number = intern_deck(connection, deck.as_str())?;
    connection
        .prepare_cached(
            "update deck
             set contents = :contents, header = :header, event = :event, file = null
             where number = :deck",
        )?
        .execute(named_params! {
            ":deck": number, ":contents": held.map(|(_, hash)| hash), ":event": event,
            ":header": held.map(|(header, _)| header),
        })?;
    Ok(number)
}
