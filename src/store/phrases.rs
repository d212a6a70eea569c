//! Texts of notes as a file keeps them: what most of them have in common is one byte each.
//!
//! Where one field of a note ends and the next begins, its TOML says the same in every note. Such a
//! phrase is written as a control character, which stands in no TOML. A search looks through texts
//! as they are kept, so nothing with letters that a field could say is written so.

use std::borrow::Cow;

use memchr::memchr2_iter;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, Value, ValueRef};

/// The phrases, in the order of their characters; one that begins another one stands behind it.
/// Every file depends on each of them and on its place.
const PHRASES: [&str; 22] = [
    "[[card]]\nid = \"",
    "\"\nfront = \"",
    "\"\nback = \"",
    "\"\ntext = \"",
    "\"\nask = \"",
    "\"\nanswer = \"",
    "\"\nright = \"",
    "\"\nnote = \"",
    "\"\ncite = \"",
    "\"\nhint = \"",
    "\"\nkind = \"",
    "\"\ntags = [\"",
    "\"\naccept = [\"",
    "\"\nwrong = [\"",
    "\"\nitems = [\"",
    "\"\nimportance = ",
    "\"]\ntags = [\"",
    "\"]\nnote = \"",
    "\"]\ncite = \"",
    "\", \"",
    "\"]\n",
    "\"\n",
];

/// The phrase that each byte below 32 stands for, by its number and 1.
const MEANINGS: [u8; 32] = {
    let mut meanings = [0; 32];
    let mut phrase = 0;
    while phrase < PHRASES.len() {
        meanings[code(phrase) as usize] = phrase as u8 + 1;
        phrase += 1;
    }
    meanings
};

/// The character of a phrase: neither one that ends a text for C nor white space of TOML.
const fn code(phrase: usize) -> u8 {
    match phrase {
        0..8 => 1 + phrase as u8,
        8..10 => 3 + phrase as u8,
        _ => 4 + phrase as u8,
    }
}

/// The characters of phrases in which a word stands.
pub(super) fn codes_with(word: &str) -> Vec<u8> {
    let holds = |phrase: &usize| PHRASES[*phrase].contains(word);
    (0..PHRASES.len()).filter(holds).map(code).collect()
}

/// Whether a byte can be mistaken for a phrase.
fn is_code(byte: u8) -> bool {
    byte < 32 && !matches!(byte, b'\t' | b'\n' | b'\r')
}

/// The author's text of a note as a column keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kept {
    /// With its phrases as characters.
    Packed(String),
    /// As it is.
    Whole(String),
}

impl Kept {
    pub(super) fn of(text: &str) -> Self {
        pack(text).map_or_else(|| Self::Whole(text.to_owned()), Self::Packed)
    }

    /// How many bytes it takes.
    pub(super) fn len(&self) -> usize {
        let (Self::Packed(text) | Self::Whole(text)) = self;
        text.len()
    }
}

impl From<Kept> for Value {
    fn from(kept: Kept) -> Self {
        match kept {
            Kept::Packed(packed) => Self::Text(packed),
            Kept::Whole(text) => Self::Blob(text.into_bytes()),
        }
    }
}

impl ToSql for Kept {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Packed(packed) => packed.as_str().into(),
            Self::Whole(text) => text.as_bytes().into(),
        })
    }
}

/// The author's text of a note, read from a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NoteText<'a>(pub(super) Cow<'a, str>);

impl<'a> NoteText<'a> {
    pub(super) fn read(column: ValueRef<'a>) -> FromSqlResult<Self> {
        match column {
            ValueRef::Text(packed) => {
                let packed = str::from_utf8(packed).map_err(FromSqlError::other)?;
                Ok(Self(unpack(packed)?))
            }
            ValueRef::Blob(whole) => {
                Ok(Self(str::from_utf8(whole).map_err(FromSqlError::other)?.into()))
            }
            _ => Err(FromSqlError::InvalidType),
        }
    }
}

impl FromSql for NoteText<'static> {
    fn column_result(column: ValueRef<'_>) -> FromSqlResult<Self> {
        Ok(Self(NoteText::read(column)?.0.into_owned().into()))
    }
}

/// A text with its phrases as characters; `None` where such characters stand in it already, or
/// where a phrase may stand within a field that has several lines.
fn pack(text: &str) -> Option<String> {
    // All of them are looked at at once, whatever the first one says.
    let has_codes = text.bytes().fold(false, |has, byte| has | is_code(byte));
    if has_codes {
        return None;
    }
    let mut packed = String::with_capacity(text.len());
    let mut done = 0;
    if text.starts_with(PHRASES[0]) {
        packed.push(code(0).into());
        done = PHRASES[0].len();
    }
    for quote in memchr2_iter(b'"', b'\'', text.as_bytes()) {
        if quote < done {
            continue;
        }
        let rest = &text.as_bytes()[quote..];
        if rest.starts_with(b"\"\"\"") || rest.starts_with(b"'''") {
            return None;
        }
        if let Some(phrase) = phrase_at(rest) {
            packed.push_str(&text[done..quote]);
            packed.push(code(phrase).into());
            done = quote + PHRASES[phrase].len();
        }
    }
    packed.push_str(&text[done..]);
    Some(packed)
}

/// The phrase at the beginning of a text that begins with a quotation mark of either kind.
fn phrase_at(text: &[u8]) -> Option<usize> {
    let (second, third) = (text.get(1)?, text.get(2));
    // Mostly these two say that it is none.
    let is_at = |phrase: &[u8]| {
        phrase[0] == text[0]
            && phrase[1] == *second
            && (phrase.len() == 2 || third == Some(&phrase[2]) && text.starts_with(phrase))
    };
    let is_possible = matches!(second, b'\n' | b',' | b']');
    (1..PHRASES.len()).find(|phrase| is_possible && is_at(PHRASES[*phrase].as_bytes()))
}

/// What [`pack`] packed.
fn unpack(packed: &str) -> FromSqlResult<Cow<'_, str>> {
    let mut text = String::new();
    let mut done = 0;
    for (at, byte) in packed.bytes().enumerate().filter(|(_, byte)| is_code(*byte)) {
        let phrase = usize::from(MEANINGS[usize::from(byte)]).checked_sub(1);
        let phrase = PHRASES[phrase.ok_or(FromSqlError::OutOfRange(byte.into()))?];
        if text.is_empty() {
            text.reserve(2 * packed.len());
        }
        text.push_str(&packed[done..at]);
        text.push_str(phrase);
        done = at + 1;
    }
    if done == 0 {
        return Ok(packed.into());
    }
    text.push_str(&packed[done..]);
    Ok(text.into())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn each_phrase_has_a_character_of_its_own_that_stands_in_no_toml() {
        let codes: Vec<u8> = (0..PHRASES.len()).map(code).collect();
        for (at, code) in codes.iter().enumerate() {
            assert!(is_code(*code) && *code > 0);
            assert!(!codes[..at].contains(code));
            assert_eq!(usize::from(MEANINGS[usize::from(*code)]), at + 1);
            let toml = format!("a = \"{}\"", char::from(*code));
            assert!(toml::from_str::<toml::Table>(&toml).is_err(), "{code}");
        }
        for (at, phrase) in PHRASES.iter().enumerate() {
            assert!(at == 0 || pack(phrase).unwrap().len() == 1, "{phrase}");
            assert!(PHRASES[..at].iter().all(|before| !phrase.starts_with(before)), "{phrase}");
        }
    }

    #[test]
    fn what_notes_share_takes_a_byte_each() {
        let text = "[[card]]\nid = \"a\"\nfront = \"F\"\nback = \"B\"\ntags = [\"x\", \"y\"]\n";
        let packed = pack(text).unwrap();
        assert_eq!(packed, "\u{1}a\u{2}F\u{3}B\u{f}x\u{17}y\u{18}");
        assert_eq!(unpack(&packed).unwrap(), text);
        assert_eq!(codes_with("tags"), [0xf, 0x14]);
        // What looks like a phrase within a field and at its end has no letters.
        let packed = pack("back = \"say \\\"B\\\", \"\ntags = [\"x\"]\n").unwrap();
        assert_eq!(packed, "back = \"say \\\"B\\\u{17}\ntags = [\"x\u{18}");
    }

    #[test]
    fn what_could_be_mistaken_is_kept_as_it_is() {
        for text in ["a\u{1}b", "\0", "note = \"\"\"\nx\n\"\"\"\n", "note = '''\nx\n'''\n"] {
            assert_eq!(pack(text), None, "{text:?}");
        }
        assert!(unpack("\u{1f}").is_err());
        for wrong in [ValueRef::Null, ValueRef::Integer(1), ValueRef::Blob(b"\xff")] {
            assert!(NoteText::read(wrong).is_err(), "{wrong:?}");
        }
    }

    fn pieces() -> impl Strategy<Value = String> {
        let phrases = prop::sample::select(PHRASES.to_vec()).prop_map(str::to_owned);
        prop::collection::vec(
            prop_oneof![4 => phrases, 2 => ".{0,4}", 1 => "[\"\\\\\n,\\] a]{1,6}"],
            0..12,
        )
        .prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn every_text_comes_back_as_it_was(text in pieces()) {
            let kept = Kept::of(&text);
            let ToSqlOutput::Borrowed(column) = kept.to_sql().unwrap() else { panic!("{kept:?}") };
            prop_assert_eq!(&NoteText::read(column).unwrap().0, &text);
        }
    }
}
