//! The commands: one file each, and the only place where the floors below meet.

mod alias;
mod backup;
mod breaks;
mod card;
mod config;
mod context;
mod deck;
mod desk;
mod doctor;
mod due;
mod edit;
mod failure;
pub(crate) mod files;
mod forecast;
mod held;
mod history;
mod import;
mod leeches;
mod log;
mod paths;
mod quiz;
pub(crate) mod rehearsal;
mod respite;
mod review;
mod scope;
mod settings;
mod settings_file;
mod shell;
mod stats;
mod today;
mod undo;
mod written;

use std::ffi::OsString;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};

pub use context::Environment;
use context::{Context, Global, say};
use failure::Failure;

/// Study for an exam at the command line
///
/// Decks are plain text files; what you know of their cards is kept in a database, with every
/// answer you ever gave. `pauk review decks` brings the decks of a folder in and starts.
#[derive(Debug, Parser)]
#[command(name = "pauk", version, propagate_version = true, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    #[command(alias = "drill")]
    Review(review::ReviewArgs),
    Due(due::DueArgs),
    Quiz(quiz::QuizArgs),
    Deck(deck::DeckArgs),
    Card(card::CardArgs),
    Alias(alias::AliasArgs),
    Stats(stats::StatsArgs),
    Forecast(forecast::ForecastArgs),
    Leeches(leeches::LeechesArgs),
    Break(breaks::BreakArgs),
    History(history::HistoryArgs),
    Undo(undo::UndoArgs),
    Redo(undo::RedoArgs),
    Import(import::ImportArgs),
    Log(log::LogArgs),
    Backup(backup::BackupArgs),
    Doctor(doctor::DoctorArgs),
    Config(config::ConfigArgs),
    Completions(shell::CompletionsArgs),
    Man(shell::ManArgs),
}

/// Runs a command line; what comes back is the exit status.
pub(crate) fn run(args: impl IntoIterator<Item = OsString>, environment: Environment) -> u8 {
    let cli = match read(args.into_iter().map(shield).collect()) {
        Ok(cli) => cli,
        Err(error) => return tell_usage(&error),
    };
    let result = Context::new(environment, cli.global)
        .and_then(|context| dispatch(&context, cli.command.as_ref()));
    match result {
        Ok(()) => 0,
        Err(failure) => {
            failure.lines().iter().for_each(|line| say(line));
            failure.code()
        }
    }
}

/// Reads a command line by its own command alone, where that is one of every day: the tree of all
/// takes as long as half of what these do. What is wrong with a line, and help, the whole tree says.
fn read(words: Vec<OsString>) -> Result<Cli, clap::Error> {
    match read_daily(&words) {
        Some(cli) => Ok(cli),
        None => Cli::try_parse_from(words),
    }
}

fn read_daily(words: &[OsString]) -> Option<Cli> {
    let Some((word, _)) = words.get(1..)?.split_first() else {
        let matches = Global::augment_args(bare()).try_get_matches_from(words).ok()?;
        return Some(Cli { global: Global::from_arg_matches(&matches).ok()?, command: None });
    };
    match word.to_str()? {
        "review" => read_alone(&words[1..], Command::Review),
        "due" => read_alone(&words[1..], Command::Due),
        "stats" => read_alone(&words[1..], Command::Stats),
        "undo" => read_alone(&words[1..], Command::Undo),
        _ => None,
    }
}

/// Reads the words of one command, its name first.
fn read_alone<A: Args>(words: &[OsString], command: fn(A) -> Command) -> Option<Cli> {
    let tree = A::augment_args(Global::augment_args(bare()));
    let matches = tree.try_get_matches_from(words).ok()?;
    let args = A::from_arg_matches(&matches).ok()?;
    Some(Cli { global: Global::from_arg_matches(&matches).ok()?, command: Some(command(args)) })
}

/// A command line that leaves help to the whole tree.
fn bare() -> clap::Command {
    clap::Command::new("pauk").disable_help_flag(true)
}

fn dispatch(context: &Context, command: Option<&Command>) -> Result<(), Failure> {
    match command {
        None => today::run(context),
        Some(Command::Review(args)) => review::run(context, args),
        Some(Command::Due(args)) => due::run(context, args),
        Some(Command::Quiz(args)) => quiz::run(context, args),
        Some(Command::Deck(args)) => deck::run(context, args),
        Some(Command::Card(args)) => card::run(context, args),
        Some(Command::Alias(args)) => alias::run(context, args),
        Some(Command::Stats(args)) => stats::run(context, args),
        Some(Command::Forecast(args)) => forecast::run(context, args),
        Some(Command::Leeches(args)) => leeches::run(context, args),
        Some(Command::Break(args)) => breaks::run(context, args),
        Some(Command::History(args)) => history::run(context, args),
        Some(Command::Undo(args)) => undo::undo(context, args),
        Some(Command::Redo(_)) => undo::redo(context),
        Some(Command::Import(args)) => import::run(context, args),
        Some(Command::Log(args)) => log::run(context, args),
        Some(Command::Backup(args)) => backup::run(context, args),
        Some(Command::Doctor(args)) => doctor::run(context, args),
        Some(Command::Config(args)) => config::run(context, args),
        Some(Command::Completions(args)) => shell::completions(args, Cli::command()),
        Some(Command::Man(args)) => shell::man(args, Cli::command()),
    }
}

/// A query that begins with a negation looks like an option; in parentheses it does not.
fn shield(argument: OsString) -> OsString {
    const WORDS: [&str; 10] =
        ["deck:", "tag:", "kind:", "is:", "prop:", "rated:", "added:", "text:", "(", "\""];
    match argument.to_str().and_then(|text| text.strip_prefix('-')) {
        Some(rest) if WORDS.iter().any(|word| rest.starts_with(word)) => {
            OsString::from(format!("(-{rest})"))
        }
        Some(_) | None => argument,
    }
}

/// Help goes to stdout, a wrong command line to stderr; neither shows raw what was typed.
fn tell_usage(error: &clap::Error) -> u8 {
    use std::io::Write;

    let code = u8::try_from(error.exit_code()).unwrap_or(2);
    if error.use_stderr() {
        say(error.render().to_string().trim_end());
    } else {
        let text = error.render().to_string();
        // Whoever closed stdout has read enough.
        let _ = std::io::stdout().lock().write_all(text.as_bytes());
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_command_alone_is_read_as_among_all() {
        let lines = [
            "",
            "--json",
            "review",
            "review --jsonl",
            "review --jsonl --limit 5 a/deck b.toml --db x --plain",
            "review due --color=always",
            "review help",
            "review --grades 5",
            "review --cram --ahead 3",
            "review --help",
            "review --version",
            "drill --typed",
            "due --json",
            "due --prompt --count",
            "due (-tag:x) review",
            "--json due",
            "due -- --prompt",
            "stats --json",
            "stats --no-such",
            "undo",
            "undo 2",
            "reviews",
            "help review",
        ];
        for line in lines {
            let words: Vec<OsString> = std::iter::once("pauk")
                .chain(line.split_whitespace())
                .map(OsString::from)
                .collect();
            let (own, whole) = (read(words.clone()), Cli::try_parse_from(words));
            assert_eq!(format!("{own:?}"), format!("{whole:?}"), "{line}");
        }
    }
}
