//! Reports and charts of the funnel, from the window.

use fourfold::command::{Command, Env};

use crate::support::at;
use crate::support::window::{FIVE, Window};

fn window(files: &[&'static str]) -> Window {
    let placed = FIVE.map(|(name, (engagement, potential))| (name, Some(at(engagement, potential))));
    Window::of(&placed, files.iter().copied())
}

#[test]
fn what_the_funnel_tab_shows_is_written_and_said() {
    let mut window = window(&["report.html", "report.xlsx", "report.md", "funnel.png", "months.svg"]);
    let why = Command::FunnelReport.availability(&Env { workspace_open: true, ..Env::default() }).unwrap_err();
    assert!(why.contains("Show the funnel first"), "{why}");
    window.click("Funnel");
    window.menu("File", "Funnel report…");
    window.wait_for("Wrote the funnel of Q1 2026, ");
    let html = std::fs::read_to_string(window.file("report.html")).unwrap();
    assert!(html.contains("<h1>Funnel, Q1 2026</h1>") && html.contains("Nordwind"), "{html}");
    window.menu("File", "Funnel report…");
    window.wait_for("report.xlsx");
    assert!(std::fs::read(window.file("report.xlsx")).unwrap().starts_with(b"PK"));
    window.menu("File", "Funnel report…");
    window.wait_for("report.md");
    assert!(std::fs::read_to_string(window.file("report.md")).unwrap().contains("## In Q1 2026 (flow)"));
    window.menu("File", "Save funnel chart…");
    window.wait_for("Drew the funnel of Q1 2026 to ");
    assert!(std::fs::read(window.file("funnel.png")).unwrap().starts_with(b"\x89PNG"));
    window.menu("File", "Save chart of months…");
    window.wait_for("months.svg");
    assert!(std::fs::read_to_string(window.file("months.svg")).unwrap().contains("Customers created a month"));
}
