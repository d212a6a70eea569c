//! What holds of every deck, and of every text that is none.

use proptest::prelude::*;

use super::super::*;
use super::decks::deck;

const EVERYTHING: &str = include_str!("everything.toml");

/// What holds of the problems of any text.
fn check_problems(text: &str) {
    let parsed = parse(text);
    assert_checked_alike(text, &parsed);
    let lines = text.lines().count().max(1) + 1;
    let mut last = (0, 0);
    let mut errors = 0;
    for problem in &parsed.problems {
        errors += usize::from(problem.severity == Severity::Error);
        assert!((problem.line, problem.column) >= last, "{problem:?}");
        last = (problem.line, problem.column);
        assert!(problem.line as usize <= lines, "{problem:?}");
        let said = [&problem.source, &problem.message, &problem.help];
        assert!(
            said.iter().all(|text| text.find(characters::is_forbidden).is_none()),
            "{problem:?}"
        );
        assert!(problem.source.chars().count() <= 400, "{problem:?}");
        assert!(!problem.message.contains('\n') && !problem.help.is_empty(), "{problem:?}");
    }
    assert_eq!(parsed.deck.is_none(), errors > 0, "{text}");
}

/// Who looks for problems alone finds the same.
pub(super) fn assert_checked_alike(text: &str, parsed: &Parsed) {
    let checked = check(text);
    assert_eq!(checked.problems, parsed.problems, "{text}");
    let deck = parsed.deck.clone().map(|mut deck| {
        deck.notes.retain(|note| !note.was.is_empty());
        deck
    });
    assert_eq!(checked.deck, deck, "{text}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn every_deck_is_read_as_it_was_printed(deck in deck()) {
        let printed = print(&deck);
        let parsed = parse(&printed);
        prop_assert_eq!(&parsed.problems, &[], "{}", printed);
        prop_assert!(sound::deck(&Source::new(printed.as_str())).is_some(), "{}", printed);
        assert_checked_alike(&printed, &parsed);
        prop_assert_eq!(parsed.deck.as_ref(), Some(&deck));
        for note in &deck.notes {
            prop_assert_eq!(parse_note(&print_note(note), &deck.id), Ok(note.clone()));
        }
        let header = Deck { notes: Vec::new(), ..deck.clone() };
        prop_assert_eq!(parse_header(&print_header(&deck)), Ok(header));
    }

    #[test]
    fn what_is_poor_has_a_place_in_the_text(deck in deck()) {
        let printed = print(&deck);
        let found = lint(&deck, &parse(&printed).places);
        let lines = printed.lines().count();
        for problem in found {
            prop_assert_eq!(problem.severity, Severity::Warning);
            prop_assert!((1..=lines).contains(&(problem.line as usize)));
        }
    }

    #[test]
    fn any_text_is_a_deck_or_says_why_not(text in "[\\[\\]{}\"'=#.,:a-d0-9 \n\t\\\\é\u{7}\u{2028}😀-]{0,200}") {
        check_problems(&text);
    }

    #[test]
    fn a_deck_with_a_stretch_replaced_is_a_deck_or_says_why_not(
        from in 0..EVERYTHING.len(),
        length in 0..30_usize,
        with in "[\\[\\]{}\"'=#\n\\\\é\u{7}\r0-]{0,6}",
    ) {
        let from = EVERYTHING.floor_char_boundary(from);
        let to = EVERYTHING.floor_char_boundary(from + length);
        check_problems(&format!("{}{with}{}", &EVERYTHING[..from], &EVERYTHING[to..]));
    }
}
