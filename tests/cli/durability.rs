//! What was recorded is on disk: a killed session loses nothing, and an answer costs one sync.

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

/// How often the program asked the disk to keep what it wrote, in a session of so many cards.
#[cfg(target_os = "linux")]
fn syncs_of_a_session(cards: usize) -> usize {
    let home = Home::with(&[Deck::many("t/deck", 40)]);
    let trace = home.path("trace");
    let pauk = home.command(["review", "--jsonl", "--new", &cards.to_string()]);
    let mut command = Command::new("strace");
    command
        .args(["-f", "-e", "trace=fsync,fdatasync", "-o", text(&trace)])
        .arg(pauk.get_program())
        .args(pauk.get_args())
        .current_dir(home.path("."))
        .env_clear()
        .envs(pauk.get_envs().filter_map(|(name, value)| Some((name, value?))))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("strace starts");
    let answers = "{\"do\":\"reveal\"}\n{\"do\":\"grade\",\"grade\":\"good\"}\n".repeat(cards);
    let mut stdin = child.stdin.take().expect("stdin is piped");
    std::io::Write::write_all(&mut stdin, answers.as_bytes()).expect("pauk listens");
    drop(stdin);
    let output = child.wait_with_output().expect("strace ends");
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(said.matches("\"recorded\"").count(), cards, "{said}");
    let trace = std::fs::read_to_string(trace).expect("a trace");
    trace.lines().filter(|line| line.contains("sync(")).count()
}

#[test]
#[cfg(target_os = "linux")]
fn an_answer_costs_exactly_one_sync() {
    // A container may have strace and yet forbid it.
    let traces = Command::new("strace").arg("true").output().is_ok_and(|ran| ran.status.success());
    if !traces {
        eprintln!("SKIPPED an_answer_costs_exactly_one_sync: strace cannot be used here");
        return;
    }
    assert_eq!(syncs_of_a_session(30) - syncs_of_a_session(10), 20);
}
