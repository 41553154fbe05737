//! What cells from the clipboard would set, cell by cell: the preview shows it, and its edit does it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::model::{Account, AccountId, AccountPatch, AccountValue, Column, Edit, Portfolio, text::folded};
use crate::rules::facts::Facts;
use crate::sheets::{Field, MAX_CELL_CHARS};
use crate::ui::drafts::{DraftError, PanelField, current_text};
use crate::ui::typed::{self, Typed};

use super::columns::field_of;

/// Where cells are pasted.
#[derive(Clone, Debug, Default)]
pub struct Target {
    /// From the cursor's row downward.
    pub rows: Vec<AccountId>,
    /// From the cursor's column to the right.
    pub columns: Vec<Column>,
    /// One row of cells fills all of these, if there are several.
    pub selected: Vec<AccountId>,
}

/// What pasting comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PastePlan {
    /// What is refused first, then what is set, then what is the same.
    pub cells: Vec<PlannedCell>,
    pub set: usize,
    pub same: usize,
    pub refused: usize,
    /// What the clipboard has beyond the table, in words.
    pub beyond: Vec<String>,
    rows: Vec<(AccountId, AccountPatch)>,
}

/// One cell before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedCell {
    pub account: String,
    pub column: &'static str,
    pub from: String,
    pub to: String,
    pub outcome: Outcome,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// With what was expected.
    Refused(String),
    Set,
    Same,
}

impl PastePlan {
    /// How many accounts get values.
    pub fn accounts(&self) -> usize {
        self.rows.len()
    }

    pub fn edit(&self) -> Edit {
        Edit::SetCells { rows: self.rows.clone(), pasted: true }
    }
}

/// The columns that the first row names; `None` when it is no row of names.
pub fn header(clip: &[Vec<String>]) -> Option<Vec<Option<Column>>> {
    let [first, _, ..] = clip else { return None };
    let columns: Vec<Option<Column>> = first.iter().map(|cell| named(cell)).collect();
    let filled = first.iter().filter(|cell| !cell.trim().is_empty()).count();
    let known = columns.iter().flatten().count();
    let names_accounts = columns.iter().flatten().any(|column| matches!(column, Column::Name | Column::Key));
    // A class is called Key, as a column is; and who tells which account it is must have something to tell of it.
    let useful = known > usize::from(names_accounts);
    let most = known == filled || names_accounts && known * 2 > filled;
    (useful && most).then_some(columns)
}

/// The column of that name, as the table or an export heads it.
fn named(header: &str) -> Option<Column> {
    let wanted = folded(header);
    let of_export = |column: Column| match column {
        Column::Revenue => Some(Field::Revenue12m),
        Column::RevenuePrior => Some(Field::RevenuePrior12m),
        Column::Qpc => Some(Field::Qpc),
        Column::QpcSource => Some(Field::QpcSource),
        Column::QpcAsOf => Some(Field::QpcAsOf),
        _ => None,
    };
    Column::ALL.into_iter().find(|column| {
        folded(column.name()) == wanted || of_export(*column).is_some_and(|field| folded(field.label()) == wanted)
    })
}

/// Works out what pasting sets. `header` is given where the first row names the columns; if a name or a key is among
/// them, the rows find their accounts by it, wherever they stand in the table.
pub fn plan(
    clip: &[Vec<String>],
    header: Option<&[Option<Column>]>,
    target: &Target,
    portfolio: &Portfolio,
) -> PastePlan {
    let facts = Facts::of(portfolio, chrono::NaiveDate::default());
    let mut planner = Planner { portfolio, facts, plan: PastePlan::default(), keys: Vec::new() };
    match header {
        Some(columns) if columns.contains(&Some(Column::Key)) || columns.contains(&Some(Column::Name)) => {
            planner.unknown_columns(clip, columns);
            planner.by_name(clip.get(1..).unwrap_or_default(), columns);
        }
        Some(columns) => {
            planner.unknown_columns(clip, columns);
            planner.by_place(clip.get(1..).unwrap_or_default(), columns, target);
        }
        None => {
            let columns: Vec<Option<Column>> = target.columns.iter().copied().map(Some).collect();
            planner.by_place(clip, &columns, target);
        }
    }
    planner.finish()
}

struct Planner<'a> {
    portfolio: &'a Portfolio,
    facts: Facts,
    plan: PastePlan,
    /// Keys to be set: the cell, the row of the plan, and the key.
    keys: Vec<(usize, AccountId, String)>,
}

impl Planner<'_> {
    fn unknown_columns(&mut self, clip: &[Vec<String>], columns: &[Option<Column>]) {
        let names = clip.first().into_iter().flatten().zip(columns);
        for (name, _) in names.filter(|(name, column)| column.is_none() && !name.trim().is_empty()) {
            self.plan.beyond.push(format!("No column is called “{}”; it is left out", name.trim()));
        }
    }

    /// From the cursor to the right and downward, or the same cells into each selected row.
    fn by_place(&mut self, clip: &[Vec<String>], columns: &[Option<Column>], target: &Target) {
        let fill = clip.len() == 1 && target.selected.len() > 1;
        let rows = if fill { &target.selected } else { &target.rows };
        let source = |place: usize| if fill { clip.first() } else { clip.get(place) };
        for (place, account) in rows.iter().enumerate() {
            let Some(cells) = source(place) else { break };
            self.row(*account, cells, columns, &[]);
        }
        let lost_rows = if fill { 0 } else { clip.len().saturating_sub(rows.len()) };
        if lost_rows > 0 {
            let words = if lost_rows == 1 { "1 row goes".to_owned() } else { format!("{lost_rows} rows go") };
            self.plan.beyond.push(format!("{words} beyond the last row of the table"));
        }
        let widest = clip.iter().map(Vec::len).max().unwrap_or(0);
        let lost = widest.saturating_sub(columns.len());
        if lost > 0 {
            let words = if lost == 1 { "1 column goes".to_owned() } else { format!("{lost} columns go") };
            self.plan.beyond.push(format!("{words} beyond the last column of the table"));
        }
    }

    /// Each row to the account of its key or, without one, of its name.
    fn by_name(&mut self, clip: &[Vec<String>], columns: &[Option<Column>]) {
        let column_of = |wanted| columns.iter().position(|column| *column == Some(wanted));
        let (key_at, name_at) = (column_of(Column::Key), column_of(Column::Name));
        let (mut of_key, mut of_name) = (HashMap::new(), HashMap::<String, Vec<AccountId>>::new());
        for account in self.portfolio.active() {
            of_key.insert(account.key.as_str(), account.id);
            if name_at.is_some() {
                of_name.entry(folded(&account.name)).or_default().push(account.id);
            }
        }
        let mut seen = BTreeSet::new();
        for cells in clip.iter().filter(|cells| cells.iter().any(|cell| !cell.trim().is_empty())) {
            let cell = |place: Option<usize>| place.and_then(|place| cells.get(place)).map_or("", |cell| cell.trim());
            let (key, name) = (cell(key_at), cell(name_at));
            let by_key = of_key.get(key).copied().filter(|_| !key.is_empty());
            let by_name = of_name.get(&folded(name)).map(Vec::as_slice).unwrap_or_default();
            let (found, found_by) = match (by_key, by_name) {
                (Some(account), _) => (Ok(account), key_at),
                (None, _) if key_at.is_some() && !key.is_empty() => {
                    (Err(format!("No account has the key “{key}”")), key_at)
                }
                (None, [account]) => (Ok(*account), name_at),
                (None, []) => (Err(format!("No account is called “{name}”")), name_at),
                (None, many) => (Err(format!("{} accounts are called “{name}”; add their keys", many.len())), name_at),
            };
            let found = found.and_then(|account| {
                if seen.insert(account) { Ok(account) } else { Err("It stands in the clipboard twice".to_owned()) }
            });
            match found {
                Ok(account) => self.row(account, cells, columns, found_by.as_slice()),
                Err(reason) => self.plan.cells.push(PlannedCell {
                    account: if name.is_empty() { key } else { name }.to_owned(),
                    column: found_by.and_then(|place| columns.get(place).copied().flatten()).map_or("", Column::name),
                    from: String::new(),
                    to: String::new(),
                    outcome: Outcome::Refused(reason),
                }),
            }
        }
    }

    /// One account's cells. Those at `skip` told which account it is.
    fn row(&mut self, account: AccountId, cells: &[String], columns: &[Option<Column>], skip: &[usize]) {
        let Some(account) = self.portfolio.account(account) else { return };
        let (mut after, mut patch, mut new_key) = (Account::clone(account), AccountPatch::default(), None);
        let mut planned: BTreeMap<usize, PlannedCell> = BTreeMap::new();
        let given = cells.iter().zip(columns).enumerate().filter(|(place, _)| !skip.contains(place));
        let mut given: Vec<_> =
            given.filter_map(|(place, (text, column))| Some((place, text.trim(), (*column)?))).collect();
        // A source and a date belong to a capacity, which may come with them.
        given.sort_by_key(|(_, _, column)| *column != Column::Qpc);
        for (place, text, column) in given {
            let (from, outcome) = match field_of(column) {
                Err(why) => {
                    let from = self.facts.text_of(self.portfolio, account, column).into_owned();
                    let same = from == text;
                    (from, if same { Outcome::Same } else { Outcome::Refused(why.to_owned()) })
                }
                Ok(field) => {
                    let outcome = match read(field, &after, text, self.portfolio) {
                        Ok(None) => Outcome::Same,
                        Ok(Some(Typed::Value(value))) => {
                            value.put_into(&mut after);
                            if let AccountValue::Key(key) = &value {
                                new_key = Some(key.clone());
                            }
                            patch.values.push(value);
                            Outcome::Set
                        }
                        Ok(Some(Typed::Engagement(score))) => {
                            patch.engagement = Some(score);
                            Outcome::Set
                        }
                        Ok(Some(Typed::Potential(score))) => {
                            patch.potential = Some(score);
                            Outcome::Set
                        }
                        Ok(Some(Typed::OffTheBoard)) => Outcome::Refused(
                            "A score is not emptied by pasting; Account → Take off the board does that".to_owned(),
                        ),
                        Err(reason) => Outcome::Refused(reason),
                    };
                    (current_text(field, account, self.portfolio), outcome)
                }
            };
            let cell = PlannedCell {
                account: account.name.clone(),
                column: column.name(),
                from,
                to: text.to_owned(),
                outcome,
            };
            planned.insert(place, cell);
        }
        if self.portfolio.position(account).is_none() && patch.engagement.is_some() != patch.potential.is_some() {
            (patch.engagement, patch.potential) = (None, None);
            let scores = [Column::Engagement.name(), Column::Potential.name()];
            for cell in planned.values_mut().filter(|cell| scores.contains(&cell.column)) {
                if cell.outcome == Outcome::Set {
                    cell.outcome = Outcome::Refused(DraftError::HalfAPlace.to_string());
                }
            }
        }
        if let Some(key) = new_key {
            let before = planned.values().take_while(|cell| cell.column != Column::Key.name()).count();
            self.keys.push((self.plan.cells.len() + before, account.id, key));
        }
        self.plan.cells.extend(planned.into_values());
        self.plan.rows.push((account.id, patch));
    }

    fn finish(mut self) -> PastePlan {
        self.refuse_taken_keys();
        let Self { mut plan, .. } = self;
        plan.rows.retain(|(_, patch)| patch.count() > 0);
        let count = |wanted: fn(&Outcome) -> bool| plan.cells.iter().filter(|cell| wanted(&cell.outcome)).count();
        let set = count(|outcome| *outcome == Outcome::Set);
        let same = count(|outcome| *outcome == Outcome::Same);
        (plan.set, plan.same, plan.refused) = (set, same, plan.cells.len() - set - same);
        plan.cells.sort_by_key(|cell| match cell.outcome {
            Outcome::Refused(_) => 0,
            Outcome::Set => 1,
            Outcome::Same => 2,
        });
        plan
    }

    /// No two accounts have the same key; those that give theirs up leave it to others.
    fn refuse_taken_keys(&mut self) {
        if self.keys.is_empty() {
            return;
        }
        let renamed: BTreeSet<AccountId> = self.keys.iter().map(|(_, account, _)| *account).collect();
        let kept = self.portfolio.accounts().filter(|account| !renamed.contains(&account.id));
        let mut holders: HashMap<String, String> =
            kept.map(|account| (account.key.clone(), account.name.clone())).collect();
        for (at, account, key) in std::mem::take(&mut self.keys) {
            let Some(cell) = self.plan.cells.get_mut(at) else { continue };
            match holders.get(&key).filter(|_| !key.is_empty()) {
                None => {
                    holders.insert(key, cell.account.clone());
                }
                Some(holder) => {
                    cell.outcome =
                        Outcome::Refused(format!("The key “{key}” already belongs to {holder}; keys are unique"));
                    for (_, patch) in self.plan.rows.iter_mut().filter(|(id, _)| *id == account) {
                        patch.values.retain(|value| !matches!(value, AccountValue::Key(_)));
                    }
                }
            }
        }
    }
}

fn read(field: PanelField, account: &Account, text: &str, portfolio: &Portfolio) -> Result<Option<Typed>, String> {
    if text.len() > MAX_CELL_CHARS && text.chars().nth(MAX_CELL_CHARS).is_some() {
        return Err(format!("The text is longer than {MAX_CELL_CHARS} characters; shorten it"));
    }
    typed::read(field, account, text, portfolio).map_err(|error| error.to_string())
}

#[cfg(test)]
#[path = "paste_tests.rs"]
mod tests;
