//! Commands are killed at moments that chance chooses, alone and beside a session.
//!
//! The moments lie between the changes of the disk too: what is one to the disk may differ in the
//! memory that is shared. A moment is how long the command itself has been at work.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Child, Stdio};

use crate::commands::{self, Ended, Experiment};
use crate::lab::{Chance, Promise, runs};
use crate::support::Home;

/// The system counts the work of a program in steps; so many questions more fill one.
const STEP: usize = 300;

struct Killer {
    chance: Chance,
    /// How long the command works where it is left alone, in nanoseconds.
    life: usize,
    kills: usize,
    /// Kills that found the files of the home other than they were before the command.
    midway: usize,
}

impl Killer {
    fn of(experiment: &Experiment, seed: u64) -> Self {
        let home = (experiment.home)();
        let mut life = 1;
        let mut child = start(experiment, &home);
        while child.try_wait().expect("the program can be asked").is_none() {
            life = worked(&child).unwrap_or(life).max(life);
        }
        Self { chance: Chance::seeded(seed), life, kills: 0, midway: 0 }
    }

    fn kill(&mut self, experiment: &Experiment, home: &Home) {
        let before = files(home);
        let (moment, more) = (self.chance.below(self.life), self.chance.below(STEP));
        let mut child = start(experiment, home);
        let mut asked = 0;
        while asked < more {
            if child.try_wait().expect("the program can be asked").is_some() {
                return;
            }
            asked += usize::from(worked(&child).is_none_or(|worked| worked >= moment));
        }
        child.kill().expect("the program is killed or has ended");
        let status = child.wait().expect("the program ends");
        if status.code().is_none() {
            self.kills += 1;
            self.midway += usize::from(files(home) != before);
        }
    }
}

/// How long a program has been at work, in nanoseconds.
fn worked(child: &Child) -> Option<usize> {
    let told = std::fs::read_to_string(format!("/proc/{}/schedstat", child.id())).ok()?;
    told.split(' ').next()?.parse().ok()
}

/// All files of a home with what is in them.
fn files(home: &Home) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![home.path("home")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("the folder can be read") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = std::fs::read(&path).expect("the file can be read");
                found.insert(path, bytes);
            }
        }
    }
    found
}

fn start(experiment: &Experiment, home: &Home) -> Child {
    let mut command = experiment.command(home);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("pauk starts")
}

fn killed_at_any_moment(experiment: &Experiment, seed: u64) {
    let mut killer = Killer::of(experiment, seed);
    let mut tried = 0;
    while killer.kills < runs(5, 100) {
        let home = (experiment.home)();
        killer.kill(experiment, &home);
        tried += 1;
        let ended = Ended { out: String::new(), done: false };
        experiment.assert_sound(&home, &ended, "killed");
    }
    let Killer { kills, midway, .. } = killer;
    println!("{:?}: {kills} kills in {tried} runs, {midway} midway", experiment.args);
}

#[test]
fn of_the_first_command() {
    killed_at_any_moment(&commands::first_command(), 11);
}

#[test]
fn of_a_deck_that_comes_in() {
    killed_at_any_moment(&commands::deck_add(), 12);
}

#[test]
fn of_a_log_that_comes_in() {
    killed_at_any_moment(&commands::log_import(), 13);
}

#[test]
fn of_a_table_that_comes_in() {
    killed_at_any_moment(&commands::table_import(), 22);
}

#[test]
fn of_a_log_that_goes_out() {
    killed_at_any_moment(&commands::log_export(), 20);
}

#[test]
fn of_a_copy() {
    killed_at_any_moment(&commands::backup_now(), 14);
}

#[test]
fn of_a_copy_that_is_put_back() {
    killed_at_any_moment(&commands::backup_restore(), 15);
}

#[test]
fn of_a_repair() {
    killed_at_any_moment(&commands::repair(), 16);
}

#[test]
fn of_a_salvage() {
    killed_at_any_moment(&commands::salvage(), 19);
}

#[test]
fn of_a_migration() {
    killed_at_any_moment(&commands::migration_by_reading(), 17);
    killed_at_any_moment(&commands::migration_by_writing(), 18);
}

#[test]
fn beside_a_session() {
    let others =
        [commands::deck_add(), commands::log_import(), commands::backup_now(), commands::repair()];
    for (experiment, seed) in others.iter().zip(31..) {
        let mut killer = Killer::of(experiment, seed);
        while killer.kills < runs(3, 50) {
            let home = (experiment.home)();
            let mut promise = Promise::default();
            let mut session = home.session(["t/deck"]);
            killer.kill(experiment, &home);
            promise.told(&format!("{}\n", session.grade("good")));
            killer.kill(experiment, &home);
            promise.told(&format!("{}\n", session.grade("good")));
            session.quit();
            // Three were there before, and the log brings fifteen.
            promise.is_kept(&home, 18);
            home.run(experiment.args).ok();
            promise.is_kept(&home, 18);
        }
        let Killer { kills, midway, .. } = killer;
        println!("{:?}: {kills} kills beside a session, {midway} midway", experiment.args);
    }
}
