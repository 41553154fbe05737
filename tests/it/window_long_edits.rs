//! Edits of many records: they are written while the window goes on.

use std::sync::Arc;

use fourfold::model::{Activity, AnyRecord, Colleague, Contact, Edit, Import, RecordKind};
use fourfold::ui::view::Action;

use crate::support::Desk;
use crate::support::window::Window;

/// So many that they are written beside the window.
const MANY: usize = 2_001;

/// Waits until an edit that goes on beside the window is written.
fn wait_for_entry(window: &mut Window, before: usize) {
    let began = std::time::Instant::now();
    while window.entries() == before {
        assert!(began.elapsed().as_secs() < 60, "it is never written");
        std::thread::sleep(std::time::Duration::from_millis(2));
        window.harness.step();
    }
    window.settle();
}

/// One account, and what is imported to it.
fn imported(of: impl FnOnce(fourfold::model::AccountId, &mut fourfold::model::Stamp) -> Import) -> Window {
    let mut desk = Desk::new();
    let mut store = desk.create();
    let account = desk.account(&mut store, "Ernst Handel", None);
    let import = of(account, &mut desk.stamp());
    desk.edit(&mut store, Edit::Import(Arc::new(import))).unwrap();
    Window::begin(desk, Some(store), [])
}

#[test]
fn many_records_are_deleted_and_written_beside_the_window() {
    let mut window = imported(|account, stamp| {
        let contacts = (0..MANY).map(|at| Contact::new(stamp.contact_id(), account, format!("Contact {at}"))).collect();
        Import { contacts, ..Import::new("people.csv", RecordKind::Contacts) }
    });
    let ctx = window.harness.ctx.clone();
    let all: Vec<Contact> = window.store().portfolio().contacts().iter().map(|one| Contact::clone(one)).collect();
    let keys = all.iter().map(|contact| contact.id.into()).collect();
    let records = all.into_iter().map(|one| AnyRecord::Contact(Contact { role: "Buyer".to_owned(), ..one })).collect();
    for edit in [Edit::PutRecords(records), Edit::DeleteRecords(keys)] {
        let before = window.entries();
        window.app_mut().perform(Action::Edit(edit), &ctx);
        assert_eq!(window.entries(), before, "the window goes on meanwhile");
        wait_for_entry(&mut window, before);
    }
    assert_eq!(window.store().portfolio().contacts().len(), 0);
}

#[test]
fn a_colleague_whom_many_records_name_is_renamed_beside_the_window() {
    let day = "2026-02-01".parse().unwrap();
    let mut bo = None;
    let mut window = imported(|account, stamp| {
        let colleague = Colleague::new(stamp.colleague_id(), "Bo Lind");
        bo = Some(colleague.clone());
        let named = |id| Activity { colleagues: vec!["Bo Lind".to_owned()], ..Activity::new(id, account, day) };
        let activities = (0..MANY).map(|_| named(stamp.activity_id())).collect();
        Import { activities, colleagues: vec![colleague], ..Import::new("visits.csv", RecordKind::Activities) }
    });
    let ctx = window.harness.ctx.clone();
    let renamed = Colleague { name: "Bo Berg".to_owned(), ..bo.unwrap() };
    let before = window.entries();
    window.app_mut().perform(Action::Edit(Edit::PutRecords(vec![AnyRecord::Colleague(renamed)])), &ctx);
    assert_eq!(window.entries(), before, "the window goes on meanwhile");
    wait_for_entry(&mut window, before);
    assert!(window.store().portfolio().activities().iter().all(|one| one.colleagues == ["Bo Berg"]));
}
