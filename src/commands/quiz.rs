//! `pauk quiz`: a practice test, sat at a screen or printed on paper.

use std::cell::Cell;
use std::io::{self, BufReader, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::context::{Context, print, print_json, say};
use super::deck::{bring_in, read_to_bring_in};
use super::desk::found;
use super::failure::Failure;
use super::files::told;
use super::scope::{Pointed, Target, point};
use super::settings::Settings;
use crate::escape::{clean_line, to_json};
use crate::given::respond;
use crate::model::{Day, Event, EventKind, Mode, Review};
use crate::quiz::{
    Blueprint, Draw, Ending, Entry, Feedback, Form, Input, Lost, Mark, Outcome, Paper, PaperNumber,
    Progress, Results, Sitting, TimeLimit, given_text,
};
use crate::report::{key_html, key_markdown, paper_html, paper_markdown};
use crate::store::{Access, Store};
use crate::ui::{
    Grades, JsonlQuiz, Judged, LineSource, PeopleQuiz, QuizCame, QuizOpening, QuizScreen, Sheet,
    Terminal, TerminalSource, columns, duration_in_words, result_json, verdict,
};

/// So many questions where nothing says how many.
const USUAL: usize = 20;

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

#[derive(Debug, Args)]
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
        Some(QuizCommand::List) => list(context),
        Some(QuizCommand::Show { number }) => show(context, *number),
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
    let files = read_to_bring_in(context, &paths)?;
    let mut store = context.store(Access::Write)?;
    let settings = context.settings(&store)?;
    let today = context.today(&settings);
    let decks = bring_in(context, &mut store, &files, today)?;
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

/// The paper that the arguments ask for.
fn draw(
    context: &Context,
    store: &Store,
    settings: &Settings,
    pointed: &Pointed,
    args: &TakeArgs,
    blueprint: Option<&Blueprint>,
    today: Day,
) -> Result<Paper, Failure> {
    let cards = entries(store, settings, pointed, today)?;
    let whole = Pointed { decks: pointed.decks.clone(), query: None, all: pointed.all };
    let class = if pointed.query.is_none() {
        cards.clone()
    } else {
        entries(store, settings, &whole, today)?
    };
    let number = match args.seed {
        Some(number) => PaperNumber::new(number),
        None => PaperNumber::from_seed(context.seed),
    };
    let form = if args.choices { Form::Choices } else { Form::AsWritten };
    let draw = Draw { cards: &cards, class: &class, form, number };
    let paper = match (blueprint, args.count) {
        (Some(blueprint), _) => draw.of_blueprint(blueprint),
        (None, Some(count)) => draw.of_count(count as usize),
        (None, None) => draw.of_all().and_then(|all| draw.of_count(all.items.len().min(USUAL))),
    };
    paper.map_err(|error| {
        Failure::mend(error).hint("`pauk card list QUERY` shows the cards that fit.")
    })
}

/// The cards that may be asked: those of the decks that are not suspended.
fn entries(
    store: &Store,
    settings: &Settings,
    pointed: &Pointed,
    today: Day,
) -> Result<Vec<Entry>, Failure> {
    let mut headers = std::collections::HashMap::new();
    let mut entries = Vec::new();
    for row in found(store, settings, pointed, today)? {
        if row.suspended {
            continue;
        }
        let tags = row.tags().to_vec();
        let Some(note) = row.note else { continue };
        let deck = match headers.get(&row.deck) {
            Some(deck) => Rc::clone(deck),
            None => {
                let deck = Rc::new(store.header(row.deck)?);
                headers.insert(row.deck, Rc::clone(&deck));
                deck
            }
        };
        entries.push(Entry { key: row.key, note, deck, tags });
    }
    Ok(entries)
}

fn read_blueprint(context: &Context, path: &Path) -> Result<Blueprint, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| Failure::file(path, &error))?;
    Blueprint::parse(&text).map_err(|problems| {
        let layout = context.layout(&Settings::default());
        for problem in &problems {
            told(&layout, path, problem).iter().for_each(|line| super::deck::say_raw(line));
        }
        Failure::mend(format!("the blueprint {} does not hold", path.display()))
            .hint("A section has a count and any of deck, tag, kind, importance.")
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PageFormat {
    Markdown,
    Html,
}

fn format_of(path: &Path) -> Result<PageFormat, Failure> {
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("md" | "markdown") => Ok(PageFormat::Markdown),
        Some("html" | "htm") => Ok(PageFormat::Html),
        _ => Err(Failure::usage(format!("{}: neither .md nor .html", path.display()))
            .hint("The ending says what is written: paper.md or paper.html.")),
    }
}

fn print_paper(args: &TakeArgs, paper: &Paper) -> Result<(), Failure> {
    let mut lines = Vec::new();
    if let Some(path) = &args.print {
        let text = match format_of(path)? {
            PageFormat::Markdown => paper_markdown(paper),
            PageFormat::Html => paper_html(paper),
        };
        write_whole(path, &text)?;
        lines.push(format!("wrote the paper to {}", clean_line(&path.display().to_string())));
    }
    if let Some(path) = &args.key {
        let text = match format_of(path)? {
            PageFormat::Markdown => key_markdown(paper),
            PageFormat::Html => key_html(paper),
        };
        write_whole(path, &text)?;
        lines.push(format!("wrote the key to {}", clean_line(&path.display().to_string())));
    }
    lines.push(format!("paper {} (`--seed {}` makes it again)", paper.number, paper.number));
    print(&lines)
}

/// Beside the target and renamed, so that a half-written page never has the name of a whole one.
fn write_whole(path: &Path, text: &str) -> Result<(), Failure> {
    let named = |error: io::Error| Failure::file(path, &error);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut file = tempfile::Builder::new()
        .prefix(".pauk-")
        .tempfile_in(folder.unwrap_or(Path::new(".")))
        .map_err(named)?;
    file.write_all(text.as_bytes()).map_err(named)?;
    file.persist(path).map_err(|error| named(error.error))?;
    Ok(())
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

/// Where a quiz is held.
struct Hall<'a> {
    context: &'a Context,
    settings: &'a Settings,
    today: Day,
    form: Form,
    logs: bool,
}

/// How the asking ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    HandedIn(Ending),
    Left,
    Interrupted,
}

impl Hall<'_> {
    fn hold(
        &self,
        store: &mut Store,
        sitting: Sitting,
        jsonl: bool,
        dropped: Vec<String>,
    ) -> Result<(), Failure> {
        let layout = self.context.layout(self.settings);
        if jsonl {
            let mut screen = JsonlQuiz::new(BufReader::new(io::stdin()), io::stdout());
            return self.sit(store, sitting, &mut screen, dropped);
        }
        if self.context.at_terminal() && !self.context.wants_lines(self.settings) {
            let terminal = Terminal::new(layout.paint, Grades::Four, self.today);
            let mut screen = PeopleQuiz::new(TerminalSource(terminal));
            return self.sit(store, sitting, &mut screen, dropped);
        }
        let source = LineSource { input: BufReader::new(io::stdin()), out: io::stdout(), layout };
        self.sit(store, sitting, &mut PeopleQuiz::new(source), dropped)
    }

    fn sit(
        &self,
        store: &mut Store,
        mut sitting: Sitting,
        screen: &mut dyn QuizScreen,
        dropped: Vec<String>,
    ) -> Result<(), Failure> {
        let paper = sitting.paper();
        screen.opening(&QuizOpening {
            title: paper.title.clone(),
            paper: paper.number.get(),
            questions: paper.items.len(),
            points: paper.points(),
            seconds: sitting.remaining_ms().map(|ms| ms / 1000),
            dropped,
        })?;
        self.keep(store, &sitting)?;
        let asked = match sitting.ending() {
            Some(ending) => Asked::HandedIn(ending),
            None => self.ask_all(store, &mut sitting, screen)?,
        };
        match asked {
            Asked::HandedIn(_) if self.judge_all(store, &mut sitting, screen)? => {
                self.hand_in(store, &sitting, screen)
            }
            Asked::HandedIn(_) | Asked::Left => {
                screen.left(self.logs)?;
                Ok(())
            }
            Asked::Interrupted => {
                screen.left(self.logs)?;
                Err(Failure::interrupted())
            }
        }
    }

    /// Keeps what is there, in case the quiz is left.
    fn keep(&self, store: &mut Store, sitting: &Sitting) -> Result<(), Failure> {
        if self.logs {
            store.keep_quiz(Some(&Progress::of(sitting, self.form).to_json()))?;
        }
        Ok(())
    }

    fn ask_all(
        &self,
        store: &mut Store,
        sitting: &mut Sitting,
        screen: &mut dyn QuizScreen,
    ) -> Result<Asked, Failure> {
        let begun = self.context.now().utc_ms();
        // A clock that is set back gives no more time: the latest reading holds.
        let latest = Cell::new(0);
        let clock = || {
            let ms = (self.context.now().utc_ms() - begun).max(0) as u64;
            latest.set(latest.get().max(ms));
            latest.get()
        };
        let remaining_at_start = sitting.remaining_ms();
        let remaining = || remaining_at_start.map(|left| left.saturating_sub(clock()));
        loop {
            if let Outcome::Ended(ending) = sitting.apply(Input::Tick, clock()) {
                self.keep(store, sitting)?;
                return Ok(Asked::HandedIn(ending));
            }
            let number = sitting.number();
            let Some(item) = sitting.item() else {
                return Ok(Asked::HandedIn(Ending::HandedIn));
            };
            let given = sitting.response(number).map(|response| given_text(item, response));
            let unanswered = sitting.unanswered();
            let sheet = Sheet {
                item,
                number,
                of: sitting.paper().items.len(),
                given: given.as_deref(),
                unanswered: unanswered.len(),
            };
            let came = screen.ask(&sheet, &remaining)?;
            let input = match came {
                QuizCame::Given(given) => match respond(&item.question.expects, &given) {
                    Ok(response) => Input::Answer(number, response),
                    Err(reason) => {
                        screen.refused(&reason)?;
                        continue;
                    }
                },
                QuizCame::Thought => {
                    Input::Answer(number, crate::grading::Response::Text(String::new()))
                }
                QuizCame::Skip => Input::Skip,
                QuizCame::Go(number) => Input::Go(number),
                QuizCame::Clear => Input::Clear(number),
                QuizCame::HandIn => Input::HandIn,
                QuizCame::TimeOut => Input::Tick,
                QuizCame::Leave => {
                    sitting.apply(Input::Tick, clock());
                    self.keep(store, sitting)?;
                    return Ok(Asked::Left);
                }
                QuizCame::Interrupted => {
                    sitting.apply(Input::Tick, clock());
                    self.keep(store, sitting)?;
                    return Ok(Asked::Interrupted);
                }
                QuizCame::Refused(reason) => {
                    screen.refused(&reason)?;
                    continue;
                }
            };
            let answers = matches!(input, Input::Answer(..));
            let outcome = sitting.apply(input, clock());
            self.keep(store, sitting)?;
            match outcome {
                Outcome::Refused(reason) => screen.refused(&reason)?,
                Outcome::Ended(ending) => return Ok(Asked::HandedIn(ending)),
                Outcome::Feedback(number) => self.feedback(sitting, number, screen)?,
                Outcome::Show => {}
            }
            if answers && sitting.unanswered().is_empty() {
                sitting.apply(Input::HandIn, clock());
                self.keep(store, sitting)?;
                return Ok(Asked::HandedIn(Ending::HandedIn));
            }
        }
    }

    fn feedback(
        &self,
        sitting: &Sitting,
        number: usize,
        screen: &mut dyn QuizScreen,
    ) -> Result<(), Failure> {
        let items = &sitting.paper().items;
        let (Some(item), Some(response)) = (items.get(number - 1), sitting.response(number)) else {
            return Ok(());
        };
        let given = given_text(item, response);
        let unanswered = sitting.unanswered().len();
        let sheet = Sheet { item, number, of: items.len(), given: Some(&given), unanswered };
        screen.feedback(&sheet, &Mark::of_response(item, response))?;
        Ok(())
    }

    /// The learner marks what the program cannot mark. `false` where that was left.
    fn judge_all(
        &self,
        store: &mut Store,
        sitting: &mut Sitting,
        screen: &mut dyn QuizScreen,
    ) -> Result<bool, Failure> {
        for number in sitting.waiting() {
            loop {
                let items = &sitting.paper().items;
                let Some(item) = items.get(number - 1) else { break };
                let given = sitting.response(number).map(|response| given_text(item, response));
                let sheet =
                    Sheet { item, number, of: items.len(), given: given.as_deref(), unanswered: 0 };
                match screen.judge(&sheet)? {
                    Judged::Word(word) => {
                        sitting.apply(Input::Judge(number, word), 0);
                        self.keep(store, sitting)?;
                        break;
                    }
                    Judged::Refused(reason) => screen.refused(&reason)?,
                    Judged::Leave | Judged::Interrupted => return Ok(false),
                }
            }
        }
        Ok(true)
    }

    /// Marks the paper, writes the answers to the log, and shows what came of it.
    fn hand_in(
        &self,
        store: &mut Store,
        sitting: &Sitting,
        screen: &mut dyn QuizScreen,
    ) -> Result<(), Failure> {
        let results = Results::of(sitting);
        let timed_out = sitting.ending() == Some(Ending::TimeOut);
        if self.logs {
            if let Err(error) = store.backup_daily(self.today) {
                say(&format!("note: no copy was made today: {error}"));
            }
            let mut events = self.reviews(sitting, &results);
            let mut kept = result_json(&results);
            kept.insert("title".to_owned(), sitting.paper().title.clone().into());
            kept.insert("paper".to_owned(), sitting.paper().number.get().into());
            kept.insert("timed_out".to_owned(), timed_out.into());
            kept.insert("ms".to_owned(), sitting.elapsed_ms().into());
            let kind = EventKind::Quiz { results: to_json(&Value::Object(kept)) };
            events.push(Event { at: self.context.now(), day: self.today, kind });
            store.record_all(events)?;
            store.keep_quiz(None)?;
        }
        screen.result(&results, timed_out, sitting.elapsed_ms())?;
        Ok(())
    }

    fn reviews(&self, sitting: &Sitting, results: &Results) -> Vec<Event> {
        let at = self.context.now();
        let answered = (sitting.paper().items.len() - sitting.unanswered().len()).max(1) as u64;
        let each = u32::try_from(sitting.elapsed_ms() / answered).unwrap_or(u32::MAX);
        let mut events = Vec::new();
        for (at_item, (key, mark)) in results.marks.iter().enumerate() {
            let item = &sitting.paper().items[at_item];
            let (Some(quality), Some(response)) = (mark.quality(), sitting.response(at_item + 1))
            else {
                continue;
            };
            let verdict = match mark {
                Mark::Program(marked) => Some(to_json(&verdict(marked))),
                Mark::Learner(_) | Mark::Waiting | Mark::Unanswered => None,
            };
            let response = Some(given_text(item, response)).filter(|text| !text.is_empty());
            let review =
                Review { mode: Mode::Quiz, quality, response, verdict, duration_ms: Some(each) };
            let kind = EventKind::Review { card: key.clone(), review };
            events.push(Event { at, day: self.today, kind });
        }
        events
    }
}

/// The quizzes that were handed in, oldest first.
fn past(store: &Store) -> Result<Vec<(Day, Value)>, Failure> {
    Ok(store
        .quizzes()?
        .into_iter()
        .filter_map(|(day, json)| Some((day, serde_json::from_str(&json).ok()?)))
        .collect())
}

fn list(context: &Context) -> Result<(), Failure> {
    let store = context.store(Access::Read)?;
    let quizzes = past(&store)?;
    if context.global.json {
        let quizzes: Vec<Value> = quizzes
            .iter()
            .enumerate()
            .map(|(at, (day, quiz))| {
                json!({
                    "number": at + 1, "day": day.to_string(), "title": quiz["title"],
                    "paper": quiz["paper"], "questions": quiz["questions"],
                    "score": quiz["score"], "points": quiz["points"], "earned": quiz["earned"],
                    "timed_out": quiz["timed_out"], "ms": quiz["ms"],
                })
            })
            .collect();
        let unfinished = store.unfinished_quiz()?.is_some();
        return print_json(&json!({
            "schema": "pauk/quiz-list/1", "quizzes": quizzes, "unfinished": unfinished,
        }));
    }
    if quizzes.is_empty() {
        say("No quiz was handed in yet; `pauk quiz` begins one.");
    }
    if store.unfinished_quiz()?.is_some() {
        say("A quiz was left: `pauk quiz resume` goes on with it.");
    }
    let rows: Vec<Vec<String>> = quizzes
        .iter()
        .enumerate()
        .map(|(at, (day, quiz))| {
            vec![
                (at + 1).to_string(),
                day.to_string(),
                percent(&quiz["score"]),
                format!("{} of {}", quiz["earned"], quiz["points"]),
                duration_in_words(quiz["ms"].as_u64().unwrap_or(0)),
                clean_line(quiz["title"].as_str().unwrap_or_default()),
            ]
        })
        .collect();
    print(&columns(&rows, &[0, 2]))
}

fn percent(score: &Value) -> String {
    format!("{:.0} %", score.as_f64().unwrap_or(0.0) * 100.0)
}

fn show(context: &Context, number: Option<usize>) -> Result<(), Failure> {
    let store = context.store(Access::Read)?;
    let settings = context.settings(&store)?;
    let quizzes = past(&store)?;
    let number = number.unwrap_or(quizzes.len());
    let Some((day, quiz)) = number.checked_sub(1).and_then(|at| quizzes.get(at)) else {
        return Err(Failure::mend(format!("there is no quiz {number}"))
            .hint("`pauk quiz list` shows those that were handed in."));
    };
    if context.global.json {
        return print_json(&json!({
            "schema": "pauk/quiz-show/1", "number": number, "day": day.to_string(), "quiz": quiz,
        }));
    }
    let layout = context.layout(&settings);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let head = format!(
        "{}, {day}: {} of {} points, {}",
        text(&quiz["title"]),
        quiz["earned"],
        quiz["points"],
        percent(&quiz["score"])
    );
    let mut lines: Vec<String> =
        layout.wrap(&head, "").iter().map(|line| layout.bold(line)).collect();
    for (name, sums) in [("deck", &quiz["by_deck"]), ("kind", &quiz["by_kind"])] {
        lines.push(format!("By {name}:"));
        let rows: Vec<Vec<String>> = sums
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, sum)| vec![format!("  {}", clean_line(name)), percent(&sum["score"])])
            .collect();
        lines.extend(columns(&rows, &[1]));
    }
    for wrong in quiz["wrong"].as_array().into_iter().flatten() {
        let first = format!("{:>3}. ", wrong["number"].as_u64().unwrap_or(0));
        lines.extend(layout.hang(&text(&wrong["question"]), &first, "     "));
        let given = text(&wrong["given"]);
        let given = if given.is_empty() { "–".to_owned() } else { given };
        lines.extend(layout.hang(&given, "     ✗ ", "       "));
        lines.extend(layout.hang(&text(&wrong["answer"]), "     = ", "       "));
    }
    print(&lines)
}
