//! Who was found, qualified, won and made a client: the funnel with its goals, channels and process.

mod ask_hand_over;
mod bar;
mod channels;
mod goal_cards;
mod goals;
mod hand_overs;
mod overview;
mod process;
mod proposals;
mod rules_dialog;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use egui::Ui;

use crate::command::{Command, FunnelPage};
use crate::model::{AccountId, FunnelRules, Period, PeriodKind, Portfolio};
use crate::rules::funnel::{History, Scope};

use super::theme::{self, space};
use super::view::{Action, Actions, Cx};
use super::widgets;
use ask_hand_over::AskHandOver;
use channels::ChannelsPage;
use goals::GoalsPage;
use hand_overs::HandOversPage;
use overview::OverviewPage;
pub use process::ProcessPage;
use proposals::ProposalsPage;
use rules_dialog::RulesDialog;

/// What the view remembers between frames.
#[derive(Debug, Default)]
pub struct FunnelView {
    pub page: FunnelPage,
    /// What all pages are of.
    asked: Asked,
    /// The ways of all accounts, which follow single edits.
    history: History,
    history_of: usize,
    overview: OverviewPage,
    goals: GoalsPage,
    channels: ChannelsPage,
    process: ProcessPage,
    hand_overs: HandOversPage,
    proposals: ProposalsPage,
    hand_over: Option<AskHandOver>,
    rules: Option<RulesDialog>,
}

/// The period and the accounts that somebody asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// `None`: the quarter that holds today.
    pub period: Option<Period>,
    pub scope: Scope,
}

impl Asked {
    #[must_use]
    pub fn period(&self, cx: &Cx<'_>) -> Period {
        self.period_on(cx.portfolio, cx.today)
    }

    fn period_on(&self, portfolio: &Portfolio, today: NaiveDate) -> Period {
        let fiscal = portfolio.settings().more.fiscal_year_start;
        let now = || Period::holding(PeriodKind::Quarter, today, fiscal);
        self.period.filter(|period| period.fits(fiscal)).unwrap_or_else(now)
    }
}

impl FunnelView {
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, selection: &BTreeSet<AccountId>, actions: &mut Actions) {
        if self.history_of != cx.workspace {
            (self.history, self.history_of) = (History::default(), cx.workspace);
        }
        self.history.follow(cx.portfolio);
        self.proposals.refresh(cx);
        self.hand_overs.refresh(cx);
        self.pages_ui(ui, cx, actions);
        ui.add_space(space::S);
        let Self { page, asked, history, overview, goals, channels, process, hand_overs, proposals, .. } = self;
        match page {
            FunnelPage::Overview => {
                overview.ui(ui, cx, asked, history, proposals.waiting(), selection, actions);
            }
            FunnelPage::Goals => goals.ui(ui, cx, asked, history, actions),
            FunnelPage::Channels => channels.ui(ui, cx, asked, history, actions),
            FunnelPage::Process => process.ui(ui, cx, asked, history, actions),
            FunnelPage::HandOvers => hand_overs.ui(ui, cx, asked, history, selection, actions),
            FunnelPage::Proposals => proposals.ui(ui, cx, selection, actions),
        }
    }

    /// The dialogs over the window, wherever they were asked for.
    pub fn dialogs_ui(&mut self, ui: &Ui, cx: &Cx<'_>, actions: &mut Actions) {
        self.goals.dialog_ui(ui, cx, actions);
        if let Some(accounts) = self.hand_overs.wanted.take() {
            self.hand_over = Some(AskHandOver::new(cx.portfolio, accounts, cx.today));
        }
        ask_hand_over::ask_hand_over_ui(ui, cx, &mut self.hand_over, actions);
        self.channels.dialogs_ui(ui, cx, actions);
        rules_dialog::rules_ui(ui, cx, &mut self.rules, actions);
    }

    /// Opens the dialog about what the funnel is judged by.
    pub fn ask_rules(&mut self, rules: &FunnelRules) {
        self.rules = Some(RulesDialog::new(rules));
    }

    /// Asks to whom these accounts go.
    pub fn ask_hand_over(&mut self, portfolio: &Portfolio, accounts: Vec<AccountId>, today: NaiveDate) {
        self.hand_over = Some(AskHandOver::new(portfolio, accounts, today));
    }

    /// What all pages are of.
    #[must_use]
    pub fn period(&self, portfolio: &Portfolio, today: NaiveDate) -> Period {
        self.asked.period_on(portfolio, today)
    }

    /// Whose accounts all pages are of.
    #[must_use]
    pub const fn scope(&self) -> &Scope {
        &self.asked.scope
    }

    /// The process page, for what is typed there and not written yet.
    pub const fn process_mut(&mut self) -> &mut ProcessPage {
        &mut self.process
    }

    /// The goals page, for the same.
    pub const fn goals_mut(&mut self) -> &mut GoalsPage {
        &mut self.goals
    }

    /// The channels page, for the same.
    pub const fn channels_mut(&mut self) -> &mut ChannelsPage {
        &mut self.channels
    }

    #[must_use]
    pub const fn is_modal(&self) -> bool {
        self.goals.is_modal()
            || self.hand_over.is_some()
            || self.hand_overs.wanted.is_some()
            || self.rules.is_some()
            || self.channels.is_modal()
    }

    /// Takes the keys that mean something here and a command elsewhere. Before commands are looked for.
    pub fn take_keys(&mut self, ctx: &egui::Context) {
        if self.page == FunnelPage::Goals {
            self.goals.take_keys(ctx);
        }
    }

    fn pages_ui(&self, ui: &mut Ui, cx: &Cx<'_>, actions: &mut Actions) {
        ui.horizontal(|ui| {
            ui.set_height(theme::CONTROL_HEIGHT);
            for page in FunnelPage::ALL {
                let waiting = match page {
                    FunnelPage::Proposals => self.proposals.waiting(),
                    FunnelPage::HandOvers => self.hand_overs.waiting(),
                    FunnelPage::Overview | FunnelPage::Goals | FunnelPage::Channels | FunnelPage::Process => 0,
                };
                let name = match waiting {
                    0 => page.name().to_owned(),
                    waiting => format!("{} {}", page.name(), cx.portfolio.settings().more.numbers.count(waiting)),
                };
                if widgets::chip(ui, &name, self.page == page, cx.tokens).clicked() {
                    actions.push(Action::Command(Command::ShowFunnel(page)));
                }
            }
        });
    }
}
