//! What days to come will bring, played through with the rules of the schedule.

use std::collections::BTreeMap;

use super::{NewCards, Offer};
use crate::model::{Day, Due, Grade, Memory, Mode};
use crate::queue::{DueCard, riskier};
use crate::schedule::answer;

/// From where the days go on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Start {
    /// Cards in review.
    pub(crate) cards: Vec<Memory>,
    /// By tree of decks: new cards that are left, and how many of them a day may bring.
    pub(crate) new: Vec<(u32, u32)>,
    /// How many of a thousand reviews are not known.
    pub(crate) forgotten: u32,
}

impl Start {
    /// How many cards are due today.
    pub(crate) fn due(&self, today: Day) -> usize {
        self.cards.iter().filter(|card| matches!(card.due, Due::On(day) if day <= today)).count()
    }
}

/// What a day brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Load {
    pub(crate) day: Day,
    /// Reviews of cards that were answered before.
    pub(crate) reviews: u32,
    pub(crate) new: u32,
    /// Due cards that are left over for another day.
    pub(crate) waiting: u32,
}

/// The load of each of `days` days from today on, where all that is offered is answered: most at
/// risk first, every so-manieth forgotten, the rest good. No chance is in it.
pub(crate) fn project(
    start: &Start,
    today: Day,
    days: u32,
    offer: impl Fn(Day) -> Offer,
) -> Vec<Load> {
    let mut coming: BTreeMap<Day, Vec<Memory>> = BTreeMap::new();
    for card in &start.cards {
        put(&mut coming, *card);
    }
    let mut new = start.new.clone();
    let mut forgotten = Forgotten { of_thousand: start.forgotten, sum: 0 };
    let mut waiting: Vec<Memory> = Vec::new();
    let mut loads = Vec::with_capacity(days as usize);
    for day in (0..days).map(|ahead| today.plus(ahead)) {
        let later = coming.split_off(&day.plus(1));
        waiting.extend(std::mem::replace(&mut coming, later).into_values().flatten());
        waiting.sort_by(|one, other| riskier(day, due_card(one), due_card(other)));
        let offer = offer(day);
        let most = offer.reviews.map_or(waiting.len(), |most| most as usize);
        let asked: Vec<Memory> = waiting.drain(..most.min(waiting.len())).collect();
        let brings_new = match offer.new {
            NewCards::AsUsual => true,
            NewCards::WhenNothingWaits => waiting.is_empty(),
            NewCards::None => false,
        };
        let mut begun = 0;
        if brings_new {
            for (left, a_day) in &mut new {
                let now = (*left).min(*a_day);
                *left -= now;
                begun += now;
            }
        }
        loads.push(Load {
            day,
            reviews: asked.len() as u32,
            new: begun,
            waiting: waiting.len() as u32,
        });
        for card in asked.into_iter().chain((0..begun).map(|_| Memory::NEW)) {
            let quality = forgotten.next().quality();
            put(&mut coming, answer(card, Mode::Review, day, quality).0);
        }
    }
    loads
}

/// Spreads what is forgotten evenly over the answers.
struct Forgotten {
    of_thousand: u32,
    sum: u32,
}

impl Forgotten {
    fn next(&mut self) -> Grade {
        self.sum += self.of_thousand;
        if self.sum >= 1000 {
            self.sum -= 1000;
            Grade::Again
        } else {
            Grade::Good
        }
    }
}

fn put(coming: &mut BTreeMap<Day, Vec<Memory>>, card: Memory) {
    if let Due::On(day) = card.due {
        coming.entry(day).or_default().push(card);
    }
}

fn due_card(card: &Memory) -> DueCard {
    let due = match card.due {
        Due::On(day) => day,
        Due::New => Day::from_number(i64::MAX),
    };
    DueCard { due, interval: card.interval }
}
