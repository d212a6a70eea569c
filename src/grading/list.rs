//! Lists: how many of the items were named, and how many that do not belong.

use super::lexicon::Lexicon;
use super::order::in_order;
use super::typed::{self, Key, Typed};
use super::{ItemMark, ItemState, outcome};
use crate::model::{Item, Score, Verdict, VerdictKind};
use crate::spelling::core;

/// So many texts more than there are items are compared; who gives more did not answer.
const MOST_SUPERFLUOUS: usize = 1000;

/// A text that was given, with the item that it names.
struct Given<'a> {
    text: &'a str,
    folded: String,
    /// The number of the item, and what naming it so is worth.
    names: Option<(usize, f64)>,
}

/// Marks the texts in the order typed: right ÷ the larger of wanted and given, different ones only.
/// Where the list is `ordered`, right is the longest subsequence in the right order.
pub(super) fn mark(
    items: &[Item],
    ordered: bool,
    lexicon: &Lexicon,
    texts: &[String],
) -> (Verdict, Vec<ItemMark>) {
    if texts.len() > items.len() + MOST_SUPERFLUOUS {
        let reason = format!("{} items, where {} were asked for", texts.len(), items.len());
        return (outcome::wrong(&reason), item_marks(items, &[], &[]));
    }
    let given = different(items, lexicon, texts);
    let named: Vec<(usize, f64)> = given.iter().filter_map(|given| given.names).collect();
    let kept: Vec<(usize, f64)> = if ordered {
        let ranks: Vec<usize> = named.iter().map(|(item, _)| *item).collect();
        in_order(&ranks, |place| named[place].1).into_iter().map(|place| named[place]).collect()
    } else {
        named
    };

    let marks = item_marks(items, &given, &kept);
    let whole = items.len().max(given.len()).max(1);
    let worth: f64 = kept.iter().map(|(_, worth)| worth).sum();
    let score = Score::from_fraction(worth / whole as f64);
    let superfluous = given.iter().filter(|given| given.names.is_none()).count();
    let reason = match superfluous {
        0 => format!("{} of {}", kept.len(), items.len()),
        _ => format!("{} of {}, and {superfluous} that does not belong", kept.len(), items.len()),
    };
    let is_whole = kept.len() == whole;
    let verdict = if is_whole && score < Score::FULL {
        outcome::slip_of(score, "all of them, with a typing error")
    } else if is_whole && !is_preferred(items, &given, ordered) {
        outcome::variant("all of them")
    } else {
        outcome::scored(score, &reason)
    };
    (verdict, marks)
}

/// The given texts without empty ones and without those that say again what was said.
fn different<'a>(items: &[Item], lexicon: &Lexicon, texts: &'a [String]) -> Vec<Given<'a>> {
    let mut given: Vec<Given> = Vec::new();
    for text in texts {
        let is_too_long = super::is_too_long(text);
        let folded = if is_too_long { text.clone() } else { core(text) };
        let names = if is_too_long { None } else { named(items, lexicon, text) };
        let said = given.iter().any(|other| match (names, other.names) {
            (Some((item, _)), Some((other, _))) => item == other,
            (None, None) => folded == other.folded,
            (Some(_), None) | (None, Some(_)) => false,
        });
        if !folded.is_empty() && !said {
            given.push(Given { text, folded, names });
        }
    }
    given
}

fn named(items: &[Item], lexicon: &Lexicon, text: &str) -> Option<(usize, f64)> {
    let typed = Typed::new(text);
    let judged = items.iter().enumerate().filter_map(|(number, item)| {
        let key = Key::with_variants(&item.preferred, &item.variants);
        let verdict = typed::judge_first(&key, lexicon, &typed).verdict;
        match verdict.kind {
            VerdictKind::Exact | VerdictKind::Variant | VerdictKind::Slip => {
                Some((number, verdict.score.fraction()))
            }
            VerdictKind::Incomplete | VerdictKind::Partial | VerdictKind::Wrong => None,
        }
    });
    judged.reduce(|best, next| if next.1 > best.1 { next } else { best })
}

fn is_preferred(items: &[Item], given: &[Given], ordered: bool) -> bool {
    let is_item = |given: &Given, number: usize| items[number].preferred == given.text;
    given.iter().enumerate().all(|(place, given)| {
        given
            .names
            .is_some_and(|(number, _)| is_item(given, number) && (!ordered || number == place))
    })
}

/// A mark for every item of the card, then one for every text that names none.
fn item_marks(items: &[Item], given: &[Given], kept: &[(usize, f64)]) -> Vec<ItemMark> {
    let mut marks: Vec<ItemMark> = Vec::new();
    for (number, item) in items.iter().enumerate() {
        let found =
            given.iter().find(|given| given.names.is_some_and(|(named, _)| named == number));
        let state = match found {
            Some(_) if kept.iter().any(|(kept, _)| *kept == number) => ItemState::Right,
            Some(_) => ItemState::Wrong,
            None => ItemState::Missing,
        };
        let given = found.map(|given| given.text.to_owned());
        marks.push(ItemMark { given, expected: Some(item.preferred.clone()), state });
    }
    let superfluous = given.iter().filter(|given| given.names.is_none());
    marks.extend(superfluous.map(|given| ItemMark::superfluous(given.text)));
    marks
}
