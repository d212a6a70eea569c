//! The pages as a whole: the same bytes each time, nothing of a deck that acts.

use super::{key_html, key_markdown, paper_html, paper_markdown};
use crate::quiz::testing::{entries, halperin, of};
use crate::quiz::{Draw, Entry, Form, Paper, PaperNumber};

fn draw(cards: &[Entry], count: usize) -> Paper {
    let draw = Draw { cards, class: &[], form: Form::AsWritten, number: PaperNumber::new(7) };
    draw.of_count(count).unwrap()
}

/// A deck that tries to act wherever it can.
const HOSTILE: &str = "[[card]]\nid = \"a\"\nkind = \"typed\"\nask = \"<script>alert(1)</script> & \\\"x\\\" *kein* _Stern_\"\nanswer = \"<b>\"\n\
    note = \"[Link](javascript:x) `code`\"\n";

const KINDS: &str = "[[card]]\nid = \"a\"\nkind = \"number\"\nask = \"Wie viel?\"\nanswer = 2.5\nunit = \"Tonnen\"\ntolerance = \"10%\"\npartial = [[2, 0.5]]\n\
    [[card]]\nid = \"b\"\nkind = \"date\"\nask = \"Wann?\"\nanswer = \"1962-10\"\n\
    [[card]]\nid = \"c\"\nask = \"Was?\"\nright = [\"ja\", \"doch\"]\nwrong = [\"nein\"]\n\
    [[card]]\nid = \"d\"\nkind = \"list\"\nask = \"Welche?\"\nitems = [\"eins\", [\"zwei\", \"zwo\"]]\nordered = true\n\
    [[card]]\nid = \"e\"\nkind = \"order\"\nask = \"Ordne.\"\nitems = [\"früh\", [\"mittags\", \"zwölf\"], \"spät\"]\n\
    [[card]]\nid = \"f\"\nask = \"Verbinde.\"\npairs = [[\"Hund\", \"bellt\"], [\"Katze\", \"miaut\"]]\nextra = [\"muht\"]\n\
    [[card]]\nid = \"g\"\ntext = \"Im Oktober kam {{Chruschtschew::Sowjetführer}}.\"\n";

/// What stands between the heading of the question that asks `ask` and the next heading.
fn section<'t>(markdown: &'t str, ask: &str) -> &'t str {
    let at = markdown.find(ask).unwrap();
    markdown[at..].split("\n## ").next().unwrap().trim_end()
}

#[test]
fn the_same_number_gives_the_same_bytes() {
    let cards = halperin();
    let turned: Vec<Entry> = cards.iter().rev().cloned().collect();
    let (paper, again) = (draw(&cards, 30), draw(&turned, 30));
    for write in [paper_html, key_html, paper_markdown, key_markdown] {
        assert_eq!(write(&paper), write(&again));
    }
}

#[test]
fn a_page_needs_nothing_from_elsewhere_and_obeys_no_deck() {
    let cards = of(HOSTILE);
    let paper = draw(&cards, 1);
    for page in [paper_html(&paper), key_html(&paper)] {
        assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;x&quot; *kein*"));
        assert!(
            page.starts_with(
                "<!doctype html>\n<html lang=\"de\">\n<head>\n<meta charset=\"utf-8\">"
            )
        );
        for banned in ["<script", "<b>", "http:", "https:", "url(", "@import", "<img", "<link"] {
            assert!(!page.contains(banned), "{banned}");
        }
    }
    let key = key_markdown(&paper);
    assert!(key.contains(r#"\<script\>alert(1)\</script\> \& "x" \*kein\* \_Stern\_"#));
    assert!(key.contains(r"\[Link\](javascript:x) \`code\`"));
}

#[test]
fn controls_and_bidi_marks_never_reach_a_page() {
    let cards = of(HOSTILE);
    let mut paper = draw(&cards, 1);
    paper.title = "a\u{202e}b\u{1b}[31mc\u{9b}".to_owned();
    for page in [paper_html(&paper), key_html(&paper), paper_markdown(&paper), key_markdown(&paper)]
    {
        assert!(page.contains("a\u{fffd}b\u{fffd}"));
        assert!(!page.chars().any(crate::escape::is_hostile));
    }
}

#[test]
fn each_kind_has_its_room_to_write() {
    let cards = of(KINDS);
    let page = paper_markdown(&draw(&cards, 7));
    let line = "……………………………………………………………………";
    let short = "……………………";
    assert_eq!(section(&page, "Wie viel?"), format!("Wie viel?\n\n{short} Tonnen"));
    assert_eq!(section(&page, "Wann?"), format!("Wann?\n\n{short}"));
    assert_eq!(section(&page, "Im Oktober"), format!("Im Oktober kam {short} (Sowjetführer)."));
    assert_eq!(
        section(&page, "Welche?"),
        format!("Welche?\n\nIn der richtigen Reihenfolge.\n\n1. {line}\n2. {line}")
    );
    assert!(section(&page, "Was?").starts_with("Was?\n\nMehrere sind richtig.\n\n- ☐ a) "));
    assert!(section(&page, "Verbinde.").contains("| \\[   \\] 1. "));
    assert_eq!(section(&page, "Ordne.").matches("- \\[   \\] ").count(), 4);
    // 1 + 1 + 2 + 2 + 3 + 2 + 1 points.
    assert!(page.contains("/ 12\n"));
}

#[test]
fn the_key_says_what_counts_and_how_points_are_parted() {
    let cards = of(KINDS);
    let paper = draw(&cards, 7);
    let key = key_markdown(&paper);
    assert_eq!(
        section(&key, "Wie viel?"),
        "Wie viel?\n\n**2,5 Tonnen**\n\n*richtig bis ± 10 %*\n\n*bis ± 2: 0,5 Punkt*"
    );
    assert!(section(&key, "Wann?").contains("**Oktober 1962**"));
    assert!(section(&key, "Welche?").contains("**1\\. eins**\\\n**2\\. zwei** (auch: zwo)"));
    assert!(section(&key, "Welche?").contains("Punkte = 2 × richtige ÷ max(2, genannte)"));
    // The letters and numbers of the key are those of the paper.
    let questions = paper_markdown(&paper);
    for line in section(&key, "Was?").lines().filter(|line| line.starts_with("**")) {
        let option = line.trim_end_matches('\\').trim_matches('*');
        assert!(
            section(&questions, "Was?").contains(&format!("☐ {option}\n"))
                || section(&questions, "Was?").ends_with(&format!("☐ {option}"))
        );
    }
    let shown: Vec<&str> = section(&questions, "Ordne.")
        .lines()
        .filter_map(|line| line.split("\\] ").nth(1))
        .collect();
    let ranks: Vec<String> = shown
        .iter()
        .map(|item| {
            match *item {
                "früh" => "1",
                "spät" => "3",
                _ => "2",
            }
            .to_owned()
        })
        .collect();
    assert!(
        section(&key, "Ordne.")
            .contains(&format!("Kästchen von oben nach unten: {}", ranks.join(", ")))
    );
}

#[test]
fn a_paper_speaks_the_language_of_most_of_its_questions() {
    let english = "[deck]\nid = \"e\"\ntitle = \"Dates\"\nlang = \"en-GB\"\n[[card]]\nid = \"a\"\nkind = \"date\"\nask = \"When?\"\nanswer = \"1962\"\n\
                   [[card]]\nid = \"b\"\nfront = \"Why?\"\nback = \"Because.\"\n";
    let german = of("[[card]]\nid = \"a\"\nfront = \"Warum?\"\nback = \"Darum.\"\n");
    let cards = [entries(english), german].concat();
    let page = paper_html(&draw(&cards, 3));
    assert!(page.contains("<html lang=\"en-GB\">"));
    assert!(page.contains("<title>D · Dates</title>"));
    assert!(page.contains("<p class=\"facts\">3 questions · 3 points · Paper no. 7</p>"));
    assert!(page.contains("<li lang=\"de\">\n<div class=\"ask\"><p dir=\"auto\">Warum?</p>"));
    assert_eq!(page.matches("<li>\n<div class=\"ask\">").count(), 2);
}
