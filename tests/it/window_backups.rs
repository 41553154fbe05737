//! Backups in the window: made along with the work, gone back to, offered when a workspace does not open.

use std::fs;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use egui::Key;
use egui_kittest::kittest::Queryable;
use fourfold::model::{Edit, KeepReason, SettingsValue};
use fourfold::preferences::Preferences;
use fourfold::store::{Store, folder_of, kept_in};
use fourfold::ui::backups::BackupAction;
use fourfold::ui::import::ImportAction;
use fourfold::ui::view::Action;

use crate::store_process::{next_said, start};
use crate::support::window::{CTRL, FIVE, Window};
use crate::support::{Desk, at, listing};

fn base(desk: &Desk) -> PathBuf {
    desk.folder.path().join("backups")
}

fn shelf(desk: &Desk) -> PathBuf {
    folder_of(&base(desk), &desk.path())
}

fn reasons(window: &Window) -> Vec<KeepReason> {
    kept_in(&shelf(&window.desk)).iter().map(|kept| kept.reason).collect()
}

/// Five accounts in a window that keeps backups; the first one is made.
fn keeping_window(files: &[&'static str]) -> Window {
    let placed = FIVE.map(|(name, (engagement, potential))| (name, Some(at(engagement, potential))));
    let mut window = Window::of(&placed, files.iter().copied());
    let base = base(&window.desk);
    window.harness.state_mut().keep_backups_in(base);
    window.wait_for("Backup ");
    assert_eq!(reasons(&window), [KeepReason::NewDay], "before the first change of the day");
    window
}

/// A window on the welcome screen that is told to open the workspace of the desk.
fn opening(desk: Desk, files: &[&'static str]) -> Window {
    let mut window = Window::begin(desk, None, files.iter().copied());
    let (base, path) = (base(&window.desk), window.desk.path());
    window.harness.state_mut().keep_backups_in(base);
    let ctx = window.harness.ctx.clone();
    window.harness.state_mut().perform(Action::OpenWorkspace(path), &ctx);
    window.settle();
    window
}

/// A closed workspace of five accounts with one backup.
fn kept_desk() -> Desk {
    let window = keeping_window(&[]);
    let (store, desk) = window.reopened();
    store.close().unwrap();
    desk
}

fn damage(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    bytes[4096..].chunks_mut(4096).for_each(|page| page[..64].fill(0xff));
    fs::write(path, bytes).unwrap();
}

#[test]
fn going_back_keeps_the_present_and_undo_takes_it_back() {
    let mut window = keeping_window(&[]);
    let before = window.entries();
    window.drag_dot("Ernst Handel", at(80, 80));
    let moved = window.position("Ernst Handel");
    assert_ne!(moved, Some(at(38, 55)));
    window.menu("File", "Backups…");
    window.assert_shows_part("before the first change of the day");
    window.assert_shows_part("5 accounts · 5 entries, the last: Create Die Wandernde Kuh");
    window.click("Check all");
    window.wait_for("Intact");
    let restore = window
        .all_words()
        .into_iter()
        .find_map(|words| words.strip_prefix("Button: Restore ").map(|when| format!("Restore {when}")));
    window.click(&restore.unwrap());
    window.wait_for("Restored the backup of 2 March 2026");
    assert_eq!(window.position("Ernst Handel"), Some(at(38, 55)));
    assert_eq!(reasons(&window), [KeepReason::NewDay, KeepReason::Restore], "the present is kept first");
    assert_eq!(window.entries(), before + 2, "one edit");
    window.press(CTRL, Key::Z);
    assert_eq!(window.position("Ernst Handel"), moved);
}

#[test]
fn a_backup_is_looked_at_and_left_again() {
    let mut window = keeping_window(&["copy.fourfold"]);
    window.click_dot("Ernst Handel");
    window.enter("Name", "Ernst Handel AG");
    window.menu("File", "Backups…");
    window.click("Back up now");
    window.wait_for("Backup made and checked");
    assert_eq!(reasons(&window), [KeepReason::NewDay, KeepReason::Asked]);
    let open = window.all_words().into_iter().rfind(|words| words.starts_with("Button: Open 2 March"));
    // Both are of noon, so their labels are alike: the older one is the last of the list.
    let label = open.unwrap().strip_prefix("Button: ").unwrap().to_owned();
    let older = window.harness.query_all_by_label(&label).last().unwrap().rect().center();
    window.click_at(older, egui::Modifiers::NONE);
    window.wait_for("Read-only: this is the backup of 2 March 2026");
    assert!(window.names().contains(&"Ernst Handel".to_owned()), "as it was then");
    let before = fs::read(window.store().path()).unwrap();

    // Whatever is done is refused in words, and changes nothing.
    window.drag_dot("Ernst Handel", at(90, 90));
    window.assert_shows_part("open for reading only");
    assert_eq!(window.position("Ernst Handel"), Some(at(38, 55)));
    window.click_dot("Blondel et fils");
    window.press(egui::Modifiers::NONE, Key::ArrowUp);
    assert_eq!(window.position("Blondel et fils"), Some(at(80, 20)));
    window.press(egui::Modifiers::NONE, Key::Delete);
    window.press(CTRL, Key::Z);
    assert_eq!(window.names().len(), 5);
    assert_eq!(fs::read(window.store().path()).unwrap(), before);

    window.click("Save a copy…");
    window.wait_for("Saved and checked");
    window.click("Back to team.fourfold");
    window.wait_for("Ernst Handel AG");
    assert!(!window.shows_part("Read-only: "));
    let copy = Store::open(&window.file("copy.fourfold")).unwrap();
    assert_eq!(copy.portfolio().accounts().len(), 5);
}

#[test]
fn what_is_typed_into_a_workspace_that_can_only_be_read_is_not_lost() {
    let desk = kept_desk();
    let path = desk.path();
    let protect = |readonly: bool| {
        let mut permissions = fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(readonly);
        fs::set_permissions(&path, permissions).unwrap();
    };
    protect(true);
    let mut window = opening(desk, &[]);
    window.wait_for("Read-only: the file is write-protected");
    assert!(!window.shows_part("Backup "), "it needs none");
    window.click_dot("Ernst Handel");
    window.enter("Owner", "Anna Berger");
    window.assert_shows_part("open for reading only");
    assert_eq!(window.field_text("Owner"), "Anna Berger", "still there to be copied");
    assert_eq!(window.account("Ernst Handel").owner, "");
    assert_eq!(listing(window.desk.folder.path()), ["backups", "team.fourfold"]);
    protect(false);
}

#[test]
fn an_import_is_preceded_by_a_backup_or_does_not_happen() {
    let mut window = keeping_window(&["sheet.csv", "sheet.csv"]);
    fs::write(window.file("sheet.csv"), "Name,Owner\nErnst Handel,Anna\nGodos Cocina Tipica,Jan\n").unwrap();
    window.drag_dot("Ernst Handel", at(80, 80));
    window.menu("File", "Import…");
    window.go_to_check();
    window.wait_for("New: 1");
    // The folder is taken away, and a file put in its place.
    let (shelf, aside) = (shelf(&window.desk), window.file("aside"));
    fs::rename(&shelf, &aside).unwrap();
    fs::write(&shelf, "in the way").unwrap();
    let import = |window: &Window| {
        let words = window.all_words().into_iter();
        words
            .filter_map(|words| words.strip_prefix("Button: ").map(str::to_owned))
            .find(|words| words.starts_with("Import ") && words.contains("account"))
    };
    let (verb, before) = (import(&window).unwrap(), window.entries());
    window.click(&verb);
    window.wait_for("No backup was made, and nothing was changed");
    window.assert_shows("No backup could be made");
    assert_eq!(window.entries(), before);
    assert!(import(&window).is_some(), "the dialog is still there, with all that was chosen");
    fs::remove_file(&shelf).unwrap();
    fs::rename(&aside, &shelf).unwrap();
    window.click(&verb);
    window.wait_for("Imported");
    assert_eq!(reasons(&window), [KeepReason::NewDay, KeepReason::Import]);
    assert_eq!(window.entries(), before + 1);
    // It holds all that was done before.
    let kept = kept_in(&shelf);
    assert_eq!((kept[1].entries, kept[1].last_label.as_str()), (before, "Move Ernst Handel"));
}

#[test]
fn a_damaged_workspace_offers_its_newest_good_backup_and_takes_it() {
    let desk = kept_desk();
    damage(&desk.path());
    let mut window = opening(desk, &[]);
    window.wait_for("This workspace does not open");
    window.assert_shows_part("damaged");
    window.assert_shows_part("There is an intact backup of 2 March 2026");
    window.assert_shows_part("Nordwind · 5 accounts");
    window.click("Restore it in place");
    window.wait_for("the damaged file is kept");
    assert_eq!(window.names().len(), 5);
    assert!(!window.store().is_read_only());
    assert_eq!(window.store().path(), window.desk.path());
    assert!(window.desk.listing().contains(&"team (damaged 2026-03-02).fourfold".to_owned()));
    window.drag_dot("Ernst Handel", at(80, 80));
    assert_ne!(window.position("Ernst Handel"), Some(at(38, 55)), "work goes on");
}

#[test]
fn without_a_good_backup_it_is_said_that_there_is_none() {
    let desk = kept_desk();
    damage(&desk.path());
    damage(&kept_in(&shelf(&desk))[0].path);
    let mut window = opening(desk, &[]);
    let nowhere = format!("There is no intact backup of it in {}", base(&window.desk).display());
    window.wait_for(&nowhere);
    assert!(!window.shows("Restore it in place") && !window.shows("Open the backup read-only"));
    window.click("Close");
    window.assert_shows("Open a workspace");
}

/// Chooses a folder for backups, as Settings does.
fn choose_folder(window: &mut Window, folder: PathBuf) {
    let ctx = window.harness.ctx.clone();
    let preferences = Preferences { backup_folder: Some(folder), ..window.app().preferences.clone() };
    window.app_mut().perform(Action::Prefer(Box::new(preferences)), &ctx);
}

#[test]
fn backups_in_the_programs_own_folder_are_found_after_another_was_chosen() {
    let desk = kept_desk();
    let elsewhere = desk.folder.path().join("elsewhere");
    let mut window = Window::begin(desk, None, []);
    let (own, path, ctx) = (base(&window.desk), window.desk.path(), window.harness.ctx.clone());
    window.app_mut().keep_backups_in(own.clone());
    choose_folder(&mut window, elsewhere.clone());
    window.app_mut().perform(Action::OpenWorkspace(path.clone()), &ctx);
    // One is made where they go now, and those of before are listed with it.
    window.wait_for("Backup ");
    assert_eq!(kept_in(&folder_of(&elsewhere, &path)).len(), 1);
    window.menu("File", "Backups…");
    assert_eq!(window.app().view.backups.as_ref().unwrap().kept.len(), 2);
    window.click("Close");
    window.menu("File", "Close workspace");
    damage(&path);
    let made = kept_in(&folder_of(&elsewhere, &path));
    damage(&made[0].path);
    window.app_mut().perform(Action::OpenWorkspace(path.clone()), &ctx);
    window.wait_for("There is an intact backup of 2 March 2026");
    window.click("Close");
    damage(&kept_in(&folder_of(&own, &path))[0].path);
    window.app_mut().perform(Action::OpenWorkspace(path), &ctx);
    let nowhere = format!("There is no intact backup of it in {}, nor in {}", elsewhere.display(), own.display());
    window.wait_for(&nowhere);
}

#[test]
fn a_chosen_folder_is_not_waited_for_and_changing_it_loses_no_import() {
    let mut window = keeping_window(&["sheet.csv"]);
    fs::write(window.file("sheet.csv"), "Name,Owner\nErnst Handel,Anna\nGodos Cocina Tipica,Jan\n").unwrap();
    let (near, far) = (window.file("near"), window.file("far"));
    choose_folder(&mut window, near.clone());
    window.wait_for("Backup ");
    window.drag_dot("Ernst Handel", at(80, 80));
    window.menu("File", "Import…");
    window.go_to_check();
    window.wait_for("New: 1");
    let (before, ctx) = (window.entries(), window.harness.ctx.clone());
    window.app_mut().perform(Action::Import(ImportAction::Run), &ctx);
    assert!(window.app().env(&ctx).writing, "the window waited for the folder");
    choose_folder(&mut window, far);
    window.wait_for("Imported");
    assert_eq!(window.entries(), before + 1);
    let kept = kept_in(&folder_of(&near, &window.desk.path()));
    assert!(kept.iter().any(|kept| kept.reason == KeepReason::Import && kept.entries == before), "{kept:?}");
}

#[test]
fn what_is_read_from_a_backup_goes_into_no_other_workspace() {
    let mut window = keeping_window(&[]);
    let kept = kept_in(&shelf(&window.desk)).remove(0);
    let ctx = window.harness.ctx.clone();
    // A copy is another workspace too, though its journal begins alike.
    let copy = window.file("copy.fourfold");
    fs::copy(&kept.path, &copy).unwrap();
    let mut other = Store::open(&copy).unwrap();
    let id = other.portfolio().accounts().next().unwrap().id;
    window.desk.edit(&mut other, Edit::DeleteAccounts(vec![id])).unwrap();
    let before = other.journal().entries().len();
    window.app_mut().perform(Action::Backup(BackupAction::Restore(kept.path)), &ctx);
    window.app_mut().show_workspace(other, &ctx);
    window.wait_for("Nothing was restored");
    assert_eq!((window.names().len(), window.entries()), (4, before));
}

#[test]
fn a_workspace_in_use_offers_to_look_at_its_newest_backup() {
    let desk = kept_desk();
    let mut child = start("hold", &desk.path());
    assert_eq!(next_said(&mut BufReader::new(child.stdout.take().unwrap())), "held");
    let mut window = opening(desk, &[]);
    window.wait_for("Somebody else has this workspace open");
    window.assert_shows_part(&format!("pid {}", child.id()));
    assert!(!window.shows("Restore it in place"), "it is sound");
    window.click("Open the backup read-only");
    window.wait_for("Read-only: this is the backup of");
    assert_eq!(window.names().len(), 5);
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_larger_workspace_is_kept_beside_the_window_and_what_needs_it_waits() {
    let mut desk = Desk::new();
    let mut store = desk.create();
    let note = fourfold::model::AccountValue::Notes("long notes ".repeat(2_000));
    for number in 0..150 {
        let id = desk.account(&mut store, &format!("Account {number}"), None);
        desk.edit(&mut store, Edit::SetValues { accounts: vec![id], values: vec![note.clone()] }).unwrap();
    }
    assert!(store.bytes_on_disk() > 5 << 20, "{}", store.bytes_on_disk());
    let mut window = Window::begin(desk, Some(store), []);
    let base = base(&window.desk);
    window.harness.state_mut().keep_backups_in(base);
    // An edit that comes while it is made is done after it.
    let began = std::time::Instant::now();
    while window.app().view.work.is_none() && reasons(&window).is_empty() {
        assert!(began.elapsed().as_secs() < 20);
        window.harness.step();
    }
    let ctx = window.harness.ctx.clone();
    let rename = Edit::SetSettings(vec![SettingsValue::Name("Renamed meanwhile".to_owned())]);
    window.harness.state_mut().perform(Action::Edit(rename), &ctx);
    window.wait_for("Backup ");
    window.wait_for("Renamed meanwhile");
    let all = kept_in(&shelf(&window.desk));
    let [kept] = &all[..] else { panic!("not one backup") };
    assert_eq!((kept.reason, kept.entries), (KeepReason::NewDay, 300));
    assert_eq!(window.store().journal().entries().len(), 301);

    let old = fourfold::store::read_kept(kept).unwrap();
    let restore = Edit::Restore { to: std::sync::Arc::new(old), when: "then".to_owned() };
    window.harness.state_mut().perform(Action::Edit(restore), &ctx);
    window.wait_for("Restored the backup of then");
    assert_eq!(reasons(&window), [KeepReason::NewDay, KeepReason::Restore]);
    assert_eq!(window.store().portfolio().settings().name, "Nordwind");
}
