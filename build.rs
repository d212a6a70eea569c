//! Links what unwinds stacks into the program, where the C compiler has it as an archive. Loading
//! it as a library of its own takes a twentieth of the time to the first question. Where there is no
//! archive, or the linker would rather have the library, it is loaded as in any other program.

use std::env;
use std::process::Command;

const ARCHIVE: &str = "libgcc_eh.a";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if is_linux_with_glibc() && has_archive() {
        // Whole, so that its symbols are there before those of the library are asked for.
        println!("cargo::rustc-link-arg-bins=-Wl,--whole-archive,-lgcc_eh,--no-whole-archive");
    }
}

fn is_linux_with_glibc() -> bool {
    // What is linked without any library has the archive in it already.
    let is_static = said("CARGO_CFG_TARGET_FEATURE").split(',').any(|it| it == "crt-static");
    said("CARGO_CFG_TARGET_OS") == "linux" && said("CARGO_CFG_TARGET_ENV") == "gnu" && !is_static
}

/// Asks what links the program for the place of the archive: it answers with a path where it knows
/// one, and with the bare name where it does not.
fn has_archive() -> bool {
    let linker = match said("RUSTC_LINKER") {
        unset if unset.is_empty() => "cc".to_owned(),
        linker => linker,
    };
    let place = Command::new(linker).arg(format!("-print-file-name={ARCHIVE}")).output();
    place.is_ok_and(|place| {
        let path = String::from_utf8_lossy(&place.stdout);
        place.status.success() && path.contains('/') && path.trim_end().ends_with(ARCHIVE)
    })
}

/// A variable by which Cargo says something; empty where it does not.
#[expect(clippy::disallowed_methods, reason = "Cargo speaks to build scripts by the environment")]
fn said(name: &str) -> String {
    env::var(name).unwrap_or_default()
}
