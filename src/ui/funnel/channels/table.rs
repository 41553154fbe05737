//! The channels beside each other, each with its verdict below its figures.

use std::cmp::Ordering;

use egui::{
    Align2, Color32, FontFamily, FontId, Id, Popup, Rect, Sense, Stroke, Ui, WidgetInfo, accesskit, pos2, vec2,
};

use super::{Pressed, amount};
use crate::model::text::{capitalised, folded};
use crate::model::{Money, Span};
use crate::rules::channels::{ChannelFigures, ChannelVerdict, Comparison, months_words};
use crate::ui::theme::{self, space};
use crate::ui::view::Cx;

const HEAD_HEIGHT: f32 = 36.0;
/// With less room than this, in points, only what is decided by is shown.
const ROOMY: f32 = 940.0;
const ROW_HEIGHT: f32 = 46.0;
/// Of a row, what the figures stand in; the verdict has the rest.
const FIGURES_HEIGHT: f32 = 28.0;
const LEAST_NAME: f32 = 120.0;
const INSET: f32 = 6.0;

/// What rows are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SortBy {
    column: Column,
    descending: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Column {
    #[default]
    Name,
    Spend,
    Found,
    Qualified,
    Customers,
    Conversion,
    Cost,
    FirstOrder,
    Worth,
    Allowable,
    Payback,
}

impl Column {
    const ALL: [Self; 11] = [
        Self::Name,
        Self::Spend,
        Self::Found,
        Self::Qualified,
        Self::Customers,
        Self::Conversion,
        Self::Cost,
        Self::FirstOrder,
        Self::Worth,
        Self::Allowable,
        Self::Payback,
    ];

    const fn label(self) -> &'static str {
        match self {
            Self::Name => "Channel",
            Self::Spend => "Spend",
            Self::Found => "Found",
            Self::Qualified => "Qualified",
            Self::Customers => "Customers",
            Self::Conversion => "Conversion",
            Self::Cost => "Cost to win one",
            Self::FirstOrder => "First order result",
            Self::Worth => "Lifetime value",
            Self::Allowable => "May cost",
            Self::Payback => "Pays back in",
        }
    }

    const fn says(self) -> &'static str {
        match self {
            Self::Name => "The way that accounts came to us; what comes of it stands below",
            Self::Spend => "Of the months that begin in these days",
            Self::Found => "Suspects found in these days",
            Self::Qualified => "Prospects qualified in these days",
            Self::Customers => "Customers created in these days. Click a number to select them",
            Self::Conversion => {
                "Cohort: of the accounts that became suspects or prospects in these days, the share that has become a \
                 customer since, in these days or later"
            }
            Self::Cost => "Spend ÷ customers created",
            Self::FirstOrder => "The mean margin of their first orders, less what it cost to win one",
            Self::Worth => {
                "What a customer earns in its first 12 months × retention ÷ (1 + discount − retention), of all whom the \
                 channel ever won"
            }
            Self::Allowable => "What winning one may cost: the lifetime value divided as the funnel rules say",
            Self::Payback => {
                "At once where the first order earns the cost, else the cost ÷ what a customer earns in a month"
            }
        }
    }

    /// How much of the room it takes beside the others.
    const fn weight(self) -> f32 {
        match self {
            Self::Name => 1.9,
            Self::Spend | Self::Worth | Self::Allowable | Self::Payback => 1.0,
            Self::Found | Self::Qualified | Self::Customers => 0.78,
            Self::Conversion => 0.85,
            Self::Cost => 1.08,
            Self::FirstOrder => 1.2,
        }
    }

    /// What every overview of the funnel tells, too.
    const fn left_out_first(self) -> bool {
        matches!(self, Self::Found | Self::Qualified)
    }

    fn of(self, cx: &Cx<'_>, row: &ChannelFigures) -> String {
        let numbers = cx.portfolio.settings().more.numbers;
        let money = |figure: Option<Money>| figure.map_or_else(|| "–".to_owned(), |figure| amount(cx, figure));
        match self {
            Self::Name => row.label().to_owned(),
            Self::Spend if row.spend == Money::ZERO => "–".to_owned(),
            Self::Spend => amount(cx, row.spend),
            Self::Found => numbers.count(row.found),
            Self::Qualified => numbers.count(row.qualified),
            Self::Customers => numbers.count(row.customers),
            Self::Conversion => {
                row.conversion.map_or_else(|| "–".to_owned(), |share| format!("{:.0} %", share * 100.0))
            }
            Self::Cost if row.verdict == ChannelVerdict::NoSpendRecorded => "no spend".to_owned(),
            Self::Cost => money(row.cac),
            Self::FirstOrder => row.first_order_result.map_or_else(
                || "–".to_owned(),
                |result| {
                    let plus = if result > Money::ZERO { "+" } else { "" };
                    format!("{plus}{}", amount(cx, result))
                },
            ),
            Self::Worth => {
                let about = if row.estimated { "≈ " } else { "" };
                row.lifetime_value.map_or_else(|| "–".to_owned(), |worth| format!("{about}{}", amount(cx, worth)))
            }
            Self::Allowable => money(row.allowable_cac),
            Self::Payback => row.payback_months.map_or_else(|| "–".to_owned(), months_words),
        }
    }

    fn color(self, cx: &Cx<'_>, row: &ChannelFigures, text: &str) -> Color32 {
        let tokens = cx.tokens;
        match (self, row.first_order_result) {
            (Self::FirstOrder, Some(result)) if result < Money::ZERO => tokens.danger,
            (Self::FirstOrder, Some(result)) if result > Money::ZERO => tokens.good,
            _ if text == "–" || text == "no spend" => tokens.faint,
            _ => tokens.text,
        }
    }

    /// What is not known comes last, whichever way they are sorted.
    fn order(self, one: &ChannelFigures, other: &ChannelFigures, descending: bool) -> Ordering {
        fn known<T: PartialOrd>(one: Option<T>, other: Option<T>, descending: bool) -> Ordering {
            match (one, other) {
                (Some(one), Some(other)) => {
                    let order = one.partial_cmp(&other).unwrap_or(Ordering::Equal);
                    if descending { order.reverse() } else { order }
                }
                (one, other) => other.is_some().cmp(&one.is_some()),
            }
        }
        match self {
            // Accounts without a channel stay at the end.
            Self::Name => {
                let named = |row: &ChannelFigures| (!row.name.is_empty()).then(|| folded(&row.name));
                known(named(one), named(other), descending)
            }
            Self::Spend => known(Some(one.spend), Some(other.spend), descending),
            Self::Found => known(Some(one.found), Some(other.found), descending),
            Self::Qualified => known(Some(one.qualified), Some(other.qualified), descending),
            Self::Customers => known(Some(one.customers), Some(other.customers), descending),
            Self::Conversion => known(one.conversion, other.conversion, descending),
            Self::Cost => known(one.cac, other.cac, descending),
            Self::FirstOrder => known(one.first_order_result, other.first_order_result, descending),
            Self::Worth => known(one.lifetime_value, other.lifetime_value, descending),
            Self::Allowable => known(one.allowable_cac, other.allowable_cac, descending),
            Self::Payback => known(one.payback_months, other.payback_months, descending),
        }
    }
}

pub fn table_ui(ui: &mut Ui, cx: &Cx<'_>, comparison: &Comparison, span: Span, sort: &mut SortBy) -> Option<Pressed> {
    let settings = cx.portfolio.settings();
    let frame = cx.tokens.card_frame().show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 0.0;
        let day = |day| settings.more.dates.day(day);
        let words = format!("Channels, {} – {}; amounts in {}", day(span.from), day(span.to), settings.currency);
        ui.label(theme::strong(words).size(12.0).color(cx.tokens.weak));
        ui.add_space(space::XS);
        let room = ui.available_width();
        let narrow = room < ROOMY;
        let shown = || Column::ALL.into_iter().filter(|column| !narrow || !column.left_out_first());
        let all: f32 = shown().map(Column::weight).sum();
        let unit = (room - LEAST_NAME).max(0.0) / (all - 1.0);
        let mut left = 0.0;
        let edges: Vec<(Column, f32, f32)> = shown()
            .map(|column| {
                let width = match column {
                    Column::Name => LEAST_NAME + unit * (column.weight() - 1.0),
                    _ => unit * column.weight(),
                };
                left += width;
                (column, left - width, width)
            })
            .collect();
        head_ui(ui, cx, &edges, sort);
        let mut rows: Vec<&ChannelFigures> = comparison.rows.iter().collect();
        rows.sort_by(|one, other| sort.column.order(one, other, sort.descending));
        let mut pressed = None;
        for row in rows {
            pressed = row_ui(ui, cx, &edges, row).or(pressed);
        }
        if comparison.rows.len() > 1 {
            total_ui(ui, cx, &edges, &comparison.all);
        }
        ui.add_space(space::XS);
        if comparison.rows.iter().any(|row| row.estimated) {
            let words = "≈ an estimate: nobody was won 12 months ago, so what customers of at least 90 days earned so \
                         far is reckoned up to a year";
            ui.label(theme::weak(words, cx.tokens));
        }
        pressed
    });
    frame.inner
}

fn head_ui(ui: &mut Ui, cx: &Cx<'_>, edges: &[(Column, f32, f32)], sort: &mut SortBy) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEAD_HEIGHT), Sense::hover());
    for (column, left, width) in edges {
        let cell = Rect::from_min_size(pos2(rect.left() + left, rect.top()), vec2(*width, HEAD_HEIGHT));
        let response = ui.interact(cell, Id::unique(("channels head", column.label())), Sense::click());
        let on = sort.column == *column;
        response.widget_info(|| WidgetInfo::selected(accesskit::Role::ColumnHeader, true, on, column.label()));
        let mark = match (on, sort.descending) {
            (false, _) => "",
            (true, true) => " ↓",
            (true, false) => " ↑",
        };
        let color = if on || response.hovered() || response.has_focus() { cx.tokens.text } else { cx.tokens.weak };
        let text = format!("{}{mark}", column.label());
        label_ui(ui, cell, &text, color, *column != Column::Name);
        if response.clicked() {
            // Names begin at the first, figures at the largest.
            let first = *column != Column::Name;
            *sort = SortBy { column: *column, descending: if on { !sort.descending } else { first } };
        }
        response.on_hover_text(column.says());
    }
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, cx.tokens.thin_line());
}

fn row_ui(ui: &mut Ui, cx: &Cx<'_>, edges: &[(Column, f32, f32)], row: &ChannelFigures) -> Option<Pressed> {
    let tokens = cx.tokens;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW_HEIGHT), Sense::hover());
    if !ui.is_rect_visible(rect) {
        return None;
    }
    let verdict = capitalised(&row.verdict.words(cx.portfolio.settings()));
    let spoken = Column::ALL.iter().skip(1).fold(format!("{}: {verdict}", row.label()), |spoken, column| {
        format!("{spoken}; {} {}", column.label().to_lowercase(), column.of(cx, row))
    });
    response.widget_info(|| WidgetInfo::labeled(accesskit::Role::Row, true, &spoken));
    if ui.rect_contains_pointer(rect) {
        ui.painter().rect_filled(rect, 4.0, theme::covered(tokens.sunken, 0.6));
    }
    let mut pressed = None;
    for (column, left, width) in edges {
        let cell = Rect::from_min_size(pos2(rect.left() + left, rect.top()), vec2(*width, FIGURES_HEIGHT));
        let text = column.of(cx, row);
        let color = column.color(cx, row, &text);
        match column {
            Column::Name => {
                text_ui(ui, cell, &text, theme::size::BODY, color, false);
                if !row.name.is_empty() {
                    name_ui(ui, cell, row, &mut pressed);
                }
            }
            Column::Customers if row.customers > 0 => {
                let label = format!(
                    "{}: {text} {} won",
                    row.label(),
                    if row.customers == 1 { "customer" } else { "customers" }
                );
                let link = ui.interact(cell, Id::unique(("channel won", &row.name)), Sense::click());
                link.widget_info(|| WidgetInfo::labeled(accesskit::Role::Link, true, &label));
                let marked = link.hovered() || link.has_focus();
                text_ui(ui, cell, &text, theme::size::BODY, if marked { tokens.accent } else { color }, true);
                if marked {
                    let line = pos2(cell.right() - INSET, cell.center().y + 8.0);
                    ui.painter().hline((line.x - 14.0)..=line.x, line.y, Stroke::new(1.0, tokens.accent));
                }
                if link.on_hover_text("Select them").clicked() {
                    pressed = Some(Pressed::ShowWon(row.name.clone()));
                }
            }
            _ => text_ui(ui, cell, &text, theme::size::BODY, color, true),
        }
    }
    let below = Rect::from_min_max(pos2(rect.left(), rect.top() + FIGURES_HEIGHT - 5.0), rect.max);
    let color = match row.verdict {
        ChannelVerdict::TooDear { .. } => tokens.danger,
        ChannelVerdict::PaysWithFirstOrder => tokens.good,
        ChannelVerdict::NobodyWon { .. }
        | ChannelVerdict::NoSpendRecorded
        | ChannelVerdict::NoPurchases
        | ChannelVerdict::MarginUnknown
        | ChannelVerdict::Investment { .. }
        | ChannelVerdict::TooEarly { .. } => tokens.weak,
    };
    text_ui(ui, below, &verdict, theme::size::SMALL, color, false);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, tokens.grid));
    pressed
}

/// What can be done with a channel, under its name.
fn name_ui(ui: &Ui, cell: Rect, row: &ChannelFigures, pressed: &mut Option<Pressed>) {
    let response = ui.interact(cell, Id::unique(("channel", &row.name)), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(accesskit::Role::Button, true, format!("Channel {}", row.name)));
    Popup::menu(&response).show(|ui| {
        if ui.button("Rename…").clicked() {
            *pressed = Some(Pressed::Rename(row.name.clone()));
            ui.close();
        }
        if ui.add_enabled(row.customers > 0, egui::Button::new("Select the customers that it won")).clicked() {
            *pressed = Some(Pressed::ShowWon(row.name.clone()));
            ui.close();
        }
    });
}

fn total_ui(ui: &mut Ui, cx: &Cx<'_>, edges: &[(Column, f32, f32)], all: &ChannelFigures) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), FIGURES_HEIGHT), Sense::hover());
    let spoken = Column::ALL.iter().skip(1).fold("All channels".to_owned(), |spoken, column| {
        format!("{spoken}; {} {}", column.label().to_lowercase(), column.of(cx, all))
    });
    response.widget_info(|| WidgetInfo::labeled(accesskit::Role::Row, true, &spoken));
    for (column, left, width) in edges {
        let cell = Rect::from_min_size(pos2(rect.left() + left, rect.top()), vec2(*width, FIGURES_HEIGHT));
        let text = if *column == Column::Name { "All channels".to_owned() } else { column.of(cx, all) };
        let color = column.color(cx, all, &text);
        strong_ui(ui, cell, &text, color, *column != Column::Name);
    }
}

/// A head, in two lines where it is long.
fn label_ui(ui: &Ui, cell: Rect, text: &str, color: Color32, to_the_right: bool) {
    let inner = cell.shrink2(vec2(INSET, 2.0));
    let mut job = egui::text::LayoutJob::simple(text.to_owned(), theme::small_font(), color, inner.width().max(1.0));
    job.halign = if to_the_right { egui::Align::Max } else { egui::Align::Min };
    let galley = ui.painter().layout_job(job);
    let x = if to_the_right { inner.right() } else { inner.left() };
    ui.painter().galley(pos2(x, inner.bottom() - galley.size().y), galley, color);
}

fn text_ui(ui: &Ui, cell: Rect, text: &str, size: f32, color: Color32, to_the_right: bool) {
    paint(ui, cell, text, FontId::proportional(size), color, to_the_right);
}

fn strong_ui(ui: &Ui, cell: Rect, text: &str, color: Color32, to_the_right: bool) {
    let family: FontFamily = theme::semibold();
    paint(ui, cell, text, FontId::new(theme::size::BODY, family), color, to_the_right);
}

fn paint(ui: &Ui, cell: Rect, text: &str, font: FontId, color: Color32, to_the_right: bool) {
    let inner = cell.shrink2(vec2(INSET, 0.0));
    let mut job = egui::text::LayoutJob::simple_singleline(text.to_owned(), font, color);
    job.wrap = egui::text::TextWrapping::truncate_at_width(inner.width().max(1.0));
    let galley = ui.painter().layout_job(job);
    let align = if to_the_right { Align2::RIGHT_CENTER } else { Align2::LEFT_CENTER };
    ui.painter().galley(align.align_size_within_rect(galley.size(), inner).min, galley, color);
}
