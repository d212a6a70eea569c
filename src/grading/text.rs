//! One typed text as the answer to a card, of whatever kind the card is.
//!
//! It picks what the text is measured by and says what would count as right, for quizzes too.

use super::difference::Difference;
use super::lexicon::Lexicon;
use super::typed::{self, Judged, Key};
use super::{Marked, cloze, date, is_too_long, list, number, outcome};
use crate::model::{Kind, Note, Variant, VerdictKind};
use crate::spelling::clean;

/// Marks a typed text; see [`super::mark`].
pub(super) fn mark(
    note: &Note,
    variant: Variant,
    lexicon: &Lexicon,
    text: &str,
    earlier: Option<&str>,
) -> Marked {
    let preferred = preferred(note, variant, lexicon);
    if is_too_long(text) {
        return Marked::plain(outcome::wrong("too long"), preferred);
    }
    if !text.contains(char::is_alphanumeric) && clean(text) != preferred {
        return Marked::plain(outcome::wrong("nothing was entered"), preferred);
    }
    match &note.kind {
        Kind::Typed { key, .. } => typed_text(&Key::of(key), lexicon, text, earlier),
        Kind::Basic { front, back, .. } => match variant {
            Variant::Reverse => typed_text(&Key::plain(front), lexicon, text, earlier),
            Variant::Plain | Variant::Gap(_) => {
                typed_text(&Key::plain(back), lexicon, text, earlier)
            }
        },
        Kind::Cloze { cloze: gapped, .. } => {
            let gaps = match variant {
                Variant::Gap(number) => gapped.answers(number),
                Variant::Plain | Variant::Reverse => Vec::new(),
            };
            match gaps[..] {
                [gap] => typed_text(&Key::plain(gap), lexicon, text, earlier),
                _ => cloze::mark(&gaps, lexicon, &[text.to_owned()]),
            }
        }
        Kind::Number { ask, key } => match number::mark(key, ask, lexicon.lang(), text) {
            number::Marking::Judged(verdict) => Marked::plain(verdict, preferred),
            number::Marking::Unreadable => unreadable("not a number that can be read", preferred),
        },
        Kind::Date { answer, circa, .. } => {
            match date::mark(answer, circa.unwrap_or(0), lexicon.lang(), text, earlier) {
                date::Marking::Judged(verdict) => Marked::plain(verdict, preferred),
                date::Marking::Asking(verdict, question) => {
                    Marked { ask: Some(question.to_owned()), ..Marked::plain(verdict, preferred) }
                }
                date::Marking::Unreadable => unreadable("not a date that can be read", preferred),
            }
        }
        Kind::List { items, ordered, .. } => {
            let (verdict, items) = list::mark(items, *ordered, lexicon, &[text.to_owned()]);
            Marked { items, ..Marked::plain(verdict, preferred) }
        }
        Kind::Choice(choice) => {
            let (verdict, items) = super::choice::mark(choice, &[text.to_owned()]);
            Marked { items, ..Marked::plain(verdict, preferred) }
        }
        Kind::Order { .. } | Kind::Match { .. } => {
            Marked::plain(outcome::wrong("not an answer to this kind of card"), preferred)
        }
    }
}

/// Whether `text` would count as right on some card of the note, so that it must not be offered as
/// a wrong choice; a typing error does not count.
pub(crate) fn accepts(note: &Note, lexicon: &Lexicon, text: &str) -> bool {
    let fits = |key: Key| is_right(typed::judge(&key, lexicon, text, None).verdict.kind);
    match &note.kind {
        Kind::List { items, .. } => {
            items.iter().any(|item| fits(Key::with_variants(&item.preferred, &item.variants)))
        }
        Kind::Choice(choice) => choice.right.iter().any(|right| fits(Key::plain(right))),
        Kind::Basic { .. }
        | Kind::Cloze { .. }
        | Kind::Typed { .. }
        | Kind::Number { .. }
        | Kind::Date { .. } => note
            .variants()
            .into_iter()
            .any(|variant| is_right(mark(note, variant, lexicon, text, None).verdict.kind)),
        Kind::Order { .. } | Kind::Match { .. } => false,
    }
}

fn typed_text(key: &Key, lexicon: &Lexicon, text: &str, earlier: Option<&str>) -> Marked {
    let Judged { verdict, ask, feedback, nearest } = typed::judge(key, lexicon, text, earlier);
    let difference = match verdict.kind {
        VerdictKind::Exact => None,
        VerdictKind::Variant
        | VerdictKind::Slip
        | VerdictKind::Incomplete
        | VerdictKind::Partial
        | VerdictKind::Wrong => Difference::between(&clean(text), &clean(&nearest)),
    };
    Marked { ask, feedback, difference, ..Marked::plain(verdict, key.answer.to_owned()) }
}

fn unreadable(reason: &str, preferred: String) -> Marked {
    Marked { unreadable: true, ..Marked::plain(outcome::wrong(reason), preferred) }
}

fn is_right(kind: VerdictKind) -> bool {
    match kind {
        VerdictKind::Exact | VerdictKind::Variant => true,
        VerdictKind::Slip | VerdictKind::Incomplete | VerdictKind::Partial | VerdictKind::Wrong => {
            false
        }
    }
}

/// The right answer as it is shown.
fn preferred(note: &Note, variant: Variant, lexicon: &Lexicon) -> String {
    match &note.kind {
        Kind::Typed { key, .. } => key.answer.clone(),
        Kind::Basic { front, back, .. } => match variant {
            Variant::Reverse => front.clone(),
            Variant::Plain | Variant::Gap(_) => back.clone(),
        },
        Kind::Cloze { cloze, .. } => match variant {
            Variant::Gap(number) => cloze.answers(number).join(", "),
            Variant::Plain | Variant::Reverse => String::new(),
        },
        Kind::Number { key, .. } => number::preferred(key, lexicon.lang()),
        Kind::Date { answer, .. } => date::preferred(answer, lexicon.lang()),
        Kind::Choice(choice) => choice.right.join(", "),
        Kind::List { items, .. } => {
            let items: Vec<&str> = items.iter().map(|item| item.preferred.as_str()).collect();
            items.join(", ")
        }
        Kind::Order { .. } | Kind::Match { .. } => String::new(),
    }
}
