use super::desk::Desk;
use super::{ImportPlan, PlanError};

/// Plans rows that are lines of the ledger.
pub(super) fn plan(desk: Desk<'_>) -> Result<ImportPlan, PlanError> {
    Err(PlanError::NotPlanned(desk.kind()))
}
