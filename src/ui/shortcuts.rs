//! All keys, and what the pointer does, on one sheet.

use egui::{Align, Id, Key, KeyboardShortcut, Layout, RichText, ScrollArea, Ui, vec2};

use crate::command::{ALSO, Command, Menu};

use super::theme::{self, space};
use super::view::Cx;
use super::widgets::keycap;

const COLUMN_WIDTH: f32 = 320.0;
const MOST_COLUMNS: usize = 3;

/// What the pointer and the keys do beside commands, by place.
const GESTURES: [(&str, &[(&str, &str)]); 5] = [
    (
        "On the board",
        &[
            ("Select", "Click"),
            ("Add to the selection", "Ctrl+Click"),
            ("Open the page of an account", "Double click, or Enter twice"),
            ("Select what is framed", "Drag on empty ground"),
            ("Move what is selected", "Drag a dot"),
            ("Along one axis only", "Shift while dragging"),
            ("Divide the board elsewhere", "Drag a dividing line"),
            ("Move by 1 point", "Arrow keys"),
            ("Move by 5 points", "Shift+Arrow keys"),
            ("Zoom at the pointer", "Wheel or pinch"),
            ("Pan", "Space+Drag, middle or right button"),
            ("The whole board", "Double click on empty ground"),
            ("Place an account", "Drag it out of the tray"),
            ("Call off, then select nothing", "Esc"),
        ],
    ),
    (
        "In the table",
        &[
            ("Go from cell to cell", "Arrow keys"),
            ("Edit the cell", "F2"),
            ("Keep and go down", "Enter"),
            ("Keep and go right", "Tab"),
            ("Put back what was", "Esc"),
            ("Delete the selected rows, of all but accounts", "Delete"),
        ],
    ),
    ("In a field", &[("Keep", "Enter or Tab"), ("Put back what was", "Esc")]),
    (
        "In the palette",
        &[
            ("Move an account", "move ernst handel to 60 70"),
            ("Into the middle of a class", "move ernst handel to key"),
            ("Take a judgement back", "release ernst handel"),
            ("Filter", "filter owner anna"),
            ("Go somewhere", "go to history"),
        ],
    ),
    (
        "In the window",
        &[
            ("To the menus", "F10 or Alt"),
            ("To the next control", "Tab"),
            ("To the part before", "Shift+F6"),
            ("What can be done with it", "Right click or Shift+F10"),
        ],
    ),
];

/// One block of the sheet: what it is about, and its lines.
struct Section {
    name: &'static str,
    lines: Vec<(&'static str, Vec<String>)>,
}

/// The sheet, while `open`.
pub fn shortcuts_ui(ui: &Ui, cx: &Cx<'_>, open: &mut bool) {
    if !*open {
        return;
    }
    let again = Command::Shortcuts.spec().shortcut;
    let again = again.is_some_and(|shortcut| ui.input_mut(|input| input.consume_shortcut(&shortcut)));
    let screen = ui.ctx().content_rect();
    let mut close = false;
    let modal = cx.tokens.dialog(Id::unique("shortcuts")).show(ui.ctx(), |ui| {
        let room = screen.width() - 2.0 * space::XL - 40.0;
        #[expect(clippy::cast_precision_loss, reason = "three at most")]
        let width_of = |columns: usize| columns as f32 * (COLUMN_WIDTH + space::XL) - space::XL;
        let columns = (1..=MOST_COLUMNS).rev().find(|columns| width_of(*columns) <= room).unwrap_or(1);
        ui.set_width(width_of(columns).min(room));
        ui.horizontal(|ui| {
            ui.label(RichText::new(Command::Shortcuts.spec().label).heading());
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| close = ui.button("Close").clicked());
        });
        ui.add_space(space::S);
        ScrollArea::vertical()
            .max_height(screen.height() - 160.0)
            .min_scrolled_height(screen.height() - 160.0)
            .auto_shrink([false, true])
            .show(ui, |ui| {
                let columns_of = spread(sections(&|shortcut| ui.ctx().format_shortcut(shortcut)), columns);
                ui.spacing_mut().item_spacing.x = space::XL;
                ui.columns(columns, |columns| {
                    for (ui, sections) in columns.iter_mut().zip(&columns_of) {
                        for section in sections {
                            section_ui(ui, cx, section);
                        }
                    }
                });
            });
    });
    if close || again || modal.should_close() {
        *open = false;
    }
}

/// The commands that have keys, menu by menu, and then the gestures.
fn sections(written: &dyn Fn(&KeyboardShortcut) -> String) -> Vec<Section> {
    let menus = Menu::ALL.into_iter().map(|menu| {
        let commands = Command::ALL.iter().copied().filter(|command| command.spec().menu == menu);
        let lines = commands.filter_map(|command| {
            let first = command.spec().shortcut?;
            let also = ALSO.iter().filter(|(of, _)| *of == command).map(|(_, shortcut)| shortcut);
            Some((command.spec().label, std::iter::once(&first).chain(also).map(written).collect()))
        });
        Section { name: menu.name(), lines: lines.collect() }
    });
    let ctrl = written(&KeyboardShortcut::new(egui::Modifiers::COMMAND, Key::K));
    let ctrl = ctrl.strip_suffix('K').unwrap_or("Ctrl+").to_owned();
    let gestures = GESTURES.into_iter().map(|(name, lines)| {
        // The key that is Ctrl here may be another elsewhere.
        let lines = lines.iter().map(|(what, how)| (*what, vec![how.replace("Ctrl+", &ctrl)]));
        Section { name, lines: lines.collect() }
    });
    menus.chain(gestures).filter(|section| !section.lines.is_empty()).collect()
}

/// Sections in their order in columns of about the same length.
fn spread(sections: Vec<Section>, columns: usize) -> Vec<Vec<Section>> {
    // A heading takes about as much room as two lines.
    let length = |section: &Section| section.lines.len() + 2;
    let all: usize = sections.iter().map(length).sum();
    let each = all.div_ceil(columns.max(1));
    let mut spread: Vec<Vec<Section>> = Vec::new();
    let mut here = usize::MAX;
    for section in sections {
        let fits = here.saturating_add(length(&section) / 2) <= each || spread.len() == columns;
        if let Some(column) = spread.last_mut().filter(|_| fits) {
            here = here.saturating_add(length(&section));
            column.push(section);
        } else {
            here = length(&section);
            spread.push(vec![section]);
        }
    }
    spread
}

fn section_ui(ui: &mut Ui, cx: &Cx<'_>, section: &Section) {
    ui.label(theme::strong(section.name));
    ui.add_space(space::XS);
    for (what, hows) in &section.lines {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = space::S;
            ui.add(egui::Label::new(RichText::new(*what).color(cx.tokens.weak)));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                for how in hows.iter().rev() {
                    keycap(ui, how, cx.tokens)
                        .widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, format!("{what}: {how}")));
                }
            });
        });
    }
    ui.allocate_space(vec2(0.0, space::L));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_of_a_command_is_on_the_sheet_in_columns_of_like_length() {
        let ctx = egui::Context::default();
        let written = |shortcut: &KeyboardShortcut| ctx.format_shortcut(shortcut);
        for columns in 1..=MOST_COLUMNS {
            let spread = spread(sections(&written), columns);
            assert_eq!(spread.len(), columns);
            let lines = |column: &Vec<Section>| column.iter().map(|section| section.lines.len() + 2).sum::<usize>();
            let (longest, all) = (spread.iter().map(lines).max().unwrap(), spread.iter().map(lines).sum::<usize>());
            assert!(longest <= all / columns + 12, "{columns} columns: {longest} of {all}");
            let shown: Vec<&String> =
                spread.iter().flatten().flat_map(|one| &one.lines).flat_map(|line| &line.1).collect();
            for command in Command::ALL {
                let shortcut = command.spec().shortcut;
                assert!(shortcut.is_none_or(|shortcut| shown.contains(&&written(&shortcut))), "{command:?}");
            }
        }
    }
}
