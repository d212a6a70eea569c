//! When two texts of a card count as the same.
//!
//! What is typed is compared as the marking compares it; what is only shown may differ in case and
//! marks, so it is compared as it looks.

use unicode_normalization::UnicodeNormalization;

use crate::spelling;

/// The form by which texts are compared that a learner types.
///
/// A text of nothing but marks (`+`) folds to nothing and is compared as it looks.
pub(crate) fn typed(text: &str) -> String {
    let folded = spelling::fold(text);
    if folded.is_empty() { shown(text) } else { folded }
}

/// The form by which texts are compared that a learner sees and picks.
pub(super) fn shown(text: &str) -> String {
    let mut form = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !form.is_empty() {
            form.push(' ');
        }
        if word.is_ascii() {
            form.push_str(word);
        } else {
            form.extend(word.nfc());
        }
    }
    form
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_compared_folded() {
        assert_eq!(typed("Größe "), typed("groesse"));
        assert_ne!(typed("+"), typed("-"));
    }

    #[test]
    fn what_is_shown_is_compared_as_it_looks() {
        assert_eq!(shown(" a  b"), shown("a b"));
        assert_eq!(shown("u\u{308}"), shown("ü"));
        assert_ne!(shown("Sie"), shown("sie"));
    }
}
