//! Numbers with counts, packed into one value of a row.
//!
//! A day has a hundred different answer times and a dozen sorts of answers. As a row each they
//! would be read for longer than everything else; packed they are written once an answer and read
//! in a glance.

use std::collections::BTreeMap;

use rusqlite::Row;

use super::StoreError;

/// How often each number came, by number: most hold a dozen numbers, of which a row in the memory is
/// quicker than a tree.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Packed(Vec<(u32, i64)>);

#[cfg(test)]
impl FromIterator<(u32, i64)> for Packed {
    fn from_iter<I: IntoIterator<Item = (u32, i64)>>(pairs: I) -> Self {
        let mut sums = Self::default();
        pairs.into_iter().for_each(|(number, times)| sums.add(number, times));
        sums
    }
}

impl Packed {
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn add(&mut self, number: u32, times: i64) {
        let at = match self.0.last() {
            Some((last, _)) if *last >= number => {
                self.0.partition_point(|(known, _)| *known < number)
            }
            Some(_) | None => self.0.len(),
        };
        *self.times_at(at, number) += times;
    }

    /// How often a number came whose place is this, to be changed.
    fn times_at(&mut self, at: usize, number: u32) -> &mut i64 {
        if self.0.get(at).is_none_or(|(known, _)| *known != number) {
            self.0.insert(at, (number, 0));
        }
        &mut self.0[at].1
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, i64)> {
        self.0.iter().copied()
    }

    /// Without what comes never; whether anything is left.
    pub(super) fn tidy(&mut self) -> bool {
        self.0.retain(|(_, count)| *count != 0);
        !self.0.is_empty()
    }

    /// Writes differences, which may be negative, behind their number.
    pub(super) fn push_to(&self, bytes: &mut Vec<u8>) {
        push_whole(bytes, self.0.len() as u64);
        let mut last = 0;
        for (number, times) in self.iter() {
            push_whole(bytes, u64::from(number - last));
            push_signed(bytes, times);
            last = number;
        }
    }

    /// Adds what is packed.
    pub(super) fn add_packed(&mut self, packed: &[u8]) -> Result<(), StoreError> {
        let mut pairs = Pairs::of(packed);
        for (number, count) in &mut pairs {
            self.add(number, count as i64);
        }
        pairs.assert_sound()
    }

    /// What is packed and these differences to it, packed: pairs of the difference to the number
    /// before and the count, as LEB128; counts of nothing are left out.
    pub(super) fn merged(&self, packed: &[u8]) -> Result<Vec<u8>, StoreError> {
        let mut merged =
            Packing { bytes: Vec::with_capacity(packed.len() + self.0.len() * 3), last: 0 };
        let mut pairs = Pairs::of(packed);
        for (number, times) in self.iter() {
            merged.take_over(&mut pairs, |at| at < number);
            let known = pairs.next_if(|at| at == number).map_or(0, |(_, count)| count);
            merged.push(number, known as i64 + times);
        }
        merged.meet(&mut pairs, |_| true);
        merged.bytes.extend_from_slice(pairs.rest);
        pairs.assert_sound()?;
        Ok(merged.bytes)
    }
}

/// Pairs on their way into bytes.
struct Packing {
    bytes: Vec<u8>,
    last: u32,
}

impl Packing {
    /// Takes over the wanted pairs that come next.
    fn take_over(&mut self, pairs: &mut Pairs<'_>, wanted: impl Fn(u32) -> bool) {
        self.meet(pairs, &wanted);
        let from = pairs.rest;
        while let Some((number, _)) = pairs.next_if(&wanted) {
            self.last = number;
        }
        self.bytes.extend_from_slice(&from[..from.len() - pairs.rest.len()]);
    }

    /// Takes over wanted pairs up to where the bytes of the next one stay what they are, as nothing
    /// was left out or put in right before it.
    fn meet(&mut self, pairs: &mut Pairs<'_>, wanted: impl Fn(u32) -> bool) {
        while self.last != pairs.last
            && let Some((number, count)) = pairs.next_if(&wanted)
        {
            self.push(number, count as i64);
        }
    }

    fn push(&mut self, number: u32, count: i64) {
        if count > 0 {
            push_whole(&mut self.bytes, u64::from(number - self.last));
            push_whole(&mut self.bytes, count as u64);
            self.last = number;
        }
    }
}

/// Without what comes never under any key; how many numbers are left.
pub(super) fn tidy_all<K: Ord>(sums: &mut BTreeMap<K, Packed>) -> usize {
    let (mut numbers, mut any_empty) = (0, false);
    for sums in sums.values_mut() {
        any_empty |= !sums.tidy();
        numbers += sums.len();
    }
    // To take out of a tree what is not to be found is as much work as to build it.
    if any_empty {
        sums.retain(|_, sums| sums.len() > 0);
    }
    numbers
}

/// Writes a whole number as LEB128.
pub(super) fn push_whole(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

/// Writes a number that may be negative: those near nothing are the shortest.
pub(super) fn push_signed(bytes: &mut Vec<u8>, value: i64) {
    push_whole(bytes, ((value << 1) ^ (value >> 63)) as u64);
}

/// What was packed on its way out of bytes; each reading fails where they end or make no sense.
#[derive(Debug)]
pub(super) struct Unpacking<'a>(&'a [u8]);

impl<'a> Unpacking<'a> {
    pub(super) fn of(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// What [`push_whole`] wrote.
    pub(super) fn whole(&mut self) -> Result<u64, StoreError> {
        pull(&mut self.0).ok_or_else(nonsense)
    }

    /// What [`push_signed`] wrote.
    pub(super) fn signed(&mut self) -> Result<i64, StoreError> {
        let value = self.whole()?;
        Ok((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    /// Adds what [`Packed::push_to`] wrote.
    pub(super) fn add_to(&mut self, sums: &mut Packed) -> Result<(), StoreError> {
        let (mut number, mut at) = (0u32, 0);
        for _ in 0..self.whole()? {
            let step = u32::try_from(self.whole()?).ok();
            number = step.and_then(|step| number.checked_add(step)).ok_or_else(nonsense)?;
            let times = self.signed()?;
            at += sums.0[at..].iter().take_while(|(known, _)| *known < number).count();
            let sum = sums.times_at(at, number);
            *sum = sum.checked_add(times).ok_or_else(nonsense)?;
        }
        Ok(())
    }

    /// As many bytes as an array has.
    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], StoreError> {
        let (array, rest) = self.0.split_first_chunk().ok_or_else(nonsense)?;
        self.0 = rest;
        Ok(*array)
    }

    /// A text behind its length.
    pub(super) fn text(&mut self) -> Result<&'a str, StoreError> {
        let length = usize::try_from(self.whole()?).map_err(|_| nonsense())?;
        let (text, rest) = self.0.split_at_checked(length).ok_or_else(nonsense)?;
        self.0 = rest;
        std::str::from_utf8(text).map_err(|_| nonsense())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// To be called when all was read.
    pub(super) fn end(self) -> Result<(), StoreError> {
        if self.0.is_empty() { Ok(()) } else { Err(nonsense()) }
    }
}

/// What is packed in the first column of a row.
pub(super) fn packed_in<'a>(row: &'a Row<'_>) -> rusqlite::Result<&'a [u8]> {
    Ok(row.get_ref(0)?.as_blob()?)
}

/// Packed sums that are added up to be read once: quicker than [`Packed`] where they are many.
#[derive(Debug, Default)]
pub(super) struct Total {
    /// The counts of small numbers, by number.
    small: Vec<u64>,
    large: BTreeMap<u32, u64>,
}

impl Total {
    /// Numbers below this are small.
    const SMALL: u32 = 4_096;

    pub(super) fn add(&mut self, packed: &[u8]) -> Result<(), StoreError> {
        let mut pairs = Pairs::of(packed);
        for (number, count) in &mut pairs {
            match self.small.get_mut(number as usize) {
                Some(known) => *known += count,
                None => self.add_new(number, count),
            }
        }
        pairs.assert_sound()
    }

    fn add_new(&mut self, number: u32, count: u64) {
        if number < Self::SMALL {
            self.small.resize(number as usize, 0);
            self.small.push(count);
        } else {
            *self.large.entry(number).or_default() += count;
        }
    }

    /// The numbers that came with their counts, ascending.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, u64)> {
        let small = self.small.iter().enumerate().map(|(at, count)| (at as u32, *count));
        let large = self.large.iter().map(|(number, count)| (*number, *count));
        small.filter(|(_, count)| *count > 0).chain(large)
    }
}

fn nonsense() -> StoreError {
    StoreError::value("what is packed makes no sense")
}

/// Pairs on their way out of bytes. They end where the bytes do or make no sense;
/// [`Pairs::assert_sound`] tells which.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pairs<'a> {
    rest: &'a [u8],
    last: u32,
    broken: bool,
}

impl<'a> Pairs<'a> {
    pub(super) fn of(packed: &'a [u8]) -> Self {
        Self { rest: packed, last: 0, broken: false }
    }

    /// Fails where the pairs ended within one, or where one made no sense.
    pub(super) fn assert_sound(&self) -> Result<(), StoreError> {
        if self.broken { Err(nonsense()) } else { Ok(()) }
    }

    #[inline(always)]
    fn pull(&mut self) -> Option<(u32, u64)> {
        let step = u32::try_from(pull(&mut self.rest)?).ok()?;
        let count = pull(&mut self.rest)?;
        self.last = self.last.checked_add(step)?;
        Some((self.last, count))
    }

    /// The next pair, where its number is wanted.
    #[inline]
    pub(super) fn next_if(&mut self, wanted: impl Fn(u32) -> bool) -> Option<(u32, u64)> {
        let mut ahead = *self;
        let next = ahead.next();
        if next.is_none_or(|(number, _)| wanted(number)) {
            *self = ahead;
            next
        } else {
            None
        }
    }
}

impl Iterator for Pairs<'_> {
    type Item = (u32, u64);

    #[inline]
    fn next(&mut self) -> Option<(u32, u64)> {
        if self.rest.is_empty() {
            return None;
        }
        let next = self.pull();
        if next.is_none() {
            (self.rest, self.broken) = (&[], true);
        }
        next
    }
}

#[inline]
fn pull(packed: &mut &[u8]) -> Option<u64> {
    // Nearly all are below 128.
    match packed {
        [small @ ..0x80, rest @ ..] => {
            let value = u64::from(*small);
            *packed = rest;
            Some(value)
        }
        _ => pull_long(packed),
    }
}

fn pull_long(packed: &mut &[u8]) -> Option<u64> {
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
    use proptest::prelude::*;

    use super::*;

    fn pairs(packed: &[u8]) -> Vec<(u32, u64)> {
        let mut pairs = Pairs::of(packed);
        let seen = pairs.by_ref().collect();
        pairs.assert_sound().unwrap();
        seen
    }

    #[test]
    fn what_is_packed_can_be_unpacked_and_counts_of_nothing_are_left_out() {
        let sums = Packed::from_iter([(0, 1), (47, 300), (64, -1), (130, 2), (4_000_000, 70_000)]);
        let bytes = sums.merged(&[]).unwrap();
        assert_eq!(pairs(&bytes), [(0, 1), (47, 300), (130, 2), (4_000_000, 70_000)]);
        let bytes = Packed::from_iter([(0, -1), (46, 5), (130, 1)]).merged(&bytes).unwrap();
        assert_eq!(pairs(&bytes), [(46, 5), (47, 300), (130, 3), (4_000_000, 70_000)]);
        let mut first = Pairs::of(&bytes);
        assert_eq!(first.next_if(|number| number < 46), None);
        assert_eq!(first.next_if(|number| number < 47), Some((46, 5)), "it was left where it was");
    }

    proptest! {
        #[test]
        fn merging_adds_up(
            parts in prop::collection::vec(
                prop::collection::vec((0u32..600, 1i64..100_000), 0..40),
                0..5,
            ),
        ) {
            let (mut whole, mut bytes) = (Packed::default(), Vec::new());
            for part in &parts {
                bytes = Packed::from_iter(part.iter().copied()).merged(&bytes).unwrap();
                for (number, count) in part {
                    whole.add(*number, *count);
                }
            }
            prop_assert_eq!(&bytes, &whole.merged(&[]).unwrap());
            let whole: Vec<_> = whole.iter().map(|(number, count)| (number, count as u64)).collect();
            prop_assert_eq!(pairs(&bytes), whole);
            for part in &parts {
                let back: Vec<_> = part.iter().map(|(number, count)| (*number, -count)).collect();
                bytes = Packed::from_iter(back).merged(&bytes).unwrap();
            }
            prop_assert_eq!(bytes, Vec::<u8>::new());
        }
    }

    #[test]
    fn half_a_pair_and_endless_numbers_are_refused() {
        for packed in [&[1u8][..], &[0x80], &[1, 0xff], &[0xff; 24]] {
            assert!(Total::default().add(packed).is_err());
            assert!(Packed::default().add_packed(packed).is_err());
            assert!(Packed::from_iter([(u32::MAX, 1)]).merged(packed).is_err());
        }
    }
}
