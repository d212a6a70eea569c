//! Copies that a program which synchronises folders left beside the database.
//!
//! Such a program makes one where two machines wrote in one file; the reviews in it are nowhere
//! else. They are only noticed here: merging them is the learner's choice.

use std::path::{Path, PathBuf};

/// The files beside the database that look like its copies, in the order of their names.
pub(crate) fn copies_beside(database: &Path) -> Vec<PathBuf> {
    let folder = database.parent().filter(|folder| !folder.as_os_str().is_empty());
    let (Some(stem), Ok(entries)) =
        (database.file_stem(), std::fs::read_dir(folder.unwrap_or(Path::new("."))))
    else {
        return Vec::new();
    };
    let stem = stem.to_string_lossy();
    let mut copies: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let ending = path.extension().is_some_and(|ending| ending == "db");
            ending && name.strip_prefix(&*stem).is_some_and(is_conflict)
        })
        .collect();
    copies.sort();
    copies
}

/// What stands behind the database's name: ` (conflicted copy of …).db`, `.sync-conflict-….db`,
/// ` 2.db`, ` (1).db`.
fn is_conflict(rest: &str) -> bool {
    let rest = rest.to_lowercase();
    let rest = rest.trim_end_matches(".db");
    let number = rest.trim_start().trim_start_matches('(').trim_end_matches(')');
    rest.contains("conflict")
        || (rest.starts_with(' ')
            && !number.is_empty()
            && number.bytes().all(|b| b.is_ascii_digit()))
}
