use egui::{Align, Align2, FontId, Layout, Rect, Sense, Ui, UiBuilder, WidgetInfo, accesskit, pos2, vec2};

use crate::chart::certainty::Certainty;
use crate::ui::theme;
use crate::ui::view::{Actions, Cx};

use super::BoardView;
use super::atlas::Rim;
use super::camera::Stage;
use super::mesh::{self, Disc};

/// Below the plot, to the middle of the line that the title of the axis stands on, in points.
const BELOW: f32 = 30.0;
const RADIUS: f32 = 5.5;
/// Half the title of the axis with what keeps it apart, in points.
const HALF_TITLE: f32 = 56.0;

/// For the words of the button, in points.
const ROOM_FOR_WORDS: f32 = 190.0;

impl BoardView {
    /// Under the plot, left of the title of its axis: what a fading edge says, while any dot has one.
    pub(super) fn footnote_ui(&self, ui: &Ui, cx: &Cx<'_>, stage: &Stage) {
        let Some(atlas) = self.atlas.as_ref().filter(|_| self.model.any_unsure) else { return };
        let scale = self.scale;
        let font = FontId::proportional(scale.of(11.0));
        let painter = ui.painter();
        let galleys = Certainty::ALL
            .map(|one| (one, painter.layout_no_wrap(one.name().to_owned(), font.clone(), cx.tokens.weak)));
        let (lead, gap) = (scale.of(2.0 * RADIUS + 5.0), scale.of(14.0));
        let width = galleys.iter().map(|(_, galley)| lead + galley.size().x + gap).sum::<f32>() - gap;
        if width > stage.rect.width() / 2.0 - scale.of(HALF_TITLE) {
            return;
        }
        let middle = stage.rect.bottom() + scale.of(BELOW);
        let mut left = stage.rect.left();
        let rect = Rect::from_center_size(pos2(left + width / 2.0, middle), vec2(width, scale.of(18.0)));
        let mut samples = egui::Mesh::with_texture(atlas.texture());
        let Some(hue) = self.color.hues().first().copied() else { return };
        for (certainty, galley) in galleys {
            let at = pos2(left + scale.of(RADIUS), middle);
            mesh::push(&mut samples, atlas, Disc { hue, certainty, radius: scale.of(RADIUS), at }, Rim::Plain, 1.0);
            let size = galley.size();
            let corner = Align2::LEFT_CENTER.anchor_size(pos2(left + lead, middle), size).min;
            painter.galley(corner, galley, cx.tokens.weak);
            left += lead + size.x + gap;
        }
        painter.add(egui::Shape::mesh(samples));
        let response = ui.interact(rect, ui.scope_id().with("certainty"), Sense::hover());
        response.widget_info(|| {
            let words = "The edge of a dot fades where its potential is a guess";
            WidgetInfo::labeled(accesskit::Role::Label, true, words)
        });
        response.on_hover_ui(|ui| {
            ui.set_max_width(360.0);
            ui.label(theme::strong("The edge of a dot fades where its potential is a guess"));
            ui.label(
                "Sharp: somebody asked lately what the account could buy, and its categories or its likelihood are \
                 known too. Softer: that is a guess, or old, or the rest is missing. Softest: little of it is known.",
            );
        });
    }

    /// Right of the title of the axis: how many moves the records speak for, and the list of them.
    pub(super) fn suggestions_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, stage: &Stage, actions: &mut Actions) {
        let middle = stage.rect.bottom() + self.scale.of(BELOW);
        let room = (stage.rect.width() / 2.0 - self.scale.of(HALF_TITLE)).max(0.0);
        let rect = Rect::from_min_max(
            pos2(stage.rect.right() - room, middle - self.scale.of(11.0)),
            pos2(stage.rect.right(), middle + self.scale.of(11.0)),
        );
        let layout = Layout::right_to_left(Align::Center);
        let mut strip = ui.new_child(UiBuilder::new().max_rect(rect).layout(layout));
        // No higher than the line that it stands on.
        strip.spacing_mut().interact_size.y = 0.0;
        strip.spacing_mut().button_padding.y = 1.0;
        self.suggestions.button_ui(&mut strip, cx, room >= ROOM_FOR_WORDS, actions);
    }
}
