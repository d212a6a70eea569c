//! `pauk card`: cards one by one and by query.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::context::{Context, JsonList, print, print_json};
use super::desk::search;
use super::edit::{Edited, edit_card};
use super::failure::Failure;
use super::review::due_day;
use super::scope::{Pointed, Target, blank, missed, no_card, point, query_of};
use super::settings::Settings;
use crate::escape::clean_line;
use crate::model::{
    CardChange, CardKey, CardNumber, Day, Deck, Due, Event, EventKind, Kind, Variant,
};
use crate::question::{Question, distractors};
use crate::schedule::explain;
use crate::seed::Seed;
use crate::store::{Access, CardRow, DeckNumber, Store};
use crate::ui::{Layout, columns, confirm, day_in_words, plural, width_of};

/// List, show and change cards
#[derive(Debug, Args)]
pub(crate) struct CardArgs {
    #[command(subcommand)]
    command: CardCommand,
}

/// Which cards.
#[derive(Debug, Args)]
struct Which {
    /// A card (deck/id:card-id) or a query
    #[arg(value_name = "QUERY|CARD", required = true)]
    query: Vec<String>,
}

#[derive(Debug, Subcommand)]
enum CardCommand {
    /// List cards
    List {
        /// A query; every card where it is left out
        #[arg(value_name = "QUERY")]
        query: Vec<String>,
    },
    /// Show all that is known of a card
    Show(Which),
    /// Show the arithmetic of the next date, line by line
    Why(Which),
    /// Edit the text of a card in $EDITOR; your text survives updates of the deck
    Edit(Which),
    /// Do not ask until resumed
    Suspend(Which),
    /// Ask again what was suspended or buried
    Resume(Which),
    /// Do not ask before tomorrow
    Bury(Which),
    /// Forget what is remembered; the history is kept
    Reset(Which),
    /// Flag, or with --off unflag
    Flag {
        #[command(flatten)]
        which: Which,
        /// Take the flag away
        #[arg(long)]
        off: bool,
    },
}

pub(crate) fn run(context: &Context, args: &CardArgs) -> Result<(), Failure> {
    match &args.command {
        CardCommand::List { query } => list(context, query),
        CardCommand::Show(which) => show(context, which),
        CardCommand::Why(which) => why_of(context, which),
        CardCommand::Edit(which) => edit(context, which),
        CardCommand::Suspend(which) => {
            change(context, which, "suspended", |_| CardChange::Suspended(true))
        }
        CardCommand::Resume(which) => resume(context, which),
        CardCommand::Bury(which) => change(context, which, "buried until tomorrow", |today| {
            CardChange::BuriedUntil(Some(today.plus(1)))
        }),
        CardCommand::Reset(which) => reset(context, which),
        CardCommand::Flag { which, off: false } => {
            change(context, which, "flagged", |_| CardChange::Flagged(true))
        }
        CardCommand::Flag { which, off: true } => {
            change(context, which, "unflagged", |_| CardChange::Flagged(false))
        }
    }
}

/// The cards that words name: a query, decks, or one card whether it is asked or not.
fn rows_of(
    store: &Store,
    settings: &Settings,
    words: &[String],
    today: Day,
) -> Result<Vec<CardRow>, Failure> {
    if let Some(row) = one_card(store, words)? {
        return Ok(vec![row]);
    }
    Ok(store.find(&search(settings, &pointed_by(store, words)?, today))?)
}

/// As [`rows_of`], without what the cards say.
pub(crate) fn numbers_of(
    store: &Store,
    settings: &Settings,
    words: &[String],
    today: Day,
) -> Result<Vec<CardNumber>, Failure> {
    if let Some(row) = one_card(store, words)? {
        return Ok(vec![row.number]);
    }
    let found = store.find_bare(&search(settings, &pointed_by(store, words)?, today))?;
    Ok(found.into_iter().map(|card| card.number).collect())
}

/// The one card of which a word is the name.
fn one_card(store: &Store, words: &[String]) -> Result<Option<CardRow>, Failure> {
    let [word] = words else { return Ok(None) };
    let Ok(key) = word.parse::<CardKey>() else { return Ok(None) };
    Ok(store.card(&key)?.filter(|row| {
        (key.variant != Variant::Plain || !row.live || row.key.variant == Variant::Plain)
            && !has_siblings_named(row, &key)
    }))
}

/// The decks and the query that words name: a word that is no query may name a deck, as it may for
/// `review`; any other is looked for in the cards.
pub(crate) fn pointed_by(store: &Store, words: &[String]) -> Result<Pointed, Failure> {
    if words.iter().any(|word| word.trim().is_empty()) {
        return Err(blank());
    }
    let targets: Vec<Target> = words
        .iter()
        .map(|word| match Target::of(word) {
            Target::Path(_) => Target::Deck(word.clone()),
            other => other,
        })
        .collect();
    let decks_known = store.deck_ids()?;
    let as_deck = |word: &str| decks_known.iter().any(|(_, id)| id.is_within(word));
    let mut decks = Vec::new();
    let mut query_words = Vec::new();
    for target in targets {
        match target {
            Target::Deck(word) if as_deck(word.trim_end_matches(['/', '*'])) => {
                decks.push(Target::Deck(word));
            }
            Target::Deck(word) | Target::Query(word) => query_words.push(word),
            Target::Path(_) => {}
        }
    }
    let mut pointed = point(store, &decks, &[])?;
    if !query_words.is_empty() {
        let words: Vec<&str> = query_words.iter().map(String::as_str).collect();
        pointed.query = Some(query_of(store, &words)?);
    }
    Ok(pointed)
}

/// Whether the key names a note with several cards, and so all of them.
fn has_siblings_named(row: &CardRow, key: &CardKey) -> bool {
    let several = row.note.as_ref().is_some_and(|note| note.variants().len() > 1);
    row.live && key.variant == Variant::Plain && several
}

/// As [`rows_of`], with an error where there is none.
fn some_rows(
    store: &Store,
    settings: &Settings,
    which: &Which,
    today: Day,
) -> Result<Vec<CardRow>, Failure> {
    let rows = rows_of(store, settings, &which.query, today)?;
    if rows.is_empty() {
        return Err(no_card(store, &which.query)?);
    }
    Ok(rows)
}

fn open(context: &Context) -> Result<(Store, Settings, Day), Failure> {
    let store = context.store(Access::Read)?;
    let settings = context.settings(&store)?;
    let today = context.today(&settings);
    Ok((store, settings, today))
}

fn list(context: &Context, words: &[String]) -> Result<(), Failure> {
    let (store, settings, today) = open(context)?;
    let rows = rows_of(&store, &settings, words, today)?;
    if rows.is_empty()
        && let Some(missed) = missed(&store, words)?.filter(|missed| missed.near)
    {
        return Err(missed.failure);
    }
    let headers = Headers::of(&store);
    if context.global.json {
        let mut cards = JsonList::begin("pauk/card-list/1", "cards")?;
        for row in rows {
            cards.add(&card_json(&headers, &row, today, &settings)?)?;
        }
        return cards.end();
    }
    if rows.is_empty() {
        super::context::say("no card fits");
        return Ok(());
    }
    let layout = context.layout(&settings);
    let (mut table, mut questions) = (Vec::new(), Vec::new());
    for row in &rows {
        let due = match row.memory.due {
            Due::New => "new".to_owned(),
            Due::On(day) => day.to_string(),
        };
        let kind = row.note.as_ref().map_or("?", |note| note.kind.name()).to_owned();
        table.push(vec![row.key.to_string(), kind, state_of(row, today, &settings).join(" "), due]);
        let question = question_of(&headers, row)?.map_or_else(String::new, |(q, _)| q.prompt);
        questions.push(clean_line(&question));
    }
    print(&listed(&layout, table, questions))
}

/// A card a line, its name, what it is and what it asks; several lines where a line has no room for
/// more than the name.
fn listed(layout: &Layout, mut table: Vec<Vec<String>>, questions: Vec<String>) -> Vec<String> {
    /// A question of which less is to be seen is none.
    const FEWEST: usize = 10;
    let widest = columns(&table, &[]).iter().map(|line| width_of(line)).max().unwrap_or(0);
    let width = layout.width.unwrap_or(usize::MAX);
    if widest.saturating_add(FEWEST) <= width {
        table.iter_mut().zip(questions).for_each(|(cells, question)| cells.push(question));
        return columns(&table, &[]).iter().map(|line| layout.cut(line, width)).collect();
    }
    let facts: Vec<Vec<String>> = table.iter().map(|cells| cells[1..].to_vec()).collect();
    let mut lines = Vec::new();
    for ((cells, facts), question) in table.iter().zip(columns(&facts, &[])).zip(questions) {
        lines.extend(layout.wrap(&cells[0], ""));
        lines.push(layout.cut(&format!("  {facts}"), width));
        lines.push(layout.cut(&format!("  {question}"), width));
    }
    lines
}

/// The words that say what state a card is in: the first is the main one.
fn state_of(row: &CardRow, today: Day, settings: &Settings) -> Vec<&'static str> {
    let mut words = vec![match (row.live, row.suspended, row.memory.due) {
        (false, _, _) => "retired",
        (true, true, _) => "suspended",
        (true, false, Due::New) => "new",
        (true, false, Due::On(_)) if row.memory.repetitions == 0 => "learning",
        (true, false, Due::On(_)) => "review",
    }];
    if row.buried_until.is_some_and(|until| until > today) {
        words.push("buried");
    }
    if row.memory.drills_on(today) {
        words.push("drill");
    }
    if row.memory.lapses >= settings.leech_threshold() {
        words.push("leech");
    }
    if row.flagged {
        words.push("flagged");
    }
    words
}

/// The headers of decks, each read once however many of its cards are told.
pub(crate) struct Headers<'s> {
    store: &'s Store,
    known: RefCell<HashMap<DeckNumber, Option<Rc<Deck>>>>,
}

impl<'s> Headers<'s> {
    pub(crate) fn of(store: &'s Store) -> Self {
        Self { store, known: RefCell::default() }
    }

    /// `None` for a deck that was taken out.
    fn get(&self, deck: DeckNumber) -> Option<Rc<Deck>> {
        let mut known = self.known.borrow_mut();
        known.entry(deck).or_insert_with(|| self.store.header(deck).ok()).clone()
    }
}

/// The question of a card, and the wrong choices it may show.
pub(crate) fn question_of(
    headers: &Headers<'_>,
    row: &CardRow,
) -> Result<Option<(Question, Vec<String>)>, Failure> {
    let Some(note) = &row.note else { return Ok(None) };
    let Some(deck) = headers.get(row.deck) else {
        // The deck was taken out: its pools and aliases are gone with it.
        let header = format!("[deck]\nid = \"{}\"\ntitle = \"-\"\n", row.key.note.deck);
        return Ok(crate::deck::parse_header(&header).ok().map(|deck| {
            (Question::of(note, row.key.variant, &deck, false, || Seed::pinned(0)), Vec::new())
        }));
    };
    let wrong = match &note.kind {
        Kind::Choice(choice) => distractors(choice, &deck),
        Kind::Match { extra, .. } => extra.clone(),
        Kind::Basic { .. }
        | Kind::Cloze { .. }
        | Kind::Typed { .. }
        | Kind::Number { .. }
        | Kind::Date { .. }
        | Kind::List { .. }
        | Kind::Order { .. } => Vec::new(),
    };
    Ok(Some((Question::of(note, row.key.variant, &deck, false, || Seed::pinned(0)), wrong)))
}

/// What a card asks, in one text.
pub(crate) fn prompt_of(store: &Store, key: &CardKey) -> Result<String, Failure> {
    let Some(row) = store.card(key)? else { return Ok(key.to_string()) };
    Ok(question_of(&Headers::of(store), &row)?
        .map_or_else(|| key.to_string(), |(question, _)| question.prompt))
}

fn card_json(
    headers: &Headers<'_>,
    row: &CardRow,
    today: Day,
    settings: &Settings,
) -> Result<Value, Failure> {
    let question = question_of(headers, row)?;
    let (question, distractors) = match question {
        Some((question, distractors)) => (Some(question), distractors),
        None => (None, Vec::new()),
    };
    let note = row.note.as_ref();
    let variant = row.key.variant.to_string();
    let states = state_of(row, today, settings);
    let text = match (&question, note) {
        (Some(question), Some(note)) => {
            let deck = headers.get(row.deck);
            question.text(note, deck.as_ref().and_then(|deck| deck.source.as_deref()))
        }
        _ => String::new(),
    };
    Ok(json!({
        "card": row.key.to_string(),
        "deck": row.key.note.deck.to_string(),
        "note": row.key.note.note.to_string(),
        "variant": variant.strip_prefix('#'),
        "kind": note.map(|note| note.kind.name()),
        "state": states[0],
        "due": due_day(row.memory).map(|day| day.to_string()),
        "interval": row.memory.interval.days(),
        "ease": row.memory.ease.hundredths(),
        "repetitions": row.memory.repetitions,
        "lapses": row.memory.lapses,
        "reviews": row.memory.reviews,
        "last": row.memory.last.map(|day| day.to_string()),
        "suspended": row.suspended,
        "flagged": row.flagged,
        "buried_until": row.buried_until.filter(|until| *until > today).map(|day| day.to_string()),
        "drill": row.memory.drills_on(today),
        "leech": states.contains(&"leech"),
        "added": row.added.to_string(),
        "tags": row.tags,
        "cite": note.and_then(|note| note.cite.clone()),
        "importance": note.map(|note| note.importance.get()),
        "hint": note.and_then(|note| note.hint.clone()),
        "explanation": note.and_then(|note| note.note.clone()),
        "question": question.as_ref().map(|question| question.prompt.clone()),
        "answer": question.as_ref().map(|question| question.answer.clone()),
        "distractors": distractors,
        "edited": row.content.own,
        "text": text,
    }))
}

fn show(context: &Context, which: &Which) -> Result<(), Failure> {
    let (store, settings, today) = open(context)?;
    let headers = Headers::of(&store);
    let rows = some_rows(&store, &settings, which, today)?;
    if context.global.json {
        let cards: Vec<Value> = rows
            .iter()
            .map(|row| card_json(&headers, row, today, &settings))
            .collect::<Result<_, _>>()?;
        return print_json(&json!({"schema": "pauk/card-show/1", "cards": cards}));
    }
    let layout = context.layout(&settings);
    let mut lines = Vec::new();
    for row in &rows {
        lines.push(layout.bold(&row.key.to_string()));
        if let Some((question, wrong)) = question_of(&headers, row)? {
            lines.extend(layout.hang(&question.prompt, "  question    ", "              "));
            lines.extend(layout.hang(&question.answer, "  answer      ", "              "));
            if !wrong.is_empty() {
                let wrong = wrong.join(" · ");
                lines.extend(layout.hang(&wrong, "  wrong       ", "              "));
            }
        }
        if let Some(note) = &row.note {
            let texts = [("hint", &note.hint), ("note", &note.note), ("cite", &note.cite)];
            for (name, text) in texts {
                if let Some(text) = text {
                    lines.extend(layout.hang(text, &format!("  {name:<12}"), "              "));
                }
            }
            let kind = format!("{}, importance {}", note.kind.name(), note.importance.get());
            lines.extend(layout.hang(&kind, "  kind        ", "              "));
        }
        if !row.tags.is_empty() {
            lines.extend(layout.hang(&row.tags.join(" "), "  tags        ", "              "));
        }
        if !row.content.own.is_empty() {
            let own = format!("your own: {}", row.content.own.join(", "));
            lines.extend(layout.hang(&own, "  edited      ", "              "));
        }
        let state = state_of(row, today, &settings).join(", ");
        lines.extend(layout.hang(&state, "  state       ", "              "));
        lines.extend(memory_lines(row, today).into_iter().map(|line| format!("  {line}")));
        lines.push(String::new());
    }
    print(&lines)
}

fn memory_lines(row: &CardRow, today: Day) -> Vec<String> {
    let memory = row.memory;
    let mut lines = Vec::new();
    if let Due::On(due) = memory.due {
        lines.push(format!("due         {}", day_in_words(due, today)));
        lines.push(format!("interval    {}", plural(u64::from(memory.interval.days()), "day")));
    }
    lines.push(format!("ease        {}", memory.ease));
    lines.push(format!(
        "reviews     {}, {} in a row, {}",
        memory.reviews,
        memory.repetitions,
        plural(u64::from(memory.lapses), "lapse")
    ));
    if let Some(until) = row.buried_until.filter(|until| *until > today) {
        lines.push(format!("buried      until {until}"));
    }
    lines
}

/// Lines on a card for a session.
pub(crate) fn info(store: &Store, key: &CardKey, today: Day) -> Result<Vec<String>, Failure> {
    let Some(row) = store.card(key)? else {
        return Ok(vec![format!("{key} is not there any more")]);
    };
    let mut lines = vec![key.to_string(), format!("added       {}", row.added)];
    lines.extend(memory_lines(&row, today));
    for past in store.timeline_of(row.number)?.into_iter().filter(|past| !past.undone).take(5) {
        lines.push(format!("{}  {} ({})", past.day, past.quality.grade(), past.mode.name()));
    }
    Ok(lines)
}

/// The arithmetic of a card's next date.
pub(crate) fn why(store: &Store, key: &CardKey, today: Day) -> Result<Vec<String>, Failure> {
    let Some(row) = store.card(key)? else {
        return Ok(vec![format!("{key} is not there any more")]);
    };
    let mut lines = Vec::new();
    if row.memory.is_new() {
        lines.push("The card is new: it is due whenever there is room for a new card.".to_owned());
    }
    let mut past = store.timeline_of(row.number)?;
    past.retain(|review| !review.undone);
    past.reverse();
    for review in &past {
        let explained = explain(review.before, review.mode, review.day, review.quality);
        for (at, line) in explained.lines.into_iter().enumerate() {
            lines.push(if at == 0 { line } else { format!("  {line}") });
        }
    }
    if let Due::On(due) = row.memory.due {
        let was_reset = past.last().is_none_or(|review| review.after.due != row.memory.due);
        if was_reset {
            lines.push(format!("then the card was changed by hand: due {due}"));
        }
        if let Some(until) = row.buried_until.filter(|until| *until > due && *until > today) {
            lines.push(format!("buried until {until}"));
        }
        lines.push(format!("So the card is due {}.", day_in_words(due, today)));
    } else if !past.is_empty() {
        lines.push("Then it was reset, so it is new again.".to_owned());
    }
    if row.suspended {
        lines.push("It is suspended and not asked until it is resumed.".to_owned());
    }
    Ok(lines)
}

fn why_of(context: &Context, which: &Which) -> Result<(), Failure> {
    let (store, settings, today) = open(context)?;
    let rows = some_rows(&store, &settings, which, today)?;
    let layout = context.layout(&settings);
    let mut said = Vec::new();
    let mut cards = Vec::new();
    for row in &rows {
        let lines = why(&store, &row.key, today)?;
        cards.push(json!({
            "card": row.key.to_string(), "lines": lines,
            "due": due_day(row.memory).map(|day| day.to_string()),
            "interval": row.memory.interval.days(), "ease": row.memory.ease.hundredths(),
        }));
        said.push(layout.bold(&row.key.to_string()));
        said.extend(lines.iter().flat_map(|line| layout.wrap(line, "  ")));
    }
    if context.global.json {
        return print_json(&json!({"schema": "pauk/card-why/1", "cards": cards}));
    }
    print(&said)
}

fn edit(context: &Context, which: &Which) -> Result<(), Failure> {
    let mut store = context.store(Access::Write)?;
    let settings = context.settings(&store)?;
    let today = context.today(&settings);
    let rows = some_rows(&store, &settings, which, today)?;
    let notes: std::collections::BTreeSet<_> = rows.iter().map(|row| &row.key.note).collect();
    if notes.len() > 1 {
        return Err(Failure::mend(format!("{} cards fit; one is edited at a time", rows.len()))
            .hint("Name one card: deck/id:card-id."));
    }
    let key = rows[0].key.clone();
    let said = match edit_card(context, &mut store, &settings, &key, today)? {
        Edited::Changed => format!("{key} has your text now"),
        Edited::Unchanged => format!("{key} is as it was"),
    };
    print(&[said])
}

fn change(
    context: &Context,
    which: &Which,
    what: &str,
    make: impl Fn(Day) -> CardChange,
) -> Result<(), Failure> {
    change_where(context, which, what, make, |_| Ok(()))
}

/// As [`change`], where `may` lets it happen to these cards.
fn change_where(
    context: &Context,
    which: &Which,
    what: &str,
    make: impl Fn(Day) -> CardChange,
    may: impl FnOnce(&[CardRow]) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut store = context.store(Access::Write)?;
    let settings = context.settings(&store)?;
    let today = context.today(&settings);
    let rows = some_rows(&store, &settings, which, today)?;
    may(&rows)?;
    let events = rows.iter().map(|row| set(context, row, make(today), today)).collect();
    store.record_all(events)?;
    report(context, &rows, what)
}

fn reset(context: &Context, which: &Which) -> Result<(), Failure> {
    change_where(context, which, "new again", |_| CardChange::Reset, may_reset)
}

/// Many cards only when somebody at a terminal means it.
fn may_reset(rows: &[CardRow]) -> Result<(), Failure> {
    let known = rows.iter().filter(|row| row.memory.reviews > 0).count();
    if known > 1 && confirm(&format!("Forget what is remembered of {known} cards?"))? == Some(false)
    {
        return Err(Failure::mend("nothing was reset"));
    }
    Ok(())
}

fn resume(context: &Context, which: &Which) -> Result<(), Failure> {
    let mut store = context.store(Access::Write)?;
    let settings = context.settings(&store)?;
    let today = context.today(&settings);
    let rows = some_rows(&store, &settings, which, today)?;
    let mut events = Vec::new();
    for row in &rows {
        if row.suspended {
            events.push(set(context, row, CardChange::Suspended(false), today));
        }
        if row.buried_until.is_some_and(|until| until > today) {
            events.push(set(context, row, CardChange::BuriedUntil(None), today));
        }
    }
    store.record_all(events)?;
    report(context, &rows, "resumed")
}

fn set(context: &Context, row: &CardRow, change: CardChange, day: Day) -> Event {
    let kind = EventKind::Set { card: row.key.clone(), change };
    Event { at: context.now(), day, kind }
}

fn report(context: &Context, rows: &[CardRow], what: &str) -> Result<(), Failure> {
    if context.global.json {
        let cards: Vec<String> = rows.iter().map(|row| row.key.to_string()).collect();
        return print_json(&json!({"schema": "pauk/card-change/1", "cards": cards, "now": what}));
    }
    match rows {
        [one] => print(&[format!("{}: {what}", one.key)]),
        many => print(&[format!("{}: {what}", plural(many.len() as u64, "card"))]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::Paint;

    #[test]
    fn a_list_in_a_narrow_window_keeps_the_names() {
        let row = |name: &str| [name, "basic", "new", "new"].map(str::to_owned).to_vec();
        let table = || vec![row("halperin-en/arguments:sugar-and-cotton"), row("t:a")];
        let asked =
            || vec!["Why sugar, and why cotton, of all things?".to_owned(), "A?".to_owned()];
        let at =
            |width| listed(&Layout { paint: Paint::Plain, width: Some(width) }, table(), asked());
        assert_eq!(
            at(30),
            [
                "halperin-en/",
                "arguments:sugar-and-cotton",
                "  basic  new  new",
                "  Why sugar, and why cotton, …",
                "t:a",
                "  basic  new  new",
                "  A?",
            ]
        );
        assert_eq!(at(120).len(), 2);
        assert_eq!(at(70).len(), 2);
    }
}
