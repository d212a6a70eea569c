//! Files that a command writes where the learner says.
//!
//! Each is made beside its place and renamed, so that a half-written one never has the name of a
//! whole one, and a link at that place is replaced and not followed. What is neither a file nor a
//! link, a device say, is left alone.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use tempfile::NamedTempFile;

use super::failure::Failure;

/// Whose eyes a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Eyes {
    /// The learner's only, as all that tells of them.
    Own,
    /// Everybody's, as far as the system lets new files be read.
    All,
}

/// Writes a whole text, in the place of what was there.
pub(crate) fn write_whole(path: &Path, text: &str, eyes: Eyes) -> Result<(), Failure> {
    write_with(path, eyes, |out| {
        out.write_all(text.as_bytes()).map_err(|error| Failure::file(path, &error))
    })
}

/// Writes what `tell` says, in the place of what was there.
pub(crate) fn write_with(
    path: &Path,
    eyes: Eyes,
    tell: impl FnOnce(&mut dyn Write) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let is_other = |data: std::fs::Metadata| !data.is_file() && !data.is_symlink();
    if std::fs::symlink_metadata(path).is_ok_and(is_other) {
        return Err(Failure::mend(format!("{}: it is no regular file", path.display()))
            .hint("Name a file; what lies there was left alone."));
    }
    let file = made(path, eyes, tell)?;
    file.persist(path).map_err(|error| Failure::file(path, &error.error))?;
    Ok(())
}

/// Writes a whole text where nothing is; what is there stays as it is.
pub(crate) fn write_new(path: &Path, text: &str, eyes: Eyes) -> Result<(), Failure> {
    let file = made(path, eyes, |out| {
        out.write_all(text.as_bytes()).map_err(|error| Failure::file(path, &error))
    })?;
    match file.persist_noclobber(path) {
        Ok(_) => Ok(()),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
            Err(Failure::file(path, &error.error).hint("It is left as it is; name another file."))
        }
        Err(error) => Err(Failure::file(path, &error.error)),
    }
}

/// The file under a name of its own, beside its place.
fn made(
    path: &Path,
    eyes: Eyes,
    tell: impl FnOnce(&mut dyn Write) -> Result<(), Failure>,
) -> Result<NamedTempFile, Failure> {
    let named = |error: io::Error| Failure::file(path, &error);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut builder = tempfile::Builder::new();
    builder.prefix(".pauk-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;

        let mode = match eyes {
            Eyes::Own => 0o600,
            Eyes::All => 0o644,
        };
        builder.permissions(std::fs::Permissions::from_mode(mode));
    }
    #[cfg(not(unix))]
    let (Eyes::Own | Eyes::All) = eyes;
    let folder = folder.unwrap_or(Path::new("."));
    let mut file = builder.tempfile_in(folder).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => {
            Failure::mend(format!("{}: there is no folder {}", path.display(), folder.display()))
                .hint("Make the folder first, or name another file.")
        }
        _ => named(error),
    })?;
    let mut out = BufWriter::new(&mut file);
    tell(&mut out)?;
    out.flush().map_err(named)?;
    drop(out);
    file.as_file().sync_all().map_err(named)?;
    Ok(file)
}
