//! The program: reads arguments, environment and entropy once, and hands them to the library.

use std::process::ExitCode;

use pauk::{Environment, Seed};

fn main() -> ExitCode {
    leave_in_order();
    let seed = match Seed::from_system() {
        Ok(seed) => seed,
        Err(error) => {
            eprintln!("error: the system gives no random numbers: {error}");
            return ExitCode::from(3);
        }
    };
    let vars = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    pauk::run(std::env::args_os(), Environment { vars, seed })
}

/// Every grade is on disk before the next question, so a signal only has to give the terminal
/// back; 130 is what a shell expects of Ctrl-C.
#[cfg(unix)]
fn leave_in_order() {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

    let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGHUP, SIGINT, SIGTERM]) else {
        return;
    };
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            pauk::give_terminal_back();
            std::process::exit(128 + signal);
        }
    });
}

#[cfg(not(unix))]
fn leave_in_order() {}
