//! A number with its tolerance and the scores for what comes near.
//!
//! All values are finite here already. How a typed number is read is not known here.

use crate::model::{Kind, NumberAnswer, Tolerance};

use super::codes;
use super::fields::{Fields, Name};
use super::problem::Findings;
use super::table::{Held, Value};

pub(super) fn read(fields: &Fields<'_>, findings: &mut Findings) -> Option<Kind> {
    let ask = fields.text("ask", findings);
    let answer = fields
        .get("answer")
        .and_then(|value| number(Name::Field("answer"), value, fields, findings));
    let tolerance = match fields.get("tolerance") {
        None => Some(Tolerance::Absolute(0.0)),
        Some(value) => tolerance(value, fields, findings),
    };
    let unit = fields.optional_text("unit", findings).map(str::to_owned);
    let entries = fields.list("partial", findings).iter();
    let partial = entries.filter_map(|entry| partial(entry, fields, findings)).collect();
    Some(Kind::Number {
        ask: ask?.to_owned(),
        key: NumberAnswer { answer: answer?, tolerance: tolerance?, unit, partial },
    })
}

fn number(
    name: Name<'_>,
    value: &Value<'_>,
    fields: &Fields<'_>,
    findings: &mut Findings,
) -> Option<f64> {
    let number = match &value.held {
        Held::Integer(number) if number.radix == 10 => number.digits.parse().ok(),
        Held::Integer(number) => {
            let whole = i64::from_str_radix(&number.digits, number.radix);
            whole.ok().map(|whole| whole as f64)
        }
        Held::Float(number) => number.parse().ok(),
        other => {
            let help = "Write the number without quotes and without a unit, `4` or `2.5`.";
            fields.wrong_type(name, value, "a number", other, help, findings);
            return None;
        }
    };
    let finite = number.filter(|number: &f64| number.is_finite());
    if finite.is_none() {
        let message = format!("{name} is no finite number");
        let help = "Write a number that can be counted to, `4` or `2.5`.";
        findings.add(value.at, codes::NUMBER, message, help);
    }
    finite
}

fn tolerance(value: &Value<'_>, fields: &Fields<'_>, findings: &mut Findings) -> Option<Tolerance> {
    let tolerance = match &value.held {
        Held::Text(text) => percentage(text).map(Tolerance::Percent),
        _ => {
            let distance = number(Name::Field("tolerance"), value, fields, findings)?;
            (distance >= 0.0).then_some(Tolerance::Absolute(distance))
        }
    };
    if tolerance.is_none() {
        let message = "`tolerance` is neither a number from 0 on nor a percentage";
        let help = "Write how far off still counts, `tolerance = 5`, or a share of the answer, \
                    `tolerance = \"10%\"`.";
        findings.add(value.at, codes::NUMBER, message, help);
    }
    tolerance
}

/// `10%` or `2.5 %`.
fn percentage(text: &str) -> Option<f64> {
    let digits = text.trim().strip_suffix('%')?.trim_end();
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let number: f64 = digits.parse().ok()?;
    (is_plain && number.is_finite()).then_some(number)
}

fn partial(entry: &Value<'_>, fields: &Fields<'_>, findings: &mut Findings) -> Option<(f64, f64)> {
    let help = "Write pairs of a distance from 0 on and a score between 0 and 1, \
                `partial = [[2, 0.5]]`.";
    let at = entry.at;
    let Some([distance, score]) = entry.list() else {
        let message = "an entry of `partial` must be a pair of a distance and a score";
        findings.add(at, codes::NUMBER, message, help);
        return None;
    };
    let name = Name::EntryOf("partial");
    let distance = number(name, distance, fields, findings);
    let score = number(name, score, fields, findings);
    let (distance, score) = distance.zip(score)?;
    if distance < 0.0 {
        let message = format!("the distance {distance} in `partial` is below 0");
        findings.add(at, codes::NUMBER, message, help);
        return None;
    }
    if score <= 0.0 || score >= 1.0 {
        let message = format!("the score {score} in `partial` is not between 0 and 1");
        findings.add(at, codes::NUMBER, message, help);
        return None;
    }
    Some((distance, score))
}
