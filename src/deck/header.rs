//! What a deck's file says before its cards: `[deck]`, `[aliases]`, `[pools]`.
//!
//! The cards are read against it, so it is read first. Whether cards use it well is not asked here.

use std::collections::HashSet;

use crate::model::{Deck, DeckId, Lang};

use super::characters::shown;
use super::entry::LARGEST_FIELD;
use super::fields::{Fields, Name};
use super::keys::unknown_keys;
use super::places::Marks;
use super::problem::Findings;
use super::table::{Field, Held, Key, Value};
use super::{codes, entry, ids, sameness};

/// A word or phrase of the deck's author with its entries: an alias or a pool.
pub(super) type Named = (String, Vec<String>);

const KEYS: [&str; 9] =
    ["id", "title", "lang", "version", "authors", "license", "source", "description", "tags"];

/// Reads `[deck]`: the id, which may hold where the rest does not, and the deck, which has no
/// notes, aliases and pools yet.
pub(super) fn deck(fields: &Fields<'_>, findings: &mut Findings) -> (Option<DeckId>, Option<Deck>) {
    entry::check_sizes(fields, findings);
    let meant = unknown_keys(fields, &KEYS, "[deck]", findings);
    for (key, help) in [
        ("id", "Add a line `id = \"…\"` of small letters, digits and dashes."),
        ("title", "Add a line `title = \"…\"` for people to read."),
    ] {
        if fields.get(key).is_none() && !meant.contains(&key) {
            let message = format!("[deck] has no `{key}`");
            findings.add(fields.at, codes::MISSING, message, help);
        }
    }
    let id = ids::deck_id(fields, findings);
    let title = fields.text("title", findings);
    let lang = lang(fields, findings);
    let version = fields.optional_text("version", findings).map(str::to_owned);
    let authors = fields.texts("authors", findings).kept();
    let license = fields.optional_text("license", findings).map(str::to_owned);
    let source = fields.optional_text("source", findings).map(str::to_owned);
    let description = fields.optional_text("description", findings).map(str::to_owned);
    let tags = fields.texts("tags", findings).kept();
    let deck = id.clone().zip(title).map(|(id, title)| Deck {
        id,
        title: title.to_owned(),
        lang,
        version,
        authors,
        license,
        source,
        description,
        tags,
        aliases: Vec::new(),
        pools: Vec::new(),
        notes: Vec::new(),
    });
    (id, deck)
}

/// Reads `[aliases]`: each entity with its other spellings.
pub(super) fn aliases(
    fields: &Fields<'_>,
    marks: &mut Marks,
    findings: &mut Findings,
) -> Vec<Named> {
    entry::check_sizes(fields, findings);
    let mut aliases = Vec::new();
    for Field { key, value, .. } in fields.table.by_place() {
        let entity = name("[aliases]", key, fields, findings);
        let spellings = named_texts(&key.text, value, fields, findings);
        let Some(entity) = entity else { continue };
        let own = sameness::shown(&entity);
        for (spelling, at) in &spellings {
            if sameness::shown(spelling) == own {
                let message = format!("`{}` is an alias of itself", shown(spelling));
                let help = "Take it out; an entity's own name always counts.";
                findings.add(*at, codes::ALIAS, message, help);
            }
        }
        if spellings.is_empty() && is_empty_list(value) {
            let message = format!("`{}` has no other spelling", shown(&entity));
            let help = "Add a spelling between the brackets, or take the line out.";
            findings.add(value.at, codes::ALIAS, message, help);
        }
        marks.aliases.push(spellings.iter().map(|(_, at)| *at).collect());
        let texts = spellings.into_iter().map(|(text, _)| text).collect();
        aliases.push((entity, texts));
    }
    aliases
}

/// Reads `[pools]`: each name with its stock of wrong choices.
pub(super) fn pools(fields: &Fields<'_>, findings: &mut Findings) -> Vec<Named> {
    entry::check_sizes(fields, findings);
    let mut pools = Vec::new();
    for Field { key, value, .. } in fields.table.by_place() {
        let name = name("[pools]", key, fields, findings);
        let stock = named_texts(&key.text, value, fields, findings);
        if stock.is_empty() && is_empty_list(value) {
            let message = format!("the pool `{}` is empty", shown(&key.text));
            let help = "Add wrong choices between the brackets, or take the line out.";
            findings.add(value.at, codes::POOL, message, help);
        }
        let mut seen = HashSet::new();
        for (choice, at) in &stock {
            if !seen.insert(sameness::shown(choice)) {
                let message = format!("`{}` stands twice in the pool", shown(choice));
                findings.add(*at, codes::POOL, message, "Take one of the two out.");
            }
        }
        let texts = stock.into_iter().map(|(text, _)| text).collect();
        pools.extend(name.map(|name| (name, texts)));
    }
    pools
}

/// The name of an alias or a pool, which may be no larger than a field.
fn name(
    table: &str,
    key: &Key<'_>,
    fields: &Fields<'_>,
    findings: &mut Findings,
) -> Option<String> {
    let bytes = key.text.len();
    if bytes > LARGEST_FIELD {
        let message =
            format!("a name in `{table}` holds {bytes} bytes; it holds up to {LARGEST_FIELD}");
        findings.add(key.at, codes::SIZE, message, "Shorten it.");
    }
    fields.key(table, key, findings)
}

fn lang(fields: &Fields<'_>, findings: &mut Findings) -> Lang {
    let Some(tag) = fields.optional_text("lang", findings) else {
        return Lang::default();
    };
    Lang::new(tag).unwrap_or_else(|| {
        let message = format!("`{}` is no language tag", shown(tag));
        let help = "Write a BCP 47 tag: \"de\" for German, \"en\" for English, \"pt-BR\".";
        findings.add(fields.at("lang"), codes::LANG, message, help);
        Lang::default()
    })
}

/// One text or a list of texts, with their places.
fn named_texts(
    key: &str,
    value: &Value<'_>,
    fields: &Fields<'_>,
    findings: &mut Findings,
) -> Vec<(String, usize)> {
    let mut full = |name, value| {
        let text = fields.full_text(name, value, findings)?;
        Some((text.to_owned(), value.at))
    };
    match &value.held {
        Held::List(list) => {
            let name = Name::EntryOf(key);
            list.entries.iter().filter_map(|entry| full(name, entry)).collect()
        }
        Held::Text(_) => full(Name::Field(key), value).into_iter().collect(),
        other => {
            let help = "Write the texts in brackets, `= [\"…\", \"…\"]`.";
            let wanted = "a list of texts";
            let name = Name::Field(key);
            fields.wrong_type(name, value, wanted, other, help, findings);
            Vec::new()
        }
    }
}

fn is_empty_list(value: &Value<'_>) -> bool {
    value.list().is_some_and(<[_]>::is_empty)
}
