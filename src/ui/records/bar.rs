//! Over a table: what is looked for, of which accounts; what can be done with the selected rows.

use egui::{Align, ComboBox, Id, Key, Layout, Response, RichText, Sense, Ui, WidgetInfo, accesskit, vec2};
use egui_material_icons::icons;
use std::collections::BTreeSet;

use crate::command::Command;
use crate::model::{AccountId, Edit, RecordKind};
use crate::sheets::Field;
use crate::ui::theme::{self, space};
use crate::ui::view::{Action, Actions, Cx};
use crate::ui::widgets::chevron;

use super::RecordsView;
use super::columns::{columns, first_set, set_for_many};
use super::edit::suggestions;
use super::order::Within;
use super::record::{belongs_to_accounts, changed_elsewhere};

/// One value for all selected rows.
#[derive(Clone, Debug, Default)]
pub struct Bulk {
    field: Option<Field>,
    text: String,
    /// What is wrong with it, or what it came to; whether it is wrong.
    said: Option<(String, bool)>,
    /// Values in use, as they were when they were asked for.
    suggested: Vec<String>,
}

impl RecordsView {
    pub(super) fn bar_ui(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        kind: RecordKind,
        selection: &BTreeSet<AccountId>,
        actions: &mut Actions,
    ) {
        ui.horizontal(|ui| {
            ui.set_height(theme::CONTROL_HEIGHT);
            self.search_ui(ui, cx, kind);
            if belongs_to_accounts(kind) {
                self.within_ui(ui, cx, selection);
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                Self::add_ui(ui, cx, kind, selection, actions);
                let export = Command::ExportKind(kind);
                if ui.button("Export…").on_hover_text(export.spec().tooltip).clicked() {
                    actions.push(Action::Command(export));
                }
            });
        });
        ui.horizontal(|ui| {
            ui.set_height(theme::CONTROL_HEIGHT);
            self.count_ui(ui, cx, kind, actions);
        });
        if kind == RecordKind::Colleagues && !cx.env.read_only {
            self.people_ui(ui, cx, actions);
        }
        ui.add_space(space::XS);
    }

    fn search_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, kind: RecordKind) {
        let hint = format!("{} Find {}", icons::ICON_SEARCH.codepoint, kind.plural());
        let width = (ui.available_width() * 0.25).clamp(120.0, 220.0);
        let field = egui::TextEdit::singleline(&mut self.search)
            .id(search_id())
            .hint_text(RichText::new(hint).color(cx.tokens.faint))
            .desired_width(width)
            .margin(vec2(8.0, 5.0));
        let response = ui.add(field).accessible_name(format!("Find {}", kind.plural()));
        if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Escape)) {
            self.search.clear();
        }
    }

    /// Of which accounts.
    fn within_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, selection: &BTreeSet<AccountId>) {
        let of_selected = match selection.len() {
            0 => "Of the selected account".to_owned(),
            1 => {
                let name = selection.first().and_then(|id| cx.portfolio.account(*id)).map(|one| one.name.clone());
                format!("Of {}", shortened(&name.unwrap_or_default()))
            }
            count => format!("Of {} selected accounts", cx.portfolio.settings().more.numbers.count(count)),
        };
        ui.spacing_mut().item_spacing.x = space::XS;
        for (within, words, name) in [
            (Within::All, "All", "Of all accounts"),
            (Within::Selected, of_selected.as_str(), "Only of the selected accounts"),
            (Within::Filtered, "Of the filtered", "Only of the filtered accounts"),
        ] {
            if segment(ui, cx, words, name, self.within == within).on_hover_text(name).clicked() {
                self.within = within;
            }
        }
    }

    fn count_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, kind: RecordKind, actions: &mut Actions) {
        let count = |count: usize| cx.portfolio.settings().more.numbers.count(count);
        if let Some(looked_at) = self.order.looked_at() {
            ui.label(RichText::new(format!("Sorting: {} looked at…", count(looked_at))).color(cx.tokens.weak));
            ui.ctx().request_repaint();
            return;
        }
        let rows = self.order.rows().len();
        let noun = if rows == 1 { kind.singular() } else { kind.plural() };
        if self.selected.is_empty() {
            self.bulk.said = None;
            ui.label(RichText::new(format!("{} {noun}", count(rows))).color(cx.tokens.weak));
            return;
        }
        ui.label(theme::strong(format!("{} selected", count(self.selected.len()))));
        if changed_elsewhere(kind).is_some() {
            return;
        }
        if let Some(row) = self.selected.first().filter(|_| self.selected.len() == 1)
            && ui.button("Open…").on_hover_text("All its fields in a form").clicked()
        {
            actions.push(Action::OpenRecord(*row));
        }
        if cx.env.read_only {
            return;
        }
        let hover = "Deletes the selected rows; Undo brings them back. Also with the Delete key";
        let name = if self.selected.len() == 1 { kind.singular() } else { kind.plural() };
        let delete = ui.button("Delete").on_hover_text(hover);
        delete.widget_info(|| WidgetInfo::labeled(accesskit::Role::Button, true, format!("Delete selected {name}")));
        if delete.clicked() {
            self.delete(cx, actions);
        }
        if self.selected.len() > 1 {
            self.bulk_ui(ui, cx, kind, actions);
        }
    }

    fn bulk_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, kind: RecordKind, actions: &mut Actions) {
        let faint = cx.tokens.faint;
        let own = self.bulk.field.filter(|field| columns(kind).contains(field));
        let field = own.unwrap_or_else(|| first_set(kind));
        ui.label(RichText::new("· Set").color(cx.tokens.weak));
        let combo =
            ComboBox::from_id_salt("records bulk column").selected_text(field.label()).width(110.0).height(420.0);
        let shown = combo.icon(move |ui, rect, _, _| chevron(ui, rect, faint)).show_ui(ui, |ui| {
            for other in set_for_many(kind) {
                if ui.selectable_label(field == other, other.label()).clicked() {
                    self.bulk = Bulk { field: Some(other), ..Bulk::default() };
                }
            }
        });
        shown.response.accessible_name("Column to set");
        ui.label(RichText::new("to").color(cx.tokens.weak));
        let edit = egui::TextEdit::singleline(&mut self.bulk.text).desired_width(120.0).margin(vec2(8.0, 5.0));
        let response = ui.add(edit).accessible_name("Value for all selected");
        if response.changed() {
            self.bulk.said = None;
        }
        let mut entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        self.suggested_ui(ui, cx, field);
        entered |= ui.button("Apply").on_hover_text("One change, which Undo takes back").clicked();
        if entered {
            let text = self.bulk.text.clone();
            self.bulk.said = match self.for_many(cx, field, &text) {
                Err(why) => Some((why, true)),
                Ok(records) if records.is_empty() => Some(("All of them have that already".to_owned(), false)),
                Ok(records) => {
                    actions.push(Action::Edit(Edit::PutRecords(records)));
                    None
                }
            };
        }
        if let Some((words, wrong)) = &self.bulk.said {
            let color = if *wrong { cx.tokens.danger } else { cx.tokens.weak };
            ui.add(egui::Label::new(RichText::new(words).color(color)).truncate()).on_hover_text(words);
        }
    }

    /// The values that others have in the field, to be chosen.
    fn suggested_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, field: Field) {
        let Some(row) = self.selected.first().copied() else { return };
        let button = ui.button(icons::ICON_EXPAND_MORE.codepoint).accessible_name("Values in use");
        if button.clicked() {
            self.bulk.suggested = suggestions(cx.portfolio, row, field);
        }
        egui::Popup::menu(&button).show(|ui| {
            if self.bulk.suggested.is_empty() {
                ui.label(theme::weak("None in use yet", cx.tokens));
            }
            egui::ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
                for word in &self.bulk.suggested {
                    if ui.button(word).clicked() {
                        (self.bulk.text, self.bulk.said) = (word.clone(), None);
                        ui.close();
                    }
                }
            });
        });
    }

    fn add_ui(ui: &mut Ui, cx: &Cx<'_>, kind: RecordKind, selection: &BTreeSet<AccountId>, actions: &mut Actions) {
        let words = format!("Add {}…", kind.singular());
        let elsewhere = changed_elsewhere(kind);
        let enabled = !cx.env.read_only && elsewhere.is_none();
        let button = ui.add_enabled(enabled, theme::primary_button(&words, cx.tokens));
        let why = elsewhere.unwrap_or("This workspace is open for reading only");
        let button = button.accessible_name(&words).on_disabled_hover_text(why);
        if button.clicked() {
            actions.push(Action::NewRecord(kind, super::only(selection)));
        }
    }

    /// Offers a record for each name that is in use.
    fn people_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, actions: &mut Actions) {
        let count = self.people.without_record(cx.portfolio, cx.workspace);
        if count == 0 {
            return;
        }
        let frame = egui::Frame::new().fill(cx.tokens.sunken).corner_radius(8.0);
        frame.inner_margin(egui::Margin::symmetric(10, 6)).show(ui, |ui| {
            ui.horizontal(|ui| {
                let people = if count == 1 { "1 person is".to_owned() } else { format!("{count} people are") };
                let words = format!("{people} named in activities or as owner and has no record here");
                let words = if count == 1 { words } else { words.replace("has no", "have no") };
                ui.add(egui::Label::new(RichText::new(words).color(cx.tokens.weak)).truncate())
                    .on_hover_text(self.people.some_names());
                let button =
                    if count == 1 { "Add this person".to_owned() } else { format!("Add these {count} people") };
                if ui.button(button).on_hover_text(self.people.some_names()).clicked() {
                    actions.push(Action::Edit(self.people.edit()));
                }
            });
        });
    }
}

/// The field that takes what is looked for.
#[must_use]
pub fn search_id() -> Id {
    Id::unique("find records")
}

fn shortened(name: &str) -> String {
    const MOST: usize = 22;
    if name.chars().count() <= MOST {
        return name.to_owned();
    }
    let kept: String = name.chars().take(MOST - 1).collect();
    format!("{}…", kept.trim_end())
}

/// One of a few choices in a row.
fn segment(ui: &mut Ui, cx: &Cx<'_>, words: &str, name: &str, on: bool) -> Response {
    let font = egui::FontId::proportional(theme::size::BODY);
    let color = if on { cx.tokens.accent } else { cx.tokens.weak };
    let galley = ui.painter().layout_no_wrap(words.to_owned(), font, color);
    let size = vec2(galley.size().x + 16.0, theme::CONTROL_HEIGHT - 2.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::selected(accesskit::Role::RadioButton, true, on, name));
    let fill = match (on, response.hovered()) {
        (true, _) => cx.tokens.accent_fill(),
        (false, true) => cx.tokens.sunken,
        (false, false) => egui::Color32::TRANSPARENT,
    };
    ui.painter().rect_filled(rect, theme::CONTROL_RADIUS, fill);
    ui.painter().galley(rect.center() - galley.size() / 2.0, galley, color);
    response
}
