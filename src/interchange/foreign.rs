//! Files that are surely no tables, by their names or by what they begin with.
//!
//! Whatever could be a table is one: a card may ask for a tag of HTML or a line of TOML. Where it is
//! not certain, the rows say what is wrong.

use serde::de::IgnoredAny;

/// What a file is instead of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Foreign {
    /// A deck of our own.
    Deck,
    /// An exported log of our own.
    Log,
    /// A package or a collection of Anki.
    AnkiPackage,
    /// A book of a spreadsheet.
    Workbook,
    /// Something else, of this name.
    Other(&'static str),
}

impl Foreign {
    /// What a file of this name is, by the end of the name.
    pub(super) fn named(ending: &str) -> Option<Self> {
        Some(match ending.to_ascii_lowercase().as_str() {
            "toml" => Self::Deck,
            "jsonl" => Self::Log,
            "apkg" | "colpkg" | "anki2" | "anki21" | "anki21b" => Self::AnkiPackage,
            "xlsx" | "xlsm" | "xls" | "ods" | "numbers" => Self::Workbook,
            "xml" => Self::Other("XML"),
            "html" | "htm" => Self::Other("a page of HTML"),
            "gift" => Self::Other("a quiz in GIFT"),
            "md" | "markdown" => Self::Other("Markdown"),
            "json" => Self::Other("JSON"),
            "yaml" | "yml" => Self::Other("YAML"),
            "zip" | "gz" | "7z" | "rar" | "tar" => Self::Other("an archive"),
            "cards" | "mem" => Self::Other("a file of Mnemosyne"),
            "db" | "sqlite" | "sqlite3" => Self::Other("a database"),
            "pdf" | "doc" | "docx" | "odt" | "rtf" => Self::Other("a document"),
            _ => return None,
        })
    }

    /// What a file is that begins with this text; `is_whole` where nothing follows.
    pub(super) fn beginning(text: &str, is_whole: bool) -> Option<Self> {
        let text = text.trim_start();
        if is_deck(text) {
            return Some(Self::Deck);
        }
        if is_xml(text) {
            return Some(Self::Other("XML or HTML"));
        }
        if is_json(text, is_whole) {
            return Some(if text.starts_with("{\"pauk\"") {
                Self::Log
            } else {
                Self::Other("JSON")
            });
        }
        if is_gift(text) {
            Some(Self::Other("a quiz in GIFT"))
        } else if is_aiken(text) {
            Some(Self::Other("a quiz in Aiken"))
        } else if is_titled(text) {
            Some(Self::Other("Markdown"))
        } else if is_questions(text) {
            Some(Self::Other("a list of questions and answers"))
        } else {
            None
        }
    }

    /// What it is, behind "this is".
    pub(super) fn what(self) -> &'static str {
        match self {
            Self::Deck => "a deck file",
            Self::Log => "an exported log",
            Self::AnkiPackage => "a package of Anki",
            Self::Workbook => "a workbook",
            Self::Other(what) => what,
        }
    }

    /// What to do with the file instead, which is called so.
    pub(super) fn help(self, file: &str) -> String {
        match self {
            Self::Deck => format!("`pauk deck add {file}` brings in a deck file."),
            Self::Log => format!("`pauk log import {file}` merges a log."),
            Self::AnkiPackage => {
                "In Anki export the notes in plain text, and import that.".to_owned()
            }
            Self::Workbook => "Save it as CSV, and import that.".to_owned(),
            Self::Other(_) => {
                "Export the cards as a table (CSV, TSV or Anki's notes in plain text), and \
                               import that; --format csv takes this for one all the same."
                    .to_owned()
            }
        }
    }
}

/// Whether the first line that is no comment opens a table of a deck file.
fn is_deck(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim_end).filter(|line| !line.is_empty());
    let first = lines.find(|line| !line.starts_with('#'));
    first.is_some_and(|line| ["[deck]", "[[card]]"].contains(&line))
}

/// Whether a declaration or an outermost tag stands in a line of its own; `<html>, what is it?` is a
/// card.
fn is_xml(text: &str) -> bool {
    const ROOTS: [&str; 7] =
        ["html", "quiz", "mnemosyne", "questestinterop", "manifest", "assessment", "opensm2sync"];
    let Some((tag, behind)) = text.split_once('>') else { return false };
    let is_alone = behind.is_empty() || behind.starts_with(['\r', '\n']);
    let tag = tag.to_ascii_lowercase();
    if tag.starts_with("<?xml ") || tag.starts_with("<!doctype") {
        return is_alone || behind.starts_with('<');
    }
    let name = tag.strip_prefix('<').and_then(|tag| tag.split_ascii_whitespace().next());
    is_alone && name.is_some_and(|name| ROOTS.contains(&name))
}

/// Whether an object or an array stands in lines of its own; `{"a": 1}, an object` is a card.
fn is_json(text: &str, is_whole: bool) -> bool {
    if !text.starts_with(['{', '[']) {
        return false;
    }
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>();
    match values.next() {
        Some(Ok(_)) => {
            let behind = &text[values.byte_offset()..];
            behind.is_empty() || behind.starts_with(['\r', '\n'])
        }
        Some(Err(error)) => error.is_eof() && !is_whole,
        None => false,
    }
}

/// Whether the first question has its answers in braces: `Who? {=one ~another}`.
fn is_gift(text: &str) -> bool {
    let mut lines =
        text.lines().map(str::trim).skip_while(|line| line.is_empty() || line.starts_with("//"));
    let question: Vec<&str> = lines.by_ref().take_while(|line| !line.is_empty()).collect();
    let question = question.join("\n");
    if question.starts_with("$CATEGORY:") {
        return true;
    }
    let Some((asked, answers)) = question.split_once('{') else { return false };
    // A cell that begins with a brace is another thing: `the sum,{=SUM(A1:A3)}`.
    let is_cell = asked.contains('\t') || asked.trim_end().ends_with([',', ';', '|', '"']);
    let is_title = asked.strip_prefix("::").is_some_and(|title| title.contains("::"));
    let answers = answers.trim_start();
    let is_truth = ["T", "F", "TRUE", "FALSE"].iter().any(|truth| {
        answers.strip_prefix(truth).is_some_and(|behind| behind.starts_with(['}', '#']))
    });
    !is_cell
        && !asked.is_empty()
        && (answers.starts_with(['=', '~', '#']) || is_truth)
        && (is_title || answers.contains('}'))
}

/// Whether lettered choices follow the first question, and then a line with the right letter.
fn is_aiken(text: &str) -> bool {
    const LONGEST: usize = 40;
    let is_choice = |line: &&str| {
        line.starts_with(|c: char| c.is_ascii_uppercase()) && line[1..].starts_with([')', '.'])
    };
    let lines: Vec<&str> =
        text.lines().map(str::trim).filter(|line| !line.is_empty()).take(LONGEST).collect();
    let Some(end) = lines.iter().position(|line| line.starts_with("ANSWER:")) else { return false };
    let right = lines[end]["ANSWER:".len()..].trim();
    let choices = lines[..end].iter().rev().take_while(|line| is_choice(line)).count();
    choices >= 2 && right.len() == 1 && right.starts_with(|c: char| c.is_ascii_uppercase())
}

/// Whether a head of settings stands between lines of dashes.
fn is_titled(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim_end);
    let opens = lines.next() == Some("---");
    let is_setting = |line: &&str| {
        let name = line.split(['=', ':']).next().unwrap_or_default();
        name.len() < line.len() && name.trim().chars().all(|c| c.is_alphanumeric() || c == '_')
    };
    let behind = lines.find(|line| !line.is_empty() && !is_setting(line));
    opens && behind == Some("---")
}

/// Whether a question `Q:` stands in a line, and its answer `A:` in another one.
fn is_questions(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| {
        !line.trim().is_empty() && !line.starts_with('#') && !line.starts_with("<!--")
    });
    let asks = lines.next().is_some_and(|line| line.starts_with("Q:") && !line.contains('\t'));
    asks && lines.any(|line| line.starts_with("A:"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Option<&'static str> {
        Foreign::beginning(text, true).map(Foreign::what)
    }

    #[test]
    fn other_formats_are_told_by_their_beginnings() {
        for (text, what) in [
            ("[deck]\nid = \"a\"\n", "a deck file"),
            ("# a comment\n\n[[card]]\nid = \"a\"\n", "a deck file"),
            ("<?xml version=\"1.0\"?><!DOCTYPE q [<!ENTITY a \"b\">", "XML or HTML"),
            ("<quiz>\n<question type=\"essay\">\n", "XML or HTML"),
            ("<!DOCTYPE html>\n<html>", "XML or HTML"),
            ("{\"notes\": [1, 2],\n \"x\": 3}\n", "JSON"),
            ("{\"pauk\":\"log\"}\n{\"a\":1}\n", "an exported log"),
            ("::Q1::What is 2+2? {=4 ~3}\n", "a quiz in GIFT"),
            ("::Q1::Capital of France {=Paris ~London\n", "a quiz in GIFT"),
            ("// by hand\n\nWho's buried here?{~Grant\n =no one}\n", "a quiz in GIFT"),
            ("Grant is buried in Grant's tomb.{FALSE}\n", "a quiz in GIFT"),
            ("When was he born? {#1822}\n", "a quiz in GIFT"),
            ("$CATEGORY: $course$/top\n", "a quiz in GIFT"),
            ("Who?\nA. Otto\nB. Charles\nANSWER: B\n", "a quiz in Aiken"),
            ("---\nname = \"History\"\n---\n\nQ: a\nA: b\n", "Markdown"),
            ("# History\n\nQ: Who?\nA: Me\n", "a list of questions and answers"),
            ("Q: 1 &#33267;\r\nQ: 2\r\nA: 1\r\n", "a list of questions and answers"),
        ] {
            assert_eq!(told(text), Some(what), "{text}");
        }
        // Of a long file only its beginning is at hand.
        assert_eq!(Foreign::beginning("{\"notes\": [1, ", false), Some(Foreign::Other("JSON")));
    }

    #[test]
    fn what_could_be_a_table_is_one() {
        for text in [
            "",
            "question,answer\na,b\n",
            "<b>Paris</b>,France\n<i>Rome</i>,Italy\n",
            "<html>,the outermost tag\n",
            "<?xml version=\"1.0\"?>,a declaration\n",
            "<b>,bold\n",
            "[deck],what a deck file begins with\n",
            "[deck]\tthe table of a deck\n",
            "{\"a\": 1},an object\n",
            "[1],a list\n",
            "{a,b}\tset\n",
            "{\tbrace\n",
            "{{1066}} was the battle\nx {{y}}\n",
            "the sum,{=SUM(A1:A3)}\nthe mean,{=MEAN(A1:A3)}\n",
            "the sum\t{=SUM(A1:A3)}\n",
            "::std::string,a text\n",
            "// a comment,in C\n/* a comment */,too\n",
            "A. Otto,king\nB. Charles,emperor\n",
            "Q: who?\tA: me\nQ: why?\tA: so\n",
            "Q: who?,A: me\n",
            "---,a line\n",
            "# a comment\nParis\tFrance\n",
        ] {
            assert_eq!(told(text), None, "{text}");
        }
    }

    #[test]
    fn a_name_tells_what_no_table_is_called() {
        assert_eq!(Foreign::named("TOML"), Some(Foreign::Deck));
        assert_eq!(Foreign::named("apkg"), Some(Foreign::AnkiPackage));
        for ending in ["csv", "tsv", "txt", "tab", ""] {
            assert_eq!(Foreign::named(ending), None);
        }
    }
}
