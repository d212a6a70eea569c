//! A practice test for other programs: one JSON object a line, each way.

use std::io::{self, Read, Write};

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Judged, QuizCame, QuizOpening, QuizScreen, Remaining, Sheet};
use crate::quiz::{Mark, Results, Tally, Word};
use crate::ui::jsonl::{expects_json, verdict};
use crate::ui::protocol::{Answer, Protocol, Said};

/// A screen of JSON lines.
pub(crate) struct JsonlQuiz<R, W: Write>(Protocol<R, W>);

#[derive(Debug, Deserialize)]
struct Line {
    #[serde(rename = "do")]
    action: String,
    #[serde(flatten)]
    answer: Answer,
    number: Option<usize>,
    mark: Option<String>,
    grade: Option<Value>,
}

impl<R: Read, W: Write> JsonlQuiz<R, W> {
    pub(crate) fn new(input: R, out: W) -> Self {
        Self(Protocol::new(input, out))
    }
}

impl<R: Read, W: Write> QuizScreen for JsonlQuiz<R, W> {
    fn opening(&mut self, opening: &QuizOpening) -> io::Result<()> {
        self.0.say(&json!({
            "event": "quiz", "schema": "pauk/quiz/1", "title": opening.title,
            "paper": opening.paper, "questions": opening.questions, "points": opening.points,
            "seconds": opening.seconds, "dropped": opening.dropped,
        }))
    }

    fn ask(&mut self, sheet: &Sheet<'_>, remaining: Remaining<'_>) -> io::Result<QuizCame> {
        let mut line = question(sheet);
        if let Some(ms) = remaining() {
            line.insert("seconds_left".into(), (ms / 1000).into());
        }
        self.0.say(&Value::Object(line))?;
        Ok(match self.0.hear()? {
            Said::Line(line) => came(line),
            Said::Refused(reason) => QuizCame::Refused(reason),
            Said::End => QuizCame::Leave,
        })
    }

    fn feedback(&mut self, sheet: &Sheet<'_>, mark: &Mark) -> io::Result<()> {
        let mut line = answer(sheet);
        line.insert("event".into(), "feedback".into());
        if let Mark::Program(marked) = mark {
            line.insert("verdict".into(), verdict(marked));
        }
        self.0.say(&Value::Object(line))
    }

    fn judge(&mut self, sheet: &Sheet<'_>) -> io::Result<Judged> {
        let mut line = answer(sheet);
        line.insert("event".into(), "judge".into());
        self.0.say(&Value::Object(line))?;
        Ok(match self.0.hear::<Line>()? {
            Said::Line(line) => match (line.action.as_str(), word(&line)) {
                ("judge" | "grade", Some(word)) => Judged::Word(word),
                ("quit", _) => Judged::Leave,
                _ => Judged::Refused("it wants a mark: right, half or wrong".to_owned()),
            },
            Said::Refused(reason) => Judged::Refused(reason),
            Said::End => Judged::Leave,
        })
    }

    fn refused(&mut self, reason: &str) -> io::Result<()> {
        self.0.say(&json!({"event": "refused", "reason": reason}))
    }

    fn left(&mut self, kept: bool) -> io::Result<()> {
        self.0.say(&json!({"event": "left", "kept": kept}))
    }

    fn result(&mut self, results: &Results, timed_out: bool, ms: u64) -> io::Result<()> {
        let mut line = result_json(results);
        line.insert("timed_out".into(), timed_out.into());
        line.insert("minutes".into(), ((ms as f64 / 6000.0).round() / 10.0).into());
        let mut whole = Map::new();
        whole.insert("event".into(), "result".into());
        whole.extend(line);
        self.0.say(&Value::Object(whole))?;
        self.0.say(&json!({"event": "end", "questions": results.total.questions}))
    }
}

fn question(sheet: &Sheet<'_>) -> Map<String, Value> {
    let item = sheet.item;
    let mut line = Map::new();
    line.insert("event".into(), "question".into());
    line.insert("number".into(), sheet.number.into());
    line.insert("of".into(), sheet.of.into());
    line.insert("card".into(), item.key.to_string().into());
    line.insert("kind".into(), item.question.kind.into());
    line.insert("question".into(), item.question.prompt.clone().into());
    line.insert("points".into(), item.points.into());
    expects_json(&item.question.expects, &mut line);
    if let Some(given) = sheet.given {
        line.insert("given".into(), given.into());
    }
    line.insert("unanswered".into(), sheet.unanswered.into());
    line
}

fn answer(sheet: &Sheet<'_>) -> Map<String, Value> {
    let item = sheet.item;
    let mut line = Map::new();
    line.insert("event".into(), Value::Null);
    line.insert("number".into(), sheet.number.into());
    line.insert("card".into(), item.key.to_string().into());
    line.insert("question".into(), item.question.prompt.clone().into());
    line.insert("answer".into(), item.question.answer.clone().into());
    line.insert("given".into(), sheet.given.into());
    line.insert("note".into(), item.note.note.clone().into());
    line.insert("source".into(), item.source().into());
    line
}

fn came(line: Line) -> QuizCame {
    match line.action.as_str() {
        "reveal" => QuizCame::Thought,
        "skip" => QuizCame::Skip,
        "go" => match line.number {
            Some(number) => QuizCame::Go(number),
            None => QuizCame::Refused("`go` wants the number of a question".to_owned()),
        },
        "clear" => QuizCame::Clear,
        "hand_in" => QuizCame::HandIn,
        "quit" => QuizCame::Leave,
        "answer" => match line.answer.given() {
            Ok(given) => QuizCame::Given(given),
            Err(reason) => QuizCame::Refused(reason),
        },
        other => QuizCame::Refused(format!(
            "`{other}` is none of answer, reveal, skip, go, clear, hand_in, quit"
        )),
    }
}

fn word(line: &Line) -> Option<Word> {
    let named = line.mark.as_deref().or_else(|| line.grade.as_ref().and_then(Value::as_str));
    match (named, line.grade.as_ref().and_then(Value::as_u64)) {
        (Some("right" | "good" | "easy"), _) | (None, Some(4 | 5)) => Some(Word::Right),
        (Some("half" | "hard"), _) | (None, Some(3)) => Some(Word::Half),
        (Some("wrong" | "again"), _) | (None, Some(0..=2)) => Some(Word::Wrong),
        _ => None,
    }
}

/// The results as other programs read them, and as they are kept.
pub(crate) fn result_json(results: &Results) -> Map<String, Value> {
    let sums = |tallies: &std::collections::BTreeMap<String, Tally>| -> Value {
        let sums: Map<String, Value> =
            tallies.iter().map(|(name, tally)| (name.clone(), tally_json(tally))).collect();
        sums.into()
    };
    let wrong: Vec<Value> = results
        .reviews
        .iter()
        .map(|review| {
            json!({
                "number": review.number, "card": review.key.to_string(),
                "question": review.prompt, "given": review.given, "answer": review.answer,
                "score": review.score.fraction(), "reason": review.reason,
                "feedback": review.feedback, "note": review.note, "source": review.source,
            })
        })
        .collect();
    let review: Vec<String> = results.reviews.iter().map(|r| r.key.to_string()).collect();
    let Value::Object(total) = tally_json(&results.total) else { return Map::new() };
    let mut line = total;
    line.insert("by_deck".into(), sums(&results.by_deck));
    line.insert("by_tag".into(), sums(&results.by_tag));
    line.insert("by_kind".into(), sums(&results.by_kind));
    line.insert("wrong".into(), wrong.into());
    line.insert("review".into(), review.into());
    line
}

fn tally_json(tally: &Tally) -> Value {
    json!({
        "score": tally.score().fraction(), "points": tally.points,
        "earned": tally.earned as f64 / 1000.0, "questions": tally.questions,
        "right": tally.right, "unanswered": tally.unanswered, "waiting": tally.waiting,
    })
}
