use egui::{Align, Layout, RichText, Ui, WidgetInfo, accesskit};

use crate::jobs::JobSteps;
use crate::model::RecordKind;
use crate::sheets::{Dialect, Format, HeaderRow, Mapping, ReadOptions, Sheet, TextEncoding};
use crate::ui::theme::{self, space};
use crate::ui::view::{Action, Actions, Cx};
use crate::ui::widgets::chip;

use super::waiting::progress_ui;
use super::{ImportAction, Preview, grid, parts};

/// The delimiters that can be chosen, with their names.
const DELIMITERS: [(char, &str); 5] =
    [(',', "Comma"), (';', "Semicolon"), ('\t', "Tab"), ('|', "Bar  |"), (':', "Colon")];

/// The first rows as they are read, and beside them how they are read.
pub(super) fn file_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    preview: &mut Preview,
    read: &mut ReadOptions,
    steps: JobSteps,
    actions: &mut Actions,
) {
    let sheet = std::sync::Arc::clone(&preview.sheet);
    let (rereading, read_error) = (preview.rereading, preview.read_error.clone());
    let (mut clicked, mut chosen, mut stopped) = (None, None, false);
    parts::beside(
        ui,
        "how it is read",
        |ui| {
            ui.spacing_mut().item_spacing.y = space::S;
            heading_ui(ui, cx, &sheet);
            if rereading {
                ui.horizontal(|ui| {
                    progress_ui(ui, cx, "Reading the file…", steps, 160.0);
                    stopped = ui.button("Stop").clicked();
                });
            }
            if let Some(error) = &read_error {
                parts::note(ui, cx.tokens.danger, error);
            }
            let frame = egui::Frame::new().stroke(cx.tokens.thin_line()).corner_radius(theme::CARD_RADIUS);
            frame.show(ui, |ui| {
                ui.shrink_clip_rect(ui.max_rect());
                if rereading {
                    ui.disable();
                }
                if let Some(row) = grid::grid_ui(ui, cx, &sheet) {
                    clicked = Some(if sheet.header == Some(row) { None } else { Some(row) });
                }
            });
        },
        |ui| {
            ui.spacing_mut().item_spacing.y = space::M;
            parts::card(ui, cx, |ui| {
                ui.add_enabled_ui(!rereading, |ui| kind_ui(ui, cx, preview, actions));
            });
            parts::card(ui, cx, |ui| {
                parts::title(ui, cx, "How it is read");
                if sheet.sheets.len() > 1 {
                    sheets_ui(ui, cx, &sheet, read, actions);
                }
                if let Some(dialect) = sheet.dialect.filter(|_| sheet.format != Format::Clipboard) {
                    text_choices_ui(ui, cx, read, Some(dialect), actions);
                }
                ui.add_enabled_ui(!rereading, |ui| chosen = header_choice_ui(ui, cx, &sheet));
            });
            if !sheet.notes.is_empty() {
                parts::card(ui, cx, |ui| {
                    parts::title(ui, cx, "Worth knowing");
                    for words in &sheet.notes {
                        ui.label(RichText::new(words).size(12.0));
                    }
                });
            }
        },
    );
    if stopped {
        actions.push(Action::Import(ImportAction::StopPlanning));
    }
    if let Some(header) = chosen.or(clicked)
        && header != sheet.header
    {
        actions.push(Action::Import(ImportAction::SetHeader(header)));
    }
}

/// How many rows there are, and what a click does.
fn heading_ui(ui: &mut Ui, cx: &Cx<'_>, sheet: &Sheet) {
    let count = |count: usize| cx.portfolio.settings().more.numbers.count(count);
    ui.horizontal(|ui| {
        let rows = if sheet.len() == 1 { "1 row".to_owned() } else { format!("{} rows", count(sheet.len())) };
        let columns =
            if sheet.columns() == 1 { "1 column".to_owned() } else { format!("{} columns", count(sheet.columns())) };
        ui.label(theme::strong(format!("{rows} · {columns}")));
        if sheet.footer > 0 {
            let rows = if sheet.footer == 1 { "the last row looks" } else { "the last rows look" };
            ui.label(theme::weak(format!("{rows} like a footer: left out unless you take it in"), cx.tokens));
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            parts::short(ui, theme::weak("Click a row to make it the header", cx.tokens));
        });
    });
}

/// What the rows are: accounts, contacts, purchases…
fn kind_ui(ui: &mut Ui, cx: &Cx<'_>, preview: &mut Preview, actions: &mut Actions) {
    parts::title(ui, cx, "What it holds");
    let chosen = preview.mapping.kind;
    let words = if chosen == preview.guessed {
        format!("These look like {}", chosen.id())
    } else {
        format!("Taken as {}; they look like {}", chosen.id(), preview.guessed.id())
    };
    ui.label(RichText::new(words).size(12.0));
    ui.add_space(space::XS);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(6.0, 6.0);
        for kind in RecordKind::ALL {
            let on = kind == chosen;
            let response = chip(ui, kind.label(), on, cx.tokens);
            response.widget_info(|| {
                let spoken = format!("The rows are {}", kind.plural());
                WidgetInfo::selected(accesskit::Role::RadioButton, true, on, spoken)
            });
            if response.clicked() && !on {
                preview.mapping = Mapping::guess_as(&preview.sheet, kind);
                preview.used = None;
                actions.push(Action::Import(ImportAction::Replan));
            }
        }
    });
}

fn sheets_ui(ui: &mut Ui, cx: &Cx<'_>, sheet: &Sheet, read: &mut ReadOptions, actions: &mut Actions) {
    let chosen = sheet.sheet.clone().unwrap_or_default();
    parts::labelled_choice(ui, cx, ("Sheet", "Sheet of the workbook"), &chosen, |ui| {
        for one in &sheet.sheets {
            let words = if one.hidden { format!("{}  (hidden)", one.name) } else { one.name.clone() };
            let color = if one.hidden { cx.tokens.weak } else { cx.tokens.text };
            if ui.selectable_label(one.name == chosen, RichText::new(words).color(color)).clicked() {
                read.sheet = Some(one.name.clone());
                // Where the header of the other one stands is to be found out.
                read.header = HeaderRow::Guess;
                actions.push(Action::Import(ImportAction::Reread));
            }
        }
    });
}

/// Encoding and delimiter of a text file; `dialect` is how it was read, if it could be.
pub(super) fn text_choices_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    read: &mut ReadOptions,
    dialect: Option<Dialect>,
    actions: &mut Actions,
) {
    let encoding = match (read.encoding, dialect) {
        (Some(said), _) => said.to_string(),
        (None, Some(Dialect { encoding, confidence, .. })) if confidence < 0.995 => {
            format!("{encoding} · {:.0} % sure", f64::from(confidence) * 100.0)
        }
        (None, Some(Dialect { encoding, .. })) => encoding.to_string(),
        (None, None) => "Found out".to_owned(),
    };
    let mut changed = false;
    parts::labelled_choice(ui, cx, ("Encoding", "Encoding of the file"), &encoding, |ui| {
        changed |= ui.selectable_value(&mut read.encoding, None, "Found out").clicked();
        for one in TextEncoding::ALL {
            let button = egui::Button::selectable(read.encoding == Some(*one), one.name());
            let button = button.right_text(RichText::new(one.script()).size(theme::size::SMALL).color(cx.tokens.faint));
            if ui.add(button).accessible_name(one.name()).clicked() {
                read.encoding = Some(*one);
                changed = true;
            }
        }
    });
    let named = |delimiter: char| {
        let known = DELIMITERS.iter().find(|(sign, _)| *sign == delimiter);
        known.map_or_else(|| format!("“{delimiter}”"), |(_, name)| (*name).to_owned())
    };
    let delimiter = match (read.delimiter, dialect) {
        (Some(delimiter), _) => named(delimiter),
        (None, Some(dialect)) => named(dialect.delimiter),
        (None, None) => "Found out".to_owned(),
    };
    parts::labelled_choice(ui, cx, ("Delimiter", "Delimiter of the file"), &delimiter, |ui| {
        changed |= ui.selectable_value(&mut read.delimiter, None, "Found out").clicked();
        for (sign, name) in DELIMITERS {
            changed |= ui.selectable_value(&mut read.delimiter, Some(sign), name).clicked();
        }
    });
    if changed {
        actions.push(Action::Import(ImportAction::Reread));
    }
}

/// In which row the header stands, by its number; what was chosen.
#[expect(clippy::option_option, reason = "nothing chosen, no header, or this row")]
fn header_choice_ui(ui: &mut Ui, cx: &Cx<'_>, sheet: &Sheet) -> Option<Option<usize>> {
    let chosen = sheet.header_line().map_or_else(|| "No header".to_owned(), |line| format!("Row {line}"));
    let mut wanted = None;
    parts::labelled_choice(ui, cx, ("Header", "Row of the header"), &chosen, |ui| {
        if ui.selectable_label(sheet.header.is_none(), "No header").clicked() {
            wanted = Some(None);
        }
        for index in 0..sheet.grid.len().min(crate::sheets::HEADER_ROWS) {
            let line = sheet.grid.row(index).line();
            if ui.selectable_label(sheet.header == Some(index), format!("Row {line}")).clicked() {
                wanted = Some(Some(index));
            }
        }
    });
    wanted
}
