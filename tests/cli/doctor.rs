//! `pauk doctor`: sound is sound, and what is not is named and mended from the log.

use serde_json::{Value, json};

use crate::support::{Deck, Home, assert_keys};

fn learned() -> Home {
    let home = Home::with(&[Deck::basics(&["a", "b"])]);
    home.grade("t/deck:a", "good");
    home.days(1).grade("t/deck:a", "again");
    home
}

fn failed(home: &Home) -> (Value, String) {
    let ran = home.run(["doctor", "--json"]).fails(3);
    let report = ran.json();
    assert_eq!((&report["schema"], &report["ok"]), (&json!("pauk/doctor/1"), &json!(false)));
    let bad: Vec<&Value> =
        report["checks"].as_array().unwrap().iter().filter(|check| check["ok"] == false).collect();
    (json!(bad), ran.err)
}

#[test]
fn a_sound_database_passes_every_check() {
    let home = learned();
    let report = home.json(["doctor"]);
    assert_eq!((&report["schema"], &report["ok"]), (&json!("pauk/doctor/1"), &json!(true)));
    let checks = report["checks"].as_array().unwrap();
    assert!(checks.len() >= 3, "{report}");
    for check in checks {
        assert_keys(check, &["name", "ok", "detail"]);
        assert_eq!(check["ok"], true);
    }
    home.run(["doctor"]).ok().says("state");
}

#[test]
fn a_state_that_is_not_what_the_events_say_is_found_named_and_mended() {
    let home = learned();
    let before = home.knowledge();
    for damage in [
        "update state set interval = 99, bucket = 99",
        "update state set due = due + 3",
        "update state set ease = 130",
        "update state set suspended = 1",
        "update state set lapses = 0, reviews = 0",
        "delete from state",
    ] {
        home.sql().execute_batch(damage).unwrap();
        let (bad, said) = failed(&home);
        assert_eq!(bad[0]["name"], "state", "{damage}: {bad}");
        assert!(bad[0]["detail"].as_str().unwrap().contains("t/deck:"), "{damage}: {bad}");
        assert!(said.contains("pauk doctor --repair"), "{said}");
        home.run(["doctor"]).fails(3).complains("--repair");
        home.run(["doctor", "--repair"]).ok();
        assert_eq!(home.knowledge(), before, "{damage}");
        home.assert_sound();
    }
}

#[test]
fn sums_settings_and_own_texts_are_mended_too() {
    let home = learned();
    home.run(["config", "set", "new-per-day", "5"]).ok();
    let editor = home.editor("sed -i 's/Question b/My question/' \"$1\"");
    let mut edit = home.command(["card", "edit", "t/deck:b"]);
    crate::support::Ran::of(edit.env("EDITOR", editor)).ok();
    // What waits to be added to the sums is added.
    home.run(["doctor", "--repair"]).ok();
    let before = (home.knowledge(), home.json(["config", "list"]));
    for (damage, check) in [
        ("update tally set sums = x'0001'", "tally"),
        ("update tally_of_day set sums = x'0001'", "tally"),
        ("update tally_of_deck set sums = x'0001'", "tally"),
        ("update detail_of_day set sums = x'0001'", "tally"),
        ("update standing set sums = x'0001'", "standing"),
        ("update load set sums = x'0001'", "load"),
        ("delete from tally", "tally"),
        ("update own set value = 'other'", "own-texts"),
    ] {
        home.sql().execute_batch(damage).unwrap();
        let (bad, _) = failed(&home);
        assert_eq!(bad[0]["name"], check, "{damage}: {bad}");
        home.run(["doctor", "--repair"]).ok();
        assert_eq!((home.knowledge(), home.json(["config", "list"])), before, "{damage}");
        home.assert_sound();
    }
}

#[test]
fn what_waits_to_be_added_to_the_sums_is_mended_too() {
    let home = learned();
    let before = (home.knowledge(), home.json(["stats"]));
    let waiting = |home: &Home| -> i64 {
        home.sql().query_row("select count(*) from difference", [], |row| row.get(0)).unwrap()
    };
    assert!(waiting(&home) > 0);
    for damage in [
        "update difference set sums = x'00'",
        "update difference set sums = x''",
        "insert into difference (sums) select sums from difference limit 1",
    ] {
        home.sql().execute_batch(damage).unwrap();
        failed(&home);
        home.run(["doctor", "--repair"]).ok();
        assert_eq!((home.knowledge(), home.json(["stats"])), before, "{damage}");
        home.assert_sound();
        assert_eq!(waiting(&home), 0);
        home.run(["undo"]).ok();
        home.run(["redo"]).ok();
        assert_eq!((home.knowledge(), home.json(["stats"])), before, "{damage}");
        assert!(waiting(&home) > 0);
    }
}

#[test]
fn a_wrong_word_of_how_far_the_sums_count_is_mended_too() {
    for damage in ["update home set summed = summed + 1", "update home set summed = null"] {
        let home = learned();
        home.days(3);
        let mut session = home.session([] as [&str; 0]);
        session.grade("again");
        session.grade("good");
        session.kill();
        let before = (home.knowledge(), home.json(["stats"]));
        assert_eq!(home.lacking_in_sums(), 4);
        home.sql().execute_batch(damage).unwrap();
        failed(&home);
        home.run(["doctor", "--repair"]).ok();
        assert_eq!((home.knowledge(), home.json(["stats"])), before, "{damage}");
        assert_eq!(home.lacking_in_sums(), 0);
        home.assert_sound();
    }
}

#[test]
fn events_that_no_way_leads_to_are_found_and_led_to_again() {
    let home = learned();
    let before = home.knowledge();
    for damage in [
        "update state set latest = null where latest is not null",
        "update state set latest = (select min(id) from event where kind = 1)
         where latest is not null",
        "update state set latest = 1 where latest is not null",
        "drop trigger event_is_never_changed;
         update event set back = null where back is not null",
        "drop trigger event_is_never_changed; update event set back = 0 where kind = 1",
    ] {
        home.sql().execute_batch(damage).unwrap();
        let (bad, _) = failed(&home);
        let named = bad.as_array().unwrap().iter().any(|check| check["name"] == "ways-back");
        assert!(named, "{damage}: {bad}");
        home.run(["doctor", "--repair"]).ok();
        assert_eq!(home.knowledge(), before, "{damage}");
        home.assert_sound();
    }
}

#[test]
fn a_review_that_is_said_to_be_something_else_is_found_and_told_as_lost() {
    for kind in [0, 2, 3, 4, 5, 6] {
        let home = learned();
        let damage = format!(
            "drop trigger event_is_never_changed;
             update event set kind = {kind}
             where id = (select min(id) from event where kind = 1)"
        );
        home.sql().execute_batch(&damage).unwrap();
        let (bad, _) = failed(&home);
        let named = bad.as_array().unwrap().iter().any(|check| check["name"] == "events");
        assert!(named, "{kind}: {bad}");
        home.run(["doctor", "--repair"]).fails(3).says("1 event lost");
        assert_eq!(home.json(["history"])["reviews"].as_array().unwrap().len(), 1);
        home.assert_sound();
    }
}

#[test]
fn a_repair_takes_a_copy_first() {
    let home = learned();
    let count = |home: &Home| home.json(["backup", "list"])["backups"].as_array().unwrap().len();
    let before = count(&home);
    home.run(["doctor", "--repair"]).ok();
    assert_eq!(count(&home), before + 1);
}

#[test]
fn the_log_itself_refuses_to_be_changed() {
    let home = learned();
    let sql = home.sql();
    assert!(sql.execute_batch("update event set head = 1").is_err());
    assert!(sql.execute_batch("delete from event").is_err());
    assert_eq!(home.json(["history"])["reviews"].as_array().unwrap().len(), 2);
}

#[test]
fn a_damaged_file_is_damaged_and_stays_as_it_was() {
    let home = Home::with(&[Deck::many("t/deck", 200)]);
    home.grade("t/deck:c1", "good");
    let path = home.database();
    let whole = std::fs::read(&path).unwrap();
    let mut holed = whole.clone();
    for byte in &mut holed[8192..whole.len() / 2] {
        *byte = 0xa5;
    }
    for bytes in [&holed[..], &whole[..whole.len() / 2]] {
        std::fs::write(&path, bytes).unwrap();
        let ran = home.run(["doctor"]).fails(3);
        assert!(ran.err.contains("pauk backup"), "{}", ran.err);
        assert_eq!(home.run(["doctor", "--json"]).fails(3).json()["ok"], false);
        assert_eq!(std::fs::read(&path).unwrap(), bytes);
    }
}

/// Four pages of answers, a copy in `pauk-backups`, and the bytes of the whole file.
fn much_learned() -> (Home, Vec<u8>) {
    let home = Home::with(&[Deck::many("t/deck", 60)]);
    for _ in 0..6 {
        home.answer_all([] as [&str; 0], "good");
        home.days(3);
    }
    home.run(["backup", "now"]).ok();
    home.sql().execute_batch("pragma wal_checkpoint(truncate)").unwrap();
    let whole = std::fs::read(home.database()).unwrap();
    (home, whole)
}

/// The pages of the log, in their order.
fn pages_of_the_log(home: &Home) -> Vec<usize> {
    let sql = home.sql();
    let root: usize = sql
        .query_row("select rootpage from sqlite_schema where name = 'event'", [], |row| row.get(0))
        .unwrap();
    let bytes = std::fs::read(home.database()).unwrap();
    let page = &bytes[(root - 1) * 4096..root * 4096];
    let number = |at: usize, length: usize| {
        page[at..at + length].iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte))
    };
    assert_eq!(page[0], 5, "the log takes more than a page");
    let mut pages: Vec<usize> =
        (0..number(3, 2)).map(|cell| number(number(12 + 2 * cell, 2), 4)).collect();
    pages.push(number(8, 4));
    pages
}

fn damage(home: &Home, whole: &[u8], pages: &[usize]) {
    let mut bytes = whole.to_vec();
    for page in pages {
        bytes[(page - 1) * 4096..page * 4096].fill(0xa5);
    }
    std::fs::write(home.database(), bytes).unwrap();
}

fn events(home: &Home) -> usize {
    home.run(["log", "export", "-"])
        .ok()
        .out
        .lines()
        .filter(|line| line.starts_with("{\"event\""))
        .count()
}

#[test]
fn what_followed_the_last_event_that_can_be_read_is_said_to_be_lost() {
    let (home, whole) = much_learned();
    let before = events(&home);
    let pages = pages_of_the_log(&home);
    damage(&home, &whole, &pages[pages.len() - 1..]);
    let ran = home.run(["doctor", "--repair", "--json"]).fails(3);
    let salvaged = &ran.json()["salvaged"];
    assert_eq!(salvaged["uncertain"], true);
    let saved = salvaged["events"].as_u64().unwrap();
    assert!(saved > 0 && (saved as usize) < before, "{salvaged}");
    // Cards name their last answers.
    assert_eq!(salvaged["lost"], json!(before as u64 - saved));
    for said in ["at least", "pauk backup restore 2026-12-", &format!("has {before} events")] {
        assert!(ran.err.contains(said), "{said}: {}", ran.err);
    }
    home.assert_sound();
}

#[test]
fn what_is_missing_between_is_counted() {
    let (home, whole) = much_learned();
    let before = events(&home);
    let pages = pages_of_the_log(&home);
    damage(&home, &whole, &pages[pages.len() - 2..pages.len() - 1]);
    let ran = home.run(["doctor", "--repair", "--json"]).fails(3);
    let salvaged = &ran.json()["salvaged"];
    assert_eq!(salvaged["uncertain"], false);
    let count = |name: &str| salvaged[name].as_u64().unwrap() as usize;
    assert_eq!(count("events") + count("lost"), before, "{salvaged}");
    assert!(ran.err.contains(" events lost"), "{}", ran.err);
}

#[test]
fn a_file_without_any_event_is_not_put_in_the_place_of_a_damaged_one() {
    let (home, whole) = much_learned();
    let pages = pages_of_the_log(&home);
    damage(&home, &whole, &pages);
    let damaged = std::fs::read(home.database()).unwrap();
    for bytes in [&damaged[..], &whole[..4096], b""] {
        std::fs::write(home.database(), bytes).unwrap();
        let ran = home.run(["doctor", "--repair"]).fails(3);
        for said in ["is beyond repair", "pauk backup restore 2026-12-"] {
            assert!(ran.err.contains(said), "{said}: {}", ran.err);
        }
        assert_eq!(std::fs::read(home.database()).unwrap(), bytes);
    }
    // A copy that is damaged itself is no way back.
    for copy in std::fs::read_dir(home.path("home/pauk-backups")).unwrap() {
        std::fs::write(copy.unwrap().path(), &damaged).unwrap();
    }
    home.run(["doctor", "--repair"]).fails(3).complains("no whole copy");
}

#[test]
fn a_damaged_number_of_an_event_loses_none() {
    let (home, whole) = much_learned();
    let (before, log) = (home.knowledge(), home.run(["log", "export", "-"]).ok().out);
    let page = pages_of_the_log(&home)[1];
    let start = (page - 1) * 4096;
    let place = |at: usize| usize::from(whole[at]) << 8 | usize::from(whole[at + 1]);
    // Behind its length in one byte, the number of the fourth event takes two.
    let number = start + place(start + 8 + 2 * 3) + 1;
    let mut bytes = whole.clone();
    assert!(bytes[number] >= 0x80 && bytes[number + 1] < 0x80);
    bytes[number] ^= 0x10;
    std::fs::write(home.database(), bytes).unwrap();
    home.run(["doctor"]).fails(3);
    home.run(["doctor", "--repair"]).ok().says("; 0 events lost");
    assert_eq!(home.run(["log", "export", "-"]).ok().out, log);
    assert_eq!(home.knowledge(), before);
}

#[test]
fn without_a_database_there_is_nothing_to_look_at() {
    let home = Home::new();
    home.run(["doctor"]).fails(1).complains("no database");
    home.run(["doctor", "--repair"]).fails(1);
    assert!(!home.database().exists());
}
