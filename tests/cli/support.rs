//! A learner with a home of their own: a cleared environment, a clock that stands still until it
//! is moved, and a driver that speaks JSON lines with a session.
//!
//! Whatever goes wrong here is told with all that the program said.

use std::cell::RefCell;
use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use chrono::{DateTime, FixedOffset, TimeDelta};
use rusqlite::Connection;
use serde_json::{Value, json};
use tempfile::TempDir;

/// The Monday on which every story begins, unless it says otherwise.
pub const MONDAY: &str = "2026-11-23T10:00:00+01:00";

/// The schema that this program writes.
pub const SCHEMA: i64 = 9;

/// A day after everything in the databases of older schemas.
pub const AFTER_OLD_SCHEMAS: &str = "2026-04-21T18:00:00+02:00";

/// How long a program may be silent before a test gives it up; only a failing test waits so long.
const PATIENCE: Duration = Duration::from_secs(60);

/// A learner's machine: a folder to work in, a home, a clock.
pub struct Home {
    folder: TempDir,
    now: RefCell<DateTime<FixedOffset>>,
}

impl Home {
    pub fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("pauk-cli-").tempdir().expect("a folder");
        let home = Self { folder, now: RefCell::new(moment(MONDAY)) };
        fs::create_dir(home.path("home")).expect("a home");
        home
    }

    /// A home with these decks in it.
    pub fn with(decks: &[Deck]) -> Self {
        let home = Self::new();
        for deck in decks {
            home.add(deck);
        }
        home
    }

    /// A learner whose database a pauk of an older schema has left: with the same log, whichever.
    pub fn of_schema(version: i64) -> Self {
        let home = Self::new();
        home.sql().execute_batch(&fixture(&format!("{version}.sql"))).expect("the dump holds");
        home.at(AFTER_OLD_SCHEMAS);
        home
    }

    /// A file of the folder that the program works in.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn database(&self) -> PathBuf {
        self.path("home/pauk.db")
    }

    /// The database, to look at or to damage.
    pub fn sql(&self) -> Connection {
        Connection::open(self.database()).expect("the database opens")
    }

    /// How many events of this device the sums do not count yet: in rows that wait, or at all.
    pub fn lacking_in_sums(&self) -> i64 {
        let events = "
            select (select count(*) from difference) + (
                select count(*)
                from event, home
                where id >> 40 = device
                and id > max(summed, ifnull((select max(number) from difference), 0))
            )";
        self.sql().query_row(events, [], |row| row.get(0)).expect("a count")
    }

    /// Sets the clock.
    pub fn at(&self, now: &str) -> &Self {
        *self.now.borrow_mut() = moment(now);
        self
    }

    /// Moves the clock on by whole days.
    pub fn days(&self, days: i64) -> &Self {
        *self.now.borrow_mut() += TimeDelta::days(days);
        self
    }

    /// Moves the clock on by a minute.
    pub fn minutes(&self, minutes: i64) -> &Self {
        *self.now.borrow_mut() += TimeDelta::minutes(minutes);
        self
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("the folder");
        fs::write(&path, bytes).expect("the file");
        path
    }

    /// A program that the learner could have as an editor.
    #[cfg(unix)]
    pub fn editor(&self, script: &str) -> PathBuf {
        use std::os::unix::fs::PermissionsExt;

        let path = self.write("editor.sh", format!("#!/bin/sh\n{script}\n"));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("a mode");
        path
    }

    /// Writes the deck and brings it in.
    pub fn add(&self, deck: &Deck) -> PathBuf {
        let path = self.deck(deck);
        self.run(["deck", "add", text(&path)]).ok();
        path
    }

    /// Writes the deck only.
    pub fn deck(&self, deck: &Deck) -> PathBuf {
        self.write(&format!("decks/{}.toml", deck.id.replace('/', "_")), &deck.text)
    }

    pub fn command<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pauk"));
        command
            .args(args)
            .current_dir(self.folder.path())
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("PAUK_HOME", self.path("home"))
            .env("PAUK_NOW", self.now.borrow().to_rfc3339())
            .env("PAUK_SEED", "7")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    #[must_use = "look at what it said with `ok` or `fails`"]
    pub fn run<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Ran {
        Ran::of(&mut self.command(args))
    }

    /// Runs with a text on stdin, and then its end.
    #[must_use = "look at what it said with `ok` or `fails`"]
    pub fn pipe<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>, input: &str) -> Ran {
        let mut child = self.command(args).stdin(Stdio::piped()).spawn().expect("pauk starts");
        let mut stdin = child.stdin.take().expect("stdin is piped");
        let input = input.to_owned();
        // Who has read enough closes the pipe; that is no failure.
        let writer = std::thread::spawn(move || drop(stdin.write_all(input.as_bytes())));
        let ran = Ran::new(child.wait_with_output().expect("pauk ends"));
        writer.join().expect("the writer ends");
        ran
    }

    /// The document of a command that reports; it must succeed.
    pub fn json<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Value {
        let mut command = self.command(args);
        Ran::of(command.arg("--json")).ok().json()
    }

    /// A session in JSON lines.
    pub fn session<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Session {
        let mut command = self.command(["review", "--jsonl"]);
        command.args(args).stdin(Stdio::piped());
        Session::start(command)
    }

    /// Grades everything that a session asks; with `good` or better, or it asks for ever.
    pub fn answer_all<S: AsRef<OsStr>>(
        &self,
        args: impl IntoIterator<Item = S>,
        grade: &str,
    ) -> Vec<Value> {
        let mut session = self.session(args);
        let recorded = session.grade_all(grade);
        session.end();
        recorded
    }

    /// Answers one card with the reveal and a grade, and leaves.
    pub fn grade(&self, card: &str, grade: &str) -> Value {
        let mut session = self.session([card]);
        assert_eq!(session.question()["card"], card, "the card is not asked");
        let recorded = session.grade(grade);
        session.quit();
        recorded
    }

    /// Passes a card before it is due.
    pub fn grade_ahead(&self, card: &str) -> Value {
        let mut session = self.session([card, "--ahead", "30"]);
        let recorded = session.grade("good");
        session.quit();
        recorded
    }

    /// All of `card show --json` on one card.
    pub fn card(&self, card: &str) -> Value {
        let shown = self.json(["card", "show", card]);
        assert_eq!(shown["cards"].as_array().map(Vec::len), Some(1), "one card: {shown}");
        shown["cards"][0].clone()
    }

    /// The cards that a query finds, by name.
    pub fn found(&self, query: &[&str]) -> Vec<String> {
        let mut args = vec!["card", "list"];
        args.extend(query);
        names(&self.json(args)["cards"], "card")
    }

    /// All that can be seen of what is known: cards with their state, and the history without
    /// what names the machine.
    pub fn knowledge(&self) -> (Value, Value) {
        (self.json(["card", "list"])["cards"].clone(), self.json(["history"])["reviews"].clone())
    }

    /// `doctor` finds nothing.
    pub fn assert_sound(&self) {
        let report = self.json(["doctor"]);
        assert_eq!(report["ok"], true, "{report}");
    }
}

/// What a database of an older schema holds, or what its pauk said of it.
pub fn fixture(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/schemas").join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn moment(text: &str) -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(text).expect("a time as in 2026-11-23T10:00:00+01:00")
}

pub fn text(path: &Path) -> &str {
    path.to_str().expect("the folders of the tests have plain names")
}

/// One field of every object of a list.
pub fn names(list: &Value, field: &str) -> Vec<String> {
    list.as_array()
        .unwrap_or_else(|| panic!("no list: {list}"))
        .iter()
        .map(|item| item[field].as_str().unwrap_or_else(|| panic!("no {field}: {item}")).to_owned())
        .collect()
}

/// Fails where an object lacks one of these keys.
#[track_caller]
pub fn assert_keys(object: &Value, keys: &[&str]) {
    let map = object.as_object().unwrap_or_else(|| panic!("no object: {object}"));
    for key in keys {
        assert!(map.contains_key(*key), "no `{key}` in {object}");
    }
}

/// What a run left behind.
#[derive(Debug)]
pub struct Ran {
    pub status: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Ran {
    #[must_use = "look at what it said with `ok` or `fails`"]
    pub fn of(command: &mut Command) -> Self {
        Self::new(command.output().expect("pauk starts"))
    }

    pub fn new(output: Output) -> Self {
        Self {
            status: output.status.code(),
            out: String::from_utf8(output.stdout).expect("stdout is UTF-8"),
            err: String::from_utf8(output.stderr).expect("stderr is UTF-8"),
        }
    }

    #[track_caller]
    pub fn ok(self) -> Self {
        assert_eq!(self.status, Some(0), "{}\n{}", self.out, self.err);
        self
    }

    /// It failed with this status, and says so and what to do on stderr.
    #[track_caller]
    pub fn fails(self, status: i32) -> Self {
        assert_eq!(self.status, Some(status), "{}\n{}", self.out, self.err);
        self
    }

    /// stdout as one JSON document.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|error| panic!("{error}\n{}\n{}", self.out, self.err))
    }

    #[track_caller]
    pub fn says(self, text: &str) -> Self {
        assert!(self.out.contains(text), "no `{text}` in stdout:\n{}\n{}", self.out, self.err);
        self
    }

    #[track_caller]
    pub fn complains(self, text: &str) -> Self {
        assert!(self.err.contains(text), "no `{text}` in stderr:\n{}\n{}", self.out, self.err);
        self
    }
}

/// A session in JSON lines, driven one line at a time.
pub struct Session {
    child: Child,
    stdin: Option<ChildStdin>,
    lines: Receiver<String>,
    opening: Value,
    /// The line that says what is asked, or that nothing is.
    shown: Value,
}

impl Session {
    fn start(mut command: Command) -> Self {
        let mut child = command.spawn().expect("pauk starts");
        let stdin = child.stdin.take();
        let stdout = BufReader::new(child.stdout.take().expect("stdout is piped"));
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in stdout.lines() {
                // A test that has seen enough listens no more.
                if sender.send(line.expect("stdout is UTF-8")).is_err() {
                    break;
                }
            }
        });
        let mut session = Self { child, stdin, lines, opening: Value::Null, shown: Value::Null };
        session.opening = session.read();
        session.shown = session.read();
        session
    }

    /// The next line.
    #[track_caller]
    pub fn read(&mut self) -> Value {
        match self.lines.recv_timeout(PATIENCE) {
            Ok(line) => serde_json::from_str(&line)
                .unwrap_or_else(|error| panic!("{error} in the line {line:?}")),
            Err(_) => {
                // It has ended or hangs: what it said on stderr tells which.
                let _ = self.child.kill();
                let mut said = String::new();
                let mut stderr = self.child.stderr.take().expect("stderr is piped");
                stderr.read_to_string(&mut said).expect("stderr is UTF-8");
                panic!("no further line; stderr says: {said}");
            }
        }
    }

    pub fn send(&mut self, line: &Value) {
        self.send_raw(&format!("{line}\n"));
    }

    pub fn send_raw(&mut self, line: &str) {
        let stdin = self.stdin.as_mut().expect("stdin is open");
        stdin.write_all(line.as_bytes()).and_then(|()| stdin.flush()).expect("pauk listens");
    }

    /// Sends a line and gives the one that answers it.
    #[track_caller]
    pub fn tell(&mut self, line: Value) -> Value {
        self.send(&line);
        self.read()
    }

    /// A line that makes no sense now; gives the reason.
    #[track_caller]
    pub fn refused(&mut self, line: Value) -> String {
        let said = self.tell(line);
        assert_eq!(said["event"], "refused", "{said}");
        said["reason"].as_str().expect("a reason").to_owned()
    }

    pub fn opening(&self) -> &Value {
        &self.opening
    }

    /// Whether a card is asked now.
    pub fn asks(&self) -> bool {
        self.shown["event"] == "question"
    }

    /// The question that is asked now.
    #[track_caller]
    pub fn question(&self) -> &Value {
        assert!(self.asks(), "nothing is asked: {}", self.shown);
        &self.shown
    }

    /// The name of the card that is asked now.
    #[track_caller]
    pub fn card(&self) -> String {
        self.question()["card"].as_str().expect("a card").to_owned()
    }

    /// Shows the answer.
    #[track_caller]
    pub fn reveal(&mut self) -> Value {
        let answer = self.tell(json!({"do": "reveal"}));
        assert_eq!(answer["event"], "answer", "{answer}");
        answer
    }

    /// Gives an answer and takes the line with the verdict.
    #[track_caller]
    pub fn answer(&mut self, field: &str, given: impl Into<Value>) -> Value {
        let mut line = json!({"do": "answer"});
        line[field] = given.into();
        let answer = self.tell(line);
        assert_eq!(answer["event"], "answer", "{answer}");
        answer
    }

    /// Shows the answer, grades it, and goes on to the next question.
    #[track_caller]
    pub fn grade(&mut self, grade: &str) -> Value {
        self.reveal();
        self.record(json!(grade))
    }

    /// Grades the answer that is shown, and goes on to the next question.
    #[track_caller]
    pub fn record(&mut self, grade: Value) -> Value {
        let recorded = self.tell(json!({"do": "grade", "grade": grade}));
        assert_eq!(recorded["event"], "recorded", "{recorded}");
        self.shown = self.read();
        recorded
    }

    /// Does something that is answered with an event, and goes on to what is asked then.
    #[track_caller]
    pub fn act(&mut self, what: &str, event: &str) -> Value {
        let said = self.tell(json!({"do": what}));
        assert_eq!(said["event"], event, "{said}");
        self.shown = self.read();
        said
    }

    /// Skips the card that is asked.
    #[track_caller]
    pub fn skip(&mut self) {
        self.shown = self.tell(json!({"do": "skip"}));
    }

    /// Grades with this until nothing is asked.
    #[track_caller]
    pub fn grade_all(&mut self, grade: &str) -> Vec<Value> {
        assert!(matches!(grade, "good" | "easy"), "what is forgotten is asked again and again");
        let mut recorded = Vec::new();
        while self.asks() {
            recorded.push(self.grade(grade));
        }
        recorded
    }

    /// The names of all cards in the order in which they are asked, each answered with this.
    #[track_caller]
    pub fn cards(&mut self, grade: &str) -> Vec<String> {
        self.grade_all(grade)
            .iter()
            .map(|recorded| recorded["card"].as_str().expect("a card").to_owned())
            .collect()
    }

    /// Leaves and gives the last line.
    #[track_caller]
    pub fn quit(mut self) -> Value {
        if self.asks() {
            self.shown = self.tell(json!({"do": "quit"}));
        }
        self.end()
    }

    /// The session has ended by itself; gives its last line.
    #[track_caller]
    pub fn end(mut self) -> Value {
        assert_eq!(self.shown["event"], "end", "{}", self.shown);
        drop(self.stdin.take());
        let status = self.child.wait().expect("pauk ends");
        assert_eq!(status.code(), Some(0), "{}", self.shown);
        self.shown
    }

    /// Closes stdin, as a front end that has gone; gives the last line.
    #[track_caller]
    pub fn hang_up(mut self) -> Value {
        drop(self.stdin.take());
        self.shown = self.read();
        self.end()
    }

    /// Kills the program, as a power cut would.
    pub fn kill(mut self) {
        self.child.kill().expect("the program runs");
        self.child.wait().expect("the program ends");
    }

    /// Waits until the program has ended by itself or by a signal; gives its status.
    pub fn ended(mut self) -> Option<i32> {
        self.child.wait().expect("the program ends").code()
    }

    pub fn process(&self) -> u32 {
        self.child.id()
    }
}

/// A deck file in the making. Its questions hold the ids, so that every text tells its card.
#[derive(Clone)]
pub struct Deck {
    id: String,
    text: String,
}

impl Deck {
    pub fn of(id: &str) -> Self {
        let text = format!(
            "[deck]\nid = \"{id}\"\ntitle = \"The deck {id}\"\nlang = \"en\"\nsource = \"A book\"\n"
        );
        Self { id: id.to_owned(), text }
    }

    /// Lines of the table `[deck]`; before any card.
    pub fn header(mut self, lines: &str) -> Self {
        self.text.push_str(&format!("{lines}\n"));
        self
    }

    /// A card with these lines beside its id.
    pub fn card(mut self, id: &str, lines: &str) -> Self {
        self.text.push_str(&format!("\n[[card]]\nid = \"{id}\"\n{lines}\n"));
        self
    }

    pub fn basic(self, id: &str) -> Self {
        let lines = format!("front = \"Question {id}\"\nback = \"Answer {id}\"");
        self.card(id, &lines)
    }

    /// Plain cards with these ids.
    pub fn basics(ids: &[&str]) -> Self {
        ids.iter().fold(Self::of("t/deck"), |deck, id| deck.basic(id))
    }

    /// So many plain cards, `c1` and on.
    pub fn many(id: &str, count: usize) -> Self {
        (1..=count).fold(Self::of(id), |deck, at| deck.basic(&format!("c{at}")))
    }

    pub fn text(&self) -> &str {
        &self.text
    }
}
