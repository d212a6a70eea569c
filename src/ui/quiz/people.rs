//! A practice test for people: at a terminal with a clock that counts down, or in lines.

use std::io::{self, BufRead, Write};

use super::{Judged, QuizCame, QuizOpening, QuizScreen, Remaining, Sheet};
use crate::escape::clean_line;
use crate::given::Given;
use crate::question::Expects;
use crate::quiz::{Mark, Results, Word};
use crate::session::Input;
use crate::ui::entry::answer as read_answer;
use crate::ui::hearing::{Heard, TOO_LONG, hear};
use crate::ui::layout::{Layout, columns};
use crate::ui::telling;
use crate::ui::terminal::{Terminal, Typed};
use crate::ui::words::{duration_in_words, plural};

/// Where lines are shown and come from.
pub(crate) trait Source {
    fn layout(&self) -> Layout;
    fn say(&mut self, lines: &[String]) -> io::Result<()>;
    /// A line that is typed; the clock is drawn where there is one.
    fn line(&mut self, prompt: &str, remaining: Remaining<'_>) -> io::Result<Typed>;
}

/// A terminal.
pub(crate) struct TerminalSource(pub(crate) Terminal);

impl Source for TerminalSource {
    fn layout(&self) -> Layout {
        self.0.layout()
    }

    fn say(&mut self, lines: &[String]) -> io::Result<()> {
        self.0.say(lines)
    }

    fn line(&mut self, prompt: &str, remaining: Remaining<'_>) -> io::Result<Typed> {
        self.0.typed_against(prompt, remaining)
    }
}

/// A pipe, or a learner who wants lines.
pub(crate) struct LineSource<R, W> {
    pub(crate) input: R,
    pub(crate) out: W,
    pub(crate) layout: Layout,
}

impl<R: BufRead, W: Write> Source for LineSource<R, W> {
    fn layout(&self) -> Layout {
        self.layout
    }

    fn say(&mut self, lines: &[String]) -> io::Result<()> {
        for line in lines {
            writeln!(self.out, "{}", line.trim_end())?;
        }
        self.out.flush()
    }

    fn line(&mut self, prompt: &str, remaining: Remaining<'_>) -> io::Result<Typed> {
        loop {
            let clock = remaining().map(|ms| format!("[{}] ", clock(ms))).unwrap_or_default();
            write!(self.out, "{clock}{prompt}")?;
            self.out.flush()?;
            match hear(&mut self.input)? {
                Heard::Line(bytes) => {
                    let text = String::from_utf8_lossy(&bytes);
                    return Ok(Typed::Line(text.trim_end_matches(['\n', '\r']).to_owned()));
                }
                Heard::TooLong => writeln!(self.out, "{TOO_LONG} was passed over")?,
                Heard::End => {
                    writeln!(self.out)?;
                    return Ok(Typed::Left);
                }
            }
        }
    }
}

/// `12:05`, or `1:02:05` from an hour on.
pub(crate) fn clock(ms: u64) -> String {
    let seconds = ms.div_ceil(1000);
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{rest:02}")
    } else {
        format!("{minutes}:{rest:02}")
    }
}

/// A practice test for people.
pub(crate) struct PeopleQuiz<S> {
    source: S,
}

impl<S: Source> PeopleQuiz<S> {
    pub(crate) fn new(source: S) -> Self {
        Self { source }
    }

    /// Item by item, where a list is asked.
    fn items(
        &mut self,
        first: &str,
        count: usize,
        remaining: Remaining<'_>,
    ) -> io::Result<QuizCame> {
        let mut items = vec![first.trim().to_owned()];
        if first.contains(';') {
            items = first.split(';').map(|item| item.trim().to_owned()).collect();
            return Ok(QuizCame::Given(Given::Items(items)));
        }
        while items.len() < count {
            let prompt = format!("  {}/{count} > ", items.len() + 1);
            match self.source.line(&prompt, remaining)? {
                Typed::Line(line) if line.trim().is_empty() => break,
                Typed::Line(line) => items.push(line.trim().to_owned()),
                Typed::Left => break,
                Typed::Interrupted => return Ok(QuizCame::Interrupted),
                Typed::TimeOut => return Ok(QuizCame::TimeOut),
            }
        }
        Ok(QuizCame::Given(Given::Items(items)))
    }
}

impl<S: Source> QuizScreen for PeopleQuiz<S> {
    fn opening(&mut self, opening: &QuizOpening) -> io::Result<()> {
        let layout = self.source.layout();
        let time = opening.seconds.map(|seconds| format!(", {} of time", clock(seconds * 1000)));
        let head = format!(
            "{}: {}, {}{} (paper {})",
            opening.title,
            plural(opening.questions as u64, "question"),
            plural(u64::from(opening.points), "point"),
            time.unwrap_or_default(),
            opening.paper
        );
        let mut lines: Vec<String> =
            layout.wrap(&head, "").iter().map(|line| layout.bold(line)).collect();
        lines.extend(opening.dropped.iter().flat_map(|text| layout.wrap(text, "")));
        let how = "Enter alone skips · :g 5 goes to question 5 · :c takes an answer back · :d hands in · :q leaves, to go on later";
        lines.extend(layout.wrap(how, "").iter().map(|line| layout.dim(line)));
        self.source.say(&lines)
    }

    fn ask(&mut self, sheet: &Sheet<'_>, remaining: Remaining<'_>) -> io::Result<QuizCame> {
        let layout = self.source.layout();
        let item = sheet.item;
        let expects = &item.question.expects;
        let head = format!(
            "Question {} of {}  —  {}, {} open",
            sheet.number,
            sheet.of,
            plural(u64::from(item.points), "point"),
            sheet.unanswered
        );
        let mut lines = vec![String::new(), layout.dim(&head), String::new()];
        lines.extend(telling::asked(&layout, &item.question));
        if let Some(given) = sheet.given {
            lines.extend(layout.wrap(&format!("your answer so far: {given}"), "  "));
        }
        if *expects == Expects::Reveal {
            let how =
                "Answer in thought or in writing: t says that you have it; you mark it at the end.";
            lines.extend(layout.wrap(how, "  ").iter().map(|line| layout.dim(line)));
        }
        self.source.say(&lines)?;
        let prompt = match expects {
            Expects::Items { count, .. } => format!("  1/{count} > "),
            Expects::Reveal
            | Expects::Text
            | Expects::Choices { .. }
            | Expects::Order { .. }
            | Expects::Pairs { .. } => "  > ".to_owned(),
        };
        let line = match self.source.line(&prompt, remaining)? {
            Typed::Line(line) => line,
            Typed::Left => return Ok(QuizCame::Leave),
            Typed::Interrupted => return Ok(QuizCame::Interrupted),
            Typed::TimeOut => return Ok(QuizCame::TimeOut),
        };
        if let Some(word) = line.trim().strip_prefix(':') {
            return Ok(command(word));
        }
        if line.trim().is_empty() {
            return Ok(QuizCame::Skip);
        }
        match expects {
            Expects::Reveal if line.trim() == "t" => Ok(QuizCame::Thought),
            Expects::Items { count, .. } => self.items(&line, *count, remaining),
            Expects::Reveal
            | Expects::Text
            | Expects::Choices { .. }
            | Expects::Order { .. }
            | Expects::Pairs { .. } => Ok(match read_answer(expects, &line) {
                Ok(Input::Answer(given)) => QuizCame::Given(given),
                Ok(_) => QuizCame::Skip,
                Err(reason) => QuizCame::Refused(reason),
            }),
        }
    }

    fn feedback(&mut self, sheet: &Sheet<'_>, mark: &Mark) -> io::Result<()> {
        let layout = self.source.layout();
        let mut lines = match mark {
            Mark::Program(marked) => telling::verdict(&layout, marked),
            Mark::Learner(_) | Mark::Waiting | Mark::Unanswered => Vec::new(),
        };
        lines.extend(solution(&layout, sheet));
        self.source.say(&lines)
    }

    fn judge(&mut self, sheet: &Sheet<'_>) -> io::Result<Judged> {
        let layout = self.source.layout();
        let mut lines = vec![String::new(), layout.dim(&format!("Question {}", sheet.number))];
        lines.extend(layout.wrap(&sheet.item.question.prompt, "  "));
        if let Some(given) = sheet.given.filter(|given| !given.is_empty()) {
            lines.extend(layout.wrap(&format!("your answer: {given}"), "  "));
        }
        lines.extend(solution(&layout, sheet));
        self.source.say(&lines)?;
        Ok(match self.source.line("  y right · h half · n wrong > ", &|| None)? {
            Typed::Line(line) => match line.trim() {
                "y" | "1" => Judged::Word(Word::Right),
                "h" | "2" => Judged::Word(Word::Half),
                "n" | "3" => Judged::Word(Word::Wrong),
                ":q" | "q" => Judged::Leave,
                _ => Judged::Refused("please y, h or n".to_owned()),
            },
            Typed::Left | Typed::TimeOut => Judged::Leave,
            Typed::Interrupted => Judged::Interrupted,
        })
    }

    fn refused(&mut self, reason: &str) -> io::Result<()> {
        let layout = self.source.layout();
        let lines = layout.wrap(reason, "  ");
        self.source.say(&lines)
    }

    fn left(&mut self, kept: bool) -> io::Result<()> {
        let text = if kept {
            "Left. `pauk quiz resume` goes on where you were."
        } else {
            "Left; nothing was kept."
        };
        let lines = self.source.layout().wrap(text, "");
        self.source.say(&lines)
    }

    fn result(&mut self, results: &Results, timed_out: bool, ms: u64) -> io::Result<()> {
        let layout = self.source.layout();
        let mut lines = vec![String::new()];
        if timed_out {
            lines.push("The time is over; what was there is handed in.".to_owned());
        }
        lines.extend(told(&layout, results, ms));
        self.source.say(&lines)
    }
}

fn command(word: &str) -> QuizCame {
    let word = word.trim();
    let (name, rest) = word.split_once(' ').unwrap_or((word, ""));
    match name {
        "s" | "skip" => QuizCame::Skip,
        "c" | "clear" => QuizCame::Clear,
        "d" | "done" => QuizCame::HandIn,
        "q" | "quit" => QuizCame::Leave,
        "g" | "go" => match rest.trim().parse() {
            Ok(number) => QuizCame::Go(number),
            Err(_) => QuizCame::Refused("please the number of a question, e.g. :g 5".to_owned()),
        },
        number if number.parse::<usize>().is_ok() => {
            QuizCame::Go(number.parse().unwrap_or_default())
        }
        _ => QuizCame::Refused(
            "commands are :s skip, :g 5 go to 5, :c take back, :d hand in, :q leave".to_owned(),
        ),
    }
}

fn solution(layout: &Layout, sheet: &Sheet<'_>) -> Vec<String> {
    let question = &sheet.item.question;
    let shown = question.filled.as_deref().unwrap_or(&question.answer);
    let mut lines: Vec<String> =
        layout.hang(shown, "  = ", "    ").iter().map(|line| layout.accent(line)).collect();
    if let Some(note) = &sheet.item.note.note {
        lines.extend(layout.wrap(note, "    "));
    }
    if let Some(source) = sheet.item.source() {
        let source = format!("[{source}]");
        lines.extend(layout.wrap(&source, "    ").iter().map(|line| layout.dim(line)));
    }
    lines
}

/// The results in words.
fn told(layout: &Layout, results: &Results, ms: u64) -> Vec<String> {
    let total = &results.total;
    let head = format!(
        "{} of {}: {} % in {}",
        points(total.earned),
        plural(u64::from(total.points), "point"),
        total.percent(),
        duration_in_words(ms)
    );
    let mut lines: Vec<String> =
        layout.wrap(&head, "").iter().map(|line| layout.bold(line)).collect();
    if total.unanswered > 0 {
        lines.push(format!(
            "{} without an answer.",
            plural(u64::from(total.unanswered), "question")
        ));
    }
    let sorts = [("deck", &results.by_deck), ("kind", &results.by_kind), ("tag", &results.by_tag)];
    for (sort, tallies) in sorts {
        let mut rows = Vec::new();
        for (name, tally) in tallies.iter().filter(|(name, _)| !name.starts_with("fakt:")) {
            rows.push(vec![
                format!("  {}", clean_line(name)),
                format!("{} %", tally.percent()),
                format!("{} of {}", points(tally.earned), tally.points),
            ]);
        }
        if rows.len() > 1 || sort == "deck" {
            lines.push(format!("By {sort}:"));
            lines.extend(columns(&rows, &[1]));
        }
    }
    if !results.reviews.is_empty() {
        lines.push(String::new());
        lines.push("To look at again:".to_owned());
    }
    for review in &results.reviews {
        let first = format!("{:>3}. ", review.number);
        lines.extend(layout.hang(&review.prompt, &first, "     "));
        let given = review.given.as_deref().filter(|given| !given.is_empty()).unwrap_or("–");
        lines.extend(layout.hang(given, "     ✗ ", "       "));
        lines.extend(layout.hang(&review.answer, "     = ", "       "));
        for text in [&review.reason, &review.feedback, &review.note].into_iter().flatten() {
            lines.extend(layout.wrap(text, "       ").iter().map(|line| layout.dim(line)));
        }
        if let Some(source) = &review.source {
            let source = format!("[{source}]");
            lines.extend(layout.wrap(&source, "       ").iter().map(|line| layout.dim(line)));
        }
    }
    let weak: Vec<String> = results
        .weak_spots()
        .into_iter()
        .filter(|(sort, name, _)| *sort != "kind" && !name.starts_with("fakt:"))
        .take(3)
        .map(|(sort, name, tally)| format!("{sort}:{name} ({} %)", tally.percent()))
        .collect();
    if !weak.is_empty() {
        lines.push(String::new());
        lines.extend(layout.hang(&weak.join(", "), "Weakest: ", "         "));
    }
    if !results.reviews.is_empty() {
        lines.push(String::new());
        lines.push("What you answered wrong is due today: `pauk review` offers it.".to_owned());
    }
    lines
}

/// Points in tenths where they are no whole ones.
fn points(thousandths: u64) -> String {
    if thousandths.is_multiple_of(1000) {
        (thousandths / 1000).to_string()
    } else {
        format!("{:.1}", thousandths as f64 / 1000.0)
    }
}
