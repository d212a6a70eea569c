//! Slips: how many typing errors part what was typed from a right answer, where a slip may be.
//!
//! The rule per word: none under five letters, one to nine letters, two from ten on, and at most
//! two in the whole answer. Words that one letter turns into another answer allow none at all:
//! figures, numerals, negations and opposites. It does not look at other cards; `typed` does.

use super::numeral::{Writing, numeral};
use super::words;
use crate::spelling::{Word, edits_within};

/// Edits that a whole answer may have.
const MOST_EDITS: usize = 2;

/// Edits between the two answers where all of them are allowed; `Some(0)` where words only differ
/// in the writing of a numeral.
pub(super) fn edits(expected: &[Word], typed: &[Word]) -> Option<usize> {
    if expected.len() != typed.len() {
        return None;
    }
    let edits = expected.iter().zip(typed).map(|(expected, typed)| word_edits(expected, typed));
    edits.sum::<Option<usize>>().filter(|edits| *edits <= MOST_EDITS)
}

/// Whether two words are one: equal, the same numeral, or one opposite in two inflections.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    let inflected =
        || words::opposite_stem(one).is_some_and(|stem| words::opposite_stem(other) == Some(stem));
    one == other
        || numeral(one).zip(numeral(other)).is_some_and(|(one, other)| one.agrees(other))
        || inflected()
}

fn word_edits(expected: &Word, typed: &Word) -> Option<usize> {
    let (wanted, given) = (expected.folded.as_str(), typed.folded.as_str());
    if is_same(wanted, given) {
        return Some(0);
    }
    if given == expected.bare {
        return Some(1);
    }
    let limit = allowed(expected);
    let opposed =
        || words::are_opposed(wanted, given, |one, other| edits_within(1, one, other).is_some());
    if limit == 0 || is_untouchable(wanted, given) || opposed() {
        return None;
    }
    let head = head_length(wanted);
    if head == wanted.len() || head_length(given) != head || !given.starts_with(&wanted[..head]) {
        return None;
    }
    edits_within(limit, &wanted[head..], &given[head..])
}

/// Edits allowed in the word, by its letters in the deck's own spelling.
pub(super) fn allowed(word: &Word) -> usize {
    match word.letters {
        _ if word.abbreviation => 0,
        0..=4 => 0,
        5..=9 => 1,
        10.. => 2,
    }
}

/// Whether a slip between the two words could hide another answer.
fn is_untouchable(expected: &str, typed: &str) -> bool {
    let has_figure = |word: &str| word.contains(|c: char| c.is_numeric());
    let is_rank = |word: &str| {
        numeral(word).is_some_and(|numeral| match numeral.writing {
            Writing::Ordinal | Writing::Roman | Writing::Figures | Writing::RankedFigures => true,
            Writing::Cardinal => false,
        })
    };
    let is_closed = |word: &str| {
        has_figure(word)
            || is_rank(word)
            || words::is_negation(word)
            || words::opposite_stem(word).is_some()
    };
    is_closed(expected)
        || is_closed(typed)
        || (numeral(expected).is_some() && numeral(typed).is_some())
}

/// Length in bytes of the beginning that must stand as it is: `nord` of `nordvietnam`.
fn head_length(folded: &str) -> usize {
    words::direction_length(folded).max(words::negation_length(folded))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spelling::words;

    fn between(expected: &str, typed: &str) -> Option<usize> {
        edits(&words(expected), &words(typed))
    }

    #[test]
    fn the_length_of_the_expected_word_sets_how_many_slips_pass() {
        assert_eq!(between("Wien", "Wein"), None);
        assert_eq!(between("Oslo", "Olso"), None);
        assert_eq!(between("Paris", "Pariss"), Some(1));
        assert_eq!(between("Größe", "Grösze"), Some(1));
        assert_eq!(between("Amazonas", "Amasonaz"), None);
        assert_eq!(between("Mitochondrium", "Mitokondrium"), Some(2));
        assert_eq!(between("Mitochondrium", "Mitokonrdium"), None);
        assert_eq!(between("friedliche Koexistenz", "fridliche Koexistens"), Some(2));
        assert_eq!(between("Johann Wolfgang Goethe", "Johan Wolfgan Gothe"), None);
        assert_eq!(between("UNESCO", "UNECSO"), None);
    }

    #[test]
    fn opposites_and_negations_are_no_slips() {
        let pairs = [
            ("Südkorea", "Nordkorea"),
            ("Ostberlin", "Westberlin"),
            ("Western Front", "Eastern Front"),
            ("Südostasien", "Südwestasien"),
            ("Aufrüstung", "Abrüstung"),
            ("Importbeschränkung", "Exportbeschränkung"),
            ("Immigration", "Emigration"),
            ("symmetrisch", "asymmetrisch"),
            ("verständlich", "unverständlich"),
            ("unverständlich", "verständlich"),
            ("responsibility", "irresponsibility"),
            ("anorganisch", "organisch"),
            ("Demilitarisation", "Militarisation"),
            ("Anabolismus", "Katabolismus"),
            ("kleine Entente", "keine Entente"),
            ("exothermic", "endothermic"),
            ("Hyperthyreose", "Hypothyreose"),
            ("Anstieg", "Abstieg"),
            ("deflationary", "inflationary"),
            ("dependence", "independence"),
            ("atypisch", "typisch"),
            ("Nordirland", "Nodrirland"),
            ("Nichtangriffspakt", "Nihctangriffspakt"),
            ("Vorkriegszeit", "Nachkriegszeit"),
            ("Adduktion", "Abduktion"),
            ("abductor", "adductor"),
            ("Absorption", "Adsorption"),
            ("afferent", "efferent"),
            ("progressive", "regressive"),
            ("Progression", "Regression"),
            ("Produktion", "Reduktion"),
            ("maternal", "paternal"),
            ("Matriarchat", "Patriarchat"),
            ("Inhalation", "Exhalation"),
            ("descending", "ascending"),
            ("acceleration", "deceleration"),
            ("hydrophobic", "hydrophilic"),
            ("Stalagmiten", "Stalaktiten"),
            ("Osteoklasten", "Osteoblasten"),
        ];
        for (expected, typed) in pairs {
            assert_eq!(between(expected, typed), None, "{expected} / {typed}");
            assert_eq!(between(typed, expected), None, "{typed} / {expected}");
        }
    }

    #[test]
    fn the_rest_of_a_guarded_word_may_slip() {
        assert_eq!(between("Nordirland", "Nordirlnad"), Some(1));
        assert_eq!(between("Nichtangriffspakt", "Nichtangrifspakt"), Some(1));
        assert_eq!(between("Amerika", "merika"), Some(1));
        assert_eq!(between("Indonesien", "Idnonesien"), Some(1));
        assert_eq!(between("Absolution", "Adsolution"), Some(1));
        assert_eq!(between("Adduktion", "Aduktion"), Some(1));
        assert_eq!(between("Progression", "Progresion"), Some(1));
        assert_eq!(between("Material", "Materail"), Some(1));
        assert_eq!(between("efferent", "eferent"), Some(1));
    }

    #[test]
    fn numerals_agree_in_every_writing_and_never_slip() {
        assert_eq!(between("Zweiter Weltkrieg", "Zweite Weltkrieg"), Some(0));
        assert_eq!(between("Heinrich VIII.", "Heinrich 8."), Some(0));
        assert_eq!(between("17th parallel", "seventeenth parallel"), Some(0));
        for (expected, typed) in [
            ("Heinrich VIII.", "Heinrich VII."),
            ("Fifth Avenue", "Fifty Avenue"),
            ("Forth Bridge", "Fourth Bridge"),
            ("Ludwig XIV.", "Ludwig XVI."),
            ("Sixth Symphony", "Sixty Symphony"),
            ("Apollo", "Apollo1"),
            ("eighty", "eight"),
            ("siebter Himmel", "sechster Himmel"),
            ("de facto", "de fakto"),
        ] {
            assert_eq!(between(expected, typed), None, "{expected} / {typed}");
        }
    }
}
