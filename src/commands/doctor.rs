//! `pauk doctor`: whether the database is sound.

use clap::Args;
use serde_json::json;

use super::context::{Context, print, print_json};
use super::failure::{Failure, Kind};
use super::settings::Settings;
use crate::store::{Access, Check, Salvaged, Store, StoreError};
use crate::ui::plural;

/// Check the database: SQLite's own checks, and every cache against the log
#[derive(Debug, Args)]
pub(crate) struct DoctorArgs {
    /// Make the caches anew from the log; of a damaged file, save what can be read into a new one
    #[arg(long)]
    repair: bool,
}

pub(crate) fn run(context: &Context, args: &DoctorArgs) -> Result<(), Failure> {
    let path = context.database()?;
    if !path.exists() {
        return Err(StoreError::Missing { path }.into());
    }
    context.tell_conflicts()?;
    let salvaged = if args.repair { repair(context)? } else { None };
    let checks = match context.store(Access::Read).and_then(|store| Ok(store.doctor()?)) {
        Ok(checks) => checks,
        Err(failure) if failure.kind == Kind::Damage || context.global.json => {
            vec![Check { name: "open", ok: false, detail: failure.lines().join(" ") }]
        }
        Err(failure) => return Err(failure),
    };
    let ok = checks.iter().all(|check| check.ok);
    if context.global.json {
        let checks: Vec<_> = checks
            .iter()
            .map(|check| json!({"name": check.name, "ok": check.ok, "detail": check.detail}))
            .collect();
        let salvaged = salvaged.map(|salvaged| {
            json!({
                "events": salvaged.events, "texts": salvaged.texts, "lost": salvaged.lost,
                "kept": salvaged.kept.display().to_string(),
            })
        });
        print_json(&json!({
            "schema": "pauk/doctor/1", "ok": ok, "checks": checks, "salvaged": salvaged,
        }))?;
    } else {
        let layout = context.layout(&Settings::default());
        let mut lines = Vec::new();
        if let Some(salvaged) = salvaged {
            let (events, texts) = (salvaged.events as u64, salvaged.texts as u64);
            lines.push(format!(
                "salvaged {} and {}; {} lost, and what may have followed the last",
                plural(events, "event"),
                plural(texts, "text"),
                plural(salvaged.lost as u64, "event")
            ));
            let kept = crate::escape::clean_line(&salvaged.kept.display().to_string());
            lines.push(format!("the damaged file is kept in {kept}"));
        }
        for check in &checks {
            let sign = if check.ok { "ok    " } else { "FAILED" };
            let head = format!("{sign}  {:<13}", check.name);
            lines.extend(layout.hang(&check.detail, &head, "                     "));
        }
        print(&lines)?;
    }
    if ok {
        return Ok(());
    }
    Err(Failure::damage("the database is not sound")
        .hint("`pauk doctor --repair` makes the caches anew from the log, after a copy, or saves what can be read.")
        .hint("`pauk backup list` shows older copies."))
}

/// Something comes back where the file was so damaged that a new one had to be made.
fn repair(context: &Context) -> Result<Option<Salvaged>, Failure> {
    let made_anew = |mut store: Store| -> Result<bool, StoreError> {
        if !store.is_intact()? {
            return Ok(false);
        }
        store.backup_now(context.now())?;
        store.refold()?;
        Ok(store.doctor()?.iter().all(|check| check.ok))
    };
    match context.try_store(Access::Write)?.and_then(made_anew) {
        Ok(true) => Ok(None),
        Ok(false) => context.salvage().map(Some),
        Err(error) if error.is_damage() => context.salvage().map(Some),
        Err(error) => Err(error.into()),
    }
}
