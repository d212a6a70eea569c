//! The names that dates are written with, in German and English, folded.
//!
//! Months, seasons, decades, and the words around a date that say nothing or say that it is not
//! this date. A misspelt name is found here too; whether that costs something, others decide.

use crate::model::Season;
use crate::spelling::edits_within;

/// What a name says, and whether it was misspelt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Named<T> {
    pub(super) value: T,
    pub(super) slipped: bool,
}

/// The month, 1 to 12.
pub(super) fn month(folded: &str) -> Option<Named<u8>> {
    let exact = MONTHS.iter().position(|names| names.contains(&folded));
    let slipped = || MONTHS.iter().position(|names| is_near(folded, names));
    exact
        .map(|index| (index, false))
        .or_else(|| Some((slipped()?, true)))
        .map(|(index, slipped)| Named { value: index as u8 + 1, slipped })
}

/// The season, also in `Spätsommer` and `Hochsommer`.
pub(super) fn season(folded: &str) -> Option<Named<Season>> {
    let find = |found: &dyn Fn(&[&str]) -> bool| {
        SEASONS.iter().find(|(_, names)| found(names)).map(|(season, _)| *season)
    };
    let tail = ["spaet", "hoch", "mid"]
        .iter()
        .find_map(|part| folded.strip_prefix(part))
        .unwrap_or(folded);
    let early = folded.strip_prefix("frueh").filter(|rest| matches!(*rest, "sommer" | "herbst"));
    let exact = find(&|names| names.contains(&early.unwrap_or(tail)));
    let slipped = || find(&|names| is_near(folded, names));
    exact
        .map(|value| Named { value, slipped: false })
        .or_else(|| Some(Named { value: slipped()?, slipped: true }))
}

/// The first year of a decade within its century: 60 for `sechziger` and `sixties`.
pub(super) fn decade(folded: &str) -> Option<u32> {
    // `sechziger`, `Sechzigern`, `Sechzigerjahre`
    let endings = ["ern", "er", "erjahre", "erjahren"];
    let german = endings.into_iter().find_map(|ending| folded.strip_suffix(ending));
    let count = german.and_then(crate::grading::numeral::cardinal).or_else(|| {
        let english = folded.strip_suffix("ies").map(|stem| format!("{stem}y"));
        english.and_then(|name| crate::grading::numeral::cardinal(&name))
    });
    count.filter(|count| count % 10 == 0 && *count > 0)
}

/// Words that say nothing: articles, prepositions, weekdays, rounding and lead-in words.
pub(super) fn is_filler(folded: &str) -> bool {
    FILLERS.contains(&folded)
}

/// Words that put the answer before or after the date, so that the date is not the answer.
pub(super) fn is_limit(folded: &str) -> bool {
    [
        "vor",
        "nach",
        "seit",
        "before",
        "after",
        "since",
        "until",
        "by",
        "spaetestens",
        "fruehestens",
        "ab",
    ]
    .contains(&folded)
}

/// One typing error in a name of five letters or more that is no other name.
fn is_near(folded: &str, names: &[&str]) -> bool {
    let is_a_name = |word: &str| {
        MONTHS.iter().any(|names| names.contains(&word))
            || SEASONS.iter().any(|(_, names)| names.contains(&word))
    };
    let near = |name: &&str| name.chars().count() >= 5 && edits_within(1, name, folded).is_some();
    // `Marz` and `Fruhling` are umlauts typed as the bare vowel.
    let bare = |name: &&str| name.replace("ae", "a").replace("ue", "u") == folded;
    !is_a_name(folded) && names.iter().any(|name| near(name) && *name != "maerz" || bare(name))
}

const MONTHS: &[&[&str]] = &[
    &["januar", "january", "jaenner", "jan", "jaen"],
    &["februar", "february", "feber", "feb", "febr"],
    &["maerz", "march", "mar", "mrz", "maer"],
    &["april", "apr"],
    &["mai", "may"],
    &["juni", "june", "jun"],
    &["juli", "july", "jul"],
    &["august", "aug"],
    &["september", "sept", "sep"],
    &["oktober", "october", "okt", "oct"],
    &["november", "nov"],
    &["dezember", "december", "dez", "dec"],
];

const SEASONS: &[(Season, &[&str])] = &[
    (Season::Spring, &["fruehling", "fruehjahr", "spring", "springtime"]),
    (Season::Summer, &["sommer", "summer", "summertime"]),
    (Season::Autumn, &["herbst", "autumn", "fall"]),
    (Season::Winter, &["winter", "wintertime"]),
];

const FILLERS: &[&str] = &[
    "am",
    "im",
    "in",
    "an",
    "der",
    "die",
    "das",
    "den",
    "dem",
    "des",
    "on",
    "the",
    "of",
    "at",
    "jahr",
    "jahre",
    "jahren",
    "jahres",
    "year",
    "years",
    "month",
    "monat",
    "vom",
    "zum",
    "um",
    "ca",
    "circa",
    "zirka",
    "c",
    "etwa",
    "ungefaehr",
    "rund",
    "gegen",
    "about",
    "around",
    "approximately",
    "approx",
    "roughly",
    "es",
    "war",
    "ist",
    "ich",
    "glaube",
    "it",
    "was",
    "that",
    "i",
    "think",
    "is",
    "anno",
    "chr",
    "christus",
    "ad",
    "ce",
    "anfang",
    "mitte",
    "ende",
    "early",
    "mid",
    "late",
    "beginning",
    "end",
    "~",
    "montag",
    "dienstag",
    "mittwoch",
    "donnerstag",
    "freitag",
    "samstag",
    "sonnabend",
    "sonntag",
    "mo",
    "di",
    "mi",
    "do",
    "fr",
    "sa",
    "so",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
    "jahrzehnt",
    "decade",
    "von",
    "from",
    "zwischen",
    "between",
];
