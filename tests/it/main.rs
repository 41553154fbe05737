//! The integration tests: one binary, so that it links once.

mod house;
mod store_edits;
mod support;
