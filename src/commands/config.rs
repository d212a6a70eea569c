//! `pauk config`: what can be set, and setting it.

use std::path::Path;

use clap::{Args, Subcommand};
use serde_json::json;

use super::context::{Context, print, print_json};
use super::edit::open;
use super::failure::Failure;
use super::settings::{KNOWN, Kept, Part, SettingError, Settings, check, find};
use super::settings_file;
use super::written::{Eyes, write_whole};
use crate::model::{Event, EventKind};
use crate::store::{Access, Store};
use crate::ui::columns;

/// List, get and set settings
#[derive(Debug, Args)]
pub(crate) struct ConfigArgs {
    #[command(subcommand)]
    command: ConfigCommand,
}

#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// List all settings, what they mean and what holds
    List,
    /// Say what a setting is
    Get { key: String },
    /// Set a setting; without a value, go back to the default
    Set { key: String, value: Option<String> },
    /// Open the settings of this machine in $EDITOR
    Edit,
    /// Say where the settings of this machine are kept
    Path,
}

pub(crate) fn run(context: &Context, args: &ConfigArgs) -> Result<(), Failure> {
    match &args.command {
        ConfigCommand::List => list(context),
        ConfigCommand::Get { key } => get(context, key),
        ConfigCommand::Set { key, value } => set(context, key, value.as_deref()),
        ConfigCommand::Edit => edit(context),
        ConfigCommand::Path => {
            let path = context.settings_file()?.display().to_string();
            if context.global.json {
                return print_json(&json!({"schema": "pauk/config-path/1", "path": path}));
            }
            print(&[crate::escape::clean_line(&path)])
        }
    }
}

impl From<SettingError> for Failure {
    fn from(error: SettingError) -> Self {
        let hint = match &error {
            SettingError::Unknown { nearest: Some(near), .. } => format!("Did you mean `{near}`?"),
            SettingError::Unknown { nearest: None, .. } | SettingError::Value { .. } => {
                "`pauk config list` shows what can be set.".to_owned()
            }
            SettingError::Break { .. } => "`pauk break add FROM TO` adds a break.".to_owned(),
            SettingError::NotByDeck { .. } => "Leave the deck out.".to_owned(),
            SettingError::Deck { .. } => "`pauk deck list` shows your decks.".to_owned(),
        };
        Self::mend(error).hint(hint)
    }
}

fn effective(context: &Context) -> Result<Settings, Failure> {
    let store = context.store(Access::Read)?;
    context.settings(&store)
}

fn list(context: &Context) -> Result<(), Failure> {
    let settings = effective(context)?;
    let mut rows = Vec::new();
    let mut said = Vec::new();
    for known in KNOWN {
        let value = settings.get(known.key);
        rows.push(vec![known.key.to_owned(), shown(value), known.meaning.to_owned()]);
        said.push(json!({
            "key": known.key, "value": value, "default": known.default, "meaning": known.meaning,
        }));
    }
    for (key, value) in settings.set().filter(|(key, _)| key.contains('.')) {
        let meaning = match find(key)?.0.part {
            Part::Deck => "for this deck tree",
            Part::Days => "no study on these days",
            Part::Nothing => "",
        };
        rows.push(vec![key.to_owned(), shown(value), meaning.to_owned()]);
        said.push(json!({"key": key, "value": value, "default": null, "meaning": meaning}));
    }
    if context.global.json {
        return print_json(&json!({"schema": "pauk/config-list/1", "settings": said}));
    }
    print(&columns(&rows, &[]))
}

fn shown(value: &str) -> String {
    if value.is_empty() { "-".to_owned() } else { crate::escape::clean_line(value) }
}

fn get(context: &Context, key: &str) -> Result<(), Failure> {
    let (known, _) = find(key)?;
    let settings = effective(context)?;
    let value = match settings.get(key) {
        "" => settings.get(known.key),
        value => value,
    };
    if context.global.json {
        return print_json(&json!({"schema": "pauk/config-get/1", "key": key, "value": value}));
    }
    print(&[crate::escape::clean_line(value)])
}

fn set(context: &Context, key: &str, value: Option<&str>) -> Result<(), Failure> {
    let (known, _) = find(key)?;
    if let Some(value) = value {
        check(key, value)?;
    }
    match known.kept {
        Kept::Log => {
            let mut store = context.store(Access::Write)?;
            let today = context.today(&context.settings(&store)?);
            let (key, value) = (key.to_owned(), value.map(ToOwned::to_owned));
            let kind = EventKind::Config { key, value };
            store.record(Event { at: context.now(), day: today, kind })?;
        }
        Kept::File => {
            let path = context.settings_file()?;
            let text = match settings_file::text_of(&path)? {
                text if text.is_empty() => settings_file::HEAD.to_owned(),
                text => text,
            };
            write(&path, &settings_file::with(&path, &text, key, value)?)?;
        }
    }
    let now = effective(context)?;
    let value = match now.get(key) {
        "" => now.get(known.key),
        value => value,
    };
    if context.global.json {
        return print_json(&json!({"schema": "pauk/config-set/1", "key": key, "value": value}));
    }
    print(&[format!("{key} = {}", shown(value))])
}

/// Writes the settings file as a whole: beside it, then renamed.
fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    crate::store::make_folder(folder.unwrap_or(Path::new(".")))?;
    write_whole(path, text, Eyes::Own)
}

fn edit(context: &Context) -> Result<(), Failure> {
    let path = context.settings_file()?;
    let store = match context.store(Access::Read) {
        Ok(store) => store,
        Err(_) => Store::empty()?,
    };
    // A settings file that cannot be read must not keep its owner from mending it.
    let settings = context.settings(&store).unwrap_or_default();
    if !path.exists() {
        write(&path, settings_file::HEAD)?;
    }
    open(context, &settings, &path)?;
    settings_file::read(&path, &settings_file::text_of(&path)?)?;
    print(&[format!("{} holds", crate::escape::clean_line(&path.display().to_string()))])
}
