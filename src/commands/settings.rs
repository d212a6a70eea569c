//! The settings: what there is to set, what holds when nothing is set, and where each is kept.
//!
//! What concerns learning is kept in the log and travels with it; what concerns this machine is
//! kept in the settings file.

use std::collections::BTreeMap;

use crate::absence::{Break, CatchUp};
use crate::deck::nearest;
use crate::model::{DeckId, Rollover};

/// Where a setting is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    Log,
    File,
}

/// What may stand behind the dot of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Nothing,
    /// The deck tree that it is set for, or nothing.
    Deck,
    /// The break that it sets.
    Days,
}

/// A setting that there is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known {
    pub(crate) key: &'static str,
    pub(crate) kept: Kept,
    pub(crate) default: &'static str,
    pub(crate) meaning: &'static str,
    pub(crate) part: Part,
}

/// Every setting.
pub(crate) const KNOWN: [Known; 10] = [
    Known {
        key: "new-per-day",
        kept: Kept::Log,
        default: "20",
        meaning: "new cards a day in a deck tree, or none for no limit",
        part: Part::Deck,
    },
    Known {
        key: "reviews-per-day",
        kept: Kept::Log,
        default: "none",
        meaning: "reviews a day in a deck tree, or none for no limit",
        part: Part::Deck,
    },
    Known {
        key: "rollover-hour",
        kept: Kept::Log,
        default: "4",
        meaning: "the hour at which a study day ends, 0 to 23",
        part: Part::Nothing,
    },
    Known {
        key: "leech-threshold",
        kept: Kept::Log,
        default: "8",
        meaning: "from how many lapses on a card is a leech",
        part: Part::Nothing,
    },
    Known {
        key: "break",
        kept: Kept::Log,
        default: "none",
        meaning: "days without study, one setting each; `pauk break add` sets it",
        part: Part::Days,
    },
    Known {
        key: "catch-up",
        kept: Kept::Log,
        default: "none",
        meaning: "first day, days and reviews a day; `pauk break catch-up` sets it",
        part: Part::Nothing,
    },
    Known {
        key: "grades",
        kept: Kept::File,
        default: "4",
        meaning: "how many grades are told apart: 4, or 6 for SM-2's qualities",
        part: Part::Nothing,
    },
    Known {
        key: "color",
        kept: Kept::File,
        default: "auto",
        meaning: "auto, always or never",
        part: Part::Nothing,
    },
    Known {
        key: "plain",
        kept: Kept::File,
        default: "false",
        meaning: "true for lines instead of keys, fit for screen readers",
        part: Part::Nothing,
    },
    Known {
        key: "editor",
        kept: Kept::File,
        default: "",
        meaning: "the program that edits cards; else $VISUAL, $EDITOR",
        part: Part::Nothing,
    },
];

/// Why a setting cannot be set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SettingError {
    #[error("there is no setting `{key}`")]
    Unknown { key: String, nearest: Option<String> },
    #[error("`{key}` holds for all decks; only new-per-day and reviews-per-day are set by deck")]
    NotByDeck { key: String },
    #[error("`{deck}` is no deck id")]
    Deck { deck: String },
    #[error("`{key}` names no break; it is written break.2026-12-24..2027-01-02")]
    Break { key: String },
    #[error("`{value}` does not fit {key}: {meaning}")]
    Value { key: String, value: String, meaning: &'static str },
}

/// The setting that a key names, with the deck behind its dot.
pub(crate) fn find(key: &str) -> Result<(&'static Known, Option<&str>), SettingError> {
    let (name, deck) = match key.split_once('.') {
        Some((name, deck)) => (name, Some(deck)),
        None => (key, None),
    };
    let Some(known) = KNOWN.iter().find(|known| known.key == name) else {
        let nearest = nearest(name, KNOWN.iter().map(|known| known.key)).map(ToOwned::to_owned);
        return Err(SettingError::Unknown { key: name.to_owned(), nearest });
    };
    match (known.part, deck) {
        (Part::Nothing, Some(_)) => Err(SettingError::NotByDeck { key: name.to_owned() }),
        (Part::Deck, Some(deck)) if deck.parse::<DeckId>().is_err() => {
            Err(SettingError::Deck { deck: deck.to_owned() })
        }
        (Part::Days, Some(days)) if days.parse::<Break>().is_err() => {
            Err(SettingError::Break { key: key.to_owned() })
        }
        (Part::Nothing | Part::Deck | Part::Days, _) => Ok((known, deck)),
    }
}

/// Whether the setting may have this value.
pub(crate) fn check(key: &str, value: &str) -> Result<(), SettingError> {
    let (known, part) = find(key)?;
    let fits = match known.key {
        "break" => match part {
            Some(_) => value == "on",
            None => return Err(SettingError::Break { key: key.to_owned() }),
        },
        "catch-up" => value.parse::<CatchUp>().is_ok(),
        "new-per-day" | "reviews-per-day" => value == "none" || value.parse::<u32>().is_ok(),
        "rollover-hour" => value.parse().ok().and_then(Rollover::new).is_some(),
        "leech-threshold" => value.parse::<u32>().is_ok_and(|lapses| lapses > 0),
        "grades" => matches!(value, "4" | "6"),
        "color" => matches!(value, "auto" | "always" | "never"),
        "plain" => matches!(value, "true" | "false"),
        _ => !value.chars().any(crate::escape::is_hostile),
    };
    if fits {
        Ok(())
    } else {
        let (key, value) = (key.to_owned(), value.to_owned());
        Err(SettingError::Value { key, value, meaning: known.meaning })
    }
}

/// All settings that were set, from both places.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Settings(BTreeMap<String, String>);

impl Settings {
    /// What makes no sense is passed over, so no old setting keeps a newer pauk from starting.
    pub(crate) fn new(set: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(set.into_iter().filter(|(key, value)| check(key, value).is_ok()).collect())
    }

    /// The value of a setting: as set, else its default.
    pub(crate) fn get(&self, key: &str) -> &str {
        let default = || KNOWN.iter().find(|known| known.key == key).map_or("", |k| k.default);
        self.0.get(key).map_or_else(default, String::as_str)
    }

    /// Everything that was set.
    pub(crate) fn set(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }

    pub(crate) fn rollover(&self) -> Rollover {
        self.get("rollover-hour").parse().ok().and_then(Rollover::new).unwrap_or_default()
    }

    pub(crate) fn leech_threshold(&self) -> u32 {
        self.get("leech-threshold").parse().unwrap_or(8)
    }

    /// The breaks, the earliest first.
    pub(crate) fn breaks(&self) -> Vec<Break> {
        let breaks = self.0.keys().filter_map(|key| key.strip_prefix("break.")?.parse().ok());
        let mut breaks: Vec<Break> = breaks.collect();
        breaks.sort_unstable();
        breaks
    }

    pub(crate) fn catch_up(&self) -> Option<CatchUp> {
        self.get("catch-up").parse().ok()
    }

    /// The limit of each deck tree among `decks`: every tree has the general one, and further
    /// limits hold for the decks below those that have their own. Each comes with its decks.
    pub(crate) fn limits<'a>(
        &self,
        key: &str,
        decks: impl IntoIterator<Item = &'a DeckId>,
    ) -> Vec<(Vec<&'a DeckId>, u32)> {
        let decks: Vec<&DeckId> = decks.into_iter().collect();
        let mut limits: BTreeMap<String, Option<u32>> = BTreeMap::new();
        let general = self.get(key).parse().ok();
        for deck in &decks {
            limits.insert(deck.tree().to_owned(), general);
        }
        for (set, value) in &self.0 {
            if let Some(deck) = set.strip_prefix(key).and_then(|rest| rest.strip_prefix('.')) {
                limits.insert(deck.to_owned(), value.parse().ok());
            }
        }
        limits
            .into_iter()
            .filter_map(|(ancestor, limit)| {
                let within = decks.iter().copied().filter(|deck| deck.is_within(&ancestor));
                limit.map(|limit| (within.collect(), limit))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_hold_for_trees_and_for_the_decks_that_have_their_own() {
        let set = [("new-per-day.a/x", "5"), ("new-per-day.b", "none"), ("rollover-hour", "99")];
        let settings = Settings::new(set.map(|(key, value)| (key.to_owned(), value.to_owned())));
        let decks: Vec<DeckId> =
            ["a/x", "a/y", "b/z"].iter().map(|id| id.parse().unwrap()).collect();
        let limits = settings.limits("new-per-day", &decks);
        assert_eq!(limits, [(vec![&decks[0], &decks[1]], 20), (vec![&decks[0]], 5)]);
        assert_eq!(settings.rollover().hour(), 4);
    }

    #[test]
    fn a_wrong_setting_is_named_with_the_nearest() {
        assert_eq!(
            check("new-per-dya", "3"),
            Err(SettingError::Unknown {
                key: "new-per-dya".to_owned(),
                nearest: Some("new-per-day".to_owned())
            })
        );
        assert!(check("rollover-hour", "24").is_err());
        assert!(check("rollover-hour.halperin", "3").is_err());
        assert!(check("new-per-day.halperin", "3").is_ok());
    }

    #[test]
    fn breaks_are_read_in_their_order_and_a_plan_by_its_form() {
        let set = [
            ("break.2027-03-01..2027-03-05", "on"),
            ("break.2026-12-24..2027-01-02", "on"),
            ("break.2026-12-24", "on"),
            ("catch-up", "2026-11-23 14 120"),
        ];
        let settings = Settings::new(set.map(|(key, value)| (key.to_owned(), value.to_owned())));
        let breaks: Vec<String> = settings.breaks().iter().map(ToString::to_string).collect();
        assert_eq!(breaks, ["2026-12-24..2027-01-02", "2027-03-01..2027-03-05"]);
        assert_eq!(settings.catch_up().map(|plan| plan.reviews), Some(120));
        assert!(check("catch-up", "soon").is_err());
    }
}
