//! Notes that had other names: where the history of an old name belongs.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension, named_params};

use super::contents::{Contents, cards_of};
use super::fold::Fold;
use super::log::Log;
use super::names::{intern_deck, intern_note};
use super::{DeckNumber, NoteNumber, StoreError};
use crate::model::{Day, Hlc, NoteKey};

/// Says which note earlier names lead to. The latest event that names one holds.
pub(super) fn note_renames(
    fold: &Fold<'_>,
    deck: DeckNumber,
    contents: &Contents,
    event: (Hlc, i64),
    day: Day,
) -> Result<(), StoreError> {
    let connection = fold.connection;
    for entry in contents.notes.iter().filter(|entry| !entry.was.is_empty()) {
        let note = intern_note(connection, deck, &entry.id, day)?;
        for was in &entry.was {
            let Ok(was) = was.parse::<NoteKey>() else { continue };
            let old = intern_deck(connection, was.deck.as_str())?;
            let known: Option<(Hlc, i64)> = connection
                .prepare_cached("select hlc, event from renamed where deck = :deck and id = :id")?
                .query_row(named_params! {":deck": old, ":id": was.note.as_str()}, |row| {
                    Ok((row.get("hlc")?, row.get("event")?))
                })
                .optional()?;
            if let Some(known) = known
                && !is_later(&fold.log, event, known)?
            {
                continue;
            }
            connection
                .prepare_cached(
                    "insert into renamed (deck, id, note, hlc, event)
                     values (:deck, :id, :note, :hlc, :event)
                     on conflict (deck, id) do update
                     set note = excluded.note, hlc = excluded.hlc, event = excluded.event",
                )?
                .execute(named_params! {
                    ":deck": old, ":id": was.note.as_str(), ":note": note,
                    ":hlc": event.0, ":event": event.1,
                })?;
        }
    }
    Ok(())
}

/// Whether an event comes after another in the order of the log.
fn is_later(log: &Log, one: (Hlc, i64), other: (Hlc, i64)) -> Result<bool, StoreError> {
    Ok((one.0, log.global(one.1)?) > (other.0, log.global(other.1)?))
}

/// Gives every card that was renamed its home: the note its name leads to now. A name that the
/// decks hold again leads to itself.
pub(super) fn settle_homes(fold: &mut Fold<'_>) -> Result<(), StoreError> {
    let connection = fold.connection;
    let leads = renames(connection)?;
    if leads.is_empty() {
        return Ok(());
    }
    let mut moves = Vec::new();
    for old in leads.keys() {
        let target = end_of(*old, &leads);
        for (card, variant, _) in cards_of(connection, *old)? {
            let home = match target {
                Some(target) if target != *old => cards_of(connection, target)?
                    .into_iter()
                    .find(|(_, other, _)| *other == variant)
                    .map_or(card, |(home, _, _)| home),
                Some(_) | None => card,
            };
            if super::past::home_of(connection, card)? != home {
                moves.push((card, home));
            }
        }
    }
    for (card, home) in &moves {
        fold.touch(*card)?;
        fold.touch(*home)?;
    }
    for (card, home) in &moves {
        connection
            .prepare_cached("update card set home = :home where number = :card")?
            .execute(named_params! {":card": card, ":home": home})?;
    }
    if moves.is_empty() {
        return Ok(());
    }
    fold.names_moved();
    for (card, home) in &moves {
        fold.include(*card);
        fold.include(*home);
    }
    Ok(())
}

/// Where each earlier name leads, and whether the name is held by a deck now.
fn renames(connection: &Connection) -> Result<HashMap<NoteNumber, (NoteNumber, bool)>, StoreError> {
    let mut statement = connection.prepare_cached(
        "select old.number as old, renamed.note as note, old.live as live
         from renamed
         join note as old on old.deck = renamed.deck and old.id = renamed.id",
    )?;
    let rows = statement
        .query_map([], |row| Ok((row.get("old")?, (row.get("note")?, row.get("live")?))))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The end of a chain of names; `None` where it runs in a circle.
fn end_of(
    start: NoteNumber,
    leads: &HashMap<NoteNumber, (NoteNumber, bool)>,
) -> Option<NoteNumber> {
    let mut seen = HashSet::new();
    let mut at = start;
    while let Some((next, live)) = leads.get(&at) {
        if *live {
            return Some(at);
        }
        if !seen.insert(at) {
            return None;
        }
        at = *next;
    }
    Some(at)
}
