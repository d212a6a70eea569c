//! The shipped decks: each holds, each is clean, and together they cover what they promise.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

fn decks(tree: &str) -> Vec<(PathBuf, toml::Table)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("decks").join(tree);
    let mut decks: Vec<(PathBuf, toml::Table)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let text = std::fs::read_to_string(&path).unwrap();
            (path, text.parse().unwrap())
        })
        .collect();
    decks.sort_by(|one, other| one.0.cmp(&other.0));
    decks
}

fn cards(tree: &str) -> Vec<toml::Table> {
    decks(tree)
        .into_iter()
        .flat_map(|(_, deck)| deck["card"].as_array().unwrap().clone())
        .map(|card| card.as_table().unwrap().clone())
        .collect()
}

fn kind(card: &toml::Table) -> &str {
    match card.get("kind").and_then(toml::Value::as_str) {
        Some(kind) => kind,
        None if card.contains_key("front") => "basic",
        None if card.contains_key("text") => "cloze",
        None if card.contains_key("right") => "choice",
        None => "match",
    }
}

/// The facts that a card says it stands for.
fn facts(card: &toml::Table) -> Vec<String> {
    card["tags"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|tag| tag.as_str().unwrap().strip_prefix("fakt:"))
        .map(ToOwned::to_owned)
        .collect()
}

#[test]
fn every_shipped_deck_is_clean() {
    let home = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_pauk"))
        .args(["deck", "lint", "--deny", "warnings"])
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("decks"))
        .env("PAUK_HOME", home.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
    assert!(said.ends_with("8 decks checked: 0 errors, 0 warnings\n"), "{said}");
}

#[test]
fn both_languages_have_about_160_cards_with_cite_and_importance() {
    for tree in ["halperin", "halperin-en"] {
        let cards = cards(tree);
        assert!((150..=200).contains(&cards.len()), "{tree} has {}", cards.len());
        for card in &cards {
            let id = card["id"].as_str().unwrap();
            assert!(card.contains_key("cite"), "{tree}: {id} has no cite");
            assert!(card.contains_key("importance"), "{tree}: {id} has no importance");
            assert!(!facts(card).is_empty(), "{tree}: {id} names no fact");
        }
        let thought =
            cards.iter().filter(|card| ["basic", "cloze", "choice"].contains(&kind(card)));
        assert!(thought.count() >= 100, "{tree}");
        for wanted in ["typed", "number", "date", "list", "order", "match"] {
            assert!(cards.iter().any(|card| kind(card) == wanted), "{tree} has no {wanted} card");
        }
    }
}

/// The facts of importance 2 and 3 of the article, one a line, from its inventory.
#[test]
fn every_fact_of_importance_two_and_three_stands_on_a_card_in_each_language() {
    let wanted: BTreeSet<&str> = include_str!("fixtures/facts.txt").lines().collect();
    assert_eq!(wanted.len(), 214);
    for tree in ["halperin", "halperin-en"] {
        let covered: BTreeSet<String> = cards(tree).iter().flat_map(facts).collect();
        let missing: Vec<&&str> = wanted.iter().filter(|fact| !covered.contains(**fact)).collect();
        assert!(missing.is_empty(), "{tree} lacks {missing:?}");
    }
}

#[test]
fn the_three_errors_are_asked_as_a_list_in_order_and_as_a_match() {
    for (tree, file) in [("halperin", "irrtuemer.toml"), ("halperin-en", "errors.toml")] {
        let (_, deck) = decks(tree).into_iter().find(|(path, _)| path.ends_with(file)).unwrap();
        let cards: Vec<toml::Table> = deck["card"]
            .as_array()
            .unwrap()
            .iter()
            .map(|card| card.as_table().unwrap().clone())
            .collect();
        let ordered = |card: &toml::Table| {
            kind(card) == "list"
                && card.get("ordered").and_then(toml::Value::as_bool) == Some(true)
                && card["items"].as_array().unwrap().len() == 3
        };
        assert!(cards.iter().any(ordered), "{tree} asks no list of three in order");
        assert!(cards.iter().any(|card| kind(card) == "match"), "{tree} has no match");
    }
}
