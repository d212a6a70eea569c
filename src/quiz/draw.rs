//! Drawing a paper from cards: which are asked, in which order, and in which form.
//!
//! Everything is decided by the paper's number and the cards, never by the order in which the
//! cards come in. No card stands twice in a paper, and never two cards of one note, since one
//! would give the other away.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;

use rand::seq::SliceRandom;

use super::blueprint::Blueprint;
use super::choices;
use super::paper::{Entry, Item, Paper, PaperNumber};
use super::select::{Demand, Shortage, select};
use crate::grading::Lexicon;
use crate::model::{CardKey, Deck, DeckId, Lang, NoteKey};

/// In which form cards are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    AsWritten,
    /// As choices, where enough wrong answers can be found that are like the right one.
    Choices,
}

/// Why there is no paper.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PaperError {
    #[error("no card fits")]
    NoCards,
    #[error("{}; ask for at most {fitting}", count(*.fitting))]
    TooFew { fitting: usize },
    #[error("{}", sentence(.0))]
    Short(Vec<Short>),
}

/// A shortage in the words of the blueprint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Short {
    /// Number, from 1, and conditions of each section; none where the whole paper wants too much.
    pub(crate) sections: Vec<(usize, String)>,
    pub(crate) wanted: usize,
    pub(crate) fitting: usize,
}

/// What a paper is drawn from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Draw<'a> {
    /// The cards that may be asked.
    pub(crate) cards: &'a [Entry],
    /// The other cards of the same decks, and any of `cards`: the marking knows the answers of them
    /// all, and they serve as wrong ones.
    pub(crate) class: &'a [Entry],
    pub(crate) form: Form,
    pub(crate) number: PaperNumber,
}

impl Draw<'_> {
    /// A paper of `count` questions, of each deck in proportion to its cards.
    pub(crate) fn of_count(&self, count: usize) -> Result<Paper, PaperError> {
        let candidates = self.candidates();
        if candidates.is_empty() {
            return Err(PaperError::NoCards);
        }
        if candidates.len() < count {
            return Err(PaperError::TooFew { fitting: candidates.len() });
        }
        let mut of_deck: BTreeMap<&DeckId, Vec<&Entry>> = BTreeMap::new();
        for cards in &candidates {
            of_deck.entry(&cards[0].key.note.deck).or_default().push(cards[0]);
        }
        let sizes: Vec<usize> = of_deck.values().map(Vec::len).collect();
        let shares = shares(&sizes, count);
        let chosen = of_deck
            .into_values()
            .zip(shares)
            .flat_map(|(cards, share)| cards.into_iter().take(share));
        Ok(self.paper(chosen.collect()))
    }

    /// How many questions a paper may have at most: one of each note.
    pub(crate) fn most(&self) -> usize {
        self.cards.iter().map(|card| &card.key.note).collect::<HashSet<_>>().len()
    }

    /// A paper as the blueprint wants it, exactly.
    pub(crate) fn of_blueprint(&self, blueprint: &Blueprint) -> Result<Paper, PaperError> {
        let candidates = self.candidates();
        if candidates.is_empty() {
            return Err(PaperError::NoCards);
        }
        let mut demands: Vec<Demand> = Vec::new();
        for section in &blueprint.sections {
            let fits = |cards: &Vec<&Entry>| cards.iter().any(|card| section.fits(card));
            demands
                .push(Demand { count: section.count, fits: candidates.iter().map(fits).collect() });
        }
        let in_sections = blueprint.in_sections();
        let rest = blueprint.questions.map_or(0, |questions| questions.saturating_sub(in_sections));
        demands.push(Demand { count: rest, fits: vec![true; candidates.len()] });
        let selected = select(&demands, candidates.len())
            .map_err(|shortages| PaperError::Short(worded(shortages, blueprint)))?;
        let mut chosen = Vec::new();
        for (at, numbers) in selected.into_iter().enumerate() {
            for number in numbers {
                // Of a note's cards, the first that the section wants; the rest wants any.
                let section = blueprint.sections.get(at);
                let fitting =
                    candidates[number].iter().find(|card| section.is_none_or(|s| s.fits(card)));
                chosen.extend(fitting.copied());
            }
        }
        let paper = self.paper(chosen);
        let title = blueprint.title.clone().unwrap_or(paper.title);
        Ok(Paper { title, time: blueprint.time, ..paper })
    }

    /// The questions of these cards in this order, without those that are gone.
    pub(super) fn again(&self, keys: &[CardKey]) -> Paper {
        let known: HashMap<&CardKey, &Entry> =
            self.cards.iter().map(|card| (&card.key, card)).collect();
        self.in_order(keys.iter().filter_map(|key| known.get(key).copied()).collect())
    }

    /// The cards of each note in a random order, the notes in a random order.
    fn candidates(&self) -> Vec<Vec<&Entry>> {
        let mut cards: Vec<&Entry> = self.cards.iter().collect();
        cards.sort_by(|one, other| one.key.cmp(&other.key));
        cards.dedup_by(|one, other| one.key == other.key);
        cards.shuffle(&mut self.number.seed().derive("cards").generator());
        let mut places: HashMap<&NoteKey, usize> = HashMap::new();
        let mut candidates: Vec<Vec<&Entry>> = Vec::new();
        for card in cards {
            let place = *places.entry(&card.key.note).or_insert(candidates.len());
            match candidates.get_mut(place) {
                Some(siblings) => siblings.push(card),
                None => candidates.push(vec![card]),
            }
        }
        candidates
    }

    fn paper(&self, mut chosen: Vec<&Entry>) -> Paper {
        chosen.sort_by(|one, other| one.key.cmp(&other.key));
        chosen.shuffle(&mut self.number.seed().derive("order").generator());
        self.in_order(chosen)
    }

    fn in_order(&self, chosen: Vec<&Entry>) -> Paper {
        let lexicons = self.lexicons(&chosen);
        let class = match self.form {
            Form::AsWritten => Vec::new(),
            Form::Choices => self.class(),
        };
        let item = |entry: &&Entry| {
            let seed = self.number.seed().derive(&entry.key.to_string());
            let lexicon = &lexicons[&entry.key.note.deck];
            let written = Item::as_written(entry, Rc::clone(lexicon), seed);
            match self.form {
                Form::AsWritten => written,
                Form::Choices => choices::of(&written, &class, seed).unwrap_or(written),
            }
        };
        let items: Vec<Item> = chosen.iter().map(item).collect();
        Paper { number: self.number, title: title(&items), lang: lang(&items), time: None, items }
    }

    /// All cards of the same decks, in the order of their names.
    fn class(&self) -> Vec<&Entry> {
        let mut class: Vec<&Entry> = self.class.iter().chain(self.cards).collect();
        class.sort_by(|one, other| one.key.cmp(&other.key));
        class.dedup_by(|one, other| one.key == other.key);
        class
    }

    /// What the marking must know of the decks of these cards.
    fn lexicons<'e>(&self, chosen: &[&'e Entry]) -> HashMap<&'e DeckId, Rc<Lexicon>> {
        let mut lexicons = HashMap::new();
        let mut learning = HashSet::new();
        for entry in chosen {
            let (id, deck): (_, &Deck) = (&entry.key.note.deck, &entry.deck);
            lexicons.entry(id).or_insert_with(|| Lexicon::new(&deck.lang, &deck.aliases));
            if self.form == Form::Choices || entry.note.kind.compares_words(false) {
                learning.insert(id);
            }
        }
        if !learning.is_empty() {
            for Entry { key, note, .. } in self.class.iter().chain(self.cards) {
                if learning.contains(&key.note.deck)
                    && let Some(lexicon) = lexicons.get_mut(&key.note.deck)
                {
                    lexicon.learn(note);
                }
            }
        }
        lexicons.into_iter().map(|(deck, lexicon)| (deck, Rc::new(lexicon))).collect()
    }
}

/// `count` parted in proportion to `sizes` by the largest remainders; never more than a size where
/// `count` is not more than their sum.
fn shares(sizes: &[usize], count: usize) -> Vec<usize> {
    let all: usize = sizes.iter().sum::<usize>().max(1);
    let mut shares: Vec<usize> = sizes.iter().map(|size| size * count / all).collect();
    let mut by_remainder: Vec<usize> = (0..sizes.len()).collect();
    by_remainder.sort_by_key(|at| std::cmp::Reverse(sizes[*at] * count % all));
    let left = count - shares.iter().sum::<usize>();
    for at in by_remainder.into_iter().take(left) {
        shares[at] += 1;
    }
    shares
}

/// The titles of the decks, where there are not too many of them to be read.
fn title(items: &[Item]) -> String {
    let decks: BTreeMap<&DeckId, &str> =
        items.iter().map(|item| (&item.deck.id, item.deck.title.as_str())).collect();
    match decks.len() {
        0..=2 => decks.into_values().collect::<Vec<_>>().join(" · "),
        _ => "Quiz".to_owned(),
    }
}

/// The language of most items; of several that are as frequent, the first of the alphabet.
fn lang(items: &[Item]) -> Lang {
    let mut counts: BTreeMap<&str, (usize, &Lang)> = BTreeMap::new();
    for item in items {
        counts.entry(item.deck.lang.as_str()).or_insert((0, &item.deck.lang)).0 += 1;
    }
    let most = counts.values().rev().max_by_key(|(count, _)| *count);
    most.map_or_else(Lang::default, |(_, lang)| (*lang).clone())
}

fn worded(shortages: Vec<Shortage>, blueprint: &Blueprint) -> Vec<Short> {
    let worded = |shortage: Shortage| {
        // The rest of the paper stands behind the sections and takes anything, so where it is
        // short, all are.
        let whole = shortage.sections.contains(&blueprint.sections.len());
        let named = shortage
            .sections
            .iter()
            .filter_map(|at| Some((at + 1, blueprint.sections.get(*at)?.to_string())));
        let sections = if whole { Vec::new() } else { named.collect() };
        Short { sections, wanted: shortage.wanted, fitting: shortage.fitting }
    };
    shortages.into_iter().map(worded).collect()
}

fn sentence(shorts: &[Short]) -> String {
    let sentences: Vec<String> = shorts
        .iter()
        .map(|short| {
            let named: Vec<String> =
                short.sections.iter().map(|(n, what)| format!("section {n} ({what})")).collect();
            let who = match named.len() {
                0 => "the paper wants".to_owned(),
                1 => format!("{} wants", named[0]),
                _ => format!("{} together want", named.join(" and ")),
            };
            format!("{who} {} and {}", short.wanted, count(short.fitting))
        })
        .collect();
    sentences.join("; ")
}

fn count(fitting: usize) -> String {
    match fitting {
        0 => "no card fits".to_owned(),
        1 => "only 1 card fits".to_owned(),
        _ => format!("only {fitting} cards fit"),
    }
}
