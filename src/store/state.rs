//! Rows of `state`: what the fold knows of each card, and where the card stands in its deck.

use rusqlite::{Connection, OptionalExtension, ToSql, named_params};

use super::due::memory;
use super::{CardNumber, DeckNumber, StoreError};
use crate::model::{Day, Due, Variant};
use crate::queue;
use crate::schedule::{Alike, Folded, Standing};

/// A card that its deck does not hold.
const ABSENT: i64 = 3;

/// A row of `state`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct StateRow {
    pub(super) place: Place,
    pub(super) folded: Folded,
}

/// Where a card stands in its deck.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) deck: DeckNumber,
    pub(super) position: i64,
    pub(super) live: bool,
    pub(super) siblings: bool,
}

/// One card's row.
pub(super) const SQL_STATE: &str = "
    select deck, class, position, siblings, repetitions, ease, interval, due, lapses, reviews,
        last, drill, suspended, flagged, buried
    from state
    where card = :card";

impl StateRow {
    pub(super) fn read(
        connection: &Connection,
        card: CardNumber,
    ) -> Result<Option<Self>, StoreError> {
        Ok(connection
            .prepare_cached(SQL_STATE)?
            .query_row(named_params! {":card": card}, |row| {
                let class: i64 = row.get(1)?;
                Ok(Self {
                    place: Place {
                        deck: row.get(0)?,
                        position: row.get(2)?,
                        live: class != ABSENT,
                        siblings: row.get(3)?,
                    },
                    folded: Folded {
                        memory: memory(row, 4)?,
                        standing: Standing {
                            suspended: row.get(12)?,
                            flagged: row.get(13)?,
                            buried_until: row.get(14)?,
                        },
                    },
                })
            })
            .optional()?)
    }

    pub(super) fn write(
        &self,
        connection: &Connection,
        card: CardNumber,
    ) -> Result<(), StoreError> {
        let Folded { memory, standing } = &self.folded;
        let bucket = queue::bucket(memory.interval);
        let (class, ready) = (self.class(), self.ready());
        let values: [&dyn ToSql; 18] = [
            &card,
            &self.place.deck,
            &class,
            &self.place.position,
            &self.place.siblings,
            &memory.repetitions,
            &memory.ease,
            &memory.interval,
            &bucket,
            &memory.due,
            &ready,
            &memory.lapses,
            &memory.reviews,
            &memory.last,
            &memory.drill,
            &standing.suspended,
            &standing.flagged,
            &standing.buried_until,
        ];
        connection.prepare_cached(SQL_WRITE_STATE)?.execute(values)?;
        Ok(())
    }

    /// What the card is counted as in its deck; nothing where the deck does not hold it.
    pub(super) fn alike(&self) -> Option<Alike> {
        self.place.live.then(|| Alike::of(&self.folded))
    }

    fn ready(&self) -> Option<Day> {
        let buried = self.folded.standing.buried_until;
        match self.folded.memory.due {
            Due::New => buried,
            Due::On(due) => Some(buried.map_or(due, |day| day.max(due))),
        }
    }

    fn class(&self) -> i64 {
        let new = self.folded.memory.is_new();
        match (self.place.live, self.folded.standing.suspended, new) {
            (false, _, _) => ABSENT,
            (true, true, _) => 2,
            (true, false, true) => 0,
            (true, false, false) => 1,
        }
    }
}

const SQL_WRITE_STATE: &str = "
    insert into state
        (card, deck, class, position, siblings, repetitions, ease, interval, bucket, due, ready,
         lapses, reviews, last, drill, suspended, flagged, buried)
    values
        (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)
    on conflict (card) do update set
        deck = excluded.deck, class = excluded.class, position = excluded.position,
        siblings = excluded.siblings, repetitions = excluded.repetitions, ease = excluded.ease,
        interval = excluded.interval, bucket = excluded.bucket, due = excluded.due,
        ready = excluded.ready, lapses = excluded.lapses, reviews = excluded.reviews,
        last = excluded.last, drill = excluded.drill, suspended = excluded.suspended,
        flagged = excluded.flagged, buried = excluded.buried";

/// Where a card stands.
pub(super) const SQL_PLACE: &str = "
    select note.deck as deck, note.position as position, card.variant as variant,
        card.live as live,
        exists (
            select 1 from card as other
            where other.note = card.note and other.number <> card.number
            and other.live = 1
        ) as siblings
    from card
    join note on note.number = card.note
    where card.number = :card";

impl Place {
    pub(super) fn of(connection: &Connection, card: CardNumber) -> Result<Self, StoreError> {
        Ok(connection.prepare_cached(SQL_PLACE)?.query_row(
            named_params! {":card": card},
            |row| {
                let variant: Variant = row.get("variant")?;
                Ok(Self {
                    deck: row.get("deck")?,
                    position: Self::position(row.get("position")?, variant),
                    live: row.get("live")?,
                    siblings: row.get("siblings")?,
                })
            },
        )?)
    }

    /// The place of a card in its deck: that of its note, and among the cards of the note.
    pub(super) fn position(note: i64, variant: Variant) -> i64 {
        (note << 10) + i64::from(variant.code())
    }
}
