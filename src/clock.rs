//! The only reader of the time.

use chrono::{Local, Offset};

use crate::model::Moment;

/// Where the time comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    pinned: Option<Moment>,
}

impl Clock {
    /// The system's clock and zone.
    #[must_use]
    pub fn system() -> Self {
        Self { pinned: None }
    }

    /// A clock that stands still at an RFC 3339 time, whose offset is the local one.
    ///
    /// # Errors
    /// In words, what is wrong with the time.
    pub fn pinned(text: &str) -> Result<Self, String> {
        let moment = text.parse().map_err(|error| format!("{error}"))?;
        Ok(Self { pinned: Some(moment) })
    }

    /// What time it is.
    pub(crate) fn now(self) -> Moment {
        self.pinned.unwrap_or_else(|| {
            #[expect(clippy::disallowed_methods, reason = "here the time is read")]
            let now = Local::now();
            let offset = now.offset().fix().local_minus_utc() / 60;
            Moment::new(now.timestamp_millis(), i64::from(offset))
        })
    }
}
