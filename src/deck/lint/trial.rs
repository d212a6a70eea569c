//! Decks for the tests of the rules.

use super::super::{Severity, parse};
use super::lint;

/// The findings of a whole file, as `code line:column message`.
pub(super) fn linted(text: &str) -> Vec<String> {
    let parsed = parse(text);
    assert_eq!(parsed.problems, [], "{text}");
    let deck = parsed.deck.unwrap();
    lint(&deck, &parsed.places)
        .into_iter()
        .map(|problem| {
            assert_eq!(problem.severity, Severity::Warning);
            assert!(problem.help.ends_with('.'), "{problem:?}");
            let place = format!("{}:{}", problem.line, problem.column);
            format!("{} {place} {}", problem.code, problem.message)
        })
        .collect()
}

/// The findings of cards in a deck with a source; the first line of `cards` is line 1.
pub(super) fn cards(cards: &str) -> Vec<String> {
    linted(&format!("deck = {{ id = 'd', title = 'D', source = 'S' }}\n{cards}"))
        .into_iter()
        .map(|finding| {
            let (code, rest) = finding.split_once(' ').unwrap();
            let (line, rest) = rest.split_once(':').unwrap();
            format!("{code} {}:{rest}", line.parse::<u32>().unwrap() - 1)
        })
        .collect()
}

/// The findings of one card with these lines below its id; the first of them is line 3.
pub(super) fn card(lines: &str) -> Vec<String> {
    cards(&format!("[[card]]\nid = 'c'\n{lines}\n"))
}
