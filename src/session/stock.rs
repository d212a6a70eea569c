//! What is still to be asked in a session, and what comes next.

use std::collections::VecDeque;

use foldhash::HashSet;

use super::card::Pick;
use crate::model::{CardNumber, NoteNumber};
use crate::queue::{Progress, Stock};

/// So many other questions come before a card is drilled again, where there are so many.
const DRILL_GAP: u32 = 5;

/// A card that is to be drilled, and when it was asked last.
#[derive(Debug, Clone)]
struct Drill {
    pick: Pick,
    /// How many questions had been asked by then.
    asked_at: u32,
}

/// The cards of a session that are not asked yet.
#[derive(Debug, Clone, Default)]
pub(super) struct Stocks {
    progress: Progress,
    due: VecDeque<Pick>,
    new: VecDeque<Pick>,
    due_dry: bool,
    new_dry: bool,
    drills: VecDeque<Drill>,
    /// Comes before everything else: what was undone.
    front: Vec<Pick>,
    /// Comes after everything else, in the order of skipping.
    skipped: VecDeque<Pick>,
    /// Notes of which a card was answered today, so no sibling of it comes.
    answered: HashSet<NoteNumber>,
    asked: u32,
}

impl Stocks {
    pub(super) fn new(due_total: u32, new_total: u32, drills: Vec<Pick>) -> Self {
        let drills = drills.into_iter().map(|pick| Drill { pick, asked_at: 0 }).collect();
        let progress = Progress { due_total, new_total, ..Progress::default() };
        Self { progress, drills, ..Self::default() }
    }

    /// The stock that must be filled before the next card can be chosen.
    pub(super) fn wants(&self) -> Option<Stock> {
        if !self.front.is_empty() {
            return None;
        }
        match self.progress.next()? {
            Stock::Due => (self.due.is_empty() && !self.due_dry).then_some(Stock::Due),
            Stock::New => (self.new.is_empty() && !self.new_dry).then_some(Stock::New),
        }
    }

    /// Fills a stock; nothing means that it has run dry.
    pub(super) fn fill(&mut self, stock: Stock, picks: Vec<Pick>) {
        let answered = &self.answered;
        let picks: Vec<Pick> =
            picks.into_iter().filter(|pick| !answered.contains(&pick.note)).collect();
        match stock {
            Stock::Due => {
                self.due_dry = picks.is_empty();
                self.due.extend(picks);
            }
            Stock::New => {
                self.new_dry = picks.is_empty();
                self.new.extend(picks);
            }
        }
        self.level();
    }

    /// A stock that ran dry has no more cards than were asked, whatever was counted before.
    fn level(&mut self) {
        if self.due_dry && self.due.is_empty() {
            self.progress.due_total = self.progress.due_total.min(self.progress.due_done);
        }
        if self.new_dry && self.new.is_empty() {
            self.progress.new_total = self.progress.new_total.min(self.progress.new_done);
        }
    }

    /// The next card: what was undone, a drill that has waited, the stock that lags behind, the
    /// other drills, what was skipped.
    pub(super) fn next(&mut self) -> Option<Pick> {
        let pick = self.take()?;
        self.asked += 1;
        Some(pick)
    }

    fn take(&mut self) -> Option<Pick> {
        if let Some(pick) = self.front.pop() {
            return Some(pick);
        }
        let waited = self.drills.front().is_some_and(|d| self.asked >= d.asked_at + DRILL_GAP);
        if waited {
            return self.drills.pop_front().map(|drill| drill.pick);
        }
        while let Some(stock) = self.progress.next() {
            let picks = match stock {
                Stock::Due => &mut self.due,
                Stock::New => &mut self.new,
            };
            match picks.pop_front() {
                Some(pick) if self.answered.contains(&pick.note) => self.pass(stock),
                Some(pick) => return Some(pick),
                None => match stock {
                    Stock::Due => self.progress.due_total = self.progress.due_done,
                    Stock::New => self.progress.new_total = self.progress.new_done,
                },
            }
        }
        if let Some(drill) = self.drills.pop_front() {
            return Some(drill.pick);
        }
        let pick = self.skipped.pop_front()?;
        if !pick.repeat {
            self.count_again(pick.stock);
        }
        Some(pick)
    }

    /// One card fewer will come from the stock.
    fn pass(&mut self, stock: Stock) {
        let total = match stock {
            Stock::Due => &mut self.progress.due_total,
            Stock::New => &mut self.progress.new_total,
        };
        *total = total.saturating_sub(1);
    }

    /// A card of the stock was answered.
    pub(super) fn done(&mut self, stock: Stock, note: NoteNumber) {
        match stock {
            Stock::Due => self.progress.due_done += 1,
            Stock::New => self.progress.new_done += 1,
        }
        self.answered.insert(note);
    }

    /// A card of the stock will not be answered today.
    pub(super) fn drop_one(&mut self, stock: Stock) {
        self.pass(stock);
    }

    pub(super) fn drill_later(&mut self, pick: Pick) {
        self.drills.push_back(Drill { pick, asked_at: self.asked });
    }

    /// Puts a card behind all others.
    pub(super) fn skip(&mut self, pick: Pick) {
        if !pick.repeat {
            self.pass(pick.stock);
        }
        self.skipped.push_back(pick);
    }

    /// Takes a card out wherever it waits.
    pub(super) fn remove(&mut self, card: CardNumber) {
        self.drills.retain(|drill| drill.pick.card != card);
        self.skipped.retain(|pick| pick.card != card);
        self.due.retain(|pick| pick.card != card);
        self.new.retain(|pick| pick.card != card);
        self.front.retain(|pick| pick.card != card);
    }

    /// Puts a card before all others, as one that was not answered.
    pub(super) fn undo(&mut self, pick: Pick, was_done: bool) {
        self.remove(pick.card);
        if was_done {
            let (done, total) = match pick.stock {
                Stock::Due => (&mut self.progress.due_done, &mut self.progress.due_total),
                Stock::New => (&mut self.progress.new_done, &mut self.progress.new_total),
            };
            *done = done.saturating_sub(1);
            *total = (*total).max(*done + 1);
            self.answered.remove(&pick.note);
        }
        self.front.push(pick);
    }

    /// Puts a card back that was shown and not answered.
    pub(super) fn put_back(&mut self, pick: Pick) {
        self.front.push(pick);
    }

    /// Counts a card that came back to a stock.
    pub(super) fn count_again(&mut self, stock: Stock) {
        match stock {
            Stock::Due => self.progress.due_total += 1,
            Stock::New => self.progress.new_total += 1,
        }
    }

    /// What still waits, due, new and again; a card that is being asked is due or new until it
    /// is answered.
    pub(super) fn waiting(&self) -> (u32, u32, u32) {
        let skipped =
            |fits: fn(&Pick) -> bool| self.skipped.iter().filter(|pick| fits(pick)).count() as u32;
        let Progress { due_done, due_total, new_done, new_total } = self.progress;
        (
            due_total.saturating_sub(due_done)
                + skipped(|pick| !pick.repeat && pick.stock == Stock::Due),
            new_total.saturating_sub(new_done)
                + skipped(|pick| !pick.repeat && pick.stock == Stock::New),
            self.drills.len() as u32
                + skipped(|pick| pick.repeat)
                + self.front.iter().filter(|pick| pick.repeat).count() as u32,
        )
    }

    /// The cards that were skipped and still wait.
    pub(super) fn skipped(&self) -> impl Iterator<Item = CardNumber> {
        self.skipped.iter().map(|pick| pick.card)
    }
}
