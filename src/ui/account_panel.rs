//! Everything about the selected account, edited in place.

use std::collections::{BTreeMap, BTreeSet};

use egui::{Align2, FontId, RichText, Role, Sense, Ui, WidgetInfo, vec2};

use crate::command::Command;
use crate::model::{Account, AccountId, AccountValue, Edit, Money, Position, Qpc, QpcSource, Score, Stage};
use crate::rules::bought::Year;
use crate::rules::cadence;
use crate::rules::class::Class;

use super::drafts::{DraftKey, Drafts, PanelField, current_text};
use super::known::KnownRecords;
use super::theme::{self, space};
use super::view::{Action, Actions, Cx};
use super::widgets::{PanelText, class_badge, field_row, quiet_choice, section};

/// The panel at the right: one account, several, or none.
pub fn account_panel_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    selection: &BTreeSet<AccountId>,
    summary: &mut SelectionSummary,
    known: &mut KnownRecords,
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
            egui::ScrollArea::vertical()
                .auto_shrink([false, false])
                .show(ui, |ui| inset.show(ui, |ui| one_ui(ui, cx, account, known, drafts, actions)));
        }
        (Some(_), Some(_)) => {
            summary.refresh(cx, selection);
            inset.show(ui, |ui| many_ui(ui, cx, summary, actions));
        }
    }
}

fn nothing_ui(ui: &mut Ui, cx: &Cx<'_>) {
    ui.add_space(ui.available_height() * 0.3);
    ui.vertical_centered(|ui| {
        ui.label(theme::strong("No account selected"));
        ui.add_space(space::XS);
        ui.label(RichText::new("Click a dot to see all about it.\nDrag it to where it belongs.").color(cx.tokens.weak));
    });
}

/// What several selected accounts come to, counted once for each selection and revision: a selection can be of all
/// accounts, and a frame must not count them.
#[derive(Debug, Default)]
pub struct SelectionSummary {
    made_for: Option<(usize, u64, u64, u64)>,
    accounts: usize,
    /// How many of them the filter leaves out.
    hidden: usize,
    revenue: Money,
    by_class: BTreeMap<Option<Class>, usize>,
}

impl SelectionSummary {
    fn refresh(&mut self, cx: &Cx<'_>, selection: &BTreeSet<AccountId>) {
        let wanted =
            Some((cx.workspace, cx.portfolio.revision(), cx.selection_generation, cx.filtered.passing_generation()));
        if self.made_for == wanted {
            return;
        }
        let lines = cx.portfolio.settings().lines;
        *self = Self { made_for: wanted, ..Self::default() };
        for account in selection.iter().filter_map(|id| cx.portfolio.account(*id)) {
            self.accounts += 1;
            self.hidden += usize::from(!cx.filtered.passes(account.id));
            self.revenue = self.revenue.saturating_add(cx.portfolio.revenue_12m(account).unwrap_or_default());
            *self.by_class.entry(Class::of_account(cx.portfolio, account, lines)).or_default() += 1;
        }
    }
}

fn many_ui(ui: &mut Ui, cx: &Cx<'_>, summary: &SelectionSummary, actions: &mut Actions) {
    let SelectionSummary { made_for: _, accounts, hidden, revenue, by_class } = summary;
    ui.label(RichText::new(format!("{} accounts", cx.portfolio.settings().more.numbers.count(*accounts))).heading());
    let revenue = format!(
        "{} {} in 12 months",
        cx.portfolio.settings().more.numbers.money(*revenue),
        cx.portfolio.settings().currency
    );
    ui.label(RichText::new(revenue).color(cx.tokens.weak));
    if *hidden > 0 {
        let count = |count: usize| cx.portfolio.settings().more.numbers.count(count);
        let words = format!("{} of {} selected are hidden by the filter", count(*hidden), count(*accounts));
        ui.label(RichText::new(words).color(cx.tokens.warn));
    }
    section(ui, "Classes", cx.tokens);
    for class in Class::ALL.into_iter().map(Some).chain([None]) {
        if let Some(count) = by_class.get(&class) {
            ui.horizontal(|ui| {
                class_badge(ui, class, cx.tokens);
                ui.label(cx.portfolio.settings().more.numbers.count(*count));
            });
        }
    }
    section(ui, "All of them", cx.tokens);
    ui.label(
        RichText::new("Drag one and the others go with it.\nThe arrow keys move them by a point, with Shift by five.")
            .color(cx.tokens.weak),
    );
    ui.add_space(space::S);
    command_buttons(ui, cx, actions);
}

fn command_buttons(ui: &mut Ui, cx: &Cx<'_>, actions: &mut Actions) {
    ui.horizontal_wrapped(|ui| {
        for command in [Command::Unplace, Command::Archive, Command::Delete] {
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
    known: &mut KnownRecords,
    drafts: &mut Drafts,
    actions: &mut Actions,
) {
    let lines = cx.portfolio.settings().lines;
    let class = Class::of_account(cx.portfolio, account, lines);
    let text = |field| PanelText {
        key: DraftKey { account: account.id, field },
        label: "",
        hint: "",
        rows: 1,
        numeric: false,
    };

    ui.scope(|ui| {
        ui.style_mut().override_font_id = Some(FontId::new(theme::size::TITLE, theme::semibold()));
        ui.spacing_mut().item_spacing.y = 0.0;
        PanelText { label: "Name", hint: "Name", ..text(PanelField::Name) }.ui(ui, account, drafts, actions, cx);
    });
    ui.horizontal_wrapped(|ui| {
        class_badge(ui, class, cx.tokens);
        let mut facts = vec![account.stage.name().to_owned()];
        facts.extend(
            class.map(|class| format!("every {} days", cadence::days(class, cx.portfolio.settings().more.cadence))),
        );
        facts.extend(account.archived.then(|| "archived".to_owned()));
        ui.label(RichText::new(facts.join(" · ")).color(cx.tokens.weak));
    });
    if !cx.filtered.passes(account.id) {
        ui.label(RichText::new("Hidden by the filter").color(cx.tokens.warn));
    }
    ui.add_space(space::S);

    ui.columns_const(|[left, right]| {
        score_card(left, cx, account, PanelField::Engagement, "Engagement", drafts, actions);
        score_card(right, cx, account, PanelField::Potential, "Potential", drafts, actions);
    });

    section(ui, "Account", cx.tokens);
    field_row(ui, "Owner", cx.tokens, |ui| {
        PanelText { label: "Owner", hint: "Nobody yet", ..text(PanelField::Owner) }
            .ui(ui, account, drafts, actions, cx);
    });
    field_row(ui, "Stage", cx.tokens, |ui| stage_ui(ui, cx, account, actions));
    for (field, label, hint) in [
        (PanelField::Key, "Key", "Its number elsewhere"),
        (PanelField::Region, "Region", "Where it is"),
        (PanelField::Industry, "Industry", "What it does"),
        (PanelField::Website, "Website", "example.com"),
    ] {
        field_row(ui, label, cx.tokens, |ui| {
            PanelText { label, hint, ..text(field) }.ui(ui, account, drafts, actions, cx);
        });
    }

    let currency = &cx.portfolio.settings().currency;
    section(ui, &format!("Money, {currency}"), cx.tokens);
    for (field, label, year) in [
        (PanelField::Revenue12m, "Last 12 months", Year::Last),
        (PanelField::RevenuePrior12m, "Year before", Year::Before),
    ] {
        field_row(ui, label, cx.tokens, |ui| {
            // What somebody began to type before the purchases came stays to be seen.
            let typed = drafts.text(text(field).key).is_some();
            match year.words(cx.portfolio, account.id).filter(|_| !typed) {
                Some(words) => computed_ui(ui, cx, label, &current_text(field, account, cx.portfolio), &words),
                None => {
                    PanelText { label, hint: "–", numeric: true, ..text(field) }.ui(ui, account, drafts, actions, cx);
                }
            }
        });
    }
    field_row(ui, "Capacity (QPC)", cx.tokens, |ui| {
        let field = PanelText { label: "Capacity (QPC)", hint: "–", numeric: true, ..text(PanelField::QpcAmount) };
        field
            .ui(ui, account, drafts, actions, cx)
            .on_hover_text("If it bought everything it could from us in the next 12 months, how much would that be?");
    });
    if let Some(qpc) = account.qpc {
        field_row(ui, "Known from", cx.tokens, |ui| source_ui(ui, cx, account.id, qpc, actions));
        field_row(ui, "Known since", cx.tokens, |ui| {
            PanelText { label: "Known since", hint: "2026-05-12", ..text(PanelField::QpcDate) }
                .ui(ui, account, drafts, actions, cx);
        });
    }

    known.ui(ui, cx, account.id);

    section(ui, "Notes", cx.tokens);
    PanelText { label: "Notes", hint: "What the team should know", rows: 3, ..text(PanelField::Notes) }
        .ui(ui, account, drafts, actions, cx);

    moves_ui(ui, cx, account);
    ui.add_space(space::S);
    if ui.link("Open account page").clicked() {
        actions.push(Action::Command(Command::ShowAccount));
    }
    if ui.link("History of this account").clicked() {
        actions.push(Action::HistoryOf(account.id));
    }
    ui.add_space(space::L);
    command_buttons(ui, cx, actions);
    ui.add_space(space::L);
}

/// A figure that follows from others, where a field would stand.
fn computed_ui(ui: &mut Ui, cx: &Cx<'_>, label: &str, figure: &str, words: &str) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 26.0), Sense::hover());
    let font = FontId::proportional(theme::size::BODY);
    ui.painter().text(rect.right_center(), Align2::RIGHT_CENTER, figure, font, cx.tokens.weak);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{label}: {figure}. {words}")));
    response.on_hover_text(words);
}

fn score_card(
    ui: &mut Ui,
    cx: &Cx<'_>,
    account: &Account,
    field: PanelField,
    label: &str,
    drafts: &mut Drafts,
    actions: &mut Actions,
) {
    let lines = cx.portfolio.settings().lines;
    let score = cx
        .portfolio
        .position(account)
        .map(|position| if field == PanelField::Engagement { position.engagement } else { position.potential });
    let color = Class::of_account(cx.portfolio, account, lines).map_or(cx.tokens.faint, |class| cx.tokens.dot(class));
    cx.tokens.card_frame().inner_margin(egui::Margin::symmetric(10, 8)).show(ui, |ui| {
        ui.label(RichText::new(label).color(cx.tokens.weak));
        ui.scope(|ui| {
            ui.style_mut().override_font_id = Some(FontId::new(theme::size::FIGURE, theme::semibold()));
            let key = DraftKey { account: account.id, field };
            PanelText { key, label, hint: "–", rows: 1, numeric: false }.ui(ui, account, drafts, actions, cx);
        });
        let (bar, _) = ui.allocate_exact_size(vec2(ui.available_width(), 4.0), Sense::hover());
        ui.painter().rect_filled(bar, 2.0, cx.tokens.sunken);
        if let Some(score) = score {
            #[expect(clippy::cast_possible_truncation, reason = "a share of 0..=1")]
            let share = (score.points() / Score::MAX.points()) as f32;
            ui.painter().rect_filled(bar.with_max_x(bar.left() + bar.width() * share), 2.0, color);
        }
    });
}

fn stage_ui(ui: &mut Ui, cx: &Cx<'_>, account: &Account, actions: &mut Actions) {
    quiet_choice(ui, "Stage", account.stage.name(), cx.tokens, |ui| {
        for stage in Stage::ALL {
            if ui.selectable_label(stage == account.stage, stage.name()).clicked() {
                let values = vec![AccountValue::Stage(stage)];
                actions.push(Action::Edit(Edit::SetValues { accounts: vec![account.id], values }));
            }
        }
    });
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

/// The moves that stand, newest first, each with its reason.
fn moves_ui(ui: &mut Ui, cx: &Cx<'_>, account: &Account) {
    let moves: Vec<_> = cx.journal.moves_of(account.id).rev().collect();
    if moves.is_empty() {
        return;
    }
    section(ui, "Moves", cx.tokens);
    let lines = cx.portfolio.settings().lines;
    for one in moves {
        let Some(entry) = cx.journal.entry(one.seq) else { continue };
        let (was, is) = (one.from.map(|at| Class::of(at, lines)), one.to.map(|at| Class::of(at, lines)));
        let (dot, _) = ui
            .horizontal(|ui| {
                let (dot, response) = ui.allocate_exact_size(vec2(8.0, 14.0), Sense::hover());
                let name = |class: Option<Class>| class.map_or("Unplaced", Class::name);
                let text = if was == is { name(is).to_owned() } else { format!("{} → {}", name(was), name(is)) };
                ui.label(RichText::new(text).family(theme::medium()));
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    ui.label(theme::weak(
                        entry.at.with_timezone(&chrono::Local).format("%-d %b %Y").to_string(),
                        cx.tokens,
                    ));
                });
                (dot, response)
            })
            .inner;
        ui.painter().circle_filled(dot.center(), 3.5, is.map_or(cx.tokens.faint, |class| cx.tokens.dot(class)));
        let place =
            |at: Option<Position>| at.map_or("tray".to_owned(), |at| format!("{}/{}", at.engagement, at.potential));
        let said = cx.journal.reason(one.seq).map(|reason| format!("\n{reason}")).unwrap_or_default();
        let words = format!("{} → {} · {}{said}", place(one.from), place(one.to), entry.by);
        ui.horizontal_top(|ui| {
            ui.add_space(space::L);
            ui.vertical(|ui| ui.label(theme::weak(words, cx.tokens)).on_hover_text("Engagement/potential"));
        });
        ui.add_space(space::S);
    }
}
