use std::collections::BTreeSet;

use egui::Ui;

use crate::model::AccountId;
use crate::rules::funnel::History;

use super::super::view::{Actions, Cx};
use super::Asked;
use super::bar::{BarParts, bar_ui};

#[derive(Debug, Default)]
pub struct OverviewPage {}

impl OverviewPage {
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        asked: &mut Asked,
        _: &History,
        _: &BTreeSet<AccountId>,
        _: &mut Actions,
    ) {
        bar_ui(ui, cx, asked, BarParts { period: true, scope: true });
    }
}
