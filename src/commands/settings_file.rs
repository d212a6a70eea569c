//! The settings file of this machine, which its owner may write by hand.

use std::io;
use std::path::Path;

use toml::Table;

use super::failure::Failure;
use super::settings::{Kept, check, find};

/// What a new file begins with.
pub(crate) const HEAD: &str =
    "# Settings of pauk on this machine; `pauk config list` explains them.\n";

/// What stands in the file; nothing where there is none.
///
/// # Errors
/// Whatever the disk says; the line in which it is no text.
pub(crate) fn text_of(path: &Path) -> Result<String, Failure> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(missing) if missing.kind() == io::ErrorKind::NotFound => return Ok(String::new()),
        Err(other) => return Err(Failure::file(path, &other)),
    };
    String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        wrong(path, line_at(before), "it is not UTF-8 text")
    })
}

/// The settings that the file sets.
///
/// # Errors
/// The line with what is no setting of a file, or a value that it cannot have.
pub(crate) fn read(path: &Path, text: &str) -> Result<Vec<(String, String)>, Failure> {
    let mut set = Vec::new();
    for (key, value) in table_of(path, text)? {
        let value = match value {
            toml::Value::String(text) => text,
            other => other.to_string(),
        };
        let line = line_of(text, &key).map_or(1, |line| line + 1);
        let refuse = |why: &dyn std::fmt::Display, hint: String| {
            Failure::mend(format!("{}: line {line}: {why}", path.display())).hint(hint)
        };
        match find(&key) {
            Ok((known, _)) if known.kept == Kept::Log => {
                let hint = format!("`pauk config set {key} {value}` sets it; take the line out.");
                return Err(refuse(&format!("`{key}` is not kept in this file"), hint));
            }
            Ok(_) => check(&key, &value).map_err(|error| refuse(&error, hint_of(&error)))?,
            Err(error) => return Err(refuse(&error, hint_of(&error))),
        }
        set.push((key, value));
    }
    Ok(set)
}

fn hint_of(error: &super::settings::SettingError) -> String {
    match error {
        super::settings::SettingError::Unknown { nearest: Some(near), .. } => {
            format!("Did you mean `{near}`?")
        }
        _ => "`pauk config edit` opens the settings.".to_owned(),
    }
}

/// The text with another value of a key, or without it; all else in it stays as it is.
///
/// # Errors
/// A file that cannot be read, or in which the value goes over several lines.
pub(crate) fn with(
    path: &Path,
    text: &str,
    key: &str,
    value: Option<&str>,
) -> Result<String, Failure> {
    let mut wanted = table_of(path, text)?;
    let set = value.map(|value| toml::Value::String(value.to_owned()));
    let line = set.as_ref().map(|value| format!("{key} = {value}"));
    match set {
        Some(value) => wanted.insert(key.to_owned(), value),
        None => wanted.remove(key),
    };
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    match (line_of(text, key), line) {
        (Some(at), Some(line)) => lines[at] = format!("{line}{}", comment_of(&lines[at])),
        (Some(at), None) => _ = lines.remove(at),
        (None, Some(line)) => {
            let at = lines.iter().position(|line| line.trim_start().starts_with('['));
            lines.insert(at.unwrap_or(lines.len()), line);
        }
        (None, None) => {}
    }
    let written: String = lines.iter().map(|line| format!("{line}\n")).collect();
    match written.parse::<Table>() {
        Ok(table) if table == wanted => Ok(written),
        _ => Err(Failure::mend(format!("{}: `{key}` cannot be changed in it", path.display()))
            .hint("`pauk config edit` opens the settings.")),
    }
}

fn table_of(path: &Path, text: &str) -> Result<Table, Failure> {
    text.parse().map_err(|error: toml::de::Error| {
        let at = error.span().map_or(0, |span| span.start.min(text.len()));
        wrong(path, line_at(&text.as_bytes()[..at]), error.message())
    })
}

fn wrong(path: &Path, line: usize, why: &str) -> Failure {
    Failure::mend(format!("{}: line {line}: {why}", path.display()))
        .hint("`pauk config edit` opens the settings.")
}

/// The line, from 1, behind these bytes.
fn line_at(before: &[u8]) -> usize {
    memchr::memchr_iter(b'\n', before).count() + 1
}

/// The place of the line, from 0, that sets a key which stands in no table.
fn line_of(text: &str, key: &str) -> Option<usize> {
    let sets = |line: &str| {
        let name = line.split('=').next().unwrap_or_default().trim().trim_matches(['"', '\'']);
        line.contains('=') && name == key
    };
    text.lines().take_while(|line| !line.trim_start().starts_with('[')).position(sets)
}

/// What stands behind the value in a line, with the blanks before it.
fn comment_of(line: &str) -> &str {
    let is_whole = |at: &usize| line[..*at].parse::<Table>().is_ok();
    let at = line.match_indices('#').map(|(at, _)| at).find(is_whole);
    at.map_or("", |at| &line[line[..at].trim_end().len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(text: &str, key: &str, value: Option<&str>) -> String {
        with(Path::new("f"), text, key, value).unwrap()
    }

    #[test]
    fn what_is_written_by_hand_stays() {
        let text = "# mine\ngrades = 6 # six!\n\neditor = \"vi # no\"  # yes\n";
        assert_eq!(changed(text, "grades", Some("4")), text.replace("6 #", "\"4\" #"));
        assert_eq!(changed(text, "color", Some("never")), format!("{text}color = \"never\"\n"));
        let nano = text.replace("vi # no", "nano \\\"");
        assert_eq!(
            changed(text, "editor", Some("nano \"")),
            nano.replace("\"nano \\\"\"", "'nano \"'")
        );
        assert_eq!(changed(text, "grades", None), text.replace("grades = 6 # six!\n", ""));
        assert_eq!(changed(text, "plain", None), text);
        assert_eq!(
            changed("[a]\ncolor = 1", "color", Some("auto")),
            "color = \"auto\"\n[a]\ncolor = 1\n"
        );
        let long = "editor = \"\"\"\nvi\"\"\"\n";
        assert!(with(Path::new("f"), long, "editor", Some("nano")).is_err());
    }
}
