//! The lines with which a text file of Anki begins: `#separator:tab`, `#deck column:3`.
//!
//! Unknown ones are comments, as are those whose number is none.

use super::columns::Role;
use crate::interchange::markup::is_markup;

/// What the lines say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Directives {
    pub(super) separator: Option<u8>,
    pub(super) html: Option<bool>,
    pub(super) columns: Option<String>,
    pub(super) notetype: Option<String>,
    pub(super) deck: Option<String>,
    pub(super) tags: Vec<String>,
    notetype_column: Option<usize>,
    deck_column: Option<usize>,
    tags_column: Option<usize>,
    guid_column: Option<usize>,
    /// Whether any was known.
    pub(super) any: bool,
    /// How many lines there are, comments included.
    pub(super) lines: u64,
    /// How many bytes they take.
    pub(super) bytes: usize,
}

impl Directives {
    /// Reads those at the beginning of a text, of which more may follow.
    pub(super) fn read(head: &str) -> Self {
        let mut found = Self::default();
        for line in head.split_inclusive('\n') {
            let text = line.trim_end_matches(['\n', '\r']);
            let tags = text.get(..5).filter(|key| key.eq_ignore_ascii_case("tags:"));
            match (text.strip_prefix('#'), tags) {
                (Some(directive), _) => found.take(directive),
                (None, Some(_)) if found.lines == 0 => found.add_tags(&text[5..]),
                (None, _) => break,
            }
            found.lines += 1;
            found.bytes += line.len();
        }
        found
    }

    fn take(&mut self, directive: &str) {
        let Some((key, value)) = directive.split_once(':') else { return };
        // A spreadsheet may have put the separators of empty cells behind the line.
        let word: String = value.trim_start().chars().take_while(|c| c.is_alphanumeric()).collect();
        let number = || word.parse::<usize>().ok().filter(|number| (1..=1_000).contains(number));
        let value = value.trim();
        let text = || Some(value.to_owned()).filter(|text| !text.is_empty());
        match key.trim().to_lowercase().as_str() {
            "separator" => self.separator = separator(value, &word),
            "html" => self.html = word.parse().ok(),
            "columns" => self.columns = text(),
            "notetype" => self.notetype = text(),
            "deck" => self.deck = text(),
            "tags" => self.add_tags(value),
            "notetype column" => self.notetype_column = number(),
            "deck column" => self.deck_column = number(),
            "tags column" => self.tags_column = number(),
            "guid column" => self.guid_column = number(),
            "if matches" | "match scope" => {}
            _ => return,
        }
        self.any = true;
    }

    fn add_tags(&mut self, tags: &str) {
        self.any = true;
        self.tags.extend(tags.split_whitespace().map(str::to_owned));
    }

    /// What the columns are for in a table with so many of them.
    pub(super) fn roles(&self, delimiter: u8, count: usize) -> Vec<Role> {
        let named: Vec<&str> = self
            .columns
            .as_deref()
            .map_or_else(Vec::new, |names| names.split(char::from(delimiter)).collect());
        let special = [
            (self.guid_column, Role::Id),
            (self.notetype_column, Role::Kind),
            (self.deck_column, Role::Deck),
            (self.tags_column, Role::Tags),
        ];
        let mut fields = 0;
        let last = special.iter().filter_map(|(column, _)| *column).max().unwrap_or(0);
        (1..=count.max(named.len()).max(last))
            .map(|column| {
                if let Some((_, role)) = special.iter().find(|(at, _)| *at == Some(column)) {
                    return *role;
                }
                fields += 1;
                Role::Field(fields - 1)
            })
            .collect()
    }

    /// Whether the cells hold HTML, by these of the first rows where nothing says it.
    pub(super) fn has_html<'a>(&self, mut cells: impl Iterator<Item = &'a str>) -> bool {
        self.html.unwrap_or_else(|| cells.any(is_markup))
    }
}

fn separator(value: &str, word: &str) -> Option<u8> {
    Some(match word.to_lowercase().as_str() {
        "tab" => b'\t',
        "comma" => b',',
        "semicolon" => b';',
        "space" => b' ',
        "pipe" => b'|',
        "colon" => b':',
        _ => *value.as_bytes().first().filter(|byte| b"\t,;|: ".contains(byte))?,
    })
}

/// The separator of a file of Anki that names none: the first of those that there are, in this order.
pub(super) fn first_separator(head: &str) -> u8 {
    let found = b"\t|;:, ".iter().find(|byte| head.as_bytes().contains(byte));
    *found.unwrap_or(&b'\t')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directives_say_what_the_columns_are() {
        let head = "#separator:Tab\n#HTML : true\n#guid column:1\n#notetype column:2\r\n#deck column:3,,,\n#tags column:6\n#name:x\nrow";
        let read = Directives::read(head);
        assert!(read.any);
        assert_eq!((read.separator, read.html), (Some(b'\t'), Some(true)));
        assert_eq!(&head[read.bytes..], "row");
        assert_eq!(read.lines, 7);
        use Role::{Deck, Field, Id, Kind, Tags};
        assert_eq!(read.roles(b'\t', 6), [Id, Kind, Deck, Field(0), Field(1), Tags]);
        assert_eq!(read.roles(b'\t', 2), [Id, Kind, Deck, Field(0), Field(1), Tags]);
    }

    #[test]
    fn what_makes_no_sense_is_a_comment() {
        let read = Directives::read("#tags column:99999999999999999999\n#no directive\n#x:y\n");
        assert_eq!((read.tags_column, read.lines), (None, 3));
        assert!(!Directives::read("# a comment\nrow").any);
        assert!(!Directives::read("a\tb\n#separator:tab\n").any);
        assert_eq!(Directives::read("tags: a b\nx").tags, ["a", "b"]);
        assert_eq!(Directives::read("#separator:;").separator, Some(b';'));
        assert_eq!(first_separator("a b;c"), b';');
        assert_eq!(first_separator(""), b'\t');
    }
}
