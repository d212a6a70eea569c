//! The module as its users see it.

mod decks;
mod errors;
mod files;
mod lines;
mod properties;
mod round_trip;
mod structure;
mod ways;

use super::{Problem, parse};

const HEAD: &str = "[deck]\nid = \"d\"\ntitle = \"D\"\n\n[pools]\np = [\"A\", \"B\"]\n\n";

/// The problems of a deck that holds `cards`, as `code line:column message`; the first line of
/// `cards` is line 1.
fn found(cards: &str) -> Vec<String> {
    let head = u32::try_from(HEAD.lines().count()).unwrap();
    listed(&format!("{HEAD}{cards}"), head)
}

fn listed(text: &str, above: u32) -> Vec<String> {
    let parsed = parse(text);
    properties::assert_checked_alike(text, &parsed);
    assert_eq!(parsed.deck.is_none(), !parsed.problems.is_empty(), "{text}");
    parsed
        .problems
        .iter()
        .map(|problem| {
            assert!(problem.help.ends_with(['.', '?']), "{problem:?}");
            assert!(!problem.message.ends_with('.'), "{problem:?}");
            let Problem { code, line, column, message, .. } = problem;
            format!("{code} {}:{column} {message}", line - above)
        })
        .collect()
}

fn help(cards: &str) -> String {
    let parsed = parse(format!("{HEAD}{cards}"));
    parsed.problems.into_iter().next().unwrap().help
}

/// A card with the id `c` and these further lines.
fn card(lines: &str) -> String {
    format!("[[card]]\nid = \"c\"\n{lines}\n")
}
