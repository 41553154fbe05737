//! Commands on a file of an older format: what only reads leaves it alone, what writes keeps it first.

use std::fs;
use std::path::Path;
use std::process::Command;

use fourfold::store::{Store, kept_in};

use crate::store_migrate::{as_version, imported};
use crate::support::{Desk, at};

#[test]
fn an_older_file_is_read_as_it_is_and_kept_before_it_is_written_to() {
    let mut desk = Desk::new();
    let mut store = desk.create();
    imported(&mut desk, &mut store, "Ernst Handel", Some(at(60, 70)));
    store.close().unwrap();
    let folder = desk.folder.path().join("own");
    fs::create_dir(&folder).unwrap();
    let old = folder.join("old.fourfold");
    as_version(&desk.path(), &old, 2, &[]);
    let then = fs::read(&old).unwrap();
    fs::write(folder.join("more.csv"), "Key,Name\nK1,One\n").unwrap();
    let data = desk.folder.path().join("data");
    let run = |arguments: &[&str]| {
        let said = Command::new(env!("CARGO_BIN_EXE_fourfold"))
            .args(arguments)
            .args(["--today", "2026-11-22"])
            .envs([("FOURFOLD_CONFIG_DIR", &data), ("FOURFOLD_DATA_DIR", &data)])
            .current_dir(&folder)
            .output()
            .unwrap();
        assert!(said.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&said.stderr));
    };
    let reading: [&[&str]; 6] = [
        &["log", "old.fourfold"],
        &["check", "old.fourfold"],
        &["export", "old.fourfold", "accounts.csv"],
        &["board", "old.fourfold", "board.svg"],
        &["backup", "old.fourfold", "copy.fourfold"],
        &["import", "old.fourfold", "more.csv", "--dry-run"],
    ];
    for arguments in reading {
        run(arguments);
        assert!(fs::read(&old).unwrap() == then, "{arguments:?} wrote to the file");
    }
    assert!(!data.join("backups").exists());

    let writing: [&[&str]; 3] = [
        &["import", "old.fourfold", "more.csv"],
        &["move", "old.fourfold", "Ernst Handel", "--engagement", "10", "--potential", "20"],
        &["undo", "old.fourfold"],
    ];
    for arguments in writing {
        let data = data.join("backups");
        fs::write(&old, &then).unwrap();
        run(arguments);
        assert!(fs::read(&old).unwrap() != then, "{arguments:?} wrote nothing");
        let kept = all_kept(&data);
        let of_format_2 = kept.iter().filter(|kept| fs::read(kept).unwrap()[60..64] == 2_u32.to_be_bytes());
        assert_eq!(of_format_2.count(), 1, "{arguments:?}: {kept:?}");
        assert_eq!(Store::open_to_read(&kept[0]).unwrap().portfolio().accounts().len(), 1);
        fs::remove_dir_all(data).unwrap();
    }
}

fn all_kept(base: &Path) -> Vec<std::path::PathBuf> {
    let folders = fs::read_dir(base).into_iter().flatten().map(|folder| folder.unwrap().path());
    folders.flat_map(|folder| kept_in(&folder)).map(|kept| kept.path).collect()
}
