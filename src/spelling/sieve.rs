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

    /// Whether the folded text may hold all needles. Where it says no, it does not. `scratch` is
    /// room to write in.
    pub(crate) fn may_hold(&self, text: &str, scratch: &mut String) -> bool {
        if self.needles.iter().all(|needle| holds(text.as_bytes(), needle.as_bytes())) {
            return true;
        }
        if is_plain(text.as_bytes()) {
            return false;
        }
        match letters(text, scratch) {
            Some(()) => self.needles.iter().all(|needle| scratch.contains(needle.as_str())),
            None => true,
        }
    }
}

/// Whether folding changes nothing within the words of a text but their case: no letters beyond
/// ASCII, nothing that is taken out of a word, nothing that is written as an escape.
fn is_plain(text: &[u8]) -> bool {
    let parts = |byte: &&u8| !matches!(byte, b'\'' | b'.' | b'"');
    let joins = |at: usize| {
        let before = text[..at].iter().rev().find(parts);
        let after = text[at + 1..].iter().find(parts);
        before.is_some_and(u8::is_ascii_alphanumeric)
            && after.is_some_and(u8::is_ascii_alphanumeric)
    };
    text.is_ascii()
        && memchr::memchr2(b'\\', b'`', text).is_none()
        && memchr::memchr3_iter(b'\'', b'.', b'"', text).all(|at| !joins(at))
}

/// Writes the folded letters and figures of a text one after the other, whatever parts them.
/// `None` where folding looks at more than one character at a time: at marks that belong to the
/// letter before them, at escapes, at scripts that are rare.
fn letters(text: &str, out: &mut String) -> Option<()> {
    out.clear();
    let (mut folded, mut bare) = (String::new(), String::new());
    for c in text.chars() {
        match c {
            '\\' => return None,
            c if c.is_ascii() => {
                if c.is_ascii_alphanumeric() {
                    out.push(c.to_ascii_lowercase());
                }
            }
            '\u{2000}'..='\u{206f}' => {}
            '\u{80}'..='\u{24f}' | '\u{370}'..='\u{3ff}' | '\u{400}'..='\u{481}' => {
                folded.clear();
                bare.clear();
                for lower in c.to_lowercase() {
                    super::fold_char(lower, &mut folded, &mut bare);
                }
                out.extend(folded.chars().filter(|c| c.is_alphanumeric()));
            }
            _ => return None,
        }
    }
    Some(())
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

    fn may_hold(needles: &[&str], text: &str) -> bool {
        let needles: Vec<String> = needles.iter().map(|needle| (*needle).to_owned()).collect();
        Sieve::new(&needles).may_hold(text, &mut String::new())
    }

    #[test]
    fn what_cannot_hold_a_word_is_told_from_what_may() {
        assert!(may_hold(&["kuba", "1962"], "Die Krise um KUBA im Herbst 1962."));
        assert!(!may_hold(&["kuba", "1962"], "Die Krise um Berlin im Herbst 1961."));
        assert!(!may_hold(&["kuba"], "Kub"));
        assert!(may_hold(&["kuba"], "K.u.b.a."));
        assert!(may_hold(&["tuerkei"], "Die Türkei"));
        assert!(!may_hold(&["tuerkei"], "Die Tücke"));
        assert!(may_hold(&["elpida"], "e\u{301}lpida"));
    }

    #[test]
    fn what_is_taken_out_of_a_word_parts_none() {
        for text in ["ku\".ba", "ku'ba", "k.u.b.a", "ku`ba"] {
            assert!(may_hold(&["kuba"], text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_word_of_a_folded_text_is_sieved_out(
            text in "[ a-zA-Z0-9äßÉœΣЯ„”–½².,'\"/|\\\\()=-]{0,40}",
            pick in any::<prop::sample::Index>(),
            from in any::<prop::sample::Index>(),
        ) {
            let folded = fold(&text);
            let runs: Vec<&str> =
                folded.split(|c: char| !c.is_alphanumeric()).filter(|run| !run.is_empty()).collect();
            prop_assume!(!runs.is_empty());
            let run: Vec<char> = runs[pick.index(runs.len())].chars().collect();
            let needle: String = run[from.index(run.len())..].iter().collect();
            prop_assert!(may_hold(&[&needle], &text));
        }
    }
}
