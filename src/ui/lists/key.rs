//! Key list and secondary: their figures, the curve, and who can grow.

use std::collections::BTreeSet;

use egui::{Ui, UiBuilder, vec2};

use super::cards::Card;
use super::recompute::Recompute;
use super::{accounts, days, empty_ui, growing, money, pareto, percent};
use crate::command::Command;
use crate::model::{AccountId, Column, Condition, Filter, KeyCutOff, Money, SavedView, SortBy, Test};
use crate::rules::breadth::Headline;
use crate::rules::key_list::{EXPECTED_GROWING_PERCENT, EXPECTED_KEY_PERCENT, KeyList};
use crate::rules::lists::{self, CutOffAge};
use crate::rules::pareto::{Concentration, Danger, Hanging, LARGEST_PERCENT, TOP_TEN_PERCENT};
use crate::ui::account_page::headline_ui;
use crate::ui::theme::space;
use crate::ui::view::{Action, Actions, Cx};

const CARD_HEIGHT: f32 = 126.0;
/// Narrower than this, cards stand in two rows, and the curve has the width for itself.
const ROOMY: f32 = 700.0;
/// Of the accounts that can grow, beside the curve.
const ASIDE: f32 = 250.0;
const LEAST_PLOT: f32 = 220.0;

/// The points of the curve, thinned once for each state of the lists.
#[derive(Debug, Default)]
pub struct Curve {
    made_for: Option<(usize, u64)>,
    pub points: Vec<(usize, f64)>,
}

/// More than can be told apart on a screen is not drawn.
const MOST_POINTS: usize = 1_000;

impl Curve {
    fn refresh(&mut self, cx: &Cx<'_>, list: &KeyList) {
        let wanted = Some((cx.workspace, list.generation()));
        if self.made_for != wanted {
            self.points = list.pareto().curve(MOST_POINTS);
            self.made_for = wanted;
        }
    }
}

pub fn key_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    (list, breadth): (&KeyList, Headline),
    curve: &mut Curve,
    recompute: &mut Option<Recompute>,
    selection: &BTreeSet<AccountId>,
    actions: &mut Actions,
) {
    curve.refresh(cx, list);
    let Some(cut_off) = list.cut_off() else {
        empty_ui(
            ui,
            cx,
            "Nobody bought anything in the last 12 months",
            "Import purchases, or type what accounts bought",
        );
        return;
    };
    let room = ui.available_rect_before_wrap();
    egui::ScrollArea::vertical().id_salt("key list").auto_shrink([false, false]).show(ui, |ui| {
        let roomy = room.width() >= ROOMY;
        let concentration = list.pareto().concentration();
        if roomy {
            ui.columns_const(|[cut, key, secondary, few]| {
                cut_off_card(cut, cx, cut_off, recompute);
                key_card(key, cx, list, actions);
                secondary_card(secondary, cx, list, actions);
                concentration_card(few, cx, list, concentration, actions);
            });
        } else {
            ui.columns_const(|[left, right]| {
                cut_off_card(left, cx, cut_off, recompute);
                key_card(right, cx, list, actions);
            });
            ui.add_space(space::S);
            ui.columns_const(|[left, right]| {
                secondary_card(left, cx, list, actions);
                concentration_card(right, cx, list, concentration, actions);
            });
        }
        ui.add_space(space::S);
        cx.tokens.card_frame().show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 2.0;
            headline_ui(ui, cx, breadth);
        });
        ui.add_space(space::S);
        let height = (room.bottom() - ui.cursor().top()).max(LEAST_PLOT);
        if roomy {
            let (whole, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), egui::Sense::hover());
            let (left, right) = whole.split_left_right_at_x(whole.right() - ASIDE);
            let mut plot = ui.new_child(UiBuilder::new().max_rect(left.with_max_x(left.right() - space::S)));
            pareto::pareto_ui(&mut plot, cx, list, cut_off, curve, selection, actions);
            let mut aside = ui.new_child(UiBuilder::new().max_rect(right));
            growing::growing_ui(&mut aside, cx, list, selection, actions);
        } else {
            let (whole, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), egui::Sense::hover());
            let mut plot = ui.new_child(UiBuilder::new().max_rect(whole));
            pareto::pareto_ui(&mut plot, cx, list, cut_off, curve, selection, actions);
            ui.add_space(space::S);
            let (whole, _) = ui.allocate_exact_size(vec2(ui.available_width(), LEAST_PLOT), egui::Sense::hover());
            let mut aside = ui.new_child(UiBuilder::new().max_rect(whole));
            growing::growing_ui(&mut aside, cx, list, selection, actions);
        }
    });
}

fn cut_off_card(ui: &mut Ui, cx: &Cx<'_>, cut_off: Money, recompute: &mut Option<Recompute>) {
    let (tokens, more) = (cx.tokens, &cx.portfolio.settings().more);
    let lines = match more.key_cut_off {
        None => vec![("Provisional: follows today's revenues until it is fixed".to_owned(), tokens.weak)],
        Some(KeyCutOff { as_of, .. }) => {
            let ago = (cx.today - as_of).num_days();
            let when = if ago == 0 { "today".to_owned() } else { format!("{} ago", days(ago)) };
            let fixed = format!("Fixed {}, {when}", more.dates.day(as_of));
            match CutOffAge::of(as_of, cx.today) {
                CutOffAge::Fresh => vec![(fixed, tokens.weak)],
                CutOffAge::Due => vec![(format!("{fixed}; due again after 6 to 12 months"), tokens.weak)],
                CutOffAge::Old => vec![(format!("{fixed}: older than 12 months, fix it anew"), tokens.warn)],
            }
        }
    };
    let figure = (money(cx, cut_off), tokens.text);
    Card { title: "Key list from", figure, lines }.ui(ui, cx, CARD_HEIGHT, |ui| {
        let possible = cx.env.may_write();
        let button = ui.add_enabled(possible.is_ok(), egui::Button::new("Recompute…"));
        if let Err(reason) = possible {
            button.on_disabled_hover_text(reason);
        } else if button
            .on_hover_text("What the account at a quarter of all buyers bought; seen before it is fixed")
            .clicked()
        {
            *recompute = lists::recomputed(cx.portfolio).map(Recompute::new);
        }
    });
}

fn key_card(ui: &mut Ui, cx: &Cx<'_>, list: &KeyList, actions: &mut Actions) {
    let (low, high) = EXPECTED_KEY_PERCENT;
    let share = list.key_share();
    let usual = (f64::from(low)..=f64::from(high)).contains(&(share * 100.0).round());
    let color = if usual { cx.tokens.text } else { cx.tokens.warn };
    let lines = vec![
        (format!("{} of {}", accounts(cx, list.key().accounts), money(cx, list.key().revenue)), cx.tokens.weak),
        (format!("Usual: {low} to {high} % of revenue"), cx.tokens.weak),
    ];
    let figure = (format!("{} of revenue", percent(share)), color);
    Card { title: "Key list", figure, lines }.ui(ui, cx, CARD_HEIGHT, |ui| {
        show_link(ui, lists::KEY, "Show the key list", actions);
    });
}

fn secondary_card(ui: &mut Ui, cx: &Cx<'_>, list: &KeyList, actions: &mut Actions) {
    let (group, growing) = (list.secondary(), list.growing().len());
    let count = |count: usize| cx.portfolio.settings().more.numbers.count(count);
    let many = growing * 100 >= group.accounts * usize::from(EXPECTED_GROWING_PERCENT) && growing > 0;
    #[expect(clippy::cast_precision_loss, reason = "a count of accounts")]
    let share = if group.accounts == 0 { 0.0 } else { growing as f64 / group.accounts as f64 };
    let of_revenue = if group.accounts == 0 { 0.0 } else { 1.0 - list.key_share() };
    let lines = vec![
        (format!("{} of {}", accounts(cx, group.accounts), money(cx, group.revenue)), cx.tokens.weak),
        (
            format!("{} can grow: {}; usual: under {EXPECTED_GROWING_PERCENT} %", count(growing), percent(share)),
            if many { cx.tokens.warn } else { cx.tokens.weak },
        ),
    ];
    let figure = (format!("{} of revenue", percent(of_revenue)), cx.tokens.text);
    Card { title: "Secondary", figure, lines }.ui(ui, cx, CARD_HEIGHT, |ui| {
        if group.accounts > 0 {
            show_link(ui, lists::SECONDARY, "Show the secondary accounts", actions);
        }
    });
}

fn concentration_card(
    ui: &mut Ui,
    cx: &Cx<'_>,
    list: &KeyList,
    concentration: Option<Concentration>,
    actions: &mut Actions,
) {
    let Some(Concentration { largest, top_ten }) = concentration else { return };
    let color = |danger| match danger {
        Danger::None => cx.tokens.text,
        Danger::Some => cx.tokens.warn,
        Danger::Great => cx.tokens.danger,
    };
    let said = |danger, (some, great): (u8, u8)| match danger {
        Danger::None => format!("more than {some} % is a warning"),
        Danger::Some => format!("more than {some} %"),
        Danger::Great => format!("more than {great} %"),
    };
    let first = list.pareto().ranked().first().and_then(|first| cx.portfolio.account(first.account));
    let words = |hanging: Hanging, limits| {
        let color = if hanging.danger == Danger::None { cx.tokens.weak } else { color(hanging.danger) };
        (said(hanging.danger, limits), color)
    };
    let (one, one_color) = words(largest, LARGEST_PERCENT);
    let (ten, ten_color) = words(top_ten, TOP_TEN_PERCENT);
    let lines = vec![
        (format!("With one customer; {one}"), one_color),
        (format!("Ten largest: {}; {ten}", percent(top_ten.share)), ten_color),
    ];
    let figure = (format!("{} of revenue", percent(largest.share)), color(largest.danger));
    Card { title: "Largest customer", figure, lines }.ui(ui, cx, CARD_HEIGHT, |ui| {
        if let Some(first) = first
            && ui.link(&first.name).on_hover_text("Shows all about it in the panel").clicked()
        {
            actions.push(Action::Select(BTreeSet::from([first.id])));
        }
    });
}

/// Leads to the table of all accounts on a list, the greatest revenue first.
fn show_link(ui: &mut Ui, list: &str, words: &str, actions: &mut Actions) {
    if ui.link(words).on_hover_text("In the table of accounts").clicked() {
        let test = Test::OneOf(BTreeSet::from([list.to_owned()]));
        let filter = Filter { conditions: vec![Condition { column: Column::List, test }], ..Filter::default() };
        let sort = vec![SortBy { column: Column::Revenue, descending: true }];
        actions.push(Action::ShowView(SavedView { name: list.to_owned(), filter, sort, columns: Vec::new() }));
        actions.push(Action::Command(Command::ShowAccounts));
    }
}
