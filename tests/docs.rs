//! Runs the examples of the documents, so what they show is what the program does.
//!
//! A block marked `console` holds `$ command` lines with their output below; `...` on a line of
//! its own stands for any lines, `[..]` within a line for anything. Commands are `pauk …`, or
//! `printf '…' | pauk …`; nothing else of a shell is needed, so nothing else is read. All blocks
//! of a document run in order, in one home of their own.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

#[test]
fn every_console_example_says_what_the_program_says() {
    let mut ran = 0;
    for document in documents() {
        let mut desk = None;
        for block in document.blocks() {
            let is_table = block.language == "csv";
            if !is_table && block.language != "console" {
                continue;
            }
            let desk = desk.get_or_insert_with(Desk::new);
            if is_table {
                fs::write(desk.folder().join("words.csv"), block.text).expect("it can be written");
                continue;
            }
            for example in examples(&document, &block) {
                let said = desk.run(&example.words, &example.typed);
                let (wanted, said) = (&example.output, lines(&said));
                assert!(
                    fits(wanted, &said),
                    "{}:{}: `{}` says\n\n{}\n\nand the document\n\n{}\n",
                    document.name,
                    example.line,
                    example.command,
                    said.join("\n"),
                    wanted.join("\n")
                );
                ran += 1;
            }
        }
    }
    assert!(ran > 20, "only {ran} examples were found");
}

#[test]
fn every_deck_in_the_deck_format_is_free_of_errors_and_warnings() {
    let document = document("docs/deck-format.md");
    let desk = Desk::new();
    let file = desk.folder().join("example.toml");
    let mut checked = 0;
    for block in document.blocks().iter().filter(|block| block.language == "toml") {
        let head = "[deck]\nid = \"example\"\ntitle = \"Example\"\nsource = \"the document\"\n";
        let head = if block.text.contains("[deck]") { "" } else { head };
        fs::write(&file, format!("{head}{}", block.text)).expect("the example can be written");
        let said = desk.run(&["deck", "lint", "example.toml"].map(str::to_owned), "");
        let wanted = "1 deck checked: 0 errors, 0 warnings\n";
        assert_eq!(said, wanted, "{}:{}", document.name, block.line);
        checked += 1;
    }
    assert!(checked > 10, "only {checked} decks were found");
}

#[test]
fn every_json_example_is_json() {
    for document in documents() {
        for block in document.blocks() {
            let texts: Vec<&str> = match block.language.as_str() {
                "json" => vec![&block.text],
                "jsonl" => block.text.lines().collect(),
                _ => continue,
            };
            for text in texts {
                let parsed: Result<Value, _> = serde_json::from_str(text);
                assert!(parsed.is_ok(), "{}:{}: {text}", document.name, block.line);
            }
        }
    }
}

#[test]
fn every_relative_link_leads_somewhere() {
    for document in documents() {
        for (line, link) in document.links() {
            if link.contains("://") {
                continue;
            }
            let place = format!("{}:{line}: {link}", document.name);
            let (file, heading) = link.split_once('#').unwrap_or((&link, ""));
            let name = match file {
                "" => document.name.clone(),
                _ => Path::new(&document.name).with_file_name(file).display().to_string(),
            };
            assert!(root().join(&name).exists(), "{place} is not there");
            if !heading.is_empty() {
                let target = self::document(&name);
                assert!(target.anchors().iter().any(|a| a == heading), "{place} has no heading");
            }
        }
    }
}

#[test]
fn every_command_and_option_is_described() {
    let document = document("docs/command-line.md");
    let desk = Desk::new();
    let mut seen = 0;
    let mut commands: Vec<Vec<String>> = vec![Vec::new()];
    while let Some(command) = commands.pop() {
        let mut words = command.clone();
        words.push("--help".to_owned());
        let help = desk.run(&words, "");
        let called = format!("pauk {}", command.join(" "));
        let called = called.trim_end();
        assert!(document.text.contains(called), "`{called}` is not in {}", document.name);
        let first = called.split(' ').take(2).collect::<Vec<_>>().join(" ");
        let sections =
            [document.section("## Everywhere"), document.section(&format!("### {first}"))];
        for option in options_in(&help) {
            assert!(
                sections.iter().any(|section| section.contains(&format!("`{option}"))),
                "`{option}` of `{called}` is not described under `{first}`"
            );
        }
        for name in commands_in(&help) {
            // clap gives every command with commands a `help` of its own.
            if command.is_empty() || name != "help" {
                let mut below = command.clone();
                below.push(name);
                commands.push(below);
            }
        }
        seen += 1;
    }
    assert!(seen > 30, "only {seen} commands were found");
}

#[test]
fn every_setting_is_described() {
    let document = document("docs/command-line.md");
    let words = ["config", "list", "--json"].map(str::to_owned);
    let list: Value = serde_json::from_str(&Desk::new().run(&words, "")).expect("a JSON document");
    for setting in list["settings"].as_array().expect("a list of settings") {
        let key = setting["key"].as_str().expect("a setting has a key");
        assert!(document.text.contains(&format!("| `{key}` |")), "`{key}` is not described");
    }
}

#[test]
fn every_key_of_a_report_is_described() {
    let document = document("docs/command-line.md");
    let desk = Desk::new();
    desk.run(&["deck", "add", "decks"].map(str::to_owned), "");
    fs::write(desk.folder().join("words.csv"), "question,answer\nWho?,Me\n")
        .expect("it can be written");
    let session = "{\"do\":\"reveal\"}\n{\"do\":\"grade\",\"grade\":\"hard\"}\n";
    desk.run(&["review", "--jsonl"].map(str::to_owned), session);
    for command in [
        "",
        "due",
        "deck add decks",
        "deck lint decks",
        "import words.csv",
        "deck list",
        "deck show halperin",
        "card list is:review",
        "card show is:review",
        "card why is:review",
        "card flag is:review",
        "history",
        "backup now",
        "backup list",
        "config list",
        "doctor",
        "undo",
        "redo",
    ] {
        let mut words: Vec<String> = command.split_whitespace().map(str::to_owned).collect();
        words.push("--json".to_owned());
        let said = desk.run(&words, "");
        let report: Value = serde_json::from_str(&said).expect("one JSON document");
        let schema = report["schema"].as_str().expect("a report names its schema");
        let mut rows = document.text.lines().filter(|line| line.starts_with('|'));
        let row = rows.find(|line| line.contains(&format!("`{schema}`")));
        let row = row.unwrap_or_else(|| panic!("{schema} is not described"));
        for key in keys(&report).iter().filter(|key| *key != "schema") {
            assert!(has_word(row, key), "`{key}` of {schema} is not described");
        }
    }
}

#[test]
fn every_code_of_a_problem_is_described() {
    assert!(every_code_is_described("src/deck/codes.rs", "docs/deck-format.md") > 30);
    assert!(every_code_is_described("src/interchange/tabular/codes.rs", "docs/tables.md") > 8);
}

/// How many codes there are.
fn every_code_is_described(codes: &str, document: &str) -> usize {
    let document = self::document(document);
    let codes = fs::read_to_string(root().join(codes)).expect("the codes are there");
    let mut found = 0;
    for code in codes.lines().filter_map(|line| line.split('"').nth(1)) {
        assert!(document.text.contains(&format!("| {code} |")), "{code} is not described");
        found += 1;
    }
    found
}

/// A document of the project.
struct Document {
    name: String,
    text: String,
}

/// A fenced block.
struct Block {
    language: String,
    /// Of its first line.
    line: usize,
    text: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn document(name: &str) -> Document {
    let text = fs::read_to_string(root().join(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
    Document { name: name.to_owned(), text }
}

fn documents() -> Vec<Document> {
    let mut names = Vec::new();
    for folder in ["", "docs/"] {
        for entry in fs::read_dir(root().join(folder)).expect("the folder is there") {
            let name = entry.expect("it can be listed").file_name();
            names.push(format!("{folder}{}", name.to_string_lossy()));
        }
    }
    names.retain(|name| name.ends_with(".md"));
    names.sort();
    names.iter().map(|name| document(name)).collect()
}

impl Document {
    fn blocks(&self) -> Vec<Block> {
        let mut blocks: Vec<Block> = Vec::new();
        let mut open = false;
        for (at, line) in self.text.lines().enumerate() {
            match (line.strip_prefix("```"), open) {
                (Some(language), false) => {
                    let language = language.to_owned();
                    blocks.push(Block { language, line: at + 2, text: String::new() });
                    open = true;
                }
                (Some(_), true) => open = false,
                (None, true) => {
                    let block = blocks.last_mut().expect("a block is open");
                    block.text.push_str(line);
                    block.text.push('\n');
                }
                (None, false) => {}
            }
        }
        assert!(!open, "{}: a block is not closed", self.name);
        blocks
    }

    /// The lines outside blocks, with their numbers.
    fn prose(&self) -> Vec<(usize, &str)> {
        let mut open = false;
        let mut prose = Vec::new();
        for (at, line) in self.text.lines().enumerate() {
            if line.starts_with("```") {
                open = !open;
            } else if !open {
                prose.push((at + 1, line));
            }
        }
        prose
    }

    /// What stands below the heading that holds these words, up to the next one.
    fn section(&self, heading: &str) -> String {
        let (level, wanted) = heading.split_once(' ').expect("a heading has a level");
        let below = self.prose().into_iter().skip_while(|(_, line)| {
            let names = line.strip_prefix(level).and_then(|rest| rest.strip_prefix(' '));
            !names.is_some_and(|names| names.split(", ").any(|name| name == wanted))
        });
        let section = below.skip(1).take_while(|(_, line)| !line.starts_with('#'));
        section.map(|(_, line)| format!("{line}\n")).collect()
    }

    fn links(&self) -> Vec<(usize, String)> {
        let of_line = |(number, line): (usize, &str)| -> Vec<(usize, String)> {
            let behind = line.split("](").skip(1);
            behind.filter_map(|rest| Some((number, rest.split_once(')')?.0.to_owned()))).collect()
        };
        self.prose().into_iter().flat_map(of_line).collect()
    }

    /// The headings as links write them.
    fn anchors(&self) -> Vec<String> {
        let headings = self.prose().into_iter().filter(|(_, line)| line.starts_with('#'));
        headings
            .map(|(_, line)| {
                let text = line.trim_start_matches('#').trim().to_lowercase();
                let kept = text.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
                kept.map(|c| if c == ' ' { '-' } else { c }).collect()
            })
            .collect()
    }
}

/// A command of a document with what it is said to say.
struct Example {
    line: usize,
    command: String,
    /// What is typed into it.
    typed: String,
    /// Behind `pauk`.
    words: Vec<String>,
    output: Vec<String>,
}

fn examples(document: &Document, block: &Block) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    for (at, text) in block.text.lines().enumerate() {
        let line = block.line + at;
        let place = format!("{}:{line}", document.name);
        if let Some(command) = text.strip_prefix("$ ") {
            let (typed, words) = shell(command, &place);
            let command = command.to_owned();
            examples.push(Example { line, command, typed, words, output: Vec::new() });
        } else {
            let example = examples.last_mut();
            let example = example.unwrap_or_else(|| panic!("{place}: output before any command"));
            example.output.push(text.trim_end().to_owned());
        }
    }
    for example in &mut examples {
        while example.output.last().is_some_and(String::is_empty) {
            example.output.pop();
        }
    }
    examples
}

/// Reads `pauk …` and `printf '…' | pauk …`.
fn shell(command: &str, place: &str) -> (String, Vec<String>) {
    let words = words(command, place);
    let (typed, rest) = match &words[..] {
        [printf, text, pipe, rest @ ..] if printf == "printf" && pipe == "|" => {
            (text.replace("\\n", "\n"), rest)
        }
        rest => (String::new(), rest),
    };
    match rest {
        [pauk, rest @ ..] if pauk == "pauk" => (typed, rest.to_vec()),
        _ => panic!("{place}: only `pauk …` and `printf '…' | pauk …` are run"),
    }
}

fn words(command: &str, place: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for c in command.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, ' ') => words.extend(word.take()),
            (Some('\''), c) => word.get_or_insert_default().push(c),
            (_, '$' | '`' | '\\') | (None, '<' | '>' | '*' | '&' | ';' | '(' | ')' | '~') => {
                panic!("{place}: a shell would not take `{c}` as it stands; quote it")
            }
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    assert!(quote.is_none(), "{place}: a quotation mark is not closed");
    words.extend(word);
    words
}

/// A folder with the decks of the project, and a home beside it.
struct Desk {
    place: TempDir,
}

impl Desk {
    fn new() -> Self {
        let place = TempDir::new().expect("there is room for a folder");
        let desk = Self { place };
        copy(&root().join("decks"), &desk.folder().join("decks"));
        desk
    }

    fn folder(&self) -> PathBuf {
        self.place.path().join("work")
    }

    /// Runs pauk; what comes back is all that it says, notes and errors in their places.
    fn run(&self, words: &[String], typed: &str) -> String {
        let output = self.place.path().join("output");
        let out = File::create(&output).expect("there is room for the output");
        let err = out.try_clone().expect("a file can be shared");
        let mut child = Command::new(env!("CARGO_BIN_EXE_pauk"))
            .args(words)
            .current_dir(self.folder())
            .env_clear()
            .env("HOME", self.place.path())
            .env("PAUK_HOME", self.place.path().join("home"))
            .env("PAUK_NOW", "2026-11-23T18:00:00+01:00")
            .env("PAUK_SEED", "1")
            .stdin(Stdio::piped())
            .stdout(out)
            .stderr(err)
            .spawn()
            .expect("pauk is built");
        let mut input = child.stdin.take().expect("its input is ours");
        // A command that reads nothing may be gone already.
        let _ = input.write_all(typed.as_bytes());
        drop(input);
        child.wait().expect("pauk ends");
        fs::read_to_string(&output).expect("pauk writes UTF-8")
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("there is room for a folder");
    for entry in fs::read_dir(from).expect("the decks are there") {
        let entry = entry.expect("they can be listed");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).expect("there is room for a deck");
        }
    }
}

fn lines(said: &str) -> Vec<String> {
    said.trim_end().lines().map(|line| line.trim_end().to_owned()).collect()
}

/// Whether the lines are those that were wanted, with `...` for any lines.
fn fits(wanted: &[String], said: &[String]) -> bool {
    match wanted {
        [] => said.is_empty(),
        [any, rest @ ..] if any == "..." => (0..=said.len()).any(|at| fits(rest, &said[at..])),
        [line, rest @ ..] => match said {
            [first, more @ ..] => line_fits(line, first) && fits(rest, more),
            [] => false,
        },
    }
}

/// Whether the line is the wanted one, with `[..]` for anything.
fn line_fits(wanted: &str, said: &str) -> bool {
    match wanted.split_once("[..]") {
        None => wanted == said,
        Some((before, behind)) => said.strip_prefix(before).is_some_and(|rest| {
            let mut ends = rest.char_indices().map(|(at, _)| at).chain([rest.len()]);
            ends.any(|at| line_fits(behind, &rest[at..]))
        }),
    }
}

/// The commands that a help text lists.
fn commands_in(help: &str) -> Vec<String> {
    let behind = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let listed = behind.take_while(|line| !line.is_empty());
    listed.filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

/// The long options that a help text explains.
fn options_in(help: &str) -> Vec<String> {
    let first = |line: &str| {
        let line = line.trim_start();
        let line = line.strip_prefix("-h, ").or(line.strip_prefix("-V, ")).unwrap_or(line);
        let word = line.split_whitespace().next()?;
        word.starts_with("--").then(|| word.to_owned())
    };
    help.lines().filter_map(first).collect()
}

/// The keys of a JSON document, those of its lists' first entries included.
fn keys(value: &Value) -> Vec<String> {
    match value {
        Value::Object(map) => {
            let below = map.values().flat_map(keys);
            map.keys().cloned().chain(below).collect()
        }
        Value::Array(entries) => entries.first().map(keys).unwrap_or_default(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

fn has_word(text: &str, word: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|other| other == word)
}

#[test]
fn the_matching_bites() {
    let text = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
    assert!(fits(&text(&["a", "...", "d"]), &text(&["a", "b", "c", "d"])));
    assert!(fits(&text(&["a [..] c"]), &text(&["a b c"])));
    assert!(!fits(&text(&["a", "d"]), &text(&["a", "b", "d"])));
    assert!(!fits(&text(&["a [..] c"]), &text(&["a b d"])));
    assert!(!fits(&text(&["a"]), &text(&["a", "b"])));
    assert_eq!(words("pauk a 'b c' \"d\"e", ""), ["pauk", "a", "b c", "de"]);
}
