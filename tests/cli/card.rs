//! `pauk card`: looking at cards, changing them, and texts of one's own.

use serde_json::json;

use crate::support::{Deck, Home, Ran};

fn edit(home: &Home, card: &str, script: &str) -> Ran {
    let editor = home.editor(script);
    Ran::of(home.command(["card", "edit", card]).env("EDITOR", editor))
}

#[test]
fn an_own_text_survives_an_update_of_the_deck() {
    let home = Home::with(&[Deck::basics(&["a", "b"])]);
    home.grade("t/deck:a", "easy");
    edit(&home, "t/deck:a", "sed -i 's/Question a/My question/' \"$1\"").ok();
    let card = home.card("t/deck:a");
    assert_eq!(card["question"], "My question");
    assert_eq!((&card["reviews"], &card["ease"]), (&json!(1), &json!(260)));

    let update = Deck::of("t/deck")
        .card("a", "front = \"The author's new question\"\nback = \"The author's new answer\"")
        .basic("b");
    home.add(&update);
    let card = home.card("t/deck:a");
    assert_eq!(card["question"], "My question");
    assert_eq!(card["answer"], "The author's new answer");

    // Giving the author's words back takes the own text away.
    edit(&home, "t/deck:a", "sed -i \"s/My question/The author's new question/\" \"$1\"").ok();
    assert_eq!(home.card("t/deck:a")["question"], "The author's new question");
    home.add(&Deck::basics(&["a", "b"]));
    assert_eq!(home.card("t/deck:a")["question"], "Question a");
    home.assert_sound();
}

#[test]
fn an_editor_that_changes_nothing_or_fails_leaves_the_card() {
    let home = Home::with(&[Deck::basics(&["a"])]);
    let log = || home.run(["log", "export", "-"]).ok().out;
    let before = log();
    edit(&home, "t/deck:a", "true").ok().says("as it was");
    edit(&home, "t/deck:a", "exit 3").fails(1).complains("editor");
    Ran::of(home.command(["card", "edit", "t/deck:a"]).env("EDITOR", "/no/such/editor"))
        .fails(1)
        .complains("/no/such/editor");
    let ran = edit(&home, "t/deck:a", "echo nonsense > \"$1\"").fails(1);
    assert!(ran.err.contains("kept in"), "{}", ran.err);
    edit(&home, "t/deck:a", "sed -i 's/\"a\"/\"other\"/' \"$1\"").fails(1).complains("`other`");
    assert_eq!(log(), before);
}

#[test]
fn an_editor_that_breaks_the_text_hears_where_and_what() {
    let home = Home::with(&[Deck::basics(&["a"])]);
    for (script, place, line) in [
        ("sed -i 's/^front = .*/front = \"Q/' \"$1\"", ":6:", "| front = \"Q"),
        (
            "sed -i 's/^back.*/&\\nback = \"B\"/' \"$1\"",
            ":8:1: error[E002]: `back` stands twice",
            "| back = \"B\"",
        ),
        ("sed -i 's/^front/frnt/' \"$1\"", ":6:1: error[E007]: `frnt` is no key", "| frnt = "),
    ] {
        let ran = edit(&home, "t/deck:a", script).fails(1);
        for part in [place, line, "the card is as it was: line ", "kept in"] {
            assert!(ran.err.contains(part), "no `{part}` in {}", ran.err);
        }
        assert!(!ran.err.contains("there is no `[[card]]` entry"), "{}", ran.err);
    }
    edit(&home, "t/deck:a", "rm \"$1\"")
        .fails(1)
        .complains("there is no such file")
        .complains(".toml");
    edit(&home, "t/deck:a", "echo > \"$1\"").fails(1).complains("there is no `[[card]]` entry");
}

#[test]
fn suspended_and_buried_cards_are_not_asked_until_resumed() {
    let home = Home::with(&[Deck::basics(&["a", "b", "c"])]);
    let new = || home.run(["due", "--json"]).json()["total"]["new"].clone();
    home.run(["card", "suspend", "t/deck:a"]).ok();
    home.run(["card", "bury", "t/deck:b"]).ok();
    assert_eq!(new(), 1);
    assert_eq!(home.found(&["is:suspended"]), ["t/deck:a"]);
    assert_eq!(home.found(&["is:buried"]), ["t/deck:b"]);
    home.run(["card", "resume", "t/deck"]).ok();
    assert_eq!(new(), 3);
    home.run(["card", "bury", "t/deck:b"]).ok();
    home.days(1);
    assert_eq!(new(), 3);
    assert_eq!(home.found(&["is:buried"]), [] as [&str; 0]);
}

#[test]
fn a_reset_card_is_new_again_and_its_history_stays() {
    let home = Home::with(&[Deck::basics(&["a"])]);
    home.grade("t/deck:a", "easy");
    home.run(["card", "reset", "t/deck:a"]).ok();
    let card = home.card("t/deck:a");
    assert_eq!(
        (&card["state"], &card["due"], &card["ease"]),
        (&json!("new"), &json!(null), &json!(250))
    );
    assert_eq!(home.json(["history", "t/deck:a"])["reviews"].as_array().unwrap().len(), 1);
    home.assert_sound();
}

#[test]
fn a_text_of_few_cards_and_one_of_many_are_found_alike() {
    let home = Home::with(&[Deck::many("t/deck", 1_100)]);
    edit(&home, "t/deck:c7", "sed -i 's/Question c7/My own words/' \"$1\"").ok();
    let found = |text: &str| {
        let cards = home.json(["card", "list", text])["cards"].clone();
        let names = |card: &serde_json::Value| card["card"].as_str().map(str::to_owned);
        cards.as_array().unwrap().iter().filter_map(names).collect::<Vec<_>>()
    };
    assert_eq!(found("\"question c5\" answer").len(), 111);
    assert_eq!(found("question").len(), 1_099);
    assert_eq!(found("answer").len(), 1_100);
    assert_eq!(found("\"own words\""), ["t/deck:c7"]);
    assert_eq!(found("\"question c1100\""), ["t/deck:c1100"]);
}

#[test]
fn the_search_language_speaks_of_decks_tags_kinds_states_and_numbers() {
    let deck = Deck::of("t/x")
        .card("a", "front = \"Cuba 1962\"\nback = \"A\"\ntags = [\"usa\", \"kuba\"]")
        .card("b", "kind = \"typed\"\nask = \"Who?\"\nanswer = \"Mao\"\ntags = [\"china\"]")
        .card("c", "front = \"Q\"\nback = \"A\"\nreverse = true");
    let home = Home::with(&[deck]);
    home.grade("t/x:a", "easy");
    home.grade("t/x:b", "hard");
    home.days(40).add(&Deck::many("y", 1));
    home.run(["card", "suspend", "y:c1"]).ok();
    let cases: [(&[&str], &[&str]); 20] = [
        (&["deck:t/x"], &["t/x:a", "t/x:b", "t/x:c", "t/x:c#reverse"]),
        (&["deck:t/*", "kind:typed"], &["t/x:b"]),
        (&["tag:usa"], &["t/x:a"]),
        (&["tag:usa or tag:china"], &["t/x:a", "t/x:b"]),
        (&["deck:t/x -tag:usa -kind:typed"], &["t/x:c", "t/x:c#reverse"]),
        (&["-(tag:usa or kind:basic)"], &["t/x:b"]),
        (&["is:due"], &["t/x:a", "t/x:b"]),
        (&["is:new -is:suspended"], &["t/x:c", "t/x:c#reverse"]),
        (&["is:review"], &["t/x:a", "t/x:b"]),
        (&["is:suspended"], &["y:c1"]),
        (&["is:leech"], &[]),
        (&["prop:ease<2.4"], &["t/x:b"]),
        (&["prop:lapses>3"], &[]),
        (&["prop:lapses=0 is:review"], &["t/x:a", "t/x:b"]),
        (&["rated:41"], &["t/x:a", "t/x:b"]),
        (&["rated:7"], &[]),
        (&["added:30"], &["y:c1"]),
        (&["\"cuba 1962\""], &["t/x:a"]),
        (&["cuba"], &["t/x:a"]),
        (&["t/x:c"], &["t/x:c", "t/x:c#reverse"]),
    ];
    for (query, cards) in cases {
        let mut found = home.found(query);
        found.sort();
        assert_eq!(found, cards, "{query:?}");
    }
}

#[test]
fn the_reason_of_a_date_is_told_line_by_line() {
    let home = Home::with(&[Deck::basics(&["a"])]);
    home.grade("t/deck:a", "good");
    home.days(1).grade("t/deck:a", "good");
    let why = home.json(["card", "why", "t/deck:a"]);
    assert_eq!(why["cards"][0]["due"], "2026-11-30");
    home.run(["card", "why", "t/deck:a"]).ok().says("2026-11-30");
}

#[test]
fn an_empty_word_is_no_query() {
    let home = Home::with(&[Deck::basics(&["a", "b"])]);
    home.grade("t/deck:a", "good");
    for command in ["reset", "suspend", "show"] {
        for nothing in ["", " ", "()"] {
            home.run(["card", command, nothing]).fails(2);
        }
        home.run(["card", command, "t/deck:a", ""]).fails(2).complains("empty word");
    }
    home.run(["review", ""]).fails(2).complains("empty word");
    assert_eq!(home.card("t/deck:a")["reviews"], 1);
    assert_eq!(home.card("t/deck:a")["state"], "review");
}

#[test]
fn cards_side_by_side_are_meant_together() {
    let home = Home::with(&[Deck::basics(&["a", "b", "c"])]);
    home.run(["card", "suspend", "t/deck:a", "t/deck:b"]).ok().says("2 cards: suspended");
    assert_eq!(home.found(&["is:suspended"]), ["t/deck:a", "t/deck:b"]);
    assert_eq!(home.found(&["t/deck:a", "is:suspended"]), ["t/deck:a"]);
    assert_eq!(home.found(&["t/deck:a", "or", "t/deck:c"]), ["t/deck:a", "t/deck:c"]);
    home.run(["card", "show", "t/deck:b", "t/deck:x"]).fails(1).complains("t/deck:x");
}

#[test]
fn what_was_likely_meant_is_said_wherever_cards_are_named() {
    let deck = Deck::of("t/deck").basic("guatemala").basic("cuba");
    let home = Home::with(&[deck, Deck::of("u/dates").basic("x")]);
    for command in [&["stats"][..], &["leeches"], &["history"], &["card", "list"], &["due"]] {
        for (word, meant) in [
            ("t/dekc", "`t/deck`"),
            ("dates", "`u/dates`"),
            ("t/deck:guatemal", "`t/deck:guatemala`"),
            ("t/deck:Guatemala", "`t/deck:guatemala`"),
            ("knd:basic", "`kind:basic`"),
        ] {
            let ran = home.run(command.iter().copied().chain([word])).fails(1);
            assert!(ran.err.contains(&format!("Did you mean {meant}?")), "{command:?} {}", ran.err);
            assert_eq!(ran.out, "", "{command:?} {word}");
        }
    }
    for command in [&["stats"][..], &["leeches"], &["history"], &["card", "show"]] {
        home.run(command.iter().copied().chain(["gautemala"]))
            .fails(1)
            .complains("Did you mean `t/deck:guatemala`?");
        home.run(command.iter().copied().chain(["nowhere"])).fails(1).complains("nowhere");
        home.run(command.iter().copied().chain(["Knd:basic"])).fails(2).complains("`kind:`");
    }
    // A text that no card holds is no mistake, and neither is a tag.
    home.run(["card", "list", "nowhere"]).ok();
    home.run(["stats", "tag:nowhere"]).ok();
}
