//! The real program, without a window, through the whole loop.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// A folder of its own to run the program in, and one for what the program keeps on its computer.
struct Shell(tempfile::TempDir, tempfile::TempDir);

struct Said {
    code: i32,
    out: String,
    err: String,
}

impl Shell {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run(&self, arguments: &[&str]) -> Said {
        self.run_with(arguments, "")
    }

    fn run_with(&self, arguments: &[&str], input: &str) -> Said {
        let mut child = Command::new(env!("CARGO_BIN_EXE_fourfold"))
            .args(arguments)
            .args(["--today", "2026-11-22"])
            .env("USER", "anna")
            .env("FOURFOLD_CONFIG_DIR", self.1.path())
            .env("FOURFOLD_DATA_DIR", self.1.path())
            .current_dir(self.0.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A program that refuses its arguments does not read.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        Said {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// What it says with `--json`: exactly one object.
    fn json(&self, arguments: &[&str]) -> Value {
        let said = self.run(&[arguments, &["--json"]].concat());
        assert_eq!(said.code, 0, "{arguments:?}: {}", said.err);
        assert_eq!(said.out.lines().count(), 1, "one object on one line: {}", said.out);
        let object: Value = serde_json::from_str(&said.out).unwrap();
        assert!(object.is_object());
        object
    }

    fn refused(&self, arguments: &[&str], wanted: &str) {
        let said = self.run(arguments);
        assert_eq!(said.code, 1, "{arguments:?}: {}{}", said.out, said.err);
        assert!(said.err.contains(wanted), "{arguments:?}: {}", said.err);
        assert!(said.out.is_empty(), "{arguments:?}: {}", said.out);
    }

    fn listing(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.0.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    fn accounts(&self, workspace: &str) -> Vec<Value> {
        self.json(&["export", workspace, "all.json"]);
        let all: Value = serde_json::from_str(&self.read("all.json")).unwrap();
        all["accounts"].as_array().unwrap().clone()
    }
}

#[test]
fn the_whole_loop() {
    let shell = Shell::new();
    let demo = shell.json(&["demo", "d.fourfold", "--accounts", "60"]);
    assert_eq!(demo["accounts"], 60);
    assert_eq!(shell.listing(), ["d.fourfold"], "nothing is left beside it");
    shell.refused(&["demo", "d.fourfold"], "already a file");

    let check = shell.json(&["check", "d.fourfold"]);
    assert_eq!((&check["ok"], &check["accounts"]), (&true.into(), &60.into()));

    let export = shell.json(&["export", "d.fourfold", "out.csv"]);
    assert_eq!((&export["written"], &export["of"]), (&60.into(), &60.into()));
    let again = shell.json(&["import", "d.fourfold", "out.csv"]);
    assert_eq!((&again["rows"], &again["same"]), (&60.into(), &60.into()), "{again}");
    assert_eq!(again["entry"], Value::Null, "one's own export changes nothing");

    let accounts = shell.accounts("d.fourfold");
    let placed = accounts.iter().find(|account| account["engagement"].is_number()).unwrap();
    let (name, id) = (placed["name"].as_str().unwrap(), placed["id"].as_str().unwrap());
    let moved =
        shell.json(&["move", "d.fourfold", name, "--engagement", "99", "--potential", "1.5", "--reason", "Because"]);
    assert_eq!((&moved["account"], &moved["to"]["potential"]), (&id.into(), &1.5.into()));
    assert_eq!(moved["class_after"], "Maintenance");
    let at = |id: &str| {
        let accounts = shell.accounts("d.fourfold");
        accounts.iter().find(|account| account["id"] == id).unwrap()["engagement"].clone()
    };
    assert_eq!(at(id), 99.0);
    let undone = shell.json(&["undo", "d.fourfold"]);
    assert_eq!(undone["of"], moved["entry"]);
    assert_eq!(at(id), placed["engagement"]);
    shell.json(&["redo", "d.fourfold"]);
    assert_eq!(at(id), 99.0);
    shell.refused(&["redo", "d.fourfold"], "nothing to redo");
    let same = shell.json(&["move", "d.fourfold", id, "--engagement", "99", "--potential", "1.5"]);
    assert_eq!(same["entry"], Value::Null, "no entry for a move to where it is");

    let log = shell.json(&["log", "d.fourfold"]);
    let entries = log["entries"].as_array().unwrap();
    let edit = entries.iter().find(|entry| entry["seq"] == moved["entry"]).unwrap();
    assert_eq!((&edit["reason"], &edit["in_effect"]), (&"Because".into(), &true.into()));
    assert_eq!((&edit["by"], &edit["at"]), (&"anna".into(), &"2026-11-22T12:00:00Z".into()));
    assert_eq!(entries.last().unwrap()["kind"], "redo");
    assert!(shell.run(&["log", "d.fourfold"]).out.contains("Because"));

    let board = shell.json(&["board", "d.fourfold", "b.svg", "--size", "800x500"]);
    assert_eq!(board["accounts"], 60);
    assert!(shell.read("b.svg").contains("Northlight Instruments"));
    let past = shell.run(&["board", "d.fourfold", "-", "--as-of", "2026-01-01"]);
    assert!(past.out.starts_with("<svg") && past.out.contains("as of 1 January 2026"), "{}", past.err);

    let backup = shell.json(&["backup", "d.fourfold", "copy.fourfold"]);
    assert!(backup["bytes"].as_u64().unwrap() > 0);
    assert_eq!(shell.accounts("copy.fourfold"), shell.accounts("d.fourfold"));
}

#[test]
fn the_board_is_drawn_as_it_is_and_as_it_was() {
    let shell = Shell::new();
    shell.json(&["demo", "d.fourfold", "--accounts", "40"]);
    let draw = |out: &str, rest: &[&str]| {
        shell.json(&[&["board", "d.fourfold", out, "--size", "800x500"], rest].concat());
        std::fs::read(shell.path(out)).unwrap()
    };
    let png = draw("now.PNG", &[]);
    assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
    let side = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    assert_eq!((side(16), side(20)), (800, 500));
    assert_eq!(draw("again.png", &[]), png, "the same board is the same picture");
    assert_ne!(draw("then.png", &["--as-of", "2026-03-01"]), png);
    let (now, then) = (draw("now.svg", &[]), draw("then.svg", &["--as-of", "2026-03-01"]));
    assert!(now != then && now.starts_with(b"<svg") && then.starts_with(b"<svg"));
}

#[test]
fn an_import_makes_the_workspace_unless_it_is_a_dry_run() {
    let shell = Shell::new();
    shell.write("a.csv", "Firma;Nähe;Potenzial\r\nErnst Handel;66;78\r\nBon app';20;30\r\nZu viel;101;5\r\n");
    let wanted = ["import", "w.fourfold", "a.csv", "--map", "Firma=name", "--map", "Nähe=engagement"];
    let map = ["--map", "Potenzial=potential", "--rejects", "r.csv"];

    let dry = shell.json(&[&wanted[..], &map, &["--dry-run"]].concat());
    assert_eq!((&dry["new"], &dry["rejected"]), (&2.into(), &1.into()), "{dry}");
    assert!(!shell.path("w.fourfold").exists());

    let real = shell.json(&[&wanted[..], &map].concat());
    assert_eq!((&real["created"], &real["entry"]), (&true.into(), &1.into()));
    let sum: u64 = ["new", "updated", "same", "skipped", "rejected"].iter().filter_map(|n| real[*n].as_u64()).sum();
    assert_eq!(real["rows"], sum);
    let rejection = &real["rejections"][0];
    assert_eq!((&rejection["row"], &rejection["value"]), (&4.into(), &"101".into()));
    assert!(shell.read("r.csv").contains("Zu viel"));
    assert_eq!(shell.accounts("w.fourfold").len(), 2);

    let update = "Firma;Nähe;Potenzial\nErnst Handel;20;78\n";
    let said = shell
        .run_with(&["import", "w.fourfold", "-", "--map", "Firma=name", "--map", "Nähe=engagement", "--json"], update);
    let update: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!((&update["updated"], &update["class_changes"][0]["to"]), (&1.into(), &"Growth Potential".into()));
    shell.json(&["undo", "w.fourfold"]);
    shell.json(&["undo", "w.fourfold"]);
    assert!(shell.accounts("w.fourfold").is_empty());
    shell.refused(&["undo", "w.fourfold"], "nothing to undo");
}

#[test]
fn what_is_refused_says_why_and_changes_nothing() {
    let shell = Shell::new();
    shell.json(&["demo", "d.fourfold", "--accounts", "20"]);
    shell.write("nonsense.csv", "PK\u{3}\u{4}\0\0workbook");
    shell.write("nobody.csv", "Colour,Weight\nred,5\n");
    shell.write("bad.csv", "Name,Engagement,Potential\nA,200,5\nB,x,5\n");
    let log = shell.json(&["log", "d.fourfold"]);
    let before = shell.listing();

    shell.refused(&["import", "d.fourfold", "nonsense.csv"], "nonsense.csv");
    shell.refused(&["import", "d.fourfold", "missing.csv"], "missing.csv");
    shell.refused(&["import", "d.fourfold", "nobody.csv"], "Colour");
    shell.refused(&["import", "d.fourfold", "nobody.csv", "--as", "contacts"], "the name or the key of the contacts");
    shell.refused(&["import", "new.fourfold", "nonsense.csv"], "nonsense.csv");
    let all_bad = shell.run(&["import", "new.fourfold", "bad.csv", "--json"]);
    assert_eq!((all_bad.code, serde_json::from_str::<Value>(&all_bad.out).unwrap()["rejected"].clone()), (1, 2.into()));
    shell.refused(&["export", "d.fourfold", "out.ods"], ".csv");
    shell.refused(&["export", "d.fourfold", "other.fourfold", "--format", "csv"], "not written over");
    shell.refused(&["export", "d.fourfold", "out.csv", "--what", "all"], "JSON");
    shell.refused(&["board", "d.fourfold", "b.gif"], ".svg or .png");
    shell.refused(&["move", "d.fourfold", "No such", "--engagement", "1", "--potential", "1"], "No such");
    shell.refused(&["log", "nothing.fourfold"], "nothing.fourfold");
    shell.refused(&["log", "bad.csv"], "not a workspace");

    assert_eq!(shell.listing(), before);
    assert_eq!(shell.json(&["log", "d.fourfold"]), log);
}

#[test]
fn an_import_keeps_the_workspace_as_it_was() {
    let shell = Shell::new();
    shell.write("a.csv", "Key,Name,Owner\nK1,One,Anna\n");
    shell.write("b.csv", "Key,Name,Owner\nK1,One,Jonas\n");
    let first = shell.json(&["import", "w.fourfold", "a.csv"]);
    assert_eq!(first["backup"], Value::Null, "there was nothing to keep");
    let before = shell.accounts("w.fourfold");
    let second = shell.json(&["import", "w.fourfold", "b.csv"]);
    let kept = PathBuf::from(second["backup"].as_str().unwrap());
    assert!(kept.starts_with(shell.1.path().join("backups")), "{}", kept.display());
    fs::copy(kept, shell.path("then.fourfold")).unwrap();
    assert_eq!(shell.accounts("then.fourfold"), before);
    let third = shell.json(&["import", "w.fourfold", "b.csv"]);
    assert_eq!((&third["same"], &third["backup"]), (&1.into(), &Value::Null), "nothing changes, nothing is kept");

    // Where a chosen folder takes no backup, there is no import.
    fs::write(shell.path("file"), "").unwrap();
    let chosen = serde_json::json!({ "backup_folder": shell.path("file") });
    fs::write(shell.1.path().join("preferences.json"), chosen.to_string()).unwrap();
    let log = shell.json(&["log", "w.fourfold"]);
    shell.refused(&["import", "w.fourfold", "a.csv"], "No backup was made, and nothing was changed");
    assert_eq!(shell.json(&["log", "w.fourfold"]), log);
}

#[test]
fn an_import_says_who_changes_what() {
    let shell = Shell::new();
    shell.write("a.csv", "Key,Name,Engagement,Potential,Stage\nK1,One,90,90,Client\nK2,Two,10,10,Customer\n");
    shell.json(&["import", "w.fourfold", "a.csv"]);
    shell.write("b.csv", "Key,Name,Engagement,Potential,Stage\nK1,One,10,90,Customer\nK2,Two,90,90,Client\n");
    let said = shell.run(&["import", "w.fourfold", "b.csv", "--dry-run"]).out;
    for words in
        ["2 accounts change class", "2 accounts change stage", "Leaves Key: One", "Becomes Key: Two", "dry run"]
    {
        assert!(said.contains(words), "{words}: {said}");
    }
    let told = shell.json(&["import", "w.fourfold", "b.csv", "--dry-run"]);
    assert_eq!((&told["leave_key"], &told["become_key"]), (&1.into(), &1.into()));
    assert!(shell.run(&["import", "--help"]).out.contains("spreadsheet"));
}

#[test]
fn namesakes_are_told_apart_by_id_or_key() {
    let shell = Shell::new();
    shell.write("twins.csv", "Key,Name,Engagement,Potential\nK1,Twin,10,10\nK2,Twin,20,20\n");
    shell.json(&["import", "w.fourfold", "twins.csv"]);
    let goal = ["--engagement", "90", "--potential", "90"];
    shell.refused(&[&["move", "w.fourfold", "Twin"][..], &goal].concat(), "key K2");
    let moved = shell.json(&[&["move", "w.fourfold", "K2"][..], &goal].concat());
    assert_eq!(moved["from"]["engagement"], 20.0);
}

#[test]
fn a_file_is_shown_as_it_is() {
    let shell = Shell::new();
    shell.write("a.csv", "Name;Amount\nA;1.000,50\nB;\n");
    let read = shell.json(&["read", "a.csv"]);
    assert_eq!((&read["delimiter"], &read["header_row"]), (&";".into(), &1.into()));
    assert_eq!(read["rows"][0], serde_json::json!(["A", "1.000,50"]));
    let bare = shell.json(&["read", "a.csv", "--header", "none"]);
    assert_eq!(bare["rows"].as_array().unwrap().len(), 3);
    assert!(shell.run(&["read", "a.csv"]).out.contains("A    | 1.000,50"));
}

#[test]
fn wrong_usage_is_2() {
    let shell = Shell::new();
    for wrong in [
        &["fly"][..],
        &["move", "w.fourfold", "A", "--engagement", "101", "--potential", "1"],
        &["move", "w.fourfold", "A", "--potential", "1"],
        &["demo"],
        &["board", "w.fourfold", "b.svg", "--size", "huge"],
        &["import", "w.fourfold", "a.csv", "--on-match", "maybe"],
        &["export", "w.fourfold", "-", "--format", "csv", "--json"],
        &["w.fourfold", "log", "w.fourfold"],
        &["w.fourfold", "--json"],
    ] {
        let said = shell.run(wrong);
        assert_eq!(said.code, 2, "{wrong:?}: {}{}", said.out, said.err);
        assert!(said.out.is_empty() && !said.err.is_empty(), "{wrong:?}");
    }
    assert!(shell.listing().is_empty());
}

#[test]
fn standard_output_holds_the_export_and_nothing_else() {
    let shell = Shell::new();
    shell.json(&["demo", "d.fourfold", "--accounts", "5"]);
    let csv = shell.run(&["export", "d.fourfold", "-"]);
    assert_eq!(csv.out.trim_start_matches('\u{feff}').lines().count(), 6);
    assert!(csv.err.contains("5 of 5"));
    let json = shell.run(&["export", "d.fourfold", "-", "--format", "json", "--what", "all"]);
    let all: Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(all["accounts"].as_array().unwrap().len(), 5);
    assert!(!Path::new("-").exists());
}

#[test]
fn copies_and_demos_can_be_streams_but_a_workspace_is_a_file() {
    let desk = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let program = env!("CARGO_BIN_EXE_fourfold");
        std::process::Command::new(program).args(arguments).current_dir(desk.path()).output().unwrap()
    };
    let demo = run(&["demo", "-", "--accounts", "5"]);
    assert!(demo.status.success());
    assert!(demo.stdout.starts_with(b"SQLite format 3"));
    std::fs::write(desk.path().join("ours.fourfold"), &demo.stdout).unwrap();
    assert!(run(&["backup", "ours.fourfold", "-"]).stdout.starts_with(b"SQLite format 3"));
    assert_eq!(run(&["import", "-", "x.csv"]).status.code(), Some(2));

    assert!(run(&["backup", "ours.fourfold", "copy.fourfold"]).status.success());
    assert!(run(&["backup", "ours.fourfold", "copy.fourfold"]).status.success(), "over yesterday's copy");
    assert!(run(&["demo", "theirs.fourfold", "--accounts", "3", "--today", "2026-01-05"]).status.success());
    std::fs::write(desk.path().join("list.csv"), "Name").unwrap();
    for other in ["theirs.fourfold", "list.csv"] {
        let before = std::fs::read(desk.path().join(other)).unwrap();
        assert_eq!(run(&["backup", "ours.fourfold", other]).status.code(), Some(1), "{other}");
        assert_eq!(std::fs::read(desk.path().join(other)).unwrap(), before);
    }
}
