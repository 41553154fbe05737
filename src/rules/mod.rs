//! What the domain says, one idea a file: pure functions over the model.

pub mod cadence;
pub mod class;
pub mod filter;
pub mod keeping;
pub mod quadrants;
pub mod reasons;
