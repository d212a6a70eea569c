//! Time as pauk counts it: the moment something happened, and the study day it belongs to.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, Days, FixedOffset, NaiveDate, SecondsFormat};

/// A calendar day, counted from 1970-01-01. Differences are whole days, whatever the clocks did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Day(i32);

impl Day {
    /// The first and the last day that can be told: 0001-01-01 and 9999-12-31.
    const FIRST: i32 = -719_162;
    const LAST: i32 = 2_932_896;

    /// Clamped to the years 1 to 9999.
    pub(crate) fn from_number(number: i64) -> Self {
        Self(number.clamp(i64::from(Self::FIRST), i64::from(Self::LAST)) as i32)
    }

    /// Days since 1970-01-01.
    pub(crate) fn number(self) -> i64 {
        i64::from(self.0)
    }

    /// This day and `days` more, never beyond 9999-12-31.
    pub(crate) fn plus(self, days: u32) -> Self {
        Self::from_number(i64::from(self.0) + i64::from(days))
    }

    /// This day and `days` fewer, never before 0001-01-01.
    pub(crate) fn minus(self, days: u32) -> Self {
        Self::from_number(i64::from(self.0) - i64::from(days))
    }

    /// Whole days from `earlier` to this day; 0 where `earlier` lies ahead, as after a journey or
    /// a clock set back.
    pub(crate) fn since(self, earlier: Self) -> u32 {
        (i64::from(self.0) - i64::from(earlier.0)).max(0) as u32
    }

    /// The day of the week: 0 Monday to 6 Sunday.
    pub(crate) fn weekday(self) -> u8 {
        // 1970-01-01 was a Thursday.
        (self.number() + 3).rem_euclid(7) as u8
    }

    /// 1 January to 12 December.
    pub(crate) fn month(self) -> u8 {
        self.date().month() as u8
    }

    /// From 1.
    pub(crate) fn day_of_month(self) -> u8 {
        self.date().day() as u8
    }

    fn date(self) -> NaiveDate {
        let epoch = NaiveDate::default();
        let distance = Days::new(u64::from(self.0.unsigned_abs()));
        if self.0 < 0 { epoch - distance } else { epoch + distance }
    }
}

impl fmt::Display for Day {
    /// `2026-11-23`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = self.date();
        let tens = |number: u32| [b'0' + (number / 10) as u8, b'0' + (number % 10) as u8];
        let year = date.year().unsigned_abs();
        let ([y1, y2], [y3, y4]) = (tens(year / 100), tens(year % 100));
        let ([m1, m2], [d1, d2]) = (tens(date.month()), tens(date.day()));
        let text = [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2];
        f.write_str(std::str::from_utf8(&text).map_err(|_| fmt::Error)?)
    }
}

/// Why a text is no day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is no day; a day is written 2026-11-23")]
pub(crate) struct DayError {
    found: String,
}

impl FromStr for Day {
    type Err = DayError;

    fn from_str(text: &str) -> Result<Self, DayError> {
        let date = plain_date(text.as_bytes())
            .or_else(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok())
            .ok_or_else(|| DayError { found: text.to_owned() })?;
        Ok(Self::from_number(date.signed_duration_since(NaiveDate::default()).num_days()))
    }
}

/// A date of four, two and two digits: what pauk writes, read without a look at its form.
fn plain_date(text: &[u8]) -> Option<NaiveDate> {
    match text {
        [year @ .., b'-', m1, m2, b'-', d1, d2] if year.len() == 4 => {
            let year = digits(year)?;
            NaiveDate::from_ymd_opt(year as i32, digits(&[*m1, *m2])?, digits(&[*d1, *d2])?)
        }
        _ => None,
    }
}

/// The number that plain digits say.
fn digits(text: &[u8]) -> Option<u32> {
    text.iter().try_fold(0, |number: u32, byte| {
        byte.is_ascii_digit().then(|| number * 10 + u32::from(byte - b'0'))
    })
}

/// The hour of local time at which a study day ends and the next begins: 0 to 23.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rollover(u8);

impl Rollover {
    /// `None` for what is no hour of the day.
    pub(crate) fn new(hour: i64) -> Option<Self> {
        (0..=23).contains(&hour).then_some(Self(hour as u8))
    }

    #[cfg(test)]
    pub(crate) fn hour(self) -> u8 {
        self.0
    }
}

impl Default for Rollover {
    /// Four in the morning: who studies past midnight still studies today.
    fn default() -> Self {
        Self(4)
    }
}

/// An instant together with the offset of the local time that held then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment {
    utc_ms: i64,
    offset_minutes: i16,
}

impl Moment {
    /// Milliseconds since 1970 in UTC, clamped to the years 1 to 9999, and minutes east of UTC,
    /// clamped to a day.
    pub(crate) fn new(utc_ms: i64, offset_minutes: i64) -> Self {
        let day = 86_400_000;
        Self {
            utc_ms: utc_ms.clamp(i64::from(Day::FIRST) * day, i64::from(Day::LAST) * day),
            offset_minutes: offset_minutes.clamp(-1439, 1439) as i16,
        }
    }

    pub(crate) fn utc_ms(self) -> i64 {
        self.utc_ms
    }

    pub(crate) fn offset_minutes(self) -> i16 {
        self.offset_minutes
    }

    /// The study day: the date of the local wall clock less the roll-over hours. Date arithmetic
    /// on the wall clock, so no gap of daylight saving can hit it.
    pub(crate) fn study_day(self, rollover: Rollover) -> Day {
        let shift = i64::from(self.offset_minutes) * 60_000 - i64::from(rollover.0) * 3_600_000;
        Day::from_number((self.utc_ms + shift).div_euclid(86_400_000))
    }

    /// The hour of the local wall clock: 0 to 23.
    pub(crate) fn hour(self) -> u8 {
        let local = self.utc_ms + i64::from(self.offset_minutes) * 60_000;
        (local.rem_euclid(86_400_000) / 3_600_000) as u8
    }

    fn date_time(self) -> DateTime<FixedOffset> {
        let offset = FixedOffset::east_opt(i32::from(self.offset_minutes) * 60)
            .expect("the offset is clamped to less than a day");
        DateTime::from_timestamp_millis(self.utc_ms)
            .expect("the instant is clamped to the years 1 to 9999")
            .with_timezone(&offset)
    }
}

impl fmt::Display for Moment {
    /// RFC 3339 with milliseconds: `2026-11-23T18:00:00.000+01:00`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.date_time().to_rfc3339_opts(SecondsFormat::Millis, false))
    }
}

/// Why a text is no moment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is no RFC 3339 time such as 2026-11-23T18:00:00+01:00")]
pub(crate) struct MomentError {
    found: String,
}

/// A moment as pauk writes it: `2026-11-23T18:00:00.000+01:00`, read without a look at its form.
fn plain_moment(text: &[u8]) -> Option<Moment> {
    if text.len() != 29 || [text[10], text[13], text[16], text[19], text[26]] != *b"T::.:" {
        return None;
    }
    let day = Day::from_number(
        plain_date(&text[..10])?.signed_duration_since(NaiveDate::default()).num_days(),
    );
    let part = |from: usize, to: usize, below: u32| {
        digits(&text[from..to]).filter(|number| *number < below).map(i64::from)
    };
    let (hours, minutes, seconds) = (part(11, 13, 24)?, part(14, 16, 60)?, part(17, 19, 60)?);
    let ms = part(20, 23, 1_000)?;
    let east = part(24, 26, 24)? * 60 + part(27, 29, 60)?;
    let offset = match text[23] {
        b'+' => east,
        b'-' => -east,
        _ => return None,
    };
    let local = day.number() * 86_400_000 + (hours * 3_600 + minutes * 60 + seconds) * 1_000 + ms;
    Some(Moment::new(local - offset * 60_000, offset))
}

impl FromStr for Moment {
    type Err = MomentError;

    fn from_str(text: &str) -> Result<Self, MomentError> {
        if let Some(moment) = plain_moment(text.as_bytes()) {
            return Ok(moment);
        }
        let time = DateTime::parse_from_rfc3339(text)
            .map_err(|_| MomentError { found: text.to_owned() })?;
        Ok(Self::new(time.timestamp_millis(), i64::from(time.offset().local_minus_utc() / 60)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day_of(moment: &str, hour: i64) -> String {
        let moment: Moment = moment.parse().unwrap();
        moment.study_day(Rollover::new(hour).unwrap()).to_string()
    }

    #[test]
    fn the_study_day_ends_at_the_roll_over_hour_of_local_time() {
        assert_eq!(day_of("2026-11-24T03:59:59+01:00", 4), "2026-11-23");
        assert_eq!(day_of("2026-11-24T04:00:00+01:00", 4), "2026-11-24");
        assert_eq!(day_of("2026-11-24T00:00:00-09:30", 0), "2026-11-24");
        assert_eq!(day_of("1969-12-31T23:00:00+00:00", 4), "1969-12-31");
    }

    #[test]
    fn leap_days_and_far_years_are_days() {
        for text in ["2028-02-29", "1970-01-01", "0001-01-01", "9999-12-31", "2038-01-19"] {
            assert_eq!(text.parse::<Day>().unwrap().to_string(), text);
        }
        assert!("2027-02-29".parse::<Day>().is_err());
        assert_eq!("9999-12-31".parse::<Day>().unwrap().plus(u32::MAX).to_string(), "9999-12-31");
    }

    #[test]
    fn going_back_in_time_is_no_difference() {
        let monday: Day = "2026-11-23".parse().unwrap();
        assert_eq!(monday.since(monday.plus(5)), 0);
        assert_eq!(monday.plus(5).since(monday), 5);
    }

    #[test]
    fn a_moment_reads_what_it_writes() {
        for text in ["2026-11-23T18:00:00.000+01:00", "0001-01-02T00:00:00.000+00:00"] {
            assert_eq!(text.parse::<Moment>().unwrap().to_string(), text);
        }
        assert!("2026-11-23".parse::<Moment>().is_err());
    }

    #[test]
    fn what_is_read_quickly_is_what_is_read_with_care() {
        let written = [
            "2026-11-23T18:00:00.000+01:00",
            "2028-02-29T23:59:59.999-09:30",
            "1969-12-31T00:00:00.001+14:00",
            "9999-12-31T23:59:59.999+00:00",
        ];
        for text in written {
            let careful = DateTime::parse_from_rfc3339(text).unwrap();
            let offset = careful.offset().local_minus_utc() / 60;
            let careful = Moment::new(careful.timestamp_millis(), i64::from(offset));
            assert_eq!(plain_moment(text.as_bytes()), Some(careful));
        }
        let others = [
            "2026-02-30T18:00:00.000+01:00",
            "2026-11-23T24:00:00.000+01:00",
            "2026-11-23T18:60:00.000+01:00",
            "2026-11-23t18:00:00.000+01:00",
            "2026-11-23T18:00:00.000Z",
            "2026-11-23T18:00:00.+00+01:00",
            "äää6-11-23T18:00:00.000+1:00",
        ];
        for text in others {
            assert_eq!(plain_moment(text.as_bytes()), None, "{text}");
        }
    }
}
