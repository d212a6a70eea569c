//! A review in JSON lines, from any bytes.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| pauk::probe::review(bytes));
