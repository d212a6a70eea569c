//! `pauk review`: what is asked and when, and the session in lines.

use serde_json::{Value, json};

use crate::support::{Deck, Home, names, text};

const NOTHING: [&str; 0] = [];

#[test]
fn twenty_new_cards_a_day_come_from_each_deck_tree() {
    let home =
        Home::with(&[Deck::many("one/x", 15), Deck::many("one/y", 15), Deck::many("two", 25)]);
    assert_eq!(home.json(["due"])["total"]["new"], 40);
    assert_eq!(home.json(["due", "one"])["total"]["new"], 20);
    assert_eq!(home.json(["due", "one/x"])["total"]["new"], 15);
    let mut session = home.session(["one/x"]);
    assert_eq!(session.grade_all("good").len(), 15);
    session.end();
    assert_eq!(home.json(["due", "one"])["total"]["new"], 5);
    assert_eq!(home.json(["due"])["total"]["new"], 25);
    home.days(1);
    assert_eq!(home.json(["due", "one"])["total"], json!({"due": 15, "new": 15, "drill": 0}));
}

#[test]
fn the_limits_of_a_day_can_be_set_for_all_and_for_a_tree() {
    let home = Home::with(&[Deck::many("one/x", 9), Deck::many("two", 9)]);
    home.run(["config", "set", "new-per-day", "4"]).ok();
    assert_eq!(home.json(["due"])["total"]["new"], 8);
    home.run(["config", "set", "new-per-day.one", "1"]).ok();
    assert_eq!(home.json(["due"])["total"]["new"], 5);
    home.run(["config", "set", "new-per-day", "none"]).ok();
    assert_eq!(home.json(["due"])["total"]["new"], 10);
    home.run(["config", "set", "new-per-day.one"]).ok();
    assert_eq!(home.json(["due"])["total"]["new"], 18);
    home.answer_all(NOTHING, "good");
    home.run(["config", "set", "reviews-per-day", "5"]).ok();
    home.days(1);
    assert_eq!(home.json(["due"])["total"]["due"], 10);
    assert_eq!(home.answer_all(["one"], "good").len(), 5);
    let left = home.run(["due", "one", "--json"]).fails(1).json();
    assert_eq!(left["total"]["due"], 0);
    assert_eq!(home.json(["due", "two"])["total"]["due"], 5);
}

#[test]
fn an_undone_answer_gives_its_place_among_the_new_back() {
    let home = Home::with(&[Deck::many("t/deck", 30)]);
    home.answer_all(NOTHING, "good");
    home.run(["undo", "3"]).ok();
    assert_eq!(home.json(["due"])["total"]["new"], 3);
}

#[test]
fn limit_and_new_bound_a_session() {
    let home = Home::with(&[Deck::many("t/deck", 40)]);
    assert_eq!(home.answer_all(["--limit", "3"], "good").len(), 3);
    assert_eq!(home.answer_all(["--new", "0"], "good").len(), 0);
    assert_eq!(home.answer_all(["--new", "30"], "good").len(), 30);
    home.days(1);
    let session = home.session(["--limit", "35"]);
    assert_eq!(session.opening()["due"], 33);
    assert_eq!(session.opening()["new"], 2);
    session.quit();
}

#[test]
fn what_is_left_to_drill_counts_for_a_limit() {
    let home = Home::with(&[Deck::basics(&["a", "b", "c"])]);
    for card in ["t/deck:a", "t/deck:b"] {
        home.grade(card, "again");
    }
    for (limit, drill, new) in [("0", 0, 0), ("1", 1, 0), ("2", 2, 0), ("3", 2, 1)] {
        let session = home.session(["--limit", limit]);
        assert_eq!(session.opening()["drill"], drill, "{limit}");
        assert_eq!(session.opening()["new"], new, "{limit}");
        session.quit();
    }
}

#[test]
fn the_next_day_is_that_of_the_cards_that_are_pointed_at() {
    let home = Home::with(&[Deck::basics(&["a", "b"]), Deck::of("t/other").basic("c")]);
    home.grade("t/deck:a", "good");
    home.run(["config", "set", "new-per-day", "0"]).ok();
    let next = |query: &str| -> Value {
        serde_json::from_str(&home.run(["due", query, "--json"]).out).expect("a document")
    };
    assert_eq!(next("deck:t/deck")["next_due"], next("t/deck")["next_due"]);
    assert_eq!(next("deck:t/deck")["next_due"].as_str().map(str::len), Some(10));
    for nothing in ["deck:t/other", "t/deck:b", "tag:nowhere"] {
        assert_eq!(next(nothing)["next_due"], Value::Null, "{nothing}");
    }
    home.run(["card", "suspend", "t/deck:a"]).ok();
    assert_eq!(next("deck:t/deck")["next_due"], Value::Null);
    for args in [&["review", "t/deck:a"][..], &["review", "t/deck:a", "--cram"]] {
        home.run(args).ok().says("Suspended: 1 card;");
    }
}

#[test]
fn siblings_come_on_different_days() {
    let deck = Deck::of("t/deck")
        .card("pair", "front = \"Q\"\nback = \"A\"\nreverse = true")
        .card("gaps", "text = \"Of {{one}} and {{two}} and many other words besides.\"");
    let home = Home::with(&[deck]);
    let day = |grade: &str| -> Vec<String> {
        let cards = home.answer_all(NOTHING, grade);
        cards.iter().map(|r| r["card"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(day("good"), ["t/deck:pair", "t/deck:gaps#1"]);
    assert_eq!(day("good"), NOTHING);
    home.days(1);
    let mut second = day("good");
    second.sort();
    assert_eq!(second.len(), 2, "{second:?}");
    home.days(1);
    let mut third = day("good");
    third.sort();
    assert_eq!(third.len(), 2, "{third:?}");
    let notes = |cards: &[String]| -> Vec<String> {
        cards.iter().map(|card| card.split('#').next().unwrap().to_owned()).collect()
    };
    assert_eq!(notes(&second), ["t/deck:gaps", "t/deck:pair"]);
    assert_eq!(notes(&third), ["t/deck:gaps", "t/deck:pair"]);
    assert_ne!(second, third);
}

#[test]
fn cram_asks_everything_and_changes_no_schedule() {
    let home = Home::with(&[Deck::basics(&["a", "b"])]);
    home.grade("t/deck:a", "good");
    let before = home.card("t/deck:a");
    let new = home.card("t/deck:b");
    let mut session = home.session(["--cram"]);
    assert_eq!(session.grade("again")["card"], "t/deck:a");
    session.grade_all("good");
    session.end();
    let after = home.card("t/deck:a");
    for key in ["due", "interval", "ease", "repetitions", "lapses", "state"] {
        assert_eq!(after[key], before[key], "{key}");
        assert_eq!(home.card("t/deck:b")[key], new[key], "{key}");
    }
    let history = home.json(["history"]);
    assert_eq!(history["reviews"][0]["mode"], "cram");
    assert_eq!(home.json(["due"])["total"], json!({"due": 0, "new": 1, "drill": 0}));
    home.assert_sound();
}

#[test]
fn a_pass_ahead_changes_nothing_and_is_counted_and_a_fail_lapses() {
    let home = Home::with(&[Deck::basics(&["a", "b"])]);
    home.answer_all(NOTHING, "good");
    home.days(1).answer_all(NOTHING, "good");
    home.days(2);
    assert_eq!(home.answer_all(NOTHING, "good").len(), 0);
    assert_eq!(home.answer_all(["--ahead", "2"], "good").len(), 0);
    let before = home.card("t/deck:a");
    let mut session = home.session(["--ahead", "4"]);
    assert_eq!(session.opening()["due"], 2);
    assert_eq!(session.card(), "t/deck:a");
    assert_eq!(session.reveal()["next"]["easy"], 6);
    let passed = session.record(json!("easy"));
    assert_eq!((&passed["interval"], &passed["due"]), (&json!(6), &json!("2026-11-30")));
    let failed = session.grade("again");
    assert_eq!((&failed["interval"], &failed["due"]), (&json!(1), &json!("2026-11-27")));
    session.quit();
    let after = home.card("t/deck:a");
    for key in ["due", "interval", "ease", "repetitions", "lapses"] {
        assert_eq!(after[key], before[key], "{key}");
    }
    assert_eq!(after["reviews"], 3);
    assert_eq!(home.card("t/deck:b")["lapses"], 1);
    assert_eq!(home.json(["history"])["reviews"][0]["mode"], "ahead");
}

#[test]
fn the_day_ends_at_four_in_the_morning_or_when_it_is_said() {
    let home = Home::with(&[Deck::basics(&["a"])]);
    home.at("2026-11-24T03:59:00+01:00");
    assert_eq!(home.grade("t/deck:a", "good")["due"], "2026-11-24");
    home.run(["due"]).fails(1);
}

#[test]
fn after_the_roll_over_the_next_day_begins() {
    let home = Home::with(&[Deck::basics(&["a"])]);
    home.at("2026-11-24T03:59:00+01:00").grade("t/deck:a", "good");
    home.at("2026-11-24T04:00:00+01:00");
    assert_eq!(home.json(["due"])["total"]["due"], 1);
    home.at("2026-11-24T03:59:00+01:00").run(["config", "set", "rollover-hour", "3"]).ok();
    assert_eq!(home.json(["due"])["total"]["due"], 1);
    home.run(["config", "set", "rollover-hour", "24"]).fails(1).complains("0 to 23");
}

#[test]
fn going_back_in_time_or_west_loses_nothing() {
    let home = Home::with(&[Deck::basics(&["a"])]);
    home.grade("t/deck:a", "good");
    home.days(1).grade("t/deck:a", "good");
    home.at("2026-11-20T10:00:00-08:00");
    assert_eq!(home.json([] as [&str; 0])["due"], 0);
    let card = home.card("t/deck:a");
    assert_eq!((&card["due"], &card["interval"]), (&json!("2026-11-30"), &json!(6)));
    home.grade_ahead("t/deck:a");
    home.assert_sound();
    home.at("2026-11-30T23:59:00+14:00");
    assert_eq!(home.json(["due"])["total"]["due"], 1);
}

#[test]
fn a_query_a_card_and_a_tree_choose_what_is_asked() {
    let home = Home::with(&[
        Deck::of("t/x").card("a", "front = \"Q\"\nback = \"A\"\ntags = [\"usa\"]").basic("b"),
        Deck::many("t/y", 1),
        Deck::many("z", 1),
    ]);
    let asked = |args: &[&str]| {
        let mut session = home.session(args);
        let mut cards = Vec::new();
        while session.asks() && !cards.contains(&session.card()) {
            cards.push(session.card());
            session.skip();
        }
        session.quit();
        cards
    };
    assert_eq!(asked(&["t/x"]), ["t/x:a", "t/x:b"]);
    assert_eq!(asked(&["t"]), ["t/x:a", "t/x:b", "t/y:c1"]);
    assert_eq!(asked(&["tag:usa"]), ["t/x:a"]);
    assert_eq!(asked(&["deck:t/* -tag:usa"]), ["t/x:b", "t/y:c1"]);
    assert_eq!(asked(&["t/x:b"]), ["t/x:b"]);
    assert_eq!(asked(&["z", "t/y"]), ["t/y:c1", "z:c1"]);
}

#[test]
fn a_path_is_updated_before_it_is_asked() {
    let home = Home::new();
    let path = home.deck(&Deck::basics(&["a"]));
    home.session([text(&path)]).quit();
    home.deck(&Deck::basics(&["a", "b"]));
    let session = home.session([text(&path)]);
    assert_eq!(session.opening()["new"], 2);
    session.quit();
    home.run(["review", text(&path)]).ok().says("2 new");
}

#[test]
fn with_nothing_to_do_the_next_day_is_named() {
    let home = Home::with(&[Deck::basics(&["a"])]);
    home.grade("t/deck:a", "good");
    home.run(["review"]).ok().says("2026-11-24");
    home.run(["due"]).fails(1).says("2026-11-24");
    home.run(["due", "--count"]).fails(1).says("0");
    assert_eq!(home.run(["due", "--prompt"]).fails(1).out, "");
    home.days(1);
    assert_eq!(home.run(["due", "--count"]).ok().out, "1\n");
    assert_eq!(home.run(["due", "--prompt"]).ok().out, "1 due\n");
}

#[test]
fn a_session_goes_through_a_pipe_line_by_line() {
    let home = Home::with(&[Deck::basics(&["a", "b", "c"])]);
    let out = home.pipe(["review"], "\n3\n\n\n\n1\n\n\n").ok().out;
    assert!(!out.contains('\u{1b}'), "{out:?}");
    for part in ["3 new", "Question a", "Answer a", "hard", "recalled with difficulty", "4 answers"]
    {
        assert!(out.contains(part), "no `{part}` in {out}");
    }
    let history = home.json(["history"]);
    let grades: Vec<String> = names(&history["reviews"], "grade");
    assert_eq!(&grades[grades.len() - 3..], ["again", "good", "good"]);
}

#[test]
fn every_key_works_in_lines_and_so_does_the_end_of_the_input() {
    let home = Home::with(&[Deck::of("t/deck")
        .card("a", "front = \"Q\"\nback = \"A\"\nhint = \"The hint\"")
        .basic("b")
        .basic("c")
        .basic("d")
        .basic("e")]);
    let out =
        home.pipe(["review", "--plain"], "h\ni\nw\n?\nf\n7\n\n9\n4\nu\n\n4\nb\nx\ns\nq\n").ok().out;
    for part in ["The hint", "is flagged", "undone", "comes back tomorrow", "card resume"] {
        assert!(out.contains(part), "no `{part}` in {out}");
    }
    assert_eq!(home.card("t/deck:a")["ease"], 260);
    assert_eq!(home.card("t/deck:c")["suspended"], true);
    assert_eq!(home.card("t/deck:d")["state"], "new");
    home.pipe(["review"], "").ok().says("Question d");
    home.pipe(["review"], "\n").ok();
    assert_eq!(home.card("t/deck:d")["reviews"], 0);
}

#[test]
fn typed_answers_are_judged_in_lines_and_overruled_with_a_key() {
    let card =
        |id: &str| format!("kind = \"typed\"\nask = \"Who, {id}?\"\nanswer = \"Khrushchev\"");
    let deck =
        ["a", "b", "c", "d"].iter().fold(Deck::of("t/deck"), |deck, id| deck.card(id, &card(id)));
    let home = Home::with(&[deck]);
    let input = "Khrushchev\n\nKennedy\ny\nKhrushchev\nn\n:q\n";
    home.pipe(["review"], input).ok();
    let reviews = home.json(["history"])["reviews"].clone();
    assert_eq!(names(&reviews, "grade"), ["again", "good", "good"]);
    assert_eq!(names(&reviews, "response"), ["Khrushchev", "Kennedy", "Khrushchev"]);
    assert_eq!(reviews[1]["verdict"]["kind"], "wrong");
    home.pipe(["review"], ":nonsense\n\n4\n").ok().says(":nonsense");
    assert_eq!(home.card("t/deck:d")["ease"], 260);
}

#[test]
fn what_the_first_screen_of_a_session_in_lines_looks_like() {
    let home = Home::with(&[Deck::basics(&["a"])]);
    let out = home.pipe(["review"], "\n3\n").ok().out;
    insta::assert_snapshot!(out, @r"
    1 new · about 1 min

    The deck t/deck  —  1 new · about 1 min

      Question a

    Enter shows the answer:   = Answer a
        A book

        1 again: not recalled → tomorrow (2026-11-24), again today
        2 hard: recalled with difficulty → tomorrow (2026-11-24), again today
     ▸  3 good → tomorrow (2026-11-24)
        4 easy → tomorrow (2026-11-24)
    grade:   good → tomorrow (2026-11-24)

    1 answer in 0 s: 1 good
    Next due: tomorrow (2026-11-24).
    ");
}

#[test]
fn a_command_in_the_middle_of_a_list_is_no_item() {
    let deck = Deck::of("t/deck")
        .card("list", "kind = \"list\"\nask = \"Which?\"\nitems = [\"USA\", \"UK\", \"France\"]")
        .card("gaps", "text = \"{{1::Moscow}} and {{1::Berlin}} and more words.\"\ntyped = true");
    let home = Home::with(&[deck]);
    for (card, first) in [("t/deck:list", "USA"), ("t/deck:gaps#1", "Moscow")] {
        let ran = home.pipe(["review", card, "--plain"], &format!("{first}\n:q\n")).ok();
        assert!(!ran.out.contains("✗"), "{card}: {}", ran.out);
        assert_eq!(home.card(card)["reviews"], 0);
    }
    // What is mistyped takes nothing away.
    home.pipe(["review", "t/deck:list", "--plain"], "USA\n:quti\nUK\nFrance\n\n").ok();
    let history = home.json(["history", "t/deck:list"]);
    assert_eq!(history["reviews"][0]["grade"], "good", "{history}");
}
