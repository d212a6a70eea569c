//! Where deck files lie: the paths that were named, and what is found in folders.
//!
//! Hidden files and folders are passed over. What stands in the files is read elsewhere.

use std::io;
use std::path::{Path, PathBuf};

use crate::deck::{Problem, unreadable};
use crate::store::in_words;

/// Deeper folders than this are not looked into.
const DEEPEST: usize = 32;

/// How a file came to be read: one in a folder may be something else than a deck.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    Itself,
    ByFolder,
}

/// What a path leads to.
pub(super) struct Place<'p> {
    pub(super) path: &'p Path,
    /// The files found in a folder; `None` of a file.
    found: Option<Vec<PathBuf>>,
    /// What leads nowhere, and folders that cannot be read.
    pub(super) unread: Vec<(PathBuf, io::Error)>,
}

impl<'p> Place<'p> {
    /// Looks into the folder, if it is one.
    pub(super) fn at(path: &'p Path) -> Self {
        match std::fs::metadata(path) {
            Ok(data) if data.is_dir() => {
                let (mut found, mut unread) = (Vec::new(), Vec::new());
                collect(path, 0, &mut found, &mut unread);
                Self { path, found: Some(found), unread }
            }
            Ok(_) => Self { path, found: None, unread: Vec::new() },
            Err(error) => {
                let unread = vec![(path.to_path_buf(), error)];
                Self { path, found: Some(Vec::new()), unread }
            }
        }
    }

    /// The files in their order.
    pub(super) fn files(&self) -> impl Iterator<Item = (&Path, Named)> {
        let (file, found) = match &self.found {
            None => (Some((self.path, Named::Itself)), &[][..]),
            Some(found) => (None, &found[..]),
        };
        file.into_iter().chain(found.iter().map(|path| (path.as_path(), Named::ByFolder)))
    }
}

/// What to say where the system does not let a path be read.
pub(super) fn missing(error: &io::Error) -> Vec<Problem> {
    let help = match error.kind() {
        io::ErrorKind::NotFound => "Name a deck file, or a folder with decks.",
        _ => "Make it readable, or name another one.",
    };
    unreadable(&in_words(error), help)
}

fn collect(
    folder: &Path,
    depth: usize,
    found: &mut Vec<PathBuf>,
    unread: &mut Vec<(PathBuf, io::Error)>,
) {
    if depth > DEEPEST {
        return;
    }
    let entries = std::fs::read_dir(folder).and_then(|entries| entries.collect::<Result<_, _>>());
    let entries: Vec<std::fs::DirEntry> = match entries {
        Ok(entries) => entries,
        Err(error) => {
            unread.push((folder.to_path_buf(), error));
            return;
        }
    };
    let mut paths: Vec<PathBuf> = entries.iter().map(std::fs::DirEntry::path).collect();
    paths.sort();
    for path in paths {
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        let Ok(data) = std::fs::symlink_metadata(&path) else { continue };
        if hidden {
            continue;
        }
        if data.is_dir() {
            collect(&path, depth + 1, found, unread);
        } else if path.extension().is_some_and(|ending| ending == "toml")
            && std::fs::metadata(&path).is_ok_and(|data| data.is_file())
        {
            found.push(path);
        }
    }
}
