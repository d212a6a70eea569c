//! A session at a terminal: keys, leaving, narrow windows, pasted text, colour.
#![cfg(unix)]

use std::io::{Read, Write};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use crate::support::{Deck, Home, names};

const ESCAPE: &str = "\u{1b}";
const CTRL_C: &str = "\u{3}";
const CTRL_D: &str = "\u{4}";

/// The program at a terminal of its own.
struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    /// Its settings before the program began.
    before: String,
    keys: Box<dyn Write + Send>,
    output: Receiver<Vec<u8>>,
    /// All that was written so far.
    seen: String,
    /// What of it was waited for already.
    read: usize,
}

/// The settings of a terminal, in words.
fn settings(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios().expect("a terminal"))
}

impl Terminal {
    fn start(home: &Home, args: &[&str], columns: u16, variables: &[(&str, &str)]) -> Self {
        let size = PtySize { rows: 24, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a terminal");
        let pauk = home.command(args);
        let mut command = CommandBuilder::new(pauk.get_program());
        command.args(pauk.get_args());
        command.cwd(home.path("."));
        command.env_clear();
        for (name, value) in pauk.get_envs() {
            command.env(name, value.expect("no variable is taken away"));
        }
        command.env("TERM", "xterm-256color");
        variables.iter().for_each(|(name, value)| command.env(name, value));
        let before = settings(&*pair.master);
        let child = pair.slave.spawn_command(command).expect("pauk starts");
        let keys = pair.master.take_writer().expect("a keyboard");
        let mut reader = pair.master.try_clone_reader().expect("a screen");
        let (sender, output) = channel();
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(read @ 1..) = reader.read(&mut bytes) {
                if sender.send(bytes[..read].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self { child, master: pair.master, before, keys, output, seen: String::new(), read: 0 }
    }

    /// Waits until the screen shows this, and takes what came before as read.
    #[track_caller]
    fn shows(&mut self, text: &str) -> &mut Self {
        loop {
            if let Some(at) = self.seen[self.read..].find(text) {
                self.read += at + text.len();
                return self;
            }
            match self.output.recv_timeout(Duration::from_secs(30)) {
                Ok(bytes) => self.seen.push_str(&String::from_utf8_lossy(&bytes)),
                Err(_) => panic!("no `{text}` on the screen behind {:?}", &self.seen[self.read..]),
            }
        }
    }

    fn press(&mut self, keys: &str) -> &mut Self {
        self.keys.write_all(keys.as_bytes()).and_then(|()| self.keys.flush()).expect("a keyboard");
        self
    }

    /// Whether the terminal has this local mode.
    fn has(&self, mode: &str) -> bool {
        let modes = self.master.get_termios().expect("a terminal").local_flags;
        format!("{modes:?}").contains(mode)
    }

    /// Waits for the end and gives the status and the whole screen.
    fn end(mut self) -> (u32, String) {
        let status = self.child.wait().expect("pauk ends");
        assert_eq!(settings(&*self.master), self.before, "the terminal is not given back");
        drop(self.keys);
        while let Ok(bytes) = self.output.recv_timeout(Duration::from_millis(200)) {
            self.seen.push_str(&String::from_utf8_lossy(&bytes));
        }
        let shown = self.seen.rfind("\u{1b}[?25h");
        let hidden = self.seen.rfind("\u{1b}[?25l");
        assert!(hidden <= shown, "the cursor is left hidden: {:?}", self.seen);
        (status.exit_code(), self.seen)
    }
}

fn at_terminal(home: &Home, args: &[&str]) -> Terminal {
    Terminal::start(home, args, 80, &[])
}

fn grades(home: &Home) -> Vec<String> {
    names(&home.json(["history"])["reviews"], "grade")
}

#[test]
fn keys_reveal_and_grade_and_undo() {
    let home = Home::with(&[Deck::basics(&["a", "b", "c", "d"])]);
    let mut screen = at_terminal(&home, &["review"]);
    screen
        .shows("Question a")
        .shows("? help")
        .press(" ")
        .shows("Answer a")
        .shows("? help")
        .press("4");
    screen
        .shows("Question b")
        .shows("? help")
        .press("\r")
        .shows("Answer b")
        .shows("? help")
        .press("\r");
    screen.shows("Question c").shows("? help").press("u").shows("undone");
    screen.shows("Question b").shows("? help").press(" ").shows("? help").press("2");
    screen.shows("Question c").shows("? help").press("q");
    let (status, _) = screen.end();
    assert_eq!(status, 0);
    let graded: Vec<String> = grades(&home);
    assert_eq!(graded, ["hard", "good", "easy"]);
    assert_eq!(home.json(["history"])["reviews"][1]["undone"], true);
}

#[test]
fn the_copy_of_the_day_is_made_while_the_first_question_is_read() {
    let home = Home::with(&[Deck::basics(&["a", "b"])]);
    let mut screen = at_terminal(&home, &["review"]);
    screen.shows("Question a").shows("? help");
    assert_eq!(names(&home.json(["backup", "list"])["backups"], "name"), ["2026-11-23"]);
    screen.press("q");
    assert_eq!(screen.end().0, 0);
    assert_eq!(grades(&home), [] as [&str; 0]);
}

#[test]
fn control_c_leaves_with_130_and_the_terminal_as_it_was() {
    let home = Home::with(&[Deck::basics(&["a", "b"])]);
    let mut screen = at_terminal(&home, &["review"]);
    screen.shows("Question a").shows("? help").press(" ").shows("? help").press("3");
    screen.shows("Question b").shows("? help").press(CTRL_C);
    assert_eq!(screen.end().0, 130);
    assert_eq!(grades(&home), ["good"]);
}

#[test]
fn control_c_is_a_key_at_every_moment_of_a_session() {
    let home = Home::with(&[Deck::basics(&["a", "b", "c"])]);
    let mut screen = at_terminal(&home, &["review"]);
    for question in ["Question a", "Question b", "Question c"] {
        // As a signal, pressed before the program waits for a key, it would leave at random moments.
        screen.shows(question);
        assert!(!screen.has("ISIG"), "{question}");
        screen.shows("? help").press(" ").shows("? help").press("3");
    }
    assert_eq!(screen.end().0, 0);
}

#[test]
fn control_c_leaves_in_order_while_text_is_typed_too() {
    let deck = Deck::of("t/deck").card("a", "kind = \"typed\"\nask = \"Who?\"\nanswer = \"Mao\"");
    let home = Home::with(&[deck]);
    let mut screen = at_terminal(&home, &["review"]);
    screen.shows("Who?").shows("> ").press("Ma").shows("Ma").press(CTRL_C);
    assert_eq!(screen.end().0, 130);
    assert_eq!(grades(&home), [] as [&str; 0]);
}

#[test]
fn escape_q_and_control_d_leave_with_0() {
    for key in [ESCAPE, "q", CTRL_D] {
        let home = Home::with(&[Deck::basics(&["a"])]);
        let mut screen = at_terminal(&home, &["review"]);
        screen.shows("Question a").shows("? help").press(key);
        assert_eq!(screen.end().0, 0, "{key:?}");
    }
}

#[test]
fn a_typed_answer_is_judged_and_the_learner_may_say_i_was_right() {
    let deck = Deck::of("t/deck").card("a", "kind = \"typed\"\nask = \"Who?\"\nanswer = \"Mao\"");
    let home = Home::with(&[deck]);
    let mut screen = at_terminal(&home, &["review"]);
    screen.shows("Who?").shows("> ").press("Lenin\r").shows("wrong").shows("Mao");
    screen.shows("I was right").press("y");
    assert_eq!(screen.end().0, 0);
    assert_eq!(grades(&home), ["good"]);
}

#[test]
fn pasted_lines_grade_nothing() {
    let deck = Deck::of("t/deck")
        .card("a", "kind = \"typed\"\nask = \"Who?\"\nanswer = \"Mao\"")
        .basic("b");
    let home = Home::with(&[deck]);
    let mut screen = at_terminal(&home, &["review"]);
    screen.shows("Who?").shows("> ").press("Lenin\r4444\r4444\r4444\r4444\r");
    screen.shows("wrong").shows("I was right").press(CTRL_C);
    assert_eq!(screen.end().0, 130);
    assert_eq!(grades(&home), [] as [&str; 0]);
}

#[test]
fn the_way_to_the_help_is_shown_in_forty_columns_too() {
    let deck = Deck::of("t/deck")
        .card("a", "kind = \"typed\"\nask = \"Who?\"\nanswer = \"Mao\"")
        .card("b", "ask = \"Which?\"\nright = \"Ja\"\nwrong = [\"Nein\", \"Doch\"]");
    let home = Home::with(&[deck]);
    let mut screen = Terminal::start(&home, &["review"], 40, &[("NO_COLOR", "1")]);
    screen.shows("Who?").shows(":? help").shows("> ").press("Mao\r").shows("▸");
    screen.shows("Enter takes ▸ · ? help").press("\r");
    screen.shows("Which?").shows("the number of the right one · ? help").press(ESCAPE);
    assert_eq!(screen.end().0, 0);
}

#[test]
fn forty_columns_are_enough() {
    let long = "a question of many words that must be wrapped ".repeat(4);
    let home =
        Home::with(&[Deck::of("t/deck").card("a", &format!("front = \"{long}\"\nback = \"A\""))]);
    let mut screen = Terminal::start(&home, &["review"], 40, &[("NO_COLOR", "1")]);
    screen.shows("? help").press(" ").shows("? help").press("3");
    let (status, seen) = screen.end();
    assert_eq!(status, 0);
    let plain = console::strip_ansi_codes(&seen).into_owned();
    for line in plain.split(['\n', '\r']) {
        assert!(console::measure_text_width(line) <= 40, "{line:?}");
    }
}

#[test]
fn no_colour_is_shown_where_none_is_wanted() {
    let home = Home::with(&[Deck::basics(&["a"])]);
    let painted = |variables: &[(&str, &str)], args: &[&str]| {
        let mut screen = Terminal::start(&home, args, 80, variables);
        screen.shows("Question a").shows("? help").press("q");
        let seen = screen.end().1;
        // Colours and weights end in `m`; moving the cursor and clearing a line does not.
        seen.split("\u{1b}[").skip(1).any(|rest| {
            rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';').starts_with('m')
        })
    };
    assert!(painted(&[], &["review"]));
    assert!(!painted(&[("NO_COLOR", "1")], &["review"]));
    assert!(!painted(&[], &["review", "--color", "never"]));
}

#[test]
fn plain_lines_are_asked_for_by_option_and_by_variable() {
    let home = Home::with(&[Deck::basics(&["a"])]);
    for (args, variables) in
        [(&["review", "--plain"][..], &[][..]), (&["review"], &[("ACCESSIBLE", "1")])]
    {
        let mut screen = Terminal::start(&home, args, 80, variables);
        screen.shows("Enter shows the answer:").press("\n").shows("grade:").press("q\n");
        let (status, seen) = screen.end();
        assert_eq!(status, 0);
        assert!(!seen.contains('\u{1b}'), "{seen:?}");
    }
}

#[test]
fn what_hides_in_a_deck_is_shown_at_a_terminal() {
    let hidden = "front = \"Fr\\u200bage\\u200f\"\nback = \"Ant\\ufeffwort\\U000E0041\"";
    let home = Home::with(&[Deck::of("t/deck").card("a", hidden)]);
    let mut terminal = at_terminal(&home, &["review"]);
    terminal.shows("Fr\u{fffd}age\u{fffd}").shows("? help").press(" ");
    terminal.shows("Ant\u{fffd}wort\u{fffd}").shows("? help").press("q");
    let (status, seen) = terminal.end();
    assert_eq!(status, 0, "{seen}");
    let found = seen.find(['\u{200b}', '\u{200f}', '\u{feff}', '\u{e0041}']);
    assert_eq!(found, None, "{seen:?}");
}

#[test]
fn what_is_told_keeps_to_a_narrow_terminal_and_loses_no_name_and_no_grade() {
    let long = "halperin-en/arguments-of-the-second-part";
    let home = Home::with(&[Deck::of(long).basic("moscows-conclusion"), Deck::basics(&["a"])]);
    home.grade(&format!("{long}:moscows-conclusion"), "hard");
    home.run(["config", "set", "leech-threshold", "1"]).ok();
    home.days(1).grade(&format!("{long}:moscows-conclusion"), "again");
    let told = |args: &[&str]| {
        let (status, screen) = Terminal::start(&home, args, 40, &[("NO_COLOR", "1")]).end();
        assert_eq!(status, 0, "{screen}");
        let wide = screen.lines().find(|line| line.chars().count() > 40);
        assert_eq!(wide, None, "{args:?} in\n{screen}");
        screen.split_whitespace().collect::<String>()
    };
    let history = told(&["history"]);
    assert!(history.contains("again") && history.contains("hard"), "{history}");
    assert!(history.contains(&format!("{long}:moscows-conclusion")), "{history}");
    assert!(told(&["stats"]).contains(long));
    assert!(told(&["leeches"]).contains(&format!("{long}:moscows-conclusion")));
    told(&["break", "add", "2027-01-01", "2027-01-09"]);
}

#[test]
fn a_question_is_answered_leaving_is_no_and_ctrl_c_an_interruption() {
    let home = Home::with(&[Deck::basics(&["a"])]);
    let decks = |home: &Home| home.json(["deck", "list"])["decks"].as_array().unwrap().len();
    for (key, status) in [(CTRL_D, 1), ("\r", 1), (ESCAPE, 1), ("xn", 1), (CTRL_C, 130)] {
        let mut screen = at_terminal(&home, &["deck", "remove", "t/deck"]);
        screen.shows("[y/N] ").press(key);
        let (ended, seen) = screen.end();
        assert_eq!(ended, status, "{key:?}: {seen:?}");
        assert!(seen.ends_with('\n'), "{key:?}: {seen:?}");
        assert_eq!(decks(&home), 1, "{key:?}");
    }
    let mut screen = at_terminal(&home, &["deck", "remove", "t/deck"]);
    screen.shows("[y/N] ").press("y");
    assert_eq!(screen.end().0, 0);
    assert_eq!(decks(&home), 0);
}
