//! What a card asks and what is right, read by its kind.
//!
//! The longer kinds have files of their own; here they are told apart. That the needed fields are
//! there, and no others, has been checked before.

use crate::model::{DateAnswer, Kind};

use super::characters::shown;
use super::fields::{Fields, Name};
use super::kinds::Form;
use super::problem::Findings;
use super::stocks::Stocks;
use super::table::Held;
use super::{choice, cloze, codes, dates, items, number, typed};

/// What a card asks, as it is read.
pub(super) enum Asked<'a> {
    /// The frequent kind, in the texts of the file.
    Basic { front: &'a str, back: &'a str, reverse: bool },
    /// Any other.
    Other(Kind),
}

impl Asked<'_> {
    pub(super) fn kept(self) -> Kind {
        match self {
            Self::Basic { front, back, reverse } => {
                Kind::Basic { front: front.to_owned(), back: back.to_owned(), reverse }
            }
            Self::Other(kind) => kind,
        }
    }
}

pub(super) fn asked<'a>(
    form: Form,
    fields: &Fields<'a>,
    pools: Option<&Stocks<'_>>,
    findings: &mut Findings,
) -> Option<Asked<'a>> {
    let kind = match form {
        Form::Basic => return basic(fields, findings),
        Form::Cloze => cloze_text(fields, findings),
        Form::Typed => typed::read(fields, findings),
        Form::Number => number::read(fields, findings),
        Form::Date => date(fields, findings),
        Form::Choice => choice::read(fields, pools, findings),
        Form::List => items::list(fields, findings),
        Form::Order => items::order(fields, findings),
        Form::Match => items::pairs(fields, findings),
    };
    kind.map(Asked::Other)
}

fn basic<'a>(fields: &Fields<'a>, findings: &mut Findings) -> Option<Asked<'a>> {
    let front = fields.text("front", findings);
    let back = fields.text("back", findings);
    let reverse = fields.flag("reverse", findings);
    Some(Asked::Basic { front: front?, back: back?, reverse })
}

fn cloze_text(fields: &Fields<'_>, findings: &mut Findings) -> Option<Kind> {
    let typed = fields.flag("typed", findings);
    let text = fields.text("text", findings)?;
    let (parts, errors) = cloze::scan(text);
    for error in &errors {
        let at = fields.within("text", error.at());
        findings.add(at, codes::CLOZE, error.to_string(), error.help());
    }
    let cloze = crate::model::Cloze { source: text.to_owned(), parts };
    errors.is_empty().then_some(Kind::Cloze { cloze, typed })
}

fn date(fields: &Fields<'_>, findings: &mut Findings) -> Option<Kind> {
    let ask = fields.text("ask", findings);
    let answer = date_answer(fields, findings);
    let circa = circa(fields, answer.as_ref(), findings);
    Some(Kind::Date { ask: ask?.to_owned(), answer: answer?, circa })
}

fn date_answer(fields: &Fields<'_>, findings: &mut Findings) -> Option<DateAnswer> {
    let value = fields.get("answer")?;
    let read = match &value.held {
        Held::Text(_) => {
            let text = fields.text("answer", findings)?;
            dates::read(text).map_err(|error| (error, text.to_owned()))
        }
        Held::Integer(number) => {
            let year = fields.integer("answer", findings)?;
            dates::whole_year(year).map_err(|error| (error, number.to_string()))
        }
        Held::Datetime(moment) => match (moment.date, moment.time) {
            (Some(date), None) => dates::day(i32::from(date.year), date.month, date.day)
                .map_err(|error| (error, date.to_string())),
            (_, _) => Err((dates::DateError::Form, moment.to_string())),
        },
        other => {
            let help = dates::DateError::Form.help();
            let name = Name::Field("answer");
            fields.wrong_type(name, value, "a date", other, help, findings);
            return None;
        }
    };
    read.inspect_err(|(error, text)| {
        let message = format!("`{}` is no date: {error}", shown(text));
        findings.add(value.at, codes::DATE, message, error.help());
    })
    .ok()
}

fn circa(fields: &Fields<'_>, answer: Option<&DateAnswer>, findings: &mut Findings) -> Option<u32> {
    const MOST: u32 = 500;
    let years = fields.integer("circa", findings)?;
    let at = fields.at("circa");
    if answer.is_some_and(|answer| !dates::is_of_years(answer)) {
        let message = "`circa` goes only with a year, a decade or a range of years";
        let help = "Take `circa` out, or ask for the year alone.";
        findings.add(at, codes::DATE, message, help);
    }
    let circa = u32::try_from(years).ok().filter(|years| (1..=MOST).contains(years));
    if circa.is_none() {
        let message = format!("`circa` is {years}; it goes from 1 to {MOST} years");
        let help = "Write how many years either way count as right, or take the line out.";
        findings.add(at, codes::DATE, message, help);
    }
    circa
}
