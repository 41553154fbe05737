//! Fourfold puts every account that a sales team knows on one board, engagement upward and potential across,
//! and keeps every decision that the team takes there.
//!
//! Data flows one way: files and database → [`model::Portfolio`] → views → action → [`model::Edit`] →
//! [`model::ChangeSet`] → database and portfolio → the next frame.

pub mod chart;
pub mod cli;
pub mod demo;
pub mod model;
pub mod report;
pub mod rules;
pub mod sheets;
pub mod store;
