//! What a single command changed in the sums: rows of the table `difference`, which wait to be added
//! to them. Each is a page to write instead of six.

use rusqlite::Connection;

use super::packed::{Unpacking, packed_in, push_signed, push_whole};
use super::sums::Sums;
use super::{DeckNumber, StoreError};
use crate::model::Day;

/// What waits: few rows at any time.
const SQL_WAITING: &str = "select sums from difference";

/// Adds what waits.
///
/// # Errors
/// A row that is damaged; whatever the disk says.
pub(super) fn take_up(connection: &Connection, sums: &mut Sums) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(SQL_WAITING)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        add_packed(sums, packed_in(row)?)?;
    }
    Ok(())
}

/// Lets these wait, which are what the events up to this one changed.
pub(super) fn wait(connection: &Connection, event: i64, sums: &Sums) -> Result<(), StoreError> {
    connection
        .prepare_cached("insert into difference (number, sums) values (?1, ?2)")?
        .execute((event, packed(sums)))?;
    Ok(())
}

/// How many rows wait.
pub(super) fn waiting(connection: &Connection) -> Result<usize, StoreError> {
    let mut statement = connection.prepare_cached("select count(*) from difference")?;
    Ok(statement.query_row([], |row| row.get(0))?)
}

/// As one value: the tally by day and deck, the standing by deck, and the load by day, each after
/// the number of its entries.
fn packed(sums: &Sums) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(64);
    push_whole(&mut bytes, sums.tally.len() as u64);
    for ((day, deck), sums) in &sums.tally {
        push_signed(&mut bytes, day.number());
        push_signed(&mut bytes, deck.0);
        sums.push_to(&mut bytes);
    }
    push_whole(&mut bytes, sums.standing.len() as u64);
    for (deck, sums) in &sums.standing {
        push_signed(&mut bytes, deck.0);
        sums.push_to(&mut bytes);
    }
    push_whole(&mut bytes, sums.load.len() as u64);
    for (day, sums) in &sums.load {
        push_signed(&mut bytes, day.number());
        sums.push_to(&mut bytes);
    }
    bytes
}

/// Adds what [`packed`] gave.
fn add_packed(sums: &mut Sums, bytes: &[u8]) -> Result<(), StoreError> {
    let mut bytes = Unpacking::of(bytes);
    for _ in 0..bytes.whole()? {
        let key = (Day::from_number(bytes.signed()?), DeckNumber(bytes.signed()?));
        bytes.add_to(sums.tally.entry(key).or_default())?;
    }
    for _ in 0..bytes.whole()? {
        let deck = DeckNumber(bytes.signed()?);
        bytes.add_to(sums.standing.entry(deck).or_default())?;
    }
    for _ in 0..bytes.whole()? {
        let day = Day::from_number(bytes.signed()?);
        bytes.add_to(sums.load.entry(day).or_default())?;
    }
    bytes.end()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::store::packed::Packed;

    fn some() -> Sums {
        let day = Day::from_number;
        let mut sums = Sums::default();
        sums.tally = BTreeMap::from([
            ((day(-3), DeckNumber(1)), Packed::from_iter([(7, -1), (511, -90_000)])),
            ((day(20_000), DeckNumber(300)), Packed::from_iter([(0, 1), (70_000, 1 << 60)])),
        ]);
        sums.standing = BTreeMap::from([(DeckNumber(300), Packed::from_iter([(2, -1), (900, 1)]))]);
        sums.load = BTreeMap::from([(day(20_001), Packed::from_iter([(300, -(1 << 60))]))]);
        sums
    }

    #[test]
    fn what_waits_can_be_read_back_and_is_refused_where_it_is_damaged() {
        let bytes = packed(&some());
        let mut read = Sums::default();
        add_packed(&mut read, &bytes).unwrap();
        let parts = |sums: Sums| (sums.tally, sums.standing, sums.load);
        assert_eq!(parts(read), parts(some()));
        for end in 0..bytes.len() {
            assert!(add_packed(&mut Sums::default(), &bytes[..end]).is_err(), "cut at {end}");
        }
        let more = [&bytes[..], &[0]].concat();
        assert!(add_packed(&mut Sums::default(), &more).is_err());
    }

    #[test]
    fn what_waits_is_kept_in_these_bytes() {
        // Day 3 of deck 1 once less under 7; deck 2 twice under 4 and once less under 5; day 20
        // once more for deck 2.
        let bytes = [1, 6, 2, 1, 7, 1, 1, 4, 2, 4, 4, 1, 1, 1, 40, 1, 2, 2];
        let mut sums = Sums::default();
        add_packed(&mut sums, &bytes).unwrap();
        let day = Day::from_number;
        let tally = [((day(3), DeckNumber(1)), Packed::from_iter([(7, -1)]))];
        assert_eq!(sums.tally, tally.into());
        let standing = [(DeckNumber(2), Packed::from_iter([(4, 2), (5, -1)]))];
        assert_eq!(sums.standing, standing.into());
        assert_eq!(sums.load, [(day(20), Packed::from_iter([(2, 1)]))].into());
        assert_eq!(packed(&sums), bytes);
        for end in 0..bytes.len() {
            assert!(add_packed(&mut Sums::default(), &bytes[..end]).is_err(), "cut at {end}");
        }
        assert!(add_packed(&mut Sums::default(), &[&bytes[..], &[0]].concat()).is_err());
    }
}
