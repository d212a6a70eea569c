//! Numbers with counts, packed into one value of a row.
//!
//! A day has a hundred different answer times and a dozen sorts of answers. As a row each they
//! would be read for longer than everything else; packed they are written once an answer and read
//! in a glance.

use std::collections::BTreeMap;

use super::StoreError;

/// How often each number came.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Packed(BTreeMap<u32, i64>);

impl Packed {
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.values().all(|count| *count == 0)
    }

    pub(super) fn add(&mut self, number: u32, times: i64) {
        *self.0.entry(number).or_default() += times;
    }

    /// Adds what is packed.
    pub(super) fn add_packed(&mut self, packed: &[u8]) -> Result<(), StoreError> {
        unpack(packed, |number, count| self.add(number, count as i64))
    }

    /// Pairs of the difference to the number before and the count, as LEB128; counts of nothing
    /// are left out.
    pub(super) fn pack(&self) -> Vec<u8> {
        let mut packed = Vec::with_capacity(self.0.len() * 2);
        let mut last = 0;
        for (number, count) in self.0.iter().filter(|(_, count)| **count > 0) {
            push(&mut packed, u64::from(number - last));
            push(&mut packed, *count as u64);
            last = *number;
        }
        packed
    }
}

fn push(packed: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        packed.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    packed.push(value as u8);
}

/// What was packed, pair by pair; an error where it ends within one or makes no sense.
pub(super) fn unpack(mut packed: &[u8], mut see: impl FnMut(u32, u64)) -> Result<(), StoreError> {
    let wrong = || StoreError::value("the packed sums of a day make no sense");
    let mut last = 0u32;
    while !packed.is_empty() {
        let step = pull(&mut packed).ok_or_else(wrong)?;
        let count = pull(&mut packed).ok_or_else(wrong)?;
        last =
            u32::try_from(step).ok().and_then(|step| last.checked_add(step)).ok_or_else(wrong)?;
        see(last, count);
    }
    Ok(())
}

fn pull(packed: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..63).step_by(7) {
        let (first, rest) = packed.split_first()?;
        *packed = rest;
        value |= u64::from(first & 0x7f) << shift;
        if first & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_can_be_unpacked_and_counts_of_nothing_are_left_out() {
        let mut sums = Packed::default();
        for (number, times) in [(0, 1), (47, 300), (64, -1), (130, 2), (4_000_000, 70_000)] {
            sums.add(number, times);
        }
        let mut seen = Vec::new();
        unpack(&sums.pack(), |number, count| seen.push((number, count))).unwrap();
        assert_eq!(seen, [(0, 1), (47, 300), (130, 2), (4_000_000, 70_000)]);
        sums.add_packed(&sums.pack()).unwrap();
        unpack(&sums.pack(), |number, count| seen.push((number, count))).unwrap();
        assert_eq!(seen[5..], [(47, 600), (130, 4), (4_000_000, 140_000)]);
        assert!(!sums.is_empty());
        assert!(Packed::default().is_empty());
    }

    #[test]
    fn half_a_pair_and_endless_numbers_are_refused() {
        for packed in [&[1u8][..], &[0x80], &[1, 0xff], &[0xff; 24]] {
            assert!(unpack(packed, |_, _| {}).is_err());
        }
    }
}
