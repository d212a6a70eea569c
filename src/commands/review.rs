//! `pauk review`: the daily session. The only place where session and store meet.

use std::cell::Cell;
use std::io::{self, BufReader};
use std::path::PathBuf;

use clap::Args;

use super::context::{Context, print, say};
use super::deck::store_with;
use super::desk::{Cut, Desk, Supply};
use super::edit::{Edited, edit_card};
use super::failure::Failure;
use super::held::{held_back, minutes_for};
use super::scope::{Pointed, Target, point};
use super::settings::Settings;
use crate::escape::to_json;
use crate::model::{
    CardChange, CardKey, Day, Due, Event, EventKind, Grade, Memory, Moment, Review,
};
use crate::seed::Seed;
use crate::session::{Action, Card, Input, Left, Options, Pick, Session, Show};
use crate::store::{CardRow, Pace, Store, StoreError};
use crate::ui::{
    Came, Ending, Grades, Jsonl, Lines, Notice, Opening, Outcome, Recorded, Scene, Screen,
    Terminal, day_in_words, plural,
};

/// Review what is due today, and learn new cards
///
/// A path is a deck file or a folder of decks, which is added or updated first. A bare word is a
/// path or a deck; what holds `:`, quotes or parentheses is a query.
#[derive(Debug, Default, Args)]
pub(crate) struct ReviewArgs {
    /// Deck files or folders, decks, or a query
    #[arg(value_name = "PATH|DECK|QUERY")]
    targets: Vec<String>,
    /// Ask at most so many cards
    #[arg(long, value_name = "N")]
    limit: Option<u32>,
    /// Bring so many new cards, whatever the daily limit says
    #[arg(long, value_name = "N")]
    new: Option<u32>,
    /// Stop after so many minutes of answering
    #[arg(long, value_name = "M", value_parser = clap::value_parser!(u32).range(1..=1440))]
    minutes: Option<u32>,
    /// Also ask what is due in the next days; passing early changes no date
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=36500))]
    ahead: Option<u32>,
    /// Ask everything, due or not, and change no schedule
    #[arg(long, conflicts_with = "ahead")]
    cram: bool,
    /// Type the answers that you would only think of
    #[arg(long)]
    typed: bool,
    /// How many grades are told apart
    #[arg(long, value_name = "4|6", value_parser = ["4", "6"])]
    grades: Option<String>,
    /// Mix the new cards, by this number in the same way each time
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
    /// Speak JSON lines with another program
    #[arg(long)]
    jsonl: bool,
}

/// How a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Done,
    Interrupted,
}

pub(crate) fn run(context: &Context, args: &ReviewArgs) -> Result<(), Failure> {
    if context.global.json {
        return Err(Failure::usage("a session is no report")
            .hint("`pauk review --jsonl` speaks JSON lines; `pauk due --json` reports."));
    }
    let targets: Vec<Target> = args.targets.iter().map(|word| Target::of(word)).collect();
    let paths: Vec<PathBuf> = targets
        .iter()
        .filter_map(|target| match target {
            Target::Path(path) => Some(path.clone()),
            Target::Deck(_) | Target::Query(_) => None,
        })
        .collect();
    let (mut store, decks) = store_with(context, &paths)?;
    store.go_card_by_card()?;
    let together = store.read_together()?;
    let settings = context.settings(&store)?;
    let today = context.today(&settings);
    let pointed = point(&store, &targets, &decks)?;
    let cut = Cut {
        today,
        horizon: today.plus(args.ahead.unwrap_or(0)),
        cram: args.cram,
        new: args.new,
        shuffle: args.seed.map(Seed::pinned),
    };
    let supply = Supply::new(&store, &settings, &pointed, cut.clone())?;
    drop(together);
    let grades = match args.grades.as_deref().unwrap_or(settings.get("grades")) {
        "6" => Grades::Six,
        _ => Grades::Four,
    };
    let mut sitting = Sitting::new(context, args, &settings, &pointed, &cut);
    if args.jsonl {
        let mut screen = Jsonl::new(io::stdin(), io::stdout());
        return sitting.hold(&mut store, supply, &mut screen);
    }
    if sitting.nothing_to_do(&store, &supply)? {
        return Ok(());
    }
    if context.at_terminal() && !context.wants_lines(&settings) {
        let mut screen = Terminal::new(context.layout(&settings).paint, grades, today);
        sitting.hold(&mut store, supply, &mut screen)
    } else {
        let width = context.layout(&settings).width;
        let mut screen =
            Lines::new(BufReader::new(io::stdin()), io::stdout(), width, grades, today);
        sitting.hold(&mut store, supply, &mut screen)
    }
}

/// Holds a session in JSON lines over a store that is already there.
pub(super) fn rehearse(
    context: &Context,
    store: &mut Store,
    input: impl io::Read,
    out: impl io::Write,
) -> Result<(), Failure> {
    let settings = context.settings(store)?;
    let today = context.today(&settings);
    let pointed = point(store, &[], &[])?;
    let cut = Cut { new: Some(u32::MAX), ..Cut::plain(today) };
    let supply = Supply::new(store, &settings, &pointed, cut.clone())?;
    let args = ReviewArgs::default();
    let mut sitting = Sitting::new(context, &args, &settings, &pointed, &cut);
    sitting.hold(store, supply, &mut Jsonl::new(input, out))
}

/// What a session is held with.
struct Sitting<'a> {
    context: &'a Context,
    args: &'a ReviewArgs,
    settings: &'a Settings,
    pointed: &'a Pointed,
    cut: &'a Cut,
    /// Whether anything was written since the supply was counted.
    wrote: Cell<bool>,
    /// Whether it was seen to that there is a copy of today.
    backed_up: Cell<bool>,
    /// The card that comes next, where it was read with the answer to the last one.
    next: Cell<Option<Next>>,
}

/// A card that comes next, and what was read of it.
type Next = (Pick, Result<Option<CardRow>, StoreError>);

impl<'a> Sitting<'a> {
    fn new(
        context: &'a Context,
        args: &'a ReviewArgs,
        settings: &'a Settings,
        pointed: &'a Pointed,
        cut: &'a Cut,
    ) -> Self {
        Self {
            context,
            args,
            settings,
            pointed,
            cut,
            wrote: Cell::new(false),
            backed_up: Cell::new(false),
            next: Cell::new(None),
        }
    }

    /// Says what there is to say where nothing is to be asked.
    fn nothing_to_do(&self, store: &Store, supply: &Supply) -> Result<bool, Failure> {
        let total = supply.counts.total();
        if total.due + total.new + total.drill > 0 {
            return Ok(false);
        }
        let mut lines = Vec::new();
        if store.deck_ids()?.is_empty() {
            lines.push(
                "There are no decks yet. `pauk review FILE` brings one in and starts.".to_owned(),
            );
        } else if self.args.cram {
            lines.push("No card fits.".to_owned());
        } else {
            lines.push("Nothing is due.".to_owned());
            if let Some(next) = supply.next_due(store)? {
                lines.push(format!("The next card is due {}.", day_in_words(next, self.cut.today)));
            }
            lines.extend(held_back(supply));
        }
        if supply.suspended() > 0 {
            let cards = plural(supply.suspended() as u64, "card");
            lines.push(format!("Suspended: {cards}; `pauk card resume` asks again."));
        }
        print(&lines)?;
        Ok(true)
    }

    /// Holds the session on a screen. At its end the sums follow what was recorded; where they
    /// cannot, whoever reads them counts it.
    fn hold(
        &mut self,
        store: &mut Store,
        supply: Supply,
        screen: &mut dyn Screen,
    ) -> Result<(), Failure> {
        let held = self.ask_all(store, supply, screen);
        let _ = store.sum_up();
        held
    }

    /// Asks until nothing is left, or the learner wants no more.
    fn ask_all(
        &mut self,
        store: &mut Store,
        mut supply: Supply,
        screen: &mut dyn Screen,
    ) -> Result<(), Failure> {
        let total = supply.counts.total();
        let mut drills = supply.drills(store)?;
        let mut room = self.args.limit.unwrap_or(u32::MAX);
        let mut within = |wanted: u32| {
            let taken = wanted.min(room);
            room -= taken;
            taken
        };
        let due = within(total.due);
        drills.truncate(within(total.drill) as usize);
        let new = within(total.new);
        let options = Options {
            day: self.cut.today,
            cram: self.args.cram,
            budget_ms: self.args.minutes.map(|minutes| u64::from(minutes) * 60_000),
        };
        let mut session = Session::new(options, due, new, drills);
        let pace = if screen.says_minutes() {
            store.pace(self.cut.today)?
        } else {
            Pace { review_ms: 0, new_ms: 0 }
        };
        screen.opening(&Opening {
            day: self.cut.today,
            left: session.left(),
            held_back: held_back(&supply),
            minutes: minutes_for(session.left(), &pace),
        })?;
        let desk = Desk::new(self.context.seed, self.args.typed);
        let end = loop {
            match self.choose(store, &mut session, &mut supply, &desk)? {
                None => break End::Done,
                Some((_, Some(card))) => session.ask(card, self.context.now()),
                Some((pick, None)) => {
                    session.pass_over(pick);
                    continue;
                }
            }
            if let Some(end) = self.one_card(store, &mut session, screen, &desk, &pace)? {
                break end;
            }
        };
        screen.ending(&self.ending(store, &session, &supply)?)?;
        match end {
            End::Done => Ok(()),
            End::Interrupted => Err(Failure::interrupted()),
        }
    }

    /// What comes next, and its card where it can be asked; `None` where nothing comes any more.
    fn choose(
        &self,
        store: &Store,
        session: &mut Session,
        supply: &mut Supply,
        desk: &Desk,
    ) -> Result<Option<(Pick, Option<Card>)>, Failure> {
        if let Some((pick, row)) = self.next.take() {
            return Ok(Some((pick, desk.card_of(store, pick, row?)?)));
        }
        // One card takes one statement, which is read from one moment by itself.
        let mut together = None;
        while let Some(want) = session.wants() {
            if together.is_none() {
                together = Some(store.read_together()?);
            }
            let picks = supply.fill(store, &want)?;
            session.fill(want.stock, picks);
        }
        let Some(pick) = session.choose() else { return Ok(None) };
        Ok(Some((pick, desk.card(store, pick)?)))
    }

    /// From the question to whatever ends it. Something comes back where the session ends.
    fn one_card(
        &self,
        store: &mut Store,
        session: &mut Session,
        screen: &mut dyn Screen,
        desk: &Desk,
        pace: &Pace,
    ) -> Result<Option<End>, Failure> {
        let mut redraw = true;
        loop {
            let scene = self.scene(session, pace);
            if matches!(scene.show, Show::Nothing) {
                return Ok(None);
            }
            if redraw {
                screen.show(&scene)?;
                // A copy takes longer than an answer and less than reading the first question.
                if !self.backed_up.get() && self.context.at_terminal() {
                    self.back_up(store);
                }
            }
            redraw = false;
            let input = match screen.input(&scene)? {
                Came::Input(input) => input,
                Came::End => Input::Quit,
                Came::Interrupted => return Ok(Some(End::Interrupted)),
                Came::Refused(reason) => {
                    screen.notice(&Notice::Refused(reason))?;
                    continue;
                }
            };
            let now = self.context.now();
            match session.apply(input, now) {
                Action::Show => redraw = true,
                Action::Quit => return Ok(Some(End::Done)),
                Action::Hint(text) => screen.notice(&Notice::Hint(text))?,
                Action::Help => screen.notice(&Notice::Help)?,
                Action::Refused(reason) => screen.notice(&Notice::Refused(reason))?,
                Action::AskBack(text) => {
                    if let Some(key) = shown(session).map(|card| card.key.clone()) {
                        screen.notice(&Notice::AskBack { key, text })?;
                    }
                }
                Action::Record { key, review } => {
                    self.back_up(store);
                    self.wrote.set(true);
                    let notice = self.record(store, session, key, review, now)?;
                    screen.notice(&notice)?;
                }
                Action::Change { key, change } => {
                    self.wrote.set(true);
                    let notice = self.change(store, session, &key, change)?;
                    screen.notice(&notice)?;
                }
                Action::Undo(target) => {
                    self.wrote.set(true);
                    let notice = self.undo(store, session, target)?;
                    screen.notice(&notice)?;
                }
                Action::Edit(key) => {
                    self.wrote.set(true);
                    self.edit(store, screen, &key)?;
                    if let Some(card) = shown(session) {
                        let pick = card.pick;
                        match desk.card(store, pick)? {
                            Some(card) => session.ask(card, self.context.now()),
                            None => session.pass_over(pick),
                        }
                        redraw = true;
                    }
                }
                Action::Info(key) => {
                    screen.notice(&Notice::Lines(super::card::info(
                        store,
                        &key,
                        self.cut.today,
                    )?))?;
                }
                Action::Why(key) => {
                    screen.notice(&Notice::Lines(super::card::why(
                        store,
                        &key,
                        self.cut.today,
                    )?))?;
                }
            }
        }
    }

    fn scene<'s>(&self, session: &'s Session, pace: &Pace) -> Scene<'s> {
        let show = session.show();
        let outcomes = match &show {
            Show::Answer { card, .. } => self.outcomes(session, card),
            Show::Question { .. } | Show::Nothing => Vec::new(),
        };
        let left = session.left();
        Scene { show, day: self.cut.today, left, minutes: minutes_for(left, pace), outcomes }
    }

    fn outcomes(&self, session: &Session, card: &Card) -> Vec<Outcome> {
        Grade::ALL
            .into_iter()
            .zip(session.outcomes(card))
            .map(|(grade, after)| Outcome {
                grade,
                interval: after.interval.days(),
                due: due_day(after),
                again_today: if self.args.cram {
                    grade.quality().drills_again()
                } else {
                    after.drills_on(self.cut.today)
                },
            })
            .collect()
    }

    /// A copy a day, where this session did not look for it yet. A failing copy keeps nobody from
    /// learning.
    fn back_up(&self, store: &Store) {
        if self.backed_up.replace(true) {
            return;
        }
        if let Err(error) = store.backup_daily(self.cut.today) {
            say(&format!("note: no copy was made today: {error}"));
        }
    }

    fn record(
        &self,
        store: &mut Store,
        session: &mut Session,
        key: CardKey,
        review: Review,
        now: Moment,
    ) -> Result<Notice, Failure> {
        let (drill, verdict) = match session.show() {
            Show::Answer { card, answered } => {
                let verdict =
                    answered.marked.as_ref().map(|marked| to_json(&crate::ui::verdict(marked)));
                (card.pick.repeat, verdict)
            }
            Show::Question { .. } | Show::Nothing => (false, None),
        };
        let review = Review { verdict, ..review };
        let kind = EventKind::Review { card: key.clone(), review: review.clone() };
        let event = Event { at: now, day: self.cut.today, kind };
        let (id, before, after) = store.record_and(event, |store, recorded| {
            let (id, _, after) = recorded;
            session.recorded(id, &review, after);
            self.next.set(next_in(session, store));
            recorded
        })?;
        let again_today = if self.args.cram {
            review.quality.drills_again()
        } else {
            after.drills_on(self.cut.today)
        };
        let leech = leech_now(self.settings.leech_threshold(), before.lapses, after.lapses);
        Ok(Notice::Recorded(Recorded {
            review: id,
            key,
            quality: review.quality,
            interval: after.interval.days(),
            due: due_day(after),
            ease: after.ease.hundredths(),
            repetitions: after.repetitions,
            drill,
            again_today,
            leech,
        }))
    }

    fn change(
        &self,
        store: &mut Store,
        session: &mut Session,
        key: &CardKey,
        change: CardChange,
    ) -> Result<Notice, Failure> {
        let kind = EventKind::Set { card: key.clone(), change: change.clone() };
        let event = Event { at: self.context.now(), day: self.cut.today, kind };
        let (id, _, _) = store.record(event)?;
        session.changed(id, &change);
        let key = key.clone();
        Ok(match change {
            CardChange::Suspended(_) => Notice::Suspended { key },
            CardChange::Flagged(on) => Notice::Flagged { key, on },
            CardChange::BuriedUntil(until) => {
                Notice::Buried { key, until: until.unwrap_or(self.cut.today) }
            }
            CardChange::Reset => Notice::Message(format!("{key} is new again")),
            CardChange::Field { .. } => Notice::Edited { key },
        })
    }

    fn undo(
        &self,
        store: &mut Store,
        session: &mut Session,
        target: Option<(crate::model::EventId, CardKey)>,
    ) -> Result<Notice, Failure> {
        let now = self.context.now();
        let was_review = target.as_ref().is_none_or(|(id, _)| session.was_review(*id));
        let undone = match target {
            Some((id, key)) => Some(store.retract(id, key, now, self.cut.today)?),
            None => store.undo(1, now, self.cut.today)?.pop(),
        };
        Ok(match undone {
            Some(undone) => {
                let (card, note) = store.numbers_of(&undone.card)?;
                session.undone(card, note, undone.memory);
                Notice::Undone { review: undone.review, key: undone.card, was_review }
            }
            None => Notice::NothingToUndo,
        })
    }

    fn edit(
        &self,
        store: &mut Store,
        screen: &mut dyn Screen,
        key: &CardKey,
    ) -> Result<(), Failure> {
        screen.pause()?;
        let edited = edit_card(self.context, store, self.settings, key, self.cut.today);
        screen.resume()?;
        match edited {
            Ok(Edited::Changed) => screen.notice(&Notice::Edited { key: key.clone() })?,
            Ok(Edited::Unchanged) => {
                screen.notice(&Notice::Message("nothing was changed".to_owned()))?
            }
            Err(failure) => screen.notice(&Notice::Lines(failure.lines()))?,
        }
        Ok(())
    }

    fn ending(&self, store: &Store, session: &Session, supply: &Supply) -> Result<Ending, Failure> {
        let _together = store.read_together()?;
        let summary = session.summary();
        let mut hardest = Vec::new();
        for (key, times) in summary.hardest(5) {
            hardest.push((key.clone(), super::card::prompt_of(store, key)?, times));
        }
        let open = |supply: &Supply| {
            let total = supply.counts.total();
            Left { due: total.due, new: total.new, drill: total.drill }
        };
        let (mut left, mut held) = (session.left(), held_back(supply));
        let mut next_due = supply.next_due(store)?;
        if !self.args.cram {
            left = open(supply);
            // What was limited for this session is still open today.
            if self.wrote.get() || self.cut.new.is_some() {
                let cut = Cut { new: None, ..self.cut.clone() };
                let now = Supply::new(store, self.settings, self.pointed, cut)?;
                (left, held) = (open(&now), held_back(&now));
                next_due = now.next_due(store)?;
            }
        }
        let all_done = left.all() == 0;
        Ok(Ending {
            reviewed: summary.reviewed(),
            drilled: summary.drilled(),
            grades: summary.grades(),
            ms: summary.ms(),
            hardest,
            left,
            next_due,
            day: self.cut.today,
            again: summary.again(),
            held_back: if all_done && self.pointed.query.is_none() { held } else { Vec::new() },
        })
    }
}

/// The next card, where the session knows it without asking for more. Reading its row is all that
/// an answer waits for before it is on disk.
fn next_in(session: &mut Session, store: &Store) -> Option<Next> {
    if session.wants().is_some() {
        return None;
    }
    let pick = session.choose()?;
    Some((pick, store.card_by_number(pick.card)))
}

fn shown(session: &Session) -> Option<&Card> {
    match session.show() {
        Show::Question { card, .. } | Show::Answer { card, .. } => Some(card),
        Show::Nothing => None,
    }
}

pub(super) fn due_day(memory: Memory) -> Option<Day> {
    match memory.due {
        Due::New => None,
        Due::On(day) => Some(day),
    }
}

/// The number of lapses where it makes a leech: at the threshold, then every half of it.
fn leech_now(threshold: u32, before: u32, after: u32) -> Option<u32> {
    let step = (threshold / 2).max(1);
    let leech = after > before && after >= threshold && (after - threshold).is_multiple_of(step);
    leech.then_some(after)
}
