//! Brings the rows of the store to the sums of `stats`.
//!
//! What is said of whole decks comes from the sums that the store keeps; a query folds the cards
//! that it finds.

use std::collections::{BTreeMap, HashSet};

use foldhash::{HashMap, HashMapExt};

use super::super::card::{Headers, pointed_by, question_of};
use super::super::desk::search;
use super::super::failure::Failure;
use super::super::scope::{Pointed, missed};
use super::super::settings::Settings;
use crate::model::{CardNumber, Day, DeckId, Due, Memory, Mode};
use crate::schedule::{Alike, Detail, Folded, Stage};
use crate::stats::{
    Answers, CardCounts, Cards, DeckFigures, Details, FORECAST, Figures, HardCard, Hardest,
    Tallied, Totals, confusions, streak,
};
use crate::store::{BareCard, Count, DeckNumber, Store};

/// How many of the hardest cards are named.
const HARDEST: usize = 10;

/// How far back hours, times and kinds are looked at where nothing else is said, in days.
const DETAILS: u32 = 90;

/// Whether the days are shown on which the cards came in; they take a look at each card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Growth {
    Shown,
    Hidden,
}

/// The figures of what is pointed at.
pub(super) fn figures(
    store: &Store,
    settings: &Settings,
    words: &[String],
    since: Option<Day>,
    today: Day,
    growth: Growth,
) -> Result<Figures, Failure> {
    let pointed = pointed_by(store, words)?;
    let mut sums = Sums::new(&pointed, settings.leech_threshold(), since, today);
    let days = match &pointed.query {
        None => sums.whole(store, growth)?,
        Some(_) => {
            let cards = store.find_bare(&search(settings, &pointed, today))?;
            if cards.is_empty()
                && let Some(missed) = missed(store, words)?
            {
                return Err(missed.failure);
            }
            sums.listed(store, &cards)?
        }
    };
    let mut hardest = Vec::new();
    for (memory, card) in sums.hardest.into_vec() {
        hardest.extend(hard_card(store, memory, card)?);
    }
    let mut decks: Vec<DeckFigures> = sums.decks.into_values().collect();
    decks.sort_by(|one, other| one.deck.cmp(&other.deck));
    Ok(Figures {
        today,
        since,
        filter: (!words.is_empty()).then(|| words.join(" ")),
        streak: streak(days, today),
        answers: sums.answers,
        cards: sums.cards,
        decks,
        details: sums.details,
        hardest,
    })
}

/// A card with what it asks and what was answered wrongly.
pub(crate) fn hard_card(
    store: &Store,
    memory: Memory,
    card: CardNumber,
) -> Result<Option<HardCard>, Failure> {
    let Some(row) = store.card_by_number(card)? else { return Ok(None) };
    let (question, answer) = question_of(&Headers::of(store), &row)?
        .map(|(question, _)| (question.prompt, question.answer))
        .unwrap_or_default();
    let confusions = confusions(store.wrong_answers(card)?.iter().map(String::as_str));
    Ok(Some(HardCard { card: row.key.to_string(), question, answer, memory, confusions }))
}

/// What is summed up on the way.
struct Sums {
    since: Option<Day>,
    today: Day,
    leech_threshold: u32,
    answers: Answers,
    cards: Cards,
    decks: BTreeMap<DeckNumber, DeckFigures>,
    details: Details,
    hardest: Hardest<CardNumber>,
    /// Whether a deck was named.
    all_decks: bool,
}

impl Sums {
    fn new(pointed: &Pointed, leech_threshold: u32, since: Option<Day>, today: Day) -> Self {
        let empty = |deck: &DeckId| DeckFigures {
            deck: deck.clone(),
            cards: CardCounts::default(),
            answers: Totals::default(),
            due: 0,
        };
        let details_from = match (&pointed.query, since) {
            (_, Some(day)) => Some(day),
            (None, None) => Some(today.minus(DETAILS - 1)),
            (Some(_), None) => None,
        };
        Self {
            since,
            today,
            leech_threshold,
            answers: Answers::default(),
            cards: Cards::default(),
            decks: pointed.decks.iter().map(|(number, id)| (*number, empty(id))).collect(),
            details: Details::new(details_from),
            hardest: Hardest::new(HARDEST),
            all_decks: pointed.all,
        }
    }

    /// Everything in the decks; where none is named, also the answers of decks that were removed.
    /// What comes back are the days with answers, ascending.
    fn whole(&mut self, store: &Store, growth: Growth) -> Result<Vec<Day>, Failure> {
        let days = if self.all_decks { self.all_answers(store)? } else { self.answers_of(store)? };
        let (details, decks) = (&mut self.details, &self.decks);
        let named = |deck| decks.contains_key(&deck);
        let named: Option<&dyn Fn(DeckNumber) -> bool> =
            if self.all_decks { None } else { Some(&named) };
        let from = details.from.unwrap_or(Day::from_number(i64::MIN));
        let ms = store.each_detail(from, named, |detail, count| details.add(detail, count))?;
        details.add_ms(ms);
        self.cards_of(store, growth)?;
        Ok(days)
    }

    /// The answers of all decks together, and those of each.
    fn all_answers(&mut self, store: &Store) -> Result<Vec<Day>, Failure> {
        let first = Day::from_number(i64::MIN);
        let from = self.since.unwrap_or(first);
        let mut days = Vec::new();
        store.each_tally_of_day(first, |day, rows| {
            if rows.iter().any(|row| row.mode != Mode::Import) {
                days.push(day);
            }
            if day >= from {
                self.answers.add_day(day, rows.iter().map(|row| tallied(day, *row)));
            }
        })?;
        match self.since {
            None => {
                for (deck, count) in store.tally_of_decks()? {
                    self.total(deck, tallied(first, count));
                }
            }
            Some(from) => {
                let see = |day, deck, count| self.total(deck, tallied(day, count));
                store.each_tally(from, |_| true, see)?;
            }
        }
        Ok(days)
    }

    /// The answers of the decks that were named.
    fn answers_of(&mut self, store: &Store) -> Result<Vec<Day>, Failure> {
        let first = Day::from_number(i64::MIN);
        let from = self.since.unwrap_or(first);
        let mut days = Vec::new();
        let (decks, answers) = (&mut self.decks, &mut self.answers);
        let named: HashSet<DeckNumber> = decks.keys().copied().collect();
        store.each_tally(
            first,
            |deck| named.contains(&deck),
            |day, deck, count| {
                if count.mode != Mode::Import && days.last() != Some(&day) {
                    days.push(day);
                }
                if day >= from {
                    answers.add(tallied(day, count));
                    if let Some(figures) = decks.get_mut(&deck) {
                        figures.answers.add(tallied(day, count));
                    }
                }
            },
        )?;
        Ok(days)
    }

    fn total(&mut self, deck: DeckNumber, row: Tallied) {
        if let Some(figures) = self.decks.get_mut(&deck) {
            figures.answers.add(row);
        }
    }

    /// How the cards of the decks stand.
    fn cards_of(&mut self, store: &Store, growth: Growth) -> Result<(), Failure> {
        for (deck, alike, count) in store.standings()? {
            if let Some(figures) = self.decks.get_mut(&deck) {
                figures.cards.add(alike, count);
                self.cards.add(alike, count);
            }
        }
        let last = self.today.plus(FORECAST - 1);
        let (today, decks, cards) = (self.today, &mut self.decks, &mut self.cards);
        store.each_ready(last, |deck, day, count| {
            if let Some(figures) = decks.get_mut(&deck) {
                figures.due += if day <= today { count } else { 0 };
                *cards.due.entry(day).or_default() += count;
            }
        })?;
        if growth == Growth::Shown {
            let (decks, cards) = (&self.decks, &mut self.cards);
            store.added_by_day(
                |deck| decks.contains_key(&deck),
                |day, count| *cards.added.entry(day).or_default() += count,
            )?;
        }
        store.leeches(self.leech_threshold, |deck, count| {
            if let Some(figures) = self.decks.get_mut(&deck) {
                figures.cards.leech += count;
                self.cards.counts.leech += count;
            }
        })?;
        store.each_forgotten(1, |card, deck, memory| {
            if self.decks.contains_key(&deck) {
                self.hardest.see(memory, card);
            }
            self.hardest.wants(memory.lapses)
        })?;
        Ok(())
    }

    /// The cards of a list; what comes back are the days with answers, ascending.
    fn listed(&mut self, store: &Store, cards: &[BareCard]) -> Result<Vec<Day>, Failure> {
        let listed: HashSet<DeckNumber> = cards.iter().map(|card| card.deck).collect();
        self.decks.retain(|deck, _| listed.contains(deck));
        let mut decks = HashMap::with_capacity(cards.len());
        for card in cards {
            self.card(card);
            decks.insert(card.number, (card.deck, card.kind));
        }
        let mut days = HashSet::new();
        let since = self.since;
        store.each_answer(&decks, |(deck, kind), step| {
            let (day, answered) = (step.event.day, step.answered);
            if answered.mode != Mode::Import {
                days.insert(day);
            }
            if since.is_some_and(|since| day < since) {
                return;
            }
            let row = Tallied {
                day,
                mode: answered.mode,
                stage: Stage::of(&step.before),
                quality: answered.quality,
                count: 1,
                ms: u64::from(answered.duration_ms.unwrap_or(0)),
            };
            self.answers.add(row);
            if let Some(figures) = self.decks.get_mut(deck) {
                figures.answers.add(row);
            }
            for detail in Detail::of(step, *kind) {
                self.details.add(detail, 1);
                if let (Detail::Time { .. }, Some(ms)) = (detail, answered.duration_ms) {
                    self.details.add_ms(u64::from(ms));
                }
            }
        })?;
        let mut days: Vec<Day> = days.into_iter().collect();
        days.sort_unstable();
        Ok(days)
    }

    fn card(&mut self, card: &BareCard) {
        let Some(figures) = self.decks.get_mut(&card.deck) else { return };
        let BareCard { memory, standing, .. } = *card;
        let alike = Alike::of(&Folded { memory, standing });
        figures.cards.add(alike, 1);
        self.cards.add(alike, 1);
        let leech = u64::from(memory.lapses >= self.leech_threshold);
        figures.cards.leech += leech;
        self.cards.counts.leech += leech;
        *self.cards.added.entry(card.added).or_default() += 1;
        if let (Due::On(due), false) = (memory.due, standing.suspended) {
            let ready = standing.buried_until.map_or(due, |buried| buried.max(due));
            *self.cards.due.entry(ready).or_default() += 1;
            figures.due += u64::from(ready <= self.today);
        }
        self.hardest.see(memory, card.number);
    }
}

/// A row of the tally as the sums take it.
pub(crate) fn tallied(day: Day, count: Count) -> Tallied {
    let Count { mode, stage, quality, count, ms } = count;
    Tallied { day, mode, stage, quality, count, ms }
}
