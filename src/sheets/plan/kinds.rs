//! What tells the kinds of records apart while they are planned; accounts and purchases have plans of their own.

use std::hash::Hash;

use chrono::NaiveDate;
use uuid::Uuid;

use crate::model::text::folded;
use crate::model::{
    AccountId, Activity, ActivityId, ActivityKind, Colleague, ColleagueId, Contact, ContactId, Extra, HandOver,
    HandOverId, Import, Opportunity, OpportunityId, Portfolio, Product, ProductId, Record, RecordKind, Risk, RiskId,
    Stamp, Table,
};
use crate::sheets::{Field, Fields, Value};

use super::rows::Cells;

/// A kind of record that rows can be.
pub(super) trait Kind: Record<Id: Hash> + Fields {
    const KIND: RecordKind;
    /// Two rows that call two new records the same are two records, unless they say the same altogether: an account is
    /// called twice on one day, but has nobody twice.
    const REPEATS: bool;
    /// No two are called the same, because others name them.
    const UNIQUE: bool = false;

    fn table(portfolio: &Portfolio) -> &Table<Self>;

    /// One with nothing in it, at this account if the kind has accounts.
    fn blank(account: AccountId, stamp: &mut Stamp) -> Self;

    fn id_of(id: Uuid) -> Self::Id;

    fn key(&self) -> &str;

    fn account(&self) -> Option<AccountId>;

    fn set_account(&mut self, account: AccountId);

    /// What it is called within its account, folded.
    fn called(&self) -> String;

    /// What a row calls it; `None` when the row does not say.
    fn called_by(cells: &Cells) -> Option<String> {
        named(cells)
    }

    /// Of those that are called so, whether the row may mean this one.
    fn may_be_meant(&self, _: &Cells) -> bool {
        true
    }

    /// What people call it: in “row 3 is already about …”.
    fn title(&self) -> String;

    /// What a new one cannot be without, and what a row without it is told.
    fn needed() -> (Field, &'static str);

    /// Why it cannot be as a row would have it: of which field, and what is wrong.
    fn fault(&self, _: &Cells, _: NaiveDate) -> Option<(Field, String)> {
        None
    }

    /// Who took part, if the kind has that.
    fn people(&mut self) -> Option<&mut Vec<ContactId>> {
        None
    }

    fn put_into(self, import: &mut Import);
}

impl Kind for Contact {
    const KIND: RecordKind = RecordKind::Contacts;
    const REPEATS: bool = false;

    fn table(portfolio: &Portfolio) -> &Table<Self> {
        portfolio.contacts()
    }

    fn blank(account: AccountId, stamp: &mut Stamp) -> Self {
        Self::new(stamp.contact_id(), account, "")
    }

    fn id_of(id: Uuid) -> ContactId {
        ContactId(id)
    }

    fn key(&self) -> &str {
        &self.key
    }

    fn account(&self) -> Option<AccountId> {
        Some(self.account)
    }

    fn set_account(&mut self, account: AccountId) {
        self.account = account;
    }

    fn called(&self) -> String {
        folded(&self.name)
    }

    fn title(&self) -> String {
        self.name.clone()
    }

    fn needed() -> (Field, &'static str) {
        (Field::Name, "a new contact needs a name")
    }

    fn put_into(self, import: &mut Import) {
        import.contacts.push(self);
    }
}

impl Kind for Activity {
    const KIND: RecordKind = RecordKind::Activities;
    const REPEATS: bool = true;

    fn table(portfolio: &Portfolio) -> &Table<Self> {
        portfolio.activities()
    }

    fn blank(account: AccountId, stamp: &mut Stamp) -> Self {
        Self::new(stamp.activity_id(), account, chrono::NaiveDate::default())
    }

    fn id_of(id: Uuid) -> ActivityId {
        ActivityId(id)
    }

    fn key(&self) -> &str {
        &self.key
    }

    fn account(&self) -> Option<AccountId> {
        Some(self.account)
    }

    fn set_account(&mut self, account: AccountId) {
        self.account = account;
    }

    fn called(&self) -> String {
        format!("{} {} {}", self.day, self.kind.name(), folded(&self.subject))
    }

    fn called_by(cells: &Cells) -> Option<String> {
        let Some(Value::Day(day)) = cells.get(Field::Day) else { return None };
        let kind = match cells.get(Field::Kind) {
            Some(Value::Word(kind)) => kind,
            Some(_) | None => ActivityKind::Call.name(),
        };
        Some(format!("{day} {kind} {}", folded(cells.text(Field::Subject))))
    }

    fn may_be_meant(&self, cells: &Cells) -> bool {
        match (cells.get(Field::Time), self.time) {
            (Some(Value::Time(said)), Some(time)) => *said == time,
            _ => true,
        }
    }

    fn title(&self) -> String {
        let subject = if self.subject.is_empty() { String::new() } else { format!(" “{}”", self.subject) };
        format!("the {} of {}{subject}", self.kind.name(), self.day)
    }

    fn needed() -> (Field, &'static str) {
        (Field::Day, "a new activity needs its day; expected year-month-day, such as 2026-04-03")
    }

    fn people(&mut self) -> Option<&mut Vec<ContactId>> {
        Some(&mut self.contacts)
    }

    fn put_into(self, import: &mut Import) {
        import.activities.push(self);
    }
}

impl Kind for Product {
    const KIND: RecordKind = RecordKind::Products;
    const REPEATS: bool = false;

    fn table(portfolio: &Portfolio) -> &Table<Self> {
        portfolio.products()
    }

    fn blank(_: AccountId, stamp: &mut Stamp) -> Self {
        Self::new(stamp.product_id(), "")
    }

    fn id_of(id: Uuid) -> ProductId {
        ProductId(id)
    }

    fn key(&self) -> &str {
        &self.key
    }

    fn account(&self) -> Option<AccountId> {
        None
    }

    fn set_account(&mut self, _: AccountId) {}

    fn called(&self) -> String {
        folded(&self.name)
    }

    fn title(&self) -> String {
        self.name.clone()
    }

    fn needed() -> (Field, &'static str) {
        (Field::Name, "a new product needs a name")
    }

    fn put_into(self, import: &mut Import) {
        import.products.push(self);
    }
}

impl Kind for Opportunity {
    const KIND: RecordKind = RecordKind::Opportunities;
    const REPEATS: bool = false;

    fn table(portfolio: &Portfolio) -> &Table<Self> {
        portfolio.opportunities()
    }

    fn blank(account: AccountId, stamp: &mut Stamp) -> Self {
        Self::new(stamp.opportunity_id(), account, "")
    }

    fn id_of(id: Uuid) -> OpportunityId {
        OpportunityId(id)
    }

    fn key(&self) -> &str {
        &self.key
    }

    fn account(&self) -> Option<AccountId> {
        Some(self.account)
    }

    fn set_account(&mut self, account: AccountId) {
        self.account = account;
    }

    fn called(&self) -> String {
        folded(&self.name)
    }

    fn title(&self) -> String {
        self.name.clone()
    }

    fn needed() -> (Field, &'static str) {
        (Field::Name, "a new opportunity needs a name")
    }

    fn put_into(self, import: &mut Import) {
        import.opportunities.push(self);
    }
}

impl Kind for Risk {
    const KIND: RecordKind = RecordKind::Risks;
    const REPEATS: bool = false;

    fn table(portfolio: &Portfolio) -> &Table<Self> {
        portfolio.risks()
    }

    /// Since the day of the import, unless the row says since when.
    fn blank(account: AccountId, stamp: &mut Stamp) -> Self {
        Self::new(stamp.risk_id(), account, "", stamp.today)
    }

    fn id_of(id: Uuid) -> RiskId {
        RiskId(id)
    }

    fn key(&self) -> &str {
        &self.key
    }

    fn account(&self) -> Option<AccountId> {
        Some(self.account)
    }

    fn set_account(&mut self, account: AccountId) {
        self.account = account;
    }

    fn called(&self) -> String {
        folded(&self.reason)
    }

    fn called_by(cells: &Cells) -> Option<String> {
        let reason = cells.text(Field::Reason);
        (!reason.is_empty()).then(|| folded(reason))
    }

    /// What was feared once and is feared again since another day is another risk.
    fn may_be_meant(&self, cells: &Cells) -> bool {
        match cells.get(Field::Since) {
            Some(Value::Day(since)) => *since == self.since,
            _ => true,
        }
    }

    fn title(&self) -> String {
        self.reason.clone()
    }

    fn needed() -> (Field, &'static str) {
        (Field::Reason, "a new risk needs its reason")
    }

    fn put_into(self, import: &mut Import) {
        import.risks.push(self);
    }
}

impl Kind for Colleague {
    const KIND: RecordKind = RecordKind::Colleagues;
    const REPEATS: bool = false;
    const UNIQUE: bool = true;

    fn table(portfolio: &Portfolio) -> &Table<Self> {
        portfolio.colleagues()
    }

    fn blank(_: AccountId, stamp: &mut Stamp) -> Self {
        Self::new(stamp.colleague_id(), "")
    }

    fn id_of(id: Uuid) -> ColleagueId {
        ColleagueId(id)
    }

    fn key(&self) -> &str {
        &self.key
    }

    fn account(&self) -> Option<AccountId> {
        None
    }

    fn set_account(&mut self, _: AccountId) {}

    fn called(&self) -> String {
        folded(&self.name)
    }

    fn title(&self) -> String {
        self.name.clone()
    }

    fn needed() -> (Field, &'static str) {
        (Field::Name, "a new colleague needs a name")
    }

    fn put_into(self, import: &mut Import) {
        import.colleagues.push(self);
    }
}

impl Kind for HandOver {
    const KIND: RecordKind = RecordKind::HandOvers;
    const REPEATS: bool = false;

    fn table(portfolio: &Portfolio) -> &Table<Self> {
        portfolio.hand_overs()
    }

    fn blank(account: AccountId, stamp: &mut Stamp) -> Self {
        let (from, to, notes) = (String::new(), String::new(), String::new());
        let (id, on) = (stamp.hand_over_id(), NaiveDate::default());
        Self { id, version: 1, account, on, from, to, notes, extra: Extra::new() }
    }

    fn id_of(id: Uuid) -> HandOverId {
        HandOverId(id)
    }

    /// No other system has keys of them.
    fn key(&self) -> &'static str {
        ""
    }

    fn account(&self) -> Option<AccountId> {
        Some(self.account)
    }

    fn set_account(&mut self, account: AccountId) {
        self.account = account;
    }

    fn called(&self) -> String {
        format!("{} {}", self.on, folded(&self.to))
    }

    fn called_by(cells: &Cells) -> Option<String> {
        let Some(Value::Day(on)) = cells.get(Field::Day) else { return None };
        Some(format!("{on} {}", folded(cells.text(Field::HandedTo))))
    }

    fn title(&self) -> String {
        format!("the hand-over to {} of {}", self.to, self.on)
    }

    fn needed() -> (Field, &'static str) {
        (Field::HandedTo, "a hand-over needs the colleague who owns the account since")
    }

    fn fault(&self, cells: &Cells, today: NaiveDate) -> Option<(Field, String)> {
        if self.on == NaiveDate::default() && cells.get(Field::Day).is_none() {
            return Some((Field::Day, "a hand-over needs its day; expected year-month-day".to_owned()));
        }
        (self.on > today).then(|| (Field::Day, format!("{} is not yet; a hand-over is dated until today", self.on)))
    }

    fn put_into(self, import: &mut Import) {
        import.hand_overs.push(self);
    }
}

fn named(cells: &Cells) -> Option<String> {
    let name = cells.text(Field::Name);
    (!name.is_empty()).then(|| folded(name))
}
