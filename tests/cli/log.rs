//! `pauk log`: the log is the truth. Whatever order it comes in, it makes the same knowledge.

use std::fs;

use serde_json::{Value, json};

use crate::support::{Deck, Home, text};

fn rich_deck() -> Deck {
    Deck::of("t/deck")
        .header("tags = [\"all\"]")
        .basic("a")
        .card("b", "front = \"Q\"\nback = \"A\"\nreverse = true\ntags = [\"x\"]")
        .card("gaps", "text = \"Of {{one}} and {{two}} and many other words besides.\"")
        .card("typed", "kind = \"typed\"\nask = \"Who?\"\nanswer = \"Khrushchev\"")
        .basic("gone")
        .basic("old-name")
}

fn rich_deck_later() -> Deck {
    Deck::of("t/deck")
        .header("tags = [\"all\"]")
        .card("b", "front = \"Q, better\"\nback = \"A\"\nreverse = true\ntags = [\"x\"]")
        .basic("a")
        .card("gaps", "text = \"Of {{one}} and {{two}} and many other words besides.\"")
        .card("typed", "kind = \"typed\"\nask = \"Who?\"\nanswer = \"Khrushchev\"")
        .card("new-name", "was = [\"old-name\"]\nfront = \"Question\"\nback = \"Answer\"")
}

/// A home in which everything was done that can be done.
fn rich() -> Home {
    let home = Home::with(&[rich_deck(), Deck::many("t/other", 3)]);
    home.answer_all(["t/deck:a"], "good");
    home.answer_all(["t/deck:gone"], "easy");
    home.answer_all(["t/deck:old-name"], "easy");
    let mut session = home.session(["t/deck:typed"]);
    session.answer("text", "Khruschev");
    session.record(json!("hard"));
    session.quit();
    home.days(1).add(&rich_deck_later());
    home.answer_all(["t/deck:a"], "good");
    home.run(["undo"]).ok();
    home.run(["card", "suspend", "t/deck:b#reverse"]).ok();
    home.run(["card", "flag", "t/deck:a"]).ok();
    home.run(["card", "bury", "t/deck:gaps#2"]).ok();
    home.grade("t/other:c1", "again");
    home.run(["card", "reset", "t/other:c1"]).ok();
    home.run(["config", "set", "new-per-day", "7"]).ok();
    home.run(["config", "set", "new-per-day.t/other", "1"]).ok();
    home.run(["config", "set", "rollover-hour", "3"]).ok();
    let editor = home.editor("sed -i 's/Question a/My own question/' \"$1\"");
    let mut edit = home.command(["card", "edit", "t/deck:a"]);
    crate::support::Ran::of(edit.env("EDITOR", editor)).ok();
    home.deck(&Deck::many("t/out", 1));
    home.add(&Deck::many("t/out", 1));
    home.grade("t/out:c1", "good");
    home.run(["deck", "remove", "t/out", "--yes"]).ok();
    home
}

fn export(home: &Home) -> String {
    home.run(["log", "export", "-"]).ok().out
}

fn import(home: &Home, log: &str) -> Value {
    let path = home.write("come.jsonl", log);
    let report = home.json(["log", "import", text(&path)]);
    assert_eq!(report["schema"], "pauk/log-import/1");
    report
}

/// Everything that a learner can see.
fn all(home: &Home) -> Value {
    let report = |args: &[&str]| home.json(args);
    json!({
        "cards": report(&["card", "list"]),
        "retired": report(&["card", "show", "t/deck:gone"]),
        "removed": report(&["card", "show", "t/out:c1"]),
        "history": report(&["history"]),
        "decks": report(&["deck", "list"]),
        "deck": report(&["deck", "show", "t"]),
        "due": report(&["due"]).get("total"),
        "settings": report(&["config", "list"]),
    })
}

#[test]
fn an_empty_home_that_imports_a_log_has_the_same_cards_in_the_same_state() {
    let home = rich();
    let seen = all(&home);
    // The story is in it, or the comparison would show little.
    assert_eq!(home.card("t/deck:a")["question"], "My own question");
    assert_eq!(home.card("t/deck:a")["flagged"], true);
    assert_eq!(home.card("t/deck:new-name")["ease"], 260);
    assert_eq!(home.card("t/deck:gone")["state"], "retired");
    assert_eq!(home.card("t/other:c1")["state"], "new");
    assert_eq!(home.card("t/deck:b#reverse")["state"], "suspended");

    let other = Home::new();
    other.at("2026-11-24T10:00:00+01:00");
    import(&other, &export(&home));
    assert_eq!(all(&other), seen);
    other.assert_sound();
    home.assert_sound();

    other.days(1);
    home.days(1);
    assert_eq!(all(&other), all(&home));
}

#[test]
fn the_lines_of_a_log_may_come_in_any_order() {
    let home = rich();
    let seen = all(&home);
    let log = export(&home);
    let (header, rest) = log.split_once('\n').unwrap();
    let lines: Vec<&str> = rest.lines().collect();
    let count = lines.len();
    let backwards: Vec<&str> = lines.iter().rev().copied().collect();
    // Steps that have no factor in common with the count visit every line once.
    let strides = [7, 11, 13].iter().filter(|step| !count.is_multiple_of(**step));
    let shuffled: Vec<Vec<&str>> =
        strides.map(|step| (0..count).map(|at| lines[at * step % count]).collect()).collect();
    assert!(shuffled.len() >= 2);
    for order in std::iter::once(backwards).chain(shuffled) {
        let other = Home::new();
        other.at("2026-11-24T10:00:00+01:00");
        import(&other, &format!("{header}\n{}\n", order.join("\n")));
        assert_eq!(all(&other), seen);
        other.assert_sound();
    }
}

#[test]
fn an_imported_log_exports_the_same_lines() {
    let home = rich();
    let other = Home::new();
    import(&other, &export(&home));
    let sorted = |log: String| {
        let mut lines: Vec<String> = log.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(export(&other)), sorted(export(&home)));
}

#[test]
fn importing_twice_and_importing_ones_own_log_changes_nothing() {
    let home = rich();
    let seen = all(&home);
    let report = import(&home, &export(&home));
    assert_eq!(report["events"], 0);
    assert_eq!(all(&home), seen);
    home.assert_sound();
}

#[test]
fn what_a_fresh_home_learned_merges_with_what_is_there() {
    let desk = Home::with(&[Deck::basics(&["a", "b"])]);
    desk.grade("t/deck:a", "good");
    let train = Home::with(&[Deck::basics(&["a", "b"])]);
    train.minutes(5).grade("t/deck:b", "easy");
    let (from_desk, from_train) = (export(&desk), export(&train));
    import(&desk, &from_train);
    import(&train, &from_desk);
    desk.minutes(5);
    assert_eq!(desk.knowledge(), train.knowledge());
    assert_eq!(desk.card("t/deck:b")["ease"], 260);
    assert_eq!(desk.json(["history"])["reviews"].as_array().unwrap().len(), 2);
    desk.assert_sound();
    train.assert_sound();
}

/// A second machine with a copy of the home, made as one does.
fn copy_of(home: &Home) -> Home {
    let copy = Home::new();
    for entry in fs::read_dir(home.path("home")).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_file() {
            fs::copy(entry.path(), copy.path("home").join(entry.file_name())).unwrap();
        }
    }
    copy
}

#[test]
fn two_copies_that_went_apart_merge_to_the_same_in_either_order() {
    let one = rich();
    let other = copy_of(&one);
    other.at("2026-11-24T10:00:00+01:00");
    let common = export(&one);
    assert_eq!(export(&other), common);

    one.days(1).answer_all(["t/deck"], "good");
    one.run(["card", "suspend", "t/other:c2"]).ok();
    one.run(["config", "set", "new-per-day", "9"]).ok();
    other.days(1).minutes(30);
    for card in ["t/deck:new-name", "t/deck:typed", "t/deck:b"] {
        other.grade(card, "again");
    }
    other.run(["undo", "2"]).ok();
    other.run(["card", "flag", "t/other:c2"]).ok();
    other.add(&Deck::many("t/other", 4));

    let (from_one, from_other) = (export(&one), export(&other));
    let third = Home::new();
    import(&third, &from_other);
    import(&third, &from_one);
    import(&one, &from_other);
    import(&other, &from_one);
    for home in [&one, &other, &third] {
        home.at("2026-11-26T10:00:00+01:00");
        home.assert_sound();
    }
    assert_eq!(all(&one), all(&other));
    assert_eq!(all(&one), all(&third));
    assert_eq!(one.card("t/other:c2")["flagged"], true);
    assert_eq!(one.card("t/other:c2")["suspended"], true);
    assert_eq!(one.json(["config", "get", "new-per-day"])["value"], "9");
}

#[test]
fn a_copy_of_a_database_writes_as_a_device_of_its_own() {
    let home = Home::with(&[Deck::basics(&["a", "b"])]);
    home.grade("t/deck:a", "good");
    let copy = copy_of(&home);
    let mine = home.grade("t/deck:b", "good");
    let theirs = copy.grade("t/deck:b", "hard");
    let device = |recorded: &Value| {
        recorded["review"].as_str().unwrap().split(':').next().unwrap().to_owned()
    };
    assert_ne!(device(&mine), device(&theirs));
    import(&home, &export(&copy));
    assert_eq!(home.json(["history"])["reviews"].as_array().unwrap().len(), 3);
}

#[test]
fn a_copy_that_is_put_in_the_place_of_the_original_writes_as_a_device_of_its_own() {
    let home = Home::with(&[Deck::basics(&["a", "b"])]);
    let database = home.database();
    fs::copy(&database, home.path("kept.db")).unwrap();
    let before = home.grade("t/deck:a", "good");
    let log = export(&home);
    for ending in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{ending}", text(&database)));
    }
    fs::copy(home.path("kept.db"), &database).unwrap();
    let after = home.grade("t/deck:a", "hard");
    assert_ne!(before["review"], after["review"]);
    import(&home, &log);
    assert_eq!(home.json(["history"])["reviews"].as_array().unwrap().len(), 2);
    home.assert_sound();
}

#[test]
fn passing_a_card_on_two_machines_does_not_push_it_away() {
    let one = Home::with(&[Deck::basics(&["a"])]);
    one.grade("t/deck:a", "good");
    one.days(1);
    let other = copy_of(&one);
    other.days(1).minutes(60);
    one.grade("t/deck:a", "good");
    other.grade("t/deck:a", "good");
    import(&one, &export(&other));
    let card = one.card("t/deck:a");
    assert_eq!((&card["interval"], &card["due"]), (&json!(6), &json!("2026-11-30")));
    assert_eq!((&card["reviews"], &card["repetitions"]), (&json!(3), &json!(2)));
}

#[test]
fn a_log_that_is_none_is_refused_with_the_line_and_nothing_is_imported() {
    let home = rich();
    let log = export(&home);
    let seen = all(&home);
    let lines: Vec<&str> = log.lines().collect();
    let last = lines[lines.len() - 1];
    let cut = &log[..log.len() - 20];
    let cases: [(&str, String, &str); 8] = [
        ("empty", String::new(), "empty"),
        ("no log", "hello\n".to_owned(), "line 1"),
        ("a newer log", log.replacen("\"version\":1", "\"version\":2", 1), "version 2"),
        ("cut", cut.to_owned(), &format!("line {}", lines.len())),
        ("a changed text", log.replacen("Question", "Quest1on", 1), "hash"),
        (
            "a hash that is none",
            log.replacen("\"text\":\"", "\"text\":\"x", 1),
            "no text of a log: `x",
        ),
        ("another event", format!("{log}{{\"event\":\"x\"}}\n"), "line"),
        ("control characters", format!("{log}\u{1b}]0;x\u{7}\n"), "line"),
    ];
    for (name, text_of_log, complaint) in cases {
        let other = Home::new();
        let path = other.write("log.jsonl", &text_of_log);
        let ran = other.run(["log", "import", text(&path)]).fails(1).complains(complaint);
        assert!(!ran.err.contains('\u{1b}'), "{name}: {:?}", ran.err);
        assert_eq!(other.json(["card", "list"])["cards"], json!([]), "{name}");
    }
    let other = last.replace("\"hlc\":1", "\"hlc\":2");
    assert_ne!(other, last);
    let path = home.write("other.jsonl", format!("{}\n{other}\n", lines[0]));
    home.run(["log", "import", text(&path)]).fails(1);
    assert_eq!(all(&home), seen);
    home.run(["log", "import", "nowhere.jsonl"]).fails(1).complains("nowhere.jsonl");
    home.run(["log", "import", "/dev/zero"]).fails(1).complains("/dev/zero");
    home.run(["log", "import", text(&home.path("home"))]).fails(1);
}

#[test]
fn events_of_a_newer_pauk_are_kept_and_passed_over() {
    let home = Home::with(&[Deck::basics(&["a"])]);
    home.grade("t/deck:a", "good");
    let log = export(&home);
    let newer = "{\"event\":\"ffffffffffffffffffffffffffffffff:1\",\"hlc\":117664933478400001,\
        \"at\":\"2026-11-23T10:00:00.000+01:00\",\"day\":\"2026-11-23\",\"kind\":\"dream\",\"of\":\"sheep\"}";
    let other = Home::new();
    let report = import(&other, &format!("{log}{newer}\n"));
    assert_eq!(report["events"], 3);
    assert_eq!(other.knowledge(), home.knowledge());
    assert!(export(&other).contains("sheep"), "kept");
    other.assert_sound();
}

#[test]
fn an_event_of_a_newer_pauk_is_known_when_it_comes_back() {
    let newer = "{\"event\":\"ffffffffffffffffffffffffffffffff:1\",\"hlc\":117664933478400001,\
        \"at\":\"2026-11-23T10:00:00.000+01:00\",\"day\":\"2026-11-23\",\"kind\":\"dream\",\
        \"of\":\"sheep\",\"how\":\"deep\",\"long\":{\"b\":1,\"a\":2}}";
    let home = Home::new();
    import(&home, &format!("{{\"pauk\":\"log\",\"version\":1}}\n{newer}\n"));
    let own = export(&home);
    assert_eq!(import(&home, &own)["known"], 1);
    assert_eq!(export(&home), own);
    let moved =
        own.replace("\"of\":\"sheep\",\"how\":\"deep\"", "\"how\":\"deep\",\"of\":\"sheep\"");
    assert_ne!(moved, own, "the fields stand as they were written");
    assert_eq!(import(&home, &moved)["known"], 1, "the order of the fields says nothing");
}

#[test]
fn a_log_goes_through_a_pipe_and_into_a_file() {
    let home = Home::with(&[Deck::basics(&["a"])]);
    home.run(["log", "export", "out.jsonl"]).ok().says("out.jsonl");
    let log = fs::read_to_string(home.path("out.jsonl")).unwrap();
    assert_eq!(log, export(&home));
    let other = Home::new();
    other.pipe(["log", "import", "-"], &log).ok();
    assert_eq!(other.knowledge(), home.knowledge());
    home.run(["log", "export", "no/such/folder/out.jsonl"]).fails(1).complains("no/such/folder");
    let empty = Home::new();
    let nothing = empty.run(["log", "export", "-"]).ok().out;
    assert_eq!(nothing.lines().count(), 1, "{nothing}");
}

#[test]
fn what_comes_out_of_a_deck_by_a_log_is_said() {
    let (one, other) = (Home::new(), Home::new());
    let bring = |home: &Home, rows: &str| {
        let path = home.write("vocab.csv", format!("question,answer\n{rows}"));
        home.run(["import", text(&path)]).ok();
    };
    bring(&one, "base,b\n");
    import(&other, &export(&one));
    bring(&one, "x1,b\nx2,b\n");
    let card = one.found(&["x1"]).remove(0);
    one.grade(&card, "good");
    other.days(1);
    bring(&other, "y1,b\n");
    let path = one.write("come.jsonl", export(&other));
    one.run(["log", "import", text(&path)]).ok().complains("2 notes came out of a deck");
    one.days(2);
    bring(&one, "x1,b\nx2,b\n");
    assert_eq!(one.card(&card)["reviews"], 1);
    assert_eq!(import(&other, &export(&one))["taken_out"], 0);
    assert_eq!(import(&Home::new(), &export(&rich()))["taken_out"], 0);
}

#[test]
fn what_is_wrong_with_an_event_is_said_with_its_line() {
    let home = rich();
    let log = home.run(["log", "export", "-"]).ok().out;
    let lines: Vec<&str> = log.lines().collect();
    let other = |line: &str| line.replace("\"quality\":4", "\"quality\":5");
    let at = lines.iter().position(|line| other(line) != **line).expect("an answer");
    let mut changed: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
    changed[at] = other(lines[at]);
    home.write("changed.jsonl", changed.join("\n"));
    let ran = home.run(["log", "import", "changed.jsonl"]).fails(1);
    let said = format!("changed.jsonl: line {}: event ", at + 1);
    assert!(ran.err.contains(&said) && ran.err.contains("other contents"), "{}", ran.err);

    let is_contents = |line: &&&str| line.starts_with("{\"text\"") && line.contains("header");
    let without: Vec<&str> = lines.iter().filter(|line| !is_contents(line)).copied().collect();
    assert!(without.len() < lines.len());
    let fresh = Home::new();
    fresh.write("without.jsonl", without.join("\n"));
    let ran = fresh.run(["log", "import", "without.jsonl"]).fails(1);
    assert!(ran.err.contains("without.jsonl: line "), "{}", ran.err);
    assert!(ran.err.contains("do not come along"), "{}", ran.err);
}
