//! `pauk backup`: copies of the database, and putting one back.

use std::path::Path;

use clap::{Args, Subcommand};
use serde_json::json;

use super::context::{Context, print, print_json};
use super::failure::Failure;
use crate::store::{Access, Backup, StoreError, backup_folder, is_there, list_backups, restore};
use crate::ui::{columns, confirm};

/// Copy the database, list the copies, put one back
#[derive(Debug, Args)]
pub(crate) struct BackupArgs {
    #[command(subcommand)]
    command: BackupCommand,
}

#[derive(Debug, Subcommand)]
enum BackupCommand {
    /// Make a copy now
    Now,
    /// List the copies, newest first
    List,
    /// Put a copy in the place of the database; the present one is kept beside it
    Restore {
        /// The copy's name as listed, or its file
        name: String,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
}

pub(crate) fn run(context: &Context, args: &BackupArgs) -> Result<(), Failure> {
    match &args.command {
        BackupCommand::Now => now(context),
        BackupCommand::List => list(context),
        BackupCommand::Restore { name, yes } => put_back(context, name, *yes),
    }
}

fn now(context: &Context) -> Result<(), Failure> {
    let path = context.database()?;
    if !is_there(&path)? {
        return Err(StoreError::Missing { path }.into());
    }
    let store = context.store(Access::Write)?;
    let made = store.backup_now(context.now())?;
    if context.global.json {
        return print_json(&json!({"schema": "pauk/backup-now/1", "backup": backup_json(&made)}));
    }
    print(&[format!("copied to {}", crate::escape::clean_line(&made.path.display().to_string()))])
}

fn backup_json(backup: &Backup) -> serde_json::Value {
    json!({"name": backup.name, "file": backup.path.display().to_string(), "bytes": backup.size})
}

fn list(context: &Context) -> Result<(), Failure> {
    let path = context.database()?;
    let backups = list_backups(&path)?;
    if context.global.json {
        let backups: Vec<_> = backups.iter().map(backup_json).collect();
        return print_json(&json!({
            "schema": "pauk/backup-list/1",
            "folder": backup_folder(&path).display().to_string(), "backups": backups,
        }));
    }
    if backups.is_empty() {
        super::context::say("There are no copies yet; one a day is made before the first review.");
    }
    let rows: Vec<Vec<String>> = backups
        .iter()
        .map(|backup| {
            vec![
                crate::escape::clean_line(&backup.name),
                format!("{} kB", backup.size.div_ceil(1000)),
            ]
        })
        .collect();
    print(&columns(&rows, &[1]))
}

fn put_back(context: &Context, name: &str, yes: bool) -> Result<(), Failure> {
    let path = context.database()?;
    let backups = list_backups(&path)?;
    let by_name = backups.iter().find(|backup| backup.name == name).cloned();
    let by_file = || {
        let file = std::path::PathBuf::from(name);
        let size = std::fs::metadata(&file).ok().filter(|data| data.is_file())?.len();
        Some(Backup { path: file, name: name.to_owned(), size })
    };
    let Some(backup) = by_name.or_else(by_file) else {
        let failure = Failure::mend(format!("there is no copy `{name}`"));
        let near = crate::deck::nearest(name, backups.iter().map(|backup| backup.name.as_str()));
        return Err(match near {
            Some(near) => failure.hint(format!("Did you mean `{near}`?")),
            None => failure.hint("`pauk backup list` shows the copies."),
        });
    };
    if backup.size == 0 {
        return Err(Failure::mend(format!("{} is empty, and no copy", backup.path.display()))
            .hint("`pauk backup list` shows the copies."));
    }
    let place = |path: &Path| std::fs::canonicalize(path).ok();
    if place(&backup.path).is_some_and(|copy| place(&path) == Some(copy)) {
        return Err(Failure::mend(format!("{} is the database itself", backup.path.display()))
            .hint("`pauk backup list` shows its copies."));
    }
    if !yes {
        let question = format!(
            "Put the copy {} in the place of {}? The present database is kept beside it.",
            backup.name,
            path.display()
        );
        match confirm(&question)? {
            Some(true) => {}
            Some(false) => return Err(Failure::mend("nothing was put back")),
            None => {
                return Err(Failure::mend("a copy is put back only when somebody says yes")
                    .hint(format!("`pauk backup restore {name} --yes` does not ask.")));
            }
        }
    }
    let kept = restore(&backup, &path, context.now())?;
    // Opening it once gives the restored file a device of its own.
    drop(context.store(Access::Write)?);
    if context.global.json {
        return print_json(&json!({
            "schema": "pauk/backup-restore/1", "restored": backup_json(&backup),
            "kept": kept.map(|kept| kept.display().to_string()),
        }));
    }
    let mut lines = vec![format!("{} is back", crate::escape::clean_line(&backup.name))];
    if let Some(kept) = kept {
        let kept = crate::escape::clean_line(&kept.display().to_string());
        lines.push(format!("what was there before is kept in {kept}"));
    }
    print(&lines)
}
