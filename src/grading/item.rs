//! The items of an answer that has several, each with how it came out, for display.

/// One item of an answer that has several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ItemMark {
    /// What was given for it.
    pub(crate) given: Option<String>,
    /// What was wanted; none where the given one does not belong.
    pub(crate) expected: Option<String>,
    pub(crate) state: ItemState,
}

/// How one item came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ItemState {
    Right,
    /// Given, but not right, or not in its place.
    Wrong,
    Missing,
}

impl ItemMark {
    /// An item that was not given.
    pub(super) fn missing(expected: &str) -> Self {
        Self { given: None, expected: Some(expected.to_owned()), state: ItemState::Missing }
    }

    /// Something given that is no item.
    pub(super) fn superfluous(given: &str) -> Self {
        Self { given: Some(given.to_owned()), expected: None, state: ItemState::Wrong }
    }

    /// How many came out so.
    pub(super) fn count(marks: &[Self], state: ItemState) -> usize {
        marks.iter().filter(|mark| mark.state == state).count()
    }
}
