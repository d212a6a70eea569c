//! Whole marks: every kind of card through the one door, strange texts, and the time it takes.

use proptest::prelude::*;

use super::gold::plain_note;
use super::{ItemState, Lexicon, Marked, Response, accepts, mark};
use crate::model::{
    Choice, Cloze, ClozePart, DateAnswer, DatePoint, Grade, Item, Kind, Lang, Note, NumberAnswer,
    Score, Tolerance, TypedAnswer, Variant, VerdictKind,
};

fn texts(all: &[&str]) -> Vec<String> {
    all.iter().map(|text| (*text).to_owned()).collect()
}

fn typed(answer: &str) -> Note {
    let (accept, prompt, reject) = (Vec::new(), Vec::new(), Vec::new());
    let key = TypedAnswer { answer: answer.to_owned(), accept, prompt, reject, strict: false };
    plain_note("typed", Kind::Typed { ask: "?".to_owned(), key })
}

fn number() -> Note {
    let key = NumberAnswer {
        answer: 4.0,
        tolerance: Tolerance::Percent(10.0),
        unit: None,
        partial: vec![(1.0, 0.5)],
    };
    plain_note("number", Kind::Number { ask: "How many?".to_owned(), key })
}

fn date() -> Note {
    let answer = DateAnswer::Point(DatePoint { year: 1791, month: Some(12), day: Some(5) });
    plain_note("date", Kind::Date { ask: "When?".to_owned(), answer, circa: None })
}

fn list(ordered: bool) -> Note {
    let item = |preferred: &str, variants: &[&str]| Item {
        preferred: preferred.to_owned(),
        variants: texts(variants),
    };
    let items = vec![
        item("Mercury", &[]),
        item("Venus", &[]),
        item("Earth", &["Terra"]),
        item("Mars", &["the red planet"]),
    ];
    plain_note("list", Kind::List { ask: "?".to_owned(), items, ordered })
}

fn choice() -> Note {
    let (right, wrong) = (texts(&["oxygen", "nitrogen"]), texts(&["iron", "gold"]));
    plain_note(
        "choice",
        Kind::Choice(Choice { ask: "?".to_owned(), right, wrong, pool: None, show: None }),
    )
}

fn cloze() -> Note {
    let gap = |answer: &str| ClozePart::Gap { number: 1, answer: answer.to_owned(), hint: None };
    let parts = vec![gap("proton"), ClozePart::Text(" and ".to_owned()), gap("neutron")];
    plain_note("cloze", Kind::Cloze { cloze: Cloze { source: String::new(), parts }, typed: true })
}

fn order() -> Note {
    let items =
        vec![texts(&["Bach"]), texts(&["Haydn"]), texts(&["Mozart"]), texts(&["Liszt", "Chopin"])];
    plain_note("order", Kind::Order { ask: "?".to_owned(), items })
}

fn matching() -> Note {
    let pair = |left: &str, right: &str| (left.to_owned(), right.to_owned());
    let pairs = vec![pair("Goethe", "Germany"), pair("Hugo", "France"), pair("Heine", "Germany")];
    plain_note("match", Kind::Match { ask: "?".to_owned(), pairs, extra: texts(&["Spain"]) })
}

fn marked(note: &Note, response: &Response) -> Marked {
    let mut lexicon = Lexicon::new(&Lang::default(), &[]);
    lexicon.learn(note);
    let variant = note.variants()[0];
    mark(note, variant, &lexicon, response, None)
}

fn outcome(note: &Note, response: Response) -> (VerdictKind, u16, Option<Grade>) {
    let verdict = marked(note, &response).verdict;
    (verdict.kind, verdict.score.thousandths(), verdict.proposed)
}

#[test]
fn a_list_divides_by_the_larger_of_wanted_and_given() {
    let given = |all: &[&str]| outcome(&list(false), Response::Texts(texts(all)));
    assert_eq!(
        given(&["Mercury", "Venus", "Earth", "Mars"]),
        (VerdictKind::Exact, 1000, Some(Grade::Good))
    );
    assert_eq!(
        given(&["Mars", "Terra", "Venus", "Mercury"]),
        (VerdictKind::Variant, 1000, Some(Grade::Good))
    );
    assert_eq!(
        given(&["Mars", "Earth", "Venus", "Mercuy"]),
        (VerdictKind::Slip, 975, Some(Grade::Hard))
    );
    assert_eq!(
        given(&["Mars", "Earth", "Venus", "Mercury", "Pluto"]),
        (VerdictKind::Partial, 800, Some(Grade::Hard))
    );
    assert_eq!(
        given(&["Earth", "Terra", "earth", "", " "]),
        (VerdictKind::Partial, 250, Some(Grade::Again))
    );
    assert_eq!(given(&["Mars or Venus"]), (VerdictKind::Wrong, 0, Some(Grade::Again)));
    assert_eq!(given(&["Pluto", "Pluto", "Mars"]), (VerdictKind::Partial, 250, Some(Grade::Again)));
    assert_eq!(given(&[]), (VerdictKind::Wrong, 0, Some(Grade::Again)));
    let long = "Venus ".repeat(200);
    assert_eq!(given(&["Mercury", "Venus", "Earth", "Mars", &long]).1, 800);
}

#[test]
fn a_list_answered_with_thousands_of_items_is_wrong_and_not_compared() {
    let many: Vec<String> = (0..200_000).map(|at| format!("Earth {at}")).collect();
    let marked = marked(&list(true), &Response::Texts(many));
    assert_eq!(marked.verdict.kind, VerdictKind::Wrong);
    assert!(marked.verdict.reason.starts_with("200000 items, where"), "{}", marked.verdict.reason);
    assert!(marked.items.len() < 10, "what is superfluous is not listed");
}

#[test]
fn an_ordered_list_counts_the_longest_part_in_order() {
    let given = |all: &[&str]| outcome(&list(true), Response::Texts(texts(all)));
    assert_eq!(given(&["Mercury", "Venus", "Earth", "Mars"]).1, 1000);
    assert_eq!(
        given(&["Mercury", "Earth", "Venus", "Mars"]),
        (VerdictKind::Partial, 750, Some(Grade::Hard))
    );
    assert_eq!(given(&["Mars", "Earth", "Venus", "Mercury"]).1, 250);
    assert_eq!(given(&["Mercury", "Pluto", "Venus"]).1, 500);
    let items =
        marked(&list(true), &Response::Texts(texts(&["Earth", "Venus", "Mars", "Pluto"]))).items;
    let states: Vec<ItemState> = items.iter().map(|item| item.state).collect();
    assert_eq!(states.iter().filter(|state| **state == ItemState::Right).count(), 2);
    assert_eq!(states[0], ItemState::Missing);
    assert_eq!(items[4].given.as_deref(), Some("Pluto"));
}

#[test]
fn wrong_ticks_cost_as_much_as_right_ones_earn() {
    let ticked = |all: &[&str]| outcome(&choice(), Response::Choices(texts(all)));
    assert_eq!(ticked(&["nitrogen", "oxygen"]), (VerdictKind::Exact, 1000, Some(Grade::Good)));
    assert_eq!(ticked(&["oxygen", "oxygen"]), (VerdictKind::Partial, 500, Some(Grade::Again)));
    assert_eq!(ticked(&["oxygen", "iron"]).0, VerdictKind::Wrong);
    assert_eq!(ticked(&["oxygen", "nitrogen", "iron"]).1, 500);
    assert_eq!(ticked(&["oxygen", "nitrogen", "iron", "gold"]).0, VerdictKind::Wrong);
    assert_eq!(ticked(&[]).0, VerdictKind::Wrong);
}

#[test]
fn an_order_earns_nothing_when_reversed_and_ties_are_free() {
    let given = |all: &[usize]| outcome(&order(), Response::Order(all.to_vec())).1;
    assert_eq!(given(&[0, 1, 2, 3, 4]), 1000);
    assert_eq!(given(&[0, 1, 2, 4, 3]), 1000);
    assert_eq!(given(&[1, 0, 2, 3, 4]), 750);
    assert_eq!(given(&[3, 2, 1, 0]), 0);
    assert_eq!(given(&[0, 1]), 250);
    assert_eq!(given(&[0, 0, 0, 99]), 0);
}

#[test]
fn pairs_with_the_same_right_side_are_interchangeable() {
    let given = |all: &[(usize, usize)]| outcome(&matching(), Response::Pairs(all.to_vec())).1;
    assert_eq!(given(&[(0, 2), (1, 1), (2, 0)]), 1000);
    assert_eq!(given(&[(0, 0), (1, 3), (2, 2)]), 667);
    assert_eq!(given(&[(0, 0), (0, 1), (0, 2)]), 0);
    assert_eq!(given(&[(9, 9)]), 0);
}

#[test]
fn gaps_of_one_number_score_their_mean() {
    let given = |all: &[&str]| outcome(&cloze(), Response::Texts(texts(all)));
    assert_eq!(given(&["proton", "neutron"]), (VerdictKind::Exact, 1000, Some(Grade::Good)));
    assert_eq!(given(&["Proton", "the neutron"]), (VerdictKind::Variant, 1000, Some(Grade::Good)));
    assert_eq!(given(&["proton", "neutrn"]), (VerdictKind::Slip, 950, Some(Grade::Hard)));
    assert_eq!(given(&["proton", "electron"]), (VerdictKind::Partial, 500, Some(Grade::Again)));
    assert_eq!(given(&["neutron", "proton"]), (VerdictKind::Wrong, 0, Some(Grade::Again)));
    assert_eq!(given(&["proton"]), (VerdictKind::Partial, 500, Some(Grade::Again)));
}

#[test]
fn what_cannot_be_read_says_so_and_what_is_wrong_does_not() {
    let unreadable =
        |note: &Note, text: &str| marked(note, &Response::Text(text.to_owned())).unreadable;
    assert!(unreadable(&number(), "many") && !unreadable(&number(), "17"));
    assert!(
        unreadable(&date(), "long ago") && !unreadable(&date(), "1790") && !unreadable(&date(), "")
    );
}

#[test]
fn the_answer_of_another_card_is_no_slip() {
    let mut lexicon =
        Lexicon::new(&Lang::default(), &[("Slovakia".to_owned(), texts(&["Slowakei"]))]);
    let (note, text) = (typed("Zambia"), Response::Text("Gambia".to_owned()));
    let kind = |lexicon: &Lexicon| mark(&note, Variant::Plain, lexicon, &text, None).verdict.kind;
    lexicon.learn(&note);
    assert_eq!(kind(&lexicon), VerdictKind::Slip);
    lexicon.learn(&typed("Gambia"));
    assert_eq!(kind(&lexicon), VerdictKind::Wrong);
}

#[test]
fn a_quiz_learns_which_texts_would_count_as_right() {
    let lexicon =
        Lexicon::new(&Lang::default(), &[("Mozart".to_owned(), texts(&["W. A. Mozart"]))]);
    assert!(
        accepts(&typed("Mozart"), &lexicon, "W.A. Mozart")
            && !accepts(&typed("Mozart"), &lexicon, "Mozrat")
    );
    assert!(accepts(&choice(), &lexicon, "Oxygen") && !accepts(&choice(), &lexicon, "iron"));
    assert!(
        accepts(&list(true), &lexicon, "terra") && accepts(&cloze_of("Mozart"), &lexicon, "mozart")
    );
    assert!(accepts(&number(), &lexicon, "four") && !accepts(&number(), &lexicon, "five"));
    assert!(accepts(&date(), &lexicon, "5 December 1791") && !accepts(&order(), &lexicon, "Bach"));
}

fn cloze_of(answer: &str) -> Note {
    let parts = vec![ClozePart::Gap { number: 7, answer: answer.to_owned(), hint: None }];
    plain_note("gap", Kind::Cloze { cloze: Cloze { source: String::new(), parts }, typed: false })
}

#[test]
fn a_slip_shows_where_it_is() {
    let difference =
        marked(&typed("Mozart"), &Response::Text("Mozzart".to_owned())).difference.unwrap();
    let differs: Vec<(&str, &str)> = difference
        .stretches
        .iter()
        .filter(|s| !s.same)
        .map(|s| (s.typed.as_str(), s.expected.as_str()))
        .collect();
    assert_eq!(differs, [("z", "")]);
    assert_eq!(marked(&typed("Mozart"), &Response::Text("Mozart".to_owned())).difference, None);
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[0-9 .,/'–-]{0,20}",
        "(von |bis |der |13|1961|er|s|th|Mai|Herbst|\\.|/|-|v\\. Chr\\.| |'|oder |Jh\\.){0,8}",
        "(\u{301}|\u{200f}|🙂|\u{e000}|\u{10ffff}|Mozart|ß|ﷺ|\u{1f468}\u{200d}\u{1f680}){0,40}",
        "(Mo|zart|not| |-|II|\\.|the|&|,|or|1|x){0,9}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_gets_a_verdict_that_agrees_with_itself(text in any_text(), earlier in proptest::option::of(any_text())) {
        let notes = [typed("Mozart"), typed("Wilhelm II."), number(), date(), list(true), cloze(), choice(), order(), cloze_of("ß")];
        for (note, lang) in notes.iter().zip(["de", "en"].into_iter().cycle()) {
            let mut lexicon = Lexicon::new(&Lang::new(lang).unwrap(), &[]);
            lexicon.learn(note);
            for response in [Response::Text(text.clone()), Response::Texts(vec![text.clone(), text.clone()])] {
                let marked = mark(note, note.variants()[0], &lexicon, &response, earlier.as_deref());
                let (score, proposed) = (marked.verdict.score, marked.verdict.proposed);
                match marked.verdict.kind {
                    VerdictKind::Exact | VerdictKind::Variant => {
                        prop_assert_eq!((score, proposed), (Score::FULL, Some(Grade::Good)));
                    }
                    VerdictKind::Slip => {
                        prop_assert!(score >= Score::from_fraction(0.8) && score < Score::FULL && proposed == Some(Grade::Hard));
                    }
                    VerdictKind::Incomplete => {
                        prop_assert_eq!(marked.ask.is_some(), proposed.is_none());
                    }
                    VerdictKind::Partial => {
                        prop_assert!(score > Score::NONE && score < Score::FULL);
                        let hard = score >= Score::from_fraction(0.75);
                        prop_assert_eq!(proposed, Some(if hard { Grade::Hard } else { Grade::Again }));
                    }
                    VerdictKind::Wrong => prop_assert_eq!((score, proposed), (Score::NONE, Some(Grade::Again))),
                }
                prop_assert!(marked.ask.is_none() || earlier.is_none());
            }
            accepts(note, &lexicon, &text);
        }
    }
}
