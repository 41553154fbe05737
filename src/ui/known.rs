//! What is known of the account in the panel beyond its fields: how many records of each kind, and the last of them.

use egui::{RichText, Ui};

use crate::model::{AccountId, RowKey};
use crate::rules::known::Known;

use super::view::Cx;
use super::widgets::{field_row, section};

/// Counted when another account is shown, or when such records changed.
#[derive(Debug, Default)]
pub struct KnownRecords {
    made_for: Option<(usize, u64, AccountId)>,
    known: Known,
    rows: Vec<(&'static str, String)>,
}

impl KnownRecords {
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, account: AccountId) {
        self.refresh(cx, account);
        if self.rows.is_empty() {
            return;
        }
        section(ui, "Records", cx.tokens);
        for (name, words) in &self.rows {
            field_row(ui, name, cx.tokens, |ui| {
                let label = ui.add(egui::Label::new(RichText::new(words)).wrap());
                label.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, format!("{name}: {words}")));
            });
        }
    }

    fn refresh(&mut self, cx: &Cx<'_>, account: AccountId) {
        let wanted = (cx.workspace, cx.portfolio.revision(), account);
        if self.made_for == Some(wanted) {
            return;
        }
        if !self.stays(cx, account) {
            self.known = Known::of(cx.portfolio, account);
        }
        self.rows = self.known.words(cx.portfolio);
        self.made_for = Some(wanted);
    }

    /// Whether what changed since are accounts and settings alone: moving dots counts no activities.
    fn stays(&self, cx: &Cx<'_>, account: AccountId) -> bool {
        let Some((workspace, revision, of)) = self.made_for else { return false };
        let changed = || cx.portfolio.changed_since(revision);
        let elsewhere = |row: &RowKey| matches!(row, RowKey::Account(_) | RowKey::Product(_) | RowKey::Settings);
        (workspace, of) == (cx.workspace, account) && changed().is_some_and(|rows| rows.iter().all(elsewhere))
    }
}
