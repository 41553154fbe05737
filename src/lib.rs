//! Fourfold puts every account that a sales team knows on one board, engagement upward and potential across,
//! and keeps every decision that the team takes there.
//!
//! Data flows one way: files and database → [`model::Portfolio`] → views → [`ui::view::Action`] → [`model::Edit`] →
//! [`model::ChangeSet`] → database and portfolio → the next frame.

pub mod model;

pub mod rules;

pub mod chart;
pub mod cli;
pub mod demo;
pub mod report;
pub mod sheets;
pub mod store;

pub mod command;
pub mod dialogs;
pub mod jobs;
pub mod machine;
pub mod preferences;
pub mod ui;

pub mod app;

/// The version of this program: the package's, with the commit in release builds.
pub const VERSION: &str = env!("FOURFOLD_VERSION");
