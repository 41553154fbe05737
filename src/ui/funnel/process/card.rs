//! One card: what the step looks like here, who answers for it, how it is measured, and what was tried.

use egui::{Align, Align2, Id, Key, Label, Layout, RichText, Sense, Stroke, StrokeKind, TextEdit, Ui, vec2};

use crate::model::{Metric, ProcessCard, ProcessStep, text::folded};
use crate::rules::process::{StepProgress, is_empty, metric_of, overdue_days, prompt};
use crate::ui::theme::{self, space};
use crate::ui::view::Cx;
use crate::ui::widgets::{keep_cursor_inside, quiet_choice, section};

use super::typed::{Spot, Typed, is_unreadable};
use super::ways::ways_ui;

/// A card as it is shown.
pub struct Shown<'a> {
    pub step: ProcessStep,
    /// As it is written.
    pub stored: &'a ProcessCard,
    /// With what is typed.
    pub card: ProcessCard,
    /// How far its measure has come.
    pub progress: Option<&'a StepProgress>,
    /// Somebody writes it, though it is empty.
    pub open: bool,
    /// Its first field should take the keyboard.
    pub fresh: bool,
}

/// What became of a card in this frame.
#[derive(Default)]
pub struct Done {
    /// Somebody wants to write the empty card.
    pub open: bool,
    /// Somebody wants to set its goal.
    pub goals: bool,
    /// A field was left: what is typed is to be written.
    pub left: bool,
    /// The card as it shall be.
    pub card: Option<ProcessCard>,
}

pub fn card_ui(ui: &mut Ui, cx: &Cx<'_>, shown: &Shown<'_>, typed: &mut Typed) -> Done {
    let mut done = Done::default();
    cx.tokens.card_frame().show(ui, |ui| {
        ui.set_width(ui.available_width());
        head_ui(ui, cx, shown, &mut done);
        let locked = cx.env.may_write().is_err();
        if is_empty(&shown.card) && typed.is_empty() && !shown.open {
            ui.add(Label::new(RichText::new(prompt(shown.step)).color(cx.tokens.weak)).wrap());
            progress_ui(ui, cx, shown, &mut done);
            ui.add_space(space::XS);
            ui.horizontal(|ui| {
                let write = ui.add_enabled(!locked, egui::Button::new("Write this card"));
                let write = write.accessible_name(format!("Write the card {}", shown.step.label()));
                done.open = write.clicked();
            });
            return;
        }
        ui.add_enabled_ui(!locked, |ui| {
            looks_ui(ui, cx, shown, typed, &mut done);
            people_ui(ui, cx, shown, &mut done);
            measure_ui(ui, cx, shown, &mut done);
            ways_ui(ui, cx, shown, typed, &mut done);
        });
    });
    done
}

/// Its name, when it was looked at last, and the button that says: now.
fn head_ui(ui: &mut Ui, cx: &Cx<'_>, shown: &Shown<'_>, done: &mut Done) {
    let Shown { step, card, .. } = shown;
    ui.horizontal(|ui| {
        ui.label(theme::strong(step.label()).size(15.0));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let (today, locked) = (card.reviewed == Some(cx.today), cx.env.may_write().is_err());
            let words = RichText::new("Mark as reviewed").size(theme::size::SMALL);
            let button = ui.add_enabled(!today && !locked, egui::Button::new(words));
            let button = button.on_hover_text("Somebody looked at this card, and it still holds");
            let why = cx.env.may_write().err().unwrap_or("It was reviewed today");
            let button = button.on_disabled_hover_text(why);
            if button.accessible_name(format!("Mark as reviewed: {}", step.label())).clicked() {
                done.card = Some(ProcessCard { reviewed: Some(cx.today), ..card.clone() });
            }
            let dates = cx.portfolio.settings().more.dates;
            match (card.reviewed, overdue_days(card, cx.today)) {
                (_, Some(days)) => {
                    let words = RichText::new(format!("Not reviewed for {days} days")).size(theme::size::SMALL);
                    ui.label(words.color(cx.tokens.warn));
                }
                (Some(day), None) => {
                    ui.label(theme::weak(format!("Reviewed {}", dates.day(day)), cx.tokens));
                }
                (None, None) => {}
            }
        });
    });
    ui.add_space(space::XS);
}

fn looks_ui(ui: &mut Ui, cx: &Cx<'_>, shown: &Shown<'_>, typed: &mut Typed, done: &mut Done) {
    let Shown { step, stored, fresh, .. } = shown;
    section(ui, "What it looks like", cx.tokens);
    let field = Field {
        step: *step,
        spot: Spot::LooksLike,
        label: "What it looks like",
        hint: prompt(*step),
        stored: &stored.looks_like,
        rows: 2,
        fresh: *fresh,
    };
    done.left |= field.ui(ui, cx, typed);
}

fn people_ui(ui: &mut Ui, cx: &Cx<'_>, shown: &Shown<'_>, done: &mut Done) {
    let Shown { step, card, .. } = shown;
    section(ui, "Who is responsible", cx.tokens);
    ui.horizontal_wrapped(|ui| {
        for (at, name) in card.responsible.iter().enumerate() {
            let button = ui.button(format!("{name}  ×")).on_hover_text("Is not responsible any more");
            if button.accessible_name(format!("{}: take {name} away", step.label())).clicked() {
                let mut card = card.clone();
                card.responsible.remove(at);
                done.card = Some(card);
            }
        }
        let menu = ui.menu_button("Add…", |ui| {
            let taken: Vec<String> = card.responsible.iter().map(|name| folded(name)).collect();
            let colleagues = cx.portfolio.colleagues().iter();
            let free = colleagues.filter(|one| !one.left && !taken.contains(&folded(&one.name)));
            let mut free: Vec<&str> = free.map(|one| one.name.as_str()).collect();
            free.sort_by_cached_key(|name| folded(name));
            if free.is_empty() {
                let all = cx.portfolio.colleagues().is_empty();
                ui.label(if all { "Add colleagues under Accounts, Colleagues first" } else { "Nobody is left" });
            }
            egui::ScrollArea::vertical().max_height(260.0).show(ui, |ui| {
                for name in free {
                    if ui.button(name).clicked() {
                        let mut card = card.clone();
                        card.responsible.push(name.to_owned());
                        done.card = Some(card);
                        ui.close();
                    }
                }
            });
        });
        menu.response.accessible_name(format!("{}: add who is responsible", step.label()));
        if card.responsible.is_empty() {
            ui.label(theme::weak("Nobody yet", cx.tokens));
        }
    });
}

fn measure_ui(ui: &mut Ui, cx: &Cx<'_>, shown: &Shown<'_>, done: &mut Done) {
    let Shown { step, card, .. } = shown;
    section(ui, "Measured by", cx.tokens);
    let metric = metric_of(*step, card);
    quiet_choice(ui, &format!("{}: measured by", step.label()), metric.label(), cx.tokens, |ui| {
        for choice in Metric::ALL.iter().copied() {
            if ui.selectable_label(choice == metric, choice.label()).clicked() && choice != metric {
                // What is usual needs not be said.
                let metric = Some(choice).filter(|choice| *choice != step.metric());
                done.card = Some(ProcessCard { metric, ..card.clone() });
            }
        }
    });
    progress_ui(ui, cx, shown, done);
}

fn progress_ui(ui: &mut Ui, cx: &Cx<'_>, shown: &Shown<'_>, done: &mut Done) {
    let Some(StepProgress { words, share, expected, behind }) = shown.progress else { return };
    if let Some(share) = share {
        bar(ui, cx, *share, *expected);
    }
    let color = match (share, behind) {
        (None, _) => cx.tokens.weak,
        (Some(_), true) => cx.tokens.warn,
        (Some(_), false) => cx.tokens.good,
    };
    ui.add(Label::new(RichText::new(words).size(theme::size::SMALL).color(color)).wrap());
    if share.is_none() {
        let locked = cx.env.may_write().err();
        let link = egui::Link::new(RichText::new("Set a goal…").size(theme::size::SMALL));
        let link = ui.add_enabled(locked.is_none(), link).on_disabled_hover_text(locked.unwrap_or_default());
        done.goals |= link.accessible_name(format!("{}: set a goal", shown.step.label())).clicked();
    }
}

/// What is reached, with a mark where it should be by now. The words under it say the same.
#[expect(clippy::cast_possible_truncation, reason = "places on a bar")]
fn bar(ui: &mut Ui, cx: &Cx<'_>, share: f64, expected: Option<f64>) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 12.0), Sense::hover());
    let bar = rect.shrink2(vec2(0.0, 3.0));
    ui.painter().rect_filled(bar, 3.0, cx.tokens.sunken);
    let reached = bar.with_max_x(bar.left() + bar.width() * share.clamp(0.0, 1.0) as f32);
    ui.painter().rect_filled(reached, 3.0, cx.tokens.accent);
    if let Some(expected) = expected {
        let x = bar.left() + bar.width() * expected.clamp(0.0, 1.0) as f32;
        ui.painter().vline(x, rect.y_range(), Stroke::new(2.0, cx.tokens.text));
    }
}

/// A text on a card: it gives its value when it is left, with Enter, Tab or a click elsewhere; Esc puts back what was.
pub struct Field<'a> {
    pub step: ProcessStep,
    pub spot: Spot,
    pub label: &'a str,
    pub hint: &'a str,
    pub stored: &'a str,
    pub rows: usize,
    /// It should take the keyboard.
    pub fresh: bool,
}

impl Field<'_> {
    /// Whether it was left with something typed.
    pub fn ui(self, ui: &mut Ui, cx: &Cx<'_>, typed: &mut Typed) -> bool {
        let Self { step, spot, label, hint, stored, rows, fresh } = self;
        let tokens = cx.tokens;
        let mut text = typed.text(spot).unwrap_or(stored).to_owned();
        let id = Id::unique(("process field", step, spot));
        keep_cursor_inside(ui.ctx(), id, &text);
        let focused = ui.memory(|memory| memory.has_focus(id));
        let wrong = !focused && is_unreadable(spot, &text, cx.portfolio.settings().more.dates);
        let edit = if rows > 1 { TextEdit::multiline(&mut text) } else { TextEdit::singleline(&mut text) };
        let edit = edit
            .id(id)
            .hint_text(RichText::new(hint).color(tokens.faint))
            .desired_width(ui.available_width())
            .desired_rows(rows)
            .align(if rows > 1 { Align2::LEFT_TOP } else { Align2::LEFT_CENTER })
            .margin(vec2(6.0, 4.0));
        let response = ui.add(edit).accessible_name(format!("{}: {label}", step.label()));
        if fresh {
            response.request_focus();
        }
        if response.changed() {
            typed.put(spot, text);
        }
        if wrong {
            let stroke = Stroke::new(1.0, tokens.danger);
            ui.painter().rect_stroke(response.rect, theme::CONTROL_RADIUS, stroke, StrokeKind::Inside);
        }
        if response.lost_focus() {
            if ui.input(|input| input.key_pressed(Key::Escape)) {
                typed.drop(spot);
            } else {
                return typed.text(spot).is_some();
            }
        }
        false
    }
}
