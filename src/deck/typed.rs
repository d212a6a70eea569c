//! A typed answer with the spellings that count, are asked back or are known to be wrong.
//!
//! What the marking could never reach is an error here: an answer that is accepted is not asked
//! back, one that is rejected first is never right. How an answer is marked is not known here.

use std::collections::HashMap;

use crate::model::{Kind, TypedAnswer};

use super::characters::shown;
use super::fields::{Fields, Name};
use super::problem::Findings;
use super::table::{Field, Held};
use super::{codes, sameness};

pub(super) fn read(fields: &Fields<'_>, findings: &mut Findings) -> Option<Kind> {
    let ask = fields.text("ask", findings);
    let answer = fields.text("answer", findings);
    let accept = fields.texts("accept", findings).kept();
    let strict = fields.flag("strict", findings);
    let mut taken: HashMap<String, &str> = HashMap::new();
    if fields.get("reject").is_some() || fields.get("prompt").is_some() {
        let rights = answer.into_iter().chain(accept.iter().map(String::as_str));
        taken.extend(rights.map(|right| (sameness::typed(right), "is right")));
    }
    let reject = replies("reject", "is in `reject` too", fields, &mut taken, findings);
    let prompt = replies("prompt", "is in `prompt` too", fields, &mut taken, findings);
    Some(Kind::Typed {
        ask: ask?.to_owned(),
        key: TypedAnswer { answer: answer?.to_owned(), accept, prompt, reject, strict },
    })
}

/// The answers in the table that `key` holds, each with what is said to it, in the file's order.
fn replies<'t>(
    key: &str,
    taken_here: &'t str,
    fields: &Fields<'_>,
    taken: &mut HashMap<String, &'t str>,
    findings: &mut Findings,
) -> Vec<(String, String)> {
    let Some(value) = fields.get(key) else {
        return Vec::new();
    };
    let Held::Table(table) = &value.held else {
        let help = format!("Write `{key} = {{ \"an answer\" = \"what is said to it\" }}`.");
        let wanted = "a table of texts";
        let found = &value.held;
        fields.wrong_type(Name::Field(key), value, wanted, found, &help, findings);
        return Vec::new();
    };
    let mut replies = Vec::new();
    for Field { key: name, value: reply, .. } in table.by_place() {
        let given = fields.key(key, name, findings);
        let reply = fields.full_text(Name::EntryOf(key), reply, findings);
        let Some(given) = given else { continue };
        if let Some(why) = taken.insert(sameness::typed(&given), taken_here) {
            let message = format!("`{}` in `{key}` {why}", shown(&given));
            let help = "Take it out of one place; case, umlauts and marks make no difference.";
            findings.add(name.at, codes::TYPED, message, help);
        }
        replies.extend(reply.map(|reply| (given, reply.to_owned())));
    }
    replies
}
