//! What a session has to show, without how.

use crate::model::{CardKey, Day, EventId, Grade, Quality};
use crate::session::{Left, Show};

/// What is before the learner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Opening {
    pub(crate) day: Day,
    pub(crate) left: Left,
    /// Sentences on what is held back today.
    pub(crate) held_back: Vec<String>,
    pub(crate) minutes: u32,
}

/// A question or an answer, with what belongs to it.
#[derive(Debug)]
pub(crate) struct Scene<'a> {
    pub(crate) show: Show<'a>,
    pub(crate) day: Day,
    pub(crate) left: Left,
    /// How long the rest will take.
    pub(crate) minutes: u32,
    /// By grade, where the answer is shown.
    pub(crate) outcomes: Vec<Outcome>,
}

/// Where a grade leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) grade: Grade,
    /// In days.
    pub(crate) interval: u32,
    /// `None` where the schedule is not touched and the card is new.
    pub(crate) due: Option<Day>,
    /// Whether the card comes again today.
    pub(crate) again_today: bool,
}

/// A review that is on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Recorded {
    pub(crate) review: EventId,
    pub(crate) key: CardKey,
    pub(crate) quality: Quality,
    pub(crate) interval: u32,
    pub(crate) due: Option<Day>,
    /// In hundredths.
    pub(crate) ease: u16,
    pub(crate) repetitions: u32,
    pub(crate) drill: bool,
    pub(crate) again_today: bool,
    /// The number of lapses where they make the card a leech just now.
    pub(crate) leech: Option<u32>,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Notice {
    Recorded(Recorded),
    Undone {
        review: EventId,
        key: CardKey,
        was_review: bool,
    },
    NothingToUndo,
    Hint(String),
    /// The program asks back.
    AskBack {
        key: CardKey,
        text: String,
    },
    Refused(String),
    Buried {
        key: CardKey,
        until: Day,
    },
    Suspended {
        key: CardKey,
    },
    Flagged {
        key: CardKey,
        on: bool,
    },
    Edited {
        key: CardKey,
    },
    /// Lines about the card.
    Lines(Vec<String>),
    Help,
    /// For the learner only.
    Message(String),
}

/// What was done.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Ending {
    pub(crate) reviewed: usize,
    pub(crate) drilled: usize,
    pub(crate) grades: [(Grade, usize); 4],
    pub(crate) ms: u64,
    pub(crate) hardest: Vec<(CardKey, String, usize)>,
    pub(crate) left: Left,
    pub(crate) next_due: Option<Day>,
    pub(crate) day: Day,
    pub(crate) again: usize,
    /// Sentences on what is held back today.
    pub(crate) held_back: Vec<String>,
}
