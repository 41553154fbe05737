//! What an import will do, row by row. One plan feeds the preview and the import, so that they cannot disagree.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;

use crate::model::{
    AccountId, Activity, Colleague, Contact, Edit, Goal, HandOver, Import, Money, Opportunity, Portfolio, Product,
    Progress, PurchaseLines, RecordKind, Risk, Spend, Stamp,
};
use crate::rules::class::Class;

use super::column::{Column, ExtraColumn};
use super::{Cell, Field, Mapping, Sheet};

mod accounts;
mod apply;
mod consequences;
mod desk;
mod figures;
mod home;
mod kinds;
mod known_lines;
mod people;
mod products;
mod purchases;
mod pursuits;
mod records;
mod roster;
mod rows;
mod since;
mod stage_events;

use desk::Desk;

/// By what a row finds its record. A row of our own export finds it by its ID first, whatever stands here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchBy {
    /// The key, exactly.
    Key,
    /// What it is called: of an account the name but for case, accents, blanks and legal forms; of a contact or an
    /// opportunity the name within its account; of an activity its account, day, kind, subject and time.
    Name,
}

/// What happens to a row whose record is there already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnMatch {
    #[default]
    Update,
    /// Only what the record does not have yet is written.
    FillBlanks,
    Skip,
}

/// What happens when a row names an account, a contact or a product that is not there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnMissing {
    /// It comes in along with the row.
    #[default]
    Create,
    /// The row is rejected.
    Reject,
}

/// A person's answer to a [`Candidate`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameAnswer {
    /// The name means this account.
    Is(AccountId),
    /// It means none of those that are there, unless one is called exactly so.
    IsAnother,
}

/// What somebody changed in the preview. Rows are places in the sheet's grid, counted from 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Amendments {
    /// By row and column: the text that stands there instead.
    pub cells: BTreeMap<(u32, u16), String>,
    pub left_out: BTreeSet<u32>,
    /// Rows that look like a footer and are wanted all the same.
    pub included: BTreeSet<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanOptions {
    /// Tried in this order.
    pub match_by: Vec<MatchBy>,
    pub on_match: OnMatch,
    pub missing: OnMissing,
    /// By the name as the file has it.
    pub same_names: BTreeMap<String, NameAnswer>,
    pub amendments: Amendments,
}

/// What an import is planned against.
#[derive(Clone, Copy, Debug)]
pub struct Against<'a> {
    pub portfolio: &'a Portfolio,
    /// The ledger as it counts; only an import of purchases needs it.
    pub purchases: Option<&'a PurchaseLines>,
}

/// What an import will do, row by row: the preview shows it, and [`ImportPlan::edit`] does it.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportPlan {
    /// Of the portfolio that it was planned against.
    pub revision: u64,
    /// What the rows are.
    pub kind: RecordKind,
    pub file_name: String,
    /// One for each row of the sheet that is not blank, in its order.
    pub rows: Vec<PlannedRow>,
    pub counts: Counts,
    pub consequences: Consequences,
    /// Accounts that unknown names may mean, the likeliest first.
    pub candidates: Vec<Candidate>,
    /// What is odd about a row, though it is no reason to reject it; by its place in `rows`.
    pub remarks: BTreeMap<usize, String>,
    /// Exactly what will be written.
    pub import: Arc<Import>,
    /// What rows are called that do not say it themselves, by their place in `rows`: key or document, and name.
    titles: BTreeMap<usize, (Box<str>, Box<str>)>,
    /// The columns that a row is called by.
    title_columns: (Option<usize>, Option<usize>),
    amendments: Amendments,
    /// Cells of rejected rows that mean something else apart from their column, by row and column: what they mean.
    plainer: BTreeMap<(u32, u16), String>,
    /// How the cells were read.
    columns: Vec<Column>,
    extras: Vec<ExtraColumn>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedRow {
    /// Its place in the grid of the sheet, counted from 0.
    pub row: u32,
    /// The row in the file, as [`super::Row::line`].
    pub line: u32,
    pub outcome: Outcome,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    New,
    /// Never empty.
    Updated(Box<[FieldChange]>),
    Same,
    /// Why it is left alone.
    Skipped(Box<str>),
    /// Never empty.
    Rejected(Box<[Rejection]>),
}

/// A value before and after, as exports write it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    pub field: FieldName,
    pub from: String,
    pub to: String,
}

/// A field of a record, or a named one beyond its own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FieldName {
    Field(Field),
    Extra(String),
}

/// What is wrong with one cell, and what was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// As the header has it.
    pub column: String,
    /// Its place, counted from 0; `None` where no column holds what is wrong or missing.
    pub place: Option<usize>,
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

/// What follows from an import beyond the rows themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Consequences {
    /// Of accounts that are there already, in the order of the rows.
    pub class_changes: Vec<ClassChange>,
    /// How many accounts that are there already come onto another list, or off theirs.
    pub list_changes: usize,
    /// How many accounts that are there already change stage.
    pub stage_changes: usize,
    /// Of the class changes.
    pub leave_key: usize,
    pub become_key: usize,
    /// New accounts without a place on the board.
    pub to_tray: usize,
    /// Records of other kinds that come in along with the rows that name them; none of nothing.
    pub creates: Vec<(RecordKind, usize)>,
    /// Of purchases: what they add up to, and the first and the last day.
    pub total: Option<Money>,
    pub days: Option<(NaiveDate, NaiveDate)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassChange {
    pub account: AccountId,
    pub name: String,
    /// `None` while it is unplaced or archived.
    pub from: Option<Class>,
    pub to: Option<Class>,
}

/// An account that an unknown name may mean. Until somebody says so, it does not.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// As the file has it.
    pub name: String,
    pub account: AccountId,
    pub account_name: String,
    /// 0 to 1; 1 would be the same name.
    pub likeness: f64,
    /// How many rows have the name.
    pub rows: usize,
}

/// Why there is no plan at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    #[error("No column holds {} of the {}; say which one does ({})", by_what(*.kind), .kind.plural(), .columns.join(", "))]
    NobodyNamed { kind: RecordKind, columns: Vec<String> },
    #[error("Planning was stopped")]
    Cancelled,
}

fn by_what(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Accounts
        | RecordKind::Contacts
        | RecordKind::Products
        | RecordKind::Opportunities
        | RecordKind::Colleagues => "the name or the key",
        RecordKind::Risks => "the reason or the key",
        RecordKind::Activities => "the day or the key",
        RecordKind::StageEvents => "the day and the stage",
        RecordKind::HandOvers => "the day and the colleague",
        RecordKind::Goals => "what is counted",
        RecordKind::Spend => "the channel and the month",
        RecordKind::Purchases => "the account",
    }
}

impl Default for PlanOptions {
    fn default() -> Self {
        Self {
            match_by: vec![MatchBy::Key, MatchBy::Name],
            on_match: OnMatch::Update,
            missing: OnMissing::Create,
            same_names: BTreeMap::new(),
            amendments: Amendments::default(),
        }
    }
}

/// Decides what each row of a sheet comes to. New records get their keys from the `stamp`.
///
/// An empty cell leaves the record as it is: an import adds and corrects, it never erases.
///
/// # Errors
/// When no column says which records the rows are about, or when it was stopped.
pub fn plan(
    sheet: &Sheet,
    mapping: &Mapping,
    against: &Against<'_>,
    options: &PlanOptions,
    stamp: &mut Stamp,
    progress: &Progress,
) -> Result<ImportPlan, PlanError> {
    let needed: &[Field] = match mapping.kind {
        RecordKind::Accounts
        | RecordKind::Contacts
        | RecordKind::Products
        | RecordKind::Opportunities
        | RecordKind::Colleagues => &[Field::Id, Field::Key, Field::Name],
        RecordKind::Risks => &[Field::Id, Field::Key, Field::Reason],
        RecordKind::Activities => &[Field::Id, Field::Key, Field::Day],
        RecordKind::Purchases => &[Field::Account, Field::AccountKey],
        RecordKind::StageEvents => &[Field::Id, Field::Stage],
        RecordKind::HandOvers => &[Field::Id, Field::HandedTo],
        RecordKind::Goals => &[Field::Id, Field::Metric],
        RecordKind::Spend => &[Field::Id, Field::Channel],
    };
    if needed.iter().all(|field| mapping.column_of(*field).is_none()) {
        let columns = (0..sheet.columns()).map(|column| sheet.column_name(column)).collect();
        return Err(PlanError::NobodyNamed { kind: mapping.kind, columns });
    }
    let desk = Desk::new(sheet, mapping, against, options, stamp, progress);
    match mapping.kind {
        RecordKind::Accounts => accounts::plan(desk),
        RecordKind::Contacts => records::plan::<Contact>(desk),
        RecordKind::Activities => records::plan::<Activity>(desk),
        RecordKind::Products => records::plan::<Product>(desk),
        RecordKind::Opportunities => records::plan::<Opportunity>(desk),
        RecordKind::Risks => records::plan::<Risk>(desk),
        RecordKind::Colleagues => records::plan::<Colleague>(desk),
        RecordKind::Purchases => purchases::plan(desk),
        RecordKind::StageEvents => stage_events::plan(desk),
        RecordKind::HandOvers => records::plan::<HandOver>(desk),
        RecordKind::Goals => figures::plan::<Goal>(desk),
        RecordKind::Spend => figures::plan::<Spend>(desk),
    }
}

impl ImportPlan {
    /// The edit that does what was planned: the new rows and the updated ones.
    #[must_use]
    pub fn edit(&self) -> Edit {
        Edit::Import(Arc::clone(&self.import))
    }

    /// Whether the edit would change nothing.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.import.rows() == 0
    }

    /// Each rejection with the row that it is about.
    pub fn rejections(&self) -> impl Iterator<Item = (&PlannedRow, &Rejection)> {
        self.rows.iter().flat_map(|row| {
            let rejections: &[Rejection] = match &row.outcome {
                Outcome::Rejected(rejections) => rejections,
                Outcome::New | Outcome::Updated(_) | Outcome::Same | Outcome::Skipped(_) => &[],
            };
            rejections.iter().map(move |rejection| (row, rejection))
        })
    }

    /// What a row is called: its key or document, and its name.
    #[must_use]
    pub fn title(&self, row: &PlannedRow, sheet: &Sheet) -> (String, String) {
        let place = self.rows.partition_point(|other| other.row < row.row);
        let (key, name) = self.title_columns;
        let said = |column: Option<usize>| column.map(|column| self.text(row, sheet, column)).unwrap_or_default();
        let (key, name) = (said(key), said(name));
        let known = self.titles.get(&place);
        let or = |said: String, known: Option<&str>| {
            if said.is_empty() { known.unwrap_or_default().to_owned() } else { said }
        };
        (or(key, known.map(|(key, _)| &**key)), or(name, known.map(|(_, name)| &**name)))
    }

    /// What a row says, as it was read and as exports write it: of each field from the left, then of the columns that
    /// are kept under a name. Cells that are empty or cannot be read are left out.
    pub fn values<'a>(
        &'a self,
        row: &'a PlannedRow,
        sheet: &'a Sheet,
    ) -> impl Iterator<Item = (FieldName, String)> + 'a {
        let cells = sheet.grid.row(row.row as usize);
        let cell = move |place: usize| {
            let amended = u16::try_from(place).ok().and_then(|place| self.amended(row.row, place));
            amended.map_or_else(|| cells.cell(place), Cell::Text)
        };
        let fields = self.columns.iter().filter_map(move |column| {
            let value = column.read(cell(column.place)).ok()??;
            Some((FieldName::Field(column.field), value.text().into_owned()))
        });
        let extras = self.extras.iter().filter_map(move |column| {
            let text = column.read(cell(column.place)).ok()??;
            Some((FieldName::Extra(column.name.clone()), text.into_owned()))
        });
        fields.chain(extras)
    }

    /// What stands in a cell, as it was amended.
    fn text(&self, row: &PlannedRow, sheet: &Sheet, column: usize) -> String {
        let amended = u16::try_from(column).ok().and_then(|column| self.amended(row.row, column));
        let text = amended.map_or_else(|| sheet.grid.row(row.row as usize).text(column), Cow::Borrowed);
        super::guard::unguarded(text.trim()).to_owned()
    }

    /// What a cell of a rejected row is written as for a file of its own.
    pub(super) fn plainer(&self, row: u32, column: u16) -> Option<&str> {
        self.plainer.get(&(row, column)).map(String::as_str).or_else(|| self.amended(row, column))
    }

    /// What somebody wrote into a cell instead.
    fn amended(&self, row: u32, column: u16) -> Option<&str> {
        self.amendments.cells.get(&(row, column)).map(String::as_str)
    }
}

impl Counts {
    fn of(rows: &[PlannedRow]) -> Self {
        let mut counts = Self { rows: rows.len(), ..Self::default() };
        for row in rows {
            *match row.outcome {
                Outcome::New => &mut counts.new,
                Outcome::Updated(_) => &mut counts.updated,
                Outcome::Same => &mut counts.same,
                Outcome::Skipped(_) => &mut counts.skipped,
                Outcome::Rejected(_) => &mut counts.rejected,
            } += 1;
        }
        counts
    }
}

impl FieldName {
    /// As people read it.
    #[must_use]
    pub fn label(&self) -> &str {
        match self {
            Self::Field(field) => field.label(),
            Self::Extra(name) => name,
        }
    }

    /// In commands and in JSON.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Field(field) => field.id(),
            Self::Extra(name) => name,
        }
    }
}

impl From<Field> for FieldName {
    fn from(field: Field) -> Self {
        Self::Field(field)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_planned_row_is_small() {
        assert!(size_of::<PlannedRow>() <= 32, "{}", size_of::<PlannedRow>());
    }
}
