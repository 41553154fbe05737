//! Conditions on the columns that have no menu of their own.

use chrono::NaiveDate;
use egui::{Key, Popup, PopupCloseBehavior, RichText, Ui, vec2};

use crate::model::{Column, DateStyle, DecimalSeparator, Filter, Measure, Money, NumberStyle, Score, Test, TestKind};
use crate::ui::theme::{self, space};
use crate::ui::view::Cx;

use super::facet::FacetMenu;
use crate::rules::filter_words;

const WIDTH: f32 = 270.0;

/// What is being said about a column, until it is applied.
#[derive(Debug, Default)]
pub struct MoreMenu {
    page: Page,
    /// As many as the page has fields.
    texts: [String; 2],
    error: Option<String>,
    /// The first field should take the keyboard.
    fresh: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Page {
    #[default]
    Columns,
    Of(Column),
    ClassChange,
}

impl MoreMenu {
    /// The button with its menu while that is open.
    pub fn button_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, filter: &mut Filter, facet: &mut FacetMenu) {
        let on = filter.conditions.iter().any(|condition| !super::FACETS.contains(&condition.column))
            || filter.class_changed_since.is_some()
            || filter.on_the_fence;
        let button = super::menu_button(ui, "More", "More conditions", on, cx.tokens);
        if button.clicked() {
            *self = Self::default();
        }
        let popup = Popup::menu(&button).close_behavior(PopupCloseBehavior::CloseOnClickOutside).width(WIDTH);
        popup.show(|ui| {
            ui.set_width(WIDTH);
            match self.page {
                Page::Columns => self.columns_ui(ui, cx, filter),
                Page::Of(column) => self.column_ui(ui, cx, filter, facet, column),
                Page::ClassChange => self.class_change_ui(ui, cx, filter),
            }
        });
    }

    fn columns_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, filter: &mut Filter) {
        ui.spacing_mut().item_spacing.y = 0.0;
        let line = |ui: &mut Ui, text: &str, on: bool| {
            let ink = if on { cx.tokens.accent } else { cx.tokens.text };
            let button = egui::Button::new(RichText::new(text).color(ink)).frame_when_inactive(false);
            // Room at the right keeps the text at the left.
            ui.add(button.min_size(vec2(WIDTH, 26.0)).right_text("")).accessible_name(text).clicked()
        };
        if line(ui, "Class changed since…", filter.class_changed_since.is_some()) {
            let texts = [filter.class_changed_since.map_or_else(String::new, |day| day.to_string()), String::new()];
            self.turn_to(Page::ClassChange, texts);
        }
        if line(ui, filter_words::ON_THE_FENCE, filter.on_the_fence) {
            filter.on_the_fence = !filter.on_the_fence;
            ui.close();
        }
        ui.separator();
        let room = (ui.ctx().content_rect().height() * 0.55).max(160.0);
        egui::ScrollArea::vertical().max_height(room).min_scrolled_height(room).show(ui, |ui| {
            for column in Column::ALL.into_iter().filter(|column| !super::FACETS.contains(column)) {
                let on = filter.conditions.iter().any(|condition| condition.column == column);
                if line(ui, &format!("{}…", column.name()), on) {
                    let texts =
                        kinds(column).map(|kind| kind.map_or_else(String::new, |kind| written(filter, column, kind)));
                    self.turn_to(Page::Of(column), texts);
                }
            }
        });
    }

    fn turn_to(&mut self, page: Page, texts: [String; 2]) {
        *self = Self { page, texts, error: None, fresh: true };
    }

    fn column_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, filter: &mut Filter, facet: &mut FacetMenu, column: Column) {
        ui.label(theme::strong(column.name()));
        ui.add_space(space::XS);
        let unit = match column.measure() {
            Measure::Money => cx.portfolio.settings().currency.as_str(),
            Measure::Percent => "%",
            Measure::Score => "points",
            Measure::Text | Measure::Day | Measure::Count => "",
        };
        let mut entered = false;
        for (index, kind) in kinds(column).into_iter().enumerate() {
            let (Some(kind), Some(text)) = (kind, self.texts.get_mut(index)) else { continue };
            let take_keys = std::mem::take(&mut self.fresh);
            entered |= field_ui(ui, cx, label(kind), hint(kind, unit), text, take_keys);
        }
        self.error_ui(ui, cx);
        ui.horizontal(|ui| {
            if ui.add(theme::primary_button("Apply", cx.tokens)).clicked() || entered {
                self.apply(ui, cx, filter, column);
            }
            for (kind, test, text) in
                [(TestKind::Empty, Test::Empty, "Is empty"), (TestKind::NotEmpty, Test::NotEmpty, "Is not empty")]
            {
                let on = filter.condition(column, kind).is_some();
                if super::super::widgets::chip(ui, text, on, cx.tokens).clicked() {
                    // The two exclude each other.
                    filter.unset(column, TestKind::Empty);
                    filter.unset(column, TestKind::NotEmpty);
                    if !on {
                        filter.set(column, test);
                    }
                    ui.close();
                }
            }
        });
        if has_choices(column) {
            ui.separator();
            facet.list_ui(ui, cx, filter, column);
        }
    }

    fn class_change_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, filter: &mut Filter) {
        ui.label(theme::strong("Class changed since"));
        ui.add_space(space::XS);
        let [text, _] = &mut self.texts;
        let entered = field_ui(ui, cx, "On this day or later", "2026-03-02", text, std::mem::take(&mut self.fresh));
        ui.label(theme::weak("Moved into another class since that day began", cx.tokens));
        self.error_ui(ui, cx);
        if ui.add(theme::primary_button("Apply", cx.tokens)).clicked() || entered {
            let [text, _] = &self.texts;
            match day(text, cx.portfolio.settings().more.dates) {
                Ok(day) => {
                    filter.class_changed_since = day;
                    ui.close();
                }
                Err(error) => self.error = Some(error),
            }
        }
    }

    fn error_ui(&self, ui: &mut Ui, cx: &Cx<'_>) {
        if let Some(error) = &self.error {
            ui.label(RichText::new(error).size(theme::size::SMALL).color(cx.tokens.danger));
        }
        ui.add_space(space::XS);
    }

    /// Turns the fields into conditions; an empty one takes its condition away. When one cannot be read, none is
    /// changed.
    fn apply(&mut self, ui: &Ui, cx: &Cx<'_>, filter: &mut Filter, column: Column) {
        let mut after = filter.clone();
        for (kind, text) in kinds(column).into_iter().zip(&self.texts) {
            let Some(kind) = kind else { continue };
            after.unset(column, kind);
            match read(column, kind, text, cx) {
                Ok(Some(test)) => after.set(column, test),
                Ok(None) => {}
                Err(error) => {
                    self.error = Some(error);
                    return;
                }
            }
        }
        *filter = after;
        ui.close();
    }
}

/// A field with its label above. Returns whether it was left with Enter.
fn field_ui(ui: &mut Ui, cx: &Cx<'_>, label: &str, hint: &str, text: &mut String, take_keys: bool) -> bool {
    ui.label(theme::weak(label, cx.tokens));
    let field = egui::TextEdit::singleline(text).hint_text(RichText::new(hint).color(cx.tokens.faint));
    let response = ui.add(field.desired_width(f32::INFINITY).margin(vec2(8.0, 5.0))).accessible_name(label);
    if take_keys {
        response.request_focus();
    }
    response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter))
}

/// Whether the values of a column are few enough to be chosen from.
const fn has_choices(column: Column) -> bool {
    matches!(
        column,
        Column::Industry
            | Column::Channel
            | Column::QpcSource
            | Column::JudgedBy
            | Column::Touch
            | Column::Risk
            | Column::Priority
            | Column::Likelihood
            | Column::Pursuit
    )
}

/// What can be asked of a column by typing.
const fn kinds(column: Column) -> [Option<TestKind>; 2] {
    if column.is_numeric() {
        [Some(TestKind::AtLeast), Some(TestKind::AtMost)]
    } else if column.is_day() {
        [Some(TestKind::OlderThanDays), Some(TestKind::Since)]
    } else {
        [Some(TestKind::Contains), None]
    }
}

const fn label(kind: TestKind) -> &'static str {
    match kind {
        TestKind::AtLeast => "At least",
        TestKind::AtMost => "At most",
        TestKind::OlderThanDays => "So many days ago or more, or never",
        TestKind::Since => "On this day or later",
        TestKind::Contains => "Contains",
        TestKind::OneOf => "One of",
        TestKind::Empty => "Is empty",
        TestKind::NotEmpty => "Is not empty",
    }
}

fn hint(kind: TestKind, unit: &str) -> &str {
    match kind {
        TestKind::AtLeast | TestKind::AtMost => unit,
        TestKind::OlderThanDays => "180",
        TestKind::Since => "2026-03-02",
        TestKind::Contains | TestKind::OneOf | TestKind::Empty | TestKind::NotEmpty => "",
    }
}

/// What a field holds when it is opened: the condition that is there.
fn written(filter: &Filter, column: Column, kind: TestKind) -> String {
    match filter.condition(column, kind).map(|condition| &condition.test) {
        Some(Test::AtLeast(figure) | Test::AtMost(figure)) => match column.measure() {
            Measure::Money => Money::from_minor_units(*figure).to_string(),
            Measure::Percent | Measure::Count => figure.to_string(),
            Measure::Score | Measure::Text | Measure::Day => filter_words::score(*figure),
        },
        Some(Test::OlderThanDays(days)) => days.to_string(),
        Some(Test::Since(day)) => day.to_string(),
        Some(Test::Contains(part)) => part.clone(),
        Some(Test::OneOf(_) | Test::Empty | Test::NotEmpty) | None => String::new(),
    }
}

/// What a field asks for; nothing when it is empty.
fn read(column: Column, kind: TestKind, text: &str, cx: &Cx<'_>) -> Result<Option<Test>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let more = &cx.portfolio.settings().more;
    Ok(Some(match kind {
        TestKind::AtLeast => Test::AtLeast(figure(column, text, more.numbers)?),
        TestKind::AtMost => Test::AtMost(figure(column, text, more.numbers)?),
        TestKind::OlderThanDays => {
            let days = text.parse().map_err(|_| format!("“{text}” is no number of days; expected one such as 180"))?;
            Test::OlderThanDays(days)
        }
        TestKind::Since => match day(text, more.dates)? {
            Some(day) => Test::Since(day),
            None => return Ok(None),
        },
        TestKind::Contains => Test::Contains(text.to_owned()),
        TestKind::OneOf | TestKind::Empty | TestKind::NotEmpty => return Ok(None),
    }))
}

/// A figure in the units of the column's measure.
fn figure(column: Column, text: &str, style: NumberStyle) -> Result<i64, String> {
    match column.measure() {
        Measure::Score | Measure::Text | Measure::Day => {
            return text.parse::<Score>().map(|score| i64::from(score.hundredths())).map_err(|error| error.to_string());
        }
        Measure::Percent | Measure::Count => {
            let plain = text.trim_end_matches('%').trim().replace('−', "-");
            return plain.parse().map_err(|_| format!("“{text}” is no whole number; expected one such as 50"));
        }
        Measure::Money => {}
    }
    let separator = match style {
        NumberStyle::Comma | NumberStyle::Apostrophe => DecimalSeparator::Point,
        NumberStyle::Dot | NumberStyle::Space => DecimalSeparator::Comma,
    };
    // As amounts are written here; else in whatever way can be read in one way only.
    let amount = Money::parse_with(text, separator).or_else(|_| text.parse());
    amount.map(Money::minor_units).map_err(|error| error.to_string())
}

/// A day as days are written here, or as in files; `None` for no text.
fn day(text: &str, style: DateStyle) -> Result<Option<NaiveDate>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let format = match style {
        DateStyle::Words => "%d %B %Y",
        DateStyle::Iso => "%Y-%m-%d",
        DateStyle::DayMonthYear => "%d.%m.%Y",
        DateStyle::MonthDayYear => "%m/%d/%Y",
    };
    let read = text.parse().ok().or_else(|| NaiveDate::parse_from_str(text, format).ok());
    read.map(Some).ok_or_else(|| format!("“{text}” is no day; expected one such as 2026-03-02"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_and_days_are_read_as_they_are_written_here() {
        let minor = |text, style| figure(Column::Revenue, text, style);
        assert_eq!(minor("100,000", NumberStyle::Comma), Ok(10_000_000));
        assert_eq!(minor("100.000", NumberStyle::Dot), Ok(10_000_000));
        assert_eq!(minor("1,5", NumberStyle::Comma), Ok(150), "in one way only");
        assert!(minor("lots", NumberStyle::Comma).unwrap_err().contains("not an amount"));
        assert_eq!(figure(Column::Potential, "49.7", NumberStyle::Comma), Ok(4_970));
        assert!(figure(Column::Potential, "101", NumberStyle::Comma).is_err());
        assert_eq!(figure(Column::Overdue, "150 %", NumberStyle::Comma), Ok(150));
        assert_eq!(figure(Column::BreadthChange, "−1", NumberStyle::Comma), Ok(-1));
        assert!(figure(Column::Breadth, "1.5", NumberStyle::Comma).is_err());
        let wanted = NaiveDate::from_ymd_opt(2026, 4, 3).unwrap();
        for (text, style) in [
            ("2026-04-03", DateStyle::Words),
            ("3 April 2026", DateStyle::Words),
            ("03.04.2026", DateStyle::DayMonthYear),
            ("04/03/2026", DateStyle::MonthDayYear),
        ] {
            assert_eq!(day(text, style), Ok(Some(wanted)), "{text}");
        }
        assert_eq!(day("  ", DateStyle::Iso), Ok(None));
        assert!(day("31.02.2026", DateStyle::DayMonthYear).is_err());
    }
}
