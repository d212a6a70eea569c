//! `pauk review --jsonl`: the protocol, line by line, as a front end speaks it.

use serde_json::{Value, json};

use crate::support::{Deck, Home, assert_keys};

/// A deck with one card of every kind that the protocol tells apart.
fn every_kind() -> Deck {
    Deck::of("t/kinds")
        .card("basic", "front = \"Q\"\nback = \"A\"\nhint = \"H\"\nnote = \"N\"\ncite = \"p. 1\"")
        .card("cloze", "text = \"Weapons need {{spare parts}} for ever and a day.\"")
        .card("typed", "kind = \"typed\"\nask = \"Who?\"\nanswer = \"Khrushchev\"")
        .card("number", "kind = \"number\"\nask = \"How many?\"\nanswer = 4")
        .card("date", "kind = \"date\"\nask = \"When?\"\nanswer = \"1962-10\"")
        .card("choice", "ask = \"Which?\"\nright = \"R\"\nwrong = [\"W1\", \"W2\", \"W3\"]")
        .card("list", "kind = \"list\"\nask = \"Which two?\"\nitems = [\"one thing\", \"other\"]")
        .card(
            "order",
            "kind = \"order\"\nask = \"In order?\"\nitems = [\"1917\", \"1945\", \"1962\"]",
        )
        .card("match", "ask = \"Who what?\"\npairs = [[\"a\", \"first\"], [\"b\", \"second\"]]")
}

fn ask(home: &Home, card: &str) -> crate::support::Session {
    let session = home.session([&format!("t/kinds:{card}")]);
    assert_eq!(session.card().split('#').next(), Some(format!("t/kinds:{card}").as_str()));
    session
}

#[test]
fn the_session_line_counts_what_is_due_new_and_to_drill() {
    let home = Home::with(&[Deck::basics(&["a", "b", "c"])]);
    home.grade("t/deck:a", "good");
    home.days(1).grade("t/deck:b", "again");
    let session = home.session([] as [&str; 0]);
    let expected = json!({
        "event": "session", "schema": "pauk/review/1", "day": "2026-11-24",
        "due": 1, "new": 1, "drill": 1,
    });
    assert_eq!(session.opening(), &expected);
    assert_eq!(session.question()["left"], json!({"due": 1, "new": 1, "drill": 1}));
    session.quit();
}

#[test]
fn a_question_says_its_card_kind_and_what_it_expects() {
    let home = Home::with(&[every_kind()]);
    let expected = [
        ("basic", "basic", "reveal"),
        ("cloze", "cloze", "reveal"),
        ("typed", "typed", "text"),
        ("number", "number", "text"),
        ("date", "date", "text"),
        ("choice", "choice", "choices"),
        ("list", "list", "items"),
        ("order", "order", "order"),
        ("match", "match", "pairs"),
    ];
    for (card, kind, expects) in expected {
        let session = ask(&home, card);
        let question = session.question().clone();
        let keys = ["event", "card", "kind", "question", "hint", "drill", "expects", "left"];
        assert_keys(&question, &keys);
        assert_eq!((&question["kind"], &question["expects"]), (&json!(kind), &json!(expects)));
        assert_eq!(question["hint"], card == "basic", "{question}");
        assert_eq!(question["drill"], false);
        assert_eq!(question.get("choices").is_some(), card == "choice", "{question}");
        assert_eq!(question.get("items").is_some(), card == "order", "{question}");
        assert_eq!(question.get("columns").is_some(), card == "match", "{question}");
        session.quit();
    }
}

#[test]
fn a_revealed_answer_comes_with_note_source_and_the_interval_of_every_grade() {
    let home = Home::with(&[every_kind()]);
    let mut session = ask(&home, "basic");
    let answer = session.reveal();
    assert_eq!(answer["answer"], "A");
    assert_eq!(answer["note"], "N");
    assert_eq!(answer["cite"], "p. 1");
    assert_eq!(answer["next"], json!({"again": 1, "hard": 1, "good": 1, "easy": 1}));
    assert_eq!(answer.get("verdict"), None);
    assert_eq!(answer.get("proposed"), None);
    session.quit();
}

#[test]
fn a_typed_answer_is_judged_and_a_grade_proposed() {
    let home = Home::with(&[every_kind()]);
    let cases = [
        ("typed", "text", json!("Khrushchev"), "exact", 1.0, "good"),
        ("typed", "text", json!("khrushchev"), "variant", 1.0, "good"),
        ("typed", "text", json!("Khruschev"), "slip", 0.9, "hard"),
        ("typed", "text", json!("Kennedy"), "wrong", 0.0, "again"),
        ("typed", "text", json!(""), "wrong", 0.0, "again"),
        ("number", "text", json!("4"), "exact", 1.0, "good"),
        ("number", "text", json!("five"), "wrong", 0.0, "again"),
        ("date", "text", json!("October 1962"), "exact", 1.0, "good"),
        ("list", "items", json!(["other", "one thing"]), "exact", 1.0, "good"),
        ("list", "items", json!(["other"]), "partial", 0.5, "again"),
    ];
    for (card, field, given, kind, score, proposed) in cases {
        let mut session = ask(&home, card);
        let answer = session.answer(field, given.clone());
        let verdict = &answer["verdict"];
        assert_eq!(verdict["kind"], kind, "{card} {given}: {answer}");
        assert_eq!(verdict["score"], score, "{card} {given}: {answer}");
        assert!(verdict["reason"].is_string(), "{answer}");
        assert_eq!(answer["proposed"], proposed, "{card} {given}: {answer}");
        session.quit();
    }
}

#[test]
fn choices_orders_and_pairs_are_given_by_number_from_one() {
    let home = Home::with(&[every_kind()]);

    let mut session = ask(&home, "choice");
    let choices = session.question()["choices"].as_array().unwrap().clone();
    assert_eq!(choices.len(), 4);
    let right = choices.iter().position(|choice| choice == "R").unwrap() + 1;
    let answer = session.answer("choices", json!([right]));
    assert_eq!(answer["verdict"]["score"], 1.0, "{answer}");
    session.quit();

    let mut session = ask(&home, "order");
    let items = session.question()["items"].as_array().unwrap().clone();
    let order: Vec<usize> = ["1917", "1945", "1962"]
        .iter()
        .map(|year| items.iter().position(|item| item == year).unwrap() + 1)
        .collect();
    let answer = session.answer("order", json!(order));
    assert_eq!(answer["verdict"]["score"], 1.0, "{answer}");
    session.quit();

    let mut session = ask(&home, "match");
    let columns = session.question()["columns"].clone();
    let place = |column: usize, text: &str| {
        columns[column].as_array().unwrap().iter().position(|item| item == text).unwrap() + 1
    };
    let pairs = json!([[place(0, "a"), place(1, "first")], [place(0, "b"), place(1, "second")]]);
    let answer = session.answer("pairs", pairs);
    assert_eq!(answer["verdict"]["score"], 1.0, "{answer}");
    session.quit();
}

#[test]
fn an_order_is_scored_by_its_longest_right_part() {
    let home = Home::with(&[every_kind()]);
    let mut session = ask(&home, "order");
    let items = session.question()["items"].as_array().unwrap().clone();
    let order: Vec<usize> = ["1945", "1917", "1962"]
        .iter()
        .map(|year| items.iter().position(|item| item == year).unwrap() + 1)
        .collect();
    let answer = session.answer("order", json!(order));
    // Two of three stand in order: (2 − 1) ÷ (3 − 1).
    assert_eq!(answer["verdict"]["score"], 0.5, "{answer}");
    assert_eq!(answer["verdict"]["kind"], "partial", "{answer}");
    session.quit();
}

#[test]
fn numbers_that_name_nothing_are_refused_and_the_question_stands() {
    let home = Home::with(&[every_kind()]);
    for (card, line) in [
        ("choice", json!({"do": "answer", "choices": [0]})),
        ("choice", json!({"do": "answer", "choices": [5]})),
        ("choice", json!({"do": "answer", "choices": [-1]})),
        ("choice", json!({"do": "answer", "order": [1]})),
        ("order", json!({"do": "answer", "order": [1, 2, 4]})),
        ("order", json!({"do": "answer", "order": [0, 1, 2]})),
        ("order", json!({"do": "answer", "text": "1"})),
        ("match", json!({"do": "answer", "pairs": [[1, 3]]})),
        ("match", json!({"do": "answer", "pairs": [[0, 1]]})),
        ("typed", json!({"do": "answer", "choices": [1]})),
        ("typed", json!({"do": "answer", "text": "a", "choices": [1]})),
        ("typed", json!({"do": "answer"})),
        ("basic", json!({"do": "answer", "choices": [1]})),
    ] {
        let mut session = ask(&home, card);
        let reason = session.refused(line.clone());
        assert!(!reason.is_empty(), "{line}");
        session.reveal();
        session.quit();
    }
    assert_eq!(home.json(["history"])["reviews"], json!([]));
}

#[test]
fn what_makes_no_sense_is_refused_and_the_session_goes_on() {
    let home = Home::with(&[Deck::basics(&["a"])]);
    let mut session = home.session([] as [&str; 0]);
    session.refused(json!({"do": "grade", "grade": "good"}));
    session.refused(json!({"do": "hint"}));
    session.refused(json!({"do": "dance"}));
    session.refused(json!({"event": "question"}));
    session.refused(json!([]));
    session.refused(json!(null));
    for raw in ["{\n", "nonsense\n", "\u{1b}[2J\n", "{\"do\":\"reveal\"} {}\n"] {
        session.send_raw(raw);
        let said = session.read();
        assert_eq!(said["event"], "refused", "{raw:?}: {said}");
    }
    session.reveal();
    session.refused(json!({"do": "reveal"}));
    for grade in [json!("perfect"), json!(6), json!(-1), json!(2.5), json!(null), json!("")] {
        session.refused(json!({"do": "grade", "grade": grade}));
    }
    session.refused(json!({"do": "grade"}));
    let recorded = session.record(json!("good"));
    assert_eq!(recorded["card"], "t/deck:a");
    session.end();
}

#[test]
fn empty_lines_are_passed_over_and_windows_line_ends_are_understood() {
    let home = Home::with(&[Deck::basics(&["a"])]);
    let ran = home.pipe(
        ["review", "--jsonl"],
        "\n\r\n{\"do\":\"reveal\"}\r\n\n{\"do\":\"grade\",\"grade\":\"easy\"}",
    );
    let events: Vec<Value> =
        ran.ok().out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let kinds: Vec<&str> = events.iter().map(|event| event["event"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["session", "question", "answer", "recorded", "end"]);
}

#[test]
fn a_grade_is_recorded_with_the_memory_that_it_leads_to() {
    let home = Home::with(&[Deck::basics(&["a"])]);
    let recorded = home.grade("t/deck:a", "good");
    let keys = [
        "event",
        "review",
        "card",
        "grade",
        "quality",
        "interval",
        "due",
        "ease",
        "repetitions",
        "drill",
    ];
    assert_keys(&recorded, &keys);
    assert_eq!(recorded["card"], "t/deck:a");
    assert_eq!((&recorded["grade"], &recorded["quality"]), (&json!("good"), &json!(4)));
    assert_eq!((&recorded["interval"], &recorded["due"]), (&json!(1), &json!("2026-11-24")));
    assert_eq!((&recorded["ease"], &recorded["repetitions"]), (&json!(250), &json!(1)));
    assert_eq!(recorded["drill"], false);
    let newest = &home.json(["history"])["reviews"][0];
    assert_eq!(newest["review"], recorded["review"]);
}

#[test]
fn a_grade_is_a_name_or_a_quality_from_zero_to_five() {
    let cases = [
        (json!("again"), "again", 1, 250),
        (json!("hard"), "hard", 3, 236),
        (json!("good"), "good", 4, 250),
        (json!("easy"), "easy", 5, 260),
        (json!(0), "again", 0, 250),
        (json!(1), "again", 1, 250),
        (json!(2), "again", 2, 250),
        (json!(3), "hard", 3, 236),
        (json!(4), "good", 4, 250),
        (json!(5), "easy", 5, 260),
    ];
    for options in [vec![], vec!["--grades", "6"]] {
        for (given, grade, quality, ease) in &cases {
            let home = Home::with(&[Deck::basics(&["a"])]);
            let mut session = home.session(&options);
            let next = session.reveal()["next"].clone();
            assert_eq!(
                next.as_object().unwrap().keys().collect::<Vec<_>>(),
                ["again", "hard", "good", "easy"]
            );
            let recorded = session.record(given.clone());
            assert_eq!(recorded["grade"], *grade, "{given}");
            assert_eq!(recorded["quality"], *quality, "{given}");
            assert_eq!(recorded["ease"], *ease, "{given}");
            session.quit();
        }
    }
}

#[test]
fn the_promised_interval_is_the_recorded_one() {
    let home = Home::with(&[Deck::basics(&["a", "b"])]);
    home.grade("t/deck:a", "good");
    home.days(1).grade("t/deck:a", "good");
    home.days(6);
    for grade in ["again", "hard", "good", "easy"] {
        let mut session = home.session([] as [&str; 0]);
        assert_eq!(session.card(), "t/deck:a");
        let promised = session.reveal()["next"][grade].clone();
        let recorded = session.record(json!(grade));
        assert_eq!(recorded["interval"], promised, "{grade}");
        session.act("undo", "undone");
        session.quit();
    }
}

#[test]
fn the_time_that_the_front_end_measured_is_kept() {
    let home = Home::with(&[Deck::basics(&["a", "b"])]);
    let mut session = home.session([] as [&str; 0]);
    session.reveal();
    session.tell(json!({"do": "grade", "grade": "good", "ms": 5200}));
    session.read();
    session.reveal();
    session.tell(json!({"do": "grade", "grade": "good", "ms": 66_800}));
    let end = session.read();
    assert_eq!(end["minutes"], 1.2);
    let history = home.json(["history"]);
    assert_eq!(history["reviews"][0]["duration_ms"], 66_800);
    assert_eq!(history["reviews"][1]["duration_ms"], 5200);
}

#[test]
fn a_session_ends_once_its_minutes_are_spent() {
    let home = Home::with(&[Deck::many("t/deck", 5)]);
    let mut session = home.session(["--minutes", "1"]);
    session.reveal();
    session.tell(json!({"do": "grade", "grade": "good", "ms": 59_999}));
    assert_eq!(session.read()["event"], "question");
    session.reveal();
    session.tell(json!({"do": "grade", "grade": "good", "ms": 1}));
    let end = session.read();
    assert_eq!((&end["event"], &end["reviewed"]), (&json!("end"), &json!(2)));
}

#[test]
fn the_end_says_how_many_were_answered_and_forgotten() {
    let home = Home::with(&[Deck::basics(&["a", "b", "c"])]);
    let mut session = home.session([] as [&str; 0]);
    session.grade("good");
    session.grade("again");
    session.grade("good");
    let end = session.quit();
    assert_keys(&end, &["event", "reviewed", "again", "minutes"]);
    assert_eq!((&end["reviewed"], &end["again"]), (&json!(3), &json!(1)));
}

#[test]
fn a_session_with_nothing_to_do_opens_and_ends() {
    let home = Home::with(&[Deck::basics(&["a"])]);
    home.grade("t/deck:a", "good");
    let session = home.session([] as [&str; 0]);
    assert_eq!(session.opening()["new"], 0);
    let end = session.end();
    assert_eq!(end["reviewed"], 0);
    assert_eq!(end["next_due"], "2026-11-24");
}

#[test]
fn a_hint_is_given_where_there_is_one() {
    let home = Home::with(&[every_kind()]);
    let mut session = ask(&home, "basic");
    assert_eq!(session.question()["hint"], true);
    assert_eq!(session.tell(json!({"do": "hint"})), json!({"event": "hint", "text": "H"}));
    session.reveal();
    session.quit();
}

#[test]
fn an_incomplete_answer_is_asked_back_once_and_answered_again() {
    let deck = Deck::of("t/deck").card(
        "who",
        "kind = \"typed\"\nask = \"Who?\"\nanswer = \"Outer Mongolia\"\nprompt = { \"Mongolia\" = \"Which?\" }",
    );
    let home = Home::with(&[deck]);
    let mut session = home.session([] as [&str; 0]);
    let ask = session.tell(json!({"do": "answer", "text": "Mongolia"}));
    assert_eq!((&ask["event"], &ask["text"]), (&json!("ask"), &json!("Which?")), "{ask}");
    assert_eq!(ask["card"], "t/deck:who");
    assert!(ask["verdict"]["kind"].is_string(), "{ask}");
    let answer = session.answer("text", "Outer Mongolia");
    assert_eq!(answer["verdict"]["score"], 1.0, "{answer}");
    session.record(json!("good"));
    session.end();

    home.days(1);
    let mut session = home.session([] as [&str; 0]);
    session.tell(json!({"do": "answer", "text": "Mongolia"}));
    let answer = session.answer("text", "Mongolia");
    assert_ne!(answer["verdict"]["score"], 1.0, "asked back only once: {answer}");
    session.quit();
}

#[test]
fn a_known_wrong_answer_gets_its_feedback() {
    let deck = Deck::of("t/deck").card(
        "when",
        "kind = \"typed\"\nask = \"Which year?\"\nanswer = \"1962\"\nreject = { \"1961\" = \"That was the wall.\" }",
    );
    let home = Home::with(&[deck]);
    let mut session = home.session([] as [&str; 0]);
    let answer = session.answer("text", "1961");
    assert_eq!(answer["verdict"]["kind"], "wrong");
    assert!(answer["verdict"].to_string().contains("That was the wall."), "{answer}");
    session.quit();
}

#[test]
fn the_learner_may_overrule_the_verdict_and_both_are_kept() {
    let home = Home::with(&[every_kind()]);
    let mut session = ask(&home, "typed");
    let answer = session.answer("text", "Nikita");
    assert_eq!(answer["proposed"], "again");
    session.record(json!("good"));
    session.quit();
    let review = home.json(["history"])["reviews"][0].clone();
    assert_eq!(review["grade"], "good");
    assert_eq!(review["verdict"]["kind"], "wrong");
    assert_eq!(review["response"], "Nikita");
}

#[test]
fn undo_takes_back_the_last_answer_and_asks_it_again() {
    let home = Home::with(&[Deck::basics(&["a", "b"])]);
    let mut session = home.session([] as [&str; 0]);
    let recorded = session.grade("easy");
    assert_eq!(session.card(), "t/deck:b");
    let undone = session.act("undo", "undone");
    assert_eq!(undone["review"], recorded["review"]);
    assert_eq!(session.card(), "t/deck:a");
    assert_eq!(home.card("t/deck:a")["state"], "new");
    assert_eq!(session.cards("good"), ["t/deck:a", "t/deck:b"]);
    session.end();
    assert_eq!(home.card("t/deck:a")["ease"], 250);
}

#[test]
fn undo_takes_back_answers_of_earlier_sessions_too() {
    let home = Home::with(&[Deck::basics(&["a", "b"])]);
    let recorded = home.grade("t/deck:a", "good");
    let mut session = home.session([] as [&str; 0]);
    let undone = session.act("undo", "undone");
    assert_eq!(undone["review"], recorded["review"]);
    session.quit();
    assert_eq!(home.card("t/deck:a")["state"], "new");
}

#[test]
fn undo_with_nothing_to_undo_is_refused() {
    let home = Home::with(&[Deck::basics(&["a"])]);
    let mut session = home.session([] as [&str; 0]);
    session.refused(json!({"do": "undo"}));
    session.quit();
}

#[test]
fn a_skipped_card_comes_at_the_end() {
    let home = Home::with(&[Deck::basics(&["a", "b", "c"])]);
    let mut session = home.session([] as [&str; 0]);
    session.skip();
    assert_eq!(session.cards("good"), ["t/deck:b", "t/deck:c", "t/deck:a"]);
    session.end();
}

#[test]
fn a_buried_card_comes_back_tomorrow_and_a_suspended_one_does_not() {
    let home = Home::with(&[Deck::basics(&["a", "b", "c"])]);
    let mut session = home.session([] as [&str; 0]);
    session.act("bury", "buried");
    session.act("suspend", "suspended");
    assert_eq!(session.cards("good"), ["t/deck:c"]);
    session.end();
    assert_eq!(home.card("t/deck:b")["suspended"], true);
    home.days(1);
    let mut session = home.session([] as [&str; 0]);
    assert_eq!(session.cards("good"), ["t/deck:c", "t/deck:a"]);
    session.end();
}

#[test]
fn a_flag_stays_on_the_card() {
    let home = Home::with(&[Deck::basics(&["a"])]);
    let mut session = home.session([] as [&str; 0]);
    assert_eq!(session.tell(json!({"do": "flag"}))["event"], "flagged");
    session.grade("good");
    session.end();
    assert_eq!(home.card("t/deck:a")["flagged"], true);
}

#[test]
fn the_end_of_the_input_means_quit() {
    let home = Home::with(&[Deck::basics(&["a", "b"])]);
    let mut session = home.session([] as [&str; 0]);
    session.grade("good");
    session.reveal();
    let end = session.hang_up();
    assert_eq!(end["reviewed"], 1);
    assert_eq!(home.card("t/deck:b")["state"], "new");
}

#[test]
fn a_forgotten_card_is_drilled_until_it_is_good_and_not_straight_away() {
    let home = Home::with(&[Deck::basics(&["a", "b", "c"])]);
    let mut session = home.session([] as [&str; 0]);
    let first = session.grade("again");
    assert_eq!((&first["interval"], &first["due"]), (&json!(1), &json!("2026-11-24")));
    let mut drills = Vec::new();
    let mut last = first["card"].clone();
    while session.asks() {
        let card = session.question()["card"].clone();
        let others = session.question()["left"]["new"].as_u64().unwrap();
        if others > 0 {
            assert_ne!(card, last, "the same card straight away");
        }
        let drill = session.question()["drill"] == true;
        let grade = match (drill, drills.len()) {
            (true, 0) => "again",
            (true, 1) => "hard",
            _ => "good",
        };
        let recorded = session.grade(grade);
        if drill {
            assert_eq!(recorded["drill"], true);
            drills.push((recorded["card"].clone(), recorded["grade"].clone()));
        }
        last = card;
    }
    session.end();
    let card = json!("t/deck:a");
    let grades: Vec<Value> = drills.iter().map(|(_, grade)| grade.clone()).collect();
    assert!(drills.iter().all(|(drilled, _)| *drilled == card), "{drills:?}");
    assert_eq!(grades, [json!("again"), json!("hard"), json!("good")]);
    let card = home.card("t/deck:a");
    assert_eq!((&card["interval"], &card["ease"]), (&json!(1), &json!(250)));
    assert_eq!(card["due"], "2026-11-24");
}

#[test]
fn hard_is_drilled_again_today_but_keeps_its_date() {
    let home = Home::with(&[Deck::basics(&["a"])]);
    let mut session = home.session([] as [&str; 0]);
    let recorded = session.grade("hard");
    assert_eq!((&recorded["ease"], &recorded["repetitions"]), (&json!(236), &json!(1)));
    assert_eq!(session.question()["drill"], true);
    let drilled = session.grade("good");
    assert_eq!((&drilled["ease"], &drilled["repetitions"]), (&json!(236), &json!(1)));
    session.end();
}

#[test]
fn what_is_left_to_drill_waits_for_the_next_session_of_the_day_only() {
    let home = Home::with(&[Deck::basics(&["a"])]);
    let mut session = home.session([] as [&str; 0]);
    session.grade("again");
    session.quit();
    assert_eq!(home.json(["due"])["total"], json!({"due": 0, "new": 0, "drill": 1}));
    let session = home.session([] as [&str; 0]);
    assert_eq!(session.question()["drill"], true);
    session.quit();
    home.days(1);
    assert_eq!(home.json(["due"])["total"], json!({"due": 1, "new": 0, "drill": 0}));
}

#[test]
fn a_line_of_a_million_letters_and_one_that_is_no_text_are_refused() {
    let home = Home::with(&[Deck::basics(&["a"])]);
    let mut session = home.session([] as [&str; 0]);
    session.send_raw(&format!("{{\"do\":\"{}\"}}\n", "x".repeat(3 << 20)));
    assert_eq!(session.read()["event"], "refused");
    session.reveal();
    session.quit();
}

#[test]
fn control_characters_of_an_answer_come_back_escaped() {
    let home = Home::with(&[every_kind()]);
    let ran = home.pipe(
        ["review", "--jsonl", "t/kinds:typed"],
        "{\"do\":\"answer\",\"text\":\"\\u001b]0;x\\u0007\\u202e\"}\n{\"do\":\"grade\",\"grade\":1}\n",
    );
    let out = ran.ok().out;
    assert!(!out.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{out:?}");
    let raw = home.run(["history", "--json"]).ok();
    assert!(!raw.out.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{:?}", raw.out);
    assert_eq!(raw.json()["reviews"][0]["response"], "\u{1b}]0;x\u{7}\u{202e}");
    let lines = home.run(["history"]).ok();
    assert!(!lines.out.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{:?}", lines.out);
}

#[test]
fn the_first_command_of_a_learner_works() {
    let home = Home::new();
    home.deck(&Deck::basics(&["a", "b"]));
    assert!(!home.database().exists());
    let session = home.session(["decks"]);
    assert_eq!(session.opening()["new"], 2);
    session.quit();
    assert_eq!(home.json(["deck", "list"])["decks"][0]["deck"], "t/deck");
}

#[test]
fn all_that_a_learner_gets_to_see_is_told() {
    let home = Home::new();
    let text = "[deck]\nid = \"t/deck\"\ntitle = \"T\"\nsource = \"The book\"\n\n[[card]]\nid = \"a\"\nkind = \"typed\"\nask = \"Q\"\nanswer = \"Outer Mongolia\"\nprompt = { \"Mongolia\" = \"Which one?\" }\nreject = { \"China\" = \"That is its neighbour.\" }\n\n[[card]]\nid = \"b\"\nfront = \"F\"\nback = \"B\"\ncite = \"p. 1\"\n";
    home.write("deck.toml", text);
    home.run(["deck", "add", "deck.toml"]).ok();
    let text = |card: &str| home.card(card)["text"].as_str().unwrap().to_owned();
    assert_eq!(text("t/deck:a"), "Q\nOuter Mongolia\nWhich one?\nThat is its neighbour.\nThe book");
    assert_eq!(text("t/deck:b"), "F\nB\np. 1");
    let mut session = home.session(["t/deck:a"]);
    assert_eq!(session.reveal()["cite"], "The book");
    session.quit();
}
