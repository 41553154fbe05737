use std::sync::Arc;

use chrono::{Days, NaiveDate};
use egui::{Response, RichText, Slider, Stroke, Ui, WidgetInfo, accesskit, vec2};
use egui_material_icons::{MaterialIcon, icons};

use crate::command::Command;
use crate::model::{Filter, Portfolio};
use crate::rules::replay::{Timeline, settle_on};
use crate::ui::theme::{self, space};
use crate::ui::view::{Action, Actions, Cx};
use crate::ui::widgets::chip;

/// The board of past days: which day is looked at, and the accounts as they stood.
#[derive(Debug)]
pub struct Replay {
    timeline: Timeline,
    present: Arc<Portfolio>,
    /// The present with what came after `day` taken back.
    shown: Portfolio,
    day: NaiveDate,
    first: NaiveDate,
    today: NaiveDate,
    playing: bool,
    /// When it last went on to the next day, in seconds.
    stepped: f64,
    /// The evidence of `day` is not worked out yet: `shown` has that of a day before.
    unsettled: bool,
    /// When it last came to another day, in seconds.
    moved: f64,
}

/// A day for each glide, about: six in a second.
const STEP_SECONDS: f64 = 1.0 / 6.0;
/// Of more records than this the evidence takes longer than a frame: it is worked out when the slider rests.
const MOST_AT_ONCE: usize = 20_000;
const REST_SECONDS: f64 = 0.15;
/// Dots that jump from place to place are given time to be found again.
const JUMP_SECONDS: f64 = 0.5;

impl Replay {
    /// Begins at `today`. `number` tells its portfolio from all others.
    #[must_use]
    pub fn new(timeline: Timeline, present: &Arc<Portfolio>, number: u32, first: NaiveDate, today: NaiveDate) -> Self {
        let (shown, present) = (present.apart(number), Arc::clone(present));
        Self {
            timeline,
            present,
            shown,
            day: today,
            first,
            today,
            playing: false,
            stepped: 0.0,
            unsettled: false,
            moved: 0.0,
        }
    }

    /// Looks at the same day in another present.
    pub fn follow(&mut self, timeline: Timeline, present: &Arc<Portfolio>, number: u32) {
        let (day, first) = (self.day, timeline.first().unwrap_or(self.first));
        *self = Self { stepped: self.stepped, ..Self::new(timeline, present, number, first, self.today) };
        self.go_to(day);
    }

    /// Whether it was made from this present.
    #[must_use]
    pub fn is_of(&self, present: &Portfolio) -> bool {
        self.present.revision() == present.revision()
    }

    #[must_use]
    pub const fn day(&self) -> NaiveDate {
        self.day
    }

    /// Whether a day before today is looked at.
    #[must_use]
    pub fn is_past(&self) -> bool {
        self.day < self.today
    }

    /// The accounts as they stood.
    #[must_use]
    pub const fn shown(&self) -> &Portfolio {
        &self.shown
    }

    /// A copy of that, with the evidence of its day, for what is made beside the window.
    #[must_use]
    pub fn settled(&self) -> Portfolio {
        let mut shown = self.shown.clone();
        if self.unsettled {
            settle_on(&mut shown, self.day);
        }
        shown
    }

    /// What views of the board are to look at. They count from the day that is looked at; the filter alone is of today.
    #[must_use]
    pub fn seen<'a>(&'a self, cx: Cx<'a>) -> Cx<'a> {
        if self.is_past() { Cx { portfolio: &self.shown, today: self.day, ..cx } } else { cx }
    }

    fn go_to(&mut self, day: NaiveDate) {
        let day = day.clamp(self.first, self.today);
        if day == self.day {
            return;
        }
        // Applied even where nobody was moved in between: the records of another day are another state of the portfolio.
        let changes = self.timeline.changes(&self.present, self.day, day);
        self.shown.apply(&changes);
        self.day = day;
        self.unsettled = true;
        if self.is_small() {
            self.settle();
        }
    }

    fn is_small(&self) -> bool {
        let days: usize = self.present.ledger().accounts().map(|(_, days)| days.len()).sum();
        self.present.accounts().len() + self.present.activities().len() + days <= MOST_AT_ONCE
    }

    /// Works out the evidence of the day that is looked at, if that was left for later.
    fn settle(&mut self) {
        if std::mem::take(&mut self.unsettled) {
            settle_on(&mut self.shown, self.day);
        }
    }

    /// The same once the slider rests.
    fn settle_at_rest(&mut self, ui: &Ui) {
        if !self.unsettled || self.playing {
            return;
        }
        let left = self.moved + REST_SECONDS - ui.input(|input| input.time);
        if left <= 0.0 {
            self.settle();
            ui.ctx().request_repaint();
        } else {
            ui.request_repaint_after(std::time::Duration::from_secs_f64(left));
        }
    }

    /// The bar over the board: which day it is of, and the ways to another.
    pub fn bar_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, filter: &mut Filter, actions: &mut Actions) {
        let before = self.day;
        self.play(ui, cx);
        ui.horizontal(|ui| {
            ui.set_height(theme::CONTROL_HEIGHT);
            ui.spacing_mut().item_spacing.x = space::S;
            self.date_ui(ui, cx);
            self.steps_ui(ui);
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if icon_button(ui, icons::ICON_CLOSE, "Close the replay", true).clicked() {
                    actions.push(Action::Command(Command::Replay));
                }
                if chip(ui, "Today", !self.is_past(), cx.tokens).on_hover_text("The board as it is").clicked() {
                    self.playing = false;
                    self.go_to(self.today);
                }
                let since = filter.class_changed_since == Some(self.day);
                let changed = chip(ui, "Class changed since", since, cx.tokens);
                let words = format!(
                    "Only accounts whose class today is not the one before {}",
                    cx.portfolio.settings().more.dates.day(self.day)
                );
                if changed.on_hover_text(words).clicked() {
                    filter.class_changed_since = (!since).then_some(self.day);
                }
                self.slider_ui(ui, cx);
            });
        });
        ui.add_space(space::S);
        if self.day != before {
            self.moved = ui.input(|input| input.time);
        }
        self.settle_at_rest(ui);
        if self.day != before {
            // The panel beside the board was painted before.
            ui.ctx().request_repaint();
        }
    }

    fn date_ui(&self, ui: &mut Ui, cx: &Cx<'_>) {
        let dates = cx.portfolio.settings().more.dates;
        let words = if self.is_past() {
            RichText::new(format!("As of {}", dates.day(self.day))).color(cx.tokens.accent)
        } else {
            RichText::new("As of today")
        };
        let label = egui::Label::new(words.family(theme::semibold())).truncate();
        // As wide for each day, so that nothing beside it moves while the days go by.
        let (rect, _) = ui.allocate_exact_size(vec2(170.0, theme::CONTROL_HEIGHT), egui::Sense::hover());
        let layout = egui::Layout::left_to_right(egui::Align::Center);
        ui.new_child(egui::UiBuilder::new().max_rect(rect).layout(layout)).add(label).on_hover_text(
            "Judged positions, dividing lines and the scoring model are those at the end of the day; whoever nobody had \
             judged stands where the contacts and purchases until then put it. Names, owners, capacities, typed revenue \
             and the filter are today's; accounts that were archived or deleted since are not shown.",
        );
    }

    fn steps_ui(&mut self, ui: &mut Ui) {
        ui.spacing_mut().item_spacing.x = space::XS;
        let (before, after) = (self.timeline.before(self.day), self.timeline.after(self.day));
        if icon_button(ui, icons::ICON_SKIP_PREVIOUS, "The change before", before.is_some()).clicked()
            && let Some(day) = before
        {
            self.playing = false;
            self.go_to(day);
        }
        let (icon, name) =
            if self.playing { (icons::ICON_PAUSE, "Pause") } else { (icons::ICON_PLAY_ARROW, "Play the days") };
        if icon_button(ui, icon, name, true).clicked() {
            self.playing = !self.playing;
            self.stepped = ui.input(|input| input.time);
            if self.playing && !self.is_past() {
                self.go_to(self.first);
            }
            ui.ctx().request_repaint();
        }
        if icon_button(ui, icons::ICON_SKIP_NEXT, "The next change", self.is_past()).clicked() {
            self.playing = false;
            self.go_to(after.unwrap_or(self.today));
        }
    }

    fn slider_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let span = (self.today - self.first).num_days();
        let mut offset = (self.day - self.first).num_days();
        let mut room = ui.new_child(
            egui::UiBuilder::new()
                .max_rect(ui.available_rect_before_wrap().shrink2(vec2(space::S, 0.0)))
                .layout(egui::Layout::left_to_right(egui::Align::Center)),
        );
        room.spacing_mut().slider_width = room.available_width();
        let slider = room.add(Slider::new(&mut offset, 0..=span).show_value(false));
        self.ticks(&room, cx, &slider, span);
        let slider = slider.accessible_name("Day of the board");
        if slider.drag_started() {
            // The arrow keys go on from where the pointer left off.
            slider.request_focus();
        }
        if slider.changed() {
            self.playing = false;
            let days = u64::try_from(offset).unwrap_or_default();
            self.go_to(self.first.checked_add_days(Days::new(days)).unwrap_or(self.today));
        }
        let spoken = cx.portfolio.settings().more.dates.day(self.day);
        ui.ctx().accesskit_node_builder(slider.id, |node| node.set_value(spoken));
    }

    /// A mark under the slider for each day on which something changed.
    fn ticks(&self, ui: &Ui, cx: &Cx<'_>, slider: &Response, span: i64) {
        let margin = slider.rect.height() / 2.5;
        let line = (slider.rect.left() + margin)..=(slider.rect.right() - margin);
        let y = slider.rect.bottom() + 1.0;
        let mut last = f32::NEG_INFINITY;
        for day in self.timeline.days() {
            #[expect(clippy::cast_precision_loss, reason = "days of a few years")]
            let share = (*day - self.first).num_days() as f32 / span.max(1) as f32;
            let x = egui::lerp(line.clone(), share.clamp(0.0, 1.0));
            if x - last >= 2.0 {
                ui.painter().vline(x, y..=y + 4.0, Stroke::new(1.0, cx.tokens.faint));
                last = x;
            }
        }
    }

    /// Goes on to the next day on which something changed, when its time has come.
    fn play(&mut self, ui: &Ui, cx: &Cx<'_>) {
        if !self.playing {
            return;
        }
        let now = ui.input(|input| input.time);
        let pace = if cx.glide_seconds > 0.0 { STEP_SECONDS } else { JUMP_SECONDS };
        if now - self.stepped >= pace {
            self.stepped = now;
            let next = self.timeline.after(self.day).unwrap_or(self.today);
            self.go_to(next);
            self.playing = self.is_past();
        }
        if self.playing {
            let left = (self.stepped + pace - now).max(0.0);
            ui.request_repaint_after(std::time::Duration::from_secs_f64(left));
        }
    }
}

fn icon_button(ui: &mut Ui, icon: MaterialIcon, name: &str, enabled: bool) -> Response {
    let text = RichText::new(icon.codepoint).font(egui::FontId::new(18.0, icon.font_family()));
    let button = egui::Button::new(text).frame_when_inactive(false).min_size(vec2(theme::CONTROL_HEIGHT, 0.0));
    let response = ui.add_enabled(enabled, button);
    response.widget_info(|| WidgetInfo::labeled(accesskit::Role::Button, enabled, name));
    response.on_hover_text(name)
}
