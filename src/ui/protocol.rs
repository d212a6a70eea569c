//! JSON lines with another program: one object a line, each way.
//!
//! Here is what review and quiz have in common: how lines are read and written, and the fields of
//! an answer. What may be said when is theirs.

use std::io::{self, BufReader, Read, Write};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::hearing::{Heard, TOO_LONG, hear};
use crate::escape::add_json;
use crate::given::Given;

/// Both ends of the talk.
pub(super) struct Protocol<R, W: Write> {
    input: BufReader<R>,
    out: W,
    /// Lines that go out before the other program is waited for.
    held: Vec<u8>,
}

/// What the other program said.
#[derive(Debug)]
pub(super) enum Said<T> {
    Line(T),
    /// No line of the protocol, and why.
    Refused(String),
    End,
}

/// The fields of an answer; exactly one of them is given.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Answer {
    text: Option<String>,
    choices: Option<Vec<usize>>,
    items: Option<Vec<String>>,
    order: Option<Vec<usize>>,
    pairs: Option<Vec<(usize, usize)>>,
}

impl<R: Read, W: Write> Protocol<R, W> {
    pub(super) fn new(input: R, out: W) -> Self {
        Self { input: BufReader::new(input), out, held: Vec::new() }
    }

    /// Says a line at once.
    pub(super) fn say(&mut self, line: &(impl Serialize + ?Sized)) -> io::Result<()> {
        self.hold(line);
        self.let_go()
    }

    /// Says a line at once where somebody may wait for it; where the next line was read already,
    /// it is only held.
    pub(super) fn say_or_hold(&mut self, line: &(impl Serialize + ?Sized)) -> io::Result<()> {
        self.hold(line);
        if self.is_next_here() { Ok(()) } else { self.let_go() }
    }

    /// Says a line together with the next one, or before the other program is waited for.
    pub(super) fn hold(&mut self, line: &(impl Serialize + ?Sized)) {
        add_json(&mut self.held, line);
        self.held.push(b'\n');
    }

    /// Whether the next line was read already.
    fn is_next_here(&self) -> bool {
        self.input.buffer().contains(&b'\n')
    }

    /// Says what is held.
    pub(super) fn let_go(&mut self) -> io::Result<()> {
        if self.held.is_empty() {
            return Ok(());
        }
        let said = self.out.write_all(&self.held);
        self.held.clear();
        said?;
        self.out.flush()
    }

    /// The next line that is not blank.
    pub(super) fn hear<T: DeserializeOwned>(&mut self) -> io::Result<Said<T>> {
        loop {
            if !self.is_next_here() {
                self.let_go()?;
            }
            let bytes = match hear(&mut self.input)? {
                Heard::Line(bytes) => bytes,
                Heard::TooLong => return Ok(Said::Refused(TOO_LONG.to_owned())),
                Heard::End => return Ok(Said::End),
            };
            let Ok(text) = String::from_utf8(bytes) else {
                return Ok(Said::Refused("a line that is not UTF-8".to_owned()));
            };
            if text.trim().is_empty() {
                continue;
            }
            return Ok(match serde_json::from_str(&text) {
                Ok(line) => Said::Line(line),
                Err(error) => Said::Refused(format!("not understood: {error}")),
            });
        }
    }
}

impl<R, W: Write> Drop for Protocol<R, W> {
    /// Where the next line never came, something failed that is told elsewhere.
    fn drop(&mut self) {
        if !self.held.is_empty() {
            let _ = self.out.write_all(&self.held).and_then(|()| self.out.flush());
        }
    }
}

impl Answer {
    pub(super) fn given(self) -> Result<Given, String> {
        let given = [
            self.text.map(Given::Text),
            self.choices.map(Given::Choices),
            self.items.map(Given::Items),
            self.order.map(Given::Order),
            self.pairs.map(Given::Pairs),
        ];
        let mut given: Vec<Given> = given.into_iter().flatten().collect();
        match (given.pop(), given.is_empty()) {
            (Some(one), true) => Ok(one),
            _ => Err("an answer has one of text, choices, items, order, pairs".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::rc::Rc;

    use super::*;

    /// Remembers what was written at once.
    #[derive(Clone, Default)]
    struct Pipe(Rc<RefCell<Vec<String>>>);

    impl Write for Pipe {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.borrow_mut().push(String::from_utf8_lossy(bytes).into_owned());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_line_that_is_held_goes_out_with_the_next() {
        let pipe = Pipe::default();
        let mut protocol = Protocol::new(io::empty(), pipe.clone());
        protocol.hold("one");
        assert_eq!(pipe.0.borrow().len(), 0);
        protocol.say("two").expect("a pipe takes all");
        assert_eq!(*pipe.0.borrow(), ["\"one\"\n\"two\"\n"]);
    }

    /// What comes of each read.
    struct Parts(Vec<&'static [u8]>);

    impl Read for Parts {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            if self.0.is_empty() {
                return Ok(0);
            }
            self.0.remove(0).read(into)
        }
    }

    #[test]
    fn nobody_who_waits_for_a_line_waits_for_the_next() {
        let pipe = Pipe::default();
        let mut protocol = Protocol::new(Parts(vec![b"1\n2\n\n3", b"\n", b"4\n"]), pipe.clone());
        let mut heard = Vec::new();
        loop {
            protocol.say_or_hold("what").expect("a pipe takes all");
            match protocol.hear::<u8>().expect("it reads") {
                Said::Line(number) => heard.push((number, pipe.0.borrow().len())),
                Said::Refused(why) => panic!("{why}"),
                Said::End => break,
            }
        }
        assert_eq!(heard, [(1, 1), (2, 1), (3, 2), (4, 3)]);
        assert_eq!(pipe.0.borrow().concat(), "\"what\"\n".repeat(5));
    }

    #[test]
    fn a_line_that_is_held_is_said_whatever_comes() {
        let pipe = Pipe::default();
        let mut protocol = Protocol::new(io::empty(), pipe.clone());
        protocol.hold("one");
        assert!(matches!(protocol.hear::<u8>(), Ok(Said::End)));
        protocol.hold("two");
        drop(protocol);
        assert_eq!(*pipe.0.borrow(), ["\"one\"\n", "\"two\"\n"]);
    }
}
