//! Ids as a file writes them: of the deck, of its cards, and the earlier names of cards.
//!
//! A wrong id is answered with one that would do, made from it; whether a name is taken already is
//! seen only when all cards are read.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use crate::model::{DeckId, IdError, NoteId, NoteKey};

use super::characters::{is_unseen, shown};
use super::codes;
use super::fields::{Fields, Name};
use super::problem::Findings;
use super::source::Source;

pub(super) fn deck_id(fields: &Fields<'_>, findings: &mut Findings) -> Option<DeckId> {
    let text = fields.text("id", findings)?;
    let parsed = text.parse();
    parsed.inspect_err(|error| wrong_id(fields.at("id"), text, error, findings)).ok()
}

/// The id of a card as it is written, which holds, and where.
pub(super) fn note_id<'a>(
    fields: &Fields<'a>,
    findings: &mut Findings,
) -> Option<(&'a str, usize)> {
    let Some(value) = fields.get("id") else {
        let help = "Add a line `id = \"…\"`; the card keeps its history by it, whatever its text.";
        findings.add(fields.at, codes::MISSING, "a card has no `id`", help);
        return None;
    };
    let text = fields.full_text(Name::Field("id"), value, findings)?;
    NoteId::check(text)
        .inspect_err(|error| wrong_id(value.at, &text.replace('/', "-"), error, findings))
        .ok()?;
    Some((text, value.at))
}

/// The earlier names of a card, each with its place.
pub(super) fn was(
    fields: &Fields<'_>,
    deck: Option<&DeckId>,
    findings: &mut Findings,
) -> Vec<(NoteKey, usize)> {
    let mut keys = Vec::new();
    for entry in fields.list("was", findings) {
        let Some(text) = fields.full_text(Name::EntryOf("was"), entry, findings) else {
            continue;
        };
        let parsed = match (text.contains(':'), deck) {
            (true, _) => text.parse::<NoteKey>(),
            (false, Some(deck)) => text.parse().map(|note| NoteKey { deck: deck.clone(), note }),
            // The deck's own id is wrong, which has been said.
            (false, None) => continue,
        };
        match parsed {
            Ok(key) => keys.push((key, entry.at)),
            Err(error) => {
                let message = format!("`{}` is no earlier name: {}", shown(text), cause(&error));
                let help = "Write `deck:card`, or the card's old id alone where it was in this \
                            deck; `#reverse` and the numbers of gaps follow their card.";
                findings.add(entry.at, codes::WAS, message, help);
            }
        }
    }
    keys
}

/// The names that the cards of a deck carry and have carried.
#[derive(Default)]
pub(super) struct Names<'a> {
    ids: HashMap<&'a str, usize>,
    was: Vec<(NoteKey, usize)>,
}

impl<'a> Names<'a> {
    /// With room for so many cards.
    pub(super) fn of(cards: usize) -> Self {
        Self { ids: HashMap::with_capacity(cards), was: Vec::new() }
    }

    /// Notes the names of one card; reports an id that another card has.
    pub(super) fn add(
        &mut self,
        id: Option<(&'a str, usize)>,
        was: Vec<(NoteKey, usize)>,
        source: &Source<'_>,
        findings: &mut Findings,
    ) {
        self.was.extend(was);
        let Some((id, at)) = id else { return };
        let first = *self.ids.entry(id).or_insert(at);
        if first != at {
            let line = source.line(first);
            let message = format!("`{id}` is the id of the card in line {line} already");
            let help = "Give one of the two cards another id; keep that of the card that has been \
                        learned.";
            findings.add(at, codes::DOUBLE_ID, message, help);
        }
    }

    /// Reports earlier names that cannot be given up or are claimed twice.
    pub(super) fn check_was(
        &self,
        deck: Option<&DeckId>,
        source: &Source<'_>,
        findings: &mut Findings,
    ) {
        let mut claimed: HashMap<&NoteKey, usize> = HashMap::new();
        for (key, at) in &self.was {
            if deck == Some(&key.deck) && self.ids.contains_key(key.note.as_str()) {
                let message = format!("`was` names `{key}`, a card that is still in this deck");
                let help = "Take the name out, or take out the card that has it now.";
                findings.add(*at, codes::WAS, message, help);
            } else if let Some(first) = claimed.get(key) {
                let line = source.line(*first);
                let message = format!("`{key}` is claimed as an earlier name in line {line} too");
                let help = "Leave the name to one card only; the history can follow but one.";
                findings.add(*at, codes::WAS, message, help);
            } else {
                claimed.insert(key, *at);
            }
        }
    }
}

fn wrong_id(at: usize, text: &str, error: &IdError, findings: &mut Findings) {
    let message = format!("`{}` is no id: {}", shown(text), cause(error));
    let proposed = proposal(text);
    let help = if proposed.is_empty() {
        "Write an id of small letters a to z, digits and dashes.".to_owned()
    } else {
        format!("Write `id = \"{proposed}\"`, say: small letters a to z, digits and dashes.")
    };
    findings.add(at, codes::ID, message, help);
}

/// The error's own words, but for a character that nobody would see.
fn cause(error: &IdError) -> String {
    match error {
        IdError::Character { found } if is_unseen(*found) => {
            format!("U+{:04X} is not allowed in an id", u32::from(*found))
        }
        IdError::Empty
        | IdError::Character { .. }
        | IdError::TooLong { .. }
        | IdError::NotACard
        | IdError::Variant { .. } => error.to_string(),
    }
}

/// An id made from `text`: small letters, umlauts spelt out, accents dropped, the rest dashes.
fn proposal(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut spelt = String::new();
    for c in text.nfc().take(LONGEST).flat_map(char::to_lowercase) {
        match c {
            'ä' => spelt.push_str("ae"),
            'ö' => spelt.push_str("oe"),
            'ü' => spelt.push_str("ue"),
            'ß' => spelt.push_str("ss"),
            'æ' => spelt.push_str("ae"),
            'ø' => spelt.push('o'),
            'ł' => spelt.push('l'),
            c => spelt.push(c),
        }
    }
    let bare = spelt.nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c));
    let plain: String = bare
        .map(|c| match c {
            'a'..='z' | '0'..='9' | '/' => c,
            _ => '-',
        })
        .collect();
    let segments = plain.split('/').map(|segment| {
        let words: Vec<&str> = segment.split('-').filter(|word| !word.is_empty()).collect();
        words.join("-")
    });
    let segments: Vec<String> = segments.filter(|segment| !segment.is_empty()).collect();
    segments.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proposed_id_spells_umlauts_out_and_drops_accents() {
        for (text, id) in [
            ("Größe der Flotte", "groesse-der-flotte"),
            ("Café Élysée", "cafe-elysee"),
            ("  a__b  ", "a-b"),
            ("Łódź 1905", "lodz-1905"),
            ("Halperin/Irrtümer", "halperin/irrtuemer"),
            ("/a//b/", "a/b"),
            ("№ 漢字", ""),
        ] {
            assert_eq!(proposal(text), id, "{text}");
        }
    }

    #[test]
    fn a_character_that_must_not_be_printed_is_named() {
        let error = IdError::Character { found: '\u{1b}' };
        assert_eq!(cause(&error), "U+001B is not allowed in an id");
    }

    #[test]
    fn a_character_that_nobody_sees_is_named_by_its_number() {
        for (found, named) in
            [('\u{feff}', "U+FEFF"), ('\u{200d}', "U+200D"), ('\u{e0041}', "U+E0041")]
        {
            let told = cause(&IdError::Character { found });
            assert_eq!(told, format!("{named} is not allowed in an id"));
        }
    }
}
