use super::class::Class;
use crate::model::Cadence;

/// How often an account of this class should hear from us, in days.
#[must_use]
pub const fn days(class: Class, cadence: Cadence) -> u16 {
    match class {
        Class::Key => cadence.key,
        Class::GrowthPotential => cadence.growth_potential,
        Class::Maintenance => cadence.maintenance,
        Class::Service => cadence.service,
    }
}
