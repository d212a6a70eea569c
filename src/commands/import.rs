//! `pauk import`: cards from tables of other programs, into decks.
//!
//! One thread reads the table and makes notes of it, another writes them.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use clap::{Args, ValueEnum};
use serde_json::json;

use super::context::{Context, print, print_json, say};
use super::deck::{AddedLine, in_words, lang_of, say_problems};
use super::failure::Failure;
use super::files::{Unread, open_regular, problem_lines};
use crate::deck::{MOST_PROBLEMS, Problem, nearest};
use crate::interchange::{Format, Found, Options, Role, Shape, Tabular, encoding, is_of_file};
use crate::model::{DeckId, Lang};
use crate::store::{Access, Coming, ComingNote, Gathered, StoreError};
use crate::ui::plural;

/// So many notes are handed on at a time.
const BATCH: usize = 2_048;

/// And so many bytes of their texts, with the last one.
const BATCH_BYTES: usize = 1 << 20;

/// So many columns that are not used are named.
const MOST_TOLD: usize = 8;

/// How many batches wait at most.
const BATCHES: usize = 1;

/// Bring cards in from a table: CSV, TSV, Anki's notes in plain text, Quizlet
///
/// Each row becomes a card, by the same rules as in a deck file. How the table is laid out is guessed
/// and told; the options say it where the guess is wrong. A row is known again by its id, or by its
/// question where it has none, so the same table can be brought in again: cards are added or changed,
/// and keep their history. None is taken out. A table with a row that does not hold is refused whole.
#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// The table; `-` is stdin
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// What wrote it; csv and tsv are tables of a spreadsheet
    #[arg(long, value_name = "FORMAT")]
    format: Option<Kind>,
    /// Put all cards into this deck; else the table or the file's name says it
    #[arg(long, value_name = "DECK")]
    deck: Option<String>,
    /// The language of new decks, in which numbers are read, as in de, en, de-CH
    #[arg(long, default_value = "en")]
    lang: String,
    /// What the columns are: question, answer, tags, deck, type, hint, note, cite, choices, id,
    /// importance, or `-` for one that is not used
    #[arg(long, value_name = "LIST", value_delimiter = ',', allow_hyphen_values = true)]
    columns: Option<Vec<String>>,
    /// The first row names the columns
    #[arg(long, overrides_with = "no_header")]
    header: bool,
    /// The first row is a card
    #[arg(long, overrides_with = "header")]
    no_header: bool,
    /// What parts cells: tab, comma, semicolon, pipe, space, colon or the character itself; for
    /// Quizlet any text
    #[arg(long, value_name = "TEXT")]
    delimiter: Option<String>,
    /// What parts the rows of Quizlet, where it is no line end
    #[arg(long, value_name = "TEXT")]
    row_delimiter: Option<String>,
    /// How the file is written where it is not UTF-8, as in windows-1252
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    /// The cells hold HTML
    #[arg(long)]
    html: bool,
    /// Ask cards both ways
    #[arg(long)]
    reverse: bool,
    /// Leave out rows that do not hold, and tell them
    #[arg(long)]
    skip_bad: bool,
    /// Say what would come in, and change nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    Csv,
    Tsv,
    Anki,
    Quizlet,
}

pub(crate) fn run(context: &Context, args: &ImportArgs) -> Result<(), Failure> {
    let options = options(args)?;
    let options = Options { langs: langs(context)?, ..options };
    let name = match is_stdin(&args.file) {
        true => Path::new("stdin"),
        false => &args.file,
    };
    let input: Box<dyn Read + Send> = match is_stdin(&args.file) {
        true => Box::new(io::stdin()),
        false => Box::new(open(&args.file)?),
    };
    let table = match Tabular::open(input, options) {
        Ok(table) => table,
        Err(problem) => return Err(refuse(context, name, &[problem])),
    };
    let shape = table.shape().clone();
    if !context.global.json {
        tell_shape(name, &shape);
    }
    let (gathered, read) = bring_in(context, args, table)?;
    let Some(gathered) = gathered else {
        return Err(refuse(context, name, &read.problems));
    };
    if gathered.is_empty() && read.problems.is_empty() {
        return Err(Failure::mend(format!("there are no cards in {}", name.display()))
            .hint("A table has a row a card: what is asked, and its answer."));
    }
    report(context, args, name, &shape, &gathered, &read)
}

fn is_stdin(path: &Path) -> bool {
    path == Path::new("-")
}

fn open(path: &Path) -> Result<File, Failure> {
    open_regular(path).map_err(|unread| match unread {
        Unread::System(error) => Failure::file(path, &error).hint(
            "Name a table of cards: CSV, TSV, Anki's notes in plain text, or a set of Quizlet.",
        ),
        other => other.failure(path),
    })
}

fn options(args: &ImportArgs) -> Result<Options, Failure> {
    let deck: Option<DeckId> = match &args.deck {
        Some(word) => Some(word.parse().map_err(|error| {
            Failure::usage(format!("`{word}` is no deck id: {error}"))
                .hint("A deck is called halperin/daten, say.")
        })?),
        None => None,
    };
    let columns = args.columns.as_ref().map(|names| names.iter().map(|name| role(name)).collect());
    let columns: Option<Vec<Role>> = columns.transpose()?;
    let encoding = match &args.encoding {
        Some(label) => Some(encoding(label).ok_or_else(|| {
            Failure::usage(format!("`{label}` is no encoding that is known"))
                .hint("utf-8, utf-16le, windows-1252 and iso-8859-2 are some.")
        })?),
        None => None,
    };
    refuse_idle(args, columns.as_ref())?;
    let file = Some(&args.file).filter(|file| !is_stdin(file)).cloned();
    let stem = args.file.file_stem().filter(|_| file.is_some());
    Ok(Options {
        format: args.format.map(|kind| match kind {
            Kind::Csv | Kind::Tsv => Format::Table,
            Kind::Anki => Format::Anki,
            Kind::Quizlet => Format::Quizlet,
        }),
        delimiter: match (&args.delimiter, args.format) {
            (Some(word), _) => Some(delimiter(word)),
            (None, Some(Kind::Tsv)) => Some("\t".to_owned()),
            (None, _) => None,
        },
        row_delimiter: args.row_delimiter.as_deref().map(delimiter),
        header: match (args.header, args.no_header) {
            (false, false) => None,
            (header, _) => Some(header),
        },
        columns,
        encoding,
        html: args.html.then_some(true),
        reverse: args.reverse,
        deck,
        name: match (stem, &args.deck) {
            (Some(stem), _) => stem.to_string_lossy().into_owned(),
            (None, Some(deck)) => deck.replace('/', "::"),
            (None, None) => "imported".to_owned(),
        },
        lang: lang_of(&args.lang)?,
        langs: HashMap::new(),
        file,
    })
}

/// The languages of the decks that are here: numbers of a table are read by them.
fn langs(context: &Context) -> Result<HashMap<DeckId, Lang>, Failure> {
    let store = match context.try_store(Access::Read)? {
        Err(StoreError::Missing { .. }) => return Ok(HashMap::new()),
        store => store?,
    };
    let lang = |(number, id)| Ok((id, store.header(number)?.lang.clone()));
    store.deck_ids()?.into_iter().map(lang).collect()
}

/// Refuses what would say nothing of a table of this kind.
fn refuse_idle(args: &ImportArgs, columns: Option<&Vec<Role>>) -> Result<(), Failure> {
    let is_set = args.format == Some(Kind::Quizlet);
    if args.row_delimiter.is_some() && !is_set {
        return Err(Failure::usage(
            "only the rows of a set of Quizlet have a delimiter of their own",
        )
        .hint("Say --format quizlet, or leave --row-delimiter out."));
    }
    if is_set && columns.is_some_and(|columns| columns.len() > 2) {
        return Err(Failure::usage("a set of Quizlet has two columns")
            .hint("Say `--columns question,answer` or `--columns answer,question`."));
    }
    Ok(())
}

fn role(name: &str) -> Result<Role, Failure> {
    Role::named(name).ok_or_else(|| {
        let failure = Failure::usage(format!("`{name}` is no column that is known"));
        match nearest(name, Role::names()) {
            Some(near) => failure.hint(format!("Did you mean `{near}`?")),
            None => failure.hint(format!(
                "The columns are {}, and `-` for one that is not used.",
                Role::names().collect::<Vec<_>>().join(", ")
            )),
        }
    })
}

/// What parts cells or rows, by its name or itself.
fn delimiter(word: &str) -> String {
    match word {
        "tab" => "\t".to_owned(),
        "comma" => ",".to_owned(),
        "semicolon" => ";".to_owned(),
        "pipe" => "|".to_owned(),
        "space" => " ".to_owned(),
        "colon" => ":".to_owned(),
        "newline" => "\n".to_owned(),
        other => other.replace("\\t", "\t").replace("\\n", "\n"),
    }
}

/// What the reader of a table has to tell at its end.
#[derive(Default)]
struct ReadToEnd {
    problems: Vec<Problem>,
    /// Rows that do not hold.
    bad: u64,
    /// Rows that said what another one had said.
    repeated: u64,
}

/// Why nothing more comes.
enum Stop {
    Store(StoreError),
    /// A row does not hold.
    Refused,
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

type Batch = Result<Vec<Coming>, Stop>;

/// Brings the notes of a table in, or weighs what would come; `None` where a row does not hold.
fn bring_in(
    context: &Context,
    args: &ImportArgs,
    table: Tabular<impl Read + Send>,
) -> Result<(Option<Vec<Gathered>>, ReadToEnd), Failure> {
    // Whether what came last was new: then the reader helps with what is done for new notes alone.
    let news = AtomicBool::new(!args.dry_run);
    std::thread::scope(|scope| {
        let (sender, receiver) = sync_channel(BATCHES);
        let reader = scope.spawn(|| read_to_end(table, sender, &news, args.skip_bad));
        let gathered = gather(context, args.dry_run, receiver, &news);
        let read = reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        match gathered? {
            Ok(gathered) => Ok((Some(gathered), read)),
            Err(Stop::Refused) => Ok((None, read)),
            Err(Stop::Store(error)) => Err(error.into()),
        }
    })
}

fn gather(
    context: &Context,
    dry_run: bool,
    receiver: Receiver<Batch>,
    news: &AtomicBool,
) -> Result<Result<Vec<Gathered>, Stop>, Failure> {
    // Where there is no database, none is made for a small table that does not hold.
    let first = match receiver.recv() {
        Ok(Err(stop)) => return Ok(Err(stop)),
        Ok(Ok(batch)) => Some(Ok(batch)),
        Err(_) => None,
    };
    let coming = first.into_iter().chain(receiver);
    if dry_run {
        return Ok(context.store(Access::Read)?.weigh(coming));
    }
    let mut store = context.store(Access::Write)?;
    let today = context.today(&context.settings(&store)?);
    let heed = |any_new| news.store(any_new, Ordering::Relaxed);
    Ok(store.gather(coming, heed, context.now(), today))
}

/// Reads a table to its end and hands its notes on; behind a row that does not hold only what else
/// does not.
fn read_to_end(
    mut table: Tabular<impl Read>,
    sender: SyncSender<Batch>,
    news: &AtomicBool,
    skip_bad: bool,
) -> ReadToEnd {
    let mut read = ReadToEnd::default();
    let (mut batch, mut bytes, mut refused) = (Vec::with_capacity(BATCH), 0, false);
    // The place among those that were handed on, of each deck of the table.
    let mut places: Vec<Option<usize>> = Vec::new();
    let mut handed_on = 0;
    while let Some(next) = table.next() {
        match next {
            Ok(Found { deck, entry }) => {
                places.resize(places.len().max(deck + 1), None);
                let place = *places[deck].get_or_insert_with(|| {
                    batch.extend(
                        table.decks().nth(deck).map(|deck| Coming::Deck(Box::new(deck.clone()))),
                    );
                    handed_on += 1;
                    handed_on - 1
                });
                bytes += entry.text.len();
                let note = match news.load(Ordering::Relaxed) {
                    true => ComingNote::for_keeping(entry),
                    false => ComingNote::of(entry),
                };
                batch.push(Coming::Note(place, note));
            }
            Err(problems) => {
                read.bad += 1;
                let is_refusal = !skip_bad || problems.iter().any(is_of_file);
                let is_first = is_refusal && !refused;
                refused |= is_refusal;
                let room = MOST_PROBLEMS.saturating_sub(read.problems.len());
                read.problems.extend(problems.into_iter().take(room));
                if is_first && sender.send(Err(Stop::Refused)).is_err() {
                    return read;
                }
            }
        }
        if refused {
            batch.clear();
            if read.problems.len() == MOST_PROBLEMS {
                return read;
            }
        } else if batch.len() >= BATCH || bytes >= BATCH_BYTES {
            bytes = 0;
            let full = std::mem::replace(&mut batch, Vec::with_capacity(BATCH));
            // Who does not listen any more has failed already.
            if sender.send(Ok(full)).is_err() {
                return read;
            }
        }
    }
    read.repeated = table.repeated();
    if !batch.is_empty() {
        let _ = sender.send(Ok(batch));
    }
    read
}

/// What was guessed, so that a wrong guess is seen.
fn tell_shape(name: &Path, shape: &Shape) {
    let parted = match shape.delimiter.as_str() {
        "\t" => "tabs".to_owned(),
        other => format!("`{other}`"),
    };
    let used = shape.columns.iter().filter(|role| **role != Role::Unused);
    let columns: Vec<&str> = used.map(|role| role.name()).collect();
    let named = if shape.header { ", named by its first row" } else { "" };
    let kind = match shape.format {
        Format::Table => "a table",
        Format::Anki => "notes of Anki",
        Format::Quizlet => "a set of Quizlet",
    };
    say(&format!("{}: {kind}, parted by {parted}: {}{named}", name.display(), columns.join(", ")));
    if shape.has_markup {
        say("note: its cells look like HTML; --html brings in the text that it shows");
    }
    let unused = shape.columns.iter().enumerate().filter(|(_, role)| **role == Role::Unused);
    let unused: Vec<String> = unused
        .map(|(at, _)| match shape.names.get(at).filter(|name| !name.trim().is_empty()) {
            Some(name) => format!("`{}`", name.trim()),
            None => (at + 1).to_string(),
        })
        .collect();
    let told = match &unused[..] {
        [] => return,
        [one] => format!("{one} is"),
        some if some.len() <= MOST_TOLD => format!("{} are", some.join(", ")),
        some => {
            let more = some.len() - MOST_TOLD;
            format!("{} and {more} more are", some[..MOST_TOLD].join(", "))
        }
    };
    say(&format!("note: of its columns {told} not used; --columns says what they are for"));
}

/// Tells what is wrong; nothing came in.
fn refuse(context: &Context, name: &Path, problems: &[Problem]) -> Failure {
    if context.global.json {
        let decks: Vec<AddedLine> = Vec::new();
        let lines = problem_lines(name, problems);
        let document = json!({"schema": "pauk/import/1", "decks": decks, "problems": lines});
        if let Err(failure) = print_json(&document) {
            return failure;
        }
    } else {
        say_problems(context, name, problems);
    }
    let more = if problems.len() >= MOST_PROBLEMS { "at least " } else { "" };
    let count = plural(problems.len() as u64, "problem");
    say(&format!("error: {more}{count} in {}; nothing came in", name.display()));
    if problems.iter().all(|problem| !is_of_file(problem)) {
        say("  hint: Mend the rows, or leave them out with --skip-bad.");
    }
    Failure::silent()
}

fn report(
    context: &Context,
    args: &ImportArgs,
    name: &Path,
    shape: &Shape,
    gathered: &[Gathered],
    read: &ReadToEnd,
) -> Result<(), Failure> {
    let decks: Vec<AddedLine> = gathered
        .iter()
        .map(|Gathered { deck, change }| AddedLine::of(deck, *change, name))
        .collect();
    if context.global.json {
        let problems = problem_lines(name, &read.problems);
        let columns: Vec<&str> = shape.columns.iter().map(|role| role.name()).collect();
        return print_json(&json!({
            "schema": "pauk/import/1", "dry_run": args.dry_run, "format": shape.format.name(),
            "delimiter": shape.delimiter, "header": shape.header, "html": shape.html,
            "columns": columns, "decks": decks, "repeated": read.repeated,
            "left_out": read.bad, "problems": problems,
        }));
    }
    say_problems(context, name, &read.problems);
    if read.bad > 0 {
        let rows = plural(read.bad, "row");
        say(&format!("note: {rows} of {} left out", name.display()));
    }
    if read.repeated > 0 {
        let rows = plural(read.repeated, "row");
        say(&format!("note: {rows} said what another one had said"));
    }
    print(&decks.iter().map(in_words).collect::<Vec<_>>())?;
    if let ([Gathered { deck, change }], false) = (gathered, args.dry_run)
        && change.added > 0
    {
        say(&format!("`pauk review {deck}` starts with it."));
    }
    Ok(())
}
