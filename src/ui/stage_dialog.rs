//! Saying when accounts came to a stage, who brought it about and why; or that what was said of it is wrong.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use egui::{Button, Id, Key, Layout, Response, RichText, ScrollArea, Ui, WidgetInfo, accesskit, vec2};

use crate::model::text::{capitalised, folded};
use crate::model::{
    Account, AccountId, CorrectedStage, Edit, Portfolio, Stage, StageChange, StageCorrection, StageEvent, StageEventId,
};

use super::theme::{self, space};
use super::view::{Action, Actions, Cx};
use super::widgets::chip;

const WIDTH: f32 = 460.0;
const LABEL_WIDTH: f32 = 92.0;

/// The dialog while it is open. What is typed becomes an edit when it is confirmed, and nothing before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageDialog {
    about: About,
    to: Option<Stage>,
    on: String,
    by: String,
    channel: String,
    reason: String,
    /// Names that may be meant, as they were when it was opened.
    colleagues: Vec<String>,
    channels: Vec<String>,
    /// Why it could not be confirmed.
    error: Option<String>,
    /// The first field should take the keyboard.
    fresh: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum About {
    /// Accounts that came to a stage.
    Change(Vec<AccountId>),
    /// What stands in place of an event, and whether it happened at all.
    Correction { event: StageEventId, account: AccountId, happened: bool },
}

impl StageDialog {
    /// For these accounts; begins with the next stage, where they all have the same.
    #[must_use]
    pub fn change(portfolio: &Portfolio, accounts: Vec<AccountId>, today: NaiveDate) -> Self {
        let mut stages = accounts.iter().filter_map(|id| Some(portfolio.account(*id)?.stage));
        let first = stages.next();
        let shared = first.filter(|first| stages.all(|stage| stage == *first));
        let to = shared.and_then(|stage| match stage {
            Stage::Suspect => Some(Stage::Prospect),
            Stage::Prospect | Stage::Lost => Some(Stage::Customer),
            Stage::Customer => Some(Stage::Client),
            Stage::Client => None,
        });
        Self::new(portfolio, About::Change(accounts), to, today)
    }

    /// For an event that says something wrong; `None` when it is not there.
    #[must_use]
    pub fn correct(portfolio: &Portfolio, event: StageEventId) -> Option<Self> {
        let StageEvent { account, on, to, by, channel, .. } = &**portfolio.stage_events().get(event)?;
        let about = About::Correction { event, account: *account, happened: true };
        let new = Self::new(portfolio, about, *to, *on);
        Some(Self { by: by.clone(), channel: channel.clone(), ..new })
    }

    fn new(portfolio: &Portfolio, about: About, to: Option<Stage>, on: NaiveDate) -> Self {
        let mut colleagues: BTreeMap<String, String> = BTreeMap::new();
        let ours = portfolio.colleagues().iter().filter(|colleague| !colleague.left);
        colleagues.extend(ours.map(|colleague| (folded(&colleague.name), colleague.name.clone())));
        Self {
            about,
            to,
            on: portfolio.settings().more.dates.day(on),
            by: String::new(),
            channel: String::new(),
            reason: String::new(),
            colleagues: colleagues.into_values().collect(),
            channels: portfolio.channels().into_iter().map(str::to_owned).collect(),
            error: None,
            fresh: true,
        }
    }

    /// The edit that it asks for.
    ///
    /// # Errors
    /// Why there is none, for people.
    fn edit(&self, cx: &Cx<'_>) -> Result<Edit, String> {
        let Self { about, to, on, by, channel, reason, .. } = self;
        let dates = cx.portfolio.settings().more.dates;
        let stage = || to.ok_or_else(|| "Choose a stage".to_owned());
        let day = || match dates.read_day(on.trim()) {
            None => Err(format!("“{}” is no day; expected one such as {}", on.trim(), dates.day(cx.today))),
            Some(day) if day > cx.today => {
                Err(format!("{} is in the future; choose today or an earlier day", dates.day(day)))
            }
            Some(day) => Ok(day),
        };
        match about {
            About::Change(accounts) => {
                let (to, on) = (stage()?, day()?);
                let known = accounts.iter().filter_map(|id| cx.portfolio.account(*id));
                let coming = known.filter(|account| cx.portfolio.comes_to(account, to, on));
                let (by, channel, reason) = (by.clone(), channel.clone(), reason.clone());
                let change = |account: &std::sync::Arc<Account>| StageChange {
                    by: by.clone(),
                    channel: channel.clone(),
                    reason: reason.clone(),
                    ..StageChange::new(account.id, to, on)
                };
                let changes: Vec<StageChange> = coming.map(change).collect();
                match (changes.is_empty(), accounts.as_slice()) {
                    (false, _) => Ok(Edit::RecordStages(changes)),
                    (true, [_]) => Err(format!("It was {} on {} already", of_stage(to), dates.day(on))),
                    (true, _) => Err(format!("All of them were {} on {} already", several(to), dates.day(on))),
                }
            }
            About::Correction { event, happened, .. } => {
                let instead = if *happened {
                    Some(CorrectedStage { to: stage()?, on: day()?, by: by.clone(), channel: channel.clone() })
                } else {
                    None
                };
                let same = cx.portfolio.stage_events().get(*event).is_some_and(|was| {
                    instead.as_ref().is_some_and(|instead| {
                        (was.to, was.on) == (Some(instead.to), instead.on)
                            && (was.by.as_str(), was.channel.as_str()) == (instead.by.trim(), instead.channel.trim())
                    })
                });
                if same {
                    return Err("Nothing is different yet; change what is wrong".to_owned());
                }
                Ok(Edit::CorrectStage(StageCorrection { event: *event, instead, reason: reason.clone() }))
            }
        }
    }

    /// What teams most often say, to click instead of typing.
    const fn reasons(&self) -> &'static [&'static str] {
        match (&self.about, self.to) {
            (About::Correction { .. }, _) => {
                &["Wrong day", "Wrong stage", "Written down by mistake", "Somebody else did it"]
            }
            (About::Change(_), None) => &[],
            (About::Change(_), Some(Stage::Suspect)) => &["Fits our customers", "Recommended", "Met at a fair"],
            (About::Change(_), Some(Stage::Prospect)) => &["Has a need", "Asked for an offer", "We met"],
            (About::Change(_), Some(Stage::Customer)) => &["First order", "Won an offer", "Orders again"],
            (About::Change(_), Some(Stage::Client)) => &["Orders regularly", "Buys more kinds of things", "Contract"],
            (About::Change(_), Some(Stage::Lost)) => {
                &["Went to a competitor", "Price", "No need any more", "Closed down"]
            }
        }
    }
}

/// The dialog. It closes itself.
pub fn stage_dialog_ui(ui: &Ui, cx: &Cx<'_>, open: &mut Option<StageDialog>, actions: &mut Actions) {
    let Some(dialog) = open else { return };
    let mut done = false;
    let modal = cx.tokens.dialog(Id::unique("stage dialog")).show(ui.ctx(), |ui| {
        ui.set_width(WIDTH);
        let (title, confirms) = match dialog.about {
            About::Change(_) => ("Change stage", "Change stage"),
            About::Correction { .. } => ("Correct a change of stage", "Correct"),
        };
        ui.label(RichText::new(title).heading());
        ui.add(egui::Label::new(theme::weak(about_words(cx, &dialog.about), cx.tokens)).wrap());
        ui.add_space(space::M);
        let entered = fields_ui(ui, cx, dialog);
        if let Some(error) = &dialog.error {
            ui.label(RichText::new(error).size(theme::size::SMALL).color(cx.tokens.danger));
        }
        ui.add_space(space::M);
        ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
            let confirmed = ui.add(theme::primary_button(confirms, cx.tokens)).clicked();
            done = ui.button("Cancel").clicked();
            if confirmed || entered {
                match dialog.edit(cx) {
                    Ok(edit) => {
                        actions.push(Action::Edit(edit));
                        done = true;
                    }
                    Err(error) => dialog.error = Some(error),
                }
            }
        });
    });
    if done || modal.should_close() {
        *open = None;
    }
}

/// Whom it is about, and what is known until now.
fn about_words(cx: &Cx<'_>, about: &About) -> String {
    let more = &cx.portfolio.settings().more;
    match about {
        About::Change(accounts) => match accounts.as_slice() {
            [account] => cx.portfolio.account(*account).map_or_else(String::new, |account| {
                let since = cx.portfolio.stage_path(account).steps.last().map(|last| more.dates.day(last.on));
                let since = since.map_or_else(String::new, |since| format!(" since {since}"));
                format!("{}, {}{since}", account.name, account.stage.name())
            }),
            many => format!("{} accounts, one event for each", more.numbers.count(many.len())),
        },
        About::Correction { event, account, .. } => {
            let name = cx.portfolio.account(*account).map_or("", |account| account.name.as_str());
            let said = cx.portfolio.stage_events().get(*event).map(|event| {
                let to = event.to.map_or_else(String::new, |to| format!("{} on ", capitalised(to.name())));
                format!("{to}{}", more.dates.day(event.on))
            });
            format!("{name}: {} stays in the record, struck through", said.unwrap_or_default())
        }
    }
}

/// Whether Enter was pressed in one of the fields.
fn fields_ui(ui: &mut Ui, cx: &Cx<'_>, dialog: &mut StageDialog) -> bool {
    let before = dialog.clone();
    let reasons = dialog.reasons();
    let StageDialog { about, to, on, by, channel, reason, colleagues, channels, error: _, fresh } = dialog;
    let mut entered = false;
    let mut happened = true;
    if let About::Correction { happened: says, .. } = about {
        row_ui(ui, cx, "What is wrong", |ui| {
            for (words, value) in [("It was different", true), ("It never happened", false)] {
                if chip(ui, words, *says == value, cx.tokens).clicked() {
                    *says = value;
                }
            }
        });
        happened = *says;
    }
    if happened {
        row_ui(ui, cx, "To", |ui| {
            for stage in Stage::ALL {
                if chip(ui, &capitalised(stage.name()), *to == Some(stage), cx.tokens).clicked() {
                    *to = Some(stage);
                }
            }
        });
        row_ui(ui, cx, "On", |ui| {
            let dates = cx.portfolio.settings().more.dates;
            let field = egui::TextEdit::singleline(on).hint_text(dates.day(cx.today)).desired_width(150.0);
            let response = ui.add(field.margin(vec2(8.0, 5.0))).accessible_name("Day of the change");
            if std::mem::take(fresh) {
                response.request_focus();
            }
            entered |= entered_in(ui, &response);
            for (words, day) in [("Today", Some(cx.today)), ("Yesterday", cx.today.pred_opt())] {
                if let Some(day) = day.filter(|_| ui.button(words).clicked()) {
                    *on = dates.day(day);
                }
            }
        });
        let owner = match about {
            About::Change(accounts) if accounts.len() > 1 => "Who owns each account",
            About::Change(_) => "Who owns the account",
            About::Correction { .. } => "Nobody",
        };
        row_ui(ui, cx, "By", |ui| entered |= name_ui(ui, cx, "By", owner, by, colleagues));
        let came = if matches!(about, About::Correction { .. }) { "Nothing" } else { "What the account came through" };
        row_ui(ui, cx, "Channel", |ui| entered |= name_ui(ui, cx, "Channel", came, channel, channels));
    }
    row_ui(ui, cx, "Reason", |ui| {
        let field = egui::TextEdit::singleline(reason).hint_text("Why").desired_width(ui.available_width() - 18.0);
        let response = ui.add(field.margin(vec2(8.0, 5.0))).accessible_name("Reason");
        entered |= entered_in(ui, &response);
    });
    if !reasons.is_empty() {
        row_ui(ui, cx, "", |ui| {
            for words in reasons {
                if chip(ui, words, reason == words, cx.tokens).clicked() {
                    (*words).clone_into(reason);
                }
            }
        });
    }
    if *dialog != before && dialog.error == before.error {
        dialog.error = None;
    }
    entered
}

fn row_ui(ui: &mut Ui, cx: &Cx<'_>, label: &str, content: impl FnOnce(&mut Ui)) {
    ui.horizontal_top(|ui| {
        let (rect, _) = ui.allocate_exact_size(vec2(LABEL_WIDTH, theme::CONTROL_HEIGHT), egui::Sense::hover());
        let font = egui::FontId::proportional(theme::size::BODY);
        ui.painter().text(rect.left_center(), egui::Align2::LEFT_CENTER, label, font, cx.tokens.weak);
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
            content(ui);
        });
    });
    ui.add_space(space::XS);
}

/// A line to type a name into, and beside it those who are known. Whether Enter was pressed.
fn name_ui(ui: &mut Ui, cx: &Cx<'_>, name: &str, hint: &str, text: &mut String, known: &[String]) -> bool {
    let room = if known.is_empty() { 18.0 } else { 50.0 };
    let field = egui::TextEdit::singleline(text).hint_text(hint).desired_width(ui.available_width() - room);
    let response = ui.add(field.margin(vec2(8.0, 5.0))).accessible_name(name);
    let entered = entered_in(ui, &response);
    if known.is_empty() {
        return entered;
    }
    let mark = RichText::new("▾").color(cx.tokens.weak);
    let menu = egui::containers::menu::MenuButton::from_button(Button::new(mark));
    let (response, _) = menu.ui(ui, |ui| {
        ScrollArea::vertical().max_height(240.0).show(ui, |ui| {
            for one in known {
                if ui.selectable_label(text == one, one).clicked() {
                    text.clone_from(one);
                    ui.close();
                }
            }
        });
    });
    let choose = format!("{name}: choose");
    response.widget_info(|| WidgetInfo::labeled(accesskit::Role::Button, true, &choose));
    entered
}

fn entered_in(ui: &Ui, response: &Response) -> bool {
    response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter))
}

/// As a sentence takes it after "it was".
const fn of_stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Suspect => "a suspect",
        Stage::Prospect => "a prospect",
        Stage::Customer => "a customer",
        Stage::Client => "a client",
        Stage::Lost => "lost",
    }
}

/// As a sentence takes it after "they were".
fn several(stage: Stage) -> String {
    stage.plural().to_lowercase()
}
