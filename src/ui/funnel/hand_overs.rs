use std::collections::BTreeSet;

use egui::Ui;

use crate::model::AccountId;
use crate::rules::funnel::History;

use super::super::view::{Actions, Cx};
use super::Asked;

#[derive(Debug, Default)]
pub struct HandOversPage {}

impl HandOversPage {
    pub fn ui(&mut self, _: &mut Ui, _: &Cx<'_>, _: &mut Asked, _: &History, _: &BTreeSet<AccountId>, _: &mut Actions) {
    }
}
