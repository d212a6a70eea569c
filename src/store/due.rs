//! What is to be asked today: due, new and drilled cards, each found through an index.

use std::collections::HashSet;

use rusqlite::{OptionalExtension, Row, named_params};

use super::{CardNumber, DeckNumber, NoteNumber, Store, StoreError};
use crate::model::{Day, Due, Memory, Mode};
use crate::queue::{self, DueCard};
use crate::schedule::Stage;

/// A card that may be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(crate) card: CardNumber,
    pub(crate) note: NoteNumber,
    pub(crate) deck: DeckNumber,
    pub(crate) memory: Memory,
}

/// Where cards are looked for, with the tree that each deck's limits are counted in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Scope {
    /// In the order in which their new cards come.
    pub(crate) decks: Vec<DeckNumber>,
}

/// How many cards a day may bring, by deck: each list holds the decks that share one limit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Limits {
    pub(crate) new: Vec<(HashSet<DeckNumber>, u32)>,
    pub(crate) reviews: Vec<(HashSet<DeckNumber>, u32)>,
    /// So many new cards, whatever the limits say and whatever came today.
    pub(crate) new_now: Option<u32>,
    /// Mixes the new cards by this seed instead of taking them in the deck's order.
    pub(crate) shuffle: Option<u64>,
}

/// The first due cards of a deck with intervals of one bucket.
pub(super) const SQL_DUE: &str = "
    select state.card, card.note, state.deck, siblings, repetitions, ease, interval, due, lapses,
        reviews, last, drill
    from state
    join card on card.number = state.card
    where state.deck = :deck
    and state.class = 1
    and state.bucket = :bucket
    and state.ready <= :horizon
    order by state.ready
    limit :limit offset :skip";

/// The next bucket of a deck that has cards.
pub(super) const SQL_NEXT_BUCKET: &str = "
    select bucket
    from state
    where deck = :deck
    and class = 1
    and bucket >= :from
    order by bucket
    limit 1";

/// The new cards of a deck in its order.
pub(super) const SQL_NEW: &str = "
    select state.card, card.note, state.deck, siblings, repetitions, ease, interval, due, lapses,
        reviews, last, drill, ready, position
    from state
    join card on card.number = state.card
    where state.deck = :deck
    and state.class = 0
    and state.position >= :from
    order by state.position";

/// Cards that are still to be drilled on a day.
pub(super) const SQL_DRILL: &str = "
    select state.card, card.note, state.deck, siblings, repetitions, ease, interval, due, lapses,
        reviews, last, drill
    from state
    join card on card.number = state.card
    where state.drill = :today
    and state.class = 1
    and (state.buried is null or state.buried <= :today)";

/// What was answered on a day, by deck.
pub(super) const SQL_DONE: &str = "
    select deck, mode, stage, count
    from tally
    where day = :today";

impl Store {
    /// The due cards of the scope that are most at risk, riskiest first, at most `limit`.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn due_cards(
        &self,
        scope: &Scope,
        today: Day,
        horizon: Day,
        limit: u32,
        passed: &HashSet<CardNumber>,
    ) -> Result<Vec<Candidate>, StoreError> {
        let mut found: Vec<Candidate> = Vec::new();
        for deck in &scope.decks {
            for bucket in self.buckets(*deck)? {
                self.due_of_bucket(*deck, bucket, today, horizon, limit, passed, &mut found)?;
            }
        }
        found.sort_by(|one, other| {
            queue::riskier(today, due_card(one), due_card(other)).then(one.card.cmp(&other.card))
        });
        let mut notes = HashSet::new();
        found.retain(|candidate| notes.insert(candidate.note));
        found.truncate(limit as usize);
        Ok(found)
    }

    #[expect(clippy::too_many_arguments, reason = "the bounds of one look into the index")]
    fn due_of_bucket(
        &self,
        deck: DeckNumber,
        bucket: u32,
        today: Day,
        horizon: Day,
        limit: u32,
        passed: &HashSet<CardNumber>,
        found: &mut Vec<Candidate>,
    ) -> Result<(), StoreError> {
        let (mut taken, mut skip) = (0, 0);
        let mut statement = self.connection.prepare_cached(SQL_DUE)?;
        loop {
            let rows = statement
                .query_map(
                    named_params! {
                        ":deck": deck, ":bucket": bucket, ":horizon": horizon,
                        ":limit": limit, ":skip": skip,
                    },
                    |row| Ok((candidate(row)?, row.get::<_, bool>("siblings")?)),
                )?
                .collect::<rusqlite::Result<Vec<_>>>()?;
            let full = rows.len() as u32 == limit;
            for (candidate, siblings) in rows {
                skip += 1;
                let held = siblings && self.sibling_came(&candidate, today)?;
                if !held && !passed.contains(&candidate.card) {
                    found.push(candidate);
                    taken += 1;
                }
            }
            if !full || taken >= limit {
                return Ok(());
            }
        }
    }

    /// The new cards of the scope that may come today, at most what the limits leave and `limit`.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn new_cards(
        &self,
        scope: &Scope,
        today: Day,
        limits: &Limits,
        limit: u32,
        passed: &HashSet<CardNumber>,
    ) -> Result<Vec<Candidate>, StoreError> {
        let mut rooms = match limits.new_now {
            Some(count) => vec![(scope.decks.iter().copied().collect(), count)],
            None => self.rooms(&limits.new, today, Room::New)?,
        };
        let mut found: Vec<Candidate> = Vec::new();
        let mut notes = HashSet::new();
        for deck in &scope.decks {
            let room = room_of(&rooms, *deck).min(limit - found.len() as u32);
            if room == 0 {
                continue;
            }
            let taken = match limits.shuffle {
                None => self.new_in_order(*deck, today, room, passed, &mut notes)?,
                Some(seed) => self.new_shuffled(*deck, today, room, passed, &mut notes, seed)?,
            };
            take_room(&mut rooms, *deck, taken.len() as u32);
            found.extend(taken);
        }
        if let Some(seed) = limits.shuffle {
            found.sort_by_key(|candidate| shuffled(seed, candidate.card));
        }
        Ok(found)
    }

    fn new_in_order(
        &self,
        deck: DeckNumber,
        today: Day,
        room: u32,
        passed: &HashSet<CardNumber>,
        notes: &mut HashSet<NoteNumber>,
    ) -> Result<Vec<Candidate>, StoreError> {
        let mut taken = Vec::new();
        let mut statement = self.connection.prepare_cached(SQL_NEW)?;
        let mut rows = statement.query(named_params! {":deck": deck, ":from": i64::MIN})?;
        while let Some(row) = rows.next()? {
            if taken.len() as u32 == room {
                break;
            }
            if let Some(candidate) = self.new_of_row(row, today, passed)?
                && notes.insert(candidate.note)
            {
                taken.push(candidate);
            }
        }
        Ok(taken)
    }

    fn new_shuffled(
        &self,
        deck: DeckNumber,
        today: Day,
        room: u32,
        passed: &HashSet<CardNumber>,
        notes: &mut HashSet<NoteNumber>,
        seed: u64,
    ) -> Result<Vec<Candidate>, StoreError> {
        let mut all = Vec::new();
        let mut statement = self.connection.prepare_cached(SQL_NEW)?;
        let mut rows = statement.query(named_params! {":deck": deck, ":from": i64::MIN})?;
        while let Some(row) = rows.next()? {
            all.extend(self.new_of_row(row, today, passed)?);
        }
        all.sort_by_key(|candidate| shuffled(seed, candidate.card));
        all.retain(|candidate| notes.insert(candidate.note));
        all.truncate(room as usize);
        Ok(all)
    }

    fn new_of_row(
        &self,
        row: &Row<'_>,
        today: Day,
        passed: &HashSet<CardNumber>,
    ) -> Result<Option<Candidate>, StoreError> {
        let candidate = candidate(row)?;
        let ready: Option<Day> = row.get("ready")?;
        let held = ready.is_some_and(|ready| ready > today)
            || passed.contains(&candidate.card)
            || (row.get::<_, bool>("siblings")? && self.sibling_comes(&candidate, today)?);
        Ok((!held).then_some(candidate))
    }

    /// The new cards of a list that may come today, in the order of their decks.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn new_cards_of(
        &self,
        scope: &Scope,
        today: Day,
        limits: &Limits,
        listed: &HashSet<CardNumber>,
    ) -> Result<Vec<Candidate>, StoreError> {
        // Everything that is not on the list is passed over before the limits are counted.
        let mut passed = HashSet::new();
        let mut statement = self.connection.prepare_cached(SQL_NEW)?;
        for deck in &scope.decks {
            let mut rows = statement.query(named_params! {":deck": deck, ":from": i64::MIN})?;
            while let Some(row) = rows.next()? {
                let card: CardNumber = row.get("card")?;
                if !listed.contains(&card) {
                    passed.insert(card);
                }
            }
        }
        drop(statement);
        self.new_cards(scope, today, limits, u32::MAX, &passed)
    }

    /// The cards of the scope that are still to be drilled today.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn drills(&self, scope: &Scope, today: Day) -> Result<Vec<Candidate>, StoreError> {
        let mut statement = self.connection.prepare_cached(SQL_DRILL)?;
        let rows = statement
            .query_map(named_params! {":today": today}, candidate)?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        let decks: HashSet<DeckNumber> = scope.decks.iter().copied().collect();
        Ok(rows.into_iter().filter(|candidate| decks.contains(&candidate.deck)).collect())
    }

    /// The buckets of a deck that have cards, found by leaps over the index.
    pub(super) fn buckets(&self, deck: DeckNumber) -> Result<Vec<u32>, StoreError> {
        let mut statement = self.connection.prepare_cached(SQL_NEXT_BUCKET)?;
        let mut buckets = Vec::new();
        let mut from = 0;
        while from < queue::BUCKETS {
            let next: Option<u32> = statement
                .query_row(named_params! {":deck": deck, ":from": from}, |row| row.get("bucket"))
                .optional()?;
            let Some(bucket) = next else { break };
            buckets.push(bucket);
            from = bucket + 1;
        }
        Ok(buckets)
    }

    /// What each limit leaves for the rest of the day.
    pub(super) fn rooms(
        &self,
        limits: &[(HashSet<DeckNumber>, u32)],
        today: Day,
        room: Room,
    ) -> Result<Vec<(HashSet<DeckNumber>, u32)>, StoreError> {
        let mut rooms = limits.to_vec();
        if rooms.is_empty() {
            return Ok(rooms);
        }
        let mut statement = self.connection.prepare_cached(SQL_DONE)?;
        let mut rows = statement.query(named_params! {":today": today})?;
        while let Some(row) = rows.next()? {
            let mode: Mode = row.get("mode")?;
            let first = row.get::<_, i64>("stage")? == Stage::New as i64;
            let counts = match room {
                Room::New => first,
                Room::Reviews => !first,
            };
            if counts && matches!(mode, Mode::Review | Mode::Ahead) {
                take_room(&mut rooms, row.get("deck")?, row.get("count")?);
            }
        }
        Ok(rooms)
    }

    /// One card as a candidate, whatever its state; `None` where its deck does not hold it.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn candidate(&self, card: CardNumber) -> Result<Option<Candidate>, StoreError> {
        Ok(self
            .connection
            .prepare_cached(SQL_CANDIDATE)?
            .query_row(named_params! {":card": card}, candidate)
            .optional()?)
    }
}

/// One card that is asked.
pub(super) const SQL_CANDIDATE: &str = "
    select state.card, card.note, state.deck, siblings, repetitions, ease, interval, due, lapses,
        reviews, last, drill
    from state
    join card on card.number = state.card
    where state.card = :card
    and state.class < 3";

/// What a limit counts.
#[derive(Debug, Clone, Copy)]
pub(super) enum Room {
    New,
    Reviews,
}

/// The least that any limit of the deck leaves.
pub(super) fn room_of(rooms: &[(HashSet<DeckNumber>, u32)], deck: DeckNumber) -> u32 {
    let left = rooms.iter().filter(|(decks, _)| decks.contains(&deck)).map(|(_, left)| *left);
    left.min().unwrap_or(u32::MAX)
}

/// Takes so many cards of the deck from its limits.
pub(super) fn take_room(rooms: &mut [(HashSet<DeckNumber>, u32)], deck: DeckNumber, taken: u32) {
    for (_, left) in rooms.iter_mut().filter(|(decks, _)| decks.contains(&deck)) {
        *left = left.saturating_sub(taken);
    }
}

fn due_card(candidate: &Candidate) -> DueCard {
    let due = match candidate.memory.due {
        Due::On(day) => day,
        Due::New => Day::from_number(i64::MAX),
    };
    DueCard { due, interval: candidate.memory.interval }
}

/// A place in a shuffled order that depends on nothing but the seed and the card.
fn shuffled(seed: u64, card: CardNumber) -> u64 {
    // The finisher of SplitMix64 (Steele, Lea, Flood 2014), a bijection that mixes well.
    let mut mixed = seed ^ (card.0 as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

fn candidate(row: &Row<'_>) -> rusqlite::Result<Candidate> {
    Ok(Candidate {
        card: row.get("card")?,
        note: row.get("note")?,
        deck: row.get("deck")?,
        memory: memory(row)?,
    })
}

/// The columns of a memory.
pub(super) fn memory(row: &Row<'_>) -> rusqlite::Result<Memory> {
    Ok(Memory {
        repetitions: row.get("repetitions")?,
        ease: row.get("ease")?,
        interval: row.get("interval")?,
        due: row.get("due")?,
        lapses: row.get("lapses")?,
        reviews: row.get("reviews")?,
        last: row.get("last")?,
        drill: row.get("drill")?,
    })
}
