//! Between store and session: picks for the session, and all that is shown of a card.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::rc::Rc;

use foldhash::{HashSet, HashSetExt};

use super::failure::Failure;
use super::respite;
use super::scope::Pointed;
use super::settings::Settings;
use crate::absence::{NewCards, Offer};
use crate::grading::Lexicon;
use crate::model::{CardNumber, Day, Deck, DeckId, Due, Mode, Note};
use crate::query::Query;
use crate::question::Question;
use crate::queue::{DueCard, Stock, riskier};
use crate::schedule::Standing;
use crate::seed::Seed;
use crate::session::{Card, Pick, Want, mode_on};
use crate::store::{
    BareCard, Candidate, CardRow, DeckCounts, DeckNumber, Limits, Scope, ScopeCounts, Search, Store,
};

/// How many cards are fetched at a time.
const BATCH: u32 = 16;

/// How many are fetched of a stock that nothing was fetched of yet: the first question waits for no
/// more than it shows, and who only looks in reads no more.
const FIRST_BATCH: u32 = 1;

/// How a day is cut out of the decks.
#[derive(Debug, Clone)]
pub(crate) struct Cut {
    pub(crate) today: Day,
    /// Cards due up to this day are asked.
    pub(crate) horizon: Day,
    pub(crate) cram: bool,
    /// So many new cards, whatever the limits say.
    pub(crate) new: Option<u32>,
    /// Mixes the new cards.
    pub(crate) shuffle: Option<Seed>,
}

impl Cut {
    /// What is due today, as the settings say.
    pub(crate) fn plain(today: Day) -> Self {
        Self { today, horizon: today, cram: false, new: None, shuffle: None }
    }
}

/// Where the cards of a session come from.
#[derive(Debug)]
enum Source {
    /// Answered from the indexes, card by card.
    Decks { scope: Scope, limits: Limits },
    /// A list that a query found.
    List { due: VecDeque<Candidate>, new: VecDeque<Candidate> },
}

/// What is to be asked, and how much of it there is.
#[derive(Debug)]
pub(crate) struct Supply {
    source: Source,
    cut: Cut,
    pub(crate) counts: ScopeCounts,
    pub(crate) scope: Scope,
    /// What breaks and catching up make of the day.
    pub(crate) offer: Offer,
    /// The stocks that cards were fetched of.
    begun: HashSet<Stock>,
    listed: Option<Listed>,
}

/// What a query found.
#[derive(Debug)]
struct Listed {
    cards: HashSet<CardNumber>,
    /// When the next of them is due.
    next_due: Option<Day>,
    suspended: usize,
}

impl Listed {
    fn of(cards: &[BareCard], today: Day) -> Self {
        let ready = |card: &BareCard| match card.memory.due {
            Due::On(day) if !card.standing.suspended => {
                Some(card.standing.buried_until.map_or(day, |until| day.max(until)))
            }
            Due::On(_) | Due::New => None,
        };
        let next_due = cards.iter().filter_map(ready).filter(|day| *day > today).min();
        let suspended = cards.iter().filter(|card| card.standing.suspended).count();
        Self { cards: cards.iter().map(|card| card.number).collect(), next_due, suspended }
    }
}

impl Supply {
    pub(crate) fn new(
        store: &Store,
        settings: &Settings,
        pointed: &Pointed,
        cut: Cut,
    ) -> Result<Self, Failure> {
        let scope = Scope { decks: pointed.decks.iter().map(|(number, _)| *number).collect() };
        let mut limits = limits(settings, &pointed.decks, &cut);
        let offer = respite::offer(store, settings, cut.today)?;
        if let Some(most) = offer.reviews {
            limits.reviews.push((every_deck(store)?, most));
        }
        let begun = HashSet::new();
        let mut counts = store.counts(&scope, cut.today, cut.horizon, &limits)?;
        let brings_new = match offer.new {
            NewCards::AsUsual => true,
            NewCards::WhenNothingWaits => counts.due_held == 0,
            NewCards::None => false,
        };
        if !brings_new {
            limits.new.push((every_deck(store)?, 0));
            counts = store.counts(&scope, cut.today, cut.horizon, &limits)?;
        }
        if pointed.query.is_none() && !cut.cram {
            let source = Source::Decks { scope: scope.clone(), limits };
            return Ok(Self { source, cut, counts, scope, offer, begun, listed: None });
        }
        let cards = store.find_bare(&search(settings, pointed, cut.today))?;
        let listed = Listed::of(&cards, cut.today);
        let (due, new) = if cut.cram {
            let asked = cards.iter().filter(|card| !card.standing.suspended);
            (asked.map(candidate).collect(), Vec::new())
        } else {
            listed_today(store, &cards, &scope, &limits, &cut)?
        };
        let counts = counts_of_list(store, &scope, &cut, &due, &new, &listed.cards)?;
        let source = Source::List { due: due.into(), new: new.into() };
        Ok(Self { source, cut, counts, scope, offer, begun, listed: Some(listed) })
    }

    /// The day on which the next card is due after today, of those that are pointed at.
    pub(crate) fn next_due(&self, store: &Store) -> Result<Option<Day>, Failure> {
        match &self.listed {
            Some(listed) => Ok(listed.next_due),
            None => Ok(store.next_due(&self.scope, self.cut.today)?),
        }
    }

    /// How many of the cards that a query found are suspended.
    pub(crate) fn suspended(&self) -> usize {
        self.listed.as_ref().map_or(0, |listed| listed.suspended)
    }

    /// Picks for a stock that the session wants filled.
    pub(crate) fn fill(&mut self, store: &Store, want: &Want) -> Result<Vec<Pick>, Failure> {
        let passed = &want.passed;
        let today = self.cut.today;
        let batch = if self.begun.insert(want.stock) { FIRST_BATCH } else { BATCH };
        // What is mixed is drawn from all of them, once.
        let batch_of_new = if self.cut.shuffle.is_some() { u32::MAX } else { batch };
        let candidates: Vec<Candidate> = match (&mut self.source, want.stock) {
            (Source::Decks { scope, .. }, Stock::Due) => {
                store.due_cards(scope, today, self.cut.horizon, batch, passed)?
            }
            (Source::Decks { scope, limits }, Stock::New) => {
                store.new_cards(scope, today, limits, batch_of_new, passed)?
            }
            (Source::List { due, .. }, Stock::Due) => {
                due.drain(..).filter(|card| !passed.contains(&card.card)).collect()
            }
            (Source::List { new, .. }, Stock::New) => {
                new.drain(..).filter(|card| !passed.contains(&card.card)).collect()
            }
        };
        Ok(self.picks(candidates, want.stock, false))
    }

    /// The cards that are still to be drilled today.
    pub(crate) fn drills(&mut self, store: &Store) -> Result<Vec<Pick>, Failure> {
        // They were counted already, mostly none.
        if self.cut.cram || self.counts.total().drill == 0 {
            return Ok(Vec::new());
        }
        let mut drills = store.drills(&self.scope, self.cut.today)?;
        if let Some(listed) = &self.listed {
            drills.retain(|card| listed.cards.contains(&card.card));
        }
        Ok(self.picks(drills, Stock::Due, true))
    }

    fn picks(&self, cards: Vec<Candidate>, stock: Stock, drill: bool) -> Vec<Pick> {
        let mode_of = |memory| match (self.cut.cram, drill) {
            (true, _) => Mode::Cram,
            (false, true) => Mode::Drill,
            (false, false) => mode_on(memory, self.cut.today),
        };
        let pick = |Candidate { card, note, memory, .. }| Pick {
            card,
            note,
            memory,
            stock,
            mode: mode_of(memory),
            repeat: drill,
        };
        cards.into_iter().map(pick).collect()
    }
}

fn every_deck(store: &Store) -> Result<HashSet<DeckNumber>, Failure> {
    Ok(store.deck_ids()?.into_iter().map(|(number, _)| number).collect())
}

/// The limits of the settings, or the number that was asked for.
fn limits(settings: &Settings, decks: &[(DeckNumber, DeckId)], cut: &Cut) -> Limits {
    let numbers: BTreeMap<&DeckId, DeckNumber> =
        decks.iter().map(|(number, id)| (id, *number)).collect();
    let of = |key: &str| {
        settings
            .limits(key, decks.iter().map(|(_, id)| id))
            .into_iter()
            .map(|(ids, limit)| (ids.iter().map(|id| numbers[*id]).collect(), limit))
            .collect()
    };
    Limits {
        new: of("new-per-day"),
        reviews: of("reviews-per-day"),
        new_now: cut.new,
        shuffle: cut.shuffle.map(|seed| seed.derive("new cards").number()),
    }
}

/// Where nothing is said of the cards.
static EVERY_CARD: Query = Query::All(Vec::new());

/// The cards that a query finds among the decks that are pointed at.
pub(crate) fn search<'p>(settings: &Settings, pointed: &'p Pointed, today: Day) -> Search<'p> {
    Search {
        query: pointed.query.as_ref().unwrap_or(&EVERY_CARD),
        decks: Some(pointed.decks.iter().map(|(number, _)| *number).collect()),
        today,
        leech_threshold: settings.leech_threshold(),
    }
}

fn candidate(card: &BareCard) -> Candidate {
    Candidate { card: card.number, note: card.note_number, deck: card.deck, memory: card.memory }
}

/// What of a list is due, and what of it is new and may come today.
fn listed_today(
    store: &Store,
    cards: &[BareCard],
    scope: &Scope,
    limits: &Limits,
    cut: &Cut,
) -> Result<(Vec<Candidate>, Vec<Candidate>), Failure> {
    let today = cut.today;
    let asked = cards.iter().filter(|card| {
        let Standing { suspended, buried_until, .. } = card.standing;
        !suspended && buried_until.is_none_or(|until| until <= today)
    });
    let asked: Vec<&BareCard> = asked.collect();
    let mut due = Vec::new();
    for card in &asked {
        if let Due::On(day) = card.memory.due
            && day <= cut.horizon
            && let card = candidate(card)
            && !store.sibling_was_asked(&card, today)?
        {
            due.push(card);
        }
    }
    let key = |card: &Candidate| DueCard {
        due: match card.memory.due {
            Due::On(day) => day,
            Due::New => today,
        },
        interval: card.memory.interval,
    };
    due.sort_by(|one, other| riskier(today, key(one), key(other)));
    let mut notes = HashSet::new();
    due.retain(|card| notes.insert(card.note));
    let listed: HashSet<CardNumber> = asked.iter().map(|card| card.number).collect();
    let new = if asked.iter().any(|card| card.memory.is_new()) {
        store.new_cards_of(scope, today, limits, &listed)?
    } else {
        Vec::new()
    };
    Ok((due, new))
}

fn counts_of_list(
    store: &Store,
    scope: &Scope,
    cut: &Cut,
    due: &[Candidate],
    new: &[Candidate],
    listed: &HashSet<CardNumber>,
) -> Result<ScopeCounts, Failure> {
    let mut counts = ScopeCounts::default();
    let mut decks: BTreeMap<DeckNumber, DeckCounts> = BTreeMap::new();
    for card in due {
        decks.entry(card.deck).or_default().due += 1;
    }
    for card in new {
        decks.entry(card.deck).or_default().new += 1;
    }
    if !cut.cram {
        for card in store.drills(scope, cut.today)? {
            if listed.contains(&card.card) {
                decks.entry(card.deck).or_default().drill += 1;
            }
        }
    }
    counts.decks = decks;
    Ok(counts)
}

/// What the cards of a deck share.
#[derive(Debug, Clone)]
struct Shared {
    deck: Rc<Deck>,
    number: DeckNumber,
    /// What the marking knows of the deck without its cards.
    aliases: Rc<Lexicon>,
}

/// Makes cards of picks. What a deck's cards share is read once.
#[derive(Debug)]
pub(crate) struct Desk {
    seed: Seed,
    typed: bool,
    decks: RefCell<HashMap<DeckId, Shared>>,
    lexicons: RefCell<HashMap<DeckId, Rc<Lexicon>>>,
}

impl Desk {
    pub(crate) fn new(seed: Seed, typed: bool) -> Self {
        Self { seed, typed, decks: RefCell::default(), lexicons: RefCell::default() }
    }

    /// The card of a pick; `None` where its deck does not hold it any more, or only a newer pauk
    /// can read it.
    pub(crate) fn card(&self, store: &Store, pick: Pick) -> Result<Option<Card>, Failure> {
        self.card_of(store, pick, store.card_by_number(pick.card)?)
    }

    /// The card of a pick whose row was read.
    pub(crate) fn card_of(
        &self,
        store: &Store,
        pick: Pick,
        row: Option<CardRow>,
    ) -> Result<Option<Card>, Failure> {
        let (key, row) = match row {
            Some(row) => (row.key.clone(), row),
            // It may have been given another name since it was picked.
            None => {
                let key = store.key_of(pick.card)?;
                let Some(row) = store.card(&key)? else { return Ok(None) };
                (key, row)
            }
        };
        let CardRow { deck: number, note, flagged, tags, .. } = row;
        let Some(note) = note else { return Ok(None) };
        let shared = self.shared(store, &key.note.deck, number)?;
        let lexicon = self.lexicon(store, &shared, &note)?;
        let deck = shared.deck;
        let seed = || self.seed.derive(&format!("{} {}", key, pick.memory.reviews));
        let question = Question::of(&note, key.variant, &deck, self.typed, seed);
        Ok(Some(Card { pick, key, note, deck, lexicon, question, tags, flagged }))
    }

    fn shared(&self, store: &Store, id: &DeckId, number: DeckNumber) -> Result<Shared, Failure> {
        if let Some(shared) = self.decks.borrow().get(id) {
            return Ok(shared.clone());
        }
        let deck = store.header_as_seen(number)?;
        let aliases = Rc::new(Lexicon::new(&deck.lang, &deck.aliases));
        let shared = Shared { deck, number, aliases };
        self.decks.borrow_mut().insert(id.clone(), shared.clone());
        Ok(shared)
    }

    /// What the marking knows of the deck. Only cards whose words are compared need the whole
    /// deck; for the others its aliases do.
    fn lexicon(&self, store: &Store, shared: &Shared, note: &Note) -> Result<Rc<Lexicon>, Failure> {
        let Shared { deck, number, aliases } = shared;
        if let Some(lexicon) = self.lexicons.borrow().get(&deck.id) {
            return Ok(Rc::clone(lexicon));
        }
        if !note.kind.compares_words(self.typed) {
            return Ok(Rc::clone(aliases));
        }
        let mut lexicon = Lexicon::clone(aliases);
        for content in store.notes_of(*number)? {
            if let Some(note) = Store::read_note(&content) {
                lexicon.learn(&note);
            }
        }
        let lexicon = Rc::new(lexicon);
        self.lexicons.borrow_mut().insert(deck.id.clone(), Rc::clone(&lexicon));
        Ok(lexicon)
    }
}
