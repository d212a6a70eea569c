//! Whether a card fits a query.

use super::{Comparison, Pattern, Property, Query, State, Term};
use crate::model::{CardKey, Day, DeckId, Due, Grade, Memory, Variant};
use crate::spelling;

/// What a query may ask of a card.
#[derive(Debug, Clone)]
pub(crate) struct CardFacts<'a> {
    pub(crate) key: &'a CardKey,
    /// Empty where the query does not look at the note.
    pub(crate) kind: &'a str,
    pub(crate) tags: &'a [String],
    pub(crate) importance: u8,
    /// All words of the note, empty where the query does not look at them.
    pub(crate) text: &'a str,
    pub(crate) memory: Memory,
    pub(crate) suspended: bool,
    pub(crate) flagged: bool,
    pub(crate) buried_until: Option<Day>,
    pub(crate) added: Day,
    /// Day and grade of the answers in the days that the query asks for.
    pub(crate) rated: &'a [(Day, Grade)],
    /// From how many lapses on a card is a leech.
    pub(crate) leech_threshold: u32,
}

impl CardFacts<'_> {
    fn is(&self, state: State, today: Day) -> bool {
        let buried = self.buried_until.is_some_and(|until| until > today);
        match state {
            State::Due => {
                let due = matches!(self.memory.due, Due::On(day) if day <= today);
                due && !self.suspended && !buried
            }
            State::New => self.memory.is_new(),
            State::Review => !self.memory.is_new(),
            State::Learning => !self.memory.is_new() && self.memory.repetitions == 0,
            State::Drill => self.memory.drills_on(today),
            State::Suspended => self.suspended,
            State::Buried => buried,
            State::Leech => self.memory.lapses >= self.leech_threshold,
            State::Flagged => self.flagged,
        }
    }

    /// `None` where the card has no such number: a new card is due on no day.
    fn property(&self, property: Property, today: Day) -> Option<i64> {
        match property {
            Property::Lapses => Some(i64::from(self.memory.lapses)),
            Property::Ease => Some(i64::from(self.memory.ease.hundredths())),
            Property::Interval => Some(i64::from(self.memory.interval.days())),
            Property::Repetitions => Some(i64::from(self.memory.repetitions)),
            Property::Reviews => Some(i64::from(self.memory.reviews)),
            Property::Importance => Some(i64::from(self.importance)),
            Property::Due => match self.memory.due {
                Due::New => None,
                Due::On(day) => Some(day.number() - today.number()),
            },
        }
    }
}

pub(super) fn fits(query: &Query, card: &CardFacts<'_>, today: Day) -> bool {
    match query {
        Query::All(parts) => parts.iter().all(|part| fits(part, card, today)),
        Query::Any(parts) => parts.iter().any(|part| fits(part, card, today)),
        Query::Not(part) => !fits(part, card, today),
        Query::Term(term) => term_fits(term, card, today),
    }
}

fn term_fits(term: &Term, card: &CardFacts<'_>, today: Day) -> bool {
    match term {
        Term::Deck(pattern) => pattern.is_deck(&card.key.note.deck),
        Term::Tag(pattern) => card.tags.iter().any(|tag| pattern.is_all_of(tag)),
        Term::Kind(kind) => card.kind == kind,
        Term::Is(state) => card.is(*state, today),
        Term::Property(property, comparison, number) => {
            card.property(*property, today).is_some_and(|value| comparison.holds(value, *number))
        }
        Term::Rated(days, grade) => {
            let first = today.minus(days - 1);
            card.rated
                .iter()
                .any(|(day, given)| *day >= first && grade.is_none_or(|grade| grade == *given))
        }
        Term::Added(days) => card.added >= today.minus(days - 1),
        Term::Text(pattern) => pattern.is_within(card.text),
        Term::Card(key) => {
            key.note == card.key.note
                && (key.variant == Variant::Plain || key.variant == card.key.variant)
        }
    }
}

impl Comparison {
    fn holds(self, value: i64, number: i64) -> bool {
        match self {
            Self::Less => value < number,
            Self::AtMost => value <= number,
            Self::Equal => value == number,
            Self::Unequal => value != number,
            Self::AtLeast => value >= number,
            Self::More => value > number,
        }
    }
}

impl Pattern {
    /// Whether the deck or one above it is what the pattern says.
    pub(super) fn is_deck(&self, deck: &DeckId) -> bool {
        let deck = deck.as_str();
        let ends = deck.match_indices('/').map(|(at, _)| at).chain([deck.len()]);
        ends.into_iter().any(|end| self.is_all_of(&deck[..end]))
    }

    /// Whether the whole text is what the pattern says.
    pub(crate) fn is_all_of(&self, text: &str) -> bool {
        let text = spelling::fold(text);
        let (Some(first), Some(last)) = (self.pieces.first(), self.pieces.last()) else {
            return false;
        };
        if self.pieces.len() == 1 {
            return text == *first;
        }
        text.len() >= first.len() + last.len()
            && text.starts_with(first.as_str())
            && text.ends_with(last.as_str())
            && self.inner_within(&text[first.len()..text.len() - last.len()])
    }

    /// Whether the pattern stands somewhere in the text.
    pub(crate) fn is_within(&self, text: &str) -> bool {
        let text = spelling::fold(text);
        let mut rest = text.as_str();
        self.pieces.iter().all(|piece| advance(&mut rest, piece))
    }

    fn inner_within(&self, text: &str) -> bool {
        let mut rest = text;
        self.pieces[1..self.pieces.len() - 1].iter().all(|piece| advance(&mut rest, piece))
    }
}

fn advance(rest: &mut &str, piece: &str) -> bool {
    match rest.find(piece) {
        Some(at) => {
            *rest = &rest[at + piece.len()..];
            true
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(query: &str, change: impl FnOnce(&mut CardFacts<'_>)) -> bool {
        let key = "halperin/daten:kuba#2".parse().unwrap();
        let tags = ["USA".to_owned(), "kalter-krieg".to_owned()];
        let today = Day::from_number(100);
        let mut facts = CardFacts {
            key: &key,
            kind: "cloze",
            tags: &tags,
            importance: 3,
            text: "Die Krise um Kuba im Herbst 1962",
            memory: Memory { due: Due::On(today), lapses: 8, ..Memory::NEW },
            suspended: false,
            flagged: false,
            buried_until: None,
            added: Day::from_number(90),
            rated: &[(Day::from_number(95), Grade::Again)],
            leech_threshold: 8,
        };
        change(&mut facts);
        Query::parse(query).unwrap().fits(&facts, today)
    }

    #[test]
    fn each_word_finds_what_it_names_and_nothing_else() {
        let found = [
            "",
            "deck:halperin",
            "deck:halperin/*",
            "deck:halperin/daten",
            "deck:h*/d*",
            "tag:usa",
            "tag:*krieg",
            "kind:cloze",
            "is:due",
            "is:review",
            "is:leech",
            "prop:lapses>7",
            "prop:due=0",
            "prop:ease=2.5",
            "prop:importance=3",
            "rated:6",
            "rated:6:again",
            "added:11",
            "kuba",
            "\"herbst 1962\"",
            "kri*1962",
            "halperin/daten:kuba",
            "halperin/daten:kuba#2",
            "-is:new",
            "is:new or kuba",
            "(is:new or kuba) -is:flagged",
        ];
        for query in found {
            assert!(fits(query, |_| {}), "{query} finds the card");
        }
        let missed = [
            "deck:halp",
            "deck:halperin/date",
            "tag:us",
            "kind:basic",
            "is:new",
            "is:suspended",
            "prop:lapses>8",
            "rated:5",
            "rated:6:good",
            "added:10",
            "\"kuba herbst\"",
            "halperin/daten:kuba#1",
            "-kuba",
            "is:drill",
        ];
        for query in missed {
            assert!(!fits(query, |_| {}), "{query} does not find the card");
        }
    }

    #[test]
    fn a_suspended_or_buried_card_is_not_due() {
        assert!(!fits("is:due", |card| card.suspended = true));
        assert!(!fits("is:due", |card| card.buried_until = Some(Day::from_number(101))));
        assert!(fits("is:due", |card| card.buried_until = Some(Day::from_number(100))));
    }
}
