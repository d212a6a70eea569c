//! A card on its way through a session: first only picked, then with all that is shown of it.

use std::rc::Rc;

use crate::grading::Lexicon;
use crate::model::{CardKey, CardNumber, Deck, Memory, Mode, Note, NoteNumber};
use crate::question::Question;
use crate::queue::Stock;

/// A card that is to be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pick {
    pub(crate) card: CardNumber,
    pub(crate) note: NoteNumber,
    pub(crate) memory: Memory,
    /// From which stock it came; a drill keeps the stock of its first answer.
    pub(crate) stock: Stock,
    pub(crate) mode: Mode,
    /// Asked again in one session or day, beside what was counted as due and new.
    pub(crate) repeat: bool,
}

/// A card that is being asked.
#[derive(Debug, Clone)]
pub(crate) struct Card {
    pub(crate) pick: Pick,
    pub(crate) key: CardKey,
    pub(crate) note: Note,
    /// The deck's own tables, without its notes.
    pub(crate) deck: Rc<Deck>,
    pub(crate) lexicon: Rc<Lexicon>,
    pub(crate) question: Question,
    /// The tags of the card and of its deck.
    pub(crate) tags: Vec<String>,
    pub(crate) flagged: bool,
}
