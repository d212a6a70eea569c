//! Documents that are written to files: what there is to show, as text.
//!
//! They take values and give the bytes of a file; which file, the commands decide. A document
//! needs nothing beside itself: no script, no font, no picture from elsewhere.

mod paper;
mod standing;

pub(crate) use paper::{key_html, key_markdown, paper_html, paper_markdown};
pub(crate) use standing::standing_html;
