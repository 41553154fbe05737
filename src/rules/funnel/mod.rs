//! The way from suspect to client, counted.
//!
//! Two kinds of figures are kept apart by their names. A *cohort* is who entered a stage in a period, and what became of
//! them since, however much later. A *snapshot* is who stands there on a day. What moved on in a period is counted of
//! everybody who was present in it.

mod figures;
mod history;
#[cfg(test)]
mod laws;
mod proposals;
mod story;
#[cfg(test)]
mod tests;

pub(in crate::rules) use figures::fell_back;
pub use figures::{
    FEW, Funnel, MedianOf, StageFigures, Which, accounts_of, created, created_accounts, created_by_month, fallen_back,
    funnel, undated,
};
pub use history::{History, Life, Moved, Scope};
pub use proposals::{Proposal, ProposalKind, Proposals, proposals};
pub use story::{Instead, Standing, Told, story};
