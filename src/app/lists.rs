use std::collections::BTreeSet;

use egui::Context;

use crate::model::{AccountId, Edit, Portfolio, PursuitList, Refusal, text};
use crate::rules::pursuits::pursued;
use crate::rules::reasons;
use crate::store::{Done, StoreError, Wish};
use crate::ui::lists::FullList;
use crate::ui::view::Action;

use super::App;

impl App {
    /// Asks of the selected account what a target must pass.
    pub(super) fn ask_target(&mut self) {
        self.flush_drafts();
        if let Some(account) = self.view.selection.first().copied() {
            self.view.lists.ask_target(account);
        }
    }

    pub(super) fn make_leads(&mut self, accounts: Vec<AccountId>, ctx: &Context) {
        let take = accounts.into_iter().map(|account| (account, PursuitList::Lead)).collect();
        self.perform(Action::Edit(Edit::SetPursuits { take, give_up: Vec::new() }), ctx);
    }

    pub(super) fn drop_from_lists(&mut self, mut accounts: Vec<AccountId>, ctx: &Context) {
        accounts.retain(|id| self.portfolio().account(*id).is_some_and(|account| account.pursuit.is_some()));
        self.perform(Action::Edit(Edit::SetPursuits { take: Vec::new(), give_up: accounts }), ctx);
    }

    /// When an edit was refused because it brings one too many onto a seller's list, asks who gives up a place. Where more
    /// are too many, or all that are on the list come with the edit, there is nobody to choose, and the refusal is said.
    pub(super) fn offer_to_make_room(&mut self, error: &StoreError, edit: Option<Edit>) {
        let StoreError::Refused(Refusal::ListFull { owner, list, there, slots: _, too_many }) = error else { return };
        // What waited before was left; this refusal is said unless it is asked about.
        self.waits_for_room = None;
        let Some(edit) = edit.filter(|_| *too_many == 1) else { return };
        let Some((coming, going)) = coming_and_going(&edit) else { return };
        let mut leaving = pursued(self.portfolio(), owner, *list);
        leaving.retain(|slot| !going.contains(&slot.account) && !coming.contains(&slot.account));
        if !leaving.is_empty() {
            self.view.lists.ask_room(FullList::new(
                owner.clone(),
                *list,
                *there,
                coming.into_iter().collect(),
                leaving,
            ));
            self.waits_for_room = Some(edit);
        }
    }

    /// Lets an account give up its place for what waited for it, in one edit.
    pub(super) fn make_room(&mut self, account: AccountId) {
        let waited = self.waits_for_room.take();
        if self.refused_as_past() {
            return;
        }
        let edit = waited.map(|edit| match edit {
            Edit::SetPursuits { take, mut give_up } => {
                give_up.push(account);
                Edit::SetPursuits { take, give_up }
            }
            Edit::InPlaceOf { edit, mut give_up } => {
                give_up.push(account);
                Edit::InPlaceOf { edit, give_up }
            }
            edit => Edit::InPlaceOf { edit: Box::new(edit), give_up: vec![account] },
        });
        if let Some(edit) = edit {
            self.wish(Wish::Edit(edit));
        }
        // What was typed into a field, such as another owner, is there now.
        self.flush_drafts();
    }

    /// Asks why an account is pursued, or no more.
    pub(super) fn ask_why_listed(&mut self, done: &Done, why: Why) {
        let Done::Written { entry, .. } = done else { return };
        let Why { what, chips } = why;
        if let Some((of, text)) = self.view.toasts.ask_why(entry.seq, what, None, &chips) {
            self.wish(Wish::Reason { of, text });
        }
    }
}

/// The question why an edit changed who is pursued.
pub(super) struct Why {
    /// What was done, as the question begins: "Off the list".
    what: String,
    /// Answers to choose from.
    chips: Vec<&'static str>,
}

/// What is asked once the edit is written; nothing where it is about something else. Reasons are asked of what people do
/// with the lists themselves; who leaves one because the stage changed has that for a reason.
pub(super) fn why_asked(edit: &Edit, portfolio: &Portfolio) -> Option<Why> {
    let off = || Some(Why { what: "Off the list".to_owned(), chips: reasons::GIVEN_UP.to_vec() });
    let on = |list: PursuitList, many: bool| {
        let what = match (list, many) {
            (PursuitList::Target, false) => "A target now",
            (PursuitList::Target, true) => "Targets now",
            (PursuitList::Lead, false) => "A lead now",
            (PursuitList::Lead, true) => "Leads now",
        };
        Some(Why { what: what.to_owned(), chips: reasons::pursued(list).to_vec() })
    };
    match edit {
        Edit::SetPursuits { give_up, .. } | Edit::InPlaceOf { give_up, .. } if !give_up.is_empty() => off(),
        Edit::SetPursuits { take, .. } => take.first().and_then(|(_, list)| on(*list, take.len() > 1)),
        Edit::TakePlace { account, list, owner } => {
            let account = portfolio.account(*account)?;
            let goes_on = account.pursuit.is_some_and(|pursuit| pursuit.list == *list);
            if goes_on && text::folded(&account.owner) != text::folded(owner) {
                return Some(Why { what: format!("With {} now", owner.trim()), chips: reasons::GIVEN_TO.to_vec() });
            }
            on(*list, false)
        }
        _ => None,
    }
}

/// The edit once more, if it is one that may ask for a place on a list.
pub(super) fn for_a_place(wish: &Wish) -> Option<Edit> {
    match wish {
        Wish::Edit(edit) => coming_and_going(edit).map(|_| edit.clone()),
        _ => None,
    }
}

/// The accounts that an edit may bring onto lists, and those that give up their places in it; `None` when it is about
/// something else.
fn coming_and_going(edit: &Edit) -> Option<(BTreeSet<AccountId>, BTreeSet<AccountId>)> {
    match edit {
        Edit::SetPursuits { take, give_up } => {
            Some((take.iter().map(|(account, _)| *account).collect(), give_up.iter().copied().collect()))
        }
        Edit::TakePlace { account, .. } => Some(([*account].into(), BTreeSet::new())),
        Edit::SetValues { accounts, .. } | Edit::SetArchived { accounts, .. } => {
            Some((accounts.iter().copied().collect(), BTreeSet::new()))
        }
        Edit::InPlaceOf { edit, give_up } => {
            let (coming, mut going) = coming_and_going(edit)?;
            going.extend(give_up);
            Some((coming, going))
        }
        Edit::CreateAccount { .. }
        | Edit::SetCells { .. }
        | Edit::Move(_)
        | Edit::SetLines(_)
        | Edit::DeleteAccounts(_)
        | Edit::Import(_)
        | Edit::SetSettings(_)
        | Edit::Restore { .. }
        | Edit::PutRecords(_)
        | Edit::DeleteRecords(_)
        | Edit::CompleteActivity { .. }
        | Edit::RecordStages(_)
        | Edit::CorrectStage(_)
        | Edit::SetGoals(_)
        | Edit::SetSpend(_)
        | Edit::RenameChannel { .. }
        | Edit::HandOver(_)
        | Edit::SaveView(_)
        | Edit::DeleteView(_)
        | Edit::RenameView { .. } => None,
    }
}
