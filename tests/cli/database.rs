//! Databases that cannot be used: what is wrong is said, with what to do, and nothing is touched.

use std::fs;
use std::path::Path;

use crate::support::{Deck, Home, Ran, text};

fn learned() -> Home {
    let home = Home::with(&[Deck::basics(&["a", "b"])]);
    home.grade("t/deck:a", "good");
    home
}

/// Commands that read and commands that write.
const COMMANDS: [&[&str]; 6] = [
    &["due"],
    &["card", "list"],
    &["history", "--json"],
    &["card", "flag", "t/deck:a"],
    &["undo"],
    &["review", "--jsonl"],
];

/// Every command fails in this way and leaves the file byte for byte.
fn all_fail(home: &Home, path: &Path, status: i32, complaint: &str) {
    let before = fs::read(path).unwrap();
    for args in COMMANDS {
        let ran = home.run(["--db", text(path)].iter().chain(args)).fails(status);
        assert!(ran.err.contains(complaint), "{args:?}: {}", ran.err);
        assert!(ran.err.contains("hint: "), "{args:?} says not what to do: {}", ran.err);
        assert!(ran.err.contains(text(path)), "{args:?} names not the file: {}", ran.err);
        assert_eq!(fs::read(path).unwrap(), before, "{args:?} touched the file");
    }
}

#[test]
fn a_file_that_is_no_database_is_refused() {
    let home = Home::new();
    let notes = home.write("notes.txt", "These are my notes, and they are longer than a header.\n");
    all_fail(&home, &notes, 1, "is not a pauk database");
    let short = home.write("short.txt", "SQLite");
    all_fail(&home, &short, 1, "is not a pauk database");
    home.run(["--db", text(&home.path("home")), "due"]).fails(1);
}

#[test]
fn a_database_of_another_program_is_refused() {
    let home = Home::new();
    let path = home.path("other.db");
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("create table notes (text); pragma user_version = 1;").unwrap();
    drop(other);
    all_fail(&home, &path, 1, "is not a pauk database");
}

#[test]
fn a_database_of_a_newer_pauk_is_refused() {
    let home = learned();
    let sql = home.sql();
    sql.execute_batch("pragma wal_checkpoint(truncate); pragma user_version = 999;").unwrap();
    sql.execute_batch("pragma wal_checkpoint(truncate);").unwrap();
    drop(sql);
    all_fail(&home, &home.database(), 1, "newer pauk");
    home.run(["doctor"]).fails(1).complains("newer pauk");
}

#[test]
fn a_truncated_database_is_damaged() {
    let home = learned();
    let whole = fs::read(home.database()).unwrap();
    let path = home.write("cut.db", &whole[..whole.len() / 3]);
    for args in COMMANDS {
        let ran = home.run(["--db", text(&path)].iter().chain(args)).fails(3);
        assert!(ran.err.contains("hint: "), "{}", ran.err);
        assert_eq!(fs::read(&path).unwrap(), whole[..whole.len() / 3], "{args:?}");
    }
}

#[test]
fn a_file_of_zero_bytes_becomes_a_database_when_it_is_written() {
    let home = Home::new();
    let path = home.write("zero.db", "");
    let deck = home.deck(&Deck::basics(&["a"]));
    home.run(["--db", text(&path), "deck", "add", text(&deck)]).ok();
    assert_eq!(home.json(["--db", text(&path), "due"])["total"]["new"], 1);
}

#[test]
fn reading_a_file_of_zero_bytes_says_what_to_do() {
    let home = Home::new();
    let path = home.write("zero.db", "");
    let ran = home.run(["--db", text(&path), "due"]);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    assert_eq!(fs::read(&path).unwrap(), b"");
}

#[test]
fn a_locked_database_is_waited_for_and_then_the_holder_is_named() {
    let home = learned();
    let sql = home.sql();
    sql.execute_batch("begin immediate").unwrap();
    let ran = home.run(["card", "flag", "t/deck:a"]).fails(1).complains("locked");
    assert!(ran.err.contains("hint: "), "{}", ran.err);
    if cfg!(target_os = "linux") {
        let me = format!("process {}", std::process::id());
        assert!(ran.err.contains(&me), "no {me} in {}", ran.err);
    }
    // Readers are not held up.
    home.run(["due"]).ok();
    sql.execute_batch("rollback").unwrap();
    assert_eq!(home.card("t/deck:a")["flagged"], false);
    home.run(["card", "flag", "t/deck:a"]).ok();
}

/// Runs as somebody who may not write everywhere, as root may.
#[cfg(unix)]
fn as_nobody(home: &Home, args: &[&str]) -> Option<Ran> {
    use std::os::unix::process::CommandExt;

    if nobody_is_needed() {
        let mut command = home.command(args);
        command.uid(65_534).gid(65_534);
        // The program itself may lie where nobody else may look.
        let output = command.output().ok()?;
        return Some(Ran::new(output));
    }
    Some(home.run(args))
}

/// Whether the tests run as root, to whom no file is read-only.
#[cfg(unix)]
fn nobody_is_needed() -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata("/proc/self").is_ok_and(|data| data.uid() == 0)
}

#[cfg(unix)]
fn mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
#[cfg(unix)]
fn a_read_only_database_can_be_read_and_writing_says_what_to_do() {
    let home = learned();
    let (folder, path) = (home.path("home"), home.database());
    home.sql().execute_batch("pragma wal_checkpoint(truncate)").unwrap();
    let before = fs::read(&path).unwrap();
    mode(&home.path("."), 0o755);
    for (file_mode, folder_mode) in [(0o444, 0o555), (0o444, 0o777)] {
        mode(&path, file_mode);
        mode(&folder, folder_mode);
        let Some(read) = as_nobody(&home, &["due"]) else {
            eprintln!("SKIPPED a_read_only_database: another user cannot run the program here");
            return;
        };
        let read = read.ok();
        assert!(read.out.contains("t/deck"), "{read:?}");
        for args in [&["card", "flag", "t/deck:a"][..], &["card", "reset", "t/deck:a"], &["undo"]] {
            let ran = as_nobody(&home, args).unwrap().fails(1);
            assert!(ran.err.contains("cannot be written"), "{args:?}: {}", ran.err);
            assert!(ran.err.contains("hint: "), "{args:?}: {}", ran.err);
        }
        assert_eq!(fs::read(&path).unwrap(), before);
    }
    mode(&folder, 0o755);
    mode(&path, 0o600);
    assert_eq!(home.card("t/deck:a")["flagged"], false);
}

#[test]
fn a_database_in_a_folder_that_cannot_be_made_is_named() {
    let home = Home::new();
    home.write("file", "x");
    let deck = home.deck(&Deck::basics(&["a"]));
    let ran = home.run(["--db", "file/pauk.db", "deck", "add", text(&deck)]).fails(1);
    assert!(ran.err.contains("file"), "{}", ran.err);
}

/// A small file system of its own, where the tests may make one.
#[cfg(target_os = "linux")]
struct SmallDisk(std::path::PathBuf);

#[cfg(target_os = "linux")]
impl SmallDisk {
    fn at(path: std::path::PathBuf) -> Option<Self> {
        fs::create_dir(&path).ok()?;
        let options = ["-t", "tmpfs", "-o", "size=512k", "tmpfs", text(&path)];
        let mounted = std::process::Command::new("mount").args(options).output();
        mounted.is_ok_and(|ran| ran.status.success()).then_some(Self(path))
    }
}

#[cfg(target_os = "linux")]
impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg(&self.0).output();
    }
}

#[test]
#[cfg(target_os = "linux")]
fn on_a_full_disk_nothing_is_lost_and_the_learner_is_told() {
    let home = learned();
    let Some(disk) = SmallDisk::at(home.path("disk")) else {
        eprintln!("SKIPPED on_a_full_disk: no file system can be mounted here");
        return;
    };
    let path = disk.0.join("pauk.db");
    home.sql().execute_batch("pragma wal_checkpoint(truncate)").unwrap();
    fs::copy(home.database(), &path).unwrap();
    let db = text(&path);
    let before = home.json(["--db", db, "card", "list"]);
    // Room for nothing more.
    let _ = fs::write(disk.0.join("ballast"), vec![1; 1 << 20]);
    let ran = home.run(["--db", db, "card", "flag", "t/deck:a"]).fails(1).complains("full");
    assert!(ran.err.contains("hint: "), "{}", ran.err);
    let answers = "{\"do\":\"reveal\"}\n{\"do\":\"grade\",\"grade\":\"good\"}\n";
    let ran = home.pipe(["--db", db, "review", "--jsonl"], answers).fails(1).complains("full");
    assert!(!ran.out.contains("recorded"), "{}", ran.out);
    fs::remove_file(disk.0.join("ballast")).unwrap();
    assert_eq!(home.json(["--db", db, "card", "list"]), before);
    home.run(["--db", db, "card", "flag", "t/deck:a"]).ok();
    home.run(["--db", db, "doctor"]).ok();
}

#[test]
#[cfg(unix)]
fn the_database_is_for_the_learners_eyes_only() {
    use std::os::unix::fs::PermissionsExt;
    let home = learned();
    let mode = fs::metadata(home.database()).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0, "{mode:o}");
}

#[test]
fn a_database_that_is_called_memory_is_a_file_all_the_same() {
    let home = Home::new();
    let deck = home.deck(&Deck::basics(&["a"]));
    home.run(["--db", ":memory:", "deck", "add", text(&deck)]).ok();
    home.run(["--db", ":memory:", "deck", "list"]).ok().says("t/deck");
    assert!(home.path(":memory:").exists());
}

#[test]
fn a_path_that_leads_through_a_file_is_told_and_no_empty_database() {
    let home = Home::new();
    let file = home.write("notes.txt", "notes");
    let database = file.join("pauk.db");
    let database = text(&database);
    for args in
        [&["due"][..], &["doctor"], &["backup", "now"], &["config", "set", "new-per-day", "3"]]
    {
        let ran = home.run([&["--db", database], args].concat()).fails(1);
        assert!(
            ran.err.contains("notes.txt/pauk.db: a part of the path is no folder"),
            "{}",
            ran.err
        );
        assert!(ran.err.contains("hint: "), "{}", ran.err);
    }
    assert_eq!(std::fs::read(file).unwrap(), b"notes");
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_entered_is_told_and_no_empty_database() {
    use std::os::unix::fs::PermissionsExt;

    let home = Home::with(&[Deck::basics(&["a"])]);
    let mode = |mode| {
        let mode = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(home.path("home"), mode).unwrap();
    };
    mode(0o000);
    if std::fs::metadata(home.database()).is_ok() {
        mode(0o700);
        eprintln!("SKIPPED: who runs the tests may look everywhere");
        return;
    }
    let database = home.database();
    for args in [&["due"][..], &["doctor"], &["backup", "now"]] {
        let ran = home.run([&["--db", text(&database)], args].concat());
        assert!(ran.err.contains("pauk.db: its permissions do not allow it"), "{}", ran.err);
        assert_eq!(ran.status, Some(1));
    }
    mode(0o700);
}

#[cfg(unix)]
#[test]
fn where_the_database_is_a_link_the_file_behind_it_is_replaced_and_kept() {
    let home = Home::with(&[Deck::basics(&["a", "b"])]);
    home.sql().execute_batch("pragma wal_checkpoint(truncate)").unwrap();
    std::fs::create_dir(home.path("real")).unwrap();
    let real = home.path("real/cards.db");
    std::fs::rename(home.database(), &real).unwrap();
    std::os::unix::fs::symlink("../real/cards.db", home.database()).unwrap();
    home.grade("t/deck:a", "good");
    let before = home.knowledge();
    let name = home.json(["backup", "now"])["backup"]["name"].as_str().unwrap().to_owned();
    home.grade("t/deck:b", "good");

    let after = home.knowledge();
    let kept = home.json(["backup", "restore", &name, "--yes"])["kept"].clone();
    assert!(std::fs::symlink_metadata(home.database()).unwrap().is_symlink());
    assert_eq!(home.knowledge(), before);
    assert_eq!(home.json(["--db", text(&real), "card", "list"])["cards"], before.0);
    assert_eq!(home.json(["--db", kept.as_str().unwrap(), "card", "list"])["cards"], after.0);
    home.assert_sound();
}
