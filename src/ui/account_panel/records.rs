//! The records of the account: contacts, activities, opportunities, risks. A click opens one.

use egui::{FontId, RichText, Sense, Ui, WidgetInfo, accesskit, pos2, vec2};

use crate::model::{Account, RecordKind};
use crate::ui::theme::{self, space};
use crate::ui::view::{Action, Actions, Cx};

use super::facts::{AccountFacts, Row};
use super::section::{Section, Sections};
use super::why::mood_color;

const ROW_HEIGHT: f32 = 26.0;
/// So many rows of a list are shown until somebody asks for the others.
const SHOWN: usize = 5;
/// So many are shown then; the table of the kind has more.
const MOST: usize = 60;

pub fn lists_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    account: &Account,
    facts: &AccountFacts,
    sections: &mut Sections,
    actions: &mut Actions,
) {
    let Some(known) = facts.known() else { return };
    let lists = [
        (
            Section::Contacts,
            RecordKind::Contacts,
            "Contacts",
            "Add contact…",
            "Nobody is known there yet",
            &known.contacts,
        ),
        (
            Section::Activities,
            RecordKind::Activities,
            "Activities",
            "Log activity…",
            "Nothing was done with them yet",
            &known.activities,
        ),
        (
            Section::Opportunities,
            RecordKind::Opportunities,
            "Open opportunities",
            "Add opportunity…",
            "No chance of more business is noted",
            &known.opportunities,
        ),
        (Section::Risks, RecordKind::Risks, "Risks", "Add risk…", "Nothing is feared", &known.risks),
    ];
    for (section, kind, name, add, empty, rows) in lists {
        let title = match rows.len() {
            0 => name.to_owned(),
            count => format!("{name} {}", cx.portfolio.settings().more.numbers.count(count)),
        };
        let heading = sections.heading_ui(ui, cx, section, &title, Some(add));
        if heading.add {
            actions.push(Action::NewRecord(kind, Some(account.id)));
        }
        if heading.open {
            list_ui(ui, cx, (section, kind), empty, rows, sections, actions);
        }
    }
}

fn list_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    (section, kind): (Section, RecordKind),
    empty: &str,
    rows: &[Row],
    sections: &mut Sections,
    actions: &mut Actions,
) {
    if rows.is_empty() {
        ui.label(RichText::new(empty).color(cx.tokens.faint));
        return;
    }
    let whole = sections.is_whole(section);
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for row in rows.iter().take(if whole { MOST } else { SHOWN }) {
            row_ui(ui, cx, row, actions);
        }
    });
    let hidden = rows.len().saturating_sub(SHOWN);
    if hidden > 0 {
        let words = if whole { "Show fewer".to_owned() } else { format!("Show {} more", hidden.min(MOST - SHOWN)) };
        if ui.link(RichText::new(words).size(theme::size::SMALL)).clicked() {
            sections.set_whole(section, !whole);
        }
    }
    if whole && rows.len() > MOST {
        let words = format!("and {} more", cx.portfolio.settings().more.numbers.count(rows.len() - MOST));
        ui.horizontal_wrapped(|ui| {
            ui.label(theme::weak(words, cx.tokens));
            if ui.link(RichText::new("Show all in the table").size(theme::size::SMALL)).clicked() {
                actions.push(Action::ShowRecordsOfSelected(kind));
            }
        });
    }
}

fn row_ui(ui: &mut Ui, cx: &Cx<'_>, row: &Row, actions: &mut Actions) {
    let Row { key, words, detail, mood, quick } = row;
    let tokens = cx.tokens;
    let button_width = quick.as_ref().map_or(0.0, |_| 66.0);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        let size = vec2(ui.available_width() - button_width, ROW_HEIGHT);
        let (rect, response) = ui.allocate_exact_size(size, Sense::click());
        let spoken = if detail.is_empty() { words.clone() } else { format!("{words}, {detail}") };
        response.widget_info(|| WidgetInfo::labeled(accesskit::Role::Button, true, spoken.as_str()));
        if response.clicked() {
            actions.push(Action::OpenRecord(*key));
        }
        if ui.is_rect_visible(rect) {
            if response.hovered() || response.has_focus() {
                // As far out as the frames of the fields above.
                ui.painter().rect_filled(rect.expand2(vec2(6.0, 0.0)), theme::CONTROL_RADIUS, tokens.sunken);
            }
            let mut left = rect.left();
            if let Some(mood) = mood {
                let at = pos2(left + 4.0, rect.center().y);
                ui.painter().circle_filled(at, 3.5, mood_color(*mood, tokens));
                left += 14.0;
            }
            let detail = ui.painter().layout_no_wrap(detail.clone(), theme::small_font(), tokens.weak);
            let most = (rect.width() * 0.6).max(60.0);
            let detail_width = detail.size().x.min(most);
            let room = (rect.right() - left - detail_width - space::S).max(20.0);
            let font = FontId::proportional(theme::size::BODY);
            let mut job = egui::text::LayoutJob::simple_singleline(words.clone(), font, tokens.text);
            job.wrap = egui::text::TextWrapping::truncate_at_width(room);
            let galley = ui.painter().layout_job(job);
            ui.painter().galley(pos2(left, rect.center().y - galley.size().y / 2.0), galley, tokens.text);
            let painter = ui.painter_at(rect.with_min_x(rect.right() - most));
            let at = pos2(rect.right() - detail_width, rect.center().y - detail.size().y / 2.0);
            painter.galley(at, detail, tokens.weak);
        }
        response.on_hover_text(spoken);
        if let Some((label, edit)) = quick {
            let text = RichText::new(*label).size(theme::size::SMALL);
            ui.add_space(space::S);
            let button = ui.add_enabled(!cx.env.read_only, egui::Button::new(text).min_size(vec2(0.0, 20.0)));
            if button.accessible_name(format!("{label}: {words}")).clicked() {
                actions.push(Action::Edit(edit.clone()));
            }
        }
    });
}
