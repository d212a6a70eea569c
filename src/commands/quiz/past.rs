//! The quizzes that were handed in.

use serde_json::{Value, json};

use crate::commands::context::{Context, print, print_json, say};
use crate::commands::failure::Failure;
use crate::escape::clean_line;
use crate::model::Day;
use crate::store::{Access, Store};
use crate::ui::{columns, duration_in_words};

/// The quizzes that were handed in, oldest first.
fn past(store: &Store) -> Result<Vec<(Day, Value)>, Failure> {
    Ok(store
        .quizzes()?
        .into_iter()
        .filter_map(|(day, json)| Some((day, serde_json::from_str(&json).ok()?)))
        .collect())
}

/// Lists them.
pub(super) fn list(context: &Context) -> Result<(), Failure> {
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

/// Shows one, the last where none is named.
pub(super) fn show(context: &Context, number: Option<usize>) -> Result<(), Failure> {
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
