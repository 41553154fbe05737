//! The integration tests: one binary, so that it links once.

#![expect(clippy::unwrap_used, reason = "a test that fails should stop, its helpers too")]
#![expect(clippy::indexing_slicing, reason = "a test that fails should stop, its helpers too")]

mod cli;
mod cli_older;
mod export_cli;
mod export_laws;
mod export_round;
mod house;
mod lists_sql;
mod purchases_plan;
mod read_text;
mod read_workbooks;
mod replay_law;
mod scores_laws;
mod sheets_export;
mod sheets_kind_laws;
mod sheets_kinds;
mod sheets_laws;
mod sheets_plan;
mod store_backups;
mod store_corrections;
mod store_edits;
mod store_hostile;
mod store_laws;
mod store_ledger;
mod store_long;
mod store_migrate;
mod store_process;
mod store_revert;
mod support;
mod window_account_page;
mod window_backups;
mod window_board;
mod window_evidence;
mod window_export;
mod window_fields;
mod window_files;
mod window_filter;
mod window_history;
mod window_import;
mod window_import_choices;
mod window_keys;
mod window_layout;
mod window_lists;
mod window_machine;
mod window_model;
mod window_monkey;
mod window_moves;
mod window_palette;
mod window_panel;
mod window_purchases;
mod window_records;
mod window_replay;
mod window_table;
mod window_undo_import;
