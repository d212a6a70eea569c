//! What a fold knows of the cards that change while it runs.

use rusqlite::Connection;

use super::latest::latest_of;
use super::state::{Place, StateRow, Surrounded};
use super::sums::{Subject, Sums};
use super::{CardNumber, StoreError};
use crate::model::{CardChange, CardKey, EventId, Hlc};
use crate::schedule::{CardEvent, Folded, What};

/// What is known of a card that changes.
pub(super) enum Touched {
    /// It goes on from its row by events that come after all others.
    GoesOn(Box<Running>),
    /// These of its events are not counted yet; the others are.
    Late(Vec<EventId>),
    /// It is counted nowhere, and its events are to be folded afresh: these, where they are known and
    /// nothing else changes.
    Afresh(Option<Vec<CardEvent>>),
}

/// A card that goes on from its row.
pub(super) struct Running {
    pub(super) row: StateRow,
    pub(super) subject: Subject,
    /// Its row when the fold came upon it, where it had one.
    pub(super) before: Option<StateRow>,
    /// The reading of the clock at its newest event, where there is one.
    pub(super) newest: Option<Hlc>,
    /// The event of the card that came in last.
    pub(super) latest: Option<i64>,
}

/// A card by its name: its number, whether another name leads to it, whether it has a row that says
/// more than its latest event, and that row with what stands around it.
pub(super) const SQL_MET: &str = "
    select card.number,
        exists (
            select 1 from card as other
            where other.home = card.number and other.home <> other.number
        ),
        class < 4,
        state.deck, class, state.position, siblings, repetitions, ease, interval, due, lapses,
        reviews, last, drill, suspended, flagged, buried, latest, home, note.deck, note.kind
    from deck
    join note on note.deck = deck.number
    join card on card.note = note.number
    left join state not indexed on state.card = card.number
    where deck.id = ?1
    and note.id = ?2
    and card.variant = ?3";

/// A card that a log names, as this file knows it.
pub(super) struct Met {
    pub(super) card: CardNumber,
    pub(super) home: CardNumber,
    /// Where nothing ever happened to it, under this name or another one.
    pub(super) running: Option<Running>,
}

impl Met {
    /// Looks for a card; `None` where it is not known.
    pub(super) fn by_name(
        connection: &Connection,
        key: &CardKey,
    ) -> Result<Option<Self>, StoreError> {
        let mut statement = connection.prepare_cached(SQL_MET)?;
        let name = (key.note.deck.as_str(), key.note.note.as_str(), key.variant);
        let mut rows = statement.query(name)?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let (card, home) = (row.get(0)?, row.get(19)?);
        let (is_home_to_others, has_row): (bool, Option<bool>) = (row.get(1)?, row.get(2)?);
        let found = match has_row {
            Some(true) => Some(Surrounded::of(StateRow::of(row, 3)?, row, 18)?),
            Some(false) | None => None,
        };
        let alone = home == card && !is_home_to_others;
        let untouched = found.filter(|found| alone && found.latest.is_none());
        Ok(Some(Self { card, home, running: untouched.map(Running::from_row) }))
    }
}

impl Running {
    /// A card as its row says; a new one where it has none.
    pub(super) fn of(connection: &Connection, home: CardNumber) -> Result<Self, StoreError> {
        if let Some(found) = StateRow::read_surrounded(connection, home)? {
            return Ok(Self::from_row(found));
        }
        Ok(Self {
            row: StateRow { place: Place::of(connection, home)?, folded: Folded::NEW },
            subject: Subject::of(connection, home)?,
            before: None,
            newest: None,
            latest: latest_of(connection, home)?,
        })
    }

    /// Goes on by an event that comes after all others, and counts it.
    ///
    /// # Errors
    /// An event that changes what was before it.
    pub(super) fn go_on(&mut self, event: &CardEvent, sums: &mut Sums) -> Result<(), StoreError> {
        let subject = self.subject;
        self.row
            .folded
            .go_on(event, |step| sums.count(subject, &step, 1))
            .ok_or_else(|| StoreError::value("a card goes on by what changes its past"))?;
        self.newest = Some(event.hlc);
        Ok(())
    }

    pub(super) fn from_row(found: Surrounded) -> Self {
        let Surrounded { row, latest, subject, .. } = found;
        Self { row, subject, before: Some(row), newest: None, latest }
    }
}

/// Whether an event changes nothing of what was before it, and no text.
pub(super) fn is_simple(what: &What) -> bool {
    match what {
        What::Review(_) => true,
        What::Retract { .. } | What::Set(CardChange::Field { .. }) => false,
        What::Set(_) => true,
    }
}
