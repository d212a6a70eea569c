//! Which characters no deck may hold.
//!
//! They are invisible and can command a terminal or turn a line around, so they are refused where
//! a deck comes in, and kept out of every message that speaks of them.

use crate::escape;

/// Controls other than newline and tab, line and paragraph separators, and what turns the
/// direction of a text around.
pub(super) fn is_forbidden(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        '\0'..='\u{1f}'
        | '\u{7f}'..='\u{9f}'
        | '\u{2028}'..='\u{2029}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}' => true,
        _ => false,
    }
}

/// Whether nobody would see it in a message: what is forbidden, and what a deck may hold unseen.
pub(super) fn is_unseen(c: char) -> bool {
    is_forbidden(c) || escape::is_hostile(c) || escape::is_joiner(c)
}

/// Where forbidden characters stand in a text.
pub(super) fn forbidden_in(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut behind = 0;
    let suspects = std::iter::from_fn(move || {
        let at = behind + first_suspect(&text.as_bytes()[behind..])?;
        behind = at + 1;
        Some((at, text[at..].chars().next()?))
    });
    suspects.filter(|(_, c)| is_forbidden(*c))
}

/// Where the first byte stands with which a forbidden character may begin.
fn first_suspect(bytes: &[u8]) -> Option<usize> {
    first_of::<64>(bytes, |byte| {
        (byte < 0x20 && byte != b'\n') || matches!(byte, 0x7f | 0xc2 | 0xe2)
    })
}

/// Where the first byte stands of which `is_it` says so. Stretches of `LENGTH` bytes that hold none
/// are passed over at once.
#[inline]
pub(super) fn first_of<const LENGTH: usize>(
    bytes: &[u8],
    is_it: impl Fn(u8) -> bool,
) -> Option<usize> {
    let mut passed = 0;
    for stretch in bytes.as_chunks::<LENGTH>().0 {
        // All of them are looked at, which takes several at a time.
        if stretch.iter().fold(false, |any, &byte| any | is_it(byte)) {
            break;
        }
        passed += LENGTH;
    }
    bytes[passed..].iter().position(|&byte| is_it(byte)).map(|at| passed + at)
}

/// The text as it may be told: what is forbidden, and what a deck may hold and nobody sees, is
/// replaced by U+FFFD.
pub(super) fn clean(text: &str) -> String {
    escape::clean(text).into_owned()
}

/// The text with every forbidden character replaced by as many bytes of filler, so that all
/// offsets stay.
pub(super) fn fill(text: &str) -> String {
    let mut filled = String::with_capacity(text.len());
    for c in text.chars() {
        if is_forbidden(c) {
            filled.extend(std::iter::repeat_n('?', c.len_utf8()));
        } else {
            filled.push(c);
        }
    }
    filled
}

/// The text as it may stand in a message: clean, on one line, at most sixty characters.
pub(super) fn shown(text: &str) -> String {
    const LONGEST: usize = 60;
    let start = text.char_indices().nth(LONGEST).map_or(text, |(end, _)| &text[..end]);
    let mut shown = escape::clean_line(start);
    if text.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn newline_tab_and_direction_marks_may_stand() {
        for c in ['\n', '\t', '\u{200e}', '\u{200f}', '\u{a0}', '\u{200b}', 'ä'] {
            assert!(!is_forbidden(c), "{c:?}");
        }
    }

    #[test]
    fn controls_separators_and_bidi_controls_are_forbidden() {
        let ends = [
            '\0', '\r', '\u{1b}', '\u{1f}', '\u{7f}', '\u{80}', '\u{9f}', '\u{2028}', '\u{2029}',
            '\u{202a}', '\u{202e}', '\u{2066}', '\u{2069}',
        ];
        for c in ends {
            assert!(is_forbidden(c), "{c:?}");
        }
    }

    #[test]
    fn every_forbidden_character_is_found_in_a_text() {
        let all: String = ('\0'..='\u{ffff}').collect();
        let found: Vec<char> = forbidden_in(&all).map(|(_, c)| c).collect();
        let expected: Vec<char> = all.chars().filter(|&c| is_forbidden(c)).collect();
        assert_eq!(found, expected);
        assert_eq!(forbidden_in("ä\u{1b}").collect::<Vec<_>>(), [(2, '\u{1b}')]);
    }

    #[test]
    fn filling_keeps_the_length_in_bytes() {
        assert_eq!(fill("a\u{1b}\u{85}\u{202e}b"), "a??????b");
    }

    #[test]
    fn a_shown_text_is_short_and_on_one_line() {
        assert_eq!(shown("a\nb\u{1b}"), "a b\u{fffd}");
        assert_eq!(shown(&"x".repeat(61)), format!("{}…", "x".repeat(60)));
    }
}
