//! A table of another program, from any bytes.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| pauk::probe::table(bytes));
