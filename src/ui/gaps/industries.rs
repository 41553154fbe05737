//! Which categories matter to which industry: a table of check boxes. What is ticked becomes one edit when the
//! dialog closes: each tick rates every account anew, and one Undo takes all of it back.

use std::collections::{BTreeMap, BTreeSet};

use egui::{Align, Id, Layout, RichText, ScrollArea, Ui, vec2};

use crate::command::Command;
use crate::model::{Edit, SettingsValue};
use crate::rules::relevance;
use crate::ui::theme::{self, space};
use crate::ui::view::{Action, Actions, Cx};

const ROW_HEIGHT: f32 = 28.0;
const INDUSTRY_WIDTH: f32 = 170.0;
const CATEGORY_WIDTH: f32 = 104.0;
const ALL_WIDTH: f32 = 96.0;

/// The dialog while it is open.
#[derive(Debug)]
pub struct IndustriesDialog {
    industries: Vec<String>,
    categories: Vec<String>,
    /// What was ticked here, by industry; `None`: every category matters.
    ticked: BTreeMap<String, Option<BTreeSet<String>>>,
}

impl IndustriesDialog {
    /// Of all industries that accounts have, or of which something is said, and all categories that products have.
    #[must_use]
    pub fn new(cx: &Cx<'_>) -> Self {
        let of_accounts = cx.portfolio.active().map(|account| account.industry.as_str());
        let said = cx.portfolio.settings().more.relevance.keys().map(String::as_str);
        let industries: BTreeSet<&str> = of_accounts.chain(said).collect();
        // Who has none comes last.
        let mut industries: Vec<String> = industries.into_iter().map(str::to_owned).collect();
        industries.sort_by_key(String::is_empty);
        let categories = relevance::categories(cx.portfolio).into_iter().map(str::to_owned).collect();
        Self { industries, categories, ticked: BTreeMap::new() }
    }

    /// What is said of an industry with what was ticked here; `None`: nothing, so that every category matters.
    fn said<'a>(&'a self, cx: &'a Cx<'_>, industry: &str) -> Option<&'a BTreeSet<String>> {
        match self.ticked.get(industry) {
            Some(ticked) => ticked.as_ref(),
            None => cx.portfolio.settings().more.relevance.get(industry),
        }
    }

    /// What was ticked, without what was ticked back again.
    fn changes(&self, cx: &Cx<'_>) -> Vec<SettingsValue> {
        let now = &cx.portfolio.settings().more.relevance;
        let changed = self.ticked.iter().filter(|(industry, ticked)| now.get(*industry) != ticked.as_ref());
        changed.map(|(industry, ticked)| SettingsValue::Relevance(industry.clone(), ticked.clone())).collect()
    }
}

/// The dialog. It closes itself.
pub fn industries_ui(ui: &Ui, cx: &Cx<'_>, open: &mut Option<IndustriesDialog>, actions: &mut Actions) {
    let Some(dialog) = open else { return };
    let mut done = false;
    let modal = cx.tokens.dialog(Id::unique("categories by industry")).show(ui.ctx(), |ui| {
        let window = ui.ctx().content_rect().size();
        #[expect(clippy::cast_precision_loss, reason = "there are few categories")]
        let wanted = INDUSTRY_WIDTH + ALL_WIDTH + CATEGORY_WIDTH * dialog.categories.len() as f32 + space::XL;
        ui.set_width(wanted.clamp(420.0, (window.x - 80.0).max(420.0)));
        ui.label(RichText::new("Categories by industry").heading());
        ui.label(
            RichText::new(
                "What is not ticked is no white space. A single account can differ; click its cell in the table",
            )
            .color(cx.tokens.weak),
        );
        ui.add_space(space::S);
        let may = Command::SaveView.availability(cx.env).is_ok();
        let room = (window.y - 230.0).max(120.0);
        ScrollArea::horizontal().show(ui, |ui| {
            ui.vertical(|ui| {
                head_ui(ui, cx, &dialog.categories);
                let rows = ScrollArea::vertical().max_height(room).min_scrolled_height(room.min(240.0));
                rows.auto_shrink([true, true]).show_rows(ui, ROW_HEIGHT, dialog.industries.len(), |ui, seen| {
                    for at in seen {
                        if let Some((industry, said)) = row_ui(ui, cx, dialog, at, may) {
                            dialog.ticked.insert(industry, said);
                        }
                    }
                });
            });
        });
        ui.add_space(space::M);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            done = ui.button("Close").clicked();
            if !dialog.changes(cx).is_empty() {
                ui.label(theme::weak("Esc leaves it all as it was", cx.tokens));
            }
        });
    });
    // A click beside the dialog is no reason to lose what was ticked.
    let keeps = done || modal.backdrop_response.clicked();
    let changes = if keeps { dialog.changes(cx) } else { Vec::new() };
    if keeps || modal.should_close() {
        *open = None;
    }
    if !changes.is_empty() {
        actions.push(Action::Edit(Edit::SetSettings(changes)));
    }
}

fn head_ui(ui: &mut Ui, cx: &Cx<'_>, categories: &[String]) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        let columns = [("Industry", INDUSTRY_WIDTH), ("", ALL_WIDTH)].into_iter();
        for (name, width) in columns.chain(categories.iter().map(|name| (name.as_str(), CATEGORY_WIDTH))) {
            cell_ui(ui, width, |ui| {
                let text = RichText::new(name).family(theme::semibold()).size(12.0).color(cx.tokens.weak);
                ui.add(egui::Label::new(text).truncate());
            });
        }
    });
}

/// What was ticked: an industry, and what matters to it from now on.
type Ticked = (String, Option<BTreeSet<String>>);

fn row_ui(ui: &mut Ui, cx: &Cx<'_>, dialog: &IndustriesDialog, at: usize, may: bool) -> Option<Ticked> {
    let (industry, categories) = (dialog.industries.get(at)?, &dialog.categories);
    let said = dialog.said(cx, industry);
    let name = if industry.is_empty() { "No industry" } else { industry };
    let mut ticked = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        cell_ui(ui, INDUSTRY_WIDTH, |ui| {
            ui.add(egui::Label::new(name).truncate());
        });
        cell_ui(ui, ALL_WIDTH, |ui| {
            // Categories that come later matter too, unless somebody said which do.
            let all = ui.add_enabled(may && said.is_some(), egui::Button::new("All matter").small());
            let all = all.on_hover_text("Every category is relevant, those that come later too");
            if all.accessible_name(format!("All categories matter to {name}")).clicked() {
                ticked = Some((industry.clone(), None));
            }
        });
        for category in categories {
            cell_ui(ui, CATEGORY_WIDTH, |ui| {
                let mut relevant = said.is_none_or(|said| said.contains(category));
                let tick = ui.add_enabled(may, egui::Checkbox::without_text(&mut relevant));
                if tick.accessible_name(format!("{category} matters to {name}")).clicked() {
                    let mut after = said.cloned().unwrap_or_else(|| categories.iter().cloned().collect());
                    if relevant {
                        after.insert(category.clone());
                    } else {
                        after.remove(category);
                    }
                    ticked = Some((industry.clone(), Some(after)));
                }
            });
        }
    });
    ticked
}

fn cell_ui(ui: &mut Ui, width: f32, content: impl FnOnce(&mut Ui)) {
    ui.allocate_ui_with_layout(vec2(width, ROW_HEIGHT), Layout::left_to_right(Align::Center), |ui| {
        ui.set_width(width);
        content(ui);
    });
}
