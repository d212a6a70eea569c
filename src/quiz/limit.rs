//! How long a quiz may take, as people write it: `30m`, `1h30m`, `90s`.
//!
//! It only counts; what happens when the time is over, the sitting decides.

use std::fmt;
use std::str::FromStr;

/// A time limit in milliseconds: at least a second, at most a day, whole seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct TimeLimit(u64);

/// Why a text is no time limit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TimeLimitError {
    #[error("`{found}` is no time limit; write it as 30m, 1h30m or 90s")]
    Form { found: String },
    #[error("a time limit goes from 1s to 24h")]
    Range,
}

const SECONDS_OF_A_DAY: u64 = 24 * 60 * 60;

impl TimeLimit {
    /// `None` for less than a second and more than a day.
    pub(crate) fn from_seconds(seconds: u64) -> Option<Self> {
        (1..=SECONDS_OF_A_DAY).contains(&seconds).then(|| Self(seconds * 1000))
    }

    pub(crate) fn ms(self) -> u64 {
        self.0
    }
}

impl FromStr for TimeLimit {
    type Err = TimeLimitError;

    fn from_str(text: &str) -> Result<Self, TimeLimitError> {
        let form = || TimeLimitError::Form { found: text.to_owned() };
        let (mut rest, mut seconds) = (text.trim(), 0_u64);
        if rest.is_empty() {
            return Err(form());
        }
        for (unit, length) in [('h', 3600), ('m', 60), ('s', 1)] {
            let Some((number, after)) = rest.split_once(unit) else {
                continue;
            };
            if number.is_empty() || !number.bytes().all(|b| b.is_ascii_digit()) {
                return Err(form());
            }
            // More digits than a number holds are more than a day, too.
            let number = number.parse().unwrap_or(u64::MAX);
            seconds = seconds.saturating_add(u64::saturating_mul(length, number));
            rest = after;
        }
        if !rest.is_empty() {
            return Err(form());
        }
        Self::from_seconds(seconds).ok_or(TimeLimitError::Range)
    }
}

impl fmt::Display for TimeLimit {
    /// `30m`, `1h30m`, `90s` as `1m30s`; [`TimeLimit::from_str`] leads back.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0 / 1000;
        for (count, unit) in [(seconds / 3600, 'h'), (seconds / 60 % 60, 'm'), (seconds % 60, 's')]
        {
            if count > 0 {
                write!(f, "{count}{unit}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_limit_reads_as_people_write_it() {
        let read = |text: &str| text.parse::<TimeLimit>().map(|limit| limit.ms() / 1000);
        assert_eq!(read("30m"), Ok(1800));
        assert_eq!(read("1h30m"), Ok(5400));
        assert_eq!(read("90s"), Ok(90));
        assert_eq!("90s".parse::<TimeLimit>().unwrap().to_string(), "1m30s");
    }

    #[test]
    fn what_is_no_time_limit_says_how_to_write_one() {
        for text in ["", "30", "m", "1.5h", "30m1h", "-5m", "5 m"] {
            let found = text.to_owned();
            assert_eq!(text.parse::<TimeLimit>(), Err(TimeLimitError::Form { found }), "{text}");
        }
        for text in ["0s", "25h", "99999999999999999999999h"] {
            assert_eq!(text.parse::<TimeLimit>(), Err(TimeLimitError::Range), "{text}");
        }
    }
}
