//! A paper and its key, to be printed: as Markdown and as a page of HTML for A4.
//!
//! The same paper gives the same bytes, on any machine: no date, no program version, no font
//! metrics are asked. What there is to write on and what counts as right stand in `sheet` and
//! `solution`, for both forms alike.

mod html;
mod labels;
mod markdown;
mod sheet;
mod solution;

pub(crate) use html::{key_html, paper_html};
pub(crate) use markdown::{key_markdown, paper_markdown};

#[cfg(test)]
mod tests;
