//! The moves that the records speak for: a quiet list that opens from the board.

use std::collections::BTreeMap;

use egui::{
    Align, Button, Layout, Popup, PopupCloseBehavior, Response, RichText, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo,
    accesskit, vec2,
};
use egui_material_icons::icons;

use crate::model::{AccountId, Edit, Placement, Portfolio};
use crate::rules::drift::reaches;
use crate::rules::suggestions::{Suggestion, Suggestions};

use super::theme::{self, space};
use super::view::{Action, Actions, Cx};

/// What is suggested and what was put aside of it. Neither is kept in the workspace: nobody decided anything yet.
#[derive(Debug, Default)]
pub struct SuggestionsView {
    all: Suggestions,
    /// Put aside, each with the suggestion as it was then.
    dismissed: BTreeMap<AccountId, Suggestion>,
    /// What is left, and the generation of `all` that it was taken from.
    left: (Option<u64>, Vec<AccountId>),
    /// The list should open in the next frame.
    pub open: bool,
    made_for: Option<(usize, u64)>,
}

const WIDTH: f32 = 520.0;
const ROW_HEIGHT: f32 = 58.0;
const LIST_HEIGHT: f32 = 360.0;

impl SuggestionsView {
    /// Brings the list up to date; does nothing while the portfolio stays as it is.
    pub fn refresh(&mut self, workspace: usize, portfolio: &Portfolio) {
        self.all.refresh(workspace, portfolio);
        self.made_for = Some((workspace, portfolio.revision()));
        if self.left.0 != Some(self.all.generation()) {
            let drift = portfolio.settings().more.model.drift;
            let all = &self.all;
            // What was put aside comes back once the evidence says another class, or went on as far as drifting is.
            self.dismissed.retain(|account, then| {
                all.get(*account).is_some_and(|now| now.is == then.is && !reaches(now.to, then.to, drift))
            });
            self.take_left();
        }
    }

    fn take_left(&mut self) {
        let left = self.all.iter().map(|one| one.account).filter(|account| !self.dismissed.contains_key(account));
        self.left = (Some(self.all.generation()), left.collect());
    }

    /// How many moves are suggested, without what was put aside.
    #[must_use]
    pub fn count(&self) -> usize {
        self.left.1.len()
    }

    fn dismiss(&mut self, suggestion: Suggestion) {
        self.dismissed.insert(suggestion.account, suggestion);
        self.take_left();
    }

    /// The button under the board, while there is something to suggest, and the list that it opens. On a past day, or
    /// while another model is tried, there is neither.
    pub fn button_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, named: bool, actions: &mut Actions) {
        let count = self.count();
        let is_shown = self.made_for == Some((cx.workspace, cx.portfolio.revision()));
        let id = ui.scope_id().with("suggested moves");
        let open = std::mem::take(&mut self.open);
        if !is_shown || (count == 0 && !open && !Popup::is_id_open(ui.ctx(), id)) {
            return;
        }
        let words = counted(cx, count);
        let shown = if named { words.clone() } else { cx.portfolio.settings().more.numbers.count(count) };
        let text = RichText::new(format!("{} {shown} ▾", icons::ICON_MOVE_UP.codepoint));
        let text = text.size(theme::size::SMALL).color(cx.tokens.accent);
        let button = ui.add(Button::new(text).frame_when_inactive(false));
        button.widget_info(|| WidgetInfo::labeled(accesskit::Role::Button, true, &words));
        let button = button.on_hover_text("Where the records say something else than people decided");
        let mut popup = Popup::menu(&button)
            .id(id)
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .frame(cx.tokens.float_frame())
            .width(WIDTH);
        if open {
            popup = popup.open_memory(egui::SetOpenCommand::Bool(true));
        }
        popup.show(|ui| self.list_ui(ui, cx, actions));
    }

    fn list_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, actions: &mut Actions) {
        ui.set_width(WIDTH);
        ui.spacing_mut().item_spacing = vec2(space::S, space::XS);
        if self.left.1.is_empty() {
            ui.label(theme::strong("No moves are suggested"));
            let words = "Every decision still fits what the records say; go on recording contacts and purchases";
            ui.label(theme::weak(words, cx.tokens));
            return;
        }
        ui.horizontal(|ui| {
            ui.label(theme::strong("Suggested moves"));
            ui.label(theme::weak("what the records say since you decided, most at stake first", cx.tokens));
        });
        let left = std::mem::take(&mut self.left.1);
        let rows = left.len();
        let height = LIST_HEIGHT.min((ROW_HEIGHT + space::XS) * f32::from(u16::try_from(rows).unwrap_or(u16::MAX)));
        let mut dismissed = None;
        ScrollArea::vertical().max_height(height).min_scrolled_height(height).auto_shrink([false, true]).show_rows(
            ui,
            ROW_HEIGHT,
            rows,
            |ui, shown| {
                for account in left.get(shown).unwrap_or_default() {
                    if let Some(suggestion) = self.all.get(*account).copied()
                        && row_ui(ui, cx, &suggestion, actions)
                    {
                        dismissed = Some(suggestion);
                    }
                }
            },
        );
        ui.horizontal(|ui| {
            let words = "An accepted account is released to its evidence and follows it from then on";
            ui.label(theme::weak(words, cx.tokens));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if rows > 1
                    && ui.button(format!("Accept all {}", cx.portfolio.settings().more.numbers.count(rows))).clicked()
                {
                    actions.push(release(&left));
                    ui.close();
                }
            });
        });
        self.left.1 = left;
        if let Some(dismissed) = dismissed {
            self.dismiss(dismissed);
        }
    }
}

/// "7 suggested moves".
fn counted(cx: &Cx<'_>, count: usize) -> String {
    match count {
        1 => "1 suggested move".to_owned(),
        count => format!("{} suggested moves", cx.portfolio.settings().more.numbers.count(count)),
    }
}

/// What accepting is: the judgement is taken back, and the account goes where its evidence puts it from day to day. A
/// new judgement in that place would only grow old like the last.
fn release(accounts: &[AccountId]) -> Action {
    Action::Edit(Edit::Move(accounts.iter().map(|account| Placement { account: *account, to: None }).collect()))
}

/// One suggestion: who, from where to where, why, and what to do about it. Whether it is put aside.
fn row_ui(ui: &mut Ui, cx: &Cx<'_>, suggestion: &Suggestion, actions: &mut Actions) -> bool {
    let Suggestion { account: id, was, is, .. } = *suggestion;
    let Some(account) = cx.portfolio.account(id) else { return false };
    let (rect, row) = ui.allocate_exact_size(vec2(ui.available_width(), ROW_HEIGHT), Sense::click());
    let change = if was == is { format!("stays {is}") } else { format!("{was} → {is}") };
    row.widget_info(|| WidgetInfo::labeled(accesskit::Role::Button, true, format!("{}, {change}", account.name)));
    if row.hovered() || row.has_focus() {
        ui.painter().rect_filled(rect, theme::CONTROL_RADIUS, cx.tokens.sunken);
    }
    let why = suggestion.why(cx.portfolio, cx.today);
    if row.on_hover_text(why.join("\n")).clicked() {
        actions.push(Action::Select([id].into()));
    }
    let mut dismissed = false;
    let inner = rect.shrink2(vec2(space::S, 5.0));
    ui.scope_builder(UiBuilder::new().max_rect(inner).layout(Layout::right_to_left(Align::Center)), |ui| {
        let dismiss = named_button(ui, "Dismiss", &format!("Dismiss {}", account.name));
        dismissed = dismiss.on_hover_text("Until its evidence moves on").clicked();
        let accept = named_button(ui, "Accept", &format!("Accept {}", account.name));
        if accept.on_hover_text("Releases it to the evidence").clicked() {
            actions.push(release(&[id]));
        }
        ui.with_layout(Layout::top_down(Align::Min), |ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 5.0;
                let name = egui::Label::new(theme::strong(account.name.as_str())).truncate().selectable(false);
                ui.add(name);
                let color = |class| cx.tokens.class_word(class);
                let word = |ui: &mut Ui, class| {
                    let text = RichText::new(format!("{class}")).color(color(class));
                    ui.add(egui::Label::new(text).truncate().selectable(false));
                };
                if was != is {
                    word(ui, was);
                    ui.add(egui::Label::new(theme::weak("→", cx.tokens)).selectable(false));
                }
                word(ui, is);
            });
            let mut why = why.into_iter();
            for words in [why.next(), Some(why.collect::<Vec<_>>().join(" · "))].into_iter().flatten() {
                let label = egui::Label::new(theme::weak(words, cx.tokens)).truncate().selectable(false);
                ui.add(label);
            }
        });
    });
    dismissed
}

/// A button among others of its kind says whom it is about.
fn named_button(ui: &mut Ui, text: &str, name: &str) -> Response {
    let button = ui.button(text);
    button.widget_info(|| WidgetInfo::labeled(accesskit::Role::Button, true, name));
    button
}
