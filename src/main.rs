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
    #[expect(clippy::disallowed_methods, reason = "this is where the environment is read")]
    let environment = Environment::read(seed, |name| std::env::var_os(name));
    pauk::run(std::env::args_os(), environment)
}
