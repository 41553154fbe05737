//! The dialog of a record.

use egui::{Align, Id, Key, Layout, Response, RichText, ScrollArea, Ui, WidgetInfo, accesskit, vec2};

use super::slots::{Held, Shape, Slot, add_name, has_suggestions, suggestions};
use super::{AccountChoice, Next, RecordForm, Saving};
use crate::model::text::capitalised;
use crate::model::{AccountId, ContactId, Edit};
use crate::sheets::Field;
use crate::ui::theme::{self, space};
use crate::ui::view::{Action, Actions, Cx};
use crate::ui::widgets::chip;

const WIDTH: f32 = 480.0;
const LABEL_WIDTH: f32 = 118.0;
/// What stands in a word field that holds none.
const NONE: &str = "–";

/// What somebody did in a row of the form.
#[derive(Clone, Copy, Debug, Default)]
struct Done {
    changed: bool,
    /// A line was left with Enter: the form is to be saved.
    entered: bool,
}

/// The dialog. Cancel and Esc close it; after Save it stays until the record is written.
pub fn record_form_ui(ui: &Ui, cx: &Cx<'_>, open: &mut Option<RecordForm>, actions: &mut Actions) {
    let Some(form) = open else { return };
    let mut cancelled = false;
    let modal = cx.tokens.dialog(Id::unique("record form")).show(ui.ctx(), |ui| {
        let window = ui.ctx().content_rect().size();
        ui.set_width(WIDTH.min(window.x - 80.0));
        heading_ui(ui, cx, form);
        ui.add_space(space::M);
        let mut done = Done::default();
        let room = (window.y - 220.0).max(160.0);
        ScrollArea::vertical().max_height(room).min_scrolled_height(room).show(ui, |ui| {
            ui.set_width(ui.available_width() - space::S);
            // What is typed after Save would not be in it.
            ui.add_enabled_ui(form.saving == Saving::Not, |ui| done = fields_ui(ui, cx, form));
        });
        if done.changed {
            form.error = None;
            form.changed = true;
        }
        if form.saving != Saving::Not {
            ui.add_space(space::S);
            ui.label(theme::weak("Waiting for the present work to be written; then it is saved", cx.tokens));
        }
        if let Some(error) = &form.error {
            ui.add_space(space::S);
            error_ui(ui, cx, error);
        }
        ui.add_space(space::M);
        cancelled = buttons_ui(ui, cx, form, done.entered, actions);
    });
    let beside = modal.backdrop_response.clicked();
    if beside && (form.changed || form.saving != Saving::Not) {
        // A click that was meant for something else must not cost a page of notes.
        if form.saving == Saving::Not {
            form.refuse("Not saved yet: Save keeps what was typed, Cancel leaves it".to_owned());
        }
    } else if cancelled || modal.should_close() {
        *open = None;
    }
}

fn heading_ui(ui: &mut Ui, cx: &Cx<'_>, form: &RecordForm) {
    let kind = form.kind().singular();
    let title = match (&form.next, form.is_new) {
        (Some(_), _) => "Complete the activity".to_owned(),
        (None, true) => format!("New {kind}"),
        (None, false) => capitalised(kind),
    };
    ui.label(RichText::new(title).heading());
    let account = form.record.account().and_then(|id| cx.portfolio.account(id));
    if let Some(account) = account {
        ui.label(theme::weak(&account.name, cx.tokens));
    }
}

fn fields_ui(ui: &mut Ui, cx: &Cx<'_>, form: &mut RecordForm) -> Done {
    let kind = form.kind().singular();
    let account = form.record.account();
    let mut fresh = std::mem::take(&mut form.fresh);
    let mut all = Done::default();
    let mut add = |done: Done| {
        all.changed |= done.changed;
        all.entered |= done.entered;
    };
    if let Some(choice) = &mut form.account {
        add(account_ui(ui, cx, choice, kind, std::mem::take(&mut fresh)));
    }
    for slot in &mut form.slots {
        // What there is already, such as the day of today, is mostly right.
        let takes_keyboard = fresh && slot.shape == Shape::Line;
        fresh &= !takes_keyboard;
        add(slot_ui(ui, cx, slot, kind, account, takes_keyboard));
    }
    if let Some(next) = &mut form.next {
        add(next_ui(ui, cx, next));
    }
    all
}

/// Says whether to close without saving.
fn buttons_ui(ui: &mut Ui, cx: &Cx<'_>, form: &mut RecordForm, entered: bool, actions: &mut Actions) -> bool {
    let mut cancelled = false;
    let can = if form.saving != Saving::Not {
        Err("It is saved when the present work is written")
    } else if cx.env.read_only {
        Err("This workspace is open for reading only")
    } else if let Some(shown) = cx.env.past {
        Err(shown.words())
    } else {
        Ok(())
    };
    ui.horizontal(|ui| {
        if !form.is_new && form.next.is_none() {
            let label = RichText::new("Delete").color(cx.tokens.danger);
            let button = ui.add_enabled(can.is_ok(), egui::Button::new(label));
            let button = button.accessible_name(format!("Delete this {}", form.kind().singular()));
            if button.on_hover_text("Undo brings it back").clicked() {
                actions.push(Action::SaveRecord(Edit::DeleteRecords(vec![form.record.key()])));
            }
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let words = if form.next.is_some() { "Done" } else { "Save" };
            let save = ui.add_enabled(can.is_ok(), theme::primary_button(words, cx.tokens));
            let save = match can {
                Ok(()) => save.clicked() || entered,
                Err(why) => {
                    save.on_disabled_hover_text(why);
                    false
                }
            };
            cancelled = ui.button("Cancel").clicked();
            if save && let Some(edit) = form.read(cx.portfolio) {
                actions.push(Action::SaveRecord(edit));
            }
        });
    });
    cancelled
}

fn error_ui(ui: &mut Ui, cx: &Cx<'_>, error: &str) {
    ui.add(egui::Label::new(RichText::new(error).size(theme::size::SMALL).color(cx.tokens.danger)).wrap());
}

/// A caption at the left, and what it is about; an error under that.
fn row_ui(ui: &mut Ui, cx: &Cx<'_>, label: &str, error: Option<&str>, content: impl FnOnce(&mut Ui) -> Done) -> Done {
    let shown = ui.horizontal_top(|ui| {
        let (caption, _) = ui.allocate_exact_size(vec2(LABEL_WIDTH, theme::CONTROL_HEIGHT), egui::Sense::hover());
        let font = egui::FontId::proportional(theme::size::BODY);
        ui.painter().text(caption.left_center(), egui::Align2::LEFT_CENTER, label, font, cx.tokens.weak);
        let inside = ui.vertical(|ui| {
            ui.set_width(ui.available_width());
            let done = content(ui);
            if let Some(error) = error {
                error_ui(ui, cx, error);
            }
            done
        });
        inside.inner
    });
    ui.add_space(2.0);
    shown.inner
}

fn slot_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    slot: &mut Slot,
    kind: &str,
    account: Option<AccountId>,
    takes_keyboard: bool,
) -> Done {
    let Slot { field, shape, held, error } = slot;
    let (field, shape) = (*field, *shape);
    let name = format!("{} of the {kind}", field.label());
    let done = row_ui(ui, cx, field.label(), error.as_deref(), |ui| match held {
        Held::Text(text) => match shape {
            Shape::Lines => lines_ui(ui, text, &name),
            Shape::Day => day_ui(ui, cx, text, &name, takes_keyboard),
            _ if has_suggestions(field) => suggested_ui(ui, cx, field, text, &name, takes_keyboard),
            _ => line_ui(ui, text, &name, hint(cx, shape), takes_keyboard),
        },
        Held::Word(word) => word_ui(ui, shape, word, field.label()),
        Held::Flag(flag) => {
            let words = flag_words(field);
            let response = ui.checkbox(flag, words);
            response.widget_info(|| WidgetInfo::selected(accesskit::Role::CheckBox, true, *flag, words));
            Done { changed: response.changed(), entered: false }
        }
        Held::Colleagues { chosen, typed } => colleagues_ui(ui, cx, chosen, typed, account),
        Held::Contacts(chosen) => contacts_ui(ui, cx, chosen, account),
    });
    if done.changed {
        *error = None;
    }
    done
}

/// What a check box says, so that it can be read without its caption.
const fn flag_words(field: Field) -> &'static str {
    match field {
        Field::Champion => "Speaks for us when we are not there",
        Field::Left => "Is there no more",
        Field::Answered => "They answered",
        Field::Seller => "Sells, and owns accounts",
        _ => "Yes",
    }
}

fn hint(cx: &Cx<'_>, shape: Shape) -> String {
    match shape {
        Shape::Money => cx.portfolio.settings().currency.clone(),
        Shape::Time => "14:30".to_owned(),
        Shape::Count { .. }
        | Shape::Line
        | Shape::Lines
        | Shape::Day
        | Shape::Words { .. }
        | Shape::Flag
        | Shape::Colleagues
        | Shape::Contacts => String::new(),
    }
}

fn entered(ui: &Ui, response: &Response) -> bool {
    response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter))
}

fn line_ui(ui: &mut Ui, text: &mut String, name: &str, hint: String, takes_keyboard: bool) -> Done {
    let field = egui::TextEdit::singleline(text).hint_text(hint).desired_width(ui.available_width());
    let response = ui.add(field.margin(vec2(8.0, 5.0))).accessible_name(name);
    if takes_keyboard {
        response.request_focus();
    }
    Done { changed: response.changed(), entered: entered(ui, &response) }
}

fn lines_ui(ui: &mut Ui, text: &mut String, name: &str) -> Done {
    let field = egui::TextEdit::multiline(text).desired_rows(3).desired_width(ui.available_width());
    let response = ui.add(field.margin(vec2(8.0, 5.0))).accessible_name(name);
    Done { changed: response.changed(), entered: false }
}

fn day_ui(ui: &mut Ui, cx: &Cx<'_>, text: &mut String, name: &str, takes_keyboard: bool) -> Done {
    ui.horizontal(|ui| {
        let field = egui::TextEdit::singleline(text).hint_text("2026-05-12").desired_width(130.0);
        let response = ui.add(field.margin(vec2(8.0, 5.0))).accessible_name(name);
        if takes_keyboard {
            response.request_focus();
        }
        let mut done = Done { changed: response.changed(), entered: entered(ui, &response) };
        let today = ui.button("Today").accessible_name(format!("{name}: today"));
        if today.clicked() {
            *text = cx.today.to_string();
            done.changed = true;
        }
        done
    })
    .inner
}

/// A line with a button beside it that lists what others have written.
fn suggested_ui(ui: &mut Ui, cx: &Cx<'_>, field: Field, text: &mut String, name: &str, takes_keyboard: bool) -> Done {
    ui.horizontal(|ui| {
        let room = ui.available_width() - 84.0;
        let line = egui::TextEdit::singleline(text).desired_width(room);
        let response = ui.add(line.margin(vec2(8.0, 5.0))).accessible_name(name);
        if takes_keyboard {
            response.request_focus();
        }
        let mut done = Done { changed: response.changed(), entered: entered(ui, &response) };
        let menu = ui.menu_button("Choose", |ui| {
            for word in suggestions(cx.portfolio, field) {
                if ui.button(word.as_str()).clicked() {
                    *text = word;
                    done.changed = true;
                    ui.close();
                }
            }
        });
        menu.response.accessible_name(format!("Choose the {}", name.to_lowercase()));
        done
    })
    .inner
}

fn word_ui(ui: &mut Ui, shape: Shape, word: &mut Option<&'static str>, name: &str) -> Done {
    let Shape::Words { choices, needed } = shape else { return Done::default() };
    let mut done = Done::default();
    ui.horizontal_wrapped(|ui| {
        // Few words are all seen at once; there are never more than six.
        let none = (!needed).then_some(None);
        for choice in none.into_iter().chain(choices.words().into_iter().map(Some)) {
            let words = choice.unwrap_or(NONE);
            let on = *word == choice;
            let response = ui.selectable_label(on, words);
            response.widget_info(|| {
                let spoken = format!("{name}: {}", choice.unwrap_or("none"));
                WidgetInfo::selected(accesskit::Role::RadioButton, true, on, spoken)
            });
            if response.clicked() && !on {
                *word = choice;
                done.changed = true;
            }
        }
    });
    done
}

/// Names of ours: those who are known, those of the record, and one that is typed.
fn colleagues_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    chosen: &mut Vec<String>,
    typed: &mut String,
    account: Option<AccountId>,
) -> Done {
    let mut done = Done::default();
    let mut offered = chosen.clone();
    if let Some(account) = account.and_then(|id| cx.portfolio.account(id)) {
        add_name(&mut offered, &account.owner);
    }
    for colleague in cx.portfolio.colleagues().iter().filter(|colleague| !colleague.left) {
        add_name(&mut offered, &colleague.name);
    }
    ui.horizontal_wrapped(|ui| {
        for name in offered {
            let at = chosen.iter().position(|one| *one == name);
            let response = chip(ui, &name, at.is_some(), cx.tokens);
            let spoken = format!("With {name} of ours");
            response
                .widget_info(|| WidgetInfo::selected(accesskit::Role::CheckBox, true, at.is_some(), spoken.as_str()));
            if response.clicked() {
                match at {
                    Some(at) => drop(chosen.remove(at)),
                    None => chosen.push(name),
                }
                done.changed = true;
            }
        }
        let field = egui::TextEdit::singleline(typed).hint_text("Somebody else").desired_width(120.0);
        let response = ui.add(field.margin(vec2(8.0, 5.0))).accessible_name("Another colleague");
        done.changed |= response.changed();
        if entered(ui, &response) {
            if typed.trim().is_empty() {
                done.entered = true;
            } else {
                add_name(chosen, typed);
                typed.clear();
                response.request_focus();
            }
        }
    });
    done
}

fn contacts_ui(ui: &mut Ui, cx: &Cx<'_>, chosen: &mut Vec<ContactId>, account: Option<AccountId>) -> Done {
    let mut done = Done::default();
    let contacts = account.map(|account| cx.portfolio.contacts_of(account)).unwrap_or_default();
    let offered = contacts.iter().filter(|contact| !contact.left || chosen.contains(&contact.id));
    let offered: Vec<_> = offered.collect();
    if offered.is_empty() {
        ui.label(theme::weak("No contact of this account is known yet; add one in the panel", cx.tokens));
        return done;
    }
    ui.horizontal_wrapped(|ui| {
        for contact in offered {
            let at = chosen.iter().position(|id| *id == contact.id);
            let response = chip(ui, &contact.name, at.is_some(), cx.tokens);
            let spoken = format!("With {} of theirs", contact.name);
            response
                .widget_info(|| WidgetInfo::selected(accesskit::Role::CheckBox, true, at.is_some(), spoken.as_str()));
            if response.clicked() {
                match at {
                    Some(at) => drop(chosen.remove(at)),
                    None => chosen.push(contact.id),
                }
                done.changed = true;
            }
        }
    });
    done
}

fn account_ui(ui: &mut Ui, cx: &Cx<'_>, choice: &mut AccountChoice, kind: &str, takes_keyboard: bool) -> Done {
    let error = choice.error.clone();
    row_ui(ui, cx, "Account", error.as_deref(), |ui| {
        let name = format!("Account of the {kind}");
        let mut done = line_ui(ui, &mut choice.text, &name, "Its name".to_owned(), takes_keyboard);
        if done.changed {
            choice.look(cx.portfolio);
        }
        let exact = choice.found.len() == 1 && choice.found.iter().all(|one| one.name == choice.text);
        let mut taken = None;
        if !exact {
            ui.horizontal_wrapped(|ui| {
                for one in &choice.found {
                    let words = one.words();
                    if ui.button(&words).accessible_name(format!("Choose account {words}")).clicked() {
                        taken = Some(one.clone());
                    }
                }
            });
        }
        if let Some(account) = taken {
            choice.choose(account);
            done.changed = true;
        }
        let chosen = choice.chosen.as_ref().filter(|account| !account.beside.is_empty());
        if let Some(account) = chosen {
            ui.label(theme::weak(&account.beside, cx.tokens));
        }
        done
    })
}

fn next_ui(ui: &mut Ui, cx: &Cx<'_>, next: &mut Next) -> Done {
    ui.add_space(space::S);
    let error = next.error.clone();
    row_ui(ui, cx, "Next", error.as_deref(), |ui| {
        let mut done = Done::default();
        let words = "Plan the next one";
        let response = ui.checkbox(&mut next.wanted, words);
        response.widget_info(|| WidgetInfo::selected(accesskit::Role::CheckBox, true, next.wanted, words));
        done.changed |= response.changed();
        if next.wanted {
            let day = day_ui(ui, cx, &mut next.text, "Date of the next activity", false);
            done.changed |= day.changed;
            done.entered |= day.entered;
        }
        ui.label(theme::weak(next.why.as_str(), cx.tokens));
        if done.changed {
            next.error = None;
        }
        done
    })
}
