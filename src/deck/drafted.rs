//! A `[[card]]` entry in the making: written field by field by whoever has a card in another form,
//! and checked by the rules of deck files.
//!
//! Most of them ask plain texts both sides of which anybody can see to be sound. What such an entry
//! would be read as and printed as is what was written, so it is not read; a property test holds
//! that to what reading says.

use super::characters::forbidden_in;
use super::print::{Lines, print_note};
use super::problem::Problem;
use super::written;
use crate::model::{DeckId, Note, NoteId, Variant};

/// An entry in which nothing is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SoundEntry {
    pub(crate) id: String,
    /// As it is printed.
    pub(crate) text: String,
    /// The code of its kind, [`crate::model::Kind::code`].
    pub(crate) kind: u8,
    /// The cards that it becomes; `None` for a plain one alone.
    pub(crate) variants: Option<Box<[Variant]>>,
}

impl SoundEntry {
    /// The entry of a checked note.
    pub(crate) fn of(note: &Note) -> Self {
        Self {
            id: note.id.to_string(),
            text: print_note(note),
            kind: note.kind.code(),
            variants: note.variants_but_plain(),
        }
    }
}

/// The fields of a basic card that hold plain texts, in the order in which they are printed.
const PLAIN: [&str; 7] = ["front", "back", "reverse", "hint", "note", "cite", "tags"];

/// Longer texts are read, and measured there.
const SHORT: usize = 8 << 10;

/// An entry that is not checked yet.
#[derive(Debug, Default)]
pub(crate) struct Drafted {
    id: String,
    text: String,
    /// How many of the plain fields are behind the last one; `None` once anything has to be read.
    plain: Option<usize>,
    reverse: bool,
}

impl Drafted {
    /// Begins an entry anew.
    pub(crate) fn begin(&mut self, id: &str) {
        self.id.clear();
        self.id.push_str(id);
        self.text.clear();
        Lines::below("[[card]]", &mut self.text).text("id", id);
        self.plain = NoteId::check(id).is_ok().then_some(0);
        self.reverse = false;
    }

    pub(crate) fn text(&mut self, field: &str, text: &str) {
        self.is_plain(field, || is_seen(text));
        Lines(&mut self.text).text(field, text);
    }

    /// Nothing where there are none.
    pub(crate) fn texts(&mut self, field: &str, texts: &[String]) {
        let is_short = |texts: &[String]| texts.iter().map(String::len).sum::<usize>() < SHORT;
        self.is_plain(field, || is_short(texts) && texts.iter().all(|text| is_seen(text)));
        Lines(&mut self.text).some_texts(field, texts);
    }

    pub(crate) fn number(&mut self, field: &str, number: f64) {
        self.plain = None;
        Lines(&mut self.text).value(field, &written::number(number));
    }

    pub(crate) fn whole(&mut self, field: &str, number: i64) {
        self.plain = None;
        Lines(&mut self.text).value(field, &number.to_string());
    }

    pub(crate) fn flag(&mut self, field: &str) {
        self.is_plain(field, || true);
        self.reverse = true;
        Lines(&mut self.text).flag(field, true);
    }

    /// Texts, each with the others that count as the same.
    pub(crate) fn groups(&mut self, field: &str, groups: &[Vec<String>]) {
        self.plain = None;
        Lines(&mut self.text).groups(field, groups);
    }

    pub(crate) fn pairs(&mut self, field: &str, pairs: &[(String, String)]) {
        self.plain = None;
        Lines(&mut self.text).pairs(field, pairs);
    }

    /// Whether nothing has to be read behind this field, of which `holds` says whether it is sound.
    fn is_plain(&mut self, field: &str, holds: impl FnOnce() -> bool) {
        let Some(passed) = self.plain else { return };
        // Both sides must be there, and no field twice or out of its order.
        let at = PLAIN[passed..].iter().position(|plain| *plain == field).map(|at| passed + at);
        let follows = at.filter(|at| *at == passed || passed >= 2);
        self.plain = follows.filter(|_| holds()).map(|at| at + 1);
    }

    /// The entry, checked.
    ///
    /// # Errors
    /// What is wrong with it; the places are those in the entry.
    pub(crate) fn read(&self, deck: &DeckId) -> Result<SoundEntry, Vec<Problem>> {
        if self.plain.is_none_or(|passed| passed < 2) {
            return super::parse_note(&self.text, deck).map(|note| SoundEntry::of(&note));
        }
        let both = || [Variant::Plain, Variant::Reverse].into();
        Ok(SoundEntry {
            id: self.id.clone(),
            text: self.text.clone(),
            kind: 0,
            variants: self.reverse.then(both),
        })
    }
}

/// Whether a text is a printed entry of a plain card with short texts in which nothing is escaped, as
/// most are: that can be seen without reading it. Where not, nothing is known of it.
pub(crate) fn is_plain_card(text: &str) -> bool {
    let Some(fields) = text.strip_prefix("[[card]]\n").and_then(|text| text.strip_suffix('\n'))
    else {
        return false;
    };
    let mut lines = fields.split('\n');
    let mut next = |key: &str| {
        let text = lines.next()?.strip_prefix(key)?.strip_prefix(" = \"")?.strip_suffix('"')?;
        (!is_escaped(text)).then_some(text)
    };
    next("id").is_some_and(|id| NoteId::check(id).is_ok())
        && next("front").is_some_and(is_seen)
        && next("back").is_some_and(is_seen)
        && lines.next().is_none_or(are_plain_tags)
        && lines.next().is_none()
}

fn are_plain_tags(line: &str) -> bool {
    let tags = line.strip_prefix("tags = [\"").and_then(|tags| tags.strip_suffix("\"]"));
    let is_tag = |tag: &str| !is_escaped(tag) && is_seen(tag);
    tags.is_some_and(|tags| tags.len() < SHORT && tags.split("\", \"").all(is_tag))
}

fn is_escaped(text: &str) -> bool {
    text.bytes().any(|byte| byte < b' ' || matches!(byte, b'"' | b'\\' | 0x7f))
}

/// Whether a text is short, holds what may stand in a deck, and can be seen.
fn is_seen(text: &str) -> bool {
    text.len() < SHORT && !text.trim().is_empty() && forbidden_in(text).next().is_none()
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::option;
    use proptest::prelude::*;

    use super::*;

    fn deck() -> DeckId {
        "d".parse().unwrap()
    }

    #[test]
    fn an_entry_is_read_as_that_of_a_file_is() {
        let mut drafted = Drafted::default();
        drafted.begin("a");
        drafted.text("front", "He said \"one\"\nand\ttwo");
        drafted.text("back", "three");
        drafted.texts("tags", &["x".to_owned(), "y z".to_owned()]);
        let entry = drafted.read(&deck()).unwrap();
        assert!(entry.text.contains("He said \"one\"\nand\\ttwo"), "{}", entry.text);
        assert!(entry.text.ends_with("tags = [\"x\", \"y z\"]\n"), "{}", entry.text);

        drafted.begin("b");
        drafted.text("ask", "Who?");
        drafted.pairs("pairs", &[("a".into(), "1".into()), ("b".into(), "2".into())]);
        assert_eq!(drafted.read(&deck()).unwrap().kind, 8);

        drafted.begin("c");
        drafted.text("front", "no back");
        assert_eq!(drafted.read(&deck()).unwrap_err().len(), 1);
    }

    #[test]
    fn a_plain_card_is_seen_without_reading_it() {
        let card = "[[card]]\nid = \"a\"\nfront = \"Wer? = x\"\nback = \"Č, [1]\"\n";
        for (text, plain) in [
            (card.to_owned(), true),
            (format!("{card}tags = [\"x\", \"y z\"]\n"), true),
            (format!("{card}tags = []\n"), false),
            (format!("{card}tags = [\"x\",\"y\"]\n"), false),
            (format!("{card}tags = [\"x\"]\nhint = \"h\"\n"), false),
            (format!("{card}reverse = true\n"), false),
            (format!("{card}\n"), false),
            (format!("{card}{card}"), false),
            (card.trim_end().to_owned(), false),
            (card.replace("Wer", "\\u0000"), false),
            (card.replace("Wer", "\u{202e}"), false),
            (card.replace("Wer? = x", " "), false),
            (card.replace("front", "text"), false),
            (card.replace("\"a\"", "\"a b\""), false),
            (card.replace("[[card]]", "[card]"), false),
            (card.replace("[[card]]", "[[card]] = \"\""), false),
            (card.replace('\n', "\r\n"), false),
            (String::new(), false),
        ] {
            assert_eq!(is_plain_card(&text), plain, "{text}");
            assert!(!plain || crate::deck::parse_note(&text, &deck()).is_ok(), "{text}");
        }
    }

    /// Texts with everything that is written in another way than it is read.
    fn any_text() -> impl Strategy<Value = String> {
        let pieces = [
            "a",
            "Wort",
            " ",
            "\n",
            "\t",
            "\r",
            "\"",
            "\"\"\"",
            "\\",
            "\\u0041",
            "'",
            "[[card]]",
            "#",
            "{{1::x}}",
            "=",
            "\u{0}",
            "\u{1b}",
            "\u{7f}",
            "\u{85}",
            "\u{a0}",
            "\u{2028}",
            "\u{202e}",
            "\u{200b}",
            "\u{feff}",
            "ä",
            "e\u{301}",
            "日",
            "👩\u{200d}🚀",
        ];
        let piece = prop::sample::select(pieces.to_vec());
        let long = Just("x".repeat(70_000));
        prop_oneof![40 => vec(piece, 0..7).prop_map(|pieces| pieces.concat()), 1 => long]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]

        #[test]
        fn what_is_not_read_would_have_been_read_the_same(
            id in prop_oneof![4 => Just("a-1".to_owned()), 1 => any_text()],
            sides in vec((prop::sample::select(PLAIN.to_vec()), any_text()), 0..3),
            front in any_text(),
            back in any_text(),
            reverse in any::<bool>(),
            common in [option::of(any_text()), option::of(any_text()), option::of(any_text())],
            tags in vec(any_text(), 0..4),
        ) {
            let mut drafted = Drafted::default();
            drafted.begin(&id);
            // Mostly in order, sometimes with fields that come twice.
            for (field, text) in sides.iter().filter(|_| id != "a-1") {
                drafted.text(field, text);
            }
            drafted.text("front", &front);
            drafted.text("back", &back);
            if reverse {
                drafted.flag("reverse");
            }
            for (field, text) in ["hint", "note", "cite"].into_iter().zip(&common) {
                if let Some(text) = text {
                    drafted.text(field, text);
                }
            }
            drafted.texts("tags", &tags);
            let read = crate::deck::parse_note(&drafted.text, &deck());
            if is_plain_card(&drafted.text) {
                let note = read.as_ref().unwrap();
                prop_assert_eq!((note.kind.code(), note.variants_but_plain()), (0, None));
                prop_assert!(note.was.is_empty());
            }
            prop_assert_eq!(drafted.read(&deck()), read.map(|note| SoundEntry::of(&note)));
        }
    }
}
