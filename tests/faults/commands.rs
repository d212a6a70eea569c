//! The commands that change something: what each finds, and what holds however it ended.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};

use rusqlite::Connection;
use rusqlite::types::Value;

use crate::lab::{Promise, small_deck};
use crate::support::{AFTER_OLD_SCHEMAS, Deck, Home, SCHEMA, fixture};

/// A command and what it finds: a home that is made anew for every run.
pub struct Experiment {
    pub home: fn() -> Home,
    pub args: &'static [&'static str],
    /// What it reads on stdin.
    input: &'static str,
    /// Holds after every fault.
    sound: fn(&Home, &Ended),
}

/// How a command ended that met with a fault.
pub struct Ended {
    /// What it still said.
    pub out: String,
    /// Whether it said that all was done: then it was.
    pub done: bool,
}

impl Experiment {
    pub fn command(&self, home: &Home) -> Command {
        let input = home.write("input", self.input);
        let mut command = home.command(self.args);
        command.stdin(Stdio::from(File::open(input).expect("the input opens")));
        command
    }

    /// Looks at what a fault left behind, and says which fault it was where that is not sound.
    pub fn assert_sound(&self, home: &Home, ended: &Ended, fault: &str) {
        let look = std::panic::AssertUnwindSafe(|| (self.sound)(home, ended));
        std::panic::catch_unwind(look).unwrap_or_else(|_| panic!("after {:?}, {fault}", self.args));
    }
}

/// A learner of five cards with three reviews, one of them taken back.
pub fn learner() -> Home {
    let home = Home::with(&[small_deck()]);
    home.pipe(["review", "--jsonl"], SESSION).ok();
    home.days(1);
    home
}

const SESSION: &str = "{\"do\":\"reveal\"}\n{\"do\":\"grade\",\"grade\":\"good\"}\n\
    {\"do\":\"reveal\"}\n{\"do\":\"grade\",\"grade\":\"again\"}\n{\"do\":\"undo\"}\n\
    {\"do\":\"reveal\"}\n{\"do\":\"grade\",\"grade\":\"easy\"}\n";

pub fn session() -> Experiment {
    let sound = |home: &Home, ended: &Ended| {
        let mut promise = Promise::default();
        promise.told(&ended.out);
        assert!(!ended.done || promise.count() == 3, "it ended well, and without an answer");
        promise.is_kept(home, 1);
        home.pipe(["review", "--jsonl"], SESSION).ok();
    };
    let home = || Home::with(&[small_deck()]);
    Experiment { home, args: &["review", "--jsonl"], input: SESSION, sound }
}

/// Cards and reviews by number.
fn size(home: &Home) -> (usize, usize) {
    let (cards, reviews) = home.knowledge();
    (cards.as_array().map_or(0, Vec::len), reviews.as_array().map_or(0, Vec::len))
}

fn big() -> Deck {
    Deck::many("t/big", 30)
}

pub fn first_command() -> Experiment {
    let home = || {
        let home = Home::new();
        home.deck(&big());
        home
    };
    let sound = |home: &Home, ended: &Ended| {
        // Whatever is there, the same command finishes it.
        match size(home) {
            (30, 0) => {}
            found => assert!(found == (0, 0) && !ended.done, "half a deck: {found:?}"),
        }
        home.run(["deck", "add", "decks/t_big.toml"]).ok();
        assert_eq!(size(home), (30, 0));
        home.assert_sound();
    };
    Experiment { home, args: &["deck", "add", "decks/t_big.toml"], input: "", sound }
}

pub fn deck_add() -> Experiment {
    let home = || {
        let home = learner();
        home.deck(&big());
        home
    };
    let sound = |home: &Home, ended: &Ended| {
        match size(home) {
            (35, 3) => {}
            found => assert!(found == (5, 3) && !ended.done, "half a deck: {found:?}"),
        }
        home.assert_sound();
        home.run(["deck", "add", "decks/t_big.toml"]).ok();
        assert_eq!(size(home), (35, 3));
    };
    Experiment { home, args: &["deck", "add", "decks/t_big.toml"], input: "", sound }
}

pub fn table_import() -> Experiment {
    let home = || {
        let home = learner();
        let rows: String = (0..30).map(|row| format!("Question {row}?,Answer {row}\n")).collect();
        home.write("big.csv", format!("question,answer\n{rows}"));
        home
    };
    let sound = |home: &Home, ended: &Ended| {
        match size(home) {
            (35, 3) => {}
            found => assert!(found == (5, 3) && !ended.done, "half a table: {found:?}"),
        }
        home.assert_sound();
        home.run(["import", "big.csv"]).ok();
        assert_eq!(size(home), (35, 3));
    };
    Experiment { home, args: &["import", "big.csv"], input: "", sound }
}

pub fn log_import() -> Experiment {
    let home = || {
        // It brings a deck that is not here, and answers between and after those that are.
        let other = Home::with(&[big(), small_deck()]);
        other.answer_all(["t/big", "--limit", "10"], "good");
        other.run(["config", "set", "new-per-day", "7"]).ok();
        other.minutes(-1).answer_all(["t/deck", "--limit", "3"], "good");
        other.days(1).answer_all(["t/deck", "--limit", "2"], "good");
        other.run(["log", "export", "log.jsonl"]).ok();
        let home = learner();
        home.write("log.jsonl", fs::read(other.path("log.jsonl")).expect("the log"));
        home
    };
    let sound = |home: &Home, ended: &Ended| {
        match size(home) {
            (35, 18) => {}
            found => assert!(found == (5, 3) && !ended.done, "half an import: {found:?}"),
        }
        home.assert_sound();
        home.run(["log", "import", "log.jsonl"]).ok();
        assert_eq!(size(home), (35, 18));
    };
    Experiment { home, args: &["log", "import", "log.jsonl"], input: "", sound }
}

/// Every copy that has the name of one is a whole one.
fn whole_copies(home: &Home) {
    let list: serde_json::Value = home.json(["backup", "list"]);
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

pub fn backup_now() -> Experiment {
    let sound = |home: &Home, ended: &Ended| {
        let copy = home.path("home/pauk-backups/2026-11-24T10-00-00.db");
        assert!(!ended.done || copy.exists(), "there is no copy");
        assert_eq!(size(home), (5, 3));
        home.assert_sound();
        home.run(["backup", "now"]).ok();
        whole_copies(home);
    };
    Experiment { home: learner, args: &["backup", "now"], input: "", sound }
}

pub fn backup_restore() -> Experiment {
    let home = || {
        let home = learner();
        home.run(["backup", "now"]).ok();
        home.pipe(["review", "--jsonl"], SESSION).ok();
        home
    };
    let sound = |home: &Home, ended: &Ended| {
        assert!(!ended.done || size(home) == (5, 3), "it is not put back");
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
    Experiment { home, args, input: "", sound }
}

pub fn repair() -> Experiment {
    let sound = |home: &Home, _: &Ended| {
        assert_eq!(size(home), (5, 3));
        home.assert_sound();
        home.run(["doctor", "--repair"]).ok();
        assert_eq!(size(home), (5, 3));
    };
    Experiment { home: learner, args: &["doctor", "--repair"], input: "", sound }
}

/// A log that is written in the place of an older one.
pub fn log_export() -> Experiment {
    const OLDER: &str = "what was there\n";
    let home = || {
        let home = learner();
        home.write("home/log.jsonl", OLDER);
        home
    };
    let sound = |home: &Home, ended: &Ended| {
        let whole = home.run(["log", "export", "-"]).ok().out;
        let found = fs::read_to_string(home.path("home/log.jsonl")).expect("there is one");
        assert!(found == whole || (found == OLDER && !ended.done), "half a log: {found}");
        assert_eq!(size(home), (5, 3));
        home.assert_sound();
    };
    Experiment { home, args: &["log", "export", "home/log.jsonl"], input: "", sound }
}

/// A repair of a file that SQLite itself finds damaged: all that was learned can still be read.
pub fn salvage() -> Experiment {
    let home = || {
        let home = learner();
        let page: usize = {
            let database = home.sql();
            database.execute_batch("pragma wal_checkpoint(truncate)").expect("one file");
            let root = "select rootpage from sqlite_schema where name = 'state'";
            database.query_row(root, [], |row| row.get(0)).expect("a table of caches")
        };
        let mut bytes = fs::read(home.database()).expect("the file");
        bytes[(page - 1) * 4096..page * 4096].fill(0xa5);
        fs::write(home.database(), bytes).expect("the damaged file");
        home
    };
    let sound = |home: &Home, ended: &Ended| {
        if ended.done {
            home.assert_sound();
        }
        home.run(["doctor", "--repair"]).ok();
        assert_eq!(size(home), (5, 3));
        home.assert_sound();
        let names = fs::read_dir(home.path("home")).expect("the home");
        let mut names = names.map(|entry| entry.expect("an entry").file_name());
        let is_kept = |name: &std::ffi::OsString| {
            name.to_string_lossy().starts_with("pauk.db.damaged-2026-11-24")
        };
        assert!(names.any(|name| is_kept(&name)), "the damaged file is gone");
    };
    Experiment { home, args: &["doctor", "--repair"], input: "", sound }
}

/// A command that only reads, and so does nothing but migrate, finds what an older pauk left when
/// it was killed: its events stand in the log beside the file.
pub fn migration_by_reading() -> Experiment {
    let home = || {
        let (home, other) = (Home::new(), Home::new());
        let database = other.sql();
        database
            .execute_batch("pragma journal_mode = wal; pragma wal_autocheckpoint = 0;")
            .expect("a log written ahead");
        database.execute_batch(&fixture("1.sql")).expect("the dump holds");
        for name in ["home/pauk.db", "home/pauk.db-wal"] {
            fs::copy(other.path(name), home.path(name)).expect("it is there");
        }
        home.at(AFTER_OLD_SCHEMAS);
        home
    };
    Experiment { home, args: &["due"], input: "", sound: migrated }
}

/// A command that writes finds a file without a log beside it.
pub fn migration_by_writing() -> Experiment {
    let args = &["config", "set", "new-per-day", "7"];
    Experiment { home: || Home::of_schema(1), args, input: "", sound: migrated }
}

/// The database is what it was or what it shall be; the next command makes it what it shall be.
fn migrated(home: &Home, ended: &Ended) {
    let look = |name: &str| {
        // Looking may change a file: what the fault left is for the next command to find.
        let at = home.path("looked-at");
        let _ = fs::remove_dir_all(&at);
        fs::create_dir(&at).expect("a folder");
        for entry in fs::read_dir(home.path("home")).expect("the home") {
            let entry = entry.expect("an entry");
            if entry.file_type().expect("a type").is_file() {
                fs::copy(entry.path(), at.join(entry.file_name())).expect("a copy");
            }
        }
        let file = at.join(name);
        file.exists().then(|| contents(&file))
    };
    let old = contents(&Home::of_schema(1).database());
    let kept = look("pauk.db.schema-1");
    assert!(kept.as_ref().is_none_or(|kept| *kept == old), "half a copy of the older file");
    let (version, rows) = look("pauk.db").expect("it is never without a file");
    match version {
        1 => assert!(rows == old.1 && !ended.done, "half migrated: {rows:?}"),
        _ => assert!(version == SCHEMA && kept.is_some(), "migrated to {version} without a copy"),
    }
    home.run(["doctor"]).ok();
    assert_eq!(look("pauk.db.schema-1").as_ref(), Some(&old), "the older file is kept");
    assert_eq!(look("pauk.db").map(|(version, _)| version), Some(SCHEMA));
    assert_eq!(home.run(["history", "--csv"]).ok().out, fixture("1.history.csv"));
    assert_eq!(home.run(["card", "list", "--json"]).ok().out, fixture("1.cards.json"));
    home.assert_sound();
}

/// The version of a database and all that stands in it, down to the last row.
fn contents(path: &Path) -> (i64, Vec<String>) {
    let database = Connection::open(path).expect("a database");
    let version = database.query_row("pragma user_version", [], |row| row.get(0));
    let all = |sql: &str| -> Vec<String> {
        let mut statement = database.prepare(sql).expect("a query");
        let columns = statement.column_count();
        let rows = statement
            .query_map([], |row| (0..columns).map(|at| row.get::<_, Value>(at)).collect())
            .and_then(Iterator::collect::<rusqlite::Result<Vec<Vec<Value>>>>)
            .expect("every row can be read");
        rows.iter().map(|row| format!("{row:?}")).collect()
    };
    assert_eq!(all("pragma integrity_check"), ["[Text(\"ok\")]"], "{}", path.display());
    let mut found = all("select name, sql from sqlite_schema order by name");
    let mut tables = database
        .prepare("select name from sqlite_schema where type = 'table' order by name")
        .expect("a query");
    let tables: Vec<String> =
        tables.query_map([], |row| row.get(0)).and_then(Iterator::collect).expect("tables");
    for table in tables {
        found.extend(all(&format!("select * from \"{table}\"")));
    }
    (version.expect("a version"), found)
}
