use std::collections::BTreeSet;

use egui::{Align2, Area, Order, Response, RichText, Sense, Ui, WidgetInfo, accesskit, vec2};

use crate::chart::color::{DotColor, Group, Hue};
use crate::model::AccountId;
use crate::ui::theme::{self, space};
use crate::ui::view::{Action, Actions, Cx};

use super::BoardView;
use super::camera::Stage;
use super::look::BoardScale;

const ROW_HEIGHT: f32 = 22.0;
/// Above the heading of the quadrant in that corner, in points.
const ABOVE_HEADING: f32 = 38.0;
const LONGEST_NAME: usize = 24;
/// Of a plot that has room for all of it, in points.
const ROOMY_HEIGHT: f32 = 330.0;

impl BoardView {
    /// What the colours stand for, while that is not the class, which a dot's place tells already. A click on a group
    /// selects its accounts.
    pub(super) fn legend_ui(&mut self, ui: &Ui, cx: &Cx<'_>, stage: &Stage, actions: &mut Actions) {
        if self.color == DotColor::Class || self.model.dots.is_empty() {
            self.legend = None;
            return;
        }
        // On a small board it would cover what it explains.
        let fits = stage.rect.height() >= self.scale.of(ROOMY_HEIGHT);
        let corner = stage.rect.right_bottom() - vec2(10.0, self.scale.of(ABOVE_HEADING));
        let area = Area::new(ui.scope_id().with("legend"))
            .order(Order::Middle)
            .movable(false)
            .constrain_to(stage.rect)
            .pivot(Align2::RIGHT_BOTTOM)
            .fixed_pos(corner);
        let shown = area.show(ui.ctx(), |ui| {
            let frame = cx.tokens.card_frame().inner_margin(egui::Margin::symmetric(6, 5));
            frame.show(ui, |ui| self.card_ui(ui, cx, fits, actions));
        });
        if self.legend != Some(shown.response.rect) {
            // Names keep clear of it, which they learn in the next frame.
            self.legend = Some(shown.response.rect);
            ui.request_repaint();
        }
    }

    fn card_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, fits: bool, actions: &mut Actions) {
        ui.spacing_mut().item_spacing = vec2(space::S, 0.0);
        if self.groups_made_for != Some(self.model.generation) {
            // What is counted is what is shown.
            self.groups = self.model.colors.groups_of(self.model.dots.iter().map(|dot| dot.hue));
            self.groups_made_for = Some(self.model.generation);
        }
        let groups = self.groups.clone();
        let scale = self.scale;
        let font = super::layout::label_font(scale);
        let words = |group: &Group| super::layout::cut(&group.name, LONGEST_NAME);
        let counted = |group: &Group| cx.portfolio.settings().more.numbers.count(group.count);
        let width_of = |text: String| ui.painter().layout_no_wrap(text, font.clone(), cx.tokens.text).size().x;
        let widest = groups.iter().map(|group| width_of(words(group)) + width_of(counted(group)));
        let closed = self.legend_closed || !fits;
        let width = if closed { 0.0 } else { widest.fold(0.0, f32::max) + scale.of(46.0) }.max(scale.of(96.0));

        let color = self.color;
        let title = ui.scope(|ui| {
            let label = RichText::new(format!("{} {}", color.name(), if closed { "▴" } else { "▾" }));
            let label = label.size(scale.of(theme::size::SMALL)).family(theme::semibold()).color(cx.tokens.weak);
            ui.add(egui::Button::new(label).frame(false).min_size(vec2(width, scale.of(ROW_HEIGHT))))
        });
        let title = title.inner.on_hover_text(if closed { "Show the colours" } else { "Fold the colours up" });
        title.widget_info(|| {
            let name = format!("Colours by {}", color.name().to_lowercase());
            WidgetInfo::selected(accesskit::Role::Button, true, !closed, name)
        });
        if title.clicked() {
            self.legend_closed = !self.legend_closed;
        }
        if closed {
            return;
        }
        for group in &groups {
            let response = row_ui(ui, cx, group.hue, &words(group), &counted(group), width, scale);
            let accounts = if group.count == 1 { "account" } else { "accounts" };
            let spoken = format!("{}, {} {accounts}", group.name, counted(group));
            response.widget_info(|| WidgetInfo::labeled(accesskit::Role::Button, true, &spoken));
            if response.on_hover_text(format!("Selects these: {}", group.name)).clicked() {
                actions.push(Action::Select(self.of_hue(group.hue)));
            }
        }
    }

    /// The accounts of one colour, as far as the search leaves them.
    fn of_hue(&self, hue: Hue) -> BTreeSet<AccountId> {
        let of_hue = self.model.dots.iter().enumerate().filter(|(_, dot)| dot.hue == hue);
        of_hue.filter(|(index, _)| self.model.is_hit(*index)).map(|(_, dot)| dot.id()).collect()
    }
}

/// A swatch, a name, a count.
fn row_ui(ui: &mut Ui, cx: &Cx<'_>, hue: Hue, name: &str, count: &str, width: f32, scale: BoardScale) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(width, scale.of(ROW_HEIGHT)), Sense::click());
    let painter = ui.painter();
    if response.hovered() || response.has_focus() {
        painter.rect_filled(rect, theme::CONTROL_RADIUS, cx.tokens.sunken);
    }
    if response.has_focus() {
        let ring = egui::Stroke::new(1.5, cx.tokens.accent);
        painter.rect_stroke(rect, theme::CONTROL_RADIUS, ring, egui::StrokeKind::Inside);
    }
    painter.circle_filled(rect.left_center() + vec2(scale.of(10.0), 0.0), scale.of(5.0), cx.tokens.hue(hue));
    let font = super::layout::label_font(scale);
    painter.text(
        rect.left_center() + vec2(scale.of(21.0), 0.0),
        Align2::LEFT_CENTER,
        name,
        font.clone(),
        cx.tokens.text,
    );
    painter.text(rect.right_center() - vec2(6.0, 0.0), Align2::RIGHT_CENTER, count, font, cx.tokens.weak);
    response
}
