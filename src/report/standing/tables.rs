//! What is better read than seen: retention by group, decks, hardest cards.

use super::page::{share, text};
use crate::stats::{Figures, Rate};

pub(super) fn retention(figures: &Figures) -> String {
    let known = figures.answers.retention();
    let row = |name: &str, known: Rate| {
        format!(
            "<tr><td>{name}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>\n",
            share(known),
            known.passed,
            known.count()
        )
    };
    let mut rows = vec![
        row("young cards", known.young),
        row("mature cards", known.mature),
        row("all", known.all()),
    ];
    let kinds = figures.details.kinds.iter().filter(|(_, known)| known.all().count() > 0);
    let from = figures.details.from.filter(|_| kinds.clone().next().is_some());
    rows.extend(kinds.map(|(kind, known)| row(&format!("kind {kind}"), known.all())));
    let others = figures.answers.by_mode().filter(|(mode, _)| !mode.is_scheduled());
    rows.extend(others.map(|(mode, known)| row(&format!("apart: {}", mode.name()), known)));
    let since = from.map_or_else(String::new, |day| {
        format!("<p class=\"soft\">Kinds of cards since {day}.</p>\n")
    });
    format!(
        "<div class=\"scroll\"><table>\n<tr><th></th><th class=\"n\">share</th><th class=\"n\">known</th><th class=\"n\">of</th></tr>\n{}</table></div>\n{since}",
        rows.concat()
    )
}

pub(super) fn decks(figures: &Figures) -> String {
    if figures.decks.is_empty() {
        return String::new();
    }
    let rows = figures.decks.iter().map(|deck| {
        format!(
            "<tr><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>\n",
            text(deck.deck.as_str()),
            deck.cards.total(),
            deck.due,
            share(deck.answers.retention.all()),
            deck.answers.reviews
        )
    });
    format!(
        "<div class=\"scroll\"><table>\n<tr><th>deck</th><th class=\"n\">cards</th><th class=\"n\">due</th><th class=\"n\">known</th><th class=\"n\">answers</th></tr>\n{}</table></div>\n",
        rows.collect::<String>()
    )
}

pub(super) fn hardest(figures: &Figures) -> String {
    if figures.hardest.is_empty() {
        return String::new();
    }
    let rows = figures.hardest.iter().map(|card| {
        let wrong = card.confusions.iter().take(3);
        let wrong: Vec<String> =
            wrong.map(|(answer, count)| format!("{count} × {}", text(answer))).collect();
        format!(
            "<tr><td dir=\"auto\">{}<small>{}</small></td><td dir=\"auto\">{}</td><td dir=\"auto\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>\n",
            text(&card.question),
            text(&card.card),
            text(&card.answer),
            wrong.join("<br>"),
            card.memory.lapses,
            card.memory.ease
        )
    });
    format!(
        "<div class=\"scroll\"><table class=\"roomy\">\n<tr><th>question</th><th>answer</th><th>answered instead</th><th class=\"n\">lapses</th><th class=\"n\">ease</th></tr>\n{}</table></div>\n",
        rows.collect::<String>()
    )
}
