//! What keeps data from speaking to the terminal: one function for text, one for JSON.
//!
//! Decks, imports, file names and histories may hold escape sequences that rename a window,
//! write a clipboard or turn an answer around. Whatever comes from them passes through here on
//! its way out.

use std::borrow::Cow;
use std::io;

use serde::Serialize;
use serde_json::ser::{CharEscape, Formatter};

/// The text as it may be written to a terminal: every control character but newline and tab,
/// every C1, line separator and bidirectional control is shown as U+FFFD.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hostile) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| if is_hostile(c) { '\u{fffd}' } else { c }).collect())
}

/// [`clean`] for what must stay in one line: newlines and tabs become blanks.
pub(crate) fn clean_line(text: &str) -> String {
    clean(text).replace(['\n', '\t'], " ")
}

/// Whether a character could act on a terminal rather than be shown.
pub(crate) fn is_hostile(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => true,
        '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        _ => false,
    }
}

/// A value as JSON in one line, with hostile characters escaped as `\u0000` and their like.
pub(crate) fn to_json(value: &impl Serialize) -> String {
    let mut bytes = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, Escaping);
    value
        .serialize(&mut serializer)
        .expect("what is written as JSON has text for keys, and memory does not fail");
    String::from_utf8(bytes).expect("JSON made of text is text")
}

struct Escaping;

impl Formatter for Escaping {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        while let Some((at, c)) = rest.char_indices().find(|(_, c)| is_hostile(*c)) {
            writer.write_all(&rest.as_bytes()[..at])?;
            write!(writer, "\\u{:04x}", u32::from(c))?;
            rest = &rest[at + c.len_utf8()..];
        }
        writer.write_all(rest.as_bytes())
    }

    fn write_char_escape<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        escape: CharEscape,
    ) -> io::Result<()> {
        serde_json::ser::CompactFormatter.write_char_escape(writer, escape)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_escape_sequence_is_shown_and_not_obeyed() {
        assert_eq!(clean("a\u{1b}[31mb\u{202e}c\r"), "a\u{fffd}[31mb\u{fffd}c\u{fffd}");
        assert_eq!(clean("ä\n\tx"), "ä\n\tx");
        assert_eq!(to_json(&"\u{1b}\u{9b}\u{202e}\u{7f}\"\n"), r#""\u001b\u009b\u202e\u007f\"\n""#);
    }

    proptest! {
        #[test]
        fn nothing_hostile_passes_and_json_reads_back(text in any::<String>()) {
            prop_assert!(!clean(&text).chars().any(is_hostile));
            let json = to_json(&text);
            prop_assert!(!json.chars().any(|c| is_hostile(c) || c == '\n'));
            prop_assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
        }
    }
}
