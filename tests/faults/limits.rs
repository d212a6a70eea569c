//! As much as there may be of everything, and what is said of more: the thing, the limit, a way
//! out. Nothing of what is too much is brought in.

use serde_json::{Value, json};

use crate::lab::small_deck;
use crate::support::{Deck, Home, Ran};

/// It was refused in few words that hold all of these.
#[track_caller]
fn refuses(ran: Ran, words: &[&str]) {
    assert_eq!(ran.status, Some(1), "{:.2000}\n{:.2000}", ran.out, ran.err);
    for word in words {
        assert!(ran.err.contains(word), "no `{word}` in {:.2000}", ran.err);
    }
    assert!(ran.err.len() < 2_000, "{} bytes are no message: {:.200}", ran.err.len(), ran.err);
}

/// A deck is refused so, and nothing of it is there.
#[track_caller]
fn refuses_deck(text: &str, words: &[&str]) {
    let home = Home::new();
    home.write("deck.toml", text);
    refuses(home.run(["deck", "add", "deck.toml"]), words);
    assert_eq!(home.json(["deck", "list"])["decks"], json!([]));
}

#[test]
fn a_deck_file_of_more_than_16_mb() {
    let deck = Deck::basics(&["a"]);
    let comment = format!("# {}\n", "x".repeat(16 << 20));
    refuses_deck(&(comment + deck.text()), &["larger than 16 MB", "Make several decks"]);
}

#[test]
fn a_deck_of_more_than_a_hundred_thousand_cards() {
    let mut text = Deck::of("t/deck").text().to_owned();
    for at in 0..100_001 {
        text.push_str(&format!("[[card]]\nid=\"{at}\"\nfront=\"{at}?\"\nback=\"y\"\n"));
    }
    refuses_deck(&text, &["100001 cards", "up to 100000"]);
}

#[test]
fn a_field_of_more_than_64_kb() {
    let deck =
        Deck::of("t/deck").card("a", &format!("front = \"{}\"\nback = \"b\"", "x".repeat(70_000)));
    refuses_deck(deck.text(), &["`front` holds 70000 bytes", "up to 65536"]);
}

#[test]
fn a_card_of_more_than_a_megabyte() {
    let fields: String =
        (0..20).map(|at| format!("x{at} = \"{}\"\n", "y".repeat(60_000))).collect();
    let deck = Deck::of("t/deck").card("a", &format!("front = \"f\"\nback = \"b\"\n{fields}"));
    let home = Home::new();
    home.deck(&deck);
    let ran = home.run(["deck", "lint", "decks"]).fails(1);
    assert!(ran.out.contains("a card holds 12"), "{:.2000}", ran.out);
    assert!(ran.out.contains("up to 1048576"), "{:.2000}", ran.out);
}

#[test]
fn lists_in_lists_in_a_deck() {
    let deep = format!("x = {}{}", "[".repeat(200), "]".repeat(200));
    refuses_deck(Deck::of("t/deck").header(&deep).text(), &["error["]);
    refuses_deck(Deck::of("t/deck").header("a.b.c.d.e.f.g.h.i = 1").text(), &["more than 8 parts"]);
}

#[test]
fn a_query_in_parentheses_in_parentheses() {
    let home = Home::with(&[small_deck()]);
    let query = format!("{}a{}", "(".repeat(100), ")".repeat(100));
    let _ = home.run(["card", "list", &query]).fails(2).complains("deeper than 64 levels");
    let query = format!("({}a)", "-".repeat(100_000));
    let _ = home.run(["card", "list", &query]).fails(2).complains("deeper than 64 levels");
    let within = format!("{}a{}", "(".repeat(60), ")".repeat(60));
    home.run(["card", "list", &within]).ok();
}

#[test]
fn a_blueprint_of_more_than_64_kb_and_one_that_never_ends() {
    let home = Home::with(&[small_deck()]);
    home.write("large.toml", format!("# {}\n[[section]]\ncount = 1\n", "x".repeat(64 << 10)));
    refuses(home.run(["quiz", "--blueprint", "large.toml"]), &["larger than 64 kB"]);
    refuses(home.run(["quiz", "--blueprint", "/dev/zero"]), &["no regular file"]);
    home.write("latin.toml", b"questions = 1\n# \xe4\n");
    refuses(home.run(["quiz", "--blueprint", "latin.toml"]), &["line 2", "UTF-8"]);
}

/// The answers to these lines, line by line.
fn said(home: &Home, args: &[&str], input: &str) -> Vec<Value> {
    let out = home.pipe(args, input).ok().out;
    out.lines().map(|line| serde_json::from_str(line).expect("a line of the protocol")).collect()
}

#[test]
fn a_line_of_more_than_a_megabyte_is_passed_over_by_review_and_quiz() {
    let home = Home::with(&[small_deck()]);
    // The end of the line would be an input of its own.
    let long =
        format!("{{\"do\":\"answer\",\"text\":\"{}\"}} {{\"do\":\"quit\"}}", "x".repeat(2 << 20));
    let deep = format!("{{\"do\":\"answer\",\"text\":{}", "[".repeat(10_000));
    for args in [&["review", "--jsonl"][..], &["quiz", "-n", "2", "--no-log", "--jsonl"]] {
        let said = said(&home, args, &format!("{long}\n{deep}\n{{\"do\":\"quit\"}}\n"));
        let refused: Vec<&str> = said.iter().filter_map(|line| line["reason"].as_str()).collect();
        assert_eq!(refused.len(), 2, "{args:?}: {said:?}");
        assert_eq!(refused[0], "a line longer than 1 MB", "{args:?}");
        assert!(
            refused[1].contains("recursion limit") || refused[1].contains("invalid type"),
            "{refused:?}"
        );
    }
    let plain = format!("{}\nq\n", "x".repeat(2 << 20));
    home.pipe(["review", "--plain"], &plain).ok().says("a line longer than 1 MB was passed over");
    assert_eq!(home.json(["history"])["reviews"], json!([]));
}

#[test]
fn what_a_very_long_answer_leaves_in_the_log_is_read_again() {
    let home =
        Home::with(
            &[Deck::of("t/deck").card("a", "kind = \"typed\"\nask = \"?\"\nanswer = \"y\"")],
        );
    let mut session = home.session([] as [&str; 0]);
    session.answer("text", "x".repeat(1_000_000));
    session.record(json!("again"));
    session.quit();
    let log = home.run(["log", "export", "-"]).ok().out;
    assert!(log.len() < 100_000, "{} bytes", log.len());
    let other = Home::new();
    other.write("log.jsonl", log);
    other.run(["log", "import", "log.jsonl"]).ok();
    other.assert_sound();
}

/// A log with one line changed is refused so, and leaves nothing.
#[track_caller]
fn refuses_log(change: impl Fn(&str) -> String, words: &[&str]) {
    let home = Home::with(&[small_deck()]);
    home.answer_all(["--limit", "1"], "good");
    let log = home.run(["log", "export", "-"]).ok().out;
    let log: String = log
        .lines()
        .map(|line| match line.contains("\"kind\":\"review\"") {
            true => format!("{}\n", change(line)),
            false => format!("{line}\n"),
        })
        .collect();
    let other = Home::new();
    other.write("log.jsonl", log);
    refuses(other.run(["log", "import", "log.jsonl"]), words);
    assert_eq!(other.json(["history"])["reviews"], json!([]));
    assert_eq!(other.json(["deck", "list"])["decks"], json!([]), "half a log came in");
    other.assert_sound();
}

#[test]
fn a_log_with_a_field_of_more_than_a_megabyte() {
    let long = "x".repeat((1 << 20) + 1);
    for field in ["response", "value", "field", "key", "contents"] {
        let with = |line: &str| format!("{},\"{field}\":\"{long}\"}}", &line[..line.len() - 1]);
        refuses_log(
            with,
            &[
                "log.jsonl: line ",
                &format!("`{field}` holds 1048577 bytes"),
                "Nothing was imported",
            ],
        );
    }
    let with =
        |line: &str| format!("{},\"verdict\":{{\"reason\":\"{long}\"}}}}", &line[..line.len() - 1]);
    refuses_log(with, &["`verdict` holds", "up to 1048576"]);
}

#[test]
fn a_log_with_a_line_of_more_than_16_mb() {
    let long = "0,".repeat(9 << 20);
    let with = |line: &str| format!("{},\"later\":[{long}0]}}", &line[..line.len() - 1]);
    refuses_log(with, &["log.jsonl: line ", "longer than 16 MB"]);
}

#[test]
fn a_log_with_lists_in_lists() {
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let with = |line: &str| format!("{},\"later\":{deep}}}", &line[..line.len() - 1]);
    refuses_log(with, &["log.jsonl: line ", "recursion limit"]);
}

#[test]
fn a_log_of_more_than_ten_thousand_devices() {
    refuses_log(
        |line| {
            let line: Value = serde_json::from_str(line).expect("a line of a log");
            (0..10_001)
                .map(|device| {
                    let mut line = line.clone();
                    line["event"] = json!(format!("{device:032x}:1"));
                    line.to_string()
                })
                .collect::<Vec<_>>()
                .join("\n")
        },
        &["log.jsonl: line ", "more than 10000 devices"],
    );
}
