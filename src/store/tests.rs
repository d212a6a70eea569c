//! The store as a whole: hot questions are answered from indexes, and merging is a union.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use foldhash::HashSet;
use proptest::prelude::*;

use super::ahead::{self, Ahead};
use super::contents::Contents;
use super::differences;
use super::kept::Kept;
use super::packed::Packed;
use super::sums::Sums;
use super::texts::{self, TextHash};
use super::transaction::Transaction;
use super::{
    Access, CardNumber, Coming, ComingNote, DeckNumber, Incoming, Limits, Scope, Store, StoreError,
    Telling, Told, counts, due, event_row, find, kept, latest, library, log, names, newcomers,
    past, record, running, schema, siblings, standing, state, sums, tally, walk,
};
use crate::deck::{self, SoundEntry};
use crate::model::{
    CardChange, CardKey, Day, Deck, DeckId, DeviceId, Event, EventId, EventKind, Hlc, Interval,
    Mode, Moment, Quality, Review,
};
use crate::queue::{self, DueCard};

/// A store in memory that writes as the device of this number.
fn store(device: u8) -> Store {
    Store::in_memory(DeviceId([device; 16])).unwrap()
}

/// Every statement that `review`, `due` and `stats` run, whatever the number of cards and reviews.
const HOT: [(&str, &str); 38] = [
    ("the log forwards", walk::SQL_EVENTS_UP),
    ("its first columns", walk::SQL_HEADS_UP),
    ("the log backwards", walk::SQL_EVENTS_DOWN),
    ("notes of a text", find::SQL_OF_TEXT),
    ("ahead of the sums", ahead::SQL_AHEAD),
    ("due", due::SQL_DUE),
    ("next bucket", due::SQL_NEXT_BUCKET),
    ("new", due::SQL_NEW),
    ("standing of deck", kept::STANDING.read),
    ("odd new", counts::SQL_ODD_NEW),
    ("next deck with odd new", counts::SQL_NEXT_ODD_NEW),
    ("drill", due::SQL_DRILL),
    ("any drill", due::SQL_ANY_DRILL),
    ("due siblings", siblings::SQL_DUE_SIBLINGS),
    ("next deck with siblings", siblings::SQL_NEXT_DUE_SIBLINGS),
    ("siblings", siblings::SQL_SIBLINGS),
    ("done today", tally::SQL_TALLY_ON),
    ("tally", tally::SQL_TALLY),
    ("tally of days", tally::SQL_TALLY_OF_DAY),
    ("days back", tally::SQL_DAYS_BACK),
    ("details of days", tally::SQL_DETAIL_OF_DAY),
    ("tally of day and deck", kept::TALLY.read),
    ("tally of day", kept::TALLY_OF_DAY.read),
    ("details of day", kept::DETAIL_OF_DAY.read),
    ("tally of deck", kept::TALLY_OF_DECK.read),
    ("load of day", kept::LOAD.read),
    ("forgotten", standing::SQL_FORGOTTEN),
    ("load", standing::SQL_LOAD),
    ("load from a day", standing::SQL_LOAD_FROM),
    ("last event", log::SQL_LAST),
    ("event", event_row::SQL_EVENT),
    ("latest event", latest::SQL_LATEST),
    ("events with words", past::SQL_WITH_WORDS),
    ("renamed", past::SQL_RENAMED),
    ("state", state::SQL_STATE),
    ("place", state::SQL_PLACE),
    ("subject", sums::SQL_SUBJECT),
    ("header", library::SQL_HEADER),
];

/// Statements that read one card's texts and name.
const OF_A_CARD: [(&str, &str); 7] = [
    ("note text", library::SQL_NOTE_TEXT),
    ("own texts", library::SQL_OWN),
    ("key", names::SQL_KEY),
    ("text", texts::SQL_NUMBER),
    ("card", find::SQL_CARD),
    ("card by name", running::SQL_MET),
    ("cards of a deck by name", newcomers::SQL_NEWCOMERS),
];

#[test]
fn the_daily_questions_are_answered_from_indexes() {
    let store = store(1);
    for (name, sql) in HOT.into_iter().chain(OF_A_CARD) {
        let mut statement = store.connection.prepare(&format!("explain query plan {sql}")).unwrap();
        let parameters = statement.parameter_count();
        for at in 1..=parameters {
            statement.raw_bind_parameter(at, 1).unwrap();
        }
        let mut rows = statement.raw_query();
        let mut plan = Vec::new();
        while let Some(row) = rows.next().unwrap() {
            plan.push(row.get::<_, String>("detail").unwrap());
        }
        let whole = plan.join("; ");
        assert!(plan.iter().all(|step| !step.starts_with("SCAN")), "{name}: {whole}");
        assert!(!whole.contains("TEMP B-TREE"), "{name}: {whole}");
    }
}

#[test]
fn the_log_can_only_be_added_to() {
    let mut store = store(1);
    install(&mut store, VERSIONS[0], 1);
    for sql in ["update event set day = 1", "delete from event"] {
        let error = store.connection.execute(sql, []).unwrap_err().to_string();
        assert!(error.contains("the log is only added to"), "{error}");
    }
}

#[test]
fn every_schema_is_what_it_was_released_as() {
    for version in 1..=schema::VERSION as usize {
        let mut connection = rusqlite::Connection::open_in_memory().unwrap();
        schema::migrations().to_version(&mut connection, version).unwrap();
        let mut statement = connection
            .prepare("select sql from sqlite_schema where sql is not null order by type, name")
            .unwrap();
        let rows = statement.query_map([], |row| row.get::<_, String>("sql")).unwrap();
        let schema: Vec<String> = rows.map(|sql| sql.unwrap() + ";\n").collect();
        let fixture = format!("tests/fixtures/schema-{version}.sql");
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(fixture);
        let released = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(schema.concat(), released, "{}", path.display());
    }
}

/// One deck in three states: a card is added, one is renamed, one is gone, one is changed.
const VERSIONS: [&str; 3] = [
    "[deck]\nid = \"d\"\ntitle = \"D\"\n[[card]]\nid = \"a\"\nfront = \"A?\"\nback = \"A\"\nreverse = true\n[[card]]\nid = \"b\"\ntext = \"{{one}} and {{two}}\"\n[[card]]\nid = \"c\"\nfront = \"C?\"\nback = \"C\"\n",
    "[deck]\nid = \"d\"\ntitle = \"D2\"\n[[card]]\nid = \"b\"\ntext = \"{{one}} and {{two}} and {{three}}\"\n[[card]]\nid = \"a\"\nfront = \"A, really?\"\nback = \"A\"\nreverse = true\n[[card]]\nid = \"cc\"\nwas = [\"d:c\"]\nfront = \"C?\"\nback = \"C\"\n",
    "[deck]\nid = \"d\"\ntitle = \"D3\"\n[[card]]\nid = \"ccc\"\nwas = [\"d:cc\"]\nfront = \"C?\"\nback = \"C\"\n[[card]]\nid = \"n\"\nfront = \"N?\"\nback = \"N\"\n",
];

const CARDS: [&str; 7] = ["d:a", "d:a#reverse", "d:b#1", "d:b#2", "d:c", "d:cc", "d:n"];

fn at(step: i64) -> Moment {
    Moment::new(1_795_000_000_000 + step, 60)
}

fn install(store: &mut Store, text: &str, step: i64) {
    let deck = deck::parse(text).deck.unwrap();
    let plans = store.plan(&[Incoming { deck: &deck, file: None }]).unwrap();
    store.install(&plans, at(step), Day::from_number(20_000)).unwrap();
}

/// What happens on a device.
#[derive(Debug, Clone)]
enum Happening {
    Review {
        card: usize,
        mode: usize,
        quality: i64,
        day: i64,
    },
    Change {
        card: usize,
        change: usize,
    },
    Undo,
    Redo,
    Install(usize),
    Remove,
    Set(u8),
    /// Takes over what the other device has.
    Merge,
    /// Lets the sums follow the log.
    AddUp,
    /// What comes next another program does.
    Forget,
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        10 => (0usize..7, 0usize..4, 0i64..6, 0i64..30)
            .prop_map(|(card, mode, quality, day)| Happening::Review { card, mode, quality, day }),
        4 => (0usize..7, 0usize..7).prop_map(|(card, change)| Happening::Change { card, change }),
        3 => Just(Happening::Undo),
        2 => Just(Happening::Redo),
        3 => (0usize..3).prop_map(Happening::Install),
        1 => Just(Happening::Remove),
        1 => (0u8..9).prop_map(Happening::Set),
        2 => Just(Happening::Merge),
        1 => Just(Happening::AddUp),
        6 => Just(Happening::Forget),
    ]
}

fn happen(store: &mut Store, other: &Store, happening: &Happening, step: i64) {
    let day = Day::from_number(20_000);
    let known = |store: &Store, card: usize| {
        let key: CardKey = CARDS[card].parse().unwrap();
        record::card_number(&store.connection, &key).unwrap().map(|_| key)
    };
    match happening {
        Happening::Review { card, mode, quality, day: later } => {
            let Some(card) = known(store, *card) else { return };
            let review = Review {
                mode: Mode::ALL[*mode],
                quality: Quality::new(*quality).unwrap(),
                response: (later % 3 > 0).then(|| format!("said on {later}")),
                verdict: None,
                duration_ms: Some(1000),
            };
            let day = Day::from_number(20_000 + later);
            // As a session does, which asks before it records.
            if quality % 2 == 0 {
                store.card(&card).unwrap();
            }
            let kind = EventKind::Review { card, review };
            store.record(Event { at: at(step), day, kind }).unwrap();
        }
        Happening::Change { card, change } => {
            let Some(card) = known(store, *card) else { return };
            let change = match change {
                0 => CardChange::Suspended(true),
                1 => CardChange::Suspended(false),
                2 => CardChange::Flagged(true),
                3 => CardChange::BuriedUntil(Some(Day::from_number(20_020))),
                4 => CardChange::Reset,
                5 => CardChange::Field {
                    name: "text".to_owned(),
                    value: Some("\"{{mine}} and {{yours}} or {{theirs}} or {{ours}}\"".to_owned()),
                },
                _ => CardChange::Field { name: "back".to_owned(), value: Some("\"Z\"".to_owned()) },
            };
            let kind = EventKind::Set { card, change };
            store.record(Event { at: at(step), day, kind }).unwrap();
        }
        Happening::Undo => {
            store.undo(1, at(step), day).unwrap();
        }
        Happening::Redo => {
            store.redo(at(step), day).unwrap();
        }
        Happening::Install(version) => install(store, VERSIONS[*version], step),
        Happening::Remove => {
            store.remove_decks(&["d".parse().unwrap()], at(step), day).unwrap();
        }
        Happening::Set(value) => {
            let kind = EventKind::Config {
                key: "new-per-day".to_owned(),
                value: (*value > 0).then(|| value.to_string()),
            };
            store.record(Event { at: at(step), day, kind }).unwrap();
        }
        Happening::Merge => merge(store, other),
        Happening::AddUp => sum_up(store),
        Happening::Forget => store.remembered = None,
    }
}

#[test]
fn a_note_whose_text_is_that_of_no_note_makes_no_card() {
    let mut from = store(1);
    install(&mut from, VERSIONS[0], 1);
    let mut log = Vec::new();
    from.export_log(&mut log).unwrap();
    let log = String::from_utf8(log).unwrap();
    let mut said = Vec::new();
    let see = |hash, text: &str| {
        said.extend(text.starts_with('{').then(|| (hash, text.to_owned())));
        Ok(())
    };
    texts::each_text(&from.connection, see).unwrap();
    let [(hash, contents)] = &said[..] else { panic!("one deck has contents") };
    for odd in ["{\"a\": 1}", contents] {
        let mut named = Contents::read(contents).unwrap();
        named.notes[0].hash = TextHash::of(odd);
        let named = named.to_text();
        let event = |hash| format!("\"contents\":\"{hash}\"");
        let mut log = log.replace(&event(*hash), &event(TextHash::of(&named)));
        for text in [odd, &named] {
            let line = serde_json::json!({"text": TextHash::of(text), "body": text});
            log.push_str(&format!("{line}\n"));
        }
        let mut into = store(2);
        into.import_log(&mut log.as_bytes()).unwrap();
        assert_eq!(into.all_keys().unwrap(), ["d:b#1", "d:b#2", "d:c"], "{odd}");
        let before = caches(&into);
        into.refold().unwrap();
        assert_eq!(caches(&into), before, "{odd}");
        assert!(into.doctor().unwrap().iter().all(|check| check.ok), "{odd}");
    }
}

/// A note of one of three decks: of the same text as the one of that number in the others, and mostly
/// plain.
fn note_of(deck: usize, number: usize, sort: u8) -> SoundEntry {
    let body = match sort {
        0 => format!(
            "[[card]]\nid = \"n{number}\"\ntext = \"{{{{1::a}}}} and {{{{2::b}}}} {number}\"\n"
        ),
        1 => format!(
            "[[card]]\nid = \"n{number}\"\nfront = \"{number}\"\nback = \"B\"\nreverse = true\n"
        ),
        2 => format!(
            "[[card]]\nid = \"n{number}\"\nkind = \"typed\"\nask = \"{number}?\"\nanswer = \"a{deck}\"\n"
        ),
        _ => format!("[[card]]\nid = \"n{number}\"\nfront = \"{number}?\"\nback = \"B\"\n"),
    };
    SoundEntry::of(&deck::parse_note(&body, &deck_called(deck)).unwrap())
}

fn deck_called(deck: usize) -> DeckId {
    format!("d{deck}").parse().unwrap()
}

fn empty_deck(deck: usize) -> Deck {
    let text = format!("[deck]\nid = \"d{deck}\"\ntitle = \"D\"\n");
    deck::parse(text).deck.unwrap()
}

fn merge(into: &mut Store, from: &Store) {
    let mut log = Vec::new();
    from.export_log(&mut log).unwrap();
    into.import_log(&mut log.as_slice()).unwrap();
}

/// Everything that the caches say, by names that mean the same in every file.
fn caches(store: &Store) -> BTreeMap<String, String> {
    let mut said = BTreeMap::new();
    let mut say = |sql: &str| {
        let mut statement = store.connection.prepare(sql).unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let cells: Vec<String> =
                (0..columns).map(|at| format!("{:?}", row.get_ref(at).unwrap())).collect();
            said.insert(format!("{}: {}", &sql[7..20], cells.join("|")), String::new());
        }
    };
    // A card that no deck holds and that nothing ever happened to is no fact.
    say("select deck.id, note.id, variant, class, iif(class < 3, state.position, null),
            iif(class < 3, siblings, null), repetitions, ease, interval, bucket, due, ready,
            lapses, reviews, last, drill, suspended, flagged, buried
         from state join card on card.number = state.card join note on note.number = card.note
         join deck on deck.number = note.deck
         where class < 3 or class = 3 and exists (select 1 from event where event.card = state.card)");
    say("select deck.id, note.id, field, value from own join note on note.number = own.note
         join deck on deck.number = note.deck");
    say("select key, value from setting");
    say("select id, contents, header from deck where contents is not null");
    say("select deck.id, note.id, hash, live, note.position, kind from note
         join deck on deck.number = note.deck join text_hash on text_hash.text = note.text");
    for (what, sums) in sums_of(store) {
        said.insert(what, format!("{sums:?}"));
    }
    said
}

/// All sums with what they lack, by names that mean the same in every file.
fn sums_of(store: &Store) -> BTreeMap<String, Vec<(u64, i64)>> {
    let ids: HashMap<DeckNumber, String> = store
        .connection
        .prepare("select number, id from deck")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .collect::<rusqlite::Result<_>>()
        .unwrap();
    let plain = |sums: &Packed| sums.iter().map(|(it, times)| (u64::from(it), times)).collect();
    let Kept { tally, tally_of_day, detail_of_day, tally_of_deck, standing, load } =
        Kept::all(&store.connection).unwrap();
    let mut said = BTreeMap::new();
    for ((day, deck), sums) in &tally {
        said.insert(format!("tally {day} {}", ids[deck]), plain(sums));
    }
    for (day, sums) in &tally_of_day {
        said.insert(format!("tally {day}"), plain(sums));
    }
    for (day, sums) in &detail_of_day {
        said.insert(format!("details {day}"), plain(sums));
    }
    for (deck, sums) in &tally_of_deck {
        said.insert(format!("tally {}", ids[deck]), plain(sums));
    }
    for (deck, sums) in &standing {
        said.insert(format!("standing {}", ids[deck]), plain(sums));
    }
    for (day, sums) in &load {
        for (deck, cards) in sums.iter() {
            let deck = &ids[&DeckNumber::of_packed(deck)];
            said.insert(format!("load {day} {deck}"), vec![(0, cards)]);
        }
    }
    said
}

/// Everything that is read from sums, in words.
fn read_from_sums(store: &Store) -> Vec<String> {
    let first = Day::from_number(20_003);
    let some = |deck: DeckNumber| deck.0 % 2 == 1;
    let named: &dyn Fn(DeckNumber) -> bool = &some;
    let mut said = Vec::new();
    for from in [Day::from_number(i64::MIN), first] {
        store
            .each_tally(from, some, |day, deck, it| said.push(format!("{day} {deck:?} {it:?}")))
            .unwrap();
        store.each_tally_of_day(from, |day, it| said.push(format!("{day} {it:?}"))).unwrap();
        for decks in [None, Some(named)] {
            let ms =
                store.each_detail(from, decks, |it, times| said.push(format!("{it:?} {times}")));
            said.push(format!("{} ms", ms.unwrap()));
        }
    }
    store.each_tally_on(first, |deck, it| said.push(format!("on {deck:?} {it:?}"))).unwrap();
    said.push(format!("{:?} {:?}", store.tally_of_decks().unwrap(), store.standings().unwrap()));
    for least in 0..4 {
        store.leeches(least, |deck, it| said.push(format!("{deck:?} {least} {it}"))).unwrap();
    }
    for skipped in 0..4 {
        let mut back = 0;
        let last = Day::from_number(20_012);
        store
            .days_back(last, |day| {
                said.push(format!("back {day}"));
                back += 1;
                back < skipped
            })
            .unwrap();
    }
    for day in 20_000..20_040 {
        let day = Day::from_number(day);
        store.each_ready(day, |deck, day, it| said.push(format!("{deck:?} {day} {it}"))).unwrap();
        let decks = store.deck_ids().unwrap().into_iter().map(|(number, _)| number);
        let scope = Scope { decks: decks.collect() };
        let counts = store.counts(&scope, day, day, &Limits::default()).unwrap();
        said.push(format!("{counts:?} {:?}", store.next_due(&scope, day).unwrap()));
    }
    said
}

#[test]
fn an_answer_is_on_disk_whatever_became_of_what_was_read_with_it() {
    let mut stores = [store(1), store(1)];
    for (with_failure, store) in stores.iter_mut().enumerate() {
        install(store, VERSIONS[0], 1);
        let key: CardKey = "d:a".parse().unwrap();
        let (card, _) = store.numbers_of(&key).unwrap();
        for step in 2..5 {
            let review = Review {
                mode: Mode::Review,
                quality: Quality::new(4).unwrap(),
                response: None,
                verdict: None,
                duration_ms: Some(1000),
            };
            let day = Day::from_number(20_000 + step);
            let kind = EventKind::Review { card: key.clone(), review };
            let event = Event { at: at(step), day, kind };
            let read = |store: &Store, (_, _, after)| {
                let read = store.card_by_number(card).unwrap().unwrap();
                assert_eq!(read.memory, after);
                // As SQLite does where a page cannot be read.
                if with_failure == 1 {
                    store.connection.execute_batch("rollback").unwrap();
                }
                after
            };
            let after = store.record_and(event, read).unwrap();
            assert_eq!(store.card_by_number(card).unwrap().unwrap().memory, after);
        }
        assert_nobody_sees_what_sums_lack(store);
        assert_counted_as_it_is(store);
    }
    assert_eq!(caches(&stores[0]), caches(&stores[1]));
}

#[test]
fn the_log_is_never_far_ahead_of_the_sums() {
    let other = Store::empty().unwrap();
    for (forgets, most) in [(false, (128, 1)), (true, (0, 64))] {
        let mut store = store(1);
        install(&mut store, VERSIONS[0], 1);
        let ahead = |store: &Store| {
            let mut statement = store.connection.prepare(ahead::SQL_AHEAD).unwrap();
            statement.query_map([], |_| Ok(())).unwrap().count()
        };
        let (mut farthest, mut rows) = (0, 0);
        for step in 2..150 {
            let review = Happening::Review { card: 0, mode: 0, quality: step % 6, day: step / 9 };
            happen(&mut store, &other, &review, step);
            if forgets {
                store.remembered = None;
            }
            farthest = farthest.max(ahead(&store));
            rows = rows.max(differences::waiting(&store.connection).unwrap());
        }
        assert_eq!((farthest, rows), most);
        assert_nobody_sees_what_sums_lack(&store);
        store.sum_up().unwrap();
        assert_eq!(ahead(&store), 0);
        if !forgets {
            for step in 150..153 {
                let review = Happening::Review { card: 0, mode: 0, quality: 4, day: step };
                happen(&mut store, &other, &review, step);
            }
            assert_eq!(ahead(&store), 3, "having followed once, they follow no more");
        }
        assert!(store.doctor().unwrap().iter().all(|check| check.ok));
    }
}

/// What the sums lack is read as if it were in them.
fn assert_nobody_sees_what_sums_lack(store: &Store) {
    let before = (read_from_sums(store), sums_of(store));
    let added = Transaction::begin(&store.connection).unwrap();
    sum_up(store);
    assert!(Ahead::of(&store.connection).unwrap().is_level());
    assert_eq!(differences::waiting(&store.connection).unwrap(), 0);
    assert_eq!((read_from_sums(store), sums_of(store)), before);
    drop(added);
    // What the program remembered holds no more: it is counted from the log.
    assert_eq!((read_from_sums(store), sums_of(store)), before);
}

/// Lets the sums follow the log.
fn sum_up(store: &Store) {
    ahead::catch_up(&store.connection).unwrap();
}

/// What is due and what is forgotten of each deck is what the cards say.
fn assert_counted_as_it_is(store: &Store) {
    for least in 0..4 {
        let mut counted = BTreeMap::new();
        store.leeches(least, |deck, cards| assert!(counted.insert(deck, cards).is_none())).unwrap();
        let mut statement = store
            .connection
            .prepare("select deck, count(*) from state where class < 3 and lapses >= max(1, ?1) group by 1")
            .unwrap();
        let rows = statement.query_map([least], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        assert_eq!(counted, rows.collect::<rusqlite::Result<_>>().unwrap(), "{least}");
    }
    for day in [20_000, 20_003, 20_010, 20_040].map(Day::from_number) {
        let mut counted = BTreeMap::new();
        store.each_ready(day, |deck, _, cards| *counted.entry(deck).or_insert(0) += cards).unwrap();
        let mut statement = store
            .connection
            .prepare("select deck, count(*) from state where class = 1 and ready <= ?1 group by 1")
            .unwrap();
        let rows = statement.query_map([day], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        assert_eq!(counted, rows.collect::<rusqlite::Result<_>>().unwrap(), "{day}");
        let next: Option<Day> = store
            .connection
            .query_row(
                "select min(ready) from state where class = 1 and ready > ?1",
                [day],
                |row| row.get(0),
            )
            .unwrap();
        let decks = store.deck_ids().unwrap().into_iter().map(|(number, _)| number);
        assert_eq!(store.next_due(&Scope { decks: decks.collect() }, day).unwrap(), next, "{day}");
    }
}

#[test]
fn programs_that_write_in_turn_go_on_where_the_other_one_ended() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pauk.db");
    let open = || Store::open(&path, Access::Write, |_| DeviceId([7; 16])).unwrap();
    let (mut one, mut two) = (open(), open());
    install(&mut one, VERSIONS[0], 0);
    let mut other = store(2);
    merge(&mut other, &one);
    let review = |step| Happening::Review { card: 0, mode: 0, quality: 4, day: step };
    for step in 1..5 {
        happen(&mut one, &other, &review(step), step);
        happen(&mut one, &other, &review(step), step);
        // What the one has read does not hold any more when the other has written.
        let card = CARDS[0].parse().unwrap();
        one.card(&card).unwrap();
        happen(&mut two, &other, &review(step), step);
        one.card(&card).unwrap();
        happen(&mut two, &other, &Happening::Undo, step);
        let kind = EventKind::Set { card, change: CardChange::Flagged(step % 2 == 0) };
        one.record(Event { at: at(step), day: Day::from_number(20_000), kind }).unwrap();
        // What is read together stays as it is for as long, and is then what it has become.
        let together = one.read_together().unwrap();
        let before = read_from_sums(&one);
        happen(&mut two, &other, &review(step + 5), step);
        assert_eq!(read_from_sums(&one), before);
        drop(together);
        assert_ne!(read_from_sums(&one), before);
        assert_eq!(read_from_sums(&one), read_from_sums(&two));
        install(&mut two, VERSIONS[1 + step as usize % 2], step);
        // Of another device, whose clock is ahead.
        happen(&mut other, &two, &review(step), 50_000 * step);
        merge(&mut two, &other);
    }
    let (log, mut said) = (log::Log::of(&one.connection).unwrap(), Vec::new());
    walk::each_row_in_order(&one.connection, &log, walk::Order::NewestFirst, |place, _| {
        said.push(place);
        Ok(true)
    })
    .unwrap();
    let ours = |(_, id): &(Hlc, EventId)| id.device == DeviceId([7; 16]);
    let numbers: Vec<u64> = said.iter().filter(|it| ours(it)).map(|(_, id)| id.seq).collect();
    assert_eq!(numbers, (1..=numbers.len() as u64).rev().collect::<Vec<_>>());
    // What was here when an event of ours was written lies before it.
    assert!(said.windows(2).all(|it| !ours(&it[0]) || it[0].0 > it[1].0), "{said:?}");
    for check in two.doctor().unwrap() {
        assert!(check.ok, "{}: {}", check.name, check.detail);
    }
}

#[test]
fn the_riskiest_cards_are_the_same_however_many_are_asked_for() {
    let mut store = store(1);
    let cards: String = (0..60)
        .map(|card| format!("[[card]]\nid = \"c{card}\"\nfront = \"f{card}\"\nback = \"b\"\n"))
        .collect();
    for (step, deck) in ["few", "many"].into_iter().enumerate() {
        install(
            &mut store,
            &format!("[deck]\nid = \"{deck}\"\ntitle = \"D\"\n{cards}"),
            step as i64,
        );
    }
    let today = Day::from_number(20_000);
    let decks: Vec<DeckNumber> =
        store.deck_ids().unwrap().into_iter().map(|(number, _)| number).collect();
    let mut all = Vec::new();
    let numbers: Vec<(CardNumber, DeckNumber)> = store
        .connection
        .prepare("select card, deck from state order by card")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .collect::<rusqlite::Result<_>>()
        .unwrap();
    for (at, (card, deck)) in numbers.into_iter().enumerate() {
        // Most of the first deck's cards are not due yet.
        let waited = (at * 7 % 23) as i64 - if deck == decks[0] { 20 } else { 0 };
        let interval = Interval::from_days(1 << (at * 5 % 12) | (at as u64 % 2));
        let due = Day::from_number(20_000 - waited);
        store
            .connection
            .execute(
                "update state set class = 1, interval = ?2, bucket = ?3, due = ?4, ready = ?4
                 where card = ?1",
                rusqlite::params![card, interval, queue::bucket(interval), due],
            )
            .unwrap();
        if waited >= 0 {
            all.push((DueCard { due, interval }, card, deck));
        }
    }
    sums::clear(&store.connection).unwrap();
    Kept::of(Sums::of_cards(&store.connection).unwrap()).add(&store.connection).unwrap();
    all.sort_by(|one, other| queue::riskier(today, one.0, other.0).then(one.1.cmp(&other.1)));
    for scope in [vec![decks[0]], vec![decks[1]], decks] {
        let within: Vec<CardNumber> =
            all.iter().filter(|card| scope.contains(&card.2)).map(|card| card.1).collect();
        let scope = Scope { decks: scope };
        for limit in [0, 1, 2, 3, 16, 40, 1000] {
            let found = store.due_cards(&scope, today, today, limit, &HashSet::default()).unwrap();
            let found: Vec<CardNumber> =
                found.into_iter().map(|candidate| candidate.card).collect();
            assert_eq!(found, within[..within.len().min(limit as usize)], "{limit}");
        }
    }
}

/// What decks hold is counted from sums and from what their texts say; here, note by note.
fn assert_decks_counted(store: &Store) {
    let counted: Vec<(DeckNumber, u64, u64)> =
        store.decks().unwrap().iter().map(|deck| (deck.number, deck.notes, deck.cards)).collect();
    let mut statement = store
        .connection
        .prepare(
            "select deck.number, count(distinct note.number), count(card.number)
             from deck
             left join note on note.deck = deck.number and note.live = 1
             left join card on card.note = note.number and card.live = 1
             where deck.contents is not null
             group by deck.number
             order by deck.id",
        )
        .unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    assert_eq!(counted, rows.collect::<rusqlite::Result<Vec<_>>>().unwrap());
}

/// Every answer, each card folded by itself, newest first.
fn folded(store: &Store) -> Vec<Told> {
    let rows = store.timeline_of_newest(|_| true, |_, _| true).unwrap();
    rows.into_iter().map(Told::from).collect()
}

/// The answers that are told, as the store finds best and as they are read.
fn told(store: &Store, which: &Telling<'_>) -> [Vec<Told>; 2] {
    let (mut told, mut as_read) = (Vec::new(), Vec::new());
    let mut tell = |answer| {
        told.push(answer);
        Ok::<(), StoreError>(())
    };
    store.tell_answers(which, &mut tell).unwrap();
    let mut tell = |answer| {
        as_read.push(answer);
        Ok::<(), StoreError>(())
    };
    let fates = store.fates(which).unwrap().expect("a log that pauk wrote is in its order");
    store.tell_by(fates, which, &mut tell).unwrap();
    [told, as_read]
}

/// The history is the same whether each card is folded or all are told as they are read.
fn assert_told_alike(store: &Store) {
    let all = folded(store);
    let cards = || all.iter().map(|answer| answer.card);
    let much: HashSet<CardNumber> = cards().filter(|card| card.0 % 2 == 0).collect();
    let one: HashSet<CardNumber> = cards().max().into_iter().collect();
    for of in [None, Some(&much), Some(&one)] {
        for from in [None, Some(20_000), Some(20_011), Some(20_030)] {
            let from = from.map(Day::from_number);
            let wanted = |answer: &&Told| {
                of.is_none_or(|of| of.contains(&answer.card))
                    && from.is_none_or(|from| answer.day >= from)
            };
            let [found_best, as_read] = told(store, &Telling { of, from, limit: None });
            for told in [&found_best, &as_read] {
                let mut expected: Vec<Told> = all.iter().filter(wanted).cloned().collect();
                // Of days in no order some may be beyond the week that is looked at.
                if from.is_some() {
                    expected.retain(|answer| told.contains(answer));
                }
                assert_eq!(*told, expected, "{from:?}");
            }
            for limit in [0, 1, 3] {
                let [_, few] = told(store, &Telling { of, from, limit: Some(limit) });
                assert_eq!(few, as_read[..limit.min(as_read.len())]);
                let [few, _] = told(store, &Telling { of, from: None, limit: Some(limit) });
                let newest = all.iter().filter(|it| of.is_none_or(|of| of.contains(&it.card)));
                assert_eq!(few, newest.take(limit).cloned().collect::<Vec<_>>());
            }
        }
    }
}

/// The answers that stand since a day are those of the history.
fn assert_rated_alike(store: &Store) {
    let all = folded(store);
    for from in [0, 20_000, 20_011, 20_030] {
        let from_day = Day::from_number(from);
        let mut expected: BTreeMap<CardNumber, Vec<(Day, Quality)>> = BTreeMap::new();
        for answer in all.iter().filter(|it| it.day >= from_day && !it.outcome.undone) {
            expected.entry(answer.card).or_default().push((answer.day, answer.quality));
        }
        let mut said: BTreeMap<_, _> = store.answers_since(from_day).unwrap().into_iter().collect();
        said.retain(|_, answers| !answers.is_empty());
        said.values_mut().chain(expected.values_mut()).for_each(|answers| answers.sort_unstable());
        if from > 0 {
            // Of days in no order some may be beyond the week that is looked at.
            for (card, answers) in &said {
                let left = expected.get_mut(card).expect("no answer to the card stands");
                for answer in answers {
                    let at = left.iter().position(|other| other == answer);
                    left.swap_remove(at.expect("an answer stands nowhere"));
                }
            }
            continue;
        }
        assert_eq!(said, expected, "{from}");
    }
}

#[test]
fn cards_of_a_log_are_what_its_deck_says_of_them_by_then() {
    let mut from = store(1);
    let other = store(2);
    let review = |store: &mut Store, card: usize, step: i64| {
        let happening = Happening::Review { card, mode: 0, quality: 4, day: step };
        happen(store, &other, &happening, 1000 * step);
    };
    // The first answer behind each version is to a card that stays as it is; then come those that the
    // version moved, named anew or took out.
    for (version, cards) in [[0].as_slice(), &[0, 3, 5], &[6, 1, 2, 4]].into_iter().enumerate() {
        install(&mut from, VERSIONS[version], 10 * version as i64);
        for (step, card) in (1..).zip(cards) {
            review(&mut from, *card, 10 * version as i64 + step);
        }
    }
    let mut log = Vec::new();
    from.export_log(&mut log).unwrap();
    let mut into = store(3);
    into.import_log(&mut &*log).unwrap();
    for check in into.doctor().unwrap() {
        assert!(check.ok, "{}: {}", check.name, check.detail);
    }
    assert_eq!(caches(&into), caches(&from));
}

#[test]
fn a_log_that_is_not_in_its_order_is_told_card_by_card() {
    let mut from = store(1);
    let other = store(2);
    install(&mut from, VERSIONS[0], 1);
    for step in 2..8 {
        let review = Happening::Review { card: 0, mode: 0, quality: step % 6, day: step };
        happen(&mut from, &other, &review, 1000 * step);
    }
    let mut log = Vec::new();
    from.export_log(&mut log).unwrap();
    let mut lines: Vec<serde_json::Value> = String::from_utf8(log)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let reviews: Vec<usize> =
        (0..lines.len()).filter(|at| lines[*at]["kind"] == "review").collect();
    let (one, two) = (lines[reviews[1]]["hlc"].clone(), lines[reviews[4]]["hlc"].clone());
    (lines[reviews[1]]["hlc"], lines[reviews[4]]["hlc"]) = (two, one);
    let log: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let mut into = store(3);
    into.import_log(&mut log.as_bytes()).unwrap();
    let all = Telling::default();
    assert!(into.fates(&all).unwrap().is_none());
    let mut told = Vec::new();
    let tell = |answer| {
        told.push(answer);
        Ok::<(), StoreError>(())
    };
    into.tell_answers(&all, tell).unwrap();
    assert_eq!(told, folded(&into));
    assert_eq!(told.len(), 6);
}

/// A card that is read at once says what its name and its note say alone.
fn assert_read_alike(store: &Store) {
    for key in CARDS {
        let Some(row) = store.card(&key.parse().unwrap()).unwrap() else { continue };
        assert_eq!(Some(row.content), store.content(row.note_number).unwrap());
        let name = names::key_of(&store.connection, row.number).unwrap();
        assert_eq!(row.key, name);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    /// Rows are written many by one statement where they follow each other, and one by one else.
    #[test]
    fn notes_that_come_together_become_what_few_at_a_time_become(
        runs in prop::collection::vec((0usize..3, 0u8..9, 1usize..20), 1..8),
        batch in 1usize..120,
        here_before in prop::collection::vec(any::<prop::sample::Index>(), 0..3),
    ) {
        let mut notes = Vec::new();
        let mut counts = [0; 3];
        for (deck, sort, length) in &runs {
            for _ in 0..*length {
                notes.push((*deck, note_of(*deck, counts[*deck], *sort)));
                counts[*deck] += 1;
            }
        }
        let day = Day::from_number(20_000);
        let come = |store: &mut Store, notes: &[(usize, SoundEntry)], at: i64, batch: usize| {
            let decks = (0..3).map(|deck| Coming::Deck(Box::new(empty_deck(deck))));
            // Whoever reads them may have done some of the work, or none.
            let coming = [ComingNote::of, ComingNote::for_keeping];
            let notes = notes
                .iter()
                .zip(0..)
                .map(|((deck, entry), n)| Coming::Note(*deck, coming[n / 3 % 2](entry.clone())));
            let mut all = decks.chain(notes).peekable();
            let batches = std::iter::from_fn(|| {
                all.peek()?;
                Some(Ok::<_, StoreError>(all.by_ref().take(batch).collect()))
            });
            store.gather(batches, |_| (), Moment::new(at, 0), day).unwrap();
        };
        let (mut together, mut alone, mut from_log) = (store(1), store(1), store(2));
        // Some are known already.
        let known: BTreeSet<usize> = here_before.iter().map(|at| at.index(notes.len())).collect();
        let known: Vec<_> = known.into_iter().map(|at| notes[at].clone()).collect();
        for store in [&mut together, &mut alone] {
            come(store, &known, 1_000, 1);
        }
        come(&mut together, &notes, 2_000, batch);
        for (at, few) in (3_000..).zip(notes.chunks(5)) {
            come(&mut alone, few, at, 1);
        }
        let mut log = Vec::new();
        together.export_log(&mut log).unwrap();
        from_log.import_log(&mut log.as_slice()).unwrap();
        prop_assert_eq!(caches(&together), caches(&alone));
        prop_assert_eq!(caches(&together), caches(&from_log));
        let before = caches(&together);
        together.refold().unwrap();
        prop_assert_eq!(before, caches(&together));
        for store in [&together, &alone, &from_log] {
            for check in store.doctor().unwrap() {
                prop_assert!(check.ok, "{}: {}", check.name, check.detail);
            }
            assert_decks_counted(store);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn merging_is_a_union_in_any_order_and_the_caches_are_the_fold_of_the_log(
        happenings in prop::collection::vec((any::<bool>(), happening(), 0i64..4), 1..40),
        shuffle in any::<u64>(),
    ) {
        let mut one = store(1);
        let mut two = store(2);
        install(&mut one, VERSIONS[0], 0);
        merge(&mut two, &one);
        // Steps are small and clocks go back, so that readings of the clocks often tie.
        for (first, happening, step) in &happenings {
            if *first {
                happen(&mut one, &two, happening, *step);
            } else {
                happen(&mut two, &one, happening, *step);
            }
        }
        for store in [&one, &two] {
            for check in store.doctor().unwrap() {
                prop_assert!(check.ok, "{}: {}", check.name, check.detail);
            }
            assert_counted_as_it_is(store);
            assert_nobody_sees_what_sums_lack(store);
            assert_read_alike(store);
            assert_told_alike(store);
            assert_rated_alike(store);
            assert_decks_counted(store);
        }
        let mut third = store(3);
        let mut log = Vec::new();
        two.export_log(&mut log).unwrap();
        one.export_log(&mut log).unwrap();
        // The lines of both logs in some other order, the header first.
        let text = String::from_utf8(log).unwrap();
        let mut lines: Vec<&str> = text.lines().filter(|l| !l.contains("\"pauk\":\"log\"")).collect();
        let mut state = shuffle | 1;
        for at in (1..lines.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            lines.swap(at, (state >> 33) as usize % (at + 1));
        }
        let mixed = format!("{{\"pauk\":\"log\",\"version\":1}}\n{}", lines.join("\n"));
        third.import_log(&mut mixed.as_bytes()).unwrap();
        merge(&mut one, &two);
        merge(&mut two, &one);
        prop_assert_eq!(caches(&one), caches(&two));
        prop_assert_eq!(caches(&one), caches(&third));
        let before = caches(&one);
        one.refold().unwrap();
        prop_assert_eq!(before, caches(&one));
        merge(&mut one, &third);
        prop_assert_eq!(caches(&one), caches(&third));
    }
}
