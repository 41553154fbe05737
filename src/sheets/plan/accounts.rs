use std::collections::{BTreeSet, HashMap};

use crate::model::{
    Account, AccountId, AccountPatch, AccountValue, Import, ImportRow, ImportTarget, Position, RecordKind, Score,
    TargetQuestion,
};
use crate::sheets::matching::{Found, Unclear, composed, folded_name};
use crate::sheets::{Field, Row, Value};

use super::apply::{Applied, apply, changes};
use super::consequences::Tally;
use super::desk::Desk;
use super::pursuits::{Places, begin, free};
use super::rows::{Cells, place};
use super::since::since;
use super::{FieldChange, FieldName, ImportPlan, OnMatch, Outcome, PlanError};

/// Plans rows that are accounts.
pub(super) fn plan(mut desk: Desk<'_>) -> Result<ImportPlan, PlanError> {
    let portfolio = desk.against.portfolio;
    let mut claims = Claims::default();
    let mut tally = Tally::new(portfolio);
    let mut writes: Vec<ImportRow> = Vec::new();
    desk.each_row(|desk, row, cells| account(desk, row, cells, &mut claims, &mut tally, &mut writes))?;
    let mut import = Import::new(desk.rows.sheet.name.clone(), RecordKind::Accounts);
    import.accounts = writes;
    desk.finish(import, tally.consequences(), |account| claims.accounts.contains_key(&account))
}

/// What rows before took for themselves; rows are places in the grid.
#[derive(Default)]
struct Claims {
    accounts: HashMap<AccountId, u32>,
    keys: HashMap<String, u32>,
    /// Names of new accounts, with their accents composed, and folded.
    names: HashMap<String, u32>,
    folded: HashMap<String, u32>,
    places: Places,
}

fn account<'a>(
    desk: &mut Desk<'a>,
    row: Row<'a>,
    cells: &mut Cells,
    claims: &mut Claims,
    tally: &mut Tally<'_>,
    writes: &mut Vec<ImportRow>,
) -> Outcome {
    let mut rejections = std::mem::take(&mut cells.rejections);
    let (key, name) = (cells.text(Field::Key).to_owned(), cells.text(Field::Name).to_owned());
    let found = match claim(desk, row, cells, (&key, &name), claims) {
        Ok(found) => found,
        Err(Refused::Rejected(Unclear { field, reason })) => {
            rejections.push(desk.rejection(field, row, reason));
            return Outcome::Rejected(rejections.into());
        }
        Err(Refused::Twin(outcome)) => return outcome,
    };
    let base = desk.against.portfolio;
    let (before, by_name) = match found {
        Found::ByKey(id) => (base.account(id), false),
        Found::ByName { account, exactly: _ } => (base.account(account), true),
        Found::Nobody => (None, false),
    };
    let Some(before) = before else {
        if name.is_empty() {
            rejections.push(desk.rejection(Field::Name, row, "a new account needs a name"));
        }
        let blank = Account::new(desk.stamp.account_id(), "");
        let Applied { after, touched, refused } = apply(&blank, cells, OnMatch::Update, &[]);
        let mut after = after.unwrap_or_else(|| blank.clone());
        let mut touched = touched;
        let since = since(desk, row, cells, (None, &after), OnMatch::Update, &mut rejections);
        if since.sets_stage {
            after.stage = since.stage;
            touched.push(Field::Stage);
        }
        begin(&blank, &mut after, cells, desk.stamp.today);
        let position = placed(desk, row, cells, &mut after, OnMatch::Update, &mut rejections);
        reject(desk, row, refused, &mut rejections);
        if rejections.is_empty()
            && let Err((field, reason)) = claims.places.take(base, &blank, &after)
        {
            rejections.push(desk.rejection(field, row, reason));
        }
        if !rejections.is_empty() {
            return Outcome::Rejected(rejections.into());
        }
        desk.accounts.note_stranger(&key, &name, 1);
        writes.push(ImportRow {
            target: ImportTarget::NewAs(after.id),
            patch: AccountPatch { since: since.days, ..patch(&blank, &after, &touched, position) },
        });
        tally.brings(&after);
        return Outcome::New;
    };
    if key.is_empty() || name.is_empty() {
        desk.entitle(&before.key, &before.name);
    }
    let on_match = desk.options.on_match;
    // What it was found by is no correction: “ALPHA LTD” is not what Alpha wants to be called from now on. Next time it
    // is found by the key that it gets with the row, though, and then the name counts: so it does at once.
    let mut but = if by_name && !desk.accounts.counts(&key) { vec![Field::Name] } else { Vec::new() };
    if base.has_purchases(before.id) {
        but.extend([Field::Revenue12m, Field::RevenuePrior12m]);
        let said = cells.get(Field::Revenue12m);
        if said.is_some_and(|said| base.revenue_12m(before).map(Value::Money).as_ref() != Some(said)) {
            desk.remark("its revenue follows from its purchases; that of the file is left out".to_owned());
        }
    }
    let how = if on_match == OnMatch::Skip { OnMatch::Update } else { on_match };
    let Applied { after, mut touched, refused } = apply(&**before, cells, how, &but);
    let mut after = after.unwrap_or_else(|| Account::clone(before));
    let since = since(desk, row, cells, (Some(before), &after), how, &mut rejections);
    let follows = since.stage != after.stage;
    if since.sets_stage {
        touched.push(Field::Stage);
    }
    after.stage = since.stage;
    begin(before, &mut after, cells, desk.stamp.today);
    match free(before, &mut after, cells) {
        Ok(true) => touched.push(Field::Pursuit),
        Ok(false) => {}
        Err((field, reason)) => rejections.push(desk.rejection(field, row, reason)),
    }
    let position = placed(desk, row, cells, &mut after, how, &mut rejections);
    reject(desk, row, refused, &mut rejections);
    if !rejections.is_empty() {
        return Outcome::Rejected(rejections.into());
    }
    let mut told = changes(&**before, &after, &touched);
    told.extend(moved(base, before, &after));
    told.extend(since.told);
    if follows && !since.sets_stage {
        let (from, to) = (before.stage.name().to_owned(), after.stage.name().to_owned());
        told.push(FieldChange { field: FieldName::Field(Field::Stage), from, to });
    }
    told.sort_by(|one, other| one.field.cmp(&other.field));
    if told.is_empty() {
        return Outcome::Same;
    }
    if on_match == OnMatch::Skip {
        return Outcome::Skipped(format!("{} is there already", before.name).into());
    }
    if let Err((field, reason)) = claims.places.take(base, before, &after) {
        return Outcome::Rejected([desk.rejection(field, row, reason)].into());
    }
    let patch = AccountPatch { since: since.days, ..patch(before, &after, &touched, position) };
    writes.push(ImportRow { target: ImportTarget::Existing(before.id), patch });
    desk.accounts.rename(before, &after);
    tally.updates(before, &after);
    Outcome::Updated(told.into())
}

fn reject(desk: &Desk<'_>, row: Row<'_>, refused: Vec<(Field, &'static str)>, rejections: &mut Vec<super::Rejection>) {
    if rejections.is_empty() {
        rejections.extend(refused.into_iter().map(|(field, expected)| desk.rejection(field, row, expected)));
    }
}

/// Puts the account where the row says. What of the place the row does not say, the account has already. A place that
/// nobody judged, as an export of ours says, is where the evidence put the account there; here it has its own.
fn placed(
    desk: &mut Desk<'_>,
    row: Row<'_>,
    cells: &Cells,
    account: &mut Account,
    on_match: OnMatch,
    rejections: &mut Vec<super::Rejection>,
) -> (Option<Score>, Option<Score>) {
    let score = |field: Field| match cells.get(field) {
        Some(Value::Score(score)) => Some(*score),
        Some(_) | None => None,
    };
    let said = (score(Field::Engagement), score(Field::Potential));
    let had = desk.against.portfolio.position(account);
    if cells.get(Field::Judged) == Some(&Value::Flag(false)) {
        let differs = |score: Option<Score>, had: Option<Score>| score.is_some() && score != had;
        if differs(said.0, had.map(|had| had.engagement)) || differs(said.1, had.map(|had| had.potential)) {
            desk.remark("nobody judged the place in the file; it is left out".to_owned());
        }
        return (None, None);
    }
    if on_match == OnMatch::FillBlanks && had.is_some() {
        return (None, None);
    }
    let half = match said {
        (Some(_), None) => Some((Field::Engagement, "the potential is missing; a place needs both")),
        (None, Some(_)) => Some((Field::Potential, "the engagement is missing; a place needs both")),
        (Some(_), Some(_)) | (None, None) => None,
    };
    if let Some((field, reason)) = half.filter(|_| had.is_none()) {
        if rejections.is_empty() {
            rejections.push(desk.rejection(field, row, reason));
        }
        return (None, None);
    }
    let engagement = said.0.or(had.map(|had| had.engagement));
    let potential = said.1.or(had.map(|had| had.potential));
    if let (Some(engagement), Some(potential)) = (engagement, potential) {
        let position = Position::new(engagement, potential);
        if had != Some(position) {
            let evidence = desk.against.portfolio.evidence_position(account.id);
            let (at, by) = (desk.stamp.now, desk.stamp.author.clone());
            account.judgement = Some(crate::model::Judgement { position, at, by, evidence });
            return said;
        }
    }
    (None, None)
}

/// The change of place, field by field.
fn moved(base: &crate::model::Portfolio, before: &Account, after: &Account) -> Vec<FieldChange> {
    let (from, to) = (base.position(before), base.position(after));
    let text = |score: Option<Score>| score.map_or_else(String::new, |score| score.to_string());
    let halves = [
        (Field::Engagement, from.map(|at| at.engagement), to.map(|at| at.engagement)),
        (Field::Potential, from.map(|at| at.potential), to.map(|at| at.potential)),
    ];
    let changed = halves.into_iter().filter(|(_, from, to)| from != to);
    changed
        .map(|(field, from, to)| FieldChange { field: FieldName::Field(field), from: text(from), to: text(to) })
        .collect()
}

/// What makes `before` into `after`: only what differs.
fn patch(
    before: &Account,
    after: &Account,
    touched: &[Field],
    (engagement, potential): (Option<Score>, Option<Score>),
) -> AccountPatch {
    let mut patch = AccountPatch { engagement, potential, ..AccountPatch::default() };
    for field in touched {
        patch.values.push(match field {
            Field::Key => AccountValue::Key(after.key.clone()),
            Field::Name => AccountValue::Name(after.name.clone()),
            Field::Owner => AccountValue::Owner(after.owner.clone()),
            Field::Stage => AccountValue::Stage(after.stage),
            Field::Channel => AccountValue::Channel(after.channel.clone()),
            Field::Region => AccountValue::Region(after.region.clone()),
            Field::Industry => AccountValue::Industry(after.industry.clone()),
            Field::Website => AccountValue::Website(after.website.clone()),
            Field::Notes => AccountValue::Notes(after.notes.clone()),
            Field::Revenue12m => AccountValue::Revenue12m(after.revenue_12m),
            Field::RevenuePrior12m => AccountValue::RevenuePrior12m(after.revenue_prior_12m),
            Field::Archived => {
                patch.archived = Some(after.archived);
                continue;
            }
            // What was asked for stands below as one; the rest is no value of an account.
            _ => continue,
        });
    }
    if before.qpc != after.qpc {
        patch.values.push(AccountValue::Qpc(after.qpc));
    }
    if before.likelihood != after.likelihood {
        patch.values.push(AccountValue::Likelihood(after.likelihood));
    }
    for question in TargetQuestion::ALL {
        let answer = after.answers.get(question).copied();
        if before.answers.get(question).copied() != answer {
            patch.values.push(AccountValue::Answer(*question, answer));
        }
    }
    let categories: BTreeSet<&String> = before.relevance.keys().chain(after.relevance.keys()).collect();
    for category in categories {
        let said = after.relevance.get(category).copied();
        if before.relevance.get(category).copied() != said {
            patch.values.push(AccountValue::Relevance(category.clone(), said));
        }
    }
    patch.pursuit = after.pursuit.filter(|_| before.pursuit != after.pursuit);
    let extra = after.extra.iter().filter(|(name, text)| before.extra.get(*name) != Some(text));
    patch.extra = extra.map(|(name, text)| (name.clone(), text.clone())).collect();
    patch
}

/// Why a row gets no account.
enum Refused {
    Rejected(Unclear),
    Twin(Outcome),
}

/// Finds the account of a row and takes it for this row: no two rows are about the same one.
fn claim<'a>(
    desk: &mut Desk<'a>,
    row: Row<'a>,
    cells: &Cells,
    (key, name): (&str, &str),
    claims: &mut Claims,
) -> Result<Found, Refused> {
    if let Some(first) = claims.keys.get(key).filter(|_| !key.is_empty()) {
        let reason = |line| format!("row {line} already has the key “{key}”; keep one of the two");
        return Err(Refused::Twin(desk.twin(row, *first, Field::Key, reason)));
    }
    let by_id = cells.id().map(AccountId).filter(|id| desk.against.portfolio.account(*id).is_some());
    let found = match by_id {
        Some(id) => Found::ByKey(id),
        None => desk.accounts.look_up(key, name).map_err(Refused::Rejected)?,
    };
    let account = match found {
        Found::ByKey(account) | Found::ByName { account, .. } => Some(account),
        Found::Nobody => None,
    };
    if let Some((_, holder)) = desk.accounts.holder(key).filter(|(holder, _)| Some(*holder) != account) {
        let reason = format!("the key “{key}” already belongs to {holder}");
        return Err(Refused::Rejected(Unclear { field: Field::Key, reason }));
    }
    let at = place(row);
    if let Some(account) = account {
        if let Some(first) = claims.accounts.get(&account) {
            let field = if key.is_empty() { Field::Name } else { Field::Key };
            let name = desk.accounts.name(account).to_owned();
            let reason = |line| format!("row {line} is already about {name}; keep one of the two");
            return Err(Refused::Twin(desk.twin(row, *first, field, reason)));
        }
        claims.accounts.insert(account, at);
        desk.accounts.take(account, key);
        if let Found::ByName { exactly: false, .. } = found {
            let known = desk.accounts.name(account).to_owned();
            desk.remark(format!("taken for {known}"));
        }
    } else {
        let (exact, folded) = (composed(name).into_owned(), folded_name(name));
        let twin = claims.names.get(&exact).copied();
        if let Some(first) = twin.filter(|_| key.is_empty()) {
            let reason = |line| format!("row {line} already has the name “{name}”, and no key tells them apart");
            return Err(Refused::Twin(desk.twin(row, first, Field::Name, reason)));
        }
        let remark = match (twin, claims.folded.get(&folded), desk.accounts.namesake(name)) {
            (Some(first), ..) => Some(format!("row {} has the same name and another key", desk.line(first))),
            (None, Some(first), _) => {
                Some(format!("row {} is called the same but for its spelling or legal form", desk.line(*first)))
            }
            (None, None, Some(known)) if known.key.is_empty() => {
                Some(format!("there is an account {} already", known.name))
            }
            (None, None, Some(known)) => Some(format!("the account with the key “{}” has the same name", known.key)),
            (None, None, None) => None,
        };
        if let Some(remark) = remark.filter(|_| !name.is_empty()) {
            desk.remark(remark);
        }
        claims.names.entry(exact).or_insert(at);
        claims.folded.entry(folded).or_insert(at);
    }
    if !key.is_empty() {
        claims.keys.insert(key.to_owned(), at);
    }
    Ok(found)
}
