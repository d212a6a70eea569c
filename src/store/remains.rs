//! What is left of the log of a damaged file, and what is known of the rest.
//!
//! Where its tree can be walked from one end to the other, every event there ever was is met:
//! a hole between the numbers is then nothing that is lost. Where it cannot, the events of each
//! device are read from both ends and, between, one by one. What is missing is told from their
//! numbers, which are dense, and from the last event of a device that anything else names.

use std::collections::BTreeMap;

use rusqlite::{Connection, named_params};

use super::StoreError;
use super::event_row::EventRow;
use super::log::SEQ_BITS;

/// Behind so many events in a row that cannot be read no further one is looked for.
const WIDEST_HOLE: u32 = 10_000;

/// No event takes fewer bytes than this.
const SMALLEST_EVENT: i64 = 16;

/// Who names the last event of a device, besides the log. Not every schema has them.
const NAMED_ELSEWHERE: [&str; 2] = [
    "select latest from state where latest >= :from and latest < :below",
    "select summed from home where summed >= :from and summed < :below",
];

/// The events of a damaged file.
#[derive(Debug, Default)]
pub(super) struct Remains {
    /// By their number in the file.
    pub(super) events: BTreeMap<i64, EventRow>,
    /// So many events were there and cannot be read.
    pub(super) lost: usize,
    /// Whether there may have been more of them.
    pub(super) uncertain: bool,
    /// Whether every event there was is met, of whatever device.
    pub(super) is_whole: bool,
}

impl Remains {
    /// Reads the columns of all events that can be read; `devices` are the numbers of those that
    /// are known.
    pub(super) fn of(
        connection: &Connection,
        columns: &str,
        devices: impl Iterator<Item = i64>,
    ) -> Result<Self, StoreError> {
        let most = most_events(connection)?;
        if let Some(whole) = Self::in_one_piece(connection, columns, most)? {
            return Ok(whole);
        }
        let mut remains = Self::default();
        for device in devices {
            remains.add_pieces(connection, columns, device, most)?;
        }
        Ok(remains)
    }

    /// The events in the order of their tree; `None` where it cannot be walked to its end.
    fn in_one_piece(
        connection: &Connection,
        columns: &str,
        most: i64,
    ) -> Result<Option<Self>, StoreError> {
        let mut statement =
            connection.prepare(&format!("select {columns} from event not indexed order by id"))?;
        let mut rows = statement.query([])?;
        let (mut numbers, mut events) = (Vec::new(), Vec::new());
        loop {
            match rows.next() {
                Ok(Some(row)) => {
                    numbers.push(row.get("id")?);
                    events.push(EventRow::read(row).ok());
                }
                Ok(None) => break,
                Err(_) => return Ok(None),
            }
        }
        mend_numbers(&mut numbers, most);
        if !numbers.is_sorted_by(|one, next| one < next) {
            // A part of another tree was walked, or one part twice.
            return Ok(None);
        }
        let mut whole = Self { is_whole: true, ..Self::default() };
        for (id, event) in numbers.into_iter().zip(events) {
            match event {
                Some(mut event) => {
                    event.id = id;
                    whole.events.insert(id, event);
                }
                None => whole.lost += 1,
            }
        }
        Ok(Some(whole))
    }

    /// Adds what can be read of the events of one device.
    fn add_pieces(
        &mut self,
        connection: &Connection,
        columns: &str,
        device: i64,
        most: i64,
    ) -> Result<(), StoreError> {
        let (from, below) = (device << SEQ_BITS, (device + 1) << SEQ_BITS);
        let mut found = BTreeMap::new();
        let mut ends = Vec::new();
        for order in ["asc", "desc"] {
            let mut statement = connection.prepare(&format!(
                "select {columns} from event not indexed
                 where id >= :from and id < :below order by id {order}"
            ))?;
            let mut rows = statement.query(named_params! {":from": from, ":below": below})?;
            let mut end = if order == "asc" { from } else { below };
            let mut is_reached = false;
            // The first error ends the reading from this side.
            let finished = loop {
                let row = match rows.next() {
                    Ok(Some(row)) => row,
                    Ok(None) => break true,
                    Err(_) => break false,
                };
                is_reached = true;
                if let Ok(id) = row.get::<_, i64>("id") {
                    end = id;
                    if let Ok(event) = EventRow::read(row) {
                        found.insert(id, event);
                    }
                }
            };
            // What comes last is known where it was met first from its side.
            self.uncertain |= order == "desc" && !is_reached && !finished;
            ends.push(end);
        }
        let mut one = connection
            .prepare(&format!("select {columns} from event not indexed where id = :id"))?;
        let mut missed = 0;
        for id in ends[0] + 1..ends[1] {
            match one.query_row(named_params! {":id": id}, EventRow::read) {
                Ok(event) => {
                    found.insert(id, event);
                    missed = 0;
                }
                Err(_) if missed == WIDEST_HOLE => break,
                Err(_) => missed += 1,
            }
        }
        // A number that no event of this file can have is a damaged one.
        let highest = from.saturating_add(most);
        let read = found.range(..=highest).next_back().map(|(id, _)| *id);
        let last = read.max(named_elsewhere(connection, from, below.min(highest))).unwrap_or(from);
        let missing = (last - from) - found.range(..=last).count() as i64;
        self.lost += missing.max(0) as usize;
        self.events.extend(found);
        Ok(())
    }
}

/// More events than this are in no file of this size.
fn most_events(connection: &Connection) -> Result<i64, StoreError> {
    let asked = |pragma| connection.query_row(pragma, [], |row| row.get::<_, i64>(0));
    let bytes = asked("pragma page_count")?.saturating_mul(asked("pragma page_size")?);
    Ok(bytes / SMALLEST_EVENT)
}

/// The last event in a range of which something besides the log knows.
fn named_elsewhere(connection: &Connection, from: i64, below: i64) -> Option<i64> {
    let mut last = None;
    for sql in NAMED_ELSEWHERE {
        let Ok(mut statement) = connection.prepare(sql) else { continue };
        let Ok(mut rows) = statement.query(named_params! {":from": from, ":below": below}) else {
            continue;
        };
        while let Ok(Some(row)) = rows.next() {
            last = last.max(row.get::<_, i64>(0).ok());
        }
    }
    last
}

/// Gives events that follow each other in their tree the numbers that only they can have had, where
/// their own do not fit in between.
fn mend_numbers(numbers: &mut [i64], most: i64) {
    let device = |number: i64| number >> SEQ_BITS;
    let seq = |number: i64| number & ((1 << SEQ_BITS) - 1);
    for at in 0..numbers.len() {
        let number = numbers[at];
        let due = at.checked_sub(1).map(|before| numbers[before] + 1);
        let next = numbers.get(at + 1).copied();
        let fits = due.is_none_or(|due| number >= due) && next.is_none_or(|next| number < next);
        if due == Some(number) || fits && seq(number) <= most {
            continue;
        }
        let between = next.filter(|next| due.is_some_and(|due| *next == due + 1));
        let first = next.filter(|next| seq(*next) == 2);
        let is_last = next.is_none_or(|next| due.is_some_and(|due| device(next) > device(due)));
        if let Some(next) = between.or(first) {
            numbers[at] = next - 1;
        } else if let (true, Some(due)) = (is_last, due) {
            numbers[at] = due;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::mend_numbers;

    const OTHER: i64 = 1 << 40;

    #[track_caller]
    fn assert_mended(damaged: &[i64], mended: &[i64]) {
        let mut numbers = damaged.to_vec();
        mend_numbers(&mut numbers, 1000);
        assert_eq!(numbers, mended);
    }

    #[test]
    fn a_number_that_does_not_fit_is_the_one_that_is_missing() {
        assert_mended(&[1, 2, 207_618_039, 4, 5], &[1, 2, 3, 4, 5]);
        assert_mended(&[1, 2, 1, 4, 5], &[1, 2, 3, 4, 5]);
        assert_mended(&[1, 2, OTHER * 9 + 3, 4, OTHER + 1], &[1, 2, 3, 4, OTHER + 1]);
        assert_mended(&[207_618_039, 2, 3], &[1, 2, 3]);
        assert_mended(&[1, 2, 207_618_039], &[1, 2, 3]);
        assert_mended(&[1, 2, 207_618_039, OTHER + 1], &[1, 2, 3, OTHER + 1]);
        assert_mended(&[1, 2, OTHER * 3 + 1, OTHER + 2], &[1, 2, OTHER + 1, OTHER + 2]);
    }

    #[test]
    fn a_hole_that_was_there_before_stays_one() {
        assert_mended(&[1, 2, 30, 31, 77], &[1, 2, 30, 31, 77]);
        assert_mended(&[5, 6, OTHER + 9, OTHER + 10], &[5, 6, OTHER + 9, OTHER + 10]);
    }
}
