//! A deck as its file would be written: the inverse of parsing.
//!
//! The form is canonical: the fields in one order, what is the default left out, `kind` only where
//! the fields do not say it. So two decks are equal exactly where their texts are.

use crate::model::{
    Choice, Deck, Importance, Item, Kind, Note, NumberAnswer, Tolerance, TypedAnswer,
};

use super::{dates, written};

/// The whole file.
pub(crate) fn print(deck: &Deck) -> String {
    let mut text = print_header(deck);
    for note in &deck.notes {
        text.push('\n');
        add_note(note, &mut text);
    }
    text
}

/// `[deck]`, `[aliases]` and `[pools]`.
pub(crate) fn print_header(deck: &Deck) -> String {
    let mut text = String::new();
    let mut lines = Lines::below("[deck]", &mut text);
    lines.text("id", deck.id.as_str());
    lines.text("title", &deck.title);
    lines.text("lang", deck.lang.as_str());
    lines.optional_text("version", deck.version.as_deref());
    lines.some_texts("authors", &deck.authors);
    lines.optional_text("license", deck.license.as_deref());
    lines.optional_text("source", deck.source.as_deref());
    lines.optional_text("description", deck.description.as_deref());
    lines.some_texts("tags", &deck.tags);
    for (header, entries) in [("[aliases]", &deck.aliases), ("[pools]", &deck.pools)] {
        if entries.is_empty() {
            continue;
        }
        lines.0.push('\n');
        lines.header(header);
        for (name, texts) in entries {
            lines.texts(&written::key(name), texts);
        }
    }
    text
}

/// One `[[card]]` entry.
pub(crate) fn print_note(note: &Note) -> String {
    let mut text = String::new();
    add_note(note, &mut text);
    text
}

/// As [`print_note`], behind what was written before.
pub(crate) fn add_note(note: &Note, text: &mut String) {
    let mut lines = Lines::below("[[card]]", text);
    lines.text("id", note.id.as_str());
    let was: Vec<String> = note.was.iter().map(ToString::to_string).collect();
    lines.some_texts("was", &was);
    lines.kind(&note.kind);
    lines.optional_text("hint", note.hint.as_deref());
    lines.optional_text("note", note.note.as_deref());
    lines.optional_text("cite", note.cite.as_deref());
    if note.importance != Importance::default() {
        lines.value("importance", &note.importance.get().to_string());
    }
    lines.some_texts("tags", &note.tags);
    lines.some_texts("media", &note.media);
}

/// The lines of one table, `key = value`.
pub(super) struct Lines<'t>(pub(super) &'t mut String);

impl<'t> Lines<'t> {
    pub(super) fn below(header: &str, text: &'t mut String) -> Self {
        let mut lines = Self(text);
        lines.header(header);
        lines
    }

    fn header(&mut self, header: &str) {
        self.0.push_str(header);
        self.0.push('\n');
    }

    fn line(&mut self, key: &str, write: impl FnOnce(&mut String)) {
        self.0.push_str(key);
        self.0.push_str(" = ");
        write(self.0);
        self.0.push('\n');
    }

    pub(super) fn value(&mut self, key: &str, value: &str) {
        self.line(key, |line| line.push_str(value));
    }

    pub(super) fn text(&mut self, key: &str, text: &str) {
        if memchr::memchr(b'\n', text.as_bytes()).is_some() {
            self.value(key, &written::long_text(text));
        } else {
            self.line(key, |line| written::push_text(text, line));
        }
    }

    fn optional_text(&mut self, key: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.text(key, text);
        }
    }

    pub(super) fn texts(&mut self, key: &str, texts: &[String]) {
        self.line(key, |line| written::push_texts(texts, line));
    }

    pub(super) fn some_texts(&mut self, key: &str, texts: &[String]) {
        if !texts.is_empty() {
            self.texts(key, texts);
        }
    }

    fn table(&mut self, key: &str, entries: &[(String, String)]) {
        if !entries.is_empty() {
            self.value(key, &written::table(entries));
        }
    }

    pub(super) fn flag(&mut self, key: &str, flag: bool) {
        if flag {
            self.value(key, "true");
        }
    }

    fn kind(&mut self, kind: &Kind) {
        match kind {
            Kind::Basic { front, back, reverse } => {
                self.text("front", front);
                self.text("back", back);
                self.flag("reverse", *reverse);
            }
            Kind::Cloze { cloze, typed } => {
                self.text("text", &cloze.source);
                self.flag("typed", *typed);
            }
            Kind::Typed { ask, key } => {
                self.asked(kind, ask);
                self.typed(key);
            }
            Kind::Number { ask, key } => {
                self.asked(kind, ask);
                self.number(key);
            }
            Kind::Date { ask, answer, circa } => {
                self.asked(kind, ask);
                self.text("answer", &dates::write(answer));
                if let Some(years) = circa {
                    self.value("circa", &years.to_string());
                }
            }
            Kind::Choice(choice) => self.choice(choice),
            Kind::List { ask, items, ordered } => {
                self.asked(kind, ask);
                let items: Vec<Vec<String>> = items.iter().map(forms).collect();
                self.groups("items", &items);
                self.flag("ordered", *ordered);
            }
            Kind::Order { ask, items } => {
                self.asked(kind, ask);
                self.groups("items", items);
            }
            Kind::Match { ask, pairs, extra } => {
                self.text("ask", ask);
                self.pairs("pairs", pairs);
                self.some_texts("extra", extra);
            }
        }
    }

    /// The kind, which the fields do not say, and the question.
    fn asked(&mut self, kind: &Kind, ask: &str) {
        self.text("kind", kind.name());
        self.text("ask", ask);
    }

    fn typed(&mut self, key: &TypedAnswer) {
        self.text("answer", &key.answer);
        self.some_texts("accept", &key.accept);
        self.table("prompt", &key.prompt);
        self.table("reject", &key.reject);
        self.flag("strict", key.strict);
    }

    fn number(&mut self, key: &NumberAnswer) {
        self.value("answer", &written::number(key.answer));
        match key.tolerance {
            Tolerance::Absolute(0.0) => {}
            Tolerance::Absolute(distance) => self.value("tolerance", &written::number(distance)),
            Tolerance::Percent(share) => self.text("tolerance", &format!("{share}%")),
        }
        self.optional_text("unit", key.unit.as_deref());
        let partial: Vec<String> = key
            .partial
            .iter()
            .map(|(distance, score)| {
                format!("[{}, {}]", written::number(*distance), written::number(*score))
            })
            .collect();
        if !partial.is_empty() {
            self.value("partial", &written::list(&partial));
        }
    }

    fn choice(&mut self, choice: &Choice) {
        self.text("ask", &choice.ask);
        match &choice.right[..] {
            [right] => self.text("right", right),
            rights => self.texts("right", rights),
        }
        self.some_texts("wrong", &choice.wrong);
        self.optional_text("pool", choice.pool.as_deref());
        if let Some(show) = choice.show {
            self.value("show", &show.to_string());
        }
    }

    pub(super) fn pairs(&mut self, key: &str, pairs: &[(String, String)]) {
        let pair = |(left, right): &(String, String)| {
            format!("[{}, {}]", written::text(left), written::text(right))
        };
        self.value(key, &written::list(&pairs.iter().map(pair).collect::<Vec<_>>()));
    }

    /// A list whose entries are a text, or a list of texts where they are several.
    pub(super) fn groups(&mut self, key: &str, groups: &[Vec<String>]) {
        let entries: Vec<String> = groups
            .iter()
            .map(|group| match &group[..] {
                [text] => written::text(text),
                texts => {
                    let texts: Vec<String> = texts.iter().map(|text| written::text(text)).collect();
                    format!("[{}]", texts.join(", "))
                }
            })
            .collect();
        self.value(key, &written::list(&entries));
    }
}

fn forms(item: &Item) -> Vec<String> {
    let preferred = std::iter::once(item.preferred.clone());
    preferred.chain(item.variants.iter().cloned()).collect()
}
