//! Files that are cut, flipped, foreign, newer, copied: told in order, and saved as far as they go.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use crate::lab::{Chance, runs, small_deck};
use crate::support::{Deck, Home};

/// A learner with some history, and what it is.
fn learner() -> (Home, BTreeMap<String, Value>) {
    let home = Home::with(&[small_deck(), Deck::many("t/big", 60)]);
    for _ in 0..3 {
        home.answer_all([] as [&str; 0], "good");
        home.days(1);
    }
    let reviews = reviews(&home).expect("a sound file has a history");
    (home, reviews)
}

/// What tells a review apart from all others: who answered what, when and how.
fn reviews(home: &Home) -> Option<BTreeMap<String, Value>> {
    let ran = home.run(["history", "--json"]);
    assert!(!ran.err.contains("panicked"), "{}", ran.err);
    let history: Value = (ran.status == Some(0)).then(|| ran.json())?;
    let reviews = history["reviews"].as_array().expect("reviews").iter();
    Some(
        reviews
            .map(|review| {
                let id = review["review"].as_str().expect("a review").to_owned();
                let facts = ["card", "day", "at", "quality", "mode"].map(|key| &review[key]);
                (id, serde_json::json!(facts))
            })
            .collect(),
    )
}

/// Whether a damaged file was set aside.
fn is_kept(home: &Home) -> bool {
    fs::read_dir(home.path("home"))
        .expect("the home")
        .any(|entry| entry.expect("an entry").file_name().to_string_lossy().contains(".damaged-"))
}

/// What a repair made of a damaged file.
#[derive(Default, Debug)]
struct Outcome {
    runs: usize,
    untouched: usize,
    saved: usize,
    partly: usize,
    beyond_repair: usize,
    altered: usize,
    lost_reviews: usize,
    reviews: usize,
}

impl Outcome {
    /// Damages the file, lets every command look at it, repairs it, and counts what came of it.
    fn try_one(&mut self, home: &Home, before: &BTreeMap<String, Value>, bytes: &[u8], what: &str) {
        let _ = fs::remove_dir_all(home.path("home"));
        fs::create_dir(home.path("home")).expect("a home");
        fs::write(home.database(), bytes).expect("the damaged file");
        self.runs += 1;
        self.reviews += before.len();
        let mut is_told = false;
        for args in [&["due"][..], &[], &["doctor"], &["doctor", "--repair"]] {
            let ran = home.run(args);
            assert!(!ran.err.contains("panicked"), "{what}: {args:?}: {}", ran.err);
            assert!(ran.status.is_some_and(|status| status <= 3), "{what}: {args:?}: {}", ran.err);
            if args.len() < 2 {
                continue;
            }
            is_told = ran.status == Some(3);
            assert!(ran.status == Some(0) || ran.err.contains("hint: "), "{what}: {}", ran.err);
            if ran.status != Some(0) && !is_kept(home) {
                assert_eq!(
                    fs::metadata(home.database()).expect("it stays").len(),
                    bytes.len() as u64
                );
                self.beyond_repair += 1;
                self.lost_reviews += before.len();
                return;
            }
        }
        home.assert_sound();
        let after = reviews(home).expect("a sound file has a history");
        self.altered += after.iter().filter(|(id, facts)| before.get(*id) != Some(*facts)).count();
        // The last event may have got another number: its review is altered and not lost.
        let others: Vec<&Value> = after
            .iter()
            .filter(|(id, _)| !before.contains_key(*id))
            .map(|(_, facts)| facts)
            .collect();
        let is_lost =
            |(id, facts): &(&String, &Value)| !after.contains_key(*id) && !others.contains(facts);
        let lost = before.iter().filter(is_lost).count();
        self.lost_reviews += lost;
        match (is_kept(home), lost) {
            (false, 0) => self.untouched += 1,
            (true, 0) => self.saved += 1,
            (true, _) if is_told => self.partly += 1,
            (_, _) => panic!("{what}: {lost} reviews went without a word"),
        }
    }
}

#[test]
fn cut_at_every_page() {
    let (home, before) = learner();
    let whole = fs::read(home.database()).expect("the file");
    let mut outcome = Outcome::default();
    let step = runs(9, 1);
    // A file of no bytes at all is the name of a database to come.
    for length in (4096..whole.len()).step_by(4096 * step) {
        outcome.try_one(&home, &before, &whole[..length], &format!("cut at {length}"));
    }
    println!("cut: {outcome:?}");
    assert_eq!(outcome.altered, 0);
}

#[test]
fn bytes_flipped_at_random() {
    let (home, before) = learner();
    let whole = fs::read(home.database()).expect("the file");
    let mut chance = Chance::seeded(3);
    let mut outcome = Outcome::default();
    for _ in 0..runs(20, 1000) {
        let mut bytes = whole.clone();
        let flips = 1 + chance.below(4);
        for _ in 0..flips {
            bytes[chance.below(whole.len())] ^= 1 << chance.below(8);
        }
        outcome.try_one(&home, &before, &bytes, &format!("{flips} bits flipped"));
    }
    println!("flipped: {outcome:?}");
}

/// The file with a wrong letter in the definition of a table, also where it stood before.
fn misspelt(whole: &[u8], table: &str) -> Vec<u8> {
    // SQLite puts the name of a table that had another name between quotes.
    let definitions = [format!("CREATE TABLE {table} ("), format!("CREATE TABLE \"{table}\" (")];
    let mut bytes = whole.to_vec();
    for at in 0..whole.len() {
        if definitions.iter().any(|definition| whole[at..].starts_with(definition.as_bytes())) {
            bytes[at] = b'x';
        }
    }
    assert!(bytes != whole, "the table is defined");
    bytes
}

#[test]
fn a_damaged_word_in_the_list_of_tables_costs_nothing() {
    let (home, before) = learner();
    let whole = fs::read(home.database()).expect("the file");
    let mut outcome = Outcome::default();
    for table in ["event", "text", "device", "card", "note", "deck", "tally"] {
        outcome.try_one(&home, &before, &misspelt(&whole, table), table);
    }
    assert_eq!((outcome.saved, outcome.altered), (7, 0), "{outcome:?}");
}

#[test]
fn what_stands_beside_a_file_with_a_damaged_list_of_tables_is_saved() {
    let (home, before) = learner();
    let mut session = home.session([] as [&str; 0]);
    session.grade("good");
    session.kill();
    let whole = fs::read(home.database()).expect("the file");
    fs::write(home.database(), misspelt(&whole, "tally")).expect("the damaged file");
    home.run(["doctor", "--repair"]).ok();
    home.assert_sound();
    assert_eq!(reviews(&home).map(|reviews| reviews.len()), Some(before.len() + 1));
}

#[test]
fn pages_overwritten() {
    let (home, before) = learner();
    let whole = fs::read(home.database()).expect("the file");
    let mut outcome = Outcome::default();
    let step = runs(7, 1);
    for page in (1..whole.len() / 4096).step_by(step) {
        let mut bytes = whole.clone();
        bytes[page * 4096..(page + 1) * 4096].fill(0xa5);
        outcome.try_one(&home, &before, &bytes, &format!("page {page} overwritten"));
    }
    println!("overwritten: {outcome:?}");
    assert_eq!(outcome.altered, 0);
}

#[test]
fn a_cut_file_gives_what_is_left_of_it_and_says_what_is_not() {
    let (home, _) = learner();
    home.sql().execute_batch("pragma wal_checkpoint(truncate)").expect("one file");
    let whole = fs::read(home.database()).expect("the file");
    fs::write(home.database(), &whole[..whole.len() - 4096]).expect("the cut file");
    let ran = home.run(["doctor"]).fails(3);
    assert!(ran.err.contains("--repair"), "{}", ran.err);
    let ran = home.run(["doctor", "--repair"]);
    assert!(ran.out.contains("salvaged ") && ran.out.contains(".damaged-2026-"), "{}", ran.out);
    home.assert_sound();
    home.answer_all([] as [&str; 0], "good");
}

#[test]
fn foreign_and_newer_files_are_left_as_they_are() {
    let home = Home::new();
    let newer = {
        let other = Home::with(&[small_deck()]);
        other
            .sql()
            .execute_batch("pragma user_version = 99; pragma wal_checkpoint(truncate)")
            .expect("newer");
        fs::read(other.database()).expect("the file")
    };
    let foreign = {
        let file = home.path("foreign");
        let connection = rusqlite::Connection::open(&file).expect("a database");
        connection.execute_batch("create table t (x)").expect("a table");
        drop(connection);
        fs::read(file).expect("the file")
    };
    for (bytes, says) in [
        (b"Dear diary".to_vec(), "is not a pauk database"),
        (foreign, "is not a pauk database"),
        (newer, "was written by a newer pauk"),
    ] {
        fs::write(home.database(), &bytes).expect("the file");
        for args in [
            &["due"][..],
            &["review"],
            &["config", "set", "new-per-day", "3"],
            &["doctor", "--repair"],
        ] {
            let ran = home.run(args).fails(1);
            assert!(ran.err.contains(says) && ran.err.contains("hint: "), "{args:?}: {}", ran.err);
            assert_eq!(fs::read(home.database()).expect("the file"), bytes, "{args:?} touched it");
        }
    }
}

#[test]
fn without_its_log_the_file_is_older_and_sound() {
    let home = Home::with(&[small_deck()]);
    let mut session = home.session([] as [&str; 0]);
    session.grade("good");
    session.kill();
    fs::remove_file(home.path("home/pauk.db-wal")).expect("there is a log");
    let _ = fs::remove_file(home.path("home/pauk.db-shm"));
    home.assert_sound();
    home.answer_all([] as [&str; 0], "good");
}

#[test]
fn copies_of_a_conflict_are_noticed_and_others_are_not() {
    let home = Home::with(&[small_deck()]);
    assert_eq!(home.run::<&str>([]).ok().err, "");
    fs::copy(home.database(), home.path("home/pauk-old.db")).expect("a copy");
    assert_eq!(home.run::<&str>([]).ok().err, "");
    for name in [
        "pauk (conflicted copy 2026-11-23).db",
        "pauk.sync-conflict-20261123-101010-ABCDEFG.db",
        "pauk 2.db",
        "pauk (1).db",
    ] {
        let copy = home.path(&format!("home/{name}"));
        fs::copy(home.database(), &copy).expect("a copy");
        for args in [&[][..], &["doctor"]] {
            let ran = home.run(args).ok();
            assert!(ran.err.contains(name), "{name}: {}", ran.err);
        }
        fs::remove_file(copy).expect("it goes");
    }
}

#[test]
fn a_copied_database_writes_as_a_device_of_its_own() {
    let (one, other) = (Home::with(&[small_deck()]), Home::new());
    one.answer_all(["--limit", "1"], "good");
    fs::copy(one.database(), other.database()).expect("the copy");
    one.answer_all(["--limit", "2"], "easy");
    other.answer_all(["--limit", "2"], "good");
    for (from, to) in [(&one, &other), (&other, &one)] {
        from.run(["log", "export", "log.jsonl"]).ok();
        to.write("in.jsonl", fs::read(from.path("log.jsonl")).expect("the log"));
        to.run(["log", "import", "in.jsonl"]).ok();
        to.assert_sound();
    }
    assert_eq!(reviews(&one), reviews(&other));
    assert_eq!(reviews(&one).map(|reviews| reviews.len()), Some(5));
}

#[test]
fn a_folder_that_may_not_be_written_can_be_read() {
    use std::os::unix::fs::PermissionsExt;

    let home = Home::with(&[small_deck()]);
    home.answer_all(["--limit", "2"], "good");
    let mode = |mode| {
        fs::set_permissions(home.path("home"), fs::Permissions::from_mode(mode)).expect("a mode")
    };
    mode(0o500);
    if fs::write(home.path("home/probe"), "").is_ok() {
        let _ = fs::remove_file(home.path("home/probe"));
        mode(0o700);
        eprintln!("SKIPPED: who runs the tests may write everywhere");
        return;
    }
    home.run(["due"]).ok();
    home.run(["history"]).ok();
    let ran = home.run(["config", "set", "new-per-day", "3"]).fails(1);
    mode(0o700);
    assert!(ran.err.contains("hint: "), "{}", ran.err);
    home.assert_sound();
}
