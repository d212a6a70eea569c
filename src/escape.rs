//! What keeps data from speaking to the terminal: one function for text, one for JSON.
//!
//! Decks, imports, file names and histories may hold escape sequences that rename a window,
//! write a clipboard or turn an answer around. Whatever comes from them passes through here on
//! its way out.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CharEscape, Formatter};

/// The text as it may be written to a terminal: whatever could act on it or is not seen
/// ([`is_hostile`]) is shown as U+FFFD, and so is a joiner that joins nothing.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| is_hostile(c) || is_joiner(c)) {
        return Cow::Borrowed(text);
    }
    let shown = veiled(text).map(|(c, is_veiled)| if is_veiled { '\u{fffd}' } else { c });
    Cow::Owned(shown.collect())
}

/// [`clean`] for what must stay in one line: newlines and tabs become blanks.
pub(crate) fn clean_line(text: &str) -> String {
    clean(text).replace(['\n', '\t'], " ")
}

/// A text of TOML in which what [`clean`] would replace is written as TOML escapes it; it must
/// stand between double quotes there.
pub(crate) fn to_toml(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for (c, is_veiled) in veiled(text) {
        match u32::from(c) {
            _ if !is_veiled => written.push(c),
            code @ ..=0xffff => written.push_str(&format!("\\u{code:04X}")),
            code => written.push_str(&format!("\\U{code:08X}")),
        }
    }
    written
}

/// Whether a character could act on a terminal, turn a text around, or stand in it unseen.
pub(crate) fn is_hostile(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => true,
        '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' => true,
        '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' => true,
        '\u{e0000}'..='\u{e007f}' => true,
        _ => false,
    }
}

/// Joins or parts the letters of Persian, Hindi and others, and the pictures of an emoji.
pub(crate) fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// Each character, and whether it must not be shown. A joiner may stand behind what is no ASCII:
/// no script that it belongs to is written in that, so no plain word hides one.
fn veiled(text: &str) -> impl Iterator<Item = (char, bool)> + '_ {
    let mut before = ' ';
    text.chars().map(move |c| {
        let joins_nothing =
            before.is_ascii() || before.is_whitespace() || is_joiner(before) || is_hostile(before);
        before = c;
        (c, is_hostile(c) || (is_joiner(c) && joins_nothing))
    })
}

/// A value as JSON in one line, with hostile characters and joiners escaped as `\u0000` and their
/// like: whoever reads it gets them all back.
pub(crate) fn to_json(value: &(impl Serialize + ?Sized)) -> String {
    let mut bytes = Vec::new();
    add_json(&mut bytes, value);
    String::from_utf8(bytes).expect("JSON made of text is text")
}

/// As [`to_json`], written out as it comes.
///
/// # Errors
/// What `out` says.
///
/// # Panics
/// Where a key is no text.
pub(crate) fn write_json(out: impl Write, value: &(impl Serialize + ?Sized)) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(out, Escaping);
    value.serialize(&mut serializer).map_err(|error| {
        assert!(error.is_io(), "what is written as JSON has text for keys");
        error.into()
    })
}

/// As [`to_json`], behind what was written before.
pub(crate) fn add_json(out: &mut Vec<u8>, value: &(impl Serialize + ?Sized)) {
    let start = out.len();
    serde_json::to_writer(Bytes(out), value).expect("memory takes what is written");
    // Nothing but what stands in its texts can be hostile. Most texts are short, so to look at all
    // of them at once is a fraction of the work of looking at each.
    if !is_plain(&out[start..]) {
        let written = String::from_utf8(out.split_off(start)).expect("JSON made of text is text");
        write_escaped(&mut Bytes(out), &written).expect("memory takes what is written");
    }
}

/// Whether nothing in a text is escaped, told by the bytes that what is escaped begins with: bytes
/// are told quicker than characters, and many of them at once where each is looked at.
fn is_plain(text: &[u8]) -> bool {
    let begins = |byte: u8| {
        (byte < b' ')
            | (byte == 0x7f)
            | (byte == 0xc2)
            | (byte == 0xd8)
            | (byte == 0xe2)
            | (byte == 0xef)
            | (byte == 0xf3)
    };
    !text.iter().fold(false, |any, byte| any | begins(*byte))
}

/// Writes what stands in a text of JSON, hostile characters and joiners as JSON escapes them.
fn write_escaped<W: ?Sized + Write>(writer: &mut W, text: &str) -> io::Result<()> {
    let mut rest = text;
    let is_escaped = |c| is_hostile(c) || is_joiner(c);
    while let Some((at, c)) = rest.char_indices().find(|(_, c)| is_escaped(*c)) {
        writer.write_all(&rest.as_bytes()[..at])?;
        for unit in c.encode_utf16(&mut [0; 2]) {
            write!(writer, "\\u{unit:04x}")?;
        }
        rest = &rest[at + c.len_utf8()..];
    }
    writer.write_all(rest.as_bytes())
}

/// JSON is written a mark at a time: a quotation mark, a comma. To call for each what can also
/// take many bytes is half the work of writing it.
struct Bytes<'a>(&'a mut Vec<u8>);

impl Write for Bytes<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes)?;
        Ok(bytes.len())
    }

    #[inline]
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        match bytes {
            [mark] => self.0.push(*mark),
            bytes => self.0.extend_from_slice(bytes),
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Escaping;

impl Formatter for Escaping {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        // A fragment is mostly a short one, of plain ASCII.
        if fragment.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            return writer.write_all(fragment.as_bytes());
        }
        write_escaped(writer, fragment)
    }

    fn write_char_escape<W: ?Sized + Write>(
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

    #[test]
    fn what_is_escaped_is_told_by_its_first_byte() {
        for c in ('\0'..=char::MAX).filter(|c| is_hostile(*c) || is_joiner(*c)) {
            assert!(!is_plain(c.encode_utf8(&mut [0; 4]).as_bytes()), "{}", c.escape_unicode());
        }
        assert!(is_plain("What? »Größe« 日本".replace(['»', '«'], "\"").as_bytes()));
    }

    #[test]
    fn what_is_not_seen_is_shown() {
        assert_eq!(
            clean("a\u{200b}b\u{200f}\u{2060}\u{feff}"),
            "a\u{fffd}b\u{fffd}\u{fffd}\u{fffd}"
        );
        assert_eq!(clean("x\u{e0041}\u{61c}"), "x\u{fffd}\u{fffd}");
        assert_eq!(to_json(&"\u{e0041}\u{200d}"), r#""\udb40\udc41\u200d""#);
    }

    #[test]
    fn joiners_join_what_is_no_ascii() {
        for text in ["می\u{200c}خواهم", "क्\u{200d}ष", "👩\u{200d}🚀", "❤\u{fe0f}\u{200d}🔥"]
        {
            assert_eq!(clean(text), text);
        }
        assert_eq!(clean("pass\u{200d}word\u{200c}"), "pass\u{fffd}word\u{fffd}");
        assert_eq!(clean("\u{200c}ä\u{200d}\u{200d}"), "\u{fffd}ä\u{200d}\u{fffd}");
    }

    #[test]
    fn toml_reads_back_what_was_veiled() {
        let text = "a\u{200b}\u{202e}\u{e0041}می\u{200c}خ";
        let written = to_toml(&format!("x = \"{text}\""));
        assert_eq!(written, "x = \"a\\u200B\\u202E\\U000E0041می\u{200c}خ\"");
        let read: toml::Table = written.parse().unwrap();
        assert_eq!(read["x"].as_str(), Some(text));
    }

    proptest! {
        #[test]
        fn nothing_hostile_passes_and_json_reads_back(text in any::<String>()) {
            let cleaned = clean(&text);
            prop_assert!(!cleaned.chars().any(is_hostile));
            prop_assert_eq!(clean(&cleaned), cleaned.as_ref());
            let json = to_json(&text);
            prop_assert!(!json.chars().any(|c| is_hostile(c) || is_joiner(c) || c == '\n'));
            let mut written = Vec::new();
            write_json(&mut written, &text).unwrap();
            prop_assert_eq!(written, json.as_bytes());
            prop_assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
        }
    }
}
