//! Which wrong answers were given, and how often.

use std::collections::BTreeMap;

use crate::spelling;

/// Counts wrong answers; those that differ only in case, blanks or umlaut spelling are one, and
/// shown as they were given first. The most frequent come first, then by the alphabet.
pub(crate) fn confusions<'a>(given: impl IntoIterator<Item = &'a str>) -> Vec<(String, u64)> {
    let mut counted: BTreeMap<String, (String, u64)> = BTreeMap::new();
    for text in given.into_iter().map(str::trim).filter(|text| !text.is_empty()) {
        counted.entry(spelling::fold(text)).or_insert_with(|| (text.to_owned(), 0)).1 += 1;
    }
    let mut found: Vec<(String, u64)> = counted.into_values().collect();
    found.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_answers_are_counted_whatever_their_case() {
        let given = ["1961", "Kennan", " kennan ", "", "Acheson"];
        let expected = [("Kennan", 2), ("1961", 1), ("Acheson", 1)];
        assert_eq!(confusions(given), expected.map(|(text, count)| (text.to_owned(), count)));
    }
}
