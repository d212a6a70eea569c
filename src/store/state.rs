//! Rows of `state`: what the fold knows of each card, and where the card stands in its deck.

use rusqlite::{Connection, OptionalExtension, Row, ToSql, named_params};

use super::due::memory;
use super::sums::Subject;
use super::{CardNumber, DeckNumber, NoteNumber, StoreError};
use crate::model::{Day, Due, Variant};
use crate::queue;
use crate::schedule::{Alike, Folded, Standing};

/// A card that is asked from a day on.
const IN_REVIEW: i64 = 1;

/// A card that its deck does not hold.
const ABSENT: i64 = 3;

/// A row of `state`, beside the events that it leads to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct StateRow {
    pub(super) place: Place,
    pub(super) folded: Folded,
}

/// What a card is counted as in its deck.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Counted {
    pub(super) alike: Alike,
    pub(super) lapses: u32,
    /// The day from which it is asked, where it is in review.
    pub(super) ready: Option<Day>,
}

/// Where a card stands in its deck.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) deck: DeckNumber,
    pub(super) position: i64,
    pub(super) live: bool,
    pub(super) siblings: bool,
}

/// One card's row, with what else an answer to the card needs.
pub(super) const SQL_STATE: &str = "
    select state.deck, class, state.position, siblings, repetitions, ease, interval, due, lapses,
        reviews, last, drill, suspended, flagged, buried, latest, home, note.deck, note.kind
    from state not indexed
    join card not indexed on card.number = state.card
    join note not indexed on note.number = card.note
    where state.card = ?1
    and class < 4";

/// A row of `state` with what stands around it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Surrounded {
    pub(super) row: StateRow,
    /// The event of the card that came in last.
    pub(super) latest: Option<i64>,
    pub(super) home: CardNumber,
    pub(super) subject: Subject,
}

impl Surrounded {
    /// With the columns from `at` on: latest, home, and the note's deck and kind.
    pub(super) fn of(state: StateRow, row: &Row<'_>, at: usize) -> rusqlite::Result<Self> {
        Ok(Self {
            row: state,
            latest: row.get(at)?,
            home: row.get(at + 1)?,
            subject: Subject { deck: row.get(at + 2)?, kind: row.get(at + 3)? },
        })
    }
}

impl StateRow {
    pub(super) fn read(
        connection: &Connection,
        card: CardNumber,
    ) -> Result<Option<Self>, StoreError> {
        Ok(Self::read_surrounded(connection, card)?.map(|found| found.row))
    }

    /// The row with what stands around it, at one go: every answer needs it.
    pub(super) fn read_surrounded(
        connection: &Connection,
        card: CardNumber,
    ) -> Result<Option<Surrounded>, StoreError> {
        Ok(connection
            .prepare_cached(SQL_STATE)?
            .query_row([card], |row| Surrounded::of(Self::of(row, 0)?, row, 15))
            .optional()?)
    }

    /// The columns of a row from `at` on, by their places: deck, class, position, siblings, memory,
    /// suspended, flagged, buried; fifteen in all.
    pub(super) fn of(row: &Row<'_>, at: usize) -> rusqlite::Result<Self> {
        let class: i64 = row.get(at + 1)?;
        let place = Place {
            deck: row.get(at)?,
            position: row.get(at + 2)?,
            live: class != ABSENT,
            siblings: row.get(at + 3)?,
        };
        let standing = Standing {
            suspended: row.get(at + 12)?,
            flagged: row.get(at + 13)?,
            buried_until: row.get(at + 14)?,
        };
        Ok(Self { place, folded: Folded { memory: memory(row, at + 4)?, standing } })
    }

    /// Writes the row. `latest` is the event of the card that came in last, where another one came
    /// in than the row knows.
    pub(super) fn write(
        &self,
        connection: &Connection,
        card: CardNumber,
        latest: Option<i64>,
    ) -> Result<(), StoreError> {
        self.write_by(connection, SQL_WRITE_STATE, card, latest)
    }

    /// A card of a deck to which nothing ever happened.
    pub(super) fn new_in(deck: DeckNumber) -> Self {
        let place = Place { deck, position: 0, live: true, siblings: false };
        Self { place, folded: Folded::NEW }
    }

    /// Writes the rows of the cards of new notes, which have numbers from `card` on.
    pub(super) fn insert_new(
        connection: &Connection,
        (first, last): (NoteNumber, NoteNumber),
        card: CardNumber,
        all_plain: bool,
    ) -> Result<(), StoreError> {
        // What is the same in all decks.
        let row = Self::new_in(DeckNumber(0));
        let memory = &row.folded.memory;
        let sql = if all_plain { SQL_INSERT_PLAIN } else { SQL_INSERT_NEW };
        connection.prepare_cached(sql)?.execute((
            first,
            last,
            card,
            row.class(),
            memory.repetitions,
            memory.ease,
            memory.interval,
            queue::bucket(memory.interval),
            memory.due,
            memory.lapses,
            memory.reviews,
        ))?;
        Ok(())
    }

    /// As [`StateRow::write`], where the card's row is this one already and it stands where it
    /// stood.
    pub(super) fn update(
        &self,
        connection: &Connection,
        card: CardNumber,
        from: &Self,
        latest: Option<i64>,
    ) -> Result<(), StoreError> {
        let rare = |row: &Self| {
            let Folded { memory, standing } = row.folded;
            (memory.lapses, memory.drill, standing)
        };
        let sql = match (rare(self) == rare(from), self.class() == from.class()) {
            (true, true) => SQL_REVIEWED,
            (true, false) => SQL_FIRST_REVIEWED,
            (false, _) => SQL_UPDATE_STATE,
        };
        self.write_by(connection, sql, card, latest)
    }

    fn write_by(
        &self,
        connection: &Connection,
        sql: &str,
        card: CardNumber,
        latest: Option<i64>,
    ) -> Result<(), StoreError> {
        let Folded { memory, standing } = &self.folded;
        let bucket = queue::bucket(memory.interval);
        let (class, ready) = (self.class(), self.ready());
        let values: [&dyn ToSql; 19] = [
            &card,
            &memory.repetitions,
            &memory.ease,
            &memory.interval,
            &bucket,
            &memory.due,
            &ready,
            &memory.reviews,
            &memory.last,
            &latest,
            &class,
            &memory.lapses,
            &memory.drill,
            &standing.suspended,
            &standing.flagged,
            &standing.buried_until,
            &self.place.deck,
            &self.place.position,
            &self.place.siblings,
        ];
        let mut statement = connection.prepare_cached(sql)?;
        let wanted = statement.parameter_count();
        statement.execute(&values[..wanted])?;
        Ok(())
    }

    /// What the card is counted as in its deck; nothing where the deck does not hold it.
    pub(super) fn counted(&self) -> Option<Counted> {
        self.place.live.then(|| Counted {
            alike: Alike::of(&self.folded),
            lapses: self.folded.memory.lapses,
            ready: self.ready().filter(|_| self.class() == IN_REVIEW),
        })
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
            (true, false, false) => IN_REVIEW,
        }
    }
}

const SQL_WRITE_STATE: &str = "
    insert into state
        (card, repetitions, ease, interval, bucket, due, ready, reviews, last, latest, class, lapses,
         drill, suspended, flagged, buried, deck, position, siblings)
    values
        (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)
    on conflict (card) do update set
        class = excluded.class, repetitions = excluded.repetitions, ease = excluded.ease,
        interval = excluded.interval, bucket = excluded.bucket, due = excluded.due,
        ready = excluded.ready, lapses = excluded.lapses, reviews = excluded.reviews,
        last = excluded.last, drill = excluded.drill, suspended = excluded.suspended,
        flagged = excluded.flagged, buried = excluded.buried,
        latest = coalesce(excluded.latest, latest), deck = excluded.deck,
        position = excluded.position, siblings = excluded.siblings";

/// Rows of the cards of new notes, which are new as well and have numbers from `?3` on: what is the
/// same in all of them, and where each stands, as [`Place::position`] says.
macro_rules! insert_new {
    ($card:literal, $variant:literal, $siblings:literal, $from:literal) => {
        concat!(
            "insert or fail into state
                (card, class, repetitions, ease, interval, bucket, due, lapses, reviews, suspended,
                 flagged, deck, position, siblings)
            select ",
            $card,
            ", ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 0, 0, note.deck, (note.position << 10) + ",
            $variant,
            ", ",
            $siblings,
            " from ",
            $from,
            " where note.number between ?1 and ?2"
        )
    };
}

const SQL_INSERT_NEW: &str = insert_new!(
    "card.number",
    "card.variant",
    "exists (
        select 1 from card as other
        where other.note = card.note and other.number <> card.number
    )",
    "note join card on card.note = note.number and card.number >= ?3"
);

/// As [`SQL_INSERT_NEW`], of notes that make a plain card each.
const SQL_INSERT_PLAIN: &str = insert_new!("note.number - ?1 + ?3", "0", "0", "note");

/// What every review changes: the first of the values of [`SQL_WRITE_STATE`].
macro_rules! update_state {
    ($rarer:literal) => {
        concat!(
            "update state set
                repetitions = ?2, ease = ?3, interval = ?4, bucket = ?5, due = ?6, ready = ?7,
                reviews = ?8, last = ?9, latest = coalesce(?10, latest)",
            $rarer,
            " where card = ?1"
        )
    };
}

const SQL_UPDATE_STATE: &str = update_state!(
    ", class = ?11, lapses = ?12, drill = ?13, suspended = ?14, flagged = ?15, buried = ?16"
);

/// As [`SQL_UPDATE_STATE`], without what most reviews leave as it is: SQLite writes the entry of an
/// index anew, and its page, where a column of it is set to what it was.
const SQL_REVIEWED: &str = update_state!("");

/// As [`SQL_REVIEWED`], of a card that was new.
const SQL_FIRST_REVIEWED: &str = update_state!(", class = ?11");

/// What is known of cards is forgotten, but for the events that their rows lead to.
const SQL_FORGET: &str = "
    update state set
        class = 4, position = 0, siblings = 0, repetitions = 0, ease = 0, interval = 0, bucket = 0,
        due = null, ready = null, lapses = 0, reviews = 0, last = null, drill = null,
        suspended = 0, flagged = 0, buried = null";

/// Forgets what is known of a card, but for its events.
pub(super) fn forget(connection: &Connection, card: CardNumber) -> Result<(), StoreError> {
    connection
        .prepare_cached(&format!("{SQL_FORGET} where card = :card"))?
        .execute(named_params! {":card": card})?;
    Ok(())
}

/// Forgets what is known of all cards, but for their events.
pub(super) fn forget_all(connection: &Connection) -> Result<(), StoreError> {
    connection.execute(SQL_FORGET, [])?;
    Ok(())
}

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
