//! The columns: which are shown, in what order, how wide.

use std::collections::BTreeMap;

use egui::{Align, Layout, Popup, PopupCloseBehavior, RichText, Ui};
use egui_material_icons::icons;

use crate::model::{Column, Portfolio};
use crate::preferences::TableLayout;
use crate::ui::theme;
use crate::ui::typed::PanelField;
use crate::ui::view::Cx;

use super::AccountsView;
use super::cells::Spot;

pub const NARROWEST: f32 = 56.0;
pub const WIDEST: f32 = 800.0;

/// The field that typing in a column sets.
///
/// # Errors
/// Why nothing can be typed there.
pub const fn field_of(column: Column) -> Result<PanelField, &'static str> {
    Ok(match column {
        Column::Name => PanelField::Name,
        Column::Key => PanelField::Key,
        Column::Owner => PanelField::Owner,
        Column::Stage => PanelField::Stage,
        Column::Engagement => PanelField::Engagement,
        Column::Potential => PanelField::Potential,
        Column::Revenue => PanelField::Revenue12m,
        Column::RevenuePrior => PanelField::RevenuePrior12m,
        Column::Qpc => PanelField::QpcAmount,
        Column::QpcSource => PanelField::QpcSource,
        Column::QpcAsOf => PanelField::QpcDate,
        Column::Region => PanelField::Region,
        Column::Industry => PanelField::Industry,
        Column::Channel => PanelField::Channel,
        Column::Website => PanelField::Website,
        Column::Notes => PanelField::Notes,
        Column::Class => return Err("The class follows from engagement and potential; change those"),
        Column::List => return Err("The list follows from the revenue of the last 12 months"),
        Column::Judged => return Err("This is the day of the last move; it is set by moving the account"),
        Column::JudgedBy => return Err("This is who moved the account last; it is set by moving the account"),
        Column::LastContact => return Err("This is the day of the last activity that was done"),
        Column::NextDue | Column::Touch | Column::Overdue => {
            return Err("This follows from the last contact and the cadence of the class");
        }
        Column::Risk => return Err("This follows from orders, revenue, contacts and the recorded risks"),
        Column::MissingRole => return Err("This follows from the roles of the contacts that were met"),
        Column::Breadth | Column::BreadthChange => return Err("This follows from the purchases of the account"),
        Column::EvidenceEngagement | Column::EvidencePotential | Column::Confidence => {
            return Err("This is worked out from the records of the account");
        }
        Column::Drift => return Err("This is how far the evidence moved since the account was judged"),
        Column::ShareOfWallet => return Err("This is the revenue of 12 months as a share of the capacity"),
        Column::Priority => return Err("The group follows from the capacities of all accounts"),
        Column::Likelihood => return Err("The likelihood is judged in the panel of the account"),
        Column::StageSince => return Err("This is the day of the last change of stage"),
        Column::Pursuit => return Err("Targets and leads are chosen in the lists of their sellers"),
    })
}

/// The field that typing in a cell sets.
///
/// # Errors
/// Why nothing can be typed there.
pub fn field_at(portfolio: &Portfolio, spot: Spot) -> Result<PanelField, &'static str> {
    let follows =
        matches!(spot.column, Column::Revenue | Column::RevenuePrior) && portfolio.has_purchases(spot.account);
    if follows { Err("The revenue of this account follows from its purchases") } else { field_of(spot.column) }
}

/// In points, as it suits the values of most.
pub const fn usual_width(column: Column) -> f32 {
    match column {
        Column::Name => 210.0,
        Column::Key | Column::List | Column::Stage | Column::Potential => 94.0,
        Column::Engagement => 106.0,
        Column::Region | Column::JudgedBy | Column::Judged | Column::Likelihood | Column::Pursuit | Column::Channel => {
            120.0
        }
        Column::Owner | Column::Industry | Column::Class | Column::Qpc | Column::QpcSource | Column::QpcAsOf => 130.0,
        Column::Revenue => 148.0,
        Column::RevenuePrior | Column::Website | Column::Breadth | Column::Overdue | Column::Priority => 160.0,
        Column::Notes => 260.0,
        Column::LastContact | Column::NextDue | Column::Touch | Column::Risk | Column::Drift | Column::StageSince => {
            146.0
        }
        Column::EvidenceEngagement | Column::EvidencePotential | Column::Confidence => 180.0,
        Column::BreadthChange => 184.0,
        Column::ShareOfWallet => 190.0,
        Column::MissingRole => 230.0,
    }
}

/// Each column once, the name first.
pub fn normal(columns: &[Column]) -> Vec<Column> {
    let mut normal = vec![Column::Name];
    for column in columns {
        if !normal.contains(column) {
            normal.push(*column);
        }
    }
    normal
}

impl AccountsView {
    /// The button that opens the list of columns.
    pub(super) fn columns_button_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let button = ui.button("Columns").on_hover_text("Choose the columns and their order");
        let popup = Popup::menu(&button).close_behavior(PopupCloseBehavior::CloseOnClickOutside).width(270.0);
        popup.show(|ui| {
            ui.set_width(270.0);
            // There are more columns than a small window has room for.
            let room = (ui.ctx().content_rect().height() - 220.0).max(120.0);
            egui::ScrollArea::vertical().max_height(room).min_scrolled_height(room).show(ui, |ui| {
                ui.set_width(254.0);
                self.column_list_ui(ui, cx);
            });
            ui.separator();
            if ui.button("Reset the columns").clicked() {
                let TableLayout { columns, widths, sort: _ } = TableLayout::default();
                (self.columns, self.widths) = (columns, widths);
                self.widths_to_set = true;
            }
        });
    }

    fn column_list_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        ui.label(theme::weak("Shown, from the left", cx.tokens));
        let shown = self.columns.clone();
        for (place, column) in shown.iter().enumerate() {
            self.shown_column_ui(ui, place, *column, shown.len());
        }
        let mut hidden = Column::ALL.into_iter().filter(|column| !shown.contains(column)).peekable();
        if hidden.peek().is_some() {
            ui.separator();
            ui.label(theme::weak("Not shown", cx.tokens));
        }
        for column in hidden {
            if ui.checkbox(&mut false, column.name()).clicked() {
                self.columns.push(column);
            }
        }
    }

    fn shown_column_ui(&mut self, ui: &mut Ui, place: usize, column: Column, count: usize) {
        ui.horizontal(|ui| {
            // Who is who must stay readable: the name is always there, and always first.
            let hidable = column != Column::Name;
            let shown = ui.add_enabled(hidable, egui::Checkbox::new(&mut true, column.name()));
            if shown.on_disabled_hover_text("The name is always shown").clicked() {
                self.columns.retain(|other| *other != column);
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                for (icon, words, other, possible) in [
                    (icons::ICON_ARROW_DOWNWARD, "down", place + 1, hidable && place + 1 < count),
                    (icons::ICON_ARROW_UPWARD, "up", place.wrapping_sub(1), hidable && place > 1),
                ] {
                    let font = egui::FontId::new(14.0, icon.font_family());
                    let button = egui::Button::new(RichText::new(icon.codepoint).font(font)).frame(false);
                    let response = ui.add_enabled(possible, button);
                    let response = response.accessible_name(format!("Move {} {words}", column.name()));
                    if response.clicked() && other < self.columns.len() {
                        self.columns.swap(place, other);
                    }
                }
            });
        });
    }

    /// Takes the layout that was kept. Only once: from then on, what is shown is what is kept.
    pub fn adopt(&mut self, layout: &TableLayout) {
        if !self.adopted {
            self.adopted = true;
            let TableLayout { columns, widths, sort } = layout.clone();
            (self.columns, self.widths, self.sort) = (normal(&columns), sane(widths), sort);
            self.widths_to_set = true;
        }
    }

    /// Keeps the layout as it is now.
    pub fn keep(&self, layout: &mut TableLayout) {
        let same = (&layout.columns, &layout.widths, &layout.sort) == (&self.columns, &self.widths, &self.sort);
        if self.adopted && !same {
            *layout =
                TableLayout { columns: self.columns.clone(), widths: self.widths.clone(), sort: self.sort.clone() };
        }
    }

    pub(super) fn width(&self, column: Column) -> f32 {
        self.widths.get(&column).copied().unwrap_or_else(|| usual_width(column))
    }
}

fn sane(mut widths: BTreeMap<Column, f32>) -> BTreeMap<Column, f32> {
    widths.retain(|_, width| (NARROWEST..=WIDEST).contains(width));
    widths
}
