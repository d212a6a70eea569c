//! Leaving at a signal: with the status that a shell expects, and the terminal as it was.
//!
//! Every grade is on disk before the next question, so there is nothing else to save. As long as
//! the terminal was not touched, a signal ends the process at once; only then somebody waits for it,
//! as few commands live long enough to be worth a thread.

pub(crate) use on_this_system::leave_in_order;
pub(super) use on_this_system::watch;

#[cfg(unix)]
mod on_this_system {
    use std::sync::Once;
    use std::sync::atomic::{AtomicBool, Ordering};

    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::flag::register_conditional_shutdown;
    use signal_hook::iterator::Signals;

    const ENDING: [i32; 3] = [SIGHUP, SIGINT, SIGTERM];

    /// Whether there is nothing to give back.
    static AT_ONCE: AtomicBool = AtomicBool::new(true);

    /// Makes a signal end the process; 130 is what a shell expects of Ctrl-C.
    pub(crate) fn leave_in_order() {
        for signal in ENDING {
            // Where it cannot be done, the signal ends the process in its own way.
            let _ = register_conditional_shutdown(signal, 128 + signal, &AT_ONCE);
        }
    }

    /// From now on a signal gives the terminal back before it ends the process; to be called before
    /// the terminal is changed.
    pub(crate) fn watch() {
        static BEGUN: Once = Once::new();

        BEGUN.call_once(|| {
            let Ok(mut signals) = Signals::new(ENDING) else { return };
            std::thread::spawn(move || {
                if let Some(signal) = signals.forever().next() {
                    crate::ui::raw::give_back_for_good();
                    std::process::exit(128 + signal);
                }
            });
            AT_ONCE.store(false, Ordering::SeqCst);
        });
    }
}

#[cfg(not(unix))]
mod on_this_system {
    pub(crate) fn leave_in_order() {}

    pub(crate) fn watch() {}
}
