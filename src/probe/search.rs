//! The search language.

use std::cell::OnceCell;

use super::{TODAY, everything, moment, stocked, text};
use crate::model::{Day, Event, EventKind, Grade, Mode, Review};
use crate::query::Query;
use crate::store::{Search, Store};

thread_local! {
    /// Searching changes nothing, so one store serves all searches.
    static STORE: OnceCell<Store> = const { OnceCell::new() };
}

/// A query is read or refused; a card fits it or its negation, and never both.
///
/// # Panics
/// Where that is not so.
pub fn query(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let query = match Query::parse(text) {
        Ok(query) => query,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    assert_eq!(Query::parse(text).as_ref(), Ok(&query));
    STORE.with(|store| {
        let store = store.get_or_init(answered);
        let find = |query: &Query| -> Vec<String> {
            let found = store.find(&search(query)).expect("memory suffices");
            found.iter().map(|card| card.key.to_string()).collect()
        };
        let mut found = find(&query);
        found.extend(find(&Query::Not(Box::new(query))));
        let count = found.len();
        found.sort();
        found.dedup();
        assert_eq!(found.len(), count, "a card fits and fits not");
        assert_eq!(count, find(&Query::All(Vec::new())).len(), "a card neither fits nor fits not");
    });
}

fn search(query: &Query) -> Search<'_> {
    Search { query, decks: None, today: Day::from_number(TODAY), leech_threshold: 8 }
}

/// A store with some answers in it.
fn answered() -> Store {
    let mut store = stocked(everything());
    let cards = store.find(&search(&Query::All(Vec::new())));
    let cards = cards.expect("memory suffices");
    for (step, card) in cards.iter().step_by(2).enumerate() {
        let grade = Grade::ALL[step % 4];
        let review = Review {
            mode: Mode::Review,
            quality: grade.quality(),
            response: None,
            verdict: None,
            duration_ms: Some(4000),
        };
        let kind = EventKind::Review { card: card.key.clone(), review };
        let day = Day::from_number(TODAY - 2);
        let event = Event { at: moment(step as i64 + 1), day, kind };
        store.record(event).expect("memory suffices");
    }
    store
}
