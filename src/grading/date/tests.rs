//! Dates by the rules: every usual form, every coarser part, and what tries to get by.

use super::testing::answer;
use super::{Marking, mark};
use crate::model::{Lang, VerdictKind};

fn outcome(lang: &str, wanted: &str, circa: u32, text: &str) -> Option<VerdictKind> {
    let lang = Lang::new(lang).unwrap();
    match mark(&answer(wanted), circa, &lang, text, None) {
        Marking::Judged(verdict) | Marking::Asking(verdict, _) => Some(verdict.kind),
        Marking::Unreadable => None,
    }
}

/// R right, S slip, H half, W wrong, ? unreadable, I incomplete.
#[track_caller]
fn all(lang: &str, wanted: &str, cases: &[(char, &str)]) {
    let letter = |text| match outcome(lang, wanted, 0, text) {
        Some(VerdictKind::Exact | VerdictKind::Variant) => 'R',
        Some(VerdictKind::Slip) => 'S',
        Some(VerdictKind::Partial) => 'H',
        Some(VerdictKind::Wrong) => 'W',
        Some(VerdictKind::Incomplete) => 'I',
        None => '?',
    };
    let other: Vec<_> = cases
        .iter()
        .filter(|(expected, text)| letter(text) != *expected)
        .map(|(e, text)| (e, text, letter(text)))
        .collect();
    assert!(other.is_empty(), "{wanted}: {other:?}");
}

#[test]
fn days_in_german() {
    all(
        "de",
        "1789-07-14",
        &[
            ('R', "14. Juli 1789"),
            ('R', "14.7.1789"),
            ('R', "14.07.89"),
            ('R', "14.7.'89"),
            ('R', "vom 14. Juli 1789"),
            ('H', "7/89"),
            ('R', "14/7/1789"),
            ('R', "14-7-1789"),
            ('R', "1789-07-14"),
            ('R', "am 14. Juli 1789"),
            ('R', "Dienstag, den 14. Juli 1789"),
            ('R', "14 Juli '89"),
            ('R', "14.VII.1789"),
            ('R', "14 7 1789"),
            ('R', "vierzehnter Juli 1789"),
            ('R', "July 14, 1789"),
            ('R', "der 14. Juli 1789."),
            ('R', "Di., 14. Juli 1789"),
        ],
    );
    all(
        "de",
        "1789-07-14",
        &[
            ('H', "Juli 1789"),
            ('H', "1789"),
            ('H', "Sommer 1789"),
            ('H', "15. Juli 1789"),
            ('H', "14. Juni 1789"),
            ('H', "7/1789"),
            ('H', "32. Juli 1789"),
            ('I', "14. Juli"),
            ('I', "14.7."),
            ('W', "Juli"),
            ('W', "14. Juli 1798"),
            ('W', "14. Juli 1889"),
            ('W', "15. Juli"),
            ('W', "14. oder 15. Juli 1789"),
            ('W', "14./15. Juli 1789"),
            ('W', "13.–14. Juli 1789"),
            ('W', "13. bis 14. Juli 1789"),
            ('W', "14. Juli 1789 oder 1790"),
            ('W', "nicht 14. Juli 1789"),
            ('W', "vor dem 14. Juli 1789"),
            ('W', "nach 1789"),
            ('W', "1789/90"),
            ('W', "1788, 1789"),
            ('W', "1788 und 1789"),
            ('?', "Sturm auf die Bastille"),
            ('?', "irgendwann"),
            ('?', "14. Juli 1789 in Paris"),
            ('W', "18. Jahrhundert"),
            ('W', "1780er"),
            ('?', "14. Julii 1789"),
        ],
    );
}

#[test]
fn misspelt_names_are_slips_unless_they_are_other_names() {
    all(
        "de",
        "1955-09",
        &[
            ('S', "Septmber 1955"),
            ('S', "Setpember 1955"),
            ('H', "Dezember 1955"),
            ('?', "Spetmebre 1955"),
        ],
    );
    all(
        "de",
        "1953-06",
        &[('H', "Juli 1953"), ('R', "Juni 1953"), ('R', "June 1953"), ('?', "Jumi 1953")],
    );
    all(
        "de",
        "1848-03",
        &[
            ('R', "Maerz 1848"),
            ('S', "Marz 1848"),
            ('R', "March 1848"),
            ('R', "3.1848"),
            ('H', "Mai 1848"),
        ],
    );
    all(
        "de",
        "1848-spring",
        &[
            ('R', "Frühling 1848"),
            ('R', "Fruehjahr 1848"),
            ('S', "Fruhling 1848"),
            ('S', "Frühlng 1848"),
            ('R', "im März 1848"),
        ],
    );
}

#[test]
fn english_tries_both_orders() {
    all(
        "en",
        "1776-07-04",
        &[
            ('R', "July 4, 1776"),
            ('R', "4 July 1776"),
            ('R', "7/4/1776"),
            ('R', "4/7/1776"),
            ('R', "4th of July, 1776"),
            ('R', "the fourth of July 1776"),
            ('R', "on Thursday, July 4th 1776"),
            ('R', "4 Jul 76"),
            ('R', "1776-07-04"),
            ('H', "7/5/1776"),
            ('W', "7/4/1777"),
            ('I', "July 4"),
            ('I', "4th of July"),
            ('H', "July 1776"),
            ('W', "July 4 or 5, 1776"),
            ('W', "not July 4, 1776"),
            ('W', "1776-1777"),
            ('W', "before July 4, 1776"),
            ('R', "4 July '76"),
        ],
    );
    all("en", "1776-07-14", &[('R', "7/14/1776"), ('R', "14/7/1776"), ('H', "14/8/1776")]);
    all("de", "1776-07-04", &[('H', "7.4.1776"), ('R', "4.7.1776")]);
}

#[test]
fn months_seasons_and_years() {
    all(
        "de",
        "1917-10",
        &[
            ('R', "Oktober 1917"),
            ('R', "Okt. 17"),
            ('R', "10/1917"),
            ('R', "10/17"),
            ('R', "10.17"),
            ('H', "11/17"),
            ('W', "10/18"),
            ('W', "17/18"),
            ('R', "10.1917"),
            ('R', "1917-10"),
            ('R', "25. Oktober 1917"),
            ('R', "25-Okt-1917"),
            ('R', "mid-October 1917"),
            ('W', "Oktober-November 1917"),
            ('R', "Ende Oktober 1917"),
            ('H', "Herbst 1917"),
            ('H', "1917"),
            ('H', "November 1917"),
            ('W', "Oktober 1918"),
            ('I', "Oktober"),
            ('W', "1918"),
            ('W', "September/Oktober 1917"),
            ('W', "10/1971"),
            ('W', "1917–1918"),
        ],
    );
    all(
        "en",
        "1970-winter",
        &[
            ('R', "winter 1970"),
            ('R', "January 1970"),
            ('R', "Dec 1970"),
            ('H', "March 1970"),
            ('H', "summer 1970"),
            ('W', "winter 1971"),
            ('I', "winter"),
        ],
    );
    all(
        "en",
        "1066",
        &[
            ('R', "1066"),
            ('R', "in 1066"),
            ('R', "14 October 1066"),
            ('R', "c. 1066"),
            ('R', "10/1066"),
            ('W', "65/66"),
            ('W', "65/1066"),
            ('R', "ich glaube, 1066"),
            ('R', "1066, I think"),
            ('R', "autumn of 1066"),
            ('R', "AD 1066"),
            ('W', "1067"),
            ('W', "1606"),
            ('W', "1066 or 1067"),
            ('W', "1066/67"),
            ('W', "1065-1067"),
            ('W', "1066 BC"),
            ('H', "11th century"),
            ('H', "the 1060s"),
            ('W', "12th century"),
            ('W', "after 1066"),
            ('W', "not 1066"),
            ('W', "since 1066"),
            ('?', "Hastings"),
            ('R', "66"),
            ('W', "October"),
        ],
    );
    all(
        "de",
        "1905",
        &[
            ('W', "1905/06"),
            ('W', "1905-06"),
            ('W', "1905–06"),
            ('R', "im Jahre 1905"),
            ('R', "1905 n. Chr."),
            ('W', "1905 v. Chr."),
            ('H', "20. Jh."),
            ('H', "zwanzigstes Jahrhundert"),
        ],
    );
}

#[test]
fn decades_and_ranges() {
    all(
        "de",
        "1920s",
        &[
            ('R', "1920er"),
            ('R', "zwanziger Jahre"),
            ('R', "die Zwanziger"),
            ('R', "Zwanzigerjahre"),
            ('R', "in den Zwanzigerjahren"),
            ('R', "die 20erjahre"),
            ('R', "1920er-Jahre"),
            ('W', "Dreissigerjahre"),
            ('R', "20er-Jahre"),
            ('R', "die 20er Jahre"),
            ('R', "in den 1920er Jahren"),
            ('R', "1920–1929"),
            ('R', "1923"),
            ('R', "twenties"),
            ('R', "the 1920's"),
            ('R', "zwanziger Jahre des 20. Jahrhunderts"),
            ('H', "20. Jahrhundert"),
            ('W', "30er Jahre"),
            ('W', "1930"),
            ('W', "1919"),
            ('W', "1920–1930"),
            ('W', "1820er"),
            ('W', "zwanziger oder dreissiger Jahre"),
            ('W', "19. Jahrhundert"),
            ('W', "nicht in den 20er Jahren"),
        ],
    );
    all(
        "de",
        "1914/1918",
        &[
            ('R', "1914–1918"),
            ('R', "1914-18"),
            ('R', "1914 bis 1918"),
            ('R', "von 1914 bis 1918"),
            ('R', "zwischen 1914 und 1918"),
            ('R', "1914/1918"),
            ('R', "14-18"),
            ('R', "August 1914 bis November 1918"),
            ('R', "vom August 1914 bis 11. November 1918"),
            ('R', "vom 1. August 1914 bis zum 11. November 1918"),
            ('H', "1914–1919"),
            ('H', "1913–1918"),
            ('I', "1914"),
            ('I', "1918"),
            ('W', "1915–1919"),
            ('W', "1916"),
            ('W', "1918–1914"),
            ('W', "1914 oder 1918"),
            ('W', "1814–1818"),
        ],
    );
    all("en", "1999/2002", &[('R', "1999-02"), ('R', "from 1999 to 2002"), ('H', "1999-2003")]);
}

#[test]
fn circa_is_years_either_way() {
    let within = |text| outcome("en", "1450", 5, text);
    assert_eq!(within("1455"), Some(VerdictKind::Variant));
    assert_eq!(within("about 1445"), Some(VerdictKind::Variant));
    assert_eq!(within("1456"), Some(VerdictKind::Wrong));
    assert_eq!(within("1450-1455"), Some(VerdictKind::Wrong));
}

#[test]
fn circa_widens_decades_and_spans_at_both_ends() {
    let decade = |text| outcome("en", "1960s", 2, text);
    for text in ["1958", "1959", "1965", "May 1971", "1958-1971", "1960–1970", "the sixties"] {
        assert_eq!(decade(text), Some(VerdictKind::Variant), "{text}");
    }
    for text in ["1957", "1972", "1957-1969", "1960-1972", "1970s", "1964-1966", "the fifties"] {
        assert_eq!(decade(text), Some(VerdictKind::Wrong), "{text}");
    }
    let span = |text| outcome("en", "1961/1968", 1, text);
    assert_eq!(span("1960-1969"), Some(VerdictKind::Variant));
    assert_eq!(span("the 1960s"), Some(VerdictKind::Variant));
    assert_eq!(span("1959-1970"), Some(VerdictKind::Wrong));
}

#[test]
fn a_missing_year_or_end_may_be_added() {
    let lang = Lang::new("de").unwrap();
    let kind = |wanted, first, second| match mark(&answer(wanted), 0, &lang, second, Some(first)) {
        Marking::Judged(verdict) => verdict.kind,
        Marking::Asking(..) | Marking::Unreadable => panic!("{first}, {second}: not settled"),
    };
    assert_eq!(kind("1789-07-14", "14. Juli", "1789"), VerdictKind::Exact);
    assert_eq!(kind("1789-07-14", "14. Juli", "14. Juli"), VerdictKind::Wrong);
    assert_eq!(kind("1914/1918", "1918", "1914"), VerdictKind::Variant);
    assert_eq!(kind("1914/1918", "1914", "1917"), VerdictKind::Partial);
}
