//! Sitting a paper: answers, time, interruption, and what it comes to.

use proptest::prelude::*;

use crate::grading::Response;
use crate::quiz::progress::{Dropped, ProgressError};
use crate::quiz::testing::of;
use crate::quiz::{
    Draw, Ending, Entry, Feedback, Form, Input, Lost, Mark, Outcome, PaperNumber, Progress,
    Results, Sitting, TimeLimit, Word,
};

const CARDS: &str = "[[card]]\nid = \"basic\"\nfront = \"Warum?\"\nback = \"Darum.\"\ncite = \"Abs. 1\"\n\
    [[card]]\nid = \"list\"\nkind = \"list\"\nask = \"Welche vier?\"\nitems = [\"Kuba\", \"China\", \"Irak\", \"Indien\"]\ntags = [\"usa\"]\n\
    [[card]]\nid = \"order\"\nkind = \"order\"\nask = \"Ordne.\"\nitems = [\"eins\", \"zwei\", \"drei\"]\n\
    [[card]]\nid = \"typed\"\nkind = \"typed\"\nask = \"Wer?\"\nanswer = \"Nixon\"\nnote = \"1972\"\ntags = [\"usa\"]\n\
    [[card]]\nid = \"wahl\"\nask = \"Was?\"\nright = \"richtig\"\nwrong = [\"falsch\", \"anders\"]\n";

fn sit(cards: &[Entry], feedback: Feedback, seconds: Option<u64>) -> Sitting {
    let draw = Draw { cards, class: &[], form: Form::AsWritten, number: PaperNumber::new(1) };
    let mut paper = draw.of_count(draw.most()).unwrap();
    paper.time = seconds.and_then(TimeLimit::from_seconds);
    Sitting::new(paper, feedback)
}

fn number_of(sitting: &Sitting, id: &str) -> usize {
    let mut items = sitting.paper().items.iter();
    items.position(|item| item.key.note.note.as_str() == id).unwrap() + 1
}

fn answer(sitting: &mut Sitting, id: &str, response: Response) -> Outcome {
    let number = number_of(sitting, id);
    sitting.apply(Input::Answer(number, response), 0)
}

fn text(text: &str) -> Response {
    Response::Text(text.to_owned())
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn skipped_questions_come_again_and_answers_can_be_changed() {
    let mut sitting = sit(&of(CARDS), Feedback::End, None);
    assert_eq!((sitting.number(), sitting.unanswered()), (1, vec![1, 2, 3, 4, 5]));
    assert_eq!(sitting.apply(Input::Skip, 0), Outcome::Show);
    assert_eq!(sitting.number(), 2);
    assert_eq!(sitting.apply(Input::Go(5), 0), Outcome::Show);
    assert_eq!(sitting.apply(Input::Skip, 0), Outcome::Show);
    assert_eq!(sitting.number(), 1);
    assert_eq!(answer(&mut sitting, "typed", text("Ford")), Outcome::Show);
    assert_eq!(answer(&mut sitting, "typed", text("Nixon")), Outcome::Show);
    let number = number_of(&sitting, "typed");
    assert_eq!(sitting.response(number), Some(&text("Nixon")));
    assert_eq!(sitting.apply(Input::Clear(number), 0), Outcome::Show);
    assert_eq!((sitting.response(number), sitting.number()), (None, number));
}

#[test]
fn what_does_not_fit_is_refused_with_a_reason() {
    let mut sitting = sit(&of(CARDS), Feedback::End, None);
    let refused = |outcome| match outcome {
        Outcome::Refused(reason) => reason,
        Outcome::Show | Outcome::Feedback(_) | Outcome::Ended(_) => String::new(),
    };
    assert_eq!(
        refused(sitting.apply(Input::Go(6), 0)),
        "there is no question 6; they count from 1 to 5"
    );
    assert_eq!(refused(answer(&mut sitting, "list", text("Kuba"))), "this question wants items");
    assert_eq!(
        refused(answer(&mut sitting, "wahl", Response::Choices(texts(&["nie"])))),
        "`nie` is none of the choices"
    );
    assert_eq!(
        refused(answer(&mut sitting, "order", Response::Order(vec![0, 0]))),
        "an item is named twice or is not there"
    );
    assert_eq!(sitting.unanswered().len(), 5);
    assert_eq!(sitting.apply(Input::HandIn, 0), Outcome::Ended(Ending::HandedIn));
    assert_eq!(
        refused(answer(&mut sitting, "typed", text("Nixon"))),
        "the paper has been handed in"
    );
}

#[test]
fn with_feedback_after_each_an_answer_stands() {
    let mut sitting = sit(&of(CARDS), Feedback::Each, None);
    let number = number_of(&sitting, "typed");
    assert_eq!(answer(&mut sitting, "typed", text("Ford")), Outcome::Feedback(number));
    let reason = format!("question {number} has been answered, and the answer was shown");
    assert_eq!(answer(&mut sitting, "typed", text("Nixon")), Outcome::Refused(reason));
    assert_eq!(sitting.response(number), Some(&text("Ford")));
}

#[test]
fn when_the_time_is_over_what_is_there_is_handed_in() {
    let mut sitting = sit(&of(CARDS), Feedback::End, Some(60));
    let number = number_of(&sitting, "typed");
    assert_eq!(sitting.apply(Input::Answer(number, text("Nixon")), 20_000), Outcome::Show);
    assert_eq!(sitting.remaining_ms(), Some(40_000));
    assert_eq!(sitting.apply(Input::Clear(number), 60_000), Outcome::Ended(Ending::TimeOut));
    assert_eq!(sitting.response(number), Some(&text("Nixon")));
    assert_eq!((sitting.remaining_ms(), sitting.ending()), (Some(0), Some(Ending::TimeOut)));
}

#[test]
fn partial_answers_earn_their_part() {
    let mut sitting = sit(&of(CARDS), Feedback::End, None);
    answer(&mut sitting, "basic", text("so"));
    answer(&mut sitting, "list", Response::Texts(texts(&["Kuba", "China", "Irak"])));
    answer(&mut sitting, "order", Response::Order(vec![0, 2, 1]));
    answer(&mut sitting, "wahl", Response::Choices(texts(&["richtig"])));
    sitting.apply(Input::HandIn, 0);

    let results = Results::of(&sitting);
    // 3 of 4, 1 of 2, 1 of 1, and nothing for what was not answered.
    assert_eq!((results.total.points, results.total.earned), (8, 5000));
    assert_eq!((results.total.waiting, results.total.unanswered, results.total.right), (1, 1, 1));
    assert_eq!(results.total.percent(), 63);
    assert_eq!((results.by_tag["usa"].points, results.by_tag["usa"].earned), (5, 3000));
    assert_eq!(results.by_kind["order"].percent(), 50);
    let weak: Vec<(&str, &str)> =
        results.weak_spots().iter().map(|(sort, name, _)| (*sort, *name)).collect();
    assert_eq!(weak, [("kind", "typed"), ("kind", "order"), ("tag", "usa"), ("deck", "d")]);

    let quality = |id: &str| {
        let mark = results.marks.iter().find(|(key, _)| key.note.note.as_str() == id);
        mark.and_then(|(_, mark)| mark.quality()).map(|quality| quality.get())
    };
    assert_eq!([quality("wahl"), quality("list"), quality("order")], [Some(4), Some(3), Some(1)]);
    assert_eq!([quality("typed"), quality("basic")], [None, None]);

    let typed = results.reviews.iter().find(|review| review.answer == "Nixon").unwrap();
    assert_eq!((typed.given.as_deref(), typed.note.as_deref()), (None, Some("1972")));
    let order = results.reviews.iter().find(|review| review.prompt == "Ordne.").unwrap();
    assert_eq!(order.given.as_deref(), Some("eins; drei; zwei"));
}

#[test]
fn the_learner_marks_what_the_program_cannot() {
    let mut sitting = sit(&of(CARDS), Feedback::End, None);
    let (basic, typed) = (number_of(&sitting, "basic"), number_of(&sitting, "typed"));
    answer(&mut sitting, "basic", text(""));
    answer(&mut sitting, "typed", text("Nixon"));
    assert!(matches!(sitting.apply(Input::Judge(basic, Word::Half), 0), Outcome::Refused(_)));
    sitting.apply(Input::HandIn, 0);
    assert_eq!(sitting.waiting(), [basic]);
    assert_eq!(sitting.apply(Input::Judge(basic, Word::Half), 0), Outcome::Ended(Ending::HandedIn));
    let reason = format!("question {typed} is marked by the program");
    assert_eq!(sitting.apply(Input::Judge(typed, Word::Wrong), 0), Outcome::Refused(reason));
    let results = Results::of(&sitting);
    assert_eq!((results.by_kind["basic"].earned, results.total.waiting), (500, 0));
    let review = results.reviews.iter().find(|review| review.number == basic).unwrap();
    assert_eq!(review.source.as_deref(), Some("Abs. 1"));
    assert_eq!(results.marks[basic - 1].1, Mark::Learner(Word::Half));
}

#[test]
fn a_question_whose_card_was_changed_is_dropped_when_the_quiz_goes_on() {
    let cards = of(CARDS);
    let mut sitting = sit(&cards, Feedback::End, Some(600));
    answer(&mut sitting, "list", Response::Texts(texts(&["Kuba"])));
    answer(&mut sitting, "typed", text("Nixon"));
    let wahl = number_of(&sitting, "wahl");
    sitting.apply(Input::Go(wahl), 9_000);
    let kept = Progress::of(&sitting, Form::AsWritten).to_json();

    let changed =
        of(&CARDS.replace("\"Nixon\"", "\"Ford\"").replace("id = \"list\"", "id = \"liste\""));
    let resumed = Progress::from_json(&kept).unwrap().resume(&changed, &[]).unwrap();
    let mut dropped = vec![
        Dropped {
            number: number_of(&sitting, "list"),
            key: "d:list".parse().unwrap(),
            lost: Lost::Gone,
        },
        Dropped {
            number: number_of(&sitting, "typed"),
            key: "d:typed".parse().unwrap(),
            lost: Lost::Changed,
        },
    ];
    dropped.sort_by_key(|dropped| dropped.number);
    assert_eq!(resumed.dropped, dropped);
    assert_eq!(resumed.sitting.item().map(|item| item.key.to_string()).as_deref(), Some("d:wahl"));
    assert_eq!(resumed.sitting.remaining_ms(), Some(591_000));

    let others = of("[[card]]\nid = \"x\"\nfront = \"f\"\nback = \"b\"\n");
    let nothing = Progress::from_json(&kept).unwrap().resume(&others, &[]).unwrap_err();
    assert_eq!(nothing, ProgressError::NothingLeft);
}

#[test]
fn progress_of_another_form_is_refused_by_its_name() {
    let error = Progress::from_json("{\"schema\":\"pauk/quiz-progress/2\",\"new\":1}").unwrap_err();
    assert_eq!(
        error.to_string(),
        "the interrupted quiz is of the form `pauk/quiz-progress/2`, and this pauk reads `pauk/quiz-progress/1`"
    );
    assert!(matches!(Progress::from_json("{"), Err(ProgressError::Form { .. })));
}

fn input() -> impl Strategy<Value = Input> {
    let number = 0_usize..7;
    prop_oneof![
        (number.clone(), ".{0,6}")
            .prop_map(|(number, text)| Input::Answer(number, Response::Text(text))),
        (number.clone(), prop::collection::vec(".{0,4}", 0..3))
            .prop_map(|(number, texts)| Input::Answer(number, Response::Texts(texts))),
        number.clone().prop_map(|number| Input::Answer(number, Response::Order(vec![2, 0, 1]))),
        number
            .clone()
            .prop_map(|number| Input::Answer(number, Response::Choices(vec!["falsch".to_owned()]))),
        number.clone().prop_map(Input::Clear),
        number.clone().prop_map(Input::Go),
        number.prop_map(|number| Input::Judge(number, Word::Half)),
        Just(Input::Skip),
        Just(Input::Tick),
        Just(Input::HandIn),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_sitting_is_kept_and_gone_on_with_as_it_was(
        inputs in prop::collection::vec((input(), 0_u64..20_000), 0..20),
        each in any::<bool>(),
    ) {
        let cards = of(CARDS);
        let feedback = if each { Feedback::Each } else { Feedback::End };
        let mut sitting = sit(&cards, feedback, Some(100));
        let (mut last, mut elapsed) = (0, 0);
        for (input, clock) in inputs {
            sitting.apply(input, clock);
            if sitting.ending() != Some(Ending::HandedIn) {
                elapsed += clock.saturating_sub(last);
                last = clock;
            }
            prop_assert!(sitting.elapsed_ms() <= 100_000);
        }
        if sitting.ending() != Some(Ending::HandedIn) {
            prop_assert_eq!(sitting.elapsed_ms(), elapsed.min(100_000));
        }
        let progress = Progress::of(&sitting, Form::AsWritten);
        let read = Progress::from_json(&progress.to_json()).unwrap();
        prop_assert_eq!(&read, &progress);
        let resumed = read.resume(&cards, &[]).unwrap();
        prop_assert_eq!(resumed.dropped, vec![]);
        prop_assert_eq!(Progress::of(&resumed.sitting, Form::AsWritten), progress);
        prop_assert_eq!(Results::of(&resumed.sitting), Results::of(&sitting));
    }
}
