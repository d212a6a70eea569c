//! The machine: states, inputs, and what each input does in each state.
//!
//! Every pair of state and input is named; what makes no sense is refused with a reason, and
//! nothing is ever lost by it.

use foldhash::{HashSet, HashSetExt};

use super::card::{Card, Pick};
use super::marking::judge;
use super::stock::Stocks;
use super::summary::Summary;
use super::talk::{Action, Answered, Input, Left, Options, Show, Want};
use crate::given::Given;
use crate::model::{
    CardChange, CardKey, CardNumber, Day, EventId, Grade, Memory, Mode, Moment, NoteNumber,
    Quality, Review,
};
use crate::queue::Stock;
use crate::schedule;

/// Longer than this nobody thinks about a card: the learner was away. In milliseconds.
const LONGEST_ANSWER: i64 = 10 * 60 * 1000;

#[derive(Debug)]
enum State {
    Between,
    Asking { card: Box<Card>, since: Moment, asked_back: Option<(String, String)>, reread: bool },
    Revealed { card: Box<Card>, answered: Box<Answered>, since: Moment },
}

/// What was done to a card, to be undone.
#[derive(Debug)]
struct Done {
    event: EventId,
    key: CardKey,
    pick: Pick,
    sort: DoneSort,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DoneSort {
    Answer,
    Drill,
    /// A change after which the card is not asked any more today.
    Leaving,
    Change,
}

/// A session from its first question to its end.
#[derive(Debug)]
pub(crate) struct Session {
    options: Options,
    stocks: Stocks,
    state: State,
    done: Vec<Done>,
    /// Cards that must not come again, whatever the store says.
    passed: HashSet<CardNumber>,
    summary: Summary,
}

impl Session {
    /// Begins with what is due, what is new and what is left to drill today.
    pub(crate) fn new(options: Options, due: u32, new: u32, drills: Vec<Pick>) -> Self {
        Self {
            options,
            stocks: Stocks::new(due, new, drills),
            state: State::Between,
            done: Vec::new(),
            passed: HashSet::new(),
            summary: Summary::default(),
        }
    }

    /// The stock that the session wants filled before it can choose a card.
    pub(crate) fn wants(&self) -> Option<Want> {
        if self.out_of_time() {
            return None;
        }
        self.stocks.wants().map(|stock| {
            let passed = self.passed.iter().copied().chain(self.stocks.skipped()).collect();
            Want { stock, passed }
        })
    }

    /// Fills a stock; nothing means that there is no more.
    pub(crate) fn fill(&mut self, stock: Stock, picks: Vec<Pick>) {
        self.stocks.fill(stock, picks);
    }

    /// The next card to ask; `None` ends the session.
    pub(crate) fn choose(&mut self) -> Option<Pick> {
        if self.out_of_time() { None } else { self.stocks.next() }
    }

    fn out_of_time(&self) -> bool {
        self.options.budget_ms.is_some_and(|budget| self.summary.ms() >= budget)
    }

    /// Puts the card to the learner.
    pub(crate) fn ask(&mut self, card: Card, now: Moment) {
        self.state =
            State::Asking { card: Box::new(card), since: now, asked_back: None, reread: false };
    }

    /// Passes over a card that cannot be asked.
    pub(crate) fn pass_over(&mut self, pick: Pick) {
        self.stocks.drop_one(pick.stock);
        self.passed.insert(pick.card);
    }

    /// What there is to show now.
    pub(crate) fn show(&self) -> Show<'_> {
        match &self.state {
            State::Between => Show::Nothing,
            State::Asking { card, asked_back, .. } => Show::Question {
                card,
                asked_back: asked_back.as_ref().map(|(question, _)| question.as_str()),
            },
            State::Revealed { card, answered, .. } => Show::Answer { card, answered },
        }
    }

    /// What is left, the card that is shown among it.
    pub(crate) fn left(&self) -> Left {
        let (due, new, again) = self.stocks.waiting();
        let repeating = match &self.state {
            State::Asking { card, .. } | State::Revealed { card, .. } => card.pick.repeat,
            State::Between => false,
        };
        Left { due, new, drill: again + u32::from(repeating) }
    }

    pub(crate) fn summary(&self) -> &Summary {
        &self.summary
    }

    /// The four outcomes of the shown card, in the order of the grades.
    pub(crate) fn outcomes(&self, card: &Card) -> [Memory; 4] {
        let Pick { memory, mode, .. } = card.pick;
        Grade::ALL.map(|g| schedule::answer(memory, mode, self.options.day, g.quality()).0)
    }

    /// What the input does now.
    pub(crate) fn apply(&mut self, input: Input, now: Moment) -> Action {
        match std::mem::replace(&mut self.state, State::Between) {
            State::Between => self.between(input),
            State::Asking { card, since, asked_back, reread } => {
                self.asking(input, now, card, since, asked_back, reread)
            }
            State::Revealed { card, answered, since } => {
                self.revealed(input, now, card, answered, since)
            }
        }
    }

    fn between(&mut self, input: Input) -> Action {
        match input {
            Input::Undo => Action::Undo(self.last_done()),
            Input::Help => Action::Help,
            Input::Quit => Action::Quit,
            Input::Reveal
            | Input::Answer(_)
            | Input::Grade(..)
            | Input::Proposed
            | Input::WasRight
            | Input::WasWrong
            | Input::Hint
            | Input::Skip
            | Input::Bury
            | Input::Suspend
            | Input::Flag
            | Input::Edit
            | Input::Info
            | Input::Why => Action::Refused("no card is shown".to_owned()),
        }
    }

    fn asking(
        &mut self,
        input: Input,
        now: Moment,
        card: Box<Card>,
        since: Moment,
        asked_back: Option<(String, String)>,
        reread: bool,
    ) -> Action {
        let thought_ms = elapsed(since, now);
        let stay = |session: &mut Self, card, action| {
            session.state = State::Asking { card, since, asked_back: asked_back.clone(), reread };
            action
        };
        match input {
            Input::Reveal => {
                let answered = Answered { marked: None, response: None, thought_ms };
                self.state = State::Revealed { card, answered: Box::new(answered), since: now };
                Action::Show
            }
            Input::Answer(given) => {
                let earlier = asked_back.as_ref().map(|(_, earlier)| earlier.as_str());
                let marked = match judge(&card, &given, earlier) {
                    Ok(marked) => marked,
                    Err(reason) => return stay(self, card, Action::Refused(reason)),
                };
                if marked.unreadable && !reread {
                    let wish = wish_of(&card);
                    self.state = State::Asking { card, since, asked_back, reread: true };
                    return Action::AskBack(wish);
                }
                if let (Some(question), None, Given::Text(text)) =
                    (&marked.ask, &asked_back, &given)
                {
                    let question = question.clone();
                    let asked_back = Some((question.clone(), text.clone()));
                    self.state = State::Asking { card, since, asked_back, reread };
                    return Action::AskBack(question);
                }
                let response = match &asked_back {
                    Some((_, earlier)) => {
                        format!("{earlier} / {}", given.to_text(&card.question.expects))
                    }
                    None => given.to_text(&card.question.expects),
                };
                let answered =
                    Answered { marked: Some(marked), response: Some(response), thought_ms };
                self.state = State::Revealed { card, answered: Box::new(answered), since: now };
                Action::Show
            }
            Input::Hint => {
                let hint = card.note.hint.clone();
                let action = hint.map_or_else(
                    || Action::Refused("this card has no hint".to_owned()),
                    Action::Hint,
                );
                stay(self, card, action)
            }
            Input::Grade(..) | Input::Proposed | Input::WasRight | Input::WasWrong => {
                stay(self, card, Action::Refused("the answer is not shown yet".to_owned()))
            }
            other @ (Input::Undo
            | Input::Skip
            | Input::Bury
            | Input::Suspend
            | Input::Flag
            | Input::Edit
            | Input::Info
            | Input::Why
            | Input::Help
            | Input::Quit) => {
                let kept = card.clone();
                let action = self.anywhere(other, &kept);
                if matches!(self.state, State::Between) && keeps_card(&action) {
                    return stay(self, card, action);
                }
                action
            }
        }
    }

    fn revealed(
        &mut self,
        input: Input,
        now: Moment,
        card: Box<Card>,
        answered: Box<Answered>,
        since: Moment,
    ) -> Action {
        let total_ms = answered.thought_ms.saturating_add(elapsed(since, now));
        match input {
            Input::Grade(quality, ms) => {
                self.record(card, answered, quality, ms.unwrap_or(total_ms), since)
            }
            Input::Proposed => {
                let quality = proposed(&answered).unwrap_or(Grade::Good).quality();
                self.record(card, answered, quality, total_ms, since)
            }
            Input::WasRight | Input::WasWrong if answered.marked.is_none() => {
                self.state = State::Revealed { card, answered, since };
                Action::Refused("there is no verdict to overrule".to_owned())
            }
            Input::WasRight => self.record(card, answered, Grade::Good.quality(), total_ms, since),
            Input::WasWrong => self.record(card, answered, Grade::Again.quality(), total_ms, since),
            Input::Hint => {
                let hint = card.note.hint.clone();
                self.state = State::Revealed { card, answered, since };
                hint.map_or_else(
                    || Action::Refused("this card has no hint".to_owned()),
                    Action::Hint,
                )
            }
            Input::Reveal | Input::Answer(_) => {
                self.state = State::Revealed { card, answered, since };
                Action::Refused("the answer is shown already; it wants a grade".to_owned())
            }
            other @ (Input::Undo
            | Input::Skip
            | Input::Bury
            | Input::Suspend
            | Input::Flag
            | Input::Edit
            | Input::Info
            | Input::Why
            | Input::Help
            | Input::Quit) => {
                let action = self.anywhere(other, &card);
                if matches!(self.state, State::Between) && keeps_card(&action) {
                    self.state = State::Revealed { card, answered, since };
                }
                action
            }
        }
    }

    /// What a key does whether the answer is shown or not.
    fn anywhere(&mut self, input: Input, card: &Card) -> Action {
        let key = card.key.clone();
        match input {
            Input::Undo => Action::Undo(self.last_done()),
            Input::Skip => {
                self.stocks.skip(card.pick);
                Action::Show
            }
            Input::Bury => {
                let until = Some(self.options.day.plus(1));
                Action::Change { key, change: CardChange::BuriedUntil(until) }
            }
            Input::Suspend => Action::Change { key, change: CardChange::Suspended(true) },
            Input::Flag => Action::Change { key, change: CardChange::Flagged(!card.flagged) },
            Input::Edit => Action::Edit(key),
            Input::Info => Action::Info(key),
            Input::Why => Action::Why(key),
            Input::Help => Action::Help,
            Input::Quit => Action::Quit,
            Input::Reveal
            | Input::Answer(_)
            | Input::Grade(..)
            | Input::Proposed
            | Input::WasRight
            | Input::WasWrong
            | Input::Hint => Action::Refused("this makes no sense now".to_owned()),
        }
    }

    /// Whether an event of this session was an answer.
    pub(crate) fn was_review(&self, event: EventId) -> bool {
        self.done.iter().any(|done| {
            done.event == event && matches!(done.sort, DoneSort::Answer | DoneSort::Drill)
        })
    }

    fn last_done(&self) -> Option<(EventId, CardKey)> {
        self.done.last().map(|done| (done.event, done.key.clone()))
    }

    fn record(
        &mut self,
        card: Box<Card>,
        answered: Box<Answered>,
        quality: Quality,
        ms: u32,
        since: Moment,
    ) -> Action {
        let review = Review {
            mode: card.pick.mode,
            quality,
            response: answered.response.clone(),
            verdict: None,
            duration_ms: Some(ms),
        };
        let key = card.key.clone();
        self.state = State::Revealed { card, answered, since };
        Action::Record { key, review }
    }

    /// After an answer was recorded: `after` is what the card's memory is now.
    pub(crate) fn recorded(&mut self, event: EventId, review: &Review, after: Memory) {
        let State::Revealed { card, .. } = std::mem::replace(&mut self.state, State::Between)
        else {
            return;
        };
        let Card { pick, key, .. } = *card;
        let drill = pick.repeat;
        let ms = review.duration_ms.unwrap_or(0);
        self.summary.add(key.clone(), review.quality, drill, ms);
        let sort = if drill { DoneSort::Drill } else { DoneSort::Answer };
        if !drill {
            self.stocks.done(pick.stock, pick.note);
        }
        if self.options.cram {
            self.passed.insert(pick.card);
        }
        let again = if self.options.cram {
            review.quality.drills_again()
        } else {
            after.drills_on(self.options.day)
        };
        if again {
            let mode = if self.options.cram { Mode::Cram } else { Mode::Drill };
            self.stocks.drill_later(Pick { memory: after, mode, repeat: true, ..pick });
        }
        self.done.push(Done { event, key, pick, sort });
    }

    /// After a change to the shown card was recorded.
    pub(crate) fn changed(&mut self, event: EventId, change: &CardChange) {
        let (key, pick) = match &mut self.state {
            State::Asking { card, .. } | State::Revealed { card, .. } => {
                if let CardChange::Flagged(flagged) = change {
                    card.flagged = *flagged;
                }
                (card.key.clone(), card.pick)
            }
            State::Between => return,
        };
        let leaves = match change {
            CardChange::Suspended(_) | CardChange::BuriedUntil(_) | CardChange::Reset => true,
            CardChange::Flagged(_) | CardChange::Field { .. } => false,
        };
        if leaves {
            self.state = State::Between;
            self.stocks.remove(pick.card);
            if !pick.repeat {
                self.stocks.drop_one(pick.stock);
            }
            self.passed.insert(pick.card);
        }
        let sort = if leaves { DoneSort::Leaving } else { DoneSort::Change };
        self.done.push(Done { event, key, pick, sort });
    }

    /// After an event was taken back: `memory` is what the card's memory is now. The card comes
    /// at once, and the one that was shown waits behind it.
    pub(crate) fn undone(&mut self, card: CardNumber, note: NoteNumber, memory: Memory) {
        if let State::Asking { card: shown, .. } | State::Revealed { card: shown, .. } =
            std::mem::replace(&mut self.state, State::Between)
        {
            self.stocks.put_back(shown.pick);
        }
        self.passed.remove(&card);
        let last = match self.done.last() {
            Some(done) if done.pick.card == card => self.done.pop(),
            Some(_) | None => None,
        };
        let Some(Done { key, pick, sort, .. }) = last else {
            self.undone_of_earlier_session(card, note, memory);
            return;
        };
        let pick = Pick { memory, ..pick };
        match sort {
            DoneSort::Answer => {
                self.summary.take_back(&key);
                self.stocks.undo(pick, true);
            }
            DoneSort::Drill => {
                self.summary.take_back(&key);
                self.stocks.undo(pick, false);
            }
            DoneSort::Leaving => {
                if !pick.repeat {
                    self.stocks.count_again(pick.stock);
                }
                self.stocks.undo(pick, false);
            }
            DoneSort::Change => self.stocks.undo(pick, false),
        }
    }

    fn undone_of_earlier_session(&mut self, card: CardNumber, note: NoteNumber, memory: Memory) {
        let day = self.options.day;
        let drill = memory.drills_on(day);
        let stock = if memory.is_new() { Stock::New } else { Stock::Due };
        let mode = match (self.options.cram, drill) {
            (true, _) => Mode::Cram,
            (false, true) => Mode::Drill,
            (false, false) => mode_on(memory, day),
        };
        let pick = Pick { card, note, memory, stock, mode, repeat: drill };
        self.stocks.undo(pick, false);
        if !drill {
            self.stocks.count_again(stock);
        }
    }
}

/// Before the day it is due a card is studied ahead.
pub(crate) fn mode_on(memory: Memory, day: Day) -> Mode {
    match memory.due {
        crate::model::Due::On(due) if due > day => Mode::Ahead,
        crate::model::Due::On(_) | crate::model::Due::New => Mode::Review,
    }
}

/// The grade that is proposed for an answer, where one is.
pub(crate) fn proposed(answered: &Answered) -> Option<Grade> {
    answered.marked.as_ref().and_then(|marked| marked.verdict.proposed)
}

/// Whether the card stays where it is after the action.
fn keeps_card(action: &Action) -> bool {
    match action {
        Action::Change { .. }
        | Action::Edit(_)
        | Action::Info(_)
        | Action::Why(_)
        | Action::Help
        | Action::Refused(_)
        | Action::Hint(_)
        | Action::AskBack(_)
        | Action::Undo(_)
        | Action::Quit
        | Action::Record { .. } => true,
        Action::Show => false,
    }
}

fn elapsed(since: Moment, now: Moment) -> u32 {
    (now.utc_ms() - since.utc_ms()).clamp(0, LONGEST_ANSWER) as u32
}

fn wish_of(card: &Card) -> String {
    match card.question.kind {
        "number" => "please a number, e.g. 4".to_owned(),
        _ => "please a date, e.g. 1962 or 14.10.1962".to_owned(),
    }
}
