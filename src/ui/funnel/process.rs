use egui::Ui;

use crate::rules::funnel::History;

use super::super::view::{Actions, Cx};
use super::Asked;

#[derive(Debug, Default)]
pub struct ProcessPage {}

impl ProcessPage {
    pub fn ui(&mut self, _: &mut Ui, _: &Cx<'_>, _: &mut Asked, _: &History, _: &mut Actions) {}
}
