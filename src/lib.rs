//! pauk: study for an exam at the command line.
//!
//! The library behind the program: [`run`] takes the arguments and the environment and does
//! everything; `src/main.rs` only reads both. The floors of the house are in `ARCHITECTURE.md`.

mod absence;
mod clock;
mod commands;
mod deck;
mod escape;
mod given;
mod grading;
mod interchange;
#[doc(hidden)]
pub mod measure;
mod model;
#[doc(hidden)]
pub mod probe;
mod query;
mod question;
mod queue;
mod quiz;
mod report;
mod schedule;
mod seed;
mod session;
mod spelling;
mod stats;
mod store;
mod ui;

use std::ffi::OsString;
use std::process::ExitCode;

pub use commands::Environment;
pub use seed::Seed;

/// Runs a command line, the program's name first.
pub fn run(args: impl IntoIterator<Item = OsString>, environment: Environment) -> ExitCode {
    ExitCode::from(commands::run(args, environment))
}

/// Makes a signal end the process in order; to be called before anything else.
pub fn leave_in_order() {
    ui::leave_in_order();
}
