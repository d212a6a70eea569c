//! Where a learner stands, as one page of HTML.
//!
//! The page holds all that it needs: no network, no script, no font. The charts are drawn as SVG
//! by the few functions in `chart`: a charting crate would bring its own fonts, colours and
//! dozens of crates, and could follow neither the page's light and dark nor the reader's text
//! size. Every chart has its numbers beside it as a table or as titles.

mod chart;
mod page;
mod tables;
#[cfg(test)]
mod tests;

pub(crate) use page::standing_html;
