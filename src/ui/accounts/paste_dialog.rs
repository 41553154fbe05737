use std::collections::BTreeSet;

use egui::{Align, Id, Layout, RichText, Ui, vec2};
use egui_extras::{Column as Col, TableBuilder};

use crate::model::{AccountId, Portfolio};
use crate::sheets::from_tsv;
use crate::ui::theme::{self, space};
use crate::ui::view::{Action, Actions, Cx};

use super::AccountsView;
use super::paste::{self, Outcome, PastePlan, PlannedCell, Target};

/// The dialog over a paste: nothing is set before its button.
#[derive(Clone, Debug)]
pub struct PasteView {
    clip: Vec<Vec<String>>,
    target: Target,
    /// Whether the first row names the columns; `None` when it is no row of names.
    headed: Option<bool>,
    plan: PastePlan,
    /// The revision of the portfolio that it was planned for.
    planned_for: u64,
}

impl PasteView {
    fn plan(&mut self, portfolio: &Portfolio) {
        let header = paste::header(&self.clip).filter(|_| self.headed == Some(true));
        self.plan = paste::plan(&self.clip, header.as_deref(), &self.target, portfolio);
        self.planned_for = portfolio.revision();
    }
}

impl AccountsView {
    /// Shows what pasting this text would set, from the cursor on or, without one, from the first selected row.
    ///
    /// # Errors
    /// When there is nothing to paste.
    pub fn open_paste(
        &mut self,
        text: &str,
        portfolio: &Portfolio,
        selection: &BTreeSet<AccountId>,
    ) -> Result<(), &'static str> {
        let clip = from_tsv(text);
        if clip.iter().flatten().all(|cell| cell.trim().is_empty()) {
            return Err("The clipboard holds no cells; copy some in a spreadsheet first");
        }
        let selected: Vec<AccountId> =
            self.order.rows().iter().copied().filter(|account| selection.contains(account)).collect();
        let first_selected = || selected.first().and_then(|account| self.order.row_of(*account));
        let (row, column) = self.place().unwrap_or_else(|| (first_selected().unwrap_or(0), 0));
        let target = Target {
            rows: self.order.rows().get(row..).unwrap_or_default().to_vec(),
            columns: self.columns.get(column..).unwrap_or_default().to_vec(),
            selected,
        };
        let headed = paste::header(&clip).map(|_| true);
        let mut view = PasteView { clip, target, headed, plan: PastePlan::default(), planned_for: 0 };
        view.plan(portfolio);
        self.paste = Some(view);
        Ok(())
    }

    /// Whether a dialog of the table is open.
    #[must_use]
    pub const fn is_modal(&self) -> bool {
        self.paste.is_some()
    }

    pub fn paste_ui(&mut self, ui: &Ui, cx: &Cx<'_>, actions: &mut Actions) {
        let Some(paste) = &mut self.paste else { return };
        if paste.planned_for != cx.portfolio.revision() {
            paste.plan(cx.portfolio);
        }
        let mut close = false;
        let room = ui.ctx().content_rect().size() - vec2(120.0, 120.0);
        let modal = cx.tokens.dialog(Id::unique("paste")).show(ui.ctx(), |ui| {
            ui.set_width(room.x.clamp(320.0, 860.0));
            ui.label(RichText::new("Paste cells").heading());
            ui.add_space(space::S);
            if let Some(headed) = &mut paste.headed
                && ui.checkbox(headed, "The first row names the columns").changed()
            {
                paste.plan(cx.portfolio);
            }
            counts_ui(ui, cx, &paste.plan);
            ui.add_space(space::S);
            cells_ui(ui, cx, &paste.plan.cells, room.y.clamp(200.0, 640.0) - 190.0);
            ui.add_space(space::M);
            close = footer_ui(ui, cx, &paste.plan, actions);
        });
        if close || modal.should_close() {
            self.paste = None;
        }
    }
}

fn counts_ui(ui: &mut Ui, cx: &Cx<'_>, plan: &PastePlan) {
    let count = |count: usize| cx.portfolio.settings().more.numbers.count(count);
    let accounts = match plan.accounts() {
        1 => "1 account".to_owned(),
        accounts => format!("{} accounts", count(accounts)),
    };
    let words = format!("{} to set in {accounts} · {} the same", count(plan.set), count(plan.same));
    ui.horizontal(|ui| {
        ui.label(RichText::new(words).color(cx.tokens.weak));
        if plan.refused > 0 {
            ui.label(RichText::new(format!("· {} refused", count(plan.refused))).color(cx.tokens.danger));
        }
    });
    for words in &plan.beyond {
        ui.label(RichText::new(words).color(cx.tokens.warn));
    }
}

fn cells_ui(ui: &mut Ui, cx: &Cx<'_>, cells: &[PlannedCell], height: f32) {
    const ROW: f32 = 26.0;
    if cells.is_empty() {
        ui.label(RichText::new("None of these cells has a place in the table").color(cx.tokens.weak));
        return;
    }
    TableBuilder::new(ui)
        .id_salt("pasted cells")
        .cell_layout(Layout::left_to_right(Align::Center))
        .column(Col::exact(190.0).clip(true))
        .column(Col::exact(150.0).clip(true))
        .column(Col::remainder().clip(true))
        .min_scrolled_height(height)
        .max_scroll_height(height)
        .header(ROW, |mut header| {
            for name in ["Account", "Column", "Before and after"] {
                header.col(|ui| {
                    ui.label(theme::weak(name, cx.tokens));
                });
            }
        })
        .body(|body| {
            body.rows(ROW, cells.len(), |mut row| {
                let Some(cell) = cells.get(row.index()) else { return };
                row.col(|ui| {
                    ui.label(&cell.account);
                });
                row.col(|ui| {
                    ui.label(RichText::new(cell.column).color(cx.tokens.weak));
                });
                row.col(|ui| change_ui(ui, cx, cell));
            });
        });
}

fn change_ui(ui: &mut Ui, cx: &Cx<'_>, cell: &PlannedCell) {
    ui.spacing_mut().item_spacing.x = 6.0;
    let plain = |text: &str| if text.is_empty() { "empty".to_owned() } else { text.replace(['\n', '\r'], " ") };
    let tokens = cx.tokens;
    match &cell.outcome {
        Outcome::Set => {
            ui.label(RichText::new(plain(&cell.from)).color(tokens.weak));
            ui.label(RichText::new("→").color(tokens.faint));
            ui.label(RichText::new(plain(&cell.to)).family(theme::medium()));
        }
        Outcome::Same => {
            ui.label(RichText::new(plain(&cell.from)).color(tokens.weak));
            ui.label(RichText::new("as it is").color(tokens.faint));
        }
        Outcome::Refused(reason) => {
            ui.add(egui::Label::new(RichText::new(reason).color(tokens.danger)).truncate()).on_hover_text(reason);
        }
    }
}

/// Returns whether the dialog is done.
fn footer_ui(ui: &mut Ui, cx: &Cx<'_>, plan: &PastePlan, actions: &mut Actions) -> bool {
    let mut done = false;
    ui.horizontal(|ui| {
        ui.label(RichText::new("Nothing has been set yet. Undo takes all of it back.").color(cx.tokens.weak));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let words = match plan.set {
                1 => "Set 1 value".to_owned(),
                set => format!("Set {} values", cx.portfolio.settings().more.numbers.count(set)),
            };
            let button = ui.add_enabled(plan.set > 0, theme::primary_button(words, cx.tokens));
            if button.on_disabled_hover_text("There is nothing to set").clicked() {
                actions.push(Action::Edit(plan.edit()));
                done = true;
            }
            done |= ui.button("Cancel").clicked();
        });
    });
    done
}
