//! What the funnel asks of the window: hand-overs, and the cards of the process.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use crate::jobs::Job;
use crate::model::{AccountId, Edit, Entry, Portfolio, RowKey, SettingsValue, Stage, StageEvent};
use crate::rules::hand_over::{growers, waiting_among};
use crate::rules::process::is_empty;
use crate::store::Wish;
use crate::ui::toasts::Growing;

use super::App;
use super::wishes::Asked;

impl App {
    pub(super) fn ask_hand_over(&mut self, accounts: Vec<AccountId>) {
        self.flush_drafts();
        let portfolio = Arc::clone(self.portfolio());
        self.view.funnel.ask_hand_over(&portfolio, accounts, self.clock.today());
    }

    /// Asks who makes the accounts grow that an edit made customers.
    pub(super) fn ask_who_grows(&mut self, portfolio: &Portfolio, entry: &Entry, touched: &[RowKey]) {
        let today = self.clock.today();
        let won = touched.iter().filter_map(|row| match row {
            RowKey::StageEvent(id) => {
                let event = portfolio.stage_events().get(*id)?;
                let buys = |event: &StageEvent| matches!(event.to, Some(Stage::Customer | Stage::Client));
                // Of what was corrected somebody was asked when it was said first.
                let wrong = event.corrects.and_then(|id| portfolio.stage_events().get(id));
                (buys(event) && !wrong.is_some_and(|wrong| buys(wrong))).then_some(event.account)
            }
            _ => None,
        });
        let won: BTreeSet<AccountId> = won.collect();
        let won = waiting_among(portfolio, won, today);
        let Some(first) = won.first() else { return };
        let name = portfolio.account(first.account).map(|account| (account.name.as_str(), account.stage.name()));
        let what = match (name, won.len()) {
            (Some((name, stage)), 1) => format!("{} became a {stage}", shortened(name)),
            (_, many) => format!("{} accounts became customers", portfolio.settings().more.numbers.count(many)),
        };
        let owner = Some(&first.owner).filter(|owner| !owner.is_empty());
        let owner = owner.filter(|owner| won.iter().all(|waits| waits.owner == **owner)).cloned();
        let to = growers(portfolio);
        let accounts = won.iter().map(|waits| waits.account).collect();
        self.view.toasts.ask_who_grows(Growing { of: entry.seq, what, accounts, to, owner, on: today });
    }

    pub(super) fn print_process(&mut self, path: PathBuf) {
        let (portfolio, today) = (Arc::clone(self.portfolio()), self.clock.today());
        let period = self.view.funnel.period(&portfolio, today);
        let journal = Arc::clone(self.journal());
        self.begin(Job::ProcessPage { path, portfolio, journal, period, today });
    }

    /// Writes what was typed on cards of the process; what cannot be stays there, and says so.
    pub(super) fn keep_process(&mut self) {
        let steps = self.view.funnel.process_mut().typed_steps();
        if steps.is_empty() || self.past_words().is_some() {
            return;
        }
        let today = self.clock.today();
        for step in steps {
            let portfolio = Arc::clone(self.portfolio());
            let Some(card) = self.view.funnel.process_mut().typed_card(&portfolio, step, today) else { continue };
            let had = portfolio.settings().more.process.get(&step);
            // A card that nobody wrote anything on is none.
            let same = had.map_or_else(|| is_empty(&card), |had| *had == card);
            let edit = Edit::SetSettings(vec![SettingsValue::Process(step, Some(card))]);
            let written = same || !matches!(self.wish(Wish::Edit(edit)), Asked::Refused(_));
            if written {
                self.view.funnel.process_mut().written(&portfolio, step);
            }
        }
    }

    /// Writes the goals and the spending that are typed; what cannot be written stays in its cell.
    pub(super) fn keep_figures(&mut self) {
        if self.past_words().is_some() {
            return;
        }
        let portfolio = Arc::clone(self.portfolio());
        if let Some(edit) = self.view.funnel.goals_mut().typed(&portfolio)
            && !matches!(self.wish(Wish::Edit(edit)), Asked::Refused(_))
        {
            self.view.funnel.goals_mut().written();
        }
        for (cell, edit) in self.view.funnel.channels_mut().spending_mut().typed(&portfolio) {
            if !matches!(self.wish(Wish::Edit(edit)), Asked::Refused(_)) {
                self.view.funnel.channels_mut().spending_mut().written(&cell);
            }
        }
    }
}

/// A name as a message has room for it.
fn shortened(name: &str) -> String {
    const LETTERS: usize = 48;
    let short: String = name.chars().take(LETTERS).collect();
    if short.len() < name.len() { format!("{}…", short.trim_end()) } else { short }
}
