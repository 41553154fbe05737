//! Places on the lists of sellers, as rows take them and free them.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::model::text::folded;
use crate::model::{Account, Portfolio, PursuitList, Stage, TargetQuestion};
use crate::sheets::Field;

use super::rows::Cells;

type Place = (String, PursuitList);

/// How many places of each seller are taken, once a row is about one.
#[derive(Default)]
pub(super) struct Places(Option<HashMap<Place, u32>>);

impl Places {
    /// Takes the place that a row gives an account, and frees the one that it had.
    ///
    /// # Errors
    /// Of which field, and why the account cannot have that place: what the edit would refuse as a whole.
    pub fn take(&mut self, base: &Portfolio, before: &Account, after: &Account) -> Result<(), (Field, String)> {
        if let Some(pursuit) = after.pursuit.filter(|pursuit| before.pursuit.is_none_or(|had| had.list != pursuit.list))
        {
            fits(after, pursuit.list)?;
        }
        let (had, has) = (place(before), place(after));
        if had == has {
            return Ok(());
        }
        let taken = self.0.get_or_insert_with(|| all(base));
        if let Some(has) = has {
            let model = &base.settings().more.model;
            let slots = match has.1 {
                PursuitList::Target => model.target_slots,
                PursuitList::Lead => model.lead_slots,
            };
            let list = has.1.name();
            let there = taken.entry(has).or_default();
            if *there >= u32::from(slots) {
                let reason = format!("{} has {there} {list}s already, of {slots}; give one up first", after.owner);
                return Err((Field::Pursuit, reason));
            }
            *there += 1;
        }
        if let Some(had) = had {
            let there = taken.entry(had).or_default();
            *there = there.saturating_sub(1);
        }
        Ok(())
    }
}

/// A list that an account gets on with this import begins today, unless the row says since when.
pub(super) fn begin(before: &Account, after: &mut Account, cells: &Cells, today: NaiveDate) {
    let had = before.pursuit.map(|pursuit| pursuit.list);
    if let Some(pursuit) = &mut after.pursuit
        && had != Some(pursuit.list)
        && cells.get(Field::PursuitSince).is_none()
    {
        pursuit.since = today;
    }
}

/// Frees the place of who stopped being what the list is made of, as the edit does: whether it did. Not when the row
/// names the list.
///
/// # Errors
/// Of which field, and why the account cannot be on the list that the row names.
pub(super) fn free(before: &Account, after: &mut Account, cells: &Cells) -> Result<bool, (Field, String)> {
    let Some(pursuit) = after.pursuit.filter(|_| after.lost_its_place(before)) else { return Ok(false) };
    if cells.get(Field::Pursuit).is_some() {
        fits(after, pursuit.list)?;
    }
    after.pursuit = None;
    Ok(true)
}

/// Archived accounts take no place, and nobody has places.
fn place(account: &Account) -> Option<Place> {
    let pursuit = account.pursuit.filter(|_| !account.archived)?;
    let owner = folded(&account.owner);
    (!owner.is_empty()).then_some((owner, pursuit.list))
}

fn all(base: &Portfolio) -> HashMap<Place, u32> {
    let mut all = HashMap::new();
    for place in base.accounts().map(Arc::as_ref).filter_map(place) {
        *all.entry(place).or_default() += 1;
    }
    all
}

/// A lead is a suspect that somebody vets, a target is a prospect that passes all three questions.
fn fits(account: &Account, list: PursuitList) -> Result<(), (Field, String)> {
    let refuse = |field: Field, why: &str| Err((field, why.to_owned()));
    if account.owner.is_empty() {
        return refuse(Field::Owner, "nobody owns it; a place on a list is its owner's");
    }
    match (list, account.stage) {
        (PursuitList::Target, Stage::Prospect) => {
            let passes = |question| account.answers.get(question) == Some(&true);
            if TargetQuestion::ALL.iter().all(passes) {
                Ok(())
            } else {
                refuse(Field::Pursuit, "it does not pass all three questions: money, access, fit")
            }
        }
        (PursuitList::Target, _) => refuse(Field::Stage, "only a prospect can be a target"),
        (PursuitList::Lead, Stage::Suspect) => Ok(()),
        (PursuitList::Lead, _) => refuse(Field::Stage, "only a suspect can be a lead"),
    }
}
