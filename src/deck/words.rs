//! The keys that cards have, each with a number.
//!
//! A key is looked at once, where it is read; from then on numbers are compared. What a key means
//! is decided elsewhere.

/// A key that cards have, by its place among all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word(u8);

impl Word {
    /// The key as a set of one.
    #[inline]
    pub(super) fn bit(self) -> u64 {
        1 << self.0
    }
}

/// The key with this text, if any card has it.
#[inline]
pub(super) fn word(key: &str) -> Option<Word> {
    word_of(trace(key), key)
}

/// As [`word`], where the trace of the key is known.
#[inline]
pub(super) fn word_of(trace: usize, key: &str) -> Option<Word> {
    let at = BY_TRACE[trace];
    (*WORDS.get(usize::from(at))? == key).then_some(Word(at))
}

/// Keys of cards as a set.
pub(super) const fn set(keys: &[&str]) -> u64 {
    let mut set = 0;
    let mut at = 0;
    while at < keys.len() {
        set |= 1 << BY_TRACE[trace(keys[at])];
        at += 1;
    }
    set
}

/// All keys of cards, the most frequent first.
const WORDS: [&str; 32] = [
    "id",
    "front",
    "back",
    "cite",
    "ask",
    "answer",
    "kind",
    "text",
    "tags",
    "importance",
    "note",
    "right",
    "wrong",
    "pool",
    "accept",
    "items",
    "pairs",
    "hint",
    "was",
    "media",
    "reverse",
    "typed",
    "prompt",
    "reject",
    "strict",
    "tolerance",
    "unit",
    "partial",
    "circa",
    "show",
    "ordered",
    "extra",
];

/// For each trace the place of the key in [`WORDS`] that leaves it.
const BY_TRACE: [u8; TRACES] = {
    let mut places = [u8::MAX; TRACES];
    let mut at = 0;
    while at < WORDS.len() {
        let place = &mut places[trace(WORDS[at])];
        assert!(*place == u8::MAX, "two keys leave one trace");
        *place = at as u8;
        at += 1;
    }
    places
};

/// How many traces there are.
const TRACES: usize = 64;

/// The trace of a key, by its first two letters and its length: no two keys of cards have the same.
#[inline]
pub(super) const fn trace(key: &str) -> usize {
    let letters = match key.as_bytes() {
        [] => 0,
        [first] => *first as usize,
        [first, second, ..] => *first as usize + *second as usize * 27,
    };
    (letters + key.len() * 28) % TRACES
}

#[cfg(test)]
mod tests {
    use super::super::kinds::all_keys;
    use super::*;

    #[test]
    fn each_key_of_a_card_is_known_by_its_trace() {
        let known: Vec<Option<Word>> = all_keys().into_iter().map(word).collect();
        assert!(known.iter().all(Option::is_some), "{known:?}");
        let bits = known.iter().flatten().fold(0_u64, |all, word| all | word.bit());
        assert_eq!(bits.count_ones() as usize, WORDS.len());
        for stranger in ["", "i", "ix", "idx", "fronts", "frond", "ümlaut"] {
            assert_eq!(word(stranger), None, "{stranger}");
        }
    }
}
