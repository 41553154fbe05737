use egui::{Context, ViewportCommand};

use crate::command::Tab;
use crate::model::{AccountId, Edit, Placement, Position, StageEventId};
use crate::rules::arrange::{Axis, align, distribute};
use crate::ui::place_dialog::PlaceDialog;
use crate::ui::stage_dialog::StageDialog;
use crate::ui::view::Action;

use super::App;

impl App {
    /// The selected accounts at their mean score along one axis.
    pub(super) fn align(&mut self, axis: Axis, ctx: &Context) {
        self.arrange(align(&self.selected_on_board(), axis), ctx);
    }

    /// The selected accounts in equal steps along one axis.
    pub(super) fn distribute(&mut self, axis: Axis, ctx: &Context) {
        self.arrange(distribute(&self.selected_on_board(), axis), ctx);
    }

    /// One entry for all of them.
    fn arrange(&mut self, placements: Vec<Placement>, ctx: &Context) {
        self.perform(Action::Edit(Edit::Move(placements)), ctx);
    }

    fn selected_on_board(&self) -> Vec<(AccountId, Position)> {
        let seen = self.selected_and_seen();
        let selected = seen.iter().filter_map(|id| self.portfolio().account(*id));
        selected.filter_map(|account| Some((account.id, self.portfolio().position(account)?))).collect()
    }

    /// Asks where the selected accounts belong.
    pub(super) fn open_place_dialog(&mut self) {
        self.flush_drafts();
        let seen = self.selected_and_seen();
        let selected = seen.iter().filter_map(|id| self.portfolio().account(*id));
        let accounts = selected.map(|account| (account.id, self.portfolio().position(account))).collect();
        self.view.place_dialog = Some(PlaceDialog::new(accounts));
    }

    pub(super) fn open_stage_dialog(&mut self) {
        self.flush_drafts();
        let dialog = StageDialog::change(self.portfolio(), self.selected_and_seen(), self.clock.today());
        self.view.stage_dialog = Some(dialog);
    }

    pub(super) fn open_correction(&mut self, event: StageEventId) {
        if self.refused_as_past() {
            return;
        }
        self.flush_drafts();
        self.view.stage_dialog = StageDialog::correct(self.portfolio(), event);
    }

    /// Begins or ends showing the board alone.
    pub(super) fn toggle_presentation(&mut self) {
        self.view.presenting = !self.view.presenting;
        if self.view.presenting {
            self.view.tab = Tab::Board;
            self.view.board.begin_presentation();
        }
    }

    /// Whoever goes elsewhere, or closes the workspace, has ended the presentation. It has the whole screen while it
    /// lasts; after it, the window is as it was before.
    pub(super) fn follow_presentation(&mut self, ctx: &Context) {
        self.view.presenting &= self.store.is_some() && self.view.tab == Tab::Board;
        match (self.view.presenting, self.fullscreen_before) {
            (true, None) => {
                let before = ctx.input(|input| input.viewport().fullscreen).unwrap_or(false);
                self.fullscreen_before = Some(before);
                ctx.send_viewport_cmd(ViewportCommand::Fullscreen(true));
            }
            (false, Some(before)) => {
                self.fullscreen_before = None;
                ctx.send_viewport_cmd(ViewportCommand::Fullscreen(before));
            }
            (true, Some(_)) | (false, None) => {}
        }
    }
}
