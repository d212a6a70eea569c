//! The settings of the terminal itself: no echo while a session runs, and given back as they were.

#[cfg(unix)]
pub(super) use on_this_system::give_back_for_good;
pub(super) use on_this_system::{Quiet, drain_pasted, key_within_a_second};

/// Where the terminal has settings.
#[cfg(unix)]
mod on_this_system {
    use std::sync::Mutex;

    use rustix::termios::{
        LocalModes, OptionalActions, QueueSelector, Termios, tcflush, tcgetattr, tcsetattr,
    };

    /// What the terminal was like before the session, for whoever ends the process.
    static BEFORE: Mutex<Option<Termios>> = Mutex::new(None);

    /// While this lives, the terminal echoes no keys and hands them on one by one.
    pub(crate) struct Quiet;

    impl Quiet {
        /// `None` where the input is no terminal.
        pub(crate) fn begin() -> Option<Self> {
            let input = rustix::stdio::stdin();
            let before = tcgetattr(input).ok()?;
            crate::ui::signals::watch();
            let mut quiet = before.clone();
            quiet.local_modes -= LocalModes::ECHO | LocalModes::ICANON;
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

    /// Waits up to a second for a key; whether there is one.
    pub(crate) fn key_within_a_second() -> bool {
        use rustix::event::{PollFd, PollFlags, Timespec, poll};

        let input = rustix::stdio::stdin();
        let mut waiting = [PollFd::new(&input, PollFlags::IN)];
        let second = Timespec { tv_sec: 1, tv_nsec: 0 };
        // Where waiting is not possible, reading waits itself.
        poll(&mut waiting, Some(&second)).map_or(true, |ready| ready > 0)
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
    pub(crate) struct Quiet;

    impl Quiet {
        pub(crate) fn begin() -> Option<Self> {
            None
        }
    }

    pub(crate) fn drain_pasted() {}

    pub(crate) fn key_within_a_second() -> bool {
        true
    }
}
