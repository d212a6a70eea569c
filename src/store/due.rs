//! What is to be asked today: due, new and drilled cards, each found through an index.

use foldhash::{HashSet, HashSetExt};
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

/// The due cards with intervals of one bucket behind those that were read. Whoever has read enough
/// stops: SQLite plans a statement anew once it knows a limit that is bound.
pub(super) const SQL_DUE: &str = "
    select state.card, card.note, state.deck, siblings, repetitions, ease, interval, due, lapses,
        reviews, last, drill, ready
    from state indexed by state_due
    join card not indexed on card.number = state.card
    where state.class = 1
    and state.bucket = :bucket
    and state.ready <= :horizon
    order by state.ready
    limit -1 offset :skip";

/// The next bucket that has cards, and from when on the first of them is asked.
pub(super) const SQL_NEXT_BUCKET: &str = "
    select bucket, ready
    from state indexed by state_due
    where class = 1
    and bucket >= ?1
    order by bucket, ready
    limit 1";

/// The new cards of a deck in its order.
pub(super) const SQL_NEW: &str = "
    select state.card, card.note, state.deck, siblings, repetitions, ease, interval, due, lapses,
        reviews, last, drill, ready, position
    from state indexed by state_new
    join card not indexed on card.number = state.card
    where state.deck = :deck
    and state.class = 0
    and state.position >= :from
    order by state.position";

/// Whether any card is still to be drilled on a day.
pub(super) const SQL_ANY_DRILL: &str = "
    select 1
    from state indexed by state_drill
    where drill = ?1
    limit 1";

/// Cards that are still to be drilled on a day.
pub(super) const SQL_DRILL: &str = "
    select state.card, card.note, state.deck, siblings, repetitions, ease, interval, due, lapses,
        reviews, last, drill
    from state indexed by state_drill
    join card not indexed on card.number = state.card
    where state.drill = :today
    and state.class = 1
    and coalesce(state.buried, :today) <= :today";

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
        let _together = self.read_together()?;
        let decks: HashSet<DeckNumber> = scope.decks.iter().copied().collect();
        let first = self.first_ready(Day::from_number(i64::MIN), |deck| decks.contains(&deck))?;
        let Some(first) = first.filter(|first| *first <= horizon) else { return Ok(Vec::new()) };
        let mut heads = Heads { known: Vec::new(), unknown: Some(0), first };
        let wanted = |card: &Candidate| decks.contains(&card.deck) && !passed.contains(&card.card);
        let mut found: Vec<Candidate> = Vec::new();
        let mut notes = HashSet::new();
        // The riskiest card of a bucket is at most as risky as its next card would be with the
        // shortest interval of the bucket. Nothing more is read of buckets that cannot win.
        while let Some((at, bound)) = heads.riskiest(today) {
            let worst = (limit as usize).checked_sub(1).and_then(|last| found.get(last));
            if limit == 0 || worst.is_some_and(|worst| due_card(worst).waited_as_long(bound, today))
            {
                break;
            }
            let Some(at) = at else {
                self.next_head(&mut heads, horizon)?;
                continue;
            };
            let heads = &mut heads.known;
            let count = limit.min(AT_A_TIME).max(heads[at].read);
            let whole = self.read_on(&mut heads[at], count, today, horizon, wanted, &mut found)?;
            if whole {
                heads.swap_remove(at);
            }
            found.sort_by(|one, other| {
                queue::riskier(today, due_card(one), due_card(other))
                    .then(one.card.cmp(&other.card))
            });
            notes.clear();
            found.retain(|candidate| notes.insert(candidate.note));
        }
        found.truncate(limit as usize);
        Ok(found)
    }

    /// Reads the next `at_a_time` due cards of a bucket; whether there are no more.
    fn read_on(
        &self,
        head: &mut Head,
        at_a_time: u32,
        today: Day,
        horizon: Day,
        wanted: impl Fn(&Candidate) -> bool,
        found: &mut Vec<Candidate>,
    ) -> Result<bool, StoreError> {
        let mut statement = self.connection.prepare_cached(SQL_DUE)?;
        let mut rows = statement.query(named_params! {
            ":bucket": head.bucket, ":horizon": horizon, ":skip": head.read,
        })?;
        let mut count = 0;
        while count < at_a_time
            && let Some(row) = rows.next()?
        {
            count += 1;
            head.most = row.get(12)?;
            let candidate = candidate(row)?;
            if wanted(&candidate) && !(row.get(3)? && self.sibling_came(&candidate, today)?) {
                found.push(candidate);
            }
        }
        head.read += count;
        Ok(count < at_a_time)
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
        self.new_cards_among(scope, today, limits, limit, &|card| !passed.contains(&card))
    }

    /// As [`Store::new_cards`], of those cards alone that are wanted.
    fn new_cards_among(
        &self,
        scope: &Scope,
        today: Day,
        limits: &Limits,
        limit: u32,
        wanted: &dyn Fn(CardNumber) -> bool,
    ) -> Result<Vec<Candidate>, StoreError> {
        let mut rooms = self.new_rooms(scope, today, limits)?;
        let mut found: Vec<Candidate> = Vec::new();
        let mut notes = HashSet::new();
        for deck in &scope.decks {
            let room = room_of(&rooms, *deck).min(limit - found.len() as u32);
            if room == 0 {
                continue;
            }
            let taken = match limits.shuffle {
                None => self.new_in_order(*deck, today, room, wanted, &mut notes)?,
                Some(seed) => self.new_shuffled(*deck, today, room, wanted, &mut notes, seed)?,
            };
            take_room(&mut rooms, *deck, taken.len() as u32);
            found.extend(taken);
        }
        if let Some(seed) = limits.shuffle {
            found.sort_by_key(|candidate| shuffled(seed, candidate.card));
        }
        Ok(found)
    }

    /// What the limits leave for new cards.
    pub(super) fn new_rooms(
        &self,
        scope: &Scope,
        today: Day,
        limits: &Limits,
    ) -> Result<Vec<(HashSet<DeckNumber>, u32)>, StoreError> {
        match limits.new_now {
            Some(count) => Ok(vec![(scope.decks.iter().copied().collect(), count)]),
            None => self.rooms(&limits.new, today, Room::New),
        }
    }

    fn new_in_order(
        &self,
        deck: DeckNumber,
        today: Day,
        room: u32,
        wanted: &dyn Fn(CardNumber) -> bool,
        notes: &mut HashSet<NoteNumber>,
    ) -> Result<Vec<Candidate>, StoreError> {
        let mut taken = Vec::new();
        let mut statement = self.connection.prepare_cached(SQL_NEW)?;
        let mut rows = statement.query(named_params! {":deck": deck, ":from": i64::MIN})?;
        while (taken.len() as u32) < room {
            let Some(row) = rows.next()? else { break };
            if let Some(candidate) = self.new_of_row(row, today, wanted)?
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
        wanted: &dyn Fn(CardNumber) -> bool,
        notes: &mut HashSet<NoteNumber>,
        seed: u64,
    ) -> Result<Vec<Candidate>, StoreError> {
        let mut all = Vec::new();
        let mut statement = self.connection.prepare_cached(SQL_NEW)?;
        let mut rows = statement.query(named_params! {":deck": deck, ":from": i64::MIN})?;
        while let Some(row) = rows.next()? {
            all.extend(self.new_of_row(row, today, wanted)?);
        }
        all.sort_by_key(|candidate| shuffled(seed, candidate.card));
        all.retain(|candidate| notes.insert(candidate.note));
        all.truncate(room as usize);
        Ok(all)
    }

    pub(super) fn new_of_row(
        &self,
        row: &Row<'_>,
        today: Day,
        wanted: &dyn Fn(CardNumber) -> bool,
    ) -> Result<Option<Candidate>, StoreError> {
        if !wanted(row.get(0)?) {
            return Ok(None);
        }
        let candidate = candidate(row)?;
        let ready: Option<Day> = row.get(12)?;
        let held = ready.is_some_and(|ready| ready > today)
            || (row.get::<_, bool>(3)? && self.sibling_comes(&candidate, today)?);
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
        // What is not on the list is passed over before the limits are counted.
        self.new_cards_among(scope, today, limits, u32::MAX, &|card| listed.contains(&card))
    }

    /// The cards of the scope that are still to be drilled today.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub(crate) fn drills(&self, scope: &Scope, today: Day) -> Result<Vec<Candidate>, StoreError> {
        // On most days there is none when a session begins, which a small statement says.
        if !self.connection.prepare_cached(SQL_ANY_DRILL)?.exists([today])? {
            return Ok(Vec::new());
        }
        let mut statement = self.connection.prepare_cached(SQL_DRILL)?;
        let rows = statement
            .query_map(named_params! {":today": today}, candidate)?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        let decks: HashSet<DeckNumber> = scope.decks.iter().copied().collect();
        Ok(rows.into_iter().filter(|candidate| decks.contains(&candidate.deck)).collect())
    }

    /// Looks for the next bucket that has due cards, by a leap over the index.
    fn next_head(&self, heads: &mut Heads, horizon: Day) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare_cached(SQL_NEXT_BUCKET)?;
        let next = statement
            .query_row([heads.unknown], |row| {
                Ok(Head { bucket: row.get(0)?, most: row.get(1)?, read: 0 })
            })
            .optional()?;
        heads.unknown = next.map(|next| next.bucket + 1).filter(|next| *next < queue::BUCKETS);
        heads.known.extend(next.filter(|next| next.most <= horizon));
        Ok(())
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
        self.each_tally_on(today, |deck, count| {
            let first = count.stage == Stage::New;
            let counts = match room {
                Room::New => first,
                Room::Reviews => !first,
            };
            if counts && matches!(count.mode, Mode::Review | Mode::Ahead) {
                take_room(&mut rooms, deck, u32::try_from(count.count).unwrap_or(u32::MAX));
            }
        })?;
        Ok(rooms)
    }
}

/// How many cards of a bucket are read first, at most; then as many as were read of it, so that
/// whoever looks for few cards among many passes over the others few times.
const AT_A_TIME: u32 = 16;

/// How far a bucket has been read.
#[derive(Debug, Clone, Copy)]
struct Head {
    bucket: u32,
    /// No card that is not read yet is asked from an earlier day on.
    most: Day,
    read: u32,
}

impl Head {
    /// At least as risky as any card of the bucket that is not read yet, but for cards that were
    /// buried: they wait from the day on which they are asked again.
    fn bound(&self) -> DueCard {
        DueCard { due: self.most, interval: queue::shortest(self.bucket) }
    }
}

/// The buckets, which are looked up from the shortest intervals on.
#[derive(Debug)]
struct Heads {
    /// Those that have due cards and were looked up, as long as they have any.
    known: Vec<Head>,
    /// The bucket from which on none was looked up.
    unknown: Option<u32>,
    /// No card is asked from an earlier day on.
    first: Day,
}

impl Heads {
    /// Where the next card may be that is most at risk, and a bound on its risk: in one that is
    /// known, or in one that is to be looked up.
    fn riskiest(&self, today: Day) -> Option<(Option<usize>, DueCard)> {
        let known = self.known.iter().enumerate().map(|(at, head)| (Some(at), head.bound()));
        let unknown = self
            .unknown
            .map(|bucket| (None, DueCard { due: self.first, interval: queue::shortest(bucket) }));
        known.chain(unknown).min_by(|(_, one), (_, other)| queue::riskier(today, *one, *other))
    }
}

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

/// A candidate in the first columns: card, note, deck, siblings, and its memory.
fn candidate(row: &Row<'_>) -> rusqlite::Result<Candidate> {
    Ok(Candidate {
        card: row.get(0)?,
        note: row.get(1)?,
        deck: row.get(2)?,
        memory: memory(row, 4)?,
    })
}

/// The columns of a memory from `at` on, by their places: these rows are read by the thousand, and
/// a name is looked up among all columns of each.
pub(super) fn memory(row: &Row<'_>, at: usize) -> rusqlite::Result<Memory> {
    Ok(Memory {
        repetitions: row.get(at)?,
        ease: row.get(at + 1)?,
        interval: row.get(at + 2)?,
        due: row.get(at + 3)?,
        lapses: row.get(at + 4)?,
        reviews: row.get(at + 5)?,
        last: row.get(at + 6)?,
        drill: row.get(at + 7)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEMORY: &str = "repetitions, ease, interval, due, lapses, reviews, last, drill";

    #[test]
    fn every_statement_that_reads_a_memory_has_its_columns_in_their_order() {
        let flat = |sql: &str| sql.split_whitespace().collect::<Vec<_>>().join(" ");
        let head = format!("select state.card, card.note, state.deck, siblings, {MEMORY}");
        for sql in [SQL_DUE, SQL_NEW, SQL_DRILL, super::super::counts::SQL_ODD_NEW] {
            assert!(flat(sql).starts_with(&head), "{sql}");
        }
        let of_state = format!(
            "state.deck, class, state.position, siblings, {MEMORY}, suspended, flagged, buried"
        );
        let around = "latest, home, note.deck, note.kind from state";
        let state = flat(super::super::state::SQL_STATE);
        assert!(state.starts_with(&format!("select {of_state}, {around}")), "{state}");
        let met = flat(super::super::running::SQL_MET);
        let around_met = "latest, home, note.deck, note.kind from deck";
        assert!(met.contains(&format!("), class < 4, {of_state}, {around_met}")), "{met}");
        let columns = flat(super::super::find::COLUMNS);
        assert!(columns.ends_with(&of_state), "{columns}");
        let card = flat(super::super::find::SQL_CARD);
        assert!(card.starts_with(&format!("select {columns}, text.body, deck.id")), "{card}");
        assert!(card.contains(around), "{card}");
        let forgotten = format!("select state.card, state.deck, class, {MEMORY} from");
        assert!(flat(super::super::standing::SQL_FORGOTTEN).starts_with(&forgotten));
        let in_review = flat(super::super::standing::SQL_IN_REVIEW);
        assert!(in_review.starts_with(&format!("select {MEMORY} from state")), "{in_review}");
    }
}
