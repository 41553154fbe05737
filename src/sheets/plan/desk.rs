//! Where a plan is worked out: what is read, what it is planned against, and the rows that are done.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{AccountId, Import, Progress, Stamp};
use crate::sheets::matching::Accounts;
use crate::sheets::{Field, Mapping, Row, Sheet};

use super::rows::{Cells, Rows, place};
use super::{
    Against, Consequences, Counts, ImportPlan, Outcome, PlanError, PlanOptions, PlannedRow, RecordKind, Rejection,
};

pub(super) struct Desk<'a> {
    pub against: Against<'a>,
    pub options: &'a PlanOptions,
    pub stamp: &'a mut Stamp,
    pub progress: &'a Progress,
    pub rows: Rows<'a>,
    pub accounts: Accounts<'a>,
    kind: RecordKind,
    planned: Vec<PlannedRow>,
    remarks: BTreeMap<usize, String>,
    titles: BTreeMap<usize, (Box<str>, Box<str>)>,
    title_columns: (Option<usize>, Option<usize>),
    /// The account that the row which is being worked on found by its name, and its key there.
    found: Option<(AccountId, String)>,
}

impl<'a> Desk<'a> {
    pub fn new(
        sheet: &'a Sheet,
        mapping: &Mapping,
        against: &Against<'a>,
        options: &'a PlanOptions,
        stamp: &'a mut Stamp,
        progress: &'a Progress,
    ) -> Self {
        let (key, name) = match mapping.kind {
            RecordKind::Accounts | RecordKind::Products | RecordKind::Colleagues => (Field::Key, Field::Name),
            RecordKind::Risks => (Field::Account, Field::Reason),
            RecordKind::StageEvents => (Field::Account, Field::Stage),
            RecordKind::HandOvers => (Field::Account, Field::HandedTo),
            RecordKind::Goals => (Field::PeriodStart, Field::Metric),
            RecordKind::Spend => (Field::Month, Field::Channel),
            RecordKind::Contacts | RecordKind::Opportunities => (Field::Account, Field::Name),
            RecordKind::Activities => (Field::Day, Field::Account),
            RecordKind::Purchases => (Field::Document, Field::Account),
        };
        progress.set_total(u64::try_from(sheet.len()).unwrap_or(u64::MAX));
        Self {
            against: *against,
            options,
            stamp,
            progress,
            rows: Rows::new(sheet, mapping, &options.amendments),
            accounts: Accounts::new(against.portfolio, options),
            kind: mapping.kind,
            planned: Vec::with_capacity(sheet.len()),
            remarks: BTreeMap::new(),
            titles: BTreeMap::new(),
            title_columns: (mapping.column_of(key), mapping.column_of(name)),
            found: None,
        }
    }

    /// Reads each row that is not blank into `cells` and asks what it comes to; those set aside are done already.
    ///
    /// # Errors
    /// When it was stopped.
    pub fn each_row(
        &mut self,
        mut work: impl FnMut(&mut Self, Row<'a>, &mut Cells) -> Outcome,
    ) -> Result<(), PlanError> {
        let mut cells = Cells::default();
        for (index, row) in self.rows.sheet.rows().enumerate() {
            if index % 1024 == 0 {
                if self.progress.is_cancelled() {
                    return Err(PlanError::Cancelled);
                }
                self.progress.set_done(u64::try_from(index).unwrap_or(u64::MAX));
            }
            if row.is_blank() {
                continue;
            }
            let outcome = if let Some(why) = self.rows.set_aside(row) {
                Outcome::Skipped(why.into())
            } else {
                self.rows.read(row, &mut cells);
                work(self, row, &mut cells)
            };
            if let Some((account, key)) = self.found.take()
                && !matches!(outcome, Outcome::Rejected(_))
            {
                self.accounts.take(account, &key);
            }
            self.planned.push(PlannedRow { row: place(row), line: row.line(), outcome });
        }
        Ok(())
    }

    /// The row that is being worked on, by its place in the plan.
    pub fn at(&self) -> usize {
        self.planned.len()
    }

    /// Once the row that is being worked on is done, takes the account for its key ([`Accounts::take`]); a row that is
    /// rejected brings no account in, so that it takes none either when the same file comes again.
    pub fn take_unless_rejected(&mut self, account: AccountId, key: &str) {
        self.found = Some((account, key.to_owned()));
    }

    /// Says anew what a row comes to that had its turn.
    pub fn put(&mut self, at: usize, outcome: Outcome) {
        if let Some(row) = self.planned.get_mut(at) {
            row.outcome = outcome;
        }
    }

    /// Says something of the row that is being worked on.
    pub fn remark(&mut self, words: String) {
        self.remarks.insert(self.planned.len(), words);
    }

    /// What the row that is being worked on is called, where the file does not say it.
    pub fn entitle(&mut self, key: &str, name: &str) {
        self.titles.insert(self.planned.len(), (key.into(), name.into()));
    }

    pub fn rejection(&self, field: Field, row: Row<'_>, reason: impl Into<String>) -> Rejection {
        self.rows.rejection(field, row, reason.into())
    }

    /// What becomes of a row that is about the same as the row at place `first`: nothing, if it says the same.
    pub fn twin(&self, row: Row<'_>, first: u32, field: Field, reason: impl FnOnce(u32) -> String) -> Outcome {
        let line = self.rows.sheet.grid.row(first as usize).line();
        if self.rows.say_the_same(first, place(row)) {
            return Outcome::Skipped(format!("row {line} says the same").into());
        }
        Outcome::Rejected([self.rejection(field, row, reason(line))].into())
    }

    /// The line of a row by its place in the grid.
    pub fn line(&self, place: u32) -> u32 {
        self.rows.sheet.grid.row(place as usize).line()
    }

    /// The plan, when all rows are done. Those of whom `taken` says so are meant by other rows.
    ///
    /// # Errors
    /// When it was stopped.
    pub fn finish(
        self,
        import: Import,
        consequences: Consequences,
        taken: impl Fn(AccountId) -> bool,
    ) -> Result<ImportPlan, PlanError> {
        let candidates = self.accounts.candidates(taken, self.progress).ok_or(PlanError::Cancelled)?;
        let rejected = self.planned.iter().filter(|row| matches!(row.outcome, Outcome::Rejected(_)));
        let plainer = rejected.flat_map(|planned| {
            let cells = self.rows.plainer(self.rows.sheet.grid.row(planned.row as usize));
            cells.map(|(column, text)| ((planned.row, column), text))
        });
        let plainer = plainer.collect();
        let Self { against, options, rows, kind, planned, remarks, titles, title_columns, .. } = self;
        Ok(ImportPlan {
            revision: against.portfolio.revision(),
            kind,
            file_name: rows.sheet.name.clone(),
            counts: Counts::of(&planned),
            rows: planned,
            consequences,
            candidates,
            remarks,
            import: Arc::new(import),
            titles,
            title_columns,
            amendments: options.amendments.clone(),
            plainer,
            columns: rows.columns,
            extras: rows.extras,
        })
    }
}
