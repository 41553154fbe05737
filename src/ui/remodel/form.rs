use egui::{DragValue, Slider, Ui};

use super::super::theme::{self, space};
use super::super::view::Cx;
use super::super::widgets::chip;
use super::part;
use crate::model::{Contact, EngagementWeights, PotentialWeights, Score, ScoringModel, TimeShares};

/// Everything that the model is set to.
pub(super) fn form_ui(ui: &mut Ui, cx: &Cx<'_>, model: &mut ScoringModel, role: &mut String) {
    part(ui, cx, "Engagement", "Shares of 100; the others make room");
    let EngagementWeights { people, roles, recency, two_way } = &mut model.engagement;
    shares_ui(
        ui,
        cx,
        "engagement",
        &mut [
            ("People", people, "Threads: pairs of a colleague and a contact who met"),
            ("Roles", roles, "Required roles that were reached"),
            ("Recency", recency, "How lately anybody met"),
            ("Two-way", two_way, "What they began or answered, of all"),
        ],
    );
    number_ui(ui, cx, "Window", "days", &mut model.window_days, 1..=1_000);
    number_ui(ui, cx, "Full marks for people", "threads", &mut model.full_threads, 1..=99);
    roles_ui(ui, cx, &mut model.required_roles, role);

    part(ui, cx, "Potential", "Shares of 100; the others make room");
    let PotentialWeights { gap, breadth, likelihood } = &mut model.potential;
    shares_ui(
        ui,
        cx,
        "potential",
        &mut [
            ("Gap", gap, "Untapped money, against the key list's cut-off"),
            ("Breadth", breadth, "Relevant categories that it does not buy"),
            ("Likelihood", likelihood, "As judged for the account, or its likeliest opportunity"),
        ],
    );
    number_ui(ui, cx, "A capacity is old after", "days", &mut model.qpc_old_days, 1..=3_650);

    part(ui, cx, "Classes by evidence", "");
    points_ui(ui, cx, "Changes class beyond a line by", &mut model.band, 20.0);
    points_ui(ui, cx, "Drifted when evidence moved by", &mut model.drift, 100.0);

    part(ui, cx, "Signals", "");
    number_ui(ui, cx, "An order is late after", "% of the interval", &mut model.late_order_percent, 100..=1_000);
    number_ui(ui, cx, "A rhythm needs", "orders a year", &mut model.rhythm_orders, 2..=50);
    number_ui(ui, cx, "Revenue fell by", "% on the year before", &mut model.revenue_drop_percent, 1..=100);
    number_ui(ui, cx, "A champion is silent after", "days", &mut model.champion_silent_days, 1..=1_000);
    number_ui(ui, cx, "Not neglected if planned within", "days", &mut model.planned_within_days, 0..=365);

    part(ui, cx, "Selling time", "Shares of 100 by class, as a guideline");
    let TimeShares { key, growth_potential, maintenance, service } = &mut model.time_shares;
    shares_ui(
        ui,
        cx,
        "time",
        &mut [
            ("Key", key, ""),
            ("Growth Potential", growth_potential, ""),
            ("Maintenance", maintenance, ""),
            ("Service", service, ""),
        ],
    );
    number_ui(ui, cx, "A seller has", "hours a year", &mut model.seller_hours, 0..=8_000);
    number_ui(ui, cx, "Keeping in touch takes", "minutes each time", &mut model.touch_minutes, 0..=2_000);

    part(ui, cx, "Lists of a seller", "");
    number_ui(ui, cx, "Targets at most", "accounts", &mut model.target_slots, 0..=99);
    number_ui(ui, cx, "Leads at most", "accounts", &mut model.lead_slots, 0..=99);
}

/// Sliders that always add up to 100: what one takes, the others give in proportion to what they have.
fn shares_ui(ui: &mut Ui, cx: &Cx<'_>, of: &str, shares: &mut [(&str, &mut u8, &str)]) {
    let mut changed = None;
    for (index, (label, share, words)) in shares.iter_mut().enumerate() {
        row_ui(ui, cx, label, |ui| {
            ui.spacing_mut().slider_width = (ui.available_width() - 64.0).max(60.0);
            let slider = ui.add(Slider::new(&mut **share, 0..=100).show_value(false));
            let slider = slider.accessible_name(format!("{label}, share of {of}"));
            let number = ui.add(DragValue::new(&mut **share).range(0..=100).speed(0.3).suffix(" %"));
            let response = slider.union(number.accessible_name(format!("{label}, percent of {of}")));
            let response = if words.is_empty() { response } else { response.on_hover_text(*words) };
            if response.changed() {
                changed = Some(index);
            }
        });
    }
    if let Some(index) = changed {
        let mut values: Vec<u8> = shares.iter().map(|(_, share, _)| **share).collect();
        balance(&mut values, index);
        for ((_, share, _), value) in shares.iter_mut().zip(values) {
            **share = value;
        }
    }
}

/// Makes shares add up to 100 without touching the one at `fixed`, which is 100 at most: the others keep their
/// proportions, or share alike when they have nothing.
fn balance(shares: &mut [u8], fixed: usize) {
    let Some(kept) = shares.get(fixed).map(|share| u32::from(*share).min(100)) else { return };
    let room = 100 - kept;
    let others: Vec<usize> = (0..shares.len()).filter(|index| *index != fixed).collect();
    let had: u32 = others.iter().filter_map(|index| shares.get(*index)).map(|share| u32::from(*share)).sum();
    let mut left = room;
    for (nth, index) in others.iter().enumerate() {
        let Some(share) = shares.get_mut(*index) else { continue };
        let last = nth + 1 == others.len();
        let even = room / u32::try_from(others.len()).unwrap_or(1);
        let wanted = (u32::from(*share) * room).checked_div(had).unwrap_or(even);
        let given = if last { left } else { wanted.min(left) };
        left -= given;
        *share = u8::try_from(given).unwrap_or(100);
    }
}

fn number_ui(ui: &mut Ui, cx: &Cx<'_>, label: &str, unit: &str, value: &mut u16, range: std::ops::RangeInclusive<u16>) {
    row_ui(ui, cx, label, |ui| {
        ui.add(DragValue::new(value).range(range).speed(0.3)).accessible_name(label);
        ui.label(theme::weak(unit, cx.tokens));
    });
}

fn points_ui(ui: &mut Ui, cx: &Cx<'_>, label: &str, score: &mut Score, most: f64) {
    row_ui(ui, cx, label, |ui| {
        let mut points = score.points();
        let response = ui.add(DragValue::new(&mut points).range(0.0..=most).speed(0.1).max_decimals(1));
        if response.accessible_name(label).changed() {
            *score = Score::clamped(points);
        }
        ui.label(theme::weak("points", cx.tokens));
    });
}

/// The known roles to choose from, and any other.
fn roles_ui(ui: &mut Ui, cx: &Cx<'_>, required: &mut Vec<String>, typed: &mut String) {
    ui.add_space(space::XS);
    ui.label(theme::weak("Required roles", cx.tokens));
    let others: Vec<String> =
        required.iter().filter(|role| !Contact::ROLES.contains(&role.as_str())).cloned().collect();
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(space::XS, space::XS);
        for role in Contact::ROLES.into_iter().map(str::to_owned).chain(others) {
            let on = required.contains(&role);
            if chip(ui, &role, on, cx.tokens).clicked() {
                if on {
                    required.retain(|other| *other != role);
                } else {
                    required.push(role);
                }
            }
        }
    });
    let field = egui::TextEdit::singleline(typed).hint_text("Another role, Enter").desired_width(f32::INFINITY);
    let response = ui.add(field).accessible_name("Another required role");
    if response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter)) {
        let role = typed.trim().to_owned();
        let known = required.iter().any(|other| crate::model::text::folded(other) == crate::model::text::folded(&role));
        if !role.is_empty() && !known {
            required.push(role);
        }
        typed.clear();
    }
}

fn row_ui(ui: &mut Ui, cx: &Cx<'_>, label: &str, content: impl FnOnce(&mut Ui)) {
    const LABEL: f32 = 128.0;
    ui.horizontal(|ui| {
        let size = egui::vec2(LABEL, theme::CONTROL_HEIGHT - 4.0);
        ui.allocate_ui_with_layout(size, egui::Layout::left_to_right(egui::Align::Center), |ui| {
            ui.set_min_size(size);
            ui.add(egui::Label::new(theme::weak(label, cx.tokens)).wrap());
        });
        content(ui);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_make_room_in_proportion() {
        let check = |mut shares: Vec<u8>, fixed: usize, wanted: &[u8]| {
            balance(&mut shares, fixed);
            assert_eq!(shares, wanted);
            assert_eq!(shares.iter().map(|share| u32::from(*share)).sum::<u32>(), 100);
        };
        // 40 of 100 are left for three that had 20 each: 40 × 20 ÷ 60 = 13, 13, and the rest of 14.
        check(vec![60, 20, 20, 20], 0, &[60, 13, 13, 14]);
        check(vec![100, 20, 20, 20], 0, &[100, 0, 0, 0]);
        // Nobody has anything to give in proportion to.
        check(vec![70, 0, 0], 0, &[70, 15, 15]);
        check(vec![40, 60, 20, 20], 1, &[20, 60, 10, 10]);
        check(vec![0, 50, 50], 0, &[0, 50, 50]);
    }
}
