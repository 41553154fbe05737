//! Parts of the panel that can be folded away.

use std::collections::BTreeSet;

use egui::{Label, RichText, Sense, Shape, Stroke, Ui, WidgetInfo, accesskit, vec2};

use crate::ui::theme::{self, space};
use crate::ui::view::Cx;

/// A part of the panel under a heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    Why,
    Next,
    Buys,
    Account,
    Money,
    Contacts,
    Activities,
    Opportunities,
    Risks,
    Notes,
    Moves,
}

/// Which parts are folded away, and which lists are shown to their ends.
#[derive(Clone, Debug, Default)]
pub struct Sections {
    folded: BTreeSet<Section>,
    whole: BTreeSet<Section>,
    /// How the parts of the scores add up is shown.
    pub parts: bool,
}

/// What became of a heading in this frame.
#[derive(Clone, Copy, Debug)]
pub struct Heading {
    /// What stands under it is to be shown.
    pub open: bool,
    /// The button at its right was clicked.
    pub add: bool,
}

impl Sections {
    /// The heading, which folds and unfolds; at its right a button that is called `add`.
    pub fn heading_ui(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        section: Section,
        title: &str,
        add: Option<&str>,
    ) -> Heading {
        ui.add_space(space::M);
        let was_open = !self.folded.contains(&section);
        let (mut clicked, mut added) = (false, false);
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = space::XS;
            let (mark, response) = ui.allocate_exact_size(vec2(10.0, 18.0), Sense::click());
            let spoken = format!("{} {title}", if was_open { "Fold" } else { "Unfold" });
            response.widget_info(|| WidgetInfo::labeled(accesskit::Role::Button, true, spoken.as_str()));
            let color = if response.hovered() || response.has_focus() { cx.tokens.text } else { cx.tokens.faint };
            let at = mark.center() - vec2(2.0, 0.0);
            let points = if was_open {
                vec![at + vec2(-3.5, -2.0), at + vec2(0.0, 2.0), at + vec2(3.5, -2.0)]
            } else {
                vec![at + vec2(-2.0, -3.5), at + vec2(2.0, 0.0), at + vec2(-2.0, 3.5)]
            };
            ui.painter().add(Shape::line(points, Stroke::new(1.3, color)));
            let text = RichText::new(title).family(theme::semibold()).size(12.0).color(cx.tokens.weak);
            let heading = ui.add(Label::new(text).sense(Sense::click()));
            clicked = response.clicked() || heading.clicked();
            if let Some(add) = add {
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    let text = RichText::new(add).size(theme::size::SMALL).color(cx.tokens.accent);
                    let button = egui::Button::new(text).frame(false).min_size(vec2(0.0, 18.0));
                    let response = ui.add_enabled(!cx.env.read_only, button).accessible_name(add);
                    added = response.clicked();
                });
            }
        });
        if clicked && !self.folded.remove(&section) {
            self.folded.insert(section);
        }
        ui.add_space(2.0);
        Heading { open: was_open, add: added }
    }

    /// Whether all of a list is shown.
    pub fn is_whole(&self, section: Section) -> bool {
        self.whole.contains(&section)
    }

    /// Shows all of a list from now on, or its beginning alone.
    pub fn set_whole(&mut self, section: Section, whole: bool) {
        if whole {
            self.whole.insert(section);
        } else {
            self.whole.remove(&section);
        }
    }
}
