//! Exports by the real program.

use std::process::Command;

use calamine::{Data, Reader, Xlsx};
use serde_json::{Value, json};

/// Runs the program in the folder, and says how it ended, what it said, and what it complained of.
fn run(folder: &std::path::Path, arguments: &[&str]) -> (Option<i32>, Vec<u8>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_fourfold"))
        .args(arguments)
        .args(["--today", "2026-11-22"])
        .envs([("FOURFOLD_CONFIG_DIR", folder), ("FOURFOLD_DATA_DIR", folder)])
        .current_dir(folder)
        .output()
        .unwrap();
    (output.status.code(), output.stdout, String::from_utf8(output.stderr).unwrap())
}

fn done(folder: &std::path::Path, arguments: &[&str]) -> Value {
    let (code, said, complaint) = run(folder, &[arguments, &["--json"]].concat());
    assert_eq!(code, Some(0), "{arguments:?}: {complaint}");
    serde_json::from_slice(&said).unwrap()
}

#[test]
fn every_kind_is_written_in_every_format() {
    let desk = tempfile::tempdir().unwrap();
    let folder = desk.path();
    done(folder, &["demo", "d.fourfold", "--accounts", "12"]);
    for what in [
        "accounts",
        "contacts",
        "activities",
        "products",
        "opportunities",
        "risks",
        "colleagues",
        "stage_events",
        "hand_overs",
        "goals",
        "spend",
        "moves",
        "scores",
    ] {
        for format in ["csv", "tsv", "xlsx", "json"] {
            let out = format!("{what}.{format}");
            let told = done(folder, &["export", "d.fourfold", &out, "--what", what]);
            assert_eq!(told["written"], told["of"], "{out}");
            assert_eq!(told["kinds"][what]["of"], told["of"], "{out}");
            assert!(std::fs::metadata(folder.join(&out)).unwrap().len() > 0);
        }
    }
    let all = done(folder, &["export", "d.fourfold", "all.xlsx", "--what", "all"]);
    assert_eq!(all["kinds"]["accounts"], json!({ "written": 12, "of": 12 }));
    let mut workbook: Xlsx<_> = calamine::open_workbook(folder.join("all.xlsx")).unwrap();
    let accounts = workbook.worksheet_range("Accounts").unwrap();
    assert_eq!(accounts.get((0, 2)), Some(&Data::String("Name".to_owned())));
    assert_eq!(accounts.height(), 13);
    let (code, _, complaint) = run(folder, &["export", "d.fourfold", "x.csv", "--what", "everything"]);
    assert_eq!(code, Some(2), "{complaint}");
}

#[test]
fn scores_come_as_one_object_for_another_program() {
    let desk = tempfile::tempdir().unwrap();
    let folder = desk.path();
    done(folder, &["demo", "d.fourfold", "--accounts", "12"]);
    let scores = done(folder, &["export", "d.fourfold", "--what", "scores"]);
    let rows = scores["scores"].as_array().unwrap();
    assert_eq!(rows.len(), 12);
    assert_eq!(scores["as_of"], "2026-11-22");
    assert_eq!(scores["model"]["window_days"], 180);
    for row in rows {
        let parts = ["people_points", "roles_points", "recency_points", "two_way_points"];
        let sum: f64 = parts.iter().map(|part| row[part].as_f64().unwrap()).sum();
        assert!((row["evidence_engagement"].as_f64().unwrap() - sum).abs() < 1e-9, "{row}");
    }
    // The same as a file, for people.
    done(folder, &["export", "d.fourfold", "scores.csv", "--what", "scores"]);
    let csv = std::fs::read_to_string(folder.join("scores.csv")).unwrap();
    assert!(csv.starts_with("\u{feff}ID,Key,Name,Class,Judged,Engagement,Potential,Evidence engagement,"), "{csv}");
    assert_eq!(csv.lines().count(), 13);
}

#[test]
fn a_file_that_is_named_is_replaced_whole_but_never_a_workspace() {
    let desk = tempfile::tempdir().unwrap();
    let folder = desk.path();
    done(folder, &["demo", "d.fourfold", "--accounts", "3"]);
    done(folder, &["demo", "other.fourfold", "--accounts", "2"]);
    std::fs::rename(folder.join("other.fourfold"), folder.join("other.csv")).unwrap();
    let before = std::fs::read(folder.join("other.csv")).unwrap();
    let (code, _, complaint) = run(folder, &["export", "d.fourfold", "other.csv"]);
    assert_eq!(code, Some(1));
    assert!(complaint.contains("not written over"), "{complaint}");
    assert!(std::fs::read(folder.join("other.csv")).unwrap() == before, "a workspace by another name is left alone");

    std::fs::write(folder.join("out.csv"), "yesterday").unwrap();
    let (_, said, _) = run(folder, &["export", "d.fourfold", "out.csv"]);
    let said = String::from_utf8(said).unwrap();
    assert!(said.contains("in place of the file that was there"), "{said}");
    assert_eq!(done(folder, &["export", "d.fourfold", "out.csv"])["replaced"], true);
    assert_eq!(done(folder, &["export", "d.fourfold", "new.csv"])["replaced"], false);
    assert!(std::fs::read_to_string(folder.join("out.csv")).unwrap().starts_with("\u{feff}ID,Key,Name,"));
    let (code, _, _) = run(folder, &["export", "d.fourfold", "out.csv", "--what", "all"]);
    assert_eq!(code, Some(1));
    assert!(std::fs::read_to_string(folder.join("out.csv")).unwrap().lines().count() == 4, "refused, it is as it was");
}

#[test]
fn raw_texts_are_written_as_they_are() {
    let desk = tempfile::tempdir().unwrap();
    let folder = desk.path();
    std::fs::write(folder.join("in.csv"), "Name,Owner\nA,'=cmd\n").unwrap();
    done(folder, &["import", "w.fourfold", "in.csv"]);
    for (arguments, wanted) in [(&[][..], "\"'=cmd\""), (&["--raw"], "=cmd")] {
        let (_, csv, _) = run(folder, &[&["export", "w.fourfold", "-"][..], arguments].concat());
        let csv = String::from_utf8(csv).unwrap();
        assert!(csv.contains(&format!(",{wanted},")), "{csv}");
    }
}
