//! Runs the gold set: answers marked by hand, against what the program says of them.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::{Lexicon, Marked, Response, mark};
use crate::model::{Importance, Kind, Note, Variant, Verdict};

/// Where the gold set lies, from the root of the crate.
const FIXTURES: &str = "tests/fixtures/grading";

struct Row {
    deck: String,
    card: String,
    given: String,
    verdicts: Vec<String>,
    least: f64,
    most: f64,
    proposed: Vec<String>,
    class: String,
}

fn fixture(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(FIXTURES).join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn rows() -> Vec<Row> {
    let split = |field: &str| field.split('|').map(str::to_owned).collect();
    let text = fixture("gold.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows = reader.records().map(|record| {
        let record = record.unwrap();
        let field = |index: usize| record[index].to_owned();
        Row {
            deck: field(0),
            card: field(1),
            given: field(2),
            verdicts: split(&record[3]),
            least: record[4].parse().unwrap(),
            most: record[5].parse().unwrap(),
            proposed: split(&record[6]),
            class: record[7].split(':').next().unwrap().to_owned(),
        }
    });
    rows.collect()
}

fn response(note: &Note, given: &str) -> (Response, Option<String>) {
    let text = |text: &str| Response::Text(text.to_owned());
    if !given.starts_with(['"', '[', '{']) {
        return (text(given), None);
    }
    let value: serde_json::Value = serde_json::from_str(given).unwrap();
    if let Some(then) = value.get("then") {
        return (text(then[1].as_str().unwrap()), Some(then[0].as_str().unwrap().to_owned()));
    }
    if let Some(one) = value.as_str() {
        return (text(one), None);
    }
    let all = value.as_array().unwrap();
    let texts = || all.iter().map(|text| text.as_str().unwrap().to_owned()).collect();
    let number = |value: &serde_json::Value| value.as_u64().unwrap() as usize - 1;
    let response = match note.kind {
        Kind::Choice(_) => Response::Choices(texts()),
        Kind::Order { .. } => Response::Order(all.iter().map(number).collect()),
        Kind::Match { .. } => {
            Response::Pairs(all.iter().map(|pair| (number(&pair[0]), number(&pair[1]))).collect())
        }
        _ => Response::Texts(texts()),
    };
    (response, None)
}

fn names(verdict: &Verdict) -> (&'static str, f64, String) {
    let proposed = verdict.proposed.map_or("-".to_owned(), |grade| grade.to_string());
    (verdict.kind.name(), verdict.score.fraction(), proposed)
}

fn agrees(row: &Row, marked: &Marked) -> bool {
    let (kind, score, proposed) = names(&marked.verdict);
    row.verdicts.iter().any(|verdict| verdict == kind)
        && score >= row.least - 0.005
        && score <= row.most + 0.005
        && row.proposed.contains(&proposed)
}

#[test]
fn the_gold_set_is_marked_as_by_hand() {
    let decks: BTreeMap<String, (Vec<Note>, Lexicon)> =
        ["de.toml", "en.toml"].map(|name| (name.to_owned(), load(&fixture(name)))).into();
    let strict = ["number", "date", "ordinal", "negation", "opposite", "hedge"];
    let passing = ["exact", "variant", "slip"];
    let rows = rows();
    let (mut agreed, mut false_accepts, mut grave, mut false_rejects) = (0, 0, 0, 0);
    let (mut must_fail, mut must_pass) = (0, 0);
    let mut classes: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for row in &rows {
        let (notes, lexicon) = &decks[&row.deck];
        let (id, gap) = row.card.split_once('#').unwrap_or((&row.card, ""));
        let note = notes.iter().find(|note| note.id.as_str() == id).unwrap();
        let variant = gap.parse().map_or(Variant::Plain, Variant::Gap);
        let (response, earlier) = response(note, &row.given);
        let marked = mark(note, variant, lexicon, &response, earlier.as_deref());
        let (kind, score, proposed) = names(&marked.verdict);

        let is_passing = passing.contains(&kind);
        let may_pass = row.verdicts.iter().any(|verdict| passing.contains(&verdict.as_str()));
        let has_to = row.verdicts.iter().all(|verdict| passing.contains(&verdict.as_str()));
        let proposes_more = proposed != "again"
            && proposed != "-"
            && row.proposed.iter().all(|p| p == "again" || p == "-");
        let accepted = !may_pass && is_passing || proposes_more;
        must_fail += usize::from(!may_pass);
        must_pass += usize::from(has_to);
        false_accepts += usize::from(accepted);
        grave += usize::from(accepted && strict.contains(&row.class.as_str()));
        false_rejects += usize::from(has_to && !is_passing);
        let class = classes.entry(&row.class).or_default();
        class.1 += 1;
        if agrees(row, &marked) {
            agreed += 1;
            class.0 += 1;
        } else {
            let given: String = row.given.chars().take(60).collect();
            println!(
                "{}/{} [{}] `{given}`: {kind} {score} {proposed} ({}), by hand {:?} {}–{} {:?}",
                row.deck,
                row.card,
                row.class,
                marked.verdict.reason,
                row.verdicts,
                row.least,
                row.most,
                row.proposed
            );
        }
    }
    println!(
        "{agreed} of {}; false accepts {false_accepts} of {must_fail} ({grave} grave), false rejects {false_rejects} of {must_pass}",
        rows.len()
    );
    println!("{classes:?}");
    assert_eq!(grave, 0, "a false accept where there may be none");
    assert!(false_accepts * 100 <= must_fail, "{false_accepts} false accepts of {must_fail}");
    assert!(false_rejects * 100 <= must_pass * 3, "{false_rejects} false rejects of {must_pass}");
    assert!(agreed * 100 >= rows.len() * 97, "{agreed} of {} agree", rows.len());
}

/// Reads a gold deck.
fn load(text: &str) -> (Vec<Note>, Lexicon) {
    let parsed = crate::deck::parse(text);
    let deck = parsed.deck.unwrap_or_else(|| panic!("{:?}", parsed.problems));
    let lexicon = Lexicon::of(&deck);
    (deck.notes, lexicon)
}

/// A note of a kind with nothing beside it.
pub(super) fn plain_note(id: &str, kind: Kind) -> Note {
    Note {
        id: id.parse().unwrap(),
        kind,
        was: Vec::new(),
        tags: Vec::new(),
        hint: None,
        note: None,
        cite: None,
        importance: Importance::default(),
        media: Vec::new(),
    }
}
