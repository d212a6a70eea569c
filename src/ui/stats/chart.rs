//! Bars of block characters, with their numbers beside them.

use super::super::layout::{Layout, width_of};

/// The longest bar, in columns.
const LONGEST: usize = 60;

/// A line of a bar chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bar {
    pub(super) label: String,
    pub(super) value: u64,
    /// What is said of it in words and numbers.
    pub(super) said: String,
}

/// A chart of lines no wider than `width`; the greatest value has the longest bar.
pub(super) fn bars(layout: &Layout, bars: &[Bar], width: usize) -> Vec<String> {
    let most = bars.iter().map(|bar| bar.value).max().unwrap_or(0);
    bars_of(layout, bars, most, width)
}

/// As [`bars`], with the value that has the longest bar.
pub(super) fn bars_of(layout: &Layout, bars: &[Bar], most: u64, width: usize) -> Vec<String> {
    let widest =
        |texts: fn(&Bar) -> &String| bars.iter().map(|bar| width_of(texts(bar))).max().unwrap_or(0);
    let (labels, said) = (widest(|bar| &bar.label), widest(|bar| &bar.said));
    let room = width.saturating_sub(labels + said + 6).min(LONGEST);
    bars.iter()
        .map(|bar| {
            let drawn = stretch(bar.value, most, room);
            let rest = " ".repeat(room - width_of(&drawn));
            let pad = " ".repeat(labels - width_of(&bar.label));
            let gap = " ".repeat(said - width_of(&bar.said));
            format!("  {}{pad}  {}{rest}  {gap}{}", bar.label, layout.accent(&drawn), bar.said)
        })
        .collect()
}

/// A bar in eighths of a column; what is not nothing is seen.
fn stretch(value: u64, most: u64, room: usize) -> String {
    if value == 0 || most == 0 {
        return String::new();
    }
    let eighths = (value * room as u64 * 8).div_ceil(most).max(1) as usize;
    let mut drawn = "█".repeat(eighths / 8);
    drawn.extend(
        [None, Some('▏'), Some('▎'), Some('▍'), Some('▌'), Some('▋'), Some('▊'), Some('▉')]
            [eighths % 8],
    );
    drawn
}

/// A row of columns, each as high as its value; nothing is a dot.
pub(super) fn columns_of(values: &[u64], each: usize) -> String {
    let most = values.iter().copied().max().unwrap_or(0).max(1);
    let levels = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let column = |value: &u64| match *value {
        0 => '·',
        value => levels[((value * 8).div_ceil(most) - 1) as usize],
    };
    values.iter().map(column).flat_map(|column| std::iter::repeat_n(column, each)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::layout::Paint;
    use super::*;

    const PLAIN: Layout = Layout { paint: Paint::Plain, width: Some(30) };

    #[test]
    fn bars_keep_to_the_width_and_nothing_has_no_bar() {
        let bar =
            |label: &str, value| Bar { label: label.to_owned(), value, said: value.to_string() };
        let drawn = bars(&PLAIN, &[bar("Mon", 160), bar("Tue", 1), bar("Wed", 0)], 30);
        assert_eq!(
            drawn,
            [
                "  Mon  ██████████████████  160",
                "  Tue  ▏                     1",
                "  Wed                        0"
            ]
        );
    }

    #[test]
    fn columns_rise_with_their_values() {
        assert_eq!(columns_of(&[0, 1, 4, 8], 1), "·▁▄█");
        assert_eq!(columns_of(&[2, 1], 2), "██▄▄");
    }
}
