//! Writes a date answer out in the deck's language, for display.

use crate::model::{DateAnswer, DatePoint, Lang, Season};

/// The answer as it is written in the language, for display.
pub(in crate::grading) fn preferred(answer: &DateAnswer, lang: &Lang) -> String {
    match answer {
        DateAnswer::Point(point) => written(*point, lang),
        DateAnswer::Season(year, season) => {
            format!("{} {}", season_name(*season, lang), written_year(*year, lang))
        }
        DateAnswer::Decade(first) if lang.is_german() => format!("{first}er Jahre"),
        DateAnswer::Decade(first) => format!("{first}s"),
        DateAnswer::Range(from, to) if from.month.is_none() && to.month.is_none() => {
            format!("{}–{}", written(*from, lang), written(*to, lang))
        }
        DateAnswer::Range(from, to) => format!("{} – {}", written(*from, lang), written(*to, lang)),
    }
}

fn written(point: DatePoint, lang: &Lang) -> String {
    let year = written_year(point.year, lang);
    let german = lang.is_german();
    // Months are 1 to 12 in every checked deck; anything else is written as its year.
    let month = point.month.and_then(|month| {
        if german {
            GERMAN.get(usize::from(month) - 1)
        } else {
            ENGLISH.get(usize::from(month) - 1)
        }
    });
    match (month, point.day) {
        (Some(month), Some(day)) if german => format!("{day}. {month} {year}"),
        (Some(month), Some(day)) => format!("{day} {month} {year}"),
        (Some(month), None) => format!("{month} {year}"),
        (None, _) => year,
    }
}

fn written_year(year: i32, lang: &Lang) -> String {
    match year {
        0.. => year.to_string(),
        _ if lang.is_german() => format!("{} v. Chr.", year.unsigned_abs()),
        _ => format!("{} BC", year.unsigned_abs()),
    }
}

fn season_name(season: Season, lang: &Lang) -> &'static str {
    let [german, english] = match season {
        Season::Spring => ["Frühling", "spring"],
        Season::Summer => ["Sommer", "summer"],
        Season::Autumn => ["Herbst", "autumn"],
        Season::Winter => ["Winter", "winter"],
    };
    if lang.is_german() { german } else { english }
}

const GERMAN: [&str; 12] = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];

const ENGLISH: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
