//! Any text as JSON.
#![no_main]
#![allow(dead_code, unused_imports, reason = "rooms are compiled whole")]

#[path = "../../src/model/mod.rs"]
pub mod model;
#[path = "../../src/rules/mod.rs"]
pub mod rules;
#[path = "../../src/sheets/mod.rs"]
pub mod sheets;

use libfuzzer_sys::fuzz_target;
use model::Progress;
use sheets::{ReadOptions, read_bytes};

fuzz_target!(|bytes: &[u8]| {
    // What begins as a workbook goes to a process of its own, and is not meant here.
    if bytes.starts_with(b"PK") || bytes.starts_with(b"\xd0\xcf") {
        return;
    }
    if let Ok(sheet) = read_bytes("fuzz.json", bytes, &ReadOptions::default(), &Progress::default()) {
        assert_eq!(sheet.header, Some(0), "the names are the header");
        assert!(sheet.rows().all(|row| row.len() == sheet.columns()), "all rows are as wide as the header");
    }
});
