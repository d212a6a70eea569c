//! A paper: the questions of one quiz in their order, each with all that is needed to mark it.
//!
//! How the questions are chosen stands in `draw`, how they look on a page in `report::paper`.

use std::fmt;
use std::rc::Rc;

use sha2::{Digest, Sha256};

use super::limit::TimeLimit;
use crate::deck::print_note;
use crate::grading::Lexicon;
use crate::model::{CardKey, Deck, Kind, Lang, Note, Variant};
use crate::question::{Expects, Question};
use crate::seed::Seed;

/// A card from which a paper may be drawn.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) key: CardKey,
    pub(crate) note: Note,
    /// The deck's own tables, without its notes.
    pub(crate) deck: Rc<Deck>,
    /// The tags of the card and of its deck.
    pub(crate) tags: Vec<String>,
}

/// The number of a paper: with the same cards it leads to the same paper, so a teacher can note it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PaperNumber(u64);

impl PaperNumber {
    pub(crate) fn new(number: u64) -> Self {
        Self(number)
    }

    /// A number of at most six figures, short enough to be copied by hand.
    pub(crate) fn from_seed(seed: Seed) -> Self {
        Self(seed.derive("quiz").number() % 1_000_000)
    }

    pub(crate) fn get(self) -> u64 {
        self.0
    }

    pub(super) fn seed(self) -> Seed {
        Seed::pinned(self.0).derive("paper")
    }
}

impl fmt::Display for PaperNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// The questions of one quiz.
#[derive(Debug, Clone)]
pub(crate) struct Paper {
    pub(crate) number: PaperNumber,
    pub(crate) title: String,
    /// The language of most questions.
    pub(crate) lang: Lang,
    pub(crate) time: Option<TimeLimit>,
    pub(crate) items: Vec<Item>,
}

impl Paper {
    /// How many points can be reached.
    pub(crate) fn points(&self) -> u32 {
        self.items.iter().map(|item| item.points).sum()
    }
}

/// A question of a paper.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub(crate) key: CardKey,
    /// The kind of the card, also where it is asked as a choice.
    pub(crate) kind: &'static str,
    /// The note as it is asked: a choice where the card was made one.
    pub(crate) note: Note,
    pub(crate) deck: Rc<Deck>,
    pub(crate) tags: Vec<String>,
    pub(crate) lexicon: Rc<Lexicon>,
    pub(crate) question: Question,
    /// As many as the question wants answers.
    pub(crate) points: u32,
    /// Changes when the author changes the note.
    pub(super) fingerprint: String,
}

impl Item {
    /// The question of a card, asked as its author wrote it.
    pub(super) fn as_written(entry: &Entry, lexicon: Rc<Lexicon>, seed: Seed) -> Self {
        let question = Question::of(&entry.note, entry.key.variant, &entry.deck, false, || seed);
        Self {
            key: entry.key.clone(),
            kind: entry.note.kind.name(),
            points: points(&entry.note.kind, entry.key.variant),
            note: entry.note.clone(),
            deck: Rc::clone(&entry.deck),
            tags: entry.tags.clone(),
            lexicon,
            question,
            fingerprint: fingerprint(&entry.note),
        }
    }

    /// Whether only the learner can say how good the answer was.
    pub(crate) fn is_self_marked(&self) -> bool {
        match self.question.expects {
            Expects::Reveal => true,
            Expects::Text
            | Expects::Choices { .. }
            | Expects::Items { .. }
            | Expects::Order { .. }
            | Expects::Pairs { .. } => false,
        }
    }

    /// Where to read up on it: the place that the card cites, else the source of its deck.
    pub(crate) fn source(&self) -> Option<&str> {
        self.note.cite.as_deref().or(self.deck.source.as_deref())
    }
}

fn points(kind: &Kind, variant: Variant) -> u32 {
    let answers = match kind {
        Kind::Basic { .. } | Kind::Typed { .. } | Kind::Number { .. } | Kind::Date { .. } => 1,
        Kind::Cloze { cloze, .. } => match variant {
            Variant::Gap(number) => cloze.answers(number).len(),
            Variant::Plain | Variant::Reverse => 1,
        },
        Kind::Choice(choice) => choice.right.len(),
        Kind::List { items, .. } => items.len(),
        // The first item has no place of its own: n items earn n − 1 steps.
        Kind::Order { items, .. } => items.iter().flatten().count().saturating_sub(1),
        Kind::Match { pairs, .. } => pairs.len(),
    };
    u32::try_from(answers).unwrap_or(u32::MAX).max(1)
}

fn fingerprint(note: &Note) -> String {
    let digest = Sha256::digest(print_note(note));
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
