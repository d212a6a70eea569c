//! Writing a paper and its key to files.

use std::path::Path;

use super::TakeArgs;
use crate::commands::context::print;
use crate::commands::failure::Failure;
use crate::commands::written::{Eyes, write_whole};
use crate::escape::clean_line;
use crate::quiz::Paper;
use crate::report::{key_html, key_markdown, paper_html, paper_markdown};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PageFormat {
    Markdown,
    Html,
}

/// The form that the ending of a file's name asks for.
pub(super) fn format_of(path: &Path) -> Result<PageFormat, Failure> {
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("md" | "markdown") => Ok(PageFormat::Markdown),
        Some("html" | "htm") => Ok(PageFormat::Html),
        _ => Err(Failure::usage(format!("{}: neither .md nor .html", path.display()))
            .hint("The ending says what is written: paper.md or paper.html.")),
    }
}

/// Writes what the arguments name.
pub(super) fn print_paper(args: &TakeArgs, paper: &Paper) -> Result<(), Failure> {
    let mut lines = Vec::new();
    if let Some(path) = &args.print {
        let text = match format_of(path)? {
            PageFormat::Markdown => paper_markdown(paper),
            PageFormat::Html => paper_html(paper),
        };
        write_whole(path, &text, Eyes::Own)?;
        lines.push(format!("wrote the paper to {}", clean_line(&path.display().to_string())));
    }
    if let Some(path) = &args.key {
        let text = match format_of(path)? {
            PageFormat::Markdown => key_markdown(paper),
            PageFormat::Html => key_html(paper),
        };
        write_whole(path, &text, Eyes::Own)?;
        lines.push(format!("wrote the key to {}", clean_line(&path.display().to_string())));
    }
    lines.push(format!("paper {} (`--seed {}` makes it again)", paper.number, paper.number));
    print(&lines)
}
