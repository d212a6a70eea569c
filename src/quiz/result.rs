//! What a paper came to: a mark for each question, sums by deck, tag and kind, what to look at again.
//!
//! Marks are the program's, or the learner's own word where the program cannot mark. What still
//! waits for that word is counted apart and belongs to no sum.

use std::collections::BTreeMap;

use super::answer::given_text;
use super::input::Word;
use super::paper::Item;
use super::sitting::{Sitting, Slot};
use crate::grading::{Marked, Response, mark};
use crate::model::{CardKey, Grade, Quality, Score};

/// From this score on an answer is a good one for the schedule.
const FULL: u16 = 999;

/// From this score on it is a hard one; decks, tags and kinds below it are weak spots.
const RECALLED: u16 = 750;

/// The marks of a sitting.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Results {
    /// In the order of the paper.
    pub(crate) marks: Vec<(CardKey, Mark)>,
    pub(crate) total: Tally,
    pub(crate) by_deck: BTreeMap<String, Tally>,
    pub(crate) by_tag: BTreeMap<String, Tally>,
    pub(crate) by_kind: BTreeMap<String, Tally>,
    /// The questions that did not earn all their points.
    pub(crate) reviews: Vec<Review>,
}

/// How a question was answered.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Mark {
    Program(Box<Marked>),
    Learner(Word),
    /// Answered, and waiting for the learner's word.
    Waiting,
    Unanswered,
}

/// Sums over questions; what waits is in none of them but its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Tally {
    pub(crate) questions: u32,
    /// Questions that earned all their points.
    pub(crate) right: u32,
    pub(crate) unanswered: u32,
    pub(crate) waiting: u32,
    pub(crate) points: u32,
    /// In thousandths of a point.
    pub(crate) earned: u64,
}

/// A question to look at again.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Review {
    /// On the paper, from 1.
    pub(crate) number: usize,
    pub(crate) key: CardKey,
    pub(crate) prompt: String,
    /// `None` where nothing was answered.
    pub(crate) given: Option<String>,
    pub(crate) answer: String,
    pub(crate) score: Score,
    /// Why it did not earn all, in a few words; none for the learner's own mark.
    pub(crate) reason: Option<String>,
    /// What the author says to this wrong answer.
    pub(crate) feedback: Option<String>,
    pub(crate) note: Option<String>,
    /// The place that the card cites, else the source of its deck.
    pub(crate) source: Option<String>,
}

impl Results {
    pub(crate) fn of(sitting: &Sitting) -> Self {
        let mut results = Self {
            marks: Vec::new(),
            total: Tally::default(),
            by_deck: BTreeMap::new(),
            by_tag: BTreeMap::new(),
            by_kind: BTreeMap::new(),
            reviews: Vec::new(),
        };
        for (at, (item, slot)) in sitting.paper().items.iter().zip(&sitting.slots).enumerate() {
            let mark = Mark::of(item, slot);
            results.count(item, &mark);
            results.reviews.extend(review(at + 1, item, slot, &mark));
            results.marks.push((item.key.clone(), mark));
        }
        results
    }

    /// Decks, tags and kinds with less than three quarters of their points, the weakest first.
    pub(crate) fn weak_spots(&self) -> Vec<(&'static str, &str, Tally)> {
        let all = [("deck", &self.by_deck), ("tag", &self.by_tag), ("kind", &self.by_kind)];
        let mut weak: Vec<(&'static str, &str, Tally)> = Vec::new();
        for (sort, tallies) in all {
            let below = tallies
                .iter()
                .filter(|(_, tally)| tally.points > 0 && tally.score().thousandths() < RECALLED);
            weak.extend(below.map(|(name, tally)| (sort, name.as_str(), *tally)));
        }
        weak.sort_by_key(|(_, _, tally)| tally.score());
        weak
    }

    fn count(&mut self, item: &Item, mark: &Mark) {
        let add = |sums: &mut BTreeMap<String, Tally>, name: &str| {
            sums.entry(name.to_owned()).or_default().add(item, mark);
        };
        self.total.add(item, mark);
        add(&mut self.by_deck, item.key.note.deck.as_str());
        add(&mut self.by_kind, item.kind);
        let mut tags: Vec<&String> = item.tags.iter().collect();
        tags.sort();
        tags.dedup();
        tags.into_iter().for_each(|tag| add(&mut self.by_tag, tag));
    }
}

impl Mark {
    /// The mark of one answer, also for showing it at once.
    pub(crate) fn of_response(item: &Item, response: &Response) -> Self {
        if item.is_self_marked() {
            return Self::Waiting;
        }
        let marked = mark(&item.note, item.key.variant, &item.lexicon, response, None);
        Self::Program(Box::new(marked))
    }

    fn of(item: &Item, slot: &Slot) -> Self {
        match (&slot.response, slot.word) {
            (None, _) => Self::Unanswered,
            (Some(_), Some(word)) if item.is_self_marked() => Self::Learner(word),
            (Some(response), Some(_) | None) => Self::of_response(item, response),
        }
    }

    /// How much was right; `None` where that is not known yet.
    pub(crate) fn score(&self) -> Option<Score> {
        match self {
            Self::Program(marked) => Some(marked.verdict.score),
            Self::Learner(Word::Right) => Some(Score::FULL),
            Self::Learner(Word::Half) => Some(Score::ratio(1, 2)),
            Self::Learner(Word::Wrong) | Self::Unanswered => Some(Score::NONE),
            Self::Waiting => None,
        }
    }

    /// The quality to be recorded: that something was not answered says nothing of the memory.
    pub(crate) fn quality(&self) -> Option<Quality> {
        let grade = match self {
            Self::Unanswered | Self::Waiting => return None,
            Self::Program(_) | Self::Learner(_) => match self.score()?.thousandths() {
                FULL.. => Grade::Good,
                RECALLED.. => Grade::Hard,
                _ => Grade::Again,
            },
        };
        Some(grade.quality())
    }
}

impl Tally {
    /// The share of the points that was earned; full where there were none to earn.
    pub(crate) fn score(&self) -> Score {
        let whole = u64::from(self.points) * 1000;
        let count = |thousandths: u64| usize::try_from(thousandths).unwrap_or(usize::MAX);
        Score::ratio(count(self.earned), count(whole))
    }

    /// In per cent, rounded, but 100 only where nothing is missing.
    pub(crate) fn percent(&self) -> u16 {
        let rounded = (self.score().thousandths() + 5) / 10;
        if self.earned < u64::from(self.points) * 1000 { rounded.min(99) } else { 100 }
    }

    fn add(&mut self, item: &Item, mark: &Mark) {
        let Some(score) = mark.score() else {
            self.waiting += 1;
            return;
        };
        self.questions += 1;
        self.right += u32::from(score == Score::FULL);
        self.unanswered += u32::from(matches!(mark, Mark::Unanswered));
        self.points += item.points;
        self.earned += u64::from(score.thousandths()) * u64::from(item.points);
    }
}

fn review(number: usize, item: &Item, slot: &Slot, mark: &Mark) -> Option<Review> {
    let score = mark.score().filter(|score| *score < Score::FULL)?;
    let (reason, feedback) = match mark {
        Mark::Program(marked) => (Some(marked.verdict.reason.clone()), marked.feedback.clone()),
        Mark::Unanswered => (Some("not answered".to_owned()), None),
        Mark::Learner(_) | Mark::Waiting => (None, None),
    };
    Some(Review {
        number,
        key: item.key.clone(),
        prompt: item.question.prompt.clone(),
        given: slot.response.as_ref().map(|response| given_text(item, response)),
        answer: item.question.answer.clone(),
        score,
        reason,
        feedback,
        note: item.note.note.clone(),
        source: item.source().map(str::to_owned),
    })
}
