//! The integration tests: one binary, so that it links once.

mod sheets_export;
mod sheets_laws;
mod sheets_plan;
