//! Imports of purchases that correct others, taken back out of the middle and brought back: nothing counts twice, and
//! nothing is lost in silence.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use fourfold::model::{
    AccountId, AccountPatch, AccountValue, BatchId, Edit, EntryKind, Import, ImportRow, ImportTarget, LineKey, Product,
    RecordKind, RowKey, Seq,
};
use fourfold::store::{Done, Store, StoreError, Wish};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::support::purchases::{Sale, import_of, purchases};
use crate::support::{Desk, assert_sound, written};

fn bought(store: &Store) -> (i64, u64) {
    let ledger = store.portfolio().ledger();
    let days = ledger.accounts().flat_map(|(_, days)| days);
    (days.map(|day| day.amount.minor_units()).sum(), ledger.lines())
}

/// Imports these sales from a file of that name; which entry it is, and where its lines are.
fn import(desk: &mut Desk, store: &mut Store, file_name: &str, sales: &[Sale]) -> (Seq, BatchId) {
    let new = purchases(&mut desk.stamp(), file_name, sales);
    let batch = new.batch.id;
    (written(desk.edit(store, import_of(new)).unwrap()).seq, batch)
}

fn instead_of(batch: BatchId, sale: Sale) -> Sale {
    Sale { replaces: Some(LineKey { batch, line: 1 }), ..sale }
}

fn undo_import(desk: &mut Desk, store: &mut Store, seq: Seq) -> Result<Done, StoreError> {
    store.perform(Wish::UndoImport(seq), desk.stamp())
}

fn revert(desk: &mut Desk, store: &mut Store, seq: Seq) -> Result<Done, StoreError> {
    store.perform(Wish::Revert(seq), desk.stamp())
}

#[track_caller]
fn assert_refused(refused: Result<Done, StoreError>, words: &str) {
    let refused = refused.unwrap_err().to_string();
    assert!(refused.contains(words), "{refused}");
}

#[test]
fn a_correction_out_of_the_middle_stays_while_it_is_corrected_itself() {
    let mut desk = Desk::new();
    let mut store = desk.create();
    let bo = desk.account(&mut store, "Bo", None);
    let (_, a) = import(&mut desk, &mut store, "a.csv", &[Sale::of(bo, 1, 100)]);
    let (second, b) = import(&mut desk, &mut store, "b.csv", &[instead_of(a, Sale::of(bo, 1, 110))]);
    let (third, _) = import(&mut desk, &mut store, "c.csv", &[instead_of(b, Sale::of(bo, 1, 120))]);
    assert_eq!(bought(&store), (120, 1));

    let words = "1 purchase of b.csv was corrected by c.csv; take that back first";
    let check = store.undo_import_check(second).unwrap();
    assert_eq!((check.reversed, check.failed.len()), (0, 1));
    assert_eq!((check.failed[0].row, check.failed[0].why.as_str()), (RowKey::Batch(b), words));
    assert_refused(undo_import(&mut desk, &mut store, second), words);
    assert_refused(revert(&mut desk, &mut store, second), words);
    assert_eq!(bought(&store), (120, 1));

    undo_import(&mut desk, &mut store, third).unwrap();
    assert_eq!(bought(&store), (110, 1));
    undo_import(&mut desk, &mut store, second).unwrap();
    assert_eq!(bought(&store), (100, 1));
    for sum in [110, 120] {
        store.perform(Wish::Undo, desk.stamp()).unwrap();
        assert_eq!(bought(&store), (sum, 1));
    }
    assert_sound(&mut store, desk.stamp());
}

#[test]
fn what_was_corrected_does_not_go_and_come_again_beside_its_correction() {
    let mut desk = Desk::new();
    let mut store = desk.create();
    let bo = desk.account(&mut store, "Bo", None);
    let (first, a) = import(&mut desk, &mut store, "a.csv", &[Sale::of(bo, 1, 100), Sale::of(bo, 2, 7)]);
    let (second, _) = import(&mut desk, &mut store, "b.csv", &[instead_of(a, Sale::of(bo, 1, 110))]);
    assert_refused(undo_import(&mut desk, &mut store, first), "corrected by b.csv");
    assert_eq!(bought(&store), (117, 2));

    undo_import(&mut desk, &mut store, second).unwrap();
    let gone = written_seq(undo_import(&mut desk, &mut store, first).unwrap());
    assert_eq!(bought(&store), (0, 0));
    // What b.csv corrects is not there.
    let words = "cannot come back, because they correct purchases of an import that was taken back";
    assert_refused(revert(&mut desk, &mut store, gone - 1), words);
    import(&mut desk, &mut store, "again.csv", &[Sale::of(bo, 1, 100)]);
    assert_refused(revert(&mut desk, &mut store, gone), "1 of them stands in again.csv already");
    assert_eq!(bought(&store), (100, 1));
    store.perform(Wish::Undo, desk.stamp()).unwrap();
    revert(&mut desk, &mut store, gone).unwrap();
    revert(&mut desk, &mut store, gone - 1).unwrap();
    assert_eq!(bought(&store), (117, 2));
    assert_sound(&mut store, desk.stamp());
}

fn written_seq(done: Done) -> Seq {
    match done {
        Done::ImportUndone { entry, .. } => entry.seq,
        other => written(other).seq,
    }
}

#[test]
fn two_corrections_of_one_purchase_do_not_stand_beside_each_other() {
    let mut desk = Desk::new();
    let mut store = desk.create();
    let bo = desk.account(&mut store, "Bo", None);
    let (_, a) = import(&mut desk, &mut store, "a.csv", &[Sale::of(bo, 1, 100)]);
    let one = instead_of(a, Sale::of(bo, 1, 110));
    let (second, _) = import(&mut desk, &mut store, "b.csv", std::slice::from_ref(&one));
    // It counts no more, and so nothing can take its place; nor can two at once.
    let late = purchases(&mut desk.stamp(), "late.csv", std::slice::from_ref(&one));
    assert_refused(desk.edit(&mut store, import_of(late)), "a purchase that they correct counts no more");
    let gone = written_seq(undo_import(&mut desk, &mut store, second).unwrap());
    let twice = purchases(&mut desk.stamp(), "twice.csv", &[one, instead_of(a, Sale::of(bo, 3, 130))]);
    assert_refused(desk.edit(&mut store, import_of(twice)), "two of them correct the same purchase");
    import(&mut desk, &mut store, "c.csv", &[instead_of(a, Sale::of(bo, 1, 120))]);
    let words = "what they correct was corrected by c.csv since; take that back first";
    assert_refused(revert(&mut desk, &mut store, gone), words);
    assert_eq!(bought(&store), (120, 1));
    assert_sound(&mut store, desk.stamp());
}

#[test]
fn a_corrected_import_keeps_the_accounts_and_products_that_it_brought() {
    let mut desk = Desk::new();
    let mut store = desk.create();
    let mut stamp = desk.stamp();
    let (account, product) = (stamp.account_id(), stamp.product_id());
    let new = purchases(&mut stamp, "a.csv", &[Sale { product: Some(product), ..Sale::of(account, 1, 100) }]);
    let batch = new.batch.id;
    let edit = Import {
        accounts: vec![named(account, "Ernst Handel")],
        products: vec![Product::new(product, "Chai")],
        purchases: Some(new),
        ..Import::new("a.csv", RecordKind::Purchases)
    };
    let first = written(desk.edit(&mut store, Edit::Import(Arc::new(edit))).unwrap()).seq;
    let bo = desk.account(&mut store, "Bo", None);
    import(&mut desk, &mut store, "b.csv", &[instead_of(batch, Sale::of(bo, 1, 110))]);
    let check = store.undo_import_check(first).unwrap();
    let whys: Vec<&str> = check.failed.iter().map(|row| row.why.as_str()).collect();
    let wanted = [
        "Ernst Handel has purchases that stay",
        "Chai has purchases that stay",
        "1 purchase of a.csv was corrected by b.csv; take that back first",
    ];
    assert_eq!((check.reversed, whys), (0, wanted.to_vec()));
}

#[test]
fn purchases_do_not_come_back_without_the_accounts_and_products_that_they_name() {
    let mut desk = Desk::new();
    let mut store = desk.create();
    let mut stamp = desk.stamp();
    let (account, product) = (stamp.account_id(), stamp.product_id());
    let accounts = Import::of_accounts("accounts.csv", vec![named(account, "Ernst Handel")]);
    let accounts = written(desk.edit(&mut store, Edit::Import(Arc::new(accounts))).unwrap()).seq;
    let products =
        Import { products: vec![Product::new(product, "Chai")], ..Import::new("p.csv", RecordKind::Products) };
    let products = written(desk.edit(&mut store, Edit::Import(Arc::new(products))).unwrap()).seq;
    let sale = Sale { product: Some(product), ..Sale::of(account, 1, 100) };
    let (sold, _) = import(&mut desk, &mut store, "c.csv", &[sale]);
    let gone = written_seq(undo_import(&mut desk, &mut store, sold).unwrap());
    let products_gone = written_seq(undo_import(&mut desk, &mut store, products).unwrap());
    let accounts_gone = written_seq(undo_import(&mut desk, &mut store, accounts).unwrap());

    let before = store.portfolio().clone();
    let words = "The purchases of c.csv cannot come back, because 1 account of theirs is not there any more";
    assert_refused(revert(&mut desk, &mut store, gone), words);
    assert!(store.portfolio().same_rows(&before));
    revert(&mut desk, &mut store, accounts_gone).unwrap();
    assert_refused(revert(&mut desk, &mut store, gone), "because 1 product of theirs is not there any more");
    revert(&mut desk, &mut store, products_gone).unwrap();
    revert(&mut desk, &mut store, gone).unwrap();
    assert_eq!(bought(&store), (100, 1));
    assert_sound(&mut store, desk.stamp());
}

fn named(account: AccountId, name: &str) -> ImportRow {
    let values = vec![AccountValue::Name(name.to_owned()), AccountValue::Key(name.to_owned())];
    ImportRow { target: ImportTarget::NewAs(account), patch: AccountPatch { values, ..AccountPatch::default() } }
}

/// What may happen to some orders, of which each is to count once at most.
#[derive(Clone, Debug)]
enum Step {
    /// The account that these orders are of comes in with an import of its own.
    Account(u8),
    /// Orders and their amounts: new, or in the place of what counts of them until now.
    Buy(BTreeMap<u8, i64>),
    UndoImport(Index),
    Revert(Index),
    UndoTo(Index),
    Undo,
    Redo,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        1 => (0..2_u8).prop_map(Step::Account),
        4 => proptest::collection::btree_map(0..4_u8, 1..1000_i64, 1..3).prop_map(Step::Buy),
        4 => any::<Index>().prop_map(Step::UndoImport),
        4 => any::<Index>().prop_map(Step::Revert),
        1 => any::<Index>().prop_map(Step::UndoTo),
        2 => Just(Step::Undo),
        1 => Just(Step::Redo),
    ]
}

/// Where an order counts, and how much it is.
type Held = (LineKey, i64);

/// A clerk's book of what counts, who knows nothing of ledgers: of each edit it has what it changed, and nothing else.
#[derive(Default)]
struct Book {
    held: BTreeMap<u8, Held>,
    there: BTreeSet<BatchId>,
    edits: BTreeMap<Seq, Vec<Noted>>,
}

#[derive(Clone, Debug)]
enum Noted {
    Batch { id: BatchId, comes: bool },
    Order { order: u8, before: Option<Held>, after: Option<Held> },
}

impl Noted {
    fn inverse(&self) -> Self {
        match *self {
            Self::Batch { id, comes } => Self::Batch { id, comes: !comes },
            Self::Order { order, before, after } => Self::Order { order, before: after, after: before },
        }
    }
}

impl Book {
    fn note(&mut self, noted: &[Noted]) {
        for one in noted {
            match *one {
                Noted::Batch { id, comes } => {
                    assert!(if comes { self.there.insert(id) } else { self.there.remove(&id) }, "{one:?}");
                }
                Noted::Order { order, before, after } => {
                    let had = match after {
                        Some(held) => self.held.insert(order, held),
                        None => self.held.remove(&order),
                    };
                    assert_eq!(had, before, "what goes back is not what was done");
                }
            }
        }
    }

    fn of(&self, seq: Seq) -> Vec<Noted> {
        self.edits.get(&seq).cloned().unwrap_or_default()
    }

    fn back(&self, seq: Seq) -> Vec<Noted> {
        self.of(seq).iter().map(Noted::inverse).collect()
    }

    fn sum(&self) -> (i64, u64) {
        (self.held.values().map(|(_, cents)| cents).sum(), self.held.len() as u64)
    }
}

/// The orders of even numbers are of one account, the others of another; each comes along when it is not there.
fn buy(desk: &mut Desk, store: &Store, book: &Book, orders: &BTreeMap<u8, i64>) -> (Edit, Vec<Noted>) {
    let mut stamp = desk.stamp();
    let mut import = Import::new("orders.csv", RecordKind::Purchases);
    let mut sales = Vec::new();
    for (order, cents) in orders {
        let name = format!("K{}", order % 2);
        let known = store.portfolio().accounts().find(|account| account.key == name).map(|account| account.id);
        let brought = import.accounts.iter().find_map(|row| match row.target {
            ImportTarget::NewAs(id) if row.patch.values.contains(&AccountValue::Key(name.clone())) => Some(id),
            _ => None,
        });
        let account = known.or(brought).unwrap_or_else(|| {
            let id = stamp.account_id();
            import.accounts.push(named(id, &name));
            id
        });
        let replaces = book.held.get(order).map(|(key, _)| *key);
        sales.push(Sale { document: format!("Order {order}"), replaces, ..Sale::of(account, 1, *cents) });
    }
    let new = purchases(&mut stamp, "orders.csv", &sales);
    let id = new.batch.id;
    let mut noted = vec![Noted::Batch { id, comes: true }];
    for (line, (order, cents)) in (1..).zip(orders) {
        let after = Some((LineKey { batch: id, line }, *cents));
        noted.push(Noted::Order { order: *order, before: book.held.get(order).copied(), after });
    }
    import.purchases = Some(new);
    (Edit::Import(Arc::new(import)), noted)
}

fn take(desk: &mut Desk, store: &mut Store, book: &mut Book, step: &Step) {
    let entries = store.journal().entries().len();
    // One of the last few, which have more to do with each other.
    let entry = |index: &Index| (entries - index.index(entries.clamp(1, 6))) as Seq;
    let (wish, noted) = match step {
        Step::Account(which) => {
            let id = desk.stamp().account_id();
            let import = Import::of_accounts("accounts.csv", vec![named(id, &format!("K{which}"))]);
            (Wish::Edit(Edit::Import(Arc::new(import))), Vec::new())
        }
        Step::Buy(orders) => {
            let (edit, noted) = buy(desk, store, book, orders);
            (Wish::Edit(edit), noted)
        }
        Step::UndoImport(index) => (Wish::UndoImport(entry(index)), book.back(entry(index))),
        Step::Revert(index) => (Wish::Revert(entry(index)), book.back(entry(index))),
        Step::UndoTo(index) => (Wish::UndoTo(entry(index)), Vec::new()),
        Step::Undo => (Wish::Undo, Vec::new()),
        Step::Redo => (Wish::Redo, Vec::new()),
    };
    let done = match store.perform(wish, desk.stamp()) {
        Ok(done) => done,
        Err(
            StoreError::Refused(_)
            | StoreError::NothingToUndo
            | StoreError::NothingToRedo
            | StoreError::NoSuchEdit(_)
            | StoreError::NotInEffect(_)
            | StoreError::NotAnImport(_)
            | StoreError::NothingLeftOfImport { .. }
            | StoreError::MovedOn { .. },
        ) => return,
        Err(error) => panic!("{error}"),
    };
    for at in &store.journal().entries()[entries..] {
        let noted = match (&at.kind, &done) {
            (EntryKind::Undo { of }, _) => book.back(*of),
            (EntryKind::Redo { of }, _) => book.of(*of),
            (_, Done::ImportUndone { undo, .. }) => {
                let stays = undo.failed.iter().any(|row| matches!(row.row, RowKey::Batch(_)));
                let gone = |one: &Noted| matches!(one, Noted::Batch { id, .. } if !book.there.contains(id));
                if stays || noted.iter().any(gone) { Vec::new() } else { noted.clone() }
            }
            (EntryKind::Edit | EntryKind::Reason { .. }, _) => noted.clone(),
        };
        book.note(&noted);
        book.edits.insert(at.seq, noted);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn each_order_counts_once_with_the_amount_that_stands(steps in proptest::collection::vec(step(), 1..30)) {
        let mut desk = Desk::new();
        let mut store = desk.create();
        let mut book = Book::default();
        for step in &steps {
            take(&mut desk, &mut store, &mut book, step);
            prop_assert_eq!(bought(&store), book.sum(), "after {:?}", step);
        }
        assert_sound(&mut store, desk.stamp());
    }
}
