//! Spelling: when two texts count as the same, and how many keystrokes lie between two words.
//!
//! Marking, quizzes and lint all compare what people write, so the folding stands in one place.
//! It knows no card and gives no verdict, and it never turns ae, oe or ue back into an umlaut.

mod lead;
mod plain;
mod sieve;

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::decompose_canonical;

pub(crate) use self::lead::without_lead;
pub(crate) use self::sieve::{Needle, Sieve};

/// Words longer than this, in characters, are no words and are compared whole only.
const LONGEST_WORD: usize = 64;

/// A word of a text in the forms in which it is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// Lower case, umlauts as two letters, no marks, no quotation marks, no full stop at its end.
    pub(crate) folded: String,
    /// As `folded`, but with umlauts as the bare vowel: what a foreign keyboard yields.
    pub(crate) bare: String,
    /// Letters as they were written, before folding: `Größe` has five.
    pub(crate) letters: usize,
    /// Mostly capitals, as in `NATO` or `UdSSR`.
    pub(crate) abbreviation: bool,
    /// Whether a hyphen ties it to the next word, as the `A` of `A-Bombe`.
    pub(crate) tied: bool,
}

/// The same text in composed form, without invisible characters, white space collapsed.
pub(crate) fn clean(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len());
    let composed: Cow<str> =
        if text.is_ascii() { text.into() } else { text.nfc().collect::<String>().into() };
    for c in composed.chars().filter(|&c| !is_invisible(c)) {
        if !is_blank(c) {
            cleaned.push(c);
        } else if !cleaned.is_empty() && !cleaned.ends_with(' ') {
            cleaned.push(' ');
        }
    }
    cleaned.truncate(cleaned.trim_end().len());
    // Where an invisible character stood between a letter and its mark, the two meet only now.
    if unicode_normalization::is_nfc(&cleaned) { cleaned } else { cleaned.nfc().collect() }
}

/// The text folded for comparison, articles and titles kept; words are parted by one blank.
pub(crate) fn fold(text: &str) -> String {
    plain::fold(text).unwrap_or_else(|| join(&words(text)))
}

/// The text folded, without leading articles and titles; never empty where [`fold`] is not.
pub(crate) fn core(text: &str) -> String {
    join(without_lead(&words(text)))
}

/// The folded forms of `words`, parted by one blank.
pub(crate) fn join(words: &[Word]) -> String {
    let folded: Vec<&str> = words.iter().map(|word| word.folded.as_str()).collect();
    folded.join(" ")
}

/// The words of a text: blanks and dashes part them, and a stroke is a word of its own.
///
/// A dash before the first figure is a sign and stays: `-273` is another number than `273`.
pub(crate) fn words(text: &str) -> Vec<Word> {
    let cleaned = clean(text);
    let mut words = Vec::new();
    let mut raw = String::new();
    let mut rest = cleaned.chars().peekable();
    while let Some(c) = rest.next() {
        if c == ' ' {
            push_word(&mut words, &mut raw, false);
        } else if matches!(c, '/' | '\\' | '|') {
            push_word(&mut words, &mut raw, false);
            raw.push(c);
            push_word(&mut words, &mut raw, false);
        } else if !is_dash(c) {
            raw.push(c);
        } else if words.is_empty()
            && raw.is_empty()
            && rest.peek().is_some_and(char::is_ascii_digit)
        {
            raw.push('-');
        } else {
            let tied = rest.peek().is_some_and(|&next| next != ' ');
            push_word(&mut words, &mut raw, tied);
        }
    }
    push_word(&mut words, &mut raw, false);
    words
}

/// Edits from one word to the other (Damerau–Levenshtein: a swap of neighbours is one), where
/// there are at most `limit` of them.
pub(crate) fn edits_within(limit: usize, one: &str, other: &str) -> Option<usize> {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.len().abs_diff(other.len()) > limit || one.len().max(other.len()) > LONGEST_WORD {
        return (one == other).then_some(0);
    }
    let edits = strsim::generic_damerau_levenshtein(&one, &other);
    (edits <= limit).then_some(edits)
}

/// A dash or hyphen of any kind, the minus sign included.
pub(crate) fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{2010}'
            ..='\u{2015}' | '\u{2043}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}'
    )
}

/// Moves the word gathered in `raw` to `words`, folded; nothing where folding leaves nothing.
fn push_word(words: &mut Vec<Word>, raw: &mut String, tied: bool) {
    let mut folded = String::with_capacity(raw.len());
    let mut bare = String::with_capacity(raw.len());
    for c in raw.chars().flat_map(char::to_lowercase) {
        fold_char(c, &mut folded, &mut bare);
    }
    let folded = trim_points(&folded);
    if !folded.is_empty() {
        let letters = raw.chars().filter(|c| c.is_alphabetic()).count();
        let capitals = raw.chars().filter(|c| c.is_uppercase()).count();
        let abbreviation = capitals >= 2 && capitals * 2 > letters;
        words.push(Word { folded, bare: trim_points(&bare), letters, abbreviation, tied });
    }
    raw.clear();
}

/// Without the punctuation around a word, and without the points of `U.S.A.`.
fn trim_points(word: &str) -> String {
    let (trimmed, has_points) = trimmed(word);
    let composed = if has_points { trimmed.replace('.', "") } else { trimmed.to_owned() };
    if composed.is_ascii() { composed } else { composed.nfc().collect() }
}

/// A word without the punctuation around it, and whether the points within are those of initials.
fn trimmed(word: &str) -> (&str, bool) {
    let trimmed = word
        .trim_start_matches(['(', '[', '{', '¿', '¡', ',', ';', ':', '…'])
        .trim_end_matches(['.', ',', ';', ':', '!', '?', '…', ')', ']', '}']);
    let initials = trimmed.contains('.')
        && trimmed
            .split('.')
            .all(|part| part.chars().count() == 1 && !part.starts_with(|c: char| c.is_numeric()));
    (trimmed, initials)
}

/// Adds a lower-case letter, folded, to the two forms of a word.
fn fold_char(c: char, folded: &mut String, bare: &mut String) {
    let pair = match c {
        'ä' => ("ae", "a"),
        'ö' => ("oe", "o"),
        'ü' => ("ue", "u"),
        'ß' => ("ss", "ss"),
        'æ' => ("ae", "ae"),
        'œ' => ("oe", "oe"),
        'þ' => ("th", "th"),
        'ø' => ("o", "o"),
        'ł' => ("l", "l"),
        'đ' | 'ð' => ("d", "d"),
        'ı' => ("i", "i"),
        'ς' => ("σ", "σ"),
        'й' => ("й", "й"),
        '\''
        | '"'
        | '`'
        | '´'
        | '«'
        | '»'
        | '\u{2018}'..='\u{201F}'
        | '‹'
        | '›'
        | '\u{2032}'..='\u{2034}' => ("", ""),
        '\u{2080}'..='\u{2089}' | '\u{FF01}'..='\u{FF5E}' => {
            let plain: String = std::iter::once(c).nfkc().flat_map(char::to_lowercase).collect();
            folded.push_str(&plain);
            bare.push_str(&plain);
            return;
        }
        _ if c.is_ascii() => {
            folded.push(c);
            bare.push(c);
            return;
        }
        _ => {
            decompose_canonical(c, |part| {
                if !is_mark(part) {
                    folded.push(part);
                    bare.push(part);
                }
            });
            return;
        }
    };
    folded.push_str(pair.0);
    bare.push_str(pair.1);
}

/// Accents, and the vowel points of Hebrew and Arabic, which most people leave out.
fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{0300}'..='\u{036F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}'
        | '\u{0591}'..='\u{05BD}' | '\u{064B}'..='\u{065F}' | '\u{0670}')
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{2800}'
}

fn is_invisible(c: char) -> bool {
    if matches!(c, ' '..='~') {
        return false;
    }
    (c.is_control() && !c.is_whitespace())
        || matches!(c,
            '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_takes_away_what_nobody_means_to_say() {
        for (text, folded) in [
            ("  Äußere\u{a0}\tMongolei ", "aeussere mongolei"),
            ("A\u{308}gypten", "aegypten"),
            ("„U–2“", "u 2"),
            ("Kenn\u{7}e\u{200b}dy!?", "kennedy"),
            ("Chruščev", "chruscev"),
            ("STRAẞE", "strasse"),
            ("J.F.K.", "jfk"),
            ("3.5", "3.5"),
            ("−5", "-5"),
            ("AC/DC", "ac / dc"),
            ("…", ""),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
    }

    #[test]
    fn articles_and_titles_lead_but_never_stand_alone() {
        for (text, core_of_it) in [
            ("der Generalsekretär Breschnew", "breschnew"),
            ("Prime Minister Sir Winston Churchill", "winston churchill"),
            ("Herr Prof. Dr. Müller", "mueller"),
            ("the King", "king"),
            ("King of Spain", "king of spain"),
            ("Präsident der USA", "praesident der usa"),
            ("A-Bombe", "a bombe"),
            ("a minor", "a minor"),
            ("die", "die"),
        ] {
            assert_eq!(core(text), core_of_it, "{text}");
        }
    }

    #[test]
    fn no_umlaut_is_ever_made_of_two_letters() {
        assert_eq!(fold("Göthe"), fold("Goethe"));
        assert_ne!(fold("Gothe"), fold("Goethe"));
        assert_eq!(words("Größe")[0].bare, "grosse");
        assert_eq!(words("Größe")[0].letters, 5);
    }

    #[test]
    fn edits_are_counted_up_to_a_limit() {
        assert_eq!(edits_within(1, "kennedy", "kenendy"), Some(1));
        assert_eq!(edits_within(2, "wien", "bonn"), None);
        assert_eq!(edits_within(2, &"a".repeat(500), &"a".repeat(499)), None);
        assert_eq!(edits_within(0, &"a".repeat(500), &"a".repeat(500)), Some(0));
    }

    #[test]
    fn a_thousand_marks_on_one_letter_fold_to_the_letter() {
        assert_eq!(fold(&format!("a{}", "\u{301}".repeat(1000))), "a");
    }
}
