//! The line at the bottom: what is true of the file and of what it holds.

use egui::{Align, Layout, Panel, ProgressBar, RichText, Ui};

use super::Surroundings;
use super::theme::{self, space};
use super::view::{Action, Actions, Cx, Work};

/// In points, beside what else stands there.
const ROOM_FOR_HEADLINE: f32 = 480.0;

pub fn status_ui(ui: &mut Ui, cx: &Cx<'_>, work: Option<&Work>, around: Surroundings<'_>, actions: &mut Actions) {
    let frame = egui::Frame::new().fill(cx.tokens.raised).inner_margin(egui::Margin::symmetric(14, 0));
    Panel::bottom("status").exact_size(28.0).resizable(false).frame(frame).show(ui, |ui| {
        ui.horizontal_centered(|ui| {
            ui.spacing_mut().item_spacing.x = space::L;
            match work {
                Some(work) => work_ui(ui, cx, work, actions),
                None if around.unsaved > 0 => unsaved_ui(ui, cx, around.unsaved),
                None => saved_ui(ui, cx),
            }
            let (active, all) = (cx.portfolio.active_count(), cx.portfolio.accounts().len());
            let mut counts = format!("{} accounts", cx.portfolio.settings().more.numbers.count(active));
            if active != all {
                counts.push_str(&format!(" · {} archived", cx.portfolio.settings().more.numbers.count(all - active)));
            }
            ui.label(theme::weak(counts, cx.tokens));
            if let Some(days) = last_move(cx) {
                ui.label(theme::weak(days, cx.tokens));
            }
            if let Some(headline) = around.confidence.headline().filter(|_| ui.available_width() >= ROOM_FOR_HEADLINE) {
                let label = ui.label(theme::weak(headline, cx.tokens));
                let reasons = around.confidence.reasons(cx.portfolio.settings().more.numbers);
                if !reasons.is_empty() {
                    label.on_hover_text(format!("{reasons}; ask them what they could buy in 12 months"));
                }
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if let Some(backup) = around.backup {
                    super::backups::status_ui(ui, cx, backup, actions);
                }
                if let Some(path) = around.path {
                    ui.add(egui::Label::new(theme::weak(path, cx.tokens)).truncate());
                }
            });
        });
    });
}

fn unsaved_ui(ui: &mut Ui, cx: &Cx<'_>, fields: usize) {
    let words = if fields == 1 { "1 field not saved".to_owned() } else { format!("{fields} fields not saved") };
    ui.label(RichText::new(words).size(theme::size::SMALL).color(cx.tokens.danger));
}

fn saved_ui(ui: &mut Ui, cx: &Cx<'_>) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let (dot, _) = ui.allocate_exact_size(egui::vec2(8.0, 8.0), egui::Sense::hover());
        ui.painter().circle_filled(dot.center(), 3.5, cx.tokens.good);
        let saved = match cx.journal.entries().last() {
            Some(entry) => format!("Saved {}", entry.at.with_timezone(&chrono::Local).format("%-d %b, %H:%M")),
            None => "Saved".to_owned(),
        };
        ui.label(RichText::new(saved).size(theme::size::SMALL).color(cx.tokens.good));
    });
}

fn work_ui(ui: &mut Ui, cx: &Cx<'_>, work: &Work, actions: &mut Actions) {
    ui.label(theme::weak(format!("{}…", work.label), cx.tokens));
    if let Some(share) = work.steps.share() {
        ui.add(ProgressBar::new(share).desired_width(120.0).desired_height(6.0)).accessible_name(work.label.as_str());
        let numbers = cx.portfolio.settings().more.numbers;
        let figures = work.steps.words(|count| numbers.count(usize::try_from(count).unwrap_or(usize::MAX)));
        if !figures.is_empty() {
            ui.label(theme::weak(figures, cx.tokens));
        }
    } else {
        ui.spinner();
    }
    if ui.add(egui::Button::new(theme::weak("Cancel", cx.tokens)).small()).clicked() {
        actions.push(Action::CancelWork);
    }
}

/// When an account was last moved, which is when the board was last thought about.
fn last_move(cx: &Cx<'_>) -> Option<String> {
    let last = cx.journal.last_move_at()?;
    let days = cx.today.signed_duration_since(last.with_timezone(&chrono::Local).date_naive()).num_days();
    Some(match days {
        ..=0 => "Last move today".to_owned(),
        1 => "Last move yesterday".to_owned(),
        days => format!("Last move {days} days ago"),
    })
}
