//! A row of a table as a note: what its cells mean for each kind of card.

use std::borrow::Cow;

use super::codes;
use super::number::{Number, no_number};
use crate::deck::{Drafted, Form, Problem, Severity, SoundEntry};
use crate::interchange::markup::tidy;
use crate::model::{Deck, Lang, Tolerance};

/// What is wrong with a row, before its place is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wrong {
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) help: String,
}

impl Wrong {
    pub(super) fn new(
        code: &'static str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self { code, message: message.into(), help: help.into() }
    }

    /// With its place: a line from 1, and what stands there.
    pub(super) fn at(self, line: u64, source: String) -> Problem {
        let Self { code, message, help } = self;
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        Problem { code, severity: Severity::Error, line, column: 1, source, message, help }
    }
}

impl From<Problem> for Wrong {
    fn from(problem: Problem) -> Self {
        Self { code: problem.code, message: problem.message, help: problem.help }
    }
}

/// The cells of a row by what they are for, as plain text.
#[derive(Debug, Default, Hash)]
pub(super) struct Cells<'a> {
    pub(super) question: Cow<'a, str>,
    pub(super) answer: Cow<'a, str>,
    pub(super) kind: Cow<'a, str>,
    pub(super) hint: Cow<'a, str>,
    /// What is explained; the further fields of an Anki note.
    pub(super) notes: Vec<Cow<'a, str>>,
    pub(super) cite: Cow<'a, str>,
    pub(super) choices: Cow<'a, str>,
    pub(super) importance: Cow<'a, str>,
    pub(super) tags: Vec<String>,
    /// Whether the row comes from Anki, whose note types have names of their own and whose cells are
    /// not parted any further.
    pub(super) of_anki: bool,
    /// Whether cards are asked both ways where nothing else is said.
    pub(super) reverse: bool,
}

impl Cells<'_> {
    /// What the row asks: by it and the answer a row without an id is known.
    pub(super) fn note(
        &mut self,
        id: &str,
        deck: &Deck,
        drafted: &mut Drafted,
    ) -> Result<SoundEntry, Vec<Wrong>> {
        self.write(id, &deck.lang, drafted).map_err(|wrong| vec![wrong])?;
        drafted.read(&deck.id).map_err(|problems| problems.into_iter().map(Wrong::from).collect())
    }

    fn write(&mut self, id: &str, lang: &Lang, drafted: &mut Drafted) -> Result<(), Wrong> {
        if self.question.is_empty() {
            let help = "Fill in the cell of the question, or take the row out.";
            return Err(Wrong::new(codes::NO_QUESTION, "the row has no question", help));
        }
        let (form, reverse) = self.form()?;
        if self.answer.is_empty() && form != Form::Cloze {
            let help = "Fill in the cell of the answer, or put what is asked between double braces: \
                        `{{…}}`.";
            return Err(Wrong::new(codes::NO_ANSWER, "the row has no answer", help));
        }
        drafted.begin(id);
        let (question, answer) = (&*self.question, &*self.answer);
        match form {
            Form::Basic => {
                drafted.text("front", question);
                drafted.text("back", answer);
                if reverse {
                    drafted.flag("reverse");
                }
            }
            Form::Cloze => {
                drafted.text("text", &gaps(question));
                if !answer.is_empty() {
                    self.notes.insert(0, Cow::Owned(answer.to_owned()));
                }
            }
            Form::Typed => {
                asked(drafted, form, question);
                let mut answers =
                    if self.of_anki { vec![answer.to_owned()] } else { parts(answer) };
                drafted.text("answer", &answers.remove(0));
                drafted.texts("accept", &answers);
            }
            Form::Number => {
                let number = Number::read(answer, lang).ok_or_else(|| no_number(answer, lang))?;
                asked(drafted, form, question);
                drafted.number("answer", number.answer);
                match number.tolerance {
                    Tolerance::Absolute(0.0) => {}
                    Tolerance::Absolute(distance) => drafted.number("tolerance", distance),
                    Tolerance::Percent(share) => drafted.text("tolerance", &format!("{share}%")),
                }
                if !number.unit.is_empty() {
                    drafted.text("unit", &number.unit);
                }
            }
            Form::Date => {
                asked(drafted, form, question);
                drafted.text("answer", answer);
            }
            Form::Choice => {
                let right = parts(answer);
                let mut wrong = parts(&self.choices);
                wrong.retain(|choice| !right.contains(choice));
                if self.choices.is_empty() || wrong.is_empty() {
                    let help = "Put wrong ones into the column of choices, parted by `|`.";
                    return Err(Wrong::new(codes::CELL, "a choice has no wrong choices", help));
                }
                drafted.text("ask", question);
                match &right[..] {
                    [right] => drafted.text("right", right),
                    rights => drafted.texts("right", rights),
                }
                drafted.texts("wrong", &wrong);
            }
            Form::List | Form::Order => {
                asked(drafted, form, question);
                let items: Vec<_> = parts(answer).into_iter().map(|item| vec![item]).collect();
                drafted.groups("items", &items);
            }
            Form::Match => {
                let pairs: Option<Vec<_>> = parts(answer)
                    .iter()
                    .map(|pair| pair.split_once('='))
                    .map(|pair| pair.map(|(l, r)| (l.trim().to_owned(), r.trim().to_owned())))
                    .collect();
                let help = "Write the pairs as `one=first|two=second`.";
                let pairs = pairs.ok_or_else(|| {
                    Wrong::new(codes::CELL, "the answer of a match has no `=` in each part", help)
                })?;
                drafted.text("ask", question);
                drafted.pairs("pairs", &pairs);
            }
        }
        self.write_common(drafted)
    }

    fn write_common(&self, drafted: &mut Drafted) -> Result<(), Wrong> {
        if !self.hint.is_empty() {
            drafted.text("hint", &self.hint);
        }
        let notes: Vec<&str> =
            self.notes.iter().map(|note| &**note).filter(|note| !note.is_empty()).collect();
        if !notes.is_empty() {
            drafted.text("note", &notes.join("\n"));
        }
        if !self.cite.is_empty() {
            drafted.text("cite", &self.cite);
        }
        if !self.importance.is_empty() {
            let importance = self.importance.parse().map_err(|_| {
                let message = format!("`{}` is no importance", excerpt(&self.importance));
                Wrong::new(codes::CELL, message, "Write 1, 2 or 3, or nothing.")
            })?;
            drafted.whole("importance", importance);
        }
        drafted.texts("tags", &self.tags);
        Ok(())
    }

    /// The kind of card that the row becomes, and whether it is asked both ways.
    fn form(&self) -> Result<(Form, bool), Wrong> {
        let by_text = || {
            let has_gaps = self.question.contains("{{");
            if !self.choices.is_empty() {
                Form::Choice
            } else if has_gaps && (self.answer.is_empty() || has_numbered_gap(&self.question)) {
                Form::Cloze
            } else {
                Form::Basic
            }
        };
        let kind = self.kind.to_lowercase();
        let named = match kind.as_str() {
            "" => by_text(),
            "reversed" | "reverse" | "basic (and reversed card)" => return Ok((Form::Basic, true)),
            "basic (optional reversed card)" => {
                let wanted = self.notes.first().is_some_and(|wanted| !wanted.is_empty());
                return Ok((Form::Basic, wanted || self.reverse));
            }
            "basic (type in the answer)" => Form::Typed,
            kind => match Form::ALL.into_iter().find(|form| form.name() == kind) {
                Some(form @ (Form::Basic | Form::Cloze | Form::Typed)) => form,
                Some(form) if !self.of_anki => form,
                Some(_) | None if self.of_anki => by_text(),
                Some(_) | None => return Err(no_kind(&self.kind)),
            },
        };
        Ok((named, self.reverse))
    }
}

fn no_kind(kind: &str) -> Wrong {
    let message = format!("`{}` is no kind of card", excerpt(kind));
    let mut kinds: Vec<&str> = Form::ALL.map(Form::name).to_vec();
    kinds.insert(1, "reversed");
    Wrong::new(codes::KIND, message, format!("The kinds are {}.", kinds.join(", ")))
}

fn asked(drafted: &mut Drafted, form: Form, question: &str) {
    drafted.text("kind", form.name());
    drafted.text("ask", question);
}

/// What stands between `|` in a cell; never nothing at all.
fn parts(cell: &str) -> Vec<String> {
    let parts: Vec<String> = cell.split('|').map(tidy).filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { vec![cell.to_owned()] } else { parts }
}

/// Whether a gap as Anki writes it stands in a text: `{{c1::…}}`.
fn has_numbered_gap(text: &str) -> bool {
    text.match_indices("{{c").any(|(at, _)| number_length(&text[at + 3..]).is_some())
}

/// How long the number of a gap is that begins here and ends with `::`.
fn number_length(text: &str) -> Option<usize> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    (digits > 0 && text[digits..].starts_with("::")).then_some(digits)
}

/// Gaps as Anki numbers them, in the form of decks: `{{c1::…}}` is `{{1::…}}`.
fn gaps(text: &str) -> Cow<'_, str> {
    if !has_numbered_gap(text) {
        return text.into();
    }
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("{{c") {
        written.push_str(&rest[..at + 2]);
        rest = &rest[at + 2..];
        if number_length(&rest[1..]).is_some() {
            rest = &rest[1..];
        }
    }
    written.push_str(rest);
    written.into()
}

/// The beginning of a text, for a sentence about it.
pub(super) fn excerpt(text: &str) -> String {
    const LONGEST: usize = 60;
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deck::parse_note;

    fn deck() -> Deck {
        super::super::empty("d".parse().unwrap(), "d", Lang::default())
    }

    fn made(question: &str, answer: &str, kind: &str, choices: &str) -> Result<String, Wrong> {
        let mut cells = Cells {
            question: question.into(),
            answer: answer.into(),
            kind: kind.into(),
            choices: choices.into(),
            ..Cells::default()
        };
        let note = cells.note("a", &deck(), &mut Drafted::default());
        note.map(|entry| entry.text).map_err(|mut wrongs| wrongs.remove(0))
    }

    #[test]
    fn every_kind_has_its_cells() {
        for (question, answer, kind, choices, wanted) in [
            ("F", "B", "", "", "front = \"F\"\nback = \"B\""),
            ("F", "B", "Reversed", "", "front = \"F\"\nback = \"B\"\nreverse = true"),
            ("F {{c1::x::h}}", "B", "", "", "text = \"F {{1::x::h}}\"\nnote = \"B\""),
            ("F {{x}}", "", "", "", "text = \"F {{x}}\""),
            ("F {{x}}", "B", "", "", "front = \"F {{x}}\"\nback = \"B\""),
            (
                "F",
                "x | y",
                "typed",
                "",
                "kind = \"typed\"\nask = \"F\"\nanswer = \"x\"\naccept = [\"y\"]",
            ),
            ("F", "1453", "number", "", "kind = \"number\"\nask = \"F\"\nanswer = 1453"),
            (
                "F",
                "1618..1648",
                "number",
                "",
                "kind = \"number\"\nask = \"F\"\nanswer = 1633\ntolerance = 15",
            ),
            (
                "F",
                "3,5±0,5 km",
                "number",
                "",
                "kind = \"number\"\nask = \"F\"\nanswer = 3.5\ntolerance = 0.5\nunit = \"km\"",
            ),
            ("F", "1962-10", "date", "", "kind = \"date\"\nask = \"F\"\nanswer = \"1962-10\""),
            ("F", "a", "", "b|a|c", "ask = \"F\"\nright = \"a\"\nwrong = [\"b\", \"c\"]"),
            ("F", "a|b", "list", "", "kind = \"list\"\nask = \"F\"\nitems = [\"a\", \"b\"]"),
            (
                "F",
                "a|b|c",
                "order",
                "",
                "kind = \"order\"\nask = \"F\"\nitems = [\"a\", \"b\", \"c\"]",
            ),
            ("F", "a=1|b=2", "match", "", "ask = \"F\"\npairs = [[\"a\", \"1\"], [\"b\", \"2\"]]"),
        ] {
            let text = made(question, answer, kind, choices).unwrap();
            assert_eq!(text, format!("[[card]]\nid = \"a\"\n{wanted}\n"), "{question} {kind}");
        }
    }

    #[test]
    fn what_makes_no_sense_is_told() {
        for (question, answer, kind, code) in [
            ("", "B", "", codes::NO_QUESTION),
            ("F", "", "", codes::NO_ANSWER),
            ("F", "B", "essay", codes::KIND),
            ("F", "many", "number", codes::CELL),
            ("F", "9..1", "number", codes::CELL),
            ("F", "a|b", "match", codes::CELL),
            ("F", "a|b", "choice", codes::CELL),
            ("F", "someday", "date", "E020"),
            ("F {{c1::a {{c2::b}}}}", "", "", "E016"),
            ("F", "B\u{1b}[2J", "", "E003"),
        ] {
            assert_eq!(
                made(question, answer, kind, "").unwrap_err().code,
                code,
                "{question} {kind}"
            );
        }
    }

    #[test]
    fn note_types_of_anki_are_known_by_name_or_by_their_gaps() {
        let made = |kind: &str, question: &str, extra: &str| {
            let mut cells = Cells {
                question: question.into(),
                answer: "B|C".into(),
                kind: kind.into(),
                notes: vec![extra.into()],
                of_anki: true,
                ..Cells::default()
            };
            let entry = cells.note("a", &deck(), &mut Drafted::default()).unwrap();
            let note = parse_note(&entry.text, &deck().id).unwrap();
            (note.kind.name(), note.variants().len(), note.note)
        };
        assert_eq!(made("Basic (and reversed card)", "F", ""), ("basic", 2, None));
        assert_eq!(made("Basic (optional reversed card)", "F", ""), ("basic", 1, None));
        assert_eq!(made("Basic (optional reversed card)", "F", "y").1, 2);
        assert_eq!(made("Basic (type in the answer)", "F", "").0, "typed");
        assert_eq!(made("My own", "F {{c1::x}} {{c2::y}}", "").1, 2);
        assert_eq!(made("Number", "F", "x"), ("basic", 1, Some("x".to_owned())));
    }
}
