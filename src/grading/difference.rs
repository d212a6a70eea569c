//! The visible difference: what was typed laid against what was expected, stretch by stretch.
//!
//! It only shows; it decides nothing. Letters are compared as the eye counts them (graphemes) and
//! without regard to case, and long texts are not compared at all.

use unicode_segmentation::UnicodeSegmentation;

/// Texts with more letters than this are not laid against each other.
const LONGEST: usize = 200;

/// The two texts cut into stretches; put together, each side yields its text again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Difference {
    pub(crate) stretches: Vec<Stretch>,
}

/// What stands on both sides at one place; one side may be empty where they differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub(crate) typed: String,
    pub(crate) expected: String,
    /// Whether the two sides agree, apart from case.
    pub(crate) same: bool,
}

impl Difference {
    /// Lays `typed` against `expected`; `None` where either is too long.
    pub(crate) fn between(typed: &str, expected: &str) -> Option<Self> {
        let typed = graphemes(typed)?;
        let expected = graphemes(expected)?;
        let lengths = common_lengths(&typed, &expected);
        let mut stretches: Vec<Stretch> = Vec::new();
        let (mut left, mut right) = (0, 0);
        while left < typed.len() || right < expected.len() {
            let both = typed
                .get(left)
                .zip(expected.get(right))
                .filter(|(one, other)| one.folded == other.folded);
            let same = both.is_some() && lengths[left][right] == lengths[left + 1][right + 1] + 1;
            let skip_typed = left < typed.len()
                && (right == expected.len() || lengths[left + 1][right] == lengths[left][right]);
            if stretches.last().is_none_or(|last| last.same != same) {
                stretches.push(Stretch { typed: String::new(), expected: String::new(), same });
            }
            // The vector was filled one line above.
            let Some(last) = stretches.last_mut() else {
                break;
            };
            if same || skip_typed {
                last.typed.push_str(typed[left].written);
                left += 1;
            }
            if same || !skip_typed {
                last.expected.push_str(expected[right].written);
                right += 1;
            }
        }
        Some(Self { stretches })
    }
}

struct Grapheme<'a> {
    written: &'a str,
    folded: String,
}

fn graphemes(text: &str) -> Option<Vec<Grapheme<'_>>> {
    let found: Vec<Grapheme> = text
        .graphemes(true)
        .take(LONGEST + 1)
        .map(|written| Grapheme { written, folded: written.to_lowercase() })
        .collect();
    (found.len() <= LONGEST).then_some(found)
}

/// `[i][j]`: the most letters that `typed[i..]` and `expected[j..]` share in order.
fn common_lengths(typed: &[Grapheme], expected: &[Grapheme]) -> Vec<Vec<u8>> {
    let mut lengths = vec![vec![0_u8; expected.len() + 1]; typed.len() + 1];
    for left in (0..typed.len()).rev() {
        for right in (0..expected.len()).rev() {
            lengths[left][right] = if typed[left].folded == expected[right].folded {
                lengths[left + 1][right + 1] + 1
            } else {
                lengths[left + 1][right].max(lengths[left][right + 1])
            };
        }
    }
    lengths
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(typed: &str, expected: &str) -> String {
        let difference = Difference::between(typed, expected).unwrap();
        let parts = difference.stretches.iter().map(|stretch| match stretch.same {
            true => stretch.typed.clone(),
            false => format!("[{}|{}]", stretch.typed, stretch.expected),
        });
        parts.collect()
    }

    #[test]
    fn only_the_letters_that_differ_are_marked() {
        assert_eq!(shown("Breshnew", "Breschnew"), "Bres[|c]hnew");
        assert_eq!(shown("kenedy", "Kennedy"), "ken[|n]edy");
        assert_eq!(shown("Wien", "Bonn"), "[Wie|Bo]n[|n]");
        assert_eq!(shown("", "Bonn"), "[|Bonn]");
        assert_eq!(shown("👩‍🚀a", "👩‍🚀b"), "👩‍🚀[a|b]");
    }

    #[test]
    fn both_sides_yield_their_text_again_and_long_texts_are_left_alone() {
        let difference = Difference::between("Mississippi", "Missouri").unwrap();
        let typed: String =
            difference.stretches.iter().map(|stretch| stretch.typed.as_str()).collect();
        let expected: String =
            difference.stretches.iter().map(|stretch| stretch.expected.as_str()).collect();
        assert_eq!((typed.as_str(), expected.as_str()), ("Mississippi", "Missouri"));
        assert_eq!(Difference::between(&"a".repeat(201), "a"), None);
        assert!(Difference::between(&"a".repeat(200), &"a".repeat(200)).is_some());
    }
}
