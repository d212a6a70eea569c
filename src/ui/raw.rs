//! The settings of the terminal itself: no echo while a session runs, and given back as they were.

#[cfg(unix)]
pub(super) use on_this_system::give_back_for_good;
pub(super) use on_this_system::{Quiet, drain_pasted, key, key_within_a_second};

/// Where the terminal has settings.
#[cfg(unix)]
mod on_this_system {
    use std::io;
    use std::sync::{Mutex, PoisonError};

    use console::{Key, Term};
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use rustix::io::Errno;
    use rustix::termios::{OptionalActions, QueueSelector, Termios, tcflush, tcgetattr, tcsetattr};

    /// What the terminal was like before the session, for whoever ends the process.
    static BEFORE: Mutex<Option<Termios>> = Mutex::new(None);

    /// While this lives, the terminal echoes no keys and hands them on one by one, Ctrl-C among
    /// them: as a signal it would end the session or not, by the moment it is pressed in.
    pub(crate) struct Quiet;

    impl Quiet {
        /// `None` where the input is no terminal.
        pub(crate) fn begin() -> Option<Self> {
            let input = rustix::stdio::stdin();
            let before = tcgetattr(input).ok()?;
            crate::ui::signals::watch();
            let mut quiet = before.clone();
            quiet.make_raw();
            quiet.output_modes = before.output_modes;
            // Held until it is done: who gives the terminal back at a signal comes before or after.
            let mut held = BEFORE.lock().ok()?;
            *held = Some(before);
            tcsetattr(input, OptionalActions::Drain, &quiet).ok()?;
            Some(Self)
        }
    }

    impl Drop for Quiet {
        fn drop(&mut self) {
            give_back();
        }
    }

    /// Gives the terminal back as it was.
    fn give_back() {
        if let Ok(mut held) = BEFORE.lock() {
            restore(&mut held);
        }
    }

    /// Gives the terminal back as it was; nobody changes it any more while the process ends.
    pub(crate) fn give_back_for_good() {
        if let Ok(mut held) = BEFORE.lock() {
            restore(&mut held);
            std::mem::forget(held);
        }
    }

    fn restore(before: &mut Option<Termios>) {
        if let Some(before) = before.take() {
            let _ = tcsetattr(rustix::stdio::stdin(), OptionalActions::Drain, &before);
        }
    }

    /// The next key.
    ///
    /// To read one, the console changes the terminal and changes it back. Whoever gives the terminal
    /// back at a signal waits for that, and afterwards no key is read any more; so the waiting comes
    /// first.
    pub(crate) fn key(term: &Term) -> io::Result<Key> {
        while !there_is_a_key(None) {}
        let _held = BEFORE.lock().unwrap_or_else(PoisonError::into_inner);
        term.read_key_raw()
    }

    /// Waits up to a second for a key; whether there is one.
    pub(crate) fn key_within_a_second() -> bool {
        there_is_a_key(Some(Timespec { tv_sec: 1, tv_nsec: 0 }))
    }

    fn there_is_a_key(within: Option<Timespec>) -> bool {
        let input = rustix::stdio::stdin();
        let mut waiting = [PollFd::new(&input, PollFlags::IN)];
        match poll(&mut waiting, within.as_ref()) {
            Ok(ready) => ready > 0,
            // Where waiting is not possible, reading waits itself.
            Err(why) => why != Errno::INTR,
        }
    }

    /// Throws away what waits to be read where it is more than a hand types ahead.
    pub(crate) fn drain_pasted() {
        let input = rustix::stdio::stdin();
        if rustix::io::ioctl_fionread(input).is_ok_and(|waiting| waiting > 3) {
            let _ = tcflush(input, QueueSelector::IFlush);
        }
    }
}

/// Elsewhere the console's own reading of keys has to do.
#[cfg(not(unix))]
mod on_this_system {
    use std::io;

    use console::{Key, Term};

    pub(crate) struct Quiet;

    impl Quiet {
        pub(crate) fn begin() -> Option<Self> {
            None
        }
    }

    pub(crate) fn key(term: &Term) -> io::Result<Key> {
        term.read_key_raw()
    }

    pub(crate) fn drain_pasted() {}

    pub(crate) fn key_within_a_second() -> bool {
        true
    }
}
