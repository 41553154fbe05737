//! What the funnel is judged by, in one dialog: what makes a client, when somebody is lost or stuck, and what a customer
//! is worth.

use egui::{Align, Id, Key, Layout, RichText, ScrollArea, Ui, vec2};

use crate::model::{Edit, FunnelRules, Money, SettingsValue};
use crate::rules::channels::whole;
use crate::rules::worth::{Part, allowable_cost, lifetime_value};
use crate::ui::theme::{self, space};
use crate::ui::view::{Action, Actions, Cx};
use crate::ui::widgets;

const WIDTH: f32 = 520.0;
const LABEL_WIDTH: f32 = 300.0;
/// A customer that earns so much in a year is the example, in major units.
const EXAMPLE: i64 = 1_000;

/// The dialog while it is open.
#[derive(Clone, Debug)]
pub struct RulesDialog {
    /// In the order of [`Field::ALL`].
    texts: [String; 9],
    wrong: Option<(Field, String)>,
    fresh: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Margin,
    Retention,
    Discount,
    WorthOverCost,
    ClientOrders,
    ClientQuarters,
    LapseMonths,
    Stuck,
    ProjectionFrom,
}

impl Field {
    const ALL: [Self; 9] = [
        Self::Margin,
        Self::Retention,
        Self::Discount,
        Self::WorthOverCost,
        Self::ClientOrders,
        Self::ClientQuarters,
        Self::LapseMonths,
        Self::Stuck,
        Self::ProjectionFrom,
    ];

    const fn label(self) -> &'static str {
        match self {
            Self::Margin => "Margin where purchases tell none, %",
            Self::Retention => "Customers kept from year to year, %",
            Self::Discount => "Discount rate a year, %",
            Self::WorthOverCost => "Worth over cost to win, times",
            Self::ClientOrders => "Orders of a client in 12 months",
            Self::ClientQuarters => "Spread over at least, calendar quarters",
            Self::LapseMonths => "Lost after months without a purchase",
            Self::Stuck => "Stuck beyond the median, times",
            Self::ProjectionFrom => "Project only after this share of the period, %",
        }
    }

    const fn says(self) -> &'static str {
        match self {
            Self::Margin => "Empty: not known, and nothing is reckoned from it",
            Self::Retention => "The share of customers of one year who still buy in the next",
            Self::Discount => "What money earns elsewhere: a margin of next year is worth so much less",
            Self::WorthOverCost => "Winning a customer may cost its lifetime value divided by this",
            Self::ClientOrders => "An order is a day on which it bought",
            Self::ClientQuarters => "The orders lie in at least so many, 1 to 4",
            Self::LapseMonths => "It is proposed then, and a person confirms",
            Self::Stuck => "More than so many times the median of days that others stood in the stage",
            Self::ProjectionFrom => "Before that a projection says more about chance than about the period",
        }
    }

    fn text(self, rules: &FunnelRules) -> String {
        let hundredths = |value: u16| {
            let text = format!("{}.{:02}", value / 100, value % 100);
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        };
        match self {
            Self::Margin => rules.margin.map_or_else(String::new, hundredths),
            Self::Retention => hundredths(rules.retention),
            Self::Discount => hundredths(rules.discount),
            Self::WorthOverCost => hundredths(rules.worth_over_cost),
            Self::ClientOrders => rules.client_orders.to_string(),
            Self::ClientQuarters => rules.client_quarters.to_string(),
            Self::LapseMonths => rules.lapse_months.to_string(),
            Self::Stuck => hundredths(rules.stuck),
            Self::ProjectionFrom => hundredths(rules.projection_from),
        }
    }

    fn read(self, text: &str, rules: &mut FunnelRules) -> Result<(), String> {
        let text = text.trim().trim_end_matches('%').trim_end();
        let number = || format!("“{text}” is not a number");
        let hundredths = || hundredths(text).ok_or_else(number);
        let whole = || text.parse::<u16>().map_err(|_| format!("“{text}” is no whole number"));
        match self {
            Self::Margin => rules.margin = if text.is_empty() { None } else { Some(hundredths()?) },
            Self::Retention => rules.retention = hundredths()?,
            Self::Discount => rules.discount = hundredths()?,
            Self::WorthOverCost => rules.worth_over_cost = hundredths()?,
            Self::ClientOrders => rules.client_orders = whole()?,
            Self::ClientQuarters => rules.client_quarters = whole()?,
            Self::LapseMonths => rules.lapse_months = whole()?,
            Self::Stuck => rules.stuck = hundredths()?,
            Self::ProjectionFrom => rules.projection_from = hundredths()?,
        }
        Ok(())
    }

    /// Which of them a refusal is about: the one without which there would be none.
    fn to_blame(before: &FunnelRules, rules: &FunnelRules) -> Self {
        let mended = |field: &Self| {
            let mut mended = *rules;
            field.read(&field.text(before), &mut mended).is_ok() && mended.check().is_ok()
        };
        Self::ALL.into_iter().find(mended).unwrap_or(Self::Retention)
    }
}

/// "2.5" or "2,5" as 250.
fn hundredths(text: &str) -> Option<u16> {
    let text = text.replace(',', ".");
    let (units, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let digits = |text: &str| text.bytes().all(|letter| letter.is_ascii_digit());
    if units.is_empty() || !digits(units) || !digits(decimals) || decimals.len() > 2 {
        return None;
    }
    let decimals: u16 = format!("{decimals:0<2}").parse().ok()?;
    units.parse::<u16>().ok()?.checked_mul(100)?.checked_add(decimals)
}

impl RulesDialog {
    #[must_use]
    pub fn new(rules: &FunnelRules) -> Self {
        Self { texts: Field::ALL.map(|field| field.text(rules)), wrong: None, fresh: true }
    }

    /// What is written; or which field is wrong, and why.
    fn rules(&self, before: &FunnelRules) -> Result<FunnelRules, (Field, String)> {
        let mut rules = *before;
        for (field, text) in Field::ALL.into_iter().zip(&self.texts) {
            field.read(text, &mut rules).map_err(|why| (field, why))?;
        }
        let blamed = |refusal: crate::model::Refusal| (Field::to_blame(before, &rules), refusal.to_string());
        rules.check().map_err(blamed)?;
        Ok(rules)
    }
}

/// The dialog. It closes itself.
pub fn rules_ui(ui: &Ui, cx: &Cx<'_>, open: &mut Option<RulesDialog>, actions: &mut Actions) {
    let Some(dialog) = open else { return };
    let before = cx.portfolio.settings().more.funnel;
    let mut done = false;
    let modal = cx.tokens.dialog(Id::unique("funnel rules")).show(ui.ctx(), |ui| {
        ui.set_width(WIDTH.min(ui.ctx().content_rect().width() - 80.0));
        ui.label(RichText::new("Funnel rules").heading());
        ui.label(theme::weak("What everybody here means by these words; saved as one edit", cx.tokens));
        let room = (ui.ctx().content_rect().height() - 240.0).max(160.0);
        let mut entered = false;
        ScrollArea::vertical().max_height(room).show(ui, |ui| {
            for (at, field) in Field::ALL.into_iter().enumerate() {
                match field {
                    Field::Margin => widgets::section(ui, "What a customer is worth", cx.tokens),
                    Field::ClientOrders => {
                        ui.label(theme::weak(example(cx, dialog, &before), cx.tokens));
                        widgets::section(ui, "Clients and the lost", cx.tokens);
                    }
                    Field::Stuck => widgets::section(ui, "Time", cx.tokens),
                    Field::Retention
                    | Field::Discount
                    | Field::WorthOverCost
                    | Field::ClientQuarters
                    | Field::LapseMonths
                    | Field::ProjectionFrom => {}
                }
                entered |= field_ui(ui, cx, dialog, at, field);
            }
        });
        ui.add_space(space::M);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let may = cx.env.may_write();
            let button = ui.add_enabled(may.is_ok(), theme::primary_button("Save", cx.tokens));
            let clicked = button.on_disabled_hover_text(may.err().unwrap_or_default()).clicked();
            if clicked || (entered && may.is_ok()) {
                match dialog.rules(&before) {
                    Ok(rules) => {
                        if rules != before {
                            actions.push(Action::Edit(Edit::SetSettings(vec![SettingsValue::Funnel(rules)])));
                        }
                        done = true;
                    }
                    Err(wrong) => dialog.wrong = Some(wrong),
                }
            }
            done |= ui.button("Cancel").clicked();
            if let Err(why) = may {
                ui.label(theme::weak(why, cx.tokens));
            }
        });
    });
    if done || modal.should_close() {
        *open = None;
    }
}

/// Whether Enter was pressed in it.
fn field_ui(ui: &mut Ui, cx: &Cx<'_>, dialog: &mut RulesDialog, at: usize, field: Field) -> bool {
    let RulesDialog { texts, wrong, fresh } = dialog;
    let Some(text) = texts.get_mut(at) else { return false };
    let mut entered = false;
    ui.horizontal_top(|ui| {
        ui.allocate_ui_with_layout(
            vec2(LABEL_WIDTH, theme::CONTROL_HEIGHT),
            Layout::left_to_right(Align::Center),
            |ui| {
                ui.set_min_size(vec2(LABEL_WIDTH, theme::CONTROL_HEIGHT));
                ui.label(RichText::new(field.label()).color(cx.tokens.weak)).on_hover_text(field.says());
            },
        );
        ui.vertical(|ui| {
            let hint = if field == Field::Margin { "Unknown" } else { "" };
            let edit = egui::TextEdit::singleline(text)
                .hint_text(hint)
                .desired_width(f32::INFINITY)
                .align(egui::Align2::RIGHT_CENTER)
                .margin(vec2(10.0, 6.0));
            let response = ui.add(edit).accessible_name(field.label()).on_hover_text(field.says());
            if std::mem::take(fresh) {
                response.request_focus();
            }
            if response.changed() {
                *wrong = None;
            }
            entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            if let Some((_, why)) = wrong.as_ref().filter(|(of, _)| *of == field) {
                ui.label(RichText::new(why).size(theme::size::SMALL).color(cx.tokens.danger));
            }
        });
    });
    entered
}

/// "Who earns 1,000 EUR a year is worth 2,667 EUR, and winning one may cost 889 EUR"
fn example(cx: &Cx<'_>, dialog: &RulesDialog, before: &FunnelRules) -> String {
    let settings = cx.portfolio.settings();
    let money = |amount: Money| format!("{} {}", settings.more.numbers.money(whole(amount)), settings.currency);
    let rules = match dialog.rules(before) {
        Ok(rules) => rules,
        Err((_, why)) => return why,
    };
    let worth = Part::of(i128::from(EXAMPLE * 100), 1).and_then(|yearly| lifetime_value(yearly, &rules));
    let earns = money(Money::from_minor_units(EXAMPLE * 100));
    match worth.and_then(|worth| Some((worth.money(), allowable_cost(worth, &rules)?.money()))) {
        Some((worth, cost)) => {
            format!("Who earns {earns} a year is worth {}, and winning one may cost {}", money(worth), money(cost))
        }
        None => "Nothing can be reckoned from these".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_read_as_they_are_written() {
        let rules = FunnelRules { margin: Some(3_550), stuck: 250, ..FunnelRules::default() };
        let dialog = RulesDialog::new(&rules);
        assert_eq!(dialog.texts, ["35.5", "80", "10", "3", "3", "2", "12", "2.5", "15"].map(str::to_owned));
        assert_eq!(dialog.rules(&FunnelRules::default()), Ok(rules));
        let check = |at: usize, text: &str, wanted: Result<FunnelRules, (Field, &str)>| {
            let mut dialog = RulesDialog::new(&rules);
            text.clone_into(&mut dialog.texts[at]);
            let read = dialog.rules(&rules);
            assert_eq!(
                read.as_ref().map_err(|(field, why)| (*field, why.as_str())),
                wanted.as_ref().map_err(|wrong| *wrong)
            );
        };
        check(0, "", Ok(FunnelRules { margin: None, ..rules }));
        check(0, "40 %", Ok(FunnelRules { margin: Some(4_000), ..rules }));
        check(1, "82,5", Ok(FunnelRules { retention: 8_250, ..rules }));
        check(1, "many", Err((Field::Retention, "“many” is not a number")));
        check(4, "2.5", Err((Field::ClientOrders, "“2.5” is no whole number")));
        assert!(matches!(
            RulesDialog {
                texts: {
                    let mut texts = dialog.texts.clone();
                    "5".clone_into(&mut texts[5]);
                    texts
                },
                ..dialog
            }
            .rules(&rules),
            Err((Field::ClientQuarters, _))
        ));
    }
}
