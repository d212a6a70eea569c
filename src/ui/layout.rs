//! Text on a terminal: cleaned, wrapped to the width, painted where colour is wanted.
//!
//! Every text from data goes through here on its way to a person.

use console::Style;
use unicode_width::UnicodeWidthStr;

use crate::escape::{clean, clean_line};

/// Whether to paint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Paint {
    Plain,
    Coloured,
}

/// A width and a manner of painting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Layout {
    pub(crate) paint: Paint,
    /// In columns; lines are not wrapped where there is none.
    pub(crate) width: Option<usize>,
}

impl Layout {
    /// The text in lines no wider than the layout, each with this indent. Words longer than a
    /// line are broken; line breaks of the text stay.
    pub(crate) fn wrap(&self, text: &str, indent: &str) -> Vec<String> {
        self.hang(text, indent, indent)
    }

    /// As [`Layout::wrap`], with another beginning of the first line.
    pub(crate) fn hang(&self, text: &str, first: &str, rest: &str) -> Vec<String> {
        let text = clean(text).replace('\t', "    ");
        let Some(width) = self.width else {
            return text
                .lines()
                .enumerate()
                .map(|(at, line)| format!("{}{line}", if at == 0 { first } else { rest }))
                .collect();
        };
        let width = width.max(first.width().max(rest.width()) + 8);
        let mut lines = Vec::new();
        for paragraph in text.split('\n') {
            let first = if lines.is_empty() { first } else { rest };
            // Options and ids have hyphens: a line never ends in the middle of one.
            let options = textwrap::Options::new(width)
                .initial_indent(first)
                .subsequent_indent(rest)
                .word_splitter(textwrap::WordSplitter::NoHyphenation);
            lines.extend(textwrap::wrap(paragraph, options).into_iter().map(|l| l.into_owned()));
        }
        lines
    }

    /// The text in one line, cut to `width` columns with an ellipsis where there is a width.
    pub(crate) fn cut(&self, text: &str, width: usize) -> String {
        let line = clean_line(text);
        if self.width.is_none() || line.width() <= width {
            return line;
        }
        console::truncate_str(&line, width, "…").into_owned()
    }

    /// As many parts of a line of help as one line has room for: first those that stand before the last
    /// give way, which leads to all the others.
    pub(super) fn help(&self, text: &str) -> String {
        const BETWEEN: &str = " · ";
        let room = self.width.map_or(usize::MAX, |width| width - 1);
        let mut parts: Vec<&str> = text.split(BETWEEN).collect();
        while parts.len() > 1 && parts.join(BETWEEN).width() > room {
            parts.remove(parts.len() - 2);
        }
        self.cut(&parts.join(BETWEEN), room)
    }

    pub(crate) fn bold(&self, text: &str) -> String {
        self.styled(text, Style::new().bold())
    }

    pub(crate) fn dim(&self, text: &str) -> String {
        self.styled(text, Style::new().dim())
    }

    pub(crate) fn good(&self, text: &str) -> String {
        self.styled(text, Style::new().green())
    }

    pub(crate) fn bad(&self, text: &str) -> String {
        self.styled(text, Style::new().red())
    }

    pub(crate) fn accent(&self, text: &str) -> String {
        self.styled(text, Style::new().cyan())
    }

    fn styled(&self, text: &str, style: Style) -> String {
        match self.paint {
            Paint::Plain => text.to_owned(),
            Paint::Coloured => style.force_styling(true).apply_to(text).to_string(),
        }
    }
}

/// The columns of the terminal that stdout is.
pub(crate) fn terminal_width() -> usize {
    usize::from(console::Term::stdout().size().1).max(20)
}

/// The columns that a text takes on a terminal.
pub(crate) fn width_of(text: &str) -> usize {
    text.width()
}

/// Rows as aligned columns, two blanks apart; the columns in `right` are set to the right.
pub(crate) fn columns(rows: &[Vec<String>], right: &[usize]) -> Vec<String> {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..count)
        .map(|at| {
            rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.width()).max().unwrap_or(0)
        })
        .collect();
    rows.iter()
        .map(|row| {
            let cells: Vec<String> = row
                .iter()
                .enumerate()
                .map(|(at, cell)| {
                    let gap = " ".repeat(widths[at] - cell.width());
                    if right.contains(&at) {
                        format!("{gap}{cell}")
                    } else {
                        format!("{cell}{gap}")
                    }
                })
                .collect();
            cells.join("  ").trim_end().to_owned()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NARROW: Layout = Layout { paint: Paint::Plain, width: Some(20) };

    #[test]
    fn long_texts_wrap_and_wide_characters_count_two_columns() {
        let lines = NARROW.wrap("Moderne Waffen binden den Käufer", "  ");
        assert_eq!(lines, ["  Moderne Waffen", "  binden den Käufer"]);
        let wide = NARROW.wrap("漢字漢字漢字漢字漢字漢字", "");
        assert!(wide.iter().all(|line| line.width() <= 20), "{wide:?}");
        let rows =
            [vec!["漢字".to_owned(), "x".to_owned()], vec!["abc".to_owned(), "y".to_owned()]];
        assert_eq!(columns(&rows, &[]), ["漢字  x", "abc   y"]);
    }

    #[test]
    fn nothing_from_data_reaches_the_terminal_raw() {
        assert_eq!(NARROW.wrap("a\u{1b}[2Jb\u{202e}", ""), ["a\u{fffd}[2Jb\u{fffd}"]);
        assert_eq!(NARROW.cut("a\nb\u{7}", 10), "a b\u{fffd}");
    }
}
