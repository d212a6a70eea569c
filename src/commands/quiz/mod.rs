//! `pauk quiz`: a practice test, sat at a screen or printed on paper.

mod draw;
mod hall;
mod page;
mod past;

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use self::draw::{draw, entries};
use self::hall::Hall;
use self::page::{format_of, print_paper};
use super::context::{Context, print};
use super::deck::{say_problems, store_with};
use super::failure::Failure;
use super::files::{Kind, text_of};
use super::scope::{Target, point};
use crate::quiz::{Blueprint, Entry, Feedback, Form, Lost, Progress, Sitting, TimeLimit};
use crate::store::{Access, Store};
use crate::ui::JsonlQuiz;

/// Take a practice test, or print one
#[derive(Debug, Args)]
pub(crate) struct QuizArgs {
    #[command(subcommand)]
    command: Option<QuizCommand>,
    #[command(flatten)]
    take: TakeArgs,
}

#[derive(Debug, Subcommand)]
enum QuizCommand {
    /// Go on with the quiz that was left
    Resume {
        /// Speak JSON lines with another program
        #[arg(long)]
        jsonl: bool,
    },
    /// Forget the quiz that was left
    Discard,
    /// List the quizzes that were handed in
    List,
    /// Show the results of a quiz
    Show {
        /// Its number as listed; the last where it is left out
        number: Option<usize>,
    },
}

#[derive(Debug, Default, Args)]
struct TakeArgs {
    /// Deck files or folders, decks, or a query
    #[arg(value_name = "PATH|DECK|QUERY")]
    targets: Vec<String>,
    /// So many questions
    #[arg(short = 'n', long = "questions", value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    count: Option<u32>,
    /// So much time, as in 30m or 1h30m; what is there then is handed in
    #[arg(long, value_name = "TIME")]
    time: Option<String>,
    /// A file that says how many questions of which deck, tag, kind and importance
    #[arg(long, value_name = "FILE", conflicts_with = "count")]
    blueprint: Option<PathBuf>,
    /// When to say how an answer was
    #[arg(long, value_name = "WHEN", value_parser = ["end", "each"], default_value = "end")]
    feedback: String,
    /// Ask as choices what can be asked so
    #[arg(long)]
    choices: bool,
    /// The number of the paper: with the same cards it leads to the same questions
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
    /// Leave nothing in the history
    #[arg(long)]
    no_log: bool,
    /// Write the paper to a file (.md or .html) instead of asking
    #[arg(long, value_name = "FILE")]
    print: Option<PathBuf>,
    /// Write the answers to a file (.md or .html)
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Speak JSON lines with another program
    #[arg(long)]
    jsonl: bool,
}

pub(crate) fn run(context: &Context, args: &QuizArgs) -> Result<(), Failure> {
    match &args.command {
        None => take(context, &args.take),
        Some(QuizCommand::Resume { jsonl }) => resume(context, *jsonl),
        Some(QuizCommand::Discard) => {
            context.store(Access::Write)?.keep_quiz(None)?;
            print(&["nothing is left to go on with".to_owned()])
        }
        Some(QuizCommand::List) => past::list(context),
        Some(QuizCommand::Show { number }) => past::show(context, *number),
    }
}

fn take(context: &Context, args: &TakeArgs) -> Result<(), Failure> {
    let targets: Vec<Target> = args.targets.iter().map(|word| Target::of(word)).collect();
    let paths: Vec<PathBuf> = targets
        .iter()
        .filter_map(|target| match target {
            Target::Path(path) => Some(path.clone()),
            Target::Deck(_) | Target::Query(_) => None,
        })
        .collect();
    let time = args.time.as_deref().map(str::parse::<TimeLimit>).transpose();
    let time = time.map_err(|error| Failure::usage(error).hint("Write --time 30m."))?;
    let blueprint =
        args.blueprint.as_deref().map(|path| read_blueprint(context, path)).transpose()?;
    for path in [&args.print, &args.key].into_iter().flatten() {
        format_of(path)?;
    }
    if let (Some(paper), Some(key)) = (&args.print, &args.key)
        && place_of(paper) == place_of(key)
    {
        return Err(Failure::usage("the paper and its key would be one file")
            .hint("Give --key another file: who gets the paper is not to get the answers."));
    }
    let (mut store, decks) = store_with(context, &paths)?;
    let settings = context.settings(&store)?;
    let today = context.today(&settings);
    let pointed = point(&store, &targets, &decks)?;
    let mut paper = draw(context, &store, &settings, &pointed, args, blueprint.as_ref(), today)?;
    if time.is_some() {
        paper.time = time;
    }
    if args.print.is_some() || args.key.is_some() {
        return print_paper(args, &paper);
    }
    if !args.no_log && store.unfinished_quiz()?.is_some() {
        return Err(Failure::mend("there is a quiz that was left")
            .hint("`pauk quiz resume` goes on with it, `pauk quiz discard` forgets it."));
    }
    let feedback = if args.feedback == "each" { Feedback::Each } else { Feedback::End };
    let form = if args.choices { Form::Choices } else { Form::AsWritten };
    let sitting = Sitting::new(paper, feedback);
    let hall = Hall { context, settings: &settings, today, form, logs: !args.no_log };
    hall.hold(&mut store, sitting, args.jsonl, Vec::new())
}

/// Takes a practice test in JSON lines over a store that is already there.
pub(super) fn rehearse(
    context: &Context,
    store: &mut Store,
    input: impl Read,
    out: impl Write,
) -> Result<(), Failure> {
    let settings = context.settings(store)?;
    let today = context.today(&settings);
    let pointed = point(store, &[], &[])?;
    let args = TakeArgs::default();
    let paper = draw(context, store, &settings, &pointed, &args, None, today)?;
    let sitting = Sitting::new(paper, Feedback::Each);
    let hall = Hall { context, settings: &settings, today, form: Form::AsWritten, logs: true };
    hall.sit(store, sitting, &mut JsonlQuiz::new(input, out), Vec::new())
}

/// Where a file is or will be, however its folder is named.
fn place_of(path: &Path) -> PathBuf {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    match (folder.unwrap_or(Path::new(".")).canonicalize(), path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => path.to_path_buf(),
    }
}

fn read_blueprint(context: &Context, path: &Path) -> Result<Blueprint, Failure> {
    let kind = Kind {
        largest: Blueprint::LARGEST_FILE,
        limit: "64 kB",
        way_out: "A blueprint has a few sections; is it the right file?",
    };
    let text = text_of(path, &kind).map_err(|unread| unread.failure(path))?;
    Blueprint::parse(&text).map_err(|problems| {
        say_problems(context, path, &problems);
        Failure::mend(format!("the blueprint {} does not hold", path.display()))
            .hint("A section has a count and any of deck, tag, kind, importance.")
    })
}

fn resume(context: &Context, jsonl: bool) -> Result<(), Failure> {
    let mut store = context.store(Access::Write)?;
    let settings = context.settings(&store)?;
    let today = context.today(&settings);
    let Some(kept) = store.unfinished_quiz()? else {
        return Err(Failure::mend("no quiz was left").hint("`pauk quiz` begins one."));
    };
    let lost = |error| Failure::mend(error).hint("`pauk quiz discard` forgets it.");
    let progress = Progress::from_json(&kept).map_err(lost)?;
    let class = entries(&store, &settings, &point(&store, &[], &[])?, today)?;
    let cards: Vec<Entry> =
        class.iter().filter(|entry| progress.keys().contains(&entry.key)).cloned().collect();
    let resumed = progress.resume(&cards, &class).map_err(lost)?;
    let dropped = resumed
        .dropped
        .iter()
        .map(|dropped| {
            let why = match dropped.lost {
                Lost::Gone => "is gone",
                Lost::Changed => "was changed",
            };
            format!("Question {} was dropped: {} {why}.", dropped.number, dropped.key)
        })
        .collect();
    let hall = Hall { context, settings: &settings, today, form: progress.form(), logs: true };
    hall.hold(&mut store, resumed.sitting, jsonl, dropped)
}
