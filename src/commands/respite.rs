//! What breaks and catching up make of a day: the settings, the tally and the rules joined.

use std::collections::BTreeMap;

use super::failure::Failure;
use super::settings::Settings;
use super::stats::tallied;
use crate::absence::{Offer, Start};
use crate::model::Day;
use crate::schedule::Stage;
use crate::stats::Answers;
use crate::store::{Count, Store};

/// How many days back the usual load is looked for.
const USUAL: u32 = 30;

/// What today may bring.
pub(crate) fn offer(store: &Store, settings: &Settings, day: Day) -> Result<Offer, Failure> {
    let breaks = settings.breaks();
    let usual = match breaks.iter().find(|away| away.is_followed_by(day)) {
        Some(away) => usual(store, away.from().minus(1))?,
        None => 0,
    };
    Ok(Offer::on(day, &breaks, settings.catch_up(), usual))
}

/// The usual number of reviews a day: the mean of the days with answers among the thirty up to
/// `until`. First answers, drills and the like are not counted.
pub(crate) fn usual(store: &Store, until: Day) -> Result<u32, Failure> {
    let mut days = Vec::new();
    store.each_tally_of_day(until.minus(USUAL - 1), |day, rows| {
        let counts = |row: &&Count| row.mode.is_scheduled() && row.stage != Stage::New;
        let reviews: u64 = rows.iter().filter(counts).map(|row| row.count).sum();
        if day <= until && reviews > 0 {
            days.push(reviews);
        }
    })?;
    let mean = days.iter().sum::<u64>().checked_div(days.len() as u64).unwrap_or(0);
    Ok(u32::try_from(mean).unwrap_or(u32::MAX))
}

/// The last day before today on which something was answered.
pub(crate) fn last_day(store: &Store, today: Day) -> Result<Option<Day>, Failure> {
    let mut last = None;
    store.days_back(today, |day| {
        last = Some(day);
        false
    })?;
    Ok(last)
}

/// From where the days to come are played through: all cards, the new ones by tree of decks, and
/// how often was forgotten in the last ninety days; a tenth where that says little.
pub(crate) fn start(store: &Store, settings: &Settings, today: Day) -> Result<Start, Failure> {
    let decks = store.deck_ids()?;
    let mut new: BTreeMap<&str, u32> = BTreeMap::new();
    let mut start = Start::default();
    store.each_in_review(|memory| start.cards.push(memory))?;
    for (deck, id) in &decks {
        let count = store.new_of(*deck)?;
        if count > 0 {
            *new.entry(id.tree()).or_default() += count;
        }
    }
    let a_day = settings.get("new-per-day").parse().unwrap_or(u32::MAX);
    start.new = new.into_values().map(|left| (left, a_day)).collect();
    let mut answers = Answers::default();
    store.each_tally_of_day(today.minus(89), |day, rows| {
        answers.add_day(day, rows.iter().map(|row| tallied(day, *row)));
    })?;
    let known = answers.retention().all();
    start.forgotten = match known.count() {
        0..50 => 100,
        count => (known.failed * 1000 / count) as u32,
    };
    Ok(start)
}
