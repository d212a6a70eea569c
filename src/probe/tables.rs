//! A table of another program.

use std::collections::{HashMap, HashSet};

use super::{assert_sound, moment};
use crate::deck::{Problem, SoundEntry, parse_note, print, print_note};
use crate::interchange::{Format, Options, Tabular, encoding};
use crate::model::{Day, Deck, DeviceId, Lang};
use crate::store::{Coming, ComingNote, Incoming, Store, StoreError};

/// A table, behind a byte that says how it is to be read. Each row becomes a note that its deck can
/// hold, or a problem with its line; what came in once is known the second time, and a deck file of
/// it makes the same deck.
///
/// # Panics
/// Where that is not so.
pub fn table(bytes: &[u8]) {
    let Some((how, bytes)) = bytes.split_first() else { return };
    let (decks, problems) = read(bytes, *how);
    let lines = bytes.len() as u32 + 1;
    for problem in &problems {
        assert!((1..=lines).contains(&problem.line), "{problem:?}");
        assert!(!problem.help.is_empty(), "{problem:?}");
    }
    for deck in &decks {
        let mut ids = HashSet::new();
        for note in &deck.notes {
            assert!(ids.insert(note.id.as_str()), "two notes are called {}", note.id);
            let text = print_note(note);
            assert_eq!(parse_note(&text, &deck.id).as_ref(), Ok(note), "{text}");
        }
    }
    let mut store = Store::in_memory(DeviceId([1; 16])).expect("memory suffices");
    let day = Day::from_number(super::TODAY);
    let gathered = store.gather(coming(&decks), |_| (), moment(0), day).expect("memory suffices");
    let added: usize = gathered.iter().map(|gathered| gathered.change.added).sum();
    assert_eq!(added, decks.iter().map(|deck| deck.notes.len()).sum::<usize>());
    assert_sound(&store);
    for gathered in store.weigh(coming(&decks)).expect("memory suffices") {
        let change = gathered.change;
        assert_eq!((change.added, change.changed, change.restored), (0, 0, 0), "{gathered:?}");
    }
    for deck in &decks {
        let parsed = crate::deck::parse(print(deck));
        let again = parsed.deck.unwrap_or_else(|| panic!("{:?}", parsed.problems));
        let plans = store.plan(&[Incoming { deck: &again, file: None }]).expect("memory suffices");
        assert!(plans.iter().all(|plan| !plan.differs()), "the file of {} differs", deck.id);
    }
}

/// The decks of a table with the notes of the rows that hold, and what is wrong with the others.
fn read(bytes: &[u8], how: u8) -> (Vec<Deck>, Vec<Problem>) {
    let options = Options {
        format: [None, Some(Format::Table), Some(Format::Anki), Some(Format::Quizlet)]
            [usize::from(how & 3)],
        delimiter: None,
        row_delimiter: None,
        header: [None, None, Some(true), Some(false)][usize::from(how >> 2 & 3)],
        columns: None,
        encoding: (how & 16 != 0).then(|| encoding("windows-1252")).flatten(),
        html: (how & 32 != 0).then_some(true),
        reverse: how & 64 != 0,
        deck: (how & 128 != 0).then(|| "all/in-one".parse().expect("an id")),
        name: "Table".to_owned(),
        lang: Lang::default(),
        langs: HashMap::new(),
        file: None,
    };
    let mut table = match Tabular::open(bytes, options) {
        Ok(table) => table,
        Err(problem) => return (Vec::new(), vec![problem]),
    };
    let (mut notes, mut problems) = (Vec::new(), Vec::new());
    while let Some(next) = table.next() {
        match next {
            Ok(found) => notes.push(found),
            Err(more) => problems.extend(more),
        }
    }
    let mut decks: Vec<Deck> = table.decks().cloned().collect();
    for found in notes {
        let deck = &mut decks[found.deck];
        let note = parse_note(&found.entry.text, &deck.id).expect("what is sound can be read");
        assert_eq!(SoundEntry::of(&note), found.entry);
        deck.notes.push(note);
    }
    // Those of which no row holds.
    decks.retain(|deck| !deck.notes.is_empty());
    (decks, problems)
}

fn coming(decks: &[Deck]) -> impl Iterator<Item = Result<Vec<Coming>, StoreError>> {
    decks.iter().enumerate().map(|(place, deck)| {
        let head = Deck { notes: Vec::new(), ..deck.clone() };
        let notes =
            deck.notes.iter().map(|note| Coming::Note(place, ComingNote::of(SoundEntry::of(note))));
        Ok(std::iter::once(Coming::Deck(Box::new(head))).chain(notes).collect())
    })
}
