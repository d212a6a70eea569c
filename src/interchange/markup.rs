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
/// one empty line between two others. What plain text cannot show is written out: `10^(23)`, the
/// reading of a word behind it, cells of a table with ` | ` between them, the names of pictures.
pub(super) fn to_text(html: &str) -> String {
    if memchr2(b'<', b'&', html.as_bytes()).is_none() {
        return tidy(&with_named_sounds(html));
    }
    let mut shown = Shown { text: String::with_capacity(html.len()), ..Shown::default() };
    let mut rest = html;
    while let Some(at) = memchr(b'<', rest.as_bytes()) {
        push_unescaped(&rest[..at], &mut shown.text);
        rest = &rest[at..];
        let tag = match tag(rest) {
            Found::Tag(tag) => tag,
            Found::Text => {
                shown.text.push('<');
                rest = &rest[1..];
                continue;
            }
            Found::Open => break,
        };
        let (whole, behind_it) = rest.split_at(tag.length);
        rest = behind_it;
        match tag.effect() {
            Effect::None => {}
            Effect::LineEnd => shown.text.push('\n'),
            Effect::Line => shown.end_line(),
            Effect::Row => shown.begin_row(),
            Effect::Cell => shown.begin_cell(),
            Effect::Item => {
                shown.end_line();
                shown.text.push_str("- ");
            }
            Effect::Bracket(bracket) if tag.closes => shown.close(bracket),
            Effect::Bracket(bracket) => shown.open(bracket),
            Effect::Readings => shown.close(Bracket::Reading),
            Effect::Named(kind) => shown.name(kind, whole),
            Effect::SkipText => rest = &rest[memchr(b'<', rest.as_bytes()).unwrap_or(rest.len())..],
            Effect::Skip => rest = behind(rest, tag.name),
        }
    }
    push_unescaped(rest, &mut shown.text);
    tidy(&with_named_sounds(&shown.finish()))
}

/// Sounds as Anki names them in a text, `[sound:a.mp3]`, as pictures are named.
fn with_named_sounds(text: &str) -> Cow<'_, str> {
    match text.contains("[sound:") {
        true => text.replace("[sound:", "[sound: ").replace("[sound:  ", "[sound: ").into(),
        false => text.into(),
    }
}

/// What was shown so far.
#[derive(Default)]
struct Shown {
    text: String,
    /// How many brackets of each kind are open.
    open: [usize; Bracket::ALL.len()],
    /// Where the text stood behind the bracket that was opened last.
    opened: usize,
    /// Where the row of a table began.
    row: usize,
    /// Whether a cell of the row began.
    in_row: bool,
    /// Where the cell began.
    cell: usize,
}

impl Shown {
    fn end_line(&mut self) {
        if self.text.len() != self.cell && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    /// Takes away what is blank at the end of the row.
    fn trim_row(&mut self) {
        let row = self.row.min(self.text.len());
        self.text.truncate(row + self.text[row..].trim_end().len());
    }

    fn begin_row(&mut self) {
        if self.in_row {
            self.trim_row();
        }
        self.cell = 0;
        self.end_line();
        self.row = self.text.len();
        self.in_row = false;
    }

    fn begin_cell(&mut self) {
        self.trim_row();
        if self.in_row {
            self.text.push_str(" | ");
        }
        self.in_row = true;
        self.cell = self.text.len();
    }

    fn open(&mut self, bracket: Bracket) {
        // The end of a reading may be left out where another one begins.
        if bracket == Bracket::Reading {
            self.close(bracket);
        }
        self.text.push_str(bracket.opening());
        self.opened = self.text.len();
        self.open[bracket as usize] += 1;
    }

    fn close(&mut self, bracket: Bracket) {
        if self.open[bracket as usize] == 0 {
            return;
        }
        self.open[bracket as usize] -= 1;
        match self.text.len() == self.opened && self.text.ends_with(bracket.opening()) {
            true => self.text.truncate(self.opened - bracket.opening().len()),
            false => self.text.push(')'),
        }
    }

    /// Says what stands there and cannot be shown: `[image: map.png]`.
    fn name(&mut self, kind: &str, tag: &str) {
        let source = attribute(tag, "src").or_else(|| attribute(tag, "data"));
        let name =
            source.filter(|source| !source.starts_with("data:")).map(|source| file_of(&source));
        match name.or_else(|| attribute(tag, "alt")).filter(|name| !name.is_empty()) {
            Some(name) => self.text.push_str(&format!("[{kind}: {name}]")),
            // Where the sound itself has no source, tags in it have.
            None if kind == SOUND => {}
            None => self.text.push_str(&format!("[{kind}]")),
        }
    }

    fn finish(mut self) -> String {
        for bracket in Bracket::ALL {
            for _ in 0..self.open[bracket as usize] {
                self.close(bracket);
            }
        }
        self.text
    }
}

/// The value of an attribute of a tag, with what its references stand for.
fn attribute(tag: &str, wanted: &str) -> Option<String> {
    let is_end = |c: char| c.is_ascii_whitespace() || matches!(c, '=' | '>' | '/');
    let mut rest = tag.trim_start_matches(|c| !is_end(c));
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        let (name, behind) = rest.split_at(rest.find(is_end)?);
        let value;
        (value, rest) = match behind.trim_start().strip_prefix('=').map(str::trim_start) {
            Some(given) => value_of(given),
            None if name.is_empty() => return None,
            None => ("", behind),
        };
        if name.eq_ignore_ascii_case(wanted) {
            let mut decoded = String::new();
            push_unescaped(value, &mut decoded);
            return Some(decoded.trim().to_owned());
        }
    }
}

/// The value with which the rest of a tag begins, and what stands behind it.
fn value_of(given: &str) -> (&str, &str) {
    let quote = given.chars().next().filter(|c| matches!(c, '"' | '\''));
    match quote.and_then(|quote| given[1..].split_once(quote)) {
        Some(parts) => parts,
        None => {
            let is_end = |c: char| c.is_ascii_whitespace() || c == '>';
            given.split_at(given.find(is_end).unwrap_or(given.len()))
        }
    }
}

/// The name of the file that an address ends with, `%20` and the like decoded.
fn file_of(address: &str) -> String {
    let name = address.rsplit('/').find(|part| !part.is_empty()).unwrap_or_default();
    let (mut bytes, mut rest) = (Vec::with_capacity(name.len()), name.as_bytes());
    while let [first, behind @ ..] = rest {
        let code = match (first, behind) {
            (b'%', [high, low, ..]) => hex(*high).zip(hex(*low)).map(|(high, low)| high << 4 | low),
            _ => None,
        };
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { &behind[2..] } else { behind };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| name.to_owned())
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

const SOUND: &str = "sound";

/// What plain text puts into brackets.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bracket {
    Above,
    Below,
    /// How the word before it is read.
    Reading,
}

impl Bracket {
    const ALL: [Self; 3] = [Self::Above, Self::Below, Self::Reading];

    fn opening(self) -> &'static str {
        match self {
            Self::Above => "^(",
            Self::Below => "_(",
            Self::Reading => "(",
        }
    }
}

/// What a tag does to the text.
enum Effect {
    None,
    /// Ends a line.
    LineEnd,
    /// Ends a line where one has begun.
    Line,
    /// Begins or ends a row of a table.
    Row,
    /// Begins a cell of a row.
    Cell,
    /// Begins an entry of a list.
    Item,
    /// Opens or closes a bracket.
    Bracket(Bracket),
    /// Ends the readings of words.
    Readings,
    /// Is something that cannot be shown, of this kind.
    Named(&'static str),
    /// Goes with the text up to the next tag.
    SkipText,
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
        const BLOCKS: [&str; 29] = [
            "div",
            "p",
            "ul",
            "ol",
            "table",
            "caption",
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
            "header",
            "footer",
            "figure",
            "figcaption",
            "center",
            "address",
            "details",
            "summary",
            "option",
            "dl",
            "dt",
            "dd",
        ];
        let is = |name: &str| self.name.eq_ignore_ascii_case(name);
        let any = |names: &[&str]| names.iter().any(|name| is(name));
        match () {
            () if is("br") => Effect::LineEnd,
            () if is("tr") => Effect::Row,
            () if is("sup") => Effect::Bracket(Bracket::Above),
            () if is("sub") => Effect::Bracket(Bracket::Below),
            () if is("rt") => Effect::Bracket(Bracket::Reading),
            () if any(&["ruby", "rb"]) => Effect::Readings,
            () if is("li") || any(&BLOCKS) => match is("li") && !self.closes {
                true => Effect::Item,
                false => Effect::Line,
            },
            () if self.closes => Effect::None,
            () if any(&["td", "th"]) => Effect::Cell,
            () if is("img") => Effect::Named("image"),
            () if any(&["audio", "video", "source", "object"]) => Effect::Named(SOUND),
            () if is("rp") => Effect::SkipText,
            () if any(&["script", "style"]) => Effect::Skip,
            () => Effect::None,
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
            ("10<sup>23</sup> H<SUB>2</SUB>O", "10^(23) H_(2)O"),
            ("x<sup><b>2</b></sup>y<sup></sup>z<sub>1", "x^(2)yz_(1)"),
            ("x</sup>y<sup>a<sup>b</sup></sup>", "xy^(a^(b))"),
            ("<tr><td>a</td><td>b</td></tr><tr><td></td><td>c</td></tr>", "a | b\n| c"),
            (
                "<table>\n<tr>\n <th>Year</th>\n <th><p>Event</p></th>\n</tr></table>x",
                "Year | Event\nx",
            ),
            ("<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp>字<rt>じ</rt></ruby>", "漢(かん)字(じ)"),
            ("<ruby>漢<rt>かん<rt>x</ruby>y", "漢(かん)(x)y"),
            ("<img src=\"a.png\">", "[image: a.png]"),
            ("<IMG alt='x' SRC = maps/old%20map&amp;co.png >", "[image: old map&co.png]"),
            ("<img src='data:image/png;base64,AAAA' alt=Map><img>", "[image: Map][image]"),
            ("<img src=\"100%.png\"/>%zz", "[image: 100%.png]%zz"),
            (
                "[sound:a.mp3]<audio controls><source src=b.ogg></audio>",
                "[sound: a.mp3][sound: b.ogg]",
            ),
            ("[sound:a.mp3]", "[sound: a.mp3]"),
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
        for open in [
            "<b",
            "<b a=\"",
            "<script></",
            "<b a='>",
            "<sup>",
            "<rt>",
            "<rp>",
            "<td>",
            "<tr> <td>",
            "<img a=>",
        ] {
            let _ = to_text(&open.repeat(20_000));
            is_markup(&open.repeat(20_000));
        }
        let open = "<b".repeat(2_000);
        assert_eq!(to_text(&open), open);
    }
}
