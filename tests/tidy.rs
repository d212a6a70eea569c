//! The rules of the house that the compiler does not know: floors, names, openings, and one place
//! for each service of the world.
//!
//! A broken rule is told with file and line, all of them in one run.

use std::fs;
use std::path::{Path, PathBuf};

/// The floors from the ground up. A module may use what is named beside its floor.
const FLOORS: [Floor; 7] = [
    Floor { modules: &["model", "seed", "spelling", "escape"], may_use: &[] },
    Floor {
        modules: &["deck", "given", "grading", "schedule", "recall", "queue", "query", "question"],
        may_use: &[0],
    },
    Floor { modules: &["session", "quiz", "plan", "stats", "absence"], may_use: &[0, 1] },
    // Disk and time know nothing of sessions.
    Floor { modules: &["store", "interchange", "clock", "sync"], may_use: &[0, 1] },
    // There is what there is to show; never the store.
    Floor { modules: &["ui", "report"], may_use: &[0, 1, 2] },
    Floor { modules: &["commands"], may_use: &[0, 1, 2, 3, 4] },
    // What the benchmarks and the fuzzer call are doors of their own.
    Floor { modules: &["lib", "main", "measure", "probe"], may_use: &[0, 1, 2, 3, 4, 5] },
];

/// Pairs of one floor that are allowed all the same, each with its reason.
const NEIGHBOURS: [(&str, &str, &str); 4] = [
    ("question", "deck", "its tests read their cards from the text of a deck"),
    ("grading", "deck", "its tests read the decks of the gold set"),
    ("given", "question", "what is given is told by the numbers that a question shows"),
    ("given", "grading", "what is given becomes the response that is marked"),
];

struct Floor {
    modules: &'static [&'static str],
    may_use: &'static [usize],
}

fn floor_of(module: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.modules.contains(&module))
}

fn allowed(user: &str, used: &str) -> bool {
    let (Some(from), Some(to)) = (floor_of(user), floor_of(used)) else { return false };
    user == used
        || FLOORS[from].may_use.contains(&to)
        || NEIGHBOURS.iter().any(|(one, other, _)| (*one, *other) == (user, used))
}

/// A source file with its module, the part of its path below `src`.
struct Source {
    path: PathBuf,
    module: String,
    /// How many `super` lead from its top to the root of the crate.
    depth: usize,
    text: String,
}

impl Source {
    fn is(&self, path: &str) -> bool {
        self.path.ends_with(path)
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files below a folder of the project, in order; none where there is no such folder.
fn files(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry.expect("the folder can be read").path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

fn read(path: &Path) -> String {
    String::from_utf8_lossy(&fs::read(path).expect("the file can be read")).into_owned()
}

fn sources() -> Vec<Source> {
    let found: Vec<Source> = files("src")
        .into_iter()
        .filter(|path| path.extension().is_some_and(|ending| ending == "rs"))
        .map(|path| {
            let below = path.strip_prefix(root().join("src")).expect("it lies in src");
            let parts: Vec<String> = below
                .with_extension("")
                .iter()
                .map(|part| part.to_string_lossy().into_owned())
                .filter(|part| part != "mod")
                .collect();
            let text = read(&path);
            Source { module: parts[0].clone(), depth: parts.len(), path, text }
        })
        .collect();
    assert!(found.len() > 20, "the sources are not where they are looked for");
    found
}

/// The lines of code with their numbers: comments are left out, for they may speak of anything.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .map(|(at, line)| (at + 1, line))
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The modules that a line names with `crate::`, in a list or alone.
fn named(line: &str) -> Vec<String> {
    let mut modules = Vec::new();
    for (at, _) in line.match_indices("crate::") {
        if line[..at].ends_with(is_word) {
            continue;
        }
        let rest = &line[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(list) => {
                // Only the first word of each entry of the outer list is a module.
                let mut depth = 0;
                let mut entry = String::new();
                for c in list.chars() {
                    match c {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' if depth == 0 => modules.push(std::mem::take(&mut entry)),
                        c if depth == 0 => entry.push(c),
                        _ => {}
                    }
                }
                modules.push(entry);
            }
            None => modules.push(rest.to_owned()),
        }
    }
    modules
        .iter()
        .map(|path| path.trim().chars().take_while(|c| is_word(*c)).collect())
        .filter(|word: &String| word.starts_with(char::is_lowercase))
        .collect()
}

/// Whether the line climbs by `super` to the root of the crate, around the rule of floors.
fn climbs(line: &str, to_root: usize) -> bool {
    line.match_indices(&"super::".repeat(to_root)).any(|(at, chain)| {
        let (before, behind) = (&line[..at], &line[at + chain.len()..]);
        !before.ends_with("super::") && !before.ends_with(is_word) && !behind.starts_with("super::")
    })
}

/// A `use` that goes over several lines, in one.
fn joined(text: &str) -> Vec<(usize, String)> {
    let mut lines = Vec::new();
    let mut open: Option<(usize, String)> = None;
    for (number, line) in code(text) {
        let (at, mut so_far) = open.take().unwrap_or((number, String::new()));
        so_far.push_str(line.trim());
        let is_use = so_far.starts_with("use ") || so_far.contains(" use ");
        if is_use && !so_far.contains(';') {
            open = Some((at, so_far));
        } else {
            lines.push((at, so_far));
        }
    }
    lines
}

#[track_caller]
fn assert_none(broken: &[String]) {
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

fn place(path: &Path, line: usize) -> String {
    let path = path.strip_prefix(root()).unwrap_or(path);
    format!("{}:{line}", path.display())
}

/// Every line of code outside `home` that holds one of the words.
fn only_in(words: &[&str], home: impl Fn(&Source) -> bool) -> Vec<String> {
    let mut broken = Vec::new();
    for source in sources().iter().filter(|source| !home(source)) {
        for (number, line) in code(&source.text) {
            for word in words {
                let found = line.match_indices(word).any(|(at, _)| {
                    !line[..at].ends_with(is_word) && !line[at + word.len()..].starts_with(is_word)
                });
                if found {
                    broken.push(format!("{}: `{word}`", place(&source.path, number)));
                }
            }
        }
    }
    broken
}

#[test]
fn every_module_has_a_floor_and_uses_only_what_its_floor_may() {
    let mut broken = Vec::new();
    let mut met = Vec::new();
    for source in sources() {
        if floor_of(&source.module).is_none() {
            broken.push(format!("{}: {} has no floor", place(&source.path, 1), source.module));
            continue;
        }
        let mut in_tests = 0;
        for (number, line) in joined(&source.text) {
            in_tests = in_tests.max(usize::from(line.starts_with("mod tests {")));
            for used in named(&line) {
                if !allowed(&source.module, &used) {
                    let at = place(&source.path, number);
                    broken.push(format!("{at}: {} may not use {used}", source.module));
                }
                met.push((source.module.clone(), used));
            }
            if source.module != "lib"
                && source.module != "main"
                && climbs(&line, source.depth + in_tests)
            {
                let at = place(&source.path, number);
                broken.push(format!("{at}: write `crate::` where the crate's root is meant"));
            }
        }
    }
    assert_none(&broken);
    for (user, used, reason) in NEIGHBOURS {
        let used_still =
            met.iter().any(|(one, other)| (one.as_str(), other.as_str()) == (user, used));
        assert!(used_still, "{user} uses {used} no more ({reason}): take the pair out of the list");
    }
}

#[test]
fn the_reader_of_paths_sees_lists_and_long_paths() {
    assert_eq!(named("use crate::{model::{Day, self}, store, Seed};"), ["model", "store"]);
    assert_eq!(named("let day = crate::clock::now(); my_crate::x();"), ["clock"]);
    assert!(climbs("use super::super::store;", 2));
    assert!(!climbs("use super::super::store;", 3));
    assert!(!climbs("use super::super::super::x;", 2));
    assert!(!allowed("model", "escape") && !allowed("deck", "grading"));
    assert!(!allowed("store", "session") && !allowed("ui", "store"));
    assert!(allowed("session", "grading") && allowed("commands", "ui") && allowed("deck", "deck"));
}

#[test]
fn a_file_is_named_after_what_it_holds() {
    let vague = ["utils", "util", "helpers", "helper", "common", "misc", "types"];
    let broken: Vec<String> = files("src")
        .iter()
        .chain(&files("tests"))
        .filter(|path| {
            path.strip_prefix(root())
                .unwrap_or(path)
                .with_extension("")
                .iter()
                .any(|part| vague.iter().any(|name| part == *name))
        })
        .map(|path| place(path, 1))
        .collect();
    assert_none(&broken);
}

#[test]
fn every_file_opens_with_what_it_is() {
    let broken: Vec<String> = ["src", "tests", "benches", "fuzz/fuzz_targets"]
        .iter()
        .flat_map(|folder| files(folder))
        .filter(|path| path.extension().is_some_and(|ending| ending == "rs"))
        .filter(|path| !read(path).starts_with("//! "))
        .map(|path| place(&path, 1))
        .collect();
    assert_none(&broken);
}

#[test]
fn sql_is_spoken_in_the_store_only() {
    assert_none(&only_in(&["rusqlite", "rusqlite_migration"], |source| {
        matches!(source.module.as_str(), "store" | "interchange")
    }));
}

#[test]
fn the_terminal_is_touched_in_the_face_only() {
    assert_none(&only_in(&["dialoguer", "console", "rustix"], |source| source.module == "ui"));
}

#[test]
fn time_and_chance_are_read_in_one_place_each() {
    let clocks = ["Local::now", "Utc::now", "SystemTime::now", "Instant::now"];
    assert_none(&only_in(&clocks, |source| source.is("src/clock.rs")));
    let chance = ["SysRng", "OsRng", "ThreadRng", "getrandom", "from_os_rng", "rand::rng"];
    assert_none(&only_in(&chance, |source| source.is("src/seed.rs")));
}

#[test]
fn nothing_is_unsafe_or_left_for_later() {
    assert_none(&only_in(
        &["unsafe {", "unsafe fn", "unsafe impl", "todo!", "unimplemented!", "dbg!"],
        |_| false,
    ));
}

#[test]
fn nothing_points_out_of_the_project() {
    // In pieces, so that this very file holds neither.
    let foreign = [concat!("issue", " #"), concat!("/wo", "rk/")];
    let mut broken = Vec::new();
    for folder in ["src", "tests", "docs", "decks"] {
        for path in files(folder) {
            for (at, line) in read(&path).lines().enumerate() {
                for word in foreign.iter().filter(|word| line.contains(**word)) {
                    broken.push(format!("{}: `{word}`", place(&path, at + 1)));
                }
            }
        }
    }
    assert_none(&broken);
}
