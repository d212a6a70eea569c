//! What the program does for those who run it: short stories, one file a command.

#[allow(dead_code, reason = "the stories of faults use more of it")]
mod support;

mod backup;
mod breaks;
mod card;
mod config;
mod database;
mod deck;
mod deck_files;
mod doctor;
mod durability;
mod everywhere;
mod history;
mod import;
mod jsonl;
mod log;
mod migration;
mod review;
mod terminal;
#[cfg(unix)]
mod writing;
