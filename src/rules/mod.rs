//! What the domain says, one idea a file: pure functions over the model.

pub mod arrange;
pub mod cadence;
pub mod class;
pub mod difference;
pub mod filter;
pub mod filter_words;
pub mod lists;
pub mod quadrants;
pub mod reasons;
pub mod replay;
