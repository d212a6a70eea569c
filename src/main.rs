//! The program: reads arguments, environment and entropy once, and hands them to the library.

use std::process::ExitCode;

use pauk::{Environment, Seed};

fn main() -> ExitCode {
    pauk::leave_in_order();
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
