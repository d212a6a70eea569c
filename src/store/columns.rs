//! The values of pauk as columns of SQLite, both ways. A value that cannot be read is an error.

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

use super::deck_files::FileHash;
use super::texts::TextHash;
use super::{CardNumber, DeckNumber, NoteNumber, TextNumber};
use crate::model::{Day, Due, Ease, Hlc, Interval, Mode, Quality, Variant};

macro_rules! number_column {
    ($name:ident) => {
        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok(self.0.into())
            }
        }

        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                i64::column_result(value).map(Self)
            }
        }
    };
}

number_column!(CardNumber);
number_column!(NoteNumber);
number_column!(DeckNumber);
number_column!(TextNumber);

macro_rules! hash_column {
    ($name:ident) => {
        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                self.0.to_sql()
            }
        }

        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                FromSql::column_result(value).map(Self)
            }
        }
    };
}

hash_column!(TextHash);
hash_column!(FileHash);

fn out_of_range(number: i64) -> FromSqlError {
    FromSqlError::OutOfRange(number)
}

impl ToSql for Day {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.number().into())
    }
}

impl FromSql for Day {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let number = i64::column_result(value)?;
        let day = Self::from_number(number);
        if day.number() == number { Ok(day) } else { Err(out_of_range(number)) }
    }
}

impl ToSql for Hlc {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.bits().into())
    }
}

impl FromSql for Hlc {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let bits = i64::column_result(value)?;
        Self::from_bits(bits).ok_or_else(|| out_of_range(bits))
    }
}

impl ToSql for Quality {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.get().into())
    }
}

impl FromSql for Quality {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let number = i64::column_result(value)?;
        Self::new(number).ok_or_else(|| out_of_range(number))
    }
}

impl ToSql for Mode {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Review => 0,
            Self::Drill => 1,
            Self::Ahead => 2,
            Self::Cram => 3,
            Self::Quiz => 4,
            Self::Import => 5,
        }
        .into())
    }
}

impl FromSql for Mode {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let number = i64::column_result(value)?;
        usize::try_from(number)
            .ok()
            .and_then(|at| Self::ALL.get(at).copied())
            .ok_or_else(|| out_of_range(number))
    }
}

impl ToSql for Variant {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.code().into())
    }
}

impl FromSql for Variant {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let code = i64::column_result(value)?;
        u16::try_from(code).ok().and_then(Self::from_code).ok_or_else(|| out_of_range(code))
    }
}

impl ToSql for Ease {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.hundredths().into())
    }
}

impl FromSql for Ease {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let number = i64::column_result(value)?;
        let ease = Self::from_hundredths(number);
        if i64::from(ease.hundredths()) == number { Ok(ease) } else { Err(out_of_range(number)) }
    }
}

impl ToSql for Interval {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.days().into())
    }
}

impl FromSql for Interval {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let number = i64::column_result(value)?;
        u64::try_from(number)
            .ok()
            .map(Self::from_days)
            .filter(|interval| i64::from(interval.days()) == number)
            .ok_or_else(|| out_of_range(number))
    }
}

/// A due day, null for a new card.
impl ToSql for Due {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self {
            Self::New => Ok(rusqlite::types::Null.into()),
            Self::On(day) => Ok(day.number().into()),
        }
    }
}

impl FromSql for Due {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Ok(Option::<Day>::column_result(value)?.map_or(Self::New, Self::On))
    }
}
