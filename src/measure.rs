//! What the benchmarks call: the hot work of pauk on made-up data, without a terminal.
//!
//! Not for use as a library: it is public for `benches/` alone and promises nothing.

use foldhash::{HashSet, HashSetExt};

use crate::commands::files::{Look, read};
use crate::deck;
use crate::grading::{Lexicon, Response, mark};
use crate::model::{
    Day, Deck, DeviceId, Event, EventId, EventKind, Grade, Hlc, Mode, Moment, Quality, Review,
    Variant,
};
use crate::query::Query;
use crate::schedule::{Answered, CardEvent, What, replay};
use crate::store::{Candidate, Incoming, Limits, Scope, Search, Store};

/// The study day of all measurements.
const TODAY: i64 = 20_780;

/// The text of a deck with so many cards of three kinds.
#[must_use]
pub fn deck_text(id: &str, cards: usize) -> String {
    let mut text = format!("[deck]\nid = \"{id}\"\ntitle = \"Made up\"\nlang = \"de\"\n");
    for at in 0..cards {
        text.push_str(&match at % 3 {
            0 => format!(
                "\n[[card]]\nid = \"c{at}\"\nfront = \"Was geschah im Jahr {at} an der Grenze?\"\nback = \"der Vertrag Nummer {at}\"\ncite = \"S. {at}\"\n"
            ),
            1 => format!(
                "\n[[card]]\nid = \"c{at}\"\ntext = \"Der Vertrag {at} wurde in {{{{Genf::Ort}}}} unterschrieben.\"\ncite = \"S. {at}\"\n"
            ),
            _ => format!(
                "\n[[card]]\nid = \"c{at}\"\nask = \"Wer unterschrieb den Vertrag {at}?\"\nright = \"Meier {at}\"\nwrong = [\"Huber {at}\", \"Keller {at}\", \"Graf {at}\"]\ncite = \"S. {at}\"\n"
            ),
        });
    }
    text
}

/// Parses and checks a deck; how many notes it has.
///
/// # Panics
/// Where the deck does not hold.
#[must_use]
pub fn parse(text: &str) -> usize {
    deck::parse(text).deck.expect("the made-up deck holds").notes.len()
}

/// A folder with decks of made-up cards.
pub struct Folder(tempfile::TempDir);

impl Folder {
    /// With so many files of so many cards.
    ///
    /// # Panics
    /// Where no files can be written.
    #[must_use]
    pub fn new(files: usize, cards: usize) -> Self {
        let folder = tempfile::tempdir().expect("there is room for decks");
        for at in 0..files {
            let path = folder.path().join(format!("{at}.toml"));
            let text = deck_text(&format!("d{at}"), cards);
            std::fs::write(path, text).expect("there is room for decks");
        }
        Self(folder)
    }

    /// Checks all files for errors; how many decks hold.
    #[must_use]
    pub fn check(&self) -> usize {
        let files = read(&[self.0.path().to_owned()], Look::Errors);
        files.iter().filter(|file| file.deck.is_some()).count()
    }
}

/// The stored texts of so many notes.
///
/// # Panics
/// Never: the made-up deck holds.
#[must_use]
pub fn note_texts(cards: usize) -> Vec<String> {
    let deck = deck::parse(deck_text("d", cards)).deck.expect("the made-up deck holds");
    deck.notes.iter().map(deck::print_note).collect()
}

/// Reads notes as a search does; how many hold.
///
/// # Panics
/// Never: the id is one.
#[must_use]
pub fn parse_notes(texts: &[String]) -> usize {
    let deck = "d".parse().expect("it is an id");
    texts.iter().filter(|text| deck::parse_note(text, &deck).is_ok()).count()
}

/// The answers of one card.
pub struct History(Vec<CardEvent>);

/// Histories with so many reviews in all, ten for each card.
#[must_use]
pub fn histories(reviews: usize) -> Vec<History> {
    let device = DeviceId([7; 16]);
    (0..reviews / 10)
        .map(|card| {
            let mut day = TODAY - 700;
            let events = (0..10)
                .map(|step| {
                    let seq = (card * 10 + step) as u64 + 1;
                    day += [1, 6, 15, 30, 60, 90, 1, 6, 15, 30][step];
                    CardEvent {
                        hlc: Hlc::from_bits(seq as i64).expect("it is not negative"),
                        id: EventId { device, seq },
                        day: Day::from_number(day),
                        what: What::Review(Answered {
                            mode: Mode::Review,
                            quality: if step == 5 { Grade::Again } else { Grade::Good }.quality(),
                            duration_ms: Some(4000),
                            hour: 18,
                        }),
                    }
                })
                .collect();
            History(events)
        })
        .collect()
}

/// Folds all histories; the sum of the intervals.
#[must_use]
pub fn fold(histories: &mut [History]) -> u64 {
    histories
        .iter_mut()
        .map(|history| u64::from(replay(&mut history.0, |_| {}).memory.interval.days()))
        .sum()
}

/// Answers to be marked: a typed card and what is given.
pub struct Answers {
    deck: Deck,
    lexicon: Lexicon,
    given: Vec<Response>,
}

/// So many answers, right, nearly right and wrong.
///
/// # Panics
/// Never: the made-up deck holds.
#[must_use]
pub fn answers(count: usize) -> Answers {
    let text = "[deck]\nid = \"d\"\ntitle = \"D\"\nlang = \"de\"\n[aliases]\n\"Chruschtschew\" = [\"Chruschtschow\", \"Khrushchev\"]\n[[card]]\nid = \"a\"\nkind = \"typed\"\nask = \"Wer?\"\nanswer = \"Chruschtschew\"\n[[card]]\nid = \"b\"\nkind = \"typed\"\nask = \"Und wer noch?\"\nanswer = \"Breschnew\"\n";
    let deck = deck::parse(text).deck.expect("the made-up deck holds");
    let mut lexicon = Lexicon::new(&deck.lang, &deck.aliases);
    deck.notes.iter().for_each(|note| lexicon.learn(note));
    let forms = ["Chruschtschew", "chruschtschow", "Chrustschew", "nicht Chruschtschew", "Stalin"];
    let given = (0..count).map(|at| Response::Text(forms[at % forms.len()].to_owned())).collect();
    Answers { deck, lexicon, given }
}

/// Marks them all; how many were not wrong.
#[must_use]
pub fn mark_all(answers: &Answers) -> usize {
    let note = &answers.deck.notes[0];
    answers
        .given
        .iter()
        .filter(|given| {
            mark(note, Variant::Plain, &answers.lexicon, given, None).verdict.score.thousandths()
                > 0
        })
        .count()
}

/// A store in memory with decks of made-up cards.
pub struct Desk {
    store: Store,
    scope: Scope,
    due: Vec<Candidate>,
    steps: i64,
}

impl Desk {
    /// With so many cards in twenty decks, of which so many have been answered and are due.
    ///
    /// # Panics
    /// Never but for want of memory.
    #[must_use]
    pub fn new(cards: usize, due: usize) -> Self {
        let mut store = Store::in_memory(DeviceId([1; 16])).expect("memory suffices");
        let day = Day::from_number(TODAY - 10);
        let decks: Vec<Deck> = (0..20)
            .map(|at| deck::parse(deck_text(&format!("d{at}"), cards / 20)))
            .map(|parsed| parsed.deck.expect("the made-up deck holds"))
            .collect();
        let decks = decks.iter().map(|deck| Incoming { deck, file: None });
        let plans = store.plan(&decks.collect::<Vec<_>>()).expect("memory suffices");
        store.install(&plans, at(0), day).expect("memory suffices");
        let scope = Scope {
            decks: store.deck_ids().expect("it was just made").iter().map(|(n, _)| *n).collect(),
        };
        let mut desk = Self { store, scope, due: Vec::new(), steps: 1 };
        let new = desk.new_cards(due as u32);
        let events = new.iter().map(|card| desk.event(card, day)).collect();
        desk.store.record_all(events).expect("memory suffices");
        desk.due = new;
        desk
    }

    fn new_cards(&self, count: u32) -> Vec<Candidate> {
        let today = Day::from_number(TODAY);
        let limits = Limits { new_now: Some(count), ..Limits::default() };
        self.store
            .new_cards(&self.scope, today, &limits, count, &HashSet::new())
            .expect("it was just made")
    }

    fn event(&mut self, card: &Candidate, day: Day) -> Event {
        self.steps += 1;
        let review = Review {
            mode: Mode::Review,
            quality: Quality::new(4).expect("four is a quality"),
            response: None,
            verdict: None,
            duration_ms: Some(4000),
        };
        let card = self.store.key_of(card.card).expect("it was just made");
        Event { at: at(self.steps), day, kind: EventKind::Review { card, review } }
    }

    /// Finds the next due cards as a session does.
    ///
    /// # Panics
    /// Never but for want of memory.
    #[must_use]
    pub fn next(&self) -> usize {
        let today = Day::from_number(TODAY);
        self.store
            .due_cards(&self.scope, today, today, 16, &HashSet::new())
            .expect("it was just made")
            .len()
    }

    /// Counts what is due and new in all decks.
    ///
    /// # Panics
    /// Never but for want of memory.
    #[must_use]
    pub fn counts(&self) -> u32 {
        let today = Day::from_number(TODAY);
        let all = self.scope.decks.iter().copied().collect();
        let limits = Limits { new: vec![(all, 20)], ..Limits::default() };
        let counts =
            self.store.counts(&self.scope, today, today, &limits).expect("it was just made");
        counts.total().due + counts.total().new
    }

    /// Answers a card, each time another.
    ///
    /// # Panics
    /// Never but for want of memory.
    pub fn answer(&mut self) {
        let card = self.due[self.steps as usize % self.due.len()];
        let event = self.event(&card, Day::from_number(TODAY));
        self.store.record(event).expect("memory suffices");
    }

    /// Answers a card, each time another, and takes the answer back.
    ///
    /// # Panics
    /// Never but for want of memory.
    pub fn answer_and_undo(&mut self) {
        self.answer();
        self.steps += 1;
        self.store.undo(1, at(self.steps), Day::from_number(TODAY)).expect("memory suffices");
    }

    /// Reads all sums that the statistics say without a filter; how many numbers that were.
    ///
    /// # Panics
    /// Never but for want of memory.
    #[must_use]
    pub fn statistics(&self) -> usize {
        let (first, today) = (Day::from_number(i64::MIN), Day::from_number(TODAY));
        let store = &self.store;
        let mut numbers = 0;
        store.each_tally_of_day(first, |_, rows| numbers += rows.len()).expect("it was just made");
        numbers += store.tally_of_decks().expect("it was just made").len();
        numbers += store.standings().expect("it was just made").len();
        let from = today.minus(89);
        store.each_detail(from, None, |_, _| numbers += 1).expect("it was just made");
        store.each_ready(today.plus(29), |_, _, _| numbers += 1).expect("it was just made");
        store
            .each_forgotten(1, |_, _, _| {
                numbers += 1;
                true
            })
            .expect("it was just made");
        numbers
    }

    /// Finds the cards with a word in their text.
    ///
    /// # Panics
    /// Never: the query holds.
    #[must_use]
    pub fn search(&self, query: &str) -> usize {
        let query = Query::parse(query).expect("the query holds");
        let today = Day::from_number(TODAY);
        let search = Search { query: &query, decks: None, today, leech_threshold: 8 };
        self.store.find(&search).expect("it was just made").len()
    }
}

fn at(step: i64) -> Moment {
    Moment::new(TODAY * 86_400_000 + step, 60)
}
