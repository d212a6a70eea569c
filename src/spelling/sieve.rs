//! A quick look at a text before it is folded: which words can stand in it at all.

/// Folded words, all of which a text must hold to be of interest.
#[derive(Debug, Clone)]
pub(crate) struct Sieve<'a> {
    needles: &'a [String],
}

impl<'a> Sieve<'a> {
    /// The needles are stretches of letters and figures of a folded text.
    pub(crate) fn new(needles: &'a [String]) -> Self {
        Self { needles }
    }

    /// Whether the folded text may hold all needles. Where it says no, it does not; texts in which
    /// folding does more than to change the case are let through.
    pub(crate) fn may_hold(&self, text: &str) -> bool {
        !is_plain(text.as_bytes())
            || self.needles.iter().all(|needle| holds(text.as_bytes(), needle.as_bytes()))
    }
}

/// Whether folding changes nothing within the words of a text but their case: no letters beyond
/// ASCII, nothing that is taken out of a word, nothing that is written as an escape.
fn is_plain(text: &[u8]) -> bool {
    text.is_ascii()
        && memchr::memchr3_iter(b'\'', b'.', b'\\', text).all(|at| {
            let next = text.get(at + 1).copied().unwrap_or(b' ');
            text[at] == b'.' && !next.is_ascii_alphanumeric()
        })
        && memchr::memchr_iter(b'"', text).all(|at| {
            // A quotation mark within a word would be taken out of it.
            let before = at.checked_sub(1).and_then(|at| text.get(at)).copied().unwrap_or(b' ');
            let next = text.get(at + 1).copied().unwrap_or(b' ');
            !(before.is_ascii_alphanumeric() && next.is_ascii_alphanumeric())
        })
}

/// Whether lower-case `needle` stands in the text, whatever the case there.
fn holds(text: &[u8], needle: &[u8]) -> bool {
    let Some(first) = needle.first() else { return true };
    let Some(last) = text.len().checked_sub(needle.len()) else { return false };
    memchr::memchr2_iter(*first, first.to_ascii_uppercase(), text)
        .take_while(|at| *at <= last)
        .any(|at| text[at..at + needle.len()].eq_ignore_ascii_case(needle))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::spelling::fold;

    #[test]
    fn what_cannot_hold_a_word_is_told_from_what_may() {
        let needles = ["kuba".to_owned(), "1962".to_owned()];
        let sieve = Sieve::new(&needles);
        assert!(sieve.may_hold("Die Krise um KUBA im Herbst 1962."));
        assert!(!sieve.may_hold("Die Krise um Berlin im Herbst 1961."));
        assert!(!sieve.may_hold("Kub"));
        // Folding may yet find it here.
        assert!(sieve.may_hold("K.u.b.a."));
        assert!(sieve.may_hold("Türkei"));
    }

    proptest! {
        #[test]
        fn no_word_of_a_folded_text_is_sieved_out(
            text in "[ a-zA-Z0-9äßÉ.,'\"/|\\\\()=-]{0,40}",
            pick in any::<prop::sample::Index>(),
            from in any::<prop::sample::Index>(),
        ) {
            let folded = fold(&text);
            let runs: Vec<&str> =
                folded.split(|c: char| !c.is_alphanumeric()).filter(|run| !run.is_empty()).collect();
            prop_assume!(!runs.is_empty());
            let run: Vec<char> = runs[pick.index(runs.len())].chars().collect();
            let needle: String = run[from.index(run.len())..].iter().collect();
            prop_assert!(Sieve::new(&[needle]).may_hold(&text));
        }
    }
}
