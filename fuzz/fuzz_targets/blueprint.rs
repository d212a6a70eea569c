//! A blueprint of an exam, from any bytes.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| pauk::probe::blueprint(bytes));
