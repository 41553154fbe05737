use crate::model::{Account, Line, Portfolio, Product, PurchaseLines, RecordKind};
use crate::sheets::Field;

use super::ExportWhat;
use super::columns::{ExportCell, Head, Row, Table, extra_names, id, words};

/// The ledger line by line, in its order. Whom and what a line names is looked up once for all lines.
pub(super) fn table<'a>(portfolio: &'a Portfolio, purchases: Option<&'a PurchaseLines>) -> Table<'a> {
    let fields = Field::of(RecordKind::Purchases);
    let columns: Vec<Head> = fields.iter().copied().map(Head::of).collect();
    let Some(all) = purchases else {
        let rows = Box::new(std::iter::empty());
        return Table { what: ExportWhat::Purchases, columns, extra: Vec::new(), of: 0, rows };
    };
    let accounts: Vec<Option<&'a Account>> =
        all.accounts.iter().map(|account| portfolio.account(*account).map(AsRef::as_ref)).collect();
    let products: Vec<Option<&'a Product>> =
        all.products.iter().map(|product| portfolio.products().get(*product).map(AsRef::as_ref)).collect();
    Table {
        what: ExportWhat::Purchases,
        columns,
        extra: extra_names(all.extra.values()),
        of: u64::try_from(all.lines.len()).unwrap_or(u64::MAX),
        rows: Box::new(all.lines.iter().enumerate().map(move |(place, line)| {
            let account = accounts.get(line.account as usize).copied().flatten();
            let product = line.product.and_then(|product| products.get(product as usize).copied().flatten());
            let cells = fields.iter().map(|field| cell(*field, all, line, account, product));
            let extra = u32::try_from(place).ok().and_then(|place| all.extra.get(&place));
            let keys = [
                ("account_id", all.account(line).map(|account| id(&account))),
                ("product_id", all.product(line).map(|product| id(&product))),
            ];
            let for_programs = keys.map(|(name, key)| (name, key.unwrap_or(ExportCell::Nothing))).into();
            Row { cells: cells.collect(), extra, for_programs }
        })),
    }
}

fn cell<'a>(
    field: Field,
    all: &'a PurchaseLines,
    line: &'a Line,
    account: Option<&'a Account>,
    product: Option<&'a Product>,
) -> ExportCell<'a> {
    let cell = match field {
        Field::Id => all.key(line).map(|key| id(&key)),
        Field::Account => account.map(|account| words(&account.name)),
        Field::AccountKey => account.map(|account| words(&account.key)),
        Field::Owner => account.map(|account| words(&account.owner)),
        Field::OrderDate => Some(ExportCell::Day(line.day)),
        Field::Document => Some(words(all.document(line))),
        Field::Product => product.map(|product| words(&product.name)),
        Field::ProductKey => product.map(|product| words(&product.key)),
        Field::Category => product.map(|product| words(&product.category)),
        Field::Quantity => line.quantity.map(ExportCell::Quantity),
        Field::Amount => Some(ExportCell::Money(line.amount)),
        Field::Margin => line.margin.map(ExportCell::Money),
        _ => None,
    };
    cell.unwrap_or(ExportCell::Nothing)
}
