//! The disk fails or the machine stops at the n-th change that a command makes, for every n.
//!
//! A small library in C (`disk.c`), preloaded into the program, counts the changes and makes
//! number n fail: full from then on, one error, killed before it, killed in the midst of it.
//! Where no C compiler is, the tests say so and pass over.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use crate::commands::{self, Ended, Experiment};
use crate::lab::is_full;
use crate::support::{Home, text};

const KINDS: [&str; 4] = ["full", "io", "kill", "torn"];

/// The library, built once; `None` where it cannot be.
fn library() -> Option<&'static Path> {
    static BUILT: OnceLock<Option<PathBuf>> = OnceLock::new();
    let built = BUILT.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let (target, made) =
            (folder.join("disk.so"), folder.join(format!("disk-{}.so", std::process::id())));
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/faults/disk.c");
        let status = Command::new("cc")
            .args(["-shared", "-fPIC", "-O1", "-o", text(&made), source, "-ldl"])
            .status();
        // Put in its place whole: a run beside this one may be using it.
        let is_made = status.is_ok_and(|status| status.success());
        (is_made && std::fs::rename(made, &target).is_ok()).then_some(target)
    });
    if built.is_none() {
        eprintln!("SKIPPED: there is no C compiler that makes the failing disk");
    }
    built.as_deref()
}

/// What the faults of an experiment came to.
#[derive(Debug, Default)]
struct Tally {
    changes: usize,
    runs: usize,
    refused: usize,
    killed: usize,
}

fn changes(experiment: &Experiment, library: &Path) -> usize {
    let home = (experiment.home)();
    let count = home.path("count");
    let mut command = failing(experiment, &home, library);
    let output = command.env("FAULT_COUNT", &count).output().expect("pauk runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let count = std::fs::read_to_string(count).expect("the disk has counted");
    count.parse().expect("a number")
}

/// The command on a disk that fails as its environment says.
fn failing(experiment: &Experiment, home: &Home, library: &Path) -> Command {
    let mut command = experiment.command(home);
    command.env("LD_PRELOAD", library).env("FAULT_UNDER", home.path("home"));
    command
}

/// All faults at all changes, or at each seventeenth where few are wanted.
fn all(experiment: &Experiment) {
    let Some(library) = library() else { return };
    let mut tally = Tally { changes: changes(experiment, library), ..Tally::default() };
    assert!(tally.changes > 0, "{:?} changes nothing", experiment.args);
    let step = if is_full() { 1 } else { 17 };
    for (kind, offset) in KINDS.into_iter().zip([1, 3, 5, 7]) {
        let first = if is_full() { 1 } else { offset };
        for at in (first..=tally.changes).step_by(step) {
            one(experiment, library, kind, at, &mut tally);
        }
    }
    println!("{:?}: {tally:?}", experiment.args);
}

fn one(experiment: &Experiment, library: &Path, kind: &str, at: usize, tally: &mut Tally) {
    let home = (experiment.home)();
    let mut command = failing(experiment, &home, library);
    command.env("FAULT_KIND", kind).env("FAULT_AT", at.to_string());
    let Output { status, stdout, stderr } = command.output().expect("pauk runs");
    let err = String::from_utf8_lossy(&stderr);
    let fault = format!("{kind} at {at}: {err}");
    tally.runs += 1;
    match status.code() {
        Some(0) => {}
        Some(1 | 3) => {
            tally.refused += 1;
            assert!(err.contains("error: ") && err.contains("hint: "), "{fault}");
        }
        Some(other) => panic!("it ended with {other}: {fault}"),
        None => {
            tally.killed += 1;
            assert!(matches!(kind, "kill" | "torn"), "{fault}");
        }
    }
    assert!(!err.contains("panicked"), "{fault}");
    let out = String::from_utf8_lossy(&stdout).into_owned();
    experiment.assert_sound(&home, &Ended { out, done: status.success() }, &fault);
}

#[test]
fn a_session() {
    all(&commands::session());
}

#[test]
fn the_first_command_of_all() {
    all(&commands::first_command());
}

#[test]
fn a_deck_that_comes_in() {
    all(&commands::deck_add());
}

#[test]
fn a_log_that_comes_in() {
    all(&commands::log_import());
}

#[test]
fn a_table_that_comes_in() {
    all(&commands::table_import());
}

#[test]
fn a_log_that_goes_out() {
    all(&commands::log_export());
}

#[test]
fn a_copy() {
    all(&commands::backup_now());
}

#[test]
fn a_copy_that_is_put_back() {
    all(&commands::backup_restore());
}

#[test]
fn a_repair() {
    all(&commands::repair());
}

#[test]
fn a_salvage() {
    all(&commands::salvage());
}

#[test]
fn a_migration_by_a_command_that_reads() {
    all(&commands::migration_by_reading());
}

#[test]
fn a_migration_by_a_command_that_writes() {
    all(&commands::migration_by_writing());
}
