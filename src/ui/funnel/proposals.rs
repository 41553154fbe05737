use std::collections::BTreeSet;

use egui::Ui;

use super::super::view::{Actions, Cx};
use crate::model::AccountId;

#[derive(Debug, Default)]
pub struct ProposalsPage {}

impl ProposalsPage {
    pub fn ui(&mut self, _: &mut Ui, _: &Cx<'_>, _: &BTreeSet<AccountId>, _: &mut Actions) {}
}
