//! What the domain says, one idea a file: pure functions over the model.

pub mod arrange;
pub mod cadence;
pub mod class;
pub mod filter;
pub mod lists;
pub mod quadrants;
pub mod reasons;
