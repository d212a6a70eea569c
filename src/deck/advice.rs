//! What to do about an error of syntax.
//!
//! TOML's own words say what is wrong; teachers need to hear what to write instead.

use super::characters::{clean, shown};
use super::codes;
use super::problem::Findings;

/// Reports the error that lies at `at` in `text`, in TOML's own words.
pub(super) fn report(at: usize, error: &str, text: &str, findings: &mut Findings) {
    let rest = &text[text.floor_char_boundary(at)..];
    let message = if error == DOUBLE {
        let is_of_key = |c: &char| c.is_alphanumeric() || matches!(c, '-' | '_');
        let word: String = rest.chars().take_while(is_of_key).collect();
        format!("`{}` stands twice", shown(&word))
    } else {
        let words: Vec<&str> = error.lines().collect();
        let words = clean(&words.join("; "));
        format!("no valid TOML: {}", words.trim_end_matches('.'))
    };
    findings.add(at, codes::SYNTAX, message, help(error, rest));
}

/// What is said of a key or a table that stands before.
pub(super) const DOUBLE: &str = "duplicate key";

/// What TOML's message holds, and what to do about it; the first that fits counts.
const HELP: [(&str, &str); 14] = [
    (
        DOUBLE,
        "Keep one of the two; a key and a table may stand only once, `[[card]]` opens a new card.",
    ),
    ("escape", BACKSLASH),
    ("unicode value", BACKSLASH),
    (
        "unquoted key",
        "Put a name with other characters than a to z, digits, `-` and `_` in quotes: \
         `\"Ägypten\" = …`.",
    ),
    ("string", QUOTES),
    ("quote", QUOTES),
    ("date", "Write the whole day, `1962-10-14`, or put the date in quotes, `\"1962-10\"`."),
    ("array table", HEADER),
    ("unclosed table", HEADER),
    ("array", "Close the list with `]` and put a comma between its entries."),
    ("inline table", BRACES),
    ("key-value pairs", BRACES),
    (
        "unexpected key or value",
        "Write one `key = value` a line; a double quote within a text is written `\\\"`.",
    ),
    ("recurs", "Take out the brackets; nothing in a deck is nested that deeply."),
];

const BACKSLASH: &str = "Write a backslash twice, `\\\\`, or put the text between single quotes, \
                         where it stands for itself.";
const QUOTES: &str = "Put the text between double quotes on one line, `front = \"…\"`, or between \
                      three for several lines; a double quote within it is written `\\\"`.";
const HEADER: &str = "Close the header: `[deck]` with one bracket, `[[card]]` with two.";
const BRACES: &str = "Write one `key = value` a line; within braces put a comma between them and \
                      close with `}`.";

fn help(message: &str, rest: &str) -> &'static str {
    if rest.starts_with(':') {
        return "Put an equals sign between key and value, `front = \"…\"`.";
    }
    let fitting = HELP.iter().find(|(part, _)| message.contains(part));
    fitting.map_or(
        "Mend the line so that it reads `key = value`; text stands between double quotes.",
        |(_, help)| help,
    )
}

#[cfg(test)]
mod tests {
    use super::super::parse;

    #[test]
    fn common_slips_are_answered_with_what_to_write() {
        for (line, place, help) in [
            ("front: 'a'", (2, 6), "Put an equals sign between key and value, `front = \"…\"`."),
            (
                "answer = 1962-10",
                (2, 10),
                "Write the whole day, `1962-10-14`, or put the date in quotes, `\"1962-10\"`.",
            ),
            ("back = \"C:\\Users\"", (2, 13), super::BACKSLASH),
            ("back = „Hallo“", (2, 8), super::QUOTES),
            (
                "items = ['a' 'b']",
                (2, 14),
                "Close the list with `]` and put a comma between its entries.",
            ),
            (
                "front = \"say \"yes\"\"",
                (2, 15),
                "Write one `key = value` a line; a double quote within a text is written `\\\"`.",
            ),
        ] {
            let parsed = parse(format!("[[card]]\n{line}\n"));
            let problem = &parsed.problems[1];
            let found = (problem.line, problem.column);
            assert_eq!((found, problem.help.as_str()), (place, help), "{line}");
        }
    }
}
