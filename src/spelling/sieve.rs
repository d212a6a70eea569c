//! A quick look at a text before it is folded: which words can stand in it at all.
//!
//! Folding takes out what parts the letters of a word, and writes each character as letters of its
//! own. So it is enough to look for the rarest letter of a word and, where it stands, to compare
//! its neighbours one by one; most texts do not hold it, and are passed over at the speed of the
//! memory. Texts with characters that fold together with their neighbours are folded whole.

use std::str::Utf8Error;

use memchr::memmem::Finder;
use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::is_invisible;

/// A stretch of letters and figures of a folded text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Needle {
    letters: String,
    /// It counts only behind this word.
    behind: Option<&'static str>,
}

impl Needle {
    /// Letters that may stand anywhere.
    pub(crate) fn anywhere(letters: &str) -> Self {
        Self { letters: letters.to_owned(), behind: None }
    }

    /// Letters that count only where the text holds `word` before them, as it is written here.
    pub(crate) fn behind(word: &'static str, letters: &str) -> Self {
        Self { letters: letters.to_owned(), behind: Some(word) }
    }
}

/// Needles, all of which a text must hold to be of interest.
#[derive(Debug)]
pub(crate) struct Sieve {
    sought: Vec<Sought>,
    forms: Forms,
    /// What stands in the text beyond ASCII: the place, and the form.
    beyond: Vec<(usize, usize)>,
}

impl Sieve {
    /// `codes` gives the ASCII characters that may stand in a text instead of a word before needles
    /// that count only behind it.
    pub(crate) fn new(needles: &[Needle], codes: impl Fn(&str) -> Vec<u8>) -> Self {
        let full = needles.iter().filter(|needle| !needle.letters.is_empty());
        let mut sought: Vec<Sought> = full.map(|needle| Sought::new(needle, &codes)).collect();
        sought.sort_by_key(|sought| rank(sought.rarest));
        Self { sought, forms: Forms::default(), beyond: Vec::new() }
    }

    /// Whether the folded text may hold all needles. Where it says no, it does not, and neither
    /// does a text of which this is the TOML.
    ///
    /// # Errors
    /// Bytes that are no text.
    pub(crate) fn may_hold(&mut self, text: &[u8]) -> Result<bool, Utf8Error> {
        self.beyond.clear();
        if !text.is_ascii() {
            let text = str::from_utf8(text)?;
            if !self.forms.note(text, &mut self.beyond) {
                let has_escapes = memchr::memchr(b'\\', text.as_bytes()).is_some();
                return Ok(has_escapes || self.is_in_whole(text));
            }
        }
        let place = Place { text, forms: &self.forms, beyond: &self.beyond };
        Ok(self.sought.iter().all(|sought| sought.may_be_in(place)))
    }

    /// Folds the whole text and looks there.
    fn is_in_whole(&self, text: &str) -> bool {
        let letters: String = super::fold(text).chars().filter(|c| c.is_alphanumeric()).collect();
        self.sought.iter().all(|sought| letters.contains(&sought.letters))
    }
}

/// A needle with what is looked for first.
#[derive(Debug)]
struct Sought {
    letters: String,
    behind: Option<Word>,
    rarest: char,
    /// Where in `letters` it stands first.
    at: usize,
}

/// A word, and the characters that may stand for it.
#[derive(Debug)]
struct Word {
    finder: Finder<'static>,
    codes: Vec<u8>,
}

impl Word {
    fn find(&self, text: &[u8]) -> Option<usize> {
        let codes = self.codes.iter().filter_map(|code| memchr::memchr(*code, text));
        codes.chain(self.finder.find(text)).min()
    }
}

/// A text that is looked through.
#[derive(Clone, Copy)]
struct Place<'a> {
    text: &'a [u8],
    forms: &'a Forms,
    beyond: &'a [(usize, usize)],
}

/// What the neighbours of a letter say. `Unclear` where one is written as an escape, perhaps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Yes,
    No,
    Unclear,
}

impl Sought {
    fn new(needle: &Needle, codes: impl Fn(&str) -> Vec<u8>) -> Self {
        let letters = needle.letters.clone();
        let places = letters.char_indices();
        let (at, rarest) = places.min_by_key(|(_, c)| rank(*c)).unwrap_or((0, ' '));
        let behind =
            needle.behind.map(|word| Word { finder: Finder::new(word), codes: codes(word) });
        Self { letters, behind, rarest, at }
    }

    fn may_be_in(&self, place: Place<'_>) -> bool {
        let from = match &self.behind {
            None => 0,
            // With escapes the word could be written in another way.
            Some(_) if memchr::memchr(b'\\', place.text).is_some() => 0,
            Some(word) => match word.find(place.text) {
                Some(at) => at,
                None => return false,
            },
        };
        self.is_among_ascii(place, from) || self.is_beyond_ascii(place, from)
    }

    /// Whether the rarest letter stands as itself somewhere, with the right neighbours.
    fn is_among_ascii(&self, place: Place<'_>, from: usize) -> bool {
        let lower = if self.rarest.is_ascii() { self.rarest as u8 } else { b'\\' };
        let upper = lower.to_ascii_uppercase();
        let mut escaped = None;
        for at in memchr::memchr3_iter(lower, upper, b'\\', &place.text[from..]) {
            let at = from + at;
            if place.text[at] == b'\\' {
                if escaped != Some(at) {
                    // Any letter can be written by its number.
                    if let Some(b'u' | b'U' | b'x') = place.text.get(at + 1) {
                        return true;
                    }
                    escaped = Some(at + 1);
                }
            } else if self.fits(place, (at, at + 1), (self.at, self.at + 1)) {
                return true;
            }
        }
        false
    }

    /// Whether the rarest letter comes out of a character beyond ASCII, with the right neighbours.
    fn is_beyond_ascii(&self, place: Place<'_>, from: usize) -> bool {
        place.beyond.iter().filter(|(at, _)| *at >= from).any(|(at, form)| {
            let form = place.forms.text(*form);
            let end = at + width(place.text[*at]);
            form.match_indices(self.rarest).any(|(within, _)| {
                // The character may bring letters before the rarest one and behind it.
                let before = within.min(self.at);
                let behind = (form.len() - within).min(self.letters.len() - self.at);
                let (first, last) = (self.at - before, self.at + behind);
                form.as_bytes()[within - before..within + behind]
                    == self.letters.as_bytes()[first..last]
                    && self.fits(place, (*at, end), (first, last))
            })
        })
    }

    /// Whether the letters before and behind `known`, a stretch of the needle, are those around
    /// the stretch `from..to` of the text; `No` and `Yes` are certain but for escapes.
    fn fits(&self, place: Place<'_>, (from, to): (usize, usize), known: (usize, usize)) -> bool {
        let letters = self.letters.as_bytes();
        place.goes_on(to, &letters[known.1..]) != Answer::No
            && place.comes_from(from, &letters[..known.0]) != Answer::No
    }
}

impl Place<'_> {
    /// Whether from `at` on the text goes on with these letters.
    fn goes_on(self, mut at: usize, mut letters: &[u8]) -> Answer {
        while let Some(next) = letters.first() {
            let Some(byte) = self.text.get(at) else { return Answer::No };
            if byte.is_ascii_alphanumeric() {
                if byte.to_ascii_lowercase() != *next {
                    return Answer::No;
                }
                letters = &letters[1..];
                at += 1;
            } else if *byte == b'\\' {
                return Answer::Unclear;
            } else if byte.is_ascii() {
                at += 1;
            } else {
                let form = self.form_at(at).as_bytes();
                let shared = form.len().min(letters.len());
                if form[..shared] != letters[..shared] {
                    return Answer::No;
                }
                letters = &letters[shared..];
                at += width(*byte);
            }
        }
        Answer::Yes
    }

    /// Whether before `at` the text comes from these letters.
    fn comes_from(self, mut at: usize, mut letters: &[u8]) -> Answer {
        while let Some(last) = letters.last() {
            let Some(before) = at.checked_sub(1) else { return Answer::No };
            let byte = self.text[before];
            at = before;
            if byte.is_ascii_alphanumeric() {
                if byte.to_ascii_lowercase() != *last {
                    // Behind a backslash it is an escape and no letter.
                    let is_escape = at > 0 && self.text[at - 1] == b'\\';
                    return if is_escape { Answer::Unclear } else { Answer::No };
                }
                letters = &letters[..letters.len() - 1];
            } else if byte == b'\\' {
                return Answer::Unclear;
            } else if !byte.is_ascii() {
                while width(self.text[at]) == 0 {
                    at -= 1;
                }
                let form = self.form_at(at).as_bytes();
                let shared = form.len().min(letters.len());
                if form[form.len() - shared..] != letters[letters.len() - shared..] {
                    return Answer::No;
                }
                letters = &letters[..letters.len() - shared];
            }
        }
        Answer::Yes
    }

    /// The form of the character beyond ASCII that begins here.
    fn form_at(&self, at: usize) -> &str {
        let found = self.beyond.binary_search_by_key(&at, |(at, _)| *at);
        found.map_or("", |found| self.forms.text(self.beyond[found].1))
    }
}

/// How many bytes the character has that begins with this one; 0 where none does.
fn width(byte: u8) -> usize {
    match byte {
        0x00..=0x7f => 1,
        0x80..=0xbf => 0,
        0xc0..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xff => 4,
    }
}

/// How frequent a letter is in a text: the rarest has the least.
fn rank(c: char) -> usize {
    const FREQUENT: &str = "qxjzyvwkp9876543210fgbcmhudloatsrine";
    FREQUENT.find(c).map_or(0, |at| at + 1)
}

/// What characters beyond ASCII fold to; each is folded once, when it is first met.
#[derive(Debug, Default)]
struct Forms {
    /// For each character the number of its form and 1; 0 where it was not met yet.
    numbers: Vec<u32>,
    /// `None` where the character folds together with its neighbours.
    texts: Vec<Option<String>>,
}

impl Forms {
    /// Adds the characters of a text beyond ASCII to `places`; `false` where one folds together
    /// with its neighbours.
    fn note(&mut self, text: &str, places: &mut Vec<(usize, usize)>) -> bool {
        let mut at = 0;
        while let Some(next) = beyond_ascii(&text.as_bytes()[at..]) {
            at += next;
            let Some(c) = text[at..].chars().next() else { break };
            let number = self.number(c);
            if self.texts[number].is_none() {
                return false;
            }
            places.push((at, number));
            at += c.len_utf8();
        }
        true
    }

    fn number(&mut self, c: char) -> usize {
        if self.numbers.is_empty() {
            // Memory that nobody asks for is never taken.
            self.numbers = vec![0; char::MAX as usize + 1];
        }
        let known = self.numbers[c as usize];
        if known > 0 {
            return known as usize - 1;
        }
        self.texts.push(alone(c));
        self.numbers[c as usize] = self.texts.len() as u32;
        self.texts.len() - 1
    }

    fn text(&self, number: usize) -> &str {
        self.texts[number].as_deref().unwrap_or("")
    }
}

/// Where the first byte beyond ASCII stands.
fn beyond_ascii(bytes: &[u8]) -> Option<usize> {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let (words, _) = bytes.as_chunks();
    let is_beyond = |word: &[u8; 8]| u64::from_ne_bytes(*word) & HIGH != 0;
    let passed = words.iter().position(is_beyond).unwrap_or(words.len()) * 8;
    bytes[passed..].iter().position(|byte| !byte.is_ascii()).map(|at| passed + at)
}

/// The letters and figures that a character folds to; `None` where that depends on its neighbours:
/// where it is composed with what stands before it, or changes places with it.
fn alone(c: char) -> Option<String> {
    let stays = |c: char| is_nfc_quick(std::iter::once(c)) == IsNormalized::Yes;
    let begins = |c: char| canonical_combining_class(c) == 0;
    let (mut folded, mut bare) = (String::new(), String::new());
    let composed: Vec<char> = std::iter::once(c).nfc().collect();
    if !composed.iter().all(|c| stays(*c)) {
        return None;
    }
    for seen in composed.iter().filter(|c| !is_invisible(**c)) {
        for lower in seen.to_lowercase() {
            super::fold_char(lower, &mut folded, &mut bare);
        }
    }
    let letters: String = folded.nfc().filter(|c| c.is_alphanumeric()).collect();
    let is_apart = composed.iter().all(|c| begins(*c))
        && folded.chars().next().is_none_or(|c| begins(c) && stays(c));
    // What has no letters may change places as it likes.
    (is_apart || letters.is_empty()).then_some(letters)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::spelling::fold;

    fn may_hold(needles: &[&str], text: &str) -> bool {
        let needles: Vec<Needle> = needles.iter().map(|needle| Needle::anywhere(needle)).collect();
        Sieve::new(&needles, |_| Vec::new()).may_hold(text.as_bytes()).unwrap()
    }

    /// The letters and figures of the folded text.
    fn letters(text: &str) -> String {
        fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
    }

    /// The stretches of letters and figures of the folded text.
    fn runs(text: &str) -> Vec<String> {
        let folded = fold(text);
        let runs = folded.split(|c: char| !c.is_alphanumeric()).filter(|run| !run.is_empty());
        runs.map(ToOwned::to_owned).collect()
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
        assert!(!may_hold(&["elpida"], "e\u{301}lpid"));
    }

    #[test]
    fn what_is_taken_out_of_a_word_parts_none() {
        for text in ["ku\".ba", "ku'ba", "k.u.b.a", "ku`ba"] {
            assert!(may_hold(&["kuba"], text), "{text}");
        }
    }

    #[test]
    fn words_of_every_script_are_told_from_others() {
        for (word, other, text) in [
            ("москва", "минск", "столица: МОСКВА"),
            ("йод", "иод", "Йод"),
            ("日本", "日月", "「日本語」を話す"),
            ("がく", "かく", "「だいがく」"),
            ("한국", "한글", "그는 한국어를 한다"),
            ("ελπιδα", "ελπιδος", "η ΕΛΠΊΔΑ"),
            ("σοφος", "σοφια", "ΣΟΦΌΣ"),
            ("תודה", "תודע", "תּוֹדָה רבה"),
            ("سلام", "سلاح", "سَلَام"),
            ("हिन्दी", "हिन्दु", "हिन्दी भाषा"),
            ("lodz", "lods", "Łódź"),
            ("pho", "phu", "phở bò"),
            ("h2o", "h3o", "H₂O"),
            ("abc", "abd", "ＡＢＣ"),
            ("strasse", "strassen", "STRAẞE"),
        ] {
            let held = |words: &str| {
                let runs = runs(words);
                may_hold(&runs.iter().map(String::as_str).collect::<Vec<_>>(), text)
            };
            assert!(held(word), "{word} in {text}");
            assert!(!held(other), "{other} in {text}");
        }
    }

    #[test]
    fn a_letter_may_be_written_as_an_escape() {
        assert!(may_hold(&["kuba"], r#"front = "\u004buba""#));
        assert!(may_hold(&["kuba"], r#"front = "ku\bba""#));
        assert!(may_hold(&["kuba"], "front = \"\"\"ku\\\n  ba\"\"\""));
        assert!(may_hold(&["nuba"], r"front = '\nuba'"));
        assert!(!may_hold(&["kuba"], r#"front = "\\underline{ku} nba""#));
    }

    #[test]
    fn a_needle_may_count_only_behind_a_word() {
        let held = |text: &str| {
            let needles = [Needle::behind("tags", "usa")];
            Sieve::new(&needles, |_| Vec::new()).may_hold(text.as_bytes()).unwrap()
        };
        assert!(held("front = \"x\"\ntags = [\"USA\"]\n"));
        assert!(!held("front = \"USA\"\ntags = [\"x\"]\n"));
        assert!(!held("front = \"USA\"\n"));
        assert!(held("\"\\u0074ags\" = [\"USA\"]\n"));
    }

    /// Characters of all sorts: those that decks hold, and those that fold together.
    fn characters() -> impl Strategy<Value = String> {
        let sorts = prop_oneof![
            4 => "[ a-zA-Z0-9]{1,3}",
            2 => "[äöüÄÖÜßẞéÉœŒæÆøłđðþıİſΣςσЯйЙё„”–½².,'\"/|()=…-]{1,3}",
            1 => "[\u{300}-\u{30f}\u{323}\u{345}\u{3099}\u{309a}\u{93c}\u{9be}\u{bbe}]",
            1 => "[\u{1100}-\u{1112}\u{1160}-\u{1175}\u{11a7}-\u{11c2}가-각힣한]{1,2}",
            1 => "[\u{ad}\u{200b}\u{200d}\u{fe0f}\u{feff}\u{7}\u{a0}\u{2028}\u{3000}]",
            1 => "[\u{5b0}-\u{5ea}\u{620}-\u{670}\u{900}-\u{97f}\u{e00}-\u{e5f}]{1,3}",
            1 => "[ぁ-ヿ一-三ｦ-ﾟ０-９Ａ-Ｚａ-ｚ₀-₉\u{fb00}-\u{fb4f}]{1,3}",
            1 => "[\u{1e00}-\u{1fff}\u{370}-\u{52f}]{1,3}",
            1 => any::<char>().prop_map(String::from),
        ];
        prop::collection::vec(sorts, 0..8).prop_map(|parts| parts.concat())
    }

    /// A piece of a folded text, or of another, or of both.
    fn piece(runs: &[String], pick: prop::sample::Index, ends: (usize, usize)) -> Option<String> {
        let run = runs.get(pick.index(runs.len().max(1)))?;
        let chars: Vec<char> = run.chars().collect();
        let (from, to) = (ends.0 % chars.len(), ends.1 % chars.len());
        Some(chars[from.min(to)..=from.max(to)].iter().collect())
    }

    proptest! {
        #[test]
        fn no_word_of_a_folded_text_is_sieved_out(
            text in "[ a-zA-Z0-9äßÉœΣЯ„”–½².,'\"/|\\\\()=-]{0,40}",
            pick in any::<prop::sample::Index>(),
            ends in any::<(usize, usize)>(),
        ) {
            if let Some(needle) = piece(&runs(&text), pick, ends) {
                prop_assert!(may_hold(&[&needle], &text));
            }
        }

        #[test]
        fn what_is_let_through_holds_the_letters_of_the_word(
            text in characters(),
            other in characters(),
            pick in any::<prop::sample::Index>(),
            ends in any::<(usize, usize)>(),
            joined in any::<bool>(),
        ) {
            prop_assume!(!text.contains('\\'));
            let mut pieces = runs(&text);
            pieces.extend(runs(&other));
            let Some(mut needle) = piece(&pieces, pick, ends) else { return Ok(()) };
            if joined && let Some(more) = piece(&pieces, pick, (ends.1, ends.0 / 2)) {
                needle.push_str(&more);
            }
            prop_assert_eq!(may_hold(&[&needle], &text), letters(&text).contains(&needle));
        }

        #[test]
        fn no_word_of_a_text_is_sieved_out_of_its_toml(
            parts in prop::collection::vec(
                prop_oneof![characters(), "[\\\\\"'ntbfrxuU0-9a-f\u{1}-\u{1f}]{0,6}"], 1..4),
            pick in any::<prop::sample::Index>(),
            ends in any::<(usize, usize)>(),
        ) {
            let text = parts.concat();
            let mut forms = vec![toml::Value::String(text.clone()).to_string()];
            let escaped: String =
                text.chars().map(|c| format!("\\U{:08X}", u32::from(c))).collect();
            forms.push(format!("\"{escaped}\""));
            if !text.contains(['\'', '\n', '\r']) && !text.contains(char::is_control) {
                forms.push(format!("'{text}'"));
            }
            if let Some(needle) = piece(&runs(&text), pick, ends) {
                for form in forms {
                    let form = format!("front = {form}\nback = \"x\"\n");
                    prop_assert!(may_hold(&[&needle], &form), "{} in {}", needle, form);
                }
            }
        }

        #[test]
        fn a_character_that_folds_alone_does_so_between_all_others(
            before in characters(),
            c in any::<char>(),
            behind in characters(),
        ) {
            let (before, behind) = (letters_if_apart(&before), letters_if_apart(&behind));
            if let (Some((before, first)), Some(found), Some((behind, last))) =
                (before, alone(c), behind)
            {
                let text = format!("{before}{c}{behind}");
                prop_assert_eq!(letters(&text), format!("{first}{found}{last}"));
            }
        }
    }

    /// A text and its letters, where none of its characters folds together with others.
    fn letters_if_apart(text: &str) -> Option<(String, String)> {
        let is_apart = Forms::default().note(text, &mut Vec::new());
        is_apart.then(|| (text.to_owned(), letters(text)))
    }

    #[test]
    fn each_character_of_living_scripts_folds_as_its_form_says() {
        let scripts = (0x80..0x3100).chain((0x3100..0x1_1000).step_by(7));
        for c in scripts.filter_map(char::from_u32) {
            let Some(form) = alone(c) else { continue };
            for (before, behind) in [("o", "o"), ("か", "か"), ("가", "ᄀ"), ("ä", "é"), ("e", "่")]
            {
                let text = format!("{before}{c}{behind}");
                let expected = format!("{}{form}{}", letters(before), letters(behind));
                assert_eq!(letters(&text), expected, "U+{:04X} in {text}", u32::from(c));
            }
        }
    }
}
