//! `pauk log`: the history of all that happened, as a file and back.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::json;

use super::context::{Context, print, print_json, say};
use super::failure::Failure;
use super::written::{Eyes, write_with};
use crate::store::{Access, StoreError};
use crate::ui::plural;

/// Export the log of all events, or merge one from another machine
#[derive(Debug, Args)]
pub(crate) struct LogArgs {
    #[command(subcommand)]
    command: LogCommand,
}

#[derive(Debug, Subcommand)]
enum LogCommand {
    /// Write the whole log as JSON lines, texts and all
    Export {
        /// Where to write it; `-` is stdout
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Merge a log; what is known already is passed over
    Import {
        /// Where to read it; `-` is stdin
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

pub(crate) fn run(context: &Context, args: &LogArgs) -> Result<(), Failure> {
    match &args.command {
        LogCommand::Export { file } => export(context, file),
        LogCommand::Import { file } => import(context, file),
    }
}

fn export(context: &Context, path: &Path) -> Result<(), Failure> {
    let store = context.store(Access::Read)?;
    if path == Path::new("-") {
        let mut out = BufWriter::new(io::stdout().lock());
        store.export_log(&mut out)?;
        out.flush().map_err(|source| StoreError::File { path: "stdout".into(), source })?;
        return Ok(());
    }
    write_with(path, Eyes::Own, |mut out| Ok(store.export_log(&mut out)?))?;
    if context.global.json {
        return print_json(&json!({
            "schema": "pauk/log-export/1", "file": path.display().to_string(),
        }));
    }
    print(&[format!("wrote {}", crate::escape::clean_line(&path.display().to_string()))])
}

/// What is wrong with a log is wrong there, and not in the database.
fn unread(name: &str, error: StoreError) -> Failure {
    match error {
        StoreError::Value { detail } => Failure::mend(format!("{name}: {detail}"))
            .hint("Nothing was imported; `pauk log export FILE` writes such a file anew."),
        StoreError::Conflict { .. } => Failure::mend(format!("{name}: {error}")).hint(
            "Two copies of one database were written apart as one device; nothing was imported.",
        ),
        other => other.into(),
    }
}

fn import(context: &Context, path: &Path) -> Result<(), Failure> {
    let counts = if path == Path::new("-") {
        let mut store = context.store(Access::Write)?;
        store
            .import_log(&mut BufReader::new(io::stdin()))
            .map_err(|error| unread("stdin", error))?
    } else {
        let named = |error: io::Error| {
            Failure::file(path, &error)
                .hint("`pauk log export FILE` writes such a file on the other machine.")
        };
        if !std::fs::metadata(path).map_err(named)?.is_file() {
            return Err(Failure::mend(format!("{}: it is no regular file", path.display())));
        }
        let file = File::open(path).map_err(named)?;
        let mut store = context.store(Access::Write)?;
        let name = path.display().to_string();
        store.import_log(&mut BufReader::new(file)).map_err(|error| unread(&name, error))?
    };
    if context.global.json {
        return print_json(&json!({
            "schema": "pauk/log-import/1", "events": counts.events, "known": counts.known,
            "texts": counts.texts, "kept_for_newer": counts.unknown, "taken_out": counts.taken_out,
        }));
    }
    let mut lines = vec![format!(
        "{} new, {} known already",
        plural(counts.events as u64, "event"),
        counts.known
    )];
    if counts.unknown > 0 {
        lines.push(format!(
            "{} of kinds that only a newer pauk understands were kept",
            plural(counts.unknown as u64, "event")
        ));
    }
    if counts.taken_out > 0 {
        say(&format!(
            "note: {} came out of a deck, since its newest version does not hold what it held here",
            plural(counts.taken_out as u64, "note")
        ));
        say("  hint: Their history is kept: brought in again, they go on where it ended.");
    }
    print(&lines)
}
