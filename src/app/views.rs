use std::collections::BTreeSet;

use crate::command::Tab;
use crate::model::{AccountId, Edit, SavedView};
use crate::ui::filter_bar::save_view::SaveView;
use crate::ui::view::Action;

use super::App;

impl App {
    /// Shows what a view leaves, and the table as the view has it; a view without order or columns leaves those.
    pub(super) fn show_view(&mut self, view: SavedView) {
        let SavedView { name: _, filter, sort, columns } = view;
        self.view.filter = filter;
        if !sort.is_empty() {
            self.view.accounts.sort = sort;
        }
        if !columns.is_empty() {
            self.view.accounts.columns = columns;
        }
    }

    /// Asks under which name to keep what is seen now.
    pub(super) fn ask_view_name(&mut self) {
        self.view.save_view = Some(SaveView::of(self.present_view(String::new())));
    }

    /// Keeps what is seen now under the name of a saved view.
    pub(super) fn update_view(&mut self, name: String, ctx: &egui::Context) {
        let view = self.present_view(name);
        self.perform(Action::Edit(Edit::SaveView(view)), ctx);
    }

    /// Leads the keyboard to the words of the filter.
    pub(super) fn find(&mut self) {
        if matches!(self.view.tab, Tab::Account | Tab::Lists | Tab::Funnel | Tab::History) {
            self.view.tab = Tab::Board;
        }
        if self.shows_records() {
            self.find_records();
            return;
        }
        self.view.focus_search = true;
    }

    /// Selects what the filter finds: on the board, what stands on it.
    pub(super) fn select_all(&mut self, ctx: &egui::Context) {
        let portfolio = std::sync::Arc::clone(self.portfolio());
        let journal = std::sync::Arc::clone(self.journal());
        // The filter may have changed in this very frame.
        self.filtered.refresh(&portfolio, &journal, self.workspace, &self.view.filter, self.clock.today());
        let only_placed = match self.view.tab {
            Tab::Board | Tab::Account | Tab::Lists | Tab::Funnel | Tab::History => true,
            Tab::Accounts | Tab::Gaps => false,
        };
        let stands =
            |id: &AccountId| portfolio.account(*id).is_some_and(|account| portfolio.position(account).is_some());
        let found = self.filtered.found().iter().copied().filter(|id| !only_placed || stands(id));
        let found: BTreeSet<AccountId> = found.collect();
        self.perform(Action::Select(found), ctx);
    }

    fn present_view(&self, name: String) -> SavedView {
        let (filter, accounts) = (&self.view.filter, &self.view.accounts);
        SavedView { name, filter: filter.clone(), sort: accounts.sort.clone(), columns: accounts.columns.clone() }
    }
}
