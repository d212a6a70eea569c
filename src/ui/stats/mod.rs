//! The figures of learning on a terminal: sections of lines and charts, one below the other, in
//! two columns where there is room.
//!
//! Charts repeat in shape what stands beside them in numbers, so nothing is lost without them.

mod calendar;
mod chart;
mod sections;

use super::layout::{Layout, width_of};
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
