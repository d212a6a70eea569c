//! Where commands write: only at the place that was named, whole or not at all, never through a
//! link, and for the learner's eyes only.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use crate::support::{Deck, Home};

/// Everything that writes a file where it is told to, with `FILE` for that place.
const WRITERS: [&[&str]; 8] = [
    &["log", "export", "FILE.jsonl"],
    &["quiz", "--print", "FILE.md"],
    &["quiz", "--print", "FILE.html"],
    &["quiz", "--key", "FILE.md"],
    &["quiz", "--key", "FILE.html"],
    &["stats", "--html", "FILE.html"],
    &["deck", "new", "FILE.toml", "--id", "new"],
    &["man", "FILE"],
];

fn learned() -> Home {
    let home = Home::with(&[Deck::basics(&["a", "b"])]);
    home.grade("t/deck:a", "good");
    home
}

/// Where a writer writes, given the name that stands for `FILE`.
fn aimed(writer: &[&str], name: &str) -> (Vec<String>, PathBuf) {
    let args: Vec<String> = writer.iter().map(|arg| arg.replace("FILE", name)).collect();
    let place = writer.iter().position(|arg| arg.contains("FILE")).expect("a place");
    let path = PathBuf::from(&args[place]);
    let path = if writer[0] == "man" { path.join("pauk-review.1") } else { path };
    (args, path)
}

fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path).expect("it is there").permissions().mode() & 0o777
}

/// All files of a folder and what is in them; links by what they point at.
fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_symlink() {
                let target = fs::read_link(&path).expect("a link");
                found.insert(path, target.into_os_string().into_encoded_bytes());
            } else if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = fs::read(&path).expect("a file");
                found.insert(path, bytes);
            }
        }
    }
    found
}

#[test]
fn what_is_written_is_for_the_learners_eyes_only() {
    let home = learned();
    for (number, writer) in WRITERS.into_iter().enumerate() {
        let (args, path) = aimed(writer, &format!("out{number}"));
        home.run(&args).ok();
        // The manual tells nothing of anybody.
        let wanted = if args[0] == "man" { 0o644 } else { 0o600 };
        assert_eq!(mode(&home.path("").join(path)), wanted, "{args:?}");
    }
}

#[test]
fn nothing_is_written_but_what_was_named() {
    let home = learned();
    for (number, writer) in WRITERS.into_iter().enumerate() {
        let (args, path) = aimed(writer, &format!("only{number}"));
        let mut before = contents(&home.path(""));
        home.run(&args).ok();
        let mut after = contents(&home.path(""));
        let is_named = |path: &Path| path.to_string_lossy().contains(&format!("only{number}"));
        assert!(after.contains_key(&home.path("").join(&path)), "{args:?}");
        after.retain(|path, _| !is_named(path));
        // The database's own files may change by being opened.
        for files in [&mut before, &mut after] {
            files.retain(|path, _| !path.to_string_lossy().contains("home/pauk.db"));
        }
        assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>(), "{args:?}");
        assert!(before == after, "{args:?} changed another file");
    }
}

#[test]
fn a_link_at_the_place_is_replaced_and_not_followed() {
    let home = learned();
    for (number, writer) in WRITERS.into_iter().enumerate() {
        let victim = home.write(&format!("victim{number}"), "untouched");
        let (args, path) = aimed(writer, &format!("link{number}"));
        let path = home.path("").join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("the folder");
        symlink(&victim, &path).expect("a link");
        let ran = home.run(&args);
        if args[1] == "new" {
            ran.fails(1).complains("left as it is");
            assert!(path.is_symlink(), "{args:?}");
        } else {
            ran.ok();
            assert!(!path.is_symlink() && path.is_file(), "{args:?}");
        }
        assert_eq!(fs::read_to_string(&victim).expect("the victim"), "untouched", "{args:?}");
        assert_eq!(
            fs::read_dir(home.path(""))
                .unwrap()
                .filter(|entry| {
                    entry.as_ref().unwrap().file_name().to_string_lossy().starts_with(".pauk-")
                })
                .count(),
            0,
            "{args:?} left something"
        );
    }
}

#[test]
fn a_link_that_leads_nowhere_is_not_followed_either() {
    let home = learned();
    for (number, writer) in WRITERS.into_iter().enumerate() {
        let nowhere = home.path(&format!("nowhere{number}"));
        let (args, path) = aimed(writer, &format!("dangling{number}"));
        let path = home.path("").join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("the folder");
        symlink(&nowhere, &path).expect("a link");
        let _ = home.run(&args);
        assert!(!nowhere.exists(), "{args:?} wrote where the link leads");
    }
}

#[test]
fn what_is_no_file_is_left_alone() {
    let home = learned();
    for (number, writer) in WRITERS.into_iter().enumerate() {
        let (args, path) = aimed(writer, &format!("folder{number}"));
        let path = home.path("").join(path);
        fs::create_dir_all(&path).expect("a folder");
        let _ = home.run(&args).fails(1);
        assert!(path.is_dir(), "{args:?}");
    }
}

#[test]
fn the_settings_replace_a_link_and_an_editor_gets_no_shell() {
    let home = learned();
    let victim = home.write("victim", "plain = \"false\"\n");
    symlink(&victim, home.path("home/config.toml")).expect("a link");
    home.run(["config", "set", "plain", "true"]).ok();
    assert_eq!(fs::read_to_string(&victim).expect("the victim"), "plain = \"false\"\n");
    assert_eq!(mode(&home.path("home/config.toml")), 0o600);
    let editor = format!("/bin/true; touch {} #", home.path("pwned").display());
    let mut command = home.command(["card", "edit", "t/deck:a"]);
    let ran = crate::support::Ran::of(command.env("EDITOR", &editor));
    ran.fails(1).complains("did not start");
    let mut command = home.command(["card", "edit", "t/deck:a"]);
    let ran =
        crate::support::Ran::of(command.env("EDITOR", "/bin/echo $(touch pwned) `touch pwned`"));
    let _ = ran.says("$(touch pwned)");
    assert!(!home.path("pwned").exists());
}

#[test]
fn the_text_that_is_edited_is_for_the_learners_eyes_only_and_goes() {
    let home = learned();
    let seen = home.path("seen");
    let editor = home.editor(&format!("stat -c '%a %n' \"$1\" > {}", seen.display()));
    let mut command = home.command(["card", "edit", "t/deck:a"]);
    command.env("EDITOR", &editor);
    let _ = crate::support::Ran::of(&mut command);
    let seen = fs::read_to_string(seen).expect("what the editor saw");
    let (mode, path) = seen.trim().split_once(' ').expect("a mode and a name");
    assert_eq!(mode, "600");
    assert!(!Path::new(path).exists(), "{path} is left");
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let home = Home::with(&[Deck::basics(&["a"])]);
    for args in [
        &["log", "export", "no/such/file"][..],
        &["stats", "--html", "no/such/file"],
        &["deck", "new", "no/such/file.toml"],
    ] {
        let ran = home.run(args).fails(1);
        assert!(ran.err.contains("there is no folder no/such"), "{args:?}: {}", ran.err);
        assert!(ran.err.contains("hint: "), "{args:?}: {}", ran.err);
    }
}

#[test]
fn what_the_system_says_is_said_once() {
    let home = Home::new();
    let file = home.write("notes.txt", "notes");
    let ran = {
        let mut command = home.command(["config", "set", "new-per-day", "3"]);
        crate::support::Ran::of(command.env("PAUK_HOME", &file)).fails(1)
    };
    let said = ran.err.lines().next().unwrap();
    assert_eq!(said.matches("no folder").count(), 1, "{said}");
    assert!(said.contains("notes.txt") && !said.contains("os error"), "{said}");
}

#[cfg(target_os = "linux")]
#[test]
fn an_output_that_is_full_is_told_once_with_what_to_do() {
    let home = Home::with(&[Deck::basics(&["a"])]);
    for args in [&["log", "export", "-"][..], &["deck", "list"]] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let mut command = home.command(args);
        let output = command.stdout(full).stderr(std::process::Stdio::piped()).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(said.matches("the disk is full").count(), 1, "{args:?}: {said}");
        assert!(said.contains("hint: ") && !said.contains("os error"), "{args:?}: {said}");
        assert_eq!(output.status.code(), Some(1));
    }
}
