//! What the account buys and what it does not, beside what similar accounts buy.

use egui::{
    Align2, Color32, FontId, Rect, Response, RichText, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};
use egui_material_icons::{MaterialIcon, icons};

use super::figures::{Figures, GapRow};
use super::parts::{counted, line, money, nothing, part, whole};
use crate::model::{Account, AccountValue, AnyRecord, Edit, Money, Opportunity, OpportunityId};
use crate::rules::similar::{Comparison, Likeness};
use crate::rules::white_space::GapState;
use crate::ui::theme::{self, Tokens, space};
use crate::ui::view::{Action, Actions, Cx};

const ROW: f32 = 40.0;
const CONTROL: f32 = 22.0;
/// Of the mark before a category.
const MARK: f32 = 5.0;

pub fn white_space_ui(ui: &mut Ui, cx: &Cx<'_>, account: &Account, figures: &Figures, actions: &mut Actions) {
    part(ui, cx, "White space", |ui| {
        if figures.gaps.is_empty() {
            nothing(
                ui,
                cx,
                "No product has a category yet. Import products with their categories to see what is missing.",
            );
            return;
        }
        let white = figures.gaps.iter().filter(|gap| gap.white).count();
        let relevant = figures.gaps.iter().filter(|gap| gap.relevant).count();
        let words = format!(
            "{} of {} relevant categories not bought in 12 months",
            cx.portfolio.settings().more.numbers.count(white),
            cx.portfolio.settings().more.numbers.count(relevant)
        );
        ui.label(RichText::new(words).color(cx.tokens.weak));
        ui.label(theme::weak(compared(cx, &figures.comparison), cx.tokens)).on_hover_text(
            "So many of them buy it, for so much in the median in 12 months. Others that bought anything in that time: of the same class and industry if there are at least 5, \
             else of the same class, else all",
        );
        ui.add_space(space::XS);
        ui.spacing_mut().item_spacing.y = 0.0;
        for gap in &figures.gaps {
            row_ui(ui, cx, account, gap, &figures.comparison, actions);
        }
    });
}

/// "Beside 12 others: Key in Food".
fn compared(cx: &Cx<'_>, comparison: &Comparison) -> String {
    let others = counted(cx, comparison.accounts, "other account", "other accounts");
    match (&comparison.likeness, comparison.accounts) {
        (_, 0) => "Nobody else bought anything in 12 months to compare it with".to_owned(),
        (Likeness::ClassAndIndustry(class, industry), _) => format!("Beside {others} of class {class} in {industry}"),
        (Likeness::Class(class), _) => format!("Beside {others} of class {class}, of any industry"),
        (Likeness::All, _) => format!("Beside all {others} that buy"),
    }
}

fn row_ui(ui: &mut Ui, cx: &Cx<'_>, account: &Account, gap: &GapRow, comparison: &Comparison, actions: &mut Actions) {
    let tokens = cx.tokens;
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    ui.painter().hline(rect.x_range(), rect.top(), Stroke::new(1.0, tokens.grid));
    let controls = Rect::from_min_max(pos2(rect.right() - 4.0 * CONTROL, rect.top()), rect.max);
    let room = controls.left() - rect.left() - space::S;
    let figure_width = (room * 0.36).clamp(72.0, 150.0);
    let figures_right = controls.left() - space::S;

    let shade = shade(gap.state, tokens);
    let mark = rect.left_center() + vec2(MARK + 1.0, 0.0);
    match gap.state {
        GapState::Bought => ui.painter().circle_filled(mark, MARK, shade),
        GapState::Opportunity => {
            ui.painter().circle_stroke(mark, MARK, Stroke::new(1.5, shade));
            ui.painter().circle_filled(mark, 2.0, shade)
        }
        GapState::Stopped | GapState::NotBought => ui.painter().circle_stroke(mark, MARK, Stroke::new(1.5, shade)),
        GapState::NotRelevant => ui.painter().hline(mark.x - MARK..=mark.x + MARK, mark.y, Stroke::new(1.5, shade)),
    };

    let left = rect.left() + 2.0 * MARK + 2.0 + space::S;
    let width = figures_right - figure_width - space::S - left;
    let gone = gap.state == GapState::NotRelevant;
    let ink = if gone { tokens.faint } else { tokens.text };
    let name = line(ui, &gap.category, FontId::new(theme::size::BODY, theme::medium()), ink, width, false);
    let peers = peers_words(cx, gap, comparison);
    let peers = line(ui, &peers, theme::small_font(), if gone { tokens.faint } else { tokens.weak }, width, false);
    ui.painter().galley(pos2(left, rect.top() + 4.0), name, ink);
    ui.painter().galley(pos2(left, rect.bottom() - 5.0 - peers.size().y), peers, tokens.weak);

    let (figure, below) = state_words(cx, gap);
    let font = FontId::new(theme::size::BODY, theme::medium());
    let figure =
        line(ui, &figure, font, if gap.state == GapState::Bought { tokens.text } else { shade }, figure_width, false);
    let below = line(ui, &below, theme::small_font(), tokens.weak, figure_width, false);
    ui.painter().galley(pos2(figures_right - figure.size().x, rect.top() + 4.0), figure, tokens.text);
    ui.painter().galley(pos2(figures_right - below.size().x, rect.bottom() - 5.0 - below.size().y), below, tokens.weak);

    let about = Rect::from_min_max(rect.min, pos2(figures_right, rect.bottom()));
    let about = ui.interact(about, ui.scope_id().with(("category", &gap.category)), Sense::hover());
    let spoken = spoken(cx, gap, comparison);
    about.widget_info(|| WidgetInfo::labeled(Role::Label, true, &spoken));
    about.on_hover_text(spoken);
    controls_ui(ui, cx, account, gap, controls, actions);
}

fn controls_ui(ui: &mut Ui, cx: &Cx<'_>, account: &Account, gap: &GapRow, area: Rect, actions: &mut Actions) {
    let obstacle = cx.env.may_write().err();
    #[expect(clippy::cast_precision_loss, reason = "four of them")]
    let place = |number: usize| {
        let at = pos2(area.left() + number as f32 * CONTROL, area.center().y - CONTROL / 2.0);
        Rect::from_min_size(at, vec2(CONTROL, CONTROL)).shrink(1.0)
    };
    let category = &gap.category;
    let open = gap.opportunity.is_some();
    let words =
        if open { "There is an open opportunity already".to_owned() } else { format!("New opportunity: {category}") };
    let response = control(ui, cx, place(0), &icons::ICON_ADD, &words, false, obstacle.or(open.then_some("")));
    if response.clicked() {
        let opportunity =
            Opportunity { category: category.clone(), ..Opportunity::new(OpportunityId::NIL, account.id, category) };
        actions.push(Action::Edit(Edit::PutRecords(vec![AnyRecord::Opportunity(opportunity)])));
    }
    let as_industry = if account.industry.is_empty() {
        format!("{category}: not said of this account, so it is relevant")
    } else {
        format!("{category}: as its industry, {}", account.industry)
    };
    let choices = [
        (Some(true), &icons::ICON_CHECK, format!("{category}: relevant")),
        (Some(false), &icons::ICON_BLOCK, format!("{category}: not relevant")),
        (None, &icons::ICON_FACTORY, as_industry),
    ];
    for (number, (said, icon, words)) in choices.into_iter().enumerate() {
        let response = control(ui, cx, place(number + 1), icon, &words, gap.said == said, obstacle);
        if response.clicked() && gap.said != said {
            let values = vec![AccountValue::Relevance(category.clone(), said)];
            actions.push(Action::Edit(Edit::SetValues { accounts: vec![account.id], values }));
        }
    }
}

/// A small button with a picture, on or off.
fn control(
    ui: &mut Ui,
    cx: &Cx<'_>,
    rect: Rect,
    icon: &MaterialIcon,
    words: &str,
    on: bool,
    obstacle: Option<&str>,
) -> Response {
    let tokens = cx.tokens;
    let sense = if obstacle.is_some() { Sense::hover() } else { Sense::click() };
    let response = ui.interact(rect, ui.scope_id().with(("control", words)), sense);
    response.widget_info(|| WidgetInfo::selected(Role::Button, obstacle.is_none(), on, words));
    let hovered = response.hovered() && obstacle.is_none();
    let fill = match (on, hovered) {
        (true, _) => tokens.accent_fill(),
        (false, true) => tokens.sunken,
        (false, false) => Color32::TRANSPARENT,
    };
    let ink = match (on, hovered, obstacle.is_some()) {
        (true, ..) | (false, true, false) => tokens.accent,
        (false, _, true) => theme::covered(tokens.faint, 0.4),
        (false, false, false) => tokens.faint,
    };
    let border = if on { Stroke::new(1.0, tokens.accent) } else { Stroke::NONE };
    ui.painter().rect(rect, 4.0, fill, border, StrokeKind::Inside);
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, icon.codepoint, FontId::new(15.0, icon.font_family()), ink);
    match obstacle.filter(|reason| !reason.is_empty()) {
        Some(reason) => response.on_hover_text(format!("{words}\n{reason}")),
        None => response.on_hover_text(words),
    }
}

fn shade(state: GapState, tokens: &Tokens) -> Color32 {
    match state {
        GapState::Bought => tokens.good,
        GapState::Opportunity => tokens.accent,
        GapState::Stopped => tokens.danger,
        GapState::NotBought => tokens.warn,
        GapState::NotRelevant => tokens.faint,
    }
}

/// What the account does, and since when.
fn state_words(cx: &Cx<'_>, gap: &GapRow) -> (String, String) {
    let month = |day: chrono::NaiveDate| day.format("%b %Y").to_string();
    match gap.state {
        GapState::Bought => (whole(cx, gap.bought_12m.unwrap_or_default()), "in 12 months".to_owned()),
        GapState::Opportunity => {
            let value = gap.opportunity.map(|chance| chance.value).filter(|value| *value > Money::ZERO);
            (value.map_or_else(|| "no value yet".to_owned(), |value| whole(cx, value)), "opportunity".to_owned())
        }
        GapState::Stopped => {
            ("stopped".to_owned(), gap.last_bought.map_or_else(String::new, |last| format!("last {}", month(last))))
        }
        GapState::NotBought => ("not bought".to_owned(), "ever".to_owned()),
        GapState::NotRelevant => ("not relevant".to_owned(), String::new()),
    }
}

/// "4 of 7 · median 12,300".
fn peers_words(cx: &Cx<'_>, gap: &GapRow, comparison: &Comparison) -> String {
    let count = |count: usize| cx.portfolio.settings().more.numbers.count(count);
    match gap.peers.median {
        _ if comparison.accounts == 0 => String::new(),
        None => "none of them buys it".to_owned(),
        Some(median) => {
            let (buyers, all) = (count(gap.peers.buyers), count(comparison.accounts));
            format!("{buyers} of {all} · median {}", whole(cx, median))
        }
    }
}

/// All of a row in words.
fn spoken(cx: &Cx<'_>, gap: &GapRow, comparison: &Comparison) -> String {
    let more = &cx.portfolio.settings().more;
    let state = match gap.state {
        GapState::Bought => format!("bought for {} in 12 months", money(cx, gap.bought_12m.unwrap_or_default())),
        GapState::Opportunity => {
            let chance = gap.opportunity.map_or((0, Money::ZERO), |chance| (chance.count, chance.value));
            let open = counted(cx, chance.0, "open opportunity", "open opportunities");
            format!("{open} worth {}", money(cx, chance.1))
        }
        GapState::Stopped => gap
            .last_bought
            .map_or_else(|| "stopped".to_owned(), |last| format!("stopped, last bought on {}", more.dates.day(last))),
        GapState::NotBought => "never bought".to_owned(),
        GapState::NotRelevant => "not relevant".to_owned(),
    };
    let relevance =
        if gap.relevant || gap.state == GapState::NotRelevant { "" } else { ", though said not to be relevant" };
    let peers = match gap.peers.median {
        _ if comparison.accounts == 0 => String::new(),
        None => "; none of the others buys it".to_owned(),
        Some(median) => format!(
            "; {} of {} buy it, for {} in the median in 12 months",
            more.numbers.count(gap.peers.buyers),
            counted(cx, comparison.accounts, "other", "others"),
            money(cx, median)
        ),
    };
    format!("{}: {state}{relevance}{peers}", gap.category)
}
