//! `pauk doctor`: whether the database is sound.

use clap::Args;
use serde_json::json;

use super::context::{Context, print, print_json};
use super::failure::{Failure, Kind};
use super::settings::Settings;
use crate::store::{Access, Backup, Check, Salvaged, Store, StoreError, is_there, newest_whole};
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
    if !is_there(&path)? {
        return Err(StoreError::Missing { path }.into());
    }
    context.tell_conflicts()?;
    let salvaged = if args.repair { repair(context)? } else { None };
    let loss = salvaged.as_ref().filter(|salvaged| !salvaged.is_everything()).map(lost);
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
                "uncertain": salvaged.uncertain, "kept": salvaged.kept.display().to_string(),
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
                "salvaged {} and {}; {}",
                plural(events, "event"),
                plural(texts, "text"),
                lost(&salvaged)
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
        return match loss {
            Some(loss) => Err(after_loss(context, loss)),
            None => Ok(()),
        };
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
        Ok(false) => salvage(context).map(Some),
        Err(error) if error.is_damage() => salvage(context).map(Some),
        Err(error) => Err(error.into()),
    }
}

fn salvage(context: &Context) -> Result<Salvaged, Failure> {
    match context.try_salvage()? {
        Err(error @ StoreError::BeyondRepair { .. }) => {
            Err(way_back(error.into(), newest_copy(context).as_ref()))
        }
        salvaged => Ok(salvaged?),
    }
}

/// What is known of what is lost.
fn lost(salvaged: &Salvaged) -> String {
    let events = plural(salvaged.lost as u64, "event");
    match (salvaged.lost, salvaged.uncertain) {
        (_, false) => format!("{events} lost"),
        (0, true) => "how many events are lost is not known".to_owned(),
        (_, true) => format!("at least {events} lost, how many more is not known"),
    }
}

/// What to do where not everything was saved.
fn after_loss(context: &Context, loss: String) -> Failure {
    let newest = newest_copy(context);
    let failure = way_back(Failure::damage(loss), newest.as_ref());
    match newest {
        Some((copy, _)) => failure.hint(format!(
            "Or `pauk --db \"{}\" log export FILE`, then `pauk log import FILE`: that adds what the copy knows to what was saved.",
            copy.path.display()
        )),
        None => failure,
    }
}

/// Names the copy that could be put back.
fn way_back(failure: Failure, newest: Option<&(Backup, u64)>) -> Failure {
    match newest {
        Some((copy, events)) => failure.hint(format!(
            "`pauk backup restore {}` puts back the newest whole copy, which has {}; `pauk backup list` shows all.",
            copy.name,
            plural(*events, "event")
        )),
        None => failure.hint("There is no whole copy among those of `pauk backup list`."),
    }
}

fn newest_copy(context: &Context) -> Option<(Backup, u64)> {
    // Where the copies cannot be read, there is none to put back.
    newest_whole(&context.database().ok()?).ok()?
}
