//! Texts as rows of folded words, in which a phrase is found by whole words.
//!
//! Marks part words and are dropped. A row has a blank at both ends, so that one is found in another
//! by a plain search.

use crate::spelling;

/// The folded words of a text, each between blanks.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Phrase(String);

/// Words that say nothing by themselves, folded.
const EMPTY_WORDS: &[&str] = &[
    "aber", "als", "also", "am", "an", "and", "are", "auch", "auf", "aus", "bei", "bis", "but",
    "by", "das", "dass", "dem", "den", "der", "des", "die", "durch", "ein", "eine", "einem",
    "einen", "einer", "eines", "er", "es", "for", "from", "fuer", "has", "hat", "he", "her", "his",
    "ihr", "ihre", "im", "in", "is", "ist", "it", "its", "man", "mehr", "mit", "more", "nach",
    "nicht", "no", "not", "nur", "ob", "oder", "of", "on", "only", "or", "she", "sich", "sie",
    "sind", "so", "than", "that", "the", "their", "they", "to", "um", "und", "ueber", "unter",
    "vom", "von", "vor", "war", "was", "were", "who", "wie", "wird", "with", "zu", "zum", "zur",
];

const ARTICLES: &[&str] = &[
    "the", "a", "an", "der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem",
    "einer", "eines",
];

impl Phrase {
    pub(super) fn new(text: &str) -> Self {
        let folded = spelling::fold(text);
        let mut row = String::with_capacity(folded.len() + 2);
        row.push(' ');
        for c in folded.chars() {
            if c.is_alphanumeric() {
                row.push(c);
            } else if !row.ends_with(' ') {
                row.push(' ');
            }
        }
        if !row.ends_with(' ') {
            row.push(' ');
        }
        Self(row)
    }

    /// The phrase without articles at its beginning, as it would stand within a sentence.
    pub(super) fn core(text: &str) -> Self {
        let phrase = Self::new(text);
        let mut rest: Vec<&str> = phrase.words().collect();
        while rest.len() > 1 && ARTICLES.contains(&rest[0]) {
            rest.remove(0);
        }
        Self(format!(" {} ", rest.join(" ")))
    }

    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.0.split_whitespace()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.words().next().is_none()
    }

    pub(super) fn has_word(&self, word: &str) -> bool {
        self.words().any(|own| own == word)
    }

    /// Whether all words of `part` stand here in a row.
    pub(super) fn contains(&self, part: &Self) -> bool {
        !part.is_empty() && self.0.contains(&part.0)
    }

    /// Whether `part` stands here as one of several to choose from: `Ford, Taft or Polk`.
    pub(super) fn offers(&self, part: &Self) -> bool {
        const OR: [&str; 2] = ["oder", "or"];
        let Some(at) = self.0.find(&part.0) else {
            return false;
        };
        let before = self.0[..at].split_whitespace().rev();
        let mut before = before.skip_while(|word| EMPTY_WORDS.contains(word) && !OR.contains(word));
        let mut after = self.0[at + part.0.len()..].split_whitespace().take(3);
        before.next().is_some_and(|word| OR.contains(&word)) || after.any(|word| OR.contains(&word))
    }

    /// Whether it says enough to give something away: three letters or a digit, and not only words
    /// that stand everywhere.
    pub(super) fn is_telling(&self) -> bool {
        let has_digit = self.0.contains(|c: char| c.is_numeric());
        let letters = self.0.chars().filter(|c| c.is_alphabetic()).count();
        (has_digit || letters >= 3) && !self.words().all(|word| EMPTY_WORDS.contains(&word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_is_found_by_whole_folded_words() {
        let text = Phrase::new("Wann endete die „Große Offensive“?");
        assert!(text.contains(&Phrase::new("grosse Offensive")));
        assert!(!text.contains(&Phrase::new("Offen")));
        assert!(!text.contains(&Phrase::new("Offensive Große")));
        assert!(!text.contains(&Phrase::new("…")));
    }

    #[test]
    fn articles_at_the_beginning_do_not_count() {
        assert_eq!(Phrase::core("the Berlin Wall"), Phrase::new("Berlin Wall"));
        assert_eq!(Phrase::core("the"), Phrase::new("the"));
    }

    #[test]
    fn alternatives_are_told_by_the_word_between_them() {
        let text = Phrase::new("Who won, Ford, Taft or the old Polk?");
        for (part, expected) in [("Ford", true), ("Taft", true), ("old Polk", true)] {
            assert_eq!(text.offers(&Phrase::new(part)), expected, "{part}");
        }
        let text = Phrase::new("How do they read a crisis or a setback, as decay?");
        assert!(!text.offers(&Phrase::new("as decay")));
    }

    #[test]
    fn short_and_empty_words_tell_nothing() {
        for (text, expected) in [
            ("USA", true),
            ("4", true),
            ("EU", false),
            ("nicht", false),
            ("with the", false),
            ("with Moscow", true),
            ("!?", false),
        ] {
            assert_eq!(Phrase::new(text).is_telling(), expected, "{text}");
        }
    }
}
