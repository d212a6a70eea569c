//! The disk fails or the machine stops at the n-th change that a command makes, for every n.
//!
//! A small library in C (`disk.c`), preloaded into the program, counts the changes and makes
//! number n fail: full from then on, one error, killed before it, killed in the midst of it.
//! Where no C compiler is, the tests say so and pass over.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

use crate::lab::{Promise, is_full, small_deck};
use crate::support::{Deck, Home, text};

const KINDS: [&str; 4] = ["full", "io", "kill", "torn"];

/// The library, built once; `None` where it cannot be.
fn library() -> Option<&'static Path> {
    static BUILT: OnceLock<Option<PathBuf>> = OnceLock::new();
    let built = BUILT.get_or_init(|| {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("disk.so");
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/faults/disk.c");
        let status = Command::new("cc")
            .args(["-shared", "-fPIC", "-O1", "-o", text(&target), source, "-ldl"])
            .status();
        status.is_ok_and(|status| status.success()).then_some(target)
    });
    if built.is_none() {
        eprintln!("SKIPPED: there is no C compiler that makes the failing disk");
    }
    built.as_deref()
}

/// A command and what it finds: a home that is made anew for every run.
struct Experiment {
    home: fn() -> Home,
    args: &'static [&'static str],
    /// What it reads on stdin.
    input: &'static str,
    /// Holds after every fault; the output is what the command still said.
    sound: fn(&Home, &str),
}

/// What the faults of an experiment came to.
#[derive(Debug, Default)]
struct Tally {
    changes: usize,
    runs: usize,
    refused: usize,
    killed: usize,
}

impl Experiment {
    fn command(&self, home: &Home, library: &Path) -> Command {
        let input = home.write("input", self.input);
        let mut command = home.command(self.args);
        command
            .stdin(Stdio::from(File::open(input).expect("the input opens")))
            .env("LD_PRELOAD", library)
            .env("FAULT_UNDER", home.path("home"));
        command
    }

    fn changes(&self, library: &Path) -> usize {
        let home = (self.home)();
        let count = home.path("count");
        let output = self.command(&home, library).env("FAULT_COUNT", &count).output();
        let output = output.expect("pauk runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let count = std::fs::read_to_string(count).expect("the disk has counted");
        count.parse().expect("a number")
    }

    /// All faults at all changes, or at each seventeenth where few are wanted.
    fn all(&self) {
        let Some(library) = library() else { return };
        let mut tally = Tally { changes: self.changes(library), ..Tally::default() };
        assert!(tally.changes > 0, "{:?} changes nothing", self.args);
        let step = if is_full() { 1 } else { 17 };
        for (kind, offset) in KINDS.into_iter().zip([1, 3, 5, 7]) {
            let first = if is_full() { 1 } else { offset };
            for at in (first..=tally.changes).step_by(step) {
                self.one(library, kind, at, &mut tally);
            }
        }
        println!("{:?}: {tally:?}", self.args);
    }

    fn one(&self, library: &Path, kind: &str, at: usize, tally: &mut Tally) {
        let home = (self.home)();
        let mut command = self.command(&home, library);
        command.env("FAULT_KIND", kind).env("FAULT_AT", at.to_string());
        let Output { status, stdout, stderr } = command.output().expect("pauk runs");
        let err = String::from_utf8_lossy(&stderr);
        let fault = format!("{kind} at {at}: {err}");
        tally.runs += 1;
        match status.code() {
            Some(0) => {}
            Some(1 | 3) => {
                tally.refused += 1;
                assert!(err.contains("error: ") && err.contains("hint: "), "{fault}");
            }
            Some(other) => panic!("it ended with {other}: {fault}"),
            None => {
                tally.killed += 1;
                assert!(matches!(kind, "kill" | "torn"), "{fault}");
            }
        }
        assert!(!err.contains("panicked"), "{fault}");
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            (self.sound)(&home, &String::from_utf8_lossy(&stdout));
        }))
        .unwrap_or_else(|_| panic!("after {:?}, {fault}", self.args));
    }
}

fn learner() -> Home {
    let home = Home::with(&[small_deck()]);
    home.pipe(["review", "--jsonl"], SESSION).ok();
    home.days(1);
    home
}

const SESSION: &str = "{\"do\":\"reveal\"}\n{\"do\":\"grade\",\"grade\":\"good\"}\n\
    {\"do\":\"reveal\"}\n{\"do\":\"grade\",\"grade\":\"again\"}\n{\"do\":\"undo\"}\n\
    {\"do\":\"reveal\"}\n{\"do\":\"grade\",\"grade\":\"easy\"}\n";

#[test]
fn a_session() {
    let sound = |home: &Home, out: &str| {
        let mut promise = Promise::default();
        promise.told(out);
        promise.is_kept(home, 1);
        home.pipe(["review", "--jsonl"], SESSION).ok();
    };
    let home = || Home::with(&[small_deck()]);
    Experiment { home, args: &["review", "--jsonl"], input: SESSION, sound }.all();
}

/// Cards and reviews by number.
fn size(home: &Home) -> (usize, usize) {
    let (cards, reviews) = home.knowledge();
    (cards.as_array().map_or(0, Vec::len), reviews.as_array().map_or(0, Vec::len))
}

fn big() -> Deck {
    Deck::many("t/big", 30)
}

#[test]
fn the_first_command_of_all() {
    let home = || {
        let home = Home::new();
        home.deck(&big());
        home
    };
    let sound = |home: &Home, _: &str| {
        // Whatever is there, the same command finishes it.
        assert!(matches!(size(home), (0 | 30, 0)), "half a deck: {:?}", size(home));
        home.run(["deck", "add", "decks/t_big.toml"]).ok();
        assert_eq!(size(home), (30, 0));
        home.assert_sound();
    };
    Experiment { home, args: &["deck", "add", "decks/t_big.toml"], input: "", sound }.all();
}

#[test]
fn a_deck_that_comes_in() {
    let home = || {
        let home = learner();
        home.deck(&big());
        home
    };
    let sound = |home: &Home, _: &str| {
        assert!(matches!(size(home), (5 | 35, 3)), "half a deck: {:?}", size(home));
        home.assert_sound();
        home.run(["deck", "add", "decks/t_big.toml"]).ok();
        assert_eq!(size(home), (35, 3));
    };
    Experiment { home, args: &["deck", "add", "decks/t_big.toml"], input: "", sound }.all();
}

#[test]
fn a_log_that_comes_in() {
    let home = || {
        let other = Home::with(&[big()]);
        other.answer_all(["--limit", "10"], "good");
        other.run(["log", "export", "log.jsonl"]).ok();
        let home = learner();
        home.write("log.jsonl", std::fs::read(other.path("log.jsonl")).expect("the log"));
        home
    };
    let sound = |home: &Home, _: &str| {
        assert!(matches!(size(home), (5, 3) | (35, 13)), "half an import: {:?}", size(home));
        home.assert_sound();
        home.run(["log", "import", "log.jsonl"]).ok();
        assert_eq!(size(home), (35, 13));
    };
    Experiment { home, args: &["log", "import", "log.jsonl"], input: "", sound }.all();
}

/// Every copy that has the name of one is a whole one.
fn whole_copies(home: &Home) {
    let list: Value = home.json(["backup", "list"]);
    for backup in list["backups"].as_array().expect("backups") {
        let file = backup["file"].as_str().expect("a file");
        let ran = home.run(["--db", file, "doctor", "--json"]).ok();
        assert_eq!(ran.json()["ok"], true, "{file}");
        let reviews = home.run(["--db", file, "history", "--json"]).ok().json()["reviews"]
            .as_array()
            .map(Vec::len);
        // The copy of the first day was made before its first review.
        assert!(matches!(reviews, Some(0 | 3)), "{file}: {reviews:?}");
    }
}

#[test]
fn a_copy() {
    let sound = |home: &Home, _: &str| {
        assert_eq!(size(home), (5, 3));
        home.assert_sound();
        home.run(["backup", "now"]).ok();
        whole_copies(home);
    };
    Experiment { home: learner, args: &["backup", "now"], input: "", sound }.all();
}

#[test]
fn a_copy_that_is_put_back() {
    let home = || {
        let home = learner();
        home.run(["backup", "now"]).ok();
        home.pipe(["review", "--jsonl"], SESSION).ok();
        home
    };
    let sound = |home: &Home, _: &str| {
        // Before the very last step there is no database for a moment; both others lie beside it.
        if home.database().exists() {
            let (cards, reviews) = size(home);
            assert!(cards == 5 && reviews >= 3, "{cards} cards, {reviews} reviews");
            home.assert_sound();
        }
        home.run(["backup", "restore", "2026-11-24T10-00-00", "--yes"]).ok();
        assert_eq!(size(home), (5, 3));
        home.assert_sound();
    };
    let args = &["backup", "restore", "2026-11-24T10-00-00", "--yes"];
    Experiment { home, args, input: "", sound }.all();
}

#[test]
fn a_repair() {
    let sound = |home: &Home, _: &str| {
        assert_eq!(size(home), (5, 3));
        home.assert_sound();
        home.run(["doctor", "--repair"]).ok();
        assert_eq!(size(home), (5, 3));
    };
    Experiment { home: learner, args: &["doctor", "--repair"], input: "", sound }.all();
}
