//! Whether the database is sound: SQLite's own checks, and every cache folded afresh and compared.

use std::cell::OnceCell;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use foldhash::{HashMap, HashMapExt};
use rusqlite::{Connection, named_params};

use super::all_cards::AllCards;
use super::event_row::{EVENT_COLUMNS, EventRow};
use super::fold::Fold;
use super::kept::Kept;
use super::latest::find_latest;
use super::log::Log;
use super::names::Names;
use super::past::met_on_ways_back;
use super::replays::{events_of_kind, replay_deck, replay_settings};
use super::standing::cards_in;
use super::state::{StateRow, forget_all};
use super::sums::{Subject, Sums};
use super::texts::{TextHash, each_text};
use super::{CardNumber, NoteNumber, Store, StoreError};
use crate::model::EventKind;
use crate::schedule::Folded;

/// What was looked at, and what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Check {
    pub(crate) name: &'static str,
    pub(crate) ok: bool,
    pub(crate) detail: String,
}

/// What the events say.
struct AllSaid {
    /// Of the cards to which anything happened.
    folded: HashMap<CardNumber, Folded>,
    /// Of all answers.
    counted: Kept,
}

impl Store {
    /// Looks at everything; a check that fails says what is wrong.
    ///
    /// # Errors
    /// Only where not even looking is possible.
    pub(crate) fn doctor(&self) -> Result<Vec<Check>, StoreError> {
        type Looking<'a> = &'a dyn Fn() -> Result<String, StoreError>;
        // It goes through everything more than once, and not only as it lies.
        self.connection.execute_batch("pragma cache_size = -8000;")?;
        let (said, cards) = (OnceCell::new(), OnceCell::new());
        let said = || found_once(&said, || self.all_said());
        let cards = || found_once(&cards, || Sums::of_cards(&self.connection));
        let checks: [(&'static str, Looking<'_>); 11] = [
            ("integrity", &|| self.check_integrity()),
            ("foreign-keys", &|| self.check_foreign_keys()),
            ("events", &|| self.check_events()),
            ("texts", &|| self.check_texts()),
            ("decks", &|| self.check_decks()),
            ("state", &|| self.check_state(said()?)),
            ("ways-back", &|| self.check_ways_back()),
            ("tally", &|| self.check_tally(said()?)),
            ("standing", &|| self.check_standing(cards()?)),
            ("load", &|| self.check_load(cards()?)),
            ("own-texts", &|| self.check_own()),
        ];
        let mut found = Vec::new();
        for (name, check) in checks {
            let (ok, detail) = match check() {
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
        let names = Names::all(&self.connection)?;
        while let Some(row) = rows.next()? {
            let row = EventRow::read(row)?;
            let key = row.card().map(|card| names.of(card)).transpose()?;
            row.to_event(&log, key.cloned())?;
            row.for_fold(&log)?;
            count += 1;
        }
        Ok(format!("{count} events can be read"))
    }

    /// Whether every event of a card is met on the way back from its latest.
    fn check_ways_back(&self) -> Result<String, StoreError> {
        let (met, of_cards) = met_on_ways_back(&self.connection)?;
        if met != of_cards {
            return Err(StoreError::value(format!(
                "{met} of {of_cards} events of cards are met on the way back from their latest"
            )));
        }
        Ok(format!("{met} events are met on the way back from the latest of their cards"))
    }

    fn check_texts(&self) -> Result<String, StoreError> {
        let mut count = 0u64;
        each_text(&self.connection, |hash, body| {
            if TextHash::of(body) != hash {
                return Err(StoreError::value("a text is not what its hash says"));
            }
            count += 1;
            Ok(())
        })?;
        let kept: u64 = self.connection.query_row(
            "select (select count(*) from text) + (select count(*) from contents)",
            [],
            |row| row.get(0),
        )?;
        if count != kept {
            return Err(StoreError::value(format!(
                "{count} of {kept} texts are found by their hashes"
            )));
        }
        Ok(format!("{count} texts are what their hashes say"))
    }

    fn check_decks(&self) -> Result<String, StoreError> {
        let log = Log::of(&self.connection)?;
        let mut said = BTreeMap::new();
        for (_, _, _, kind) in events_of_kind(&self.connection, &log, 4)? {
            if let EventKind::Deck { deck, contents } = kind {
                said.insert(deck.to_string(), contents);
            }
        }
        for (deck, contents) in &said {
            let held: Option<TextHash> = self.connection.query_row(
                "select contents from deck where id = :id",
                named_params! {":id": deck},
                |row| row.get("contents"),
            )?;
            if held != contents.as_deref().and_then(|hash| hash.parse().ok()) {
                return Err(StoreError::value(format!(
                    "{deck} holds what its last event does not say"
                )));
            }
        }
        Ok(format!("{} decks hold what their events say", said.len()))
    }

    /// All events folded and counted.
    fn all_said(&self) -> Result<AllSaid, StoreError> {
        let mut sums = Sums::default();
        let mut subjects = HashMap::new();
        let folded = AllCards::of(&self.connection)?.fold(
            |_| true,
            |home, step| {
                let subject = match subjects.entry(home) {
                    Entry::Occupied(known) => *known.get(),
                    Entry::Vacant(new) => *new.insert(Subject::of(&self.connection, home)?),
                };
                sums.count(subject, &step, 1);
                Ok(())
            },
        )?;
        Ok(AllSaid { folded, counted: Kept::of(sums) })
    }

    fn check_state(&self, said: &AllSaid) -> Result<String, StoreError> {
        let folded = &said.folded;
        let mut statement =
            self.connection.prepare("select number from card where home = number")?;
        let mut rows = statement.query([])?;
        let mut count = 0u64;
        while let Some(row) = rows.next()? {
            let card: CardNumber = row.get("number")?;
            let said = folded.get(&card).copied().unwrap_or(Folded::NEW);
            let row = StateRow::read(&self.connection, card)?;
            if row.map(|row| row.folded) != Some(said) {
                return Err(StoreError::value(format!(
                    "the state of {} is not what its events say",
                    self.key_of(card)?
                )));
            }
            count += 1;
        }
        Ok(format!("{count} cards are what their events say"))
    }

    fn check_tally(&self, said: &AllSaid) -> Result<String, StoreError> {
        let kept = Kept::all(&self.connection)?;
        let days = said.counted.tally_of_day.len();
        if (Kept { standing: BTreeMap::new(), load: BTreeMap::new(), ..kept }) != said.counted {
            return Err(StoreError::value("the sums of answers are not what the events say"));
        }
        Ok(format!("the answers of {days} days are summed up as the events say"))
    }

    fn check_standing(&self, said: &Sums) -> Result<String, StoreError> {
        let kept = Kept::all(&self.connection)?;
        if kept.standing != said.standing {
            return Err(StoreError::value("the sums of cards are not what the cards are"));
        }
        let cards: i64 = said.standing.values().map(cards_in).sum();
        Ok(format!("{cards} cards are summed up as they are"))
    }

    fn check_load(&self, said: &Sums) -> Result<String, StoreError> {
        if Kept::all(&self.connection)?.load != said.load {
            return Err(StoreError::value(
                "the sums of the days to come are not what the cards are",
            ));
        }
        Ok(format!("the cards of {} days are summed up as they are due", said.load.len()))
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
        refold(&transaction)?;
        transaction.commit()?;
        Ok(())
    }
}

/// What more than one check asks for is looked for once.
fn found_once<T>(
    found: &OnceCell<Result<T, String>>,
    look: impl FnOnce() -> Result<T, StoreError>,
) -> Result<&T, StoreError> {
    let found = found.get_or_init(|| {
        look().map_err(|error| match error {
            StoreError::Value { detail } => detail,
            other => other.to_string(),
        })
    });
    found.as_ref().map_err(StoreError::value)
}

/// Folds every cache afresh from the log, within the transaction that is open.
///
/// # Errors
/// Whatever the disk says.
pub(super) fn refold(connection: &Connection) -> Result<(), StoreError> {
    if !connection.prepare("select 1 from event limit 1")?.exists([])? {
        return Ok(());
    }
    super::sums::clear(connection)?;
    connection.execute("delete from state", [])?;
    find_latest(connection)?;
    connection.execute_batch(
        "delete from own; delete from renamed;
         update card set home = number;",
    )?;
    let mut fold = Fold::new(connection)?;
    let decks: BTreeSet<String> = events_of_kind(connection, &fold.log, 4)?
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
        replay_deck(&mut fold, deck)?;
    }
    replay_settings(connection, &fold.log)?;
    super::renames::settle_homes(&mut fold)?;
    drop(fold);
    // Decks, names and kinds are settled. What was counted on the way is not.
    super::contents::fill_kinds(connection)?;
    forget_all(connection)?;
    super::sums::clear(connection)?;
    let mut fold = Fold::new(connection)?;
    let mut statement = connection.prepare("select distinct home from card")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        fold.include(row.get("home")?);
    }
    fold.settle()?;
    Ok(())
}
