use std::collections::BTreeSet;

use egui::{Align2, Color32, FontId, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, Ui, Vec2, vec2};

use crate::chart::color::{DotColor, Hue};
use crate::chart::radius::DotSize;
use crate::model::{AccountId, Lines, NumberStyle};
use crate::rules::class::Class;
use crate::rules::drift::drift_words;
use crate::rules::effort::Load;
use crate::ui::theme::{self, Tokens};
use crate::ui::view::Cx;

use super::BoardView;
use super::atlas::Rim;
use super::camera::Stage;
use super::fan::Fan;
use super::gesture::{Carried, Gesture};
use super::look::BoardScale;
use super::mesh::{self, Disc};
use super::readout::{Follows, Readout};

/// What everything that is painted in one frame shares.
pub(super) struct Scene<'a> {
    /// Clipped to the plot.
    pub painter: Painter,
    pub stage: &'a Stage,
    pub tokens: &'a Tokens,
    /// Where the board is divided now, perhaps under way.
    pub lines: Lines,
    pub numbers: NumberStyle,
    /// What all accounts take of the team's hours, while dots are under way.
    pub load: Load,
    /// In seconds.
    pub now: f64,
    pub scale: BoardScale,
}

/// In a fan of more dots than this, names would run into one another.
const MOST_NAMED: usize = 8;
/// Where more dots than this are under way together, their trails would only be a thicket.
const MOST_TRAILS: usize = 60;

impl BoardView {
    /// Dots drawn over the resting ones, by ascending index: those under way, gliding, selected.
    pub(super) fn lifted(&self, carried: &Carried, selection: &BTreeSet<AccountId>) -> Vec<usize> {
        let gliding = self.glides.under_way(0.0).map(|(id, ..)| id);
        let others = gliding.chain(selection.iter().copied());
        let flags = self.flagged(carried.moves.iter().map(|(id, ..)| *id).chain(others));
        flags.iter().enumerate().filter(|(_, lifted)| **lifted).map(|(index, _)| index).collect()
    }

    /// For each dot, whether it is one of these.
    fn flagged(&self, ids: impl Iterator<Item = AccountId>) -> Vec<bool> {
        let mut flags = vec![false; self.model.dots.len()];
        for index in ids.filter_map(|id| self.model.dot_index(id)) {
            if let Some(flag) = flags.get_mut(index) {
                *flag = true;
            }
        }
        flags
    }

    /// Draws the dots over the resting ones: selected, gliding, under way.
    pub(super) fn paint_lifted(
        &self,
        ui: &Ui,
        cx: &Cx<'_>,
        scene: &Scene<'_>,
        selection: &BTreeSet<AccountId>,
        carried: &Carried,
        lifted: &[usize],
    ) {
        let Some(atlas) = &self.atlas else { return };
        let Scene { painter, stage, tokens, lines, load, now, .. } = scene;
        let mut over = egui::Mesh::with_texture(atlas.texture());
        let rim = |id: AccountId| if selection.contains(&id) { Rim::Selected } else { Rim::Plain };
        let gliding = self.glides.under_way(*now).map(|(id, ..)| id);
        let moving = self.flagged(carried.moves.iter().map(|(id, ..)| *id).chain(gliding));
        let rests = |index: &usize| !moving.get(*index).copied().unwrap_or(false);
        for dot in lifted.iter().filter(|index| rests(index)).filter_map(|index| self.model.dots.get(*index)) {
            mesh::push(&mut over, atlas, Disc::of(dot, dot.on_screen(stage)), Rim::Selected, 1.0);
        }
        for (id, (potential, engagement), share) in self.glides.under_way(*now) {
            let Some(dot) = self.model.dot(id) else { continue };
            let along = |from: f32, to: f32| from + (to - from) * share;
            let at = stage.to_screen(along(potential, dot.potential), along(engagement, dot.engagement));
            mesh::push(&mut over, atlas, Disc::of(dot, at), rim(id), 1.0);
        }
        let few = carried.moves.len() <= MOST_TRAILS;
        let mut grabbed_at = None;
        for (id, from, to) in &carried.moves {
            let Some(dot) = self.model.dot(*id) else { continue };
            let (start, at) = (stage.position_to_screen(*from), stage.position_to_screen(*to));
            // While colours stand for classes, a dot takes that of the place that it is over.
            let class = Class::of(*to, *lines);
            let hue = if self.color == DotColor::Class { Hue::Class(class) } else { dot.hue };
            if few && from != to {
                paint_trail(painter, start, at, dot.radius, tokens.hue(dot.hue), tokens);
                painter.circle_filled(at, dot.radius + 6.0, theme::covered(tokens.dot(class), 0.2));
            }
            mesh::push(&mut over, atlas, Disc { hue, ..Disc::of(dot, at) }, Rim::Selected, 1.0);
            let is_grabbed = matches!(&self.gesture, Gesture::Drag { grabbed, .. } if grabbed == id);
            if is_grabbed || grabbed_at.is_none() {
                grabbed_at = Some((at, dot.radius));
            }
        }
        painter.add(Shape::mesh(over));
        if let Some(id) = self.focused_dot(ui, selection)
            && self.model.dot_index(id).is_some_and(|index| rests(&index))
            && let Some(dot) = self.model.dot(id)
        {
            painter.circle_stroke(dot.on_screen(stage), dot.radius + 4.0, Stroke::new(2.0, tokens.accent));
        }
        if let Some((at, radius)) = grabbed_at {
            let pointer = ui.input(|input| input.pointer.latest_pos());
            let to_tray = pointer.is_some_and(|pointer| self.tray_rect.is_some_and(|tray| tray.contains(pointer)));
            if !to_tray || matches!(self.gesture, Gesture::Nudge { .. }) {
                let follows = Follows { portfolio: cx.portfolio, lines: *lines, load: *load };
                let readout = Readout::of_move(&self.model, carried, &follows, tokens);
                tell(ui, scene, &readout, at, radius);
            }
        }
    }

    /// Rings the dot that is pointed at and says who it is.
    pub(super) fn paint_hover(&self, ui: &Ui, cx: &Cx<'_>, scene: &Scene<'_>) {
        let Scene { painter, stage, tokens, scale, .. } = scene;
        let Some(index) = self.hovered else { return };
        let Some(dot) = self.model.dots.get(index) else { return };
        let slot = self.fan.as_ref().and_then(|fan| fan.slots.iter().find(|slot| slot.account == dot.id()));
        let (at, radius) = slot.map_or((dot.on_screen(stage), dot.radius), |slot| (slot.at, slot.radius));
        painter.circle_stroke(at, radius + 3.0, Stroke::new(1.5, tokens.hue(dot.hue)));
        let reason = cx.journal.moves_of(dot.id()).next_back().and_then(|one| cx.journal.reason(one.seq));
        let settings = cx.portfolio.settings();
        let money = |amount| format!("{} {}", settings.more.numbers.money(amount), settings.currency);
        let revenue = cx.portfolio.revenue_12m(&dot.account).map(|amount| format!("{} in 12 months", money(amount)));
        let capacity = dot.account.qpc.filter(|_| self.size == DotSize::Qpc);
        let capacity =
            capacity.map(|qpc| format!("Could buy {} in 12 months ({})", money(qpc.amount), qpc.source.name()));
        // Owner and stage stand there anyway.
        let group = matches!(self.color, DotColor::List | DotColor::Region | DotColor::Risk)
            .then(|| self.model.colors.group_of(cx.portfolio, &dot.account));
        let drifted = drift_words(cx.portfolio, &dot.account);
        let evidence = [dot.ghost_words(), drifted].into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let evidence = Some(evidence).filter(|words| !words.is_empty());
        let extra = capacity.into_iter().chain(group).chain(evidence).collect();
        let readout = Readout::of_dot(dot, reason, revenue, extra, tokens);
        readout.paint(ui.painter(), at, radius, stage.rect, *scale, tokens);
    }

    /// How many dots cover each other, beside the most important of them.
    pub(super) fn paint_stacks(&self, scene: &Scene<'_>) {
        let Scene { painter, stage, tokens, scale, .. } = scene;
        for stack in &self.layout.stacks {
            let Some(dot) = self.model.dots.get(stack.leader) else { continue };
            let at = dot.on_screen(stage) + vec2(dot.radius * 0.7 + 2.0, -dot.radius * 0.7 - 2.0);
            let count = stack.members.len().to_string();
            let font = FontId::new(scale.of(9.5), theme::semibold());
            let galley = painter.layout_no_wrap(count, font, tokens.weak);
            let height = scale.of(13.0);
            let rect = Rect::from_center_size(at, vec2((galley.size().x + scale.of(6.0)).max(height), height));
            painter.rect(rect, height / 2.0, tokens.raised, Stroke::new(1.0, tokens.faint), StrokeKind::Inside);
            painter.galley(rect.center() - galley.size() / 2.0, galley, tokens.weak);
        }
    }

    pub(super) fn paint_fan(&self, fan: &Fan, scene: &Scene<'_>) {
        let Scene { painter, tokens, .. } = scene;
        let Some(atlas) = &self.atlas else { return };
        let reach = fan.slots.iter().map(|slot| slot.at.distance(fan.middle)).fold(0.0, f32::max) + 18.0;
        painter.circle(fan.middle, reach, theme::covered(tokens.raised, 0.9), Stroke::new(1.0, tokens.line));
        let mut over = egui::Mesh::with_texture(atlas.texture());
        for slot in &fan.slots {
            let Some(dot) = self.model.dot(slot.account) else { continue };
            painter.line_segment([fan.center, slot.at], Stroke::new(1.0, tokens.line));
            let copy = Disc { radius: slot.radius, ..Disc::of(dot, slot.at) };
            mesh::push(&mut over, atlas, copy, Rim::Plain, 1.0);
        }
        painter.add(Shape::mesh(over));
        if fan.slots.len() <= MOST_NAMED {
            for slot in &fan.slots {
                let Some(dot) = self.model.dot(slot.account) else { continue };
                paint_name_beside(scene, fan.middle, slot, &dot.account.name);
            }
        }
        painter.circle_filled(fan.center, 2.5, tokens.weak);
        if fan.more > 0 {
            let text = format!("and {} more: zoom in", fan.more);
            painter.text(fan.center + vec2(0.0, 6.0), Align2::CENTER_TOP, text, theme::small_font(), tokens.weak);
        }
    }
}

/// Shows a readout and says it to screen readers.
pub(super) fn tell(ui: &Ui, scene: &Scene<'_>, readout: &Readout, about: Pos2, clearance: f32) {
    let rect = readout.paint(ui.painter(), about, clearance, scene.stage.rect, scene.scale, scene.tokens);
    let id = ui.scope_id().with("readout");
    let response = ui.interact(rect, id, egui::Sense::hover());
    let (spoken, also) = (readout.spoken(), readout.also_spoken());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Label, true, &spoken));
    ui.ctx().accesskit_node_builder(id, |node| {
        node.set_live(egui::accesskit::Live::Polite);
        if !also.is_empty() {
            node.set_description(also);
        }
    });
}

/// Writes a name on the far side of its place in a fan.
fn paint_name_beside(scene: &Scene<'_>, middle: Pos2, slot: &super::fan::Slot, name: &str) {
    let Scene { painter, tokens, scale, .. } = scene;
    let outward = (slot.at - middle).normalized();
    let at = slot.at + outward * (slot.radius + 5.0);
    let anchor = match outward.x {
        x if x > 0.3 => Align2::LEFT_CENTER,
        x if x < -0.3 => Align2::RIGHT_CENTER,
        _ if outward.y < 0.0 => Align2::CENTER_BOTTOM,
        _ => Align2::CENTER_TOP,
    };
    let galley = painter.layout_no_wrap(super::layout::shortened(name), super::layout::label_font(*scale), tokens.text);
    let rect = anchor.anchor_size(at, galley.size());
    painter.rect_filled(rect.expand2(vec2(4.0, 1.0)), 4.0, theme::covered(tokens.raised, 0.9));
    painter.galley(rect.min, galley, tokens.text);
}

/// From where a dot came: a dashed ring and a dotted line.
fn paint_trail(painter: &Painter, start: Pos2, at: Pos2, radius: f32, color: Color32, tokens: &Tokens) {
    let ring: Vec<Pos2> =
        (0..=40_u8).map(|step| start + Vec2::angled(f32::from(step) / 40.0 * std::f32::consts::TAU) * radius).collect();
    painter.extend(Shape::dashed_line(&ring, Stroke::new(1.4, color), 3.0, 3.0));
    painter.extend(Shape::dashed_line(&[start, at], Stroke::new(1.2, tokens.weak), 2.0, 4.0));
}
