//! The lists against plain questions put to the file itself.

use fourfold::model::{Edit, NewPurchases};
use fourfold::rules::key_list::KeyList;
use fourfold::rules::lists;
use fourfold::store::Wish;
use rusqlite::Connection;

use crate::support::purchases::{Sale, import_of, purchases};
use crate::support::window::today;
use crate::support::{Desk, written};

/// Choices that repeat.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// What each account that is not archived bought within 12 months, by the lines that count.
const BOUGHT: &str = "
    WITH bought AS (
        SELECT la.id AS account, SUM(p.amount) AS revenue
        FROM purchase p
        JOIN ledger_account la ON la.number = p.account
        JOIN account a ON a.id = la.id AND a.archived = 0
        JOIN ledger_batch lb ON lb.number = p.batch
        JOIN batch b ON b.id = lb.id
        WHERE p.day > julianday('2025-03-02') - julianday('1970-01-01')
          AND p.day <= julianday('2026-03-02') - julianday('1970-01-01')
          AND NOT EXISTS (
            SELECT 1 FROM purchase_replaced r
            JOIN ledger_batch rb ON rb.number = r.\"by\"
            JOIN batch later ON later.id = rb.id
            WHERE r.batch = p.batch AND r.line = p.line)
        GROUP BY la.id
        HAVING SUM(p.amount) > 0)";

#[test]
fn cut_off_key_list_and_top_ten_are_what_a_plain_question_to_the_file_answers() {
    for seed in [1, 7, 23] {
        let mut desk = Desk::new();
        let mut store = desk.create();
        let mut dice = Dice(seed);
        let accounts: Vec<_> =
            (0..41).map(|number| desk.account(&mut store, &format!("Account {number}"), None)).collect();
        // Lines of three years, with the days at both ends of the 12 months among them, and some taken back by customers.
        let edges = [-305, -304, 60, 61];
        let mut batch = |desk: &mut Desk, name: &str, lines: usize| -> NewPurchases {
            let sales: Vec<Sale> = (0..lines)
                .map(|line| {
                    let account = accounts[usize::try_from(dice.below(41) * dice.below(41) / 41).unwrap()];
                    let day = if line % 5 == 0 {
                        edges[line / 5 % 4]
                    } else {
                        i32::try_from(dice.below(1_000)).unwrap() - 900
                    };
                    let cents = i64::try_from(dice.below(90_000)).unwrap() - 9_000;
                    Sale::of(account, day, cents)
                })
                .collect();
            purchases(&mut desk.stamp(), name, &sales)
        };
        let first = batch(&mut desk, "first.csv", 400);
        let second = batch(&mut desk, "second.csv", 300);
        desk.edit(&mut store, import_of(first)).unwrap();
        let gone = written(desk.edit(&mut store, import_of(second)).unwrap()).seq;
        let third = batch(&mut desk, "third.csv", 200);
        desk.edit(&mut store, import_of(third)).unwrap();
        // The second counts no more, and two accounts are archived.
        store.perform(Wish::UndoImport(gone), desk.stamp()).unwrap();
        let archived = vec![accounts[0], accounts[5]];
        desk.edit(&mut store, Edit::SetArchived { accounts: archived, archived: true }).unwrap();
        store.set_today(today());
        let mut list = KeyList::default();
        list.refresh(store.portfolio(), 1, today());
        let of_rules = lists::in_force(store.portfolio());
        drop(store);

        let conn = Connection::open(desk.path()).unwrap();
        let ask =
            |question: &str| -> i64 { conn.query_row(&format!("{BOUGHT} {question}"), [], |row| row.get(0)).unwrap() };
        let buyers = ask("SELECT COUNT(*) FROM bought");
        assert!(buyers > 20, "there is something to compare: {buyers} buyers");
        let rank = "(SELECT (COUNT(*) + 3) / 4 - 1 FROM bought)";
        let cut_off = ask(&format!("SELECT revenue FROM bought ORDER BY revenue DESC LIMIT 1 OFFSET {rank}"));
        let total = ask("SELECT SUM(revenue) FROM bought");
        let key = ask(&format!("SELECT SUM(revenue) FROM bought WHERE revenue >= {cut_off}"));
        let keys = ask(&format!("SELECT COUNT(*) FROM bought WHERE revenue >= {cut_off}"));
        let largest = ask("SELECT MAX(revenue) FROM bought");
        let top_ten = ask("SELECT SUM(revenue) FROM (SELECT revenue FROM bought ORDER BY revenue DESC LIMIT 10)");

        assert_eq!(list.cut_off().map(fourfold::model::Money::minor_units), Some(cut_off), "seed {seed}");
        assert_eq!(of_rules, list.cut_off());
        let minor_units = |amount: fourfold::model::Money| amount.minor_units();
        assert_eq!(minor_units(list.pareto().total()), total);
        assert_eq!((i64::try_from(list.key().accounts).unwrap(), minor_units(list.key().revenue)), (keys, key));
        assert_eq!(i64::try_from(list.secondary().accounts).unwrap(), buyers - keys);
        #[expect(clippy::cast_precision_loss, reason = "the amounts of the test are far below 2^52")]
        let share = |part: i64| part as f64 / total as f64;
        let concentration = list.pareto().concentration().unwrap();
        assert!((list.key_share() - share(key)).abs() < 1e-9);
        assert!((concentration.largest.share - share(largest)).abs() < 1e-9);
        assert!((concentration.top_ten.share - share(top_ten)).abs() < 1e-9);
    }
}
