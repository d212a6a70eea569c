//! Date answers written as in a deck, for tests; the project's parser checks what this does not.

use crate::model::{DateAnswer, DatePoint, Season};

/// Reads `1962-10`, `1962-autumn`, `1960s` or `1955/1961`.
pub(crate) fn answer(text: &str) -> DateAnswer {
    if let Some((from, to)) = text.split_once('/') {
        return DateAnswer::Range(point(from), point(to));
    }
    if let Some(first) = text.strip_suffix('s') {
        return DateAnswer::Decade(first.parse().unwrap());
    }
    let season = match text.split_once('-').map(|(_, season)| season) {
        Some("spring") => Season::Spring,
        Some("summer") => Season::Summer,
        Some("autumn") => Season::Autumn,
        Some("winter") => Season::Winter,
        _ => return DateAnswer::Point(point(text)),
    };
    DateAnswer::Season(text[..4].parse().unwrap(), season)
}

fn point(text: &str) -> DatePoint {
    let parts: Vec<&str> = text.split('-').collect();
    let part = |index: usize| parts.get(index).map(|part| part.parse().unwrap());
    DatePoint { year: parts[0].parse().unwrap(), month: part(1), day: part(2) }
}
