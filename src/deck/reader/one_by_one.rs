//! The tables of a file one after the other, none of which is kept.
//!
//! Most files are simple: each header opens one table at the top. Such a file can be checked while
//! it is read. What is not so simple is not taken here, and no reason is given: who wants to know
//! reads the whole file.

use super::super::table::{Key, Table};
use super::Reader;
use super::tables::add;

/// The header of a table at the top.
pub(in crate::deck) struct Header<'t> {
    pub(in crate::deck) key: Key<'t>,
    /// Whether it stands in two brackets.
    pub(in crate::deck) is_array: bool,
    pub(in crate::deck) at: usize,
}

/// A walk through the tables of a file.
pub(in crate::deck) struct OneByOne<'t> {
    reader: Reader<'t>,
    /// That of the table which comes next.
    header: Option<Header<'t>>,
    has_begun: bool,
    table: Table<'t>,
    path: Vec<Key<'t>>,
}

impl<'t> OneByOne<'t> {
    /// The text holds no forbidden characters.
    pub(in crate::deck) fn of(text: &'t str) -> Self {
        let reader = Reader { text, bytes: text.as_bytes(), at: 0 };
        let table = Table::default();
        Self { reader, header: None, has_begun: false, table, path: Vec::new() }
    }

    /// The table whose header was given last.
    pub(in crate::deck) fn table(&mut self) -> &mut Table<'t> {
        &mut self.table
    }

    /// Reads the next table and gives its header, `Some(None)` at the end; `None` where the file is
    /// not so simple, or not sound.
    pub(in crate::deck) fn next(&mut self) -> Option<Option<Header<'t>>> {
        if !self.has_begun {
            self.has_begun = true;
            self.reader.pass_blank();
            self.header = self.header()?;
        }
        let Some(header) = self.header.take() else { return Some(None) };
        self.table.clear();
        loop {
            self.reader.pass_blank();
            if matches!(self.reader.peek(), None | Some(b'[')) {
                self.header = self.header()?;
                return Some(Some(header));
            }
            let key = self.reader.assigned(&mut self.path)?;
            let value = self.reader.value(0)?;
            add(&mut self.table, &self.path, key, value).ok()?;
            self.reader.end_of_line()?;
        }
    }

    /// The header that stands here, none at the end of the file.
    fn header(&mut self) -> Option<Option<Header<'t>>> {
        let at = self.reader.at;
        match self.reader.peek() {
            None => Some(None),
            Some(b'[') => {
                let is_array = self.reader.bytes[at..].starts_with(b"[[");
                let key = self.reader.header(is_array, &mut self.path)?;
                self.reader.end_of_line()?;
                self.path.is_empty().then_some(Some(Header { key, is_array, at }))
            }
            Some(_) => None,
        }
    }
}
