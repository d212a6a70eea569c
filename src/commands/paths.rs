//! Where deck files lie: the paths that were named, and what is found in folders.
//!
//! Hidden files and folders are passed over. What stands in the files is read elsewhere.

use std::path::{Path, PathBuf};

use super::failure::Failure;

/// Deeper folders than this are not looked into.
const DEEPEST: usize = 32;

/// How a file came to be read: one in a folder may be something else than a deck.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    Itself,
    ByFolder,
}

/// What a path leads to.
pub(super) enum Place<'p> {
    File(&'p Path),
    Folder(&'p Path, Vec<PathBuf>),
}

impl<'p> Place<'p> {
    /// Looks into the folder, if it is one.
    ///
    /// # Errors
    /// A path that leads nowhere, a folder that cannot be read.
    pub(super) fn at(path: &'p Path) -> Result<Self, Failure> {
        let data = std::fs::metadata(path).map_err(|error| missing(path, &error))?;
        if !data.is_dir() {
            return Ok(Self::File(path));
        }
        let mut found = Vec::new();
        collect(path, 0, &mut found)?;
        Ok(Self::Folder(path, found))
    }

    /// The files in their order.
    pub(super) fn files(&self) -> impl Iterator<Item = (&Path, Named)> {
        let (file, found) = match self {
            Self::File(path) => (Some((*path, Named::Itself)), &[][..]),
            Self::Folder(_, found) => (None, &found[..]),
        };
        file.into_iter().chain(found.iter().map(|path| (path.as_path(), Named::ByFolder)))
    }
}

/// What to say where a path cannot be read.
pub(super) fn missing(path: &Path, error: &std::io::Error) -> Failure {
    let failure = Failure::file(path, error);
    if error.kind() == std::io::ErrorKind::NotFound {
        failure.hint("Name a deck file, or a folder with decks.")
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
