//! The items of a list or an order, and the pairs of a match.
//!
//! Two that are the same make a card that cannot be answered fairly, so they are errors. The items
//! of a list are typed and compared as the marking does; the others are picked and compared as they
//! look.

use std::collections::{HashMap, HashSet};

use crate::model::{Item, Kind};

use super::characters::shown;
use super::fields::{Fields, Name};
use super::problem::Findings;
use super::table::{Held, Value};
use super::{codes, sameness};

pub(super) fn list(fields: &Fields<'_>, findings: &mut Findings) -> Option<Kind> {
    let ask = fields.text("ask", findings);
    let groups = groups(fields, findings);
    let ordered = fields.flag("ordered", findings);
    let mut owners: HashMap<String, usize> = HashMap::new();
    for (index, (group, at)) in groups.iter().enumerate() {
        for form in group {
            let owner = *owners.entry(sameness::typed(form)).or_insert(index);
            if owner != index {
                let message = format!("`{}` counts for two items", shown(form));
                let help = "Leave it to one of them; case, umlauts and marks make no difference.";
                findings.add(*at, codes::ITEMS, message, help);
            }
        }
    }
    let items = groups.into_iter().filter_map(|(group, _)| {
        let mut forms = group.into_iter();
        let preferred = forms.next()?;
        let variants = forms.collect();
        Some(Item { preferred, variants })
    });
    Some(Kind::List { items: items.collect(), ask: ask?.to_owned(), ordered })
}

pub(super) fn order(fields: &Fields<'_>, findings: &mut Findings) -> Option<Kind> {
    let ask = fields.text("ask", findings);
    let groups = groups(fields, findings);
    let mut seen = HashSet::new();
    for (group, at) in &groups {
        for item in group {
            if !seen.insert(sameness::shown(item)) {
                let message = format!("the item `{}` stands twice", shown(item));
                let help = "Take one of the two out, or tell them apart.";
                findings.add(*at, codes::ITEMS, message, help);
            }
        }
    }
    let items = groups.into_iter().map(|(group, _)| group).collect();
    Some(Kind::Order { items, ask: ask?.to_owned() })
}

pub(super) fn pairs(fields: &Fields<'_>, findings: &mut Findings) -> Option<Kind> {
    let ask = fields.text("ask", findings);
    let entries = fields.list("pairs", findings);
    let pairs: Vec<((String, String), usize)> = entries
        .iter()
        .filter_map(|entry| Some((pair(entry, fields, findings)?, entry.at)))
        .collect();
    if fields.get("pairs").is_some_and(|value| value.list().is_some()) && entries.len() < 2 {
        let message = "a match needs at least two pairs";
        let help = "Add a pair, or make a basic card of it.";
        findings.add(fields.at("pairs"), codes::PAIRS, message, help);
    }
    let mut lefts = HashSet::new();
    let mut rights = HashSet::new();
    for ((left, right), at) in &pairs {
        if !lefts.insert(sameness::shown(left)) {
            let message = format!("`{}` stands on the left twice", shown(left));
            let help = "Give each left side one pair only.";
            findings.add(*at, codes::PAIRS, message, help);
        }
        if !rights.insert(sameness::shown(right)) {
            let message = format!("`{}` stands on the right twice", shown(right));
            let help = "Tell the right sides apart, or nobody can know which is meant.";
            findings.add(*at, codes::PAIRS, message, help);
        }
    }
    let extra = fields.texts("extra", findings).kept();
    let mut extras = HashSet::new();
    for distractor in &extra {
        let form = sameness::shown(distractor);
        let fault = match (rights.contains(&form), extras.insert(form)) {
            (true, _) => Some("in `extra` is a right side already"),
            (false, false) => Some("stands twice in `extra`"),
            (false, true) => None,
        };
        if let Some(fault) = fault {
            let message = format!("`{}` {fault}", shown(distractor));
            let help = "Take it out of `extra`; distractors belong to no pair and stand once.";
            findings.add(fields.at("extra"), codes::PAIRS, message, help);
        }
    }
    let pairs = pairs.into_iter().map(|(pair, _)| pair).collect();
    Some(Kind::Match { ask: ask?.to_owned(), pairs, extra })
}

fn pair(
    entry: &Value<'_>,
    fields: &Fields<'_>,
    findings: &mut Findings,
) -> Option<(String, String)> {
    let Some([left, right]) = entry.list() else {
        let message = "an entry of `pairs` must be a pair of two texts";
        let help = "Write `pairs = [[\"left\", \"right\"], [\"left\", \"right\"]]`.";
        findings.add(entry.at, codes::PAIRS, message, help);
        return None;
    };
    let name = Name::EntryOf("pairs");
    let left = fields.full_text(name, left, findings);
    let right = fields.full_text(name, right, findings);
    Some((left?.to_owned(), right?.to_owned()))
}

/// The entries of `items` with their places: each a text, or a list of texts.
fn groups(fields: &Fields<'_>, findings: &mut Findings) -> Vec<(Vec<String>, usize)> {
    let Some(value) = fields.get("items") else {
        return Vec::new();
    };
    let entries = fields.list("items", findings);
    if value.list().is_some() && entries.len() < 2 {
        let message = "`items` needs at least two entries";
        let help = "Add an item, or make a card of another kind of it.";
        findings.add(value.at, codes::ITEMS, message, help);
    }
    let name = Name::EntryOf("items");
    let mut groups = Vec::new();
    for entry in entries {
        let group: Vec<String> = match &entry.held {
            Held::List(forms) if forms.entries.is_empty() => {
                let message = "an entry of `items` is an empty list";
                let help = "Write a text, or a list of texts in brackets.";
                findings.add(entry.at, codes::ITEMS, message, help);
                continue;
            }
            Held::List(forms) => forms
                .entries
                .iter()
                .filter_map(|form| fields.full_text(name, form, findings))
                .map(str::to_owned)
                .collect(),
            _ => {
                let text = fields.full_text(name, entry, findings);
                text.map(str::to_owned).into_iter().collect()
            }
        };
        groups.push((group, entry.at));
    }
    groups
}
