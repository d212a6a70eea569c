//! `pauk deck`: bringing decks in and keeping the histories of their cards.

use serde_json::{Value, json};

use crate::support::{Deck, Home, assert_keys, names, text};

fn added(home: &Home, deck: &Deck) -> Value {
    let path = home.deck(deck);
    let report = home.json(["deck", "add", text(&path)]);
    assert_eq!(report["schema"], "pauk/deck-add/1");
    assert_eq!(report["problems"], json!([]));
    let line = report["decks"][0].clone();
    let keys = ["deck", "file", "added", "changed", "unchanged", "moved", "retired", "restored"];
    assert_keys(&line, &keys);
    line
}

/// added, changed, unchanged, moved, retired, restored
fn counts(line: &Value) -> [u64; 6] {
    ["added", "changed", "unchanged", "moved", "retired", "restored"]
        .map(|key| line[key].as_u64().unwrap_or_else(|| panic!("{key} in {line}")))
}

#[test]
fn adding_counts_entries_and_not_cards() {
    let home = Home::new();
    let deck = Deck::of("t/deck")
        .card("both", "front = \"Q\"\nback = \"A\"\nreverse = true")
        .card("gaps", "text = \"Of {{one}} and {{two}} and many other words besides.\"");
    let line = added(&home, &deck);
    assert_eq!(counts(&line), [2, 0, 0, 0, 0, 0]);
    assert_eq!(line["deck"], "t/deck");
    assert!(line["file"].as_str().unwrap().ends_with("t_deck.toml"), "{line}");
    let cards = ["t/deck:both", "t/deck:both#reverse", "t/deck:gaps#1", "t/deck:gaps#2"];
    assert_eq!(home.found(&[]), cards);
}

#[test]
fn adding_the_same_file_again_changes_nothing() {
    let home = Home::new();
    let deck = Deck::basics(&["a", "b"]);
    added(&home, &deck);
    let log = home.run(["log", "export", "-"]).ok().out;
    assert_eq!(counts(&added(&home, &deck)), [0, 0, 2, 0, 0, 0]);
    assert_eq!(home.run(["log", "export", "-"]).ok().out, log);
}

#[test]
fn a_dry_run_says_the_same_and_changes_nothing() {
    let home = Home::with(&[Deck::basics(&["a", "b"])]);
    let changed = Deck::of("t/deck").card("a", "front = \"Other\"\nback = \"A\"").basic("c");
    let path = home.deck(&changed);
    let before = home.run(["log", "export", "-"]).ok().out;
    let dry = home.json(["deck", "add", "--dry-run", text(&path)]);
    assert_eq!(home.run(["log", "export", "-"]).ok().out, before);
    assert_eq!(home.json(["deck", "add", text(&path)]), dry);
    assert_eq!(counts(&dry["decks"][0]), [1, 1, 0, 0, 1, 0]);
}

#[test]
fn a_dry_run_without_a_database_makes_none() {
    let home = Home::new();
    let path = home.deck(&Deck::basics(&["a"]));
    let dry = home.json(["deck", "add", "--dry-run", text(&path)]);
    assert_eq!(counts(&dry["decks"][0]), [1, 0, 0, 0, 0, 0]);
    assert!(!home.database().exists());
}

#[test]
fn a_card_that_is_reworded_or_reordered_keeps_its_history() {
    let home = Home::with(&[Deck::basics(&["a", "b", "c"])]);
    home.answer_all([] as [&str; 0], "easy");
    let deck = Deck::of("t/deck")
        .basic("c")
        .card("b", "front = \"In other words\"\nback = \"Answer b\"")
        .basic("a");
    let line = added(&home, &deck);
    assert_eq!(line["changed"], 1);
    assert_eq!(line["retired"], 0);
    let card = home.card("t/deck:b");
    assert_eq!(card["question"], "In other words");
    assert_eq!((&card["reviews"], &card["ease"]), (&json!(1), &json!(260)));
    assert_eq!(card["due"], "2026-11-24");
    home.assert_sound();
}

#[test]
fn a_card_that_is_gone_is_retired_and_comes_back_with_its_history() {
    let home = Home::with(&[Deck::basics(&["a", "b"])]);
    home.answer_all([] as [&str; 0], "easy");
    let before = home.card("t/deck:b");
    assert_eq!(counts(&added(&home, &Deck::basics(&["a"]))), [0, 0, 1, 0, 1, 0]);
    home.days(3);
    assert_eq!(home.json(["due"])["total"]["due"], 1);
    assert_eq!(names(&home.json(["history", "t/deck:b"])["reviews"], "card"), ["t/deck:b"]);
    assert_eq!(counts(&added(&home, &Deck::basics(&["a", "b"]))), [0, 0, 1, 0, 0, 1]);
    assert_eq!(home.card("t/deck:b"), before);
    assert_eq!(home.json(["due"])["total"]["due"], 2);
    home.assert_sound();
}

#[test]
fn a_renamed_card_takes_its_history_along() {
    let home = Home::with(&[Deck::basics(&["a", "b"])]);
    home.answer_all([] as [&str; 0], "easy");
    let renamed = Deck::of("t/deck")
        .basic("a")
        .card("new-name", "was = [\"b\"]\nfront = \"Question b\"\nback = \"Answer b\"");
    let line = added(&home, &renamed);
    assert_eq!(
        (&line["moved"], &line["added"], &line["retired"]),
        (&json!(1), &json!(0), &json!(0))
    );
    let card = home.card("t/deck:new-name");
    assert_eq!((&card["reviews"], &card["ease"]), (&json!(1), &json!(260)));
    assert_eq!(
        names(&home.json(["history", "t/deck:new-name"])["reviews"], "card"),
        ["t/deck:new-name"]
    );
    home.assert_sound();
}

#[test]
fn a_card_that_moves_to_another_deck_takes_its_history_along() {
    let home = Home::with(&[Deck::many("t/old", 2)]);
    home.grade("t/old:c1", "easy");
    let old = home.deck(&Deck::of("t/old").basic("c2"));
    let new = home.deck(
        &Deck::of("t/new").card("moved", "was = [\"t/old:c1\"]\nfront = \"Q\"\nback = \"A\""),
    );
    let report = home.json(["deck", "add", text(&new), text(&old)]);
    let moved: u64 =
        report["decks"].as_array().unwrap().iter().map(|d| d["moved"].as_u64().unwrap()).sum();
    assert_eq!(moved, 1, "{report}");
    let card = home.card("t/new:moved");
    assert_eq!(
        (&card["reviews"], &card["ease"], &card["state"]),
        (&json!(1), &json!(260), &json!("review"))
    );
    home.assert_sound();
}

#[test]
fn a_name_that_an_installed_card_had_is_not_claimed_by_another_deck() {
    let was = |deck: &str, card: &str| {
        Deck::of(deck).card(card, "was = [\"t/o:x\"]\nfront = \"Q\"\nback = \"A\"")
    };
    let home = Home::with(&[Deck::basics(&["y"]), Deck::of("t/o").basic("x")]);
    home.grade("t/o:x", "easy");
    let emptied = home.deck(&Deck::of("t/o"));
    let first = home.deck(&was("t/a", "x"));
    home.run(["deck", "add", text(&emptied), text(&first)]).ok().says("t/a: 1 moved");
    let before = home.knowledge();
    let second = home.deck(&was("t/b", "y"));
    for args in [&["deck", "add"][..], &["deck", "add", "--dry-run"], &["review"]] {
        let ran = home.run(args.iter().chain(&[text(&second)])).fails(1).complains("error[E010]");
        assert!(ran.err.contains("both `t/b:y` and `t/a:x`"), "{}", ran.err);
        assert!(ran.err.contains("| was = "), "the line itself: {}", ran.err);
    }
    let report = home.run(["deck", "add", "--json", text(&second)]).fails(1).json();
    assert_eq!(report["problems"][0]["code"], "E010");
    assert_eq!(home.knowledge(), before);

    // It may once the other card does not claim it any more.
    let gone = home.deck(&Deck::of("t/a").basic("z"));
    home.run(["deck", "add", text(&second), text(&gone)]).ok().says("t/b: 1 moved");
    assert_eq!(home.card("t/b:y")["reviews"], 1);
    home.assert_sound();
}

#[test]
fn a_deck_that_was_renamed_says_that_the_old_one_still_holds_its_cards() {
    let home = Home::with(&[Deck::many("t/r", 2)]);
    home.grade("t/r:c1", "easy");
    let card = |id: &str| format!("was = [\"t/r:{id}\"]\nfront = \"Q {id}\"\nback = \"A\"");
    let part = home.deck(&Deck::of("t/p").card("c1", &card("c1")));
    let ran = home.run(["deck", "add", "--dry-run", text(&part)]).ok();
    assert!(ran.err.contains("note: t/r still holds 1 card of t/p"), "{}", ran.err);
    assert!(ran.err.contains("when t/r is brought in without them"), "{}", ran.err);

    let all = Deck::of("t/s").card("c1", &card("c1")).card("c2", &card("c2"));
    let ran = home.run(["deck", "add", text(&home.deck(&all))]).ok().says("t/s: 2 added");
    assert!(ran.err.contains("note: t/r still holds 2 cards of t/s"), "{}", ran.err);
    assert!(ran.err.contains("`pauk deck remove t/r`"), "{}", ran.err);
    home.run(["deck", "remove", "t/r", "--yes"]).ok();
    assert_eq!(home.card("t/s:c1")["reviews"], 1);
    assert_eq!(home.run(["deck", "add", text(&home.deck(&all))]).ok().err, "");
    home.assert_sound();
}

#[test]
fn a_reverse_has_a_memory_of_its_own_that_survives_losing_and_regaining_it() {
    let plain = "front = \"Q\"\nback = \"A\"";
    let both = "front = \"Q\"\nback = \"A\"\nreverse = true";
    let home = Home::with(&[Deck::of("t/deck").card("a", both)]);
    home.grade("t/deck:a#reverse", "easy");
    assert_eq!(home.card("t/deck:a#reverse")["ease"], 260);
    added(&home, &Deck::of("t/deck").card("a", plain));
    assert_eq!(home.found(&["deck:t/deck"]), ["t/deck:a"]);
    added(&home, &Deck::of("t/deck").card("a", both));
    assert_eq!(home.card("t/deck:a#reverse")["reviews"], 1);
    home.assert_sound();
}

#[test]
fn a_broken_deck_is_refused_whole_with_all_its_problems() {
    let home = Home::new();
    let good = home.deck(&Deck::many("t/good", 1));
    let bad = home.write(
        "bad.toml",
        "[deck]\nid = \"t/bad\"\ntitle = \"Bad\"\n\n[[card]]\nid = \"a\"\nfrnt = \"Q\"\nback = \"A\"\n\n[[card]]\nid = \"b\"\nfront = \"Q\"\nback = \"A\"\nimportance = 7\n\n[[card]]\nid = \"b\"\nfront = \"Q\"\nback = \"A\"\n",
    );
    let ran = home.run(["deck", "add", text(&good), text(&bad)]).fails(1);
    for part in ["bad.toml:7:1", "frnt", "`front`", "bad.toml:14:", "importance", "bad.toml:17:"] {
        assert!(ran.err.contains(part), "no `{part}` in {}", ran.err);
    }
    assert!(ran.err.contains("| frnt = \"Q\""), "the line itself: {}", ran.err);
    assert_eq!(ran.out, "");
    assert!(!home.database().exists(), "nothing is brought in");

    let ran = home.run(["deck", "add", "--json", text(&bad)]).fails(1);
    let report = ran.json();
    assert_eq!(report["decks"], json!([]));
    let problems = report["problems"].as_array().unwrap();
    assert_eq!(problems.len(), 3, "{report}");
    for problem in problems {
        assert_keys(problem, &["file", "line", "column", "code", "severity", "message", "help"]);
        assert_eq!(problem["severity"], "error");
        assert_eq!(problem["file"], text(&bad));
    }
    assert_eq!(problems[0]["line"], 7);
    assert_eq!(problems[0]["column"], 1);
}

#[test]
fn a_broken_update_leaves_the_deck_as_it_was() {
    let home = Home::with(&[Deck::basics(&["a"])]);
    home.grade("t/deck:a", "good");
    let before = home.knowledge();
    let bad = Deck::basics(&["a", "b", "b"]);
    let path = home.deck(&bad);
    home.run(["deck", "add", text(&path)]).fails(1);
    home.run(["review", text(&path)]).fails(1);
    assert_eq!(home.knowledge(), before);
}

#[test]
fn two_files_with_one_deck_id_are_an_error_that_names_both() {
    let home = Home::new();
    home.write("decks/one.toml", Deck::basics(&["a"]).text());
    home.write("decks/two.toml", Deck::basics(&["b"]).text());
    for args in
        [vec!["deck", "add", "decks"], vec!["review", "decks"], vec!["deck", "lint", "decks"]]
    {
        let ran = home.run(args).fails(1);
        let said = format!("{}{}", ran.out, ran.err);
        for part in ["t/deck", "one.toml", "two.toml"] {
            assert!(said.contains(part), "no `{part}` in {said}");
        }
    }
    assert!(!home.database().exists());
}

/// Each problem of a report as `file code`, in their order.
fn problems(report: &Value) -> Vec<String> {
    let problems = report["problems"].as_array().expect("a list of problems");
    let word = |value: &Value| value.as_str().expect("a text").to_owned();
    problems.iter().map(|one| format!("{} {}", word(&one["file"]), word(&one["code"]))).collect()
}

#[test]
fn files_that_cannot_be_read_are_problems_beside_those_of_the_others() {
    let home = Home::new();
    home.write("mix/a.toml", "[deck]\nid = \"t/a\"\n");
    home.write("mix/b.toml", b"[deck]\nid = \"t/b\"\ntitle = \"M\xfcll\"\n");
    home.write("mix/c.toml", "[deck]\n".to_owned() + &"#".repeat(16 << 20));
    home.write("mix/latin.toml", b"[tool]\nname = \"\xfc\"\n");
    home.write("empty/x.md", "");
    let all =
        ["mix/a.toml E005", "mix/b.toml E028", "mix/c.toml E001", "no.toml E027", "empty E027"];
    let paths = ["mix", "no.toml", "empty"];
    for command in ["add", "lint"] {
        let ran = home.run(["deck", command, "--json"].iter().chain(&paths)).fails(1);
        let report = ran.json();
        assert_eq!(problems(&report), all, "{command}");
        let problem = &report["problems"][1];
        assert_eq!((&problem["line"], &problem["column"]), (&json!(3), &json!(11)));
    }
    let ran = home.run(["deck", "add"].iter().chain(&paths)).fails(1);
    for part in [
        "mix/b.toml:3:11: error[E028]",
        " 3 | title = \"M",
        "no.toml:1:1: error[E027]: there is no",
    ] {
        assert!(ran.err.contains(part), "no `{part}` in {}", ran.err);
    }
    assert!(ran.err.contains("5 decks were refused"), "{}", ran.err);
}

#[test]
fn decks_that_do_not_go_together_are_problems_beside_the_others() {
    let home = Home::new();
    let was = |id: &str| Deck::of(id).card("x", "front = \"Q\"\nback = \"A\"\nwas = [\"t/o:x\"]");
    home.write("d/a.toml", was("t/a").text());
    home.write("d/b.toml", was("t/b").text());
    home.write("d/c.toml", Deck::basics(&["a"]).text());
    home.write("d/d.toml", Deck::basics(&["b"]).text());
    home.write("d/e.toml", "[deck]\nid = \"t/e\"\n");
    let report = home.run(["deck", "add", "--json", "d"]).fails(1).json();
    assert_eq!(problems(&report), ["d/b.toml E010", "d/d.toml E029", "d/e.toml E005"]);
    let ran = home.run(["deck", "lint", "d"]).fails(1);
    for part in ["both `t/b:x` and `t/a:x` in d/a.toml", "here and in d/c.toml"] {
        assert!(ran.out.contains(part), "no `{part}` in {}", ran.out);
    }
    assert!(ran.out.contains(" | was = [\"t/o:x\"]"), "the line itself: {}", ran.out);
    assert!(ran.out.contains("| id = \"t/deck\""), "the line itself: {}", ran.out);
}

#[test]
fn what_is_due_in_a_file_that_does_not_hold_is_an_error() {
    let home = Home::with(&[Deck::basics(&["a"])]);
    home.write("bad.toml", "[deck]\nid = \"t/deck\"\n");
    let ran = home.run(["due", "bad.toml"]).fails(1).complains("bad.toml:1:1: error[E005]");
    assert_eq!(ran.out, "");
    let report = home.run(["due", "--json", "bad.toml"]).fails(1).json();
    assert_eq!(problems(&report), ["bad.toml E005"]);
}

#[test]
fn one_file_named_twice_is_one_deck() {
    let home = Home::new();
    home.deck(&Deck::basics(&["a"]));
    let report = home.json(["deck", "add", "decks", "decks/t_deck.toml", "./decks/t_deck.toml"]);
    assert_eq!(names(&report["decks"], "deck"), ["t/deck"]);
}

#[test]
fn a_byte_order_mark_is_passed_over() {
    let home = Home::new();
    let path = home.write("bom.toml", format!("\u{feff}{}", Deck::basics(&["a"]).text()));
    assert_eq!(home.json(["deck", "add", text(&path)])["decks"][0]["added"], 1);
}

#[test]
fn decks_are_listed_and_shown_with_what_their_header_says() {
    let home = Home::with(&[
        Deck::of("t/one")
            .header("version = \"1.2.0\"\nlicense = \"CC0-1.0\"\ntags = [\"x\"]")
            .basic("a"),
        Deck::many("t/two", 2),
    ]);
    let list = home.json(["deck", "list"]);
    assert_eq!(list["schema"], "pauk/deck-list/1");
    assert_eq!(names(&list["decks"], "deck"), ["t/one", "t/two"]);
    assert_eq!(list["decks"][0]["version"], "1.2.0");
    assert_eq!(list["decks"][1]["cards"], 2);
    let show = home.json(["deck", "show", "t/one"]);
    assert_eq!(show["schema"], "pauk/deck-show/1");
    assert_eq!(show["decks"][0]["license"], "CC0-1.0");
    assert_eq!(home.json(["deck", "show", "t"])["decks"].as_array().unwrap().len(), 2);
    home.run(["deck", "show", "t/tow"]).fails(1).complains("`t/two`");
}

#[test]
fn a_removed_deck_is_not_asked_and_comes_back_with_its_history() {
    let deck = Deck::basics(&["a"]);
    let home = Home::with(std::slice::from_ref(&deck));
    home.grade("t/deck:a", "easy");
    let before = home.card("t/deck:a");
    home.run(["deck", "remove", "t/deck"]).fails(1).complains("--yes");
    assert_eq!(home.json(["deck", "remove", "t/deck", "--yes"])["schema"], "pauk/deck-remove/1");
    assert_eq!(home.json(["deck", "list"])["decks"], json!([]));
    assert_eq!(home.json(["history"])["reviews"].as_array().unwrap().len(), 1);
    home.add(&deck);
    assert_eq!(home.card("t/deck:a"), before);
    home.run(["deck", "remove", "t/dekc", "--yes"]).fails(1).complains("`t/deck`");
    home.assert_sound();
}

#[test]
fn a_tree_is_removed_whole_and_shown_as_a_file_deck_by_deck() {
    let home = Home::with(&[Deck::many("t/one", 1), Deck::many("t/two", 2), Deck::many("u", 1)]);
    let ran = home.run(["deck", "show", "t", "--toml"]).fails(1).complains("only a single deck");
    assert!(ran.err.contains("t/one, t/two"), "{}", ran.err);
    home.run(["deck", "remove", "t"]).fails(1).complains("`pauk deck remove t --yes`");
    assert_eq!(names(&home.json(["deck", "list"])["decks"], "deck"), ["t/one", "t/two", "u"]);
    let report = home.json(["deck", "remove", "t", "--yes"]);
    assert_eq!((&report["deck"], &report["decks"]), (&json!("t"), &json!(["t/one", "t/two"])));
    assert_eq!(names(&home.json(["deck", "list"])["decks"], "deck"), ["u"]);
    home.assert_sound();
}

#[test]
fn a_new_deck_file_that_would_not_hold_is_not_written() {
    let home = Home::new();
    for title in ["", " ", "a\u{1b}b", "a\u{202e}b"] {
        home.run(["deck", "new", "e.toml", "--title", title]).fails(2).complains("--title");
        assert!(!home.path("e.toml").exists(), "{title:?}");
    }
    let ran = home.run(["deck", "new", "My kings.toml"]).ok();
    assert!(ran.out.contains("`pauk deck lint 'My kings.toml'`"), "{}", ran.out);
}

#[test]
fn a_new_deck_file_lints_clean_and_is_never_overwritten() {
    let home = Home::new();
    home.run(["deck", "new", "my-deck.toml", "--title", "My \"own\" deck", "--lang", "de"]).ok();
    home.run(["deck", "lint", "my-deck.toml", "--deny", "warnings"]).ok();
    let written = std::fs::read_to_string(home.path("my-deck.toml")).unwrap();
    assert!(written.contains("my-deck"), "{written}");
    home.run(["deck", "new", "my-deck.toml"]).fails(1).complains("my-deck.toml");
    assert_eq!(std::fs::read_to_string(home.path("my-deck.toml")).unwrap(), written);
    home.run(["deck", "new", "x.toml", "--lang", "not a language"]).fails(2);
    home.run(["deck", "new", "ÄÖÜ.toml"]).ok();
    home.run(["deck", "lint", "ÄÖÜ.toml"]).ok();
}
