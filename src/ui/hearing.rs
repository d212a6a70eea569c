//! Lines from whoever is at the other end, none of them longer than a megabyte.
//!
//! What is longer is passed over whole, so that its end is never taken for an input of its own,
//! and no input, however long its lines, fills the memory.

use std::io::{self, BufRead, Read};

/// Longest line that is read, in bytes, its end among them.
const LONGEST_LINE: u64 = 1 << 20;

/// Why a line was passed over.
pub(super) const TOO_LONG: &str = "a line longer than 1 MB";

/// What came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Heard {
    /// A line with its end.
    Line(Vec<u8>),
    TooLong,
    End,
}

/// The next line.
pub(super) fn hear(input: &mut impl BufRead) -> io::Result<Heard> {
    let mut bytes = Vec::new();
    let read = Read::take(&mut *input, LONGEST_LINE).read_until(b'\n', &mut bytes)?;
    if read == 0 {
        return Ok(Heard::End);
    }
    if read as u64 == LONGEST_LINE && !bytes.ends_with(b"\n") {
        skip_rest_of_line(input)?;
        return Ok(Heard::TooLong);
    }
    Ok(Heard::Line(bytes))
}

fn skip_rest_of_line(input: &mut impl BufRead) -> io::Result<()> {
    loop {
        let buffer = input.fill_buf()?;
        if buffer.is_empty() {
            return Ok(());
        }
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let length = end.map_or(buffer.len(), |at| at + 1);
        input.consume(length);
        if end.is_some() {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_too_long_is_passed_over_to_its_end() {
        let text = format!("a\n{}\nb\n{}", "x".repeat(3 << 20), "y".repeat(1 << 20));
        let mut input = text.as_bytes();
        let mut heard = || hear(&mut input).expect("a slice reads");
        assert_eq!(heard(), Heard::Line(b"a\n".to_vec()));
        assert_eq!(heard(), Heard::TooLong);
        assert_eq!(heard(), Heard::Line(b"b\n".to_vec()));
        assert_eq!(heard(), Heard::TooLong);
        assert_eq!(heard(), Heard::End);
    }

    #[test]
    fn the_longest_line_is_read() {
        let text = format!("{}\n", "x".repeat((1 << 20) - 1));
        assert_eq!(hear(&mut text.as_bytes()).expect("it reads"), Heard::Line(text.into_bytes()));
    }
}
