//! Databases of older programs: they are migrated, and nothing that was learned is lost by it.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::support::{AFTER_SCHEMA_1, Home, fixture};

fn version(path: &Path) -> i64 {
    let database = Connection::open(path).expect("a database");
    database.query_row("pragma user_version", [], |row| row.get(0)).expect("a version")
}

fn copy(home: &Home) -> PathBuf {
    let mut name = home.database().into_os_string();
    name.push(".schema-1");
    PathBuf::from(name)
}

#[test]
fn a_database_of_the_first_schema_says_what_it_said_before() {
    let home = Home::of_schema_1();
    assert_eq!(home.run(["history", "--csv"]).ok().out, fixture("1.history.csv"));
    assert_eq!(home.run(["log", "export", "-"]).ok().out, fixture("1.log.jsonl"));
    assert_eq!(home.run(["card", "list", "--json"]).ok().out, fixture("1.cards.json"));
    let stats: serde_json::Value = serde_json::from_str(&fixture("1.stats.json")).expect("JSON");
    assert_eq!(home.json(["stats"]), stats);
    home.assert_sound();
}

#[test]
fn the_file_is_copied_beside_itself_before_it_is_migrated() {
    let home = Home::of_schema_1();
    home.run(["config", "set", "new-per-day", "7"]).ok();
    assert_eq!((version(&home.database()), version(&copy(&home))), (2, 1));
    let kept = Home::new();
    std::fs::create_dir_all(kept.database().parent().expect("a folder")).expect("a folder");
    std::fs::copy(copy(&home), kept.database()).expect("a copy");
    assert_eq!(
        kept.at(AFTER_SCHEMA_1).run(["history", "--csv"]).ok().out,
        fixture("1.history.csv")
    );
}

#[test]
fn a_log_of_the_first_schema_fills_an_empty_home_with_the_same_cards() {
    let home = Home::new();
    home.write("log.jsonl", fixture("1.log.jsonl"));
    home.at(AFTER_SCHEMA_1).run(["log", "import", "log.jsonl"]).ok();
    assert_eq!(home.run(["card", "list", "--json"]).ok().out, fixture("1.cards.json"));
    home.assert_sound();
}

#[test]
fn a_migration_that_fails_leaves_the_database_as_it_was() {
    let home = Home::of_schema_1();
    let database = home.sql();
    database.execute_batch("create table standing (in_the_way integer)").expect("a table");
    drop(database);
    for args in [&["review", "--jsonl"][..], &["due"], &["card", "suspend", "schau/eins:a"]] {
        home.run(args).fails(3).complains("migrat");
        assert_eq!(version(&home.database()), 1);
    }
    let database = home.sql();
    let events: i64 =
        database.query_row("select count(*) from event", [], |row| row.get(0)).expect("a count");
    assert_eq!(events, 78);
    assert_eq!(version(&copy(&home)), 1);
}
