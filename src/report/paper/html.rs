//! The paper and its key as a page of HTML for A4.
//!
//! The page holds all that it needs and runs nothing; every text of a deck is escaped, and each
//! question stays on one sheet where it can.

use super::labels::Words;
use super::sheet::{Piece, Room, letter, pieces, room};
use super::solution;
use crate::escape;
use crate::quiz::{Item, Paper};

const STYLE: &str = include_str!("paper.css");

/// The questions with room to write.
pub(crate) fn paper_html(paper: &Paper) -> String {
    let words = Words::of(&paper.lang);
    let who = format!(
        "<div class=\"who\"><span class=\"line\">{}</span><span class=\"line\">{}</span><span class=\"line\">{}</span><span>/ {}</span></div>\n",
        words.name(),
        words.date(),
        words.points_label(),
        paper.points()
    );
    let questions: String = paper.items.iter().map(|item| question(item, paper, words)).collect();
    page(
        paper,
        &paper.title,
        &format!("{who}</header>\n<ol class=\"questions\">\n{questions}</ol>\n"),
    )
}

/// The answers with what a marker needs.
pub(crate) fn key_html(paper: &Paper) -> String {
    let words = Words::of(&paper.lang);
    let answers: String = paper.items.iter().map(|item| answer(item, paper, words)).collect();
    let title = format!("{} – {}", words.key(), paper.title);
    page(paper, &title, &format!("</header>\n<ol class=\"questions key\">\n{answers}</ol>\n"))
}

/// A whole page; `body` closes the header and goes on.
fn page(paper: &Paper, title: &str, body: &str) -> String {
    let words = Words::of(&paper.lang);
    let title = text(title);
    let mut facts = vec![words.questions(paper.items.len()), words.points(paper.points())];
    facts.extend(paper.time.map(|limit| words.time(limit)));
    facts.push(words.paper(&paper.number.to_string()));
    format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <style>\n{STYLE}@page {{ @bottom-left {{ content: \"{number}\"; font-size: 9pt; color: #444; }} }}\n</style>\n</head>\n<body>\n\
         <header lang=\"{own}\">\n<h1 lang=\"{lang}\" dir=\"auto\">{title}</h1>\n<p class=\"facts\">{facts}</p>\n{body}</body>\n</html>\n",
        lang = paper.lang.as_str(),
        own = words.tag(),
        number = words.paper(&paper.number.to_string()),
        facts = facts.join(" · "),
    )
}

fn question(item: &Item, paper: &Paper, words: Words) -> String {
    format!("{}{}</li>\n", head(item, paper, words), answer_room(item, words))
}

fn answer(item: &Item, paper: &Paper, words: Words) -> String {
    let solution = solution::of(item, words);
    let mut rows = head(item, paper, words);
    for line in &solution.answer {
        let also = match line.also.is_empty() {
            true => String::new(),
            false => format!(" <small>({}: {})</small>", words.also(), text(&line.also.join(", "))),
        };
        rows.push_str(&format!(
            "<p class=\"answer\" dir=\"auto\"><strong>{}</strong>{also}</p>\n",
            text(&line.text)
        ));
    }
    if !solution.rules.is_empty() {
        rows.push_str(&format!("<p class=\"rule\">{}</p>\n", text(&solution.rules.join("; "))));
    }
    if let Some(note) = &item.note.note {
        rows.push_str(&format!("<p dir=\"auto\">{}</p>\n", text(note)));
    }
    if let Some(source) = item.source() {
        rows.push_str(&format!("<p class=\"source\">{}: {}</p>\n", words.source(), text(source)));
    }
    format!("{rows}</li>\n")
}

/// The beginning of a question: its text and its points.
fn head(item: &Item, paper: &Paper, words: Words) -> String {
    let piece = |piece: Piece<'_>| match piece {
        Piece::Text(part) => text(part),
        Piece::Blank(None) => "<span class=\"blank\"></span>".to_owned(),
        Piece::Blank(Some(hint)) => {
            format!("<span class=\"blank\"></span> <small>({})</small>", text(hint))
        }
    };
    let asked: String = pieces(item).into_iter().map(piece).collect();
    let class = match room(item) {
        Room::Blanks => "ask gapped",
        Room::Lines(_)
        | Room::Short(_)
        | Room::Items { .. }
        | Room::Boxes { .. }
        | Room::Order(_)
        | Room::Columns { .. } => "ask",
    };
    let lang = match item.deck.lang == paper.lang {
        true => String::new(),
        false => format!(" lang=\"{}\"", item.deck.lang.as_str()),
    };
    let points = words.points(item.points);
    format!(
        "<li{lang}>\n<div class=\"{class}\"><p dir=\"auto\">{asked}</p><span class=\"points\">{points}</span></div>\n"
    )
}

fn answer_room(item: &Item, words: Words) -> String {
    let hint =
        |sentence: &str| format!("<p class=\"hint\" lang=\"{}\">{sentence}</p>\n", words.tag());
    match room(item) {
        Room::Blanks => String::new(),
        Room::Lines(count) => "<div class=\"rule-line\"></div>\n".repeat(count),
        Room::Short(unit) => {
            format!(
                "<div class=\"short\"><span class=\"blank\"></span> {}</div>\n",
                text(unit.unwrap_or(""))
            )
        }
        Room::Items { count, ordered } => {
            let tag = if ordered { "ol" } else { "ul" };
            let lines = "<li></li>\n".repeat(count);
            let sentence = if ordered { hint(words.in_order()) } else { String::new() };
            format!("{sentence}<{tag} class=\"items\">\n{lines}</{tag}>\n")
        }
        Room::Boxes { options, many } => {
            let sentence = if many { hint(words.several_right()) } else { String::new() };
            let row = |(at, option): (usize, &String)| {
                format!(
                    "<li><span class=\"tick\">☐</span> <span>{})</span> <span dir=\"auto\">{}</span></li>\n",
                    letter(at),
                    text(option)
                )
            };
            format!(
                "{sentence}<ul class=\"boxes\">\n{}</ul>\n",
                options.iter().enumerate().map(row).collect::<String>()
            )
        }
        Room::Order(items) => {
            let row = |item: &String| {
                format!(
                    "<li><span class=\"box\"></span> <span dir=\"auto\">{}</span></li>\n",
                    text(item)
                )
            };
            let rows: String = items.iter().map(row).collect();
            format!("{}<ul class=\"boxes\">\n{rows}</ul>\n", hint(words.number_them()))
        }
        Room::Columns { left, right } => {
            let one = |(at, side): (usize, &String)| {
                format!(
                    "<li><span class=\"box\"></span> <span>{}.</span> <span dir=\"auto\">{}</span></li>\n",
                    at + 1,
                    text(side)
                )
            };
            let other = |(at, side): (usize, &String)| {
                format!(
                    "<li><span>{}.</span> <span dir=\"auto\">{}</span></li>\n",
                    letter(at).to_uppercase(),
                    text(side)
                )
            };
            let left: String = left.iter().enumerate().map(one).collect();
            let right: String = right.iter().enumerate().map(other).collect();
            let columns =
                format!("<ul class=\"boxes\">\n{left}</ul>\n<ul class=\"boxes\">\n{right}</ul>\n");
            format!("{}<div class=\"columns\">\n{columns}</div>\n", hint(words.letter_them()))
        }
    }
}

/// A text of a deck: without controls, its marks escaped, its line breaks kept.
fn text(text: &str) -> String {
    let cleaned = escape::clean(text);
    let mut written = String::with_capacity(cleaned.len());
    for c in cleaned.chars() {
        match c {
            '&' => written.push_str("&amp;"),
            '<' => written.push_str("&lt;"),
            '>' => written.push_str("&gt;"),
            '"' => written.push_str("&quot;"),
            '\'' => written.push_str("&#39;"),
            '\n' => written.push_str("<br>"),
            _ => written.push(c),
        }
    }
    written
}
