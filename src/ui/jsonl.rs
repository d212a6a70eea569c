//! The session for other programs: one JSON object a line, each way.

use std::io::{self, Read, Write};

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::protocol::{Answer, Protocol, Said};
use super::said::{AnswerLine, Expected, QuestionLine, RecordedLine};
use super::scene::{Ending, Notice, Opening, Scene};
use super::{Came, Screen};
use crate::grading::Marked;
use crate::model::{Grade, Quality};
use crate::question::Expects;
use crate::session::{Input, Left, Show};

/// A screen of JSON lines.
pub(crate) struct Jsonl<R, W: Write>(Protocol<R, W>);

#[derive(Debug, Deserialize)]
#[serde(tag = "do", rename_all = "lowercase")]
enum Line {
    Reveal,
    Answer(Answer),
    Hint,
    Grade {
        grade: GradeWord,
        #[serde(default)]
        ms: Option<u64>,
    },
    Undo,
    Skip,
    Bury,
    Suspend,
    Flag,
    Quit,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum GradeWord {
    Name(String),
    Number(i64),
}

impl<R: Read, W: Write> Jsonl<R, W> {
    pub(crate) fn new(input: R, out: W) -> Self {
        Self(Protocol::new(input, out))
    }
}

impl<R: Read, W: Write> Screen for Jsonl<R, W> {
    fn says_minutes(&self) -> bool {
        false
    }

    fn opening(&mut self, opening: &Opening) -> io::Result<()> {
        let Left { due, new, drill } = opening.left;
        self.0.hold(&json!({
            "event": "session", "schema": "pauk/review/1", "day": opening.day.to_string(),
            "due": due, "new": new, "drill": drill,
        }));
        Ok(())
    }

    fn show(&mut self, scene: &Scene<'_>) -> io::Result<()> {
        match &scene.show {
            Show::Nothing => Ok(()),
            Show::Question { asked_back: Some(_), .. } => Ok(()),
            Show::Question { card, asked_back: None } => {
                self.0.say_or_hold(&QuestionLine::of(card, scene.left))
            }
            Show::Answer { card, answered } => {
                self.0.say_or_hold(&AnswerLine::of(card, answered, &scene.outcomes))
            }
        }
    }

    fn input(&mut self, _scene: &Scene<'_>) -> io::Result<Came> {
        Ok(match self.0.hear::<Line>()? {
            Said::Line(line) => {
                // What may change something waits until all before it is told.
                if !matches!(line, Line::Reveal | Line::Answer(_) | Line::Hint) {
                    self.0.let_go()?;
                }
                match input_of(line) {
                    Ok(input) => Came::Input(input),
                    Err(reason) => Came::Refused(reason),
                }
            }
            Said::Refused(reason) => Came::Refused(reason),
            Said::End => Came::End,
        })
    }

    fn notice(&mut self, notice: &Notice) -> io::Result<()> {
        let line = match notice {
            // The next question follows, or the end.
            Notice::Recorded(recorded) => {
                self.0.hold(&RecordedLine::of(recorded));
                return Ok(());
            }
            Notice::Undone { review, key, was_review: true } => {
                json!({"event": "undone", "review": review.to_string(), "card": key.to_string()})
            }
            Notice::Undone { review, key, was_review: false } => {
                json!({"event": "undone", "change": review.to_string(), "card": key.to_string()})
            }
            Notice::NothingToUndo => {
                json!({"event": "refused", "reason": "there is nothing to undo"})
            }
            Notice::Hint(text) => json!({"event": "hint", "text": text}),
            Notice::AskBack { key, text } => json!({
                "event": "ask", "card": key.to_string(), "text": text,
                "verdict": {"kind": "incomplete", "score": 0.5, "reason": "asked back"},
            }),
            Notice::Refused(reason) => json!({"event": "refused", "reason": reason}),
            Notice::Buried { key, until } => {
                json!({"event": "buried", "card": key.to_string(), "until": until.to_string()})
            }
            Notice::Suspended { key } => json!({"event": "suspended", "card": key.to_string()}),
            Notice::Flagged { key, on } => {
                json!({"event": "flagged", "card": key.to_string(), "flagged": on})
            }
            Notice::Edited { key } => json!({"event": "edited", "card": key.to_string()}),
            Notice::Lines(_) | Notice::Help | Notice::Message(_) => return Ok(()),
        };
        self.0.say(&line)
    }

    fn ending(&mut self, ending: &Ending) -> io::Result<()> {
        let minutes = (ending.ms as f64 / 6000.0).round() / 10.0;
        self.0.say(&json!({
            "event": "end", "reviewed": ending.reviewed, "again": ending.again,
            "minutes": minutes, "drilled": ending.drilled,
            "next_due": ending.next_due.map(|day| day.to_string()),
        }))
    }
}

/// How a question is answered, as other programs read it.
pub(super) fn expects_json(expects: &Expects, line: &mut Map<String, Value>) {
    if let Ok(Value::Object(fields)) = serde_json::to_value(Expected::of(expects)) {
        line.extend(fields);
    }
}

/// A verdict as other programs read it.
pub(crate) fn verdict(marked: &Marked) -> Value {
    let verdict = &marked.verdict;
    let mut said = json!({
        "kind": verdict.kind.name(),
        "score": verdict.score.fraction(),
        "reason": verdict.reason,
    });
    if let (Some(feedback), Value::Object(map)) = (&marked.feedback, &mut said) {
        map.insert("feedback".to_owned(), feedback.clone().into());
    }
    said
}

fn input_of(line: Line) -> Result<Input, String> {
    Ok(match line {
        Line::Reveal => Input::Reveal,
        Line::Hint => Input::Hint,
        Line::Undo => Input::Undo,
        Line::Skip => Input::Skip,
        Line::Bury => Input::Bury,
        Line::Suspend => Input::Suspend,
        Line::Flag => Input::Flag,
        Line::Quit => Input::Quit,
        Line::Grade { grade, ms } => {
            let quality = match grade {
                GradeWord::Name(name) => Grade::from_name(&name).map(Grade::quality),
                GradeWord::Number(number) => Quality::new(number),
            };
            let quality =
                quality.ok_or("a grade is again, hard, good, easy or a number from 0 to 5")?;
            let ms = ms.map(|ms| u32::try_from(ms).unwrap_or(u32::MAX));
            Input::Grade(quality, ms)
        }
        Line::Answer(answer) => Input::Answer(answer.given()?),
    })
}
