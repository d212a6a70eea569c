//! Decks and settings as all their events say, gone through in the order of the log.

use rusqlite::{Connection, named_params};

use super::StoreError;
use super::event_row::{EVENT_COLUMNS, EventRow};
use super::fold::Fold;
use super::install::{Held, hold};
use super::log::Log;
use super::settings::apply_setting;
use super::texts::{TextHash, contents_of};
use crate::model::{CardKey, Day, DeckId, EventKind, Hlc};

/// The events of a kind that are about no card, in the order of the log.
pub(super) fn events_of_kind(
    connection: &Connection,
    log: &Log,
    code: i64,
) -> Result<Vec<(Hlc, i64, Day, EventKind)>, StoreError> {
    let mut statement = connection.prepare_cached(&format!(
        "select {EVENT_COLUMNS} from event where card is null and kind = :kind"
    ))?;
    let mut rows = statement.query(named_params! {":kind": code})?;
    let mut events = Vec::new();
    while let Some(row) = rows.next()? {
        let row = EventRow::read(row)?;
        let logged = row.to_event(log, None::<CardKey>)?;
        events.push((logged.id, logged.hlc, row.id, logged.event.day, logged.event.kind));
    }
    events.sort_unstable_by_key(|(id, hlc, ..)| (*hlc, *id));
    Ok(events.into_iter().map(|(_, hlc, number, day, kind)| (hlc, number, day, kind)).collect())
}

/// Makes a deck what all its events say, one after the other.
pub(super) fn replay_deck(fold: &mut Fold<'_>, wanted: &str) -> Result<(), StoreError> {
    for (hlc, number, day, kind) in events_of_kind(fold.connection, &fold.log, 4)? {
        let EventKind::Deck { deck, contents } = kind else { continue };
        if deck.as_str() != wanted {
            continue;
        }
        replay_contents(fold, &deck, contents.as_deref(), (hlc, number), day)?;
    }
    Ok(())
}

fn replay_contents(
    fold: &mut Fold<'_>,
    deck: &DeckId,
    hash: Option<&str>,
    event: (Hlc, i64),
    day: Day,
) -> Result<(), StoreError> {
    let Some(hash) = hash else {
        return hold(fold, deck, None, event, day);
    };
    let hash: TextHash = hash
        .parse()
        .map_err(|_| StoreError::value(format!("the contents of {deck} have no hash")))?;
    let Some(contents) = contents_of(fold.connection, hash)? else {
        return Err(StoreError::value(format!(
            "the contents of {deck} are named and do not come along; export the log anew"
        )));
    };
    hold(fold, deck, Some(Held { contents: &contents, hash }), event, day)
}

/// Makes the settings what all their events say.
pub(super) fn replay_settings(connection: &Connection, log: &Log) -> Result<(), StoreError> {
    connection.execute("delete from setting", [])?;
    for (_, _, _, kind) in events_of_kind(connection, log, 5)? {
        if let EventKind::Config { key, value } = kind {
            apply_setting(connection, &key, value.as_deref())?;
        }
    }
    Ok(())
}
