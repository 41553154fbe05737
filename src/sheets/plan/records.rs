//! Plans rows that are contacts, activities, opportunities, risks or colleagues: all but accounts, purchases and products.

use std::collections::HashMap;

use crate::model::{AccountId, ContactId, Import, RecordKind};
use crate::sheets::column::BETWEEN_NAMES;
use crate::sheets::matching::composed;
use crate::sheets::{Field, Row, Value};

use super::apply::{Applied, apply, changes};
use super::desk::Desk;
use super::home::{Home, home, settle};
use super::kinds::Kind;
use super::people::{Named, People};
use super::roster::{NOWHERE, Roster};
use super::rows::{Cells, place};
use super::{Consequences, FieldChange, FieldName, ImportPlan, MatchBy, OnMatch, Outcome, PlanError, Rejection};

/// Plans rows that are records of this kind.
pub(super) fn plan<R: Kind>(mut desk: Desk<'_>) -> Result<ImportPlan, PlanError> {
    let portfolio = desk.against.portfolio;
    let mut work = Work {
        roster: Roster::<R>::new(portfolio),
        people: (R::KIND == RecordKind::Activities).then(|| People::new(portfolio, desk.options.missing)),
        writes: Vec::new(),
        said: HashMap::new(),
    };
    desk.each_row(|desk, row, cells| work.row(desk, row, cells))?;
    let Work { roster: _, people, writes, said: _ } = work;
    let mut import = Import::new(desk.rows.sheet.name.clone(), R::KIND);
    import.accounts = desk.accounts.made();
    let mut creates = vec![(RecordKind::Accounts, import.accounts.len())];
    for record in writes {
        record.put_into(&mut import);
    }
    if let Some(people) = people {
        creates.push((RecordKind::Contacts, people.made()));
        import.contacts.extend(people.into_made());
    }
    creates.retain(|(_, count)| *count > 0);
    let to_tray = import.accounts.len();
    desk.finish(import, Consequences { to_tray, creates, ..Consequences::default() }, |_| false)
}

struct Work<'a, R: Kind> {
    roster: Roster<'a, R>,
    /// Who takes part in activities.
    people: Option<People<'a>>,
    writes: Vec<R>,
    /// What rows said altogether, and where, of a kind that repeats itself.
    said: HashMap<u64, u32>,
}

/// Which record a row is about.
enum Subject<R> {
    Known { record: R, by_name: bool },
    New,
}

impl<R: Kind> Work<'_, R> {
    fn row(&mut self, desk: &mut Desk<'_>, row: Row<'_>, cells: &mut Cells) -> Outcome {
        let mut rejections = std::mem::take(&mut cells.rejections);
        let key = cells.text(Field::Key).to_owned();
        if let Some(first) = self.roster.key_claimed(&key) {
            let reason = |line| format!("row {line} already has the key “{key}”; keep one of the two");
            return desk.twin(row, first, Field::Key, reason);
        }
        let direct = self.direct(desk, cells, &key);
        let home = match home(desk, row, cells, (R::KIND, direct.as_ref().and_then(Kind::account))) {
            Ok(home) => home,
            Err(rejection) => {
                rejections.push(rejection);
                return Outcome::Rejected(rejections.into());
            }
        };
        let subject = match self.subject(desk, row, cells, (direct, home)) {
            Ok(subject) => subject,
            Err(outcome) => {
                // A key that nobody has yet is this row's: were it the next one's, this row would find that record when
                // the same file comes again.
                if self.roster.holder(&key).is_none() {
                    self.roster.claim_key(&key, place(row));
                }
                return outcome;
            }
        };
        match subject {
            Subject::Known { record, by_name } => self.known(desk, row, cells, (record, by_name, home), rejections),
            Subject::New => self.fresh(desk, row, cells, home, rejections),
        }
    }

    /// The record that the row names by its ID or key.
    fn direct(&self, desk: &Desk<'_>, cells: &Cells, key: &str) -> Option<R> {
        let by_id = cells.id().and_then(|id| self.roster.get(R::id_of(id)));
        let by_key = || self.roster.holder(key).filter(|_| desk.accounts.counts(key));
        by_id.or_else(by_key).cloned()
    }

    /// Finds the record of a row and takes it for this row: no two rows are about the same one.
    fn subject(
        &mut self,
        desk: &Desk<'_>,
        row: Row<'_>,
        cells: &Cells,
        (direct, home): (Option<R>, Home),
    ) -> Result<Subject<R>, Outcome> {
        let key = cells.text(Field::Key);
        let reject = |field, reason: String| Err(Outcome::Rejected([desk.rejection(field, row, reason)].into()));
        let by_name = direct.is_none();
        let found = match direct {
            Some(record) => Some(record),
            None => self.called(desk, row, cells, home)?,
        };
        let holder = self.roster.holder(key).filter(|_| !key.is_empty());
        if let Some(holder) = holder.filter(|holder| found.as_ref().is_none_or(|found| found.id() != holder.id())) {
            return reject(Field::Key, format!("the key “{key}” already belongs to {}", holder.title()));
        }
        let Some(record) = found else { return Ok(Subject::New) };
        if let Some(first) = self.roster.claimed(record.id()) {
            let title = record.title();
            let (field, _) = R::needed();
            let field = if key.is_empty() { field } else { Field::Key };
            return Err(desk
                .twin(row, first, field, |line| format!("row {line} is already about {title}; keep one of the two")));
        }
        self.roster.claim(&record, key, place(row));
        self.say(desk, row);
        Ok(Subject::Known { record, by_name })
    }

    /// The record that is called as the row has it, at the account of the row.
    fn called(&mut self, desk: &Desk<'_>, row: Row<'_>, cells: &Cells, home: Home) -> Result<Option<R>, Outcome> {
        let (Home::At(account), true) = (home, desk.options.match_by.contains(&MatchBy::Name)) else { return Ok(None) };
        let Some(called) = R::called_by(cells) else { return Ok(None) };
        let key_counts = desk.accounts.counts(cells.text(Field::Key));
        if R::REPEATS {
            // The first row is about the first of them, the second about the second.
            let free = self.roster.called(account, &called, key_counts).find(|one| one.may_be_meant(cells)).cloned();
            if free.is_none()
                && let Some(first) = self.said.get(&desk.rows.content(row))
                && desk.rows.say_the_same(*first, place(row))
            {
                return Err(desk.twin(row, *first, Field::Day, |_| String::new()));
            }
            return Ok(free);
        }
        let called = self.roster.called(account, &called, key_counts);
        let mut named: Vec<&R> = called.filter(|record| record.may_be_meant(cells)).collect();
        let (by, _) = R::needed();
        let name = cells.text(by);
        let is_exact =
            |record: &&R| matches!(record.value(by), Some(Value::Text(held)) if composed(&held) == composed(name));
        if named.iter().any(is_exact) {
            named.retain(is_exact);
        }
        match named.as_slice() {
            [] => Ok(None),
            [one] => Ok(Some((*one).clone())),
            several => {
                let reason = format!(
                    "{} {} are named “{name}” there; give the key of the one that is meant",
                    several.len(),
                    R::KIND.plural()
                );
                Err(Outcome::Rejected([desk.rejection(by, row, reason)].into()))
            }
        }
    }

    /// Keeps what a row says, so that it is not done twice.
    fn say(&mut self, desk: &Desk<'_>, row: Row<'_>) {
        if R::REPEATS {
            self.said.entry(desk.rows.content(row)).or_insert(place(row));
        }
    }

    /// A row about a record that is there.
    fn known(
        &mut self,
        desk: &mut Desk<'_>,
        row: Row<'_>,
        cells: &Cells,
        (before, by_name, home): (R, bool, Home),
        mut rejections: Vec<Rejection>,
    ) -> Outcome {
        let on_match = desk.options.on_match;
        let how = if on_match == OnMatch::Skip { OnMatch::Update } else { on_match };
        // What it was found by is no correction, unless it is found by its key next time.
        let found_by = by_name && !desk.accounts.counts(cells.text(Field::Key));
        let but: &[Field] = if found_by { &[Field::Name, Field::Subject, Field::Reason, Field::HandedTo] } else { &[] };
        let Applied { after, touched, refused } = apply(&before, cells, how, but);
        let mut after = after.unwrap_or_else(|| before.clone());
        refuse(desk, row, refused, &mut rejections);
        let moves = match home {
            Home::At(account) => how == OnMatch::Update && before.account().is_some_and(|present| present != account),
            Home::New => how == OnMatch::Update,
            Home::Unsaid => false,
        };
        let at = match home {
            Home::At(account) if moves => Some(account),
            Home::New if moves => None,
            Home::At(_) | Home::New | Home::Unsaid => before.account(),
        };
        let named = self.named(desk, row, cells, (&mut after, at, how), &mut rejections);
        self.alone(desk, row, &after, &mut rejections);
        if !touched.is_empty()
            && let Some((field, reason)) = after.fault(cells, desk.stamp.today)
        {
            rejections.push(desk.rejection(field, row, reason));
        }
        if !rejections.is_empty() {
            return Outcome::Rejected(rejections.into());
        }
        let mut told = changes(&before, &after, &touched);
        let differs = !told.is_empty() || moves || named.is_some();
        if !differs {
            return Outcome::Same;
        }
        if on_match == OnMatch::Skip {
            return Outcome::Skipped(format!("{} is there already", before.title()).into());
        }
        if moves {
            let to = settle(desk, cells, home);
            let from = before.account().unwrap_or(NOWHERE);
            after.set_account(to);
            told.extend(moved(desk, from, to));
        }
        self.take_part(desk, (&before, &mut after), named, &mut told);
        told.sort_by(|one, other| one.field.cmp(&other.field));
        if cells.text(Field::Name).is_empty() {
            desk.entitle("", &before.title());
        }
        self.roster.rename(&before, &after);
        self.writes.push(after);
        Outcome::Updated(told.into())
    }

    /// A row that is a record of its own.
    fn fresh(
        &mut self,
        desk: &mut Desk<'_>,
        row: Row<'_>,
        cells: &Cells,
        home: Home,
        mut rejections: Vec<Rejection>,
    ) -> Outcome {
        let blank = R::blank(NOWHERE, desk.stamp);
        let Applied { after, touched: _, refused } = apply(&blank, cells, OnMatch::Update, &[]);
        let mut after = after.unwrap_or(blank);
        let (needed, reason) = R::needed();
        if cells.get(needed).is_none() && rejections.iter().all(|said| said.column != desk.rows.column(needed)) {
            rejections.push(desk.rejection(needed, row, reason));
        }
        if let Some((field, reason)) = after.fault(cells, desk.stamp.today) {
            rejections.push(desk.rejection(field, row, reason));
        }
        if home == Home::Unsaid {
            let reason = format!("a new {} needs the account that it belongs to", R::KIND.singular());
            rejections.push(desk.rejection(Field::Account, row, reason));
        }
        refuse(desk, row, refused, &mut rejections);
        let at = if let Home::At(account) = home { Some(account) } else { None };
        let named = self.named(desk, row, cells, (&mut after, at, OnMatch::Update), &mut rejections);
        self.alone(desk, row, &after, &mut rejections);
        if !rejections.is_empty() {
            // The next row of this key is not taken instead: which of the two is meant is for a person to say.
            self.roster.claim_key(cells.text(Field::Key), place(row));
            return Outcome::Rejected(rejections.into());
        }
        let account = settle(desk, cells, home);
        after.set_account(account);
        if let (Some(named), Some(people)) = (named, &mut self.people) {
            let made = people.make(account, named, desk.stamp);
            after.people().into_iter().for_each(|people| people.clone_from(&made));
        }
        self.roster.make(after.clone());
        self.roster.claim(&after, after.key(), place(row));
        self.say(desk, row);
        self.writes.push(after);
        Outcome::New
    }

    /// Of a kind in which no two are called the same, nobody else may be called so.
    fn alone(&self, desk: &Desk<'_>, row: Row<'_>, after: &R, rejections: &mut Vec<Rejection>) {
        if !R::UNIQUE || !rejections.is_empty() {
            return;
        }
        let called = after.called();
        let other = self.roster.called(NOWHERE, &called, false).find(|other| other.id() != after.id());
        if let Some(other) = other {
            let key = if other.key().is_empty() {
                "without a key".to_owned()
            } else {
                format!("of the key “{}”", other.key())
            };
            let reason = format!("there is a {} {} {key}; names are unique", R::KIND.singular(), other.title());
            rejections.push(desk.rejection(R::needed().0, row, reason));
        }
    }

    /// Who takes part, if the row says so and that differs.
    fn named(
        &self,
        desk: &Desk<'_>,
        row: Row<'_>,
        cells: &Cells,
        (record, account, how): (&mut R, Option<AccountId>, OnMatch),
        rejections: &mut Vec<Rejection>,
    ) -> Option<Vec<Named>> {
        let people = self.people.as_ref()?;
        let present = record.people()?;
        let names = match cells.get(Field::Contacts)? {
            Value::Names(names) => names.clone(),
            Value::Text(text) => text.split(BETWEEN_NAMES).map(str::to_owned).collect(),
            _ => return None,
        };
        if people.are(present, &names) || how == OnMatch::FillBlanks && !present.is_empty() {
            return None;
        }
        match people.find(account, &names) {
            Ok(named) => Some(named).filter(|named| !are(present, named)),
            Err(reason) => {
                rejections.push(desk.rejection(Field::Contacts, row, reason));
                None
            }
        }
    }

    /// Writes who takes part, and tells of it.
    fn take_part(
        &mut self,
        desk: &mut Desk<'_>,
        (before, after): (&R, &mut R),
        named: Option<Vec<Named>>,
        told: &mut Vec<FieldChange>,
    ) {
        let (Some(named), Some(people), Some(account)) = (named, &mut self.people, after.account()) else { return };
        let made = people.make(account, named, desk.stamp);
        let from = before.clone().people().map(|ids| people.names(ids).join("; ")).unwrap_or_default();
        let to = people.names(&made).join("; ");
        told.push(FieldChange { field: FieldName::Field(Field::Contacts), from, to });
        after.people().into_iter().for_each(|people| people.clone_from(&made));
    }
}

fn refuse(desk: &Desk<'_>, row: Row<'_>, refused: Vec<(Field, &'static str)>, rejections: &mut Vec<Rejection>) {
    rejections.extend(refused.into_iter().map(|(field, expected)| desk.rejection(field, row, expected)));
}

/// Whether those named take part already, and nobody else.
fn are(present: &[ContactId], named: &[Named]) -> bool {
    named.len() == present.len()
        && named.iter().all(|named| match named {
            Named::Is(id) => present.contains(id),
            Named::New(_) => false,
        })
}

/// A change of account, told by what differs between the two.
fn moved(desk: &Desk<'_>, from: AccountId, to: AccountId) -> Vec<FieldChange> {
    let key = |id| desk.accounts.get(id).map(|account| account.key.clone()).unwrap_or_default();
    let name = |id| desk.accounts.name(id).to_owned();
    let both = [(Field::Account, name(from), name(to)), (Field::AccountKey, key(from), key(to))];
    let differ = both.into_iter().filter(|(_, from, to)| from != to);
    let mut told: Vec<FieldChange> =
        differ.map(|(field, from, to)| FieldChange { field: FieldName::Field(field), from, to }).collect();
    if told.is_empty() {
        // Two accounts of one name and no key: only their IDs differ.
        let (from, to) = (from.to_string(), to.to_string());
        told.push(FieldChange { field: FieldName::Field(Field::Account), from, to });
    }
    told
}
