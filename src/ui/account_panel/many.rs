//! Several selected accounts.

use std::collections::{BTreeMap, BTreeSet};

use egui::{RichText, Ui};

use crate::model::{AccountId, Money};
use crate::rules::class::Class;
use crate::ui::theme::space;
use crate::ui::view::{Actions, Cx};
use crate::ui::widgets::{class_badge, section};

use super::command_buttons;

/// What several selected accounts come to, counted once for each selection and revision: a selection can be of all
/// accounts, and a frame must not count them.
#[derive(Debug, Default)]
pub struct SelectionSummary {
    made_for: Option<(usize, u64, u64, u64)>,
    accounts: usize,
    /// How many of them the filter leaves out.
    hidden: usize,
    revenue: Money,
    by_class: BTreeMap<Option<Class>, usize>,
}

impl SelectionSummary {
    pub(super) fn refresh(&mut self, cx: &Cx<'_>, selection: &BTreeSet<AccountId>) {
        let wanted =
            Some((cx.workspace, cx.portfolio.revision(), cx.selection_generation, cx.filtered.passing_generation()));
        if self.made_for == wanted {
            return;
        }
        let lines = cx.portfolio.settings().lines;
        *self = Self { made_for: wanted, ..Self::default() };
        for account in selection.iter().filter_map(|id| cx.portfolio.account(*id)) {
            self.accounts += 1;
            self.hidden += usize::from(!cx.filtered.passes(account.id));
            self.revenue = self.revenue.saturating_add(cx.portfolio.revenue_12m(account).unwrap_or_default());
            *self.by_class.entry(Class::of_account(cx.portfolio, account, lines)).or_default() += 1;
        }
    }
}

pub(super) fn many_ui(ui: &mut Ui, cx: &Cx<'_>, summary: &SelectionSummary, actions: &mut Actions) {
    let SelectionSummary { made_for: _, accounts, hidden, revenue, by_class } = summary;
    ui.label(RichText::new(format!("{} accounts", cx.portfolio.settings().more.numbers.count(*accounts))).heading());
    let revenue = format!(
        "{} {} in 12 months",
        cx.portfolio.settings().more.numbers.money(*revenue),
        cx.portfolio.settings().currency
    );
    ui.label(RichText::new(revenue).color(cx.tokens.weak));
    if *hidden > 0 {
        let count = |count: usize| cx.portfolio.settings().more.numbers.count(count);
        let words = format!("{} of {} selected are hidden by the filter", count(*hidden), count(*accounts));
        ui.label(RichText::new(words).color(cx.tokens.warn));
    }
    section(ui, "Classes", cx.tokens);
    for class in Class::ALL.into_iter().map(Some).chain([None]) {
        if let Some(count) = by_class.get(&class) {
            ui.horizontal(|ui| {
                class_badge(ui, class, cx.tokens);
                ui.label(cx.portfolio.settings().more.numbers.count(*count));
            });
        }
    }
    section(ui, "All of them", cx.tokens);
    ui.label(
        RichText::new("Drag one and the others go with it.\nThe arrow keys move them by a point, with Shift by five.")
            .color(cx.tokens.weak),
    );
    ui.add_space(space::S);
    command_buttons(ui, cx, actions);
}
