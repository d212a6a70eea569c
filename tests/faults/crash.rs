//! The program is killed, at every line and at any byte: what was recorded stands.

use std::fs::File;
use std::io::Read;
use std::process::Stdio;

use serde_json::json;

use crate::lab::{Chance, Promise, runs, script, small_deck};
use crate::support::Home;

/// A session that does everything once: each entry is a line, and whether it is answered by one
/// more line than itself, the next question.
const WHOLE: [&str; 14] = [
    "reveal", "good", "reveal", "again", "flag", "hint", "reveal", "hard", "undo", "reveal",
    "easy", "bury", "suspend", "reveal",
];

fn line(what: &str) -> String {
    match what {
        "again" | "hard" | "good" | "easy" => json!({"do": "grade", "grade": what}).to_string(),
        other => json!({"do": other}).to_string(),
    }
}

#[test]
fn killed_after_every_line_of_a_session() {
    for at in 0..=WHOLE.len() {
        for heard in [false, true] {
            let home = Home::with(&[small_deck()]);
            let mut session = home.session(["--limit", "5"]);
            let mut promise = Promise::default();
            for (number, what) in WHOLE[..at].iter().enumerate() {
                session.send_raw(&format!("{}\n", line(what)));
                // The last line is once awaited and once not: then it may be done or not.
                if heard || number + 1 < at {
                    promise.told(&format!("{}\n", session.read()));
                    if matches!(
                        *what,
                        "good" | "again" | "hard" | "easy" | "undo" | "bury" | "suspend"
                    ) {
                        session.read();
                    }
                }
            }
            session.kill();
            promise.is_kept(&home, usize::from(!heard));
        }
    }
}

/// Runs a session on a script and kills it when it has written so many bytes; `None` where it
/// ended before. All that it wrote comes back.
fn killed_at(home: &Home, script: &str, bytes: usize) -> (String, bool) {
    let path = home.write("script", script);
    let mut child = home
        .command(["review", "--jsonl"])
        .stdin(Stdio::from(File::open(path).expect("the script opens")))
        .stderr(Stdio::null())
        .spawn()
        .expect("pauk starts");
    let mut out = child.stdout.take().expect("stdout is piped");
    let mut said = Vec::new();
    Read::take(&mut out, bytes as u64).read_to_end(&mut said).expect("stdout is read");
    child.kill().expect("the program is killed or has ended");
    let status = child.wait().expect("the program ends");
    out.read_to_end(&mut said).expect("stdout is read");
    (String::from_utf8(said).expect("stdout is UTF-8"), status.code().is_none())
}

#[test]
fn killed_at_any_byte_again_and_again_in_one_life() {
    let wanted = runs(20, 600);
    let mut chance = Chance::seeded(1);
    let (mut kills, mut promised) = (0, 0);
    while kills < wanted {
        let home = Home::with(&[small_deck()]);
        let mut promise = Promise::default();
        for life in 1..=10 {
            home.days(chance.below(3) as i64).minutes(1);
            let script = script(&mut chance, 8);
            let (said, killed) = killed_at(&home, &script, chance.below(5_000));
            kills += usize::from(killed);
            promise.told(&said);
            promise.is_kept(&home, life);
        }
        promised += promise.count();
    }
    println!("{kills} kills; {promised} reviews were recorded, none was lost");
}
