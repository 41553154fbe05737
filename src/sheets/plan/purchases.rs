//! Plans rows that are lines of the ledger.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chrono::NaiveDate;

use crate::model::{
    AccountId, Batch, Extra, Import, Line, LineKey, Money, NewPurchases, Portfolio, ProductId, PurchaseLines, Quantity,
    RecordKind, Stage, year_before,
};
use crate::sheets::matching::{Found, composed};
use crate::sheets::{Field, Row, Value};

use super::consequences::list_changes;
use super::desk::Desk;
use super::known_lines::{Agrees, ByKey, KnownLines, Told};
use super::products::Products;
use super::rows::{Cells, place};
use super::{
    Consequences, FieldChange, FieldName, ImportPlan, MatchBy, OnMatch, OnMissing, Outcome, PlanError, Rejection,
};

/// Lines that are in the ledger already change nothing; a line that corrects one takes its place.
pub(super) fn plan(mut desk: Desk<'_>) -> Result<ImportPlan, PlanError> {
    let mut work = Work::new(&desk);
    desk.each_row(|desk, row, cells| work.row(desk, row, cells))?;
    work.corrections(&mut desk);
    work.note_strangers(&mut desk);
    let consequences = work.consequences(&desk);
    let import = work.import(&mut desk);
    desk.finish(import, consequences, |_| false)
}

struct Work<'a> {
    portfolio: &'a Portfolio,
    known: KnownLines<'a>,
    accounts: Accounts,
    products: Sold<'a>,
    lines: PurchaseLines,
    /// What the new lines add up to, in minor units.
    total: i64,
    /// The first and the last day of all rows, known ones too.
    days: Option<(NaiveDate, NaiveDate)>,
    /// Rows that named a line of the ledger, by their places in the grid.
    by_key: HashMap<LineKey, u32>,
    /// Of each line: the row that it came from, by its place in the plan.
    rows: Vec<usize>,
}

/// Which account a name or key means, found out once for each that the file has.
#[derive(Default)]
struct Accounts {
    /// By key and name as the file has them, with a NUL between them, which no cell holds.
    found: HashMap<String, FoundAccount>,
    /// Into the accounts of the lines.
    numbers: HashMap<AccountId, u32>,
    /// Kept from row to row, so that its room is used again.
    asked: String,
}

struct FoundAccount {
    account: AccountId,
    /// It came in because nobody had the name.
    is_new: bool,
    rows: usize,
}

/// Which product a name or key means, found out once for each that the file has.
struct Sold<'a> {
    products: Products<'a>,
    /// By key and name as the file has them, with a NUL between them, which no cell holds.
    found: HashMap<String, ProductId>,
    /// Into the products of the lines.
    numbers: HashMap<ProductId, u32>,
    asked: String,
}

impl<'a> Work<'a> {
    fn new(desk: &Desk<'a>) -> Self {
        let portfolio = desk.against.portfolio;
        Self {
            portfolio,
            known: KnownLines::new(desk.against.purchases),
            accounts: Accounts::default(),
            products: Sold::new(portfolio, &desk.options.match_by),
            lines: PurchaseLines::default(),
            total: 0,
            days: None,
            by_key: HashMap::new(),
            rows: Vec::new(),
        }
    }

    fn row(&mut self, desk: &mut Desk<'a>, row: Row<'a>, cells: &mut Cells) -> Outcome {
        let mut rejections = std::mem::take(&mut cells.rejections);
        let key: Option<LineKey> = cells.text(Field::Id).parse().ok();
        let (day, amount) = (cells.get(Field::OrderDate), cells.get(Field::Amount));
        let (Some(Value::Day(day)), Some(Value::Money(amount))) = (day, amount) else {
            if rejections.is_empty() {
                let (field, expected) =
                    if day.is_none() { (Field::OrderDate, "the date") } else { (Field::Amount, "the amount") };
                rejections.push(desk.rejection(field, row, format!("{expected} is missing; a purchase needs it")));
            }
            return Outcome::Rejected(rejections.into());
        };
        let (day, amount) = (*day, *amount);
        let quantity = match cells.get(Field::Quantity) {
            Some(Value::Quantity(quantity)) => Some(*quantity),
            Some(_) | None => None,
        };
        let margin = match cells.get(Field::Margin) {
            Some(Value::Money(margin)) => Some(*margin),
            Some(_) | None => None,
        };
        self.days = Some(self.days.map_or((day, day), |(first, last)| (first.min(day), last.max(day))));
        let known = match key.map(|key| (key, self.known.take_key(key))) {
            Some((_, ByKey::Found(known))) => Some(known),
            Some((key, ByKey::Taken)) => {
                let first = self.by_key.get(&key).copied().unwrap_or_default();
                return desk
                    .twin(row, first, Field::Id, |line| format!("row {line} is about the same purchase already"));
            }
            // One that counts no more: what stands in its place may say the same by now.
            Some((_, ByKey::Nowhere)) | None => None,
        };
        if let (Some(key), Some(_)) = (key, known) {
            self.by_key.insert(key, place(row));
        }
        // Of namesakes the line itself tells which is meant.
        let (account, product) = known.map_or((None, None), |known| self.named_alike(desk, cells, known));
        let account = match account.map_or_else(|| self.account(desk, row, cells, rejections.is_empty()), Ok) {
            Ok(account) => account,
            Err(rejection) => {
                rejections.extend(rejection);
                return Outcome::Rejected(rejections.into());
            }
        };
        let found =
            product.map_or_else(|| self.products.find(cells, desk, row, rejections.is_empty()), |one| Ok(Some(one)));
        let product = match found {
            Ok(product) => product,
            Err(rejection) => {
                rejections.extend(rejection);
                None
            }
        };
        if !rejections.is_empty() {
            return Outcome::Rejected(rejections.into());
        }
        let document = cells.text(Field::Document);
        let told = Told { account, product, day, quantity, amount, margin, document };
        if let Some(known) = known {
            return self.correct(desk, known, &told, &cells.extra, None);
        }
        if let Some((known, agrees)) = self.known.take_same(&told) {
            if agrees == Agrees::Wholly && cells.extra.is_empty() {
                return Outcome::Same;
            }
            return self.correct(desk, known, &told, &cells.extra, None);
        }
        let counted_no_more = key.is_some_and(|key| self.portfolio.batches().get(key.batch).is_some());
        if counted_no_more {
            let reason = "this purchase was corrected since, or its account is gone; export the purchases again";
            return Outcome::Rejected([desk.rejection(Field::Id, row, reason)].into());
        }
        let Some(total) = self.total.checked_add(amount.minor_units()) else {
            let reason = "the amounts of this file add up to more than can be kept";
            return Outcome::Rejected([desk.rejection(Field::Amount, row, reason)].into());
        };
        self.total = total;
        self.push(desk.at(), &told, &cells.extra);
        Outcome::New
    }

    /// The account and the product of line `known` of the ledger, where the row calls them as they are called.
    fn named_alike(&self, desk: &Desk<'a>, cells: &Cells, known: usize) -> (Option<AccountId>, Option<ProductId>) {
        let line = desk.against.purchases.and_then(|ledger| Some((ledger, ledger.lines.get(known)?)));
        let Some((ledger, line)) = line else { return (None, None) };
        let is_so = |said: &str, is: &str| said.is_empty() || composed(said) == composed(is);
        let account = ledger.account(line).and_then(|id| desk.accounts.get(id)).filter(|account| {
            is_so(cells.text(Field::Account), &account.name) && is_so(cells.text(Field::AccountKey), &account.key)
        });
        let product = ledger.product(line).and_then(|id| self.products.products.get(id)).filter(|product| {
            is_so(cells.text(Field::Product), &product.name) && is_so(cells.text(Field::ProductKey), &product.key)
        });
        (account.map(|account| account.id), product.map(|product| product.id))
    }

    /// The account of a row, brought in when there is none and `may_make`.
    fn account(
        &mut self,
        desk: &mut Desk<'a>,
        row: Row<'a>,
        cells: &Cells,
        may_make: bool,
    ) -> Result<AccountId, Option<Rejection>> {
        let (key, name) = (cells.text(Field::AccountKey), cells.text(Field::Account));
        let Accounts { found, asked, .. } = &mut self.accounts;
        asked.clear();
        asked.push_str(key);
        asked.push('\0');
        asked.push_str(name);
        if let Some(found) = found.get_mut(asked.as_str()) {
            found.rows += 1;
            return Ok(found.account);
        }
        let mut is_new = false;
        let field = if key.is_empty() { Field::Account } else { Field::AccountKey };
        if key.is_empty() && name.is_empty() {
            let reason = "the account is missing; a purchase needs its name or key";
            return Err(Some(desk.rejection(Field::Account, row, reason)));
        }
        let account = match desk.accounts.find(key, name) {
            Err(unclear) => return Err(Some(desk.rejection(field, row, unclear.reason))),
            Ok(Found::ByKey(account)) => account,
            Ok(Found::ByName { account, exactly }) => {
                if !exactly {
                    let known = desk.accounts.name(account).to_owned();
                    desk.remark(format!("taken for {known}"));
                }
                account
            }
            // It would come in, but its row does not.
            Ok(Found::Nobody) if desk.options.missing == OnMissing::Create && !may_make => return Err(None),
            Ok(Found::Nobody) if desk.options.missing == OnMissing::Reject => {
                desk.accounts.note_stranger(key, name, 1);
                let called = if name.is_empty() { key } else { name };
                return Err(Some(desk.rejection(field, row, format!("there is no account “{called}”"))));
            }
            Ok(Found::Nobody) => {
                is_new = true;
                let made = desk.accounts.make(key, name, Stage::Customer, desk.stamp);
                if let Some(account) = desk.accounts.made_mut(made) {
                    cells.text(Field::Owner).clone_into(&mut account.owner);
                }
                made
            }
        };
        found.insert(asked.clone(), FoundAccount { account, is_new, rows: 1 });
        Ok(account)
    }

    /// Says of each name that came in how many rows have it, so that somebody can say whom it means.
    fn note_strangers(&self, desk: &mut Desk<'a>) {
        for (asked, found) in self.accounts.found.iter().filter(|(_, found)| found.is_new) {
            if let Some((key, name)) = asked.split_once('\0') {
                desk.accounts.note_stranger(key, name, found.rows);
            }
        }
    }

    fn push(&mut self, row: usize, told: &Told<'_>, extra: &[(String, String)]) -> u32 {
        let Told { account, product, day, quantity, amount, margin, document } = *told;
        let Self { lines, rows, accounts, products, .. } = self;
        let document = lines.keep_document(document);
        let PurchaseLines { accounts: named, products: sold, .. } = lines;
        let account = *accounts.numbers.entry(account).or_insert_with(|| numbered(named, account));
        let product =
            product.map(|product| *products.numbers.entry(product).or_insert_with(|| numbered(sold, product)));
        let place = u32::try_from(lines.lines.len()).unwrap_or(u32::MAX);
        if !extra.is_empty() {
            lines.extra.insert(place, extra.iter().cloned().collect::<Extra>());
        }
        lines.lines.push(Line { account, product, day, quantity, amount, margin, document, batch: 0, line: 0 });
        rows.push(row);
        place
    }

    /// When all rows had their turn: a line that is alone with its document and product, and so is its row, is meant by
    /// it and was corrected. A line of a day that the file does not reach to is none: the row is another delivery.
    fn corrections(&mut self, desk: &mut Desk<'a>) {
        if desk.against.purchases.is_none_or(|ledger| ledger.lines.is_empty()) {
            return;
        }
        let mut alone: HashMap<(u32, Option<u32>, &str), u32> = HashMap::new();
        let key = |line: &Line| (line.account, line.product, self.lines.document(line));
        for line in &self.lines.lines {
            *alone.entry(key(line)).or_default() += 1;
        }
        let candidates: Vec<usize> = (0..self.lines.lines.len())
            .filter(|at| {
                let line = self.lines.lines.get(*at);
                // What corrects a line by its key has found its line.
                let is_new = u32::try_from(*at).is_ok_and(|at| !self.lines.replaces.contains_key(&at));
                is_new
                    && line
                        .is_some_and(|line| !self.lines.document(line).is_empty() && alone.get(&key(line)) == Some(&1))
            })
            .collect();
        drop(alone);
        let mut dropped = Vec::new();
        for at in candidates {
            let Some(line) = self.lines.lines.get(at).copied() else { continue };
            let Some(account) = self.lines.account(&line) else { continue };
            let document = self.lines.document(&line).to_owned();
            let product = self.lines.product(&line);
            let Line { day, quantity, amount, margin, .. } = line;
            let told = Told { account, product, day, quantity, amount, margin, document: &document };
            let within = self.days.map_or((day, day), |days| days);
            let Some(known) = self.known.take_changed(&told, within) else { continue };
            let extra: Vec<(String, String)> =
                self.lines.extra_at(at).iter().map(|(name, value)| (name.clone(), value.clone())).collect();
            let outcome = self.correct(desk, known, &told, &extra, Some(at));
            if !matches!(outcome, Outcome::Updated(_)) {
                dropped.push(at);
            }
            if let Some(row) = self.rows.get(at) {
                desk.put(*row, outcome);
            }
        }
        self.drop_lines(&dropped);
    }

    /// What a row comes to that is about line `known` of the ledger, by its place there. A row that was taken for a new
    /// line stands at place `at` of the lines already.
    fn correct(
        &mut self,
        desk: &Desk<'a>,
        known: usize,
        told: &Told<'_>,
        extra: &[(String, String)],
        at: Option<usize>,
    ) -> Outcome {
        let line = desk.against.purchases.and_then(|ledger| Some((ledger, ledger.lines.get(known)?)));
        let Some((ledger, line)) = line else { return Outcome::Same };
        let (Some(account), Some(key)) = (ledger.account(line), ledger.key(line)) else { return Outcome::Same };
        let had = Told {
            account,
            product: ledger.product(line),
            day: line.day,
            quantity: line.quantity,
            amount: line.amount,
            margin: line.margin,
            document: ledger.document(line),
        };
        // What the file does not tell stays; what it tells counts, or only fills blanks.
        let now = if desk.options.on_match == OnMatch::FillBlanks {
            Told {
                product: had.product.or(told.product),
                quantity: had.quantity.or(told.quantity),
                margin: had.margin.or(told.margin),
                document: if had.document.is_empty() { told.document } else { had.document },
                ..had
            }
        } else {
            Told {
                product: told.product.or(had.product),
                quantity: told.quantity.or(had.quantity),
                margin: told.margin.or(had.margin),
                document: if told.document.is_empty() { had.document } else { told.document },
                ..*told
            }
        };
        let had_extra = ledger.extra_at(known);
        let mut extra: Extra = extra.iter().cloned().collect();
        for (name, value) in had_extra {
            if desk.options.on_match == OnMatch::FillBlanks || !extra.contains_key(name) {
                extra.insert(name.clone(), value.clone());
            }
        }
        let mut changes = self.changes(desk, &had, &now);
        changes.extend(extra.iter().filter(|(name, value)| had_extra.get(*name) != Some(value)).map(
            |(name, value)| {
                let from = had_extra.get(name).cloned().unwrap_or_default();
                FieldChange { field: FieldName::Extra(name.clone()), from, to: value.clone() }
            },
        ));
        if changes.is_empty() {
            return Outcome::Same;
        }
        if desk.options.on_match == OnMatch::Skip {
            return Outcome::Skipped("this purchase is there already, with other figures".into());
        }
        let place = match at {
            None => self.push(desk.at(), &now, &[]),
            Some(at) => {
                let sold = &mut self.lines.products;
                let numbers = &mut self.products.numbers;
                let product =
                    now.product.map(|product| *numbers.entry(product).or_insert_with(|| numbered(sold, product)));
                if let Some(line) = self.lines.lines.get_mut(at) {
                    let Told { day, quantity, amount, margin, .. } = now;
                    *line = Line { product, day, quantity, amount, margin, ..*line };
                }
                u32::try_from(at).unwrap_or(u32::MAX)
            }
        };
        if extra.is_empty() {
            self.lines.extra.remove(&place);
        } else {
            self.lines.extra.insert(place, extra);
        }
        self.lines.replaces.insert(place, key);
        Outcome::Updated(changes.into())
    }

    fn changes(&self, desk: &Desk<'a>, had: &Told<'_>, now: &Told<'_>) -> Vec<FieldChange> {
        let number = |quantity: Option<Quantity>| quantity.map_or_else(String::new, |quantity| quantity.to_string());
        let money = |amount: Option<Money>| amount.map_or_else(String::new, |amount| amount.to_string());
        let product = |id: Option<ProductId>| {
            id.map_or_else(String::new, |id| {
                self.products.products.get(id).map_or_else(String::new, |product| product.name.clone())
            })
        };
        let account = |id: AccountId| desk.accounts.name(id).to_owned();
        let all = [
            (Field::Account, account(had.account), account(now.account), had.account != now.account),
            (Field::OrderDate, had.day.to_string(), now.day.to_string(), had.day != now.day),
            (Field::Document, had.document.to_owned(), now.document.to_owned(), had.document != now.document),
            (Field::Product, product(had.product), product(now.product), had.product != now.product),
            (Field::Quantity, number(had.quantity), number(now.quantity), had.quantity != now.quantity),
            (Field::Amount, had.amount.to_string(), now.amount.to_string(), had.amount != now.amount),
            (Field::Margin, money(had.margin), money(now.margin), had.margin != now.margin),
        ];
        let changed = all.into_iter().filter(|(.., changed)| *changed);
        changed.map(|(field, from, to, _)| FieldChange { field: FieldName::Field(field), from, to }).collect()
    }

    /// Takes lines out again, by their places, which ascend.
    fn drop_lines(&mut self, dropped: &[usize]) {
        if dropped.is_empty() {
            return;
        }
        let is_kept = |at: &usize| dropped.binary_search(at).is_err();
        let kept: Vec<usize> = (0..self.lines.lines.len()).filter(is_kept).collect();
        let moved: HashMap<u32, u32> =
            (0_u32..).zip(&kept).filter_map(|(to, from)| Some((u32::try_from(*from).ok()?, to))).collect();
        let lines = &mut self.lines;
        lines.lines = kept.iter().filter_map(|at| lines.lines.get(*at).copied()).collect();
        lines.extra = std::mem::take(&mut lines.extra)
            .into_iter()
            .filter_map(|(at, extra)| Some((*moved.get(&at)?, extra)))
            .collect();
        lines.replaces = std::mem::take(&mut lines.replaces)
            .into_iter()
            .filter_map(|(at, key)| Some((*moved.get(&at)?, key)))
            .collect();
        self.rows = kept.iter().filter_map(|at| self.rows.get(*at).copied()).collect();
    }

    /// The revenue that comes in, and who comes onto another list by it.
    fn consequences(&self, desk: &Desk<'a>) -> Consequences {
        let until = self.portfolio.bought_until().unwrap_or(desk.stamp.today);
        let from = year_before(until);
        let recent = |line: &Line| line.day > from && line.day <= until;
        let mut brought: BTreeMap<AccountId, i64> = BTreeMap::new();
        let mut total = 0_i64;
        let mut days: Option<(NaiveDate, NaiveDate)> = None;
        for line in &self.lines.lines {
            let cents = line.amount.minor_units();
            total = total.saturating_add(cents);
            let (first, last) = days.unwrap_or((line.day, line.day));
            days = Some((first.min(line.day), last.max(line.day)));
            if let Some(account) = self.lines.account(line) {
                let sum = brought.entry(account).or_default();
                *sum = sum.saturating_add(if recent(line) { cents } else { 0 });
            }
        }
        let replaced: Vec<LineKey> = self.lines.replaces.values().copied().collect();
        if let (Some(ledger), false) = (desk.against.purchases, replaced.is_empty()) {
            let replaced: BTreeSet<LineKey> = replaced.into_iter().collect();
            for line in ledger.lines.iter().filter(|line| recent(line)) {
                if ledger.key(line).is_some_and(|key| replaced.contains(&key))
                    && let Some(sum) = ledger.account(line).and_then(|account| brought.get_mut(&account))
                {
                    *sum = sum.saturating_sub(line.amount.minor_units());
                }
            }
        }
        let made: Vec<AccountId> = desk.accounts.made_ids().collect();
        let buys = |cents: i64| Some(Money::from_minor_units(cents)).filter(|revenue| *revenue > Money::ZERO);
        let new_ones: Vec<Money> = made.iter().filter_map(|id| brought.get(id).copied()).filter_map(buys).collect();
        let lists = if self.lines.lines.is_empty() {
            0
        } else {
            list_changes(
                self.portfolio,
                |account| {
                    let had = self.portfolio.revenue_12m(account);
                    let has = match brought.get(&account.id) {
                        // Until now its revenue was typed; from now on its purchases count.
                        Some(sum) if !self.portfolio.has_purchases(account.id) => buys(*sum),
                        Some(sum) => buys(had.unwrap_or_default().minor_units().saturating_add(*sum)),
                        None => had.filter(|revenue| *revenue > Money::ZERO),
                    };
                    has.filter(|_| !account.archived)
                },
                &new_ones,
            )
        };
        let creates = [(RecordKind::Accounts, made.len()), (RecordKind::Products, self.products.products.made())];
        Consequences {
            list_changes: lists,
            to_tray: made.len(),
            creates: creates.into_iter().filter(|(_, count)| *count > 0).collect(),
            total: days.map(|_| Money::from_minor_units(total)),
            days,
            ..Consequences::default()
        }
    }

    fn import(self, desk: &mut Desk<'a>) -> Import {
        let Self { products, mut lines, .. } = self;
        let mut import = Import::new(desk.rows.sheet.name.clone(), RecordKind::Purchases);
        import.accounts = desk.accounts.made();
        import.products = products.products.into_made().collect();
        let days = lines.lines.iter().map(|line| line.day);
        let (Some(first_day), Some(last_day)) = (days.clone().min(), days.max()) else { return import };
        let total = lines.lines.iter().fold(0_i64, |total, line| total.saturating_add(line.amount.minor_units()));
        let batch = Batch {
            id: desk.stamp.batch_id(),
            version: 1,
            file_name: import.file_name.clone(),
            lines: lines.lines.len() as u64,
            replaced: lines.replaces.len() as u64,
            total: Money::from_minor_units(total),
            first_day,
            last_day,
        };
        lines.batches = vec![batch.id];
        for (number, line) in (1..).zip(&mut lines.lines) {
            line.line = number;
        }
        import.purchases = Some(NewPurchases { batch, lines: Arc::new(lines) });
        import
    }
}

/// Puts one more at the end, and says where.
fn numbered<T>(all: &mut Vec<T>, one: T) -> u32 {
    let number = u32::try_from(all.len()).unwrap_or(u32::MAX);
    all.push(one);
    number
}

impl<'a> Sold<'a> {
    fn new(portfolio: &'a Portfolio, match_by: &'a [MatchBy]) -> Self {
        let (found, numbers, asked) = (HashMap::new(), HashMap::new(), String::new());
        Self { products: Products::new(portfolio, match_by), found, numbers, asked }
    }

    /// The product of a row, brought in when there is none and `may_make`; `None` when the row names none.
    fn find(
        &mut self,
        cells: &Cells,
        desk: &mut Desk<'_>,
        row: Row<'_>,
        may_make: bool,
    ) -> Result<Option<ProductId>, Option<Rejection>> {
        let (key, name) = (cells.text(Field::ProductKey), cells.text(Field::Product));
        if key.is_empty() && name.is_empty() {
            return Ok(None);
        }
        self.asked.clear();
        self.asked.push_str(key);
        self.asked.push('\0');
        self.asked.push_str(name);
        if let Some(product) = self.found.get(self.asked.as_str()) {
            return Ok(Some(*product));
        }
        let field = if key.is_empty() { Field::Product } else { Field::ProductKey };
        let product = match self.products.find(key, name) {
            Err(reason) => return Err(Some(desk.rejection(field, row, reason))),
            Ok(Some(product)) => product,
            Ok(None) if desk.options.missing == OnMissing::Create && !may_make => return Err(None),
            Ok(None) if desk.options.missing == OnMissing::Reject => {
                let called = if name.is_empty() { key } else { name };
                return Err(Some(desk.rejection(field, row, format!("there is no product “{called}”"))));
            }
            Ok(None) => self.products.make(key, name, cells.text(Field::Category), desk.stamp),
        };
        self.found.insert(self.asked.clone(), product);
        Ok(Some(product))
    }
}
