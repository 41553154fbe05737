//! The fields of the account, and what follows from its class.

use std::sync::Arc;

use egui::{Align, Align2, FontId, Layout, RichText, Role, Sense, Ui, WidgetInfo, vec2};

use crate::command::Command;
use crate::model::{Account, AccountId, AccountValue, Edit, Likelihood, Qpc, QpcSource, Stage};
use crate::rules::bought::Year;
use crate::rules::class::Class;
use crate::rules::hand_over::Standing;
use crate::rules::{effort, lists, wallet};
use crate::ui::drafts::{Drafts, PanelField, current_text};
use crate::ui::theme;
use crate::ui::view::{Action, Actions, Cx};
use crate::ui::widgets::{PanelText, field_row, quiet_choice};

use super::facts::{AccountFacts, Known, short_day, shorter_day};
use super::panel_text;
use super::section::{Section, Sections};

/// What stands in a choice that holds nothing.
const NOT_JUDGED: &str = "not judged";

pub fn fields_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    account: &Account,
    facts: &AccountFacts,
    sections: &mut Sections,
    drafts: &mut Drafts,
    actions: &mut Actions,
) {
    let Some(known) = facts.known() else { return };
    if !sections.heading_ui(ui, cx, Section::Account, "Account", None).open {
        return;
    }
    field_row(ui, "Owner", cx.tokens, |ui| owner_ui(ui, cx, account, known, drafts, actions));
    field_row(ui, "Stage", cx.tokens, |ui| stage_ui(ui, cx, account, known, actions));
    hand_over_ui(ui, cx, known, actions);
    field_row(ui, "Likelihood", cx.tokens, |ui| likelihood_ui(ui, cx, account, actions));
    class_ui(ui, cx, account, known);
    for (field, label, hint) in [
        (PanelField::Key, "Key", "Its number elsewhere"),
        (PanelField::Region, "Region", "Where it is"),
        (PanelField::Industry, "Industry", "What it does"),
        (PanelField::Channel, "Channel", "How it came to us"),
        (PanelField::Website, "Website", "example.com"),
    ] {
        field_row(ui, label, cx.tokens, |ui| match field {
            PanelField::Channel => channel_ui(ui, cx, account, hint, drafts, actions),
            _ => drop(PanelText { label, hint, ..panel_text(account.id, field) }.ui(ui, account, drafts, actions, cx)),
        });
    }
}

/// From whom it was handed over to whom, or that it waits for it.
fn hand_over_ui(ui: &mut Ui, cx: &Cx<'_>, known: &Known, actions: &mut Actions) {
    let Some(standing) = &known.hand_over else { return };
    let words = standing.words(cx.portfolio.settings().more.dates);
    field_row(ui, "Hand-over", cx.tokens, |ui| {
        ui.add_space(5.0);
        match standing {
            Standing::Waits(_) => {
                ui.add(egui::Label::new(RichText::new(words).color(cx.tokens.warn)).wrap());
                let command = Command::HandOver;
                if command.availability(cx.env).is_ok() && ui.link(command.spec().label).clicked() {
                    actions.push(Action::Command(command));
                }
            }
            Standing::Done(one) => {
                let label = ui.add(egui::Label::new(RichText::new(words).color(cx.tokens.text)).wrap());
                if !one.notes.is_empty() {
                    label.on_hover_text(one.notes.as_str());
                }
            }
        }
    });
}

/// The list that it is on, and what its class asks of us.
fn class_ui(ui: &mut Ui, cx: &Cx<'_>, account: &Account, known: &Known) {
    let settings = cx.portfolio.settings();
    let list = lists::list_of(cx.portfolio, account, cx.filtered.facts().cut_off);
    let pursuit = account
        .pursuit
        .map(|pursuit| format!("{} since {}", pursuit.list.name(), short_day(cx.portfolio, pursuit.since, cx.today)));
    if !list.is_empty() || pursuit.is_some() {
        let (strong, weak) = if list.is_empty() {
            (pursuit.as_deref().unwrap_or_default(), "")
        } else {
            (list, pursuit.as_deref().unwrap_or_default())
        };
        fact_row(ui, cx, "List", strong, weak);
    }
    let Some(class) = Class::of_account(cx.portfolio, account, settings.lines).filter(|_| !account.archived) else {
        return;
    };
    let cadence = known.touch.cadence_days.map_or_else(String::new, |days| format!("every {days} days"));
    let due = known.touch.next_due.map(|due| format!("next due {}", shorter_day(cx.portfolio, due, cx.today)));
    fact_row(ui, cx, "Cadence", &cadence, &due.unwrap_or_else(|| "never contacted".to_owned()));
    let hours = effort::hours_a_year(class, settings.more.cadence, &settings.more.model);
    let minutes = format!("{} min each", settings.more.model.touch_minutes);
    fact_row(ui, cx, "Effort", &format!("{hours:.0} h a year"), &minutes);
    fact_row(ui, cx, "Stance", class.stance(), "");
}

/// What follows from other things, where a field would stand: what matters, and what belongs to it.
fn fact_row(ui: &mut Ui, cx: &Cx<'_>, label: &str, strong: &str, weak: &str) {
    field_row(ui, label, cx.tokens, |ui| {
        let row = ui.horizontal(|ui| {
            ui.set_min_height(26.0);
            ui.add(egui::Label::new(strong).wrap());
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.add(egui::Label::new(theme::weak(weak, cx.tokens)).truncate());
            });
        });
        let spoken = if weak.is_empty() { format!("{label}: {strong}") } else { format!("{label}: {strong}, {weak}") };
        row.response.widget_info(|| WidgetInfo::labeled(Role::Label, true, spoken.as_str()));
    });
}

/// A line to type a name into, and beside it those who are known.
fn owner_ui(ui: &mut Ui, cx: &Cx<'_>, account: &Account, known: &Known, drafts: &mut Drafts, actions: &mut Actions) {
    let text = PanelText { label: "Owner", hint: "Nobody yet", ..panel_text(account.id, PanelField::Owner) };
    if known.owners.is_empty() {
        text.ui(ui, account, drafts, actions, cx);
        return;
    }
    let chosen = beside_ui(
        ui,
        cx,
        "Choose the owner",
        |ui| drop(text.ui(ui, account, drafts, actions, cx)),
        |ui| known.owners.iter().find(|name| ui.selectable_label(**name == account.owner, *name).clicked()).cloned(),
    );
    if let Some(name) = chosen {
        let values = vec![AccountValue::Owner(name)];
        actions.push(Action::Edit(Edit::SetValues { accounts: vec![account.id], values }));
    }
}

/// A line to type a channel into, and beside it those that are known.
fn channel_ui(ui: &mut Ui, cx: &Cx<'_>, account: &Account, hint: &str, drafts: &mut Drafts, actions: &mut Actions) {
    let text = PanelText { label: "Channel", hint, ..panel_text(account.id, PanelField::Channel) };
    let chosen = beside_ui(
        ui,
        cx,
        "Choose the channel",
        |ui| drop(text.ui(ui, account, drafts, actions, cx)),
        |ui| {
            let names = channels(ui, cx);
            if names.is_empty() {
                ui.label(theme::weak("No channel is known yet: type its name", cx.tokens));
            }
            names.iter().find(|name| ui.selectable_label(**name == account.channel, *name).clicked()).cloned()
        },
    );
    if let Some(name) = chosen {
        let values = vec![AccountValue::Channel(name)];
        actions.push(Action::Edit(Edit::SetValues { accounts: vec![account.id], values }));
    }
}

/// Those that are known, found once for each revision and only while somebody chooses: it looks at everything.
fn channels(ui: &Ui, cx: &Cx<'_>) -> Arc<Vec<String>> {
    type Kept = ((usize, u64), Arc<Vec<String>>);
    let id = egui::Id::unique("channels to choose from");
    let made_for = (cx.workspace, cx.portfolio.revision());
    if let Some((_, names)) = ui.data_mut(|data| data.get_temp::<Kept>(id)).filter(|(made, _)| *made == made_for) {
        return names;
    }
    let names: Arc<Vec<String>> = Arc::new(cx.portfolio.channels().into_iter().map(str::to_owned).collect());
    ui.data_mut(|data| data.insert_temp(id, (made_for, Arc::clone(&names))));
    names
}

/// A field, and a small menu beside it; gives what was chosen there.
fn beside_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    label: &str,
    field: impl FnOnce(&mut Ui),
    offer: impl FnOnce(&mut Ui) -> Option<String>,
) -> Option<String> {
    let row = ui.horizontal_top(|ui| {
        let room = ui.available_width() - 30.0;
        ui.allocate_ui(vec2(room, 26.0), |ui| {
            ui.set_width(room);
            ui.vertical(field);
        });
        let mark = RichText::new("▾").color(cx.tokens.faint);
        let menu = egui::containers::menu::MenuButton::from_button(egui::Button::new(mark).frame(false));
        let (response, shown) = menu.ui(ui, |ui| {
            let chosen = egui::ScrollArea::vertical().max_height(320.0).show(ui, offer).inner;
            if chosen.is_some() {
                ui.close();
            }
            chosen
        });
        response.accessible_name(label);
        shown.and_then(|shown| shown.inner)
    });
    row.inner
}

fn stage_ui(ui: &mut Ui, cx: &Cx<'_>, account: &Account, known: &Known, actions: &mut Actions) {
    quiet_choice(ui, "Stage", account.stage.name(), cx.tokens, |ui| {
        for stage in Stage::ALL {
            if ui.selectable_label(stage == account.stage, stage.name()).clicked() {
                let values = vec![AccountValue::Stage(stage)];
                actions.push(Action::Edit(Edit::SetValues { accounts: vec![account.id], values }));
            }
        }
    });
    ui.horizontal_wrapped(|ui| {
        if let Some(since) = known.stage_since {
            let words = format!("{} since {}", account.stage.name(), cx.portfolio.settings().more.dates.day(since));
            ui.label(theme::weak(words, cx.tokens));
        }
        let available = Command::ChangeStage.availability(cx.env);
        // No link: that would be broken over two lines, with nothing to click between them.
        let words = RichText::new("Change…").color(cx.tokens.accent);
        let link = ui.add_enabled(available.is_ok(), egui::Button::new(words).small().frame(false));
        link.widget_info(|| WidgetInfo::labeled(Role::Button, available.is_ok(), "Change the stage…"));
        if link.on_hover_text("On another day, by whom, through what and why").clicked() {
            actions.push(Action::Command(Command::ChangeStage));
        }
    });
}

fn likelihood_ui(ui: &mut Ui, cx: &Cx<'_>, account: &Account, actions: &mut Actions) {
    let name = |likelihood: Option<Likelihood>| likelihood.map_or(NOT_JUDGED, Likelihood::name);
    quiet_choice(ui, "Likelihood of more business", name(account.likelihood), cx.tokens, |ui| {
        for choice in Likelihood::ALL.iter().copied().map(Some).chain([None]) {
            if ui.selectable_label(choice == account.likelihood, name(choice)).clicked() {
                let values = vec![AccountValue::Likelihood(choice)];
                actions.push(Action::Edit(Edit::SetValues { accounts: vec![account.id], values }));
            }
        }
    });
}

pub fn money_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    account: &Account,
    sections: &mut Sections,
    drafts: &mut Drafts,
    actions: &mut Actions,
) {
    let title = format!("Money, {}", cx.portfolio.settings().currency);
    if !sections.heading_ui(ui, cx, Section::Money, &title, None).open {
        return;
    }
    for (field, label, year) in [
        (PanelField::Revenue12m, "Last 12 months", Year::Last),
        (PanelField::RevenuePrior12m, "Year before", Year::Before),
    ] {
        field_row(ui, label, cx.tokens, |ui| {
            let text = panel_text(account.id, field);
            // What somebody began to type before the purchases came stays to be seen.
            let typed = drafts.text(text.key).is_some();
            match year.words(cx.portfolio, account.id).filter(|_| !typed) {
                Some(words) => computed_ui(ui, cx, label, &current_text(field, account, cx.portfolio), &words),
                None => {
                    drop(PanelText { label, hint: "–", numeric: true, ..text }.ui(ui, account, drafts, actions, cx));
                }
            }
        });
    }
    field_row(ui, "Capacity (QPC)", cx.tokens, |ui| {
        let text = panel_text(account.id, PanelField::QpcAmount);
        let field = PanelText { label: "Capacity (QPC)", hint: "–", numeric: true, ..text };
        field
            .ui(ui, account, drafts, actions, cx)
            .on_hover_text("If it bought everything it could from us in the next 12 months, how much would that be?");
    });
    let Some(qpc) = account.qpc else { return };
    field_row(ui, "Known from", cx.tokens, |ui| source_ui(ui, cx, account.id, qpc, actions));
    field_row(ui, "Known since", cx.tokens, |ui| {
        let text = panel_text(account.id, PanelField::QpcDate);
        PanelText { label: "Known since", hint: "2026-05-12", ..text }.ui(ui, account, drafts, actions, cx);
    });
    let share = |revenue| wallet::share(account, revenue).map(|share| format!("{:.0} %", share * 100.0));
    if let Some(now) = share(cx.portfolio.revenue_12m(account)) {
        let before = cx.portfolio.revenue_prior_12m(account).and_then(|before| share(Some(before)));
        let was = before.map_or_else(String::new, |before| format!("was {before}"));
        fact_row(ui, cx, "Share of wallet", &now, &was);
    }
}

/// A figure that follows from others, where a field would stand.
fn computed_ui(ui: &mut Ui, cx: &Cx<'_>, label: &str, figure: &str, words: &str) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 26.0), Sense::hover());
    let font = FontId::proportional(theme::size::BODY);
    ui.painter().text(rect.right_center(), Align2::RIGHT_CENTER, figure, font, cx.tokens.weak);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{label}: {figure}. {words}")));
    response.on_hover_text(words);
}

fn source_ui(ui: &mut Ui, cx: &Cx<'_>, account: AccountId, qpc: Qpc, actions: &mut Actions) {
    quiet_choice(ui, "Known from", qpc.source.name(), cx.tokens, |ui| {
        for source in QpcSource::ALL {
            if ui.selectable_label(source == qpc.source, source.name()).clicked() {
                let values = vec![AccountValue::Qpc(Some(Qpc { source, ..qpc }))];
                actions.push(Action::Edit(Edit::SetValues { accounts: vec![account], values }));
            }
        }
    });
}
