//! Workspaces that were open lately: in the File menu, and on the welcome screen.

use std::path::PathBuf;

use chrono::{DateTime, Local, Utc};
use egui::{Align, Id, Layout, Response, RichText, Sense, Ui, WidgetInfo, accesskit, vec2};

use super::theme::{self, space};
use super::view::{Action, Actions, Cx};

/// A workspace that was open on this computer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecentFile {
    pub path: PathBuf,
    /// Of the file, without its ending.
    pub name: String,
    pub folder: String,
    pub opened: DateTime<Utc>,
    pub there: There,
}

/// Whether a file is where it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum There {
    /// It is being looked for; that may take long on a network.
    Unknown,
    Yes,
    No,
}

const ROW_HEIGHT: f32 = 40.0;
const REMOVE_WIDTH: f32 = 30.0;

impl RecentFile {
    fn spoken(&self) -> String {
        format!("{}, {}", self.name, self.folder)
    }

    fn why_not(&self) -> Option<String> {
        let gone = self.there == There::No;
        gone.then(|| format!("Not there now: moved, renamed, or on a drive that is away: {}", self.path.display()))
    }
}

/// "Open recent" in a menu.
pub fn open_recent_menu_ui(ui: &mut Ui, cx: &Cx<'_>, actions: &mut Actions) {
    if came_into_view(ui, "recent files in the menu") {
        actions.push(Action::LookForRecents);
    }
    let enabled = !cx.recents.is_empty() && !cx.env.writing && !cx.env.opening;
    ui.add_enabled_ui(enabled, |ui| {
        let menu = ui.menu_button("Open recent", |ui| {
            ui.set_min_width(300.0);
            for recent in cx.recents {
                let folder = RichText::new(shortened(&recent.folder)).color(cx.tokens.faint);
                let button = egui::Button::new(recent.name.as_str()).shortcut_text(folder);
                let gone = recent.why_not();
                let response = ui.add_enabled(gone.is_none(), button).accessible_name(recent.spoken());
                let response = match gone {
                    Some(why) => response.on_disabled_hover_text(why),
                    None => response.on_hover_text(recent.path.display().to_string()),
                };
                if response.clicked() {
                    actions.push(Action::OpenWorkspace(recent.path.clone()));
                    ui.close();
                }
            }
        });
        menu.response.on_disabled_hover_text("No workspace was opened yet, or one is being written or opened");
    });
}

/// The list on the welcome screen.
pub fn recent_list_ui(ui: &mut Ui, cx: &Cx<'_>, width: f32, actions: &mut Actions) {
    if cx.recents.is_empty() {
        return;
    }
    ui.add_space(space::L);
    ui.allocate_ui_with_layout(vec2(width, 0.0), Layout::top_down(Align::Min), |ui| {
        ui.label(theme::strong("Opened lately").color(cx.tokens.weak).size(12.0));
        ui.add_space(space::XS);
        // The words below the list stay in sight.
        let room = (ui.available_height() - 48.0).max(ROW_HEIGHT * 2.0);
        egui::ScrollArea::vertical().id_salt("recent files").max_height(room).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for recent in cx.recents {
                row_ui(ui, cx, recent, width, actions);
            }
        });
    });
}

fn row_ui(ui: &mut Ui, cx: &Cx<'_>, recent: &RecentFile, width: f32, actions: &mut Actions) {
    let (rect, _) = ui.allocate_exact_size(vec2(width, ROW_HEIGHT), Sense::hover());
    let (mut open, mut remove) = (rect, rect);
    open.set_right(rect.right() - REMOVE_WIDTH);
    remove.set_left(open.right());
    let gone = recent.why_not();
    let sense = if gone.is_none() { Sense::click() } else { Sense::hover() };
    let response = ui.interact(open, Id::unique(("open recent", &recent.path)), sense);
    response.widget_info(|| WidgetInfo::labeled(accesskit::Role::Button, gone.is_none(), recent.spoken()));
    paint_row(ui, cx, recent, open, &response, gone.is_some());
    let clicked = response.clicked();
    match gone {
        Some(why) => {
            response.on_hover_text(why);
        }
        None => {
            response.on_hover_cursor(egui::CursorIcon::PointingHand).on_hover_text(recent.path.display().to_string());
        }
    }
    if clicked {
        actions.push(Action::OpenWorkspace(recent.path.clone()));
    }
    let mut remove_ui = ui.new_child(
        egui::UiBuilder::new().max_rect(remove).layout(Layout::centered_and_justified(egui::Direction::LeftToRight)),
    );
    let cross = egui::Button::new(RichText::new("✕").color(cx.tokens.weak)).frame(false);
    let response = remove_ui.add(cross).accessible_name(format!("Remove {} from this list", recent.name));
    if response.on_hover_text("Remove from this list; the file stays").clicked() {
        actions.push(Action::ForgetRecent(recent.path.clone()));
    }
}

fn paint_row(ui: &Ui, cx: &Cx<'_>, recent: &RecentFile, rect: egui::Rect, response: &Response, gone: bool) {
    let tokens = cx.tokens;
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    if !gone && (response.hovered() || response.has_focus()) {
        painter.rect_filled(rect, theme::CONTROL_RADIUS, tokens.sunken);
    }
    if response.has_focus() {
        let ring = egui::Stroke::new(1.5, tokens.accent);
        painter.rect_stroke(rect, theme::CONTROL_RADIUS, ring, egui::StrokeKind::Inside);
    }
    let when = painter.layout_no_wrap(opened_words(cx, recent.opened), theme::small_font(), tokens.weak);
    let inner = rect.shrink2(vec2(10.0, 4.0));
    painter.galley(inner.right_top() + vec2(-when.size().x, 3.0), when.clone(), tokens.weak);
    let width = inner.width() - when.size().x - space::M;
    let line = |words: &str, font: egui::FontId, color| {
        let mut job = egui::text::LayoutJob::simple_singleline(words.to_owned(), font, color);
        job.wrap = egui::text::TextWrapping::truncate_at_width(width);
        painter.layout_job(job)
    };
    let name_color = if gone { tokens.faint } else { tokens.text };
    let name = line(&recent.name, egui::FontId::new(theme::size::BODY, theme::semibold()), name_color);
    painter.galley(inner.left_top(), name, name_color);
    let folder = if gone { format!("Not there now: {}", recent.folder) } else { recent.folder.clone() };
    let folder = line(&folder, theme::small_font(), tokens.weak);
    painter.galley(inner.left_top() + vec2(0.0, 17.0), folder, tokens.weak);
}

/// "Today", "Yesterday", or the day.
fn opened_words(cx: &Cx<'_>, opened: DateTime<Utc>) -> String {
    let day = opened.with_timezone(&Local).date_naive();
    match cx.today.signed_duration_since(day).num_days() {
        0 => "Today".to_owned(),
        1 => "Yesterday".to_owned(),
        _ => cx.portfolio.settings().more.dates.day(day),
    }
}

/// The end of a folder, which tells it from the others: "…/sales/2026".
fn shortened(folder: &str) -> String {
    const MOST: usize = 34;
    let count = folder.chars().count();
    if count <= MOST {
        return folder.to_owned();
    }
    let tail: String = folder.chars().skip(count - MOST + 1).collect();
    format!("…{tail}")
}

/// Whether what has this name was not there in the frame before.
fn came_into_view(ui: &Ui, name: &str) -> bool {
    let (id, pass) = (Id::unique(("came into view", name)), ui.ctx().cumulative_pass_nr());
    let before = ui.data_mut(|data| data.get_temp::<u64>(id));
    ui.data_mut(|data| data.insert_temp(id, pass));
    before.is_none_or(|before| pass.saturating_sub(before) > 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_long_folder_is_what_is_shown() {
        assert_eq!(shortened("/home/anna"), "/home/anna");
        let short = shortened("/home/anna/a very long way down into/the folders of/sales/2026");
        assert!(short.starts_with('…') && short.ends_with("/sales/2026"), "{short}");
        assert_eq!(short.chars().count(), 34);
    }
}
