//! Holding a quiz on a screen: asking, keeping what is there, marking, writing it to the log.

use std::cell::Cell;
use std::io::{self, BufReader};

use serde_json::Value;

use crate::commands::context::{Context, say};
use crate::commands::failure::Failure;
use crate::commands::settings::Settings;
use crate::escape::to_json;
use crate::given::respond;
use crate::model::{Day, Event, EventKind, Mode, Review};
use crate::quiz::{Ending, Form, Input, Mark, Outcome, Progress, Results, Sitting, given_text};
use crate::store::Store;
use crate::ui::{
    Grades, JsonlQuiz, Judged, LineSource, PeopleQuiz, QuizCame, QuizOpening, QuizScreen, Sheet,
    Terminal, TerminalSource, result_json, verdict,
};

/// Where a quiz is held.
pub(super) struct Hall<'a> {
    pub(super) context: &'a Context,
    pub(super) settings: &'a Settings,
    pub(super) today: Day,
    pub(super) form: Form,
    /// Whether answers go to the log, and what is there is kept.
    pub(super) logs: bool,
}

/// How the asking ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    HandedIn(Ending),
    Left,
    Interrupted,
}

impl Hall<'_> {
    /// Holds it on the screen that fits.
    pub(super) fn hold(
        &self,
        store: &mut Store,
        sitting: Sitting,
        jsonl: bool,
        dropped: Vec<String>,
    ) -> Result<(), Failure> {
        let layout = self.context.layout(self.settings);
        if jsonl {
            let mut screen = JsonlQuiz::new(io::stdin(), io::stdout());
            return self.sit(store, sitting, &mut screen, dropped);
        }
        if self.context.at_terminal() && !self.context.wants_lines(self.settings) {
            let terminal = Terminal::new(layout.paint, Grades::Four, self.today);
            let mut screen = PeopleQuiz::new(TerminalSource(terminal));
            return self.sit(store, sitting, &mut screen, dropped);
        }
        let source = LineSource { input: BufReader::new(io::stdin()), out: io::stdout(), layout };
        self.sit(store, sitting, &mut PeopleQuiz::new(source), dropped)
    }

    /// Sits it on this screen.
    pub(super) fn sit(
        &self,
        store: &mut Store,
        mut sitting: Sitting,
        screen: &mut dyn QuizScreen,
        dropped: Vec<String>,
    ) -> Result<(), Failure> {
        let paper = sitting.paper();
        screen.opening(&QuizOpening {
            title: paper.title.clone(),
            paper: paper.number.get(),
            questions: paper.items.len(),
            points: paper.points(),
            seconds: sitting.remaining_ms().map(|ms| ms / 1000),
            dropped,
        })?;
        self.keep(store, &sitting)?;
        let asked = match sitting.ending() {
            Some(ending) => Asked::HandedIn(ending),
            None => self.ask_all(store, &mut sitting, screen)?,
        };
        match asked {
            Asked::HandedIn(_) if self.judge_all(store, &mut sitting, screen)? => {
                self.hand_in(store, &sitting, screen)
            }
            Asked::HandedIn(_) | Asked::Left => {
                screen.left(self.logs)?;
                Ok(())
            }
            Asked::Interrupted => {
                screen.left(self.logs)?;
                Err(Failure::interrupted())
            }
        }
    }

    /// Keeps what is there, in case the quiz is left.
    fn keep(&self, store: &mut Store, sitting: &Sitting) -> Result<(), Failure> {
        if self.logs {
            store.keep_quiz(Some(&Progress::of(sitting, self.form).to_json()))?;
        }
        Ok(())
    }

    fn ask_all(
        &self,
        store: &mut Store,
        sitting: &mut Sitting,
        screen: &mut dyn QuizScreen,
    ) -> Result<Asked, Failure> {
        let begun = self.context.now().utc_ms();
        // A clock that is set back gives no more time: the latest reading holds.
        let latest = Cell::new(0);
        let clock = || {
            let ms = (self.context.now().utc_ms() - begun).max(0) as u64;
            latest.set(latest.get().max(ms));
            latest.get()
        };
        let remaining_at_start = sitting.remaining_ms();
        let remaining = || remaining_at_start.map(|left| left.saturating_sub(clock()));
        loop {
            if let Outcome::Ended(ending) = sitting.apply(Input::Tick, clock()) {
                self.keep(store, sitting)?;
                return Ok(Asked::HandedIn(ending));
            }
            let number = sitting.number();
            let Some(item) = sitting.item() else {
                return Ok(Asked::HandedIn(Ending::HandedIn));
            };
            let given = sitting.response(number).map(|response| given_text(item, response));
            let unanswered = sitting.unanswered();
            let sheet = Sheet {
                item,
                number,
                of: sitting.paper().items.len(),
                given: given.as_deref(),
                unanswered: unanswered.len(),
            };
            let came = screen.ask(&sheet, &remaining)?;
            let input = match came {
                QuizCame::Given(given) => match respond(&item.question.expects, &given) {
                    Ok(response) => Input::Answer(number, response),
                    Err(reason) => {
                        screen.refused(&reason)?;
                        continue;
                    }
                },
                QuizCame::Thought => {
                    Input::Answer(number, crate::grading::Response::Text(String::new()))
                }
                QuizCame::Skip => Input::Skip,
                QuizCame::Go(number) => Input::Go(number),
                QuizCame::Clear => Input::Clear(number),
                QuizCame::HandIn => Input::HandIn,
                QuizCame::TimeOut => Input::Tick,
                QuizCame::Leave => {
                    sitting.apply(Input::Tick, clock());
                    self.keep(store, sitting)?;
                    return Ok(Asked::Left);
                }
                QuizCame::Interrupted => {
                    sitting.apply(Input::Tick, clock());
                    self.keep(store, sitting)?;
                    return Ok(Asked::Interrupted);
                }
                QuizCame::Refused(reason) => {
                    screen.refused(&reason)?;
                    continue;
                }
            };
            let answers = matches!(input, Input::Answer(..));
            let outcome = sitting.apply(input, clock());
            self.keep(store, sitting)?;
            match outcome {
                Outcome::Refused(reason) => screen.refused(&reason)?,
                Outcome::Ended(ending) => return Ok(Asked::HandedIn(ending)),
                Outcome::Feedback(number) => self.feedback(sitting, number, screen)?,
                Outcome::Show => {}
            }
            if answers && sitting.unanswered().is_empty() {
                sitting.apply(Input::HandIn, clock());
                self.keep(store, sitting)?;
                return Ok(Asked::HandedIn(Ending::HandedIn));
            }
        }
    }

    fn feedback(
        &self,
        sitting: &Sitting,
        number: usize,
        screen: &mut dyn QuizScreen,
    ) -> Result<(), Failure> {
        let items = &sitting.paper().items;
        let (Some(item), Some(response)) = (items.get(number - 1), sitting.response(number)) else {
            return Ok(());
        };
        let given = given_text(item, response);
        let unanswered = sitting.unanswered().len();
        let sheet = Sheet { item, number, of: items.len(), given: Some(&given), unanswered };
        screen.feedback(&sheet, &Mark::of_response(item, response))?;
        Ok(())
    }

    /// The learner marks what the program cannot mark. `false` where that was left.
    fn judge_all(
        &self,
        store: &mut Store,
        sitting: &mut Sitting,
        screen: &mut dyn QuizScreen,
    ) -> Result<bool, Failure> {
        for number in sitting.waiting() {
            loop {
                let items = &sitting.paper().items;
                let Some(item) = items.get(number - 1) else { break };
                let given = sitting.response(number).map(|response| given_text(item, response));
                let sheet =
                    Sheet { item, number, of: items.len(), given: given.as_deref(), unanswered: 0 };
                match screen.judge(&sheet)? {
                    Judged::Word(word) => {
                        sitting.apply(Input::Judge(number, word), 0);
                        self.keep(store, sitting)?;
                        break;
                    }
                    Judged::Refused(reason) => screen.refused(&reason)?,
                    Judged::Leave | Judged::Interrupted => return Ok(false),
                }
            }
        }
        Ok(true)
    }

    /// Marks the paper, writes the answers to the log, and shows what came of it.
    fn hand_in(
        &self,
        store: &mut Store,
        sitting: &Sitting,
        screen: &mut dyn QuizScreen,
    ) -> Result<(), Failure> {
        let results = Results::of(sitting);
        let timed_out = sitting.ending() == Some(Ending::TimeOut);
        if self.logs {
            if let Err(error) = store.backup_daily(self.today) {
                say(&format!("note: no copy was made today: {error}"));
            }
            let mut events = self.reviews(sitting, &results);
            let mut kept = result_json(&results);
            kept.insert("title".to_owned(), sitting.paper().title.clone().into());
            kept.insert("paper".to_owned(), sitting.paper().number.get().into());
            kept.insert("timed_out".to_owned(), timed_out.into());
            kept.insert("ms".to_owned(), sitting.elapsed_ms().into());
            let kind = EventKind::Quiz { results: to_json(&Value::Object(kept)) };
            events.push(Event { at: self.context.now(), day: self.today, kind });
            store.record_all(events)?;
            store.keep_quiz(None)?;
        }
        screen.result(&results, timed_out, sitting.elapsed_ms())?;
        Ok(())
    }

    fn reviews(&self, sitting: &Sitting, results: &Results) -> Vec<Event> {
        let at = self.context.now();
        let answered = (sitting.paper().items.len() - sitting.unanswered().len()).max(1) as u64;
        let each = u32::try_from(sitting.elapsed_ms() / answered).unwrap_or(u32::MAX);
        let mut events = Vec::new();
        for (at_item, (key, mark)) in results.marks.iter().enumerate() {
            let item = &sitting.paper().items[at_item];
            let (Some(quality), Some(response)) = (mark.quality(), sitting.response(at_item + 1))
            else {
                continue;
            };
            let verdict = match mark {
                Mark::Program(marked) => Some(to_json(&verdict(marked))),
                Mark::Learner(_) | Mark::Waiting | Mark::Unanswered => None,
            };
            let response = Some(given_text(item, response)).filter(|text| !text.is_empty());
            let review =
                Review { mode: Mode::Quiz, quality, response, verdict, duration_ms: Some(each) };
            let kind = EventKind::Review { card: key.clone(), review };
            events.push(Event { at, day: self.today, kind });
        }
        events
    }
}
