//! Everything about the selected account, edited in place.

mod buys;
mod facts;
mod fields;
mod many;
mod moves;
mod next;
mod records;
mod scores;
mod section;
mod why;

use std::collections::BTreeSet;

use egui::{FontId, RichText, Ui};

use crate::command::{Command, Env, Tab};
use crate::model::{Account, AccountId, RecordKind};
use crate::rules::cadence;
use crate::rules::class::Class;

use super::drafts::{DraftKey, Drafts, PanelField};
use super::theme::{self, space};
use super::view::{Action, Actions, Cx};
use super::widgets::{PanelText, class_badge};

use facts::AccountFacts;
use many::SelectionSummary;
use section::{Section, Sections};

/// What the panel keeps from frame to frame.
#[derive(Debug, Default)]
pub struct PanelView {
    summary: SelectionSummary,
    facts: AccountFacts,
    sections: Sections,
}

/// The panel at the right: one account, several, or none.
pub fn account_panel_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    selection: &BTreeSet<AccountId>,
    panel: &mut PanelView,
    drafts: &mut Drafts,
    actions: &mut Actions,
) {
    // Whatever is shown, the panel keeps its width.
    ui.set_width(ui.available_width());
    // Room at both sides for the frames of fields, which reach out beyond their texts.
    let inset = egui::Frame::new().inner_margin(egui::Margin { left: 6, right: 10, top: 0, bottom: 0 });
    let mut selected = selection.iter().filter_map(|id| cx.portfolio.account(*id));
    match (selected.next(), selected.next()) {
        (None, _) => nothing_ui(ui, cx),
        (Some(account), None) => {
            panel.facts.refresh(cx, account);
            let PanelView { summary: _, facts, sections } = panel;
            egui::ScrollArea::vertical()
                .auto_shrink([false, false])
                .show(ui, |ui| inset.show(ui, |ui| one_ui(ui, cx, account, facts, sections, drafts, actions)));
        }
        (Some(_), Some(_)) => {
            panel.summary.refresh(cx, selection);
            inset.show(ui, |ui| many::many_ui(ui, cx, &panel.summary, actions));
        }
    }
}

fn nothing_ui(ui: &mut Ui, cx: &Cx<'_>) {
    ui.add_space(ui.available_height() * 0.3);
    ui.vertical_centered(|ui| {
        ui.label(theme::strong("No account selected"));
        ui.add_space(space::XS);
        ui.label(RichText::new(what_to_do(cx.env)).color(cx.tokens.weak));
    });
}

/// How an account comes to be selected where the tab is.
const fn what_to_do(env: &Env) -> &'static str {
    match (env.tab, env.table) {
        (Tab::Board, _) => "Click a dot to see all about it.\nDrag it to where it belongs.",
        (Tab::Accounts, None | Some(RecordKind::Accounts)) => "Click a row to see all about its account",
        (
            Tab::Accounts,
            Some(
                RecordKind::Contacts
                | RecordKind::Activities
                | RecordKind::Opportunities
                | RecordKind::Risks
                | RecordKind::StageEvents
                | RecordKind::HandOvers,
            ),
        ) => "Click the name of an account in the table to see all about it",
        (
            Tab::Accounts,
            Some(
                RecordKind::Purchases
                | RecordKind::Products
                | RecordKind::Colleagues
                | RecordKind::Goals
                | RecordKind::Spend,
            ),
        ) => "Click Accounts over the table and choose one to see all about it",
        (Tab::Account, _) => "Find one by its name, or choose one in the table of accounts",
        (Tab::Lists, _) => "Click an account on a list to see all about it",
        (Tab::Funnel, _) => "Click a figure, then an account, to see all about it",
        (Tab::Gaps, _) => "Click the name of an account to see all about it",
        (Tab::History, _) => "Open an entry and select the accounts that it changed",
    }
}

fn command_buttons(ui: &mut Ui, cx: &Cx<'_>, actions: &mut Actions) {
    let pursuits: &[Command] =
        if cx.env.selected_pursued { &[Command::DropFromList] } else { &[Command::MakeTarget, Command::MakeLead] };
    ui.horizontal_wrapped(|ui| {
        let others = [Command::Unplace, Command::Archive, Command::Delete];
        for command in pursuits.iter().copied().chain(others) {
            let available = command.availability(cx.env);
            let response = ui.add_enabled(available.is_ok(), egui::Button::new(command.label(cx.env)));
            let response = response.on_hover_text(command.spec().tooltip);
            if let Err(reason) = available {
                response.on_disabled_hover_text(reason);
            } else if response.clicked() {
                actions.push(Action::Command(command));
            }
        }
    });
}

fn one_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    account: &Account,
    facts: &AccountFacts,
    sections: &mut Sections,
    drafts: &mut Drafts,
    actions: &mut Actions,
) {
    head_ui(ui, cx, account, drafts, actions);
    ui.add_space(space::S);
    scores::score_cards_ui(ui, cx, account, facts, drafts, actions);
    why::why_ui(ui, cx, facts, sections);
    next::next_ui(ui, cx, account, facts, sections, actions);
    buys::buys_ui(ui, cx, account, facts, sections);
    fields::fields_ui(ui, cx, account, facts, sections, drafts, actions);
    fields::money_ui(ui, cx, account, sections, drafts, actions);
    records::lists_ui(ui, cx, account, facts, sections, actions);
    if sections.heading_ui(ui, cx, Section::Notes, "Notes", None).open {
        let text = panel_text(account.id, PanelField::Notes);
        PanelText { label: "Notes", hint: "What the team should know", rows: 3, ..text }
            .ui(ui, account, drafts, actions, cx);
    }
    moves::moves_ui(ui, cx, account, sections);
    ui.add_space(space::S);
    ui.horizontal_wrapped(|ui| {
        if ui.link("Open account page").clicked() {
            actions.push(Action::Command(Command::ShowAccount));
        }
        ui.add_space(space::S);
        if ui.link("History of this account").clicked() {
            actions.push(Action::HistoryOf(account.id));
        }
    });
    ui.add_space(space::L);
    command_buttons(ui, cx, actions);
    ui.add_space(space::L);
}

/// Its name, and what its class comes to.
fn head_ui(ui: &mut Ui, cx: &Cx<'_>, account: &Account, drafts: &mut Drafts, actions: &mut Actions) {
    let class = Class::of_account(cx.portfolio, account, cx.portfolio.settings().lines);
    ui.scope(|ui| {
        ui.style_mut().override_font_id = Some(FontId::new(theme::size::TITLE, theme::semibold()));
        ui.spacing_mut().item_spacing.y = 0.0;
        let text = panel_text(account.id, PanelField::Name);
        PanelText { label: "Name", hint: "Name", ..text }.ui(ui, account, drafts, actions, cx);
    });
    ui.horizontal_wrapped(|ui| {
        class_badge(ui, class, cx.tokens);
        let mut facts = vec![account.stage.name().to_owned()];
        facts.extend(
            class.map(|class| format!("every {} days", cadence::days(class, cx.portfolio.settings().more.cadence))),
        );
        facts.extend(account.pursuit.map(|pursuit| {
            let since = cx.portfolio.settings().more.dates.day(pursuit.since);
            format!("{} since {since}", pursuit.list.name())
        }));
        facts.extend(account.archived.then(|| "archived".to_owned()));
        ui.label(RichText::new(facts.join(" · ")).color(cx.tokens.weak));
    });
    if !cx.filtered.passes(account.id) {
        ui.label(RichText::new("Hidden by the filter").color(cx.tokens.warn));
    }
}

/// A field of the account, to be given its label and its hint.
const fn panel_text(account: AccountId, field: PanelField) -> PanelText<'static> {
    PanelText { key: DraftKey { account, field }, label: "", hint: "", rows: 1, numeric: false }
}
