//! Hours, kinds of cards and answer times of a day's answers, by deck.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, named_params};

use super::packed::{Packed, unpack};
use super::{DeckNumber, Store, StoreError};
use crate::model::Day;
use crate::schedule::Detail;

/// How often each fact came, by its number, and the sum of the answer times.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Facts {
    pub(super) counts: Packed,
    pub(super) ms: i64,
}

/// The facts of a day in a deck.
pub(super) const SQL_FACTS: &str = "
    select facts, ms
    from detail
    where day = :day
    and deck = :deck";

/// Adds the differences to what is kept of a day in a deck.
pub(super) fn add(
    connection: &Connection,
    day: Day,
    deck: DeckNumber,
    difference: &Facts,
) -> Result<(), StoreError> {
    let known: Option<(Vec<u8>, i64)> = connection
        .prepare_cached(SQL_FACTS)?
        .query_row(named_params! {":day": day, ":deck": deck}, |row| {
            Ok((row.get("facts")?, row.get("ms")?))
        })
        .optional()?;
    let mut sum = difference.clone();
    if let Some((packed, ms)) = known {
        sum.counts.add_packed(&packed)?;
        sum.ms += ms;
    }
    let facts = sum.counts.pack();
    if facts.is_empty() {
        connection
            .prepare_cached("delete from detail where day = :day and deck = :deck")?
            .execute(named_params! {":day": day, ":deck": deck})?;
        return Ok(());
    }
    connection
        .prepare_cached(
            "insert into detail (day, deck, facts, ms) values (:day, :deck, :facts, :ms)
             on conflict (day, deck) do update set facts = excluded.facts, ms = excluded.ms",
        )?
        .execute(named_params! {":day": day, ":deck": deck, ":facts": facts, ":ms": sum.ms})?;
    Ok(())
}

/// All that is kept, by day and deck.
pub(super) fn all(
    connection: &Connection,
) -> Result<BTreeMap<(Day, DeckNumber), Facts>, StoreError> {
    let mut statement = connection.prepare("select day, deck, facts, ms from detail")?;
    let mut rows = statement.query([])?;
    let mut all = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let mut facts = Facts { ms: row.get("ms")?, ..Facts::default() };
        let packed = row.get_ref("facts")?.as_blob().map_err(rusqlite::Error::from)?;
        facts.counts.add_packed(packed)?;
        all.insert((row.get("day")?, row.get("deck")?), facts);
    }
    Ok(all)
}

/// The facts from a day on.
pub(super) const SQL_FACTS_SINCE: &str = "
    select deck, facts, ms
    from detail
    where day >= :from";

impl Store {
    /// Shows what is known of the answers from a day on: a fact of a deck and how often it came,
    /// and the milliseconds that were measured.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn each_detail(
        &self,
        from: Day,
        counts: impl Fn(DeckNumber) -> bool,
        mut see: impl FnMut(Detail, u64),
    ) -> Result<u64, StoreError> {
        let mut statement = self.connection.prepare_cached(SQL_FACTS_SINCE)?;
        let mut rows = statement.query(named_params! {":from": from})?;
        let mut ms = 0;
        while let Some(row) = rows.next()? {
            if !counts(row.get("deck")?) {
                continue;
            }
            let packed = row.get_ref("facts")?.as_blob().map_err(rusqlite::Error::from)?;
            unpack(packed, |code, count| {
                if let Some(detail) = Detail::from_code(code) {
                    see(detail, count);
                }
            })?;
            ms += row.get::<_, u64>("ms")?;
        }
        Ok(ms)
    }
}
