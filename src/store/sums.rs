//! What is summed up of answers and cards, and kept in the transaction that changes it: so the
//! whole history and all cards are counted without reading them.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, named_params};

use super::packed::{Packed, packed_in};
use super::tally::{Sort, TIMED_MS, detail_code};
use super::{CardNumber, DeckNumber, StoreError};
use crate::model::Day;
use crate::schedule::{Alike, Detail, Stage, Step};

/// So many differences are held at once; then they are written.
const MOST_HELD: usize = 8_000;

/// Under what the answers to a card are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Subject {
    pub(super) deck: DeckNumber,
    /// The kind of its note, where it is known.
    pub(super) kind: Option<u8>,
}

/// The deck of a card and the kind of its note.
pub(super) const SQL_SUBJECT: &str = "
    select note.deck as deck, note.kind as kind
    from card
    join note on note.number = card.note
    where card.number = :card";

impl Subject {
    pub(super) fn of(connection: &Connection, card: CardNumber) -> Result<Self, StoreError> {
        Ok(connection
            .prepare_cached(SQL_SUBJECT)?
            .query_row(named_params! {":card": card}, |row| {
                Ok(Self { deck: row.get("deck")?, kind: row.get("kind")? })
            })?)
    }
}

/// What is to be added to the sums and taken from them.
#[derive(Debug, Default)]
pub(super) struct Sums {
    /// Answers and what is known of them.
    tally: BTreeMap<(Day, DeckNumber), Packed>,
    /// Numbers in `tally`.
    held: usize,
    /// Cards by what they are alike in.
    standing: BTreeMap<DeckNumber, Packed>,
}

impl Sums {
    /// Counts a review `times` times: 1 to add it, -1 to take it away. Undone ones count nothing.
    pub(super) fn count(&mut self, subject: Subject, step: &Step<'_>, times: i64) {
        if step.undone {
            return;
        }
        let answered = step.answered;
        let ms = times * i64::from(answered.duration_ms.unwrap_or(0));
        let sums = self.tally.entry((step.event.day, subject.deck)).or_default();
        let before = sums.len();
        let sort =
            Sort { mode: answered.mode, stage: Stage::of(&step.before), quality: answered.quality };
        sums.add(sort.code(), times);
        sums.add(sort.code() + 1, ms);
        for detail in Detail::of(step, subject.kind) {
            sums.add(detail_code(detail), times);
            if let Detail::Time { .. } = detail {
                sums.add(TIMED_MS, ms);
            }
        }
        self.held += sums.len() - before;
    }

    /// Counts a card `times` times under what it is alike.
    pub(super) fn stands(&mut self, deck: DeckNumber, alike: Option<Alike>, times: i64) {
        if let Some(alike) = alike {
            self.standing.entry(deck).or_default().add(alike.code(), times);
        }
    }

    /// Writes the differences where so many have come together that they weigh.
    pub(super) fn flush_if_many(&mut self, connection: &Connection) -> Result<(), StoreError> {
        if self.held > MOST_HELD {
            std::mem::take(self).apply(connection)?;
        }
        Ok(())
    }

    pub(super) fn apply(self, connection: &Connection) -> Result<(), StoreError> {
        add(connection, &self.tally, self.standing)
    }

    /// What was counted, by day and deck, without what comes never.
    pub(super) fn into_tally(self) -> BTreeMap<(Day, DeckNumber), Packed> {
        let mut tally = self.tally;
        tally.values_mut().for_each(Packed::tidy);
        tally
    }
}

/// The sums of a day in a deck.
pub(super) const SQL_SUMS: &str = "
    select sums
    from tally
    where day = :day
    and deck = :deck";

/// The sums of a day.
pub(super) const SQL_SUMS_OF_DAY: &str = "
    select sums
    from tally_of_day
    where day = :day";

/// The sums of a deck.
pub(super) const SQL_SUMS_OF_DECK: &str = "
    select sums, standing
    from tally_of_deck
    where deck = :deck";

/// Adds differences to the sums, and takes away what counts nothing any more.
fn add(
    connection: &Connection,
    differences: &BTreeMap<(Day, DeckNumber), Packed>,
    mut standing: BTreeMap<DeckNumber, Packed>,
) -> Result<(), StoreError> {
    let mut of_day: BTreeMap<Day, Packed> = BTreeMap::new();
    let mut of_deck: BTreeMap<DeckNumber, Packed> = BTreeMap::new();
    // What was taken away and came back again changes nothing.
    let changes = |difference: &Packed| difference.iter().any(|(_, times)| times != 0);
    for ((day, deck), difference) in differences.iter().filter(|(_, it)| changes(it)) {
        add_to_day_of_deck(connection, *day, *deck, difference)?;
        let (of_day, of_deck) =
            (of_day.entry(*day).or_default(), of_deck.entry(*deck).or_default());
        spread(difference, of_day, of_deck);
    }
    for (day, difference) in of_day {
        add_to_day(connection, day, &difference)?;
    }
    standing.retain(|_, difference| changes(difference));
    for deck in standing.keys() {
        of_deck.entry(*deck).or_default();
    }
    for (deck, difference) in of_deck {
        add_to_deck(connection, deck, &difference, &standing.remove(&deck).unwrap_or_default())?;
    }
    Ok(())
}

/// Adds the sums of a day in a deck to those of the day and to those of the deck, which keeps no
/// details.
fn spread(sums: &Packed, of_day: &mut Packed, of_deck: &mut Packed) {
    for (number, times) in sums.iter() {
        of_day.add(number, times);
        if number < TIMED_MS {
            of_deck.add(number, times);
        }
    }
}

fn add_to_day_of_deck(
    connection: &Connection,
    day: Day,
    deck: DeckNumber,
    difference: &Packed,
) -> Result<(), StoreError> {
    let key = named_params! {":day": day, ":deck": deck};
    let known: Option<Vec<u8>> =
        connection.prepare_cached(SQL_SUMS)?.query_row(key, |row| row.get(0)).optional()?;
    let sums = difference.merged(known.as_deref().unwrap_or_default())?;
    if sums.is_empty() {
        connection
            .prepare_cached("delete from tally where day = :day and deck = :deck")?
            .execute(key)?;
        return Ok(());
    }
    let sql = match known {
        Some(_) => "update tally set sums = :sums where day = :day and deck = :deck",
        None => "insert into tally (day, deck, sums) values (:day, :deck, :sums)",
    };
    connection
        .prepare_cached(sql)?
        .execute(named_params! {":day": day, ":deck": deck, ":sums": sums})?;
    Ok(())
}

fn add_to_day(connection: &Connection, day: Day, difference: &Packed) -> Result<(), StoreError> {
    let key = named_params! {":day": day};
    let known: Option<Vec<u8>> =
        connection.prepare_cached(SQL_SUMS_OF_DAY)?.query_row(key, |row| row.get(0)).optional()?;
    let sums = difference.merged(known.as_deref().unwrap_or_default())?;
    if sums.is_empty() {
        connection.prepare_cached("delete from tally_of_day where day = :day")?.execute(key)?;
        return Ok(());
    }
    let sql = match known {
        Some(_) => "update tally_of_day set sums = :sums where day = :day",
        None => "insert into tally_of_day (day, sums) values (:day, :sums)",
    };
    connection.prepare_cached(sql)?.execute(named_params! {":day": day, ":sums": sums})?;
    Ok(())
}

fn add_to_deck(
    connection: &Connection,
    deck: DeckNumber,
    difference: &Packed,
    standing: &Packed,
) -> Result<(), StoreError> {
    let key = named_params! {":deck": deck};
    let known: Option<(Vec<u8>, Vec<u8>)> = connection
        .prepare_cached(SQL_SUMS_OF_DECK)?
        .query_row(key, |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let sql = match known {
        Some(_) => "update tally_of_deck set sums = :sums, standing = :standing where deck = :deck",
        None => "insert into tally_of_deck (deck, sums, standing) values (:deck, :sums, :standing)",
    };
    let (sums, stand) = known.unwrap_or_default();
    let (sums, standing) = (difference.merged(&sums)?, standing.merged(&stand)?);
    if sums.is_empty() && standing.is_empty() {
        connection.prepare_cached("delete from tally_of_deck where deck = :deck")?.execute(key)?;
        return Ok(());
    }
    connection
        .prepare_cached(sql)?
        .execute(named_params! {":deck": deck, ":sums": sums, ":standing": standing})?;
    Ok(())
}

/// Empties all sums.
pub(super) fn clear(connection: &Connection) -> Result<(), StoreError> {
    connection
        .execute_batch("delete from tally; delete from tally_of_day; delete from tally_of_deck;")?;
    Ok(())
}

/// All sums by day and deck, by day, and by deck.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct AllSums {
    pub(super) whole: BTreeMap<(Day, DeckNumber), Packed>,
    pub(super) of_day: BTreeMap<Day, Packed>,
    pub(super) of_deck: BTreeMap<DeckNumber, Packed>,
}

impl AllSums {
    /// As they are kept.
    pub(super) fn kept(connection: &Connection) -> Result<Self, StoreError> {
        Ok(Self {
            whole: read_all(connection, "select sums, day, deck from tally", |row| {
                Ok((row.get(1)?, row.get(2)?))
            })?,
            of_day: read_all(connection, "select sums, day from tally_of_day", |row| row.get(1))?,
            of_deck: read_all(
                connection,
                "select sums, deck from tally_of_deck where length(sums) > 0",
                |row| row.get(1),
            )?,
        })
    }

    /// As they follow from those by day and deck.
    pub(super) fn from(whole: BTreeMap<(Day, DeckNumber), Packed>) -> Self {
        let (mut of_day, mut of_deck) = (BTreeMap::new(), BTreeMap::new());
        for ((day, deck), sums) in &whole {
            let of_day: &mut Packed = of_day.entry(*day).or_default();
            let of_deck: &mut Packed = of_deck.entry(*deck).or_default();
            spread(sums, of_day, of_deck);
        }
        Self { whole, of_day, of_deck }
    }
}

fn read_all<K: Ord>(
    connection: &Connection,
    sql: &str,
    key: impl Fn(&rusqlite::Row<'_>) -> rusqlite::Result<K>,
) -> Result<BTreeMap<K, Packed>, StoreError> {
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    let mut all = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let mut sums = Packed::default();
        sums.add_packed(packed_in(row)?)?;
        all.insert(key(row)?, sums);
    }
    Ok(all)
}
