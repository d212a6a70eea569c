//! The kinds of card with the fields that each has.
//!
//! One table for all who ask which field belongs where. Which kind an entry is, and what its fields
//! hold, is decided elsewhere.

use super::fields::Fields;
use super::table::Held;
use super::words::{set, word};

/// A kind of card, before its fields are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
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
    pub(crate) const ALL: [Self; 9] = [
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

    pub(crate) fn name(self) -> &'static str {
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
    pub(super) const fn needs(self) -> &'static [&'static str] {
        match self {
            Self::Basic => &["front", "back"],
            Self::Cloze => &["text"],
            Self::Typed | Self::Number | Self::Date => &["ask", "answer"],
            Self::Choice => &["ask", "right"],
            Self::List | Self::Order => &["ask", "items"],
            Self::Match => &["ask", "pairs"],
        }
    }

    const fn may_have(self) -> &'static [&'static str] {
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
        for field in fields.table.fields() {
            match field.word {
                Some(word) => keys.known |= word.bit(),
                None => keys.has_strangers = true,
            }
        }
        keys
    }
}

/// Whether `key` belongs to some kind, but not to every card.
pub(super) fn is_of_some_kind(key: &str) -> bool {
    word(key).is_some_and(|word| word.bit() & SETS.common == 0)
}

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

static SETS: Sets = {
    let mut forms = [FormSets { needed: 0, own: 0, telling: 0 }; 9];
    let mut at = 0;
    while at < forms.len() {
        let needed = set(Form::ALL[at].needs());
        forms[at].needed = needed;
        forms[at].own = needed | set(Form::ALL[at].may_have());
        at += 1;
    }
    let mut at = 0;
    while at < forms.len() {
        let mut others = 0;
        let mut other = 0;
        while other < forms.len() {
            others |= if other == at { 0 } else { forms[other].own };
            other += 1;
        }
        forms[at].telling = forms[at].own & !others;
        at += 1;
    }
    Sets { common: set(&COMMON), forms }
};

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_hold_the_keys_of_their_kinds() {
        for form in Form::ALL {
            let sets = form.sets();
            for key in all_keys() {
                let bit = word(key).map_or(0, |word| word.bit());
                let others = Form::ALL.into_iter().filter(|other| *other != form);
                let is_own = form.fields().any(|own| own == key);
                let is_others =
                    others.into_iter().any(|other| other.fields().any(|own| own == key));
                assert_eq!(sets.needed & bit != 0, form.needs().contains(&key), "{key}");
                assert_eq!(sets.own & bit != 0, is_own, "{key}");
                assert_eq!(sets.telling & bit != 0, is_own && !is_others, "{key}");
                assert_eq!(SETS.common & bit != 0, COMMON.contains(&key), "{key}");
            }
        }
    }
}
