//! Two at once: nothing is lost, nothing doubled, and nobody is turned away before five seconds.

use std::process::Child;

use serde_json::Value;

use crate::lab::{Promise, runs, small_deck};
use crate::support::{Deck, Home, Ran};

fn told(promise: &mut Promise, line: &Value) {
    promise.told(&format!("{line}\n"));
}

fn all_succeed(children: Vec<Child>) -> Vec<Ran> {
    children
        .into_iter()
        .map(|child| Ran::new(child.wait_with_output().expect("pauk ends")).ok())
        .collect()
}

#[test]
fn two_sessions_ask_the_same_cards() {
    let home = Home::with(&[small_deck()]);
    let mut promise = Promise::default();
    let (mut one, mut other) = (home.session([] as [&str; 0]), home.session([] as [&str; 0]));
    while one.asks() && other.asks() {
        told(&mut promise, &one.grade("good"));
        told(&mut promise, &other.grade("easy"));
    }
    one.quit();
    other.quit();
    assert_eq!(promise.count(), 10);
    promise.is_kept(&home, 0);
}

#[test]
fn a_session_and_all_else_that_writes() {
    let other = Home::with(&[Deck::many("t/other", 20)]);
    other.answer_all(["--limit", "7"], "good");
    other.run(["log", "export", "log.jsonl"]).ok();
    let home = Home::with(&[small_deck()]);
    home.write("log.jsonl", std::fs::read(other.path("log.jsonl")).expect("the log"));
    home.deck(&Deck::many("t/third", 20));
    let mut promise = Promise::default();
    let mut session = home.session(["t/deck"]);
    let between: [&[&str]; 4] = [
        &["log", "import", "log.jsonl"],
        &["backup", "now"],
        &["deck", "add", "decks/t_third.toml"],
        &["doctor", "--repair"],
    ];
    for args in between {
        told(&mut promise, &session.grade("good"));
        home.run(args).ok();
    }
    told(&mut promise, &session.grade("good"));
    session.quit();
    promise.is_kept(&home, 7);
    assert_eq!(home.found(&[]).len(), 45);
    let copies = home.json(["backup", "list"]);
    for copy in copies["backups"].as_array().expect("copies") {
        let file = copy["file"].as_str().expect("a file");
        assert_eq!(home.run(["--db", file, "doctor", "--json"]).ok().json()["ok"], true, "{file}");
    }
}

#[test]
fn twenty_ask_what_is_due_while_a_session_runs() {
    let home = Home::with(&[small_deck()]);
    let mut promise = Promise::default();
    let mut session = home.session([] as [&str; 0]);
    for _ in 0..3 {
        let start = || home.command(["due", "--count"]).spawn().expect("pauk starts");
        let children: Vec<Child> = (0..20).map(|_| start()).collect();
        told(&mut promise, &session.grade("good"));
        for ran in all_succeed(children) {
            assert!(ran.err.is_empty(), "{}", ran.err);
        }
    }
    session.quit();
    promise.is_kept(&home, 0);
}

#[test]
fn many_make_the_database_at_once() {
    for _ in 0..runs(4, 40) {
        let home = Home::new();
        let decks: Vec<String> = (0..8)
            .map(|number| {
                let id = format!("t/deck{number}");
                home.deck(&Deck::many(&id, 3)).to_str().expect("a plain name").to_owned()
            })
            .collect();
        let start = |deck: &String| home.command(["deck", "add", deck]).spawn().expect("it starts");
        all_succeed(decks.iter().map(start).collect());
        assert_eq!(home.found(&[]).len(), 24);
        home.assert_sound();
        let devices: i64 = home
            .sql()
            .query_row("select count(*) as devices from device", [], |row| row.get("devices"))
            .expect("devices");
        assert_eq!(devices, 1, "one file has one device");
    }
}

#[test]
fn many_sessions_begin_a_day_and_make_one_whole_copy() {
    for _ in 0..runs(4, 40) {
        let home = Home::with(&[small_deck()]);
        home.answer_all([] as [&str; 0], "good");
        home.days(6);
        let path = home.write(
            "script",
            "{\"do\":\"reveal\"}\n{\"do\":\"grade\",\"grade\":\"good\"}\n{\"do\":\"quit\"}\n",
        );
        let start = || {
            let script = std::fs::File::open(&path).expect("the script");
            home.command(["review", "--jsonl"]).stdin(script).spawn().expect("pauk starts")
        };
        let ran = all_succeed((0..8).map(|_| start()).collect());
        let mut promise = Promise::default();
        for ran in &ran {
            promise.told(&ran.out);
            assert_eq!(ran.err, "");
        }
        promise.is_kept(&home, 5);
        let copy = home.path("home/pauk-backups/2026-11-29.db");
        let file = copy.to_str().expect("a plain name");
        assert_eq!(home.run(["--db", file, "doctor", "--json"]).ok().json()["ok"], true);
        let left = std::fs::read_dir(home.path("home/pauk-backups")).expect("the folder");
        let left: Vec<String> = left
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .filter(|name| !name.starts_with("2026-11-29.db") && !name.starts_with("2026-11-23.db"))
            .collect();
        assert_eq!(left, [] as [&str; 0]);
    }
}

#[test]
fn who_waits_too_long_is_told_who_holds_the_database() {
    let home = Home::with(&[small_deck()]);
    let holder = home.sql();
    holder.execute_batch("begin immediate").expect("the lock");
    let ran = home.run(["config", "set", "new-per-day", "3"]).fails(1);
    assert!(ran.err.contains("is locked by "), "{}", ran.err);
    assert!(ran.err.contains(&format!("process {}", std::process::id())), "{}", ran.err);
    // Reading needs no lock.
    home.run(["due"]).ok();
    holder.execute_batch("rollback").expect("the lock is free");
    home.run(["config", "set", "new-per-day", "3"]).ok();
}

#[test]
fn a_database_that_a_session_holds_is_not_exchanged_under_it() {
    let home = Home::with(&[small_deck()]);
    home.answer_all(["--limit", "2"], "good");
    home.run(["backup", "now"]).ok();
    let mut promise = Promise::default();
    let mut session = home.session([] as [&str; 0]);
    told(&mut promise, &session.grade("good"));
    let ran = home.run(["backup", "restore", "2026-11-23T10-00-00", "--yes"]).fails(1);
    assert!(ran.err.contains("is locked by pauk"), "{}", ran.err);
    told(&mut promise, &session.grade("good"));
    session.quit();
    promise.is_kept(&home, 2);
    home.run(["backup", "restore", "2026-11-23T10-00-00", "--yes"]).ok();
}
