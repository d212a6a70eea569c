//! Values as TOML writes them.
//!
//! What is written here is read back exactly; which value stands where is decided by the printer.

use super::characters::first_of;

/// A text on one line, between double quotes.
pub(super) fn text(text: &str) -> String {
    let mut written = String::with_capacity(text.len() + 2);
    push_text(text, &mut written);
    written
}

/// Adds a text on one line, between double quotes.
pub(super) fn push_text(text: &str, written: &mut String) {
    written.push('"');
    let mut rest = text;
    while let Some(at) = first_of::<16>(rest.as_bytes(), is_escaped) {
        written.push_str(&rest[..at]);
        // What is escaped takes one byte.
        rest[at..=at].chars().for_each(|c| escape(c, written));
        rest = &rest[at + 1..];
    }
    written.push_str(rest);
    written.push('"');
}

fn is_escaped(byte: u8) -> bool {
    matches!(byte, b'"' | b'\\' | b'\n' | b'\t' | b'\r')
}

/// A text as it reads best: over several lines between three quotes where it has several.
pub(super) fn long_text(long: &str) -> String {
    if !long.contains('\n') {
        return text(long);
    }
    // The line break behind the quotes belongs to them and not to the text.
    let mut written = String::from("\"\"\"\n");
    let mut quotes = 0;
    for (at, c) in long.char_indices() {
        quotes = if c == '"' { quotes + 1 } else { 0 };
        let would_close = quotes == 3 || (quotes > 0 && at + 1 == long.len());
        match c {
            '\n' => written.push('\n'),
            '"' if !would_close => written.push('"'),
            c => escape(c, &mut written),
        }
        if would_close {
            quotes = 0;
        }
    }
    written.push_str("\"\"\"");
    written
}

/// A key, in quotes where it has to be.
pub(super) fn key(name: &str) -> String {
    let is_bare = !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if is_bare { name.to_owned() } else { text(name) }
}

/// A list on one line, or with a line for each entry where it would be long.
pub(super) fn list(entries: &[String]) -> String {
    let mut written = String::new();
    push_list(entries, |entry, written| written.push_str(entry), &mut written);
    written
}

/// Adds a list of texts.
pub(super) fn push_texts(texts: &[String], written: &mut String) {
    push_list(texts, push_text, written);
}

fn push_list(entries: &[String], push: impl Fn(&str, &mut String), written: &mut String) {
    const LONGEST: usize = 80;
    let from = written.len();
    push_between(entries, ["[", ", ", "]"], &push, written);
    let is_long = |line: &str| line.len() > LONGEST + 2 && line.chars().count() > LONGEST + 2;
    if entries.len() > 1 && is_long(&written[from..]) {
        written.truncate(from);
        push_between(entries, ["[\n  ", ",\n  ", ",\n]"], &push, written);
    }
}

fn push_between(
    entries: &[String],
    [before, between, behind]: [&str; 3],
    push: impl Fn(&str, &mut String),
    written: &mut String,
) {
    written.push_str(before);
    for (at, entry) in entries.iter().enumerate() {
        if at > 0 {
            written.push_str(between);
        }
        push(entry, written);
    }
    written.push_str(behind);
}

/// A table of texts, on one line.
pub(super) fn table(entries: &[(String, String)]) -> String {
    let pairs: Vec<String> =
        entries.iter().map(|(name, value)| format!("{} = {}", key(name), text(value))).collect();
    format!("{{ {} }}", pairs.join(", "))
}

/// A finite number, without a point where it has none.
pub(super) fn number(number: f64) -> String {
    /// Up to here every whole number is a float of its own.
    const WHOLE: f64 = 9_007_199_254_740_992.0;
    if number == 0.0 {
        "0".to_owned()
    } else if number.fract() == 0.0 && number.abs() < WHOLE {
        format!("{number:.0}")
    } else {
        format!("{number:?}")
    }
}

fn escape(c: char, written: &mut String) {
    match c {
        '"' => written.push_str("\\\""),
        '\\' => written.push_str("\\\\"),
        '\n' => written.push_str("\\n"),
        '\t' => written.push_str("\\t"),
        '\r' => written.push_str("\\r"),
        c => written.push(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_backslashes_and_breaks_are_escaped_on_one_line() {
        assert_eq!(text("a \"b\" \\ c\n\td"), r#""a \"b\" \\ c\n\td""#);
    }

    #[test]
    fn several_lines_stand_between_three_quotes() {
        assert_eq!(long_text("one"), "\"one\"");
        assert_eq!(long_text("a \"b\"\nc\\d"), "\"\"\"\na \"b\"\nc\\\\d\"\"\"");
    }

    #[test]
    fn quotes_that_would_close_are_escaped() {
        assert_eq!(long_text("a\"\"\"\"b\n"), "\"\"\"\na\"\"\\\"\"b\n\"\"\"");
        assert_eq!(long_text("a\nb\""), "\"\"\"\na\nb\\\"\"\"\"");
    }

    #[test]
    fn a_key_is_bare_where_it_can_be() {
        assert_eq!(key("presidents-1"), "presidents-1");
        assert_eq!(key("Fürst"), "\"Fürst\"");
        assert_eq!(key(""), "\"\"");
    }

    #[test]
    fn whole_numbers_have_no_point() {
        for (value, written) in [
            (4.0, "4"),
            (-0.0, "0"),
            (-2.5, "-2.5"),
            (2_500_000_000.0, "2500000000"),
            (1e300, "1e300"),
            (9_007_199_254_740_993.0, "9007199254740992.0"),
        ] {
            assert_eq!(number(value), written);
        }
    }

    #[test]
    fn a_long_list_has_a_line_for_each_entry() {
        assert_eq!(list(&["1".to_owned(), "2".to_owned()]), "[1, 2]");
        let long = vec!["x".repeat(50); 2];
        assert_eq!(list(&long), format!("[\n  {0},\n  {0},\n]", long[0]));
    }
}
