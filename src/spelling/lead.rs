//! Leading articles and titles, which say nothing about whether an answer is right.
//!
//! The lists are closed and hold both languages, because a German deck names English queens. A
//! title that is all there is, or that names an office, stays.

use super::Word;

/// `words` from the first that is neither article nor title; all of them where nothing is left.
pub(crate) fn without_lead(words: &[Word]) -> &[Word] {
    let rest = without_article(words);
    let mut untitled = rest;
    while let Some(length) = title_length(untitled) {
        untitled = &untitled[length..];
    }
    // `King of Spain` and `Präsident der USA` name an office, not a person with a title.
    match untitled.first() {
        Some(next) if !OFFICE_FOLLOWS.contains(&next.folded.as_str()) => untitled,
        _ => rest,
    }
}

fn without_article(words: &[Word]) -> &[Word] {
    match words {
        [article, rest @ ..]
            if !rest.is_empty() && !article.tied && is_article(&article.folded) =>
        {
            let note =
                article.folded == "a" && rest.len() == 1 && KEYS.contains(&rest[0].folded.as_str());
            if note { words } else { rest }
        }
        _ => words,
    }
}

/// How many words at the start are a title: `Prime Minister` is two.
fn title_length(words: &[Word]) -> Option<usize> {
    let is_title = |word: &Word| !word.tied && TITLES.contains(&word.folded.as_str());
    match words {
        [first, ..] if is_title(first) => Some(1),
        [first, second, ..]
            if TITLE_STARTS.contains(&first.folded.as_str()) && is_title(second) =>
        {
            Some(2)
        }
        _ => None,
    }
}

fn is_article(folded: &str) -> bool {
    ARTICLES.contains(&folded)
}

/// Articles of both languages, folded.
const ARTICLES: &[&str] = &[
    "der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "einer", "eines",
    "the", "a", "an",
];

/// Behind a leading `a`, these name a key in music, and `a` is the tonic.
const KEYS: &[&str] = &["minor", "major", "flat", "sharp", "moll", "dur", "is", "es"];

/// Titles of both languages, folded.
const TITLES: &[&str] = &[
    "praesident",
    "praesidentin",
    "bundespraesident",
    "bundespraesidentin",
    "reichspraesident",
    "staatspraesident",
    "vizepraesident",
    "ministerpraesident",
    "ministerpraesidentin",
    "generalsekretaer",
    "parteichef",
    "staatschef",
    "regierungschef",
    "kanzler",
    "kanzlerin",
    "bundeskanzler",
    "bundeskanzlerin",
    "reichskanzler",
    "minister",
    "ministerin",
    "aussenminister",
    "aussenministerin",
    "innenminister",
    "verteidigungsminister",
    "finanzminister",
    "premierminister",
    "premierministerin",
    "premier",
    "staatssekretaer",
    "senator",
    "senatorin",
    "gouverneur",
    "koenig",
    "koenigin",
    "kaiser",
    "kaiserin",
    "zar",
    "zarin",
    "prinz",
    "prinzessin",
    "fuerst",
    "fuerstin",
    "herzog",
    "herzogin",
    "graf",
    "graefin",
    "freiherr",
    "papst",
    "kardinal",
    "bischof",
    "erzbischof",
    "general",
    "generaloberst",
    "generalfeldmarschall",
    "feldmarschall",
    "marschall",
    "admiral",
    "oberst",
    "major",
    "hauptmann",
    "genosse",
    "genossin",
    "comrade",
    "dr",
    "prof",
    "professor",
    "professorin",
    "doktor",
    "herr",
    "herrn",
    "frau",
    "president",
    "chairman",
    "chairwoman",
    "secretary",
    "chancellor",
    "minister",
    "governor",
    "king",
    "queen",
    "emperor",
    "empress",
    "tsar",
    "czar",
    "tsarina",
    "prince",
    "princess",
    "duke",
    "duchess",
    "count",
    "countess",
    "earl",
    "baron",
    "pope",
    "cardinal",
    "bishop",
    "archbishop",
    "marshal",
    "colonel",
    "captain",
    "lieutenant",
    "sir",
    "dame",
    "lord",
    "lady",
    "mr",
    "mrs",
    "ms",
    "miss",
];

/// First words of titles of two words: `Prime Minister`, `US-Präsident`.
const TITLE_STARTS: &[&str] = &["prime", "foreign", "vice", "us", "first", "erster", "field"];

/// A title before one of these is an office and is kept.
const OFFICE_FOLLOWS: &[&str] =
    &["of", "der", "des", "den", "dem", "die", "das", "the", "fuer", "for", "to", "und"];
