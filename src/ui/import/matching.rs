//! How the rows of a file find the records that are there, and what is remembered of all this for the next file.

use egui::{Key, RichText, Ui};

use crate::model::RecordKind;
use crate::sheets::{Field, MatchBy, OnMatch, OnMissing};
use crate::ui::theme::{self, space};
use crate::ui::view::{Action, Actions, Cx};

use super::{ImportAction, Preview, parts};

pub(super) fn matching_ui(ui: &mut Ui, cx: &Cx<'_>, preview: &mut Preview, actions: &mut Actions) {
    let kind = preview.mapping.kind;
    // Not all the options: what was amended may be much, and is not changed here.
    let chosen = |preview: &Preview| {
        let options = &preview.options;
        (options.match_by.clone(), options.on_match, options.missing)
    };
    let before = chosen(preview);
    parts::card(ui, cx, |ui| {
        parts::title(ui, cx, &format!("Which {} are there already", kind.plural()));
        found_by_ui(ui, cx, preview);
        if kind != RecordKind::Purchases {
            ui.add_space(space::S);
            parts::title(ui, cx, "What becomes of them");
            let on_match = &mut preview.options.on_match;
            ui.radio_value(on_match, OnMatch::Update, "Update").on_hover_text("Values of the file replace those here");
            ui.radio_value(on_match, OnMatch::FillBlanks, "Fill only blanks")
                .on_hover_text("Values of the file come in where there is none here");
            ui.radio_value(on_match, OnMatch::Skip, "Leave as they are").on_hover_text("Only new ones come in");
        }
    });
    if names_others(kind) {
        parts::card(ui, cx, |ui| {
            parts::title(ui, cx, &format!("{} that do not exist", others(kind)));
            let missing = &mut preview.options.missing;
            ui.radio_value(missing, OnMissing::Create, "Create them");
            ui.radio_value(missing, OnMissing::Reject, "Reject their rows");
        });
    }
    if chosen(preview) != before {
        actions.push(Action::Import(ImportAction::Replan));
    }
    parts::card(ui, cx, |ui| remembered_ui(ui, cx, preview, actions));
}

fn found_by_ui(ui: &mut Ui, cx: &Cx<'_>, preview: &mut Preview) {
    let always = match preview.mapping.kind {
        RecordKind::Purchases => {
            Some("A line is there already if account, product, day, number and amount are the same")
        }
        RecordKind::StageEvents => Some("An event is there already if account, day and stage are the same"),
        RecordKind::Goals => Some("A goal is there already if what it counts, its period and whose it is are the same"),
        RecordKind::Spend => Some("It is there already if channel and month are the same"),
        RecordKind::Accounts
        | RecordKind::Contacts
        | RecordKind::Activities
        | RecordKind::Products
        | RecordKind::Opportunities
        | RecordKind::Risks
        | RecordKind::Colleagues
        | RecordKind::HandOvers => None,
    };
    if let Some(words) = always {
        ui.label(RichText::new(words).size(12.0).color(cx.tokens.weak));
        return;
    }
    let name = match preview.mapping.kind {
        RecordKind::Activities => (MatchBy::Name, Field::Day, "By account, day, kind, subject and time"),
        RecordKind::Contacts | RecordKind::Opportunities => (MatchBy::Name, Field::Name, "By name and account"),
        RecordKind::Risks => (MatchBy::Name, Field::Reason, "By reason and account"),
        RecordKind::HandOvers => (MatchBy::Name, Field::Day, "By account, day and colleague"),
        RecordKind::Accounts
        | RecordKind::Products
        | RecordKind::Purchases
        | RecordKind::Colleagues
        | RecordKind::StageEvents
        | RecordKind::Goals
        | RecordKind::Spend => (MatchBy::Name, Field::Name, "By name"),
    };
    for (by, field, words) in [(MatchBy::Key, Field::Key, "By key"), name] {
        let held = preview.mapping.column_of(field).is_some();
        let by_now = &mut preview.options.match_by;
        let mut on = by_now.contains(&by);
        let checkbox = ui.add_enabled(held, egui::Checkbox::new(&mut on, words));
        if checkbox.on_disabled_hover_text("No column holds it").changed() {
            by_now.retain(|other| *other != by);
            if on {
                by_now.push(by);
                by_now.sort();
            }
        }
    }
    if preview.options.match_by.is_empty() {
        ui.label(theme::weak("By nothing: every row is a new one", cx.tokens));
    }
}

/// Whether its records name accounts or products that may not be there.
const fn names_others(kind: RecordKind) -> bool {
    match kind {
        RecordKind::Contacts
        | RecordKind::Activities
        | RecordKind::Purchases
        | RecordKind::Opportunities
        | RecordKind::Risks
        | RecordKind::StageEvents
        | RecordKind::HandOvers => true,
        RecordKind::Accounts
        | RecordKind::Products
        | RecordKind::Colleagues
        | RecordKind::Goals
        | RecordKind::Spend => false,
    }
}

const fn others(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Purchases => "Accounts and products",
        RecordKind::Activities => "Accounts and contacts",
        RecordKind::Contacts
        | RecordKind::Opportunities
        | RecordKind::Risks
        | RecordKind::Accounts
        | RecordKind::Products
        | RecordKind::Colleagues
        | RecordKind::StageEvents
        | RecordKind::HandOvers
        | RecordKind::Goals
        | RecordKind::Spend => "Accounts",
    }
}

/// The mappings of before that fit, and the name under which this one may be kept.
fn remembered_ui(ui: &mut Ui, cx: &Cx<'_>, preview: &mut Preview, actions: &mut Actions) {
    parts::title(ui, cx, "Next time");
    if preview.known.is_empty() {
        let words = "After the import, files with these headers are mapped in this way again";
        ui.label(RichText::new(words).size(12.0).color(cx.tokens.weak));
    } else {
        let chosen = preview.known_words().unwrap_or_else(|| "As guessed or chosen here".to_owned());
        parts::choice(ui, cx, "Mapping", RichText::new(chosen), |ui| {
            if ui.selectable_label(preview.used.is_none(), "As guessed").clicked() {
                actions.push(Action::Import(ImportAction::UseKnown(None)));
            }
            for (place, known) in preview.known.iter().enumerate() {
                if ui.selectable_label(preview.used == Some(place), &known.words).clicked() {
                    actions.push(Action::Import(ImportAction::UseKnown(Some(place))));
                }
            }
        });
    }
    match &mut preview.naming {
        None => {
            if parts::link(ui, cx, "Keep under a name…").clicked() {
                preview.naming = Some(String::new());
            }
        }
        Some(name) => {
            let field = egui::TextEdit::singleline(name).hint_text("Monthly purchases");
            let field = field.desired_width(f32::INFINITY).margin(egui::vec2(8.0, 5.0));
            let response = ui.add(field).accessible_name("Name of the mapping");
            if !response.has_focus() && !response.lost_focus() {
                response.request_focus();
            }
            if response.lost_focus() {
                let entered = ui.input(|input| input.key_pressed(Key::Enter));
                let name = preview.naming.take().filter(|name| entered && !name.trim().is_empty());
                if let Some(name) = name {
                    actions.push(Action::Import(ImportAction::KeepAs(name.trim().to_owned())));
                }
            }
        }
    }
}
