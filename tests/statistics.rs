//! What the program says of a learner's standing is counted here once more, from the history
//! alone and by other means, and compared figure by figure.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::{Value, json};
use tempfile::TempDir;

const DECK: &str = r#"
[deck]
id = "zahlen/klein"
title = "Zahlen"

[aliases]
"Vier" = ["4"]
"#;

/// A learner with a home, and a day that goes on by itself.
struct Learner {
    home: TempDir,
    now: String,
}

impl Learner {
    /// A learner with forty cards in two decks.
    fn new() -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let mut first = DECK.to_owned();
        let mut second = DECK.replace("zahlen/klein", "zahlen/gross");
        for number in 0..20 {
            first.push_str(&format!(
                "\n[[card]]\nid = \"k{number}\"\nfront = \"Was ist {number}?\"\nback = \"Zahl {number}\"\n"
            ));
            second.push_str(&format!(
                "\n[[card]]\nid = \"g{number}\"\nkind = \"typed\"\nask = \"Was folgt auf {number}?\"\nanswer = \"Nachfolger {number} <b>&\"\n"
            ));
        }
        let learner = Self { home, now: String::new() };
        std::fs::write(learner.home.path().join("klein.toml"), first).expect("a deck");
        std::fs::write(learner.home.path().join("gross.toml"), second).expect("a deck");
        learner.on(0).say(&["deck", "add", "klein.toml", "gross.toml"]);
        learner
    }

    /// The same learner so many days after the first of March 2026, at an hour that wanders.
    fn on(&self, day: i64) -> Shell<'_> {
        let first = chrono::NaiveDate::from_ymd_opt(2026, 3, 1).expect("a day");
        let date = first + chrono::TimeDelta::days(day);
        Shell { learner: self, now: format!("{date}T{:02}:15:00+02:00", 8 + day % 13) }
    }

    fn now(&self) -> &str {
        &self.now
    }
}

/// The learner's shell at a time.
struct Shell<'a> {
    learner: &'a Learner,
    now: String,
}

impl Shell<'_> {
    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pauk"));
        command
            .args(args)
            .current_dir(self.learner.home.path())
            .env_clear()
            .env("PAUK_HOME", self.learner.home.path().join("home"))
            .env("PAUK_NOW", &self.now)
            .env("PAUK_SEED", "5");
        command
    }

    fn say(&self, args: &[&str]) -> String {
        let output = self.command(args).output().expect("pauk runs");
        let said = String::from_utf8(output.stdout).expect("UTF-8");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{args:?} says {said}{errors}");
        said
    }

    fn json(&self, args: &[&str]) -> Value {
        serde_json::from_str(&self.say(&[args, &["--json"]].concat())).expect("JSON")
    }

    /// Answers everything that `pauk review` asks; the number of the answer decides how.
    fn review(&self, args: &[&str], answered: &mut u64) {
        let mut child = self
            .command(&[&["review", "--jsonl"], args].concat())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("pauk starts");
        let mut stdin = child.stdin.take().expect("piped");
        let mut give = |value: Value| writeln!(stdin, "{value}").expect("pauk reads");
        for line in BufReader::new(child.stdout.take().expect("piped")).lines() {
            let event: Value = serde_json::from_str(&line.expect("a line")).expect("JSON");
            match event["event"].as_str() {
                Some("question") if event["expects"] == "text" => {
                    give(json!({"do": "answer", "text": "Vierundzwanzig"}));
                }
                Some("question") => give(json!({"do": "reveal"})),
                Some("answer") => {
                    *answered += 1;
                    // A number without a pattern, the same on every run.
                    let mixed = answered.wrapping_mul(2_654_435_761) >> 7;
                    let grade = ["good", "good", "easy", "good", "again", "hard", "good"]
                        [(mixed % 7) as usize];
                    give(json!({"do": "grade", "grade": grade, "ms": 900 + mixed % 30_000}));
                }
                Some("end") => break,
                Some(_) | None => {}
            }
        }
        drop(stdin);
        child.wait().expect("pauk ends");
    }
}

/// Two months of learning with all that may stand in a history: lived once, copied for each test.
fn two_months() -> Learner {
    static LIVED: OnceLock<Learner> = OnceLock::new();
    let lived = LIVED.get_or_init(live_two_months);
    let home = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(home.path().join("home")).expect("a home");
    let database = "home/pauk.db";
    std::fs::copy(lived.home.path().join(database), home.path().join(database)).expect("a copy");
    Learner { home, now: lived.now.clone() }
}

fn live_two_months() -> Learner {
    let mut learner = Learner::new();
    let mut answered = 0;
    for day in 0..62 {
        let shell = learner.on(day);
        match day % 9 {
            4 | 7 => {}
            5 => shell.review(&["--ahead", "3"], &mut answered),
            _ => shell.review(&["--new", "3"], &mut answered),
        }
        if day % 20 == 11 {
            shell.review(&["--cram", "deck:zahlen/klein"], &mut answered);
            shell.say(&["undo", "2"]);
        }
    }
    learner.on(61).say(&["card", "suspend", "zahlen/klein:k3"]);
    learner.now = learner.on(61).now;
    learner
}

/// A row of `pauk history --csv`.
type Row = HashMap<String, String>;

/// The answers that were not undone, the oldest first.
fn history(shell: &Shell<'_>) -> Vec<Row> {
    let text = shell.say(&["history", "--csv"]);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let mut rows: Vec<Row> = reader.deserialize().map(|row| row.expect("a row")).collect();
    rows.retain(|row| row["undone"] == "false");
    rows.reverse();
    rows
}

/// Passed and failed.
type Known = (u64, u64);

fn known(value: &Value) -> Known {
    let count = |key: &str| value[key].as_u64().expect("a count");
    (count("passed"), count("failed"))
}

/// The retention of rows: (young, mature). A review counts where the card's last answer in the
/// schedule was passed; how long its interval was says whether it was mature.
fn retention<'a>(
    rows: impl Iterator<Item = &'a Row>,
    counts: impl Fn(&Row) -> bool,
) -> (Known, Known) {
    let mut last_repetitions: HashMap<&str, u64> = HashMap::new();
    let (mut young, mut mature) = ((0, 0), (0, 0));
    for row in rows {
        let scheduled = row["mode"] == "review" || row["mode"] == "ahead";
        let before = last_repetitions.get(row["card"].as_str()).copied();
        if scheduled && before.is_some_and(|repetitions| repetitions > 0) && counts(row) {
            let days: u64 = row["interval_before"].parse().expect("days");
            let known = if days < 21 { &mut young } else { &mut mature };
            if row["grade"] == "again" { known.1 += 1 } else { known.0 += 1 }
        }
        if scheduled {
            last_repetitions.insert(&row["card"], row["repetitions"].parse().expect("a number"));
        }
    }
    (young, mature)
}

#[test]
fn every_figure_is_what_the_history_gives_when_it_is_counted_again() {
    let learner = two_months();
    let shell = learner.on(61);
    let rows = history(&shell);
    assert!(rows.len() > 400, "{} answers make a history", rows.len());
    for mode in ["review", "ahead", "drill", "cram"] {
        assert!(rows.iter().any(|row| row["mode"] == mode), "{mode} is in the history");
    }
    let stats = shell.json(&["stats"]);

    let days: BTreeSet<&str> = rows.iter().map(|row| row["day"].as_str()).collect();
    let ms: u64 = rows.iter().map(|row| row["duration_ms"].parse::<u64>().expect("ms")).sum();
    assert_eq!(stats["reviews"]["count"], rows.len());
    assert_eq!(stats["reviews"]["days"], days.len());
    assert_eq!(stats["reviews"]["minutes"], (ms as f64 / 600.0).round() / 100.0);
    // Nothing was answered on day 58 of the story, nor yet on day 61, which is today.
    assert_eq!(stats["reviews"]["streak"], 2);

    let (young, mature) = retention(rows.iter(), |_| true);
    assert!(young.1 > 0 && mature.0 > 0, "{young:?} {mature:?}");
    assert_eq!(known(&stats["retention"]["young"]), young);
    assert_eq!(known(&stats["retention"]["mature"]), mature);
    let all = (young.0 + mature.0, young.1 + mature.1);
    assert_eq!(known(&stats["retention"]["all"]), all);
    let share = all.0 as f64 / (all.0 + all.1) as f64;
    assert_eq!(stats["retention"]["all"]["rate"], (share * 10_000.0).round() / 10_000.0);

    let mut by_day: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for row in &rows {
        let day = by_day.entry(&row["day"]).or_default();
        day.0 += 1;
        day.1 += u64::from(row["grade"] == "again");
    }
    let told: Vec<(&str, (u64, u64))> = stats["by_day"]
        .as_array()
        .expect("days")
        .iter()
        .map(|day| {
            let count = |key: &str| day[key].as_u64().expect("a count");
            (day["day"].as_str().expect("a day"), (count("reviews"), count("failed")))
        })
        .collect();
    assert_eq!(told, by_day.into_iter().collect::<Vec<_>>());
}

#[test]
fn cards_forecast_and_hardest_are_what_the_list_of_cards_says() {
    let learner = two_months();
    let shell = learner.on(61);
    let stats = shell.json(&["stats"]);
    let listed = shell.json(&["card", "list"]);
    let cards = listed["cards"].as_array().expect("cards");
    let number = |card: &Value, key: &str| card[key].as_i64().expect("a number");
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    let mut due: BTreeMap<String, u64> = BTreeMap::new();
    for card in cards {
        let name = match card {
            _ if card["suspended"] == true => "suspended",
            _ if card["due"].is_null() => "new",
            _ if number(card, "repetitions") == 0 => "learning",
            _ if number(card, "interval") < 21 => "young",
            _ => "mature",
        };
        *counts.entry(name).or_default() += 1;
        *counts.entry("leech").or_default() += u64::from(card["leech"] == true);
        if let (Some(day), false) = (card["due"].as_str(), card["suspended"] == true) {
            let today = learner.now()[..10].to_owned();
            *due.entry(today.max(day.to_owned())).or_default() += 1;
        }
    }
    assert_eq!(stats["cards"]["suspended"], 1);
    for name in ["new", "learning", "young", "mature", "suspended", "leech"] {
        assert_eq!(stats["cards"][name], counts.get(name).copied().unwrap_or(0), "{name}");
    }
    let forecast = stats["forecast"].as_array().expect("days");
    assert_eq!(forecast.len(), 30);
    for day in forecast {
        let name = day["day"].as_str().expect("a day");
        assert_eq!(day["due"], due.get(name).copied().unwrap_or(0), "{name}");
    }
    let lapses = |cards: &[Value]| -> Vec<i64> {
        cards.iter().map(|card| number(card, "lapses")).filter(|lapses| *lapses > 0).collect()
    };
    let mut most = lapses(cards);
    most.sort_unstable_by(|one, other| other.cmp(one));
    most.truncate(10);
    assert_eq!(lapses(stats["hardest"].as_array().expect("cards")), most);
}

#[test]
fn a_deck_a_query_and_a_first_day_cut_out_what_they_say() {
    let learner = two_months();
    let shell = learner.on(61);
    let rows = history(&shell);
    let of_deck = |row: &Row| row["card"].starts_with("zahlen/klein:");
    let by_deck = retention(rows.iter(), of_deck);
    let deck = shell.json(&["stats", "zahlen/klein"]);
    let query = shell.json(&["stats", "deck:zahlen/klein"]);
    for stats in [&deck, &query] {
        assert_eq!(stats["reviews"]["count"], rows.iter().filter(|row| of_deck(row)).count());
        assert_eq!(known(&stats["retention"]["young"]), by_deck.0);
        assert_eq!(known(&stats["retention"]["mature"]), by_deck.1);
        assert_eq!(stats["cards"]["total"], 20);
    }
    for key in ["cards", "reviews", "retention", "by_day", "by_deck", "hardest", "ease"] {
        assert_eq!(deck[key], query[key], "the tally and the fold agree on {key}");
    }
    let since = |row: &Row| row["day"].as_str() >= "2026-04-10";
    let late = shell.json(&["stats", "--since", "2026-04-10"]);
    assert_eq!(late["reviews"]["count"], rows.iter().filter(|row| since(row)).count());
    let (young, mature) = retention(rows.iter(), since);
    assert_eq!(known(&late["retention"]["young"]), young);
    assert_eq!(known(&late["retention"]["mature"]), mature);
    assert_eq!(late["reviews"]["streak"], 2, "a streak is that of today");
}

#[test]
fn hours_answer_times_and_kinds_are_those_of_the_history() {
    let learner = two_months();
    let shell = learner.on(61);
    let rows = history(&shell);
    let stats = shell.json(&["stats", "--since", "2026-01-01"]);
    let mut times: Vec<u64> =
        rows.iter().map(|row| row["duration_ms"].parse().expect("ms")).collect();
    times.sort_unstable();
    let at = |percent: usize| times[(times.len() * percent).div_ceil(100) - 1] / 100 * 100;
    assert_eq!(stats["answer_time"]["median_ms"], at(50));
    assert_eq!(stats["answer_time"]["p90_ms"], at(90));
    assert_eq!(stats["answer_time"]["mean_ms"], times.iter().sum::<u64>() / times.len() as u64);
    for hour in 0..24 {
        let here = |row: &&Row| row["at"][11..13].parse::<usize>().expect("an hour") == hour;
        let (passed, failed) = known(&stats["by_hour"][hour]);
        assert_eq!(passed + failed, rows.iter().filter(here).count() as u64, "{hour} h");
    }
    let typed = retention(rows.iter(), |row| row["card"].starts_with("zahlen/gross:"));
    let kinds = stats["by_kind"].as_array().expect("kinds");
    let kind = kinds.iter().find(|kind| kind["kind"] == "typed").expect("typed cards");
    assert_eq!(known(&kind["retention"]["young"]), typed.0);
    assert_eq!(known(&kind["retention"]["mature"]), typed.1);
}

#[test]
fn what_a_terminal_is_told_stands_in_plain_text() {
    let learner = two_months();
    let said = learner.on(61).say(&["stats"]);
    for words in ["Retention", "Calendar", "Due in the coming days", "Hardest cards", "suspended"] {
        assert!(said.contains(words), "{words} stands in\n{said}");
    }
    assert!(!said.contains('\u{1b}'));
    let empty = tempfile::tempdir().expect("a folder");
    let fresh = Learner { home: empty, now: String::new() };
    assert!(fresh.on(0).say(&["stats"]).contains("Today: nothing yet."));
}

#[test]
fn leeches_are_named_with_the_wrong_answers_that_were_given() {
    let learner = two_months();
    let shell = learner.on(61);
    shell.say(&["config", "set", "leech-threshold", "3"]);
    let leeches = shell.json(&["leeches", "deck:zahlen/gross"]);
    let cards = leeches["cards"].as_array().expect("cards");
    assert!(!cards.is_empty());
    for card in cards {
        assert!(card["lapses"].as_i64() >= Some(3));
        assert_eq!(card["confusions"][0]["answer"], "Vierundzwanzig");
        // The deck names no source, which the lint says of each of its cards by name.
        let hint = card["hints"][0]["message"].as_str().expect("a hint");
        let name = card["card"].as_str().and_then(|card| card.rsplit(':').next()).expect("a name");
        assert!(hint.contains(&format!("`{name}`")), "{hint} speaks of {name}");
    }
}

#[test]
fn a_card_has_its_life_as_a_line_of_marks() {
    let learner = two_months();
    let said = learner.on(61).say(&["history", "zahlen/klein:k1"]);
    let first = said.lines().next().expect("a line");
    assert!(first.chars().all(|c| " ✗○●◆·↶".contains(c)), "{first}");
    assert_eq!(first.chars().filter(|c| *c != ' ').count(), said.lines().skip(3).count());
}

#[test]
fn a_plan_to_catch_up_limits_the_day_and_is_taken_back_without_a_trace() {
    let learner = two_months();
    let shell = learner.on(110);
    let before = shell.json(&["due"]);
    let due = before["total"]["due"].as_u64().expect("a count");
    assert!(due >= 30, "{due} cards wait after seven weeks");
    assert!(shell.say(&[]).contains("You were away for 49 days"));
    let dry = shell.json(&["break", "catch-up", "--days", "5", "--dry-run"]);
    assert_eq!(shell.json(&["due"]), before);
    let plan = shell.json(&["break", "catch-up", "--days", "5"]);
    assert_eq!(plan["plan"], dry["plan"]);
    assert_eq!(shell.json(&["due"])["total"]["due"], plan["plan"]["reviews"]);
    assert_eq!(plan["by_day"][4]["waiting"], 0);
    shell.say(&["break", "catch-up", "--off"]);
    assert_eq!(shell.json(&["due"]), before);
}

#[test]
fn a_break_brings_nothing_and_is_taken_back_without_a_trace() {
    let learner = two_months();
    let shell = learner.on(63);
    let before = shell.json(&["due"]);
    shell.say(&["break", "add", "2026-05-03", "2026-05-09"]);
    assert_eq!(shell.json(&["break", "list"])["breaks"][0]["days"], 7);
    let resting = shell.command(&["due", "--prompt"]).output().expect("pauk runs");
    assert_eq!((resting.status.code(), resting.stdout.len()), (Some(1), 0));
    let forecast = shell.json(&["forecast", "--days", "8"]);
    assert_eq!(forecast["days"][6]["reviews"], 0);
    assert!(forecast["days"][7]["reviews"].as_i64() > Some(0));
    shell.say(&["break", "remove", "2026-05-03", "2026-05-09"]);
    assert_eq!(shell.json(&["due"]), before);
    let wrong = shell.command(&["break", "remove", "2026-05-03", "2026-05-09"]).output();
    assert_eq!(wrong.expect("pauk runs").status.code(), Some(1));
}
