//! The kinds of card with the fields that each has.
//!
//! One table for all who ask which field belongs where. Which kind an entry is, and what its fields
//! hold, is decided elsewhere.

use toml::de::DeValue;

use super::fields::Fields;

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

    pub(super) fn has(self, key: &str) -> bool {
        self.fields().any(|field| field == key)
    }

    /// Whether nothing is missing, nothing belongs elsewhere, and the answer can be one.
    pub(super) fn fits(self, fields: &Fields<'_>) -> bool {
        self.has_needed(fields)
            && fields.keys().all(|key| self.has(key) || !is_of_some_kind(key))
            && fields.get("answer").is_none_or(|answer| self.takes(answer.get_ref()))
    }

    pub(super) fn has_needed(self, fields: &Fields<'_>) -> bool {
        self.needs().iter().all(|key| fields.get(key).is_some())
    }

    fn takes(self, answer: &DeValue<'_>) -> bool {
        match self {
            Self::Typed => answer.is_str(),
            Self::Number => answer.is_integer() || answer.is_float(),
            Self::Date => answer.is_str() || answer.is_integer() || answer.is_datetime(),
            Self::Basic | Self::Cloze | Self::Choice | Self::List | Self::Order | Self::Match => {
                true
            }
        }
    }
}

/// Whether `key` belongs to some kind, but not to every card.
pub(super) fn is_of_some_kind(key: &str) -> bool {
    Form::ALL.into_iter().any(|form| form.has(key))
}

/// Whether `key` belongs to this kind alone.
pub(super) fn is_telling(form: Form, key: &str) -> bool {
    form.has(key) && Form::ALL.into_iter().filter(|form| form.has(key)).count() == 1
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
