//! All that is known of one account, on one page: who knows whom, what it buys and what it does not.

mod breadth;
mod figures;
mod matrix;
mod parts;
mod people;
mod revenue;
mod rhythm;
mod stages;
mod threads;
mod white_space;

use std::collections::BTreeSet;

use egui::{Align, Layout, RichText, ScrollArea, Ui};

use crate::command::{Command, Tab};
use crate::model::{Account, AccountId};
use crate::rules::class::Class;
use crate::rules::hand_over::Standing;

use super::theme::{self, space};
use super::view::{Action, Actions, Cx};
use super::widgets::class_badge;
pub(super) use breadth::headline_ui;
use figures::{Figures, Kept};
use people::People;

/// From this width on, the parts stand in two columns, in points.
const TWO_COLUMNS: f32 = 700.0;

/// What the page remembers from frame to frame.
#[derive(Debug, Default)]
pub struct AccountPage {
    kept: Kept,
    people: People,
    products: breadth::Lists,
    /// Where the window was before.
    came_from: Tab,
}

impl AccountPage {
    /// Remembers where the window was, for the way back.
    pub fn come_from(&mut self, tab: Tab) {
        if tab != Tab::Account {
            self.came_from = tab;
        }
    }

    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, selection: &BTreeSet<AccountId>, actions: &mut Actions) {
        let mut selected = selection.iter().filter_map(|id| cx.portfolio.account(*id));
        match (selected.next(), selected.next()) {
            (None, _) => {
                let keys = Command::Palette.spec().shortcut.map(|keys| ui.ctx().format_shortcut(&keys));
                let words = format!(
                    "Select one on the board or in the table, or find it by its name with {}.\n\
                     Then this page shows who knows whom, what it buys and what it does not.",
                    keys.unwrap_or_default()
                );
                empty_ui(ui, cx, "No account selected", &words);
            }
            (Some(_), Some(_)) => {
                let count = cx.portfolio.settings().more.numbers.count(selection.len());
                empty_ui(
                    ui,
                    cx,
                    &format!("{count} accounts selected"),
                    "This page is about one: select a single account",
                );
            }
            (Some(account), None) => {
                // The scroll area begins anew with another account.
                ScrollArea::vertical()
                    .id_salt(("page of", account.id.0))
                    .auto_shrink([false, false])
                    .show(ui, |ui| self.page_ui(ui, cx, account, actions));
            }
        }
    }

    fn page_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, account: &Account, actions: &mut Actions) {
        let Self { kept, people, products, came_from } = self;
        let figures = kept.of(cx, account);
        people.belong_to(account.id);
        products.belong_to(account.id);
        // Room for the bar of the scroll area.
        ui.set_width(ui.available_width() - space::S);
        header_ui(ui, cx, account, figures, *came_from, actions);
        ui.add_space(space::S);
        if ui.available_width() >= TWO_COLUMNS {
            ui.spacing_mut().item_spacing.x = space::M;
            ui.columns_const(|[left, right]| {
                for column in [&mut *left, &mut *right] {
                    column.spacing_mut().item_spacing.x = space::S;
                }
                people.ui(left, cx, account, figures);
                revenue::revenue_ui(left, cx, account, figures);
                stages::stages_ui(left, cx, account, figures, actions);
                white_space::white_space_ui(right, cx, account, figures, actions);
                products.ui(right, cx, figures);
            });
        } else {
            people.ui(ui, cx, account, figures);
            white_space::white_space_ui(ui, cx, account, figures, actions);
            revenue::revenue_ui(ui, cx, account, figures);
            stages::stages_ui(ui, cx, account, figures, actions);
            products.ui(ui, cx, figures);
        }
        ui.add_space(space::L);
    }
}

fn header_ui(ui: &mut Ui, cx: &Cx<'_>, account: &Account, figures: &Figures, came_from: Tab, actions: &mut Actions) {
    let class = Class::of_account(cx.portfolio, account, cx.portfolio.settings().lines);
    ui.horizontal(|ui| {
        ui.label(RichText::new(account.name.as_str()).heading());
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if ui.link(format!("Back to {}", came_from.name().to_lowercase())).clicked() {
                actions.push(Action::Command(came_from.command()));
            }
        });
    });
    ui.horizontal_wrapped(|ui| {
        class_badge(ui, class, cx.tokens);
        let mut facts = vec![account.stage.name()];
        facts.extend(
            [account.owner.as_str(), &account.industry, &account.region].iter().filter(|fact| !fact.is_empty()),
        );
        facts.extend(account.archived.then_some("archived"));
        ui.label(RichText::new(facts.join(" · ")).color(cx.tokens.weak));
        if let Some(standing) = &figures.hand_over {
            let waits = matches!(standing, Standing::Waits(_));
            let words = RichText::new(format!("· {}", standing.words(cx.portfolio.settings().more.dates)));
            ui.label(words.color(if waits { cx.tokens.warn } else { cx.tokens.weak }));
        }
    });
}

fn empty_ui(ui: &mut Ui, cx: &Cx<'_>, title: &str, words: &str) {
    ui.add_space(ui.available_height() * 0.3);
    ui.vertical_centered(|ui| {
        ui.label(theme::strong(title));
        ui.add_space(space::XS);
        ui.label(RichText::new(words).color(cx.tokens.weak));
    });
}
