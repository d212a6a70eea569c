//! The fast way into tables is the same as that of the `toml` crate.
//!
//! What the one takes the other takes, with the same texts at the same places, whatever a file
//! holds; so decks and the problems of broken ones do not depend on the way.

use std::fmt::Write;

use proptest::collection::vec;
use proptest::prelude::*;
use toml::de::DeTable;

use super::super::reader;
use super::super::source::Source;
use super::super::syntax::copied;
use super::super::table::{Field, Held, Table, Value};
use super::super::too_deep::too_deep;
use super::super::{characters, print};
use super::decks::deck;
use super::lines::stretch;

const EVERYTHING: &str = include_str!("everything.toml");

/// Both ways through a text, as a file with it would be read.
#[track_caller]
fn compare(text: &str) {
    let source = Source::new(text);
    let text = characters::fill(source.text());
    if too_deep(&text).is_some() {
        return;
    }
    let fast = reader::read(&text, 0).map(|table| written(&table));
    let slow = DeTable::parse(&text).map(|table| written(&copied(table.into_inner(), 0)));
    match (fast, slow) {
        (Ok(fast), Ok(slow)) => assert_eq!(fast, slow, "{text}"),
        (Err(_), Err(_)) => {}
        (Err(stop), Ok(_)) => panic!("not taken at {stop:?}:\n{text}"),
        (Ok(_), Err(error)) => panic!("taken although {error}:\n{text}"),
    }
}

/// All that a table holds, by the alphabet, with what anybody asks of its places.
fn written(table: &Table<'_>) -> String {
    let mut out = String::new();
    write_table(table, &mut out);
    out
}

fn write_table(table: &Table<'_>, out: &mut String) {
    out.push('{');
    for Field { key, value, .. } in table.by_key() {
        write!(out, "{:?}@{}=", key.text, key.at).unwrap();
        write_value(value, out);
    }
    out.push('}');
}

fn write_value(value: &Value<'_>, out: &mut String) {
    write!(out, "@{} ", value.at).unwrap();
    match &value.held {
        Held::Text(text) => {
            let is_owned = matches!(text, std::borrow::Cow::Owned(_));
            write!(out, "{text:?} {} {is_owned}", value.width).unwrap();
        }
        Held::Integer(number) => write!(out, "{number}").unwrap(),
        Held::Float(number) => write!(out, "float {number}").unwrap(),
        Held::Boolean(flag) => write!(out, "{flag}").unwrap(),
        Held::Datetime(moment) => write!(out, "moment {moment}").unwrap(),
        Held::List(list) => {
            out.push('[');
            list.entries.iter().for_each(|entry| write_value(entry, out));
            out.push(']');
        }
        Held::Table(table) => write_table(table, out),
    }
}

#[test]
fn the_shipped_decks_are_read_alike() {
    let mut folders = vec![std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("decks")];
    let mut read = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "toml") {
                let text = std::fs::read_to_string(path).unwrap();
                assert!(reader::read(&text, 0).is_ok());
                compare(&text);
                read += 1;
            }
        }
    }
    assert!(read >= 8);
    compare(EVERYTHING);
}

#[test]
fn what_toml_allows_and_forbids_is_read_alike() {
    for text in [
        // Strings.
        "a = ''\nb = \"\"\nc = ''''''\nd = \"\"\"\"\"\"\n",
        "a = \"\"\"\na\"\"\"\"\"\nb = '''\n\n''a'''''",
        "a = \"\"\"\"a\"\"\"\"\"\"",
        "a = \"\"\"a\\\"\"\"\"\nb = 1",
        "a = \"\"\"x \\  \n\n  y\\\n\"\"\"",
        "a = \"\"\"x \\  y\"\"\"",
        "a = \"\\b\\e\\f\\n\\r\\t\\\\\\\"\\x41\\u00e4\\U0001F600\"",
        "a = \"\\u00g0\"",
        "a = \"\\ud800\"",
        "a = \"\\u00\"",
        "a = \"\\é\"",
        "a = \"\\q\"",
        "a = \"open\nb = 1",
        "a = 'open\nb = 1",
        "a = '''open\nb = 1",
        "a = \"\"\"open\nb = 1",
        "a = \"x\" \"y\"",
        "a = \"x\"y",
        "a = \"\\\\\"",
        "a = \"\\",
        // Numbers and dates.
        "a = [0, -0, +0, 1, -17, 1_000, 99999999999999999999, 0x_1]",
        "a = [0xdead_BEEF, 0o17, 0b1_0]",
        "a = [1.5, -0.5, 1e5, 1E-5, 1_0.0_1, +1.0e+0_1, inf, -inf, +nan]",
        "a = 01",
        "a = 00.5",
        "a = 1.",
        "a = .5",
        "a = 1._5",
        "a = 1__0",
        "a = _1",
        "a = 1_",
        "a = 1e",
        "a = 1.5.2",
        "a = +0x1",
        "a = 0X1",
        "a = 0b2",
        "a = --1",
        "a = Inf",
        "a = [1962-10-14, 07:32:00, 07:32, 1962-10-14T07:32:00Z, 1962-10-14 07:32:00.5+01:00]",
        "a = 1962-10-14 # day",
        "a = 1962-10-14 x",
        "a = 1962-10-14 07",
        "a = 1962-10",
        "a = 1962-13-01",
        "a = 1 2",
        "a = true\nb = false # c",
        "a = True",
        "a = truee",
        "a = word",
        // Lists and tables in braces.
        "a = [ # c\n 'b' , # d\n\n [] , {} , \n ]",
        "a = [,]",
        "a = [1,,2]",
        "a = [1 2]",
        "a = [1",
        "a = {b = 1, c.d = 2, c.e = {f = 3}, \n # g\n 'h' = 4, }",
        "a = {b\n=\n1}",
        "a = {b = 1, b = 2}",
        "a = {b.c = 1, b = 2}",
        "a = {b = 1, b.c = 2}",
        "a = {b = {}, b.c = 2}",
        "a = {,}",
        "a = {b = 1",
        "a = {b}",
        // Keys.
        "\"\" = 1\n'' . b = 2",
        "a.b.c = 1\na.b.d = 2\na . e = 3",
        "a.b = 1\na = 2",
        "a = 1\na.b = 2",
        "a = 1\na = 2",
        "a.b = 1\n[a]\nc = 2",
        "a.b = 1\n[a.c]\nd = 2",
        "a..b = 1",
        ".a = 1",
        "a. = 1",
        "ä = 1",
        "\"\"\"a\"\"\" = 1",
        "a",
        "= 1",
        "a =",
        "a = = 1",
        "a b = 1",
        // Headers.
        "[a]\n[b]\n[a.c]\n[ d . 'e' ] # f",
        "[a.b.c]\nx = 1\n[a.b]\ny = 2\n[a]\nz = 3",
        "[a]\n[a]",
        "[a.b]\n[a]\n[a]",
        "[a.b]\n[a]\nb = 1",
        "[[a]]\nx = 1\n[[a]]\nx = 2\n[a.b]\ny = 1\n[[a.c]]\n[[a.c]]\nz = 1",
        "[[a]]\n[a]",
        "[a]\n[[a]]",
        "[[a.b]]\n[a]\nb.c = 1",
        "[[a.b]]\n[a]\nb.c.d = 1\nb.c.e = 2",
        "[[a.b]]\n[a]\nc = 1\n[[a.b]]",
        "a = []\n[[a]]",
        "a = [{}]\n[a.b]",
        "a = {}\n[a.b]",
        "a = 1\n[a.b]",
        "[a]\nb.c = 1\n[a.b]\nd = 1",
        "[a]\nb.c = 1\n[a.b.e]\nd = 1\n[a.b.f]",
        "[a.b.c]\n[a]\nb.d = 1",
        "[a]\nb = {}\nb.c = 1",
        "[[card]]\nid = 'a'\n[card.reject]\n'x' = 'y'\n[[card]]\nreject.x = 'y'",
        "[a\nb = 1",
        "[a] b = 1",
        "[a]]",
        "[[a]",
        "[[a] ]",
        "[ [a]]",
        "[]",
        "[a.]",
        "]",
        "[a]#c\n#d",
        "  \t[a]\t \n\t b = 1 \t",
        "a = 1,",
        "{}",
        "#",
        "",
    ] {
        compare(text);
    }
}

#[test]
fn a_text_of_any_length_ends_where_it_is_closed() {
    for length in 0..20 {
        for text in ["#".repeat(length), "é".repeat(length), "\t!".repeat(length)] {
            for end in ["\"", "\"\nb = \"##########\"", "\\\"\"", "\\\\\"", "\n\"", "\\", "\n", ""]
            {
                compare(&format!("a = \"{text}{end}"));
            }
        }
    }
}

#[test]
fn nesting_ends_where_the_toml_crate_ends_it() {
    for depth in [79, 80, 81, 82] {
        compare(&format!("a = {}{}", "[".repeat(depth), "]".repeat(depth)));
        compare(&format!("a = {}1{}", "{b = ".repeat(depth), "}".repeat(depth)));
        compare(&format!("a = {}{}", "[{b = ".repeat(depth / 2), "1}]".repeat(depth / 2)));
    }
}

#[test]
fn a_key_of_many_parts_is_left_to_the_slow_way() {
    assert!(reader::read("a.b.c.d.e.f.g.h = 1", 0).is_ok());
    assert!(reader::read("a.b.c.d.e.f.g.h.i = 1", 0).is_err());
    assert_eq!(too_deep("a.b.c.d.e.f.g.h = 1"), None);
    assert_eq!(too_deep("a.b.c.d.e.f.g.h.i = 1"), Some(15));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn every_printed_deck_is_read_alike(deck in deck()) {
        compare(&print(&deck));
        compare(&print(&deck).replace('\n', "\r\n"));
    }

    #[test]
    fn every_file_of_lines_is_read_alike(lines in vec(stretch(), 0..8)) {
        compare(&lines.concat());
    }

    #[test]
    fn junk_is_read_alike(text in "[\\[\\]{}\"'=#.,a-d0-9 \n\t\\\\é\u{7}\u{2028}😀-]{0,60}") {
        compare(&text);
    }

    #[test]
    fn a_deck_with_a_stretch_replaced_is_read_alike(
        from in 0..EVERYTHING.len(),
        length in 0..30_usize,
        with in "[\\[\\]{}\"'=#\n\\\\é\u{7}\r0. -]{0,6}",
    ) {
        let from = EVERYTHING.floor_char_boundary(from);
        let to = EVERYTHING.floor_char_boundary(from + length);
        compare(&format!("{}{with}{}", &EVERYTHING[..from], &EVERYTHING[to..]));
    }
}
