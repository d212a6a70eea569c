//! The figures of learning on a terminal: sections of lines and charts, one below the other, in
//! two columns where there is room.
//!
//! Charts repeat in shape what stands beside them in numbers, so nothing is lost without them.

mod calendar;
mod chart;
mod sections;

use super::layout::{Layout, width_of};
use crate::absence::Load;
use crate::stats::Figures;

/// From this width on there are two columns.
const TWO_COLUMNS: usize = 116;

/// The gap between two columns.
const GAP: usize = 4;

/// The width where the output is no terminal.
const USUAL: usize = 80;

/// A part of what is shown.
struct Section {
    title: &'static str,
    lines: Vec<String>,
}

/// All figures as lines no wider than the layout.
pub(crate) fn stats_lines(layout: &Layout, figures: &Figures) -> Vec<String> {
    let width = layout.width.unwrap_or(USUAL).clamp(30, 200);
    let mut lines = sections::head(layout, figures);
    let (wide, column) =
        if width >= TWO_COLUMNS { (true, (width - GAP) / 2) } else { (false, width) };
    let sections = sections::all(layout, figures, column);
    let told = sections.into_iter().map(|section| {
        let mut told = vec![String::new(), layout.bold(section.title)];
        told.extend(section.lines);
        told
    });
    if wide {
        lines.extend(in_two_columns(told.collect(), column));
    } else {
        lines.extend(told.flatten());
    }
    lines
}

/// What each of the coming days brings, with the minutes that it takes.
pub(crate) fn forecast_lines(layout: &Layout, days: &[(Load, u64)]) -> Vec<String> {
    let width = layout.width.unwrap_or(USUAL).clamp(30, 200);
    let bar = |(load, minutes): &(Load, u64)| {
        let new = if load.new > 0 { format!("+{} new", load.new) } else { String::new() };
        let said = format!("{} {new:>8} {minutes:>4} min", load.reviews);
        let label =
            format!("{}{}", &load.day.to_string()[5..], if load.waiting > 0 { "*" } else { " " });
        chart::Bar { label, value: u64::from(load.reviews + load.new), said }
    };
    let mut lines = chart::bars(layout, &days.iter().map(bar).collect::<Vec<_>>(), width);
    if days.iter().any(|(load, _)| load.waiting > 0) {
        lines.extend(layout.wrap("* due cards wait for another day", "  "));
    }
    lines
}

/// The sections in their order, down the left column and then down the right one.
fn in_two_columns(sections: Vec<Vec<String>>, column: usize) -> Vec<String> {
    let all: usize = sections.iter().map(Vec::len).sum();
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for section in sections {
        if right.is_empty() && left.len() + section.len() / 2 <= all / 2 {
            left.extend(section);
        } else {
            right.extend(section);
        }
    }
    let height = left.len().max(right.len());
    left.resize(height, String::new());
    right.resize(height, String::new());
    let beside = left.iter().zip(&right).map(|(one, other)| {
        let gap = (column + GAP).saturating_sub(width_of(&console::strip_ansi_codes(one)));
        format!("{one}{}{other}", " ".repeat(gap))
    });
    beside.collect()
}
