//! What somebody else hands to a learner: logs, decks, names and queries that mean harm.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

use serde_json::{Value, json};

use crate::lab::{Chance, runs, small_deck};
use crate::support::{Home, Ran};

/// Characters that would act on a terminal, and none of which may reach one.
const HOSTILE: &str = "\u{1b}]0;x\u{7}\u{9b}31m\u{202e}\u{2066}\u{2028}\u{7f}\r\u{8}";

#[track_caller]
fn is_harmless(ran: &Ran, what: &str) {
    for text in [&ran.out, &ran.err] {
        let found = text.chars().find(|c| {
            (c.is_control() && !matches!(c, '\n' | '\t'))
                || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        });
        assert_eq!(found, None, "{what}: {text:?}");
    }
    assert!(!ran.err.contains("panicked"), "{what}: {}", ran.err);
    assert!(ran.status.is_some_and(|status| status <= 3), "{what}: {:?}", ran.status);
}

/// Every command that shows anything.
const SHOWING: [&[&str]; 19] = [
    &[],
    &["due"],
    &["deck", "list"],
    &["deck", "show", "t/deck"],
    &["deck", "show", "t/deck", "--toml"],
    &["card", "list"],
    &["card", "show", "t/deck"],
    &["card", "why", "t/deck:c1"],
    &["history"],
    &["history", "--csv"],
    &["config", "list"],
    &["config", "path"],
    &["doctor"],
    &["backup", "list"],
    &["log", "export", "-"],
    &["review", "--cram"],
    &["undo"],
    &["redo"],
    &["quiz", "-n", "3", "--no-log"],
];

/// An exported log of a learner with one review, line by line.
fn exported() -> Vec<Value> {
    let home = Home::with(&[small_deck()]);
    home.answer_all(["--limit", "2"], "good");
    home.run(["config", "set", "new-per-day", "5"]).ok();
    let log = home.run(["log", "export", "-"]).ok().out;
    log.lines().map(|line| serde_json::from_str(line).expect("a line of a log")).collect()
}

fn text_of(lines: &[Value]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

#[test]
fn what_a_log_brings_in_does_not_speak_to_the_terminal() {
    let mut lines = exported();
    for line in &mut lines {
        if line["kind"] == "review" {
            line["response"] = json!(format!("answer {HOSTILE}"));
            line["verdict"] = json!({"kind": HOSTILE, "reason": HOSTILE});
        }
        if line["kind"] == "config" {
            line["value"] = json!(HOSTILE);
        }
    }
    let event = lines.iter().find(|line| line["kind"] == "review").expect("a review").clone();
    for (number, field) in [(900, "front"), (901, "back"), (902, HOSTILE)] {
        let mut set = event.clone();
        let device = event["event"].as_str().expect("an event")[..32].to_owned();
        set["event"] = json!(format!("{device}:{number}"));
        set["kind"] = json!("set");
        for key in ["mode", "quality", "ms", "response", "verdict"] {
            set.as_object_mut().expect("an object").remove(key);
        }
        set["field"] = json!(field);
        set["value"] = json!(format!("\"x {HOSTILE}\""));
        lines.push(set);
    }
    let home = Home::new();
    home.write("log.jsonl", text_of(&lines));
    let ran = home.run(["log", "import", "log.jsonl"]);
    is_harmless(&ran, "log import");
    for args in SHOWING {
        is_harmless(&home.run(args), &format!("{args:?}"));
        if !args.contains(&"--csv") {
            let with_json: Vec<&str> = args.iter().copied().chain(["--json"]).collect();
            is_harmless(&home.run(&with_json), &format!("{with_json:?}"));
        }
    }
    let cram = "{\"do\":\"reveal\"}\n{\"do\":\"grade\",\"grade\":\"good\"}\n".repeat(6);
    is_harmless(&home.pipe(["review", "--cram", "--jsonl"], &cram), "jsonl");
    is_harmless(&home.pipe(["review", "--cram", "--plain"], &"\n3\ni\nw\n?\n".repeat(6)), "plain");
    home.assert_sound();
}

#[test]
fn names_and_arguments_do_not_speak_to_the_terminal() {
    let home = Home::with(&[small_deck()]);
    let name = HOSTILE.replace('/', "");
    home.write(&format!("decks/{name}.toml"), "[deck]\nid = 3\n");
    fs::copy(home.database(), home.path(&format!("home/pauk {name}conflicted.db")))
        .expect("a copy");
    let file = format!("decks/{name}.toml");
    let tries: [&[&str]; 14] = [
        &[],
        &[&name],
        &["review", &name],
        &["due", &name],
        &["card", "list", &name],
        &["card", "show", &format!("deck:{name}")],
        &["deck", "add", &file],
        &["deck", "lint", &file],
        &["deck", "lint", &file, "--json"],
        &["log", "import", &name],
        &["config", "set", &name, &name],
        &["config", "set", "editor", &name],
        &["backup", "restore", &name],
        &["--db", &name, "doctor"],
    ];
    for args in tries {
        is_harmless(&home.run(args), &format!("{args:?}"));
    }
}

#[test]
fn logs_that_mean_harm_are_refused_or_leave_everything_working() {
    let log = exported();
    let at = log.iter().position(|line| line["kind"] == "review").expect("a review");
    let home = Home::with(&[small_deck()]);
    let own = home.answer_all(["--limit", "1"], "good")[0]["review"].clone();
    let own = own.as_str().expect("a review")[..32].to_owned();
    for (field, value) in [
        ("hlc", json!(i64::MAX)),
        ("hlc", json!(-1)),
        ("hlc", json!(1e300)),
        ("event", json!(format!("{own}:1099511627775"))),
        ("event", json!(format!("{own}:2"))),
        ("event", json!("x")),
        ("day", json!("9999-12-31")),
        ("day", json!("-5000-01-01")),
        ("at", json!("9999-12-31T23:59:59Z")),
        ("quality", json!(6)),
        ("ms", json!(u32::MAX)),
        ("card", json!("t/deck:c1#999999")),
        ("card", json!(["x"])),
        ("version", json!(u32::MAX)),
        ("kind", json!("future")),
        ("mode", json!("future")),
        ("response", json!("x".repeat(1 << 20))),
    ] {
        let mut lines = log.clone();
        lines[at][field] = value.clone();
        home.write("log.jsonl", text_of(&lines));
        let ran = home.run(["log", "import", "log.jsonl"]);
        let what = format!("{field} = {:.60}", value.to_string());
        is_harmless(&ran, &what);
        home.assert_sound();
        home.run(["config", "set", "new-per-day", "7"]).ok();
    }
    home.write("deep.jsonl", format!("{}\n{}\n", log[0], "[".repeat(1 << 20)));
    is_harmless(&home.run(["log", "import", "deep.jsonl"]).fails(1), "a deep line");
    home.answer_all([] as [&str; 0], "good");
    home.assert_sound();
}

/// The text with some of its bytes changed, doubled or taken out.
fn mutated(text: &str, chance: &mut Chance) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=chance.below(4) {
        let at = chance.below(bytes.len().max(1));
        let to = (at + chance.below(40)).min(bytes.len());
        match chance.below(4) {
            0 => drop(bytes.drain(at..to)),
            1 => {
                let part = bytes[at..to].to_vec();
                bytes.splice(at..at, part);
            }
            2 => bytes[at] = b"\"[]{}=:,.#0-\\\x00\xff\n'"[chance.below(17)],
            _ => bytes[at] ^= 1 << chance.below(8),
        }
        if bytes.is_empty() {
            return bytes;
        }
    }
    bytes
}

#[test]
fn mutated_inputs_of_every_kind() {
    let log = text_of(&exported());
    let deck = include_str!("../../decks/halperin/akteure.toml").to_owned();
    let home = Home::with(&[small_deck()]);
    let mut chance = Chance::seeded(11);
    for _ in 0..runs(15, 2_000) {
        home.write("log.jsonl", mutated(&log, &mut chance));
        is_harmless(&home.run(["log", "import", "log.jsonl"]), "log import");
        home.write("deck.toml", mutated(&deck, &mut chance));
        is_harmless(&home.run(["deck", "lint", "deck.toml"]), "deck lint");
        is_harmless(&home.run(["deck", "add", "--dry-run", "deck.toml"]), "deck add");
        let query = "deck:t/* (tag:usa or -kind:date) is:due prop:lapses>3 rated:7 \"free text\"";
        let query = String::from_utf8_lossy(&mutated(query, &mut chance)).replace('\0', " ");
        is_harmless(&home.run(["card", "list", "--", &query]), "card list");
        let lines = "{\"do\":\"reveal\"}\n{\"do\":\"answer\",\"text\":\"1,5 m\"}\n{\"do\":\"grade\",\"grade\":4,\"ms\":5200}\n";
        let lines = String::from_utf8_lossy(&mutated(&lines.repeat(3), &mut chance)).into_owned();
        is_harmless(&home.pipe(["review", "--cram", "--jsonl"], &lines), "jsonl");
    }
    home.assert_sound();
}

#[test]
fn everything_is_for_the_learners_eyes_only_and_no_link_is_followed() {
    let home = Home::new();
    fs::remove_dir(home.path("home")).expect("an empty home");
    let deck = home.deck(&small_deck());
    home.run(["deck", "add", deck.to_str().expect("a plain name")]).ok();
    let mut session = home.session([] as [&str; 0]);
    session.grade("good");
    home.run(["config", "set", "plain", "true"]).ok();
    home.run(["backup", "now"]).ok();
    home.run(["log", "export", "home/log.jsonl"]).ok();
    let mut folders = vec![home.path("home")];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        let mode = |path: &std::path::Path| {
            fs::metadata(path).expect("it is there").permissions().mode() & 0o777
        };
        assert_eq!(mode(&folder), 0o700, "{}", folder.display());
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                assert_eq!(mode(&path), 0o600, "{}", path.display());
                files += 1;
            }
        }
    }
    assert!(files >= 6, "{files}");
    session.quit();
    let victim = home.write("victim", "# untouched");
    for link in ["link.jsonl", "link.toml", "link.md", "home/config.toml"] {
        let _ = fs::remove_file(home.path(link));
        symlink(&victim, home.path(link)).expect("a link");
    }
    home.run(["log", "export", "link.jsonl"]).ok();
    home.run(["deck", "new", "link.toml"]).fails(1);
    home.run(["quiz", "-n", "2", "--print", "link.md"]).ok();
    let _ = home.run(["config", "set", "plain", "false"]);
    assert_eq!(fs::read_to_string(victim).expect("the victim"), "# untouched");
    home.run(["log", "export", "/dev/null"]).fails(1);
}
