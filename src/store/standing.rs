//! How the cards stand: summed up where it is kept in sums, found by an index where a few are
//! named, in one pass over the cache of the fold where all are wanted.

use rusqlite::named_params;

use super::due::memory;
use super::kept::{STANDING, each_sums_while};
use super::packed::{Packed, Pairs, packed_in};
use super::{CardNumber, DeckNumber, Store, StoreError};
use crate::model::{Day, Memory};
use crate::schedule::Alike;

/// Cards that were forgotten most often first.
pub(super) const SQL_FORGOTTEN: &str = "
    select state.card, state.deck, class, repetitions, ease, interval, due, lapses, reviews, last,
        drill
    from state
    where lapses >= :least
    and lapses > 0
    order by lapses desc";

/// The memories of the cards that come up for review. An index would lead to each of them alone.
pub(super) const SQL_IN_REVIEW: &str = "
    select repetitions, ease, interval, due, lapses, reviews, last, drill
    from state not indexed
    where class = 1";

/// The cards that are asked from each day on up to another.
pub(super) const SQL_LOAD: &str = "
    select sums, day
    from load
    where day <= :until
    order by day";

/// The cards that are asked from each day on, from one day on.
pub(super) const SQL_LOAD_FROM: &str = "
    select sums, day
    from load
    where day >= :from
    order by day";

/// How the cards of each deck stand.
const SQL_STANDING: &str = "
    select sums, deck
    from standing
    order by deck";

/// From here on numbers of a standing count lapses; below it, what cards are alike in.
const LAPSES: u32 = 4_096;

/// The number under which a card is counted that was forgotten so often.
pub(super) fn lapses_code(lapses: u32) -> u32 {
    LAPSES.saturating_add(lapses)
}

/// How many cards a standing counts.
pub(super) fn cards_in(standing: &Packed) -> i64 {
    standing.iter().filter(|(code, _)| *code < LAPSES).map(|(_, count)| count).sum()
}

/// Shows what cards are alike in and how many they are.
fn each_alike(standing: &[u8], mut see: impl FnMut(Alike, u64)) -> Result<(), StoreError> {
    let mut pairs = Pairs::of(standing);
    while let Some((code, count)) = pairs.next_if(|code| code < LAPSES) {
        let alike = Alike::from_code(code);
        see(
            alike.ok_or_else(|| StoreError::value(format!("no cards are alike in {code}")))?,
            count,
        );
    }
    pairs.assert_sound()
}

impl Store {
    /// How many cards are alike, by deck.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn standings(&self) -> Result<Vec<(DeckNumber, Alike, u64)>, StoreError> {
        let mut standings = Vec::new();
        self.each_standing_sums(|deck, standing| {
            each_alike(standing, |alike, count| standings.push((deck, alike, count)))
        })?;
        Ok(standings)
    }

    /// Shows the packed standing of each deck.
    fn each_standing_sums(
        &self,
        see: impl FnMut(DeckNumber, &[u8]) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.each_sums(SQL_STANDING, [], |kept| &kept.standing, .., see)
    }

    /// Shows how many cards of a deck are alike.
    pub(super) fn each_alike_of(
        &self,
        deck: DeckNumber,
        see: impl FnMut(Alike, u64),
    ) -> Result<(), StoreError> {
        let lacking = self.lacking()?;
        let mut statement = self.connection.prepare_cached(STANDING.read)?;
        let mut rows = statement.query([deck])?;
        let sums = rows.next()?.map(packed_in).transpose()?.unwrap_or_default();
        match lacking.standing.get(&deck) {
            Some(lacking) => each_alike(&lacking.merged(sums)?, see),
            None => each_alike(sums, see),
        }
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

    /// Shows how many cards of each deck have at least so many lapses, of those that it holds.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn leeches(
        &self,
        least: u32,
        mut see: impl FnMut(DeckNumber, u64),
    ) -> Result<(), StoreError> {
        self.each_standing_sums(|deck, standing| {
            let mut pairs = Pairs::of(standing);
            let leeches = pairs.by_ref().filter(|(code, _)| *code >= lapses_code(least.max(1)));
            let count = leeches.map(|(_, count)| count).sum();
            pairs.assert_sound()?;
            if count > 0 {
                see(deck, count);
            }
            Ok(())
        })
    }

    /// Shows how many cards of each deck are asked from each day on, up to `until`, by day and deck;
    /// suspended ones are not.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn each_ready(
        &self,
        until: Day,
        mut see: impl FnMut(DeckNumber, Day, u64),
    ) -> Result<(), StoreError> {
        let params = named_params! {":until": until};
        self.each_sums(
            SQL_LOAD,
            params,
            |kept| &kept.load,
            ..=until,
            |day, sums| {
                let mut pairs = Pairs::of(sums);
                pairs
                    .by_ref()
                    .for_each(|(deck, cards)| see(DeckNumber::of_packed(deck), day, cards));
                pairs.assert_sound()
            },
        )
    }

    /// The first day, not before `from`, from which a card is asked of a deck that counts.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(super) fn first_ready(
        &self,
        from: Day,
        counts: impl Fn(DeckNumber) -> bool,
    ) -> Result<Option<Day>, StoreError> {
        let lacking = self.lacking()?;
        let lacking = lacking.load.range(from..);
        let mut statement = self.connection.prepare_cached(SQL_LOAD_FROM)?;
        let rows = statement.query(named_params! {":from": from})?;
        let mut first = None;
        each_sums_while(rows, lacking.map(|(day, sums)| (*day, sums)), |day, sums| {
            let mut pairs = Pairs::of(sums);
            let here = pairs.any(|(deck, _)| counts(DeckNumber::of_packed(deck)));
            pairs.assert_sound()?;
            first = here.then_some(day);
            Ok(!here)
        })?;
        Ok(first)
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

    /// Shows what is known of every card that comes up for review.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn each_in_review(&self, mut see: impl FnMut(Memory)) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare_cached(SQL_IN_REVIEW)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            see(memory(row, 0)?);
        }
        Ok(())
    }
}
