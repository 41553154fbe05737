use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::model::{
    Account, AccountId, AccountPatch, AccountValue, Edit, ImportRow, ImportTarget, Lines, Portfolio, Progress, Qpc,
    QpcSource, Stage, Stamp,
};
use crate::rules::class::Class;

use super::column::Column;
use super::matching::{Identity, Matcher, Unclear, composed};
use super::{Field, Mapping, Row, Sheet, Value};

/// By what a row finds its account. A row of our own export finds it by its ID first, whatever stands here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatchBy {
    /// The key, exactly.
    Key,
    /// The name, exactly but for how its accents are composed.
    Name,
}

/// What happens to a row whose account is there already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnMatch {
    #[default]
    Update,
    Skip,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanOptions {
    /// Tried in this order.
    pub match_by: Vec<MatchBy>,
    pub on_match: OnMatch,
}

/// What an import will do, row by row: the preview shows it, and [`ImportPlan::edit`] does it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportPlan {
    /// Of the portfolio that it was planned against.
    pub revision: u64,
    pub file_name: String,
    /// One for each row of the sheet that is not blank, in its order.
    pub rows: Vec<PlannedRow>,
    pub counts: Counts,
    /// Of accounts that are there already, in the order of the rows.
    pub class_changes: Vec<ClassChange>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedRow {
    /// The row in the file, as [`Row::line`].
    pub line: u64,
    pub name: String,
    pub key: String,
    pub outcome: Outcome,
    /// The class of the account before and after; `None` while it is unplaced, archived or not there.
    pub class_before: Option<Class>,
    pub class_after: Option<Class>,
    /// What is odd about it, though it is no reason to reject it.
    pub remark: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    New(AccountPatch),
    Updated {
        account: AccountId,
        /// Only what differs.
        patch: AccountPatch,
        fields: Vec<FieldChange>,
    },
    Same {
        account: AccountId,
    },
    /// The account is there already and was to be left alone.
    Skipped {
        account: AccountId,
        reason: String,
    },
    /// Never empty.
    Rejected(Vec<Rejection>),
}

/// A value before and after, as exports write it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    pub field: Field,
    pub from: String,
    pub to: String,
}

/// What is wrong with one cell, and what was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// As the header has it.
    pub column: String,
    pub value: String,
    pub reason: String,
}

/// How many rows there are; the other five add up to them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub rows: usize,
    pub new: usize,
    pub updated: usize,
    pub same: usize,
    pub skipped: usize,
    pub rejected: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassChange {
    pub account: AccountId,
    pub name: String,
    pub from: Option<Class>,
    pub to: Option<Class>,
}

/// Why there is no plan at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    #[error("No column holds the name or the key of the accounts; say which one does ({})", .columns.join(", "))]
    NobodyNamed { columns: Vec<String> },
    #[error("Planning was stopped")]
    Cancelled,
}

impl Default for PlanOptions {
    fn default() -> Self {
        Self { match_by: vec![MatchBy::Key, MatchBy::Name], on_match: OnMatch::Update }
    }
}

/// Decides what each row of a sheet comes to.
///
/// An empty cell leaves the account as it is: an import adds and corrects, it never erases.
///
/// # Errors
/// When no column says which accounts the rows are about, or when it was stopped.
pub fn plan(
    sheet: &Sheet,
    mapping: &Mapping,
    base: &Portfolio,
    options: &PlanOptions,
    progress: &Progress,
) -> Result<ImportPlan, PlanError> {
    if [Field::Id, Field::Key, Field::Name].into_iter().all(|field| mapping.column_of(field).is_none()) {
        let columns = (0..sheet.columns()).map(|column| sheet.column_name(column)).collect();
        return Err(PlanError::NobodyNamed { columns });
    }
    let mut planner = Planner {
        columns: Column::all(sheet, mapping),
        matcher: Matcher::new(base, &options.match_by),
        on_match: options.on_match,
        header_len: sheet.header.map(|header| sheet.grid.row(header).len()),
        lines: base.settings().lines,
        stamp: Stamp::seeded(DateTime::<Utc>::default(), "", 0),
    };
    progress.set_total(u64::try_from(sheet.len()).unwrap_or(u64::MAX));
    let mut rows = Vec::with_capacity(sheet.len());
    for (index, row) in sheet.rows().enumerate() {
        if index % 1024 == 0 {
            if progress.is_cancelled() {
                return Err(PlanError::Cancelled);
            }
            progress.set_done(u64::try_from(index).unwrap_or(u64::MAX));
        }
        if !row.is_blank() {
            rows.push(planner.row(row));
        }
    }
    let counts = Counts::of(&rows);
    let class_changes = rows.iter().filter_map(PlannedRow::class_change).collect();
    Ok(ImportPlan { revision: base.revision(), file_name: sheet.name.clone(), rows, counts, class_changes })
}

impl ImportPlan {
    /// The edit that does what was planned: the new rows and the updated ones.
    #[must_use]
    pub fn edit(&self) -> Edit {
        let rows = self.rows.iter().filter_map(|row| match &row.outcome {
            Outcome::New(patch) => Some(ImportRow { target: ImportTarget::New, patch: patch.clone() }),
            Outcome::Updated { account, patch, fields: _ } => {
                Some(ImportRow { target: ImportTarget::Existing(*account), patch: patch.clone() })
            }
            Outcome::Same { .. } | Outcome::Skipped { .. } | Outcome::Rejected(_) => None,
        });
        Edit::import_accounts(self.file_name.clone(), rows.collect())
    }

    /// Each rejection with the row that it is about.
    pub fn rejections(&self) -> impl Iterator<Item = (&PlannedRow, &Rejection)> {
        self.rows.iter().flat_map(|row| match &row.outcome {
            Outcome::Rejected(rejections) => rejections.iter().map(|rejection| (row, rejection)).collect(),
            _ => Vec::new(),
        })
    }
}

impl Counts {
    fn of(rows: &[PlannedRow]) -> Self {
        let mut counts = Self { rows: rows.len(), ..Self::default() };
        for row in rows {
            *match row.outcome {
                Outcome::New(_) => &mut counts.new,
                Outcome::Updated { .. } => &mut counts.updated,
                Outcome::Same { .. } => &mut counts.same,
                Outcome::Skipped { .. } => &mut counts.skipped,
                Outcome::Rejected(_) => &mut counts.rejected,
            } += 1;
        }
        counts
    }
}

impl PlannedRow {
    fn class_change(&self) -> Option<ClassChange> {
        let Outcome::Updated { account, .. } = &self.outcome else { return None };
        let change =
            ClassChange { account: *account, name: self.name.clone(), from: self.class_before, to: self.class_after };
        (change.from != change.to).then_some(change)
    }
}

/// What is written to an account for a value that means something by itself.
fn account_value(field: Field, value: Value) -> Option<AccountValue> {
    Some(match (field, value) {
        (Field::Key, Value::Text(text)) => AccountValue::Key(text),
        (Field::Name, Value::Text(text)) => AccountValue::Name(text),
        (Field::Owner, Value::Text(text)) => AccountValue::Owner(text),
        (Field::Region, Value::Text(text)) => AccountValue::Region(text),
        (Field::Industry, Value::Text(text)) => AccountValue::Industry(text),
        (Field::Website, Value::Text(text)) => AccountValue::Website(text),
        (Field::Notes, Value::Text(text)) => AccountValue::Notes(text),
        (Field::Stage, Value::Word(word)) => AccountValue::Stage(Stage::named(word)?),
        (Field::Revenue12m, Value::Money(amount)) => AccountValue::Revenue12m(Some(amount)),
        (Field::RevenuePrior12m, Value::Money(amount)) => AccountValue::RevenuePrior12m(Some(amount)),
        _ => return None,
    })
}

struct Planner<'a> {
    columns: Vec<Column>,
    matcher: Matcher<'a>,
    on_match: OnMatch,
    header_len: Option<usize>,
    lines: Lines,
    /// Never seen: patches are tried on copies, which are compared and thrown away.
    stamp: Stamp,
}

impl Planner<'_> {
    fn row(&mut self, row: Row<'_>) -> PlannedRow {
        let mut rejections = Vec::new();
        let values = self.values(row, &mut rejections);
        let text = |wanted: Field| {
            let held = values.iter().find(|(field, _)| *field == wanted);
            held.map(|(_, value)| value.text().into_owned()).unwrap_or_default()
        };
        let (key, name) = (text(Field::Key), text(Field::Name));
        let id = uuid::Uuid::try_parse(&text(Field::Id)).ok().map(AccountId);
        let mut planned = PlannedRow {
            line: u64::from(row.line()),
            name,
            key,
            outcome: Outcome::Rejected(Vec::new()),
            class_before: None,
            class_after: None,
            remark: None,
        };
        let identity = Identity { line: u64::from(row.line()), id, key: &planned.key, name: &planned.name };
        let account = match self.matcher.claim(identity) {
            Ok(found) => {
                planned.remark = found.remark;
                found.account
            }
            Err(Unclear { field, reason }) => {
                rejections.push(self.rejection(field, row, reason));
                planned.outcome = Outcome::Rejected(rejections);
                return planned;
            }
        };
        if let Some(account) = account {
            for (shown, held) in [(&mut planned.name, &account.name), (&mut planned.key, &account.key)] {
                if shown.is_empty() {
                    shown.clone_from(held);
                }
            }
        } else if planned.name.is_empty() {
            rejections.push(self.rejection(Field::Name, row, "a new account needs a name".to_owned()));
        }
        planned.class_before = account.and_then(|account| self.class(account));
        planned.class_after = planned.class_before;
        let patch = self.patch(values, account.map(Arc::as_ref), row, &mut rejections);
        planned.outcome = if !rejections.is_empty() {
            Outcome::Rejected(rejections)
        } else if let Some(account) = account {
            let (patch, fields, after) = self.difference(patch, account);
            if fields.is_empty() {
                Outcome::Same { account: account.id }
            } else if self.on_match == OnMatch::Skip {
                let reason = format!("{} is there already", account.name);
                Outcome::Skipped { account: account.id, reason }
            } else {
                planned.class_after = self.class(&after);
                Outcome::Updated { account: account.id, patch, fields }
            }
        } else {
            let mut after = Account::new(AccountId(uuid::Uuid::nil()), "");
            patch.put_into(&mut after, &self.stamp);
            planned.class_after = self.class(&after);
            Outcome::New(patch)
        };
        planned
    }

    fn values(&self, row: Row<'_>, rejections: &mut Vec<Rejection>) -> Vec<(Field, Value)> {
        if let Some(len) = self.header_len
            && let Some(extra) = row.cells().skip(len).find(|cell| !cell.is_blank())
        {
            let reason = format!(
                "the row has {} cells and the header {len}; a text with a separator in it needs quotation marks",
                row.len()
            );
            rejections.push(Rejection {
                column: format!("Column {}", len + 1),
                value: extra.text().into_owned(),
                reason,
            });
        }
        let mut values = Vec::with_capacity(self.columns.len());
        for column in &self.columns {
            let cell = row.cell(column.place);
            match column.read(cell) {
                Ok(value) => values.extend(value.map(|value| (column.field, value))),
                Err(reason) => {
                    let value = cell.text().into_owned();
                    rejections.push(Rejection { column: column.name.clone(), value, reason });
                }
            }
        }
        values
    }

    /// Puts the values of a row together. Some mean something only with others, or with what the account has.
    fn patch(
        &self,
        values: Vec<(Field, Value)>,
        account: Option<&Account>,
        row: Row<'_>,
        rejections: &mut Vec<Rejection>,
    ) -> AccountPatch {
        let mut patch = AccountPatch::default();
        let had = account.and_then(|account| account.qpc);
        let (mut amount, mut source, mut as_of) = (None, None, None);
        for (field, value) in values {
            match (field, value) {
                (Field::Engagement, Value::Score(score)) => patch.engagement = Some(score),
                (Field::Potential, Value::Score(score)) => patch.potential = Some(score),
                (Field::Qpc, Value::Money(money)) => amount = Some(money),
                (Field::QpcSource, Value::Word(word)) => source = QpcSource::named(word),
                (Field::QpcAsOf, Value::Day(day)) => as_of = Some(day),
                (Field::Archived, Value::Flag(archived)) => patch.archived = Some(archived),
                (field, value) => patch.values.extend(account_value(field, value)),
            }
        }
        match amount.or(had.map(|qpc| qpc.amount)) {
            Some(amount) => {
                let source = source.or(had.map(|qpc| qpc.source)).unwrap_or_default();
                let as_of = as_of.or(had.and_then(|qpc| qpc.as_of));
                patch.values.push(AccountValue::Qpc(Some(Qpc { amount, source, as_of })));
            }
            None if rejections.is_empty() && (source.is_some() || as_of.is_some()) => {
                let field = if source.is_some() { Field::QpcSource } else { Field::QpcAsOf };
                rejections.push(self.rejection(field, row, "the QPC itself is missing; expected an amount".to_owned()));
            }
            None => {}
        }
        let placed = account.is_some_and(|account| account.judgement.is_some());
        let half = match (patch.engagement, patch.potential) {
            (Some(_), None) => Some((Field::Engagement, "the potential is missing; a place needs both")),
            (None, Some(_)) => Some((Field::Potential, "the engagement is missing; a place needs both")),
            (Some(_), Some(_)) | (None, None) => None,
        };
        if let Some((field, reason)) = half.filter(|_| !placed && rejections.is_empty()) {
            rejections.push(self.rejection(field, row, reason.to_owned()));
        }
        patch
    }

    /// What of a patch differs from the account: found by trying it on a copy.
    fn difference(&self, mut patch: AccountPatch, account: &Account) -> (AccountPatch, Vec<FieldChange>, Account) {
        let mut after = account.clone();
        patch.put_into(&mut after, &self.stamp);
        let changed = |field: &Field| composed(&field.text_of(account)) != composed(&field.text_of(&after));
        let fields: Vec<FieldChange> = Field::of(crate::model::RecordKind::Accounts)
            .iter()
            .copied()
            .filter(changed)
            .map(|field| FieldChange {
                field,
                from: field.text_of(account).into_owned(),
                to: field.text_of(&after).into_owned(),
            })
            .collect();
        patch.values.retain(|value| fields.iter().any(|change| Field::set_by(value).contains(&change.field)));
        (patch, fields, after)
    }

    /// The class as it counts: of placed accounts that are not archived.
    fn class(&self, account: &Account) -> Option<Class> {
        Class::of_account(account, self.lines).filter(|_| !account.archived)
    }

    fn rejection(&self, field: Field, row: Row<'_>, reason: String) -> Rejection {
        let column = self.columns.iter().find(|column| column.field == field);
        Rejection {
            column: column.map_or_else(|| field.label().to_owned(), |column| column.name.clone()),
            value: column.map_or_else(String::new, |column| row.text(column.place).into_owned()),
            reason,
        }
    }
}
