//! What is wrong with the fields of a card: the code, the place and the words of each problem.

use super::{card, found, listed};

#[test]
fn cards_of_each_sort_have_their_own_problems() {
    for (lines, expected) in [
        ("front = 'a'\nback = 'b'", ""),
        ("front = ''\nback = 'b'", "E013 3:9 `front` is empty"),
        ("front = ' \\t'\nback = \" \\n\"", "E013 4:8 `back` is empty"),
        ("front = 3\nback = 'b'", "E006 3:9 `front` must be a text, not a whole number"),
        ("front = 'a'", "E005 1:1 a basic card needs `back`"),
        (
            "front = 'a'\nback = 'b'\nreverse = 'yes'",
            "E006 5:11 `reverse` must be true or false, not a text",
        ),
        ("front = 'a'\nback = 'b'\nfornt = 'c'", "E007 5:1 `fornt` is no key of a basic card"),
        ("front = 'a'\nback = 'b'\ntags = 'x'", "E006 5:8 `tags` must be a list, not a text"),
        ("front = 'a'\nback = 'b'\ntags = ['x', '']", "E013 5:14 an entry of `tags` is empty"),
        (
            "front = 'a'\nback = 'b'\nimportance = 4",
            "E012 5:14 the importance 4 is not from 1 to 3",
        ),
        ("front = 'a'\nback = 'b'\nhint = ''", ""),
        ("text = 'no gap'", "E016 3:9 the text has no gap"),
        ("text = 'ä {{b'", "E016 3:11 a gap is opened by `{{` and never closed"),
        ("text = \"\"\"\na\nb }} {{c}}\"\"\"", "E016 5:3 `}}` closes a gap that was never opened"),
        ("text = '{{0::b}}'", "E016 3:9 a gap has the number 0; numbers go from 1 to 999"),
        (
            "kind = 'typed'\nask = 'a'\nanswer = 1962",
            "E006 5:10 `answer` must be a text, not a whole number",
        ),
        (
            "kind = 'typed'\nask = 'a'\nanswer = 'Größe'\nprompt = { Groesse = 'x' }",
            "E023 6:12 `Groesse` in `prompt` is right",
        ),
        (
            "kind = 'typed'\nask = 'a'\nanswer = 'b'\nreject = { c = '' }",
            "E013 6:16 an entry of `reject` is empty",
        ),
        (
            "kind = 'typed'\nask = 'a'\nanswer = 'b'\nreject = { c = 'x' }\nprompt = { C = 'y' }",
            "E023 7:12 `C` in `prompt` is in `reject` too",
        ),
        (
            "kind = 'typed'\nask = 'a'\nanswer = 'b'\nreject = ['c']",
            "E006 6:10 `reject` must be a table of texts, not a list",
        ),
    ] {
        assert_eq!(found(&card(lines)).join("\n"), expected, "{lines}");
    }
}

#[test]
fn numbers_and_dates_say_what_is_wrong_with_them() {
    for (lines, expected) in [
        ("kind = 'number'\nask = 'a'\nanswer = 4\ntolerance = '10%'\npartial = [[2, 0.5]]", ""),
        (
            "kind = 'number'\nask = 'a'\nanswer = '4'",
            "E006 5:10 `answer` must be a number, not a text",
        ),
        ("kind = 'number'\nask = 'a'\nanswer = inf", "E019 5:10 `answer` is no finite number"),
        (
            "kind = 'number'\nask = 'a'\nanswer = 4\ntolerance = -1",
            "E019 6:13 `tolerance` is neither a number from 0 on nor a percentage",
        ),
        (
            "kind = 'number'\nask = 'a'\nanswer = 4\ntolerance = 'ten'",
            "E019 6:13 `tolerance` is neither a number from 0 on nor a percentage",
        ),
        (
            "kind = 'number'\nask = 'a'\nanswer = 4\npartial = [2, 0.5]",
            "E019 6:12 an entry of `partial` must be a pair of a distance and a score\nE019 6:15 an entry of `partial` must be a pair of a distance and a score",
        ),
        (
            "kind = 'number'\nask = 'a'\nanswer = 4\npartial = [[2, 1]]",
            "E019 6:12 the score 1 in `partial` is not between 0 and 1",
        ),
        (
            "kind = 'number'\nask = 'a'\nanswer = 4\npartial = [[-2, 0.5]]",
            "E019 6:12 the distance -2 in `partial` is below 0",
        ),
        (
            "kind = 'date'\nask = 'a'\nanswer = '1962-02-30'",
            "E020 5:10 `1962-02-30` is no date: 1962-02 has no day 30",
        ),
        (
            "kind = 'date'\nask = 'a'\nanswer = '1961/1955'",
            "E020 5:10 `1961/1955` is no date: the range ends before it begins",
        ),
        (
            "kind = 'date'\nask = 'a'\nanswer = 62",
            "E020 5:10 `62` is no date: a year is written with four digits",
        ),
        (
            "kind = 'date'\nask = 'a'\nanswer = 07:30:00",
            "E020 5:10 `07:30:00` is no date: the date cannot be read",
        ),
        (
            "kind = 'date'\nask = 'a'\nanswer = true",
            "E006 5:10 `answer` must be a date, not true or false",
        ),
        (
            "kind = 'date'\nask = 'a'\nanswer = '1962'\ncirca = 501",
            "E020 6:9 `circa` is 501; it goes from 1 to 500 years",
        ),
        (
            "kind = 'date'\nask = 'a'\nanswer = '1962-10'\ncirca = 2",
            "E020 6:9 `circa` goes only with a year, a decade or a range of years",
        ),
    ] {
        assert_eq!(found(&card(lines)).join("\n"), expected, "{lines}");
    }
}

#[test]
fn other_spellings_of_what_is_right_are_no_wrong_options() {
    let head = "[deck]\nid = 'd'\ntitle = 'D'\n[aliases]\nKennedy = ['JFK', 'Jack']\n\
                [pools]\nk = ['Kennedy', 'JFK']\nn = ['Kennedy', 'jfk', 'Nixon']\n";
    for (lines, expected) in [
        ("wrong = ['JFK', 'Nixon']\nshow = 2", ""),
        ("pool = 'n'", ""),
        (
            "wrong = ['JFK']",
            "E017 5:9 a choice has no wrong option: `JFK` is another spelling of what is right",
        ),
        ("pool = 'k'", "E017 1:1 a choice has no wrong option"),
        ("wrong = ['Jack']\npool = 'n'", ""),
        (
            "wrong = ['JFK', 'Nixon']\nshow = 3",
            "E017 6:8 `show` is 3, but there are only 2 options",
        ),
        ("pool = 'n'\nshow = 3", "E017 6:8 `show` is 3, but there are only 2 options"),
    ] {
        let text = format!("{head}{}", card(&format!("ask = 'a'\nright = 'Kennedy'\n{lines}")));
        assert_eq!(listed(&text, 8).join("\n"), expected, "{lines}");
    }
}

#[test]
fn options_items_and_pairs_say_what_is_wrong_with_them() {
    for (lines, expected) in [
        ("ask = 'a'\nright = 'A'\npool = 'p'", ""),
        ("ask = 'a'\nright = 'b'", "E017 1:1 a choice has no wrong option"),
        ("ask = 'a'\nright = ['A', 'B']\npool = 'p'", "E017 1:1 a choice has no wrong option"),
        ("ask = 'a'\nright = []\nwrong = ['b']", "E017 4:9 `right` is empty"),
        (
            "ask = 'a'\nright = 'b'\nwrong = ['c', 'b']",
            "E017 5:9 the option `b` is right and wrong",
        ),
        (
            "ask = 'a'\nright = 'b'\nwrong = ['c', ' c']",
            "E017 5:9 the option ` c` stands twice in `wrong`",
        ),
        (
            "ask = 'a'\nright = 'b'\nwrong = ['c']\nshow = 1",
            "E017 6:8 `show` is 1; at least two options must be shown",
        ),
        (
            "ask = 'a'\nright = ['b', 'd']\nwrong = ['c']\nshow = 2",
            "E017 6:8 `show` is 2, but 2 options are right",
        ),
        (
            "ask = 'a'\nright = 'd'\nwrong = ['c']\npool = 'p'\nshow = 5",
            "E017 7:8 `show` is 5, but there are only 4 options",
        ),
        ("ask = 'a'\nright = 'b'\npool = 'q'", "E018 5:8 the deck has no pool `q`"),
        (
            "ask = 'a'\nright = 'b'\nwrong = ['B']",
            "E017 5:9 a choice has no wrong option: `B` is another spelling of what is right",
        ),
        ("ask = 'a'\nright = '+'\nwrong = ['-']", ""),
        ("kind = 'list'\nask = 'a'\nitems = ['b']", "E021 5:9 `items` needs at least two entries"),
        (
            "kind = 'list'\nask = 'a'\nitems = ['b', []]",
            "E021 5:15 an entry of `items` is an empty list",
        ),
        (
            "kind = 'list'\nask = 'a'\nitems = ['Größe', ['c', 'GROESSE']]",
            "E021 5:19 `GROESSE` counts for two items",
        ),
        ("kind = 'list'\nask = 'a'\nitems = [['Größe', 'Groesse'], 'c']", ""),
        (
            "kind = 'order'\nask = 'a'\nitems = ['b', ['c', 'b']]",
            "E021 5:15 the item `b` stands twice",
        ),
        (
            "kind = 'order'\nask = 'a'\nitems = ['b', ['c', 3]]",
            "E006 5:21 an entry of `items` must be a text, not a whole number",
        ),
        ("ask = 'a'\npairs = [['b', 'c']]", "E022 4:9 a match needs at least two pairs"),
        ("ask = 'a'\npairs = [['b', 'c'], ['b', 'd']]", "E022 4:22 `b` stands on the left twice"),
        ("ask = 'a'\npairs = [['b', 'c'], ['d', 'c']]", "E022 4:22 `c` stands on the right twice"),
        (
            "ask = 'a'\npairs = [['b', 'c'], ['d', 'e', 'f']]",
            "E022 4:22 an entry of `pairs` must be a pair of two texts",
        ),
        (
            "ask = 'a'\npairs = [['b', 'c'], ['d', 'e']]\nextra = ['c']",
            "E022 5:9 `c` in `extra` is a right side already",
        ),
        (
            "ask = 'a'\npairs = [['b', 'c'], ['d', 'e']]\nextra = ['f', 'f']",
            "E022 5:9 `f` stands twice in `extra`",
        ),
        (
            "ask = 'a'\nright = 'b'\nwrong = [1]",
            "E006 5:10 an entry of `wrong` must be a text, not a whole number",
        ),
        ("ask = 'a'\nright = 'b'\npool = 1", "E006 5:8 `pool` must be a text, not a whole number"),
    ] {
        assert_eq!(found(&card(lines)).join("\n"), expected, "{lines}");
    }
}
