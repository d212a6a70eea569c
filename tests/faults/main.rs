//! Faults of every kind that a machine has, and what is left of a learner's history after each.
//!
//! Every test talks to real processes and waits for none of them with a clock. The numbers of
//! runs are small by default; `PAUK_FAULTS=full cargo test --test faults` takes the large ones,
//! which `docs/durability.md` tells.

#[path = "../cli/support.rs"]
#[allow(dead_code, reason = "the stories of the command line use more of it")]
mod support;

mod commands;
mod crash;
#[cfg(unix)]
mod damage;
#[cfg(target_os = "linux")]
mod disk;
#[cfg(unix)]
mod hostile;
mod lab;
mod limits;
#[cfg(target_os = "linux")]
mod moments;
mod parallel;
#[cfg(unix)]
mod signals;
#[cfg(unix)]
mod speaking;
mod time;
