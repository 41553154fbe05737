//! Our people and theirs as two columns, joined by lines.

use egui::epaint::CubicBezierShape;
use egui::{Color32, Id, Pos2, Rect, Response, Role, Sense, Shape, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::parts::{counted, line};
use super::people::Scene;
use crate::model::Contact;
use crate::rules::threads::{Ours, Thread};
use crate::ui::theme::{self, space};
use crate::ui::view::Cx;

const CHIP_HEIGHT: f32 = 38.0;
const ROW: f32 = CHIP_HEIGHT + 6.0;
/// How near the pointer must be to a line to mean it, in points.
const NEAR: f32 = 6.0;
/// Of a curve, for dashes and to find what is pointed at.
const SAMPLES: usize = 24;

/// Draws the columns; gives back the colleague who was clicked.
pub fn threads_ui(ui: &mut Ui, cx: &Cx<'_>, scene: &Scene<'_>) -> Option<String> {
    let empty: Vec<&str> =
        scene.web.missing.iter().filter(|missing| !missing.known).map(|missing| missing.role.as_str()).collect();
    let rows = scene.web.ours.len().max(scene.contacts.len() + empty.len());
    let width = ui.available_width();
    #[expect(clippy::cast_precision_loss, reason = "few people")]
    let height = rows as f32 * ROW;
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
    let left_width = (width * 0.31).clamp(96.0, 210.0);
    let right_width = (width * 0.38).clamp(120.0, 250.0);
    #[expect(clippy::cast_precision_loss, reason = "few people")]
    let chip = |row: usize, left: bool| {
        let top = rect.top() + row as f32 * ROW;
        let (x, width) = if left { (rect.left(), left_width) } else { (rect.right() - right_width, right_width) };
        Rect::from_min_size(pos2(x, top), vec2(width, CHIP_HEIGHT))
    };

    // First what is pointed at, then the lines, then the people over their ends.
    let mut clicked = None;
    let mut pointed = None;
    for (index, ours) in scene.web.ours.iter().enumerate() {
        let response = ui.interact(chip(index, true), Id::unique(("colleague", &ours.name)), Sense::click());
        let out = scene.is_out(index);
        response.widget_info(|| WidgetInfo::selected(Role::Button, true, out, format!("If {} leaves", ours.name)));
        if response.hovered() {
            pointed = Some((Some(index), None));
        }
        if response.clicked() {
            clicked = Some(ours.name.clone());
        }
        response.on_hover_text(our_words(cx, ours));
    }
    for (index, contact) in scene.contacts.iter().enumerate() {
        let response = ui.interact(chip(index, false), Id::unique(("contact", contact.id.0)), Sense::hover());
        let words = their_words(cx, scene, index, contact);
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
        if response.hovered() {
            pointed = Some((None, Some(index)));
        }
        response.on_hover_text(words);
    }

    let curve = |thread: &Thread| {
        let (from, to) = (chip(thread.ours, true).right_center(), chip(thread.theirs, false).left_center());
        let bend = vec2((to.x - from.x) * 0.45, 0.0);
        [from, from + bend, to - bend, to]
    };
    let near = response.hover_pos().and_then(|pointer| {
        let distances = scene.web.threads.iter().enumerate().map(|(index, thread)| {
            let points = sampled(curve(thread));
            (index, points.iter().map(|point| point.distance(pointer)).fold(f32::INFINITY, f32::min))
        });
        distances.min_by(|one, other| one.1.total_cmp(&other.1)).filter(|(_, distance)| *distance <= NEAR)
    });
    let near = near.map(|(index, _)| index);
    let mut order: Vec<(usize, &Thread)> = scene.web.threads.iter().enumerate().collect();
    order.sort_by(|(_, one), (_, other)| one.strength.total_cmp(&other.strength));
    for (index, thread) in order {
        let meant = near.is_none_or(|near| near == index)
            && pointed.is_none_or(|(ours, theirs)| ours == Some(thread.ours) || theirs == Some(thread.theirs));
        paint_thread(ui, cx, curve(thread), thread, scene.is_out(thread.ours), meant);
    }
    if let Some(thread) = near.and_then(|index| scene.web.threads.get(index)) {
        response.on_hover_text_at_pointer(scene.thread_words(cx, thread));
    }
    for (index, ours) in scene.web.ours.iter().enumerate() {
        paint_ours(ui, cx, chip(index, true), ours, scene.is_out(index));
    }
    for (index, contact) in scene.contacts.iter().enumerate() {
        paint_theirs(ui, cx, chip(index, false), contact, scene.is_orphan(index));
    }
    for (index, role) in empty.iter().enumerate() {
        missing_ui(ui, cx, chip(scene.contacts.len() + index, false), role);
    }
    clicked
}

fn sampled(curve: [Pos2; 4]) -> Vec<Pos2> {
    let shape = CubicBezierShape::from_points_stroke(curve, false, Color32::TRANSPARENT, Stroke::NONE);
    #[expect(clippy::cast_precision_loss, reason = "a few samples")]
    (0..=SAMPLES).map(|step| shape.sample(step as f32 / SAMPLES as f32)).collect()
}

fn paint_thread(ui: &Ui, cx: &Cx<'_>, curve: [Pos2; 4], thread: &Thread, out: bool, meant: bool) {
    let tokens = cx.tokens;
    #[expect(clippy::cast_possible_truncation, reason = "a share of 0..=1")]
    let strength = thread.strength as f32;
    let dim = if meant { 1.0 } else { 0.25 };
    if out || !thread.is_live() {
        let stroke = Stroke::new(1.2, theme::covered(tokens.faint, dim));
        ui.painter().extend(Shape::dashed_line(&sampled(curve), stroke, 4.0, 4.0));
        return;
    }
    let color = theme::covered(tokens.accent, (0.3 + 0.7 * strength) * dim);
    let stroke = Stroke::new(1.0 + 5.0 * strength, color);
    ui.painter().add(CubicBezierShape::from_points_stroke(curve, false, Color32::TRANSPARENT, stroke));
}

fn our_words(cx: &Cx<'_>, ours: &Ours) -> String {
    let mut words = vec![ours.name.clone()];
    words.extend(ours.owner.then(|| "owns the account".to_owned()));
    words.extend(Some(ours.team.clone()).filter(|team| !team.is_empty()));
    words.extend(ours.left.then(|| "left".to_owned()));
    words.push(counted(cx, ours.threads, "thread", "threads"));
    format!("{}\nClick to see what falls without them", words.join(" · "))
}

/// "Roland Mendel: decision maker, champion, 2 threads".
fn their_words(cx: &Cx<'_>, scene: &Scene<'_>, index: usize, contact: &Contact) -> String {
    let mut words = Vec::new();
    words.extend(Some(contact.role.clone()).filter(|role| !role.is_empty()));
    words.extend(Some(contact.title.clone()).filter(|title| !title.is_empty()));
    words.extend(contact.champion.then(|| "champion".to_owned()));
    words.extend(contact.left.then(|| "left".to_owned()));
    words.push(match scene.web.theirs.get(index).map_or(0, |theirs| theirs.threads) {
        0 => "no thread".to_owned(),
        threads => counted(cx, threads, "thread", "threads"),
    });
    words.extend(scene.is_orphan(index).then(|| "nobody left".to_owned()));
    format!("{}: {}", contact.name, words.join(", "))
}

fn paint_ours(ui: &Ui, cx: &Cx<'_>, rect: Rect, ours: &Ours, out: bool) {
    let tokens = cx.tokens;
    let second = if out {
        "if they leave"
    } else if ours.left {
        "left"
    } else if ours.owner {
        "owner"
    } else if ours.threads == 0 {
        "gone cold"
    } else {
        &ours.team
    };
    let border = if ours.owner && !out { tokens.accent } else { tokens.line };
    let fill = if out { tokens.sunken } else { tokens.raised };
    let ink = if out || ours.left { tokens.faint } else { tokens.text };
    let hovered = ui.rect_contains_pointer(rect);
    let border = if hovered { tokens.accent } else { border };
    ui.painter().rect(rect, theme::CONTROL_RADIUS, fill, Stroke::new(1.0, border), StrokeKind::Inside);
    two_lines(ui, rect, &ours.name, ink, out || ours.left, second, tokens.weak, 0.0);
}

fn paint_theirs(ui: &Ui, cx: &Cx<'_>, rect: Rect, contact: &Contact, orphan: bool) {
    let tokens = cx.tokens;
    let role = if contact.role.is_empty() { contact.title.as_str() } else { &contact.role };
    let second = match (contact.left, orphan) {
        (true, _) => "left",
        (false, true) => "nobody left",
        (false, false) if role.is_empty() => "no role known",
        (false, false) => role,
    };
    let (border, ink) = match (orphan, contact.left) {
        (true, _) => (tokens.danger, tokens.text),
        (false, true) => (tokens.line, tokens.faint),
        (false, false) => (tokens.line, tokens.text),
    };
    ui.painter().rect(rect, theme::CONTROL_RADIUS, tokens.raised, Stroke::new(1.0, border), StrokeKind::Inside);
    let second_ink = if orphan { tokens.danger } else { tokens.weak };
    let star = if contact.champion { 18.0 } else { 0.0 };
    two_lines(ui, rect, &contact.name, ink, contact.left, second, second_ink, star);
    if contact.champion {
        let at = rect.right_center() - vec2(15.0, 0.0);
        let font = egui::FontId::proportional(15.0);
        let icon = egui_material_icons::icons::ICON_STAR.codepoint;
        ui.painter().text(at, egui::Align2::CENTER_CENTER, icon, font, tokens.warn);
    }
}

/// A required role that nobody fills: an empty person.
fn missing_ui(ui: &Ui, cx: &Cx<'_>, rect: Rect, role: &str) {
    let tokens = cx.tokens;
    let words = format!("No {role} is known");
    let response: Response = ui.interact(rect, Id::unique(("missing role", role)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
    response.on_hover_text("A required role: engagement counts it as missing");
    let inner = rect.shrink(0.5);
    let corners = [inner.left_top(), inner.right_top(), inner.right_bottom(), inner.left_bottom(), inner.left_top()];
    ui.painter().extend(Shape::dashed_line(&corners, Stroke::new(1.2, tokens.warn), 4.0, 3.0));
    two_lines(ui, rect, role, tokens.warn, false, "nobody known", tokens.weak, 0.0);
}

/// A name and what there is to say of it, left of `right` points at the right.
#[expect(clippy::too_many_arguments, reason = "two texts, each with its look")]
fn two_lines(
    ui: &Ui,
    rect: Rect,
    first: &str,
    ink: Color32,
    struck: bool,
    second: &str,
    second_ink: Color32,
    right: f32,
) {
    let width = rect.width() - 2.0 * space::S - right;
    let name = line(ui, first, egui::FontId::new(theme::size::BODY, theme::medium()), ink, width, struck);
    let below = line(ui, second, theme::small_font(), second_ink, width, false);
    let left = rect.left() + space::S;
    let two = !second.is_empty();
    let top = if two { rect.top() + 3.0 } else { rect.center().y - name.size().y / 2.0 };
    let under = top + name.size().y - 1.0;
    ui.painter().galley(pos2(left, top), name, ink);
    if two {
        ui.painter().galley(pos2(left, under), below, second_ink);
    }
}
