//! The rows of a table, one after the other, each with the line in which it begins.

use std::io::{self, BufRead, BufReader, Chain, Cursor, Read};

use csv::StringRecord;

/// Stands behind the last row; where a row has it in a cell, a quotation mark was never closed.
const END: &str = "\u{1}end of the table\u{1}";

/// It, with the end of its line.
const END_IN_CELL: &str = "\u{1}end of the table\u{1}\n";

/// So many bytes are read at once.
const BUFFER: usize = 64 << 10;

/// Why there is no next row.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RowError {
    #[error("it is not UTF-8 text")]
    Encoding { line: u64 },
    #[error("the quotation mark that opens a cell here is never closed")]
    Unclosed { line: u64 },
    #[error("{0}")]
    Io(#[from] std::io::Error),
}

/// How rows are parted.
pub(super) enum Rows<R: Read> {
    Quoted(Quoted<R>),
    Plain(Plain),
}

/// Rows of cells in quotation marks or without, as RFC 4180 has them.
pub(super) struct Quoted<R: Read> {
    reader: csv::Reader<Chain<LineFeeds<R>, Cursor<String>>>,
    /// The lines before the table.
    before: u64,
    /// Line feeds that were seen up to the end of the last row.
    seen: u64,
    /// Whether the table has ended.
    ended: bool,
}

impl<R: Read> Quoted<R> {
    pub(super) fn new(input: R, delimiter: u8, comments: bool, before: u64) -> Self {
        let reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .comment(comments.then_some(b'#'))
            .buffer_capacity(BUFFER)
            .from_reader(LineFeeds::of(input).chain(Cursor::new(format!("\n{END_IN_CELL}"))));
        Self { reader, before, seen: 0, ended: false }
    }

    fn next(&mut self, row: &mut StringRecord) -> Result<Option<u64>, RowError> {
        if self.ended {
            return Ok(None);
        }
        // Nothing behind what cannot be read could be trusted.
        let found = self.read(row);
        self.ended = !matches!(found, Ok(Some(_)));
        found
    }

    fn read(&mut self, row: &mut StringRecord) -> Result<Option<u64>, RowError> {
        let read = self.reader.read_record(row).map_err(|error| match error.into_kind() {
            csv::ErrorKind::Io(error) => RowError::Io(error),
            csv::ErrorKind::Utf8 { pos, .. } => RowError::Encoding {
                line: self.before + pos.map_or(self.seen + 1, |pos| pos.line()),
            },
            _ => RowError::Encoding { line: self.before + self.seen + 1 },
        })?;
        // Each row ends with a line feed, so before it came those that were seen less its own and
        // those in its cells; in a quotation mark that is never closed there is no end.
        let seen = self.reader.position().line() - 1;
        let within = memchr::memchr_iter(b'\n', row.as_slice().as_bytes()).count() as u64;
        let line = self.before + seen.saturating_sub(within);
        self.seen = seen;
        if !read || row.as_slice() == END {
            return Ok(None);
        }
        if row.as_slice().ends_with(END_IN_CELL) {
            let earlier = row.as_slice().len() - row[row.len() - 1].len();
            let within = memchr::memchr_iter(b'\n', &row.as_slice().as_bytes()[..earlier]).count();
            return Err(RowError::Unclosed { line: line + within as u64 + 1 });
        }
        Ok(Some(line))
    }
}

/// A text whose lines end with a line feed alone, whatever they ended with.
pub(super) struct LineFeeds<R> {
    input: BufReader<R>,
    /// Whether a carriage return was read, and what follows it was not.
    held: bool,
}

impl<R: Read> LineFeeds<R> {
    pub(super) fn of(input: R) -> Self {
        Self { input: BufReader::with_capacity(BUFFER, input), held: false }
    }
}

impl<R: Read> Read for LineFeeds<R> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        while let Some(first) = room.first_mut() {
            let text = self.input.fill_buf()?;
            if self.held && text.first() != Some(&b'\n') {
                self.held = false;
                *first = b'\n';
                return Ok(1);
            }
            let end = memchr::memchr(b'\r', text).unwrap_or(text.len());
            let count = end.min(room.len());
            room[..count].copy_from_slice(&text[..count]);
            self.held = count == end && end < text.len();
            let is_over = text.is_empty();
            self.input.consume(count + usize::from(self.held));
            if count > 0 || is_over {
                return Ok(count);
            }
        }
        Ok(0)
    }
}

/// Rows without quotation marks, parted by any text, with two cells each.
pub(super) struct Plain {
    text: String,
    at: usize,
    line: u64,
    cell_end: String,
    row_end: String,
}

impl Plain {
    pub(super) fn new(text: String, cell_end: String, row_end: String) -> Self {
        Self { text, at: 0, line: 1, cell_end, row_end }
    }

    /// So many bytes of the text, or a few less.
    pub(super) fn beginning(&self, bytes: usize) -> &str {
        &self.text[..self.text.floor_char_boundary(bytes)]
    }

    fn next(&mut self, row: &mut StringRecord) -> Option<u64> {
        row.clear();
        if self.at >= self.text.len() {
            return None;
        }
        let rest = &self.text[self.at..];
        let (cells, length) = match rest.split_once(&self.row_end) {
            Some((cells, _)) => (cells, cells.len() + self.row_end.len()),
            None => (rest, rest.len()),
        };
        let line = self.line;
        self.line += memchr::memchr_iter(b'\n', &rest.as_bytes()[..length]).count() as u64;
        self.at += length;
        match cells.split_once(&self.cell_end) {
            Some((first, second)) => {
                row.push_field(first);
                row.push_field(second);
            }
            None => row.push_field(cells),
        }
        Some(line)
    }
}

impl<R: Read> Rows<R> {
    /// Reads the next row and says in which line it begins, from 1; `None` behind the last one.
    ///
    /// # Errors
    /// What cannot be read as a table of text.
    pub(super) fn next(&mut self, row: &mut StringRecord) -> Result<Option<u64>, RowError> {
        match self {
            Self::Quoted(rows) => rows.next(row),
            Self::Plain(rows) => Ok(rows.next(row)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(table: &str) -> Result<Vec<(u64, Vec<String>)>, RowError> {
        let mut rows = Rows::Quoted(Quoted::new(table.as_bytes(), b',', true, 0));
        all(&mut rows)
    }

    fn all<R: Read>(rows: &mut Rows<R>) -> Result<Vec<(u64, Vec<String>)>, RowError> {
        let (mut row, mut found) = (StringRecord::new(), Vec::new());
        while let Some(line) = rows.next(&mut row)? {
            found.push((line, row.iter().map(str::to_owned).collect()));
        }
        Ok(found)
    }

    #[test]
    fn rows_are_told_by_the_line_in_which_they_begin() {
        for end in ["\n", "\r\n", "\r"] {
            for last in ["", end] {
                let table = [
                    "a,b",
                    "",
                    "# comment",
                    "\"two",
                    "lines\",c",
                    "",
                    "",
                    "d,\"x",
                    "",
                    "y\"",
                    "e,f",
                ];
                let found = read(&format!("{}{last}", table.join(end))).unwrap();
                let lines: Vec<u64> = found.iter().map(|(line, _)| *line).collect();
                assert_eq!(lines, [1, 4, 8, 11], "{end:?} {last:?}");
                assert_eq!(found[1].1, ["two\nlines", "c"]);
            }
        }
        assert_eq!(read("").unwrap(), []);
        assert_eq!(read("\n\n").unwrap(), []);
    }

    #[test]
    fn a_quotation_mark_that_is_never_closed_is_told_with_its_line() {
        for (table, wanted) in [
            ("a,b\nc,\"d\ne,f\n", 2),
            ("a,b\n\nc,\"d\ne,f\n", 3),
            ("\"a\nb,c", 1),
            ("a,b\n\"x\ny\",\"z\n1\n2", 3),
            ("a,\"", 1),
        ] {
            match read(table) {
                Err(RowError::Unclosed { line }) => assert_eq!(line, wanted, "{table:?}"),
                other => panic!("{table:?}: {other:?}"),
            }
        }
    }

    #[test]
    fn lines_end_with_a_line_feed_alone() {
        for text in ["a\r\nb", "\r\n\r\n", "\r", "a\rb\r\r\nc\n", "", "\r\n\r", "\n\r"] {
            for size in 1..4 {
                let mut feeds = LineFeeds {
                    input: BufReader::with_capacity(size, text.as_bytes()),
                    held: false,
                };
                let (mut found, mut room) = (Vec::new(), [0; 2]);
                loop {
                    match feeds.read(&mut room).unwrap() {
                        0 => break,
                        count => found.extend(&room[..count]),
                    }
                }
                let wanted = text.replace("\r\n", "\n").replace('\r', "\n");
                assert_eq!(String::from_utf8(found).unwrap(), wanted, "{text:?} {size}");
            }
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_told_with_their_line() {
        for (table, wanted) in [(&b"a,b\nc,\xff\n"[..], 2), (b"\xff", 1), (b"a\n\nb\n\xe4,x\n", 4)]
        {
            let mut rows = Rows::Quoted(Quoted::new(table, b',', false, 3));
            match all(&mut rows) {
                Err(RowError::Encoding { line }) => assert_eq!(line, wanted + 3, "{table:?}"),
                other => panic!("{table:?}: {other:?}"),
            }
        }
    }

    #[test]
    fn plain_rows_are_parted_by_any_text() {
        let plain = |text: &str, cell: &str, row: &str| {
            let mut rows = Rows::<&[u8]>::Plain(Plain::new(text.into(), cell.into(), row.into()));
            all(&mut rows).unwrap()
        };
        let found = plain("a - b - c;\nd - e\n;f", " - ", ";");
        let told: Vec<(u64, Vec<&str>)> = found
            .iter()
            .map(|(line, cells)| (*line, cells.iter().map(String::as_str).collect()))
            .collect();
        assert_eq!(told, [(1, vec!["a", "b - c"]), (1, vec!["\nd", "e\n"]), (3, vec!["f"])]);
        assert_eq!(plain("a\tb\r\nc\t\"d\r\n", "\t", "\n").len(), 2);
        assert!(plain("", "\t", "\n").is_empty());
    }
}
