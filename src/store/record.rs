//! Appending to the log: one transaction, on disk when it returns.

use rusqlite::{Connection, OptionalExtension, named_params};

use super::event_row::EventRow;
use super::fold::{Fold, note_of};
use super::log::{Log, Mark, Remembered};
use super::settings::apply_setting;
use super::transaction::Transaction;
use super::{CardNumber, Named, NoteNumber, Store, StoreError};
use crate::model::{CardKey, Event, EventId, EventKind, Memory};

impl Store {
    /// Appends an event and folds what it touches, in one transaction; when this returns, it is
    /// on disk. For an event of a card the memory before and after it comes back.
    ///
    /// # Errors
    /// An event of a card that is not known; whatever the disk says.
    pub(crate) fn record(&mut self, event: Event) -> Result<(EventId, Memory, Memory), StoreError> {
        self.record_and(event, |_, recorded| recorded)
    }

    /// As [`Store::record`], and reads what comes next before the transaction ends, which takes no
    /// lock of its own. What `read` says comes back when the event is on disk, whatever became of
    /// the reading.
    ///
    /// # Errors
    /// As [`Store::record`].
    pub(crate) fn record_and<T>(
        &mut self,
        event: Event,
        read: impl FnOnce(&Self, (EventId, Memory, Memory)) -> T,
    ) -> Result<T, StoreError> {
        let again = event.clone();
        let recorded = self.write_folded(|fold, named| write(fold, named, event), read);
        let (said, kept) = recorded.map_err(|error| error.at(&self.path))?;
        if !kept {
            self.record(again)?;
        }
        Ok(said)
    }

    /// Appends several events, all or none.
    ///
    /// # Errors
    /// As [`Store::record`].
    pub(crate) fn record_all(&mut self, events: Vec<Event>) -> Result<(), StoreError> {
        let recorded = self.record_all_here(events);
        recorded.map_err(|error| error.at(&self.path))
    }

    /// Lets the sums follow the log where this program wrote, so whoever reads them next has nothing
    /// to count. Nothing that was recorded depends on it.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn sum_up(&mut self) -> Result<(), StoreError> {
        if self.remembered.as_ref().is_none_or(|last| last.ahead().is_level()) {
            return Ok(());
        }
        let summed = self.write_folded(|fold, _| fold.sums_follow(), |_, ()| ());
        summed.map(|_| ()).map_err(|error| error.at(&self.path))
    }

    /// The numbers of a card and of its note.
    ///
    /// # Errors
    /// A card that is not known; whatever the disk says.
    pub(crate) fn numbers_of(&self, key: &CardKey) -> Result<(CardNumber, NoteNumber), StoreError> {
        let card = card_number(&self.connection, key)?.ok_or_else(|| unknown(key))?;
        Ok((card, note_of(&self.connection, card)?))
    }

    fn record_all_here(&mut self, events: Vec<Event>) -> Result<(), StoreError> {
        let write = |fold: &mut Fold<'_>, named: Option<&Named>| {
            // They may be many, and would all be counted from the log.
            fold.sums_follow()?;
            events.into_iter().try_for_each(|event| write(fold, named, event).map(|_| ()))
        };
        self.write_folded(write, |_, ()| ()).map(|_| ())
    }

    /// Writes in one transaction, folds what changes by it, and reads. Whether what was written is
    /// kept comes back with what was read: where the disk fails a reader, SQLite takes back the whole
    /// transaction.
    fn write_folded<W, T>(
        &mut self,
        write: impl FnOnce(&mut Fold<'_>, Option<&Named>) -> Result<W, StoreError>,
        read: impl FnOnce(&Self, W) -> T,
    ) -> Result<(T, bool), StoreError> {
        let remembered = self.remembered.take();
        let connection = &self.connection;
        let transaction = Transaction::immediate(connection)?;
        let mark = Mark::of(connection)?;
        let mut named = self.named.borrow_mut();
        let row = named.as_mut().and_then(|named| Some((named.card, named.row.take()?)));
        // It was read after this program wrote, so it holds where nobody has written since.
        let row = row.filter(|_| remembered.as_ref().is_some_and(|last| last.holds(mark)));
        let (log, ahead) = Log::recall(connection, remembered, mark)?;
        let mut fold = Fold::with(connection, log, ahead);
        fold.read = row;
        let written = write(&mut fold, named.as_ref())?;
        drop(named);
        let (log, ahead) = fold.settle()?;
        let remembered = Remembered::keep(connection, log, ahead, mark);
        let read = read(self, written);
        if connection.is_autocommit() {
            return Ok((read, false));
        }
        transaction.commit()?;
        self.remembered = Some(remembered);
        Ok((read, true))
    }
}

/// Writes an event at the end of this device's log.
fn write(
    fold: &mut Fold<'_>,
    named: Option<&Named>,
    event: Event,
) -> Result<(EventId, Memory, Memory), StoreError> {
    let connection = fold.connection;
    let logged = fold.log.number(connection, event)?;
    let Some(key) = card_of(&logged.event.kind) else {
        let row = EventRow::of(&fold.log, &logged, None)?;
        fold.append(row)?;
        if let EventKind::Config { key, value } = &logged.event.kind {
            apply_setting(connection, key, value.as_deref())?;
        }
        return Ok((logged.id, Memory::NEW, Memory::NEW));
    };
    let card = match named.filter(|named| named.key == *key) {
        Some(named) => Some(named.card),
        None => card_number(connection, key)?,
    };
    let card = card.ok_or_else(|| unknown(key))?;
    let (before, after) = fold.add(card, &logged)?;
    Ok((logged.id, before, after))
}

fn unknown(key: &CardKey) -> StoreError {
    StoreError::value(format!("no card is called {key}"))
}

/// The card that an event is about.
pub(super) fn card_of(kind: &EventKind) -> Option<&CardKey> {
    match kind {
        EventKind::Review { card, .. }
        | EventKind::Retract { card, .. }
        | EventKind::Set { card, .. } => Some(card),
        EventKind::Deck { .. }
        | EventKind::Config { .. }
        | EventKind::Quiz { .. }
        | EventKind::Unknown { .. } => None,
    }
}

/// The number of a card that is known.
pub(super) fn card_number(
    connection: &Connection,
    key: &CardKey,
) -> Result<Option<CardNumber>, StoreError> {
    Ok(connection
        .prepare_cached(
            "select card.number as number
             from deck
             join note on note.deck = deck.number and note.id = :note
             join card on card.note = note.number and card.variant = :variant
             where deck.id = :deck",
        )?
        .query_row(
            named_params! {
                ":deck": key.note.deck.as_str(),
                ":note": key.note.note.as_str(),
                ":variant": key.variant,
            },
            |row| row.get("number"),
        )
        .optional()?)
}
