//! Whether the database is sound: SQLite's own checks, and every cache folded afresh and compared.

use rusqlite::{Connection, named_params};

use super::contents::{hash_bytes, hash_of};
use super::exchange::{events_of_kind, replay_deck, replay_settings};
use super::fold::{Fold, events_of, home_of};
use super::log::{EVENT_COLUMNS, EventRow, Log};
use super::tally::Difference;
use super::{CardNumber, DeckNumber, NoteNumber, Store, StoreError};
use crate::model::{Day, EventKind};
use crate::schedule::replay;

/// What was looked at, and what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Check {
    pub(crate) name: &'static str,
    pub(crate) ok: bool,
    pub(crate) detail: String,
}

impl Store {
    /// Looks at everything; a check that fails says what is wrong.
    ///
    /// # Errors
    /// Only where not even looking is possible.
    pub(crate) fn doctor(&self) -> Result<Vec<Check>, StoreError> {
        type Looking = fn(&Store) -> Result<String, StoreError>;
        let checks: [(&'static str, Looking); 8] = [
            ("integrity", Self::check_integrity),
            ("foreign-keys", Self::check_foreign_keys),
            ("events", Self::check_events),
            ("texts", Self::check_texts),
            ("decks", Self::check_decks),
            ("state", Self::check_state),
            ("tally", Self::check_tally),
            ("own-texts", Self::check_own),
        ];
        let mut found = Vec::new();
        for (name, check) in checks {
            let (ok, detail) = match check(self) {
                Ok(detail) => (true, detail),
                Err(error) => (false, error.to_string()),
            };
            found.push(Check { name, ok, detail });
        }
        Ok(found)
    }

    /// Whether SQLite finds the file itself sound, whatever stands in it.
    ///
    /// # Errors
    /// Damage that keeps even from looking.
    pub(crate) fn is_intact(&self) -> Result<bool, StoreError> {
        match self.check_integrity() {
            Ok(_) => Ok(true),
            Err(StoreError::Value { .. }) => Ok(false),
            Err(other) => Err(other.at(&self.path)),
        }
    }

    fn check_integrity(&self) -> Result<String, StoreError> {
        let mut statement = self.connection.prepare("pragma integrity_check")?;
        let lines: Vec<String> =
            statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        if lines == ["ok"] {
            Ok("SQLite finds the file sound".to_owned())
        } else {
            Err(StoreError::value(lines.join("; ")))
        }
    }

    fn check_foreign_keys(&self) -> Result<String, StoreError> {
        let broken = self.connection.prepare("pragma foreign_key_check")?.exists([])?;
        if broken {
            return Err(StoreError::value("a row points to one that is not there"));
        }
        Ok("every row that is pointed to is there".to_owned())
    }

    fn check_events(&self) -> Result<String, StoreError> {
        let log = Log::of(&self.connection)?;
        let mut statement =
            self.connection.prepare(&format!("select {EVENT_COLUMNS} from event order by id"))?;
        let mut rows = statement.query([])?;
        let mut count = 0u64;
        while let Some(row) = rows.next()? {
            let row = EventRow::read(row)?;
            let key = row.card().map(|card| self.key_of(card)).transpose()?;
            row.to_event(&log, key)?;
            row.for_fold(&log)?;
            count += 1;
        }
        Ok(format!("{count} events can be read"))
    }

    fn check_texts(&self) -> Result<String, StoreError> {
        let mut statement = self.connection.prepare("select hash, body from text")?;
        let mut rows = statement.query([])?;
        let mut count = 0u64;
        while let Some(row) = rows.next()? {
            let (hash, body): ([u8; 16], String) = (row.get("hash")?, row.get("body")?);
            if hash_bytes(&hash_of(&body)) != Some(hash) {
                return Err(StoreError::value("a text is not what its hash says"));
            }
            count += 1;
        }
        Ok(format!("{count} texts are what their hashes say"))
    }

    fn check_decks(&self) -> Result<String, StoreError> {
        let log = Log::of(&self.connection)?;
        let mut said = std::collections::BTreeMap::new();
        for (_, _, _, kind) in events_of_kind(&self.connection, &log, 4)? {
            if let EventKind::Deck { deck, contents } = kind {
                said.insert(deck.to_string(), contents);
            }
        }
        for (deck, contents) in &said {
            let held: Option<[u8; 16]> = self.connection.query_row(
                "select contents from deck where id = :id",
                named_params! {":id": deck},
                |row| row.get("contents"),
            )?;
            if held != contents.as_deref().and_then(hash_bytes) {
                return Err(StoreError::value(format!(
                    "{deck} holds what its last event does not say"
                )));
            }
        }
        Ok(format!("{} decks hold what their events say", said.len()))
    }

    fn check_state(&self) -> Result<String, StoreError> {
        let log = Log::of(&self.connection)?;
        let mut statement =
            self.connection.prepare("select number from card where home = number")?;
        let mut rows = statement.query([])?;
        let mut count = 0u64;
        while let Some(row) = rows.next()? {
            let card: CardNumber = row.get("number")?;
            let folded = replay(&mut events_of(&self.connection, &log, card)?, |_| {});
            let row = self.card_state(card)?;
            if row != Some((folded.memory, folded.standing)) {
                return Err(StoreError::value(format!(
                    "the state of {} is not what its events say",
                    self.key_of(card)?
                )));
            }
            count += 1;
        }
        Ok(format!("{count} cards are what their events say"))
    }

    fn card_state(
        &self,
        card: CardNumber,
    ) -> Result<Option<(crate::model::Memory, crate::schedule::Standing)>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select repetitions, ease, interval, due, lapses, reviews, last, drill, suspended,
                flagged, buried
             from state where card = :card",
        )?;
        let mut rows = statement.query(named_params! {":card": card})?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let standing = crate::schedule::Standing {
            suspended: row.get("suspended")?,
            flagged: row.get("flagged")?,
            buried_until: row.get("buried")?,
        };
        Ok(Some((super::due::memory(row)?, standing)))
    }

    fn check_tally(&self) -> Result<String, StoreError> {
        let rows = recount(&self.connection)?;
        if rows != self.tally(Day::from_number(i64::MIN))? {
            return Err(StoreError::value("the sums by day are not what the events say"));
        }
        Ok(format!("{} sums by day are what the events say", rows.len()))
    }

    fn check_own(&self) -> Result<String, StoreError> {
        let mut statement = self.connection.prepare("select distinct note from own")?;
        let notes: Vec<NoteNumber> =
            statement.query_map([], |row| row.get("note"))?.collect::<rusqlite::Result<_>>()?;
        for note in &notes {
            let said = self.own_from_log(*note)?;
            let mut statement = self
                .connection
                .prepare_cached("select field, value from own where note = :note order by field")?;
            let held: Vec<(String, String)> = statement
                .query_map(named_params! {":note": note}, |row| {
                    Ok((row.get("field")?, row.get("value")?))
                })?
                .collect::<rusqlite::Result<_>>()?;
            if held != said.into_iter().collect::<Vec<_>>() {
                return Err(StoreError::value("own texts are not what the events say"));
            }
        }
        Ok(format!("{} notes with own texts are what the events say", notes.len()))
    }

    /// Folds every cache afresh from the log.
    ///
    /// # Errors
    /// Whatever the disk says; nothing is changed then.
    pub(crate) fn refold(&mut self) -> Result<(), StoreError> {
        let path = self.path.clone();
        self.refold_here().map_err(|error| error.at(&path))
    }

    fn refold_here(&mut self) -> Result<(), StoreError> {
        let transaction =
            self.connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let log = Log::of(&transaction)?;
        transaction.execute_batch(
            "delete from state; delete from tally; delete from own; delete from renamed;
             update card set home = number;",
        )?;
        let decks: std::collections::BTreeSet<String> = events_of_kind(&transaction, &log, 4)?
            .into_iter()
            .filter_map(|(_, _, _, kind)| match kind {
                EventKind::Deck { deck, .. } => Some(deck.to_string()),
                EventKind::Review { .. }
                | EventKind::Retract { .. }
                | EventKind::Set { .. }
                | EventKind::Config { .. }
                | EventKind::Quiz { .. }
                | EventKind::Unknown { .. } => None,
            })
            .collect();
        for deck in &decks {
            replay_deck(&transaction, &log, deck)?;
        }
        replay_settings(&transaction, &log)?;
        let mut fold = Fold::new(&transaction);
        super::renames::settle_homes(&transaction, &mut fold)?;
        let cards: Vec<CardNumber> = transaction
            .prepare("select number from card")?
            .query_map([], |row| row.get("number"))?
            .collect::<rusqlite::Result<_>>()?;
        for card in cards {
            fold.touch(home_of(&transaction, card)?)?;
        }
        fold.settle()?;
        let rows = recount(&transaction)?;
        transaction.execute_batch("delete from tally")?;
        let mut insert = transaction.prepare(
            "insert into tally (day, deck, mode, stage, quality, count, ms)
             values (:day, :deck, :mode, :stage, :quality, :count, :ms)",
        )?;
        for row in rows {
            insert.execute(named_params! {
                ":day": row.day, ":deck": row.deck, ":mode": row.mode,
                ":stage": row.stage as i64, ":quality": row.quality, ":count": row.count,
                ":ms": row.ms,
            })?;
        }
        drop(insert);
        transaction.commit()?;
        Ok(())
    }
}

/// The tally as the events say it.
fn recount(connection: &Connection) -> Result<Vec<super::DayRow>, StoreError> {
    let log = Log::of(connection)?;
    let mut difference = Difference::default();
    let mut statement = connection.prepare(
        "select card.number as card, note.deck as deck
         from card join note on note.number = card.note
         where card.home = card.number",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (card, deck): (CardNumber, DeckNumber) = (row.get("card")?, row.get("deck")?);
        let mut events = events_of(connection, &log, card)?;
        replay(&mut events, |step| difference.count(deck, &step, 1));
    }
    Ok(difference.into_rows())
}
