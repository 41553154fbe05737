use std::path::Path;

use egui::{Align2, Id, LayerId, Order, Stroke, StrokeKind, Ui};

use crate::ui::theme;
use crate::ui::view::Cx;

/// What becomes of a file that is held over the window, while it is. `busy`: a dialog is open, which comes first.
pub fn drop_overlay_ui(ui: &Ui, cx: &Cx<'_>, busy: bool) {
    let ctx = ui.ctx();
    let Some((first, count)) = ctx.input(|input| {
        let files = &input.raw.hovered_files;
        files.first().map(|first| (first.path.clone(), files.len()))
    }) else {
        return;
    };
    let words = words(first.as_deref(), count, busy);
    let room = ctx.content_rect();
    let layer = LayerId::new(Order::Tooltip, Id::unique("the edge of the window"));
    let edge = Stroke::new(2.0, cx.tokens.accent);
    let fill = theme::covered(cx.tokens.accent, 0.06);
    ctx.layer_painter(layer).rect(room.shrink(6.0), theme::CARD_RADIUS, fill, edge, StrokeKind::Inside);
    let area = egui::Area::new(Id::unique("a file over the window")).order(Order::Tooltip).interactable(false);
    area.anchor(Align2::CENTER_CENTER, egui::Vec2::ZERO).show(ctx, |ui| {
        cx.tokens.float_frame().show(ui, |ui| ui.label(theme::strong(words).size(15.0)));
    });
}

fn words(first: Option<&Path>, count: usize, busy: bool) -> String {
    if busy {
        return "Close the dialog first".to_owned();
    }
    let name = first.and_then(Path::file_name).map(|name| name.to_string_lossy());
    let is_workspace = first.and_then(Path::extension).is_some_and(|ending| ending.eq_ignore_ascii_case("fourfold"));
    match (name, is_workspace, count) {
        (None, _, _) => "Drop to import".to_owned(),
        (Some(name), true, _) => format!("Drop to open {name}"),
        (Some(name), false, 0 | 1) => format!("Drop to import {name}"),
        (Some(name), false, _) => format!("Drop to import {name}; one file at a time"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_drop_would_do_is_said() {
        let check = |path: Option<&str>, count: usize, busy: bool, wanted: &str| {
            assert_eq!(words(path.map(Path::new), count, busy), wanted);
        };
        check(Some("/a/sales.csv"), 1, false, "Drop to import sales.csv");
        check(Some("/a/sales.csv"), 3, false, "Drop to import sales.csv; one file at a time");
        check(Some("/a/Ours.FOURFOLD"), 1, false, "Drop to open Ours.FOURFOLD");
        check(None, 1, false, "Drop to import");
        check(Some("/a/sales.csv"), 1, true, "Close the dialog first");
    }
}
