//! Files of an author: decks and blueprints.

use super::{assert_clean, text};
use crate::deck::{self, Problem, Severity};
use crate::quiz::Blueprint;

/// A deck is read; where it holds, what is printed of it is read as the same deck.
///
/// # Panics
/// Where that is not so, or a problem has no place or unclean words.
pub fn deck(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let parsed = deck::parse(text);
    assert_told(text, &parsed.problems);
    assert_eq!(deck::check(text).problems, parsed.problems, "who checks finds others");
    let Some(deck) = parsed.deck else {
        let told = parsed.problems.iter().any(|problem| problem.severity == Severity::Error);
        assert!(told, "it does not hold and nothing says why");
        return;
    };
    let printed = deck::print(&deck);
    let again = deck::parse(&printed);
    assert!(again.problems.is_empty(), "{:?} of {printed:?}", again.problems);
    assert_eq!(again.deck.as_ref(), Some(&deck), "another deck is read of {printed:?}");
    for note in &deck.notes {
        let printed = deck::print_note(note);
        let alone = deck::parse_note(&printed, &deck.id);
        assert_eq!(alone.as_ref().ok(), Some(note), "{alone:?} of {printed:?}");
    }
}

/// The rules for good cards speak of lines that are there.
///
/// # Panics
/// Where they do not.
pub fn lint(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let parsed = deck::parse(text);
    if let Some(deck) = &parsed.deck {
        let problems = deck::lint(deck, &parsed.places);
        assert_told(text, &problems);
        let errors = problems.iter().filter(|problem| problem.severity == Severity::Error);
        assert_eq!(errors.count(), 0, "what is poor is no error");
    }
}

/// A blueprint is read, or refused with a reason.
///
/// # Panics
/// Where it is neither.
pub fn blueprint(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    match Blueprint::parse(text) {
        Ok(blueprint) => assert!(!blueprint.sections.is_empty() || blueprint.questions.is_some()),
        Err(problems) => {
            assert!(!problems.is_empty(), "it does not hold and nothing says why");
            assert_told(text, &problems);
        }
    }
}

fn assert_told(text: &str, problems: &[Problem]) {
    let lines = text.split('\n').count();
    for problem in problems {
        assert!((1..=lines).contains(&(problem.line as usize)), "{problem:?} of {lines} lines");
        assert!(problem.column >= 1, "{problem:?}");
        for said in [&problem.message, &problem.help, &problem.source] {
            assert_clean(said);
        }
    }
}
