//! Tables of cards: the CSV and TSV of spreadsheets, the text files of Anki, the sets of Quizlet.
//!
//! One reader for all: what parts rows and cells, whether a first row names the columns and what they
//! are for is guessed from the beginning of the file where nobody says it, and told. Each row becomes
//! a note by the rules of decks. Rows are read one by one, so a large table takes no more memory than
//! a small one but for the names of its cards.

mod codes;
mod columns;
mod directives;
mod note;
mod number;
mod rows;

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, Chain, Cursor, Read};
use std::path::{Path, PathBuf};

use csv::StringRecord;
use encoding_rs_io::{DecodeReaderBytes, DecodeReaderBytesBuilder};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

pub(crate) use columns::Role;
use columns::{by_place, is_header, of_header};
use directives::{Directives, first_separator};
use note::{Cells, Wrong, excerpt};
use rows::{LineFeeds, Plain, Quoted, RowError, Rows};

use super::foreign::Foreign;
use super::markup::{is_markup, shown};
use super::naming::{deck_id, push_id_by, push_id_of, title};
use crate::deck::{Drafted, MOST_CARDS, Problem, SoundEntry};
use crate::escape::clean_line;
use crate::model::{Deck, DeckId, Lang};

/// The largest table that is read, in bytes.
const LARGEST_TABLE: u64 = 64 << 20;

/// So many bytes are looked at to guess how a table is laid out.
const HEAD: usize = 64 << 10;

/// Decks that one table may name.
const MOST_DECKS: usize = 1_000;

/// What a table is a table of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// Of a spreadsheet.
    Table,
    /// Of Anki's notes in plain text.
    Anki,
    /// Of terms and definitions that nothing quotes or escapes.
    Quizlet,
}

impl Format {
    /// Its name in reports.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Anki => "anki",
            Self::Quizlet => "quizlet",
        }
    }
}

/// How characters are written as bytes, as the label of the Encoding Standard says.
pub(crate) type Encoding = &'static encoding_rs::Encoding;

/// The encoding with this label, `windows-1252` say.
pub(crate) fn encoding(label: &str) -> Option<Encoding> {
    encoding_rs::Encoding::for_label(label.as_bytes())
}

/// Whether a problem is one of the whole file, and not of a row that may be left out.
pub(crate) fn is_of_file(problem: &Problem) -> bool {
    matches!(problem.code, codes::FILE | codes::UNCLOSED)
}

/// What is known of a table before it is read.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    pub(crate) format: Option<Format>,
    /// What parts cells: one ASCII character, or for Quizlet any text.
    pub(crate) delimiter: Option<String>,
    /// What parts the rows of Quizlet.
    pub(crate) row_delimiter: Option<String>,
    /// Whether the first row names the columns.
    pub(crate) header: Option<bool>,
    pub(crate) columns: Option<Vec<Role>>,
    pub(crate) encoding: Option<Encoding>,
    /// Whether cells hold HTML.
    pub(crate) html: Option<bool>,
    /// Whether cards are asked both ways.
    pub(crate) reverse: bool,
    /// The deck of all cards, whatever the table says.
    pub(crate) deck: Option<DeckId>,
    /// Where the table stands, if in a file.
    pub(crate) file: Option<PathBuf>,
    /// The name of the deck where nothing else says one.
    pub(crate) name: String,
    /// The language of decks that are not here yet.
    pub(crate) lang: Lang,
    /// Those of the decks that are.
    pub(crate) langs: HashMap<DeckId, Lang>,
}

/// How a table is laid out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shape {
    pub(crate) format: Format,
    pub(crate) delimiter: String,
    pub(crate) header: bool,
    pub(crate) html: bool,
    /// Whether cells look like HTML, though nothing says that they are.
    pub(crate) has_markup: bool,
    pub(crate) columns: Vec<Role>,
    /// What the first row calls the columns.
    pub(crate) names: Vec<String>,
}

/// A note of a table.
#[derive(Debug)]
pub(crate) struct Found {
    /// The place of its deck among [`Tabular::decks`].
    pub(crate) deck: usize,
    pub(crate) entry: SoundEntry,
}

/// A table that is being read.
pub(crate) struct Tabular<R: Read> {
    rows: Rows<Input<R>>,
    shape: Shape,
    /// Tags that all notes carry.
    tags: Vec<String>,
    notetype: String,
    options: Options,
    decks: Vec<Filled>,
    /// The places of decks by their names in the table.
    names: HashMap<String, usize>,
    /// The place of the deck of rows that name none, once there was one.
    default: Option<usize>,
    /// The rows that cards came from, by the hash of their deck and id.
    seen: foldhash::HashMap<u64, Seen>,
    /// Rows that said what another one had said.
    repeated: u64,
    drafted: Drafted,
    id: String,
    row: StringRecord,
}

type Input<R> = Chain<Cursor<Vec<u8>>, DecodeReaderBytes<Limited<R>, Vec<u8>>>;

/// No more of a file than is read; a longer one is an error.
struct Limited<R> {
    input: R,
    left: u64,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(room)?;
        self.left = self.left.checked_sub(count as u64).ok_or_else(|| {
            io::Error::other("the table is larger than 64 MB; make several of it")
        })?;
        Ok(count)
    }
}

struct Filled {
    deck: Deck,
    cards: usize,
}

#[derive(Clone, Copy)]
struct Seen {
    line: u32,
    /// The hash of what the row says.
    said: u64,
}

impl<R: Read> Tabular<R> {
    /// Looks at the beginning of a table.
    ///
    /// # Errors
    /// What cannot be read, or is no text.
    pub(crate) fn open(input: R, mut options: Options) -> Result<Self, Problem> {
        let mut input = DecodeReaderBytesBuilder::new()
            .encoding(options.encoding)
            .utf8_passthru(true)
            .strip_bom(true)
            .bom_override(true)
            .build(Limited { input, left: LARGEST_TABLE });
        let mut head = Vec::with_capacity(HEAD);
        input.by_ref().take(HEAD as u64).read_to_end(&mut head).map_err(|e| failed(&e.into()))?;
        if head.starts_with(b"PK\x03\x04") {
            let help = "Save a spreadsheet as CSV; in Anki export the notes in plain text.";
            return Err(Wrong::new(codes::FILE, "a package or a workbook, and no text", help)
                .at(1, String::new()));
        }
        let is_guessed = options.format.is_none();
        let foreign = named(options.file.as_deref()).filter(|_| is_guessed);
        if let Some(foreign) = foreign {
            return Err(no_table(foreign, options.file.as_deref()));
        }
        if let Some(at) = memchr::memchr(0, &head) {
            return Err(zero(&head[..at]));
        }
        let is_whole = head.len() < HEAD;
        let text = match std::str::from_utf8(&head) {
            Ok(text) => text,
            Err(error) => std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default(),
        };
        let foreign = Foreign::beginning(text, is_whole).filter(|_| is_guessed);
        if let Some(foreign) = foreign {
            return Err(no_table(foreign, options.file.as_deref()));
        }
        let directives = match options.format {
            None | Some(Format::Anki) => Directives::read(text),
            Some(Format::Table | Format::Quizlet) => Directives::default(),
        };
        let format = options.format.unwrap_or_else(|| {
            let given = options.delimiter.as_deref();
            match directives.any || begins_with_comments(text, &directives, given, is_whole) {
                true => Format::Anki,
                false => Format::Table,
            }
        });
        let hint = if format == Format::Table { separator_hint(text) } else { None };
        let (skipped, before) = match (format, &hint) {
            (Format::Quizlet, _) => return Self::quizlet(head, input, options),
            (Format::Anki, _) => (directives.bytes, directives.lines),
            (Format::Table, Some(hint)) => (hint.bytes, 1),
            (Format::Table, None) => (0, 0),
        };
        let sample = &text[skipped..];
        let said = directives.separator.or(hint.map(|hint| hint.delimiter));
        let delimiter = match &options.delimiter {
            Some(given) => single(given)?,
            None => said.unwrap_or_else(|| match format {
                Format::Anki if directives.any || !is_guessed => first_separator(sample),
                Format::Anki | Format::Table | Format::Quizlet => likeliest(sample, is_whole),
            }),
        };
        let first_rows = sampled(sample, delimiter, is_whole);
        let count = match format {
            Format::Anki => first_rows.iter().map(StringRecord::len).max().unwrap_or(0),
            // A row with more of them may be one in which a cell was not quoted.
            Format::Table | Format::Quizlet => usual(&first_rows).map_or(0, |(cells, _)| cells),
        };
        let first = || first_rows.first().into_iter().flatten();
        let (header, roles) = match format {
            Format::Anki => (options.header.unwrap_or(false), directives.roles(delimiter, count)),
            _ if options.header.unwrap_or_else(|| is_header(first())) => (true, of_header(first())),
            _ => (false, by_place(count)),
        };
        let html = options.html.unwrap_or_else(|| {
            format == Format::Anki && directives.has_html(first_rows.iter().flatten())
        });
        let is_open = options.html.is_none() && directives.html.is_none() && !html;
        let has_markup = is_open && first_rows.iter().flatten().any(is_markup);
        let names = if header { first().map(str::to_owned).collect() } else { Vec::new() };
        head.drain(..skipped);
        let rows =
            Quoted::new(Cursor::new(head).chain(input), delimiter, format == Format::Anki, before);
        let mut columns = options.columns.take().unwrap_or(roles);
        if columns.len() < count {
            columns.resize(count, Role::Unused);
        }
        let delimiter = char::from(delimiter).to_string();
        let shape = Shape { format, delimiter, header, html, has_markup, columns, names };
        if let Some(deck) = directives.deck.filter(|deck| deck_id(deck).is_some()) {
            options.name = deck;
        }
        let mut table = Self::of(Rows::Quoted(rows), shape, options);
        table.tags = directives.tags;
        table.notetype = directives.notetype.unwrap_or_default();
        if header {
            table.pass_over()?;
        }
        Ok(table)
    }

    /// Reads a row that is no card.
    fn pass_over(&mut self) -> Result<(), Problem> {
        let read = self.rows.next(&mut self.row);
        read.map(|_| ()).map_err(|error| failed(&error))
    }

    fn quizlet(head: Vec<u8>, rest: impl Read, mut options: Options) -> Result<Self, Problem> {
        let (mut text, mut bytes) = (LineFeeds::of(Cursor::new(head).chain(rest)), Vec::new());
        text.read_to_end(&mut bytes).map_err(|error| failed(&error.into()))?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            let line = memchr::memchr_iter(b'\n', &error.as_bytes()[..at]).count() as u64 + 1;
            failed(&RowError::Encoding { line })
        })?;
        let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let delimiter = given(&options.delimiter).unwrap_or_else(|| "\t".to_owned());
        let row_end = given(&options.row_delimiter).unwrap_or_else(|| "\n".to_owned());
        let rows = Plain::new(text, delimiter.clone(), row_end);
        let (format, html) = (Format::Quizlet, options.html.unwrap_or(false));
        let has_markup = options.html.is_none() && is_markup(rows.beginning(HEAD));
        let header = options.header.unwrap_or(false);
        let columns = options.columns.take();
        let columns = columns.unwrap_or_else(|| vec![Role::Question, Role::Answer]);
        let names = Vec::new();
        let shape = Shape { format, delimiter, header, html, has_markup, columns, names };
        let mut table = Self::of(Rows::Plain(rows), shape, options);
        if header {
            table.pass_over()?;
        }
        Ok(table)
    }

    fn of(rows: Rows<Input<R>>, shape: Shape, options: Options) -> Self {
        Self {
            rows,
            shape,
            tags: Vec::new(),
            notetype: String::new(),
            options,
            decks: Vec::new(),
            names: HashMap::new(),
            default: None,
            seen: foldhash::HashMap::default(),
            repeated: 0,
            drafted: Drafted::default(),
            id: String::new(),
            row: StringRecord::new(),
        }
    }

    pub(crate) fn shape(&self) -> &Shape {
        &self.shape
    }

    /// The decks of the notes so far, without their notes.
    pub(crate) fn decks(&self) -> impl Iterator<Item = &Deck> {
        self.decks.iter().map(|filled| &filled.deck)
    }

    /// How many rows said what another one had said.
    pub(crate) fn repeated(&self) -> u64 {
        self.repeated
    }

    /// Reads the next note; `None` behind the last one.
    ///
    /// # Errors
    /// What is wrong with the row. More rows may be read, but none behind what is wrong with the file
    /// itself ([`is_of_file`]).
    pub(crate) fn next(&mut self) -> Option<Result<Found, Vec<Problem>>> {
        let mut row = std::mem::take(&mut self.row);
        let found = loop {
            let line = match self.rows.next(&mut row) {
                Ok(Some(line)) => line,
                Ok(None) => break None,
                Err(error) => break Some(Err(vec![failed(&error)])),
            };
            if row.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            match self.read(&row, line) {
                Ok(Some(found)) => break Some(Ok(found)),
                Ok(None) => self.repeated += 1,
                Err(wrongs) => {
                    let source = row.iter().collect::<Vec<_>>().join(&self.shape.delimiter);
                    let source = excerpt(source.lines().next().unwrap_or_default());
                    let place = |wrong: Wrong| wrong.at(line, source.clone());
                    break Some(Err(wrongs.into_iter().map(place).collect()));
                }
            }
        };
        self.row = row;
        found
    }

    /// `None` for a row that says what another one has said.
    fn read(&mut self, row: &StringRecord, line: u64) -> Result<Option<Found>, Vec<Wrong>> {
        let one = |wrong| vec![wrong];
        let (html, columns) = (self.shape.html, &self.shape.columns);
        let of_anki = self.shape.format == Format::Anki;
        let mut cells = Cells {
            kind: self.notetype.clone().into(),
            tags: self.tags.clone(),
            of_anki,
            reverse: self.options.reverse,
            ..Cells::default()
        };
        let (mut deck, mut id) = ("", "");
        for (at, cell) in row.iter().enumerate() {
            if cell.is_empty() {
                continue;
            }
            let role = columns.get(at).copied();
            let text = || composed(shown(cell, html));
            match role {
                Some(Role::Question | Role::Field(0)) => cells.question = text(),
                Some(Role::Answer | Role::Field(1)) => cells.answer = text(),
                Some(Role::Note | Role::Field(_)) => cells.notes.push(text()),
                Some(Role::Kind) => cells.kind = cell.trim().into(),
                Some(Role::Hint) => cells.hint = text(),
                Some(Role::Cite) => cells.cite = text(),
                Some(Role::Choices) => cells.choices = text(),
                Some(Role::Importance) => cells.importance = cell.trim().into(),
                Some(Role::Tags) => add_tags(&composed(cell.into()), &mut cells.tags),
                Some(Role::Deck) => deck = cell.trim(),
                Some(Role::Id) => id = cell.trim(),
                Some(Role::Unused) => {}
                None if of_anki => cells.notes.push(text()),
                None if cell.trim().is_empty() => {}
                None => return Err(one(self.ragged(row.len()))),
            }
        }
        let place = self.deck(deck).map_err(one)?;
        let said = foldhash::fast::FixedState::default();
        let said = std::hash::BuildHasher::hash_one(&said, &cells);
        let by_text = id.is_empty();
        self.id.clear();
        match by_text {
            true => push_id_of(&cells.question, &mut self.id),
            false => push_id_by(id, &mut self.id),
        }
        match meet(&mut self.seen, (place, &self.id), line, said) {
            Met::New => {}
            Met::Repeated => return Ok(None),
            // Two answers to one question are two cards, the second known by both of its texts.
            Met::Taken(_) if by_text => {
                self.id.clear();
                push_id_of(&format!("{}\n{}", cells.question, cells.answer), &mut self.id);
                match meet(&mut self.seen, (place, &self.id), line, said) {
                    Met::New => {}
                    Met::Repeated | Met::Taken(_) => return Ok(None),
                }
            }
            Met::Taken(first) => {
                let message =
                    format!("`{}` is the id of the row in line {first} already", excerpt(id));
                let help = "Give one of the two rows another id.";
                return Err(one(Wrong::new(codes::DOUBLE, message, help)));
            }
        }
        let filled = &mut self.decks[place];
        let entry = cells.note(&self.id, &filled.deck, &mut self.drafted)?;
        filled.cards += 1;
        if filled.cards > MOST_CARDS {
            let message = format!("the deck {} has more than {MOST_CARDS} cards", filled.deck.id);
            return Err(one(Wrong::new(codes::DECK, message, "Make several decks of it.")));
        }
        Ok(Some(Found { deck: place, entry }))
    }

    fn ragged(&self, cells: usize) -> Wrong {
        let (columns, delimiter) = (self.shape.columns.len(), &self.shape.delimiter);
        let delimiter =
            if delimiter == "\t" { "a tab".to_owned() } else { format!("`{delimiter}`") };
        let message = format!("the row has {cells} cells, the table {columns} columns");
        let help = format!(
            "Put a cell in which {delimiter} stands between quotation marks, or name the columns \
             with --columns."
        );
        Wrong::new(codes::RAGGED, message, help)
    }

    /// The place of the deck with this name; of that of rows which name none where it is empty.
    fn deck(&mut self, name: &str) -> Result<usize, Wrong> {
        let is_default = name.is_empty() || self.options.deck.is_some();
        let known = if is_default { self.default } else { self.names.get(name).copied() };
        if let Some(place) = known {
            return Ok(place);
        }
        let name =
            if is_default { self.options.name.clone() } else { composed(name.into()).into_owned() };
        let given = self.options.deck.clone().filter(|_| is_default);
        let Some(id) = given.or_else(|| deck_id(&name)) else {
            let message = format!("`{}` makes no id of a deck", excerpt(&name));
            return Err(Wrong::new(
                codes::DECK,
                message,
                "Name the deck with --deck, in a-z, 0-9 and `-`.",
            ));
        };
        let place = match self.decks.iter().position(|filled| filled.deck.id == id) {
            Some(place) => place,
            None if self.decks.len() == MOST_DECKS => {
                let message = format!("the table names more than {MOST_DECKS} decks");
                return Err(Wrong::new(
                    codes::DECK,
                    message,
                    "Say with --columns which column names the deck.",
                ));
            }
            None => {
                let lang = self.options.langs.get(&id).unwrap_or(&self.options.lang).clone();
                let deck = empty(id, &name, lang);
                self.decks.push(Filled { deck, cards: 0 });
                self.decks.len() - 1
            }
        };
        match is_default {
            true => self.default = Some(place),
            false => drop(self.names.insert(name, place)),
        }
        Ok(place)
    }
}

enum Met {
    New,
    /// The same row was met before.
    Repeated,
    /// Another row has the id, in this line.
    Taken(u32),
}

fn meet(seen: &mut foldhash::HashMap<u64, Seen>, name: (usize, &str), line: u64, said: u64) -> Met {
    let hash = std::hash::BuildHasher::hash_one(&foldhash::fast::FixedState::default(), name);
    match seen.entry(hash) {
        std::collections::hash_map::Entry::Occupied(first) if first.get().said == said => {
            Met::Repeated
        }
        std::collections::hash_map::Entry::Occupied(first) => Met::Taken(first.get().line),
        std::collections::hash_map::Entry::Vacant(free) => {
            free.insert(Seen { line: u32::try_from(line).unwrap_or(u32::MAX), said });
            Met::New
        }
    }
}

/// A deck without notes, with the last level of its name for a title.
fn empty(id: DeckId, name: &str, lang: Lang) -> Deck {
    const LONGEST: usize = 200;
    let title: String = clean_line(title(name)).trim().chars().take(LONGEST).collect();
    Deck {
        title: if title.is_empty() { id.to_string() } else { title },
        id,
        lang,
        version: None,
        authors: Vec::new(),
        license: None,
        source: None,
        description: None,
        tags: Vec::new(),
        aliases: Vec::new(),
        pools: Vec::new(),
        notes: Vec::new(),
    }
}

/// The same text in composed form.
fn composed(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        return text;
    }
    text.nfc().collect::<String>().into()
}

/// Tags are parted by commas or semicolons where there are some, else by blanks.
fn add_tags(cell: &str, tags: &mut Vec<String>) {
    let is_list = cell.contains([',', ';']);
    for tag in cell.split(|c: char| if is_list { c == ',' || c == ';' } else { c.is_whitespace() })
    {
        let tag = tag.trim();
        if !tag.is_empty() && !tags.iter().any(|known| known == tag) {
            tags.push(tag.to_owned());
        }
    }
}

fn single(delimiter: &str) -> Result<u8, Problem> {
    match delimiter.as_bytes() {
        [byte] if byte.is_ascii() && !b"\"\r\n\0".contains(byte) => Ok(*byte),
        _ => {
            let message = format!("`{}` cannot part the cells of a table", excerpt(delimiter));
            let help =
                "One character of ASCII can, as in a comma; `--format quizlet` takes any text.";
            Err(Wrong::new(codes::FILE, message, help).at(1, String::new()))
        }
    }
}

/// What a file surely is that is called so, and no table.
fn named(file: Option<&Path>) -> Option<Foreign> {
    file?.extension()?.to_str().and_then(Foreign::named)
}

fn no_table(foreign: Foreign, file: Option<&Path>) -> Problem {
    let file = file.map_or_else(|| "FILE".to_owned(), |file| file.display().to_string());
    let message = format!("this is {}, and no table of cards", foreign.what());
    Wrong::new(codes::FILE, message, foreign.help(&file)).at(1, String::new())
}

/// The problem of a byte of zero behind these ones.
fn zero(before: &[u8]) -> Problem {
    let begins = memchr::memrchr2(b'\n', b'\r', before).map_or(0, |at| at + 1);
    let feeds = memchr::memchr_iter(b'\n', before).count();
    let returns = memchr::memchr_iter(b'\r', before).count();
    let lines = feeds.max(returns) as u64 + 1;
    let column = String::from_utf8_lossy(&before[begins..]).chars().count() + 1;
    let help = "A table is text: take the byte out, or say with --encoding how the file is written, \
                utf-16le say.";
    let problem = Wrong::new(codes::FILE, "a byte of zero: this is no text", help);
    Problem {
        column: u32::try_from(column).unwrap_or(u32::MAX),
        ..problem.at(lines, String::new())
    }
}

/// Whether a text begins with comments as Anki has them. `# of players,11` is a row of a table whose
/// other rows are parted by a comma, too.
fn begins_with_comments(
    text: &str,
    directives: &Directives,
    delimiter: Option<&str>,
    is_whole: bool,
) -> bool {
    let (comments, rest) = text.split_at(directives.bytes);
    if comments.is_empty() {
        return false;
    }
    let delimiter = match delimiter {
        Some(given) => given.to_owned(),
        None => char::from(likeliest(rest, is_whole)).to_string(),
    };
    rest.contains(&delimiter) && !comments.contains(&delimiter)
}

/// The first line of a table that tells Excel what parts its cells: `sep=;`.
struct Hint {
    delimiter: u8,
    bytes: usize,
}

fn separator_hint(text: &str) -> Option<Hint> {
    let line = text.split_inclusive(['\n', '\r']).next()?;
    let bytes =
        line.len() + usize::from(line.ends_with('\r') && text[line.len()..].starts_with('\n'));
    let said = line.trim_end_matches(['\n', '\r']);
    let said = said.strip_prefix('"').and_then(|said| said.strip_suffix('"')).unwrap_or(said);
    let key = said.get(..4).filter(|key| key.eq_ignore_ascii_case("sep="))?;
    let delimiter = single(&said[key.len()..]).ok()?;
    Some(Hint { delimiter, bytes })
}

/// The first rows of a table, without one that is cut off.
fn sampled(sample: &str, delimiter: u8, is_whole: bool) -> Vec<StringRecord> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(sample.as_bytes());
    let mut rows: Vec<StringRecord> = reader.records().map_while(Result::ok).collect();
    if !is_whole && rows.len() > 1 {
        rows.pop();
    }
    rows
}

/// How many cells most rows have, and how many rows have so many.
fn usual(rows: &[StringRecord]) -> Option<(usize, usize)> {
    let mut counts: HashMap<usize, usize> = HashMap::new();
    for row in rows {
        *counts.entry(row.len()).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(cells, rows)| (*rows, *cells))
}

/// What most likely parts the cells: the one by which the most rows have as many cells as most do.
fn likeliest(sample: &str, is_whole: bool) -> u8 {
    let share = |delimiter: u8| {
        let rows = sampled(sample, delimiter, is_whole);
        match usual(&rows) {
            Some((cells, alike)) if cells > 1 => alike * 1_000 / rows.len(),
            Some(_) | None => 0,
        }
    };
    // The last one of several that do as well.
    let shares = [b',', b'|', b';', b'\t'].map(|delimiter| (share(delimiter), delimiter));
    let best = shares.into_iter().max_by_key(|(share, _)| *share);
    best.filter(|(share, _)| *share > 0).map_or(b',', |(_, delimiter)| delimiter)
}

fn failed(error: &RowError) -> Problem {
    let (code, line, help) = match error {
        RowError::Encoding { line } => (
            codes::FILE,
            *line,
            "Save the file as UTF-8, or say how it is written with --encoding, windows-1252 say.",
        ),
        RowError::Unclosed { line } => {
            (codes::UNCLOSED, *line, "Close it; a quotation mark within a cell is written twice.")
        }
        RowError::Io(_) => (codes::FILE, 1, "Check that the file can be read."),
    };
    Wrong::new(code, error.to_string(), help).at(line, String::new())
}

#[cfg(test)]
mod tests;
