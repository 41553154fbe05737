use super::class::Class;

/// How often an account of this class should hear from us, in days. Our own defaults.
#[must_use]
pub const fn days(class: Class) -> u32 {
    match class {
        Class::Key | Class::GrowthPotential => 30,
        Class::Maintenance => 90,
        Class::Service => 180,
    }
}
