//! `pauk import`: tables of other programs come in, again and again, and no progress is lost.

use serde_json::json;

use crate::support::{Deck, Home, names, text};

const WORDS: &str = "question,answer,tags\nWho?,Me,people\nWhy?,So,\n\"How, then?\",\"Thus\",\n";

#[test]
fn a_table_can_be_learned_and_brought_in_again() {
    let home = Home::new();
    let file = home.write("Words.csv", WORDS);
    home.run(["import", text(&file)])
        .ok()
        .says("words: 3 added")
        .complains("parted by `,`: question, answer, tags, named by its first row")
        .complains("`pauk review words` starts with it.");
    let cards = home.found(&["deck:words"]);
    assert_eq!(cards.len(), 3);
    let who = cards.iter().find(|card| card.contains(":who-")).unwrap().clone();
    home.answer_all([who.as_str()], "good");
    let learned = home.card(&who);

    home.run(["import", text(&file)]).ok().says("words: 3 unchanged");
    home.write("Words.csv", "question,answer,tags\nWho?,\"Me, of course\",people\nNew?,Yes,\n");
    home.run(["import", text(&file)]).ok().says("words: 1 added, 1 changed");
    let after = home.card(&who);
    assert_eq!(after["answer"], "Me, of course");
    for kept in ["due", "interval", "ease", "reviews", "tags"] {
        assert_eq!(after[kept], learned[kept], "{kept}");
    }
    // What is no longer in the table stays.
    assert_eq!(home.found(&["deck:words"]).len(), 4);
    home.assert_sound();
}

#[test]
fn a_table_with_a_row_that_does_not_hold_is_refused_whole() {
    let home = Home::new();
    let file = home.write("bad.csv", "question,answer\nA,1\nB,\nC,3,4\n");
    let ran = home.run(["import", text(&file)]).fails(1).says("");
    let ran = ran.complains("bad.csv:3:1: error[T005]: the row has no answer");
    let ran = ran.complains("bad.csv:4:1: error[T003]: the row has 3 cells, the table 2 columns");
    ran.complains("2 problems in").complains("--skip-bad");
    assert!(!home.database().exists(), "a database was made for nothing");
    let report = home.run(["import", text(&file), "--json"]).fails(1).json();
    assert_eq!(report["schema"], "pauk/import/1");
    assert_eq!(report["decks"], json!([]));
    assert_eq!(names(&report["problems"], "code"), ["T005", "T003"]);

    let report = home.run(["import", text(&file), "--json", "--skip-bad"]).ok().json();
    assert_eq!(report["decks"][0]["added"], 1);
    assert_eq!(report["left_out"], 2);
    assert_eq!(names(&report["problems"], "code"), ["T005", "T003"]);
    assert_eq!(home.found(&["deck:bad"]).len(), 1);

    // A deck of which no row holds is none, and what is wrong with the file is no row.
    let file = home.write("decks.csv", "question,answer,deck\nA,,None\nB,2,Some\n");
    let report = home.run(["import", text(&file), "--json", "--skip-bad"]).ok().json();
    assert_eq!(names(&report["decks"], "deck"), ["some"]);
    assert_eq!(names(&home.json(["deck", "list"])["decks"], "deck"), ["bad", "some"]);
    let file = home.write("open.csv", "question,answer\nA,1\nB,\"2\nC,3\n");
    home.run(["import", text(&file), "--skip-bad"]).fails(1).complains("error[T002]");
    assert!(home.found(&["deck:open"]).is_empty());
    home.assert_sound();
}

#[test]
fn a_mistake_at_the_end_of_a_large_table_takes_everything_back() {
    let home = Home::with(&[Deck::many("t/other", 2)]);
    let before = home.knowledge();
    let rows: String = (0..5_000).map(|row| format!("question {row},answer\n")).collect();
    let file = home.write("large.csv", format!("question,answer\n{rows}bad,\"never closed\n"));
    home.run(["import", text(&file)]).fails(1).complains("large.csv:5002:1: error[T002]");
    assert_eq!(home.knowledge(), before);
    home.assert_sound();
    home.write("large.csv", format!("question,answer\n{rows}"));
    home.run(["import", text(&file)]).ok().says("large: 5000 added");
    home.assert_sound();
}

#[test]
fn what_would_come_in_is_told_without_a_change() {
    let home = Home::new();
    let file = home.write("words.csv", WORDS);
    let dry = home.json(["import", text(&file), "--dry-run"]);
    assert!(!home.database().exists());
    assert_eq!((&dry["dry_run"], &dry["decks"][0]["added"]), (&json!(true), &json!(3)));
    assert_eq!(dry["columns"], json!(["question", "answer", "tags"]));
    assert_eq!((&dry["delimiter"], &dry["header"]), (&json!(","), &json!(true)));
    home.run(["import", text(&file)]).ok();
    home.write("words.csv", "question,answer\nWho?,You\nWhat?,That\nWho?,You\n");
    let dry = home.json(["import", text(&file), "--dry-run"]);
    let counts = &dry["decks"][0];
    assert_eq!((&counts["added"], &counts["changed"]), (&json!(1), &json!(1)));
    assert_eq!(dry["repeated"], 1);
    let real = home.json(["import", text(&file)]);
    assert_eq!(real["decks"], dry["decks"]);
}

#[test]
fn a_deck_that_stands_in_a_file_is_left_to_its_file() {
    let home = Home::with(&[Deck::many("words", 2)]);
    let file = home.write("words.csv", WORDS);
    home.run(["import", text(&file)]).fails(1).complains("the deck words stands in a file");
    assert_eq!(home.found(&["deck:words"]).len(), 2);
    home.run(["import", text(&file), "--deck", "words/own"]).ok().says("words/own: 3 added");
    // A deck that was removed is nobody's any more; its cards come back with their history.
    home.run(["deck", "remove", "words/own", "--yes"]).ok();
    home.run(["import", text(&file), "--deck", "words/own"]).ok().says("words/own: 3 restored");
    home.assert_sound();
}

#[test]
fn what_came_from_a_table_can_be_handed_on_as_a_deck_or_a_log() {
    let home = Home::new();
    let table = "front;back;type;choices;deck\n\
                 Who?;Me;;;People\n\
                 Which?;a;;a|b|c;People\n\
                 When?;1962-10;date;;Dates::Cuba\n\
                 How many?;3±1;number;;\n\
                 In {{1962}} came the {{crisis}};;;;\n";
    let file = home.write("mixed.csv", table);
    let report = home.json(["import", text(&file)]);
    assert_eq!(names(&report["decks"], "deck"), ["people", "dates/cuba", "mixed"]);
    home.answer_all(["deck:people"], "good");

    let toml = home.run(["deck", "show", "people", "--toml"]).ok().out;
    let other = Home::new();
    let deck = other.write("people.toml", &toml);
    other.run(["deck", "add", text(&deck)]).ok().says("people: 2 added");
    let deck = home.write("people.toml", &toml);
    home.run(["deck", "add", text(&deck)]).ok().says("people: 2 unchanged");

    let log = home.path("log.jsonl");
    home.run(["log", "export", text(&log)]).ok();
    let third = Home::new();
    third.run(["log", "import", text(&log)]).ok();
    assert_eq!(third.knowledge(), home.knowledge());
    third.assert_sound();
    // There the same table is known, too.
    let file = third.write("mixed.csv", table);
    let report = third.json(["import", text(&file)]);
    assert!(report["decks"].as_array().unwrap().iter().all(|deck| deck["added"] == 0), "{report}");
}

#[test]
fn a_table_comes_from_stdin_and_from_anki_and_quizlet() {
    let home = Home::new();
    let piped = home.pipe(["import", "-", "--deck", "my/piped"], "a\tb\nc\td\n");
    piped.ok().says("my/piped: 2 added");
    assert_eq!(home.json(["deck", "list"])["decks"][0]["title"], "piped");
    let anki = home.write(
        "export.txt",
        "#separator:tab\n#html:true\n#guid column:1\n#notetype column:2\n#deck column:3\n#tags column:6\n\
         x1\tBasic (and reversed card)\tGeo::Asia\tSeoul<br>(where?)\tKorea &amp; more\tcity east\n\
         x2\tCloze\tGeo::Asia\t{{c1::Tokyo::city}} in {{c2::Japan}}\t\t\n",
    );
    home.run(["import", text(&anki)]).ok().says("geo/asia: 2 added");
    assert_eq!(home.found(&["deck:geo/asia"]).len(), 4);
    let card = &home.json(["card", "show", "geo/asia:x1"])["cards"][0];
    assert_eq!(
        (&card["question"], &card["answer"]),
        (&json!("Seoul\n(where?)"), &json!("Korea & more"))
    );
    assert_eq!(card["tags"], json!(["city", "east"]));
    let set = home.write("set.txt", "Medici - bankers;Humanism - study - of man");
    home.run([
        "import",
        text(&set),
        "--format",
        "quizlet",
        "--delimiter",
        " - ",
        "--row-delimiter",
        ";",
    ])
    .ok()
    .says("set: 2 added");
    home.assert_sound();
}

#[test]
fn a_wrong_guess_can_be_put_right() {
    let home = Home::new();
    let file = home.write("cities.csv", "nr,city,land,page\n1,Seoul,Korea,5\n2,Rome,Italy,9\n");
    home.run(["import", text(&file), "--header", "--columns", "-,question,answer,cite"])
        .ok()
        .says("cities: 2 added");
    let card = home.found(&["deck:cities"]);
    let rome = card.iter().find(|card| card.contains("rome")).unwrap();
    assert_eq!(
        (&home.card(rome)["answer"], &home.card(rome)["cite"]),
        (&json!("Italy"), &json!("9"))
    );
    let latin = home.write("latin.csv", b"question,answer\nGr\xf6\xdfe?,ja\n");
    home.run(["import", text(&latin)])
        .fails(1)
        .complains("latin.csv:2:1: error[T001]")
        .complains("--encoding");
    home.run(["import", text(&latin), "--encoding", "windows-1252"]).ok();
    assert!(home.found(&["deck:latin"])[0].contains("grosse"));
    for (args, said) in [
        (["--columns", "question,answr"], "Did you mean `answer`?"),
        (["--encoding", "utf-99"], "no encoding that is known"),
        (["--deck", "Not A Deck"], "no deck id"),
        (["--lang", "deutsch!"], "no language tag"),
    ] {
        home.run(["import", text(&file), args[0], args[1]]).fails(2).complains(said);
    }
    home.run(["import", text(&file), "--header", "--no-header", "--dry-run"]).ok().says("3 added");
    home.run(["import", text(&file), "--no-header", "--header", "--dry-run"]).ok().says("2 added");
    home.run(["deck", "add", text(&file)]).fails(1).complains("hint: `pauk import ");
    home.run(["import", "nowhere.csv"]).fails(1).complains("there is no such file");
    home.run(["import", "."]).fails(1).complains("no regular file");
    home.pipe(["import", "-"], "").fails(1).complains("there are no cards in stdin");
}

#[test]
fn a_number_is_read_as_its_deck_writes_it_or_not_at_all() {
    let home = Home::new();
    let rows = "question,answer,type\nHow far?,10.000 km,number\nHow long?,1914-1918,number\n";
    let file = home.write("zahlen.csv", rows);
    home.run(["import", text(&file), "--lang", "de"]).ok().says("zahlen: 2 added");
    // The deck has its language, whatever a later table says.
    home.run(["import", text(&file)]).ok().says("zahlen: 2 unchanged");
    let toml = home.run(["deck", "show", "zahlen", "--toml"]).ok().out;
    assert!(toml.contains("answer = 10000\nunit = \"km\""), "{toml}");
    assert!(toml.contains("answer = 1916\ntolerance = 2"), "{toml}");
    let file = home.write("doubt.csv", "question,answer,type\nHow many?,1e6,number\n");
    home.run(["import", text(&file)])
        .fails(1)
        .complains("doubt.csv:2:1: error[T006]: it is not certain which number `1e6` is")
        .complains("`1,453`");
}

#[test]
fn a_file_that_is_no_table_is_told_what_to_do_with() {
    let home = Home::new();
    let deck = home.write("dates.toml", "[deck]\nid = \"dates\"\n");
    home.run(["import", text(&deck)])
        .fails(1)
        .complains("dates.toml:1:1: error[T001]: this is a deck file, and no table of cards")
        .complains("dates.toml` brings in a deck file.")
        .complains("1 problem in");
    home.pipe(["import", "-"], "::Q1::What? {=a ~b}\n").fails(1).complains("a quiz in GIFT");
}

#[test]
fn what_says_nothing_of_a_table_is_refused() {
    let home = Home::new();
    let html = home.write("html.csv", "question,answer\na,b\n");
    for args in [
        &["--row-delimiter", ";"][..],
        &["--format", "quizlet", "--columns", "question,answer,tags"],
    ] {
        let args: Vec<&str> = ["import", text(&html)].iter().chain(args).copied().collect();
        home.run(args).fails(2);
    }
}

#[test]
fn cells_of_html_are_told() {
    let home = Home::new();
    let html = home.write("html.csv", "question,answer\na,<ul><li>b</ul>\n");
    home.run(["import", text(&html), "--dry-run"]).ok().complains("note: its cells look like HTML");
    let ran = home.run(["import", text(&html), "--dry-run", "--html"]).ok();
    assert!(!ran.err.contains("HTML"), "{}", ran.err);
}

#[test]
fn nothing_in_a_table_reaches_the_terminal_as_it_is() {
    let home = Home::new();
    let hostile = "question,answer,\u{1b}]0;x\u{7}\nA\u{1b}[2J,1\n";
    let file = home.write("hostile.csv", hostile);
    let ran = home.run(["import", text(&file)]).fails(1).complains("error[E003]");
    assert!(!ran.err.contains('\u{1b}') && !ran.err.contains('\u{7}'), "{:?}", ran.err);
    let named = home.write("named.csv", "question,answer,deck\na,b,\u{202e}Evil\u{1b}[31m::Deck\n");
    let ran = home.run(["import", text(&named)]).ok().says("evil-31m/deck: 1 added");
    assert!(!ran.err.contains('\u{1b}') && !ran.err.contains('\u{202e}'));
    home.run(["deck", "list"]).ok();
    home.assert_sound();
}
