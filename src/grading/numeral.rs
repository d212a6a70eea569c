//! Numerals within a text: figures, Roman numerals, cardinals and ordinals in words.
//!
//! Typed answers, numbers and dates all meet them. It reads one word at a time, from 0 to 99 in
//! words and to 39 in Roman numerals; whole quantities with separators are read by `number`.

/// How a numeral is written; figures and Roman numerals may count or rank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Writing {
    /// `5`, also what is left of `5.`
    Figures,
    /// `17th`
    RankedFigures,
    /// `XIV`
    Roman,
    /// `zwölf`
    Cardinal,
    /// `zwölfter`, in whatever inflection
    Ordinal,
}

/// A word that stands for a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Numeral {
    pub(super) value: u32,
    pub(super) writing: Writing,
}

impl Numeral {
    /// Whether both name the same number, and not one a count where the other is a rank.
    pub(super) fn agrees(self, other: Self) -> bool {
        let ranks = |numeral: Self| match numeral.writing {
            Writing::Figures | Writing::Roman => None,
            Writing::Cardinal => Some(false),
            Writing::RankedFigures | Writing::Ordinal => Some(true),
        };
        self.value == other.value
            && ranks(self).zip(ranks(other)).is_none_or(|(one, other)| one == other)
    }
}

/// Reads a folded word as a numeral.
pub(super) fn numeral(folded: &str) -> Option<Numeral> {
    let found = |writing| move |value| Numeral { value, writing };
    if folded.starts_with(|c: char| c.is_ascii_digit()) {
        return figures(folded).map(found(Writing::Figures)).or_else(|| {
            let ranked =
                ["st", "nd", "rd", "th", "te", "ter", "tes", "ten", "ste", "ster", "stes", "sten"];
            let rank =
                ranked.iter().find_map(|ending| folded.strip_suffix(ending).and_then(figures));
            rank.map(found(Writing::RankedFigures))
        });
    }
    roman(folded)
        .map(found(Writing::Roman))
        .or_else(|| cardinal(folded).map(found(Writing::Cardinal)))
        .or_else(|| ordinal(folded).map(found(Writing::Ordinal)))
}

/// Reads a cardinal of either language, from 0 to 99; `ein` in all its forms is 1.
pub(super) fn cardinal(folded: &str) -> Option<u32> {
    if ["ein", "eine", "einen", "einem", "einer"].contains(&folded) {
        return Some(1);
    }
    let below_twenty = |word: &str| {
        let of = |names: &[&str; 20]| names.iter().position(|name| *name == word);
        of(&GERMAN).or_else(|| of(&ENGLISH)).map(|index| index as u32)
    };
    let tens = |word: &str| {
        let of = |names: &[&str; 8]| names.iter().position(|name| *name == word);
        of(&GERMAN_TENS).or_else(|| of(&ENGLISH_TENS)).map(|index| index as u32 * 10 + 20)
    };
    below_twenty(folded).or_else(|| tens(folded)).or_else(|| {
        // `achtunddreissig`, `thirtyeight`
        let (ones, ten) = folded.split_once("und").unwrap_or_default();
        let german = (if ones == "ein" { Some(1) } else { below_twenty(ones) }).zip(tens(ten));
        let english = || {
            ENGLISH_TENS
                .iter()
                .find_map(|name| folded.strip_prefix(name).and_then(below_twenty).zip(tens(name)))
        };
        german
            .or_else(english)
            .filter(|(ones, _)| (1..=9).contains(ones))
            .map(|(ones, tens)| ones + tens)
    })
}

/// Reads an ordinal of either language, from 1 to 100, in whatever inflection.
pub(super) fn ordinal(folded: &str) -> Option<u32> {
    english_ordinal(folded).or_else(|| {
        let stem = ["er", "es", "en", "em", "e", "ens"]
            .iter()
            .find_map(|ending| folded.strip_suffix(ending))?;
        match stem {
            "erst" => Some(1),
            "dritt" => Some(3),
            "sechst" => Some(6),
            "siebt" | "siebent" => Some(7),
            "acht" => Some(8),
            "hundertst" => Some(100),
            _ => {
                let count = stem
                    .strip_suffix("st")
                    .or_else(|| stem.strip_suffix('t'))
                    .and_then(cardinal)?;
                // `zweit` and `zwanzigst`, but never `einst`.
                (count > 1 && (count >= 20) == stem.ends_with("st")).then_some(count)
            }
        }
    })
}

fn english_ordinal(folded: &str) -> Option<u32> {
    let irregular = |word: &str| {
        let names =
            ["first", "second", "third", "fifth", "eighth", "ninth", "twelfth", "hundredth"];
        names.iter().position(|name| *name == word).map(|index| [1, 2, 3, 5, 8, 9, 12, 100][index])
    };
    irregular(folded)
        .or_else(|| folded.strip_suffix("ieth").and_then(|stem| cardinal(&format!("{stem}y"))))
        .or_else(|| {
            folded.strip_suffix("th").and_then(cardinal).filter(|count| (4..20).contains(count))
        })
        .or_else(|| {
            let tens = ENGLISH_TENS
                .iter()
                .find_map(|name| Some((cardinal(name)?, folded.strip_prefix(name)?)));
            let (tens, rest) = tens?;
            let ones = irregular(rest).or_else(|| rest.strip_suffix("th").and_then(cardinal))?;
            (1..=9).contains(&ones).then_some(tens + ones)
        })
}

/// Reads a Roman numeral of I, V and X: beyond XXXIX, letters are more often letters.
pub(super) fn roman(folded: &str) -> Option<u32> {
    let tens = folded.chars().take_while(|c| *c == 'x').count();
    let ones = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"];
    (0..=tens.min(3)).rev().find_map(|tens| {
        let one = ones.iter().position(|one| *one == &folded[tens..])?;
        Some((tens * 10 + one) as u32).filter(|value| *value > 0)
    })
}

fn figures(text: &str) -> Option<u32> {
    text.parse().ok().filter(|_| text.bytes().all(|b| b.is_ascii_digit()))
}

const GERMAN: [&str; 20] = [
    "null",
    "eins",
    "zwei",
    "drei",
    "vier",
    "fuenf",
    "sechs",
    "sieben",
    "acht",
    "neun",
    "zehn",
    "elf",
    "zwoelf",
    "dreizehn",
    "vierzehn",
    "fuenfzehn",
    "sechzehn",
    "siebzehn",
    "achtzehn",
    "neunzehn",
];

const ENGLISH: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];

const GERMAN_TENS: [&str; 8] =
    ["zwanzig", "dreissig", "vierzig", "fuenfzig", "sechzig", "siebzig", "achtzig", "neunzig"];

const ENGLISH_TENS: [&str; 8] =
    ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinals_are_read_in_every_inflection() {
        let german = [
            ("erster", 1),
            ("zweiten", 2),
            ("drittes", 3),
            ("siebte", 7),
            ("siebenter", 7),
            ("achtem", 8),
        ];
        let more = [
            ("elfter", 11),
            ("siebzehnte", 17),
            ("zwanzigster", 20),
            ("einundzwanzigsten", 21),
            ("sechste", 6),
        ];
        let english =
            [("first", 1), ("fifth", 5), ("twelfth", 12), ("seventeenth", 17), ("twentieth", 20)];
        for (word, value) in
            german.into_iter().chain(more).chain(english).chain([("twentyfirst", 21), ("ninth", 9)])
        {
            assert_eq!(numeral(word), Some(Numeral { value, writing: Writing::Ordinal }), "{word}");
        }
    }

    #[test]
    fn words_that_only_look_like_numerals_are_none() {
        for word in
            ["einst", "forth", "mix", "civil", "viertel", "iix", "", "x1", "zwanzigter", "und"]
        {
            assert_eq!(numeral(word), None, "{word}");
        }
    }

    #[test]
    fn a_count_is_no_rank() {
        let numeral = |word| numeral(word).unwrap();
        assert!(numeral("ii").agrees(numeral("zweite")) && numeral("2").agrees(numeral("second")));
        assert!(
            !numeral("zwei").agrees(numeral("zweite")) && !numeral("2nd").agrees(numeral("two"))
        );
        assert!(!numeral("ii").agrees(numeral("iii")));
    }
}
