//! Strings: between one quote or three, with escapes or as they are.

use std::borrow::Cow;

use super::Reader;

impl<'t> Reader<'t> {
    /// The string that opens here, of whatever sort.
    pub(super) fn string(&mut self) -> Option<Cow<'t, str>> {
        match (self.bytes[self.at], self.is_long()) {
            (b'"', false) => self.basic(),
            (b'"', true) => self.long_basic(),
            (_, false) => self.literal(),
            (_, true) => self.long_literal(),
        }
    }

    /// `"a \"b\""`
    #[inline]
    pub(super) fn basic(&mut self) -> Option<Cow<'t, str>> {
        let from = self.at + 1;
        let end = from + end_of_plain(&self.bytes[from..])?;
        if self.bytes[end] != b'"' {
            return self.basic_with_escapes(from, end);
        }
        self.at = end + 1;
        Some(self.text[from..end].into())
    }

    /// The text from `from` on, the first escape of which stands at `at`, or the end of its line.
    fn basic_with_escapes(&mut self, from: usize, mut at: usize) -> Option<Cow<'t, str>> {
        loop {
            match self.bytes[at] {
                b'"' => break,
                b'\\' => at = self.behind_escape(at),
                _ => return None,
            }
            at += memchr::memchr3(b'"', b'\\', b'\n', &self.bytes[at..])?;
        }
        self.at = at + 1;
        unescaped(&self.text[from..at], Lines::One)
    }

    /// `"""` and what follows up to the next three quotes.
    fn long_basic(&mut self) -> Option<Cow<'t, str>> {
        let mut at = self.at + 3;
        let from = self.behind_break(at);
        loop {
            at += memchr::memchr2(b'"', b'\\', &self.bytes[at..])?;
            match self.bytes[at..] {
                [b'"', b'"', b'"', ..] => break,
                [b'"', ..] => at += 1,
                _ => at = self.behind_escape(at),
            }
        }
        let to = self.close_long(at);
        unescaped(&self.text[from..to], Lines::Several)
    }

    /// `'a'`
    pub(super) fn literal(&mut self) -> Option<Cow<'t, str>> {
        let from = self.at + 1;
        let to = from + memchr::memchr2(b'\'', b'\n', &self.bytes[from..])?;
        self.at = to + 1;
        (self.bytes[to] == b'\'').then(|| self.text[from..to].into())
    }

    /// `'''` and what follows up to the next three quotes.
    fn long_literal(&mut self) -> Option<Cow<'t, str>> {
        let mut at = self.at + 3;
        let from = self.behind_break(at);
        loop {
            at += memchr::memchr(b'\'', &self.bytes[at..])?;
            if self.bytes[at..].starts_with(b"'''") {
                break;
            }
            at += 1;
        }
        let to = self.close_long(at);
        Some(self.text[from..to].into())
    }

    /// A backslash takes a quote or another backslash with it.
    fn behind_escape(&self, backslash: usize) -> usize {
        match self.bytes.get(backslash + 1) {
            Some(b'"' | b'\\') => backslash + 2,
            _ => backslash + 1,
        }
    }

    /// A line break behind three quotes belongs to them.
    fn behind_break(&self, at: usize) -> usize {
        at + usize::from(self.bytes.get(at) == Some(&b'\n'))
    }

    /// Goes behind the quotes that begin at `at` and gives the end of the text: of four or five
    /// quotes the last three close.
    fn close_long(&mut self, at: usize) -> usize {
        let quote = self.bytes[at];
        let more = self.bytes[at + 3..].iter().take(2).take_while(|&&byte| byte == quote).count();
        self.at = at + 3 + more;
        at + more
    }
}

/// Where the first quote, backslash or line break stands. Most texts are short: eight bytes at a time
/// are at their end before a search for long ones has begun.
#[inline]
fn end_of_plain(bytes: &[u8]) -> Option<usize> {
    let (words, rest) = bytes.as_chunks();
    let mut passed = 0;
    for word in words {
        let word = u64::from_le_bytes(*word);
        let found = zeros(word ^ QUOTES) | zeros(word ^ BACKSLASHES) | zeros(word ^ BREAKS);
        if found != 0 {
            return Some(passed + found.trailing_zeros() as usize / 8);
        }
        passed += 8;
    }
    let is_end = |byte: &u8| matches!(byte, b'"' | b'\\' | b'\n');
    rest.iter().position(is_end).map(|at| passed + at)
}

const QUOTES: u64 = u64::from_le_bytes([b'"'; 8]);
const BACKSLASHES: u64 = u64::from_le_bytes([b'\\'; 8]);
const BREAKS: u64 = u64::from_le_bytes([b'\n'; 8]);

/// The highest bit of the first byte that is zero; of those behind it some may be set too.
#[inline]
fn zeros(word: u64) -> u64 {
    const LOWEST: u64 = u64::from_le_bytes([1; 8]);
    word.wrapping_sub(LOWEST) & !word & (LOWEST << 7)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Lines {
    One,
    Several,
}

/// The text that is meant; borrowed where it is written as it is.
fn unescaped(written: &str, lines: Lines) -> Option<Cow<'_, str>> {
    let (plain, mut rest) = up_to_escape(written);
    let mut text = Cow::Borrowed(plain);
    while let Some(escape) = rest.strip_prefix('\\') {
        if lines == Lines::Several && escape.starts_with([' ', '\t', '\n']) {
            let line_end = escape.trim_start_matches([' ', '\t']).strip_prefix('\n')?;
            rest = line_end.trim_start_matches([' ', '\t', '\n']);
        } else {
            let (c, behind) = escaped(escape)?;
            text.to_mut().push(c);
            rest = behind;
        }
        let (plain, behind) = up_to_escape(rest);
        match text {
            Cow::Borrowed("") => text = plain.into(),
            _ => text.to_mut().push_str(plain),
        }
        rest = behind;
    }
    Some(text)
}

fn up_to_escape(text: &str) -> (&str, &str) {
    text.split_at(memchr::memchr(b'\\', text.as_bytes()).unwrap_or(text.len()))
}

/// The character that stands behind a backslash, and what follows it.
fn escaped(text: &str) -> Option<(char, &str)> {
    let digits = match text.as_bytes().first()? {
        b'b' => return Some(('\u{8}', &text[1..])),
        b'e' => return Some(('\u{1b}', &text[1..])),
        b'f' => return Some(('\u{c}', &text[1..])),
        b'n' => return Some(('\n', &text[1..])),
        b'r' => return Some(('\r', &text[1..])),
        b't' => return Some(('\t', &text[1..])),
        b'\\' => return Some(('\\', &text[1..])),
        b'"' => return Some(('"', &text[1..])),
        b'x' => 2,
        b'u' => 4,
        b'U' => 8,
        _ => return None,
    };
    let number = text.get(1..=digits)?;
    let is_hex = number.bytes().all(|byte| byte.is_ascii_hexdigit());
    let c = is_hex.then(|| u32::from_str_radix(number, 16).ok().and_then(char::from_u32))??;
    Some((c, &text[1 + digits..]))
}
