//! What is said in words on a terminal and in lines alike: questions, answers, verdicts, ends.

use super::layout::Layout;
use super::scene::{Ending, Notice, Opening, Outcome, Recorded, Scene};
use super::words::{day_in_words, duration_in_words, plural};
use crate::escape::clean_line;
use crate::grading::{Difference, ItemState, Marked};
use crate::model::{Day, Grade, VerdictKind};
use crate::question::{Expects, Question};
use crate::session::{Answered, Card, Left};

/// What is before the learner.
pub(super) fn opening(layout: &Layout, opening: &Opening) -> Vec<String> {
    let mut lines = layout.wrap(&left_in_words(opening.left, opening.minutes), "");
    for sentence in &opening.held_back {
        lines.extend(layout.wrap(sentence, "").into_iter().map(|line| layout.dim(&line)));
    }
    lines
}

/// `2 due · 3 new · 1 again · about 4 min`.
pub(super) fn left_in_words(left: Left, minutes: u32) -> String {
    let mut parts = Vec::new();
    for (count, word) in [(left.due, "due"), (left.new, "new"), (left.drill, "again")] {
        if count > 0 {
            parts.push(format!("{count} {word}"));
        }
    }
    if parts.is_empty() {
        return "nothing left".to_owned();
    }
    parts.push(format!("about {} min", minutes.max(1)));
    parts.join(" · ")
}

/// The line above a question, and the question.
pub(super) fn question(layout: &Layout, scene: &Scene<'_>, card: &Card) -> Vec<String> {
    let mut lines = vec![String::new()];
    let again = if card.pick.repeat { " · again" } else { "" };
    let flag = if card.flagged { " · flagged" } else { "" };
    let title = clean_line(&card.deck.title);
    let head = format!("{title}{again}{flag}  —  {}", left_in_words(scene.left, scene.minutes));
    lines.extend(layout.wrap(&head, "").into_iter().map(|line| layout.dim(&line)));
    lines.push(String::new());
    lines.extend(asked(layout, &card.question));
    lines
}

/// What is asked, with options and columns where there are such.
pub(super) fn asked(layout: &Layout, question: &Question) -> Vec<String> {
    let mut lines = Vec::new();
    lines.extend(layout.wrap(&question.prompt, "  ").into_iter().map(|l| layout.bold(&l)));
    match &question.expects {
        Expects::Reveal | Expects::Text => {}
        Expects::Items { count, ordered } => {
            let order = if *ordered { ", in their order" } else { "" };
            lines.extend(layout.wrap(&format!("({}{order})", plural(*count as u64, "item")), "  "));
        }
        Expects::Choices { options, many } => {
            lines.push(String::new());
            lines.extend(numbered(layout, options));
            if *many {
                lines.extend(layout.wrap("(several are right)", "  "));
            }
        }
        Expects::Order { items, .. } => {
            lines.push(String::new());
            lines.extend(numbered(layout, items));
        }
        Expects::Pairs { left, right } => {
            lines.push(String::new());
            lines.extend(numbered(layout, &left.shown));
            lines.push(String::new());
            for (at, text) in right.shown.iter().enumerate() {
                let first = format!("    {}) ", letter(at));
                lines.extend(layout.hang(text, &first, "       "));
            }
        }
    }
    lines.push(String::new());
    lines
}

fn numbered(layout: &Layout, texts: &[String]) -> Vec<String> {
    let mut lines = Vec::new();
    for (at, text) in texts.iter().enumerate() {
        lines.extend(layout.hang(text, &format!("  {:>2}) ", at + 1), "      "));
    }
    lines
}

/// `a` for the first; numbers behind `z`.
fn letter(at: usize) -> String {
    match u8::try_from(at) {
        Ok(at @ 0..26) => char::from(b'a' + at).to_string(),
        _ => (at + 1).to_string(),
    }
}

/// How to answer what is expected, in few words.
pub(super) fn how(expects: &Expects) -> &'static str {
    match expects {
        Expects::Reveal => "Space shows the answer · ? help",
        Expects::Text => "type the answer; Enter alone shows it · :? help",
        Expects::Items { .. } => "type item by item; Enter alone ends · :? help",
        Expects::Choices { many: false, .. } => {
            "the number of the right one · Enter alone shows it · ? help"
        }
        Expects::Choices { many: true, .. } => "the numbers of the right ones, e.g. 1 3 · :? help",
        Expects::Order { .. } => "the numbers in order, e.g. 2 1 3; :m moves lines · :? help",
        Expects::Pairs { .. } => "the pairs, e.g. 1b 2a · :? help",
    }
}

/// The answer with verdict, note, source and tags.
pub(super) fn answer(layout: &Layout, card: &Card, answered: &Answered) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(marked) = &answered.marked {
        lines.extend(verdict(layout, marked));
    }
    let shown = card.question.filled.as_deref().unwrap_or(&card.question.answer);
    lines.extend(layout.hang(shown, "  = ", "    ").into_iter().map(|line| layout.accent(&line)));
    if let Some(note) = &card.note.note {
        lines.extend(layout.wrap(note, "    "));
    }
    let mut source: Vec<String> = Vec::new();
    source.extend(card.note.cite.as_ref().map(|cite| format!("[{cite}]")));
    source.extend(card.deck.source.clone().filter(|_| card.note.cite.is_none()));
    // Tags with a colon are for programs that count, not for learners.
    let tags: Vec<String> =
        card.tags.iter().filter(|tag| !tag.contains(':')).map(|tag| format!("#{tag}")).collect();
    if !tags.is_empty() {
        source.push(tags.join(" "));
    }
    for text in source {
        lines.extend(layout.wrap(&text, "    ").into_iter().map(|line| layout.dim(&line)));
    }
    lines.push(String::new());
    lines
}

/// What the marking says.
pub(super) fn verdict(layout: &Layout, marked: &Marked) -> Vec<String> {
    let kind = marked.verdict.kind;
    let sign = match kind {
        VerdictKind::Exact | VerdictKind::Variant => "✓",
        VerdictKind::Slip | VerdictKind::Partial | VerdictKind::Incomplete => "~",
        VerdictKind::Wrong => "✗",
    };
    let score = match kind {
        VerdictKind::Partial | VerdictKind::Incomplete => {
            format!(" ({} %)", marked.verdict.score.thousandths() / 10)
        }
        VerdictKind::Exact | VerdictKind::Variant | VerdictKind::Slip | VerdictKind::Wrong => {
            String::new()
        }
    };
    let reason = match &marked.verdict.reason {
        same if same == word(kind) => String::new(),
        reason => format!(": {reason}"),
    };
    let text = format!("{}{score}{reason}", word(kind));
    let mut lines: Vec<String> = layout
        .hang(&text, &format!("  {sign} "), "    ")
        .into_iter()
        .map(|line| match kind {
            VerdictKind::Exact | VerdictKind::Variant => layout.good(&line),
            VerdictKind::Slip | VerdictKind::Partial | VerdictKind::Incomplete => line,
            VerdictKind::Wrong => layout.bad(&line),
        })
        .collect();
    if let Some(feedback) = &marked.feedback {
        lines.extend(layout.wrap(feedback, "    "));
    }
    if let Some(difference) = &marked.difference
        && difference.stretches.iter().any(|stretch| !stretch.same)
    {
        lines.extend(aligned(layout, difference));
    }
    for item in &marked.items {
        let (sign, text) = match item.state {
            ItemState::Right => ("✓", item.given.as_deref().or(item.expected.as_deref())),
            ItemState::Wrong => ("✗", item.given.as_deref().or(item.expected.as_deref())),
            ItemState::Missing => ("–", item.expected.as_deref()),
        };
        let expected = match (&item.state, &item.expected, &item.given) {
            (ItemState::Wrong, Some(expected), Some(given)) if expected == given => {
                "  (not in this place)".to_owned()
            }
            (ItemState::Wrong, Some(expected), Some(_)) => format!("  → {expected}"),
            (ItemState::Missing, ..) => "  (missing)".to_owned(),
            (ItemState::Right | ItemState::Wrong, ..) => String::new(),
        };
        let text = format!("{}{expected}", text.unwrap_or_default());
        lines.extend(layout.hang(&text, &format!("    {sign} "), "      "));
    }
    lines
}

fn word(kind: VerdictKind) -> &'static str {
    match kind {
        VerdictKind::Exact => "right",
        VerdictKind::Variant => "right in another form",
        VerdictKind::Slip => "right but for a slip",
        VerdictKind::Incomplete => "incomplete",
        VerdictKind::Partial => "partly right",
        VerdictKind::Wrong => "wrong",
    }
}

/// What was typed and what was expected, one above the other, with carets under what differs.
fn aligned(layout: &Layout, difference: &Difference) -> Vec<String> {
    let (mut typed, mut expected, mut carets) = (String::new(), String::new(), String::new());
    for stretch in &difference.stretches {
        let (one, other) = (clean_line(&stretch.typed), clean_line(&stretch.expected));
        let (one_width, other_width) = (super::width_of(&one), super::width_of(&other));
        let width = one_width.max(other_width);
        typed.push_str(&one);
        typed.push_str(&"·".repeat(width - one_width));
        expected.push_str(&other);
        expected.push_str(&"·".repeat(width - other_width));
        carets.push_str(&if stretch.same { " " } else { "^" }.repeat(width));
    }
    let fits = layout.width.is_none_or(|width| super::width_of(&typed) + 12 <= width);
    if !fits {
        return Vec::new();
    }
    vec![
        format!("    typed:    {typed}"),
        format!("    expected: {expected}"),
        format!("              {}", layout.bad(carets.trim_end())),
    ]
}

/// The four grades with the dates that they lead to.
pub(super) fn grades(
    layout: &Layout,
    outcomes: &[Outcome],
    six: bool,
    proposed: Option<Grade>,
    today: Day,
) -> Vec<String> {
    let mut lines = Vec::new();
    for outcome in outcomes {
        let key = match (six, outcome.grade) {
            (false, Grade::Again) => "1",
            (false, Grade::Hard) => "2",
            (false, Grade::Good) => "3",
            (false, Grade::Easy) => "4",
            (true, Grade::Again) => "0-2",
            (true, Grade::Hard) => "3",
            (true, Grade::Good) => "4",
            (true, Grade::Easy) => "5",
        };
        let meaning = match outcome.grade {
            Grade::Again => "again: not recalled",
            Grade::Hard => "hard: recalled with difficulty",
            Grade::Good => "good",
            Grade::Easy => "easy",
        };
        let date = match outcome.due {
            Some(due) => day_in_words(due, today),
            None => "no date".to_owned(),
        };
        let again = if outcome.again_today { ", again today" } else { "" };
        let mark = if proposed.unwrap_or(Grade::Good) == outcome.grade { "▸" } else { " " };
        let line = format!("{key:>3} {meaning} → {date}{again}");
        lines.extend(layout.hang(&line, &format!(" {mark}"), "      "));
    }
    lines
}

/// What happened, in words; nothing where it need not be said.
pub(super) fn notice(layout: &Layout, notice: &Notice, today: Day) -> Vec<String> {
    let text = match notice {
        Notice::Recorded(recorded) => return recorded_in_words(layout, recorded, today),
        Notice::Undone { key, was_review: true, .. } => format!("undone: the review of {key}"),
        Notice::Undone { key, was_review: false, .. } => format!("undone: the change to {key}"),
        Notice::NothingToUndo => "there is nothing to undo".to_owned(),
        Notice::Hint(hint) => format!("hint: {hint}"),
        Notice::AskBack { text, .. } => format!("? {text}"),
        Notice::Refused(reason) => reason.clone(),
        Notice::Buried { key, .. } => format!("{key} comes back tomorrow"),
        Notice::Suspended { key } => {
            format!("{key} is not asked any more (`pauk card resume {key}` brings it back)")
        }
        Notice::Flagged { key, on: true } => format!("{key} is flagged"),
        Notice::Flagged { key, on: false } => format!("{key} is not flagged any more"),
        Notice::Edited { key } => format!("{key} has your text now"),
        Notice::Lines(lines) => {
            return lines.iter().flat_map(|line| layout.wrap(line, "    ")).collect();
        }
        Notice::Help => return help(layout),
        Notice::Message(text) => text.clone(),
    };
    layout.wrap(&text, "  ").into_iter().map(|line| layout.dim(&line)).collect()
}

fn recorded_in_words(layout: &Layout, recorded: &Recorded, today: Day) -> Vec<String> {
    let date = match recorded.due {
        Some(due) => day_in_words(due, today),
        None => "unchanged".to_owned(),
    };
    let again = if recorded.again_today { ", and again today" } else { "" };
    let text = format!("{} → {date}{again}", recorded.quality.grade().name());
    let mut lines: Vec<String> =
        layout.wrap(&text, "  ").into_iter().map(|line| layout.dim(&line)).collect();
    if let Some(lapses) = recorded.leech {
        let text = format!(
            "This card is a leech: forgotten {lapses} times. Would it be better as two cards, or in other words? (e edits it, `pauk card list is:leech` lists all)"
        );
        lines.extend(layout.wrap(&text, "  "));
    }
    lines
}

fn help(layout: &Layout) -> Vec<String> {
    let keys = [
        ("Space, Enter", "show the answer; then take the marked grade"),
        ("1 2 3 4", "again, hard, good, easy"),
        ("y n", "after a verdict: I was right, I was wrong"),
        ("u", "undo the last thing, also of earlier sessions"),
        ("h", "hint"),
        ("s", "skip: this card comes at the end"),
        ("b", "bury: not before tomorrow"),
        ("x", "suspend: not asked until resumed"),
        ("f", "flag"),
        ("e", "edit the card"),
        ("i", "info on the card"),
        ("w", "why this date"),
        ("q, Esc", "leave; everything is saved"),
    ];
    let mut lines = Vec::new();
    for (key, meaning) in keys {
        lines.extend(layout.hang(meaning, &format!("  {key:<14}"), "                "));
    }
    lines
        .extend(layout.wrap("While text is typed, commands begin with a colon: :u, :h, :q.", "  "));
    lines
}

/// What was done, what was hard, when the next is due.
pub(super) fn ending(layout: &Layout, ending: &Ending) -> Vec<String> {
    let mut lines = vec![String::new()];
    if ending.reviewed == 0 {
        lines.push("Nothing was answered.".to_owned());
    } else {
        let grades: Vec<String> = ending
            .grades
            .iter()
            .filter(|(_, count)| *count > 0)
            .map(|(grade, count)| format!("{count} {grade}"))
            .collect();
        let text = format!(
            "{} in {}: {}",
            plural(ending.reviewed as u64, "answer"),
            duration_in_words(ending.ms),
            grades.join(", ")
        );
        lines.extend(layout.wrap(&text, "").into_iter().map(|line| layout.bold(&line)));
    }
    if !ending.hardest.is_empty() {
        lines.push("Hard today:".to_owned());
        for (_, prompt, times) in &ending.hardest {
            let text = format!("{} ({times}×)", clean_line(prompt));
            lines.extend(layout.hang(&text, "  - ", "    "));
        }
    }
    if ending.left.all() > 0 {
        let Left { due, new, drill } = ending.left;
        let mut parts = Vec::new();
        for (count, word) in [(due, "due"), (new, "new"), (drill, "to repeat")] {
            if count > 0 {
                parts.push(format!("{count} {word}"));
            }
        }
        lines.extend(layout.wrap(&format!("Still open today: {}.", parts.join(", ")), ""));
    }
    if let Some(next) = ending.next_due {
        lines.extend(layout.wrap(&format!("Next due: {}.", day_in_words(next, ending.day)), ""));
    }
    for sentence in &ending.held_back {
        lines.extend(layout.wrap(sentence, "").into_iter().map(|line| layout.dim(&line)));
    }
    lines
}
