//! Reports and figures of the funnel, as a process.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

/// A folder with a workspace of four accounts: one was found and qualified in October, one was won in May.
struct Shell(tempfile::TempDir);

struct Said {
    code: i32,
    out: String,
    err: String,
}

impl Shell {
    fn new() -> Self {
        let shell = Self(tempfile::tempdir().unwrap());
        let accounts = "Name,Owner,Region,Stage\nAlfreds,Anna,Nord,prospect\nBlondel,Bert,Süd,customer\n\
                        =1+1|<script>,Anna,Nord,suspect\nشركة,Bert,Nord,suspect\n";
        fs::write(shell.path("accounts.csv"), accounts).unwrap();
        assert_eq!(shell.run(&["import", "ours.fourfold", "accounts.csv", "--as", "accounts"]).code, 0);
        shell
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run_on(&self, today: &str, arguments: &[&str]) -> Said {
        let output = Command::new(env!("CARGO_BIN_EXE_fourfold"))
            .args(arguments)
            .args(["--today", today])
            .env("USER", "anna")
            .env("FOURFOLD_CONFIG_DIR", self.0.path().join("config"))
            .env("FOURFOLD_DATA_DIR", self.0.path().join("data"))
            .current_dir(self.0.path())
            .output()
            .unwrap();
        Said {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    fn run(&self, arguments: &[&str]) -> Said {
        self.run_on("2026-11-22", arguments)
    }

    fn done(&self, arguments: &[&str]) -> String {
        let said = self.run(arguments);
        assert_eq!(said.code, 0, "{arguments:?}: {}", said.err);
        said.out
    }

    fn refused(&self, code: i32, arguments: &[&str], wanted: &str) {
        let said = self.run(arguments);
        assert_eq!(said.code, code, "{arguments:?}: {}{}", said.out, said.err);
        assert!(said.err.contains(wanted), "{arguments:?}: {}", said.err);
        assert!(said.out.is_empty(), "{arguments:?}: {}", said.out);
    }
}

#[test]
fn a_report_is_what_its_file_is_called() {
    let shell = Shell::new();
    let said = shell.done(&["report", "ours.fourfold", "q.md"]);
    assert_eq!(said, "Wrote the funnel of Q4 2026 (not over; until 2026-11-22) to q.md\n");
    let markdown = fs::read_to_string(shell.path("q.md")).unwrap();
    assert!(markdown.contains("Funnel, Q4 2026") && markdown.contains("(cohort)") && markdown.contains("(snapshot)"));
    assert!(markdown.contains("4 accounts have no dated change of stage"), "{markdown}");
    shell.done(&["report", "ours.fourfold", "q.html", "--what", "funnel"]);
    assert!(fs::read_to_string(shell.path("q.html")).unwrap().starts_with("<!DOCTYPE html>"));
    shell.done(&["report", "ours.fourfold", "q.xlsx"]);
    assert!(fs::read(shell.path("q.xlsx")).unwrap().starts_with(b"PK"));
    shell.done(&["report", "ours.fourfold", "q.svg", "--chart", "months"]);
    assert!(fs::read_to_string(shell.path("q.svg")).unwrap().contains("Customers created a month"));
    shell.done(&["report", "ours.fourfold", "q.png", "--size", "640x400"]);
    let png = fs::read(shell.path("q.png")).unwrap();
    assert_eq!((&png[1..4], &png[16..24]), (&b"PNG"[..], &[0, 0, 2, 128, 0, 0, 1, 144][..]));
    assert_eq!(shell.done(&["report", "ours.fourfold", "-"]), markdown, "on standard output it is Markdown");
    assert!(shell.done(&["report", "ours.fourfold", "-", "--format", "html"]).starts_with("<!DOCTYPE html>"));
    assert!(shell.done(&["report", "ours.fourfold", "-", "--chart", "funnel"]).starts_with("<svg"));
    let told: Value =
        serde_json::from_str(&shell.done(&["report", "ours.fourfold", "again.md", "--period", "2026", "--json"]))
            .unwrap();
    assert_eq!((&told["what"], &told["period"]["label"]), (&"funnel".into(), &"2026".into()));
}

#[test]
fn a_period_and_whose_accounts_can_be_asked_for() {
    let shell = Shell::new();
    let label = |period: &str| {
        let out = shell.done(&["report", "ours.fourfold", "-", "--period", period]);
        out.lines().next().unwrap().trim_start_matches("# ").to_owned()
    };
    assert!(label("2026-Q1").ends_with("Funnel, Q1 2026"));
    assert!(label("2026-11").ends_with("Funnel, November 2026"));
    assert!(label("2025").ends_with("Funnel, 2025"));
    let anna = shell.done(&["report", "ours.fourfold", "-", "--seller", "anna"]);
    assert!(anna.contains("Seller: anna") && anna.contains("2 accounts have no dated"), "{anna}");
    let north = shell.done(&["report", "ours.fourfold", "-", "--region", "Nord"]);
    assert!(north.contains("3 accounts have no dated"), "{north}");
    let future = shell.done(&["report", "ours.fourfold", "-", "--period", "2027-Q1"]);
    assert!(future.contains("The period has not begun"));
    let over = shell.run_on("2027-01-01", &["report", "ours.fourfold", "-", "--period", "2026-Q4"]).out;
    assert!(!over.contains("not over") && over.contains("written on 1 January 2027"));
}

#[test]
fn what_cannot_be_written_is_refused_in_words() {
    let shell = Shell::new();
    shell.refused(1, &["report", "ours.fourfold", "q.pdf"], "A report is an .md, .html or .xlsx file");
    shell.refused(1, &["report", "ours.fourfold", "q.md", "--seller", "Anne"], "No account has the seller “Anne”");
    shell.refused(1, &["report", "ours.fourfold", "q.md", "--chart", "funnel"], "A single chart is an .svg or .png");
    shell.refused(1, &["report", "ours.fourfold", "ours.fourfold"], "A report is an .md");
    shell.refused(1, &["report", "nowhere.fourfold", "q.md"], "nowhere.fourfold");
    shell.refused(2, &["report", "ours.fourfold", "q.md", "--what", "review"], "expected funnel");
    shell.refused(2, &["report", "ours.fourfold", "q.md", "--period", "2026-Q5"], "such as 2026-11, 2026-Q4 or 2026");
    shell.refused(2, &["report", "ours.fourfold", "-", "--json"], "Standard output cannot hold both");
    shell.refused(1, &["export", "ours.fourfold", "q.csv", "--what", "funnel"], "are written as JSON");
    shell.refused(2, &["export", "ours.fourfold", "q.csv", "--period", "2026"], "are for --what funnel");
    assert!(!shell.path("q.md").exists() && !shell.path("q.csv").exists());
}

#[test]
fn every_figure_can_be_exported() {
    let shell = Shell::new();
    let said = shell.done(&["export", "ours.fourfold", "q.json", "--what", "funnel", "--period", "2026-Q4"]);
    assert!(said.starts_with("Exported ") && said.contains(" figures of Q4 2026"), "{said}");
    let file: Value = serde_json::from_slice(&fs::read(shell.path("q.json")).unwrap()).unwrap();
    assert_eq!(file["stages"].as_array().unwrap().len(), 5);
    assert_eq!(file["stages"][0]["snapshot"]["standing"], 2);
    assert_eq!(file["undated"], 4);
    let stream: Value =
        serde_json::from_str(&shell.done(&["export", "ours.fourfold", "--what", "funnel", "--json"])).unwrap();
    assert_eq!(stream, file);
    let told: Value =
        serde_json::from_str(&shell.done(&["export", "ours.fourfold", "q.json", "--what", "funnel", "--json"]))
            .unwrap();
    assert_eq!((&told["written"], &told["replaced"]), (&told["of"], &true.into()));
}
