//! Which tables a file has, and which of them it may open or add to once more.
//!
//! The rules are TOML's, as the `toml` crate reads them: a table is opened by one header, whatever
//! lies above it comes into being by itself, and what stands in braces or was begun with dots is
//! closed to headers. A fault is told by the place of the key.

use super::super::table::{Held, Key, List, Opened, Table, Value};

/// The tables so far, and the one to which lines are added.
#[derive(Default)]
pub(super) struct Tables<'t> {
    root: Table<'t>,
    current: Table<'t>,
    header: Option<Header<'t>>,
}

struct Header<'t> {
    path: Vec<Key<'t>>,
    key: Key<'t>,
    is_array: bool,
    at: usize,
}

const DOTTED: Opened = Opened { implicit: true, dotted: true, inline: false };
const ABOVE: Opened = Opened { implicit: true, dotted: false, inline: false };

impl<'t> Tables<'t> {
    /// Adds a line to the table that is open.
    pub(super) fn add(
        &mut self,
        path: &[Key<'t>],
        key: Key<'t>,
        value: Value<'t>,
    ) -> Result<(), usize> {
        add(&mut self.current, path, key, value)
    }

    /// Closes the open table and opens the next, whose header stands at `at`.
    pub(super) fn open(
        &mut self,
        path: &mut Vec<Key<'t>>,
        key: Key<'t>,
        is_array: bool,
        at: usize,
    ) -> Result<(), usize> {
        self.close()?;
        let header = Header { path: std::mem::take(path), key, is_array, at };
        if !is_array {
            let parent = descend(&mut self.root, &header.path, ABOVE)?;
            if let Some(found) = parent.find(&header.key.text) {
                // What was filled from below is gone on with, under its own header now.
                match &mut parent.field_mut(found).value.held {
                    Held::Table(table) if table.opened == ABOVE => self.current = table.take(),
                    _ => return Err(header.key.at),
                }
            }
        }
        self.current.opened = Opened::default();
        self.header = Some(header);
        Ok(())
    }

    /// All tables of the file.
    pub(super) fn finish(mut self) -> Result<Table<'t>, usize> {
        self.close()?;
        Ok(self.root)
    }

    fn close(&mut self) -> Result<(), usize> {
        let table = self.current.take();
        let Some(Header { path, key, is_array, at }) = self.header.take() else {
            self.root = table;
            return Ok(());
        };
        let parent = descend(&mut self.root, &path, ABOVE)?;
        let value = Value { at, width: 0, held: Held::Table(table) };
        let found = parent.find(&key.text);
        match found.map(|found| parent.field_mut(found)) {
            None if is_array => {
                let list = List { entries: vec![value], of_tables: true };
                parent.push(key, Value { at, width: 0, held: Held::List(list) });
            }
            None => parent.push(key, value),
            Some(field) if is_array => match &mut field.value.held {
                Held::List(list) if list.of_tables => list.entries.push(value),
                _ => return Err(key.at),
            },
            Some(field) => {
                field.key = key;
                field.value = value;
            }
        }
        Ok(())
    }
}

/// Adds a line to a table that a header has opened.
#[inline]
pub(super) fn add<'t>(
    table: &mut Table<'t>,
    path: &[Key<'t>],
    key: Key<'t>,
    value: Value<'t>,
) -> Result<(), usize> {
    let mut table = table;
    if !path.is_empty() {
        table = descend(table, path, DOTTED)?;
        if !table.opened.implicit {
            return Err(key.at);
        }
    }
    let at = key.at;
    table.add(key, value).ok_or(at)
}

/// Adds a line to a table in braces.
pub(super) fn add_inline<'t>(
    table: &mut Table<'t>,
    path: &mut Vec<Key<'t>>,
    key: Key<'t>,
    value: Value<'t>,
) -> Option<()> {
    let mut table = table;
    for part in path.drain(..) {
        let found = match table.find(&part.text) {
            Some(found) => found,
            None => {
                let opened = Opened { inline: true, ..DOTTED };
                push_table(table, part, opened)
            }
        };
        match &mut table.field_mut(found).value.held {
            Held::Table(next) if next.opened.implicit => table = next,
            _ => return None,
        }
    }
    table.add(key, value)
}

/// The table to which `path` leads; tables on the way that are not there come into being, `opened`
/// like this.
fn descend<'m, 't>(
    mut table: &'m mut Table<'t>,
    path: &[Key<'t>],
    opened: Opened,
) -> Result<&'m mut Table<'t>, usize> {
    for part in path {
        let found = match table.find(&part.text) {
            Some(found) => found,
            None => push_table(table, part.clone(), opened),
        };
        table = match &mut table.field_mut(found).value.held {
            Held::List(list) if list.of_tables => match list.entries.last_mut() {
                Some(Value { held: Held::Table(last), .. }) => last,
                _ => return Err(part.at),
            },
            Held::Table(next) if next.opened.inline => return Err(part.at),
            Held::Table(next) if opened.dotted && !next.opened.implicit => return Err(part.at),
            Held::Table(next) => {
                next.opened.dotted |= opened.dotted;
                next
            }
            _ => return Err(part.at),
        };
    }
    Ok(table)
}

fn push_table<'t>(table: &mut Table<'t>, key: Key<'t>, opened: Opened) -> usize {
    let at = key.at;
    table.push(key, Value { at, width: 0, held: Held::Table(Table::new(opened)) });
    table.fields().len() - 1
}
