//! Numbers by the rules: notations of both languages, scales, units, and what tries to get by.

use super::{Marking, mark};
use crate::model::{Lang, NumberAnswer, Tolerance, VerdictKind};

/// R right, H partly, W wrong, ? unreadable.
#[track_caller]
fn all(lang: &str, key: &NumberAnswer, cases: &[(char, &str)]) {
    let lang = Lang::new(lang).unwrap();
    let letter = |text| match mark(key, "Wie viele Planeten gibt es?", &lang, text) {
        Marking::Judged(verdict) => match verdict.kind {
            VerdictKind::Exact | VerdictKind::Variant => 'R',
            VerdictKind::Partial => 'H',
            VerdictKind::Wrong => 'W',
            VerdictKind::Slip | VerdictKind::Incomplete => '!',
        },
        Marking::Unreadable => '?',
    };
    let other: Vec<_> = cases
        .iter()
        .filter(|(expected, text)| letter(text) != *expected)
        .map(|(e, text)| (e, text, letter(text)))
        .collect();
    assert!(other.is_empty(), "{}: {other:?}", key.answer);
}

fn key(answer: f64, unit: &str) -> NumberAnswer {
    let unit = (!unit.is_empty()).then(|| unit.to_owned());
    NumberAnswer { answer, tolerance: Tolerance::Absolute(0.0), unit, partial: Vec::new() }
}

#[test]
fn counts_and_words() {
    all(
        "de",
        &key(8.0, ""),
        &[
            ('R', "8"),
            ('R', "acht"),
            ('R', "8 Planeten"),
            ('R', "acht Planeten."),
            ('R', "es sind 8"),
            ('R', "8,0"),
            ('R', "ca. 8"),
            ('R', "~8"),
            ('R', "≈ 8"),
            ('R', "+8"),
            ('R', "8?"),
            ('R', "(8)"),
            ('W', "9"),
            ('W', "80"),
            ('W', "-8"),
            ('W', "minus 8"),
            ('W', "8-9"),
            ('W', "8 – 9"),
            ('W', "7 oder 8"),
            ('W', "8/9"),
            ('W', "16/2"),
            ('W', "8, 9"),
            ('W', "8 bis 9"),
            ('W', "zwischen 7 und 8"),
            ('W', "acht oder neun"),
            ('W', "nicht 8"),
            ('W', "keine 8"),
            ('W', "achtzehn"),
            ('W', "8 9"),
            ('?', "viele"),
            ('?', "Jupiter"),
            ('?', "achtbar"),
            ('?', "8 Monde"),
            ('?', ""),
            ('W', "8.5"),
            ('W', "8,5"),
        ],
    );
    all(
        "en",
        &key(19.0, "moons"),
        &[
            ('R', "nineteen"),
            ('R', "nineteen moons"),
            ('R', "19 moon"),
            ('W', "ninety"),
            ('W', "19 stars"),
            ('W', "not 19"),
            ('W', "nineteen or twenty"),
        ],
    );
    all(
        "de",
        &key(38.0, "Grad"),
        &[
            ('R', "achtunddreissig"),
            ('R', "achtunddreißig Grad"),
            ('R', "38°"),
            ('R', "38 °"),
            ('W', "38 °C"),
            ('W', "83 Grad"),
            ('W', "38 Prozent"),
        ],
    );
    all(
        "en",
        &key(21.0, ""),
        &[('R', "twenty-one"), ('R', "twenty one"), ('W', "twenty"), ('W', "twenty or one")],
    );
    all(
        "de",
        &key(300.0, ""),
        &[('R', "dreihundert"), ('R', "300"), ('R', "3 hundert"), ('W', "dreitausend")],
    );
}

#[test]
fn separators_are_read_in_the_language_of_the_deck() {
    all(
        "de",
        &key(1500.0, "m"),
        &[
            ('R', "1.500"),
            ('R', "1500"),
            ('R', "1 500"),
            ('R', "1'500"),
            ('R', "1’500 m"),
            ('R', "1.500,00 Meter"),
            ('R', "1500m"),
            ('R', "1,5 Tsd. m"),
            ('R', "1\u{202f}500 Metern"),
            ('W', "1,500"),
            ('W', "1.5"),
            ('W', "1,5 km"),
            ('W', "1500 km"),
            ('W', "1500 cm"),
            ('W', "15.00"),
            ('W', "1.500.000"),
            ('W', "1,500.00"),
            ('W', "1.50.0"),
            ('W', "1 50 0"),
            ('W', "150 0"),
        ],
    );
    all(
        "en",
        &key(1500.0, "m"),
        &[
            ('R', "1,500"),
            ('R', "1,500.0 metres"),
            ('R', "1500 meters"),
            ('W', "1.500"),
            ('W', "1.5"),
            ('R', "1.5 thousand"),
            ('W', "1,5"),
            ('W', "1,500 miles"),
        ],
    );
    all(
        "de",
        &key(0.5, ""),
        &[
            ('R', "0,5"),
            ('R', "0.5"),
            ('R', ",5"),
            ('R', "1/2"),
            ('R', "0,50"),
            ('W', "0,05"),
            ('W', "5"),
            ('W', "2/1"),
        ],
    );
    all(
        "en",
        &key(-273.15, "°C"),
        &[
            ('R', "-273.15 °C"),
            ('R', "−273.15"),
            ('R', "minus 273.15 degrees Celsius"),
            ('W', "273.15"),
            ('W', "-273.15 K"),
            ('W', "-273.15 °F"),
        ],
    );
}

#[test]
fn scales_belong_to_their_language() {
    all(
        "de",
        &key(8e9, "Menschen"),
        &[
            ('R', "8 Milliarden"),
            ('R', "8 Mrd. Menschen"),
            ('R', "acht Milliarden"),
            ('R', "8.000 Mio."),
            ('R', "8000000000"),
            ('R', "rund 8 Mrd"),
            ('W', "8"),
            ('W', "8 Millionen"),
            ('W', "8 Billionen"),
            ('W', "8 billion"),
            ('W', "8 Milliarden Tiere"),
            ('W', "8000000001"),
        ],
    );
    all(
        "en",
        &key(8e9, "people"),
        &[
            ('R', "8 billion"),
            ('R', "8bn"),
            ('R', "eight billion people"),
            ('R', "8,000 million"),
            ('R', "8,000m"),
            ('W', "8 trillion"),
            ('W', "8m"),
            ('W', "8"),
            ('W', "8 billion birds"),
            ('W', "8 Milliarden"),
        ],
    );
    all(
        "en",
        &key(1e6, ""),
        &[
            ('R', "a million"),
            ('R', "one million"),
            ('R', "million"),
            ('R', "1m"),
            ('W', "a billion"),
        ],
    );
    all(
        "de",
        &key(2.3, "Millionen Tonnen"),
        &[
            ('R', "2,3"),
            ('R', "2,3 Millionen Tonnen"),
            ('R', "2,3 Mio. Tonnen"),
            ('R', "2,3 Millionen"),
            ('R', "2,3 Mio. t"),
            ('W', "2,3 Milliarden Tonnen"),
            ('W', "2,3 Tonnen"),
        ],
    );
}

#[test]
fn currencies_and_shares() {
    all(
        "en",
        &key(7.2e6, "dollars"),
        &[
            ('R', "$7.2 million"),
            ('R', "7.2 million USD"),
            ('R', "US$ 7.2m"),
            ('R', "7,200,000"),
            ('W', "£7.2 million"),
            ('W', "7.2 million euros"),
            ('W', "€7.2m"),
            ('R', "7.2 million US dollars"),
        ],
    );
    all(
        "de",
        &key(71.0, "%"),
        &[
            ('R', "71 %"),
            ('R', "71%"),
            ('R', "71 Prozent"),
            ('R', "71"),
            ('W', "71 Promille"),
            ('W', "71 ‰"),
            ('W', "0,71"),
            ('W', "17%"),
            ('W', "71 Prozentpunkte"),
        ],
    );
    all(
        "de",
        &key(300000.0, "km/s"),
        &[('R', "300.000 km/s"), ('R', "300 000"), ('W', "300.000 km/h"), ('W', "300.000 m/s")],
    );
}

#[test]
fn tolerance_and_partial_include_their_ends() {
    let mut near = key(0.3, "");
    near.tolerance = Tolerance::Absolute(0.1);
    all("en", &near, &[('R', "0.2"), ('R', "0.4"), ('W', "0.41"), ('W', "0.19999")]);
    near.tolerance = Tolerance::Percent(10.0);
    all("en", &near, &[('R', "0.33"), ('R', "0.27"), ('W', "0.3301"), ('W', "0.26")]);
    let partly = NumberAnswer { partial: vec![(2.0, 0.5), (1.0, 0.75)], ..key(10.0, "") };
    all("en", &partly, &[('R', "10"), ('H', "9"), ('H', "12"), ('W', "13"), ('W', "10-12")]);
    all(
        "en",
        &key(9_007_199_254_740_991.0, ""),
        &[('R', "9007199254740991"), ('W', "9007199254740990")],
    );
}
