//! Whether a question names how many things it wants, in the languages whose numerals are known.
//!
//! English and German count in every deck, since questions may be in another language than the
//! answers. All words are folded, and what stands for both is a word for two.

use crate::model::Lang;

use super::phrase::Phrase;

/// Whether the question names the number; where the language of the deck is not known here, nobody
/// can tell that it does not.
pub(super) fn may_name(ask: &Phrase, count: usize, lang: &Lang) -> bool {
    let figure = count.to_string();
    let is_named = |words: &[&str]| ask.words().any(|word| words.contains(&word));
    let is_named_here = || match LANGUAGES.iter().find(|(language, _)| lang.is(language)) {
        Some((_, numbers)) => numbers_of(numbers, count).is_none_or(is_named),
        None => !(lang.is("en") || lang.is("de")),
    };
    ask.has_word(&figure)
        || numbers_of(&ENGLISH, count).is_some_and(is_named)
        || ask.words().any(|word| is_german(word, count))
        || is_named_here()
}

/// The number as a word, where it has one.
pub(super) fn written(count: usize) -> String {
    let word = numbers_of(&ENGLISH, count).and_then(|words| words.first());
    word.map_or_else(|| count.to_string(), |word| (*word).to_owned())
}

/// The words for the numbers from two to twelve.
type Numbers = [&'static [&'static str]; 11];

fn numbers_of(numbers: &Numbers, count: usize) -> Option<&'static [&'static str]> {
    count.checked_sub(2).and_then(|index| numbers.get(index)).copied()
}

fn is_german(word: &str, count: usize) -> bool {
    let Some(stems) = numbers_of(&GERMAN_STEMS, count) else {
        return false;
    };
    let ending = stems.iter().find_map(|stem| word.strip_prefix(stem));
    ending.is_some_and(|ending| GERMAN_ENDINGS.contains(&ending))
}

const ENGLISH: Numbers = [
    &["two", "both", "pair"],
    &["three"],
    &["four"],
    &["five"],
    &["six"],
    &["seven"],
    &["eight"],
    &["nine"],
    &["ten"],
    &["eleven"],
    &["twelve"],
];

const GERMAN_STEMS: Numbers = [
    &["zwei", "beid", "paar"],
    &["drei"],
    &["vier"],
    &["fuenf"],
    &["sechs"],
    &["sieben"],
    &["acht"],
    &["neun"],
    &["zehn"],
    &["elf"],
    &["zwoelf"],
];

/// What German numbers end in where they are inflected: `die dreie`, `zweier Mächte`, `viererlei`.
const GERMAN_ENDINGS: [&str; 7] = ["", "e", "en", "er", "es", "erlei", "ern"];

/// Other languages, by their tags.
const LANGUAGES: &[(&str, Numbers)] = &[
    (
        "fr",
        [
            &["deux"],
            &["trois"],
            &["quatre"],
            &["cinq"],
            &["six"],
            &["sept"],
            &["huit"],
            &["neuf"],
            &["dix"],
            &["onze"],
            &["douze"],
        ],
    ),
    (
        "es",
        [
            &["dos", "ambos", "ambas"],
            &["tres"],
            &["cuatro"],
            &["cinco"],
            &["seis"],
            &["siete"],
            &["ocho"],
            &["nueve"],
            &["diez"],
            &["once"],
            &["doce"],
        ],
    ),
    (
        "it",
        [
            &["due", "entrambi", "entrambe"],
            &["tre"],
            &["quattro"],
            &["cinque"],
            &["sei"],
            &["sette"],
            &["otto"],
            &["nove"],
            &["dieci"],
            &["undici"],
            &["dodici"],
        ],
    ),
    (
        "pt",
        [
            &["dois", "duas", "ambos", "ambas"],
            &["tres"],
            &["quatro"],
            &["cinco"],
            &["seis"],
            &["sete"],
            &["oito"],
            &["nove"],
            &["dez"],
            &["onze"],
            &["doze"],
        ],
    ),
    (
        "nl",
        [
            &["twee", "beide"],
            &["drie"],
            &["vier"],
            &["vijf"],
            &["zes"],
            &["zeven"],
            &["acht"],
            &["negen"],
            &["tien"],
            &["elf"],
            &["twaalf"],
        ],
    ),
    (
        "pl",
        [
            &[
                "dwa", "dwaj", "dwie", "dwoch", "dwom", "dwoma", "dwoje", "oba", "obaj", "obie",
                "obu",
            ],
            &["trzy", "trzej", "trzech", "trzem", "trzema", "troje"],
            &["cztery", "czterej", "czterech", "czterem", "czterema", "czworo"],
            &["piec", "pieciu", "pieciorgu", "piecioro"],
            &["szesc", "szesciu", "szescioro"],
            &["siedem", "siedmiu", "siedmioro"],
            &["osiem", "osmiu", "osmioro"],
            &["dziewiec", "dziewieciu"],
            &["dziesiec", "dziesieciu"],
            &["jedenascie", "jedenastu"],
            &["dwanascie", "dwunastu"],
        ],
    ),
    (
        "ru",
        [
            &["два", "две", "двух", "двум", "двумя", "двое", "оба", "обе", "обоих", "обеих"],
            &["три", "трех", "трем", "тремя", "трое"],
            &["четыре", "четырех", "четырем", "четырьмя", "четверо"],
            &["пять", "пяти", "пятью", "пятеро"],
            &["шесть", "шести", "шестью", "шестеро"],
            &["семь", "семи", "семью", "семеро"],
            &["восемь", "восьми", "восемью", "восьмью"],
            &["девять", "девяти", "девятью"],
            &["десять", "десяти", "десятью"],
            &["одиннадцать", "одиннадцати", "одиннадцатью"],
            &["двенадцать", "двенадцати", "двенадцатью"],
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn named(tag: &str, ask: &str, count: usize) -> bool {
        may_name(&Phrase::new(ask), count, &Lang::new(tag).unwrap())
    }

    #[test]
    fn the_number_is_read_in_the_language_of_the_deck() {
        for (tag, three, two) in [
            ("fr", "Nommez les trois pays", "Nommez les deux pays"),
            ("fr-CA", "Nommez les TROIS pays", "Nommez les pays"),
            ("pl", "Wymień trzy kraje", "Wymień kraje"),
            ("ru", "Назовите три страны", "Назовите обе страны"),
            ("es", "Nombra tres países", "Nombra ambos países"),
            ("it", "Nomina i tre paesi", "Nomina i paesi"),
            ("pt", "Nomeie os três países", "Nomeie os países"),
            ("nl", "Noem de drie landen", "Noem beide landen"),
        ] {
            assert!(named(tag, three, 3), "{three}");
            assert!(!named(tag, two, 3), "{two}");
        }
    }

    #[test]
    fn a_language_that_is_not_known_may_name_it() {
        assert!(named("fi", "Nimeä kolme maata", 3));
        assert!(!named("en", "Nimeä kolme maata", 3));
        assert!(!named("de-CH", "Nimeä kolme maata", 3));
        assert!(named("fr", "Nommez les treize pays", 13));
    }

    #[test]
    fn words_are_listed_as_they_are_folded() {
        for words in LANGUAGES.iter().flat_map(|(_, numbers)| numbers) {
            for word in *words {
                assert_eq!(crate::spelling::fold(word), *word);
            }
        }
    }
}
