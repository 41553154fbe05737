//! Purchases through files, edits and undo, held against sums kept by hand.

use fourfold::model::{Money, Progress, RecordKind, Stamp};
use fourfold::sheets::{
    Against, Counts, ImportPlan, Mapping, OnMatch, OnMissing, PlanOptions, ReadOptions, plan, read_csv,
};
use fourfold::store::{Done, Store, Wish};

use crate::support::Desk;

/// A workspace whose purchases come and go by files.
struct Book {
    desk: Desk,
    store: Store,
}

impl Book {
    fn new() -> Self {
        let desk = Desk::new();
        let store = desk.create();
        Self { desk, store }
    }

    fn plan_with(&mut self, text: &str, options: &PlanOptions) -> ImportPlan {
        let sheet = read_csv("book.csv", text.as_bytes(), &ReadOptions::default(), &Progress::default()).unwrap();
        let mapping = Mapping::guess_as(&sheet, RecordKind::Purchases);
        let ledger = self.store.ledger_reader().purchases(&Progress::default()).unwrap();
        let against = Against { portfolio: self.store.portfolio(), purchases: Some(&ledger) };
        let mut stamp: Stamp = self.desk.stamp();
        plan(&sheet, &mapping, &against, options, &mut stamp, &Progress::default()).unwrap()
    }

    fn plan(&mut self, text: &str) -> ImportPlan {
        self.plan_with(text, &PlanOptions::default())
    }

    /// Imports, and says how many rows were new, updated, same, skipped and rejected.
    fn import(&mut self, text: &str) -> [usize; 5] {
        let plan = self.plan(text);
        let Counts { rows, new, updated, same, skipped, rejected } = plan.counts;
        assert_eq!(rows, new + updated + same + skipped + rejected);
        if !plan.is_nothing() {
            let stamp = self.desk.stamp();
            self.store.perform(Wish::Edit(plan.edit()), stamp).unwrap();
        }
        // Whatever was imported: the file on disk adds up as memory does.
        let lines = self.store.ledger_reader().purchases(&Progress::default()).unwrap();
        let on_disk: i64 = lines.lines.iter().map(|line| line.amount.minor_units()).sum();
        assert_eq!(on_disk, self.cents());
        [new, updated, same, skipped, rejected]
    }

    fn cents(&self) -> i64 {
        let days = self.store.portfolio().ledger().accounts().flat_map(|(_, days)| days);
        days.map(|day| day.amount.minor_units()).sum()
    }

    fn wish(&mut self, wish: Wish) -> Done {
        let stamp = self.desk.stamp();
        self.store.perform(wish, stamp).unwrap()
    }

    /// `batch:line` of each line that counts, in the order of the ledger, with its amount.
    fn keys(&self) -> Vec<(String, Money)> {
        let lines = self.store.ledger_reader().purchases(&Progress::default()).unwrap();
        lines.lines.iter().map(|line| (lines.key(line).unwrap().to_string(), line.amount)).collect()
    }
}

const HEADER: &str = "Order no.,Order date,Account,Product,Quantity,Amount\n";

#[test]
fn the_same_file_twice_changes_nothing_and_undo_takes_it_back() {
    let mut book = Book::new();
    let file =
        format!("{HEADER}1,2026-01-05,Alfa,Tea,1,10.00\n1,2026-01-05,Alfa,Tea,1,10.00\n2,2026-01-06,Beta,,2,-5.50\n");
    assert_eq!(book.import(&file), [3, 0, 0, 0, 0]);
    assert_eq!(book.cents(), 1450);
    assert_eq!(book.import(&file), [0, 0, 3, 0, 0]);
    book.wish(Wish::Undo);
    assert_eq!((book.cents(), book.store.portfolio().accounts().len()), (0, 0));
    book.wish(Wish::Redo);
    assert_eq!(book.cents(), 1450);
    assert_eq!(book.import(&file), [0, 0, 3, 0, 0]);
}

#[test]
fn a_correction_by_its_id_meets_its_own_line() {
    let mut book = Book::new();
    book.import(&format!("{HEADER}7,2026-01-05,Alfa,Tea,1,10.00\n7,2026-01-05,Alfa,Tea,1,20.00\n"));
    let (first, _) = book.keys().into_iter().find(|(_, amount)| amount.minor_units() == 1000).unwrap();
    let file = format!("ID,{HEADER}{first},7,2026-01-05,Alfa,Tea,1,15.00\n");
    assert_eq!(book.import(&file), [0, 1, 0, 0, 0]);
    assert_eq!(book.cents(), 3500);
    // The key that the file has counts no more; what stands in its place says the same.
    assert_eq!(book.import(&file), [0, 0, 1, 0, 0]);
    // Mended further in the same old file, nobody can tell any more what is meant.
    let stale = format!("ID,{HEADER}{first},7,2026-01-05,Alfa,Tea,1,16.00\n");
    assert_eq!(book.import(&stale), [0, 0, 0, 0, 1]);
    assert_eq!(book.cents(), 3500);
    book.wish(Wish::Undo);
    assert_eq!(book.cents(), 3000);
}

#[test]
fn the_same_id_twice_is_one_purchase() {
    let mut book = Book::new();
    book.import(&format!("{HEADER}7,2026-01-05,Alfa,Tea,1,10.00\n"));
    let (id, _) = book.keys().remove(0);
    let row = |amount: &str| format!("{id},7,2026-01-05,Alfa,Tea,1,{amount}\n");
    assert_eq!(book.import(&format!("ID,{HEADER}{}{}", row("10.00"), row("10.00"))), [0, 0, 1, 1, 0]);
    assert_eq!(book.import(&format!("ID,{HEADER}{}{}", row("10.00"), row("12.00"))), [0, 0, 1, 0, 1]);
    assert_eq!(book.cents(), 1000);
}

#[test]
fn a_file_without_a_product_leaves_it() {
    let mut book = Book::new();
    let full = format!("{HEADER}7,2026-01-05,Alfa,Tea,1,10.00\n");
    book.import(&full);
    let bare = "Order no.,Order date,Account,Amount\n7,2026-01-05,Alfa,11.00\n";
    assert_eq!(book.import(bare), [0, 1, 0, 0, 0]);
    let lines = book.store.ledger_reader().purchases(&Progress::default()).unwrap();
    let line = lines.lines.first().unwrap();
    assert!(lines.product(line).is_some() && line.quantity.is_some());
    assert_eq!(book.import(&full.replace("10.00", "11.00")), [0, 0, 1, 0, 0]);
    assert_eq!(book.cents(), 1100);
}

#[test]
fn a_file_that_tells_more_fills_what_was_left_open() {
    let mut book = Book::new();
    book.import("Order date,Account,Product,Amount\n2026-01-05,Alfa,Tea,10.00\n2026-01-06,Alfa,Tea,20.00\n");
    let more = "Order no.,Order date,Account,Product,Quantity,Amount,Margin\n\
        1,2026-01-05,Alfa,Tea,3,10.00,2.00\n2,2026-01-06,Alfa,Tea,5,20.00,4.00\n";
    assert_eq!(book.import(more), [0, 2, 0, 0, 0]);
    assert_eq!(book.cents(), 3000);
    assert_eq!(book.import(more), [0, 0, 2, 0, 0]);
    book.wish(Wish::Undo);
    assert_eq!(book.cents(), 3000);
}

#[test]
fn a_later_delivery_of_an_order_is_another_purchase() {
    let mut book = Book::new();
    book.import(&format!("{HEADER}7,2026-01-05,Alfa,Tea,1,100.00\n"));
    assert_eq!(book.import(&format!("{HEADER}7,2026-02-03,Alfa,Tea,1,50.00\n")), [1, 0, 0, 0, 0]);
    assert_eq!(book.cents(), 15000);
    // A file that reaches back to the day corrects it.
    let corrected = format!("{HEADER}7,2026-01-05,Alfa,Tea,1,90.00\n7,2026-02-03,Alfa,Tea,1,50.00\n");
    assert_eq!(book.import(&corrected), [0, 1, 1, 0, 0]);
    assert_eq!(book.cents(), 14000);
}

#[test]
fn named_extras_are_kept_and_corrected() {
    let mut book = Book::new();
    let import = |book: &mut Book, text: &str| {
        let sheet = read_csv("book.csv", text.as_bytes(), &ReadOptions::default(), &Progress::default()).unwrap();
        let mut mapping = Mapping::guess_as(&sheet, RecordKind::Purchases);
        mapping.assign(&sheet, "Shop=extra").unwrap();
        let ledger = book.store.ledger_reader().purchases(&Progress::default()).unwrap();
        let against = Against { portfolio: book.store.portfolio(), purchases: Some(&ledger) };
        let mut stamp = book.desk.stamp();
        let plan = plan(&sheet, &mapping, &against, &PlanOptions::default(), &mut stamp, &Progress::default()).unwrap();
        let counts = (plan.counts.new, plan.counts.updated, plan.counts.same);
        if !plan.is_nothing() {
            book.store.perform(Wish::Edit(plan.edit()), stamp).unwrap();
        }
        counts
    };
    let file = |shop: &str| format!("Order no.,Order date,Account,Amount,Shop\n1,2026-01-05,Alfa,10.00,{shop}\n");
    assert_eq!(import(&mut book, &file("North")), (1, 0, 0));
    assert_eq!(import(&mut book, &file("North")), (0, 0, 1));
    assert_eq!(import(&mut book, &file("South")), (0, 1, 0));
    assert_eq!(import(&mut book, &file("South")), (0, 0, 1));
    let lines = book.store.ledger_reader().purchases(&Progress::default()).unwrap();
    assert_eq!(lines.extra_at(0).get("Shop").map(String::as_str), Some("South"));
    assert_eq!(book.cents(), 1000);
}

#[test]
fn what_is_on_match_decides_over_corrections() {
    let check = |on_match: OnMatch, wanted: (usize, usize, usize), cents: i64| {
        let mut book = Book::new();
        book.import("Order no.,Order date,Account,Amount\n1,2026-01-05,Alfa,10.00\n");
        let options = PlanOptions { on_match, ..PlanOptions::default() };
        let plan = book.plan_with(&format!("{HEADER}1,2026-01-05,Alfa,Tea,3,12.00\n"), &options);
        assert_eq!((plan.counts.updated, plan.counts.same, plan.counts.skipped), wanted, "{on_match:?}");
        if !plan.is_nothing() {
            book.wish(Wish::Edit(plan.edit()));
        }
        assert_eq!(book.cents(), cents, "{on_match:?}");
    };
    check(OnMatch::Update, (1, 0, 0), 1200);
    check(OnMatch::FillBlanks, (1, 0, 0), 1000);
    check(OnMatch::Skip, (0, 0, 1), 1000);
}

#[test]
fn what_is_missing_comes_in_or_is_rejected_as_chosen() {
    let mut book = Book::new();
    let file = format!("{HEADER}1,2026-01-05,Alfa,Tea,1,10.00\n2,soon,Beta,Tea,1,10.00\n3,2026-01-05,,Tea,1,10.00\n");
    let plan = book.plan(&file);
    assert_eq!((plan.counts.new, plan.counts.rejected), (1, 2));
    let reasons: Vec<String> = plan.rejections().map(|(row, why)| format!("{} {}", row.line, why.column)).collect();
    assert_eq!(reasons, ["3 Order date", "4 Account"], "Beta would come in, so that is not what is wrong");
    assert_eq!(plan.consequences.creates, [(RecordKind::Accounts, 1), (RecordKind::Products, 1)]);
    let options = PlanOptions { missing: OnMissing::Reject, ..PlanOptions::default() };
    let plan = book.plan_with(&file, &options);
    assert_eq!((plan.counts.new, plan.counts.rejected), (0, 3));
    assert!(plan.rejections().any(|(row, why)| row.line == 2 && why.reason.contains("no account “Alfa”")));
}

#[test]
fn amounts_beyond_reach_are_rejected_before_anything_is_written() {
    let mut book = Book::new();
    let most = "50000000000000000.00";
    let file = format!("{HEADER}1,2026-01-05,Alfa,Tea,1,{most}\n2,2026-01-05,Alfa,Tea,1,{most}\n");
    assert_eq!(book.import(&file), [1, 0, 0, 0, 1]);
}

#[test]
fn an_account_that_goes_takes_its_purchases_out_of_the_sums() {
    let mut book = Book::new();
    book.import(&format!("{HEADER}1,2026-01-05,Alfa,Tea,1,10.00\n2,2026-01-05,Beta,Tea,1,20.00\n"));
    let alfa = book.store.portfolio().accounts().find(|account| account.name == "Alfa").unwrap().id;
    book.wish(Wish::Edit(fourfold::model::Edit::DeleteAccounts(vec![alfa])));
    assert_eq!(book.cents(), 2000);
    book.wish(Wish::Undo);
    assert_eq!(book.cents(), 3000);
}
