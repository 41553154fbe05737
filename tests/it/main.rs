//! The integration tests: one binary, so that it links once.

mod store_edits;
mod support;
