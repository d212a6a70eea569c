//! `pauk backup`: a copy a day before the first review, and putting one back.

use serde_json::json;

use crate::support::{Deck, Home, assert_keys, names, text};

#[test]
fn a_copy_is_made_before_the_first_review_of_a_day_and_only_then() {
    let home = Home::with(&[Deck::many("t/deck", 6)]);
    assert_eq!(home.json(["backup", "list"])["backups"], json!([]));
    home.grade("t/deck:c1", "good");
    assert_eq!(names(&home.json(["backup", "list"])["backups"], "name"), ["2026-11-23"]);
    home.days(1).grade("t/deck:c2", "good");
    home.minutes(5).grade("t/deck:c3", "good");
    let list = home.json(["backup", "list"]);
    assert_eq!(list["schema"], "pauk/backup-list/1");
    assert_eq!(names(&list["backups"], "name"), ["2026-11-24", "2026-11-23"]);
    assert_keys(&list["backups"][0], &["name", "file", "bytes"]);

    // The copy was taken before: it knows of the day before and not of its own.
    home.run(["backup", "restore", "2026-11-24", "--yes"]).ok();
    assert_eq!(names(&home.json(["history"])["reviews"], "card"), ["t/deck:c1"]);
    home.assert_sound();
}

#[test]
fn a_session_without_an_answer_makes_no_copy() {
    let home = Home::with(&[Deck::basics(&["a"])]);
    let mut session = home.session([] as [&str; 0]);
    session.reveal();
    session.quit();
    assert_eq!(home.json(["backup", "list"])["backups"], json!([]));
}

#[test]
fn fourteen_daily_copies_are_kept_and_those_that_were_asked_for_stay() {
    let home = Home::with(&[Deck::basics(&["a"])]);
    home.run(["backup", "now"]).ok();
    for _ in 0..17 {
        let mut session = home.session(["--cram"]);
        session.grade("good");
        session.quit();
        home.days(1);
    }
    let kept = names(&home.json(["backup", "list"])["backups"], "name");
    let daily: Vec<&String> = kept.iter().filter(|name| name.len() == 10).collect();
    assert_eq!(daily.len(), 14, "{kept:?}");
    assert_eq!((daily[0].as_str(), daily[13].as_str()), ("2026-12-09", "2026-11-26"));
    assert_eq!(kept.len(), 15, "{kept:?}");
}

#[test]
fn what_a_copy_left_that_was_never_finished_goes_with_a_later_one() {
    let home = Home::with(&[Deck::basics(&["a"])]);
    let folder = home.path("home/pauk-backups");
    std::fs::create_dir_all(&folder).unwrap();
    let old = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000);
    for (name, is_old) in [
        (".pauk-1.half", true),
        (".pauk-1.half-journal", true),
        (".pauk-2.half", false),
        ("mine.half", true),
    ] {
        let file = std::fs::File::create(folder.join(name)).unwrap();
        if is_old {
            file.set_modified(old).unwrap();
        }
    }
    home.grade("t/deck:a", "good");
    let mut left: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    left.sort_unstable();
    assert_eq!(left, [".pauk-2.half", "2026-11-23.db", "mine.half"]);
}

#[test]
fn restoring_keeps_the_present_database_beside_the_copy() {
    let home = Home::with(&[Deck::basics(&["a", "b"])]);
    home.grade("t/deck:a", "good");
    let before = home.knowledge();
    let made = home.json(["backup", "now"]);
    assert_eq!(made["schema"], "pauk/backup-now/1");
    let name = made["backup"]["name"].as_str().unwrap().to_owned();
    home.grade("t/deck:b", "easy");
    let after = home.knowledge();

    home.run(["backup", "restore", &name]).fails(1).complains("--yes");
    assert_eq!(home.knowledge(), after);
    let report = home.json(["backup", "restore", &name, "--yes"]);
    assert_eq!(report["schema"], "pauk/backup-restore/1");
    assert_eq!(home.knowledge(), before);
    home.assert_sound();

    let kept = report["kept"].as_str().unwrap().to_owned();
    assert_eq!(home.json(["--db", &kept, "card", "list"])["cards"], after.0);
    home.json(["backup", "restore", &kept, "--yes"]);
    assert_eq!(home.knowledge(), after);
    home.assert_sound();
}

#[test]
fn a_restored_database_writes_as_a_device_of_its_own_however_often_it_is_restored() {
    let home = Home::with(&[Deck::basics(&["a"])]);
    home.run(["backup", "now"]).ok();
    let name = names(&home.json(["backup", "list"])["backups"], "name").remove(0);
    let mut reviews = Vec::new();
    for _ in 0..3 {
        reviews.push(home.grade("t/deck:a", "good")["review"].clone());
        home.run(["backup", "restore", &name, "--yes"]).ok();
    }
    reviews.dedup();
    assert_eq!(reviews.len(), 3, "{reviews:?}");
}

#[test]
fn a_copy_that_is_not_there_is_named_with_the_nearest() {
    let home = Home::with(&[Deck::basics(&["a"])]);
    home.grade("t/deck:a", "good");
    home.run(["backup", "restore", "2026-11-22", "--yes"]).fails(1).complains("`2026-11-23`");
    home.run(["backup", "restore", "nothing", "--yes"]).fails(1).complains("`nothing`");
}

#[test]
fn what_is_no_database_is_not_put_in_the_place_of_one() {
    let home = Home::with(&[Deck::basics(&["a"])]);
    home.grade("t/deck:a", "good");
    let before = home.knowledge();
    let file = home.write("notes.txt", "These are my notes, and not a database.\n");
    home.run(["backup", "restore", text(&file), "--yes"]).fails(1).complains("notes.txt");
    let zero = home.write("zero.db", "");
    let _ = home.run(["backup", "restore", text(&zero), "--yes"]);
    let cut = std::fs::read(home.database()).unwrap();
    let cut = home.write("cut.db", &cut[..cut.len() / 2]);
    let ran = home.run(["backup", "restore", text(&cut), "--yes"]);
    assert!(matches!(ran.status, Some(1 | 3)), "{ran:?}");
    assert_eq!(home.knowledge(), before);
}

#[test]
fn without_a_database_there_is_nothing_to_copy() {
    let home = Home::new();
    home.run(["backup", "now"]).fails(1).complains("no database");
    assert_eq!(home.json(["backup", "list"])["backups"], json!([]));
    assert!(!home.database().exists());
}

#[test]
fn what_is_no_copy_is_told_as_what_it_is() {
    let home = Home::with(&[Deck::basics(&["a"])]);
    let empty = home.write("empty.db", "");
    home.run(["backup", "restore", text(&empty), "--yes"]).fails(1).complains("is empty");
    home.run(["backup", "restore", text(&home.database()), "--yes"])
        .fails(1)
        .complains("is the database itself");
    home.assert_sound();
}
