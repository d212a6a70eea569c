//! `pauk history`, `pauk undo`, `pauk redo`: what was answered, and taking it back.

use serde_json::{Value, json};

use crate::support::{Deck, Home, assert_keys, names};

/// A home in which three cards were answered on three days, one of them forgotten.
fn learned() -> Home {
    let home = Home::with(&[Deck::basics(&["a", "b", "c"])]);
    home.grade("t/deck:a", "good");
    home.days(1).grade("t/deck:a", "good");
    home.grade("t/deck:b", "easy");
    home.days(6).grade("t/deck:a", "again");
    home
}

#[test]
fn of_a_history_that_cannot_be_read_no_half_is_written() {
    let home = learned();
    home.sql()
        .execute_batch(
            "drop trigger event_is_never_changed;
             update event set kind = 3 where id = (select min(id) from event where kind = 1);",
        )
        .expect("damage");
    for format in ["--csv", "--json"] {
        let failed = home.run(["history", format]).fails(3);
        assert_eq!(failed.out, "", "{format}");
    }
}

#[test]
fn a_pipe_gets_the_whole_history() {
    let home = Home::with(&[Deck::many("t/deck", 60)]);
    home.run(["history"]).ok().says("Nothing was answered yet.");
    home.answer_all(["--new", "60"], "good");
    assert_eq!(home.run(["history"]).ok().out.lines().count(), 60);
    assert_eq!(home.run(["history", "--limit", "7"]).ok().out.lines().count(), 7);
    home.run(["history", "--limit", "0"]).ok().says("No answer fits.");
}

fn cards(home: &Home) -> Value {
    home.json(["card", "list"])["cards"].clone()
}

#[test]
fn the_history_tells_every_answer_newest_first() {
    let home = learned();
    let history = home.json(["history"]);
    assert_eq!(history["schema"], "pauk/history/1");
    let reviews = history["reviews"].as_array().unwrap();
    let keys = [
        "review",
        "at",
        "day",
        "card",
        "mode",
        "grade",
        "quality",
        "response",
        "verdict",
        "duration_ms",
        "interval_before",
        "interval",
        "ease_before",
        "ease",
        "repetitions",
        "scheduler",
        "device",
        "undone",
    ];
    reviews.iter().for_each(|review| assert_keys(review, &keys));
    let told: Vec<Value> = reviews
        .iter()
        .map(|r| json!([r["card"], r["day"], r["grade"], r["interval_before"], r["interval"]]))
        .collect();
    let expected = [
        json!(["t/deck:a", "2026-11-30", "again", 6, 1]),
        json!(["t/deck:b", "2026-11-24", "easy", 0, 1]),
        json!(["t/deck:a", "2026-11-24", "good", 1, 6]),
        json!(["t/deck:a", "2026-11-23", "good", 0, 1]),
    ];
    assert_eq!(told, expected);
    assert_eq!(reviews[1]["ease_before"], 250);
    assert_eq!(reviews[1]["ease"], 260);
    assert_eq!(reviews[0]["mode"], "review");
    assert_eq!(reviews[0]["undone"], false);
    assert!(reviews[0]["at"].as_str().unwrap().starts_with("2026-11-30T10:00:00"), "{history}");
    assert!(reviews[0]["at"].as_str().unwrap().ends_with("+01:00"), "{history}");
}

#[test]
fn the_history_of_a_card_a_deck_and_the_last_days_is_part_of_the_whole() {
    let home = learned();
    let days = |args: &[&str]| names(&home.json(args)["reviews"], "day");
    assert_eq!(days(&["history", "t/deck:a"]), ["2026-11-30", "2026-11-24", "2026-11-23"]);
    assert_eq!(days(&["history", "t/deck"]).len(), 4);
    assert_eq!(days(&["history", "t/deck:b or t/deck:c"]), ["2026-11-24"]);
    assert_eq!(days(&["history", "--since", "2026-11-24"]).len(), 3);
    assert_eq!(days(&["history", "--since", "1"]), ["2026-11-30"]);
    assert_eq!(days(&["history", "--since", "7"]), ["2026-11-30", "2026-11-24", "2026-11-24"]);
    assert_eq!(days(&["history", "t/deck:c"]), [] as [&str; 0]);
    home.run(["history", "--since", "yesterdai"]).fails(2).complains("yesterdai");
    home.run(["history", "t/deck:aa"]).fails(1).complains("`t/deck:a`");
}

#[test]
fn the_history_as_comma_separated_values_has_a_line_a_review() {
    let home = learned();
    let csv = home.run(["history", "--csv"]).ok().out;
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(&header[..4], ["review", "at", "day", "card"]);
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 4);
    assert_eq!(&rows[0][3], "t/deck:a");
    home.run(["history", "--csv", "--json"]).fails(2);
}

#[test]
fn undo_gives_back_the_very_state_and_redo_the_other() {
    let home = learned();
    let after = cards(&home);
    home.run(["undo"]).ok();
    assert_eq!(home.card("t/deck:a")["due"], "2026-11-30");
    assert_eq!(home.card("t/deck:a")["lapses"], 0);
    let before = cards(&home);
    home.run(["redo"]).ok();
    assert_eq!(cards(&home), after);
    home.run(["undo"]).ok();
    assert_eq!(cards(&home), before);
    home.assert_sound();
}

#[test]
fn several_reviews_are_undone_and_brought_back_one_by_one() {
    let home = Home::with(&[Deck::basics(&["a", "b", "c"])]);
    let mut states = vec![cards(&home)];
    for card in ["t/deck:a", "t/deck:b", "t/deck:c"] {
        home.minutes(1).grade(card, "easy");
        states.push(cards(&home));
    }
    home.days(1).grade("t/deck:a", "again");
    states.push(cards(&home));

    // The state of a drill belongs to its day, so the days are compared on one.
    let at_the_end = |home: &Home| cards(home);
    let undone = home.json(["undo", "3"]);
    assert_eq!(undone["schema"], "pauk/undo/1");
    assert_eq!(names(&undone["reviews"], "card"), ["t/deck:a", "t/deck:c", "t/deck:b"]);
    assert_eq!(at_the_end(&home), states[1]);
    for (at, card) in [(2, "t/deck:b"), (3, "t/deck:c"), (4, "t/deck:a")] {
        let redone = home.json(["redo"]);
        assert_eq!(redone["schema"], "pauk/redo/1");
        assert_eq!(names(&redone["reviews"], "card"), [card]);
        assert_eq!(at_the_end(&home), states[at]);
    }
    home.run(["redo"]).fails(1);
    home.run(["undo", "4"]).ok();
    assert_eq!(at_the_end(&home), states[0]);
    home.run(["undo"]).fails(1);
    home.assert_sound();
}

#[test]
fn an_undone_review_stays_in_the_history_and_is_marked() {
    let home = learned();
    let undone = home.json(["undo"])["reviews"][0]["review"].clone();
    let reviews = home.json(["history"])["reviews"].clone();
    assert_eq!(reviews.as_array().unwrap().len(), 4);
    assert_eq!((&reviews[0]["review"], &reviews[0]["undone"]), (&undone, &json!(true)));
    home.run(["redo"]).ok();
    assert_eq!(home.json(["history"])["reviews"][0]["undone"], false);
}

#[test]
fn after_a_new_review_there_is_nothing_to_bring_back() {
    let home = learned();
    home.run(["undo"]).ok();
    home.minutes(1).grade("t/deck:a", "good");
    home.run(["redo"]).fails(1);
    assert_eq!(home.card("t/deck:a")["interval"], 15);
}

#[test]
fn undo_does_not_touch_what_was_no_review() {
    let home = learned();
    home.minutes(1).run(["card", "suspend", "t/deck:c"]).ok();
    home.minutes(1).run(["card", "flag", "t/deck:b"]).ok();
    let undone = home.json(["undo"]);
    assert_eq!(names(&undone["reviews"], "card"), ["t/deck:a"]);
    assert_eq!(home.card("t/deck:c")["suspended"], true);
    assert_eq!(home.card("t/deck:b")["flagged"], true);
}

#[test]
fn undo_knows_its_bounds() {
    let home = learned();
    home.run(["undo", "0"]).fails(2);
    home.run(["undo", "x"]).fails(2);
    let undone = home.json(["undo", "100"]);
    assert_eq!(undone["reviews"].as_array().unwrap().len(), 4);
    assert!(cards(&home).as_array().unwrap().iter().all(|card| card["state"] == "new"));
}

#[test]
fn an_undone_drill_leaves_the_lapse_and_its_drill() {
    let home = Home::with(&[Deck::basics(&["a"])]);
    let mut session = home.session([] as [&str; 0]);
    session.grade("again");
    session.quit();
    let before = cards(&home);
    let mut session = home.minutes(1).session([] as [&str; 0]);
    session.grade("good");
    session.end();
    assert_eq!(home.json(["history"])["reviews"][0]["mode"], "drill");
    home.run(["undo"]).ok();
    assert_eq!(cards(&home), before);
    assert_eq!(home.json(["due"])["total"]["drill"], 1);
}
