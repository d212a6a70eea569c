//! What was fuzzed is read again, so that what was mended stays mended.
//!
//! Every file of `fuzz/corpus` goes through the door that its fuzz target calls.

use std::collections::BTreeSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use pauk::probe::{DOORS, Door};

/// More in all is no seed but a heap.
const MOST_BYTES: u64 = 300_000;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(name)
}

/// The files of a folder, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{folder:?}: {error}"));
    let mut files: Vec<PathBuf> =
        entries.map(|entry| entry.expect("the folder can be read").path()).collect();
    files.sort();
    files
}

fn stems(folder: &Path) -> BTreeSet<String> {
    let stem = |path: &PathBuf| Some(path.file_stem()?.to_str()?.to_owned());
    files(folder).iter().map(|path| stem(path).expect("a plain name")).collect()
}

fn replay((name, door): Door) {
    let seeds = files(&folder("corpus").join(name));
    assert!(seeds.len() >= 10, "{name}: {} seeds are no corpus", seeds.len());
    let broken: Vec<String> = seeds
        .iter()
        .filter(|seed| {
            let bytes = fs::read(seed).expect("a seed can be read");
            catch_unwind(AssertUnwindSafe(|| door(&bytes))).is_err()
        })
        .map(|seed| seed.display().to_string())
        .collect();
    assert!(broken.is_empty(), "{name} fails with\n{}", broken.join("\n"));
}

fn replay_named(name: &str) {
    replay(*DOORS.iter().find(|(door, _)| *door == name).expect("there is such a door"));
}

#[test]
fn every_door_has_a_target_and_a_corpus() {
    let doors: BTreeSet<String> = DOORS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(stems(&folder("fuzz_targets")), doors);
    assert_eq!(stems(&folder("corpus")), doors);
    let told = fs::read_to_string(folder("Cargo.toml")).expect("the targets are declared");
    for door in &doors {
        assert!(told.contains(&format!("name = \"{door}\"")), "{door} is no target");
    }
}

#[test]
fn the_corpora_are_small() {
    let seeds: Vec<PathBuf> =
        DOORS.iter().flat_map(|(name, _)| files(&folder("corpus").join(name))).collect();
    let bytes: u64 = seeds.iter().map(|seed| fs::metadata(seed).expect("a seed").len()).sum();
    assert!(bytes < MOST_BYTES, "{bytes} bytes in {} seeds", seeds.len());
}

#[test]
fn blueprints_of_the_corpus_are_read_or_refused() {
    replay_named("blueprint");
}

#[test]
fn tables_of_the_corpus_come_in_and_are_known_then() {
    replay_named("table");
}

#[test]
fn decks_of_the_corpus_are_printed_as_they_are_read() {
    replay_named("deck");
}

#[test]
fn decks_of_the_corpus_are_linted() {
    replay_named("lint");
}

#[test]
fn logs_of_the_corpus_are_merged_whole_or_not_at_all() {
    replay_named("log");
}

#[test]
fn answers_of_the_corpus_are_marked() {
    replay_named("marking");
}

#[test]
fn queries_of_the_corpus_find_each_card_or_not() {
    replay_named("query");
}

#[test]
fn lines_of_the_corpus_hold_a_quiz() {
    replay_named("quiz");
}

#[test]
fn lines_of_the_corpus_hold_a_review() {
    replay_named("review");
}
