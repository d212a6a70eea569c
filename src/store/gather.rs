//! Notes that come one by one, into decks: each is added, or takes the place of the one with its id;
//! none is taken out.
//!
//! So a table or another file that is no deck of ours comes in, however often: what is known again
//! stays as it is. All of it comes in, or nothing.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, named_params};

use super::contents::{Growing, Made, NewNotes};
use super::fold::Fold;
use super::ids::Places;
use super::install::{DeckChange, Held, write_deck, write_filled};
use super::names::intern_deck;
use super::open::KEPT_IN_ORDER;
use super::renames::settle_homes;
use super::texts::{Body, HASHES_IN_NO_ORDER, Keeping, TextHash, Texts, contents_of};
use super::{DeckNumber, Store, StoreError};
use crate::deck::{SoundEntry, print_header};
use crate::model::{Day, Deck, DeckId, Event, EventKind, Moment};

/// What comes in, one behind the other.
#[derive(Debug)]
pub(crate) enum Coming {
    /// A deck of which notes will come, without them. One that is here keeps what it says of itself.
    Deck(Box<Deck>),
    /// A note of the deck that came in this place, from 0. No two notes of a deck have one id.
    Note(usize, ComingNote),
}

/// A note, and what can be told of it without the database.
#[derive(Debug)]
pub(crate) struct ComingNote {
    id: String,
    text: ComingText,
    made: Made,
}

#[derive(Debug)]
enum ComingText {
    AsItIs(String),
    ForKeeping(TextHash, Body),
}

impl ComingNote {
    /// A note that is likely known, so that nothing is done for it in advance.
    pub(crate) fn of(SoundEntry { id, text, kind, variants }: SoundEntry) -> Self {
        Self { id, text: ComingText::AsItIs(text), made: Made::new(kind, variants) }
    }

    /// A note that is likely new, with its text in the form in which it is kept.
    pub(crate) fn for_keeping(SoundEntry { id, text, kind, variants }: SoundEntry) -> Self {
        let text = ComingText::ForKeeping(TextHash::of(&text), Body::of(&text));
        Self { id, text, made: Made::new(kind, variants) }
    }
}

impl ComingText {
    fn hash(&self) -> TextHash {
        match self {
            Self::AsItIs(text) => TextHash::of(text),
            Self::ForKeeping(hash, _) => *hash,
        }
    }

    fn keep(self, hash: TextHash, texts: &mut Texts<'_>) -> Result<Keeping, StoreError> {
        match self {
            Self::AsItIs(text) => texts.keep_text(hash, &text),
            Self::ForKeeping(_, body) => texts.keep(hash, body),
        }
    }
}

/// What came into a deck.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Gathered {
    pub(crate) deck: DeckId,
    pub(crate) change: DeckChange,
}

impl Store {
    /// Brings in what comes, all or nothing: where it ends with an error, nothing came. `heed` hears
    /// behind each batch whether any of its notes was new.
    ///
    /// # Errors
    /// The one that comes; a deck that stands in a file; whatever the disk says.
    pub(crate) fn gather<E: From<StoreError>>(
        &mut self,
        coming: impl Iterator<Item = Result<Vec<Coming>, E>>,
        heed: impl FnMut(bool),
        at: Moment,
        day: Day,
    ) -> Result<Vec<Gathered>, E> {
        self.in_bulk(KEPT_IN_ORDER, |store| store.gather_all(coming, heed, at, day))?
    }

    fn gather_all<E: From<StoreError>>(
        &mut self,
        coming: impl Iterator<Item = Result<Vec<Coming>, E>>,
        mut heed: impl FnMut(bool),
        at: Moment,
        day: Day,
    ) -> Result<Vec<Gathered>, E> {
        let path = self.path.clone();
        let failed = |error: StoreError| E::from(error.at(&path));
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|error| failed(error.into()))?;
        let mut decks = Vec::new();
        let mut writing = Writing::new(&transaction, day).map_err(failed)?;
        for batch in coming {
            heed(writing.take(batch?, &mut decks).map_err(failed)?);
        }
        writing.finish(&decks, at).map_err(failed)?;
        transaction.commit().map_err(|error| failed(error.into()))?;
        Ok(decks.into_iter().map(Filling::done).collect())
    }

    /// What [`Store::gather`] would bring in.
    ///
    /// # Errors
    /// As there.
    pub(crate) fn weigh<E: From<StoreError>>(
        &self,
        coming: impl Iterator<Item = Result<Vec<Coming>, E>>,
    ) -> Result<Vec<Gathered>, E> {
        let mut decks = Vec::new();
        for batch in coming {
            for coming in batch? {
                match coming {
                    Coming::Deck(deck) => {
                        let filling = Filling::of(&self.connection, &deck);
                        decks.push(filling.map_err(|error| error.at(&self.path))?);
                    }
                    Coming::Note(place, note) => {
                        decks[place].take(&note.id, note.text.hash());
                    }
                }
            }
        }
        Ok(decks.into_iter().map(Filling::done).collect())
    }
}

/// A deck into which notes come.
struct Filling {
    id: DeckId,
    /// Its number, where it never held a note: what comes is all that it will hold, and is written as
    /// it comes.
    fresh: Option<DeckNumber>,
    /// How many of its notes were known when the first one came.
    known: usize,
    /// What it held when the first note came; nothing where it is not installed.
    installed: Option<TextHash>,
    contents: Growing,
    /// Where the notes that it held then stand in the contents.
    places: Places,
    /// The notes that it held once, before.
    retired: HashSet<Box<str>>,
    change: DeckChange,
}

/// How many notes of a deck are known.
fn known_in(connection: &Connection, deck: DeckNumber) -> Result<usize, StoreError> {
    Ok(connection
        .prepare_cached("select count(*) from note where deck = :deck")?
        .query_row(named_params! {":deck": deck}, |row| row.get(0))?)
}

/// The notes that a deck held once and does not hold now: those whose texts are known.
fn retired(
    connection: &Connection,
    deck: DeckNumber,
    contents: &Growing,
) -> Result<HashSet<Box<str>>, StoreError> {
    let mut statement =
        connection.prepare_cached("select id from note where deck = :deck and text is not null")?;
    let rows = statement
        .query_map(named_params! {":deck": deck}, |row| Ok(row.get_ref("id")?.as_str()?.into()))?;
    let mut retired: HashSet<Box<str>> = rows.collect::<rusqlite::Result<_>>()?;
    for id in contents.ids.iter() {
        retired.remove(id);
    }
    Ok(retired)
}

impl Filling {
    fn of(connection: &Connection, deck: &Deck) -> Result<Self, StoreError> {
        let here: Option<(DeckNumber, Option<TextHash>, bool)> = connection
            .prepare_cached(
                "select number, contents, file is not null as in_file from deck where id = :id",
            )?
            .query_row(named_params! {":id": deck.id.as_str()}, |row| {
                Ok((row.get("number")?, row.get("contents")?, row.get("in_file")?))
            })
            .optional()?;
        let installed = here.and_then(|(_, installed, _)| installed);
        // The file would take out again whatever came into its deck.
        if installed.is_some() && here.is_some_and(|(_, _, in_file)| in_file) {
            return Err(StoreError::InFile { deck: deck.id.to_string() });
        }
        let contents = match installed {
            Some(hash) => contents_of(connection, hash)?,
            None => None,
        };
        let contents = contents.map_or_else(|| Growing::new(print_header(deck)), Growing::from);
        let places = Places::of(&contents.ids);
        let known = match here {
            Some((number, _, _)) => known_in(connection, number)?,
            None => 0,
        };
        let retired = match here {
            // Each that it holds is known.
            Some((number, _, _)) if known != contents.len() => {
                retired(connection, number, &contents)?
            }
            Some(_) | None => HashSet::new(),
        };
        let (id, change) = (deck.id.clone(), DeckChange::default());
        Ok(Self { id, fresh: None, known, installed, contents, places, retired, change })
    }

    /// Makes it hold a note; whether it did not yet.
    fn take(&mut self, id: &str, hash: TextHash) -> bool {
        if let Some(place) = self.places.find(&self.contents.ids, id, |_| true) {
            let is_new = self.contents.replace(place, hash) != hash;
            self.change.changed += usize::from(is_new);
            self.change.unchanged += usize::from(!is_new);
            return is_new;
        }
        let was_there = self.retired.contains(id);
        self.change.restored += usize::from(was_there);
        self.change.added += usize::from(!was_there);
        self.contents.push(id, hash);
        true
    }

    fn done(self) -> Gathered {
        Gathered { deck: self.id, change: self.change }
    }
}

/// A transaction into which notes come.
struct Writing<'a> {
    connection: &'a Connection,
    day: Day,
    texts: Texts<'a>,
    fold: Fold<'a>,
    new: NewNotes<'a>,
}

impl<'a> Writing<'a> {
    fn new(connection: &'a Connection, day: Day) -> Result<Self, StoreError> {
        Ok(Self {
            connection,
            day,
            texts: Texts::new(connection, HASHES_IN_NO_ORDER)?,
            fold: Fold::new(connection)?,
            new: NewNotes::new(connection, day)?,
        })
    }

    /// Takes in what comes together; whether any of it was new. The notes of each deck come to stand
    /// one behind the other, since what follows each other is written at once.
    fn take(&mut self, batch: Vec<Coming>, decks: &mut Vec<Filling>) -> Result<bool, StoreError> {
        let mut notes = Vec::with_capacity(batch.len());
        for coming in batch {
            match coming {
                Coming::Deck(deck) => decks.push(self.begin(&deck)?),
                Coming::Note(place, note) => notes.push((place, note)),
            }
        }
        notes.sort_by_key(|(place, _)| *place);
        let mut any_new = false;
        for (place, note) in notes {
            any_new |= self.fill(&mut decks[place], note)?;
        }
        Ok(any_new)
    }

    fn begin(&self, deck: &Deck) -> Result<Filling, StoreError> {
        let mut filling = Filling::of(self.connection, deck)?;
        let number = intern_deck(self.connection, deck.id.as_str())?;
        if filling.installed.is_none() && filling.known == 0 {
            filling.fresh = Some(number);
        }
        Ok(filling)
    }

    /// Makes a deck hold a note; whether it did not yet.
    fn fill(&mut self, filling: &mut Filling, note: ComingNote) -> Result<bool, StoreError> {
        let ComingNote { id, text, made } = note;
        let position = filling.contents.len() as i64;
        let hash = text.hash();
        if !filling.take(&id, hash) {
            return Ok(false);
        }
        let kept = text.keep(hash, &mut self.texts)?;
        match (filling.fresh, kept) {
            (Some(deck), Keeping::New(text) | Keeping::Known(text)) => {
                self.new.add_known(deck, id, (text, Some(made)), position)?;
            }
            (None, Keeping::New(Some(number))) => {
                self.fold.made.insert(hash, (number, made));
            }
            (None, Keeping::New(None) | Keeping::Known(_)) => {}
        }
        Ok(true)
    }

    /// Makes the decks hold what they were filled with.
    fn finish(self, decks: &[Filling], at: Moment) -> Result<(), StoreError> {
        let Self { day, mut texts, mut fold, new, .. } = self;
        texts.settle()?;
        new.settle(&mut fold)?;
        for Filling { id, fresh, installed, contents, .. } in decks {
            let hash = contents.hash();
            if *installed == Some(hash) {
                continue;
            }
            texts.keep(hash, Body::Packed(contents.pack()))?;
            let kind = EventKind::Deck { deck: id.clone(), contents: Some(hash.to_string()) };
            let event = Event { at, day, kind };
            match fresh {
                Some(_) => write_filled(&mut fold, id, (&contents.header, hash), event)?,
                None => {
                    let held = Held { contents: &contents.to_contents(), hash };
                    write_deck(&mut fold, id, Some(held), event)?;
                }
            }
        }
        settle_homes(&mut fold)?;
        fold.settle()?;
        Ok(())
    }
}
