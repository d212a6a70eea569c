//! What is wrong with a card as a whole, with the cards among each other, and with a deck's head.

use super::super::parse;
use super::{card, found, help, listed};

#[test]
fn the_kind_is_said_or_asked_for() {
    for (lines, expected) in [
        ("ask = 'a'\nanswer = 'b'", "E014 1:1 `kind` is missing"),
        ("ask = 'a'\nitems = ['b', 'c']", "E014 1:1 `kind` is missing"),
        ("kind = 'tpyed'\nask = 'a'\nanswer = 'b'", "E014 3:8 `tpyed` is no kind of card"),
        (
            "front = 'a'\nback = 'b'\ntext = '{{c}}'",
            "E014 1:1 the fields are those of several kinds: `basic` and `cloze`",
        ),
        ("tags = []", "E014 1:1 the fields fit no kind of card"),
        (
            "kind = 'choice'\nask = 'a'\nright = 'b'\nwrong = ['c']\nback = 'd'",
            "E015 7:1 `back` does not belong to a choice card",
        ),
        (
            "kind = 'cloze'\nfront = 'a'\nback = 'b'",
            "E005 1:1 a cloze card needs `text`\nE015 4:1 `front` does not belong to a cloze card\nE015 5:1 `back` does not belong to a cloze card",
        ),
    ] {
        assert_eq!(found(&card(lines)).join("\n"), expected, "{lines}");
    }
}

#[test]
fn the_help_names_the_kinds_that_fit() {
    for (lines, expected) in [
        (
            "ask = 'a'\nanswer = 'b'",
            "These fields fit `typed` or `date`; say which with `kind = \"…\"`.",
        ),
        (
            "ask = 'a'\nanswer = 4\nunit = 'km'",
            "These fields fit `number`; say which with `kind = \"…\"`.",
        ),
        (
            "ask = 'a'\nitems = ['b', 'c']",
            "These fields fit `list` or `order`; say which with `kind = \"…\"`.",
        ),
        ("kind = 'tpyed'\nask = 'a'\nanswer = 'b'", "Did you mean `typed`?"),
        ("kind = 'question'\nask = 'a'\nanswer = 4", "These fields fit `number` or `date`."),
        (
            "kind = 'cloze'\nfront = 'a'\nback = 'b'",
            "Add a line with `text`, or say another kind: these fields fit `basic`.",
        ),
    ] {
        assert_eq!(help(&card(lines)), expected, "{lines}");
    }
}

#[test]
fn ids_and_earlier_names_are_checked_against_each_other() {
    let cards = "[[card]]\nid = 'a'\nfront = 'f'\nback = 'b'\nwas = ['b', 'x', 'd:x', 'y:x', 'D:q']\n\
                 [[card]]\nid = 'b'\nfront = 'f'\nback = 'b'\nwas = ['b', 'y:x']\n\
                 [[card]]\nid = 'a'\nfront = 'f'\nback = 'b'\n\
                 [[card]]\nid = 'Größe 1'\nfront = 'f'\nback = 'b'\n";
    assert_eq!(
        found(cards),
        [
            "E010 5:8 `was` names `d:b`, a card that is still in this deck",
            "E010 5:18 `d:x` is claimed as an earlier name in line 12 too",
            "E010 5:32 `D:q` is no earlier name: `D` is not allowed in an id; it may hold a-z, 0-9 and `-`",
            "E010 10:8 `was` names `d:b`, a card that is still in this deck",
            "E010 10:13 `y:x` is claimed as an earlier name in line 12 too",
            "E009 12:6 `a` is the id of the card in line 9 already",
            "E008 16:6 `Größe 1` is no id: `G` is not allowed in an id; it may hold a-z, 0-9 and `-`",
        ]
    );
}

#[test]
fn a_wrong_id_is_answered_with_one_that_would_do() {
    let cards = "[[card]]\nid = 'Größe 1'\nfront = 'f'\nback = 'b'\n";
    let expected = "Write `id = \"groesse-1\"`, say: small letters a to z, digits and dashes.";
    assert_eq!(help(cards), expected);
}

#[test]
fn the_head_says_what_is_missing_or_wrong() {
    for (text, expected) in [
        ("", "E005 1:1 the deck has no `[deck]` table"),
        ("[deck]\n", "E005 1:1 [deck] has no `id`\nE005 1:1 [deck] has no `title`"),
        (
            "[deck]\nid = 'A'\ntitle = ' '",
            "E008 2:6 `A` is no id: `A` is not allowed in an id; it may hold a-z, 0-9 and `-`\nE013 3:9 `title` is empty",
        ),
        (
            "[deck]\nid = 'a'\ntitle = 'T'\nlang = 'deutsch!'",
            "E011 4:8 `deutsch!` is no language tag",
        ),
        (
            "[deck]\nid = 'a'\ntitel = 'T'\nask = 'x'",
            "E007 3:1 `titel` is no key of [deck]\nE007 4:1 `ask` is no key of [deck]",
        ),
        ("[deck]\nid = 'a'\ntitle = 'T'\nauthor = ['b']", "E007 4:1 `author` is no key of [deck]"),
        ("deck = 'a'", "E006 1:8 `deck` must be a table\nE005 1:1 the deck has no `[deck]` table"),
        ("xdeck = 1\n[deck]\nid = 'a'\ntitle = 'T'", "E007 1:1 `xdeck` is no key of a deck file"),
        ("[deck]\nid = 'a'\ntitle = 'T'\n[cards]\n", "E007 4:1 `cards` is no key of a deck file"),
        ("[deck]\nid = 'a'\ntitle = 'T'\n[card]\n", "E006 4:1 `card` must be a list of cards"),
        (
            "[deck]\nid = 'a'\ntitle = 'T'\n[aliases]\nA = ['B', 'A']\n'' = ['x']\nC = []\nD = [1]",
            "E024 5:11 `A` is an alias of itself\nE013 6:1 a name in `[aliases]` is empty\nE024 7:5 `C` has no other spelling\nE006 8:6 an entry of `D` must be a text, not a whole number",
        ),
        (
            "[deck]\nid = 'a'\ntitle = 'T'\n[pools]\nA = ['B', 'B']\nC = []\nD = 1",
            "E025 5:11 `B` stands twice in the pool\nE025 6:5 the pool `C` is empty\nE006 7:5 `D` must be a list of texts, not a whole number",
        ),
    ] {
        let mut expected: Vec<&str> = expected.lines().collect();
        let mut found = listed(text, 0);
        expected.sort_unstable();
        found.sort_unstable();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn a_deck_that_is_checked_while_it_is_read_is_judged_as_a_whole_one() {
    let head = "[deck]\nid = \"d\"\ntitle = \"D\"\n";
    let pools = "[pools]\np = [\"A\", \"B\"]\n";
    let choice = card("ask = 'x'\nright = 'C'\npool = 'p'");
    let plain = card("front = 'a'\nback = 'b'");
    let was = |names: &str| plain.replace("\"c\"", "\"n\"") + &format!("was = {names}\n");
    let many = "[[card]]\nid = 'x'\nfront = 'a'\nback = 'b'\n".repeat(3);
    for (text, problems) in [
        (format!("{head}{pools}{choice}"), 0),
        (format!("{head}{choice}{pools}"), 0),
        (format!("{pools}{choice}{head}"), 0),
        (format!("{head}{choice}"), 1),
        (format!("{head}{plain}{plain}"), 1),
        (format!("{head}{many}"), 2),
        (format!("{head}{plain}{}", was("['old', 'e:c']")), 0),
        (format!("{head}{plain}{}", was("['c']")), 1),
        (format!("{head}{plain}{}", was("['old', 'd:old']")), 1),
        (format!("{head}{head}{plain}"), 1),
        (format!("{head}[other]\n{plain}"), 1),
        (format!("{head}{plain}[card.prompt]\nx = 'y'\n"), 1),
        (format!("{head}{}", plain.replace("[[card]]", "[card]")), 1),
        (format!("{}{plain}", head.replace("[deck]", "[[deck]]")), 2),
        (format!("x = 1\n{head}{plain}"), 1),
        (format!("deck.id = 'd'\ndeck.title = 'D'\n{plain}"), 0),
        (format!("\u{feff}{head}\r\n{plain}"), 0),
        (format!("{head}{}", plain.replace("'a'", "\"a\\u0007\"")), 1),
        (format!("{head}{}", plain.replace("\"c\"", "\"\\u0063\"")), 0),
        (head.to_owned(), 0),
        (pools.to_owned(), 1),
        (String::new(), 1),
    ] {
        let parsed = parse(text.as_str());
        assert_eq!(parsed.problems.len(), problems, "{text}: {:?}", parsed.problems);
        super::properties::assert_checked_alike(&text, &parsed);
    }
}
