//! What waited to be added to the sums in the schemas from the fourth to the seventh: rows of the
//! table `difference`.

use rusqlite::Connection;

use super::packed::{Unpacking, packed_in};
use super::sums::Sums;
use super::{DeckNumber, StoreError};
use crate::model::Day;

/// Adds to the sums what waits, and drops its table.
///
/// # Errors
/// A row that is damaged; whatever the disk says.
pub(super) fn add_differences(connection: &Connection) -> Result<(), StoreError> {
    let mut sums = Sums::default();
    {
        let mut statement = connection.prepare("select sums from difference")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            add_packed(&mut sums, packed_in(row)?)?;
        }
    }
    sums.add(connection)?;
    connection.execute_batch("drop table difference")?;
    Ok(())
}

/// The tally by day and deck, the standing by deck, and the load by day, each after the number of
/// its entries.
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
    use super::*;
    use crate::store::packed::Packed;

    #[test]
    fn what_waited_is_read_and_refused_where_it_is_damaged() {
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
        for end in 0..bytes.len() {
            assert!(add_packed(&mut Sums::default(), &bytes[..end]).is_err(), "cut at {end}");
        }
        assert!(add_packed(&mut Sums::default(), &[&bytes[..], &[0]].concat()).is_err());
    }
}
