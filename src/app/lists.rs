use std::collections::BTreeSet;

use egui::Context;

use crate::model::{AccountId, Edit, PursuitList, Refusal};
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

    /// When an edit was refused because a seller's list is full, asks who gives up a place.
    pub(super) fn offer_to_make_room(&mut self, error: &StoreError, wish: Option<Wish>) {
        let StoreError::Refused(Refusal::ListFull { owner, list, .. }) = error else { return };
        let Some(wish) = wish else { return };
        let (coming, going) = match &wish {
            Wish::Edit(Edit::SetPursuits { take, give_up }) => {
                (take.iter().map(|(account, _)| *account).collect(), give_up.iter().copied().collect())
            }
            Wish::Edit(Edit::SetValues { accounts, .. } | Edit::SetArchived { accounts, .. }) => {
                (accounts.clone(), BTreeSet::new())
            }
            _ => (Vec::new(), BTreeSet::new()),
        };
        self.view.lists.ask_room(FullList::new(owner.clone(), *list, coming, going));
        self.waits_for_room = Some(wish);
    }

    /// Lets an account give up its place, and does what waited for it: in one edit where it is one wish.
    pub(super) fn make_room(&mut self, account: AccountId) {
        match self.waits_for_room.take() {
            Some(Wish::Edit(Edit::SetPursuits { take, mut give_up })) => {
                give_up.push(account);
                self.wish(Wish::Edit(Edit::SetPursuits { take, give_up }));
            }
            Some(wish) => {
                let drop = Edit::SetPursuits { take: Vec::new(), give_up: vec![account] };
                if matches!(self.wish(Wish::Edit(drop)), super::wishes::Asked::Done(_)) {
                    self.wish(wish);
                }
            }
            None => {}
        }
        // What was typed into a field, such as another owner, is there now.
        self.flush_drafts();
    }

    /// Asks why an account is pursued no more.
    pub(super) fn ask_why_given_up(&mut self, done: &Done) {
        let Done::Written { entry, .. } = done else { return };
        let what = "Off the list".to_owned();
        if let Some((of, text)) = self.view.toasts.ask_why(entry.seq, what, None, reasons::GIVEN_UP) {
            self.wish(Wish::Reason { of, text });
        }
    }
}

/// The wish once more, if it is one that asks for places on lists.
pub(super) fn for_a_place(wish: &Wish) -> Option<Wish> {
    match wish {
        Wish::Edit(edit @ (Edit::SetPursuits { .. } | Edit::SetValues { .. } | Edit::SetArchived { .. })) => {
            Some(Wish::Edit(edit.clone()))
        }
        _ => None,
    }
}
