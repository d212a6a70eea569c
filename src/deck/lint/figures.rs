//! Numbers that stand in a text as figures, grouped as either language does.
//!
//! It serves to find an answer in its question. What learners type is read by the marking, and
//! number words are not read here.

/// The number where it stands in the question as a figure, and not as part of a date or another
/// number.
pub(super) fn standing_in(ask: &str, answer: f64) -> Option<String> {
    let figure = format!("{answer}");
    let mut rest = ask;
    let mut before = ' ';
    while let Some(from) = rest.find(|c: char| c.is_ascii_digit()) {
        before = rest[..from].chars().next_back().unwrap_or(before);
        let run = &rest[from..];
        let length =
            run.find(|c: char| !c.is_ascii_digit() && !GROUPING.contains(&c)).unwrap_or(run.len());
        let token = run[..length].trim_end_matches(GROUPING);
        let after = &run[token.len()..];
        let is_part = before.is_alphanumeric()
            || matches!(before, '-' | '/' | '–' | ':')
            || after
                .starts_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '/' | '–' | ':'))
            || is_ordinal(after);
        if !is_part && readings(token).any(|reading| reading == figure) {
            return Some(token.to_owned());
        }
        before = token.chars().next_back().unwrap_or(' ');
        rest = after;
    }
    None
}

/// What parts the figures of a number in one language or the other.
const GROUPING: [char; 6] = ['.', ',', '\'', '’', '\u{a0}', '\u{202f}'];

/// `3. Oktober`: a point and a word behind it.
fn is_ordinal(after: &str) -> bool {
    after.strip_prefix(". ").is_some_and(|rest| rest.starts_with(char::is_alphabetic))
}

/// The number that a token may be: with its marks as groups, or the last as the decimal point.
fn readings(token: &str) -> impl Iterator<Item = String> {
    let grouped: String = token.chars().filter(|c| c.is_ascii_digit()).collect();
    let decimal = token.rsplit_once(GROUPING).map(|(whole, decimals)| {
        let whole: String = whole.chars().filter(|c| c.is_ascii_digit()).collect();
        format!("{whole}.{decimals}")
    });
    std::iter::once(grouped).chain(decimal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_however_it_is_grouped() {
        for (text, number, found) in [
            ("the 1.500 men", 1500.0, "1.500"),
            ("the 1,500 men", 1500.0, "1,500"),
            ("the 2’500 men", 2500.0, "2’500"),
            ("the 1500.", 1500.0, "1500"),
            ("all 3?", 3.0, "3"),
            ("2,5 Meter", 2.5, "2,5"),
        ] {
            assert_eq!(standing_in(text, number).as_deref(), Some(found), "{text}");
        }
    }

    #[test]
    fn part_of_a_date_a_time_or_another_number_is_no_number() {
        for text in ["am 3. Oktober", "um 3:30", "1962-3", "3-mal", "13", "B3", "3b", "3/4", "0,3"]
        {
            assert_eq!(standing_in(text, 3.0), None, "{text}");
        }
    }
}
