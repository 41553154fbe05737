use egui::{ComboBox, RichText, Ui, vec2};

use crate::model::{Cadence, DateStyle, Edit, Lines, NumberStyle, Score, Settings, SettingsValue};
use crate::rules::class::Class;

use super::super::theme::{self, space};
use super::super::view::Cx;
use super::super::widgets;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Texts and choices as they stand in the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkspaceForm {
    name: String,
    currency: String,
    numbers: NumberStyle,
    dates: DateStyle,
    fiscal_year_start: u8,
    engagement_line: String,
    potential_line: String,
    fence: String,
    /// In the order of [`Class::ALL`].
    cadence: [String; 4],
    /// Which field is wrong, and what was expected.
    wrong: Option<(&'static str, String)>,
    entered: bool,
}

impl WorkspaceForm {
    #[must_use]
    pub fn new(settings: &Settings) -> Self {
        let more = &settings.more;
        Self {
            name: settings.name.clone(),
            currency: settings.currency.clone(),
            numbers: more.numbers,
            dates: more.dates,
            fiscal_year_start: more.fiscal_year_start,
            engagement_line: settings.lines.engagement.to_string(),
            potential_line: settings.lines.potential.to_string(),
            fence: more.fence.to_string(),
            cadence: Class::ALL.map(|class| crate::rules::cadence::days(class, more.cadence).to_string()),
            wrong: None,
            entered: false,
        }
    }

    /// Whether Enter was pressed in a field, once.
    pub(super) fn take_entered(&mut self) -> bool {
        std::mem::take(&mut self.entered)
    }

    pub(super) fn changed(&self, cx: &Cx<'_>) -> bool {
        let plain = Self { wrong: None, entered: false, ..self.clone() };
        plain != Self::new(cx.portfolio.settings())
    }

    /// The one edit that the form asks for, which may come to nothing; `None` when a field is wrong, which is then
    /// said beside it.
    pub(super) fn edit(&mut self, cx: &Cx<'_>) -> Option<Edit> {
        match self.values(cx.portfolio.settings()) {
            Ok(values) => Some(Edit::SetSettings(values)),
            Err(wrong) => {
                self.wrong = Some(wrong);
                None
            }
        }
    }

    fn values(&self, settings: &Settings) -> Result<Vec<SettingsValue>, (&'static str, String)> {
        let more = &settings.more;
        let mut values = Vec::new();
        if self.name.trim().is_empty() {
            return Err((NAME, "A workspace needs a name".to_owned()));
        }
        if self.name.trim() != settings.name {
            values.push(SettingsValue::Name(self.name.clone()));
        }
        let currency = self.currency.trim();
        if currency.len() != 3 || !currency.bytes().all(|letter| letter.is_ascii_alphabetic()) {
            return Err((
                CURRENCY,
                format!("“{currency}” is not a currency code; expected three letters, such as EUR"),
            ));
        }
        if !currency.eq_ignore_ascii_case(&settings.currency) {
            values.push(SettingsValue::Currency(self.currency.clone()));
        }
        if self.numbers != more.numbers {
            values.push(SettingsValue::Numbers(self.numbers));
        }
        if self.dates != more.dates {
            values.push(SettingsValue::Dates(self.dates));
        }
        if self.fiscal_year_start != more.fiscal_year_start {
            values.push(SettingsValue::FiscalYearStart(self.fiscal_year_start));
        }
        let score = |name: &'static str, text: &str| {
            text.trim()
                .parse::<Score>()
                .map_err(|_| (name, format!("“{}” is no score; expected 0 to 100", text.trim())))
        };
        let lines = Lines {
            engagement: score(ENGAGEMENT_LINE, &self.engagement_line)?,
            potential: score(POTENTIAL_LINE, &self.potential_line)?,
        };
        if lines != settings.lines {
            values.push(SettingsValue::Lines(lines));
        }
        let fence = score(FENCE, &self.fence)?;
        if fence != more.fence {
            values.push(SettingsValue::Fence(fence));
        }
        let mut days = [0_u16; 4];
        for ((days, text), class) in days.iter_mut().zip(&self.cadence).zip(Class::ALL) {
            *days =
                text.trim().parse().ok().filter(|days| (1..=3650).contains(days)).ok_or_else(|| {
                    (cadence_label(class), format!("“{}” is no number of days, 1 to 3650", text.trim()))
                })?;
        }
        let [key, growth_potential, maintenance, service] = days;
        let cadence = Cadence { key, growth_potential, maintenance, service };
        if cadence != more.cadence {
            values.push(SettingsValue::Cadence(cadence));
        }
        Ok(values)
    }
}

const NAME: &str = "Name of the team or company";
const CURRENCY: &str = "Currency of all amounts";
const ENGAGEMENT_LINE: &str = "Dividing line, engagement";
const POTENTIAL_LINE: &str = "Dividing line, potential";
const FENCE: &str = "On the fence within points";

const fn cadence_label(class: Class) -> &'static str {
    match class {
        Class::Key => "Days between contacts, Key",
        Class::GrowthPotential => "Days between contacts, Growth Potential",
        Class::Maintenance => "Days between contacts, Maintenance",
        Class::Service => "Days between contacts, Service",
    }
}

pub fn workspace_page_ui(ui: &mut Ui, cx: &Cx<'_>, form: &mut WorkspaceForm) {
    let WorkspaceForm {
        name,
        currency,
        numbers,
        dates,
        fiscal_year_start,
        engagement_line,
        potential_line,
        fence,
        cadence,
        wrong,
        entered,
    } = form;
    let mut field = |ui: &mut Ui, label: &'static str, text: &mut String| {
        setting_row(ui, label, cx, |ui| {
            let edit = egui::TextEdit::singleline(text).desired_width(f32::INFINITY).margin(vec2(10.0, 6.0));
            let response = ui.add(edit).accessible_name(label);
            if response.changed() {
                *wrong = None;
            }
            *entered |= response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
            if let Some((_, error)) = wrong.as_ref().filter(|(of, _)| *of == label) {
                ui.label(RichText::new(error).size(theme::size::SMALL).color(cx.tokens.danger));
            }
        });
    };
    field(ui, NAME, name);
    field(ui, CURRENCY, currency);
    ui.label(theme::weak("Amounts are not converted: only what they are called changes.", cx.tokens));
    let example = crate::model::Money::from_minor_units(123_456_750);
    let day = cx.today;
    choice(ui, cx, "Numbers", numbers, &NumberStyle::ALL, |style| style.money(example));
    choice(ui, cx, "Dates", dates, &DateStyle::ALL, |style| style.day(day));
    let months: Vec<u8> = (1..=12).collect();
    choice(ui, cx, "Fiscal year begins in", fiscal_year_start, &months, |month| {
        MONTHS.get(usize::from(month.saturating_sub(1))).copied().unwrap_or("January").to_owned()
    });
    widgets::section(ui, "Board", cx.tokens);
    field(ui, ENGAGEMENT_LINE, engagement_line);
    field(ui, POTENTIAL_LINE, potential_line);
    field(ui, FENCE, fence);
    widgets::section(ui, "Cadence", cx.tokens);
    for (class, text) in Class::ALL.into_iter().zip(cadence) {
        field(ui, cadence_label(class), text);
    }
    ui.add_space(space::S);
    ui.label(theme::weak("Saved as one edit: Undo takes it back.", cx.tokens));
}

/// A choice with an example of each.
fn choice<T: Copy + PartialEq>(
    ui: &mut Ui,
    cx: &Cx<'_>,
    label: &str,
    value: &mut T,
    all: &[T],
    words: impl Fn(&T) -> String,
) {
    setting_row(ui, label, cx, |ui| {
        let shown =
            ComboBox::from_id_salt(label).selected_text(words(value)).width(ui.available_width()).show_ui(ui, |ui| {
                for one in all {
                    ui.selectable_value(value, *one, words(one));
                }
            });
        shown.response.accessible_name(label);
    });
}

/// What is set, at the left, and its value.
pub(super) fn setting_row(ui: &mut Ui, label: &str, cx: &Cx<'_>, content: impl FnOnce(&mut Ui)) {
    const LABEL_WIDTH: f32 = 220.0;
    ui.horizontal_top(|ui| {
        let label = egui::Label::new(RichText::new(label).color(cx.tokens.weak)).halign(egui::Align::Min);
        ui.allocate_ui_with_layout(
            vec2(LABEL_WIDTH, theme::CONTROL_HEIGHT),
            egui::Layout::left_to_right(egui::Align::Center),
            |ui| {
                ui.set_min_size(vec2(LABEL_WIDTH, theme::CONTROL_HEIGHT));
                ui.add(label.wrap());
            },
        );
        ui.vertical(|ui| {
            ui.set_width(ui.available_width());
            content(ui);
        });
    });
}
