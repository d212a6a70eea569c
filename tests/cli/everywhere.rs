//! What holds for every command: options, colours, JSON, errors, exit statuses, hostile input.

use std::fs;
use std::process::{Command, Stdio};

use serde_json::json;

use crate::support::{Deck, Home, Ran, assert_keys, text};

fn learned() -> Home {
    let home = Home::with(&[Deck::basics(&["a", "b"]), Deck::many("t/other", 2)]);
    home.grade("t/deck:a", "good");
    home
}

/// Every command that reports, with its schema.
const REPORTS: [(&[&str], &str); 12] = [
    (&[], "pauk/today/1"),
    (&["due"], "pauk/due/1"),
    (&["deck", "list"], "pauk/deck-list/1"),
    (&["deck", "show", "t/deck"], "pauk/deck-show/1"),
    (&["deck", "lint", "decks"], "pauk/deck-lint/1"),
    (&["card", "list"], "pauk/card-list/1"),
    (&["card", "show", "t/deck:a"], "pauk/card-show/1"),
    (&["card", "why", "t/deck:a"], "pauk/card-why/1"),
    (&["history"], "pauk/history/1"),
    (&["backup", "list"], "pauk/backup-list/1"),
    (&["config", "list"], "pauk/config-list/1"),
    (&["doctor"], "pauk/doctor/1"),
];

#[test]
fn every_report_is_one_json_document_with_its_schema() {
    let home = learned();
    for (args, schema) in REPORTS {
        let ran = home.run(args.iter().chain(&["--json"])).ok();
        assert_eq!(ran.json()["schema"], schema, "{args:?}");
        assert_eq!(ran.out.lines().count(), 1, "{args:?}: {}", ran.out);
        assert_eq!(ran.err, "", "{args:?}");
    }
}

#[test]
fn reports_of_an_empty_home_are_empty_and_make_no_database() {
    let home = Home::new();
    for args in [&["--json"][..], &["deck", "list", "--json"], &["card", "list", "--json"]] {
        home.run(args).ok().json();
    }
    assert_eq!(
        home.run(["due", "--json"]).fails(1).json()["total"],
        json!({
            "due": 0, "new": 0, "drill": 0
        })
    );
    assert_eq!(home.json(["history"])["reviews"], json!([]));
    home.run([] as [&str; 0]).ok().says("pauk review");
    home.run(["review"]).ok();
    assert!(!home.path("home/config.toml").exists());
}

#[test]
fn the_keys_of_a_card_and_of_what_is_due_are_all_there() {
    let home = learned();
    let card = [
        "card",
        "deck",
        "note",
        "variant",
        "kind",
        "state",
        "due",
        "interval",
        "ease",
        "repetitions",
        "lapses",
        "reviews",
        "suspended",
        "tags",
        "cite",
        "importance",
        "question",
        "answer",
        "distractors",
        "text",
    ];
    assert_keys(&home.json(["card", "list"])["cards"][0], &card);
    assert_keys(&home.json(["card", "show", "t/deck:a"])["cards"][0], &card);
    let due = home.json(["due"]);
    assert_keys(&due, &["schema", "decks", "total", "next_due"]);
    assert_keys(&due["decks"][0], &["deck", "due", "new", "drill"]);
    assert_keys(&due["total"], &["due", "new", "drill"]);
    assert_eq!(due["next_due"], "2026-11-24");
}

#[test]
fn global_options_stand_before_or_after_the_command() {
    let home = learned();
    let other = home.path("other.db");
    for args in [
        vec!["--json", "--db", text(&other), "card", "list"],
        vec!["card", "list", "--json", "--db", text(&other)],
        vec!["card", "--db", text(&other), "list", "--json"],
    ] {
        assert_eq!(home.run(args).ok().json()["cards"], json!([]));
    }
    assert_eq!(home.run(["--json", "due"]).ok().out, home.run(["due", "--json"]).ok().out);
}

#[test]
fn the_database_is_named_by_option_then_variable_then_home() {
    let home = learned();
    let deck = home.deck(&Deck::many("t/mine", 1));
    let mut add = home.command(["deck", "add", text(&deck)]);
    Ran::of(add.env("PAUK_DB", home.path("var.db"))).ok();
    assert!(home.path("var.db").exists());
    let mut list = home.command(["deck", "list", "--json", "--db", text(&home.database())]);
    let list = Ran::of(list.env("PAUK_DB", home.path("var.db"))).ok().json();
    assert_eq!(list["decks"].as_array().unwrap().len(), 2);
    let list = home.json(["--db", "var.db", "deck", "list"]);
    assert_eq!(list["decks"][0]["deck"], "t/mine");
}

#[test]
fn without_pauk_home_the_platforms_data_folder_is_used() {
    let home = Home::new();
    let deck = home.deck(&Deck::basics(&["a"]));
    let mut add = home.command(["deck", "add", text(&deck)]);
    add.env_remove("PAUK_HOME").env("HOME", home.path("user"));
    add.env("XDG_DATA_HOME", home.path("data"));
    Ran::of(&mut add).ok();
    assert!(home.path("data/pauk/pauk.db").exists());
}

#[test]
fn colours_come_only_where_they_are_wanted() {
    let home = learned();
    for (args, _) in REPORTS {
        let painted = home.run(args.iter().chain(&["--color", "always"])).ok().out;
        let plain = home.run(args.iter().chain(&["--color", "never"])).ok().out;
        let auto = home.run(args).ok().out;
        assert!(!plain.contains('\u{1b}'), "{args:?}: {plain:?}");
        assert_eq!(auto, plain, "a pipe is no terminal: {args:?}");
        let stripped = console::strip_ansi_codes(&painted).into_owned();
        assert_eq!(stripped, plain, "{args:?}");
    }
    let painted = home.run(["--color", "always"]).ok().out;
    assert!(painted.contains('\u{1b}'), "{painted:?}");
    home.run(["--color", "sometimes"]).fails(2).complains("sometimes");
}

#[test]
fn nothing_is_cut_in_a_pipe() {
    let long = "word ".repeat(100);
    let lines = format!("front = \"{}end\"\nback = \"A\"", long);
    let home = Home::with(&[Deck::of("t/deck").card("a", &lines)]);
    for args in [&["card", "list"][..], &["card", "show", "t/deck:a"], &["deck", "show", "t/deck"]]
    {
        let out = home.run(args).ok().out;
        assert!(out.lines().any(|line| line.contains(&format!("{long}end"))), "{args:?}: {out}");
    }
    home.pipe(["review"], "\n").ok().says(&format!("{long}end"));
}

#[test]
fn a_wrong_command_line_is_two_and_near_misses_are_suggested() {
    let home = learned();
    home.run(["revew"]).fails(2).complains("'review'");
    home.run(["card", "shwo"]).fails(2).complains("'show'");
    home.run(["review", "--limt", "3"]).fails(2).complains("'--limit'");
    home.run(["review", "--limit", "many"]).fails(2).complains("many");
    home.run(["review", "--grades", "5"]).fails(2).complains("5");
    home.run(["due", "--count", "--prompt"]).fails(2);
    home.run(["card", "show"]).fails(2);
    home.run(["card", "list", "is:dew"]).fails(2).complains("`is:");
    home.run(["card", "list", "porp:ease<2"]).fails(2).complains("`prop:`");
    home.run(["card", "list", "(is:due"]).fails(2).complains("parenthesis");
    home.run(["review", "(is:due"]).fails(2).complains("parenthesis");
}

#[test]
fn what_is_not_there_is_one_and_the_nearest_is_suggested() {
    let home = learned();
    home.run(["review", "t/dekc"]).fails(1).complains("`t/dekc`").complains("`t/deck`");
    home.run(["due", "t/dekc"]).fails(1).complains("`t/deck`");
    home.run(["card", "show", "t/deck:aa"]).fails(1).complains("`t/deck:a`");
    home.run(["card", "suspend", "t/dek:a"]).fails(1).complains("`t/deck:a`");
    home.run(["config", "set", "new-per-dya", "3"]).fails(1).complains("`new-per-day`");
    home.run(["review", "no/such/file.toml"]).fails(1).complains("no/such/file.toml");
    home.run(["deck", "add", "no/such/file.toml"]).fails(1).complains("no/such/file.toml");
}

#[test]
fn wrong_variables_are_named() {
    let home = learned();
    for (name, value) in [("PAUK_NOW", "yesterday"), ("PAUK_NOW", "2026-11-23"), ("PAUK_SEED", "x")]
    {
        let mut due = home.command(["due"]);
        Ran::of(due.env(name, value)).fails(2).complains(name).complains(value);
    }
}

#[test]
fn the_zone_of_the_pinned_time_is_the_local_one_whatever_tz_says() {
    let home = learned();
    let day = |zone: &str| {
        let mut today = home.command(["--json"]);
        today.env("PAUK_NOW", "2026-11-24T03:30:00+09:00").env("TZ", zone);
        Ran::of(&mut today).ok().json()["day"].clone()
    };
    assert_eq!(day("UTC"), "2026-11-23");
    assert_eq!(day("America/New_York"), "2026-11-23");
}

#[test]
fn paths_that_are_no_decks_are_refused_and_nothing_is_imported() {
    let home = learned();
    let before = home.run(["log", "export", "-"]).ok().out;
    let binary = home.write("binary.toml", [0u8, 159, 146, 150, 0, 1, 2]);
    let latin = home.write("latin.toml", b"[deck]\nid = \"t/l\"\ntitle = \"Gr\xfc\xdfe\"\n");
    let empty = home.write("empty.toml", "");
    fs::create_dir(home.path("bare")).unwrap();
    home.write("notes/readme.txt", "no deck");
    let doubled = home.write("doubled.toml", Deck::basics(&["x", "x"]).text());
    let cases = [
        ("nowhere.toml", "nowhere.toml"),
        (text(&binary), "binary.toml"),
        (text(&latin), "latin.toml:3:12: error[E028]"),
        (text(&empty), "empty.toml"),
        ("bare", "no decks in bare"),
        ("notes", "no decks in notes"),
        (text(&doubled), "`x`"),
        ("/dev/zero", "/dev/zero"),
    ];
    for (path, complaint) in cases {
        for args in [&["deck", "add"][..], &["review"], &["review", "--jsonl"], &["deck", "lint"]] {
            let ran = home.run(args.iter().chain(&[path])).fails(1);
            let said = format!("{}{}", ran.out, ran.err);
            assert!(said.contains(complaint), "{args:?} {path}: {said}");
        }
    }
    assert_eq!(home.run(["log", "export", "-"]).ok().out, before);
}

#[test]
#[cfg(unix)]
fn a_pipe_that_never_ends_is_no_deck() {
    let home = learned();
    let made = Command::new("mkfifo").arg(home.path("pipe.toml")).status();
    assert!(made.is_ok_and(|status| status.success()), "mkfifo makes a pipe");
    for args in [&["deck", "add"][..], &["review"], &["deck", "lint"], &["log", "import"]] {
        let ran = home.run(args.iter().chain(&["pipe.toml"])).fails(1);
        assert!(format!("{}{}", ran.out, ran.err).contains("pipe.toml"), "{args:?}: {}", ran.err);
    }
}

#[test]
fn a_file_that_is_too_large_is_refused() {
    let home = learned();
    let large = home.write("large.toml", "# ".repeat(9 << 20));
    home.run(["deck", "add", text(&large)]).fails(1).complains("16 MB");
}

#[test]
fn control_characters_never_reach_the_terminal() {
    let home = learned();
    // A deck may not hold them at all.
    for escape in ["\\u001b]0;x\\u0007", "\\u009b2J", "\\u202e", "\\u2066", "\\u2028", "\\u0000"] {
        let lines = format!("front = \"Q {escape}\"\nback = \"A\"");
        let deck = home.deck(&Deck::of("t/bad").card("a", &lines));
        let ran = home.run(["deck", "add", text(&deck)]).fails(1);
        let hostile =
            |c: char| c.is_control() && c != '\n' || ('\u{2028}'..='\u{2069}').contains(&c);
        assert!(!ran.err.contains(hostile), "{:?}", ran.err);
        let ran = home.run(["deck", "add", "--json", text(&deck)]).fails(1);
        assert!(!ran.out.contains(hostile), "{:?}", ran.out);
    }
    for mark in ["\\u200e", "\\u200f"] {
        let lines = format!("front = \"Q {mark}\"\nback = \"A\"");
        home.add(&Deck::of("t/good").card("a", &lines));
    }
    // Nor do they come from a command line or a file's name.
    let ran = home.run(["review", "\u{1b}]0;x\u{7}"]).fails(1);
    assert!(!ran.err.contains('\u{1b}'), "{:?}", ran.err);
    let ran = home.run(["card", "show", "t/deck:a\u{1b}[2J"]);
    assert!(!ran.err.contains('\u{1b}'), "{:?}", ran.err);
    let ran = home.run(["\u{1b}[31mred"]).fails(2);
    assert!(!ran.err.contains('\u{1b}'), "{:?}", ran.err);
    let odd = home.write("odd\u{1b}[31m.toml", "[deck\n");
    let ran = home.run(["deck", "add", text(&odd)]).fails(1);
    assert!(!ran.err.contains('\u{1b}'), "{:?}", ran.err);
    let ran = home.run(["deck", "lint", text(&odd)]).fails(1);
    assert!(!format!("{}{}", ran.out, ran.err).contains('\u{1b}'), "{ran:?}");
}

#[test]
fn a_reader_that_has_enough_closes_the_pipe_without_a_word() {
    let home = Home::with(&[Deck::many("t/deck", 3000)]);
    for args in [&["card", "list"][..], &["card", "list", "--json"], &["log", "export", "-"]] {
        let mut child = home.command(args).spawn().expect("pauk starts");
        let mut out = child.stdout.take().expect("stdout is piped");
        std::io::Read::read_exact(&mut out, &mut [0; 10]).expect("ten bytes");
        drop(out);
        let ran = Ran::new(child.wait_with_output().expect("pauk ends"));
        assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""), "{args:?}");
    }
}

#[test]
fn help_and_version_go_to_stdout() {
    let home = Home::new();
    home.run(["--help"]).ok().says("review");
    home.run(["help", "review"]).ok().says("--jsonl");
    home.run(["--version"]).ok().says(env!("CARGO_PKG_VERSION"));
    home.run(["review", "--help"]).ok().says("--cram");
    home.run(["drill", "--help"]).ok().says("--cram");
    home.run(["deck", "check", "--help"]).ok().says("--deny");
}

#[test]
#[cfg(unix)]
fn an_interrupted_session_in_lines_leaves_with_130_and_keeps_what_was_answered() {
    let home = learned();
    let mut child = home.command(["review"]).stdin(Stdio::piped()).spawn().expect("pauk starts");
    let mut stdin = child.stdin.take().expect("stdin is piped");
    std::io::Write::write_all(&mut stdin, b"\n3\n").expect("pauk listens");
    let mut out = std::io::BufReader::new(child.stdout.take().expect("stdout is piped"));
    let mut said = Vec::new();
    // The second question is asked once the first answer is on disk.
    while !(said.windows(5).any(|part| part == b"good ") && said.ends_with(b"the answer: ")) {
        let mut byte = [0; 1];
        let read = std::io::Read::read(&mut out, &mut byte).expect("pauk speaks");
        assert_eq!(read, 1, "{}", String::from_utf8_lossy(&said));
        said.push(byte[0]);
    }
    let process = child.id().to_string();
    Command::new("kill").args(["-INT", &process]).status().expect("kill runs");
    assert_eq!(child.wait().expect("pauk ends").code(), Some(130));
    assert_eq!(home.json(["history"])["reviews"].as_array().unwrap().len(), 2);
    home.assert_sound();
}

#[test]
fn completions_are_written_for_every_shell_and_manuals_for_every_command() {
    let home = Home::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        home.run(["completions", shell]).ok().says("review");
    }
    home.run(["completions", "csh"]).fails(2).complains("bash");
    home.run(["man"]).ok().says(".TH pauk 1");
    home.run(["man", "manuals"]).ok();
    for page in ["pauk.1", "pauk-review.1", "pauk-deck-add.1"] {
        assert!(home.path("manuals").join(page).exists(), "{page}");
    }
}

#[test]
fn a_paper_is_not_written_over_by_its_key() {
    let home = Home::with(&[Deck::basics(&["a", "b"])]);
    home.run(["quiz", "--print", "p.md", "--key", "./p.md"]).fails(2).complains("one file");
    assert!(!home.path("p.md").exists());
    home.run(["quiz", "--print", "p.md", "--key", "k.md"]).ok();
}
