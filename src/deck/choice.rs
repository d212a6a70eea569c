//! A choice: right options among wrong ones, some of them from a pool of the deck.
//!
//! Two options are compared as they look, since they are picked and not typed; but whatever would
//! count as a right one if it were typed is never shown as a wrong one, and does not count here.
//! Which of them are shown in the end is decided elsewhere.

use std::collections::HashSet;

use crate::model::{Choice, Kind};

use super::characters::shown;
use super::fields::{Fields, Name};
use super::nearest::nearest;
use super::problem::Findings;
use super::stocks::Stocks;
use super::table::{Held, Value};
use super::{codes, sameness};

/// How many options are shown where a pool is named and nothing else said.
const SHOWN_FROM_POOL: usize = 4;

/// `pools` are `None` where they are not at hand; a pool is taken as large enough then.
pub(super) fn read(
    fields: &Fields<'_>,
    pools: Option<&Stocks<'_>>,
    findings: &mut Findings,
) -> Option<Kind> {
    let ask = fields.text("ask", findings);
    let right = right(fields, findings);
    let wrong = fields.texts("wrong", findings).kept();
    check_doubles(&right, &wrong, fields, findings);
    let pool = fields.optional_text("pool", findings).map(str::to_owned);
    let stock = pool.as_ref().and_then(|name| {
        let pools = pools?;
        let found = pools.forms(name);
        if found.is_none() && !findings.must_leave_out() {
            unknown_pool(name, pools, fields, findings);
        }
        found
    });
    let is_known = pool.is_none() || stock.is_some();
    let rights = forms_of_right(&right, pools);
    let wrong_ones =
        (is_known && is_readable(fields, &wrong)).then(|| count(&wrong, stock, &rights));
    if wrong_ones == Some(0) {
        say_none_is_wrong(&right, &wrong, fields, findings);
    }
    let show = show(fields, right.len(), wrong_ones, pool.is_some(), findings);
    Some(Kind::Choice(Choice { ask: ask?.to_owned(), right, wrong, pool, show }))
}

/// The forms of all that is never shown as wrong; other spellings only where the deck is at hand.
fn forms_of_right(right: &[String], pools: Option<&Stocks<'_>>) -> HashSet<String> {
    match pools {
        Some(pools) => pools.entities.forms_of_right(right),
        None => right.iter().map(|text| sameness::typed(text)).collect(),
    }
}

/// Whether all that is said of wrong options could be read, so that they can be counted.
fn is_readable(fields: &Fields<'_>, wrong: &[String]) -> bool {
    let is_list = |value: &Value<'_>| value.list().is_some_and(|list| list.len() == wrong.len());
    fields.get("wrong").is_none_or(is_list)
        && fields.get("pool").is_none_or(|value| value.text().is_some())
}

/// How many wrong options there are to be shown, each once, none that counts as a right one.
fn count(wrong: &[String], stock: Option<&HashSet<String>>, rights: &HashSet<String>) -> usize {
    let in_stock = |form: &String| stock.is_some_and(|stock| stock.contains(form));
    let own: HashSet<String> = wrong.iter().map(|text| sameness::typed(text)).collect();
    let own = own.difference(rights).filter(|form| !in_stock(form)).count();
    let rights_in_stock = rights.iter().filter(|form| in_stock(form)).count();
    own + stock.map_or(0, HashSet::len) - rights_in_stock
}

fn say_none_is_wrong(
    right: &[String],
    wrong: &[String],
    fields: &Fields<'_>,
    findings: &mut Findings,
) {
    if wrong.is_empty() {
        let message = "a choice has no wrong option";
        let help = "Add `wrong = [\"…\", \"…\"]`, or name a pool that holds others than the right \
                    ones.";
        findings.add(fields.at, codes::CHOICE, message, help);
        return;
    }
    let right: HashSet<String> = right.iter().map(|text| sameness::shown(text)).collect();
    // What looks like a right one has been reported.
    if let Some(other) = wrong.iter().find(|text| !right.contains(&sameness::shown(text))) {
        let message = format!(
            "a choice has no wrong option: `{}` is another spelling of what is right",
            shown(other)
        );
        let help = "Add options that are wrong; other spellings of a right one are never shown.";
        findings.add(fields.at("wrong"), codes::CHOICE, message, help);
    }
}

/// One right option, or a list of them.
fn right(fields: &Fields<'_>, findings: &mut Findings) -> Vec<String> {
    let Some(value) = fields.get("right") else {
        return Vec::new();
    };
    match &value.held {
        Held::List(list) if list.entries.is_empty() => {
            let help = "Write the right option, or several in brackets.";
            findings.add(fields.at("right"), codes::CHOICE, "`right` is empty", help);
            Vec::new()
        }
        Held::List(_) => fields.texts("right", findings).kept(),
        Held::Text(_) => fields.text("right", findings).map(str::to_owned).into_iter().collect(),
        other => {
            let help = "Put the option between double quotes, several of them in brackets.";
            let wanted = "a text or a list of texts";
            let name = Name::Field("right");
            fields.wrong_type(name, value, wanted, other, help, findings);
            Vec::new()
        }
    }
}

fn check_doubles(right: &[String], wrong: &[String], fields: &Fields<'_>, findings: &mut Findings) {
    let mut seen = HashSet::new();
    for option in right {
        if !seen.insert(sameness::shown(option)) {
            let message = format!("the option `{}` stands twice in `right`", shown(option));
            let at = fields.at("right");
            findings.add(at, codes::CHOICE, message, "Take one of the two out.");
        }
    }
    let rights = seen.clone();
    for option in wrong {
        let form = sameness::shown(option);
        if rights.contains(&form) {
            let message = format!("the option `{}` is right and wrong", shown(option));
            let help = "Take it out of `right` or of `wrong`.";
            findings.add(fields.at("wrong"), codes::CHOICE, message, help);
        } else if !seen.insert(form) {
            let message = format!("the option `{}` stands twice in `wrong`", shown(option));
            let at = fields.at("wrong");
            findings.add(at, codes::CHOICE, message, "Take one of the two out.");
        }
    }
}

fn unknown_pool(name: &str, pools: &Stocks<'_>, fields: &Fields<'_>, findings: &mut Findings) {
    let help = match nearest(name, pools.names()) {
        Some(meant) => format!("Did you mean `{}`?", shown(meant)),
        None => format!("Add the pool to the table [pools]: `{} = [\"…\"]`.", shown(name)),
    };
    let message = format!("the deck has no pool `{}`", shown(name));
    findings.add(fields.at("pool"), codes::UNKNOWN_POOL, message, help);
}

/// How many options are shown: at least two, at least one of them wrong, and no more than are.
fn show(
    fields: &Fields<'_>,
    right: usize,
    wrong: Option<usize>,
    has_pool: bool,
    findings: &mut Findings,
) -> Option<usize> {
    let Some(wanted) = fields.integer("show", findings) else {
        if has_pool && fields.get("show").is_none() && right >= SHOWN_FROM_POOL {
            let message = format!(
                "{right} options are right, but only {SHOWN_FROM_POOL} are shown from a pool"
            );
            let help = format!("Say how many are shown, `show = {}`.", right * 2);
            findings.add(fields.at("pool"), codes::CHOICE, message, help);
        }
        return None;
    };
    let at = fields.at("show");
    let show = usize::try_from(wanted).unwrap_or(0);
    if show < 2 {
        let message = format!("`show` is {wanted}; at least two options must be shown");
        let help = "Say how many options are shown, right and wrong together, or take it out.";
        findings.add(at, codes::CHOICE, message, help);
    } else if show <= right {
        let message = format!("`show` is {show}, but {right} options are right");
        let help = "Show more options than are right, so that there is something to choose.";
        findings.add(at, codes::CHOICE, message, help);
    } else if let Some(wrong) = wrong
        && show > right + wrong
    {
        let message = format!("`show` is {show}, but there are only {} options", right + wrong);
        let help =
            "Show fewer, or add wrong options; other spellings of a right one are never shown.";
        findings.add(at, codes::CHOICE, message, help);
    }
    Some(show)
}
