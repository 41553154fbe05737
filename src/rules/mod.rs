//! What the domain says, one idea a file: pure functions over the model.

pub mod arrange;
pub mod bought;
pub mod cadence;
pub mod class;
pub mod difference;
pub mod engagement;
pub mod evidence;
pub mod extent;
pub mod facets;
pub mod facts;
pub mod fence;
pub mod filter;
pub mod filter_words;
pub mod import_undo;
mod judge;
pub mod keeping;
pub mod known;
pub mod lists;
pub mod potential;
pub mod quadrants;
pub mod reasons;
pub mod relevance;
pub mod replay;
pub mod since;
pub mod views;
pub mod wallet;
mod words;
