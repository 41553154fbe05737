//! Files that are no workspace, or not one any more: each is refused in words, and left as it was.

use std::fs;
use std::path::Path;

use fourfold::model::{AccountValue, Edit};
use fourfold::store::{OpenError, Store};
use rusqlite::Connection;

use crate::support::{Desk, at, settings};

/// Opening must be refused with these words, the path last, and change nothing.
fn refused(desk: &Desk, words: &str) {
    let before = desk.bytes();
    let said = match Store::open(&desk.path()) {
        Ok(_) => panic!("opened, where “{words}” was due"),
        Err(error) => error.to_string(),
    };
    assert!(said.contains(words), "{said}");
    assert!(said.ends_with(&desk.path().display().to_string()), "{said}");
    let after = desk.bytes();
    let names = |files: &[(String, Vec<u8>)]| files.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&before), names(&after), "{said}");
    assert!(before == after, "the refusal changed the file: {said}");
}

/// A closed workspace with a few accounts, changed by `harm` as any SQLite program could.
fn harmed(harm: impl FnOnce(&Connection)) -> Desk {
    let desk = filled(20);
    let conn = Connection::open(desk.path()).unwrap();
    conn.execute_batch("PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF").unwrap();
    harm(&conn);
    conn.close().unwrap();
    assert_eq!(desk.listing(), ["team.fourfold"]);
    desk
}

fn filled(accounts: u8) -> Desk {
    let mut desk = Desk::new();
    let mut store = desk.create();
    for number in 0..accounts {
        let id = desk.account(&mut store, &format!("Account {number}"), Some(at(number, number)));
        let values = vec![AccountValue::Key(format!("K{number}")), AccountValue::Notes("long notes ".repeat(40))];
        desk.edit(&mut store, Edit::SetValues { accounts: vec![id], values }).unwrap();
    }
    store.close().unwrap();
    desk
}

#[test]
fn what_is_not_there_or_no_file_is_refused() {
    let desk = Desk::new();
    refused(&desk, "There is nothing here");
    fs::create_dir(desk.path()).unwrap();
    refused(&desk, "This is not a file");
}

#[test]
fn what_is_no_workspace_is_refused() {
    let check = |bytes: &[u8], words: &str| {
        let desk = Desk::new();
        fs::write(desk.path(), bytes).unwrap();
        refused(&desk, words);
    };
    check(b"", "too small to be a workspace (0 bytes)");
    check(b"SQLite", "too small to be a workspace (6 bytes)");
    check(b"SQLite format 3\0 and no more", "too small");
    check(b"name,owner\n", "not a workspace");
    check(&b"name,owner\nErnst Handel,Anna\n".repeat(100), "not a workspace");
    check(&[0; 4096], "not a workspace");
}

#[test]
fn a_database_of_another_program_is_left_alone() {
    for application_id in [0, 0x4661_6c73] {
        let desk = Desk::new();
        let conn = Connection::open(desk.path()).unwrap();
        conn.pragma_update(None, "application_id", application_id).unwrap();
        conn.execute_batch("CREATE TABLE account (id); PRAGMA user_version = 1").unwrap();
        conn.close().unwrap();
        refused(&desk, "belongs to another program");
    }
}

#[test]
fn a_newer_workspace_is_refused_with_both_numbers() {
    let desk = harmed(|conn| conn.pragma_update(None, "user_version", 4711).unwrap());
    refused(&desk, &format!("format 4711; this one reads up to {}", fourfold::store::latest_version()));
    let desk = harmed(|conn| conn.pragma_update(None, "user_version", 0).unwrap());
    refused(&desk, "never finished");
}

#[test]
fn every_damaged_page_is_found() {
    let whole = fs::read(filled(20).path()).unwrap();
    let pages = whole.len() / 4096;
    assert!(pages > 10, "{pages} pages");
    for page in 0..pages {
        let desk = Desk::new();
        let mut bytes = whole.clone();
        // The first page begins with the header of the file, which is looked at by other means.
        let start = page * 4096 + if page == 0 { 100 } else { 0 };
        bytes[start..start + 64].fill(0xff);
        fs::write(desk.path(), bytes).unwrap();
        refused(&desk, "damaged");
    }
}

#[test]
fn a_truncated_file_is_refused() {
    let whole = fs::read(filled(20).path()).unwrap();
    for kept in [100, 512, 4096, whole.len() / 2, whole.len() - 4096, whole.len() - 1] {
        let desk = Desk::new();
        fs::write(desk.path(), &whole[..kept]).unwrap();
        refused(&desk, "damaged");
    }
}

#[test]
fn a_row_that_cannot_be_is_named() {
    let check = |harm: &str, words: &str| refused(&harmed(|conn| conn.execute_batch(harm).unwrap()), words);
    check("UPDATE account SET engagement = 10001", "100.01 is out of range");
    check("UPDATE account SET judged_at = 'yesterday'", "“yesterday” is no time");
    check("UPDATE account SET name = CAST(x'ff00' AS TEXT) WHERE key = 'K7'", "account ");
    check("UPDATE settings SET potential_line = -1", "settings 1");
    check("DELETE FROM settings", "settings 1: missing");
    check("DROP TRIGGER journal_is_not_shortened; DELETE FROM journal WHERE seq = 3", "journal 3: missing");
    check(
        "DROP TRIGGER journal_change_is_not_rewritten; UPDATE journal_change SET before = '{}', after = 'x', moved = 1 WHERE seq = 3",
        "journal_change 3",
    );
    check("INSERT INTO journal VALUES (41, '2026-03-02T12:00:00Z', '', 'undo', 3, '', NULL, 1)", "journal 41");
    check("DROP TABLE journal_change", "damaged (no such table: journal_change");
}

#[test]
fn the_journal_on_disk_only_grows() {
    let desk = filled(2);
    let conn = Connection::open(desk.path()).unwrap();
    for harm in [
        "DELETE FROM journal",
        "UPDATE journal SET label = ''",
        "DELETE FROM journal_change",
        "UPDATE journal_change SET after = NULL",
    ] {
        let said = conn.execute(harm, []).unwrap_err().to_string();
        assert!(said.contains("only grows"), "{harm}: {said}");
    }
}

#[test]
fn a_read_only_file_is_refused() {
    let desk = filled(1);
    let set = |readonly: bool| {
        let mut permissions = fs::metadata(desk.path()).unwrap().permissions();
        permissions.set_readonly(readonly);
        fs::set_permissions(desk.path(), permissions).unwrap();
    };
    set(true);
    refused(&desk, "may not be written to");
    set(false);
    desk.open().close().unwrap();
}

/// The file and its write-ahead log as a crash leaves them.
fn crashed() -> Desk {
    let mut first = filled(20);
    let mut store = first.open();
    let id = store.portfolio().accounts().next().unwrap().id;
    first.edit(&mut store, Edit::DeleteAccounts(vec![id])).unwrap();
    let second = Desk::new();
    // Looking drops the lock of this process, which nobody else wants here.
    for name in ["team.fourfold", "team.fourfold-wal"] {
        fs::copy(first.folder.path().join(name), second.folder.path().join(name)).unwrap();
    }
    second
}

#[test]
fn a_crash_leaves_a_workspace_that_opens_with_everything_saved() {
    let desk = crashed();
    let store = desk.open();
    assert_eq!(store.portfolio().accounts().len(), 19);
    assert_eq!(store.journal().entries().len(), 41);
    store.close().unwrap();
    assert_eq!(desk.listing(), ["team.fourfold"]);
}

#[test]
fn a_damaged_workspace_keeps_its_write_ahead_log() {
    let desk = crashed();
    let mut bytes = fs::read(desk.path()).unwrap();
    bytes[4096..].chunks_mut(4096).for_each(|page| page[..64].fill(0xff));
    fs::write(desk.path(), bytes).unwrap();
    refused(&desk, "damaged");
}

#[test]
fn creating_never_harms_what_is_there() {
    let desk = filled(1);
    let before = desk.bytes();
    assert!(matches!(Store::create(&desk.path(), settings()), Err(OpenError::Exists(_))));
    assert!(before == desk.bytes());

    // A log without its file would be replayed into a new one of that name.
    let orphan = crashed();
    fs::remove_file(orphan.path()).unwrap();
    let before = orphan.bytes();
    assert!(matches!(Store::create(&orphan.path(), settings()), Err(OpenError::Leftover(_))));
    assert!(before == orphan.bytes());

    let nowhere = desk.folder.path().join("no such folder/team.fourfold");
    assert!(matches!(Store::create(&nowhere, settings()), Err(OpenError::NotFound(_))));
    assert!(matches!(Store::create(Path::new("/"), settings()), Err(OpenError::NotAFile(_))));
}

#[test]
fn names_of_all_kinds_open() {
    let desk = Desk::new();
    for name in ["a b.fourfold", "50%25 off?.fourfold", "#1 & more.fourfold", "Käufer 東京.fourfold"] {
        let path = desk.folder.path().join(name);
        Store::create(&path, settings()).unwrap().close().unwrap();
        Store::open(&path).unwrap().close().unwrap();
    }
    assert_eq!(desk.listing().len(), 4);
}

#[cfg(unix)]
#[test]
fn a_workspace_under_a_second_name_is_still_the_same_one() {
    let desk = Desk::new();
    let store = desk.create();
    let (hard, soft) = (desk.folder.path().join("hard"), desk.folder.path().join("soft"));
    fs::hard_link(desk.path(), &hard).unwrap();
    std::os::unix::fs::symlink(desk.path(), &soft).unwrap();
    assert!(matches!(Store::open(&hard), Err(OpenError::OpenHere(_))));
    assert!(matches!(Store::open(&soft), Err(OpenError::OpenHere(_))));
    store.close().unwrap();
    Store::open(&soft).unwrap().close().unwrap();
}

#[cfg(unix)]
#[test]
fn only_its_user_may_read_it() {
    use std::os::unix::fs::PermissionsExt;

    let mut desk = Desk::new();
    let mut store = desk.create();
    desk.account(&mut store, "Ernst Handel", None);
    for name in ["team.fourfold", "team.fourfold-wal"] {
        let mode = fs::metadata(desk.folder.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}
