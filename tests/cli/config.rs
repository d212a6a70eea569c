//! `pauk config`, and what bare `pauk` says of the day.

use std::fs;

use serde_json::json;

use crate::support::{Deck, Home, Ran, assert_keys};

#[test]
fn settings_are_listed_set_got_and_taken_back() {
    let home = Home::new();
    let list = home.json(["config", "list"]);
    for setting in list["settings"].as_array().unwrap() {
        assert_keys(setting, &["key", "value", "default", "meaning"]);
        assert_eq!(setting["value"], setting["default"]);
    }
    for (key, value, default) in
        [("new-per-day", "7", "20"), ("rollover-hour", "0", "4"), ("grades", "6", "4")]
    {
        assert_eq!(home.run(["config", "get", key]).ok().out, format!("{default}\n"));
        home.run(["config", "set", key, value]).ok();
        assert_eq!(home.json(["config", "get", key])["value"], value);
        home.run(["config", "set", key]).ok();
        assert_eq!(home.json(["config", "get", key])["value"], default);
    }
}

#[test]
fn what_makes_no_sense_is_not_set() {
    let home = Home::new();
    for (key, value) in [
        ("new-per-day", "-1"),
        ("new-per-day", "many"),
        ("rollover-hour", "24"),
        ("grades", "5"),
        ("color", "red"),
        ("leech-threshold", "0"),
        ("rollover-hour.t/deck", "3"),
        ("new-per-day.Not A Deck", "3"),
    ] {
        let ran = home.run(["config", "set", "--", key, value]).fails(1);
        assert!(ran.err.contains("hint: "), "{key} {value}: {}", ran.err);
    }
    home.run(["config", "get", "new-per-dya"]).fails(1).complains("`new-per-day`");
}

#[test]
fn the_settings_of_a_machine_are_edited_in_a_file_of_its_own() {
    let home = Home::new();
    let path = home.json(["config", "path"])["path"].as_str().unwrap().to_owned();
    assert!(path.ends_with("home/config.toml"), "{path}");
    let editor = home.editor("echo 'grades = \"6\"' >> \"$1\"");
    Ran::of(home.command(["config", "edit"]).env("EDITOR", editor)).ok();
    assert_eq!(home.json(["config", "get", "grades"])["value"], "6");
    home.write("home/config.toml", "this is no toml");
    home.run(["due"]).fails(1).complains("config.toml: line 1:");
    for (text, complaint) in [
        ("# mine\ngrades = 5\n", "line 2: `5` does not fit grades"),
        ("color = \"neverr\"\n", "line 1: `neverr` does not fit color"),
        ("\nplian = true\n", "Did you mean `plain`?"),
        ("new-per-day = 3\n", "`pauk config set new-per-day 3`"),
        ("[color]\nx = 1\n", "line 1: `{ x = 1 }` does not fit color"),
    ] {
        home.write("home/config.toml", text);
        home.run(["due"]).fails(1).complains(complaint);
    }
    // What is wrong can be set right.
    home.write("home/config.toml", "# mine\ngrades = 5 # or 6\n");
    home.run(["config", "set", "grades", "6"]).ok();
    assert_eq!(fs::read_to_string(&path).unwrap(), "# mine\ngrades = \"6\" # or 6\n");
}

#[test]
fn six_grades_are_the_qualities_in_lines() {
    let home = Home::with(&[Deck::basics(&["a", "b"])]);
    home.pipe(["review", "--grades", "6"], "\n5\n\n0\nq\n").ok();
    let reviews = home.json(["history"])["reviews"].clone();
    assert_eq!((&reviews[0]["quality"], &reviews[1]["quality"]), (&json!(0), &json!(5)));
}

#[test]
fn the_day_is_told_with_what_is_left_and_the_streak() {
    let home = Home::with(&[Deck::basics(&["a", "b", "c"])]);
    home.grade("t/deck:a", "good");
    home.days(1).grade("t/deck:a", "good");
    let today = home.json([] as [&str; 0]);
    assert_eq!(today["schema"], "pauk/today/1");
    assert_eq!((&today["due"], &today["new"]), (&json!(0), &json!(2)));
    assert_eq!((&today["streak"], &today["reviewed"]), (&json!(2), &json!(1)));
    home.days(1);
    assert_eq!(home.json([] as [&str; 0])["streak"], 2);
    home.days(1);
    assert_eq!(home.json([] as [&str; 0])["streak"], 0);
    home.run([] as [&str; 0]).ok().says("pauk review");
}

#[test]
fn a_leech_is_marked_from_the_eighth_lapse_and_never_suspended() {
    let home = Home::with(&[Deck::basics(&["a"])]);
    for lapse in 1..=8 {
        home.grade("t/deck:a", "good");
        home.days(1).grade("t/deck:a", "again");
        home.days(1);
        let card = home.card("t/deck:a");
        assert_eq!((&card["lapses"], &card["leech"]), (&json!(lapse), &json!(lapse == 8)));
    }
    assert_eq!(home.card("t/deck:a")["suspended"], false);
    assert_eq!(home.found(&["is:leech"]), ["t/deck:a"]);
}

#[test]
fn one_seed_mixes_choices_in_one_way() {
    let wrong: Vec<String> = (1..9).map(|at| format!("\"w{at}\"")).collect();
    let lines =
        format!("ask = \"Which?\"\nright = \"r\"\nwrong = [{}]\nshow = 9", wrong.join(", "));
    let home = Home::with(&[Deck::of("t/deck").card("a", &lines)]);
    let order = |seed: &str| {
        let mut review = home.command(["review", "--jsonl"]);
        let ran = Ran::of(review.env("PAUK_SEED", seed)).ok();
        ran.out.lines().nth(1).expect("a question").to_owned()
    };
    assert_eq!(order("1"), order("1"));
    assert!((2..6).any(|seed| order(&seed.to_string()) != order("1")));
}

#[test]
fn a_lint_finding_has_a_code_a_place_and_a_help_and_can_be_denied() {
    let home = Home::new();
    home.write(
        "poor.toml",
        "[deck]\nid = \"t/poor\"\ntitle = \"Poor\"\n\n[[card]]\nid = \"a\"\nask = \"Is it so?\"\nright = \"yes\"\nwrong = [\"no\"]\n",
    );
    let report = home.json(["deck", "lint", "poor.toml"]);
    let problems = report["problems"].as_array().unwrap();
    assert!(!problems.is_empty());
    for problem in problems {
        assert_keys(problem, &["file", "line", "column", "code", "severity", "message", "help"]);
        assert!(problem["code"].as_str().unwrap().starts_with('L'), "{problem}");
        assert_eq!(problem["severity"], "warning");
    }
    home.run(["deck", "check", "poor.toml"]).ok();
    home.run(["deck", "lint", "poor.toml", "--deny", "warnings"]).fails(1);
    assert!(!home.database().exists());
}

#[test]
fn a_check_for_errors_alone_tells_only_what_is_wrong() {
    let home = Home::new();
    let card = "[[card]]\nid = \"a\"\nask = \"Is it so?\"\nright = \"yes\"\nwrong = [\"no\"]\n";
    let deck = format!("[deck]\nid = \"t/poor\"\ntitle = \"Poor\"\n\n{card}");
    home.write("decks/poor.toml", &deck);
    let said = home.run(["deck", "lint", "--errors", "decks"]).ok();
    assert_eq!(said.out, "1 deck checked: 0 errors, 0 warnings\n");
    home.write("decks/wrong.toml", deck.replace("t/poor", "t/wrong").replace("yes", ""));
    let report = home.run(["deck", "lint", "--errors", "decks", "--json"]).fails(1).json();
    assert_eq!(report["errors"], 1);
    assert_eq!(report["problems"][0]["code"], "E013");
    home.run(["deck", "lint", "--errors", "--deny", "warnings", "decks"]).fails(2);
}
