//! A card's life as a line of marks, an answer each.

use super::layout::Layout;
use crate::model::Grade;

/// An answer, as far as its mark shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// In the schedule.
    Scheduled(Grade),
    /// A drill, cramming, a test.
    Outside,
    Undone,
}

impl Mark {
    fn sign(self) -> char {
        match self {
            Self::Scheduled(Grade::Again) => '✗',
            Self::Scheduled(Grade::Hard) => '○',
            Self::Scheduled(Grade::Good) => '●',
            Self::Scheduled(Grade::Easy) => '◆',
            Self::Outside => '·',
            Self::Undone => '↶',
        }
    }
}

/// The marks in the order given, wrapped to the width, with what they mean below.
pub(crate) fn life_lines(layout: &Layout, marks: &[Mark]) -> Vec<String> {
    let room = layout.width.unwrap_or(usize::MAX).saturating_sub(2).max(8) / 2;
    let mut lines: Vec<String> = marks
        .chunks(room)
        .map(|chunk| chunk.iter().map(|mark| format!(" {}", mark.sign())).collect())
        .collect();
    let legend = "✗ again, ○ hard, ● good, ◆ easy, · outside the schedule, ↶ undone";
    lines.extend(layout.wrap(legend, " ").iter().map(|line| layout.dim(line)));
    lines.push(String::new());
    lines
}

#[cfg(test)]
mod tests {
    use super::super::layout::Paint;
    use super::*;

    #[test]
    fn a_life_reads_from_left_to_right_and_wraps() {
        let narrow = Layout { paint: Paint::Plain, width: Some(20) };
        let mut marks = vec![Mark::Scheduled(Grade::Good); 8];
        marks.extend([Mark::Scheduled(Grade::Again), Mark::Outside, Mark::Undone]);
        let lines = life_lines(&narrow, &marks);
        assert_eq!(lines[..2], [" ● ● ● ● ● ● ● ● ✗", " · ↶"]);
    }
}
