//! What stands in the columns of each kind, whatever the format.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, NaiveTime, SecondsFormat, Timelike as _, Utc};

use crate::model::{
    Account, AccountId, ContactId, Extra, Money, Portfolio, Quantity, Record, RecordKind, Score, Stage, StageEvent,
    StageEventId, StagePath, Table as Records, Target,
};
use crate::rules::class::Class;
use crate::sheets::{Field, Fields, Value};

use super::{ExportSource, ExportWhat, moves, purchases, scores};

/// All records of one kind, ready to be written.
pub(super) struct Table<'a> {
    pub what: ExportWhat,
    pub columns: Vec<Head>,
    /// The names of extra fields that any record has, which follow the columns.
    pub extra: Vec<String>,
    /// How many records there are, those among them that are not wanted.
    pub of: u64,
    pub rows: Box<dyn ExactSizeIterator<Item = Row<'a>> + 'a>,
}

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// In JSON.
    pub id: &'static str,
    /// In tables.
    pub label: &'static str,
    /// Whether it holds words of people.
    pub is_text: bool,
}

/// One record.
pub(super) struct Row<'a> {
    /// One for each column.
    pub cells: Vec<ExportCell<'a>>,
    pub extra: Option<&'a Extra>,
    /// What only JSON has: keys of other records, and what nobody edits.
    pub for_programs: Vec<(&'static str, ExportCell<'a>)>,
}

/// What a record says in a column.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum ExportCell<'a> {
    Nothing,
    /// Words of people, which a spreadsheet program must not run.
    Text(Cow<'a, str>),
    /// One of a closed list, or what a machine wrote.
    Word(Cow<'static, str>),
    Money(Money),
    Score(Score),
    /// A figure with all its digits.
    Number(f64),
    Quantity(Quantity),
    Target(Target),
    Count(u64),
    Flag(bool),
    Day(NaiveDate),
    Time(NaiveTime),
    At(DateTime<Utc>),
}

impl<'a> Table<'a> {
    /// `only` leaves out all other accounts and their scores; other kinds are whole.
    pub fn of(what: ExportWhat, source: ExportSource<'a>, only: Option<&BTreeSet<AccountId>>) -> Self {
        let portfolio = source.portfolio;
        match what {
            ExportWhat::Accounts => accounts(portfolio, only),
            ExportWhat::Contacts => records(
                what,
                RecordKind::Contacts,
                portfolio.contacts(),
                move |contact, field| of_account(portfolio, contact.account, field),
                |contact| vec![("account_id", id(&contact.account))],
            ),
            ExportWhat::Activities => records(
                what,
                RecordKind::Activities,
                portfolio.activities(),
                move |activity, field| match field {
                    Field::Contacts => contact_names(portfolio, &activity.contacts),
                    other => of_account(portfolio, activity.account, other),
                },
                |activity| {
                    let contacts: Vec<String> = activity.contacts.iter().map(ToString::to_string).collect();
                    vec![("account_id", id(&activity.account)), ("contact_ids", id(&contacts.join("; ")))]
                },
            ),
            ExportWhat::Products => {
                records(what, RecordKind::Products, portfolio.products(), |_, _| ExportCell::Nothing, |_| Vec::new())
            }
            ExportWhat::Opportunities => records(
                what,
                RecordKind::Opportunities,
                portfolio.opportunities(),
                move |opportunity, field| of_account(portfolio, opportunity.account, field),
                |opportunity| vec![("account_id", id(&opportunity.account))],
            ),
            ExportWhat::Risks => records(
                what,
                RecordKind::Risks,
                portfolio.risks(),
                move |risk, field| of_account(portfolio, risk.account, field),
                |risk| vec![("account_id", id(&risk.account))],
            ),
            ExportWhat::Colleagues => records(
                what,
                RecordKind::Colleagues,
                portfolio.colleagues(),
                |_, _| ExportCell::Nothing,
                |_| Vec::new(),
            ),
            ExportWhat::StageEvents => stage_events(portfolio),
            ExportWhat::HandOvers => records(
                what,
                RecordKind::HandOvers,
                portfolio.hand_overs(),
                move |one, field| of_account(portfolio, one.account, field),
                |one| vec![("account_id", id(&one.account))],
            ),
            ExportWhat::Goals => {
                records(what, RecordKind::Goals, portfolio.goals(), |_, _| ExportCell::Nothing, |_| Vec::new())
            }
            ExportWhat::Spend => {
                records(what, RecordKind::Spend, portfolio.spends(), |_, _| ExportCell::Nothing, |_| Vec::new())
            }
            ExportWhat::Purchases => purchases::table(portfolio, source.purchases),
            // All of them are several tables; moves are the one that is asked for by itself.
            ExportWhat::Moves | ExportWhat::All => moves::table(source),
            ExportWhat::Scores => scores::table(portfolio, only),
        }
    }
}

impl Head {
    pub fn of(field: Field) -> Self {
        Self { id: field.id(), label: field.label(), is_text: field.is_text() }
    }

    pub const fn text(id: &'static str, label: &'static str) -> Self {
        Self { id, label, is_text: true }
    }

    pub const fn other(id: &'static str, label: &'static str) -> Self {
        Self { id, label, is_text: false }
    }
}

impl ExportCell<'_> {
    /// As a text file has it, without a guard.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Nothing => Cow::Borrowed(""),
            Self::Text(text) => Cow::Borrowed(text),
            Self::Word(word) => Cow::Borrowed(word),
            Self::Money(amount) => Cow::Owned(amount.to_string()),
            Self::Score(score) => Cow::Owned(score.to_string()),
            Self::Number(number) => Cow::Owned(number.to_string()),
            Self::Quantity(quantity) => Cow::Owned(quantity.to_string()),
            Self::Target(target) => Cow::Owned(Value::Target(*target).text().into_owned()),
            Self::Count(count) => Cow::Owned(count.to_string()),
            Self::Flag(flag) => Cow::Borrowed(if *flag { "yes" } else { "no" }),
            Self::Day(day) => Cow::Owned(day.to_string()),
            // Seconds only where somebody kept them.
            Self::Time(time) if time.second() == 0 => Cow::Owned(time.format("%H:%M").to_string()),
            Self::Time(time) => Cow::Owned(time.format("%H:%M:%S").to_string()),
            Self::At(at) => Cow::Owned(at.to_rfc3339_opts(SecondsFormat::Secs, true)),
        }
    }
}

impl From<Option<Value>> for ExportCell<'_> {
    fn from(value: Option<Value>) -> Self {
        match value {
            None => Self::Nothing,
            Some(Value::Text(text)) => Self::Text(Cow::Owned(text)),
            Some(Value::Word(word)) => Self::Word(Cow::Borrowed(word)),
            Some(Value::Money(amount)) => Self::Money(amount),
            Some(Value::Score(score)) => Self::Score(score),
            Some(Value::Quantity(quantity)) => Self::Quantity(quantity),
            Some(Value::Target(target)) => Self::Target(target),
            Some(Value::Count(count)) => Self::Count(u64::from(count)),
            Some(Value::Flag(flag)) => Self::Flag(flag),
            Some(Value::Day(day)) => Self::Day(day),
            Some(Value::Time(time)) => Self::Time(time),
            Some(Value::Names(names)) => Self::Text(Cow::Owned(names.join("; "))),
        }
    }
}

/// A text, or nothing.
pub(super) fn words(text: &str) -> ExportCell<'_> {
    if text.is_empty() { ExportCell::Nothing } else { ExportCell::Text(Cow::Borrowed(text)) }
}

/// A key, which a machine made.
pub(super) fn id<'a>(id: &impl ToString) -> ExportCell<'a> {
    ExportCell::Word(Cow::Owned(id.to_string()))
}

/// What a record says of the account that it belongs to.
pub(super) fn of_account(portfolio: &Portfolio, of: AccountId, field: Field) -> ExportCell<'_> {
    let Some(account) = portfolio.account(of) else { return ExportCell::Nothing };
    match field {
        Field::Account => words(&account.name),
        Field::AccountKey => words(&account.key),
        Field::Owner => words(&account.owner),
        _ => ExportCell::Nothing,
    }
}

fn contact_names<'a>(portfolio: &Portfolio, contacts: &[ContactId]) -> ExportCell<'a> {
    let names = contacts.iter().filter_map(|contact| portfolio.contacts().get(*contact));
    let names: Vec<&str> = names.map(|contact| contact.name.as_str()).collect();
    if names.is_empty() { ExportCell::Nothing } else { ExportCell::Text(Cow::Owned(names.join("; "))) }
}

/// The fields of each record; what names other records is asked of `others`.
fn records<'a, R: Record + Fields>(
    what: ExportWhat,
    kind: RecordKind,
    table: &'a Records<R>,
    others: impl Fn(&'a R, Field) -> ExportCell<'a> + 'a,
    keys: impl Fn(&'a R) -> Vec<(&'static str, ExportCell<'a>)> + 'a,
) -> Table<'a> {
    in_order(what, kind, table.iter().map(|record| &**record).collect(), others, keys)
}

/// The same of records in another order than that of their keys.
fn in_order<'a, R: Record + Fields>(
    what: ExportWhat,
    kind: RecordKind,
    records: Vec<&'a R>,
    others: impl Fn(&'a R, Field) -> ExportCell<'a> + 'a,
    keys: impl Fn(&'a R) -> Vec<(&'static str, ExportCell<'a>)> + 'a,
) -> Table<'a> {
    let fields = Field::of(kind);
    Table {
        what,
        columns: fields.iter().copied().map(Head::of).collect(),
        extra: extra_names(records.iter().map(|record| record.extra())),
        of: u64::try_from(records.len()).unwrap_or(u64::MAX),
        rows: Box::new(records.into_iter().map(move |record| {
            let cells = fields.iter().map(|field| match field {
                Field::Id => id(&record.value(Field::Id).unwrap_or(Value::Word("")).text()),
                field => match record.value(*field) {
                    None => others(record, *field),
                    some => some.into(),
                },
            });
            let mut for_programs = keys(record);
            for_programs.push(("version", ExportCell::Count(u64::from(record.version()))));
            Row { cells: cells.collect(), extra: Some(record.extra()), for_programs }
        })),
    }
}

/// The names of all extra fields, in their order.
pub(super) fn extra_names<'a>(extras: impl Iterator<Item = &'a Extra>) -> Vec<String> {
    let names: BTreeSet<&String> = extras.flat_map(Extra::keys).collect();
    names.into_iter().cloned().collect()
}

/// A column of the account table: a field, or what follows from others and is never imported.
#[derive(Clone, Copy)]
enum AccountColumn {
    Field(Field),
    Class,
    JudgedAt,
    JudgedBy,
}

impl AccountColumn {
    /// What follows from a field stands behind it.
    fn all() -> Vec<Self> {
        let with_followers = |field: &Field| match field {
            Field::Stage => vec![Self::Field(Field::Stage), Self::Class],
            Field::Judged => vec![Self::Field(Field::Judged), Self::JudgedAt, Self::JudgedBy],
            field => vec![Self::Field(*field)],
        };
        Field::of(RecordKind::Accounts).iter().flat_map(with_followers).collect()
    }

    fn head(self) -> Head {
        match self {
            Self::Field(field) => Head::of(field),
            Self::Class => Head::other("class", "Class"),
            Self::JudgedAt => Head::other("judged_at", "Judged at"),
            Self::JudgedBy => Head::other("judged_by", "Judged by"),
        }
    }

    fn cell<'a>(self, account: &'a Account, path: &StagePath, portfolio: &Portfolio) -> ExportCell<'a> {
        let judgement = account.judgement.as_ref();
        let or_nothing = |cell: Option<ExportCell<'a>>| cell.unwrap_or(ExportCell::Nothing);
        match self {
            Self::Field(Field::Id) => id(&account.id),
            Self::Field(Field::Revenue12m) => or_nothing(portfolio.revenue_12m(account).map(ExportCell::Money)),
            Self::Field(Field::RevenuePrior12m) => {
                or_nothing(portfolio.revenue_prior_12m(account).map(ExportCell::Money))
            }
            Self::Field(Field::Engagement) => {
                or_nothing(portfolio.position(account).map(|position| ExportCell::Score(position.engagement)))
            }
            Self::Field(Field::Potential) => {
                or_nothing(portfolio.position(account).map(|position| ExportCell::Score(position.potential)))
            }
            Self::Field(field) => match since(field) {
                Some(stage) => or_nothing(path.last_came_to(stage).map(ExportCell::Day)),
                None => account.value(field).into(),
            },
            Self::Class => or_nothing(
                Class::of_account(portfolio, account, portfolio.settings().lines)
                    .map(|class| ExportCell::Word(Cow::Borrowed(class.name()))),
            ),
            Self::JudgedAt => or_nothing(judgement.map(|judgement| ExportCell::At(judgement.at))),
            Self::JudgedBy => or_nothing(judgement.map(|judgement| words(&judgement.by))),
        }
    }
}

fn accounts<'a>(portfolio: &'a Portfolio, only: Option<&BTreeSet<AccountId>>) -> Table<'a> {
    let columns = AccountColumn::all();
    let wanted: Vec<&'a Account> = portfolio
        .accounts()
        .map(Arc::as_ref)
        .filter(|account| only.is_none_or(|only| only.contains(&account.id)))
        .collect();
    Table {
        what: ExportWhat::Accounts,
        columns: columns.iter().map(|column| column.head()).collect(),
        extra: extra_names(wanted.iter().map(|account| &account.extra)),
        of: u64::try_from(portfolio.accounts().len()).unwrap_or(u64::MAX),
        rows: Box::new(wanted.into_iter().map(move |account| {
            let path = portfolio.stage_path(account);
            Row {
                cells: columns.iter().map(|column| column.cell(account, &path, portfolio)).collect(),
                extra: Some(&account.extra),
                for_programs: vec![("version", ExportCell::Count(u64::from(account.version)))],
            }
        })),
    }
}

/// The stage that the field says since when an account stands in.
fn since(field: Field) -> Option<Stage> {
    Stage::ALL.into_iter().find(|stage| Field::since(*stage) == field)
}

/// Whether an event stands follows from those that correct others, which come after what they correct: those of an account
/// stand in the order in which they were written down.
fn stage_events(portfolio: &Portfolio) -> Table<'_> {
    let mut events: Vec<&StageEvent> = portfolio.stage_events().iter().map(|event| &**event).collect();
    events.sort_by_key(|event| (event.account, event.nth, event.id));
    let corrected: BTreeSet<StageEventId> = events.iter().filter_map(|event| event.corrects).collect();
    let stands: Vec<bool> = events.iter().map(|event| !corrected.contains(&event.id)).collect();
    let table = in_order(
        ExportWhat::StageEvents,
        RecordKind::StageEvents,
        events,
        move |event, field| of_account(portfolio, event.account, field),
        |event| vec![("account_id", id(&event.account))],
    );
    let Table { what, mut columns, extra, of, rows } = table;
    columns.push(STANDS);
    let rows = rows.zip(stands).map(move |(mut row, stands)| {
        row.cells.push(ExportCell::Flag(stands));
        row
    });
    Table { what, columns, extra, of, rows: Box::new(rows) }
}

const STANDS: Head = Head::other("stands", "Stands");
