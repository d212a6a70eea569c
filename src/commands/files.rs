//! Deck files: read, checked, and turned into problems that people can read.
//!
//! They are read on all processors, but told of in the order in which they were named.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{self, BufReader, Read};
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::string::FromUtf8Error;
use std::sync::atomic::{AtomicUsize, Ordering};

use memchr::memmem;
use serde::Serialize;

use super::failure::Failure;
use super::paths::{Named, Place, missing};
use crate::deck::{self, Clash, Problem, Severity};
use crate::escape::clean_line;
use crate::model::{Deck, DeckId};
use crate::store::FileHash;
use crate::ui::Layout;

/// A deck file that was read.
#[derive(Debug)]
pub(crate) struct DeckFile {
    pub(crate) path: PathBuf,
    /// `None` where it does not hold.
    pub(crate) deck: Option<Deck>,
    /// Of a file that was read to be brought in.
    pub(crate) hash: Option<FileHash>,
    pub(crate) problems: Vec<Problem>,
}

impl DeckFile {
    /// A file of which nothing else is known.
    fn refused(path: &Path, problems: Vec<Problem>) -> Self {
        Self { path: path.to_path_buf(), deck: None, hash: None, problems }
    }

    /// Refuses a deck that holds by itself; its text is read again for the places.
    pub(crate) fn refuse(&mut self, clashes: &[Clash]) {
        self.deck = None;
        self.problems.extend(match text_of(&self.path, &DECK) {
            Ok(text) => deck::clashes(text, clashes),
            Err(unread) => unread.problem(),
        });
        self.problems.sort_by_key(|problem| (problem.line, problem.column));
    }
}

/// A problem as other programs read it.
#[derive(Debug, Serialize)]
pub(crate) struct ProblemLine {
    file: String,
    line: u32,
    column: u32,
    code: String,
    severity: &'static str,
    message: String,
    help: String,
}

impl ProblemLine {
    fn of(path: &Path, problem: &Problem) -> Self {
        Self {
            file: path.display().to_string(),
            line: problem.line,
            column: problem.column,
            code: problem.code.to_owned(),
            severity: severity(problem.severity),
            message: problem.message.clone(),
            help: problem.help.clone(),
        }
    }
}

/// As [`ProblemLine::of`], of all that is wrong in a file.
pub(crate) fn problem_lines(path: &Path, problems: &[Problem]) -> Vec<ProblemLine> {
    problems.iter().map(|problem| ProblemLine::of(path, problem)).collect()
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// What the decks are read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    /// To bring them in.
    Whole,
    /// For what is wrong alone; the decks come without their notes, but for those that had another
    /// name.
    Errors,
    /// For what is poor too; the decks come as for errors alone.
    Lint,
}

/// Reads the decks at these paths: files, and the `.toml` files in folders. What cannot be read, or does
/// not go together, has that as its problem.
pub(crate) fn read(paths: &[PathBuf], look: Look) -> Vec<DeckFile> {
    let places: Vec<Place<'_>> = paths.iter().map(|path| Place::at(path)).collect();
    let jobs: Vec<(&Path, Named)> = places.iter().flat_map(Place::files).collect();
    let read = |path: &Path, named| read_one(path, look, named);
    let mut results = on_all_processors(&jobs, MANY_TO_READ, read).into_iter();
    let mut files = Vec::with_capacity(jobs.len());
    for place in &places {
        let before = files.len();
        for ((path, _), result) in place.files().zip(results.by_ref()) {
            match result {
                Some(file) => files.push(file),
                None => say_passed_over(path),
            }
        }
        let unread = place.unread.iter();
        files.extend(unread.map(|(path, error)| DeckFile::refused(path, missing(error))));
        if files.len() == before {
            files.push(DeckFile::refused(place.path, without_decks(place.path)));
        }
    }
    let mut seen = HashSet::new();
    files.retain(|file| {
        seen.insert(std::fs::canonicalize(&file.path).unwrap_or_else(|_| file.path.clone()))
    });
    refuse_clashes(&mut files);
    files
}

fn without_decks(folder: &Path) -> Vec<Problem> {
    let why = format!("there are no decks in {}", folder.display());
    let help = "A deck is a .toml file with a [deck] table; `pauk deck new FILE` writes one to \
                start from.";
    deck::unreadable(&why, help)
}

fn say_passed_over(path: &Path) {
    super::context::say(&format!("note: {} is no deck and was passed over", path.display()));
}

/// The decks at these paths, where each of their files is known by its hash: each holds what its file
/// says. `None` where anything else must be said of them, which [`read`] will.
pub(crate) fn unchanged(
    paths: &[PathBuf],
    known: &HashMap<FileHash, DeckId>,
) -> Option<Vec<DeckId>> {
    if known.is_empty() {
        return None;
    }
    let places: Vec<Place<'_>> = paths.iter().map(|path| Place::at(path)).collect();
    if places.iter().any(|place| !place.unread.is_empty()) {
        return None;
    }
    let jobs: Vec<(&Path, Named)> = places.iter().flat_map(Place::files).collect();
    let deck_of = |path: &Path, _| known.get(&hash_of(path).ok()?);
    let mut found = on_all_processors(&jobs, MANY_TO_HASH, deck_of).into_iter();
    let (mut decks, mut passed_over) = (Vec::with_capacity(jobs.len()), Vec::new());
    for place in &places {
        let before = decks.len();
        for ((path, named), deck) in place.files().zip(found.by_ref()) {
            match deck {
                Some(deck) => decks.push(deck.clone()),
                None if named == Named::ByFolder && !is_deck(&bytes_of(path, &DECK).ok()?) => {
                    passed_over.push(path);
                }
                None => return None,
            }
        }
        if decks.len() == before {
            return None;
        }
    }
    let different: HashSet<&DeckId> = decks.iter().collect();
    if different.len() < decks.len() {
        return None;
    }
    passed_over.into_iter().for_each(say_passed_over);
    Some(decks)
}

/// The hash of a file that may be a deck.
fn hash_of(path: &Path) -> io::Result<FileHash> {
    if !std::fs::metadata(path)?.is_file() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let file = std::fs::File::open(path)?.take(DECK.largest as u64 + 1);
    FileHash::reading(&mut BufReader::with_capacity(64 << 10, file))
}

/// So many bytes are read before another processor has begun.
const MANY_TO_READ: u64 = 4 << 10;

/// So many bytes are hashed before another processor has begun.
const MANY_TO_HASH: u64 = 1 << 20;

/// Does something with each file, on all processors where together they have so many bytes, and gives
/// what came of each in their order.
fn on_all_processors<T: Send>(
    jobs: &[(&Path, Named)],
    many: u64,
    work: impl Fn(&Path, Named) -> T + Sync,
) -> Vec<T> {
    let size = |(path, _): &(&Path, Named)| std::fs::metadata(path).map_or(0, |data| data.len());
    let sizes: Vec<u64> = jobs.iter().map(size).collect();
    let processors = if sizes.iter().sum::<u64>() < many {
        1
    } else {
        std::thread::available_parallelism().map_or(1, usize::from)
    };
    // The largest first, so that none is left for one processor at the end.
    let mut order: Vec<usize> = (0..jobs.len()).collect();
    order.sort_by_key(|at| Reverse(sizes[*at]));
    let next = AtomicUsize::new(0);
    let share = || {
        let mine = std::iter::from_fn(|| {
            let at = *order.get(next.fetch_add(1, Ordering::Relaxed))?;
            let (path, named) = jobs[at];
            Some((at, work(path, named)))
        });
        mine.collect::<Vec<_>>()
    };
    let mut results = std::thread::scope(|scope| {
        let helpers = 1..processors.min(jobs.len());
        let helpers: Vec<_> = helpers.map(|_| scope.spawn(share)).collect();
        let mut results = share();
        for helper in helpers {
            results.extend(helper.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        results
    });
    results.sort_by_key(|(at, _)| *at);
    results.into_iter().map(|(_, result)| result).collect()
}

/// What is known of a text file before it is read.
pub(crate) struct Kind {
    pub(crate) largest: usize,
    /// The limit in words.
    pub(crate) limit: &'static str,
    /// What to do about a larger one.
    pub(crate) way_out: &'static str,
}

const DECK: Kind =
    Kind { largest: deck::LARGEST_FILE, limit: "16 MB", way_out: "Make several decks of it." };

/// Why a file that somebody else may have written cannot be read as a text.
pub(crate) enum Unread {
    /// What the system says.
    System(io::Error),
    /// A pipe or a device.
    Irregular,
    TooLarge {
        limit: &'static str,
        way_out: &'static str,
    },
    NoText(FromUtf8Error),
}

const IRREGULAR: (&str, &str) =
    ("it is no regular file", "It must be a text file; folders, pipes and devices are not read.");

impl Unread {
    /// As the failure of a command that needs the file.
    pub(crate) fn failure(&self, path: &Path) -> Failure {
        let refuse = |why: &str| Failure::mend(format!("{}: {why}", path.display()));
        match self {
            Self::System(error) => Failure::file(path, error),
            Self::Irregular => refuse(IRREGULAR.0).hint(IRREGULAR.1),
            Self::TooLarge { limit, way_out } => {
                refuse(&format!("it is larger than {limit}")).hint(*way_out)
            }
            Self::NoText(error) => {
                let at = error.utf8_error().valid_up_to();
                let line = memchr::memchr_iter(b'\n', &error.as_bytes()[..at]).count() + 1;
                refuse(&format!("line {line}: it is not UTF-8 text"))
                    .hint("Save the file as UTF-8 in your editor.")
            }
        }
    }

    /// As a problem of the deck that the file should hold.
    fn problem(&self) -> Vec<Problem> {
        match self {
            Self::System(error) => missing(error),
            Self::Irregular => deck::unreadable(IRREGULAR.0, IRREGULAR.1),
            Self::TooLarge { .. } => deck::too_large(),
            Self::NoText(error) => {
                deck::no_text(error.as_bytes(), error.utf8_error().valid_up_to())
            }
        }
    }
}

/// Opens a file that somebody else may have written: no pipe, no device.
///
/// # Errors
/// What it is instead, or what the system says.
pub(crate) fn open_regular(path: &Path) -> Result<std::fs::File, Unread> {
    let data = std::fs::metadata(path).map_err(Unread::System)?;
    if !data.is_file() {
        return Err(Unread::Irregular);
    }
    std::fs::File::open(path).map_err(Unread::System)
}

/// The text of a file that somebody else may have written: no pipe, no device, no more of it than
/// there may be.
///
/// # Errors
/// What it is instead, or where it is no text.
pub(crate) fn text_of(path: &Path, kind: &Kind) -> Result<String, Unread> {
    String::from_utf8(bytes_of(path, kind)?).map_err(Unread::NoText)
}

fn bytes_of(path: &Path, kind: &Kind) -> Result<Vec<u8>, Unread> {
    let file = open_regular(path)?;
    let limit = kind.largest as u64;
    // Room for the largest file takes no memory until it is filled; and an allocator that got so much
    // back at once keeps the rest of what a deck takes for the next.
    let mut bytes = Vec::with_capacity(kind.largest + 1);
    file.take(limit + 1).read_to_end(&mut bytes).map_err(Unread::System)?;
    if bytes.len() as u64 > limit {
        return Err(Unread::TooLarge { limit: kind.limit, way_out: kind.way_out });
    }
    Ok(bytes)
}

/// Reads a file; `None` for a TOML file in a folder that is something else than a deck.
fn read_one(path: &Path, look: Look, named: Named) -> Option<DeckFile> {
    let bytes = match bytes_of(path, &DECK) {
        Ok(bytes) if named == Named::ByFolder && !is_deck(&bytes) => return None,
        Ok(bytes) => bytes,
        Err(unread) => return Some(DeckFile::refused(path, unread.problem())),
    };
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => return Some(DeckFile::refused(path, Unread::NoText(error).problem())),
    };
    let hash = (look == Look::Whole).then(|| FileHash::of(text.as_bytes()));
    let deck::Parsed { mut deck, mut problems, places } = match look {
        Look::Errors => deck::check(text),
        Look::Whole | Look::Lint => deck::parse(text),
    };
    if let (Look::Lint, Some(deck)) = (look, &mut deck) {
        problems.extend(deck::lint(deck, &places));
        problems.sort_by_key(|problem| (problem.line, problem.column));
        deck.notes.retain(|note| !note.was.is_empty());
        deck.notes.shrink_to_fit();
    }
    Some(DeckFile { path: path.to_path_buf(), deck, hash, problems })
}

/// Whether a TOML file in a folder is meant to be a deck.
fn is_deck(bytes: &[u8]) -> bool {
    ["[deck]", "[[card]]"].iter().any(|part| memmem::find(bytes, part.as_bytes()).is_some())
}

/// Refuses decks whose id another file has, and those with a name of the past that a card of another
/// file claims. It is said of the later file.
fn refuse_clashes(files: &mut [DeckFile]) {
    let found = clashes_of(files);
    for (at, clashes) in &found {
        files[*at].refuse(clashes);
    }
}

/// What does not go together, by the place of the later file.
fn clashes_of(files: &[DeckFile]) -> BTreeMap<usize, Vec<Clash>> {
    let mut found: BTreeMap<usize, Vec<Clash>> = BTreeMap::new();
    let decks =
        || files.iter().enumerate().filter_map(|(at, file)| Some((at, file.deck.as_ref()?)));
    let name = |at: usize| files[at].path.display().to_string();
    let mut seen: BTreeMap<&DeckId, usize> = BTreeMap::new();
    let mut claimed = BTreeMap::new();
    for (at, deck) in decks() {
        let first = *seen.entry(&deck.id).or_insert(at);
        if first != at {
            let clash = Clash::Id { id: deck.id.clone(), other: name(first) };
            found.entry(at).or_default().push(clash);
            continue;
        }
        for note in &deck.notes {
            for was in &note.was {
                let key = note.key(&deck.id);
                let (first, other) = claimed.entry(was).or_insert_with(|| (at, key.clone()));
                if *other != key {
                    let (was, other, place) = (was.clone(), other.clone(), name(*first));
                    found.entry(at).or_default().push(Clash::Was { key, was, other, place });
                }
            }
        }
    }
    found
}

/// A problem with its place, its line and what to do.
pub(crate) fn told(layout: &Layout, path: &Path, problem: &Problem) -> Vec<String> {
    let kind = severity(problem.severity);
    let head = format!(
        "{}:{}:{}: {kind}[{}]: {}",
        clean_line(&path.display().to_string()),
        problem.line,
        problem.column,
        problem.code,
        clean_line(&problem.message)
    );
    let number = problem.line.to_string();
    let source = clean_line(&problem.source);
    let before: String = source.chars().take(problem.caret().saturating_sub(1) as usize).collect();
    let caret = " ".repeat(crate::ui::width_of(&before));
    let margin = " ".repeat(number.len());
    let painted = match problem.severity {
        Severity::Error => layout.bad(&head),
        Severity::Warning => layout.bold(&head),
    };
    let help = format!(" {margin} = help: {}", clean_line(&problem.help));
    if source.is_empty() {
        return vec![painted, help];
    }
    vec![painted, format!(" {number} | {source}"), format!(" {margin} | {caret}^"), help]
}
