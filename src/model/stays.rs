//! The lists that accounts were on: a place that ends leaves behind from when until when it was held.

use std::sync::Arc;

use super::{Account, AccountId, Draft, Portfolio, PursuitList, Refusal, Stage, Stamp, Stay, records, text};

/// Who left a list, or changed to the other one, keeps that it was on it, until today. A place that goes to another
/// owner with its account goes on.
pub(super) fn keep(base: &Portfolio, draft: &mut Draft<'_>, stamp: &Stamp) {
    for account in draft.accounts_written() {
        let left =
            |before: &Arc<Account>| before.pursuit.filter(|had| account.pursuit.is_none_or(|has| has.list != had.list));
        if let Some(had) = base.account(account.id).and_then(left) {
            account.stays.push(Stay { list: had.list, since: had.since, until: stamp.today });
        }
    }
}

/// Brings an account onto a list of this colleague's, who owns it from then on. A suspect that comes onto the targets is
/// a prospect by that: it passes all questions. No name: its owner's list.
///
/// # Errors
/// A [`Refusal`] when it is not there, or may not be on that list.
pub(super) fn take_place(
    draft: &mut Draft<'_>,
    stamp: &Stamp,
    account: AccountId,
    list: PursuitList,
    owner: &str,
) -> Result<(), Refusal> {
    let taken = draft.account_mut(account).ok_or(Refusal::NoSuchAccount(account))?;
    let owner = owner.trim();
    if !owner.is_empty() && text::folded(owner) != text::folded(&taken.owner) {
        owner.clone_into(&mut taken.owner);
    }
    if list == PursuitList::Target && taken.stage == Stage::Suspect {
        taken.stage = Stage::Prospect;
    }
    records::pursue(draft, stamp, &[(account, list)], &[])
}

#[cfg(test)]
mod tests;
