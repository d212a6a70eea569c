//! No command lets data speak to the terminal: every one of them is run over decks, logs, settings
//! and names full of characters that act on it or hide, and what it says is looked at.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::lab::{Chance, runs};
use crate::support::{Home, Ran};

/// What no deck file may hold, but a log, an argument or a file's name may.
const FORBIDDEN: [&str; 15] = [
    "\u{1b}]0;x\u{7}",
    "\u{1b}[7m",
    "\u{1b}[38;5;9m",
    "\u{9b}31m",
    "\u{8}\u{8}",
    "\r",
    "\u{b}",
    "\u{7f}",
    "\u{85}",
    "\u{2028}",
    "\u{2029}",
    "\u{202a}",
    "\u{202e}",
    "\u{2066}",
    "\u{2069}",
];

/// What a deck file may hold, and nobody sees.
const UNSEEN: [&str; 12] = [
    "\u{200b}",
    "\u{200c}",
    "\u{200d}",
    "\u{200e}",
    "\u{200f}",
    "\u{2060}",
    "\u{2064}",
    "\u{206a}",
    "\u{feff}",
    "\u{e0001}",
    "\u{e0041}",
    "\u{61c}",
];

const PLAIN: [&str; 14] = [
    "Wort",
    "ä",
    "می\u{200c}خواهم",
    "👩\u{200d}🚀",
    "日本",
    "e\u{301}",
    "\"",
    "'",
    "\\",
    "%s",
    "*_`<b>",
    "a  b",
    "{",
    "½",
];

/// A text that hides all it can.
fn hostile(chance: &mut Chance, sets: &[&[&str]]) -> String {
    let mut text = String::new();
    for _ in 0..3 + chance.below(9) {
        let set = sets[chance.below(sets.len())];
        text.push_str(set[chance.below(set.len())]);
    }
    text
}

fn anything(chance: &mut Chance) -> String {
    hostile(chance, &[&FORBIDDEN, &UNSEEN, &PLAIN])
}

/// A text as a deck may hold it.
fn legal(chance: &mut Chance) -> String {
    format!("x{}", hostile(chance, &[&UNSEEN, &PLAIN]))
}

/// Whether it must not be shown behind this character.
fn is_banned(before: Option<char>, c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        '\u{200c}' | '\u{200d}' => before.is_none_or(|before| {
            before.is_ascii() || before.is_whitespace() || matches!(before, '\u{200c}' | '\u{200d}')
        }),
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => true,
        '\u{feff}' | '\u{61c}' | '\u{e0000}'..='\u{e007f}' => true,
        c => c.is_control(),
    }
}

/// The text without the program's own colours.
fn uncoloured(text: &str) -> String {
    ["0", "1", "2", "31", "32", "36"]
        .iter()
        .fold(text.to_owned(), |text, code| text.replace(&format!("\u{1b}[{code}m"), ""))
}

#[track_caller]
fn assert_silent(text: &str, what: &str) {
    let before = std::iter::once(None).chain(text.chars().map(Some));
    let found = before.zip(text.chars()).find(|(before, c)| is_banned(*before, *c));
    assert_eq!(found, None, "{what}: {text:?}");
}

#[track_caller]
fn is_silent(ran: &Ran, what: &str) {
    assert_silent(&ran.out, what);
    assert_silent(&ran.err, what);
    assert!(!ran.err.contains("panicked"), "{what}: {}", ran.err);
    assert!(ran.status.is_some_and(|status| status <= 3), "{what}: {:?} {}", ran.status, ran.err);
}

/// Every command with what it is tried with; `H` stands for a hostile text.
const TRIES: &[&[&str]] = &[
    &[],
    &["due"],
    &["due", "H"],
    &["due", "--prompt"],
    &["review", "--cram"],
    &["review", "--cram", "--typed", "--plain"],
    &["review", "--cram", "--jsonl"],
    &["review", "--cram", "--typed", "--jsonl"],
    &["review", "H"],
    &["quiz", "-n", "9", "--no-log", "--feedback", "each"],
    &["quiz", "-n", "9", "--no-log", "--choices", "--jsonl"],
    &["quiz", "-n", "12", "--jsonl"],
    &["quiz", "resume"],
    &["quiz", "resume", "--jsonl"],
    &["quiz", "list"],
    &["quiz", "show"],
    &["quiz", "show", "1"],
    &["quiz", "--print", "out/paper.md", "--key", "out/key.md"],
    &["quiz", "--print", "out/paper.html", "--key", "out/key.html"],
    &["quiz", "--print", "H.md"],
    &["quiz", "--blueprint", "blueprint.toml", "--no-log"],
    &["quiz", "discard"],
    &["deck", "list"],
    &["deck", "show", "t"],
    &["deck", "show", "t/deck", "--toml"],
    &["deck", "show", "H"],
    &["deck", "lint", "decks"],
    &["deck", "lint", "bad"],
    &["deck", "add", "--dry-run", "decks"],
    &["deck", "add", "bad"],
    &["deck", "new", "out/H.toml", "--title", "H"],
    &["card", "list"],
    &["card", "list", "H"],
    &["card", "show", "t/deck"],
    &["card", "show", "H"],
    &["card", "why", "t/deck:basic"],
    &["card", "edit", "t/deck:basic"],
    &["card", "flag", "t/deck:basic"],
    &["card", "suspend", "t/deck:typed"],
    &["card", "bury", "t/deck:choice"],
    &["card", "resume", "t/deck"],
    &["card", "reset", "t/deck:basic"],
    &["alias", "propose"],
    &["stats"],
    &["stats", "H"],
    &["stats", "--html", "out/stats.html"],
    &["forecast"],
    &["leeches"],
    &["break", "add", "2026-12-24", "2026-12-27"],
    &["break", "list"],
    &["break", "catch-up", "--dry-run"],
    &["break", "remove", "2026-12-24", "2026-12-27"],
    &["history"],
    &["history", "t/deck"],
    &["history", "--csv"],
    &["undo"],
    &["redo"],
    &["import", "table.csv"],
    &["import", "table.csv", "--skip-bad"],
    &["import", "bad.csv", "--header", "--skip-bad", "--html"],
    &["import", "H"],
    &["import", "table.csv", "--columns", "H", "--deck", "H", "--delimiter", "H"],
    &["log", "export", "-"],
    &["log", "export", "out/H.jsonl"],
    &["log", "import", "log.jsonl"],
    &["log", "import", "H"],
    &["backup", "now"],
    &["backup", "list"],
    &["backup", "restore", "H"],
    &["backup", "restore", "H", "--yes"],
    &["doctor"],
    &["config", "list"],
    &["config", "path"],
    &["config", "get", "editor"],
    &["config", "get", "H"],
    &["config", "set", "new-per-day.t", "H"],
    &["config", "set", "H", "H"],
    &["config", "edit"],
    &["completions", "bash"],
    &["man"],
    &["man", "out/H"],
    &["--db", "H", "doctor"],
    &["H"],
    &["deck", "remove", "t/deck"],
    &["deck", "remove", "t/deck", "--yes"],
];

/// The commands that the help of a command names.
fn commands_below(home: &Home, path: &[&str]) -> Vec<String> {
    let help = home.run(path.iter().copied().chain(["--help"])).ok().out;
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    listed
        .take_while(|line| !line.is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(ToOwned::to_owned)
        .collect()
}

#[test]
fn every_command_of_the_help_is_tried() {
    let home = Home::new();
    let mut missing = BTreeSet::new();
    let top = commands_below(&home, &[]);
    assert!(top.len() > 15, "{top:?}");
    for command in &top {
        let below = commands_below(&home, &[command]);
        if !TRIES.iter().any(|args| args.first() == Some(&command.as_str())) {
            missing.insert(command.clone());
        }
        for sub in below {
            if !TRIES.iter().any(|args| args.len() > 1 && args[0] == command && args[1] == sub) {
                missing.insert(format!("{command} {sub}"));
            }
        }
    }
    assert!(missing.is_empty(), "add to TRIES: {missing:?}");
}

/// A deck with a card of every kind, all of whose texts hide what a deck may hold.
fn deck(chance: &mut Chance) -> String {
    let cloze = "z\u{200b} {{x\u{200e}::y\u{feff}}}";
    let mut parts = SHAPE.split('@');
    let mut text = parts.next().expect("a beginning").to_owned();
    for part in parts {
        text.push_str(&toml::Value::String(legal(chance)).to_string());
        text.push_str(part);
    }
    text + &format!("[[card]]\nid = \"cloze\"\ntext = \"{cloze}\"\n")
}

/// The deck, with `@` for each text.
const SHAPE: &str = r#"
[deck]
id = "t/deck"
title = @
lang = "fa"
version = @
authors = [@]
license = @
source = @
description = @
tags = [@]
[aliases]
"Wort" = [@]
[pools]
p = [@, @, @]
[[card]]
id = "basic"
front = @
back = @
reverse = true
hint = @
note = @
cite = @
tags = [@]
[[card]]
id = "typed"
kind = "typed"
ask = @
answer = @
accept = [@]
prompt = { "one" = @ }
reject = { "wrong" = @ }
[[card]]
id = "choice"
ask = @
right = @
wrong = [@, @]
pool = "p"
[[card]]
id = "list"
kind = "list"
ask = @
items = [@, @]
[[card]]
id = "order"
kind = "order"
ask = @
items = [@, @]
[[card]]
id = "match"
ask = @
pairs = [[@, @], [@, @]]
[[card]]
id = "number"
kind = "number"
ask = @
answer = 3
unit = "km"
[[card]]
id = "date"
kind = "date"
ask = @
answer = "1962"
"#;

const ANSWERS: &str = "{\"do\":\"answer\",\"text\":\"wrong\"}\n{\"do\":\"answer\",\"choices\":[1]}\n{\"do\":\"answer\",\"items\":[\"x\u{200b}\\u001b\"]}\n{\"do\":\"answer\",\"order\":[2,1]}\n{\"do\":\"answer\",\"pairs\":[[1,2]]}\n{\"do\":\"hint\"}\n{\"do\":\"reveal\"}\n{\"do\":\"grade\",\"grade\":\"easy\"}\n{\"do\":\"\\u202e\"}\n";

/// What is typed at a session of any kind.
fn typed(args: &[&str], chance: &mut Chance) -> String {
    if args.contains(&"--jsonl") {
        return ANSWERS.repeat(16)
            + "{\"do\":\"hand_in\"}\n"
            + &"{\"do\":\"judge\",\"mark\":\"half\"}\n".repeat(9);
    }
    (0..12).map(|_| format!("{}\n?\ni\nw\nh\n1\n3\ny\n4\n\n", anything(chance))).collect()
}

/// The log of a learner of the deck, with everything hostile that a log may hold, the texts of its
/// decks among it.
fn log(chance: &mut Chance) -> String {
    let home = Home::new();
    let path = home.write("deck.toml", "[deck]\nid = \"t/far\"\ntitle = \"MARK\"\nlang = \"en\"\n[[card]]\nid = \"a\"\nkind = \"typed\"\nask = \"MARK\"\nanswer = \"MARK\"\n[[card]]\nid = \"b\"\nfront = \"MARK\"\nback = \"MARK\"\n");
    home.run(["deck", "add", path.to_str().expect("a plain name")]).ok();
    home.answer_all([] as [&str; 0], "good");
    home.run(["config", "set", "new-per-day.t", "5"]).ok();
    let hand_in = "{\"do\":\"answer\",\"text\":\"MARK\"}\n{\"do\":\"hand_in\"}\n";
    home.pipe(["quiz", "-n", "1", "--jsonl"], hand_in).ok();
    let mut log = home.run(["log", "export", "-"]).ok().out.replace("MARK", "M\u{fffc}K");
    rehash(&mut log);
    let mut lines: Vec<Value> =
        log.lines().map(|line| serde_json::from_str(line).expect("a line of a log")).collect();
    let review = lines.iter().find(|line| line["kind"] == "review").expect("a review").clone();
    let device = review["event"].as_str().expect("an event")[..32].to_owned();
    for line in &mut lines {
        if line["kind"] == "review" {
            line["response"] = json!(anything(chance));
            line["verdict"] = json!({
                "kind": "wrong", "reason": anything(chance), "feedback": anything(chance),
                "score": 0.0, anything(chance): 1,
            });
            line["quality"] = json!(4);
        }
        if line["kind"] == "config" {
            line["value"] = json!(anything(chance));
        }
        if line["kind"] == "quiz" {
            line["results"]["title"] = json!(anything(chance));
            for by in ["by_deck", "by_tag", "by_kind"] {
                line["results"][by] = json!({anything(chance): {"score": 0.5}});
            }
            line["results"]["wrong"] = json!([{
                "number": 1, "question": anything(chance), "given": anything(chance),
                "answer": anything(chance),
            }]);
        }
    }
    for (number, field, value) in [
        (900, "ask", format!("\"{}\"", anything(chance).replace(['"', '\\'], ""))),
        (901, "back", legal(chance)),
        (902, "answer", toml::Value::String(legal(chance)).to_string()),
        (903, "note", toml::Value::String(anything(chance)).to_string()),
    ] {
        let mut set = review.clone();
        let map = set.as_object_mut().expect("an object");
        for key in ["mode", "quality", "ms", "response", "verdict"] {
            map.remove(key);
        }
        map.insert("event".to_owned(), json!(format!("{device}:{number}")));
        map.insert("kind".to_owned(), json!("set"));
        map.insert("field".to_owned(), json!(field));
        map.insert("value".to_owned(), json!(value));
        lines.push(set);
    }
    for number in 910..912 {
        let mut future = review.clone();
        future["event"] = json!(format!("{device}:{number}"));
        future["kind"] = json!(anything(chance));
        lines.push(future);
    }
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    // In two steps, so that what stands in TOML within JSON is escaped for neither.
    let mut text = text.replace("M\u{fffc}K", "M\u{200b}\u{e0041}\u{202e}K");
    rehash(&mut text);
    text
}

/// Gives every text the hash that it has now, and those that name it too.
fn rehash(log: &mut String) {
    loop {
        let stale = log.lines().find_map(|line| {
            let line: Value = serde_json::from_str(line).ok()?;
            let (hash, body) = (line["text"].as_str()?, line["body"].as_str()?);
            let digest = Sha256::digest(body.as_bytes());
            let now: String = digest[..16].iter().map(|byte| format!("{byte:02x}")).collect();
            (now != hash).then(|| (hash.to_owned(), now))
        });
        let Some((hash, now)) = stale else { return };
        *log = log.replace(&hash, &now);
    }
}

/// A home in which everything that may be hostile is.
fn infested(chance: &mut Chance) -> Home {
    let home = Home::new();
    home.write("decks/deck.toml", deck(chance));
    home.run(["deck", "add", "decks"]).ok();
    for name in ["bad", "out"] {
        fs::create_dir(home.path(name)).expect("a folder");
    }
    for _ in 0..3 {
        let name = anything(chance).replace('/', "");
        home.write(
            &format!("bad/{name}.toml"),
            deck(chance).replacen("id =", &anything(chance), 1),
        );
    }
    home.write(
        "bad/keys.toml",
        format!(
            "[deck]\n\"{}\" = 1\n[[card]]\nid = \"{}\"\n",
            "\u{200b}\\u001b",
            legal(chance).replace(['"', '\\'], "")
        ),
    );
    home.write(
        "blueprint.toml",
        format!(
            "title = \"{}\"\n[[section]]\ncount = 2\ntag = \"{}\"\nkind = \"{}\"\n",
            "\\u001b\\u202e\u{200b}", "\\u200b", "da\\u001bte"
        ),
    );
    let cell = |text: String| format!("\"{}\"", text.replace('"', "\"\""));
    let row = |texts: [String; 7]| texts.map(cell).join(",") + "\n";
    let legal_row =
        |chance: &mut Chance| row(std::array::from_fn(|_| legal(chance).replace('|', "/")));
    let columns = "question,answer,tags,hint,note,deck,cite\n";
    home.write("table.csv", format!("{columns}{}{}", legal_row(chance), legal_row(chance)));
    let header = row(std::array::from_fn(|_| anything(chance)));
    let bad = row(std::array::from_fn(|_| anything(chance)));
    home.write("bad.csv", format!("{header}{bad}{},{}", bad.trim_end(), legal_row(chance)));
    let log = log(chance);
    home.write("log.jsonl", &log);
    is_silent(&home.run(["log", "import", "log.jsonl"]).ok(), "log import");
    home.editor("printf 'x = \"\\033]0;x\\007\\342\\200\\256\\342\\200\\213\"\\n' >> \"$1\"");
    for cards in [&["review", "--cram", "--jsonl"][..], &["quiz", "-n", "4", "--jsonl"]] {
        is_silent(&home.pipe(cards, &typed(cards, chance)), "a session");
    }
    let name = anything(chance).replace('/', "");
    let _ = fs::copy(home.database(), home.path(&format!("home/pauk {name} conflicted copy.db")));
    fs::create_dir_all(home.path("home/pauk-backups")).expect("a folder");
    let _ = fs::copy(home.database(), home.path(&format!("home/pauk-backups/{name}.db")));
    home
}

#[test]
fn no_command_lets_data_speak() {
    for seed in 0..runs(2, 60) as u64 {
        let mut chance = Chance::seeded(seed);
        let home = infested(&mut chance);
        for tried in TRIES {
            for way in [&[][..], &["--color", "always"], &["--json"]] {
                let args: Vec<String> = tried
                    .iter()
                    .chain(way)
                    .map(|arg| match arg.contains('H') {
                        true => arg.replace('H', &anything(&mut chance).replace('/', "")),
                        false => (*arg).to_owned(),
                    })
                    .collect();
                // What a command before it made of the settings is none of this one's matter.
                let editor = home.path("editor.sh");
                home.write(
                    "home/config.toml",
                    format!("editor = {:?}\n", editor.display().to_string()),
                );
                let mut ran = home.pipe(&args, &typed(tried, &mut chance));
                if way.contains(&"always") {
                    ran.out = uncoloured(&ran.out);
                    ran.err = uncoloured(&ran.err);
                }
                is_silent(&ran, &format!("seed {seed}: {args:?}"));
            }
        }
        for file in fs::read_dir(home.path("out")).expect("what was written") {
            let path = file.expect("an entry").path();
            // A deck is a source, in which its author may write what they like.
            if path.is_file() && path.extension().is_none_or(|ending| ending != "toml") {
                let text = fs::read_to_string(&path).expect("a text");
                assert_silent(&text, &format!("seed {seed}: {}", path.display()));
            }
        }
    }
}

#[test]
fn a_settings_file_does_not_speak() {
    let mut chance = Chance::seeded(3);
    let home = Home::new();
    for _ in 0..runs(3, 100) {
        let (key, value) = (anything(&mut chance), anything(&mut chance));
        let quoted =
            |text: &str| serde_json::to_string(text).expect("a text").replace("\u{7f}", "\\u007f");
        for text in [
            format!("{} = {}\n", quoted(&key), quoted(&value)),
            format!("editor = {}\n", quoted(&value)),
            format!("{key} = {value}\n"),
        ] {
            home.write("home/config.toml", text);
            for args in [
                &["config", "list"][..],
                &["config", "get", "editor"],
                &["config", "edit"],
                &["due"],
            ] {
                for way in [&[][..], &["--json"]] {
                    let mut command = home.command(args.iter().chain(way));
                    // Where no other editor is set; it leaves everything as it is.
                    command.env("EDITOR", "true");
                    is_silent(&Ran::of(&mut command), &format!("{args:?} {key:?} {value:?}"));
                }
            }
        }
    }
}

#[test]
fn a_deck_shown_as_toml_is_the_same_deck() {
    let mut chance = Chance::seeded(5);
    let home = Home::new();
    for _ in 0..runs(3, 100) {
        let mut text = deck(&mut chance);
        text.push_str("note = \"\"\"\nblanks at the end  \n\tand a tab\t\nx\"\"\"\n");
        home.write("deck.toml", text);
        home.run(["deck", "add", "deck.toml"]).ok();
        let shown = home.run(["deck", "show", "t/deck", "--toml"]).ok();
        assert_silent(&shown.out, "deck show --toml");
        home.write("shown.toml", shown.out);
        home.run(["deck", "add", "--dry-run", "shown.toml"]).ok().says("9 unchanged");
    }
}
