//! A cloze from its written form: `Kennedy forced the {{retreat}} of {{1::1962::year}}.`
//!
//! A gap is `{{answer}}`, `{{answer::hint}}`, `{{1::answer}}` or `{{1::answer::hint}}`. A first
//! part of one to three digits before `::` is the gap's number, so a lone `{{1962}}` is an answer.
//! Unnumbered gaps count up from the highest number so far. Single braces are plain text, and where
//! more than two close, the last two end the gap: `{{\frac{a}{b}}}`. How a gap is asked is not
//! known here.

#[cfg(test)]
use crate::model::Cloze;
use crate::model::{ClozePart, Variant};

/// Why a text is no cloze; offsets are bytes in the text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ClozeError {
    #[error("the text has no gap")]
    NoGap,
    #[error("a gap is opened by `{{{{` and never closed")]
    Unclosed { at: usize },
    #[error("`}}}}` closes a gap that was never opened")]
    Stray { at: usize },
    #[error("`{{{{` opens a gap within a gap")]
    Nested { at: usize },
    #[error("a gap is empty")]
    Empty { at: usize },
    #[error("a gap has the number {found}; numbers go from 1 to 999")]
    Number { at: usize, found: u32 },
}

impl ClozeError {
    pub(crate) fn at(&self) -> usize {
        match self {
            Self::NoGap => 0,
            Self::Unclosed { at }
            | Self::Stray { at }
            | Self::Nested { at }
            | Self::Empty { at }
            | Self::Number { at, .. } => *at,
        }
    }

    pub(crate) fn help(&self) -> &'static str {
        match self {
            Self::NoGap => "Put what is asked between double braces: `binds by {{spare parts}}`.",
            Self::Unclosed { .. } => "Close the gap with `}}` behind its answer.",
            Self::Stray { .. } => "Open the gap with `{{` before its answer, or take the `}}` out.",
            Self::Nested { .. } => "Close the first gap with `}}` before the next one opens.",
            Self::Empty { .. } => "Write the answer between the braces: `{{answer}}`.",
            Self::Number { .. } => "Number the gaps from 1 on: `{{1::answer}}`.",
        }
    }
}

/// Reads the written form; of several errors the first is given.
#[cfg(test)]
pub(crate) fn cloze(text: &str) -> Result<Cloze, ClozeError> {
    let (parts, mut errors) = scan(text);
    if errors.is_empty() {
        let source = text.to_owned();
        Ok(Cloze { source, parts })
    } else {
        Err(errors.swap_remove(0))
    }
}

/// Reads as far as the text goes, with all errors in the order of their places.
pub(super) fn scan(text: &str) -> (Vec<ClozePart>, Vec<ClozeError>) {
    let mut parts = Vec::new();
    let mut errors = Vec::new();
    let mut highest = 0;
    let mut at = 0;
    while let Some(open) = find(text, at, OPEN) {
        plain(text, at, open, &mut parts, &mut errors);
        let Some((inner, end)) = inside(text, open) else {
            errors.push(ClozeError::Unclosed { at: open });
            at = text.len();
            break;
        };
        match gap(inner, open, highest) {
            Ok((number, part)) => {
                highest = highest.max(number);
                parts.push(part);
            }
            Err(error) => errors.push(error),
        }
        at = end;
    }
    plain(text, at, text.len(), &mut parts, &mut errors);
    if errors.is_empty() && !parts.iter().any(|part| matches!(part, ClozePart::Gap { .. })) {
        errors.push(ClozeError::NoGap);
    }
    (parts, errors)
}

const OPEN: &str = "{{";
const CLOSE: &str = "}}";
const BETWEEN: &str = "::";

fn find(text: &str, from: usize, what: &str) -> Option<usize> {
    text[from..].find(what).map(|at| from + at)
}

/// The plain text from `from` to `to`, in which no gap may close.
fn plain(
    text: &str,
    from: usize,
    to: usize,
    parts: &mut Vec<ClozePart>,
    errors: &mut Vec<ClozeError>,
) {
    let stretch = &text[from..to];
    if let Some(at) = stretch.find(CLOSE) {
        errors.push(ClozeError::Stray { at: from + at });
    }
    if !stretch.is_empty() {
        parts.push(ClozePart::Text(stretch.to_owned()));
    }
}

/// What stands in the gap that opens at `open`, and where the text goes on behind it.
fn inside(text: &str, open: usize) -> Option<(&str, usize)> {
    let from = open + OPEN.len();
    let mut close = find(text, from, CLOSE)?;
    while text[close + CLOSE.len()..].starts_with('}') {
        close += 1;
    }
    Some((&text[from..close], close + CLOSE.len()))
}

fn gap(inner: &str, at: usize, highest: u16) -> Result<(u16, ClozePart), ClozeError> {
    // A third brace belongs to the answer, so a gap within a gap begins behind the first letter.
    if let Some(nested) = inner.trim_start_matches('{').find(OPEN) {
        let braces = inner.len() - inner.trim_start_matches('{').len();
        let at = at + OPEN.len() + braces + nested;
        return Err(ClozeError::Nested { at });
    }
    let (number, rest) = match inner.split_once(BETWEEN) {
        Some((first, rest)) if is_number(first) => (first.parse::<u32>().unwrap_or(0), rest),
        Some(_) | None => (u32::from(highest) + 1, inner),
    };
    let number = u16::try_from(number)
        .ok()
        .filter(|number| (1..=Variant::LAST_GAP).contains(number))
        .ok_or(ClozeError::Number { at, found: number })?;
    let (answer, hint) = match rest.split_once(BETWEEN) {
        Some((answer, hint)) => (answer, Some(hint)),
        None => (rest, None),
    };
    if answer.trim().is_empty() {
        return Err(ClozeError::Empty { at });
    }
    let gap = ClozePart::Gap {
        number,
        answer: answer.to_owned(),
        hint: hint.filter(|hint| !hint.trim().is_empty()).map(str::to_owned),
    };
    Ok((number, gap))
}

/// One to three digits; a longer number is an answer, a year perhaps.
fn is_number(text: &str) -> bool {
    (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> ClozePart {
        ClozePart::Text(text.to_owned())
    }

    fn gap(number: u16, answer: &str, hint: Option<&str>) -> ClozePart {
        ClozePart::Gap { number, answer: answer.to_owned(), hint: hint.map(str::to_owned) }
    }

    fn parts(text: &str) -> Vec<ClozePart> {
        cloze(text).unwrap().parts
    }

    #[test]
    fn the_four_written_forms_are_read() {
        assert_eq!(parts("a {{b}} c"), [text("a "), gap(1, "b", None), text(" c")]);
        assert_eq!(parts("{{b::tip}}"), [gap(1, "b", Some("tip"))]);
        assert_eq!(parts("{{2::b}}"), [gap(2, "b", None)]);
        assert_eq!(parts("{{2::b::tip}}"), [gap(2, "b", Some("tip"))]);
    }

    #[test]
    fn a_year_is_an_answer_and_no_number() {
        assert_eq!(parts("{{1962}}"), [gap(1, "1962", None)]);
        assert_eq!(parts("{{1962::Jahr}}"), [gap(1, "1962", Some("Jahr"))]);
        assert_eq!(parts("{{62}}"), [gap(1, "62", None)]);
    }

    #[test]
    fn unnumbered_gaps_count_up_from_the_highest_so_far() {
        let found = parts("{{a}}{{5::b}}{{c}}{{2::d}}{{e}}");
        let numbers: Vec<_> = found
            .iter()
            .map(|part| match part {
                ClozePart::Gap { number, .. } => *number,
                ClozePart::Text(_) => 0,
            })
            .collect();
        assert_eq!(numbers, [1, 5, 6, 2, 7]);
    }

    #[test]
    fn single_braces_are_text_and_may_end_an_answer() {
        assert_eq!(
            parts("{x} {{\\frac{a}{b}}} y}"),
            [text("{x} "), gap(1, "\\frac{a}{b}", None), text(" y}")]
        );
        assert_eq!(parts("{{{a}}}"), [gap(1, "{a}", None)]);
    }

    #[test]
    fn further_colons_belong_to_the_hint() {
        assert_eq!(parts("{{1::a::b::c}}"), [gap(1, "a", Some("b::c"))]);
        assert_eq!(parts("{{a:b::}}"), [gap(1, "a:b", None)]);
    }

    #[test]
    fn what_is_no_cloze_says_why_and_where() {
        for (text, error) in [
            ("no gap", ClozeError::NoGap),
            ("a {{b", ClozeError::Unclosed { at: 2 }),
            ("a {{b} c", ClozeError::Unclosed { at: 2 }),
            ("a }} {{b}}", ClozeError::Stray { at: 2 }),
            ("{{b}} }}", ClozeError::Stray { at: 6 }),
            ("{{a {{b}}", ClozeError::Nested { at: 4 }),
            ("{{}}", ClozeError::Empty { at: 0 }),
            ("x{{ }}", ClozeError::Empty { at: 1 }),
            ("{{1::}}", ClozeError::Empty { at: 0 }),
            ("{{::tip}}", ClozeError::Empty { at: 0 }),
            ("{{0::a}}", ClozeError::Number { at: 0, found: 0 }),
            ("{{999::a}}{{b}}", ClozeError::Number { at: 10, found: 1000 }),
        ] {
            assert_eq!(cloze(text), Err(error), "{text}");
        }
    }

    #[test]
    fn all_errors_of_a_text_are_found() {
        let (_, errors) = scan("{{}} {{0::a}} }}");
        let places: Vec<_> = errors.iter().map(ClozeError::at).collect();
        assert_eq!(places, [0, 5, 14]);
    }

    #[test]
    fn the_written_form_is_kept() {
        assert_eq!(cloze("{{01::a}}").unwrap().source, "{{01::a}}");
    }
}
