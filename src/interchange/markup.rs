//! HTML as other programs put it into their fields, as the text that it shows.
//!
//! One pass without recursion: tags go, block tags and `<br>` end a line, scripts and styles go with
//! all that is in them, character references are what they stand for. What comes out is plain text
//! and is checked as any other; nothing here makes HTML that a browser could be given.

use std::borrow::Cow;

use memchr::{memchr, memchr2, memmem};
use quick_xml::escape::resolve_html5_entity;

/// Whether a text looks like HTML: a tag or a character reference stands in it.
pub(super) fn is_markup(text: &str) -> bool {
    let mut rest = text;
    let mut may_close = true;
    while let Some(at) = memchr2(b'<', b'&', rest.as_bytes()) {
        rest = &rest[at..];
        let found = match rest.starts_with('<') {
            true if may_close => match tag(rest) {
                Found::Tag(_) => true,
                Found::Text => false,
                Found::Open => {
                    may_close = false;
                    false
                }
            },
            true => false,
            false => reference(rest).is_some(),
        };
        if found {
            return true;
        }
        rest = &rest[1..];
    }
    false
}

/// The characters that a reference stands for with which a text begins, and how long it is.
fn reference(text: &str) -> Option<(Cow<'static, str>, usize)> {
    const LONGEST: usize = 40;
    let end = memchr(b';', &text.as_bytes()[..text.len().min(LONGEST)])?;
    let name = text.get(1..end)?;
    let Some(number) = name.strip_prefix('#') else {
        return Some((resolve_html5_entity(name)?.into(), end + 1));
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) if hex.bytes().all(|b| b.is_ascii_hexdigit()) => u32::from_str_radix(hex, 16),
        None if number.bytes().all(|b| b.is_ascii_digit()) => number.parse(),
        Some(_) | None => return None,
    };
    // What others write as characters of Windows are meant as such.
    let c = match code.ok()? {
        code @ 0x80..=0x9f => {
            let byte = [code as u8];
            let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&byte);
            return Some((text.into_owned().into(), end + 1));
        }
        code => char::from_u32(code).filter(|c| *c != '\0').unwrap_or(char::REPLACEMENT_CHARACTER),
    };
    Some((c.to_string().into(), end + 1))
}

/// Adds a text in which there are no tags, with what its references stand for.
fn push_unescaped(text: &str, shown: &mut String) {
    let mut rest = text;
    while let Some(at) = memchr(b'&', rest.as_bytes()) {
        shown.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = match reference(rest) {
            Some((characters, length)) => {
                shown.push_str(&characters);
                length
            }
            None => {
                shown.push('&');
                1
            }
        };
        rest = &rest[length..];
    }
    shown.push_str(rest);
}

/// The text that a browser would show, roughly: its lines without blanks at their ends, no more than
/// one empty line between two others.
pub(super) fn to_text(html: &str) -> String {
    if memchr2(b'<', b'&', html.as_bytes()).is_none() {
        return tidy(html);
    }
    let mut shown = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = memchr(b'<', rest.as_bytes()) {
        push_unescaped(&rest[..at], &mut shown);
        rest = &rest[at..];
        let tag = match tag(rest) {
            Found::Tag(tag) => tag,
            Found::Text => {
                shown.push('<');
                rest = &rest[1..];
                continue;
            }
            Found::Open => break,
        };
        rest = &rest[tag.length..];
        match tag.effect() {
            Effect::None => {}
            Effect::LineEnd => shown.push('\n'),
            Effect::Line => {
                if !shown.is_empty() && !shown.ends_with('\n') {
                    shown.push('\n');
                }
            }
            Effect::Item => {
                if !shown.is_empty() && !shown.ends_with('\n') {
                    shown.push('\n');
                }
                shown.push_str("- ");
            }
            Effect::Skip => rest = behind(rest, tag.name),
        }
    }
    push_unescaped(rest, &mut shown);
    tidy(&shown)
}

/// What a tag does to the text.
enum Effect {
    None,
    /// Ends a line.
    LineEnd,
    /// Ends a line where one has begun.
    Line,
    /// Begins an entry of a list.
    Item,
    /// Goes with all that is in it.
    Skip,
}

struct Tag<'a> {
    /// In the case in which it stands there; empty for a comment.
    name: &'a str,
    closes: bool,
    length: usize,
}

impl Tag<'_> {
    fn effect(&self) -> Effect {
        const BLOCKS: [&str; 20] = [
            "div",
            "p",
            "ul",
            "ol",
            "tr",
            "table",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "hr",
            "pre",
            "blockquote",
            "section",
            "article",
            "dl",
            "dt",
            "dd",
        ];
        let is = |name: &str| self.name.eq_ignore_ascii_case(name);
        if is("br") {
            Effect::LineEnd
        } else if is("li") && !self.closes {
            Effect::Item
        } else if (is("script") || is("style")) && !self.closes {
            Effect::Skip
        } else if is("li") || BLOCKS.into_iter().any(is) {
            Effect::Line
        } else {
            Effect::None
        }
    }
}

/// What a `<` begins.
enum Found<'a> {
    Tag(Tag<'a>),
    /// It is a mere character.
    Text,
    /// A tag that never ends, and so no other one does behind it.
    Open,
}

/// A tag is `<`, perhaps `/`, a letter, and ends with the next `>` that stands in no value of an
/// attribute. A comment is one too.
fn tag(text: &str) -> Found<'_> {
    if let Some(comment) = text.strip_prefix("<!--") {
        let length = memmem::find(comment.as_bytes(), b"-->").map_or(text.len(), |at| at + 7);
        return Found::Tag(Tag { name: "", closes: false, length });
    }
    let closes = text.starts_with("</");
    let name = &text[1 + usize::from(closes)..];
    let end = name.bytes().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(name.len());
    let name = &name[..end];
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return Found::Text;
    }
    let (mut quote, mut before) = (None, b'<');
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Found::Tag(Tag { name, closes, length: at + 1 }),
            (None, b'"' | b'\'') if before == b'=' => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            (None | Some(_), _) => {}
        }
        if !byte.is_ascii_whitespace() {
            before = byte;
        }
    }
    Found::Open
}

/// What stands behind the tag that closes this one; nothing where none does.
fn behind<'a>(text: &'a str, name: &str) -> &'a str {
    for at in memmem::find_iter(text.as_bytes(), b"</") {
        let closed = text.as_bytes().get(at + 2..at + 2 + name.len());
        if closed.is_some_and(|closed| closed.eq_ignore_ascii_case(name.as_bytes())) {
            return memchr(b'>', &text.as_bytes()[at..]).map_or("", |end| &text[at + end + 1..]);
        }
    }
    ""
}

/// The same lines without blanks around them, without empty ones at the ends or in a row.
pub(super) fn tidy(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    let mut empty = 0;
    for line in text.lines() {
        let line = line.trim_matches(|c: char| c.is_whitespace() && c != '\t').trim_end();
        if line.is_empty() {
            empty += 1;
            continue;
        }
        if !tidy.is_empty() {
            tidy.push_str(if empty > 0 { "\n\n" } else { "\n" });
        }
        empty = 0;
        match line.contains('\u{a0}') {
            true => tidy.push_str(&line.replace('\u{a0}', " ")),
            false => tidy.push_str(line),
        }
    }
    tidy
}

/// As [`to_text`] where the text is HTML, else the text without blanks around it.
pub(super) fn shown(text: &str, html: bool) -> Cow<'_, str> {
    if html { to_text(text).into() } else { text.trim().into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_becomes_the_text_that_it_shows() {
        for (html, text) in [
            ("plain", "plain"),
            ("a &lt; b &amp;&amp; c &ndash; d&nbsp;e", "a < b && c – d e"),
            ("one<br>two<BR/>three", "one\ntwo\nthree"),
            ("<div>one</div><div>two</div>", "one\ntwo"),
            ("a<ul><li>x</li><li>y</li></ul>b", "a\n- x\n- y\nb"),
            ("<b>bold</b> and <i class=\"a>b\">it</i>", "bold and it"),
            ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
            ("x<script>alert('</b>')</script>y", "xy"),
            ("x<style>p { }</style >y", "xy"),
            ("x<script>never closed", "x"),
            ("a<!-- <b> -->b", "ab"),
            ("<img src=\"a.png\">", ""),
            ("a <unclosed", "a <unclosed"),
            ("<br><br>a<br><br><br>b<br>", "a\n\nb"),
            ("&#27;[31m", "\u{1b}[31m"),
            ("&bogus; & co", "&bogus; & co"),
            (
                "&#x20AC;&#150;&#0;&#xd800;&#99999999999;&#x;",
                "€–\u{fffd}\u{fffd}&#99999999999;&#x;",
            ),
        ] {
            assert_eq!(to_text(html), text, "{html}");
        }
    }

    #[test]
    fn only_tags_and_references_make_a_text_html() {
        for html in ["<b>x</b>", "a<br>b", "a &amp; b", "x &#233;"] {
            assert!(is_markup(html), "{html}");
        }
        for text in ["1 < 2", "AT&T", "a & b; c", "", "<3", "x > y"] {
            assert!(!is_markup(text), "{text}");
        }
    }

    #[test]
    fn deep_and_open_markup_takes_no_longer_than_it_is_long() {
        let deep = "<div>".repeat(200_000);
        assert_eq!(to_text(&deep), "");
        for open in ["<b", "<b a=\"", "<script></", "<b a='>"] {
            let _ = to_text(&open.repeat(20_000));
            is_markup(&open.repeat(20_000));
        }
        let open = "<b".repeat(2_000);
        assert_eq!(to_text(&open), open);
    }
}
