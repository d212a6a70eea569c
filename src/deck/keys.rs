//! Which kind of card an entry is, with all that is wrong about its keys.
//!
//! `kind` may be left out where the fields say it. Where they do not, or say several, the problem
//! names the kinds that fit. A key that was only mistyped is reported once, not as missing too.

use super::characters::shown;
use super::codes;
use super::fields::Fields;
use super::kinds::{COMMON, Form, Keys, all_keys, is_of_some_kind};
use super::nearest::nearest;
use super::problem::Findings;
use super::table::{Field, Key};

/// The kind of the entry; `None` where it has been reported that none can be told.
pub(super) fn form(fields: &Fields<'_>, findings: &mut Findings) -> Option<Form> {
    let keys = Keys::of(fields);
    let form = match fields.get("kind") {
        Some(_) => named(keys, fields, findings),
        None => match said(keys, fields) {
            Ok(form) => Some(form),
            Err(doubt) => {
                unsaid(doubt, fields, findings);
                return None;
            }
        },
    };
    match form {
        Some(form) => check(form, keys, fields, findings),
        None => {
            unknown_keys(fields, &all_keys(), "a card", findings);
        }
    }
    form
}

/// Reports the keys that no table of this sort has; gives those that were meant.
pub(super) fn unknown_keys<'k>(
    fields: &Fields<'_>,
    known: &[&'k str],
    place: &str,
    findings: &mut Findings,
) -> Vec<&'k str> {
    let mut meant = Vec::new();
    let is_known = |field: &Field<'_>| known.contains(&field.key.text.as_ref());
    if fields.table.fields().iter().all(is_known) {
        return meant;
    }
    for field in fields.table.by_key() {
        if is_known(field) {
            continue;
        }
        if findings.must_leave_out() {
            break;
        }
        let Key { text, at } = &field.key;
        meant.extend(unknown_key(*at, text, known, place, findings));
    }
    meant
}

/// Reports a key that no table of this sort has; gives the one that was meant.
pub(super) fn unknown_key<'k>(
    at: usize,
    key: &str,
    known: &[&'k str],
    place: &str,
    findings: &mut Findings,
) -> Option<&'k str> {
    let meant = nearest(key, known.iter().copied());
    let help = match meant {
        Some(meant) => format!("Did you mean `{meant}`?"),
        None => format!("Take it out; {place} has {}.", quoted(known.iter().copied())),
    };
    let message = format!("`{}` is no key of {place}", shown(key));
    findings.add(at, codes::UNKNOWN, message, help);
    meant
}

fn named(keys: Keys, fields: &Fields<'_>, findings: &mut Findings) -> Option<Form> {
    let name = fields.text("kind", findings)?;
    let form = Form::ALL.into_iter().find(|form| form.name() == name);
    if form.is_none() {
        let fitting = fitting(keys, fields);
        let help = match nearest(name, Form::ALL.map(Form::name)) {
            Some(meant) => format!("Did you mean `{meant}`?"),
            None if fitting.is_empty() => format!("The kinds are {}.", listed(&Form::ALL, "and")),
            None => format!("These fields fit {}.", listed(&fitting, "or")),
        };
        let message = format!("`{}` is no kind of card", shown(name));
        findings.add(fields.at("kind"), codes::KIND, message, help);
    }
    form
}

/// Why the fields do not say the kind.
enum Doubt {
    /// They fit kinds that have to be named.
    Unnamed(Vec<Form>),
    /// They are those of several kinds.
    Mixed(Vec<Form>),
    /// They fit none; these have at least one of them.
    Unfit(Vec<Form>),
}

/// The kind that the fields say, although some may be missing or stray.
fn said(keys: Keys, fields: &Fields<'_>) -> Result<Form, Doubt> {
    // A key of one kind alone leaves no other that could fit, and most cards have one.
    let told = Form::ALL.into_iter().find(|form| form.is_told_by(keys));
    if let Some(form) = told.filter(|form| form.is_said_by_fields() && form.fits(keys, fields)) {
        return Ok(form);
    }
    let mut fits = Form::ALL.into_iter().filter(|form| form.fits(keys, fields));
    if let (Some(form), None) = (fits.next(), fits.next())
        && form.is_said_by_fields()
    {
        return Ok(form);
    }
    let mut complete = fitting(keys, fields);
    if complete.is_empty() {
        let all = Form::ALL.into_iter();
        complete = all.filter(|form| form.has_needed(keys)).collect();
    }
    match complete[..] {
        [form] if form.is_said_by_fields() => return Ok(form),
        [] => {}
        _ if complete.iter().any(|form| form.is_said_by_fields()) => {
            return Err(Doubt::Mixed(complete));
        }
        _ => return Err(Doubt::Unnamed(complete)),
    }
    let hinted: Vec<Form> = Form::ALL.into_iter().filter(|form| form.is_told_by(keys)).collect();
    match hinted[..] {
        [form] => Ok(form),
        _ => Err(Doubt::Unfit(hinted)),
    }
}

fn unsaid(doubt: Doubt, fields: &Fields<'_>, findings: &mut Findings) {
    let meant = unknown_keys(fields, &all_keys(), "a card", findings);
    let (message, help) = match doubt {
        Doubt::Unnamed(forms) => {
            let kinds = listed(&forms, "or");
            let help = format!("These fields fit {kinds}; say which with `kind = \"…\"`.");
            ("`kind` is missing".to_owned(), help)
        }
        Doubt::Mixed(forms) => (
            format!("the fields are those of several kinds: {}", listed(&forms, "and")),
            format!(
                "Say which with `kind = \"…\"`, {}, and take out the fields of the others.",
                listed(&forms, "or")
            ),
        ),
        Doubt::Unfit(_) if !meant.is_empty() => return,
        Doubt::Unfit(forms) => {
            let forms = if forms.is_empty() { &Form::ALL[..] } else { &forms[..] };
            let kinds: Vec<String> = forms
                .iter()
                .map(|form| format!("`{}` ({})", form.name(), quoted(form.needs().iter().copied())))
                .collect();
            let help = format!("Write the fields of one kind: {}.", kinds.join("; "));
            ("the fields fit no kind of card".to_owned(), help)
        }
    };
    findings.add(fields.at, codes::KIND, message, help);
}

/// Reports keys that do not belong to the kind, and those that are missing.
fn check(form: Form, keys: Keys, fields: &Fields<'_>, findings: &mut Findings) {
    if form.has_all(keys) && form.has_needed(keys) {
        return;
    }
    let fitting = fitting(keys, fields);
    let known: Vec<&str> = COMMON.into_iter().chain(form.fields()).collect();
    let place = format!("a {} card", form.name());
    let mut meant = Vec::new();
    for field in fields.table.by_key() {
        let Key { text, at } = &field.key;
        let (text, at) = (text.as_ref(), *at);
        if known.contains(&text) {
            continue;
        }
        if findings.must_leave_out() {
            break;
        }
        if is_of_some_kind(text) {
            let own = quoted(form.fields());
            let mut help = format!("Take it out; {place} has {own}.");
            if !fitting.is_empty() {
                help.push_str(&format!(" These fields fit {}.", listed(&fitting, "or")));
            }
            let message = format!("`{text}` does not belong to {place}");
            findings.add(at, codes::STRAY, message, help);
        } else {
            meant.extend(unknown_key(at, text, &known, &place, findings));
        }
    }
    let needed = form.needs().iter();
    for key in needed.filter(|key| fields.get(key).is_none() && !meant.contains(key)) {
        let help = if fitting.is_empty() {
            format!("Add a line with `{key}` to the card.")
        } else {
            let kinds = listed(&fitting, "or");
            format!("Add a line with `{key}`, or say another kind: these fields fit {kinds}.")
        };
        let message = format!("{place} needs `{key}`");
        findings.add(fields.at, codes::MISSING, message, help);
    }
}

fn fitting(keys: Keys, fields: &Fields<'_>) -> Vec<Form> {
    let all = Form::ALL.into_iter();
    all.filter(|form| form.fits(keys, fields)).collect()
}

fn quoted<'k>(keys: impl Iterator<Item = &'k str>) -> String {
    let keys: Vec<String> = keys.map(|key| format!("`{key}`")).collect();
    keys.join(", ")
}

fn listed(forms: &[Form], last: &str) -> String {
    let (end, rest) = match forms {
        [] => return String::new(),
        [rest @ .., end] => (end.name(), rest),
    };
    if rest.is_empty() {
        format!("`{end}`")
    } else {
        let rest = quoted(rest.iter().map(|form| form.name()));
        format!("{rest} {last} `{end}`")
    }
}
