//! What was recorded is on disk, and what that costs: syncs, pages, bytes, instructions. Counts, which
//! noise cannot move, and no times.

use std::process::{Command, Stdio};

use serde_json::json;

use crate::support::{Deck, Home, text};

#[test]
fn a_session_that_is_killed_after_any_answer_loses_nothing() {
    let home = Home::with(&[Deck::many("t/deck", 8)]);
    let mut recorded = Vec::new();
    for round in 0..4 {
        let mut session = home.minutes(1).session([] as [&str; 0]);
        for _ in 0..=round % 2 {
            session.reveal();
            let line = session.tell(json!({"do": "grade", "grade": "good"}));
            assert_eq!(line["event"], "recorded");
            recorded.push(line["review"].clone());
            if round % 2 == 1 {
                session.read();
            }
        }
        session.kill();
        let history = home.json(["history"]);
        let mut known: Vec<_> =
            history["reviews"].as_array().unwrap().iter().map(|r| r["review"].clone()).collect();
        known.reverse();
        assert_eq!(known, recorded);
        home.assert_sound();
    }
    assert_eq!(home.json(["due"])["total"]["new"], 2);
}

#[test]
fn a_session_that_is_killed_before_the_grade_has_asked_nothing() {
    let home = Home::with(&[Deck::basics(&["a"])]);
    let before = home.knowledge();
    let mut session = home.session([] as [&str; 0]);
    session.reveal();
    session.kill();
    assert_eq!(home.knowledge(), before);
}

#[test]
fn what_a_killed_session_recorded_is_counted_as_if_it_had_ended() {
    let counted = |is_killed: bool| {
        let home = Home::with(&[Deck::many("t/deck", 30)]);
        home.answer_all(["--new", "12"], "good");
        home.days(2);
        let mut session = home.session(["--new", "5"]);
        for round in 0..14 {
            session.grade(["good", "again", "easy"][round % 3]);
        }
        if is_killed {
            session.kill();
        } else {
            session.quit();
        }
        assert_eq!(home.lacking_in_sums(), if is_killed { 14 } else { 0 });
        let counted = |home: &Home| [["stats"], ["due"], ["forecast"]].map(|args| home.json(args));
        let before = counted(&home);
        home.grade("t/deck:c30", "good");
        home.assert_sound();
        (before, counted(&home))
    };
    assert_eq!(counted(true), counted(false));
}

#[test]
fn a_copy_counts_what_the_sums_of_its_file_lacked() {
    let home = Home::with(&[Deck::basics(&["a", "b"])]);
    home.grade("t/deck:a", "good");
    home.run(["undo"]).ok();
    assert_eq!(home.lacking_in_sums(), 2);
    let copy = Home::new();
    std::fs::create_dir_all(copy.database().parent().unwrap()).unwrap();
    std::fs::copy(home.database(), copy.database()).unwrap();
    assert_eq!(copy.json(["stats"]), home.json(["stats"]));
    copy.grade("t/deck:b", "good");
    assert_eq!(copy.lacking_in_sums(), 1);
    copy.assert_sound();
}

/// What a session asks of the system.
#[cfg(target_os = "linux")]
struct Asked {
    syncs: usize,
    /// Each page is written behind a head of its own.
    writes: usize,
    /// How often something was written to whoever listens.
    said: usize,
    threads: usize,
}

#[cfg(target_os = "linux")]
fn asked_by_a_session(answers: usize) -> Asked {
    let home = Home::with(&[Deck::many("t/deck", 40)]);
    // The first answer of a day makes a copy of the database.
    home.answer_all(["--new", "1"], "good");
    let trace = home.path("trace");
    let pauk = home.command(["review", "--jsonl", "--new", &answers.to_string()]);
    let mut command = Command::new("strace");
    command
        .args(["-f", "-e", "trace=fsync,fdatasync,pwrite64,write,clone,clone3", "-o", text(&trace)])
        .arg(pauk.get_program())
        .args(pauk.get_args())
        .current_dir(home.path("."))
        .env_clear()
        .envs(pauk.get_envs().filter_map(|(name, value)| Some((name, value?))))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("strace starts");
    let lines = "{\"do\":\"reveal\"}\n{\"do\":\"grade\",\"grade\":\"good\"}\n".repeat(answers);
    let mut stdin = child.stdin.take().expect("stdin is piped");
    std::io::Write::write_all(&mut stdin, lines.as_bytes()).expect("pauk listens");
    drop(stdin);
    let output = child.wait_with_output().expect("strace ends");
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(said.matches("\"recorded\"").count(), answers, "{said}");
    let trace = std::fs::read_to_string(trace).expect("a trace");
    let calls = |name: &str| trace.lines().filter(|line| line.contains(name)).count();
    Asked {
        syncs: calls("sync("),
        writes: calls("pwrite64("),
        said: calls(" write(1, "),
        threads: calls(" clone"),
    }
}

#[test]
#[cfg(target_os = "linux")]
fn an_answer_costs_exactly_one_sync_and_at_most_six_pages() {
    // A container may have strace and yet forbid it.
    let traces = Command::new("strace").arg("true").output().is_ok_and(|ran| ran.status.success());
    if !traces {
        eprintln!(
            "SKIPPED an_answer_costs_exactly_one_sync_and_at_most_six_pages: strace cannot be used here"
        );
        return;
    }
    let (few, many) = (asked_by_a_session(10), asked_by_a_session(30));
    assert_eq!(many.syncs - few.syncs, 20);
    let pages = (many.writes - few.writes) / 2;
    assert!(pages <= 6 * 20, "{pages} pages for 20 answers");
    // What was recorded, the next question and its answer, where all lines of the other program
    // are there.
    assert_eq!(many.said - few.said, 20);
    assert_eq!(many.threads, 0);
}

/// The bytes of a database of so many reviews, each the same number of a card.
fn bytes_of_a_history(reviews: usize) -> u64 {
    let home = Home::with(&[Deck::many("t/deck", 100)]);
    let export = home.run(["log", "export", "-"]).ok().out;
    let mut log = export;
    let device = "00112233445566778899aabbccddeeff";
    for at in 0..reviews {
        let (card, ms) = (at % 100 + 1, 1_772_000_000_000u64 + at as u64 * 60_000);
        let day = 20_509 + at / 1_440;
        let date = chrono::NaiveDate::default() + chrono::TimeDelta::days(day as i64);
        let line = json!({
            "event": format!("{device}:{}", at + 1), "hlc": ms << 16,
            "at": format!("{date}T{:02}:{:02}:00.000+00:00", at / 60 % 24, at % 60),
            "day": date.to_string(), "kind": "review", "card": format!("t/deck:c{card}"),
            "mode": "review", "quality": 4, "ms": 1_000 + at % 9_000,
        });
        log.push_str(&format!("{line}\n"));
    }
    let other = Home::new();
    other.write("log.jsonl", log);
    other.run(["log", "import", "log.jsonl"]).ok();
    let database = other.sql();
    database
        .query_row(
            "select page_count * page_size from pragma_page_count, pragma_page_size",
            [],
            |row| row.get(0),
        )
        .expect("a size")
}

#[test]
fn a_review_takes_few_bytes() {
    let (few, many) = (bytes_of_a_history(1_000), bytes_of_a_history(21_000));
    let each = (many - few) as f64 / 20_000.0;
    assert!(each <= 42.0, "{each} bytes a review");
}

/// The instructions that a command takes.
#[cfg(target_os = "linux")]
fn instructions(home: &Home, args: &[&str]) -> u64 {
    let counted = home.path("counted");
    let pauk = home.command(args);
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "-q"])
        .arg(format!("--callgrind-out-file={}", text(&counted)))
        .arg(pauk.get_program())
        .args(pauk.get_args())
        .current_dir(home.path("."))
        .env_clear()
        .envs(pauk.get_envs().filter_map(|(name, value)| Some((name, value?))))
        .stdin(Stdio::null())
        .output()
        .expect("valgrind runs");
    assert!(output.status.code().is_some_and(|code| code <= 1), "{output:?}");
    let profile = std::fs::read_to_string(counted).expect("a profile");
    let total = profile.lines().find_map(|line| line.strip_prefix("totals: ")).expect("a sum");
    total.trim().parse().expect("a number")
}

/// Whether instructions can be counted; says so where `test` is passed over.
#[cfg(target_os = "linux")]
fn counts_instructions(test: &str) -> bool {
    let there =
        Command::new("valgrind").arg("--version").output().is_ok_and(|ran| ran.status.success());
    if !there {
        eprintln!("SKIPPED {test}: there is no valgrind");
    }
    there
}

#[test]
#[cfg(target_os = "linux")]
fn a_deck_file_that_stayed_the_same_is_not_read_again() {
    if !counts_instructions("a_deck_file_that_stayed_the_same_is_not_read_again") {
        return;
    }
    let home = Home::new();
    let deck = Deck::many("t/deck", 500);
    let path = home.deck(&deck);
    let args = ["review", "decks", "--jsonl"];
    home.run(args).ok();
    let same = instructions(&home, &args);
    std::fs::write(path, format!("# a comment\n{}", deck.text())).expect("a deck");
    let read = instructions(&home, &args);
    assert!(same * 3 < read, "{same} instructions for the same file, {read} for another one");
}

#[test]
#[cfg(target_os = "linux")]
fn what_is_asked_every_day_takes_as_many_instructions_with_ten_times_the_cards() {
    let this = "what_is_asked_every_day_takes_as_many_instructions_with_ten_times_the_cards";
    if !counts_instructions(this) {
        return;
    }
    let (small, large) = (learner_of(400), learner_of(4_000));
    for args in [&["review", "--jsonl"][..], &["due", "--prompt"], &["stats", "--json"]] {
        let (few, many) = (instructions(&small, args), instructions(&large, args));
        let grown = many as f64 / few as f64;
        assert!(grown < 1.25, "{args:?}: {few} instructions grew to {many}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn what_looks_through_a_deck_takes_as_much_longer_as_the_deck_is_larger() {
    if !counts_instructions("what_looks_through_a_deck_takes_as_much_longer_as_the_deck_is_larger")
    {
        return;
    }
    let (small, large) = (learner_of(200), learner_of(2_000));
    for home in [&small, &large] {
        home.run(["config", "set", "leech-threshold", "1"]).ok();
        home.grade("t/deck:c1", "again");
    }
    for args in [&["leeches"][..], &["card", "list"]] {
        let (few, many) = (instructions(&small, args), instructions(&large, args));
        let grown = many as f64 / few as f64;
        assert!(grown < 12.0, "{args:?}: {few} instructions grew to {many}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn what_lies_before_the_reviews_that_are_undone_is_passed_once() {
    if !counts_instructions("what_lies_before_the_reviews_that_are_undone_is_passed_once") {
        return;
    }
    let (few, many) = (learner_of(1_000), learner_of(1_000));
    for home in [&few, &many] {
        home.run(["card", "flag", "t/deck"]).ok();
    }
    let (few, many) = (instructions(&few, &["undo", "2"]), instructions(&many, &["undo", "20"]));
    assert!(many < few * 5, "{few} instructions grew to {many}");
}

/// A learner of so many cards, of which twenty were answered and are due.
#[cfg(target_os = "linux")]
fn learner_of(cards: usize) -> Home {
    let home = Home::with(&[Deck::many("t/deck", cards)]);
    home.answer_all(["--new", "20"], "good");
    home.days(3);
    home
}
