//! `pauk deck`: bringing decks in, looking at them, checking them, taking them out.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde::Serialize;
use serde_json::json;

use super::context::{Context, print, print_json, print_text, say};
use super::failure::Failure;
use super::files::{DeckFile, Look, ProblemLine, problem_lines, read, told, unchanged};
use super::scope::no_deck;
use super::settings::Settings;
use super::shell::for_shell;
use super::written::{Eyes, write_new};
use crate::deck::{Clash, Problem, Severity};
use crate::escape::clean_line;
use crate::model::{Deck, DeckId, Lang};
use crate::store::{Access, Contest, DeckChange, DeckNumber, DeckPlan, Holding, Incoming, Store};
use crate::ui::{columns, confirm, plural};

/// Add, list, check and remove decks
#[derive(Debug, Args)]
pub(crate) struct DeckArgs {
    #[command(subcommand)]
    command: DeckCommand,
}

#[derive(Debug, Subcommand)]
enum DeckCommand {
    /// Bring decks in, or update them; progress is kept
    Add {
        /// Deck files, or folders with decks
        #[arg(value_name = "FILE|FOLDER", required = true)]
        paths: Vec<PathBuf>,
        /// Say what would change, and change nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// List the decks that are installed
    List,
    /// Show a deck and its cards
    Show {
        /// The deck, or the tree it belongs to
        deck: String,
        /// As a deck file, with your own texts in it
        #[arg(long, conflicts_with = "json")]
        toml: bool,
    },
    /// Check deck files: errors, and what is legal but poor
    #[command(alias = "check")]
    Lint {
        /// Deck files, or folders with decks
        #[arg(value_name = "FILE|FOLDER", required = true)]
        paths: Vec<PathBuf>,
        /// Fail on warnings too
        #[arg(long, value_name = "warnings", value_parser = ["warnings"])]
        deny: Option<String>,
        /// Only what is wrong, not what is poor
        #[arg(long, conflicts_with = "deny")]
        errors: bool,
    },
    /// Write a deck file to start from
    New {
        /// Where to write it
        #[arg(value_name = "FILE")]
        path: PathBuf,
        /// The deck's id; made of the file's name where it is left out
        #[arg(long)]
        id: Option<String>,
        /// The deck's title
        #[arg(long)]
        title: Option<String>,
        /// The deck's language, as in de, en, de-CH
        #[arg(long, default_value = "en")]
        lang: String,
    },
    /// Take a deck or a tree of decks out; the history of their cards is kept
    Remove {
        /// The deck, or the tree whose decks are all meant
        deck: String,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
}

pub(crate) fn run(context: &Context, args: &DeckArgs) -> Result<(), Failure> {
    match &args.command {
        DeckCommand::Add { paths, dry_run: false } => add(context, paths),
        DeckCommand::Add { paths, dry_run: true } => dry_run(context, paths),
        DeckCommand::List => list(context),
        DeckCommand::Show { deck, toml: false } => show(context, deck),
        DeckCommand::Show { deck, toml: true } => show_toml(context, deck),
        DeckCommand::Lint { paths, errors: true, .. } => lint(context, paths, Look::Errors, false),
        DeckCommand::Lint { paths, deny, errors: false } => {
            lint(context, paths, Look::Lint, deny.is_some())
        }
        DeckCommand::New { path, id, title, lang } => {
            new(path, id.as_deref(), title.as_deref(), lang)
        }
        DeckCommand::Remove { deck, yes } => remove(context, deck, *yes),
    }
}

/// What came into a deck, as other programs read it.
#[derive(Debug, Serialize)]
pub(crate) struct AddedLine {
    deck: String,
    file: String,
    added: usize,
    changed: usize,
    unchanged: usize,
    moved: usize,
    retired: usize,
    restored: usize,
}

impl AddedLine {
    pub(crate) fn of(deck: &DeckId, change: DeckChange, path: &Path) -> Self {
        let DeckChange { added, changed, unchanged, moved, retired, restored } = change;
        let (deck, file) = (deck.to_string(), path.display().to_string());
        Self { deck, file, added, changed, unchanged, moved, retired, restored }
    }
}

fn add(context: &Context, paths: &[PathBuf]) -> Result<(), Failure> {
    let mut files = read_to_bring_in(context, paths)?;
    let mut store = context.store(Access::Write)?;
    let plans = bring_in(context, &mut store, &mut files)?;
    report(context, &files, &plans)
}

fn dry_run(context: &Context, paths: &[PathBuf]) -> Result<(), Failure> {
    let mut files = read_to_bring_in(context, paths)?;
    let store = context.store(Access::Read)?;
    let plans = plan(context, &store, &mut files)?;
    report(context, &files, &plans)
}

fn incoming(files: &[DeckFile]) -> Vec<Incoming<'_>> {
    files
        .iter()
        .filter_map(|file| Some(Incoming { deck: file.deck.as_ref()?, file: file.hash }))
        .collect()
}

fn report(context: &Context, files: &[DeckFile], plans: &[DeckPlan]) -> Result<(), Failure> {
    let lines: Vec<AddedLine> = plans
        .iter()
        .zip(files)
        .map(|(plan, file)| AddedLine::of(&plan.id, plan.change, &file.path))
        .collect();
    if context.global.json {
        let problems: Vec<ProblemLine> = Vec::new();
        return print_json(
            &json!({"schema": "pauk/deck-add/1", "decks": lines, "problems": problems}),
        );
    }
    print(&lines.iter().map(in_words).collect::<Vec<_>>())
}

/// What came into a deck, in a line.
pub(crate) fn in_words(line: &AddedLine) -> String {
    let counts = [
        (line.added, "added"),
        (line.changed, "changed"),
        (line.moved, "moved"),
        (line.retired, "retired"),
        (line.restored, "restored"),
        (line.unchanged, "unchanged"),
    ];
    let said: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    let said = if said.is_empty() { "no cards".to_owned() } else { said.join(", ") };
    format!("{}: {said}", line.deck)
}

/// Opens the database for a session, with the decks of these paths in it; says on stderr what that
/// changed, and of decks that do not hold their problems.
pub(crate) fn store_with(
    context: &Context,
    paths: &[PathBuf],
) -> Result<(Store, Vec<DeckId>), Failure> {
    if paths.is_empty() {
        return Ok((context.store(Access::Write)?, Vec::new()));
    }
    let mut known = None;
    // Where there is no database, none is made for decks that do not hold.
    if context.database()?.exists() {
        let store = context.store(Access::Write)?;
        if let Some(decks) = unchanged(paths, &store.decks_by_file()?) {
            return Ok((store, decks));
        }
        known = Some(store);
    }
    let mut files = read_to_bring_in(context, paths)?;
    let mut store = match known {
        Some(store) => store,
        None => context.store(Access::Write)?,
    };
    let plans = bring_in(context, &mut store, &mut files)?;
    for (plan, file) in plans.iter().zip(&files) {
        if plan.differs() {
            say(&in_words(&AddedLine::of(&plan.id, plan.change, &file.path)));
        }
    }
    Ok((store, plans.into_iter().map(|plan| plan.id).collect()))
}

/// Reads the decks of these paths; the problems of decks that do not hold are told.
fn read_to_bring_in(context: &Context, paths: &[PathBuf]) -> Result<Vec<DeckFile>, Failure> {
    let files = read(paths, Look::Whole);
    refuse(context, &files, "pauk/deck-add/1", "nothing was brought in")?;
    Ok(files)
}

fn bring_in(
    context: &Context,
    store: &mut Store,
    files: &mut [DeckFile],
) -> Result<Vec<DeckPlan>, Failure> {
    let today = context.today(&context.settings(store)?);
    let plans = plan(context, store, files)?;
    store.install(&plans, context.now(), today)?;
    Ok(plans)
}

/// What bringing the decks in will change; says which decks still hold cards of theirs.
///
/// # Errors
/// A name of the past that a card of another deck claims; its problem is told.
fn plan(
    context: &Context,
    store: &Store,
    files: &mut [DeckFile],
) -> Result<Vec<DeckPlan>, Failure> {
    let contests = store.contests(&incoming(files))?;
    for of_file in contests.chunk_by(|one, next| one.coming == next.coming) {
        let clashes: Vec<Clash> = of_file.iter().cloned().map(clash).collect();
        if let Some(file) = of_file.first().and_then(|contest| files.get_mut(contest.coming)) {
            file.refuse(&clashes);
        }
    }
    refuse(context, files, "pauk/deck-add/1", "nothing was brought in")?;
    let plans = store.plan(&incoming(files))?;
    for plan in &plans {
        plan.holdings.iter().for_each(|holding| say_held(&plan.id, holding));
    }
    Ok(plans)
}

fn clash(Contest { key, was, other, .. }: Contest) -> Clash {
    Clash::Installed { key, was, other }
}

/// Says that cards which another deck had before are there twice now.
fn say_held(deck: &DeckId, Holding { deck: old, cards, is_all }: &Holding) {
    let cards = plural(*cards as u64, "card");
    say(&format!(
        "note: {old} still holds {cards} of {deck} under earlier names, with the history"
    ));
    say(&match is_all {
        true => format!("  hint: `pauk deck remove {old}` lets it follow."),
        false => format!("  hint: It follows when {old} is brought in without them."),
    });
}

/// Tells all problems and fails where a deck does not hold; `end` says what was not done.
pub(crate) fn refuse(
    context: &Context,
    files: &[DeckFile],
    schema: &str,
    end: &str,
) -> Result<(), Failure> {
    if files.iter().all(|file| file.deck.is_some()) {
        return Ok(());
    }
    if context.global.json {
        let decks: Vec<AddedLine> = Vec::new();
        print_json(&json!({"schema": schema, "decks": decks, "problems": lines_of(files)}))?;
    } else {
        files.iter().for_each(|file| say_problems(context, &file.path, &file.problems));
    }
    let bad: Vec<&DeckFile> = files.iter().filter(|file| file.deck.is_none()).collect();
    say(&format!("error: {} refused; {end}", were(bad.len())));
    if let Some(table) = bad.iter().find(|file| is_table(&file.path) && file.path.exists()) {
        let typed = for_shell(&table.path);
        say(&format!("  hint: `pauk import {typed}` brings in a table."));
    }
    Err(Failure::silent())
}

/// Whether a file is named as those are in which spreadsheets and others keep cards.
fn is_table(path: &Path) -> bool {
    let ending = path.extension().and_then(std::ffi::OsStr::to_str).unwrap_or_default();
    ["csv", "tsv", "txt"].iter().any(|table| ending.eq_ignore_ascii_case(table))
}

fn were(count: usize) -> String {
    if count == 1 { "1 deck was".to_owned() } else { format!("{count} decks were") }
}

/// Tells on stderr what is wrong with a file.
pub(crate) fn say_problems(context: &Context, path: &Path, problems: &[Problem]) {
    let layout = context.layout(&Settings::default());
    for problem in problems {
        told(&layout, path, problem).iter().for_each(|line| say_raw(line));
    }
}

/// Lines that were cleaned when they were laid out, with their paint.
fn say_raw(line: &str) {
    // Whoever closed stderr does not want to know.
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}

fn lines_of(files: &[DeckFile]) -> Vec<ProblemLine> {
    files.iter().flat_map(|file| problem_lines(&file.path, &file.problems)).collect()
}

fn lint(context: &Context, paths: &[PathBuf], look: Look, deny: bool) -> Result<(), Failure> {
    let files = read(paths, look);
    let problems: Vec<&Problem> = files.iter().flat_map(|file| &file.problems).collect();
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    let warnings = problems.len() - errors;
    if context.global.json {
        print_json(&json!({
            "schema": "pauk/deck-lint/1", "problems": lines_of(&files),
            "errors": errors, "warnings": warnings,
        }))?;
    } else {
        let layout = context.layout(&Settings::default());
        let mut lines = Vec::new();
        for file in &files {
            for problem in &file.problems {
                lines.extend(told(&layout, &file.path, problem));
            }
        }
        lines.push(format!(
            "{} checked: {}, {}",
            plural(files.len() as u64, "deck"),
            plural(errors as u64, "error"),
            plural(warnings as u64, "warning")
        ));
        print(&lines)?;
    }
    if errors > 0 || (deny && warnings > 0) { Err(Failure::silent()) } else { Ok(()) }
}

fn list(context: &Context) -> Result<(), Failure> {
    let store = context.store(Access::Read)?;
    let settings = context.settings(&store)?;
    let mut lines = Vec::new();
    let mut decks = Vec::new();
    for row in store.decks()? {
        let header = store.header(row.number)?;
        lines.push(vec![
            row.id.to_string(),
            plural(row.cards, "card"),
            clean_line(&header.version.clone().unwrap_or_default()),
            clean_line(&header.title),
        ]);
        decks.push(json!({
            "deck": row.id.to_string(), "title": header.title, "version": header.version,
            "lang": header.lang.as_str(), "notes": row.notes, "cards": row.cards,
            "license": header.license, "tags": header.tags,
        }));
    }
    if context.global.json {
        return print_json(&json!({"schema": "pauk/deck-list/1", "decks": decks}));
    }
    if lines.is_empty() {
        say("There are no decks yet. `pauk deck add FILE` brings one in.");
    }
    let layout = context.layout(&settings);
    let width = layout.width.unwrap_or(0);
    let lines: Vec<String> =
        columns(&lines, &[1]).iter().map(|line| layout.cut(line, width)).collect();
    print(&lines)
}

fn show(context: &Context, word: &str) -> Result<(), Failure> {
    let store = context.store(Access::Read)?;
    let settings = context.settings(&store)?;
    let installed = store.deck_ids()?;
    let wanted: Vec<_> = installed.iter().filter(|(_, id)| id.is_within(word)).collect();
    if wanted.is_empty() {
        return Err(no_deck(&installed, word));
    }
    let layout = context.layout(&settings);
    let mut lines = Vec::new();
    let mut decks = Vec::new();
    for (number, id) in wanted {
        let header = store.header(*number)?;
        let notes = store.notes_of(*number)?;
        let read: Vec<_> = notes.iter().filter_map(Store::read_note).collect();
        decks.push(json!({
            "deck": id.to_string(), "title": header.title, "lang": header.lang.as_str(),
            "version": header.version, "authors": header.authors, "license": header.license,
            "source": header.source, "description": header.description, "tags": header.tags,
            "notes": read.iter().map(|note| json!({
                "id": note.id.to_string(), "kind": note.kind.name(),
                "cards": note.variants().iter().map(|v| format!("{id}:{}{v}", note.id)).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
        }));
        lines.push(layout.bold(&clean_line(&format!("{id}  {}", header.title))));
        let about = [
            ("version", header.version.clone()),
            ("language", Some(header.lang.as_str().to_owned())),
            ("authors", (!header.authors.is_empty()).then(|| header.authors.join(", "))),
            ("license", header.license.clone()),
            ("source", header.source.clone()),
            ("about", header.description.clone()),
        ];
        for (name, text) in about {
            if let Some(text) = text {
                lines.extend(layout.hang(&text, &format!("  {name:<10}"), "            "));
            }
        }
        for note in &read {
            let question = crate::question::Question::of(
                note,
                note.variants().first().copied().unwrap_or(crate::model::Variant::Plain),
                &header,
                false,
                || context.seed,
            );
            let head = format!("  {:<8}{}  ", note.kind.name(), note.id);
            let room = layout.width.unwrap_or(0).saturating_sub(head.len());
            lines.push(format!("{head}{}", layout.cut(&question.prompt, room)));
        }
        lines.push(String::new());
    }
    if context.global.json {
        return print_json(&json!({"schema": "pauk/deck-show/1", "decks": decks}));
    }
    print(&lines)
}

/// The error for a word that names no single deck: those of the tree, where it is one.
fn no_single_deck(installed: &[(DeckNumber, DeckId)], word: &str) -> Failure {
    const MOST: usize = 20;
    let ids: Vec<&str> = decks_of(installed, word).map(|id| id.as_str()).collect();
    if ids.is_empty() {
        return no_deck(installed, word);
    }
    let more = if ids.len() > MOST { ", …" } else { "" };
    let some = ids[..ids.len().min(MOST)].join(", ");
    Failure::mend(format!("`{word}` is a tree, and only a single deck can be written as a file"))
        .hint(format!("Its decks are {some}{more}."))
}

/// The decks of a tree, or the one that the word names.
fn decks_of<'i>(
    installed: &'i [(DeckNumber, DeckId)],
    word: &str,
) -> impl Iterator<Item = &'i DeckId> {
    installed.iter().map(|(_, id)| id).filter(move |id| id.is_within(word))
}

/// The deck as a file that can be brought in again.
fn show_toml(context: &Context, word: &str) -> Result<(), Failure> {
    let store = context.store(Access::Read)?;
    let installed = store.deck_ids()?;
    let Some((number, _)) = installed.iter().find(|(_, id)| id.as_str() == word) else {
        return Err(no_single_deck(&installed, word));
    };
    let mut deck = Deck::clone(&*store.header(*number)?);
    deck.notes = store.notes_of(*number)?.iter().filter_map(Store::read_note).collect();
    let text = crate::escape::to_toml(&crate::deck::print(&deck));
    print_text(&text)
}

fn new(path: &Path, id: Option<&str>, title: Option<&str>, lang: &str) -> Result<(), Failure> {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let made: String = crate::spelling::fold(&stem)
        .chars()
        .map(|c| if c.is_ascii_lowercase() || c.is_ascii_digit() { c } else { '-' })
        .collect();
    let id = id.unwrap_or(made.trim_matches('-'));
    let id: DeckId = id.parse().map_err(|error| {
        Failure::usage(format!("`{id}` is no deck id: {error}")).hint("Name one with --id.")
    })?;
    lang_of(lang)?;
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let text = format!(
        "[deck]\nid      = {}\ntitle   = {}\nlang    = {}\nversion = \"0.1.0\"\nlicense = \"CC-BY-4.0\"\nsource  = \"where the answers stand\"\n\n[[card]]\nid    = \"first\"\nfront = \"What is asked?\"\nback  = \"the answer\"\nnote  = \"Why it is so.\"\ncite  = \"p. 1\"\n\n[[card]]\nid   = \"second\"\ntext = \"A sentence with a {{{{gap::hint}}}}.\"\ncite = \"p. 2\"\n\n[[card]]\nid    = \"third\"\nask   = \"Which one is right?\"\nright = \"this one\"\nwrong = [\"that one\", \"another one\", \"no such one\"]\ncite  = \"p. 3\"\n",
        quoted(id.as_str()),
        quoted(title.unwrap_or(&stem)),
        quoted(lang),
    );
    if let Some(problem) = crate::deck::parse(text.as_str()).problems.first() {
        return Err(Failure::usage(format!("the deck would not hold: {}", problem.message))
            .hint("Name another title with --title."));
    }
    write_new(path, &text, Eyes::Own)?;
    let typed = for_shell(path);
    print(&[format!(
        "wrote {}; `pauk deck lint {typed}` checks it, `pauk review {typed}` starts with it",
        clean_line(&path.display().to_string()),
    )])
}

/// The language of a deck that is new.
///
/// # Errors
/// What is no language tag.
pub(crate) fn lang_of(tag: &str) -> Result<Lang, Failure> {
    Lang::new(tag).ok_or_else(|| {
        Failure::usage(format!("`{tag}` is no language tag"))
            .hint("Language tags look like de, en or de-CH.")
    })
}

fn remove(context: &Context, word: &str, yes: bool) -> Result<(), Failure> {
    let mut store = context.store(Access::Write)?;
    let settings = context.settings(&store)?;
    let installed = store.deck_ids()?;
    let decks: Vec<DeckId> = decks_of(&installed, word).cloned().collect();
    if decks.is_empty() {
        return Err(no_deck(&installed, word));
    }
    if !yes {
        ask_to_remove(&decks, word)?;
    }
    store.remove_decks(&decks, context.now(), context.today(&settings))?;
    if context.global.json {
        let ids: Vec<String> = decks.iter().map(ToString::to_string).collect();
        return print_json(&json!({
            "schema": "pauk/deck-remove/1", "deck": word, "decks": ids,
        }));
    }
    print(&decks.iter().map(|id| format!("{id} is out; its history is kept")).collect::<Vec<_>>())
}

/// # Errors
/// Nobody says yes.
fn ask_to_remove(decks: &[DeckId], word: &str) -> Result<(), Failure> {
    let question = match decks {
        [id] => format!("Take {id} out? Its history is kept and comes back with it."),
        _ => format!(
            "Take all {} of {word} out? Their history is kept and comes back with them.",
            plural(decks.len() as u64, "deck")
        ),
    };
    match confirm(&question)? {
        Some(true) => Ok(()),
        Some(false) => Err(Failure::mend("nothing was removed")),
        None => Err(Failure::mend("a deck is removed only when somebody says yes")
            .hint(format!("`pauk deck remove {word} --yes` does not ask."))),
    }
}
