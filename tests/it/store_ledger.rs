//! Purchases in the file: written with their batch, counted while it is there, read back.

use std::sync::Arc;

use fourfold::model::{
    Account, AccountId, AccountPatch, AccountValue, Activity, Contact, DayTotal, Edit, Import, ImportRow, ImportTarget,
    LineKey, Money, NewPurchases, Opportunity, Portfolio, Product, ProductId, Progress, RecordKind, Refusal, Seq,
};
use fourfold::store::{Done, Store, StoreError, Wish};

use crate::support::purchases::{Sale, day, import_of, purchases};
use crate::support::{Desk, assert_sound, written};

fn total(days: &[DayTotal]) -> i64 {
    days.iter().map(|day| day.amount.minor_units()).sum()
}

/// Per account name, what it bought in all.
fn bought(portfolio: &Portfolio) -> Vec<(String, i64)> {
    let name =
        |id: AccountId| portfolio.account(id).map_or_else(|| "nobody".to_owned(), |account| account.name.clone());
    portfolio.ledger().accounts().map(|(id, days)| (name(id), total(days))).collect()
}

fn reopened(desk: &Desk, store: Store) -> Store {
    let (portfolio, journal) = (store.portfolio().clone(), store.journal().clone());
    store.close().unwrap();
    let store = desk.open();
    assert!(store.portfolio().same_rows(&portfolio), "the file is not as memory was");
    assert_eq!(*store.journal(), journal);
    store
}

/// Two accounts, and three purchases of them.
fn sold(desk: &mut Desk) -> (Store, AccountId, AccountId, NewPurchases, Seq) {
    let mut store = desk.create();
    let ernst = desk.account(&mut store, "Ernst Handel", None);
    let bo = desk.account(&mut store, "Bo", None);
    let sales = [Sale::of(bo, 5, 700), Sale::of(ernst, 9, 100), Sale::of(ernst, 9, 25), Sale::of(ernst, 2, -50)];
    let new = purchases(&mut desk.stamp(), "purchases.csv", &sales);
    let seq = written(desk.edit(&mut store, import_of(new.clone())).unwrap()).seq;
    (store, ernst, bo, new, seq)
}

#[test]
fn purchases_are_written_with_their_batch_and_read_back_as_they_were() {
    let mut desk = Desk::new();
    let (mut store, ernst, bo, new, seq) = sold(&mut desk);
    let entry = store.journal().entry(seq).unwrap();
    assert_eq!((entry.label.as_str(), entry.rows), ("Import 4 purchases from purchases.csv", 1));
    assert_eq!(bought(store.portfolio()), [("Ernst Handel".to_owned(), 75), ("Bo".to_owned(), 700)]);
    assert_eq!(store.portfolio().ledger().lines(), 4);
    let days: Vec<_> = store.portfolio().ledger().days_of(ernst).iter().map(|day| (day.day, day.lines)).collect();
    assert_eq!(days, [(day(2), 1), (day(9), 2)]);

    store.set_today(day(10));
    let account = |store: &Store, id| Arc::clone(store.portfolio().account(id).unwrap());
    assert_eq!(store.portfolio().revenue_12m(&account(&store, bo)), Some(Money::from_minor_units(700)));
    let mut store = reopened(&desk, store);
    assert_sound(&mut store, desk.stamp());

    let read = store.ledger_reader().purchases(&Progress::default()).unwrap();
    let told = |lines: &fourfold::model::PurchaseLines| {
        let line = |(at, line): (u32, &fourfold::model::Line)| {
            let key = lines.key(line).unwrap();
            let extra = lines.extra.get(&at).cloned();
            (
                key,
                lines.account(line),
                line.day,
                line.quantity,
                line.amount,
                line.margin,
                lines.document(line).to_owned(),
                extra,
            )
        };
        let mut told: Vec<_> = (0..).zip(&lines.lines).map(line).collect();
        told.sort_by_key(|line| line.0);
        told
    };
    assert_eq!(told(&read), told(&new.lines));
    let order: Vec<_> = read.lines.iter().map(|line| (line.account, line.day, line.line)).collect();
    assert!(order.is_sorted(), "{order:?}");

    let newest = store.purchases_of(ernst, 2).unwrap();
    let amounts: Vec<i64> = newest.lines.iter().map(|line| line.amount.minor_units()).collect();
    assert_eq!(amounts, [25, 100]);
    assert_eq!(store.purchases_of(ernst, 100).unwrap().lines.len(), 3);
}

#[test]
fn undo_switches_purchases_off_and_redo_on_again_after_opening_too() {
    let mut desk = Desk::new();
    let (mut store, ..) = sold(&mut desk);
    let with = store.portfolio().clone();
    store.perform(Wish::Undo, desk.stamp()).unwrap();
    assert_eq!(store.portfolio().ledger().lines(), 0);
    assert_eq!(store.ledger_reader().purchases(&Progress::default()).unwrap().lines.len(), 0);
    let mut store = reopened(&desk, store);
    assert_eq!(store.portfolio().ledger().lines(), 0);
    assert_sound(&mut store, desk.stamp());
    store.perform(Wish::Redo, desk.stamp()).unwrap();
    assert!(store.portfolio().same_rows(&with));
    let mut store = reopened(&desk, store);
    assert!(store.portfolio().same_rows(&with));
    assert_sound(&mut store, desk.stamp());
}

#[test]
fn the_same_purchases_are_not_written_twice() {
    let mut desk = Desk::new();
    let (mut store, _, _, new, _) = sold(&mut desk);
    assert_eq!(desk.edit(&mut store, import_of(new.clone())).unwrap(), Done::Nothing);
    store.perform(Wish::Undo, desk.stamp()).unwrap();
    let refused = desk.edit(&mut store, import_of(new)).unwrap_err();
    assert!(matches!(refused, StoreError::Refused(Refusal::LinesAreThere { .. })), "{refused}");
    store.perform(Wish::Redo, desk.stamp()).unwrap();
    assert_eq!(store.portfolio().ledger().lines(), 4);
    assert_sound(&mut store, desk.stamp());
}

#[test]
fn a_line_in_the_place_of_another_counts_instead_of_it_while_its_batch_is_there() {
    let mut desk = Desk::new();
    let (mut store, ernst, bo, new, _) = sold(&mut desk);
    let first = store.portfolio().ledger().clone();
    let replaces = Some(LineKey { batch: new.batch.id, line: 1 });
    let sales = [Sale { replaces, ..Sale::of(bo, 6, 750) }, Sale::of(ernst, 20, 1)];
    let more = purchases(&mut desk.stamp(), "mended.csv", &sales);
    let second = written(desk.edit(&mut store, import_of(more.clone())).unwrap()).seq;
    assert_eq!(bought(store.portfolio()), [("Ernst Handel".to_owned(), 76), ("Bo".to_owned(), 750)]);
    assert_eq!(store.portfolio().ledger().lines(), 5);
    assert_eq!(store.ledger_reader().purchases(&Progress::default()).unwrap().lines.len(), 5);
    let mut store = reopened(&desk, store);
    assert_sound(&mut store, desk.stamp());

    store.perform(Wish::Revert(second), desk.stamp()).unwrap();
    assert_eq!(*store.portfolio().ledger(), first);
    store.perform(Wish::Undo, desk.stamp()).unwrap();
    assert_eq!(store.portfolio().ledger().lines(), 5);
    // Without the batch that they replace lines of, the others still count.
    let Done::UndoneTo { edits: 2, .. } = store.perform(Wish::UndoTo(2), desk.stamp()).unwrap() else { panic!() };
    assert_eq!(store.portfolio().ledger().lines(), 0);
    assert_sound(&mut store, desk.stamp());
}

#[test]
fn purchases_of_a_deleted_account_count_no_more_and_its_belongings_go_and_come_with_it() {
    let mut desk = Desk::new();
    let (mut store, ernst, bo, ..) = sold(&mut desk);
    let import = Import {
        contacts: vec![Contact::new(desk.stamp().contact_id(), ernst, "Roland Mendel")],
        activities: vec![Activity::new(desk.stamp().activity_id(), ernst, day(3))],
        opportunities: vec![Opportunity::new(desk.stamp().opportunity_id(), ernst, "Winter range")],
        ..Import::new("people.csv", RecordKind::Contacts)
    };
    desk.edit(&mut store, Edit::Import(Arc::new(import))).unwrap();
    let before = store.portfolio().clone();
    let Done::Written { entry, touched } = desk.edit(&mut store, Edit::DeleteAccounts(vec![ernst])).unwrap() else {
        panic!("nothing was written")
    };
    assert_eq!((entry.rows, touched.len()), (5, 5), "with how it came in");
    assert_eq!(bought(store.portfolio()), [("Bo".to_owned(), 700)]);
    assert_eq!(store.portfolio().contacts().len(), 0);
    assert_eq!(store.ledger_reader().purchases(&Progress::default()).unwrap().lines.len(), 1);
    assert_eq!(store.entries_touching(ernst, 0).unwrap().len(), 2);
    let mut store = reopened(&desk, store);
    assert_sound(&mut store, desk.stamp());
    store.perform(Wish::Undo, desk.stamp()).unwrap();
    assert!(store.portfolio().same_rows(&before));
    desk.edit(&mut store, Edit::DeleteAccounts(vec![ernst, bo])).unwrap();
    assert_eq!(store.portfolio().ledger().lines(), 0);
    store.perform(Wish::UndoTo(1), desk.stamp()).unwrap();
    assert_sound(&mut store, desk.stamp());
}

#[test]
fn what_does_not_fit_together_is_refused() {
    let mut desk = Desk::new();
    let (mut store, ernst, _, _, _) = sold(&mut desk);
    let nobody = desk.stamp().account_id();
    let portfolio = store.portfolio().clone();
    let contact = |id, account, name: &str, key: &str| {
        let contact = Contact { key: key.to_owned(), ..Contact::new(id, account, name) };
        Edit::Import(Arc::new(Import { contacts: vec![contact], ..Import::new("people.csv", RecordKind::Contacts) }))
    };
    let new = |stamp: &mut fourfold::model::Stamp, sales: &[Sale]| purchases(stamp, "more.csv", sales);
    let one = [Sale::of(ernst, 1, 1)];
    let mut short = new(&mut desk.stamp(), &one);
    short.batch.lines = 2;
    let mut wrong = new(&mut desk.stamp(), &one);
    wrong.batch.total = Money::from_minor_units(2);
    let gone: ProductId = desk.stamp().product_id();
    let edits = [
        (contact(desk.stamp().contact_id(), nobody, "Anna", ""), "not there any more"),
        (contact(desk.stamp().contact_id(), ernst, "", ""), "Every contact needs a name"),
        (import_of(new(&mut desk.stamp(), &[Sale::of(nobody, 1, 1)])), "one of its accounts is not there"),
        (import_of(new(&mut desk.stamp(), &[Sale { product: Some(gone), ..Sale::of(ernst, 1, 1) }])), "products"),
        (import_of(new(&mut desk.stamp(), &[])), "not as many"),
        (import_of(short), "not as many"),
        (import_of(wrong), "do not add up"),
    ];
    for (edit, words) in edits {
        let refused = desk.edit(&mut store, edit).unwrap_err();
        assert!(refused.to_string().contains(words), "{refused}");
        assert!(store.portfolio().same_rows(&portfolio));
    }
    let first = desk.stamp().contact_id();
    desk.edit(&mut store, contact(first, ernst, "Anna", "k")).unwrap();
    let second = desk.stamp().contact_id();
    let refused = desk.edit(&mut store, contact(second, ernst, "Bea", "k")).unwrap_err();
    assert_eq!(refused.to_string(), "The key “k” already belongs to Anna; keys are unique");
    desk.edit(&mut store, contact(first, ernst, "Anna", "l")).unwrap();
    desk.edit(&mut store, contact(second, ernst, "Bea", "k")).unwrap();
    assert_sound(&mut store, desk.stamp());
}

/// An import that brings everything: an account, a product, purchases of both, and a contact.
fn everything(desk: &mut Desk) -> (Edit, AccountId, ProductId, Contact) {
    let mut stamp = desk.stamp();
    let (account, product) = (stamp.account_id(), stamp.product_id());
    let contact = Contact::new(stamp.contact_id(), account, "Roland Mendel");
    let name = vec![AccountValue::Name("Ernst Handel".to_owned()), AccountValue::Key("ERNSH".to_owned())];
    let sales = [Sale { product: Some(product), ..Sale::of(account, 1, 10) }];
    let import = Import {
        accounts: vec![ImportRow {
            target: ImportTarget::NewAs(account),
            patch: AccountPatch { values: name, ..AccountPatch::default() },
        }],
        products: vec![Product::new(product, "Chai")],
        contacts: vec![contact.clone()],
        purchases: Some(purchases(&mut stamp, "purchases.csv", &sales)),
        ..Import::new("purchases.csv", RecordKind::Purchases)
    };
    (Edit::Import(Arc::new(import)), account, product, contact)
}

fn undo_import(desk: &mut Desk, store: &mut Store, seq: Seq) -> fourfold::model::ImportUndo {
    let check = store.undo_import_check(seq).unwrap();
    let done = store.perform(Wish::UndoImport(seq), desk.stamp()).unwrap();
    let Done::ImportUndone { undo, entry, .. } = done else { panic!("{done:?}") };
    assert!(entry.label.starts_with("Undo import "), "{}", entry.label);
    assert_eq!(undo, check);
    undo
}

#[test]
fn an_import_is_undone_days_later_and_that_is_undone_like_any_edit() {
    let mut desk = Desk::new();
    let mut store = desk.create();
    let start = store.portfolio().clone();
    let (edit, account, ..) = everything(&mut desk);
    let seq = written(desk.edit(&mut store, edit).unwrap()).seq;
    desk.account(&mut store, "Somebody else", None);
    let mut store = reopened(&desk, store);
    let before = store.portfolio().clone();

    let undo = undo_import(&mut desk, &mut store, seq);
    assert_eq!((undo.reversed, undo.kept.len(), undo.failed.len()), (4, 0, 0));
    assert!(store.portfolio().account(account).is_none());
    assert_eq!(store.portfolio().accounts().len(), 1);
    assert_eq!(store.portfolio().ledger(), start.ledger());
    let again = store.perform(Wish::UndoImport(seq), desk.stamp()).unwrap_err();
    assert!(again.to_string().starts_with("Nothing of this import can be taken back"), "{again}");
    let mut store = reopened(&desk, store);
    store.perform(Wish::Undo, desk.stamp()).unwrap();
    assert!(store.portfolio().same_rows(&before));
    assert_sound(&mut store, desk.stamp());
    let no_import = store.perform(Wish::UndoImport(seq + 1), desk.stamp()).unwrap_err();
    assert!(matches!(no_import, StoreError::NotAnImport(_)), "{no_import}");
}

#[test]
fn undoing_an_import_keeps_what_was_edited_and_what_is_used_since_and_says_why() {
    let mut desk = Desk::new();
    let mut store = desk.create();
    let (edit, account, product, contact) = everything(&mut desk);
    let seq = written(desk.edit(&mut store, edit).unwrap()).seq;
    let changed = Contact { title: "Head of sales".to_owned(), ..contact.clone() };
    let changed = Import { contacts: vec![changed], ..Import::new("people.csv", RecordKind::Contacts) };
    let edited = written(desk.edit(&mut store, Edit::Import(Arc::new(changed))).unwrap()).seq;
    let bo = desk.account(&mut store, "Bo", None);
    let sales = [Sale { product: Some(product), ..Sale::of(bo, 1, 10) }];
    let more = purchases(&mut desk.stamp(), "more.csv", &sales);
    desk.edit(&mut store, import_of(more)).unwrap();

    let undo = undo_import(&mut desk, &mut store, seq);
    // The purchases are off. The contact was edited, so its account stays, and the product is bought by Bo.
    assert_eq!(undo.reversed, 1);
    let kept: Vec<_> = undo.kept.iter().map(|row| (row.row, row.seq)).collect();
    assert_eq!(kept, [(contact.id.into(), edited)]);
    let failed: Vec<_> = undo.failed.iter().map(|row| (row.row, row.why.as_str())).collect();
    let wanted = [
        (account.into(), "Ernst Handel has 1 contact that would go with it"),
        (product.into(), "Chai has purchases that another import brought"),
    ];
    assert_eq!(failed, wanted);
    assert_eq!(bought(store.portfolio()), [("Bo".to_owned(), 10)]);
    assert!(store.portfolio().account(account).is_some());
    assert_sound(&mut store, desk.stamp());
}

#[test]
fn a_key_that_belongs_to_somebody_else_by_now_does_not_come_back() {
    let mut desk = Desk::new();
    let mut store = desk.create();
    let ernst = desk.account(&mut store, "Ernst Handel", None);
    let bo = desk.account(&mut store, "Bo", None);
    let key = |id, key: &str| ImportRow {
        target: ImportTarget::Existing(id),
        patch: AccountPatch { values: vec![AccountValue::Key(key.to_owned())], ..AccountPatch::default() },
    };
    desk.edit(&mut store, Edit::import_accounts("a.csv", vec![key(ernst, "k"), key(bo, "b")])).unwrap();
    let second = Edit::import_accounts("b.csv", vec![key(ernst, "l"), key(bo, "c")]);
    let seq = written(desk.edit(&mut store, second).unwrap()).seq;
    let taker = desk.account(&mut store, "Taker", None);
    let take = Edit::SetValues { accounts: vec![taker], values: vec![AccountValue::Key("k".to_owned())] };
    desk.edit(&mut store, take).unwrap();
    let undo = undo_import(&mut desk, &mut store, seq);
    assert_eq!((undo.reversed, undo.kept.len()), (1, 0));
    assert_eq!(undo.failed[0].why, "the key “k” belongs to Taker now");
    let keys: Vec<_> = store.portfolio().accounts().map(|account: &Arc<Account>| account.key.clone()).collect();
    assert_eq!(keys, ["l", "b", "k"]);
    assert_sound(&mut store, desk.stamp());
}

#[test]
fn a_backup_of_another_copy_whose_purchases_never_came_here_is_refused_as_a_whole() {
    let mut desk = Desk::new();
    let (mut store, _, bo, ..) = sold(&mut desk);
    let copy = desk.folder.path().join("copy.fourfold");
    store.perform(Wish::Backup(copy.clone()), desk.stamp()).unwrap();
    let mut other = Store::open(&copy).unwrap();
    assert!(other.portfolio().same_rows(store.portfolio()));
    let restore = |store: &Store| Edit::Restore { to: store.portfolio().clone(), when: "3 April 2026".to_owned() };
    let good = restore(&other);
    let new = purchases(&mut desk.stamp(), "elsewhere.csv", &[Sale::of(bo, 1, 10)]);
    desk.edit(&mut other, import_of(new)).unwrap();
    let before = store.portfolio().clone();
    let refused = desk.edit(&mut store, restore(&other)).unwrap_err();
    assert!(refused.to_string().contains("elsewhere.csv"), "{refused}");
    assert!(store.portfolio().same_rows(&before));

    store.perform(Wish::Undo, desk.stamp()).unwrap();
    desk.edit(&mut store, good).unwrap();
    assert!(store.portfolio().same_rows(&before), "the batch came back with its lines");
    assert_sound(&mut store, desk.stamp());
}

#[test]
fn a_past_day_has_the_purchases_that_it_had() {
    let mut desk = Desk::new();
    let (mut store, ernst, ..) = sold(&mut desk);
    let later =
        |days| fourfold::model::Stamp::seeded(crate::support::noon() + chrono::TimeDelta::days(days), "Anna", 99);
    let then = store.portfolio().clone();
    let new = purchases(&mut later(3), "later.csv", &[Sale::of(ernst, 1, 10)]);
    store.perform(Wish::Edit(import_of(new)), later(3)).unwrap();
    store.perform(Wish::Edit(Edit::DeleteAccounts(vec![ernst])), later(4)).unwrap();
    let day = crate::support::noon().date_naive() + chrono::TimeDelta::days(1);
    let past = store.as_of(day).unwrap();
    assert!(past.same_rows(&then));
    assert_eq!(past.bought_until(), Some(day), "its revenue is that of the year until then");
    assert_eq!(store.as_of(day + chrono::TimeDelta::days(2)).unwrap().ledger().lines(), 5);
}

#[test]
fn cancelled_in_the_middle_of_its_lines_an_import_leaves_nothing() {
    let mut desk = Desk::new();
    let mut store = desk.create();
    let bo = desk.account(&mut store, "Bo", None);
    let sales: Vec<Sale> = (0..40_000).map(|at| Sale::of(bo, at % 300, at.into())).collect();
    let new = purchases(&mut desk.stamp(), "many.csv", &sales);
    let before = (store.portfolio().clone(), store.journal().clone());
    let progress = Progress::default();
    store.submit(Wish::Edit(import_of(new.clone())), desk.stamp(), progress.clone()).unwrap();
    while progress.steps().0 < 256 {
        std::hint::spin_loop();
    }
    progress.cancel();
    let answer = loop {
        if let Some(answer) = store.poll() {
            break answer;
        }
        std::thread::yield_now();
    };
    assert!(matches!(answer, Err(StoreError::Cancelled)), "{answer:?}");
    let mut store = reopened(&desk, store);
    assert!(store.portfolio().same_rows(&before.0));
    assert_eq!(*store.journal(), before.1);
    assert_sound(&mut store, desk.stamp());
    desk.edit(&mut store, import_of(new)).unwrap();
    assert_eq!(store.portfolio().ledger().lines(), 40_000);
    // More than one chunk is none the worse for it.
    let again: Vec<Sale> = (0..20_000).map(|at| Sale::of(bo, at % 300, 1)).collect();
    let more = purchases(&mut desk.stamp(), "more.csv", &again);
    desk.edit(&mut store, import_of(more)).unwrap();
    let read = store.ledger_reader().purchases(&Progress::default()).unwrap();
    assert_eq!(read.lines.len(), 60_000);
    let order: Vec<_> = read.lines.iter().map(|line| (line.account, line.day, line.batch, line.line)).collect();
    assert!(order.is_sorted_by(|one, next| one < next));
    assert_sound(&mut store, desk.stamp());
}
