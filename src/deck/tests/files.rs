//! Whole files: broken syntax, characters that may not stand, sizes, and hostile input.

use super::super::*;

fn found(text: &str) -> Vec<String> {
    let problems = parse(text).problems;
    let line = |p: &Problem| format!("{} {}:{} {}", p.code, p.line, p.column, p.message);
    problems.iter().map(line).collect()
}

const HEAD: &str = "[deck]\nid = 'd'\ntitle = 'D'\n";

fn card(id: &str, front: &str) -> String {
    format!("[[card]]\nid = '{id}'\nfront = {front}\nback = 'b'\n")
}

#[test]
fn a_sound_file_has_a_deck_and_no_problem() {
    let parsed = parse(format!("\u{feff}{HEAD}{}", card("a", "'f'")).replace('\n', "\r\n"));
    assert_eq!(parsed.problems, []);
    assert_eq!(parsed.deck.unwrap().notes.len(), 1);
}

#[test]
fn each_broken_entry_is_named_and_the_others_are_checked() {
    let text = [
        HEAD,
        &card("a", "hello"),
        &card("b", "'f'\nhint = \"open"),
        &card("c", "''"),
        &card("d", "'f'\ntags = ['x', 'y'"),
        &card("e", "'f'\nfront = 'g'"),
        &card("F", "'f'"),
    ]
    .concat();
    assert_eq!(
        found(&text),
        [
            "E002 6:9 no valid TOML: string values must be quoted, expected literal string",
            "E002 11:13 no valid TOML: invalid basic string, expected `\"`",
            "E013 15:9 `front` is empty",
            "E002 21:1 no valid TOML: missing comma between array elements, expected `,`",
            "E002 25:1 `front` stands twice",
            "E008 28:6 `F` is no id: `F` is not allowed in an id; it may hold a-z, 0-9 and `-`",
        ]
    );
}

#[test]
fn a_broken_head_is_not_called_missing() {
    for (text, expected) in [
        ("[deck\nid = 'd'\n", "E002 1:6 no valid TOML: unclosed table, expected `]`"),
        (
            "[deck]\nid = 'd\ntitle = 'D'\n",
            "E002 2:8 no valid TOML: invalid literal string, expected `'`",
        ),
    ] {
        let text = format!("{text}\n[[card]]\nid = 'c'\nask = 'a'\nright = 'r'\npool = 'p'\n");
        assert_eq!(found(&text), [expected]);
    }
}

#[test]
fn a_header_within_a_long_text_opens_no_entry() {
    let text = format!("{HEAD}{}{}", card("a", "\"\"\"\n[Applaus]\n\"\"\""), card("b", "x"));
    assert_eq!(
        found(&text),
        ["E002 12:9 no valid TOML: string values must be quoted, expected literal string"]
    );
}

#[test]
fn a_table_that_stands_twice_is_named() {
    let text = format!("{HEAD}[deck]\nid = 'e'\ntitle = 'E'\n");
    assert_eq!(found(&text), ["E002 4:1 `[deck]` stands twice"]);
    let text = format!("{HEAD}{}[card]\nid = 'e'\n", card("a", "'f'"));
    assert_eq!(found(&text), ["E006 8:1 `card` must be a list of cards"]);
}

#[test]
fn characters_that_may_not_stand_are_named_and_never_shown() {
    let text = format!("{HEAD}{}# \u{202e}\n", card("a", "\"x\u{9b}\\u001b\\u2028 \u{7f}\""));
    assert_eq!(
        found(&text),
        [
            "E003 6:9 the character U+001B is not allowed",
            "E003 6:9 the character U+2028 is not allowed",
            "E003 6:11 the character U+009B is not allowed",
            "E003 6:25 the character U+007F is not allowed",
            "E003 8:3 the character U+202E is not allowed",
        ]
    );
    for problem in parse(&text).problems {
        let shown = format!("{}{}{}", problem.source, problem.message, problem.help);
        assert_eq!(shown.find(characters::is_forbidden), None, "{shown:?}");
    }
}

#[test]
fn keys_are_free_of_forbidden_characters_too() {
    let text = format!("{HEAD}\"a\\u001b\" = 1\n[aliases]\n\"b\\u0007\" = ['c']\n");
    assert_eq!(
        found(&text),
        [
            "E007 4:1 `a\u{fffd}` is no key of [deck]",
            "E003 6:1 the character U+0007 is not allowed"
        ]
    );
}

#[test]
fn too_large_a_field_card_or_file_is_refused() {
    let large = format!("'{}'", "x".repeat((64 << 10) + 1));
    assert_eq!(
        found(&format!("{HEAD}{}", card("a", &large))),
        ["E004 6:1 `front` holds 65537 bytes; a field holds up to 65536"]
    );
    let field = format!("'{}'", "x".repeat(64 << 10));
    assert_eq!(found(&format!("{HEAD}{}", card("a", &field))), [""; 0]);
    let table = |name: &str| format!("{HEAD}[{name}]\n{large} = ['A']\n");
    for name in ["aliases", "pools"] {
        let expected =
            format!("E004 5:1 a name in `[{name}]` holds 65537 bytes; it holds up to 65536");
        assert_eq!(found(&table(name)), [expected]);
    }
    let many: String = (0..16).map(|n| format!("x{n} = {field}\n")).collect();
    let first = found(&format!("{HEAD}{}{many}", card("a", &field)));
    assert_eq!(first[0], "E004 4:1 a card holds 1114114 bytes; it may hold up to 1048576");
    assert_eq!(
        found(&" ".repeat((16 << 20) + 1)),
        ["E001 1:1 the file has 16777217 bytes; a deck may have up to 16777216"]
    );
}

#[test]
fn more_problems_than_anyone_reads_are_left_out() {
    let cards: String = (0..600).map(|n| card(&format!("c{n}"), "''\nhint = 1")).collect();
    let problems = found(&format!("{HEAD}{cards}"));
    assert_eq!(problems.len(), 1_001);
    assert_eq!(problems[1_000].split_once(' ').unwrap().0, "E026");
    assert!(problems[1_000].ends_with("only the first 1000 problems are listed"));
}

#[test]
fn hostile_files_are_refused_without_harm() {
    let deep = "b.".repeat(7) + "c = { ";
    for text in [
        "[".repeat(20_000),
        "a = ".to_owned() + &"[".repeat(20_000),
        "a = ".to_owned() + &"{a=".repeat(20_000),
        "a.".repeat(20_000) + "b = 1",
        format!("[{}b]", "a.".repeat(20_000)),
        deep.repeat(79),
        "=\n".repeat(20_000),
        "[card]\n".repeat(10_000),
        "\"".repeat(20_001),
        "'''\n[[card]]\n".repeat(10_000),
        "\\".repeat(20_000),
        "\u{202e}".repeat(20_000),
        format!("{HEAD}[[card]]\nid='a'\ntext='{}'", "{{".repeat(20_000)),
        format!("{HEAD}[[card]]\nid='a'\ntext='{}'", "}}".repeat(30_000)),
        format!("{HEAD}[[card]]\nid='a'\ntext='{}'", "{{a}}".repeat(12_000)),
        format!("{HEAD}[[card]]\nid='a'\nwas=[{}]", "'a',".repeat(20_000)),
        "[[card]]\n".repeat(101_000),
        (0..20_000).map(|n| format!("k{n} = 1\n")).collect(),
        (0..20_000).map(|n| format!("[t{n}]\n")).collect(),
        (0..20_000).map(|n| format!("[a.b{n}.c]\n")).collect(),
        format!("a = [{}]", "{},".repeat(20_000)),
        format!("a = {{{}}}", (0..20_000).map(|n| format!("k{n}.a=1,")).collect::<String>()),
        (0..3_000)
            .map(|n| format!("[[card]]\nid='c{n}'\nask='q'\nright='r'\npool='x{n}'\n"))
            .chain(std::iter::once(format!("{HEAD}[pools]\n")))
            .chain((0..3_000).map(|n| format!("p{n} = ['a']\n")))
            .collect(),
    ] {
        let parsed = parse(&text);
        assert!(parsed.deck.is_none() && !parsed.problems.is_empty());
        assert!(parsed.problems.len() <= MOST_PROBLEMS + 1);
    }
}

#[test]
fn of_a_long_file_that_does_not_hold_only_so_much_is_looked_through() {
    let filled = |stretch: &str| format!("{HEAD}{}", stretch.repeat((2 << 20) / stretch.len()));
    let broken = format!("[[card]]\nid = '{}\n", "x".repeat(4000));
    let found = parse(filled(&broken)).problems;
    // A megabyte of entries, and the note that there are more.
    assert_eq!(found.len(), (1 << 20) / broken.len() + 1);
    assert_eq!(found.last().unwrap().code, codes::MORE);
    assert_eq!(
        found.last().unwrap().message,
        format!("only the first {} problems are listed", found.len() - 1)
    );
}

#[test]
fn the_fault_of_an_entry_of_any_length_is_named() {
    let long = format!("note = '''\n{}''' x\n", "y\n".repeat(1 << 20));
    let text = format!("{HEAD}{}{long}{}", card("a", "'f'"), card("b", "''"));
    let line = 8 + (1 << 20);
    assert_eq!(
        found(&text),
        [
            "E002 8:1 no valid TOML: the line cannot be read".to_owned(),
            format!("E013 {}:9 `front` is empty", line + 4),
        ]
    );
    let comments = "# a comment\n".repeat(1 << 17);
    let twice = format!("{HEAD}{comments}tags = []\ntags = []\n");
    assert_eq!(found(&twice), [format!("E002 {}:1 `tags` stands twice", 5 + (1 << 17))]);
}

#[test]
fn tables_that_only_together_do_not_hold_are_named_in_a_long_file_too() {
    let text = |blank: usize| {
        let blank = "\n".repeat(blank);
        format!("card = []{blank}\n[deck]\nid = 'd'\ntitle = 'D'\n{}", card("a", "'f'"))
    };
    assert_eq!(found(&text(0)), ["E002 5:3 `card` stands twice"]);
    assert_eq!(found(&text(2 << 20)), [format!("E002 {}:3 `card` stands twice", 5 + (2 << 20))]);
}

#[test]
fn a_note_alone_is_one_card_and_nothing_else() {
    let deck: DeckId = "d".parse().unwrap();
    for (text, message) in [
        ("", "there is no `[[card]]` entry"),
        ("[deck]\nid='d'\n[[card]]\nid='a'\nfront='f'\nback='b'", "more than one `[[card]]` entry"),
        (
            "[[card]]\nid='a'\nwas=['a']\nfront='f'\nback='b'",
            "`was` names `d:a`, a card that is still in this deck",
        ),
    ] {
        let problems = parse_note(text, &deck).unwrap_err();
        assert_eq!(problems[0].message, message, "{text}");
    }
    let note = parse_note("[[card]]\nid='a'\nask='q'\nright='r'\npool='unseen'", &deck);
    assert_eq!(note.map(|note| note.id.to_string()), Ok("a".to_owned()));
}

#[test]
fn a_header_alone_holds_no_card() {
    let problems = parse_header(&format!("{HEAD}{}", card("a", "'f'"))).unwrap_err();
    assert_eq!(problems[0].message, "a card stands where only the head of a deck may");
}
