//! Backups that the program keeps by itself: made, found wanting, pruned, gone back to; and broken off by kill -9.

use std::fs;
use std::io::{BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use fourfold::model::{Edit, EntryKind, KeepReason, Kept, Placement, SettingsValue, Stamp};
use fourfold::store::{
    Done, OpenError, Store, StoreError, Wish, folder_of, is_intact, kept_at, kept_in, kept_of, lineage_of, newest_good,
    put_back, read_kept,
};

use crate::store_process::{next_said, say, start};
use crate::support::{Desk, assert_sound, at, listing, noon, settings};

fn base(desk: &Desk) -> PathBuf {
    desk.folder.path().join("backups")
}

fn shelf(desk: &Desk) -> PathBuf {
    folder_of(&base(desk), &desk.path())
}

fn keep(desk: &mut Desk, store: &mut Store, reason: KeepReason) -> Result<Kept, StoreError> {
    let stamp = desk.stamp();
    keep_at(desk, store, reason, stamp)
}

fn keep_at(desk: &Desk, store: &mut Store, reason: KeepReason, stamp: Stamp) -> Result<Kept, StoreError> {
    match store.perform(Wish::Keep { folder: shelf(desk), reason }, stamp)? {
        Done::Kept { kept, .. } => Ok(*kept),
        other => panic!("no backup: {other:?}"),
    }
}

/// A workspace of so many accounts.
fn filled(accounts: u8) -> (Desk, Store) {
    let mut desk = Desk::new();
    let mut store = desk.create();
    for number in 0..accounts {
        desk.account(&mut store, &format!("Account {number}"), Some(at(number, number)));
    }
    (desk, store)
}

fn flip_a_byte(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(path, bytes).unwrap();
}

#[test]
fn a_backup_says_what_it_holds_and_that_it_is_whole() {
    let (mut desk, mut store) = filled(3);
    let stamp = desk.stamp();
    let kept = keep_at(&desk, &mut store, KeepReason::Import, stamp.clone()).unwrap();
    assert_eq!((kept.accounts, kept.entries, kept.name.as_str()), (3, 3, "Nordwind"));
    assert_eq!((kept.last_label.as_str(), kept.day, kept.at), ("Create Account 2", stamp.today, stamp.now));
    assert_eq!(Some(&kept.lineage), lineage_of(store.journal()).as_ref());
    assert!(kept.path.to_str().unwrap().ends_with("before import.fourfold"), "{}", kept.path.display());
    assert!(is_intact(&kept).unwrap());
    // What is found in the folder is what was said.
    assert_eq!(kept_in(&shelf(&desk)), std::slice::from_ref(&kept));
    assert_eq!(kept_at(&kept.path), Some(kept.clone()));
    assert_eq!(kept_at(&desk.path()), None, "the workspace is no backup");

    let copy = Store::open_read_only(&kept.path).unwrap();
    assert!(copy.portfolio().same_rows(store.portfolio()));
    assert_eq!(copy.journal(), store.journal());
    drop(copy);
    assert!(is_intact(&kept).unwrap(), "looking changed it");
    // A second one of the same second has a name of its own.
    let second = keep_at(&desk, &mut store, KeepReason::Import, stamp).unwrap();
    assert_ne!(second.path, kept.path);
    assert_eq!(kept_in(&shelf(&desk)).len(), 2);
    assert_eq!(listing(&shelf(&desk)).len(), 4, "two backups, two notes, nothing else");
}

#[cfg(unix)]
#[test]
fn only_its_user_may_read_a_backup() {
    use std::os::unix::fs::PermissionsExt;

    let (mut desk, mut store) = filled(1);
    let kept = keep(&mut desk, &mut store, KeepReason::Asked).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&base(&desk)), mode(&shelf(&desk)), mode(&kept.path)), (0o700, 0o700, 0o600));
    for name in listing(&shelf(&desk)) {
        assert_eq!(mode(&shelf(&desk).join(&name)), 0o600, "{name}");
    }
}

#[test]
fn one_flipped_byte_is_found_and_the_one_before_is_offered() {
    let (mut desk, mut store) = filled(3);
    let older = keep(&mut desk, &mut store, KeepReason::NewDay).unwrap();
    desk.account(&mut store, "One more", None);
    let newer = keep(&mut desk, &mut store, KeepReason::HalfHour).unwrap();
    assert_eq!(newest_good(&base(&desk), &desk.path()), Some(newer.clone()));
    flip_a_byte(&newer.path);
    assert!(!is_intact(&newer).unwrap());
    assert!(matches!(read_kept(&newer), Err(OpenError::Damaged { .. })));
    assert_eq!(newest_good(&base(&desk), &desk.path()), Some(older.clone()));
    // Without its note, or with one that says nothing, it is none of ours.
    fs::write(older.path.with_extension("fourfold.json"), "{}").unwrap();
    assert_eq!(kept_in(&shelf(&desk)), [newer]);
    assert_eq!(newest_good(&base(&desk), &desk.path()), None);
}

#[test]
fn what_a_broken_off_backup_left_is_no_backup_and_is_cleared_away() {
    let (mut desk, mut store) = filled(1);
    let kept = keep(&mut desk, &mut store, KeepReason::Asked).unwrap();
    let shelf = shelf(&desk);
    fs::copy(&kept.path, shelf.join(".backup-aB3.tmp")).unwrap();
    fs::write(shelf.join(".backup-aB3.tmp-journal"), "half").unwrap();
    fs::copy(kept.path.with_extension("fourfold.json"), shelf.join("gone.fourfold.json")).unwrap();
    fs::write(shelf.join("mine.txt"), "not ours").unwrap();
    assert_eq!(kept_in(&shelf), [kept]);
    keep(&mut desk, &mut store, KeepReason::Asked).unwrap();
    let left = listing(&shelf);
    assert_eq!(left.iter().filter(|name| name.ends_with(".fourfold")).count(), 2, "{left:?}");
    assert_eq!(left.iter().filter(|name| name.strip_suffix(".json").is_some()).count(), 2, "{left:?}");
    assert!(left.contains(&"mine.txt".to_owned()) && left.len() == 5, "{left:?}");
}

#[test]
fn old_ones_go_once_a_new_one_is_there_and_never_before() {
    let (mut desk, mut store) = filled(1);
    for minute in 0..14 {
        let stamp = Stamp::seeded(noon() + TimeDelta::minutes(minute), "Anna", 1);
        keep_at(&desk, &mut store, KeepReason::Asked, stamp).unwrap();
    }
    let before = kept_in(&shelf(&desk));
    assert_eq!(before.len(), 10);
    assert_eq!(before[0].at, noon() + TimeDelta::minutes(4), "the oldest went");
    assert_eq!(listing(&shelf(&desk)).len(), 20, "with their notes");
    // One that is broken off lets none go.
    let progress = fourfold::model::Progress::default();
    progress.cancel();
    let wish = Wish::Keep { folder: shelf(&desk), reason: KeepReason::Asked };
    store.submit(wish, desk.stamp(), progress).unwrap();
    let result = std::iter::repeat_with(|| store.poll()).flatten().next().unwrap();
    assert!(matches!(result, Err(StoreError::Cancelled)));
    assert_eq!(kept_in(&shelf(&desk)), before);
    assert_eq!(listing(&shelf(&desk)).len(), 20);
    // Another workspace that was here before under this name keeps its own.
    store.close().unwrap();
    fs::remove_file(desk.path()).unwrap();
    let mut other = desk.create();
    let none_of_ours = kept_of(&base(&desk), &desk.path(), lineage_of(other.journal()).as_deref());
    assert!(none_of_ours.is_empty(), "those of the one before are offered to one in which nothing was done");
    desk.account(&mut other, "Another beginning", None);
    keep(&mut desk, &mut other, KeepReason::Asked).unwrap();
    assert_eq!(kept_in(&shelf(&desk)).len(), 11);
    assert_eq!(kept_of(&base(&desk), &desk.path(), lineage_of(other.journal()).as_deref()).len(), 1);
}

#[test]
fn a_backup_that_cannot_be_made_says_so_and_changes_nothing() {
    let (mut desk, mut store) = filled(1);
    fs::write(base(&desk), "a file where the folder should be").unwrap();
    let error = keep(&mut desk, &mut store, KeepReason::NewDay).unwrap_err();
    let said = error.to_string();
    assert!(said.contains("a file is in the place of a folder") && said.contains("Settings"), "{said}");
    desk.account(&mut store, "Work goes on", None);
    assert_sound(&mut store, desk.stamp());
}

#[test]
fn a_workspace_that_was_moved_finds_its_backups_and_a_copy_has_its_own() {
    let (mut desk, mut store) = filled(2);
    let kept = keep(&mut desk, &mut store, KeepReason::Asked).unwrap();
    let lineage = lineage_of(store.journal());
    store.close().unwrap();
    let elsewhere = desk.folder.path().join("moved.fourfold");
    fs::copy(desk.path(), &elsewhere).unwrap();
    let found = |path: &Path| kept_of(&base(&desk), path, lineage.as_deref());
    assert_eq!(found(&desk.path()), std::slice::from_ref(&kept));
    assert!(found(&elsewhere).is_empty(), "the original is where it was: this is a copy");
    fs::remove_file(desk.path()).unwrap();
    assert_eq!(found(&elsewhere), [kept]);
    let stranger = kept_of(&base(&desk), &elsewhere, Some("0123456789abcdef"));
    assert!(stranger.is_empty(), "another workspace, though it was moved here");
}

#[test]
fn going_back_is_one_edit_that_can_be_taken_back() {
    let (mut desk, mut store) = filled(4);
    let kept = keep(&mut desk, &mut store, KeepReason::NewDay).unwrap();
    let then = store.portfolio().clone();
    let ids: Vec<_> = then.accounts().map(|account| account.id).collect();
    desk.account(&mut store, "Came later", None);
    desk.edit(&mut store, Edit::DeleteAccounts(vec![ids[0]])).unwrap();
    desk.edit(&mut store, Edit::Move(vec![Placement { account: ids[1], to: Some(at(90, 90)) }])).unwrap();
    desk.edit(&mut store, Edit::SetSettings(vec![SettingsValue::Name("Another name".to_owned())])).unwrap();
    let now = store.portfolio().clone();

    let restore = Edit::Restore { to: Arc::new(read_kept(&kept).unwrap()), when: "2 March 2026, 12:05".to_owned() };
    desk.edit(&mut store, restore.clone()).unwrap();
    let entry = store.journal().entries().last().unwrap();
    assert_eq!((entry.label.as_str(), &entry.kind), ("Restore the backup of 2 March 2026, 12:05", &EntryKind::Edit));
    assert_eq!(entry.rows, 6, "one gone, one back, both with how they came in, one moved back, and the name");
    let names = |store: &Store| store.portfolio().accounts().map(|account| account.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&store), ["Account 0", "Account 1", "Account 2", "Account 3"]);
    assert_eq!(store.portfolio().account(ids[1]).unwrap().judged(), Some(at(1, 1)));
    assert_eq!(store.portfolio().settings().name, "Nordwind");
    assert_sound(&mut store, desk.stamp());
    // Twice is once; and all of it can be taken back.
    assert_eq!(desk.edit(&mut store, restore).unwrap(), Done::Nothing);
    store.perform(Wish::Undo, desk.stamp()).unwrap();
    assert!(store.portfolio().same_rows(&now));
    store.perform(Wish::Redo, desk.stamp()).unwrap();
    assert_eq!(names(&store).len(), 4);
    assert_sound(&mut store, desk.stamp());
}

#[test]
fn a_damaged_workspace_is_replaced_by_its_backup_and_kept_beside_it() {
    let (mut desk, mut store) = filled(3);
    let kept = keep(&mut desk, &mut store, KeepReason::NewDay).unwrap();
    let (portfolio, journal) = (store.portfolio().clone(), store.journal().clone());
    assert!(matches!(put_back(&kept, &desk.path(), noon().date_naive()), Err(OpenError::OpenHere(_))));
    store.close().unwrap();
    let damaged = b"SQLite format 3\0 and nothing more".to_vec();
    for round in 1..=2 {
        fs::write(desk.path(), &damaged).unwrap();
        fs::write(desk.folder.path().join("team.fourfold-wal"), "a log of its own").unwrap();
        let aside = put_back(&kept, &desk.path(), noon().date_naive()).unwrap().unwrap();
        let name = if round == 1 { "team (damaged 2026-03-02)" } else { "team (damaged 2026-03-02, 2)" };
        assert_eq!(aside.file_name().unwrap().to_str().unwrap(), format!("{name}.fourfold"));
        assert_eq!(fs::read(&aside).unwrap(), damaged);
        assert!(desk.listing().contains(&format!("{name}.fourfold-wal")), "{:?}", desk.listing());
        let mut store = desk.open();
        assert!(store.portfolio().same_rows(&portfolio));
        assert_eq!(*store.journal(), journal);
        assert_sound(&mut store, desk.stamp());
        store.close().unwrap();
        assert!(is_intact(&kept).unwrap(), "the backup stays what it is");
    }
    // A file that is gone comes back; a backup that is damaged itself replaces nothing.
    fs::remove_file(desk.path()).unwrap();
    assert_eq!(put_back(&kept, &desk.path(), noon().date_naive()).unwrap(), None);
    desk.open().close().unwrap();
    flip_a_byte(&kept.path);
    let before = desk.bytes();
    assert!(matches!(put_back(&kept, &desk.path(), noon().date_naive()), Err(OpenError::Damaged { .. })));
    assert!(before == desk.bytes());
}

#[test]
fn a_log_that_outlived_its_file_is_not_replayed_into_the_backup() {
    let (mut desk, mut store) = filled(3);
    let kept = keep(&mut desk, &mut store, KeepReason::NewDay).unwrap();
    let (portfolio, journal) = (store.portfolio().clone(), store.journal().clone());
    for number in 0..20 {
        desk.account(&mut store, &format!("Only in the log {number}"), None);
    }
    // As a program leaves it that is killed, and whose file is deleted by hand.
    let log = desk.folder.path().join("team.fourfold-wal");
    let bytes = fs::read(&log).unwrap();
    assert!(bytes.len() > 4096, "there is no log");
    store.close().unwrap();
    fs::remove_file(desk.path()).unwrap();
    fs::write(&log, &bytes).unwrap();

    assert_eq!(put_back(&kept, &desk.path(), noon().date_naive()).unwrap(), None, "there was no damaged file");
    let mut store = desk.open();
    assert!(store.portfolio().same_rows(&portfolio), "{} accounts", store.portfolio().accounts().len());
    assert_eq!(*store.journal(), journal);
    assert_sound(&mut store, desk.stamp());
    let aside = desk.folder.path().join("team (damaged 2026-03-02).fourfold-wal");
    assert!(fs::read(aside).unwrap() == bytes, "the log is kept");
}

#[cfg(unix)]
#[test]
fn what_a_link_leads_to_is_replaced_and_the_link_stays() {
    let (mut desk, mut store) = filled(3);
    let kept = keep(&mut desk, &mut store, KeepReason::NewDay).unwrap();
    store.close().unwrap();
    let link = desk.folder.path().join("link.fourfold");
    std::os::unix::fs::symlink(desk.path(), &link).unwrap();
    fs::write(desk.path(), "damaged").unwrap();
    let aside = put_back(&kept, &link, noon().date_naive()).unwrap().unwrap();
    assert_eq!(aside.file_name().unwrap(), "team (damaged 2026-03-02).fourfold");
    desk.open().close().unwrap();
    fs::remove_file(desk.path()).unwrap();
    put_back(&kept, &link, noon().date_naive()).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(desk.open().portfolio().accounts().len(), 3);
}

#[test]
fn going_back_brings_back_who_judged_and_when() {
    let (mut desk, mut store) = filled(1);
    let kept = keep(&mut desk, &mut store, KeepReason::NewDay).unwrap();
    let then = store.portfolio().clone();
    let account = then.accounts().next().unwrap().id;
    for to in [at(90, 90), at(0, 0)] {
        desk.edit(&mut store, Edit::Move(vec![Placement { account, to: Some(to) }])).unwrap();
    }
    let judged = |store: &Store| store.portfolio().account(account).unwrap().judgement.clone();
    let since = judged(&store);
    assert_ne!(since, then.account(account).unwrap().judgement, "judged anew, though the same");
    let restore = Edit::Restore { to: Arc::new(read_kept(&kept).unwrap()), when: "then".to_owned() };
    desk.edit(&mut store, restore.clone()).unwrap();
    assert_eq!(judged(&store), then.account(account).unwrap().judgement);
    assert_eq!(desk.edit(&mut store, restore).unwrap(), Done::Nothing);
    assert_sound(&mut store, desk.stamp());
    store.perform(Wish::Undo, desk.stamp()).unwrap();
    assert_eq!(judged(&store), since);
}

/// A workspace as the first version of the program wrote it, with one account.
fn of_version_1() -> Desk {
    let desk = Desk::new();
    let conn = rusqlite::Connection::open(desk.path()).unwrap();
    conn.execute_batch(include_str!("../../src/store/sql/0001_workspace.sql")).unwrap();
    conn.execute_batch(
        "INSERT INTO settings VALUES (1, 1, 'Nordwind', 'EUR', 5000, 5000);
         INSERT INTO journal VALUES (1, '2025-03-02T12:00:00Z', 'Anna', 'edit', NULL, 'Create Ernst Handel', NULL, 0);",
    )
    .unwrap();
    conn.pragma_update(None, "application_id", fourfold::store::APPLICATION_ID).unwrap();
    conn.pragma_update(None, "user_version", 1).unwrap();
    conn.close().unwrap();
    desk
}

/// The version of the format, as the header has it.
fn version_of(path: &Path) -> u32 {
    let bytes = fs::read(path).unwrap();
    u32::from_be_bytes(*bytes[60..].first_chunk().unwrap())
}

#[test]
fn an_older_file_is_kept_as_it_was_before_it_is_brought_up_to_date() {
    let mut desk = of_version_1();
    let store = Store::open_keeping(&desk.path(), &base(&desk), &desk.stamp()).unwrap();
    store.close().unwrap();
    assert_eq!(version_of(&desk.path()), fourfold::store::latest_version());
    let all = kept_in(&shelf(&desk));
    let [kept] = &all[..] else { panic!("not one backup") };
    assert_eq!((kept.reason, kept.entries), (KeepReason::Migration, 1));
    assert_eq!(version_of(&kept.path), 1, "an older program could still read it");
    // It can be looked at all the same, without being changed.
    let old = Store::open_read_only(&kept.path).unwrap();
    assert_eq!(old.portfolio().settings().name, "Nordwind");
    old.close().unwrap();
    assert!(is_intact(kept).unwrap());
    // A current one needs none.
    Store::open_keeping(&desk.path(), &base(&desk), &desk.stamp()).unwrap().close().unwrap();
    assert_eq!(kept_in(&shelf(&desk)).len(), 1);
}

#[test]
fn without_a_backup_an_older_file_stays_as_it_was() {
    let mut desk = of_version_1();
    fs::write(base(&desk), "in the way").unwrap();
    let before = desk.bytes();
    let Err(error) = Store::open_keeping(&desk.path(), &base(&desk), &desk.stamp()) else { panic!("opened") };
    assert!(matches!(error, OpenError::NotKept { .. }), "{error}");
    assert!(before == desk.bytes(), "the refusal changed something");
}

fn write_protect(path: &Path, readonly: bool) {
    let mut permissions = fs::metadata(path).unwrap().permissions();
    permissions.set_readonly(readonly);
    fs::set_permissions(path, permissions).unwrap();
}

#[test]
fn what_can_only_be_read_is_read_and_copied_and_refuses_in_words() {
    let (mut desk, store) = filled(3);
    store.close().unwrap();
    write_protect(&desk.path(), true);
    assert!(matches!(Store::open(&desk.path()), Err(OpenError::ReadOnly(_))));
    assert_eq!(fourfold::store::why_read_only(&desk.path()), "the file is write-protected");
    let before = desk.bytes();
    let mut store = Store::open_read_only(&desk.path()).unwrap();
    assert!(store.is_read_only());
    let id = store.portfolio().accounts().next().unwrap().id;
    let entry = store.journal().entries().last().unwrap().seq;
    for wish in [
        Wish::Edit(Edit::DeleteAccounts(vec![id])),
        Wish::Undo,
        Wish::Redo,
        Wish::Reason { of: entry, text: "no".to_owned() },
    ] {
        assert!(matches!(store.perform(wish, desk.stamp()), Err(StoreError::ReadOnly)));
    }
    assert_eq!(store.portfolio().accounts().len(), 3);
    assert!(store.changes_of(entry).unwrap().rows.len() == 2, "history can be looked at");
    assert_eq!(desk.listing(), ["team.fourfold"], "not even a note lies beside it");
    assert_sound(&mut store, desk.stamp());
    let copy = desk.folder.path().join("copy.fourfold");
    store.perform(Wish::Backup(copy.clone()), desk.stamp()).unwrap();
    store.close().unwrap();
    let mut copy_store = Store::open(&copy).unwrap();
    desk.account(&mut copy_store, "In the copy", None);
    copy_store.close().unwrap();
    fs::remove_file(copy).unwrap();
    assert!(before == desk.bytes());
    write_protect(&desk.path(), false);
}

#[test]
fn what_a_crash_left_beside_a_file_is_read_with_it() {
    let (mut first, mut store) = filled(2);
    first.account(&mut store, "Only in the log", None);
    let mut second = Desk::new();
    for name in ["team.fourfold", "team.fourfold-wal"] {
        fs::copy(first.folder.path().join(name), second.folder.path().join(name)).unwrap();
    }
    let before = second.bytes();
    let mut looked = Store::open_read_only(&second.path()).unwrap();
    assert_eq!(looked.portfolio().accounts().len(), 3);
    assert!(looked.portfolio().same_rows(store.portfolio()));
    let refused = looked.perform(Wish::Undo, second.stamp());
    assert!(matches!(refused, Err(StoreError::ReadOnly)));
    looked.close().unwrap();
    assert!(before == second.bytes(), "looking merged the log");
}

#[test]
fn what_another_program_writes_is_not_read_under_its_hands() {
    let (desk, store) = filled(1);
    store.close().unwrap();
    let mut child = start("hold", &desk.path());
    assert_eq!(next_said(&mut BufReader::new(child.stdout.take().unwrap())), "held");
    let before = desk.bytes();
    let Err(error) = Store::open_read_only(&desk.path()) else { panic!("opened") };
    assert!(matches!(error, OpenError::InUse { .. }), "{error}");
    assert!(error.to_string().contains(&format!("pid {}", child.id())), "{error}");
    assert!(before == desk.bytes());
    child.kill().unwrap();
    child.wait().unwrap();
}

/// `FOURFOLD_SMALL_DISK` names an empty folder that is the root of a file system of its own.
#[test]
#[ignore = "needs a disk of its own, named by FOURFOLD_SMALL_DISK, and root to write-protect it"]
fn a_medium_that_is_really_read_only_is_read() {
    let disk = PathBuf::from(std::env::var_os("FOURFOLD_SMALL_DISK").unwrap());
    let path = disk.join("team.fourfold");
    let mut desk = Desk::new();
    let mut store = Store::create(&path, settings()).unwrap();
    desk.account(&mut store, "Ernst Handel", None);
    store.close().unwrap();
    let remount = |how: &str| {
        let done = std::process::Command::new("mount").args(["-o", how]).arg(&disk).status().unwrap();
        assert!(done.success(), "{how}");
    };
    remount("remount,ro");
    let refused = Store::open(&path);
    let opened = Store::open_read_only(&path);
    let why = fourfold::store::why_read_only(&path);
    let copied = opened.map(|mut store| {
        let copy = Wish::Backup(desk.folder.path().join("copy.fourfold"));
        let copied = store.perform(copy, desk.stamp()).is_ok();
        (copied, store.portfolio().accounts().len())
    });
    remount("remount,rw");
    fs::remove_file(&path).unwrap();
    assert!(matches!(refused, Err(OpenError::ReadOnly(_))));
    assert_eq!(copied.unwrap(), (true, 1));
    assert_eq!(why, "its disk can only be read");
}

/// What the other process does until it is killed: an edit, a backup, and its number, over and over.
pub fn keep_for_ever(workspace: &Path) {
    let folder = folder_of(&workspace.with_file_name("backups"), workspace);
    let mut store = Store::open(workspace).unwrap();
    loop {
        let turn = store.journal().next_seq();
        let stamp = Stamp::seeded(noon() + TimeDelta::seconds(i64::try_from(turn).unwrap()), "Anna", turn);
        let rename = Edit::SetSettings(vec![SettingsValue::Name(format!("Name {turn}"))]);
        store.perform(Wish::Edit(rename), stamp.clone()).unwrap();
        let wish = Wish::Keep { folder: folder.clone(), reason: KeepReason::Asked };
        let Done::Kept { kept, .. } = store.perform(wish, stamp).unwrap() else { panic!("no backup") };
        say(kept.entries);
    }
}

#[test]
fn whenever_a_backing_up_program_is_killed_the_last_good_backup_is_there() {
    const KILLS: u64 = 100;
    let (desk, store) = filled(60);
    store.close().unwrap();
    let (mut acknowledged, mut unfinished, mut log) = (0, 0, Vec::new());
    for round in 0..KILLS {
        let mut child = start("keep", &desk.path());
        let mut out = BufReader::new(child.stdout.take().unwrap());
        if round % 2 == 0 {
            acknowledged = next_said(&mut out).parse().unwrap();
        }
        std::thread::sleep(Duration::from_micros(round * 7_919 % 30_000));
        child.kill().unwrap();
        child.wait().unwrap();

        unfinished += listing(&shelf(&desk)).iter().filter(|name| name.starts_with(".backup-")).count();
        let all = kept_in(&shelf(&desk));
        assert!(all.len() >= 5.min(usize::try_from(round / 2 + 1).unwrap()), "round {round}: {} are left", all.len());
        for kept in &all {
            assert!(is_intact(kept).unwrap(), "round {round}: {}", kept.path.display());
        }
        let newest = newest_good(&base(&desk), &desk.path()).unwrap();
        assert!(newest.entries >= acknowledged, "round {round}: {acknowledged} was said to be kept");
        let held = read_kept(&newest).unwrap();
        assert_eq!(held.accounts().len(), 60, "round {round}");
        assert!(newest.entries == 60 || held.settings().name == format!("Name {}", newest.entries), "round {round}");
        log.push(newest.entries);
    }
    assert!(log.is_sorted(), "a backup that was there is not there any more: {log:?}");
    assert!(unfinished > 5, "only {unfinished} of {KILLS} were killed in the middle of a backup");

    // And it is one to go back to.
    let newest = newest_good(&base(&desk), &desk.path()).unwrap();
    put_back(&newest, &desk.path(), noon().date_naive()).unwrap();
    let mut store = desk.open();
    assert_eq!(store.journal().entries().len(), newest.entries);
    assert_sound(&mut store, Stamp::seeded(noon(), "", 1));
    writeln!(std::io::stdout(), "{KILLS} kills, {unfinished} of them in a backup, {} entries kept", newest.entries)
        .unwrap();
}
