//! Which cards a paper holds, and what is said where there are too few.

use std::collections::HashSet;

use proptest::prelude::*;

use crate::quiz::draw::PaperError;
use crate::quiz::testing::{entries, halperin, of};
use crate::quiz::{Blueprint, Draw, Entry, Form, Paper, PaperNumber};

fn draw(cards: &[Entry], number: u64) -> Draw<'_> {
    Draw { cards, class: &[], form: Form::AsWritten, number: PaperNumber::new(number) }
}

fn keys(paper: &Paper) -> Vec<String> {
    paper.items.iter().map(|item| item.key.to_string()).collect()
}

/// Typed cards with these ids and tags.
fn tagged(cards: &[(&str, &str)]) -> Vec<Entry> {
    let card = |(id, tag): &(&str, &str)| {
        format!(
            "[[card]]\nid = \"{id}\"\nkind = \"typed\"\nask = \"Was {id}?\"\nanswer = \"{id}\"\ntags = [\"{tag}\"]\n"
        )
    };
    of(&cards.iter().map(card).collect::<String>())
}

#[test]
fn the_same_number_gives_the_same_paper_whatever_the_order_of_the_cards() {
    let cards = halperin();
    let mut turned: Vec<Entry> = cards.iter().rev().cloned().collect();
    turned.rotate_left(17);
    let paper = draw(&cards, 5).of_count(20).unwrap();
    let again = draw(&turned, 5).of_count(20).unwrap();
    assert_eq!(keys(&paper), keys(&again));
    let questions =
        |paper: &Paper| paper.items.iter().map(|item| item.question.clone()).collect::<Vec<_>>();
    assert_eq!(questions(&paper), questions(&again));
    assert_ne!(keys(&paper), keys(&draw(&cards, 6).of_count(20).unwrap()));
}

#[test]
fn a_paper_takes_from_each_deck_in_proportion() {
    let deck = |id: &str, count: usize| {
        let card =
            |at: usize| format!("[[card]]\nid = \"c{at}\"\nfront = \"f{at}\"\nback = \"b\"\n");
        let cards: String = (0..count).map(card).collect();
        entries(&format!("[deck]\nid = \"{id}\"\ntitle = \"{id}\"\n{cards}"))
    };
    let cards = [deck("a", 6), deck("b", 3), deck("c", 1)].concat();
    let shares = |count| {
        let paper = draw(&cards, 1).of_count(count).unwrap();
        ["a", "b", "c"]
            .map(|deck| paper.items.iter().filter(|item| item.deck.id.as_str() == deck).count())
    };
    assert_eq!([shares(5), shares(8), shares(10)], [[3, 2, 0], [5, 2, 1], [6, 3, 1]]);
}

#[test]
fn no_two_cards_of_one_note_stand_in_a_paper() {
    let cards = of(
        "[[card]]\nid = \"a\"\ntext = \"{{eins}} {{zwei}} {{drei}} und vier und fünf und sechs\"\n\
                    [[card]]\nid = \"b\"\nfront = \"f\"\nback = \"b\"\nreverse = true\n",
    );
    assert_eq!(cards.len(), 5);
    assert_eq!(draw(&cards, 1).most(), 2);
    assert_eq!(draw(&cards, 1).of_count(2).unwrap().items.len(), 2);
    let error = draw(&cards, 1).of_count(3).unwrap_err();
    assert_eq!(error, PaperError::TooFew { fitting: 2 });
    assert_eq!(error.to_string(), "only 2 cards fit; ask for at most 2");
    assert_eq!(draw(&[], 1).of_count(3).unwrap_err().to_string(), "no card fits");
}

#[test]
fn a_blueprint_is_met_exactly() {
    let cards = halperin();
    let blueprint = Blueprint::parse(
        "title = \"Probe\"\nquestions = 12\ntime = \"20m\"\n[[section]]\ncount = 5\ndeck = \"halperin/daten\"\nkind = \"date\"\n\
         [[section]]\ncount = 3\ndeck = \"halperin\"\nimportance = 3\nkind = [\"list\", \"match\"]\n",
    )
    .unwrap();
    let paper = draw(&cards, 9).of_blueprint(&blueprint).unwrap();
    assert_eq!((paper.items.len(), paper.title.as_str(), paper.lang.as_str()), (12, "Probe", "de"));
    let dates = paper
        .items
        .iter()
        .filter(|item| item.kind == "date" && item.deck.id.as_str() == "halperin/daten");
    assert!(dates.count() >= 5);
    let weighty = paper
        .items
        .iter()
        .filter(|item| matches!(item.kind, "list" | "match") && item.note.importance.get() == 3);
    assert!(weighty.count() >= 3);
    assert_eq!(keys(&paper).into_iter().collect::<HashSet<_>>().len(), 12);
}

#[test]
fn a_short_section_is_named_with_what_it_wants() {
    let cards = tagged(&[("a", "usa"), ("b", "usa"), ("c", "kuba")]);
    let short = |text: &str| {
        let blueprint = Blueprint::parse(text).unwrap();
        draw(&cards, 1).of_blueprint(&blueprint).unwrap_err().to_string()
    };
    assert_eq!(
        short(
            "[[section]]\ncount = 1\ntag = \"kuba\"\n[[section]]\ncount = 5\ntag = \"USA\"\nkind = \"typed\"\n"
        ),
        "section 2 (tag `USA`, kind typed) wants 5 and only 2 cards fit"
    );
    assert_eq!(
        short(
            "[[section]]\ncount = 2\ntag = \"usa\"\n[[section]]\ncount = 2\ndeck = \"d\"\n[[section]]\ncount = 1\nkind = \"date\"\n"
        ),
        "section 1 (tag `usa`) and section 2 (deck `d`) together want 4 and only 3 cards fit; \
         section 3 (kind date) wants 1 and no card fits"
    );
    assert_eq!(
        short("questions = 9\n[[section]]\ncount = 2\ntag = \"usa\"\n"),
        "the paper wants 9 and only 3 cards fit"
    );
}

proptest! {
    #[test]
    fn overlapping_sections_are_served_where_they_can_be(number in any::<u64>()) {
        let cards = tagged(&[("a", "usa"), ("b", "usa"), ("c", "kuba")]);
        let blueprint = Blueprint::parse(
            "[[section]]\ncount = 1\ndeck = \"d\"\n[[section]]\ncount = 2\ntag = \"usa\"\n",
        ).unwrap();
        let mut keys = keys(&draw(&cards, number).of_blueprint(&blueprint).unwrap());
        keys.sort();
        prop_assert_eq!(keys, ["d:a", "d:b", "d:c"]);
    }
}

#[test]
fn a_blueprint_written_to_exhaust_the_stack_is_an_error_or_nothing() {
    let deep = format!("{}x = 1\n", "a.".repeat(30_000));
    assert!(Blueprint::parse(&deep).is_err());
    let lists = format!("title = {}", "[".repeat(60_000));
    assert!(Blueprint::parse(&lists).is_err());
    assert!(
        Blueprint::parse(&"#".repeat(70_000)).unwrap_err()[0]
            .message
            .starts_with("the file has 70000 bytes")
    );
}
