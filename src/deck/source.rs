//! The text of a deck file with the beginnings of its lines.
//!
//! All places are byte offsets until they are shown: only here do they become line and column, so
//! that checking a long file never counts lines, and one without problems never looks for them. It
//! knows nothing of TOML.

use std::borrow::Cow;
use std::cell::OnceCell;

use super::characters;

/// The text without BOM, its line ends made `\n`; line and column stay those of the file.
#[derive(Debug, Clone, Default)]
pub(super) struct Source<'t> {
    text: Cow<'t, str>,
    /// Where the lines begin, once somebody asks.
    starts: OnceCell<Vec<usize>>,
}

/// Where an offset lies, counted from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot {
    offset: usize,
    pub(super) line: u32,
    pub(super) column: u32,
}

const BOM: char = '\u{feff}';

/// How much of a line is shown on each side of a place.
pub(super) const AROUND: usize = 200;

impl<'t> Source<'t> {
    pub(super) fn new(text: impl Into<Cow<'t, str>>) -> Self {
        let mut text = text.into();
        if text.starts_with(BOM) {
            text = match text {
                Cow::Borrowed(text) => Cow::Borrowed(&text[BOM.len_utf8()..]),
                Cow::Owned(mut text) => {
                    text.drain(..BOM.len_utf8());
                    Cow::Owned(text)
                }
            };
        }
        if memchr::memchr(b'\r', text.as_bytes()).is_some() {
            text = text.replace("\r\n", "\n").into();
        }
        Self { text, starts: OnceCell::new() }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The number of the line that holds `offset`, from 1.
    pub(super) fn line(&self, offset: usize) -> u32 {
        let line = self.starts().partition_point(|&start| start <= offset);
        u32::try_from(line).unwrap_or(u32::MAX).max(1)
    }

    /// The places of `offsets`, which ascend; each stretch of the text is walked only once.
    pub(super) fn spots(&self, offsets: impl IntoIterator<Item = usize>) -> Vec<Spot> {
        let mut spots: Vec<Spot> = Vec::new();
        for offset in offsets {
            let offset = self.text.floor_char_boundary(offset);
            let line = self.line(offset);
            let (from, column) = match spots.last() {
                Some(last) if last.line == line => (last.offset, last.column),
                _ => (self.start(line), 1),
            };
            let walked = self.text.get(from..offset).map_or(0, |text| text.chars().count());
            let column = column.saturating_add(u32::try_from(walked).unwrap_or(u32::MAX));
            spots.push(Spot { offset, line, column });
        }
        spots
    }

    /// The line of `spot`, at most [`AROUND`] characters on either side, without what must not be
    /// printed.
    pub(super) fn excerpt(&self, spot: Spot) -> String {
        let (before, after) = self.text.split_at(spot.offset);
        let before = &before[self.start(spot.line)..];
        let from =
            before.char_indices().rev().take(AROUND).last().map_or(before.len(), |(at, _)| at);
        // Not the whole line is looked at: there may be a thousand problems in one of megabytes.
        let after: String = after.chars().take(AROUND).take_while(|c| *c != '\n').collect();
        characters::clean(&format!("{}{after}", &before[from..]))
    }

    fn start(&self, line: u32) -> usize {
        let index = (line as usize).saturating_sub(1);
        self.starts().get(index).copied().unwrap_or(0)
    }

    fn starts(&self) -> &[usize] {
        self.starts.get_or_init(|| {
            let breaks = memchr::memchr_iter(b'\n', self.text.as_bytes());
            std::iter::once(0).chain(breaks.map(|at| at + 1)).collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str, offset: usize) -> (u32, u32, String) {
        let source = Source::new(text);
        let spot = source.spots([offset])[0];
        (spot.line, spot.column, source.excerpt(spot))
    }

    #[test]
    fn line_and_column_count_from_one_in_characters() {
        assert_eq!(place("", 0), (1, 1, String::new()));
        assert_eq!(place("ä = ö\nxy", 0), (1, 1, "ä = ö".to_owned()));
        assert_eq!(place("ä = ö\nxy", 5), (1, 5, "ä = ö".to_owned()));
        assert_eq!(place("ä = ö\nxy", 9), (2, 2, "xy".to_owned()));
    }

    #[test]
    fn an_offset_behind_the_end_is_the_end() {
        assert_eq!(place("a\nbc", 99), (2, 3, "bc".to_owned()));
    }

    #[test]
    fn a_bom_and_windows_line_ends_do_not_count() {
        let source = Source::new("\u{feff}a\r\nb\r\n");
        assert_eq!(source.text(), "a\nb\n");
        assert_eq!(source.line(2), 2);
    }

    #[test]
    fn several_places_of_one_line_are_counted_on() {
        let source = Source::new("äöü\nabc");
        let spots = source.spots([0, 2, 4, 8]);
        let found: Vec<_> = spots.iter().map(|spot| (spot.line, spot.column)).collect();
        assert_eq!(found, [(1, 1), (1, 2), (1, 3), (2, 2)]);
    }

    #[test]
    fn a_long_line_is_shown_around_the_place() {
        let text = format!("{}X{}", "a".repeat(1000), "b".repeat(1000));
        let (line, column, shown) = place(&text, 1000);
        assert_eq!((line, column, shown.chars().count()), (1, 1001, 400));
        assert_eq!(shown.chars().nth(200), Some('X'));
    }

    #[test]
    fn what_must_not_be_printed_is_replaced_in_the_shown_line() {
        assert_eq!(place("a\u{1b}b\u{202e}c", 0).2, "a\u{fffd}b\u{fffd}c");
    }
}
