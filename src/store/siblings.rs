//! Cards of one note keep each other from coming on the same day.

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};
use rusqlite::{OptionalExtension, named_params};

use super::due::Candidate;
use super::{DeckNumber, NoteNumber, Store, StoreError};
use crate::model::Day;

/// Due cards that have siblings.
pub(super) const SQL_DUE_SIBLINGS: &str = "
    select card.note as note
    from state indexed by state_sibling
    join card not indexed on card.number = state.card
    where state.deck = :deck
    and state.class = 1
    and state.siblings = 1
    and state.ready <= :today";

/// The next deck that has cards with siblings in review, and from when on the first is asked.
pub(super) const SQL_NEXT_DUE_SIBLINGS: &str = "
    select deck, ready
    from state indexed by state_sibling
    where class = 1
    and siblings = 1
    and deck >= ?1
    order by deck, ready
    limit 1";

/// The siblings of a card and when they come or came.
pub(super) const SQL_SIBLINGS: &str = "
    select state.last as last, state.class as class, state.ready as ready
    from card
    join state on state.card = card.number
    where card.note = :note
    and card.number <> :card";

impl Store {
    /// Whether a sibling of the card was answered today.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn sibling_was_asked(
        &self,
        candidate: &Candidate,
        today: Day,
    ) -> Result<bool, StoreError> {
        self.sibling_came(candidate, today)
    }

    /// Due cards that a sibling keeps from coming today.
    pub(super) fn siblings_held(
        &self,
        deck: DeckNumber,
        today: Day,
        horizon: Day,
    ) -> Result<u32, StoreError> {
        let mut statement = self.connection.prepare_cached(SQL_DUE_SIBLINGS)?;
        let mut by_note: HashMap<NoteNumber, u32> = HashMap::new();
        let mut rows = statement.query(named_params! {":deck": deck, ":today": horizon})?;
        while let Some(row) = rows.next()? {
            *by_note.entry(row.get("note")?).or_default() += 1;
        }
        let mut held = 0;
        for (note, due) in by_note {
            let came = self.answered_on(note, today)?;
            held += if came { due } else { due - 1 };
        }
        Ok(held)
    }

    /// The decks that have due cards with siblings, found by leaps over the index.
    pub(super) fn decks_with_due_siblings(
        &self,
        horizon: Day,
    ) -> Result<HashSet<DeckNumber>, StoreError> {
        let mut statement = self.connection.prepare_cached(SQL_NEXT_DUE_SIBLINGS)?;
        let mut decks = HashSet::new();
        let mut from = DeckNumber(0);
        loop {
            let next: Option<(DeckNumber, Day)> =
                statement.query_row([from], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
            let Some((deck, first)) = next else { return Ok(decks) };
            if first <= horizon {
                decks.insert(deck);
            }
            from = DeckNumber(deck.0 + 1);
        }
    }

    fn answered_on(&self, note: NoteNumber, today: Day) -> Result<bool, StoreError> {
        let mut statement = self.connection.prepare_cached(SQL_SIBLINGS)?;
        let mut rows = statement.query(named_params! {":note": note, ":card": 0})?;
        while let Some(row) = rows.next()? {
            if row.get::<_, Option<Day>>("last")? == Some(today) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether a sibling was answered today.
    pub(super) fn sibling_came(
        &self,
        candidate: &Candidate,
        today: Day,
    ) -> Result<bool, StoreError> {
        self.any_sibling(candidate, |last, _| last == Some(today))
    }

    /// Whether a sibling was answered today or is due.
    pub(super) fn sibling_comes(
        &self,
        candidate: &Candidate,
        today: Day,
    ) -> Result<bool, StoreError> {
        self.any_sibling(candidate, |last, due| {
            last == Some(today) || due.is_some_and(|due| due <= today)
        })
    }

    fn any_sibling(
        &self,
        candidate: &Candidate,
        fits: impl Fn(Option<Day>, Option<Day>) -> bool,
    ) -> Result<bool, StoreError> {
        let mut statement = self.connection.prepare_cached(SQL_SIBLINGS)?;
        let mut rows =
            statement.query(named_params! {":note": candidate.note, ":card": candidate.card})?;
        while let Some(row) = rows.next()? {
            let in_review = row.get::<_, i64>("class")? == 1;
            let due = if in_review { row.get("ready")? } else { None };
            if fits(row.get("last")?, due) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
