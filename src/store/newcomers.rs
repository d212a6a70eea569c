//! The cards of a deck to which nothing ever happened, by name.
//!
//! A log that brings a deck mostly brings answers to all of its cards behind it, in no order. A card
//! that is looked up takes five pages of the file, at random; read in a row, a deck's cards take each
//! page once.

use rusqlite::Connection;

use super::ids::{Ids, Places};
use super::running::Running;
use super::state::{Place, StateRow, Surrounded};
use super::sums::Subject;
use super::{CardNumber, DeckNumber, StoreError};
use crate::model::{DeckId, NoteId, Variant};
use crate::schedule::Folded;

/// The new cards of a deck that have no event, neither under their own name nor under another one.
pub(super) const SQL_NEWCOMERS: &str = "
    select note.id, card.variant, card.number,
        state.deck, class, state.position, siblings, repetitions, ease, interval, due, lapses,
        reviews, last, drill, suspended, flagged, buried, latest, home, note.deck, note.kind
    from deck
    join note on note.deck = deck.number
    join card on card.note = note.number
    join state not indexed on state.card = card.number
    where deck.id = ?1
    and class = 0
    and latest is null
    and home = card.number
    and not exists (
        select 1 from card as other
        where other.home = card.number and other.home <> other.number
    )";

/// Those of one deck.
#[derive(Debug)]
pub(super) struct Newcomers {
    ids: Ids,
    /// One for each id.
    cards: Vec<Newcomer>,
    places: Places,
}

#[derive(Debug)]
struct Newcomer {
    card: CardNumber,
    deck: DeckNumber,
    position: i64,
    variant: Variant,
    kind: Option<u8>,
    siblings: bool,
}

impl Newcomers {
    pub(super) fn of(connection: &Connection, deck: &DeckId) -> Result<Self, StoreError> {
        let mut statement = connection.prepare_cached(SQL_NEWCOMERS)?;
        let mut rows = statement.query([deck.as_str()])?;
        let (mut ids, mut cards) = (Ids::default(), Vec::new());
        while let Some(row) = rows.next()? {
            let Surrounded { row: state, subject, .. } =
                Surrounded::of(StateRow::of(row, 3)?, row, 18)?;
            let newcomer = Newcomer {
                card: row.get(2)?,
                deck: subject.deck,
                position: state.place.position,
                variant: row.get(1)?,
                kind: subject.kind,
                siblings: state.place.siblings,
            };
            if newcomer.row() == state {
                ids.push(row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?);
                cards.push(newcomer);
            }
        }
        let places = Places::of(&ids);
        Ok(Self { ids, cards, places })
    }

    /// A card, to go on from its row.
    pub(super) fn find(&self, note: &NoteId, variant: Variant) -> Option<(CardNumber, Running)> {
        let is_meant = |at: usize| self.cards[at].variant == variant;
        let found = &self.cards[self.places.find(&self.ids, note.as_str(), is_meant)?];
        let subject = Subject { deck: found.deck, kind: found.kind };
        let (row, home) = (found.row(), found.card);
        Some((home, Running::from_row(Surrounded { row, latest: None, home, subject })))
    }
}

impl Newcomer {
    fn row(&self) -> StateRow {
        let Self { deck, position, siblings, .. } = *self;
        StateRow { place: Place { deck, position, live: true, siblings }, folded: Folded::NEW }
    }
}
