//! How every card stands, in one pass over the cache of the fold.
//!
//! For sums over all cards; what is due is answered from indexes elsewhere.

use super::due::memory;
use super::{CardNumber, DeckNumber, Store, StoreError};
use crate::model::{Day, Memory};

/// How a card stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StandingRow {
    pub(crate) card: CardNumber,
    pub(crate) deck: DeckNumber,
    pub(crate) memory: Memory,
    pub(crate) suspended: bool,
    /// The study day on which its note came in.
    pub(crate) added: Day,
}

impl Store {
    /// Shows every card that its deck holds now, one at a time.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn each_standing(&self, mut see: impl FnMut(StandingRow)) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare_cached(
            "select state.card, state.deck, repetitions, ease, interval, due, lapses, reviews,
                 last, drill, suspended, note.added
             from state
             join card on card.number = state.card
             join note on note.number = card.note
             where class < 3",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            see(StandingRow {
                card: row.get("card")?,
                deck: row.get("deck")?,
                memory: memory(row)?,
                suspended: row.get("suspended")?,
                added: row.get("added")?,
            });
        }
        Ok(())
    }
}
