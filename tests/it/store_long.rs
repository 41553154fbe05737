//! What takes its time: backups, imports, and stopping them.

use std::fs;
use std::sync::mpsc::channel;
use std::time::Duration;

use fourfold::model::{AccountPatch, AccountValue, Edit, ImportRow, ImportTarget, Progress};
use fourfold::store::{Done, Store, StoreError, Wish};

use crate::support::purchases::{Sale, import_of, purchases};
use crate::support::{Desk, assert_sound, settings};

fn import(rows: usize) -> Wish {
    let row = |number: usize| ImportRow {
        target: ImportTarget::New,
        patch: AccountPatch {
            values: vec![AccountValue::Name(format!("Account {number}"))],
            ..AccountPatch::default()
        },
    };
    Wish::Edit(Edit::import_accounts("many.csv".to_owned(), (0..rows).map(row).collect()))
}

#[test]
fn a_backup_is_the_same_workspace() {
    let mut desk = Desk::new();
    let mut store = desk.create();
    store.perform(import(500), desk.stamp()).unwrap();
    let target = desk.folder.path().join("copy.fourfold");
    fs::write(&target, "an older backup").unwrap();
    let done = store.perform(Wish::Backup(target.clone()), desk.stamp()).unwrap();
    let Done::BackedUp { path, bytes } = done else { panic!("{done:?}") };
    assert_eq!((&path, bytes), (&target, fs::metadata(&target).unwrap().len()));
    #[cfg(unix)]
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&target).unwrap().permissions()) & 0o777, 0o600);

    let mut copy = Store::open(&target).unwrap();
    assert!(copy.portfolio().same_rows(store.portfolio()));
    assert_eq!(copy.journal(), store.journal());
    assert_sound(&mut copy, desk.stamp());
    // Open, it is no place for a backup any more.
    assert!(matches!(store.perform(Wish::Backup(target), desk.stamp()), Err(StoreError::BackupOntoOpen(_))));
    copy.close().unwrap();
    store.close().unwrap();
    assert_eq!(desk.listing(), ["copy.fourfold", "team.fourfold"]);
}

#[test]
fn a_backup_that_fails_leaves_nothing() {
    let mut desk = Desk::new();
    let mut store = desk.create();
    let before = desk.listing();
    let folder = desk.folder.path().to_owned();
    let own = Wish::Backup(desk.path());
    assert!(matches!(store.perform(own, desk.stamp()), Err(StoreError::BackupOntoOpen(_))));
    let nowhere = Wish::Backup(folder.join("no such folder/copy.fourfold"));
    assert!(matches!(store.perform(nowhere, desk.stamp()), Err(StoreError::Backup { .. })));
    #[cfg(unix)]
    {
        let link = folder.join("link");
        fs::hard_link(desk.path(), &link).unwrap();
        assert!(matches!(store.perform(Wish::Backup(link.clone()), desk.stamp()), Err(StoreError::BackupOntoOpen(_))));
        fs::remove_file(link).unwrap();
    }
    let progress = Progress::default();
    progress.cancel();
    store.submit(Wish::Backup(folder.join("copy.fourfold")), desk.stamp(), progress).unwrap();
    assert!(matches!(wait(&mut store), Err(StoreError::Cancelled)));
    assert_eq!(desk.listing(), before);
    assert_sound(&mut store, desk.stamp());
}

fn wait(store: &mut Store) -> Result<Done, StoreError> {
    loop {
        if let Some(done) = store.poll() {
            return done;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn a_cancelled_import_changes_nothing() {
    let mut desk = Desk::new();
    let mut store = desk.create();
    desk.account(&mut store, "Ernst Handel", None);
    let before = store.portfolio().clone();
    let progress = Progress::default();
    store.submit(import(20_000), desk.stamp(), progress.clone()).unwrap();
    // In the middle: some rows are written, not all.
    while progress.steps().0 == 0 {
        std::hint::spin_loop();
    }
    progress.cancel();
    assert!(matches!(wait(&mut store), Err(StoreError::Cancelled)));
    assert!(store.portfolio().same_rows(&before));
    assert_eq!(store.journal().entries().len(), 1);
    assert_sound(&mut store, desk.stamp());
    store.perform(import(10), desk.stamp()).unwrap();
    assert_eq!(store.portfolio().accounts().len(), 11);
    assert_sound(&mut store, desk.stamp());
}

/// `FOURFOLD_SMALL_DISK` names an empty folder on a small disk, such as a tmpfs of `size=16m`.
#[test]
#[ignore = "needs a small disk, named by FOURFOLD_SMALL_DISK"]
fn a_disk_that_is_really_full_loses_nothing() {
    let disk = std::path::PathBuf::from(std::env::var_os("FOURFOLD_SMALL_DISK").unwrap());
    let mut desk = Desk::new();
    let path = disk.join("team.fourfold");
    let mut store = Store::create(&path, settings()).unwrap();
    store.perform(import(10), desk.stamp()).unwrap();
    let ballast = disk.join("ballast");
    let account = store.portfolio().accounts().next().unwrap().id;
    let (mut refusals, mut refused_purchases) = (0, 0);
    for round in 0..40 {
        // All the space that is left but a little, which differs from round to round.
        let mut size = 64 << 20;
        while size > 512 {
            let mut file = fs::File::options().create(true).append(true).open(&ballast).unwrap();
            if std::io::Write::write_all(&mut file, &vec![0; size]).is_err() {
                size /= 2;
            }
        }
        let full = fs::metadata(&ballast).unwrap().len();
        fs::File::options().write(true).open(&ballast).unwrap().set_len(full.saturating_sub(round * 4096)).unwrap();
        let before = (store.portfolio().clone(), store.journal().clone());
        let of_purchases = round % 2 == 1;
        let wish = if of_purchases {
            let sales: Vec<Sale> = (0..2_000).map(|at| Sale::of(account, at % 300, at.into())).collect();
            Wish::Edit(import_of(purchases(&mut desk.stamp(), "purchases.csv", &sales)))
        } else {
            import(600)
        };
        match store.perform(wish, desk.stamp()) {
            Ok(_) => drop(store.perform(Wish::Undo, desk.stamp())),
            Err(StoreError::Full | StoreError::Io(_)) => {
                refusals += 1;
                refused_purchases += usize::from(of_purchases);
                assert_eq!(store.portfolio().ledger(), before.0.ledger(), "round {round}");
                assert!(store.portfolio().same_rows(&before.0), "round {round}");
                assert_eq!(*store.journal(), before.1, "round {round}");
            }
            Err(error) => panic!("round {round}: {error}"),
        }
        let backup = Wish::Backup(disk.join("copy.fourfold"));
        assert!(matches!(store.perform(backup, desk.stamp()), Err(StoreError::Backup { .. })), "round {round}");
        fs::remove_file(&ballast).unwrap();
        assert_sound(&mut store, desk.stamp());
        desk.account(&mut store, "There is space again", None);
        assert_sound(&mut store, desk.stamp());
    }
    assert!(refusals > 10 && refused_purchases > 3, "only {refusals} refusals, {refused_purchases} of purchases");
    let portfolio = store.portfolio().clone();
    store.close().unwrap();
    assert_eq!(crate::support::listing(&disk), ["team.fourfold"]);
    assert!(Store::open(&path).unwrap().portfolio().same_rows(&portfolio));
}

#[test]
fn one_thing_at_a_time_and_a_bell_at_the_end() {
    let mut desk = Desk::new();
    let mut store = desk.create();
    let (ring, bell) = channel();
    store.set_waker(Box::new(move || ring.send(std::thread::current().name().map(str::to_owned)).unwrap()));
    assert!(store.poll().is_none());
    store.submit(import(2_000), desk.stamp(), Progress::default()).unwrap();
    assert!(store.working().is_some());
    assert!(matches!(store.perform(Wish::Undo, desk.stamp()), Err(StoreError::Busy)));
    assert_eq!(bell.recv_timeout(Duration::from_secs(20)).unwrap().as_deref(), Some("store"));
    // Memory follows the disk only now.
    assert_eq!(store.portfolio().accounts().len(), 0);
    assert!(matches!(store.poll(), Some(Ok(Done::Written { .. }))));
    assert_eq!(store.portfolio().accounts().len(), 2_000);
    assert!(store.poll().is_none() && store.working().is_none());
}

#[test]
fn closing_in_the_middle_of_an_import_leaves_none_of_it() {
    let mut desk = Desk::new();
    let mut store = desk.create();
    let progress = Progress::default();
    store.submit(import(20_000), desk.stamp(), progress.clone()).unwrap();
    while progress.steps().0 == 0 {
        std::hint::spin_loop();
    }
    store.close().unwrap();
    assert_eq!(desk.listing(), ["team.fourfold"]);
    assert_eq!(desk.open().portfolio().accounts().len(), 0);
}
