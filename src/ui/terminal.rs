//! The session at a terminal: single keys, typed lines, colours where they are wanted.
//!
//! The terminal is kept from echoing keys while a session runs, and given back as it was however
//! the session ends. Pasted text never grades a card: what was pasted is thrown away before a
//! grade is read.

use std::io::{self, IsTerminal};

use console::{Key, Term};

use super::entry::{Grades, answer, command, numbers};
use super::layout::{Layout, Paint};
use super::raw;
use super::scene::{Ending, Notice, Opening, Scene};
use super::telling;
use super::{Came, Screen};
use crate::escape::is_hostile;
use crate::given::Given;
use crate::grading::{ItemState, Response, mark};
use crate::model::Day;
use crate::question::Expects;
use crate::session::{Card, Input, Show, proposed};

/// A screen at a terminal.
pub(crate) struct Terminal {
    term: Term,
    paint: Paint,
    grades: Grades,
    today: Day,
    quiet: Option<raw::Quiet>,
}

/// What a typed line ended with.
pub(crate) enum Typed {
    Line(String),
    Interrupted,
    Left,
    /// The time was over before it ended.
    TimeOut,
}

impl Terminal {
    pub(crate) fn new(paint: Paint, grades: Grades, today: Day) -> Self {
        Self { term: Term::stdout(), paint, grades, today, quiet: raw::Quiet::begin() }
    }

    pub(super) fn layout(&self) -> Layout {
        let (_, columns) = self.term.size();
        Layout { paint: self.paint, width: Some(usize::from(columns).clamp(20, 100)) }
    }

    pub(super) fn say(&mut self, lines: &[String]) -> io::Result<()> {
        for line in lines {
            self.term.write_line(line)?;
        }
        self.term.flush()
    }

    /// Shows a line of help, waits for a key, and takes the line away again.
    fn key(&mut self, prompt: &str) -> io::Result<Key> {
        let layout = self.layout();
        self.term.write_str(&layout.dim(&layout.help(prompt)))?;
        self.term.flush()?;
        let key = raw::key(&self.term);
        self.term.clear_line()?;
        key
    }

    fn question_key(&mut self, card: &Card) -> io::Result<Came> {
        let how = telling::how(&card.question.expects);
        loop {
            let came = match self.key(how)? {
                Key::CtrlC => Came::Interrupted,
                Key::Escape => Came::Input(Input::Quit),
                Key::Char('\u{4}') => Came::End,
                Key::Enter | Key::Char(' ') => Came::Input(Input::Reveal),
                Key::Char(letter) => match (&card.question.expects, command(letter)) {
                    (_, Some(input)) => Came::Input(input),
                    (Expects::Choices { options, .. }, None) if letter.is_ascii_digit() => {
                        match numbers(&letter.to_string(), options.len()) {
                            Ok(numbers) => Came::Input(Input::Answer(Given::Choices(numbers))),
                            Err(reason) => Came::Refused(reason),
                        }
                    }
                    (_, None) => continue,
                },
                _ => continue,
            };
            return Ok(came);
        }
    }

    fn question_line(&mut self, card: &Card) -> io::Result<Came> {
        let expects = &card.question.expects;
        if let Expects::Items { count, .. } = expects {
            return self.question_items(card, *count);
        }
        match self.typed(telling::how(expects), "  > ")? {
            Typed::Interrupted => Ok(Came::Interrupted),
            Typed::Left | Typed::TimeOut => Ok(Came::End),
            Typed::Line(line) if line.trim() == ":m" => self.sort(card),
            Typed::Line(line) => Ok(match answer(expects, &line) {
                Ok(input) => Came::Input(input),
                Err(reason) => Came::Refused(reason),
            }),
        }
    }

    /// Item by item; each is ticked off as soon as it is typed.
    fn question_items(&mut self, card: &Card, count: usize) -> io::Result<Came> {
        let mut items: Vec<String> = Vec::new();
        let how = telling::how(&card.question.expects);
        while items.len() < count {
            let prompt = format!("  {}/{count} > ", items.len() + 1);
            let line = match self.typed(how, &prompt)? {
                Typed::Interrupted => return Ok(Came::Interrupted),
                Typed::Left | Typed::TimeOut => return Ok(Came::End),
                Typed::Line(line) => line,
            };
            if line.trim_start().starts_with(':') {
                return Ok(match answer(&card.question.expects, &line) {
                    Ok(input) => Came::Input(input),
                    Err(reason) => Came::Refused(reason),
                });
            }
            if line.trim().is_empty() {
                break;
            }
            items.push(line.trim().to_owned());
            let response = Response::Texts(items.clone());
            let marked = mark(&card.note, card.key.variant, &card.lexicon, &response, None);
            let right = marked.items.iter().filter(|item| item.state == ItemState::Right).count();
            let sign = marked
                .items
                .iter()
                .find(|item| item.given.as_deref() == items.last().map(String::as_str))
                .map_or("", |item| match item.state {
                    ItemState::Right => "✓",
                    ItemState::Wrong | ItemState::Missing => "✗",
                });
            let tick = format!("      {sign} {right} of {count}");
            self.say(&[self.layout().dim(&tick)])?;
        }
        Ok(Came::Input(if items.is_empty() {
            Input::Reveal
        } else {
            Input::Answer(Given::Items(items))
        }))
    }

    /// Puts lines in order by moving them.
    fn sort(&mut self, card: &Card) -> io::Result<Came> {
        let Expects::Order { items, .. } = &card.question.expects else {
            return Ok(Came::Refused("only an order can be sorted by moving lines".to_owned()));
        };
        let layout = self.layout();
        let shown: Vec<String> =
            items.iter().map(|item| layout.cut(item, layout.width.unwrap_or(80) - 6)).collect();
        self.pause()?;
        let sorted = dialoguer::Sort::new()
            .with_prompt("Space takes and drops a line, arrows move it, Enter ends")
            .items(&shown)
            .interact_on_opt(&self.term);
        self.resume()?;
        Ok(match sorted {
            Ok(Some(order)) => {
                Came::Input(Input::Answer(Given::Order(order.iter().map(|at| at + 1).collect())))
            }
            Ok(None) | Err(_) => Came::Refused("nothing was sorted".to_owned()),
        })
    }

    fn grade_key(&mut self, has_verdict: bool) -> io::Result<Came> {
        let prompt = if has_verdict {
            "  Enter takes ▸ · y I was right · n I was wrong · ? help"
        } else {
            "  Enter takes ▸ · ? help"
        };
        raw::drain_pasted();
        loop {
            let came = match self.key(prompt)? {
                Key::CtrlC => Came::Interrupted,
                Key::Escape => Came::Input(Input::Quit),
                Key::Char('\u{4}') => Came::End,
                Key::Enter | Key::Char(' ') => Came::Input(Input::Proposed),
                Key::Char('y') if has_verdict => Came::Input(Input::WasRight),
                Key::Char('n') if has_verdict => Came::Input(Input::WasWrong),
                Key::Char(key) => match (self.grades.quality(key), command(key)) {
                    (Some(quality), _) => Came::Input(Input::Grade(quality, None)),
                    (None, Some(input)) => Came::Input(input),
                    (None, None) => continue,
                },
                _ => continue,
            };
            return Ok(came);
        }
    }

    /// A line that is typed: letters, backspace, arrows; Esc and Ctrl-D leave.
    fn typed(&mut self, how: &str, prompt: &str) -> io::Result<Typed> {
        let layout = self.layout();
        let how: Vec<String> = layout.wrap(how, "  ").iter().map(|line| layout.dim(line)).collect();
        self.say(&how)?;
        self.typed_against(prompt, &|| None)
    }

    /// As [`Terminal::typed`], against a clock that is drawn before the prompt.
    pub(super) fn typed_against(
        &mut self,
        prompt: &str,
        remaining: &dyn Fn() -> Option<u64>,
    ) -> io::Result<Typed> {
        let width = self.layout().width.unwrap_or(80);
        let mut line: Vec<char> = Vec::new();
        let mut at = 0;
        let prompt_now = || match remaining() {
            Some(ms) => format!("  {}{prompt}", super::quiz::clock(ms)),
            None => prompt.to_owned(),
        };
        loop {
            self.draw(&prompt_now(), &line, at, width)?;
            while let Some(ms) = remaining() {
                if ms == 0 {
                    self.term.write_line("")?;
                    return Ok(Typed::TimeOut);
                }
                if raw::key_within_a_second() {
                    break;
                }
                self.draw(&prompt_now(), &line, at, width)?;
            }
            match raw::key(&self.term)? {
                Key::Enter => break,
                Key::CtrlC => {
                    self.term.write_line("")?;
                    return Ok(Typed::Interrupted);
                }
                Key::Escape => {
                    self.term.write_line("")?;
                    return Ok(Typed::Left);
                }
                Key::Char('\u{4}') if line.is_empty() => {
                    self.term.write_line("")?;
                    return Ok(Typed::Left);
                }
                Key::Char('\u{15}') => {
                    line.drain(..at);
                    at = 0;
                }
                Key::Char('\u{17}') => {
                    let start = line[..at]
                        .iter()
                        .rposition(|c| !c.is_whitespace())
                        .and_then(|end| line[..end].iter().rposition(|c| c.is_whitespace()))
                        .map_or(0, |blank| blank + 1);
                    line.drain(start..at);
                    at = start;
                }
                Key::Char(c) if !is_hostile(c) && c != '\n' && c != '\t' => {
                    line.insert(at, c);
                    at += 1;
                }
                Key::Backspace if at > 0 => {
                    at -= 1;
                    line.remove(at);
                }
                Key::Del if at < line.len() => {
                    line.remove(at);
                }
                Key::ArrowLeft => at = at.saturating_sub(1),
                Key::ArrowRight => at = (at + 1).min(line.len()),
                Key::Home => at = 0,
                Key::End => at = line.len(),
                _ => {}
            }
        }
        self.draw(&prompt_now(), &line, line.len(), width)?;
        self.term.write_line("")?;
        Ok(Typed::Line(line.into_iter().collect()))
    }

    /// Draws the line in one row of the screen; of a long one the end up to the cursor.
    fn draw(&self, prompt: &str, line: &[char], at: usize, width: usize) -> io::Result<()> {
        let room = width.saturating_sub(super::width_of(prompt) + 2).max(4);
        let mut start = 0;
        let shown = |from: usize, to: usize| line[from..to].iter().collect::<String>();
        while super::width_of(&shown(start, at)) > room {
            start += 1;
        }
        let mut end = at;
        while end < line.len() && super::width_of(&shown(start, end + 1)) <= room {
            end += 1;
        }
        self.term.clear_line()?;
        self.term.write_str(prompt)?;
        self.term.write_str(&shown(start, end))?;
        let behind = super::width_of(&shown(at, end));
        if behind > 0 {
            self.term.move_cursor_left(behind)?;
        }
        self.term.flush()
    }
}

impl Screen for Terminal {
    fn opening(&mut self, opening: &Opening) -> io::Result<()> {
        let lines = telling::opening(&self.layout(), opening);
        self.say(&lines)
    }

    fn show(&mut self, scene: &Scene<'_>) -> io::Result<()> {
        let layout = self.layout();
        let lines = match &scene.show {
            Show::Nothing | Show::Question { asked_back: Some(_), .. } => Vec::new(),
            Show::Question { card, asked_back: None } => telling::question(&layout, scene, card),
            Show::Answer { card, answered } => {
                let six = self.grades == Grades::Six;
                let mut lines = telling::answer(&layout, card, answered);
                lines.extend(telling::grades(
                    &layout,
                    &scene.outcomes,
                    six,
                    proposed(answered),
                    scene.day,
                ));
                lines
            }
        };
        self.say(&lines)
    }

    fn input(&mut self, scene: &Scene<'_>) -> io::Result<Came> {
        match &scene.show {
            Show::Nothing => Ok(Came::End),
            Show::Question { card, .. } => match &card.question.expects {
                Expects::Reveal => self.question_key(card),
                Expects::Choices { options, many: false } if options.len() < 10 => {
                    self.question_key(card)
                }
                Expects::Choices { .. }
                | Expects::Text
                | Expects::Items { .. }
                | Expects::Order { .. }
                | Expects::Pairs { .. } => self.question_line(card),
            },
            Show::Answer { answered, .. } => self.grade_key(answered.marked.is_some()),
        }
    }

    fn notice(&mut self, notice: &Notice) -> io::Result<()> {
        let lines = telling::notice(&self.layout(), notice, self.today);
        self.say(&lines)
    }

    fn ending(&mut self, ending: &Ending) -> io::Result<()> {
        let lines = telling::ending(&self.layout(), ending);
        self.say(&lines)
    }

    fn pause(&mut self) -> io::Result<()> {
        self.quiet = None;
        self.term.flush()
    }

    fn resume(&mut self) -> io::Result<()> {
        self.quiet = raw::Quiet::begin();
        Ok(())
    }
}

/// Asks a question that is answered with yes or no; `None` without a terminal.
///
/// # Errors
/// Ctrl-C is an interruption; whatever the terminal says.
pub(crate) fn confirm(question: &str) -> io::Result<Option<bool>> {
    let term = Term::stderr();
    if !term.is_term() || !io::stdin().is_terminal() {
        return Ok(None);
    }
    // No key is pressed before it counts as one.
    let quiet = raw::Quiet::begin();
    let layout = super::layout::Layout { paint: Paint::Plain, width: Some(200) };
    term.write_str(&format!("{} [y/N] ", layout.cut(question, 190)))?;
    let answer = loop {
        match raw::key(&term) {
            Ok(Key::Char('y' | 'Y')) => break Ok(Some(true)),
            Ok(Key::Char('n' | 'N' | '\u{4}') | Key::Enter | Key::Escape) => break Ok(Some(false)),
            Ok(Key::CtrlC) => break Err(io::ErrorKind::Interrupted.into()),
            Ok(_) => {}
            Err(error) => break Err(error),
        }
    };
    drop(quiet);
    term.write_line(match answer {
        Ok(Some(true)) => "yes",
        Ok(_) => "no",
        Err(_) => "",
    })?;
    answer
}
