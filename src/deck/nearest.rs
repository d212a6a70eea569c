//! The known word that a mistyped one was meant to be.
//!
//! It serves suggestions only; nothing is ever decided by it.

/// The candidate with the fewest typing errors away from `word`, if it is near enough to be meant:
/// one edit in three letters, at most three, a swap of neighbours counting as one.
pub(crate) fn nearest<'c>(
    word: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<&'c str> {
    let word = word.to_lowercase();
    let letters = word.chars().count();
    candidates
        .into_iter()
        .filter(|candidate| candidate.chars().count().abs_diff(letters) <= MOST)
        .map(|candidate| {
            let longer = letters.max(candidate.chars().count());
            let edits = strsim::damerau_levenshtein(&word, &candidate.to_lowercase());
            (edits, longer, candidate)
        })
        .filter(|(edits, longer, _)| *edits <= (longer / 3).clamp(1, MOST))
        .min_by_key(|(edits, _, _)| *edits)
        .map(|(_, _, candidate)| candidate)
}

const MOST: usize = 3;

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: [&str; 6] = ["front", "back", "accept", "items", "id", "importance"];

    #[test]
    fn a_typing_error_finds_its_word() {
        for (typed, meant) in [
            ("fornt", "front"),
            ("Front", "front"),
            ("bakc", "back"),
            ("acept", "accept"),
            ("item", "items"),
            ("improtanse", "importance"),
            ("idd", "id"),
        ] {
            assert_eq!(nearest(typed, KEYS), Some(meant), "{typed}");
        }
    }

    #[test]
    fn another_word_finds_nothing() {
        for typed in ["colour", "xyz", "", "a", "frontier-town"] {
            assert_eq!(nearest(typed, KEYS), None, "{typed}");
        }
    }
}
