//! SM-2 as its author published it, in integers.
//!
//! Source: P. A. Wozniak, *Optimization of learning*, master's thesis, Poznan 1990, section 3.2;
//! republished 1998 as super-memory.com/english/ol/sm2.htm. The prose is followed where the
//! program fragment beside it differs: intervals are rounded up, the ease changes first and the
//! new one multiplies, and a fail keeps the ease. Ease is kept in hundredths, of which every
//! published step is a multiple, so nothing is ever rounded but the interval.

use crate::model::{Ease, Interval, Quality};

/// The three numbers that SM-2 keeps of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sm2 {
    /// Passes in a row.
    pub(crate) repetitions: u32,
    pub(crate) ease: Ease,
    pub(crate) interval: Interval,
}

impl Sm2 {
    /// After a scheduled repetition with this quality.
    ///
    /// A pass (3 and above): EF := max(1.30, EF + 0.1 - (5-q)(0.08 + (5-q)0.02)), then the interval
    /// is 1, 6, and from the third pass on ceil(interval * EF). A fail starts again at one day and
    /// keeps the ease.
    pub(crate) fn repeat(self, quality: Quality) -> Self {
        if !quality.passes() {
            return Self { repetitions: 0, ease: self.ease, interval: Interval::from_days(1) };
        }
        let ease = Ease::from_hundredths(i64::from(self.ease.hundredths()) + ease_change(quality));
        let repetitions = self.repetitions.saturating_add(1);
        let interval = match repetitions {
            1 => Interval::from_days(1),
            2 => Interval::from_days(6),
            _ => {
                let product = u64::from(self.interval.days()) * u64::from(ease.hundredths());
                Interval::from_days(product.div_ceil(100))
            }
        };
        Self { repetitions, ease, interval }
    }
}

/// What a quality adds to the ease, in hundredths: 5 +10, 4 0, 3 -14.
pub(crate) fn ease_change(quality: Quality) -> i64 {
    let missing = i64::from(5 - quality.get());
    10 - missing * (8 + missing * 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Memory;

    /// 250 sequences made by an independent exact implementation of the published prose. A drill
    /// row repeats the state before it, and intervals in the file are not capped.
    #[test]
    fn every_row_of_the_published_vectors_comes_out_to_the_day() {
        let file = include_str!("../../tests/fixtures/sm2.csv");
        let mut state = None;
        let mut rows = 0;
        for line in file.lines().skip(1) {
            let cells: Vec<&str> = line.split(',').collect();
            let [seq, _, step, kind, grade, _, n, ef, interval, again, ..] = cells[..] else {
                panic!("a row has thirteen cells: {line}");
            };
            if step == "1" {
                state = Some(Sm2 {
                    repetitions: 0,
                    ease: Memory::NEW.ease,
                    interval: Memory::NEW.interval,
                });
            }
            let before = state.expect("a sequence begins with step 1");
            let quality = Quality::new(grade.parse().unwrap()).unwrap();
            let after = if kind == "drill" { before } else { before.repeat(quality) };
            let capped = interval.parse::<u128>().unwrap().min(u128::from(Interval::CAP));
            assert_eq!(after.repetitions.to_string(), n, "repetitions of {seq}/{step}");
            assert_eq!(after.ease.to_string(), ef, "ease of {seq}/{step}");
            assert_eq!(u128::from(after.interval.days()), capped, "interval of {seq}/{step}");
            assert_eq!(quality.drills_again(), again == "1", "drill of {seq}/{step}");
            state = Some(after);
            rows += 1;
        }
        assert_eq!(rows, 2556);
    }

    #[test]
    fn nothing_overflows_in_a_hundred_thousand_perfect_answers() {
        let mut state =
            Sm2 { repetitions: u32::MAX - 10, ease: Ease::START, interval: Interval::from_days(6) };
        for _ in 0..100_000 {
            state = state.repeat(Quality::new(5).unwrap());
        }
        assert_eq!(state.repetitions, u32::MAX);
        assert_eq!(state.ease.hundredths(), u16::MAX);
        assert_eq!(state.interval.days(), Interval::CAP);
    }
}
