//! Goals and spending, set cell by cell: one value for what it is for, and none takes it away.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::period::first_of_month;
use super::text::folded;
use super::{
    Draft, Extra, Goal, GoalKey, HandOver, HandOverId, Money, Portfolio, Refusal, Spend, Stamp, Target, Whose,
};

/// # Errors
/// [`Refusal::NotAGoal`] below zero, for nobody, and for a period that fiscal years here do not have.
pub(super) fn set_goals(
    base: &Portfolio,
    draft: &mut Draft<'_>,
    stamp: &mut Stamp,
    goals: &[(GoalKey, Option<Target>)],
) -> Result<(), Refusal> {
    for (key, target) in goals {
        let refuse = |why: &str| Err(Refusal::NotAGoal(why.to_owned()));
        if target.is_some_and(|target| target.0 < 0) {
            return refuse("a goal is not below zero");
        }
        if key.whose != Whose::Team && key.whose.name().trim().is_empty() {
            return refuse("it is for nobody");
        }
        if !key.period.fits(base.settings().more.fiscal_year_start) {
            return refuse("its period does not begin with the fiscal year's quarters");
        }
        let there = draft.goals.written().find(|goal| goal.of.is_for(key)).map(|goal| goal.id);
        let kept =
            |goal: &&std::sync::Arc<Goal>| goal.of.is_for(key) && draft.goals.get(base.goals(), goal.id).is_some();
        let there = there.or_else(|| base.goals().iter().find(kept).map(|goal| goal.id));
        match (there, target) {
            (None, None) => {}
            (Some(id), None) => draft.goals.delete(id),
            (Some(id), Some(target)) => {
                if let Some(goal) = draft.goals.get_mut(base.goals(), id) {
                    goal.target = *target;
                }
            }
            (None, Some(target)) => {
                let id = stamp.goal_id();
                draft.goals.put(Goal { id, version: 1, of: key.clone(), target: *target, extra: Extra::new() });
            }
        }
    }
    Ok(())
}

/// # Errors
/// [`Refusal::NotASpend`] below zero, and for a channel without a name.
pub(super) fn set_spend(
    base: &Portfolio,
    draft: &mut Draft<'_>,
    stamp: &mut Stamp,
    cells: &[(String, NaiveDate, Option<Money>)],
) -> Result<(), Refusal> {
    let mut there: BTreeMap<(String, NaiveDate), super::SpendId> = BTreeMap::new();
    there.extend(base.spends().iter().map(|spend| ((folded(&spend.channel), spend.month), spend.id)));
    for (channel, month, amount) in cells {
        let (channel, month) = (channel.trim(), first_of_month(*month));
        if channel.is_empty() {
            return Err(Refusal::NotASpend("a channel needs a name".to_owned()));
        }
        if amount.is_some_and(|amount| amount < Money::ZERO) {
            return Err(Refusal::NotASpend("what was spent is not below zero".to_owned()));
        }
        let cell = (folded(channel), month);
        match (there.get(&cell).copied(), amount) {
            (None, None) => {}
            (Some(id), None) => {
                draft.spends.delete(id);
                there.remove(&cell);
            }
            (Some(id), Some(amount)) => {
                if let Some(spend) = draft.spends.get_mut(base.spends(), id) {
                    spend.amount = *amount;
                }
            }
            (None, Some(amount)) => {
                let id = stamp.spend_id();
                there.insert(cell, id);
                let channel = channel.to_owned();
                let notes = String::new();
                draft.spends.put(Spend { id, version: 1, channel, month, amount: *amount, notes, extra: Extra::new() });
            }
        }
    }
    Ok(())
}

/// A channel is called otherwise wherever its name stands.
///
/// # Errors
/// [`Refusal::NotASpend`] for no name, or one that another channel has.
pub(super) fn rename_channel(base: &Portfolio, draft: &mut Draft<'_>, from: &str, to: &str) -> Result<(), Refusal> {
    let (old, to) = (folded(from), to.trim());
    if to.is_empty() {
        return Err(Refusal::NotASpend("a channel needs a name".to_owned()));
    }
    let new = folded(to);
    let taken = base.channels().iter().any(|name| folded(name) == new);
    if new != old && taken {
        return Err(Refusal::ChannelTaken(to.to_owned()));
    }
    for account in base.accounts().filter(|account| folded(&account.channel) == old) {
        if let Some(account) = draft.account_mut(account.id) {
            to.clone_into(&mut account.channel);
        }
    }
    for event in base.stage_events().iter().filter(|event| folded(&event.channel) == old) {
        if let Some(event) = draft.stage_events.get_mut(base.stage_events(), event.id) {
            to.clone_into(&mut event.channel);
        }
    }
    for spend in base.spends().iter().filter(|spend| folded(&spend.channel) == old) {
        if let Some(spend) = draft.spends.get_mut(base.spends(), spend.id) {
            to.clone_into(&mut spend.channel);
        }
    }
    for goal in base.goals().iter() {
        if matches!(&goal.of.whose, Whose::Channel(name) if folded(name) == old)
            && let Some(goal) = draft.goals.get_mut(base.goals(), goal.id)
        {
            goal.of.whose = Whose::Channel(to.to_owned());
        }
    }
    Ok(())
}

/// Gives an account to a colleague, on a day; the same colleague: it stays. One that comes to be known after a later one
/// leaves the account with whom that gave it to.
///
/// # Errors
/// A [`Refusal`] when it is not there, for a day that is not yet, and for nobody.
pub(super) fn hand_over(
    base: &Portfolio,
    draft: &mut Draft<'_>,
    stamp: &mut Stamp,
    wish: &HandOver,
) -> Result<(), Refusal> {
    let to = wish.to.trim().to_owned();
    let account = draft.account_mut(wish.account).ok_or(Refusal::NoSuchAccount(wish.account))?;
    if to.is_empty() {
        return Err(Refusal::NobodyTakesOver { name: account.name.clone() });
    }
    if wish.on > stamp.today {
        return Err(Refusal::NotYet { name: account.name.clone(), on: wish.on });
    }
    let later = base.hand_overs_of(wish.account).iter().filter(|one| one.on > wish.on).min_by_key(|one| one.on);
    let from = match later {
        Some(later) => later.from.clone(),
        None => std::mem::replace(&mut account.owner, to.clone()),
    };
    let id = if wish.id == HandOverId::NIL { stamp.hand_over_id() } else { wish.id };
    draft.hand_overs.put(HandOver { id, version: 1, from, to, ..wish.clone() });
    Ok(())
}
