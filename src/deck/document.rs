//! A whole file, from its text to a deck or to all that is wrong with it.
//!
//! The parts are read elsewhere; here they are found, read in the order in which they need each
//! other, and compared with one another.

use crate::model::{Deck, DeckId, Note};

use super::characters;
use super::entry::{self, Surroundings};
use super::fields::{Fields, forbidden};
use super::header::Named;
use super::ids::Names;
use super::keys::unknown_key;
use super::places::Marks;
use super::problem::Findings;
use super::source::Source;
use super::stocks::Stocks;
use super::syntax;
use super::table::{Field, Held, Key, Table, Value};
use super::{advice, codes, header};

/// What belongs together in a file, wherever it stands.
#[derive(Default)]
pub(super) struct Parts<'a> {
    deck: Option<Fields<'a>>,
    aliases: Option<Fields<'a>>,
    pools: Option<Fields<'a>>,
    cards: Vec<Fields<'a>>,
    /// Whether everything but cards could be read.
    head_is_whole: bool,
}

const KEYS: [&str; 4] = ["deck", "aliases", "pools", "card"];
pub(crate) const MOST_CARDS: usize = 100_000;

/// Reads a whole deck.
pub(super) fn deck(source: &Source<'_>, findings: &mut Findings) -> (Option<Deck>, Marks) {
    with_parts(source, findings, |parts, findings| {
        let mut marks = Marks::default();
        let mut head = head(parts, &mut marks, findings);
        if parts.cards.len() > MOST_CARDS {
            let count = parts.cards.len();
            let message = format!("the deck has {count} cards; it may have up to {MOST_CARDS}");
            let help = "Make several decks of it.";
            findings.add(parts.cards[MOST_CARDS].at, codes::SIZE, message, help);
            return (None, marks);
        }
        let stocks = parts.head_is_whole.then(|| Stocks::new(&head.pools, &head.aliases));
        let surroundings = Surroundings { deck: head.id.as_ref(), pools: stocks.as_ref() };
        let mut names = Names::of(parts.cards.len());
        marks.reserve(parts.cards.len());
        let mut notes = Vec::with_capacity(parts.cards.len());
        for card in &parts.cards {
            let mut entry = entry::read(card, surroundings, findings);
            notes.extend(entry.note());
            names.add(entry.id, entry.was, source, findings);
            marks.add(card);
        }
        names.check_was(surroundings.deck, source, findings);
        if let Some(deck) = &mut head.deck {
            deck.notes = notes;
        }
        (head.deck(), marks)
    })
}

/// Reads a deck's head, which holds no cards.
pub(super) fn head_alone(source: &Source<'_>, findings: &mut Findings) -> Option<Deck> {
    with_parts(source, findings, |parts, findings| {
        if let Some(card) = parts.cards.first() {
            let message = "a card stands where only the head of a deck may";
            let help = "Take the card out; only [deck], [aliases] and [pools] stand here.";
            findings.add(card.at, codes::UNKNOWN, message, help);
        }
        head(parts, &mut Marks::default(), findings).deck()
    })
}

/// Reads one card of the deck with the id `deck`, and nothing else.
pub(super) fn note(source: &Source<'_>, deck: &DeckId, findings: &mut Findings) -> Option<Note> {
    with_parts(source, findings, |parts, findings| {
        let head = [parts.deck, parts.aliases, parts.pools];
        let strangers = head.into_iter().flatten();
        for stranger in strangers.chain(parts.cards.iter().skip(1).copied()) {
            let message = "more than one `[[card]]` entry";
            let help = "Leave one entry only, which begins with `[[card]]`.";
            findings.add(stranger.at, codes::UNKNOWN, message, help);
        }
        let Some(card) = parts.cards.first() else {
            // One that cannot be read is there all the same.
            if findings.is_empty() {
                let help = "Begin the entry with a line `[[card]]`.";
                findings.add(0, codes::MISSING, "there is no `[[card]]` entry", help);
            }
            return None;
        };
        let surroundings = Surroundings { deck: Some(deck), pools: None };
        let mut entry = entry::read(card, surroundings, findings);
        let note = entry.note();
        if !entry.was.is_empty() {
            let mut names = Names::default();
            names.add(entry.id, entry.was, source, findings);
            names.check_was(Some(deck), source, findings);
        }
        note
    })
}

/// What stands before the cards, as far as it holds.
#[derive(Default)]
pub(super) struct Head {
    pub(super) id: Option<DeckId>,
    pub(super) deck: Option<Deck>,
    pub(super) aliases: Vec<Named>,
    pub(super) pools: Vec<Named>,
}

impl Head {
    /// The deck with its aliases and pools.
    pub(super) fn deck(self) -> Option<Deck> {
        let mut deck = self.deck?;
        deck.aliases = self.aliases;
        deck.pools = self.pools;
        Some(deck)
    }
}

pub(super) fn head(parts: &Parts<'_>, marks: &mut Marks, findings: &mut Findings) -> Head {
    let mut head = Head::default();
    if let Some(fields) = &parts.deck {
        marks.id = fields.at("id");
        (head.id, head.deck) = header::deck(fields, findings);
    } else if parts.head_is_whole {
        let message = "the deck has no `[deck]` table";
        let help = "Begin the file with `[deck]` and below it `id = \"…\"` and `title = \"…\"`.";
        findings.add(0, codes::MISSING, message, help);
    }
    if let Some(fields) = &parts.aliases {
        head.aliases = header::aliases(fields, marks, findings);
    }
    if let Some(fields) = &parts.pools {
        head.pools = header::pools(fields, findings);
    }
    head
}

/// Finds the parts of a file and hands them on; the tables live no longer than that.
fn with_parts<T>(
    source: &Source<'_>,
    findings: &mut Findings,
    read: impl FnOnce(&Parts<'_>, &mut Findings) -> T,
) -> T {
    let mut filled = None;
    for (at, c) in characters::forbidden_in(source.text()) {
        if !findings.must_leave_out() {
            forbidden(at, c, findings);
        }
        filled.get_or_insert_with(|| characters::fill(source.text()));
    }
    let text = filled.as_deref().unwrap_or(source.text());
    let pieces = syntax::read(text, source, findings);
    let mut parts = Parts { head_is_whole: pieces.head_is_whole, ..Parts::default() };
    for table in &pieces.sound {
        parts.add(table, findings);
    }
    if let Some((at, message)) = pieces.together.filter(|_| findings.is_empty()) {
        advice::report(at, &message, text, findings);
    }
    read(&parts, findings)
}

impl<'a> Parts<'a> {
    /// The tables of a head that was read whole.
    pub(super) fn of_head(table: &'a Table<'_>, findings: &mut Findings) -> Self {
        let mut parts = Self { head_is_whole: true, ..Self::default() };
        parts.add(table, findings);
        parts
    }

    fn add(&mut self, table: &'a Table<'_>, findings: &mut Findings) {
        for Field { key: Key { text: name, at }, value, .. } in table.by_key() {
            if KEYS.contains(&name.as_ref()) {
                self.add_part(name, value, findings);
            } else if findings.must_leave_out() {
                // There may be millions; only what a deck needs is still looked for.
                let behind = KEYS.iter().filter(|known| **known > name.as_ref());
                for (known, value) in behind.filter_map(|known| Some((known, table.get(known)?))) {
                    self.add_part(known, value, findings);
                }
                return;
            } else {
                // A header begins before its key, a value behind it.
                unknown_key(value.at.min(*at), name, &KEYS, "a deck file", findings);
            }
        }
    }

    fn add_part(&mut self, name: &str, value: &'a Value<'_>, findings: &mut Findings) {
        let at = value.at;
        let slot = match name {
            "deck" => &mut self.deck,
            "aliases" => &mut self.aliases,
            "pools" => &mut self.pools,
            _ => return self.add_cards(value, findings),
        };
        match &value.held {
            Held::Table(table) if slot.is_none() => *slot = Some(Fields { table, at }),
            Held::Table(_) => {
                let message = format!("`[{name}]` stands twice");
                let help = "Put the lines of both below one header.";
                findings.add(at, codes::SYNTAX, message, help);
            }
            _ => {
                let message = format!("`{name}` must be a table");
                let help = format!("Write `[{name}]` on a line and its keys below.");
                findings.add(at, codes::TYPE, message, help);
            }
        }
    }

    fn add_cards(&mut self, value: &'a Value<'_>, findings: &mut Findings) {
        let Some(entries) = value.list() else {
            let message = "`card` must be a list of cards";
            let help = "Write two brackets, `[[card]]`, before each card.";
            findings.add(value.at, codes::TYPE, message, help);
            return;
        };
        for entry in entries {
            match &entry.held {
                Held::Table(table) => self.cards.push(Fields { table, at: entry.at }),
                _ => {
                    let help = "Write two brackets, `[[card]]`, before each card.";
                    findings.add(entry.at, codes::TYPE, "a card must be a table", help);
                }
            }
        }
    }
}
