//! What the palette, and the keyboard beside it, ask of the window.

use std::collections::BTreeSet;

use crate::command::Tab;
use crate::model::{AccountId, Condition, Edit, Placement, Position};
use crate::ui::board::node_id;
use crate::ui::drafts::PanelField;
use crate::ui::palette::{Pick, recent_name};
use crate::ui::panes::Way;
use crate::ui::view::Action;

use super::App;

/// So many choices are remembered for the next time.
const RECENT: usize = 8;

impl App {
    /// Does what was chosen in the palette.
    pub(super) fn pick(&mut self, pick: Pick, ctx: &egui::Context) {
        match pick {
            Pick::Command(command) => {
                if command.availability(&self.env(ctx)).is_ok() {
                    self.remember(command.stable_name());
                }
                self.perform(Action::Command(command), ctx);
            }
            Pick::Account(account) => {
                self.remember(recent_name(account));
                let position = self.portfolio().account(account).and_then(|account| self.portfolio().position(account));
                self.show_account(account, position, ctx);
            }
            Pick::Move(placement) => {
                let Placement { account, to } = placement;
                self.remember(recent_name(account));
                self.show_account(account, to, ctx);
                self.perform(Action::Edit(Edit::Move(vec![placement])), ctx);
            }
            Pick::View(name) => {
                let views = &self.portfolio().settings().more.views;
                if let Some(view) = views.iter().find(|view| view.name == name) {
                    self.view.filter = view.filter.clone();
                    self.show_filtered();
                }
            }
            Pick::Filter(condition) => {
                let conditions = &mut self.view.filter.conditions;
                conditions.retain(|Condition { column, .. }| *column != condition.column);
                conditions.push(condition);
                self.show_filtered();
            }
            Pick::Cannot(reason) => self.view.toasts.info(reason),
        }
    }

    fn remember(&mut self, name: String) {
        let recent = &mut self.preferences.recent_commands;
        recent.retain(|other| *other != name);
        recent.insert(0, name);
        recent.truncate(RECENT);
    }

    /// Selects one account, and brings it into sight where it stands or will stand.
    fn show_account(&mut self, account: AccountId, position: Option<Position>, ctx: &egui::Context) {
        self.perform(Action::Select(BTreeSet::from([account])), ctx);
        if self.view.tab == Tab::History {
            self.view.tab = Tab::Board;
        }
        if let Some(position) = position {
            let camera = &mut self.view.board.camera;
            let at = [position.potential.points(), position.engagement.points()];
            let seen = at.iter().zip(camera.min.iter().zip(&camera.max)).all(|(at, (min, max))| min <= at && at <= max);
            if !seen {
                let [x, y] = at;
                let [min_x, min_y] = camera.min;
                let [max_x, max_y] = camera.max;
                camera.pan([x - f64::midpoint(min_x, max_x), y - f64::midpoint(min_y, max_y)]);
            }
        }
        if self.view.tab == Tab::Board {
            self.view.panes.focus(node_id(account));
        }
        if !self.filtered.passes(account)
            && let Some(account) = self.portfolio().account(account)
        {
            let why =
                if account.archived && !self.view.filter.archived { "it is archived" } else { "the filter hides it" };
            let text = format!("{} is selected, but not shown: {why}", account.name);
            self.view.toasts.info(text);
        }
    }

    /// What is filtered is seen on the board and in the table only.
    fn show_filtered(&mut self) {
        match self.view.tab {
            Tab::Board | Tab::Accounts | Tab::Gaps => {}
            Tab::Account | Tab::Lists | Tab::Funnel | Tab::History => self.view.tab = Tab::Board,
        }
    }

    /// Moves the keyboard to the next part of the window, with Shift to the one before.
    pub(super) fn next_pane(&mut self, ctx: &egui::Context) {
        let back = ctx.input(|input| input.modifiers.shift);
        self.view.panes.ask(if back { Way::Back } else { Way::Onward });
        ctx.request_repaint();
    }

    /// The name of the one selected account is ready to be typed over.
    pub(super) fn rename(&mut self, ctx: &egui::Context) {
        if let Some(account) = self.view.selection.first().copied() {
            self.type_over_name(account, ctx);
        }
    }

    /// Puts the keyboard into the panel's field for the name, all of it selected.
    pub(super) fn type_over_name(&mut self, account: AccountId, ctx: &egui::Context) {
        self.view.panes.type_over(egui::Id::unique(("account field", account.0, PanelField::Name)));
        ctx.request_repaint();
    }
}
