//! To whom accounts go, on which day, and what is to be known of it.

use chrono::NaiveDate;
use egui::{Id, Key, RichText, TextEdit, Ui, vec2};

use crate::model::{AccountId, Edit, Portfolio};
use crate::rules::hand_over::{growers, hands, wishes};
use crate::ui::theme::{self, space};
use crate::ui::view::{Action, Actions, Cx};
use crate::ui::widgets::chip;

const WIDTH: f32 = 440.0;
/// So many names are offered as buttons; all are in the list.
const CHIPS: usize = 4;

/// The dialog while it is open.
#[derive(Debug)]
pub struct AskHandOver {
    accounts: Vec<AccountId>,
    /// Who makes accounts grow, first.
    names: Vec<String>,
    growers: usize,
    to: String,
    day: String,
    notes: String,
    fresh: bool,
}

impl AskHandOver {
    #[must_use]
    pub fn new(portfolio: &Portfolio, accounts: Vec<AccountId>, today: NaiveDate) -> Self {
        let mut names = growers(portfolio);
        let growers = names.len();
        let others: Vec<String> =
            hands(portfolio).into_iter().map(|hand| hand.name).filter(|name| !names.contains(name)).collect();
        names.extend(others);
        let day = portfolio.settings().more.dates.day(today);
        Self { accounts, names, growers, to: String::new(), day, notes: String::new(), fresh: true }
    }

    /// The day that is typed, or why it cannot be.
    fn on(&self, cx: &Cx<'_>) -> Result<NaiveDate, String> {
        let dates = cx.portfolio.settings().more.dates;
        let text = self.day.trim();
        let day = dates.read_day(text);
        let day = day.ok_or_else(|| format!("“{text}” is no day; expected one such as {}", dates.day(cx.today)))?;
        if day > cx.today {
            return Err(format!("{} is in the future; choose today or an earlier day", dates.day(day)));
        }
        Ok(day)
    }
}

/// The dialog. It closes itself.
pub fn ask_hand_over_ui(ui: &Ui, cx: &Cx<'_>, open: &mut Option<AskHandOver>, actions: &mut Actions) {
    let Some(asked) = open else { return };
    asked.accounts.retain(|id| cx.portfolio.account(*id).is_some());
    let mut done = asked.accounts.is_empty();
    let modal = cx.tokens.dialog(Id::unique("hand over")).show(ui.ctx(), |ui| {
        ui.set_width(WIDTH);
        ui.label(RichText::new(heading(cx, &asked.accounts)).heading());
        let what = "The colleague becomes the owner; the hand-over is kept with its day, and can be undone";
        ui.add(egui::Label::new(theme::weak(what, cx.tokens)).wrap());
        ui.add_space(space::M);
        whom_ui(ui, cx, asked);
        ui.add_space(space::M);
        ui.label(theme::strong("On which day?"));
        let field = TextEdit::singleline(&mut asked.day).desired_width(160.0).margin(vec2(8.0, 5.0));
        ui.add(field).accessible_name("Day of the hand-over");
        let on = asked.on(cx);
        if let Err(why) = &on {
            ui.label(RichText::new(why).size(theme::size::SMALL).color(cx.tokens.danger));
        }
        ui.add_space(space::M);
        ui.label(theme::strong("What is to be known of it?"));
        let field = TextEdit::multiline(&mut asked.notes).desired_rows(2).desired_width(ui.available_width());
        let field = field.hint_text(RichText::new("What was promised, who knows whom").color(cx.tokens.faint));
        ui.add(field.margin(vec2(8.0, 5.0))).accessible_name("Notes on the hand-over");
        ui.add_space(space::M);
        let whole = !asked.to.trim().is_empty() && on.is_ok();
        let entered = whole && ui.input(|input| input.modifiers.command && input.key_pressed(Key::Enter));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let button = ui.add_enabled(whole, theme::primary_button("Hand over", cx.tokens));
            let button = button.on_disabled_hover_text("Say to whom, and on which day");
            if let Ok(on) = on
                && (button.clicked() || entered)
            {
                let wishes = wishes(asked.accounts.iter().copied(), asked.to.trim(), on, &asked.notes);
                actions.push(Action::Edit(Edit::HandOver(wishes)));
                done = true;
            }
            done |= ui.button("Cancel").clicked();
        });
    });
    if done || modal.should_close() {
        *open = None;
    }
}

fn whom_ui(ui: &mut Ui, cx: &Cx<'_>, asked: &mut AskHandOver) {
    ui.label(theme::strong("To whom?"));
    ui.horizontal(|ui| {
        let field = TextEdit::singleline(&mut asked.to).desired_width(200.0).margin(vec2(8.0, 5.0));
        let response = ui.add(field).accessible_name("To whom");
        if std::mem::take(&mut asked.fresh) {
            response.request_focus();
        }
        let menu = ui.menu_button("Choose", |ui| {
            if asked.names.is_empty() {
                ui.label("Add colleagues under Accounts, Colleagues first");
            }
            egui::ScrollArea::vertical().max_height(260.0).show(ui, |ui| {
                for name in &asked.names {
                    if ui.button(name.as_str()).clicked() {
                        asked.to.clone_from(name);
                        ui.close();
                    }
                }
            });
        });
        menu.response.accessible_name("Choose to whom");
    });
    if asked.growers > 0 {
        ui.horizontal_wrapped(|ui| {
            ui.label(theme::weak("Make accounts grow:", cx.tokens));
            for name in asked.names.iter().take(asked.growers.min(CHIPS)) {
                if chip(ui, name, *name == asked.to, cx.tokens).clicked() {
                    asked.to.clone_from(name);
                }
            }
        });
    }
}

fn heading(cx: &Cx<'_>, accounts: &[AccountId]) -> String {
    match accounts {
        [one] => cx.portfolio.account(*one).map_or_else(String::new, |account| format!("Hand over {}", account.name)),
        many => format!("Hand over {} accounts", cx.portfolio.settings().more.numbers.count(many.len())),
    }
}
