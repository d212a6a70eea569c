//! A blueprint file, from its text to a blueprint or to all that is wrong with it.
//!
//! The tables are walked by hand, since a derived reader stops at the first problem. A problem
//! looks like one of a deck, so that it is shown in the same way.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::blueprint::{Blueprint, Section};
use super::findings::{COUNT, Findings, MISSING, SYNTAX, VALUE, Value};
use super::limit::TimeLimit;
use crate::deck::{Problem, nearest};
use crate::escape;
use crate::model::{DeckId, Importance, Kind};

/// The largest file that is read, in bytes: deep nesting in a larger one could exhaust the stack.
pub(super) const LARGEST_FILE: usize = 64 << 10;

const MOST_SECTIONS: usize = 100;

const KEYS: [&str; 4] = ["title", "questions", "time", "section"];
const SECTION_KEYS: [&str; 5] = ["count", "deck", "tag", "kind", "importance"];

pub(super) fn read(text: &str) -> Result<Blueprint, Vec<Problem>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut findings = Findings::of(text);
    if text.len() > LARGEST_FILE {
        let message =
            format!("the file has {} bytes; a blueprint may have up to {LARGEST_FILE}", text.len());
        findings.add(0, COUNT, message, "Take out what is no blueprint.");
        return Err(findings.in_order());
    }
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let at = error.span().map_or(0, |span| span.start);
        let help = "Mend the line; a text stands in quotes, a section begins with [[section]].";
        findings.add(at, SYNTAX, error.message().to_owned(), help);
    }
    if !findings.is_empty() {
        return Err(findings.in_order());
    }
    let blueprint = blueprint(table.get_ref(), &mut findings);
    if findings.is_empty() { Ok(blueprint) } else { Err(findings.in_order()) }
}

fn blueprint(table: &DeTable<'_>, findings: &mut Findings<'_>) -> Blueprint {
    findings.unknown_keys(table, &KEYS, "a blueprint");
    let title = table.get("title").and_then(|value| findings.text("title", value));
    let questions = table.get("questions").and_then(|value| findings.count("questions", value));
    let time = table.get("time").and_then(|value| {
        let text = findings.text("time", value)?;
        let read = text.parse::<TimeLimit>();
        read.map_err(|error| {
            let help = "Write hours, minutes and seconds together, `time = \"30m\"`.";
            findings.add(value.span().start, VALUE, error.to_string(), help);
        })
        .ok()
    });
    let sections = table.get("section").map_or_else(Vec::new, |value| sections(value, findings));
    let blueprint = Blueprint { title, questions, time, sections };
    check_count(&blueprint, table, findings);
    blueprint
}

/// The number of questions in all must hold those of the sections.
fn check_count(blueprint: &Blueprint, table: &DeTable<'_>, findings: &mut Findings<'_>) {
    let wanted = blueprint.in_sections();
    match (blueprint.questions, table.get("questions")) {
        (Some(questions), Some(value)) if questions < wanted => {
            let message =
                format!("the paper has {questions} questions, and its sections want {wanted}");
            let help = "Raise `questions`, leave it out, or lower a `count`.";
            findings.add(value.span().start, COUNT, message, help);
        }
        (None, None) if table.get("section").is_none() => {
            let help = "Write `questions = 20`, or a [[section]] with a `count`.";
            findings.add(0, MISSING, "the blueprint asks for nothing".to_owned(), help);
        }
        (Some(_) | None, _) => {}
    }
}

fn sections(value: &Value<'_>, findings: &mut Findings<'_>) -> Vec<Section> {
    let DeValue::Array(entries) = value.get_ref() else {
        let help = "Write it as `[[section]]`, with two brackets on each side.";
        findings.add(
            value.span().start,
            VALUE,
            "`section` must be a list of tables".to_owned(),
            help,
        );
        return Vec::new();
    };
    if entries.len() > MOST_SECTIONS {
        let message = format!("{} sections; a blueprint has up to {MOST_SECTIONS}", entries.len());
        findings.add(
            value.span().start,
            COUNT,
            message,
            "Join sections that ask for much the same.",
        );
        return Vec::new();
    }
    entries.iter().filter_map(|entry| section(entry, findings)).collect()
}

fn section(entry: &Value<'_>, findings: &mut Findings<'_>) -> Option<Section> {
    let at = entry.span().start;
    let DeValue::Table(table) = entry.get_ref() else {
        let help = "Write each section as a table below `[[section]]`.";
        findings.add(at, VALUE, "a section must be a table".to_owned(), help);
        return None;
    };
    findings.unknown_keys(table, &SECTION_KEYS, "a section");
    let count = match table.get("count") {
        Some(value) => findings.count("count", value).unwrap_or(0),
        None => {
            // A mistyped key has been reported once, which is enough.
            let meant =
                table.keys().any(|key| nearest(key.get_ref(), SECTION_KEYS) == Some("count"));
            if !meant {
                let help = "Say how many questions the section has, `count = 5`.";
                findings.add(at, MISSING, "the section has no `count`".to_owned(), help);
            }
            0
        }
    };
    let words = |key: &str, findings: &mut Findings<'_>| -> Vec<(String, Range<usize>)> {
        let values = table.get(key).map_or(Vec::new(), one_or_many);
        let read = values.into_iter().map(|value| Some((findings.text(key, value)?, value.span())));
        read.collect::<Vec<_>>().into_iter().flatten().collect()
    };
    let mut section = Section { count, ..Section::default() };
    for (deck, span) in words("deck", findings) {
        if let Err(error) = deck.parse::<DeckId>() {
            let message = format!("`{}` is no deck: {error}", escape::clean_line(&deck));
            findings.add(span.start, VALUE, message, "`pauk deck list` shows the decks.");
        }
        section.decks.push(deck);
    }
    section.tags = words("tag", findings).into_iter().map(|(tag, _)| tag).collect();
    for (kind, span) in words("kind", findings) {
        if !Kind::NAMES.contains(&kind.as_str()) {
            let help = match nearest(&kind, Kind::NAMES) {
                Some(meant) => format!("Did you mean `{meant}`?"),
                None => format!("The kinds are {}.", Kind::NAMES.join(", ")),
            };
            let message = format!("`{}` is no kind of card", escape::clean_line(&kind));
            findings.add(span.start, VALUE, message, &help);
        }
        section.kinds.push(kind);
    }
    for value in table.get("importance").map_or(Vec::new(), one_or_many) {
        match findings.integer(value).and_then(Importance::new) {
            Some(level) => section.importance.push(level),
            None => {
                let help = "Write a number from 1 to 3, or several, `importance = [2, 3]`.";
                let message = "`importance` must be 1, 2 or 3".to_owned();
                findings.add(value.span().start, VALUE, message, help);
            }
        }
    }
    Some(section)
}

/// The entries of a list, or the one value that stands there without brackets.
fn one_or_many<'a>(value: &'a Value<'a>) -> Vec<&'a Value<'a>> {
    match value.get_ref() {
        DeValue::Array(entries) => entries.iter().collect(),
        DeValue::String(_)
        | DeValue::Integer(_)
        | DeValue::Float(_)
        | DeValue::Boolean(_)
        | DeValue::Datetime(_)
        | DeValue::Table(_) => vec![value],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blueprint_says_how_many_of_what() {
        let blueprint = read(
            "title = \"Probeklausur\"\nquestions = 20\ntime = \"30m\"\n\n[[section]]\ncount = 5\n\
             deck = \"halperin/daten\"\nkind = \"date\"\n\n[[section]]\ncount = 2\n\
             tag = [\"usa\", \"kuba\"]\nimportance = [2, 3]\n",
        )
        .unwrap();
        assert_eq!(blueprint.title.as_deref(), Some("Probeklausur"));
        assert_eq!((blueprint.questions, blueprint.in_sections()), (Some(20), 7));
        assert_eq!(blueprint.time, TimeLimit::from_seconds(1800));
        let shown: Vec<String> = blueprint.sections.iter().map(ToString::to_string).collect();
        assert_eq!(
            shown,
            ["deck `halperin/daten`, kind date", "tag `usa` or `kuba`, importance 2 or 3"]
        );
    }

    #[test]
    fn all_problems_come_at_once_with_their_lines() {
        let text = "titel = \"x\"\ntime = \"30\"\n\n[[section]]\ncuont = 5\nkind = \"dates\"\n\n\
                    [[section]]\ncount = 0\ndeck = \"A B\"\nimportance = 4\n";
        let found: Vec<(u32, String, String)> = read(text)
            .unwrap_err()
            .into_iter()
            .map(|problem| (problem.line, problem.message, problem.help))
            .collect();
        let brief: Vec<(u32, &str)> =
            found.iter().map(|(line, message, _)| (*line, message.as_str())).collect();
        assert_eq!(
            brief,
            [
                (1, "`titel` is no key of a blueprint"),
                (2, "`30` is no time limit; write it as 30m, 1h30m or 90s"),
                (5, "`cuont` is no key of a section"),
                (6, "`dates` is no kind of card"),
                (9, "`count` must be a whole number from 1 to 10000"),
                (10, "`A B` is no deck: `A` is not allowed in an id; it may hold a-z, 0-9 and `-`"),
                (11, "`importance` must be 1, 2 or 3"),
            ]
        );
        assert_eq!(found[0].2, "Did you mean `title`?");
        assert_eq!(found[2].2, "Did you mean `count`?");
        assert_eq!(found[3].2, "Did you mean `date`?");
    }

    #[test]
    fn a_file_that_is_no_toml_names_the_line() {
        let problems = read("questions = 3\ntitle = \"open\n").unwrap_err();
        assert_eq!((problems[0].code, problems[0].line), ("B001", 2));
    }

    #[test]
    fn fewer_questions_than_the_sections_want_are_an_error() {
        let problems = read("questions = 3\n[[section]]\ncount = 5\n").unwrap_err();
        assert_eq!(problems[0].message, "the paper has 3 questions, and its sections want 5");
        assert_eq!(
            read("title = \"x\"\n").unwrap_err()[0].message,
            "the blueprint asks for nothing"
        );
    }
}
