//! Which rows a table has, in which order. Worked out once for each question, a part in each frame where there are many,
//! and followed from edit to edit.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use chrono::{Datelike as _, Timelike as _};

use crate::model::{AccountId, Portfolio, RecordKind, RowKey, text};
use crate::sheets::{Field, Value};

use super::columns::columns;
use super::record::RecordRef;
use super::typed::Shape;

/// By which column, and which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    pub field: Field,
    pub descending: bool,
}

/// Of which accounts the records are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Within {
    #[default]
    All,
    Selected,
    Filtered,
}

/// What rows are asked for. Equal questions about one revision have the same answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub workspace: usize,
    pub kind: RecordKind,
    pub sort: Sort,
    /// As typed.
    pub search: String,
    pub within: Within,
    /// Of the selection or of the filter, if only those accounts are asked for; else 0.
    pub generation: u64,
}

/// The rows, in order.
#[derive(Debug, Default)]
pub struct RecordOrder {
    rows: Vec<RowKey>,
    made_for: Option<(Question, u64)>,
    gathering: Option<Gathering>,
}

/// Rows that are being gathered.
#[derive(Debug)]
struct Gathering {
    question: Question,
    revision: u64,
    words: Words,
    /// Only of these, where not all are asked for.
    accounts: Option<std::vec::IntoIter<AccountId>>,
    after: Option<RowKey>,
    found: Vec<Found>,
    looked_at: usize,
}

#[derive(Debug)]
struct Found {
    /// Never puts two rows in the wrong order, though it may be the same for both.
    lead: u64,
    value: SortValue,
    row: RowKey,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum SortValue {
    Number(i64),
    Text(String),
    /// Stands last, whichever way the rest goes.
    Nothing,
}

/// The words that are looked for, folded.
#[derive(Clone, Debug, Default)]
struct Words(Vec<String>);

/// So many records are looked at in one frame; of a search, whose texts are folded, so many.
const A_FRAME: usize = 40_000;
const A_FRAME_SEARCHED: usize = 10_000;

impl RecordOrder {
    #[must_use]
    pub fn rows(&self) -> &[RowKey] {
        &self.rows
    }

    /// How many records have been looked at, while the rows shown are not yet those asked for.
    #[must_use]
    pub fn looked_at(&self) -> Option<usize> {
        self.gathering.as_ref().map(|gathering| gathering.looked_at)
    }

    /// Brings the rows up to date, or a step nearer to it. `accounts` gives those that are asked for, in order, when not
    /// all are, and `is_asked` says it of one. Says whether the rows are others than before.
    pub fn refresh(
        &mut self,
        portfolio: &Portfolio,
        question: &Question,
        accounts: impl FnOnce() -> Vec<AccountId>,
        is_asked: &dyn Fn(AccountId) -> bool,
    ) -> bool {
        let revision = portfolio.revision();
        if let Some((made_for, made_at)) = &self.made_for
            && made_for == question
        {
            if *made_at == revision {
                self.gathering = None;
                return false;
            }
            let changed = portfolio.changed_since(*made_at);
            let rows = changed.map(|changed| concerned(portfolio, question.kind, &changed));
            if let Some(rows) = rows.filter(|rows| rows.len() < 2_000) {
                self.follow(portfolio, question, &rows, is_asked);
                self.made_for = Some((question.clone(), revision));
                self.gathering = None;
                return true;
            }
        }
        let is_other = |gathering: &Gathering| gathering.revision != revision || gathering.question != *question;
        if self.gathering.as_ref().is_none_or(is_other) {
            let wanted = (question.within != Within::All).then(accounts);
            self.gathering = Some(Gathering {
                question: question.clone(),
                revision,
                words: Words::new(&question.search),
                accounts: wanted.map(Vec::into_iter),
                after: None,
                found: Vec::new(),
                looked_at: 0,
            });
        }
        let done = self.gathering.as_mut().is_some_and(|gathering| gathering.step(portfolio));
        let Some(gathering) = self.gathering.take_if(|_| done) else { return false };
        self.rows = gathering.sorted();
        self.made_for = Some((question.clone(), revision));
        true
    }

    /// Forgets rows of another kind or workspace at once: they are never to be seen in the wrong table.
    pub fn keep_only(&mut self, workspace: usize, kind: RecordKind) {
        let same = self.made_for.as_ref().is_some_and(|(made, _)| made.workspace == workspace && made.kind == kind);
        if !same && !self.rows.is_empty() {
            *self = Self::default();
        }
    }

    /// Takes the changed rows out, and puts each back where it belongs now.
    fn follow(
        &mut self,
        portfolio: &Portfolio,
        question: &Question,
        changed: &BTreeSet<RowKey>,
        is_asked: &dyn Fn(AccountId) -> bool,
    ) {
        if changed.is_empty() {
            return;
        }
        self.rows.retain(|row| !changed.contains(row));
        let words = Words::new(&question.search);
        let descending = question.sort.descending;
        let found_at =
            |row: RowKey| RecordRef::find(portfolio, row).map(|record| Found::of(portfolio, record, question.sort));
        for row in changed {
            let Some(record) = RecordRef::find(portfolio, *row) else { continue };
            let asked = question.within == Within::All || record.account().is_some_and(is_asked);
            if !asked || !words.are_in(portfolio, record, question.kind) {
                continue;
            }
            let found = Found::of(portfolio, record, question.sort);
            let at = self
                .rows
                .partition_point(|other| found_at(*other).is_some_and(|other| other.cmp(&found, descending).is_lt()));
            self.rows.insert(at, *row);
        }
    }

    /// Where a row stands.
    #[must_use]
    pub fn row_of(&self, row: RowKey) -> Option<usize> {
        self.rows.iter().position(|one| *one == row)
    }
}

/// The rows of the kind that say something else since these changed: those themselves, those of an account that may be
/// called otherwise, and activities with a contact that may be.
fn concerned(portfolio: &Portfolio, kind: RecordKind, changed: &BTreeSet<RowKey>) -> BTreeSet<RowKey> {
    let mut rows: BTreeSet<RowKey> = changed.iter().copied().filter(|row| row.kind() == Some(kind)).collect();
    for row in changed {
        match (row, kind) {
            (RowKey::Account(id), RecordKind::Contacts) => {
                rows.extend(portfolio.contacts_of(*id).iter().map(|one| RowKey::from(one.id)));
            }
            (RowKey::Account(id), RecordKind::Activities) => {
                rows.extend(portfolio.activities_of(*id).iter().map(|one| RowKey::from(one.id)));
            }
            (RowKey::Account(id), RecordKind::Opportunities) => {
                rows.extend(portfolio.opportunities_of(*id).iter().map(|one| RowKey::from(one.id)));
            }
            (RowKey::Account(id), RecordKind::Risks) => {
                rows.extend(portfolio.risks_of(*id).iter().map(|one| RowKey::from(one.id)));
            }
            (RowKey::Account(id), RecordKind::StageEvents) => {
                rows.extend(portfolio.stage_events_of(*id).iter().map(|one| RowKey::from(one.id)));
            }
            (RowKey::Account(id), RecordKind::HandOvers) => {
                rows.extend(portfolio.hand_overs_of(*id).iter().map(|one| RowKey::from(one.id)));
            }
            (RowKey::Contact(id), RecordKind::Activities) => {
                let of = portfolio.contacts().get(*id).map_or(&[][..], |one| portfolio.activities_of(one.account));
                rows.extend(of.iter().filter(|one| one.contacts.contains(id)).map(|one| RowKey::from(one.id)));
            }
            _ => {}
        }
    }
    rows
}

impl Gathering {
    /// Looks at some more records; whether all have been looked at.
    fn step(&mut self, portfolio: &Portfolio) -> bool {
        let budget = if self.words.0.is_empty() { A_FRAME } else { A_FRAME_SEARCHED };
        let kind = self.question.kind;
        let Some(mut accounts) = self.accounts.take() else {
            let before = self.looked_at;
            let after = self.after;
            each_after(portfolio, kind, after, budget, &mut |record| self.look_at(portfolio, record));
            return self.looked_at - before < budget;
        };
        let end = self.looked_at + budget;
        while self.looked_at < end {
            let Some(account) = accounts.next() else { return true };
            // An account without any counts too, or a hundred thousand of them would be one step.
            self.looked_at += 1;
            each_of(portfolio, kind, account, &mut |record| self.look_at(portfolio, record));
        }
        self.accounts = Some(accounts);
        false
    }

    fn look_at(&mut self, portfolio: &Portfolio, record: RecordRef<'_>) {
        self.looked_at += 1;
        self.after = Some(record.key());
        if self.words.are_in(portfolio, record, self.question.kind) {
            self.found.push(Found::of(portfolio, record, self.question.sort));
        }
    }

    fn sorted(self) -> Vec<RowKey> {
        let Self { question, mut found, .. } = self;
        found.sort_unstable_by(|a, b| a.cmp(b, question.sort.descending));
        found.into_iter().map(|found| found.row).collect()
    }
}

fn each_after(
    portfolio: &Portfolio,
    kind: RecordKind,
    after: Option<RowKey>,
    most: usize,
    look: &mut dyn FnMut(RecordRef<'_>),
) {
    macro_rules! each {
        ($table:ident, $kind:ident) => {{
            let after = match after {
                Some(RowKey::$kind(id)) => Some(id),
                _ => None,
            };
            portfolio.$table().iter_after(after).take(most).for_each(|one| look(RecordRef::$kind(one)));
        }};
    }
    match kind {
        RecordKind::Contacts => each!(contacts, Contact),
        RecordKind::Activities => each!(activities, Activity),
        RecordKind::Products => each!(products, Product),
        RecordKind::Opportunities => each!(opportunities, Opportunity),
        RecordKind::Risks => each!(risks, Risk),
        RecordKind::Colleagues => each!(colleagues, Colleague),
        RecordKind::StageEvents => each!(stage_events, StageEvent),
        RecordKind::HandOvers => each!(hand_overs, HandOver),
        RecordKind::Goals => each!(goals, Goal),
        RecordKind::Spend => each!(spends, Spend),
        RecordKind::Accounts | RecordKind::Purchases => {}
    }
}

fn each_of(portfolio: &Portfolio, kind: RecordKind, account: AccountId, look: &mut dyn FnMut(RecordRef<'_>)) {
    match kind {
        RecordKind::Contacts => portfolio.contacts_of(account).iter().for_each(|one| look(RecordRef::Contact(one))),
        RecordKind::Activities => {
            portfolio.activities_of(account).iter().for_each(|one| look(RecordRef::Activity(one)));
        }
        RecordKind::Opportunities => {
            portfolio.opportunities_of(account).iter().for_each(|one| look(RecordRef::Opportunity(one)));
        }
        RecordKind::Risks => portfolio.risks_of(account).iter().for_each(|one| look(RecordRef::Risk(one))),
        RecordKind::StageEvents => {
            portfolio.stage_events_of(account).iter().for_each(|one| look(RecordRef::StageEvent(one)));
        }
        RecordKind::HandOvers => {
            portfolio.hand_overs_of(account).iter().for_each(|one| look(RecordRef::HandOver(one)));
        }
        RecordKind::Accounts
        | RecordKind::Purchases
        | RecordKind::Products
        | RecordKind::Colleagues
        | RecordKind::Goals
        | RecordKind::Spend => {}
    }
}

impl Words {
    fn new(search: &str) -> Self {
        Self(text::folded(search).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect())
    }

    /// Whether each of them is somewhere in the texts of the record.
    fn are_in(&self, portfolio: &Portfolio, record: RecordRef<'_>, kind: RecordKind) -> bool {
        if self.0.is_empty() {
            return true;
        }
        let mut all = String::new();
        for field in columns(kind) {
            let Some(value @ (Value::Text(_) | Value::Word(_) | Value::Names(_))) = record.value(portfolio, *field)
            else {
                continue;
            };
            all.push('\n');
            all.push_str(&text::folded(&value.text()));
        }
        self.0.iter().all(|word| all.contains(word.as_str()))
    }
}

impl Found {
    fn of(portfolio: &Portfolio, record: RecordRef<'_>, sort: Sort) -> Self {
        let value = match record.value(portfolio, sort.field) {
            None => SortValue::Nothing,
            Some(Value::Text(text)) => SortValue::Text(folded(&text)),
            Some(value @ Value::Names(_)) => SortValue::Text(folded(&value.text())),
            Some(Value::Word(word)) => {
                let Shape::Words(words) = Shape::of(sort.field) else { return Self::nothing(record.key()) };
                let place = words.iter().position(|one| *one == word).unwrap_or(words.len());
                SortValue::Number(i64::try_from(place).unwrap_or(i64::MAX))
            }
            Some(Value::Money(amount)) => SortValue::Number(amount.minor_units()),
            Some(Value::Score(score)) => SortValue::Text(score.to_string()),
            Some(Value::Quantity(quantity)) => SortValue::Number(quantity.0),
            Some(Value::Target(target)) => SortValue::Number(target.0),
            Some(Value::Count(count)) => SortValue::Number(i64::from(count)),
            // Who is one comes before who is none.
            Some(Value::Flag(flag)) => SortValue::Number(i64::from(!flag)),
            Some(Value::Day(day)) => SortValue::Number(i64::from(day.num_days_from_ce())),
            Some(Value::Time(time)) => SortValue::Number(i64::from(time.num_seconds_from_midnight())),
        };
        let lead = match &value {
            SortValue::Nothing => u64::MAX,
            SortValue::Number(number) => number.cast_unsigned() ^ (1 << 63),
            SortValue::Text(text) => {
                let mut bytes = [0; 8];
                bytes.iter_mut().zip(text.bytes()).for_each(|(to, from)| *to = from);
                u64::from_be_bytes(bytes)
            }
        };
        let lead = if sort.descending && value != SortValue::Nothing { !lead } else { lead };
        Self { lead, value, row: record.key() }
    }

    const fn nothing(row: RowKey) -> Self {
        Self { lead: u64::MAX, value: SortValue::Nothing, row }
    }

    /// Rows that nothing tells apart stand in the order of their making.
    fn cmp(&self, other: &Self, descending: bool) -> Ordering {
        let none = |found: &Self| found.value == SortValue::Nothing;
        let values = || {
            let order = self.value.cmp(&other.value);
            if descending { order.reverse() } else { order }
        };
        none(self)
            .cmp(&none(other))
            .then_with(|| self.lead.cmp(&other.lead))
            .then_with(values)
            .then_with(|| self.row.cmp(&other.row))
    }
}

/// Folded; what is plain ASCII takes the short way to the same end.
fn folded(text: &str) -> String {
    if text.is_ascii() { text.trim().to_ascii_lowercase() } else { text::folded(text) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::{Account, AnyRecord, Clock, Contact, ContactId, Edit, Influence, Rows, Stamp};

    struct Bench {
        portfolio: Portfolio,
        order: RecordOrder,
        stamp: Stamp,
        accounts: Vec<AccountId>,
    }

    fn by(field: Field, descending: bool) -> Sort {
        Sort { field, descending }
    }

    impl Bench {
        fn new() -> Self {
            let day = chrono::NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
            let mut stamp = Stamp::seeded(Clock::Fixed(day).now(), "Anna", 1);
            let accounts = ["Ernst Handel", "Blondel"].map(|name| Account::new(stamp.account_id(), name));
            let ids = accounts.iter().map(|account| account.id).collect();
            let portfolio = Portfolio::new(Rows { accounts: accounts.into(), ..Rows::default() });
            Self { portfolio, order: RecordOrder::default(), stamp, accounts: ids }
        }

        fn edit(&mut self, edit: &Edit) {
            let planned = edit.plan(&self.portfolio, &mut self.stamp).unwrap();
            self.portfolio.apply(&planned.changes);
        }

        fn add(&mut self, name: &str, account: usize, cadence: Option<u16>) {
            let contact = Contact::new(ContactId::NIL, self.accounts[account], name);
            self.edit(&Edit::PutRecords(vec![AnyRecord::Contact(Contact { cadence_days: cadence, ..contact })]));
        }

        fn names(&mut self, sort: Sort, search: &str, only: Option<usize>) -> Vec<String> {
            let only = only.map(|place| self.accounts[place]);
            let question = Question {
                workspace: 1,
                kind: RecordKind::Contacts,
                sort,
                search: search.to_owned(),
                within: if only.is_some() { Within::Selected } else { Within::All },
                generation: 0,
            };
            let is_asked = |id| Some(id) == only;
            while {
                self.order.refresh(&self.portfolio, &question, || only.into_iter().collect(), &is_asked);
                self.order.looked_at().is_some()
            } {}
            let name = |row: &RowKey| RecordRef::find(&self.portfolio, *row).unwrap().name().to_owned();
            self.order.rows().iter().map(name).collect()
        }
    }

    #[test]
    fn rows_are_sorted_searched_and_left_out() {
        let mut bench = Bench::new();
        for (name, account, cadence) in
            [("émile", 0, Some(30)), ("Zora", 1, None), ("anna", 0, Some(7)), ("Ärger", 1, Some(30))]
        {
            bench.add(name, account, cadence);
        }
        let name = by(Field::Name, false);
        assert_eq!(bench.names(name, "", None), ["anna", "Ärger", "émile", "Zora"]);
        assert_eq!(bench.names(by(Field::Name, true), "", None), ["Zora", "émile", "Ärger", "anna"]);
        let cadence = |descending| by(Field::CadenceDays, descending);
        assert_eq!(bench.names(cadence(false), "", None), ["anna", "émile", "Ärger", "Zora"], "nothing comes last");
        assert_eq!(bench.names(cadence(true), "", None), ["émile", "Ärger", "anna", "Zora"], "nothing comes last");
        assert_eq!(bench.names(name, "ernst", None), ["anna", "émile"], "the name of the account is searched");
        assert_eq!(bench.names(name, "ERNST emile", None), ["émile"]);
        assert_eq!(bench.names(name, "", Some(1)), ["Ärger", "Zora"]);
        assert_eq!(bench.names(name, "zo", Some(0)), Vec::<String>::new());
    }

    #[test]
    fn a_renamed_account_takes_its_records_along() {
        let mut bench = Bench::new();
        bench.add("Anna", 0, None);
        bench.add("Bo", 1, None);
        let sort = by(Field::Account, false);
        assert_eq!(bench.names(sort, "", None), ["Bo", "Anna"]);
        let rename = crate::model::AccountValue::Name("Zaanse".to_owned());
        bench.edit(&Edit::SetValues { accounts: vec![bench.accounts[1]], values: vec![rename] });
        assert_eq!(bench.names(sort, "", None), ["Anna", "Bo"]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

        #[test]
        fn an_order_that_follows_edits_is_what_sorting_anew_gives(
            steps in prop::collection::vec((0..4_u8, 0..8_usize, 0..2_usize, "[a-dA-D]{1,2}"), 1..24),
            descending in any::<bool>(),
            field in prop::sample::select(vec![Field::Name, Field::Account, Field::Influence]),
            search in prop::sample::select(vec!["", "a", "ernst"]),
            only in prop::option::of(0..2_usize),
        ) {
            let mut bench = Bench::new();
            let sort = by(field, descending);
            for (what, which, account, name) in steps {
                let rows: Vec<_> = bench.portfolio.contacts().iter().cloned().collect();
                match (what, rows.get(which)) {
                    (0, _) | (_, None) => bench.add(&name, account, None),
                    (1, Some(contact)) => bench.edit(&Edit::DeleteRecords(vec![contact.id.into()])),
                    (2, Some(contact)) => {
                        let to = Contact { account: bench.accounts[account], name, ..Contact::clone(contact) };
                        bench.edit(&Edit::PutRecords(vec![AnyRecord::Contact(to)]));
                    }
                    (_, Some(contact)) => {
                        let influence = Some(if account == 0 { Influence::Low } else { Influence::High });
                        let to = Contact { influence, ..Contact::clone(contact) };
                        bench.edit(&Edit::PutRecords(vec![AnyRecord::Contact(to)]));
                    }
                }
                let followed = bench.names(sort, search, only);
                let order = std::mem::take(&mut bench.order);
                prop_assert_eq!(&followed, &bench.names(sort, search, only));
                bench.order = order;
            }
        }
    }
}
