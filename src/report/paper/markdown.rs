//! The paper and its key as Markdown.
//!
//! Everything from a deck is written so that it is read as the text that it is.

use super::labels::Words;
use super::sheet::{Piece, Room, letter, pieces, room};
use super::solution::{self, Line};
use crate::escape;
use crate::quiz::{Item, Paper};

/// A line to write on; dots mean nothing in Markdown, wherever they stand.
const LINE: &str = "……………………………………………………………………";

/// A box to write a number or a letter in.
const BOX: &str = "\\[   \\]";

const SHORT_LINE: &str = "……………………";

/// The questions with room to answer.
pub(crate) fn paper_markdown(paper: &Paper) -> String {
    let words = Words::of(&paper.lang);
    let mut text = format!("# {}\n\n{}\n\n", plain(&paper.title), facts(paper, words));
    text.push_str(&format!(
        "{}: {LINE}  {}: {SHORT_LINE}  {}: {SHORT_LINE} / {}\n",
        words.name(),
        words.date(),
        words.points_label(),
        paper.points()
    ));
    for (at, item) in paper.items.iter().enumerate() {
        text.push_str(&format!(
            "\n## {}. ({})\n\n{}\n",
            at + 1,
            words.points(item.points),
            asked(item)
        ));
        text.push_str(&answer_room(item, words));
    }
    text
}

/// The answers with what a marker needs.
pub(crate) fn key_markdown(paper: &Paper) -> String {
    let words = Words::of(&paper.lang);
    let mut text =
        format!("# {} – {}\n\n{}\n", words.key(), plain(&paper.title), facts(paper, words));
    for (at, item) in paper.items.iter().enumerate() {
        let solution = solution::of(item, words);
        text.push_str(&format!(
            "\n## {}. ({})\n\n{}\n\n",
            at + 1,
            words.points(item.points),
            asked(item)
        ));
        let line = |line: &Line| match line.also.is_empty() {
            true => format!("**{}**", plain(&line.text)),
            false => format!(
                "**{}** ({}: {})",
                plain(&line.text),
                words.also(),
                plain(&line.also.join(", "))
            ),
        };
        let answer: Vec<String> = solution.answer.iter().map(line).collect();
        text.push_str(&format!("{}\n", answer.join("\\\n")));
        for rule in &solution.rules {
            text.push_str(&format!("\n*{}*\n", plain(rule)));
        }
        if let Some(note) = &item.note.note {
            text.push_str(&format!("\n{}\n", plain(note)));
        }
        if let Some(source) = item.source() {
            text.push_str(&format!("\n{}: {}\n", words.source(), plain(source)));
        }
    }
    text
}

fn facts(paper: &Paper, words: Words) -> String {
    let mut facts = vec![words.questions(paper.items.len()), words.points(paper.points())];
    facts.extend(paper.time.map(|limit| words.time(limit)));
    facts.push(words.paper(&paper.number.to_string()));
    facts.join(" · ")
}

fn asked(item: &Item) -> String {
    let piece = |piece: Piece<'_>| match piece {
        Piece::Text(text) => plain(text),
        Piece::Blank(None) => SHORT_LINE.to_owned(),
        Piece::Blank(Some(hint)) => format!("{SHORT_LINE} ({})", plain(hint)),
    };
    pieces(item).into_iter().map(piece).collect()
}

fn answer_room(item: &Item, words: Words) -> String {
    match room(item) {
        Room::Blanks => String::new(),
        Room::Lines(count) => format!("\n{LINE}\n").repeat(count),
        Room::Short(None) => format!("\n{SHORT_LINE}\n"),
        Room::Short(Some(unit)) => format!("\n{SHORT_LINE} {}\n", plain(unit)),
        Room::Items { count, ordered: true } => {
            let lines: String = (1..=count).map(|number| format!("{number}. {LINE}\n")).collect();
            format!("\n{}\n\n{lines}", words.in_order())
        }
        Room::Items { count, ordered: false } => {
            format!("\n{}", format!("- {LINE}\n").repeat(count))
        }
        Room::Boxes { options, many } => {
            let hint = if many { format!("\n{}\n", words.several_right()) } else { String::new() };
            let row =
                |(at, option): (usize, &String)| format!("- ☐ {}) {}\n", letter(at), plain(option));
            format!("{hint}\n{}", options.iter().enumerate().map(row).collect::<String>())
        }
        Room::Order(items) => {
            let rows: String =
                items.iter().map(|item| format!("- {BOX} {}\n", plain(item))).collect();
            format!("\n{}\n\n{rows}", words.number_them())
        }
        Room::Columns { left, right } => {
            let row = |at: usize| {
                let one = left.get(at).map(|text| format!("{BOX} {}. {}", at + 1, cell(text)));
                let other = right
                    .get(at)
                    .map(|text| format!("{}. {}", letter(at).to_uppercase(), cell(text)));
                format!("| {} | {} |\n", one.unwrap_or_default(), other.unwrap_or_default())
            };
            let rows: String = (0..left.len().max(right.len())).map(row).collect();
            format!("\n{}\n\n|   |   |\n|---|---|\n{rows}", words.letter_them())
        }
    }
}

/// A text in a cell of a table, which is one line.
fn cell(text: &str) -> String {
    plain(&escape::clean_line(text))
}

/// Text that no reader of Markdown takes for anything else; a line break stays one.
fn plain(text: &str) -> String {
    let cleaned = escape::clean(text);
    let lines: Vec<String> =
        cleaned.split('\n').map(|line| plain_line(line.trim_start())).collect();
    let written = lines.join("\\\n");
    // A piece of a sentence keeps the blank between it and the piece before.
    if cleaned.starts_with(' ') { format!(" {written}") } else { written }
}

fn plain_line(line: &str) -> String {
    let mut written = String::with_capacity(line.len());
    // What opens a list or a heading does so at the start of a line only.
    let figures = line.bytes().take_while(u8::is_ascii_digit).count();
    for (at, c) in line.char_indices() {
        let opens = at == 0 && matches!(c, '-' | '+' | '=' | ':')
            || at == figures && figures > 0 && matches!(c, '.' | ')');
        if opens
            || matches!(
                c,
                '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '$' | '!'
            )
        {
            written.push('\\');
        }
        written.push(c);
    }
    written
}
