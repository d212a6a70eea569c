//! How the cards stand: summed up where it is kept in sums, found by an index where a few are
//! named, in one pass over the cache of the fold where all are wanted.

use rusqlite::named_params;

use super::due::memory;
use super::packed::{packed_in, unpack};
use super::{CardNumber, DeckNumber, Store, StoreError};
use crate::model::{Day, Memory};
use crate::schedule::Alike;

/// How a card stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StandingRow {
    pub(crate) card: CardNumber,
    pub(crate) deck: DeckNumber,
    pub(crate) memory: Memory,
    pub(crate) suspended: bool,
    /// The study day on which its note came in.
    pub(crate) added: Day,
}

/// Cards that were forgotten most often first.
pub(super) const SQL_FORGOTTEN: &str = "
    select state.card, state.deck, class, repetitions, ease, interval, due, lapses, reviews, last,
        drill
    from state
    where lapses >= :least
    and lapses > 0
    order by lapses desc";

/// The decks of cards that were forgotten so often, a row a card.
pub(super) const SQL_LEECHES: &str = "
    select deck, class
    from state
    where lapses >= :least
    and lapses > 0";

/// How many cards with intervals of one bucket are asked from each day on.
pub(super) const SQL_READY_DAYS: &str = "
    select ready, count(*)
    from state
    where class = 1
    and bucket = :bucket
    and ready > :after
    and ready <= :until
    group by ready";

/// How many cards with intervals of one bucket are asked from each day on, by deck.
pub(super) const SQL_READY: &str = "
    select ready, deck, count(*) as cards
    from state
    where class = 1
    and bucket = :bucket
    and ready <= :until
    group by ready, deck";

/// Shows what cards are alike in and how many they are.
pub(super) fn each_alike(packed: &[u8], mut see: impl FnMut(Alike, u64)) -> Result<(), StoreError> {
    let mut wrong = None;
    unpack(packed, |code, count| {
        match Alike::from_code(code) {
            Some(alike) => see(alike, count),
            None => wrong = Some(code),
        }
        wrong.is_none()
    })?;
    match wrong {
        Some(code) => Err(StoreError::value(format!("no cards are alike in {code}"))),
        None => Ok(()),
    }
}

impl Store {
    /// How many cards are alike, by deck.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn standings(&self) -> Result<Vec<(DeckNumber, Alike, u64)>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("select standing, deck from tally_of_deck order by deck")?;
        let mut rows = statement.query([])?;
        let mut standings = Vec::new();
        while let Some(row) = rows.next()? {
            let deck = row.get(1)?;
            each_alike(packed_in(row)?, |alike, count| standings.push((deck, alike, count)))?;
        }
        Ok(standings)
    }

    /// Shows the cards with at least so many lapses that their decks hold, the most forgotten
    /// first, as long as `more` says so.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn each_forgotten(
        &self,
        least: u32,
        mut more: impl FnMut(CardNumber, DeckNumber, Memory) -> bool,
    ) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare_cached(SQL_FORGOTTEN)?;
        let mut rows = statement.query(named_params! {":least": least})?;
        while let Some(row) = rows.next()? {
            if row.get::<_, i64>(2)? < 3 && !more(row.get(0)?, row.get(1)?, memory(row, 3)?) {
                break;
            }
        }
        Ok(())
    }

    /// Shows the deck of each card with at least so many lapses that its deck holds, in no order.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn each_leech(
        &self,
        least: u32,
        mut see: impl FnMut(DeckNumber),
    ) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare_cached(SQL_LEECHES)?;
        let mut rows = statement.query(named_params! {":least": least})?;
        while let Some(row) = rows.next()? {
            if row.get::<_, i64>(1)? < 3 {
                see(row.get(0)?);
            }
        }
        Ok(())
    }

    /// Shows how many cards of all decks are asked from each day after `after` on, up to `until`, in
    /// no order; suspended ones are not.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn each_ready_day(
        &self,
        after: Day,
        until: Day,
        mut see: impl FnMut(Day, u64),
    ) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare_cached(SQL_READY_DAYS)?;
        for bucket in self.buckets()?.into_iter().filter(|bucket| bucket.first <= until) {
            let mut rows = statement.query(
                named_params! {":bucket": bucket.number, ":after": after, ":until": until},
            )?;
            while let Some(row) = rows.next()? {
                see(row.get(0)?, row.get(1)?);
            }
        }
        Ok(())
    }

    /// Shows how many cards of a deck are asked from each day on, up to `until`, in no order;
    /// suspended ones are not.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn each_ready(
        &self,
        until: Day,
        mut see: impl FnMut(DeckNumber, Day, u32),
    ) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare_cached(SQL_READY)?;
        for bucket in self.buckets()?.into_iter().filter(|bucket| bucket.first <= until) {
            let mut rows =
                statement.query(named_params! {":bucket": bucket.number, ":until": until})?;
            while let Some(row) = rows.next()? {
                see(row.get(1)?, row.get(0)?, row.get(2)?);
            }
        }
        Ok(())
    }

    /// How many cards came in on each day, of those that their decks hold now.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn added_by_day(
        &self,
        counts: impl Fn(DeckNumber) -> bool,
        mut see: impl FnMut(Day, u64),
    ) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select note.added as added, note.deck as deck, count(*) as cards
             from card
             join note on note.number = card.note
             where card.live = 1
             and card.home = card.number
             group by note.added, note.deck",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            if counts(row.get("deck")?) {
                see(row.get("added")?, row.get("cards")?);
            }
        }
        Ok(())
    }

    /// Shows every card that its deck holds now, one at a time.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn each_standing(&self, mut see: impl FnMut(StandingRow)) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select state.card, state.deck, suspended, note.added, repetitions, ease, interval, due,
                 lapses, reviews, last, drill
             from state
             join card on card.number = state.card
             join note on note.number = card.note
             where class < 3",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            see(StandingRow {
                card: row.get(0)?,
                deck: row.get(1)?,
                suspended: row.get(2)?,
                added: row.get(3)?,
                memory: memory(row, 4)?,
            });
        }
        Ok(())
    }
}
