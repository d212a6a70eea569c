//! Paths before a session: files that stayed the same are not read again, and nobody notices.

use std::path::Path;

use crate::support::{Deck, Home, text};

/// What a session says on stderr that is left at once.
#[track_caller]
fn said(home: &Home, args: &[&str]) -> String {
    let args = [&["review", "--jsonl"], args].concat();
    home.run(args).ok().err
}

/// How many files are known as those of their decks.
fn known(home: &Home) -> u64 {
    let sql = "select count(*) from deck where file is not null";
    home.sql().query_row(sql, [], |row| row.get(0)).expect("a count")
}

fn comment(path: &Path) {
    let deck = std::fs::read_to_string(path).expect("a deck");
    std::fs::write(path, format!("# nothing of the deck\n{deck}")).expect("a deck");
}

#[test]
fn what_changed_in_a_folder_comes_in_and_what_stayed_the_same_is_passed_in_silence() {
    let home = Home::new();
    let one = home.deck(&Deck::basics(&["a", "b"]));
    home.deck(&Deck::many("t/other", 3));
    assert_eq!(said(&home, &["decks"]), "t/deck: 2 added\nt/other: 3 added\n");
    assert_eq!((said(&home, &["decks"]), known(&home)), (String::new(), 2));
    let all = home.found(&[]);

    home.deck(&Deck::basics(&["a", "b", "c"]));
    assert_eq!(said(&home, &["decks"]), "t/deck: 1 added, 2 unchanged\n");
    assert_eq!((said(&home, &["decks"]), known(&home)), (String::new(), 2));
    home.deck(&Deck::basics(&["a", "b"]));
    assert_eq!(said(&home, &["decks"]), "t/deck: 1 retired, 2 unchanged\n");
    assert_eq!(home.found(&[]), all);

    let before = home.run(["log", "export", "-"]).ok().out;
    comment(&one);
    assert_eq!((said(&home, &["decks"]), known(&home)), (String::new(), 2));
    assert_eq!(said(&home, &[text(&one)]), "");
    assert_eq!(home.run(["log", "export", "-"]).ok().out, before, "a comment is no event");
    home.assert_sound();
}

#[test]
fn a_session_is_about_the_decks_of_files_that_were_not_read_too() {
    let home = Home::with(&[Deck::basics(&["a"]), Deck::many("t/other", 1)]);
    for _ in 0..2 {
        let session = home.session(["decks/t_other.toml"]);
        assert_eq!(session.question()["card"], "t/other:c1");
        session.quit();
    }
    let quiz = ["quiz", "decks/t_other.toml", "--jsonl", "--no-log"];
    home.run(quiz).ok().says("\"questions\":1");
}

#[test]
fn a_file_counts_only_while_its_deck_holds_what_stands_in_it() {
    let home = Home::new();
    let path = home.deck(&Deck::basics(&["a", "b"]));
    assert_eq!(said(&home, &["decks"]), "t/deck: 2 added\n");
    home.run(["deck", "remove", "t/deck", "--yes"]).ok();
    assert_eq!(known(&home), 0);
    assert_eq!(said(&home, &["decks"]), "t/deck: 2 restored\n");

    // Another machine had a newer deck.
    let other = Home::new();
    home.run(["log", "export", "log.jsonl"]).ok();
    other.run(["log", "import", text(&home.path("log.jsonl"))]).ok();
    other.add(&Deck::basics(&["a", "b", "c"]));
    other.run(["log", "export", "log.jsonl"]).ok();
    home.minutes(1).run(["log", "import", text(&other.path("log.jsonl"))]).ok();
    assert_eq!((home.found(&[]).len(), known(&home)), (3, 0));
    assert_eq!(said(&home, &[text(&path)]), "t/deck: 1 retired, 2 unchanged\n");

    home.run(["doctor", "--repair"]).ok();
    assert_eq!(said(&home, &["decks"]), "");
    home.assert_sound();
}

#[test]
fn what_is_wrong_with_files_is_said_however_often_they_were_read() {
    let home = Home::with(&[Deck::basics(&["a"])]);
    assert_eq!(said(&home, &["decks"]), "");
    home.write("decks/settings.toml", "[tool]\nname = \"none\"\n");
    for _ in 0..2 {
        let passed = said(&home, &["decks"]);
        assert_eq!(passed, "note: decks/settings.toml is no deck and was passed over\n");
    }
    home.write("empty/settings.toml", "[tool]\n");
    for paths in [&["empty"][..], &["decks", "empty"], &["empty", "decks"]] {
        let args = [&["review"], paths].concat();
        home.run(args).fails(1).complains("there are no decks in empty");
    }
    home.run(["review", "decks/settings.toml"]).fails(1).complains("settings.toml");
    home.run(["review", "decks", "decks/none.toml"]).fails(1).complains("none.toml");

    let twice = std::fs::read(home.path("decks/t_deck.toml")).expect("a deck");
    home.write("decks/again.toml", &twice);
    for _ in 0..2 {
        home.run(["review", "decks"]).fails(1).complains("stands in two files");
    }
    std::fs::remove_file(home.path("decks/again.toml")).expect("a file");
    assert_eq!(said(&home, &["decks/t_deck.toml", "./decks/t_deck.toml"]), "");

    home.write("decks/t_deck.toml", "[deck]\nid = \"t/deck\"\n[[card]]\nid = \"a\"\n");
    for _ in 0..2 {
        home.run(["review", "decks"]).fails(1).complains("nothing was brought in");
    }
    home.write("decks/t_deck.toml", &twice);
    home.run(["review", "decks", "--jsonl"]).ok();
    assert_eq!(home.found(&[]), ["t/deck:a"]);
}
