//! The funnel of a period as a document: its figures as plain data, and writers that only differ in how they set them.

mod channels;
mod figures;
mod gather;
mod goals;
pub mod html;
pub mod markdown;
pub mod pictures;
mod sections;
mod waiting;
mod words;
pub mod xlsx;

#[cfg(test)]
mod tests;

pub use channels::{ChannelRow, ChannelsFigures};
pub use figures::{
    CohortFigures, FlowFigures, FunnelReport, MonthFigures, MonthStage, PeriodFigures, PeriodState, ScopeFigures,
    SnapshotFigures, StageReport, StuckAccount, TimeFigures,
};
pub use gather::Source;
pub use goals::{Amount, GoalFigures, GoalOf};
pub use waiting::{HandOverFigures, ProposalFigures};

/// So many accounts are named in a list of a document; the rest is counted. JSON and workbooks name all.
pub const MOST_NAMED: usize = 25;
