//! The kinds of card with the fields that each has.
//!
//! One table for all who ask which field belongs where. Which kind an entry is, and what its fields
//! hold, is decided elsewhere.

use std::sync::LazyLock;

use super::fields::Fields;
use super::table::Held;

/// A kind of card, before its fields are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Basic,
    Cloze,
    Typed,
    Number,
    Date,
    Choice,
    List,
    Order,
    Match,
}

/// What every card may carry.
pub(super) const COMMON: [&str; 9] =
    ["id", "kind", "was", "tags", "hint", "note", "cite", "importance", "media"];

impl Form {
    pub(super) const ALL: [Self; 9] = [
        Self::Basic,
        Self::Cloze,
        Self::Typed,
        Self::Number,
        Self::Date,
        Self::Choice,
        Self::List,
        Self::Order,
        Self::Match,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Basic => "basic",
            Self::Cloze => "cloze",
            Self::Typed => "typed",
            Self::Number => "number",
            Self::Date => "date",
            Self::Choice => "choice",
            Self::List => "list",
            Self::Order => "order",
            Self::Match => "match",
        }
    }

    /// The fields without which there is no such card.
    pub(super) fn needs(self) -> &'static [&'static str] {
        match self {
            Self::Basic => &["front", "back"],
            Self::Cloze => &["text"],
            Self::Typed | Self::Number | Self::Date => &["ask", "answer"],
            Self::Choice => &["ask", "right"],
            Self::List | Self::Order => &["ask", "items"],
            Self::Match => &["ask", "pairs"],
        }
    }

    fn may_have(self) -> &'static [&'static str] {
        match self {
            Self::Basic => &["reverse"],
            Self::Cloze => &["typed"],
            Self::Typed => &["accept", "prompt", "reject", "strict"],
            Self::Number => &["tolerance", "unit", "partial"],
            Self::Date => &["circa"],
            Self::Choice => &["wrong", "pool", "show"],
            Self::List => &["ordered"],
            Self::Order => &[],
            Self::Match => &["extra"],
        }
    }

    pub(super) fn fields(self) -> impl Iterator<Item = &'static str> {
        self.needs().iter().chain(self.may_have()).copied()
    }

    /// Whether `kind` may be left out where the fields are those of this kind.
    pub(super) fn is_said_by_fields(self) -> bool {
        match self {
            Self::Basic | Self::Cloze | Self::Choice | Self::Match => true,
            Self::Typed | Self::Number | Self::Date | Self::List | Self::Order => false,
        }
    }

    /// Whether nothing is missing, nothing belongs elsewhere, and the answer can be one.
    pub(super) fn fits(self, keys: Keys, fields: &Fields<'_>) -> bool {
        let sets = self.sets();
        let of_kinds = keys.known & !SETS.common;
        self.has_needed(keys)
            && of_kinds & !sets.own == 0
            && fields.get("answer").is_none_or(|answer| self.takes(&answer.held))
    }

    pub(super) fn has_needed(self, keys: Keys) -> bool {
        self.sets().needed & !keys.known == 0
    }

    /// Whether there are none but keys of this kind and of every card.
    pub(super) fn has_all(self, keys: Keys) -> bool {
        !keys.has_strangers && keys.known & !(self.sets().own | SETS.common) == 0
    }

    /// Whether one of the keys belongs to this kind alone.
    pub(super) fn is_told_by(self, keys: Keys) -> bool {
        keys.known & self.sets().telling != 0
    }

    fn sets(self) -> FormSets {
        SETS.forms[self as usize]
    }

    fn takes(self, answer: &Held<'_>) -> bool {
        match self {
            Self::Typed => matches!(answer, Held::Text(_)),
            Self::Number => matches!(answer, Held::Integer(_) | Held::Float(_)),
            Self::Date => {
                matches!(answer, Held::Text(_) | Held::Integer(_) | Held::Datetime(_))
            }
            Self::Basic | Self::Cloze | Self::Choice | Self::List | Self::Order | Self::Match => {
                true
            }
        }
    }
}

/// The keys of one card.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Keys {
    known: u64,
    has_strangers: bool,
}

impl Keys {
    pub(super) fn of(fields: &Fields<'_>) -> Self {
        let mut keys = Self::default();
        for key in fields.keys() {
            match word(key) {
                Some(word) => keys.known |= word.bit(),
                None => keys.has_strangers = true,
            }
        }
        keys
    }
}

/// A key that cards have, by its place among all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word(u8);

impl Word {
    fn bit(self) -> u64 {
        1 << self.0
    }
}

/// The key with this text, if any card has it.
pub(super) fn word(key: &str) -> Option<Word> {
    let at = WORDS.iter().position(|word| *word == key)?;
    Some(Word(u8::try_from(at).expect("the keys are few")))
}

/// Whether `key` belongs to some kind, but not to every card.
pub(super) fn is_of_some_kind(key: &str) -> bool {
    word(key).is_some_and(|word| word.bit() & SETS.common == 0)
}

/// All keys of cards, the most frequent first.
const WORDS: [&str; 32] = [
    "id",
    "front",
    "back",
    "cite",
    "ask",
    "answer",
    "kind",
    "text",
    "tags",
    "importance",
    "note",
    "right",
    "wrong",
    "pool",
    "accept",
    "items",
    "pairs",
    "hint",
    "was",
    "media",
    "reverse",
    "typed",
    "prompt",
    "reject",
    "strict",
    "tolerance",
    "unit",
    "partial",
    "circa",
    "show",
    "ordered",
    "extra",
];

/// Keys as sets, so that telling the kind of a card compares no texts.
struct Sets {
    common: u64,
    forms: [FormSets; 9],
}

#[derive(Clone, Copy)]
struct FormSets {
    needed: u64,
    own: u64,
    telling: u64,
}

static SETS: LazyLock<Sets> = LazyLock::new(|| {
    let own = Form::ALL.map(|form| set(form.fields()));
    let forms = Form::ALL.map(|form| {
        let others = Form::ALL.into_iter().filter(|other| *other != form);
        let others = others.fold(0, |all, other| all | own[other as usize]);
        FormSets {
            needed: set(form.needs().iter().copied()),
            own: own[form as usize],
            telling: own[form as usize] & !others,
        }
    });
    Sets { common: set(COMMON), forms }
});

fn set(keys: impl IntoIterator<Item = &'static str>) -> u64 {
    keys.into_iter().filter_map(word).fold(0, |all, word| all | word.bit())
}

/// The keys of all kinds, each once.
pub(super) fn all_keys() -> Vec<&'static str> {
    let mut keys = COMMON.to_vec();
    for key in Form::ALL.into_iter().flat_map(Form::fields) {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys
}
