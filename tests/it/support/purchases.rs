//! Imports of purchases, made by hand.

use std::sync::Arc;

use chrono::NaiveDate;
use fourfold::model::{
    AccountId, Batch, Edit, Import, Line, LineKey, Money, NewPurchases, ProductId, PurchaseLines, Quantity, RecordKind,
    Stamp,
};

/// One line, in cents and days after 1 January 2026.
#[derive(Clone, Debug)]
pub struct Sale {
    pub account: AccountId,
    pub product: Option<ProductId>,
    pub day: i32,
    pub cents: i64,
    pub document: String,
    pub replaces: Option<LineKey>,
}

impl Sale {
    pub fn of(account: AccountId, day: i32, cents: i64) -> Self {
        Self { account, product: None, day, cents, document: format!("D{day}"), replaces: None }
    }
}

pub fn day(after_new_year: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + chrono::TimeDelta::days(after_new_year.into())
}

pub fn purchases(stamp: &mut Stamp, file_name: &str, sales: &[Sale]) -> NewPurchases {
    let id = stamp.batch_id();
    let mut lines = PurchaseLines { batches: vec![id], ..PurchaseLines::default() };
    for (at, sale) in (0_u32..).zip(sales) {
        let account = place_of(&mut lines.accounts, sale.account);
        let product = sale.product.map(|product| place_of(&mut lines.products, product));
        let document = lines.keep_document(&sale.document);
        lines.lines.push(Line {
            account,
            product,
            day: day(sale.day),
            quantity: (sale.cents % 2 == 0).then_some(Quantity(1500)),
            amount: Money::from_minor_units(sale.cents),
            margin: (sale.cents % 3 == 0).then_some(Money::from_minor_units(sale.cents / 3)),
            document,
            batch: 0,
            line: at + 1,
        });
        if sale.cents % 5 == 0 {
            lines.extra.insert(at, [("Ship via".to_owned(), "Speedy \"Express\"".to_owned())].into());
        }
        lines.replaces.extend(sale.replaces.map(|key| (at, key)));
    }
    let days = || lines.lines.iter().map(|line| line.day);
    let batch = Batch {
        id,
        version: 1,
        file_name: file_name.to_owned(),
        lines: lines.lines.len() as u64,
        replaced: lines.replaces.len() as u64,
        total: Money::from_minor_units(sales.iter().map(|sale| sale.cents).sum()),
        first_day: days().min().unwrap_or_default(),
        last_day: days().max().unwrap_or_default(),
    };
    NewPurchases { batch, lines: Arc::new(lines) }
}

pub fn import_of(purchases: NewPurchases) -> Edit {
    let file_name = purchases.batch.file_name.clone();
    Edit::Import(Arc::new(Import { purchases: Some(purchases), ..Import::new(file_name, RecordKind::Purchases) }))
}

/// Where it stands in the table, at the end when it is new.
fn place_of<T: PartialEq>(table: &mut Vec<T>, one: T) -> u32 {
    let place = table.iter().position(|other| *other == one).unwrap_or_else(|| {
        table.push(one);
        table.len() - 1
    });
    u32::try_from(place).unwrap()
}
