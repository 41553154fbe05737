//! Several processes and one workspace: this test binary starts itself again as the other one.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fourfold::model::{AccountPatch, AccountValue, Clock, Edit, ImportRow, ImportTarget, Placement, Stamp};
use fourfold::store::{OpenError, Store, StoreError, Wish};

use crate::support::purchases::{Sale, import_of, purchases};
use crate::support::{Desk, assert_sound, at, noon};

const ROLE: &str = "FOURFOLD_TEST_ROLE";
const WORKSPACE: &str = "FOURFOLD_TEST_WORKSPACE";
/// What the other process says begins with this; the test harness says things of its own.
const SAYS: &str = "says: ";

pub fn start(role: &str, workspace: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "store_process::the_other_process", "--nocapture", "--test-threads=1"])
        .env(ROLE, role)
        .env(WORKSPACE, workspace)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn said(line: &str) -> Option<&str> {
    line.split_once(SAYS).map(|(_, what)| what.trim())
}

pub fn next_said(from: &mut impl BufRead) -> String {
    let mut line = String::new();
    while said(&line).is_none() {
        line.clear();
        assert!(from.read_line(&mut line).unwrap() > 0, "the other process ended");
    }
    said(&line).unwrap().to_owned()
}

pub fn say(what: impl std::fmt::Display) {
    // Past the harness's capture, and not kept in a buffer.
    let mut out = std::io::stdout().lock();
    writeln!(out, "{SAYS}{what}").unwrap();
    out.flush().unwrap();
}

/// No test by itself: what the other process does.
#[test]
fn the_other_process() {
    let (Ok(role), Some(workspace)) = (std::env::var(ROLE), std::env::var_os(WORKSPACE)) else { return };
    let workspace = Path::new(&workspace);
    match role.as_str() {
        "look" => match Store::open(workspace) {
            Ok(_) => say("opened"),
            Err(error) => say(error),
        },
        "hold" => {
            let _store = Store::open(workspace).unwrap();
            say("held");
            std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
        }
        "backup" => {
            let mut store = Store::open(workspace).unwrap();
            loop {
                let target = workspace.with_file_name("copy.fourfold");
                store.perform(Wish::Backup(target), Stamp::seeded(noon(), "", 1)).unwrap();
                say("copied");
            }
        }
        "keep" => crate::store_backups::keep_for_ever(workspace),
        "edit" => edit_for_ever(Store::open(workspace).unwrap()),
        other => panic!("no role {other}"),
    }
}

/// Edits of every size, each acknowledged by its number after the commit.
fn edit_for_ever(mut store: Store) {
    loop {
        let turn = store.journal().next_seq();
        let there: Vec<_> = store.portfolio().accounts().map(|account| account.id).collect();
        let score = u8::try_from(turn % 101).unwrap();
        let new = |name: String| ImportRow {
            target: ImportTarget::New,
            patch: AccountPatch { values: vec![AccountValue::Name(name)], ..AccountPatch::default() },
        };
        let wish = match (turn % 6, there.as_slice()) {
            (5, [first, .., last]) if turn % 12 == 5 => {
                let sales: Vec<Sale> = (0..200)
                    .map(|line| Sale::of(if line % 3 == 0 { *first } else { *last }, line % 40, line.into()))
                    .collect();
                let mut stamp = Stamp::new(Clock::System, "Anna");
                Wish::Edit(import_of(purchases(&mut stamp, "purchases.csv", &sales)))
            }
            (0, _) if store.journal().next_undo().is_some() => Wish::Undo,
            (1, _) if store.journal().next_redo().is_some() => Wish::Redo,
            (2 | 4, [.., last]) => {
                Wish::Edit(Edit::Move(vec![Placement { account: *last, to: Some(at(score, 100 - score)) }]))
            }
            (3, many) if many.len() > 300 => Wish::Edit(Edit::DeleteAccounts(many.to_vec())),
            (3, _) => {
                let rows = (0..60).map(|row| new(format!("Account {turn}.{row}"))).collect();
                Wish::Edit(Edit::import_accounts("many.csv".to_owned(), rows))
            }
            _ => {
                let values = vec![AccountValue::Name(format!("Account {turn}"))];
                Wish::Edit(Edit::CreateAccount { values, position: Some(at(score, score)) })
            }
        };
        match store.perform(wish, Stamp::new(Clock::System, "Anna")) {
            // A place that it already has is no entry, and nothing to acknowledge.
            Ok(_) => say(store.journal().entries().len()),
            Err(error) => panic!("{error}"),
        }
    }
}

#[test]
fn nothing_acknowledged_is_lost_when_the_process_is_killed() {
    const KILLS: u64 = 100;
    let desk = Desk::new();
    desk.create().close().unwrap();
    let (mut acknowledged, mut unacknowledged) = (0, 0);
    for round in 0..KILLS {
        let mut child = start("edit", &desk.path());
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut last: u64 = 0;
        // Lines enough to be at work, then a moment that differs from round to round.
        for _ in 0..=round % 7 {
            last = next_said(&mut out).parse().unwrap();
        }
        std::thread::sleep(Duration::from_micros(round * 7_919 % 5_000));
        child.kill().unwrap();
        child.wait().unwrap();
        let mut rest = String::new();
        out.read_to_string(&mut rest).unwrap();
        // The last line may be cut short.
        let whole = rest.rsplit_once('\n').map_or("", |(whole, _)| whole);
        last = whole.lines().filter_map(said).next_back().map_or(last, |line| line.parse().unwrap());

        let mut store = desk.open();
        let there = store.journal().entries().len() as u64;
        assert!(there >= last, "round {round}: {last} were acknowledged and {there} are there");
        assert!(there <= last + 1, "round {round}: {there} are there and only {last} were acknowledged");
        unacknowledged += there - last;
        acknowledged = last;
        assert_sound(&mut store, Stamp::seeded(noon(), "Anna", round));
        store.close().unwrap();
    }
    assert!(acknowledged > KILLS, "too little was done to prove anything: {acknowledged}");
    println!("{KILLS} kills, {acknowledged} acknowledged edits, {unacknowledged} more were saved and not yet said so");
}

#[test]
fn a_backup_broken_off_is_no_backup() {
    let mut desk = Desk::new();
    let mut store = desk.create();
    for number in 0..40 {
        let values = vec![AccountValue::Name(format!("Account {number}")), AccountValue::Notes("notes ".repeat(5_000))];
        desk.edit(&mut store, Edit::CreateAccount { values, position: None }).unwrap();
    }
    let journal = store.journal().clone();
    store.close().unwrap();
    let target = desk.folder.path().join("copy.fourfold");
    let mut complete = 0;
    for round in 0..40 {
        let mut child = start("backup", &desk.path());
        let mut out = BufReader::new(child.stdout.take().unwrap());
        // Half of the rounds break off the very first copy.
        if round % 2 == 0 {
            next_said(&mut out);
        }
        std::thread::sleep(Duration::from_micros(round * 7_919 % 40_000));
        child.kill().unwrap();
        child.wait().unwrap();
        if target.exists() {
            let mut copy = Store::open(&target).unwrap();
            assert_eq!(*copy.journal(), journal, "round {round}");
            assert_sound(&mut copy, desk.stamp());
            copy.close().unwrap();
            std::fs::remove_file(&target).unwrap();
            complete += 1;
        }
    }
    assert!(complete >= 20, "only {complete} backups were made");
    assert_sound(&mut desk.open(), Stamp::seeded(noon(), "", 1));
}

#[test]
fn a_workspace_in_use_says_who_has_it_and_is_left_alone() {
    let desk = Desk::new();
    desk.create().close().unwrap();
    let mut child = start("hold", &desk.path());
    assert_eq!(next_said(&mut BufReader::new(child.stdout.take().unwrap())), "held");
    let before = desk.bytes();
    let said = match Store::open(&desk.path()) {
        Err(error @ OpenError::InUse { .. }) => error.to_string(),
        other => panic!("opened or refused otherwise: {:?}", other.err()),
    };
    assert!(said.contains(&format!("pid {}", child.id())), "{said}");
    assert!(said.ends_with("team.fourfold"), "{said}");
    assert!(before == desk.bytes(), "the refusal changed something");

    // Killed, it holds nothing, and its note is written over.
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(desk.listing(), [".~lock.team.fourfold#", "team.fourfold", "team.fourfold-wal"]);
    let store = desk.open();
    let note = std::fs::read_to_string(desk.folder.path().join(".~lock.team.fourfold#")).unwrap();
    assert!(note.contains(&format!("pid {}", std::process::id())), "{note}");
    store.close().unwrap();
    assert_eq!(desk.listing(), ["team.fourfold"]);
}

#[test]
fn a_second_look_in_this_process_does_not_let_others_in() {
    let desk = Desk::new();
    let mut store = desk.create();
    // Had this closed a handle on the file, the lock would be gone.
    assert!(matches!(Store::open(&desk.path()), Err(OpenError::OpenHere(_))));
    let backup = Wish::Backup(desk.path());
    assert!(matches!(store.perform(backup, Stamp::seeded(noon(), "", 1)), Err(StoreError::BackupOntoOpen(_))));
    assert!(matches!(Store::create(&desk.path(), crate::support::settings()), Err(OpenError::Exists(_))));
    let mut child = start("look", &desk.path());
    let said = next_said(&mut BufReader::new(child.stdout.take().unwrap()));
    child.wait().unwrap();
    assert!(said.contains("in use by"), "{said}");
    store.close().unwrap();
}
