//! What a command fails with: a kind that decides the exit status, a cause, and hints.

use std::fmt::Display;
use std::io;

use crate::escape::{clean, clean_line};
use crate::store::{StoreError, in_words};

const MAKE_ROOM: &str = "Make room on the disk and try again.";

const CHECK_THE_PATH: &str = "Check that the path exists and may be read and written.";

/// What every Unix calls an input or output error.
const EIO: i32 = 5;

/// How bad it is, and so what the shell is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Something that the learner can mend, or a negative answer: 1.
    Mend,
    /// The command line is wrong: 2.
    Usage,
    /// Data are damaged, or pauk has a bug: 3.
    Damage,
    /// Ctrl-C: 130.
    Interrupted,
    /// Whoever read the output has gone: silent, 0.
    Gone,
}

/// Why a command did not do what it was asked.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) kind: Kind,
    cause: Option<anyhow::Error>,
    hints: Vec<String>,
}

impl Failure {
    /// Something that the learner can mend.
    pub(crate) fn mend(cause: impl Display + Send + Sync + std::fmt::Debug + 'static) -> Self {
        Self::new(Kind::Mend, anyhow::Error::msg(cause))
    }

    /// A wrong command line.
    pub(crate) fn usage(cause: impl Display + Send + Sync + std::fmt::Debug + 'static) -> Self {
        Self::new(Kind::Usage, anyhow::Error::msg(cause))
    }

    /// What the system says of a file, in words.
    pub(crate) fn file(path: &std::path::Path, error: &io::Error) -> Self {
        Self::of_system(format!("{}: {}", path.display(), in_words(error)), error)
    }

    /// What the system says, with what can be done about it.
    fn of_system(words: String, error: &io::Error) -> Self {
        let failure = Self::mend(words);
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => failure.hint(MAKE_ROOM),
            // By its kind: who wraps an error keeps no number.
            kind if cfg!(unix) && kind == io::Error::from_raw_os_error(EIO).kind() => {
                failure.hint("Check the disk, or write to another one.")
            }
            _ => failure,
        }
    }

    /// Damaged data.
    pub(crate) fn damage(cause: impl Display + Send + Sync + std::fmt::Debug + 'static) -> Self {
        Self::new(Kind::Damage, anyhow::Error::msg(cause))
    }

    /// The answer is no; everything was said already.
    pub(crate) fn silent() -> Self {
        Self { kind: Kind::Mend, cause: None, hints: Vec::new() }
    }

    pub(crate) fn interrupted() -> Self {
        Self { kind: Kind::Interrupted, cause: None, hints: Vec::new() }
    }

    fn new(kind: Kind, cause: anyhow::Error) -> Self {
        Self { kind, cause: Some(cause), hints: Vec::new() }
    }

    /// With a way out: a sentence with a command or a place.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// What the shell is told.
    pub(crate) fn code(&self) -> u8 {
        match self.kind {
            Kind::Mend => 1,
            Kind::Usage => 2,
            Kind::Damage => 3,
            Kind::Interrupted => 130,
            Kind::Gone => 0,
        }
    }

    /// The lines for stderr.
    pub(crate) fn lines(&self) -> Vec<String> {
        let Some(cause) = &self.cause else { return Vec::new() };
        if self.kind == Kind::Gone {
            return Vec::new();
        }
        let chain: Vec<String> =
            cause.chain().map(|cause| clean(&cause.to_string()).into_owned()).collect();
        let mut lines = vec![format!("error: {}", chain.join(": "))];
        lines.extend(self.hints.iter().map(|hint| format!("  hint: {}", clean_line(hint))));
        lines
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        if let StoreError::File { path, source } = &error {
            if source.kind() == io::ErrorKind::BrokenPipe {
                return Self::new(Kind::Gone, error.into());
            }
            let failure = Self::file(path, source);
            return match failure.hints.is_empty() {
                true => failure.hint(CHECK_THE_PATH),
                false => failure,
            };
        }
        let (kind, hint) = match &error {
            StoreError::Missing { .. } => {
                (Kind::Mend, "`pauk review decks` makes one from the decks in the folder `decks`.")
            }
            StoreError::Foreign { .. } => {
                (Kind::Mend, "Name another file with --db or PAUK_DB; this one was not touched.")
            }
            StoreError::Newer { .. } => {
                (Kind::Mend, "Install the newer pauk; the file was not touched.")
            }
            StoreError::Locked { .. } => {
                (Kind::Mend, "Wait for the other program, or close it, and try again.")
            }
            StoreError::ReadOnly { .. } => {
                (Kind::Mend, "Make the file and its folder writable, or name another with --db.")
            }
            StoreError::Full { .. } => (Kind::Mend, MAKE_ROOM),
            StoreError::Damaged { .. } => (
                Kind::Damage,
                "`pauk backup list` shows the copies, `pauk backup restore NAME` puts one back; `pauk doctor` says more.",
            ),
            StoreError::BeyondRepair { .. } => {
                (Kind::Damage, "It was left as it is; the way back is a copy of it.")
            }
            StoreError::Unreachable { .. } | StoreError::File { .. } => {
                (Kind::Mend, CHECK_THE_PATH)
            }
            StoreError::Disk { .. } => {
                (Kind::Damage, "Check the disk; what was recorded before is safe in the file.")
            }
            StoreError::Conflict { .. } => (
                Kind::Mend,
                "Two copies of one database were written apart as one device; nothing was imported.",
            ),
            StoreError::InFile { .. } => (
                Kind::Mend,
                "Write the cards into that file, or give them a deck of their own with --deck.",
            ),
            StoreError::Value { .. } => (Kind::Mend, "`pauk doctor` looks at the whole database."),
            StoreError::Migration { .. } => (
                Kind::Damage,
                "Nothing was changed, and a copy lies beside the file with `.schema-` and its version in its name: an older pauk opens it; please report this.",
            ),
            StoreError::Sqlite(_) => (Kind::Damage, "`pauk doctor` looks at the whole database."),
        };
        // What was behind it is said in its own words.
        Self::new(kind, anyhow::Error::msg(error)).hint(hint)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::new(Kind::Gone, error.into()),
            io::ErrorKind::Interrupted => Self::interrupted(),
            _ => Self::of_system(in_words(&error), &error),
        }
    }
}
