//! Keys of more parts than any deck needs, found before anything walks down them.
//!
//! Strings and comments are passed over; what else the text says does not matter here.

use super::reader::DEEPEST_KEY;

/// Where a key begins to have more parts than any deck needs, strings and comments passed over.
pub(super) fn too_deep(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut dots = 0;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'.' => dots += 1,
            b'"' | b'\'' => {
                at = end_of_string(bytes, at);
                continue;
            }
            b'#' => {
                at += bytes[at..].iter().take_while(|&&b| b != b'\n').count();
                continue;
            }
            b'\n' | b'=' | b',' | b'[' | b'{' => dots = 0,
            _ => {}
        }
        if dots >= DEEPEST_KEY {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// Behind the string that opens at `start`, or at the end of its line if it never closes.
fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let quote = bytes[start];
    let long = bytes[start..].starts_with(&[quote; 3]);
    let mut at = start + if long { 3 } else { 1 };
    while let Some(&byte) = bytes.get(at) {
        if byte == b'\\' && quote == b'"' {
            at += 2;
        } else if long && bytes[at..].starts_with(&[quote; 3]) {
            return at + bytes[at..].iter().take_while(|&&b| b == quote).count();
        } else if !long && byte == quote {
            return at + 1;
        } else if !long && byte == b'\n' {
            return at;
        } else {
            at += 1;
        }
    }
    bytes.len()
}
