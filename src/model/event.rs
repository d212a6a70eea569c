//! The events of the log: all that ever happened to a learner's cards.

use std::fmt;
use std::str::FromStr;

use super::{CardKey, Day, DeckId, Moment, Quality};

/// A device that writes events: 16 random bytes, written as 32 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct DeviceId(pub(crate) [u8; 16]);

impl fmt::Display for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut text = [0; 32];
        for (pair, byte) in text.chunks_exact_mut(2).zip(self.0) {
            pair[0] = DIGITS[usize::from(byte >> 4)];
            pair[1] = DIGITS[usize::from(byte & 15)];
        }
        f.write_str(std::str::from_utf8(&text).map_err(|_| fmt::Error)?)
    }
}

/// Why a text names no event.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is no event; it is written as 32 hexadecimal digits, `:` and a number from 1")]
pub(crate) struct EventIdError {
    found: String,
}

impl FromStr for DeviceId {
    type Err = EventIdError;

    fn from_str(text: &str) -> Result<Self, EventIdError> {
        bytes_of(text).map(Self).ok_or_else(|| EventIdError { found: text.to_owned() })
    }
}

/// The bytes that lower-case hexadecimal digits say. There is one in every line of a log.
fn bytes_of(text: &str) -> Option<[u8; 16]> {
    let mut bytes = [0; 16];
    let (pairs, rest) = text.as_bytes().as_chunks();
    if pairs.len() != bytes.len() || !rest.is_empty() {
        return None;
    }
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        *byte = nibble(*high)? << 4 | nibble(*low)?;
    }
    Some(bytes)
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

/// The identity of an event: who wrote it, and its number there. Written `device:seq`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct EventId {
    pub(crate) device: DeviceId,
    /// Dense from 1 per device, below 2^40.
    pub(crate) seq: u64,
}

impl EventId {
    /// One more than the highest number that an event can have on its device.
    pub(crate) const END: u64 = 1 << 40;
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.device, self.seq)
    }
}

impl FromStr for EventId {
    type Err = EventIdError;

    fn from_str(text: &str) -> Result<Self, EventIdError> {
        let error = || EventIdError { found: text.to_owned() };
        let (device, seq) = text.split_once(':').ok_or_else(error)?;
        let plain = !seq.starts_with(['0', '+']);
        match seq.parse() {
            Ok(seq @ 1..Self::END) if plain => Ok(Self { device: device.parse()?, seq }),
            _ => Err(error()),
        }
    }
}

/// A hybrid logical clock: `milliseconds << 16 | counter`. It never goes back on a device, even
/// when the device's clock does, and is above every event the device has seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) struct Hlc(i64);

impl Hlc {
    /// `None` for a negative number, which no clock gives.
    pub(crate) fn from_bits(bits: i64) -> Option<Self> {
        (bits >= 0).then_some(Self(bits))
    }

    pub(crate) fn bits(self) -> i64 {
        self.0
    }

    /// The reading for an event at `now` after all events up to `seen`.
    pub(crate) fn after(seen: Self, now: Moment) -> Self {
        let ticks = now.utc_ms().clamp(0, i64::MAX >> 16) << 16;
        Self(ticks.max(seen.0.saturating_add(1)))
    }
}

/// In what manner a card was answered, in the order of [`Mode::ALL`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Mode {
    /// On or after the day it was due, or for the first time.
    Review,
    /// Again on the same day, after a score below 4; without effect on the schedule.
    Drill,
    /// Before the day it was due.
    Ahead,
    /// Whether due or not, without effect on the schedule.
    Cram,
    /// In a practice test.
    Quiz,
    /// In another program.
    Import,
}

impl Mode {
    pub(crate) const ALL: [Self; 6] =
        [Self::Review, Self::Drill, Self::Ahead, Self::Cram, Self::Quiz, Self::Import];

    /// The place in [`Mode::ALL`].
    pub(crate) fn place(self) -> usize {
        self as usize
    }

    /// Whether answers of this mode are scheduled reviews, and so count for retention.
    pub(crate) fn is_scheduled(self) -> bool {
        match self {
            Self::Review | Self::Ahead => true,
            Self::Drill | Self::Cram | Self::Quiz | Self::Import => false,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Review => "review",
            Self::Drill => "drill",
            Self::Ahead => "ahead",
            Self::Cram => "cram",
            Self::Quiz => "quiz",
            Self::Import => "import",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.name() == name)
    }
}

/// An answer to a card.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Review {
    pub(crate) mode: Mode,
    pub(crate) quality: Quality,
    /// What the learner gave, where something was given.
    pub(crate) response: Option<String>,
    /// What the marking said, as JSON, where it said something.
    pub(crate) verdict: Option<String>,
    /// How long the learner took, in milliseconds, where it was measured.
    pub(crate) duration_ms: Option<u32>,
}

/// A change to a card that is no answer. The latest of each sort holds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum CardChange {
    Suspended(bool),
    Flagged(bool),
    /// Not asked before this day; `None` lifts it.
    BuriedUntil(Option<Day>),
    /// Forget what is remembered: the card is new again; its history stays.
    Reset,
    /// The learner's own text for a field of the note, as TOML; `None` goes back to the author's.
    Field {
        name: String,
        value: Option<String>,
    },
}

/// What happened. An unknown kind from a newer pauk is kept and passed over.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum EventKind {
    Review {
        card: CardKey,
        review: Review,
    },
    /// Takes an event back; taking back a retraction brings the event back.
    Retract {
        card: CardKey,
        target: EventId,
    },
    Set {
        card: CardKey,
        change: CardChange,
    },
    /// A deck came in or changed: the hash of its contents; `None` where it was removed.
    Deck {
        deck: DeckId,
        contents: Option<String>,
    },
    Config {
        key: String,
        value: Option<String>,
    },
    /// A practice test that was handed in: its results as JSON.
    Quiz {
        results: String,
    },
    /// From a newer pauk: its kind and the rest of it as JSON.
    Unknown {
        kind: String,
        json: String,
    },
}

/// An event as it happened, before the log has numbered it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Event {
    pub(crate) at: Moment,
    /// Decided once, when it happened.
    pub(crate) day: Day,
    pub(crate) kind: EventKind,
}

/// An event with its place in the log. Events are ordered by (hlc, device, seq).
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LoggedEvent {
    pub(crate) id: EventId,
    pub(crate) hlc: Hlc,
    /// Of the kind of event; what this pauk writes is version 1.
    pub(crate) version: u32,
    pub(crate) event: Event,
    /// Fields that a newer pauk wrote beside the known ones, as a JSON object.
    pub(crate) more: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_32_lower_case_digits() {
        let digits = "00123456789abcdef0fedcba98765432";
        let device: DeviceId = digits.parse().unwrap();
        assert_eq!(device.0[..3], [0x00, 0x12, 0x34]);
        assert_eq!(device.to_string(), digits);
        let wrong = [
            "",
            &digits[1..],
            &format!("{digits}0"),
            &digits.to_uppercase(),
            &digits.replace('f', "g"),
            &digits.replace('f', "+"),
            &digits.replace("ef", "é"),
        ];
        for text in wrong {
            assert!(text.parse::<DeviceId>().is_err(), "{text}");
        }
    }
}
