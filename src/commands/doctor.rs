//! `pauk doctor`: whether the database is sound.

use clap::Args;
use serde_json::json;

use super::context::{Context, print, print_json};
use super::failure::{Failure, Kind};
use super::settings::Settings;
use crate::store::{Access, Check, StoreError};

/// Check the database: SQLite's own checks, and every cache against the log
#[derive(Debug, Args)]
pub(crate) struct DoctorArgs {
    /// Make the caches anew from the log
    #[arg(long)]
    repair: bool,
}

pub(crate) fn run(context: &Context, args: &DoctorArgs) -> Result<(), Failure> {
    let path = context.database()?;
    if !path.exists() {
        return Err(StoreError::Missing { path }.into());
    }
    if args.repair {
        let mut store = context.store(Access::Write)?;
        store.backup_now(context.now())?;
        store.refold()?;
    }
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
        print_json(&json!({"schema": "pauk/doctor/1", "ok": ok, "checks": checks}))?;
    } else {
        let layout = context.layout(&Settings::default());
        let mut lines = Vec::new();
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
        .hint("`pauk doctor --repair` makes the caches anew from the log, after a copy.")
        .hint("`pauk backup list` shows older copies."))
}
