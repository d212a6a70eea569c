//! The learner's own texts for fields of notes, as the events of all cards of a note say them.

use std::collections::BTreeMap;

use rusqlite::{Connection, named_params};

use super::log::Log;
use super::past::events_of;
use super::{CardNumber, NoteNumber, StoreError};
use crate::model::CardChange;
use crate::schedule::What;

/// The own texts as the events of all cards of the note say; the latest of each field holds.
pub(super) fn own_of(
    connection: &Connection,
    log: &Log,
    note: NoteNumber,
) -> Result<BTreeMap<String, String>, StoreError> {
    let mut statement = connection
        .prepare_cached("select number from card where note = :note and home = number")?;
    let homes: Vec<CardNumber> = statement
        .query_map(named_params! {":note": note}, |row| row.get("number"))?
        .collect::<rusqlite::Result<_>>()?;
    let mut events = Vec::new();
    for home in homes {
        events.extend(events_of(connection, log, home)?);
    }
    events.sort_unstable_by_key(|event| (event.hlc, event.id));
    let retracted = crate::schedule::retracted(&events);
    let mut own = BTreeMap::new();
    for event in events {
        if retracted.contains(&event.id) {
            continue;
        }
        if let What::Set(CardChange::Field { name, value }) = event.what {
            match value {
                Some(value) => own.insert(name, value),
                None => own.remove(&name),
            };
        }
    }
    Ok(own)
}

/// Brings the own texts of a note in line with the log. Whether anything changed by it.
pub(super) fn fold_own(
    connection: &Connection,
    log: &Log,
    note: NoteNumber,
) -> Result<bool, StoreError> {
    let own = own_of(connection, log, note)?;
    let known: BTreeMap<String, String> = connection
        .prepare_cached("select field, value from own where note = :note")?
        .query_map(named_params! {":note": note}, |row| Ok((row.get("field")?, row.get("value")?)))?
        .collect::<rusqlite::Result<_>>()?;
    if own == known {
        return Ok(false);
    }
    connection
        .prepare_cached("delete from own where note = :note")?
        .execute(named_params! {":note": note})?;
    let mut insert = connection
        .prepare_cached("insert into own (note, field, value) values (:note, :field, :value)")?;
    for (field, value) in own {
        insert.execute(named_params! {":note": note, ":field": field, ":value": value})?;
    }
    Ok(true)
}
