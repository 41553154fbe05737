use std::collections::{BTreeSet, VecDeque};

use egui::{Align2, Area, Key, Order, Pos2, RichText, Stroke, Ui, vec2};

use crate::command::Command;
use crate::model::AccountId;
use crate::ui::theme::{self, space};
use crate::ui::view::{Action, Actions, Cx};
use crate::ui::widgets;

use super::BoardView;
use super::camera::{Camera, Stage};
use super::gesture::Gesture;
use super::look::BoardScale;
use super::paint_dots::Scene;

/// What a presentation remembers between frames.
#[derive(Debug, Default)]
pub struct Presentation {
    /// The account that is talked about.
    shown: Option<Shown>,
    /// Where the pointer was, with the time in seconds, oldest first.
    pointer: VecDeque<(f64, Pos2)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Shown {
    account: AccountId,
    /// Its place among those that are stepped through, from 0; `None` for one that was pointed out instead.
    nth: Option<(usize, usize)>,
}

/// How long the way of the pointer is seen.
const TRAIL_SECONDS: f64 = 0.35;
const RING_PX: f32 = 22.0;
const FORWARD: [Key; 3] = [Key::ArrowRight, Key::PageDown, Key::Space];
const BACK: [Key; 2] = [Key::ArrowLeft, Key::PageUp];

impl BoardView {
    /// The board alone, filling `ui`, larger than at a desk.
    pub fn present_ui(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        selection: &BTreeSet<AccountId>,
        search: &str,
        actions: &mut Actions,
    ) {
        self.refresh(ui, cx, search, BoardScale::ROOM);
        self.tray_rect = None;
        if matches!(self.gesture, Gesture::FromTray { .. }) {
            self.gesture = Gesture::CalledOff;
        }
        let card = ui.available_rect_before_wrap();
        let mut plot_ui = ui.new_child(egui::UiBuilder::new().max_rect(card.shrink(space::L)));
        self.plot_ui(&mut plot_ui, cx, selection, search, actions);
        if let Some(stage) = self.stage {
            self.caption_ui(ui, cx, &stage);
            self.laser_ui(ui, cx, &stage);
        }
    }

    /// Begins afresh; what the last presentation showed is forgotten.
    pub fn begin_presentation(&mut self) {
        self.presentation = Presentation::default();
    }

    /// The account that a presentation shows now.
    #[must_use]
    pub fn presented(&self) -> Option<AccountId> {
        self.presentation.shown.map(|shown| shown.account)
    }

    /// Shows an account that was clicked.
    pub(super) fn point_out(&mut self, account: AccountId) {
        self.presentation.shown = Some(Shown { account, nth: None });
    }

    /// Steps through the selected accounts or, unless several are, through all that the search leaves, the most
    /// important first; Esc ends the presentation.
    pub(super) fn presentation_keys(&mut self, ui: &Ui, selection: &BTreeSet<AccountId>, actions: &mut Actions) {
        let pressed = |keys: &[Key]| ui.input(|input| keys.iter().any(|key| input.key_pressed(*key)));
        if pressed(&[Key::Escape]) {
            actions.push(Action::Command(Command::Present));
            return;
        }
        let (forward, back) = (pressed(&FORWARD), pressed(&BACK));
        if forward == back {
            return;
        }
        let several = selection.len() > 1;
        let goes =
            |index: usize, id: AccountId| if several { selection.contains(&id) } else { self.model.is_hit(index) };
        let all = self.model.dots.iter().enumerate().map(|(index, dot)| (index, dot.id()));
        let ids: Vec<AccountId> = all.filter(|(index, id)| goes(*index, *id)).map(|(_, id)| id).collect();
        let now = self.presented().and_then(|shown| ids.iter().position(|id| *id == shown));
        let last = ids.len().saturating_sub(1);
        let next = match now {
            Some(now) if forward => {
                if now >= last {
                    0
                } else {
                    now + 1
                }
            }
            Some(now) => now.checked_sub(1).unwrap_or(last),
            None => {
                if forward {
                    0
                } else {
                    last
                }
            }
        };
        self.presentation.shown = ids.get(next).map(|id| Shown { account: *id, nth: Some((next, ids.len())) });
        // Whoever is talked about is seen.
        if let (Some(id), Some(stage)) = (ids.get(next), self.stage)
            && self.model.dot(*id).is_some_and(|dot| !stage.rect.contains(dot.on_screen(&stage)))
        {
            self.camera = Camera::default();
        }
    }

    /// Rings the account that is talked about.
    pub(super) fn paint_presented(&self, scene: &Scene<'_>) {
        let Some(dot) = self.presented().and_then(|account| self.model.dot(account)) else { return };
        let (at, radius) = (dot.on_screen(scene.stage), dot.radius);
        scene.painter.circle_stroke(at, radius + 8.0, Stroke::new(7.0, theme::covered(scene.tokens.accent, 0.25)));
        scene.painter.circle_stroke(at, radius + 5.0, Stroke::new(2.5, scene.tokens.accent));
    }

    /// Who is talked about, in large words, in the corner that the dot leaves free.
    fn caption_ui(&self, ui: &Ui, cx: &Cx<'_>, stage: &Stage) {
        let Some(shown) = self.presentation.shown else { return };
        let Some(dot) = self.model.dot(shown.account) else { return };
        let on_the_left = dot.on_screen(stage).x < stage.rect.center().x;
        // Clear of the headings in the corners, and of the legend.
        let inward = vec2(16.0, self.scale.of(38.0));
        let (corner, pivot) = match (on_the_left, self.legend.is_some()) {
            (false, _) => (stage.rect.left_bottom() + vec2(inward.x, -inward.y), Align2::LEFT_BOTTOM),
            (true, false) => (stage.rect.right_bottom() - inward, Align2::RIGHT_BOTTOM),
            (true, true) => (stage.rect.right_top() + vec2(-inward.x, inward.y), Align2::RIGHT_TOP),
        };
        let account = &dot.account;
        let settings = cx.portfolio.settings();
        let large = |text: String| RichText::new(text).size(theme::size::BODY * 1.5);
        let area = Area::new(ui.scope_id().with("caption")).order(Order::Middle).movable(false).interactable(false);
        area.pivot(pivot).fixed_pos(corner).show(ui.ctx(), |ui| {
            cx.tokens.float_frame().inner_margin(20.0).show(ui, |ui| {
                ui.set_max_width(460.0);
                ui.spacing_mut().item_spacing.y = 6.0;
                let name = ui.label(theme::strong(account.name.clone()).size(theme::size::TITLE * 1.5));
                let live = egui::accesskit::Live::Polite;
                ui.ctx().accesskit_node_builder(name.id, |node| node.set_live(live));
                ui.horizontal(|ui| {
                    widgets::class_badge(ui, Some(dot.class), cx.tokens);
                    if let Some((nth, of)) = shown.nth {
                        let numbers = settings.more.numbers;
                        ui.label(theme::weak(
                            format!("{} of {}", numbers.count(nth + 1), numbers.count(of)),
                            cx.tokens,
                        ));
                    }
                });
                if let Some(position) = cx.portfolio.position(account) {
                    let scores = format!("Engagement {} · Potential {}", position.engagement, position.potential);
                    ui.label(large(scores).color(cx.tokens.text));
                }
                let revenue = cx.portfolio.revenue_12m(account).map(|amount| {
                    format!("{} {} in 12 months", settings.more.numbers.money(amount), settings.currency)
                });
                let facts = [Some(account.owner.clone()), revenue].into_iter().flatten();
                let facts: Vec<String> = facts.filter(|fact| !fact.is_empty()).collect();
                if !facts.is_empty() {
                    ui.label(large(facts.join(" · ")).color(cx.tokens.weak));
                }
                let last = cx.journal.moves_of(shown.account).next_back();
                if let Some(reason) = last.and_then(|one| cx.journal.reason(one.seq)) {
                    ui.label(large(format!("“{reason}”")).color(cx.tokens.weak));
                }
            });
        });
    }

    /// A soft ring about the pointer, with the way that it came.
    fn laser_ui(&mut self, ui: &Ui, cx: &Cx<'_>, stage: &Stage) {
        let (now, at) = ui.input(|input| (input.time, input.pointer.hover_pos()));
        let way = &mut self.presentation.pointer;
        way.retain(|(then, _)| now - then < TRAIL_SECONDS);
        let Some(at) = at.filter(|at| stage.rect.contains(*at)) else {
            way.clear();
            return;
        };
        let still = way.back().is_none_or(|(_, last)| *last == at);
        if way.back().is_none_or(|(_, last)| *last != at) {
            way.push_back((now, at));
        }
        let layer = egui::LayerId::new(Order::Tooltip, egui::Id::unique("laser pointer"));
        let painter = ui.ctx().layer_painter(layer);
        // Where less motion is wanted, nothing trails behind.
        if cx.glide_seconds > 0.0 {
            for ((then, from), (_, to)) in way.iter().zip(way.iter().skip(1)) {
                #[expect(clippy::cast_possible_truncation, reason = "a fraction of a second")]
                let left = (1.0 - (now - then) / TRAIL_SECONDS).clamp(0.0, 1.0) as f32;
                let stroke = Stroke::new(2.0 + 7.0 * left, theme::covered(cx.tokens.accent, 0.35 * left));
                painter.line_segment([*from, *to], stroke);
            }
            if way.len() > 1 || !still {
                ui.request_repaint();
            }
        }
        painter.circle_filled(at, RING_PX, theme::covered(cx.tokens.accent, 0.12));
        painter.circle_stroke(at, RING_PX, Stroke::new(2.5, theme::covered(cx.tokens.accent, 0.75)));
    }
}
