//! The page as a browser would read it.

use super::standing_html;
use crate::model::{Day, Due, Grade, Interval, Memory, Mode};
use crate::schedule::{Alike, Stage};
use crate::stats::{Answers, Cards, Details, Figures, HardCard, Streak, Tallied};

fn figures() -> Figures {
    let today: Day = "2026-11-23".parse().unwrap();
    let mut answers = Answers::default();
    for ago in 0..100 {
        for (grade, count) in [(Grade::Good, 9), (Grade::Again, 1)] {
            let (mode, stage) = (Mode::Review, Stage::Young);
            let (day, quality) = (today.minus(ago), grade.quality());
            answers.add(Tallied { day, mode, stage, quality, count, ms: 5_000 });
        }
    }
    let due = Due::On(today.plus(2));
    let memory =
        Memory { repetitions: 2, interval: Interval::from_days(6), due, lapses: 9, ..Memory::NEW };
    let mut cards = Cards::default();
    let alike = Alike { suspended: false, stage: Stage::Young, interval: 1, ease: 6 };
    cards.add(alike, 1);
    cards.due.insert(today.plus(2), 1);
    cards.added.insert(today.minus(100), 1);
    let hostile = "<script>alert('x')</script>\u{202e}\u{1b}[2J & \"quoted\"".to_owned();
    Figures {
        today,
        since: None,
        filter: Some("\"<b>\"".to_owned()),
        streak: Streak { now: 100, longest: 100 },
        answers,
        cards,
        decks: Vec::new(),
        details: Details::new(None),
        hardest: vec![HardCard {
            card: "d:x".to_owned(),
            question: hostile.clone(),
            answer: hostile.clone(),
            memory,
            confusions: vec![(hostile, 4)],
        }],
    }
}

#[test]
fn nothing_of_a_deck_becomes_markup_and_nothing_is_fetched_or_run() {
    let page = standing_html(&figures());
    for never in ["<script", "<b>\"", "\u{202e}", "\u{1b}", " src=", "url(", "@import", "<link"] {
        assert!(!page.contains(never), "{never:?} stands in the page");
    }
    let links = page.matches("http").count() - page.matches("http-equiv").count();
    assert_eq!(links, page.matches("xmlns=\"http://www.w3.org/2000/svg\"").count());
    assert!(page.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"));
}

#[test]
fn the_page_says_the_figures_in_words_beside_the_charts() {
    let page = standing_html(&figures());
    assert!(page.contains("<b>90.0 %</b>known of reviews"));
    assert!(page.contains("<title>2026-11-23: 10 answers, 1 not known, 0 min</title>"));
    assert!(page.contains("<title>2026-11-25: 1 due</title>"));
    assert_eq!(page.matches("<svg ").count(), page.matches("</svg>").count());
    assert_eq!(page.matches("<section").count(), 9);
}

#[test]
fn each_shade_is_said_once_and_what_is_empty_says_so() {
    let page = standing_html(&figures());
    assert_eq!(page.matches("up to 10").count(), 1, "every day has ten answers");
    let empty = Figures { answers: Answers::default(), ..figures() };
    let page = standing_html(&empty);
    assert!(page.contains("No answers in the last year."));
    assert!(!page.contains("up to 0") && !page.contains("Kinds of cards since"));
}
