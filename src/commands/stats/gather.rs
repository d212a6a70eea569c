//! Brings the rows of the store to the sums of `stats`.
//!
//! The whole history comes from the tally that the store keeps by day; a query folds the cards
//! that it finds. Neither ever holds all answers at once, but for those whose details are wanted.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::super::card::{Headers, pointed_by, question_of};
use super::super::desk::found;
use super::super::failure::Failure;
use super::super::scope::Pointed;
use super::super::settings::Settings;
use crate::model::{Day, DeckId, Memory, Mode};
use crate::schedule::Stage;
use crate::stats::{
    Answer, Answers, CardCounts, Cards, DeckFigures, Details, Figures, HardCard, Hardest, Tallied,
    confusions, streak,
};
use crate::store::{CardNumber, CardRow, DayRow, DeckNumber, Store, TimelineRow};

/// How many of the hardest cards are named.
const HARDEST: usize = 10;

/// How far back hours, times and kinds are looked at where nothing else is said, in days.
const DETAILS: u32 = 90;

/// The figures of what is pointed at.
pub(super) fn figures(
    store: &Store,
    settings: &Settings,
    words: &[String],
    since: Option<Day>,
    today: Day,
) -> Result<Figures, Failure> {
    let pointed = pointed_by(store, words)?;
    let mut sums = Sums::new(&pointed, settings.leech_threshold(), since, today);
    let days = match &pointed.query {
        None => sums.whole(store)?,
        Some(_) => sums.listed(store, &found(store, settings, &pointed, today)?)?,
    };
    let mut hardest = Vec::new();
    for (memory, card) in sums.hardest.into_vec() {
        hardest.extend(hard_card(store, memory, card)?);
    }
    Ok(Figures {
        today,
        since,
        filter: (!words.is_empty()).then(|| words.join(" ")),
        streak: streak(days, today),
        answers: sums.answers,
        cards: sums.cards,
        decks: sums.decks.into_values().collect(),
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
    let past = store.timeline_of(card)?;
    let wrong = past.iter().rev().filter(|row| !row.undone && !row.quality.passes());
    let confusions = confusions(wrong.filter_map(|row| row.response.as_deref()));
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
            answers: Answers::default(),
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
    fn whole(&mut self, store: &Store) -> Result<Vec<Day>, Failure> {
        let first = Day::from_number(i64::MIN);
        let from = self.since.unwrap_or(first);
        let mut days = Vec::new();
        for row in store.tally(first)? {
            if row.mode != Mode::Import && (self.all_decks || self.decks.contains_key(&row.deck)) {
                days.push(row.day);
            }
            if row.day < from {
                continue;
            }
            self.count(row.deck, row.into());
        }
        store.each_standing(|row| {
            self.card(row.card, row.deck, row.memory, row.suspended, row.added);
        })?;
        let mut kinds: HashMap<CardNumber, Option<(DeckNumber, &'static str)>> = HashMap::new();
        for row in store.timeline_since(self.details.from.unwrap_or(first))? {
            if let std::collections::hash_map::Entry::Vacant(entry) = kinds.entry(row.card) {
                let card = store.card_by_number(row.card)?;
                entry.insert(card.and_then(|card| Some((card.deck, card.note?.kind.name()))));
            }
            let known = kinds[&row.card];
            if self.all_decks || known.is_some_and(|(deck, _)| self.decks.contains_key(&deck)) {
                self.detail(&row, known.map(|(_, kind)| kind));
            }
        }
        days.dedup();
        Ok(days)
    }

    /// The cards of a list; what comes back are the days with answers, ascending.
    fn listed(&mut self, store: &Store, cards: &[CardRow]) -> Result<Vec<Day>, Failure> {
        let mut days = HashSet::new();
        let listed: HashSet<DeckNumber> = cards.iter().map(|card| card.deck).collect();
        self.decks.retain(|deck, _| listed.contains(deck));
        for card in cards {
            self.card(card.number, card.deck, card.memory, card.suspended, card.added);
            let kind = card.note.as_ref().map(|note| note.kind.name());
            for row in store.timeline_of(card.number)?.into_iter().filter(|row| !row.undone) {
                if row.mode != Mode::Import {
                    days.insert(row.day);
                }
                if self.since.is_none_or(|since| row.day >= since) {
                    self.count(card.deck, tallied(&row));
                    self.detail(&row, kind);
                }
            }
        }
        let mut days: Vec<Day> = days.into_iter().collect();
        days.sort_unstable();
        Ok(days)
    }

    fn count(&mut self, deck: DeckNumber, row: Tallied) {
        match self.decks.get_mut(&deck) {
            Some(figures) => figures.answers.add(row),
            None if self.all_decks => {}
            None => return,
        }
        self.answers.add(row);
    }

    fn card(
        &mut self,
        card: CardNumber,
        deck: DeckNumber,
        memory: Memory,
        suspended: bool,
        added: Day,
    ) {
        let Some(figures) = self.decks.get_mut(&deck) else { return };
        figures.cards.add(&memory, suspended, self.leech_threshold);
        let due = super::super::review::due_day(memory).is_some_and(|due| due <= self.today);
        figures.due += u64::from(due && !suspended);
        self.cards.add(&memory, suspended, added, self.leech_threshold);
        self.hardest.see(memory, card);
    }

    fn detail(&mut self, row: &TimelineRow, kind: Option<&'static str>) {
        if row.undone {
            return;
        }
        self.details.add(Answer {
            at: row.at,
            mode: row.mode,
            stage: Stage::of(&row.before),
            quality: row.quality,
            duration_ms: row.duration_ms,
            kind,
        });
    }
}

fn tallied(row: &TimelineRow) -> Tallied {
    Tallied {
        day: row.day,
        mode: row.mode,
        stage: Stage::of(&row.before),
        quality: row.quality,
        count: 1,
        ms: u64::from(row.duration_ms.unwrap_or(0)),
    }
}

impl From<DayRow> for Tallied {
    fn from(row: DayRow) -> Self {
        let DayRow { day, mode, stage, quality, count, ms, .. } = row;
        Self { day, mode, stage, quality, count, ms }
    }
}
