//! A card with one short answer as a choice, for speed.
//!
//! The wrong ones are answers of the same sort: known wrong answers that the author names, fellows
//! from a pool, answers of other cards of the deck, and for numbers and dates values near the right
//! one. None of them is ever accepted as an answer, none is another name of the right one or of
//! another wrong one, and none stands in the question already. Where there are fewer than three,
//! the card stays as it is.

use std::collections::HashSet;

use rand::seq::SliceRandom;

use super::fellows::{Names, answer, tiers};
use super::paper::{Entry, Item};
use crate::grading::{Response, accepts, mark};
use crate::model::{CardKey, Choice, Kind, Note, Variant, VerdictKind};
use crate::question::{Expects, Question};
use crate::seed::Seed;
use crate::spelling;

/// How many wrong ones stand beside the right one.
const WRONG: usize = 3;

/// Longer answers, in characters, are sentences to be compared word by word, not choices.
const LONGEST: usize = 160;

/// The item as a choice; `None` where the card does not become one.
pub(super) fn of(written: &Item, class: &[&Entry], seed: Seed) -> Option<Item> {
    let (sort, right) = answer(&written.note, written.key.variant)?;
    let right = right.unwrap_or(written.question.answer.as_str());
    if right.chars().count() > LONGEST {
        return None;
    }
    let names = Names::of(&written.deck);
    let mut picked = Picked::beside(right, written, &names);
    for mut tier in tiers(written, sort, right, class, &names) {
        tier.shuffle(&mut seed.derive("tier").generator());
        tier.sort_by_key(|text| length_apart(text, right));
        for text in tier {
            picked.add(text);
        }
    }
    let wrong = picked.wrong;
    if wrong.len() < WRONG {
        return None;
    }
    let right = vec![right.to_owned()];
    let ask = written.question.prompt.clone();
    let kind = Kind::Choice(Choice { ask, right, wrong, pool: None, show: None });
    let note = Note { kind, ..written.note.clone() };
    let seed = || seed.derive("options");
    let question = Question::of(&note, Variant::Plain, &written.deck, false, seed);
    let shown = match &question.expects {
        Expects::Choices { options, .. } => options.len(),
        Expects::Reveal
        | Expects::Text
        | Expects::Items { .. }
        | Expects::Order { .. }
        | Expects::Pairs { .. } => 0,
    };
    let filled = written.question.filled.clone();
    let question = Question { filled, ..question };
    (shown == WRONG + 1).then(|| Item { note, question, ..written.clone() })
}

/// By how much the lengths differ, in steps so coarse that chance still decides among like ones.
fn length_apart(text: &str, right: &str) -> usize {
    let (one, other) = (text.chars().count(), right.chars().count());
    one.abs_diff(other) * 4 / other.max(1)
}

/// The wrong ones found so far, and what is no longer wanted among them.
struct Picked<'a> {
    written: &'a Item,
    names: &'a Names,
    prompt: String,
    taken: HashSet<String>,
    wrong: Vec<String>,
}

impl<'a> Picked<'a> {
    fn beside(right: &str, written: &'a Item, names: &'a Names) -> Self {
        let prompt = format!(" {} ", spelling::fold(&written.question.prompt));
        let taken = names.of_text(right);
        Self { written, names, prompt, taken, wrong: Vec::new() }
    }

    fn add(&mut self, text: String) {
        if self.wrong.len() == WRONG {
            return;
        }
        let names = self.names.of_text(&text);
        let stands_in_question =
            names.iter().any(|name| self.prompt.contains(&format!(" {name} ")));
        let is_known = !names.is_disjoint(&self.taken) || names.contains("");
        if !is_known && !stands_in_question && is_wrong(self.written, &text) {
            self.taken.extend(names);
            self.wrong.push(text);
        }
    }
}

/// Whether no card of the note would take the text for an answer, be it with a typing error or in
/// part; of a date a part may be right, for October is a good wrong choice for September.
fn is_wrong(written: &Item, text: &str) -> bool {
    let Item { note, lexicon, key: CardKey { variant, .. }, .. } = written;
    let response = Response::Text(text.to_owned());
    let is_half_a_date = matches!(note.kind, Kind::Date { .. });
    let marked = mark(note, *variant, lexicon, &response, None);
    let earns_nothing = match marked.verdict.kind {
        VerdictKind::Wrong => true,
        VerdictKind::Partial => is_half_a_date,
        VerdictKind::Exact | VerdictKind::Variant | VerdictKind::Slip | VerdictKind::Incomplete => {
            false
        }
    };
    earns_nothing && !accepts(note, lexicon, text)
}

#[cfg(test)]
mod tests {
    use super::super::draw::{Draw, Form};
    use super::super::paper::PaperNumber;
    use super::super::testing::{halperin, of};
    use super::*;
    use proptest::prelude::*;

    fn options(item: &Item) -> Vec<String> {
        match &item.question.expects {
            Expects::Choices { options, .. } => options.clone(),
            Expects::Reveal
            | Expects::Text
            | Expects::Items { .. }
            | Expects::Order { .. }
            | Expects::Pairs { .. } => Vec::new(),
        }
    }

    fn asked(cards: &str, id: &str) -> Item {
        let cards = of(cards);
        let draw =
            Draw { cards: &cards, class: &[], form: Form::Choices, number: PaperNumber::new(1) };
        let paper = draw.of_count(draw.most()).unwrap();
        paper.items.into_iter().find(|item| item.key.note.note.as_str() == id).unwrap()
    }

    #[test]
    fn a_typed_card_becomes_a_choice_among_answers_of_its_like() {
        let item = asked(
            "[aliases]\n\"USA\" = [\"Amerika\"]\n\
             [[card]]\nid = \"a\"\nkind = \"typed\"\nask = \"Wer?\"\nanswer = \"USA\"\n\
             [[card]]\nid = \"b\"\nkind = \"typed\"\nask = \"Wer b?\"\nanswer = \"Kuba\"\n\
             [[card]]\nid = \"c\"\nkind = \"typed\"\nask = \"Wer c?\"\nanswer = \"China\"\n\
             [[card]]\nid = \"d\"\nkind = \"typed\"\nask = \"Wer d?\"\nanswer = \"Amerika\"\n\
             [[card]]\nid = \"e\"\nkind = \"typed\"\nask = \"Wer e?\"\nanswer = \"Irak\"\n",
            "a",
        );
        let mut options = options(&item);
        options.sort();
        assert_eq!(options, ["China", "Irak", "Kuba", "USA"]);
        assert_eq!((item.kind, item.question.kind, item.points), ("typed", "choice", 1));
    }

    #[test]
    fn a_card_with_too_few_fellows_stays_as_it_is() {
        let item = asked(
            "[[card]]\nid = \"a\"\nkind = \"typed\"\nask = \"Wer?\"\nanswer = \"Kuba\"\n\
             [[card]]\nid = \"b\"\nkind = \"typed\"\nask = \"Wer b?\"\nanswer = \"China\"\n",
            "a",
        );
        assert_eq!(item.question.expects, Expects::Text);
    }

    #[test]
    fn what_stands_in_the_question_is_no_choice() {
        let item = asked(
            "[pools]\np = [\"Kuba\", \"China\", \"Irak\", \"Indien\", \"Syrien\"]\n\
             [[card]]\nid = \"a\"\nkind = \"typed\"\nask = \"Wer folgte China?\"\nanswer = \"Kuba\"\n",
            "a",
        );
        let mut options = options(&item);
        options.sort();
        assert_eq!(options, ["Indien", "Irak", "Kuba", "Syrien"]);
    }

    #[test]
    fn most_short_answers_of_the_shipped_decks_become_choices() {
        let cards = halperin();
        let draw =
            Draw { cards: &cards, class: &[], form: Form::Choices, number: PaperNumber::new(3) };
        let paper = draw.of_count(draw.most()).unwrap();
        let of_kind =
            |kind: &str| paper.items.iter().filter(|item| item.kind == kind).collect::<Vec<_>>();
        for kind in ["date", "number", "typed"] {
            let items = of_kind(kind);
            let choices = items.iter().filter(|item| item.question.kind == "choice").count();
            assert!(choices * 10 >= items.len() * 9, "{kind}: {choices} of {}", items.len());
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(6))]
        #[test]
        fn no_wrong_choice_is_ever_accepted_and_no_two_are_alike(number in any::<u64>()) {
            let cards = halperin();
            let draw = Draw { cards: &cards, class: &[], form: Form::Choices, number: PaperNumber::new(number) };
            let by_key = |key: &CardKey| cards.iter().find(|card| card.key == *key).unwrap();
            for item in &draw.of_count(40).unwrap().items {
                let Kind::Choice(choice) = &item.note.kind else {
                    continue;
                };
                if item.kind == "choice" {
                    continue;
                }
                let options = options(item);
                let different: HashSet<String> = options.iter().map(|option| spelling::core(option)).collect();
                prop_assert_eq!(different.len(), options.len());
                let written = &by_key(&item.key).note;
                for option in options.iter().filter(|option| !choice.right.contains(option)) {
                    prop_assert!(!accepts(written, &item.lexicon, option), "{}: {option}", item.key);
                    let response = Response::Text(option.clone());
                    let marked = mark(written, item.key.variant, &item.lexicon, &response, None);
                    prop_assert!(marked.verdict.score.fraction() <= 0.5, "{}: {option}", item.key);
                }
                let response = Response::Text(choice.right[0].clone());
                prop_assert_eq!(mark(written, item.key.variant, &item.lexicon, &response, None).verdict.score.thousandths(), 1000);
            }
        }
    }
}
