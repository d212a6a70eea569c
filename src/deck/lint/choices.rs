//! Choices that can be guessed: too few wrong options, or a right one that its length betrays.
//!
//! Only the form of the options is looked at; whether a wrong one is right is seen elsewhere.

use crate::model::{Choice, Kind};

use super::super::characters::shown;
use super::super::{codes, sameness};
use super::short::is_yes_or_no;
use super::{Findings, Subject};

/// Fewer wrong options leave half to chance.
const FEWEST_WRONG: usize = 2;

/// The right option stands out where it is longer than the others by this, as a ratio in tenths
/// and in characters.
const LONGER: (usize, usize) = (16, 12);

pub(super) fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for (index, note) in subject.deck.notes.iter().enumerate() {
        let Kind::Choice(choice) = &note.kind else {
            continue;
        };
        let wrong = wrong_options(choice, subject);
        let at = |key| subject.places.field(index, key);
        if wrong.len() < FEWEST_WRONG && !is_yes_or_no(&note.kind) {
            let key = if choice.wrong.is_empty() { "pool" } else { "wrong" };
            let message = format!("a choice with {} wrong option", wrong.len());
            let help = "Add wrong options that somebody might believe; two or three are good.";
            findings.add(at(key), codes::FEW_OPTIONS, message, help);
        }
        let longest = wrong.iter().map(|(text, _)| length(text)).max();
        let shortest = choice.right.iter().min_by_key(|text| length(text));
        if let (Some(longest), Some(right)) = (longest, shortest)
            && stands_out(length(right), longest)
        {
            let message = format!("the right option `{}` is the longest by far", shown(right));
            let help = "Shorten it, or make the wrong ones as long.";
            findings.add(at("right"), codes::LONG_RIGHT, message, help);
        }
    }
}

/// So much of a pool is looked at for each choice that draws from it: many choices over a pool that
/// was written to be endless would take for ever.
const MOST_OF_A_POOL: usize = 500;

/// The wrong options that may be shown, with the fields that they come from: each once, none that is
/// right or another spelling of it.
pub(super) fn wrong_options<'d>(
    choice: &'d Choice,
    subject: &Subject<'d>,
) -> Vec<(&'d str, &'static str)> {
    let pool = choice.pool.as_ref();
    let pool = pool.and_then(|name| subject.deck.pools.iter().find(|(known, _)| known == name));
    let stock = pool.map_or(&[][..], |(_, stock)| &stock[..stock.len().min(MOST_OF_A_POOL)]);
    let own = choice.wrong.iter().map(|text| (text.as_str(), "wrong"));
    let all = own.chain(stock.iter().map(|text| (text.as_str(), "pool")));
    let mut seen = subject.entities.forms_of_right(&choice.right);
    all.filter(|(text, _)| seen.insert(sameness::typed(text))).collect()
}

fn stands_out(right: usize, longest_wrong: usize) -> bool {
    let (tenths, characters) = LONGER;
    right * 10 > longest_wrong * tenths && right >= longest_wrong + characters
}

fn length(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::super::Entities;
    use super::super::trial::{card, linted};
    use super::*;

    #[test]
    fn a_choice_with_one_wrong_option_is_found() {
        assert_eq!(
            card("ask = 'Who?'\nright = 'Nixon'\nwrong = ['Ford']"),
            ["L007 5:9 a choice with 1 wrong option"]
        );
    }

    #[test]
    fn no_more_of_a_pool_is_looked_at_than_anybody_fills() {
        let pool: Vec<String> = (0..MOST_OF_A_POOL + 9).map(|at| format!("Option {at}")).collect();
        let text = format!(
            "[deck]\nid = 'd'\ntitle = 'D'\nsource = 'S'\n[pools]\np = ['{}']\n\
             [[card]]\nid = 'c'\nask = 'Who?'\nright = 'Nixon'\nwrong = ['Ford']\npool = 'p'\n",
            pool.join("', '")
        );
        let crate::deck::Parsed { deck, places, .. } = crate::deck::parse(text);
        let deck = deck.unwrap();
        let Kind::Choice(choice) = &deck.notes[0].kind else { panic!("it is a choice") };
        let subject = Subject { deck: &deck, places: &places, entities: Entities::default() };
        assert_eq!(wrong_options(choice, &subject).len(), 1 + MOST_OF_A_POOL);
    }

    #[test]
    fn the_pool_counts_without_what_is_right() {
        let deck = |pool: &str| {
            format!(
                "[deck]\nid = 'd'\ntitle = 'D'\nsource = 'S'\n[pools]\np = [{pool}]\n\
                 [[card]]\nid = 'c'\nask = 'Who?'\nright = 'Nixon'\npool = 'p'\n"
            )
        };
        assert_eq!(linted(&deck("'Nixon', 'Ford', 'Taft'")), [""; 0]);
        assert_eq!(linted(&deck("'Nixon', 'Ford'")), ["L007 11:8 a choice with 1 wrong option"]);
    }

    #[test]
    fn the_pool_counts_without_other_spellings_of_what_is_right() {
        let deck = |pool: &str| {
            format!(
                "[deck]\nid = 'd'\ntitle = 'D'\nsource = 'S'\n[aliases]\nNixon = ['Tricky Dick']\n\
                 [pools]\np = [{pool}]\n[[card]]\nid = 'c'\nask = 'Who?'\nright = 'Nixon'\n\
                 pool = 'p'\n"
            )
        };
        assert_eq!(linted(&deck("'Nixon', 'tricky dick', 'Ford', 'Taft'")), [""; 0]);
        let found = linted(&deck("'Nixon', 'tricky dick', 'Ford'"));
        assert_eq!(found, ["L007 13:8 a choice with 1 wrong option"]);
    }

    #[test]
    fn a_right_option_that_is_longest_by_far_is_found() {
        let right = "because it could not have gone on for much longer";
        assert_eq!(
            card(&format!("ask = 'Why?'\nright = '{right}'\nwrong = ['out of fear', 'by chance']")),
            [format!("L009 4:9 the right option `{right}` is the longest by far")]
        );
    }

    #[test]
    fn options_of_like_length_are_fine() {
        let card =
            card("ask = 'Why?'\nright = 'out of great fear'\nwrong = ['by chance', 'for fun']");
        assert_eq!(card, [""; 0]);
    }
}
