//! What a card shows, what it expects, and what its answer looks like.
//!
//! Pure: chance comes in as a seed. How it is laid out on a screen is the screens' matter.

use rand::seq::SliceRandom;

use crate::deck::typed_form;
use crate::model::{
    Choice, Cloze, ClozePart, DateAnswer, DatePoint, Deck, Kind, Note, Season, Variant,
};
use crate::seed::Seed;

/// A card as it is put to the learner.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Question {
    pub(crate) kind: &'static str,
    /// What is asked.
    pub(crate) prompt: String,
    pub(crate) expects: Expects,
    /// The right answer in its preferred form, in one text.
    pub(crate) answer: String,
    /// A cloze with its gaps filled; where nothing more is to be seen, `None`.
    pub(crate) filled: Option<String>,
}

/// How the learner answers.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Expects {
    /// By thinking of it, and looking.
    Reveal,
    /// By typing it.
    Text,
    /// By naming options; `many` where several are right.
    Choices { options: Vec<String>, many: bool },
    /// By typing so many items; where `ordered`, in their order.
    Items { count: usize, ordered: bool },
    /// By putting the shown items in order; `numbers` are their places in the deck, from 0.
    Order { items: Vec<String>, numbers: Vec<usize> },
    /// By joining the two columns; the numbers are those of the deck, from 0.
    Pairs { left: Column, right: Column },
}

/// A shuffled column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) shown: Vec<String>,
    pub(crate) numbers: Vec<usize>,
}

/// How many options a choice shows where its author does not say and draws from a pool.
const SHOWN: usize = 4;

/// Stands in the place of a gap.
const GAP: &str = "[…]";

impl Question {
    /// The question of a card. `deck` gives pools and aliases; where `typed`, answers that the
    /// learner would only think of are typed too. `seed` is asked for where something is shuffled.
    pub(crate) fn of(
        note: &Note,
        variant: Variant,
        deck: &Deck,
        typed: bool,
        seed: impl FnOnce() -> Seed,
    ) -> Self {
        let thought = if typed { Expects::Text } else { Expects::Reveal };
        let kind = note.kind.name();
        let plain = |prompt: &str, expects, answer: String| Self {
            kind,
            prompt: prompt.to_owned(),
            expects,
            answer,
            filled: None,
        };
        match &note.kind {
            Kind::Basic { front, back, .. } => match variant {
                Variant::Reverse => plain(back, thought, front.clone()),
                Variant::Plain | Variant::Gap(_) => plain(front, thought, back.clone()),
            },
            Kind::Cloze { cloze, typed: author } => of_cloze(cloze, variant, typed || *author),
            Kind::Typed { ask, key } => plain(ask, Expects::Text, key.answer.clone()),
            Kind::Number { ask, key } => {
                let number = number_text(key.answer, deck.lang.is_german());
                let answer = match &key.unit {
                    Some(unit) => format!("{number} {unit}"),
                    None => number,
                };
                plain(ask, Expects::Text, answer)
            }
            Kind::Date { ask, answer, .. } => {
                plain(ask, Expects::Text, date_text(*answer, deck.lang.is_german()))
            }
            Kind::Choice(choice) => {
                let options = options(choice, deck, seed());
                let many = choice.right.len() > 1;
                plain(&choice.ask, Expects::Choices { options, many }, choice.right.join("; "))
            }
            Kind::List { ask, items, ordered } => {
                let expects = Expects::Items { count: items.len(), ordered: *ordered };
                plain(ask, expects, numbered(items.iter().map(|item| item.preferred.as_str())))
            }
            Kind::Order { ask, items } => {
                let flat: Vec<&str> = items.iter().flatten().map(String::as_str).collect();
                let column = shuffled(&flat, seed());
                let expects = Expects::Order { items: column.shown, numbers: column.numbers };
                let answer = numbered_groups(items);
                plain(ask, expects, answer)
            }
            Kind::Match { ask, pairs, extra } => {
                let left: Vec<&str> = pairs.iter().map(|(left, _)| left.as_str()).collect();
                let right: Vec<&str> =
                    pairs.iter().map(|(_, right)| right).chain(extra).map(String::as_str).collect();
                let seed = seed();
                let expects = Expects::Pairs {
                    left: shuffled(&left, seed.derive("left")),
                    right: shuffled(&right, seed.derive("right")),
                };
                let lines: Vec<String> =
                    pairs.iter().map(|(left, right)| format!("{left} – {right}")).collect();
                plain(ask, expects, lines.join("\n"))
            }
        }
    }

    /// All that a learner gets to see of a card apart from wrong choices; `source` is that of the
    /// deck, which stands where the card has none.
    pub(crate) fn text(&self, note: &Note, source: Option<&str>) -> String {
        let mut parts = vec![self.prompt.as_str()];
        parts.push(self.filled.as_deref().unwrap_or(&self.answer));
        if let Kind::Typed { key, .. } = &note.kind {
            parts.extend(key.prompt.iter().chain(&key.reject).map(|(_, reply)| reply.as_str()));
        }
        parts.extend([&note.hint, &note.note].into_iter().flatten().map(String::as_str));
        parts.extend(note.cite.as_deref().or(source));
        parts.join("\n")
    }
}

/// The options of a choice that may stand beside the right ones: its wrong ones and those of its
/// pool, none twice and none that is an accepted form of a right one.
pub(crate) fn distractors(choice: &Choice, deck: &Deck) -> Vec<String> {
    let mut known: Vec<String> = Vec::new();
    for right in &choice.right {
        let folded = typed_form(right);
        for (entity, aliases) in &deck.aliases {
            let forms: Vec<String> =
                std::iter::once(entity).chain(aliases).map(|form| typed_form(form)).collect();
            if forms.contains(&folded) {
                known.extend(forms);
            }
        }
        known.push(folded);
    }
    let pool = choice
        .pool
        .iter()
        .filter_map(|name| deck.pools.iter().find(|(pool, _)| pool == name))
        .flat_map(|(_, entries)| entries);
    let mut distractors = Vec::new();
    for wrong in choice.wrong.iter().chain(pool) {
        let folded = typed_form(wrong);
        if !known.contains(&folded) {
            known.push(folded);
            distractors.push(wrong.clone());
        }
    }
    distractors
}

fn options(choice: &Choice, deck: &Deck, seed: Seed) -> Vec<String> {
    let mut generator = seed.generator();
    let mut wrong = distractors(choice, deck);
    let all = choice.right.len() + wrong.len();
    let shown = match (choice.show, &choice.pool) {
        (Some(show), _) => show,
        (None, Some(_)) => SHOWN.max(choice.right.len() + 1),
        (None, None) => all,
    };
    // The author's own wrong choices come before those of the pool, if not all fit.
    let own = choice.wrong.len().min(wrong.len());
    wrong[..own].shuffle(&mut generator);
    wrong[own..].shuffle(&mut generator);
    let mut options = choice.right.clone();
    options.extend(wrong.into_iter().take(shown.saturating_sub(choice.right.len())));
    options.shuffle(&mut generator);
    options
}

fn shuffled(texts: &[&str], seed: Seed) -> Column {
    let mut numbers: Vec<usize> = (0..texts.len()).collect();
    numbers.shuffle(&mut seed.generator());
    // An order that is shown already right would give itself away.
    if texts.len() > 1 && numbers.iter().enumerate().all(|(at, number)| at == *number) {
        numbers.rotate_left(1);
    }
    Column { shown: numbers.iter().map(|at| texts[*at].to_owned()).collect(), numbers }
}

fn of_cloze(cloze: &Cloze, variant: Variant, typed: bool) -> Question {
    let asked = match variant {
        Variant::Gap(number) => number,
        Variant::Plain | Variant::Reverse => 1,
    };
    let (mut prompt, mut filled) = (String::new(), String::new());
    for part in &cloze.parts {
        match part {
            ClozePart::Text(text) => {
                prompt.push_str(text);
                filled.push_str(text);
            }
            ClozePart::Gap { number, answer, hint } if *number == asked => {
                match hint {
                    Some(hint) => prompt.push_str(&format!("[{hint}]")),
                    None => prompt.push_str(GAP),
                }
                filled.push_str(answer);
            }
            ClozePart::Gap { answer, .. } => {
                prompt.push_str(answer);
                filled.push_str(answer);
            }
        }
    }
    let answers = cloze.answers(asked);
    let expects = match (typed, answers.len()) {
        (false, _) => Expects::Reveal,
        (true, 0 | 1) => Expects::Text,
        (true, count) => Expects::Items { count, ordered: true },
    };
    let answer = answers.join("; ");
    Question { kind: "cloze", prompt, expects, answer, filled: Some(filled) }
}

fn numbered<'a>(items: impl Iterator<Item = &'a str>) -> String {
    let lines: Vec<String> =
        items.enumerate().map(|(at, item)| format!("{}. {item}", at + 1)).collect();
    lines.join("\n")
}

fn numbered_groups(groups: &[Vec<String>]) -> String {
    let lines: Vec<String> = groups.iter().map(|group| group.join(" = ")).collect();
    numbered(lines.iter().map(String::as_str))
}

/// A number as the deck's language writes it, without grouping.
pub(crate) fn number_text(number: f64, german: bool) -> String {
    let text = number.to_string();
    if german { text.replace('.', ",") } else { text }
}

/// A date as the deck's language says it.
pub(crate) fn date_text(date: DateAnswer, german: bool) -> String {
    match date {
        DateAnswer::Point(point) => point_text(point, german),
        DateAnswer::Season(year, season) => {
            let name = match (season, german) {
                (Season::Spring, true) => "Frühling",
                (Season::Summer, true) => "Sommer",
                (Season::Autumn, true) => "Herbst",
                (Season::Winter, true) => "Winter",
                (Season::Spring, false) => "spring",
                (Season::Summer, false) => "summer",
                (Season::Autumn, false) => "autumn",
                (Season::Winter, false) => "winter",
            };
            format!("{name} {year}")
        }
        DateAnswer::Decade(first) if german => format!("{first}er Jahre"),
        DateAnswer::Decade(first) => format!("{first}s"),
        DateAnswer::Range(from, to) => {
            format!("{}–{}", point_text(from, german), point_text(to, german))
        }
    }
}

const GERMAN_MONTHS: [&str; 12] = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];
const ENGLISH_MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn point_text(point: DatePoint, german: bool) -> String {
    let months = if german { GERMAN_MONTHS } else { ENGLISH_MONTHS };
    let month = point.month.and_then(|month| months.get(usize::from(month) - 1));
    match (month, point.day) {
        (Some(month), Some(day)) if german => format!("{day}. {month} {}", point.year),
        (Some(month), Some(day)) => format!("{day} {month} {}", point.year),
        (Some(month), None) => format!("{month} {}", point.year),
        (None, _) => point.year.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deck;

    fn question(entry: &str, variant: Variant) -> Question {
        let deck = deck::parse_header(
            "[deck]\nid = \"d\"\ntitle = \"D\"\nlang = \"de\"\n[aliases]\n\"USA\" = [\"Amerika\"]\n[pools]\nstaaten = [\"Amerika\", \"China\", \"Kuba\", \"Indien\", \"Irak\", \"Syrien\"]\n",
        )
        .unwrap();
        let note = deck::parse_note(entry, &deck.id).unwrap();
        Question::of(&note, variant, &deck, false, || Seed::pinned(1))
    }

    #[test]
    fn a_cloze_hides_the_gaps_of_its_number_only() {
        let entry =
            "[[card]]\nid = \"x\"\ntext = \"{{Guatemala::Land}} glückte, {{Kuba}} nicht.\"\n";
        let first = question(entry, Variant::Gap(1));
        assert_eq!(first.prompt, "[Land] glückte, Kuba nicht.");
        assert_eq!(first.answer, "Guatemala");
        assert_eq!(first.filled.as_deref(), Some("Guatemala glückte, Kuba nicht."));
        assert_eq!(question(entry, Variant::Gap(2)).prompt, "Guatemala glückte, […] nicht.");
    }

    #[test]
    fn a_pool_never_offers_another_name_of_the_right_choice() {
        let entry =
            "[[card]]\nid = \"x\"\nask = \"Wer?\"\nright = \"USA\"\npool = \"staaten\"\nshow = 5\n";
        for _ in 0..20 {
            let Expects::Choices { options, many } = question(entry, Variant::Plain).expects else {
                panic!("a choice expects choices");
            };
            assert_eq!((options.len(), many), (5, false));
            assert!(options.contains(&"USA".to_owned()));
            assert!(!options.contains(&"Amerika".to_owned()));
        }
    }

    #[test]
    fn options_of_nothing_but_marks_are_told_apart() {
        let entry = "[[card]]\nid = \"x\"\nask = \"Welches Zeichen?\"\nright = \"+\"\nwrong = [\"-\", \"*\"]\n";
        let Expects::Choices { options, .. } = question(entry, Variant::Plain).expects else {
            panic!("a choice expects choices");
        };
        assert_eq!(options.len(), 3);
    }

    #[test]
    fn an_order_is_never_shown_in_its_right_order() {
        let entry =
            "[[card]]\nid = \"x\"\nkind = \"order\"\nask = \"Ordne\"\nitems = [\"a\", \"b\"]\n";
        let Expects::Order { items, numbers } = question(entry, Variant::Plain).expects else {
            panic!("an order expects an order");
        };
        assert_eq!((items, numbers), (vec!["b".to_owned(), "a".to_owned()], vec![1, 0]));
    }

    #[test]
    fn dates_are_said_in_the_language_of_the_deck() {
        let point = DatePoint { year: 1962, month: Some(10), day: Some(14) };
        assert_eq!(date_text(DateAnswer::Point(point), true), "14. Oktober 1962");
        assert_eq!(date_text(DateAnswer::Season(1962, Season::Autumn), true), "Herbst 1962");
        assert_eq!(date_text(DateAnswer::Decade(1960), false), "1960s");
        assert_eq!(number_text(2.5, true), "2,5");
    }
}
