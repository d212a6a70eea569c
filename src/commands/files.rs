//! Deck files: found, read, checked, and turned into problems that people can read.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::failure::Failure;
use crate::deck::{self, Problem, Severity};
use crate::escape::clean_line;
use crate::model::{Deck, DeckId};
use crate::ui::Layout;

/// Deeper folders than this are not looked into.
const DEEPEST: usize = 32;

/// A deck file that was read.
#[derive(Debug)]
pub(crate) struct DeckFile {
    pub(crate) path: PathBuf,
    /// `None` where it does not hold.
    pub(crate) deck: Option<Deck>,
    pub(crate) problems: Vec<Problem>,
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
    pub(crate) fn of(path: &Path, problem: &Problem) -> Self {
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

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// Whether what is legal but poor is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    Errors,
    Lint,
}

/// Reads the decks at these paths: files, and the `.toml` files in folders.
///
/// # Errors
/// A path that cannot be read, a folder without decks; problems in decks are no errors here.
pub(crate) fn read(paths: &[PathBuf], look: Look) -> Result<Vec<DeckFile>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        let data = std::fs::metadata(path).map_err(|error| missing(path, &error))?;
        if data.is_dir() {
            let mut found = Vec::new();
            collect(path, 0, &mut found)?;
            let mut decks = Vec::new();
            for file in found {
                decks.extend(read_one(&file, look, Named::ByFolder)?);
            }
            if decks.is_empty() {
                return Err(Failure::mend(format!("there are no decks in {}", path.display()))
                    .hint("A deck is a .toml file with a [deck] table; `pauk deck new FILE` writes one to start from."));
            }
            files.extend(decks);
        } else {
            files.extend(read_one(path, look, Named::Itself)?);
        }
    }
    let mut seen = std::collections::HashSet::new();
    files.retain(|file| {
        seen.insert(std::fs::canonicalize(&file.path).unwrap_or_else(|_| file.path.clone()))
    });
    Ok(files)
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

/// The text of a file that somebody else may have written: no pipe, no device, no more of it than
/// there may be.
///
/// # Errors
/// What it is instead, or the line in which it is no text.
pub(crate) fn text_of(path: &Path, kind: &Kind) -> Result<String, Failure> {
    let refuse = |why: String| Failure::mend(format!("{}: {why}", path.display()));
    let data = std::fs::metadata(path).map_err(|error| missing(path, &error))?;
    if !data.is_file() {
        return Err(refuse("it is no regular file".to_owned())
            .hint("It must be a text file; folders, pipes and devices are not read."));
    }
    let mut bytes = Vec::new();
    let limit = kind.largest as u64;
    std::fs::File::open(path)
        .and_then(|file| file.take(limit + 1).read_to_end(&mut bytes))
        .map_err(|error| missing(path, &error))?;
    if bytes.len() as u64 > limit {
        return Err(refuse(format!("it is larger than {}", kind.limit)).hint(kind.way_out));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
        refuse(format!("line {line}: it is not UTF-8 text"))
            .hint("Save the file as UTF-8 in your editor.")
    })
}

fn missing(path: &Path, error: &std::io::Error) -> Failure {
    let failure = Failure::file(path, error);
    if error.kind() == std::io::ErrorKind::NotFound {
        failure.hint("Name a file that is there, or for decks a folder.")
    } else {
        failure
    }
}

fn collect(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) -> Result<(), Failure> {
    if depth > DEEPEST {
        return Ok(());
    }
    let entries = std::fs::read_dir(folder).map_err(|error| missing(folder, &error))?;
    let mut paths = Vec::new();
    for entry in entries {
        paths.push(entry.map_err(|error| missing(folder, &error))?.path());
    }
    paths.sort();
    for path in paths {
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        let Ok(data) = std::fs::symlink_metadata(&path) else { continue };
        if hidden {
            continue;
        }
        if data.is_dir() {
            collect(&path, depth + 1, found)?;
        } else if path.extension().is_some_and(|ending| ending == "toml")
            && std::fs::metadata(&path).is_ok_and(|data| data.is_file())
        {
            found.push(path);
        }
    }
    Ok(())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    Itself,
    ByFolder,
}

/// `None` for a TOML file in a folder that is something else than a deck.
fn read_one(path: &Path, look: Look, named: Named) -> Result<Option<DeckFile>, Failure> {
    let text = text_of(path, &DECK)?;
    if named == Named::ByFolder && !text.contains("[deck]") && !text.contains("[[card]]") {
        super::context::say(&format!("note: {} is no deck and was passed over", path.display()));
        return Ok(None);
    }
    let parsed = deck::parse(&text);
    let mut problems = parsed.problems;
    if let (Look::Lint, Some(deck)) = (look, &parsed.deck) {
        problems.extend(deck::lint(deck, &parsed.places));
        problems.sort_by_key(|problem| (problem.line, problem.column));
    }
    Ok(Some(DeckFile { path: path.to_path_buf(), deck: parsed.deck, problems }))
}

/// Refuses two files with one deck id, and a name of the past that two notes claim.
pub(crate) fn refuse_doubles(files: &[DeckFile]) -> Result<(), Failure> {
    let mut seen: BTreeMap<&DeckId, &Path> = BTreeMap::new();
    for file in files {
        let Some(deck) = &file.deck else { continue };
        if let Some(first) = seen.insert(&deck.id, &file.path) {
            return Err(Failure::mend(format!(
                "the deck {} stands in two files: {} and {}",
                deck.id,
                first.display(),
                file.path.display()
            ))
            .hint("One file is one whole deck: give one of them another id."));
        }
    }
    let mut claimed = BTreeMap::new();
    for deck in files.iter().filter_map(|file| file.deck.as_ref()) {
        for note in &deck.notes {
            for was in &note.was {
                let key = note.key(&deck.id);
                if let Some(other) = claimed.insert(was, key.clone()) {
                    return Err(Failure::mend(format!(
                        "both {other} and {key} say that they were {was}"
                    ))
                    .hint("A history can follow one card only: take the `was` from one of them."));
                }
            }
        }
    }
    Ok(())
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
    vec![
        painted,
        format!(" {number} | {source}"),
        format!(" {margin} | {caret}^"),
        format!(" {margin} = help: {}", clean_line(&problem.help)),
    ]
}
