//! Any answer to any card.

use super::{assert_clean, everything, text};
use crate::deck;
use crate::grading::{Lexicon, Marked, Response, mark};
use crate::model::{Deck, VerdictKind};

/// Between a deck and the answers to its cards, where a deck is given.
const RULE: &str = "\n===\n";

/// Marks each line as an answer of every form to every card: those of the deck before a line
/// `===`, or one of every kind.
///
/// # Panics
/// Where a verdict contradicts itself.
pub fn marking(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let (deck, answers) = match text.split_once(RULE) {
        Some((deck, answers)) => (deck::parse(deck).deck, answers),
        None => (Some(everything()), text),
    };
    let Some(deck) = deck else { return };
    let mut lexicon = Lexicon::new(&deck.lang, &deck.aliases);
    deck.notes.iter().for_each(|note| lexicon.learn(note));
    let mut earlier = None;
    for answer in answers.split('\n').take(4) {
        mark_all(&deck, &lexicon, answer, earlier);
        earlier = Some(answer);
    }
}

fn mark_all(deck: &Deck, lexicon: &Lexicon, answer: &str, earlier: Option<&str>) {
    let responses = responses(answer);
    for note in deck.notes.iter().take(32) {
        for variant in note.variants() {
            for response in &responses {
                let marked = mark(note, variant, lexicon, response, None);
                assert_holds(&marked);
                assert_eq!(marked, mark(note, variant, lexicon, response, None), "by chance");
                if let (Response::Text(_), Some(earlier)) = (response, earlier) {
                    let marked = mark(note, variant, lexicon, response, Some(earlier));
                    assert_holds(&marked);
                    assert_eq!(marked.ask, None, "it asks back twice");
                }
            }
        }
    }
}

/// The answer in every form in which an answer may come.
fn responses(answer: &str) -> Vec<Response> {
    let parts: Vec<String> = answer.split(';').take(64).map(ToOwned::to_owned).collect();
    let numbers: Vec<usize> =
        answer.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse().ok()).collect();
    let pairs = numbers.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect();
    vec![
        Response::Text(answer.to_owned()),
        Response::Texts(parts.clone()),
        Response::Choices(parts),
        Response::Order(numbers),
        Response::Pairs(pairs),
    ]
}

fn assert_holds(marked: &Marked) {
    let verdict = &marked.verdict;
    let score = verdict.score.thousandths();
    let within = match verdict.kind {
        VerdictKind::Exact | VerdictKind::Variant => score == 1000,
        VerdictKind::Wrong => score == 0,
        VerdictKind::Slip | VerdictKind::Incomplete | VerdictKind::Partial => score <= 1000,
    };
    assert!(within, "{verdict:?}");
    assert_clean(&verdict.reason);
    assert!(!verdict.reason.is_empty(), "a verdict without a reason: {marked:?}");
    if verdict.proposed.is_none() {
        assert_eq!(verdict.kind, VerdictKind::Incomplete, "no grade is proposed: {marked:?}");
    }
    if marked.ask.is_some() {
        assert_eq!(verdict.kind, VerdictKind::Incomplete, "it asks back and knows: {marked:?}");
    }
}
