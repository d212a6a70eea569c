//! Databases of older programs: they are migrated, and nothing that was learned is lost by it.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use serde_json::Value;

use crate::support::{AFTER_OLD_SCHEMAS, Deck, Home, SCHEMA, fixture};

/// The schemas before the present one.
const OLD: [i64; 8] = [1, 2, 3, 4, 5, 6, 7, 8];

fn version(path: &Path) -> i64 {
    let database = Connection::open(path).expect("a database");
    database.query_row("pragma user_version", [], |row| row.get(0)).expect("a version")
}

/// Where a database of this schema is kept when it is migrated.
fn copy(home: &Home, schema: i64) -> PathBuf {
    let mut name = home.database().into_os_string();
    name.push(format!(".schema-{schema}"));
    PathBuf::from(name)
}

#[test]
fn a_database_of_an_older_schema_says_what_it_said_before() {
    for schema in OLD {
        let home = Home::of_schema(schema);
        assert_eq!(home.run(["history", "--csv"]).ok().out, fixture("1.history.csv"));
        assert_eq!(home.run(["log", "export", "-"]).ok().out, fixture("1.log.jsonl"));
        assert_eq!(home.run(["card", "list", "--json"]).ok().out, fixture("1.cards.json"));
        let stats: Value = serde_json::from_str(&fixture("1.stats.json")).expect("JSON");
        assert_eq!(home.json(["stats"]), stats);
        home.assert_sound();
    }
}

#[test]
fn a_damaged_database_of_an_older_schema_is_salvaged() {
    for schema in OLD {
        let home = Home::of_schema(schema);
        let tables = "select rootpage from sqlite_schema where name = 'state'";
        let (page, size) = {
            let sql = home.sql();
            let page: u64 = sql.query_row(tables, [], |row| row.get(0)).expect("a table");
            let size: u64 =
                sql.query_row("pragma page_size", [], |row| row.get(0)).expect("a size");
            (page, size)
        };
        let mut bytes = std::fs::read(home.database()).expect("the file");
        let from = ((page - 1) * size) as usize;
        bytes[from..from + size as usize].fill(0xa5);
        std::fs::write(home.database(), bytes).expect("the file");
        home.run(["doctor", "--repair"]).ok().says("salvaged");
        assert_eq!(home.run(["history", "--csv"]).ok().out, fixture("1.history.csv"));
        assert_eq!(home.run(["log", "export", "-"]).ok().out, fixture("1.log.jsonl"));
        home.assert_sound();
    }
}

#[test]
fn the_file_is_copied_beside_itself_before_it_is_migrated() {
    for schema in OLD {
        let home = Home::of_schema(schema);
        home.run(["config", "set", "new-per-day", "7"]).ok();
        assert_eq!((version(&home.database()), version(&copy(&home, schema))), (SCHEMA, schema));
        let kept = Home::new();
        std::fs::create_dir_all(kept.database().parent().expect("a folder")).expect("a folder");
        std::fs::copy(copy(&home, schema), kept.database()).expect("a copy");
        assert_eq!(
            kept.at(AFTER_OLD_SCHEMAS).run(["history", "--csv"]).ok().out,
            fixture("1.history.csv")
        );
    }
}

#[test]
fn a_log_of_the_first_schema_fills_an_empty_home_with_the_same_cards() {
    let home = Home::new();
    home.write("log.jsonl", fixture("1.log.jsonl"));
    home.at(AFTER_OLD_SCHEMAS).run(["log", "import", "log.jsonl"]).ok();
    assert_eq!(home.run(["card", "list", "--json"]).ok().out, fixture("1.cards.json"));
    home.assert_sound();
}

#[test]
fn a_migration_that_fails_leaves_the_database_as_it_was() {
    for schema in OLD {
        let home = Home::of_schema(schema);
        let database = home.sql();
        let in_the_way = match schema {
            6 => "alter table deck add column file blob",
            7 => "alter table home add column summed integer",
            8 => "create table home_after (in_the_way integer)",
            _ => "create table text_after (in_the_way integer)",
        };
        database.execute_batch(in_the_way).expect("something in the way");
        drop(database);
        for args in [&["review", "--jsonl"][..], &["due"], &["card", "suspend", "schau/eins:a"]] {
            home.run(args).fails(3).complains("migrat");
            assert_eq!(version(&home.database()), schema);
        }
        let database = home.sql();
        let events: i64 = database
            .query_row("select count(*) from event", [], |row| row.get(0))
            .expect("a count");
        assert_eq!(events, 78);
        assert_eq!(version(&copy(&home, schema)), schema);
    }
}

/// Makes a database of the present schema one of the eighth.
const BACK_TO_8: &str = "
    pragma foreign_keys = off;
    create table before (
        one integer primary key check (one = 1),
        device integer not null references device (number),
        place text not null,
        summed integer not null default 0
    ) strict;
    insert into before
    select one, device, place, ifnull(summed, (select max(id) from event where id >> 40 = device))
    from home;
    drop table home;
    alter table before rename to home;
    pragma user_version = 8;";

#[test]
fn what_the_sums_lacked_is_counted_when_the_database_is_migrated() {
    for is_killed in [true, false] {
        let home = Home::with(&[Deck::many("t/deck", 9)]);
        let mut session = home.session([] as [&str; 0]);
        for grade in ["good", "again", "easy"] {
            session.grade(grade);
        }
        if is_killed {
            session.kill();
        } else {
            session.quit();
        }
        let counted = |home: &Home| [["stats"], ["due"], ["forecast"]].map(|args| home.json(args));
        let before = counted(&home);
        assert_eq!(home.lacking_in_sums(), if is_killed { 3 } else { 0 });
        home.sql().execute_batch(BACK_TO_8).expect("the schema before");
        assert_eq!(counted(&home), before);
        assert_eq!(home.lacking_in_sums(), 0);
        home.assert_sound();
    }
}
