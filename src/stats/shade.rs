//! How dark a day is in a calendar.

/// The steps between four shades: a quarter of the days with answers lies in each, so one day of
/// catching up does not pale all the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Shades {
    /// The greatest count of each shade, the lightest first.
    pub(crate) up_to: [u64; 4],
}

impl Shades {
    /// Of the answers of each day; days without any do not matter.
    pub(crate) fn of(counts: impl IntoIterator<Item = u64>) -> Self {
        let mut counts: Vec<u64> = counts.into_iter().filter(|count| *count > 0).collect();
        counts.sort_unstable();
        let quarter = |part: usize| match counts.len() {
            0 => 0,
            days => counts[(days * part / 4).max(1) - 1],
        };
        Self { up_to: [quarter(1), quarter(2), quarter(3), quarter(4)] }
    }

    /// 0 for a day without answers, else 1 to 4.
    pub(crate) fn level(&self, count: u64) -> usize {
        match count {
            0 => 0,
            count => self.up_to.iter().position(|most| count <= *most).map_or(4, |at| at + 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_shade_has_a_quarter_of_the_days() {
        let shades = Shades::of([0, 10, 20, 30, 400, 0]);
        assert_eq!(shades.up_to, [10, 20, 30, 400]);
        let levels = [0, 1, 10, 11, 30, 31, 500].map(|count| shades.level(count));
        assert_eq!(levels, [0, 1, 1, 2, 3, 4, 4]);
        assert_eq!(Shades::of([7]).level(7), 1);
    }
}
