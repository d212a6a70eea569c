//! Sessions for the probes: held as the commands hold them, over a store in memory and lines that
//! come from nobody.

use std::io::{Read, Write};

use super::context::{Context, Environment, Global};
use super::failure::Failure;
use super::{quiz as quizzes, review as reviews};
use crate::seed::Seed;
use crate::store::Store;

/// A review of all decks of the store.
pub(crate) fn review(store: &mut Store, input: impl Read, out: impl Write) -> Result<(), Failure> {
    reviews::rehearse(&context()?, store, input, out)
}

/// A practice test of all decks of the store.
pub(crate) fn quiz(store: &mut Store, input: impl Read, out: impl Write) -> Result<(), Failure> {
    quizzes::rehearse(&context()?, store, input, out)
}

/// A machine on which nothing is set and time stands still.
fn context() -> Result<Context, Failure> {
    let var = |name: &str| match name {
        "PAUK_NOW" => Some("2026-11-23T18:00:00+01:00".into()),
        "PAUK_HOME" => Some("/nonexistent/pauk".into()),
        _ => None,
    };
    let global = Global { db: None, color: None, plain: false, json: false };
    Context::new(Environment::read(Seed::pinned(7), var), global)
}
