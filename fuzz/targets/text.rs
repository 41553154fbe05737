//! Any bytes as a text file: read as found out, and as somebody may insist.
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
use sheets::{HeaderRow, ReadOptions, Sheet, TextEncoding, from_tsv, read_csv};

fuzz_target!(|input: (u8, u8, &[u8])| {
    let (encoding, delimiter, bytes) = input;
    let options = ReadOptions {
        header: if encoding % 2 == 0 { HeaderRow::None } else { HeaderRow::Line(u32::from(encoding)) },
        encoding: TextEncoding::ALL.get(usize::from(encoding)).copied(),
        delimiter: Some(char::from(delimiter)).filter(|one| ",;\t|:^~".contains(*one)),
        ..ReadOptions::default()
    };
    for options in [ReadOptions::default(), options] {
        if let Ok(sheet) = read_csv("fuzz", bytes, &options, &Progress::default()) {
            look(&sheet, bytes.len());
        }
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = from_tsv(text);
    }
});

fn look(sheet: &Sheet, bytes: usize) {
    let cells: usize = sheet.grid.rows().map(|row| row.cells().map(|cell| cell.text().len()).sum::<usize>()).sum();
    assert!(cells <= bytes * 3, "cells hold no more than the file, in UTF-8");
    assert!(sheet.footer <= sheet.len(), "a footer is part of the rows");
    assert!(sheet.grid.rows().is_sorted_by(|one, next| one.line() < next.line()), "rows are counted upward");
    let _ = sheet.facts();
    let _ = sheets::sheet_text(sheet, 20);
}
