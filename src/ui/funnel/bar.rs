//! What the pages of the funnel are of: a period, a seller, a channel, a region.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use egui::{
    FontId, Id, Popup, PopupCloseBehavior, Response, RichText, ScrollArea, Sense, Ui, WidgetInfo, accesskit, pos2, vec2,
};
use egui_material_icons::icons;

use crate::model::{Account, DateStyle, Period, PeriodKind, Settings, text};
use crate::rules::funnel::Scope;
use crate::ui::filter_bar::menu_button;
use crate::ui::theme::{self, space};
use crate::ui::view::Cx;

use super::Asked;

/// Which parts of the bar a page has a use for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BarParts {
    pub period: bool,
    pub scope: bool,
}

const LIST_WIDTH: f32 = 220.0;
const LIST_HEIGHT: f32 = 320.0;
/// With more names than this there is a field to find one.
const LISTED: usize = 12;
/// So many periods before today's can be jumped to.
const BACK: usize = 12;
/// A longer name is cut on its button, in letters.
const LETTERS: usize = 18;

/// Asks what a page is of; each choice takes effect at once.
pub fn bar_ui(ui: &mut Ui, cx: &Cx<'_>, asked: &mut Asked, with: BarParts) {
    let settings = cx.portfolio.settings();
    let mut below = None;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::S, space::XS);
        if with.period {
            period_ui(ui, cx, asked);
        }
        if with.scope {
            for part in ScopePart::ALL {
                scope_ui(ui, cx, &mut asked.scope, part);
            }
        }
        if with.period {
            below = days_ui(ui, cx, &period_words(asked.period(cx), settings, cx.today));
        }
    });
    if let Some(words) = below {
        ui.label(RichText::new(words).color(cx.tokens.weak));
    }
}

/// Month, quarter or year; and which.
fn period_ui(ui: &mut Ui, cx: &Cx<'_>, asked: &mut Asked) {
    let fiscal = cx.portfolio.settings().more.fiscal_year_start;
    let period = asked.period(cx);
    let mut wanted = None;
    egui::Frame::new().fill(cx.tokens.raised).stroke(cx.tokens.thin_line()).corner_radius(theme::CONTROL_RADIUS).show(
        ui,
        |ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            for (kind, word) in
                [(PeriodKind::Month, "Month"), (PeriodKind::Quarter, "Quarter"), (PeriodKind::Year, "Year")]
            {
                if segment(ui, cx, word, period.kind == kind).clicked() {
                    wanted = Some(Period::holding(kind, day_of(period, cx.today), fiscal));
                }
            }
        },
    );
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        if step(ui, icons::ICON_CHEVRON_LEFT.codepoint, "Period before").clicked() {
            wanted = Some(period.previous());
        }
        let label = period.label(fiscal);
        let button = menu_button(ui, &label, &format!("Period: {label}"), false, cx.tokens);
        Popup::menu(&button).width(LIST_WIDTH).show(|ui| {
            let now = Period::holding(period.kind, cx.today, fiscal);
            ui.set_width(LIST_WIDTH);
            ScrollArea::vertical().max_height(LIST_HEIGHT).show(ui, |ui| {
                let offered = std::iter::successors(Some(now.next()), |later| Some(later.previous())).take(BACK + 2);
                for one in offered {
                    let words = if one == now { format!("{} (now)", one.label(fiscal)) } else { one.label(fiscal) };
                    if ui.selectable_label(one == period, words).clicked() {
                        wanted = Some(one);
                        ui.close();
                    }
                }
            });
        });
        if step(ui, icons::ICON_CHEVRON_RIGHT.codepoint, "Next period").clicked() {
            wanted = Some(period.next());
        }
    });
    if wanted.is_some() {
        asked.period = wanted;
    }
}

/// The day that stays in sight when another kind of period is chosen: today where it can, else the last one that was seen.
fn day_of(period: Period, today: NaiveDate) -> NaiveDate {
    if period.start > today { period.start } else { period.end().min(today) }
}

fn segment(ui: &mut Ui, cx: &Cx<'_>, words: &str, on: bool) -> Response {
    let color = if on { cx.tokens.accent } else { cx.tokens.text };
    let family = if on { theme::semibold() } else { egui::FontFamily::Proportional };
    let galley = ui.painter().layout_no_wrap(words.to_owned(), FontId::new(theme::size::BODY, family), color);
    // As wide as when it is on: nothing moves under the pointer.
    let widest = ui
        .painter()
        .layout_no_wrap(words.to_owned(), FontId::new(theme::size::BODY, theme::semibold()), color)
        .size()
        .x;
    let (rect, response) = ui.allocate_exact_size(vec2(widest + 18.0, theme::CONTROL_HEIGHT - 2.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(accesskit::Role::RadioButton, true, on, words));
    let fill = match (on, response.hovered() || response.has_focus()) {
        (true, _) => cx.tokens.accent_fill(),
        (false, true) => cx.tokens.sunken,
        (false, false) => cx.tokens.raised,
    };
    ui.painter().rect_filled(rect.shrink(1.0), theme::CONTROL_RADIUS - 1, fill);
    ui.painter().galley(rect.center() - galley.size() / 2.0, galley, color);
    response
}

fn step(ui: &mut Ui, icon: &str, name: &str) -> Response {
    let button = egui::Button::new(icon).min_size(vec2(theme::CONTROL_HEIGHT - 2.0, theme::CONTROL_HEIGHT - 2.0));
    let response = ui.add(button).on_hover_text(name);
    response.widget_info(|| WidgetInfo::labeled(accesskit::Role::Button, true, name));
    response
}

/// The days of the period at the right end of the row, as far as there is room; else they are given back.
fn days_ui(ui: &mut Ui, cx: &Cx<'_>, words: &str) -> Option<String> {
    let font = FontId::proportional(theme::size::BODY);
    let galley = ui.painter().layout_no_wrap(words.to_owned(), font, cx.tokens.weak);
    let room = ui.available_size_before_wrap().x;
    if room < galley.size().x + space::S {
        return Some(words.to_owned());
    }
    let (rect, response) = ui.allocate_exact_size(vec2(room, theme::CONTROL_HEIGHT - 2.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(accesskit::Role::Label, true, words));
    let at = pos2(rect.right() - galley.size().x, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, cx.tokens.weak);
    None
}

/// "1 Oct – 31 Dec · day 53 of 92"
#[must_use]
pub fn period_words(period: Period, settings: &Settings, today: NaiveDate) -> String {
    let span = period.span();
    let days = span.days();
    let day = |day: NaiveDate| match settings.more.dates {
        DateStyle::Words => day.format("%-d %b").to_string(),
        DateStyle::Iso | DateStyle::DayMonthYear | DateStyle::MonthDayYear => settings.more.dates.day(day),
    };
    let state = if today < span.from {
        match (span.from - today).num_days() {
            1 => "begins tomorrow".to_owned(),
            until => format!("begins in {until} days"),
        }
    } else if today > span.to {
        format!("{days} days, over")
    } else {
        format!("day {} of {days}", (today - span.from).num_days() + 1)
    };
    format!("{} – {} · {state}", day(span.from), day(span.to))
}

/// By what accounts are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ScopePart {
    Seller,
    Channel,
    Region,
}

impl ScopePart {
    const ALL: [Self; 3] = [Self::Seller, Self::Channel, Self::Region];

    const fn name(self) -> &'static str {
        match self {
            Self::Seller => "Seller",
            Self::Channel => "Channel",
            Self::Region => "Region",
        }
    }

    const fn all(self) -> &'static str {
        match self {
            Self::Seller => "Everyone",
            Self::Channel => "All channels",
            Self::Region => "All regions",
        }
    }

    /// What accounts are called that have none.
    const fn none(self) -> &'static str {
        match self {
            Self::Seller => "Without an owner",
            Self::Channel => "Without a channel",
            Self::Region => "Without a region",
        }
    }

    const fn of(self, scope: &mut Scope) -> &mut Option<String> {
        match self {
            Self::Seller => &mut scope.seller,
            Self::Channel => &mut scope.channel,
            Self::Region => &mut scope.region,
        }
    }

    const fn of_account(self, account: &Account) -> &String {
        match self {
            Self::Seller => &account.owner,
            Self::Channel => &account.channel,
            Self::Region => &account.region,
        }
    }
}

fn scope_ui(ui: &mut Ui, cx: &Cx<'_>, scope: &mut Scope, part: ScopePart) {
    let chosen = part.of(scope);
    let words = match chosen.as_deref() {
        None => part.all(),
        Some("") => part.none(),
        Some(name) => name,
    };
    let name = format!("{}: {words}", part.name());
    let button = menu_button(ui, &cut(words), &name, chosen.is_some(), cx.tokens);
    let find = Id::unique(("find in the funnel's", part.name()));
    if button.clicked() {
        ui.data_mut(|data| data.remove::<String>(find));
    }
    let popup = Popup::menu(&button).close_behavior(PopupCloseBehavior::CloseOnClickOutside).width(LIST_WIDTH);
    popup.show(|ui| {
        ui.set_width(LIST_WIDTH);
        let names = names_of(ui, cx, part);
        let mut wanted = None;
        let mut search = ui.data_mut(|data| data.get_temp::<String>(find)).unwrap_or_default();
        if names.len() > LISTED {
            let hint = format!("Find a {}", part.name().to_lowercase());
            let field = egui::TextEdit::singleline(&mut search).hint_text(hint.as_str());
            ui.add(field.desired_width(f32::INFINITY).margin(vec2(8.0, 6.0))).accessible_name(hint);
            ui.data_mut(|data| data.insert_temp(find, search.clone()));
        }
        let search = text::folded(search.trim());
        ScrollArea::vertical().max_height(LIST_HEIGHT).show(ui, |ui| {
            if search.is_empty() && ui.selectable_label(chosen.is_none(), part.all()).clicked() {
                wanted = Some(None);
            }
            for (folded, name) in names.iter().filter(|(folded, _)| folded.contains(&search)) {
                let on = chosen.as_ref().is_some_and(|chosen| text::folded(chosen.trim()) == *folded);
                let words = if name.is_empty() { part.none() } else { name.as_str() };
                if ui.selectable_label(on, words).clicked() {
                    wanted = Some(Some(name.clone()));
                }
            }
        });
        if let Some(wanted) = wanted {
            *chosen = wanted;
            ui.close();
        }
    });
}

/// Every name that accounts have there, folded and as it is written, in order; nobody's name is the last one. Found once
/// for each revision, and only while a list is open.
fn names_of(ui: &Ui, cx: &Cx<'_>, part: ScopePart) -> Arc<Vec<(String, String)>> {
    type Kept = ((usize, u64), Arc<Vec<(String, String)>>);
    let id = Id::unique(("names of the funnel's", part.name()));
    let made_for = (cx.workspace, cx.portfolio.revision());
    if let Some((_, names)) = ui.data_mut(|data| data.get_temp::<Kept>(id)).filter(|(made, _)| *made == made_for) {
        return names;
    }
    let accounts = cx.portfolio.accounts().filter(|account| !account.archived);
    let spelled: BTreeSet<&str> = accounts.map(|account| part.of_account(account).trim()).collect();
    let mut names: BTreeMap<(bool, String), String> = BTreeMap::new();
    for name in spelled {
        names.entry((name.is_empty(), text::folded(name))).or_insert_with(|| name.to_owned());
    }
    let names = Arc::new(names.into_iter().map(|((_, folded), name)| (folded, name)).collect::<Vec<_>>());
    ui.data_mut(|data| data.insert_temp(id, (made_for, Arc::clone(&names))));
    names
}

fn cut(name: &str) -> String {
    if name.chars().count() <= LETTERS {
        return name.to_owned();
    }
    let kept: String = name.chars().take(LETTERS - 1).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_period_says_its_days_and_how_far_it_is() {
        let quarter = Period::holding(PeriodKind::Quarter, day("2026-11-22"), 1);
        let check = |today, words: &str| {
            assert_eq!(period_words(quarter, &Settings::default(), day(today)), words);
        };
        check("2026-11-22", "1 Oct – 31 Dec · day 53 of 92");
        check("2026-10-01", "1 Oct – 31 Dec · day 1 of 92");
        check("2026-12-31", "1 Oct – 31 Dec · day 92 of 92");
        check("2027-01-01", "1 Oct – 31 Dec · 92 days, over");
        check("2026-09-30", "1 Oct – 31 Dec · begins tomorrow");
        check("2026-09-01", "1 Oct – 31 Dec · begins in 30 days");
    }

    #[test]
    fn another_kind_of_period_keeps_the_day_in_sight() {
        let check = |start, today, wanted| {
            let quarter = Period::holding(PeriodKind::Quarter, day(start), 1);
            assert_eq!(day_of(quarter, day(today)), day(wanted));
        };
        check("2026-10-01", "2026-11-22", "2026-11-22");
        check("2026-07-01", "2026-11-22", "2026-09-30");
        check("2027-01-01", "2026-11-22", "2027-01-01");
    }
}
