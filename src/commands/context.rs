//! What every command has at hand: the environment, the paths, the store, the way out.

use std::collections::HashMap;
use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use serde::Serialize;

use super::failure::Failure;
use super::settings::Settings;
use super::settings_file;
use crate::clock::Clock;
use crate::model::{Day, DeviceId, Moment};
use crate::seed::Seed;
use crate::store::{Access, Salvaged, Store, StoreError};
use crate::ui::{Layout, Paint};

/// What the process was started with; read once.
#[derive(Debug, Clone)]
pub struct Environment {
    /// The variables that mean something to pauk.
    vars: HashMap<&'static str, String>,
    /// Chance, where no variable pins it.
    seed: Seed,
}

/// The variables that mean something to pauk.
const VARIABLES: [&str; 9] = [
    "ACCESSIBLE",
    "EDITOR",
    "NO_COLOR",
    "PAUK_DB",
    "PAUK_HOME",
    "PAUK_NOW",
    "PAUK_SEED",
    "TERM",
    "VISUAL",
];

impl Environment {
    /// Reads those variables that mean something to pauk; one that is no text counts as not set.
    pub fn read(seed: Seed, var: impl Fn(&str) -> Option<OsString>) -> Self {
        let text = |name| Some((name, var(name)?.into_string().ok()?));
        Self { vars: VARIABLES.into_iter().filter_map(text).collect(), seed }
    }

    /// A variable that is set and not empty.
    fn var(&self, name: &str) -> Option<&str> {
        debug_assert!(VARIABLES.contains(&name), "{name} is never read");
        self.vars.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }
}

/// When to paint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Colour {
    Auto,
    Always,
    Never,
}

/// The options that every command has.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Global {
    /// Use this database instead of the one in the data folder
    #[arg(long, value_name = "PATH", global = true)]
    pub(crate) db: Option<PathBuf>,
    /// When to use colours
    #[arg(long, value_name = "WHEN", global = true, value_enum)]
    pub(crate) color: Option<Colour>,
    /// Only ever add lines, for screen readers
    #[arg(long, global = true)]
    pub(crate) plain: bool,
    /// Report as one JSON document
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

/// What a command works with.
#[derive(Debug)]
pub(crate) struct Context {
    environment: Environment,
    pub(crate) global: Global,
    clock: Clock,
    pub(crate) seed: Seed,
}

impl Context {
    pub(crate) fn new(environment: Environment, global: Global) -> Result<Self, Failure> {
        let clock = match environment.var("PAUK_NOW") {
            Some(text) => {
                Clock::pinned(text).map_err(|error| Failure::usage(format!("PAUK_NOW: {error}")))?
            }
            None => Clock::system(),
        };
        let seed = match environment.var("PAUK_SEED") {
            Some(text) => {
                let number = text.parse().map_err(|_| {
                    Failure::usage(format!("PAUK_SEED: `{text}` is no whole number"))
                })?;
                Seed::pinned(number)
            }
            None => environment.seed,
        };
        Ok(Self { environment, global, clock, seed })
    }

    pub(crate) fn var(&self, name: &str) -> Option<&str> {
        self.environment.var(name)
    }

    pub(crate) fn now(&self) -> Moment {
        self.clock.now()
    }

    /// The study day.
    pub(crate) fn today(&self, settings: &Settings) -> Day {
        self.now().study_day(settings.rollover())
    }

    /// The database: `--db`, `PAUK_DB`, the data folder. Where a link lies there, it is what the link
    /// leads to: logs and copies lie beside the file itself, and another one takes its place.
    pub(crate) fn database(&self) -> Result<PathBuf, Failure> {
        Ok(behind_links(self.named_database()?))
    }

    fn named_database(&self) -> Result<PathBuf, Failure> {
        if let Some(path) = &self.global.db {
            return Ok(as_file(path));
        }
        if let Some(path) = self.var("PAUK_DB") {
            return Ok(as_file(Path::new(path)));
        }
        if let Some(home) = self.var("PAUK_HOME") {
            return Ok(Path::new(home).join("pauk.db"));
        }
        Ok(base()?.data_dir().join("pauk").join("pauk.db"))
    }

    /// The settings file.
    pub(crate) fn settings_file(&self) -> Result<PathBuf, Failure> {
        match self.var("PAUK_HOME") {
            Some(home) => Ok(Path::new(home).join("config.toml")),
            None => Ok(base()?.config_dir().join("pauk").join("config.toml")),
        }
    }

    /// Opens the database; to read where there is none, an empty one.
    pub(crate) fn store(&self, access: Access) -> Result<Store, Failure> {
        match self.try_store(access)? {
            Err(StoreError::Missing { .. }) if access == Access::Read => Ok(Store::empty()?),
            other => Ok(other?),
        }
    }

    /// Opens the database and leaves it to the caller what an error means.
    pub(crate) fn try_store(&self, access: Access) -> Result<Result<Store, StoreError>, Failure> {
        let path = self.database()?;
        Ok(Store::open(&path, access, |place| self.new_device(&path, place)))
    }

    /// Says which copies of the database lie beside it where only a conflict can have put them.
    pub(crate) fn tell_conflicts(&self) -> Result<(), Failure> {
        for copy in crate::store::copies_beside(&self.database()?) {
            let copy = copy.display();
            say(&format!(
                "note: {copy} looks like a copy that a synchronised folder made of a conflict; `pauk --db \"{copy}\" log export FILE`, then `pauk log import FILE` merges what is in it"
            ));
        }
        Ok(())
    }

    /// Puts what can be read of a damaged database into a new one in its place, and leaves it to the
    /// caller what an error means.
    pub(crate) fn try_salvage(&self) -> Result<Result<Salvaged, StoreError>, Failure> {
        let path = self.database()?;
        let fresh = |place: &str| self.new_device(&path, place);
        Ok(crate::store::salvage(&path, self.now(), fresh))
    }

    fn new_device(&self, path: &Path, place: &str) -> DeviceId {
        // Two homes that are pinned to one seed are two devices all the same.
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
        let purpose = format!("device {} {place} {}", path.display(), self.now());
        DeviceId(self.seed.derive(&purpose).id())
    }

    /// The settings of the log and of the file.
    pub(crate) fn settings(&self, store: &Store) -> Result<Settings, Failure> {
        let mut set = store.settings()?;
        let path = self.settings_file()?;
        set.extend(settings_file::read(&path, &settings_file::text_of(&path)?)?);
        Ok(Settings::new(set))
    }

    /// Whether there is a learner at a terminal on both sides.
    pub(crate) fn at_terminal(&self) -> bool {
        io::stdin().is_terminal() && io::stdout().is_terminal() && self.var("TERM") != Some("dumb")
    }

    /// Whether lines are wanted instead of keys.
    pub(crate) fn wants_lines(&self, settings: &Settings) -> bool {
        self.global.plain
            || settings.get("plain") == "true"
            || self.var("ACCESSIBLE").is_some_and(|value| value != "0")
    }

    /// How stdout is written.
    pub(crate) fn layout(&self, settings: &Settings) -> Layout {
        let terminal = io::stdout().is_terminal();
        let colour = self.global.color.unwrap_or(match settings.get("color") {
            "always" => Colour::Always,
            "never" => Colour::Never,
            _ => Colour::Auto,
        });
        let coloured = match colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => {
                terminal && self.var("NO_COLOR").is_none() && self.var("TERM") != Some("dumb")
            }
        };
        let width = terminal.then(crate::ui::terminal_width);
        Layout { paint: if coloured { Paint::Coloured } else { Paint::Plain }, width }
    }
}

/// What begins with a colon is no file to SQLite: `:memory:` would be forgotten with the command.
fn as_file(path: &Path) -> PathBuf {
    if path.as_os_str().as_encoded_bytes().starts_with(b":") {
        Path::new(".").join(path)
    } else {
        path.to_path_buf()
    }
}

/// Links that lead to each other end somewhere here, as they do for the system.
const MOST_LINKS: usize = 40;

/// The file to which a link leads, be it there or not.
fn behind_links(mut path: PathBuf) -> PathBuf {
    for _ in 0..MOST_LINKS {
        let Ok(target) = std::fs::read_link(&path) else { break };
        path = path.parent().unwrap_or(Path::new("")).join(target);
    }
    path
}

fn base() -> Result<impl BaseStrategy, Failure> {
    etcetera::choose_base_strategy().map_err(|_| {
        Failure::mend("there is no home folder")
            .hint("Say where pauk keeps its data with PAUK_HOME, or name a database with --db.")
    })
}

/// Writes the lines of a result.
pub(crate) fn print(lines: &[String]) -> Result<(), Failure> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in lines {
        writeln!(out, "{}", line.trim_end())?;
    }
    out.flush()?;
    Ok(())
}

/// Writes a text in which every blank counts.
pub(crate) fn print_text(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}

/// Writes a result as one JSON document.
pub(crate) fn print_json(value: &impl Serialize) -> Result<(), Failure> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    crate::escape::write_json(&mut out, value)?;
    out.write_all(b"\n")?;
    out.flush()?;
    Ok(())
}

/// A result as one JSON document with a long list in it, whose items are written as they come.
pub(crate) struct JsonList {
    out: io::BufWriter<io::StdoutLock<'static>>,
    is_first: bool,
}

impl JsonList {
    /// Begins a document of this schema, with its list under this name.
    pub(crate) fn begin(schema: &str, name: &str) -> Result<Self, Failure> {
        let mut out = io::BufWriter::new(io::stdout().lock());
        write!(out, r#"{{"schema":"{schema}","{name}":["#)?;
        Ok(Self { out, is_first: true })
    }

    pub(crate) fn add(&mut self, item: &impl Serialize) -> Result<(), Failure> {
        if !std::mem::take(&mut self.is_first) {
            self.out.write_all(b",")?;
        }
        Ok(crate::escape::write_json(&mut self.out, item)?)
    }

    pub(crate) fn end(mut self) -> Result<(), Failure> {
        self.out.write_all(b"]}\n")?;
        Ok(self.out.flush()?)
    }
}

/// Writes a note that is no result.
pub(crate) fn say(line: &str) {
    // Whoever closed stderr does not want to know.
    let _ = writeln!(io::stderr().lock(), "{}", crate::escape::clean(line));
}
