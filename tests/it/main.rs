//! The integration tests: one binary, so that it links once.

#![expect(clippy::unwrap_used, reason = "a test that fails should stop, its helpers too")]
#![expect(clippy::indexing_slicing, reason = "a test that fails should stop, its helpers too")]

mod cli;
mod house;
mod sheets_export;
mod sheets_laws;
mod sheets_plan;
mod store_backups;
mod store_edits;
mod store_hostile;
mod store_laws;
mod store_long;
mod store_process;
mod support;
mod window_backups;
mod window_fields;
mod window_files;
mod window_keys;
mod window_layout;
mod window_moves;
