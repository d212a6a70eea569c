//! Charts in SVG: columns, lines, a calendar. They take their colours from the page's style.

use std::fmt::Write as _;

/// The width and the height of a chart, in its own units.
const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 190.0;

/// Room for the numbers on the left and the names below.
const LEFT: f64 = 52.0;
const BELOW: f64 = 24.0;
const ABOVE: f64 = 10.0;

/// A column of a chart, in parts from the bottom up.
pub(super) struct Column {
    /// Below the column, where there is room.
    pub(super) name: String,
    /// Said when the column is pointed at, and to screen readers.
    pub(super) title: String,
    pub(super) parts: Vec<u64>,
}

/// Columns side by side; part 0 has the class `a`, part 1 the class `b`.
pub(super) fn columns(label: &str, columns: &[Column]) -> String {
    let most = columns.iter().map(|column| column.parts.iter().sum()).max().unwrap_or(0).max(1);
    let top = round_up(most);
    let mut svg = open(label, WIDTH, HEIGHT);
    scale(&mut svg, top, "");
    let each = (WIDTH - LEFT) / columns.len().max(1) as f64;
    let floor = HEIGHT - BELOW;
    let mut named = 0;
    for (at, column) in columns.iter().enumerate() {
        let x = LEFT + at as f64 * each;
        let _ = write!(svg, "<g><title>{}</title>", super::page::text(&column.title));
        // The whole stripe can be pointed at, also where the column is low.
        let _ = write!(
            svg,
            "<rect class=\"hit\" x=\"{x:.1}\" y=\"{ABOVE}\" width=\"{each:.1}\" height=\"{:.1}\"/>",
            floor - ABOVE
        );
        let mut y = floor;
        for (part, class) in column.parts.iter().zip(["a", "b"]) {
            let height = *part as f64 / top as f64 * (floor - ABOVE);
            y -= height;
            if *part > 0 {
                let _ = write!(
                    svg,
                    "<rect class=\"{class}\" x=\"{:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{height:.1}\"/>",
                    x + each * 0.1,
                    each * 0.8
                );
            }
        }
        svg.push_str("</g>");
        if !column.name.is_empty() {
            // On a narrow screen there is room for every second name.
            let second = if named % 2 == 1 { " class=\"second\"" } else { "" };
            named += 1;
            let middle = x + each / 2.0;
            // A name at an end keeps clear of the numbers on the left and of the rim.
            let (place, anchor) = match middle {
                middle if middle > WIDTH - 24.0 => (WIDTH, "end"),
                middle if middle < LEFT + 24.0 => (LEFT, "start"),
                middle => (middle, "middle"),
            };
            let _ = write!(
                svg,
                "<text{second} x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\">{}</text>",
                place,
                HEIGHT - 7.0,
                super::page::text(&column.name)
            );
        }
    }
    svg.push_str("</svg>\n");
    svg
}

/// A line of a chart.
pub(super) struct Line {
    pub(super) class: &'static str,
    /// From 0 on the left to 1 on the right; what is `None` breaks the line.
    pub(super) points: Vec<(f64, Option<f64>)>,
}

/// Lines over a scale from `bottom` to `top`, with names below at their places.
pub(super) fn lines(
    label: &str,
    (bottom, top): (u64, u64),
    unit: &str,
    lines: &[Line],
    names: &[(f64, String)],
) -> String {
    let mut svg = open(label, WIDTH, HEIGHT);
    scale_from(&mut svg, bottom, top, unit);
    let floor = HEIGHT - BELOW;
    let place = |(x, y): (f64, f64)| {
        let share = ((y - bottom as f64) / (top - bottom).max(1) as f64).clamp(0.0, 1.0);
        (LEFT + 6.0 + x * (WIDTH - LEFT - 12.0), floor - share * (floor - ABOVE))
    };
    for line in lines {
        for stretch in line.points.split(|(_, y)| y.is_none()).filter(|part| !part.is_empty()) {
            let drawn: Vec<(f64, f64)> =
                stretch.iter().filter_map(|(x, y)| Some(place((*x, (*y)?)))).collect();
            let points: Vec<String> = drawn.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
            let _ =
                write!(svg, "<polyline class=\"{}\" points=\"{}\"/>", line.class, points.join(" "));
            if let [(x, y)] = drawn.as_slice() {
                let _ = write!(
                    svg,
                    "<circle class=\"{}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2.5\"/>",
                    line.class
                );
            }
        }
    }
    for (x, name) in names {
        let anchor = if *x < 0.05 {
            "start"
        } else if *x > 0.95 {
            "end"
        } else {
            "middle"
        };
        let _ = write!(
            svg,
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\">{}</text>",
            LEFT + 6.0 + x * (WIDTH - LEFT - 12.0),
            HEIGHT - 7.0,
            super::page::text(name)
        );
    }
    svg.push_str("</svg>\n");
    svg
}

/// A day of the calendar.
pub(super) struct Cell {
    /// 0 for the first week.
    pub(super) week: u32,
    /// 0 for Monday.
    pub(super) weekday: u8,
    /// 0 for nothing, up to 4.
    pub(super) level: usize,
    pub(super) title: String,
}

/// Weeks as columns, with the months above.
pub(super) fn calendar(label: &str, weeks: u32, cells: &[Cell], months: &[(u32, &str)]) -> String {
    let (cell, left, above) = (11.0, 26.0, 14.0);
    let width = left + f64::from(weeks) * cell + 2.0;
    let mut svg = open(label, width, above + 7.0 * cell + 2.0);
    for (week, month) in months {
        let x = left + f64::from(*week) * cell;
        let _ = write!(svg, "<text class=\"small\" x=\"{x:.1}\" y=\"10\">{month}</text>");
    }
    for (weekday, name) in [(0_u8, "Mon"), (2, "Wed"), (4, "Fri"), (6, "Sun")] {
        let y = above + f64::from(weekday) * cell + 8.5;
        let _ = write!(svg, "<text class=\"small\" x=\"0\" y=\"{y:.1}\">{name}</text>");
    }
    for day in cells {
        let x = left + f64::from(day.week) * cell;
        let y = above + f64::from(day.weekday) * cell;
        let _ = write!(
            svg,
            "<rect class=\"l{}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"9.4\" height=\"9.4\" rx=\"1.5\"><title>{}</title></rect>",
            day.level,
            super::page::text(&day.title)
        );
    }
    svg.push_str("</svg>\n");
    svg
}

fn open(label: &str, width: f64, height: f64) -> String {
    format!(
        "<svg role=\"img\" aria-label=\"{}\" viewBox=\"0 0 {width:.0} {height:.0}\" xmlns=\"http://www.w3.org/2000/svg\">",
        super::page::text(label)
    )
}

fn scale(svg: &mut String, top: u64, unit: &str) {
    scale_from(svg, 0, top, unit);
}

/// Lines across with their numbers: bottom, middle, top.
fn scale_from(svg: &mut String, bottom: u64, top: u64, unit: &str) {
    let floor = HEIGHT - BELOW;
    let middle = bottom + (top - bottom) / 2;
    for value in [bottom, middle, top] {
        let share = (value - bottom) as f64 / (top - bottom).max(1) as f64;
        let y = floor - share * (floor - ABOVE);
        let _ = write!(
            svg,
            "<line class=\"grid\" x1=\"{LEFT}\" x2=\"{WIDTH}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/><text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{value}{unit}</text>",
            LEFT - 5.0,
            y + 4.0
        );
    }
}

/// The next even number with one leading digit or a half: 2, 4, 6, 8, 10, 20, 50, 100 and so on.
fn round_up(most: u64) -> u64 {
    let mut step = 1;
    loop {
        for leading in [2, 4, 6, 8, 10] {
            if leading * step >= most {
                return leading * step;
            }
        }
        step *= 10;
    }
}
