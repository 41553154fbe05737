//! One record of any kind, field by field, in a dialog: added, changed, deleted, or completed.

mod show;
mod slots;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;

use crate::model::{
    Account, AccountId, ActivityId, ActivityStatus, AnyRecord, Edit, Portfolio, RecordKind, RowKey, text::folded,
};
use crate::rules::touch::{cadence_of, days_after};
use crate::sheets::{Field, Fields};

pub use show::record_form_ui;
use slots::Slot;

/// A record while somebody writes it. What is typed becomes an edit when it is saved, and nothing before.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordForm {
    record: AnyRecord,
    is_new: bool,
    slots: Vec<Slot>,
    /// Whose it is to be, while that is asked.
    account: Option<AccountChoice>,
    /// What comes after an activity that is completed.
    next: Option<Next>,
    /// Why it could not be saved as a whole.
    error: Option<String>,
    /// Something was typed or chosen since it was opened.
    changed: bool,
    saving: Saving,
    /// The first field should take the keyboard.
    fresh: bool,
}

/// How far the saving of a form is.
#[derive(Clone, Debug, Default, PartialEq)]
enum Saving {
    #[default]
    Not,
    /// It is to come to this edit when something long is written that goes on.
    Waits(Edit),
    /// It takes long itself.
    Goes,
}

/// The account of a new record is looked for by its name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct AccountChoice {
    text: String,
    chosen: Option<Offered>,
    /// Found for the text when that changed.
    found: Vec<Offered>,
    error: Option<String>,
}

/// An account that may be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Offered {
    id: AccountId,
    name: String,
    /// What tells it from others of the same name: whose it is, where, and its key; may be empty.
    beside: String,
}

/// The activity that is planned when one is completed.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Next {
    wanted: bool,
    text: String,
    error: Option<String>,
    /// How the day follows: "every 30 days".
    why: String,
}

impl RecordForm {
    /// For a record that is there; `None` when it is gone, or is of a kind that is edited otherwise.
    #[must_use]
    pub fn edit(portfolio: &Portfolio, key: RowKey) -> Option<Self> {
        AnyRecord::get(portfolio, key).map(|record| Self::of(portfolio, record, false))
    }

    /// For a new record of an account, or of one that is asked for; `None` for kinds that are edited otherwise.
    #[must_use]
    pub fn new(portfolio: &Portfolio, kind: RecordKind, account: Option<AccountId>, today: NaiveDate) -> Option<Self> {
        let mut record = AnyRecord::new(kind, account.unwrap_or(AccountId::NIL), today)?;
        let owner = account.and_then(|id| portfolio.account(id)).map(|account| account.owner.clone());
        if let (AnyRecord::Activity(activity), Some(owner)) = (&mut record, owner) {
            // Who owns an account mostly is who met it.
            activity.colleagues = Some(owner).filter(|owner| !owner.is_empty()).into_iter().collect();
        }
        let asks = record.account().is_some() && account.is_none();
        Some(Self { account: asks.then(AccountChoice::default), ..Self::of(portfolio, record, true) })
    }

    /// For a new activity that is planned: at the day that the cadence asks for, or today when that is past.
    #[must_use]
    pub fn plan(portfolio: &Portfolio, account: AccountId, day: NaiveDate) -> Option<Self> {
        let form = Self::new(portfolio, RecordKind::Activities, Some(account), day)?;
        let AnyRecord::Activity(mut activity) = form.record else { return None };
        activity.status = ActivityStatus::Planned;
        Some(Self::of(portfolio, AnyRecord::Activity(activity), true))
    }

    /// For a planned activity that was done today; what comes next is asked along with it.
    #[must_use]
    pub fn complete(portfolio: &Portfolio, activity: ActivityId, today: NaiveDate) -> Option<Self> {
        let mut record = AnyRecord::get(portfolio, RowKey::Activity(activity))?;
        if let AnyRecord::Activity(activity) = &mut record {
            activity.day = today;
            activity.status = ActivityStatus::Done;
        }
        let cadence =
            record.account().and_then(|id| portfolio.account(id)).and_then(|account| cadence_of(portfolio, account));
        let next = Next {
            wanted: cadence.is_some(),
            text: cadence.map(|days| days_after(today, days).to_string()).unwrap_or_default(),
            error: None,
            why: cadence.map_or_else(
                || "The account has no class yet, and so no cadence".to_owned(),
                |days| format!("The class of the account asks for one every {days} days"),
            ),
        };
        Some(Self { next: Some(next), ..Self::of(portfolio, record, false) })
    }

    fn of(portfolio: &Portfolio, record: AnyRecord, is_new: bool) -> Self {
        let slots = fields(record.kind()).map(|field| Slot::of(portfolio, &record, field)).collect();
        Self {
            record,
            is_new,
            slots,
            account: None,
            next: None,
            error: None,
            changed: false,
            saving: Saving::Not,
            fresh: true,
        }
    }

    #[must_use]
    pub const fn kind(&self) -> RecordKind {
        self.record.kind()
    }

    /// Keeps the form open with the reason why it could not be saved.
    pub fn refuse(&mut self, reason: String) {
        self.saving = Saving::Not;
        self.error = Some(reason);
    }

    /// Whether closing it loses something that somebody typed or chose.
    #[must_use]
    pub const fn is_changed(&self) -> bool {
        self.changed
    }

    /// It is saved when what is being written is written.
    pub fn wait(&mut self, edit: Edit) {
        self.saving = Saving::Waits(edit);
    }

    /// Its edit takes long, and is being written.
    pub fn be_written(&mut self) {
        self.saving = Saving::Goes;
    }

    #[must_use]
    pub fn is_being_written(&self) -> bool {
        self.saving == Saving::Goes
    }

    /// What it comes to now that it need not wait any more; `None` when it did not wait, or cannot be saved any more,
    /// which it then says.
    pub fn go_on(&mut self, portfolio: &Portfolio) -> Option<Edit> {
        match std::mem::take(&mut self.saving) {
            Saving::Waits(Edit::DeleteRecords(rows)) => Some(Edit::DeleteRecords(rows)),
            Saving::Waits(_) => self.read(portfolio),
            Saving::Goes => {
                self.saving = Saving::Goes;
                None
            }
            Saving::Not => None,
        }
    }

    /// The edit that the form comes to; `None` while something in it cannot be, which then stands beside it.
    fn read(&mut self, portfolio: &Portfolio) -> Option<Edit> {
        self.error = None;
        // Fields that the form does not show stay as they are now, whatever they were when it was opened.
        let mut record = match AnyRecord::get(portfolio, self.record.key()) {
            Some(record) => record,
            None if self.is_new => self.record.clone(),
            None => {
                let kind = self.kind().singular();
                self.error = Some(format!("This {kind} is not there any more; it may have been deleted"));
                return None;
            }
        };
        if let Some(choice) = &mut self.account {
            match choice.resolve() {
                Ok(account) => record.set_account(account),
                Err(error) => choice.error = Some(error),
            }
        }
        for slot in &mut self.slots {
            slot.write(portfolio, &mut record);
        }
        let next = self.next.as_mut().map(|next| next.day(portfolio));
        let wrong = self.slots.iter().any(|slot| slot.error.is_some())
            || self.account.as_ref().is_some_and(|choice| choice.error.is_some())
            || self.next.as_ref().is_some_and(|next| next.error.is_some());
        if wrong {
            return None;
        }
        Some(match (record, next) {
            (AnyRecord::Activity(done), Some(next)) => Edit::CompleteActivity { done: Box::new(done), next },
            (record, _) => Edit::PutRecords(vec![record]),
        })
    }
}

impl AccountChoice {
    /// So many accounts are offered.
    const OFFERED: usize = 6;

    /// The text is another: who is meant?
    fn look(&mut self, portfolio: &Portfolio) {
        self.error = None;
        let wanted = folded(&self.text);
        self.found.clear();
        if wanted.is_empty() {
            self.chosen = None;
            return;
        }
        let (mut named, mut alike) = (Vec::new(), Vec::new());
        for account in portfolio.active() {
            let name = folded(&account.name);
            if name == wanted {
                named.push(account);
            } else if alike.len() < Self::OFFERED && name.contains(&wanted) {
                alike.push(account);
            }
        }
        // One name may be that of several: then somebody says which of them is meant.
        let only_named = named.len() == 1;
        let room = Self::OFFERED.saturating_sub(named.len());
        self.found = named.into_iter().chain(alike.into_iter().take(room)).map(|one| Offered::of(one)).collect();
        let only = only_named || self.found.len() == 1;
        self.chosen = self.found.first().filter(|_| only).cloned();
    }

    fn choose(&mut self, account: Offered) {
        *self = Self { text: account.name.clone(), chosen: Some(account), found: Vec::new(), error: None };
    }

    fn resolve(&self) -> Result<AccountId, String> {
        self.chosen.as_ref().map(|account| account.id).ok_or_else(|| match self.text.trim() {
            "" => "Say which account it belongs to".to_owned(),
            text => format!("“{text}” is not one account; choose one of those that are offered"),
        })
    }
}

impl Offered {
    fn of(account: &Account) -> Self {
        let beside = [&account.owner, &account.region, &account.key].map(String::as_str);
        let beside: Vec<&str> = beside.into_iter().filter(|words| !words.is_empty()).collect();
        Self { id: account.id, name: account.name.clone(), beside: beside.join(", ") }
    }

    /// As a button says it.
    fn words(&self) -> String {
        if self.beside.is_empty() { self.name.clone() } else { format!("{}, {}", self.name, self.beside) }
    }
}

impl Next {
    /// The day of what comes next; `None` when nothing is to come, or the text is no day, which then stands beside it.
    fn day(&mut self, portfolio: &Portfolio) -> Option<NaiveDate> {
        self.error = None;
        if !self.wanted {
            return None;
        }
        match slots::read_day(portfolio, &self.text) {
            Ok(Some(day)) => return Some(day),
            Ok(None) => self.error = Some("Say when, or plan nothing".to_owned()),
            Err(error) => self.error = Some(error),
        }
        None
    }
}

/// The fields of a form, in its order: what a record is first, its key in other systems and notes last.
fn fields(kind: RecordKind) -> impl Iterator<Item = Field> {
    let first = Field::of(kind).iter().copied();
    let last = [Field::Notes, Field::Key];
    let hidden = |field: &Field| !matches!(field, Field::Id | Field::Account | Field::AccountKey);
    first.filter(move |field| hidden(field) && !last.contains(field)).chain(last)
}

/// The fields of a record of any kind.
#[must_use]
pub fn as_fields(record: &AnyRecord) -> &dyn Fields {
    match record {
        AnyRecord::Contact(one) => one,
        AnyRecord::Activity(one) => one,
        AnyRecord::Product(one) => one,
        AnyRecord::Opportunity(one) => one,
        AnyRecord::Risk(one) => one,
        AnyRecord::Colleague(one) => one,
    }
}

/// The same, to be written into.
#[must_use]
pub fn as_fields_mut(record: &mut AnyRecord) -> &mut dyn Fields {
    match record {
        AnyRecord::Contact(one) => one,
        AnyRecord::Activity(one) => one,
        AnyRecord::Product(one) => one,
        AnyRecord::Opportunity(one) => one,
        AnyRecord::Risk(one) => one,
        AnyRecord::Colleague(one) => one,
    }
}
