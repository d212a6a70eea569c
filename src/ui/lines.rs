//! The session in lines: for pipes and for screen readers.
//!
//! Only ever adds lines, redraws nothing, says nothing by colour alone. The keys are those of the
//! terminal, each with Enter.

use std::io::{self, BufRead, Write};

use super::entry::{Grades, answer, command};
use super::hearing::{Heard, TOO_LONG, hear};
use super::layout::{Layout, Paint};
use super::scene::{Ending, Notice, Opening, Scene};
use super::telling;
use super::{Came, Screen};
use crate::model::Day;
use crate::question::Expects;
use crate::session::{Input, Show, proposed};

/// A screen of lines.
pub(crate) struct Lines<R, W> {
    input: R,
    out: W,
    layout: Layout,
    grades: Grades,
    today: Day,
}

impl<R: BufRead, W: Write> Lines<R, W> {
    /// `width` is that of the terminal; nothing is wrapped where there is none.
    pub(crate) fn new(input: R, out: W, width: Option<usize>, grades: Grades, today: Day) -> Self {
        Self { input, out, layout: Layout { paint: Paint::Plain, width }, grades, today }
    }

    fn say(&mut self, lines: &[String]) -> io::Result<()> {
        for line in lines {
            writeln!(self.out, "{}", line.trim_end())?;
        }
        self.out.flush()
    }

    /// `None` at the end of the input.
    fn line(&mut self) -> io::Result<Option<String>> {
        loop {
            match hear(&mut self.input)? {
                Heard::Line(bytes) => {
                    let text = String::from_utf8_lossy(&bytes);
                    return Ok(Some(text.trim_end_matches(['\n', '\r']).to_owned()));
                }
                Heard::TooLong => self.say(&[format!("{TOO_LONG} was passed over")])?,
                Heard::End => return Ok(None),
            }
        }
    }

    fn ask(&mut self, prompt: &str) -> io::Result<()> {
        write!(self.out, "{prompt} ")?;
        self.out.flush()
    }

    /// The line that answers the shown question.
    fn answer_line(&mut self, expects: &Expects) -> io::Result<Came> {
        let Some(line) = self.line()? else { return Ok(Came::End) };
        let trimmed = line.trim();
        let mut letters = trimmed.chars();
        let by_letter = matches!(expects, Expects::Reveal | Expects::Choices { .. });
        if by_letter
            && let (Some(letter), None) = (letters.next(), letters.next())
            && let Some(input) = command(letter)
        {
            return Ok(Came::Input(input));
        }
        if *expects == Expects::Reveal && !trimmed.starts_with(':') {
            return Ok(if trimmed.is_empty() {
                Came::Input(Input::Reveal)
            } else {
                Came::Refused("Enter shows the answer; ? lists the keys".to_owned())
            });
        }
        if let Expects::Items { count, .. } = expects
            && !trimmed.is_empty()
            && !trimmed.starts_with(':')
            && !trimmed.contains(';')
        {
            return self.more_items(line, *count, expects);
        }
        Ok(match answer(expects, &line) {
            Ok(input) => Came::Input(input),
            Err(reason) => Came::Refused(reason),
        })
    }

    /// Item by item, until all are there, a line is empty or a command comes.
    fn more_items(&mut self, first: String, count: usize, expects: &Expects) -> io::Result<Came> {
        let mut items = vec![first.trim().to_owned()];
        while items.len() < count {
            self.ask(&format!("item {} of {count}:", items.len() + 1))?;
            match self.line()? {
                Some(line) if line.trim().starts_with(':') => match answer(expects, &line) {
                    Ok(input) => return Ok(Came::Input(input)),
                    // What was mistyped takes nothing away.
                    Err(reason) => self.say(&[reason])?,
                },
                Some(line) if !line.trim().is_empty() => items.push(line.trim().to_owned()),
                Some(_) | None => break,
            }
        }
        Ok(Came::Input(Input::Answer(crate::given::Given::Items(items))))
    }

    fn grade_line(&mut self, has_verdict: bool) -> io::Result<Came> {
        let Some(line) = self.line()? else { return Ok(Came::End) };
        let trimmed = line.trim().trim_start_matches(':');
        let mut letters = trimmed.chars();
        Ok(match (letters.next(), letters.next()) {
            (None, _) => Came::Input(Input::Proposed),
            (Some('y'), None) if has_verdict => Came::Input(Input::WasRight),
            (Some('n'), None) if has_verdict => Came::Input(Input::WasWrong),
            (Some(key), None) => match (self.grades.quality(key), command(key)) {
                (Some(quality), _) => Came::Input(Input::Grade(quality, None)),
                (None, Some(input)) => Came::Input(input),
                (None, None) => self.no_grade(),
            },
            (Some(_), Some(_)) => match crate::model::Grade::from_name(&trimmed.to_lowercase()) {
                Some(grade) => Came::Input(Input::Grade(grade.quality(), None)),
                None => self.no_grade(),
            },
        })
    }

    fn no_grade(&self) -> Came {
        Came::Refused(match self.grades {
            Grades::Four => "a grade is 1, 2, 3 or 4; ? lists the keys".to_owned(),
            Grades::Six => "a grade is a number from 0 to 5; ? lists the keys".to_owned(),
        })
    }
}

impl<R: BufRead, W: Write> Screen for Lines<R, W> {
    fn opening(&mut self, opening: &Opening) -> io::Result<()> {
        let lines = telling::opening(&self.layout, opening);
        self.say(&lines)
    }

    fn show(&mut self, scene: &Scene<'_>) -> io::Result<()> {
        let lines = match &scene.show {
            Show::Nothing | Show::Question { asked_back: Some(_), .. } => Vec::new(),
            Show::Question { card, asked_back: None } => {
                telling::question(&self.layout, scene, card)
            }
            Show::Answer { card, answered } => {
                let mut lines = telling::answer(&self.layout, card, answered);
                lines.extend(telling::grades(
                    &self.layout,
                    &scene.outcomes,
                    self.grades == Grades::Six,
                    proposed(answered),
                    scene.day,
                ));
                if answered.marked.is_some() {
                    lines.push("     y I was right   n I was wrong".to_owned());
                }
                lines
            }
        };
        self.say(&lines)
    }

    fn input(&mut self, scene: &Scene<'_>) -> io::Result<Came> {
        match &scene.show {
            Show::Nothing => Ok(Came::End),
            Show::Question { card, .. } => {
                let how = match &card.question.expects {
                    Expects::Reveal => "Enter shows the answer:",
                    Expects::Text => "answer:",
                    Expects::Items { .. } => "item 1:",
                    Expects::Choices { .. } | Expects::Order { .. } => "numbers:",
                    Expects::Pairs { .. } => "pairs, e.g. 1b 2a:",
                };
                self.ask(how)?;
                self.answer_line(&card.question.expects)
            }
            Show::Answer { answered, .. } => {
                self.ask("grade:")?;
                self.grade_line(answered.marked.is_some())
            }
        }
    }

    fn notice(&mut self, notice: &Notice) -> io::Result<()> {
        let lines = telling::notice(&self.layout, notice, self.today);
        self.say(&lines)
    }

    fn ending(&mut self, ending: &Ending) -> io::Result<()> {
        let lines = telling::ending(&self.layout, ending);
        self.say(&lines)
    }
}
