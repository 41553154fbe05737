//! The rules of the house: who may use whom, as ARCHITECTURE.md has it; and that README and CI agree.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

const MOST_LINES: usize = 600;

/// For each room, the rooms that it may use; for each thing from outside, the rooms that may use it.
struct House {
    rooms: BTreeMap<String, BTreeSet<String>>,
    outside: BTreeMap<String, BTreeSet<String>>,
}

impl House {
    /// From the tables of ARCHITECTURE.md.
    fn read(text: &str) -> Self {
        Self { rooms: table(text, "| room | may use |"), outside: table(text, "| from outside | only in |") }
    }

    /// What a file of a room does that it must not.
    fn violations(&self, room: &str, is_root_of_room: bool, source: &str) -> Vec<String> {
        let code = without_comments(source);
        let mut found = Vec::new();
        let Some(allowed) = self.rooms.get(room) else {
            return vec![format!("{room} is a room that ARCHITECTURE.md does not name")];
        };
        let mut used = first_segments(&code, "crate");
        if is_root_of_room {
            used.extend(first_segments(&code, "super"));
        }
        for other in used.iter().filter(|other| self.rooms.contains_key(*other) && *other != room) {
            if !allowed.contains(other) {
                found.push(format!("{room} must not use {other}"));
            }
        }
        for (thing, only_in) in &self.outside {
            if mentions(&code, thing) && !only_in.contains(room) {
                found.push(format!("{room} must not use {thing}"));
            }
        }
        found
    }
}

/// The rows under a heading row of a Markdown table: the word in backquotes in the first cell, those in the second.
fn table(text: &str, heading: &str) -> BTreeMap<String, BTreeSet<String>> {
    let rows = text.lines().skip_while(|line| *line != heading).skip(2).take_while(|line| line.starts_with('|'));
    rows.map(|row| {
        let mut cells = row
            .trim_matches('|')
            .split('|')
            .map(|cell| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<String>>());
        let name = cells.next().unwrap().remove(0);
        (name, cells.next().unwrap_or_default().into_iter().collect())
    })
    .collect()
}

/// Line comments end at the line; what is left of a text in quotes does no harm here.
fn without_comments(source: &str) -> String {
    source.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// What follows `root::` anywhere, one level into braces: `crate::{model::Edit, rules}` uses model and rules.
fn first_segments(code: &str, root: &str) -> BTreeSet<String> {
    let mut segments = BTreeSet::new();
    let path = format!("{root}::");
    for (at, _) in code.match_indices(&path) {
        if code[..at].chars().next_back().is_some_and(is_word) {
            continue;
        }
        let rest = &code[at + path.len()..];
        let Some(inside) = rest.trim_start().strip_prefix('{') else {
            segments.insert(rest.chars().take_while(|letter| is_word(*letter)).collect());
            continue;
        };
        let (mut depth, mut word, mut waiting) = (0_i32, String::new(), true);
        for letter in inside.chars() {
            match letter {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    segments.insert(std::mem::take(&mut word));
                    waiting = true;
                }
                letter if depth == 0 && waiting && is_word(letter) => word.push(letter),
                ':' if depth == 0 => waiting = false,
                _ => {}
            }
        }
        segments.insert(word);
    }
    segments
}

/// Whether the code names a crate, or a module of std, as a path: `egui::Ui`, `use rusqlite;`, `std::{fs, io}`.
fn mentions(code: &str, thing: &str) -> bool {
    if let Some((root, module)) = thing.split_once("::") {
        return first_segments(code, root).contains(module);
    }
    code.match_indices(thing).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let after = &code[at + thing.len()..];
        let imported = code[..at].trim_end().ends_with("use") && after.starts_with([';', ' ']);
        before.is_none_or(|letter| !is_word(letter) && letter != ':' && letter != '"')
            && (after.starts_with("::") || imported)
    })
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(project().join(path)).unwrap()
}

#[test]
fn rooms_use_only_what_architecture_says() {
    let house = House::read(&read("ARCHITECTURE.md"));
    let source = project().join("src");
    let mut found = Vec::new();
    for path in sources(&source) {
        let inside = path.strip_prefix(&source).unwrap();
        let room = inside.components().next().unwrap().as_os_str().to_str().unwrap().trim_end_matches(".rs");
        if matches!(room, "lib" | "main") {
            continue;
        }
        let is_root = inside.components().count() == 1 || inside == Path::new(room).join("mod.rs");
        for violation in house.violations(room, is_root, &fs::read_to_string(&path).unwrap()) {
            found.push(format!("{}: {violation}", inside.display()));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn no_file_is_too_long() {
    let all = sources(&project().join("src")).into_iter().chain(sources(&project().join("tests")));
    let long: Vec<PathBuf> =
        all.filter(|path| fs::read_to_string(path).unwrap().lines().count() > MOST_LINES).collect();
    assert!(long.is_empty(), "split these at an idea: {long:?}");
}

#[test]
fn the_tables_of_architecture_agree() {
    let text = read("ARCHITECTURE.md");
    let (house, told) = (House::read(&text), table(&text, "| room | what is there |"));
    assert!(house.rooms.keys().eq(told.keys()), "both tables name the same rooms");
    for (room, uses) in &house.rooms {
        for used in uses {
            assert!(house.rooms.contains_key(used), "{room} may use {used}, which is no room");
            assert!(!house.rooms[used].contains(room), "{room} and {used} may use each other");
        }
    }
    assert!(house.outside.values().flatten().all(|room| house.rooms.contains_key(room)));
}

#[test]
fn the_checker_has_teeth() {
    let house = House::read(&read("ARCHITECTURE.md"));
    let check = |room: &str, is_root: bool, source: &str, wanted: &[&str]| {
        assert_eq!(house.violations(room, is_root, source), wanted, "{source}");
    };
    check("ui", false, "use crate::store::Store;", &["ui must not use store"]);
    check("ui", false, "fn f(s: &crate::store::Store) {}", &["ui must not use store"]);
    check("ui", false, "use crate::{model::Edit, store};", &["ui must not use store"]);
    check("ui", false, "use crate::{model::{Edit, Lines}, rules::class};", &[]);
    check("ui", false, "// use crate::store::Store;", &[]);
    check("ui", false, "use std::fs;", &["ui must not use std::fs"]);
    check("ui", false, "use std::{collections::BTreeMap, fs::File};", &["ui must not use std::fs"]);
    check("ui", false, "use rusqlite::Connection;", &["ui must not use rusqlite"]);
    check("model", true, "use super::rules::class::Class;", &["model must not use rules"]);
    check("model", false, "use super::stamp::Stamp;", &[]);
    check("chart", false, "fn f(ui: &mut egui::Ui) {}", &["chart must not use egui"]);
    check("chart", false, "let legui::x = my_egui::y;", &[]);
    check("report", false, "use eframe;", &["report must not use eframe"]);
    check("attic", false, "", &["attic is a room that ARCHITECTURE.md does not name"]);
}

#[test]
fn what_readme_says_is_what_ci_does() {
    let (readme, run, workflow) = (read("README.md"), read(".ci/run"), read(".github/workflows/ci.yml"));
    assert!(readme.contains("\ncargo test\n"), "README says how to test");
    assert!(run.lines().any(|line| line == "cargo test"), ".ci/run tests as README says");
    let install = readme.lines().find_map(|line| line.split('`').find(|part| part.starts_with("sudo apt-get")));
    assert!(workflow.contains(install.unwrap()), "the workflow installs what README says");
}
